//! The commands as functions on bytes and values: no files, no clock, no threads but those asked for.
//!
//! They are the commands of the program on [`Input`]s in memory; whoever wants more of them (progress, rows as JSON, several files
//! whose rows are held against each other) calls [`commands`](crate::commands) with the same inputs.

use crate::commands::check::{self, CheckedValue, FoundRow};
use crate::commands::fill::{self, FillRequest};
use crate::commands::job::{Job, JobOptions, Silent};
use crate::commands::merge::{self, MergeRequest};
use crate::commands::report::{self, ReportRequest};
use crate::commands::split::{self, SplitRequest};
use crate::commands::strip::{self, StripRequest};
use crate::commands::{Input, Made, Target};
use crate::domain::Date;
use crate::error::Error;
use crate::pipeline::{Status, Verdict};
use crate::report::changes::Changes;
use crate::report::check_sheet::SheetFigures;
use crate::report::explain::{Line, explain};
use crate::report::json;

/// How the functions of this module read and judge. [`Default`] is what the letters say and no option given, on one thread.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Ministry tables, a snapshot of pages, how sheets are read, limits, templates and words. A table or a snapshot that cannot be used is
    /// an error.
    pub job: JobOptions,
    /// The day that is noted in results, and from which the age of a snapshot is counted; without it neither is.
    pub date: Option<Date>,
    /// How many threads work; they end with the call. Zero is one.
    pub threads: usize,
}

impl Options {
    /// Does the work on its threads. Where the system has none (a page in a browser), the caller's own does all of it.
    fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match rayon::ThreadPoolBuilder::new().num_threads(self.threads.max(1)).build() {
            Ok(pool) => pool.install(work),
            Err(_) => work(),
        }
    }

    /// The job, with its ministry tables read.
    fn begin(&self) -> Result<Job<'_>, Error> {
        let mut job = Job::begin(&self.job).on(self.date);
        first(std::mem::take(&mut job.errors))?;
        Ok(job)
    }
}

/// A workbook with its links filled in and its errors marked.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The workbook.
    pub workbook: Vec<u8>,
    /// Figures by sheet.
    pub sheets: Vec<SheetFigures>,
    /// What is to be said of the workbook as a whole.
    pub notes: Vec<String>,
}

/// Fills the links of a workbook in and marks its errors.
///
/// # Errors
/// If it cannot be read, has no table or cannot be marked.
pub fn fill(workbook: impl Into<Input>, options: &Options) -> Result<Filled, Error> {
    let request =
        FillRequest { inputs: vec![workbook.into()], job: options.job.clone(), date: options.date, ..FillRequest::default() };
    // Only the lines of JSON can fail otherwise, and there are none.
    let mut filled = options.run(|| fill::fill(&request, &Silent, None)).unwrap_or_else(|_| unreachable!("nothing is written"));
    first(filled.errors)?;
    let file = filled.files.pop().expect("a file without an error is there");
    Ok(Filled { workbook: bytes(file.output), sheets: file.sheets, notes: file.notes })
}

/// The verdict on a value or a row.
#[derive(Clone, Debug)]
pub struct Checked {
    /// How it is.
    pub status: Status,
    /// The verdict explained, a line a point.
    pub explanation: Vec<Line>,
    /// The same for machines (`gospub.check/1`).
    pub json: String,
}

impl Checked {
    fn of(word: &str, at: Option<json::At<'_>>, verdict: &Verdict<'_>, options: &Options) -> Self {
        let settings = &options.job.settings;
        Self {
            status: verdict.status,
            explanation: explain(word, at.is_some(), verdict, settings),
            json: json::line(&json::check(word, at, verdict, settings)),
        }
    }
}

/// Judges an address, an id or a link as if it stood alone in a table.
///
/// # Errors
/// If a ministry table cannot be used.
pub fn check(value: &str, options: &Options) -> Result<Checked, Error> {
    options.run(|| {
        let checked = CheckedValue { value, organisation: None, number: 1 };
        Ok(check::value(checked, &options.begin()?, |verdict| Checked::of(value, None, verdict, options)))
    })
}

/// Judges a row of a workbook in view of all its rows; the first sheet with data in the row, if none is named.
///
/// # Errors
/// If the workbook cannot be read, has no such sheet, or no data in the row.
pub fn check_row(workbook: impl Into<Input>, sheet: Option<&str>, row: u32, options: &Options) -> Result<Checked, Error> {
    let input = workbook.into();
    options.run(|| {
        check::row(&input, sheet, row, &options.begin()?, |verdict, FoundRow { file, sheet, .. }| {
            let word = format!("{file}:{sheet}!{row}");
            Checked::of(&word, Some(json::At { file, sheet }), verdict, options)
        })
    })
}

