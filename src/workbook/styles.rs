//! The styles part while a workbook is annotated: which cell styles are the sender's, which are gospub's own, and the making of new
//! ones as clones of the sender's.
//!
//! gospub's fonts, fills and cell styles stand behind the sender's, and an extension of the part lists what each is a clone of. So
//! a later run cuts them off and begins from the sender's part again. Excel drops that list when it saves; then marks are known by
//! their colours, and the original colour by the background colour, which a solid fill does not show.

mod clone;
mod look;
mod record;

use super::xml::{self, Node, Splices, XmlFault, attr};
use crate::table::edit::{Look, Mark};
use record::Record;
pub(super) use record::{Senders, SheetRecord};
use std::collections::HashMap;

/// What a style of gospub's own is made from; equal keys share one style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// A sender's style in a mark's colour. `absent`: there was no such cell before, it was made for the mark.
    Marked { base: u32, mark: Mark, absent: bool },
    /// A cell in an own column, after the style of a sender's cell in the same row. `was`: the style of the blank cell that stood there.
    Own { base: u32, role: Role, mark: Option<Mark>, was: Option<u32> },
    /// A cell of an own sheet.
    Look { look: Look, link: bool },
}

/// What a cell in an own column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Header,
    Body,
    Link,
}

/// Where a style comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The sender's own, with its index in the sender's part.
    Sender(u32),
    /// Made by gospub.
    Ours(Key),
}

/// What the rewriting of rows needs to know of the styles. Does not change while rows are rewritten.
#[derive(Debug)]
pub(super) struct Origins {
    /// By index in the sheets as they are read.
    of: Vec<Origin>,
    /// Whether the sender's style underlines, by index.
    underlined: Vec<bool>,
    has_own: bool,
    letters: Letters,
}

/// The size of the letters that most of the sender's styles have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letters {
    /// The height of a line in points.
    pub(super) line: f64,
    /// How many of them take the room of one letter of the workbook's first font, in which the widths of columns are counted.
    pub(super) to_one: f64,
}

impl Letters {
    /// Those of these sizes in points, the workbook's own first. Excel gives a line of 11 points the height of 15.
    fn of(sizes: &[f64]) -> Self {
        let times = |size: f64| sizes.iter().filter(|&&other| other == size).count();
        let first = sizes.first().copied().unwrap_or(11.0);
        // Of two that are as common, the one that comes first.
        let common = sizes.iter().copied().rev().max_by_key(|&size| times(size)).unwrap_or(first);
        Self { line: common * 15.0 / 11.0, to_one: first / common }
    }
}

impl Origins {
    fn new(of: Vec<Origin>, sheet: &StyleSheet) -> Self {
        let has_own = of.iter().any(|origin| matches!(origin, Origin::Ours(_)));
        let senders = of.iter().filter(|origin| matches!(origin, Origin::Sender(_))).count();
        let sizes = sheet.sizes();
        let letters = Letters::of(&sizes[..senders.min(sizes.len())]);
        Self { of, underlined: sheet.underlined(), has_own, letters }
    }

    /// The letters of most cells.
    pub(super) fn letters(&self) -> Letters {
        self.letters
    }

    pub(super) fn of(&self, style: u32) -> Origin {
        self.of.get(style as usize).copied().unwrap_or(Origin::Sender(style))
    }

    /// Whether any style is gospub's, as in a workbook that it has annotated before.
    pub(super) fn has_own(&self) -> bool {
        self.has_own
    }

    pub(super) fn underlined(&self, style: u32) -> bool {
        self.underlined.get(style as usize).copied().unwrap_or(false)
    }
}

