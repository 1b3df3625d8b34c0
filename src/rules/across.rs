//! What rows say together: one community on two organisations, one ОГРН with two names or two communities, a row twice.

use super::word_lists::LISTS;
use super::{Fact, Finding, Found, LETTER_CHECK};
use crate::diagnostic::Code;
use crate::domain::text::{any_begins, fold, words};
use crate::domain::vk_address::{Mention, ScreenName};
use crate::domain::{GroupId, Inn, Ogrn, municipality_key};
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

super::topic_codes! {
    GROUP_TWO_ORGANISATIONS = "row-group-two-organisations", Error, "Одно сообщество у двух организаций", LETTER_CHECK;
    GROUP_SHARED = "row-group-shared", Warning, "Одна страница у связанных организаций", LETTER_CHECK;
    DUPLICATE = "row-duplicate", Warning, "Строка повторяется", "";
    OGRN_TWO_NAMES = "row-ogrn-two-names", Warning, "Один ОГРН у двух организаций", "";
    INN_TWO_NAMES = "row-inn-two-names", Warning, "Один ИНН у двух организаций", "";
    OGRN_TWO_GROUPS = "row-ogrn-two-groups", Warning, "Два сообщества у одной организации", LETTER_CHECK;
}

/// What was found about a row in view of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AcrossFact<'t> {
    /// The community is that of another organisation as well.
    GroupOfTwo {
        /// The community, by its short name where its number is not known.
        page: Mention,
        /// The cell of the other row that names it.
        other: OtherCell<'t>,
        /// The other organisation; `None` where it has the same name and only another ОГРН.
        name: Option<String>,
    },
    /// The community is that of another organisation as well, and there may be a good reason for it.
    GroupShared {
        /// The community.
        page: Mention,
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
        page: Mention,
        /// The cell of the other row that names it.
        other: OtherCell<'t>,
    },
    /// The ОГРН, the ИНН or both are those of another organisation as well.
    NumberOfTwo {
        /// What they share.
        number: SharedNumber,
        /// The cell of the other organisation's name.
        other: OtherCell<'t>,
        /// The name.
        name: String,
    },
    /// One organisation has two communities.
    TwoGroups {
        /// By what it is known to be one.
        number: SharedNumber,
        /// The community of this row.
        group: GroupId,
        /// That of the other row.
        other_group: GroupId,
        /// The cell that names it.
        other: OtherCell<'t>,
    },
}

/// A number in the register of legal persons that two organisations have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SharedNumber {
    /// The ОГРН.
    Ogrn(Ogrn),
    /// The ИНН.
    Inn(Inn),
    /// Both.
    Both(Ogrn, Inn),
}

/// Why two organisations may share a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// One is a part of the other: a филиал, a ФАП, a сельский клуб, a department of an administration.
    Branch,
    /// A council and the administration beside it.
    Council,
    /// They are one legal person.
    OneOgrn,
    /// Both are bodies of one founder.
    OneFounder,
    /// Their names are alike enough to be one organisation's, in full and in short.
    Alike,
    /// The links of their kinds name no community, so nobody gets to somebody else's form.
    NoForm,
}

impl AcrossFact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::GroupOfTwo { .. } => &GROUP_TWO_ORGANISATIONS,
            Self::GroupShared { .. } => &GROUP_SHARED,
            Self::Duplicate { .. } => &DUPLICATE,
            Self::NumberOfTwo { number: SharedNumber::Ogrn(_) | SharedNumber::Both(..), .. } => &OGRN_TWO_NAMES,
            Self::NumberOfTwo { number: SharedNumber::Inn(_), .. } => &INN_TWO_NAMES,
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
    pub(crate) place: Place<'n>,
    /// The cell.
    pub(crate) at: CellRef,
}

