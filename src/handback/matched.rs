//! Rows that came back without their keys, matched by ОГРН, name and municipality. That is a proposal: a person confirms it.

use super::grid::Grid;
use super::origin::Origin;
use super::returned::{Added, AddedRow, Returned, ReturnedRow, changes};
use super::roster::Roster;
use crate::domain::text::fold;
use crate::record::{Record, text_of};
use crate::table::RowId;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::collections::HashMap;
use std::sync::Arc;

/// Two of these must be the same, and the municipality where both name one.
const PAIRS: [[ColumnRole; 2]; 3] = [
    [ColumnRole::Ogrn, ColumnRole::Organisation],
    [ColumnRole::Ogrn, ColumnRole::Address],
    [ColumnRole::Organisation, ColumnRole::Address],
];

/// The rows of a roster by what they are called.
#[derive(Debug)]
pub(crate) struct Matcher<'r, 't> {
    roster: &'r Roster<'t>,
    by_pair: [HashMap<[String; 2], Vec<RowId>>; 3],
}

/// Which row of a roster a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// This one.
    One(RowId),
    /// One of several.
    Several,
    /// None that is known.
    None,
}

/// A table that came back, with the row of the origin that each of its rows is, or why it is none.
#[derive(Debug)]
pub(crate) struct MatchedTable<'m> {
    /// The table.
    pub(crate) table: &'m Table,
    /// The positions in [`Origin::rows`] of its rows, in their order.
    pub(crate) rows: Vec<Result<usize, Added>>,
}

impl<'r, 't> Matcher<'r, 't> {
    /// Looks through the rows of a roster.
    pub(crate) fn new(roster: &'r Roster<'t>) -> Self {
        let mut by_pair: [HashMap<[String; 2], Vec<RowId>>; 3] = Default::default();
        for (table, rows) in roster.tables().iter().enumerate() {
            for position in 0..rows.len() {
                let record = Record::at(rows, position);
                for (pair, known) in PAIRS.into_iter().zip(&mut by_pair) {
                    if let Some(texts) = pair_of(&record, pair) {
                        known.entry(texts).or_default().push(RowId::new(table, position));
                    }
                }
            }
        }
        Self { roster, by_pair }
    }

    /// The row of the roster that a row of another table is.
    pub(crate) fn find(&self, record: &Record<'_>) -> Match {
        let municipality = record.municipality().map(|name| fold(&name)).filter(|name| !name.is_empty());
        let is_here = |at: &&RowId| match (&municipality, self.record(**at).municipality()) {
            (Some(one), Some(other)) => *one == fold(&other) || other.is_empty(),
            _ => true,
        };
        for (pair, known) in PAIRS.into_iter().zip(&self.by_pair) {
            let rows = pair_of(record, pair).and_then(|texts| known.get(&texts));
            let rows: Vec<RowId> = rows.into_iter().flatten().filter(is_here).copied().collect();
            match rows[..] {
                [] => {}
                [one] => return Match::One(one),
                ref several => return self.only(several, record),
            }
        }
        Match::None
    }

    /// Of branches of one body the one with the same page.
    fn only(&self, rows: &[RowId], record: &Record<'_>) -> Match {
        let is_same = |at: &&RowId| {
            let says = |role| fold(&self.record(**at).text(role)) == fold(&record.text(role));
            says(ColumnRole::Address) && says(ColumnRole::GroupId)
        };
        let mut same = rows.iter().filter(is_same);
        match (same.next(), same.next()) {
            (Some(one), None) => Match::One(*one),
            _ => Match::Several,
        }
    }

    fn record(&self, at: RowId) -> Record<'t> {
        Record::at(self.roster.tables()[at.table()], at.position())
    }
}

fn pair_of(record: &Record<'_>, pair: [ColumnRole; 2]) -> Option<[String; 2]> {
    let texts = pair.map(|role| fold(&record.text(role)));
    texts.iter().all(|text| !text.is_empty()).then_some(texts)
}

