//! What a command is to read: files and folders by their paths, or files in memory.

use crate::disk;
use crate::error::{Error, Reason};
use crate::handback::FileHash;
use crate::workbook::foreign::{FindTable, encoding};
use crate::workbook::{Limits, OpenError, Workbook};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file or a folder by its path, or a file in memory with the name that it is to be called by.
///
/// Bytes alone are called «книга». Of a path nothing is read before the command needs it.
#[derive(Clone, Debug)]
pub struct Input {
    path: PathBuf,
    bytes: Option<Arc<Vec<u8>>>,
}

impl Input {
    /// A file in memory. Its name is what messages call it; its ending says nothing of what is in it.
    pub fn in_memory(name: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: name.into(), bytes: Some(Arc::new(bytes.into())) }
    }

    /// Where it is; of a file in memory, its name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name without the way to it.
    pub fn name(&self) -> String {
        name_of(&self.path)
    }

    pub(super) fn is_in_memory(&self) -> bool {
        self.bytes.is_some()
    }

    pub(super) fn open(&self, limits: &Limits, find: &FindTable<'_>) -> Result<Workbook, OpenError> {
        match &self.bytes {
            Some(bytes) => Workbook::from_bytes(Arc::clone(bytes), limits, find),
            None => Workbook::open_within(&self.path, limits, find),
        }
    }

    /// Its bytes, to be read from the beginning.
    pub(super) fn reader(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.bytes {
            Some(bytes) => Box::new(&bytes[..]),
            None => Box::new(disk::open(&self.path)?),
        })
    }

    pub(super) fn hash(&self) -> Result<FileHash, Error> {
        self.reader().and_then(FileHash::of).map_err(|error| self.stopped(error.into()))
    }

    /// Its bytes, but not many more than `most`: enough to see that there are more.
    pub(super) fn bytes_up_to(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut read = Vec::new();
        self.reader()?.take(most + 1).read_to_end(&mut read)?;
        Ok(read)
    }

    /// The same as a text, in whatever encoding it is: PowerShell writes what a program prints in one of its own.
    pub(super) fn text_up_to(&self, most: u64) -> io::Result<String> {
        self.bytes_up_to(most).map(|bytes| encoding::decode(&bytes, None).0)
    }

    pub(super) fn stopped(&self, reason: Reason) -> Error {
        Error::new(&self.path, reason)
    }
}

/// A file's name without the way to it, which says nothing to most readers.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self { path, bytes: None }
    }
}

impl From<&Path> for Input {
    fn from(path: &Path) -> Self {
        path.to_owned().into()
    }
}

impl From<Vec<u8>> for Input {
    fn from(bytes: Vec<u8>) -> Self {
        Self::in_memory("книга", bytes)
    }
}

impl From<&[u8]> for Input {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}
