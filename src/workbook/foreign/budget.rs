//! What reading a file may take of something, as it is spent.

use super::ForeignError;
use crate::workbook::limits::{Limit, Limits};

/// What is left below a bound.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    left: u64,
    limit: Limit,
    allowed: u64,
}

impl Budget {
    /// All that a bound allows.
    pub(super) fn of(limits: &Limits, limit: Limit) -> Self {
        let allowed = limits.get(limit);
        Self { left: allowed, limit, allowed }
    }

    /// As many cells as a file may have by default.
    #[cfg(test)]
    pub(super) fn of_cells() -> Self {
        Self::of(&Limits::default(), Limit::Cells)
    }

    /// Takes some of it.
    pub(super) fn spend(&mut self, amount: u64) -> Result<(), ForeignError> {
        let Self { left, limit, allowed } = *self;
        self.left = left.checked_sub(amount).ok_or(ForeignError::Limit { limit, allowed })?;
        Ok(())
    }

    /// How much is left.
    pub(super) fn left(&self) -> u64 {
        self.left
    }
}
