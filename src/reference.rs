//! What is known of communities besides the rosters: the ministry tables (group id → ready link, and the ids of pages known by name) and
//! the snapshot of pages.

pub(crate) mod names;

use crate::classify;
use crate::domain::text::fold;
use crate::domain::vk_address::{self, Address, ScreenName};
use crate::domain::{Date, GroupId, OrgKind};
use crate::link::miniapp;
use crate::pages::Pages;
use crate::record::Record;
use crate::settings::Settings;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use names::{NameBook, NameClaim, Named};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// What the ministry tables and the snapshot of a run say of communities.
#[derive(Debug, Default)]
pub struct Reference {
    /// The table and a cell of the rows that name several communities, by each of them.
    contradictory: HashMap<GroupId, (usize, CellRef)>,
    files: Vec<String>,
    /// The kinds of organisations that the tables have.
    kinds: HashSet<OrgKind>,
    groups: HashMap<GroupId, Vec<Ready>>,
    /// The pages of the ministry tables' organisations by their folded names, each with the folded municipality.
    pages_of: HashMap<Box<str>, Vec<(Box<str>, GroupId)>>,
    names: NameBook,
    pages: Pages,
    today: Option<Date>,
}

/// A row of a ministry table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    /// The kind of the table that the row stands in.
    pub(crate) kind: OrgKind,
    /// The ready link, where the row has a right one.
    pub(crate) link: Option<String>,
    /// Which table: an index for [`Reference::file`].
    pub(crate) table: usize,
    /// Where in it.
    pub(crate) cell: CellRef,
    /// The organisation that it is for, folded.
    name: Box<str>,
}

impl Ready {
    /// Whether the row is for an organisation of this name.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        !self.name.is_empty() && *self.name == *fold(name)
    }
}

/// What was taken from one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Communities.
    pub groups: usize,
    /// Rows with a ready link that can be used.
    pub links: usize,
    /// Rows left aside because what they say contradicts itself.
    pub contradictory: usize,
    /// Whether it is a table of names, which has no links.
    pub is_of_names: bool,
    /// Rows of a table of names in which something stands for the number and cannot be read, with the cell of the first.
    pub unread: usize,
    /// That cell.
    pub first_unread: Option<CellRef>,
}

impl Taken {
    /// What was taken from two tables.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            groups: self.groups + other.groups,
            links: self.links + other.links,
            contradictory: self.contradictory + other.contradictory,
            is_of_names: self.is_of_names && other.is_of_names,
            unread: self.unread + other.unread,
            first_unread: self.first_unread.or(other.first_unread),
        }
    }
}

/// A ministry table that has been read, and of which nothing is known to [`Reference`] yet.
#[derive(Debug)]
pub(crate) struct MinistryTable {
    file: String,
    kind: Option<OrgKind>,
    rows: Vec<ReadRow>,
    /// What is in it to be taken.
    pub(crate) taken: Taken,
}

/// What is taken of a row.
#[derive(Debug)]
enum ReadRow {
    /// It is about one community.
    Of {
        group: GroupId,
        name: Option<(ScreenName, NameClaim)>,
        ready: Option<(OrgKind, Option<String>)>,
        cell: CellRef,
        organisation: Box<str>,
        municipality: Box<str>,
    },
    /// It names several.
    Contradictory { groups: Vec<GroupId>, cell: CellRef },
}

