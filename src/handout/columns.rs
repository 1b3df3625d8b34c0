//! Which columns of a roster are handed out, under which headers, how wide.

use crate::domain::text::fold;
use crate::handback::{HandedColumn, distinct_headers};
use crate::pipeline::Run;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::sheet::{CellRef, Column, Value};

/// The header over each of the sender's columns, from the left; empty where there is none. Of several rows the lowest that says
/// something counts.
pub(crate) fn header_texts(table: &Table) -> Vec<(Column, &str)> {
    let (first, last) = table.layout().header.unwrap_or((1, 0));
    let over = |column: Column| {
        (first..=last).rev().find_map(|row| match table.sheet().cell(CellRef::new(row, column)).value {
            Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        })
    };
    table.layout().senders_columns().map(|column| (column, over(column).unwrap_or_default())).collect()
}

/// The columns of the tables that are handed out together: those that gospub knows, and the number of the row. Columns of several
/// tables are one where they have one role.
pub(super) fn handed(run: &Run<'_>, sources: &[usize]) -> Vec<HandedColumn> {
    let mut columns: Vec<HandedColumn> = Vec::new();
    for (index, &source) in sources.iter().enumerate() {
        let table = &run.sources()[source].table;
        for (column, header) in header_texts(table) {
            let role = table.layout().columns().find(|&(_, known)| known == column).map(|(role, _)| role);
            if role.is_none() && !counts_rows(header) {
                continue;
            }
            let is_same = |known: &&mut HandedColumn| {
                known.role == role && (role.is_some() || fold(&known.header) == fold(header)) && known.columns[index].is_none()
            };
            let header = if header.is_empty() { role.map_or("", ColumnRole::title) } else { header };
            let mut places = vec![None; sources.len()];
            places[index] = Some(column);
            match columns.iter_mut().find(is_same) {
                Some(known) => known.columns[index] = Some(column),
                None => columns.push(HandedColumn { header: header.to_owned(), role, columns: places }),
            }
        }
    }
    let headers = distinct_headers(columns.iter().map(|column| column.header.as_str()));
    columns.iter_mut().zip(headers).for_each(|(column, header)| column.header = header);
    columns
}

/// «№ п/п»: people speak of rows by it.
fn counts_rows(header: &str) -> bool {
    let folded = fold(header);
    ["№", "n п/п", "п/п"].iter().any(|word| folded.starts_with(word))
}

/// How wide a column is at most, in characters: what its role needs.
pub(super) fn widest(column: &HandedColumn) -> usize {
    match column.role {
        Some(ColumnRole::Organisation) => 34,
        Some(ColumnRole::Address | ColumnRole::Link | ColumnRole::PosMessages | ColumnRole::PosPolls) => 26,
        Some(ColumnRole::NoPage | ColumnRole::Activity | ColumnRole::PostalAddress | ColumnRole::PageLinks) => 24,
        _ => 18,
    }
}

/// How wide a column is, in characters: so that its longest text takes one line, between its header's longest word and what its role
/// needs at most. Where it is narrower than that, all its texts take one line, so heights of rows can be told by [`widest`].
pub(super) fn width(column: &HandedColumn, longest: usize) -> f64 {
    /// Room for the filter button beside a word of a header.
    const BUTTON: usize = 3;
    let most = widest(column);
    let words = column.header.split(|c: char| !c.is_alphanumeric());
    let least = words.map(|word| word.chars().count()).max().unwrap_or(0) + BUTTON;
    // As `lines` counts: letters are wider than digits.
    let fits = (longest + 2).max(longest * 11 / 10 + 1);
    fits.clamp(least.min(most), most) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::edit::lines;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let column = |header: &str, role| HandedColumn { header: header.into(), role, columns: Vec::new() };
        assert_eq!(width(&column("ОГРН", Some(ColumnRole::Ogrn)), 13), 15.0);
        assert_eq!(width(&column("Муниципальное образование", None), 4), 16.0);
        assert_eq!(width(&column("Организация", Some(ColumnRole::Organisation)), 200), 34.0);
        assert_eq!(width(&column("№ п/п", None), 3), 5.0);
    }

    #[test]
    fn a_text_takes_as_many_lines_as_in_the_widest_column() {
        for role in [Some(ColumnRole::Organisation), Some(ColumnRole::Address), Some(ColumnRole::NoPage), None] {
            let column = HandedColumn { header: String::new(), role, columns: Vec::new() };
            for longest in 1..60 {
                let text = "ж".repeat(longest);
                let in_lines = |width| lines(&text, width);
                assert_eq!(in_lines(width(&column, longest)), in_lines(widest(&column) as f64), "{role:?}, {longest}");
            }
        }
    }

    #[test]
    fn numbers_of_rows_are_known_by_their_header() {
        assert!(counts_rows("№ п/п") && counts_rows("№") && counts_rows("N п/п"));
        assert!(!counts_rows("Номер") && !counts_rows(""));
    }
}
