//! Finds the rows of an origin in a roster: the one of the same organisation, or none.

use super::{Roster, base_of};
use crate::domain::municipality::municipality_key;
use crate::domain::text::{fold, is_nothing_word};
use crate::domain::vk_address::{self, Address};
use crate::handback::origin::{HandedRow, Origin};
use crate::record::{Record, text_of};
use crate::table::RowId;
use crate::table::column::ColumnRole;
use std::collections::{HashMap, HashSet};

/// What is compared in its own way, or corrected in a row that stays the same.
const CORRECTED: [ColumnRole; 9] = [
    ColumnRole::Municipality,
    ColumnRole::Organisation,
    ColumnRole::Ogrn,
    ColumnRole::Address,
    ColumnRole::Address2,
    ColumnRole::GroupId,
    ColumnRole::Link,
    ColumnRole::PosMessages,
    ColumnRole::PosPolls,
];
/// More rows than this that are identified by the same are not told from each other by what else they say.
const MOST_EQUAL: usize = 16;

/// Which rows of an origin are looked for, and what is known of them all.
struct Search<'s> {
    roster: &'s Roster<'s>,
    origin: &'s Origin,
    /// Whether a row that is known by its key has another number now: a number says nothing then.
    moved: bool,
    /// The rows by what identifies them.
    equals: HashMap<u64, Vec<&'s HandedRow>>,
    /// The municipality of all rows, by its key, where no column names it.
    part: Option<String>,
}

/// Whether a row says the same of these as when it was handed out; none where it said or says nothing.
#[derive(Clone, Copy, Debug)]
struct Alike {
    ogrn: Option<bool>,
    name: Option<bool>,
    page: Option<bool>,
    municipality: Option<bool>,
}

impl Alike {
    /// Whether that makes it the same row; `stays` says that it has stayed where it was and says the same of all else.
    ///
    /// A body may have many institutions, municipalities have namesakes, and of the rows that are handed out most have no page yet.
    fn is_same(self, stays: impl FnOnce() -> bool) -> bool {
        const YES: Option<bool> = Some(true);
        const NO: Option<bool> = Some(false);
        match self {
            Self { page: YES, name, ogrn, municipality } => name != NO && municipality != NO || ogrn == YES || stays(),
            // Its name may have been spelt otherwise since; a branch of the same body stands elsewhere.
            Self { municipality: NO, ogrn: YES, name: YES, .. } => stays(),
            Self { municipality: NO, .. } => false,
            Self { ogrn: YES, name, .. } => name == YES || stays(),
            Self { ogrn: NO, name, .. } => name == YES && stays(),
            Self { ogrn: None, name: NO, .. } => false,
            Self { ogrn: None, name: YES, page, .. } => page != NO || stays(),
            Self { ogrn: None, name: None, .. } => stays(),
        }
    }

    /// Whether nothing but the name and the municipality says which row it is.
    fn is_by_name(self) -> bool {
        self.ogrn.is_none() && self.page.is_none()
    }
}

impl Roster<'_> {
    /// Finds each row of an origin in the roster: by its key; where what the key is made of has been corrected since, by name and
    /// ОГРН; where these have been corrected, by its place. Whichever it is, the row must still be that of the same organisation. Two
    /// rows are never found in one.
    ///
    /// Rows of other sources than `sources` are not looked for.
    pub(crate) fn find(&self, origin: &Origin, sources: &[usize]) -> Vec<Option<RowId>> {
        let wanted = |row: &HandedRow| sources.contains(&row.source);
        let search = Search::new(self, origin, wanted);
        let mut found: Vec<Option<RowId>> = vec![None; origin.rows.len()];
        let mut taken: HashSet<RowId> = HashSet::new();
        for find in [Search::by_key, Search::by_name, Search::by_place] {
            for (row, found) in origin.rows.iter().zip(&mut found).filter(|(row, found)| found.is_none() && wanted(row)) {
                *found = find(&search, row).filter(|at| taken.insert(*at));
            }
        }
        found
    }
}

impl<'s> Search<'s> {
    fn new(roster: &'s Roster<'s>, origin: &'s Origin, wanted: impl Fn(&HandedRow) -> bool) -> Self {
        let rows = || origin.rows.iter().filter(|row| wanted(row));
        let mut equals: HashMap<u64, Vec<&HandedRow>> = HashMap::new();
        rows().for_each(|row| equals.entry(row.key.identity()).or_default().push(row));
        let has_column = origin.columns.iter().any(|column| column.role == Some(ColumnRole::Municipality));
        let part = Some(municipality_key(&origin.part)).filter(|part| !has_column && roster.has_municipality(part));
        let mut search = Self { roster, origin, moved: false, equals, part };
        search.moved = rows().any(|row| search.has_moved(row));
        search
    }

    fn has_moved(&self, row: &HandedRow) -> bool {
        let mut equal = self.roster.equal(row);
        // Of namesakes with nothing else to know them by, one may have taken the key of the other.
        let has_moved = |at| self.roster.number(at) != row.row && !self.alike(row, at, true).is_by_name();
        equal.next().is_some_and(has_moved) && equal.next().is_none() && self.equals[&row.key.identity()].len() == 1
    }

