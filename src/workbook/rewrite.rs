//! Rewrites a batch of rows: edited cells, own columns, marks of an earlier run taken back. A batch is independent of all others, so
//! batches may be rewritten in any order and on any thread; what depends on the order of the whole sheet (numbers of styles that are
//! new, hyperlinks) is left open in the result and settled by [`super::patch`].

mod cell;
mod height;
mod spans;

use super::cells::{Numbered, RowAttr, RowTag, Step, Walk, WalkFault};
use super::claims::Claims;
use super::pen::{Pen, Rewritten};
use super::stream::Batch;
use super::styles::{Origin, Origins, StyleSheet};
use super::verify::SummingWalk;
use super::xml::{self, Attrs, Scan, Token, XmlFault, attr};
use crate::table::edit::{CellEdit, Edits, OwnColumn};
use crate::table::sheet::{Area, Column, Texts};
pub(super) use spans::SendersSpans;
use std::iter::Peekable;
use std::ops::Range;

/// What is to be done to a sheet's rows, the same for all its batches.
pub(super) struct Plan<'p> {
    /// The worksheet's prefix, with its colon.
    pub(super) prefix: &'p [u8],
    pub(super) depth: usize,
    /// Whether the workbook counts its days from 1904 on.
    pub(super) is_1904: bool,
    pub(super) header: u32,
    pub(super) table: Area,
    /// Own columns, from the left.
    pub(super) columns: &'p [OwnColumn],
    /// For each own column whether it was there already, told by its header.
    pub(super) ours: &'p [bool],
    /// Own columns are taken out instead of written.
    pub(super) strip: bool,
    pub(super) origins: &'p Origins,
    pub(super) column_styles: &'p [ColumnStyle],
    /// The sender's hints of the rows' columns, where an earlier run has widened them.
    pub(super) spans: &'p SendersSpans,
    /// The cells that an earlier run wrote. Those of the sender's among them get back what they held, unless an edit writes them anew.
    pub(super) claims: Option<&'p Claims>,
    /// The height of all rows that state none, where the sheet says so.
    pub(super) row_height: Option<f64>,
    /// The workbook's shared texts.
    pub(super) texts: &'p Texts,
    /// The headers of Excel tables: their cells say the names of columns that stand in the table's part as well, and Excel calls a
    /// workbook damaged in which the two differ.
    pub(super) names: &'p [Area],
    /// What an earlier run wrote, for the heights of rows, which it takes back even where its links stay.
    pub(super) former: Option<&'p Claims>,
}

/// The style that blank cells of some columns have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ColumnStyle {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) style: u32,
}

/// Rewrites the rows behind `rows.before`. `known` are the styles that have their numbers already, `arrays` the areas of array formulas
/// that began up to this batch.
pub(super) fn rewrite(
    rows: &Numbered,
    plan: &Plan<'_>,
    known: &StyleSheet,
    mut edits: RowsEdits<'_>,
    arrays: &[Area],
) -> Result<Rewritten, WalkFault> {
    let Numbered { batch, before, last } = rows;
    let mut writer =
        Writer { plan, arrays, source: &batch.bytes, copied: 0, pen: Pen::new(plan.prefix, plan.is_1904, Some(known)) };
    // Own columns make the rows longer, up to three times as seen in rosters of eight columns.
    writer.pen.out.bytes.reserve(batch.bytes.len() * if plan.columns.is_empty() { 1 } else { 3 });
    let mut walk = SummingWalk::new(Walk::new(&batch.bytes, batch.plain, plan.prefix, *before, plan.depth));
    while let Some(step) = walk.next()? {
        match step {
            Step::Row(row) => {
                while let Some(missing) = edits.next_before(row.number) {
                    writer.keep_until(row.tag.start);
                    writer.missing_row(missing);
                }
                writer.row(&mut walk, &row, edits.of(row.number))?;
            }
            Step::Other(_) => {}
            Step::Cell(_) | Step::RowEnd(_) => return Err(XmlFault::Unexpected.into()),
        }
    }
    if walk.row() != *last {
        return Err(XmlFault::Unexpected.into());
    }
    writer.pen.out.sum += walk.sum;
    writer.keep_until(batch.bytes.len());
    while let Some(missing) = edits.next_before(u32::MAX) {
        writer.missing_row(missing);
    }
    Ok(writer.pen.out)
}

/// The edits of a batch, a row after the other.
pub(super) struct RowsEdits<'e> {
    edits: Peekable<Edits<'e>>,
    /// What makes the header's row, if it is in the batch.
    header: Option<CellEdit>,
    /// Those of the row that has been asked for.
    row: Vec<CellEdit>,
}

impl<'e> RowsEdits<'e> {
    pub(super) fn new(edits: Option<Edits<'e>>, header: Option<CellEdit>) -> Self {
        Self { edits: edits.unwrap_or_else(|| Box::new(std::iter::empty())).peekable(), header, row: Vec::new() }
    }

