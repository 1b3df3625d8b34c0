//! The content of an OpenDocument spreadsheet, in a package or as one XML file; with what calamine does not read of it: hyperlinks,
//! merged cells, hidden rows.

use super::{Beside, Copied, damaged, package, parts};
use crate::workbook::foreign::ForeignError;
use crate::workbook::foreign::budget::Budget;
use crate::workbook::limits::{Limit, Limits};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer, XmlVersion};
use std::io::{Read, Seek};
use std::ops::Range;

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

const ROWS: u64 = 1_048_576;
const COLUMNS: u64 = 16_384;

// Bytes that calamine takes, rounded up: for a cell of a row, for a place in the rectangle around the cells of a table (the
// rectangle, its copy and the one of formulas), for a text in all of these, and for a byte of it.
const CELL: u64 = 60;
const PLACE: u64 = 100;
const TEXT: u64 = 64;
const BYTE: u64 = 5;

/// How many cells with something in them may stand for repetitions of others, for a file of no size; one more for each byte of it.
/// Honest tables repeat a few rows, and no more than some thousands that were prepared for filling in.
const REPEATED: u64 = 1 << 16;

/// A package with the content and the list of parts, which says whether there is a password.
pub(in super::super) fn copy<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Copied, ForeignError> {
    let parts = parts(reader, limits, |name| matches!(name, "content.xml" | "meta-inf/manifest.xml"))?;
    let part = |wanted: &str| parts.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, part)| &part[..]);
    let manifest = part(MANIFEST).unwrap_or_default();
    if String::from_utf8_lossy(manifest).contains("manifest:encryption-data") {
        return Err(ForeignError::Encrypted);
    }
    copy_flat(&String::from_utf8_lossy(part(CONTENT).ok_or_else(|| damaged("no content.xml"))?), limits)
}

/// A package with the content of one XML file.
pub(in super::super) fn copy_flat(content: &str, limits: &Limits) -> Result<Copied, ForeignError> {
    let (content, beside) = copy_content(content, limits)?;
    Ok((package(&[("mimetype", KIND.as_bytes()), (MANIFEST, b""), (CONTENT, &content)])?, beside))
}

/// The content without what is no cell, after adding up what its tables would take. Blanks between elements, which calamine
/// does not expect, go as well.
fn copy_content(content: &str, limits: &Limits) -> Result<(Vec<u8>, Vec<Beside>), ForeignError> {
    let xml_error = |error: quick_xml::Error| ForeignError::Damaged(error.to_string());
    let mut reader = Reader::from_str(content);
    reader.config_mut().expand_empty_elements = true;
    let mut writer = Writer::new(Vec::with_capacity(content.len()));
    let budget = Budget::of(limits, Limit::Memory);
    let repeated = REPEATED.saturating_add(content.len() as u64);
    let mut size = Size { budget, repeated, table: None, row: None, cell: None, paragraphs: 0, beside: Vec::new() };
    size.budget.spend(content.len() as u64)?;
    let mut depth = 0u32;
    loop {
        let event = reader.read_event().map_err(xml_error)?;
        match &event {
            Event::Start(tag) if is_apart(tag.name().as_ref()) => {
                reader.read_to_end(tag.name()).map_err(xml_error)?;
                continue;
            }
            Event::Start(tag) => {
                depth += 1;
                size.start(tag)?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                size.end(tag.name().as_ref())?;
            }
            Event::Text(_) | Event::GeneralRef(_) | Event::CData(_) if size.paragraphs == 0 => continue,
            Event::Text(text) => size.text(text.len()),
            Event::GeneralRef(_) => size.text(4),
            Event::CData(text) => {
                size.text(text.len());
                let text = text.clone().escape().map_err(|error| ForeignError::Damaged(error.to_string()))?;
                writer.write_event(Event::Text(text))?;
                continue;
            }
            Event::Eof if depth == 0 => return Ok((writer.into_inner(), size.beside)),
            Event::Eof => return Err(damaged("an element without its end")),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        }
        writer.write_event(event)?;
    }
}

/// Comments, drawings with their own tables, and records of changes.
fn is_apart(name: &str) -> bool {
    name.starts_with("draw:") || matches!(name, "office:annotation" | "table:shapes" | "table:tracked-changes")
}

/// What is known of the table, row and cell that are open.
struct Size {
    budget: Budget,
    /// How many more cells may be repetitions.
    repeated: u64,
    table: Option<Table>,
    row: Option<Row>,
    cell: Option<Cell>,
    paragraphs: u32,
    /// Of the tables that have ended.
    beside: Vec<Beside>,
}

#[derive(Default)]
struct Table {
    rows: u64,
    used_rows: u64,
    used_columns: u64,
    beside: Beside,
}

#[derive(Default)]
struct Row {
    times: u64,
    columns: u64,
    /// The columns before the last element: only blanks at the very end take nothing.
    listed_columns: u64,
    used_columns: u64,
    /// Cells with something in them, each as often as it is repeated, and those that are listed.
    used_cells: u64,
    listed_cells: u64,
    /// What the texts take.
    taken: u64,
    is_hidden: bool,
    links: Vec<(Range<u64>, String)>,
}

