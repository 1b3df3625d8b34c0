//! Keys of rows: the same row has the same key wherever it stands in its sheet.

use crate::domain::text::{fold, is_invisible};
use crate::record::Record;
use crate::table::Table;
use crate::table::column::ColumnRole;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::str::FromStr;

/// The key of a row: a hash of what identifies it, and its number among the rows of the sheet that are identified by the same.
///
/// Written as sixteen consonants, `-2` and so on behind them from the second of equal rows on: no program takes that for a number, a
/// date, a formula or a word to be corrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    hash: u64,
    /// From one.
    ordinal: u32,
}

/// The text is not the key of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the key of a row")]
pub struct KeyError;

/// A letter for each four bits. No vowels, so that no words come out.
const LETTERS: [u8; 16] = *b"bcdfghjklmnpqrst";

/// The keys of all data rows of tables, in their order. No two are the same: rosters of two bodies may have the same sheets with rows
/// that are called the same.
///
/// What identifies a row is its sheet, ОГРН, name and page as written, folded: saving the roster with another program leaves the keys
/// as they are.
pub fn keys<'t>(tables: impl IntoIterator<Item = &'t Table>) -> Vec<Vec<RowKey>> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut number = |hash: u64| {
        let ordinal = seen.entry(hash).or_default();
        *ordinal += 1;
        RowKey { hash, ordinal: *ordinal }
    };
    let keys = tables.into_iter().map(|table| {
        let sheet = fold(table.sheet().name());
        let rows = (0..table.len()).into_par_iter();
        let hashes: Vec<u64> = rows.map(|position| identity(&sheet, &Record::at(table, position))).collect();
        hashes.into_iter().map(&mut number).collect()
    });
    keys.collect()
}

fn identity(sheet: &str, record: &Record<'_>) -> u64 {
    let mut hash = Sha256::new();
    // Not the link, which gospub itself fills in.
    let roles = [ColumnRole::Ogrn, ColumnRole::Organisation, ColumnRole::Address, ColumnRole::GroupId];
    let texts = roles.map(|role| fold(&record.text(role)));
    for text in std::iter::once(sheet).chain(texts.iter().map(String::as_str)) {
        // With their lengths, so that no text runs into the next.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let (head, _) = digest.split_first_chunk().expect("a digest has more than eight bytes");
    u64::from_be_bytes(*head)
}

impl RowKey {
    /// What is the same for rows that are identified by the same.
    pub(super) fn identity(self) -> u64 {
        self.hash
    }

    /// The keys of all rows that are identified by the same as this one, in their order.
    pub(super) fn of_all_equal(self) -> impl Iterator<Item = Self> {
        (1..=u32::MAX).map(move |ordinal| Self { ordinal, ..self })
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for shift in (0..16).rev() {
            f.write_char(char::from(LETTERS[(self.hash >> (4 * shift) & 0xF) as usize]))?;
        }
        if self.ordinal > 1 { write!(f, "-{}", self.ordinal) } else { Ok(()) }
    }
}

impl FromStr for RowKey {
    type Err = KeyError;

    /// Reads a key back, with blanks around it and in capitals too.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        // Every cell of a workbook that came back is asked: most are shorter than a key, or begin with a visible character that none has.
        let begins = |first: u8| LETTERS.contains(&first.to_ascii_lowercase()) || !matches!(first, b'!'..=b'~' | 0xD0 | 0xD1);
        if text.len() < LETTERS.len() || !text.bytes().next().is_some_and(begins) {
            return Err(KeyError);
        }
        let visible = text.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c));
        let mut letters = visible.map(|c| c.to_ascii_lowercase());
        let mut hash = 0u64;
        for _ in LETTERS {
            let letter = letters.next().ok_or(KeyError)?;
            let bits = LETTERS.iter().position(|&known| char::from(known) == letter).ok_or(KeyError)?;
            hash = hash << 4 | bits as u64;
        }
        let ordinal = match letters.next() {
            None => 1,
            Some('-') => letters.collect::<String>().parse().ok().filter(|&ordinal| ordinal > 1).ok_or(KeyError)?,
            Some(_) => return Err(KeyError),
        };
        Ok(Self { hash, ordinal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;
    use proptest::prelude::*;

    fn keys_of(sheet: &str, rows: &[[&str; 3]]) -> Vec<RowKey> {
        let header = ["ОГРН", "Организация", "Ссылка на страницу ВК"];
        let sheet = sheet_of_texts(sheet, std::iter::once(&header).chain(rows));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        keys([&Table::new(sheet, layout)]).remove(0)
    }

    const SCHOOL: [&str; 3] = ["1027700132195", "Школа № 1", "https://vk.com/club1"];
    const GARDEN: [&str; 3] = ["1027700132195", "Детский сад", "https://vk.com/club2"];

    #[test]
    fn a_row_keeps_its_key_wherever_it_stands() {
        let (one, other) = (keys_of("Лист1", &[SCHOOL, GARDEN]), keys_of("Лист1", &[GARDEN, SCHOOL]));
        assert_eq!((one[0], one[1]), (other[1], other[0]));
        assert_ne!(one[0], one[1]);
        assert_ne!(keys_of("Лист2", &[SCHOOL])[0], one[0]);
    }

    #[test]
    fn blanks_and_case_make_no_other_row() {
        let sloppy = ["1027700132195 ", "ШКОЛА\u{a0}№ 1", "https://vk.com/club1\u{200b}"];
        assert_eq!(keys_of("Лист1", &[SCHOOL]), keys_of("Лист1", &[sloppy]));
    }

    #[test]
    fn equal_rows_are_numbered() {
        let keys = keys_of("Лист1", &[SCHOOL, GARDEN, SCHOOL]);
        assert_eq!(keys[2].to_string(), format!("{}-2", keys[0]));
    }

    #[test]
    fn rows_of_two_rosters_never_have_one_key() {
        let sheet =
            || sheet_of_texts("Лист1", [["Организация", "Ссылка на страницу ВК"], ["Школа", "нет"], ["Лицей", "vk.com/club1"]]);
        let table = |sheet: crate::table::sheet::Sheet| {
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            Table::new(sheet, layout)
        };
        let keys = keys([&table(sheet()), &table(sheet())]);
        assert_eq!(keys[1][0].to_string(), format!("{}-2", keys[0][0]));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "17", "bcdfghjklmnpqrs", "bcdfghjklmnpqrsa", "bcdfghjklmnpqrst-1", "bcdfghjklmnpqrst-x", "=A1"] {
            assert_eq!(text.parse::<RowKey>(), Err(KeyError), "{text}");
        }
        assert!(" BCDFGHJKLMNPQRST ".parse::<RowKey>().is_ok());
    }

    proptest! {
        #[test]
        fn keys_read_back_as_written(hash: u64, ordinal in 1..u32::MAX) {
            let key = RowKey { hash, ordinal };
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }
    }
}
