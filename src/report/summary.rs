//! Figures of a run: how many rows, what happened to their links, which findings.

use crate::diagnostic::{Code, Severity};
use crate::entry::Outcome;
use crate::pipeline::{Status, Verdict};
use crate::rules::Fact;
use crate::rules::pos::PosFact;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use crate::words::{self, Places, Roster};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows by status, for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statuses {
    /// [`Status::Ok`].
    pub(crate) ok: u64,
    /// [`Status::Filled`].
    pub(crate) filled: u64,
    /// [`Status::Unverified`]; older programs knew no such status.
    #[serde(default)]
    pub(crate) unverified: u64,
    /// [`Status::Warning`].
    pub(crate) warning: u64,
    /// [`Status::Error`].
    pub(crate) error: u64,
}

impl Statuses {
    /// How many rows have each status.
    pub(crate) fn of(with: impl Fn(Status) -> u64) -> Self {
        Self {
            ok: with(Status::Ok),
            filled: with(Status::Filled),
            unverified: with(Status::Unverified),
            warning: with(Status::Warning),
            error: with(Status::Error),
        }
    }
}

/// Figures of one table or of several.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Data rows.
    pub rows: usize,
    /// Rows by status, in the order of [`Status::ALL`].
    pub(crate) by_status: [usize; 5],
    /// Mini-app links by what happened to them.
    pub miniapp: LinkCounts,
    /// ПОС links, both forms together.
    pub(crate) pos: LinkCounts,
    /// Rows whose ПОС link spells the parameter opaid otherwise than gospub would.
    pub(crate) opaid_spelt_otherwise: usize,
    /// Links to polls that were not made because nothing says the level and there is no column for it.
    pub(crate) polls_without_level: usize,
    /// Rows whose short name an earlier run knew by a table or a snapshot, and this one does not.
    pub(crate) forgotten: usize,
    /// Cells of gospub's own columns that people have written in: ids of communities, which count, and notes, which go to «Пояснение».
    pub by_hand: [usize; 2],
    /// Findings by code.
    pub(crate) codes: BTreeMap<&'static str, CodeCount>,
}

/// What happened to links of one sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkCounts {
    /// Right already.
    pub kept: usize,
    /// There, but with nothing to compare them with.
    pub unverified: usize,
    /// Filled from a ministry table.
    pub from_reference: usize,
    /// Filled from the letter's template.
    pub from_template: usize,
    /// Wrong and replaced.
    pub replaced: usize,
    /// Missing or wrong still.
    pub unresolved: usize,
}

/// The findings of one code.
#[derive(Clone, Debug)]
pub struct CodeCount {
    /// The code.
    pub code: &'static Code,
    /// The gravest severity that it had.
    pub(crate) severity: Severity,
    /// How many findings.
    pub count: usize,
    /// The first of them, in the order of rows, [`CodeCount::LISTED`] at most.
    pub(crate) findings: Vec<Listed>,
    /// How many more are listed.
    room: usize,
}

/// One finding, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The cell.
    pub(crate) cell: CellRef,
    /// What was found.
    pub(crate) message: String,
    /// The organisation of the row.
    pub(crate) organisation: String,
}

impl CodeCount {
    /// So many findings of a code are listed one by one; more are counted. A clerk corrects a hundred alike by one filter.
    pub(crate) const LISTED: usize = 1_000;

    fn list(&mut self, findings: impl IntoIterator<Item = Listed>) {
        let there = self.findings.len();
        self.findings.extend(findings.into_iter().take(self.room));
        self.room -= self.findings.len() - there;
    }
}

impl LinkCounts {
    fn add(&mut self, outcome: &Outcome) {
        use crate::entry::FillSource::{Reference, Template};
        *match outcome {
            Outcome::Kept => &mut self.kept,
            Outcome::Filled(Reference) => &mut self.from_reference,
            Outcome::Filled(Template) => &mut self.from_template,
            Outcome::Replaced { .. } => &mut self.replaced,
            Outcome::Unresolved => &mut self.unresolved,
        } += 1;
    }

