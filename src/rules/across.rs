//! What rows say together: one community on two organisations, one ОГРН with two names or two communities, a row twice.

use super::{Fact, Finding, Found, LETTER_CHECK};
use crate::diagnostic::Code;
use crate::domain::GroupId;
use crate::domain::ogrn::Ogrn;
use crate::domain::text::{any_begins, fold, words};
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

super::topic_codes! {
    GROUP_TWO_ORGANISATIONS = "row-group-two-organisations", Error, "Одно сообщество у двух организаций", LETTER_CHECK;
    GROUP_SHARED = "row-group-shared", Warning, "Одна страница у связанных организаций", LETTER_CHECK;
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
    /// The community is that of another organisation as well, and there may be a good reason for it.
    GroupShared {
        /// The community.
        group: GroupId,
        /// The cell of the other row that names it.
        other: OtherCell<'t>,
        /// The other organisation.
        name: String,
        /// The reason.
        why: Shared,
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

/// Why two organisations may share a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// One is a branch: a филиал, a ФАП, a сельский клуб.
    Branch,
    /// A council and the administration beside it.
    Council,
    /// They are one legal person.
    OneOgrn,
    /// Both are bodies of one founder.
    OneFounder,
    /// The links of their kinds name no community, so nobody gets to somebody else's form.
    NoForm,
}

impl AcrossFact<'_> {
    /// What a finding of this fact is called.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::GroupOfTwo { .. } => &GROUP_TWO_ORGANISATIONS,
            Self::GroupShared { .. } => &GROUP_SHARED,
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
    pub name: Cow<'n, str>,
    /// Its community.
    pub group: Option<GroupId>,
    /// Its ОГРН.
    pub ogrn: Option<Ogrn>,
    /// Its founder as written.
    pub founder: Cow<'n, str>,
    /// Whether the link of its kind names the community.
    pub needs_group: bool,
    /// Whether it is in the same sheet of the same file.
    pub same_sheet: bool,
}

impl<'n> Neighbour<'n> {
    fn cell(&self, at: CellRef) -> OtherCell<'n> {
        OtherCell { place: self.place, at }
    }
}

/// Where another row stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    // One legal person under two names may well have one page.
    let one_person =
        |other: &&Neighbour<'_>| ogrn.is_some() && other.ogrn == ogrn && other.group == Some(group) && !alike(&name, &other.name);
    if let (Some(other), Some(first)) = (neighbours.iter().find(one_person), entry.group.evidence.first()) {
        let why = Shared::OneOgrn;
        return Some((
            first.at,
            AcrossFact::GroupShared { group, other: other.cell(other.page), name: other.name.to_string(), why },
        ));
    }
    let other = neighbours.iter().find(|other| {
        let is_same = same_organisation(&name, ogrn, &other.name, other.ogrn) && !is_branch_of(&name, &other.name);
        other.group == Some(group) && !is_same
    })?;
    let only_ogrn_differs = !other.name.is_empty() && alike(&name, &other.name) && !is_branch_of(&name, &other.name);
    let at = entry.group.evidence.first()?.at;
    if let Some(why) = Shared::of(entry, other).filter(|_| !only_ogrn_differs) {
        return Some((at, AcrossFact::GroupShared { group, other: other.cell(other.page), name: other.name.to_string(), why }));
    }
    let name = if only_ogrn_differs { None } else { Some(other.name.to_string()) };
    Some((at, AcrossFact::GroupOfTwo { group, other: other.cell(other.page), name }))
}

impl Shared {
    /// Why the organisations of two rows may share a page; none for two firm, different ones.
    fn of(entry: &Entry<'_>, other: &Neighbour<'_>) -> Option<Self> {
        let names = [fold(&entry.record.organisation()), fold(&other.name)];
        if names.iter().any(|name| name.is_empty()) {
            return None;
        }
        let words = names.each_ref().map(|name| words(name).collect::<Vec<_>>());
        let is_council = |words: &[&str]| {
            any_begins(words, &["совет", "дума", "думы", "собрани"])
                && any_begins(words, &["депутат", "дума", "думы", "собрани", "народн"])
        };
        let is_administration =
            |words: &[&str]| words.first().is_some_and(|word| matches!(*word, "администрация" | "мэрия" | "управа"));
        let is_body = |words: &[&str]| words.first().is_some_and(|word| BODIES.contains(word));
        let [one, two] = words.each_ref().map(Vec::as_slice);
        let founder = fold(&entry.record.text(ColumnRole::Parent));
        if is_branch_of(&names[0], &names[1]) {
            return Some(Self::Branch);
        }
        if is_council(one) && is_administration(two) || is_administration(one) && is_council(two) {
            return Some(Self::Council);
        }
        if !founder.is_empty() && founder == fold(&other.founder) && is_body(one) && is_body(two) {
            return Some(Self::OneFounder);
        }
        let needs_group = entry.kind.kind.is_none_or(crate::domain::OrgKind::needs_group);
        (!needs_group && !other.needs_group).then_some(Self::NoForm)
    }
}

/// How the names of bodies begin that an administration has.
const BODIES: [&str; 8] = ["управление", "отдел", "комитет", "департамент", "администрация", "сектор", "служба", "министерство"];

