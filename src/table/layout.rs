//! Where the table of a sheet stands: its header, the roles of its columns, its first data row.
//!
//! A column gets a role by its header and its cells together. Each pair of a role and a column that the header names, or that the
//! cells alone make likely, is a candidate with a weight ([`Candidate::weight`]); what the cells contradict is none. The weightiest goes
//! first, and takes its role and its column out of the choice. The user's word goes before everything; ids of communities need more
//! than a likely header, see [`Layout::assign_bare_ids`] and [`Layout::assign_column_e`].

use super::column::{ColumnRole, OwnRole, WAS_HEADER};
pub use super::evidence::Doubt;
use super::evidence::{Cells, Sample, Says, is_miniapp, is_page};
use super::headers::{Headers, Strength, is_of_another_matter, is_of_another_page, is_of_other_numbers};
use super::heading::{self, Claim, Header};
use super::sheet::{CellRef, Column, Sheet, Value};
use crate::domain::GroupId;
use crate::domain::text::fold;
use crate::domain::vk_address;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// A ministry table holds the ready link in this column [S001].
pub(crate) const COLUMN_E: usize = 4;

/// What the caller says of a table, before anything is looked at.
#[derive(Clone, Debug, Default)]
pub struct LayoutOptions {
    /// Roles of columns named by the user.
    pub columns: Vec<(ColumnRole, Column)>,
    /// The (last) row of the header named by the user.
    pub header_row: Option<u32>,
    /// Nothing in the workbook says that gospub has worked on it, so headers that are spelt like gospub's are the sender's.
    pub is_unannotated: bool,
    /// Whether the user gave the file as a ministry table.
    pub is_ministry_table: bool,
}

/// Where a table stands and what its columns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// First and last row of the header; none where the data begins without one.
    pub header: Option<(u32, u32)>,
    /// The first row that may hold data.
    pub first_data_row: u32,
    /// The last column of the sender's; own columns stand right of it.
    pub last_column: Column,
    /// Columns that the sender has added right of the own ones of an earlier run, ascending.
    added: Vec<Column>,
    /// The last column with anything in it, where it is right of the own ones.
    end: Option<Column>,
    columns: Columns,
    /// Columns of pages in any network, a page in any of them: «Соцсеть 1», «Соцсеть 2». That of addresses is the first of them.
    networks: Vec<Column>,
    own: BTreeMap<OwnRole, Column>,
    /// What a person should know of how the columns were found.
    pub notes: Vec<LayoutNote>,
}

/// Why a column was taken for what it was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The user said so.
    Named,
    /// Its header says so, and its cells do not contradict.
    Header,
    /// Its cells say so.
    Content,
    /// It stands where a ministry table has it.
    Position,
}

impl Why {
    /// The name in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Header => "header",
            Self::Content => "content",
            Self::Position => "position",
        }
    }
}

/// A finding about the columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutNote {
    /// A column was recognised by what its cells hold, not by its header.
    ByContent(ColumnRole, Column),
    /// The ids or links of a ministry table were taken from column E, although neither header nor content says so.
    DefaultColumn(Column),
    /// A column that could be of this role was left alone.
    Refused(Refused),
    /// The user named a column whose cells hold something else.
    NamedAgainstCells(ColumnRole, Column),
    /// Two columns claim one role equally; the first was taken.
    Rivals(ColumnRole, Column, Column),
    /// Two columns are named as addresses of pages: the one that was taken, and the one that must not contradict it.
    FurtherPages {
        /// The first choice.
        taken: Column,
        /// The other.
        further: Column,
    },
    /// Each of these columns has pages of any network, so that the address is looked for in all of them.
    PagesAmong(Vec<Column>),
    /// Right of the table stands another one, with names and pages of its own, and is not read.
    TableBeside {
        /// Its names.
        names: Column,
        /// Its pages.
        pages: Column,
    },
    /// Two columns are named as names of organisations: the one that was taken, and the one whose names repeat.
    NamesRepeat {
        /// The choice.
        taken: Column,
        /// The other.
        repeat: Column,
    },
    /// The user named columns, and this row was taken for their header although its words are not known.
    UnknownHeader(u32),
    /// The header of another table stands above the one that was taken, and no row of a roster below it.
    TableAbove(u32),
    /// No column has the names of the organisations, so that rows without a page are not seen; with the column that is most like one.
    NoOrganisations(Option<Column>),
}

/// A column that was not taken for what it could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The role that its header or its cells speak of.
    pub role: ColumnRole,
    /// The column.
    pub column: Column,
    /// Its header.
    pub header: String,
    /// Why.
    pub doubt: Doubt,
    /// Whether it is worth a word where the table has been found without it: a weak header over something else is not.
    is_news: bool,
}

/// Why a sheet has no table that can be worked on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// Neither headers nor cells speak of VK pages.
    #[error("no table with addresses or ids of VK pages")]
    NoTable {
        /// The column that came nearest to holding them.
        nearest: Option<Refused>,
    },
    /// Two columns claim one role, and nothing tells which is meant.
    #[error("two columns for the role {}: {first} and {second}", role.code())]
    TwoColumns {
        /// The role.
        role: ColumnRole,
        /// Its first column.
        first: Column,
        /// Another.
        second: Column,
    },
    /// Two tables stand side by side, each with names and pages of its own.
    #[error("two tables side by side, with pages in {first} and {second}")]
    SideBySide {
        /// The pages of the left one.
        first: Column,
        /// Those of the right one.
        second: Column,
    },
    /// A column named by the user is right of everything in the sheet.
    #[error("there is no column {0}")]
    NoSuchColumn(Column),
    /// The header row named by the user is empty.
    #[error("row {0} holds no header")]
    NoSuchHeader(u32),
}

impl Layout {
    /// Finds the table of a sheet.
    ///
    /// # Errors
    /// See [`LayoutError`].
    pub fn recognise(sheet: &Sheet, headers: &Headers, options: &LayoutOptions) -> Result<Self, LayoutError> {
        let last = sheet.last_column().ok_or(LayoutError::NoTable { nearest: None })?;
        for &(_, column) in &options.columns {
            if column > last {
                return Err(LayoutError::NoSuchColumn(column));
            }
        }
        let mut unknown = None;
        let header = match options.header_row {
            Some(row) if sheet.row(row).is_none() => return Err(LayoutError::NoSuchHeader(row)),
            Some(row) => Some(heading::fixed_header(sheet, headers, row, last)),
            None => {
                // Own headers of an earlier run must not change what the sender's say.
                let own = heading::own_columns(sheet, heading::search_end(sheet), options);
                let annotated = own.as_ref().map(|(row, _)| *row);
                let senders = own.map_or(last, |(_, own)| heading::senders_last(&own, last));
                let found = heading::find_header(sheet, headers, senders).or_else(|| {
                    unknown = heading::unknown_header(sheet, headers, options);
                    match unknown {
                        Some(row) => Some(heading::fixed_header(sheet, headers, row, senders)),
                        None => heading::header_over_pages(sheet, headers, senders),
                    }
                });
                match annotated.filter(|row| found.as_ref().is_none_or(|header| header.last != *row)) {
                    Some(row) => Some(heading::fixed_header(sheet, headers, row, senders)),
                    None => found,
                }
            }
        };
        let mut layout = Self::under(header, sheet, headers, options, last)?;
        layout.notes.extend(unknown.map(LayoutNote::UnknownHeader));
        if layout.is_table() {
            layout.notes.retain(|note| !matches!(note, LayoutNote::Refused(refused) if !refused.is_news));
            return Ok(layout);
        }
        let nearest = layout.notes.into_iter().find_map(|note| match note {
            LayoutNote::Refused(refused) => Some(refused),
            _ => None,
        });
        Err(LayoutError::NoTable { nearest })
    }

    /// The layout of a sheet that gospub has worked on before, even where nothing but gospub's own columns says that it is a table.
    /// `None` if it has not.
    ///
    /// # Errors
    /// See [`LayoutError`].
    pub fn of_annotated(sheet: &Sheet, headers: &Headers, options: &LayoutOptions) -> Result<Option<Self>, LayoutError> {
        let own = heading::own_columns(sheet, CellRef::ROWS, options);
        let (Some((row, _)), Some(last)) = (own, sheet.last_column()) else { return Ok(None) };
        Self::under(Some(heading::fixed_header(sheet, headers, row, last)), sheet, headers, options, last).map(Some)
    }

