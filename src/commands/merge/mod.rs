//! `merge`: corrections come home. What municipalities changed in the workbooks that were handed out to them is written into the
//! roster's own workbook, which is then judged and marked as by `fill`.
//!
//! A row is judged as it will be with what is written, and where something is wrong with it then or was written into it, also as it is,
//! so every change is told to have mended or broken something. What is written equals what `fill` makes of the roster with the same cells corrected by hand.

mod answers;
mod assume;
mod register;
mod take_back;
mod tally;
#[cfg(test)]
mod tests;
mod weigh;

use super::job::{Job, JobOptions, Progress, Takers};
use super::judging::Learnt;
use super::marking::{Findings, Marking, own_columns};
use super::open::{self, Opened};
use super::{Input, Made, Target, output};
use crate::annotate::OwnColumns;
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::handback::{Decision, Roster};
use crate::pipeline::Source;
use crate::reference::Taken;
use crate::report::Summary;
use crate::report::changes::{self, Changes};
use crate::report::check_sheet::SheetFigures;
use crate::report::reading::Reading;
use crate::table::edit::Overlay;
use crate::table::sheet::BuildError;
use crate::workbook::Compression;
use answers::{Answers, Home};
use std::path::{Path, PathBuf};
use tally::Judged;
use weigh::{Accept, Weighed};

/// What `merge` is told.
#[derive(Clone, Debug)]
pub struct MergeRequest {
    /// The roster.
    pub roster: Input,
    /// Returned workbooks and folders of them.
    pub returned: Vec<Input>,
    /// How rosters are read and judged.
    pub job: JobOptions,
    /// Where the result goes.
    pub output: Target,
    /// The workbooks as they were handed out, where the user has kept them: a folder of `split`.
    pub handed_out: Vec<Input>,
    /// Steps of earlier runs (`gospub.step/1`) that are to be taken back.
    pub take_back: Vec<Input>,
    /// Whether changes that nobody asked for are written as well.
    pub accept_all: bool,
    /// Whether rows that came back without keys are written as well, as they were matched by ОГРН and name.
    pub accept_matched: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// The day that is noted in the result, where one is wanted.
    pub date: Option<Date>,
}

/// What `merge` did.
#[derive(Debug, Default)]
pub struct Merged {
    /// The roster with what came home; none where it could not be read or written.
    pub roster: Option<MergedRoster>,
    /// The ministry tables that were used, with what was taken from them.
    pub references: Vec<(PathBuf, Taken)>,
    /// What stopped the roster, returned workbooks or ministry tables.
    pub errors: Vec<Error>,
}

/// A roster with what came home.
#[derive(Debug)]
pub struct MergedRoster {
    /// The roster; one in memory by its name.
    pub input: PathBuf,
    /// The result; none in a dry run.
    pub output: Option<Made>,
    /// How the roster was read.
    pub reading: Reading,
    /// What came home.
    pub changes: Changes,
    /// Figures by sheet, judged with what came home.
    pub(crate) sheets: Vec<SheetFigures>,
    /// What is to be said of the roster as a whole.
    pub notes: Vec<String>,
    /// What is to be said of returned workbooks as a whole.
    pub answer_notes: Vec<String>,
}

impl MergedRoster {
    /// The figures of all sheets together.
    pub fn summary(&self) -> Summary {
        SheetFigures::whole(&self.sheets)
    }
}

/// Brings corrections home. What stops a returned workbook stops no other; what stops the roster is in [`Merged::errors`] as well.
pub fn merge(request: &MergeRequest, progress: &dyn Progress) -> Merged {
    let mut merged = Merged::default();
    match merge_roster(request, progress, &mut merged) {
        Ok(roster) => merged.roster = Some(roster),
        Err(error) => merged.errors.push(error),
    }
    merged
}

