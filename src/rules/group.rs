//! What is wrong with the evidence for the group id.

use super::{Find, LETTER_CHECK, LETTER_ID, LETTER_LINKS, RowRule};
use crate::diagnostic::{Code, Problem, Severity};
use crate::entry::{Context, Entry, FillSource, GroupSource};

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: Code {
            name: "group-conflict",
            severity: Severity::Error,
            title: "Ячейки строки называют разные сообщества",
            citation: LETTER_CHECK,
        },
        find: Find::InRow(conflict),
    },
    RowRule {
        code: Code {
            name: "group-unusual",
            severity: Severity::Warning,
            title: "Необычно большой номер сообщества",
            citation: LETTER_ID,
        },
        find: Find::InRow(unusual),
    },
    RowRule {
        code: Code {
            name: "group-not-in-table",
            severity: Severity::Info,
            title: "Сообщества нет в таблице министерства",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(not_in_table),
    },
];

fn conflict(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if !entry.group.conflicts() {
        return None;
    }
    let said: Vec<String> = entry
        .group
        .evidence
        .iter()
        .map(|evidence| {
            let place = match evidence.source {
                GroupSource::Address => "адрес",
                GroupSource::Hyperlink => "гиперссылка",
                GroupSource::IdColumn => "номер",
                GroupSource::Link => "ссылка на мини-приложение",
                GroupSource::Reference => "таблица министерства",
            };
            format!("{} ({place}) — {}", evidence.at, evidence.group)
        })
        .collect();
    let message =
        format!("Номера сообщества расходятся: {}. С неверным номером откроется форма чужой организации.", said.join("; "));
    let cell = entry.group.evidence.first()?.at;
    Some(
        Problem::at(cell, message)
            .suggest("Откройте страницу организации, проверьте номер и исправьте ту ячейку, в которой он неверный."),
    )
}

fn unusual(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let evidence = entry.group.evidence.iter().find(|evidence| evidence.group.is_unusual())?;
    let message = format!("Номер {} больше, чем у всех известных сообществ: возможно, в нём лишняя цифра.", evidence.group);
    Some(
        Problem::at(evidence.at, message)
            .suggest(format!("Откройте vk.com/club{} и убедитесь, что это страница организации.", evidence.group)),
    )
}

fn not_in_table(entry: &Entry<'_>, context: &Context<'_>) -> Option<Problem> {
    let has_table = entry.kind.kind.is_some_and(|kind| kind.needs_group() && context.reference.has_table_of(kind));
    let by_template = entry.miniapp.right.as_ref().is_some_and(|right| right.source == FillSource::Template);
    let id = entry.group.id.filter(|_| has_table && by_template && entry.ready.is_empty())?;
    let cell = entry.group.evidence.first()?.at;
    let message = format!("Сообщества {id} нет в таблице министерства. Письмо разрешает построить ссылку по образцу.");
    Some(Problem::at(cell, message))
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
