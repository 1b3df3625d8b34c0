//! `fill`: the main job. Every workbook is read, judged, and written back with its links filled and its errors marked.

use super::job::{Job, JobOptions, Lines, Progress, Takers};
use super::marking::{Findings, Marking};
use super::open::{self, Opened, Pick};
use super::output::{self, EarlierResult, OUTPUT_ENDING, TakenPlaces};
use super::{Input, Made, Results, Target};
use crate::domain::Date;
use crate::error::{Error, Reason, system_words};
use crate::pipeline::Run;
use crate::reference::Taken;
use crate::report::Summary;
use crate::report::check_sheet::SheetFigures;
use crate::workbook::Compression;
use rayon::prelude::*;
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

/// What `fill` is told.
#[derive(Clone, Debug, Default)]
pub struct FillRequest {
    /// Files and folders.
    pub inputs: Vec<Input>,
    /// How rosters are read and judged.
    pub job: JobOptions,
    /// Where results go.
    pub results: Results,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Where each cell that is written is noted, a line of JSON a cell (`gospub.edit/1`), if anywhere. An earlier file is replaced where
    /// results may be.
    pub edits: Option<PathBuf>,
    /// Whether only rows with something to look at are told, of all those that are judged.
    pub only_problems: bool,
    /// How results are compressed.
    pub compression: Compression,
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
    /// The workbook; one in memory by its name.
    pub input: PathBuf,
    /// The result; none in a dry run.
    pub output: Option<Made>,
    /// Figures by sheet.
    pub sheets: Vec<SheetFigures>,
    /// What is to be said of the file as a whole.
    pub notes: Vec<String>,
}

impl Filled {
    /// The figures of all files together.
    pub fn summary(&self) -> Summary {
        SheetFigures::whole(self.files.iter().flat_map(|file| &file.sheets))
    }
}

/// Does the main job. `rows` hear the verdicts as lines of JSON, in file, sheet and row order.
///
/// # Errors
/// Only if `rows` fail. What stops a file is in [`Filled::errors`] and stops no other file.
pub fn fill(request: &FillRequest, progress: &dyn Progress, rows: Option<&mut Lines<'_>>) -> io::Result<Filled> {
    let Some(path) = &request.edits else { return work(request, progress, rows, None) };
    let force = matches!(&request.results, Results::Files { earlier: EarlierResult::IsReplaced, .. });
    let mut done = None;
    let noted = may_be_noted_in(path, force).and_then(|()| {
        output::write(path, path, force, |out| {
            let mut note = |line: &str| writeln!(out, "{line}");
            match done.insert(work(request, progress, rows, Some(&mut note))) {
                Ok(filled) if filled.files.is_empty() => Err(Reason::Refused(NOTHING_TO_NOTE.to_owned())),
                Ok(_) => Ok(()),
                Err(error) => Err(Reason::Write { path: PathBuf::new(), reason: system_words(error) }),
            }
        })
    });
    let mut filled = done.unwrap_or_else(|| Ok(Filled { files: Vec::new(), references: Vec::new(), errors: Vec::new() }))?;
    filled.errors.extend(noted.err());
    Ok(filled)
}

const NOTHING_TO_NOTE: &str =
    "ни одна книга не записана, поэтому и список правок не записан. Исправьте названное выше и повторите.";

const NOT_INTO_A_TABLE: &str = "список правок — текст, а назван таблицей. Дайте ему окончание .ndjson.";

/// A list of edits is no workbook, so none that is named by mistake is lost.
fn may_be_noted_in(path: &Path, force: bool) -> Result<(), Error> {
    match () {
        () if open::is_named_like_a_table(path) => Err(Error::new(path, Reason::Refused(NOT_INTO_A_TABLE.to_owned()))),
        () if path.exists() && !force => Err(Error::new(path, Reason::OutputExists(path.to_owned()))),
        () => Ok(()),
    }
}

/// So many bytes of edits are held in memory, more in a temporary file.
const HELD: usize = 8 << 20;

