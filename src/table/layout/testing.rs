//! Layouts of sheets that are written out row by row.

use super::{Layout, LayoutError, LayoutOptions};
use crate::table::column::ColumnRole;
use crate::table::headers::Headers;
use crate::table::sheet::sheet_of_texts;

pub(in crate::table) fn recognise(rows: &[&[&str]]) -> Result<Layout, LayoutError> {
    let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
    Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default())
}

pub(in crate::table) fn letter(layout: &Layout, role: ColumnRole) -> Option<String> {
    layout.column(role).map(|column| column.to_string())
}

/// The letters of the columns of a role in sheets of these rows.
pub(in crate::table) fn found(role: ColumnRole, rows: &[&[&str]]) -> Option<String> {
    letter(&recognise(rows).unwrap(), role)
}

impl Layout {
    /// The layout as it is where a header says which of two columns of pages has the newer ones.
    pub(crate) fn with_newer_pages(self, newer_pages: Option<ColumnRole>) -> Self {
        Self { newer_pages, ..self }
    }
}
