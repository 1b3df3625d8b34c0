//! Proves a written workbook before it gets its name: it is read again from its first byte, and must be the workbook it was made of,
//! but for what was declared while it was written.
//!
//! - Entries that nobody changed are there with the same compressed bytes and the same checksums.
//! - Entries that were written inflate to what their checksums say and are well-formed.
//! - Of each sheet the sum over all cells is that of the original, less the cells that were replaced, plus what was to stand in them. The
//!   original is summed while it is walked over to be rewritten, whatever becomes of its cells; what was to stand in them is declared by
//!   values, not by the bytes that the pen made.
//!
//! Looks are left out: styles of cells, widths, heights.
//!
//! A workbook that is made anew ([`sound`]) has nothing to be compared with: its entries are held to their checksums and to XML.

use super::book::Book;
use super::cells::{self, CellTag, Numbered, Step, Walk, WalkFault};
use super::error::WorkbookError;
use super::input::Input;
use super::limits::{Limit, Limits};
use super::package::{CONTENT_TYPES, Package, key, relations_part};
use super::stream::{Items, each_wave};
use super::text::{as_text, cut, resolve_escapes, unescape};
use super::well_formed;
use super::xml::XmlFault;
use crate::domain::date::serial_in;
use crate::table::edit::Content;
use crate::table::sheet::CellRef;
use foldhash::quality::FixedState;
use memchr::{memchr, memchr3, memrchr};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, BufWriter, Cursor, Read, Seek, Write};
use std::sync::Arc;

/// Where a workbook is written, and can be read again when it is whole.
pub trait Reread: Write + Seek {
    /// What has been written.
    ///
    /// # Errors
    /// If it cannot be read.
    fn reread(&mut self) -> io::Result<Written>;
}

/// A workbook as it was written.
#[derive(Debug)]
pub struct Written(Input);

impl Reread for BufWriter<File> {
    fn reread(&mut self) -> io::Result<Written> {
        self.flush()?;
        Input::of_result(self.get_ref().try_clone()?).map(Written)
    }
}

impl Reread for Cursor<Vec<u8>> {
    fn reread(&mut self) -> io::Result<Written> {
        Ok(Written(Input::from(Arc::new(self.get_ref().clone()))))
    }
}

/// A sum over cells that hold something: where each stands and what it holds, in any order. Two sums that are equal are of the same
/// cells, but for a case in more than anybody can try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum(u64);

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl Sum {
    /// The sum over the cells of a batch of rows.
    fn of(rows: &Numbered, prefix: &[u8], depth: usize) -> Result<Self, WalkFault> {
        let mut walk = SummingWalk::new(Walk::new(&rows.batch.bytes, rows.batch.plain, prefix, rows.before, depth));
        while walk.next()?.is_some() {}
        Ok(walk.sum)
    }

    fn add(&mut self, at: CellRef, cell: &CellTag<'_>) {
        self.0 = self.0.wrapping_add(held(cell).map_or(0, |held| trace(at, &held)));
    }

    /// Takes a cell's new content into account: `old` is the cell that gave way to it.
    pub(super) fn replace(&mut self, at: CellRef, old: Option<&CellTag<'_>>, new: &Declared<'_>) {
        let old = old.map_or(0, |cell| held(cell).map_or(0, |held| trace(at, &held)));
        let new = new.0.as_ref().map_or(0, |held| trace(at, held));
        self.0 = self.0.wrapping_add(new).wrapping_sub(old);
    }
}

/// A walk that sums up all cells that it comes by, whatever becomes of them.
pub(super) struct SummingWalk<'a> {
    walk: Walk<'a>,
    pub(super) sum: Sum,
}

impl<'a> SummingWalk<'a> {
    pub(super) fn new(walk: Walk<'a>) -> Self {
        Self { walk, sum: Sum::default() }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<Step<'a>>, WalkFault> {
        let step = self.walk.next()?;
        if let Some(Step::Cell(cell)) = &step {
            self.sum.add(CellRef::new(self.walk.row(), cell.column), cell);
        }
        Ok(step)
    }

    /// Goes behind the end tag of the row that has just begun.
    pub(super) fn pass_row(&mut self) -> Result<(), WalkFault> {
        while self.walk.is_inside() && self.next()?.is_some() {}
        Ok(())
    }

    /// The number of the row that the walk is in, or the last one.
    pub(super) fn row(&self) -> u32 {
        self.walk.row()
    }
}

/// What is to stand in a cell.
pub(super) struct Declared<'d>(Option<Held<'d>>);

