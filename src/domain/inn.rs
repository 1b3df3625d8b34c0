//! The taxpayer number: tells columns apart, and stands in the addresses of MAX channels.

use super::digits::{NotDigits, digits};
use std::fmt;
use std::str::FromStr;

/// An ИНН, of an organisation (10 digits) or of a person (12 digits).
///
/// Invariant: the check digits are right, and not all digits are zero (domain reference, 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Inn {
    number: u64,
    /// 10 or 12; the number alone does not tell, since both may begin with zeros.
    length: usize,
}

/// Why a text is not an ИНН.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InnError {
    /// Digits, but neither 10 nor 12, nor one less with a zero lost.
    #[error("{digits} digits instead of 10 or 12")]
    Length {
        /// How many there are.
        digits: usize,
    },
    /// A digit is missing, and with a zero before it the number is right: Excel dropped the zero.
    #[error("a leading zero is lost: {padded}")]
    LostZero {
        /// The number with its zero.
        padded: Inn,
    },
    /// The check digits do not follow from the others. Of 12 digits the last two are check digits and are given together.
    #[error("check digits are {found}, expected {expected}")]
    CheckDigit {
        /// As written.
        found: u8,
        /// As the other digits ask for.
        expected: u8,
    },
    /// Something else than digits, or nothing but zeros.
    #[error("not a number of digits only")]
    NotDigits,
    /// A number whose last digits were rounded away (`7.7E+09`).
    #[error("the last digits were rounded away")]
    LostDigits,
}

impl FromStr for Inn {
    type Err = InnError;

    /// Reads a cell: blanks inside, an apostrophe before, decimal zeros and a full exponent are forgiven.
    fn from_str(text: &str) -> Result<Self, InnError> {
        let digits = digits(text).map_err(|fault| match fault {
            NotDigits::Lost => InnError::LostDigits,
            NotDigits::Other => InnError::NotDigits,
        })?;
        match digits.len() {
            10 | 12 => checked(&digits),
            length @ (9 | 11) => match checked(&format!("0{digits}")) {
                Ok(padded) => Err(InnError::LostZero { padded }),
                Err(_) => Err(InnError::Length { digits: length }),
            },
            length => Err(InnError::Length { digits: length }),
        }
    }
}

impl fmt::Display for Inn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = self.length)
    }
}

/// The number of 10 or 12 digits, if its check digits are right.
fn checked(digits: &str) -> Result<Inn, InnError> {
    let number: u64 = digits.parse().map_err(|_| InnError::NotDigits)?;
    if number == 0 {
        return Err(InnError::NotDigits);
    }
    let values: Vec<u8> = digits.bytes().map(|byte| byte - b'0').collect();
    let (found, expected) = if values.len() == 10 {
        (values[9], check_digit(&[2, 4, 10, 3, 5, 9, 4, 6, 8], &values))
    } else {
        let first = check_digit(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8], &values);
        let mut with_first = values.clone();
        with_first[10] = first;
        let second = check_digit(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], &with_first);
        (values[10] * 10 + values[11], first * 10 + second)
    };
    if found != expected {
        return Err(InnError::CheckDigit { found, expected });
    }
    Ok(Inn { number, length: values.len() })
}

fn check_digit(weights: &[u32], digits: &[u8]) -> u8 {
    let sum: u32 = weights.iter().zip(digits).map(|(weight, &digit)| weight * u32::from(digit)).sum();
    (sum % 11 % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_and_twelve_digits_are_read() {
        for text in ["7707083893", "500100732259"] {
            assert_eq!(text.parse::<Inn>().map(|inn| inn.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn each_fault_has_its_facts() {
        let fault = |text: &str| text.parse::<Inn>().unwrap_err();
        assert_eq!(fault("7707083894"), InnError::CheckDigit { found: 4, expected: 3 });
        assert_eq!(fault("500100732250"), InnError::CheckDigit { found: 50, expected: 59 });
        assert_eq!(fault("770708389"), InnError::Length { digits: 9 });
        assert_eq!(fault("7.7E+09"), InnError::LostDigits);
        assert_eq!(fault("0000000000"), InnError::NotDigits);
    }

    #[test]
    fn a_lost_zero_is_offered_back() {
        let whole = with_check_digit(10_500_000).unwrap();
        let text = whole.to_string();
        assert_eq!(text[1..].parse::<Inn>(), Err(InnError::LostZero { padded: whole }));
    }

    fn with_check_digit(base: u64) -> Result<Inn, InnError> {
        let nine = format!("{base:09}");
        (0..10).map(|last| format!("{nine}{last}").parse::<Inn>()).find(Result::is_ok).expect("one of ten digits is right")
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = text.parse::<Inn>();
        }

        #[test]
        fn writing_and_reading_give_the_same_number(base in 1_u64..1_000_000_000) {
            let inn = with_check_digit(base).unwrap();
            prop_assert_eq!(inn.to_string().parse(), Ok(inn));
        }
    }
}
