//! The line from tables to verdicts. Pure: what is wrong with the data comes back as findings.
//!
//! A verdict is a function of a row and of an index of all rows, so nothing is stored a row but its keys: rows are judged in any order
//! and on any number of threads, always with the same outcome.

use crate::diagnostic::Severity;
use crate::domain::vk_address::ScreenName;
use crate::domain::{GroupId, Inn, Ogrn, OrgKind};
use crate::entry::{self, Context, Districts, Entry, Offices, Outcome};
use crate::link::pos::Home;
use crate::record::Record;
use crate::reference::Reference;
use crate::rules::across::{Neighbour, Place};
use crate::rules::group::GroupFact;
use crate::rules::{self, Fact, Finding, across};
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use crate::table::{RowId, Table};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::collections::HashSet;
use std::hash::BuildHasher;

/// A table with the file that it came from.
#[derive(Debug)]
pub struct Source {
    /// The file's name, as it is shown in messages.
    pub file: String,
    /// The position of its sheet in the workbook.
    pub sheet: usize,
    /// The table.
    pub table: Table,
}

/// All tables of a run, with what rows need to know of each other.
#[derive(Debug)]
pub struct Run<'r> {
    sources: &'r [Source],
    settings: &'r Settings,
    reference: &'r Reference,
    offices: Offices,
    homes: Vec<Option<Home>>,
    districts: Vec<Districts>,
    index: Index<'r>,
}

/// What gospub says of a row.
#[derive(Debug)]
pub struct Verdict<'t> {
    /// All that is known of it.
    pub(crate) entry: Entry<'t>,
    /// What was found, by cell and code.
    pub findings: Vec<Finding<'t>>,
    /// The verdict in a word.
    pub status: Status,
}

/// The verdict on a row in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing to do.
    Ok,
    /// A link was filled in or replaced.
    Filled,
    /// Everything is there, but the page's id is not known, so nothing could be compared.
    Unverified,
    /// A person should look.
    Warning,
    /// Something is wrong.
    Error,
}

impl Status {
    /// All of them, the best first.
    pub(crate) const ALL: [Self; 5] = [Self::Ok, Self::Filled, Self::Unverified, Self::Warning, Self::Error];

    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Filled => "filled",
            Self::Unverified => "unverified",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl<'r> Run<'r> {
    /// Looks through all rows once for what they share.
    pub fn new(sources: &'r [Source], settings: &'r Settings, reference: &'r Reference) -> Self {
        // Over all tables at once: of hundreds of small ones, each by itself keeps no two cores busy.
        let homes = sources.par_iter().map(|source| entry::home(&source.table, &source.file)).collect();
        let districts = sources.par_iter().map(|source| Districts::of(&source.table)).collect();
        let offices = offices(sources);
        let mut run = Self { sources, settings, reference, offices, homes, districts, index: Index::default() };
        run.index = Index::of(&run);
        run.index.known = run.known();
        run
    }

    /// The tables.
    pub(crate) fn sources(&self) -> &'r [Source] {
        self.sources
    }

    /// The settings.
    pub(crate) fn settings(&self) -> &'r Settings {
        self.settings
    }

    /// Whether a snapshot of pages was given.
    pub(crate) fn has_pages(&self) -> bool {
        self.reference.pages().file().is_some()
    }

    /// The verdict on a data row; its table is named by its position among the sources.
    pub fn verdict(&self, row: RowId) -> Verdict<'r> {
        let context = self.context(row.table());
        let entry = Entry::read(self.record(row), &context);
        let mut findings = rules::check_row(&entry, &context);
        let neighbours = self.neighbours(row, &entry);
        if !neighbours.is_empty() {
            findings.extend(across::check_across(&entry, &neighbours, &context));
        }
        findings.sort_by_key(|finding| (finding.at, finding.code.name));
        let status = Status::of(&entry, &findings);
        Verdict { entry, findings, status }
    }

    /// A data row as written.
    pub(crate) fn record(&self, row: RowId) -> Record<'r> {
        Record::at(&self.sources[row.table()].table, row.position())
    }

    fn context(&self, source: usize) -> Context<'_> {
        Context {
            settings: self.settings,
            reference: self.reference,
            offices: &self.offices,
            home: self.homes[source],
            districts: &self.districts[source],
        }
    }

    fn neighbours(&self, here: RowId, entry: &Entry<'_>) -> Vec<Neighbour<'r>> {
        let mut others: Vec<RowId> = Vec::new();
        if let Some(rows) = entry.group.id.and_then(|group| self.index.groups.get(&group)) {
            others.extend(rows);
        }
        let by_name = |(_, name): (_, &ScreenName)| self.index.names.get(&self.index.hasher.hash_one(name));
        if let Some(rows) = entry.screen_name().and_then(by_name) {
            others.extend(rows);
        }
        if let Some(rows) = entry.ogrn().and_then(|ogrn| self.index.ogrns.get(&ogrn)) {
            others.extend(rows);
        }
        if let Some(rows) = entry.inn().and_then(|inn| self.index.inns.get(&inn)) {
            others.extend(rows);
        }
        others.retain(|&row| row != here);
        others.sort_unstable();
        others.dedup();
        others.into_iter().map(|row| self.neighbour(here, row)).collect()
    }

    fn neighbour(&self, from: RowId, row: RowId) -> Neighbour<'r> {
        let (here, there) = (&self.sources[from.table()], &self.sources[row.table()]);
        let same_sheet = from.table() == row.table();
        let place = Place {
            file: (!same_sheet && here.file != there.file).then_some(there.file.as_str()),
            sheet: (!same_sheet).then_some(there.table.sheet().name()),
        };
        let known = self.index.known.get(&row).cloned().unwrap_or_else(|| self.seen(row));
        Neighbour { place, same_sheet, ..known }
    }

    /// A row as its neighbours see it; where it stands depends on who looks.
    fn seen(&self, row: RowId) -> Neighbour<'r> {
        let entry = Entry::read(self.record(row), &self.context(row.table()));
        Neighbour {
            place: Place::default(),
            page: entry.screen_name().map_or(entry.page_cell(), |(at, _)| at),
            name_cell: entry.record.get(ColumnRole::Organisation).at,
            name: entry.record.organisation(),
            municipality: entry.record.municipality(),
            group: entry.group.id,
            screen_name: entry.screen_name().map(|(_, name)| name.clone()),
            ogrn: entry.ogrn(),
            inn: entry.inn(),
            founder: entry.record.text(ColumnRole::Parent),
            needs_group: entry.kind.kind.is_none_or(OrgKind::needs_group),
            same_sheet: true,
        }
    }

    /// The rows that more than one other looks at, read once for all of them. Of a pair each reads the other.
    fn known(&self) -> HashMap<RowId, Neighbour<'r>> {
        let crowds = self
            .index
            .groups
            .values()
            .chain(self.index.names.values())
            .chain(self.index.ogrns.values())
            .chain(self.index.inns.values())
            .filter(|rows| rows.len() > 2);
        let rows: HashSet<RowId> = crowds.flatten().copied().collect();
        rows.into_par_iter().map(|row| (row, self.seen(row))).collect()
    }
}