struct Cell {
    times: u64,
    is_used: bool,
    taken: u64,
    link: Option<String>,
}

impl Cell {
    fn take(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(TEXT).saturating_add((bytes as u64).saturating_mul(BYTE));
    }
}

impl Size {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), ForeignError> {
        let number = |name| attribute(tag, name).map_or(1, |value| value.trim().parse().unwrap_or(u64::MAX));
        let is_nested = match tag.name().as_ref() {
            "table:table" => self.table.replace(Table::default()).is_some(),
            "table:table-row" => {
                let is_hidden = attribute(tag, "table:visibility").is_some_and(|visibility| visibility != "visible");
                let row = Row { times: number("table:number-rows-repeated"), is_hidden, ..Row::default() };
                self.row.replace(row).is_some()
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let mut cell = Cell { times: number("table:number-columns-repeated"), is_used: false, taken: 0, link: None };
                self.merge(number("table:number-rows-spanned"), number("table:number-columns-spanned"));
                for attribute in tag.attributes().with_checks(false).flatten() {
                    let name = attribute.key.as_ref();
                    cell.is_used |= name.starts_with("office:") || name.starts_with("calcext:") || name == "table:formula";
                    // Numbers and truth values are no texts.
                    if cell.is_used && !matches!(name, "office:value" | "office:value-type" | "office:boolean-value") {
                        cell.take(attribute.value.len());
                    }
                }
                self.cell.replace(cell).is_some()
            }
            "text:p" => {
                self.paragraphs += 1;
                false
            }
            "text:a" => {
                self.link(tag);
                false
            }
            "text:s" => {
                self.text(usize::try_from(number("text:c")).unwrap_or(usize::MAX));
                false
            }
            _ => false,
        };
        // calamine takes the end of the inner one for that of the outer one.
        if is_nested { Err(damaged("a table within a table")) } else { Ok(()) }
    }

    fn text(&mut self, bytes: usize) {
        if let Some(cell) = &mut self.cell {
            cell.take(bytes);
        }
    }

    /// Notes the address behind the open cell. Places within the workbook are written otherwise in an .xlsx.
    fn link(&mut self, tag: &BytesStart<'_>) {
        let target = attribute(tag, "xlink:href").filter(|target| !target.is_empty() && !target.starts_with('#'));
        if let (Some(cell), Some(target)) = (&mut self.cell, target)
            && cell.link.is_none()
        {
            cell.take(target.len());
            cell.link = Some(target);
        }
    }

    /// Notes the area that begins with the next cell.
    fn merge(&mut self, rows: u64, columns: u64) {
        if let (Some(table), Some(row), true) = (&mut self.table, &self.row, rows > 1 || columns > 1) {
            let last = |first: u64, count: u64| first.saturating_add(count.max(1) - 1);
            let (first, column) = (table.rows, row.columns);
            table.beside.merges.push(((first, column), (last(first, rows), last(column, columns))));
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ForeignError> {
        match name {
            "table:table" => {
                let table = self.table.take().unwrap_or_default();
                self.budget.spend(table.used_rows * table.used_columns * PLACE)?;
                self.beside.push(table.beside);
            }
            "table:table-row" => {
                let (row, Some(table)) = (self.row.take().unwrap_or_default(), &mut self.table) else { return Ok(()) };
                self.budget.spend(row.listed_columns * CELL)?;
                let before = table.rows;
                table.rows = before.saturating_add(row.times).min(ROWS);
                // Blank rows to the end of the sheet are the rule and take nothing.
                if row.used_columns > 0 {
                    let times = table.rows - before;
                    let cells = row.used_cells.saturating_mul(times).saturating_sub(row.listed_cells);
                    let too_many = ForeignError::Repeated { row: before + 1, times };
                    self.repeated = self.repeated.checked_sub(cells).ok_or(too_many)?;
                    table.used_rows = table.rows;
                    table.used_columns = table.used_columns.max(row.used_columns);
                    self.budget.spend((table.rows - before).max(1).saturating_mul(row.taken))?;
                    let rows = before..table.rows;
                    if row.is_hidden {
                        table.beside.hidden.push(rows.clone());
                    }
                    table.beside.links.extend(row.links.into_iter().map(|(columns, target)| (rows.clone(), columns, target)));
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else { return Ok(()) };
                let before = row.columns;
                row.columns = before.saturating_add(cell.times).min(COLUMNS);
                row.links.extend(cell.link.map(|target| (before..row.columns, target)));
                row.listed_columns = if cell.is_used { row.columns } else { before };
                if cell.is_used {
                    row.used_cells = row.used_cells.saturating_add(row.columns - before);
                    row.listed_cells += 1;
                    row.used_columns = row.columns;
                    row.taken = row.taken.saturating_add((row.columns - before).max(1).saturating_mul(cell.taken));
                }
            }
            "text:p" => self.paragraphs = self.paragraphs.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }
}

pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
