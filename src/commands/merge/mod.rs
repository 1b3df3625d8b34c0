//! `merge`: corrections come home. What municipalities changed in the workbooks that were handed out to them is written into the
//! roster's own workbook, which is then judged and marked as by `fill`.
//!
//! The roster is judged twice, as it is and as it will be with what is written, so every change is told to have mended or broken
//! something. What is written equals what `fill` makes of the roster with the same cells corrected by hand.

mod answers;
mod tally;
#[cfg(test)]
mod tests;
mod weigh;

use super::fill::{Progress, reference_note};
use super::marking::{Findings, Marking, MoreEdits, own_columns};
use super::open::{self, OpenOptions};
use super::output;
use crate::annotate::OwnColumns;
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::handback::{Decision, FileHash, Roster};
use crate::pipeline::{Run, Source};
use crate::reference::Taken;
use crate::report::Summary;
use crate::report::changes::{self, Changes};
use crate::report::check_sheet::SheetFigures;
use crate::settings::Settings;
use crate::table::edit::{CellEdit, Content, Edits, Mark};
use crate::table::sheet::{BuildError, CellRef, Column};
use crate::workbook::Compression;
use answers::{Answers, Home};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use tally::Judged;
use weigh::Weighed;

/// What `merge` is told.
#[derive(Clone, Debug, Default)]
pub struct MergeRequest {
    /// The roster.
    pub roster: PathBuf,
    /// Returned workbooks and folders of them.
    pub returned: Vec<PathBuf>,
    /// Ministry tables.
    pub references: Vec<PathBuf>,
    /// Where the result goes.
    pub output: PathBuf,
    /// Whether changes that nobody asked for are written as well.
    pub accept_all: bool,
    /// Whether an earlier result may be overwritten.
    pub force: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// How the roster's sheets are chosen and read.
    pub open: OpenOptions,
    /// Templates, words, options.
    pub settings: Settings,
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
    /// The roster.
    pub input: PathBuf,
    /// The result; none in a dry run.
    pub output: Option<PathBuf>,
    /// What came home.
    pub changes: Changes,
    /// Figures by sheet, judged with what came home.
    pub sheets: Vec<SheetFigures>,
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
    let settings = &request.settings;
    let fail = |reason: Reason| Error::new(&request.roster, reason);
    check_output(request)?;
    let hash = File::open(&request.roster).and_then(FileHash::of).map_err(|error| fail(error.into()))?;
    let mut files = [open::open(&request.roster, &request.open, &settings.headers)?];
    if files[0].is_handed_out() {
        return Err(fail(Reason::HandedOut));
    }
    let (reference, references, errors) = open::references(&request.references, request.open.limits, settings);
    merged.references = references;
    merged.errors = errors;

    let (sources, positions) = open::sources(&mut files);
    let rows: usize = sources.iter().map(|source| source.table.len()).sum();
    progress.total(rows);
    let before = Run::new(&sources, settings, &reference);
    let roster = Roster::new(sources.iter().map(|source| &source.table).collect());
    let owns: Vec<OwnColumns> =
        sources.iter().map(|source| own_columns(&source.table, settings).map_err(fail)).collect::<Result<_, _>>()?;
    let home = Home { path: &request.roster, hash, roster: &roster };
    let Answers { answers, notes: answer_notes, errors } = answers::read(&request.returned, &request.output, &home)?;
    merged.errors.extend(errors);
    if answers.is_empty() {
        return Err(fail(Reason::NoAnswers));
    }
    let weighed = weigh::weigh(&answers, &roster, &owns, &before, request.accept_all);
    let written = Written::of(&weighed, sources.len());
    let revised = written.revised(&sources, &owns).map_err(|_| fail(Reason::TooLarge))?;
    let after = Run::new(&revised, settings, &reference);
    let changes = tally::tally(&answers, &weighed, &Judged { before: &before, after: &after });

