//! What gospub's own cells of a handed-out row said, kept short: enough to see that somebody has written something else there.

use super::given::words;
use crate::domain::text::is_letter_or_digit;
use crate::table::column::OwnRole;
use foldhash::HashMap;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

/// Sums of what «Статус», «Что не так» and «Что сделать» said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnSums([u32; 3]);

impl OwnSums {
    /// The columns, in the order of the sums.
    pub(crate) const ROLES: [OwnRole; 3] = [OwnRole::Status, OwnRole::Problem, OwnRole::Advice];

    /// The sums of the texts of [`OwnSums::ROLES`].
    pub(crate) fn of(texts: [&str; 3]) -> Self {
        Self(texts.map(sum))
    }

    /// Whether the column at an index of [`OwnSums::ROLES`] said this text, as far as sums tell.
    pub(crate) fn said(&self, index: usize, text: &str) -> bool {
        self.0[index] == sum(text)
    }
}

/// Names of cells count as one: a row says the same wherever it stands.
fn sum(text: &str) -> u32 {
    /// More texts than a status and the usual advice are not known again.
    const MOST: usize = 64;
    const LONGEST: usize = 200;
    thread_local! {
        /// Most rows say one of a few things.
        static KNOWN: RefCell<HashMap<String, u32>> = RefCell::default();
    }
    if text.len() > LONGEST {
        return sum_of(text);
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(&sum) = known.get(text) {
            return sum;
        }
        let sum = sum_of(text);
        if known.len() < MOST {
            known.insert(text.to_owned(), sum);
        }
        sum
    })
}

fn sum_of(text: &str) -> u32 {
    let visible: String = words(text).collect();
    let digest: [u8; 32] = Sha256::digest(without_cells(&visible)).into();
    let (head, _) = digest.split_first_chunk().expect("a digest has more than four bytes");
    u32::from_be_bytes(*head)
}

fn without_cells(text: &str) -> String {
    let is_cell = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        (1..=3).contains(&(word.len() - digits.len())) && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word = &rest[..rest.find(|c| !is_letter_or_digit(c)).unwrap_or(rest.len())];
        masked += if is_cell(word) { "#" } else { word };
        rest = &rest[word.len()..];
        let between = &rest[..rest.find(is_letter_or_digit).unwrap_or(rest.len())];
        masked += between;
        rest = &rest[between.len()..];
    }
    masked
}

/// The text is not what [`OwnSums`] are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the sums of own cells")]
pub struct OwnSumsError;

impl fmt::Display for OwnSums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [status, problem, advice] = self.0;
        // Letters before the digits: no program takes it for a number.
        write!(f, "own {status:08x} {problem:08x} {advice:08x}")
    }
}

impl FromStr for OwnSums {
    type Err = OwnSumsError;

    fn from_str(text: &str) -> Result<Self, OwnSumsError> {
        let sums = text.strip_prefix("own ").ok_or(OwnSumsError)?.split(' ').map(|sum| u32::from_str_radix(sum, 16));
        let sums: Vec<u32> = sums.collect::<Result<_, _>>().map_err(|_| OwnSumsError)?;
        sums.try_into().map(Self).map_err(|_| OwnSumsError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_written_over_are_told_from_those_that_were_there() {
        let sums = OwnSums::of(["Ошибка", "D17: нет номера", ""]);
        assert!(sums.said(0, " Ошибка ") && sums.said(1, "AB5: нет\nномера") && sums.said(2, ""));
        assert!(!sums.said(0, "исправили") && !sums.said(1, "D17: нет номера. Исправили") && !sums.said(2, "да"));
    }

    #[test]
    fn sums_read_back_as_written() {
        let sums = OwnSums::of(["Ошибка", "", "x"]);
        assert_eq!(sums.to_string().parse(), Ok(sums));
        assert_eq!("".parse::<OwnSums>(), Err(OwnSumsError));
    }
}
