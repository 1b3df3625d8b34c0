//! How the sheets of a file were read, for whoever wants to check it: which column was taken for what and why, how many rows lack it,
//! what was filled down; and what is to be said of the file as a whole.
//!
//! It is known before the first row is judged, and comes before the rows wherever rows come.

use super::counted;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::layout::Why;
use crate::table::rows::FilledDown;
use crate::table::sheet::{Column, Value};
use rayon::prelude::*;
use serde::Serialize;

/// How a file was read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its sheets that were looked at, in their order.
    pub(crate) sheets: Vec<SheetReading>,
    /// What is to be said of it as a whole.
    pub(crate) notes: Vec<Note>,
}

/// How a sheet was read.
#[derive(Clone, Debug)]
pub(crate) struct SheetReading {
    /// Its name.
    pub(crate) sheet: String,
    /// Its table; none where it has no table of pages.
    pub(crate) table: Option<TableReading>,
}

/// How a table was read.
#[derive(Clone, Debug)]
pub struct TableReading {
    /// The first and the last row of its header.
    pub(crate) header: Option<(u32, u32)>,
    /// How many data rows it has.
    pub(crate) rows: usize,
    /// How many more rows are about pages in other networks.
    pub(crate) other_networks: usize,
    /// The columns with a role, from the left.
    pub(crate) columns: Vec<ColumnReading>,
    /// What was taken for rows in whose cells it does not stand.
    pub(crate) filled_down: Vec<FilledDown>,
    /// The sheet whose roster it repeats, so that its rows are not counted again.
    pub(crate) repeats: Option<String>,
}

/// What a column was taken for.
#[derive(Clone, Debug)]
pub(crate) struct ColumnReading {
    /// Its role.
    pub(crate) role: ColumnRole,
    /// The column.
    pub(crate) column: Column,
    /// What stands over it.
    pub(crate) header: String,
    /// Why it has the role.
    pub(crate) why: Why,
    /// How many data rows have nothing in it.
    pub(crate) lacking: usize,
}

/// Something to be said of a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// What it is about.
    pub(crate) about: About,
    /// The sheet, where it is about one.
    pub(crate) sheet: Option<String>,
    /// What is said, with the sheet where there are several.
    pub(crate) text: String,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// A column was known by its cells alone.
    ColumnByContent,
    /// A column was known by its place in a ministry table.
    ColumnByPosition,
    /// A column that could have a role was left alone.
    ColumnNotUsed,
    /// A column that the user has named holds something else.
    ColumnContradicted,
    /// Two columns fit one role equally.
    ColumnsRival,
    /// The words of the header are not known.
    HeaderUnknown,
    /// No column has the names of the organisations.
    NoOrganisations,
    /// Most rows say nothing of their municipality.
    FewMunicipalities,
    /// Values were taken for rows in whose cells they do not stand.
    FilledDown,
    /// Rows are no organisations, or may be titles that nobody understands.
    OddRows,
    /// A table below has its columns in another order, and was not read.
    AnotherTable,
    /// Rows about other networks are not judged.
    OtherNetworks,
    /// Formulas have no stored results.
    FormulasNotComputed,
    /// The sheet has the organisations of another one.
    SheetRepeats,
    /// What looks like a table is a pivot table.
    PivotTable,
    /// Hidden sheets have tables, and are passed over.
    SheetHidden,
    /// A sheet is nearly a table of pages, and none.
    SheetNotRead,
    /// There is a header and nothing under it.
    NoRows,
    /// The record of what gospub wrote is lost, and what people wrote into its columns goes.
    RecordLost,
}

impl About {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::NoOrganisations,
        Self::FewMunicipalities,
        Self::ColumnByContent,
        Self::ColumnByPosition,
        Self::ColumnNotUsed,
        Self::ColumnContradicted,
        Self::ColumnsRival,
        Self::HeaderUnknown,
        Self::FilledDown,
        Self::OddRows,
        Self::AnotherTable,
        Self::OtherNetworks,
        Self::FormulasNotComputed,
        Self::SheetRepeats,
        Self::PivotTable,
        Self::SheetHidden,
        Self::SheetNotRead,
        Self::NoRows,
        Self::RecordLost,
    ];

    /// The name in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoOrganisations => "no-organisations",
            Self::FewMunicipalities => "few-municipalities",
            Self::ColumnByContent => "column-by-content",
            Self::ColumnByPosition => "column-by-position",
            Self::ColumnNotUsed => "column-not-used",
            Self::ColumnContradicted => "column-contradicted",
            Self::ColumnsRival => "columns-rival",
            Self::HeaderUnknown => "header-unknown",
            Self::FilledDown => "filled-down",
            Self::OddRows => "odd-rows",
            Self::AnotherTable => "another-table",
            Self::OtherNetworks => "other-networks",
            Self::FormulasNotComputed => "formulas-not-computed",
            Self::SheetRepeats => "sheet-repeats",
            Self::PivotTable => "pivot-table",
            Self::SheetHidden => "sheet-hidden",
            Self::SheetNotRead => "sheet-not-read",
            Self::NoRows => "no-rows",
            Self::RecordLost => "record-lost",
        }
    }
}

