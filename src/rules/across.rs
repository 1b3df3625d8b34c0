//! What rows say together: one community on two organisations, one ОГРН with two names or two communities, a row twice.

use super::{LETTER_CHECK, quoted};
use crate::diagnostic::{Code, Diagnostic, Problem, Severity};
use crate::domain::GroupId;
use crate::domain::ogrn::Ogrn;
use crate::domain::text::fold;
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

/// A check of one row against the others of the run.
#[derive(Debug)]
pub struct AcrossRule {
    /// What a finding is called.
    pub code: Code,
    find: fn(&Entry<'_>, &[Neighbour<'_>]) -> Option<Problem>,
}

/// The checks across rows.
pub static RULES: &[AcrossRule] = &[
    AcrossRule {
        code: Code {
            name: "row-group-two-organisations",
            severity: Severity::Error,
            title: "Одно сообщество у двух организаций",
            citation: LETTER_CHECK,
        },
        find: group_of_two,
    },
    AcrossRule {
        code: Code {
            name: "row-duplicate", severity: Severity::Warning, title: "Строка повторяется", citation: ""
        },
        find: duplicate,
    },
    AcrossRule {
        code: Code {
            name: "row-ogrn-two-names",
            severity: Severity::Warning,
            title: "Один ОГРН у двух организаций",
            citation: "",
        },
        find: ogrn_two_names,
    },
    AcrossRule {
        code: Code {
            name: "row-ogrn-two-groups",
            severity: Severity::Warning,
            title: "Два сообщества у одной организации",
            citation: LETTER_CHECK,
        },
        find: ogrn_two_groups,
    },
];

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

/// Where another row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'n> {
    /// The file, if it is another one.
    pub file: Option<&'n str>,
    /// The sheet, if it is another one.
    pub sheet: Option<&'n str>,
}

impl Place<'_> {
    fn cell(&self, cell: CellRef) -> String {
        match (self.file, self.sheet) {
            (Some(file), Some(sheet)) => format!("«{file}», лист «{sheet}», {cell}"),
            (None, Some(sheet)) => format!("лист «{sheet}», {cell}"),
            _ => cell.to_string(),
        }
    }
}

/// Everything that is to be said of a row in view of the others.
pub fn check_across(entry: &Entry<'_>, neighbours: &[Neighbour<'_>], context: &Context<'_>) -> Vec<Diagnostic> {
    RULES
        .iter()
        .filter_map(|rule| (rule.find)(entry, neighbours).map(|problem| super::diagnostic(&rule.code, problem, entry, context)))
        .collect()
}

fn group_of_two(entry: &Entry<'_>, neighbours: &[Neighbour<'_>]) -> Option<Problem> {
    let id = entry.group.id?;
    let name = entry.record.organisation();
    let ogrn = entry.ogrn();
    let other =
        neighbours.iter().find(|other| other.group == Some(id) && !same_organisation(&name, ogrn, &other.name, other.ogrn))?;
    let cell = entry.group.evidence.first()?.at;
    let place = other.place.cell(other.page);
    if !other.name.is_empty() && alike(&name, &other.name) {
        let message = format!("Сообщество {id} указано ещё в одной строке с тем же названием, но с другим ОГРН ({place}).");
        return Some(Problem::at(cell, message).suggest("Сверьте оба ОГРН с выпиской из ЕГРЮЛ и уберите лишнюю строку."));
    }
    let message = format!("Сообщество {id} указано и у другой организации — {} ({place}).", quoted(&other.name));
    Some(Problem::at(cell, message).suggest("Откройте страницу, посмотрите, чья она, и исправьте адрес у другой организации."))
}

fn duplicate(entry: &Entry<'_>, neighbours: &[Neighbour<'_>]) -> Option<Problem> {
    let id = entry.group.id?;
    let name = entry.record.organisation();
    let ogrn = entry.ogrn();
    // Files of different senders may well hold the same organisation; within a sheet it is there twice by mistake.
    let other = neighbours
        .iter()
        .find(|other| other.same_sheet && other.group == Some(id) && same_organisation(&name, ogrn, &other.name, other.ogrn))?;
    let cell = entry.group.evidence.first()?.at;
    let message =
        format!("Та же организация с тем же сообществом {id} есть ещё в одной строке ({}).", other.place.cell(other.page));
    Some(Problem::at(cell, message).suggest("Оставьте одну из двух строк."))
}

fn ogrn_two_names(entry: &Entry<'_>, neighbours: &[Neighbour<'_>]) -> Option<Problem> {
    let ogrn = entry.ogrn()?;
    let name = entry.record.organisation();
    let other = neighbours.iter().find(|other| other.ogrn == Some(ogrn) && !alike(&name, &other.name))?;
    let cell = entry.record.get(ColumnRole::Ogrn).at;
    let message =
        format!("ОГРН {ogrn} указан и у другой организации — {} ({}).", quoted(&other.name), other.place.cell(other.name_cell));
    Some(Problem::at(cell, message).suggest(
        "Сверьте оба ОГРН с выпиской из ЕГРЮЛ. Если одна организация — филиал другой, ОГРН у них общий; напишите об этом в «Пояснении».",
    ))
}

fn ogrn_two_groups(entry: &Entry<'_>, neighbours: &[Neighbour<'_>]) -> Option<Problem> {
    let (ogrn, id) = (entry.ogrn()?, entry.group.id?);
    let name = entry.record.organisation();
    // Two names with one ОГРН are most likely two organisations, one with the other's number; that is a finding of its own.
    let is_other_page = |other: &&Neighbour<'_>| {
        other.ogrn == Some(ogrn) && other.group.is_some_and(|group| group != id) && alike(&name, &other.name)
    };
    let other = neighbours.iter().find(is_other_page)?;
    let cell = entry.group.evidence.first()?.at;
    let message =
        format!("У организации с ОГРН {ogrn} два сообщества: {id} и {} ({}).", other.group?, other.place.cell(other.page));
    Some(Problem::at(cell, message).suggest(
        "Проверьте, какая страница официальная. Другую строку уберите; если это филиал, напишите об этом в «Пояснении».",
    ))
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
        let finding = Case::of(&rows).findings().remove(0);
        assert_eq!(finding.code.name, "row-group-two-organisations");
        assert!(finding.problem.message.contains("с другим ОГРН"));
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
