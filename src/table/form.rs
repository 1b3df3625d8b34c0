//! Sheets of a workbook that gospub makes for people to read and to fill in: the contract with its writer.

use super::edit::{Content, Look, NewCell, NewSheet};
use super::sheet::{Area, CellRef, Column};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// A cell of such a sheet. Its texts are lent by whoever has them: a region's rows have millions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FormCell<'c> {
    /// What it holds.
    pub(crate) content: FormContent<'c>,
    /// How it looks.
    pub(crate) look: Look,
    /// Whether people write in it. Where the sheet is protected, only these cells can be changed; what is typed stays text, so that
    /// long numbers keep all their digits.
    pub(crate) entry: bool,
    /// A formula of which the content is the result as long as nobody has typed anything. gospub's own: never made of somebody's text.
    pub(crate) computed: Option<String>,
}

/// What such a cell holds; see [`Content`], of which these are the ones that a sheet to be filled in can have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FormContent<'c> {
    Blank,
    Text(Cow<'c, str>),
    Number(f64),
    Date(f64),
    Link { text: Cow<'c, str>, target: Cow<'c, str> },
    CellLink { text: Cow<'c, str>, sheet: Cow<'c, str>, cell: CellRef },
}

impl<'c> FormContent<'c> {
    /// An address that leads where it says.
    pub(crate) fn address(address: impl Into<Cow<'c, str>>) -> Self {
        let text = address.into();
        Self::Link { target: text.clone(), text }
    }

    /// The same, lent by this one.
    pub(crate) fn lent(&self) -> FormContent<'_> {
        match self {
            Self::Blank => FormContent::Blank,
            Self::Text(text) => FormContent::Text((&**text).into()),
            Self::Number(number) => FormContent::Number(*number),
            Self::Date(serial) => FormContent::Date(*serial),
            Self::Link { text, target } => FormContent::Link { text: (&**text).into(), target: (&**target).into() },
            Self::CellLink { text, sheet, cell } => {
                FormContent::CellLink { text: (&**text).into(), sheet: (&**sheet).into(), cell: *cell }
            }
        }
    }
}

impl From<Content> for FormContent<'static> {
    fn from(content: Content) -> Self {
        match content {
            Content::Blank | Content::Kept => Self::Blank,
            // A line link leads to a sheet that annotated workbooks have.
            Content::Text(text) | Content::LineLink { text, .. } => Self::Text(text.into()),
            Content::Number(number) => Self::Number(number),
            Content::Date(serial) => Self::Date(serial),
            Content::Link { text, target } => Self::Link { text: text.into(), target: target.into() },
            Content::CellLink { text, sheet, cell } => Self::CellLink { text: text.into(), sheet: sheet.into(), cell },
        }
    }
}

impl<'c> FormCell<'c> {
    /// A cell to read.
    pub(crate) fn new(content: FormContent<'c>, look: Look) -> Self {
        Self { content, look, entry: false, computed: None }
    }

    /// A text to read.
    pub(crate) fn text(text: impl Into<Cow<'c, str>>, look: Look) -> Self {
        Self::new(FormContent::Text(text.into()), look)
    }

    /// A cell that is there for its frame only.
    pub(crate) fn blank() -> Self {
        Self::new(FormContent::Blank, Look::Plain)
    }
}

impl From<NewCell> for FormCell<'static> {
    fn from(cell: NewCell) -> Self {
        Self::new(cell.content.into(), cell.look)
    }
}

/// The rows of a sheet from the top, made one by one while they are written.
pub(crate) type FormRows<'f> = Box<dyn Iterator<Item = Vec<FormCell<'f>>> + 'f>;