    /// The edits of the next row that has any, if it stands before this one.
    fn next_before(&mut self, end: u32) -> Option<&[CellEdit]> {
        let rows = self.edits.peek().into_iter().chain(&self.header).map(|edit| edit.at.row);
        let next = rows.min().filter(|&row| row < end)?;
        Some(self.of(next))
    }

    /// The edits of a row, those before it being done.
    fn of(&mut self, row: u32) -> &[CellEdit] {
        self.row.clear();
        while let Some(edit) = self.edits.next_if(|edit| edit.at.row == row) {
            self.row.push(edit);
        }
        self.row.extend(self.header.take_if(|header| header.at.row == row));
        self.row.sort_by_key(|edit| edit.at);
        self.row.dedup_by_key(|edit| edit.at);
        &self.row
    }
}

/// The areas of array formulas and data tables that begin in a batch.
pub(super) fn arrays(batch: &Batch, prefix: &[u8]) -> Result<Vec<Area>, WalkFault> {
    let bytes = &batch.bytes;
    let mut areas = Vec::new();
    if memchr::memmem::find(bytes, b"array").is_none() && memchr::memmem::find(bytes, b"dataTable").is_none() {
        return Ok(areas);
    }
    let mut scan = Scan::new(bytes, 0);
    while let Some(token) = scan.next()? {
        if let Token::Start { name, attrs, .. } = token
            && name.strip_prefix(prefix) == Some(b"f")
            && matches!(attr(attrs, b"t"), Some(b"array" | b"dataTable"))
            && let Some(area) = xml::attr_text(attrs, b"ref").and_then(|area| area.parse().ok())
        {
            areas.push(area);
        }
    }
    Ok(areas)
}

/// Which cells of own columns a row has.
#[derive(Clone, Copy, PartialEq)]
enum OwnCells {
    None,
    Headers,
    Values,
}

/// A row that is being written.
struct Row<'a> {
    number: u32,
    /// The style of its blank cells, if the row has one.
    style: Option<u32>,
    own: OwnCells,
    /// The styles of the table's last two cells, after which own columns look.
    models: [Option<u32>; 2],
    /// The style after which own cells are made, once it has been asked for.
    model: Option<u32>,
    edits: &'a [CellEdit],
    next_own: usize,
}

struct Writer<'p> {
    plan: &'p Plan<'p>,
    arrays: &'p [Area],
    source: &'p [u8],
    /// What stands before this in the source has been written or replaced. What changes nothing is copied late and in long runs.
    copied: usize,
    pen: Pen<'p>,
}

