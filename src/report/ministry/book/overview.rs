//! The sheet «Сводка»: key figures, the state of rows and links, where the most is left to do, what the figures are made of.

use super::chart::{self, LINK_COLORS, Rows, STATUS_COLORS};
use super::look::{self, Role, Value};
use super::{OVERVIEW, below_title};
use crate::pipeline::Status;
use crate::report::figures::{Counts, LinkSort, Placement};
use crate::report::ministry::{Report, sort_title};
use crate::report::share::Share;
use crate::report::{counted, grouped, status_word};
use rust_xlsxwriter::{Worksheet, XlsxError};

const WIDTHS: [f64; 12] = [38.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 24.0];
/// Characters of a line from the first to the last column.
const LINE: f64 = 150.0;
const LAST: u16 = WIDTHS.len() as u16 - 1;
/// Pixels of all columns together.
const WIDE: u32 = 1_182;
/// The rows of the key figures, from zero.
const TILES: u32 = 3;
/// Where the tables of rows and links begin.
const STATES: u32 = 9;
/// So many municipalities are listed.
const LISTED: usize = 15;

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, OVERVIEW.1, &below_title(report))?;
    look::set_widths(sheet, &WIDTHS)?;
    put_tiles(sheet, report)?;
    sheet.write_string_with_format(7, 0, next_step(report), &look::section())?;
    put_states(sheet, report)?;
    let row = put_placement(sheet, report, STATES + 18)?;
    let row = put_most_to_do(sheet, report, row)?;
    put_sources(sheet, report, row)
}

/// A key figure: what it is, the figure, its small print.
struct Tile {
    label: &'static str,
    value: Value,
    note: String,
    columns: [u16; 2],
}

fn put_tiles(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let total = report.total();
    let of = |share: Share| match share.whole {
        0 => String::new(),
        whole => format!("{} из {}", grouped(share.part as usize), grouped(whole as usize)),
    };
    let share = |share: Share| (Value::Share(share), of(share));
    let tile = |label, (value, note), columns| Tile { label, value, note, columns };
    let municipalities = report.municipalities().iter().filter(|line| line.is_known).count();
    let lands = counted(municipalities, "муниципальное образование", "муниципальных образования", "муниципальных образований");
    let tiles = [
        tile("Организаций", (Value::Number(total.organisations), lands), [0, 0]),
        tile("Страница указана", share(total.with_page()), [1, 2]),
        tile("Номер страницы известен", share(total.with_id()), [3, 4]),
        tile("Ссылка готова", share(total.ready()), [5, 6]),
        tile("Ссылка уже верна", share(total.placed()), [7, 8]),
        tile("Строк без ошибок", share(total.without_errors()), [9, 10]),
    ];
    let formats = look::tile();
    for (row, height) in (TILES..).zip([18.0, 38.0, 20.0]) {
        sheet.set_row_height(row, height)?;
    }
    for Tile { label, value, note, columns: [first, last] } in tiles {
        for (row, format) in (TILES..).zip(&formats).filter(|_| first < last) {
            sheet.merge_range(row, first, row, last, "", format)?;
        }
        sheet.write_string_with_format(TILES, first, label, &formats[0])?;
        look::put_figure(sheet, TILES + 1, first, &value, formats[1].clone())?;
        sheet.write_string_with_format(TILES + 2, first, note, &formats[2])?;
    }
    Ok(())
}

fn next_step(report: &Report) -> String {
    let total = report.total();
    match total.next(&report.scale) {
        Some(_) => format!("По готовым ссылкам: {}.", report.distance(total)),
        None if total.is_partial => "Доли не посчитаны: не все организации видны, см. «Обратите внимание».".into(),
        None if total.ready().whole == 0 => "Сведений о страницах в таблицах нет.".into(),
        None => "Верхний порог по готовым ссылкам достигнут.".into(),
    }
}

