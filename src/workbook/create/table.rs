//! A sheet of the sender's with the edits that belong to it.

use super::look::{DateFormat, Role, Style};
use super::{Cells, CreateError, WIDEST, place, set_page};
use crate::table::edit::{CellEdit, OwnColumn, SheetEdits};
use crate::table::sheet::{Area, Cell, CellRef, Column, Row, Value};
use crate::workbook::foreign::ForeignSheet;
use rayon::prelude::*;
use rust_xlsxwriter::IgnoreError;
use std::collections::{HashSet, VecDeque};
use std::ops::RangeInclusive;

/// How many rows are asked for at a time, and how many such batches at once.
const BATCH: u32 = 1_024;
const BATCHES: usize = 16;
/// Columns are made to fit their cells from this width on, in characters.
const NARROWEST: usize = 8;
/// Frozen rows below this one would leave no room for the others.
const LAST_FROZEN: u32 = 12;
/// Merged areas beyond so many cells are no titles, and the writing library pays for each cell.
const MERGED_CELLS: u64 = 200_000;

/// Writes a sheet.
pub(super) fn write<L: Default + Send>(
    mut cells: Cells<'_>,
    sheet: &ForeignSheet,
    edits: Option<&SheetEdits<'_, L>>,
) -> Result<(), CreateError> {
    let own = edits.into_iter().flat_map(|edits| &edits.columns).map(|own| own.column);
    if let Some(last) = own.chain(sheet.sheet.last_column()).max() {
        let (_, last) = place(CellRef::new(1, last));
        cells.worksheet.set_column_range_format(0, last, cells.looks.format(Style::default()))?;
    }
    cells.widths.clone_from(&sheet.widths);
    for own in edits.into_iter().flat_map(|edits| &edits.columns) {
        let column = own.column.index();
        cells.widths.resize(cells.widths.len().max(column + 1), None);
        cells.widths[column] = Some(own.width);
    }
    let wide = sheet.sheet.merges().iter().filter(|area| area.first.column != area.last.column).map(|area| area.first).collect();
    let mut merges = sheet.sheet.merges().to_vec();
    merges.sort();
    let mut table = Table { sheet, edits, longest: Vec::new(), wide, merges: merges.into(), merged_left: MERGED_CELLS };
    table.write_rows(&mut cells)?;
    table.set_widths(&mut cells)?;
    table.set_view(&mut cells)
}

/// Asks for the edits of all rows, for the sake of those who learn from it what is in them.
pub(super) fn learn<L: Default + Send>(sheet: &ForeignSheet, edits: &SheetEdits<'_, L>, learn: &mut dyn FnMut(L)) {
    let last = sheet.sheet.rows().next_back().map_or(0, |row| row.number());
    for group in batches(last).chunks(BATCHES) {
        group.par_iter().map(|rows| edits_of(Some(edits), rows).1).collect::<Vec<L>>().into_iter().for_each(&mut *learn);
    }
}

struct Table<'b, L> {
    sheet: &'b ForeignSheet,
    edits: Option<&'b SheetEdits<'b, L>>,
    /// The longest text of each column, in characters.
    longest: Vec<usize>,
    /// Cells merged with their neighbours to the right.
    wide: HashSet<CellRef>,
    /// The merged areas that are still to come, from the top, and how many cells they may have.
    merges: VecDeque<Area>,
    merged_left: u64,
}

/// A cell that is to be written: what the sender has there and what is to change.
struct Slot<'r> {
    column: Column,
    cell: Option<Cell<'r>>,
    edit: Option<&'r CellEdit>,
}

impl<'b, L: Default + Send> Table<'b, L> {
    fn write_rows(&mut self, cells: &mut Cells<'_>) -> Result<(), CreateError> {
        let last_of_sheet = self.sheet.sheet.rows().next_back().map_or(0, |row| row.number());
        let last_of_edits = self.edits.map_or(0, |edits| edits.table.last.row.max(edits.header));
        let last = last_of_sheet.max(last_of_edits).max(self.merges.iter().map(|area| area.last.row).max().unwrap_or(0));
        for group in batches(last).chunks(BATCHES) {
            let edits = self.edits;
            let lists: Vec<Vec<CellEdit>> = group.par_iter().map(|rows| edits_of(edits, rows).0).collect();
            for (rows, list) in group.iter().zip(&lists) {
                self.write_batch(cells, rows, list)?;
            }
        }
        cells.end_rows(last)
    }