impl<'d> Declared<'d> {
    /// New content, as readers of a workbook with this calendar have to find it.
    pub(super) fn content(content: &'d Content, is_1904: bool) -> Self {
        let text = |text: &'d str| {
            Some(cut(text)).filter(|text| !text.is_empty()).map(|text| Held::Text(Cow::Borrowed(text.as_bytes())))
        };
        Self(match content {
            Content::Text(words)
            | Content::Link { text: words, .. }
            | Content::CellLink { text: words, .. }
            | Content::LineLink { text: words, .. } => text(words),
            Content::Number(number) => Some(*number).filter(|number| number.is_finite()).map(Held::Number),
            Content::Date(serial) => Some(serial_in(*serial, is_1904)).filter(|serial| serial.is_finite()).map(Held::Number),
            Content::Blank | Content::Kept => None,
        })
    }

    /// A cell that stood there before.
    pub(super) fn cell(cell: &'d CellTag<'_>) -> Self {
        Self(held(cell))
    }
}

/// What a cell holds.
enum Held<'c> {
    Number(f64),
    /// A text of its own, in UTF-8.
    Text(Cow<'c, [u8]>),
    /// Anything else as it is written: its kind and what stands between its tags.
    Raw(&'c [u8], &'c [u8]),
}

fn held<'c>(cell: &'c CellTag<'_>) -> Option<Held<'c>> {
    if cell.is_blank() {
        return None;
    }
    let leaf = |inner, name| only_child(inner, name).filter(|leaf| memchr(b'<', leaf).is_none());
    let number = || {
        let digits = cell.value.or_else(|| leaf(cell.inner, b"v"))?;
        cells::number(digits).map_or_else(|| std::str::from_utf8(digits).ok()?.parse().ok(), |short| Some(f64::from(short)))
    };
    let text = || cell.text.or_else(|| only_child(cell.inner, b"is").and_then(|item| leaf(item, b"t"))).map(resolved);
    let held = match cell.kind {
        b"inlineStr" => text().filter(|text| !text.is_empty()).map(Held::Text),
        b"" | b"n" => number().map(Held::Number),
        _ => None,
    };
    Some(held.unwrap_or(Held::Raw(cell.kind, cell.inner)))
}

/// What stands between the first tag and the last one, if they are those of an element with this name, under any prefix.
fn only_child<'x>(inner: &'x [u8], name: &[u8]) -> Option<&'x [u8]> {
    let is_named = |tag: &[u8]| {
        let name_end = memchr(b' ', tag).unwrap_or(tag.len());
        tag[..name_end].strip_suffix(name).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(b":"))
    };
    let (start, end) = (memchr(b'>', inner)?, memrchr(b'<', inner)?);
    let (open, close) = (inner[..start].strip_prefix(b"<")?, inner[end..].strip_prefix(b"</")?.strip_suffix(b">")?);
    inner.get(start + 1..end).filter(|_| is_named(open) && is_named(close))
}

/// The text that raw XML stands for. Most stands for itself.
fn resolved(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr3(b'&', b'\r', b'_', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(resolve_escapes(unescape(raw)).into_owned().into_bytes())
}

fn trace(at: CellRef, held: &Held<'_>) -> u64 {
    // The place is in the seed, so that neither swapped cells nor shifted rows add up to the same.
    let place = u64::from(at.row) << 16 | at.column.index() as u64;
    let mut hash = FixedState::with_seed(place).build_hasher();
    match held {
        Held::Number(number) => hash.write_u64(number.to_bits()),
        Held::Text(text) => {
            hash.write_u8(b't');
            hash.write(text);
        }
        Held::Raw(kind, inner) => {
            hash.write(kind);
            hash.write_u8(b'<');
            hash.write(inner);
        }
    }
    hash.finish()
}

/// What a written workbook is held to. Parts are named as [`key`] spells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Promise {
    /// The sums of the cells of rewritten sheets, by their parts.
    pub(super) sheets: HashMap<String, Sum>,
    /// The other parts that were written.
    pub(super) written: HashSet<String>,
    /// The parts that were taken out.
    pub(super) removed: HashSet<String>,
}

/// What is wrong with a written workbook.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// It cannot be read again.
    #[error(transparent)]
    Unreadable(#[from] WorkbookError),
    /// A part is not in it, or is there without reason.
    #[error("part {0}")]
    Part(String),
    /// An entry that was to be copied is not what it was.
    #[error("copy of {0}")]
    Copy(String),
    /// The cells of a sheet's part are not those that were to stand there.
    #[error("cells of {0}")]
    Cells(String),
}

