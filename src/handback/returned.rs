//! Reads a workbook that came back: which of the rows that were handed out are in it, what was changed in them, which rows are new.

use super::given::Given;
use super::grid::Grid;
use super::key::RowKey;
use super::origin::{HandedRow, Origin};
use super::own_words::OwnSums;
use super::tell::{Named, Rows};
use crate::record::text_of;
use crate::table::column::OwnRole;
use crate::table::sheet::{CellRef, Row, Sheet, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A sheet of a workbook that came back.
#[derive(Clone, Debug)]
pub(crate) struct SheetBack {
    /// Its cells.
    pub(crate) sheet: Arc<Sheet>,
    /// The notes that people hang on cells.
    pub(crate) notes: Vec<(CellRef, String)>,
}

impl SheetBack {
    /// The keys of rows that stand in the sheet, wherever they stand.
    pub(crate) fn keys(&self) -> Vec<RowKey> {
        if Origin::is_origin(&self.sheet) {
            return Vec::new();
        }
        self.sheet.rows().flat_map(|row| row.cells()).filter_map(|cell| key_of(cell.value)).collect()
    }
}

/// The key that a cell holds.
pub(super) fn key_of(value: Value<'_>) -> Option<RowKey> {
    match value {
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// A workbook that came back.
#[derive(Clone, Debug)]
pub(crate) struct Returned {
    /// Where its rows come from.
    pub(crate) origin: Origin,
    /// So many of [`Origin::rows`], the first ones, are known to have been handed out in this workbook; the others have been handed out
    /// somewhere, and count as far as they came back.
    pub(crate) handed: usize,
    /// The rows that came back, as they stand. A row may have come back several times.
    pub(crate) rows: Vec<ReturnedRow>,
    /// Rows that were not handed out in this workbook.
    pub(crate) added: Vec<AddedRow>,
    /// The positions in [`Origin::rows`] of the rows that did not come back.
    pub(crate) removed: Vec<usize>,
    /// Which of [`Origin::rows`] came back.
    pub(crate) came: Vec<bool>,
    /// The positions in [`Origin::columns`] of the columns that did not come back.
    pub(crate) lost_columns: Vec<usize>,
    /// Headers of columns that somebody has put in, and that hold something.
    pub(crate) extra_columns: Vec<String>,
    /// How many rows had the key of another row and were told by what they say: somebody sorted the sheet without its hidden column.
    pub(crate) told_by_content: usize,
    /// What people wrote where nothing was to be written.
    pub(crate) remarks: Vec<Remark>,
    /// Whether gospub's own columns say so much else than now that words of people cannot be told from them.
    pub(crate) own_words_differ: bool,
    /// Whether rows were told without keys, so that somebody has to confirm them.
    pub(crate) is_matched: bool,
}

/// Words that somebody wrote where nothing was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The row's position in [`Origin::rows`]; none beside the rows.
    pub(crate) handed: Option<usize>,
    /// The sheet in which it stands.
    pub(crate) sheet: Arc<str>,
    /// The cell.
    pub(crate) at: CellRef,
    /// gospub's own column; none for a note on a cell.
    pub(crate) over: Option<OwnRole>,
    /// The words.
    pub(crate) text: String,
}

/// A row that came back.
#[derive(Clone, Debug)]
pub(crate) struct ReturnedRow {
    /// Its position in [`Origin::rows`].
    pub(crate) handed: usize,
    /// The sheet in which it stands.
    pub(crate) sheet: Arc<str>,
    /// What was changed in it, or confirmed by typing it anew.
    pub(crate) changes: Vec<(Slot, CellRef, Given)>,
    /// Whether nothing in it is left of the organisation that it was handed out for, so that its changes are of another one.
    pub(crate) overwritten: bool,
}

/// A column of a row that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Slot {
    /// One of [`Origin::columns`].
    Column(usize),
    /// «Пояснение».
    Explanation,
}

/// A row that was not handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AddedRow {
    /// The sheet in which it stands.
    pub(crate) sheet: Arc<str>,
    /// Its first cell that holds something.
    pub(crate) at: CellRef,
    /// What it holds, by the position in [`Origin::columns`]; blank cells left out.
    pub(crate) texts: Vec<(usize, String)>,
    /// What its «Пояснение» holds.
    pub(crate) explanation: String,
    /// What is known of it.
    pub(crate) why: Added,
}

/// Where a row that was not handed out comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Added {
    /// It has no key: somebody wrote it.
    New,
    /// It is a copy of a row, with another organisation written over it.
    Copy,
    /// It has a key that neither this roster nor any workbook at hand knows.
    Foreign,
    /// Rows were moved without their keys, and nothing in this one tells which it is.
    Untold,
    /// There are no keys, and no row of the roster has its ОГРН and name.
    Unmatched,
    /// There are no keys, and several rows of the roster have its ОГРН and name.
    Ambiguous,
}