/// The rows by status and the links by what is known of them, each with its ring.
fn put_states(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let total = report.total();
    let statuses = Status::ALL.map(|status| (status_word(status), total.with(status)));
    let links = total.miniapp();
    let links = [
        ("Верна", links.right),
        ("Заполнена программой", links.filled),
        ("Не сверена", links.unverified),
        ("Не хватает", links.missing),
        ("Неверна", links.wrong),
        ("Адрес страницы не читается", links.unclear),
        ("Нет страницы", links.absent),
    ];
    put_state(sheet, STATES, "Строки реестра", &statuses, total.organisations)?;
    put_state(sheet, STATES + 8, "Ссылка мини-приложения", &links, total.miniapp().due())?;
    let ring = |title, first: u32, values: &[(&str, u64)], colors| {
        let rows = Rows { sheet: OVERVIEW.0, first, last: first + values.len() as u32 - 1, wide: 363 };
        let values: Vec<u64> = values.iter().map(|&(_, count)| count).collect();
        let mut chart = chart::ring(title, rows, 0, 1, colors, &values);
        chart.set_height(350);
        chart
    };
    let rows = ring("Строки реестра", STATES + 1, &statuses, &STATUS_COLORS);
    sheet.insert_chart_with_offset(STATES, 3, &rows, 10, 0)?;
    let links = ring("Ссылка мини-приложения «Госуслуги»", STATES + 9, &links, &LINK_COLORS);
    sheet.insert_chart_with_offset(STATES, 7, &links, 55, 0)?;
    Ok(())
}

fn put_state(sheet: &mut Worksheet, row: u32, title: &str, counts: &[(&str, u64)], whole: u64) -> Result<(), XlsxError> {
    look::put_header(sheet, row, 0, &[title, "Строк", "Доля"])?;
    for (row, &(name, count)) in (row + 1..).zip(counts) {
        let values = [Value::text(name), Value::Number(count), Value::Share(Share::new(count, whole))];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
    }
    Ok(())
}

/// All that must be placed, a line each; only where the tables ask for more than the link to the mini-app.
fn put_placement(sheet: &mut Worksheet, report: &Report, row: u32) -> Result<u32, XlsxError> {
    let total = report.total();
    let mut lines: Vec<(&str, &Placement, Share)> = report
        .sorts()
        .into_iter()
        .filter(|&sort| sort != LinkSort::Miniapp)
        .map(|sort| (sort_title(sort), total.link(sort), total.ready_of(sort)))
        .collect();
    if total.state.asked() > 0 {
        lines.push(("Государственный статус страницы", &total.state, total.with_state()));
    }
    if lines.is_empty() {
        return Ok(row);
    }
    sheet.write_string_with_format(row, 0, "Что ещё должно быть на странице", &look::section())?;
    let titles =
        ["", "Верно", "Готово к размещению", "Не хватает", "Неверно", "Адрес не читается", "Нет страницы", "Доля готовых"];
    look::put_header(sheet, row + 1, 0, &titles)?;
    sheet.set_row_height(row + 1, 32)?;
    for (row, (title, of, ready)) in (row + 2..).zip(&lines) {
        let numbers = [of.right, of.filled, of.missing, of.wrong, of.unclear, of.absent].map(Value::Number);
        let values: Vec<Value> = std::iter::once(Value::text(*title)).chain(numbers).chain([Value::Share(*ready)]).collect();
        look::put_row(sheet, row, 0, &values, Role::Body)?;
        look::fit(sheet, row, title, WIDTHS[0])?;
    }
    Ok(row + 3 + lines.len() as u32)
}

