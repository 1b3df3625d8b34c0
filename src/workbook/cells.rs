//! Walks over the rows and cells of a batch of a sheet's part. Reading and patching use the same walk, so that both agree where a cell
//! without a reference stands.

use super::xml::{Attrs, Scan, Token, XmlFault, attr, local};
use crate::table::sheet::{CellRef, Column};
use memchr::{memchr, memmem};
use std::ops::Range;

/// A row's start tag.
#[derive(Clone, Debug)]
pub(super) struct RowTag<'a> {
    pub(super) number: u32,
    pub(super) attrs: &'a [u8],
    /// Where the tag stands in the batch.
    pub(super) tag: Range<usize>,
    /// The tag closes itself: no cells and no end tag follow.
    pub(super) empty: bool,
}

/// A cell, from its start tag to its end tag.
#[derive(Clone, Debug)]
pub(super) struct CellTag<'a> {
    pub(super) column: Column,
    pub(super) attrs: &'a [u8],
    /// The style's index; 0 where none is given.
    pub(super) style: u32,
    /// The attribute `t`.
    pub(super) kind: &'a [u8],
    /// The whole cell in the batch.
    pub(super) whole: Range<usize>,
    /// What stands between its tags.
    pub(super) inner: &'a [u8],
}

impl CellTag<'_> {
    /// Whether the cell has nothing in it.
    pub(super) fn is_blank(&self) -> bool {
        self.inner.trim_ascii().is_empty()
    }
}

/// A step of the walk.
#[derive(Debug)]
pub(super) enum Step<'a> {
    Row(RowTag<'a>),
    Cell(CellTag<'a>),
    /// The end tag of a row, where it stands.
    RowEnd(Range<usize>),
    /// Anything else: blanks, comments, elements of other kinds; copied as it is.
    Other(Range<usize>),
}

/// The walk.
pub(super) struct Walk<'a> {
    batch: &'a [u8],
    plain: bool,
    prefix: &'a [u8],
    depth: usize,
    scan: Scan<'a>,
    /// The row that the walk is in, or the last one: rows without a number follow it.
    row: u32,
    column: Option<Column>,
    inside: bool,
}

impl<'a> Walk<'a> {
    /// `before` is the number of the last row before the batch; `prefix` is the worksheet's, with its colon.
    pub(super) fn new(batch: &'a [u8], plain: bool, prefix: &'a [u8], before: u32, depth: usize) -> Self {
        Self { batch, plain, prefix, depth, scan: Scan::new(batch, 0), row: before, column: None, inside: false }
    }

    /// The number of the row that the walk is in, or the last one.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    pub(super) fn next(&mut self) -> Result<Option<Step<'a>>, WalkFault> {
        let start = self.scan.at();
        let Some(token) = self.scan.next()? else {
            return if self.inside { Err(XmlFault::Truncated.into()) } else { Ok(None) };
        };
        let step = match token {
            Token::Start { name, attrs, empty } => match (name.strip_prefix(self.prefix), self.inside) {
                (Some(b"c"), true) => Step::Cell(self.cell(start, attrs, empty)?),
                (Some(b"row"), false) => Step::Row(self.begin_row(start, attrs, empty)?),
                _ => {
                    if !empty {
                        self.scan.skip_element(self.depth)?;
                    }
                    Step::Other(start..self.scan.at())
                }
            },
            Token::End { name } if self.inside && name.strip_prefix(self.prefix) == Some(b"row") => {
                self.inside = false;
                Step::RowEnd(start..self.scan.at())
            }
            Token::End { .. } => return Err(XmlFault::Unexpected.into()),
            Token::Text(_) | Token::CData(_) | Token::Other => Step::Other(start..self.scan.at()),
        };
        Ok(Some(step))
    }

    /// Goes behind the end tag of the row that has just begun.
    pub(super) fn skip_row(&mut self) -> Result<(), XmlFault> {
        if !self.inside {
            return Ok(());
        }
        self.inside = false;
        if !self.plain {
            return self.scan.skip_element(self.depth);
        }
        let end = [b"</", self.prefix, b"row"].concat();
        let mut at = self.scan.at();
        loop {
            at += memmem::find(&self.batch[at..], &end).ok_or(XmlFault::Truncated)? + end.len();
            let rest = self.batch[at..].trim_ascii_start();
            if rest.first() == Some(&b'>') {
                self.scan.seek(self.batch.len() - rest.len() + 1);
                return Ok(());
            }
        }
    }

    fn begin_row(&mut self, start: usize, attrs: &'a [u8], empty: bool) -> Result<RowTag<'a>, WalkFault> {
        let number = match attr(attrs, b"r") {
            Some(digits) => number(digits).ok_or(XmlFault::Value)?,
            None => self.row.saturating_add(1),
        };
        if !(1..=CellRef::ROWS).contains(&number) {
            return Err(XmlFault::Value.into());
        }
        if number <= self.row {
            return Err(WalkFault::OutOfOrder(CellRef::new(number, Column::FIRST)));
        }
        self.row = number;
        self.column = None;
        self.inside = !empty;
        Ok(RowTag { number, attrs, tag: start..self.scan.at(), empty })
    }

    fn cell(&mut self, start: usize, attrs: &'a [u8], empty: bool) -> Result<CellTag<'a>, WalkFault> {
        let (mut column, mut style, mut kind) = (None, 0, &b""[..]);
        for (name, value, _) in Attrs::new(attrs) {
            match name {
                b"r" => {
                    let (at, row) = reference(value).ok_or(XmlFault::Value)?;
                    if row != self.row {
                        return Err(WalkFault::OutOfOrder(CellRef::new(row, at)));
                    }
                    column = Some(at);
                }
                b"s" => style = number(value).ok_or(XmlFault::Value)?,
                b"t" => kind = value,
                _ => {}
            }
        }
        let next = self.column.map_or(Some(Column::FIRST), Column::next);
        let column = column.or(next).ok_or(XmlFault::Value)?;
        if self.column.is_some_and(|before| before >= column) {
            return Err(WalkFault::OutOfOrder(CellRef::new(self.row, column)));
        }
        self.column = Some(column);
        let inner_start = self.scan.at();
        let inner_end = if empty { inner_start } else { self.cell_end()? };
        let inner = &self.batch[inner_start..inner_end];
        Ok(CellTag { column, attrs, style, kind, whole: start..self.scan.at(), inner })
    }

    /// Goes behind the end tag of a cell and gives where it begins. Cells do not nest, so their end tag is the next of that name.
    fn cell_end(&mut self) -> Result<usize, XmlFault> {
        if !self.plain {
            self.scan.skip_element(self.depth)?;
            return memchr::memrchr(b'<', &self.batch[..self.scan.at()]).ok_or(XmlFault::Malformed);
        }
        let mut at = self.scan.at();
        loop {
            at += memchr(b'<', &self.batch[at..]).ok_or(XmlFault::Truncated)?;
            if let Some([b'c', rest @ ..]) = self.batch[at..].strip_prefix(b"</").and_then(|rest| rest.strip_prefix(self.prefix))
            {
                let rest = rest.trim_ascii_start();
                if rest.first() == Some(&b'>') {
                    self.scan.seek(self.batch.len() - rest.len() + 1);
                    return Ok(at);
                }
            }
            at += 1;
        }
    }
}

/// Why the walk ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalkFault {
    Xml(XmlFault),
    /// A row or cell that does not come after the one before it, or that stands in a row of another number.
    OutOfOrder(CellRef),
}