    fn by_key(&self, row: &HandedRow) -> Option<RowId> {
        let is_same = |at: &RowId| self.alike(row, *at, true).is_same(|| self.stays(row, *at));
        let equal: Vec<RowId> = self.roster.equal(row).take(MOST_EQUAL + 1).collect();
        let handed = &self.equals[&row.key.identity()];
        if let ([only], [_]) = (&equal[..], &handed[..]) {
            let alike = self.alike(row, *only, true);
            // Of namesakes with nothing else to know them by, the other may have got its page since.
            let may_be_another = || alike.is_by_name() && self.roster.namesakes(self.origin, row).len() > 1;
            let is_it = alike.is_same(|| self.stays(row, *only)) && (!may_be_another() || self.says_the_same(row, *only));
            return Some(*only).filter(|_| is_it);
        }
        let exact = self.roster.keyed(row.key);
        if equal.len() > MOST_EQUAL || handed.len() > MOST_EQUAL {
            return exact.filter(|at| is_same(at) && self.is_in_place(row, *at));
        }
        // Which of them it is, their order does not say once one of them is gone.
        let same: Vec<RowId> = equal.into_iter().filter(is_same).collect();
        let mut unchanged = same.iter().copied().filter(|at| self.says_the_same(row, *at));
        let twins = handed.iter().filter(|other| other.base == row.base).count();
        match (twins, unchanged.clone().count()) {
            (1, 1) => unchanged.next(),
            (twins, rows) if twins == rows => unchanged.find(|at| Some(*at) == exact),
            _ => same.iter().copied().find(|at| {
                let is_others = |other: &&HandedRow| !std::ptr::eq(*other, row) && self.says_the_same(other, *at);
                self.is_in_place(row, *at) && !handed.iter().any(is_others)
            }),
        }
    }

    fn by_name(&self, row: &HandedRow) -> Option<RowId> {
        match self.roster.namesakes(self.origin, row) {
            &[at] => Some(at).filter(|&at| self.is_corrected(row, at)),
            several => self.by_place(row).filter(|at| several.contains(at)),
        }
    }

    fn by_place(&self, row: &HandedRow) -> Option<RowId> {
        let table = (0..self.roster.tables.len()).find(|&table| self.roster.is_source(RowId::new(table, 0), self.origin, row))?;
        let rows = self.roster.tables[table];
        let position = rows.position_from(row.row);
        let at = RowId::new(table, position);
        if position >= rows.len() || self.roster.number(at) != row.row {
            return None;
        }
        let has_page = || self.alike(row, at, false).page == Some(true);
        (self.is_corrected(row, at) && (!self.moved || has_page())).then_some(at)
    }

    /// Whether a row is the one that was handed out, with another key by now: of those with the same one the key has told which it is.
    fn is_corrected(&self, row: &HandedRow, at: RowId) -> bool {
        let has_key = || self.roster.equal(row).take(MOST_EQUAL).any(|equal| equal == at);
        self.alike(row, at, false).is_same(|| self.stays(row, at)) && !has_key()
    }

    /// What a row says of itself beside what it said; one of the same key says the same of what the key is made of.
    fn alike(&self, row: &HandedRow, at: RowId, has_key: bool) -> Alike {
        let record = Record::at(self.roster.tables[at.table()], at.position());
        let compare = |role: ColumnRole, says: fn(&str) -> bool| {
            let now = record.text(role);
            let was = base_of(self.origin, row, role);
            match has_key {
                true => says(&now).then_some(true),
                false => (says(was) && says(&now)).then(|| fold(was) == fold(&now)),
            }
        };
        let (by_address, by_id) = (compare(ColumnRole::Address, names_page), compare(ColumnRole::GroupId, is_number));
        let was = Some(base_of(self.origin, row, ColumnRole::Municipality)).filter(|was| !is_nothing_word(was));
        let now = record.municipality().filter(|now| !is_nothing_word(now));
        let is_here = |now: &str| match (was, &self.part) {
            (Some(was), _) => Some(was == now || municipality_key(was) == municipality_key(now)),
            (None, Some(part)) => Some(*part == municipality_key(now)),
            (None, None) => None,
        };
        Alike {
            ogrn: compare(ColumnRole::Ogrn, is_number),
            name: compare(ColumnRole::Organisation, |name| !is_nothing_word(name)),
            page: if by_id == Some(true) { by_id } else { by_address.or(by_id) },
            municipality: now.and_then(|now| is_here(&now)),
        }
    }

    fn is_in_place(&self, row: &HandedRow, at: RowId) -> bool {
        !self.moved && self.roster.number(at) == row.row
    }

    fn stays(&self, row: &HandedRow, at: RowId) -> bool {
        self.is_in_place(row, at) && self.says_the_same(row, at)
    }

    /// Whether a row says what it said wherever nothing was asked and no page, name or link stood, which are corrected.
    fn says_the_same(&self, row: &HandedRow, at: RowId) -> bool {
        let table = self.roster.tables[at.table()];
        let columns = self.origin.columns.iter().enumerate();
        let mut others = columns.filter(|(index, column)| {
            !row.asked.contains(index)
                && !column.role.is_some_and(|role| CORRECTED.contains(&role))
                && !row.base[*index].is_empty()
        });
        // By the table, as a value may stand once for a group of rows.
        let row_now = table.row(at.position());
        others.all(|(index, _)| match self.roster.column(at.table(), self.origin, index, row.source) {
            Some(column) => fold(&text_of(table.cell(&row_now, column).value)) == fold(&row.base[index]),
            None => true,
        })
    }
}

/// Whether an address names a page: «нет» stands in many rows.
fn names_page(address: &str) -> bool {
    matches!(vk_address::read(address).address, Address::Group(_) | Address::ScreenName(_))
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}
