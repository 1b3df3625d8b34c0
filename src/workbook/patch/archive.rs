//! The changed parts, and the writing of the archive: changed parts in the place of the old ones, the others as they are compressed.

use super::PatchOptions;
use crate::workbook::book::Book;
use crate::workbook::error::{PatchError, WorkbookError};
use crate::workbook::package::Archive;
use std::collections::HashMap;
use std::io::{Seek, Write};
use tempfile::SpooledTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Compressed sheets up to this size wait in memory for the archive to be written, larger ones in a temporary file.
const SPOOL_IN_MEMORY: usize = 32 << 20;

/// Parts that differ from the book's.
pub(super) struct Parts<'b> {
    book: &'b Book,
    archive: Archive,
    options: PatchOptions,
    whole: HashMap<String, Vec<u8>>,
    /// New parts, in the order in which they were made.
    new: Vec<String>,
    spool: ZipWriter<SpooledTempFile>,
    spooled: HashMap<String, usize>,
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
            spool: ZipWriter::new(SpooledTempFile::new(SPOOL_IN_MEMORY)),
            spooled: HashMap::new(),
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
        self.whole.insert(part.to_lowercase(), doc);
    }

    /// Begins a part that is too large to be held: what is written to the result goes to the spool, compressed.
    pub(super) fn begin(&mut self, part: &str) -> Result<&mut ZipWriter<SpooledTempFile>, PatchError> {
        self.remember(part);
        let options = self.file_options(part)?;
        self.spool.start_file(part, options).map_err(write_error)?;
        self.spooled.insert(part.to_lowercase(), self.spooled.len());
        Ok(&mut self.spool)
    }

    /// The part that was begun last.
    pub(super) fn continued(&mut self) -> &mut ZipWriter<SpooledTempFile> {
        &mut self.spool
    }

    fn remember(&mut self, part: &str) {
        if !self.book.package.has(part) && !self.new.iter().any(|new| new == part) {
            self.new.push(part.to_owned());
        }
    }

    pub(super) fn remove(&mut self, part: &str) {
        self.removed.push(part.to_lowercase());
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
    fn file_options(&mut self, part: &str) -> Result<SimpleFileOptions, PatchError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(i64::from(self.options.level.clamp(1, 9))))
            .last_modified_time(DateTime::DEFAULT);
        let Some(index) = self.book.package.index(part) else {
            return Ok(options);
        };
        let file = self.archive.by_index_raw(index).map_err(WorkbookError::from)?;
        let time = file.last_modified().filter(DateTime::is_valid).unwrap_or(DateTime::DEFAULT);
        // The new columns can make a part a few times larger.
        Ok(options.last_modified_time(time).large_file(file.size() > 1 << 30))
    }

    /// Writes the archive: the old entries in their order, then the new ones.
    pub(super) fn write(mut self, out: impl Write + Seek) -> Result<(), PatchError> {
        let removed = std::mem::take(&mut self.removed);
        let mut spooled = std::mem::replace(&mut self.spool, ZipWriter::new(SpooledTempFile::new(0)));
        // A spool without entries would not be an archive.
        if self.spooled.is_empty() {
            spooled.start_file("-", SimpleFileOptions::default()).map_err(write_error)?;
        }
        let mut spool = ZipArchive::new(spooled.finish().map_err(write_error)?).map_err(write_error)?;
        let mut zip = ZipWriter::new(out);
        zip.set_raw_comment(self.archive.comment().into()).map_err(write_error)?;
        let old: Vec<String> = self.book.package.entries().to_vec();
        let new = std::mem::take(&mut self.new);
        for (index, name) in
            old.iter().map(|name| (self.book.package.index(name), name)).chain(new.iter().map(|name| (None, name)))
        {
            let key = name.replace('\\', "/").trim_start_matches('/').to_lowercase();
            if let Some(&at) = self.spooled.get(&key) {
                let file = spool.by_index_raw(at).map_err(write_error)?;
                zip.raw_copy_file_rename(file, name).map_err(write_error)?;
            } else if let Some(doc) = self.whole.remove(&key) {
                let options = self.file_options(name)?;
                zip.start_file(name, options).map_err(write_error)?;
                zip.write_all(&doc).map_err(PatchError::Write)?;
            } else if let (Some(index), false) = (index, removed.contains(&key)) {
                let file = self.archive.by_index_raw(index).map_err(WorkbookError::from)?;
                zip.raw_copy_file(file).map_err(write_error)?;
            }
        }
        zip.finish().map_err(write_error)?.flush().map_err(PatchError::Write)
    }
}

fn write_error(error: zip::result::ZipError) -> PatchError {
    match error {
        zip::result::ZipError::Io(error) => PatchError::Write(error),
        other => PatchError::Write(std::io::Error::other(other)),
    }
}
