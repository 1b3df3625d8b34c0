//! The sender's own workbook with verdicts written into it: what `fill` and `merge` have in common.

use super::fill::Progress;
use super::open::Opened;
use super::output;
use crate::annotate::{self, OwnColumns};
use crate::diagnostic::Severity;
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::pipeline::{Run, Source};
use crate::report::check_sheet::{self, SheetFigures};
use crate::report::counted;
use crate::report::counting::{Batch, Counting};
use crate::settings::Settings;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::edit::{CellEdit, EditRows, Edits, NewSheet, NewSheets, SheetEdits};
use crate::workbook::{Compression, PatchOptions};
use std::ops::{Range, RangeInclusive};
use std::path::Path;

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
    /// What else is to be said of the file as a whole.
    pub(super) note: Option<String>,
    /// Who hears how the work goes on.
    pub(super) progress: &'m dyn Progress,
}

/// What is added to the edits of some rows of a table, which is named by its position in the run.
pub(super) type MoreEdits<'m> = dyn for<'e> Fn(usize, Edits<'e>, RangeInclusive<u32>) -> Edits<'e> + Sync + 'm;

/// What the verdicts on a workbook come to.
pub(super) struct Findings {
    /// Figures by sheet.
    pub(super) sheets: Vec<SheetFigures>,
    /// What is to be said of the file as a whole.
    pub(super) notes: Vec<String>,
}

impl Marking<'_> {
    /// Judges all rows, where nothing is to be written.
    pub(super) fn findings(&self) -> Findings {
        self.counted(&self.countings())
    }

    /// Writes the workbook with the verdicts, with further edits, with «Проверка» and with other new sheets. Rows are judged when they
    /// are written, and «Проверка» is made of what was found.
    ///
    /// # Errors
    /// If there is no room for gospub's columns, or the workbook cannot be written.
    pub(super) fn write(
        &self,
        target: &Path,
        force: bool,
        date: Option<Date>,
        more: &MoreEdits<'_>,
        others: Vec<NewSheet>,
    ) -> Result<Findings, Error> {
        let Self { file, run, .. } = *self;
        let headed = |source: &usize| run.sources()[*source].table.header_row().is_some();
        if let Some(&first) = self.positions.first()
            && !self.positions.iter().any(headed)
        {
            return Err(Error::new(&file.path, Reason::NoHeaderRoom(run.sources()[first].table.sheet().name().to_owned())));
        }
        let countings = self.countings();
        let mut marked = Vec::with_capacity(self.positions.len());
        for (&source, counting) in self.positions.iter().zip(&countings) {
            let table = &run.sources()[source].table;
            // A header without rows takes no columns; those of an earlier run are refreshed.
            if headed(&source) && (!table.is_empty() || table.layout().is_annotated()) {
                let own = own_columns(table, run.settings()).map_err(|reason| Error::new(&file.path, reason))?;
                marked.push((source, own, counting));
            }
        }
        let judging = marked.iter().map(|&(source, ref own, counting)| Judging { marking: self, source, own, counting, more });
        let judging: Vec<Judging<'_>> = judging.collect();
        let sheet_edits: Vec<SheetEdits<'_>> = marked
            .iter()
            .zip(&judging)
            .map(|(&(source, ref own, _), rows)| {
                let Source { sheet, table, .. } = &run.sources()[source];
                let header = table.header_row().expect("only tables with a header are marked");
                SheetEdits { sheet: *sheet, header, table: table.area(), columns: own.for_writer(), rows }
            })
            .collect();
        let mut found = None;
        output::write(&file.path, target, force, |out| {
            let new_sheets = || {
                let findings = found.insert(self.counted(&countings));
                let (report, lines) = check_sheet::build(&findings.sheets, &findings.notes, date);
                // The rows lead to the first of the new sheets.
                NewSheets { sheets: std::iter::once(report).chain(others).collect(), lines }
            };
            let options = PatchOptions { compression: self.compression };
            file.book.annotate(&sheet_edits, new_sheets, out, options).map_err(Reason::from)
        })?;
        Ok(found.unwrap_or_else(|| self.findings()))
    }

    fn countings(&self) -> Vec<Counting> {
        self.positions.iter().map(|_| Counting::default()).collect()
    }

    /// What the verdicts come to, those on rows that nobody has gone through yet included.
    fn counted(&self, countings: &[Counting]) -> Findings {
        let done = |rows| self.progress.done(rows);
        let sheets = self.positions.iter().zip(countings).map(|(&source, counting)| {
            let Source { sheet, table, .. } = &self.run.sources()[source];
            let summary = counting.finish(self.run, source, &done);
            SheetFigures { position: *sheet, sheet: table.sheet().name().to_owned(), summary }
        });
        let sheets: Vec<SheetFigures> = sheets.collect();
        let notes = self.notes(&sheets);
        Findings { sheets, notes }
    }

    /// What is to be said of the file as a whole.
    fn notes(&self, sheets: &[SheetFigures]) -> Vec<String> {
        let tables = || self.positions.iter().map(|&source| &self.run.sources()[source].table);
        let mut notes: Vec<String> = self.file.foreign_note().into_iter().chain(self.file.notes.iter().cloned()).collect();
        notes.extend(sheets.iter().flat_map(likely_wrong_column));
        notes.extend(tables().filter_map(missing_columns));
        notes.extend(sheets.iter().filter_map(opaid_spelling));
        let headless: Vec<&Table> = tables().filter(|table| table.header_row().is_none()).collect();
        if headless.len() < self.positions.len() {
            notes.extend(headless.into_iter().map(headless_note));
        }
        notes.extend(self.note.clone());
        notes
    }
}

