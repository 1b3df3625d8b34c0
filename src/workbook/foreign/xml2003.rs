//! «Таблица XML 2003» (SpreadsheetML), which some registers export under the name .xls. calamine does not read it.

use super::budget::Budget;
use super::grid::Grid;
use super::{ForeignError, ForeignSheet};
use crate::domain::date::serial_day;
use crate::table::sheet::Value;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::str::FromStr;

/// Points to a character of the usual font.
const POINTS: f64 = 5.25;

/// Reads the text of a workbook.
pub(super) fn read(text: &str, cells: Budget) -> Result<Vec<ForeignSheet>, ForeignError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let (mut sheets, mut room) = (Vec::new(), cells);
    let mut sheet: Option<Reading> = None;
    loop {
        let event = reader.read_event().map_err(|error| ForeignError::Damaged(error.to_string()))?;
        match (event, &mut sheet) {
            (Event::Start(tag), None) if tag.local_name().as_ref() == "Worksheet" => {
                sheet = Some(Reading::new(attribute(&tag, "Name").unwrap_or_default(), Grid::new(room)));
            }
            (Event::End(tag), Some(_)) if tag.local_name().as_ref() == "Worksheet" => {
                if let Some(done) = sheet.take() {
                    let finished;
                    (finished, room) = done.grid.finish(&done.name, done.visible)?;
                    sheets.push(finished);
                }
            }
            (Event::Start(tag), Some(sheet)) => sheet.start(&tag),
            (Event::End(tag), Some(sheet)) => sheet.end(tag.local_name().as_ref())?,
            (Event::Text(text), Some(sheet)) => sheet.text(&text.xml10_content()),
            (Event::CData(text), Some(sheet)) => sheet.text(&text.xml10_content()),
            (Event::GeneralRef(entity), Some(sheet)) => sheet.text(&resolved(&entity)),
            (Event::Eof, _) => return Ok(sheets),
            _ => {}
        }
    }
}

/// A worksheet that is being read.
struct Reading {
    name: String,
    visible: bool,
    grid: Grid,
    /// The next row, column and column definition, from zero.
    row: u32,
    column: u32,
    width: u32,
    cell: Option<Cell>,
    /// The text of the element that is open, if it is one whose text counts.
    text: Option<String>,
}

struct Cell {
    kind: String,
    formula: Option<String>,
    link: Option<String>,
    across: u32,
    down: u32,
}

