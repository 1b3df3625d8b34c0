//! The report as a workbook: a sheet a file, values and native charts, nothing that has to be calculated before it can be read.

mod answers;
mod chart;
mod lines;
mod look;
mod overview;
mod pages;
mod problems;
mod reply;
mod standing;
mod trend;

use super::Report;
use crate::workbook::Reread;
use crate::workbook::create::{self, CreateError};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

/// A sheet: its name, and what stands in its first cell, by which a report is known and never read as a roster.
type Sheet = (&'static str, &'static str);

const OVERVIEW: Sheet = ("Сводка", "Официальные страницы и ссылки на них: сводный отчёт");
const MUNICIPALITIES: Sheet = ("По муниципалитетам", "Официальные страницы и ссылки по муниципальным образованиям");
const KINDS: Sheet = ("По видам", "Официальные страницы и ссылки по видам организаций");
const STANDING: Sheet = ("Лидеры и отстающие", "Муниципальные образования по доле готовых ссылок мини-приложения");
const PROBLEMS: Sheet = ("Проблемы", "Что мешает разместить ссылки");
const REPLY: Sheet = ("Ответ на письмо", "Сведения о результатах размещения ссылок на официальных страницах");
const PAGES: Sheet = ("На страницах", "Что размещено на официальных страницах");
const ANSWERS: Sheet = ("Ответы", "Ответы муниципальных образований на выданные книги");
const TREND: Sheet = ("Динамика", "Что изменилось с прошлого отчёта");

/// Whether a text is the first cell of a sheet of a report.
pub(crate) fn is_title(text: &str) -> bool {
    [OVERVIEW, MUNICIPALITIES, KINDS, STANDING, PAGES, PROBLEMS, REPLY, ANSWERS, TREND].iter().any(|&(_, title)| title == text)
}

/// Writes the workbook. The same report gives the same bytes.
///
/// # Errors
/// When `out` fails, a sheet would be larger than Excel takes, or the workbook is not sound when it is read again.
pub(crate) fn write(report: &Report, out: &mut impl Reread) -> Result<(), CreateError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = report.date.parts();
    // The library's own time would make every run's bytes differ.
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    workbook.set_properties(&DocProperties::new().set_title(OVERVIEW.1).set_creation_datetime(&created));
    overview::write(add(&mut workbook, OVERVIEW)?, report)?;
    lines::write_municipalities(add(&mut workbook, MUNICIPALITIES)?, report)?;
    lines::write_kinds(add(&mut workbook, KINDS)?, report)?;
    standing::write(add(&mut workbook, STANDING)?, report)?;
    if report.total().are_pages_seen() {
        pages::write(add(&mut workbook, PAGES)?, report)?;
    }
    problems::write(add(&mut workbook, PROBLEMS)?, report)?;
    reply::write(add(&mut workbook, REPLY)?, report)?;
    if !report.answers.is_empty() {
        answers::write(add(&mut workbook, ANSWERS)?, report)?;
    }
    if let Some(earlier) = &report.since {
        trend::write(add(&mut workbook, TREND)?, report, earlier)?;
    }
    create::save(&mut workbook, out)
}

fn add(workbook: &mut Workbook, (name, _): Sheet) -> Result<&mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    look::set_page(sheet);
    Ok(sheet)
}

/// The line below a title: the day, and how much was counted.
fn below_title(report: &Report) -> String {
    format!("По состоянию на {}. {}", report.date.by_day(), report.extent())
}
