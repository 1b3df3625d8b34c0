//! The rows of a workbook, each judged once: while a verdict is there, all that is wanted of it is made — its edits, its figures, its
//! line of JSON.
//!
//! The writer asks for the edits of batches of rows on several threads and hands back what was learnt of them in the order of the rows;
//! [`Judged`] adds it up. Rows that no writer asks for, because nothing is written or their sheet cannot be marked, are judged by
//! [`Judged::end`].
//!
//! Verdicts are not kept: one takes 1.9 kB before the texts that it owns, so those on a sheet of Excel's full length would take 2 GB.

use super::job::{Progress, Takers};
use crate::annotate::{self, OwnColumns};
use crate::pipeline::{Run, Verdict};
use crate::report::{Summary, edits, json};
use crate::rules::Finding;
use crate::table::RowId;
use crate::table::column::ColumnRole;
use crate::table::edit::{CellEdit, EditRows, Edits, Overlay};
use crate::table::sheet::CellRef;
use rayon::prelude::*;
use std::io;
use std::ops::{Range, RangeInclusive};

/// What is wanted of the verdicts besides figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// A line of JSON a row.
    pub(super) lines: bool,
    /// No line for a row in which there is nothing to look at.
    pub(super) only_problems: bool,
    /// A line of JSON a cell that is written.
    pub(super) edits: bool,
    /// What a person has to look at in each row.
    pub(super) problems: bool,
}

/// What was learnt of some rows of a table.
#[derive(Debug, Default)]
pub(super) struct Learnt<'t> {
    rows: usize,
    pub(super) summary: Summary,
    /// The summary without the rows whose organisations are counted on another sheet.
    pub(super) counted: Summary,
    lines: Vec<String>,
    edits: Vec<String>,
    /// The rows with something to look at, by their positions, with what it is: the gravest first.
    pub(super) problems: Vec<(usize, Vec<Finding<'t>>)>,
    /// What gospub filled into link cells of rows that others have written into.
    pub(super) filled: Vec<(CellRef, String)>,
}

impl Learnt<'_> {
    /// Adds what was learnt of the rows that come after these.
    fn merge(&mut self, later: Self) {
        self.rows += later.rows;
        self.summary.merge(later.summary);
        self.counted.merge(later.counted);
        self.problems.extend(later.problems);
        self.filled.extend(later.filled);
    }
}

/// Judges the rows of one table.
#[derive(Clone, Copy)]
pub(super) struct Judge<'j> {
    run: &'j Run<'j>,
    source: usize,
    wanted: Wanted,
    /// What others have written into the table.
    overlay: Option<&'j Overlay>,
}

impl<'j> Judge<'j> {
    fn learn(&self, position: usize, learnt: &mut Learnt<'j>) -> Verdict<'j> {
        let Self { run, source, wanted, overlay } = *self;
        let verdict = run.verdict(RowId::new(source, position));
        learnt.rows += 1;
        learnt.summary.add(&verdict);
        if run.sources()[source].table.counts(position) {
            learnt.counted.add(&verdict);
        }
        if wanted.lines && (!wanted.only_problems || verdict.findings.iter().any(|finding| finding.severity.is_problem())) {
            let of = &run.sources()[source];
            let at = json::At { file: &of.file, sheet: of.table.sheet().name() };
            learnt.lines.push(json::line(&json::row(&verdict, at, run.settings())));
        }
        if wanted.problems {
            let problems = problems(&verdict);
            if !problems.is_empty() {
                learnt.problems.push((position, problems));
            }
        }
        let row = verdict.entry.record.row();
        if overlay.is_some_and(|overlay| overlay.touches(row..=row)) {
            // A link without a column of the sender's goes into gospub's own; it is no cell's that anybody could have corrected.
            let filled = ColumnRole::LINKS.into_iter().filter_map(|role| {
                let cell = Some(verdict.entry.record.get(role)).filter(|cell| cell.has_column)?;
                Some((cell.at, verdict.entry.filled(role)?.to_owned()))
            });
            learnt.filled.extend(filled);
        }
        verdict
    }
}

impl Judge<'_> {
    /// Notes what is written into a row, where anybody wants to know.
    fn note(&self, position: usize, edits: &[CellEdit], own: &OwnColumns, learnt: &mut Learnt<'_>) {
        if !self.wanted.edits {
            return;
        }
        let of = &self.run.sources()[self.source];
        let row = edits::Row { file: &of.file, table: &of.table, position };
        learnt.edits.extend(edits.iter().filter_map(|edit| edits::line(edit, &row, own.columns())));
    }
}

/// What a person has to look at in a row, the gravest first.
pub(super) fn problems<'t>(verdict: &Verdict<'t>) -> Vec<Finding<'t>> {
    let mut problems: Vec<Finding<'t>> =
        verdict.findings.iter().filter(|finding| finding.severity.is_problem()).cloned().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    problems
}

/// The verdicts on a table's rows as edits.
pub(super) struct Annotating<'j> {
    pub(super) judge: Judge<'j>,
    pub(super) own: &'j OwnColumns,
}

impl<'j> EditRows for Annotating<'j> {
    type Learnt = Learnt<'j>;

