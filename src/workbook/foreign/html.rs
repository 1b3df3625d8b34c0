//! Web pages with tables, as portals export them under the name .xls. Every cell stays a text.

use super::budget::Budget;
use super::grid::Grid;
use super::{ForeignError, ForeignSheet};
use crate::table::sheet::{Column, Value};
use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Readable, Reader, StringReader, Token, Tokenizer};
use std::borrow::Cow;
use std::cell::Cell as Shared;
use std::collections::BTreeMap;
use std::ops::Range;

/// Excel puts all tables of a page on one sheet; so is it done here.
const SHEET: &str = "Лист1";
/// No heading spans more columns or rows than this; a larger number is a mistake or worse.
const LARGEST_SPAN: u32 = 1_000;

/// Reads the text of a page: its tables one below the other with a blank row between them.
pub(super) fn read(text: &str, cells: Budget) -> Result<ForeignSheet, ForeignError> {
    let mut page =
        Page { grid: Grid::new(cells), row: 0, column: 0, in_row: false, depth: 0, below: Below::default(), cell: None };
    let mut emitter = DefaultEmitter::default();
    // What stands in scripts and styles is no mark-up.
    emitter.naively_switch_states(true);
    let mut is_apart = false;
    let names = Shared::new(0);
    for token in Tokenizer::new_with_emitter(Tags { text: text.to_reader(), names: &names }, emitter) {
        names.set(0);
        match token.map_err(|error| ForeignError::Damaged(error.to_string()))? {
            Token::StartTag(tag) => {
                is_apart = matches!(&**tag.name, b"script" | b"style" | b"title");
                page.start(&tag)?;
            }
            Token::EndTag(tag) => {
                is_apart = false;
                page.end(&tag.name)?;
            }
            Token::String(text) if !is_apart => page.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    page.close_cell()?;
    Ok(page.grid.finish(SHEET, true)?.0)
}

/// The text of a page, which ends with an error in a tag that has more attributes than a tag has: with each of them the tokenizer calls
/// itself once more, until the stack is full.
struct Tags<'t> {
    text: StringReader<'t>,
    /// How often a name of an attribute was read on since the last token.
    names: &'t Shared<u32>,
}

/// More attributes than a tag has.
#[derive(Debug, thiserror::Error)]
#[error("a tag with too many attributes")]
struct TooManyAttributes;

impl Reader for Tags<'_> {
    type Error = TooManyAttributes;

    fn read_byte(&mut self) -> Result<Option<u8>, Self::Error> {
        self.text.read_byte().map_err(|never| match never {})
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Self::Error> {
        self.text.try_read_string(text, case_sensitive).map_err(|never| match never {})
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Self::Error> {
        /// Two for each attribute.
        const MOST: u32 = 200;
        // Only the name of an attribute is read up to an equals sign.
        if needle.contains(&b'=') {
            self.names.set(self.names.get() + 1);
            if self.names.get() > MOST {
                return Err(TooManyAttributes);
            }
        }
        self.text.read_until(needle, buffer).map_err(|never| match never {})
    }
}

/// What is known at a place of the page.
struct Page {
    grid: Grid,
    /// The row that is being filled, and the column of its next cell.
    row: u32,
    column: u32,
    in_row: bool,
    /// How many tables are open: the cells of inner ones are text of the outer cell.
    depth: u32,
    below: Below,
    cell: Option<Cell>,
}

struct Cell {
    rows: u32,
    columns: u32,
    text: String,
    link: Option<String>,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), ForeignError> {
        match &**tag.name {
            b"table" => self.depth += 1,
            b"tr" if self.depth <= 1 => {
                self.close_row()?;
                self.in_row = true;
            }
            b"td" | b"th" if self.depth <= 1 => {
                self.close_cell()?;
                let span =
                    |name| attribute(tag, name).and_then(|span| span.trim().parse().ok()).unwrap_or(1).clamp(1, LARGEST_SPAN);
                let (rows, columns) = (span(b"rowspan"), span(b"colspan"));
                self.cell = Some(Cell { rows, columns, text: String::new(), link: None });
            }
            b"br" | b"p" | b"div" | b"li" | b"tr" => self.break_line(),
            b"a" => {
                if let Some(cell) = &mut self.cell
                    && cell.link.is_none()
                {
                    cell.link = attribute(tag, b"href").filter(|target| !target.starts_with('#')).map(Cow::into_owned);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), ForeignError> {
        match name {
            b"table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.close_row()?;
                    self.below = Below::default();
                    self.row = self.row.saturating_add(1);
                }
            }
            b"tr" if self.depth <= 1 => self.close_row()?,
            b"td" | b"th" if self.depth <= 1 => self.close_cell()?,
            _ => {}
        }
        Ok(())
    }

    /// Runs of blanks in the source are one blank on the page; a no-break space is a letter.
    fn text(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                cell.text.push(c);
            } else if !cell.text.ends_with([' ', '\n']) && !cell.text.is_empty() {
                cell.text.push(' ');
            }
        }
    }

    fn break_line(&mut self) {
        if let Some(cell) = &mut self.cell
            && !cell.text.is_empty()
        {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            cell.text.push('\n');
        }
    }

    fn close_row(&mut self) -> Result<(), ForeignError> {
        self.close_cell()?;
        // A row without cells is a row too: cells of the rows above may reach down into it.
        if self.in_row || self.column > 0 {
            (self.row, self.column, self.in_row) = (self.row.saturating_add(1), 0, false);
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), ForeignError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let (row, column) = (self.row, self.below.free_column(self.row, self.column));
        let (last_row, last_column) = (row.saturating_add(cell.rows - 1), column.saturating_add(cell.columns - 1));
        if cell.rows > 1 {
            // Farther right than a sheet reaches nothing is kept, so nothing needs to make way either.
            let end = last_column.saturating_add(1).min(u32::from(Column::COUNT));
            self.below.insert(column..end, last_row.saturating_add(1));
        }
        let text = cell.text.trim_matches(|c: char| c.is_ascii_whitespace());
        if !text.is_empty() {
            self.grid.put(row, column, Value::Text(text))?;
            self.grid.link(row, column, cell.link.as_deref().unwrap_or_default());
        }
        self.grid.merge((row, column), (last_row, last_column))?;
        self.column = last_column.saturating_add(1);
        Ok(())
    }
}

