//! The rows of the roster as it is now, to be found by what a returned workbook says of them.

use super::key::{RowKey, keys};
use super::origin::{HandedRow, Origin};
use crate::domain::text::fold;
use crate::record::{Record, text_of};
use crate::table::column::ColumnRole;
use crate::table::sheet::{CellRef, Column};
use crate::table::{RowId, Table};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The tables of a roster with their keys.
#[derive(Debug)]
pub struct Roster<'t> {
    tables: Vec<&'t Table>,
    by_key: HashMap<RowKey, RowId>,
    /// Rows by name and ОГРН, made when a key is not found.
    by_name: OnceLock<HashMap<[String; 2], Vec<RowId>>>,
}

/// By these a row is told whose page has been corrected since.
const NAMES: [ColumnRole; 2] = [ColumnRole::Ogrn, ColumnRole::Organisation];
/// One of these must still be the same where only the number of the row speaks for it; the page where rows have moved since.
const EVIDENCE: [ColumnRole; 4] = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Ogrn, ColumnRole::Organisation];
const PAGE: &[ColumnRole] = EVIDENCE.split_at(2).0;

impl<'t> Roster<'t> {
    /// Looks through all rows once for their keys.
    pub(crate) fn new(tables: Vec<&'t Table>) -> Self {
        let rows = tables.iter().enumerate().flat_map(|(table, rows)| {
            keys(rows).into_iter().enumerate().map(move |(position, key)| (key, RowId::new(table, position)))
        });
        Self { by_key: rows.collect(), tables, by_name: OnceLock::new() }
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
        keys(self.tables[at.table()])[at.position()]
    }

