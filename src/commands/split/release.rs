//! The files of a run come into their folder all together or not at all.

use crate::commands::output::{self, Output};
use crate::commands::unfinished::{self, UnfinishedFolder};
use crate::disk;
use crate::error::{Error, Reason, system_words};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Files that are written beside their place. What is not published goes away with it.
#[derive(Debug)]
pub(super) struct Release {
    folder: PathBuf,
    /// Folders that were made for this run, the innermost first.
    made: Vec<PathBuf>,
    staged: Option<UnfinishedFolder>,
    /// A file whose readers shall be able to read the new ones.
    like: PathBuf,
}

impl Release {
    /// Prepares the folder; it is made if it is not there. Whoever could read the file `like` will be able to read the new ones.
    pub(super) fn new(folder: &Path, like: &Path) -> Result<Self, Error> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let missing = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let made = missing.map(Path::to_owned).collect();
        let mut release = Self { folder: folder.to_owned(), made, staged: None, like: like.to_owned() };
        let staged = fs::create_dir_all(folder).and_then(|()| UnfinishedFolder::begin(folder));
        release.staged = Some(staged.map_err(|error| cannot(folder, &error))?);
        Ok(release)
    }

    /// Writes a file whole, out of sight; `target` is where it will be.
    pub(super) fn write(
        &self,
        name: &str,
        target: &Path,
        write: impl FnOnce(&mut Output<'_>) -> Result<(), Reason>,
    ) -> Result<(), Error> {
        output::write(&self.like, &self.staging().join(name), true, write).map_err(|error| match error.reason {
            Reason::Write { reason, .. } => Error::new(&self.folder, Reason::Write { path: target.to_owned(), reason }),
            reason => Error::new(target, reason),
        })
    }

    /// Puts the files in place. What was there before comes back if one of them cannot be; a run that is killed on the way is brought to
    /// its end by the next one.
    pub(super) fn publish<'n>(mut self, names: impl Iterator<Item = &'n OsStr>, force: bool) -> Result<(), Error> {
        let names: Vec<&OsStr> = names.collect();
        unfinished::in_one_go(|| {
            let sealed = self.staged.as_ref().map_or(Ok(()), |staged| staged.seal(&names, force));
            sealed.map_err(|error| cannot(&self.folder, &error))?;
            let mut placed: Vec<&OsStr> = Vec::new();
            for name in names {
                if let Err(error) = self.place(name, force) {
                    self.staged.iter().for_each(UnfinishedFolder::unseal);
                    placed.into_iter().for_each(|name| self.take_back(name));
                    return Err(cannot(&self.folder.join(name), &error));
                }
                placed.push(name);
            }
            Ok(())
        })?;
        self.made.clear();
        Ok(())
    }

    fn place(&self, name: &OsStr, force: bool) -> io::Result<()> {
        let target = self.folder.join(name);
        let is_taken = target.symlink_metadata().is_ok();
        if is_taken && !force {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if is_taken {
            // No device and no pipe is put away for a workbook.
            disk::place(&target)?;
            // A second name, so that the file is never without its own; where the disk has no second names, it moves.
            fs::hard_link(&target, self.former(name)).or_else(|_| fs::rename(&target, self.former(name)))?;
        }
        fs::rename(self.staging().join(name), &target).inspect_err(|_| self.restore(name))
    }

    fn take_back(&self, name: &OsStr) {
        // A failure has been met already; whatever can still be undone is.
        let _ = fs::remove_file(self.folder.join(name));
        self.restore(name);
    }

    fn restore(&self, name: &OsStr) {
        let former = self.former(name);
        if former.symlink_metadata().is_ok() {
            let _ = fs::rename(former, self.folder.join(name));
        }
    }

    /// Where a file of an earlier run waits until all new ones are in place.
    fn former(&self, name: &OsStr) -> PathBuf {
        let mut former = OsStr::new("former-").to_owned();
        former.push(name);
        self.staging().join(former)
    }

    fn staging(&self) -> &Path {
        self.staged.as_ref().map_or(&self.folder, UnfinishedFolder::path)
    }
}

impl Drop for Release {
    fn drop(&mut self) {
        self.staged.take();
        // Only folders that are empty go.
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn cannot(path: &Path, error: &io::Error) -> Error {
    Error::new(path, Reason::Write { path: path.to_owned(), reason: system_words(error) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn staged(folder: &Path, names: &[&str]) -> Release {
        let release = Release::new(folder, Path::new("")).unwrap();
        for name in names {
            let write = |out: &mut Output<'_>| out.write_all(b"new").map_err(|error| error.into());
            release.write(name, &folder.join(name), write).unwrap();
        }
        release
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_seen_before_all_is_there() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        let release = staged(&folder, &["1", "2"]);
        assert_eq!(names(&folder).len(), 1, "the hidden folder only");
        release.publish(["1", "2"].map(OsStr::new).into_iter(), false).unwrap();
        assert_eq!(names(&folder), ["1", "2"]);
    }

    #[test]
    fn a_run_that_fails_leaves_no_file_and_no_folder() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        drop(staged(&folder, &["1"]));
        assert_eq!(names(parent.path()), [""; 0]);
    }

    #[test]
    fn what_was_there_comes_back_if_a_file_cannot_be_placed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("1"), "old").unwrap();
        let release = staged(folder.path(), &["1"]);
        assert!(release.publish(["1", "missing"].map(OsStr::new).into_iter(), true).is_err());
        assert_eq!(names(folder.path()), ["1"]);
        assert_eq!(fs::read(folder.path().join("1")).unwrap(), b"old");
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let release = staged(folder.path(), &["0", "1"]);
        fs::write(folder.path().join("1"), "old").unwrap();
        assert!(release.publish(["0", "1"].map(OsStr::new).into_iter(), false).is_err());
        assert_eq!(names(folder.path()), ["1"]);
        assert_eq!(fs::read(folder.path().join("1")).unwrap(), b"old");
    }

    #[test]
    fn a_run_that_is_killed_on_the_way_is_ended_by_the_next_one() {
        let all = ["1", "2", "3"];
        for placed in 0..=all.len() {
            let folder = tempfile::tempdir().unwrap();
            all[..2].iter().for_each(|name| fs::write(folder.path().join(name), "old").unwrap());
            let mut release = staged(folder.path(), &all);
            release.staged.as_ref().unwrap().seal(&all.map(OsStr::new), true).unwrap();
            all[..placed].iter().for_each(|name| release.place(OsStr::new(name), true).unwrap());
            // Killed: its lock goes, and all that it has made stays.
            release.staged.take().unwrap().abandon();
            drop(UnfinishedFolder::begin(folder.path()).unwrap());
            assert_eq!(names(folder.path()), all, "after {placed} files");
            assert!(all.iter().all(|name| fs::read(folder.path().join(name)).unwrap() == b"new"), "after {placed} files");
        }
    }

    #[test]
    fn what_somebody_has_put_there_meanwhile_is_not_replaced_unless_it_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let mut release = staged(folder.path(), &["1", "2"]);
        release.staged.as_ref().unwrap().seal(&["1", "2"].map(OsStr::new), false).unwrap();
        release.staged.take().unwrap().abandon();
        fs::write(folder.path().join("1"), "other").unwrap();
        unfinished::sweep(folder.path());
        assert_eq!(names(folder.path()), ["1", "2"]);
        assert_eq!(fs::read(folder.path().join("1")).unwrap(), b"other");
    }
}