/// A workbook for one municipality.
#[derive(Clone, Debug)]
pub struct Part {
    /// A name for its file that is allowed on every system.
    pub name: String,
    /// The municipality; none for the rows that have none.
    pub municipality: Option<String>,
    /// The workbook.
    pub workbook: Vec<u8>,
}

/// Makes a workbook for each municipality, or whatever the column `by` tells apart: a role, letters, a header.
///
/// # Errors
/// If the roster cannot be read, or has no such column.
pub fn split(roster: impl Into<Input>, by: &str, date: Date, options: &Options) -> Result<Vec<Part>, Error> {
    let request = SplitRequest {
        inputs: vec![roster.into()],
        job: options.job.clone(),
        by: by.to_owned(),
        target: Target::Memory,
        only_problems: false,
        dry_run: false,
        date,
    };
    let split = options.run(|| split::split(&request, &Silent));
    first(split.errors)?;
    let part = |file: split::SplitFile| Part {
        name: file.path.to_string_lossy().into_owned(),
        municipality: file.group,
        workbook: bytes(file.made),
    };
    Ok(split.files.into_iter().map(part).collect())
}

/// A roster with the corrections that came back.
#[derive(Debug)]
pub struct Merged {
    /// The workbook, judged and marked as by [`fill`].
    pub workbook: Vec<u8>,
    /// What came back.
    pub changes: Changes,
    /// Figures by sheet.
    pub sheets: Vec<SheetFigures>,
    /// What is to be said of the roster and of returned workbooks as a whole.
    pub notes: Vec<String>,
    /// What stopped returned workbooks.
    pub errors: Vec<Error>,
}

/// Writes what municipalities changed in their workbooks into the roster. A returned workbook that cannot be used stops no other.
///
/// # Errors
/// If the roster cannot be read, or no returned workbook can be used.
pub fn merge(
    roster: impl Into<Input>,
    returned: impl IntoIterator<Item = impl Into<Input>>,
    options: &Options,
) -> Result<Merged, Error> {
    let request = MergeRequest {
        roster: roster.into(),
        returned: returned.into_iter().map(Into::into).collect(),
        job: options.job.clone(),
        output: Target::Memory,
        handed_out: Vec::new(),
        take_back: Vec::new(),
        accept_all: false,
        accept_matched: false,
        dry_run: false,
        date: options.date,
    };
    let merged = options.run(|| merge::merge(&request, &Silent));
    let mut errors = merged.errors;
    let Some(roster) = merged.roster else {
        // What stopped the roster comes last.
        return Err(errors.pop().expect("a roster that is not there has an error"));
    };
    let notes = roster.answer_notes.into_iter().chain(roster.notes).collect();
    Ok(Merged { workbook: bytes(roster.output), changes: roster.changes, sheets: roster.sheets, notes, errors })
}

/// Makes the ministry's report on rosters: a workbook with figures and charts.
///
/// # Errors
/// If a roster cannot be read.
pub fn report(rosters: impl IntoIterator<Item = impl Into<Input>>, date: Date, options: &Options) -> Result<Vec<u8>, Error> {
    let request = ReportRequest {
        inputs: rosters.into_iter().map(Into::into).collect(),
        job: options.job.clone(),
        output: Some(Target::Memory),
        since: None,
        date,
    };
    let reported = options.run(|| report::report(&request, &Silent));
    first(reported.errors)?;
    Ok(bytes(reported.output))
}

/// Takes everything of gospub's out of a workbook again.
///
/// # Errors
/// If it cannot be read, or holds nothing of gospub's.
pub fn strip(workbook: impl Into<Input>, options: &Options) -> Result<Vec<u8>, Error> {
    let request = StripRequest { inputs: vec![workbook.into()], job: options.job.clone(), ..StripRequest::default() };
    let (mut made, errors) = options.run(|| strip::strip(&request));
    first(errors)?;
    Ok(bytes(made.pop().map(|stripped| stripped.made)))
}

fn first(errors: Vec<Error>) -> Result<(), Error> {
    errors.into_iter().next().map_or(Ok(()), Err)
}