impl Status {
    fn of(entry: &Entry<'_>, findings: &[Finding<'_>]) -> Self {
        let filled = |outcome: &Outcome| matches!(outcome, Outcome::Filled(_) | Outcome::Replaced { .. });
        // That the link cannot be compared is a status of its own.
        let others = findings.iter().filter(|finding| !matches!(finding.fact, Fact::Group(GroupFact::Unverified { .. })));
        match findings.iter().map(|finding| finding.severity).max() {
            Some(Severity::Error) => Self::Error,
            _ if others.map(|finding| finding.severity).max() == Some(Severity::Warning) => Self::Warning,
            _ if entry.is_unverified() || !entry.is_of_pages() && entry.pos.is_unverified() => Self::Unverified,
            _ if entry.outcomes().any(filled) => Self::Filled,
            _ => Self::Ok,
        }
    }
}

/// The accounts in ПОС of all bodies, where a table names founders at all.
fn offices(sources: &[Source]) -> Offices {
    let mut offices = Offices::default();
    if sources.iter().any(|source| source.table.layout().column(ColumnRole::Parent).is_some()) {
        for source in sources.iter().filter(|source| source.table.layout().column(ColumnRole::Opaid).is_some()) {
            (0..source.table.len()).for_each(|position| offices.learn(&Record::at(&source.table, position)));
        }
    }
    offices
}

/// Rows that share a community, an ОГРН or an ИНН. Only keys that occur twice are kept.
#[derive(Debug, Default)]
struct Index<'r> {
    groups: HashMap<GroupId, Vec<RowId>>,
    /// By hashes: a collision costs a look at a row that has another name.
    names: HashMap<u64, Vec<RowId>>,
    hasher: FixedState,
    ogrns: HashMap<Ogrn, Vec<RowId>>,
    inns: HashMap<Inn, Vec<RowId>>,
    /// Rows that several others look at.
    known: HashMap<RowId, Neighbour<'r>>,
}

/// The keys of a row, as the index has them.
struct RowKeys {
    group: Option<GroupId>,
    name: Option<u64>,
    ogrn: Option<Ogrn>,
    inn: Option<Inn>,
}

impl Index<'_> {
    /// More rows than this are not listed for one key: a column of one id in every row is a fault of the column.
    const MOST: usize = 8;

    fn of(run: &Run<'_>) -> Self {
        let mut groups = Vec::new();
        let (mut names, mut ogrns, mut inns) = (Vec::new(), Vec::new(), Vec::new());
        let hasher = FixedState::default();
        let keys = run.sources.par_iter().enumerate().map(|(index, source)| {
            let context = run.context(index);
            let keys = (0..source.table.len()).into_par_iter().map(|position| {
                let keys = Entry::keys(Record::at(&source.table, position), &context);
                let name = keys.screen_name.map(|name| hasher.hash_one(&name));
                RowKeys { group: keys.group, name, ogrn: keys.ogrn, inn: keys.inn }
            });
            keys.collect()
        });
        let keys: Vec<Vec<RowKeys>> = keys.collect();
        for (index, keys) in keys.into_iter().enumerate() {
            for (position, RowKeys { group, name, ogrn, inn }) in keys.into_iter().enumerate() {
                let at = RowId::new(index, position);
                groups.extend(group.map(|group| (group, at)));
                names.extend(name.map(|name| (name, at)));
                ogrns.extend(ogrn.map(|ogrn| (ogrn, at)));
                inns.extend(inn.map(|inn| (inn, at)));
            }
        }
        Self {
            groups: shared(groups),
            names: shared(names),
            hasher,
            ogrns: shared(ogrns),
            inns: shared(inns),
            known: HashMap::default(),
        }
    }
}

/// Keeps the keys that several rows have, with the first of these rows.
fn shared<K: Ord + Copy + std::hash::Hash + Send>(mut keys: Vec<(K, RowId)>) -> HashMap<K, Vec<RowId>> {
    keys.par_sort_unstable();
    keys.chunk_by(|one, other| one.0 == other.0)
        .filter(|rows| rows.len() > 1)
        .map(|rows| (rows[0].0, rows.iter().take(Index::MOST).map(|&(_, at)| at).collect()))
        .collect()
}
