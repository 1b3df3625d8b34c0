//! What a run is told besides its files: templates, header spellings, word lists, severities, the user's options.

use crate::classify::Words;
use crate::diagnostic::{Code, Severity};
use crate::domain::{OrgKind, Scale};
use crate::link::{Hosts, Templates};
use crate::table::headers::Headers;
use std::collections::HashMap;

/// The settings of a run; [`Default`] is what the letters say and no option given.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How headers are told.
    pub headers: Headers,
    /// The links and titles of the letters.
    pub templates: Templates,
    /// The hosts that links may lead to.
    pub hosts: Hosts,
    /// The words by which names tell their kind.
    pub words: Words,
    /// Severities that differ from those of the codes, by the code's name.
    pub severities: HashMap<String, Severity>,
    /// The thresholds that a report measures shares by.
    pub scale: Scale,
    /// The kind of all rows, where the user says it (`-k`).
    pub kind: Option<OrgKind>,
    /// Whether wrong links are replaced (`--fix`).
    pub fix: bool,
    /// Whether each row says what its page must carry (`--card`).
    pub card: bool,
    /// How old an answer of VK may be.
    pub max_age: MaxAge,
}

/// How old an answer of VK may be that a page's id rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAge {
    days: u32,
}

impl MaxAge {
    /// So many days.
    pub(crate) fn of_days(days: u32) -> Self {
        Self { days }
    }

    /// How many days.
    pub(crate) fn days(self) -> u32 {
        self.days
    }
}

impl Default for MaxAge {
    fn default() -> Self {
        Self { days: 180 }
    }
}

impl Settings {
    /// How bad findings of a code are in this run.
    pub(crate) fn severity(&self, code: &Code) -> Severity {
        self.severities.get(code.name).copied().unwrap_or(code.severity)
    }
}
