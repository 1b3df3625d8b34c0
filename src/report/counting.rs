//! Figures that are counted while rows are gone through for another purpose: in batches, on several threads.

use super::Summary;
use crate::pipeline::{Run, Verdict};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many rows are judged at once where nothing else is done with them.
const BATCH: usize = 1_024;

/// The figures of one table on the way. Each row counts once, however often it is gone through, and the figures and lists are the same
/// in whatever order the batches come.
#[derive(Debug, Default)]
pub struct Counting {
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// The figures of the rows before this position.
    whole: Summary,
    next: usize,
    /// Those of later rows, by their first position.
    later: BTreeMap<usize, (usize, Summary)>,
}

/// The figures of a batch of rows.
#[derive(Debug)]
pub struct Batch<'c> {
    counting: &'c Counting,
    rows: Range<usize>,
    summary: Summary,
}

impl Counting {
    /// Begins a batch of rows, named by their positions in the table; `None` if they have been counted before.
    pub fn batch(&self, rows: Range<usize>) -> Option<Batch<'_>> {
        let counted = self.counted();
        let is_new = rows.start >= counted.next && !counted.later.contains_key(&rows.start) && !rows.is_empty();
        is_new.then(|| Batch { counting: self, rows, summary: counted.whole.following() })
    }

    /// The figures of all rows of the table; those that nobody has gone through are judged now. `done` hears how many these are.
    pub fn finish(&self, run: &Run<'_>, source: usize, done: &(dyn Fn(usize) + Sync)) -> Summary {
        let rows = run.sources()[source].table.len();
        self.gaps(rows).into_par_iter().for_each(|rows| {
            if let Some(mut batch) = self.batch(rows.clone()) {
                rows.clone().for_each(|position| batch.add(&run.verdict(source, position)));
                batch.end();
                done(rows.len());
            }
        });
        std::mem::take(&mut self.counted().whole)
    }

    /// The rows that are not counted yet.
    fn gaps(&self, rows: usize) -> Vec<Range<usize>> {
        let counted = self.counted();
        let ends = counted.later.iter().map(|(&from, &(to, _))| from..to).chain([rows..rows]);
        let mut next = counted.next;
        let mut gaps = Vec::new();
        for there in ends {
            gaps.extend((next..there.start).step_by(BATCH).map(|from| from..there.start.min(from + BATCH)));
            next = there.end;
        }
        gaps
    }

    /// Figures are whole whenever the lock is free, so those that a thread left behind when it panicked are right.
    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batch<'_> {
    /// Counts a row.
    pub fn add(&mut self, verdict: &Verdict<'_>) {
        self.summary.add(verdict);
    }

    /// Puts the figures to the others.
    pub fn end(self) {
        let counted = &mut *self.counting.counted();
        counted.later.insert(self.rows.start, (self.rows.end, self.summary));
        while let Some((to, summary)) = counted.later.remove(&counted.next) {
            counted.whole.merge(summary);
            counted.next = to;
        }
    }
}
