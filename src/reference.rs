//! What is known of communities besides the rosters: the ministry tables (group id → ready link, and the ids of pages known by name) and
//! the snapshot of pages.

pub mod names;

use crate::domain::text::fold;
use crate::domain::vk_address::{self, Address, ScreenName};
use crate::domain::{Date, GroupId, OrgKind};
use crate::link::miniapp;
use crate::link::template::Templates;
use crate::pages::Pages;
use crate::record::Record;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use names::{NameBook, NameClaim, Named};
use std::collections::HashMap;

/// What the ministry tables and the snapshot of a run say of communities.
#[derive(Debug, Default)]
pub struct Reference {
    /// The table and a cell of the rows that name several communities, by each of them.
    contradictory: HashMap<GroupId, (usize, CellRef)>,
    files: Vec<String>,
    kinds: Vec<Option<OrgKind>>,
    groups: HashMap<GroupId, Vec<Ready>>,
    names: NameBook,
    pages: Pages,
    today: Option<Date>,
}

/// A row of a ministry table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The kind of the table that the row stands in.
    pub kind: OrgKind,
    /// The ready link, where the row has a right one.
    pub link: Option<String>,
    /// Which table: an index for [`Reference::file`].
    pub table: usize,
    /// Where in it.
    pub cell: CellRef,
    /// The organisation that it is for, folded.
    name: Box<str>,
}

impl Ready {
    /// Whether the row is for an organisation of this name.
    pub fn is_of(&self, name: &str) -> bool {
        !self.name.is_empty() && *self.name == *fold(name)
    }
}

/// What was taken from one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Rows with a group id.
    pub groups: usize,
    /// Of these, rows with a ready link that can be used.
    pub links: usize,
    /// Rows left aside because what they say contradicts itself.
    pub contradictory: usize,
}

impl Reference {
    /// Adds a ministry table. Its kind is that of most of its links, unless the caller says it.
    ///
    /// A ready link is used only if it is a right one for the row's group and the table's kind; a row whose cells name different
    /// communities is left aside. Nothing of a table without a kind is used for links, but its ids count.
    pub fn add(&mut self, file: &str, table: &Table, kind: Option<OrgKind>, templates: &Templates) -> Taken {
        let index = self.files.len();
        self.files.push(file.to_owned());
        // A table of names is of no kind, whatever kind the rosters are said to be of.
        let of_names = table.layout().column(ColumnRole::LearntFrom).is_some();
        let kind = kind.filter(|_| !of_names).or_else(|| kind_of_links(table));
        self.kinds.push(kind);
        let mut taken = Taken::default();
        for position in 0..table.len() {
            let record = Record::at(table, position);
            let row = RefRow::read(&record);
            match row.group() {
                Some(group) => {
                    taken.groups += 1;
                    if let Some(name) = row.name {
                        self.names.learn(name, NameClaim::of_row(&record, file, group, None));
                    }
                    if let Some(kind) = kind {
                        let link = row.link.filter(|link| miniapp::judge(link, kind, Some(group), templates).is_ok());
                        taken.links += usize::from(link.is_some());
                        self.groups.entry(group).or_default().push(Ready {
                            kind,
                            link,
                            table: index,
                            cell: record.anchor(),
                            name: fold(&record.organisation()).into(),
                        });
                    }
                }
                None => {
                    taken.contradictory += usize::from(row.groups.len() > 1);
                    for group in row.groups {
                        self.contradictory.entry(group).or_insert((index, record.anchor()));
                    }
                }
            }
        }
        taken
    }

    /// The rows of the ministry tables for a community.
    pub fn ready(&self, group: GroupId) -> &[Ready] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }

    /// What the tables say of a short name.
    pub fn name(&self, name: &ScreenName) -> Named<'_> {
        self.names.get(name)
    }

    /// What they say of all short names.
    pub fn names(&self) -> &NameBook {
        &self.names
    }

    /// Takes a snapshot of pages in.
    pub fn look_at(&mut self, pages: Pages) {
        self.pages = pages;
    }

    /// What VK says of pages, where a snapshot was given.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Says which day it is: from it the age of answers is counted.
    pub fn set_today(&mut self, today: Option<Date>) {
        self.today = today;
    }

    /// How many days ago this day was; none where nobody has said which day it is.
    pub fn age(&self, on: Date) -> Option<u32> {
        self.today.map(|today| today.days_since(on))
    }

    /// The file and cell of a row that names this community and contradicts itself, so that it was left aside.
    pub fn contradictory(&self, group: GroupId) -> Option<(&str, CellRef)> {
        self.contradictory.get(&group).map(|&(table, cell)| (self.file(table), cell))
    }

    /// The name of the file that a table came from.
    pub fn file(&self, table: usize) -> &str {
        self.files.get(table).map_or("", String::as_str)
    }

    /// Whether no table was given.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a table of this kind was given.
    pub fn has_table_of(&self, kind: OrgKind) -> bool {
        self.kinds.contains(&Some(kind))
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
}

impl RefRow {
    fn read(record: &Record<'_>) -> Self {
        let mut row = Self { groups: Vec::new(), name: None, link: None };
        for role in [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link] {
            let cell = record.get(role);
            if cell.is_blank() {
                continue;
            }
            if let Some(link) = cell.link_text().and_then(|link| Some((link, miniapp::parse(link).ok()?))) {
                row.link = Some(link.0.trim().to_owned());
                row.groups.extend(link.1.group);
                continue;
            }
            let reading = vk_address::read_cell(&cell.text, cell.target.as_deref());
            match reading.address {
                Address::Group(group) => {
                    row.groups.push(group);
                    row.name = row.name.or_else(|| vk_address::name_under_photo(&cell.text));
                }
                Address::ScreenName(name) => row.name = Some(name),
                _ => {}
            }
        }
        row.groups.sort_unstable();
        row.groups.dedup();
        row
    }

    fn group(&self) -> Option<GroupId> {
        match self.groups[..] {
            [group] => Some(group),
            _ => None,
        }
    }
}
