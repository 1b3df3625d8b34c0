//! Changes a workbook and loses nothing: parts that need no change are copied as they are compressed, and in the others every byte
//! that no edit is about stays.
//!
//! The rows of all sheets are rewritten first, many at a time on all cores, into a spool; then the new sheets are made, which tell what
//! was found in the rows, and what stands behind the rows, which leads to them; then the parts that depend on all of it (styles,
//! relationships, the list of sheets); then the archive is put together in its old order.

mod archive;
mod own_sheets;
mod rows;
mod sheet;

use super::book::{Book, related};
use super::error::{PatchError, WorkbookError};
use super::extent::Edge;
use super::package::{CONTENT_TYPES, Encoding, relations_part};
use super::relations::RelationsEdit;
use super::spool::Pending;
use super::styles::{SheetRecord, StyleSheet};
use super::undo;
use super::verify::{self, Reread, Sum};
use super::workbook_part::{self, RELATIONSHIPS_TYPE, WorkbookChanges};
use super::xml::XmlFault;
use crate::table::edit::{EditRows, NewSheets, OwnColumn, SheetEdits};
use crate::table::sheet::{Area, CellRef, Column};
use archive::Parts;
use sheet::Begun;
use std::collections::HashMap;

/// How a workbook is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PatchOptions {
    /// How hard changed parts are compressed.
    pub(crate) compression: Compression,
}

/// What counts more in what is compressed: the time it takes or the bytes it comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Time.
    #[default]
    Fast,
    /// Bytes.
    Best,
}

impl Compression {
    /// The level of deflate, of nine. Of the bytes of an annotated sheet level 1 leaves 18 %, level 6 a tenth in four times the time,
    /// level 9 hardly less in fourteen times the time.
    pub(super) fn level(self) -> u32 {
        match self {
            Self::Fast => 1,
            Self::Best => 9,
        }
    }
}

/// What a patch did beyond what was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatchReport {
    /// Cells that kept their formula instead of taking new content, with the sheet's position.
    pub(crate) skipped: Vec<(usize, CellRef)>,
    /// The names that the new sheets got.
    pub(crate) new_sheets: Vec<String>,
}

/// What is to be taken out of a sheet again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetStrip {
    /// The sheet's position in the workbook, from zero.
    pub(crate) sheet: usize,
    /// The last row of the header, where the own columns' headers stand.
    pub(crate) header: u32,
    /// The sender's table: header and data rows, own columns not counted.
    pub(crate) table: Area,
    /// The own columns, from the left.
    pub(crate) columns: Vec<Column>,
}

/// A workbook whose rows are rewritten, while what was learnt of them is still to be written into new sheets.
pub(crate) struct Patch<'b> {
    run: Run<'b>,
    begun: Vec<Begun>,
    styles_part: Option<&'b str>,
    damaged: Vec<String>,
}

