//! The rows of the roster as it is now, to be found by what a returned workbook says of them.

mod find;
#[cfg(test)]
mod tests;

use super::key::{RowKey, keys};
use super::origin::{HandedRow, Origin};
use crate::domain::municipality::municipality_key;
use crate::domain::text::fold;
use crate::record::{Record, text_of};
use crate::table::column::ColumnRole;
use crate::table::sheet::{CellRef, Column};
use crate::table::{RowId, Table};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The tables of a roster with their keys.
#[derive(Debug)]
pub struct Roster<'t> {
    tables: Vec<&'t Table>,
    keys: Vec<Vec<RowKey>>,
    by_key: HashMap<RowKey, RowId>,
    /// Rows by name and ОГРН, made when a key is not found.
    by_name: OnceLock<HashMap<[String; 2], Vec<RowId>>>,
}

/// By these a row is told whose page has been corrected since.
const NAMES: [ColumnRole; 2] = [ColumnRole::Ogrn, ColumnRole::Organisation];

impl<'t> Roster<'t> {
    /// Looks through all rows once for their keys.
    pub(crate) fn new(tables: Vec<&'t Table>) -> Self {
        let keys = keys(tables.iter().copied());
        let rows = keys
            .iter()
            .enumerate()
            .flat_map(|(table, keys)| keys.iter().enumerate().map(move |(position, key)| (*key, RowId::new(table, position))));
        Self { by_key: rows.collect(), keys, tables, by_name: OnceLock::new() }
    }

    /// The tables.
    pub(crate) fn tables(&self) -> &[&'t Table] {
        &self.tables
    }

    /// The row that has a key.
    pub(crate) fn keyed(&self, key: RowKey) -> Option<RowId> {
        self.by_key.get(&key).copied()
    }

    /// The key of a row.
    pub(crate) fn key(&self, at: RowId) -> RowKey {
        self.keys[at.table()][at.position()]
    }

    /// The column of a role or header in a table, where an origin's column stands now.
    pub(crate) fn column(&self, table: usize, origin: &Origin, handed: usize, source: usize) -> Option<Column> {
        let was = &origin.columns[handed];
        let letter = was.columns[source];
        let layout = self.tables[table].layout();
        let sheet = self.tables[table].sheet();
        match was.role {
            Some(role) => layout.column(role),
            None => {
                let header = self.tables[table].header_row()?;
                let says = |column: &Column| same_header(&text_of(sheet.cell(CellRef::new(header, *column)).value), &was.header);
                let columns = || layout.senders_columns();
                letter.filter(says).or_else(|| columns().find(says)).or(letter.filter(|&column| column <= layout.last_column))
            }
        }
    }

    fn has_municipality(&self, key: &str) -> bool {
        let mut rows = self.tables.iter().flat_map(|rows| (0..rows.len()).map(|position| Record::at(rows, position)));
        rows.any(|record| record.municipality().is_some_and(|name| municipality_key(&name) == key))
    }

    /// The rows that are identified by the same as a row that was handed out.
    fn equal(&self, row: &HandedRow) -> impl Iterator<Item = RowId> {
        row.key.of_all_equal().map_while(|key| self.keyed(key))
    }

    /// The rows that have the name and the ОГРН of a row that was handed out.
    fn namesakes(&self, origin: &Origin, row: &HandedRow) -> &[RowId] {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<[String; 2], Vec<RowId>> = HashMap::new();
            for (table, rows) in self.tables.iter().enumerate() {
                for position in 0..rows.len() {
                    let record = Record::at(rows, position);
                    by_name.entry(NAMES.map(|role| fold(&record.text(role)))).or_default().push(RowId::new(table, position));
                }
            }
            by_name
        });
        let names = NAMES.map(|role| fold(base_of(origin, row, role)));
        let known = Some(names).filter(|names| !names.iter().all(String::is_empty)).and_then(|names| by_name.get(&names));
        known.map_or(&[], Vec::as_slice)
    }

    fn number(&self, at: RowId) -> u32 {
        self.tables[at.table()].row(at.position()).number()
    }

    fn is_source(&self, at: RowId, origin: &Origin, row: &HandedRow) -> bool {
        fold(self.tables[at.table()].sheet().name()) == fold(&origin.sources[row.source].sheet)
    }
}

/// What a row held in the column of a role.
fn base_of<'o>(origin: &Origin, row: &'o HandedRow, role: ColumnRole) -> &'o str {
    let column = origin.columns.iter().position(|column| column.role == Some(role));
    column.map_or("", |column| &row.base[column])
}

/// Whether a header is the one that was shown, perhaps with a number behind it; see [`super::distinct_headers`].
fn same_header(header: &str, shown: &str) -> bool {
    let (header, shown) = (fold(header), fold(shown));
    let unnumbered = shown.strip_suffix(')').and_then(|shown| shown.rsplit_once(" (")).map(|(text, _)| text);
    header == shown || !header.is_empty() && unnumbered == Some(&*header)
}
