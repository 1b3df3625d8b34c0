//! What is handed to calamine: copies of files, made afresh after a look at what reading them would take.
//!
//! calamine sets aside memory by what a file says of itself: for the whole rectangle around its cells, for each repetition of a
//! cell, for each use of a shared text. When memory ends it is the process that ends. So every container is unpacked and packed
//! again here, with limits, without the parts that calamine would read for formulas only; and what its contents would take is
//! added up first.

pub(super) mod ods;
pub(super) mod ods_notes;
#[cfg(test)]
mod tests;
pub(super) mod xls;
pub(super) mod xlsb;

use super::ForeignError;
use super::budget::Budget;
use crate::workbook::limits::{Limit, Limits};
use std::io::{Cursor, Read, Seek, Write};
use std::ops::Range;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A copy for calamine, and what else is in the sheets, in their order.
pub(super) type Copied = (Cursor<Vec<u8>>, Vec<Beside>);

/// The rows and the columns that share an address, and the address.
pub(super) type Link = (Range<u64>, Range<u64>, String);

/// What calamine does not read of a sheet. Rows and columns are counted from zero.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Addresses behind cells.
    pub(super) links: Vec<Link>,
    /// The first and the last cell of merged areas, where calamine does not read them.
    pub(super) merges: Vec<((u64, u64), (u64, u64))>,
    /// Rows that are hidden or filtered out, those without cells left out.
    pub(super) hidden: Vec<Range<u64>>,
    /// Which rows and columns of the sheet those of the copy are, where blank ones between them were left out.
    pub(super) squeezed: Option<Squeezed>,
}

/// The rows and the columns that hold anything, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Squeezed {
    pub(super) rows: Vec<u16>,
    pub(super) columns: Vec<u16>,
}

/// The wanted parts of a package with their names.
fn parts<R: Read + Seek>(reader: R, limits: &Limits, wanted: fn(&str) -> bool) -> Result<Vec<(String, Vec<u8>)>, ForeignError> {
    let mut archive = ZipArchive::new(reader).map_err(zip_error)?;
    let names: Vec<String> = archive.file_names_raw().map(|name| String::from_utf8_lossy(name).replace('\\', "/")).collect();
    let (mut parts, mut room) = (Vec::new(), Budget::of(limits, Limit::Foreign));
    for (index, name) in names.into_iter().enumerate().filter(|(_, name)| wanted(&name.to_ascii_lowercase())) {
        let mut bytes = Vec::new();
        let part = archive.by_index(index).map_err(zip_error)?;
        // What says itself that it is too large is not unpacked; what says nothing true is stopped.
        if part.size() > room.left() {
            room.spend(part.size())?;
        }
        let read = part.take(room.left().saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| ForeignError::Damaged(error.to_string()))?;
        room.spend(bytes.len() as u64)?;
        parts.push((name, bytes));
    }
    Ok(parts)
}

/// A package with these parts.
fn package<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Result<Cursor<Vec<u8>>, ForeignError> {
    let size: usize = parts.iter().map(|(name, bytes)| 2 * name.as_ref().len() + bytes.as_ref().len() + 256).sum();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(size)));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name.as_ref(), stored).map_err(zip_error)?;
        writer.write_all(bytes.as_ref())?;
    }
    writer.finish().map_err(zip_error)
}

fn zip_error(error: ZipError) -> ForeignError {
    match error {
        ZipError::Io(error) => ForeignError::Io(error),
        error => ForeignError::Damaged(error.to_string()),
    }
}

fn damaged(what: &str) -> ForeignError {
    ForeignError::Damaged(what.to_owned())
}

/// A little-endian number; zero where the bytes end too early.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at.saturating_add(2)).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

/// A little-endian number; zero where the bytes end too early.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at.saturating_add(4)).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}
