//! Writes rows in the order from the top, with formats by their numbers.

use super::CreateError;
use super::form::{Shown, Texts};
use super::look::{Role, Style};
use crate::table::edit::{Content, lines};
use crate::table::form::{FormCell, FormContent};
use crate::table::sheet::{Area, CellRef, Column};
use crate::workbook::cells::Digits;
use crate::workbook::pen::{self, Link, Pen};
use crate::workbook::tail::MOST_LINKS;
use crate::workbook::target::target;
use crate::workbook::text::{CELL_TEXT, cut};
use std::borrow::Cow;
use std::io::Write;

/// Hyperlinks that are left for what stands above a body.
const LINKS_ABOVE: usize = 530;
/// Room for the rows of a small book: growing step by step copies them several times.
const ROOM: usize = 64 << 10;
/// Columns are made to fit their cells up to this width, in characters.
const WIDEST: f64 = 60.0;
/// Points of a line of the usual font, and of the highest row of Excel.
const LINE: usize = 15;
const HIGHEST: usize = 409;

/// The pen for the rows of one sheet.
pub(super) struct RowPen {
    pen: Pen<'static>,
    shown: Shown,
    /// The last cell of a shorter row reaches as far as this column.
    reach: Option<Column>,
    /// The number of the next row.
    next: u32,
    /// The last row and the last column that were written.
    last: CellRef,
    merged: Vec<Area>,
}

/// What is written into a cell.
struct Place<'c> {
    text: Option<Cow<'c, str>>,
    style: Style,
    link: Option<Link>,
}

impl RowPen {
    pub(super) fn new(first_row: u32, shown: Shown, reach: Option<Column>) -> Self {
        let first = CellRef::new(1, Column::FIRST);
        let mut pen = Pen::new(b"", false, None);
        pen.out.bytes.reserve(ROOM);
        Self { pen, shown, reach, next: first_row, last: first, merged: Vec::new() }
    }

    /// Writes the next row. The last cell of a short one reaches as far as the table does.
    pub(super) fn row(&mut self, cells: &[FormCell<'_>], texts: &mut Texts) -> Result<(), CreateError> {
        let row = self.next;
        let Some(last) = cells.len().checked_sub(1) else {
            self.next += 1;
            return Ok(());
        };
        let last = Column::new(last).filter(|_| row <= CellRef::ROWS).ok_or(CreateError::Full)?;
        self.next += 1;
        let merged = self
            .reach
            .filter(|&reach| last < reach)
            .map(|reach| Area { first: CellRef::new(row, last), last: CellRef::new(row, reach) });
        let alone = cells.len() == 1;
        let mut height = 1;
        let mut places = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let reaches = merged.filter(|_| index == last.index());
            let place = self.place(cell, alone, reaches.is_some());
            if let Some(text) = place.text.as_deref().filter(|_| place.style.wrap) {
                height = height.max(lines(text, self.room(index, reaches)));
            }
            places.push(place);
        }
        self.pen.tag(&[b"row r=\"", Digits::new(row).as_bytes(), b"\""]);
        if height > 1 {
            // Excel would find it by itself, the office programs that regions use instead of it do not. Writing into memory does not fail.
            let _ = write!(self.pen.out.bytes, " ht=\"{}\" customHeight=\"1\"", (height * LINE).min(HIGHEST));
        }
        self.pen.out.bytes.push(b'>');
        let mut style = Style::default();
        for ((column, place), cell) in (0..).map_while(Column::new).zip(places).zip(cells) {
            style = place.style;
            self.write(CellRef::new(row, column), place, cell, texts)?;
        }
        if let Some(area) = merged {
            // The cells below it look the same, as the library and Excel write them.
            let number = pen::Style::Index(Style { link: false, ..style }.index());
            let covered = (last.index() + 1..=area.last.column.index()).filter_map(Column::new);
            covered.for_each(|column| self.pen.content(CellRef::new(row, column), number, &Content::Blank));
            self.merged.push(area);
        }
        self.pen.end_tag(b"row");
        let reached = merged.map_or(last, |area| area.last.column);
        self.last = CellRef::new(row, self.last.column.max(reached));
        Ok(())
    }

