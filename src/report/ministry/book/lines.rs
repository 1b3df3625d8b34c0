//! The sheets «По муниципалитетам» and «По видам»: all figures of each, the total, bars of the links.

use super::chart::{self, LINK_COLORS, Rows};
use super::look::{self, Role, Value};
use super::{KINDS, MUNICIPALITIES, Sheet, below_title};
use crate::pipeline::Status;
use crate::report::figures::{Counts, Line, LinkSort, Placement};
use crate::report::ministry::Report;
use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatDataBarDirection, Worksheet, XlsxError};

/// The rows of the header, from zero: groups of columns, then columns.
const GROUPS: u32 = 3;
const HEADER: u32 = 4;
/// How wide the column of names is, in characters.
const FIRST: f64 = 38.0;
/// More bars than these are not read on one page.
const BARS_A_CHART: usize = 30;
/// More charts than these are not looked through; where there are still more lines, those of settlements, the table has to do.
const CHARTS: usize = 10;

/// A column of figures.
struct Column {
    group: &'static str,
    title: &'static str,
    width: f64,
    value: Box<dyn Fn(&Counts) -> Value>,
}

impl Column {
    fn new(group: &'static str, title: &'static str, value: impl Fn(&Counts) -> Value + 'static) -> Self {
        Self { group, title, width: 9.0, value: Box::new(value) }
    }
}

pub(super) fn write_municipalities(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    write(sheet, MUNICIPALITIES, "Муниципальное образование", &report.municipalities(), report)
}

pub(super) fn write_kinds(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let kinds: Vec<Line> = report.kinds().into_iter().map(|(_, line)| line).collect();
    write(sheet, KINDS, "Вид организации", &kinds, report)
}

fn write(sheet: &mut Worksheet, (name, title): Sheet, first: &str, lines: &[Line], report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, title, &below_title(report))?;
    let columns = columns(report);
    sheet.set_column_width(0, FIRST)?;
    for (index, column) in (1u16..).zip(&columns) {
        sheet.set_column_width(index, column.width)?;
    }
    put_headers(sheet, first, &columns)?;
    for (row, line) in (HEADER + 1..).zip(lines) {
        put_line(sheet, row, &line.name, &line.counts, &columns, Role::Body)?;
    }
    let total = HEADER + 1 + lines.len() as u32;
    put_line(sheet, total, "Всего", report.total(), &columns, Role::Total)?;
    let last_column = columns.len() as u16;
    sheet.set_freeze_panes(HEADER + 1, 1)?;
    sheet.set_repeat_rows(GROUPS, HEADER)?;
    if !lines.is_empty() {
        sheet.autofilter(HEADER, 0, total - 1, last_column)?;
        let ready = column_of(&columns, "Готово");
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(look::LIGHT_GREEN)
            .set_solid_fill(true)
            .set_direction(ConditionalFormatDataBarDirection::LeftToRight)
            .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
            .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 1);
        sheet.add_conditional_format(HEADER + 1, ready, total - 1, ready, &bar)?;
    }
    put_charts(sheet, name, lines.len(), &columns, total + 2)?;
    let text = "«Готово» — ссылка верна или заполнена программой; доля считается от всех организаций, кроме тех, у кого страница не ведётся на законном основании.";
    look::put_paragraph(sheet, total + 1, last_column, 150.0, text)
}

/// The columns of a report: those of things that no table asks for are left out.
fn columns(report: &Report) -> Vec<Column> {
    const PAGES: &str = "Страницы";
    const LINKS: &str = "Ссылка мини-приложения «Госуслуги»";
    const ROWS: &str = "Строки реестра";
    let total = report.total();
    let number = |group, title, of: fn(&Counts) -> u64| Column::new(group, title, move |counts| Value::Number(of(counts)));
    let mut columns = vec![number("", "Органи-заций", |counts| counts.organisations)];
    if total.pages.lawful > 0 {
        columns.push(number(PAGES, "Не ведётся законно", |counts| counts.pages.lawful));
    }
    if total.pages.untold > 0 {
        columns.push(number(PAGES, "Сведений нет", |counts| counts.pages.untold));
    }
    columns.extend([
        number(PAGES, "Указана", |counts| counts.pages.named),
        number(PAGES, "Адрес не читается", |counts| counts.pages.unclear),
        number(PAGES, "Нет страницы", |counts| counts.pages.absent),
        Column::new(PAGES, "Доля с указанной", |counts| Value::Share(counts.with_page())),
        number(PAGES, "Номер известен", |counts| counts.ids),
        number(LINKS, "Верна", |counts| counts.miniapp().right),
        number(LINKS, "Заполнена", |counts| counts.miniapp().filled),
        number(LINKS, "Не сверена", |counts| counts.miniapp().unverified),
        number(LINKS, "Не хватает", |counts| counts.miniapp().missing),
        number(LINKS, "Неверна", |counts| counts.miniapp().wrong),
        Column::new(LINKS, "Готово", |counts| Value::Share(counts.ready())),
    ]);
    let scale = report.scale.clone();
    columns.push(Column {
        width: 14.0,
        ..Column::new(LINKS, "До порога, строк", move |counts| match counts.next(&scale) {
            Some(step) => Value::text(format!("{} до {}\u{a0}%", step.rows, step.threshold)),
            None => Value::text("—"),
        })
    });
    for sort in report.sorts().into_iter().filter(|&sort| sort != LinkSort::Miniapp) {
        let group = short_title(sort);
        columns.push(Column::new(group, "Готово", move |counts| Value::Number(counts.link(sort).ready().part)));
        columns.extend(not_known(group, total.link(sort), move |counts| counts.link(sort)));
        columns.push(Column::new(group, "Доля", move |counts| Value::Share(counts.ready_of(sort))));
    }
    if total.state.asked() > 0 {
        columns.push(number("Госстатус", "Подтвер-ждён", |counts| counts.state.right));
        columns.extend(not_known("Госстатус", &total.state, |counts| &counts.state));
        columns.push(Column::new("Госстатус", "Доля", |counts| Value::Share(counts.with_state())));
    }
    columns.push(number(ROWS, "С ошибками", |counts| counts.with(Status::Error)));
    columns.push(Column::new(ROWS, "Доля без ошибок", |counts| Value::Share(counts.without_errors())));
    columns
}

