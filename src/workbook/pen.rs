//! Writes cells. Numbers of styles that are new and hyperlinks are left open: they depend on the order of the whole workbook.

use super::cells::{CellTag, Digits};
use super::rewrite::SendersSpans;
use super::styles::{Key, StyleSheet};
use super::text::{cut, push_cell_text};
use super::undo::Notes;
use super::verify::Sum;
use super::xml::Attrs;
use crate::domain::date::serial_in;
use crate::table::edit::Content;
use crate::table::sheet::{CellRef, Column};
use std::io::Write;

/// A hyperlink's target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Address(String),
    /// A cell of the workbook, with what is shown.
    Place {
        sheet: String,
        cell: CellRef,
        shown: String,
    },
    /// The line of the first new sheet that speaks of the row, with what is shown.
    Line {
        topic: &'static str,
        shown: String,
    },
}

/// Written rows, a batch of a sheet or more.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    pub(super) bytes: Vec<u8>,
    /// Where the number of a new style is to be put in.
    pub(super) styles: Vec<(usize, Key)>,
    /// Wanted hyperlinks, in the order of the cells.
    pub(super) links: Vec<(CellRef, Link)>,
    /// Sender's cells that hold something new: no hyperlink of theirs stays.
    pub(super) replaced: Vec<CellRef>,
    /// Cells that were not given their new content, because a formula stands there.
    pub(super) skipped: Vec<CellRef>,
    /// The sender's hints of the columns of the rows that were looked at.
    pub(super) spans: SendersSpans,
    /// The first cell of the sender's in an own column.
    pub(super) occupied: Option<CellRef>,
    /// What was written, for the record.
    pub(super) notes: Notes,
    /// Cells that hold again what they held before an earlier run, and had a hyperlink then.
    pub(super) relinked: Vec<CellRef>,
    /// The sum over the cells that are to stand there afterwards, to which the result is held.
    pub(super) sum: Sum,
}

impl Rewritten {
    /// Puts in the numbers of the styles, which new styles get in this order.
    pub(super) fn settle(&mut self, styles: &mut StyleSheet) {
        if self.styles.is_empty() {
            return;
        }
        let mut settled = Vec::with_capacity(self.bytes.len() + 3 * self.styles.len());
        let mut written = 0;
        for (at, key) in self.styles.drain(..) {
            settled.extend_from_slice(&self.bytes[written..at]);
            settled.extend_from_slice(Digits::new(styles.index(key)).as_bytes());
            written = at;
        }
        settled.extend_from_slice(&self.bytes[written..]);
        self.bytes = settled;
    }
}

/// The style of a cell that is being written.
#[derive(Clone, Copy)]
pub(super) enum Style {
    Index(u32),
    New(Key),
}

/// Writes elements under the worksheet's prefix.
pub(super) struct Pen<'p> {
    prefix: &'p [u8],
    /// What stands around a cell's reference, a number and a text, with the prefix, spelt out once.
    before_reference: Vec<u8>,
    before_value: Vec<u8>,
    behind_value: Vec<u8>,
    before_text: Vec<u8>,
    behind_text: Vec<u8>,
    /// Whether the workbook counts its days from 1904 on.
    is_1904: bool,
    /// The styles that have their numbers already.
    known: Option<&'p StyleSheet>,
    /// Of each column the last of these that was asked for: mostly the next row asks for the same.
    recent: Vec<Option<(Key, u32)>>,
    /// The row of the last cell, with its digits.
    row: (u32, Digits),
    pub(super) out: Rewritten,
}

impl<'p> Pen<'p> {
    /// The prefix comes with its colon.
    pub(super) fn new(prefix: &'p [u8], is_1904: bool, known: Option<&'p StyleSheet>) -> Self {
        let before_reference = [b"<", prefix, b"c r=\""].concat();
        let before_value = [b"><", prefix, b"v>"].concat();
        let behind_value = [b"</", prefix, b"v></", prefix, b"c>"].concat();
        let before_text = [b" t=\"inlineStr\"><", prefix, b"is><", prefix, b"t"].concat();
        let behind_text = [b"</", prefix, b"t></", prefix, b"is></", prefix, b"c>"].concat();
        let row = (0, Digits::new(0));
        let out = Rewritten::default();
        let recent = Vec::new();
        Self { prefix, before_reference, before_value, behind_value, before_text, behind_text, is_1904, known, recent, row, out }
    }

    /// Writes a cell with new content.
    pub(super) fn content(&mut self, at: CellRef, style: Style, content: &Content) {
        self.begin(at, style);
        match content {
            Content::Number(number) if number.is_finite() => self.value(*number),
            Content::Date(serial) if serial.is_finite() => self.value(serial_in(*serial, self.is_1904)),
            Content::Text(text) => self.text(text),
            Content::Link { text, target } => {
                self.out.links.push((at, Link::Address(target.clone())));
                self.text(text);
            }
            Content::CellLink { text, sheet, cell } => {
                self.out.links.push((at, Link::Place { sheet: sheet.clone(), cell: *cell, shown: text.clone() }));
                self.text(text);
            }
            Content::LineLink { text, topic } => {
                self.out.links.push((at, Link::Line { topic, shown: text.clone() }));
                self.text(text);
            }
            Content::Blank | Content::Kept | Content::Number(_) | Content::Date(_) => self.out.bytes.extend_from_slice(b"/>"),
        }
    }

