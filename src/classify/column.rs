//! The kind as a column of the roster gives it: «Сфера», «Тип», «Вид».

use super::kinds::TABLES;
use super::{Flag, Words, by_name};
use crate::domain::OrgKind;
use crate::domain::text::{fold, is_nothing_word, words};

/// What a cell of a kind column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindCell {
    /// Nothing, or a word for nothing.
    Blank,
    /// One of the letter's four types, or an institution of one: «здравоохранение», «иная организация», «библиотека». Strong evidence.
    Type(OrgKind),
    /// An industry: «культура», «спорт», «транспорт», «ОМСУ». Weak evidence: the letter counts the libraries and the schools of arts and
    /// of sports that stand under culture and sport as education [S001].
    Industry(OrgKind),
    /// Several of different kinds, so that it decides nothing.
    Several,
    /// Something that names no kind.
    Unknown,
}

impl KindCell {
    /// The type, where the cell holds one of the letter's.
    pub(crate) fn named_type(self) -> Option<OrgKind> {
        match self {
            Self::Type(kind) => Some(kind),
            _ => None,
        }
    }

    /// The kind that the cell speaks for, strongly or weakly.
    pub(crate) fn kind(self) -> Option<OrgKind> {
        match self {
            Self::Type(kind) | Self::Industry(kind) => Some(kind),
            Self::Blank | Self::Several | Self::Unknown => None,
        }
    }
}

/// What a word in a kind column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// One of the letter's types: «здравоохранение».
    Type(OrgKind),
    /// An industry: «культура».
    Industry(OrgKind),
    /// More exact than what stands beside it: «культура (библиотеки)».
    Exactly(OrgKind),
    /// An industry that goes before the type within it: «высшее образование».
    IndustryWithin(OrgKind),
    /// Nothing, whatever it looks like.
    Nothing,
}

impl Said {
    /// What has this name in `kinds.toml`, of a kind unless it says nothing.
    pub(super) fn named(name: &str, kind: Option<OrgKind>) -> Option<Self> {
        let said = match (name, kind) {
            ("type", Some(kind)) => Self::Type(kind),
            ("industry", Some(kind)) => Self::Industry(kind),
            ("exactly", Some(kind)) => Self::Exactly(kind),
            ("industry-within", Some(kind)) => Self::IndustryWithin(kind),
            ("nothing", None) => Self::Nothing,
            _ => return None,
        };
        Some(said)
    }
}

/// Reads a cell of a kind column.
pub fn by_column(text: &str, words: &Words) -> KindCell {
    if is_nothing_word(text) {
        return KindCell::Blank;
    }
    let folded = fold(text);
    if let Some(kind) = OrgKind::from_code(&folded) {
        return KindCell::Type(kind);
    }
    // «не образование» names the kind that it is not.
    if self::words(&folded).any(|word| matches!(word, "не" | "кроме" | "без")) {
        return KindCell::Unknown;
    }
    let said: Vec<Said> = TABLES.columns.find(&TABLES.columns.read(text)).into_iter().map(|found| found.meaning).collect();
    let exact = said.iter().filter_map(|said| match *said {
        Said::Exactly(kind) => Some(KindCell::Type(kind)),
        Said::IndustryWithin(kind) => Some(KindCell::Industry(kind)),
        _ => None,
    });
    let plain = said.iter().filter_map(|said| match *said {
        Said::Type(kind) => Some(KindCell::Type(kind)),
        Said::Industry(kind) => Some(KindCell::Industry(kind)),
        _ => None,
    });
    if let Some(cell) = exact.reduce(together).or_else(|| plain.reduce(together)) {
        return cell;
    }
    match by_name(text, words) {
        _ if !said.is_empty() => KindCell::Unknown,
        Some(said) if said.flags.iter().any(|flag| matches!(flag, Flag::Unsure | Flag::AmbiguousAbbreviation)) => {
            KindCell::Unknown
        }
        // «Администрация», «музей»: what the letter has no type for.
        Some(said) if said.kind == OrgKind::Other => KindCell::Industry(said.kind),
        Some(said) if !said.is_hint => KindCell::Type(said.kind),
        _ => KindCell::Unknown,
    }
}

/// What two words of a cell say together.
fn together(one: KindCell, other: KindCell) -> KindCell {
    match (one, other) {
        _ if one.kind() != other.kind() => KindCell::Several,
        (KindCell::Type(_), _) => one,
        _ => other,
    }
}
