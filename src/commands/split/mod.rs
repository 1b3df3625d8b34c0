//! `split`: a workbook for each municipality, with its rows of all rosters.

mod by;
mod groups;
mod names;
mod release;

use super::job::{Job, JobOptions, Progress};
use super::notes::of_municipalities;
use super::open::{self, Opened, Pick};
use super::output::{self, Output};
use super::{Input, Made, Target};
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::handback::HandedSource;
use crate::handout::{Handout, Rosters};
use crate::pipeline::{Run, Source};
use crate::reference::Taken;
use crate::report::Summary;
use crate::workbook::create::Waiting;
use by::By;
use groups::Group;
use names::FileNames;
use rayon::prelude::*;
use release::Release;
use std::path::{Path, PathBuf};

/// What `split` is told.
#[derive(Clone, Debug)]
pub struct SplitRequest {
    /// Files and folders.
    pub inputs: Vec<Input>,
    /// How rosters are read and judged.
    pub job: JobOptions,
    /// The column that rows are parted by: a role, letters, a header.
    pub by: String,
    /// Where the workbooks go: a folder, or memory.
    pub target: Target,
    /// Whether rows that are in order are left out; who has no others gets no workbook.
    pub only_problems: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// The day, which stands in the names of the files and in them.
    pub date: Date,
}

/// What `split` did.
#[derive(Debug, Default)]
pub struct Split {
    /// The workbooks, by the names of the municipalities, rows without one last.
    pub files: Vec<SplitFile>,
    /// Municipalities without a workbook, as all their rows are in order and such rows were to be left out.
    pub in_order: Vec<String>,
    /// The ministry tables that were used, with what was taken from them.
    pub references: Vec<(PathBuf, Taken)>,
    /// What is to be said of the inputs, each with its file.
    pub notes: Vec<(PathBuf, String)>,
    /// What stopped inputs, or the run.
    pub errors: Vec<Error>,
}

/// A workbook of one municipality.
#[derive(Debug)]
pub struct SplitFile {
    /// The municipality; none for the rows that have none.
    pub group: Option<String>,
    /// Where the workbook is, or would be; of one in memory, its name.
    pub path: PathBuf,
    /// The figures of its rows, without the findings themselves.
    pub summary: Summary,
    /// The workbook; none where it was not written.
    pub made: Option<Made>,
}

impl Split {
    /// The figures of all workbooks together.
    pub fn summary(&self) -> Summary {
        let mut whole = Summary::default();
        self.files.iter().for_each(|file| whole.merge(file.summary.clone()));
        whole
    }
}

/// Parts rosters by a column. All workbooks are written or none: what stops one of them stops the run, and nothing of it stays. An
/// input that cannot be read stops no other input.
pub fn split(request: &SplitRequest, progress: &dyn Progress) -> Split {
    let mut job = Job::begin(&request.job).on(Some(request.date));
    let (references, mut errors) = (std::mem::take(&mut job.references), std::mem::take(&mut job.errors));
    let files = open::files(&request.inputs, Pick::Inputs);
    // Also those that cannot be read are never overwritten.
    let inputs: Vec<Input> = files.iter().filter_map(|file| file.as_ref().ok().cloned()).collect();
    let opened: Vec<Result<Roster, Error>> =
        files.into_par_iter().map(|file| file.and_then(|file| Roster::open(&file, &job, &request.by))).collect();
    let (mut rosters, mut split) = (Vec::new(), Split { references, ..Split::default() });
    for roster in opened {
        match roster {
            Ok(roster) => rosters.push(roster),
            Err(error) => errors.push(error),
        }
    }
    split.errors = errors;
    let (mut sources, mut handed, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    for roster in rosters {
        split.notes.extend(roster.notes.into_iter().map(|note| (roster.path.clone(), note)));
        sources.extend(roster.sources);
        handed.extend(roster.handed);
        columns.extend(roster.columns);
    }
    let run = job.run(&sources);
    let groups = groups::groups(&sources, &columns);
    let by_municipality = columns.contains(&By::Municipality);
    let parting = Parting { request, run: &run, inputs: &inputs, by_municipality, progress };
    let release = parting.release(&groups, handed, &mut split);
    if let Err(error) = release {
        split.files.iter_mut().for_each(|file| file.made = None);
        split.errors.push(error);
    }
    split
}

/// An input with what the workbooks say of it.
struct Roster {
    path: PathBuf,
    notes: Vec<String>,
    sources: Vec<Source>,
    handed: Vec<HandedSource>,
    columns: Vec<By>,
}

impl Roster {
    fn open(input: &Input, job: &Job<'_>, by: &str) -> Result<Self, Error> {
        let headers = &job.settings().headers;
        let (opened, hash) = rayon::join(|| job.open(input), || input.hash());
        let (mut opened, hash) = ([opened?], hash?);
        if opened[0].is_handed_out() {
            return Err(input.stopped(Reason::HandedOut));
        }
        let (sources, _) = open::sources(&mut opened);
        let [Opened { name, reading, .. }] = opened;
        let mut notes: Vec<String> = reading.notes.into_iter().map(|note| note.text).collect();
        let found = sources.iter().map(|source| by::find(by, &source.table, headers));
        let columns: Vec<By> = found.collect::<Result<_, Reason>>().map_err(|reason| input.stopped(reason))?;
        if columns.iter().all(|column| *column == By::Nothing) {
            return Err(input.stopped(by::unknown(by, &sources)));
        }
        let missing = columns.iter().zip(&sources).filter(|(column, _)| **column == By::Nothing);
        notes.extend(missing.map(|(_, source)| {
            let sheet = source.table.sheet().name();
            format!("Лист «{sheet}»: столбца «{}» в нём нет, его строки попали в отдельный файл.", by)
        }));
        let parted = sources.iter().zip(&columns).filter(|(_, column)| **column == By::Municipality);
        notes.extend(parted.filter_map(|(source, _)| of_municipalities(&source.table)).map(|note| note.text));
        let of_sheet = |source: &Source| HandedSource { file: name.clone(), hash, sheet: source.table.sheet().name().to_owned() };
        let handed = sources.iter().map(of_sheet).collect();
        Ok(Self { path: input.path().to_owned(), notes, sources, handed, columns })
    }
}

/// Where the workbooks of a run go.
enum Place {
    Nowhere,
    Memory,
    /// A folder, and whether earlier workbooks in it may be overwritten.
    Folder(Release, bool),
}

/// The second half of the run: groups become files.
struct Parting<'r> {
    request: &'r SplitRequest,
    run: &'r Run<'r>,
    inputs: &'r [Input],
    by_municipality: bool,
    progress: &'r dyn Progress,
}

