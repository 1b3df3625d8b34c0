//! What a municipality gets: a workbook with its rows to correct, what to place on each page, an instruction and the figures.
//!
//! Each row is judged once: all that the workbook says of it is made while its verdict is there and is written at once, so that a
//! workbook of any size costs little memory; figures and what stands above the rows come last. What a finding says of cells is said of
//! the cells of the workbook at hand, not of the roster's.

mod asked;
pub(crate) mod assumed;
mod checks;
mod choices;
mod columns;
mod fix_sheet;
mod guide_sheet;
mod place_sheet;
mod places;
mod was;

pub(crate) use columns::header_texts;

use crate::domain::Date;
use crate::handback::{HandedColumn, HandedSource, ORIGIN_SHEET, Origin, RowKey};
use crate::pipeline::Run;
use crate::report::Summary;
use crate::report::check_sheet::{self, SheetFigures};
use crate::table::RowId;
use crate::table::edit::{Content, Look, NewCell, NewSheet};
use crate::table::form::{FormCell, FormSheet};
use crate::words::Places;
use crate::workbook::Reread;
use crate::workbook::create::{CreateError, FormBook, Shown, Waiting};
use choices::Choices;
use fix_sheet::ShownRow;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::convert::Infallible;

pub(crate) use guide_sheet::TITLE as GUIDE_TITLE;
pub(crate) use place_sheet::TITLE as PLACE_TITLE;

/// So many rows are judged by a thread at once, and so many such batches before they are written.
const BATCH: usize = 64;
const BATCHES: usize = 16;

/// The rosters of a run, as far as all workbooks share what is known of them.
#[derive(Debug)]
pub(crate) struct Rosters<'r> {
    run: &'r Run<'r>,
    sources: Vec<HandedSource>,
    keys: Vec<Vec<RowKey>>,
    choices: Choices,
}

impl<'r> Rosters<'r> {
    /// Takes the tables of a run; `sources` name the file and the sheet of each.
    pub(crate) fn new(run: &'r Run<'r>, sources: Vec<HandedSource>) -> Self {
        let keys = crate::handback::keys(run.sources().iter().map(|source| &source.table));
        Self { run, sources, keys, choices: Choices::of(run) }
    }
}

/// The rows of one municipality.
#[derive(Debug)]
pub(crate) struct Handout<'h> {
    rosters: &'h Rosters<'h>,
    /// What the rows have in common, as people read it.
    name: &'h str,
    /// The day, as people read it.
    date: Date,
    rows: Vec<RowId>,
    /// The sources that rows come from, ascending; an [`Origin`] counts these.
    sources: Vec<usize>,
    columns: Vec<HandedColumn>,
    /// How many rows of the municipality are in order and left out.
    left_out: usize,
}

/// What is known when all rows of a handout have been judged.
#[derive(Debug, Default)]
struct Survey {
    /// The figures, with the cells of the workbook that is made.
    summary: Summary,
    /// The first advice on each code.
    advice: BTreeMap<&'static str, String>,
    /// How many characters the longest text of each column has.
    longest: Vec<usize>,
    /// How many lines «Что разместить» has.
    items: usize,
    /// How many cells are marked, and in how many of them nobody has explained it yet.
    marked: usize,
    unexplained: usize,
}

impl<'h> Handout<'h> {
    /// The workbook of the rows, which are given in the order of sources and positions. With `only_problems`, rows that are in order
    /// are left out.
    pub(crate) fn new(rosters: &'h Rosters<'h>, name: &'h str, date: Date, rows: &[RowId], only_problems: bool) -> Self {
        let is_problem = |row: &RowId| {
            let verdict = rosters.run.verdict(*row);
            verdict.findings.iter().any(|finding| finding.severity.is_problem())
        };
        let kept: Vec<RowId> = if only_problems { rows.par_iter().copied().filter(is_problem).collect() } else { rows.to_vec() };
        let mut sources: Vec<usize> = kept.iter().map(|row| row.table()).collect();
        sources.dedup();
        let columns = columns::handed(rosters.run, &sources);
        Self { rosters, name, date, left_out: rows.len() - kept.len(), rows: kept, sources, columns }
    }

    /// Whether there is no row in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The figures of the rows, with the cells of the workbook that would be made; `done` hears how many rows were judged.
    pub(crate) fn figures(&self, done: &(dyn Fn(usize) + Sync)) -> Summary {
        let Ok(survey) = self.judge(done, |_, _| (), |()| Ok::<_, Infallible>(()));
        survey.summary
    }

