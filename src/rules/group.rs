//! What is wrong with the evidence for the group id.

use super::{Fact, Found, LETTER_CHECK, LETTER_ID, LETTER_LINKS, Roles};
use crate::diagnostic::Code;
use crate::domain::vk_address::{Address, Mention, ScreenName};
use crate::domain::{Date, GroupId};
use crate::entry::{Context, Entry, Evidence, FillSource, GroupSource, Moved};
use crate::reference::names::{NameClaim, Named};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

super::topic_codes! {
    CONFLICT = "group-conflict", Error, "Ячейки строки называют разные сообщества", LETTER_CHECK;
    UNUSUAL = "group-unusual", Warning, "Необычно большой номер сообщества", LETTER_ID;
    UNVERIFIED = "group-unverified", Warning, "Ссылку не с чем сверить: номер страницы неизвестен", LETTER_CHECK;
    PAGE_UNVERIFIED = "group-page-unverified", Info, "Ссылка верна, сама страница не сверена", LETTER_CHECK;
    BY_EXPLANATION = "group-by-explanation", Info, "Номер сообщества взят из «Пояснения»", "";
    IN_EXPLANATION = "group-in-explanation", Warning, "В «Пояснении» упомянута другая страница", "";
    REJECTED = "group-rejected-in-explanation", Error, "«Пояснение» отвергает страницу, которая стоит в строке", "";
    NAME_DISPUTED = "group-name-disputed", Error, "Чьё короткое имя, источники говорят по-разному", LETTER_ID;
    NAME_MOVED = "group-name-moved", Error, "Короткое имя перешло к другому сообществу", LETTER_ID;
    NAME_OLD = "group-name-old", Warning, "Номер по короткому имени узнан давно", LETTER_ID;
    TABLE_CONTRADICTS = "group-table-contradicts", Warning, "Строка таблицы министерства противоречит сама себе", LETTER_LINKS;
    NOT_IN_TABLE = "group-not-in-table", Info, "Сообщества нет в таблице министерства", LETTER_LINKS;
}

/// Whether a code says that a link cannot be compared, which is a status of its own.
pub(crate) fn is_unverified(code: &Code) -> bool {
    code == &UNVERIFIED
}

/// What was found about the group id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GroupFact {
    /// Cells name different communities.
    Conflict {
        /// What each says.
        evidence: Vec<Evidence>,
    },
    /// Cells name two pages, of which nobody knows that they are one.
    TwoPages {
        /// The one of the first cell.
        page: Mention,
        /// The other one.
        other: Mention,
        /// Its cell.
        at: CellRef,
    },
    /// The number is greater than all known ones.
    Unusual {
        /// The number.
        group: GroupId,
    },
    /// The link is there, and nothing else says the number of the page.
    Unverified {
        /// The community that the link opens; `None` for kinds whose link names none.
        group: Option<GroupId>,
        /// The short name of the page, where the row gives one.
        name: Option<ScreenName>,
    },
    /// The number comes from «Пояснение».
    ByExplanation {
        /// The number.
        group: GroupId,
    },
    /// «Пояснение» mentions a page that is not known to be the row's.
    InExplanation {
        /// The page.
        page: Mention,
        /// The community of the row, where it is known.
        group: Option<GroupId>,
    },
    /// «Пояснение» says that the community of the row is not its own.
    Rejected {
        /// The community.
        group: GroupId,
    },
    /// The tables disagree on whose the short name is.
    NameDisputed {
        /// The name.
        name: ScreenName,
        /// What one says.
        one: NameClaim,
        /// What another says.
        other: NameClaim,
        /// The column of the name.
        role: ColumnRole,
    },
    /// The short name was another community's before, or is by another source.
    NameMoved {
        /// What is said now and what was said before.
        moved: Moved,
        /// The column of the name.
        role: ColumnRole,
    },
    /// Nothing but the snapshot says whose the name is, and it was asked long ago.
    NameOld {
        /// The name.
        name: ScreenName,
        /// The day.
        on: Date,
    },
    /// The row of a ministry table for the community names another one as well.
    TableContradicts {
        /// The community.
        group: GroupId,
        /// The table's file.
        file: String,
        /// A cell of the row.
        cell: CellRef,
    },
    /// A ministry table of the kind is given, and the community does not stand in it.
    NotInTable {
        /// The community.
        group: GroupId,
    },
}

