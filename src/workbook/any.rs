//! One workbook, whatever its format: opened by what stands in it, not by its name; given back as the sender's own package where it is
//! one, and as a fresh .xlsx otherwise, which is a plain package that was made when it was opened.

use super::book::{Book, SheetInfo};
use super::error::{PatchError, WorkbookError};
use super::foreign::{self, FindTable, ForeignError, Losses};
use super::format::{Format, recognise};
use super::input::Input;
use super::limits::{Limit, Limits};
use super::package::claimed_entries;
use super::patch::{Patch, PatchOptions};
use super::read::Scope;
use crate::table::edit::SheetEdits;
use crate::table::sheet::Sheet;
use std::fs::Metadata;
use std::io::{BufReader, ErrorKind};
use std::path::Path;
use std::sync::Arc;

/// An opened workbook.
#[derive(Debug)]
pub struct Workbook {
    /// The sender's own package, or a plain one that was made of it.
    book: Box<Book>,
    /// What it was, and what of it does not fit into a package.
    foreign: Option<(Format, Losses)>,
}

/// Why a workbook cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is Office Open XML and cannot be read.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// It is of another format and cannot be read.
    #[error(transparent)]
    Foreign(#[from] ForeignError),
}

impl Workbook {
    /// Opens a file.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_within(path, &Limits::default(), &|_| None)
    }

    /// Opens a file within other bounds than the usual ones. What is no package is made into one, for which `find` says where its
    /// tables stand.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub(crate) fn open_within(path: &Path, limits: &Limits, find: &FindTable<'_>) -> Result<Self, OpenError> {
        let metadata = std::fs::metadata(path).map_err(ForeignError::Io)?;
        if !metadata.is_file() {
            let kind = if metadata.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::Unsupported };
            return Err(ForeignError::Io(kind.into()).into());
        }
        let opened = Input::open(path, limits).map_err(OpenError::from).and_then(|input| Self::load(input, limits, find));
        // The beginning of a table that is still being written is a table too, and an error says nothing of it. One that is gone by now
        // was there as long as it was read.
        let is_same = |now: Metadata| now.len() == metadata.len() && now.modified().ok() == metadata.modified().ok();
        if std::fs::metadata(path).is_ok_and(|now| !is_same(now)) { Err(WorkbookError::Changed.into()) } else { opened }
    }

    /// Opens what is in memory, in the same way; nothing that is made of it goes to files.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn from_bytes(bytes: Arc<Vec<u8>>, limits: &Limits, find: &FindTable<'_>) -> Result<Self, OpenError> {
        Self::load(Input::from(bytes), limits, find)
    }

    fn load(input: Input, limits: &Limits, find: &FindTable<'_>) -> Result<Self, OpenError> {
        if input.len() > limits.file_bytes {
            return Err(limits.beyond("", Limit::File).into());
        }
        let mut file = BufReader::new(input.clone());
        if claimed_entries(&mut file).map_err(ForeignError::Io)? > limits.entries as u64 {
            return Err(limits.beyond("", Limit::Parts).into());
        }
        match recognise(&mut file).map_err(ForeignError::Io)? {
            Format::Xlsx => Book::load(input, *limits).map(|book| Self::package(book, None)).map_err(OpenError::from),
            Format::Encrypted => Err(WorkbookError::Encrypted.into()),
            format => Self::foreign(&mut file, format, limits, find),
        }
    }

    fn package(book: Book, foreign: Option<(Format, Losses)>) -> Self {
        Self { book: Box::new(book), foreign }
    }

    fn foreign(file: &mut BufReader<Input>, format: Format, limits: &Limits, find: &FindTable<'_>) -> Result<Self, OpenError> {
        let room = file.get_ref().room();
        let (input, losses) = foreign::plain(file, format, limits, find, room)?;
        // What the file may cost has been looked at; what was made of it is sound.
        let (all, count) = (u64::MAX, usize::MAX);
        let limits = Limits { file_bytes: all, total_bytes: all, part_bytes: all, ratio: all, strings: count, ..*limits };
        Ok(Self::package(Book::load(input, limits)?, Some((format, losses))))
    }

    /// The package.
    pub(crate) fn book(&self) -> &Book {
        &self.book
    }

    /// The sheets in the order of their tabs.
    pub fn sheets(&self) -> &[SheetInfo] {
        self.book.sheets()
    }

    /// The cells of the sheet at a position.
    ///
    /// # Errors
    /// If the sheet's part cannot be read, or there is no such sheet.
    pub fn read(&self, sheet: usize) -> Result<Arc<Sheet>, WorkbookError> {
        self.book.read(sheet, &Scope::default()).map(Arc::new)
    }

    /// Takes a sheet for one that gospub made: its words say so where another program has saved the workbook since.
    pub(crate) fn take_for_own(&mut self, sheet: usize) {
        self.book.sheets[sheet].own = true;
    }

    /// The format and what was lost of it, where it comes back as a fresh .xlsx.
    pub(crate) fn foreign_format(&self) -> Option<(Format, Losses)> {
        self.foreign
    }

    /// Writes the rows with edits. `learn` hears what was learnt of each batch of rows, with the position of its edits, in the order of
    /// the edits and of the rows; what it comes to may go into new sheets when the workbook is [finished](Patch::finish).
    ///
    /// # Errors
    /// See [`PatchError`].
    pub(crate) fn annotate<L: Default + Send>(
        &self,
        edits: &[SheetEdits<'_, L>],
        options: PatchOptions,
        learn: &mut dyn FnMut(usize, L),
    ) -> Result<Patch<'_>, PatchError> {
        Patch::rows(&self.book, edits, options, learn)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_text_that_grows_while_it_is_read_is_no_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a;b\n".repeat(200_000)).unwrap();
        assert!(Workbook::open(&path).is_ok());
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let is_told = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
                while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                    file.write_all(b"c;d\n").unwrap();
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
            });
            // On a busy machine nothing may be written while it is opened once.
            let changed = |_| matches!(Workbook::open(&path), Err(OpenError::Workbook(WorkbookError::Changed)));
            let is_told = (0..100).any(changed);
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
            is_told
        });
        assert!(is_told);
    }
}
