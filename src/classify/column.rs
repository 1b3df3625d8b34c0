//! The kind as a column of the roster gives it: «Сфера», «Тип», «Вид».

use super::{Flag, TABLES, Words, by_name};
use crate::domain::OrgKind;
use crate::domain::text::{fold, is_nothing_word};

/// What a cell of a kind column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindCell {
    /// Nothing, or a word for nothing.
    Blank,
    /// A kind.
    Kind(OrgKind),
    /// Something that names no kind, or several.
    Unknown,
}

/// What a word in a kind column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The field: «культура».
    Field(OrgKind),
    /// More exact than a field beside it: «культура (библиотеки)».
    Exactly(OrgKind),
    /// Nothing, whatever it looks like.
    Nothing,
}

/// Reads a cell of a kind column.
///
/// Fields are taken for kinds: «Культура» is [`OrgKind::Other`], yet «Культура (библиотеки)» is [`OrgKind::Education`] as the letter
/// counts libraries there [S001]. A cell that names two fields of different kinds is unknown.
pub fn by_column(text: &str, words: &Words) -> KindCell {
    if is_nothing_word(text) {
        return KindCell::Blank;
    }
    if let Some(kind) = OrgKind::from_code(&fold(text)) {
        return KindCell::Kind(kind);
    }
    let said = TABLES.columns.find(&TABLES.columns.read(text));
    let exact = said.iter().filter_map(|found| match found.meaning {
        Said::Exactly(kind) => Some(kind),
        _ => None,
    });
    let fields = said.iter().filter_map(|found| match found.meaning {
        Said::Field(kind) => Some(kind),
        _ => None,
    });
    if let Some(cell) = only(exact).or_else(|| only(fields)) {
        return cell;
    }
    match by_name(text, words) {
        _ if !said.is_empty() => KindCell::Unknown,
        Some(said) if said.flags.iter().all(|flag| !matches!(flag, Flag::Unsure | Flag::AmbiguousAbbreviation)) => {
            KindCell::Kind(said.kind)
        }
        _ => KindCell::Unknown,
    }
}

/// The only kind among these; unknown where they differ, `None` where there are none.
fn only(mut kinds: impl Iterator<Item = OrgKind>) -> Option<KindCell> {
    let first = kinds.next()?;
    Some(if kinds.all(|kind| kind == first) { KindCell::Kind(first) } else { KindCell::Unknown })
}
