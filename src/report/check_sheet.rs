//! The sheet «Проверка» at the end of a returned workbook: file-level findings, totals, every finding with a link to its cell.

use super::reading::TableReading;
use super::summary::{CodeCount, LinkCounts, Summary};
use super::{counted, finding_mark, grouped, status_mark, status_word};
use crate::diagnostic::Severity;
use crate::domain::Date;
use crate::pipeline::Status;
use crate::table::edit::{Content, Lines, Look, Mark, NewCell, NewSheet};
use crate::table::sheet::{Area, CellRef, Column};

/// The name of the sheet.
pub(crate) const NAME: &str = "Проверка";
/// What stands in its first cell, by which it is known again and never read as a table.
pub(crate) const TITLE: &str = "Проверка ссылок госпабликов";

/// The figures of one sheet of the workbook.
#[derive(Clone, Debug)]
pub struct SheetFigures {
    /// The sheet's position in the workbook, from zero.
    pub(crate) position: usize,
    /// The sheet's name.
    pub sheet: String,
    /// How it was read, where that is of interest.
    pub read: Option<TableReading>,
    /// Its figures.
    pub summary: Summary,
    /// Those of the rows that count: not the ones whose organisations are counted on another sheet.
    pub(crate) counted: Summary,
}

impl SheetFigures {
    /// The figures of several sheets together; a sheet that repeats another's roster is not counted again.
    pub(crate) fn whole<'f>(sheets: impl IntoIterator<Item = &'f Self>) -> Summary {
        let mut whole = Summary::default();
        sheets.into_iter().for_each(|sheet| whole.merge(sheet.counted.clone()));
        whole
    }
}

/// The sheet for a workbook, with the lines in which it speaks of the rows; `notes` are the file-level findings, `date` the day of the
/// run where one is wanted.
pub(crate) fn build(figures: &[SheetFigures], notes: &[String], date: Option<Date>) -> (NewSheet, Lines) {
    let mut rows = Rows::default();
    rows.push([cell(TITLE, Look::Title)]);
    let version = concat!("gospub ", env!("CARGO_PKG_VERSION"));
    let made = date.map_or_else(|| version.to_owned(), |date| format!("{}, {version}", date.by_day()));
    rows.push([cell(format!("{made}. {HOW_TO_GO}"), Look::Note)]);
    rows.blank();
    if !notes.is_empty() {
        rows.push([cell("О файле в целом", Look::Heading)]);
        for note in notes {
            // The text stands in the widest column, where it takes the fewest lines.
            let blanks = (2..WIDTHS.len()).map(|_| cell("", Look::Plain));
            rows.push(
                std::iter::once(cell("Внимание", Look::Marked(Mark::Warning))).chain(blanks).chain([cell(note, Look::Plain)]),
            );
        }
        rows.blank();
    }
    totals(&mut rows, figures);
    columns(&mut rows, figures);
    let header = rows.next();
    let mut lines = Lines::default();
    let filter = findings(&mut rows, figures, &mut lines).then(|| Area {
        first: CellRef::new(header, Column::default()),
        last: CellRef::new(rows.next() - 1, Column::new(WIDTHS.len() - 1).unwrap_or_default()),
    });
    let mut sheet = NewSheet { name: NAME.to_owned(), widths: WIDTHS.to_vec(), rows: rows.rows, frozen_rows: 1, filter };
    let above: usize = sheet.rows.iter().take(header as usize).map(|row| sheet.lines_of(row)).sum();
    if filter.is_some() && above <= MOST_FROZEN {
        sheet.frozen_rows = header;
    }
    (sheet, lines)
}

const HOW_TO_GO: &str = "Ячейка в списке замечаний ведёт в таблицу, «Статус» в строке таблицы — обратно в список.";

/// The list's header stays in view unless so many lines stand over it that little of the list would be seen on a small screen.
const MOST_FROZEN: usize = 16;

/// Sheet, cell, severity, finding, organisation, message.
const WIDTHS: [f64; 6] = [30.0, 12.0, 16.0, 44.0, 44.0, 90.0];

/// The rows of a sheet that is being made.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Vec<NewCell>>,
}

impl Rows {
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = NewCell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(super) fn blank(&mut self) {
        self.rows.push(Vec::new());
    }

    /// The number of the row that is pushed next.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.rows.len() + 1).unwrap_or(CellRef::ROWS)
    }
}

pub(super) fn cell(text: impl Into<String>, look: Look) -> NewCell {
    NewCell { content: Content::Text(text.into()), look }
}

pub(super) fn number(count: usize, look: Look) -> NewCell {
    NewCell { content: Content::Number(count as f64), look }
}

