//! Whose a short name is, by tables, by the snapshot and by an earlier run together.

use crate::domain::GroupId;
use crate::domain::vk_address::ScreenName;
use crate::pages::Whose;
use crate::reference::Reference;
use crate::reference::names::{NameClaim, Named};

/// A short name that was one community's and is another's now. Only a person can say whether the organisation went with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    /// The name.
    pub(crate) name: ScreenName,
    /// What is said now.
    pub(crate) now: NameClaim,
    /// What was said before, or by another source.
    pub(crate) was: NameClaim,
}

/// What is told of a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// By the tables, where they agree with everything else.
    pub(super) table: Option<NameClaim>,
    /// By the snapshot, likewise.
    pub(super) online: Option<NameClaim>,
    /// Sources name different communities.
    pub(super) moved: Option<Moved>,
    /// Whether it is a person's.
    pub(super) is_person: bool,
}

impl Told {
    /// The community that has the name.
    pub(super) fn group(&self) -> Option<GroupId> {
        self.online.as_ref().or(self.table.as_ref()).map(|claim| claim.group)
    }

    /// Asks everybody. `earlier` is what an earlier run of gospub has written into the row.
    pub(super) fn of(name: &ScreenName, reference: &Reference, earlier: Option<&NameClaim>) -> Self {
        let named = reference.name(name);
        let (table, moved) = match named {
            Named::Known(claim) => (Some(claim), None),
            Named::Moved { now, was } => (None, Some((now.clone(), was.clone()))),
            Named::Unknown | Named::Disputed { .. } => (None, None),
        };
        let whose = reference.pages().whose(name);
        let Whose::Group { community, on, before } = whose else {
            let moved = moved.map(|(now, was)| Moved { name: name.clone(), now, was });
            return Self { table: table.cloned(), online: None, moved, is_person: whose == Whose::Person };
        };
        let from = reference.pages().file().unwrap_or_default();
        let claim = |group, on| NameClaim { group, on: Some(on), from: from.to_owned() };
        let now = claim(community.id, on);
        let was = before.map(|(group, on)| claim(group, on));
        // What tables dispute is not settled by the snapshot either.
        let tables = match named {
            Named::Known(claim) => vec![claim],
            Named::Disputed { one, other } => vec![one, other],
            Named::Moved { .. } | Named::Unknown => Vec::new(),
        };
        let other = was.or_else(|| tables.into_iter().chain(earlier).find(|other| other.group != now.group).cloned());
        match other.map(|was| (now.clone(), was)).or(moved) {
            Some((now, was)) => Self { moved: Some(Moved { name: name.clone(), now, was }), ..Self::default() },
            None => Self { table: table.cloned(), online: Some(now), ..Self::default() },
        }
    }
}
