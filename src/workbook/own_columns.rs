//! Where the own columns of an earlier run stand now. Columns and rows may have been inserted before them; people delete some of them, drag
//! one before another and insert columns between them, and each of the others is still gospub's.

use super::undo::{Recorded, trace_of};
use crate::table::sheet::{Column, Row, Sheet, Value};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// How far down headers are looked for.
const ROWS: u32 = 200;

/// The row of the headers, and each own column that is left as it was with the one that it is.
pub(super) fn own_columns(recorded: &Recorded, sheet: &Sheet) -> (u32, Vec<(Column, Column)>) {
    let rows = sheet.rows().take_while(|row| row.number() <= ROWS.max(recorded.header));
    // Of rows that say as much of the headers the recorded one counts, then the upper one.
    let by_worth = |(row, block): &(u32, Block)| (block.worth(), *row == recorded.header, Reverse(*row));
    let best = rows.filter_map(|row| Some((row.number(), Block::best(recorded, row)?))).max_by_key(by_worth);
    let Some((header, block)) = best else { return (recorded.header, Vec::new()) };
    let is_ours = |place: usize, now: Column| holds_what_was_written(recorded, place, sheet, header, now);
    let follows = |now: Column| block.columns.values().any(|other| other.index() + 1 == now.index());
    // Behind a column of a person's a header of these words may be the person's too.
    let is_apart = block.is_apart(recorded);
    let is_kept = |&(place, now): &(usize, Column)| !is_apart || now == block.first || follows(now) || is_ours(place, now);
    let columns: Vec<(usize, Column)> = block.columns.iter().map(|(&place, &now)| (place, now)).filter(is_kept).collect();
    // So may be all of them where few are left.
    if columns.len() * 2 < recorded.own.len() && !columns.iter().any(|&(place, now)| is_ours(place, now)) {
        return (recorded.header, Vec::new());
    }
    (header, columns.into_iter().map(|(place, now)| (recorded.own[place].0, now)).collect())
}

/// The own headers in a row from one of them on.
struct Block {
    first: Column,
    /// The places of own columns in the record, and where each stands.
    columns: BTreeMap<usize, Column>,
    /// How many columns must have been deleted, inserted and dragged for that.
    changes: usize,
}

impl Block {
    /// The block that asks for the fewest changes: a sender's column of an own name stands left of gospub's. Nobody has more columns of
    /// these names than are looked at.
    fn best(recorded: &Recorded, row: Row<'_>) -> Option<Self> {
        let text = |value| if let Value::Text(text) = value { Some(text.trim()) } else { None };
        let headers: Vec<(&str, Column)> = row.cells().filter_map(|cell| Some((text(cell.value)?, cell.at.column))).collect();
        let is_own = |header: &str| recorded.own.iter().any(|(_, own)| own.trim() == header);
        let firsts = headers.iter().filter(|(header, _)| is_own(header)).map(|&(_, column)| column);
        firsts.take(64).map(|first| Self::from(recorded, &headers, first)).max_by_key(|block| (block.worth(), block.first))
    }

    fn from(recorded: &Recorded, headers: &[(&str, Column)], first: Column) -> Self {
        let stands = |own: &str| headers.iter().find(|&&(header, column)| column >= first && header == own.trim());
        let places = recorded.own.iter().enumerate().filter_map(|(place, (_, own))| Some((place, stands(own)?.1)));
        let mut block = Self { first, columns: places.collect(), changes: 0 };
        let last = block.columns.values().max().map_or(0, |last| last.index());
        let between = (last + 1 - first.index()).saturating_sub(block.columns.len());
        let deleted = recorded.own.len() - block.columns.len();
        let in_order: Vec<Column> = block.columns.values().copied().collect();
        let dragged = in_order.windows(2).filter(|pair| pair[0] > pair[1]).count();
        block.changes = block.shift(recorded).unsigned_abs() + deleted + between + dragged;
        block
    }

