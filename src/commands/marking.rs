//! The sender's own workbook with verdicts written into it: what `fill` and `merge` have in common.

use super::job::{Progress, Takers};
use super::judging::{Annotating, Judged, Learnt};
use super::open::Opened;
use super::{Made, Target};
use crate::annotate::OwnColumns;
use crate::diagnostic::Severity;
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::pipeline::{Run, Source};
use crate::report::check_sheet::{self, SheetFigures};
use crate::report::counted;
use crate::report::reading;
use crate::rules::is_on_page;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::edit::{NewSheet, NewSheets, Overlay, SheetEdits};
use crate::table::sheet::Column;
use crate::workbook::{Compression, PatchOptions};
use std::io;

/// A workbook that is to be marked.
pub(super) struct Marking<'m> {
    /// The workbook.
    pub(super) file: &'m Opened,
    /// The positions of its tables in the run.
    pub(super) positions: &'m [usize],
    /// The run that judges it.
    pub(super) run: &'m Run<'m>,
    /// How much time the result's size is worth.
    pub(super) compression: Compression,
    /// The day that is noted, where one is wanted.
    pub(super) date: Option<Date>,
    /// What else is to be said of the file as a whole.
    pub(super) notes: Vec<String>,
    /// Who hears how the work goes on.
    pub(super) progress: &'m dyn Progress,
    /// What others have written into the tables of the run.
    pub(super) overlays: Option<&'m [Overlay]>,
}

/// What the verdicts on a workbook come to.
pub(super) struct Findings {
    /// Figures by sheet.
    pub(super) sheets: Vec<SheetFigures>,
    /// What is to be said of the file as a whole.
    pub(super) notes: Vec<String>,
}