/// The judging of a table's rows.
struct Judging<'j> {
    marking: &'j Marking<'j>,
    source: usize,
    own: &'j OwnColumns,
    counting: &'j Counting,
    more: &'j MoreEdits<'j>,
}

impl EditRows for Judging<'_> {
    fn edits(&self, rows: RangeInclusive<u32>) -> Edits<'_> {
        let Self { marking, source, own, counting, more } = *self;
        let positions = marking.run.sources()[source].table.positions(rows.clone());
        let batch = counting.batch(positions.clone());
        let judged = JudgedRows { marking, source, own, positions, batch, row: Vec::new().into_iter() };
        more(source, Box::new(judged), rows)
    }
}

/// Rows that are judged one by one, when their edits are asked for, and counted on the way.
struct JudgedRows<'j> {
    marking: &'j Marking<'j>,
    source: usize,
    own: &'j OwnColumns,
    /// The rows that are left.
    positions: Range<usize>,
    batch: Option<Batch<'j>>,
    /// The edits of the last row that are left.
    row: std::vec::IntoIter<CellEdit>,
}

impl Iterator for JudgedRows<'_> {
    type Item = CellEdit;

    fn next(&mut self) -> Option<CellEdit> {
        let Marking { run, progress, .. } = *self.marking;
        loop {
            if let Some(edit) = self.row.next() {
                return Some(edit);
            }
            let Some(position) = self.positions.next() else {
                if let Some(batch) = self.batch.take() {
                    progress.done(batch.end());
                }
                return None;
            };
            let verdict = run.verdict(self.source, position);
            self.row = annotate::row_edits(&verdict, self.own, run.settings()).into_iter();
            self.batch.iter_mut().for_each(|batch| batch.add(&verdict));
        }
    }
}

/// The own columns of a table that has room for them.
pub(super) fn own_columns(table: &Table, settings: &Settings) -> Result<OwnColumns, Reason> {
    if table.header_row().is_none() {
        return Err(Reason::NoHeaderRoom(table.sheet().name().to_owned()));
    }
    OwnColumns::of(table, settings).ok_or_else(|| Reason::NoRoom(table.sheet().name().to_owned()))
}

/// Four fifths of the rows with one fault in one column: the column is not what it was taken for.
fn likely_wrong_column(sheet: &SheetFigures) -> Option<String> {
    const ENOUGH_ROWS: usize = 10;
    let summary = &sheet.summary;
    let worst = summary.codes_of(Severity::Error).into_iter().next()?;
    let column = worst.findings.first()?.cell.column;
    let all_there = worst.findings.iter().all(|finding| finding.cell.column == column);
    (summary.rows >= ENOUGH_ROWS && worst.count * 5 >= summary.rows * 4 && all_there).then(|| {
        format!(
            "Лист «{}»: в {} из {} строк одна и та же ошибка в столбце {column} («{}»). Вероятно, столбец определён неверно: проверьте его или укажите нужный параметром --column.",
            sheet.sheet, worst.count, summary.rows, worst.code.title
        )
    })
}

/// A sheet that cannot be marked must not keep the others from it.
fn headless_note(table: &Table) -> String {
    format!(
        "Лист «{}» не помечен: над данными нет строки заголовка. Вставьте сверху строку с названиями столбцов и повторите.",
        table.sheet().name()
    )
}

/// A table that asks for ПОС links without the columns they are made of is told so once, not in every row.
fn missing_columns(table: &Table) -> Option<String> {
    let layout = table.layout();
    let has = |role: &ColumnRole| layout.column(*role).is_some();
    let asks = [ColumnRole::Opaid, ColumnRole::PosMessages, ColumnRole::PosPolls].iter().any(has);
    let wanted = [ColumnRole::Level, ColumnRole::Opaid, ColumnRole::Oktmo, ColumnRole::Ogrn];
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
            "Лист «{}»: {} с другим написанием opaid/opaId. Оба приняты; как писать новые ссылки, задаёт профиль (templates.pos.opaid).",
            sheet.sheet,
            counted(count, "ссылка ПОС", "ссылки ПОС", "ссылок ПОС")
        )
    })
}
