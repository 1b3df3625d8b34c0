//! Workbooks of office programs, as calamine gives them.

use super::budget::Budget;
use super::grid::Grid;
use super::guard::{Beside, Copied, Squeezed};
use super::{ForeignError, Sheets};
use crate::domain::date::{DAYS_TO_1904, serial_day};
use crate::table::sheet::Value;
use crate::workbook::caught::caught;
use crate::workbook::limits::{Limit, Limits};
use calamine::{
    Data, ExcelDateTime, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError,
};
use std::fmt::Display;

/// Reads an .xls that the guard has copied.
pub(super) fn xls((file, mut beside): Copied, limits: &Limits) -> Result<Sheets, ForeignError> {
    without_panic(|| {
        let mut book: Xls<_> = Xls::new(file).map_err(|error| match error {
            XlsError::Password => ForeignError::Encrypted,
            error => damaged(error),
        })?;
        let is_1904 = book.has_1904_epoch();
        sheets(book.sheets_metadata().to_vec(), limits, |position, name, grid| {
            let squeezed = beside.get_mut(position).and_then(|beside| beside.squeezed.take());
            put_range(grid, &book.worksheet_range(name).map_err(damaged)?, is_1904, squeezed)?;
            put_beside(grid, beside.get_mut(position))?;
            for area in book.merge_cells_by_sheet_name(name).map_err(damaged)? {
                grid.merge(area.start, area.end)?;
            }
            Ok(())
        })
    })
}

/// Reads an .xlsb that the guard has copied.
pub(super) fn xlsb((file, mut beside): Copied, limits: &Limits) -> Result<Sheets, ForeignError> {
    without_panic(|| {
        let mut book: Xlsb<_> = Xlsb::new(file).map_err(|error| match error {
            XlsbError::Password => ForeignError::Encrypted,
            error => damaged(error),
        })?;
        let is_1904 = book.has_1904_epoch();
        let mut budget = Budget::of(limits, Limit::Memory);
        sheets(book.sheets_metadata().to_vec(), limits, |position, name, grid| {
            let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
            while let Some(cell) = cells.next_cell().map_err(damaged)? {
                let value = Data::from(cell.get_value().clone());
                if let Data::String(text) = &value {
                    // One long text may stand in millions of cells, and the buffer that they are gathered in grows by doubling.
                    budget.spend(4 * text.len() as u64)?;
                }
                let (row, column) = cell.get_position();
                put(grid, row, column, &value, is_1904)?;
            }
            put_beside(grid, beside.get_mut(position))
        })
    })
}

/// Reads an .ods that the guard has copied.
pub(super) fn ods((file, mut beside): Copied, limits: &Limits) -> Result<Sheets, ForeignError> {
    without_panic(|| {
        let mut book: Ods<_> = Ods::new(file).map_err(|error| match error {
            OdsError::Password => ForeignError::Encrypted,
            error => damaged(error),
        })?;
        sheets(book.sheets_metadata().to_vec(), limits, |position, name, grid| {
            put_range(grid, &book.worksheet_range(name).map_err(damaged)?, false, None)?;
            let formulas = book.worksheet_formula(name).map_err(damaged)?;
            let (first_row, first_column) = formulas.start().unwrap_or_default();
            for (row, column, formula) in formulas.used_cells() {
                // `of:=A1` names the language of the formula; the rest reads like Excel's.
                let formula = formula.split_once('=').map_or(&**formula, |(_, formula)| formula);
                grid.formula(first_row + row as u32, first_column + column as u32, formula);
            }
            put_beside(grid, beside.get_mut(position))
        })
    })
}

/// Puts in what calamine does not read of a sheet.
fn put_beside(grid: &mut Grid, beside: Option<&mut Beside>) -> Result<(), ForeignError> {
    let Beside { links, merges, hidden, squeezed: _ } = beside.map(std::mem::take).unwrap_or_default();
    // What does not fit is beyond any sheet, where the grid takes nothing.
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    for (rows, columns, target) in links {
        for row in rows {
            columns.clone().for_each(|column| grid.link(number(row), number(column), &target));
        }
    }
    for ((row, column), (last_row, last_column)) in merges {
        grid.merge((number(row), number(column)), (number(last_row), number(last_column)))?;
    }
    hidden.into_iter().flatten().for_each(|row| grid.hide_row(number(row)));
    Ok(())
}

