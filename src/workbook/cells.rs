//! Walks over the rows and cells of a batch of a sheet's part. Reading and patching use the same walk, so that both agree where a cell
//! without a reference stands.
//!
//! Nearly all rows and cells are written alike, `<row r="17" spans="1:8">` and `<c r="D17" s="1" t="s"><v>5</v></c>`. Such a one is taken
//! in one go; any other form falls back to the scanner, which must agree (tests hold them together).

use super::error::{Odd, OddKind};
use super::stream::Batch;
use super::xml::{Attrs, Scan, Token, XmlFault, attr, is_true, local};
use crate::table::sheet::{CellRef, Column};
use memchr::{memchr, memmem};
use std::ops::Range;

/// A row's start tag.
#[derive(Clone, Debug)]
pub(super) struct RowTag<'a> {
    pub(super) number: u32,
    pub(super) attrs: &'a [u8],
    /// Whether the row is hidden.
    pub(super) hidden: bool,
    /// The style of the row's blank cells, if it has one.
    pub(super) style: Option<u32>,
    /// The attribute that names the style, which counts only where another says so.
    pub(super) style_attr: Option<RowAttr<'a>>,
    /// The hint of its columns, `1:8`.
    pub(super) spans: Option<RowAttr<'a>>,
    /// Its height in points.
    pub(super) height: Option<RowAttr<'a>>,
    /// Where the tag stands in the batch.
    pub(super) tag: Range<usize>,
    /// The tag closes itself: no cells and no end tag follow.
    pub(super) empty: bool,
}

/// An attribute of a row.
#[derive(Clone, Debug)]
pub(super) struct RowAttr<'a> {
    pub(super) value: &'a [u8],
    /// Where it stands in the batch, from its name to its closing quote.
    pub(super) whole: Range<usize>,
}

impl RowAttr<'_> {
    /// Where the value stands in the batch, without its quotes.
    pub(super) fn value_place(&self) -> Range<usize> {
        let end = self.whole.end - b"\"".len();
        end - self.value.len()..end
    }
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
    /// The raw text of its only child `v`, where the cell is written in the common form.
    pub(super) value: Option<&'a [u8]>,
    /// The raw text of its own, where the cell is written as gospub writes one.
    pub(super) text: Option<&'a [u8]>,
}

impl<'a> CellTag<'a> {
    /// Another element in the place of a cell.
    pub(super) fn of(place: &Self, attrs: &'a [u8], inner: &'a [u8]) -> Self {
        Self { attrs, inner, kind: attr(attrs, b"t").unwrap_or_default(), value: None, text: None, ..place.clone() }
    }

    /// Whether the cell has nothing in it. One that is said to hold a text of its own holds an empty text at least.
    pub(super) fn is_blank(&self) -> bool {
        self.kind != b"inlineStr" && self.inner.trim_ascii().is_empty()
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
    /// That number as cells' references have it.
    row_digits: Digits,
    column: Option<Column>,
    inside: bool,
    /// Whether rows and cells of the common form are taken in one go.
    common: bool,
}

impl<'a> Walk<'a> {
    /// `before` is the number of the last row before the batch; `prefix` is the worksheet's, with its colon.
    pub(super) fn new(batch: &'a [u8], plain: bool, prefix: &'a [u8], before: u32, depth: usize) -> Self {
        Self {
            batch,
            plain,
            prefix,
            depth,
            scan: Scan::new(batch, 0),
            row: before,
            row_digits: Digits::new(before),
            column: None,
            inside: false,
            common: plain && prefix.is_empty(),
        }
    }

    /// Where in the batch the next step begins.
    pub(super) fn at(&self) -> usize {
        self.scan.at()
    }

    /// Whether the end of the row that began last is still to come.
    pub(super) fn is_inside(&self) -> bool {
        self.inside
    }

