//! Writes a file whole or not at all: beside its place first, then renamed.

use super::unfinished::{self, Unfinished};
use crate::disk;
use crate::domain::text::caseless;
use crate::error::{Error, Reason, system_words};
use crate::workbook::{Reread, Written};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where the results for inputs go.
#[derive(Clone, Debug, Default)]
pub enum Results {
    /// To memory.
    #[default]
    Memory,
    /// Each to a file beside its input, or in a folder.
    Files {
        /// The folder, if there is one for all.
        folder: Option<PathBuf>,
        /// What becomes of an earlier result.
        earlier: EarlierResult,
    },
}

/// What becomes of an earlier result that has the name of a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EarlierResult {
    /// It stays, and there is no new one.
    #[default]
    Stays,
    /// It is overwritten.
    IsReplaced,
    /// It stays, and the new one has a number: «имя.проверено (2).xlsx».
    IsKept,
}

impl EarlierResult {
    /// What becomes of it where the user may say that it is to be overwritten.
    pub fn forced(force: bool) -> Self {
        if force { Self::IsReplaced } else { Self::Stays }
    }
}

/// The places that the results of a run have taken. Windows and macOS do not tell capitals apart, so neither does this.
#[derive(Debug, Default)]
pub(super) struct TakenPlaces(HashSet<String>);

impl TakenPlaces {
    /// Takes a place; false where a result has it already.
    fn take(&mut self, path: &Path) -> bool {
        let folder = disk::folder_of(path);
        let folder = real(folder).unwrap_or_else(|_| folder.to_owned());
        self.0.insert(caseless(&folder.join(path.file_name().unwrap_or_default()).to_string_lossy()))
    }
}

impl Results {
    /// Where the result for an input goes, which may be written there; `word` stands before its ending.
    pub(super) fn target(&self, input: &Path, word: &str, taken: &mut TakenPlaces) -> Result<Target, Error> {
        let Self::Files { folder, earlier } = self else { return Ok(Target::Memory) };
        let mut path = path_for(input, folder.as_deref(), word);
        if *earlier == EarlierResult::IsKept {
            let first = path.clone();
            let mut number = 1;
            while path.symlink_metadata().is_ok() || !taken.take(&path) {
                number += 1;
                path = numbered(&first, number);
            }
            return Ok(Target::File { path, force: false });
        }
        let force = *earlier == EarlierResult::IsReplaced;
        check(input, &path, force)?;
        if !taken.take(&path) {
            return Err(Error::new(input, Reason::OutputTaken(path)));
        }
        Ok(Target::File { path, force })
    }

    /// Where `fill` puts what it makes of a workbook that it has worked on before: people correct the result and have it checked again, so
    /// it is brought up to date in its place.
    pub(super) fn target_again(&self, input: &Path, taken: &mut TakenPlaces) -> Result<Target, Error> {
        let Self::Files { folder, .. } = self else { return Ok(Target::Memory) };
        let (stem, ending) = (stem(input), office_ending(input));
        let is_result =
            stem_of_input(&stem).is_some() && input.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
        let in_folder = folder.as_ref().map(|folder| folder.join(input.file_name().unwrap_or_default()));
        if !is_result || in_folder.is_some_and(|path| !is_same(input, &path)) {
            return self.target(input, OUTPUT_ENDING, taken);
        }
        if !taken.take(input) {
            return Err(Error::new(input, Reason::OutputTaken(input.to_owned())));
        }
        let before = input.with_file_name(format!("{stem}.{BEFORE_ENDING}.{ending}"));
        Ok(Target::Again { path: input.to_owned(), before })
    }
}

/// What gospub's own results end with.
pub(super) const OUTPUT_ENDING: &str = "проверено";
/// What a result's name ends with that is kept as it was before it was brought up to date.
const BEFORE_ENDING: &str = "до";

/// The stem of the input that a result was made of, if a stem is that of a result: «реестр» of «реестр.проверено» and, where a result has a
/// number, of «реестр.проверено (2)».
pub(super) fn stem_of_input(stem: &str) -> Option<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = stem.strip_suffix(')').and_then(|stem| stem.rsplit_once(" ("));
    let stem = numbered.filter(|(_, number)| is_number(number)).map_or(stem, |(stem, _)| stem);
    stem.strip_suffix(OUTPUT_ENDING)?.strip_suffix('.')
}

