//! Reads a workbook that came back: which of the rows that were handed out are in it, what was changed in them, which rows are new.

use super::given::Given;
use super::key::RowKey;
use super::origin::{HandedRow, Origin, OriginError};
use super::tell::{Named, Rows};
use super::{KEY_HEADER, explanation_header};
use crate::domain::text::{fold, folds_to};
use crate::record::text_of;
use crate::table::sheet::{CellRef, Column, Row, Sheet, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A workbook that came back.
#[derive(Clone, Debug)]
pub struct Returned {
    /// Where its rows come from.
    pub origin: Origin,
    /// The rows that came back, as they stand. A row may have come back several times.
    pub rows: Vec<ReturnedRow>,
    /// Rows that were not handed out in this workbook.
    pub added: Vec<AddedRow>,
    /// The positions in [`Origin::rows`] of the rows that did not come back.
    pub removed: Vec<usize>,
    /// The positions in [`Origin::columns`] of the columns that did not come back.
    pub lost_columns: Vec<usize>,
    /// How many rows had the key of another row and were told by what they say: somebody sorted the sheet without its hidden column.
    pub told_by_content: usize,
}

/// A row that came back.
#[derive(Clone, Debug)]
pub struct ReturnedRow {
    /// Its position in [`Origin::rows`].
    pub handed: usize,
    /// The sheet in which it stands.
    pub sheet: Arc<str>,
    /// What was changed in it, or confirmed by typing it anew.
    pub changes: Vec<(Slot, CellRef, Given)>,
    /// Whether nothing in it is left of the organisation that it was handed out for, so that its changes are of another one.
    pub overwritten: bool,
}

/// A column of a row that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// One of [`Origin::columns`].
    Column(usize),
    /// «Пояснение».
    Explanation,
}

/// A row that was not handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedRow {
    /// The sheet in which it stands.
    pub sheet: Arc<str>,
    /// Its first cell that holds something.
    pub at: CellRef,
    /// What it holds, by the position in [`Origin::columns`]; blank cells left out.
    pub texts: Vec<(usize, String)>,
    /// What its «Пояснение» holds.
    pub explanation: String,
    /// What is known of it.
    pub why: Added,
}

/// Where a row that was not handed out comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Added {
    /// It has no key: somebody wrote it.
    New,
    /// It is a copy of a row, with another organisation written over it.
    Copy,
    /// It has the key of a row that was handed out elsewhere.
    Foreign,
    /// Rows were moved without their keys, and nothing in this one tells which it is.
    Untold,
}

/// Why a workbook cannot be brought home.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReturnedError {
    /// No sheet says where the rows come from.
    #[error("no sheet with an origin")]
    NoOrigin,
    /// The sheet that says it cannot be read.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// No sheet has the column of keys.
    #[error("no sheet with keys of rows")]
    NoKeys,
}

impl Returned {
    /// Reads a workbook's sheets.
    ///
    /// # Errors
    /// See [`ReturnedError`].
    pub fn read(sheets: &[Arc<Sheet>]) -> Result<Self, ReturnedError> {
        let origin = sheets.iter().find_map(|sheet| Origin::from_sheet(sheet).transpose());
        let origin = origin.ok_or(ReturnedError::NoOrigin)??;
        let grids: Vec<Grid<'_>> = sheets.iter().filter_map(|sheet| Grid::find(sheet, &origin)).collect();
        if grids.is_empty() {
            return Err(ReturnedError::NoKeys);
        }
        let mut reader = Reader::new(&origin);
        grids.iter().for_each(|grid| reader.read(grid));
        Ok(reader.finish())
    }
}

/// A sheet with rows that were handed out.
struct Grid<'s> {
    sheet: &'s Sheet,
    name: Arc<str>,
    header: u32,
    key: Column,
    explanation: Option<Column>,
    /// Where each of [`Origin::columns`] stands.
    columns: Vec<Option<Column>>,
}

impl<'s> Grid<'s> {
    /// Finds the header with the column of keys; only texts above the rows are looked at.
    fn find(sheet: &'s Sheet, origin: &Origin) -> Option<Self> {
        const SEARCH: usize = 200;
        let says = |value: Value<'_>, word: &str| matches!(value, Value::Text(text) if folds_to(text, word));
        let key_word = fold(KEY_HEADER);
        let (header, key) = sheet
            .rows()
            .take(SEARCH)
            .find_map(|row| row.cells().find(|cell| says(cell.value, &key_word)).map(|cell| (row, cell.at.column)))?;
        // The key's own column stands last or first; any other column with the header is the wanted one.
        let mut by_header: HashMap<String, Column> = HashMap::new();
        for cell in header.cells() {
            by_header.entry(fold(&text_of(cell.value))).or_insert(cell.at.column);
        }
        let column = |text: &str| by_header.get(&fold(text)).copied();
        Some(Self {
            sheet,
            name: sheet.name().into(),
            header: header.number(),
            key,
            explanation: column(explanation_header()),
            columns: origin.columns.iter().map(|handed| column(&handed.header)).collect(),
        })
    }
}

/// Gathers the rows of all sheets.
struct Reader<'o> {
    origin: &'o Origin,
    rows: Rows<'o>,
    found: Vec<Found>,
    added: Vec<AddedRow>,
    seen_columns: BTreeSet<usize>,
    told_by_content: usize,
}

