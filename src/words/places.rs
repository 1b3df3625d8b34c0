//! How a reader sees the cells that findings name, and what is in the reader's hands.

use crate::rules::across::OtherCell;
use crate::table::sheet::{Area, CellRef, Column};

/// What a reader can do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Keeps the roster and can add columns to it.
    Keeper,
    /// Got a part of the roster and can only explain.
    Municipality,
    /// Asks about a value that stands in no table.
    OfValue,
}

/// A map from the cells of the sheet that a row stands in to the cells that a reader sees.
pub trait Places {
    /// The number of the reader's row that a row is; `None` if the reader does not see it.
    fn row(&self, row: u32) -> Option<u32>;

    /// The reader's column that a column is; `None` if the reader does not see it.
    fn column(&self, column: Column) -> Option<Column>;

    /// Who reads.
    fn reader(&self) -> Reader;

    /// Where a cell stands for the reader.
    fn place(&self, at: CellRef) -> Option<CellRef> {
        Some(CellRef::new(self.row(at.row)?, self.column(at.column)?))
    }

    /// The cell to look at for a finding: the cell itself, else the first one of its row.
    fn look_at(&self, at: CellRef) -> CellRef {
        let first_of_row = || Some(CellRef::new(self.row(at.row)?, Column::FIRST));
        self.place(at).or_else(first_of_row).unwrap_or(at)
    }

    /// The name of a cell of the finding's own row.
    fn name(&self, at: CellRef) -> String {
        self.place(at).unwrap_or(at).to_string()
    }

    /// The name of a cell of another row.
    fn name_of_other(&self, cell: OtherCell<'_>) -> String {
        let OtherCell { place, at } = cell;
        match (place.file, place.sheet) {
            (Some(file), Some(sheet)) => format!("«{file}», лист «{sheet}», {at}"),
            (None, Some(sheet)) => format!("лист «{sheet}», {at}"),
            _ => self.place(at).map_or_else(|| format!("{at} реестра"), |place| place.to_string()),
        }
    }

    /// The name of an area; that of the roster where the reader does not see both its corners.
    fn name_of_area(&self, area: Area) -> String {
        let seen = self.place(area.first).zip(self.place(area.last));
        seen.map_or(area, |(first, last)| Area { first, last }).to_string()
    }
}

/// The cells of the roster as they are.
#[derive(Clone, Copy, Debug)]
pub struct Roster;

impl Places for Roster {
    fn row(&self, row: u32) -> Option<u32> {
        Some(row)
    }

    fn column(&self, column: Column) -> Option<Column> {
        Some(column)
    }

    fn reader(&self) -> Reader {
        Reader::Keeper
    }
}

/// A value that stands in no cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoneValue;

impl Places for LoneValue {
    fn row(&self, _: u32) -> Option<u32> {
        None
    }

    fn column(&self, _: Column) -> Option<Column> {
        None
    }

    fn reader(&self) -> Reader {
        Reader::OfValue
    }
}
