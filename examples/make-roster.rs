//! Makes a roster of any size for benches: `cargo run --release --example make-roster -- ROWS [FILE [FIRST [DIFFERENT [SHEETS]]]]`.
//!
//! Eight columns, shared strings as Excel saves them, invented organisations, a share of rows that need work. The organisations are
//! numbered from FIRST on, or from one: rosters whose numbers do not overlap have nothing in common. After DIFFERENT organisations
//! the same ones come again. SHEETS, one if not given, share the rows. The same arguments give the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// Of a hundred rows so many have a link already, a damaged link, a short name, a damaged address; the rest is to be filled.
const WITH_LINK: u32 = 30;
const DAMAGED_LINK: u32 = 3;
const SHORT_NAME: u32 = 5;
const DAMAGED_ADDRESS: u32 = 2;

const MUNICIPALITIES: u32 = 85;
const HEADER: [&str; 8] = [
    "№ п/п",
    "Муниципальное образование",
    "Наименование организации",
    "ОГРН",
    "ОКТМО",
    "Ссылка на страницу ВК",
    "Телефонный код",
    "Ссылка на мини-приложение",
];

fn main() -> Result<(), XlsxError> {
    let mut arguments = std::env::args().skip(1);
    let rows: u32 = arguments.next().and_then(|rows| rows.parse().ok()).unwrap_or(10_000);
    let file = arguments.next().unwrap_or_else(|| format!("roster-{rows}.xlsx"));
    let mut number = |otherwise| arguments.next().and_then(|number| number.parse::<u32>().ok()).unwrap_or(otherwise);
    let (first, different, sheets) = (number(1), number(rows).max(1), number(1));
    let numbers: Vec<u32> = (0..rows).map(|row| first + row % different).collect();
    save(&numbers, sheets as usize, file.as_ref())
}

/// Writes a roster of the organisations with these numbers, in so many sheets.
pub(crate) fn save(numbers: &[u32], sheets: usize, file: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    for (sheet, numbers) in (1..).zip(numbers.chunks(numbers.len().div_ceil(sheets.max(1)).max(1))) {
        let name = if sheet == 1 { "Реестр".to_owned() } else { format!("Реестр {sheet}") };
        write(workbook.add_worksheet().set_name(name)?, numbers)?;
    }
    workbook.save(file)
}

fn write(sheet: &mut Worksheet, numbers: &[u32]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, text) in (0..).zip(HEADER) {
        sheet.write_with_format(0, column, text, &bold)?;
    }
    for (row, &number) in (1..).zip(numbers) {
        let id = 100_000_000 + number;
        let share = number.wrapping_mul(2_654_435_761) % 100;
        let (name, link) = organisation(number, id);
        sheet.write(row, 0, row)?;
        sheet.write(row, 1, format!("Примерский район № {}", number % MUNICIPALITIES + 1))?;
        sheet.write(row, 2, name)?;
        sheet.write(row, 3, ogrn(number))?;
        sheet.write(row, 4, format!("29{:03}000", 601 + number % MUNICIPALITIES))?;
        let address = match share {
            _ if share < SHORT_NAME => format!("https://vk.com/primer_{number}"),
            _ if share < SHORT_NAME + DAMAGED_ADDRESS => format!("https://vk.com/primer-{number}"),
            _ if share % 2 == 0 => format!("https://vk.com/club{id}"),
            _ => format!("https://vk.com/public{id}"),
        };
        sheet.write(row, 5, address)?;
        sheet.write(row, 6, 48_400 + number % 100)?;
        if (50..50 + WITH_LINK).contains(&share) {
            sheet.write(row, 7, link)?;
        } else if (50 + WITH_LINK..50 + WITH_LINK + DAMAGED_LINK).contains(&share) {
            sheet.write(row, 7, link.replace(&id.to_string(), "ID"))?;
        }
    }
    Ok(())
}

/// A name and the link that its page must carry.
fn organisation(number: u32, id: u32) -> (String, String) {
    if number.is_multiple_of(5) {
        (
            format!("ГБУЗ «Примерская районная больница № {number}»"),
            format!("https://vk.com/app8181405#module=health&groupId={id}"),
        )
    } else {
        (
            format!("МБОУ «Средняя общеобразовательная школа № {number}»"),
            format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}"),
        )
    }
}

/// An ОГРН of its own for each row, with the right check digit.
fn ogrn(number: u32) -> String {
    let first_twelve = 102_400_000_000 + u64::from(number);
    format!("{first_twelve}{}", first_twelve % 11 % 10)
}
