//! How much a workbook may cost: every reader of this folder stops with an error, in bounded memory, where a file asks for more.

/// Bounds on what a file may make the program read and keep. Counts and sizes that a file claims for itself are never trusted for
/// memory; these bounds are checked against what is really there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Entries of the archive.
    pub entries: usize,
    /// Inflated bytes of all entries together.
    pub total_bytes: u64,
    /// Inflated bytes of one sheet or of the shared strings.
    pub part_bytes: u64,
    /// Inflated bytes of one part that is held whole: the workbook, its styles, relationships, an Excel table.
    pub whole_part_bytes: u64,
    /// Inflated bytes for one compressed byte, looked at from 256 MiB on. Honest sheets of empty styled cells reach 200.
    pub ratio: u64,
    /// Bytes of one row or one shared string, and of what stands before and after the rows of a sheet.
    pub item_bytes: usize,
    /// Elements inside one another.
    pub depth: usize,
    /// Cells that one sheet's hyperlinks may cover together.
    pub linked_cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            entries: 20_000,
            total_bytes: 6 << 30,
            part_bytes: 4 << 30,
            whole_part_bytes: 128 << 20,
            ratio: 250,
            item_bytes: 256 << 20,
            depth: 64,
            linked_cells: 1 << 20,
        }
    }
}
