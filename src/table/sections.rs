//! Titles between the rows: what they say of the rows below them, and how far that holds.
//!
//! A municipality or a kind ends with the next title of its sort, with the next title of the sort that it stands in, and with each
//! title that is not understood. In doubt a row has none: a false one would send its page to another district, or its users to another
//! service.

use super::column::ColumnRole;
use super::content::{
    is_body, is_group, is_group_of_a_kind, is_group_of_an_industry, is_of_a_region, is_organisation, is_place, is_rest,
};
use super::layout::Layout;
use super::sheet::{Column, Sheet, Value};
use crate::domain::text::{fold, words};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Where a row stands that may be the title of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A text merged over several columns.
    Banner,
    /// The only cell of its row, in a column that has no names.
    Lone,
    /// The only cell of its row, or the only one beside its number, where the names of organisations stand.
    InPlaceOfAName,
}

/// What the text of such a row is about, seen alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// «г. Калуга».
    Municipality,
    /// «Детские сады».
    Kind,
    /// «Прочие», «Подведомственные учреждения».
    Group,
    /// «Управление культуры»: an organisation, or the title of those under it.
    Body,
    /// The name of an organisation.
    Organisation,
    /// «(данные за май)».
    Remark,
    /// Anything.
    Text,
}

/// A row that may be the title of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    column: Column,
    place: Place,
    meaning: Meaning,
}

impl Candidate {
    /// A row with this text alone in this place, unless it is plainly an organisation.
    pub(super) fn of(text: &str, column: Column, place: Place) -> Option<Self> {
        let meaning = match () {
            () if is_group_of_a_kind(text) => Meaning::Kind,
            () if is_place(text) => Meaning::Municipality,
            () if text.trim_start().starts_with(['(', '*']) => Meaning::Remark,
            () if is_group(text) => Meaning::Group,
            () if !is_organisation(text) => Meaning::Text,
            () if is_body(text) => Meaning::Body,
            () => Meaning::Organisation,
        };
        let is_name = meaning == Meaning::Organisation && place == Place::InPlaceOfAName;
        (!is_name).then_some(Self { column, place, meaning })
    }

    fn text<'s>(&self, sheet: &'s Sheet, position: u32) -> &'s str {
        match sheet.row_at(position as usize).value(self.column) {
            Value::Text(text) => text.trim(),
            _ => "",
        }
    }
}

/// The titles of a table, and what holds below each of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sections {
    /// By row, ascending.
    titles: Vec<Title>,
    /// What holds from a row on, ascending.
    groups: Vec<(u32, Group)>,
}

/// A row that is a title.
#[derive(Clone, Debug)]
struct Title {
    row: u32,
    text: Arc<str>,
    says: Says,
    /// Whether something held above it that does not hold below.
    ends: bool,
}

/// What a row says of the rows below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// «г. Калуга».
    Municipality,
    /// «Детские сады».
    Kind,
    /// A title that is not understood: «Прочие», «Подведомственные».
    Unknown,
    /// A body without a page, under which its organisations may stand: it is a row of its own, and yet may end a section.
    Body {
        /// Whether its organisations are those of the region.
        of_region: bool,
    },
}

/// What holds for rows.
#[derive(Clone, Debug, Default)]
struct Group {
    municipality: Option<Arc<str>>,
    kind: Option<Arc<str>>,
}

/// Which titles stand within sections of the other sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nesting {
    /// «Детские сады» within «г. Калуга».
    KindsInPlaces,
    /// «г. Калуга» within «Детские сады».
    PlacesInKinds,
    /// Neither is seen to stand in the other: each ends it.
    Neither,
}

