//! Writes cells. Numbers of new styles and hyperlinks are left open: they depend on the order of the whole workbook.

use super::styles::{Key, StyleSheet};
use super::text::{cut, push_cell_text};
use crate::table::edit::Content;
use crate::table::sheet::CellRef;
use std::io::{self, Write};

/// A hyperlink's target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Address(String),
    /// A place in the workbook, with what is shown.
    Place {
        location: String,
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
    /// The first cell of the sender's in an own column.
    pub(super) occupied: Option<CellRef>,
}

impl Rewritten {
    /// Writes the rows with the numbers of their styles, which new styles get in this order.
    pub(super) fn settle(&self, styles: &mut StyleSheet, out: &mut impl Write) -> io::Result<()> {
        let mut written = 0;
        for &(at, key) in &self.styles {
            out.write_all(&self.bytes[written..at])?;
            write!(out, "{}", styles.index(key))?;
            written = at;
        }
        out.write_all(&self.bytes[written..])
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
    pub(super) out: Rewritten,
}

impl<'p> Pen<'p> {
    /// The prefix comes with its colon.
    pub(super) fn new(prefix: &'p [u8]) -> Self {
        Self { prefix, out: Rewritten::default() }
    }

    /// Writes a cell with new content.
    pub(super) fn content(&mut self, at: CellRef, style: Style, content: &Content) {
        self.tag(&[b"c r=\""]);
        // Writing into memory does not fail.
        let _ = write!(self.out.bytes, "{at}\"");
        match style {
            Style::Index(0) => {}
            Style::Index(index) => _ = write!(self.out.bytes, " s=\"{index}\""),
            Style::New(key) => {
                self.out.bytes.extend_from_slice(b" s=\"");
                self.out.styles.push((self.out.bytes.len(), key));
                self.out.bytes.push(b'"');
            }
        }
        match content {
            Content::Number(number) if number.is_finite() => {
                self.out.bytes.push(b'>');
                self.tag(&[b"v>"]);
                let plain = *number == 0.0 || (1e-5..1e17).contains(&number.abs());
                let _ = if plain { write!(self.out.bytes, "{number}") } else { write!(self.out.bytes, "{number:E}") };
                self.end_tag(b"v");
                self.end_tag(b"c");
            }
            Content::Text(text) => self.text(text),
            Content::Link { text, target } => {
                self.out.links.push((at, Link::Address(target.clone())));
                self.text(text);
            }
            Content::CellLink { text, sheet, cell } => {
                let location = format!("'{}'!{cell}", sheet.replace('\'', "''"));
                self.out.links.push((at, Link::Place { location, shown: text.clone() }));
                self.text(text);
            }
            Content::Blank | Content::Number(_) => self.out.bytes.extend_from_slice(b"/>"),
        }
    }

    /// The rest of a cell with a text of its own: so the change stays in one part, and no text becomes a formula.
    fn text(&mut self, text: &str) {
        let text = cut(text);
        if text.is_empty() {
            return self.out.bytes.extend_from_slice(b"/>");
        }
        self.out.bytes.extend_from_slice(b" t=\"inlineStr\">");
        self.tag(&[b"is>"]);
        let outer_blanks = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        self.tag(&[b"t", if outer_blanks { b" xml:space=\"preserve\">" } else { b">" }]);
        push_cell_text(&mut self.out.bytes, text);
        self.end_tag(b"t");
        self.end_tag(b"is");
        self.end_tag(b"c");
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