/// Which columns cells of earlier rows reach down into: by the first column of each run its end and the first row that is free again. No
/// two runs overlap. A run a cell and not an entry a column: a tag of thirty bytes may span a thousand columns, and each row passes them.
#[derive(Default)]
struct Below(BTreeMap<u32, (u32, u32)>);

impl Below {
    /// The next column from `column` on that no cell reaches into in this row.
    fn free_column(&self, row: u32, mut column: u32) -> u32 {
        while let Some((_, &(end, free))) = self.0.range(..=column).next_back()
            && end > column
            && free > row
        {
            column = end;
        }
        column
    }

    /// Lets a cell reach down, in the place of those that were there.
    fn insert(&mut self, columns: Range<u32>, free: u32) {
        if columns.is_empty() {
            return;
        }
        let before = self.0.range_mut(..columns.start).next_back().filter(|(_, (end, _))| *end > columns.start);
        let mut rest = before.map(|(_, (end, free))| (std::mem::replace(end, columns.start), *free));
        while let Some((&start, &covered)) = self.0.range(columns.clone()).next() {
            self.0.remove(&start);
            rest = Some(covered);
        }
        // What the last of them covered behind the new one stays.
        self.0.extend(rest.filter(|&(end, _)| end > columns.end).map(|rest| (columns.end, rest)));
        self.0.insert(columns.start, (columns.end, free));
    }
}