/// What a command made in memory; nothing where it had nothing to make (a report on no roster).
fn bytes(made: Option<Made>) -> Vec<u8> {
    made.and_then(Made::into_bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Reason;
    use crate::table::sheet::Value;
    use crate::workbook::{Limits, Workbook};
    use std::sync::Arc;

    const ROSTER: &str = "Муниципалитет;Организация;Тип;Ссылка на страницу ВК\n\
        г. Калуга;Школа № 1;Образование;https://vk.com/club73442711\n\
        г. Обнинск;Больница № 2;Здравоохранение;vk.com/nobody here\n";

    fn texts(workbook: &[u8]) -> String {
        let book = Workbook::from_bytes(Arc::new(workbook.to_vec()), &Limits::default(), &|_| None).unwrap();
        let sheets = (0..book.sheets().len()).map(|sheet| book.read(sheet).unwrap());
        let text = |value: Value<'_>| if let Value::Text(text) = value { format!("{text}\n") } else { String::new() };
        sheets
            .flat_map(|sheet| {
                sheet.rows().flat_map(|row| row.cells().map(|cell| text(cell.value)).collect::<Vec<_>>()).collect::<Vec<_>>()
            })
            .collect()
    }

    fn day() -> Date {
        "2026-01-12".parse().unwrap()
    }

    #[test]
    fn a_roster_goes_round_in_memory() {
        let roster = || Input::in_memory("реестр.csv", ROSTER);
        let options = Options::default();
        let parts = split(roster(), "municipality", day(), &options).unwrap();
        assert_eq!(
            parts.iter().map(|part| &*part.name).collect::<Vec<_>>(),
            ["г. Калуга_2026-01-12.xlsx", "г. Обнинск_2026-01-12.xlsx"]
        );
        let answers = parts.into_iter().map(|part| Input::in_memory(part.name, part.workbook));
        let merged = merge(roster(), answers, &options).unwrap();
        assert_eq!((merged.changes.files.len(), merged.changes.written(), merged.errors.len()), (2, 0, 0));
        let filled = fill(roster(), &options).unwrap();
        assert!(texts(&filled.workbook).contains("groupId=73442711"));
        assert!(!texts(&strip(filled.workbook, &options).unwrap()).contains("groupId"));
        assert!(texts(&report([roster()], day(), &options).unwrap()).contains("Калуга"));
    }

    #[test]
    fn a_snapshot_in_memory_says_whose_a_name_is() {
        let pages = "{\"schema\":\"gospub.pages/1\"}\n\
            {\"asked\":\"shkola5\",\"at\":\"2026-01-12T10:00:00Z\",\"result\":\"group\",\"id\":5,\"state\":true}\n";
        let with = |pages: &str| Options {
            job: JobOptions { pages: Some(Input::in_memory("снимок.ndjson", pages)), ..JobOptions::default() },
            ..Options::default()
        };
        let checked = check("vk.com/shkola5", &with(pages)).unwrap();
        assert!(checked.json.contains(r#""group_source":"online""#) && checked.json.contains(r#""state":"ok""#));
        assert!(matches!(check("vk.com/shkola5", &with("имя;адрес")).unwrap_err().reason, Reason::NotPages));
    }

    #[test]
    fn threads_make_no_difference() {
        let filled = |threads| fill(ROSTER.as_bytes(), &Options { threads, ..Options::default() }).unwrap().workbook;
        assert!(filled(0) == filled(3));
    }

    #[test]
    fn a_row_and_a_value_are_explained() {
        let options = Options::default();
        assert_eq!(check("https://vk.com/club73442711", &options).unwrap().status, check("73442711", &options).unwrap().status);
        let row = check_row(ROSTER.as_bytes(), None, 3, &options).unwrap();
        assert_eq!(row.status, Status::Error);
        assert!(row.json.contains("\"row\":3") && !row.explanation.is_empty());
        assert!(matches!(check_row(ROSTER.as_bytes(), None, 9, &options).unwrap_err().reason, Reason::NoRow(9)));
    }

    #[test]
    fn what_is_no_workbook_is_named() {
        let error = fill(Input::in_memory("письмо.docx", *b"\x89PNG\r\n\x1a\n"), &Options::default()).unwrap_err();
        assert!(error.to_string().starts_with("письмо.docx: "), "{error}");
        let tables = JobOptions { references: vec![b"".as_slice().into()], ..JobOptions::default() };
        assert!(check("1", &Options { job: tables, ..Options::default() }).is_err());
    }
}