/// The styles part, with new styles being added.
#[derive(Debug)]
pub(super) struct StyleSheet {
    doc: Vec<u8>,
    depth: usize,
    prefix: String,
    fonts: Vec<Node>,
    fills: Vec<Node>,
    xfs: Vec<Node>,
    record: Record,
    /// The sheets of the record that was found, even where gospub's styles have been cut off.
    remembered: Vec<SheetRecord>,
    /// The part is gospub's: the workbook came without one.
    made: bool,
    is_full: bool,
    new_fonts: Vec<Vec<u8>>,
    new_fills: Vec<Vec<u8>>,
    new_xfs: Vec<Vec<u8>>,
    /// Asked for each cell that is written.
    by_key: foldhash::HashMap<Key, u32>,
    fonts_by_change: HashMap<clone::FontChange, u32>,
    fills_by_content: HashMap<Vec<u8>, u32>,
    /// Whether background colours are those that were written: LibreOffice puts any near colour of its own in the place of each.
    has_backgrounds: bool,
}

/// What a style says of its cells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Says {
    /// The colour that gospub gave them.
    pub(super) mark: Option<Mark>,
    /// Whether their letters are struck out.
    pub(super) is_struck: bool,
}

/// What each style says of its cells, by the style's index.
pub(super) fn says(doc: Vec<u8>, depth: usize) -> Result<Vec<Says>, XmlFault> {
    let (sheet, record) = StyleSheet::read(doc, depth)?;
    let struck = sheet.struck();
    let says = |(mark, is_struck)| Says { mark, is_struck };
    Ok(marks(&sheet, record).into_iter().zip(struck).map(says).collect())
}

/// The colour that gospub gave cells of each style.
fn marks(sheet: &StyleSheet, record: Option<Record>) -> Vec<Option<Mark>> {
    let Some(record) = record else {
        // Without a record colours tell; what the styles were before, which takes comparing each with all, nobody asks here.
        return (0..sheet.xfs.len()).map(|index| sheet.colour_of(index)).collect();
    };
    let mark = |key: &Key| match *key {
        Key::Marked { mark, .. } => Some(mark),
        Key::Own { mark, .. } => mark,
        Key::Look { .. } => None,
    };
    std::iter::repeat_n(None, record.xfs).chain(record.keys.iter().map(mark)).collect()
}

/// Excel refuses more cell styles than this (it writes 64,000 and reads 65,490).
const MOST_XFS: usize = 64_000;

/// A part for workbooks that come without one.
const DEFAULT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"></styleSheet>";

impl StyleSheet {
    /// Reads the part and tells the sender's styles from gospub's. With `anew`, gospub's are cut off: every sheet that uses them is
    /// about to be rewritten.
    pub(super) fn load(doc: Vec<u8>, depth: usize, anew: impl Fn(&[SheetRecord]) -> bool) -> Result<(Self, Origins), XmlFault> {
        let (mut sheet, record) = Self::read(doc, depth)?;
        let Some(record) = record else { return sheet.by_colour() };
        let mut of: Vec<Origin> = (0..record.xfs as u32).map(Origin::Sender).collect();
        of.extend(record.keys.iter().copied().map(Origin::Ours));
        let (remembered, made) = (record.sheets.clone(), record.made);
        if anew(&record.sheets) {
            sheet = Self::parse(sheet.without_own(&record)?, depth)?;
        } else {
            sheet.by_key = record.keys.iter().zip(record.xfs as u32..).map(|(&key, index)| (key, index)).collect();
            sheet.record = record;
        }
        sheet.remembered = remembered;
        sheet.made = made;
        let origins = Origins::new(of, &sheet);
        Ok((sheet, origins))
    }

    /// The part with the record of gospub's styles, if there is one that agrees with it.
    fn read(doc: Vec<u8>, depth: usize) -> Result<(Self, Option<Record>), XmlFault> {
        let sheet = Self::parse(clone::complete(doc, depth)?, depth)?;
        let root = xml::root(&sheet.doc, depth)?;
        let record = Record::find(&sheet.doc, &root, depth)?.filter(|record| sheet.fits(record));
        Ok((sheet, record))
    }