/// The municipalities with the most left to do, and their bars, on a page of their own.
fn put_most_to_do(sheet: &mut Worksheet, report: &Report, row: u32) -> Result<u32, XlsxError> {
    let lines = report.most_to_do(LISTED);
    if lines.is_empty() {
        return Ok(row);
    }
    sheet.set_page_breaks(&[row])?;
    let all = report.municipalities().len();
    let title = if all > lines.len() {
        format!("Где осталось больше всего: {} из {all}", lines.len())
    } else {
        "Где осталось больше всего".into()
    };
    sheet.write_string_with_format(row, 0, title, &look::section())?;
    let titles = [
        "Муниципальное образование",
        "Верна",
        "Заполнена",
        "Не сверена",
        "Не хватает",
        "Неверна",
        "Адрес не читается",
        "Нет страницы",
        "Организаций в расчёте",
        "Осталось",
        "Готово",
        "До следующего порога",
    ];
    let header = row + 1;
    look::put_header(sheet, header, 0, &titles)?;
    sheet.set_row_height(header, 32)?;
    for (row, line) in (header + 1..).zip(&lines) {
        look::put_row(sheet, row, 0, &values(&line.name, &line.counts, report), Role::Body)?;
        look::fit(sheet, row, &line.name, WIDTHS[0])?;
    }
    let last = header + lines.len() as u32;
    let rows = Rows { sheet: OVERVIEW.0, first: header + 1, last, wide: WIDE };
    let columns: Vec<(u16, u32)> = (1..=7).map(|column| (column, header)).collect();
    let chart =
        chart::stacked("Ссылки мини-приложения: где осталось больше всего", rows, 0, &columns, &LINK_COLORS, "Организаций");
    sheet.insert_chart(last + 2, 0, &chart)?;
    Ok(last + 3 + chart::height(rows).div_ceil(20))
}

fn values(name: &str, counts: &Counts, report: &Report) -> Vec<Value> {
    let links = counts.miniapp();
    let numbers = [
        links.right,
        links.filled,
        links.unverified,
        links.missing,
        links.wrong,
        links.unclear,
        links.absent,
        links.due(),
        links.ready().rest(),
    ];
    std::iter::once(Value::text(name))
        .chain(numbers.map(Value::Number))
        .chain([Value::Share(counts.ready()), Value::text(report.distance(counts))])
        .collect()
}

/// What was counted, what could not be read, what is to be said of the tables.
fn put_sources(sheet: &mut Worksheet, report: &Report, row: u32) -> Result<(), XlsxError> {
    let mut row = row + 1;
    if !report.failed.is_empty() {
        sheet.write_string_with_format(row, 0, "Не прочитаны и в отчёт не вошли", &look::section())?;
        for (file, reason) in &report.failed {
            row += 1;
            look::put_paragraph(sheet, row, LAST, LINE, &format!("{file}: {reason}"))?;
        }
        row += 2;
    }
    if !report.notes.is_empty() {
        sheet.write_string_with_format(row, 0, "Обратите внимание", &look::section())?;
        for note in &report.notes {
            row += 1;
            look::put_paragraph(sheet, row, LAST, LINE, note)?;
        }
        row += 2;
    }
    sheet.write_string_with_format(row, 0, "Источники", &look::section())?;
    look::put_header(sheet, row + 1, 0, &["Файл", "Строк"])?;
    sheet.merge_range(row + 1, 2, row + 1, 4, "Лист", &look::header())?;
    for (row, source) in (row + 2..).zip(&report.sources) {
        sheet.merge_range(row, 2, row, 4, "", &look::body(Role::Body))?;
        let values = [Value::text(&source.file), Value::Number(source.rows as u64), Value::text(&source.sheet)];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
        look::fit(sheet, row, &source.file, WIDTHS[0])?;
    }
    let row = row + 3 + report.sources.len() as u32;
    let explanations = [
        "Строка реестра считается организацией. «Ссылка готова» — верна или заполнена программой, при известной странице. Доли страниц и ссылок считаются от всех организаций, кроме тех, у кого страница не ведётся на законном основании; доля строк без ошибок — от всех строк.",
        concat!("Составлено программой gospub ", env!("CARGO_PKG_VERSION"), "."),
    ];
    (row..).zip(explanations).try_for_each(|(row, text)| look::put_paragraph(sheet, row, LAST, LINE, text))
}
