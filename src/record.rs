//! One row as typed cells: for each role what was written and where. Making it cannot fail; what is wrong with a cell is for later
//! stages to say.

use crate::domain::Date;
use crate::domain::digits::number_text;
use crate::domain::text::{is_nothing_word, without_address};
use crate::table::Table;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::layout::Layout;
use crate::table::sheet::{Area, Cell, CellRef, Column, Row, Value};
use std::borrow::Cow;

/// A row of a table, seen through the roles of its columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'t> {
    row: Row<'t>,
    table: &'t Table,
    layout: &'t Layout,
    section: Option<&'t str>,
    /// The cell that stands for the row where a column is missing, so that every finding can be clicked.
    anchor: CellRef,
}

/// A cell as canonical text: numbers without exponents, dates as day.month.year; with the hyperlink behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextCell<'t> {
    /// Where it stands; for a role without a column, the row's anchor.
    pub(crate) at: CellRef,
    /// What it says, ends trimmed.
    pub(crate) text: Cow<'t, str>,
    /// What it says with the blanks at its ends, where it is text.
    untrimmed: Option<&'t str>,
    /// How it is stored.
    pub(crate) stored: Stored,
    /// The target behind the cell: of a hyperlink, or of a HYPERLINK formula.
    pub(crate) target: Option<Cow<'t, str>>,
    /// Whether the cell is a formula; gospub never overwrites one.
    pub(crate) is_formula: bool,
    /// The area over several rows that the cell is merged into: what stands in it is shown for other rows as well.
    pub(crate) merged: Option<Area>,
    /// Whether gospub can write on its sheet at all: not where the data begins in the first row.
    pub(crate) is_on_marked_sheet: bool,
    /// Whether an earlier run wrote the cell. Of a sender's cell that is as good as unwritten: it says what it said before then.
    pub(crate) written: bool,
    /// Whether it or a part of its text is struck out.
    pub(crate) is_struck: bool,
    /// Whether the table has a column for the role at all.
    pub(crate) has_column: bool,
}

/// How a cell's value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// Nothing is there.
    Blank,
    /// Text.
    Text,
    /// A number; 15 digits at most are exact.
    Number,
    /// A date.
    Date,
    /// A truth value or a spreadsheet error.
    Other,
}

impl TextCell<'_> {
    /// The cell of a role without a column.
    fn missing(at: CellRef, is_on_marked_sheet: bool) -> Self {
        Self {
            at,
            is_on_marked_sheet,
            text: Cow::Borrowed(""),
            untrimmed: None,
            stored: Stored::Blank,
            target: None,
            is_formula: false,
            merged: None,
            written: false,
            is_struck: false,
            has_column: false,
        }
    }

    /// Whether the cell holds nothing at all, no hyperlink either.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty() && self.target.is_none()
    }

    /// The link that the cell holds: its text, or the target behind a text that is no address («Открыть»).
    pub(crate) fn link_text(&self) -> Option<&str> {
        match &self.target {
            Some(target) if !looks_like_address(&self.text) => Some(target),
            _ if self.text.is_empty() => None,
            _ => Some(self.untrimmed.unwrap_or(&self.text)),
        }
    }

    /// The target behind a cell that shows another link: other numbers, or another section. A click leads there.
    pub(crate) fn hidden_link(&self) -> Option<&str> {
        let target = self.target.as_deref().filter(|target| *target != self.text && looks_like_address(&self.text))?;
        let told = |link: &str| -> Vec<String> {
            let words = link.split(|c: char| !c.is_ascii_alphanumeric());
            let is_telling = |word: &&str| {
                matches!(*word, "health" | "education" | "auto") || !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
            };
            let mut told: Vec<String> = words.filter(is_telling).map(str::to_owned).collect();
            told.sort_unstable();
            told
        };
        (told(target) != told(&self.text)).then_some(target)
    }

    /// Whether a link can be written into the cell: it is no formula, belongs to this row alone, and its sheet can be written on.
    pub(crate) fn takes_a_link(&self) -> bool {
        !self.is_formula && self.merged.is_none() && self.is_on_marked_sheet
    }

    /// Whether a formula stands in the cell whose result nobody has computed.
    pub(crate) fn is_not_computed(&self) -> bool {
        self.is_formula && self.text.is_empty()
    }

    /// Whether the cell holds nothing or a word for nothing.
    pub(crate) fn says_nothing(&self) -> bool {
        self.is_blank() || is_nothing_word(&self.text)
    }
}

