//! Tables of a workbook that repeat the roster of another one: a sheet a month, a sheet a network, a summary. Names alone are not
//! enough: each district has its school № 1.

use super::column::ColumnRole;
use super::content::is_place;
use super::rows::Table;
use super::sheet::Value;
use crate::domain::text::{fold, is_nothing_word};
use crate::domain::vk_address::{self, Address};
use foldhash::HashSet;
use rayon::prelude::*;
use std::collections::HashMap;

/// That a table has the organisations of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeats {
    /// The sheet of the other one.
    pub(crate) sheet: String,
    /// Whether they are the same organisations, or others of the same names: their pages are others.
    pub(crate) is_same: bool,
    /// The same organisations that have another page here, by their names.
    pub(crate) of_other_pages: Vec<String>,
    /// The positions of the rows whose organisations the other one has not.
    pub(super) further: Vec<usize>,
}

/// Finds the tables that repeat the roster of a fuller one.
pub(super) fn mark<'t>(tables: Vec<&'t mut Table>) {
    /// Fewer organisations are alike by chance.
    const FEWEST: usize = 3;
    if tables.len() < 2 {
        return;
    }
    let with_names = |table: &'t mut Table| {
        let names = table.names();
        (table, names)
    };
    let mut tables: Vec<(&mut Table, HashSet<String>)> = tables.into_iter().map(with_names).collect();
    // The sort is stable: of equally full sheets the first is worked on.
    tables.sort_by_key(|(table, names)| std::cmp::Reverse((names.len(), table.filled_pages())));
    for at in 1..tables.len() {
        let (fuller, rest) = tables.split_at_mut(at);
        let (table, names) = &mut rest[0];
        if names.len() < FEWEST {
            continue;
        }
        let is_in = |all: &HashSet<String>| names.iter().filter(|name| all.contains(*name)).count() * 5 >= names.len() * 4;
        let alike = fuller.iter().filter(|(known, all)| known.repeated().is_none() && is_in(all));
        let found: Vec<Repeats> = alike.filter_map(|(known, _)| compare(known, table)).collect();
        let is_same = found.iter().position(|found| found.is_same).unwrap_or(0);
        table.set_repeats(found.into_iter().nth(is_same));
    }
}

/// What two tables with the same names have in common; none if they are plainly of different organisations.
fn compare(fuller: &Table, table: &Table) -> Option<Repeats> {
    let known: HashMap<String, usize> = (0..fuller.len()).rev().filter_map(|at| Some((fuller.name(at)?, at))).collect();
    let pairs: Vec<(usize, usize)> = (0..table.len()).filter_map(|at| Some((*known.get(&table.name(at)?)?, at))).collect();
    // How many pairs agree in what both say, and which do not.
    let compared = |of: &(dyn Fn(&Table, usize) -> Option<String> + Sync)| {
        let differs = |&(there, here): &(usize, usize)| Some((of(fuller, there)? != of(table, here)?, here));
        let both: Vec<(bool, usize)> = pairs.par_iter().filter_map(differs).collect();
        let agree = both.iter().filter(|(differs, _)| !differs).count();
        (agree, both.into_iter().filter(|(differs, _)| *differs).map(|(_, here)| here).collect::<Vec<_>>())
    };
    let (same_pages, other_pages) = compared(&page);
    let names = |rows: &[usize]| rows.iter().filter_map(|&row| table.written_name(row)).collect();
    let is_same = same_pages >= other_pages.len();
    if same_pages <= other_pages.len() {
        // No page speaks for it: nothing else may speak against it.
        let is_of_another_place = is_place(fuller.sheet().name()) && is_place(table.sheet().name());
        let of_another = |role: ColumnRole| {
            let (agree, differ) = compared(&|table, at| text(table, role, at));
            differ.len() > agree
        };
        let (same_places, other_places) = compared(&municipality);
        if is_of_another_place || other_places.len() > same_places || of_another(ColumnRole::Ogrn) || of_another(ColumnRole::Inn)
        {
            return None;
        }
    }
    let further = (0..table.len()).filter(|&at| table.name(at).is_some_and(|name| !known.contains_key(&name))).collect();
    Some(Repeats {
        sheet: fuller.sheet().name().to_owned(),
        is_same,
        of_other_pages: if is_same { names(&other_pages) } else { Vec::new() },
        further,
    })
}

