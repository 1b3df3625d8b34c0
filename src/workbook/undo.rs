//! What gospub wrote into a workbook and what stood there before, kept as data in a very hidden sheet of the workbook: a sheet is what
//! Excel, LibreOffice and Р7-Офис all give back when they save, which they do not do with parts that they do not know.
//!
//! Column A holds one long text in pieces, tokens with a `;` behind each. `!sheet` names the sheet that the tokens behind it are about,
//! `!own` an own column with the row of its header and the header, `!link` a hyperlink that was taken off, `!fit` how many pages wide the
//! sheet was printed. All others are rows: for each
//! cell that gospub wrote its column and a [`trace`] of what was written, and in braces what stood there, unless that was a plain blank
//! cell. A row follows the one before it unless it begins with its number; one that gospub made higher has `^45,61.5^` before its cells:
//! the height as it was written, and as it was made.
//!
//! People sort, insert and delete rows and write into cells, and the record does not know. So a cell counts as gospub's only while what
//! gospub wrote still stands in it: in its own row, or moved to another ([`super::claims`]).

use super::cells::{CellTag, Digits};
use super::text::push_cell_text;
use super::xml::{Attrs, with_attrs};
use crate::table::edit::Content;
use crate::table::sheet::{Area, CellRef, Column, Texts, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

/// The sheet's name.
pub(super) const NAME: &str = "gospub-возврат";

/// Its first cell, for whoever finds it.
pub(super) const TITLE: &str =
    "Служебный лист gospub: по нему книга возвращается к прежнему виду (gospub strip). Не меняйте и не удаляйте его.";

/// How long a piece of the text grows before the next begins. A cell holds 32,767 UTF-16 units, which are never more than the bytes.
const PIECE: usize = 24_000;

/// 24 bits that tell what gospub wrote from what somebody wrote over it; never zero.
pub(super) fn trace(text: &str) -> u32 {
    trace_of_bytes(text.trim().as_bytes())
}

fn trace_of_bytes(bytes: &[u8]) -> u32 {
    (crc32fast::hash(bytes) & 0xFF_FFFF).max(1)
}

/// The trace of what a reader finds in a cell; none of a blank one.
pub(super) fn trace_of(value: Value<'_>) -> Option<u32> {
    match value {
        Value::Blank => None,
        Value::Text(text) | Value::Error(text) => Some(trace(text)),
        Value::Number(number) | Value::Date(number) => Some(trace_of_number(number)),
        Value::Bool(value) => Some(trace(if value { "1" } else { "0" })),
    }
}

fn trace_of_content(content: &Content) -> Option<u32> {
    match content {
        Content::Blank | Content::Kept => None,
        Content::Number(number) | Content::Date(number) => Some(trace_of_number(*number)),
        Content::Text(text) | Content::Link { text, .. } | Content::CellLink { text, .. } | Content::LineLink { text, .. } => {
            Some(trace(super::text::cut(text))).filter(|_| !text.is_empty())
        }
    }
}

/// The trace of a number, by its digits as a person would write them.
fn trace_of_number(number: f64) -> u32 {
    let whole = number as u32;
    if f64::from(whole).to_bits() == number.to_bits() {
        trace_of_bytes(Digits::new(whole).as_bytes())
    } else {
        trace(&format!("{number}"))
    }
}

/// A sender's cell that gospub wrote over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Former {
    /// The attributes of its element, as they were.
    attrs: String,
    /// What stood in it, without the worksheet's prefix.
    inner: String,
    /// The text that a shared one had: its number is good only until another program saves the workbook.
    text: Option<String>,
}

impl Former {
    /// The cell as it stands; none for a blank one that comes back by its style alone.
    pub(super) fn of(cell: &CellTag<'_>, prefix: &[u8], texts: &Texts) -> Option<Self> {
        let said = |name: &[u8]| !matches!(name, b"r" | b"s");
        if cell.is_blank() && cell.inner.is_empty() && !Attrs::new(cell.attrs).any(|(name, ..)| said(name)) {
            return None;
        }
        let inner = String::from_utf8_lossy(cell.inner).into_owned();
        let inner = match std::str::from_utf8(prefix) {
            Ok(prefix) if !prefix.is_empty() => inner.replace(&format!("<{prefix}"), "<").replace(&format!("</{prefix}"), "</"),
            _ => inner,
        };
        let shared = |value: &[u8]| texts.get(std::str::from_utf8(value).ok()?.trim().parse().ok()?).map(str::to_owned);
        let text = cell.value.filter(|_| cell.kind == b"s").and_then(shared);
        Some(Self { attrs: String::from_utf8_lossy(cell.attrs).into_owned(), inner, text })
    }

