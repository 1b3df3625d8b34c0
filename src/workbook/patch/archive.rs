//! The changed parts, and the writing of the archive: changed parts in the place of the old ones, the others as they are compressed.

use super::PatchOptions;
use crate::workbook::book::Book;
use crate::workbook::error::{PatchError, WorkbookError};
use crate::workbook::package::{Archive, key};
use crate::workbook::spool::{Pending, Spool};
use crate::workbook::verify::{Promise, Sum};
use std::collections::{HashMap, HashSet};
use std::io::{Seek, Write};
use zip::{DateTime, ZipWriter};

/// Parts that differ from the book's.
pub(super) struct Parts<'b> {
    book: &'b Book,
    archive: Archive,
    options: PatchOptions,
    whole: HashMap<String, Vec<u8>>,
    /// New parts, in the order in which they were made.
    new: Vec<String>,
    spool: Spool,
    /// Parts that were begun and of which the last bytes are known by now.
    ended: Vec<(String, Pending)>,
    /// New parts with their content types.
    pub(super) declared: Vec<(String, &'static str)>,
    pub(super) removed: Vec<String>,
}

impl<'b> Parts<'b> {
    pub(super) fn new(book: &'b Book, options: PatchOptions) -> Self {
        Self {
            book,
            archive: book.package.archive(),
            options,
            whole: HashMap::new(),
            new: Vec::new(),
            spool: Spool::new(book.package.room()),
            ended: Vec::new(),
            declared: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// Keeps a part's new bytes, unless they are the old ones.
    pub(super) fn put(&mut self, part: &str, doc: Vec<u8>) {
        let same = self.book.package.whole(part).is_ok_and(|old| old.is_some_and(|(old, _)| old == doc));
        if same {
            return;
        }
        self.remember(part);
        self.whole.insert(key(part), doc);
    }

    /// Begins a part that is too large to be held. Its bytes are put into what this gives; what is compressed goes to the spool.
    pub(super) fn begin(&mut self) -> Pending {
        self.spool.begin(self.level())
    }

    /// Where parts that were begun go on.
    pub(super) fn spool(&mut self) -> &mut Spool {
        &mut self.spool
    }

    /// Ends a part that was begun.
    pub(super) fn end(&mut self, part: &str, pending: Pending) {
        self.remember(part);
        self.ended.push((key(part), pending));
    }

    fn level(&self) -> u32 {
        self.options.compression.level()
    }

    fn remember(&mut self, part: &str) {
        if !self.book.package.has(part) && !self.new.iter().any(|new| new == part) {
            self.new.push(part.to_owned());
        }
    }

    pub(super) fn remove(&mut self, part: &str) {
        self.removed.push(key(part));
    }

    /// Says what a new part is.
    pub(super) fn declare(&mut self, part: &str, content_type: &'static str) {
        self.declared.push((part.to_owned(), content_type));
    }

    /// A name beside the workbook's part that no part has.
    pub(super) fn free_name(&self, stem: &str, end: &str) -> String {
        let folder = self.folder();
        let name = |number: u32| {
            let number = if number == 0 { String::new() } else { number.to_string() };
            format!("{folder}{stem}{number}{end}")
        };
        let first = u32::from(stem.ends_with("sheet"));
        let free = |name: &String| !self.book.package.has(name) && !self.new.contains(name);
        (first..).map(name).find(free).unwrap_or_default()
    }

    /// A part's name as seen from the workbook's part.
    pub(super) fn relative(&self, part: &str) -> String {
        part.strip_prefix(self.folder()).map_or_else(|| format!("/{part}"), str::to_owned)
    }

    fn folder(&self) -> &'b str {
        let part = &self.book.part;
        part.rfind('/').map_or("", |slash| &part[..=slash])
    }

    /// A changed part keeps the time stamp of its entry. A new one gets the archive format's first moment, so that the same edits make
    /// the same bytes.
    fn time(&mut self, part: &str) -> Result<DateTime, PatchError> {
        let Some(index) = self.book.package.index(part) else {
            return Ok(DateTime::DEFAULT);
        };
        let file = self.archive.by_index_raw(index).map_err(WorkbookError::from)?;
        Ok(file.last_modified().filter(DateTime::is_valid).unwrap_or(DateTime::DEFAULT))
    }

    /// Writes the archive: the old entries in their order, then the new ones. Tells which parts it wrote, but for the sheets whose sums
    /// are given, and which it left out.
    pub(super) fn write(mut self, out: impl Write + Seek, sheets: HashMap<String, Sum>) -> Result<Promise, PatchError> {
        let removed: HashSet<String> = std::mem::take(&mut self.removed).into_iter().collect();
        for (key, doc) in std::mem::take(&mut self.whole) {
            let mut pending = self.begin();
            pending.push(doc);
            self.ended.push((key, pending));
        }
        let (keys, pending): (Vec<String>, Vec<Pending>) = std::mem::take(&mut self.ended).into_iter().unzip();
        let spooled: HashMap<String, usize> =
            keys.into_iter().zip(self.spool.end_all(&pending).map_err(PatchError::Write)?).collect();
        let written = spooled.keys().filter(|key| !sheets.contains_key(*key)).cloned().collect();
        let mut zip = ZipWriter::new(out);
        zip.set_raw_comment(self.archive.comment().into()).map_err(write_error)?;
        let old: Vec<String> = self.book.package.entries().to_vec();
        let new = std::mem::take(&mut self.new);
        for (index, name) in
            old.iter().map(|name| (self.book.package.index(name), name)).chain(new.iter().map(|name| (None, name)))
        {
            let key = key(name);
            if let Some(&at) = spooled.get(&key) {
                let time = self.time(name)?;
                self.spool.copy(at, name, time, &mut zip).map_err(write_error)?;
            } else if let (Some(index), false) = (index, removed.contains(&key)) {
                let file = self.archive.by_index_raw(index).map_err(WorkbookError::from)?;
                zip.raw_copy_file(file).map_err(write_error)?;
            }
        }
        self.book.package.check_unchanged()?;
        zip.finish().map_err(write_error)?.flush().map_err(PatchError::Write)?;
        Ok(Promise { sheets, written, removed })
    }
}

fn write_error(error: zip::result::ZipError) -> PatchError {
    match error {
        zip::result::ZipError::Io(error) => PatchError::Write(error),
        other => PatchError::Write(std::io::Error::other(other)),
    }
}