impl Returned {
    /// Reads tables without keys, whose rows were matched. `origin` says what the matched rows would be handed out as.
    pub(crate) fn matched(tables: &[MatchedTable<'_>], origin: Origin) -> Self {
        let (mut rows, mut added, mut came) = (Vec::new(), Vec::new(), vec![false; origin.rows.len()]);
        for matched in tables {
            let grid = Grid::of_table(matched.table, &origin);
            for (position, handed) in matched.rows.iter().enumerate() {
                let row = matched.table.row(position);
                match *handed {
                    Ok(handed) => {
                        let changes = changes(&origin.rows[handed], &grid, &row);
                        came[handed] = true;
                        rows.push(ReturnedRow { handed, sheet: Arc::clone(&grid.name), changes, overwritten: false });
                    }
                    Err(why) => {
                        let text = |(index, column): (usize, &Option<_>)| {
                            let text = text_of(row.value((*column)?)).into_owned();
                            Some((index, text)).filter(|(_, text)| !text.is_empty())
                        };
                        let texts: Vec<(usize, String)> = grid.columns.iter().enumerate().filter_map(text).collect();
                        let column = texts.first().and_then(|(index, _)| grid.columns[*index]).unwrap_or_default();
                        let explanation = grid.explanation.map(|column| text_of(row.value(column)).into_owned());
                        added.push(AddedRow {
                            sheet: Arc::clone(&grid.name),
                            at: CellRef::new(row.number(), column),
                            texts,
                            explanation: explanation.unwrap_or_default(),
                            why,
                        });
                    }
                }
            }
        }
        Self { rows, added, came, is_matched: true, ..Self::of(origin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    const HEADER: [&str; 4] = ["Муниципалитет", "Организация", "ОГРН", "Ссылка на страницу ВК"];
    const ROWS: [[&str; 4]; 5] = [
        ["Калуга", "Школа № 1", "1027700132195", "https://vk.com/club1"],
        ["Обнинск", "Школа № 1", "1027739642281", "https://vk.com/club2"],
        ["Калуга", "Библиотека", "1027700070518", "https://vk.com/club3"],
        ["Калуга", "Библиотека", "1027700070518", "https://vk.com/club4"],
        ["Обнинск", "Библиотека", "1027700070518", "https://vk.com/club5"],
    ];

    fn table(rows: &[[&str; 4]]) -> Table {
        let sheet = sheet_of_texts("Лист1", std::iter::once(&HEADER).chain(rows));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    fn found(row: [&str; 4]) -> Result<usize, Match> {
        let (roster, back) = (table(&ROWS), table(&[row]));
        let roster = Roster::new(vec![&roster]);
        match Matcher::new(&roster).find(&Record::at(&back, 0)) {
            Match::One(at) => Ok(at.position()),
            other => Err(other),
        }
    }

    #[test]
    fn rows_are_matched_by_ogrn_name_and_municipality() {
        assert_eq!(found(["калуга", "ШКОЛА № 1", "1027700132195", "https://vk.com/club9"]), Ok(0));
        assert_eq!(found(["Обнинск", "Библиотека", "1027700070518", "https://vk.com/club9"]), Ok(4));
        // A mistyped ОГРН or a new name: the page still says whose row it is.
        assert_eq!(found(["Обнинск", "Школа № 1", "1027739642280", "https://vk.com/club2"]), Ok(1));
        assert_eq!(found(["Калуга", "Библиотека", "1027700070518", "https://vk.com/club4"]), Ok(3));
    }

    #[test]
    fn nothing_is_matched_by_less() {
        assert_eq!(found(["Обнинск", "Школа № 1", "1027700132195", "https://vk.com/club1"]), Err(Match::None));
        assert_eq!(found(["Калуга", "Библиотека", "1027700070518", "https://vk.com/club9"]), Err(Match::Several));
        assert_eq!(found(["Калуга", "Школа № 7", "1027700132195", "https://vk.com/club9"]), Err(Match::None));
    }
}
