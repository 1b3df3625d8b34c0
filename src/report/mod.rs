//! What a run found, for people and for machines: figures, the sheet «Проверка», JSON.

pub mod card;
pub mod changes;
pub mod check_sheet;
pub(crate) mod edits;
pub mod explain;
pub(crate) mod figures;
pub mod json;
pub mod ministry;
pub mod names;
pub(crate) mod placed;
pub mod reading;
pub(crate) mod share;
pub(crate) mod steps;
pub(crate) mod summary;

use crate::diagnostic::{Code, Severity};
use crate::pipeline::Status;
use crate::rules::group::is_unverified;
use crate::table::edit::Mark;

pub(crate) use crate::words::kind_title;
pub use summary::{Statuses, Summary};

/// The word for a status, as it stands in «Статус».
pub(crate) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Ok => "Верно",
        Status::Filled => "Заполнено",
        Status::Unverified => "Не сверено",
        Status::Warning => "Проверьте",
        Status::Error => "Ошибка",
    }
}

/// The colour for a status; a row in order has none.
pub(crate) fn status_mark(status: Status) -> Option<Mark> {
    match status {
        Status::Ok => None,
        Status::Filled => Some(Mark::Filled),
        Status::Unverified => Some(Mark::Unverified),
        Status::Warning => Some(Mark::Warning),
        Status::Error => Some(Mark::Error),
    }
}

/// The word and the colour for a finding; what is only worth knowing has none. That a link cannot be compared is a status of its own.
pub(crate) fn finding_mark(severity: Severity, code: &Code) -> Option<(&'static str, Mark)> {
    match severity {
        Severity::Error => Some(("ошибка", Mark::Error)),
        Severity::Warning if is_unverified(code) => Some(("не сверено", Mark::Unverified)),
        Severity::Warning => Some(("проверьте", Mark::Warning)),
        Severity::Info => None,
    }
}

/// A number with the right form of its noun: 1 строка, 2 строки, 5 строк.
pub fn counted(count: usize, one: &str, few: &str, many: &str) -> String {
    let word = match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    };
    format!("{} {word}", grouped(count))
}

/// A number in groups of three digits, parted by no-break spaces.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_form_of_their_noun() {
        let rows = |count| counted(count, "строка", "строки", "строк");
        assert_eq!(rows(1), "1 строка");
        assert_eq!(rows(12), "12 строк");
        assert_eq!(rows(22), "22 строки");
        assert_eq!(rows(175_000), "175\u{a0}000 строк");
    }
}
