//! How much a workbook may cost: every reader of this folder stops with an error, in bounded memory, where a file asks for more.

use super::error::WorkbookError;

/// Bounds on what a file may make the program read and keep. Counts and sizes that a file claims for itself are never trusted for
/// memory; these bounds are checked against what is really there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub(crate) file_bytes: u64,
    /// Entries of the archive.
    pub(crate) entries: usize,
    /// Inflated bytes of all entries together.
    pub(crate) total_bytes: u64,
    /// Inflated bytes of one sheet or of the shared strings; also of a sheet's texts if no cells shared any.
    pub(crate) part_bytes: u64,
    /// Inflated bytes of one part that is held whole: the workbook, its styles, relationships, an Excel table.
    pub(crate) whole_part_bytes: u64,
    /// Inflated bytes for one compressed byte, of a part and of all together, looked at from 256 MiB on. Honest sheets of empty styled
    /// cells reach 200.
    pub(crate) ratio: u64,
    /// The last row that may have cells.
    pub(crate) rows: u32,
    /// The last column that may have values, as its number.
    pub(crate) columns: usize,
    /// Cells with values on one sheet of a package; in other formats, in the whole file. A full sheet of 32 columns has as many.
    pub(crate) cells: usize,
    /// Shared strings.
    pub(crate) strings: usize,
    /// Bytes of the text of one cell: no less than the 32,767 characters that Excel takes.
    pub(crate) text_bytes: usize,
    /// Bytes of one row or one shared string, and of what stands before and after the rows of a sheet.
    pub(crate) item_bytes: usize,
    /// Elements inside one another.
    pub(crate) depth: usize,
    /// Cells that one sheet's hyperlinks may cover together.
    pub(crate) linked_cells: usize,
    /// Bytes of a file that is no Office Open XML, and of what it unpacks to. Such files are held whole, up to three times while they
    /// are checked, so they may be less large than packages.
    pub(crate) foreign_bytes: u64,
    /// Bytes of memory that reading such a file may take, as far as it can be foretold: enough for a table of the whole country.
    pub(crate) foreign_memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            entries: 20_000,
            total_bytes: 4 << 30,
            part_bytes: 2 << 30,
            whole_part_bytes: 64 << 20,
            ratio: 250,
            rows: 1 << 20,
            columns: 1 << 14,
            cells: 32 << 20,
            strings: 32 << 20,
            text_bytes: 128 << 10,
            item_bytes: 64 << 20,
            depth: 64,
            linked_cells: 1 << 20,
            foreign_bytes: 256 << 20,
            foreign_memory: 1 << 30,
        }
    }
}

/// A bound that the user may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::file_bytes`].
    File,
    /// [`Limits::entries`].
    Parts,
    /// [`Limits::total_bytes`].
    Total,
    /// [`Limits::part_bytes`].
    Part,
    /// [`Limits::whole_part_bytes`].
    WholePart,
    /// [`Limits::ratio`].
    Ratio,
    /// [`Limits::rows`].
    Rows,
    /// [`Limits::columns`].
    Columns,
    /// [`Limits::cells`].
    Cells,
    /// [`Limits::strings`].
    Strings,
    /// [`Limits::text_bytes`].
    Text,
    /// [`Limits::item_bytes`].
    Item,
    /// [`Limits::depth`].
    Depth,
    /// [`Limits::foreign_bytes`].
    Foreign,
    /// [`Limits::foreign_memory`].
    Memory,
}

impl Limit {
    /// All of them, the outermost first.
    pub const ALL: [Self; 15] = [
        Self::File,
        Self::Parts,
        Self::Total,
        Self::Part,
        Self::WholePart,
        Self::Ratio,
        Self::Rows,
        Self::Columns,
        Self::Cells,
        Self::Strings,
        Self::Text,
        Self::Item,
        Self::Depth,
        Self::Foreign,
        Self::Memory,
    ];

    /// The name on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Parts => "parts",
            Self::Total => "total",
            Self::Part => "part",
            Self::WholePart => "whole-part",
            Self::Ratio => "ratio",
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Cells => "cells",
            Self::Strings => "strings",
            Self::Text => "text",
            Self::Item => "item",
            Self::Depth => "depth",
            Self::Foreign => "foreign",
            Self::Memory => "memory",
        }
    }

    /// The bound of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|limit| limit.code() == code)
    }

    /// Whether it bounds bytes; the others are numbers of things.
    pub(crate) fn is_bytes(self) -> bool {
        matches!(
            self,
            Self::File | Self::Total | Self::Part | Self::WholePart | Self::Text | Self::Item | Self::Foreign | Self::Memory
        )
    }
}

impl Limits {
    /// The value of a bound.
    pub fn get(&self, limit: Limit) -> u64 {
        match limit {
            Limit::File => self.file_bytes,
            Limit::Parts => self.entries as u64,
            Limit::Total => self.total_bytes,
            Limit::Part => self.part_bytes,
            Limit::WholePart => self.whole_part_bytes,
            Limit::Ratio => self.ratio,
            Limit::Rows => self.rows.into(),
            Limit::Columns => self.columns as u64,
            Limit::Cells => self.cells as u64,
            Limit::Strings => self.strings as u64,
            Limit::Text => self.text_bytes as u64,
            Limit::Item => self.item_bytes as u64,
            Limit::Depth => self.depth as u64,
            Limit::Foreign => self.foreign_bytes,
            Limit::Memory => self.foreign_memory,
        }
    }

    /// Sets a bound. What no machine could count stands for no bound at all; a sheet never has more rows and columns than its format
    /// gives it.
    pub fn set(&mut self, limit: Limit, value: u64) {
        let count = usize::try_from(value).unwrap_or(usize::MAX);
        match limit {
            Limit::File => self.file_bytes = value,
            Limit::Parts => self.entries = count,
            Limit::Total => self.total_bytes = value,
            Limit::Part => self.part_bytes = value,
            Limit::WholePart => self.whole_part_bytes = value,
            Limit::Ratio => self.ratio = value,
            Limit::Rows => self.rows = u32::try_from(value).unwrap_or(u32::MAX),
            Limit::Columns => self.columns = count,
            Limit::Cells => self.cells = count,
            Limit::Strings => self.strings = count,
            Limit::Text => self.text_bytes = count,
            Limit::Item => self.item_bytes = count,
            Limit::Depth => self.depth = count,
            Limit::Foreign => self.foreign_bytes = value,
            Limit::Memory => self.foreign_memory = value,
        }
    }

    /// The error that says which bound a part goes beyond; an empty name is the file as a whole.
    pub(super) fn beyond(&self, part: &str, limit: Limit) -> WorkbookError {
        WorkbookError::Limit { part: part.to_owned(), limit, allowed: self.get(limit) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_has_a_name_and_can_be_set() {
        for limit in Limit::ALL {
            assert_eq!(Limit::from_code(limit.code()), Some(limit));
            let mut limits = Limits::default();
            limits.set(limit, 7);
            assert!(Limit::ALL.into_iter().all(|other| (limits.get(other) == 7) == (other == limit)), "{limit:?}");
        }
    }
}
