//! The data rows of a table: which rows of the sheet are organisations, and which are titles of sections, totals, notes; and what each
//! of their cells says, where one value stands for several rows.

use super::column::{ColumnRole, OwnRole};
use super::content::{is_group_of_a_kind, is_other_network, is_place};
use super::layout::Layout;
use super::shared::Shared;
use super::sheet::{Area, Cell, CellRef, Column, Row, Sheet, Value};
use crate::domain::text::{fold, fold_starts_with_any, folds_to_any, is_letter};
use crate::domain::vk_address::{self, Address};
use foldhash::HashSet;
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
    sections: Sections,
    /// Values that stand for several rows.
    shared: Shared,
    /// How many rows are about pages in other networks.
    other_networks: usize,
    /// The sheet whose roster this one repeats.
    repeats: Option<String>,
}

/// Titles between the rows, each by the row that it stands in.
#[derive(Clone, Debug, Default)]
struct Sections {
    /// «г. Калуга» over the rows of one municipality.
    places: BTreeMap<u32, String>,
    /// «Детские сады» over the organisations of one kind.
    kinds: BTreeMap<u32, String>,
}

/// A value that was taken for rows in whose cells it does not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilledDown {
    /// A column with its value once a group of rows.
    Column {
        /// The role of the column.
        role: ColumnRole,
        /// The column.
        column: Column,
        /// How many rows took their value from a row above.
        rows: usize,
    },
    /// Titles of sections between the rows.
    Sections {
        /// What they were taken for.
        role: ColumnRole,
        /// The first of them, as written.
        first: String,
        /// How many there are.
        titles: usize,
    },
}

impl Table {
    /// Picks out the data rows of a sheet.
    pub fn new(sheet: impl Into<Arc<Sheet>>, layout: Layout) -> Self {
        let sheet = sheet.into();
        let banners = banners(&sheet, &layout);
        let (first, end) = (sheet.position_from(layout.first_data_row), sheet.row_count());
        let batches: Vec<_> = (first..end)
            .into_par_iter()
            .step_by(BATCH)
            .map(|from| {
                let (mut rows, mut titles, mut other_networks) = (Vec::new(), Vec::new(), 0);
                for position in from..end.min(from + BATCH) {
                    let row = sheet.row_at(position);
                    let at = u32::try_from(position).expect("a sheet has fewer than 4 billion rows");
                    match kind_of(&row, &layout, &banners) {
                        RowKind::Data => rows.push(at),
                        RowKind::Title(title) => titles.push((at, title)),
                        RowKind::OtherNetwork => other_networks += 1,
                        RowKind::Nothing => {}
                    }
                }
                (rows, titles, other_networks)
            })
            .collect();
        let (mut rows, mut titles, mut other_networks) = (Vec::new(), Vec::new(), 0);
        for (data, of_sections, of_others) in batches {
            rows.extend(data);
            titles.extend(of_sections);
            other_networks += of_others;
        }
        let sections = Sections::of(titles, &mut rows, &sheet, &layout);
        drop_footnotes(&sheet, &mut rows);
        let shared = Shared::of(&sheet, &layout, &rows);
        let mut table = Self { sheet, layout, rows, sections, shared, other_networks, repeats: None };
        table.leave_out_other_networks();
        table
    }

    /// Leaves out the rows that give the pages of an organisation in other networks, below or above the row of its page in ВКонтакте,
    /// where no column names the network. An organisation that has no other row keeps its own, with what is wrong in it.
    fn leave_out_other_networks(&mut self) {
        let Some(address) = self.layout.column(ColumnRole::Address) else { return };
        let organisation = self.layout.column(ColumnRole::Organisation);
        let page = |position: usize| match self.row(position).value(address) {
            Value::Text(text) => Some(is_page_elsewhere(text)),
            _ => None,
        };
        let elsewhere: Vec<Option<bool>> = (0..self.len()).into_par_iter().map(page).collect();
        if !elsewhere.contains(&Some(true)) {
            return;
        }
        let name = |position: usize| match organisation.map(|column| self.value(&self.row(position), column)) {
            Some(Value::Text(text)) => fold(text),
            _ => String::new(),
        };
        let mut left_out = HashSet::default();
        let mut from = 0;
        while from < self.len() {
            let whose = name(from);
            let same = |position: &usize| {
                let name = name(*position);
                name.is_empty() && !whose.is_empty() || name == whose
            };
            let end = (from + 1..self.len()).find(|position| !same(position)).unwrap_or(self.len());
            // The row that stays must say whose page it is.
            if (from..end).any(|position| elsewhere[position] == Some(false) && name(position) == whose) {
                left_out.extend((from..end).filter(|&position| elsewhere[position] == Some(true)).map(|at| self.rows[at]));
            }
            from = end;
        }
        self.rows.retain(|row| !left_out.contains(row));
        self.other_networks += left_out.len();
        self.shared = Shared::of(&self.sheet, &self.layout, &self.rows);
    }

