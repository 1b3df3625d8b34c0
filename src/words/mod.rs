//! Findings in Russian: what is said of each fact, a file a topic, and the names of cells as the reader sees them.
//!
//! Here, and nowhere later, facts become sentences. Cells are named through a map of [`Places`], so that the same finding speaks of the
//! roster to its keeper and of the sheet at hand to a municipality; texts of cells stay as they are written. A sentence says what the
//! cell holds, what was expected, and what to do.

mod across;
mod address;
mod app;
mod group;
mod kind;
mod link;
mod malformed;
mod max;
mod menu;
mod page;
mod placed;
mod places;
mod pos;
mod state;

pub(crate) use kind::title as kind_title;
pub use places::Roster;
pub(crate) use places::{LoneValue, Places, Reader};

use crate::rules::{Fact, Finding};

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What the cell holds and what was expected.
    pub message: String,
    /// What to do.
    pub advice: Option<Advice>,
}

/// Advice on a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What to do.
    pub text: String,
    /// The value that should stand in the cell, where it is certain. Never applied silently.
    pub(crate) replacement: Option<String>,
}

/// A finding in words, for a reader who sees these places.
pub fn of(finding: &Finding<'_>, places: &dyn Places) -> Words {
    match &finding.fact {
        Fact::Address(fact) => address::words(fact, places),
        Fact::Group(fact) => group::words(fact, places),
        Fact::Kind(fact) => kind::words(fact, places),
        Fact::Link(fact) => link::words(fact, places),
        Fact::Pos(fact) => pos::words(fact, places),
        Fact::App(fact) => app::words(fact),
        Fact::Menu(fact) => menu::words(fact),
        Fact::State(fact) => state::words(fact),
        Fact::Max(fact) => max::words(fact),
        Fact::Page(fact) => page::words(fact),
        Fact::Placed(fact) => placed::words(fact),
        Fact::Across(fact) => across::words(fact, places),
    }
}

impl Words {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), advice: None }
    }

    /// Adds what to do.
    fn advise(self, text: impl Into<String>) -> Self {
        Self { advice: Some(Advice { text: text.into(), replacement: None }), ..self }
    }

    /// Adds what to do, with the value that the cell should hold. Only for values that are certain.
    fn advise_value(self, text: impl Into<String>, value: impl Into<String>) -> Self {
        Self { advice: Some(Advice { text: text.into(), replacement: Some(value.into()) }), ..self }
    }
}

/// Whether a text is a day, as a cell with the format of a date shows its number.
fn is_day(text: &str) -> bool {
    text.contains('.') && text.parse::<crate::domain::Date>().is_ok()
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
