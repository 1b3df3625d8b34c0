//! Makes workbooks of gospub's own, for people to fill in. Every text stays a text. The same input gives the same bytes.

mod archive;
mod checks;
mod form;
mod look;
mod names;
mod rows;
mod skeleton;

pub(crate) use archive::save;
pub(crate) use form::{FormBook, Shown, Waiting};

use super::verify::Flaw;
use rust_xlsxwriter::XlsxError;
use std::io;

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CreateError {
    /// The writing library says so.
    #[error("the workbook cannot be written: {0}")]
    Skeleton(#[from] XlsxError),
    /// A sheet holds no more rows or columns.
    #[error("more rows or columns than a sheet holds")]
    Full,
    /// The folder for temporary files, where rows wait, takes no more of them.
    #[error("temporary files cannot be written")]
    Temporary,
    /// The workbook's place takes no more.
    #[error("{0}")]
    Write(#[from] io::Error),
    /// The workbook is not sound when it is read again.
    #[error("the result is not what it was to be: {0}")]
    Result(#[from] Flaw),
}