    /// The layout under a header, or of a sheet without one.
    fn under(
        header: Option<Header>,
        sheet: &Sheet,
        headers: &Headers,
        options: &LayoutOptions,
        last: Column,
    ) -> Result<Self, LayoutError> {
        let own = header.as_ref().and_then(|header| heading::own_columns_in(sheet, header.last, options)).unwrap_or_default();
        let sender_last = heading::senders_last(&own, last);
        let first_data_row = match &header {
            Some(header) => heading::after_numbering(sheet, header.last + 1),
            None => {
                sheet.rows().find(|row| row.cells().any(|cell| is_page(cell.value, cell.hyperlink))).map_or(1, |row| row.number())
            }
        };
        // What was written right of the own columns is the sender's, where it has a header, which is none of gospub's.
        let header = header.map(|header| match own.is_empty() {
            true => header,
            false => heading::header_at(sheet, headers, header.first, header.last, last),
        });
        let is_added = |(column, text): &(&Column, &String)| {
            **column > sender_last && own.values().all(|own| own != *column) && OwnRole::of_header(text).is_none()
        };
        let texts = header.iter().flat_map(|header| &header.texts);
        let added: Vec<Column> = texts.filter(is_added).map(|(&column, _)| column).collect();
        let mut sample = Sample::new(sheet, first_data_row, sender_last, &added);
        let mut layout = Self {
            header: header.as_ref().map(|header| (header.first, header.last)),
            first_data_row,
            last_column: sender_last,
            added,
            end: own.values().max().is_some_and(|own| *own < last).then_some(last),
            columns: Columns::default(),
            networks: Vec::new(),
            own,
            notes: header.iter().filter_map(|header| header.above).map(LayoutNote::TableAbove).collect(),
        };
        layout.assign_named(options, &mut sample);
        let (claims, texts) = match header {
            Some(header) => (header.claims, header.texts),
            None => (Vec::new(), heading::texts_above(sheet, first_data_row)),
        };
        layout.columns.hidden = texts.iter().find(|(_, text)| text.starts_with(WAS_HEADER)).map(|(&column, _)| column);
        let mut choice = Choice { sample, claims, texts };
        choice.claims.retain(|claim| layout.is_senders(claim.column));
        choice.texts.retain(|&column, _| layout.is_senders(column));
        layout.assign_by_header(&mut choice)?;
        layout.assign_networks(&mut choice);
        layout.note_table_beside(&mut choice);
        layout.prefer_names_that_differ(&mut choice);
        layout.assign_pages_by_content(&mut choice);
        layout.hold_ids_to_pages(&mut choice)?;
        layout.assign_further_pages(&mut choice)?;
        layout.assign_by_content(&mut choice);
        layout.let_names_carry_pages(&mut choice);
        layout.assign_bare_ids(&mut choice, options);
        layout.assign_column_e(&mut choice, options);
        layout.move_ids_out_of_links(&mut choice);
        layout.drop_a_lone_title(&mut choice);
        if layout.column(ColumnRole::Organisation).is_none() && layout.column(ColumnRole::Address).is_some() {
            let nearest = choice.sample.most_like_names(|column| layout.columns.is_free(column));
            layout.notes.push(LayoutNote::NoOrganisations(nearest));
        }
        // A header that seemed to promise pages is no news where the column turned out to be something else.
        let assigned: Vec<Column> = layout.columns().map(|(_, column)| column).collect();
        layout.notes.retain(|note| !matches!(note, LayoutNote::Refused(refused) if assigned.contains(&refused.column)));
        Ok(layout)
    }

    /// Whether the columns make a table of pages. Words of ПОС alone may stand in a list that explains them, so a table without pages
    /// needs more.
    fn is_table(&self) -> bool {
        const ENOUGH: usize = 4;
        let has = |test: fn(ColumnRole) -> bool| self.columns().any(|(role, _)| test(role));
        has(ColumnRole::is_evidence) || (has(ColumnRole::makes_table) && self.columns().count() >= ENOUGH)
    }

    /// A layout for values that stand in no workbook: data from this row on, columns as said, no header.
    pub fn of_columns(columns: &[(ColumnRole, Column)], first_data_row: u32) -> Self {
        let last_column = columns.iter().map(|&(_, column)| column).max().unwrap_or_default();
        let mut by_role = Columns::default();
        columns.iter().for_each(|&(role, column)| by_role.set(role, column, Why::Named));
        Self {
            header: None,
            first_data_row,
            last_column,
            added: Vec::new(),
            end: None,
            columns: by_role,
            networks: Vec::new(),
            own: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// The column of a role.
    pub fn column(&self, role: ColumnRole) -> Option<Column> {
        self.columns.get(role)
    }

    /// Why the column of a role is that one.
    pub fn why(&self, role: ColumnRole) -> Option<Why> {
        self.columns.why(role)
    }

    /// The column of one of gospub's own, from an earlier run.
    pub fn own(&self, role: OwnRole) -> Option<Column> {
        self.own.get(&role).copied()
    }

    /// All own columns of an earlier run, from the left.
    pub fn own_columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = self.own.values().copied().collect();
        columns.sort_unstable();
        columns
    }

    /// All columns of the sender's, from the left.
    pub fn senders_columns(&self) -> impl Iterator<Item = Column> {
        (0..=self.last_column.index()).filter_map(Column::new).chain(self.added.iter().copied())
    }

    fn is_senders(&self, column: Column) -> bool {
        column <= self.last_column || self.added.contains(&column)
    }

    /// All sender's columns with a role.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnRole, Column)> {
        ColumnRole::ALL.into_iter().filter_map(|role| Some((role, self.columns.get(role)?)))
    }

    /// What the header says over a column, its upper rows first; what is merged down over several rows once.
    pub fn header_over(&self, sheet: &Sheet, column: Column) -> String {
        let Some((first, last)) = self.header else { return String::new() };
        let mut texts = heading::texts_over(sheet, first, last, column);
        texts.dedup();
        texts.iter().flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
    }

    /// Whether gospub has worked on the sheet before.
    pub fn is_annotated(&self) -> bool {
        !self.own.is_empty()
    }

    /// Own columns, those of an earlier run where they stand, further wanted ones right of everything.
    pub fn place_own(&self, wanted: &[OwnRole]) -> Option<Vec<(OwnRole, Column)>> {
        let last_own = self.own.values().max().copied().unwrap_or(self.last_column);
        let mut next = last_own.max(self.end.unwrap_or(last_own)).next();
        let mut placed: Vec<(OwnRole, Column)> = Vec::with_capacity(wanted.len());
        for &role in wanted {
            let column = match self.own(role) {
                Some(column) => column,
                None => {
                    let column = next?;
                    next = column.next();
                    column
                }
            };
            placed.push((role, column));
        }
        placed.sort_by_key(|&(_, column)| column);
        Some(placed)
    }

    /// The layout as it will be once own columns have been added, placed by [`Layout::place_own`].
    #[must_use]
    pub fn with_own(&self, placed: impl IntoIterator<Item = (OwnRole, Column)>) -> Self {
        let mut layout = self.clone();
        layout.own.extend(placed);
        layout
    }

    fn assign_named(&mut self, options: &LayoutOptions, sample: &mut Sample<'_>) {
        for &(role, column) in &options.columns {
            self.columns.set(role, column, Why::Named);
            if matches!(sample.of(column).judge(role, Some(Strength::Profile)), Says::No(_)) {
                self.notes.push(LayoutNote::NamedAgainstCells(role, column));
            }
        }
    }

    /// Says once why a column was left alone.
    fn refuse(&mut self, refused: Refused) {
        let note = LayoutNote::Refused(refused);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The columns whose headers name a role that their cells do not contradict.
    fn assign_by_header(&mut self, choice: &mut Choice<'_>) -> Result<(), LayoutError> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for claim in choice.claims.clone() {
            let is_bare_id = claim.role == ColumnRole::GroupId && claim.strength == Strength::Vague;
            if is_bare_id || self.column(claim.role).is_some() || !self.columns.is_free(claim.column) {
                continue;
            }
            match choice.sample.of(claim.column).judge(claim.role, Some(claim.strength)) {
                Says::No(doubt) => {
                    if claim.role.is_evidence() {
                        let is_news = claim.strength >= Strength::Exact;
                        let refused = Refused { is_news, ..choice.refused(claim.role, claim.column, doubt) };
                        self.refuse(refused);
                    }
                }
                Says::Perhaps if claim.strength == Strength::Vague && choice.sample.of(claim.column).filled == 0 => {}
                says => {
                    let cells = choice.sample.of(claim.column);
                    let is_silent = claim.role == ColumnRole::Address && cells.filled > 0 && cells.names_no_page();
                    candidates.push(Candidate { claim, confirmed: says == Says::Yes, is_silent });
                }
            }
        }
        candidates.sort_by_key(|one| (std::cmp::Reverse(one.weight()), one.claim.role, one.claim.column));
        for index in 0..candidates.len() {
            let Candidate { claim, .. } = candidates[index];
            if self.column(claim.role).is_some() || !self.columns.is_free(claim.column) {
                continue;
            }
            let is_rival = |other: &&Candidate| {
                other.claim.role == claim.role
                    && other.weight() == candidates[index].weight()
                    && self.columns.is_free(other.claim.column)
            };
            let column = match candidates[index + 1..].iter().find(is_rival) {
                Some(other) => self.better_of(&claim, &other.claim, choice)?,
                None => claim.column,
            };
            self.columns.set(claim.role, column, Why::Header);
        }
        Ok(())
    }

    /// Of two columns with headers of the same strength the one that holds pages or ids; if both do, nobody can tell. Of other roles the
    /// first that holds anything; if both do, it is said.
    fn better_of(&mut self, one: &Claim, other: &Claim, choice: &mut Choice<'_>) -> Result<Column, LayoutError> {
        let (first, second) = (one.column.min(other.column), one.column.max(other.column));
        let mut weight = |column: Column| {
            let cells = choice.sample.of(column);
            if one.role.is_evidence() { cells.pages() + cells.ids() + cells.miniapps } else { cells.filled }
        };
        match (weight(first), weight(second)) {
            (_, 0) => Ok(first),
            (0, _) => Ok(second),
            // The pages in their rows may tell.
            _ if one.role == ColumnRole::GroupId => Ok(first),
            _ if one.role == ColumnRole::Address && choice.columns_of_networks().contains(&first) => Ok(first),
            _ if one.role == ColumnRole::Address && choice.names_beside(first, second).is_some() => {
                Err(LayoutError::SideBySide { first, second })
            }
            _ if one.role.is_evidence() => Err(LayoutError::TwoColumns { role: one.role, first, second }),
            _ => {
                if DECIDING.contains(&one.role) {
                    self.notes.push(LayoutNote::Rivals(one.role, first, second));
                }
                Ok(first)
            }
        }
    }

    /// «Соцсеть 1 | Соцсеть 2 | Соцсеть 3» over pages of this and that network in whatever order are taken together, unless another column
    /// has been found to have the pages.
    fn assign_networks(&mut self, choice: &mut Choice<'_>) {
        let address = self.column(ColumnRole::Address);
        let columns = choice.columns_of_networks();
        let Some(&first) = columns.first() else { return };
        let are_free = columns.iter().all(|&column| Some(column) == address || self.columns.is_free(column));
        if !are_free
            || address.is_some_and(|column| !columns.contains(&column))
            || self.why(ColumnRole::Address) == Some(Why::Named)
        {
            return;
        }
        self.columns.set(ColumnRole::Address, first, Why::Header);
        self.columns.shared.extend(&columns);
        self.notes.push(LayoutNote::PagesAmong(columns.clone()));
        self.networks = columns;
    }