    /// A table in which a single row is data, whatever it holds: for values that stand in no workbook.
    pub fn of_value(sheet: Sheet, layout: Layout) -> Self {
        let rows = (0..u32::try_from(sheet.row_count()).unwrap_or_default()).collect();
        Self {
            sheet: Arc::new(sheet),
            layout,
            rows,
            sections: Sections::default(),
            shared: Shared::default(),
            other_networks: 0,
            repeats: None,
        }
    }

    /// The same rows over a sheet made by [`Sheet::revised`], with the own columns of another layout.
    #[must_use]
    pub fn revised(&self, sheet: Sheet, layout: Layout) -> Self {
        let sections = self.sections.clone();
        let shared = Shared::of(&sheet, &layout, &self.rows);
        Self {
            sheet: Arc::new(sheet),
            layout,
            rows: self.rows.clone(),
            sections,
            shared,
            other_networks: self.other_networks,
            repeats: self.repeats.clone(),
        }
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

    /// What a column says of a row: the cell that stands there, or with its place the one whose value stands for this row too, as it
    /// is merged over several rows or written once for a group of them.
    pub fn cell<'t>(&'t self, row: &Row<'t>, column: Column) -> Cell<'t> {
        let cell = row.cell(column);
        match self.shared_by(&cell) {
            Some(from) => Cell { at: cell.at, ..self.sheet.cell(from) },
            None => cell,
        }
    }

    /// The value of [`Table::cell`].
    pub fn value<'t>(&'t self, row: &Row<'t>, column: Column) -> Value<'t> {
        match row.value(column) {
            Value::Blank if !self.shared.is_empty() => self.cell(row, column).value,
            value => value,
        }
    }

    fn shared_by(&self, cell: &Cell<'_>) -> Option<CellRef> {
        let is_blank = cell.value == Value::Blank && cell.hyperlink.is_none() && cell.formula.is_none();
        if is_blank { self.shared.source(cell.at) } else { None }
    }

    /// The position of the first data row whose number is at least this.
    pub fn position_from(&self, number: u32) -> usize {
        self.rows.partition_point(|&row| self.sheet.row_at(row as usize).number() < number)
    }

    /// The positions of the data rows with these numbers.
    pub fn positions(&self, numbers: RangeInclusive<u32>) -> Range<usize> {
        self.position_from(*numbers.start())..self.position_from(numbers.end().saturating_add(1))
    }

    /// The municipality by the title of the section that a row stands in.
    pub fn section(&self, row: u32) -> Option<&str> {
        above(&self.sections.places, &self.sections.kinds, row)
    }

    /// The title of the organisations of one kind that a row stands under.
    pub fn section_of_kind(&self, row: u32) -> Option<&str> {
        above(&self.sections.kinds, &self.sections.places, row)
    }

    /// The area that a cell is merged into, where what stands in it is shown for other data rows as well, or in another cell.
    pub fn merged(&self, at: CellRef) -> Option<Area> {
        let area = self.shared.area(at)?;
        (area.first != at || self.positions(area.first.row..=area.last.row).len() > 1).then_some(area)
    }

    /// Whether a cell's value is that of other rows too, so that it cannot be changed for its row alone.
    pub fn is_shared(&self, at: CellRef) -> bool {
        self.merged(at).is_some() || self.shared.columns().any(|(_, column, _)| column == at.column)
    }

    /// Whether titles part the rows into municipalities.
    pub fn has_sections(&self) -> bool {
        !self.sections.places.is_empty()
    }

    /// What was taken for rows in whose cells it does not stand. Merged cells are not among it: everybody sees for which rows they stand.
    pub fn filled_down(&self) -> Vec<FilledDown> {
        let titles = [(ColumnRole::Municipality, &self.sections.places), (ColumnRole::Kind, &self.sections.kinds)];
        let sections = titles.into_iter().filter(|(role, _)| self.layout.column(*role).is_none()).filter_map(|(role, titles)| {
            let first = titles.values().next()?.clone();
            Some(FilledDown::Sections { role, first, titles: titles.len() })
        });
        let columns = self.shared.columns().map(|(role, column, rows)| FilledDown::Column { role, column, rows });
        columns.chain(sections).collect()
    }

    /// How many rows are about pages in other networks: by the column that names the network, or as rows of an organisation beside that of
    /// its page in ВКонтакте. They are not judged.
    pub fn other_networks(&self) -> usize {
        self.other_networks
    }

    /// The sheet of the same workbook whose roster this one repeats: its organisations are judged here too, and counted there.
    pub fn repeats(&self) -> Option<&str> {
        self.repeats.as_deref()
    }

    /// Finds the tables of a workbook that repeat the roster of a fuller one: a sheet a month, a sheet a network, a summary.
    pub fn mark_repeats<'t>(tables: impl IntoIterator<Item = &'t mut Self>) {
        /// Fewer organisations are alike by chance.
        const FEWEST: usize = 3;
        let tables: Vec<&mut Self> = tables.into_iter().collect();
        if tables.len() < 2 {
            return;
        }
        let with_names = |table: &'t mut Self| {
            let names = table.names();
            (table, names)
        };
        let mut tables: Vec<(&mut Self, HashSet<String>)> = tables.into_iter().map(with_names).collect();
        // The sort is stable: of equally full sheets the first is worked on.
        tables.sort_by_key(|(table, names)| std::cmp::Reverse((names.len(), table.filled_pages())));
        for at in 1..tables.len() {
            let (fuller, rest) = tables.split_at_mut(at);
            let (table, names) = &mut rest[0];
            let is_in = |all: &HashSet<String>| names.iter().filter(|name| all.contains(*name)).count() * 5 >= names.len() * 4;
            let same = fuller.iter().find(|(known, all)| known.repeats.is_none() && is_in(all));
            if let Some((known, _)) = same.filter(|_| names.len() >= FEWEST) {
                table.repeats = Some(known.sheet.name().to_owned());
            }
        }
    }

    /// The names of its organisations, folded.
    pub fn names(&self) -> HashSet<String> {
        (0..self.len()).into_par_iter().filter_map(|position| self.name(position)).collect()
    }

    /// The name of a row's organisation, folded.
    pub fn name(&self, position: usize) -> Option<String> {
        match self.value(&self.row(position), self.layout.column(ColumnRole::Organisation)?) {
            Value::Text(text) => Some(fold(text)),
            _ => None,
        }
    }

    /// How many rows have something in the column of pages.
    fn filled_pages(&self) -> usize {
        let Some(column) = self.layout.column(ColumnRole::Address) else { return 0 };
        (0..self.len()).filter(|&position| self.value(&self.row(position), column) != Value::Blank).count()
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
}

