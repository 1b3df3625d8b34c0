//! The sheet «Проблемы»: findings by code, what each rests on and what to do.

use super::chart::{self, Rows};
use super::look::{self, Role, Value};
use super::{PROBLEMS, below_title};
use crate::diagnostic::Severity;
use crate::report::ministry::Report;
use crate::table::edit::lines;
use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

const WIDTHS: [f64; 7] = [12.0, 38.0, 11.0, 36.0, 24.0, 46.0, 46.0];
const TITLES: [&str; 7] = ["Важность", "Что не так", "Случаев", "Основание", "Первый случай: где", "Что в нём", "Что сделать"];
/// The row of the header, from zero.
const HEADER: u32 = 3;
/// So many of the most frequent are shown in the chart.
const BARS: u32 = 15;
/// Addresses do not break where a line ends: so many characters of it stay blank.
const RAGGED: f64 = 8.0;
/// Points of a line of text.
const LINE: f64 = 15.0;

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, PROBLEMS.1, &below_title(report))?;
    look::set_widths(sheet, &WIDTHS)?;
    let problems = report.problems();
    if problems.is_empty() {
        sheet.write_string_with_format(HEADER, 0, "Замечаний нет.", &look::section())?;
        return Ok(());
    }
    look::put_header(sheet, HEADER, 0, &TITLES)?;
    sheet.set_row_height(HEADER, 30)?;
    for (row, problem) in (HEADER + 1..).zip(&problems) {
        let example = &problem.example;
        let (severity, color) = match problem.severity {
            Severity::Error => ("ошибка", look::PALE_RED),
            _ => ("проверьте", look::PALE_AMBER),
        };
        let texts = [
            problem.code.title.to_owned(),
            if problem.code.citation.is_empty() { "—".to_owned() } else { problem.code.citation.to_owned() },
            format!("{}, «{}», {}", example.file, example.sheet, example.cell),
            example.message.clone(),
            example.advice.clone().unwrap_or_else(|| "—".to_owned()),
        ];
        let columns = [1u16, 3, 4, 5, 6];
        let body = || look::body(Role::Body).set_align(FormatAlign::Top);
        look::put(sheet, row, 0, &Value::text(severity), body().set_background_color(color))?;
        look::put(sheet, row, 2, &Value::Number(problem.count), body())?;
        for (column, text) in columns.into_iter().zip(&texts) {
            look::put(sheet, row, column, &Value::text(text), body())?;
        }
        let high = columns.into_iter().zip(&texts).map(|(column, text)| lines(text, WIDTHS[usize::from(column)] - RAGGED)).max();
        sheet.set_row_height(row, LINE * high.unwrap_or(1).max(1) as f64)?;
    }
    let last = HEADER + problems.len() as u32;
    sheet.set_freeze_panes(HEADER + 1, 0)?;
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.autofilter(HEADER, 0, last, TITLES.len() as u16 - 1)?;
    // Errors come first; a chart of both would show rare errors and leave frequent warnings out.
    let worst = problems[0].severity;
    let alike = problems.iter().take_while(|problem| problem.severity == worst).count() as u32;
    let title = if worst == Severity::Error {
        "Самые частые ошибки"
    } else {
        "Что чаще всего нужно проверить"
    };
    let rows = Rows { sheet: PROBLEMS.0, first: HEADER + 1, last: HEADER + alike.min(BARS), wide: 1_400 };
    let chart = chart::numbers(title, rows, 1, 2, look::RED, "Случаев", look::NUMBER);
    sheet.set_page_breaks(&[last + 2])?;
    sheet.insert_chart(last + 2, 0, &chart)?;
    Ok(())
}
