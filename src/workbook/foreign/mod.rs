//! Reads the workbooks that are no .xlsx: .xls, .xlsb, .ods, lines of text, and the web pages and XML tables that are named .xls.
//!
//! calamine reads the files of office programs and gives values, dates, truth values, errors, results of formulas and the
//! visibility of sheets. From an .xls it gives the merged areas too, from an .ods the formulas. What it does not give is lost: the
//! hyperlinks behind cells, widths of columns, hidden rows, number formats other than dates; merged areas of .xlsb and .ods;
//! formulas of .xls and .xlsb. Since it trusts a file's own counts, it is handed only copies that the module `guard` has gone through.

mod budget;
mod delimited;
pub(crate) mod encoding;
mod grid;
mod guard;
mod html;
mod office;
mod xml2003;

use super::format::{Format, recognise};
use super::limits::{Limit, Limits};
use crate::table::sheet::{BuildError, CellRef, Sheet};
use budget::Budget;
use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// A workbook that was read from another format than .xlsx.
#[derive(Debug)]
pub struct ForeignBook {
    /// What it was.
    pub format: Format,
    /// The encoding of a text file, as the web names it: `UTF-8`, `windows-1251` …
    pub encoding: Option<&'static str>,
    /// The sheets, in the order of their tabs. Dates are days of the 1900 calendar, whatever the file's own was.
    pub sheets: Vec<ForeignSheet>,
}

/// A sheet of such a workbook, with what of its looks is known.
#[derive(Debug)]
pub struct ForeignSheet {
    /// The cells.
    pub sheet: Arc<Sheet>,
    /// Whether its tab is shown.
    pub visible: bool,
    /// The widths of the columns from A, in characters as in «Ширина столбца»; 0 where the column is hidden, `None` where nothing
    /// is said.
    pub widths: Vec<Option<f64>>,
    /// The cells whose date is a length of time.
    durations: HashSet<CellRef>,
}

