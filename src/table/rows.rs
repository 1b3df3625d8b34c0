//! The data rows of a table: which rows of the sheet are organisations, and which are titles of sections, totals, notes; and what each
//! of their cells says, where one value stands for several rows.

use super::column::{ColumnRole, OwnRole};
use super::content::{is_group_of_a_kind, is_other_network, is_place, names_other_network, names_vk};
use super::evidence::is_page;
use super::layout::{Layout, LayoutNote};
use super::odd::{HeaderWords, OddRow, Oddity, drop_signatures, first_text, is_hint, is_sample};
use super::repeats::{self, Repeats};
use super::sections::{self, Candidate, Place, Sections};
use super::shared::Shared;
use super::sheet::{Area, Cell, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::{fold, fold_starts_with_any, folds_to_any, is_letter, is_nothing_word, words};
use crate::domain::vk_address::{self, Address};
use foldhash::HashSet;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

/// How many rows are looked at in one go, so that it is worth a thread's while.
const BATCH: usize = 4_096;

/// A sheet with its layout and its data rows.
#[derive(Debug)]
pub struct Table {
    sheet: Arc<Sheet>,
    layout: Layout,
    /// Positions of the data rows among the sheet's rows, ascending.
    rows: Vec<u32>,
    sections: Sections,
    /// Values that stand for several rows.
    shared: Shared,
    /// How many rows are about pages in other networks.
    other_networks: usize,
    /// Organisations of which there are only rows about other networks.
    only_elsewhere: Vec<String>,
    /// Whether the column of networks names them: «ок» may be a tick.
    names_networks: bool,
    /// The network other than ВКонтакте that the sheet is about, by its name or a title above the table.
    network: Option<String>,
    /// Rows that are no organisations, and of which a person should know.
    odd: Vec<OddRow>,
    /// The table whose roster this one repeats.
    repeats: Option<Repeats>,
    /// Whether it is of values that stand in no workbook.
    is_value: bool,
}

/// A value that was taken for rows in whose cells it does not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FilledDown {
    /// A column with its value once a group of rows.
    Column {
        /// The role of the column.
        role: ColumnRole,
        /// The column.
        column: Column,
        /// How many rows took their value from a row above.
        rows: usize,
    },
    /// Titles of sections between the rows.
    Sections {
        /// What they were taken for.
        role: ColumnRole,
        /// The first of them, as written.
        first: String,
        /// How many there are.
        titles: usize,
    },
}

impl Table {
    /// Picks out the data rows of a sheet.
    pub fn new(sheet: impl Into<Arc<Sheet>>, layout: Layout) -> Self {
        let sheet = sheet.into();
        let banners = banners(&sheet, &layout);
        let header = HeaderWords::of(&sheet, &layout);
        let (first, end) = (sheet.position_from(layout.first_data_row), sheet.row_count());
        let batches: Vec<Found> = (first..end)
            .into_par_iter()
            .step_by(BATCH)
            .map(|from| {
                let mut found = Found::default();
                for position in from..end.min(from + BATCH) {
                    let kind = kind_of(&sheet.row_at(position), &layout, &banners, &header);
                    found.add(u32::try_from(position).expect("a sheet has fewer than 4 billion rows"), kind);
                }
                found
            })
            .collect();
        let mut found = Found::default();
        batches.into_iter().for_each(|batch| found.append(batch));
        let Found { mut rows, titles, headers, samples, of_other_networks, under_other_networks } = found;
        // Where most rows have such a name and pages in ВКонтакте, the column names no networks: «ок» is a tick.
        let (mut of_other_networks, mut under_other_networks) = (of_other_networks, under_other_networks);
        let names_networks =
            under_other_networks.len() <= of_other_networks.len() || under_other_networks.len() * 2 <= rows.len();
        if !names_networks {
            under_other_networks.clear();
            rows.append(&mut of_other_networks);
            rows.sort_unstable();
        }
        let mut odd = header.drop_other_tables(&sheet, &layout, headers, &mut rows);
        let sections = Sections::of(&titles, &mut rows, &sheet, &layout);
        odd.extend(drop_signatures(&sheet, &layout, &mut rows));
        drop_footnotes(&sheet, &mut rows);
        let odd_row = |position: u32, is: Oddity| {
            let row = sheet.row_at(position as usize);
            OddRow { row: row.number(), text: first_text(&row).to_owned(), is }
        };
        odd.extend(samples.into_iter().map(|position| odd_row(position, Oddity::Sample)));
        odd.extend(under_other_networks.into_iter().map(|position| odd_row(position, Oddity::PageUnderOtherNetwork)));
        let other_networks = of_other_networks.len();
        let shared = Shared::of(&sheet, &layout, &rows);
        let network = network_of_sheet(&sheet, &layout);
        let mut table = Self {
            sheet,
            layout,
            rows,
            sections,
            shared,
            other_networks,
            only_elsewhere: Vec::new(),
            names_networks,
            network,
            odd,
            repeats: None,
            is_value: false,
        };
        table.keep_one_row_of_each(of_other_networks);
        table.leave_out_other_networks();
        table.odd.extend(table.organisations_with_several_pages());
        table
    }