impl Sections {
    /// Sorts out what rows with a single text are: a title of the rows below them, or an organisation of which only the name is known,
    /// which is added to the rows.
    pub(super) fn of(candidates: &[(u32, Candidate)], rows: &mut Vec<u32>, sheet: &Sheet, layout: &Layout) -> Self {
        let mut sections = Self::default();
        if candidates.is_empty() {
            return sections;
        }
        let known = Known::of(candidates, rows, sheet, layout);
        let mut organisations = Vec::new();
        let mut titles = Vec::new();
        for (position, candidate) in candidates {
            let text = candidate.text(sheet, *position);
            let judged = known.judge(candidate, text, sheet.row_at(*position as usize).number());
            if judged.is_organisation {
                organisations.push(*position);
            }
            if let Some(says) = judged.says {
                titles.push((
                    *position,
                    Title { row: sheet.row_at(*position as usize).number(), text: text.into(), says, ends: false },
                ));
            }
        }
        if !organisations.is_empty() {
            rows.extend(organisations);
            rows.sort_unstable();
        }
        // Nothing stands below the last row: what looks like a title there is a note.
        titles.retain(|(position, _)| rows.last().is_some_and(|last| position < last));
        let (groups, ends) = groups(&titles, rows);
        titles.iter_mut().zip(ends).for_each(|((_, title), ends)| title.ends = ends);
        sections.groups = groups;
        sections.titles = titles.into_iter().map(|(_, title)| title).collect();
        sections
    }

    fn group(&self, row: u32) -> Option<&Group> {
        let above = self.groups.partition_point(|&(title, _)| title < row);
        Some(&self.groups[above.checked_sub(1)?].1)
    }

    /// The municipality that the titles above a row give.
    pub(super) fn municipality(&self, row: u32) -> Option<&str> {
        self.group(row)?.municipality.as_deref()
    }

    /// The title of organisations of one kind that a row stands under.
    pub(super) fn kind(&self, row: u32) -> Option<&str> {
        self.group(row)?.kind.as_deref()
    }

    fn saying(&self, says: Says) -> impl Iterator<Item = &Title> {
        self.titles.iter().filter(move |title| title.says == says)
    }

    /// Whether titles part the rows into municipalities.
    pub(super) fn are_of_municipalities(&self) -> bool {
        self.saying(Says::Municipality).next().is_some()
    }

    /// What titles were taken for, with the first of them and how many there are.
    pub(super) fn understood(&self) -> impl Iterator<Item = (ColumnRole, &str, usize)> {
        [(ColumnRole::Municipality, Says::Municipality), (ColumnRole::Kind, Says::Kind)].into_iter().filter_map(|(role, says)| {
            let first = self.saying(says).next()?;
            Some((role, &*first.text, self.saying(says).count()))
        })
    }

    /// The titles that were not understood, with their rows.
    pub(super) fn not_understood(&self) -> impl Iterator<Item = (u32, &str)> {
        self.saying(Says::Unknown).map(|title| (title.row, &*title.text))
    }

    /// The organisations below which a section may have ended, as they may be titles themselves.
    pub(super) fn ended_by_bodies(&self) -> impl Iterator<Item = (u32, &str)> {
        let bodies = self.titles.iter().filter(|title| matches!(title.says, Says::Body { .. }) && title.ends);
        bodies.map(|title| (title.row, &*title.text))
    }
}

/// What the candidates of a sheet say together, so that each can be judged.
struct Known {
    /// A roster of municipalities has names that look like titles.
    names_are_places: bool,
    /// Merged titles are bare names: «Калуга», «Обнинск».
    banners_are_names: bool,
    /// Titles stand where the names of organisations do, or plainly without the number that each organisation has.
    titles_in_place_of_names: bool,
    /// Rows over which values are merged: they belong together, and none of them is a title.
    within_merges: Vec<RangeInclusive<u32>>,
}

/// What a candidate is.
struct Judged {
    is_organisation: bool,
    says: Option<Says>,
}

impl Known {
    fn of(candidates: &[(u32, Candidate)], rows: &[u32], sheet: &Sheet, layout: &Layout) -> Self {
        let names = layout.column(ColumnRole::Organisation);
        let row = |position: &u32| sheet.row_at(*position as usize);
        let is_place_name =
            |position: &u32| names.is_some_and(|names| matches!(row(position).value(names), Value::Text(text) if is_place(text)));
        let is_numbered = |position: &&u32| {
            let first = row(position).cells().next();
            names.zip(first).is_some_and(|(names, first)| first.at.column < names && first.value != Value::Blank)
        };
        let names_are_places = rows.iter().any(is_place_name);
        let of = |place: Place| candidates.iter().filter(move |(_, one)| one.place == place);
        let is_known = |(_, one): &(u32, Candidate)| match one.meaning {
            Meaning::Kind => true,
            Meaning::Municipality => one.place != Place::InPlaceOfAName || !names_are_places,
            _ => false,
        };
        let any_in_place_of_names = of(Place::InPlaceOfAName).any(is_known);
        let all_numbered = || rows.iter().filter(is_numbered).count() * 5 >= rows.len() * 4;
        Self {
            names_are_places,
            banners_are_names: of(Place::Banner).all(|(position, one)| is_bare_name(one, one.text(sheet, *position))),
            titles_in_place_of_names: any_in_place_of_names || candidates.iter().any(is_known) && all_numbered(),
            within_merges: within_merges(sheet, layout),
        }
    }

