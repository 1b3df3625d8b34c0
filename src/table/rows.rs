//! The data rows of a table: which rows of the sheet are organisations, and which are titles of sections, totals, notes.

use super::column::{ColumnRole, OwnRole};
use super::layout::Layout;
use super::sheet::{Area, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::{fold_starts_with_any, folds_to_any, is_letter};
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
    /// Sections by the row of their title: «г. Калуга» over the rows of one municipality.
    sections: BTreeMap<u32, String>,
    /// Cells of links that are merged over several rows, by the column and the first of the rows.
    merged_links: BTreeMap<(Column, u32), Area>,
}

impl Table {
    /// Picks out the data rows of a sheet that was read with the columns of [`Layout::wanted_columns`].
    pub fn new(sheet: impl Into<Arc<Sheet>>, layout: Layout) -> Self {
        let sheet = sheet.into();
        let banners = banners(&sheet, &layout);
        let (first, end) = (sheet.position_from(layout.first_data_row), sheet.row_count());
        let batches: Vec<_> = (first..end)
            .into_par_iter()
            .step_by(BATCH)
            .map(|from| {
                let (mut rows, mut sections) = (Vec::new(), Vec::new());
                for position in from..end.min(from + BATCH) {
                    let row = sheet.row_at(position);
                    match kind_of(&row, &layout, &banners) {
                        RowKind::Data => rows.push(u32::try_from(position).expect("a sheet has fewer than 4 billion rows")),
                        RowKind::Section(title) => sections.push((row.number(), title.to_owned())),
                        RowKind::Nothing => {}
                    }
                }
                (rows, sections)
            })
            .collect();
        let (rows, sections): (Vec<_>, Vec<_>) = batches.into_iter().unzip();
        let sections = sections.into_iter().flatten().collect();
        let merged_links = merged_links(&sheet, &layout);
        let mut table = Self { sheet, layout, rows: rows.concat(), sections, merged_links };
        table.drop_footnotes();
        table
    }

    /// A table in which a single row is data, whatever it holds: for values that stand in no workbook.
    pub fn of_value(sheet: Sheet, layout: Layout) -> Self {
        let rows = (0..u32::try_from(sheet.row_count()).unwrap_or_default()).collect();
        Self { sheet: Arc::new(sheet), layout, rows, sections: BTreeMap::new(), merged_links: BTreeMap::new() }
    }

    /// The same rows over a sheet made by [`Sheet::revised`], with the own columns of another layout.
    #[must_use]
    pub fn revised(&self, sheet: Sheet, layout: Layout) -> Self {
        let (sections, merged_links) = (self.sections.clone(), self.merged_links.clone());
        Self { sheet: Arc::new(sheet), layout, rows: self.rows.clone(), sections, merged_links }
    }

