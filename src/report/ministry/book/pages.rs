//! The sheet «На страницах»: by municipality, what a snapshot shows of the pages themselves.

use super::look::{self, Role, Value};
use super::{PAGES, below_title};
use crate::entry::Aspect;
use crate::report::figures::Counts;
use crate::report::ministry::{Report, capitalised};
use crate::report::placed::aspect_title;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The rows of the header, from zero: the thing, then its columns.
const GROUPS: u32 = 4;
const HEADER: u32 = 5;
/// How wide the column of names is, in characters.
const NAME: f64 = 38.0;
const TITLES: [&str; 5] = ["Верно", "Неверно", "Нет", "Не видно", "Доля верных"];

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, PAGES.1, &below_title(report))?;
    let text =
        "По снимку страниц. Не видно — страницы нет в снимке, она закрыта или ВКонтакте об этом не говорит; это не значит «нет».";
    sheet.write_string_with_format(2, 0, text, &look::note())?;
    sheet.set_column_width(0, NAME)?;
    let format = look::header();
    sheet.merge_range(GROUPS, 0, HEADER, 0, "Муниципальное образование", &format)?;
    sheet.set_row_height(GROUPS, 34)?.set_row_height(HEADER, 34)?;
    for (first, aspect) in (1u16..).step_by(TITLES.len()).zip(Aspect::ALL) {
        let last = first + TITLES.len() as u16 - 1;
        sheet.merge_range(GROUPS, first, GROUPS, last, &capitalised(aspect_title(aspect)), &format)?;
        look::put_header(sheet, HEADER, first, &TITLES)?;
        sheet.set_column_range_width(first, last, 10.5)?;
    }
    let lines = report.municipalities();
    for (row, line) in (HEADER + 1..).zip(&lines) {
        put_line(sheet, row, &line.name, &line.counts, Role::Body)?;
    }
    let total = HEADER + 1 + lines.len() as u32;
    put_line(sheet, total, "Всего", report.total(), Role::Total)?;
    sheet.set_freeze_panes(HEADER + 1, 1)?;
    sheet.set_repeat_rows(GROUPS, HEADER)?;
    if !lines.is_empty() {
        sheet.autofilter(HEADER, 0, total - 1, (Aspect::ALL.len() * TITLES.len()) as u16)?;
    }
    Ok(())
}

fn put_line(sheet: &mut Worksheet, row: u32, name: &str, counts: &Counts, role: Role) -> Result<(), XlsxError> {
    let of = |aspect| {
        let seen = counts.on_pages(aspect);
        let numbers = [seen.right, seen.wrong, seen.missing, seen.unverified].map(Value::Number);
        numbers.into_iter().chain([Value::Share(counts.seen_right(aspect))])
    };
    let values: Vec<Value> = std::iter::once(Value::text(name)).chain(Aspect::ALL.into_iter().flat_map(of)).collect();
    look::fit(sheet, row, name, NAME)?;
    look::put_row(sheet, row, 0, &values, role)
}
