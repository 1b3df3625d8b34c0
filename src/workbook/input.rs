//! The bytes of a workbook: a small file is held in memory, of a large one each reader reads what it needs. Bytes that the caller gave
//! stay where they are, and what is made of them waits in memory too.

use super::error::WorkbookError;
use super::limits::{Limit, Limits};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;
use tempfile::{SpooledData, SpooledTempFile};

/// Files up to this size are held in memory: reading and patching are then sure to see the same bytes, and a slow disk is read once.
const IN_MEMORY: u64 = 8 << 20;

/// A result up to this size is held in memory while it is proved.
const SMALL: u64 = 1 << 20;

/// A reader of its own on the bytes; clones share them.
#[derive(Clone, Debug)]
pub(super) struct Input {
    source: Source,
    length: u64,
    at: u64,
    room: Room,
}

/// Where waits what is made before its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// In memory, and in a temporary file without a name from a certain size on.
    Files,
    /// In memory, whatever its size: who gives bytes has no need of files, and may have none (a page in a browser).
    Memory,
}

impl Room {
    /// A place for what is written; `in_memory` is the size from which on it goes to a file.
    pub(super) fn begin(self, in_memory: usize) -> SpooledTempFile {
        SpooledTempFile::new(match self {
            Self::Files => in_memory,
            Self::Memory => usize::MAX,
        })
    }
}

#[derive(Clone, Debug)]
enum Source {
    Memory(Arc<Vec<u8>>),
    File { file: Arc<File>, modified: Option<SystemTime> },
}

impl Input {
    /// Opens a file.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, WorkbookError> {
        let file = File::open(path)?;
        if file.metadata()?.len() > limits.file_bytes {
            return Err(limits.beyond("", Limit::File));
        }
        Ok(Self::of_file(file, IN_MEMORY, Room::Files)?)
    }

    fn in_memory(bytes: Arc<Vec<u8>>, room: Room) -> Self {
        Self { length: bytes.len() as u64, source: Source::Memory(bytes), at: 0, room }
    }

    /// What has been written, in memory or in a temporary file that has no name and goes with the last reader.
    pub(super) fn of_spooled(spooled: SpooledTempFile, room: Room) -> io::Result<Self> {
        match spooled.into_inner() {
            SpooledData::InMemory(bytes) => Ok(Self::in_memory(Arc::new(bytes.into_inner()), room)),
            SpooledData::OnDisk(file) => Self::of_file(file, 0, room),
        }
    }

    /// A file that was just written. A small one is read at once: its entries, read one by one, would take dozens of calls of the system,
    /// which on a network drive are dozens of trips.
    pub(super) fn of_result(file: File) -> io::Result<Self> {
        Self::of_file(file, SMALL, Room::Files)
    }

    /// An open file, from its beginning; up to a size it is held in memory.
    fn of_file(mut file: File, in_memory: u64, room: Room) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let length = metadata.len();
        if length > in_memory && cfg!(any(unix, windows)) {
            let source = Source::File { file: Arc::new(file), modified: metadata.modified().ok() };
            return Ok(Self { source, length, at: 0, room });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(Self::in_memory(Arc::new(bytes), room))
    }

    /// Where waits what is made of it.
    pub(super) fn room(&self) -> Room {
        self.room
    }

    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// Makes sure that all that has been read is of one and the same file.
    pub(super) fn check_unchanged(&self) -> Result<(), WorkbookError> {
        let Source::File { file, modified } = &self.source else {
            return Ok(());
        };
        let metadata = file.metadata()?;
        let unchanged = metadata.len() == self.length && metadata.modified().ok() == *modified;
        if unchanged { Ok(()) } else { Err(WorkbookError::Changed) }
    }
}

impl From<Arc<Vec<u8>>> for Input {
    fn from(bytes: Arc<Vec<u8>>) -> Self {
        Self::in_memory(bytes, Room::Memory)
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &self.source {
            Source::Memory(bytes) => {
                let start = usize::try_from(self.at).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[start..]).read(buffer)?
            }
            Source::File { file, .. } => read_at(file, buffer, self.at)?,
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// Elsewhere all files are held in memory.
#[cfg(not(any(unix, windows)))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_large_file_is_read_as_a_small_one() {
        let bytes: Vec<u8> = (0..=IN_MEMORY).map(|at| (at % 251) as u8).collect();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let (mut large, mut small) = (Input::open(file.path(), &Limits::default()).unwrap(), Input::from(Arc::new(bytes)));
        assert!(matches!(large.source, Source::File { .. }));
        for to in [SeekFrom::End(-10), SeekFrom::Start(7), SeekFrom::Current(1000), SeekFrom::End(5)] {
            assert_eq!(large.seek(to).unwrap(), small.seek(to).unwrap());
            let (mut a, mut b) = ([0; 99], [0; 99]);
            assert_eq!(large.read(&mut a).unwrap(), small.read(&mut b).unwrap());
            assert_eq!(a, b);
        }
        assert!(large.seek(SeekFrom::Current(i64::MIN)).is_err());
        assert!(large.check_unchanged().is_ok());
        file.write_all(b"more").unwrap();
        assert!(matches!(large.check_unchanged(), Err(WorkbookError::Changed)));
        assert!(Input::open(file.path(), &Limits { file_bytes: IN_MEMORY, ..Limits::default() }).is_err());
    }
}
