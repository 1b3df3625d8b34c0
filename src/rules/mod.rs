//! Every check of a row. A check looks at an [`Entry`] and says what it found as a fact; what facts are called stands in the table of
//! codes at the top of their topic, and [`crate::words`] says them in Russian.
//!
//! To add a check: a line in the codes of its topic, a variant of the topic's fact, and a function that [`Found::add`] is given in the
//! topic's `check`. The compiler asks for the code of the fact here and for its words there. What rows say together is asked in
//! [`across`].

pub(crate) mod across;
pub(crate) mod address;
pub(crate) mod app;
mod finding;
pub(crate) mod group;
pub(crate) mod kind;
pub(crate) mod link;
pub(crate) mod max;
pub(crate) mod menu;
pub(crate) mod page;
pub(crate) mod placed;
pub(crate) mod pos;
pub(crate) mod state;
#[cfg(test)]
mod testing;
mod word_lists;

pub(crate) use finding::{Fact, Finding, Remedy, Roles};

use crate::diagnostic::{Code, Severity};
use crate::entry::{Context, Entry};
use crate::table::sheet::CellRef;

/// The letter on the mini-app: how the id is found.
const LETTER_ID: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: как узнать ID";
/// The letter on the mini-app: which section goes on which page, and the links.
const LETTER_LINKS: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: ссылки мини-приложения";
/// The letter on the mini-app: placing and checking.
pub(crate) const LETTER_CHECK: &str =
    "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: проверка размещённой ссылки";
/// The slides on the state status, by point.
pub(crate) const STATUS_SLIDES: [&str; 7] = [
    "Памятка о государственном статусе, п. 1",
    "Памятка о государственном статусе, п. 2",
    "Памятка о государственном статусе, п. 3 (8-ФЗ)",
    "Памятка о государственном статусе, п. 4",
    "Памятка о государственном статусе, п. 5",
    "Памятка о государственном статусе, п. 6",
    "Памятка о государственном статусе, п. 7",
];

/// The codes of a topic: a constant for each, and `CODES`, the list of them in the order of the catalogue.
macro_rules! topic_codes {
    ($($constant:ident = $name:literal, $severity:ident, $title:literal, $citation:expr;)+) => {
        $(static $constant: $crate::diagnostic::Code =
            $crate::diagnostic::Code::new($name, $crate::diagnostic::Severity::$severity, $title, $citation);)+
        /// The codes of the topic.
        pub(super) static CODES: &[&$crate::diagnostic::Code] = &[$(&$constant),+];
    };
}
use topic_codes;

/// What a check is about, in the words of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// The mini-app «Госуслуги»: its link, and the number of the page in it.
    Miniapp,
    /// The forms of ПОС.
    Pos,
    /// The mobile application.
    App,
    /// The state status of the page.
    State,
    /// The channel in MAX.
    Max,
}

impl Subject {
    /// What it is called.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Miniapp => "Мини-приложение",
            Self::Pos => "Формы ПОС",
            Self::App => "Мобильное приложение",
            Self::State => "Государственный статус",
            Self::Max => "Канал MAX",
        }
    }
}

/// The checks of a topic.
struct Topic {
    about: Subject,
    codes: &'static [&'static Code],
    check: for<'t> fn(&Entry<'t>, &Context<'_>, &mut Found<'t>),
}

/// To add a topic, add its line.
static TOPICS: [Topic; 11] = [
    Topic { about: Subject::Miniapp, codes: address::CODES, check: address::check },
    Topic { about: Subject::Miniapp, codes: group::CODES, check: group::check },
    Topic { about: Subject::Miniapp, codes: kind::CODES, check: kind::check },
    Topic { about: Subject::Miniapp, codes: link::CODES, check: link::check },
    Topic { about: Subject::Pos, codes: pos::CODES, check: pos::check },
    Topic { about: Subject::App, codes: app::CODES, check: app::check },
    Topic { about: Subject::Miniapp, codes: menu::CODES, check: menu::check },
    Topic { about: Subject::State, codes: state::CODES, check: state::check },
    Topic { about: Subject::Max, codes: max::CODES, check: max::check },
    Topic { about: Subject::Miniapp, codes: page::CODES, check: page::check },
    Topic { about: Subject::Miniapp, codes: placed::CODES, check: placed::check },
];

