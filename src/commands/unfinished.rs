//! Files on their way: each is written under a hidden name beside its place and renamed when it is whole.
//!
//! A program that is stopped removes those it has not finished. One that is killed cannot; the next run that writes into the same folder,
//! or reads it, does it then. Files that get their names together are whole before the first of them does, and a journal beside them names
//! them all: killed in between, the run is brought to its end by the next one.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::{TempDir, TempPath};

const PREFIX: &str = ".gospub-";
const SUFFIX: &str = ".tmp";
/// A file is locked by its run at once after it is made; this leaves the run time enough.
const YOUNG: Duration = Duration::from_secs(60);

/// The hidden names that are in use.
static NAMES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The folders that this program has swept, and when.
static SWEPT: Mutex<BTreeMap<PathBuf, Instant>> = Mutex::new(BTreeMap::new());

/// The name of a file on its way. The file goes with it, unless it is renamed.
#[derive(Debug)]
pub(super) struct Unfinished {
    path: TempPath,
    _listed: Listed,
}

impl Unfinished {
    /// Makes a file in a folder, for writing.
    pub(super) fn begin(folder: &Path) -> io::Result<(File, Self)> {
        sweep_now_and_then(folder);
        let mut names = names();
        let (file, path) = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?.into_parts();
        names.push(path.to_path_buf());
        hide(&path);
        // Where files cannot be locked, none is taken for abandoned.
        let _ = file.try_lock();
        let listed = Listed(path.to_path_buf());
        Ok((file, Self { path, _listed: listed }))
    }

    /// Gives the file its name; one that is there already is replaced only if it may be.
    pub(super) fn finish(self, output: &Path, replace: bool) -> io::Result<()> {
        let Self { mut path, _listed } = self;
        let _stop_waits = names();
        for again in (0..TRIES).rev() {
            let renamed = if replace { path.persist(output) } else { path.persist_noclobber(output) };
            let Err(tempfile::PathPersistError { error, path: unfinished }) = renamed else { break };
            if again == 0 || !is_in_use(&error) {
                return Err(error);
            }
            path = unfinished;
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }
}

/// How often a file is given its name, and what lies between: on Windows one that was just written is often held by a virus scanner.
const TRIES: u32 = if cfg!(windows) { 20 } else { 1 };
const PAUSE: Duration = Duration::from_millis(100);

/// Whether another program has the file open, as Windows says it: no access, or in use.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// A hidden folder for files that shall get their names together. It goes with all that is in it.
#[derive(Debug)]
pub(super) struct UnfinishedFolder {
    /// Says to other runs that the folder is in use. Let go first: Windows removes no file that is open.
    _lock: Option<File>,
    folder: TempDir,
    _listed: Listed,
}

/// The file in a hidden folder that is locked as long as its run lives; no system but Unix opens folders.
const LOCK: &str = "lock";

impl UnfinishedFolder {
    /// Makes a folder in another.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        sweep(folder);
        let mut names = names();
        let folder = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempdir_in(folder)?;
        names.push(folder.path().to_owned());
        hide(folder.path());
        let listed = Listed(folder.path().to_owned());
        let lock = File::create(folder.path().join(LOCK)).ok().filter(|lock| lock.try_lock().is_ok());
        Ok(Self { _lock: lock, folder, _listed: listed })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Notes that all files are whole and get these names now.
    pub(super) fn seal(&self, names: &[&OsStr], replace: bool) -> io::Result<()> {
        let names = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        let journal = serde_json::to_vec(&Journal { names, replace })?;
        let mut file = File::create(self.path().join(JOURNAL))?;
        file.write_all(&journal)?;
        file.sync_all()
    }

    /// What is left where the program is killed: everything but the lock.
    #[cfg(test)]
    pub(super) fn abandon(self) {
        let Self { folder, _listed, _lock } = self;
        let _ = folder.keep();
    }

    /// Takes the note back: what was there before is to stay.
    pub(super) fn unseal(&self) {
        let _ = fs::remove_file(self.path().join(JOURNAL));
    }
}

/// The name of the journal. No result is called so.
const JOURNAL: &str = ".journal";

/// What is to become of the files of a folder.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    names: Vec<String>,
    /// Whether files of an earlier run may be replaced.
    replace: bool,
}

impl Journal {
    /// The journal of a folder, if its files were about to get their names.
    fn of(unfinished: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(unfinished.join(JOURNAL)).ok()?).ok()
    }

    /// Gives the files their names that have none yet.
    fn end(&self, unfinished: &Path) -> io::Result<()> {
        let Some(folder) = unfinished.parent() else { return Ok(()) };
        for name in self.names.iter().map(Path::new).filter(|name| name.file_name() == Some(name.as_os_str())) {
            let (whole, target) = (unfinished.join(name), folder.join(name));
            let is_waiting = whole.symlink_metadata().is_ok();
            if is_waiting && (self.replace || target.symlink_metadata().is_err()) {
                fs::rename(whole, target)?;
            }
        }
        Ok(())
    }
}