    /// The number of the row that the walk is in, or the last one.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    pub(super) fn next(&mut self) -> Result<Option<Step<'a>>, WalkFault> {
        if self.inside
            && self.common
            && let Some(cell) = self.common_cell()
        {
            return Ok(Some(Step::Cell(cell)));
        }
        if self.common
            && let Some(step) = self.common_row()
        {
            return Ok(Some(step));
        }
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
        let (mut row, mut hidden, mut style, mut styled, mut spans, mut height) = (None, false, None, false, None, None);
        let attrs_start = start + b"<".len() + self.prefix.len() + b"row".len();
        for (name, value, span) in Attrs::new(attrs) {
            let attr = || Some(RowAttr { value, whole: attrs_start + span.start..attrs_start + span.end });
            match name {
                b"r" => row = Some(number(value).ok_or_else(|| self.odd(OddKind::Row, value))?),
                b"hidden" => hidden = is_true(value),
                b"s" => style = attr(),
                b"customFormat" => styled = is_true(value),
                b"spans" => spans = attr(),
                b"ht" => height = attr(),
                _ => {}
            }
        }
        let number = row.unwrap_or(self.row.saturating_add(1));
        if !(1..=CellRef::ROWS).contains(&number) {
            return Err(self.odd(OddKind::Row, number.to_string().as_bytes()));
        }
        if number <= self.row {
            return Err(WalkFault::OutOfOrder(CellRef::new(number, Column::FIRST)));
        }
        self.enter(number);
        self.inside = !empty;
        let tag = start..self.scan.at();
        let style_attr = style;
        let style = styled.then(|| style_attr.as_ref().and_then(|style| self::number(style.value)).unwrap_or(0));
        Ok(RowTag { number, attrs, hidden, style, style_attr, spans, height, tag, empty })
    }

    fn enter(&mut self, row: u32) {
        self.row = row;
        self.row_digits = Digits::new(row);
        self.column = None;
        self.inside = true;
    }