/// All codes there are, in the order of the topics.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    TOPICS.iter().flat_map(|topic| topic.codes).chain(across::CODES).copied()
}

/// What a code is about. What rows say together is about whose page it is.
pub(crate) fn subject(code: &Code) -> Subject {
    let topic = TOPICS.iter().find(|topic| topic.codes.contains(&code));
    topic.map_or(Subject::Miniapp, |topic| topic.about)
}

/// Whether findings of a code are mended on the page itself: no cell of the table is wrong.
pub(crate) fn is_on_page(code: &Code) -> bool {
    placed::CODES.iter().chain(page::ON_PAGE).any(|known| known.name == code.name)
}

/// The facts found in a row so far, each with its cell.
#[derive(Debug, Default)]
struct Found<'t>(Vec<(CellRef, Fact<'t>)>);

impl<'t> Found<'t> {
    /// Adds what a check found, if it found something.
    fn add(&mut self, found: Option<(CellRef, impl Into<Fact<'t>>)>) {
        if let Some((at, fact)) = found {
            self.0.push((at, fact.into()));
        }
    }

    /// Adds what a check found unless a fact of this code is there already: one cell with a fault is enough to ask for.
    fn add_once(&mut self, at: CellRef, fact: impl Into<Fact<'t>>) {
        let fact = fact.into();
        if self.0.iter().all(|(_, known)| known.code() != fact.code()) {
            self.0.push((at, fact));
        }
    }

    /// Puts severities to the facts. A judgement that a clerk has explained is closed; a fact never is, and neither is an error, unless
    /// gospub has mended it.
    fn findings(self, entry: &Entry<'t>, context: &Context<'_>) -> Vec<Finding<'t>> {
        let finding = |(at, fact): (CellRef, Fact<'t>)| {
            let code = fact.code();
            let severity = match context.settings.severity(code) {
                Severity::Warning if fact.is_closed_by(entry) => Severity::Info,
                // What was wrong with a link that `--fix` has replaced is a note on what was done.
                _ if entry.is_replaced(at) => Severity::Info,
                severity => severity,
            };
            Finding { code, severity, at, fact }
        };
        self.0.into_iter().map(finding).collect()
    }
}

/// Everything that is found in a row by itself.
pub(crate) fn check_row<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Vec<Finding<'t>> {
    let mut found = Found::default();
    for topic in &TOPICS {
        (topic.check)(entry, context, &mut found);
    }
    found.findings(entry, context)
}

#[cfg(test)]
mod tests {
    use super::testing::Case;
    use crate::diagnostic::Severity;

    fn explained(row: &str) -> Vec<(&'static str, Severity)> {
        let case = Case::of(&[row]).explained("проверено, всё верно");
        case.with_findings(|findings| findings.iter().map(|finding| (finding.code.name, finding.severity)).collect())
    }

    #[test]
    fn an_explanation_closes_a_judgement() {
        assert_eq!(
            explained("Организация = ЦГБ; Ссылка на страницу = vk.com/club217000101"),
            [("kind-uncertain", Severity::Info)]
        );
    }

    #[test]
    fn an_explanation_closes_no_error() {
        assert_eq!(
            explained("Организация = Школа № 1; Ссылка на страницу = https://vk.com/id6"),
            [("address-person", Severity::Error)]
        );
    }

    #[test]
    fn an_explanation_closes_no_judgement_that_the_profile_calls_an_error() {
        let row = "Организация = ЦГБ; Ссылка на страницу = vk.com/club217000101";
        let mut case = Case::of(&[row]).explained("проверено, всё верно");
        case.settings.severities.insert("kind-uncertain".to_owned(), Severity::Error);
        case.with_findings(|findings| assert_eq!(findings[0].severity, Severity::Error));
    }

    #[test]
    fn an_explanation_closes_nothing_that_is_lacking() {
        assert_eq!(
            explained("Организация = Школа № 1; Ссылка на страницу = https://vk.com/detsad_romashka"),
            [("address-screen-name", Severity::Warning)]
        );
    }
}
