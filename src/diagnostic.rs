//! What findings are called: a stable code, how bad it is, what it means in a few words, and by which letter.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the row stays in order.
    Info,
    /// A person should look; «Пояснение» closes it where it is a judgement.
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

    /// Whether a person has to look at it.
    pub(crate) fn is_problem(self) -> bool {
        self > Self::Info
    }

    /// The severity with this name in JSON and in profiles.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
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

impl Code {
    /// A code as the tables of the topics write it.
    pub(crate) const fn new(name: &'static str, severity: Severity, title: &'static str, citation: &'static str) -> Self {
        Self { name, severity, title, citation }
    }
}