impl ForeignSheet {
    /// Whether the date in a cell is a length of time, in days, and no day of the calendar.
    pub fn is_duration(&self, at: CellRef) -> bool {
        self.durations.contains(&at)
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ForeignError {
    /// The file system or the reader failed.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is an .xlsx, which is read elsewhere, or no table.
    #[error("not a workbook of these formats: {0:?}")]
    Format(Format),
    /// It asks for a password.
    #[error("protected by a password")]
    Encrypted,
    /// It asks for more than [`Limits`] allow.
    #[error("beyond the limit {limit:?} of {allowed}")]
    Limit {
        /// Which bound.
        limit: Limit,
        /// Its value.
        allowed: u64,
    },
    /// A row that is written once and stands for more rows than a table has alike.
    #[error("row {row} is repeated {times} times")]
    Repeated {
        /// The row, from one.
        row: u64,
        /// How often it stands there.
        times: u64,
    },
    /// More text than fits into memory.
    #[error("too much text")]
    TooMuchText,
    /// Cells where no sheet of Excel has any.
    #[error("cells below row 1,048,576 or to the right of column XFD")]
    Outside,
    /// Too much for one sheet.
    #[error("cells do not make a sheet: {0}")]
    Sheet(BuildError),
    /// The bytes break the rules of their format in a place that matters.
    #[error("damaged: {0}")]
    Damaged(String),
    /// There is no sheet with cells in it, only charts or nothing.
    #[error("no sheet with cells")]
    NoSheets,
}

impl ForeignBook {
    /// Reads a file.
    ///
    /// # Errors
    /// See [`ForeignError`]; an .xlsx is [`ForeignError::Format`].
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, ForeignError> {
        Self::read(&mut io::BufReader::new(std::fs::File::open(path)?), limits)
    }

    /// Reads a workbook from bytes that can be walked through.
    ///
    /// # Errors
    /// See [`ForeignError`]; an .xlsx is [`ForeignError::Format`].
    pub fn read<R: Read + Seek>(reader: &mut R, limits: &Limits) -> Result<Self, ForeignError> {
        let format = recognise(reader)?;
        Budget::of(limits, Limit::Foreign).spend(reader.seek(SeekFrom::End(0))?)?;
        reader.seek(SeekFrom::Start(0))?;
        let mut encoding = None;
        let mut text = |reader: &mut R| -> Result<String, ForeignError> {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes)?;
            let declared = if format == Format::Text { None } else { encoding::declared(&bytes) };
            let (text, found) = encoding::decode(&bytes, declared);
            encoding = Some(found.name());
            Ok(text)
        };
        let cells = Budget::of(limits, Limit::Cells);
        let sheets = match format {
            Format::Xls => office::xls(guard::xls::copy(reader, limits)?, limits)?,
            Format::Xlsb => office::xlsb(guard::xlsb::copy(reader, limits)?, limits)?,
            Format::Ods => office::ods(guard::ods::copy(reader, limits)?, limits)?,
            Format::FlatOds => office::ods(guard::ods::copy_flat(&text(reader)?, limits)?, limits)?,
            Format::Xml2003 => xml2003::read(&text(reader)?, cells)?,
            Format::Html => vec![html::read(&text(reader)?, cells)?],
            Format::Text => vec![delimited::read(&text(reader)?, cells)?],
            Format::Encrypted => return Err(ForeignError::Encrypted),
            Format::Xlsx | Format::Unknown(_) => return Err(ForeignError::Format(format)),
        };
        if sheets.is_empty() {
            return Err(ForeignError::NoSheets);
        }
        Ok(Self { format, encoding, sheets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::Value;
    use encoding_rs::{IBM866, KOI8_R, UTF_8, WINDOWS_1251};
    use std::io::{Cursor, Write};

    fn read(bytes: &[u8]) -> Result<ForeignBook, ForeignError> {
        ForeignBook::read(&mut Cursor::new(bytes), &Limits { foreign_bytes: 1 << 20, ..Limits::default() })
    }

    fn ods(content: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in [("mimetype", &b"application/vnd.oasis.opendocument.spreadsheet"[..]), ("content.xml", content)] {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn every_encoding_with_every_separator_is_read() {
        for delimiter in [";", ",", "\t", "|"] {
            let line = ["№ п/п", "Наименование организации", "Ссылка на страницу ВК"].join(delimiter);
            let row = ["1", "МБОУ Школа г. Образцовска", "https://vk.com/club217000001"].join(delimiter);
            let text = format!("{line}\r\n{row}\r\n");
            let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
            let mut files: Vec<Vec<u8>> =
                [UTF_8, WINDOWS_1251, IBM866, KOI8_R].map(|encoding| encoding.encode(&text).0.into_owned()).to_vec();
            files.extend([format!("\u{FEFF}{text}").into_bytes(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)]);
            for bytes in files {
                let book = read(&bytes).unwrap();
                let cell = book.sheets[0].sheet.cell("B2".parse().unwrap());
                assert_eq!(cell.value, Value::Text("МБОУ Школа г. Образцовска"), "{delimiter:?} {:?}", book.encoding);
            }
        }
    }

    #[test]
    fn parts_that_unpack_to_more_than_allowed_are_refused() {
        let bomb = ods(&vec![b' '; 3 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert!(matches!(read(&bomb), Err(ForeignError::Limit { limit: Limit::Foreign, .. })));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert!(matches!(read(b""), Err(ForeignError::Format(Format::Unknown(_)))));
        assert!(matches!(read(&ods(b"<office:document/>")), Err(ForeignError::NoSheets)));
        let ole = |stream: &str| {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
            file.create_stream(stream).unwrap();
            file.into_inner().into_inner()
        };
        assert!(matches!(read(&ole("/EncryptedPackage")), Err(ForeignError::Encrypted)));
        assert!(matches!(read(&ole("/Workbook")), Err(ForeignError::NoSheets)));
    }
}
