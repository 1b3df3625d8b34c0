//! Codes of digits as spreadsheets hold them: with blanks, apostrophes, decimal zeros and exponents around the digits.

use super::text::{fold, is_invisible};
use std::borrow::Cow;

/// Why a text is not a row of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotDigits {
    /// A number whose last digits were rounded away (`1.0273E+12`).
    Lost,
    /// Anything else.
    Other,
}

/// The digits of a cell, leading zeros kept.
///
/// Only what changes no digit is forgiven: blanks of every kind, quotes, the apostrophe by which Excel marks text, final punctuation,
/// decimal zeros (`29701000.0`), an exponent that spells out every digit (`2.9701000E+07`).
pub(crate) fn digits(text: &str) -> Result<Cow<'_, str>, NotDigits> {
    if is_digits(text) {
        return Ok(Cow::Borrowed(text));
    }
    if text.is_empty() {
        return Err(NotDigits::Other);
    }
    let compact = compact(text);
    let bare = compact.trim_start_matches(is_quote).trim_end_matches(|c: char| is_quote(c) || matches!(c, '.' | ',' | ';'));
    // A Cyrillic е is what a Russian keyboard gives when such a number is retyped.
    let (mantissa, exponent) = match bare.split_once(['e', 'E', 'е', 'Е']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix('+').unwrap_or(exponent))),
        None => (bare, None),
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    if !is_digits(whole) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotDigits::Other);
    }
    let shift = match exponent {
        Some(exponent) if is_digits(exponent) => exponent.parse().unwrap_or(usize::MAX),
        Some(_) => return Err(NotDigits::Other),
        None => 0,
    };
    let Some((moved, rest)) = fraction.split_at_checked(shift) else {
        return Err(NotDigits::Lost);
    };
    if rest.bytes().any(|digit| digit != b'0') {
        return Err(NotDigits::Other);
    }
    Ok(Cow::Owned(format!("{whole}{moved}")))
}

/// What follows the label of a code: `ОГРН: 1027301172106`, `№ 300377`. The words before the first digit must all be among these,
/// which are folded; where they are not, the text is given back as it is, so that «ИНН 4004400409» is no ОГРН.
pub(crate) fn after_label<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let Some(at) = text.find(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) else { return text };
    let (label, code) = text.split_at(at);
    let label = fold(label);
    let mut labelled = label.contains(['№', '#']);
    for word in super::text::words(&label) {
        if !(words.contains(&word) || matches!(word, "n" | "no" | "номер")) {
            return text;
        }
        labelled = true;
    }
    // A sign before a bare number is no label.
    let marks = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '№' | '#' | ':' | '=' | '-' | '.' | '(' | '"' | '\'');
    if labelled && label.chars().all(marks) { code } else { text }
}

/// The text without blanks and invisible characters, with full-width digits as ordinary ones.
pub(crate) fn compact(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_whitespace() && !c.is_control() && !is_invisible(c))
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// The number that a text of ASCII digits and nothing else gives; `None` for one that is too long as well.
pub(crate) fn number(text: &str) -> Option<u64> {
    // So many digits always fit.
    const MOST: usize = 19;
    if text.is_empty() || text.len() > MOST {
        return None;
    }
    let mut number = 0;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// A number as a person would type it: no exponent, no decimal point where it is whole.
pub(crate) fn number_text(number: f64) -> String {
    let whole = number as i64;
    // What is whole is exact as an integer; only a negative zero would lose its sign.
    let is_exact = number.abs() < 1e17 && whole as f64 == number && (whole != 0 || number.is_sign_positive());
    if is_exact { whole.to_string() } else { format!("{number}") }
}

/// Whether the text is one ASCII digit or more and nothing else.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '"' | '«' | '»' | '“' | '”' | '„')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_read_as_a_person_would_type_them() {
        assert_eq!(number_text(73_442_711.0), "73442711");
        assert_eq!(number_text(1_027_301_172_106.0), "1027301172106");
        assert_eq!(number_text(0.5), "0.5");
        assert_eq!(number_text(-0.0), "-0");
        assert_eq!(number_text(1e17), "100000000000000000");
        assert_eq!(number_text(f64::NAN), "NaN");
    }

    proptest! {
        #[test]
        fn whole_numbers_are_written_as_fractions_without_places_are(number in prop_oneof![any::<f64>(), (-1e18..1e18f64).prop_map(f64::trunc)]) {
            let text = if number.fract() == 0.0 && number.abs() < 1e17 { format!("{number:.0}") } else { number.to_string() };
            prop_assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn what_spreadsheets_add_to_digits_is_forgiven() {
        for text in ["'0170", " 01\u{a0}70 ", "0170.0", "0170,00", "0170.", "«0170»", "０170", "01\u{200b}70"] {
            assert_eq!(digits(text).as_deref(), Ok("0170"), "{text}");
        }
    }

    #[test]
    fn an_exponent_counts_only_with_all_its_digits() {
        assert_eq!(digits("1.027301172106E+12").as_deref(), Ok("1027301172106"));
        assert_eq!(digits("7,3442711E7").as_deref(), Ok("73442711"));
        assert_eq!(digits("1.0273E+12"), Err(NotDigits::Lost));
        assert_eq!(digits("1E12"), Err(NotDigits::Lost));
        assert_eq!(digits("1E99999999999999999999"), Err(NotDigits::Lost));
    }

    #[test]
    fn a_label_is_left_out_only_if_it_is_one_of_the_code() {
        let rest = |text| after_label(text, &["огрн"]);
        for text in ["ОГРН 12", "огрн: 12", "ОГРН № 12", "№12", "«ОГРН» 12", "ОГРН - 12"] {
            assert_eq!(rest(text), "12", "{text}");
        }
        for text in ["12", "-12", "ИНН 12", "ОГРНИП 12", "ОГРН", "'12", ""] {
            assert_eq!(rest(text), text);
        }
    }

    #[test]
    fn signs_fractions_and_words_are_no_digits() {
        for text in ["", "-5", "+5", "5.5", "5E-1", "1.25E1", "пять", "5a", "E5", "5E", ".5"] {
            assert_eq!(digits(text), Err(NotDigits::Other), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            if let Ok(digits) = digits(&text) {
                prop_assert!(is_digits(&digits));
            }
        }

        #[test]
        fn digits_stay_as_they_are(text in "[0-9]{1,30}") {
            let quoted = format!("'{text}");
            for cell in [&text, &quoted] {
                let digits = digits(cell);
                prop_assert_eq!(digits.as_deref(), Ok(&*text));
            }
        }
    }
}