    /// The cell's attributes and content as they are to be written at a place.
    pub(super) fn written(&self, at: CellRef, prefix: &[u8], texts: &Texts) -> (Vec<u8>, Vec<u8>) {
        let mut attrs = self.attrs.as_bytes().to_vec();
        let mut inner = Cow::Borrowed(&*self.inner);
        let place = at.to_string();
        if super::xml::attr(&attrs, b"r").is_some_and(|there| there != place.as_bytes()) {
            attrs = with_attrs(&attrs, &[("r", Some(&place))]);
        }
        if let Some(text) = &self.text {
            let digits = self.inner.bytes().filter(u8::is_ascii_digit).map(char::from).collect::<String>();
            if digits.parse().ok().and_then(|index| texts.get(index)) != Some(text) {
                attrs = with_attrs(&attrs, &[("t", Some("inlineStr"))]);
                let mut string = b"<is><t xml:space=\"preserve\">".to_vec();
                push_cell_text(&mut string, text);
                string.extend_from_slice(b"</t></is>");
                inner = Cow::Owned(String::from_utf8_lossy(&string).into_owned());
            }
        }
        if prefix.is_empty() {
            return (attrs, inner.into_owned().into_bytes());
        }
        let prefix = String::from_utf8_lossy(prefix);
        let mut prefixed = String::with_capacity(inner.len() * 2);
        let mut rest = &*inner;
        while let Some(open) = rest.find('<') {
            let name = open + if rest[open..].starts_with("</") { 2 } else { 1 };
            prefixed += &rest[..name];
            if !rest[name..].starts_with(['!', '?']) {
                prefixed += &prefix;
            }
            rest = &rest[name..];
        }
        prefixed += rest;
        (attrs, prefixed.into_bytes())
    }
}

/// A hyperlink that was taken off a sender's cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FormerLink {
    /// Where it stood.
    pub(super) area: Area,
    /// The address of its relationship, if it has one.
    pub(super) target: Option<String>,
    /// Whether the address is outside of the package.
    pub(super) external: bool,
    /// Its other attributes.
    pub(super) attrs: String,
}

impl FormerLink {
    /// Where it leads, as readers say it.
    pub(super) fn leads_to(&self) -> String {
        let mut target = self.target.clone().unwrap_or_default();
        if let Some(location) = super::xml::attr_text(self.attrs.as_bytes(), b"location").filter(|location| !location.is_empty())
        {
            target.push('#');
            target.push_str(&location);
        }
        target
    }

    /// Whether it says the same as another, wherever they stand. Of a hyperlink's pieces only one keeps the number that Excel gives it.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let said = |link: &Self| with_attrs(link.attrs.as_bytes(), &[("xr:uid", None)]);
        (&self.target, self.external) == (&other.target, other.external) && said(self).trim_ascii() == said(other).trim_ascii()
    }

    pub(super) fn token(&self) -> String {
        let target = self.target.as_deref().map_or(String::new(), |target| format!("={}", encoded(target)));
        format!("!link,{},{target},{},{}", self.area, u8::from(self.external), encoded(&self.attrs))
    }

    fn read(token: &str) -> Option<Self> {
        let mut fields = token.split(',');
        let area = fields.next()?.parse().ok()?;
        let target = fields.next()?.strip_prefix('=').map(decoded);
        Some(Self { area, target, external: fields.next()? == "1", attrs: decoded(fields.next()?) })
    }
}

/// What gospub did to the height of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Height {
    /// The sender's, as it is written in the part.
    pub(super) former: String,
    /// What it was made, in points.
    pub(super) made: f64,
}

/// What gospub did to the number of pages that a sheet is wide in print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The sender's, as it is written in the part; none where it is not.
    pub(super) former: Option<String>,
    /// What it was made.
    pub(super) made: u32,
}

