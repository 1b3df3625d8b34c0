//! What rows say together: one community on two organisations, one ОГРН with two names or two communities, a row twice.

use super::{Fact, Finding, Found, LETTER_CHECK};
use crate::diagnostic::Code;
use crate::domain::GroupId;
use crate::domain::ogrn::Ogrn;
use crate::domain::text::fold;
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

super::topic_codes! {
    GROUP_TWO_ORGANISATIONS = "row-group-two-organisations", Error, "Одно сообщество у двух организаций", LETTER_CHECK;
    DUPLICATE = "row-duplicate", Warning, "Строка повторяется", "";
    OGRN_TWO_NAMES = "row-ogrn-two-names", Warning, "Один ОГРН у двух организаций", "";
    OGRN_TWO_GROUPS = "row-ogrn-two-groups", Warning, "Два сообщества у одной организации", LETTER_CHECK;
}

/// What was found about a row in view of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcrossFact<'t> {
    /// The community is that of another organisation as well.
    GroupOfTwo {
        /// The community.
        group: GroupId,
        /// The cell of the other row that names it.
        other: OtherCell<'t>,
        /// The other organisation; `None` where it has the same name and only another ОГРН.
        name: Option<String>,
    },
    /// The organisation stands in the sheet twice.
    Duplicate {
        /// Its community.
        group: GroupId,
        /// The cell of the other row that names it.
        other: OtherCell<'t>,
    },
    /// The ОГРН is that of another organisation as well.
    OgrnOfTwo {
        /// The ОГРН.
        ogrn: Ogrn,
        /// The cell of the other organisation's name.
        other: OtherCell<'t>,
        /// The name.
        name: String,
    },
    /// One organisation has two communities.
    TwoGroups {
        /// The organisation.
        ogrn: Ogrn,
        /// The community of this row.
        group: GroupId,
        /// That of the other row.
        other_group: GroupId,
        /// The cell that names it.
        other: OtherCell<'t>,
    },
}

impl AcrossFact<'_> {
    /// What a finding of this fact is called.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::GroupOfTwo { .. } => &GROUP_TWO_ORGANISATIONS,
            Self::Duplicate { .. } => &DUPLICATE,
            Self::OgrnOfTwo { .. } => &OGRN_TWO_NAMES,
            Self::TwoGroups { .. } => &OGRN_TWO_GROUPS,
        }
    }
}

impl<'t> From<AcrossFact<'t>> for Fact<'t> {
    fn from(fact: AcrossFact<'t>) -> Self {
        Self::Across(fact)
    }
}

/// A cell of another row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherCell<'n> {
    /// File and sheet, where they differ from the row's own.
    pub place: Place<'n>,
    /// The cell.
    pub at: CellRef,
}

/// Another row that shares the community or the ОГРН.
#[derive(Clone, Debug)]
pub struct Neighbour<'n> {
    /// File and sheet, where they differ from the row's own.
    pub place: Place<'n>,
    /// The cell that names its page.
    pub page: CellRef,
    /// The cell of its name.
    pub name_cell: CellRef,
    /// Its organisation's name as written.
    pub name: String,
    /// Its community.
    pub group: Option<GroupId>,
    /// Its ОГРН.
    pub ogrn: Option<Ogrn>,
    /// Whether it is in the same sheet of the same file.
    pub same_sheet: bool,
}

impl<'n> Neighbour<'n> {
    fn cell(&self, at: CellRef) -> OtherCell<'n> {
        OtherCell { place: self.place, at }
    }
}

/// Where another row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'n> {
    /// The file, if it is another one.
    pub file: Option<&'n str>,
    /// The sheet, if it is another one.
    pub sheet: Option<&'n str>,
}

/// Everything that is found in a row in view of the others.
pub fn check_across<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>], context: &Context<'_>) -> Vec<Finding<'t>> {
    let mut found = Found::default();
    found.add(group_of_two(entry, neighbours));
    found.add(duplicate(entry, neighbours));
    found.add(ogrn_of_two(entry, neighbours));
    found.add(two_groups(entry, neighbours));
    found.findings(entry, context)
}

