//! The notes on cells of an OpenDocument spreadsheet, which the copy for calamine leaves out.

use super::ods::attribute;
use super::{damaged, parts};
use crate::table::sheet::{CellRef, Column};
use crate::workbook::foreign::ForeignError;
use crate::workbook::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Read, Seek};

/// The notes of each table, in the order of the tables and of their cells.
pub(in super::super) fn read<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Vec<Vec<(CellRef, String)>>, ForeignError> {
    let parts = parts(reader, limits, |name| name == "content.xml")?;
    let content = parts.first().map(|(_, part)| String::from_utf8_lossy(part)).ok_or_else(|| damaged("no content.xml"))?;
    notes(&content)
}

fn notes(content: &str) -> Result<Vec<Vec<(CellRef, String)>>, ForeignError> {
    let xml_error = |error: quick_xml::Error| ForeignError::Damaged(error.to_string());
    let mut reader = Reader::from_str(content);
    reader.config_mut().expand_empty_elements = true;
    let mut tables: Vec<Vec<(CellRef, String)>> = Vec::new();
    // Rows and columns are counted from zero; a repeated one counts as often as it stands there.
    let (mut row, mut column, mut times, mut columns) = (0u64, 0u64, 1u64, 1u64);
    loop {
        match reader.read_event().map_err(xml_error)? {
            Event::Start(tag) => {
                let number = |name| attribute(&tag, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
                match tag.name().as_ref() {
                    "table:table" => {
                        tables.push(Vec::new());
                        row = 0;
                    }
                    "table:table-row" => (column, times) = (0, number("table:number-rows-repeated")),
                    "table:table-cell" | "table:covered-table-cell" => columns = number("table:number-columns-repeated"),
                    "office:annotation" => {
                        let text = text_of(&mut reader)?;
                        let at = u32::try_from(row + 1).ok().zip(usize::try_from(column).ok().and_then(Column::new));
                        if let (Some((row, column)), Some(table)) = (at, tables.last_mut().filter(|_| !text.is_empty())) {
                            table.push((CellRef::new(row, column), text));
                        }
                    }
                    // Tables within drawings are no tables of the workbook.
                    "table:shapes" | "table:tracked-changes" => {
                        reader.read_to_end(tag.name()).map_err(xml_error)?;
                    }
                    _ => {}
                }
            }
            Event::End(tag) => match tag.name().as_ref() {
                "table:table-row" => row = row.saturating_add(times),
                "table:table-cell" | "table:covered-table-cell" => column = column.saturating_add(columns),
                _ => {}
            },
            Event::Eof => return Ok(tables),
            _ => {}
        }
    }
}

/// The paragraphs of a note that has just begun; who wrote it and when are no part of it.
fn text_of(reader: &mut Reader<&[u8]>) -> Result<String, ForeignError> {
    let mut paragraphs: Vec<String> = Vec::new();
    let (mut depth, mut inside) = (1u32, 0u32);
    while depth > 0 {
        match reader.read_event().map_err(|error| ForeignError::Damaged(error.to_string()))? {
            Event::Start(tag) => {
                depth += 1;
                if tag.name().as_ref() == "text:p" {
                    paragraphs.push(String::new());
                    inside += 1;
                }
            }
            Event::End(tag) => {
                depth -= 1;
                inside = inside.saturating_sub(u32::from(tag.name().as_ref() == "text:p"));
            }
            Event::Text(text) if inside > 0 => {
                if let Some(paragraph) = paragraphs.last_mut() {
                    *paragraph += &text;
                }
            }
            Event::GeneralRef(name) if inside > 0 => {
                let char = match name.as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => " ",
                };
                if let Some(paragraph) = paragraphs.last_mut() {
                    *paragraph += char;
                }
            }
            Event::Eof => return Err(damaged("a note without its end")),
            _ => {}
        }
    }
    Ok(paragraphs.join("\n").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_behind_repeated_rows_and_cells() {
        let content = "<o><table:table><table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-repeated='2'/><table:table-cell><office:annotation>\
            <dc:date>2026</dc:date><text:p>см. &amp; выше</text:p><text:p>да</text:p></office:annotation><text:p>x</text:p>\
            </table:table-cell></table:table-row></table:table><table:table/></o>";
        let notes = notes(content).unwrap();
        assert_eq!(notes, [vec![("C4".parse().unwrap(), "см. & выше\nда".to_owned())], Vec::new()]);
    }
}