/// The nearest title above a row. Where titles of another sort divide these (the schools of one district, of the next), it ends with
/// its district; which sort divides the other is told by the first title.
fn above<'t>(titles: &'t BTreeMap<u32, String>, others: &BTreeMap<u32, String>, row: u32) -> Option<&'t str> {
    let (&at, title) = titles.range(..row).next_back()?;
    let is_inner = others.keys().next() < titles.keys().next();
    (!is_inner || others.range(at..row).next().is_none()).then_some(title)
}

/// Below the table, after a blank row, stand notes and signatures: a lone text without the number that rows have in column A.
fn drop_footnotes(sheet: &Sheet, rows: &mut Vec<u32>) {
    let numbered = |row: &Row<'_>| row.cell(Column::default()).value != Value::Blank;
    while let [.., before, last] = rows[..] {
        let (before, row) = (sheet.row_at(before as usize), sheet.row_at(last as usize));
        let lone = row.cells().count() == 1 && row.cells().all(|cell| cell.hyperlink.is_none());
        if !lone || numbered(&row) || !numbered(&before) || row.number() == before.number() + 1 {
            return;
        }
        rows.pop();
    }
}

enum RowKind {
    Data,
    Title(Title),
    /// The page is in another network, as the row's own column says: neither a row of ВКонтакте nor a faulty one.
    OtherNetwork,
    Nothing,
}

/// What may be the title of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Title {
    /// A text merged over several columns.
    Banner(Column),
    /// The only cell of its row, in a column that has no names.
    Lone(Column),
    /// The only cell of its row, where the names of organisations stand.
    InPlaceOfAName(Column),
}