impl Reading {
    fn new(name: String, grid: Grid) -> Self {
        Self { name, visible: true, grid, row: 0, column: 0, width: 0, cell: None, text: None }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let is_hidden = || attribute(tag, "Hidden").as_deref() == Some("1");
        match tag.local_name().as_ref() {
            "Column" => {
                let first = index(tag, self.width);
                let last = first.saturating_add(number(tag, "Span").unwrap_or(0));
                if is_hidden() {
                    self.grid.width(first, last, 0.0);
                } else if let Some(points) = number::<f64>(tag, "Width") {
                    self.grid.width(first, last, points / POINTS);
                }
                self.width = last.saturating_add(1);
            }
            "Row" => {
                (self.row, self.column) = (index(tag, self.row), 0);
                if is_hidden() {
                    self.grid.hide_row(self.row);
                }
            }
            "Cell" => {
                self.column = index(tag, self.column);
                self.cell = Some(Cell {
                    kind: String::new(),
                    formula: attribute(tag, "Formula"),
                    link: attribute(tag, "HRef"),
                    across: number(tag, "MergeAcross").unwrap_or(0),
                    down: number(tag, "MergeDown").unwrap_or(0),
                });
            }
            "Data" => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(tag, "Type").unwrap_or_default();
                    self.text = Some(String::new());
                }
            }
            "Visible" => self.text = Some(String::new()),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ForeignError> {
        match name {
            "Data" => {
                if let (Some(cell), Some(text)) = (&self.cell, self.text.take()) {
                    let value = match (cell.kind.as_str(), text.trim().parse::<f64>()) {
                        ("Number", Ok(number)) if number.is_finite() => Value::Number(number),
                        ("DateTime", _) => serial_day(&text).map_or(Value::Text(&text), Value::Date),
                        ("Boolean", _) => Value::Bool(text.trim() == "1"),
                        ("Error", _) => Value::Error(&text),
                        _ => Value::Text(&text),
                    };
                    self.grid.put(self.row, self.column, value)?;
                }
            }
            "Cell" => {
                if let Some(cell) = self.cell.take() {
                    if let Some(formula) = &cell.formula {
                        self.grid.formula(self.row, self.column, formula.trim_start_matches('='));
                    }
                    self.grid.link(self.row, self.column, cell.link.as_deref().unwrap_or_default());
                    let last = (self.row.saturating_add(cell.down), self.column.saturating_add(cell.across));
                    self.grid.merge((self.row, self.column), last)?;
                    self.column = last.1.saturating_add(1);
                }
            }
            "Row" => self.row = self.row.saturating_add(1),
            "Visible" => {
                self.visible &=
                    !self.text.take().is_some_and(|text| text.starts_with("SheetHidden") || text.starts_with("SheetVeryHidden"))
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(own) = &mut self.text {
            own.push_str(text);
        }
    }
}

/// Where an element stands: its own index, which counts from one, or behind the one before it.
fn index(tag: &BytesStart<'_>, next: u32) -> u32 {
    number::<u32>(tag, "Index").and_then(|index| index.checked_sub(1)).unwrap_or(next)
}

fn number<T: FromStr>(tag: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(tag, name)?.trim().parse().ok()
}

/// The value of an attribute, whatever its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or(attribute.value).into_owned())
}

/// What an entity stands for; an unknown one stays as it is written.
fn resolved(entity: &BytesRef<'_>) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => resolve_predefined_entity(entity).map_or_else(|| format!("&{};", &**entity), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::Value;

    #[test]
    fn values_places_links_and_hidden_sheets_are_read() {
        let text = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">
            <Styles><Style ss:ID="s1"><NumberFormat ss:Format="Short Date"/></Style></Styles>
            <Worksheet ss:Name="Реестр"><Table><Column ss:Index="2" ss:Width="105"/>
            <Row ss:Index="3"><Cell ss:MergeAcross="1"><Data ss:Type="String">Школа &amp; сад</Data></Cell>
            <Cell ss:Index="4" ss:HRef="https://vk.com/club1"><ss:Data ss:Type="String"><B>стра</B>ница</ss:Data></Cell></Row>
            <Row><Cell><Data ss:Type="Number">217000001</Data></Cell><Cell ss:StyleID="s1"><Data ss:Type="DateTime">2024-05-01T00:00:00.000</Data></Cell>
            <Cell ss:Formula="=A4"><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
            </Table></Worksheet><Worksheet ss:Name="Тайный"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"#;
        let sheets = read(text, Budget::of_cells()).unwrap();
        let cell = |at: &str| sheets[0].sheet.cell(at.parse().unwrap());
        assert_eq!(cell("A3").value, Value::Text("Школа & сад"));
        assert_eq!((cell("D3").value, cell("D3").hyperlink), (Value::Text("страница"), Some("https://vk.com/club1")));
        assert_eq!(cell("A4").value, Value::Number(217_000_001.0));
        assert_eq!(cell("B4").value, Value::Date(45_413.0));
        assert_eq!((cell("C4").value, cell("C4").formula), (Value::Bool(true), Some("A4")));
        assert_eq!(cell("D4").value, Value::Error("#N/A"));
        assert_eq!(sheets[0].widths, [None, Some(20.0)]);
        assert_eq!(sheets.iter().map(|sheet| sheet.visible).collect::<Vec<_>>(), [true, false]);
    }
}
