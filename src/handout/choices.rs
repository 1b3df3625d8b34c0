//! Columns in which few values are possible: their cells offer a list.

use crate::classify::{self, KindCell};
use crate::domain::Region;
use crate::domain::text::fold;
use crate::link::pos::Level;
use crate::pipeline::Run;
use crate::record::Record;
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use std::collections::HashSet;

/// Longer lists are no help.
const MOST: usize = 12;
/// The columns, each with the words that gospub itself suggests there: these are all that can be right.
const OFFERED: [(ColumnRole, &[&str]); 5] = [
    (ColumnRole::Kind, &["здравоохранение", "образование", "авто", "иное"]),
    (ColumnRole::Level, &["РОИВ", "ОМСУ", "подведомственная"]),
    (ColumnRole::StateStatus, &["да", "нет"]),
    (ColumnRole::Parent, &[]),
    (ColumnRole::Region, &[]),
];

/// The values that each such column of a run offers.
#[derive(Debug)]
pub(super) struct Choices(Vec<(ColumnRole, Offer)>);

/// The values that a column offers.
#[derive(Debug)]
pub(super) struct Offer {
    /// The values.
    pub(super) values: Vec<String>,
    /// Whether there are no others.
    pub(super) complete: bool,
}

impl Choices {
    /// Reads the values that stand in the tables; those that gospub does not understand are not offered again.
    pub(super) fn of(run: &Run<'_>) -> Self {
        let offer = |role, words: &[&str]| Some(Offer { values: values(run, role, words)?, complete: !words.is_empty() });
        Self(OFFERED.iter().filter_map(|&(role, words)| Some((role, offer(role, words)?))).collect())
    }

    /// The values for the column of a role.
    pub(super) fn get(&self, role: ColumnRole) -> Option<&Offer> {
        self.0.iter().find(|(known, _)| *known == role).map(|(_, offer)| offer)
    }
}

fn values(run: &Run<'_>, role: ColumnRole, words: &[&str]) -> Option<Vec<String>> {
    let mut read = HashSet::new();
    let mut meanings = HashSet::new();
    let mut values: Vec<String> = Vec::new();
    for source in run.sources().iter().filter(|source| source.table.layout().column(role).is_some()) {
        for position in 0..source.table.len() {
            let text = Record::at(&source.table, position).text(role);
            if text.is_empty() || read.contains(&*text) {
                continue;
            }
            read.insert(text.clone().into_owned());
            if meaning(role, &text, run.settings()).is_some_and(|meaning| meanings.insert(meaning)) {
                values.push(text.into_owned());
            }
            if values.len() > MOST {
                return None;
            }
        }
    }
    let missing = words.iter().filter(|word| meaning(role, word, run.settings()).is_some_and(|word| meanings.insert(word)));
    values.extend(missing.map(|&word| word.to_owned()));
    (values.len() > 1).then_some(values)
}

/// What a value stands for: of several words for one thing the first is offered. `None` if it says nothing that gospub understands.
fn meaning(role: ColumnRole, text: &str, settings: &Settings) -> Option<String> {
    match role {
        ColumnRole::Kind => match classify::by_column(text, &settings.words) {
            KindCell::Type(_) | KindCell::Industry(_) => Some(fold(text)),
            KindCell::Blank | KindCell::Several | KindCell::Unknown => None,
        },
        ColumnRole::Level => Level::from_words(text).map(|level| format!("{level:?}")),
        ColumnRole::StateStatus => Some(fold(text)).filter(|word| ["да", "нет"].contains(&word.as_str())),
        ColumnRole::Region => Region::from_name(text).map(|region| region.code().to_string()),
        _ => Some(fold(text)),
    }
}