    fn parse(doc: Vec<u8>, depth: usize) -> Result<Self, XmlFault> {
        let root = xml::root(&doc, depth)?;
        let groups = xml::children(&doc, root.inner.clone(), depth)?;
        let members = |name: &[u8]| match groups.iter().find(|group| group.local(&doc) == name) {
            Some(group) => xml::children(&doc, group.inner.clone(), depth),
            None => Ok(Vec::new()),
        };
        let (fonts, fills, xfs) = (members(b"fonts")?, members(b"fills")?, members(b"cellXfs")?);
        let prefix = String::from_utf8_lossy(xml::prefix(&doc[root.name])).into_owned();
        let record = Record::new(fonts.len(), fills.len(), xfs.len());
        // All that it writes are of one form, whatever they were.
        let is_kept = |fill: &Node| clone::background(&doc, fill, depth).is_some_and(|colour| attr(&colour, b"rgb").is_none());
        let has_backgrounds = fills.iter().any(is_kept);
        Ok(Self {
            doc,
            depth,
            prefix,
            fonts,
            fills,
            xfs,
            record,
            remembered: Vec::new(),
            made: false,
            is_full: false,
            new_fonts: Vec::new(),
            new_fills: Vec::new(),
            new_xfs: Vec::new(),
            by_key: foldhash::HashMap::default(),
            fonts_by_change: HashMap::new(),
            fills_by_content: HashMap::new(),
            has_backgrounds,
        })
    }

    /// A part for a workbook that has none.
    pub(super) fn create(depth: usize) -> Result<(Self, Origins), XmlFault> {
        let (sheet, origins) = Self::load(DEFAULT.into(), depth, |_| true)?;
        Ok((Self { made: true, ..sheet }, origins))
    }

    /// What is remembered of the sheets from an earlier run.
    pub(super) fn remembered(&self) -> &[SheetRecord] {
        &self.remembered
    }

    /// The index of the style for a key, if it has been made.
    pub(super) fn known(&self, key: Key) -> Option<u32> {
        self.by_key.get(&key).copied()
    }

    /// Whether there was no room for a style that was asked for.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// The index of the style for a key, made if it is new. The workbook's first style where there is no room for another.
    pub(super) fn index(&mut self, key: Key) -> u32 {
        if let Some(index) = self.known(key) {
            return index;
        }
        let index = self.xfs.len() + self.new_xfs.len();
        if index >= MOST_XFS {
            self.is_full = true;
            return 0;
        }
        let xf = match key {
            Key::Marked { base, mark, .. } => self.marked(base, mark),
            Key::Own { base, role, mark, .. } => self.own(base, role, mark),
            Key::Look { look, link } => self.look(look, link),
        };
        self.new_xfs.push(xf);
        self.record.keys.push(key);
        self.by_key.insert(key, index as u32);
        index as u32
    }

    /// Whether a record agrees with what the part has.
    fn fits(&self, record: &Record) -> bool {
        self.xfs.len() == record.xfs + record.keys.len() && record.fonts <= self.fonts.len() && record.fills <= self.fills.len()
    }

    /// The sender's part: everything of gospub's cut off.
    fn without_own(&self, record: &Record) -> Result<Vec<u8>, XmlFault> {
        let doc = &self.doc;
        let root = xml::root(doc, self.depth)?;
        let mut splices = Splices::default();
        let kept = [
            (&b"fonts"[..], &self.fonts, record.fonts),
            (b"fills", &self.fills, record.fills),
            (b"cellXfs", &self.xfs, record.xfs),
        ];
        for group in xml::children(doc, root.inner.clone(), self.depth)? {
            if let Some((_, members, kept)) = kept.iter().find(|(name, ..)| *name == group.local(doc)) {
                for member in &members[*kept..] {
                    splices.replace(member.whole.clone(), "");
                }
                set_count(&mut splices, doc, &group, *kept);
            }
        }
        Record::remove(&mut splices, doc, &root, self.depth)?;
        Ok(splices.apply(doc))
    }

