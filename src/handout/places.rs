//! Cells of the roster as cells of the workbook that is handed out: in findings, and in what findings say.

use super::fix_sheet::FIRST_ROW;
use super::{Handout, RowAt};
use crate::diagnostic::Diagnostic;
use crate::table::sheet::{CellRef, Column};
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What rules call a cell: `D17`.
static CELL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[A-Z]{1,3}[1-9][0-9]{0,6}\b").expect("the pattern is well-formed"));

/// The cells that a text names.
pub(super) fn cells_in(text: &str) -> impl Iterator<Item = CellRef> {
    CELL.find_iter(text).filter_map(|found| found.as_str().parse().ok())
}

impl Handout<'_> {
    /// Where a cell of a source stands in the workbook; `None` if it is not handed out.
    pub(super) fn place_of(&self, source: usize, cell: CellRef) -> Option<CellRef> {
        let row = self.row_of(source, cell.row)?;
        Some(CellRef::new(row, self.column_of(source, cell.column)?))
    }

    fn row_of(&self, source: usize, row: u32) -> Option<u32> {
        let table = &self.rosters.run.sources()[source].table;
        let position = u32::try_from(table.position_from(row)).ok()?;
        let at = RowAt { source: u32::try_from(source).ok()?, position };
        let index = self.rows.binary_search(&at).ok()?;
        (table.row(position as usize).number() == row).then(|| FIRST_ROW + index as u32)
    }

    fn column_of(&self, source: usize, column: Column) -> Option<Column> {
        let index = self.sources.iter().position(|&known| known == source)?;
        let found = self.columns.iter().position(|handed| handed.columns[index] == Some(column))?;
        Column::new(found)
    }

    /// Makes a finding about a row of a source speak of the workbook's cells. What is not handed out is said to be in the roster.
    pub(super) fn relocate(&self, row: RowAt, found: &mut Diagnostic) {
        let source = row.source as usize;
        let here = found.problem.cell.row;
        let moved = self.place_of(source, found.problem.cell);
        let of_row = || self.row_of(source, here).map(|row| CellRef::new(row, Column::FIRST));
        found.problem.cell = moved.or_else(of_row).unwrap_or(found.problem.cell);
        let across = found.code.name.starts_with("row-");
        found.problem.message = self.retold(source, here, across, &found.problem.message).into_owned();
        if let Some(suggestion) = &mut found.problem.suggestion {
            suggestion.text = self.retold(source, here, across, &suggestion.text).into_owned();
        }
    }

    fn retold<'t>(&self, source: usize, here: u32, across: bool, text: &'t str) -> Cow<'t, str> {
        CELL.replace_all(text, |found: &Captures<'_>| {
            let word = &found[0];
            let before = found.get(0).map_or("", |found| &text[..found.start()]);
            let Ok(cell) = word.parse::<CellRef>() else { return word.to_owned() };
            // What follows the name of a file or a sheet is no cell of this row's sheet; quoted texts end so too, but for those of
            // other rows.
            let elsewhere = before.ends_with("», ") || (before.ends_with("» (") && !across);
            let is_place = cell.row == here || (across && before.ends_with('('));
            match self.place_of(source, cell) {
                _ if elsewhere || !is_place => word.to_owned(),
                Some(place) => place.to_string(),
                None if across => format!("{word} реестра"),
                None => word.to_owned(),
            }
        })
    }
}