    /// Right of the columns that were taken another table may stand, with names and pages of its own.
    fn note_table_beside(&mut self, choice: &mut Choice<'_>) {
        let Some(taken) = self.column(ColumnRole::Address) else { return };
        let claims = choice.claims.iter().filter(|claim| claim.role == ColumnRole::Address && claim.column > taken);
        let others: Vec<Column> = claims.map(|claim| claim.column).filter(|&column| self.columns.is_free(column)).collect();
        let beside = others.into_iter().find_map(|pages| Some((choice.names_beside(taken, pages)?, pages)));
        if let Some((names, pages)) = beside.filter(|(names, _)| self.columns.is_free(*names)) {
            self.notes.push(LayoutNote::TableBeside { names, pages });
            self.columns.shared.extend([names, pages]);
        }
    }

    /// The columns of which any may have a row's page.
    pub fn networks(&self) -> &[Column] {
        &self.networks
    }

    /// «Наименование органа власти» beside «Подведомственная организация»: both are names, and those that repeat are of the bodies in charge.
    fn prefer_names_that_differ(&mut self, choice: &mut Choice<'_>) {
        let Some((names, Why::Header)) = self.column(ColumnRole::Organisation).zip(self.why(ColumnRole::Organisation)) else {
            return;
        };
        let claims = choice.claims.iter().filter(|claim| claim.role == ColumnRole::Organisation);
        let others: Vec<Column> = claims.map(|claim| claim.column).filter(|&column| self.columns.is_free(column)).collect();
        if others.is_empty() {
            return;
        }
        let bodies = choice.sample.of(names).clone();
        if let Some(other) = others.into_iter().find(|&column| bodies.are_in_charge_of(choice.sample.of(column))) {
            self.columns.set(ColumnRole::Organisation, other, Why::Header);
            self.notes.push(LayoutNote::NamesRepeat { taken: other, repeat: names });
        }
    }

