//! Where the rows stand on a sheet that came back, and which of its columns is which: told by headers, by what the columns hold, by
//! their places between the others, in this order.

use super::given::Given;
use super::origin::{HandedColumn, Origin};
use super::own_words::OwnSums;
use super::returned::key_of;
use super::tell::Rows;
use super::{KEY_HEADER, explanation_header};
use crate::domain::text::{fold, folds_to};
use crate::domain::vk_address::{self, Address};
use crate::record::{looks_like_address, text_of};
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::column::WAS_HEADER;
use crate::table::sheet::{Area, CellRef, Column, Row, Sheet, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Headers stand above the rows, not further down than this.
const SEARCH: usize = 200;
/// So many rows are enough to know a column by what it holds.
const ENOUGH: usize = 500;

/// A sheet with rows that were handed out.
pub(super) struct Grid<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) name: Arc<str>,
    /// The row above the first one; zero where there is none.
    pub(super) header: u32,
    pub(super) key: Column,
    pub(super) explanation: Option<Column>,
    /// Where each of [`Origin::columns`] stands.
    pub(super) columns: Vec<Option<Column>>,
    /// Where the columns of [`OwnSums::ROLES`] stand.
    pub(super) own: [Option<Column>; 3],
    /// Areas that are merged, without which cells below their first would seem to be cleared.
    merges: Vec<Area>,
}

impl<'s> Grid<'s> {
    /// Finds the rows by their keys; where no key is known, by the header over them.
    pub(super) fn find(sheet: &'s Sheet, origin: &Origin, rows: &Rows<'_>) -> Option<Self> {
        let keyed = Keyed::find(sheet, rows);
        let by_word = header_by_word(sheet);
        let (header, key) = match (&keyed, by_word) {
            (Some(keyed), by_word) => {
                let above = keyed.rows.first().map_or(1, |(number, _)| *number);
                let is_above = |(header, _): &(u32, Column)| *header < above;
                let header = by_word.filter(is_above).map(|(header, _)| header).or_else(|| header_above(sheet, origin, above));
                (header.unwrap_or(above - 1), keyed.column)
            }
            (None, by_word) => by_word?,
        };
        let mut by_header: HashMap<String, Column> = HashMap::new();
        for cell in sheet.row(header).iter().flat_map(Row::cells).filter(|cell| cell.at.column != key) {
            by_header.entry(fold(&text_of(cell.value))).or_insert(cell.at.column);
        }
        let column = |text: &str| by_header.get(&fold(text)).copied();
        let mut grid = Self {
            sheet,
            name: sheet.name().into(),
            header,
            key,
            explanation: column(explanation_header()),
            columns: origin.columns.iter().map(|handed| column(&handed.header)).collect(),
            own: OwnSums::ROLES.map(|role| column(role.header())),
            merges: sheet.merges().iter().filter(|area| area.last.row > header).copied().collect(),
        };
        if let Some(keyed) = keyed {
            grid.find_by_content(origin, &keyed);
            grid.find_by_place(origin, &keyed);
        }
        Some(grid)
    }

    /// The rows of a table without keys: columns by their roles, else by their headers.
    pub(super) fn of_table(table: &'s Table, origin: &Origin) -> Self {
        let (sheet, layout) = (table.sheet(), table.layout());
        let header = table.header_row().unwrap_or_default();
        let by_header = |wanted: &str| {
            let wanted = fold(wanted);
            let cells = sheet.row(header)?.cells().find(|cell| fold(&text_of(cell.value)) == wanted);
            cells.map(|cell| cell.at.column)
        };
        let column = |handed: &HandedColumn| match handed.role {
            Some(role) => layout.column(role),
            None => by_header(&handed.header),
        };
        Self {
            sheet,
            name: sheet.name().into(),
            header,
            key: Column::LAST,
            explanation: by_header(explanation_header()),
            columns: origin.columns.iter().map(column).collect(),
            own: [None; 3],
            merges: sheet.merges().iter().filter(|area| area.last.row > header).copied().collect(),
        }
    }

