//! Every check of a row, each a value: a code, a severity, a title, the letter, and the function that looks.
//!
//! To add a check, write it in the file of its topic and put it into that file's `RULES`. What a rule asks is one question of one
//! [`Entry`]; what rows say together is asked in [`across`].

pub mod across;
mod address;
mod app;
mod group;
mod kind;
mod link;
mod malformed;
mod pos;
mod state;
#[cfg(test)]
mod testing;

use crate::diagnostic::{Code, Diagnostic, Problem, Severity};
use crate::domain::OrgKind;
use crate::domain::vk_address::Fault;
use crate::entry::{Context, Entry, Form};

/// A check of one row.
#[derive(Debug)]
pub struct RowRule {
    /// What a finding is called.
    pub code: Code,
    find: Find,
}

/// How a rule looks at a row.
#[derive(Debug)]
enum Find {
    /// Once.
    InRow(fn(&Entry<'_>, &Context<'_>) -> Option<Problem>),
    /// At each of the two ПОС links: both may have the same fault.
    InForms(fn(&Entry<'_>, &Form<'_>) -> Option<Problem>),
}

impl RowRule {
    fn find(&self, entry: &Entry<'_>, context: &Context<'_>, found: impl FnMut(Problem)) {
        match self.find {
            Find::InRow(find) => find(entry, context).into_iter().for_each(found),
            Find::InForms(find) => entry.pos.forms().into_iter().filter_map(|form| find(entry, form)).for_each(found),
        }
    }
}

/// The letter on the mini-app: how the id is found.
const LETTER_ID: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: как узнать ID";
/// The letter on the mini-app: which section goes on which page, and the links.
const LETTER_LINKS: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: ссылки мини-приложения";
/// The letter on the mini-app: placing and checking.
const LETTER_CHECK: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: проверка размещённой ссылки";
/// The slides on the state status, by point.
const STATUS_SLIDES: [&str; 7] = [
    "Памятка о государственном статусе, п. 1",
    "Памятка о государственном статусе, п. 2",
    "Памятка о государственном статусе, п. 3 (8-ФЗ)",
    "Памятка о государственном статусе, п. 4",
    "Памятка о государственном статусе, п. 5",
    "Памятка о государственном статусе, п. 6",
    "Памятка о государственном статусе, п. 7",
];
/// Faults of a text that is an address of VK but leads nowhere.
const FAULTS_OF_A_PAGE: [Fault; 2] = [Fault::BadName, Fault::BrokenAddress];

/// The rules of a topic.
struct Topic {
    rules: &'static [RowRule],
    /// Whether a rule of the topic may find something in a row. For the topics with many rules, as most rows are in order.
    may_find: fn(&Entry<'_>) -> bool,
}

static TOPICS: [Topic; 7] = [
    Topic { rules: address::RULES, may_find: address::may_find },
    Topic { rules: group::RULES, may_find: |_| true },
    Topic { rules: kind::RULES, may_find: |_| true },
    Topic { rules: link::RULES, may_find: link::may_find },
    Topic { rules: pos::RULES, may_find: pos::may_find },
    Topic { rules: app::RULES, may_find: app::may_find },
    Topic { rules: state::RULES, may_find: |_| true },
];

/// All codes there are, in the order of the topics.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    TOPICS.iter().flat_map(|topic| topic.rules).map(|rule| &rule.code).chain(across::RULES.iter().map(|rule| &rule.code))
}

/// Everything that is to be said of a row by itself.
pub fn check_row(entry: &Entry<'_>, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for topic in TOPICS.iter().filter(|topic| (topic.may_find)(entry)) {
        for rule in topic.rules {
            rule.find(entry, context, |problem| found.push(diagnostic(&rule.code, problem, entry, context)));
        }
    }
    found
}

/// Puts code and severity to a finding. A warning that a clerk has explained is closed; an error never is, unless gospub has mended it.
fn diagnostic(code: &'static Code, problem: Problem, entry: &Entry<'_>, context: &Context<'_>) -> Diagnostic {
    let severity = match context.settings.severity(code) {
        Severity::Warning if entry.is_explained() => Severity::Info,
        // What was wrong with a link that `--fix` has replaced is a note on what was done.
        _ if entry.is_replaced(problem.cell) => Severity::Info,
        severity => severity,
    };
    Diagnostic { code, severity, problem }
}

/// Kinds in the words of the letter.
pub fn kind_title(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Health => "медицинская организация",
        OrgKind::Education => "образовательная организация",
        OrgKind::Auto => "авто и дорожное движение",
        OrgKind::Other => "иная организация",
    }
}

/// A cell's text in a message: quoted, and cut where it is long.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if short.chars().count() > LONGEST {
        short = short.chars().take(LONGEST).collect::<String>() + "…";
    }
    format!("«{short}»")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Offices;
    use crate::record::Record;
    use crate::reference::Reference;
    use crate::settings::Settings;
    use crate::table::Table;
    use crate::table::column::ColumnRole;
    use crate::table::layout::Layout;
    use crate::table::sheet::{Column, sheet_of_texts};
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = String> {
        const TEXTS: [&str; 20] = [
            "",
            "нет",
            "есть",
            "73442711",
            "https://vk.com/club5",
            "vk.com/club6",
            "https://vk.com/publik177651782",
            "vk,com/club5",
            "https://vk.com/a_name?w=wall-5_1",
            "vk.com/club5?w=wall-6_1",
            "https://vk.com/id5",
            "https://ok.ru/a",
            "https://vk.com/app8181405#module=health&groupId=5",
            "https://pos.gosuslugi.ru/form/?opaid=5",
            "1027301172106",
            "1027301172107",
            "29701000",
            "7701000",
            "Калужская область",
            "ОМСУ",
        ];
        prop::sample::select(&TEXTS[..]).prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn a_topic_that_may_find_nothing_finds_nothing(cells in prop::collection::vec((0..ColumnRole::ALL.len(), cell()), 1..9)) {
            let columns: Vec<_> = cells.iter().map(|&(role, _)| ColumnRole::ALL[role]).zip((0..).map_while(Column::new)).collect();
            let sheet = sheet_of_texts("", [cells.iter().map(|(_, text)| text)]);
            prop_assume!(sheet.row_count() > 0);
            let table = Table::of_value(sheet, Layout::of_columns(&columns, 1));
            let (settings, reference, offices) = (Settings::default(), Reference::default(), Offices::default());
            let context = Context { settings: &settings, reference: &reference, offices: &offices, table_kind: None };
            let entry = Entry::read(Record::at(&table, 0), &context);
            for topic in TOPICS.iter().filter(|topic| !(topic.may_find)(&entry)) {
                for rule in topic.rules {
                    let mut found = 0;
                    rule.find(&entry, &context, |_| found += 1);
                    prop_assert!(found == 0, "{}", rule.code.name);
                }
            }
        }
    }
}