impl MinistryTable {
    /// Reads a table. Its rows are of the kind of most links, unless the caller says it; where links are of several kinds, each row is of
    /// the kind of its own. A right link of another kind than most counts only where its row's name bears it out.
    ///
    /// A ready link is used only if it is a right one for the row's group and the kind; a row whose cells name different communities is
    /// left aside. Nothing of a row without a kind is used for links, but its id counts.
    pub(crate) fn read(file: &str, table: &Table, kind: Option<OrgKind>, settings: &Settings) -> Self {
        // A table of names is of no kind, whatever kind the rosters are said to be of.
        let of_names = table.layout().column(ColumnRole::LearntFrom).is_some();
        let kind = kind.filter(|_| !of_names).or_else(|| kind_of_links(table));
        let mut taken = Taken { is_of_names: of_names, ..Taken::default() };
        let (mut rows, mut groups) = (Vec::new(), HashSet::new());
        let mut doubts = Doubts::default();
        for position in 0..table.len() {
            let record = Record::at(table, position);
            let row = RefRow::read(&record);
            let cell = record.anchor();
            if let Some(group) = row.group() {
                groups.insert(group);
                doubts.take(&row, group, &record);
                let name = row.name.map(|name| (name, NameClaim::of_row(&record, file, group, None)));
                let is_right = |link: &String, kind| miniapp::judge(link, kind, Some(group), &settings.templates).is_ok();
                let own = row.kind.filter(|&kind| !of_names && row.link.as_ref().is_some_and(|link| is_right(link, kind)));
                // A link of another kind among so many is a slip or right for its row: only the row's name can tell.
                let by_name = || classify::by_name(&record.organisation(), &settings.words).filter(|by_name| !by_name.is_hint);
                let kind = match own.filter(|own| Some(*own) != kind) {
                    None => kind,
                    Some(own) => match by_name() {
                        Some(by_name) if by_name.bears(own) => Some(own),
                        Some(_) => kind,
                        None => Some(own).filter(|_| kind.is_none()),
                    },
                };
                let ready = kind.map(|kind| (kind, row.link.filter(|link| is_right(link, kind))));
                taken.links += usize::from(matches!(ready, Some((_, Some(_)))));
                // What a table of names is called by is a row that somebody had a name from.
                let of_row = |text: Option<Cow<'_, str>>| text.filter(|_| !of_names).map(|text| fold(&text)).unwrap_or_default();
                let (organisation, municipality) = (of_row(Some(record.organisation())), of_row(record.municipality()));
                let (organisation, municipality) = (organisation.into(), municipality.into());
                rows.push(ReadRow::Of { group, name, ready, cell, organisation, municipality });
            } else if row.groups.len() > 1 || row.is_torn && !row.groups.is_empty() {
                taken.contradictory += 1;
                rows.push(ReadRow::Contradictory { groups: row.groups, cell });
            } else if row.is_unread && of_names {
                taken.unread += 1;
                taken.first_unread.get_or_insert(record.get(ColumnRole::GroupId).at);
            }
        }
        taken.groups = groups.len();
        taken.contradictory += doubts.drop_names(&mut rows, taken.contradictory);
        Self { file: file.to_owned(), kind, rows, taken }
    }
}

/// What speaks against the numbers of short names that nothing proves but the row: a link that was copied from the row of another
/// organisation, a column of links that has slipped, a number pasted twice.
#[derive(Default)]
struct Doubts {
    /// How each community is addressed and its organisation called in its first row.
    first: HashMap<GroupId, (Option<ScreenName>, String)>,
    /// Communities that rows of other organisations give under other addresses.
    shared: HashSet<GroupId>,
    /// How many rows have a number beside their link, and it is the same one.
    confirmed: usize,
    /// Names of which a table says itself where it learnt them.
    learnt: HashSet<ScreenName>,
}

impl Doubts {
    fn take(&mut self, row: &RefRow, group: GroupId, record: &Record<'_>) {
        self.confirmed += usize::from(row.has_number && row.link.is_some());
        let organisation = fold(&record.organisation());
        if organisation.is_empty() || row.name.is_none() && !row.has_number {
            return;
        }
        if !record.text(ColumnRole::LearntFrom).is_empty() {
            self.learnt.extend(row.name.clone());
        }
        let (name, first) = self.first.entry(group).or_insert_with(|| (row.name.clone(), organisation.clone()));
        if *name != row.name && *first != organisation {
            self.shared.insert(group);
        }
    }

    /// Takes back what no row proves, and says of how many rows.
    fn drop_names(&self, rows: &mut [ReadRow], contradictory: usize) -> usize {
        let has_slipped = contradictory > 1 && contradictory > self.confirmed;
        let mut dropped = 0;
        for row in rows {
            if let ReadRow::Of { group, name: of_row @ Some(_), organisation, .. } = row
                && (has_slipped || self.shared.contains(group))
                && !of_row.as_ref().is_some_and(|(name, _)| self.learnt.contains(name))
            {
                (*of_row, *organisation) = (None, Box::default());
                dropped += 1;
            }
        }
        dropped
    }
}