    /// Without a record: styles in a mark's colour are gospub's, and what they were is looked for, or made again.
    fn by_colour(mut self) -> Result<(Self, Origins), XmlFault> {
        let mut of = Vec::with_capacity(self.xfs.len());
        let count = self.xfs.len();
        for index in 0..count {
            of.push(match self.colour_of(index) {
                Some(mark) => {
                    let base = self.unmarked(index);
                    Origin::Ours(Key::Marked { base, mark, absent: false })
                }
                None => Origin::Sender(index as u32),
            });
        }
        if !self.new_xfs.is_empty() {
            let made = self.appended()?;
            self = Self::parse(made, self.depth)?;
        }
        let origins = Origins::new(of, &self);
        Ok((self, origins))
    }

    /// The part with the new styles and the record of them, and with what is to be remembered of the sheets; none if it was made for
    /// gospub's styles and has none any more. `gone` are the numbers of sheets of which nothing is to be remembered any more.
    pub(super) fn finish(mut self, sheets: Vec<SheetRecord>, gone: &[String]) -> Result<Option<Vec<u8>>, XmlFault> {
        self.record.remember(sheets, gone);
        if self.record.keys.is_empty() && self.record.sheets.is_empty() {
            return if self.made { Ok(None) } else { self.appended().map(Some) };
        }
        let record = Record { made: self.made, ..std::mem::take(&mut self.record) };
        let doc = self.appended()?;
        let root = xml::root(&doc, self.depth)?;
        let mut splices = Splices::default();
        record.write(&mut splices, &doc, &root, &self.prefix, self.depth)?;
        Ok(Some(splices.apply(&doc)))
    }

    fn appended(&self) -> Result<Vec<u8>, XmlFault> {
        let doc = &self.doc;
        let root = xml::root(doc, self.depth)?;
        let mut splices = Splices::default();
        let new = [
            (&b"fonts"[..], &self.fonts, &self.new_fonts),
            (b"fills", &self.fills, &self.new_fills),
            (b"cellXfs", &self.xfs, &self.new_xfs),
        ];
        for group in xml::children(doc, root.inner, self.depth)? {
            if let Some((_, old, new)) = new.iter().find(|(name, _, new)| *name == group.local(doc) && !new.is_empty()) {
                splices.append(doc, &group, new.concat());
                set_count(&mut splices, doc, &group, old.len() + new.len());
            }
        }
        Ok(splices.apply(doc))
    }
}

/// The numbers of the sheets that gospub made, by the part's record.
pub(super) fn own_sheets(doc: &[u8], depth: usize) -> Result<Vec<String>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let record = Record::find(doc, &root, depth)?.unwrap_or_default();
    Ok(record.sheets.into_iter().filter(SheetRecord::is_own).map(|sheet| sheet.id).collect())
}