impl<'b> Patch<'b> {
    /// Rewrites the rows of all sheets that have edits. `learn` hears what was learnt of each batch of rows, with the position of its
    /// edits, in the order of the edits and of the rows.
    ///
    /// # Errors
    /// When the workbook cannot be annotated without damage, or cannot be read.
    pub(crate) fn rows<L: Default + Send>(
        book: &'b Book,
        edits: &[SheetEdits<'_, L>],
        options: PatchOptions,
        learn: &mut dyn FnMut(usize, L),
    ) -> Result<Self, PatchError> {
        let jobs = edits.iter().map(|edits| {
            let SheetEdits { sheet, header, table, columns, rows } = edits;
            Job { sheet: *sheet, header: *header, table: *table, columns: columns.clone(), rows: Some(*rows), keeps_links: false }
        });
        Self::begin(book, &jobs.collect::<Vec<_>>(), options, learn)
    }

    fn begin<L: Default + Send>(
        book: &'b Book,
        jobs: &[Job<'_, L>],
        options: PatchOptions,
        learn: &mut dyn FnMut(usize, L),
    ) -> Result<Self, PatchError> {
        refuse_signed(book)?;
        check(book, jobs)?;
        let depth = book.package.limits.depth;
        let styles_part = related(&book.relations, "styles").filter(|part| book.package.has(part));
        // Styles of an earlier run can go when all sheets that use them are rewritten or go as well.
        let rewritten = |record: &SheetRecord| {
            record.is_own()
                || jobs.iter().any(|job| book.entries[job.sheet].id == record.id)
                || book.entries.iter().all(|e| e.id != record.id)
        };
        let (styles, origins) = match styles_part {
            Some(part) => StyleSheet::load(utf8_part(book, part)?, depth, |records| records.iter().all(rewritten)),
            None => StyleSheet::create(depth),
        }
        .map_err(|fault| styles_fault(styles_part, fault))?;
        let mut run = Run {
            book,
            depth,
            strict: memchr::memmem::find(&book.doc, b"http://purl.oclc.org/ooxml/").is_some(),
            styles,
            parts: Parts::new(book, options),
            workbook: WorkbookChanges::default(),
            records: Vec::new(),
            gone: Vec::new(),
            new_names: Vec::new(),
            sums: HashMap::new(),
            report: PatchReport::default(),
            undo: undo::Writer::default(),
            undo_pending: None,
        };
        // What is rewritten is read to its end, and so are the shared texts.
        let read = jobs.iter().map(|job| book.entries[job.sheet].part.as_str()).chain(related(&book.relations, "sharedStrings"));
        let damaged = book.package.damaged(&read.collect());
        let jobs = jobs.iter().enumerate();
        let begun = jobs.map(|(position, job)| run.begin_sheet(job, &origins, |learnt| learn(position, learnt)));
        let begun = begun.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { run, begun, styles_part, damaged })
    }

    /// The parts that are damaged already where they come from, and are copied as they are.
    pub(crate) fn damaged(&self) -> &[String] {
        &self.damaged
    }

    /// Adds the new sheets and writes the workbook to `out`; then reads it again, and makes sure that it is the sender's but for what was
    /// to be changed.
    ///
    /// # Errors
    /// When the workbook cannot be read or written, or is not what it was to be. What has been written to `out` by then is of no use.
    pub(crate) fn finish(self, new_sheets: NewSheets, out: &mut impl Reread) -> Result<PatchReport, PatchError> {
        let Self { mut run, begun, styles_part, damaged: _ } = self;
        let NewSheets { sheets: new, lines } = new_sheets;
        let places = run.places_of_own(&new)?;
        for sheet in begun {
            run.end_sheet(sheet, &lines)?;
        }
        let mut relations = run.relations_edit(&run.book.part, run.strict)?;
        run.own_sheets(&new, places, &mut relations)?;
        run.styles_part(styles_part, &mut relations)?;
        run.workbook_parts(relations)?;
        let promise = run.parts.write(&mut *out, run.sums)?;
        let written = out.reread().map_err(PatchError::Write)?;
        verify::verify(run.book, &promise, written)?;
        run.new_names.truncate(new.len());
        Ok(PatchReport { new_sheets: run.new_names, ..run.report })
    }
}

fn styles_fault(part: Option<&str>, fault: XmlFault) -> WorkbookError {
    WorkbookError::xml(part.unwrap_or("styles"), fault)
}

/// Writes the workbook with edits from which nothing is to be learnt, and with new sheets.
///
/// # Errors
/// As [`Patch::rows`] and [`Patch::finish`].
pub fn patch(
    book: &Book,
    edits: &[SheetEdits<'_>],
    new_sheets: NewSheets,
    out: &mut impl Reread,
    options: PatchOptions,
) -> Result<PatchReport, PatchError> {
    Patch::rows(book, edits, options, &mut |_, ()| {})?.finish(new_sheets, out)
}

/// Writes the workbook without what [`patch`] added: marks, own columns and own sheets. Cells that gospub wrote hold again what they
/// held before, unless links are to be kept.
///
/// # Errors
/// As [`patch`].
pub(crate) fn strip(
    book: &Book,
    sheets: &[SheetStrip],
    keeps_links: bool,
    out: &mut impl Reread,
    options: PatchOptions,
) -> Result<(), PatchError> {
    let jobs = sheets.iter().map(|strip| {
        let own = |&column: &Column| OwnColumn { column, header: String::new(), width: 0.0, kept: false };
        let columns = strip.columns.iter().map(own).collect();
        Job { sheet: strip.sheet, header: strip.header, table: strip.table, columns, rows: None, keeps_links }
    });
    let jobs: Vec<Job<'_, ()>> = jobs.collect();
    Patch::begin(book, &jobs, options, &mut |_, ()| {})?.finish(NewSheets::default(), out).map(drop)
}

/// What is to be done to a sheet.
struct Job<'j, L> {
    sheet: usize,
    header: u32,
    table: Area,
    columns: Vec<OwnColumn>,
    /// None: everything of gospub's is taken out.
    rows: Option<&'j dyn EditRows<Learnt = L>>,
    /// Cells that gospub wrote keep what it wrote.
    keeps_links: bool,
}

/// A run under way: what is known, and what has been made so far.
struct Run<'b> {
    book: &'b Book,
    depth: usize,
    strict: bool,
    styles: StyleSheet,
    parts: Parts<'b>,
    workbook: WorkbookChanges,
    records: Vec<SheetRecord>,
    gone: Vec<String>,
    /// The names that the new sheets get.
    new_names: Vec<String>,
    /// The sums of the cells that rewritten sheets are to have, by their parts.
    sums: HashMap<String, Sum>,
    report: PatchReport,
    /// What is recorded of the cells that are written, on its way into a sheet of its own.
    undo: undo::Writer,
    undo_pending: Option<Pending>,
}

