//! Where the table of a sheet stands: its header, the roles of its columns, its first data row.
//!
//! Headers say it first, the cells' content where they say nothing or something impossible, the caller's word before both.

use super::column::{ColumnRole, Headers, OwnRole};
use super::numbers::Numbers;
use super::sheet::{Cell, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::fold;
use crate::domain::vk_address::{self, Address, Via};
use std::collections::BTreeMap;
use std::ops::Range;

/// A header further down than this is not looked for; title blocks of 14 rows occur.
const HEADER_SEARCH: u32 = 60;
/// So many data rows tell what a column holds.
const SAMPLE: usize = 300;
/// Rows that have to be read for [`Layout::recognise`].
pub const HEAD_ROWS: u32 = HEADER_SEARCH + SAMPLE as u32;
/// Headers of more than two rows, a group over a group over a column, occur up to this height.
const HEADER_HEIGHT: u32 = 3;
/// From this spelling on a header of ids does not say whose they are («ID», «Идентификатор»).
const OF_ANYTHING: usize = 18;
/// A ministry table holds the ready link in this column [S001].
const COLUMN_E: usize = 4;

/// What the caller says of a table, before anything is looked at.
#[derive(Clone, Debug, Default)]
pub struct LayoutOptions {
    /// Roles of columns named by the user.
    pub columns: Vec<(ColumnRole, Column)>,
    /// The (last) row of the header named by the user.
    pub header_row: Option<u32>,
    /// Nothing in the workbook says that gospub has worked on it, so headers that are spelt like gospub's are the sender's.
    pub is_unannotated: bool,
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
    columns: Columns,
    own: BTreeMap<OwnRole, Column>,
    /// What a person should know of how the columns were found.
    pub notes: Vec<LayoutNote>,
}

/// A finding about the columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutNote {
    /// A column was recognised by what its cells hold, not by its header.
    ByContent(ColumnRole, Column),
    /// Column E was taken for the link although neither header nor content says so.
    DefaultColumn(Column),
    /// A header promises addresses or ids, but the cells hold something else, so the column was left alone.
    NotWhatItSays(ColumnRole, Column),
    /// The user named columns, and this row was taken for their header although its words are not known.
    UnknownHeader(u32),
}

/// Why a sheet has no table that can be worked on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// Neither headers nor cells speak of VK pages.
    #[error("no table with addresses or ids of VK pages")]
    NoTable,
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
    /// A column named by the user is right of everything in the sheet.
    #[error("there is no column {0}")]
    NoSuchColumn(Column),
    /// The header row named by the user is empty.
    #[error("row {0} holds no header")]
    NoSuchHeader(u32),
}

impl Layout {
    /// Finds the table in the head of a sheet ([`HEAD_ROWS`] rows of it, all columns).
    ///
    /// # Errors
    /// See [`LayoutError`].
    pub fn recognise(sheet: &Sheet, headers: &Headers, options: &LayoutOptions) -> Result<Self, LayoutError> {
        let last = sheet.last_column().ok_or(LayoutError::NoTable)?;
        for &(_, column) in &options.columns {
            if column > last {
                return Err(LayoutError::NoSuchColumn(column));
            }
        }
        let mut unknown = None;
        let header = match options.header_row {
            Some(row) if sheet.row(row).is_none() => return Err(LayoutError::NoSuchHeader(row)),
            Some(row) => Some(fixed_header(sheet, headers, row, last)),
            None => {
                // Own headers of an earlier run must not change what the sender's say.
                let own = own_columns(sheet, HEADER_SEARCH, options);
                let annotated = own.as_ref().map(|(row, _)| *row);
                let senders = own.map_or(last, |(_, own)| senders_last(&own, last));
                let found = find_header(sheet, headers, senders).or_else(|| {
                    unknown = unknown_header(sheet, options);
                    unknown.map(|row| fixed_header(sheet, headers, row, senders))
                });
                match annotated.filter(|row| found.as_ref().is_none_or(|header| header.last != *row)) {
                    Some(row) => Some(fixed_header(sheet, headers, row, senders)),
                    None => found,
                }
            }
        };
        let mut layout = Self::under(header, sheet, options, last)?;
        layout.notes.extend(unknown.map(LayoutNote::UnknownHeader));
        if layout.is_table() { Ok(layout) } else { Err(LayoutError::NoTable) }
    }