/// Another row that shares the community, the ОГРН or the ИНН.
#[derive(Clone, Debug)]
pub(crate) struct Neighbour<'n> {
    /// File and sheet, where they differ from the row's own.
    pub(crate) place: Place<'n>,
    /// The cell that names its page.
    pub(crate) page: CellRef,
    /// The cell of its name.
    pub(crate) name_cell: CellRef,
    /// Its organisation's name as written.
    pub(crate) name: Cow<'n, str>,
    /// Its municipality as written.
    pub(crate) municipality: Option<Cow<'n, str>>,
    /// Its community.
    pub(crate) group: Option<GroupId>,
    /// The short name of its page, where the number is not known.
    pub(crate) screen_name: Option<ScreenName>,
    /// Its ОГРН.
    pub(crate) ogrn: Option<Ogrn>,
    /// Its ИНН.
    pub(crate) inn: Option<Inn>,
    /// Its founder as written.
    pub(crate) founder: Cow<'n, str>,
    /// Whether the link of its kind names the community.
    pub(crate) needs_group: bool,
    /// Whether it is in the same sheet of the same file.
    pub(crate) same_sheet: bool,
}

impl<'n> Neighbour<'n> {
    fn cell(&self, at: CellRef) -> OtherCell<'n> {
        OtherCell { place: self.place, at }
    }
}

/// Where another row stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place<'n> {
    /// The file, if it is another one.
    pub(crate) file: Option<&'n str>,
    /// The sheet, if it is another one.
    pub(crate) sheet: Option<&'n str>,
}

/// Everything that is found in a row in view of the others.
pub(crate) fn check_across<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>], context: &Context<'_>) -> Vec<Finding<'t>> {
    let mut found = Found::default();
    found.add(group_of_two(entry, neighbours));
    found.add(duplicate(entry, neighbours));
    found.add(number_of_two(entry, neighbours));
    found.add(two_groups(entry, neighbours));
    found.findings(entry, context)
}

/// The pages of a row, each with the cell that names it: its number, and the short name whose number nobody knows.
fn pages_of(entry: &Entry<'_>) -> impl Iterator<Item = (CellRef, Mention)> {
    let number = entry.group.id.zip(entry.group.evidence.first()).map(|(group, first)| (first.at, Mention::Group(group)));
    let name = entry.screen_name().map(|(at, name)| (at, Mention::ScreenName(name.clone())));
    number.into_iter().chain(name)
}

impl Neighbour<'_> {
    fn has(&self, page: &Mention) -> bool {
        match page {
            Mention::Group(group) => self.group == Some(*group),
            Mention::ScreenName(name) => self.screen_name.as_ref() == Some(name),
        }
    }
}

fn group_of_two<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    pages_of(entry).find_map(|(at, page)| page_of_two(entry, neighbours, at, page))
}

fn page_of_two<'t>(
    entry: &Entry<'t>,
    neighbours: &[Neighbour<'t>],
    at: CellRef,
    page: Mention,
) -> Option<(CellRef, AcrossFact<'t>)> {
    let ogrn = entry.ogrn();
    let why = |other: &Neighbour<'_>| match Likeness::of(entry, other) {
        // One legal person under two names may well have one page.
        _ if ogrn.is_some() && other.ogrn == ogrn => Some(Shared::OneOgrn),
        Likeness::Namesake => None,
        Likeness::Same | Likeness::Other => Shared::of(entry, other),
    };
    let sharing = neighbours.iter().filter(|other| other.has(&page) && Likeness::of(entry, other) != Likeness::Same);
    // Of several the one that may not share it, so that what is said does not hang on the order of the rows.
    let (other, why) = sharing.map(|other| (other, why(other))).min_by_key(|(_, why)| why.map(|why| why != Shared::OneOgrn))?;
    let (cell, name) = (other.cell(other.page), other.name.to_string());
    let is_named_alike = same_name(&entry.record.organisation(), &other.name) && other.ogrn.is_some() && ogrn.is_some();
    let fact = match why {
        Some(why) => AcrossFact::GroupShared { page, other: cell, name, why },
        None => AcrossFact::GroupOfTwo { page, other: cell, name: (!is_named_alike).then_some(name) },
    };
    Some((at, fact))
}

/// Whether two rows speak of one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// They do: one name, and nothing that speaks against it.
    Same,
    /// One name, and another ОГРН or another municipality.
    Namesake,
    /// Two names.
    Other,
}