    /// A header of ids of communities («ID сообщества») may still be of communities in another network: of such columns the one that
    /// agrees with the pages in its rows is meant, and one that goes against most of them is none.
    fn hold_ids_to_pages(&mut self, choice: &mut Choice<'_>) -> Result<(), LayoutError> {
        let Some((chosen, Why::Header)) = self.column(ColumnRole::GroupId).zip(self.why(ColumnRole::GroupId)) else {
            return Ok(());
        };
        let claims = choice.claims.iter().filter(|claim| claim.role == ColumnRole::GroupId && claim.strength > Strength::Vague);
        let columns: Vec<Column> = claims.map(|claim| claim.column).collect();
        self.columns.clear(ColumnRole::GroupId);
        let mut fitting: Vec<(Column, usize)> = Vec::new();
        for column in columns {
            let cells = choice.sample.of(column);
            if !self.columns.is_free(column) || matches!(cells.judge(ColumnRole::GroupId, None), Says::No(_)) {
                continue;
            }
            let Agreement { agree, disagree, first } = self.agreement(choice.sample.sheet, column, choice.sample.positions());
            match first {
                // A single row may be wrong, and is told so.
                Some(doubt) if disagree > agree.max(1) => {
                    self.refuse(choice.refused(ColumnRole::GroupId, column, doubt));
                }
                _ => fitting.push((column, agree)),
            }
        }
        let confirmed = fitting.iter().max_by_key(|&&(column, agree)| (agree, Reverse(column)));
        let holds_ids = |choice: &mut Choice<'_>, column: Column| {
            let cells = choice.sample.of(column);
            cells.ids() + cells.pages() > 0
        };
        let column = match confirmed {
            Some(&(column, agree)) if agree > 0 => Some(column),
            _ => {
                let filled: Vec<Column> =
                    fitting.iter().map(|&(column, _)| column).filter(|&column| holds_ids(choice, column)).collect();
                if let [first, second, ..] = filled[..] {
                    return Err(LayoutError::TwoColumns { role: ColumnRole::GroupId, first, second });
                }
                filled.first().copied().or_else(|| fitting.iter().map(|&(column, _)| column).find(|&column| column == chosen))
            }
        };
        column.into_iter().for_each(|column| self.columns.set(ColumnRole::GroupId, column, Why::Header));
        Ok(())
    }

    /// Addresses and links to the mini-app are known by themselves, whatever stands over them.
    fn assign_pages_by_content(&mut self, choice: &mut Choice<'_>) {
        // Links that stand under another header are the links, and what stands under theirs is something else.
        if let Some(column) = self.column(ColumnRole::Link).filter(|_| self.why(ColumnRole::Link) == Some(Why::Header))
            && choice.sample.of(column).miniapps == 0
            && choice.sample.fullest(is_miniapp, |found| found.miniapps, |other| self.columns.is_free(other)).is_some()
        {
            self.columns.clear(ColumnRole::Link);
        }
        let free = |layout: &Self, column: Column| layout.columns.is_free(column);
        if self.column(ColumnRole::Link).is_none()
            && let Some(column) = choice.sample.fullest(is_miniapp, |found| found.miniapps, |_| true)
            && free(self, column)
        {
            self.set_by_content(ColumnRole::Link, column);
        }
        if self.column(ColumnRole::Address).is_none() {
            let is_another = |column: &Column| header_is(&choice.texts, *column, is_of_another_page);
            let own = |column: Column| free(self, column) && !is_another(&column);
            // Pages of people are taken, and faulted, only where there are no others.
            let communities = choice.sample.fullest(is_page, Cells::communities, own);
            let column = communities.or_else(|| choice.sample.fullest(is_page, Cells::pages, own));
            if let Some(column) = column {
                self.set_by_content(ColumnRole::Address, column);
            } else if let Some((role, column)) = self.pages_under_another_role(choice) {
                self.columns.clear(role);
                self.set_by_content(ColumnRole::Address, column);
            } else if let Some(column) = choice.sample.fullest(is_page, Cells::pages, |column| free(self, column)) {
                self.refuse(choice.refused(ColumnRole::Address, column, Doubt::AnotherPage));
            }
        }
    }

    /// Where no other column has pages: the one of «Сайт», «Контакты» and the like that holds nothing else.
    fn pages_under_another_role(&self, choice: &mut Choice<'_>) -> Option<(ColumnRole, Column)> {
        const OF_CONTACTS: [ColumnRole; 5] =
            [ColumnRole::Site, ColumnRole::Email, ColumnRole::Phone, ColumnRole::PostalAddress, ColumnRole::Max];
        let by_header = |role: &ColumnRole| self.column(*role).filter(|_| self.why(*role) == Some(Why::Header));
        let mut columns = OF_CONTACTS.iter().filter_map(|role| Some((*role, by_header(role)?)));
        columns.find(|&(_, column)| choice.sample.of(column).are_mostly_pages())
    }

    /// Names often carry the hyperlinks to the pages: then one column has both roles.
    fn let_names_carry_pages(&mut self, choice: &mut Choice<'_>) {
        let [names, pages] = [ColumnRole::Organisation, ColumnRole::Address].map(|role| self.column(role));
        let role = match (names, pages) {
            (Some(_), None) => ColumnRole::Address,
            (None, Some(_)) => ColumnRole::Organisation,
            _ => return,
        };
        if let Some(column) = names.or(pages).filter(|&column| choice.sample.of(column).are_names_with_pages()) {
            self.set_by_content(role, column);
        }
    }

    /// A second column of pages must not contradict the first, whether its header speaks of addresses («Ссылка ВК») or not («Стало»).
    fn assign_further_pages(&mut self, choice: &mut Choice<'_>) -> Result<(), LayoutError> {
        let Some(taken) = self.column(ColumnRole::Address).filter(|_| self.why(ColumnRole::Address) != Some(Why::Named)) else {
            return Ok(());
        };
        let is_claimed =
            |column: Column| choice.claims.iter().any(|claim| claim.column == column && claim.role == ColumnRole::Address);
        // «Примечание: старая группа vk.com/club1».
        let is_another = |column: Column| {
            header_is(&choice.texts, column, is_of_another_page)
                || !is_claimed(column) && header_is(&choice.texts, column, is_of_another_matter)
        };
        let columns = choice.sample.columns().into_iter().filter(|&column| self.columns.is_free(column));
        let columns: Vec<(Column, bool)> =
            columns.filter(|&column| !is_another(column)).map(|column| (column, is_claimed(column))).collect();
        let further = columns.into_iter().find_map(|(column, is_claimed)| {
            let cells = choice.sample.of(column);
            (is_claimed && cells.pages() > 0 || cells.are_mostly_pages()).then_some(column)
        });
        if let Some(further) = further.filter(|_| self.column(ColumnRole::Address2).is_none()) {
            let (first, second) = (taken.min(further), taken.max(further));
            if choice.names_beside(first, second).is_some() {
                return Err(LayoutError::SideBySide { first, second });
            }
            self.columns.set(ColumnRole::Address2, further, Why::Header);
            self.notes.push(LayoutNote::FurtherPages { taken, further });
        }
        Ok(())
    }

    /// Columns whose cells leave no doubt under a header that says nothing.
    fn assign_by_content(&mut self, choice: &mut Choice<'_>) {
        for role in BY_CONTENT {
            if self.column(role).is_some() {
                continue;
            }
            let columns = choice.sample.columns();
            let mut fitting = columns.into_iter().filter(|&column| {
                self.columns.is_free(column)
                    && !header_is(&choice.texts, column, is_of_another_matter)
                    && choice.sample.of(column).are_clearly(role)
            });
            if let Some(column) = fitting.next() {
                self.set_by_content(role, column);
            }
        }
    }

    fn set_by_content(&mut self, role: ColumnRole, column: Column) {
        self.columns.set(role, column, Why::Content);
        self.notes.push(LayoutNote::ByContent(role, column));
    }

    /// «ID», «Код» may be anybody's. Such a column holds ids of communities only if the rows that have both an id and an address with a
    /// number agree, every one of them; or if they are column E of a file that the user gave as a ministry table, and nothing speaks
    /// against it.
    fn assign_bare_ids(&mut self, choice: &mut Choice<'_>, options: &LayoutOptions) {
        if self.column(ColumnRole::GroupId).is_some() {
            return;
        }
        let bare = |claim: &&Claim| claim.role == ColumnRole::GroupId && claim.strength == Strength::Vague;
        let columns: Vec<Column> = choice.claims.iter().filter(bare).map(|claim| claim.column).collect();
        for column in columns {
            if !self.columns.is_free(column) {
                continue;
            }
            let cells = choice.sample.of(column);
            if cells.ids() + cells.pages() == 0 {
                if cells.filled == 0 {
                    self.refuse(choice.refused(ColumnRole::GroupId, column, Doubt::Blank));
                }
                continue;
            }
            let doubt = match choice.sample.of(column).doubt_as_ids() {
                Some(doubt) => Some(doubt),
                None => match self.agreement(choice.sample.sheet, column, self.all_rows(choice.sample.sheet)) {
                    Agreement { first: Some(doubt), .. } => Some(doubt),
                    Agreement { agree: 1.., .. } => None,
                    _ => {
                        let in_e = options.is_ministry_table && column.index() == COLUMN_E;
                        let cells = choice.sample.of(column);
                        let is_known = in_e && cells.are_plausible_ids() || cells.are_mostly_pages();
                        (!is_known).then_some(Doubt::Unconfirmed)
                    }
                },
            };
            match doubt {
                None => return self.columns.set(ColumnRole::GroupId, column, Why::Header),
                Some(doubt) => self.refuse(choice.refused(ColumnRole::GroupId, column, doubt)),
            }
        }
    }

    /// The positions of all rows below the header.
    fn all_rows(&self, sheet: &Sheet) -> Range<usize> {
        sheet.position_from(self.first_data_row)..sheet.row_count()
    }

    /// Whether numbers are those of the pages in their rows.
    fn agreement(&self, sheet: &Sheet, column: Column, rows: Range<usize>) -> Agreement {
        let Some(address) = self.column(ColumnRole::Address) else { return Agreement::default() };
        let of_row = |position: usize| {
            let row = sheet.row_at(position);
            let read = |column: Column| -> Option<GroupId> {
                let cell = row.stored(column)?;
                match cell.value {
                    Value::Text(text) => vk_address::read_cell(text, cell.target().as_deref()).group(),
                    Value::Number(number) => vk_address::read(&format!("{number}")).group(),
                    _ => vk_address::read_cell("", cell.target().as_deref()).group(),
                }
            };
            // The address is read only where there is an id.
            let id = read(column)?;
            let page = read(address)?;
            let doubt = Doubt::Disagrees { row: row.number(), id: id.get(), page: page.get() };
            Some(if id == page {
                Agreement { agree: 1, ..Agreement::default() }
            } else {
                Agreement { agree: 0, disagree: 1, first: Some(doubt) }
            })
        };
        // The first row that disagrees, whatever the number of threads.
        rows.into_par_iter().filter_map(of_row).reduce(Agreement::default, Agreement::and)
    }

    /// Ids or links in column E of a ministry table [S001], where neither a header nor the cells of another column says where they are.
    fn assign_column_e(&mut self, choice: &mut Choice<'_>, options: &LayoutOptions) {
        let Some(column) = Column::new(COLUMN_E).filter(|&column| column <= self.last_column) else { return };
        if self.column(ColumnRole::Link).is_some() || self.column(ColumnRole::GroupId).is_some() {
            return;
        }
        if header_is(&choice.texts, column, is_of_other_numbers) {
            return;
        }
        let by_header = self.columns().find(|&(_, known)| known == column).map(|(role, _)| role);
        let is_free =
            |role: ColumnRole| !role.is_evidence() && options.is_ministry_table && self.columns.why(role) != Some(Why::Named);
        if by_header.is_some_and(|role| !is_free(role)) {
            return;
        }
        let cells = choice.sample.of(column);
        let (are_ids, plausible) = (cells.ids() * 2 > cells.filled, cells.are_plausible_ids());
        let are_links = (cells.ids() + cells.pages() + cells.miniapps) * 2 > cells.filled && !cells.holds_other_numbers();
        if cells.filled == 0 || !(are_ids && plausible || !are_ids && are_links) {
            return;
        }
        let has_pages = self.column(ColumnRole::Address).is_some();
        let rows = if are_ids { self.all_rows(choice.sample.sheet) } else { 0..0 };
        match self.agreement(choice.sample.sheet, column, rows) {
            Agreement { first: Some(doubt), .. } => {
                self.refuse(choice.refused(ColumnRole::GroupId, column, doubt));
                return;
            }
            // Rosters have such titles and such shapes too: beside pages that confirm none of them numbers are no ids.
            Agreement { agree: 0, .. }
                if !options.is_ministry_table && (are_ids && has_pages || !self.is_ministry_table(choice)) =>
            {
                return;
            }
            _ => {}
        }
        by_header.into_iter().for_each(|role| self.columns.clear(role));
        self.columns.set(if are_ids { ColumnRole::GroupId } else { ColumnRole::Link }, column, Why::Position);
        self.notes.push(LayoutNote::DefaultColumn(column));
    }

    /// Whether a sheet is a ministry table by its title, or by its shape: five columns that end with E, none of them for what only
    /// rosters have, and no other column that names pages.
    fn is_ministry_table(&self, choice: &Choice<'_>) -> bool {
        let sheet = choice.sample.sheet;
        let has = |roles: &[ColumnRole]| roles.iter().any(|&role| self.column(role).is_some());
        if has(&[ColumnRole::Kind, ColumnRole::Level, ColumnRole::Ogrn, ColumnRole::Inn, ColumnRole::Oktmo, ColumnRole::Opaid]) {
            return false;
        }
        let above = sheet.rows().take_while(|row| row.number() < self.header.map_or(self.first_data_row, |(first, _)| first));
        let titles = above.flat_map(|row| row.cells().map(|cell| cell.value).collect::<Vec<_>>());
        let says = |value: Value<'_>| match value {
            Value::Text(text) => {
                let folded = fold(text);
                ["мини-приложен", "миниприложен", "готовые ссылки", "id паблик", "id сообществ"]
                    .iter()
                    .any(|word| folded.contains(word))
            }
            _ => false,
        };
        let by_title = titles.into_iter().chain([Value::Text(sheet.name())]).any(says);
        by_title || self.last_column.index() == COLUMN_E && self.column(ColumnRole::Address).is_none()
    }

    /// A single column with nothing under its header is the title of a text («официальные страницы»), not a table.
    fn drop_a_lone_title(&mut self, choice: &mut Choice<'_>) {
        let mut columns = self.columns();
        if let (Some((role, column)), None) = (columns.next(), columns.next())
            && self.why(role) == Some(Why::Header)
            && choice.sample.of(column).filled == 0
        {
            drop(columns);
            self.columns.clear(role);
        }
    }

    /// A column of links that holds numbers and page addresses is a column of ids, whatever its header says.
    fn move_ids_out_of_links(&mut self, choice: &mut Choice<'_>) {
        let Some(column) = self.column(ColumnRole::Link) else { return };
        let found = choice.sample.of(column);
        let are_ids = (found.ids() + found.pages()) * 2 > found.filled && !found.holds_other_numbers();
        if self.column(ColumnRole::GroupId).is_none() && found.filled > 0 && are_ids {
            let why = self.columns.why(ColumnRole::Link).unwrap_or(Why::Content);
            self.columns.clear(ColumnRole::Link);
            self.columns.set(ColumnRole::GroupId, column, why);
        }
    }
}

/// Roles that clear cells alone can give to a column, in the order in which they choose.
const BY_CONTENT: [ColumnRole; 11] = [
    ColumnRole::PosMessages,
    ColumnRole::PosPolls,
    ColumnRole::Ogrn,
    ColumnRole::Inn,
    ColumnRole::Oktmo,
    ColumnRole::Network,
    ColumnRole::Level,
    ColumnRole::Region,
    ColumnRole::Municipality,
    ColumnRole::Kind,
    ColumnRole::Organisation,
];

/// Roles that decide what becomes of a row, so that a second column for one is worth a word.
const DECIDING: [ColumnRole; 10] = [
    ColumnRole::Organisation,
    ColumnRole::Municipality,
    ColumnRole::Kind,
    ColumnRole::Level,
    ColumnRole::Region,
    ColumnRole::RegionCode,
    ColumnRole::Ogrn,
    ColumnRole::Inn,
    ColumnRole::Oktmo,
    ColumnRole::Opaid,
];

/// What columns are chosen from.
struct Choice<'s> {
    sample: Sample<'s>,
    claims: Vec<Claim>,
    texts: BTreeMap<Column, String>,
}

/// Whether what stands over a column is so.
fn header_is(texts: &BTreeMap<Column, String>, column: Column, is: fn(&str) -> bool) -> bool {
    texts.get(&column).is_some_and(|text| is(text))
}