    /// Keeps the first row of each organisation that has only rows about other networks: it is one of those without a page in ВКонтакте.
    fn keep_one_row_of_each(&mut self, of_other_networks: Vec<u32>) {
        // A sheet of another network is not about ВКонтакте at all.
        let Some(column) = self.layout.column(ColumnRole::Organisation) else { return };
        if self.rows.is_empty() || of_other_networks.is_empty() {
            return;
        }
        let name = |position: u32| match self.value(&self.sheet.row_at(position as usize), column) {
            Value::Text(text) => Some((words(&fold(text)).collect::<String>(), text.trim().to_owned())),
            _ => None,
        };
        let mut known: HashSet<String> = self.rows.par_iter().filter_map(|&row| Some(name(row)?.0)).collect();
        let mut kept = Vec::new();
        for position in of_other_networks {
            if let Some((_, written)) = name(position).filter(|(key, _)| known.insert(key.clone())) {
                kept.push((position, written));
            }
        }
        if kept.is_empty() {
            return;
        }
        self.other_networks -= kept.len();
        self.rows.extend(kept.iter().map(|(position, _)| position));
        self.rows.sort_unstable();
        self.only_elsewhere = kept.into_iter().map(|(_, written)| written).collect();
        self.shared = Shared::of(&self.sheet, &self.layout, &self.rows);
    }

    /// Leaves out the rows that give the pages of an organisation in other networks, below or above the row of its page in ВКонтакте,
    /// where no column names the network. An organisation that has no other row keeps its own, with what is wrong in it.
    fn leave_out_other_networks(&mut self) {
        let Some(address) = self.layout.column(ColumnRole::Address) else { return };
        let organisation = self.layout.column(ColumnRole::Organisation);
        let page = |position: usize| match self.row(position).value(address) {
            Value::Text(text) => Some(is_page_elsewhere(text)),
            _ => None,
        };
        let elsewhere: Vec<Option<bool>> = (0..self.len()).into_par_iter().map(page).collect();
        if !elsewhere.contains(&Some(true)) {
            return;
        }
        let name = |position: usize| match organisation.map(|column| self.value(&self.row(position), column)) {
            Some(Value::Text(text)) => fold(text),
            _ => String::new(),
        };
        let mut left_out = HashSet::default();
        let mut from = 0;
        while from < self.len() {
            let whose = name(from);
            let same = |position: &usize| {
                let name = name(*position);
                name.is_empty() && !whose.is_empty() || name == whose
            };
            let end = (from + 1..self.len()).find(|position| !same(position)).unwrap_or(self.len());
            // The row that stays must say whose page it is.
            if (from..end).any(|position| elsewhere[position] == Some(false) && name(position) == whose) {
                left_out.extend((from..end).filter(|&position| elsewhere[position] == Some(true)).map(|at| self.rows[at]));
            }
            from = end;
        }
        self.rows.retain(|row| !left_out.contains(row));
        self.other_networks += left_out.len();
        self.shared = Shared::of(&self.sheet, &self.layout, &self.rows);
    }