/// Whether a stem is that of a result as it was before it was brought up to date.
pub(super) fn is_kept(stem: &str) -> bool {
    stem.strip_suffix(BEFORE_ENDING).and_then(|stem| stem.strip_suffix('.')).is_some_and(|stem| stem_of_input(stem).is_some())
}

/// «имя.проверено (2).xlsx» for «имя.проверено.xlsx».
fn numbered(path: &Path, number: u32) -> PathBuf {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{} ({number}).{ending}", stem(path)))
}

fn stem(path: &Path) -> Cow<'_, str> {
    path.file_stem().unwrap_or_default().to_string_lossy()
}

/// An .xlsm stays an .xlsm; everything that is no Office Open XML comes back as .xlsx.
fn office_ending(input: &Path) -> &'static str {
    if input.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsm")) { "xlsm" } else { "xlsx" }
}

/// Where one result goes.
#[derive(Clone, Debug, Default)]
pub enum Target {
    /// To memory.
    #[default]
    Memory,
    /// To a file.
    File {
        /// Where it will be.
        path: PathBuf,
        /// Whether an earlier result may be overwritten.
        force: bool,
    },
    /// To the file that it is made of, a result of an earlier run.
    Again {
        /// Where it is.
        path: PathBuf,
        /// Where it is kept as it was the first time.
        before: PathBuf,
    },
}

impl Target {
    /// Where a file will be.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } | Self::Again { path, .. } => Some(path),
            Self::Memory => None,
        }
    }

    /// Writes a result whole or not at all.
    ///
    /// # Errors
    /// What `write` says, or that the file could not be made or renamed.
    pub(super) fn write(&self, input: &Path, write: impl FnOnce(&mut Output<'_>) -> Result<(), Reason>) -> Result<Made, Error> {
        match self {
            Self::File { path, force } => self::write(input, path, *force, write).map(|()| Made::File(path.clone())),
            Self::Again { path, before } => {
                if !before.exists() {
                    let copy = |out: &mut Output<'_>| {
                        let copied = File::open(path).and_then(|mut result| io::copy(&mut result, out));
                        copied.map(drop).map_err(|error| Reason::Write { path: PathBuf::new(), reason: system_words(&error) })
                    };
                    self::write(input, before, false, copy)?;
                }
                self::write(input, path, true, write).map(|()| Made::File(path.clone()))
            }
            Self::Memory => {
                let mut bytes = Cursor::new(Vec::new());
                Output::filled(&mut bytes, write).map_err(|reason| Error::new(input, reason))?;
                Ok(Made::Bytes(bytes.into_inner()))
            }
        }
    }
}

/// A result that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// A file.
    File(PathBuf),
    /// Bytes in memory.
    Bytes(Vec<u8>),
}

impl Made {
    /// Where a file is.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Bytes(_) => None,
        }
    }

    /// What was made in memory.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::File(_) => None,
            Self::Bytes(bytes) => Some(bytes),
        }
    }
}

/// The name of the result for an input, by the side of it: «имя.проверено.xlsx».
pub fn name_of_result(input: &Path) -> PathBuf {
    path_for(input, None, OUTPUT_ENDING)
}

/// Where the file for an input goes: «имя.проверено.xlsx» beside it or in the folder given, where «проверено» is the `word`.
fn path_for(input: &Path, folder: Option<&Path>, word: &str) -> PathBuf {
    let stem = stem(input);
    let name = format!("{}.{word}.{}", stem_of_input(&stem).unwrap_or(&stem), office_ending(input));
    folder.unwrap_or_else(|| input.parent().unwrap_or(Path::new(""))).join(name)
}

/// Whether two paths lead to one file.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        // Some drives of Windows (in memory, of other systems) tell no paths: those that are written alike are taken for one.
        _ => matches!((std::path::absolute(one), std::path::absolute(other)), (Ok(one), Ok(other))
            if caseless(&one.to_string_lossy()) == caseless(&other.to_string_lossy())),
    }
}

/// The one way to a folder, as far as the drive tells it.
fn real(folder: &Path) -> io::Result<PathBuf> {
    folder.canonicalize().or_else(|_| std::path::absolute(folder))
}

