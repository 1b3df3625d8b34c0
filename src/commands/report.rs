//! `report`: figures and charts for the ministry, of many rosters together.

use super::job::{Job, JobOptions, Progress};
use super::notes::of_municipalities;
use super::open::{self, Opened, Pick};
use super::{Input, Made, Target, input, output};
use crate::domain::Date;
use crate::domain::text::fold;
use crate::error::{Error, Reason};
use crate::pipeline::{Run, Source};
use crate::record::Record;
use crate::report::changes::{self, register::Shown};
use crate::report::figures::Figures;
use crate::report::ministry::earlier::Earlier;
use crate::report::ministry::{Report, TableRows, book, json};
use crate::table::Table;
use crate::table::column::ColumnRole;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;

/// What `report` is told.
#[derive(Clone, Debug)]
pub struct ReportRequest {
    /// Files and folders.
    pub inputs: Vec<Input>,
    /// How rosters are read and judged.
    pub job: JobOptions,
    /// Where the workbook goes, if one is wanted.
    pub output: Option<Target>,
    /// The earlier report to compare with.
    pub since: Option<Input>,
    /// The day of the report.
    pub date: Date,
}

/// What `report` found.
#[derive(Debug)]
pub struct Reported {
    /// The report; none where no table could be read.
    pub report: Option<Report>,
    /// The workbook that was made.
    pub output: Option<Made>,
    /// What stopped files, ministry tables or the report itself.
    pub errors: Vec<Error>,
}

impl Reported {
    fn failed(error: Error) -> Self {
        Self { report: None, output: None, errors: vec![error] }
    }
}

/// Counts all rows and writes the workbook, if one is wanted. What stops a file stops no other file and is listed in the report.
pub fn report(request: &ReportRequest, progress: &dyn Progress) -> Reported {
    if let Some(output) =
        request.output.as_ref().and_then(Target::path).filter(|output| !ends(output, "xlsx") && !ends(output, "json"))
    {
        return Reported::failed(Error::new(output, Reason::NotXlsx));
    }
    let since = match request.since.as_ref().map(|input| earlier(input, request.date)).transpose() {
        Ok(since) => since,
        Err(error) => return Reported::failed(error),
    };
    let mut job = Job::begin(&request.job).on(Some(request.date));
    let mut errors = std::mem::take(&mut job.errors);
    let mut files = rosters(&job, request, &mut errors);
    let Some(first) = files.first().map(|file| file.path.clone()) else {
        return Reported { report: None, output: None, errors };
    };
    if let Some(Target::File { path: output, force }) = &request.output {
        let tables = job.references.iter().map(|(path, _)| path);
        let mut read = files.iter().map(|file| &file.path).chain(errors.iter().map(|error| &error.file)).chain(tables);
        if let Err(error) = read.try_for_each(|path| output::check(path, output, *force)) {
            errors.push(error);
            return Reported { report: None, output: None, errors };
        }
    }
    let mut notes: Vec<String> = files.iter().flat_map(notes_of).collect();
    let answers = files.iter().flat_map(answers_of).collect();
    let (sources, _) = open::sources(&mut files);
    let count = files.len();
    // What the books take is not needed any more.
    drop(files);
    progress.total(sources.iter().map(|source| source.table.len()).sum());
    let run = job.run(&sources);
    let mut figures = Figures::default();
    let counted = (0..sources.len()).filter(|&source| sources[source].table.repeats().is_none());
    counted.for_each(|source| figures.merge(Figures::of(&run, source, &|rows| progress.done(rows))));
    notes.extend(copies(&sources));
    notes.extend(links_unknown(&run).filter(|_| !run.has_pages()));
    notes.extend(job.notes());
    let rows = |source: &Source| TableRows {
        file: source.file.clone(),
        sheet: source.table.sheet().name().to_owned(),
        rows: source.table.len(),
    };
    let strange = since.as_ref().zip(request.since.as_ref()).filter(|(since, _)| !since.is_of_like(&figures.municipalities()));
    if let Some((since, input)) = strange {
        errors.push(
            input.stopped(Reason::OtherReport(since.municipality_names().into_iter().take(3).map(str::to_owned).collect())),
        );
        return Reported { report: None, output: None, errors };
    }
    let report = Report {
        date: request.date,
        scale: job.settings().scale.clone(),
        files: count,
        sources: sources.iter().map(rows).collect(),
        failed: errors.iter().map(|error| (input::name_of(&error.file), error.reason.to_string())).collect(),
        notes,
        figures,
        answers,
        since,
    };
    let mut written = None;
    if let Some(output) = &request.output {
        match write(&report, &first, output) {
            Ok(made) => written = Some(made),
            Err(error) => errors.push(error),
        }
    }
    Reported { report: Some(report), output: written, errors }
}

/// The register of answers of a merged roster.
fn answers_of(file: &Opened) -> Vec<Shown> {
    let sheets = file.book.sheets();
    let is_register =
        |&position: &usize| sheets[position].is_worksheet && sheets[position].name.starts_with(changes::sheet::NAME);
    let read = |position| file.book.read(position).map(|sheet| changes::register::read(&sheet));
    (0..sheets.len()).filter(is_register).find_map(|position| read(position).ok()).unwrap_or_default()
}