impl Choice<'_> {
    /// The columns that hold pages of any network, under headers that differ by their number alone.
    fn columns_of_networks(&mut self) -> Vec<Column> {
        let mut by_stem: BTreeMap<String, Vec<Column>> = BTreeMap::new();
        for (&column, text) in self.texts.iter().filter(|(_, text)| !is_of_another_page(text)) {
            let folded = fold(text);
            let stem = folded.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '№' | '.' | '-'));
            by_stem.entry(stem.to_owned()).or_default().push(column);
        }
        let is_filled = |choice: &mut Self, column: Column| choice.sample.of(column).filled > 0;
        for mut columns in by_stem.into_values().filter(|columns| columns.len() > 1) {
            columns.retain(|&column| is_filled(self, column));
            let elsewhere: Vec<usize> = columns.iter().map_while(|&column| self.sample.of(column).pages_elsewhere()).collect();
            let pages = columns.iter().any(|&column| self.sample.of(column).pages() > 0);
            if columns.len() > 1 && elsewhere.len() == columns.len() && elsewhere.iter().any(|&count| count > 0) && pages {
                return columns;
            }
        }
        Vec::new()
    }

    /// The column between two columns of pages that names the organisations of the second, where the first has names of its own.
    fn names_beside(&mut self, first: Column, second: Column) -> Option<Column> {
        let mut are_names = |column: Column| self.sample.of(column).are_clearly(ColumnRole::Organisation);
        let left = (0..first.index()).filter_map(Column::new).any(&mut are_names);
        let mut between = (first.index() + 1..second.index()).filter_map(Column::new);
        left.then(|| between.find(|&column| are_names(column))).flatten()
    }

    fn refused(&self, role: ColumnRole, column: Column, doubt: Doubt) -> Refused {
        let header = self.texts.get(&column).cloned().unwrap_or_default();
        let is_news = !matches!(doubt, Doubt::Numbering | Doubt::Blank);
        Refused { role, column, header, doubt, is_news }
    }
}

/// A column that may have a role.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    claim: Claim,
    /// Whether the cells confirm what the header says.
    confirmed: bool,
    /// Whether the header promises pages, and no cell can be one: it goes after all that have any.
    is_silent: bool,
}

impl Candidate {
    /// The greater the better. Cells that confirm a header raise it by one strength and a little more: «Ссылка на страницу» over pages
    /// goes before «Ссылка на госпаблик» over blank cells, but not before one over pages. Of equals the longer spelling says more,
    /// and then the one that leaves less of its header over.
    fn weight(&self) -> (u8, usize, Reverse<usize>) {
        let strength = if self.is_silent { 0 } else { 2 * self.claim.strength as u8 };
        (strength + if self.confirmed { 3 } else { 0 }, self.claim.letters, Reverse(self.claim.rest))
    }
}

/// Whether ids are those of the pages in their rows, as far as rows have both.
#[derive(Clone, Debug, Default)]
struct Agreement {
    /// In how many rows they are.
    agree: usize,
    /// In how many they are not.
    disagree: usize,
    /// The first of these.
    first: Option<Doubt>,
}

impl Agreement {
    /// What two parts of a sheet say together, the upper first.
    fn and(self, lower: Self) -> Self {
        Self { agree: self.agree + lower.agree, disagree: self.disagree + lower.disagree, first: self.first.or(lower.first) }
    }
}

/// The column of each role, and why it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Columns {
    by_role: [Option<(Column, Why)>; ColumnRole::ALL.len()],
    /// Further columns that are spoken for.
    shared: Vec<Column>,
    /// The columns from this one on are for the program that handed the workbook out, and have no roles.
    hidden: Option<Column>,
}

impl Default for Columns {
    fn default() -> Self {
        Self { by_role: [None; ColumnRole::ALL.len()], shared: Vec::new(), hidden: None }
    }
}

impl Columns {
    fn get(&self, role: ColumnRole) -> Option<Column> {
        self.by_role[role as usize].map(|(column, _)| column)
    }

    fn why(&self, role: ColumnRole) -> Option<Why> {
        self.by_role[role as usize].map(|(_, why)| why)
    }

    fn set(&mut self, role: ColumnRole, column: Column, why: Why) {
        self.by_role[role as usize] = Some((column, why));
    }

    fn clear(&mut self, role: ColumnRole) {
        self.by_role[role as usize] = None;
    }

    /// The columns that have a role.
    fn all(&self) -> impl Iterator<Item = Column> {
        self.by_role.iter().flatten().map(|&(column, _)| column).chain(self.shared.iter().copied())
    }

    fn is_free(&self, column: Column) -> bool {
        self.hidden.is_none_or(|hidden| column < hidden) && self.all().all(|taken| taken != column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::{NewValue, SheetBuilder, merged_sheet, sheet_of_texts};
    use std::sync::Arc;

    fn recognise(rows: &[&[&str]]) -> Result<Layout, LayoutError> {
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default())
    }

    fn letter(layout: &Layout, role: ColumnRole) -> Option<String> {
        layout.column(role).map(|column| column.to_string())
    }

    #[test]
    fn a_header_is_found_under_a_title_block() {
        let layout = recognise(&[
            &["Реестр официальных страниц"],
            &["по состоянию на 01.09"],
            &[],
            &["№", "Наименование организации", "Ссылка на страницу ВК"],
            &["1", "2", "3"],
            &["1", "Школа", "https://vk.com/club1"],
        ])
        .unwrap();
        assert_eq!((layout.header, layout.first_data_row), (Some((4, 4)), 6));
        assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("C"));
        assert_eq!(letter(&layout, ColumnRole::Organisation).as_deref(), Some("B"));
    }

    #[test]
    fn a_header_that_is_merged_down_is_said_once() {
        let sheet = merged_sheet([["Организация", "Страница"], ["", "Адрес ВК"], ["Школа", "vk.com/club1"]], &["A1:A2"]);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let said = |column| layout.header_over(&sheet, Column::new(column).unwrap());
        assert_eq!((layout.header, [0, 1].map(said)), (Some((1, 2)), ["Организация".into(), "Страница Адрес ВК".into()]));
    }

    /// The letters of the columns of a role in sheets of these rows.
    fn found(role: ColumnRole, rows: &[&[&str]]) -> Option<String> {
        letter(&recognise(rows).unwrap(), role)
    }

    #[test]
    fn of_two_columns_of_ids_the_one_that_agrees_with_the_pages_is_meant() {
        let header = ["Организация", "Страница ВК", "ID сообщества", "ID группы"];
        let agrees = ["Школа № 1", "vk.com/club217000101", "54000001", "217000101"];
        let silent = ["Школа № 2", "vk.com/school2", "54000002", "217000102"];
        assert_eq!(found(ColumnRole::GroupId, &[&header, &agrees, &silent]).as_deref(), Some("D"));
        let nobody_knows = recognise(&[&header, &silent]);
        assert!(matches!(nobody_knows, Err(LayoutError::TwoColumns { role: ColumnRole::GroupId, .. })), "{nobody_knows:?}");
    }

    #[test]
    fn ids_that_go_against_most_pages_are_of_something_else_and_one_is_an_error_of_its_row() {
        let header = ["Организация", "Страница ВК", "ID сообщества"];
        let row = |id: &'static str| ["Школа", "vk.com/club217000101", id];
        let ids = |ids: &[&'static str]| {
            let rows: Vec<[&str; 3]> = ids.iter().map(|id| row(id)).collect();
            let table: Vec<&[&str]> = std::iter::once(&header[..]).chain(rows.iter().map(|row| &row[..])).collect();
            found(ColumnRole::GroupId, &table)
        };
        assert_eq!(ids(&["54000001", "54000002", "54000003"]), None);
        let in_e = ["МО", "Организация", "Уровень", "Страница ВК", "ID сообщества"];
        let of_others = |id: &'static str| ["Примерский район", "Школа", "подведомственная", "vk.com/club217000101", id];
        let rows = [in_e, of_others("54000001"), of_others("54000002"), of_others("54000003")];
        assert_eq!(recognise(&rows.each_ref().map(|row| &row[..])).unwrap().notes.len(), 1);
        assert_eq!(ids(&["217000101", "54000002"]).as_deref(), Some("C"));
        assert_eq!(ids(&["54000002"]).as_deref(), Some("C"));
    }

    #[test]
    fn an_id_of_a_page_is_no_id_of_a_community_before_the_pages_confirm_it() {
        let header = ["Организация", "Страница ВК", "ID страницы"];
        assert_eq!(found(ColumnRole::GroupId, &[&header, &["Школа № 1", "vk.com/school1", "43123450"]]), None);
        let confirmed = ["Школа № 1", "vk.com/club217000101", "217000101"];
        assert_eq!(found(ColumnRole::GroupId, &[&header, &confirmed]).as_deref(), Some("C"));
    }

    #[test]
    fn pages_of_communities_go_before_those_of_people_and_of_others() {
        for (header, cell) in [
            ("Ссылка на пост ВК", "vk.com/wall-5_1"),
            ("Ссылка ВК (старая)", "vk.com/club5"),
            ("Замечания по странице ВК", "vk.com/club5"),
            ("Страница в ВК создана", "2019 год"),
            ("Ссылка на скриншот страницы ВК", "https://disk.yandex.ru/i/5"),
            ("ВК ответственного", "vk.com/id5"),
            ("Профиль", "vk.com/id5"),
        ] {
            let rows = [["Организация", header, "Соц. сети"], ["Школа № 1", cell, "vk.com/club217000101"]];
            assert_eq!(found(ColumnRole::Address, &[&rows[0], &rows[1]]).as_deref(), Some("C"), "{header}");
        }
    }

    #[test]
    fn the_first_organisation_is_no_header_for_what_its_cells_say() {
        for (header, cell) in
            [("Где размещено", "Группа ВК: https://vk.com/club217000101"), ("Контакты", "ВКонтакте: vk.com/public5")]
        {
            let rows = [["Наименование организации", header], ["МБОУ «СОШ № 1»", cell], ["МБОУ «СОШ № 2»", "vk.com/club6"]];
            let layout = recognise(&[&rows[0], &rows[1], &rows[2]]).unwrap();
            assert_eq!(layout.first_data_row, 2, "{cell}");
        }
        let example = ["Наименование организации", "Адрес страницы ВК (например, https://vk.com/club1)"];
        assert_eq!(recognise(&[&example, &["МБОУ «СОШ № 1»", "vk.com/club5"]]).unwrap().first_data_row, 2);
    }