/// Checks that an output may be written: never onto its input, and onto an earlier output only if told so.
pub(super) fn check(input: &Path, output: &Path, force: bool) -> Result<(), Error> {
    if is_same(input, output) {
        return Err(Error::new(input, Reason::OutputIsInput));
    }
    if output.exists() && !force {
        return Err(Error::new(input, Reason::OutputExists(output.to_owned())));
    }
    Ok(())
}

/// Writes a file. What `write` has written is in place only when it returns `Ok`; on any error nothing is left behind.
///
/// # Errors
/// What `write` says, or that the file could not be made or renamed.
pub(super) fn write(
    input: &Path,
    output: &Path,
    force: bool,
    write: impl FnOnce(&mut Output<'_>) -> Result<(), Reason>,
) -> Result<(), Error> {
    let cannot = |error: io::Error| Error::new(input, Reason::Write { path: output.to_owned(), reason: system_words(&error) });
    let place = disk::place(output).map_err(cannot)?;
    let folder = disk::folder_of(&place);
    if folder.is_file() {
        let reason = format!("{} — файл, а не папка", folder.display());
        return Err(Error::new(input, Reason::Write { path: output.to_owned(), reason }));
    }
    std::fs::create_dir_all(folder).map_err(cannot)?;
    // In this form Windows takes paths of more than 260 characters.
    let folder = real(folder).map_err(cannot)?;
    let (file, beside) = Unfinished::begin(&folder).map_err(cannot)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    Output::filled(&mut out, write).map_err(|reason| match reason {
        Reason::Write { reason, .. } => Error::new(input, Reason::Write { path: output.to_owned(), reason }),
        other => Error::new(input, other),
    })?;
    let file = out.into_inner().map_err(|error| cannot(error.into_error()))?;
    // Renamed before its bytes are on the disk, a file can be found empty after a power cut.
    file.sync_all().map_err(cannot)?;
    share(&file, input).map_err(cannot)?;
    beside.finish(&folder.join(place.file_name().unwrap_or_default()), force).map_err(|error| match error.kind() {
        // Another run was quicker.
        io::ErrorKind::AlreadyExists => Error::new(input, Reason::OutputExists(output.to_owned())),
        // Windows speaks of missing rights where a file cannot be replaced because Excel has it open.
        _ if unfinished::is_in_use(&error) && output.exists() => cannot(io::Error::from_raw_os_error(SHARING_VIOLATION)),
        _ => cannot(error),
    })
}

/// How Windows says that a file is open in another program.
const SHARING_VIOLATION: i32 = 32;

/// A result that is being written. From an error on it takes everything that comes and lets it go, and the error is told at the end: a
/// writer of archives closes them whatever happened, relies on the places that it is told of, and says on the terminal what it could not do.
pub(super) struct Output<'o> {
    out: &'o mut (dyn Reread + Send),
    /// The system's word for the first error.
    failed: Option<String>,
    /// Where the next byte goes, and where the last one ends.
    at: u64,
    end: u64,
}

impl<'o> Output<'o> {
    /// Fills a place with what `write` writes.
    fn filled(out: &'o mut (dyn Reread + Send), write: impl FnOnce(&mut Self) -> Result<(), Reason>) -> Result<(), Reason> {
        let mut output = Self { out, failed: None, at: 0, end: 0 };
        let written = write(&mut output);
        // An error of writing that nobody passed on is one all the same.
        output.failed.map_or(written, |reason| Err(Reason::Write { path: PathBuf::new(), reason }))
    }

    fn attempt<T>(&mut self, done: T, act: impl FnOnce(&mut dyn Reread) -> io::Result<T>) -> io::Result<T> {
        if self.failed.is_some() {
            return Ok(done);
        }
        match act(self.out) {
            // That one only means: try again.
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.failed = Some(system_words(&error));
                Ok(done)
            }
            outcome => outcome,
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.attempt(bytes.len(), |out| out.write(bytes))?;
        self.at += written as u64;
        self.end = self.end.max(self.at);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), |out| out.flush())
    }
}

impl Reread for Output<'_> {
    fn reread(&mut self) -> io::Result<Written> {
        match &self.failed {
            // What has been let go cannot be read.
            Some(reason) => Err(io::Error::other(reason.clone())),
            None => self.out.reread(),
        }
    }
}

impl Seek for Output<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        let place = place.ok_or(io::ErrorKind::InvalidInput)?;
        // A writer of archives asks where it is before each entry. Going there would empty the buffer each time.
        if place == self.at {
            return Ok(place);
        }
        self.at = self.attempt(place, |out| out.seek(SeekFrom::Start(place)))?;
        Ok(self.at)
    }
}

