//! Where the header of a sheet stands: the rows of it, what its cells say, and gospub's own headers in it.

use super::column::{ColumnRole, OwnRole};
use super::content::{is_group_of_a_kind, is_organisation, is_place};
use super::evidence::{are_pages, is_miniapp, is_page};
use super::headers::{Headers, Match, Strength, is_of_a_body_in_charge, is_of_another_page};
use super::layout::LayoutOptions;
use super::sheet::{Area, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::{fold, is_nothing_word};
use crate::domain::vk_address;
use std::collections::BTreeMap;

/// A header further down than this is not looked for; title blocks of 14 rows occur.
pub(super) const SEARCH: u32 = 60;
/// Headers of more than two rows, a group over a group over a column, occur up to this height.
const HEIGHT: u32 = 3;

/// A header that was found, with the roles its cells claim.
pub(super) struct Header {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) claims: Vec<Claim>,
    /// What stands over each column, the upper rows first.
    pub(super) texts: BTreeMap<Column, String>,
}

/// What a header says of the column under it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) column: Column,
    pub(super) role: ColumnRole,
    pub(super) strength: Strength,
    pub(super) letters: usize,
    pub(super) rest: usize,
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

/// The header of a sheet: the rows whose words name most roles.
pub(super) fn find_header(sheet: &Sheet, headers: &Headers, last: Column) -> Option<Header> {
    let mut best: Option<Header> = None;
    for row in sheet.rows().take_while(|row| row.number() <= SEARCH) {
        if is_data(&row, headers) || is_title(sheet, &row) || is_under_a_group(sheet, headers, row.number()) {
            continue;
        }
        for height in 1..=HEIGHT {
            let (first, bottom) = (row.number(), row.number() + height - 1);
            if height > 1 && !is_tied(sheet, headers, first, bottom) {
                break;
            }
            let header = header_at(sheet, headers, first, bottom, last);
            // A lone weak word («Адрес», «Тип») in a title is no header; the name beside it or a strong header is.
            let strong = header.claims.iter().any(|claim| claim.role.is_evidence() && claim.strength > Strength::Vague);
            let is_better = |best: &Header| {
                header.score() > best.score()
                    || header.score() == best.score() && best.first == header.first && reaches_to_its_end(sheet, &header)
            };
            if header.score() >= if strong { 4 } else { 5 } && best.as_ref().is_none_or(is_better) {
                best = Some(header);
            }
        }
    }
    best
}

/// Whether a cell that names a role is merged from an upper row of a header over its last one, which then is no row of data, whatever its
/// other cells say.
fn reaches_to_its_end(sheet: &Sheet, header: &Header) -> bool {
    let names = |column| header.claims.iter().any(|claim| claim.column == column);
    let merges = sheet
        .merges()
        .iter()
        .filter(|area| (header.first..header.last).contains(&area.first.row) && area.last.row == header.last);
    merges.into_iter().any(|area| names(area.first.column))
}

/// The header whose last row is known.
pub(super) fn fixed_header(sheet: &Sheet, headers: &Headers, row: u32, last: Column) -> Header {
    let first = (1..HEIGHT)
        .rev()
        .map(|up| row.saturating_sub(up))
        .find(|&first| first > 0 && is_tied(sheet, headers, first, row))
        .unwrap_or(row);
    header_at(sheet, headers, first, row, last)
}

/// Whether a row is the title of a wider table below it: its only cell is a text, and a row soon after has several.
fn is_title(sheet: &Sheet, row: &Row<'_>) -> bool {
    /// As far below a title the table begins.
    const NEAR: usize = 8;
    let position = sheet.position_from(row.number());
    let below = (position + 1..sheet.row_count().min(position + NEAR)).map(|position| sheet.row_at(position));
    // A text that reaches down over one column is the header of that column; the others have theirs in the lower row.
    let reaches_down = |at: CellRef| {
        let is_tall = |area: &Area| area.first.column == area.last.column && area.first.row < area.last.row;
        sheet.merges().iter().any(|area| area.first == at && is_tall(area))
    };
    let mut cells = row.cells();
    let only = cells.next().filter(|_| cells.next().is_none());
    only.is_some_and(|cell| !reaches_down(cell.at))
        && below.into_iter().any(|row| row.cells().filter(|cell| cell.value != Value::Blank).count() > 1)
}

