//! The sheet «Динамика»: the figures of an earlier report beside those of this one.

use super::TREND;
use super::chart::{self, Rows};
use super::look::{self, Role, Value};
use crate::entry::Aspect;
use crate::pipeline::Status;
use crate::report::figures::Counts;
use crate::report::ministry::earlier::Earlier;
use crate::report::ministry::{Report, capitalised};
use crate::report::placed::aspect_title;
use crate::report::share::Share;
use rust_xlsxwriter::{Worksheet, XlsxError};
use std::cmp::Ordering;

const WIDTHS: [f64; 7] = [40.0, 14.0, 14.0, 14.0, 14.0, 14.0, 16.0];
const CHARTS: u16 = 4;
/// The figures that do not hang on whether the pages were seen, which gives numbers, withholds links and finds errors.
const BY_TABLES: [&str; 3] = ["Страница указана", "Организаций", "Страниц указано"];
/// Where the table of shares begins.
const SHARES: u32 = 3;
/// More bars than these are not read on one page; of more municipalities, those that have changed most are shown.
const BARS: usize = 30;

/// A figure with its name.
type Named<T> = (&'static str, fn(&Counts) -> T);

/// A municipality then and now; of one that is in one of the reports only, the other side is missing.
struct Change {
    name: String,
    then: Option<Counts>,
    now: Option<Counts>,
    /// Whether the pages were seen in both reports or in none.
    is_like: bool,
}

pub(super) fn write(sheet: &mut Worksheet, report: &Report, earlier: &Earlier) -> Result<(), XlsxError> {
    let below = format!("Было — на {}, стало — на {}", earlier.date.by_day(), report.date.by_day());
    look::put_title(sheet, TREND.1, &below)?;
    look::set_widths(sheet, &WIDTHS)?;
    if let Some(text) = report.snapshot_change() {
        sheet.write_string_with_format(2, 0, text, &look::note())?;
    }
    let row = put_region(sheet, report, earlier)?;
    let row = put_pages(sheet, report, earlier, row)?;
    put_municipalities(sheet, report, earlier, row)
}

/// What is on the pages themselves, where both reports have seen them; gives the row where the next table begins.
fn put_pages(sheet: &mut Worksheet, report: &Report, earlier: &Earlier, row: u32) -> Result<u32, XlsxError> {
    let (then, now) = (&earlier.total, report.total());
    if !then.are_pages_seen() || !now.are_pages_seen() {
        return Ok(row);
    }
    sheet.write_string_with_format(row, 0, "Размещено на самих страницах (по снимкам)", &look::section())?;
    let titles = ["", "Доля: было", "Доля: стало", "Изменение, п.п.", "Верно: было", "Верно: стало", "Изменение"];
    look::put_header(sheet, row + 1, 0, &titles)?;
    for (row, aspect) in (row + 2..).zip(Aspect::ALL) {
        let (was, is) = (then.on_pages(aspect).right, now.on_pages(aspect).right);
        let values = [
            Value::text(capitalised(aspect_title(aspect))),
            Value::Share(then.seen_right(aspect)),
            Value::Share(now.seen_right(aspect)),
            Value::Growth(growth(then.seen_right(aspect), now.seen_right(aspect))),
            Value::Number(was),
            Value::Number(is),
            Value::Difference(is as i64 - was as i64),
        ];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
    }
    Ok(row + 3 + Aspect::ALL.len() as u32)
}

/// The shares and numbers of the region; gives the row where the next table begins.
fn put_region(sheet: &mut Worksheet, report: &Report, earlier: &Earlier) -> Result<u32, XlsxError> {
    let (then, now) = (&earlier.total, report.total());
    let of: [Named<Share>; 5] = [
        ("Страница указана", Counts::with_page),
        ("Номер известен", Counts::with_id),
        ("Ссылка готова", Counts::ready),
        ("Ссылка верна", Counts::placed),
        ("Строк без ошибок", Counts::without_errors),
    ];
    let is_compared = |name| report.snapshot_change().is_none() || BY_TABLES.contains(&name);
    look::put_header(sheet, SHARES, 0, &["Доля", "Было", "Стало", "Изменение, п.п."])?;
    for (row, (name, share)) in (SHARES + 1..).zip(of) {
        let values = [
            Value::text(name),
            Value::Share(share(then)),
            Value::Share(share(now)),
            Value::Growth(growth(share(then), share(now)).filter(|_| is_compared(name))),
        ];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
    }
    let rows = Rows { sheet: TREND.0, first: SHARES + 1, last: SHARES + of.len() as u32, wide: 560 };
    let mut chart = chart::then_and_now("Доли: было и стало", rows, 0, [1, 2], SHARES, ["Показатель", "Доля"]);
    chart.set_height(340);
    sheet.insert_chart_with_offset(SHARES, CHARTS, &chart, 20, 0)?;
    let numbers: [Named<u64>; 6] = [
        ("Организаций", |counts| counts.organisations),
        ("Страниц указано", |counts| counts.pages.named),
        ("Верных ссылок", |counts| counts.miniapp().right),
        ("Готовых ссылок", |counts| counts.miniapp().ready().part),
        ("Осталось до полной готовности", |counts| counts.miniapp().ready().rest()),
        ("Строк с ошибками", |counts| counts.with(Status::Error)),
    ];
    let header = rows.last + 2;
    look::put_header(sheet, header, 0, &["Число", "Было", "Стало", "Изменение"])?;
    for (row, (name, number)) in (header + 1..).zip(numbers) {
        let difference = number(now) as i64 - number(then) as i64;
        let difference = match is_compared(name) {
            true => Value::Difference(difference),
            false => Value::Growth(None),
        };
        let values = [Value::text(name), Value::Number(number(then)), Value::Number(number(now)), difference];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
    }
    Ok((header + numbers.len() as u32 + 2).max(SHARES + 19))
}

fn put_municipalities(sheet: &mut Worksheet, report: &Report, earlier: &Earlier, row: u32) -> Result<(), XlsxError> {
    let changes = changes(report, earlier);
    sheet.write_string_with_format(row, 0, "Готовые ссылки по муниципальным образованиям", &look::section())?;
    let header = row + 1;
    let titles = [
        "Муниципальное образование",
        "Доля: было",
        "Доля: стало",
        "Изменение, п.п.",
        "Готово: было",
        "Готово: стало",
        "Примечание",
    ];
    look::put_header(sheet, header, 0, &titles)?;
    sheet.set_row_height(header, 32)?;
    for (row, change) in (header + 1..).zip(&changes) {
        let ready = |counts: &Option<Counts>| counts.as_ref().map_or(Share::new(0, 0), Counts::ready);
        let (then, now) = (ready(&change.then), ready(&change.now));
        let number = |counts: &Option<Counts>| counts.as_ref().map_or(0, |counts| counts.miniapp().ready().part);
        let note = match (&change.then, &change.now) {
            (None, _) => "раньше не было",
            (_, None) => "больше нет",
            _ => "",
        };
        let values = [
            Value::text(&change.name),
            Value::Share(then),
            Value::Share(now),
            Value::Growth(change.growth()),
            Value::Number(number(&change.then)),
            Value::Number(number(&change.now)),
            Value::text(note),
        ];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
        look::fit(sheet, row, &change.name, WIDTHS[0])?;
    }
    let compared = changes.iter().take_while(|change| change.growth().is_some()).count();
    if !changes.is_empty() {
        sheet.autofilter(header, 0, header + changes.len() as u32, WIDTHS.len() as u16 - 1)?;
    }
    let below = header + changes.len() as u32 + 2;
    let first = header + 1;
    let parts: Vec<(&str, u32, u32)> = match compared as u32 {
        0 => Vec::new(),
        all if all as usize <= BARS => vec![("Изменение доли готовых ссылок", first, first + all - 1)],
        all => {
            let half = BARS as u32 / 2;
            vec![
                ("Доля готовых ссылок: прибавили больше всех", first, first + half - 1),
                ("Доля готовых ссылок: прибавили меньше всех", first + all - half, first + all - 1),
            ]
        }
    };
    let mut at = below;
    for (title, first, last) in parts {
        let rows = Rows { sheet: TREND.0, first, last, wide: 900 };
        let chart = chart::numbers(title, rows, 0, 3, look::GREEN, "Процентных пунктов", "+0;\\-0;0");
        sheet.insert_chart(at, 0, &chart)?;
        at += chart::height(rows).div_ceil(20) + 2;
    }
    Ok(())
}

/// All municipalities of both reports: the most grown first, those of one report only last.
fn changes(report: &Report, earlier: &Earlier) -> Vec<Change> {
    let lines = report.municipalities();
    let is_like = report.snapshot_change().is_none();
    let names: Vec<&str> = lines.iter().filter(|line| line.is_known).map(|line| line.name.as_str()).collect();
    let gone = earlier.gone(&names).into_iter().map(|(name, then)| Change {
        name: name.to_owned(),
        then: Some(*then),
        now: None,
        is_like,
    });
    let mut changes: Vec<Change> = lines
        .iter()
        .map(|line| Change {
            name: line.name.clone(),
            then: earlier.municipality(line.is_known.then_some(&line.name)).copied(),
            now: Some(line.counts),
            is_like,
        })
        .chain(gone)
        .collect();
    changes.sort_by(|one, other| match (one.growth(), other.growth()) {
        (Some(one), Some(other)) => other.total_cmp(&one),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    changes
}

impl Change {
    fn growth(&self) -> Option<f64> {
        growth(self.then.as_ref()?.ready(), self.now.as_ref()?.ready()).filter(|_| self.is_like)
    }
}

/// How much a share has grown, in percentage points, to the tenth that is shown.
fn growth(then: Share, now: Share) -> Option<f64> {
    Some(((now.fraction()? - then.fraction()?) * 1_000.0).round() / 10.0)
}