impl From<XmlFault> for WalkFault {
    fn from(fault: XmlFault) -> Self {
        Self::Xml(fault)
    }
}

/// A number of up to nine digits.
fn number(digits: &[u8]) -> Option<u32> {
    let digits = digits.trim_ascii();
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// Column and row of a reference such as `D17`.
fn reference(text: &[u8]) -> Option<(Column, u32)> {
    let letters = text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = text[..letters].iter().fold(0usize, |sum, b| sum * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    Some((Column::new(column - 1)?, number(&text[letters..])?))
}

/// The number of the last row in a batch and, where `count` has to be asked, how many rows it has. Looks at the last row's tag only,
/// unless that has no number.
pub(super) fn last_row(batch: &[u8], plain: bool, prefix: &[u8], before: u32, depth: usize) -> Result<u32, WalkFault> {
    if plain {
        let tag = [b"<", prefix, b"row"].concat();
        let mut end = batch.len();
        while let Some(at) = memmem::rfind(&batch[..end], &tag) {
            if let Ok(Some(Token::Start { name, attrs, .. })) = Scan::new(batch, at).next()
                && local(name) == b"row"
            {
                match attr(attrs, b"r") {
                    Some(digits) => return Ok(number(digits).ok_or(XmlFault::Value)?),
                    None => break,
                }
            }
            end = at;
        }
    }
    let mut walk = Walk::new(batch, plain, prefix, before, depth);
    while let Some(step) = walk.next()? {
        if let Step::Row(_) = step {
            walk.skip_row()?;
        }
    }
    Ok(walk.row())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(batch: &str, prefix: &str) -> Result<Vec<String>, WalkFault> {
        let plain = !batch.contains("<!");
        let mut walk = Walk::new(batch.as_bytes(), plain, prefix.as_bytes(), 0, 20);
        let mut found = Vec::new();
        while let Some(step) = walk.next()? {
            if let Step::Cell(cell) = step {
                let at = CellRef::new(walk.row(), cell.column);
                found.push(format!("{at}={}", std::str::from_utf8(cell.inner).unwrap()));
            }
        }
        assert_eq!(last_row(batch.as_bytes(), plain, prefix.as_bytes(), 0, 20)?, walk.row());
        Ok(found)
    }

    #[test]
    fn cells_without_references_are_counted() {
        let batch = "<row><c/><c r='D1'><v>4</v></c><c>5</c></row><row r='7'/><row><c>8</c></row>";
        assert_eq!(cells(batch, "").unwrap(), ["A1=", "D1=<v>4</v>", "E1=5", "A8=8"]);
    }

    #[test]
    fn prefixes_comments_and_other_elements_are_passed_by() {
        let batch =
            "<x:row r=\"2\"><!-- </x:row> --><x:c r=\"B2\"><x:v><![CDATA[</x:c>]]></x:v></x:c><x:extLst><c/></x:extLst></x:row>";
        assert_eq!(cells(batch, "x:").unwrap(), ["B2=<x:v><![CDATA[</x:c>]]></x:v>"]);
    }

    #[test]
    fn disorder_is_a_fault() {
        for batch in [
            "<row r='2'/><row r='2'/>",
            "<row><c r='B1'/><c r='A1'/></row>",
            "<row><c r='A1'/><c r='A1'/></row>",
            "<row r='3'><c r='A4'/></row>",
        ] {
            assert!(matches!(cells(batch, ""), Err(WalkFault::OutOfOrder(_))), "{batch}");
        }
        for batch in ["<row r='99999999999'/>", "<row r='1048577'/>", "<row><c r='XFE1'/></row>", "<row><c r='XFD1'/><c/></row>"]
        {
            assert_eq!(cells(batch, ""), Err(WalkFault::Xml(XmlFault::Value)), "{batch}");
        }
    }
}