impl<'t> Record<'t> {
    /// The record of the data row at a position of a table.
    pub(crate) fn at(table: &'t Table, position: usize) -> Self {
        let row = table.row(position);
        let layout = table.layout();
        let anchor = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link, ColumnRole::Organisation]
            .into_iter()
            .find_map(|role| layout.column(role))
            .unwrap_or_default();
        Self { row, table, layout, section: table.section(row.number()), anchor: CellRef::new(row.number(), anchor) }
    }

    /// The row's number, from one.
    pub(crate) fn row(&self) -> u32 {
        self.row.number()
    }

    /// The network other than ВКонтакте that the row names.
    pub(crate) fn other_network(&self) -> Option<&'t str> {
        self.table.other_network(&self.row)
    }

    /// Which of the two cells of pages has the newer one, where the headers say so.
    pub(crate) fn newer_pages(&self) -> Option<ColumnRole> {
        self.layout.newer_pages()
    }

    /// The cell that a finding about the row as a whole points at.
    pub(crate) fn anchor(&self) -> CellRef {
        self.anchor
    }

    /// The cell of a role; blank, at the row's anchor, where the table has no such column.
    pub(crate) fn get(&self, role: ColumnRole) -> TextCell<'t> {
        self.cell(self.column(role))
    }

    fn column(&self, role: ColumnRole) -> Option<Column> {
        self.table.column_in(&self.row, role)
    }

    /// What the cell of a role says, ends trimmed: all that most questions need of it.
    pub(crate) fn text(&self, role: ColumnRole) -> Cow<'t, str> {
        let text = match self.column(role) {
            Some(column) => text_of(self.table.value(&self.row, column)),
            None => Cow::Borrowed(""),
        };
        if role == ColumnRole::Organisation && self.names_carry_pages() {
            return Cow::Owned(without_address(&text).into_owned());
        }
        text
    }

    /// Whether the cell of a role holds nothing, a word for nothing, or a zero.
    pub(crate) fn says_nothing(&self, role: ColumnRole) -> bool {
        match self.column(role).map_or(Value::Blank, |column| self.table.value(&self.row, column)) {
            // No other number has to be written out for that.
            Value::Number(number) if number != 0.0 => false,
            value => {
                let text = text_of(value);
                is_nothing_word(&text) || text == "0"
            }
        }
    }

    /// The cell of one of gospub's own columns, from an earlier run.
    pub(crate) fn own(&self, role: OwnRole) -> TextCell<'t> {
        self.cell(self.layout.own(role))
    }

    /// What a person has written into one of gospub's own columns that is not theirs to write in; only a workbook with a record of what
    /// gospub wrote tells it from that.
    pub(crate) fn by_hand(&self, role: OwnRole) -> Option<TextCell<'t>> {
        let column = self.layout.own(role).filter(|_| role != OwnRole::Explanation && self.is_recorded())?;
        let cell = self.row.stored(column).filter(|cell| !cell.written)?;
        Some(text_cell(cell, None)).filter(|cell| !cell.text.is_empty())
    }

    /// Whether the workbook keeps a record of what gospub wrote into the row's sheet.
    pub(crate) fn is_recorded(&self) -> bool {
        self.table.sheet().is_recorded()
    }

    /// Whether the table has a column for the role.
    pub(crate) fn has(&self, role: ColumnRole) -> bool {
        self.column(role).is_some()
    }

    /// Whether the sheet has organisations that were not read.
    pub(crate) fn leaves_out_organisations(&self) -> bool {
        self.table.leaves_out_organisations()
    }

    /// Whether the names of the organisations carry the hyperlinks to their pages, so that an address would take the place of a name.
    pub(crate) fn names_carry_pages(&self) -> bool {
        self.has(ColumnRole::Address) && self.layout.column(ColumnRole::Address) == self.layout.column(ColumnRole::Organisation)
    }

    /// The organisation's name as written; empty if there is none.
    pub(crate) fn organisation(&self) -> Cow<'t, str> {
        self.text(ColumnRole::Organisation)
    }

    /// The municipality: by its column, else by the section that the row stands in.
    pub(crate) fn municipality(&self) -> Option<Cow<'t, str>> {
        let text = self.text(ColumnRole::Municipality);
        if text.is_empty() { self.section.map(Cow::Borrowed) } else { Some(text) }
    }

    /// What the table says of the organisation's kind: by its column, else by the title that the row stands under.
    pub(crate) fn kind(&self) -> Cow<'t, str> {
        match self.layout.column(ColumnRole::Kind) {
            Some(_) => self.text(ColumnRole::Kind),
            None => Cow::Borrowed(self.table.section_of_kind(self.row.number()).unwrap_or_default()),
        }
    }

    fn cell(&self, column: Option<Column>) -> TextCell<'t> {
        match column {
            Some(column) => {
                let cell = self.table.cell(&self.row, column);
                TextCell { is_on_marked_sheet: self.table.can_be_marked(), ..text_cell(cell, self.table.merged(cell.at)) }
            }
            None => TextCell::missing(self.anchor, self.table.can_be_marked()),
        }
    }
}

