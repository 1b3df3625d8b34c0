//! What the writing library has made, in an archive whose bytes say nothing of the system: the library notes on which one it runs.

use super::CreateError;
use crate::workbook::MADE_BY;
use crate::workbook::spool::{copy_compressed, local_header};
use crate::workbook::verify::{self, Reread};
use rust_xlsxwriter::Workbook;
use std::io::{self, Cursor, Read, Seek, Write};
use zip::read::ZipFile;
use zip::result::{ZipError, ZipResult};
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

/// Writes a deflated entry of another archive as it is compressed, with a header of its own: the library's says on which system it runs.
pub(super) fn copy_raw<R: Read>(entry: ZipFile<'_, R>, zip: &mut ZipWriter<impl Write + Seek>) -> ZipResult<()> {
    let name = entry.name()?.into_owned();
    let header = local_header(entry.compressed_size(), entry.size(), entry.crc32(), DateTime::DEFAULT);
    copy_compressed(header, entry, &name, zip)
}

/// Writes a workbook of the library, and proves it.
///
/// # Errors
/// When `out` fails, the workbook is more than Excel takes, or it is not sound when it is read again.
pub(crate) fn save(workbook: &mut Workbook, out: &mut impl Reread) -> Result<(), CreateError> {
    /// As the library does it.
    const LEVEL: u32 = 6;
    let mut made = ZipArchive::new(Cursor::new(workbook.save_to_buffer()?)).map_err(zip_error)?;
    let mut zip = ZipWriter::new(out);
    for index in 0..made.len() {
        let compression = made.by_index_raw(index).map_err(zip_error)?.compression();
        match compression {
            // At the same level already.
            CompressionMethod::Deflated => copy_raw(made.by_index_raw(index).map_err(zip_error)?, &mut zip),
            _ => copy(made.by_index(index).map_err(zip_error)?, &mut zip, options(LEVEL)),
        }
        .map_err(zip_error)?;
    }
    end(zip)
}

/// Closes an archive, reads it again and holds it to be a sound workbook.
pub(super) fn end(zip: ZipWriter<&mut impl Reread>) -> Result<(), CreateError> {
    let out = zip.finish().map_err(zip_error)?;
    Ok(verify::sound(out.reread()?)?)
}

pub(super) fn zip_error(error: ZipError) -> CreateError {
    CreateError::Write(match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    })
}
