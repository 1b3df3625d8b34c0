//! Rosters by chance: what people write into cells, in the formats that can be written here, an .xlsx with what Excel puts around cells.

use super::Roster;
use proptest::prelude::*;
use proptest::sample::select;
use rust_xlsxwriter::{Format as Style, Formula, Note, Table, TableColumn, Url, Workbook, Worksheet};
use std::io::Write;

/// A format in which rosters are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Csv,
    Html,
    Xml2003,
    Ods,
}

/// What an .xlsx has around its cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dress {
    /// Rows above the header.
    pub(super) titles: u32,
    pub(super) filter: bool,
    pub(super) table: bool,
    pub(super) heights: bool,
    pub(super) links: bool,
    pub(super) rich: bool,
    pub(super) notes: bool,
    pub(super) formulas: bool,
    pub(super) print_area: bool,
    pub(super) other_sheet: bool,
    /// One height for all rows.
    pub(super) low: bool,
}

/// A roster before it is written.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) format: Format,
    pub(super) dress: Dress,
    rows: Vec<Vec<String>>,
}

const NAME: usize = 1;
const PAGE: usize = 4;

/// Columns by their headers, each with what people write into it.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("Муниципалитет", &["г. Калуга", "г. Калуга", "Боровский район", "боровский  район", ""]),
    (
        "Организация",
        &["МБОУ «Школа № 1»", "ГБУЗ «Районная больница»", "Музей", "МБОУ «Школа № 1»", "", "<b>&amp; \"Радуга\"", "=1+1"],
    ),
    ("ОГРН", &["1027700132195", "1027739642281", "1027700132190", "", "не знаю", "01701"]),
    ("Тип организации", &["Здравоохранение", "Образование", "", "Культура", "Иное"]),
    (
        "Ссылка на страницу ВК",
        &[
            "https://vk.com/club217000101",
            "vk.com/public217000102",
            "https://vk.com/gkb1",
            "https://vk.com/id6",
            "нет",
            "",
            "217000103",
            "https://ok.ru/group/1",
            "club217000101 и club217000104",
        ],
    ),
    (
        "Ссылка на мини-приложение",
        &[
            "",
            "",
            "https://vk.com/app8181405#module=health&groupId=217000101",
            "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=999",
            "позже",
            "12.5",
        ],
    ),
    ("opaid", &["", "500100", "нет"]),
    ("Статус", &["", "в работе", "готово"]),
    ("Примечание", &["", "две\nстроки", "  пробелы ", "_x0041_ ]]> 🙂", "0012", "#Н/Д", "45000"]),
];

fn any_row() -> impl Strategy<Value = Vec<String>> {
    let cells: Vec<_> = COLUMNS.iter().map(|(_, texts)| select(texts.to_vec()).prop_map(str::to_owned)).collect();
    cells
}

fn any_dress() -> impl Strategy<Value = Dress> {
    (0..3u32, any::<[bool; 10]>()).prop_map(
        |(titles, [filter, table, heights, links, rich, notes, formulas, print_area, other_sheet, low])| Dress {
            titles,
            filter,
            table,
            heights,
            links,
            rich,
            notes,
            formulas,
            print_area,
            other_sheet,
            low,
        },
    )
}

/// Any roster. Pages and names are always there; other columns may be missing.
pub(super) fn any_roster() -> impl Strategy<Value = Made> {
    let format = select(vec![Format::Xlsx, Format::Xlsx, Format::Xlsx, Format::Csv, Format::Html, Format::Xml2003, Format::Ods]);
    let columns = prop::collection::vec(prop::bool::weighted(0.8), COLUMNS.len());
    (format, any_dress(), columns, prop::collection::vec(any_row(), 1..9)).prop_map(|(format, dress, there, mut rows)| {
        // A column of pages is known by at least one page.
        rows[0][PAGE] = "https://vk.com/club217000100".to_owned();
        let headers = COLUMNS.iter().map(|(header, _)| (*header).to_owned()).collect();
        let is_there = |column: usize| there[column] || column == NAME || column == PAGE;
        let cut = |row: Vec<String>| (0..).zip(row).filter(|(column, _)| is_there(*column)).map(|(_, cell)| cell).collect();
        Made { format, dress, rows: std::iter::once(headers).chain(rows).map(cut).collect() }
    })
}

impl Made {
    pub(super) fn roster(&self) -> Roster {
        let (name, bytes) = match self.format {
            Format::Xlsx => ("реестр.xlsx", self.xlsx()),
            Format::Csv => ("реестр.csv", self.csv().into_bytes()),
            Format::Html => ("реестр.xls", self.html().into_bytes()),
            Format::Xml2003 => ("реестр.xls", self.xml2003().into_bytes()),
            Format::Ods => ("реестр.ods", self.ods()),
        };
        Roster { name: name.to_owned(), bytes }
    }

    /// The number of columns.
    pub(super) fn width(&self) -> usize {
        self.rows[0].len()
    }