fn totals(rows: &mut Rows, figures: &[SheetFigures]) {
    rows.push(["Итог", "Строк", "", "Что это значит", "Ссылки мини-приложения"].map(|text| cell(text, Look::Heading)));
    let whole = SheetFigures::whole(figures);
    let LinkCounts { kept, unverified, from_reference, from_template, replaced, unresolved } = whole.miniapp;
    let links = [
        format!("верных: {}", grouped(kept)),
        format!("не сверено: {}", grouped(unverified)),
        format!("заполнено из таблиц министерства: {}", grouped(from_reference)),
        format!("заполнено по образцу письма: {}", grouped(from_template)),
        format!("исправлено: {}", grouped(replaced)),
        format!("не хватает или неверных: {}", grouped(unresolved)),
    ];
    let statuses = Status::ALL.map(|status| (status_word(status), whole.with(status), status_mark(status), meaning(status)));
    let all = ("Всего", whole.rows, None, "");
    for (index, (word, count, mark, meaning)) in statuses.into_iter().chain([all]).enumerate() {
        let links = links.get(index).map_or("", String::as_str);
        let look = mark.map_or(Look::Plain, Look::Marked);
        rows.push([
            cell(word, look),
            number(count, look),
            cell("", Look::Plain),
            cell(meaning, Look::Plain),
            cell(links, Look::Plain),
        ]);
    }
    rows.blank();
    if figures.len() > 1 {
        rows.push(["Лист", "Строк", "Ошибок"].map(|text| cell(text, Look::Heading)));
        for figures in figures {
            rows.push([
                cell(&figures.sheet, Look::Plain),
                number(figures.summary.rows, Look::Plain),
                number(figures.summary.with(Status::Error), Look::Plain),
            ]);
        }
        rows.blank();
    }
}

/// How each sheet was read, a line a sheet: whoever sees a column taken for something else knows why rows look wrong.
fn columns(rows: &mut Rows, figures: &[SheetFigures]) {
    if figures.iter().all(|figures| figures.read.is_none()) {
        return;
    }
    rows.push([cell("Как прочитаны столбцы", Look::Heading)]);
    for figures in figures {
        let Some(read) = &figures.read else { continue };
        let blanks = (2..WIDTHS.len()).map(|_| cell("", Look::Plain));
        let sheet = std::iter::once(cell(&figures.sheet, Look::Plain));
        rows.push(sheet.chain(blanks).chain([cell(read.columns_in_words(), Look::Plain)]));
    }
    rows.blank();
}

/// The legend: what a status and its colour ask of the clerk.
fn meaning(status: Status) -> &'static str {
    match status {
        Status::Ok => "делать ничего не нужно",
        Status::Filled => "ссылку вписала программа",
        Status::Unverified => "ссылка на месте, но страница не известна по номеру",
        Status::Warning => "исправьте или, если так и должно быть, объясните в «Пояснении»",
        Status::Error => "исправьте отмеченную ячейку",
    }
}

/// The list of findings, errors first; false where there are none.
fn findings(rows: &mut Rows, figures: &[SheetFigures], lines: &mut Lines) -> bool {
    let sorted: Vec<(&SheetFigures, &CodeCount)> = [Severity::Error, Severity::Warning]
        .into_iter()
        .flat_map(|severity| figures.iter().flat_map(move |of| of.summary.codes_of(severity).into_iter().map(move |c| (of, c))))
        .collect();
    if sorted.is_empty() {
        rows.push([cell("Замечаний нет.", Look::Plain)]);
        return false;
    }
    rows.push(["Лист", "Ячейка", "Важность", "Замечание", "Организация", "Подробно"].map(|text| cell(text, Look::Heading)));
    for (of, count) in sorted {
        let Some((word, mark)) = finding_mark(count.severity, count.code) else { continue };
        let title = format!("{} — {}", count.code.title, counted(count.count, "раз", "раза", "раз"));
        for finding in &count.findings {
            lines.of_row(of.position, finding.cell.row, rows.next());
            let link = Content::CellLink { text: finding.cell.to_string(), sheet: of.sheet.clone(), cell: finding.cell };
            rows.push([
                cell(&of.sheet, Look::Plain),
                NewCell { content: link, look: Look::Plain },
                cell(word, Look::Marked(mark)),
                cell(&title, Look::Plain),
                cell(&finding.organisation, Look::Plain),
                cell(&finding.message, Look::Plain),
            ]);
        }
        let more = count.count - count.findings.len();
        if more > 0 {
            lines.of_topic(of.position, count.code.name, rows.next());
            let text =
                format!("и ещё {} — отберите их в таблице по столбцу «Что не так»", counted(more, "строка", "строки", "строк"));
            rows.push([
                cell(&of.sheet, Look::Plain),
                cell("", Look::Plain),
                cell(word, Look::Marked(mark)),
                cell(&title, Look::Plain),
                cell("", Look::Plain),
                cell(text, Look::Plain),
            ]);
        }
    }
    true
}
