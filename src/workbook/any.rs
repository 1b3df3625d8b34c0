//! One workbook, whatever its format: opened by what stands in it, not by its name; given back as the sender's own package where it is
//! one, and as a fresh .xlsx otherwise.

use super::book::{Book, SheetInfo};
use super::create::{self, CreateError, create};
use super::error::{PatchError, WorkbookError};
use super::foreign::{ForeignBook, ForeignError};
use super::format::{Format, recognise};
use super::limits::{Limit, Limits};
use super::package::claimed_entries;
use super::patch::{Compression, Patch, PatchOptions};
use super::read::Scope;
use crate::table::edit::{NewSheets, SheetEdits};
use crate::table::sheet::Sheet;
use std::fs::{File, Metadata};
use std::io::{BufReader, ErrorKind, Seek, Write};
use std::path::Path;
use std::sync::Arc;

/// An opened workbook.
#[derive(Debug)]
pub enum Workbook {
    /// Office Open XML: annotated in place.
    Package(Box<Book>),
    /// Anything else that is a table: written anew.
    Foreign(ForeignBook),
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

/// Why a result cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// The sender's package cannot be annotated.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// The fresh workbook cannot be made.
    #[error(transparent)]
    Create(#[from] CreateError),
}

impl Workbook {
    /// Opens a file.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_within(path, &Limits::default())
    }

    /// Opens a file within other bounds than the usual ones.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_within(path: &Path, limits: &Limits) -> Result<Self, OpenError> {
        let metadata = std::fs::metadata(path).map_err(ForeignError::Io)?;
        if !metadata.is_file() {
            let kind = if metadata.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::Unsupported };
            return Err(ForeignError::Io(kind.into()).into());
        }
        let file = File::open(path).map_err(ForeignError::Io)?;
        if metadata.len() > limits.file_bytes {
            return Err(limits.beyond("", Limit::File).into());
        }
        let mut file = BufReader::new(file);
        if claimed_entries(&mut file).map_err(ForeignError::Io)? > limits.entries as u64 {
            return Err(limits.beyond("", Limit::Parts).into());
        }
        let opened = match recognise(&mut file).map_err(ForeignError::Io)? {
            Format::Xlsx => Book::open(path, *limits).map(|book| Self::Package(Box::new(book))).map_err(OpenError::from),
            Format::Encrypted => Err(WorkbookError::Encrypted.into()),
            _ => ForeignBook::open(path, limits).map(Self::Foreign).map_err(OpenError::from),
        };
        // The beginning of a table that is still being written is a table too, and an error says nothing of it. One that is gone by now
        // was there as long as it was read.
        let is_same = |now: Metadata| now.len() == metadata.len() && now.modified().ok() == metadata.modified().ok();
        if std::fs::metadata(path).is_ok_and(|now| !is_same(now)) { Err(WorkbookError::Changed.into()) } else { opened }
    }

    /// The sheets in the order of their tabs.
    pub fn sheets(&self) -> Vec<SheetInfo> {
        match self {
            Self::Package(book) => book.sheets().to_vec(),
            Self::Foreign(book) => book
                .sheets
                .iter()
                .map(|sheet| SheetInfo {
                    name: sheet.sheet.name().to_owned(),
                    visible: sheet.visible,
                    is_worksheet: true,
                    own: false,
                })
                .collect(),
        }
    }

    /// The cells of the sheet at a position.
    ///
    /// # Errors
    /// If the sheet's part cannot be read, or there is no such sheet.
    pub fn read(&self, sheet: usize) -> Result<Arc<Sheet>, WorkbookError> {
        match self {
            Self::Package(book) => book.read(sheet, &Scope::default()).map(Arc::new),
            Self::Foreign(book) => {
                book.sheets.get(sheet).map(|sheet| Arc::clone(&sheet.sheet)).ok_or(WorkbookError::NoCells(sheet))
            }
        }
    }

    /// The format, where it comes back as a fresh .xlsx.
    pub fn foreign_format(&self) -> Option<Format> {
        match self {
            Self::Package(_) => None,
            Self::Foreign(book) => Some(book.format),
        }
    }

    /// Writes the rows with edits. `learn` hears what was learnt of each batch of rows, with the position of its edits, in the order of
    /// the edits and of the rows; what it comes to may go into new sheets when the workbook is [finished](Annotated::finish).
    ///
    /// # Errors
    /// See [`AnnotateError`].
    pub fn annotate<'b, L: Default + Send>(
        &'b self,
        edits: &'b [SheetEdits<'b, L>],
        options: PatchOptions,
        learn: &mut dyn FnMut(usize, L),
    ) -> Result<Annotated<'b, L>, AnnotateError> {
        match self {
            Self::Package(book) => Ok(Annotated::Package(Box::new(Patch::rows(book, edits, options, learn)?))),
            Self::Foreign(book) => {
                create::learn(book, edits, learn);
                Ok(Annotated::Foreign(book, edits, options.compression))
            }
        }
    }
}

/// A workbook whose rows are annotated.
pub enum Annotated<'b, L> {
    /// The sender's own package.
    Package(Box<Patch<'b>>),
    /// A workbook that is written anew.
    Foreign(&'b ForeignBook, &'b [SheetEdits<'b, L>], Compression),
}

impl<L: Default + Send> Annotated<'_, L> {
    /// Adds the new sheets and writes the workbook to `out`.
    ///
    /// # Errors
    /// See [`AnnotateError`].
    pub fn finish(self, new_sheets: NewSheets, out: impl Write + Seek + Send) -> Result<(), AnnotateError> {
        match self {
            Self::Package(patch) => patch.finish(new_sheets, out).map(drop).map_err(Into::into),
            Self::Foreign(book, edits, compression) => {
                create(book, edits, new_sheets, compression, out).map(drop).map_err(Into::into)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
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