/// A sheet.
pub(crate) struct FormSheet<'f> {
    /// Wanted name; a number is added where it is taken.
    pub(crate) name: String,
    /// Widths of the columns from A, in characters.
    pub(crate) widths: Vec<f64>,
    /// Columns that are there for the program only.
    pub(crate) hidden_columns: Vec<Column>,
    /// The rows from the top.
    pub(crate) rows: FormRows<'f>,
    /// How many rows at the top stay in view.
    pub(crate) frozen_rows: u32,
    /// The rows that are repeated on every printed page.
    pub(crate) repeated_rows: Option<RangeInclusive<u32>>,
    /// The area with filter buttons.
    pub(crate) filter: Option<Area>,
    /// The last cell of a row with fewer cells, as titles are, reaches over the columns up to this one.
    pub(crate) reach: Option<Column>,
    /// Whether body cells have frames.
    pub(crate) framed: bool,
    /// Whether only entry cells can be changed. Without a password: it guards against slips, not against intent.
    pub(crate) protected: bool,
    /// Whether the sheet is there for the program only: not shown, and not offered for showing.
    pub(crate) hidden: bool,
    /// Where values are chosen from a list.
    pub(crate) choices: Vec<Choice>,
    /// Where what is typed is looked at.
    pub(crate) checks: Vec<Check>,
    /// Where cells turn green while people work.
    pub(crate) greens: Vec<Green>,
    /// What stands at the foot of each printed page, left of the page's number.
    pub(crate) footer: String,
}

/// A list of values for the cells of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The cells.
    pub(crate) area: Area,
    /// The values; none are offered where they do not fit, see [`Choice::fits`].
    pub(crate) values: Vec<String>,
    /// What is said to whoever types something else; without it everything may be typed.
    pub(crate) refusal: Option<String>,
}

/// A look at what is typed into the cells of an area. It warns; whoever knows better may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    /// The cells.
    pub(crate) area: Area,
    /// What must be true, written for the first of the cells; in functions that every office program has.
    pub(crate) formula: String,
    /// What is said beside a cell that is chosen.
    pub(crate) hint: String,
    /// What is said where it is not true.
    pub(crate) warning: String,
}

/// Cells of an area that are green as long as something is true of them, whatever colour they have of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Green {
    /// The cells.
    pub(crate) area: Area,
    /// What must be true, written for the first of the cells; in functions that every office program has.
    pub(crate) formula: String,
}

impl Choice {
    /// Whether values can be offered as a list: Excel holds 255 characters of them, parted by commas.
    pub(crate) fn fits(values: &[String]) -> bool {
        let length: usize = values.iter().map(|value| value.encode_utf16().count() + 1).sum();
        !values.is_empty() && length <= 256 && values.iter().all(|value| !value.contains([',', '"', '\n']))
    }
}

impl<'f> FormSheet<'f> {
    /// A sheet of rows and widths, everything else as plain as can be.
    pub(crate) fn new(name: impl Into<String>, widths: Vec<f64>, rows: FormRows<'f>) -> Self {
        Self {
            name: name.into(),
            widths,
            hidden_columns: Vec::new(),
            rows,
            frozen_rows: 0,
            repeated_rows: None,
            filter: None,
            reach: None,
            framed: false,
            protected: false,
            hidden: false,
            choices: Vec::new(),
            checks: Vec::new(),
            greens: Vec::new(),
            footer: String::new(),
        }
    }
}

impl From<NewSheet> for FormSheet<'static> {
    fn from(sheet: NewSheet) -> Self {
        let rows = sheet.rows.into_iter().map(|row| row.into_iter().map(FormCell::from).collect());
        Self {
            frozen_rows: sheet.frozen_rows,
            repeated_rows: (sheet.frozen_rows > 0).then_some(1..=sheet.frozen_rows),
            filter: sheet.filter,
            ..Self::new(sheet.name, sheet.widths, Box::new(rows))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_excel_would_cut_are_not_offered() {
        let fits = |values: &[&str]| Choice::fits(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        assert!(fits(&["да", "нет"]));
        assert!(!fits(&[]));
        assert!(!fits(&["да, есть"]));
        assert!(fits(&["ж".repeat(255).as_str()]));
        assert!(!fits(&["ж".repeat(256).as_str()]));
    }
}