impl Likeness {
    fn of(entry: &Entry<'_>, other: &Neighbour<'_>) -> Self {
        if !same_name(&entry.record.organisation(), &other.name) {
            return Self::Other;
        }
        let differ = match (entry.ogrn(), other.ogrn) {
            (Some(ogrn), Some(other)) => ogrn != other,
            _ => entry
                .record
                .municipality()
                .zip(other.municipality.as_ref())
                .is_some_and(|(one, two)| one != *two && municipality_key(&one) != municipality_key(two)),
        };
        if differ { Self::Namesake } else { Self::Same }
    }
}

impl Shared {
    /// Why two organisations may share a page; none for two firm, different ones.
    fn of(entry: &Entry<'_>, other: &Neighbour<'_>) -> Option<Self> {
        let names = [fold(beginning(&entry.record.organisation())), fold(beginning(&other.name))];
        if names.iter().any(String::is_empty) {
            return None;
        }
        let all_words = names.each_ref().map(|name| words(name).collect::<Vec<_>>());
        let [one, two] = all_words.each_ref().map(Vec::as_slice);
        if is_part_of(one, two) || is_part_of(two, one) || is_branch_of(&names[0], &names[1]) {
            return Some(Self::Branch);
        }
        if is_body(one) && is_body(two) {
            if are_of_two_places(one, two) {
                return None;
            }
            // «Управление образования администрации района» beside «Отдел культуры администрации района».
            let founder = fold(&entry.record.text(ColumnRole::Parent));
            let above = |words: &[&str]| words.iter().skip(1).position(|word| word.starts_with("администраци")).map(|at| at + 1);
            let one_above = above(one).zip(above(two)).is_some_and(|(at, other)| are_alike(&one[at..], &two[other..]));
            if one_above || !founder.is_empty() && founder == fold(&other.founder) {
                return Some(Self::OneFounder);
            }
            if is_council(one) != is_council(two) || is_head(one) != is_head(two) {
                return Some(Self::Council);
            }
        }
        if alike(&names[0], &names[1]) {
            return Some(Self::Alike);
        }
        let needs_group = entry.kind.kind.is_none_or(crate::domain::OrgKind::needs_group);
        (!needs_group && !other.needs_group).then_some(Self::NoForm)
    }
}

/// Whether the folded words are the name of an elected body.
fn is_council(words: &[&str]) -> bool {
    any_begins(words, &["совет", "дума", "думы", "собрани"])
        && any_begins(words, &["депутат", "дума", "думы", "собрани", "народн"])
}

/// Whether they are that of the head of a municipality.
fn is_head(words: &[&str]) -> bool {
    words.first() == Some(&"глава")
}

/// Whether they are the name of a body of a municipality or a subject.
fn is_body(words: &[&str]) -> bool {
    words.first().is_some_and(|word| LISTS.body.has(word)) || is_council(words) || is_head(words)
}

/// Whether two bodies are of different municipalities: each names a place that the other does not.
fn are_of_two_places(one: &[&str], two: &[&str]) -> bool {
    let places = |words: &[&str]| -> Vec<String> {
        let is_after_town = |at: usize| at > 0 && is_town(words[at - 1]);
        let is_place = |&(at, word): &(usize, &&str)| is_after_town(at) || is_adjective_of_place(word);
        words.iter().enumerate().filter(is_place).map(|(_, word)| word.chars().take(5).collect()).collect()
    };
    let (one, two) = (places(one), places(two));
    let has_own = |words: &[String], others: &[String]| words.iter().any(|word| !others.contains(word));
    has_own(&one, &two) && has_own(&two, &one)
}

/// «Липовского», «Липовская»; not «городского».
pub(super) fn is_adjective_of_place(word: &str) -> bool {
    let ends = ["ский", "ского", "ская", "ской", "ское", "цкий", "цкого", "цкая", "цкой", "цкое"];
    ends.iter().any(|end| word.ends_with(end)) && !word.contains("ческ") && !LISTS.not_of_a_place.has(word)
}

/// A word before the name of a town or village.
pub(super) fn is_town(word: &str) -> bool {
    matches!(
        word,
        "г" | "гор"
            | "город"
            | "города"
            | "с"
            | "село"
            | "села"
            | "п"
            | "пос"
            | "поселок"
            | "поселка"
            | "д"
            | "деревня"
            | "деревни"
    )
}