    /// The beginning or the end of a row, if it is written in the common form: the number, perhaps the hint of the columns, nothing else.
    /// Does not move where it is not, or where the order is broken.
    fn common_row(&mut self) -> Option<Step<'a>> {
        let start = self.scan.at();
        let rest = &self.batch[start..];
        if self.inside {
            let rest = after(rest, b"</row>")?;
            self.inside = false;
            self.scan.seek(self.batch.len() - rest.len());
            return Some(Step::RowEnd(start..self.scan.at()));
        }
        let rest = after(rest, b"<row r=\"")?;
        let (number, rest) = leading_number(rest)?;
        if !(self.row + 1..=CellRef::ROWS).contains(&number) {
            return None;
        }
        let mut rest = after(rest, b"\"")?;
        let mut spans = None;
        if let Some(hint) = after(rest, b" spans=\"") {
            let length = hint.iter().take_while(|b| b.is_ascii_digit() || **b == b':').count();
            let from = self.batch.len() - rest.len() + b" ".len();
            rest = after(&hint[length..], b"\"")?;
            spans = Some(RowAttr { value: &hint[..length], whole: from..self.batch.len() - rest.len() });
        }
        let attrs = &self.batch[start + b"<row".len()..self.batch.len() - rest.len()];
        let rest = after(rest, b">")?;
        self.scan.seek(self.batch.len() - rest.len());
        self.enter(number);
        let tag = start..self.scan.at();
        Some(Step::Row(RowTag {
            number,
            attrs,
            hidden: false,
            style: None,
            style_attr: None,
            spans,
            height: None,
            tag,
            empty: false,
        }))
    }

    fn cell(&mut self, start: usize, attrs: &'a [u8], empty: bool) -> Result<CellTag<'a>, WalkFault> {
        let (mut column, mut style, mut kind) = (None, 0, &b""[..]);
        for (name, value, _) in Attrs::new(attrs) {
            match name {
                b"r" => {
                    let (at, row) = reference(value).ok_or_else(|| self.odd(OddKind::Cell, value))?;
                    if row != self.row {
                        return Err(WalkFault::OutOfOrder(CellRef::new(row, at)));
                    }
                    column = Some(at);
                }
                b"s" => style = number(value).ok_or_else(|| self.odd(OddKind::Style, value))?,
                b"t" => kind = value,
                _ => {}
            }
        }
        let next = self.column.map_or(Some(Column::FIRST), Column::next);
        let column = column.or(next).ok_or_else(|| self.odd(OddKind::Cell, b"XFE"))?;
        if self.column.is_some_and(|before| before >= column) {
            return Err(WalkFault::OutOfOrder(CellRef::new(self.row, column)));
        }
        self.column = Some(column);
        let inner_start = self.scan.at();
        let inner_end = if empty { inner_start } else { self.cell_end()? };
        let inner = &self.batch[inner_start..inner_end];
        Ok(CellTag { column, attrs, style, kind, whole: start..self.scan.at(), inner, value: None, text: None })
    }

    fn odd(&self, what: OddKind, found: &[u8]) -> WalkFault {
        odd(self.row, what, found)
    }

    /// The cell that begins here, if it is written in the common form: reference, style and kind in this order, or the style first, as
    /// gospub writes one that it adds, and a plain `v`, a plain text or nothing inside. Does not move where it is not, or where the order
    /// is broken.
    fn common_cell(&mut self) -> Option<CellTag<'a>> {
        let start = self.scan.at();
        let attrs_start = start + b"<c".len();
        let rest = after(&self.batch[start..], b"<c")?;
        let (first_style, rest) = leading_style(rest)?;
        let rest = after(rest, b" r=\"")?;
        let letters = rest.iter().take(3).take_while(|b| b.is_ascii_uppercase()).count();
        let index = rest[..letters].iter().fold(0, |sum, b| sum * 26 + usize::from(b - b'A') + 1);
        let column = Column::new(index.checked_sub(1)?)?;
        if self.column.is_some_and(|before| before >= column) {
            return None;
        }
        let rest = after(rest[letters..].strip_prefix(self.row_digits.as_bytes())?, b"\"")?;
        let (style, mut rest) = if first_style.is_some() { (first_style, rest) } else { leading_style(rest)? };
        let mut kind = &b""[..];
        if let Some(value) = after(rest, b" t=\"") {
            let letters = value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            kind = &value[..letters];
            rest = after(&value[letters..], b"\"")?;
        }
        let attrs = &self.batch[attrs_start..self.batch.len() - rest.len()];
        let (mut value, mut text) = (None, None);
        let (inner, rest) = if let Some(digits) = after(rest, b"><v>") {
            // Values are a few digits.
            let length = digits.iter().position(|&b| b == b'<')?;
            value = Some(&digits[..length]);
            let behind = after(&digits[length..], b"</v></c>")?;
            (&rest[1..rest.len() - behind.len() - b"</c>".len()], behind)
        } else if let Some(item) = after(rest, b"><is><t").filter(|_| kind == b"inlineStr") {
            let item = after(after(item, b" xml:space=\"preserve\"").unwrap_or(item), b">")?;
            let length = memchr(b'<', item)?;
            text = Some(&item[..length]);
            let behind = after(&item[length..], b"</t></is></c>")?;
            (&rest[1..rest.len() - behind.len() - b"</c>".len()], behind)
        } else {
            (&rest[..0], after(rest, b"/>")?)
        };
        let end = self.batch.len() - rest.len();
        self.column = Some(column);
        self.scan.seek(end);
        Some(CellTag { column, attrs, style: style.unwrap_or(0), kind, whole: start..end, inner, value, text })
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

/// What stands after a text that is known: its length is, too, so it is compared in a step or two.
fn after<'a, const N: usize>(bytes: &'a [u8], known: &[u8; N]) -> Option<&'a [u8]> {
    let (start, rest) = bytes.split_first_chunk::<N>()?;
    (start == known).then_some(rest)
}

/// A number in decimal digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digits {
    digits: [u8; 10],
    start: usize,
}

impl Digits {
    pub(super) fn new(number: u32) -> Self {
        let (mut digits, mut start, mut rest) = ([b'0'; 10], 10, number);
        while rest > 0 || start == 10 {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Self { digits, start }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.digits[self.start..]
    }
}

/// Writes a reference such as `D17`.
pub(super) fn push_reference(out: &mut Vec<u8>, at: CellRef) {
    at.column.letters(|letters| out.extend_from_slice(letters));
    out.extend_from_slice(Digits::new(at.row).as_bytes());
}

/// Why the walk ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WalkFault {
    Xml(XmlFault),
    /// A row or cell that does not come after the one before it, or that stands in a row of another number.
    OutOfOrder(CellRef),
    /// A row or cell that holds what none can.
    Odd(Odd),
}

/// What was found in a row, as much of it as makes a sentence.
pub(super) fn odd(row: u32, what: OddKind, found: &[u8]) -> WalkFault {
    const LONGEST: usize = 40;
    let found = String::from_utf8_lossy(&found[..found.len().min(LONGEST)]).into_owned();
    WalkFault::Odd(Odd { row, what, found })
}