    #[test]
    fn names_that_carry_hyperlinks_to_the_pages_are_names_and_pages() {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        let texts = ["Организация", "МБОУ «СОШ № 1»", "МБОУ «СОШ № 2»"];
        for (row, text) in (1..).zip(texts) {
            builder.cell(CellRef::new(row, Column::FIRST), false, NewValue::Text(text), None).unwrap();
            if row > 1 {
                builder.hyperlink(CellRef::new(row, Column::FIRST), "https://vk.com/club217000101");
            }
        }
        let sheet = builder.build();
        let named = LayoutOptions { columns: vec![(ColumnRole::Organisation, Column::FIRST)], ..LayoutOptions::default() };
        for options in [LayoutOptions::default(), named] {
            let layout = Layout::recognise(&sheet, &Headers::default(), &options).unwrap();
            let columns = [ColumnRole::Organisation, ColumnRole::Address].map(|role| letter(&layout, role));
            assert_eq!(columns, [Some("A".into()), Some("A".into())]);
            assert!(!layout.notes.iter().any(|note| matches!(note, LayoutNote::NamedAgainstCells(..))), "{:?}", layout.notes);
        }
    }

    #[test]
    fn a_column_that_says_whether_there_is_a_link_is_none_of_links() {
        for (header, role, cells) in [
            ("Мини-приложение", ColumnRole::Link, ["да", "размещена", "+"]),
            ("Сообщить о проблеме", ColumnRole::PosMessages, ["да", "есть", "да"]),
            ("Проверка", ColumnRole::Network, ["ок", "ок", "OK"]),
            ("Тип учреждения", ColumnRole::Kind, ["бюджетное", "казённое", "бюджетное"]),
        ] {
            let row = |mark| ["МБОУ СОШ № 1", "vk.com/club217000101", mark];
            let rows = [["Организация", "Страница ВК", header], row(cells[0]), row(cells[1]), row(cells[2])];
            let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
            assert_eq!(found(role, &rows), None, "{header}");
        }
    }

