//! Where the header of a sheet stands: the rows of it, what its cells say, and gospub's own headers in it.

use super::column::{ColumnRole, OwnRole};
use super::content::{is_group_of_a_kind, is_organisation, is_place};
use super::evidence::{are_pages, is_miniapp, is_page};
use super::headers::{Headers, Match, Strength, is_of_a_body_in_charge, is_of_another_page};
use super::layout::LayoutOptions;
use super::sheet::{Area, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::{fold, is_letter, is_nothing_word, words};
use crate::domain::vk_address;
use std::collections::BTreeMap;
use std::ops::Range;

/// So far down a header is looked for in any case; title blocks of 14 rows occur.
const SEARCH: u32 = 60;
/// So far down where no page stands above it: some tables begin under pages of instructions.
const SEARCH_UP_TO_PAGES: u32 = 500;
/// Headers of more than two rows, a group over a group over a column, occur up to this height.
const HEIGHT: u32 = 3;

/// A header that was found, with the roles its cells claim.
pub(super) struct Header {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) claims: Vec<Claim>,
    /// What stands over each column, the upper rows first.
    pub(super) texts: BTreeMap<Column, String>,
    /// The header of another table above this one, without rows of a roster.
    pub(super) above: Option<u32>,
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
    /// The roles that its columns name, one each: a sentence names several.
    fn roles(&self) -> Vec<ColumnRole> {
        let mut roles: Vec<ColumnRole> = Vec::new();
        for claims in self.claims.chunk_by(|one, next| one.column == next.column) {
            let free = claims.iter().filter(|claim| !roles.contains(&claim.role));
            let best = free.max_by_key(|claim| (weight(claim.role), claim.strength));
            roles.extend(best.map(|claim| claim.role));
        }
        roles
    }

    fn score(&self) -> u32 {
        self.roles().into_iter().map(weight).sum()
    }

    /// Whether it names organisations and their pages.
    fn is_of_a_roster(&self) -> bool {
        let roles = self.roles();
        roles.contains(&ColumnRole::Organisation) && roles.iter().any(|role| role.is_evidence())
    }
}

/// Evidence counts most, then the name: two codes alone make no table.
fn weight(role: ColumnRole) -> u32 {
    match role {
        _ if role.is_evidence() => 4,
        ColumnRole::Organisation => 3,
        _ => 2,
    }
}

/// The last row in which a header may stand.
pub(super) fn search_end(sheet: &Sheet) -> u32 {
    let mut top = sheet.rows().take_while(|row| row.number() <= SEARCH_UP_TO_PAGES);
    let first_page = top.find(|row| row.cells().any(|cell| is_page(cell.value, cell.hyperlink)));
    first_page.map_or(SEARCH, |row| row.number().max(SEARCH))
}

/// The header of a sheet: the rows whose words name most roles.
pub(super) fn find_header(sheet: &Sheet, headers: &Headers, last: Column) -> Option<Header> {
    let mut best: Option<Header> = None;
    let end = search_end(sheet);
    for row in sheet.rows().take_while(|row| row.number() <= end) {
        if is_data(&row, headers)
            || is_title(sheet, &row)
            || is_prose(&row, last)
            || is_under_a_group(sheet, headers, row.number())
        {
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
                if best.first == header.first {
                    return header.score() > best.score() || header.score() == best.score() && reaches_to_its_end(sheet, &header);
                }
                let between = best.last + 1..header.first;
                match best.is_of_a_roster() && !between.is_empty() {
                    // What stands below the header of a roster is another table; a summary above one has no rows of its sort.
                    true => {
                        let below = header.last + 1..header.last + 1 + NEAR_BELOW;
                        !has_roster_rows(sheet, headers, between)
                            && (header.score() > best.score()
                                || header.is_of_a_roster() && has_roster_rows(sheet, headers, below))
                    }
                    false => header.score() > best.score(),
                }
            };
            if header.score() >= if strong { 4 } else { 5 } && best.as_ref().is_none_or(is_better) {
                let is_filled = |best: &Header| (best.last + 1..header.first).any(|row| sheet.row(row).is_some());
                let above = best.filter(|best| best.is_of_a_roster() && is_filled(best));
                best = Some(Header { above: above.map(|above| above.first), ..header });
            }
        }
    }
    best
}

/// So many rows below a header show what it stands over.
const NEAR_BELOW: u32 = 4;

/// Whether some of these rows have a page, or the name of an organisation.
fn has_roster_rows(sheet: &Sheet, headers: &Headers, rows: Range<u32>) -> bool {
    let is_one = |row: Row<'_>| {
        let is_named = |text: &str| is_organisation(text) && headers.matches(text).is_empty();
        row.cells().any(|cell| is_page(cell.value, cell.hyperlink) || is_miniapp(cell.value, cell.hyperlink))
            || row.texts().any(|(_, text)| is_named(text))
    };
    rows.filter_map(|row| sheet.row(row)).any(is_one)
}

