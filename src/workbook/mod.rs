//! Workbooks as files: cells and edits on one side, packages, parts and XML on the other. Knows nothing of links.

mod any;
mod book;
mod caught;
mod cells;
mod claims;
mod copied;
#[cfg(test)]
mod corpus;
pub(crate) mod create;
mod error;
mod extent;
pub(crate) mod foreign;
pub(crate) mod format;
mod head;
#[cfg(test)]
mod hostile;
mod input;
mod limits;
mod new_sheet;
mod new_strings;
mod notes;
mod number_formats;
mod own_columns;
mod package;
mod patch;
mod pen;
#[cfg(test)]
mod pitfalls;
mod print;
mod properties;
mod read;
mod relations;
mod rewrite;
#[cfg(test)]
mod sample;
mod spool;
mod stream;
mod strings;
mod styles;
mod tables;
mod tail;
mod target;
mod text;
mod undo;
mod verify;
mod well_formed;
mod workbook_part;
mod xml;

/// The system that entries of archives are made by, as they say themselves: the same bytes on every one.
const MADE_BY: zip::System = zip::System::Unix;

pub(crate) use any::OpenError;
pub use any::Workbook;
pub use book::Book;
pub(crate) use book::SheetInfo;
pub use error::PatchError;
pub(crate) use error::{Odd, OddKind, WorkbookError};
pub use limits::{Limit, Limits};
pub use patch::{Compression, PatchOptions, patch};
pub(crate) use patch::{SheetStrip, strip};
pub use read::Scope;
pub use verify::Reread;
pub(crate) use verify::Written;
pub(crate) use xml::XmlFault;
