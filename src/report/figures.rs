//! Figures for the ministry: verdicts counted by municipality and kind. Pure: counting cannot fail, and what was counted apart can be
//! added up in any grouping.
//!
//! For each share it is said here what is counted and of what, so that two things hold. Municipalities add up to the region, because
//! every row is in just one of them and shares are made of sums, never of shares. And whoever corrects a row never lowers a share:
//!
//! - the whole of a share of links or pages is all organisations that the table asks for them, but those whose page is lawfully not
//!   kept. A row without a page stays in the whole, so a page that is made for it cannot make the share smaller;
//! - a link counts as ready only where the page is known. Otherwise a row could be counted as good and then leave the whole when the
//!   clerk explains that there is no page;
//! - rows without errors are counted of all rows.

mod counts;
mod place;

pub(crate) use counts::{Counts, LinkSort, Pages, Placement};

use super::share::Share;
use crate::diagnostic::{Code, Severity};
use crate::domain::text::{fold, is_invisible, is_nothing_word};
use crate::domain::{OrgKind, municipality_key};
use crate::pipeline::{Run, Verdict};
use crate::table::RowId;
use crate::words::{self, Roster};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Figures of a run, or of a part of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// Everything together.
    pub(crate) total: Counts,
    /// By kind, in the order of [`OrgKind::ALL`]; the last are rows whose kind is not known.
    pub(crate) kinds: [Counts; 5],
    municipalities: HashMap<String, Municipality>,
    /// The keys of municipalities by their names as written: the same few names stand in all rows.
    keys: HashMap<String, String>,
    problems: BTreeMap<&'static str, Problem>,
}

/// A municipality under all its spellings.
#[derive(Clone, Debug, Default)]
struct Municipality {
    /// How it is written and how often, in the order of rows. Nearly always one spelling.
    spellings: Vec<(String, u64)>,
    counts: Counts,
}

/// The findings of one code.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// The code.
    pub(crate) code: &'static Code,
    /// The gravest severity that it had.
    pub(crate) severity: Severity,
    /// How many findings.
    pub(crate) count: u64,
    /// The first of them, in the order of rows.
    pub(crate) example: Example,
}

/// One finding, to show what a code is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The file.
    pub(crate) file: String,
    /// The sheet.
    pub(crate) sheet: String,
    /// The cell.
    pub(crate) cell: String,
    /// What was found.
    pub(crate) message: String,
    /// What to do.
    pub(crate) advice: Option<String>,
}

/// A municipality or a kind with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// What it is called.
    pub(crate) name: String,
    /// Whether the rows say where they belong; the line of those that do not takes no part in comparisons.
    pub(crate) is_known: bool,
    /// Its figures.
    pub(crate) counts: Counts,
}

impl Line {
    /// The share of ready links, by which municipalities are compared.
    pub(crate) fn ready(&self) -> Share {
        self.counts.ready()
    }
}

/// The name for rows that name no municipality.
pub(crate) const NOT_NAMED: &str = "Не указано";

/// A municipality's key: all ways of writing it are one.
pub(crate) fn key(name: &str) -> String {
    if is_nothing_word(name) { String::new() } else { municipality_key(name) }
}

impl Figures {
    /// The figures of a table of a run; `done` hears how many rows were judged since it was last called.
    pub(crate) fn of(run: &Run<'_>, source: usize, done: &(dyn Fn(usize) + Sync)) -> Self {
        const BATCH: usize = 1_024;
        let of = &run.sources()[source];
        let rows = of.table.len();
        // Neighbours are merged in the order of rows, so the first finding is the first for any number of threads.
        (0..rows.div_ceil(BATCH))
            .into_par_iter()
            .map(|batch| {
                let mut figures = Self::default();
                let positions = batch * BATCH..rows.min((batch + 1) * BATCH);
                done(positions.len());
                positions.filter(|&position| of.table.counts(position)).for_each(|position| {
                    figures.add(&run.verdict(RowId::new(source, position)), &of.file, of.table.sheet().name())
                });
                figures
            })
            .reduce(Self::default, Self::merged)
    }