/// Whether a row is a sentence, alone or beside its number: «1. | Официальные страницы организаций ведутся в соответствии с 8-ФЗ.»
fn is_prose(row: &Row<'_>, last: Column) -> bool {
    /// A header of a column has no more words.
    const MOST_WORDS: usize = 10;
    let mut texts = row.texts().map(|(_, text)| text.trim()).filter(|text| text.chars().any(is_letter));
    let only = texts.next().filter(|_| texts.next().is_none() && row.cells().count() <= 2 && last > Column::FIRST);
    only.is_some_and(|text| words(text).count() > MOST_WORDS || words(text).count() > 3 && text.ends_with(['.', ';', '!']))
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
    if first + 1 == last && !has_merges(sheet, first, last) {
        return is_tied_by_gaps(sheet, headers, first);
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

/// Whether an area reaches over more than one cell of these rows.
fn has_merges(sheet: &Sheet, first: u32, last: u32) -> bool {
    sheet.merges().iter().any(|area| area.first.row <= last && area.last.row >= first)
}

/// Whether a row and the one below it are one header of a sheet that has lost its merges, as .csv has none: each has words for columns
/// where the other has gaps, and the lower row has none but known words.
fn is_tied_by_gaps(sheet: &Sheet, headers: &Headers, upper: u32) -> bool {
    let (Some(above), Some(below)) = (sheet.row(upper), sheet.row(upper + 1)) else { return false };
    let is_word = |value: Value<'_>| matches!(value, Value::Text(_) | Value::Blank);
    let has = |row: &Row<'_>, column: Column| row.value(column) != Value::Blank;
    let gaps = above.texts().filter(|(column, _)| !has(&below, *column)).count();
    let filled: Vec<&str> = below.texts().filter(|(column, _)| !has(&above, *column)).map(|(_, text)| text).collect();
    let is_known = |text: &&str| !headers.matches(text).is_empty();
    let known = below.texts().filter(|(_, text)| is_known(text)).count();
    above.cells().chain(below.cells()).all(|cell| is_word(cell.value))
        && above.texts().count() > 1
        && gaps > 0
        && !filled.is_empty()
        && filled.iter().all(is_known)
        && known * 3 >= below.texts().count() * 2
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
    let above = sheet.rows().take_while(|row| row.number() < first_page.min(SEARCH_UP_TO_PAGES));
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

pub(super) fn header_at(sheet: &Sheet, headers: &Headers, first: u32, last: u32, last_column: Column) -> Header {
    let mut header = Header { first, last, claims: Vec::new(), texts: BTreeMap::new(), above: None };
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
    let spreads = first + 1 == last && !has_merges(sheet, first, last);
    let text = |row| {
        let own = header_text(sheet, CellRef::new(row, column), first);
        own.or_else(|| (spreads && row == first).then(|| group_text(sheet, first, column)).flatten())
    };
    (first..=last).filter_map(text).collect()
}

/// What stands over a column in the upper row of a header without merges: the text of the nearest group to the left, which has a header
/// of its own below it too.
fn group_text(sheet: &Sheet, upper: u32, column: Column) -> Option<&str> {
    let is_text = |row: u32, column: Column| matches!(sheet.cell(CellRef::new(row, column)).value, Value::Text(_));
    let group = (0..column.index()).rev().filter_map(Column::new).find(|&left| is_text(upper, left))?;
    let both = is_text(upper + 1, column) && is_text(upper + 1, group);
    both.then(|| header_text(sheet, CellRef::new(upper, group), upper)).flatten()
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

#[cfg(test)]
mod tests {
    use crate::table::column::ColumnRole;
    use crate::table::headers::Headers;
    use crate::table::layout::testing::{letter, recognise};
    use crate::table::layout::{Layout, LayoutNote, LayoutOptions};
    use crate::table::sheet::{CellRef, Column, NewValue, SheetBuilder, merged_sheet, sheet_of_texts};
    use std::sync::Arc;

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
    fn what_stands_on_a_header_does_not_make_it_data() {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        let rows = [["Организация", "Страница ВК (например https://vk.com/club1)"], ["Школа", "vk.com/club2"]];
        for (row, texts) in (1..).zip(rows) {
            for (column, text) in (0..).map_while(Column::new).zip(texts) {
                let value = NewValue::Text(text);
                builder.cell(CellRef::new(row, column), false, value, None).unwrap();
            }
        }
        builder.hyperlink(CellRef::new(1, Column::FIRST), "https://vk.com/@gosuslugi");
        let layout = Layout::recognise(&builder.build(), &Headers::default(), &LayoutOptions::default()).unwrap();
        assert_eq!((layout.header, letter(&layout, ColumnRole::Address).as_deref()), (Some((1, 1)), Some("B")));
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
}