    /// The names that are merged over several rows with pages that differ: one organisation, which is counted more than once.
    fn organisations_with_several_pages(&self) -> Vec<OddRow> {
        let [Some(names), Some(pages)] = [ColumnRole::Organisation, ColumnRole::Address].map(|role| self.layout.column(role))
        else {
            return Vec::new();
        };
        let merged = self.sheet.merges().iter().filter(|area| area.first.column == names && area.first.row < area.last.row);
        let found = merged.filter_map(|area| {
            let rows = self.positions(area.first.row..=area.last.row).map(|position| self.row(position));
            let page = |row: Row<'_>| match row.value(pages) {
                Value::Text(text) if is_page(Value::Text(text), None) => Some(fold(text)),
                _ => None,
            };
            let differ: HashSet<String> = rows.filter_map(page).collect();
            let Value::Text(name) = self.sheet.cell(area.first).value else { return None };
            let text = name.trim().to_owned();
            let is = Oddity::SeveralPages { pages: differ.len() };
            (differ.len() > 1).then_some(OddRow { row: area.first.row, text, is })
        });
        let mut found: Vec<OddRow> = found.collect();
        found.sort_by_key(|odd| odd.row);
        found
    }

    /// A table in which a single row is data, whatever it holds: for values that stand in no workbook.
    pub(crate) fn of_value(sheet: Sheet, layout: Layout) -> Self {
        let rows = (0..u32::try_from(sheet.row_count()).unwrap_or_default()).collect();
        Self {
            sheet: Arc::new(sheet),
            layout,
            rows,
            sections: Sections::default(),
            shared: Shared::default(),
            other_networks: 0,
            only_elsewhere: Vec::new(),
            names_networks: true,
            network: None,
            odd: Vec::new(),
            repeats: None,
            is_value: true,
        }
    }

    /// The same rows over a sheet made by [`Sheet::revised`], with the own columns of another layout.
    #[must_use]
    pub(crate) fn revised(&self, sheet: Sheet, layout: Layout) -> Self {
        let sections = self.sections.clone();
        let shared = Shared::of(&sheet, &layout, &self.rows);
        Self {
            sheet: Arc::new(sheet),
            layout,
            rows: self.rows.clone(),
            sections,
            shared,
            other_networks: self.other_networks,
            only_elsewhere: self.only_elsewhere.clone(),
            names_networks: self.names_networks,
            network: self.network.clone(),
            odd: self.odd.clone(),
            repeats: self.repeats.clone(),
            is_value: self.is_value,
        }
    }

    /// The sheet.
    pub(crate) fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Where the table stands.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How many data rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The data row at a position, 0 … [`Table::len`].
    ///
    /// # Panics
    /// When the position is not below `len`.
    pub fn row(&self, position: usize) -> Row<'_> {
        self.sheet.row_at(self.rows[position] as usize)
    }

    /// What a column says of a row: the cell that stands there, or with its place the one whose value stands for this row too, as it
    /// is merged over several rows or written once for a group of them.
    pub(crate) fn cell<'t>(&'t self, row: &Row<'t>, column: Column) -> Cell<'t> {
        let cell = row.cell(column);
        match self.shared_by(&cell) {
            Some(from) => Cell { at: cell.at, ..self.sheet.cell(from) },
            None => cell,
        }
    }

    /// The value of [`Table::cell`].
    pub(crate) fn value<'t>(&'t self, row: &Row<'t>, column: Column) -> Value<'t> {
        match row.value(column) {
            Value::Blank if !self.shared.is_empty() => self.cell(row, column).value,
            value => value,
        }
    }

    /// The column of a role in a row. Where several have pages of any network, it is that of the row's page in ВКонтакте; a further one
    /// must not contradict it.
    pub(crate) fn column_in(&self, row: &Row<'_>, role: ColumnRole) -> Option<Column> {
        let networks = self.layout.networks();
        if networks.is_empty() || !matches!(role, ColumnRole::Address | ColumnRole::Address2) {
            return self.layout.column(role);
        }
        let is_here = |column: &Column| {
            let cell = row.cell(*column);
            is_page(cell.value, cell.target().as_deref())
        };
        let mut pages = networks.iter().copied().filter(is_here);
        match role {
            ColumnRole::Address => pages.next().or(self.layout.column(role)),
            _ => pages.nth(1),
        }
    }

    fn shared_by(&self, cell: &Cell<'_>) -> Option<CellRef> {
        let is_blank = cell.value == Value::Blank && cell.hyperlink.is_none() && cell.formula.is_none();
        if is_blank { self.shared.source(cell.at) } else { None }
    }

    /// The position of the first data row whose number is at least this.
    pub(crate) fn position_from(&self, number: u32) -> usize {
        self.rows.partition_point(|&row| self.sheet.row_at(row as usize).number() < number)
    }

    /// The positions of the data rows with these numbers.
    pub(crate) fn positions(&self, numbers: RangeInclusive<u32>) -> Range<usize> {
        self.position_from(*numbers.start())..self.position_from(numbers.end().saturating_add(1))
    }

    /// The municipality by the title of the section that a row stands in.
    pub(crate) fn section(&self, row: u32) -> Option<&str> {
        self.sections.municipality(row)
    }

    /// The title of the organisations of one kind that a row stands under.
    pub(crate) fn section_of_kind(&self, row: u32) -> Option<&str> {
        self.sections.kind(row)
    }

    /// The area that a cell is merged into, where what stands in it is shown for other data rows as well, or in another cell.
    pub(crate) fn merged(&self, at: CellRef) -> Option<Area> {
        let area = self.shared.area(at)?;
        (area.first != at || self.positions(area.first.row..=area.last.row).len() > 1).then_some(area)
    }

    /// Whether a cell's value is that of other rows too, so that it cannot be changed for its row alone.
    pub(crate) fn is_shared(&self, at: CellRef) -> bool {
        self.merged(at).is_some() || self.shared.columns().any(|(_, column, _)| column == at.column)
    }

    /// Whether titles part the rows into municipalities.
    pub(crate) fn has_sections(&self) -> bool {
        self.sections.are_of_municipalities()
    }

    /// What was taken for rows in whose cells it does not stand. Merged cells are not among it: everybody sees for which rows they stand.
    pub(crate) fn filled_down(&self) -> Vec<FilledDown> {
        let titles = self.sections.understood().filter(|(role, ..)| self.layout.column(*role).is_none());
        let sections = titles.map(|(role, first, titles)| FilledDown::Sections { role, first: first.to_owned(), titles });
        let columns = self.shared.columns().map(|(role, column, rows)| FilledDown::Column { role, column, rows });
        columns.chain(sections).collect()
    }

    /// How many rows are about pages in other networks: by the column that names the network, or as rows of an organisation beside that of
    /// its page in ВКонтакте. They are not judged.
    pub(crate) fn other_networks(&self) -> usize {
        self.other_networks
    }

    /// The organisations of which there are only rows about other networks. One row of each is judged.
    pub(crate) fn only_elsewhere(&self) -> &[String] {
        &self.only_elsewhere
    }

    /// The network other than ВКонтакте that a row names, else that of the whole sheet.
    pub(crate) fn other_network<'s>(&'s self, row: &Row<'s>) -> Option<&'s str> {
        let Some(column) = self.layout.column(ColumnRole::Network) else { return self.network.as_deref() };
        match row.value(column) {
            Value::Text(text) if self.names_networks && is_other_network(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// The rows of which a person should know what they were taken for.
    pub(crate) fn odd_rows(&self) -> Vec<OddRow> {
        let titles = self.sections.not_understood().map(|title| (title, Oddity::UnknownTitle));
        let bodies = self.sections.ended_by_bodies().map(|title| (title, Oddity::TitleOrOrganisation));
        let of_sections = titles.chain(bodies).map(|((row, text), is)| OddRow { row, text: text.to_owned(), is });
        of_sections.chain(self.odd.iter().cloned()).collect()
    }

    /// The sheet of the same workbook whose roster this one repeats: its organisations are judged here too, and counted there.
    pub(crate) fn repeats(&self) -> Option<&str> {
        self.repeats.as_ref().filter(|repeats| repeats.is_same).map(|repeats| repeats.sheet.as_str())
    }

    /// What it has in common with another table of the same workbook that has its organisations, or others of the same names.
    pub(crate) fn repeated(&self) -> Option<&Repeats> {
        self.repeats.as_ref()
    }

    /// Whether a row is counted: one whose organisation is counted on the sheet that this one repeats is not.
    pub(crate) fn counts(&self, position: usize) -> bool {
        self.repeats.as_ref().is_none_or(|repeats| !repeats.is_same || repeats.further.binary_search(&position).is_ok())
    }

    pub(super) fn set_repeats(&mut self, repeats: Option<Repeats>) {
        self.repeats = repeats;
    }

    /// Finds the tables of a workbook that repeat the roster of a fuller one.
    pub(crate) fn mark_repeats<'t>(tables: impl IntoIterator<Item = &'t mut Self>) {
        repeats::mark(tables.into_iter().collect());
    }

    /// The names of its organisations, folded.
    pub(crate) fn names(&self) -> HashSet<String> {
        (0..self.len()).into_par_iter().filter_map(|position| self.name(position)).collect()
    }

    /// The name of a row's organisation, folded.
    pub(crate) fn name(&self, position: usize) -> Option<String> {
        match self.value(&self.row(position), self.layout.column(ColumnRole::Organisation)?) {
            Value::Text(text) => Some(fold(text)),
            _ => None,
        }
    }

    /// The name of a row's organisation as written.
    pub(super) fn written_name(&self, position: usize) -> Option<String> {
        match self.value(&self.row(position), self.layout.column(ColumnRole::Organisation)?) {
            Value::Text(text) => Some(text.trim().to_owned()),
            _ => None,
        }
    }

    /// How many rows have something in the column of pages, and not a word for nothing.
    pub(super) fn filled_pages(&self) -> usize {
        let Some(column) = self.layout.column(ColumnRole::Address) else { return 0 };
        let is_filled = |position: &usize| match self.value(&self.row(*position), column) {
            Value::Blank => false,
            Value::Text(text) => !is_nothing_word(text),
            _ => true,
        };
        (0..self.len()).into_par_iter().filter(is_filled).count()
    }

    /// Whether the sheet has organisations that were not read, in a table below or beside this one.
    pub(crate) fn leaves_out_organisations(&self) -> bool {
        let is_unread = |row: &OddRow| matches!(row.is, Oddity::AnotherTable { is_of_organisations: true, .. });
        let is_beside = |note: &LayoutNote| matches!(note, LayoutNote::TableBeside { .. });
        self.odd.iter().any(is_unread) || self.layout.notes.iter().any(is_beside)
    }

    /// Whether gospub can write its columns beside the rows. Values that stand in no workbook are judged as if it could.
    pub(crate) fn can_be_marked(&self) -> bool {
        self.is_value || self.header_row().is_some()
    }

    /// The row that takes the headers of own columns: the last of the header, else the one above the data. None if the data begins in
    /// the first row.
    pub fn header_row(&self) -> Option<u32> {
        self.layout.header.map(|(_, last)| last).or_else(|| self.layout.first_data_row.checked_sub(1).filter(|&row| row > 0))
    }

    /// Header and data rows over the sender's columns.
    pub(crate) fn area(&self) -> Area {
        let first = self.layout.header.map_or(self.layout.first_data_row, |(first, _)| first);
        let last = self.rows.last().map_or(first, |&row| self.sheet.row_at(row as usize).number());
        Area { first: CellRef::new(first, Column::default()), last: CellRef::new(last.max(first), self.layout.last_column) }
    }
}

/// Below the table, after a blank row, stand notes and signatures: a lone text without the number that rows have in column A.
fn drop_footnotes(sheet: &Sheet, rows: &mut Vec<u32>) {
    let numbered = |row: &Row<'_>| row.cell(Column::default()).value != Value::Blank;
    while let [.., before, last] = rows[..] {
        let (before, row) = (sheet.row_at(before as usize), sheet.row_at(last as usize));
        let lone = row.cells().count() == 1 && row.cells().all(|cell| cell.hyperlink.is_none());
        if !lone || numbered(&row) || !numbered(&before) || row.number() == before.number() + 1 {
            return;
        }
        rows.pop();
    }
}

/// The rows of a sheet by what they are, each by its position.
#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    titles: Vec<(u32, Candidate)>,
    headers: Vec<u32>,
    samples: Vec<u32>,
    of_other_networks: Vec<u32>,
    /// Some of the rows.
    under_other_networks: Vec<u32>,
}

