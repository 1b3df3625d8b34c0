//! `fill`: the main job. Every workbook is read, judged, and written back with its links filled and its errors marked.

use super::open::{self, OpenOptions, Opened, Pick};
use super::output;
use crate::annotate::{self, OwnColumns};
use crate::diagnostic::Severity;
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::pipeline::{Run, Source};
use crate::reference::{Reference, Taken};
use crate::report::check_sheet::{self, CheckSheet, Lines, SheetFigures};
use crate::report::{Summary, counted, json};
use crate::settings::Settings;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::edit::SheetEdits;
use crate::workbook::PatchOptions;
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What `fill` is told.
#[derive(Clone, Debug, Default)]
pub struct FillRequest {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// Ministry tables.
    pub references: Vec<PathBuf>,
    /// Where results go; beside the inputs if nothing is said.
    pub folder: Option<PathBuf>,
    /// Whether an earlier result may be overwritten.
    pub force: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// How sheets are chosen and read.
    pub open: OpenOptions,
    /// Templates, words, options.
    pub settings: Settings,
    /// The day that is noted in the results, as people write it, where one is wanted.
    pub date: Option<Date>,
}

/// What `fill` did.
#[derive(Debug)]
pub struct Filled {
    /// The files that were processed, in the order in which they were named.
    pub files: Vec<FilledFile>,
    /// The ministry tables that were used, with what was taken from them.
    pub references: Vec<(PathBuf, Taken)>,
    /// What stopped files or ministry tables.
    pub errors: Vec<Error>,
}

/// One processed workbook.
#[derive(Debug)]
pub struct FilledFile {
    /// The workbook.
    pub input: PathBuf,
    /// The result; none in a dry run.
    pub output: Option<PathBuf>,
    /// Figures by sheet.
    pub sheets: Vec<SheetFigures>,
    /// What is to be said of the file as a whole.
    pub notes: Vec<String>,
}

impl Filled {
    /// The figures of all files together.
    pub fn summary(&self) -> Summary {
        let mut whole = Summary::default();
        self.files.iter().flat_map(|file| &file.sheets).for_each(|sheet| whole.merge(sheet.summary.clone()));
        whole
    }
}

/// Hears how the work goes on. Called from several threads.
pub trait Progress: Sync {
    /// So many rows are to be gone through in all: each is judged once and, unless nothing is written, written once.
    fn total(&self, rows: usize);
    /// So many more are done.
    fn done(&self, rows: usize);
}

/// A progress that nobody looks at.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn total(&self, _: usize) {}
    fn done(&self, _: usize) {}
}

/// Does the main job. With `rows`, every verdict is also written there as a line of JSON, in file, sheet and row order.
///
/// # Errors
/// Only if `rows` cannot be written. What stops a file is in [`Filled::errors`] and stops no other file.
pub fn fill(request: &FillRequest, progress: &dyn Progress, rows: Option<&mut dyn Write>) -> io::Result<Filled> {
    let settings = &request.settings;
    let ministry_options = OpenOptions { limits: request.open.limits, ..OpenOptions::default() };
    let (reference, references, mut errors) = open::references(&request.references, &ministry_options, settings);
    let opened: Vec<Result<Opened, Error>> = open::files(&request.inputs, Pick::Inputs)
        .into_par_iter()
        .map(|path| path.and_then(|path| open::open(&path, &request.open, &settings.headers)))
        .collect();
    let mut files = Vec::new();
    for opened in opened {
        match opened.and_then(|file| Ok((target(&file, request)?, file))) {
            Ok(file) => files.push(file),
            Err(error) => errors.push(error),
        }
    }
    let mut taken = HashSet::new();
    files.retain(|(target, file)| {
        let free = target.is_none() || taken.insert(target.clone());
        if let (false, Some(target)) = (free, target) {
            errors.push(Error::new(&file.path, Reason::OutputTaken(target.clone())));
        }
        free
    });
    let (targets, mut files): (Vec<Option<PathBuf>>, Vec<Opened>) = files.into_iter().unzip();
    let (sources, positions) = open::sources(&mut files);
    let rows_in_all: usize = sources.iter().map(|source| source.table.len()).sum();
    progress.total(if request.dry_run { rows_in_all } else { 2 * rows_in_all });
    let run = Run::new(&sources, settings, &reference);
    if let Some(out) = rows {
        write_rows(&run, out)?;
    }
    let done: Vec<Result<FilledFile, Error>> = files
        .par_iter()
        .zip(positions)
        .zip(targets)
        .map(|((file, positions), target)| fill_file(file, &positions, target, &run, &reference, request, progress))
        .collect();
    let mut filled = Filled { files: Vec::new(), references, errors };
    for file in done {
        match file {
            Ok(file) => filled.files.push(file),
            Err(error) => filled.errors.push(error),
        }
    }
    Ok(filled)
}