    fn worth(&self) -> (Reverse<usize>, usize) {
        (Reverse(self.changes), self.columns.len())
    }

    /// How far the sender's columns before it have moved it.
    fn shift(&self, recorded: &Recorded) -> isize {
        let first = recorded.own.iter().map(|(column, _)| column.index()).min().unwrap_or_default();
        self.first.index() as isize - first as isize
    }

    /// Whether a column is missing or has moved farther than the others.
    fn is_apart(&self, recorded: &Recorded) -> bool {
        let moved = |(&place, now): (&usize, &Column)| moved_by(recorded.own[place].0, self.shift(recorded)) != Some(*now);
        self.columns.len() < recorded.own.len() || self.columns.iter().any(moved)
    }
}

fn moved_by(column: Column, by: isize) -> Option<Column> {
    column.index().checked_add_signed(by).and_then(Column::new)
}

/// Whether anything that gospub wrote into an own column stands under a header.
fn holds_what_was_written(recorded: &Recorded, place: usize, sheet: &Sheet, header: u32, now: Column) -> bool {
    let written: HashSet<u32> = recorded.traces.get(&recorded.own[place].0).into_iter().flatten().copied().collect();
    let below = sheet.rows().skip_while(|row| row.number() <= header);
    below.filter_map(|row| trace_of(row.value(now))).any(|trace| written.contains(&trace))
}

#[cfg(test)]
mod tests {
    use super::super::undo::trace;
    use super::*;
    use crate::table::sheet::sheet_of_texts;
    use std::collections::HashMap;

    /// Where the own columns «ID», «Статус» and «Пояснение», written into C, D and E, are found under a header, with those of a row.
    fn found(header: &[&str], row: &[&str]) -> Vec<String> {
        let own =
            [("C", "ID"), ("D", "Статус"), ("E", "Пояснение")].map(|(column, own)| (column.parse().unwrap(), own.to_owned()));
        let traces = HashMap::from([(own[0].0, vec![0, trace("5")]), (own[1].0, vec![0, trace("Верно")])]);
        let recorded = Recorded { header: 1, own: own.to_vec(), traces, ..Recorded::default() };
        let sheet = sheet_of_texts("Лист1", [header, row]);
        let header = |then| recorded.own.iter().find(|(column, _)| *column == then).map(|(_, header)| &**header).unwrap();
        own_columns(&recorded, &sheet).1.into_iter().map(|(then, now)| format!("{now} {}", header(then))).collect()
    }

    #[test]
    fn the_others_are_found_where_one_was_deleted() {
        let row = ["Школа", "vk.com", "5", "Верно"];
        assert_eq!(found(&["Организация", "Страница", "ID", "Пояснение"], &row), ["C ID", "D Пояснение"]);
        assert_eq!(found(&["Организация", "Страница", "ID", "Статус"], &row), ["C ID", "D Статус"]);
        assert_eq!(found(&["Организация", "Страница", "Статус"], &["Школа", "vk.com", "Верно"]), ["C Статус"]);
    }

    #[test]
    fn they_are_found_in_another_order_and_with_a_persons_column_between_them() {
        let row = ["Школа", "vk.com", "5", "", "Верно"];
        assert_eq!(found(&["Организация", "Страница", "ID", "Пояснение", "Статус"], &row), ["C ID", "E Статус", "D Пояснение"]);
        assert_eq!(found(&["Организация", "Страница", "ID", "Телефон", "Статус"], &row), ["C ID", "E Статус"]);
    }

    #[test]
    fn a_persons_column_of_an_own_name_is_not_taken_for_one_that_was_deleted() {
        let row = ["Школа", "работает", "5", "", "", "решено"];
        assert_eq!(found(&["Организация", "Статус", "ID", "Пояснение"], &row), ["C ID", "D Пояснение"]);
        assert_eq!(found(&["Организация", "Страница", "ID", "Пояснение", "Тел.", "Статус"], &row), ["C ID", "D Пояснение"]);
    }
}