impl SheetReading {
    /// How a sheet with a table was read.
    pub(crate) fn of(table: &Table) -> Self {
        let (sheet, layout) = (table.sheet(), table.layout());
        let mut columns: Vec<ColumnReading> = layout
            .columns()
            .map(|(role, column)| ColumnReading {
                role,
                column,
                header: layout.header_over(sheet, column),
                why: layout.why(role).unwrap_or(Why::Header),
                lacking: 0,
            })
            .collect();
        columns.sort_by_key(|one| (one.column, one.role));
        // A column after the other, so that each thread looks through rows that lie beside each other.
        let lacks = |position: usize, column: Column| {
            let row = table.row(position);
            let is_blank = || {
                // Neither a link without a text nor a formula that nobody has computed is nothing.
                let cell = table.cell(&row, column);
                cell.hyperlink.is_none() && cell.formula.is_none()
            };
            table.value(&row, column) == Value::Blank && is_blank()
        };
        for one in &mut columns {
            let rows = (0..table.len()).into_par_iter().with_min_len(4_096);
            one.lacking = rows.filter(|&position| lacks(position, one.column)).count();
        }
        let read = TableReading {
            header: layout.header,
            rows: table.len(),
            other_networks: table.other_networks(),
            columns,
            filled_down: table.filled_down(),
            repeats: table.repeats().map(str::to_owned),
        };
        Self { sheet: sheet.name().to_owned(), table: Some(read) }
    }

    /// A sheet without a table of pages.
    pub(crate) fn without_table(name: &str) -> Self {
        Self { sheet: name.to_owned(), table: None }
    }
}

impl TableReading {
    /// The columns in a line: «A — наименование организации (по содержимому, пусто в 2 строках); C — адрес страницы ВК».
    pub(crate) fn columns_in_words(&self) -> String {
        self.in_words(|_| true)
    }

    /// The columns without which there is no verdict, and those that their headers do not name, in a line; the others are counted.
    pub fn main_columns_in_words(&self) -> String {
        const MAIN: [ColumnRole; 6] = [
            ColumnRole::Organisation,
            ColumnRole::Municipality,
            ColumnRole::Kind,
            ColumnRole::Address,
            ColumnRole::GroupId,
            ColumnRole::Link,
        ];
        self.in_words(|one| MAIN.contains(&one.role) || one.why != Why::Header)
    }

    fn in_words(&self, is_shown: impl Fn(&ColumnReading) -> bool) -> String {
        let column = |one: &ColumnReading| {
            let mut more: Vec<String> = Vec::new();
            more.extend(why_in_words(one.why).map(str::to_owned));
            let filled = self.filled_down.iter().find_map(|filled| match filled {
                FilledDown::Column { role, rows, .. } if *role == one.role => Some(*rows),
                _ => None,
            });
            more.extend(filled.map(|rows| format!("в {} взято сверху", counted(rows, "строке", "строках", "строках"))));
            if one.lacking > 0 {
                more.push(format!("пусто в {}", counted(one.lacking, "строке", "строках", "строках")));
            }
            let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
            format!("{} — {}{more}", one.column, one.role.title())
        };
        let shown: Vec<String> = self.columns.iter().filter(|&one| is_shown(one)).map(column).collect();
        let others = self.columns.len() - shown.len();
        let others = (others > 0).then(|| format!("ещё {} по заголовкам", counted(others, "столбец", "столбца", "столбцов")));
        let sections = self.filled_down.iter().filter_map(|filled| match filled {
            FilledDown::Sections { role, .. } => Some(format!("{} — по строкам с названиями групп", role.title())),
            FilledDown::Column { .. } => None,
        });
        shown.into_iter().chain(sections).chain(others).collect::<Vec<_>>().join("; ")
    }

    /// How many rows there are: «54 строки, ещё 3 о других сетях».
    pub fn rows_in_words(&self) -> String {
        let rows = counted(self.rows, "строка", "строки", "строк");
        match self.other_networks {
            0 => rows,
            more => format!("{rows}, ещё {more} о других сетях"),
        }
    }
}

/// Why a column has its role, where its header does not say it.
fn why_in_words(why: Why) -> Option<&'static str> {
    match why {
        Why::Header => None,
        Why::Named => Some("указан"),
        Why::Content => Some("по содержимому"),
        Why::Position => Some("по месту"),
    }
}

/// How a file was read, for machines (`gospub.file/1`).
#[derive(Debug, Serialize)]
pub(crate) struct FileJson<'r> {
    schema: &'static str,
    file: &'r str,
    sheets: Vec<SheetJson<'r>>,
    findings: Vec<NoteJson<'r>>,
}

#[derive(Debug, Serialize)]
struct SheetJson<'r> {
    sheet: &'r str,
    table: Option<TableJson<'r>>,
}