    /// The row of the first organisation, and of the last, from one.
    pub(super) fn extent(&self) -> (u32, u32) {
        let header = 1 + if self.format == Format::Xlsx { self.dress.titles } else { 0 };
        (header + 1, header + self.rows.len() as u32 - 1)
    }

    fn xlsx(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let Dress { titles, filter, table, heights, print_area, .. } = self.dress;
        for row in 0..titles {
            sheet.write(row, 0, format!("Реестр, строка {row}")).unwrap();
        }
        for (row, cells) in (titles..).zip(&self.rows) {
            for (column, text) in (0..).zip(cells) {
                self.write(sheet, row, column, text, row == titles);
            }
            if heights && row > titles {
                sheet.set_row_height(row, 15).unwrap();
            }
        }
        let (last_row, last_column) = (titles + self.rows.len() as u32 - 1, self.width() as u16 - 1);
        if table {
            let columns: Vec<TableColumn> = self.rows[0].iter().map(|header| TableColumn::new().set_header(header)).collect();
            sheet.add_table(titles, 0, last_row, last_column, &Table::new().set_columns(&columns)).unwrap();
        } else if filter {
            sheet.autofilter(titles, 0, last_row, last_column).unwrap();
        }
        if self.dress.low {
            sheet.set_default_row_height(12);
        }
        if print_area {
            sheet.set_print_area(0, 0, last_row, last_column).unwrap();
        }
        if self.dress.other_sheet {
            book.add_worksheet().write_row(0, 0, ["Кто", "Телефон"]).unwrap().set_hidden(true);
        }
        book.save_to_buffer().unwrap()
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, text: &str, is_header: bool) {
        let Dress { links, rich, notes, formulas, .. } = self.dress;
        let bold = Style::new().set_bold().set_text_wrap();
        let turn = row as usize * 7 + usize::from(column);
        if text.is_empty() {
            // A cell with a frame and nothing in it.
            if turn.is_multiple_of(3) {
                sheet.write_blank(row, column, &bold).unwrap();
            }
            return;
        }
        if is_header {
            sheet.write_with_format(row, column, text, &bold).unwrap();
        } else if let Some(number) = number(text) {
            sheet.write_number(row, column, number).unwrap();
        } else if links && text.starts_with("http") {
            sheet.write_url(row, column, Url::new(text).set_tip("Открыть")).unwrap();
        } else if rich && turn.is_multiple_of(2) && !text.trim().is_empty() {
            sheet.write_rich_string(row, column, &[(&bold, text), (&Style::new(), " ")]).unwrap();
        } else if formulas && turn.is_multiple_of(5) {
            sheet
                .write_formula(row, column, Formula::new(format!("\"{}\"", text.replace('"', "\"\""))).set_result(text))
                .unwrap();
        } else {
            sheet.write_string(row, column, text).unwrap();
        }
        if notes && turn.is_multiple_of(4) {
            sheet.insert_note(row, column, &Note::new("примечание")).unwrap();
        }
    }

    fn csv(&self) -> String {
        let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(";") + "\r\n";
        self.rows.iter().map(line).collect()
    }

    /// Cells between tags, in rows.
    fn marked_up(&self, row: [&str; 2], cell: impl Fn(&str) -> String) -> String {
        let line = |cells: &Vec<String>| {
            let cells: String = cells.iter().map(|text| cell(text)).collect();
            format!("{}{cells}{}", row[0], row[1])
        };
        self.rows.iter().map(line).collect()
    }

    fn html(&self) -> String {
        let rows = self.marked_up(["<tr>", "</tr>\n"], |text| match text.starts_with("http") {
            true => format!("<td><a href=\"{0}\">{0}</a></td>", escaped(text)),
            false => format!("<td>{}</td>", escaped(text).replace('\n', "<br>")),
        });
        format!("<html><head><meta charset=\"utf-8\"></head><body><table>{rows}</table></body></html>")
    }

    fn xml2003(&self) -> String {
        let rows = self.marked_up(["<Row>", "</Row>\n"], |text| {
            let kind = if number(text).is_some() { "Number" } else { "String" };
            let link = if text.starts_with("http") { format!(" ss:HRef=\"{}\"", escaped(text)) } else { String::new() };
            match text {
                "" => "<Cell/>".to_owned(),
                _ => format!("<Cell{link}><Data ss:Type=\"{kind}\">{}</Data></Cell>", escaped(text)),
            }
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Реестр\"><Table>{rows}</Table></Worksheet></Workbook>"
        )
    }

    fn ods(&self) -> Vec<u8> {
        let rows = self.marked_up(["<table:table-row>", "</table:table-row>"], |text| match (number(text), text) {
            (_, "") => "<table:table-cell/>".to_owned(),
            (Some(number), _) => {
                format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{text}</text:p></table:table-cell>")
            }
            _ => {
                let lines = text.split('\n').map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect::<String>();
                format!("<table:table-cell office:value-type=\"string\">{lines}</table:table-cell>")
            }
        });
        let content = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body><office:spreadsheet><table:table table:name=\"Реестр\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)] {
            zip.start_file(name, stored).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// A text that people type as a number.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|_| !text.starts_with('0'))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
