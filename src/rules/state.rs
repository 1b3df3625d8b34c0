//! The state status of a page and the information that it must show [S004].

use super::{Fact, Found, Roles, STATUS_SLIDES};
use crate::diagnostic::Code;
use crate::domain::text::{fold, fold_starts_with, fold_starts_with_any, folds_to_any, is_nothing_word};
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

super::topic_codes! {
    NOT_CONFIRMED = "state-not-confirmed", Warning, "Государственный статус не подтверждён", STATUS_SLIDES[0];
    VERIFIED_INSTEAD = "state-verified-instead", Warning, "Верификация — это не государственный статус", STATUS_SLIDES[4];
    INFORMATION_MISSING = "state-information-missing", Warning, "Не хватает обязательных сведений", STATUS_SLIDES[2];
}

/// What was found about the state status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateFact<'t> {
    /// The page has no state label.
    NotConfirmed {
        /// What the cell says; `None` where it is blank.
        written: Option<Cow<'t, str>>,
        /// Whether it has been asked for already.
        is_in_check: bool,
    },
    /// The cell speaks of VK's own verification.
    VerifiedInstead {
        /// What it says.
        written: Cow<'t, str>,
    },
    /// Information that the law asks for is not in the table.
    InformationMissing {
        /// The columns that hold none, the first of [`OBLIGATORY`] first.
        lacking: Vec<ColumnRole>,
    },
}

impl StateFact<'_> {
    /// What a finding of this fact is called.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::NotConfirmed { .. } => &NOT_CONFIRMED,
            Self::VerifiedInstead { .. } => &VERIFIED_INSTEAD,
            Self::InformationMissing { .. } => &INFORMATION_MISSING,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::InformationMissing { lacking } => Roles::of(lacking),
            Self::NotConfirmed { .. } | Self::VerifiedInstead { .. } => Roles::default(),
        }
    }
}

impl<'t> From<StateFact<'t>> for Fact<'t> {
    fn from(fact: StateFact<'t>) -> Self {
        Self::State(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, _: &Context<'_>, found: &mut Found<'t>) {
    found.add(not_confirmed(entry));
    found.add(verified_instead(entry));
    found.add(information_missing(entry));
}

/// How a cell says that the label is not there.
fn says_no(text: &str) -> bool {
    is_nothing_word(text)
        || folds_to_any(text, &["0", "нет", "ложь", "false", "отказ"])
        || fold_starts_with_any(text, &["не ", "нет,", "нет ", "на проверке", "отклонен"])
}

fn not_confirmed<'t>(entry: &Entry<'t>) -> Option<(CellRef, StateFact<'t>)> {
    if !entry.record.has(ColumnRole::StateStatus) || !entry.has_page() {
        return None;
    }
    let cell = entry.record.get(ColumnRole::StateStatus);
    if !says_no(&cell.text) {
        return None;
    }
    let is_in_check = fold_starts_with(&cell.text, "на проверке");
    let written = if cell.is_blank() { None } else { Some(cell.text) };
    Some((cell.at, StateFact::NotConfirmed { written, is_in_check }))
}

fn verified_instead<'t>(entry: &Entry<'t>) -> Option<(CellRef, StateFact<'t>)> {
    if !entry.record.has(ColumnRole::StateStatus) {
        return None;
    }
    let cell = entry.record.get(ColumnRole::StateStatus);
    let folded = fold(&cell.text);
    let only_verified = ["верифи", "синяя галочка", "галочка"].iter().any(|word| folded.contains(word))
        && !folded.contains("госуслуг")
        && !folded.contains("госорганизац");
    (only_verified && !says_no(&cell.text)).then_some((cell.at, StateFact::VerifiedInstead { written: cell.text }))
}

/// The information of the law. The name of the organisation is a column that every roster has.
pub const OBLIGATORY: [ColumnRole; 6] = [
    ColumnRole::Organisation,
    ColumnRole::PostalAddress,
    ColumnRole::Email,
    ColumnRole::Phone,
    ColumnRole::Site,
    ColumnRole::Activity,
];

fn information_missing<'t>(entry: &Entry<'t>) -> Option<(CellRef, StateFact<'t>)> {
    if !entry.has_page() {
        return None;
    }
    let lacking: Vec<ColumnRole> =
        OBLIGATORY.into_iter().filter(|&role| entry.record.has(role) && entry.record.says_nothing(role)).collect();
    let first = *lacking.first()?;
    Some((entry.record.get(first).at, StateFact::InformationMissing { lacking }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes, fact};
    use super::*;

    fn status(text: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Музей; ВК = club5; Госметка = {text}"))
    }

    #[test]
    fn a_page_has_the_state_label_or_is_told_to_get_it() {
        for text in ["да", "Подтверждён", "Госорганизация, верифицирована"] {
            assert_eq!(status(text), [""; 0], "{text}");
        }
        for text in ["", "нет", "нет метки", "не подтверждена", "не верифицирована", "на проверке"]
        {
            assert_eq!(status(text), ["state-not-confirmed"], "{text}");
        }
        assert_eq!(status("верификация ВК"), ["state-verified-instead"]);
    }

    #[test]
    fn whoever_waits_is_not_told_to_begin() {
        fact("Организация = Музей; ВК = club5; Госметка = на проверке", |fact| {
            assert!(matches!(fact, Fact::State(StateFact::NotConfirmed { is_in_check: true, .. })));
        });
    }

    #[test]
    fn missing_information_is_listed_in_one_finding() {
        let lacking = vec![ColumnRole::Phone, ColumnRole::Site];
        Case::of(&["Организация = Музей; ВК = club5; Телефон =; Сайт = нет; Почтовый адрес = есть"]).with_findings(|found| {
            assert_eq!(found[0].fact, StateFact::InformationMissing { lacking: lacking.clone() }.into());
            // Each of them may be filled in, not only the first.
            assert_eq!(found[0].mends(), Roles::of(&lacking));
        });
    }
}