fn group_of_two<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let group = entry.group.id?;
    let name = entry.record.organisation();
    let ogrn = entry.ogrn();
    let other =
        neighbours.iter().find(|other| other.group == Some(group) && !same_organisation(&name, ogrn, &other.name, other.ogrn))?;
    let only_ogrn_differs = !other.name.is_empty() && alike(&name, &other.name);
    let name = if only_ogrn_differs { None } else { Some(other.name.clone()) };
    Some((entry.group.evidence.first()?.at, AcrossFact::GroupOfTwo { group, other: other.cell(other.page), name }))
}

fn duplicate<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let group = entry.group.id?;
    let name = entry.record.organisation();
    let ogrn = entry.ogrn();
    // Files of different senders may well hold the same organisation; within a sheet it is there twice by mistake.
    let other = neighbours.iter().find(|other| {
        other.same_sheet && other.group == Some(group) && same_organisation(&name, ogrn, &other.name, other.ogrn)
    })?;
    Some((entry.group.evidence.first()?.at, AcrossFact::Duplicate { group, other: other.cell(other.page) }))
}

fn ogrn_of_two<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let ogrn = entry.ogrn()?;
    let name = entry.record.organisation();
    let other = neighbours.iter().find(|other| other.ogrn == Some(ogrn) && !alike(&name, &other.name))?;
    let fact = AcrossFact::OgrnOfTwo { ogrn, other: other.cell(other.name_cell), name: other.name.clone() };
    Some((entry.record.get(ColumnRole::Ogrn).at, fact))
}

fn two_groups<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let (ogrn, group) = (entry.ogrn()?, entry.group.id?);
    let name = entry.record.organisation();
    // Two names with one ОГРН are most likely two organisations, one with the other's number; that is a finding of its own.
    let (other, other_group) = neighbours.iter().find_map(|other| {
        let other_group = other.group.filter(|&other_group| other_group != group)?;
        (other.ogrn == Some(ogrn) && alike(&name, &other.name)).then_some((other, other_group))
    })?;
    let fact = AcrossFact::TwoGroups { ogrn, group, other_group, other: other.cell(other.page) };
    Some((entry.group.evidence.first()?.at, fact))
}

/// Whether two rows speak of one organisation: by ОГРН where both have one, else by name.
fn same_organisation(name: &str, ogrn: Option<Ogrn>, other_name: &str, other_ogrn: Option<Ogrn>) -> bool {
    match (ogrn, other_ogrn) {
        (Some(ogrn), Some(other)) => ogrn == other,
        _ => alike(name, other_name),
    }
}

/// Whether two names may be one organisation's, in full and in short: the same numbers, and the words of the shorter one in the longer
/// one. Abbreviations of legal forms are not compared; other short words only in names of one length, where neither abbreviates the
/// other («Администрация г. Уфа» and «Администрация г. Омск»).
fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (fold(beginning(one)), fold(beginning(other)));
    if one == other || one.is_empty() || other.is_empty() {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !is_legal_form(word));
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(&one), words(&other));
    let is_number = |word: &&String| word.bytes().all(|b| b.is_ascii_digit());
    let numbers = |words: &[String]| -> Vec<String> { words.iter().filter(is_number).cloned().collect() };
    if numbers(&one) != numbers(&other) {
        return false;
    }
    let (shorter, longer) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    // A stem is enough: «школа» and «школы» are one word here.
    let stem = |word: &str| word.chars().take(5).collect::<String>();
    let meaningful: Vec<&String> = shorter.iter().filter(|word| word.chars().count() > 4).collect();
    let found = meaningful.iter().filter(|word| longer.iter().any(|other| stem(other) == stem(word))).count();
    let has_own_short_word = |words: &[String], others: &[String]| {
        words.iter().any(|word| word.chars().count() <= 4 && !others.iter().any(|other| begin_alike(word, other)))
    };
    let differ_in_short_words = one.len() == other.len() && has_own_short_word(&one, &other) && has_own_short_word(&other, &one);
    !meaningful.is_empty() && found == meaningful.len() && !differ_in_short_words
}