impl Found {
    fn add(&mut self, position: u32, kind: RowKind) {
        match kind {
            RowKind::Data => self.rows.push(position),
            RowKind::Title(title) => self.titles.push((position, title)),
            RowKind::Header => self.headers.push(position),
            RowKind::Sample => self.samples.push(position),
            RowKind::PageUnderOtherNetwork => {
                self.rows.push(position);
                self.under_other_networks.push(position);
            }
            RowKind::OtherNetwork => self.of_other_networks.push(position),
            RowKind::Nothing => {}
        }
    }

    fn append(&mut self, later: Self) {
        self.rows.extend(later.rows);
        self.titles.extend(later.titles);
        self.headers.extend(later.headers);
        self.samples.extend(later.samples);
        self.of_other_networks.extend(later.of_other_networks);
        self.under_other_networks.extend(later.under_other_networks);
    }
}

enum RowKind {
    Data,
    /// The words of the header again.
    Header,
    /// It shows how to fill the form.
    Sample,
    /// What may be the title of a section.
    Title(Candidate),
    /// The row's own column says that its page is in another network; its address is one of ВКонтакте.
    PageUnderOtherNetwork,
    /// The page is in another network, as the row's own column says: neither a row of ВКонтакте nor a faulty one.
    OtherNetwork,
    Nothing,
}