/// A temporary file is readable by its owner only; the result shall be readable by whoever could read the input. Its owner corrects rows
/// in it, also where the input came on a medium that cannot be written on.
#[cfg(unix)]
fn share(file: &File, input: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    const OWNER: u32 = 0o600;
    match std::fs::metadata(input) {
        Ok(metadata) => {
            let mode = metadata.permissions().mode();
            file.set_permissions(std::fs::Permissions::from_mode(mode | OWNER)).or(Ok(()))
        }
        Err(_) => Ok(()),
    }
}

#[cfg(not(unix))]
fn share(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_result_of_a_read_only_roster_can_be_corrected() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let [input, result] = ["реестр.xlsx", "результат.xlsx"].map(|name| folder.path().join(name));
        std::fs::write(&input, "").unwrap();
        for (given, wanted) in [(0o444, 0o644), (0o640, 0o640)] {
            std::fs::set_permissions(&input, std::fs::Permissions::from_mode(given)).unwrap();
            write(&input, &result, true, |out| out.write_all(b"a").map_err(Reason::from)).unwrap();
            assert_eq!(std::fs::metadata(&result).unwrap().permissions().mode() & 0o777, wanted);
        }
    }

    #[test]
    fn results_are_named_after_their_inputs() {
        let path_for = |input, folder| path_for(Path::new(input), folder, OUTPUT_ENDING);
        assert_eq!(path_for("a/реестр.xlsx", None), Path::new("a/реестр.проверено.xlsx"));
        assert_eq!(path_for("a/реестр.XLSM", Some(Path::new("out"))), Path::new("out/реестр.проверено.xlsm"));
        assert_eq!(path_for("реестр.проверено.xlsx", Some(Path::new("out"))), Path::new("out/реестр.проверено.xlsx"));
        assert_eq!(path_for("реестр.csv", None), Path::new("реестр.проверено.xlsx"));
    }

    #[test]
    fn on_a_drive_that_tells_no_paths_the_input_is_known_by_what_is_written() {
        let is_same = |one, other| is_same(Path::new(one), Path::new(other));
        assert!(is_same("нет/Реестр.xlsx", "./нет/реестр.xlsx"));
        assert!(!is_same("нет/реестр.xlsx", "реестр.xlsx"));
    }

    #[test]
    fn results_with_numbers_are_results_of_their_inputs() {
        assert_eq!(stem_of_input("реестр.проверено"), Some("реестр"));
        assert_eq!(stem_of_input("реестр (1).проверено (12)"), Some("реестр (1)"));
        assert_eq!(stem_of_input("реестр (2)"), None);
        assert!(is_kept("реестр.проверено (2).до") && !is_kept("реестр.до"));
        assert_eq!(numbered(Path::new("а/реестр.проверено.xlsx"), 2), Path::new("а/реестр.проверено (2).xlsx"));
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.xlsx");
        let failed = write(Path::new("in.xlsx"), &output, false, |file| {
            file.write_all(b"half").unwrap();
            Err(Reason::Refused("проба".into()))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// A disk that has no room after so many bytes.
    struct Full {
        room: usize,
        written: Cursor<Vec<u8>>,
    }

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.room = self.room.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            self.written.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Full {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.written.seek(to)
        }
    }

    impl Reread for Full {
        fn reread(&mut self) -> io::Result<Written> {
            self.written.reread()
        }
    }

    #[test]
    fn a_disk_that_is_full_at_any_byte_of_an_archive_is_an_error() {
        let archive = |out: &mut Output<'_>| {
            let mut zip = zip::ZipWriter::new(out);
            for name in ["a", "b"] {
                zip.start_file(name, zip::write::SimpleFileOptions::default()).map_err(io::Error::other)?;
                zip.write_all(b"some text, some text, some text")?;
            }
            zip.finish().map_err(io::Error::other)?;
            Ok(())
        };
        let fill = |room| {
            let mut out = Full { room, written: Cursor::default() };
            Output::filled(&mut out, archive).map(|()| out.written.into_inner().len())
        };
        let whole = fill(usize::MAX).unwrap();
        assert!((0..whole).all(|room| matches!(fill(room), Err(Reason::Write { .. }))));
    }
}