    let [file] = &files;
    let (compression, note) = (Compression::default(), reference_note(&request.references, &reference));
    let marking = Marking { file, positions: &positions[0], run: &after, compression, note, progress };
    let Findings { sheets, notes } = if request.dry_run {
        marking.findings()
    } else {
        let changed = changes::sheet::build(&changes, &answer_notes, request.date);
        let more: &MoreEdits<'_> = &|source, edits, rows| written.with(source, edits, rows);
        marking.write(&request.output, request.force, request.date, more, vec![changed])?
    };
    let output = (!request.dry_run).then(|| request.output.clone());
    Ok(MergedRoster { input: request.roster.clone(), output, changes, sheets, notes, answer_notes })
}

/// Refuses what would not open afterwards or would destroy an input.
fn check_output(request: &MergeRequest) -> Result<(), Error> {
    let fail = |reason: Reason| Error::new(&request.roster, reason);
    let ending = |path: &Path| path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    if request.roster.is_dir() {
        return Err(fail(Reason::RosterIsFolder));
    }
    // Excel does not open a workbook with macros under the ending of one without, nor the other way round.
    let wanted = if ending(&request.roster).as_deref() == Some("xlsm") { "xlsm" } else { "xlsx" };
    if ending(&request.output).as_deref() != Some(wanted) {
        return Err(fail(Reason::WrongEnding { wanted, path: request.output.clone() }));
    }
    if request.dry_run {
        return Ok(());
    }
    for input in std::iter::once(&request.roster).chain(&request.returned) {
        output::check(input, &request.output, true)?;
    }
    output::check(&request.roster, &request.output, request.force)
}

/// What is written into the roster's cells, a table after the other.
struct Written {
    contents: Vec<BTreeMap<CellRef, Content>>,
    /// Cells that hold already what came, and are marked like those that are written: a second merge marks what the first has marked.
    already: Vec<BTreeSet<CellRef>>,
}

impl Written {
    fn of(weighed: &[Weighed<'_>], tables: usize) -> Self {
        let mut written = Self { contents: vec![BTreeMap::new(); tables], already: vec![BTreeSet::new(); tables] };
        for one in weighed {
            let (Some(row), Some(at)) = (one.row, one.cell) else { continue };
            match (&one.content, one.decision) {
                (Some(content), _) => drop(written.contents[row.table].insert(at, content.clone())),
                (None, Some(Decision::Already)) => drop(written.already[row.table].insert(at)),
                _ => {}
            }
        }
        written
    }

    /// The tables as they will be, with gospub's own columns in their places.
    fn revised(&self, sources: &[Source], owns: &[OwnColumns]) -> Result<Vec<Source>, BuildError> {
        let tables = sources.iter().zip(owns).zip(&self.contents);
        tables
            .map(|((source, own), contents)| {
                let sheet = source.table.sheet().revised(contents)?;
                let layout = source.table.layout().with_own(own.columns().iter().copied());
                Ok(Source { file: source.file.clone(), sheet: source.sheet, table: source.table.revised(sheet, layout) })
            })
            .collect()
    }

    /// The edits of some rows with what came home in them. What the judgement writes into a cell goes before it: a link that a clerk
    /// has deleted is filled in again.
    fn with<'e>(&self, table: usize, edits: Edits<'e>, rows: RangeInclusive<u32>) -> Edits<'e> {
        let cells = CellRef::new(*rows.start(), Column::FIRST)..CellRef::new(rows.end().saturating_add(1), Column::FIRST);
        let is_touched = self.contents[table].range(cells.clone()).next().is_some()
            || self.already[table].range(cells.clone()).next().is_some();
        if !is_touched {
            return edits;
        }
        let contents = self.contents[table].range(cells.clone()).map(|(at, content)| (*at, Some(content)));
        let already = self.already[table].range(cells).map(|at| (*at, None));
        let mut edits: BTreeMap<CellRef, CellEdit> = edits.map(|edit| (edit.at, edit)).collect();
        for (at, content) in contents.chain(already) {
            let edit = edits.entry(at).or_insert(CellEdit { at, content: None, mark: None });
            edit.content = edit.content.take().or_else(|| content.cloned());
            edit.mark = edit.mark.or(Some(Mark::Changed));
        }
        Box::new(edits.into_values())
    }
}