/// The worksheets of a workbook, each filled by `fill`, which is told its position among all sheets. Sheets of charts, macros and
/// dialogs hold no table; they are counted.
fn sheets(
    sheets: Vec<Sheet>,
    limits: &Limits,
    mut fill: impl FnMut(usize, &str, &mut Grid) -> Result<(), ForeignError>,
) -> Result<Sheets, ForeignError> {
    let mut room = Budget::of(limits, Limit::Cells);
    let mut read = Vec::new();
    let mut dropped = 0;
    for (position, sheet) in sheets.into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            dropped += 1;
            continue;
        }
        let mut grid = Grid::new(room);
        fill(position, &sheet.name, &mut grid)?;
        let finished;
        (finished, room) = grid.finish(&sheet.name, sheet.visible == SheetVisible::Visible)?;
        read.push(finished);
    }
    Ok((read, dropped))
}

/// Puts in the cells of a sheet, where they are `squeezed` each in its own place.
fn put_range(grid: &mut Grid, range: &Range<Data>, is_1904: bool, squeezed: Option<Squeezed>) -> Result<(), ForeignError> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let Squeezed { rows, columns } = squeezed.unwrap_or_default();
    let real = |among: &[u16], number: u32| among.get(number as usize).map_or(number, |&real| real.into());
    for (row, column, value) in range.used_cells() {
        let (row, column) = (first_row + row as u32, first_column + column as u32);
        put(grid, real(&rows, row), real(&columns, column), value, is_1904)?;
    }
    Ok(())
}

fn put(grid: &mut Grid, row: u32, column: u32, value: &Data, is_1904: bool) -> Result<(), ForeignError> {
    match value {
        Data::Empty => Ok(()),
        Data::String(text) => grid.put(row, column, Value::Text(text)),
        Data::Int(number) => grid.put(row, column, Value::Number(*number as f64)),
        Data::Float(number) => grid.put(row, column, Value::Number(*number)),
        Data::Bool(value) => grid.put(row, column, Value::Bool(*value)),
        Data::Error(error) => grid.put(row, column, Value::Error(&error.to_string())),
        Data::DateTime(date) if date.is_duration() => grid.put_duration(row, column, date.as_f64()),
        Data::DateTime(date) => grid.put(row, column, Value::Date(day_of(date, is_1904))),
        Data::DateTimeIso(text) => grid.put(row, column, serial_day(text).map_or(Value::Text(text), Value::Date)),
        Data::DurationIso(text) => match serial_of_duration(text) {
            // A time of day is written in the same way.
            Some(days) if days < 1.0 => grid.put(row, column, Value::Date(days)),
            Some(days) => grid.put_duration(row, column, days),
            None => grid.put(row, column, Value::Text(text)),
        },
    }
}

/// The day of the 1900 calendar. Below one it is a time of day, which is the same in both.
fn day_of(date: &ExcelDateTime, is_1904: bool) -> f64 {
    let day = date.as_f64();
    if is_1904 && day >= 1.0 { day + DAYS_TO_1904 } else { day }
}

/// The days of a duration as `PT10H30M05.5S`.
fn serial_of_duration(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut days = 0.0;
    for (unit, per_day) in [('H', 24.0), ('M', 1_440.0), ('S', 86_400.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            days += number.parse::<f64>().ok().filter(|number| number.is_finite())? / per_day;
            rest = after;
        }
    }
    rest.is_empty().then_some(days)
}

fn damaged(error: impl Display) -> ForeignError {
    ForeignError::Damaged(error.to_string())
}

/// Runs calamine, which indexes into what a file says of itself and panics where that is wrong. Such a panic is the file's fault.
fn without_panic<T>(read: impl FnOnce() -> Result<T, ForeignError>) -> Result<T, ForeignError> {
    caught(read).unwrap_or_else(|| Err(ForeignError::Damaged("its own counts do not agree with each other".to_owned())))
}