    /// Whether a row is an organisation, and what it says of the rows below it.
    fn judge(&self, candidate: &Candidate, text: &str, row: u32) -> Judged {
        let title = |says: Says| Judged { is_organisation: false, says: Some(says) };
        let organisation = |says: Option<Says>| Judged { is_organisation: true, says };
        let is_named = candidate.place == Place::InPlaceOfAName;
        match candidate.meaning {
            Meaning::Kind => title(Says::Kind),
            Meaning::Municipality if is_named && self.names_are_places => organisation(None),
            Meaning::Municipality => title(Says::Municipality),
            Meaning::Group if !self.is_within_merge(row) => title(Says::Unknown),
            Meaning::Body if is_named => organisation(Some(Says::Body { of_region: is_of_a_region(text) })),
            _ if is_named && (!self.titles_in_place_of_names || self.is_within_merge(row)) => organisation(None),
            Meaning::Remark | Meaning::Group => Judged { is_organisation: false, says: None },
            _ if candidate.place == Place::Banner && self.banners_are_names => title(Says::Municipality),
            _ if candidate.place == Place::Lone && self.is_within_merge(row) => Judged { is_organisation: false, says: None },
            _ => title(Says::Unknown),
        }
    }

    fn is_within_merge(&self, row: u32) -> bool {
        let next = self.within_merges.partition_point(|rows| *rows.end() < row);
        self.within_merges.get(next).is_some_and(|rows| rows.contains(&row))
    }
}

/// The rows over which values are merged, ascending and apart from each other.
fn within_merges(sheet: &Sheet, layout: &Layout) -> Vec<RangeInclusive<u32>> {
    let high = sheet.merges().iter().filter(|area| area.first.row < area.last.row && area.first.row >= layout.first_data_row);
    let mut rows: Vec<(u32, u32)> = high.map(|area| (area.first.row, area.last.row)).collect();
    rows.sort_unstable();
    let mut apart: Vec<RangeInclusive<u32>> = Vec::new();
    for (first, last) in rows {
        match apart.last_mut() {
            Some(before) if first <= *before.end() => *before = *before.start()..=last.max(*before.end()),
            _ => apart.push(first..=last),
        }
    }
    apart
}

/// Whether a title can be the bare name of a place, by its shape and by what it is not.
fn is_bare_name(candidate: &Candidate, text: &str) -> bool {
    let is_capital = text.chars().next().is_some_and(char::is_uppercase);
    candidate.meaning == Meaning::Text
        && is_capital
        && words(text).count() <= 2
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'))
        && !is_group_of_an_industry(text)
}

/// What holds from each title on, and whether it ends something.
fn groups(titles: &[(u32, Title)], rows: &[u32]) -> (Vec<(u32, Group)>, Vec<bool>) {
    // Titles with no row between them: the second stands within the section of the first.
    let adjoin = |first: u32, second: u32| rows.partition_point(|&row| row < first) == rows.partition_point(|&row| row < second);
    let directly_below = |at: usize, says: Says| {
        at.checked_sub(1).is_some_and(|above| titles[above].1.says == says && adjoin(titles[above].0, titles[at].0))
    };
    let nesting = nesting(titles, &directly_below);
    let mut times: HashMap<String, usize> = HashMap::new();
    for (_, title) in titles.iter().filter(|(_, title)| title.says == Says::Unknown) {
        *times.entry(fold(&title.text)).or_default() += 1;
    }
    let mut group = Group::default();
    let mut groups = Vec::with_capacity(titles.len());
    let mut ends = Vec::with_capacity(titles.len());
    for (at, (_, title)) in titles.iter().enumerate() {
        let before = group.clone();
        match title.says {
            Says::Municipality => {
                group.municipality = Some(Arc::clone(&title.text));
                if nesting != Nesting::PlacesInKinds {
                    group.kind = None;
                }
            }
            Says::Kind => {
                group.kind = Some(Arc::clone(&title.text));
                if nesting != Nesting::KindsInPlaces {
                    group.municipality = None;
                }
            }
            Says::Unknown => {
                // «Прочие» right below a municipality, or below each, are its own.
                let (is_rest, is_industry) = (is_rest(&title.text), is_group_of_an_industry(&title.text));
                let is_within = directly_below(at, Says::Municipality) && (is_rest || is_industry)
                    || nesting == Nesting::KindsInPlaces && (is_industry && !is_rest || times[&fold(&title.text)] > 1);
                group.kind = None;
                if !is_within {
                    group.municipality = None;
                }
            }
            Says::Body { of_region } => {
                group.kind = None;
                if of_region {
                    group.municipality = None;
                }
            }
        }
        ends.push(before.kind.is_some() && group.kind.is_none() || before.municipality.is_some() && group.municipality.is_none());
        // A body is an organisation of its own section.
        let is_row = matches!(title.says, Says::Body { .. });
        groups.push((title.row - u32::from(is_row), group.clone()));
    }
    (groups, ends)
}