impl From<XmlFault> for WalkFault {
    fn from(fault: XmlFault) -> Self {
        Self::Xml(fault)
    }
}

/// A number of up to nine digits.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    let digits = digits.trim_ascii();
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

/// The number of up to nine digits that a text begins with, and what stands behind it.
fn leading_number(text: &[u8]) -> Option<(u32, &[u8])> {
    let (mut number, mut rest) = (0u32, text);
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
        rest = behind;
    }
    (1..=9).contains(&(text.len() - rest.len())).then_some((number, rest))
}

/// The attribute of a style that a tag goes on with, if it does, and what stands behind it.
fn leading_style(tag: &[u8]) -> Option<(Option<u32>, &[u8])> {
    let Some(value) = after(tag, b" s=\"") else { return Some((None, tag)) };
    let (style, behind) = leading_number(value)?;
    Some((Some(style), after(behind, b"\"")?))
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

/// A batch that knows where it stands in its sheet, so that it can be walked over independently of the others.
pub(super) struct Numbered {
    pub(super) batch: Batch,
    /// The number of the last row before it.
    pub(super) before: u32,
    /// The number of its own last row.
    pub(super) last: u32,
}

impl Numbered {
    /// The batch behind a row's number, which moves on to the batch's last row.
    pub(super) fn new(batch: Batch, prefix: &[u8], row: &mut u32, depth: usize) -> Result<Self, WalkFault> {
        let before = *row;
        *row = last_row(&batch.bytes, batch.plain, prefix, before, depth)?;
        Ok(Self { batch, before, last: *row })
    }

    /// A batch of no rows behind all others, for rows that are made there.
    pub(super) fn behind(row: u32) -> Self {
        Self { batch: Batch { bytes: Vec::new(), plain: true }, before: row, last: row }
    }
}

/// The number of the last row in a batch. Looks at the last row's tag only, unless that has no number.
fn last_row(batch: &[u8], plain: bool, prefix: &[u8], before: u32, depth: usize) -> Result<u32, WalkFault> {
    if plain {
        let tag = [b"<", prefix, b"row"].concat();
        let mut end = batch.len();
        while let Some(at) = memmem::rfind(&batch[..end], &tag) {
            if let Ok(Some(Token::Start { name, attrs, .. })) = Scan::new(batch, at).next()
                && local(name) == b"row"
            {
                match attr(attrs, b"r") {
                    Some(digits) => return number(digits).ok_or_else(|| odd(before, OddKind::Row, digits)),
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
    use proptest::prelude::*;

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
    fn a_cell_that_is_cut_off_anywhere_is_a_fault() {
        for whole in [
            "<row r=\"1\"><c r=\"A1\" s=\"5\"><v>4013.1</v></c>",
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c>",
        ] {
            for end in "<row r=\"1\">".len() + 1..whole.len() {
                assert!(matches!(cells(&whole[..end], ""), Err(WalkFault::Xml(_))), "{}", &whole[..end]);
                assert!(cells(&format!("{}</row>", &whole[..end]), "").is_err(), "{}", &whole[..end]);
            }
        }
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
        for (batch, row, what, found) in [
            ("<row r='99999999999'/>", 0, OddKind::Row, "99999999999"),
            ("<row r='7'/><row r='1048577'/>", 7, OddKind::Row, "1048577"),
            ("<row><c r='XFE1'/></row>", 1, OddKind::Cell, "XFE1"),
            ("<row><c r='XFD1'/><c/></row>", 1, OddKind::Cell, "XFE"),
            ("<row><c r='A1' s='-7'/></row>", 1, OddKind::Style, "-7"),
        ] {
            assert_eq!(cells(batch, ""), Err(odd(row, what, found.as_bytes())), "{batch}");
        }
    }

    /// All cells of a batch, or the fault; with what the reader makes of a cell's inside.
    fn walked(batch: &[u8], common: bool) -> Result<Vec<(String, Option<String>)>, WalkFault> {
        let mut walk = Walk::new(batch, true, b"", 0, 20);
        walk.common &= common;
        let mut steps = Vec::new();
        while let Some(step) = walk.next()? {
            let (step, value) = match step {
                Step::Cell(cell) => {
                    let value = cell.value.map(|raw| String::from_utf8_lossy(raw).into_owned());
                    (Step::Cell(CellTag { value: None, text: None, ..cell }), value)
                }
                other => (other, None),
            };
            steps.push((format!("{step:?}"), value));
        }
        Ok(steps)
    }

    proptest! {
        #[test]
        fn the_common_form_of_a_cell_is_walked_as_any_other(
            cells in proptest::collection::vec(
                (
                    "<c|<c |<c  |<x:c|<cc|<f",
                    "( s=\"[0-9]{0,3}\")?( r=\"[A-E]{1,2}(1|2|01)\"|r='B1'| r=\"a1\"| R=\"A1\"| r=\"ABCD1\"| r=\"1\"|)",
                    "( s=\"[0-9]{0,3}\"| s='1'| s=\"x\"| s=\"0000000001\"| t=\"[a-z]{0,3}\"| q=\">\"){0,2}",
                    ">|/>| >| />",
                    "<v>|<v> |<v/>|<f>1</f><v>|<is><t>|",
                    "[0-9a&;> ]{0,3}|</v>|<v>",
                    "</v></c>|</v ></c>|</v></c >|</v> </c>|</t></is></c>|</c>|",
                ),
                0..4,
            ),
        ) {
            let cells: String = cells.into_iter().map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].concat()).collect();
            let batch = format!("<row>{cells}</row>");
            let strip = |steps: Vec<(String, Option<String>)>| steps.into_iter().map(|(step, _)| step).collect::<Vec<_>>();
            prop_assert_eq!(walked(batch.as_bytes(), true).map(strip), walked(batch.as_bytes(), false).map(strip));
        }
    }

    proptest! {
        #[test]
        fn the_common_form_of_a_row_is_walked_as_any_other(
            rows in proptest::collection::vec(
                (
                    "<row|<row |<x:row|<rows|</row>",
                    " r=\"[0-9]{1,2}\"| r=\"1048576\"| r=\"1048577\"| r=\"99999999999\"| r='7'| r=\"a\"|",
                    "( spans=\"[0-9]{0,2}:?[0-9]{0,2}\"| spans='1:2'| spans=\"1:2 4:5\"| s=\"3\"| customFormat=\"1\"| hidden=\"1\"){0,2}",
                    ">|/>| >| />",
                    "<c/>|<c r=\"A1\"/>| |",
                    "</row>|</row >|</rows>|",
                ),
                0..4,
            ),
        ) {
            let rows: String = rows.into_iter().map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].concat()).collect();
            prop_assert_eq!(walked(rows.as_bytes(), true), walked(rows.as_bytes(), false));
        }
    }

    #[test]
    fn common_rows_are_taken_in_one_go() {
        for row in ["<row r=\"17\">", "<row r=\"17\" spans=\"1:8\">"] {
            let mut walk = Walk::new(row.as_bytes(), true, b"", 16, 20);
            assert!(matches!(walk.common_row(), Some(Step::Row(RowTag { number: 17, .. }))), "{row}");
        }
        assert!(Walk::new(b"<row r=\"17\">", true, b"", 17, 20).common_row().is_none());
    }

    #[test]
    fn common_cells_are_taken_in_one_go() {
        let steps = walked(b"<row r=\"17\"><c r=\"A17\" s=\"1\" t=\"s\"><v>5</v></c><c r=\"AB17\"/></row>", true).unwrap();
        assert_eq!(steps.iter().map(|(_, value)| value.as_deref()).collect::<Vec<_>>(), [None, Some("5"), None, None]);
        let common = |cell: &str| {
            let batch = format!("<row>{cell}</row>");
            let mut walk = Walk::new(batch.as_bytes(), true, b"", 0, 20);
            walk.next().unwrap();
            walk.common_cell().is_some()
        };
        assert!(
            common("<c r=\"A1\"/>") && common("<c s=\"2\" r=\"A1\"><v>1</v></c>") && common("<c r=\"A1\" t=\"b\"><v>1</v></c>")
        );
        assert!(!common("<c r=\"A1\"><f>1</f></c>") && !common("<c r=\"A2\"/>"));
    }

    #[test]
    fn digits_are_those_of_the_number() {
        for number in [0, 7, 10, 1_048_576, u32::MAX] {
            assert_eq!(Digits::new(number).as_bytes(), number.to_string().as_bytes());
        }
    }
}