/// Whether one of two organisations is a branch and may well be one of the other's: their names share a telling word, and no numbers
/// part them.
fn is_branch_of(one: &str, other: &str) -> bool {
    if one == other {
        return false;
    }
    const FORMS: [&str; 8] = ["учрежд", "бюджет", "казенн", "автоно", "муници", "госуда", "филиал", "отделе"];
    let (one, other) = (fold(beginning(one)), fold(beginning(other)));
    let words = |text: &'_ str| -> Vec<String> { self::words(text).map(str::to_owned).collect() };
    let is_branch = |text: &str, words: &[String]| {
        ["филиал", "отделени", "структурн", "обособленн"].iter().any(|stem| words.iter().any(|word| word.starts_with(stem)))
            || words.iter().any(|word| matches!(&**word, "сдк" | "фап" | "сб"))
            || ["сельский клуб", "сельский дом культуры", "сельская библиотека"].iter().any(|name| text.contains(name))
    };
    let (one_words, other_words) = (words(&one), words(&other));
    if !is_branch(&one, &one_words) && !is_branch(&other, &other_words) {
        return false;
    }
    let numbers =
        |words: &[String]| words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).cloned().collect::<Vec<_>>();
    let (one_numbers, other_numbers) = (numbers(&one_words), numbers(&other_words));
    let is_parted =
        !one_numbers.is_empty() && !other_numbers.is_empty() && !one_numbers.iter().any(|number| other_numbers.contains(number));
    let stem = |word: &str| word.chars().take(6).collect::<String>();
    let is_telling = |word: &&String| word.chars().count() > 4 && !FORMS.contains(&&*stem(word));
    let has_common = one_words.iter().filter(is_telling).any(|word| other_words.iter().any(|other| stem(other) == stem(word)));
    has_common && !is_parted && one != other
}

fn duplicate<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let group = entry.group.id?;
    let name = entry.record.organisation();
    let ogrn = entry.ogrn();
    // Files of different senders may well hold the same organisation; within a sheet it is there twice by mistake.
    let other = neighbours.iter().find(|other| {
        other.same_sheet
            && other.group == Some(group)
            && same_organisation(&name, ogrn, &other.name, other.ogrn)
            && alike(&name, &other.name)
            && !is_branch_of(&name, &other.name)
    })?;
    Some((entry.group.evidence.first()?.at, AcrossFact::Duplicate { group, other: other.cell(other.page) }))
}

fn ogrn_of_two<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let ogrn = entry.ogrn()?;
    let name = entry.record.organisation();
    // Where they share their page too, that is the finding.
    let shares_page = |other: &Neighbour<'_>| entry.group.id.is_some() && other.group == entry.group.id;
    let other = neighbours.iter().find(|other| other.ogrn == Some(ogrn) && !alike(&name, &other.name) && !shares_page(other))?;
    let fact = AcrossFact::OgrnOfTwo { ogrn, other: other.cell(other.name_cell), name: other.name.to_string() };
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
    if one == other {
        return true;
    }
    let (one, other) = (fold(beginning(one)), fold(beginning(other)));
    if one == other || one.is_empty() || other.is_empty() {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        let words = words(text).filter(|word| !is_legal_form(word));
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
    fn who_may_share_a_page_is_asked_and_two_firm_ones_are_not() {
        let pair = |one: &str, two: &str| {
            codes(&[&format!("Организация = {one}; ВК = club5"), &format!("Организация = {two}; ВК = club5")])
        };
        for (one, two) in [
            ("МБОУ «Школа № 5»", "Дошкольное отделение МБОУ «Школа № 5»"),
            ("ГБУЗ «Примерская больница»", "ФАП д. Пример, ГБУЗ «Примерская больница»"),
            ("МБУК «Примерский дом культуры»", "СДК с. Образцово, Примерский дом культуры"),
            ("Администрация Примерского района", "Совет депутатов Примерского района"),
            ("МБУК «Музей»", "МБУК «Театр»"),
        ] {
            assert_eq!(pair(one, two), ["row-group-shared"], "{one}, {two}");
            assert_eq!(pair(two, one), ["row-group-shared"], "{two}, {one}");
        }
        for (one, two) in [
            ("МБОУ «Школа № 5»", "МБОУ «Школа № 6»"),
            ("МБОУ «Школа № 5»", "МБУК «Сельская библиотека»"),
            ("ГБУЗ «Примерская больница»", "ГБУЗ «Образцовская больница»"),
        ] {
            assert_eq!(pair(one, two), ["row-group-two-organisations"], "{one}, {two}");
        }
    }

    #[test]
    fn one_legal_person_and_bodies_of_one_founder_may_share_a_page() {
        let row = |name: &str, more: &str| format!("Организация = {name}; ВК = club5; {more}");
        let codes = |one: String, two: String| Case::of(&[&one, &two]).codes();
        let ogrn = "ОГРН = 1027301172106";
        assert_eq!(codes(row("МБОУ «Лицей»", ogrn), row("Детский сад «Мак»", ogrn)), ["row-group-shared"]);
        let founder = "Учредитель = Администрация района";
        assert_eq!(
            codes(row("Управление образования", founder), row("Отдел опеки", founder)),
            ["kind-authority", "row-group-shared"]
        );
        assert_eq!(codes(row("МБОУ «Лицей»", founder), row("Детский сад «Мак»", founder)), ["row-group-two-organisations"]);
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