fn merge_roster(request: &MergeRequest, progress: &dyn Progress, merged: &mut Merged) -> Result<MergedRoster, Error> {
    let fail = |reason: Reason| request.roster.stopped(reason);
    check_output(request)?;
    let hash = request.roster.hash()?;
    let mut job = Job::begin(&request.job).on(request.date);
    let mut files = [job.open(&request.roster)?];
    if files[0].is_handed_out() {
        return Err(fail(Reason::HandedOut));
    }
    merged.references = std::mem::take(&mut job.references);
    merged.errors = std::mem::take(&mut job.errors);

    let (sources, positions) = open::sources(&mut files);
    let rows: usize = sources.iter().map(|source| source.table.len()).sum();
    progress.total(rows);
    let before = job.run(&sources);
    let roster = Roster::new(sources.iter().map(|source| &source.table).collect());
    let owns: Vec<OwnColumns> =
        sources.iter().map(|source| own_columns(&source.table, &before).map_err(fail)).collect::<Result<_, _>>()?;
    let (limits, headers) = (&request.job.open.limits, &job.settings().headers);
    let accepts_matched = request.accept_matched;
    let home = Home { name: request.roster.name(), hash, roster: &roster, run: &before, headers, limits, accepts_matched };
    let (handed_out, errors) = answers::handed_out(&request.handed_out, limits);
    merged.errors.extend(errors);
    let Answers { mut answers, notes: answer_notes, refused, errors } =
        answers::read(&request.returned, &handed_out, request.output.path(), &home)?;
    merged.errors.extend(errors);
    for input in &request.take_back {
        match take_back::read(input, &home) {
            Ok(answer) => answers.push(answer),
            Err(error) => merged.errors.push(error),
        }
    }
    if answers.is_empty() {
        return Err(fail(Reason::NoAnswers));
    }
    let accept = Accept { all: request.accept_all, matched: request.accept_matched };
    let weighed = weigh::weigh(&answers, &roster, &owns, &before, accept);
    let overlays = overlays(&weighed, sources.len());
    let revised = revised(&sources, &owns, &overlays).map_err(|_| fail(Reason::TooLarge))?;
    let after = job.run(&revised);

    let [file] = &files;
    let marking = Marking {
        file,
        positions: &positions[0],
        run: &after,
        compression: Compression::default(),
        date: request.date,
        notes: job.notes(),
        progress,
        overlays: Some(&overlays),
    };
    let register = register::register(&home, &handed_out, &answers, &refused, &weighed);
    // What the changes came to is known when the rows are judged with them.
    let tally = |learnt: &[Learnt<'_>]| {
        let changes = tally::tally(&answers, &weighed, &Judged::new(&before, &after, learnt));
        Changes { register: register.clone(), ..changes }
    };
    let mut changes = Changes::default();
    let found = if request.dry_run {
        let found = marking.findings(Takers::default(), |learnt| changes = tally(learnt));
        found.map(|found| found.map(|findings| (findings, None)))
    } else {
        let written = marking.write(&request.output, Takers::default(), |learnt| {
            changes = tally(learnt);
            vec![changes::sheet::build(&changes, &answer_notes, request.date)]
        });
        written.map(|written| written.map(|(findings, made)| (findings, Some(made))))
    };
    let (Findings { sheets, notes }, output) = found.map_err(|error| fail(error.into()))??;
    let [Opened { reading, .. }] = files;
    Ok(MergedRoster { input: request.roster.path().to_owned(), output, reading, changes, sheets, notes, answer_notes })
}

/// Refuses what would not open afterwards or would destroy an input.
fn check_output(request: &MergeRequest) -> Result<(), Error> {
    let fail = |reason: Reason| request.roster.stopped(reason);
    let ending = |path: &Path| path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    if !request.roster.is_in_memory() && request.roster.path().is_dir() {
        return Err(fail(Reason::RosterIsFolder));
    }
    let Target::File { path: output, force } = &request.output else { return Ok(()) };
    // Excel does not open a workbook with macros under the ending of one without, nor the other way round.
    let wanted = if ending(request.roster.path()).as_deref() == Some("xlsm") { "xlsm" } else { "xlsx" };
    if ending(output).as_deref() != Some(wanted) {
        return Err(fail(Reason::WrongEnding { wanted, path: output.clone() }));
    }
    if request.dry_run {
        return Ok(());
    }
    for input in std::iter::once(&request.roster).chain(&request.returned) {
        output::check(input.path(), output, true)?;
    }
    // Whoever merges again for later answers would lose what the earlier ones have corrected.
    output::check(request.roster.path(), output, *force).map_err(|error| match error.reason {
        Reason::OutputExists(path) => fail(Reason::MergedExists(path)),
        reason => Error { reason, ..error },
    })
}

/// What is written into the roster's cells, a table after the other.
fn overlays(weighed: &[Weighed<'_>], tables: usize) -> Vec<Overlay> {
    let mut overlays = vec![Overlay::default(); tables];
    for one in weighed {
        let (Some(row), Some(at)) = (one.row, one.cell) else { continue };
        match (&one.content, one.decision) {
            (Some(content), _) => drop(overlays[row.table()].contents.insert(at, content.clone())),
            (None, Some(Decision::Already)) => drop(overlays[row.table()].already.insert(at)),
            _ => {}
        }
    }
    overlays
}

/// The tables as they will be, with gospub's own columns in their places.
fn revised(sources: &[Source], owns: &[OwnColumns], overlays: &[Overlay]) -> Result<Vec<Source>, BuildError> {
    let tables = sources.iter().zip(owns).zip(overlays);
    tables
        .map(|((source, own), overlay)| {
            let sheet = source.table.sheet().revised(&overlay.contents)?;
            let layout = source.table.layout().with_own(own.columns().iter().copied());
            Ok(Source { file: source.file.clone(), sheet: source.sheet, table: source.table.revised(sheet, layout) })
        })
        .collect()
}