/// The columns of what is neither there for certain nor missing, where a table has such rows.
fn not_known(
    group: &'static str,
    total: &Placement,
    of: impl Fn(&Counts) -> &Placement + Copy + 'static,
) -> impl Iterator<Item = Column> {
    let column = |title, count: fn(&Placement) -> u64| Column::new(group, title, move |counts| Value::Number(count(of(counts))));
    let unverified = (total.unverified > 0).then(|| column("Не сверено", |of| of.unverified));
    let not_understood = (total.not_understood > 0).then(|| column("Не понято", |of| of.not_understood));
    unverified.into_iter().chain(not_understood)
}

/// What a sort of links is called above two narrow columns.
fn short_title(sort: LinkSort) -> &'static str {
    match sort {
        LinkSort::Miniapp => "Мини-приложение",
        LinkSort::PosMessages => "ПОС, сообщения",
        LinkSort::PosPolls => "ПОС, опросы",
        LinkSort::Widgets => "Виджеты ПОС",
        LinkSort::ActionButton => "Кнопка приложения",
        LinkSort::PageLinks => "Раздел «Ссылки»",
        LinkSort::Max => "Канал MAX",
    }
}

fn column_of(columns: &[Column], title: &str) -> u16 {
    columns.iter().position(|column| column.title == title).map_or(0, |position| position as u16 + 1)
}

fn put_headers(sheet: &mut Worksheet, first: &str, columns: &[Column]) -> Result<(), XlsxError> {
    let format = look::header();
    sheet.set_row_height(GROUPS, 20)?.set_row_height(HEADER, 44)?;
    sheet.merge_range(GROUPS, 0, HEADER, 0, first, &format)?;
    let mut from = 1u16;
    for group in columns.chunk_by(|one, other| one.group == other.group) {
        let last = from + group.len() as u16 - 1;
        match group {
            [column] if column.group.is_empty() => {
                sheet.merge_range(GROUPS, from, HEADER, from, column.title, &format)?;
            }
            [column] => {
                sheet.write_string_with_format(GROUPS, from, column.group, &format)?;
            }
            _ => {
                sheet.merge_range(GROUPS, from, GROUPS, last, group[0].group, &format)?;
            }
        }
        from = last + 1;
    }
    for (index, column) in (1u16..).zip(columns).filter(|(_, column)| !column.group.is_empty()) {
        sheet.write_string_with_format(HEADER, index, column.title, &format)?;
    }
    Ok(())
}

fn put_line(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
    counts: &Counts,
    columns: &[Column],
    role: Role,
) -> Result<(), XlsxError> {
    look::put(sheet, row, 0, &Value::text(name), look::body(role))?;
    look::fit(sheet, row, name, FIRST)?;
    let values: Vec<Value> = columns.iter().map(|column| (column.value)(counts)).collect();
    look::put_row(sheet, row, 1, &values, role)
}

/// The bars of all lines, so many a chart that each can be read, each on a page of its own.
fn put_charts(sheet: &mut Worksheet, name: &str, lines: usize, columns: &[Column], below: u32) -> Result<(), XlsxError> {
    /// Pixels of a row.
    const ROW: u32 = 20;
    /// A table of so many lines leaves room for its chart on the page.
    const SHORT: usize = 15;
    // Characters of the usual font are 7 pixels wide, and a column has 5 more; office programs differ by a few.
    let width = columns.iter().map(|column| column.width * 7.0 + 5.0).sum::<f64>() + FIRST * 7.0 - 8.0;
    let shown: Vec<(u16, u32)> =
        ["Верна", "Заполнена", "Не сверена", "Не хватает", "Неверна", "Адрес не читается", "Нет страницы"]
            .map(|title| (column_of(columns, title), HEADER))
            .to_vec();
    let mut row = below + 1;
    let mut breaks = Vec::new();
    for from in (0..lines).step_by(BARS_A_CHART).take(CHARTS) {
        let to = lines.min(from + BARS_A_CHART);
        let rows = Rows { sheet: name, first: HEADER + 1 + from as u32, last: HEADER + to as u32, wide: width as u32 };
        let which = if lines > BARS_A_CHART { format!(" ({}–{to} из {lines})", from + 1) } else { String::new() };
        let title = format!("Ссылки мини-приложения{which}");
        let chart = chart::stacked(&title, rows, 0, &shown, &LINK_COLORS, "Организаций");
        breaks.extend((lines > SHORT).then_some(row));
        sheet.insert_chart(row, 0, &chart)?;
        row += chart::height(rows).div_ceil(ROW) + 2;
    }
    sheet.set_page_breaks(&breaks)?;
    Ok(())
}