/// A row that came back.
struct Found {
    row: ReturnedRow,
    /// Whether it may be a copy that was written over.
    renamed: bool,
    /// Whether it is not as it was handed out, and nothing but its key says which it is.
    is_untold: bool,
    copy: AddedRow,
}

impl<'o> Reader<'o> {
    fn new(origin: &'o Origin) -> Self {
        Self {
            origin,
            rows: Rows::new(origin),
            found: Vec::with_capacity(origin.rows.len()),
            added: Vec::new(),
            seen_columns: BTreeSet::new(),
            told_by_content: 0,
        }
    }

    fn read(&mut self, grid: &Grid<'_>) {
        self.seen_columns.extend((0..grid.columns.len()).filter(|&index| grid.columns[index].is_some()));
        let first = grid.sheet.position_from(grid.header + 1);
        for row in (first..grid.sheet.row_count()).map(|position| grid.sheet.row_at(position)) {
            self.read_row(grid, &row);
        }
    }

    fn read_row(&mut self, grid: &Grid<'_>, row: &Row<'_>) {
        let texts: Vec<String> = grid
            .columns
            .iter()
            .map(|column| column.map_or_else(String::new, |column| text_of(row.value(column)).into_owned()))
            .collect();
        let key: Option<RowKey> = text_of(row.value(grid.key)).parse().ok();
        let filled = || texts.iter().cloned().enumerate().filter(|(_, text)| !text.is_empty());
        let first_filled = filled().next().and_then(|(index, _)| grid.columns[index]);
        let at = CellRef::new(row.number(), first_filled.unwrap_or(grid.key));
        let explanation = || grid.explanation.map_or_else(String::new, |column| text_of(row.value(column)).into_owned());
        let added =
            |why| AddedRow { sheet: Arc::clone(&grid.name), at, texts: filled().collect(), explanation: explanation(), why };
        let keyed = match key.map(|key| self.rows.keyed(key)) {
            Some(Some(keyed)) => keyed,
            Some(None) => return self.added.push(added(Added::Foreign)),
            None if first_filled.is_some() => return self.added.push(added(Added::New)),
            None => return,
        };
        let (handed, told) = self.rows.told(keyed, &texts);
        self.told_by_content += usize::from(handed != keyed);
        let mut changes = changes(&self.origin.rows[handed], grid, row);
        if first_filled.is_none() && grid.columns.iter().any(Option::is_some) {
            // All cells but the hidden one were cleared: the row was removed, whatever was explained.
            changes.retain(|(slot, ..)| *slot == Slot::Explanation);
            if changes.is_empty() {
                return;
            }
        }
        let named = self.rows.named(handed, |index| grid.columns[index].is_some(), &texts);
        let overwritten = named == Named::Another;
        let row = ReturnedRow { handed, sheet: Arc::clone(&grid.name), changes, overwritten };
        let is_untold = !told && row.changes.iter().any(|(slot, ..)| *slot != Slot::Explanation);
        self.found.push(Found { row, renamed: named != Named::Same, is_untold, copy: added(Added::Copy) });
    }

    fn finish(self) -> Returned {
        let (found, mut added) = (self.found, self.added);
        let mut kept = vec![false; self.origin.rows.len()];
        // Where keys have stayed behind, a key alone says nothing.
        let is_lost = |found: &Found| found.is_untold && self.told_by_content > 0;
        found.iter().filter(|found| !found.renamed && !is_lost(found)).for_each(|found| kept[found.row.handed] = true);
        let mut rows = Vec::with_capacity(found.len());
        for found in found {
            let is_lost = is_lost(&found);
            let Found { row, renamed, copy, .. } = found;
            if is_lost {
                added.push(AddedRow { why: Added::Untold, ..copy });
            } else if renamed && kept[row.handed] {
                // Where the row itself is there, the one with another organisation is a copy that was written over.
                added.push(copy);
            } else {
                rows.push(row);
            }
        }
        let mut came = vec![false; self.origin.rows.len()];
        rows.iter().for_each(|row| came[row.handed] = true);
        Returned {
            origin: self.origin.clone(),
            rows,
            added,
            removed: (0..came.len()).filter(|&handed| !came[handed]).collect(),
            lost_columns: (0..self.origin.columns.len()).filter(|index| !self.seen_columns.contains(index)).collect(),
            told_by_content: self.told_by_content,
        }
    }
}

/// The cells of a row that do not say any more what they were handed out with; and those that were typed anew, which confirms them.
fn changes(handed: &HandedRow, grid: &Grid<'_>, row: &Row<'_>) -> Vec<(Slot, CellRef, Given)> {
    let columns = grid.columns.iter().zip(&handed.base).enumerate();
    let columns = columns
        .filter_map(|(index, (column, base))| Some((Slot::Column(index), (*column)?, base, handed.asked.contains(&index))));
    let explanation = grid.explanation.map(|column| (Slot::Explanation, column, &handed.explanation, false));
    columns
        .chain(explanation)
        .filter_map(|(slot, column, base, asked)| {
            let given = Given::of(row.cell(column));
            let is_change = !given.says(base) || asked && given.is_typed_anew();
            is_change.then(|| (slot, CellRef::new(row.number(), column), given))
        })
        .collect()
}

#[cfg(test)]
mod tests;
