//! The sheet «Лидеры и отстающие»: the first and the last municipalities, those nearest to a threshold, how many have reached each.

use super::chart::{self, Rows};
use super::look::{self, Role, Value};
use super::{STANDING, below_title};
use crate::report::figures::Line;
use crate::report::ministry::Report;
use rust_xlsxwriter::{Color, Worksheet, XlsxError};

/// So many municipalities stand in each list.
const LISTED: usize = 10;
const WIDTHS: [f64; 6] = [8.0, 38.0, 14.0, 12.0, 12.0, 26.0];
/// The column that charts begin in.
const CHARTS: u16 = 7;
/// Pixels of a chart's width.
const WIDE: u32 = 560;

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, STANDING.1, &below_title(report))?;
    look::set_widths(sheet, &WIDTHS)?;
    sheet.set_column_width(6, 2)?;
    let ranked = report.ranked();
    if ranked.is_empty() {
        let text = "Сравнивать нечего: в таблицах не указаны муниципальные образования или нет сведений о страницах.";
        sheet.write_string_with_format(3, 0, text, &look::note())?;
        return Ok(());
    }
    // Nobody is both: with few municipalities the better half leads.
    let leaders = LISTED.min(ranked.len().div_ceil(2));
    let laggards = LISTED.min(ranked.len() - leaders);
    let first: Vec<(usize, &Line)> = (1..).zip(&ranked).take(leaders).collect();
    let last: Vec<(usize, &Line)> = (1..).zip(&ranked).skip(ranked.len() - laggards).collect();
    let mut row = put_list(sheet, 3, "Лидеры", &first, look::GREEN, report)?;
    if !last.is_empty() {
        row = put_list(sheet, row, "Отстающие", &last, look::RED, report)?;
    }
    let mut nearest: Vec<(usize, &Line)> =
        (1..).zip(&ranked).filter(|(_, line)| line.counts.next(&report.scale).is_some()).collect();
    nearest.sort_by_key(|(place, line)| (line.counts.next(&report.scale).map(|step| step.rows), *place));
    nearest.truncate(LISTED);
    sheet.set_page_breaks(&[row])?;
    if !nearest.is_empty() {
        row = put_list(sheet, row, "Ближе всего к следующему порогу", &nearest, look::AMBER, report)?;
    }
    put_steps(sheet, row, &ranked, report)
}

/// A list with its chart beside it; gives the row where the next one begins.
fn put_list(
    sheet: &mut Worksheet,
    row: u32,
    title: &str,
    lines: &[(usize, &Line)],
    color: Color,
    report: &Report,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, 0, title, &look::section())?;
    sheet.set_row_height(row + 1, 32)?;
    let titles = ["Место", "Муниципальное образование", "Организаций в расчёте", "Готово ссылок", "Доля", "До следующего порога"];
    look::put_header(sheet, row + 1, 0, &titles)?;
    for (row, (place, line)) in (row + 2..).zip(lines) {
        let ready = line.ready();
        let values = [
            Value::Number(*place as u64),
            Value::text(&line.name),
            Value::Number(ready.whole),
            Value::Number(ready.part),
            Value::Share(ready),
            Value::text(report.distance(&line.counts)),
        ];
        look::put_row(sheet, row, 0, &values, Role::Body)?;
        look::fit(sheet, row, &line.name, WIDTHS[1])?;
    }
    let last = row + 1 + lines.len() as u32;
    let rows = Rows { sheet: STANDING.0, first: row + 2, last, wide: WIDE };
    let chart = chart::shares(&format!("{title}: доля готовых ссылок"), rows, 1, 4, color, "Доля готовых ссылок");
    // Where a chart begins on the very line between two pages, its border is drawn on both.
    sheet.insert_chart_with_offset(row, CHARTS, &chart, 0, 4)?;
    // A chart is higher than a short list.
    let high = chart::height(rows).div_ceil(20) + 1;
    Ok((last + 2).max(row + high))
}

/// How many municipalities have reached which threshold.
fn put_steps(sheet: &mut Worksheet, row: u32, ranked: &[Line], report: &Report) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, "Сколько муниципальных образований на какой ступени", &look::section())?;
    look::put_header(sheet, row + 1, 1, &["Доля готовых ссылок", "Муници-палитетов"])?;
    sheet.set_row_height(row + 1, 32)?;
    let thresholds = report.scale.thresholds();
    let name = |reached: usize| match (reached.checked_sub(1).map(|below| thresholds[below]), thresholds.get(reached)) {
        (None, Some(above)) => format!("менее {above}\u{a0}%"),
        (Some(below), Some(above)) => format!("от {below} до {above}\u{a0}%"),
        (Some(below), None) if below.percent() < 100.0 => format!("{below}\u{a0}% и более"),
        (Some(_), None) => "100\u{a0}%".into(),
        (None, None) => String::new(),
    };
    for reached in 0..=thresholds.len() {
        let at = row + 2 + reached as u32;
        let stands = |line: &&Line| report.scale.reached(line.ready().part, line.ready().whole) == reached;
        let count = ranked.iter().filter(stands).count();
        look::put_row(sheet, at, 1, &[Value::text(name(reached)), Value::Number(count as u64)], Role::Body)?;
    }
    let rows = Rows { sheet: STANDING.0, first: row + 2, last: row + 2 + thresholds.len() as u32, wide: WIDE };
    let axes = ["Доля готовых ссылок", "Муниципалитетов"];
    let mut chart = chart::steps("Муниципальные образования по ступеням", rows, 1, 2, axes);
    chart.set_height(260);
    sheet.insert_chart_with_offset(row, CHARTS, &chart, 0, 4)?;
    Ok(())
}