    #[test]
    fn organisations_without_a_page_are_seen_under_a_header_of_other_words() {
        for header in ["Где смотреть", "Аккаунт в сети Интернет", "Официальный сайт", "Телефон"]
        {
            for none in ["нет", ""] {
                let rows = [
                    ["№", "Организация", header],
                    ["1", "МБОУ СОШ № 1", none],
                    ["2", "МБОУ СОШ № 2", "vk.com/club217000102"],
                    ["3", "МБОУ СОШ № 3", "vk.com/club217000103"],
                ];
                let layout = recognise(&rows.each_ref().map(|row| &row[..])).unwrap();
                assert_eq!((layout.header, layout.first_data_row), (Some((1, 1)), 2), "{header}");
                assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("C"), "{header}");
            }
        }
        let of_no_known_word = [["Где", "Школы района"], ["нет", "МБОУ СОШ № 1"], ["vk.com/club5", "МБОУ СОШ № 2"]];
        assert_eq!(recognise(&of_no_known_word.each_ref().map(|row| &row[..])).unwrap().header, Some((1, 1)));
        let without_header = [["1", "МБОУ СОШ № 1", "нет"], ["2", "МБОУ СОШ № 2", "vk.com/club217000102"]];
        assert_eq!(recognise(&without_header.each_ref().map(|row| &row[..])).unwrap().header, None);
    }

    #[test]
    fn what_stands_under_a_header_of_pages_is_each_rows_fault() {
        for cell in ["есть", "см. выше", "ok.ru/group/5", "photo-217000101_457239010", "https://vkvideo.ru/@club217000101"]
        {
            let rows = [["Организация", "Страница ВК"], ["МБОУ СОШ № 1", cell]];
            assert_eq!(found(ColumnRole::Address, &[&rows[0], &rows[1]]).as_deref(), Some("B"), "{cell}");
        }
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        let formula = r#"HYPERLINK("https://vk.com/club217000101","перейти")"#;
        for (at, text, formula) in
            [("A1", "Организация", None), ("B1", "Группа", None), ("A2", "МБОУ СОШ № 1", None), ("B2", "перейти", Some(formula))]
        {
            builder.cell(at.parse().unwrap(), false, NewValue::Text(text), formula).unwrap();
        }
        let layout = Layout::recognise(&builder.build(), &Headers::default(), &LayoutOptions::default()).unwrap();
        assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("B"));
    }

    #[test]
    fn the_title_of_a_roster_makes_no_ids_of_its_numbers() {
        let header = ["№", "Муниципалитет", "Организация", "Страница ВК", "Код"];
        let row = |id: &'static str, page: &'static str| ["1", "Примерский район", "МБОУ СОШ № 1", page, id];
        for (page, expected) in [("vk.com/school1", None), ("vk.com/club54000001", Some("E".to_owned()))] {
            let rows = [["Сводка по ссылкам на мини-приложение", "", "", "", ""], header, row("54000001", page)];
            assert_eq!(found(ColumnRole::GroupId, &rows.each_ref().map(|row| &row[..])), expected, "{page}");
        }
    }

    #[test]
    fn headers_that_are_swapped_do_not_mislead() {
        let link = "https://vk.com/app8181405#module=health&groupId=217000101";
        let rows =
            [["Организация", "Ссылка на мини-приложение", "Ссылка на страницу ВК"], ["Больница", "vk.com/club217000101", link]];
        let layout = recognise(&rows.each_ref().map(|row| &row[..])).unwrap();
        let letters = [ColumnRole::Address, ColumnRole::Link].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("B".into()), Some("C".into())]);
    }

    #[test]
    fn codes_under_the_founder_are_the_founders() {
        let rows = [
            ["Учредитель", "", "Организация", "", ""],
            ["Наименование", "ОГРН", "Наименование", "ОГРН", "Страница ВК"],
            ["Администрация", "1024001432476", "МБОУ СОШ № 1", "1027301172106", "vk.com/club217000101"],
        ];
        let sheet = merged_sheet(rows, &["A1:B1", "C1:E1"]);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let letters = [ColumnRole::Organisation, ColumnRole::Ogrn].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("C".into()), Some("D".into())]);
    }

    #[test]
    fn a_header_that_says_more_than_id_of_a_community_needs_a_row_that_confirms_it() {
        for (header, believed) in [
            ("ID группы ВК", true),
            ("Идентификатор сообщества ВКонтакте", true),
            ("Номер госпаблика", true),
            ("ID создателя группы", false),
            ("ID фотографии ВК", false),
            ("ID рекламного кабинета ВК", false),
            ("ID организации ВК (реестр)", false),
            ("ID паблика (проверить)", false),
        ] {
            let rows = [["Организация", "Страница ВК", header], ["Школа № 1", "vk.com/school1", "143123451"]];
            let letter = found(ColumnRole::GroupId, &rows.each_ref().map(|row| &row[..]));
            assert_eq!(letter.is_some(), believed, "{header}");
        }
    }

    #[test]
    fn names_that_repeat_are_of_the_bodies_in_charge() {
        for (bodies, names) in [
            ("Наименование органа власти", "Подведомственная организация"),
            ("Наименование ОМСУ", "Наименование"),
            ("Наименование РОИВ", "Учреждение"),
            ("Контрагент", "Название"),
        ] {
            let rows = [
                [bodies, names, "Страница ВК"],
                ["Министерство здравоохранения", "МБОУ СОШ № 1", "vk.com/club1"],
                ["Министерство здравоохранения", "МБОУ СОШ № 2", "vk.com/club2"],
            ];
            assert_eq!(found(ColumnRole::Organisation, &[&rows[0], &rows[1], &rows[2]]).as_deref(), Some("B"), "{bodies}");
        }
    }

    #[test]
    fn what_stands_over_several_columns_says_whose_network_they_are_of() {
        let rows = [
            ["Организация", "Одноклассники", "", "ВКонтакте", ""],
            ["", "Ссылка", "ID группы", "Ссылка", "ID"],
            ["Школа № 1", "ok.ru/group/54000001", "54000001", "vk.com/school1", "217000101"],
        ];
        let sheet = merged_sheet(rows, &["A1:A2", "B1:C1", "D1:E1"]);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let letters = [ColumnRole::Address, ColumnRole::GroupId].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("D".into()), Some("E".into())]);
    }

    #[test]
    fn two_columns_of_pages_must_not_contradict_each_other() {
        let remarks = ["Организация", "Госпаблик", "Комментарий"];
        let remark = ["Школа № 1", "vk.com/club217000101", "старая группа vk.com/club5"];
        assert_eq!(found(ColumnRole::Address2, &[&remarks, &remark]), None);
        for header in ["Ссылка ВК", "Стало"] {
            let rows = [["Организация", "Госпаблик", header], ["Школа № 1", "vk.com/club217000101", "vk.com/club5"]];
            let layout = recognise(&[&rows[0], &rows[1]]).unwrap();
            let columns = [ColumnRole::Address, ColumnRole::Address2].map(|role| letter(&layout, role).unwrap());
            assert!(columns.contains(&"B".into()) && columns.contains(&"C".into()), "{columns:?}");
            assert!(matches!(layout.notes[..], [LayoutNote::FurtherPages { .. }]), "{:?}", layout.notes);
        }
    }

    #[test]
    fn links_are_links_whatever_stands_over_them() {
        let miniapp = "https://vk.com/app8181405#module=health&groupId=217000101";
        let messages = "https://pos.gosuslugi.ru/form/?opaid=215120&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
        for (header, cell, role) in [
            ("Виджет Госуслуги", miniapp, ColumnRole::Link),
            ("Ссылка приложения", miniapp, ColumnRole::Link),
            ("Кнопка Госуслуги", miniapp, ColumnRole::Link),
            ("Виджет ПОС 1", messages, ColumnRole::PosMessages),
        ] {
            let rows = [["Организация", "Страница ВК", header], ["Больница", "vk.com/club217000101", cell]];
            assert_eq!(found(role, &[&rows[0], &rows[1]]).as_deref(), Some("C"), "{header}");
        }
    }

    #[test]
    fn content_speaks_where_the_header_is_silent() {
        let layout = recognise(&[&["a", "b"], &["Школа", "https://vk.com/club1"], &["Сад", "https://vk.com/club2"]]).unwrap();
        assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("B"));
        assert_eq!(layout.first_data_row, 2);
    }

    #[test]
    fn a_sheet_without_pages_has_no_table() {
        assert_eq!(recognise(&[&["Справочник"], &["a", "b"]]), Err(LayoutError::NoTable { nearest: None }));
    }

    #[test]
    fn an_id_column_of_ogrn_is_no_column_of_ids() {
        let layout =
            recognise(&[&["Организация", "ID", "Ссылка на страницу"], &["Школа", "1024001432476", "https://vk.com/club1"]])
                .unwrap();
        assert_eq!(letter(&layout, ColumnRole::GroupId), None);
    }

    #[test]
    fn an_id_column_of_a_numbering_is_no_column_of_ids() {
        let numbers = |role: &str, numbers: [&'static str; 3]| {
            let rows = numbers.map(|number| ["Школа", number, "vk.com/school"]);
            let mut table: Vec<&[&str]> = vec![];
            let header = ["Организация", role, "Ссылка на страницу"];
            table.push(&header);
            table.extend(rows.iter().map(|row| &row[..]));
            let layout = recognise(&table).unwrap();
            [ColumnRole::GroupId, ColumnRole::Link].map(|role| letter(&layout, role).is_some())
        };
        for header in ["ID", "Ссылка на мини-приложение", "Столбец"] {
            assert_eq!(numbers(header, ["1", "2", "3"]), [false; 2], "{header}");
            assert_eq!(numbers(header, ["29701000", "29602000", "29602000"]), [false; 2], "{header}");
        }
        // Nothing confirms that these are ids of communities.
        assert_eq!(numbers("ID", ["217000001", "217000002", "18"]), [false; 2]);
        assert_eq!(numbers("ID", ["1", "2", ""]), [false; 2]);
        assert_eq!(numbers("ID сообщества", ["1", "2", ""]), [true, false]);
    }

    #[test]
    fn bare_ids_are_believed_only_where_every_row_confirms_them() {
        let of = |header: &str, rows: &[[&str; 3]]| {
            let header = [header, "Организация", "Ссылка на страницу"];
            let mut table: Vec<&[&str]> = vec![&header];
            table.extend(rows.iter().map(|row| &row[..]));
            let layout = recognise(&table).unwrap();
            let refused = layout.notes.iter().find_map(|note| match note {
                LayoutNote::Refused(refused) => Some(refused.doubt.clone()),
                _ => None,
            });
            (letter(&layout, ColumnRole::GroupId).is_some(), refused)
        };
        let named = ["153307078", "Школа № 1", "vk.com/shkola1"];
        let agrees = ["217000105", "Школа № 2", "vk.com/club217000105"];
        let disagrees = ["153310986", "Школа № 3", "vk.com/club217000106"];
        for header in ["ID", "Идентификатор", "Код", "id"] {
            assert_eq!(of(header, &[named]), (false, Some(Doubt::Unconfirmed)), "{header}");
            assert_eq!(of(header, &[named, agrees]), (true, None), "{header}");
            let doubt = Doubt::Disagrees { row: 4, id: 153_310_986, page: 217_000_106 };
            assert_eq!(of(header, &[named, agrees, disagrees]), (false, Some(doubt)), "{header}");
        }
        assert_eq!(of("ID сообщества", &[named, disagrees]), (true, None));
    }

    #[test]
    fn a_formula_with_an_address_confirms_ids_or_speaks_against_them() {
        let of = |page: u32| {
            let mut builder = crate::table::sheet::SheetBuilder::new("Лист1", std::sync::Arc::default());
            let formula = format!("HYPERLINK(\"https://vk.com/club{page}\",\"Открыть\")");
            for (cell, text, formula) in [
                ("A1", "ID", None),
                ("B1", "Организация", None),
                ("C1", "Ссылка на страницу ВК", None),
                ("A2", "217000105", None),
                ("B2", "Школа № 1", None),
                ("C2", "Открыть", Some(formula.as_str())),
            ] {
                builder.cell(cell.parse().unwrap(), false, crate::table::sheet::NewValue::Text(text), formula).unwrap();
            }
            let layout = Layout::recognise(&builder.build(), &Headers::default(), &LayoutOptions::default()).unwrap();
            letter(&layout, ColumnRole::GroupId)
        };
        assert_eq!(of(217_000_105).as_deref(), Some("A"));
        assert_eq!(of(217_000_106), None);
    }

    #[test]
    fn column_e_of_a_given_ministry_table_is_believed_whatever_its_header_says() {
        let of = |header: &str, ids: [&str; 3], is_ministry_table: bool| {
            let row = |id| vec!["1", "Больница", "Энск", "gkb.ru", id, ""];
            let mut rows = vec![vec!["№", "Организация", "Город", "Сайт", header, "Примечание"]];
            rows.extend(ids.map(row));
            let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
            let options = LayoutOptions { is_ministry_table, ..LayoutOptions::default() };
            Layout::recognise(&sheet, &Headers::default(), &options).ok().and_then(|layout| letter(&layout, ColumnRole::GroupId))
        };
        let ids = ["217000001", "98765432", "217000003"];
        for header in ["ID", "Столбец 5", "Телефон", "Сведения"] {
            assert_eq!(of(header, ids, true).as_deref(), Some("E"), "{header}");
            assert_eq!(of(header, ids, false), None, "{header}");
        }
        for other in [["1", "2", "3"], ["29701000", "29602000", "29614000"], ["4012", "4013", "4014"]] {
            assert_eq!(of("ID", other, true), None, "{other:?}");
        }
    }

    #[test]
    fn cells_decide_between_headers_and_against_them() {
        let layout = recognise(&[
            &["МО", "Наименование МО", "Код", "Ссылка на страницу"],
            &["ГБУЗ «Больница № 1»", "Примерский район", "1024001432476", "vk.com/club1"],
            &["ГБУЗ «Больница № 2»", "Примерский район", "1044004404091", "vk.com/club2"],
            &["ГБУЗ «Больница № 3»", "Образцовский район", "1057309020306", "vk.com/club3"],
        ])
        .unwrap();
        for (role, column, why) in [
            (ColumnRole::Organisation, "A", Why::Content),
            (ColumnRole::Municipality, "B", Why::Header),
            (ColumnRole::Ogrn, "C", Why::Content),
            (ColumnRole::Address, "D", Why::Header),
        ] {
            assert_eq!((letter(&layout, role).as_deref(), layout.why(role)), (Some(column), Some(why)), "{role:?}");
        }
    }

    #[test]
    fn names_are_known_by_themselves_but_not_those_of_founders_and_people() {
        let of = |header: &str| {
            let layout = recognise(&[
                &[header, "Ссылка на страницу"],
                &["МБОУ «Школа № 1»", "vk.com/club1"],
                &["МБОУ «Школа № 2»", "vk.com/club2"],
            ]);
            letter(&layout.unwrap(), ColumnRole::Organisation)
        };
        for header in ["", "a", "Столбец1", "Что"] {
            assert_eq!(of(header).as_deref(), Some("A"), "{header}");
        }
        for header in ["Учредитель", "Место работы ответственного", "Должность"] {
            assert_eq!(of(header), None, "{header}");
        }
    }

    #[test]
    fn what_stands_on_a_header_does_not_make_it_data() {
        let mut builder = crate::table::sheet::SheetBuilder::new("Лист1", std::sync::Arc::default());
        let rows = [["Организация", "Страница ВК (например https://vk.com/club1)"], ["Школа", "vk.com/club2"]];
        for (row, texts) in (1..).zip(rows) {
            for (column, text) in (0..).map_while(Column::new).zip(texts) {
                let value = crate::table::sheet::NewValue::Text(text);
                builder.cell(CellRef::new(row, column), false, value, None).unwrap();
            }
        }
        builder.hyperlink(CellRef::new(1, Column::FIRST), "https://vk.com/@gosuslugi");
        let layout = Layout::recognise(&builder.build(), &Headers::default(), &LayoutOptions::default()).unwrap();
        assert_eq!((layout.header, letter(&layout, ColumnRole::Address).as_deref()), (Some((1, 1)), Some("B")));
    }

    #[test]
    fn two_equal_columns_of_addresses_are_an_error() {
        let rows: &[&[&str]] = &[
            &["Организация", "Ссылка на страницу", "Ссылка на страницу"],
            &["Школа", "https://vk.com/club1", "https://vk.com/club2"],
        ];
        assert!(matches!(recognise(rows), Err(LayoutError::TwoColumns { role: ColumnRole::Address, .. })));
        let rows: &[&[&str]] = &[
            &["Организация", "Ссылка на страницу", "Ссылка на страницу"],
            &["Школа", "https://ok.ru/group/1", "https://vk.com/club2"],
        ];
        assert_eq!(letter(&recognise(rows).unwrap(), ColumnRole::Address).as_deref(), Some("C"));
    }

    #[test]
    fn column_e_of_a_ministry_table_may_hold_links_or_ids() {
        let link = "https://vk.com/app8181405#module=health&groupId=1";
        let layout = recognise(&[
            &["№", "Организация", "Город", "Адрес страницы", "Столбец 5"],
            &["1", "Больница", "Энск", "vk.com/club1", link],
        ])
        .unwrap();
        assert_eq!(letter(&layout, ColumnRole::Link).as_deref(), Some("E"));
        let layout =
            recognise(&[&["№", "Организация", "Город", "Почта", "Столбец 5"], &["1", "Больница", "Энск", "", "217000001"]])
                .unwrap();
        assert_eq!(letter(&layout, ColumnRole::GroupId).as_deref(), Some("E"));
    }

    #[test]
    fn where_columns_are_named_the_first_row_may_be_a_header_of_unknown_words() {
        let sheet = |rows: &[&[&str]]| sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let options = LayoutOptions { columns: vec![(ColumnRole::Address, "B".parse().unwrap())], ..LayoutOptions::default() };
        let of = |rows: &[&[&str]]| Layout::recognise(&sheet(rows), &Headers::default(), &options).unwrap();
        let layout = of(&[&["Кто", "Где"], &["Больница", "gkb1"]]);
        let by_content = LayoutNote::ByContent(ColumnRole::Organisation, Column::FIRST);
        assert_eq!((layout.header, &layout.notes[..]), (Some((1, 1)), &[by_content, LayoutNote::UnknownHeader(1)][..]));
        assert_eq!(of(&[&["Больница", "vk.com/gkb1"], &["Школа", "vk.com/club1"]]).header, None);
    }

    #[test]
    fn a_sheet_is_annotated_whatever_its_other_columns_are() {
        let own = ["ID сообщества", "Статус (gospub)", "Что не так", "Что сделать", "Пояснение"];
        let sheet = sheet_of_texts("Лист1", [vec![], [&["a"], &own[..]].concat(), vec!["1"]].iter().map(|row| row.iter()));
        let layout = Layout::of_annotated(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap().unwrap();
        assert_eq!((layout.header, layout.last_column.to_string().as_str()), (Some((2, 2)), "A"));
        assert_eq!(layout.own(OwnRole::Status), "C".parse().ok());
    }

    #[test]
    fn own_columns_are_known_again() {
        let own: Vec<&str> =
            [OwnRole::GroupId, OwnRole::MenuTitle, OwnRole::Status, OwnRole::Problem, OwnRole::Advice, OwnRole::Explanation]
                .map(OwnRole::header)
                .to_vec();
        let mut header = vec!["Организация", "Ссылка на страницу", "ID сообщества"];
        header.extend(&own);
        let layout = recognise(&[&header, &["Школа", "vk.com/club1", "1"]]).unwrap();
        assert_eq!(layout.last_column.to_string(), "C");
        assert_eq!(layout.own(OwnRole::GroupId).map(|column| column.to_string()).as_deref(), Some("D"));
        assert_eq!(letter(&layout, ColumnRole::GroupId).as_deref(), Some("C"));
    }

    #[test]
    fn a_summary_above_is_no_header_of_the_roster_below() {
        let summary = [["Муниципалитет", "Всего организаций", "Со страницей ВК", ""], ["г. Энск", "12", "10", ""], [""; 4]];
        let roster =
            [["№", "Наименование организации", "Район", "Страница ВК"], ["1", "МБОУ СОШ № 1", "г. Энск", "vk.com/club217000101"]];
        let rows = [&summary[..], &roster].concat();
        let layout = recognise(&rows.iter().map(|row| &row[..]).collect::<Vec<_>>()).unwrap();
        assert_eq!((layout.header, letter(&layout, ColumnRole::Municipality).as_deref()), (Some((4, 4)), Some("C")));
        assert_eq!(layout.notes, [LayoutNote::TableAbove(1)]);
    }

    #[test]
    fn a_table_below_with_a_fuller_header_does_not_take_the_place_of_the_first() {
        let rows: [&[&str]; 5] = [
            &["Организация", "Страница ВК"],
            &["МБОУ СОШ № 1", "vk.com/club217000101"],
            &[],
            &["№", "Муниципалитет", "Организация", "ИНН", "Страница ВК"],
            &["1", "г. Энск", "МБОУ СОШ № 2", "", "vk.com/club217000102"],
        ];
        assert_eq!(recognise(&rows).unwrap().header, Some((1, 1)));
    }

    #[test]
    fn a_header_may_stand_under_pages_of_instructions() {
        let sentence = ["Официальные страницы организаций ведутся в соответствии с Федеральным законом."];
        let mut rows: Vec<&[&str]> = vec![&sentence; 70];
        rows.extend([&["№", "Организация", "Страница ВК"][..], &["1", "МБОУ СОШ № 1", "vk.com/club217000101"]]);
        assert_eq!(recognise(&rows).unwrap().header, Some((71, 71)));
    }

    #[test]
    fn a_header_of_two_rows_needs_no_merges() {
        let sheet = [
            ["№", "Сведения", "", "ВКонтакте", "", "Одноклассники", "", "Госметка"],
            ["", "Наименование организации", "ОГРН", "Ссылка", "ID", "Ссылка", "ID группы", ""],
            ["1", "МБОУ СОШ № 1", "", "vk.com/school1", "217000101", "ok.ru/group/54000001", "54000001", "да"],
        ];
        let layout = recognise(&sheet.each_ref().map(|row| &row[..])).unwrap();
        let roles = [ColumnRole::Organisation, ColumnRole::Address, ColumnRole::GroupId, ColumnRole::StateStatus];
        let letters = roles.map(|role| letter(&layout, role).unwrap_or_default());
        assert_eq!((layout.header, letters.join("")), (Some((1, 2)), "BDEH".to_owned()));
        let organisation = [["№", "Организация", "Страница ВК", ""], ["", "МБОУ СОШ № 1", "нет", "закрыта"]];
        assert_eq!(recognise(&organisation.each_ref().map(|row| &row[..])).unwrap().header, Some((1, 1)));
    }

    #[test]
    fn columns_that_people_add_right_of_gospubs_are_read() {
        let own = ["ID сообщества", "Статус", "Что не так", "Что сделать", "Пояснение"];
        let header = [&["Организация", "Страница ВК"], &own[..], &["ОГРН", "Статус"]].concat();
        let row = ["МБОУ СОШ № 1", "vk.com/school1", "", "Проверьте", "", "", "", "1024001432476", ""];
        let layout = recognise(&[&header, &row]).unwrap();
        assert_eq!((layout.last_column.to_string(), letter(&layout, ColumnRole::Ogrn)), ("B".into(), Some("H".into())));
        // A second column of gospub's is no sender's, and a further one goes right of everything.
        assert_eq!(layout.senders_columns().map(|column| column.to_string()).collect::<String>(), "ABH");
        let placed = layout.place_own(&[OwnRole::Status, OwnRole::Card]).unwrap();
        assert_eq!(placed.iter().map(|(_, column)| column.to_string()).collect::<String>(), "DJ");
    }

    #[test]
    fn of_columns_with_pages_of_any_network_the_address_may_stand_in_each() {
        for header in ["Соцсеть", "Страница", "Ссылка №"] {
            let headers = [1, 2, 3].map(|number| format!("{header} {number}"));
            let rows = [
                ["Организация", &headers[0], &headers[1], &headers[2]],
                ["МБОУ СОШ № 1", "https://ok.ru/group/54000001", "https://t.me/school1", "vk.com/club217000101"],
                ["МБОУ СОШ № 2", "vk.com/club217000102", "https://t.me/school2", "https://ok.ru/group/54000002"],
                ["МБОУ СОШ № 3", "https://t.me/school3", "vk.com/club217000103", "vk.com/club217000104"],
            ];
            let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            assert!(matches!(&layout.notes[..], [LayoutNote::PagesAmong(columns)] if columns.len() == 3), "{:?}", layout.notes);
            let table = crate::table::Table::new(sheet, layout);
            let column = |position, role| table.column_in(&table.row(position), role).map(|column| column.to_string());
            let addresses: Vec<String> = (0..3).filter_map(|position| column(position, ColumnRole::Address)).collect();
            assert_eq!(addresses.concat(), "DBC", "{header}");
            assert_eq!([0, 2].map(|position| column(position, ColumnRole::Address2)), [None, Some("D".into())]);
        }
    }

    #[test]
    fn two_tables_side_by_side_are_told_from_two_columns_of_pages() {
        let rows = [
            ["№", "Школы", "Страница ВК", "", "№", "Поликлиники", "Страница ВК"],
            ["1", "МБОУ СОШ № 1", "vk.com/club217000101", "", "1", "Поликлиника № 1", "vk.com/club217000201"],
        ];
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let pages = ["C", "G"].map(|letter| letter.parse::<Column>().unwrap());
        let both = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default());
        assert_eq!(both, Err(LayoutError::SideBySide { first: pages[0], second: pages[1] }));
        let of_other_words = [["Школы", "Ссылка", "Сады", "Группа ВК"], ["СОШ № 1", "vk.com/club5", "МБДОУ № 1", "vk.com/club6"]];
        let both = recognise(&of_other_words.each_ref().map(|row| &row[..]));
        assert!(matches!(both, Err(LayoutError::SideBySide { .. })), "{both:?}");
        let named = LayoutOptions { columns: vec![(ColumnRole::Address, pages[0])], ..LayoutOptions::default() };
        let left = Layout::recognise(&sheet, &Headers::default(), &named).unwrap();
        assert_eq!(left.notes, [LayoutNote::TableBeside { names: "F".parse().unwrap(), pages: pages[1] }]);
        assert_eq!(left.column(ColumnRole::Address2), None);
    }

    #[test]
    fn a_name_and_its_address_may_stand_in_one_cell() {
        let rows = [["№", "Организация, ссылка"], ["1", "МБОУ СОШ № 1\nhttps://vk.com/club217000101"]];
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let letters = [ColumnRole::Organisation, ColumnRole::Address].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("B".into()), Some("B".into())]);
    }
}