#[derive(Debug, Serialize)]
struct TableJson<'r> {
    header_rows: Option<[u32; 2]>,
    rows: usize,
    other_networks: usize,
    columns: Vec<ColumnJson<'r>>,
    filled_down: Vec<FilledDownJson<'r>>,
    repeats: Option<&'r str>,
}

#[derive(Debug, Serialize)]
struct ColumnJson<'r> {
    role: &'static str,
    column: String,
    header: &'r str,
    why: &'static str,
    blank_rows: usize,
}

#[derive(Debug, Serialize)]
struct FilledDownJson<'r> {
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_title: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    titles: Option<usize>,
}

#[derive(Debug, Serialize)]
struct NoteJson<'r> {
    code: &'static str,
    sheet: Option<&'r str>,
    message: &'r str,
}

/// How a file was read, as a line of JSON without its end.
pub fn json(file: &str, reading: &Reading) -> String {
    serde_json::to_string(&FileJson::of(file, reading)).expect("texts and numbers become JSON")
}

impl<'r> FileJson<'r> {
    /// How the file of this name was read.
    pub(crate) fn of(file: &'r str, reading: &'r Reading) -> Self {
        let sheets = reading.sheets.iter().map(|sheet| SheetJson {
            sheet: &sheet.sheet,
            table: sheet.table.as_ref().map(|table| TableJson {
                header_rows: table.header.map(|(first, last)| [first, last]),
                rows: table.rows,
                other_networks: table.other_networks,
                columns: table
                    .columns
                    .iter()
                    .map(|one| ColumnJson {
                        role: one.role.code(),
                        column: one.column.to_string(),
                        header: &one.header,
                        why: one.why.code(),
                        blank_rows: one.lacking,
                    })
                    .collect(),
                filled_down: table.filled_down.iter().map(FilledDownJson::of).collect(),
                repeats: table.repeats.as_deref(),
            }),
        });
        let findings = reading
            .notes
            .iter()
            .map(|note| NoteJson { code: note.about.code(), sheet: note.sheet.as_deref(), message: &note.text })
            .collect();
        Self { schema: "gospub.file/1", file, sheets: sheets.collect(), findings }
    }
}

impl<'r> FilledDownJson<'r> {
    fn of(filled: &'r FilledDown) -> Self {
        match filled {
            FilledDown::Column { role, column, rows } => {
                Self { role: role.code(), column: Some(column.to_string()), rows: Some(*rows), first_title: None, titles: None }
            }
            FilledDown::Sections { role, first, titles } => {
                Self { role: role.code(), column: None, rows: None, first_title: Some(first), titles: Some(*titles) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::{NewValue, SheetBuilder, sheet_of_texts};

    #[test]
    fn a_link_without_a_text_and_a_formula_without_a_result_are_not_blank() {
        let mut builder = SheetBuilder::new("Лист1", std::sync::Arc::default());
        for (cell, text, formula) in [
            ("A1", "Организация", None),
            ("B1", "Страница ВК", None),
            ("A2", "Школа", None),
            ("B2", "", Some("HYPERLINK(\"https://vk.com/club217000101\")")),
            ("A3", "Сад", None),
            ("B3", "", Some("\"vk.com/club\"&217000102")),
        ] {
            builder.cell(cell.parse().unwrap(), false, NewValue::Text(text), formula).unwrap();
        }
        let sheet = builder.build();
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let read = SheetReading::of(&Table::new(sheet, layout)).table.unwrap();
        assert_eq!(read.columns_in_words(), "A — наименование организации; B — адрес страницы ВК");
    }

    #[test]
    fn a_sheet_is_said_with_each_column_and_why() {
        let sheet = sheet_of_texts(
            "Лист1",
            [
                ["Район", "Что", "Страница ВК"],
                ["Примерский район", "МБОУ «Школа № 1»", "vk.com/club1"],
                ["", "МБОУ «Школа № 2»", ""],
                ["", "МБОУ «Школа № 3»", "vk.com/club3"],
            ],
        );
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let read = SheetReading::of(&Table::new(sheet, layout));
        let table = read.table.as_ref().unwrap();
        assert_eq!(
            table.columns_in_words(),
            "A — муниципальное образование (в 2 строках взято сверху); B — наименование организации (по содержимому); C — адрес страницы ВК (пусто в 1 строке)"
        );
        let reading = Reading { sheets: vec![read, SheetReading::without_table("Справка")], notes: Vec::new() };
        let value: serde_json::Value = serde_json::from_str(&json("а.xlsx", &reading)).unwrap();
        assert_eq!(value["schema"], "gospub.file/1");
        assert_eq!(value["sheets"][1]["table"], serde_json::Value::Null);
        let column = &value["sheets"][0]["table"]["columns"][1];
        assert_eq!(
            (&column["role"], &column["why"], &column["blank_rows"]),
            (&"organisation".into(), &"content".into(), &0.into())
        );
    }
}
