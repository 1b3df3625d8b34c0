//! What the writing library has made, in an archive whose bytes say nothing of the system: the library notes on which one it runs.

use crate::workbook::MADE_BY;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::io::{self, Cursor, Read, Seek, Write};
use zip::read::ZipFile;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// How entries are written.
pub(super) fn options(level: u32) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(i64::from(level)))
        .last_modified_time(DateTime::DEFAULT)
        .system(MADE_BY)
}

/// Writes an entry of another archive.
fn copy<R: Read>(mut entry: ZipFile<'_, R>, zip: &mut ZipWriter<impl Write + Seek>, options: SimpleFileOptions) -> ZipResult<()> {
    zip.start_file(entry.name()?, options)?;
    io::copy(&mut entry, zip)?;
    Ok(())
}

/// Writes a workbook of the library.
///
/// # Errors
/// When `out` fails, or the workbook is more than Excel takes.
pub fn save(workbook: &mut Workbook, out: impl Write + Seek) -> Result<(), XlsxError> {
    /// As the library does it.
    const LEVEL: u32 = 6;
    let mut made = ZipArchive::new(Cursor::new(workbook.save_to_buffer()?))?;
    let mut zip = ZipWriter::new(out);
    for index in 0..made.len() {
        copy(made.by_index(index)?, &mut zip, options(LEVEL))?;
    }
    zip.finish()?;
    Ok(())
}