impl Returned {
    /// A workbook of which nothing has come back yet.
    pub(crate) fn of(origin: Origin) -> Self {
        Self {
            came: vec![false; origin.rows.len()],
            origin,
            handed: 0,
            rows: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            lost_columns: Vec::new(),
            extra_columns: Vec::new(),
            told_by_content: 0,
            remarks: Vec::new(),
            own_words_differ: false,
            is_matched: false,
        }
    }

    /// Reads a workbook's sheets; `None` if no row of it has a key. `handed`: see [`Returned::handed`].
    pub(crate) fn read(sheets: &[SheetBack], origin: Origin, handed: usize) -> Option<Self> {
        let mut reader = Reader::new(&origin);
        let grids: Vec<(&SheetBack, Grid<'_>)> = sheets
            .iter()
            .filter(|back| !Origin::is_origin(&back.sheet))
            .filter_map(|back| Some((back, Grid::find(&back.sheet, &origin, &reader.rows)?)))
            .collect();
        if grids.is_empty() {
            return None;
        }
        for (back, grid) in &grids {
            reader.read(grid);
            reader.read_notes(back, grid);
        }
        let found = reader.finish(handed);
        Some(Self { origin, ..found })
    }
}

/// Gathers the rows of all sheets.
struct Reader<'o> {
    origin: &'o Origin,
    rows: Rows<'o>,
    found: Vec<Found>,
    added: Vec<AddedRow>,
    seen_columns: BTreeSet<usize>,
    extra_columns: Vec<String>,
    told_by_content: usize,
    /// The rows by their numbers, a sheet at a time.
    by_number: HashMap<u32, usize>,
    remarks: Vec<Remark>,
}

/// A row that came back.
struct Found {
    row: ReturnedRow,
    /// Whether it may be a copy that was written over.
    renamed: bool,
    /// Whether it is not as it was handed out, and nothing but its key says which it is.
    is_untold: bool,
    /// Whether it has no key, but the very name and ОГРН of a row that was handed out.
    is_unkeyed: bool,
    /// The row as one that was not handed out, where it may be taken for such.
    copy: Option<AddedRow>,
}

impl Found {
    fn unkeyed(origin: &Origin, handed: usize, grid: &Grid<'_>, row: &Row<'_>, new: AddedRow) -> Self {
        let changes = changes(&origin.rows[handed], grid, row);
        let row = ReturnedRow { handed, sheet: Arc::clone(&grid.name), changes, overwritten: false };
        Self { row, renamed: false, is_untold: false, is_unkeyed: true, copy: Some(new) }
    }
}

impl<'o> Reader<'o> {
    fn new(origin: &'o Origin) -> Self {
        Self {
            origin,
            rows: Rows::new(origin),
            found: Vec::with_capacity(origin.rows.len()),
            added: Vec::new(),
            seen_columns: BTreeSet::new(),
            extra_columns: Vec::new(),
            told_by_content: 0,
            by_number: HashMap::new(),
            remarks: Vec::new(),
        }
    }

    fn read(&mut self, grid: &Grid<'_>) {
        self.seen_columns.extend((0..grid.columns.len()).filter(|&index| grid.columns[index].is_some()));
        self.extra_columns.extend(grid.extra_columns());
        self.by_number.clear();
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
        let key = key_of(row.value(grid.key));
        let filled = || texts.iter().cloned().enumerate().filter(|(_, text)| !text.is_empty());
        let first_filled = filled().next().and_then(|(index, _)| grid.columns[index]);
        let at = CellRef::new(row.number(), first_filled.unwrap_or(grid.key));
        let explanation = || grid.explanation.map_or_else(String::new, |column| text_of(row.value(column)).into_owned());
        let added =
            |why| AddedRow { sheet: Arc::clone(&grid.name), at, texts: filled().collect(), explanation: explanation(), why };
        let keyed = match key.map(|key| self.rows.keyed(key)) {
            Some(Some(keyed)) => keyed,
            Some(None) => return self.added.push(added(Added::Foreign)),
            None if first_filled.is_none() => return,
            None => {
                let own = grid.own.iter().flatten().map(|column| text_of(row.value(*column)).into_owned());
                let words: Vec<String> = own.chain([explanation()]).filter(|text| !text.is_empty()).collect();
                let new = AddedRow { explanation: words.join(" | "), ..added(Added::New) };
                let Some(handed) = self.rows.called(&texts) else { return self.added.push(new) };
                self.by_number.insert(row.number(), handed);
                self.read_own(grid, row, handed);
                return self.found.push(Found::unkeyed(self.origin, handed, grid, row, new));
            }
        };
        let texts = grid.with_merged(row.number(), &texts, &self.origin.rows[keyed].base);
        let (handed, told) = self.rows.told(keyed, &texts);
        self.by_number.insert(row.number(), handed);
        self.read_own(grid, row, handed);
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
        let renamed = named != Named::Same;
        let copy = (renamed || is_untold).then(|| added(Added::Copy));
        self.found.push(Found { row, renamed, is_untold, is_unkeyed: false, copy });
    }

