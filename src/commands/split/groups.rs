//! Rows that belong together: by what their cells say, not by how it is typed.

use super::by::By;
use crate::domain::municipality_key;
use crate::domain::text::{fold, is_nothing_word};
use crate::pipeline::Source;
use crate::record::{Record, text_of};
use crate::table::RowId;
use foldhash::{HashMap, HashSet};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Rows with one value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The value as most of the rows have it, of several the first; none for the rows without one.
    pub(super) name: Option<String>,
    /// The rows, in the order of sources and positions.
    pub(super) rows: Vec<RowId>,
}

/// Parts the rows of all tables, each by its column. Values that differ in case, blanks, ё or the way in which a letter with a mark is
/// typed are one, and so are all ways of writing a municipality. Groups come in the order of their values, the rows without one last. An organisation that a sheet repeats of a fuller one
/// (a sheet a month) is handed out once.
pub(super) fn groups(sources: &[Source], columns: &[By]) -> Vec<Group> {
    // What stands in hundreds of rows is looked at once for each way in which it is written.
    let mut written: HashMap<Option<Cow<'_, str>>, Vec<RowId>> = HashMap::default();
    for (table, (source, &by)) in sources.iter().zip(columns).enumerate() {
        let fuller = fuller(sources, source);
        for position in 0..source.table.len() {
            if !fuller.is_empty() && source.table.name(position).is_some_and(|name| fuller.contains(&name)) {
                continue;
            }
            written.entry(value(source, position, by)).or_default().push(RowId::new(table, position));
        }
    }
    let is_by_municipality = columns.contains(&By::Municipality);
    let mut by_value: BTreeMap<String, Spelt> = BTreeMap::new();
    let mut nobody = Vec::new();
    for (value, rows) in written {
        match value.filter(|value| !is_nothing_word(value)) {
            Some(value) => {
                let value = one_line(&value);
                let key = if is_by_municipality { municipality_key(&value) } else { fold(&value) };
                let group = by_value.entry(key).or_default();
                let first = rows[0];
                let (count, known) = group.spellings.entry(value).or_insert((0, first));
                (*count, *known) = (*count + rows.len(), first.min(*known));
                group.rows.extend(rows);
            }
            None => nobody.extend(rows),
        }
    }
    let group = |name, mut rows: Vec<RowId>| {
        rows.sort_unstable();
        Group { name, rows }
    };
    let mut named: Vec<Group> = by_value.into_values().map(|spelt| group(spelt.most_frequent(), spelt.rows)).collect();
    named.sort_by_cached_key(|group| group.name.as_deref().map(fold));
    named.extend(Some(group(None, nobody)).filter(|group| !group.rows.is_empty()));
    named
}

/// The organisations of the sheet that a table repeats.
fn fuller(sources: &[Source], of: &Source) -> HashSet<String> {
    let is_repeated = |other: &&Source| other.file == of.file && of.table.repeats() == Some(other.table.sheet().name());
    sources.iter().find(is_repeated).map(|other| other.table.names()).unwrap_or_default()
}

#[derive(Debug, Default)]
struct Spelt {
    /// Each with how often it stands there, and the first row that has it.
    spellings: BTreeMap<String, (usize, RowId)>,
    rows: Vec<RowId>,
}

impl Spelt {
    fn most_frequent(&self) -> Option<String> {
        let usual = self.spellings.iter().max_by_key(|(_, (count, first))| (*count, Reverse(*first)));
        usual.map(|(spelling, _)| spelling.clone())
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
    fn a_book_is_named_as_most_rows_write_its_municipality() {
        let rows =
            ["г.Калуга", "Боровский р-н", "город Калуга", "Боровский район", "город Калуга", "Боровский район", "г.Калуга"];
        assert_eq!(
            parted(&rows),
            [(Some("Боровский район".to_owned()), vec![1, 3, 5]), (Some("г.Калуга".to_owned()), vec![0, 2, 4, 6])]
        );
    }

    #[test]
    fn rows_without_a_municipality_come_last() {
        assert_eq!(
            parted(&["", "Яя", "нет", "Абаза"]),
            [(Some("Абаза".to_owned()), vec![3]), (Some("Яя".to_owned()), vec![1]), (None, vec![0, 2])]
        );
    }

    #[test]
    fn an_organisation_on_a_sheet_a_month_is_handed_out_once() {
        let table = |month: &str, organisations: &[&str]| {
            let header = ["Организация", "Ссылка на страницу ВК"];
            let rows = organisations.iter().map(|&organisation| [organisation, "https://vk.com/club1"]);
            let sheet = sheet_of_texts(month, std::iter::once(header).chain(rows));
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            Table::new(sheet, layout)
        };
        let mut tables = [
            table("Январь", &["Школа № 1", "Школа № 2", "Школа № 3", "Школа № 4", "Школа № 5"]),
            table("Февраль", &["Школа № 1", "Школа № 2", "Школа № 3", "Школа № 4", "Школа № 5", "Школа № 6"]),
        ];
        Table::mark_repeats(tables.iter_mut());
        let sources = tables.map(|table| Source { file: "реестр.xlsx".into(), sheet: 0, table });
        let rows: Vec<_> = groups(&sources, &[By::Nothing, By::Nothing]).into_iter().flat_map(|group| group.rows).collect();
        assert_eq!(rows, (0..6).map(|position| RowId::new(1, position)).collect::<Vec<_>>());
    }
}