impl Reference {
    /// Adds a ministry table.
    pub(crate) fn add(&mut self, table: MinistryTable) {
        let index = self.files.len();
        self.files.push(table.file);
        self.kinds.extend(table.kind);
        for row in table.rows {
            match row {
                ReadRow::Of { group, name, ready, cell, organisation, municipality } => {
                    if !organisation.is_empty() {
                        self.pages_of.entry(organisation.clone()).or_default().push((municipality, group));
                    }
                    name.into_iter().for_each(|(name, claim)| self.names.learn(name, claim));
                    if let Some((kind, link)) = ready {
                        self.kinds.insert(kind);
                        self.groups.entry(group).or_default().push(Ready { kind, link, table: index, cell, name: organisation });
                    }
                }
                ReadRow::Contradictory { groups, cell } => {
                    for group in groups {
                        self.contradictory.entry(group).or_insert((index, cell));
                    }
                }
            }
        }
    }

    /// The rows of the ministry tables for a community.
    pub(crate) fn ready(&self, group: GroupId) -> &[Ready] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }

    /// The page that the tables give to the organisation of this name, where they know one of it. Namesakes of other municipalities do
    /// not count, as far as both sides name the municipality.
    pub(crate) fn page_of(&self, name: &str, municipality: Option<&str>) -> Option<GroupId> {
        if self.pages_of.is_empty() {
            return None;
        }
        let place = municipality.map(fold).unwrap_or_default();
        let namesakes = self.pages_of.get(&*fold(name))?;
        let mut pages = namesakes.iter().filter(|(other, _)| other.is_empty() || place.is_empty() || **other == *place);
        let (_, page) = pages.next()?;
        pages.all(|(_, other)| other == page).then_some(*page)
    }

    /// What the tables say of a short name.
    pub(crate) fn name(&self, name: &ScreenName) -> Named<'_> {
        self.names.get(name)
    }

    /// What they say of all short names.
    pub(crate) fn names(&self) -> &NameBook {
        &self.names
    }

    /// Takes a snapshot of pages in.
    pub(crate) fn look_at(&mut self, pages: Pages) {
        self.pages = pages;
    }

    /// What VK says of pages, where a snapshot was given.
    pub(crate) fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Says which day it is: from it the age of answers is counted.
    pub(crate) fn set_today(&mut self, today: Option<Date>) {
        self.today = today;
    }

    /// How many days ago this day was; none where nobody has said which day it is.
    pub(crate) fn age(&self, on: Date) -> Option<u32> {
        self.today.map(|today| today.days_since(on))
    }

    /// The file and cell of a row that names this community and contradicts itself, so that it was left aside.
    pub(crate) fn contradictory(&self, group: GroupId) -> Option<(&str, CellRef)> {
        self.contradictory.get(&group).map(|&(table, cell)| (self.file(table), cell))
    }

    /// The name of the file that a table came from.
    pub(crate) fn file(&self, table: usize) -> &str {
        self.files.get(table).map_or("", String::as_str)
    }

    /// Whether no table was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a table of this kind was given.
    pub(crate) fn has_table_of(&self, kind: OrgKind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// The kind that a table's links are of, if at least four fifths of them say the same; a roster of all kinds says nothing.
fn kind_of_links(table: &Table) -> Option<OrgKind> {
    let mut counts = [0usize; 4];
    for position in 0..table.len() {
        let cell = Record::at(table, position).get(ColumnRole::Link);
        if let Some(kind) = cell.link_text().and_then(|link| miniapp::parse(link).ok()).and_then(|link| link.kind()) {
            counts[kind as usize] += 1;
        }
    }
    let all: usize = counts.iter().sum();
    OrgKind::ALL.into_iter().find(|&kind| counts[kind as usize] * 5 >= all * 4 && counts[kind as usize] >= 2)
}

/// What a row of a ministry table says.
struct RefRow {
    groups: Vec<GroupId>,
    name: Option<ScreenName>,
    link: Option<String>,
    /// The kind whose section the link opens.
    kind: Option<OrgKind>,
    /// Whether an address gives the number.
    has_number: bool,
    /// Whether its cells name two pages.
    is_torn: bool,
    /// Whether something that is no number stands in the place of the id.
    is_unread: bool,
}

impl RefRow {
    fn read(record: &Record<'_>) -> Self {
        let mut row =
            Self { groups: Vec::new(), name: None, link: None, kind: None, has_number: false, is_torn: false, is_unread: false };
        for role in [ColumnRole::Address, ColumnRole::Address2, ColumnRole::GroupId, ColumnRole::Link] {
            let cell = record.get(role);
            if cell.is_blank() {
                continue;
            }
            if let Some(link) = cell.link_text().and_then(|link| Some((link, miniapp::parse(link).ok()?))) {
                row.link = Some(link.0.trim().to_owned());
                row.kind = link.1.kind();
                row.groups.extend(link.1.group);
                continue;
            }
            let reading = vk_address::read_cell(&cell.text, cell.target.as_deref());
            match reading.address {
                Address::Group(group) => {
                    row.groups.push(group);
                    row.has_number = true;
                    row.take(vk_address::name_under_photo(&cell.text));
                }
                Address::ScreenName(name) => {
                    row.is_unread |= role == ColumnRole::GroupId;
                    row.take(Some(name));
                }
                _ => row.is_unread |= role == ColumnRole::GroupId && !cell.says_nothing(),
            }
        }
        row.groups.sort_unstable();
        row.groups.dedup();
        row
    }

    /// Takes the name of a page; that of another one than before proves nothing.
    fn take(&mut self, name: Option<ScreenName>) {
        self.is_torn |= self.name.is_some() && name.is_some() && self.name != name;
        self.name = self.name.take().or(name);
    }

    fn group(&self) -> Option<GroupId> {
        match self.groups[..] {
            [group] if !self.is_torn => Some(group),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    fn read(rows: &[[&str; 5]]) -> MinistryTable {
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let options = LayoutOptions { is_ministry_table: true, ..LayoutOptions::default() };
        let layout = Layout::recognise(&sheet, &Headers::default(), &options).unwrap();
        MinistryTable::read("таблица.xlsx", &Table::new(sheet, layout), None, &Settings::default())
    }

    #[test]
    fn in_a_table_of_several_kinds_each_link_says_the_kind_of_its_row() {
        let health = |id: u32| format!("https://vk.com/app8181405#module=health&groupId={id}");
        let education = |id: u32| format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}");
        let [one, two, three] = [health(217000101), education(217000102), education(217000102)];
        let mut reference = Reference::default();
        let table = read(&[
            ["№", "Регион", "Организация", "Страница ВК", "Ссылка на мини-приложение"],
            ["1", "Калужская область", "Больница", "vk.com/club217000101", &one],
            ["2", "Калужская область", "Школа", "vk.com/club217000102", &two],
            ["3", "Калужская область", "Школа", "vk.com/club217000102", &three],
        ]);
        assert_eq!(table.taken, Taken { groups: 2, links: 3, ..Taken::default() });
        reference.add(table);
        assert!(reference.has_table_of(OrgKind::Health) && reference.has_table_of(OrgKind::Education));
        let kinds = |group| reference.ready(GroupId::new(group).unwrap()).iter().map(|row| row.kind).collect::<Vec<_>>();
        assert_eq!(kinds(217000101), [OrgKind::Health]);
        assert_eq!(kinds(217000102), [OrgKind::Education; 2]);
    }

    #[test]
    fn a_link_of_another_kind_than_its_own_row_is_no_word_on_the_kind() {
        let education = |id: u32| format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}");
        let health = |id: u32| format!("https://vk.com/app8181405#module=health&groupId={id}");
        let links = [education(217000101), education(217000102), health(217000103), health(217000104)];
        let names = ["Школа № 1", "Школа № 2", "Школа № 3", "Больница"];
        let ids = ["217000101", "217000102", "217000103", "217000104"];
        let rows: Vec<[&str; 5]> = (0..4).map(|at| ["1", "Калужская область", names[at], ids[at], &links[at]]).collect();
        let header = [["№", "Регион", "Организация", "ID сообщества", "Ссылка на мини-приложение"]];
        let table = read(&[&header[..], &rows].concat());
        // Of four links two are a majority of no table.
        let mut reference = Reference::default();
        reference.add(table);
        let kinds = |id: u32| reference.ready(GroupId::new(id.into()).unwrap()).iter().map(|row| row.kind).collect::<Vec<_>>();
        assert_eq!((kinds(217000101), kinds(217000103)), (vec![OrgKind::Education], vec![]));
        assert_eq!(kinds(217000104), [OrgKind::Health]);
    }

    /// What a table says of `vk.com/shkola_4`.
    fn told(rows: &[[&str; 5]]) -> (Option<u32>, usize) {
        let table = read(rows);
        let contradictory = table.taken.contradictory;
        let mut reference = Reference::default();
        reference.add(table);
        let group = match reference.name(&ScreenName::new("shkola_4").unwrap()) {
            Named::Known(claim) => Some(claim.group.get()),
            _ => None,
        };
        (group, contradictory)
    }

    #[test]
    fn a_link_that_rows_of_two_organisations_have_proves_no_short_name() {
        let header = ["№", "Регион", "Организация", "Страница ВК", "Ссылка на мини-приложение"];
        let link = |id: u32| format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}");
        let (one, four) = (link(217000101), link(217000104));
        let table = |last: &str| {
            told(&[header, ["1", "", "Школа № 1", "vk.com/club217000101", &one], ["4", "", "Школа № 4", "vk.com/shkola_4", last]])
        };
        assert_eq!(table(&four), (Some(217_000_104), 0));
        assert_eq!(table(&one), (None, 1));
        // One school with two addresses, and a branch with the address of its school.
        for branch in [["1", "", "Школа № 4", "vk.com/club217000104", &four], ["1", "", "Филиал", "vk.com/shkola_4", &four]]
        {
            assert_eq!(told(&[header, branch, ["4", "", "Школа № 4", "vk.com/shkola_4", &four]]), (Some(217_000_104), 0));
        }
    }

    #[test]
    fn a_column_of_links_that_has_slipped_proves_no_short_name() {
        let link = |id: u32| format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}");
        let links = [link(217000101), link(217000102), link(217000103), link(217000104)];
        let table = |pages: [&str; 3]| {
            let header = ["№", "Регион", "Организация", "Страница ВК", "Ссылка на мини-приложение"];
            let rows = pages.iter().zip(&links).map(|(page, link)| ["1", "", "Школа", *page, link.as_str()]);
            told(&[&[header][..], &rows.collect::<Vec<_>>(), &[["4", "", "Школа № 4", "vk.com/shkola_4", &links[3]]]].concat())
        };
        assert_eq!(table(["club217000131", "club217000122", "club217000153"]), (None, 4));
        assert_eq!(table(["club217000101", "club217000122", "club217000103"]), (Some(217_000_104), 1));
    }

    #[test]
    fn a_number_that_was_pasted_for_two_names_proves_neither() {
        let header = ["Страница ВК", "ID сообщества", "Организация", "Узнано", "Источник"];
        let row = |page, organisation, from| [page, "217000101", organisation, "", from];
        let table = |from| told(&[header, row("vk.com/shkola_1", "Школа № 1", ""), row("vk.com/shkola_4", "Школа № 4", from)]);
        assert_eq!(table(""), (None, 2));
        assert_eq!(table("реестр.xlsx, строка 5"), (Some(217_000_101), 1));
    }

    #[test]
    fn a_table_of_names_says_which_cells_hold_no_number() {
        let table = read(&[
            ["Страница ВК", "ID сообщества", "Организация", "Узнано", "Источник"],
            ["vk.com/nb_one", "https://vk.com/photo-217000101_5", "Школа № 1", "", ""],
            ["vk.com/nb_two", "https://vk.com/photo217000102_5", "Школа № 2", "", ""],
            ["vk.com/nb_three", "не нашла", "Школа № 3", "", ""],
            ["vk.com/nb_four", "", "Школа № 4", "", ""],
            ["vk.com/nb_five", "https://vk.com/nb_other?z=photo-217000105_5", "Школа № 5", "", ""],
        ]);
        let first_unread = Some("B3".parse().unwrap());
        assert_eq!(table.taken, Taken { groups: 1, contradictory: 1, is_of_names: true, unread: 2, first_unread, links: 0 });
    }

    #[test]
    fn a_column_of_codes_beside_ready_links_or_in_the_place_of_ids_is_none_of_ids() {
        let groups = |header: &str, codes: [&str; 2]| {
            let rows = [
                ["№", "Организация", "Телефон", "Страница ВК", header],
                ["1", "Школа № 1", "", "vk.com/school1", codes[0]],
                ["2", "Школа № 2", "", "vk.com/school2", codes[1]],
            ];
            read(&rows).taken.groups
        };
        let ids = ["217000101", "217000102"];
        assert_eq!(groups("Столбец5", ids), 2);
        for header in ["ОКПО", "КПП", "Подписчики", "Охват за неделю", "Лицензия №", "Реестровый номер"]
        {
            assert_eq!(groups(header, ids), 0, "{header}");
        }
    }
}
