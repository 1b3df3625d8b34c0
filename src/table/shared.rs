//! Values that stand for several rows: merged over them, or written once for a group of them.

use super::column::ColumnRole;
use super::layout::Layout;
use super::sheet::{Area, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::fold;
use std::collections::{BTreeMap, HashSet};

/// A wider area is a banner or a block of text, not the value of a column.
const WIDEST: usize = 64;

/// What groups of rows have in common. Never a code or a page: those are an organisation's own, and a gap is more likely than a group.
const OF_GROUPS: [ColumnRole; 6] = [
    ColumnRole::Municipality,
    ColumnRole::Kind,
    ColumnRole::Level,
    ColumnRole::Parent,
    ColumnRole::Region,
    ColumnRole::RegionCode,
];

/// From which cells blank ones take their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// Areas over several rows, by each column that they reach and their first row.
    areas: BTreeMap<(Column, u32), Area>,
    /// Columns with a value once a group.
    once: Vec<Once>,
}

/// A column in which only the first row of each group has a value.
#[derive(Clone, Debug)]
struct Once {
    role: ColumnRole,
    column: Column,
    /// The rows with a value, ascending.
    filled: Vec<u32>,
    /// The last data row: below it nothing is filled down.
    last: u32,
    /// How many rows take theirs from above.
    blank: usize,
}

impl Shared {
    pub(super) fn of(sheet: &Sheet, layout: &Layout, rows: &[u32]) -> Self {
        let areas = areas(sheet, layout);
        let columns = OF_GROUPS.into_iter().filter_map(|role| Some((role, layout.column(role)?)));
        let once = columns.filter_map(|(role, column)| once(sheet, rows, &areas, role, column)).collect();
        Self { areas, once }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.areas.is_empty() && self.once.is_empty()
    }

    /// The area over several rows that a cell lies in.
    pub(super) fn area(&self, at: CellRef) -> Option<Area> {
        area_at(&self.areas, at)
    }

    /// The cell whose value a blank cell shares.
    pub(super) fn source(&self, at: CellRef) -> Option<CellRef> {
        if let Some(area) = self.area(at) {
            return (area.first != at && area.first.column == at.column).then_some(area.first);
        }
        let once = self.once.iter().find(|once| once.column == at.column && at.row <= once.last)?;
        let row = once.filled[..once.filled.partition_point(|&row| row < at.row)].last()?;
        Some(CellRef::new(*row, at.column))
    }

    /// The columns with a value once a group, and how many rows take theirs from above.
    pub(super) fn columns(&self) -> impl Iterator<Item = (ColumnRole, Column, usize)> {
        self.once.iter().map(|once| (once.role, once.column, once.blank))
    }
}

fn areas(sheet: &Sheet, layout: &Layout) -> BTreeMap<(Column, u32), Area> {
    let high = sheet.merges().iter().filter(|area| area.first.row < area.last.row && area.first.row >= layout.first_data_row);
    let narrow = high.filter(|area| area.last.column.index() - area.first.column.index() < WIDEST);
    let columns = |area: &Area| (area.first.column.index()..=area.last.column.index()).filter_map(Column::new);
    narrow.flat_map(|area| columns(area).map(|column| ((column, area.first.row), *area))).collect()
}

fn area_at(areas: &BTreeMap<(Column, u32), Area>, at: CellRef) -> Option<Area> {
    if areas.is_empty() {
        return None;
    }
    let (_, area) = areas.range((at.column, 0)..=(at.column, at.row)).next_back()?;
    area.contains(at).then_some(*area)
}