    /// Writes the rows of a batch that hold something or are to.
    fn write_batch(
        &mut self,
        cells: &mut Cells<'_>,
        rows: &RangeInclusive<u32>,
        mut edits: &[CellEdit],
    ) -> Result<(), CreateError> {
        let sheet = &self.sheet.sheet;
        let mut position = sheet.position_from(*rows.start());
        let mut header = self.edits.map(|edits| edits.header).filter(|header| rows.contains(header));
        loop {
            let own = (position < sheet.row_count()).then(|| sheet.row_at(position)).filter(|row| rows.contains(&row.number()));
            let edited = edits.first().map(|edit| edit.at.row);
            let merged = self.merges.front().map(|area| area.first.row).filter(|row| rows.contains(row));
            let next = own.map(|row| row.number()).into_iter().chain(edited).chain(header).chain(merged).min();
            let Some(number) = next else { return Ok(()) };
            header = header.filter(|&header| header != number);
            let count = edits.iter().take_while(|edit| edit.at.row == number).count();
            let (of_row, later) = edits.split_at(count);
            edits = later;
            let own = own.filter(|row| row.number() == number);
            position += usize::from(own.is_some());
            self.write_row(cells, number, own, of_row)?;
        }
    }

    fn write_row(
        &mut self,
        cells: &mut Cells<'_>,
        number: u32,
        row: Option<Row<'_>>,
        edits: &[CellEdit],
    ) -> Result<(), CreateError> {
        self.write_merges(cells, number);
        if row.is_some_and(|row| row.is_hidden()) {
            cells.worksheet.set_row_hidden(number - 1)?;
        }
        let mut slots: Vec<Slot<'_>> =
            row.iter().flat_map(Row::cells).map(|cell| Slot { column: cell.at.column, cell: Some(cell), edit: None }).collect();
        for edit in edits {
            match slots.binary_search_by_key(&edit.at.column, |slot| slot.column) {
                Ok(found) => slots[found].edit = Some(edit),
                Err(place) => slots.insert(place, Slot { column: edit.at.column, cell: None, edit: Some(edit) }),
            }
        }
        for slot in &slots {
            self.write_slot(cells, number, slot)?;
        }
        if let Some(edits) = self.edits.filter(|edits| edits.header == number) {
            // Headers without a text belong to the header all the same.
            for column in (edits.table.first.column.index()..=edits.table.last.column.index()).filter_map(Column::new) {
                if slots.binary_search_by_key(&column, |slot| slot.column).is_err() {
                    let (row, column) = place(CellRef::new(number, column));
                    cells.blank(row, column, Style { role: Role::Header, ..Style::default() })?;
                }
            }
            for own in self.own_columns() {
                let style = Style { role: Role::Header, wrap: true, ..Style::default() };
                let (row, column) = place(CellRef::new(number, own.column));
                cells.text(row, column, &own.header, None, style)?;
            }
        }
        cells.end_row(number - 1)
    }

    /// Merges the areas that begin in a row. It writes blank cells, which the values then replace; rows that are done cannot be
    /// written again, so it has to happen just before.
    fn write_merges(&mut self, cells: &mut Cells<'_>, number: u32) {
        while let Some(area) = self.merges.pop_front_if(|area| area.first.row <= number) {
            let ((row, column), (last_row, last_column)) = (place(area.first), place(area.last));
            let count = u64::from(last_row - row + 1) * u64::from(last_column - column + 1);
            let style = Style { role: self.role(number), ..Style::default() };
            let fits = count <= self.merged_left;
            if fits && cells.worksheet.merge_range(row, column, last_row, last_column, "", cells.looks.format(style)).is_ok() {
                self.merged_left -= count;
            } else {
                cells.losses.dropped_merges += 1;
            }
        }
    }

    /// Whether a row belongs to the header.
    fn role(&self, number: u32) -> Role {
        let in_header = self.edits.is_some_and(|edits| (edits.table.first.row..=edits.header).contains(&number));
        if in_header { Role::Header } else { Role::Body }
    }

    fn write_slot(&mut self, cells: &mut Cells<'_>, number: u32, slot: &Slot<'_>) -> Result<(), CreateError> {
        let at = CellRef::new(number, slot.column);
        let (row, column) = place(at);
        let own = self.own_columns().iter().find(|own| own.column == slot.column);
        let role = self.role(number);
        let mark = slot.edit.and_then(|edit| edit.mark);
        let mut style = Style { role, mark, wrap: own.is_some() || role == Role::Header, ..Style::default() };
        if let Some(content) = slot.edit.and_then(|edit| edit.content.as_ref()) {
            return cells.content(row, column, content, style);
        }
        // What an earlier run wrote into gospub's own columns is not the sender's.
        let is_stale = own.is_some_and(|own| !own.kept) && self.edits.is_some_and(|edits| number >= edits.header);
        let Some(cell) = slot.cell.filter(|_| !is_stale) else { return cells.blank(row, column, style) };
        style.wrap |= self.measure(cell, own.is_some());
        match cell.value {
            Value::Blank => cells.blank(row, column, style),
            Value::Text(text) => cells.text(row, column, text, cell.hyperlink, style),
            // The library writes an error only as a formula's result; its text says the same.
            Value::Error(text) => cells.text(row, column, text, cell.hyperlink, style),
            Value::Number(value) => cells.number(row, column, value, cell.hyperlink, style),
            Value::Date(day) => {
                style.date = Some(if self.sheet.is_duration(at) { DateFormat::Duration } else { DateFormat::of(day) });
                cells.number(row, column, day, cell.hyperlink, style)
            }
            Value::Bool(value) => {
                cells.worksheet.write_boolean_with_format(row, column, value, cells.looks.format(style))?;
                Ok(())
            }
        }
    }