/// Which titles stand within the others, told by those with no row between them; by the first, if that goes both ways.
fn nesting(titles: &[(u32, Title)], directly_below: &impl Fn(usize, Says) -> bool) -> Nesting {
    let known = || titles.iter().filter(|(_, title)| matches!(title.says, Says::Municipality | Says::Kind));
    let says = |at: usize| titles[at].1.says;
    let first = known().next().map(|(_, title)| title.says);
    let kinds_below = (0..titles.len()).any(|at| says(at) == Says::Kind && directly_below(at, Says::Municipality));
    let places_below = (0..titles.len()).any(|at| says(at) == Says::Municipality && directly_below(at, Says::Kind));
    // A single municipality above everything is that of the whole sheet.
    let is_of_all =
        first == Some(Says::Municipality) && known().filter(|(_, title)| title.says == Says::Municipality).count() == 1;
    match (kinds_below || is_of_all, places_below) {
        (true, true) if first == Some(Says::Kind) => Nesting::PlacesInKinds,
        (true, _) => Nesting::KindsInPlaces,
        (false, true) => Nesting::PlacesInKinds,
        (false, false) => Nesting::Neither,
    }
}

#[cfg(test)]
mod tests {
    use crate::table::Table;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::odd::Oddity;
    use crate::table::sheet::{CellRef, Column, NewValue, SheetBuilder};
    use std::sync::Arc;

