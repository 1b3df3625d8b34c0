//! What the page asks for, done by the library's commands on the files that were handed over.

use crate::answer::{Answer, Book, Explained, Fate, Figures, Returned, Sheet, error};
use crate::border;
use gospub::Input;
use gospub::commands::check::{self, CheckedValue};
use gospub::commands::fill::{self, FillRequest, FilledFile};
use gospub::commands::job::{Job, JobOptions, Progress};
use gospub::commands::merge::{self, MergeRequest};
use gospub::commands::report::{self, ReportRequest};
use gospub::commands::role::{self, Role};
use gospub::commands::split::{self, SplitRequest};
use gospub::commands::{self, Made, Target};
use gospub::domain::Date;
use gospub::report::changes;
use gospub::report::explain::explain;
use gospub::report::ministry;
use gospub::rules;
use serde::Deserialize;
use std::io::{Cursor, Write};
use std::sync::Mutex;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// What the page asks for. Files are named by their numbers, in the order in which they were handed over.
#[derive(Deserialize)]
pub(crate) struct Request {
    #[serde(flatten)]
    what: What,
    /// The ministry tables and the tables of names.
    #[serde(default)]
    references: Vec<usize>,
    /// The snapshot of pages.
    #[serde(default)]
    pages: Option<usize>,
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum What {
    Fill { files: Vec<usize>, date: String },
    Roles { files: Vec<usize> },
    CheckValue { value: String, name: String, date: String },
    CheckRow { file: usize, sheet: String, row: u32, date: String },
    Split { files: Vec<usize>, date: String, by: String },
    Merge { roster: usize, returned: Vec<usize>, date: String },
    Report { files: Vec<usize>, date: String },
}

pub(crate) fn run(request: Request, files: &[Input]) {
    let chosen = |numbers: &[usize]| -> Vec<Input> { numbers.iter().filter_map(|&number| files.get(number).cloned()).collect() };
    let pages = request.pages.and_then(|number| files.get(number).cloned());
    let job = JobOptions { references: chosen(&request.references), pages, ..JobOptions::default() };
    match request.what {
        What::Fill { files, date } => fill(chosen(&files), job, day(&date)),
        What::Roles { files: numbers } => {
            let job = Job::begin(&job);
            numbers.into_iter().for_each(|number| role_of(number, files, &job));
        }
        What::CheckValue { value, name, date } => check_value(&value, &name, &job, day(&date)),
        What::CheckRow { file, sheet, row, date } => {
            if let Some(file) = files.get(file) {
                check_row(file, &sheet, row, &job, day(&date));
            }
        }
        What::Split { files, date, by } => split(chosen(&files), job, day(&date), by),
        What::Merge { roster, returned, date } => {
            if let Some(roster) = files.get(roster) {
                merge(roster.clone(), chosen(&returned), job, day(&date));
            }
        }
        What::Report { files, date } => report(chosen(&files), job, day(&date)),
    }
}

fn day(text: &str) -> Date {
    text.parse().expect("the page writes days as ГГГГ-ММ-ДД")
}

fn fill(inputs: Vec<Input>, job: JobOptions, date: Date) {
    // The page shows what there is to look at; of the other rows it shows figures.
    let request = FillRequest { inputs, job, date: Some(date), only_problems: true, ..FillRequest::default() };
    Answer::Codes { titles: rules::codes().map(|code| (code.name, code.title)).collect() }.say();
    let mut lines = Lines::default();
    let filled = fill::fill(&request, &Told::default(), Some(&mut |line| lines.line(line)));
    lines.say();
    let filled = filled.expect("the page takes every line");
    for (path, taken) in &filled.references {
        Answer::Reference { file: path.display().to_string(), groups: taken.groups, links: taken.links }.say();
    }
    filled.errors.iter().for_each(error);
    for FilledFile { input, output, sheets, notes } in filled.files {
        let name = commands::name_of_result(&input).display().to_string();
        let made = output.and_then(Made::into_bytes);
        if let Some(bytes) = &made {
            border::made(&name, bytes);
        }
        let output = made.is_some().then_some(&*name);
        let sheets = sheets.iter().map(Sheet::of).collect();
        Answer::File { file: input.display().to_string(), output, notes: &notes, sheets }.say();
    }
}

/// What cannot be opened is taken for a roster: `fill` says what is wrong with it.
fn role_of(file: usize, files: &[Input], job: &Job<'_>) {
    let Some(input) = files.get(file) else { return };
    let role = match role::role(input, job) {
        Ok(Role::Roster) | Err(_) => "roster",
        Ok(Role::MinistryTable) => "ministry",
        Ok(Role::Names) => "names",
        Ok(Role::Answer) => "answer",
        Ok(Role::Snapshot) => "pages",
    };
    Answer::Role { file, role }.say();
}

fn check_value(value: &str, name: &str, options: &JobOptions, date: Date) {
    let job = Job::begin(options).on(Some(date));
    let organisation = Some(name.trim()).filter(|name| !name.is_empty());
    let checked = CheckedValue { value, organisation, number: 1 };
    let lines = check::value(checked, &job, |verdict| explain(value, false, verdict, &options.settings));
    Answer::Explained { lines: lines.iter().map(Explained::of).collect() }.say();
}

fn check_row(file: &Input, sheet: &str, row: u32, options: &JobOptions, date: Date) {
    let job = Job::begin(options).on(Some(date));
    let word = format!("{}, лист «{sheet}», строка {row}", file.name());
    match check::row(file, Some(sheet), row, &job, |verdict, _| explain(&word, true, verdict, &options.settings)) {
        Ok(lines) => Answer::Explained { lines: lines.iter().map(Explained::of).collect() }.say(),
        Err(stopped) => error(&stopped),
    }
}

fn split(inputs: Vec<Input>, job: JobOptions, date: Date, by: String) {
    let request = SplitRequest { inputs, job, by, target: Target::Memory, only_problems: false, dry_run: false, date };
    let split = split::split(&request, &Told::default());
    split.errors.iter().for_each(error);
    let notes = split.notes.iter().map(|(file, note)| format!("{}: {note}", file.display())).collect();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // Workbooks are compressed already.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut books = Vec::new();
    for file in split.files {
        let name = file.path.display().to_string();
        if let Some(bytes) = file.made.and_then(Made::into_bytes) {
            let written = zip.start_file(&*name, stored).and_then(|()| Ok(zip.write_all(&bytes)?));
            written.expect("an archive in memory takes every file");
            books.push(Book { name, figures: Figures::of(&file.summary) });
        }
    }
    if !books.is_empty() {
        let zip = zip.finish().expect("an archive in memory can be ended").into_inner();
        let output = format!("муниципалитетам_{date}.zip");
        border::made(&output, &zip);
        Answer::Split { output: &output, books, notes, in_order: &split.in_order }.say();
    }
}

fn merge(roster: Input, returned: Vec<Input>, job: JobOptions, date: Date) {
    let output = commands::name_of_result(roster.path()).display().to_string();
    let request = MergeRequest {
        roster,
        returned,
        handed_out: Vec::new(),
        job,
        output: Target::Memory,
        take_back: Vec::new(),
        accept_all: false,
        accept_matched: false,
        dry_run: false,
        date: Some(date),
    };
    let merged = merge::merge(&request, &Told::default());
    merged.errors.iter().for_each(error);
    let Some(roster) = merged.roster else { return };
    if let Some(bytes) = roster.output.and_then(Made::into_bytes) {
        border::made(&output, &bytes);
    }
    let changes = &roster.changes;
    let answers = changes.files.iter().map(|file| Returned {
        file: &file.file,
        handed: file.handed,
        returned: file.returned,
        changed: file.changed_cells,
    });
    let fates = changes::Fate::ALL.into_iter().map(|fate| Fate {
        title: fate.word(),
        cells: changes.cells_of(fate),
        rows: changes.rows_of(fate),
    });
    let fates = fates.filter(|fate| fate.cells + fate.rows > 0).collect();
    let notes = roster.answer_notes.iter().chain(&roster.notes).cloned().collect();
    Answer::Merged { output: &output, notes, answers: answers.collect(), fates }.say();
}

fn report(inputs: Vec<Input>, job: JobOptions, date: Date) {
    let request = ReportRequest { inputs, job, output: Some(Target::Memory), since: None, date };
    let reported = report::report(&request, &Told::default());
    reported.errors.iter().for_each(error);
    let output = format!("отчёт_{date}.xlsx");
    if let (Some(report), Some(bytes)) = (reported.report, reported.output.and_then(Made::into_bytes)) {
        border::made(&output, &bytes);
        let report = serde_json::from_str(&ministry::json::text(&report)).expect("the report is JSON");
        Answer::Reported { output: &output, report }.say();
    }
}

/// Lines on their way to the page, many at a time.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, line: &str) -> std::io::Result<()> {
        const AT_ONCE: usize = 256 << 10;
        self.0.push_str(line);
        self.0.push('\n');
        if self.0.len() >= AT_ONCE {
            self.say();
        }
        Ok(())
    }

    fn say(&mut self) {
        border::lines(&self.0);
        self.0.clear();
    }
}

/// Tells the page how far the work is, now and then.
#[derive(Default)]
struct Told(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    done: usize,
    total: usize,
    told: usize,
}

impl Counted {
    fn say(&mut self) {
        self.told = self.done;
        Answer::Progress { done: self.done, total: self.total }.say();
    }
}

impl Progress for Told {
    fn total(&self, rows: usize) {
        if let Ok(mut counted) = self.0.lock() {
            counted.total = rows;
            counted.say();
        }
    }

    fn done(&self, rows: usize) {
        if let Ok(mut counted) = self.0.lock() {
            counted.done += rows;
            if counted.done - counted.told > counted.total / 100 {
                counted.say();
            }
        }
    }
}