impl Fit {
    pub(super) fn token(&self) -> String {
        format!("!fit,{},{}", self.made, self.former.as_deref().map_or(String::new(), encoded))
    }

    fn read(token: &str) -> Option<Self> {
        let (made, former) = token.split_once(',')?;
        Some(Self { made: made.parse().ok()?, former: Some(decoded(former)).filter(|former| !former.is_empty()) })
    }
}

/// The rows of a batch, each with the cells that gospub writes in it.
#[derive(Debug, Default)]
pub(super) struct Notes {
    bytes: Vec<u8>,
    /// For each row its number and where it ends.
    rows: Vec<(u32, usize)>,
}

impl Notes {
    /// Notes the height that a row had and the one that it gets, both as they are written. Comes before the row's cells.
    pub(super) fn height(&mut self, row: u32, Height { former, made }: &Height) {
        self.bytes.extend_from_slice(format!("^{},{made}^", encoded(former)).as_bytes());
        self.rows.push((row, self.bytes.len()));
    }

    /// Notes a cell with what is written into it and what stood there.
    pub(super) fn cell(&mut self, at: CellRef, content: &Content, former: Option<&Former>) {
        let Some(trace) = trace_of_content(content) else { return };
        if self.rows.last().is_none_or(|&(row, _)| row != at.row) {
            self.rows.push((at.row, 0));
        }
        at.column.letters(|letters| self.bytes.extend_from_slice(letters));
        self.bytes.push(b':');
        for shift in [18, 12, 6, 0] {
            self.bytes.push(DIGITS[(trace >> shift & 63) as usize]);
        }
        if let Some(Former { attrs, inner, text }) = former {
            let text = text.as_deref().map_or(String::new(), |text| format!("={}", encoded(text)));
            let braces = format!("{{{},{},{text}}}", encoded(attrs), encoded(inner));
            self.bytes.extend_from_slice(braces.as_bytes());
        }
        if let Some((_, end)) = self.rows.last_mut() {
            *end = self.bytes.len();
        }
    }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn digit(byte: u8) -> Option<u32> {
    DIGITS.iter().position(|&digit| digit == byte).map(|place| place as u32)
}

/// Everything that has a meaning in the record, and what a program might change on its way, as `%` and two digits.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if matches!(char, '%' | ';' | ',' | '{' | '}' | ' ') || char.is_ascii_control() {
            // Writing into a text does not fail.
            let _ = write!(out, "%{:02X}", char as u32);
        } else {
            out.push(char);
        }
    }
    out
}

fn decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()).filter(u8::is_ascii) {
            Some(code) => {
                out.push(char::from(code));
                out += &piece[2..];
            }
            None => out += piece,
        }
    }
    out
}

/// Puts the record together, as the rows of its sheet.
#[derive(Debug, Default)]
pub(super) struct Writer {
    piece: String,
    /// The row of the sheet that the next piece goes into; the title stands in the first.
    next: u32,
    /// The last row that was noted.
    row: u32,
    /// Names the sheet, as long as nothing has been said of it.
    sheet: Option<String>,
    any: bool,
    /// Rows that are whole.
    bytes: Vec<u8>,
}

impl Writer {
    /// Begins with a sheet, or goes on with it.
    pub(super) fn sheet(&mut self, id: &str, name: &str) {
        self.row = 0;
        self.sheet = Some(format!("!sheet,{},{};", encoded(id), encoded(name)));
    }

    /// The row of the headers and an own column.
    pub(super) fn own(&mut self, row: u32, column: Column, header: &str) {
        self.token(&format!("!own,{row},{column},{}", encoded(header)));
    }

    /// The rows of a batch.
    pub(super) fn rows(&mut self, notes: &Notes) {
        let mut start = 0;
        for &(row, end) in &notes.rows {
            self.begin();
            if row != self.row + 1 {
                self.piece += &row.to_string();
            }
            self.row = row;
            self.piece += &String::from_utf8_lossy(&notes.bytes[start..end]);
            start = end;
            self.end_token();
        }
    }

    /// Whether nothing has been recorded at all.
    pub(super) fn is_empty(&self) -> bool {
        !self.any
    }