fn text(table: &Table, role: ColumnRole, at: usize) -> Option<String> {
    match table.value(&table.row(at), table.layout().column(role)?) {
        Value::Text(text) if !is_nothing_word(text) => Some(fold(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn municipality(table: &Table, at: usize) -> Option<String> {
    text(table, ColumnRole::Municipality, at).or_else(|| table.section(table.row(at).number()).map(fold))
}

/// The page of a row, as far as it can be compared with another's. A number and a name of a page cannot.
fn page(table: &Table, at: usize) -> Option<String> {
    let cell = table.cell(&table.row(at), table.layout().column(ColumnRole::Address)?);
    let address = match (cell.hyperlink, cell.value) {
        (Some(target), _) => vk_address::read(target).address,
        (None, Value::Text(text)) => vk_address::read(text).address,
        (None, Value::Number(number)) => vk_address::read(&number.to_string()).address,
        _ => return None,
    };
    matches!(address, Address::Group(_) | Address::ScreenName(_)).then(|| address.outcome())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    /// A sheet of four schools with these communities and with what else stands in their rows.
    fn table(name: &str, communities: [u32; 4], more: (&'static str, &str)) -> Table {
        let pages =
            communities.map(|community| if community == 0 { "нет".to_owned() } else { format!("vk.com/club{community}") });
        let names = ["СОШ № 1", "СОШ № 2", "СОШ № 3", "СОШ № 4"];
        let rows = names.into_iter().zip(&pages).map(|(name, page)| [name, page, more.1]);
        let sheet = sheet_of_texts(name, std::iter::once(["Организация", "Страница ВК", more.0]).chain(rows));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    fn marked(mut tables: [Table; 2]) -> [Option<Repeats>; 2] {
        Table::mark_repeats(tables.iter_mut());
        tables.map(|table| table.repeated().cloned())
    }

    const PAGES: [u32; 4] = [217_000_101, 217_000_102, 217_000_103, 217_000_104];
    const OTHERS: [u32; 4] = [217_000_201, 217_000_202, 217_000_203, 217_000_204];
    const NO_MORE: (&str, &str) = ("Примечание", "");

    #[test]
    fn schools_of_the_same_numbers_in_two_districts_are_not_the_same() {
        for (first, second) in [
            (table("г. Лесогорск", PAGES, NO_MORE), table("Заречный район", OTHERS, NO_MORE)),
            (table("1", PAGES, ("Район", "Лесной район")), table("2", OTHERS, ("Район", "Заречный район"))),
            (table("1", PAGES, ("ИНН", "7601000001")), table("2", OTHERS, ("ИНН", "7602000002"))),
        ] {
            assert_eq!(marked([first, second]), [None, None]);
        }
    }

    #[test]
    fn organisations_that_only_the_smaller_sheet_has_are_counted_there() {
        let sheet = |name: &str, schools: std::ops::RangeInclusive<u32>| {
            let rows = schools.map(|number| [format!("СОШ № {number}"), format!("vk.com/club2170001{number:02}")]);
            let header = ["Организация".to_owned(), "Страница ВК".to_owned()];
            let sheet = sheet_of_texts(name, std::iter::once(header).chain(rows));
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            Table::new(sheet, layout)
        };
        let mut tables = [sheet("Все", 1..=9), sheet("Новые", 6..=10)];
        Table::mark_repeats(tables.iter_mut());
        let [all, new] = tables;
        assert!((0..9).all(|position| all.counts(position)));
        assert_eq!((0..5).filter(|&position| new.counts(position)).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn where_only_the_pages_differ_they_are_counted_and_it_is_said() {
        let [_, second] = marked([table("1", PAGES, NO_MORE), table("2", OTHERS, NO_MORE)]);
        assert!(second.is_some_and(|found| !found.is_same));
    }

    #[test]
    fn a_sheet_a_month_is_counted_by_the_one_with_most_pages_and_what_differs_is_named() {
        let [_, _, third, fourth] = PAGES;
        let [first, second] =
            marked([table("Январь", [0, 217_000_109, third, fourth], NO_MORE), table("Февраль", PAGES, NO_MORE)]);
        let first = first.unwrap();
        assert_eq!((first.sheet.as_str(), first.of_other_pages), ("Февраль", vec!["СОШ № 2".to_owned()]));
        assert_eq!(second, None);
    }
}
