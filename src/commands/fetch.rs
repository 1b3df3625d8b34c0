//! `fetch`: asks VK about the pages of rosters and notes the answers down in a snapshot.
//!
//! Answers are appended as they come, so that a run that is killed loses none and the next one goes on. A run that comes to its end
//! puts the snapshot in order: a line a page, sorted, so that the way it was made leaves no trace.

use super::job::{Job, JobOptions, Progress};
use super::open::{self, Pick};
use super::snapshots::read_unfinished;
use super::{Input, output};
use crate::disk;
use crate::domain::vk_address::{Address, Mention, ScreenName};
use crate::domain::{Date, GroupId};
use crate::entry::Entry;
use crate::error::{Error, Reason, system_words};
use crate::online::{self, Asked, Clock, Pace, Stop, Transport};
use crate::pages::{self, Answer, Found, Key, Snapshot};
use crate::table::RowId;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What `fetch` is told.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// Files and folders.
    pub inputs: Vec<Input>,
    /// How rosters are read.
    pub job: JobOptions,
    /// The snapshot.
    pub output: PathBuf,
    /// Which pages are asked about; all if none.
    pub only: Option<Only>,
    /// An answer that is older, in days, is asked for again.
    pub max_age: u32,
    /// Whether all pages are asked about again.
    pub refresh: bool,
    /// The day.
    pub today: Date,
}

/// Which pages are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Those whose short name is all that is known.
    Names,
    /// Those whose number is known.
    Pages,
}

/// What is to be asked.
#[derive(Debug)]
pub struct Plan {
    /// The pages, each once, in the order of the snapshot.
    pub keys: Vec<Key>,
    /// How many pages the snapshot knows already.
    pub known: usize,
    /// What stopped files.
    pub errors: Vec<Error>,
}

impl Plan {
    /// How many of the pages are known by their short name only.
    pub fn names(&self) -> usize {
        self.keys.iter().filter(|key| matches!(key, Key::Name(_))).count()
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Fetched {
    /// How many answers there are by what was found: communities, persons, apps, nobody.
    pub found: [usize; 4],
    /// How many requests were sent.
    pub requests: usize,
    /// Pages that VK gave no answer about.
    pub open: Vec<Key>,
    /// Short names that were one community's in the snapshot and are another's.
    pub moved: Vec<MovedName>,
    /// What stopped it.
    pub error: Option<Error>,
}

/// A short name that another community has by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedName {
    /// The name.
    pub name: ScreenName,
    /// The community that had it.
    pub was: GroupId,
    /// The one that has it.
    pub now: GroupId,
}

impl Fetched {
    /// How many answers came.
    pub fn answers(&self) -> usize {
        self.found.iter().sum()
    }
}

/// Reads the rosters and the snapshot. Nothing is written and nobody is asked.
///
/// # Errors
/// If there is a file in the place of the snapshot that is none.
pub fn plan(request: &FetchRequest) -> Result<Plan, Error> {
    let snapshot = match std::fs::metadata(&request.output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Snapshot::default(),
        Ok(metadata) if !metadata.is_file() => return Err(Error::new(&request.output, Reason::NotASnapshot)),
        _ => read_unfinished(&request.output)?,
    };
    let job = Job::begin(&request.job);
    let (mut wanted, mut errors) = (BTreeSet::new(), Vec::new());
    for opened in job.open_all(&request.inputs, Pick::Rosters) {
        match opened {
            Ok(file) => {
                let (sources, _) = open::sources(&mut [file]);
                let run = job.run(&sources);
                for (index, source) in sources.iter().enumerate() {
                    let rows = 0..source.table.len();
                    let keys = rows.into_par_iter().flat_map_iter(|row| keys_of(&run.verdict(RowId::new(index, row)).entry));
                    wanted.extend(keys.collect::<Vec<_>>());
                }
            }
            Err(error) => errors.push(error),
        }
    }
    wanted.retain(|key| match request.only {
        None => true,
        Some(Only::Names) => matches!(key, Key::Name(_)),
        Some(Only::Pages) => matches!(key, Key::Id(_)),
    });
    let is_fresh = |answer: &Answer| !request.refresh && request.today.days_since(answer.at.day()) <= request.max_age;
    let count = wanted.len();
    let keys: Vec<Key> = wanted.into_iter().filter(|key| !snapshot.get(key).is_some_and(is_fresh)).collect();
    Ok(Plan { known: count - keys.len(), keys, errors })
}

/// The pages that a row names.
fn keys_of(entry: &Entry<'_>) -> Vec<Key> {
    let mut keys: Vec<Key> = entry.group.evidence.iter().map(|evidence| Key::Id(evidence.group)).collect();
    keys.extend(entry.group.id.map(Key::Id));
    for cell in [&entry.address, &entry.id] {
        match &cell.reading.address {
            Address::ScreenName(name) => keys.push(Key::Name(name.clone())),
            Address::Ambiguous(mentions) => keys.extend(mentions.iter().map(|mention| match mention {
                Mention::Group(id) => Key::Id(*id),
                Mention::ScreenName(name) => Key::Name(name.clone()),
            })),
            _ => {}
        }
    }
    keys
}

/// Asks and notes down.
pub fn fetch(output: &Path, keys: &[Key], pace: Pace, vk: &dyn Transport, clock: &dyn Clock, progress: &dyn Progress) -> Fetched {
    let mut notebook = match Notebook::open(output) {
        Ok(notebook) => notebook,
        Err(error) => return Fetched { error: Some(error), ..Fetched::default() },
    };
    progress.total(keys.len());
    let mut fetched = Fetched::default();
    let mut failed = None;
    let Asked { requests, open, stopped } = online::ask(keys, pace, vk, clock, &mut |answers| {
        notebook.note(answers).map_err(|error| {
            failed = Some(error);
            Stop::Unwritten
        })?;
        answers.iter().for_each(|answer| fetched.found[kind(&answer.found)] += 1);
        progress.done(answers.len());
        Ok(())
    });
    (fetched.requests, fetched.open) = (requests, open);
    fetched.moved = std::mem::take(&mut notebook.moved);
    fetched.error = match (stopped, failed) {
        (_, Some(error)) => Some(Error::new(output, write_failed(&error))),
        (Some(stop), None) => Some(stopped_by(stop)),
        (None, None) => notebook.put_in_order().err(),
    };
    fetched
}

/// What stopped the asking, at the place where it is to be mended; nothing is wrong with the snapshot.
fn stopped_by(stop: Stop) -> Error {
    let place = match &stop {
        Stop::NoWay { host, .. } => PathBuf::from(host),
        _ => PathBuf::from("ВКонтакте"),
    };
    Error::new(&place, Reason::Vk(stop))
}

/// An error of writing as a reason.
fn write_failed(error: &io::Error) -> Reason {
    Reason::Write { path: PathBuf::new(), reason: system_words(error) }
}

fn kind(found: &Found) -> usize {
    match found {
        Found::Group(_) => 0,
        Found::Person => 1,
        Found::App => 2,
        Found::Nobody => 3,
    }
}

/// A snapshot that is written to. No other run writes to it meanwhile.
#[derive(Debug)]
struct Notebook<'p> {
    path: &'p Path,
    file: File,
    snapshot: Snapshot,
    /// Short names that another community has by now.
    moved: Vec<MovedName>,
}