    /// Finds each row of an origin in the roster: by its key; where what the key is made of has been corrected since, by name and
    /// ОГРН; where these have been corrected, by its place, if something of it is still the same. Two rows are never found in one.
    ///
    /// Rows of other sources than `sources` are not looked for.
    pub(crate) fn find(&self, origin: &Origin, sources: &[usize]) -> Vec<Option<RowId>> {
        let wanted = |row: &&HandedRow| sources.contains(&row.source);
        let mut found: Vec<Option<RowId>> =
            origin.rows.iter().map(|row| Some(row).filter(wanted).and_then(|row| self.by_key.get(&row.key)).copied()).collect();
        let mut taken: HashSet<RowId> = found.iter().copied().flatten().collect();
        let moved = origin.rows.iter().zip(&found).any(|(row, found)| found.is_some_and(|at| self.number(at) != row.row));
        let evidence = if moved { PAGE } else { &EVIDENCE };
        for find in [Self::by_name, Self::by_place] {
            for (row, found) in origin.rows.iter().zip(&mut found).filter(|(row, found)| found.is_none() && wanted(row)) {
                *found = find(self, origin, row, evidence).filter(|at| taken.insert(*at));
            }
        }
        found
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

    fn by_name(&self, origin: &Origin, row: &HandedRow, evidence: &[ColumnRole]) -> Option<RowId> {
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
        if names.iter().all(String::is_empty) {
            return None;
        }
        match by_name.get(&names)?[..] {
            [at] => Some(at),
            ref several => self.by_place(origin, row, evidence).filter(|at| several.contains(at)),
        }
    }

    fn by_place(&self, origin: &Origin, row: &HandedRow, evidence: &[ColumnRole]) -> Option<RowId> {
        let table = (0..self.tables.len()).find(|&table| self.is_source(RowId::new(table, 0), origin, row))?;
        let rows = self.tables[table];
        let position = rows.position_from(row.row);
        let at = RowId::new(table, position);
        if position >= rows.len() || self.number(at) != row.row {
            return None;
        }
        let record = Record::at(rows, position);
        let is_same = |role: &ColumnRole| {
            let was = fold(base_of(origin, row, *role));
            !was.is_empty() && was == fold(&record.text(*role))
        };
        evidence.iter().any(is_same).then_some(at)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handback::{FileHash, HandedColumn, HandedSource};
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    const HEADER: [&str; 4] = ["Организация", "ОГРН", "Ссылка на страницу ВК", "Прочее"];
    const ROWS: [[&str; 4]; 3] = [
        ["Школа № 1", "1027700132195", "https://vk.com/club1", "a"],
        ["Школа № 2", "1027700132195", "https://vk.com/club2", "b"],
        ["Детский сад", "1027700132195", "https://vk.com/club3", "c"],
    ];

    fn table(rows: &[[&str; 4]]) -> Table {
        let sheet = sheet_of_texts("Лист1", std::iter::once(&HEADER).chain(rows));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    fn origin() -> Origin {
        let roles = [Some(ColumnRole::Organisation), Some(ColumnRole::Ogrn), Some(ColumnRole::Address), None];
        let columns = HEADER.iter().zip(roles).enumerate();
        Origin {
            sources: vec![HandedSource { file: "р".into(), hash: FileHash::of(&b""[..]).unwrap(), sheet: "Лист1".into() }],
            columns: columns
                .map(|(at, (header, role))| HandedColumn { header: (*header).into(), role, columns: vec![Column::new(at)] })
                .collect(),
            rows: (2..)
                .zip(keys(&table(&ROWS)).into_iter().zip(ROWS))
                .map(|(row, (key, base))| HandedRow {
                    key,
                    source: 0,
                    row,
                    asked: Vec::new(),
                    explanation: String::new(),
                    own: None,
                    base: base.map(str::to_owned).to_vec(),
                })
                .collect(),
            ..Origin::default()
        }
    }

    fn found(rows: &[[&str; 4]]) -> Vec<Option<usize>> {
        let table = table(rows);
        Roster::new(vec![&table]).find(&origin(), &[0]).into_iter().map(|at| at.map(RowId::position)).collect()
    }

    #[test]
    fn rows_are_found_wherever_they_are_now() {
        assert_eq!(found(&ROWS), [Some(0), Some(1), Some(2)]);
        assert_eq!(found(&[ROWS[2], ROWS[0]]), [Some(1), None, Some(0)]);
    }

    #[test]
    fn rows_are_found_after_a_correction_came_home() {
        let mut rows = ROWS;
        rows[0][2] = "https://vk.com/club9";
        rows[1][0] = "Школа № 2 имени Пушкина";
        assert_eq!(found(&[rows[2], rows[1], rows[0]]), [Some(2), Some(1), Some(0)]);
    }

    #[test]
    fn the_place_of_a_row_says_nothing_where_rows_have_moved() {
        let other = |page: &'static str| ["Школа № 9", "1027700132195", page, ""];
        // A row before the kindergarten went, and in the place of the first stands one of the same body.
        assert_eq!(found(&[other("https://vk.com/club9"), ROWS[2]]), [None, None, Some(1)]);
        assert_eq!(found(&[other("https://vk.com/club1"), ROWS[2]]), [Some(0), None, Some(1)]);
        assert_eq!(found(&[other("https://vk.com/club9"), ROWS[1], ROWS[2]]), [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn another_roster_has_none_of_the_rows() {
        assert_eq!(found(&[["Больница", "1037700132190", "https://vk.com/club5", ""]]), [None; 3]);
    }

    #[test]
    fn columns_are_found_by_role_and_header() {
        let moved = sheet_of_texts(
            "Лист1",
            [["Прочее", "Организация", "ОГРН", "Ссылка на страницу ВК"], ["x", "Школа", "1", "vk.com/club1"]],
        );
        let layout = Layout::recognise(&moved, &Headers::default(), &LayoutOptions::default()).unwrap();
        let table = Table::new(moved, layout);
        let roster = Roster::new(vec![&table]);
        let columns = (0..4).map(|handed| roster.column(0, &origin(), handed, 0).unwrap().to_string());
        assert_eq!(columns.collect::<Vec<_>>(), ["B", "C", "D", "A"]);
    }
}
