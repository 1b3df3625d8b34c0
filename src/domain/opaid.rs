//! The number of an organisation's office in ПОС.

use super::digits::{NotDigits, after_label, digits};
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// The number of a личный кабинет in ПОС, `opaid` in links [S003].
///
/// Invariant: 1 … 999,999,999. Numbers seen so far have 3 to 6 digits (domain reference, 3.2); with 10 or more it is another code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Opaid(NonZeroU32);

impl Opaid {
    /// The number itself.
    pub(crate) fn get(self) -> u32 {
        self.0.get()
    }

    /// Whether the number has more or fewer digits than any seen so far: worth a look, not a refusal.
    pub(crate) fn is_unusual(self) -> bool {
        !(100..=999_999).contains(&self.get())
    }
}

/// Why a text is not such a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OpaidError {
    /// Something else than digits.
    #[error("not a number of digits only")]
    NotDigits,
    /// A number whose last digits were rounded away (`2.1E+05`).
    #[error("the last digits were rounded away")]
    LostDigits,
    /// Zero.
    #[error("zero")]
    Zero,
    /// More than 9 digits: an ИНН, an ОГРН or a phone.
    #[error("{digits} digits are too many")]
    TooLong {
        /// How many there are.
        digits: usize,
    },
}

impl FromStr for Opaid {
    type Err = OpaidError;

    /// Reads a cell: blanks inside, an apostrophe before, decimal zeros, leading zeros and a full exponent are forgiven.
    fn from_str(text: &str) -> Result<Self, OpaidError> {
        let text = in_link(text).unwrap_or_else(|| after_label(text, &["id", "ид", "лко", "opaid", "пос", "организации"]));
        let digits = digits(text).map_err(|fault| match fault {
            NotDigits::Lost => OpaidError::LostDigits,
            NotDigits::Other => OpaidError::NotDigits,
        })?;
        let significant = digits.trim_start_matches('0');
        if significant.len() > 9 {
            return Err(OpaidError::TooLong { digits: significant.len() });
        }
        significant.parse().map(Self).map_err(|_| OpaidError::Zero)
    }
}

/// The number in a whole ПОС link that was pasted into the column.
fn in_link(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("pos.gosuslugi.ru") {
        return None;
    }
    let values = lower.match_indices("opaid=").filter_map(|(at, key)| text.get(at + key.len()..));
    let mut values =
        values.filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()).filter(|digits| !digits.is_empty());
    let first = values.next()?;
    // Of two numbers neither is known to be the right one.
    values.all(|other| other == first).then_some(first)
}

impl fmt::Display for Opaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_come_as_excel_leaves_them() {
        for text in ["215120", "215120.0", " 215 120", "'215120", "0215120", "2.15120E5"] {
            assert_eq!(text.parse::<Opaid>().map(Opaid::get), Ok(215_120), "{text}");
        }
    }

    #[test]
    fn a_link_with_two_numbers_gives_none() {
        let link = |second: &str| format!("https://pos.gosuslugi.ru/form/?opaid=123456&opaid={second}").parse::<Opaid>().ok();
        assert_eq!((link("654321"), link("123456").map(Opaid::get)), (None, Some(123_456)));
    }

    #[test]
    fn labels_and_whole_links_are_read() {
        for text in [
            "ID 300377",
            "№ 300377",
            "id ЛКО: 300377",
            "opaid=300377",
            "https://pos.gosuslugi.ru/form/?opaid=300377&utm_source=vk",
            "pos.gosuslugi.ru/form/?opaId=300377",
        ] {
            assert_eq!(text.parse::<Opaid>().map(Opaid::get), Ok(300_377), "{text}");
        }
        for text in ["ИНН 300377", "https://pos.gosuslugi.ru/form/?opaid=ID", "https://example.org/?opaid=5", "№ -5х"] {
            assert_eq!(text.parse::<Opaid>(), Err(OpaidError::NotDigits), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let fault = |text: &str| text.parse::<Opaid>().unwrap_err();
        assert_eq!((fault("0"), fault("-5"), fault("12.5")), (OpaidError::Zero, OpaidError::NotDigits, OpaidError::NotDigits));
        assert_eq!(fault("2.1E+05"), OpaidError::LostDigits);
        assert_eq!(fault("1027301172106"), OpaidError::TooLong { digits: 13 });
    }

    #[test]
    fn numbers_of_other_lengths_are_unusual() {
        let unusual = |text: &str| text.parse::<Opaid>().unwrap().is_unusual();
        assert!(unusual("99") && unusual("1000000") && !unusual("476") && !unusual("392552"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = text.parse::<Opaid>();
        }

        #[test]
        fn writing_and_reading_give_the_same_number(number in 1_u32..1_000_000_000) {
            let opaid: Opaid = number.to_string().parse().unwrap();
            prop_assert_eq!(opaid.to_string().parse(), Ok(opaid));
        }
    }
}