    /// The layout of a sheet that gospub has worked on before, even where nothing but gospub's own columns says that it is a table.
    /// `None` if it has not.
    ///
    /// # Errors
    /// See [`LayoutError`].
    pub fn of_annotated(sheet: &Sheet, headers: &Headers, options: &LayoutOptions) -> Result<Option<Self>, LayoutError> {
        let own = own_columns(sheet, CellRef::ROWS, options);
        let (Some((row, _)), Some(last)) = (own, sheet.last_column()) else { return Ok(None) };
        Self::under(Some(fixed_header(sheet, headers, row, last)), sheet, options, last).map(Some)
    }

    /// The layout under a header, or of a sheet without one.
    fn under(header: Option<Header>, sheet: &Sheet, options: &LayoutOptions, last: Column) -> Result<Self, LayoutError> {
        let own = header.as_ref().and_then(|header| own_columns_in(sheet, header.last, options)).unwrap_or_default();
        let sender_last = senders_last(&own, last);
        let first_data_row = match &header {
            Some(header) => after_numbering(sheet, header.last + 1),
            None => {
                sheet.rows().find(|row| row.cells().any(|cell| is_page(cell.value, cell.hyperlink))).map_or(1, |row| row.number())
            }
        };
        let mut sample = Sample::new(sheet, first_data_row, sender_last, &own);
        let mut layout = Self {
            header: header.as_ref().map(|header| (header.first, header.last)),
            first_data_row,
            last_column: sender_last,
            columns: Columns::default(),
            own,
            notes: Vec::new(),
        };
        options.columns.iter().for_each(|&(role, column)| layout.columns.set(role, column));
        if let Some(header) = header {
            layout.assign_by_header(header, &mut sample)?;
        }
        layout.assign_by_content(&mut sample);
        // A header that seemed to promise pages is no news where the column turned out to be something else.
        let assigned: Vec<Column> = layout.columns().map(|(_, column)| column).collect();
        layout.notes.retain(|note| !matches!(note, LayoutNote::NotWhatItSays(_, column) if assigned.contains(column)));
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
        columns.iter().for_each(|&(role, column)| by_role.set(role, column));
        Self { header: None, first_data_row, last_column, columns: by_role, own: BTreeMap::new(), notes: Vec::new() }
    }

    /// The column of a role.
    pub fn column(&self, role: ColumnRole) -> Option<Column> {
        self.columns.get(role)
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

    /// All sender's columns with a role.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnRole, Column)> {
        ColumnRole::ALL.into_iter().filter_map(|role| Some((role, self.columns.get(role)?)))
    }

    /// Whether gospub has worked on the sheet before.
    pub fn is_annotated(&self) -> bool {
        !self.own.is_empty()
    }