/// Corrects a group's count where it has one.
fn set_count(splices: &mut Splices, doc: &[u8], group: &Node, count: usize) {
    if xml::attr(group.attrs(doc), b"count").is_some() {
        splices.set_attrs(doc, group, &[("count", Some(&count.to_string()))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rewrite::SendersSpans;
    use super::super::sample::STYLES;
    use super::*;

    fn load(doc: &[u8], anew: bool) -> (StyleSheet, Origins) {
        StyleSheet::load(doc.to_vec(), 30, |_| anew).unwrap()
    }

    const MARKED: Key = Key::Marked { base: 3, mark: Mark::Error, absent: false };
    const OWN: Key = Key::Own { base: 1, role: Role::Link, mark: Some(Mark::Filled), was: Some(2) };
    const LOOK: Key = Key::Look { look: Look::Title, link: false };

    fn remembered() -> SheetRecord {
        let spans = SendersSpans::read("1-2:1:3");
        let areas = ["a", "b"].map(|place| (place.to_owned(), format!("'{place}'!A1:B2"))).to_vec();
        SheetRecord { id: "1".into(), senders: Some(Senders { cols: "<cols/>".into(), dimension: "A1".into(), spans, areas }) }
    }

    #[test]
    fn a_clone_keeps_all_but_the_fill() {
        let (mut sheet, _) = load(STYLES.as_bytes(), true);
        assert_eq!([sheet.index(MARKED), sheet.index(MARKED)], [4, 4]);
        let doc = String::from_utf8(sheet.finish(Vec::new(), &[]).unwrap().unwrap()).unwrap();
        assert!(doc.contains(
            "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"3\" borderId=\"0\" xfId=\"0\" applyFill=\"1\"><protection locked=\"0\"/></xf></cellXfs>"
        ));
        assert!(doc.contains("<fgColor rgb=\"FFFFC8CD\"/><bgColor theme=\"4\" tint=\"0.8\"/>"));
        assert!(doc.contains("<cellXfs count=\"5\">") && doc.contains("<fills count=\"4\">"));
    }

    #[test]
    fn a_later_run_begins_from_the_senders_part() {
        let (mut sheet, _) = load(STYLES.as_bytes(), true);
        for key in [MARKED, OWN, LOOK] {
            sheet.index(key);
        }
        let once = sheet.finish(vec![remembered()], &[]).unwrap().unwrap();
        let (mut again, origins) = load(&once, true);
        assert_eq!(String::from_utf8_lossy(&again.doc), STYLES);
        assert_eq!(
            [origins.of(3), origins.of(4), origins.of(5), origins.of(6)],
            [Origin::Sender(3), Origin::Ours(MARKED), Origin::Ours(OWN), Origin::Ours(LOOK)]
        );
        for key in [MARKED, OWN, LOOK] {
            again.index(key);
        }
        let twice = again.finish(vec![remembered()], &[]).unwrap().unwrap();
        assert_eq!(once, twice);
        let (mut kept, _) = load(&once, false);
        assert_eq!([kept.index(LOOK), kept.index(Key::Look { look: Look::Note, link: false })], [6, 7]);
    }

    #[test]
    fn without_its_record_a_mark_is_known_by_its_colour() {
        let (mut sheet, _) = load(STYLES.as_bytes(), true);
        sheet.index(MARKED);
        let marked = String::from_utf8(sheet.appended().unwrap()).unwrap();
        let (sheet, origins) = load(marked.as_bytes(), true);
        assert_eq!(origins.of(4), Origin::Ours(MARKED));
        assert_eq!(sheet.doc, marked.as_bytes());
        let without = marked.replacen(
            "fillId=\"2\" borderId=\"0\" xfId=\"0\"><protection",
            "fillId=\"2\" borderId=\"7\" xfId=\"0\"><protection",
            1,
        );
        let (sheet, origins) = load(without.as_bytes(), true);
        assert_eq!(origins.of(4), Origin::Ours(Key::Marked { base: 5, mark: Mark::Error, absent: false }));
        assert_eq!(sheet.xfs.len(), 6);
    }

    #[test]
    fn a_background_that_libre_office_made_up_is_no_colour_of_the_senders() {
        let (mut sheet, _) = load(STYLES.as_bytes(), true);
        sheet.index(Key::Marked { base: 0, mark: Mark::Error, absent: false });
        let marked = String::from_utf8(sheet.appended().unwrap()).unwrap();
        let saved = marked.replace("<bgColor indexed=\"64\"/>", "<bgColor rgb=\"FFE4DFED\"/>");
        for doc in [marked, saved] {
            let (sheet, origins) = load(doc.as_bytes(), true);
            assert_eq!(origins.of(4), Origin::Ours(Key::Marked { base: 0, mark: Mark::Error, absent: false }));
            assert_eq!(sheet.xfs.len(), 5);
        }
    }

    #[test]
    fn a_part_with_nothing_in_it_is_completed() {
        let (mut sheet, _) = load(DEFAULT.as_bytes(), true);
        assert_eq!(sheet.index(Key::Marked { base: 0, mark: Mark::Warning, absent: true }), 1);
        let doc = String::from_utf8(sheet.finish(Vec::new(), &[]).unwrap().unwrap()).unwrap();
        assert!(doc.contains("fillId=\"2\""), "{doc}");
    }
}