    /// Counts a row of a sheet of a file.
    pub(crate) fn add(&mut self, verdict: &Verdict<'_>, file: &str, sheet: &str) {
        let counts = Counts::of(verdict);
        self.total += counts;
        self.kinds[kind_index(verdict.entry.kind.kind)] += counts;
        let name = verdict.entry.record.municipality().unwrap_or_default();
        let known = match self.keys.get(&*name) {
            Some(known) => known,
            None => self.keys.entry(name.clone().into_owned()).or_insert_with(|| key(&name)),
        };
        let municipality = match self.municipalities.get_mut(known) {
            Some(municipality) => municipality,
            None => self.municipalities.entry(known.clone()).or_default(),
        };
        municipality.counts += counts;
        municipality.spelt(&name, 1);
        for finding in verdict.findings.iter().filter(|finding| finding.severity.is_problem()) {
            let known = self.problems.entry(finding.code.name).or_insert_with(|| {
                let words = words::of(finding, &Roster);
                Problem {
                    code: finding.code,
                    severity: finding.severity,
                    count: 0,
                    example: Example {
                        file: file.to_owned(),
                        sheet: sheet.to_owned(),
                        cell: finding.at.to_string(),
                        message: words.message,
                        advice: words.advice.map(|advice| advice.text),
                    },
                }
            });
            known.count += 1;
            known.severity = known.severity.max(finding.severity);
        }
    }

    /// Adds the figures of other rows, which come after those counted so far.
    pub(crate) fn merge(&mut self, other: Self) {
        self.total += other.total;
        self.kinds.iter_mut().zip(other.kinds).for_each(|(sum, more)| *sum += more);
        for (key, more) in other.municipalities {
            let sum = self.municipalities.entry(key).or_default();
            sum.counts += more.counts;
            more.spellings.iter().for_each(|(name, count)| sum.spelt(name, *count));
        }
        for (code, more) in other.problems {
            match self.problems.get_mut(code) {
                Some(sum) => {
                    sum.count += more.count;
                    sum.severity = sum.severity.max(more.severity);
                }
                None => {
                    self.problems.insert(code, more);
                }
            }
        }
    }

    fn merged(mut self, other: Self) -> Self {
        self.merge(other);
        self
    }

    /// The municipalities by name; rows that name none come last.
    pub(crate) fn municipalities(&self) -> Vec<Line> {
        let mut keyed: Vec<_> = self.municipalities.iter().collect();
        keyed.sort_by_cached_key(|(key, municipality)| (key.is_empty(), by_number(&fold(&municipality.name()))));
        // Where most rows belong nowhere, those that belong somewhere are no picture of it.
        let nowhere = self.municipalities.get("").map_or(0, |nowhere| nowhere.counts.organisations);
        let are_few = nowhere * 2 > self.total.organisations;
        let line = |(key, municipality): (&String, &Municipality)| {
            let is_known = !key.is_empty();
            let mut counts = municipality.counts;
            counts.is_partial |= are_few && is_known;
            Line { name: if is_known { municipality.name() } else { NOT_NAMED.into() }, is_known, counts }
        };
        keyed.into_iter().map(line).collect()
    }

    /// The findings by code: errors before warnings, the most frequent first.
    pub(crate) fn problems(&self) -> Vec<&Problem> {
        let mut problems: Vec<&Problem> = self.problems.values().collect();
        problems.sort_by_key(|problem| (Reverse(problem.severity), Reverse(problem.count), problem.code.name));
        problems
    }
}

/// A key by which texts with numbers sort as people count: № 9 before № 10.
fn by_number(key: &str) -> String {
    const DIGITS: usize = 10;
    let mut sorted = String::with_capacity(key.len());
    for part in key.chars().collect::<Vec<_>>().chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit()) {
        if part[0].is_ascii_digit() {
            sorted.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(part.len())));
        }
        sorted.extend(part);
    }
    sorted
}

impl Municipality {
    fn spelt(&mut self, name: &str, count: u64) {
        match self.spellings.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += count,
            None => self.spellings.push((name.to_owned(), count)),
        }
    }

    /// The most frequent spelling, of several the first, without stray blanks.
    fn name(&self) -> String {
        const LONGEST: usize = 200;
        let usual = self.spellings.iter().rev().max_by_key(|(_, count)| *count);
        let name: String = usual.map_or("", |(name, _)| name).chars().filter(|&c| !is_invisible(c)).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        // A cell holds only so much, and a name of so many characters is none.
        if name.chars().count() > LONGEST { name.chars().take(LONGEST).chain(['…']).collect() } else { name }
    }
}

fn kind_index(kind: Option<OrgKind>) -> usize {
    kind.and_then(|kind| OrgKind::ALL.iter().position(|&known| known == kind)).unwrap_or(OrgKind::ALL.len())
}

#[cfg(test)]
mod tests;