    /// How titles are set between the rows.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Set {
        Merged,
        First,
        AsNames,
    }
    const SETS: [Set; 3] = [Set::Merged, Set::First, Set::AsNames];

    /// A roster of these lines: a title, or with a dash before it an organisation with a page.
    fn table(lines: &[&str], set: Set) -> Table {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        let mut write = |row: u32, column: usize, text: &str| {
            let at = CellRef::new(row, Column::new(column).unwrap());
            builder.cell(at, false, NewValue::Text(text), None).unwrap();
        };
        for (column, text) in ["№", "Организация", "Страница ВК"].into_iter().enumerate() {
            write(1, column, text);
        }
        for (row, line) in (2..).zip(lines) {
            match line.strip_prefix("- ") {
                Some(name) => {
                    write(row, 0, &row.to_string());
                    write(row, 1, name);
                    write(row, 2, &format!("vk.com/club2170001{row:02}"));
                }
                None => write(row, usize::from(set == Set::AsNames), line),
            }
        }
        for (row, _) in (2..).zip(lines).filter(|(_, line)| set == Set::Merged && !line.starts_with("- ")) {
            let area: String = format!("A{row}:C{row}");
            builder.merge(area.parse().unwrap());
        }
        let sheet = builder.build();
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    /// The kinds and the municipalities that titles give the rows; a dash for none.
    fn given(table: &Table) -> (Vec<String>, Vec<String>) {
        let rows = || (0..table.len()).map(|position| table.row(position).number());
        let of = |text: Option<&str>| text.unwrap_or("-").to_owned();
        (rows().map(|row| of(table.section_of_kind(row))).collect(), rows().map(|row| of(table.section(row))).collect())
    }

    #[test]
    fn a_title_that_is_not_understood_ends_the_kind_above_it_and_is_said() {
        for title in [
            "Прочие",
            "Прочие организации",
            "Иные",
            "Остальные",
            "Другие учреждения",
            "Разное",
            "Подведомственные Минспорту",
            "Соцзащита",
            "Спорт",
            "2. Культура",
            "Администрации",
            "ОМСУ",
            "Органы власти",
            "Филиалы",
            "II. Прочие",
            "Раздел 2. Иные организации",
            "Новые организации",
            "Добавлены в 2026 году",
        ] {
            for set in SETS {
                let table = table(&["Больницы", "- ГБУЗ «ЦРБ»", title, "- Центр «Надежда»"], set);
                assert_eq!(given(&table).0, ["Больницы", "-"], "{title} {set:?}");
                let odd = table.odd_rows();
                assert!(odd.len() == 1 && odd[0].is == Oddity::UnknownTitle && odd[0].row == 4, "{title} {set:?} {odd:?}");
            }
        }
    }

    #[test]
    fn a_title_that_is_not_understood_ends_the_municipality_above_it() {
        for title in ["Региональные учреждения", "Областные", "Подведомственные", "Прочие"]
        {
            for set in SETS {
                let lines = ["г. Лесогорск", "- МБОУ СОШ № 1", "Заречный район", "- МБОУ СОШ № 2", title, "- ГБУЗ «ОКБ»"];
                assert_eq!(given(&table(&lines, set)).1, ["г. Лесогорск", "Заречный район", "-"], "{title} {set:?}");
            }
        }
    }

    #[test]
    fn a_body_without_a_page_ends_the_section_above_it_and_is_an_organisation() {
        let table = table(&["г. Лесогорск", "- МБОУ СОШ № 1", "Министерство культуры", "- Театр драмы"], Set::AsNames);
        assert_eq!(given(&table).1, ["г. Лесогорск", "-", "-"]);
        assert_eq!(table.odd_rows()[0].is, Oddity::TitleOrOrganisation);
    }

    #[test]
    fn a_municipality_and_a_kind_end_each_other_where_neither_stands_in_the_other() {
        let table_of = |lines: &[&str]| given(&table(lines, Set::Merged));
        assert_eq!(table_of(&["Больницы", "- ЦРБ", "г. Лесогорск", "- Центр «Надежда»"]).0, ["Больницы", "-"]);
        let apart = ["г. Лесогорск", "- СОШ", "Заречный район", "- СОШ", "Больницы", "- ОКБ"];
        assert_eq!(table_of(&apart).1, ["г. Лесогорск", "Заречный район", "-"]);
        let nested = ["г. Лесогорск", "Школы", "- СОШ", "Прочие", "- ДК", "Заречный район", "Школы", "- СОШ", "Прочие", "- ДК"];
        let (kinds, places) = table_of(&nested);
        assert_eq!(kinds, ["Школы", "-", "Школы", "-"]);
        assert_eq!(places, ["г. Лесогорск", "г. Лесогорск", "Заречный район", "Заречный район"]);
        let (kinds, places) = table_of(&["Школы", "г. Лесогорск", "- СОШ", "Заречный район", "- СОШ", "Больницы", "- ОКБ"]);
        assert_eq!(kinds, ["Школы", "Школы", "Больницы"]);
        assert_eq!(places, ["г. Лесогорск", "Заречный район", "-"]);
    }

    #[test]
    fn merged_names_alone_are_municipalities_and_beside_marked_ones_nobody_knows() {
        let lines = |first| [first, "- СОШ № 1", "Обнинск", "- СОШ № 2"];
        assert_eq!(given(&table(&lines("Калуга"), Set::Merged)).1, ["Калуга", "Обнинск"]);
        assert_eq!(given(&table(&lines("г. Калуга"), Set::Merged)).1, ["г. Калуга", "-"]);
    }

    #[test]
    fn an_organisation_without_a_page_ends_nothing_and_a_remark_neither() {
        let table = table(&["Школы", "- СОШ № 1", "МБОУ СОШ № 2", "- СОШ № 3", "(данные за май)", "- СОШ № 4"], Set::AsNames);
        assert_eq!(given(&table).0, ["Школы"; 4]);
        assert_eq!(table.odd_rows(), []);
    }
}