/// Rows in which one merged text runs over several columns.
fn banners(sheet: &Sheet, layout: &Layout) -> BTreeMap<u32, Area> {
    sheet
        .merges()
        .iter()
        .filter(|area| {
            area.first.row == area.last.row
                && area.first.row >= layout.first_data_row
                && area.last.column.index() > area.first.column.index() + 1
        })
        .map(|area| (area.first.row, *area))
        .collect()
}

fn kind_of(row: &Row<'_>, layout: &Layout, banners: &BTreeMap<u32, Area>, header: &HeaderWords) -> RowKind {
    // Own columns of an earlier run make no row.
    let own = |column: Column| layout.is_annotated() && OwnRole::ALL.iter().any(|&role| layout.own(role) == Some(column));
    let mut cells = row.cells().filter(|cell| !own(cell.at.column) && cell.value != Value::Blank);
    let Some(first) = cells.next() else { return RowKind::Nothing };
    let second = cells.next();
    let text = match first.value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    if text.is_some() && row.texts().all(|(_, text)| folds_to_any(text, &["(пусто)", "(blank)"])) {
        // Of a pivot table that was pasted as values.
        return RowKind::Nothing;
    }
    if is_hint(row, layout)
        || is_sample(row.cells().filter_map(|cell| if let Value::Text(text) = cell.value { Some(text) } else { None }))
    {
        return RowKind::Sample;
    }
    if header.stand_again(row) {
        return RowKind::Header;
    }
    let lone = match second {
        None => Some(first),
        // «II. | Прочие».
        Some(second) => (text.is_some_and(is_roman) && cells.next().is_none()).then_some(second),
    };
    if let Some(title) = lone.and_then(|cell| title_in(row, cell, layout, banners)) {
        return RowKind::Title(title);
    }
    let is_total_row = text.is_some_and(is_total);
    let evidence = ColumnRole::ALL.into_iter().filter(|role| role.makes_table() || *role == ColumnRole::Ogrn);
    let has_evidence = evidence.filter_map(|role| layout.column(role)).any(|column| {
        let cell = row.cell(column);
        // A total under the ids or addresses says how many there are.
        let is_count = is_total_row && (is_count(cell.value) || matches!(cell.value, Value::Text(text) if is_total(text)));
        cell.value != Value::Blank && !is_count || cell.hyperlink.is_some()
    });
    if !has_evidence && is_total_row {
        return RowKind::Nothing;
    }
    let named = layout.column(ColumnRole::Organisation).is_some_and(|column| match row.value(column) {
        Value::Text(text) => !is_total(text) && text.chars().any(is_letter),
        _ => false,
    });
    if repeats_header(row, layout) || !(has_evidence || named) {
        return RowKind::Nothing;
    }
    let network = layout.column(ColumnRole::Network).map(|column| row.value(column));
    match network {
        Some(Value::Text(text)) if is_other_network(text) => {
            let page = layout.column(ColumnRole::Address).map(|column| row.cell(column));
            let is_page = page.is_some_and(|cell| is_page(cell.value, cell.hyperlink));
            if is_page { RowKind::PageUnderOtherNetwork } else { RowKind::OtherNetwork }
        }
        _ => RowKind::Data,
    }
}

