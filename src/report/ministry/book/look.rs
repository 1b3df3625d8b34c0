//! How the workbook looks: formats, colours, widths of the page.

use crate::report::share::{ALMOST_ALL, ALMOST_NONE, Share, Shown};
use crate::table::edit::lines;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The colour of headings.
pub(super) const BLUE: Color = Color::RGB(0x1F_3A_5F);
/// A link that is right.
pub(super) const GREEN: Color = Color::RGB(0x2E_8B_57);
/// A link that is ready to be placed.
pub(super) const LIGHT_GREEN: Color = Color::RGB(0x9F_D5_A8);
/// Something that there is nothing to compare with.
pub(super) const VIOLET: Color = Color::RGB(0xB3_A2_C7);
/// Something that a person has to look at, or that is missing.
pub(super) const AMBER: Color = Color::RGB(0xF0_B4_3C);
/// Something wrong.
pub(super) const RED: Color = Color::RGB(0xC8_4B_4B);
/// A page that cannot be read.
pub(super) const GREY: Color = Color::RGB(0x8C_8C_8C);
/// A page that is not there.
pub(super) const LIGHT_GREY: Color = Color::RGB(0xC9_C9_C9);

/// Behind the word for an error.
pub(super) const PALE_RED: Color = Color::RGB(0xF8_D7_D7);
/// Behind the word for a warning.
pub(super) const PALE_AMBER: Color = Color::RGB(0xFD_EE_CF);

const LINE: Color = Color::RGB(0xBF_C7_D1);
const PALE: Color = Color::RGB(0xE8_ED_F3);
const SMALL_PRINT: Color = Color::RGB(0x5A_5A_5A);

/// What a cell of a table holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Number(u64),
    Share(Share),
    Text(String),
    /// How much a share has grown, in percentage points; none where there is nothing to compare.
    Growth(Option<f64>),
    /// How much a number has grown.
    Difference(i64),
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The number and the format that shows it.
    fn number(&self) -> Option<(f64, String)> {
        match self {
            Self::Number(value) => Some((*value as f64, NUMBER.into())),
            Self::Share(share) => share.fraction().map(|fraction| (fraction, share_format(*share))),
            Self::Growth(points) => points.map(|points| (points, GROWTH.into())),
            Self::Difference(value) => Some((*value as f64, DIFFERENCE.into())),
            Self::Text(_) => None,
        }
    }

    /// What stands in the place of a number.
    fn words(&self) -> &str {
        if let Self::Text(text) = self { text } else { "—" }
    }
}

/// What a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    Total,
}

pub(super) fn title() -> Format {
    Format::new().set_bold().set_font_size(16).set_font_color(BLUE)
}

pub(super) fn note() -> Format {
    Format::new().set_font_size(10).set_font_color(SMALL_PRINT)
}

/// Writes small print of several lines across the columns of a table, `width` characters in all.
pub(super) fn put_paragraph(sheet: &mut Worksheet, row: u32, last: u16, width: f64, text: &str) -> Result<(), XlsxError> {
    let format = note().set_text_wrap().set_align(FormatAlign::Top);
    sheet.merge_range(row, 0, row, last, text, &format)?;
    sheet.set_row_height(row, 14.0 * lines(text, width) as f64)?;
    Ok(())
}

pub(super) fn section() -> Format {
    Format::new().set_bold().set_font_size(12).set_font_color(BLUE)
}

pub(super) fn header() -> Format {
    let format = Format::new().set_bold().set_font_size(10).set_font_color(Color::White).set_background_color(BLUE);
    format
        .set_border(FormatBorder::Thin)
        .set_border_color(LINE)
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// The label, the value and the small print of a key figure.
pub(super) fn tile() -> [Format; 3] {
    let base = || Format::new().set_background_color(PALE).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    [
        base().set_font_size(10).set_font_color(SMALL_PRINT).set_text_wrap(),
        base().set_bold().set_font_size(22).set_font_color(BLUE),
        base().set_font_size(9).set_font_color(SMALL_PRINT).set_text_wrap(),
    ]
}

pub(super) fn body(role: Role) -> Format {
    let format = Format::new().set_border(FormatBorder::Thin).set_border_color(LINE).set_align(FormatAlign::VerticalCenter);
    match role {
        Role::Body => format,
        Role::Total => format.set_bold().set_background_color(PALE),
    }
}

pub(super) const NUMBER: &str = "#,##0";
const DIFFERENCE: &str = "+#,##0;\\-#,##0;0";
const GROWTH: &str = "+0.0;\\-0.0;0.0";

/// The format of a share, by which nothing looks like all or none that is not.
pub(super) fn share_format(share: Share) -> String {
    match share.shown() {
        Shown::Exact => "0\\ %".into(),
        Shown::AlmostNone => format!("\"{ALMOST_NONE}\""),
        Shown::AlmostAll => format!("\"{ALMOST_ALL}\""),
        Shown::Tenths | Shown::Nothing => "0.0\\ %".into(),
    }
}

/// Writes a value into a cell of a table.
pub(super) fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, format: Format) -> Result<(), XlsxError> {
    // Values keep away from the borders of their cells.
    let align = if matches!(value, Value::Text(_)) { FormatAlign::Left } else { FormatAlign::Right };
    put_figure(sheet, row, column, value, format.set_align(align).set_indent(1))
}

/// Writes a value with a format just as it is.
pub(super) fn put_figure(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, format: Format) -> Result<(), XlsxError> {
    match value.number() {
        Some((number, shown)) => {
            // Words in the place of a number may be too wide for its column, and Excel would show `####` instead.
            let format = if shown.contains('"') { format.set_shrink() } else { format };
            sheet.write_number_with_format(row, column, number, &format.set_num_format(shown))?
        }
        None => sheet.write_string_with_format(row, column, value.words(), &format.set_text_wrap())?,
    };
    Ok(())
}

/// Writes the values of a row.
pub(super) fn put_row(sheet: &mut Worksheet, row: u32, first: u16, values: &[Value], role: Role) -> Result<(), XlsxError> {
    (first..).zip(values).try_for_each(|(column, value)| put(sheet, row, column, value, body(role)))
}

/// Makes a row high enough for a text in a column of so many characters. Excel would find it by itself, the office programs that regions
/// use instead of it do not.
pub(super) fn fit(sheet: &mut Worksheet, row: u32, text: &str, width: f64) -> Result<(), XlsxError> {
    let lines = lines(text, width);
    if lines > 1 {
        sheet.set_row_height(row, 15.0 * lines as f64)?;
    }
    Ok(())
}

/// Writes the headers of a table.
pub(super) fn put_header(sheet: &mut Worksheet, row: u32, first: u16, titles: &[&str]) -> Result<(), XlsxError> {
    let header = header();
    (first..).zip(titles).try_for_each(|(column, title)| sheet.write_string_with_format(row, column, *title, &header).map(drop))
}

/// Writes the head of a sheet: its title and a line of small print.
pub(super) fn put_title(sheet: &mut Worksheet, text: &str, below: &str) -> Result<(), XlsxError> {
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(0, 0, text, &title())?;
    sheet.write_string_with_format(1, 0, below, &note())?;
    Ok(())
}

/// Sets the page up: A4, landscape, one page wide, pages numbered.
pub(super) fn set_page(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_header("")
        .set_footer("&L&9&A&R&9Страница &P из &N");
    sheet.set_screen_gridlines(false);
}

pub(super) fn set_widths(sheet: &mut Worksheet, widths: &[f64]) -> Result<(), XlsxError> {
    (0u16..).zip(widths).try_for_each(|(column, &width)| sheet.set_column_width(column, width).map(drop))
}
