//! Where the table of a sheet stands: its header, the roles of its columns, its first data row.
//!
//! A column gets a role by its header and its cells together. Each pair of a role and a column that the header names, or that the
//! cells alone make likely, is a candidate with a weight (`by_header::Candidate::weight`); what the cells contradict is none. The weightiest goes
//! first, and takes its role and its column out of the choice. The user's word goes before everything; ids of communities need more
//! than a likely header (`ids`).

mod by_content;
mod by_header;
mod choice;
mod ids;
#[cfg(test)]
pub(super) mod testing;

use super::column::{ColumnRole, OwnRole, WAS_HEADER};
pub(crate) use super::evidence::Doubt;
use super::evidence::{Sample, is_page};
use super::headers::Headers;
use super::heading::{self, Header};
use super::sheet::{CellRef, Column, Sheet};
use choice::{Choice, Columns};
use std::collections::BTreeMap;

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
    pub(crate) header: Option<(u32, u32)>,
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
    /// Which of the two columns of pages has the newer ones.
    newer_pages: Option<ColumnRole>,
    own: BTreeMap<OwnRole, Column>,
    /// What a person should know of how the columns were found.
    pub(crate) notes: Vec<LayoutNote>,
}

/// Why a column was taken for what it was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Why {
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
    pub(crate) fn code(self) -> &'static str {
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
pub(crate) enum LayoutNote {
    /// A column was recognised by what its cells hold, not by its header.
    ByContent(ColumnRole, Column),
    /// The ids or links of a ministry table were taken from column E, although neither header nor content says so.
    DefaultColumn(Column),
    /// A column that could be of this role was left alone.
    Refused(Refused),
    /// The user named a column whose cells hold something else.
    NamedAgainstCells(ColumnRole, Column),
    /// The user named another column for what the header and the cells of this one say, so that it is not read.
    Displaced {
        /// The role.
        role: ColumnRole,
        /// The column that was named.
        named: Column,
        /// The one that is not read.
        column: Column,
    },
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
    pub(crate) role: ColumnRole,
    /// The column.
    pub(crate) column: Column,
    /// Its header.
    pub(crate) header: String,
    /// Why.
    pub(crate) doubt: Doubt,
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
    #[error("two tables side by side, with pages in {} and {}", pages[0], pages[1])]
    SideBySide {
        /// The names of the left one and of the right one.
        names: [Column; 2],
        /// Their pages.
        pages: [Column; 2],
    },
    /// A column named by the user is right of everything in the sheet.
    #[error("there is no column {0}")]
    NoSuchColumn(Column),
    /// A column named by the user is one that gospub has added: what stands in it is written anew by each run.
    #[error("column {0} is gospub's own")]
    OwnColumn(Column),
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
    pub(crate) fn of_annotated(sheet: &Sheet, headers: &Headers, options: &LayoutOptions) -> Result<Option<Self>, LayoutError> {
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
        if let Some(&(_, column)) = options.columns.iter().find(|(_, column)| own.values().any(|own| own == column)) {
            return Err(LayoutError::OwnColumn(column));
        }
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
            newer_pages: None,
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
        layout.note_displaced(&mut choice);
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
    pub(crate) fn of_columns(columns: &[(ColumnRole, Column)], first_data_row: u32) -> Self {
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
            newer_pages: None,
            own: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// The column of a role.
    pub fn column(&self, role: ColumnRole) -> Option<Column> {
        self.columns.get(role)
    }

    /// Why the column of a role is that one.
    pub(crate) fn why(&self, role: ColumnRole) -> Option<Why> {
        self.columns.why(role)
    }

    /// The column of one of gospub's own, from an earlier run.
    pub(crate) fn own(&self, role: OwnRole) -> Option<Column> {
        self.own.get(&role).copied()
    }

    /// All own columns of an earlier run, from the left.
    pub fn own_columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = self.own.values().copied().collect();
        columns.sort_unstable();
        columns
    }

    /// All columns of the sender's, from the left.
    pub(crate) fn senders_columns(&self) -> impl Iterator<Item = Column> {
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
    pub(crate) fn header_over(&self, sheet: &Sheet, column: Column) -> String {
        let Some((first, last)) = self.header else { return String::new() };
        let mut texts = heading::texts_over(sheet, first, last, column);
        texts.dedup();
        texts.iter().flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
    }

    /// Whether gospub has worked on the sheet before.
    pub(crate) fn is_annotated(&self) -> bool {
        !self.own.is_empty()
    }

    /// Own columns, those of an earlier run where they stand, further wanted ones right of everything.
    pub(crate) fn place_own(&self, wanted: &[OwnRole]) -> Option<Vec<(OwnRole, Column)>> {
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
    pub(crate) fn with_own(&self, placed: impl IntoIterator<Item = (OwnRole, Column)>) -> Self {
        let mut layout = self.clone();
        layout.own.extend(placed);
        layout
    }

    /// Says once why a column was left alone.
    fn refuse(&mut self, refused: Refused) {
        let note = LayoutNote::Refused(refused);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Which of two columns of pages has the newer ones, where the headers say that one is there for what the other has no more.
    pub(crate) fn newer_pages(&self) -> Option<ColumnRole> {
        self.newer_pages
    }

    /// The columns of which any may have a row's page.
    pub(crate) fn networks(&self) -> &[Column] {
        &self.networks
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{letter, recognise};
    use super::*;
    use crate::table::sheet::sheet_of_texts;

    #[test]
    fn a_sheet_without_pages_has_no_table() {
        assert_eq!(recognise(&[&["Справочник"], &["a", "b"]]), Err(LayoutError::NoTable { nearest: None }));
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
    fn a_column_of_gospubs_is_named_for_no_role() {
        let header = ["Организация", "Страница ВК", "ID сообщества", "Статус", "Что не так", "Что сделать", "Пояснение"];
        let sheet = sheet_of_texts("Лист1", [&header[..], &["Школа", "vk.com/club1", "1"]]);
        let column = "C".parse().unwrap();
        let options = LayoutOptions { columns: vec![(ColumnRole::GroupId, column)], ..LayoutOptions::default() };
        assert_eq!(Layout::recognise(&sheet, &Headers::default(), &options), Err(LayoutError::OwnColumn(column)));
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
}