impl Marking<'_> {
    /// Judges all rows, where nothing is to be written.
    ///
    /// # Errors
    /// If there would be no room for gospub's columns; the outer one if the takers' lines cannot be written.
    pub(super) fn findings(&self, takers: Takers<'_>, tell: impl FnOnce(&[Learnt<'_>])) -> io::Result<Result<Findings, Error>> {
        let learnt = self.judged(takers).end()?;
        tell(&learnt);
        let findings = self.marked().map(|_| self.summed(&learnt));
        Ok(findings.map_err(|reason| Error::new(&self.file.path, reason)))
    }

    /// Writes the workbook with the verdicts, with «Проверка», and with the sheets that `tell` makes of what was learnt. The takers hear of
    /// the rows of a workbook that cannot be written too.
    ///
    /// # Errors
    /// If there is no room for gospub's columns, or the workbook cannot be written; the outer one if the lines cannot.
    pub(super) fn write(
        &self,
        to: &Target,
        takers: Takers<'_>,
        tell: impl FnOnce(&[Learnt<'_>]) -> Vec<NewSheet>,
    ) -> io::Result<Result<(Findings, Made), Error>> {
        let Self { file, run, .. } = *self;
        let fail = |reason: Reason| Error::new(&file.path, reason);
        let mut judged = self.judged(takers);
        let marked = match self.marked() {
            Ok(marked) => marked,
            Err(reason) => return judged.end().map(|_| Err(fail(reason))),
        };
        let rows = marked.iter().map(|&(number, ref own)| Annotating { judge: judged.judge(number), own });
        let rows: Vec<Annotating<'_>> = rows.collect();
        let edits: Vec<SheetEdits<'_, Learnt<'_>>> = marked
            .iter()
            .zip(&rows)
            .map(|(&(number, ref own), rows)| {
                let Source { sheet, table, .. } = &run.sources()[self.positions[number]];
                let header = table.header_row().expect("only tables with a header are marked");
                SheetEdits { sheet: *sheet, header, table: table.area(), columns: own.for_writer(), rows }
            })
            .collect();
        let options = PatchOptions { compression: self.compression };
        let annotated = file.book.annotate(&edits, options, &mut |position, learnt| judged.hear(marked[position].0, learnt));
        let learnt = judged.end()?;
        let annotated = match annotated {
            Ok(annotated) => annotated,
            Err(error) => return Ok(Err(fail(error.into()))),
        };
        let mut findings = self.summed(&learnt);
        findings.notes.extend(marked.iter().filter_map(|(number, own)| self.covered(*number, own)));
        // They stand first: nothing else is as likely to be lost.
        findings.notes.splice(..0, annotated.damaged().iter().map(|part| damaged_note(part)));
        let (report, lines) = check_sheet::build(&findings.sheets, &findings.notes, self.date);
        // The rows lead to the first of the new sheets.
        let new = NewSheets { sheets: std::iter::once(report).chain(tell(&learnt)).collect(), lines };
        let written = to.write(&file.path, |out| annotated.finish(new, out).map(drop).map_err(Reason::from));
        Ok(written.map(|made| (findings, made)))
    }

    /// A note on the own columns of a table over which the sender has a picture or a chart.
    fn covered(&self, number: usize, own: &OwnColumns) -> Option<String> {
        let Source { sheet, table, .. } = &self.run.sources()[self.positions[number]];
        let (first, last) = (own.columns().first()?.1, own.columns().last()?.1);
        let over = |&(from, to): &(Column, Column)| from <= last && to >= first;
        self.file.book.book().pictures(*sheet).iter().any(over).then(|| {
            format!(
                "Лист «{}»: над новыми столбцами {first}–{last} лежит рисунок или диаграмма, часть ячеек может быть не видна. Передвиньте рисунок правее.",
                table.sheet().name()
            )
        })
    }

    /// The numbers of the tables that can be marked, with gospub's columns in them.
    fn marked(&self) -> Result<Vec<(usize, OwnColumns)>, Reason> {
        let tables: Vec<&Table> = self.positions.iter().map(|&source| &self.run.sources()[source].table).collect();
        if let Some(first) = tables.first()
            && tables.iter().all(|table| table.header_row().is_none())
        {
            return Err(Reason::NoHeaderRoom(first.sheet().name().to_owned()));
        }
        // A header without rows takes no columns; those of an earlier run are refreshed.
        let is_marked = |table: &Table| table.header_row().is_some() && (!table.is_empty() || table.layout().is_annotated());
        let marked = tables.into_iter().enumerate().filter(|(_, table)| is_marked(table));
        marked.map(|(number, table)| Ok((number, own_columns(table, self.run)?))).collect()
    }

    fn judged<'w>(&self, takers: Takers<'w>) -> Judged<'_, 'w> {
        let mut judged = Judged::begin(self.run, self.positions, self.overlays, self.progress, takers);
        judged.say(|| reading::json(&self.file.name, &self.file.reading));
        judged
    }

    fn summed(&self, learnt: &[Learnt<'_>]) -> Findings {
        let sheets = self.positions.iter().zip(learnt).map(|(&source, learnt)| {
            let Source { sheet, table, .. } = &self.run.sources()[source];
            let name = table.sheet().name();
            let read = self.file.reading.sheets.iter().find(|sheet| sheet.sheet == name).and_then(|sheet| sheet.table.as_ref());
            SheetFigures {
                position: *sheet,
                sheet: name.to_owned(),
                read: read.cloned(),
                summary: learnt.summary.clone(),
                counted: learnt.counted.clone(),
            }
        });
        let sheets: Vec<SheetFigures> = sheets.collect();
        let notes = self.notes(&sheets);
        Findings { sheets, notes }
    }

    /// What is to be said of the file as a whole.
    fn notes(&self, sheets: &[SheetFigures]) -> Vec<String> {
        let tables = || self.positions.iter().map(|&source| &self.run.sources()[source].table);
        let mut notes: Vec<String> =
            self.file.foreign_note().into_iter().chain(self.file.reading.notes.iter().map(|note| note.text.clone())).collect();
        notes.extend(sheets.iter().flat_map(likely_wrong_column));
        notes.extend(tables().filter_map(missing_columns));
        notes.extend(sheets.iter().filter_map(forgotten));
        notes.extend(sheets.iter().filter_map(without_level));
        notes.extend(sheets.iter().filter_map(opaid_spelling));
        let headless: Vec<&Table> = tables().filter(|table| table.header_row().is_none()).collect();
        if headless.len() < self.positions.len() {
            notes.extend(headless.into_iter().map(headless_note));
        }
        notes.extend(self.notes.iter().cloned());
        notes
    }
}

/// The own columns of a table that has room for them.
pub(super) fn own_columns(table: &Table, run: &Run<'_>) -> Result<OwnColumns, Reason> {
    if table.header_row().is_none() {
        return Err(Reason::NoHeaderRoom(table.sheet().name().to_owned()));
    }
    OwnColumns::of(table, run).ok_or_else(|| Reason::NoRoom(table.sheet().name().to_owned()))
}

/// Four fifths of the rows with one fault in one column: the column is not what it was taken for.
fn likely_wrong_column(sheet: &SheetFigures) -> Option<String> {
    const ENOUGH_ROWS: usize = 10;
    let summary = &sheet.summary;
    let worst = summary.codes_of(Severity::Error).into_iter().find(|count| !is_on_page(count.code))?;
    let column = worst.findings.first()?.cell.column;
    let all_there = worst.findings.iter().all(|finding| finding.cell.column == column);
    (summary.rows >= ENOUGH_ROWS && worst.count * 5 >= summary.rows * 4 && all_there).then(|| {
        format!(
            "Лист «{}»: в {} из {} строк одна и та же ошибка в столбце {column} («{}»). Вероятно, столбец определён неверно: проверьте его или укажите нужный параметром --column.",
            sheet.sheet, worst.count, summary.rows, worst.code.title
        )
    })
}

/// A part that nobody but gospub has looked at, such as a picture, may be damaged without anybody knowing.
fn damaged_note(part: &str) -> String {
    format!(
        "Часть {part} повреждена в исходном файле: её контрольная сумма не сходится. В результат она перенесена как есть. Откройте исходный файл, проверьте рисунки и листы, сохраните его заново или запросите ещё раз."
    )
}

/// A sheet that cannot be marked must not keep the others from it.
fn headless_note(table: &Table) -> String {
    format!(
        "Лист «{}» не помечен: над данными нет строки заголовка. Вставьте сверху строку с названиями столбцов и повторите.",
        table.sheet().name()
    )
}

/// What an earlier run knew by a table or a snapshot is gone without it, and with it the links.
fn forgotten(sheet: &SheetFigures) -> Option<String> {
    let count = sheet.summary.forgotten;
    (count > 0).then(|| {
        format!(
            "Лист «{}»: в прошлый раз номера сообществ были известны по таблице имён или снимку страниц, а сейчас их нет: {} без номера и ссылки. Повторите проверку с той же таблицей (-r) или снимком (--pages).",
            sheet.sheet,
            counted(count, "строка осталась", "строки остались", "строк осталось")
        )
    })
}

/// How many links to polls were not made for want of a level, where no column says it and the name does not.
fn without_level(sheet: &SheetFigures) -> Option<String> {
    let count = sheet.summary.polls_without_level;
    (count > 0).then(|| {
        format!(
            "Лист «{}»: нет столбца «Уровень» (РОИВ, ОМСУ, подведомственная): без него не построено {} на опросы.",
            sheet.sheet,
            counted(count, "ссылка", "ссылки", "ссылок")
        )
    })
}

/// A table that asks for ПОС links without the columns they are made of.
fn missing_columns(table: &Table) -> Option<String> {
    let layout = table.layout();
    let has = |role: &ColumnRole| layout.column(*role).is_some();
    let asks = [ColumnRole::Opaid, ColumnRole::PosMessages, ColumnRole::PosPolls].iter().any(has);
    let wanted = [ColumnRole::Opaid, ColumnRole::Oktmo, ColumnRole::Ogrn];
    let missing: Vec<&str> = wanted.iter().filter(|role| !has(role)).map(|role| role.title()).collect();
    (asks && !missing.is_empty()).then(|| {
        format!(
            "Лист «{}»: для ссылок ПОС не хватает столбцов: {}. Без них часть ссылок не строится.",
            table.sheet().name(),
            missing.join(", ")
        )
    })
}

/// ПОС links are in use with both spellings, and which one the service reads is not known (domain reference, 3.6).
fn opaid_spelling(sheet: &SheetFigures) -> Option<String> {
    let count = sheet.summary.opaid_spelt_otherwise;
    (count > 0).then(|| {
        format!(
            "Лист «{}»: в {} ПОС opaid написан иначе (opaId вместо opaid или наоборот). Это не ошибка, исправлять не нужно; как писать новые ссылки, задаёт профиль (templates.pos.opaid).",
            sheet.sheet,
            counted(count, "ссылке", "ссылках", "ссылках")
        )
    })
}