    fn place<'c>(&self, cell: &'c FormCell<'_>, alone: bool, reaches: bool) -> Place<'c> {
        let text = shown(&cell.content).map(fitting);
        let Shown::Sheet { framed, .. } = self.shown else { return Place { text, style: Style::default(), link: None } };
        let style = Style::of_look(cell.look);
        // What stands alone is a sentence over the table, not a part of it.
        let framed = framed && style.role == Role::Body && !alone;
        let link = Some(()).filter(|()| self.pen.out.links.len() < MOST_LINKS - LINKS_ABOVE).and_then(|()| link(&cell.content));
        let style = Style { framed, entry: cell.entry, wrap: style.wrap || reaches, link: link.is_some(), ..style };
        Place { text, style, link }
    }

    /// How many characters a line of a cell has room for.
    fn room(&self, column: usize, merged: Option<Area>) -> f64 {
        let Shown::Sheet { widths, .. } = &self.shown else { return WIDEST };
        let last = merged.map_or(column, |area| area.last.column.index());
        let room: f64 = widths.iter().take(last + 1).skip(column).sum();
        if room > 0.0 { room } else { WIDEST }
    }

    fn write(&mut self, at: CellRef, place: Place<'_>, cell: &FormCell<'_>, texts: &mut Texts) -> Result<(), CreateError> {
        let Place { text, style, link } = place;
        let number = pen::Style::Index(style.index());
        match text {
            Some(text) if cell.computed.is_some() => {
                self.pen.computed(at, number, cell.computed.as_deref().unwrap_or_default(), &text);
            }
            Some(text) if !text.is_empty() => self.pen.shared(at, number, texts.index(&text)?),
            // A cell for a text is there even if it has none.
            Some(_) if style != Style::default() => self.pen.content(at, number, &Content::Blank),
            Some(_) => {}
            None => match cell.content {
                FormContent::Number(value) => self.pen.content(at, number, &Content::Number(value)),
                FormContent::Date(serial) => self.pen.content(at, number, &Content::Date(serial)),
                _ => self.blank(at, style),
            },
        }
        self.pen.out.links.extend(link.map(|link| (at, link)));
        Ok(())
    }

    fn blank(&mut self, at: CellRef, style: Style) {
        if !style.is_plain() {
            self.pen.content(at, pen::Style::Index(style.index()), &Content::Blank);
        }
    }

    /// How many bytes have been written since they were last taken.
    pub(super) fn length(&self) -> usize {
        self.pen.out.bytes.len()
    }

    /// Takes the bytes that have been written.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let more = Vec::with_capacity(self.length());
        std::mem::replace(&mut self.pen.out.bytes, more)
    }

    pub(super) fn take_links(&mut self) -> Vec<(CellRef, Link)> {
        std::mem::take(&mut self.pen.out.links)
    }

    /// The last row and the last column with anything in them.
    pub(super) fn last(&self) -> CellRef {
        self.last
    }

    /// Cells that reach over others.
    pub(super) fn merged(&self) -> &[Area] {
        &self.merged
    }
}

/// What a cell shows as a text.
fn shown<'c>(content: &'c FormContent<'_>) -> Option<&'c str> {
    match content {
        FormContent::Text(text) | FormContent::Link { text, .. } | FormContent::CellLink { text, .. } => Some(text),
        FormContent::Blank | FormContent::Number(_) | FormContent::Date(_) => None,
    }
}

/// Where a cell leads; none if it has to stay a text.
fn link(content: &FormContent<'_>) -> Option<Link> {
    match content {
        FormContent::Link { target: link, .. } => target(link).map(|target| Link::Address(target.into_owned())),
        FormContent::CellLink { text, sheet, cell } => {
            Some(Link::Place { sheet: sheet.to_string(), cell: *cell, shown: text.to_string() })
        }
        _ => None,
    }
}

/// A text that a cell can hold: where it is too long, its beginning with a mark that something is missing.
fn fitting(text: &str) -> Cow<'_, str> {
    if cut(text).len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut room = CELL_TEXT - 1;
    let kept = text.chars().take_while(|c| match room.checked_sub(c.len_utf16()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    });
    Cow::Owned(kept.chain(['…']).collect())
}