fn target(file: &Opened, request: &FillRequest) -> Result<Option<PathBuf>, Error> {
    if request.dry_run {
        return Ok(None);
    }
    let target = output::path_for(&file.path, request.folder.as_deref());
    output::check(&file.path, &target, request.force)?;
    Ok(Some(target))
}

fn fill_file(
    file: &Opened,
    positions: &[usize],
    target: Option<PathBuf>,
    run: &Run<'_>,
    reference: &Reference,
    request: &FillRequest,
    progress: &dyn Progress,
) -> Result<FilledFile, Error> {
    let done = |rows| progress.done(rows);
    let sheets: Vec<SheetFigures> = positions
        .iter()
        .map(|&source| SheetFigures {
            sheet: run.sources()[source].table.sheet().name().to_owned(),
            summary: Summary::of(run, source, &done),
        })
        .collect();
    let mut notes: Vec<String> = file.foreign_note().into_iter().chain(file.notes.iter().cloned()).collect();
    notes.extend(sheets.iter().flat_map(likely_wrong_column));
    notes.extend(positions.iter().filter_map(|&source| missing_columns(&run.sources()[source].table)));
    notes.extend(sheets.iter().filter_map(opaid_spelling));
    notes.extend(reference_note(request, reference));
    if let Some(target) = &target {
        write_file(file, positions, target, run, &sheets, &notes, request, progress)?;
    }
    Ok(FilledFile { input: file.path.clone(), output: target, sheets, notes })
}

#[expect(clippy::too_many_arguments, reason = "one caller; a struct for it would only rename them")]
fn write_file(
    file: &Opened,
    positions: &[usize],
    target: &Path,
    run: &Run<'_>,
    sheets: &[SheetFigures],
    notes: &[String],
    request: &FillRequest,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let CheckSheet { sheet: report, lines } = check_sheet::build(sheets, notes, request.date);
    // A header without rows takes no columns; those of an earlier run are refreshed.
    let has_work = |source: usize| {
        let table = &run.sources()[source].table;
        !table.is_empty() || table.layout().is_annotated()
    };
    let (positions, lines): (Vec<usize>, Vec<Lines>) =
        positions.iter().copied().zip(lines).filter(|&(source, _)| has_work(source)).unzip();
    let mut owns = Vec::with_capacity(positions.len());
    for (&source, lines) in positions.iter().zip(lines) {
        let table = &run.sources()[source].table;
        let own = OwnColumns::of(table, run.settings());
        if table.header_row().is_none() {
            return Err(Error::new(&file.path, Reason::NoHeaderRoom(table.sheet().name().to_owned())));
        }
        let own = own.ok_or_else(|| Error::new(&file.path, Reason::NoRoom(table.sheet().name().to_owned())))?;
        owns.push(own.linked(lines));
    }
    let edits: Vec<_> = positions
        .iter()
        .zip(&owns)
        .map(|(&source, own)| {
            move |rows: std::ops::RangeInclusive<u32>| {
                let edits = annotate::edits(run, source, own, rows);
                progress.done(edits.last().map_or(0, |last| (last.at.row - edits[0].at.row + 1) as usize));
                edits
            }
        })
        .collect();
    let sheet_edits: Vec<SheetEdits<'_>> = positions
        .iter()
        .zip(&owns)
        .zip(&edits)
        .map(|((&source, own), rows)| {
            let Source { sheet, table, .. } = &run.sources()[source];
            let area = table.area();
            let header = table.header_row().expect("tables without room for a header were refused above");
            SheetEdits { sheet: *sheet, header, table: area, columns: own.for_writer(), rows }
        })
        .collect();
    output::write(&file.path, target, request.force, |out| {
        file.book.annotate(&sheet_edits, || vec![report], out, PatchOptions::default()).map_err(Reason::from)
    })
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

/// Where ministry tables were asked for and none could be used, every result says so.
fn reference_note(request: &FillRequest, reference: &Reference) -> Option<String> {
    (!request.references.is_empty() && reference.is_empty())
        .then(|| "Таблицы министерства не прочитаны: все ссылки построены по образцу письма.".to_owned())
}

/// Rows in order, judged in parallel batches.
fn write_rows(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    const BATCH: usize = 4_096;
    for (index, source) in run.sources().iter().enumerate() {
        let at = json::At { file: &source.file, sheet: source.table.sheet().name() };
        let mut from = 0;
        while from < source.table.len() {
            let to = source.table.len().min(from + BATCH);
            let lines: Vec<String> = (from..to)
                .into_par_iter()
                .map(|position| json::line(&json::row(&run.verdict(index, position), at, run.settings())))
                .collect();
            for line in lines {
                out.write_all(line.as_bytes())?;
            }
            from = to;
        }
    }
    Ok(())
}