/// Whether the rows belong to one header: a merged area begins in one of them and either spans them or lies over columns below.
fn is_tied(sheet: &Sheet, headers: &Headers, first: u32, last: u32) -> bool {
    // Each row but the last has to be tied to the one below, in one of two ways:
    //
    //   Организация | Официальная страница       «Организация» is merged over both rows,
    //               | Адрес  |  ID               «Официальная страница» lies over two columns that have headers of their own
    let below = sheet.row(last);
    if below.as_ref().is_some_and(|row| is_data(row, headers)) {
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

/// Whether a row is the lower part of a header, so that its words alone do not say all: «ID группы» under «Одноклассники».
fn is_under_a_group(sheet: &Sheet, headers: &Headers, row: u32) -> bool {
    let above = row.checked_sub(1).and_then(|above| sheet.row(above));
    above.is_some_and(|above| !is_data(&above, headers) && !is_title(sheet, &above) && is_tied(sheet, headers, row - 1, row))
}

/// What stands over the columns of a table whose header is not known by its words: the texts of the row above its data.
pub(super) fn texts_above(sheet: &Sheet, first_data_row: u32) -> BTreeMap<Column, String> {
    let row = first_data_row.checked_sub(1).and_then(|row| sheet.row(row));
    row.iter().flat_map(Row::texts).map(|(column, text)| (column, text.to_owned())).collect()
}

/// The header over pages that are known by themselves («Где смотреть», «Аккаунт»): the first row of texts alone, one of which names a
/// role, counts the rows or stands over the name of an organisation. Without it the rows above the first page, of organisations that have
/// none, would not be seen.
pub(super) fn header_over_pages(sheet: &Sheet, headers: &Headers, last: Column) -> Option<Header> {
    let is_word = |value: Value<'_>| match value {
        Value::Text(text) => {
            text.starts_with('№')
                || is_group_of_a_kind(text)
                || !headers.matches(text).is_empty()
                || !is_organisation(text) && !is_nothing_word(text) && !is_place(text)
        }
        _ => false,
    };
    let first_page = sheet.rows().find(|row| row.cells().any(|cell| is_page(cell.value, cell.hyperlink)))?.number();
    let above = sheet.rows().take_while(|row| row.number() < first_page.min(SEARCH));
    let row = above.into_iter().find(|row| {
        let below = sheet.row(row.number() + 1);
        let is_over_a_name = |column: Column| {
            let value = below.as_ref().map_or(Value::Blank, |below| below.value(column));
            matches!(value, Value::Text(name) if is_organisation(name))
        };
        let is_named = row.cells().any(|cell| {
            let names = |text: &str| text.starts_with('№') || !headers.matches(text).is_empty() || is_over_a_name(cell.at.column);
            matches!(cell.value, Value::Text(text) if names(text))
        });
        row.cells().count() > 1 && row.cells().all(|cell| is_word(cell.value)) && is_named
    })?;
    Some(header_at(sheet, headers, row.number(), row.number(), last))
}

/// Where the user names columns and no header is known by its words: the first row with anything in it, if it has texts and the cells of
/// the named columns are no pages or ids yet.
pub(super) fn unknown_header(sheet: &Sheet, headers: &Headers, options: &LayoutOptions) -> Option<u32> {
    let row = sheet.rows().find(|row| row.cells().any(|cell| cell.value != Value::Blank))?;
    let below = sheet.row_count() > sheet.position_from(row.number() + 1);
    let has_text = row.cells().any(|cell| matches!(cell.value, Value::Text(_)));
    if options.columns.is_empty() || !below || !has_text || is_data(&row, headers) {
        return None;
    }
    let evidence = options.columns.iter().filter(|(role, _)| role.is_evidence());
    let are_data = are_pages(evidence.filter_map(|&(_, column)| row.stored(column)));
    (!are_data).then(|| row.number())
}

fn header_at(sheet: &Sheet, headers: &Headers, first: u32, last: u32, last_column: Column) -> Header {
    let mut header = Header { first, last, claims: Vec::new(), texts: BTreeMap::new() };
    for column in header_columns(sheet, first, last, last_column) {
        let texts = texts_over(sheet, first, last, column);
        let Some(lowest) = texts.last() else { continue };
        let joined = texts.join(" ");
        let mut found = headers.matches(lowest);
        if texts.len() > 1 {
            // «Одноклассники» over «ID группы».
            let elsewhere = is_of_another_page(&joined) || texts.iter().any(|text| is_of_another_page(text));
            found.retain(|one| !elsewhere || !matches!(one.role, ColumnRole::Address | ColumnRole::GroupId));
            // «Учредитель» over «ОГРН».
            if texts.iter().any(|text| is_of_a_body_in_charge(text)) {
                found.clear();
            }
            // «ВКонтакте» over «Ссылка»: what the lower cell leaves open, both say together.
            for joined in headers.matches(&joined) {
                match found.iter_mut().find(|known| known.role == joined.role) {
                    Some(known) => *known = joined.max(*known),
                    None => found.push(joined),
                }
            }
        }
        let claim = |Match { strength, letters, rest, role }| Claim { column, role, strength, letters, rest };
        header.claims.extend(found.into_iter().map(claim));
        header.texts.insert(column, joined);
    }
    header
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

/// What stands over a column in the rows of a header, the upper rows first.
pub(super) fn texts_over(sheet: &Sheet, first: u32, last: u32, column: Column) -> Vec<&str> {
    (first..=last).filter_map(|row| header_text(sheet, CellRef::new(row, column), first)).collect()
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

/// Whether a row holds data rather than headers: an address, a link to a page, a number with more digits than a column number. What
/// stands on a header (a hyperlink to an instruction, an example of an address) does not make it data; but a community's page does where it
/// is no example («Группа ВК: vk.com/club1»), and so does any page beside the name of an organisation.
fn is_data(row: &Row<'_>, headers: &Headers) -> bool {
    let texts = || row.texts().map(|(_, text)| text);
    let is_community =
        |text: &str| is_page(Value::Text(text), None) && vk_address::read(text).group().is_some() && !is_example(text);
    let is_beside_a_page = || row.cells().any(|cell| is_page(cell.value, cell.hyperlink));
    let names_organisation = || texts().any(|text| is_organisation(text) && headers.matches(text).is_empty());
    let is_link = |text: &str| is_miniapp(Value::Text(text), None) && !is_example(text);
    if texts().any(|text| is_community(text) || is_link(text)) || is_beside_a_page() && names_organisation() {
        return true;
    }
    // Numbers first: a text is not held to the spellings of headers where they have told already.
    let has_number = row.cells().any(|cell| matches!(cell.value, Value::Number(number) if number.abs() >= 10_000.0));
    has_number
        || row.cells().any(|cell| {
            let Value::Text(text) = cell.value else { return false };
            let looks_so = is_page(cell.value, None) || text.bytes().filter(u8::is_ascii_digit).count() >= 10;
            looks_so && headers.matches(text).is_empty()
        })
}

/// Whether a text shows how an address is written: «Адрес страницы (например, vk.com/club1)».
fn is_example(text: &str) -> bool {
    let folded = fold(text);
    ["например", "пример", "в виде", "вида", "в формате", "формат"].iter().any(|word| folded.contains(word))
}

/// Skips the row of column numbers «1 2 3 …» that stands under many headers.
pub(super) fn after_numbering(sheet: &Sheet, row: u32) -> u32 {
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
pub(super) fn own_columns(sheet: &Sheet, rows: u32, options: &LayoutOptions) -> Option<(u32, BTreeMap<OwnRole, Column>)> {
    let mut numbers = sheet.rows().map(|row| row.number()).take_while(|&row| row <= rows);
    numbers.find_map(|number| Some((number, own_columns_in(sheet, number, options)?)))
}

/// The own columns of an earlier run whose headers stand in a row. They are gospub's because the workbook's record says so; only in a
/// workbook that an earlier version worked on, which kept none, by their headers.
pub(super) fn own_columns_in(sheet: &Sheet, header: u32, options: &LayoutOptions) -> Option<BTreeMap<OwnRole, Column>> {
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
pub(super) fn senders_last(own: &BTreeMap<OwnRole, Column>, last: Column) -> Column {
    own.values().min().map_or(last, |first| Column::new(first.index().saturating_sub(1)).unwrap_or(*first))
}
