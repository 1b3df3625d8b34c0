//! What keeps a workbook from being read, or from being changed without damage. Facts only; the sentences for people are made
//! elsewhere.

use super::limits::Limit;
use super::verify::Flaw;
use super::xml::XmlFault;
use crate::table::sheet::{BuildError, CellRef};

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The file could not be read.
    #[error("cannot read the file: {0}")]
    Io(#[from] std::io::Error),
    /// The file is locked with a password.
    #[error("the workbook is encrypted")]
    Encrypted,
    /// An OLE container that is not an encrypted workbook: the older .xls.
    #[error("an OLE container, not an Office Open XML package")]
    Ole,
    /// Not a zip archive, or a broken one.
    #[error("not a sound zip archive: {0}")]
    Archive(String),
    /// Two entries of the archive have the same name, or one has a name that leads out of it.
    #[error("unsafe or repeated entry {0:?}")]
    Entry(String),
    /// Entries of the archive overlap.
    #[error("entries of the archive overlap")]
    Overlap,
    /// A package, but not of a workbook in XML.
    #[error("not a workbook in XML")]
    NotAWorkbook,
    /// A part that a relationship promises is not there.
    #[error("part {0:?} is missing")]
    MissingPart(String),
    /// Two sheets of the workbook are one part.
    #[error("part {0:?} is two sheets")]
    SharedPart(String),
    /// A part is not well-formed, or holds what a workbook must not hold.
    #[error("part {part:?}: {fault}")]
    Xml {
        /// The part's name.
        part: String,
        /// What is wrong.
        fault: XmlFault,
    },
    /// A part asks for more than [`super::Limits`] allow.
    #[error("part {part:?} is beyond the limit {limit:?} of {allowed}")]
    Limit {
        /// The part's name; empty for the file as a whole.
        part: String,
        /// Which bound.
        limit: Limit,
        /// Its value.
        allowed: u64,
    },
    /// A part inflates to more than the archive says of it.
    #[error("part {0:?} is larger than the archive says")]
    Inflated(String),
    /// A part is written in an encoding other than UTF-8 and UTF-16.
    #[error("part {0:?} is in an encoding that is not supported")]
    Encoding(String),
    /// Rows or cells of a sheet do not ascend.
    #[error("sheet {sheet:?}: {at} comes after a later cell, or twice")]
    OutOfOrder {
        /// The sheet's name.
        sheet: String,
        /// The cell; column A for a row.
        at: CellRef,
    },
    /// A sheet holds what none can.
    #[error("sheet {sheet:?}, row {}: {:?} {:?}", odd.row, odd.what, odd.found)]
    Odd {
        /// The sheet's name.
        sheet: String,
        /// What it holds.
        odd: Odd,
    },
    /// The file was written to while it was read.
    #[error("the file changed while it was read")]
    Changed,
    /// More text than fits into memory.
    #[error("too much text")]
    TooLarge,
    /// No sheet with this position, or it has no cells (a chart sheet).
    #[error("sheet {0} has no cells")]
    NoCells(usize),
}

/// What stands in a row of a sheet, and cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The row; for the number of a row, the row before it, or zero.
    pub(crate) row: u32,
    /// What it should have been.
    pub(crate) what: OddKind,
    /// What it is.
    pub(crate) found: String,
}

/// What it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OddKind {
    /// The number of the row itself.
    Row,
    /// The reference of a cell.
    Cell,
    /// The number of a cell's style.
    Style,
    /// Text; what was found is a byte in hexadecimal digits, or a reference to a character.
    Text,
}

impl WorkbookError {
    pub(super) fn xml(part: &str, fault: XmlFault) -> Self {
        let part = part.to_owned();
        match fault {
            XmlFault::Depth(allowed) => Self::Limit { part, limit: Limit::Depth, allowed: allowed as u64 },
            fault => Self::Xml { part, fault },
        }
    }

    pub(super) fn build(sheet: &str, error: BuildError) -> Self {
        match error {
            BuildError::OutOfOrder(at) => Self::OutOfOrder { sheet: sheet.to_owned(), at },
            BuildError::TooLarge => Self::TooLarge,
        }
    }
}

/// Why a workbook cannot be annotated. Every variant but the first two is a refusal that keeps the sender's workbook from damage.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    /// The workbook could not be read.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The result could not be written.
    #[error("cannot write: {0}")]
    Write(std::io::Error),
    /// Any change would break the workbook's digital signature.
    #[error("the workbook is digitally signed")]
    Signed,
    /// A part that would have to change is not written in UTF-8.
    #[error("part {0:?} is not in UTF-8")]
    Encoding(String),
    /// A cell of the sender's stands where a column of gospub's own shall.
    #[error("sheet {sheet:?}: {at} is not empty")]
    Occupied {
        /// The sheet's name.
        sheet: String,
        /// The cell.
        at: CellRef,
    },
    /// An Excel table on the sheet is fed by a query or an XML map, so it cannot be widened.
    #[error("sheet {sheet:?}: table {table:?} is fed from outside")]
    QueryTable {
        /// The sheet's name.
        sheet: String,
        /// The table's name.
        table: String,
    },
    /// An Excel table has a column of this name already; its columns' names must differ.
    #[error("sheet {sheet:?}: table {table:?} has a column {header:?} already")]
    HeaderTaken {
        /// The sheet's name.
        sheet: String,
        /// The table's name.
        table: String,
        /// The header.
        header: String,
    },
    /// An Excel table has no header row in which the new headers could stand.
    #[error("sheet {sheet:?}: the header of table {table:?} is not in the header row")]
    TableHeader {
        /// The sheet's name.
        sheet: String,
        /// The table's name.
        table: String,
    },
    /// A sheet tells the widths of its columns behind its rows, where no program looks for them, so that new ones have no place.
    #[error("sheet {0:?}: widths of columns stand behind the rows")]
    WidthsBehindRows(String),
    /// The workbook has as many cell styles as a workbook may have, so that marks have none.
    #[error("no room for more cell styles")]
    NoStyles,
    /// What was written, read again, is not what it was to be.
    #[error("the result is not what it was to be: {0}")]
    Result(#[from] Flaw),
    /// The edits name a sheet that is not there, or rows and columns in the wrong order.
    #[error("edits of sheet {0} make no sense")]
    Edits(usize),
}

impl From<zip::result::ZipError> for WorkbookError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Archive(error.to_string()),
            other => Self::Archive(other.to_string()),
        }
    }
}