impl Sections {
    /// Sorts out what rows with a single text are: a title of the rows below them, or an organisation of which only the name is known.
    fn of(titles: Vec<(u32, Title)>, rows: &mut Vec<u32>, sheet: &Sheet, layout: &Layout) -> Self {
        let mut sections = Self::default();
        if titles.is_empty() {
            return sections;
        }
        // A roster of municipalities has names that look like titles.
        let organisation = layout.column(ColumnRole::Organisation);
        let names_are_places = organisation.is_some_and(|column| {
            rows.iter().any(|&row| matches!(sheet.row_at(row as usize).value(column), Value::Text(text) if is_place(text)))
        });
        let text = |position: u32, column: Column| match sheet.row_at(position as usize).value(column) {
            Value::Text(text) => text.trim(),
            _ => "",
        };
        let is_banner_of_place =
            titles.iter().any(|(row, title)| matches!(title, Title::Banner(column) if is_place(text(*row, *column))));
        let mut organisations = Vec::new();
        for (position, title) in titles {
            let (Title::Banner(column) | Title::Lone(column) | Title::InPlaceOfAName(column)) = title;
            let words = text(position, column);
            let number = sheet.row_at(position as usize).number();
            if is_group_of_a_kind(words) {
                sections.kinds.insert(number, words.to_owned());
                continue;
            }
            match title {
                Title::InPlaceOfAName(_) if names_are_places => organisations.push(position),
                // Where one banner is a place, the others are remarks.
                Title::Banner(_) if is_banner_of_place && !is_place(words) => {}
                _ => {
                    sections.places.insert(number, words.to_owned());
                }
            }
        }
        if !organisations.is_empty() {
            rows.extend(organisations);
            rows.sort_unstable();
        }
        sections
    }
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

fn kind_of(row: &Row<'_>, layout: &Layout, banners: &BTreeMap<u32, Area>) -> RowKind {
    // Own columns of an earlier run make no row.
    let own = |column: Column| layout.is_annotated() && OwnRole::ALL.iter().any(|&role| layout.own(role) == Some(column));
    let mut cells = row.cells().filter(|cell| !own(cell.at.column) && cell.value != Value::Blank);
    let Some(first) = cells.next() else { return RowKind::Nothing };
    let more = cells.next().is_some();
    let text = match first.value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    if let (Some(text), false) = (text, more) {
        let column = first.at.column;
        if banners.get(&row.number()).is_some_and(|area| area.contains(first.at)) {
            return RowKind::Title(Title::Banner(column));
        }
        if first.hyperlink.is_none() && (is_place(text) || is_group_of_a_kind(text)) {
            match layout.columns().find(|&(_, known)| known == column).map(|(role, _)| role) {
                Some(ColumnRole::Organisation) => return RowKind::Title(Title::InPlaceOfAName(column)),
                Some(role) if role.makes_table() => {}
                _ => return RowKind::Title(Title::Lone(column)),
            }
        }
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
    if repeats_header(row, layout) || !(has_evidence || named) {
        return RowKind::Nothing;
    }
    let network = layout.column(ColumnRole::Network).map(|column| row.value(column));
    match network {
        Some(Value::Text(text)) if is_other_network(text) => RowKind::OtherNetwork,
        _ => RowKind::Data,
    }
}

/// Whether a text is the address of a page in another network, and of none in ВКонтакте.
fn is_page_elsewhere(text: &str) -> bool {
    const HOSTS: [&str; 9] =
        ["ok.ru", "odnoklassniki.ru", "t.me", "telegram.me", "max.ru", "youtube.com", "rutube.ru", "dzen.ru", "zen.yandex.ru"];
    // The rest is for the few that are not of ВКонтакте at first sight.
    !text.contains("vk.")
        && matches!(vk_address::read(text).address, Address::Foreign(host) if HOSTS.contains(&host.trim_start_matches("www.")))
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
    use crate::table::headers::Headers;
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
    fn rows_of_other_networks_beside_the_page_of_the_same_organisation_are_left_out() {
        let page = "https://vk.com/club217000101";
        let rows: [&[&str]; 9] = [
            &["Организация", "Ссылка на страницу"],
            &["Школа № 1", page],
            &["", "https://ok.ru/group/55555555555"],
            &["Школа № 2", "https://t.me/school2"],
            &["Школа № 2", page],
            &["Школа № 3", "https://max.ru/id7325000000_gos"],
            &["Школа № 4", "https://ok.ru/group/55555555556"],
            &["", page],
            &["Школа № 5", "https://ok.ru/group/55555555557 https://vk.com/school5"],
        ];
        let table = table(&rows, &[]);
        assert_eq!((numbers(&table), table.other_networks()), (vec![2, 5, 6, 7, 8, 9], 2));
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
    fn a_lone_title_between_the_rows_begins_a_section() {
        let rows: [&[&str]; 7] = [
            &["№", "Организация", "Ссылка на страницу ВК"],
            &["Примерский район"],
            &["Детские сады"],
            &["1", "Сад", "https://vk.com/club1"],
            &["", "Образцовский район"],
            &["2", "Школа", "https://vk.com/club2"],
            &["3", "Школа без страницы"],
        ];
        let table = table(&rows, &[]);
        assert_eq!(numbers(&table), [4, 6, 7]);
        assert_eq!(
            [4, 6, 7].map(|row| table.section(row)),
            [Some("Примерский район"), Some("Образцовский район"), Some("Образцовский район")]
        );
        assert_eq!([4, 6].map(|row| table.section_of_kind(row)), [Some("Детские сады"), None]);
        assert_eq!(table.filled_down().len(), 2);
    }

    #[test]
    fn a_municipality_without_a_page_is_no_title_among_municipalities() {
        let rows: [&[&str]; 3] =
            [&["Организация", "Ссылка на страницу ВК"], &["Примерский район", "https://vk.com/club1"], &["Образцовский район"]];
        assert_eq!(numbers(&table(&rows, &[])), [2, 3]);
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