impl GroupFact {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::Conflict { .. } | Self::TwoPages { .. } => &CONFLICT,
            Self::Unusual { .. } => &UNUSUAL,
            Self::Unverified { group: Some(_), .. } => &UNVERIFIED,
            Self::Unverified { group: None, .. } => &PAGE_UNVERIFIED,
            Self::ByExplanation { .. } => &BY_EXPLANATION,
            Self::InExplanation { .. } => &IN_EXPLANATION,
            Self::Rejected { .. } => &REJECTED,
            Self::NameDisputed { .. } => &NAME_DISPUTED,
            Self::NameMoved { .. } => &NAME_MOVED,
            Self::NameOld { .. } => &NAME_OLD,
            Self::TableContradicts { .. } => &TABLE_CONTRADICTS,
            Self::NotInTable { .. } => &NOT_IN_TABLE,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            // The name is what the table was asked by.
            Self::Conflict { evidence } => {
                evidence.iter().map(|evidence| evidence.role).filter(|role| *role != ColumnRole::Organisation).collect()
            }
            Self::TwoPages { .. } => Roles::of(&[ColumnRole::Address, ColumnRole::Address2, ColumnRole::GroupId]),
            Self::Unverified { .. } | Self::InExplanation { .. } | Self::Rejected { .. } => {
                Roles::of(&[ColumnRole::Address, ColumnRole::GroupId])
            }
            Self::NameDisputed { role, .. } | Self::NameMoved { role, .. } => Roles::of(&[*role]),
            Self::Unusual { .. }
            | Self::ByExplanation { .. }
            | Self::NameOld { .. }
            | Self::TableContradicts { .. }
            | Self::NotInTable { .. } => Roles::default(),
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
    found.add(unverified(entry));
    found.add(explanation(entry));
    found.add(not_in_table(entry, context));
    found.add(name_claims(entry, context));
    found.add(name_old(entry, context));
}

fn unverified(entry: &Entry<'_>) -> Option<(CellRef, GroupFact)> {
    if !entry.is_unverified() || !is_quiet(&entry.address.reading.address) || !is_quiet(&entry.id.reading.address) {
        return None;
    }
    let read = [&entry.address, &entry.id].into_iter().find(|read| matches!(read.reading.address, Address::ScreenName(_)));
    let name = read.and_then(|read| match &read.reading.address {
        Address::ScreenName(name) => Some(name.clone()),
        _ => None,
    });
    // Whoever has no page at all is told so.
    let is_missing = entry.group.id.is_none() && name.is_none() && (entry.address.cell.has_column || entry.id.cell.has_column);
    if is_missing {
        return None;
    }
    let column = [&entry.address, &entry.id].into_iter().find(|read| read.cell.has_column);
    let at = read.or(column).map_or(entry.link.cell.at, |read| read.cell.at);
    Some((at, GroupFact::Unverified { group: entry.group.id, name }))
}

/// Whether nothing else is to be said of what a cell names.
fn is_quiet(address: &Address) -> bool {
    matches!(address, Address::Empty | Address::ScreenName(_))
}

fn explanation(entry: &Entry<'_>) -> Option<(CellRef, GroupFact)> {
    let at = entry.explanation.at;
    let column = [&entry.address, &entry.id].into_iter().find(|read| read.cell.has_column);
    let of_page = column.map_or(at, |read| read.cell.at);
    // What a cell of the page rejects itself is said there.
    let is_said = entry.denial().is_some() || [&entry.address, &entry.id].iter().any(|read| read.rejects_itself());
    if let Some(group) = entry.group.rejected.filter(|_| !is_said) {
        return Some((of_page, GroupFact::Rejected { group }));
    }
    if let (Some(group), Some(GroupSource::Explanation)) = (entry.group.id, entry.group.source) {
        return Some((at, GroupFact::ByExplanation { group }));
    }
    let is_of_row = |page: &&Mention| match page {
        Mention::Group(group) => entry.group.evidence.iter().any(|evidence| evidence.group == *group),
        Mention::ScreenName(_) => [&entry.address, &entry.id].into_iter().any(|read| match &read.reading.address {
            Address::ScreenName(name) => **page == Mention::ScreenName(name.clone()),
            _ => false,
        }),
    };
    let page = entry.explained.mentions().find(|page| !is_of_row(page))?.clone();
    Some((of_page, GroupFact::InExplanation { page, group: entry.group.id }))
}

fn conflict(entry: &Entry<'_>) -> Option<(CellRef, GroupFact)> {
    let evidence = &entry.group.evidence;
    if let (Some(pages), false) = (&entry.group.two_pages, entry.group.conflicts()) {
        let [(first, page), (at, other)] = (**pages).clone();
        return Some((first, GroupFact::TwoPages { page, other, at }));
    }
    let first = evidence.first().filter(|_| entry.group.conflicts())?;
    Some((first.at, GroupFact::Conflict { evidence: evidence.clone() }))
}