impl Parting<'_> {
    fn release(&self, groups: &[Group], handed: Vec<HandedSource>, split: &mut Split) -> Result<(), Error> {
        let request = self.request;
        let day = request.date.to_string();
        let mut names = FileNames::default();
        let nobody = if self.by_municipality {
            "Без муниципального образования"
        } else {
            "Без значения"
        };
        let label = |group: &Group| group.name.clone().unwrap_or_else(|| nobody.to_owned());
        let labels: Vec<String> = groups.iter().map(label).collect();
        let named: Vec<String> = labels.iter().map(|label| names.take(label, &day)).collect();
        let rosters = Rosters::new(self.run, handed);
        let rows: usize = groups.iter().map(|group| group.rows.len()).sum();
        self.progress.total(rows);
        let handouts: Vec<Handout<'_>> = groups
            .iter()
            .zip(&labels)
            .map(|(group, label)| Handout::new(&rosters, label, request.date, &group.rows, request.only_problems))
            .collect();
        let (kept, in_order): (Vec<_>, Vec<_>) =
            groups.iter().zip(&labels).zip(handouts).zip(named).partition(|((_, handout), _)| !handout.is_empty());
        split.in_order = in_order.into_iter().map(|(((_, label), _), _)| label.clone()).collect();
        let folder = request.target.path().unwrap_or(Path::new(""));
        let targets: Vec<PathBuf> = kept.iter().map(|(_, name)| folder.join(name)).collect();
        let place = match (&request.target, self.inputs.first()) {
            _ if request.dry_run || targets.is_empty() => Place::Nowhere,
            (Target::File { path, force }, Some(like)) => {
                self.check(path, &targets, *force)?;
                Place::Folder(Release::new(path, like.path())?, *force)
            }
            _ => Place::Memory,
        };
        let done: Vec<Result<SplitFile, Error>> = kept
            .into_par_iter()
            .zip(&targets)
            .map(|((((group, _), handout), name), target)| {
                let (summary, made) = self.write(&handout, &place, &name, target)?;
                Ok(SplitFile { group: group.name.clone(), path: target.clone(), summary, made })
            })
            .collect();
        split.files = done.into_iter().collect::<Result<_, Error>>()?;
        match place {
            Place::Folder(release, force) => release.publish(split.files.iter().filter_map(|file| file.path.file_name()), force),
            Place::Memory | Place::Nowhere => Ok(()),
        }
    }

    /// Refuses what is there already before anything is written.
    fn check(&self, folder: &Path, targets: &[PathBuf], force: bool) -> Result<(), Error> {
        for target in targets {
            for input in self.inputs {
                output::check(input.path(), target, true)?;
            }
            if target.symlink_metadata().is_ok() && !force {
                return Err(Error::new(folder, Reason::OutputExists(target.clone())));
            }
        }
        Ok(())
    }

    fn write(&self, handout: &Handout<'_>, place: &Place, name: &str, target: &Path) -> Result<(Summary, Option<Made>), Error> {
        let done = |rows| self.progress.done(rows);
        let mut summary = Summary::default();
        let mut write = |waiting, out: &mut Output<'_>| {
            summary = handout.write(waiting, out, &done)?;
            Ok(())
        };
        let made = match place {
            Place::Nowhere => {
                summary = handout.figures(&done);
                None
            }
            Place::Folder(release, _) => {
                release.write(name, target, |out| write(Waiting::Files, out))?;
                Some(Made::File(target.to_owned()))
            }
            Place::Memory => Some(Target::Memory.write(target, |out| write(Waiting::Memory, out))?),
        };
        // Findings are written by now, and those of all workbooks together would fill the memory.
        summary.codes.values_mut().for_each(|count| count.findings = Vec::new());
        Ok((summary, made))
    }
}
