//! Workbooks for people to fill in: made from nothing, row by row, protected where they are not to be changed.

use super::look::{Looks, Role, Style};
use super::names::SheetNames;
use super::{Cells, CreateError, new_workbook, place, set_page, written};
use crate::table::form::{Choice, FormCell, FormSheet};
use crate::table::sheet::{CellRef, Column};
use rust_xlsxwriter::{DataValidation, IgnoreError, ProtectionOptions, Worksheet};
use std::io::Write;

/// Inches of paper left blank at each side; the foot has room for the page's number.
const MARGIN: f64 = 0.4;
const FOOT: f64 = 0.6;
/// More characters beside each other than this are too small to read on one page of A4.
const WIDEST_ON_A4: f64 = 250.0;
/// Excel's number for the size of paper.
const A3: u8 = 8;
/// Excel takes 255 characters at the foot of a page, codes and doubled ampersands included.
const LONGEST_FOOTER: usize = 110;

/// Where rows wait until their workbook is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// In temporary files: of each sheet a row at a time is in memory.
    Files,
    /// In memory.
    Memory,
}

/// Writes sheets as a workbook of their own. The first one is in front.
///
/// # Errors
/// [`CreateError`] when `out` fails or the sheets are more than an .xlsx can hold.
pub fn create_form(sheets: Vec<FormSheet<'_>>, rows: Waiting, out: impl Write + Send) -> Result<(), CreateError> {
    written(|| write_form(sheets, rows, out))
}

fn write_form(sheets: Vec<FormSheet<'_>>, rows: Waiting, out: impl Write + Send) -> Result<(), CreateError> {
    let mut workbook = new_workbook()?;
    let (mut names, mut looks) = (SheetNames::default(), Looks::default());
    let taken: Vec<String> = sheets.iter().map(|sheet| names.take(&sheet.name)).collect();
    for (sheet, name) in sheets.into_iter().zip(&taken) {
        let worksheet = match rows {
            Waiting::Files => workbook.add_worksheet_with_low_memory()?,
            Waiting::Memory => workbook.add_worksheet(),
        };
        worksheet.set_name(name)?;
        write(Cells::new(worksheet, &mut looks, &names), sheet)?;
    }
    workbook.save_to_writer(out)?;
    Ok(())
}

fn write(mut cells: Cells<'_>, mut sheet: FormSheet<'_>) -> Result<(), CreateError> {
    for (column, &width) in (0u16..).zip(&sheet.widths) {
        cells.worksheet.set_column_width(column, width)?;
        cells.widths.push(Some(width));
    }
    for &column in &sheet.hidden_columns {
        let (_, column) = place(CellRef::new(1, column));
        cells.worksheet.set_column_hidden(column)?;
    }
    let (framed, reach, hidden) = (sheet.framed, sheet.reach, sheet.hidden);
    let mut rows = 0;
    for line in &mut sheet.rows {
        if hidden {
            // Nobody looks at it, and formats take time.
            for (column, cell) in (0u16..).zip(&line) {
                cells.content(rows, column, &cell.content, Style::default())?;
            }
        } else {
            write_row(&mut cells, rows, &line, framed, reach)?;
        }
        cells.end_row(rows)?;
        rows += 1;
    }
    cells.end_rows(rows)?;
    set_view(cells.worksheet, &sheet)
}

/// Writes a row; the last cell of a short one reaches as far as the table does.
fn write_row(cells: &mut Cells<'_>, row: u32, line: &[FormCell], framed: bool, reach: Option<Column>) -> Result<(), CreateError> {
    let reach = reach.map_or(0, |column| place(CellRef::new(1, column)).1);
    let last = u16::try_from(line.len().saturating_sub(1)).unwrap_or(u16::MAX);
    for (column, cell) in (0u16..).zip(line) {
        let style = Style::of_look(cell.look);
        // What stands alone is a sentence over the table, not a part of it.
        let framed = framed && style.role == Role::Body && line.len() > 1;
        let mut style = Style { framed, entry: cell.entry, ..style };
        if column == last && column < reach {
            style.wrap = true;
            cells.worksheet.merge_range(row, column, row, reach, "", cells.looks.format(style))?;
            with_room(cells, column, reach, |cells| cells.content(row, column, &cell.content, style))?;
        } else {
            cells.content(row, column, &cell.content, style)?;
        }
    }
    Ok(())
}