fn attribute<'t>(tag: &'t StartTag<()>, name: &[u8]) -> Option<Cow<'t, str>> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::Sheet;

    fn sheet(page: &str) -> std::sync::Arc<Sheet> {
        read(page, Budget::of_cells()).unwrap().sheet
    }

    #[test]
    fn cells_stand_where_the_page_shows_them() {
        let sheet = sheet(
            "<style>td{}</style><TABLE><tr><td colspan=2>Реестр<td rowspan=2>ВК</tr>\
             <tr><th>№<th>Имя &laquo;полное&raquo;</tr><tr><td>0012<td>Школа<br>№&nbsp;1<td><a href='https://vk.com/club1'>страница</a></table>",
        );
        let cell = |at: &str| sheet.cell(at.parse().unwrap());
        assert_eq!(cell("A1").value, Value::Text("Реестр"));
        assert_eq!(cell("C1").value, Value::Text("ВК"));
        assert_eq!(cell("B2").value, Value::Text("Имя «полное»"));
        assert_eq!(cell("A3").value, Value::Text("0012"));
        assert_eq!(cell("B3").value, Value::Text("Школа\n№\u{a0}1"));
        assert_eq!((cell("C3").value, cell("C3").hyperlink), (Value::Text("страница"), Some("https://vk.com/club1")));
        assert_eq!(sheet.merges().iter().map(ToString::to_string).collect::<Vec<_>>(), ["A1:B1", "C1:C2"]);
    }

    #[test]
    fn a_tag_of_endless_attributes_is_an_error_and_fills_no_stack() {
        let page = |attributes: usize| format!("<table><tr><td {}>x</table>", "a=\"b\" ".repeat(attributes));
        assert!(matches!(read(&page(1_000_000), Budget::of_cells()), Err(ForeignError::Damaged(_))));
        assert_eq!(sheet(&page(50).repeat(50)).row_count(), 50);
    }

    #[test]
    fn a_row_without_cells_is_a_row() {
        let sheet = sheet("<table><tr><td colspan=2 rowspan=2>Заголовок</tr><tr></tr><tr><td>a</tr></table>");
        assert_eq!(sheet.cell("A3".parse().unwrap()).value, Value::Text("a"));
    }

    #[test]
    fn a_cell_that_reaches_down_goes_before_one_that_did_already() {
        let mut below = Below::default();
        below.insert(0..10, 5);
        below.insert(3..5, 9);
        below.insert(4..12, 7);
        assert_eq!(below.0.into_iter().collect::<Vec<_>>(), [(0, (3, 5)), (3, (4, 9)), (4, (12, 7))]);
        let mut below = Below::default();
        below.insert(0..10, 5);
        below.insert(3..5, 1);
        assert_eq!(
            below.0.iter().map(|(&start, &run)| (start, run)).collect::<Vec<_>>(),
            [(0, (3, 5)), (3, (5, 1)), (5, (10, 5))]
        );
        assert_eq!((below.free_column(2, 1), below.free_column(2, 5), below.free_column(6, 0)), (3, 10, 0));
    }

    #[test]
    fn wide_cells_that_reach_down_a_thousand_rows_take_no_time() {
        let block = format!("<tr>{}{}", "<td rowspan=1000 colspan=1000>".repeat(17), "<tr><td>".repeat(999));
        let begun = std::time::Instant::now();
        assert_eq!(sheet(&format!("<table><tr><td>a{}</table>", block.repeat(60))).row_count(), 1);
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn tables_follow_each_other_and_inner_ones_are_text() {
        let sheet = sheet("<table><tr><td>a<table><tr><td>b<td>c</table></table><p>x<table><tr><td>d</table>");
        assert_eq!(sheet.cell("A1".parse().unwrap()).value, Value::Text("a\nbc"));
        assert_eq!(sheet.cell("A3".parse().unwrap()).value, Value::Text("d"));
    }
}
