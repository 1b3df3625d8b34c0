//! Cells as a file gives them, in any order and perhaps twice, put into the order of a [`Sheet`](crate::table::sheet::Sheet).

use super::budget::Budget;
use super::{ForeignError, ForeignSheet};
use crate::table::sheet::{Area, CellRef, Column, NewValue, SheetBuilder, Texts, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a cell holds, until its sheet is complete; texts by their index.
enum Held {
    Text(u32),
    Number(f64),
    Date(f64),
    Bool(bool),
    Error(u32),
}

/// A sheet in the making. Rows and columns are counted from zero.
pub(super) struct Grid {
    room: Budget,
    texts: Texts,
    cells: Vec<(CellRef, Held)>,
    formulas: HashMap<CellRef, Box<str>>,
    hyperlinks: Vec<(CellRef, Box<str>)>,
    merges: Vec<Area>,
    durations: HashSet<CellRef>,
    hidden_rows: HashSet<u32>,
    widths: Vec<Option<f64>>,
}

impl Grid {
    /// An empty sheet with room for so many cells.
    pub(super) fn new(room: Budget) -> Self {
        Self {
            room,
            texts: Texts::default(),
            cells: Vec::new(),
            formulas: HashMap::new(),
            hyperlinks: Vec::new(),
            merges: Vec::new(),
            durations: HashSet::new(),
            hidden_rows: HashSet::new(),
            widths: Vec::new(),
        }
    }

    /// Puts a value into a cell; outside a sheet is an error, so that nothing is lost silently. Blanks and empty texts leave no trace.
    pub(super) fn put(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<(), ForeignError> {
        let held = match value {
            Value::Blank | Value::Text("") => return Ok(()),
            Value::Text(text) => Held::Text(self.text(text)?),
            Value::Error(text) => Held::Error(self.text(text)?),
            Value::Number(number) => Held::Number(number),
            Value::Date(day) => Held::Date(day),
            Value::Bool(value) => Held::Bool(value),
        };
        let at = cell_ref(row, column).ok_or(ForeignError::Outside)?;
        self.room.spend(1)?;
        self.cells.push((at, held));
        Ok(())
    }

    /// Puts a length of time into a cell, in days.
    pub(super) fn put_duration(&mut self, row: u32, column: u32, days: f64) -> Result<(), ForeignError> {
        self.durations.extend(cell_ref(row, column));
        self.put(row, column, Value::Date(days))
    }

    /// Says what the formula of a cell is.
    pub(super) fn formula(&mut self, row: u32, column: u32, formula: &str) {
        if let Some(at) = cell_ref(row, column) {
            self.formulas.insert(at, formula.into());
        }
    }

    /// Puts a hyperlink behind a cell.
    pub(super) fn link(&mut self, row: u32, column: u32, target: &str) {
        if let Some(at) = cell_ref(row, column).filter(|_| !target.is_empty()) {
            self.hyperlinks.push((at, target.into()));
        }
    }

    /// Merges the cells from the first to the last. One cell is no area.
    pub(super) fn merge(&mut self, (row, column): (u32, u32), (to_row, to_column): (u32, u32)) -> Result<(), ForeignError> {
        if let (Some(first), Some(last)) = (cell_ref(row, column), cell_ref(to_row, to_column))
            && first.row <= last.row
            && first.column <= last.column
            && first != last
        {
            self.room.spend(1)?;
            self.merges.push(Area { first, last });
        }
        Ok(())
    }

    /// Hides a row.
    pub(super) fn hide_row(&mut self, row: u32) {
        if row < CellRef::ROWS {
            self.hidden_rows.insert(row + 1);
        }
    }

    /// Sets the width of the columns from the first to the last, in characters; 0 hides them.
    pub(super) fn width(&mut self, first: u32, last: u32, width: f64) {
        let last = last.min(u32::from(Column::COUNT) - 1);
        if first > last || !(0.0..=255.0).contains(&width) {
            return;
        }
        let (first, last) = (first as usize, last as usize);
        if self.widths.len() <= last {
            self.widths.resize(last + 1, None);
        }
        self.widths[first..=last].fill(Some(width));
    }

    /// The finished sheet, and the room that is left for the next ones. Of two values for one cell the later counts.
    pub(super) fn finish(mut self, name: &str, visible: bool) -> Result<(ForeignSheet, Budget), ForeignError> {
        if !self.cells.is_sorted_by(|a, b| a.0 < b.0) {
            self.cells.sort_by_key(|&(at, _)| at);
        }
        let texts = Arc::new(self.texts);
        let mut builder = SheetBuilder::new(name, Arc::clone(&texts));
        for (position, (at, held)) in self.cells.iter().enumerate() {
            if self.cells.get(position + 1).is_some_and(|(next, _)| next == at) {
                continue;
            }
            let value = match *held {
                Held::Text(index) => NewValue::Shared(index),
                Held::Error(index) => NewValue::Error(texts.get(index).unwrap_or_default()),
                Held::Number(number) => NewValue::Number(number),
                Held::Date(day) => NewValue::Date(day),
                Held::Bool(value) => NewValue::Bool(value),
            };
            let formula = self.formulas.get(at).map(AsRef::as_ref);
            builder.cell(*at, self.hidden_rows.contains(&at.row), value, formula).map_err(ForeignError::Sheet)?;
        }
        for (at, target) in &self.hyperlinks {
            builder.hyperlink(*at, target);
        }
        for area in self.merges {
            builder.merge(area);
        }
        let sheet = ForeignSheet { sheet: Arc::new(builder.build()), visible, widths: self.widths, durations: self.durations };
        Ok((sheet, self.room))
    }

    fn text(&mut self, text: &str) -> Result<u32, ForeignError> {
        self.texts.push(text).ok_or(ForeignError::TooMuchText)
    }
}

/// The cell at a row and a column counted from zero, if a sheet has it.
fn cell_ref(row: u32, column: u32) -> Option<CellRef> {
    let column = Column::new(usize::try_from(column).ok()?)?;
    (row < CellRef::ROWS).then(|| CellRef::new(row + 1, column))
}