    fn edits<'e>(&'e self, rows: RangeInclusive<u32>, learnt: &'e mut Learnt<'j>) -> Edits<'e> {
        let Self { judge, own } = self;
        let positions = judge.run.sources()[judge.source].table.positions(rows.clone());
        let edits = RowEdits { judge, own, positions, learnt, row: Vec::new().into_iter() };
        match judge.overlay.filter(|overlay| overlay.touches(rows.clone())) {
            Some(overlay) => overlay.over(edits, rows),
            None => Box::new(edits),
        }
    }
}

/// Rows that are judged one by one, when their edits are asked for.
struct RowEdits<'e, 'j> {
    judge: &'e Judge<'j>,
    own: &'e OwnColumns,
    /// The rows that are left.
    positions: Range<usize>,
    learnt: &'e mut Learnt<'j>,
    /// The edits of the last row that are left.
    row: std::vec::IntoIter<CellEdit>,
}

impl Iterator for RowEdits<'_, '_> {
    type Item = CellEdit;

    fn next(&mut self) -> Option<CellEdit> {
        loop {
            if let Some(edit) = self.row.next() {
                return Some(edit);
            }
            let position = self.positions.next()?;
            let verdict = self.judge.learn(position, self.learnt);
            let edits = annotate::row_edits(&verdict, self.own, self.judge.run.settings());
            self.judge.note(position, &edits, self.own, self.learnt);
            self.row = edits.into_iter();
        }
    }
}

/// What was learnt of the tables of one workbook so far, in the order of their rows.
pub(super) struct Judged<'j, 'w> {
    judges: Vec<Judge<'j>>,
    learnt: Vec<Learnt<'j>>,
    /// Tables before this one are done.
    table: usize,
    progress: &'j dyn Progress,
    takers: Takers<'w>,
    /// Why the lines cannot be written.
    failed: Option<io::Error>,
}

impl<'j, 'w> Judged<'j, 'w> {
    /// Begins with the tables that have these positions among the sources of a run.
    pub(super) fn begin(
        run: &'j Run<'j>,
        positions: &[usize],
        overlays: Option<&'j [Overlay]>,
        progress: &'j dyn Progress,
        takers: Takers<'w>,
    ) -> Self {
        let wanted = Wanted {
            lines: takers.rows.is_some(),
            only_problems: takers.only_problems,
            edits: takers.edits.is_some(),
            problems: overlays.is_some(),
        };
        let judge = |&source| Judge { run, source, wanted, overlay: overlays.map(|overlays| &overlays[source]) };
        let judges: Vec<Judge<'_>> = positions.iter().map(judge).collect();
        let learnt = judges.iter().map(|_| Learnt::default()).collect();
        Self { judges, learnt, table: 0, progress, takers, failed: None }
    }

    /// Says a line before those of the rows, where lines are wanted at all.
    pub(super) fn say(&mut self, line: impl FnOnce() -> String) {
        if let (Some(say), None) = (&mut self.takers.rows, &self.failed) {
            self.failed = say(&line()).err();
        }
    }