/// The network other than ВКонтакте that a sheet is about: its name («Одноклассники») or a title above the table («Официальные страницы
/// в ОК») names one, and neither they nor the headers over the pages name ВКонтакте.
fn network_of_sheet(sheet: &Sheet, layout: &Layout) -> Option<String> {
    let table_from = layout.header.map_or(layout.first_data_row, |(first, _)| first);
    let titles = sheet.rows().take_while(|row| row.number() < table_from);
    let titles: Vec<&str> = titles.flat_map(|row| row.texts().map(|(_, text)| text).collect::<Vec<_>>()).collect();
    let headers = [ColumnRole::Address, ColumnRole::GroupId].into_iter().filter_map(|role| layout.column(role));
    let headers: Vec<String> = headers.map(|column| layout.header_over(sheet, column)).collect();
    let is_of_vk = |text: &str| words(&fold(text)).any(names_vk);
    if is_of_vk(sheet.name()) || titles.iter().copied().chain(headers.iter().map(String::as_str)).any(is_of_vk) {
        return None;
    }
    // Where MAX has a column of its own, a title that names it says nothing of the other columns.
    let titles = titles.into_iter().filter(|_| layout.column(ColumnRole::Max).is_none());
    let mut names = std::iter::once(sheet.name()).chain(titles).flat_map(words);
    names.find(|word| names_other_network(&fold(word))).map(str::to_owned)
}

/// A row with this one cell as the title of a section, if it may be one.
fn title_in(row: &Row<'_>, cell: Cell<'_>, layout: &Layout, banners: &BTreeMap<u32, Area>) -> Option<Candidate> {
    /// Fewer letters are a number: «5а».
    const FEWEST_LETTERS: usize = 3;
    let Value::Text(text) = cell.value else { return None };
    let text = sections::title(text);
    let column = cell.at.column;
    if is_total(text) || !text.chars().any(is_letter) {
        return None;
    }
    if banners.get(&row.number()).is_some_and(|area| area.contains(cell.at)) {
        return Candidate::of(text, column, Place::Banner);
    }
    if cell.hyperlink.is_some() {
        return None;
    }
    // A page without a text: a link, a formula that nobody has computed.
    let has_page = layout.columns().filter(|(role, known)| role.makes_table() && *known != column).any(|(_, known)| {
        let page = row.cell(known);
        page.hyperlink.is_some() || page.formula.is_some()
    });
    if has_page {
        return None;
    }
    let names = layout.column(ColumnRole::Organisation).or_else(|| layout.columns().map(|(_, known)| known).min());
    match layout.columns().find(|&(_, known)| known == column).map(|(role, _)| role) {
        Some(ColumnRole::Organisation) => Candidate::of(text, column, Place::InPlaceOfAName),
        Some(role) if role.makes_table() => None,
        _ if is_place(text) || is_group_of_a_kind(text) => Candidate::of(text, column, Place::Lone),
        _ if names.is_some_and(|names| column < names) && text.chars().filter(|&c| is_letter(c)).count() >= FEWEST_LETTERS => {
            Candidate::of(text, column, Place::Lone)
        }
        _ => None,
    }
}

