//! Reads a sheet's part into a [`Sheet`].

use super::cells::{self, CellTag, Numbered, Step, Walk, WalkFault};
use super::error::{OddKind, WorkbookError};
use super::limits::{Limit, Limits};
use super::number_formats::Shown;
use super::package::{Package, Relation, by_id};
use super::stream::{Batch, Items, each_wave};
use super::strings::{self, Item};
use super::styles::Says;
use super::text::{as_text, resolve_escapes, unescape};
use super::xml::{self, Scan, Token, XmlFault};
use crate::domain::date::{DAYS_TO_1904, serial_day};
use crate::table::sheet::{Area, BuildError, CellRef, Column, NewValue, Sheet, SheetBuilder, Texts};
use foldhash::HashMap;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// How much of a sheet is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only the first rows that the sheet's part has, this many of them. Merges and hyperlinks stand behind all rows, so they are
    /// missing then.
    pub(crate) rows: Option<u32>,
    /// Only these columns' cells become values; the others count for [`Sheet::last_column`] only.
    pub(crate) columns: Option<Vec<Column>>,
}

/// What reading a sheet needs from the rest of its workbook.
pub(super) struct Source<'b> {
    pub(super) package: &'b Package,
    pub(super) name: &'b str,
    pub(super) part: &'b str,
    pub(super) texts: Arc<Texts>,
    /// How numbers are shown, by style.
    pub(super) shown: &'b [Shown],
    /// Whether the workbook counts its days from 1904 on.
    pub(super) is_1904: bool,
    /// gospub's own colours from an earlier run and what is struck out, by style.
    pub(super) styles: &'b [Says],
}

pub(super) fn sheet(source: &Source<'_>, scope: &Scope) -> Result<Sheet, WorkbookError> {
    let limits = source.package.limits;
    let mut archive = source.package.archive();
    let (reader, _) = source.package.stream(&mut archive, source.part, Limit::Part)?;
    let (head, mut items) = Items::open(reader, source.part, "sheetData", "row", limits)?;
    let around = |bytes: &[u8]| as_text(bytes).map_err(|_| WorkbookError::xml(source.part, XmlFault::Text)).map(drop);
    around(&head.bytes)?;
    let wanted = scope.columns.as_ref().map(|columns| {
        let mut wanted = vec![false; usize::from(Column::COUNT)];
        columns.iter().for_each(|column| wanted[column.index()] = true);
        wanted
    });
    let reading = Reading { source, prefix: &head.prefix, limits, wanted };
    let mut builder = reading.builder();
    if let Some(rows) = scope.rows {
        reading.first_rows(rows, &mut items, &mut builder)?;
        return Ok(builder.build());
    }
    let last_row = reading.all_rows(&mut items, &mut builder)?;
    let tail = items.tail()?;
    around(&tail)?;
    let relations = source.package.relations(source.part)?;
    reading.tail(&tail, &relations, last_row, &mut builder).map_err(|fault| WorkbookError::xml(source.part, fault))?;
    Ok(builder.build())
}

/// Reads a row that stands in no part; none if it is none.
pub(super) fn row(source: &Source<'_>, row: Vec<u8>) -> Option<Sheet> {
    let reading = Reading { source, prefix: b"", limits: source.package.limits, wanted: None };
    let batch = Batch { bytes: row, plain: false };
    let (builder, _) = reading.batch(&batch, 0, &mut { u32::MAX }).ok()?;
    Some(builder.build())
}

struct Reading<'s> {
    source: &'s Source<'s>,
    prefix: &'s [u8],
    limits: Limits,
    wanted: Option<Vec<bool>>,
}

/// Why a batch cannot be read.
enum Fault {
    Walk(WalkFault),
    Build(BuildError),
}

impl<T: Into<WalkFault>> From<T> for Fault {
    fn from(fault: T) -> Self {
        Self::Walk(fault.into())
    }
}

