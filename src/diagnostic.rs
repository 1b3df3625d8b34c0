//! What is said of a row: a stable code, how bad it is, which cell, what to do, and by which letter.

use crate::table::sheet::CellRef;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the row stays in order.
    Info,
    /// A person should look; «Пояснение» closes it.
    Warning,
    /// Wrong: the row has to be corrected.
    Error,
}

impl Severity {
    /// The name in JSON and in profiles.
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity with this name in JSON and in profiles.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error].into_iter().find(|severity| severity.code() == code)
    }
}

/// A kind of finding: what all findings with one code have in common. The catalogue is the list of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable name, `topic-fault` in kebab-case; never changes.
    pub name: &'static str,
    /// How bad it is unless a profile says otherwise.
    pub severity: Severity,
    /// What is wrong, in a few Russian words, for lists and totals.
    pub title: &'static str,
    /// The letter and point that it rests on, in Russian; empty where no letter speaks of it.
    pub citation: &'static str,
}

/// What a rule found: it carries no code and no severity, so it cannot contradict its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The cell that it is about.
    pub cell: CellRef,
    /// What the cell holds and what was expected, in Russian.
    pub message: String,
    /// What to do.
    pub suggestion: Option<Suggestion>,
}

impl Problem {
    /// A finding about a cell.
    pub fn at(cell: CellRef, message: impl Into<String>) -> Self {
        Self { cell, message: message.into(), suggestion: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn suggest(mut self, text: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion { text: text.into(), replacement: None });
        self
    }

    /// Adds what to do, with the value that the cell should hold. Only for values that are certain.
    #[must_use]
    pub fn suggest_value(mut self, text: impl Into<String>, value: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion { text: text.into(), replacement: Some(value.into()) });
        self
    }
}

/// Advice on a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What to do, in Russian.
    pub text: String,
    /// The value that should stand in the cell, where it is certain. Never applied silently.
    pub replacement: Option<String>,
}

/// A finding with its code: what people and machines are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: &'static Code,
    /// How bad it is in this run: the code's own severity unless a profile changes it, and [`Severity::Info`] for a warning that a
    /// clerk has explained.
    pub severity: Severity,
    /// What was found, where, and what to do.
    pub problem: Problem,
}