    /// Writes the workbook and gives its figures; `done` hears how many rows were judged.
    ///
    /// # Errors
    /// [`CreateError`] when `out` fails or the rows are more than an .xlsx can hold.
    pub(crate) fn write(
        &self,
        waiting: Waiting,
        out: &mut impl Reread,
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<Summary, CreateError> {
        let mut book = FormBook::new(waiting);
        let mut fix = book.body(fix_sheet::FIRST_ROW, Shown::Sheet { widths: fix_sheet::widest(self), framed: true });
        let mut place = book.body(place_sheet::first_row(), Shown::Sheet { widths: place_sheet::widths(self), framed: true });
        let origin_head = origin_cells(self.origin());
        let mut origin = book.body(origin_head.len() as u32 + 1, Shown::Hidden);
        let survey = self.judge(
            done,
            |index, row| (index, row),
            |(index, row)| {
                book.row(&mut fix, &self.line(&row))?;
                place_sheet::lines(self, &row, index, |line| book.row(&mut place, line))?;
                let handed = row.handed();
                let cells: Vec<FormCell<'_>> = handed.cells().map(|text| FormCell::text(text, Look::Plain)).collect();
                book.row(&mut origin, &cells)
            },
        )?;
        let new_row = fix_sheet::new_row(self);
        (0..fix_sheet::NEW_ROWS).try_for_each(|_| book.row(&mut fix, &new_row))?;
        let origin_sheet =
            FormSheet { hidden: true, ..FormSheet::new(ORIGIN_SHEET, Vec::new(), Box::new(origin_head.into_iter())) };
        let sheets = vec![
            (fix_sheet::build(self, &survey), Some(fix)),
            (place_sheet::build(self, &survey), Some(place)),
            (guide_sheet::build(self, &survey), None),
            (self.check_sheet(&survey).into(), None),
            (origin_sheet, Some(origin)),
        ];
        book.finish(sheets, out)?;
        Ok(survey.summary)
    }

    /// Judges each row once, many at a time on all cores. While its verdict is there, `make` makes of it what is wanted, and `take` gets
    /// that in the order of the rows.
    fn judge<T: Send, E>(
        &self,
        done: &(dyn Fn(usize) + Sync),
        make: impl Fn(usize, ShownRow<'h>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<Survey, E> {
        let begins: Vec<usize> = (0..self.rows.len()).step_by(BATCH).collect();
        let batch = |&from: &usize| {
            let (mut survey, rows) = (Survey::default(), from..self.rows.len().min(from + BATCH));
            done(rows.len());
            let made = rows.map(|index| {
                let row = self.shown_row(index);
                survey.add(&row, &self.places(self.rows[index].table()));
                make(index, row)
            });
            let made: Vec<T> = made.collect();
            (survey, made)
        };
        let mut whole = Survey::default();
        for begins in begins.chunks(BATCHES) {
            for (survey, made) in begins.par_iter().map(batch).collect::<Vec<_>>() {
                whole.merge(survey);
                made.into_iter().try_for_each(&mut take)?;
            }
        }
        Ok(whole)
    }

    /// Where the rows come from; the rows themselves are written as they are judged.
    fn origin(&self) -> Origin {
        Origin {
            date: Some(self.date.by_day()),
            part: self.name.to_owned(),
            sources: self.sources.iter().map(|&source| self.rosters.sources[source].clone()).collect(),
            columns: self.columns.clone(),
            rows: Vec::new(),
        }
    }

    fn check_sheet(&self, survey: &Survey) -> NewSheet {
        let figures = SheetFigures {
            position: 0,
            sheet: crate::handback::FIX_SHEET.to_owned(),
            read: None,
            summary: survey.summary.clone(),
            counted: survey.summary.clone(),
        };
        check_sheet::build(&[figures], &[], Some(self.date)).0
    }

    /// Which of the handout's sources a row comes from.
    fn source_of(&self, row: RowId) -> usize {
        self.sources.partition_point(|&source| source < row.table())
    }
}

impl Survey {
    fn add(&mut self, row: &ShownRow<'_>, places: &dyn Places) {
        self.summary.add_seen(&row.verdict, places);
        for (found, said) in row.verdict.findings.iter().zip(&row.said) {
            if let Some(advice) = &said.words.advice {
                self.advice.entry(found.code.name).or_insert_with(|| advice.text.clone());
            }
        }
        self.widen(row.cells.iter().map(|cell| cell.text.lines().map(|line| line.chars().count()).max().unwrap_or(0)));
        self.items += row.items;
        let marked = row.marked();
        self.marked += marked;
        self.unexplained += if row.is_explained() { row.wrong() } else { marked };
    }

    fn merge(&mut self, other: Self) {
        self.summary.merge(other.summary);
        for (code, advice) in other.advice {
            self.advice.entry(code).or_insert(advice);
        }
        self.widen(other.longest.into_iter());
        self.items += other.items;
        self.marked += other.marked;
        self.unexplained += other.unexplained;
    }

    fn widen(&mut self, lengths: impl ExactSizeIterator<Item = usize>) {
        self.longest.resize(self.longest.len().max(lengths.len()), 0);
        for (known, length) in self.longest.iter_mut().zip(lengths) {
            *known = (*known).max(length);
        }
    }
}

/// Rows that nobody looks at.
fn origin_cells(origin: Origin) -> Vec<Vec<FormCell<'static>>> {
    origin.to_rows().map(|row| row.into_iter().map(|text| FormCell::text(text, Look::Plain)).collect()).collect()
}

/// A cell of a sheet to read.
fn cell(text: impl Into<String>, look: Look) -> NewCell {
    NewCell { content: Content::Text(text.into()), look }
}
