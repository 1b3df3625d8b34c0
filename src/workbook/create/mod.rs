//! Writes a fresh .xlsx: for workbooks that came in another format, and around sheets that gospub makes itself.
//!
//! What a reader of the other format gives comes back: values, dates and number formats, widths, merges, hyperlinks, hidden rows,
//! columns and sheets. Every text stays a text. The same input gives the same bytes.

mod form;
mod look;
mod names;
mod table;
mod target;

use super::caught::caught;
use super::foreign::ForeignBook;
use super::patch::Compression;
use crate::table::edit::{Content, Lines, NewSheet, NewSheets, SheetEdits, lines};
use crate::table::sheet::{CellRef, Column};
use crate::workbook::new_sheet::PAGE_HEADER;
pub use form::create_form;
use look::{Looks, Style};
use names::SheetNames;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};
use target::Target;
use zip::result::ZipError;

/// How many hyperlinks a sheet of Excel may have.
const MAX_LINKS: usize = 65_530;
/// The level where time counts more: higher ones take several times as long and save a tenth of the size.
const FAST: u8 = 3;
const BEST: u8 = 9;
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

/// What does not fit into an .xlsx and was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Cells whose text was cut to the 32,767 characters that a cell holds, with the position of their sheet.
    pub cut_texts: Vec<(usize, CellRef)>,
    /// How many hyperlinks became plain text: more than 65,530 in a sheet, too long, or to a file beside the workbook.
    pub plain_links: usize,
    /// How many merged areas were left out because they overlap or cover more cells than a title does.
    pub dropped_merges: usize,
}

/// Writes the sheets of a workbook with the edits that belong to them, then the new sheets.
///
/// # Errors
/// [`CreateError`] when `out` fails or the sheets are more than an .xlsx can hold.
pub fn create<L: Default + Send>(
    book: &ForeignBook,
    edits: &[SheetEdits<'_, L>],
    new_sheets: NewSheets,
    compression: Compression,
    out: impl Write + Send,
) -> Result<Losses, CreateError> {
    written(|| write_book(book, edits, new_sheets, compression, out))
}

/// Asks for the edits of all rows, for the sake of what is learnt of them.
pub(super) fn learn<L: Default + Send>(book: &ForeignBook, edits: &[SheetEdits<'_, L>], learn: &mut dyn FnMut(usize, L)) {
    for (position, own) in edits.iter().enumerate() {
        if let Some(sheet) = book.sheets.get(own.sheet) {
            table::learn(sheet, own, &mut |learnt| learn(position, learnt));
        }
    }
}

fn write_book<L: Default + Send>(
    book: &ForeignBook,
    edits: &[SheetEdits<'_, L>],
    NewSheets { sheets: new_sheets, lines }: NewSheets,
    compression: Compression,
    out: impl Write + Send,
) -> Result<Losses, CreateError> {
    let mut workbook = new_workbook(compression)?;
    let mut names = SheetNames::default();
    let sheet_names: Vec<String> = book.sheets.iter().map(|sheet| names.take(sheet.sheet.name())).collect();
    let new_names: Vec<String> = new_sheets.iter().map(|sheet| names.take(&sheet.name)).collect();
    let first_new = new_names.first().map(|name| (name.as_str(), &lines));
    let (mut looks, mut losses) = (Looks::default(), Losses::default());
    let active = book.sheets.iter().position(|sheet| sheet.visible).unwrap_or(0);
    for (position, name) in sheet_names.iter().enumerate() {
        // Not with constant memory, which repeats a text in every cell: a small file of repeated cells would fill the disk.
        let worksheet = workbook.add_worksheet_with_low_memory()?;
        worksheet.set_name(name)?;
        worksheet.set_active(position == active);
        worksheet.set_hidden(position != active && !book.sheets[position].visible);
        let own = edits.iter().find(|edits| edits.sheet == position);
        let cells = Cells { first_new, ..Cells::new(position, worksheet, &mut looks, &names, &mut losses) };
        table::write(cells, &book.sheets[position], own)?;
    }
    for (position, (sheet, name)) in (book.sheets.len()..).zip(new_sheets.iter().zip(&new_names)) {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(name)?;
        write_new(Cells::new(position, worksheet, &mut looks, &names, &mut losses), sheet)?;
    }
    workbook.save_to_writer(out)?;
    Ok(losses)
}

fn new_workbook(compression: Compression) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(match compression {
        Compression::Fast => FAST,
        Compression::Best => BEST,
    });
    // A time of its own would make every run's bytes differ.
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(workbook)
}

/// Writes a sheet of gospub's own.
fn write_new(mut cells: Cells<'_>, sheet: &NewSheet) -> Result<(), CreateError> {
    for (column, &width) in (0u16..).zip(&sheet.widths) {
        cells.worksheet.set_column_width(column, width)?;
        cells.widths.push(Some(width));
    }
    for (row, line) in (0u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(line) {
            cells.content(row, column, &cell.content, Style::of_look(cell.look))?;
        }
        cells.end_row(row)?;
    }
    let worksheet = cells.worksheet;
    if sheet.frozen_rows > 0 {
        worksheet.set_freeze_panes(sheet.frozen_rows, 0)?;
    }
    if let Some(area) = sheet.filter {
        let (first, last) = (place(area.first), place(area.last));
        worksheet.autofilter(first.0, first.1, last.0, last.1)?;
        worksheet.set_repeat_rows(first.0, first.0)?;
    }
    worksheet.set_header(PAGE_HEADER);
    set_page(worksheet);
    Ok(())
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
    sheet: usize,
    worksheet: &'w mut Worksheet,
    looks: &'w mut Looks,
    names: &'w SheetNames,
    /// The name of the first new sheet, and where it speaks of the rows.
    first_new: Option<(&'w str, &'w Lines)>,
    losses: &'w mut Losses,
    links: usize,
    /// Widths of the columns, as far as they are known while the rows are written.
    widths: Vec<Option<f64>>,
    /// How many lines the highest cell of the row has.
    lines: usize,
}

impl<'w> Cells<'w> {
    fn new(
        sheet: usize,
        worksheet: &'w mut Worksheet,
        looks: &'w mut Looks,
        names: &'w SheetNames,
        losses: &'w mut Losses,
    ) -> Self {
        Self { sheet, worksheet, looks, names, first_new: None, losses, links: 0, widths: Vec::new(), lines: 1 }
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
            Content::Blank => self.blank(row, column, style),
            Content::Text(text) => self.text(row, column, text, None, style),
            Content::Number(number) | Content::Date(number) => self.number(row, column, *number, None, style),
            Content::Link { text, target } => self.text(row, column, text, Some(target), style),
            // The way back to the report leaves room for addresses, which cannot be counted before the rows are written.
            Content::LineLink { text, .. } if self.links >= MAX_LINKS / 2 => self.text(row, column, text, None, style),
            Content::LineLink { text, topic } => {
                let line = self.first_new.and_then(|(name, lines)| Some(within(name, lines.get(self.sheet, row + 1, topic)?)));
                self.text(row, column, text, line.as_deref(), style)
            }
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
        if short.is_some() {
            let column = Column::new(usize::from(column));
            self.losses.cut_texts.extend(column.map(|column| (self.sheet, CellRef::new(row + 1, column))));
        }
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
        let Some(link) = link else { return Ok(false) };
        match Target::of(link).filter(|_| self.links < MAX_LINKS) {
            Some(target) => {
                self.worksheet.write_url(row, column, target.url())?;
                self.links += 1;
                Ok(true)
            }
            None => {
                self.losses.plain_links += 1;
                Ok(false)
            }
        }
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

#[cfg(test)]
mod tests;