    /// A column whose cells say in most rows what was handed out in it.
    fn find_by_content(&mut self, origin: &Origin, keyed: &Keyed) {
        for index in (0..self.columns.len()).filter(|&index| self.columns[index].is_none()).collect::<Vec<_>>() {
            let rows = keyed.rows.iter().take(ENOUGH).map(|&(number, handed)| (number, origin.rows[handed].base[index].as_str()));
            let told: Vec<(u32, &str)> = rows.filter(|(_, base)| !base.is_empty()).collect();
            let says = |column: Column| {
                told.iter().filter(|(row, base)| Given::of(self.sheet.cell(CellRef::new(*row, column))).says(base)).count()
            };
            let free = self.free().map(|column| (says(column), column));
            // Of columns that say as much the first.
            let best = free.max_by_key(|&(count, column)| (count, std::cmp::Reverse(column)));
            self.columns[index] = best.filter(|&(count, _)| count > 0 && 2 * count >= told.len()).map(|(_, column)| column);
        }
    }

    /// Columns between two that are known, where as many are missing as there are free ones: somebody has renamed them. What stands in
    /// them must fit, as a column may have gone and another come.
    fn find_by_place(&mut self, origin: &Origin, keyed: &Keyed) {
        let count = self.columns.len();
        // As they were handed out: the roster's columns, gospub's own, «Пояснение», the key.
        let places = self.columns.iter().copied().chain(self.own).chain([self.explanation, Some(self.key)]);
        let mut missing = Vec::new();
        let mut after: Option<Column> = None;
        for (place, known) in places.collect::<Vec<_>>().into_iter().enumerate() {
            let Some(known) = known else {
                missing.push(place);
                continue;
            };
            let free: Vec<Column> =
                self.free().filter(|column| after.is_none_or(|after| *column > after) && *column < known).collect();
            if free.len() == missing.len() {
                for (&place, column) in missing.iter().zip(free) {
                    match place.checked_sub(count) {
                        None if self.fits(column, place, origin, keyed) => self.columns[place] = Some(column),
                        None => {}
                        Some(own) if own < self.own.len() => self.own[own] = Some(column),
                        Some(_) => self.explanation = Some(column),
                    }
                }
            }
            missing.clear();
            after = Some(known);
        }
    }

