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

/// A row that came back, with whether it may be a copy that was written over.
struct Found {
    row: ReturnedRow,
    renamed: bool,
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
        let added = |why| AddedRow { sheet: Arc::clone(&grid.name), at, texts: filled().collect(), why };
        let keyed = match key.map(|key| self.rows.keyed(key)) {
            Some(Some(keyed)) => keyed,
            Some(None) => return self.added.push(added(Added::Foreign)),
            None if first_filled.is_some() => return self.added.push(added(Added::New)),
            None => return,
        };
        let handed = self.rows.told(keyed, &texts);
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
        self.found.push(Found { row, renamed: named != Named::Same, copy: added(Added::Copy) });
    }

    fn finish(self) -> Returned {
        let (found, mut added) = (self.found, self.added);
        let mut kept = vec![false; self.origin.rows.len()];
        found.iter().filter(|found| !found.renamed).for_each(|found| kept[found.row.handed] = true);
        let mut rows = Vec::with_capacity(found.len());
        for Found { row, renamed, copy } in found {
            // Where the row itself is there, the one with another organisation is a copy that was written over.
            if renamed && kept[row.handed] { added.push(copy) } else { rows.push(row) }
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
mod tests {
    use super::*;
    use crate::handback::{FileHash, HandedColumn, HandedSource, ORIGIN_SHEET};
    use crate::table::column::ColumnRole;
    use crate::table::sheet::sheet_of_texts;

    const KEYS: [&str; 3] = ["bbbbbbbbbbbbbbbb", "cccccccccccccccc", "dddddddddddddddd"];
    const HEADER: [&str; 5] = ["Организация", "ОГРН", "Страница", "Пояснение", KEY_HEADER];

    fn base(index: usize) -> [String; 3] {
        [format!("Школа № {index}"), format!("102770013219{index}"), format!("https://vk.com/club{index}")]
    }

    fn origin() -> Origin {
        let roles = [ColumnRole::Organisation, ColumnRole::Ogrn, ColumnRole::Address];
        Origin {
            sources: vec![HandedSource {
                file: "р.xlsx".into(), hash: FileHash::of(&b""[..]).unwrap(), sheet: "Лист1".into()
            }],
            columns: HEADER
                .iter()
                .zip(roles)
                .map(|(header, role)| HandedColumn { header: (*header).into(), role: Some(role), columns: vec![Column::new(0)] })
                .collect(),
            rows: (0..KEYS.len())
                .map(|index| HandedRow {
                    key: KEYS[index].parse().unwrap(),
                    source: 0,
                    row: index as u32 + 2,
                    asked: vec![2],
                    explanation: String::new(),
                    base: base(index).to_vec(),
                })
                .collect(),
            ..Origin::default()
        }
    }

    /// A row as it was handed out.
    fn row(index: usize) -> Vec<String> {
        base(index).into_iter().chain([String::new(), KEYS[index].to_owned()]).collect()
    }

    fn returned(header: &[&str], rows: &[Vec<String>]) -> Returned {
        let header = [vec!["Муниципальное образование".to_owned()], header.iter().map(|text| (*text).to_owned()).collect()];
        let sheet = sheet_of_texts("Переименован", header.iter().chain(rows));
        let origin = sheet_of_texts(ORIGIN_SHEET, origin().to_rows());
        Returned::read(&[Arc::new(sheet), Arc::new(origin)]).unwrap()
    }

    fn changed(returned: &Returned) -> Vec<(usize, Slot, &str)> {
        let cells =
            returned.rows.iter().flat_map(|row| row.changes.iter().map(|(slot, _, given)| (row.handed, *slot, &*given.text)));
        cells.collect()
    }

    #[test]
    fn sorted_and_removed_rows_are_known_by_their_keys() {
        let mut rows = vec![row(2), row(0)];
        rows[0][2] = "https://vk.com/club9".into();
        rows[1][3] = "страницы нет".into();
        let returned = returned(&HEADER, &rows);
        assert_eq!(returned.removed, [1]);
        assert_eq!(changed(&returned), [(2, Slot::Column(2), "https://vk.com/club9"), (0, Slot::Explanation, "страницы нет")]);
    }

    #[test]
    fn columns_are_known_by_their_headers() {
        let mut rows = vec![row(0), row(1), row(2)];
        rows.iter_mut().for_each(|row| row.insert(1, "вставка".into()));
        let mut header = HEADER.to_vec();
        header.insert(1, "Новый столбец");
        assert!(changed(&returned(&header, &rows)).is_empty());
        rows.iter_mut().for_each(|row| drop(row.remove(0)));
        header.remove(0);
        let returned = returned(&header, &rows);
        assert_eq!(returned.lost_columns, [0]);
        assert!(changed(&returned).is_empty());
    }

    #[test]
    fn rows_without_a_key_are_new_and_blank_ones_are_nothing() {
        let mut new = row(0);
        new[4].clear();
        let blank = vec![String::new(); 5];
        let foreign = [base(0).to_vec(), vec![String::new(), "ffffffffffffffff".into()]].concat();
        let returned = returned(&HEADER, &[row(0), blank, row(1), new, row(2), foreign]);
        let why: Vec<(Added, String)> = returned.added.iter().map(|added| (added.why, added.at.to_string())).collect();
        assert_eq!(why, [(Added::New, "A6".to_owned()), (Added::Foreign, "A8".to_owned())]);
        assert!(returned.removed.is_empty());
    }

    #[test]
    fn a_copy_for_another_organisation_is_an_added_row_and_a_mere_copy_is_not() {
        let mut copy = row(0);
        (copy[0], copy[1]) = ("Новая школа".into(), "1037700132190".into());
        let mut again = row(1);
        again[2] = "https://vk.com/club9".into();
        let returned = returned(&HEADER, &[row(0), copy, row(1), again, row(2)]);
        assert_eq!(returned.added.iter().map(|added| added.why).collect::<Vec<_>>(), [Added::Copy]);
        assert_eq!(changed(&returned), [(1, Slot::Column(2), "https://vk.com/club9")]);
        assert_eq!(returned.rows.len(), 4);
    }

    #[test]
    fn a_row_with_another_organisation_written_over_it_is_said_to_be_so() {
        let mut over = row(1);
        (over[0], over[1], over[2]) = ("Новая школа".into(), "1037700132190".into(), "https://vk.com/club9".into());
        let mut mended = row(2);
        (mended[0], mended[2]) = ("Школа № 2 имени Пушкина".into(), "https://vk.com/club9".into());
        let returned = returned(&HEADER, &[row(0), over, mended]);
        assert_eq!(returned.rows.iter().map(|row| row.overwritten).collect::<Vec<_>>(), [false, true, false]);
        assert!(returned.removed.is_empty());
    }

    #[test]
    fn a_row_whose_cells_were_cleared_was_removed() {
        let cleared = |index: usize, why: &str| {
            let mut row = vec![String::new(); 3];
            row.extend([why.to_owned(), KEYS[index].to_owned()]);
            row
        };
        let returned = returned(&HEADER, &[row(0), cleared(1, ""), cleared(2, "закрыта")]);
        assert_eq!(returned.removed, [1]);
        assert_eq!(changed(&returned), [(2, Slot::Explanation, "закрыта")]);
    }

    #[test]
    fn rows_sorted_without_the_hidden_column_are_told_by_what_they_say() {
        let mut rows = vec![row(1), row(2), row(0)];
        for (row, key) in rows.iter_mut().zip(KEYS) {
            row[4] = key.to_owned();
        }
        rows[0][3] = "верно".into();
        let returned = returned(&HEADER, &rows);
        assert_eq!(returned.told_by_content, 3);
        assert_eq!(changed(&returned), [(1, Slot::Explanation, "верно")]);
    }

    #[test]
    fn a_workbook_that_was_not_handed_out_says_so() {
        let plain = Arc::new(sheet_of_texts("Лист1", [HEADER]));
        assert_eq!(Returned::read(&[plain]).unwrap_err(), ReturnedError::NoOrigin);
        let origin = Arc::new(sheet_of_texts(ORIGIN_SHEET, origin().to_rows()));
        assert_eq!(Returned::read(&[origin]).unwrap_err(), ReturnedError::NoKeys);
    }
}