impl Flaw {
    /// The part of the package, where it is known.
    pub(crate) fn part(&self) -> &str {
        match self {
            Self::Unreadable(_) => "",
            Self::Part(part) | Self::Copy(part) | Self::Cells(part) => part,
        }
    }
}

/// Reads a written workbook again and holds it to what was promised of it.
pub(super) fn verify(book: &Book, promise: &Promise, Written(result): Written) -> Result<(), Flaw> {
    let written = Package::open(result, unbounded(book.package.limits.depth))?;
    let before = &book.package;
    for name in before.entries() {
        if promise.removed.contains(&key(name)) == written.has(name) {
            return Err(Flaw::Part(name.clone()));
        }
    }
    if let Some(part) = promise.sheets.keys().chain(&promise.written).find(|part| !written.has(part)) {
        return Err(Flaw::Part(part.clone()));
    }
    written.entries().par_iter().enumerate().try_for_each(|(index, name)| {
        let key = key(name);
        if let Some(sum) = promise.sheets.get(&key) {
            return if cells(&written, name)? == *sum { Ok(()) } else { Err(Flaw::Cells(name.clone())) };
        }
        if promise.written.contains(&key) {
            return well_formed(&written, name);
        }
        let was = before.index(name).ok_or_else(|| Flaw::Part(name.clone()))?;
        if same_bytes(before, was, &written, index)? { Ok(()) } else { Err(Flaw::Copy(name.clone())) }
    })
}