    fn begin(&mut self) {
        self.any = true;
        self.piece.extend(self.sheet.take());
    }

    /// A token as it is.
    pub(super) fn token(&mut self, token: &str) {
        self.begin();
        self.piece += token;
        self.end_token();
    }

    fn end_token(&mut self) {
        self.piece.push(';');
        while self.piece.len() >= PIECE {
            let end = (0..=PIECE).rev().find(|&end| self.piece.is_char_boundary(end)).unwrap_or(PIECE);
            let rest = self.piece.split_off(end);
            self.end_piece();
            self.piece = rest;
        }
    }

    fn end_piece(&mut self) {
        let number = self.next + 2;
        self.next += 1;
        self.bytes.extend_from_slice(format!("<row r=\"{number}\"><c r=\"A{number}\" t=\"inlineStr\"><is><t>").as_bytes());
        push_cell_text(&mut self.bytes, &self.piece);
        self.bytes.extend_from_slice(b"</t></is></c></row>");
        self.piece.clear();
    }

    /// What has been written since this was asked last.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The last rows.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if !self.piece.is_empty() {
            self.end_piece();
        }
        self.bytes
    }
}

/// What the record says of a sheet.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) id: String,
    pub(super) name: String,
    /// The row of the headers.
    pub(super) header: u32,
    /// The own columns with their headers.
    pub(super) own: Vec<(Column, String)>,
    /// For each column that gospub wrote in the traces of its cells, from the first row of the sheet on; zero where it wrote nothing.
    pub(super) traces: HashMap<Column, Vec<u32>>,
    pub(super) formers: HashMap<CellRef, Former>,
    pub(super) links: Vec<FormerLink>,
    pub(super) heights: HashMap<u32, Height>,
    pub(super) fit: Option<Fit>,
}

impl Recorded {
    fn row(&mut self, token: &str, row: u32) -> Option<()> {
        let mut rest = token;
        if let Some((height, cells)) = token.strip_prefix('^').and_then(|rest| rest.split_once('^')) {
            let (former, made) = height.split_once(',')?;
            self.heights.insert(row, Height { former: decoded(former), made: made.parse().ok()? });
            rest = cells;
        }
        while !rest.is_empty() {
            let (letters, behind) = rest.split_once(':')?;
            let column: Column = letters.parse().ok()?;
            let trace = behind.get(..4)?.bytes().try_fold(0, |sum, byte| Some(sum << 6 | digit(byte)?))?;
            rest = &behind[4..];
            if let Some((former, behind)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                let mut fields = former.split(',');
                let (attrs, inner) = (decoded(fields.next()?), decoded(fields.next()?));
                let text = fields.next()?.strip_prefix('=').map(decoded);
                self.formers.insert(CellRef::new(row, column), Former { attrs, inner, text });
                rest = behind;
            }
            let traces = self.traces.entry(column).or_default();
            // Rows come from the top; one that does not would let a damaged record grow without end.
            if (traces.len() as u32) < row && row <= CellRef::ROWS {
                traces.resize(row as usize, 0);
                traces[row as usize - 1] = trace;
            }
        }
        Some(())
    }
}

/// Takes a record apart.
#[derive(Debug, Default)]
pub(super) struct Reader {
    sheets: Vec<Recorded>,
    /// The sheet that is spoken of.
    at: usize,
    row: u32,
    rest: String,
}

impl Reader {
    /// Reads a piece of the text; none if it is no record.
    pub(super) fn piece(&mut self, piece: &str) -> Option<()> {
        let mut tokens = tokens(&mut self.rest, piece).into_iter();
        tokens.try_for_each(|token| self.token(&token))
    }