/// Whether the name of an organisation ends in that of another, which it then is a part of: «Поликлиника ГБУЗ «Больница»»,
/// «Отдел культуры администрации района».
fn is_part_of(one: &[&str], whole: &[&str]) -> bool {
    one.len() > whole.len() && whole.len() > 1 && are_alike(&one[one.len() - whole.len()..], whole)
}

/// Whether words are the same but for their endings.
fn are_alike(one: &[&str], two: &[&str]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is_one_word(one, two))
}

/// Whether one of two organisations is a branch and may well be one of the other's: their names share a telling word, and no numbers
/// part them.
fn is_branch_of(one: &str, other: &str) -> bool {
    if one == other {
        return false;
    }
    let [one_words, other_words] = [one, other].map(|name| without_building(&words(name).collect::<Vec<_>>()));
    let has = |words: &[&str], stems: &[&str]| any_begins(words, stems);
    let is_hospital = |words: &[&str]| has(words, &["больниц", "поликлин", "амбулатор", "црб"]) || is_of_hospital(words);
    let pairs = [(one, &one_words, other, &other_words), (other, &other_words, one, &one_words)];
    if pairs.iter().any(|(_, words, _, others)| is_of_hospital(words) && is_hospital(others)) {
        return true;
    }
    if !pairs.iter().any(|(text, words, ..)| is_called_branch(text, words)) {
        return false;
    }
    if one_words == other_words {
        return true;
    }
    let is_parted = are_parted_by_numbers(&one_words, &other_words);
    let stem = |word: &str| word.chars().take(6).collect::<String>();
    let is_telling = |word: &&&str| word.chars().count() > 4 && !LISTS.untelling.has(word);
    let has_common = one_words.iter().filter(is_telling).any(|word| other_words.iter().any(|other| stem(other) == stem(word)));
    let is_within = |words: &[&str], others: &[&str]| words.iter().all(|word| others.contains(word));
    (has_common || is_within(&one_words, &other_words) || is_within(&other_words, &one_words)) && !is_parted
}

/// Whether words are the name of a station of a hospital: it never stands alone, and is named after its village.
fn is_of_hospital(words: &[&str]) -> bool {
    words.contains(&"фап") || any_begins(words, &["фельдшерск"])
}

/// Whether a name says of itself that it is a part of something. The clubs and libraries of villages are, though they do not say so.
fn is_called_branch(text: &str, words: &[&str]) -> bool {
    any_begins(words, &["филиал", "отделени", "структурн", "обособленн"])
        || words.iter().any(|word| matches!(*word, "сдк" | "сб" | "ск"))
        || ["сельский клуб", "сельский дом культуры", "сельская библиотека", "корпус"].iter().any(|name| text.contains(name))
}

/// Whether both names have numbers, and none in common.
fn are_parted_by_numbers(one: &[&str], other: &[&str]) -> bool {
    let has_number = |words: &[&str]| words.iter().any(|word| is_number(word));
    has_number(one) && has_number(other) && !one.iter().any(|word| is_number(word) && other.contains(word))
}

/// Whether two organisations may well be one legal person: one name in two forms, a part and its whole, a branch, a council or a head
/// beside the administration. Asked where they share a number of a legal person, so the branch need not be named after its whole.
fn may_be_one_person(one: &str, other: &str) -> bool {
    if may_be_one(one, other) {
        return true;
    }
    let names = [one, other].map(|name| fold(beginning(name)));
    let all_words = names.each_ref().map(|name| words(name).collect::<Vec<_>>());
    let [one_words, other_words] = all_words.each_ref().map(Vec::as_slice);
    if is_part_of(one_words, other_words) || is_part_of(other_words, one_words) || is_branch_of(&names[0], &names[1]) {
        return true;
    }
    let is_branch = |at: usize| is_called_branch(&names[at], &all_words[at]) || is_of_hospital(&all_words[at]);
    if is_branch(0) || is_branch(1) {
        let [one, other] = [one_words, other_words].map(without_building);
        return !are_parted_by_numbers(&one, &other);
    }
    let is_above = |words: &[&str]| words.first() == Some(&"администрация") || is_council(words) || is_head(words);
    let are_bodies = is_body(one_words) && is_body(other_words) && !are_of_two_places(one_words, other_words);
    are_bodies && (is_above(one_words) || is_above(other_words))
}