impl<'p> Notebook<'p> {
    /// Opens a snapshot, or begins one. What a killed run has left behind its last whole line is cut off.
    fn open(path: &'p Path) -> Result<Self, Error> {
        let cannot = |error: io::Error| Error::new(path, write_failed(&error));
        std::fs::create_dir_all(disk::folder_of(path)).map_err(cannot)?;
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(cannot)?;
        if let Err(std::fs::TryLockError::WouldBlock) = file.try_lock() {
            return Err(Error::new(path, Reason::SnapshotBusy));
        }
        let snapshot = Snapshot::read(BufReader::new(&file)).map_err(|error| Error::new(path, error.into()))?;
        let mut notebook = Self { path, file, snapshot, moved: Vec::new() };
        notebook.begin().map_err(cannot)?;
        Ok(notebook)
    }

    fn begin(&mut self) -> io::Result<()> {
        self.file.set_len(self.snapshot.whole)?;
        self.file.seek(SeekFrom::End(0))?;
        let start = match self.snapshot {
            Snapshot { whole: 0, .. } => pages::header(),
            Snapshot { lacks_end: true, .. } => "\n".to_owned(),
            _ => return Ok(()),
        };
        self.file.write_all(start.as_bytes())
    }

    /// Appends answers; once this returns they are on the disk.
    fn note(&mut self, answers: &[Answer]) -> io::Result<()> {
        let lines: String = answers.iter().map(pages::line).collect();
        self.file.write_all(lines.as_bytes())?;
        self.file.sync_data()?;
        for answer in answers {
            let was = self.snapshot.put(answer.clone());
            if let (Key::Name(name), Some(was), Some(community)) = (&answer.asked, was, answer.found.group()) {
                self.moved.push(MovedName { name: name.clone(), was, now: community.id });
            }
        }
        Ok(())
    }

    /// Writes the snapshot anew, whole or not at all.
    fn put_in_order(self) -> Result<(), Error> {
        let Self { path, file, snapshot, .. } = self;
        // Windows renames nothing onto a file that is open.
        drop(file);
        output::write(path, path, true, |out| {
            let write = |text: String, out: &mut output::Output<'_>| out.write_all(text.as_bytes());
            write(pages::header(), out)
                .and_then(|()| snapshot.lines().try_for_each(|answer| write(pages::line(answer), out)))
                .map_err(|error| write_failed(&error))
        })
    }
}