    /// The sheet.
    pub fn sheet(&self) -> &Sheet {
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

    /// The position of the first data row whose number is at least this.
    pub fn position_from(&self, number: u32) -> usize {
        self.rows.partition_point(|&row| self.sheet.row_at(row as usize).number() < number)
    }

    /// The positions of the data rows with these numbers.
    pub fn positions(&self, numbers: RangeInclusive<u32>) -> Range<usize> {
        self.position_from(*numbers.start())..self.position_from(numbers.end().saturating_add(1))
    }

    /// The section that a row stands in, where the table has titles of sections.
    pub fn section(&self, row: u32) -> Option<&str> {
        self.sections.range(..row).next_back().map(|(_, title)| title.as_str())
    }

    /// The area over several rows that the cell of a link is merged into.
    pub fn merged_link(&self, at: CellRef) -> Option<Area> {
        if self.merged_links.is_empty() {
            return None;
        }
        let (_, area) = self.merged_links.range(..=(at.column, at.row)).next_back()?;
        area.contains(at).then_some(*area)
    }

    /// Whether titles part the rows into sections.
    pub fn has_sections(&self) -> bool {
        !self.sections.is_empty()
    }

    /// The row that takes the headers of own columns: the last of the header, else the one above the data. None if the data begins in
    /// the first row.
    pub fn header_row(&self) -> Option<u32> {
        self.layout.header.map(|(_, last)| last).or_else(|| self.layout.first_data_row.checked_sub(1).filter(|&row| row > 0))
    }

    /// Header and data rows over the sender's columns.
    pub fn area(&self) -> Area {
        let first = self.layout.header.map_or(self.layout.first_data_row, |(first, _)| first);
        let last = self.rows.last().map_or(first, |&row| self.sheet.row_at(row as usize).number());
        Area { first: CellRef::new(first, Column::default()), last: CellRef::new(last.max(first), self.layout.last_column) }
    }

    /// Below the table, after a blank row, stand notes and signatures: a lone text without the number that rows have in column A.
    fn drop_footnotes(&mut self) {
        let numbered = |row: &Row<'_>| row.cell(Column::default()).value != Value::Blank;
        while let [.., before, last] = self.rows[..] {
            let (before, row) = (self.sheet.row_at(before as usize), self.sheet.row_at(last as usize));
            let lone = row.cells().count() == 1 && row.cells().all(|cell| cell.hyperlink.is_none());
            if !lone || numbered(&row) || !numbered(&before) || row.number() == before.number() + 1 {
                return;
            }
            self.rows.pop();
        }
    }
}

enum RowKind<'s> {
    Data,
    Section(&'s str),
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

/// Links that are merged over several rows. One text is shown for them all, so none of the rows has a cell of its own.
fn merged_links(sheet: &Sheet, layout: &Layout) -> BTreeMap<(Column, u32), Area> {
    let links = [ColumnRole::Link, ColumnRole::PosMessages, ColumnRole::PosPolls];
    let columns: Vec<Column> = links.into_iter().filter_map(|role| layout.column(role)).collect();
    let high = sheet.merges().iter().filter(|area| area.first.row < area.last.row && area.last.row >= layout.first_data_row);
    high.flat_map(|area| {
        let covers = |column: &&Column| (area.first.column..=area.last.column).contains(column);
        columns.iter().filter(covers).map(|&column| ((column, area.first.row), *area))
    })
    .collect()
}

fn kind_of<'s>(row: &Row<'s>, layout: &Layout, banners: &BTreeMap<u32, Area>) -> RowKind<'s> {
    // Own columns of an earlier run make no row.
    let own = |column: Column| layout.is_annotated() && OwnRole::ALL.iter().any(|&role| layout.own(role) == Some(column));
    let mut cells = row.cells().filter(|cell| !own(cell.at.column) && cell.value != Value::Blank);
    let Some(first) = cells.next() else { return RowKind::Nothing };
    let more = cells.next().is_some();
    let text = match first.value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    if let (Some(text), false) = (text, more)
        && banners.get(&row.number()).is_some_and(|area| area.contains(first.at))
    {
        return RowKind::Section(text.trim());
    }
    let is_total_row = text.is_some_and(is_total);
    let evidence = ColumnRole::ALL.into_iter().filter(|role| role.makes_table() || *role == ColumnRole::Ogrn);
    let has_evidence = evidence.filter_map(|role| layout.column(role)).any(|column| {
        let cell = row.cell(column);
        // A total under the ids or addresses says how many there are.
        let is_count = is_total_row && is_count(cell.value);
        cell.value != Value::Blank && !is_count || cell.hyperlink.is_some()
    });
    if !has_evidence && is_total_row {
        return RowKind::Nothing;
    }
    let named = layout.column(ColumnRole::Organisation).is_some_and(|column| match row.value(column) {
        Value::Text(text) => !is_total(text) && text.chars().any(is_letter),
        _ => false,
    });
    if repeats_header(row, layout) || !(has_evidence || named) { RowKind::Nothing } else { RowKind::Data }
}

fn is_total(text: &str) -> bool {
    fold_starts_with_any(text, &["итого", "всего", "в том числе", "примечани", "исполнител", "* "])
}

/// Whether a value can be the number of rows above it.
fn is_count(value: Value<'_>) -> bool {
    match value {
        Value::Number(number) => number.abs() <= f64::from(CellRef::ROWS),
        Value::Text(text) => text.trim().len() < 7 && text.trim().bytes().all(|b| b.is_ascii_digit()),
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
    use crate::table::column::Headers;
    use crate::table::layout::LayoutOptions;
    use crate::table::sheet::{NewValue, SheetBuilder};

    fn table(rows: &[&[&str]], merges: &[&str]) -> Table {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        for (row, cells) in (1..).zip(rows) {
            for (column, text) in (0..).filter_map(Column::new).zip(cells.iter()).filter(|(_, text)| !text.is_empty()) {
                builder.cell(CellRef::new(row, column), false, NewValue::Text(text), None).unwrap();
            }
        }
        for merge in merges {
            builder.merge(merge.parse().unwrap());
        }
        let sheet = builder.build();
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
    fn a_total_under_the_ids_is_no_row() {
        let table = table(&[&["Организация", "ID сообщества"], &["Школа", "217000101"], &["Итого", "1"]], &[]);
        assert_eq!(numbers(&table), [2]);
    }

    #[test]
    fn a_text_without_a_number_below_a_numbered_table_is_a_note() {
        let header = ["№", "Организация", "Ссылка на страницу ВК"];
        let table = table(&[&header, &["1", "Школа", "https://vk.com/club1"], &[], &["", "Начальница отдела"]], &[]);
        assert_eq!(numbers(&table), [2]);
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