    /// Words in gospub's own columns.
    fn read_own(&mut self, grid: &Grid<'_>, row: &Row<'_>, handed: usize) {
        let Some(sums) = self.origin.rows[handed].own else { return };
        for (index, (role, column)) in OwnSums::ROLES.into_iter().zip(grid.own).enumerate() {
            let Some(column) = column else { continue };
            let text = text_of(row.value(column));
            if !text.is_empty() && !sums.said(index, &text) {
                let at = CellRef::new(row.number(), column);
                let sheet = Arc::clone(&grid.name);
                self.remarks.push(Remark { handed: Some(handed), sheet, at, over: Some(role), text: text.into_owned() });
            }
        }
    }

    fn read_notes(&mut self, back: &SheetBack, grid: &Grid<'_>) {
        for (at, text) in &back.notes {
            let handed = self.by_number.get(&at.row).copied();
            self.remarks.push(Remark { handed, sheet: Arc::clone(&grid.name), at: *at, over: None, text: text.clone() });
        }
    }

    /// What was read; its origin is still to come.
    fn finish(self, handed: usize) -> Returned {
        let (found, mut added) = (self.found, self.added);
        let mut kept = vec![false; self.origin.rows.len()];
        // Where keys have stayed behind, a key alone says nothing.
        let is_lost = |found: &Found| found.is_untold && self.told_by_content > 0;
        let is_itself = |found: &&Found| !found.renamed && !found.is_unkeyed && !is_lost(found);
        found.iter().filter(is_itself).for_each(|found| kept[found.row.handed] = true);
        let mut rows = Vec::with_capacity(found.len());
        let mut told_by_content = self.told_by_content;
        for found in found {
            let is_lost = is_lost(&found);
            let Found { row, renamed, is_unkeyed, copy, .. } = found;
            let is_kept = kept[row.handed];
            told_by_content += usize::from(is_unkeyed && !is_kept);
            match copy {
                Some(copy) if is_lost => added.push(AddedRow { why: Added::Untold, ..copy }),
                // Where the row itself is there, the one with another organisation is a copy that was written over.
                Some(copy) if is_kept && (is_unkeyed || renamed) => added.push(copy),
                _ => rows.push(row),
            }
        }
        // As they stand, whenever it was found out.
        added.sort_by(|one, other| (&one.sheet, one.at).cmp(&(&other.sheet, other.at)));
        let mut came = vec![false; self.origin.rows.len()];
        rows.iter().for_each(|row| came[row.handed] = true);
        // What was handed out is guessed where nothing says it, and another ministry table or version words it differently.
        let over = |remark: &&Remark| remark.over.is_some();
        let mut remarks = self.remarks;
        let own_words_differ = handed == 0 && 2 * remarks.iter().filter(over).count() > rows.len();
        remarks.retain(|remark| remark.over.is_none() || !own_words_differ);
        Returned {
            origin: Origin::default(),
            handed,
            rows,
            added,
            removed: (0..handed).filter(|&handed| !came[handed]).collect(),
            came,
            lost_columns: (0..self.origin.columns.len()).filter(|index| !self.seen_columns.contains(index)).collect(),
            extra_columns: self.extra_columns,
            told_by_content,
            remarks,
            own_words_differ,
            is_matched: false,
        }
    }
}

/// The cells of a row that do not say any more what they were handed out with; and those that were typed anew, which confirms them.
pub(super) fn changes(handed: &HandedRow, grid: &Grid<'_>, row: &Row<'_>) -> Vec<(Slot, CellRef, Given)> {
    let columns = grid.columns.iter().zip(&handed.base).enumerate();
    let columns = columns
        .filter_map(|(index, (column, base))| Some((Slot::Column(index), (*column)?, base, handed.asked.contains(&index))));
    let explanation = grid.explanation.map(|column| (Slot::Explanation, column, &handed.explanation, false));
    columns
        .chain(explanation)
        .filter(|(_, column, ..)| !grid.is_covered(CellRef::new(row.number(), *column)))
        .filter_map(|(slot, column, base, asked)| {
            let given = Given::of(row.cell(column));
            let is_change = !given.says(base) || asked && given.is_typed_anew();
            is_change.then(|| (slot, CellRef::new(row.number(), column), given))
        })
        .collect()
}

#[cfg(test)]
mod tests;
