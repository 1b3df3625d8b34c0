//! Makes workbooks of gospub's own, for people to fill in. Every text stays a text. The same input gives the same bytes.

mod form;
mod look;
mod names;
mod target;

use super::caught::caught;
use crate::table::edit::{Content, lines};
use crate::table::sheet::CellRef;
pub use form::{Waiting, create_form};
use look::{Looks, Style};
use names::SheetNames;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::io;
use target::Target;
pub(super) use target::looks_like_host;
use zip::result::ZipError;

/// How many hyperlinks a sheet of Excel may have.
const MAX_LINKS: usize = 65_530;
/// The level of deflate: higher ones take several times as long and save a tenth of the size.
const LEVEL: u8 = 3;
/// How many UTF-16 units a cell of Excel holds.
const MAX_TEXT: usize = 32_767;

/// Columns are made to fit their cells up to this width, in characters.
const WIDEST: usize = 60;
/// Points of a line of the usual font, and of the highest row of Excel.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The writing library says so.
    #[error("the workbook cannot be written: {0}")]
    Write(#[from] XlsxError),
    /// The folder for temporary files, where rows wait, takes no more of them.
    #[error("temporary files cannot be written")]
    Temporary,
}

impl CreateError {
    /// What the system said, if it was the system that would not write.
    pub fn io_error(&self) -> Option<&io::Error> {
        match self {
            Self::Write(XlsxError::IoError(error) | XlsxError::ZipError(ZipError::Io(error))) => Some(error),
            _ => None,
        }
    }
}

/// Runs the writing library, which panics where the rows that wait in temporary files cannot be written.
fn written<T>(write: impl FnOnce() -> Result<T, CreateError>) -> Result<T, CreateError> {
    caught(write).unwrap_or(Err(CreateError::Temporary))
}

fn new_workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(LEVEL);
    // A time of its own would make every run's bytes differ.
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(workbook)
}

/// Landscape, one page wide, as many pages long as it takes.
fn set_page(worksheet: &mut Worksheet) {
    worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
}

/// The row and column from zero, as the writing library counts.
fn place(at: CellRef) -> (u32, u16) {
    (at.row - 1, u16::try_from(at.column.index()).unwrap_or(u16::MAX))
}

/// The cells of a worksheet that is being written.
struct Cells<'w> {
    worksheet: &'w mut Worksheet,
    looks: &'w mut Looks,
    names: &'w SheetNames,
    links: usize,
    /// Widths of the columns, as far as they are known while the rows are written.
    widths: Vec<Option<f64>>,
    /// How many lines the highest cell of the row has.
    lines: usize,
}

impl<'w> Cells<'w> {
    fn new(worksheet: &'w mut Worksheet, looks: &'w mut Looks, names: &'w SheetNames) -> Self {
        Self { worksheet, looks, names, links: 0, widths: Vec::new(), lines: 1 }
    }

    /// Ends a sheet that is written row by row. The writing library repeats the last row where that one has a height or is hidden
    /// (rust_xlsxwriter 0.102), and Excel calls such a file damaged; a next row without cells keeps it from that.
    fn end_rows(&mut self, rows: u32) -> Result<(), CreateError> {
        if (1..CellRef::ROWS).contains(&rows) {
            self.worksheet.write_blank(rows, 0, self.looks.format(Style::default()))?.clear_cell(rows, 0);
        }
        Ok(())
    }

    /// Ends a row: gives it the height of its highest cell. Excel would find it by itself, the office programs that regions use
    /// instead of it do not.
    fn end_row(&mut self, row: u32) -> Result<(), CreateError> {
        let lines = std::mem::replace(&mut self.lines, 1);
        // The very last row of a full sheet has no next row to keep it from being repeated; see `end_rows`.
        if lines > 1 && row + 1 < CellRef::ROWS {
            self.worksheet.set_row_height(row, (LINE * lines as f64).min(HIGHEST))?;
        }
        Ok(())
    }

    /// Writes what gospub puts into a cell.
    fn content(&mut self, row: u32, column: u16, content: &Content, style: Style) -> Result<(), CreateError> {
        match content {
            Content::Blank | Content::Kept => self.blank(row, column, style),
            Content::Text(text) => self.text(row, column, text, None, style),
            Content::Number(number) | Content::Date(number) => self.number(row, column, *number, None, style),
            Content::Link { text, target } => self.text(row, column, text, Some(target), style),
            // It leads to a sheet that annotated workbooks have.
            Content::LineLink { text, .. } => self.text(row, column, text, None, style),
            Content::CellLink { text, sheet, cell } => {
                self.text(row, column, text, Some(&within(self.names.taken_for(sheet), *cell)), style)
            }
        }
    }

    fn blank(&mut self, row: u32, column: u16, style: Style) -> Result<(), CreateError> {
        if !style.is_plain() {
            self.worksheet.write_blank(row, column, self.looks.format(style))?;
        }
        Ok(())
    }

    fn text(&mut self, row: u32, column: u16, text: &str, link: Option<&str>, mut style: Style) -> Result<(), CreateError> {
        style.link = self.link(row, column, link)?;
        let short = cut(text);
        let text = short.as_deref().unwrap_or(text);
        if style.wrap {
            let width = self.widths.get(usize::from(column)).copied().flatten().filter(|&width| width > 0.0);
            self.lines = self.lines.max(lines(text, width.unwrap_or(WIDEST as f64)));
        }
        if style == Style::default() {
            // The format of the column does; looking one up for each cell takes a seventh of the whole time.
            self.worksheet.write_string(row, column, text)?;
        } else {
            self.worksheet.write_string_with_format(row, column, text, self.looks.format(style))?;
        }
        Ok(())
    }

    fn number(&mut self, row: u32, column: u16, number: f64, link: Option<&str>, mut style: Style) -> Result<(), CreateError> {
        style.link = self.link(row, column, link)?;
        self.worksheet.write_number_with_format(row, column, number, self.looks.format(style))?;
        Ok(())
    }

    /// Puts a hyperlink behind a cell that is written afterwards. Gives `false` if there is none, or it has to stay a text.
    fn link(&mut self, row: u32, column: u16, link: Option<&str>) -> Result<bool, CreateError> {
        let Some(target) = link.and_then(Target::of).filter(|_| self.links < MAX_LINKS) else { return Ok(false) };
        self.worksheet.write_url(row, column, target.url())?;
        self.links += 1;
        Ok(true)
    }
}

/// The address of a cell of the workbook.
fn within(sheet: &str, cell: CellRef) -> String {
    format!("#'{}'!{cell}", sheet.replace('\'', "''"))
}

/// The beginning of a text that is too long for a cell, with a mark that something is missing.
fn cut(text: &str) -> Option<String> {
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return None;
    }
    let mut room = MAX_TEXT - 1;
    let kept = text.chars().take_while(|c| match room.checked_sub(c.len_utf16()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    });
    Some(kept.chain(['…']).collect())
}