    /// Notes how wide a cell is; gives whether its text has to be wrapped. Titles above the table reach over their neighbours.
    fn measure(&mut self, cell: Cell<'_>, is_own: bool) -> bool {
        let above_table = self.edits.is_some_and(|edits| cell.at.row < edits.table.first.row);
        if is_own || above_table || self.wide.contains(&cell.at) {
            return false;
        }
        let (width, breaks) = match cell.value {
            Value::Text(text) if text.is_ascii() => (text.len(), text.contains('\n')),
            Value::Text(text) => (text.chars().count(), text.contains('\n')),
            Value::Number(_) => (12, false),
            Value::Date(_) => (10, false),
            Value::Blank | Value::Bool(_) | Value::Error(_) => (NARROWEST, false),
        };
        let column = cell.at.column.index();
        if self.longest.len() <= column {
            self.longest.resize(column + 1, 0);
        }
        self.longest[column] = self.longest[column].max(width);
        let room = self.sheet.widths.get(column).copied().flatten().filter(|&width| width > 0.0).unwrap_or(WIDEST as f64);
        breaks || width as f64 > room
    }

    fn set_widths(&self, cells: &mut Cells<'_>) -> Result<(), CreateError> {
        let columns = self.longest.len().max(self.sheet.widths.len());
        for (index, column) in (0u16..).zip(0..columns) {
            match (self.sheet.widths.get(column).copied().flatten(), self.longest.get(column)) {
                (Some(0.0), _) => {
                    cells.worksheet.set_column_hidden(index)?;
                }
                (Some(width), _) => {
                    cells.worksheet.set_column_width(index, width)?;
                }
                (None, Some(&longest)) if longest > 0 => {
                    cells.worksheet.set_column_width(index, longest.clamp(NARROWEST, WIDEST) as f64)?;
                }
                _ => {}
            }
        }
        for own in self.own_columns() {
            let (_, column) = place(CellRef::new(1, own.column));
            cells.worksheet.set_column_width(column, own.width)?;
        }
        Ok(())
    }

    /// The header stays in view and on every page; filter buttons cover the new columns too.
    fn set_view(&self, cells: &mut Cells<'_>) -> Result<(), CreateError> {
        let worksheet = &mut *cells.worksheet;
        set_page(worksheet);
        let Some(edits) = self.edits else { return Ok(()) };
        if edits.header <= LAST_FROZEN {
            worksheet.set_freeze_panes(edits.header, 0)?;
        }
        worksheet.set_repeat_rows(edits.table.first.row.min(edits.header) - 1, edits.header - 1)?;
        let last_column = self.own_columns().iter().map(|own| own.column).fold(edits.table.last.column, Column::max);
        let area = Area {
            first: CellRef::new(edits.header, edits.table.first.column),
            last: CellRef::new(edits.table.last.row.max(edits.header), last_column),
        };
        let ((row, column), (last_row, last_column)) = (place(area.first), place(area.last));
        worksheet.autofilter(row, column, last_row, last_column)?;
        // Long numbers are texts on purpose; the green corners only frighten.
        worksheet.ignore_error_range(row, column, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    fn own_columns(&self) -> &'b [OwnColumn] {
        self.edits.map_or(&[], |edits| &edits.columns)
    }
}

/// All rows up to the last, in batches.
fn batches(last: u32) -> Vec<RangeInclusive<u32>> {
    (1..=last).step_by(BATCH as usize).map(|first| first..=last.min(first + BATCH - 1)).collect()
}

/// The edits of the rows of a batch that lie in the table.
fn edits_of<L: Default + Send>(edits: Option<&SheetEdits<'_, L>>, rows: &RangeInclusive<u32>) -> (Vec<CellEdit>, L) {
    let mut learnt = L::default();
    let Some(edits) = edits else { return (Vec::new(), learnt) };
    let (first, last) = (*rows.start().max(&edits.table.first.row), *rows.end().min(&edits.table.last.row));
    let made = if first > last { Vec::new() } else { edits.rows.edits(first..=last, &mut learnt).collect() };
    (made, learnt)
}
