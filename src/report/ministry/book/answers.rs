//! The sheet «Ответы»: who was handed what, who has answered, what to write to the others.

use super::look::{self, Role, Value};
use super::{ANSWERS, below_title};
use crate::report::changes::register::{HEADERS, State, line_of};
use crate::report::ministry::Report;
use crate::table::edit::lines;
use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

const WIDTHS: [f64; 7] = [12.0, 34.0, 18.0, 32.0, 32.0, 40.0, 60.0];
/// The row of the header, from zero.
const HEADER: u32 = 4;
/// Addresses and file names do not break where a line ends: so many characters of it stay blank.
const RAGGED: f64 = 8.0;
/// Points of a line of text.
const LINE: f64 = 15.0;

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, ANSWERS.1, &below_title(report))?;
    look::set_widths(sheet, &WIDTHS)?;
    sheet.write_string_with_format(HEADER - 2, 0, line_of(&report.answers).unwrap_or_default(), &look::section())?;
    let headers: Vec<&str> = HEADERS.into_iter().filter(|header| !header.is_empty()).collect();
    look::put_header(sheet, HEADER, 0, &headers)?;
    for (row, shown) in (HEADER + 1..).zip(&report.answers) {
        let color = match shown.state {
            State::Refused => look::PALE_RED,
            State::Silent => look::PALE_AMBER,
            State::Answered => look::LIGHT_GREEN,
        };
        let body = || look::body(Role::Body).set_align(FormatAlign::Top);
        look::put(sheet, row, 0, &Value::text(shown.state.word()), body().set_background_color(color))?;
        let texts = [&shown.municipality, &shown.handed, &shown.handed_file, &shown.answer, &shown.outcome, &shown.reminder];
        for (column, text) in (1..).zip(texts) {
            look::put(sheet, row, column, &Value::text(text), body())?;
        }
        let high = texts.iter().zip(&WIDTHS[1..]).map(|(text, width)| lines(text, width - RAGGED)).max();
        sheet.set_row_height(row, LINE * high.unwrap_or(1).max(1) as f64)?;
    }
    sheet.set_freeze_panes(HEADER + 1, 0)?;
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.autofilter(HEADER, 0, HEADER + report.answers.len() as u32, headers.len() as u16 - 1)?;
    Ok(())
}
