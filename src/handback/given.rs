//! What a cell says that came back, and whether it is still what was handed out.

use crate::domain::text::is_invisible;
use crate::record::text_of;
use crate::table::sheet::{Cell, Value};
use std::borrow::Cow;

/// What stands in a cell that came back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Given {
    /// As text, ends trimmed.
    pub(crate) text: String,
    /// How it is stored.
    pub(crate) stored: GivenValue,
    /// The address behind the cell, if there is a hyperlink.
    pub(crate) target: Option<String>,
}

/// How a cell that came back is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum GivenValue {
    /// Text, a truth value, or nothing.
    Text,
    /// A number: perhaps a text that a program took for one.
    Number(f64),
    /// A date, as a serial day.
    Date(f64),
    /// A spreadsheet error such as `#N/A`, or a formula without a result: nothing that anybody meant to write.
    Fault,
}

impl Given {
    /// Reads a cell.
    pub(crate) fn of(cell: Cell<'_>) -> Self {
        let target = cell.target().map(Cow::into_owned);
        let text = match (cell.value, &target) {
            // A formula that leads somewhere, without the text that it shows.
            (Value::Blank, Some(target)) if cell.formula.is_some() => target.clone(),
            (value, _) => text_of(value).into_owned(),
        };
        let stored = match cell.value {
            Value::Blank if cell.formula.is_some() && text.is_empty() => GivenValue::Fault,
            Value::Blank | Value::Text(_) | Value::Bool(_) => GivenValue::Text,
            Value::Number(number) => GivenValue::Number(number),
            Value::Date(serial) => GivenValue::Date(serial),
            Value::Error(_) => GivenValue::Fault,
        };
        Self { text, stored, target }
    }

    /// Whether the cell says this text: blanks aside, and as far as a program that made a number or a date of the text let it.
    pub(crate) fn says(&self, text: &str) -> bool {
        if same(&self.text, text) {
            return true;
        }
        match self.stored {
            GivenValue::Text | GivenValue::Fault => false,
            GivenValue::Number(number) => is_number(text, number) || text_of(Value::Date(number)) == text,
            GivenValue::Date(serial) => is_number(text, serial),
        }
    }

    /// Whether somebody has typed the address anew: programs put a hyperlink behind what is typed, and cells to be corrected are handed
    /// out without one.
    pub(crate) fn is_typed_anew(&self) -> bool {
        self.target.as_deref().is_some_and(|target| same_address(target, &self.text))
    }

    /// Whether two cells say the same.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.says(&other.text) || other.says(&self.text)
    }
}

/// Whether two texts differ in nothing but blanks, line breaks and characters that leave no trace on paper.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one == other || words(one).eq(words(other))
}

/// Whether two addresses are the same but for the slash at their ends, which programs add.
pub(super) fn same_address(one: &str, other: &str) -> bool {
    same(one.trim_end_matches('/'), other.trim_end_matches('/'))
}

/// The characters of a text, runs of blanks as one space, none at its ends.
pub(super) fn words(text: &str) -> impl Iterator<Item = char> {
    let is_blank = |c: char| c.is_whitespace() || is_invisible(c) && c != '\u{ad}';
    let visible = text.split(is_blank).filter(|word| !word.is_empty()).enumerate();
    visible.flat_map(|(index, word)| (index > 0).then_some(' ').into_iter().chain(word.chars().filter(|&c| !is_invisible(c))))
}

/// Whether a text is how a person would write a number. Programs keep fifteen digits of one.
fn is_number(text: &str, number: f64) -> bool {
    const KEPT_DIGITS: usize = 15;
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    if !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+')) {
        return false;
    }
    let Ok(written) = plain.parse::<f64>() else { return false };
    let digits = plain.trim_start_matches(['0', '+', '-']).chars().filter(char::is_ascii_digit).count();
    written == number || digits > KEPT_DIGITS && (written - number).abs() < 1e-14 * written.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn given(value: Value<'_>) -> Given {
        Given::of(Cell {
            at: "A1".parse().unwrap(),
            value,
            hyperlink: None,
            formula: None,
            mark: None,
            is_struck: false,
            written: false,
        })
    }

    #[test]
    fn blanks_are_no_change() {
        for (one, other) in [("a b", " a\u{a0} b\u{200b} "), ("", " \u{a0}"), ("a\r\nb", "a b"), ("club1", "club1\u{feff}")] {
            assert!(same(one, other), "{one:?} {other:?}");
        }
        for (one, other) in [("a b", "ab"), ("Школа", "школа"), ("01", "1"), ("", "0")] {
            assert!(!same(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_text_that_a_program_made_a_number_of_is_no_change() {
        for (text, number) in [
            ("1027700132195", 1_027_700_132_195.0),
            ("01701000", 1_701_000.0),
            ("0,5", 0.5),
            ("1 027", 1027.0),
            ("15.03.2023", 45_000.0),
            ("40817810099910004312", 40_817_810_099_910_000_000.0),
        ] {
            assert!(given(Value::Number(number)).says(text), "{text}");
        }
        assert!(given(Value::Date(45_000.0)).says("15.03.2023"));
        assert!(given(Value::Date(45_000.0)).says("45000"));
    }

    #[test]
    fn a_formula_that_leads_to_a_page_gives_its_address() {
        let led = |value| {
            let formula = Some("HYPERLINK(\"https://vk.com/club1\",\"Страница\")");
            Given::of(Cell {
                at: "A1".parse().unwrap(),
                value,
                hyperlink: None,
                formula,
                mark: None,
                is_struck: false,
                written: false,
            })
        };
        let shown = led(Value::Text("Страница"));
        assert_eq!((&*shown.text, shown.target.as_deref()), ("Страница", Some("https://vk.com/club1")));
        let unread = led(Value::Blank);
        assert_eq!((&*unread.text, unread.stored), ("https://vk.com/club1", GivenValue::Text));
    }

    #[test]
    fn another_number_and_a_typed_zero_are_changes() {
        assert!(!given(Value::Number(100_000_000_000_001.0)).says("100000000000002"));
        assert!(!given(Value::Number(5.0)).says("club5"));
        // Somebody has put the lost zero back.
        assert!(!given(Value::Text("01701000")).says("1701000"));
        assert!(!given(Value::Number(0.0)).says(""));
    }

    proptest! {
        #[test]
        fn numbers_say_what_they_were_made_of(number in 0u64..1_000_000_000_000_000) {
            let padded = format!("0{number} ");
            prop_assert!(given(Value::Number(number as f64)).says(&padded));
            prop_assert!(!given(Value::Number(number as f64)).says(&(number + 1).to_string()));
        }
    }
}
