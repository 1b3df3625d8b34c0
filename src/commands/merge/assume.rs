//! What is known of rows whose workbook came back without its record of what was handed out: from other workbooks at hand, else from
//! the roster as it is now.

use super::answers::Home;
use crate::domain::text::fold;
use crate::handback::{Added, FileHash, HandedSource, Match, MatchedTable, Matcher, Origin, Returned, RowKey};
use crate::handout::{self, Rosters};
use crate::pipeline::Run;
use crate::record::Record;
use crate::table::{RowId, Table};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

/// The rows that the workbooks at hand were handed out with.
pub(super) struct Known<'k> {
    origins: Vec<&'k Origin>,
    by_key: HashMap<RowKey, (usize, usize)>,
}

impl<'k> Known<'k> {
    /// Of a row that was handed out more than once counts what was taken from the roster as it is now.
    pub(super) fn new(origins: Vec<&'k Origin>, roster: FileHash) -> Self {
        let is_present = |origin: &Origin, source: usize| origin.sources[source].hash == roster;
        let mut by_key: HashMap<RowKey, (usize, usize)> = HashMap::new();
        for (position, origin) in origins.iter().enumerate() {
            for (row, handed) in origin.rows.iter().enumerate() {
                let is_better = |known: &(usize, usize)| {
                    let before = origins[known.0];
                    is_present(origin, handed.source) && !is_present(before, before.rows[known.1].source)
                };
                if by_key.get(&handed.key).is_none_or(is_better) {
                    by_key.insert(handed.key, (position, row));
                }
            }
        }
        Self { origins, by_key }
    }

    /// The origin with most of these keys.
    pub(super) fn best(&self, keys: &[RowKey]) -> Option<&'k Origin> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        keys.iter().filter_map(|key| self.by_key.get(key)).for_each(|(origin, _)| *counts.entry(*origin).or_default() += 1);
        let best = counts.into_iter().max_by_key(|&(origin, count)| (count, std::cmp::Reverse(origin)))?;
        Some(self.origins[best.0])
    }

    /// Takes the row of a key into an origin.
    pub(super) fn adopt(&self, origin: &mut Origin, key: RowKey) -> bool {
        let Some(&(known, row)) = self.by_key.get(&key) else { return false };
        let known = self.origins[known];
        origin.adopt(known, &known.rows[row]);
        true
    }
}

/// The roster as it would be handed out now.
pub(super) struct Assumed<'r> {
    run: &'r Run<'r>,
    hash: FileHash,
    file: String,
    rosters: OnceLock<Rosters<'r>>,
    matcher: OnceLock<Matcher<'r, 'r>>,
    home: &'r crate::handback::Roster<'r>,
}

impl<'r> Assumed<'r> {
    pub(super) fn new(home: &Home<'r>) -> Self {
        Self {
            run: home.run,
            hash: home.hash,
            file: home.name.clone(),
            rosters: OnceLock::new(),
            matcher: OnceLock::new(),
            home: home.roster,
        }
    }

    /// The origin of all rows of the municipalities that have the rows of these keys; what is pasted over another row of theirs is told
    /// by it. `None` if the roster has none of the keys.
    pub(super) fn around(&self, keys: &[RowKey]) -> Option<Origin> {
        let rows: HashSet<RowId> = keys.iter().filter_map(|key| self.home.keyed(*key)).collect();
        let place = |at: &RowId| self.record(*at).municipality().map(|name| fold(&name));
        let places: HashSet<Option<String>> = rows.iter().map(place).collect();
        let all = self.home.tables().iter().enumerate();
        let all = all.flat_map(|(table, rows)| (0..rows.len()).map(move |position| RowId::new(table, position)));
        // Where no municipality is named, a row has no neighbours.
        let is_near =
            |at: &RowId| rows.contains(at) || Some(place(at)).filter(Option::is_some).is_some_and(|at| places.contains(&at));
        let near: BTreeSet<RowId> = all.filter(is_near).collect();
        (!rows.is_empty()).then(|| self.origin(&near))
    }

    /// Takes rows of the roster into an origin.
    pub(super) fn adopt(&self, origin: &mut Origin, keys: &[RowKey]) {
        let rows: BTreeSet<RowId> = keys.iter().filter_map(|key| self.home.keyed(*key)).collect();
        if !rows.is_empty() {
            let now = self.origin(&rows);
            now.rows.iter().for_each(|row| origin.adopt(&now, row));
        }
    }

    /// Reads tables without keys; `None` where fewer than half of the rows are found in the roster.
    pub(super) fn matched(&self, tables: &[(usize, Table)]) -> Option<Returned> {
        let matcher = self.matcher.get_or_init(|| Matcher::new(self.home));
        let found: Vec<Vec<Match>> = tables
            .iter()
            .map(|(_, table)| (0..table.len()).map(|position| matcher.find(&Record::at(table, position))).collect())
            .collect();
        let one = |found: &Match| match found {
            Match::One(at) => Some(*at),
            Match::Several | Match::None => None,
        };
        let rows: BTreeSet<RowId> = found.iter().flatten().filter_map(one).collect();
        let all: usize = found.iter().map(Vec::len).sum();
        if rows.is_empty() || 2 * found.iter().flatten().filter_map(one).count() < all {
            return None;
        }
        let place: HashMap<RowId, usize> = rows.iter().enumerate().map(|(place, at)| (*at, place)).collect();
        let handed = |found: &Match| match found {
            Match::One(at) => Ok(place[at]),
            Match::Several => Err(Added::Ambiguous),
            Match::None => Err(Added::Unmatched),
        };
        let tables: Vec<MatchedTable<'_>> = tables
            .iter()
            .zip(&found)
            .map(|((_, table), found)| MatchedTable { table, rows: found.iter().map(handed).collect() })
            .collect();
        Some(Returned::matched(&tables, self.origin(&rows)))
    }

    fn origin(&self, rows: &BTreeSet<RowId>) -> Origin {
        let rosters = self.rosters.get_or_init(|| {
            let sheets = self.run.sources().iter().map(|source| source.table.sheet().name().to_owned());
            let sources = sheets.map(|sheet| HandedSource { file: self.file.clone(), hash: self.hash, sheet });
            Rosters::new(self.run, sources.collect())
        });
        let rows: Vec<RowId> = rows.iter().copied().collect();
        let mut origin = handout::assumed::origin(rosters, &rows);
        let places: BTreeSet<String> = rows.iter().filter_map(|at| Some(self.record(*at).municipality()?.into_owned())).collect();
        origin.part = places.into_iter().collect::<Vec<_>>().join(", ");
        origin
    }

    fn record(&self, at: RowId) -> Record<'r> {
        Record::at(self.home.tables()[at.table()], at.position())
    }
}
