//! Cells of the roster as cells of the workbook that is handed out.

use super::Handout;
use super::fix_sheet::FIRST_ROW;
use crate::table::RowId;
use crate::table::sheet::Column;
use crate::words::{Places, Reader};

/// The cells of one source as the municipality sees them.
#[derive(Clone, Copy)]
pub(super) struct Handed<'p> {
    handout: &'p Handout<'p>,
    source: usize,
}

impl Handout<'_> {
    /// The map of cells for findings about the rows of a source.
    pub(super) fn places(&self, source: usize) -> Handed<'_> {
        Handed { handout: self, source }
    }
}

impl Places for Handed<'_> {
    fn row(&self, row: u32) -> Option<u32> {
        let table = &self.handout.rosters.run.sources()[self.source].table;
        let position = table.position_from(row);
        let index = self.handout.rows.binary_search(&RowId::new(self.source, position)).ok()?;
        (table.row(position).number() == row).then(|| FIRST_ROW + index as u32)
    }

    fn column(&self, column: Column) -> Option<Column> {
        let index = self.handout.sources.iter().position(|&known| known == self.source)?;
        let found = self.handout.columns.iter().position(|handed| handed.columns[index] == Some(column))?;
        Column::new(found)
    }

    fn reader(&self) -> Reader {
        Reader::Municipality
    }
}