    fn merge(&mut self, other: Self) {
        self.kept += other.kept;
        self.unverified += other.unverified;
        self.from_reference += other.from_reference;
        self.from_template += other.from_template;
        self.replaced += other.replaced;
        self.unresolved += other.unresolved;
    }

    /// All links that were filled.
    pub fn filled(&self) -> usize {
        self.from_reference + self.from_template
    }
}

impl Summary {
    /// Counts a row; its findings are listed by the cells of the roster.
    pub(crate) fn add(&mut self, verdict: &Verdict<'_>) {
        self.add_seen(verdict, &Roster);
    }

    /// Counts a row; its findings are listed by the cells that a reader sees.
    pub(crate) fn add_seen(&mut self, verdict: &Verdict<'_>, places: &dyn Places) {
        self.rows += 1;
        self.by_status[verdict.status as usize] += 1;
        if verdict.entry.opens_unverified() {
            self.miniapp.unverified += 1;
        } else {
            self.miniapp.add(&verdict.entry.miniapp.outcome);
        }
        verdict.entry.pos.outcomes().for_each(|outcome| self.pos.add(outcome));
        self.opaid_spelt_otherwise += usize::from(verdict.entry.pos.spells_opaid_otherwise());
        self.by_hand[0] += usize::from(verdict.entry.own_id.is_some());
        self.by_hand[1] += verdict.entry.notes.len();
        let lacks_level = |fact: &Fact<'_>| matches!(fact, Fact::Pos(PosFact::NoColumn { lacking: ColumnRole::Level, .. }));
        self.forgotten += usize::from(verdict.entry.is_forgotten());
        self.polls_without_level += verdict.findings.iter().filter(|found| lacks_level(&found.fact)).count();
        for found in &verdict.findings {
            let count = self.count(found.code, found.severity, 1);
            if count.room > 0 {
                let finding = Listed {
                    cell: places.look_at(found.at),
                    message: words::of(found, places).message,
                    organisation: verdict.entry.record.organisation().into_owned(),
                };
                count.list([finding]);
            }
        }
    }

    /// Adds the figures of other rows, which come after those counted so far.
    pub(crate) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (sum, more) in self.by_status.iter_mut().zip(other.by_status) {
            *sum += more;
        }
        self.miniapp.merge(other.miniapp);
        self.pos.merge(other.pos);
        self.opaid_spelt_otherwise += other.opaid_spelt_otherwise;
        self.forgotten += other.forgotten;
        self.polls_without_level += other.polls_without_level;
        for (sum, more) in self.by_hand.iter_mut().zip(other.by_hand) {
            *sum += more;
        }
        for count in other.codes.into_values() {
            self.count(count.code, count.severity, count.count).list(count.findings);
        }
    }

    /// How many rows have this status.
    pub fn with(&self, status: Status) -> usize {
        self.by_status[status as usize]
    }

    /// How many rows have each status.
    pub fn statuses(&self) -> Statuses {
        Statuses::of(|status| self.with(status) as u64)
    }

    /// The findings of a severity by code, the most frequent first.
    pub fn codes_of(&self, severity: Severity) -> Vec<&CodeCount> {
        let mut codes: Vec<&CodeCount> = self.codes.values().filter(|count| count.severity == severity).collect();
        codes.sort_by_key(|count| (std::cmp::Reverse(count.count), count.code.name));
        codes
    }

    pub(super) fn count(&mut self, code: &'static Code, severity: Severity, count: usize) -> &mut CodeCount {
        let none = || CodeCount { code, severity, count: 0, findings: Vec::new(), room: CodeCount::LISTED };
        let known = self.codes.entry(code.name).or_insert_with(none);
        known.severity = known.severity.max(severity);
        known.count += count;
        known
    }
}