    /// Own columns, those of an earlier run where they stand, further wanted ones right of everything.
    pub fn place_own(&self, wanted: &[OwnRole]) -> Option<Vec<(OwnRole, Column)>> {
        let mut next = self.own.values().max().copied().unwrap_or(self.last_column).next();
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

    /// The columns that have to be read for judging rows.
    pub fn wanted_columns(&self) -> Vec<Column> {
        let first = Column::new(0);
        let mut columns: Vec<Column> = self.columns.all().chain(self.own.values().copied()).chain(first).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn assign_by_header(&mut self, header: Header, sample: &mut Sample<'_>) -> Result<(), LayoutError> {
        let mut claims = header.claims;
        claims.retain(|claim| self.column(claim.role).is_none() && self.columns.is_free(claim.column));
        claims.retain(|claim| claim.column <= self.last_column);
        let (kept, refused): (Vec<Claim>, Vec<Claim>) = claims.into_iter().partition(|claim| sample.supports(claim));
        for claim in refused {
            // A weak header («Ссылка», «Адрес») over something else is no news; a strong one is.
            if claim.rank < 10 && claim.role.is_evidence() {
                self.notes.push(LayoutNote::NotWhatItSays(claim.role, claim.column));
            }
        }
        let mut claims = kept;
        claims.sort_by_key(|claim| (claim.rank, claim.role, claim.column));
        for index in 0..claims.len() {
            let claim = claims[index];
            if self.column(claim.role).is_some() || !self.columns.is_free(claim.column) {
                continue;
            }
            let rival = claims[index + 1..]
                .iter()
                .find(|other| other.role == claim.role && other.rank == claim.rank && self.columns.is_free(other.column));
            let column = match rival {
                Some(other) => sample.better_of(&claim, other)?,
                None => claim.column,
            };
            self.columns.set(claim.role, column);
        }
        Ok(())
    }

    fn assign_by_content(&mut self, sample: &mut Sample<'_>) {
        if self.column(ColumnRole::Link).is_none()
            && let Some(column) = sample.fullest_of_miniapps().filter(|&column| self.columns.is_free(column))
        {
            self.columns.set(ColumnRole::Link, column);
            self.notes.push(LayoutNote::ByContent(ColumnRole::Link, column));
        }
        if self.column(ColumnRole::Address).is_none()
            && let Some(column) = sample.fullest_of_pages(|column| self.columns.is_free(column))
        {
            self.columns.set(ColumnRole::Address, column);
            self.notes.push(LayoutNote::ByContent(ColumnRole::Address, column));
        }
        // Nothing says which column holds ids or links: in a ministry table it is E [S001].
        let column_e = Column::new(COLUMN_E).filter(|&column| column <= self.last_column && self.columns.is_free(column));
        if let Some(column) = column_e
            && self.column(ColumnRole::Link).is_none()
            && self.column(ColumnRole::GroupId).is_none()
            && !sample.of(column).holds_other_numbers()
        {
            let found = sample.of(column);
            if found.filled > 0 && found.ids * 2 > found.filled {
                self.columns.set(ColumnRole::GroupId, column);
                self.notes.push(LayoutNote::DefaultColumn(column));
            } else if found.filled > 0 && (found.ids + found.pages + found.miniapps) * 2 > found.filled {
                self.columns.set(ColumnRole::Link, column);
                self.notes.push(LayoutNote::DefaultColumn(column));
            }
        }
        // A column of links that holds numbers and page addresses is a column of ids, whatever its header says.
        if let Some(column) = self.column(ColumnRole::Link) {
            let found = sample.of(column);
            let are_ids = (found.ids + found.pages) * 2 > found.filled && !found.holds_other_numbers();
            if self.column(ColumnRole::GroupId).is_none() && found.filled > 0 && are_ids {
                self.columns.clear(ColumnRole::Link);
                self.columns.set(ColumnRole::GroupId, column);
            }
        }
    }
}

/// The column of each role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Columns([Option<Column>; ColumnRole::ALL.len()]);

impl Columns {
    fn get(&self, role: ColumnRole) -> Option<Column> {
        self.0[role as usize]
    }

    fn set(&mut self, role: ColumnRole, column: Column) {
        self.0[role as usize] = Some(column);
    }

    fn clear(&mut self, role: ColumnRole) {
        self.0[role as usize] = None;
    }

    /// The columns that have a role.
    fn all(&self) -> impl Iterator<Item = Column> {
        self.0.iter().copied().flatten()
    }

    fn is_free(&self, column: Column) -> bool {
        self.all().all(|taken| taken != column)
    }
}

/// A header that was found, with the roles its cells claim.
struct Header {
    first: u32,
    last: u32,
    claims: Vec<Claim>,
}

#[derive(Clone, Copy, Debug)]
struct Claim {
    role: ColumnRole,
    column: Column,
    rank: usize,
}

impl Header {
    /// Evidence counts most, then the name: two codes alone make no table.
    fn score(&self) -> u32 {
        let mut roles: Vec<ColumnRole> = self.claims.iter().map(|claim| claim.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
            .into_iter()
            .map(|role| match role {
                _ if role.is_evidence() => 4,
                ColumnRole::Organisation => 3,
                _ => 2,
            })
            .sum()
    }
}

fn find_header(sheet: &Sheet, headers: &Headers, last: Column) -> Option<Header> {
    let mut best: Option<Header> = None;
    for row in sheet.rows().take_while(|row| row.number() <= HEADER_SEARCH) {
        if is_data(&row) {
            continue;
        }
        for height in 1..=HEADER_HEIGHT {
            let (first, bottom) = (row.number(), row.number() + height - 1);
            if height > 1 && !is_tied(sheet, first, bottom) {
                break;
            }
            let header = Header { first, last: bottom, claims: claims(sheet, headers, first, bottom, last) };
            // A lone weak word («Адрес», «Тип») in a title is no header; the name beside it or a strong header is.
            let strong = header.claims.iter().any(|claim| claim.role.is_evidence() && claim.rank < 40);
            if header.score() >= if strong { 4 } else { 5 } && best.as_ref().is_none_or(|best| header.score() > best.score()) {
                best = Some(header);
            }
        }
    }
    best
}

fn fixed_header(sheet: &Sheet, headers: &Headers, row: u32, last: Column) -> Header {
    let first = (1..HEADER_HEIGHT)
        .rev()
        .map(|up| row.saturating_sub(up))
        .find(|&first| first > 0 && is_tied(sheet, first, row))
        .unwrap_or(row);
    Header { first, last: row, claims: claims(sheet, headers, first, row, last) }
}

/// Whether the rows belong to one header: a merged area begins in one of them and either spans them or lies over columns below.
fn is_tied(sheet: &Sheet, first: u32, last: u32) -> bool {
    let below = sheet.row(last);
    if below.as_ref().is_some_and(is_data) {
        return false;
    }
    (first..last).all(|row| {
        sheet.merges().iter().any(|area| {
            area.first.row <= row
                && area.first.row >= first
                && (area.last.row > row && area.last.row <= last
                    || area.last.row == row
                        && area.first.column < area.last.column
                        && below.is_some_and(|below| {
                            below
                                .cells()
                                .filter(|cell| area.first.column <= cell.at.column && cell.at.column <= area.last.column)
                                .count()
                                > 1
                        }))
        })
    })
}

/// Where the user names columns and no header is known by its words: the first row with anything in it, if it has texts and the cells of
/// the named columns are no pages or ids yet.
fn unknown_header(sheet: &Sheet, options: &LayoutOptions) -> Option<u32> {
    let row = sheet.rows().find(|row| row.cells().any(|cell| cell.value != Value::Blank))?;
    let below = sheet.row_count() > sheet.position_from(row.number() + 1);
    let has_text = row.cells().any(|cell| matches!(cell.value, Value::Text(_)));
    if options.columns.is_empty() || !below || !has_text || is_data(&row) {
        return None;
    }
    let mut found = Holding::default();
    let evidence = options.columns.iter().filter(|(role, _)| role.is_evidence());
    evidence.filter_map(|&(_, column)| row.stored(column)).for_each(|cell| found.add(cell.value, cell.hyperlink));
    (found.pages + found.miniapps + found.ids == 0).then(|| row.number())
}

fn claims(sheet: &Sheet, headers: &Headers, first: u32, last: u32, last_column: Column) -> Vec<Claim> {
    let mut claims = Vec::new();
    let columns: Vec<Column> = header_columns(sheet, first, last, last_column);
    for column in columns {
        let texts: Vec<&str> = (first..=last).filter_map(|row| header_text(sheet, CellRef::new(row, column), first)).collect();
        let Some(lowest) = texts.last() else { continue };
        let mut found = headers.matches(lowest);
        if texts.len() > 1 {
            // «ВКонтакте» over «Ссылка»: what the lower cell leaves open, both say together.
            for joined in headers.matches(&texts.join(" ")) {
                match found.iter_mut().find(|known| known.role == joined.role) {
                    Some(known) => known.rank = known.rank.min(joined.rank),
                    None => found.push(joined),
                }
            }
        }
        claims.extend(found.into_iter().map(|found| Claim { role: found.role, column, rank: found.rank }));
    }
    claims
}

fn header_columns(sheet: &Sheet, first: u32, last: u32, last_column: Column) -> Vec<Column> {
    let mut columns: Vec<Column> = (first..=last)
        .filter_map(|row| sheet.row(row))
        .flat_map(|row| row.cells().map(|cell| cell.at.column).collect::<Vec<_>>())
        .collect();
    for area in sheet.merges().iter().filter(|area| (first..=last).contains(&area.first.row)) {
        columns.extend((area.first.column.index()..=area.last.column.index()).filter_map(Column::new));
    }
    columns.retain(|&column| column <= last_column);
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The text over a column in a header row; cells of a merged area speak with its first cell's text.
fn header_text(sheet: &Sheet, at: CellRef, first: u32) -> Option<&str> {
    let own = match sheet.cell(at).value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    own.or_else(|| {
        let area = sheet.merges().iter().find(|area| area.contains(at) && area.first.row >= first)?;
        match sheet.cell(area.first).value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    })
}

/// Whether a row holds data rather than headers: an address, a hyperlink, a number with more digits than a column number.
fn is_data(row: &Row<'_>) -> bool {
    row.cells().any(|cell| match cell.value {
        Value::Number(number) => number.abs() >= 10_000.0,
        Value::Date(_) => false,
        Value::Text(text) => {
            cell.hyperlink.is_some() || is_page(cell.value, None) || text.bytes().filter(u8::is_ascii_digit).count() >= 10
        }
        _ => false,
    })
}

/// Skips the row of column numbers «1 2 3 …» that stands under many headers.
fn after_numbering(sheet: &Sheet, row: u32) -> u32 {
    let Some(below) = sheet.row(row) else { return row };
    let numbers: Vec<u32> = below.cells().map_while(|cell| small_number(cell.value)).collect();
    let counts = |numbers: &[u32]| numbers.len() >= 3 && numbers.windows(2).all(|pair| pair[0] < pair[1]) || numbers == [1, 2];
    let counted = counts(&numbers) && numbers.len() == below.cells().count();
    if counted { row + 1 } else { row }
}

fn small_number(value: Value<'_>) -> Option<u32> {
    match value {
        Value::Number(number) if number.fract() == 0.0 && (0.0..200.0).contains(&number) => Some(number as u32),
        Value::Text(text) => {
            text.trim().trim_matches(|c| matches!(c, '(' | ')' | '.')).parse().ok().filter(|&number| number < 200)
        }
        _ => None,
    }
}

/// The own columns of an earlier run with the row of their headers, if that is among the first rows of a sheet.
fn own_columns(sheet: &Sheet, rows: u32, options: &LayoutOptions) -> Option<(u32, BTreeMap<OwnRole, Column>)> {
    let mut numbers = sheet.rows().map(|row| row.number()).take_while(|&row| row <= rows);
    numbers.find_map(|number| Some((number, own_columns_in(sheet, number, options)?)))
}

/// The own columns of an earlier run whose headers stand in a row. They are gospub's because the workbook's record says so; only in a
/// workbook that an earlier version worked on, which kept none, by their headers.
fn own_columns_in(sheet: &Sheet, header: u32, options: &LayoutOptions) -> Option<BTreeMap<OwnRole, Column>> {
    let own = match sheet.own_columns() {
        Some(own) if own.header == header => {
            let role = |&column: &Column| match sheet.cell(CellRef::new(header, column)).value {
                Value::Text(text) => OwnRole::of_header(text).map(|role| (role, column)),
                _ => None,
            };
            own.columns.iter().filter_map(role).collect()
        }
        None if !options.is_unannotated => own_block(sheet, header),
        Some(_) | None => BTreeMap::new(),
    };
    (!own.is_empty()).then_some(own)
}

/// A run of own headers that begins with the id and has the status; a sender's column of the same name stands left of it and breaks the
/// order.
fn own_block(sheet: &Sheet, header: u32) -> BTreeMap<OwnRole, Column> {
    let Some(row) = sheet.row(header) else { return BTreeMap::new() };
    let known: Vec<(OwnRole, Column)> = row
        .cells()
        .filter_map(|cell| match cell.value {
            Value::Text(text) => OwnRole::of_header(text).map(|role| (role, cell.at.column)),
            _ => None,
        })
        .collect();
    let starts = known.iter().enumerate().rev().filter(|(_, (role, _))| *role == OwnRole::GroupId);
    for (start, _) in starts {
        let mut block = BTreeMap::new();
        for (offset, &(role, column)) in known[start..].iter().enumerate() {
            let adjacent = column.index() == known[start].1.index() + offset;
            if !adjacent || block.insert(role, column).is_some() {
                break;
            }
        }
        if [OwnRole::Status, OwnRole::Problem, OwnRole::Advice, OwnRole::Explanation].iter().all(|role| block.contains_key(role))
        {
            return block;
        }
    }
    BTreeMap::new()
}

/// The last column of the sender's, left of the own ones.
fn senders_last(own: &BTreeMap<OwnRole, Column>, last: Column) -> Column {
    own.values().min().map_or(last, |first| Column::new(first.index().saturating_sub(1)).unwrap_or(*first))
}

/// What the cells of a column hold, over a sample of rows.
#[derive(Clone, Copy, Debug, Default)]
struct Holding {
    /// Cells that hold something.
    filled: usize,
    /// Addresses of VK pages, as text or as hyperlink.
    pages: usize,
    /// Addresses of the mini-app.
    miniapps: usize,
    /// Numbers that can be ids of communities, and `club123`.
    ids: usize,
    /// Numbers of other things: ОГРН, ИНН, telephones; dates.
    other_numbers: usize,
    /// The bare numbers among the ids.
    numbers: Numbers,
}

/// The data rows from which the content of columns is told. A column is looked at when something is asked of it, as reading cells as
/// addresses takes far longer than reading headers, and most columns are known by these.
struct Sample<'s> {
    sheet: &'s Sheet,
    positions: Range<usize>,
    /// The columns that hold anything, each with what was found in it once it was looked at.
    columns: BTreeMap<Column, Option<Holding>>,
}

impl<'s> Sample<'s> {
    fn new(sheet: &'s Sheet, first_row: u32, last: Column, own: &BTreeMap<OwnRole, Column>) -> Self {
        let from = sheet.position_from(first_row);
        let positions = from..sheet.row_count().min(from + SAMPLE);
        let mut columns = BTreeMap::new();
        for position in positions.clone() {
            columns.extend(sheet.row_at(position).cells().map(|cell| (cell.at.column, None)));
        }
        columns.retain(|&column, _| column <= last && !own.values().any(|&own| own == column));
        Self { sheet, positions, columns }
    }

    fn of(&mut self, column: Column) -> Holding {
        let Some(known) = self.columns.get_mut(&column) else { return Holding::default() };
        *known.get_or_insert_with(|| {
            let mut found = Holding::default();
            cells_of(self.sheet, self.positions.clone(), column).for_each(|cell| found.add(cell.value, cell.hyperlink));
            found
        })
    }

    /// Whether the cells under a header can be what it says. Empty columns can be anything.
    fn supports(&mut self, claim: &Claim) -> bool {
        if !(claim.role.is_evidence() || claim.role == ColumnRole::PostalAddress) {
            return true;
        }
        let found = self.of(claim.column);
        if found.filled == 0 {
            return true;
        }
        match claim.role {
            ColumnRole::PostalAddress => found.pages * 2 <= found.filled,
            _ if found.holds_other_numbers() => false,
            // A bare «ID» may be anybody's, so that it takes no row of them to see a numbering.
            ColumnRole::GroupId if claim.rank >= OF_ANYTHING && found.numbers.are_small() => false,
            // «ID» over thirteen-digit numbers is a column of ОГРН [domain reference, 6.6].
            ColumnRole::GroupId => found.other_numbers * 2 <= found.filled && (found.ids + found.pages) * 5 >= found.filled,
            ColumnRole::Address => {
                let weak = claim.rank >= 30;
                let silent = found.pages + found.ids == 0;
                found.other_numbers * 2 <= found.filled && found.miniapps * 2 <= found.filled && !(weak && silent)
            }
            _ => true,
        }
    }

    /// Of two columns with headers of the same strength the one that holds pages or ids; if both do, nobody can tell.
    fn better_of(&mut self, one: &Claim, other: &Claim) -> Result<Column, LayoutError> {
        if !one.role.is_evidence() {
            return Ok(one.column.min(other.column));
        }
        let mut weight = |claim: &Claim| {
            let found = self.of(claim.column);
            found.pages + found.ids + found.miniapps
        };
        match (weight(one), weight(other)) {
            (0, 0) => Ok(one.column.min(other.column)),
            (_, 0) => Ok(one.column),
            (0, _) => Ok(other.column),
            _ => Err(LayoutError::TwoColumns {
                role: one.role,
                first: one.column.min(other.column),
                second: one.column.max(other.column),
            }),
        }
    }

    fn fullest_of_miniapps(&mut self) -> Option<Column> {
        self.fullest(is_miniapp, |found| found.miniapps, |_| true)
    }

    fn fullest_of_pages(&mut self, free: impl Fn(Column) -> bool) -> Option<Column> {
        self.fullest(is_page, |found| found.pages, free)
    }

    /// The column with most cells of a sort, if these are at least a third of what it holds. Only columns with a cell of that sort
    /// are looked at.
    fn fullest(
        &mut self,
        is: impl Fn(Value<'_>, Option<&str>) -> bool,
        count: impl Fn(&Holding) -> usize,
        free: impl Fn(Column) -> bool,
    ) -> Option<Column> {
        let columns: Vec<Column> = self.columns.keys().copied().filter(|&column| free(column)).collect();
        let holds = |sample: &Self, column: Column| {
            cells_of(sample.sheet, sample.positions.clone(), column).any(|cell| is(cell.value, cell.hyperlink))
        };
        columns
            .into_iter()
            .filter_map(|column| Some((column, holds(self, column).then(|| self.of(column))?)))
            .filter(|(_, found)| count(found) > 0 && count(found) * 3 >= found.filled)
            .max_by_key(|(column, found)| (count(found), std::cmp::Reverse(*column)))
            .map(|(column, _)| column)
    }
}

fn cells_of(sheet: &Sheet, positions: Range<usize>, column: Column) -> impl Iterator<Item = Cell<'_>> {
    positions.filter_map(move |position| sheet.row_at(position).stored(column))
}

impl Holding {
    /// Whether the numbers, for all that each could be an id, are a numbering, a counter or codes.
    fn holds_other_numbers(&self) -> bool {
        self.numbers.are_no_ids(self.pages + self.miniapps)
    }

    fn add(&mut self, value: Value<'_>, hyperlink: Option<&str>) {
        if value == Value::Blank && hyperlink.is_none() {
            return;
        }
        self.filled += 1;
        if is_miniapp(value, hyperlink) {
            self.miniapps += 1;
        } else if is_page(value, hyperlink) {
            self.pages += 1;
        } else {
            match value {
                Value::Date(_) => self.other_numbers += 1,
                Value::Number(number) => self.add_number(&format!("{number}")),
                Value::Text(text) => self.add_number(text.trim()),
                _ => {}
            }
        }
    }

    fn add_number(&mut self, text: &str) {
        let reading = vk_address::read(text);
        match (&reading.address, reading.via) {
            (Address::Group(id), Some(Via::BareNumber)) => {
                self.ids += 1;
                self.numbers.add(*id);
            }
            (Address::Group(_), Some(Via::BareWord | Via::MentionMarkup)) => self.ids += 1,
            (Address::Foreign(_), _) => {}
            _ if text.bytes().filter(u8::is_ascii_digit).count() >= 9 => self.other_numbers += 1,
            _ => {}
        }
    }
}

fn is_miniapp(value: Value<'_>, hyperlink: Option<&str>) -> bool {
    let says = |text: &str| text.contains("app8181405");
    matches!(value, Value::Text(text) if says(text)) || hyperlink.is_some_and(says)
}

/// Whether a cell carries the address of a VK page: by text with a VK host, or by the target behind it.
fn is_page(value: Value<'_>, hyperlink: Option<&str>) -> bool {
    let says = |text: &str| {
        // No other character has v as its small letter, and most cells have none.
        if memchr::memchr2(b'v', b'V', text.as_bytes()).is_none() {
            return false;
        }
        let folded = fold(text);
        ["vk.com", "vk.ru", "vkontakte.ru", "vk.me"].iter().any(|host| folded.contains(host))
    };
    matches!(value, Value::Text(text) if says(text)) || hyperlink.is_some_and(says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::sheet_of_texts;

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
    fn content_speaks_where_the_header_is_silent() {
        let layout = recognise(&[&["a", "b"], &["Школа", "https://vk.com/club1"], &["Сад", "https://vk.com/club2"]]).unwrap();
        assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("B"));
        assert_eq!(layout.first_data_row, 2);
    }

    #[test]
    fn a_sheet_without_pages_has_no_table() {
        assert_eq!(recognise(&[&["Справочник"], &["a", "b"]]), Err(LayoutError::NoTable));
    }

    #[test]
    fn an_id_column_of_ogrn_is_no_column_of_ids() {
        let layout =
            recognise(&[&["Организация", "ID", "Ссылка на страницу"], &["Школа", "1024001432476", "https://vk.com/club1"]])
                .unwrap();
        assert_eq!(letter(&layout, ColumnRole::GroupId), None);
        assert!(
            layout.notes.is_empty() || layout.notes == [LayoutNote::NotWhatItSays(ColumnRole::GroupId, Column::new(1).unwrap())]
        );
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
        assert_eq!(numbers("ID", ["217000001", "217000002", "18"]), [true, false]);
        assert_eq!(numbers("ID", ["1", "2", ""]), [false; 2]);
        assert_eq!(numbers("ID сообщества", ["1", "2", ""]), [true, false]);
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
        assert_eq!((layout.header, &layout.notes[..]), (Some((1, 1)), &[LayoutNote::UnknownHeader(1)][..]));
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
}