/// Whether a text numbers a section: «II.».
fn is_roman(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.trim_end_matches(['.', ')']).chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'Х'))
}

/// Whether a text is the address of a page in another network, and of none in ВКонтакте.
fn is_page_elsewhere(text: &str) -> bool {
    const HOSTS: [&str; 9] =
        ["ok.ru", "odnoklassniki.ru", "t.me", "telegram.me", "max.ru", "youtube.com", "rutube.ru", "dzen.ru", "zen.yandex.ru"];
    // The rest is for the few that are not of ВКонтакте at first sight.
    !text.contains("vk.")
        && matches!(vk_address::read(text).address, Address::Foreign(host) if HOSTS.contains(&host.trim_start_matches("www.")))
}

fn is_total(text: &str) -> bool {
    fold_starts_with_any(text, &["итого", "всего", "из них", "в том числе", "примечани", "исполнител", "исп.", "* "])
}

/// Whether a value can be the number of rows above it.
fn is_count(value: Value<'_>) -> bool {
    match value {
        Value::Number(number) => number.abs() <= f64::from(CellRef::ROWS),
        // «4 страницы»
        Value::Text(text) => {
            let text = text.trim();
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
            (1..7).contains(&(text.len() - unit.len())) && unit.trim_start().chars().all(|c| is_letter(c) || c == '.')
        }
        _ => false,
    }
}

