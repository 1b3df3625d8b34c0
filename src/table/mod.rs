//! Sheets as tables: cells, the roles of columns, where the table of a sheet stands, which rows are data.

pub mod column;
mod content;
pub mod edit;
mod evidence;
pub(crate) mod form;
pub(crate) mod formula;
pub mod headers;
mod heading;
pub mod layout;
mod numbers;
pub(crate) mod odd;
pub(crate) mod repeats;
mod row_id;
pub(crate) mod rows;
mod sections;
mod shared;
pub mod sheet;
mod word_lists;

pub(crate) use evidence::is_page;
pub use row_id::RowId;
pub use rows::Table;
