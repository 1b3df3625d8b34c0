//! What a municipality gets: a workbook with its rows to correct, what to place on each page, an instruction and the figures.
//!
//! Rows are judged where they are counted and again where they are written, so that a workbook of any size costs little memory. What a
//! finding says of cells is said of the cells of the workbook at hand, not of the roster's.

mod asked;
mod choices;
mod columns;
mod fix_sheet;
mod guide_sheet;
mod place_sheet;
mod places;

pub(crate) use columns::header_texts;

use crate::diagnostic::Severity;
use crate::domain::Date;
use crate::handback::{HandedColumn, HandedRow, HandedSource, ORIGIN_SHEET, Origin, RowKey};
use crate::pipeline::Run;
use crate::report::Summary;
use crate::report::check_sheet::{self, SheetFigures};
use crate::table::RowId;
use crate::table::edit::{Content, Look, NewCell, NewSheet};
use crate::table::form::{FormCell, FormRows, FormSheet};
use crate::words::Places;
use choices::Choices;
use fix_sheet::ShownRow;
use rayon::prelude::*;
use std::collections::BTreeMap;

pub(crate) use guide_sheet::TITLE as GUIDE_TITLE;
pub(crate) use place_sheet::TITLE as PLACE_TITLE;

/// So many rows are judged at once.
const BATCH: usize = 512;

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
        let keys = run.sources().par_iter().map(|source| crate::handback::keys(&source.table)).collect();
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

/// What a first look through the rows of a handout gives.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// The figures, with the cells of the workbook that is made.
    pub summary: Summary,
    /// The first advice on each code.
    advice: BTreeMap<&'static str, String>,
    rows: Vec<HandedRow>,
    /// How many characters the longest text of each column has.
    longest: Vec<usize>,
    /// How many menu items there are on all pages together.
    items: usize,
}

impl<'h> Handout<'h> {
    /// The workbook of the rows, which are given in the order of sources and positions. With `only_problems`, rows that are in order
    /// are left out.
    pub(crate) fn new(rosters: &'h Rosters<'h>, name: &'h str, date: Date, rows: &[RowId], only_problems: bool) -> Self {
        let is_problem = |row: &RowId| {
            let verdict = rosters.run.verdict(*row);
            verdict.findings.iter().any(|finding| finding.severity > Severity::Info)
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

    /// Looks through the rows; `done` hears how many were judged since it was last called.
    pub(crate) fn survey(&self, done: &(dyn Fn(usize) + Sync)) -> Survey {
        let batches: Vec<Survey> = (0..self.rows.len().div_ceil(BATCH))
            .into_par_iter()
            .map(|batch| {
                let rows = batch * BATCH..self.rows.len().min((batch + 1) * BATCH);
                done(rows.len());
                let mut survey = Survey::default();
                for index in rows {
                    let places = self.places(self.rows[index].table());
                    survey.add(self.shown_row(index), &places);
                }
                survey
            })
            .collect();
        // Batches come in the order of rows, so all is the same for any number of threads.
        let mut whole = Survey::default();
        batches.into_iter().for_each(|batch| whole.merge(batch));
        whole
    }

    /// The sheets of the workbook, its rows judged while they are written.
    pub(crate) fn sheets<'s>(&'s self, survey: &'s mut Survey, done: &'s (dyn Fn(usize) + Sync)) -> Vec<FormSheet<'s>> {
        let origin = Origin {
            date: Some(self.date.by_day()),
            part: self.name.to_owned(),
            sources: self.sources.iter().map(|&source| self.rosters.sources[source].clone()).collect(),
            columns: self.columns.clone(),
            rows: std::mem::take(&mut survey.rows),
        };
        let survey = &*survey;
        vec![
            fix_sheet::build(self, survey, done),
            place_sheet::build(self, survey),
            guide_sheet::build(self, survey),
            self.check_sheet(survey).into(),
            origin_sheet(origin),
        ]
    }

    fn check_sheet(&self, survey: &Survey) -> NewSheet {
        let figures = SheetFigures {
            position: 0,
            sheet: crate::handback::FIX_SHEET.to_owned(),
            read: None,
            summary: survey.summary.clone(),
        };
        check_sheet::build(&[figures], &[], Some(self.date)).0
    }

    /// Which of the handout's sources a row comes from.
    fn source_of(&self, row: RowId) -> usize {
        self.sources.partition_point(|&source| source < row.table())
    }

    /// Rows made in batches, on all cores, while they are asked for.
    fn rows_of<'s>(&'s self, make: impl Fn(usize) -> Vec<Vec<FormCell>> + Sync + 's) -> impl Iterator<Item = Vec<FormCell>> + 's {
        (0..self.rows.len()).step_by(BATCH).flat_map(move |from| {
            let to = self.rows.len().min(from + BATCH);
            (from..to).into_par_iter().flat_map_iter(&make).collect::<Vec<_>>()
        })
    }
}

impl Survey {
    fn add(&mut self, row: ShownRow<'_>, places: &dyn Places) {
        self.summary.add_seen(&row.verdict, places);
        for (found, said) in row.verdict.findings.iter().zip(&row.said) {
            if let Some(advice) = &said.words.advice {
                self.advice.entry(found.code.name).or_insert_with(|| advice.text.clone());
            }
        }
        self.widen(row.cells.iter().map(|cell| cell.text.lines().map(|line| line.chars().count()).max().unwrap_or(0)));
        self.items += row.items;
        self.rows.push(row.handed());
    }

    fn merge(&mut self, other: Self) {
        self.summary.merge(other.summary);
        for (code, advice) in other.advice {
            self.advice.entry(code).or_insert(advice);
        }
        self.widen(other.longest.into_iter());
        self.items += other.items;
        self.rows.extend(other.rows);
    }

    fn widen(&mut self, lengths: impl ExactSizeIterator<Item = usize>) {
        self.longest.resize(self.longest.len().max(lengths.len()), 0);
        for (known, length) in self.longest.iter_mut().zip(lengths) {
            *known = (*known).max(length);
        }
    }
}

fn origin_sheet(origin: Origin) -> FormSheet<'static> {
    let cells = |row: Vec<String>| row.into_iter().map(|text| FormCell::text(text, Look::Plain)).collect();
    // Owned by the rows, so that what was written can go.
    let rows: Vec<Vec<String>> = origin.to_rows().collect();
    let rows: FormRows<'static> = Box::new(rows.into_iter().map(cells));
    FormSheet { hidden: true, ..FormSheet::new(ORIGIN_SHEET, Vec::new(), rows) }
}

/// A cell of a sheet to read.
fn cell(text: impl Into<String>, look: Look) -> NewCell {
    NewCell { content: Content::Text(text.into()), look }
}