    /// The judge of the workbook's table with this number.
    pub(super) fn judge(&self, table: usize) -> Judge<'j> {
        self.judges[table]
    }

    /// Takes what was learnt of the next rows of a table.
    pub(super) fn hear(&mut self, table: usize, learnt: Learnt<'j>) {
        while self.table < table {
            self.end_table();
        }
        self.take(learnt);
    }

    fn take(&mut self, mut learnt: Learnt<'j>) {
        self.progress.done(learnt.rows);
        let Takers { rows, edits, .. } = &mut self.takers;
        for (taker, lines) in [(rows, std::mem::take(&mut learnt.lines)), (edits, std::mem::take(&mut learnt.edits))] {
            if let (Some(say), None) = (taker, &self.failed) {
                self.failed = lines.iter().try_for_each(|line| say(line)).err();
            }
        }
        self.learnt[self.table].merge(learnt);
    }

    /// Judges the rows of the table at hand that nobody has asked for.
    fn end_table(&mut self) {
        /// How many rows are judged by a thread at once, and how many such batches before they are added up.
        const BATCH: usize = 1_024;
        const BATCHES: usize = 64;
        let judge = self.judges[self.table];
        let rows = judge.run.sources()[judge.source].table.len();
        let begins: Vec<usize> = (self.learnt[self.table].rows..rows).step_by(BATCH).collect();
        for begins in begins.chunks(BATCHES) {
            let learn = |&from: &usize| {
                let mut learnt = Learnt::default();
                (from..rows.min(from + BATCH)).for_each(|position| drop(judge.learn(position, &mut learnt)));
                learnt
            };
            begins.par_iter().map(learn).collect::<Vec<_>>().into_iter().for_each(|learnt| self.take(learnt));
        }
        self.table += 1;
    }

    /// Judges what nobody has asked for, and gives what was learnt of each table.
    ///
    /// # Errors
    /// If lines could not be written.
    pub(super) fn end(mut self) -> io::Result<Vec<Learnt<'j>>> {
        while self.table < self.judges.len() {
            self.end_table();
        }
        self.failed.map_or(Ok(self.learnt), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::job::Silent;
    use crate::pipeline::Source;
    use crate::reference::Reference;
    use crate::report::summary::CodeCount;
    use crate::settings::Settings;
    use crate::table::Table;
    use crate::table::layout::Layout;
    use crate::table::sheet::{Column, sheet_of_texts};

    const ROWS: usize = CodeCount::LISTED + 2_000;

    /// Two tables of rows without an address.
    fn sources() -> [Source; 2] {
        ["первый.xlsx", "второй.xlsx"].map(|file| {
            let cells = (0..ROWS).map(|row| [format!("Школа № {row}"), "нет адреса и id".to_owned()]);
            let columns = [(ColumnRole::Organisation, Column::FIRST), (ColumnRole::Address, "B".parse().unwrap())];
            let table = Table::of_value(sheet_of_texts("Лист1", cells), Layout::of_columns(&columns, 1));
            Source { file: file.into(), sheet: 0, table }
        })
    }

    /// The figures and the lines, where a writer has asked for these batches of rows of both tables.
    fn judged(batches: &[&[RangeInclusive<u32>]; 2]) -> (String, Vec<String>) {
        let (sources, settings, reference) = (sources(), Settings::default(), Reference::default());
        let run = Run::new(&sources, &settings, &reference);
        let own = OwnColumns::of(&sources[0].table, &run).unwrap();
        let mut lines = Vec::new();
        let mut say = |line: &str| -> io::Result<()> {
            lines.push(line.to_owned());
            Ok(())
        };
        let mut judged = Judged::begin(&run, &[0, 1], None, &Silent, Takers { rows: Some(&mut say), ..Takers::default() });
        for (table, batches) in batches.iter().enumerate() {
            for rows in *batches {
                let (annotating, mut learnt) = (Annotating { judge: judged.judge(table), own: &own }, Learnt::default());
                assert!(annotating.edits(rows.clone(), &mut learnt).count() > 0);
                judged.hear(table, learnt);
            }
        }
        let learnt = judged.end().unwrap();
        let figures = learnt.iter().map(|learnt| format!("{} {:?}", learnt.rows, learnt.summary)).collect();
        (figures, lines)
    }

    #[test]
    fn each_row_is_judged_once_and_in_order_whether_or_not_a_writer_asks_for_it() {
        let nobody_asks = judged(&[&[], &[]]);
        assert_eq!(nobody_asks.1.len(), 2 * ROWS);
        assert!(nobody_asks.1.iter().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
        let all = ROWS as u32;
        for batches in [[&[1..=700, 701..=701, 702..=all][..], &[1..=all][..]], [&[1..=500], &[]], [&[], &[1..=2000, 2001..=all]]]
        {
            assert!(judged(&batches) == nobody_asks, "{batches:?}");
        }
    }

    #[test]
    fn rows_without_problems_are_told_to_nobody_who_does_not_want_them() {
        let cells = [["МБОУ «Школа № 1»", "vk.com/club1"], ["МБОУ «Школа № 2»", "нет адреса и id"]];
        let columns = [(ColumnRole::Organisation, Column::FIRST), (ColumnRole::Address, "B".parse().unwrap())];
        let table = Table::of_value(sheet_of_texts("Лист1", cells), Layout::of_columns(&columns, 1));
        let (sources, settings, reference) =
            ([Source { file: "a.xlsx".into(), sheet: 0, table }], Settings::default(), Reference::default());
        let run = Run::new(&sources, &settings, &reference);
        for (only_problems, told) in [(false, vec![1, 2]), (true, vec![2])] {
            let mut rows = Vec::new();
            let mut say = |line: &str| -> io::Result<()> {
                rows.push(serde_json::from_str::<serde_json::Value>(line)?["row"].as_u64().unwrap());
                Ok(())
            };
            let takers = Takers { rows: Some(&mut say), only_problems, ..Takers::default() };
            let learnt = Judged::begin(&run, &[0], None, &Silent, takers).end().unwrap();
            assert_eq!((learnt[0].rows, rows), (2, told));
        }
    }

    #[test]
    fn the_first_findings_are_listed_and_the_others_counted() {
        let (sources, settings, reference) = (sources(), Settings::default(), Reference::default());
        let run = Run::new(&sources, &settings, &reference);
        let learnt = Judged::begin(&run, &[0], None, &Silent, Takers::default()).end().unwrap();
        let count = learnt[0].summary.codes.values().find(|count| count.count == ROWS).unwrap();
        assert_eq!(count.findings.len(), CodeCount::LISTED);
        assert!(count.findings.iter().zip(1..).all(|(finding, row)| finding.cell.row == row));
    }

    #[test]
    fn lines_that_cannot_be_written_stop_the_run() {
        let (sources, settings, reference) = (sources(), Settings::default(), Reference::default());
        let run = Run::new(&sources, &settings, &reference);
        let mut full = |_: &str| Err(io::ErrorKind::StorageFull.into());
        let judged = Judged::begin(&run, &[0], None, &Silent, Takers { rows: Some(&mut full), ..Takers::default() });
        assert_eq!(judged.end().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