/// As much of a text as a name may have. Each word is held against each, which would take minutes where cells are full of text.
fn beginning(text: &str) -> &str {
    const LONGEST: usize = 1000;
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// Whether two words are one but for an ending («Уфа», «Уфы»; «г», «города»).
fn begin_alike(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let shorter = one.chars().count().min(other.chars().count());
    common > 0 && common + 1 >= shorter
}

/// Whether a folded word is put together as МБОУ, ГБУЗ, МБУК or КГБУ are.
fn is_legal_form(word: &str) -> bool {
    (3..=6).contains(&word.chars().count())
        && word.starts_with(['г', 'к', 'м', 'н', 'о', 'ф', 'ч'])
        && word.contains('у')
        && word.chars().all(|c| "абгдзкмнофчу".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use super::*;

    fn codes(rows: &[&str]) -> Vec<&'static str> {
        Case::of(rows).codes()
    }

    #[test]
    fn full_and_short_names_of_one_organisation_are_alike() {
        assert!(alike("МБОУ «Средняя школа № 5»", "Муниципальное бюджетное общеобразовательное учреждение средняя школа № 5"));
        assert!(alike("ГБУЗ «Районная  больница »", "гбуз районная больница"));
        assert!(!alike("МБОУ «Школа № 5»", "МБОУ «Школа № 6»"));
        assert!(!alike("Детский сад «Ромашка»", "Детский сад «Василёк»"));
        assert!(!alike("МБДОУ «Детский сад «Мак»", "Детский сад «Лён»"));
        assert!(!alike("Администрация г. Уфа", "Администрация г. Омск"));
        assert!(alike("Администрация г. Уфа", "Администрация города Уфы"));
        assert!(alike("МБОУ «Школа № 5»", "МАОУ «Школа № 5»"));
    }

    #[test]
    fn texts_that_are_no_names_are_compared_by_their_beginnings() {
        let text = |words: usize, end: &str| format!("{}{end}", "школа ".repeat(words));
        assert!(!alike(&text(10, "5"), &text(10, "6")));
        assert!(alike(&text(1000, "5"), &text(1000, "6")));
    }

    #[test]
    fn a_community_has_one_organisation() {
        let other = "Организация = Школа № 6; ВК = public5";
        assert_eq!(codes(&["Организация = Школа № 5; ВК = club5", other]), ["row-group-two-organisations"]);
        assert_eq!(codes(&["Организация = Школа № 5; ВК = club4", other]), [""; 0]);
    }

    #[test]
    fn one_name_with_two_numbers_is_told_as_such() {
        let rows =
            ["ВК = club5; Организация = Школа; ОГРН = 1027301172106", "ВК = club5; Организация = Школа; ОГРН = 1044004404091"];
        Case::of(&rows)
            .with_findings(|found| assert!(matches!(found[0].fact, Fact::Across(AcrossFact::GroupOfTwo { name: None, .. }))));
    }

    #[test]
    fn an_organisation_stands_in_a_table_once() {
        assert_eq!(
            codes(&["Организация = Школа № 5; ВК = club5", "Организация = школа №5; ВК = vk.com/club5"]),
            ["row-duplicate"]
        );
    }

    #[test]
    fn one_number_with_two_names_is_a_slip_in_the_number() {
        let rows = [
            "Организация = Школа № 5; ВК = club5; ОГРН = 1027301172106",
            "Организация = Школа № 6; ВК = club6; ОГРН = 1027301172106",
        ];
        assert_eq!(codes(&rows), ["row-ogrn-two-names"]);
    }

    #[test]
    fn one_organisation_has_one_page() {
        let rows = [
            "Организация = Школа № 5; ВК = club5; ОГРН = 1027301172106",
            "Организация = Школа № 5; ВК = club6; ОГРН = 1027301172106",
        ];
        assert_eq!(codes(&rows), ["row-ogrn-two-groups"]);
    }
}
