//! The state registration number of a legal person.

use super::digits::{NotDigits, after_label, digits, number};
use super::region::FnsCode;
use std::fmt;
use std::str::FromStr;

/// An ОГРН.
///
/// Invariant: 13 digits, the first 1 or 5, the last the check digit of the other twelve (domain reference, 8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ogrn(u64);

impl Ogrn {
    /// Digits 4–5: where the number was given, by the tax service's codes. They are not ОКАТО codes (domain reference, 8.1).
    pub(crate) fn region_fns_code(self) -> FnsCode {
        FnsCode::from_digits(two_digits(self.0 / 10_u64.pow(8)))
    }
}

/// The years that digits 2–3 may stand for, with room for those to come.
const YEARS: std::ops::RangeInclusive<u16> = 2..=49;

/// Why a text is not an ОГРН.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OgrnError {
    /// Digits, but neither 13 nor 15.
    #[error("{digits} digits instead of 13")]
    Length {
        /// How many there are.
        digits: usize,
    },
    /// The last digit does not follow from the others: one of the 13 is mistyped.
    #[error("check digit is {found}, expected {expected}")]
    CheckDigit {
        /// The last digit as written.
        found: u8,
        /// The last digit that the other twelve ask for.
        expected: u8,
    },
    /// Something else than digits.
    #[error("not a number of digits only")]
    NotDigits,
    /// 15 digits: the number of a sole trader, which no state organisation has.
    #[error("15 digits: the number of a sole trader")]
    Ogrnip,
    /// A number whose last digits were rounded away (`1.0273E+12`).
    #[error("the last digits were rounded away")]
    LostDigits,
    /// The check digit is right, but the second and third are those of no year of the register, which began in 2002.
    #[error("the year is {found}")]
    BadYear {
        /// Digits 2–3.
        found: u16,
    },
    /// The check digit is right, but the first digit is neither 1 nor 5, as it is for legal persons.
    #[error("first digit is {found}, expected 1 or 5")]
    BadFirstDigit {
        /// The first digit as written.
        found: u8,
    },
}

impl FromStr for Ogrn {
    type Err = OgrnError;

    /// Reads a cell: blanks inside, an apostrophe before, decimal zeros and a full exponent are forgiven.
    fn from_str(text: &str) -> Result<Self, OgrnError> {
        let digits = digits(after_label(text, &["огрн", "ogrn"])).map_err(|fault| match fault {
            NotDigits::Lost => OgrnError::LostDigits,
            NotDigits::Other => OgrnError::NotDigits,
        })?;
        match digits.len() {
            13 => {}
            15 => return Err(OgrnError::Ogrnip),
            length => return Err(OgrnError::Length { digits: length }),
        }
        let number = number(&digits).ok_or(OgrnError::NotDigits)?;
        // The second remainder turns 10 into 0.
        let (expected, found) = (digit(number / 10 % 11), digit(number));
        if found != expected {
            return Err(OgrnError::CheckDigit { found, expected });
        }
        match digit(number / 10_u64.pow(12)) {
            1 | 5 => {
                let year = two_digits(number / 10_u64.pow(10));
                if YEARS.contains(&year) { Ok(Self(number)) } else { Err(OgrnError::BadYear { found: year }) }
            }
            found => Err(OgrnError::BadFirstDigit { found }),
        }
    }
}

impl fmt::Display for Ogrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn digit(number: u64) -> u8 {
    (number % 10) as u8
}

fn two_digits(number: u64) -> u16 {
    (number % 100) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_numbers_of_the_letter_are_valid() {
        for text in ["1027301172106", "1044004404091", "1057309020306", "1024001432476"] {
            assert_eq!(text.parse::<Ogrn>().map(|ogrn| ogrn.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn cells_add_blanks_apostrophes_and_exponents() {
        for text in [
            " 1 02 73 01 17210 6",
            "'1027301172106",
            "1027301172106.0",
            "1,027301172106E+12",
            "1027\u{a0}301172106",
            "ОГРН 1027301172106",
            "ОГРН: 1 02 73 01 17210 6",
        ] {
            assert_eq!(text.parse::<Ogrn>().map(|ogrn| ogrn.0), Ok(1_027_301_172_106), "{text}");
        }
    }

    #[test]
    fn each_fault_has_its_facts() {
        let fault = |text: &str| text.parse::<Ogrn>().unwrap_err();
        assert_eq!(fault("1234567890123"), OgrnError::CheckDigit { found: 3, expected: 7 });
        assert_eq!(fault("102730117210"), OgrnError::Length { digits: 12 });
        assert_eq!(fault("304500116000157"), OgrnError::Ogrnip);
        assert_eq!(fault("1.0273E+12"), OgrnError::LostDigits);
        assert_eq!(fault("ОГРН"), OgrnError::NotDigits);
        assert_eq!(fault(""), OgrnError::NotDigits);
        assert_eq!(fault("0000000000000"), OgrnError::BadFirstDigit { found: 0 });
        assert_eq!(fault("1994001234566"), OgrnError::BadYear { found: 99 });
    }

    #[test]
    fn the_region_is_read_from_the_digits() {
        let ogrn: Ogrn = "1044004404091".parse().unwrap();
        assert_eq!(ogrn.region_fns_code().to_string(), "40");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = text.parse::<Ogrn>();
        }

        #[test]
        fn writing_and_reading_give_the_same_number(
            first in prop_oneof![Just(1_u64), Just(5)],
            year in YEARS,
            rest in 0..10_u64.pow(9),
        ) {
            let base = first * 10_u64.pow(11) + u64::from(year) * 10_u64.pow(9) + rest;
            let ogrn: Ogrn = format!("{base}{}", base % 11 % 10).parse().unwrap();
            prop_assert_eq!(ogrn.to_string().parse(), Ok(ogrn));
        }

        #[test]
        fn one_mistyped_digit_is_noticed(place in 1_u32..13, digit in 0_u64..10) {
            let good = 1_027_301_172_106_u64;
            let unit = 10_u64.pow(12 - place);
            let typed = good - good / unit % 10 * unit + digit * unit;
            prop_assume!(typed != good);
            prop_assert!(typed.to_string().parse::<Ogrn>().is_err());
        }
    }
}