    /// Writes a cell with a text of the shared ones.
    pub(super) fn shared(&mut self, at: CellRef, style: Style, index: u32) {
        self.begin(at, style);
        self.out.bytes.extend_from_slice(b" t=\"s\"");
        self.out.bytes.extend_from_slice(&self.before_value);
        self.out.bytes.extend_from_slice(Digits::new(index).as_bytes());
        self.out.bytes.extend_from_slice(&self.behind_value);
    }

    /// Writes a cell with a formula whose result is a text.
    pub(super) fn computed(&mut self, at: CellRef, style: Style, formula: &str, result: &str) {
        self.begin(at, style);
        self.out.bytes.extend_from_slice(b" t=\"str\">");
        for (name, text) in [(&b"f"[..], formula), (b"v", result)] {
            self.tag(&[name, b">"]);
            push_cell_text(&mut self.out.bytes, text);
            self.end_tag(name);
        }
        self.end_tag(b"c");
    }

    /// Begins the tag of a cell.
    fn begin(&mut self, at: CellRef, style: Style) {
        self.out.bytes.extend_from_slice(&self.before_reference);
        at.column.letters(|letters| self.out.bytes.extend_from_slice(letters));
        if self.row.0 != at.row {
            self.row = (at.row, Digits::new(at.row));
        }
        self.out.bytes.extend_from_slice(self.row.1.as_bytes());
        self.out.bytes.push(b'"');
        if !matches!(style, Style::Index(0)) {
            self.style(at.column, style, b'"');
        }
    }

    /// Writes a cell as it was, in another style. One that has no style yet gets it before its other attributes, where no program
    /// writes it, so that it is known for added when it has to go again.
    pub(super) fn restyle(&mut self, cell: &CellTag<'_>, style: Style) {
        self.tag(&[b"c"]);
        let there = Attrs::new(cell.attrs).find(|(name, ..)| *name == b"s").map(|(.., span)| span);
        let rest = match (there, style) {
            (Some(span), Style::Index(0)) if cell.attrs[..span.start].trim_ascii().is_empty() => span.end,
            (Some(span), style) => {
                self.out.bytes.extend_from_slice(cell.attrs[..span.start].trim_ascii_end());
                self.style(cell.column, style, cell.attrs[span.end - 1]);
                span.end
            }
            (None, Style::Index(0)) => 0,
            (None, style) => {
                self.style(cell.column, style, b'"');
                0
            }
        };
        self.out.bytes.extend_from_slice(&cell.attrs[rest..]);
        if cell.inner.is_empty() {
            self.out.bytes.extend_from_slice(b"/>");
        } else {
            self.out.bytes.push(b'>');
            self.out.bytes.extend_from_slice(cell.inner);
            self.end_tag(b"c");
        }
    }

    /// Writes the attribute of a style. One without a number yet leaves the place between the quotes open.
    fn style(&mut self, column: Column, style: Style, quote: u8) {
        self.out.bytes.extend_from_slice(&[b' ', b's', b'=', quote]);
        let number = match style {
            Style::Index(index) => Ok(index),
            Style::New(key) => self.number_of(column, key).ok_or(key),
        };
        match number {
            Ok(number) => self.out.bytes.extend_from_slice(Digits::new(number).as_bytes()),
            Err(key) => self.out.styles.push((self.out.bytes.len(), key)),
        }
        self.out.bytes.push(quote);
    }

    /// The number of a style of gospub's, if it has one.
    fn number_of(&mut self, column: Column, key: Key) -> Option<u32> {
        if self.recent.len() <= column.index() {
            self.recent.resize(column.index() + 1, None);
        }
        match self.recent[column.index()] {
            Some((recent, number)) if recent == key => Some(number),
            _ => {
                let number = self.known?.known(key)?;
                self.recent[column.index()] = Some((key, number));
                Some(number)
            }
        }
    }

    /// The rest of a cell with a number.
    fn value(&mut self, number: f64) {
        self.out.bytes.extend_from_slice(&self.before_value);
        push_number(&mut self.out.bytes, number);
        self.out.bytes.extend_from_slice(&self.behind_value);
    }

    /// The rest of a cell with a text of its own: so the change stays in one part, and no text becomes a formula.
    fn text(&mut self, text: &str) {
        let text = cut(text);
        if text.is_empty() {
            return self.out.bytes.extend_from_slice(b"/>");
        }
        self.out.bytes.extend_from_slice(&self.before_text);
        let outer_blanks = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        self.out.bytes.extend_from_slice(if outer_blanks { b" xml:space=\"preserve\">" } else { b">" });
        push_cell_text(&mut self.out.bytes, text);
        self.out.bytes.extend_from_slice(&self.behind_text);
    }

    pub(super) fn tag(&mut self, pieces: &[&[u8]]) {
        self.out.bytes.push(b'<');
        self.out.bytes.extend_from_slice(self.prefix);
        pieces.iter().for_each(|piece| self.out.bytes.extend_from_slice(piece));
    }

    pub(super) fn end_tag(&mut self, name: &[u8]) {
        self.out.bytes.extend_from_slice(b"</");
        self.out.bytes.extend_from_slice(self.prefix);
        self.out.bytes.extend_from_slice(name);
        self.out.bytes.push(b'>');
    }
}

/// Writes a number, which is finite, as programs read it.
pub(super) fn push_number(out: &mut Vec<u8>, number: f64) {
    let whole = number as u32;
    // Writing into memory does not fail.
    let _ = if f64::from(whole).to_bits() == number.to_bits() {
        out.write_all(Digits::new(whole).as_bytes())
    } else if number == 0.0 || (1e-5..1e17).contains(&number.abs()) {
        write!(out, "{number}")
    } else {
        write!(out, "{number:E}")
    };
}
