//! The contract between `split`, which hands rows out to municipalities, and `merge`, which brings them home.
//!
//! A workbook that is handed out shows its rows in the sheet [`FIX_SHEET`] under the roster's own headers, with the key of each row in
//! a hidden column headed [`KEY_HEADER`], and holds its [`Origin`] in a very hidden sheet. What people do to such a workbook on the
//! way (sort, filter, insert columns, rename sheets, save it with another program) leaves both readable: columns are found again by
//! their headers, rows by their keys, sheets by what stands in them.

mod decide;
mod given;
mod grid;
mod key;
mod matched;
mod origin;
mod own_words;
mod returned;
mod roster;
mod tell;

pub(crate) use decide::{Decision, Now, Opinion, decide};
pub(crate) use given::{Given, GivenValue, same};
pub(crate) use key::RowKey;
pub use key::keys;
pub(crate) use matched::{Match, MatchedTable, Matcher};
pub(crate) use origin::OriginError;
pub use origin::{FileHash, HandedColumn, HandedRow, HandedSource, Origin};
pub use own_words::OwnSums;
pub(crate) use returned::{Added, AddedRow, Remark, Returned, ReturnedRow, SheetBack, Slot};
pub use roster::Roster;

use crate::domain::text::fold;
use crate::table::column::OwnRole;
use std::collections::HashSet;

/// The sheet with the rows to correct.
pub const FIX_SHEET: &str = "Исправить";
/// The sheet that says what each page must carry.
pub const PLACE_SHEET: &str = "Что разместить";
/// The sheet with the instruction for the clerk.
pub const GUIDE_SHEET: &str = "Инструкция";
/// The very hidden sheet with the origin.
pub const ORIGIN_SHEET: &str = "gospub";
/// The header of the hidden column with the keys.
pub const KEY_HEADER: &str = "Ключ строки";

/// The header of the column in which clerks explain; the same word as in the roster.
pub fn explanation_header() -> &'static str {
    OwnRole::Explanation.header()
}

/// Headers under which columns can be told apart: a text that was there before gets a number, a blank one the word for a column.
/// Texts that differ only in case, blanks or quotes count as the same.
pub(crate) fn distinct_headers<'h>(headers: impl IntoIterator<Item = &'h str>) -> Vec<String> {
    let mut taken: HashSet<String> = [KEY_HEADER, explanation_header()].map(fold).into();
    let headers = headers.into_iter().map(|header| {
        let header = header.trim();
        let header = if header.is_empty() { "Столбец" } else { header };
        let numbered = (2..).map(|number| format!("{header} ({number})"));
        let distinct = std::iter::once(header.to_owned()).chain(numbered).find(|name| taken.insert(fold(name)));
        distinct.expect("there are more numbers than columns")
    });
    headers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_become_distinct_and_none_passes_for_a_column_of_gospub() {
        let headers = distinct_headers(["Ссылка", "ОГРН", " ссылка ", "", "", "Пояснение"]);
        assert_eq!(headers, ["Ссылка", "ОГРН", "ссылка (2)", "Столбец", "Столбец (2)", "Пояснение (2)"]);
    }
}