/// What is to be said of a roster as a whole.
fn notes_of(file: &Opened) -> Vec<String> {
    let few = file.tables.iter().filter_map(|(_, table)| of_municipalities(table));
    few.chain(file.reading.notes.iter().cloned()).map(|note| format!("{}: {}", file.name, note.text)).collect()
}

/// Files that have the same organisations: two copies of a roster, or a roster and what was merged into it, count everything twice.
fn copies(sources: &[Source]) -> Vec<String> {
    /// Fewer organisations are alike by chance.
    const FEWEST: usize = 3;
    let row = |table: &Table, position: usize| {
        let record = Record::at(table, position);
        let codes = [ColumnRole::Ogrn, ColumnRole::Address].map(|role| fold(&record.text(role)));
        let name = fold(&record.organisation());
        let is_told = !name.is_empty() && codes.iter().any(|code| !code.is_empty());
        is_told.then(|| (name, record.municipality().map(|place| fold(&place)), codes))
    };
    if sources.iter().all(|source| source.file == sources[0].file) {
        return Vec::new();
    }
    let counted = || sources.iter().enumerate().filter(|(_, source)| source.table.repeats().is_none());
    let mut first = HashMap::new();
    let (mut rows, mut shared) = (vec![0; sources.len()], BTreeMap::<(usize, usize), usize>::new());
    for (at, source) in counted() {
        for told in (0..source.table.len()).filter_map(|position| row(&source.table, position)) {
            rows[at] += 1;
            let known = *first.entry(told).or_insert(at);
            if sources[known].file != source.file {
                *shared.entry((known, at)).or_default() += 1;
            }
        }
    }
    let is_copy =
        |&(&(one, other), &same): &(&(usize, usize), &usize)| same >= FEWEST && same * 5 >= rows[one].min(rows[other]) * 4;
    let note = |(&(one, other), &same): (&(usize, usize), &usize)| {
        format!(
            "{} и {}: одни и те же организации ({same} из {}), в отчёте они посчитаны дважды. Если это две копии реестра, назовите одну.",
            sources[one].file, sources[other].file, rows[other]
        )
    };
    shared.iter().filter(is_copy).map(note).collect()
}

/// The rosters that the user's words mean, opened.
fn rosters(job: &Job<'_>, request: &ReportRequest, errors: &mut Vec<Error>) -> Vec<Opened> {
    let (mut files, mut reports) = (Vec::new(), Vec::new());
    for opened in job.open_all(&request.inputs, Pick::Rosters) {
        match opened {
            Ok(file) => files.push(file),
            // The reports of earlier months may well lie beside the rosters.
            Err(error)
                if matches!(error.reason, Reason::OwnReport) && request.inputs.iter().all(|input| input.path() != error.file) =>
            {
                reports.push(error);
            }
            Err(error) => errors.push(error),
        }
    }
    if files.is_empty() && errors.is_empty() {
        errors.append(&mut reports);
    }
    files
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

fn earlier(input: &Input, date: Date) -> Result<Earlier, Error> {
    /// Far more than a report on the whole country takes.
    const LARGEST: u64 = 256 << 20;
    let text = input.text_up_to(LARGEST).map_err(|error| input.stopped(error.into()))?;
    if text.len() as u64 > LARGEST {
        return Err(input.stopped(Reason::NotAReport("файл больше 256 МиБ".to_owned())));
    }
    Earlier::read(&text, date).map_err(|reason| input.stopped(reason))
}

/// Of tables without a column of links nobody can say what has been placed.
fn links_unknown(run: &Run<'_>) -> Option<String> {
    let has = |role: ColumnRole| run.sources().iter().any(|source| source.table.layout().column(role).is_some());
    let asks = has(ColumnRole::Address) || has(ColumnRole::GroupId);
    (asks && !has(ColumnRole::Link)).then(|| {
        "В таблицах нет столбца ссылки на мини-приложение: сведений о размещении нет, и все готовые ссылки показаны как ещё не размещённые.".to_owned()
    })
}

fn write(report: &Report, input: &Path, output: &Target) -> Result<Made, Error> {
    output.write(input, |out| {
        if output.path().is_some_and(|path| ends(path, "json")) {
            return Ok(out.write_all(json::text(report).as_bytes())?);
        }
        book::write(report, out).map_err(Reason::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    #[test]
    fn two_copies_of_a_roster_are_said_to_be_counted_twice() {
        let source = |file: &str, from: u32| {
            let header = ["Организация", "Страница ВК"].map(str::to_owned);
            let row = |number| [format!("Школа № {number}"), format!("vk.com/club{}", 217_000_000 + number)];
            let rows: Vec<[String; 2]> = std::iter::once(header).chain((from..from + 4).map(row)).collect();
            let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            Source { file: file.to_owned(), sheet: 0, table: Table::new(sheet, layout) }
        };
        assert_eq!(copies(&[source("а.xlsx", 1), source("б.xlsx", 5)]), [""; 0]);
        let found = copies(&[source("а.xlsx", 1), source("б.xlsx", 1)]);
        assert!(matches!(&found[..], [note] if note.starts_with("а.xlsx и б.xlsx")), "{found:?}");
    }
}
