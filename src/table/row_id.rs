//! Which row: how the modules name a data row of several tables to each other.

/// A data row among several tables. In the order of tables, and of the rows in each.
///
/// Four bytes a number: a run keeps millions of them, and no sheet has more rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    table: u32,
    position: u32,
}

impl RowId {
    /// The row by the position of its table among those at hand, and its own among the data rows of the table.
    pub fn new(table: usize, position: usize) -> Self {
        let of =
            |position| u32::try_from(position).expect("fewer tables and rows than bytes of the files that they were read from");
        Self { table: of(table), position: of(position) }
    }

    /// The position of the table.
    pub(crate) fn table(self) -> usize {
        self.table as usize
    }

    /// The position of the row among the data rows of the table.
    pub(crate) fn position(self) -> usize {
        self.position as usize
    }
}
