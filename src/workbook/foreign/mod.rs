//! Reads the workbooks that are no .xlsx: .xls, .xlsb, .ods, lines of text, and the web pages and XML tables that are named .xls.
//!
//! Each becomes a plain package (see `plain`), which is read and patched like any .xlsx.
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
mod plain;
mod xml2003;

use super::format::Format;
use super::input::{Input, Room};
use super::limits::{Limit, Limits};
use crate::table::sheet::{Area, BuildError, CellRef, Sheet};
use budget::Budget;
pub(crate) use plain::Losses;
use plain::PlainBook;
use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Finds the table on a sheet; none where there is none. Readers know nothing of tables, but a text is cut into columns so that there is
/// one, and its header is made to look like one.
pub(crate) type FindTable<'f> = dyn Fn(&Arc<Sheet>) -> Option<Found> + 'f;

/// A table that was found on a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Where it stands; none for one without a header.
    pub(crate) head: Option<Head>,
    /// How many of its columns are known for what they are.
    pub(crate) columns: usize,
}

/// Where a table stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// The last row of its header.
    pub(crate) header: u32,
    /// Header and data rows.
    pub(crate) table: Area,
}

/// A sheet of such a workbook, with what of its looks is known. Dates are days of the 1900 calendar, whatever the file's own was.
#[derive(Debug)]
struct ForeignSheet {
    /// The cells.
    sheet: Arc<Sheet>,
    /// Whether its tab is shown.
    visible: bool,
    /// The widths of the columns from A, in characters as in «Ширина столбца»; 0 where the column is hidden, `None` where nothing
    /// is said.
    widths: Vec<Option<f64>>,
    /// The cells whose date is a length of time.
    durations: HashSet<CellRef>,
}

