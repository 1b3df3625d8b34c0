//! Rows that belong together: by what their cells say, not by how it is typed.

use super::by::By;
use crate::domain::text::{fold, is_nothing_word};
use crate::pipeline::Source;
use crate::record::{Record, text_of};
use crate::table::RowId;
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Rows with one value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The value as most of the rows have it; none for the rows without one.
    pub(super) name: Option<String>,
    /// The rows, in the order of sources and positions.
    pub(super) rows: Vec<RowId>,
}

/// Parts the rows of all tables, each by its column. Values that differ in case, blanks, ё or the way in which a letter with a mark is
/// typed are one. Groups come in the order of their values, the rows without one last.
pub(super) fn groups(sources: &[Source], columns: &[By]) -> Vec<Group> {
    let mut by_value: BTreeMap<String, Spelt> = BTreeMap::new();
    let mut nobody = Vec::new();
    for (table, (source, &by)) in sources.iter().zip(columns).enumerate() {
        for position in 0..source.table.len() {
            let row = RowId::new(table, position);
            match value(source, position, by).filter(|value| !is_nothing_word(value)) {
                Some(value) => {
                    let value = one_line(&value);
                    let group = by_value.entry(fold(&value)).or_default();
                    group.rows.push(row);
                    *group.spellings.entry(value).or_default() += 1;
                }
                None => nobody.push(row),
            }
        }
    }
    let named = by_value.into_values().map(|group| Group { name: group.most_frequent(), rows: group.rows });
    let unnamed = Some(Group { name: None, rows: nobody }).filter(|group| !group.rows.is_empty());
    named.chain(unnamed).collect()
}

#[derive(Debug, Default)]
struct Spelt {
    spellings: BTreeMap<String, usize>,
    rows: Vec<RowId>,
}

impl Spelt {
    fn most_frequent(&self) -> Option<String> {
        self.spellings.iter().max_by_key(|(_, count)| **count).map(|(spelling, _)| spelling.clone())
    }
}

fn value(source: &Source, position: usize, by: By) -> Option<Cow<'_, str>> {
    match by {
        By::Municipality => Record::at(&source.table, position).municipality(),
        By::Column(column) => Some(text_of(source.table.value(&source.table.row(position), column))),
        By::Nothing => None,
    }
}

/// A value on one line, each letter with a mark as one character.
fn one_line(value: &str) -> String {
    value.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    fn parted(municipalities: &[&str]) -> Vec<(Option<String>, Vec<usize>)> {
        let header = ["Муниципальное образование", "Организация", "Ссылка на страницу ВК"];
        let rows = municipalities.iter().map(|&municipality| [municipality, "Школа", "https://vk.com/club1"]);
        let sheet = sheet_of_texts("Лист1", std::iter::once(header).chain(rows));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let sources = [Source { file: String::new(), sheet: 0, table: Table::new(sheet, layout) }];
        let positions = |group: Group| (group.name, group.rows.iter().map(|row| row.position()).collect());
        groups(&sources, &[By::Municipality]).into_iter().map(positions).collect()
    }

    #[test]
    fn one_municipality_typed_in_several_ways_is_one() {
        let rows = ["г. Королёв", "г.\u{a0}Королев ", "Йошкар-Ола", "г. КОРОЛЁВ", "г. Королёв", "И\u{306}ошкар-Ола"];
        assert_eq!(
            parted(&rows),
            [(Some("г. Королёв".to_owned()), vec![0, 1, 3, 4]), (Some("Йошкар-Ола".to_owned()), vec![2, 5])]
        );
    }

    #[test]
    fn rows_without_a_municipality_come_last() {
        assert_eq!(
            parted(&["", "Яя", "нет", "Абаза"]),
            [(Some("Абаза".to_owned()), vec![3]), (Some("Яя".to_owned()), vec![1]), (None, vec![0, 2])]
        );
    }
}
