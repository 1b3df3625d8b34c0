//! Which community a short name belongs to, by everything that was read: each claim with its age and where it comes from.
//!
//! A short name can be given up and taken by another community, and nobody but a person who looks at the page can say whether the
//! organisation went with it. So where claims differ none holds; where they say when they were learnt, the name has moved.

use crate::domain::vk_address::ScreenName;
use crate::domain::{Date, GroupId};
use crate::record::Record;
use crate::table::column::ColumnRole;
use std::collections::BTreeMap;

/// A claim that a name is that of a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameClaim {
    /// The community.
    pub(crate) group: GroupId,
    /// When it was learnt, where that is known.
    pub(crate) on: Option<Date>,
    /// Where it comes from, in words: «медицина.xlsx, строка 7».
    pub(crate) from: String,
}

/// The claims on all names.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameBook(BTreeMap<ScreenName, Vec<NameClaim>>);

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named<'n> {
    /// Nothing.
    Unknown,
    /// All claims agree; this is the latest.
    Known(&'n NameClaim),
    /// It was another community's before.
    Moved {
        /// The latest claim.
        now: &'n NameClaim,
        /// The latest one of those that differ from it.
        was: &'n NameClaim,
    },
    /// Claims differ, and nothing tells which is later.
    Disputed {
        /// A claim.
        one: &'n NameClaim,
        /// One that differs from it.
        other: &'n NameClaim,
    },
}

impl NameClaim {
    /// The claim of a row whose cells prove it. A table of names says itself when it was learnt and from where; what people have written
    /// into one is noted with the day, if one is given.
    pub(crate) fn of_row(record: &Record<'_>, file: &str, group: GroupId, today: Option<Date>) -> Self {
        let (on, from) = (record.text(ColumnRole::LearntOn), record.text(ColumnRole::LearntFrom));
        let here = format!("{file}, строка {}", record.row());
        match (from.is_empty(), on.parse().ok()) {
            (false, on) => Self { group, on, from: from.into_owned() },
            (true, None) if record.has(ColumnRole::LearntFrom) => {
                Self { group, on: today, from: format!("вписано: {here}") }
            }
            (true, on) => Self { group, on, from: here },
        }
    }

    /// The claim in words: «5 (медицина.xlsx, строка 7, узнано 29.11.2026)».
    pub(crate) fn in_words(&self) -> String {
        let on = self.on.map(|on| format!(", узнано {}", on.by_day())).unwrap_or_default();
        format!("{} ({}{on})", self.group, self.from)
    }
}

impl NameBook {
    /// Adds a claim. Of claims on one community the latest is kept, of undated ones the first.
    pub(crate) fn learn(&mut self, name: ScreenName, claim: NameClaim) {
        let claims = self.0.entry(name).or_default();
        match claims.iter_mut().find(|known| known.group == claim.group) {
            Some(known) if known.on < claim.on => *known = claim,
            Some(_) => {}
            None => claims.push(claim),
        }
    }

    /// What is known of a name.
    pub(crate) fn get(&self, name: &ScreenName) -> Named<'_> {
        self.0.get(name).map_or(Named::Unknown, |claims| settle(claims))
    }

    /// All names with what is known of each, in alphabetical order.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&ScreenName, Named<'_>)> {
        self.0.iter().map(|(name, claims)| (name, settle(claims)))
    }
}

fn settle(claims: &[NameClaim]) -> Named<'_> {
    let mut latest: Vec<&NameClaim> = claims.iter().collect();
    // The sort is stable, so of equally old claims the first one read stays first.
    latest.sort_by_key(|claim| std::cmp::Reverse(claim.on));
    match latest[..] {
        [] => Named::Unknown,
        [only] => Named::Known(only),
        // Undated claims are the last ones, and each of them may be later than all.
        [now, was, ..] if latest.iter().all(|claim| claim.on.is_some()) && now.on > was.on => Named::Moved { now, was },
        [one, other, ..] => Named::Disputed { one, other },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(claims: &[(u32, &str)]) -> NameBook {
        let mut book = NameBook::default();
        for (group, on) in claims {
            let claim =
                NameClaim { group: GroupId::new(u64::from(*group)).unwrap(), on: on.parse().ok(), from: format!("{group}") };
            book.learn(name(), claim);
        }
        book
    }

    fn name() -> ScreenName {
        ScreenName::new("gkb1").unwrap()
    }

    #[test]
    fn claims_that_agree_are_one_and_the_latest_is_shown() {
        let book = book(&[(5, ""), (5, "2026-11-01"), (5, "2026-10-01")]);
        let Named::Known(claim) = book.get(&name()) else { panic!("known") };
        assert_eq!(claim.on, "2026-11-01".parse().ok());
    }

    #[test]
    fn a_name_has_moved_only_where_all_claims_are_dated() {
        for (claims, now) in [
            (&[(5, "2026-10-01"), (6, "2026-11-01")][..], Some(6)),
            (&[(6, "2026-11-01"), (5, "2026-10-01")], Some(6)),
            (&[(5, "2026-11-01"), (6, "2026-11-01")], None),
            (&[(5, ""), (6, "2026-11-01")], None),
            (&[(5, ""), (6, "")], None),
            (&[], None),
        ] {
            let moved = |named: Named<'_>| if let Named::Moved { now, .. } = named { Some(now.group.get()) } else { None };
            assert_eq!(moved(book(claims).get(&name())), now, "{claims:?}");
        }
    }
}