/// Writes a cell that has the room of several columns, so that its lines are counted by their width.
fn with_room(
    cells: &mut Cells<'_>,
    first: u16,
    last: u16,
    write: impl FnOnce(&mut Cells<'_>) -> Result<(), CreateError>,
) -> Result<(), CreateError> {
    let (first, last) = (usize::from(first), usize::from(last));
    let room: f64 = cells.widths.iter().take(last + 1).skip(first).flatten().sum();
    let own = cells.widths.get_mut(first).map(|width| width.replace(room)).unwrap_or_default();
    let written = write(cells);
    if let Some(width) = cells.widths.get_mut(first) {
        *width = own;
    }
    written
}

fn set_view(worksheet: &mut Worksheet, sheet: &FormSheet<'_>) -> Result<(), CreateError> {
    set_page(worksheet);
    if sheet.widths.iter().sum::<f64>() > WIDEST_ON_A4 {
        worksheet.set_paper_size(A3);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::edit::{Look, Mark};
    use std::io::{Cursor, Read};

    fn part(sheets: Vec<FormSheet<'_>>, name: &str) -> String {
        let mut bytes = Vec::new();
        create_form(sheets, Waiting::Files, &mut bytes).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn sheet(rows: Vec<Vec<FormCell>>) -> FormSheet<'static> {
        FormSheet::new("Лист", vec![20.0, 20.0, 5.0], Box::new(rows.into_iter()))
    }

    fn entry(text: &str) -> FormCell {
        FormCell { entry: true, ..FormCell::text(text, Look::Marked(Mark::Error)) }
    }

    #[test]
    fn only_entry_cells_can_be_changed_and_stay_text() {
        let rows = vec![vec![FormCell::text("=1+1", Look::Plain), entry("0012")]];
        let written = part(vec![FormSheet { protected: true, ..sheet(rows) }], "xl/worksheets/sheet1.xml");
        assert!(written.contains("<sheetProtection sheet=\"1\""), "{written}");
        assert!(written.contains("autoFilter=\"0\"") && written.contains("formatColumns=\"0\""), "{written}");
        assert!(!written.contains("<f>"), "a text that begins with = stays a text");
        let rows = vec![vec![entry("0012")]];
        let styles = part(vec![sheet(rows)], "xl/styles.xml");
        assert!(styles.contains("<protection locked=\"0\"/>") && styles.contains("numFmtId=\"49\""), "{styles}");
    }

    #[test]
    fn heads_filters_lists_and_hidden_things_are_set() {
        let header = ["Сфера", "Ключ", "x"].map(|text| FormCell::text(text, Look::Heading)).to_vec();
        let rows = vec![vec![FormCell::text("Заголовок", Look::Title)], header, vec![entry("а"), FormCell::blank()]];
        let form = FormSheet {
            reach: Column::new(1),
            hidden_columns: Column::new(2).into_iter().collect(),
            frozen_rows: 2,
            repeated_rows: Some(2..=2),
            filter: Some("A2:C3".parse().unwrap()),
            choices: vec![Choice {
                area: "A3:A3".parse().unwrap(),
                values: vec!["да".into(), "нет".into()],
                refusal: Some("Из списка.".into()),
            }],
            footer: "A & B".into(),
            ..sheet(rows)
        };
        let hidden = FormSheet { hidden: true, ..sheet(Vec::new()) };
        let written = part(vec![form], "xl/worksheets/sheet1.xml");
        for piece in [
            "<mergeCell ref=\"A1:B1\"/>",
            "<pane ySplit=\"2\"",
            "<autoFilter ref=\"A2:C3\"/>",
            "hidden=\"1\"",
            "\"да,нет\"",
            "&amp;LA &amp;&amp; B&amp;R&amp;P / &amp;N",
            "fitToHeight=\"0\" orientation=\"landscape\"",
        ] {
            assert!(written.contains(piece), "no {piece} in {written}");
        }
        let workbook = part(vec![sheet(vec![vec![entry("а")]]), hidden], "xl/workbook.xml");
        assert!(workbook.contains("state=\"veryHidden\""), "{workbook}");
    }
}