impl ForeignSheet {
    /// Whether the date in a cell is a length of time, in days, and no day of the calendar.
    fn is_duration(&self, at: CellRef) -> bool {
        self.durations.contains(&at)
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ForeignError {
    /// The file system or the reader failed.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The plain package cannot be written, for which there are temporary files.
    #[error("temporary files cannot be written: {0}")]
    Temporary(io::Error),
    /// A quotation mark that is opened in a text and never closed.
    #[error("line {line}: an open quotation mark")]
    OpenQuote {
        /// The line, from one.
        line: u64,
    },
    /// Question marks stand where letters stood: it was saved in an encoding that has none of them.
    #[error("question marks instead of letters")]
    LettersLost,
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

/// The notes on cells of an OpenDocument spreadsheet in a package, by its sheets.
///
/// # Errors
/// See [`ForeignError`].
pub(crate) fn ods_notes(bytes: &[u8], limits: &Limits) -> Result<Vec<Vec<(CellRef, String)>>, ForeignError> {
    guard::ods_notes::read(io::Cursor::new(bytes), limits)
}

/// Makes a plain package of a workbook in another format; what is made before its turn waits in the `room`.
///
/// # Errors
/// See [`ForeignError`]; an .xlsx is [`ForeignError::Format`].
pub(super) fn plain<R: Read + Seek>(
    reader: &mut R,
    format: Format,
    limits: &Limits,
    find: &FindTable<'_>,
    room: Room,
) -> Result<(Input, Losses), ForeignError> {
    let mut plain = PlainBook::new(room);
    if format == Format::Text {
        delimited::write(reader, limits, find, &mut plain)?;
    } else {
        let (sheets, dropped) = sheets(reader, format, limits)?;
        plain.drop_sheets(dropped);
        for sheet in sheets {
            let head = find(&sheet.sheet).and_then(|found| found.head);
            plain.write(&sheet, head).map_err(ForeignError::Temporary)?;
        }
    }
    plain.finish().map_err(ForeignError::Temporary)
}

/// The sheets with cells, in the order of their tabs, and how many there are without.
type Sheets = (Vec<ForeignSheet>, usize);

/// Reads the sheets of a workbook.
fn sheets<R: Read + Seek>(reader: &mut R, format: Format, limits: &Limits) -> Result<Sheets, ForeignError> {
    Budget::of(limits, Limit::Foreign).spend(reader.seek(SeekFrom::End(0))?)?;
    reader.seek(SeekFrom::Start(0))?;
    let text = |reader: &mut R| -> Result<String, ForeignError> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        Ok(encoding::decode(&bytes, encoding::declared(&bytes)).0)
    };
    let cells = Budget::of(limits, Limit::Cells);
    let sheets = match format {
        Format::Xls => office::xls(guard::xls::copy(reader, limits)?, limits)?,
        Format::Xlsb => office::xlsb(guard::xlsb::copy(reader, limits)?, limits)?,
        Format::Ods => office::ods(guard::ods::copy(reader, limits)?, limits)?,
        Format::FlatOds => office::ods(guard::ods::copy_flat(&text(reader)?, limits)?, limits)?,
        Format::Xml2003 => (xml2003::read(&text(reader)?, cells)?, 0),
        Format::Html => (vec![html::read(&text(reader)?, cells)?], 0),
        Format::Encrypted => return Err(ForeignError::Encrypted),
        Format::Text | Format::Xlsx | Format::Unknown(_) => return Err(ForeignError::Format(format)),
    };
    if sheets.0.is_empty() { Err(ForeignError::NoSheets) } else { Ok(sheets) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::book::Book;
    use super::super::format::recognise;
    use super::super::read::Scope;
    use super::*;
    use crate::table::sheet::Value;
    use encoding_rs::{IBM866, KOI8_R, UTF_8, WINDOWS_1251};
    use std::io::{Cursor, Write};

    fn limits() -> Limits {
        Limits { foreign_bytes: 1 << 20, ..Limits::default() }
    }

    /// The sheets as they are read, before there is a package.
    pub(super) fn read(bytes: &[u8]) -> Result<Vec<ForeignSheet>, ForeignError> {
        let mut file = Cursor::new(bytes);
        let format = recognise(&mut file)?;
        sheets(&mut file, format, &Limits { foreign_bytes: 1 << 24, ..Limits::default() }).map(|(sheets, _)| sheets)
    }

    /// The package as a workbook.
    pub(in crate::workbook) fn book(bytes: &[u8], find: &FindTable<'_>) -> Result<(Book, Losses), ForeignError> {
        let mut file = Cursor::new(bytes);
        let format = recognise(&mut file)?;
        let (input, losses) = plain(&mut file, format, &limits(), find, Room::Memory)?;
        Ok((Book::load(input, Limits::default()).unwrap(), losses))
    }

    /// The first sheet.
    pub(super) fn open(bytes: &[u8]) -> Result<Sheet, ForeignError> {
        open_with(bytes, &|_| None)
    }

    pub(super) fn open_with(bytes: &[u8], find: &FindTable<'_>) -> Result<Sheet, ForeignError> {
        Ok(book(bytes, find)?.0.read(0, &Scope::default()).unwrap())
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
                let sheet = open(&bytes).unwrap();
                let cell = sheet.cell("B2".parse().unwrap());
                assert_eq!(cell.value, Value::Text("МБОУ Школа г. Образцовска"), "{delimiter:?}");
            }
        }
    }

    #[test]
    fn parts_that_unpack_to_more_than_allowed_are_refused() {
        let bomb = ods(&vec![b' '; 3 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert!(matches!(open(&bomb), Err(ForeignError::Limit { limit: Limit::Foreign, .. })));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert!(matches!(open(b""), Err(ForeignError::Format(Format::Unknown(_)))));
        assert!(matches!(open(&ods(b"<office:document/>")), Err(ForeignError::NoSheets)));
        let ole = |stream: &str| {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
            file.create_stream(stream).unwrap();
            file.into_inner().into_inner()
        };
        assert!(matches!(open(&ole("/EncryptedPackage")), Err(ForeignError::Encrypted)));
        assert!(matches!(open(&ole("/Workbook")), Err(ForeignError::NoSheets)));
    }
}
