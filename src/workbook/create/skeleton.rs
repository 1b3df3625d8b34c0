//! What a workbook for people to fill in has besides its rows: formats, widths, views, pages, filters, lists, protection.
//! Made by the writing library, which knows how Excel wants it; sheets without rows take it no time.

use super::form::LEVEL;
use super::look::Looks;
use crate::table::form::{Choice, FormSheet};
use crate::table::sheet::{CellRef, Column};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, IgnoreError, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

/// Inches of paper left blank at each side; the foot has room for the page's number.
const MARGIN: f64 = 0.4;
const FOOT: f64 = 0.6;
/// More characters beside each other than this are too small to read on one page of A4.
const WIDEST_ON_A4: f64 = 250.0;
/// Excel's numbers for sizes of paper.
const A3: u8 = 8;
const A4: u8 = 9;
/// Excel takes 255 characters at the foot of a page, codes and doubled ampersands included.
const LONGEST_FOOTER: usize = 110;

/// The part of the shared texts.
pub(super) const STRINGS: &str = "xl/sharedStrings.xml";

/// Begins a workbook whose formats have the numbers of these looks.
pub(super) fn begin(looks: &Looks) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(LEVEL as u8);
    // A time of its own would make every run's bytes differ.
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    looks.formats().for_each(|format| workbook.register_format(format));
    Ok(workbook)
}

/// Adds a sheet without rows; the only cell, which is left out with all others, makes the library write the part [`STRINGS`].
pub(super) fn add(workbook: &mut Workbook, name: &str, sheet: &FormSheet<'_>) -> Result<(), XlsxError> {
    let worksheet = workbook.add_worksheet().set_name(name)?.write_string(0, 0, "-")?;
    for (column, &width) in (0u16..).zip(&sheet.widths) {
        worksheet.set_column_width(column, width)?;
    }
    for &column in &sheet.hidden_columns {
        worksheet.set_column_hidden(number(column))?;
    }
    set_view(worksheet, sheet)
}

fn set_view(worksheet: &mut Worksheet, sheet: &FormSheet<'_>) -> Result<(), XlsxError> {
    // Landscape, one page wide, as many pages long as it takes.
    let is_shown = |column: usize| !sheet.hidden_columns.iter().any(|hidden| hidden.index() == column);
    let wide: f64 = sheet.widths.iter().enumerate().filter(|&(column, _)| is_shown(column)).map(|(_, width)| width).sum();
    let paper = if wide > WIDEST_ON_A4 { A3 } else { A4 };
    worksheet.set_landscape().set_paper_size(paper).set_print_fit_to_pages(1, 0);
    worksheet.set_margins(MARGIN, MARGIN, MARGIN, FOOT, 0.0, MARGIN / 2.0);
    // An ampersand begins a code there, and a longer text is refused.
    let footer: String = sheet.footer.chars().take(LONGEST_FOOTER).collect();
    worksheet.set_footer(format!("&L{}&R&P / &N", footer.replace('&', "&&")));
    if sheet.frozen_rows > 0 {
        worksheet.set_freeze_panes(sheet.frozen_rows, 0)?;
    }
    if let Some(rows) = &sheet.repeated_rows {
        worksheet.set_repeat_rows(rows.start() - 1, rows.end() - 1)?;
    }
    if let Some(area) = sheet.filter {
        let ((row, column), (last_row, last_column)) = (place(area.first), place(area.last));
        worksheet.autofilter(row, column, last_row, last_column)?;
        // Long numbers are texts on purpose; the green corners only frighten.
        worksheet.ignore_error_range(row, column, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    }
    for choice in sheet.choices.iter().filter(|choice| Choice::fits(&choice.values)) {
        let ((row, column), (last_row, last_column)) = (place(choice.area.first), place(choice.area.last));
        let list = DataValidation::new().allow_list_strings(&choice.values)?;
        let list = match &choice.refusal {
            Some(refusal) => list.set_error_message(refusal)?,
            None => list.show_error_message(false),
        };
        worksheet.add_data_validation(row, column, last_row, last_column, &list)?;
    }
    super::checks::put(worksheet, &sheet.checks)?;
    super::checks::put_greens(worksheet, &sheet.greens)?;
    if sheet.protected {
        // Excel sorts a protected range only where all its cells are unlocked; other programs are less strict.
        worksheet.protect_with_options(&ProtectionOptions {
            sort: true,
            use_autofilter: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
    }
    if sheet.hidden {
        worksheet.set_very_hidden(true);
    }
    Ok(())
}

/// The row and column from zero, as the writing library counts.
pub(super) fn place(at: CellRef) -> (u32, u16) {
    (at.row - 1, number(at.column))
}

fn number(column: Column) -> u16 {
    u16::try_from(column.index()).unwrap_or(u16::MAX)
}
