//! The sheet «На страницах»: what a snapshot shows of the pages themselves, a line a municipality and thing. Filtered by the thing, the
//! municipalities stand below each other.

use super::look::{self, Role, Value};
use super::{PAGES, below_title};
use crate::entry::Aspect;
use crate::report::figures::Counts;
use crate::report::ministry::{Report, capitalised};
use crate::report::placed::aspect_title;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The row of the header, from zero.
const HEADER: u32 = 4;
const TITLES: [&str; 8] =
    ["Муниципальное образование", "Что на странице", "Верно", "Неверно", "Нет", "Не видно", "Нет страницы", "Доля верных"];
const WIDTHS: [f64; 8] = [38.0, 28.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0];

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, PAGES.1, &below_title(report))?;
    let text = "По снимку страниц. «Не видно» — не «нет»: адрес не читается, страницы нет в снимке, она закрыта, ВКонтакте об этом не говорит или в строке нет кодов, с которыми сверить форму ПОС.";
    sheet.write_string_with_format(2, 0, text, &look::note())?;
    look::set_widths(sheet, &WIDTHS)?;
    look::put_header(sheet, HEADER, 0, &TITLES)?;
    sheet.set_row_height(HEADER, 32)?;
    let lines = report.municipalities();
    let mut row = HEADER + 1;
    for line in &lines {
        row = put_lines(sheet, row, &line.name, &line.counts, Role::Body)?;
    }
    let first_of_total = row;
    put_lines(sheet, row, "Всего", report.total(), Role::Total)?;
    sheet.set_freeze_panes(HEADER + 1, 0)?;
    sheet.set_repeat_rows(HEADER, HEADER)?;
    if !lines.is_empty() {
        sheet.autofilter(HEADER, 0, first_of_total - 1, TITLES.len() as u16 - 1)?;
    }
    Ok(())
}

/// A line for each thing; gives the row after them.
fn put_lines(sheet: &mut Worksheet, row: u32, name: &str, counts: &Counts, role: Role) -> Result<u32, XlsxError> {
    for (row, aspect) in (row..).zip(Aspect::ALL) {
        let seen = counts.on_pages(aspect);
        let without_page = seen.absent + seen.lawful;
        let numbers = [seen.right, seen.wrong, seen.missing, seen.unverified + seen.unclear, without_page].map(Value::Number);
        let texts = [Value::text(name), Value::text(capitalised(aspect_title(aspect)))];
        let values: Vec<Value> = texts.into_iter().chain(numbers).chain([Value::Share(counts.seen_right(aspect))]).collect();
        look::fit(sheet, row, name, WIDTHS[0])?;
        look::put_row(sheet, row, 0, &values, role)?;
    }
    Ok(row + Aspect::ALL.len() as u32)
}
