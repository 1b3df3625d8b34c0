//! The four types of page that the letter on the mini-app knows.

use std::fmt;

/// The type of an organisation's page; it decides which section of the mini-app the page must open [S001].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrgKind {
    /// «Медицинская организация»: «Запись к врачу».
    Health,
    /// «Образовательная организация», libraries included: «Запись в кружок».
    Education,
    /// «Авто и дорожное движение»: «Госуслуги Авто».
    Auto,
    /// «Иные типы пабликов», most state bodies among them: «Госуслуги».
    Other,
}

impl OrgKind {
    /// All kinds, in the order of the letter.
    pub const ALL: [Self; 4] = [Self::Health, Self::Education, Self::Auto, Self::Other];

    /// The name in commands and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Education => "education",
            Self::Auto => "auto",
            Self::Other => "other",
        }
    }

    /// The kind with this name in commands and in JSON.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the link of this kind carries the page's group id. The auto and the other link are complete without one [S001].
    pub(crate) fn needs_group(self) -> bool {
        matches!(self, Self::Health | Self::Education)
    }
}

impl fmt::Display for OrgKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