/// A header printed again on every page stands between the data rows.
fn repeats_header(row: &Row<'_>, layout: &Layout) -> bool {
    let says = |role: ColumnRole, words: &[&str]| {
        layout.column(role).is_some_and(|column| matches!(row.value(column), Value::Text(text) if folds_to_any(text, words)))
    };
    says(ColumnRole::Ogrn, &["огрн"])
        || says(ColumnRole::Organisation, &["наименование организации", "организация", "наименование", "учреждение"])
            && !matches!(layout.column(ColumnRole::Address).map(|column| row.value(column)), Some(Value::Number(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::LayoutOptions;
    use crate::table::sheet::{merged_sheet, sheet_of_texts};

    fn table(rows: &[&[&str]], merges: &[&str]) -> Table {
        let sheet = merged_sheet(rows.iter().map(|row| row.iter()), merges);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    fn numbers(table: &Table) -> Vec<u32> {
        (0..table.len()).map(|position| table.row(position).number()).collect()
    }

    #[test]
    fn a_blank_row_does_not_end_a_table_but_totals_and_notes_are_no_rows() {
        let table = table(
            &[
                &["Организация", "Ссылка на страницу ВК"],
                &["Школа", "https://vk.com/club1"],
                &[],
                &["Сад", ""],
                &["Итого: 2"],
                &[],
                &["Исполнительница отдела"],
            ],
            &[],
        );
        assert_eq!(numbers(&table), [2, 4]);
    }

    #[test]
    fn a_page_in_vk_is_one_whatever_stands_beside_it() {
        let table = table(
            &[
                &["Организация", "Страница", "Соцсеть"],
                &["Школа № 1", "vk.com/club1", "ВК"],
                &["Школа № 2", "vk.com/club2", "ОК, ВК"],
                &["Школа № 3", "ok.ru/group/3", "ОК"],
                &["Школа № 3", "vk.com/club3", "ВК"],
            ],
            &[],
        );
        assert_eq!((numbers(&table), table.other_networks()), (vec![2, 3, 5], 1));
    }

    #[test]
    fn a_sheet_may_be_of_another_network_by_its_name_or_its_title() {
        let of = |name: &str, title: &str, header: &str| {
            let rows = [[title, ""], ["Организация", header], ["МБОУ СОШ № 1", "217000101"], ["МБОУ СОШ № 2", "217000102"]];
            let sheet = sheet_of_texts(name, rows.iter().map(|row| row.iter()));
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            let table = Table::new(sheet, layout);
            table.other_network(&table.row(0)).map(str::to_owned)
        };
        let title = "Официальные страницы в социальной сети «Одноклассники»";
        for (name, title, header, network) in [
            ("ОК", "", "ID группы", Some("ОК")),
            ("Telegram", "", "ID сообщества", Some("Telegram")),
            ("Реестр", title, "ID группы", Some("Одноклассники")),
            ("Реестр", "", "ID группы", None),
            ("ОК", "Страницы в ВК", "ID группы", None),
            ("ВК", title, "ID группы", None),
            ("ОК", title, "ID группы ВК", None),
        ] {
            assert_eq!(of(name, title, header).as_deref(), network, "{name}, {title}, {header}");
        }
    }

    #[test]
    fn rows_of_other_networks_beside_the_page_of_the_same_organisation_are_left_out() {
        let page = "https://vk.com/club217000101";
        let rows: [&[&str]; 9] = [
            &["Организация", "Ссылка на страницу"],
            &["Школа № 1", page],
            &["", "https://ok.ru/group/55555555555"],
            &["Школа № 2", "https://t.me/school2"],
            &["Школа № 2", page],
            &["Школа № 3", "https://max.ru/id7325000000_gos"],
            &["Школа № 4", "https://ok.ru/group/55555555556"],
            &["", page],
            &["Школа № 5", "https://ok.ru/group/55555555557 https://vk.com/school5"],
        ];
        let table = table(&rows, &[]);
        assert_eq!((numbers(&table), table.other_networks()), (vec![2, 5, 6, 7, 8, 9], 2));
    }

    #[test]
    fn an_organisation_with_rows_of_other_networks_alone_is_one_without_a_page() {
        let rows: [&[&str]; 5] = [
            &["Организация", "Соцсеть", "Ссылка на страницу"],
            &["Школа № 1", "ВК", "https://vk.com/club217000101"],
            &["Школа №1", "ОК", "https://ok.ru/group/55555555555"],
            &["Школа № 2", "ОК", "https://ok.ru/group/55555555556"],
            &["Школа № 2", "MAX", "https://max.ru/id7325000000_gos"],
        ];
        let table = table(&rows, &[]);
        assert_eq!(
            (numbers(&table), table.other_networks(), table.only_elsewhere()),
            (vec![2, 4], 2, &["Школа № 2".to_owned()][..])
        );
    }

    #[test]
    fn a_total_under_the_ids_is_no_row() {
        for count in ["1", "1 страница"] {
            let table = table(&[&["Организация", "ID сообщества"], &["Школа", "217000101"], &["Итого", count]], &[]);
            assert_eq!(numbers(&table), [2], "{count}");
        }
        let numbered = [["№", "Организация", "Страница ВК"], ["1", "Школа", "vk.com/club1"], ["Итого", "1", "1 шт."]];
        assert_eq!(numbers(&table(&numbered.each_ref().map(|row| &row[..]), &[])), [2]);
    }

    #[test]
    fn a_text_without_a_number_below_a_numbered_table_is_a_note() {
        let header = ["№", "Организация", "Ссылка на страницу ВК"];
        let table = table(&[&header, &["1", "Школа", "https://vk.com/club1"], &[], &["", "Начальница отдела"]], &[]);
        assert_eq!(numbers(&table), [2]);
    }

    #[test]
    fn a_lone_title_between_the_rows_begins_a_section() {
        let rows: [&[&str]; 7] = [
            &["№", "Организация", "Ссылка на страницу ВК"],
            &["Примерский район"],
            &["Детские сады"],
            &["1", "Сад", "https://vk.com/club1"],
            &["", "Образцовский район"],
            &["2", "Школа", "https://vk.com/club2"],
            &["3", "Школа без страницы"],
        ];
        let table = table(&rows, &[]);
        assert_eq!(numbers(&table), [4, 6, 7]);
        assert_eq!(
            [4, 6, 7].map(|row| table.section(row)),
            [Some("Примерский район"), Some("Образцовский район"), Some("Образцовский район")]
        );
        assert_eq!([4, 6].map(|row| table.section_of_kind(row)), [Some("Детские сады"), None]);
        assert_eq!(table.filled_down().len(), 2);
    }

    #[test]
    fn a_municipality_without_a_page_is_no_title_among_municipalities() {
        let rows: [&[&str]; 3] =
            [&["Организация", "Ссылка на страницу ВК"], &["Примерский район", "https://vk.com/club1"], &["Образцовский район"]];
        assert_eq!(numbers(&table(&rows, &[])), [2, 3]);
    }

    #[test]
    fn a_header_that_reaches_down_over_one_column_is_no_title_and_takes_both_rows() {
        let (page, school) = ("Ссылка на страницу ВК", ["Школа № 1", "https://vk.com/club1"]);
        let of = |name: &str| table(&[&["", page], &[name, ""], &["г. Калуга", ""], &school], &["B1:B2", "A3:B3"]);
        for name in ["Наименование организации", "Чьё"] {
            let table = of(name);
            assert_eq!((table.layout().header, table.len(), table.section(4)), (Some((1, 2)), 1, Some("г. Калуга")), "{name}");
        }
    }

    #[test]
    fn a_merged_text_over_the_table_begins_a_section() {
        let table = table(
            &[
                &["№", "Организация", "Ссылка на страницу ВК"],
                &["г. Калуга"],
                &["1", "Школа", "https://vk.com/club1"],
                &["Малоярославецкий район"],
                &["2", "Сад", "https://vk.com/club2"],
            ],
            &["A2:C2", "A4:C4"],
        );
        assert_eq!(numbers(&table), [3, 5]);
        assert_eq!((table.section(3), table.section(5)), (Some("г. Калуга"), Some("Малоярославецкий район")));
    }
}