    fn token(&mut self, token: &str) -> Option<()> {
        let Some(said) = token.strip_prefix('!') else {
            let digits = token.bytes().take_while(u8::is_ascii_digit).count();
            self.row = if digits > 0 { token[..digits].parse().ok()? } else { self.row + 1 };
            return self.sheets.get_mut(self.at)?.row(&token[digits..], self.row);
        };
        let (kind, rest) = said.split_once(',')?;
        if kind == "sheet" {
            let (id, name) = rest.split_once(',')?;
            let (id, name) = (decoded(id), decoded(name));
            self.row = 0;
            self.at = self.sheets.iter().position(|sheet| sheet.id == id).unwrap_or(self.sheets.len());
            if self.at == self.sheets.len() {
                self.sheets.push(Recorded { id, name, ..Recorded::default() });
            }
            return Some(());
        }
        let sheet = self.sheets.get_mut(self.at)?;
        match kind {
            "own" => {
                let (row, column) = rest.split_once(',')?;
                let (column, header) = column.split_once(',')?;
                sheet.header = row.parse().ok()?;
                sheet.own.push((column.parse().ok()?, decoded(header)));
            }
            "link" => sheet.links.push(FormerLink::read(rest)?),
            "fit" => sheet.fit = Some(Fit::read(rest)?),
            _ => return None,
        }
        Some(())
    }

    /// What was read.
    pub(super) fn finish(self) -> Vec<Recorded> {
        self.sheets
    }
}

/// The number of the sheet that a token begins with, if it does.
pub(super) fn sheet_of(token: &str) -> Option<String> {
    token.strip_prefix("!sheet,")?.split_once(',').map(|(id, _)| decoded(id))
}

/// The whole tokens that a piece of the text ends; what is left waits for the next.
pub(super) fn tokens(rest: &mut String, piece: &str) -> Vec<String> {
    rest.push_str(piece);
    let Some(end) = rest.rfind(';') else { return Vec::new() };
    let left = rest.split_off(end + 1);
    let whole = std::mem::replace(rest, left);
    whole.trim_end_matches(';').split(';').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recorded_is_read_again() {
        let at = |cell: &str| cell.parse::<CellRef>().unwrap();
        let former =
            Former { attrs: " r=\"C2\" t=\"s\"".into(), inner: "<v>7</v>".into(), text: Some("а; {б}, 100 %\n".into()) };
        let link = FormerLink {
            area: "C2:C3".parse().unwrap(),
            target: Some("https://vk.com/a,b".into()),
            external: true,
            attrs: " tooltip=\";\"".into(),
        };
        let height = Height { former: "45".into(), made: 61.5 };
        let mut notes = Notes::default();
        notes.height(2, &height);
        notes.cell(at("C2"), &Content::Text("ссылка".into()), Some(&former));
        notes.cell(at("D2"), &Content::Number(217_000_101.0), None);
        notes.cell(at("D2"), &Content::Blank, None);
        notes.cell(at("C9"), &Content::Text("ссылка".into()), None);
        let mut writer = Writer::default();
        writer.sheet("1", "Лист, 1");
        writer.own(1, "D".parse().unwrap(), "ID; сообщества");
        writer.rows(&notes);
        writer.sheet("1", "Лист, 1");
        writer.token(&link.token());
        let fit = Fit { former: Some("1".into()), made: 2 };
        writer.token(&fit.token());
        // A piece may end anywhere.
        let (first, second) = writer.piece.split_at(writer.piece.char_indices().nth(40).unwrap().0);
        let mut reader = Reader::default();
        assert!(reader.piece(first).and_then(|()| reader.piece(second)).is_some());
        let [sheet] = &reader.finish()[..] else { panic!("one sheet") };
        assert_eq!((&*sheet.id, &*sheet.name, sheet.header), ("1", "Лист, 1", 1));
        assert_eq!(sheet.own, [("D".parse().unwrap(), "ID; сообщества".to_owned())]);
        let text = trace("ссылка ");
        assert_eq!(sheet.traces[&"C".parse().unwrap()], [0, text, 0, 0, 0, 0, 0, 0, text]);
        assert_eq!(sheet.traces[&"D".parse().unwrap()], [0, trace("217000101")]);
        assert_eq!(sheet.formers, HashMap::from([(at("C2"), former)]));
        assert_eq!((&sheet.links[..], &sheet.fit), (&[link][..], &Some(fit)));
        assert_eq!(sheet.heights, HashMap::from([(2, height)]));
    }

    #[test]
    fn what_is_no_record_is_refused() {
        for piece in ["A:AAAA;", "!sheet,1,a;!own,x;", "!sheet,1,a;C:AA;", "!sheet,1,a;99999999999C:AAAA;", "!what,1;"] {
            assert!(Reader::default().piece(piece).is_none(), "{piece}");
        }
    }
}