/// Does something whole: a stop waits until it is done. No file can begin or end in it.
pub(super) fn in_one_go<T>(act: impl FnOnce() -> T) -> T {
    let _stop_waits = names();
    act()
}

/// Removes all files on their way and lets no other begin or end: for a program that ends at once.
pub fn discard() {
    let names = names();
    names.iter().for_each(|name| remove(name));
    // Whoever would begin or end a file waits from now on.
    std::mem::forget(names);
}

/// Hides what a dot before its name does not hide. [`TempPath::persist`] takes all attributes off, so a result is seen.
#[cfg(windows)]
fn hide(path: &Path) {
    use winsafe::{SetFileAttributes, co::FILE_ATTRIBUTE};
    // One that is seen does no harm.
    let _ = path.to_str().map(|path| SetFileAttributes(path, FILE_ATTRIBUTE::HIDDEN));
}

#[cfg(not(windows))]
fn hide(_: &Path) {}

/// Removes a hidden file or folder. One that cannot be removed is left to a later run.
fn remove(path: &Path) {
    let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
}

/// A name stands in the list as long as this lives.
#[derive(Debug)]
struct Listed(PathBuf);

impl Drop for Listed {
    fn drop(&mut self) {
        names().retain(|name| *name != self.0);
    }
}

fn names() -> MutexGuard<'static, Vec<PathBuf>> {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sweeps a folder that has not been swept lately: where a run makes hundreds of results, each would list all of them again.
fn sweep_now_and_then(folder: &Path) {
    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    swept.retain(|_, at| at.elapsed() < YOUNG);
    if swept.contains_key(folder) {
        return;
    }
    swept.insert(folder.to_owned(), Instant::now());
    drop(swept);
    sweep(folder);
}

/// Removes what killed runs have left in a folder, and ends what they were about to end. What no run holds the lock of belongs to nobody.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        let path = entry.path();
        // A run that writes its journal has had its lock for long.
        let journal = if is_ours { Journal::of(&path) } else { None };
        if !is_ours || !is_abandoned(&path, if journal.is_some() { Duration::ZERO } else { YOUNG }) {
            continue;
        }
        // Files that cannot get their names stay where they are, for a later run.
        if journal.is_none_or(|journal| journal.end(&path).is_ok()) {
            remove(&path);
        }
    }
}

fn is_abandoned(path: &Path, old: Duration) -> bool {
    // A run that is killed while it clears up may have taken the lock away first.
    let lock = Some(path.join(LOCK)).filter(|lock| lock.is_file());
    let is_free = |file: &Path| File::open(file).is_ok_and(|file| file.try_lock().is_ok());
    let at = lock.as_deref().unwrap_or(path);
    let age = fs::metadata(at).and_then(|metadata| metadata.modified()).ok().and_then(|modified| modified.elapsed().ok());
    age.is_some_and(|age| age >= old) && (path.is_dir() && lock.is_none() || is_free(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[cfg(windows)]
    #[test]
    fn what_is_on_its_way_is_hidden_and_a_result_is_not() {
        use std::os::windows::fs::MetadataExt;
        const HIDDEN: u32 = 2;
        let is_hidden = |path: &Path| fs::metadata(path).unwrap().file_attributes() & HIDDEN != 0;
        let folder = tempfile::tempdir().unwrap();
        let books = UnfinishedFolder::begin(folder.path()).unwrap();
        let (_file, unfinished) = Unfinished::begin(folder.path()).unwrap();
        assert!(is_hidden(books.path()) && is_hidden(&unfinished.path));
        let result = folder.path().join("a.xlsx");
        unfinished.finish(&result, false).unwrap();
        assert!(!is_hidden(&result));
    }

    #[test]
    fn a_run_removes_what_a_killed_one_has_left() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str, age: u64| {
            let path = folder.path().join(name);
            let file = File::create(&path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
            (path, file)
        };
        let (abandoned, _) = make(".gospub-a1.tmp", 3600);
        let (young, _) = make(".gospub-b2.tmp", 1);
        let (other, _) = make("gospub.tmp", 3600);
        let (held, lock) = make(".gospub-c3.tmp", 3600);
        lock.try_lock().unwrap();
        drop(Unfinished::begin(folder.path()).unwrap());
        assert_eq!([abandoned, young, other, held].map(|path| path.exists()), [false, true, true, true]);
        let (lately, _) = make(".gospub-d4.tmp", 3600);
        drop(Unfinished::begin(folder.path()).unwrap());
        assert!(lately.exists(), "the same folder is not listed again for each result");
    }

    #[test]
    fn a_folder_of_a_killed_run_goes_with_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let aged = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("a.xlsx"), "half").unwrap();
            File::create(path.join(LOCK)).unwrap().set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
            path
        };
        let (abandoned, held) = (aged(".gospub-a1.tmp"), aged(".gospub-b2.tmp"));
        let lock = File::open(held.join(LOCK)).unwrap();
        lock.try_lock().unwrap();
        drop(UnfinishedFolder::begin(folder.path()).unwrap());
        assert_eq!([abandoned, held].map(|path| path.exists()), [false, true]);
    }
}