fn unusual(entry: &Entry<'_>) -> Option<(CellRef, GroupFact)> {
    let evidence = entry.group.evidence.iter().find(|evidence| evidence.group.is_unusual())?;
    Some((evidence.at, GroupFact::Unusual { group: evidence.group }))
}

fn name_claims(entry: &Entry<'_>, context: &Context<'_>) -> Option<(CellRef, GroupFact)> {
    [(ColumnRole::Address, &entry.address), (ColumnRole::GroupId, &entry.id)].into_iter().find_map(|(role, cell)| {
        let Address::ScreenName(name) = &cell.reading.address else { return None };
        let fact = match (context.reference.name(name), &entry.group.moved) {
            (Named::Disputed { one, other }, _) => {
                GroupFact::NameDisputed { name: name.clone(), one: one.clone(), other: other.clone(), role }
            }
            // Where other cells say which page is meant, that is settled.
            (_, Some(moved)) if moved.name == *name && !entry.group.is_known() => {
                GroupFact::NameMoved { moved: moved.clone(), role }
            }
            _ => return None,
        };
        Some((cell.cell.at, fact))
    })
}

fn name_old(entry: &Entry<'_>, context: &Context<'_>) -> Option<(CellRef, GroupFact)> {
    let [evidence] = entry.group.evidence[..] else { return None };
    let claim = match evidence.source {
        GroupSource::Online => &entry.group.online,
        // A table of names says when it was learnt; a ministry table stands for itself.
        GroupSource::Reference => &entry.group.learnt,
        _ => return None,
    };
    let on = claim.as_ref()?.on?;
    let read = if evidence.role == ColumnRole::Address { &entry.address } else { &entry.id };
    let Address::ScreenName(name) = &read.reading.address else { return None };
    let is_old = context.reference.age(on)? > context.settings.max_age.days();
    is_old.then(|| (evidence.at, GroupFact::NameOld { name: name.clone(), on }))
}