    /// Whether a column holds what a handed-out one may hold: what was handed out in some row, or else nothing but values of its kind.
    fn fits(&self, column: Column, index: usize, origin: &Origin, keyed: &Keyed) -> bool {
        let cells = || {
            keyed.rows.iter().take(ENOUGH).map(|&(row, handed)| (Given::of(self.sheet.cell(CellRef::new(row, column))), handed))
        };
        let is_same = |(given, handed): (Given, usize)| {
            let base = &origin.rows[handed].base[index];
            !base.is_empty() && given.says(base)
        };
        if cells().any(is_same) {
            return true;
        }
        let of_kind = |text: &str| match origin.columns[index].role {
            Some(ColumnRole::Address | ColumnRole::GroupId) => {
                !matches!(vk_address::read(text).address, Address::Empty | Address::Unreadable(_))
            }
            Some(ColumnRole::Link | ColumnRole::PosMessages | ColumnRole::PosPolls) => looks_like_address(text),
            Some(ColumnRole::Ogrn | ColumnRole::Inn | ColumnRole::Oktmo | ColumnRole::Opaid) => {
                text.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        let mut texts = cells().map(|(given, _)| given.text).filter(|text| !text.is_empty()).peekable();
        texts.peek().is_some() && texts.all(|text| of_kind(&text))
    }

    fn free(&self) -> impl Iterator<Item = Column> {
        let last = self.sheet.last_column().map_or(0, Column::index);
        (0..=last).filter_map(Column::new).filter(|column| self.is_free(*column))
    }

    fn is_free(&self, column: Column) -> bool {
        let taken = Some(column);
        let is_known = self.explanation == taken || self.own.contains(&taken) || self.columns.contains(&taken);
        column != self.key && !is_known && !self.header_of(column).starts_with(WAS_HEADER)
    }

    fn header_of(&self, column: Column) -> Cow<'_, str> {
        text_of(self.sheet.cell(CellRef::new(self.header.max(1), column)).value)
    }

    /// What stands over columns that were not handed out and hold something.
    pub(super) fn extra_columns(&self) -> Vec<String> {
        let first = self.sheet.position_from(self.header + 1);
        let mut held: HashSet<Column> = HashSet::new();
        for row in (first..self.sheet.row_count()).map(|position| self.sheet.row_at(position)) {
            held.extend(row.cells().filter(|cell| cell.value != Value::Blank).map(|cell| cell.at.column));
        }
        let headed = |column: Column| {
            let header = self.header_of(column).into_owned();
            if header.is_empty() || self.header == 0 { column.to_string() } else { header }
        };
        self.free().filter(|column| held.contains(column)).map(headed).collect()
    }

    /// Whether a cell lies under another one that was merged over it.
    pub(super) fn is_covered(&self, at: CellRef) -> bool {
        self.merges.iter().any(|area| area.first != at && area.contains(at))
    }

    /// The texts of a row, with what was handed out in cells that lie under others.
    pub(super) fn with_merged<'t>(&self, row: u32, texts: &'t [String], base: &[String]) -> Cow<'t, [String]> {
        if self.merges.is_empty() {
            return Cow::Borrowed(texts);
        }
        let cells = texts.iter().zip(&self.columns).zip(base);
        let texts = cells.map(|((text, column), base)| match column {
            Some(column) if self.is_covered(CellRef::new(row, *column)) => base.clone(),
            _ => text.clone(),
        });
        Cow::Owned(texts.collect())
    }
}

/// The column in which keys of rows stand.
struct Keyed {
    column: Column,
    /// The rows with a known key: their numbers, and which rows they are.
    rows: Vec<(u32, usize)>,
}

impl Keyed {
    /// The column with most of the keys that are known.
    fn find(sheet: &Sheet, rows: &Rows<'_>) -> Option<Self> {
        let mut columns: BTreeMap<Column, Vec<(u32, usize)>> = BTreeMap::new();
        for row in sheet.rows() {
            for cell in row.cells() {
                if let Some(handed) = key_of(cell.value).and_then(|key| rows.keyed(key)) {
                    columns.entry(cell.at.column).or_default().push((row.number(), handed));
                }
            }
        }
        let most = columns.into_iter().max_by_key(|(column, rows)| (rows.len(), std::cmp::Reverse(*column)))?;
        Some(Self { column: most.0, rows: most.1 })
    }
}

/// The header with the word over the keys; only texts above the rows are looked at.
fn header_by_word(sheet: &Sheet) -> Option<(u32, Column)> {
    let key_word = fold(KEY_HEADER);
    let says = |value: Value<'_>| matches!(value, Value::Text(text) if folds_to(text, &key_word));
    let mut rows = sheet.rows().take(SEARCH);
    rows.find_map(|row| row.cells().find(|cell| says(cell.value)).map(|cell| (row.number(), cell.at.column)))
}

/// The row above the rows that has most of the headers; of several the lowest.
fn header_above(sheet: &Sheet, origin: &Origin, above: u32) -> Option<u32> {
    let own = OwnSums::ROLES.map(|role| role.header());
    let headers = origin.columns.iter().map(|column| &*column.header).chain(own).chain([KEY_HEADER, explanation_header()]);
    let headers: HashSet<String> = headers.map(fold).collect();
    let first = sheet.position_from(above).saturating_sub(SEARCH);
    let rows = (first..sheet.row_count()).map(|position| sheet.row_at(position)).take_while(|row| row.number() < above);
    let known = |row: Row<'_>| (row.cells().filter(|cell| headers.contains(&fold(&text_of(cell.value)))).count(), row.number());
    rows.map(known).filter(|(count, _)| *count > 0).max().map(|(_, number)| number)
}