/// The words of a name without the building: «корпус 2».
fn without_building<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let is_building = |at: usize| {
        let after = at > 0 && words[at - 1].starts_with("корпус") && is_number(words[at]);
        after || words[at].starts_with("корпус")
    };
    (0..words.len()).filter(|&at| !is_building(at)).map(|at| words[at]).collect()
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn duplicate<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    // Files of different senders may well hold the same organisation; within a sheet it is there twice by mistake.
    pages_of(entry).find_map(|(at, page)| {
        let is_twice =
            |other: &&Neighbour<'_>| other.same_sheet && other.has(&page) && Likeness::of(entry, other) == Likeness::Same;
        let other = neighbours.iter().find(is_twice)?;
        Some((at, AcrossFact::Duplicate { page: page.clone(), other: other.cell(other.page) }))
    })
}

fn number_of_two<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let name = entry.record.organisation();
    // Where they share their page too, that is the finding.
    let shares_page = |other: &Neighbour<'_>| entry.group.id.is_some() && other.group == entry.group.id;
    let (other, number) = neighbours.iter().find_map(|other| {
        let number = shared_number(entry, other).filter(|_| !shares_page(other))?;
        (!may_be_one_person(&name, &other.name)).then_some((other, number))
    })?;
    let role = if matches!(number, SharedNumber::Inn(_)) { ColumnRole::Inn } else { ColumnRole::Ogrn };
    let fact = AcrossFact::NumberOfTwo { number, other: other.cell(other.name_cell), name: other.name.to_string() };
    Some((entry.record.get(role).at, fact))
}

/// The numbers of a legal person that a row and another share.
fn shared_number(entry: &Entry<'_>, other: &Neighbour<'_>) -> Option<SharedNumber> {
    let (ogrn, inn) = (entry.ogrn(), entry.inn());
    match (ogrn.filter(|_| other.ogrn == ogrn), inn.filter(|_| other.inn == inn)) {
        (Some(ogrn), Some(inn)) => Some(SharedNumber::Both(ogrn, inn)),
        (Some(ogrn), None) => Some(SharedNumber::Ogrn(ogrn)),
        (None, Some(inn)) => Some(SharedNumber::Inn(inn)),
        (None, None) => None,
    }
}

fn two_groups<'t>(entry: &Entry<'t>, neighbours: &[Neighbour<'t>]) -> Option<(CellRef, AcrossFact<'t>)> {
    let group = entry.group.id?;
    let name = entry.record.organisation();
    // Two names with one number are most likely two organisations, one with the other's number; that is a finding of its own.
    let (other, other_group, number) = neighbours.iter().find_map(|other| {
        let other_group = other.group.filter(|&other_group| other_group != group)?;
        let number = shared_number(entry, other)?;
        may_be_one(&name, &other.name).then_some((other, other_group, number))
    })?;
    let fact = AcrossFact::TwoGroups { number, group, other_group, other: other.cell(other.page) };
    Some((entry.group.evidence.first()?.at, fact))
}

/// Whether two names are one organisation's: the same words but for endings, whatever their order, without the legal form and the word
/// before a town. A name within a longer one is not it: «Отдел культуры администрации района» is no administration.
fn same_name(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (fold(beginning(one)), fold(beginning(other)));
    // «СОШ» is «средняя общеобразовательная школа».
    let telling = |text: &str| -> Vec<String> {
        let is_form = |word: &str| is_legal_form(word) || LISTS.form.has(word) || is_town(word);
        words(text).filter(|word| !is_form(word)).flat_map(spelt_out).map(str::to_owned).collect()
    };
    let (one_words, mut others) = (telling(&one), telling(&other));
    if one_words.is_empty() || others.is_empty() {
        return one == other || one.is_empty() || other.is_empty();
    }
    let all_found = one_words.iter().all(|word| {
        let at = others.iter().position(|other| is_one_word(word, other));
        at.map(|at| others.swap_remove(at)).is_some()
    });
    all_found && others.is_empty()
}

