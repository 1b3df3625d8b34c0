//! What is wrong with the evidence for the group id.

use super::{Fact, Found, LETTER_CHECK, LETTER_ID, LETTER_LINKS, Roles};
use crate::diagnostic::Code;
use crate::domain::GroupId;
use crate::entry::{Context, Entry, Evidence, FillSource};
use crate::table::sheet::CellRef;

super::topic_codes! {
    CONFLICT = "group-conflict", Error, "Ячейки строки называют разные сообщества", LETTER_CHECK;
    UNUSUAL = "group-unusual", Warning, "Необычно большой номер сообщества", LETTER_ID;
    NOT_IN_TABLE = "group-not-in-table", Info, "Сообщества нет в таблице министерства", LETTER_LINKS;
}

/// What was found about the group id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupFact {
    /// Cells name different communities.
    Conflict {
        /// What each says.
        evidence: Vec<Evidence>,
    },
    /// The number is greater than all known ones.
    Unusual {
        /// The number.
        group: GroupId,
    },
    /// A ministry table of the kind is given, and the community does not stand in it.
    NotInTable {
        /// The community.
        group: GroupId,
    },
}

impl GroupFact {
    /// What a finding of this fact is called.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::Conflict { .. } => &CONFLICT,
            Self::Unusual { .. } => &UNUSUAL,
            Self::NotInTable { .. } => &NOT_IN_TABLE,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::Conflict { evidence } => evidence.iter().map(|evidence| evidence.role).collect(),
            Self::Unusual { .. } | Self::NotInTable { .. } => Roles::default(),
        }
    }
}

impl From<GroupFact> for Fact<'_> {
    fn from(fact: GroupFact) -> Self {
        Self::Group(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    found.add(conflict(entry));
    found.add(unusual(entry));
    found.add(not_in_table(entry, context));
}

fn conflict(entry: &Entry<'_>) -> Option<(CellRef, GroupFact)> {
    let evidence = &entry.group.evidence;
    let first = evidence.first().filter(|_| entry.group.conflicts())?;
    Some((first.at, GroupFact::Conflict { evidence: evidence.clone() }))
}

fn unusual(entry: &Entry<'_>) -> Option<(CellRef, GroupFact)> {
    let evidence = entry.group.evidence.iter().find(|evidence| evidence.group.is_unusual())?;
    Some((evidence.at, GroupFact::Unusual { group: evidence.group }))
}

fn not_in_table(entry: &Entry<'_>, context: &Context<'_>) -> Option<(CellRef, GroupFact)> {
    let has_table = entry.kind.kind.is_some_and(|kind| kind.needs_group() && context.reference.has_table_of(kind));
    let by_template = entry.miniapp.right.as_ref().is_some_and(|right| right.source == FillSource::Template);
    let group = entry.group.id.filter(|_| has_table && by_template && entry.ready.is_empty())?;
    Some((entry.group.evidence.first()?.at, GroupFact::NotInTable { group }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes};
    use crate::domain::OrgKind;

    #[test]
    fn cells_that_name_different_communities_are_a_conflict() {
        assert_eq!(codes("Организация = Школа; ВК = club5; ID сообщества = 6"), ["group-conflict"]);
        assert_eq!(codes("Организация = Школа; ВК = club5; ID сообщества = 5"), [""; 0]);
    }

    #[test]
    fn a_link_that_names_two_communities_confirms_neither() {
        let link = |owner| {
            format!("Организация = Больница; Мини-приложение = https://vk.com/app8181405_-{owner}#module=health&groupId=5")
        };
        assert_eq!(codes(&link(6)), ["group-conflict"]);
        assert_eq!(codes(&link(5)), ["link-not-canonical"]);
        assert_eq!(codes(&format!("ВК = club5; {}", link(6))), ["link-not-canonical"]);
    }

    #[test]
    fn a_short_name_that_a_table_knows_counts_like_a_number() {
        let case = |row: &str| Case::of(&[row]).with_table(OrgKind::Education, &["ВК = vk.com/shkola_5; ID сообщества = 5"]);
        assert_eq!(case("Организация = Школа; ВК = vk.com/shkola_5").codes(), [""; 0]);
        assert_eq!(case("Организация = Школа; ВК = vk.com/shkola_5; ID сообщества = 6").codes(), ["group-conflict"]);
    }

    #[test]
    fn a_number_beyond_all_known_ones_is_looked_at() {
        assert_eq!(codes("Организация = Школа; ВК = club900000001"), ["group-unusual"]);
    }

    #[test]
    fn only_a_table_of_the_kind_can_miss_a_community() {
        let case = |kind| Case::of(&["Организация = Школа; ВК = club5"]).with_table(kind, &["ВК = club6"]).codes();
        assert_eq!(case(OrgKind::Education), ["group-not-in-table"]);
        assert_eq!(case(OrgKind::Health), [""; 0]);
    }
}