impl Writer<'_> {
    fn keep_until(&mut self, end: usize) {
        self.pen.out.bytes.extend_from_slice(&self.source[self.copied.min(end)..end]);
        self.copied = end;
    }

    /// Creates a row that the file does not have. Only edits that do something make one.
    fn missing_row(&mut self, edits: &[CellEdit]) {
        let start = self.pen.out.bytes.len();
        let number = edits[0].at.row;
        self.pen.tag(&[b"row r=\"", number.to_string().as_bytes(), b"\">"]);
        let mut row = self.begin(number, None, edits);
        let cells = self.pen.out.bytes.len();
        let useful = edits.iter().any(|edit| edit.content.is_some() || edit.mark.is_some());
        if useful {
            self.cells_before(&mut row, None, self.copied);
        }
        if self.pen.out.bytes.len() == cells {
            self.pen.out.bytes.truncate(start);
        } else {
            self.pen.end_tag(b"row");
        }
    }

    fn begin<'a>(&self, number: u32, style: Option<u32>, edits: &'a [CellEdit]) -> Row<'a> {
        let own = match number {
            _ if self.plan.columns.is_empty() => OwnCells::None,
            number if number == self.plan.header => OwnCells::Headers,
            number if number > self.plan.header && number <= self.plan.table.last.row => OwnCells::Values,
            _ => OwnCells::None,
        };
        Row { number, style, own, models: [None; 2], model: None, edits, next_own: 0 }
    }

    fn row(&mut self, walk: &mut SummingWalk<'_>, tag: &RowTag<'_>, edits: &[CellEdit]) -> Result<(), WalkFault> {
        let mut row = self.begin(tag.number, tag.style.map(|style| self.senders(style)), edits);
        let reruns = self.plan.strip || self.plan.origins.has_own();
        if row.own == OwnCells::None && edits.is_empty() && !reruns {
            return walk.pass_row();
        }
        if reruns || tag.empty {
            self.keep_until(tag.tag.start);
        }
        let start = self.pen.out.bytes.len();
        self.row_tag(tag, &row);
        if tag.empty {
            self.keep_until(tag.tag.end);
            let cells = self.pen.out.bytes.len();
            self.cells_before(&mut row, None, tag.tag.end);
            if self.pen.out.bytes.len() > cells {
                self.open_tag(cells);
                self.pen.end_tag(b"row");
            }
            return Ok(());
        }
        if reruns {
            self.keep_until(tag.tag.end);
        }
        let cells = self.pen.out.bytes.len();
        let (mut removed, mut closed) = (false, false);
        let mut first_wanted = self.first_wanted(&row, reruns);
        loop {
            match walk.next()?.ok_or(XmlFault::Truncated)? {
                Step::Cell(_) if closed => return Err(XmlFault::Unexpected.into()),
                Step::Cell(cell) if first_wanted.is_none_or(|wanted| cell.column < wanted) => {}
                Step::Cell(cell) => {
                    let stays = self.cell(&mut row, &cell)?;
                    first_wanted = self.first_wanted(&row, reruns);
                    if !stays {
                        self.keep_until(cell.whole.start);
                        self.copied = cell.whole.end;
                        removed = true;
                    }
                }
                Step::RowEnd(range) => {
                    self.cells_before(&mut row, None, range.start);
                    if removed {
                        self.keep_until(range.start);
                    }
                    if removed && self.pen.out.bytes.len() == cells {
                        if self.source[tag.tag.clone()].ends_with(OPENED) {
                            self.pen.out.bytes.truncate(cells - OPENED.len());
                            self.pen.out.bytes.extend_from_slice(b"/>");
                            self.copied = range.end;
                        } else if has_only_number(tag.attrs) {
                            // A row that was made for marks or own columns.
                            self.pen.out.bytes.truncate(start);
                            self.copied = range.end;
                        }
                    }
                    return Ok(());
                }
                Step::Other(range) => {
                    let other = &self.source[range.clone()];
                    if other.starts_with(b"<") && !other.starts_with(b"<!") && !other.starts_with(b"<?") {
                        // Extensions of a row stand behind its cells.
                        closed = true;
                        self.cells_before(&mut row, None, range.start);
                    }
                }
                Step::Row(_) => return Err(XmlFault::Unexpected.into()),
            }
        }
    }

    /// The first column of a row, from where it has been written to, in which anything is to be done or looked at; none if nothing is.
    /// Cells before it are passed by.
    fn first_wanted(&self, row: &Row<'_>, reruns: bool) -> Option<Column> {
        if reruns {
            return Some(Column::FIRST);
        }
        let [last, before_last] = self.model_columns();
        let model = if row.own == OwnCells::None { None } else { before_last.or(last) };
        let edit = row.edits.first().map(|edit| edit.at.column);
        model.into_iter().chain(edit).min()
    }

    /// Changes in a row's start tag what has to.
    fn row_tag(&mut self, tag: &RowTag<'_>, row: &Row<'_>) {
        let spans = tag.spans.as_ref().and_then(|spans| self.new_spans(spans, tag, row));
        let is_ours = tag.style.is_some_and(|style| self.plan.origins.of(style) != Origin::Sender(style));
        let style = tag.style_attr.as_ref().filter(|_| is_ours);
        let style = style.map(|style| (style.value_place(), row.style.unwrap_or(0).to_string().into_bytes()));
        let height = match &tag.height {
            Some(height) => self.new_height(height, row),
            None => self.first_height(tag, row),
        };
        let mut changes = [spans, style, height];
        changes.sort_by_key(|change| change.as_ref().map(|(place, _)| place.start));
        for (place, text) in changes.into_iter().flatten() {
            self.keep_until(place.start);
            self.pen.out.bytes.extend_from_slice(&text);
            self.copied = place.end;
        }
    }

    /// The hint of a row's columns, where it has to change: its place and its new text.
    fn new_spans(&mut self, spans: &RowAttr<'_>, tag: &RowTag<'_>, row: &Row<'_>) -> Option<(Range<usize>, Vec<u8>)> {
        let own_columns = row.own != OwnCells::None && !self.plan.strip;
        let last_own = self.plan.columns.last().filter(|_| own_columns).map(|own| own.column);
        let last = last_own.max(row.edits.last().map(|edit| edit.at.column));
        let first = row.edits.first().map(|edit| edit.at.column);
        let written = spans::parse(spans.value);
        let Some((from, to)) = self.plan.spans.of(tag.number).or(written) else {
            // One of several pieces; the attribute is a hint that may be left out, but must not be wrong.
            let before = self.source[..spans.whole.start].trim_ascii_end().len();
            return last.map(|_| (before..spans.whole.end, Vec::new()));
        };
        if row.own != OwnCells::None || !row.edits.is_empty() {
            self.pen.out.spans.add(tag.number, (from, to));
        }
        let counted_from_one = |column: Column| column.index() as u32 + 1;
        let from = first.map_or(from, |first| from.min(counted_from_one(first)));
        let to = last.map_or(to, |last| to.max(counted_from_one(last)));
        (written != Some((from, to))).then(|| (spans.value_place(), spans::text((from, to))))
    }

    /// Opens a tag that closes itself and ends at `end`.
    fn open_tag(&mut self, end: usize) {
        if let Some(slash) = memchr::memrchr(b'/', &self.pen.out.bytes[..end]) {
            self.pen.out.bytes[slash] = b' ';
        }
    }
}

/// How the tag of a row ends that was opened for marks or own columns: with a blank in the slash's place, by which it is known when they
/// are taken out.
const OPENED: &[u8] = b" >";

/// Whether a row's tag says nothing but its number.
fn has_only_number(attrs: &[u8]) -> bool {
    Attrs::new(attrs).all(|(name, ..)| name == b"r")
}