fn work(
    request: &FillRequest,
    progress: &dyn Progress,
    rows: Option<&mut Lines<'_>>,
    edits: Option<&mut Lines<'_>>,
) -> io::Result<Filled> {
    let mut job = Job::begin(&request.job).on(request.date);
    let mut errors = std::mem::take(&mut job.errors);
    let mut files = Vec::new();
    let mut taken = TakenPlaces::default();
    for opened in job.open_all(&request.inputs, Pick::Inputs) {
        let mut target = |file: &Opened| match file.is_annotated() {
            true => request.results.target_again(&file.path, &mut taken),
            false => request.results.target(&file.path, OUTPUT_ENDING, &mut taken),
        };
        match opened.and_then(|file| Ok(((!request.dry_run).then(|| target(&file)).transpose()?, file))) {
            Ok(file) => files.push(file),
            Err(error) => errors.push(error),
        }
    }
    let (targets, mut files): (Vec<Option<Target>>, Vec<Opened>) = files.into_iter().unzip();
    let (sources, positions) = open::sources(&mut files);
    let rows_in_all: usize = sources.iter().map(|source| source.table.len()).sum();
    progress.total(rows_in_all);
    let run = job.run(&sources);
    let filling = Filling { request, run: &run, notes: job.notes(), progress };
    let files = files.iter().zip(positions).zip(targets).map(|((file, positions), target)| (file, positions, target));
    let done: Vec<Result<FilledFile, Error>> = match (rows, edits) {
        (None, None) => {
            let files: Vec<_> = files.collect();
            files.into_par_iter().map(|file| filling.file(file, Takers::default())).collect::<io::Result<_>>()?
        }
        // Lines come out in the order of the files.
        (mut rows, mut edits) => {
            let mut all = Vec::with_capacity(files.len());
            for file in files {
                // Each file borrows them anew. What was to be written into a file that then could not be is no edit.
                let mut held = tempfile::spooled_tempfile(HELD);
                let mut row = rows.as_deref_mut().map(|rows| move |line: &str| rows(line));
                let mut edit = edits.is_some().then_some(|line: &str| writeln!(held, "{line}"));
                let takers = Takers {
                    rows: row.as_mut().map(|row| row as _),
                    only_problems: request.only_problems,
                    edits: edit.as_mut().map(|edit| edit as _),
                };
                let done = filling.file(file, takers)?;
                if let (Some(edits), Ok(_)) = (&mut edits, &done) {
                    held.rewind()?;
                    BufReader::new(held).lines().try_for_each(|line| edits(&line?))?;
                }
                all.push(done);
            }
            all
        }
    };
    let mut filled = Filled { files: Vec::new(), references: std::mem::take(&mut job.references), errors };
    for file in done {
        match file {
            Ok(file) => filled.files.push(file),
            Err(error) => filled.errors.push(error),
        }
    }
    Ok(filled)
}

/// A run on its way.
struct Filling<'f> {
    request: &'f FillRequest,
    run: &'f Run<'f>,
    /// What is to be said in every result.
    notes: Vec<String>,
    progress: &'f dyn Progress,
}

impl Filling<'_> {
    /// Judges a file with its tables in the run, and writes the result where there is to be one.
    fn file(
        &self,
        (file, positions, target): (&Opened, Vec<usize>, Option<Target>),
        takers: Takers<'_>,
    ) -> io::Result<Result<FilledFile, Error>> {
        let Self { request, run, notes, progress } = self;
        let &FillRequest { compression, date, .. } = *request;
        let notes = notes.clone();
        let marking = Marking { file, positions: &positions, run, compression, date, notes, progress: *progress, overlays: None };
        let found = match target {
            Some(target) => marking.write(&target, takers, |_| Vec::new())?.map(|(findings, made)| (findings, Some(made))),
            None => marking.findings(takers, |_| ())?.map(|findings| (findings, None)),
        };
        Ok(found.map(|(Findings { sheets, notes }, output)| FilledFile { input: file.path.clone(), output, sheets, notes }))
    }
}