/// An abbreviation in words, as far as they tell one school from another.
fn spelt_out(word: &str) -> impl Iterator<Item = &str> {
    let words = match word {
        "сош" => ["средняя", "школа"],
        "оош" => ["основная", "школа"],
        "нош" => ["начальная", "школа"],
        _ => [word, ""],
    };
    words.into_iter().filter(|word| !word.is_empty())
}

/// Whether two words are one but for their endings.
fn is_one_word(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if is_number(one) || is_number(other) {
        return false;
    }
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let (one, other) = (one.chars().count(), other.chars().count());
    common > 1 && common + 2 >= one.min(other) && common + 3 >= one.max(other)
}

/// Whether two names may be one organisation's, in full and in short, and neither is a part or branch of the other.
fn may_be_one(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let folded = [one, other].map(|name| fold(beginning(name)));
    let all_words = folded.each_ref().map(|name| words(name).collect::<Vec<_>>());
    let [one_words, other_words] = &all_words;
    let is_part = is_part_of(one_words, other_words) || is_part_of(other_words, one_words);
    same_name(one, other) || alike(one, other) && !is_part && !is_branch_of(&folded[0], &folded[1])
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
        let words = words(text).filter(|word| !is_legal_form(word)).flat_map(spelt_out);
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(&one), words(&other));
    let numbers = |words: &[String]| -> Vec<String> { words.iter().filter(|word| is_number(word)).cloned().collect() };
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
pub(super) fn is_legal_form(word: &str) -> bool {
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
    fn one_organisation_has_one_name_whatever_its_legal_form() {
        for (one, other) in [
            ("МБОУ «Средняя школа № 5»", "Муниципальное бюджетное общеобразовательное учреждение средняя школа № 5"),
            ("ГБУЗ «Районная  больница »", "гбуз районная больница"),
            ("Администрация г. Уфа", "Администрация города Уфы"),
            ("МБОУ «Школа № 5»", "Школа №5"),
            ("Липовская ЦРБ", "ЦРБ Липовская"),
            ("МБОУ СОШ № 5", "Средняя общеобразовательная школа № 5"),
        ] {
            assert!(same_name(one, other) && same_name(other, one), "{one}, {other}");
        }
        for (one, other) in [
            ("Администрация Липовского района", "Отдел культуры администрации Липовского района"),
            ("ГБУЗ «Больница № 2»", "Поликлиника ГБУЗ «Больница № 2»"),
            ("Администрация г. Липовска", "Администрация Липовского района"),
            ("МБОУ «Школа № 5»", "МБОУ «Школа № 6»"),
            ("Театр кукол", "Театр драмы"),
        ] {
            assert!(!same_name(one, other) && !same_name(other, one), "{one}, {other}");
        }
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
            ("Глава города Липовска", "Липовская городская Дума"),
            ("Администрация Липовского района", "Управление образования администрации Липовского района"),
            ("Отдел культуры администрации Липовского района", "Управление образования администрации Липовского района"),
            ("ГБУЗ «Больница № 2»", "Поликлиника ГБУЗ «Больница № 2»"),
            ("ГБУЗ «Берёзовская ЦРБ»", "Петровский ФАП"),
            ("МБОУ «СОШ № 5» корпус 1", "МБОУ «СОШ № 5» корпус 2"),
            ("МБОУ «СОШ № 2»", "Дошкольное отделение МБОУ «СОШ № 2»"),
            ("МБОУ «СОШ № 8»", "МБОУ «СОШ № 8» (филиал)"),
            ("МБОУ «СОШ № 8»", "Петровский филиал МБОУ «СОШ № 8»"),
            ("Администрация г. Липовска", "Администрация Липовского района"),
            ("МБОУ СОШ № 5", "Школа № 5"),
            ("МБУК «Музей»", "МБУК «Театр»"),
        ] {
            let across = |one, two| pair(one, two).into_iter().filter(|code| code.starts_with("row-")).collect::<Vec<_>>();
            assert_eq!(across(one, two), ["row-group-shared"], "{one}, {two}");
            assert_eq!(across(two, one), ["row-group-shared"], "{two}, {one}");
        }
        for (one, two) in [
            ("МБОУ «Школа № 5»", "МБОУ «Школа № 6»"),
            ("МБОУ «Школа № 5»", "МБУК «Сельская библиотека»"),
            ("ГБУЗ «Примерская больница»", "ГБУЗ «Образцовская больница»"),
            ("Администрация Липовского сельсовета", "Совет депутатов Берёзовского сельсовета"),
            ("Администрация Липовского сельсовета Берёзовского района", "Администрация Липовского сельсовета Дубовского района"),
            ("Отдел ЗАГС Липовского района", "Отдел ЗАГС Берёзовского района"),
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
        // A third with another number may not, wherever it stands.
        let three = [row("МБОУ «Лицей»", ogrn), row("Детский сад «Мак»", ogrn), row("ГБУЗ «Больница»", "ОГРН = 1044004404091")];
        assert_eq!(Case::of(&three.each_ref().map(String::as_str)).codes(), ["row-group-two-organisations"]);
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
    fn a_short_name_is_one_page_too() {
        let row = |name: &str| format!("Организация = {name}; ВК = vk.com/shkola");
        let across = |one: &str, two: &str| -> Vec<&str> {
            codes(&[&row(one), &row(two)]).into_iter().filter(|code| code.starts_with("row-")).collect()
        };
        assert_eq!(across("Школа № 5", "Школа № 6"), ["row-group-two-organisations"]);
        assert_eq!(across("Школа № 5", "школа №5"), ["row-duplicate"]);
        assert_eq!(across("Музей", "Театр"), ["row-group-shared"]);
    }

    #[test]
    fn namesakes_of_two_municipalities_are_two_organisations() {
        let row = |town: &str| format!("Организация = Школа № 5; ВК = club5; Муниципальное образование = {town}");
        let codes = |one: &str, two: &str| Case::of(&[&row(one), &row(two)]).codes();
        assert_eq!(codes("Липовск", "Берёзовск"), ["row-group-two-organisations"]);
        assert_eq!(codes("Липовск", "липовск"), ["row-duplicate"]);
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
    fn a_number_of_a_legal_person_is_shared_by_its_branches_alone() {
        let row = |name: &str, id: u32, numbers: &str| format!("Организация = {name}; ВК = club{id}; {numbers}");
        let pair = |one: &str, two: &str, numbers: &str| -> Vec<&str> {
            let found = codes(&[&row(one, 5, numbers), &row(two, 6, numbers)]);
            found.into_iter().filter(|code| code.starts_with("row-")).collect()
        };
        let (ogrn, inn) = ("ОГРН = 1027301172106", "ИНН = 4001000018");
        let both = format!("{ogrn}; {inn}");
        assert_eq!(pair("Школа № 5", "Школа № 6", inn), ["row-inn-two-names"]);
        assert_eq!(pair("Школа № 5", "Школа № 6", &both), ["row-ogrn-two-names"]);
        assert_eq!(pair("Музей", "Отдел опеки", ogrn), ["row-ogrn-two-names"]);
        for (one, two) in [
            ("МБОУ «Липовская СОШ»", "Берёзовский филиал МБОУ «Липовская СОШ»"),
            ("МБОУ «СОШ № 5»", "Структурное подразделение «Ромашка»"),
            ("МБУК «Липовский ЦКС»", "СДК д. Ольховка"),
            ("ГБУЗ «Липовская ЦРБ»", "ФАП с. Ольховка"),
            ("Администрация Липовского сельсовета", "Совет депутатов Липовского сельсовета"),
            ("Администрация Липовского района", "Отдел культуры"),
        ] {
            for numbers in [ogrn, inn] {
                assert_eq!(pair(one, two, numbers), [""; 0], "{one}, {two}");
                assert_eq!(pair(two, one, numbers), [""; 0], "{two}, {one}");
            }
        }
        assert_eq!(pair("МБОУ «СОШ № 5»", "Филиал МБОУ «СОШ № 6»", ogrn), ["row-ogrn-two-names"]);
    }

    #[test]
    fn one_organisation_has_one_page() {
        for number in ["ОГРН = 1027301172106", "ИНН = 4001000018"] {
            let row = |page| format!("Организация = Школа № 5; ВК = {page}; {number}");
            assert_eq!(codes(&[&row("club5"), &row("club6")]), ["row-ogrn-two-groups"], "{number}");
        }
    }
}
