//! Cells of the roster as cells of the workbook that is handed out: in findings, and in what findings say.

use super::Handout;
use super::fix_sheet::FIRST_ROW;
use crate::diagnostic::Diagnostic;
use crate::pipeline::RowAt;
use crate::table::sheet::{CellRef, Column};
use std::ops::Range;

/// The cells that a text names as rules do, `D17`, with where the names stand. Told by hand, as every finding of every row is read.
pub(super) fn cells_in(text: &str) -> impl Iterator<Item = (Range<usize>, CellRef)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(start) = bytes[at..].iter().position(u8::is_ascii_uppercase).map(|offset| at + offset) {
            let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            at = end;
            let is_apart = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
            let name = &text[start..end];
            if name.ends_with(|c: char| c.is_ascii_digit())
                && !name.contains(|c: char| c.is_ascii_lowercase())
                && is_apart(text[..start].chars().next_back())
                && is_apart(text[end..].chars().next())
                && let Ok(cell) = name.parse()
            {
                return Some((start..end, cell));
            }
        }
        None
    })
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
        found.problem.message = self.retold(source, here, across, &found.problem.message);
        if let Some(suggestion) = &mut found.problem.suggestion {
            suggestion.text = self.retold(source, here, across, &suggestion.text);
        }
    }

    fn retold(&self, source: usize, here: u32, across: bool, text: &str) -> String {
        let mut retold = String::with_capacity(text.len() + 16);
        let mut done = 0;
        for (at, cell) in cells_in(text) {
            let before = &text[..at.start];
            // What follows the name of a file or a sheet is no cell of this row's sheet. Quoted names of other organisations end so too.
            let elsewhere = before.ends_with("», ") || (before.ends_with("» (") && !across);
            let is_place = cell.row == here || (across && before.ends_with('('));
            if elsewhere || !is_place {
                continue;
            }
            let place = match self.place_of(source, cell) {
                Some(place) => place.to_string(),
                None if across => format!("{cell} реестра"),
                None => continue,
            };
            retold.push_str(&text[done..at.start]);
            retold.push_str(&place);
            done = at.end;
        }
        retold.push_str(&text[done..]);
        retold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_from_other_words() {
        let cells = |text: &str| cells_in(text).map(|(at, _)| text[at].to_owned()).collect::<Vec<_>>();
        assert_eq!(cells("M31 (адрес) — 5; N31 (номер), в ячейке AA7."), ["M31", "N31", "AA7"]);
        assert_eq!(cells("REG-CODE, ID5x, Школа№A1б, utm_source, B0, ABCD1, a1, 1A1"), [""; 0]);
    }
}
