//! Tells which of the rows that were handed out a returned row is.
//!
//! Its key says so, but keys stand in a hidden column: cells may be sorted or copied over without them. So a row is believed to be that of
//! its key only as far as it does not say itself that it is another one.

use super::given::same;
use super::key::RowKey;
use super::origin::Origin;
use crate::domain::text::fold;
use crate::table::column::ColumnRole;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

/// What belongs to one organisation, as a rule.
const ITS_OWN: [ColumnRole; 12] = [
    ColumnRole::Organisation,
    ColumnRole::Ogrn,
    ColumnRole::Inn,
    ColumnRole::Opaid,
    ColumnRole::Address,
    ColumnRole::GroupId,
    ColumnRole::Link,
    ColumnRole::PosMessages,
    ColumnRole::PosPolls,
    ColumnRole::Email,
    ColumnRole::Phone,
    ColumnRole::Site,
];

/// The rows of an origin, to be found by what they hold. Columns are told by their positions in [`Origin::columns`].
pub(super) struct Rows<'o> {
    origin: &'o Origin,
    by_key: HashMap<RowKey, usize>,
    by_name: ByText<Vec<String>>,
    /// Made when a name does not tell.
    by_text: OnceCell<Vec<(usize, ByText<String>)>>,
    /// Name and ОГРН.
    names: Vec<usize>,
    /// The page's address, which people correct.
    pages: Vec<usize>,
}

/// Rows by what they hold; none where several hold the same.
type ByText<T> = HashMap<T, Option<usize>>;

/// Whose row it is by its name and page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// That of the same organisation.
    Same,
    /// Perhaps that of another one: a name that was mended alone is still the name of the same row, but a row that was copied for
    /// another organisation has another page, too.
    Otherwise,
    /// That of another one: nothing is left of the name, the ОГРН and the page.
    Another,
}

impl<'o> Rows<'o> {
    pub(super) fn new(origin: &'o Origin) -> Self {
        let names = columns_of(origin, &[ColumnRole::Organisation, ColumnRole::Ogrn]);
        let rows = || origin.rows.iter().enumerate();
        Self {
            origin,
            by_key: rows().map(|(position, row)| (row.key, position)).collect(),
            by_name: distinct(rows().map(|(position, row)| (called(&names, &row.base), position))),
            by_text: OnceCell::new(),
            names,
            pages: columns_of(origin, &[ColumnRole::Address, ColumnRole::GroupId]),
        }
    }

    /// The row of a key.
    pub(super) fn keyed(&self, key: RowKey) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    /// The only row with the name and the ОГРН of these texts, where there are both.
    pub(super) fn called(&self, texts: &[String]) -> Option<usize> {
        let called = called(&self.names, texts);
        let is_whole = called.len() > 1 && called.iter().all(|text| !text.is_empty());
        self.by_name.get(&called).copied().flatten().filter(|_| is_whole)
    }

    /// Which row a returned one is that has the key of the row `keyed`: that one, unless more of it speaks for another one; and
    /// whether anything but the key says so.
    pub(super) fn told(&self, keyed: usize, texts: &[String]) -> (usize, bool) {
        let is_keyed = |row: Option<&Option<usize>>| row == Some(&Some(keyed));
        if is_keyed(self.by_name.get(&called(&self.names, texts))) {
            return (keyed, true);
        }
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for (column, rows) in self.by_text.get_or_init(|| by_text(self.origin)) {
            let row = rows.get(&fold(&texts[*column]));
            if is_keyed(row) && self.names.contains(column) {
                return (keyed, true);
            }
            if let Some(row) = row.copied().flatten() {
                *votes.entry(row).or_default() += 1;
            }
        }
        let most = votes.values().copied().max().unwrap_or_default();
        let mut best = votes.iter().filter(|(_, votes)| **votes == most).map(|(row, _)| *row);
        match (best.next(), best.next()) {
            (Some(row), None) => (row, true),
            _ => (keyed, votes.contains_key(&keyed)),
        }
    }

    /// Whose row a returned one is that was handed out as `handed`; `has` says which columns came back.
    pub(super) fn named(&self, handed: usize, has: impl Fn(usize) -> bool, texts: &[String]) -> Named {
        let base = &self.origin.rows[handed].base;
        let differs = |&&column: &&usize| has(column) && !same(&base[column], &texts[column]);
        let (names, pages) = (self.names.iter().filter(differs).count(), self.pages.iter().filter(differs).count());
        if names == 0 || names + pages < 2 {
            return Named::Same;
        }
        let mut known = self.names.iter().chain(&self.pages).filter(|&&column| !base[column].is_empty()).peekable();
        let is_another = known.peek().is_some() && known.all(|&column| fold(&base[column]) != fold(&texts[column]));
        if is_another { Named::Another } else { Named::Otherwise }
    }
}

/// The columns with one of these roles.
fn columns_of(origin: &Origin, roles: &[ColumnRole]) -> Vec<usize> {
    let has_role = |column: &usize| origin.columns[*column].role.is_some_and(|role| roles.contains(&role));
    (0..origin.columns.len()).filter(has_role).collect()
}

