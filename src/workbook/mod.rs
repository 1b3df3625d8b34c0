//! Workbooks as files: cells and edits on one side, packages, parts and XML on the other. Knows nothing of links.

mod any;
mod book;
mod caught;
mod cells;
mod claims;
#[cfg(test)]
mod corpus;
pub mod create;
mod error;
mod extent;
pub mod foreign;
pub mod format;
mod head;
#[cfg(test)]
mod hostile;
mod input;
mod limits;
mod new_sheet;
mod new_strings;
mod notes;
mod number_formats;
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

pub use any::{OpenError, Workbook};
pub use book::{Book, SheetInfo};
pub use error::{Odd, OddKind, PatchError, WorkbookError};
pub use limits::{Limit, Limits};
pub use patch::{Compression, Patch, PatchOptions, PatchReport, SheetStrip, patch, strip};
pub use read::Scope;
pub use verify::{Flaw, Reread, Written};
pub use xml::XmlFault;