fn text_cell(cell: Cell<'_>, merged: Option<Area>) -> TextCell<'_> {
    let (untrimmed, stored) = match cell.value {
        Value::Blank => (None, Stored::Blank),
        Value::Text(text) => (Some(text), Stored::Text),
        Value::Number(_) => (None, Stored::Number),
        // No day is that far off: a number whose format is a date's by mistake.
        Value::Date(serial) if Date::of_serial(serial).is_none() => (None, Stored::Number),
        Value::Date(_) => (None, Stored::Date),
        Value::Error(text) => (Some(text), Stored::Other),
        Value::Bool(_) => (None, Stored::Other),
    };
    TextCell {
        at: cell.at,
        text: text_of(cell.value),
        untrimmed,
        stored,
        target: cell.target(),
        is_formula: cell.formula.is_some(),
        merged,
        is_on_marked_sheet: true,
        written: cell.written,
        is_struck: cell.is_struck,
        has_column: true,
    }
}

/// Whether a text is meant as an address, right or wrong; a label over a hyperlink («Открыть») is not.
pub(crate) fn looks_like_address(text: &str) -> bool {
    text.contains("://") || text.contains("vk.") || text.contains(".ru") || text.contains("#module")
}

/// What a cell's value says as text, ends trimmed: numbers without exponents, dates as day.month.year.
pub fn text_of(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Blank => Cow::Borrowed(""),
        Value::Text(text) | Value::Error(text) => Cow::Borrowed(text.trim()),
        Value::Number(number) => Cow::Owned(number_text(number)),
        Value::Date(serial) => Cow::Owned(date_text(serial)),
        Value::Bool(value) => Cow::Borrowed(if value { "ИСТИНА" } else { "ЛОЖЬ" }),
    }
}

/// Excel's serial day as day.month.year, in the 1900 epoch.
fn date_text(serial: f64) -> String {
    Date::of_serial(serial).map_or_else(|| number_text(serial), Date::by_day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::LayoutOptions;
    use crate::table::sheet::sheet_of_texts;

    #[test]
    fn a_name_that_shares_its_cell_with_the_address_is_without_it() {
        let rows = [["№", "Организация, ссылка"], ["1", "МБОУ СОШ № 1\n(https://vk.com/club217000101)"]];
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let table = Table::new(sheet, layout);
        let record = Record::at(&table, 0);
        assert_eq!((record.organisation(), &*record.text(ColumnRole::Address)), ("МБОУ СОШ № 1".into(), rows[1][1]));
    }

    #[test]
    fn dates_are_shown_by_day() {
        assert_eq!(date_text(45_000.0), "15.03.2023");
        assert_eq!(date_text(25_569.5), "01.01.1970");
    }
}