/// What a row is called by, folded.
fn called(names: &[usize], texts: &[String]) -> Vec<String> {
    names.iter().map(|&column| fold(&texts[column])).collect()
}

fn by_text(origin: &Origin) -> Vec<(usize, ByText<String>)> {
    let columns = columns_of(origin, &ITS_OWN).into_iter();
    columns
        .map(|column| {
            let rows = origin.rows.iter().enumerate().filter(|(_, row)| !row.base[column].is_empty());
            (column, distinct(rows.map(|(position, row)| (fold(&row.base[column]), position))))
        })
        .collect()
}

fn distinct<T: Eq + std::hash::Hash>(rows: impl Iterator<Item = (T, usize)>) -> ByText<T> {
    let mut by_text = ByText::with_capacity(rows.size_hint().0);
    for (text, position) in rows {
        by_text.entry(text).and_modify(|row| *row = None).or_insert(Some(position));
    }
    by_text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handback::{HandedColumn, HandedRow};

    const ROLES: [ColumnRole; 5] =
        [ColumnRole::Organisation, ColumnRole::Ogrn, ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link];
    /// Three branches of one body and another body.
    const ROWS: [[&str; 5]; 4] = [
        ["Библиотека", "1027700132195", "vk.com/club1", "", "link 1"],
        ["Библиотека", "1027700132195", "vk.com/club2", "", "link 2"],
        ["Музей", "1027700132195", "vk.com/club3", "", ""],
        ["Школа", "1037700132190", "", "", ""],
    ];

    fn origin() -> Origin {
        let column = |role: ColumnRole| HandedColumn { header: role.title().into(), role: Some(role), columns: Vec::new() };
        let row = |(index, texts): (usize, &[&str; 5])| HandedRow {
            key: ["bbbbbbbbbbbbbbbb", "cccccccccccccccc", "dddddddddddddddd", "ffffffffffffffff"][index].parse().unwrap(),
            source: 0,
            row: 2,
            asked: Vec::new(),
            explanation: String::new(),
            own: None,
            base: texts.map(str::to_owned).to_vec(),
        };
        Origin { columns: ROLES.map(column).into(), rows: ROWS.iter().enumerate().map(row).collect(), ..Origin::default() }
    }

    fn texts(row: [&str; 5]) -> Vec<String> {
        row.map(str::to_owned).into()
    }

    #[test]
    fn a_row_under_the_key_of_another_is_told_by_what_it_says() {
        let origin = origin();
        let rows = Rows::new(&origin);
        for keyed in 0..ROWS.len() {
            for (index, row) in ROWS.into_iter().enumerate() {
                assert_eq!(rows.told(keyed, &texts(row)), (index, true), "{row:?} under the key of {keyed}");
            }
        }
        // With its page corrected, too, as far as something else of it can be told from the others.
        assert_eq!(rows.told(2, &texts(["Библиотека", "1027700132195", "vk.com/club9", "9", "link 2"])), (1, true));
        assert_eq!(rows.told(0, &texts(["Музей", "1027700132195", "vk.com/club9", "", ""])), (2, true));
        assert_eq!(rows.told(0, &texts(["Школа", "1037700132191", "vk.com/club9", "", ""])), (3, true));
    }

    #[test]
    fn a_row_is_that_of_its_key_while_its_own_name_or_most_of_it_says_so() {
        let origin = origin();
        let rows = Rows::new(&origin);
        for (keyed, row, known) in [
            // It got the page of another row, and all its links.
            (3, ["Школа", "1037700132191", "vk.com/club1", "", "link 1"], true),
            (2, ["Музей", "1037700132190", "vk.com/club1", "", "link 1"], true),
            // It says as much of itself as of another one.
            (0, ["Библиотека", "1027700132195", "vk.com/club2", "", "link 1"], true),
            // It says nothing of any one.
            (1, ["Библиотека", "1027700132195", "vk.com/club9", "", ""], false),
            (1, ["", "", "", "", ""], false),
        ] {
            assert_eq!(rows.told(keyed, &texts(row)), (keyed, known), "{row:?}");
        }
    }

    #[test]
    fn a_row_is_of_another_organisation_if_name_and_page_are() {
        let origin = origin();
        let rows = Rows::new(&origin);
        for (handed, row, named) in [
            (0, ROWS[0], Named::Same),
            (0, ["Библиотека имени Пушкина", "1027700132195", "vk.com/club1", "", ""], Named::Same),
            (0, ["Библиотека", "1027700132195", "vk.com/club9", "9", ""], Named::Same),
            (0, ["Детский сад", "1037700132191", "vk.com/club1", "", ""], Named::Otherwise),
            (0, ["Детский сад", "1037700132191", "vk.com/club9", "", ""], Named::Another),
            (3, ["Детский сад", "1037700132191", "", "", ""], Named::Another),
        ] {
            assert_eq!(rows.named(handed, |_| true, &texts(row)), named, "{row:?}");
        }
    }
}
