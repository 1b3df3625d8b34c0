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
                done(batch.end());
            }
        });
        std::mem::take(&mut self.counted().whole)
    }

    /// The rows that are not counted yet.
    fn gaps(&self, rows: usize) -> Vec<Range<usize>> {
        let counted = self.counted();
        let ends = counted.later.iter().map(|(&from, &(to, _))| from..to).chain(std::iter::once(rows..rows));
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

    /// Puts the figures to the others. Gives the number of the rows.
    pub fn end(self) -> usize {
        let rows = self.rows.len();
        let counted = &mut *self.counting.counted();
        counted.later.insert(self.rows.start, (self.rows.end, self.summary));
        while let Some((to, summary)) = counted.later.remove(&counted.next) {
            counted.whole.merge(summary);
            counted.next = to;
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Source;
    use crate::reference::Reference;
    use crate::report::summary::CodeCount;
    use crate::settings::Settings;
    use crate::table::Table;
    use crate::table::column::ColumnRole;
    use crate::table::layout::Layout;
    use crate::table::sheet::{Column, sheet_of_texts};

    /// The figures of rows without an address, gone through in these batches.
    fn counted(rows: usize, batches: &[(usize, usize)]) -> Summary {
        let cells = (0..rows).map(|row| [format!("Школа № {row}"), "нет адреса и id".to_owned()]);
        let layout =
            Layout::of_columns(&[(ColumnRole::Organisation, Column::FIRST), (ColumnRole::Address, "B".parse().unwrap())], 1);
        let sources =
            [Source {
                file: "реестр.xlsx".into(), sheet: 0, table: Table::of_value(sheet_of_texts("Лист1", cells), layout)
            }];
        let (settings, reference) = (Settings::default(), Reference::default());
        let run = Run::new(&sources, &settings, &reference);
        let counting = Counting::default();
        for rows in batches.iter().map(|&(from, to)| from..to) {
            if let Some(mut batch) = counting.batch(rows.clone()) {
                rows.clone().for_each(|position| batch.add(&run.verdict(0, position)));
                batch.end();
            }
        }
        counting.finish(&run, 0, &|_| {})
    }

    #[test]
    fn each_row_counts_once_in_whatever_order_batches_come() {
        let rows = 2 * CodeCount::LISTED;
        let straight = format!("{:?}", counted(rows, &[(0, rows)]));
        for batches in [
            &[][..],
            &[(1500, rows), (0, 700), (700, 1500), (0, 700), (1500, rows)],
            &[(900, 1800)],
            &[(0, 5), (5, 5), (5, rows)],
        ] {
            assert_eq!(format!("{:?}", counted(rows, batches)), straight, "{batches:?}");
        }
    }

    #[test]
    fn the_first_findings_are_listed_and_the_others_counted() {
        let summary = counted(CodeCount::LISTED + 7, &[(3, 900)]);
        let count = summary.codes.values().find(|count| count.count == CodeCount::LISTED + 7).unwrap();
        assert_eq!(count.findings.len(), CodeCount::LISTED);
        assert!(count.findings.iter().zip(1..).all(|(finding, row)| finding.cell.row == row));
    }
}