/// Makes sure of a workbook that is made anew, of which there is nothing to compare it with: every entry inflates to what its checksum
/// says, what is XML is well-formed, and all parts hang together.
pub(super) fn sound(Written(result): Written) -> Result<(), Flaw> {
    let written = Package::open(result, unbounded(Limits::default().depth))?;
    hang_together(&written)?;
    let is_xml = |name: &str| [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
    written.entries().par_iter().try_for_each(|name| {
        if is_xml(name) {
            return well_formed(&written, name);
        }
        let mut archive = written.archive();
        let (mut reader, _) = written.stream(&mut archive, name, Limit::Part)?;
        io::copy(&mut reader, &mut io::sink()).map_err(WorkbookError::from)?;
        Ok(())
    })
}

/// Every relationship leads to a part, and to every part leads one. Names stand in the archive's directory, which has no checksum: where one
/// of them is damaged, each entry by itself is sound.
fn hang_together(package: &Package) -> Result<(), Flaw> {
    let lost = |part: &str| Err(Flaw::Part(part.to_owned()));
    let mut met: HashSet<String> = HashSet::from([key(CONTENT_TYPES)]);
    if !package.has(CONTENT_TYPES) {
        return lost(CONTENT_TYPES);
    }
    // The workbook's root is the part without a name.
    let mut waiting = vec![String::new()];
    while let Some(part) = waiting.pop() {
        met.insert(key(&relations_part(&part)));
        for target in package.parts_behind(&part)? {
            if !package.has(&target) {
                return lost(&target);
            }
            if met.insert(key(&target)) {
                waiting.push(target);
            }
        }
    }
    package.entries().iter().find(|name| !met.contains(&key(name))).map_or(Ok(()), |name| lost(name))
}

/// The input was within its limits, and what gospub adds to it must not make a sound result look like an attack.
fn unbounded(depth: usize) -> Limits {
    Limits {
        file_bytes: u64::MAX,
        entries: usize::MAX,
        total_bytes: u64::MAX,
        part_bytes: u64::MAX,
        whole_part_bytes: u64::MAX,
        ratio: u64::MAX,
        item_bytes: usize::MAX,
        depth,
        ..Limits::default()
    }
}

/// Whether the compressed bytes of an entry are those of an entry in the other package.
fn same_bytes(before: &Package, was: usize, after: &Package, is: usize) -> Result<bool, WorkbookError> {
    let (mut old, mut new) = (before.archive(), after.archive());
    let (mut old, mut new) = (old.by_index_raw(was)?, new.by_index_raw(is)?);
    if (old.crc32(), old.size(), old.compressed_size()) != (new.crc32(), new.size(), new.compressed_size()) {
        return Ok(false);
    }
    let (mut left, mut right) = ([0; 1 << 14], [0; 1 << 14]);
    loop {
        let read = old.read(&mut left)?;
        if read == 0 {
            return Ok(true);
        }
        new.read_exact(&mut right[..read])?;
        if left[..read] != right[..read] {
            return Ok(false);
        }
    }
}

/// Reads a written part to its end, which holds it to its checksum, and to being well-formed.
fn well_formed(package: &Package, name: &str) -> Result<(), Flaw> {
    let mut archive = package.archive();
    let (reader, _) = package.stream(&mut archive, name, Limit::Part)?;
    well_formed::well_formed(reader).map_err(WorkbookError::from)?.map_err(|fault| WorkbookError::xml(name, fault).into())
}

/// The sum over the cells of a written sheet, which is read to its end; what stands around its rows is well-formed.
fn cells(package: &Package, part: &str) -> Result<Sum, Flaw> {
    let limits = package.limits;
    let mut archive = package.archive();
    let (reader, _) = package.stream(&mut archive, part, Limit::Part)?;
    let (head, mut items) = Items::open(reader, part, "sheetData", "row", limits)?;
    let fault = |_| WorkbookError::xml(part, XmlFault::Unexpected);
    let (prefix, mut sum, mut before) = (&head.prefix[..], Sum::default(), 0);
    let numbered = |batch, before: &mut u32| Numbered::new(batch, prefix, before, limits.depth).map_err(fault);
    each_wave(
        || items.wave()?.into_iter().map(|batch| numbered(batch, &mut before)).collect::<Result<Vec<_>, WorkbookError>>(),
        |rows: Numbered| {
            as_text(&rows.batch.bytes).map_err(|_| WorkbookError::xml(part, XmlFault::Text))?;
            Sum::of(&rows, prefix, limits.depth).map_err(fault)
        },
        |batch: Result<Sum, WorkbookError>| {
            sum += batch?;
            Ok(())
        },
    )?;
    let tail = items.tail()?;
    let around = [head.bytes, tail].concat();
    well_formed::well_formed(&around[..]).map_err(WorkbookError::from)?.map_err(|fault| WorkbookError::xml(part, fault))?;
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::edit::{CellEdit, NewSheets, OwnColumn, SheetEdits};
    use crate::workbook::sample::{book, worksheet};
    use crate::workbook::{Limits, PatchError, PatchOptions, patch};
    use std::io::SeekFrom;
    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    /// A place whose bytes are not those that were written.
    struct Faulty<'f> {
        written: Cursor<Vec<u8>>,
        fault: &'f dyn Fn(Vec<u8>) -> Vec<u8>,
    }

    impl Write for Faulty<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.written.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Faulty<'_> {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.written.seek(to)
        }
    }

    impl Reread for Faulty<'_> {
        fn reread(&mut self) -> io::Result<Written> {
            Ok(Written(Input::from(Arc::new((self.fault)(self.written.get_ref().clone())))))
        }
    }

    /// Writes «новое» into B2 and an own column C, and reads the result with a fault.
    fn written(fault: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<(), PatchError> {
        let sheet = worksheet(
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>21</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>a</t></is></c></row></sheetData>",
        );
        let book = Book::from_bytes(book(&sheet, &[("xl/media/a.png", "not XML at all")]), Limits::default()).unwrap();
        let text = |at: &str, text: &str| {
            let content = Some(Content::Text(text.to_owned()));
            CellEdit { at: at.parse().unwrap(), content, mark: None, lasting: false }
        };
        let cells = [text("B2", "новое"), text("C2", "a < b _x0041_")];
        let rows = |range: std::ops::RangeInclusive<u32>| {
            cells.iter().filter(|edit| range.contains(&edit.at.row)).cloned().collect::<Vec<_>>()
        };
        let own =
            OwnColumn { column: "C1".parse::<CellRef>().unwrap().column, header: "Статус".into(), width: 9.0, kept: false };
        let edits = SheetEdits { sheet: 0, header: 1, table: "A1:B2".parse().unwrap(), columns: vec![own], rows: &rows };
        let mut out = Faulty { written: Cursor::default(), fault };
        patch(&book, &[edits], NewSheets::default(), &mut out, PatchOptions::default()).map(drop)
    }

    /// The package with another text in a part, or without the part.
    fn with(bytes: Vec<u8>, part: &str, change: &dyn Fn(String) -> Option<String>) -> Vec<u8> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            let name = archive.by_index(index).unwrap().name().unwrap().into_owned();
            if name != part {
                zip.raw_copy_file(archive.by_index_raw(index).unwrap()).unwrap();
                continue;
            }
            let mut content = String::new();
            archive.by_index(index).unwrap().read_to_string(&mut content).unwrap();
            if let Some(content) = change(content) {
                zip.start_file(name, SimpleFileOptions::default()).unwrap();
                zip.write_all(content.as_bytes()).unwrap();
            }
        }
        zip.finish().unwrap().into_inner()
    }

    fn flaw(part: &str, change: &dyn Fn(String) -> Option<String>) -> String {
        match written(&|bytes| with(bytes, part, change)) {
            Err(PatchError::Result(flaw)) => flaw.to_string(),
            Err(error) => panic!("{error}"),
            Ok(()) => String::new(),
        }
    }

    #[test]
    fn a_result_as_it_was_to_be_is_right() {
        written(&|bytes| bytes).unwrap();
        assert_eq!(flaw("xl/worksheets/sheet1.xml", &Some), "");
    }

    #[test]
    fn a_cell_that_is_lost_changed_moved_or_added_is_a_flaw() {
        let sheet = "xl/worksheets/sheet1.xml";
        for (from, to) in [
            ("новое", "старое"),
            ("<v>21</v>", "<v>12</v>"),
            ("<c r=\"A2\"><v>21</v></c>", ""),
            ("<v>21</v>", "<f>A1</f><v>21</v>"),
            ("r=\"A2\"><v>21</v>", "r=\"A2\" t=\"s\"><v>21</v>"),
            ("_x005F_x0041_", "_x0041_"),
            ("</sheetData>", "<row r=\"3\"><c r=\"A3\"><v>1</v></c></row></sheetData>"),
        ] {
            let change = |content: String| {
                assert!(content.contains(from), "{content}");
                Some(content.replace(from, to))
            };
            assert_eq!(flaw(sheet, &change), "cells of xl/worksheets/sheet1.xml", "{from} → {to}");
        }
        let swapped = |content: String| {
            let content =
                content.replace("<v>1</v>", "<v>0</v>").replace("<v>21</v>", "<v>1</v>").replace("<v>0</v>", "<v>21</v>");
            Some(content)
        };
        assert_eq!(flaw(sheet, &swapped), "cells of xl/worksheets/sheet1.xml");
    }

    #[test]
    fn a_new_workbook_is_sound_if_every_entry_is() {
        let sound = |bytes: Vec<u8>| sound(Written(Input::from(Arc::new(bytes)))).map_err(|flaw| flaw.to_string());
        let rels = "<Relationships><Relationship Id='rId1' Type='/image' Target='../media/a.png'/></Relationships>";
        let others = [("xl/worksheets/_rels/sheet1.xml.rels", rels), ("xl/media/a.png", "not XML at all")];
        let made = book(&worksheet("<sheetData/>"), &others);
        assert_eq!(sound(made.clone()), Ok(()));
        // The name of an entry stands twice; readers go by the second, in the directory.
        for (name, lost) in [("xl/media/a.png", "xl/media/a.png"), ("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.xmm.rels")] {
            let mut renamed = made.clone();
            let at = memchr::memmem::rfind(&renamed, name.as_bytes()).unwrap() + name.find(".rels").unwrap_or(name.len()) - 1;
            renamed[at] ^= 1;
            assert_eq!(sound(renamed), Err(format!("part {lost}")), "{name}");
        }
        let broken = with(made.clone(), "xl/workbook.xml", &|content| Some(content.replace("</sheets>", "")));
        assert_eq!(sound(broken), Err("part \"xl/workbook.xml\": has a malformed tag".to_owned()));
        let mut torn = made;
        let at = memchr::memmem::find(&torn, b"xl/media/a.png").unwrap() + 20;
        torn[at] ^= 0x55;
        assert!(sound(torn).is_err());
    }

    #[test]
    fn a_part_that_is_lost_damaged_or_broken_is_a_flaw() {
        assert_eq!(flaw("xl/media/a.png", &|_| None), "part xl/media/a.png");
        assert_eq!(flaw("xl/media/a.png", &|content| Some(content + "!")), "copy of xl/media/a.png");
        let broken = flaw("xl/styles.xml", &|content| Some(content.replace("</styleSheet>", "")));
        assert_eq!(broken, "part \"xl/styles.xml\": has a malformed tag");
        let tail = flaw("xl/worksheets/sheet1.xml", &|content| Some(content.replace("</worksheet>", "<a></worksheet>")));
        assert_eq!(tail, "part \"xl/worksheets/sheet1.xml\": has a malformed tag");
        let torn = written(&|mut bytes| {
            let at = memchr::memmem::find(&bytes, b"xl/styles.xml").unwrap() + 40;
            bytes[at] ^= 0x55;
            bytes
        });
        assert!(matches!(torn, Err(PatchError::Result(Flaw::Unreadable(_)))), "{torn:?}");
    }
}