fn not_in_table(entry: &Entry<'_>, context: &Context<'_>) -> Option<(CellRef, GroupFact)> {
    let has_table = entry.kind.kind.is_some_and(|kind| kind.needs_group() && context.reference.has_table_of(kind));
    let by_template = entry.miniapp.right.as_ref().is_some_and(|right| right.source == FillSource::Template);
    let group = entry.group.id.filter(|_| has_table && by_template && entry.ready.is_empty())?;
    let at = entry.group.evidence.first()?.at;
    Some((
        at,
        match context.reference.contradictory(group) {
            Some((file, cell)) => GroupFact::TableContradicts { group, file: file.to_owned(), cell },
            None => GroupFact::NotInTable { group },
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes};
    use crate::domain::OrgKind;
    use crate::table::column::ColumnRole;

    #[test]
    fn cells_that_name_different_communities_are_a_conflict() {
        assert_eq!(codes("Организация = Школа; ВК = club5; ID сообщества = 6"), ["group-conflict"]);
        assert_eq!(codes("Организация = Школа; ВК = club5; ID сообщества = 5"), [""; 0]);
    }

    #[test]
    fn a_link_alone_is_held_against_the_table() {
        let link = |id: u32| format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}");
        let table = [1, 4].map(|school| {
            format!("Организация = Школа № {school}; ВК = club21700010{school}; Мини-приложение = {}", link(217_000_100 + school))
        });
        let table = [table[0].as_str(), &table[1]];
        for page in ["", "vk.com/shkola_4"] {
            let row = |id| format!("Организация = Школа № 4; ВК = {page}; Мини-приложение = {}", link(id));
            let codes = |id| Case::of(&[&row(id)]).with_table(OrgKind::Education, &table).codes();
            assert!(codes(217_000_101).contains(&"group-conflict"), "{page}: {:?}", codes(217_000_101));
            assert!(!codes(217_000_104).contains(&"group-conflict"), "{page}: {:?}", codes(217_000_104));
        }
    }

    #[test]
    fn the_names_of_two_pages_prove_no_id() {
        for (page, id) in [
            ("vk.com/shkola_5", "vk.com/shkola_6?z=photo-217000001_1"),
            ("vk.com/shkola_5?w=wall-217000001_1", "vk.com/shkola_6"),
            ("vk.com/shkola_5", "vk.com/shkola_6"),
        ] {
            let case = Case::of(&[&format!("Организация = Школа; ВК = {page}; ID сообщества = {id}; Мини-приложение =")]);
            assert!(case.codes().contains(&"group-conflict"), "{page} {id}: {:?}", case.codes());
            assert_eq!(case.links()[0], None, "{page} {id}");
        }
        let one =
            "Организация = Школа; ВК = vk.com/shkola_5; ID сообщества = vk.com/Shkola_5?z=photo-217000001_1; Мини-приложение =";
        assert!(Case::of(&[one]).links()[0].is_some());
    }

    #[test]
    fn a_page_that_another_has_replaced_gives_no_id() {
        let row = |old: &str, new: &str| format!("Организация = Школа; ВК = {old}; address-2 = {new}; Мини-приложение =");
        let case = |new: &str| Case::of(&[&row("club217000101", new)]).renewed(ColumnRole::Address2);
        for (new, code) in [
            ("vk.com/school1", "group-conflict"),
            ("новая: https://vk.com/school1", "group-conflict"),
            ("vk.com/club217000102", "group-conflict"),
            ("vk.com/id5", "address-person"),
            ("удалена", "address-no-page-contradicted"),
            ("не ведётся", "address-no-page-contradicted"),
            ("нет", "address-no-page-contradicted"),
        ] {
            assert_eq!((case(new).codes(), case(new).links()[0].as_deref()), (vec![code], None), "{new}");
        }
        for same in ["", "-", "vk.com/club217000101"] {
            assert!(case(same).links()[0].is_some(), "{same}");
        }
        let table = ["ВК = vk.com/school1; ID сообщества = 217000101"];
        assert!(case("vk.com/school1").with_table(OrgKind::Education, &table).links()[0].is_some());
        // The newer ones may stand in the first of the columns.
        let turned = Case::of(&[&row("vk.com/school1", "club217000101; ID сообщества = 217000101")]).renewed(ColumnRole::Address);
        assert_eq!((turned.codes(), turned.links()[0].as_deref()), (vec!["group-conflict"], None));
    }

    #[test]
    fn a_second_address_may_be_another_one_of_the_same_page() {
        let case =
            |page: &str| Case::of(&[&format!("Организация = Школа; ВК = club217000101; address-2 = {page}; Мини-приложение =")]);
        for page in ["vk.com/school1", "vk.com/id5", "нет", ""] {
            assert!(case(page).links()[0].is_some(), "{page}");
        }
        assert_eq!(case("удалена").codes(), ["address-no-page-contradicted"]);
        assert_eq!(case("удалена").links()[0], None);
    }

    #[test]
    fn a_photo_over_another_page_explains_nothing() {
        let row =
            |explanation| Case::of(&["Организация = Школа; ВК = vk.com/shkola_5; Мини-приложение ="]).explained(explanation);
        let other = row("https://vk.com/shkola_6?z=photo-217000001_1");
        assert!(other.codes().contains(&"group-conflict"), "{:?}", other.codes());
        assert_eq!(other.links()[0], None);
        assert!(row("https://vk.com/shkola_5?z=photo-217000001_1").links()[0].is_some());
        assert_eq!(row("club217000001?").links()[0], None, "a question names no page");
    }

    #[test]
    fn a_number_in_a_row_about_another_network_is_none_of_vk() {
        for page in ["-217000103", "sosh_5", "@sosh_5", "217000103", "club217000103"] {
            let row = format!("Организация = Школа; Соцсеть = Телеграм; ВК = {page}; Мини-приложение =");
            let case = Case::of(&[&row, "Организация = Сад; Соцсеть = ВК; ВК = club5; Мини-приложение ="]);
            assert_eq!(case.links()[0], None, "{page}");
            assert!(case.codes().contains(&"address-foreign"), "{page}: {:?}", case.codes());
        }
    }

    #[test]
    fn a_cell_that_speaks_against_any_id_leaves_the_row_without_a_link() {
        for (page, id) in [("club5", "club5 club6"), ("club5", "vk.com/id7"), ("club5 club6", "5"), ("vk.com/id7", "5")] {
            let case = Case::of(&[&format!("Организация = Школа; ВК = {page}; ID сообщества = {id}; Мини-приложение =")]);
            let id_of_row = case.with_entry(|entry| entry.group.id);
            assert_eq!((id_of_row, case.links()[0].as_deref()), (None, None), "{page} beside {id}");
        }
    }

    #[test]
    fn a_link_that_names_two_communities_confirms_neither() {
        let link = |owner| {
            format!("Организация = Больница; Мини-приложение = https://vk.com/app8181405_-{owner}#module=health&groupId=5")
        };
        assert_eq!(codes(&link(6)), ["group-conflict"]);
        assert_eq!(codes(&link(5)), ["group-unverified", "link-not-canonical"]);
        assert_eq!(codes(&format!("ВК = club5; {}", link(6))), ["link-not-canonical"]);
    }

    #[test]
    fn a_link_beside_a_mere_name_is_not_compared() {
        let link = "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=5";
        let school = |page: &str| codes(&format!("Организация = Школа; ВК = {page}; Мини-приложение = {link}"));
        assert_eq!(school("vk.com/shkola_5"), ["group-unverified"]);
        assert_eq!(school(""), ["group-unverified"]);
        assert_eq!(school("club5"), [""; 0]);
        // The general link is the same for every page.
        let general = "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi";
        let museum = |page: &str| codes(&format!("Организация = Музей; ВК = {page}; Мини-приложение = {general}"));
        assert_eq!(museum("vk.com/muzey"), ["group-page-unverified"]);
        assert_eq!(museum(""), ["address-missing"]);
        assert_eq!(museum("нет"), ["address-no-page-contradicted"]);
    }

    #[test]
    fn a_short_name_that_a_table_knows_counts_like_a_number() {
        let case = |row: &str| Case::of(&[row]).with_table(OrgKind::Education, &["ВК = vk.com/shkola_5; ID сообщества = 5"]);
        assert_eq!(case("Организация = Школа; ВК = vk.com/shkola_5").codes(), [""; 0]);
        assert_eq!(case("Организация = Школа; ВК = vk.com/shkola_5; ID сообщества = 6").codes(), ["group-conflict"]);
    }

    #[test]
    fn a_post_that_is_open_over_a_page_is_held_against_what_is_known_of_the_page() {
        let case = |page: &str| {
            Case::of(&[&format!("Организация = Школа; ВК = {page}; Мини-приложение =")])
                .with_table(OrgKind::Education, &["ВК = vk.com/shkola_5; ID сообщества = 5"])
        };
        assert_eq!(case("vk.com/shkola_5?w=wall-6_1").codes(), ["address-by-opened-item", "group-conflict"]);
        assert_eq!(case("vk.com/shkola_5?w=wall-6_1").links()[0], None);
        assert_eq!(case("vk.com/shkola_5?w=wall-5_1").codes(), ["address-by-opened-item"]);
    }

    #[test]
    fn a_page_that_the_table_gives_to_somebody_else_is_held_against_the_name() {
        let table = ["Организация = Школа № 1; ВК = club217000101", "Организация = Школа № 2; ВК = club217000102"];
        let school = |page: &str, link: &str| {
            let case = Case::of(&[&format!("Организация = Школа № 1; ВК = {page}; Мини-приложение = {link}")]);
            let case = case.with_table(OrgKind::Education, &table);
            (case.codes(), case.links()[0].is_some())
        };
        assert_eq!(school("club217000101", ""), (vec![], true));
        assert_eq!(school("club217000102", ""), (vec!["group-conflict"], false));
        // A page that the table does not know may be a new one, unless the link is still that of the table.
        assert_eq!(school("club217000777", ""), (vec!["group-not-in-table"], true));
        let link = "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=217000101";
        assert_eq!(school("club217000777", link), (vec!["group-conflict"], false));
        // Namesakes in two municipalities are two organisations.
        let row = "Муниципалитет = Дальний район; Организация = Школа № 1; ВК = club217000102; Мини-приложение =";
        let of_near = table.map(|row| format!("Муниципалитет = Ближний район; {row}"));
        let case = Case::of(&[row]).with_table(OrgKind::Education, &[&of_near[0], &of_near[1]]);
        assert_eq!(case.codes(), [""; 0]);
    }

    #[test]
    fn tables_that_disagree_on_a_name_give_no_id_unless_both_say_when() {
        let case = |first: &str, second: &str| {
            let row =
                |id: u32, on: &str| format!("ВК = vk.com/shkola_5; ID сообщества = {id}; Узнано = {on}; Источник = реестр.xlsx");
            Case::of(&["Организация = Школа; ВК = vk.com/shkola_5"])
                .with_table(OrgKind::Education, &[&row(5, first), &row(6, second)])
                .codes()
        };
        assert_eq!(case("01.03.2025", "01.03.2026"), ["group-name-moved"]);
        for (first, second) in [("", ""), ("", "01.03.2026"), ("01.03.2026", "01.03.2026")] {
            assert_eq!(case(first, second), ["address-screen-name", "group-name-disputed"], "{first} {second}");
        }
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