fn refuse_signed(book: &Book) -> Result<(), PatchError> {
    let signature_part = |name: &String| name.to_lowercase().trim_start_matches('/').starts_with("_xmlsignatures/");
    let signed = book.package.relations("")?.iter().any(|relation| relation.kind == "origin");
    if signed || book.package.entries().iter().any(signature_part) { Err(PatchError::Signed) } else { Ok(()) }
}

/// Checks that the edits are of this workbook.
fn check<L>(book: &Book, jobs: &[Job<'_, L>]) -> Result<(), PatchError> {
    for (position, job) in jobs.iter().enumerate() {
        let known = book.sheets.get(job.sheet).is_some_and(|info| info.is_worksheet);
        let once = jobs[..position].iter().all(|other| other.sheet != job.sheet);
        let ascending = job.columns.windows(2).all(|pair| pair[0].column < pair[1].column);
        let right = job.columns.first().is_none_or(|own| own.column > job.table.last.column);
        let rows = (1..=CellRef::ROWS).contains(&job.header);
        if !(known && once && ascending && right && rows) {
            return Err(PatchError::Edits(job.sheet));
        }
    }
    Ok(())
}

/// A part that is to be changed, so it must be in UTF-8.
fn utf8_part(book: &Book, part: &str) -> Result<Vec<u8>, PatchError> {
    match book.package.whole(part)? {
        Some((doc, Encoding::Utf8)) => Ok(doc),
        Some((_, Encoding::Other)) => Err(PatchError::Encoding(part.to_owned())),
        None => Err(WorkbookError::MissingPart(part.to_owned()).into()),
    }
}

impl Run<'_> {
    /// The relationships of a part, to be changed.
    fn relations_edit(&self, part: &str, strict: bool) -> Result<RelationsEdit, PatchError> {
        let name = relations_part(part);
        let doc = if self.book.package.has(&name) { Some(utf8_part(self.book, &name)?) } else { None };
        RelationsEdit::new(doc, strict, self.depth).map_err(|fault| WorkbookError::xml(&name, fault).into())
    }

    /// Keeps changed relationships; a part with none left that the file did not have is not made, and one that it had goes.
    fn put_relations(&mut self, part: &str, edit: RelationsEdit) {
        let name = relations_part(part);
        let (doc, any) = edit.finish();
        match (any, self.book.package.has(&name)) {
            (true, is_there) => {
                self.parts.put(&name, doc);
                if !is_there {
                    self.parts.declare(&name, RELATIONSHIPS_TYPE);
                }
            }
            (false, true) => self.parts.remove(&name),
            (false, false) => {}
        }
    }

    fn styles_part(&mut self, part: Option<&str>, relations: &mut RelationsEdit) -> Result<(), PatchError> {
        let fault = |fault| styles_fault(part, fault);
        if self.styles.is_full() {
            return Err(PatchError::NoStyles);
        }
        let empty = StyleSheet::create(self.depth).map_err(fault)?.0;
        let styles = std::mem::replace(&mut self.styles, empty);
        let doc = styles.finish(std::mem::take(&mut self.records), &self.gone).map_err(fault)?;
        match (part, doc) {
            (Some(part), Some(doc)) => self.parts.put(part, doc),
            (Some(part), None) => {
                let links = self.book.relations.iter().filter(|relation| relation.kind == "styles");
                relations.remove(links.map(|relation| relation.id.clone()));
                self.parts.remove(part);
            }
            (None, Some(doc)) => {
                // A relationship that leads nowhere leads to it then; Excel wants one.
                let part = match related(&self.book.relations, "styles") {
                    Some(part) => part.to_owned(),
                    None => {
                        let part = self.parts.free_name("styles", ".xml");
                        relations.add("styles", &self.parts.relative(&part), false);
                        part
                    }
                };
                self.parts.declare(&part, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml");
                self.parts.put(&part, doc);
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// The workbook's own part, its relationships, and what lists parts and sheets.
    fn workbook_parts(&mut self, relations: RelationsEdit) -> Result<(), PatchError> {
        let book = self.book;
        let xml = |part: &str, fault| PatchError::from(WorkbookError::xml(part, fault));
        if let Some(doc) = workbook_part::rewrite(book, &self.workbook, self.strict).map_err(|fault| xml(&book.part, fault))? {
            if book.encoding != Encoding::Utf8 {
                return Err(PatchError::Encoding(book.part.clone()));
            }
            self.parts.put(&book.part, doc);
        }
        self.put_relations(&book.part, relations);
        let doc = utf8_part(book, CONTENT_TYPES)?;
        let changed = workbook_part::content_types(&doc, &self.parts.declared, &self.parts.removed, self.depth);
        if let Some(doc) = changed.map_err(|fault| xml(CONTENT_TYPES, fault))? {
            self.parts.put(CONTENT_TYPES, doc);
        }
        let added: Vec<String> = self.workbook.added.iter().map(|entry| entry.name.clone()).collect();
        let removed: Vec<String> = self.workbook.removed.iter().map(|&position| book.sheets[position].name.clone()).collect();
        if added.is_empty() && removed.is_empty() {
            return Ok(());
        }
        let properties = book.package.relations("")?;
        // Properties that are odd stay as they are: they only describe the workbook.
        if let Some(part) = related(&properties, "extended-properties")
            && let Ok(doc) = utf8_part(book, part)
            && let Ok(Some(doc)) = workbook_part::titles(&doc, &added, &removed, self.depth)
        {
            self.parts.put(part, doc);
        }
        Ok(())
    }
}

/// What a sheet's areas follow.
fn edge<L>(job: &Job<'_, L>) -> Edge {
    let own = job.columns.first().zip(job.columns.last()).map(|(first, last)| (first.column, last.column));
    Edge { header: job.header, table: job.table, own, strip: job.rows.is_none(), senders: Vec::new() }
}