/// A column as one with a value once a group, if that is what it looks like: the first row has a value, no value stands twice, and at
/// least two rows in five are blank. Where a value is written in each row a blank cell is a gap, and stays one.
fn once(sheet: &Sheet, rows: &[u32], areas: &BTreeMap<(Column, u32), Area>, role: ColumnRole, column: Column) -> Option<Once> {
    let mut values = HashSet::new();
    let (mut filled, mut blank) = (Vec::new(), 0usize);
    for &position in rows {
        let row: Row<'_> = sheet.row_at(position as usize);
        let number = row.number();
        match row.value(column) {
            Value::Blank if area_at(areas, CellRef::new(number, column)).is_some() => {}
            Value::Blank if filled.is_empty() => return None,
            Value::Blank => blank += 1,
            Value::Text(text) if !values.insert(fold(text)) => return None,
            _ => filled.push(number),
        }
    }
    let last = sheet.row_at(*rows.last()? as usize).number();
    // A single kind or level in the first row is that row's: what decides a link goes down only where groups are to be seen.
    let is_alone = filled.len() < 2 && matches!(role, ColumnRole::Kind | ColumnRole::Level);
    (!is_alone && blank >= 2 && blank * 5 >= rows.len() * 2).then_some(Once { role, column, filled, last, blank })
}

#[cfg(test)]
mod tests {
    use crate::table::Table;
    use crate::table::column::ColumnRole;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::rows::FilledDown;
    use crate::table::sheet::{Column, Value, merged_sheet};

    fn table(rows: &[[&str; 3]], merges: &[&str]) -> Table {
        let header = ["Район", "Организация", "Ссылка на страницу ВК"];
        let sheet = merged_sheet(std::iter::once(&header).chain(rows), merges);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    #[test]
    fn a_single_kind_in_the_first_row_is_that_rows() {
        let filled = |kinds: [&str; 4]| {
            let header = ["Сфера", "Организация", "Ссылка на страницу ВК"].map(str::to_owned);
            let row = |(at, kind): (usize, &str)| [kind.to_owned(), format!("Центр № {at}"), format!("vk.com/club21700010{at}")];
            let rows = std::iter::once(header).chain(kinds.into_iter().enumerate().map(row));
            let sheet = merged_sheet(rows, &[]);
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            Table::new(sheet, layout).filled_down().len()
        };
        assert_eq!(filled(["Здравоохранение", "", "", ""]), 0);
        assert_eq!(filled(["Здравоохранение", "", "Образование", ""]), 1);
    }

    fn municipalities(table: &Table) -> Vec<&str> {
        let value = |position| match table.value(&table.row(position), Column::FIRST) {
            Value::Text(text) => text,
            _ => "",
        };
        (0..table.len()).map(value).collect()
    }

    const SIX: [&str; 6] = ["vk.com/club1", "vk.com/club2", "vk.com/club3", "vk.com/club4", "vk.com/club5", "vk.com/club6"];

    /// A table of six schools with these districts.
    fn with_districts(districts: [&'static str; 6]) -> Vec<[&'static str; 3]> {
        (0..6).map(|row| [districts[row], "Школа", SIX[row]]).collect()
    }

    #[test]
    fn a_value_merged_over_rows_belongs_to_each_of_them() {
        let table = table(&with_districts(["А", "", "", "Б", "", ""]), &["A2:A4", "A5:A7"]);
        assert_eq!(municipalities(&table), ["А", "А", "А", "Б", "Б", "Б"]);
        assert_eq!(table.filled_down(), []);
    }

    #[test]
    fn a_value_once_a_group_belongs_to_the_group() {
        let table = table(&with_districts(["А", "", "", "Б", "", ""]), &[]);
        assert_eq!(municipalities(&table), ["А", "А", "А", "Б", "Б", "Б"]);
        let column = table.layout().column(ColumnRole::Municipality).unwrap();
        assert_eq!(table.filled_down(), [FilledDown::Column { role: ColumnRole::Municipality, column, rows: 4 }]);
    }

    #[test]
    fn a_gap_in_a_column_with_a_value_in_each_row_stays_a_gap() {
        for districts in [["А", "А", "", "Б", "", ""], ["", "А", "", "", "", ""], ["А", "Б", "В", "Г", "", "Д"]] {
            let table = table(&with_districts(districts), &[]);
            assert_eq!(municipalities(&table), districts);
        }
    }
}
