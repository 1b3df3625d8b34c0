//! The sheet «Лидеры и отстающие»: the first and the last municipalities, those nearest to a threshold, how many have reached each.

use super::chart::{self, Rows};
use super::look::{self, Role, Value};
use super::{STANDING, below_title};
use crate::report::figures::Line;
use crate::report::ministry::Report;
use crate::report::share::Share;
use rust_xlsxwriter::{Color, Worksheet, XlsxError};
use std::ops::Range;

/// So many municipalities stand in each list.
const LISTED: usize = 10;
/// Leaders and laggards lie apart from the mean by so many tenths of a percentage point at least.
const APART: i64 = 50;
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
    let mean = report.total().ready();
    let placed: Vec<(usize, &Line)> = (1..).zip(&ranked).collect();
    let (leaders, laggards) = apart(&ranked.iter().map(Line::ready).collect::<Vec<_>>(), mean);
    let (first, last) = (&placed[leaders], &placed[laggards]);
    let mut row = 3;
    if first.is_empty() && last.is_empty() {
        let text = format!(
            "Лидеров и отстающих нет: у всех доля отличается от средней ({}) меньше чем на {} п.п.",
            mean.text(),
            APART / 10
        );
        sheet.write_string_with_format(row, 0, text, &look::note())?;
        row += 2;
    }
    if !first.is_empty() {
        let title = format!("Лидеры: выше средней доли ({}) не меньше чем на {} п.п.", mean.text(), APART / 10);
        row = put_list(sheet, row, "Лидеры", &title, first, look::GREEN, report)?;
    }
    if !last.is_empty() {
        let title = format!("Отстающие: ниже средней доли ({}) не меньше чем на {} п.п.", mean.text(), APART / 10);
        row = put_list(sheet, row, "Отстающие", &title, last, look::RED, report)?;
    }
    let mut nearest: Vec<(usize, &Line)> =
        (1..).zip(&ranked).filter(|(_, line)| line.counts.next(&report.scale).is_some()).collect();
    nearest.sort_by_key(|(place, line)| (line.counts.next(&report.scale).map(|step| step.rows), *place));
    nearest.truncate(LISTED);
    sheet.set_page_breaks(&[row])?;
    if !nearest.is_empty() {
        let title = "Ближе всего к следующему порогу";
        row = put_list(sheet, row, title, title, &nearest, look::AMBER, report)?;
    }
    put_steps(sheet, row, &ranked, report)
}

/// Of shares in descending order those of leaders and those of laggards: the first and the last that lie apart from the mean.
fn apart(shares: &[Share], mean: Share) -> (Range<usize>, Range<usize>) {
    let above = shares.iter().take_while(|&&share| points_apart(share, mean) >= APART).count();
    let below = shares.iter().rev().take_while(|&&share| points_apart(share, mean) <= -APART).count();
    (0..above.min(LISTED), shares.len() - below.min(LISTED)..shares.len())
}

/// How far a share lies above another one, in tenths of a percentage point.
fn points_apart(share: Share, mean: Share) -> i64 {
    let tenths = |share: Share| (share.part * 1_000).checked_div(share.whole).unwrap_or_default() as i64;
    tenths(share) - tenths(mean)
}

/// A list with its chart beside it; gives the row where the next one begins.
fn put_list(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
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
    let chart = chart::shares(&format!("{name}: доля готовых ссылок"), rows, 1, 4, color, "Доля готовых ссылок");
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

#[cfg(test)]
mod tests {
    use super::*;

    fn apart_of(parts: &[u64], mean: u64) -> (Range<usize>, Range<usize>) {
        let share = |part| Share::new(part, 100);
        apart(&parts.iter().copied().map(share).collect::<Vec<_>>(), share(mean))
    }

    #[test]
    fn leaders_and_laggards_lie_apart_from_the_mean() {
        assert_eq!(apart_of(&[100, 90, 84, 80, 40], 80), (0..2, 4..5));
        assert_eq!(apart_of(&[81, 80, 80, 80, 79], 80), (0..0, 5..5));
        // Who has everything is no laggard, however good the others are.
        assert_eq!(apart_of(&[100, 100, 100], 100), (0..0, 3..3));
        let (leaders, laggards) = apart_of(&[[90; 12], [10; 12]].concat(), 50);
        assert_eq!((leaders, laggards), (0..10, 14..24));
    }
}
