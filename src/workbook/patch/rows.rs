//! The rows of a sheet on their way from its part into the spool. At any time one wave of batches is inflated, the one before it
//! rewritten, and what was made of those before that compressed, all of it on all threads.
//!
//! The bytes do not depend on the number of threads: how the rows are cut into batches leaves no trace in them, and new styles get
//! their numbers in the order of the sheet.

use super::Run;
use super::spool::Pending;
use crate::table::edit::CellEdit;
use crate::table::sheet::{Area, CellRef};
use crate::workbook::cells::{Numbered, WalkFault};
use crate::workbook::error::{PatchError, WorkbookError};
use crate::workbook::pen::{Link, Rewritten};
use crate::workbook::rewrite::{self, Plan};
use crate::workbook::stream::{Batch, Items};
use crate::workbook::styles::StyleSheet;
use rayon::prelude::*;
use std::ops::RangeInclusive;

/// What is done to the rows of a sheet.
pub(super) struct Rewriting<'w> {
    pub(super) sheet: &'w str,
    pub(super) part: &'w str,
    pub(super) plan: Plan<'w>,
    /// The edits of the rows with these numbers.
    pub(super) edits: &'w (dyn Fn(RangeInclusive<u32>) -> Vec<CellEdit> + Sync),
}

/// What the batches of a sheet found out.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) links: Vec<(CellRef, Link)>,
    pub(super) replaced: Vec<CellRef>,
    pub(super) skipped: Vec<CellRef>,
    /// The rows that the part does not have, to be put behind the others.
    pub(super) behind: Vec<u8>,
}

impl Run<'_> {
    /// Rewrites all rows of the part into the spool; what is not compressed yet stays pending.
    pub(super) fn rows(
        &mut self,
        items: &mut Items<'_>,
        rewriting: &Rewriting<'_>,
        pending: &mut Pending,
    ) -> Result<Gathered, PatchError> {
        let (mut source, mut gathered) = (Source::new(items, rewriting), Gathered::default());
        let mut wave = source.wave()?;
        while !wave.rows.is_empty() {
            let (Wave { rows, arrays }, styles, done) = (wave, &self.styles, &*pending);
            let rewrite = |(rows, begun): (Numbered, usize)| rewriting.rows(&rows, rows.last, &arrays[..begun], styles);
            let (next, (made, fragments)) = rayon::join(
                || source.wave(),
                || rayon::join(|| rows.into_par_iter().map(rewrite).collect::<Vec<_>>(), || done.compress()),
            );
            fragments.and_then(|fragments| self.parts.spool().push(&fragments)).map_err(PatchError::Write)?;
            pending.forget();
            for rows in made {
                pending.push(gathered.add(rows?, rewriting.sheet, &mut self.styles)?);
            }
            wave = next?;
        }
        let behind = rewriting.rows(&Numbered::behind(source.last_row), CellRef::ROWS, &source.arrays, &self.styles)?;
        gathered.behind = gathered.add(behind, rewriting.sheet, &mut self.styles)?;
        Ok(gathered)
    }
}

impl Rewriting<'_> {
    /// Rewrites rows, with the edits up to a row's number.
    fn rows(&self, rows: &Numbered, last: u32, arrays: &[Area], styles: &StyleSheet) -> Result<Rewritten, PatchError> {
        let first = rows.before.saturating_add(1);
        let edits = if first <= last { (self.edits)(first..=last) } else { Vec::new() };
        rewrite::rewrite(rows, &self.plan, styles, edits, arrays).map_err(|fault| self.fault(fault))
    }

    fn fault(&self, fault: WalkFault) -> PatchError {
        PatchError::from(match fault {
            WalkFault::Xml(fault) => WorkbookError::xml(self.part, fault),
            WalkFault::OutOfOrder(at) => WorkbookError::OutOfOrder { sheet: self.sheet.to_owned(), at },
        })
    }
}

/// The batches of a part, in waves.
struct Source<'s, 'r> {
    items: &'s mut Items<'r>,
    rewriting: &'s Rewriting<'s>,
    last_row: u32,
    /// The areas of array formulas that have begun so far.
    arrays: Vec<Area>,
}

/// Batches that are rewritten at once.
struct Wave {
    /// Each with the number of array formulas that began up to it.
    rows: Vec<(Numbered, usize)>,
    arrays: Vec<Area>,
}

impl<'s, 'r> Source<'s, 'r> {
    fn new(items: &'s mut Items<'r>, rewriting: &'s Rewriting<'s>) -> Self {
        Self { items, rewriting, last_row: 0, arrays: Vec::new() }
    }

    fn wave(&mut self) -> Result<Wave, PatchError> {
        let batches = self.items.wave()?;
        let rows = batches.into_iter().map(|batch| self.numbered(batch)).collect::<Result<_, _>>();
        Ok(Wave { rows: rows.map_err(|fault| self.rewriting.fault(fault))?, arrays: self.arrays.clone() })
    }

    fn numbered(&mut self, batch: Batch) -> Result<(Numbered, usize), WalkFault> {
        let Plan { prefix, depth, .. } = self.rewriting.plan;
        self.arrays.extend(rewrite::arrays(&batch, prefix)?);
        Ok((Numbered::new(batch, prefix, &mut self.last_row, depth)?, self.arrays.len()))
    }
}

impl Gathered {
    /// Takes note of rewritten rows and gives their bytes, with the numbers of all styles.
    fn add(&mut self, mut rows: Rewritten, sheet: &str, styles: &mut StyleSheet) -> Result<Vec<u8>, PatchError> {
        if let Some(at) = rows.occupied {
            return Err(PatchError::Occupied { sheet: sheet.to_owned(), at });
        }
        rows.settle(styles);
        self.links.extend(rows.links);
        self.replaced.extend(rows.replaced);
        self.skipped.extend(rows.skipped);
        Ok(rows.bytes)
    }
}