impl Reading<'_> {
    fn builder(&self) -> SheetBuilder {
        SheetBuilder::new(self.source.name, Arc::clone(&self.source.texts))
    }

    fn fault(&self, fault: Fault) -> WorkbookError {
        match fault {
            Fault::Walk(WalkFault::Xml(fault)) => WorkbookError::xml(self.source.part, fault),
            Fault::Walk(WalkFault::OutOfOrder(at)) => WorkbookError::OutOfOrder { sheet: self.source.name.to_owned(), at },
            Fault::Walk(WalkFault::Odd(odd)) => WorkbookError::Odd { sheet: self.source.name.to_owned(), odd },
            Fault::Build(error) => WorkbookError::build(self.source.name, error),
        }
    }

    fn first_rows(&self, rows: u32, items: &mut Items<'_>, builder: &mut SheetBuilder) -> Result<(), WorkbookError> {
        let (mut left, mut before) = (rows, 0);
        while left > 0
            && let Some(batch) = items.next()?
        {
            let (part, last) = self.batch(&batch, before, &mut left).map_err(|fault| self.fault(fault))?;
            self.append(part, builder)?;
            before = last;
        }
        Ok(())
    }

    /// Reads the batches wave by wave. Gives the number of the last row.
    fn all_rows(&self, items: &mut Items<'_>, builder: &mut SheetBuilder) -> Result<u32, WorkbookError> {
        let mut before = 0;
        let read = |rows: Numbered| {
            let (part, last) = self.batch(&rows.batch, rows.before, &mut { u32::MAX })?;
            if last == rows.last { Ok(part) } else { Err(XmlFault::Unexpected.into()) }
        };
        each_wave(
            || self.numbered(items.wave()?, &mut before),
            read,
            |part| self.append(part.map_err(|fault| self.fault(fault))?, builder),
        )?;
        Ok(before)
    }

    /// Puts the cells of a batch behind those before it.
    fn append(&self, part: SheetBuilder, builder: &mut SheetBuilder) -> Result<(), WorkbookError> {
        let beyond = |limit| Err(self.limits.beyond(self.source.part, limit));
        if part.last_column().is_some_and(|last| last.index() >= self.limits.columns) {
            return beyond(Limit::Columns);
        }
        if part.longest_text() > self.limits.text_bytes {
            return beyond(Limit::Text);
        }
        builder.append(part).map_err(|error| self.fault(Fault::Build(error)))?;
        if builder.cell_count() > self.limits.cells {
            return beyond(Limit::Cells);
        }
        // One long text may stand in a million cells: a sheet counts as if each of them held its own.
        if builder.text_bytes() > self.limits.part_bytes { beyond(Limit::Part) } else { Ok(()) }
    }

    /// Tells each batch where it stands in the sheet.
    fn numbered(&self, wave: Vec<Batch>, before: &mut u32) -> Result<Vec<Numbered>, WorkbookError> {
        let number = |batch| Numbered::new(batch, self.prefix, before, self.limits.depth);
        let wave = wave.into_iter().map(number).collect::<Result<_, WalkFault>>().map_err(|fault| self.fault(fault.into()))?;
        if *before > self.limits.rows { Err(self.limits.beyond(self.source.part, Limit::Rows)) } else { Ok(wave) }
    }

    /// Reads a batch, or as many of its rows as are left to read. Gives the number of its last row, too.
    fn batch(&self, batch: &Batch, before: u32, rows_left: &mut u32) -> Result<(SheetBuilder, u32), Fault> {
        if let Err(range) = as_text(&batch.bytes) {
            return Err(self.no_text(batch, before, &range).into());
        }
        let mut builder = self.builder();
        let mut walk = Walk::new(&batch.bytes, batch.plain, self.prefix, before, self.limits.depth);
        let mut hidden = false;
        while let Some(step) = walk.next()? {
            match step {
                Step::Row(row) => {
                    let Some(left) = rows_left.checked_sub(1) else { break };
                    *rows_left = left;
                    hidden = row.hidden;
                }
                Step::Cell(cell) => self.cell(CellRef::new(walk.row(), cell.column), hidden, &cell, &mut builder)?,
                Step::RowEnd(_) | Step::Other(_) => {}
            }
        }
        Ok((builder, walk.row()))
    }

    /// The row in which something is no text.
    fn no_text(&self, batch: &Batch, before: u32, range: &Range<usize>) -> WalkFault {
        let mut walk = Walk::new(&batch.bytes, batch.plain, self.prefix, before, self.limits.depth);
        while walk.at() <= range.start
            && let Ok(Some(_)) = walk.next()
        {}
        let found = &batch.bytes[range.clone()];
        match found {
            [byte] => cells::odd(walk.row(), OddKind::Text, format!("{byte:02X}").as_bytes()),
            reference => cells::odd(walk.row(), OddKind::Text, reference),
        }
    }

    fn cell(&self, at: CellRef, hidden: bool, cell: &CellTag<'_>, builder: &mut SheetBuilder) -> Result<(), Fault> {
        if cell.inner.is_empty() && cell.is_blank() {
            return Ok(());
        }
        if self.wanted.as_ref().is_some_and(|wanted| !wanted[at.column.index()]) {
            if !cell.is_blank() {
                builder.used(at.column);
            }
            return Ok(());
        }
        let pieces;
        let mut has_struck = false;
        let (value, formula) = match self.common_value(cell) {
            Some(value) => (Some(value), None),
            None => {
                pieces = Pieces::read(cell.inner, self.prefix, self.limits.depth)?;
                has_struck = pieces.string.as_ref().is_some_and(|string| string.has_struck);
                (self.value(cell, &pieces), pieces.formula.as_deref())
            }
        };
        if let Some(Owned::Shared(index)) = &value {
            has_struck = self.source.texts.has_struck(*index);
        }
        let value = match &value {
            Some(Owned::Text(text)) => NewValue::Text(text),
            Some(Owned::Shared(index)) => NewValue::Shared(*index),
            Some(Owned::Number(number)) => NewValue::Number(*number),
            Some(Owned::Date(day)) => NewValue::Date(*day),
            Some(Owned::Bool(truth)) => NewValue::Bool(*truth),
            Some(Owned::Error(error)) => NewValue::Error(error),
            // A formula counts even when no result was saved with it.
            None if formula.is_some() => NewValue::Text(""),
            None => {
                // An empty text is nothing to read, but a cell to leave alone.
                if !cell.is_blank() {
                    builder.used(at.column);
                }
                return Ok(());
            }
        };
        builder.cell(at, hidden, value, formula).map_err(Fault::Build)?;
        let style = self.source.styles.get(cell.style as usize).copied().unwrap_or_default();
        if let Some(mark) = style.mark {
            builder.mark(mark);
        }
        if style.is_struck || has_struck {
            builder.strike();
        }
        Ok(())
    }

    /// The value of a cell in the common form that holds a shared text or a short whole number, as nearly all do.
    fn common_value<'a>(&self, cell: &CellTag<'a>) -> Option<Owned<'a>> {
        let number = cells::number(cell.value?)?;
        match cell.kind {
            b"s" => shared_index(number, &self.source.texts).map(Owned::Shared),
            b"" | b"n" => Some(self.number(cell, f64::from(number))),
            _ => None,
        }
    }

    fn value<'a>(&self, cell: &CellTag<'_>, pieces: &'a Pieces<'_>) -> Option<Owned<'a>> {
        let text = pieces.value.as_deref().unwrap_or_default();
        match (cell.kind, &pieces.string) {
            (b"inlineStr", Some(string)) => (!string.text.is_empty()).then(|| Owned::Text(Cow::Borrowed(&string.text))),
            (b"inlineStr", None) | (b"str", _) => (!text.is_empty()).then(|| Owned::Text(resolve_escapes(text.into()))),
            (b"s", _) => text.trim().parse().ok().and_then(|index| shared_index(index, &self.source.texts)).map(Owned::Shared),
            (b"b", _) => (!text.is_empty()).then(|| Owned::Bool(matches!(text.trim(), "1" | "true"))),
            (b"e", _) => (!text.is_empty()).then_some(Owned::Error(text)),
            (b"d", _) => (!text.is_empty()).then(|| match serial_day(text.trim()) {
                Some(day) => Owned::Date(day),
                None => Owned::Text(text.into()),
            }),
            _ => text.trim().parse().ok().map(|number| self.number(cell, number)),
        }
    }

    fn number<'a>(&self, cell: &CellTag<'_>, number: f64) -> Owned<'a> {
        match self.source.shown.get(cell.style as usize).copied().unwrap_or_default() {
            Shown::Plain => Owned::Number(number),
            // Below one it is a time of day, which is the same in both epochs.
            Shown::Date if self.source.is_1904 && number >= 1.0 => Owned::Date(number + DAYS_TO_1904),
            Shown::Date => Owned::Date(number),
            Shown::Exponent { places } => match places.rounded(number) {
                Some(text) => Owned::Text(text.into()),
                None => Owned::Number(number),
            },
        }
    }

    fn tail(&self, tail: &[u8], relations: &[Relation], last_row: u32, builder: &mut SheetBuilder) -> Result<(), XmlFault> {
        let depth = self.limits.depth;
        let Some((inside, _)) = tail_range(tail) else {
            return Ok(());
        };
        for node in xml::children(tail, inside, depth)? {
            match node.local(tail) {
                b"mergeCells" => {
                    for merge in xml::children(tail, node.inner, depth)? {
                        if let Some(area) = attr_area(merge.attrs(tail)) {
                            builder.merge(area);
                        }
                    }
                }
                b"hyperlinks" => {
                    let mut budget = self.limits.linked_cells;
                    let relations = by_id(relations.iter());
                    for link in xml::children(tail, node.inner, depth)? {
                        let attrs = link.attrs(tail);
                        if let (Some(area), Some(target)) = (attr_area(attrs), target(attrs, &relations)) {
                            self.link(area, &target, last_row, &mut budget, builder);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A hyperlink may stand on a whole area; each of its wanted cells gets it, down to the last row of the sheet.
    fn link(&self, area: Area, target: &str, last_row: u32, budget: &mut usize, builder: &mut SheetBuilder) {
        for row in area.first.row..=area.last.row.min(last_row.max(area.first.row)) {
            for column in (area.first.column.index()..=area.last.column.index()).filter_map(Column::new) {
                if *budget == 0 {
                    return;
                }
                *budget -= 1;
                if self.wanted.as_ref().is_none_or(|wanted| wanted[column.index()]) {
                    builder.hyperlink(CellRef::new(row, column), target);
                }
            }
        }
    }
}

enum Owned<'t> {
    Text(Cow<'t, str>),
    Shared(u32),
    Number(f64),
    Date(f64),
    Bool(bool),
    Error(&'t str),
}

/// What stands in a cell.
struct Pieces<'a> {
    formula: Option<Cow<'a, str>>,
    value: Option<Cow<'a, str>>,
    string: Option<Item<'a>>,
}

impl<'a> Pieces<'a> {
    fn read(inner: &'a [u8], prefix: &[u8], depth: usize) -> Result<Self, XmlFault> {
        let mut scan = Scan::new(inner, 0);
        let mut pieces = Self { formula: None, value: None, string: None };
        while let Some(token) = scan.next()? {
            let Token::Start { name, empty, .. } = token else { continue };
            match name.strip_prefix(prefix) {
                Some(b"f") if empty => pieces.formula = Some("".into()),
                Some(b"f") => pieces.formula = Some(strings::content(&mut scan, depth)?),
                _ if empty => {}
                Some(b"v") => pieces.value = Some(strings::content(&mut scan, depth)?),
                Some(b"is") => pieces.string = Some(strings::item(&mut scan, prefix, depth)?),
                _ => scan.skip_element(depth)?,
            }
        }
        Ok(pieces)
    }
}

/// An index that the shared texts have, unless the text there is empty.
fn shared_index(index: u32, texts: &Texts) -> Option<u32> {
    texts.get(index).filter(|text| !text.is_empty()).map(|_| index)
}

/// Where the elements behind the rows stand in a tail, and where the root's end tag begins.
pub(super) fn tail_range(tail: &[u8]) -> Option<(std::ops::Range<usize>, usize)> {
    // A tail begins with the list's end tag, unless the list's tag closed itself.
    let mut scan = Scan::new(tail, 0);
    let start = match scan.next() {
        Ok(Some(Token::End { name })) if xml::local(name) == b"sheetData" => scan.at(),
        _ => 0,
    };
    let end = memchr::memmem::rfind(tail, b"</").filter(|&end| end >= start)?;
    Some((start..end, end))
}

fn attr_area(attrs: &[u8]) -> Option<Area> {
    unescape(xml::attr(attrs, b"ref")?).parse().ok()
}

/// Where a hyperlink leads: an address, a place in the workbook as `#Sheet!A1`, or both in one.
fn target(attrs: &[u8], relations: &HashMap<&str, &Relation>) -> Option<String> {
    let mut target = xml::prefixed_attr(attrs, b"id")
        .map(unescape)
        .and_then(|id| relations.get(&*id))
        .map_or(String::new(), |relation| relation.target.clone());
    if let Some(location) = xml::attr_text(attrs, b"location").filter(|location| !location.is_empty()) {
        target.push('#');
        target.push_str(&location);
    }
    Some(target).filter(|target| !target.is_empty())
}
