//! Makes the workbooks of `samples/`: `cargo run --example make-samples`. The same run gives the same bytes.
//!
//! Everything in them is invented: the municipalities, the organisations, the numbers of their pages. The region is real, so that
//! its codes can be checked.

mod dirt;
mod faults;
mod links;
mod organisations;
mod pages;

use dirt::Address;
use faults::Value;
use organisations::{Kind, Organisation};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Formula, Url, Workbook, Worksheet,
    XlsxError,
};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    std::fs::create_dir_all(&folder)?;
    let organisations = organisations::all();
    ministry_table(&organisations, Kind::Health, false)?.save(folder.join("ministry-medical.xlsx"))?;
    ministry_table(&organisations, Kind::Education, false)?.save(folder.join("ministry-education.xlsx"))?;
    ministry_table(&organisations, Kind::Health, true)?.save(folder.join("ministry-medical-ids.xlsx"))?;
    roster(&organisations)?.save(folder.join("roster.xlsx"))?;
    names()?.save(folder.join("names.xlsx"))?;
    fault_samples(&organisations)?.save(folder.join("faults.xlsx"))?;
    std::fs::write(folder.join("pages.ndjson"), pages::file(pages::of_rosters(&organisations)))?;
    std::fs::write(folder.join("faults.ndjson"), pages::file(faults::answers()))?;
    std::fs::write(folder.join("roster-minimal.csv"), minimal_roster(&organisations))?;
    Ok(())
}

/// An empty workbook whose bytes do not depend on the day.
fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 12)?;
    workbook.set_properties(&DocProperties::new().set_author("gospub").set_creation_datetime(&created));
    Ok(workbook)
}

/// The looks that the workbooks share.
struct Looks {
    title: Format,
    note: Format,
    header: Format,
    body: Format,
    number: Format,
    link: Format,
    total: Format,
}

impl Looks {
    fn new() -> Self {
        let grey = Color::RGB(0xA6_A6_A6);
        let body =
            Format::new().set_border(FormatBorder::Thin).set_border_color(grey).set_align(FormatAlign::Top).set_text_wrap();
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(14)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            note: Format::new().set_italic().set_font_color(Color::RGB(0x59_59_59)),
            header: body
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xDD_EB_F7)),
            number: body.clone().set_num_format("0"),
            link: body.clone().set_font_color(Color::RGB(0x05_63_C1)).set_underline(FormatUnderline::Single),
            total: body.clone().set_bold().set_background_color(Color::RGB(0xF2_F2_F2)),
            body,
        }
    }
}

// Ministry tables: group id → ready link, in column E.

const MINISTRY_HEADER: [&str; 5] =
    ["№ п/п", "Субъект РФ", "Наименование организации", "Адрес страницы ВКонтакте", "Ссылка на мини-приложение"];
/// The row of the header, from zero.
const MINISTRY_HEADER_ROW: u32 = 4;

/// A ministry table. With `ids` the column E holds the numbers of the pages in the spellings that have been seen.
fn ministry_table(organisations: &[Organisation], kind: Kind, ids: bool) -> Result<Workbook, XlsxError> {
    let (mut workbook, looks) = (workbook()?, Looks::new());
    let sheet = workbook.add_worksheet().set_name(if kind == Kind::Health {
        "Медицинские организации"
    } else {
        "Образовательные организации"
    })?;
    for (column, width) in (0u16..).zip([7, 22, 60, 34, 76]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.merge_range(
        0,
        0,
        0,
        4,
        "Перечень официальных страниц организаций и ссылок на мини-приложение «Госуслуги»",
        &looks.title,
    )?;
    sheet.set_row_height(0, 30)?;
    sheet.write_string_with_format(1, 0, "Ссылка для размещения в меню страницы — в столбце E", &looks.note)?;
    sheet.write_string_with_format(2, 0, "Учебный пример: организации вымышлены", &looks.note)?;
    for (column, header) in (0u16..).zip(MINISTRY_HEADER) {
        sheet.write_string_with_format(MINISTRY_HEADER_ROW, column, header, &looks.header)?;
    }
    let listed = organisations.iter().filter(|organisation| organisation.is_listed(kind));
    for (row, organisation) in (MINISTRY_HEADER_ROW + 1..).zip(listed) {
        let number = (row - MINISTRY_HEADER_ROW) as usize;
        sheet.write_number_with_format(row, 0, f64::from(row - MINISTRY_HEADER_ROW), &looks.number)?;
        sheet.write_string_with_format(row, 1, "Калужская область", &looks.body)?;
        sheet.write_string_with_format(row, 2, &organisation.name, &looks.body)?;
        sheet.write_string_with_format(row, 3, format!("https://vk.com/public{}", organisation.group), &looks.body)?;
        if ids {
            match number % 4 {
                0 => sheet.write_number_with_format(row, 4, f64::from(organisation.group), &looks.number)?,
                1 => sheet.write_string_with_format(row, 4, organisation.group.to_string(), &looks.body)?,
                2 => sheet.write_string_with_format(row, 4, format!("club{}", organisation.group), &looks.body)?,
                _ => sheet.write_string_with_format(row, 4, format!("https://vk.com/club{}", organisation.group), &looks.body)?,
            };
            continue;
        }
        // Every twelfth row has no link, and each way to go wrong comes once.
        let link = match (number % 12, number / 4 - usize::from(number >= 4)) {
            (5, _) => String::new(),
            (0 | 4 | 8, way) if way < links::WRONG => links::wrong(way, organisation),
            _ => links::miniapp(organisation),
        };
        sheet.write_string_with_format(row, 4, link, &looks.body)?;
    }
    sheet.set_freeze_panes(MINISTRY_HEADER_ROW + 1, 0)?;
    Ok(workbook)
}

// The regional roster.

/// The columns of the roster: header, width.
const ROSTER_COLUMNS: [(&str, u32); 13] = [
    ("№ п/п", 6),
    ("Муниципальное образование", 24),
    ("Наименование организации", 46),
    ("Уровень", 18),
    ("ОГРН", 16),
    ("ОКТМО", 12),
    ("opaid", 10),
    ("Ссылка на страницу ВК", 36),
    ("ID сообщества", 14),
    ("Ссылка на мини-приложение", 52),
    ("ПОС: форма сообщений", 40),
    ("ПОС: опросы", 40),
    ("Госметка", 11),
];
/// Headers of groups of columns in the row above: first column, last column, text.
const ROSTER_GROUPS: [(u16, u16, &str); 3] =
    [(1, 6, "Сведения об организации"), (7, 9, "Официальная страница"), (10, 11, "Платформа обратной связи")];
/// The row of the header, from zero.
const ROSTER_HEADER_ROW: u32 = 9;
/// How many organisations stand above the blank row in the middle.
const ABOVE_BLANK_ROW: usize = 120;
/// Rows below the totals that somebody formatted for later.
const FORMATTED_ROWS: u32 = 12;

/// The title block: row from zero, text.
const ROSTER_TITLES: [(u32, &str); 5] = [
    (2, "по состоянию на 12 января 2026 года"),
    (3, "Субъект РФ: Калужская область"),
    (4, "Форма заполняется ответственным за ведение реестра"),
    (5, "Учебный пример: муниципалитеты и организации вымышлены"),
    (6, "Столбцы «Страница ВК» и «ID» обязательны, если страница есть"),
];

/// The second sheet: what is meant by the words in the first.
const LEGEND: [(&str, &str); 7] = [
    ("Уровень", "Пояснение"),
    ("РОИВ", "Региональный орган исполнительной власти"),
    ("ОМСУ", "Орган местного самоуправления"),
    ("Подведомственная организация", "Школа, больница, библиотека и другие"),
    ("opaid", "Номер личного кабинета организации в ПОС"),
    ("ОКТМО", "Восемь знаков кода муниципального образования"),
    ("Госметка", "да — страница подтверждена через Госуслуги"),
];

fn roster(organisations: &[Organisation]) -> Result<Workbook, XlsxError> {
    let (mut workbook, looks) = (workbook()?, Looks::new());
    let sheet = workbook.add_worksheet().set_name("Реестр")?;
    roster_head(sheet, &looks)?;
    let mut row = ROSTER_HEADER_ROW;
    for (number, organisation) in organisations.iter().enumerate() {
        // The blank row is blank, not even formatted.
        row += if number == ABOVE_BLANK_ROW { 2 } else { 1 };
        roster_row(sheet, row, number, organisation, &looks)?;
    }
    // The last organisation once more: somebody pasted it twice.
    if let Some(last) = organisations.last() {
        row += 1;
        roster_row(sheet, row, organisations.len() - 1, last, &looks)?;
    }
    let columns = u16::try_from(ROSTER_COLUMNS.len()).unwrap_or(u16::MAX);
    row += 1;
    for column in 0..columns {
        sheet.write_blank(row, column, &looks.total)?;
    }
    sheet.write_string_with_format(row, 1, "Итого", &looks.total)?;
    sheet.write_formula_with_format(
        row,
        2,
        Formula::new(format!("=COUNTA(C{}:C{row})", ROSTER_HEADER_ROW + 2)).set_result((organisations.len() + 1).to_string()),
        &looks.total,
    )?;
    for empty in row + 1..=row + FORMATTED_ROWS {
        for column in 0..columns {
            sheet.write_blank(empty, column, &looks.body)?;
        }
    }
    sheet.autofilter(ROSTER_HEADER_ROW, 0, row - 1, columns - 1)?;
    sheet.set_freeze_panes(ROSTER_HEADER_ROW + 1, 3)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);

    let legend = workbook.add_worksheet().set_name("Справочник")?;
    for (row, (word, meaning)) in (0u32..).zip(LEGEND) {
        let format = if row == 0 { &looks.header } else { &looks.body };
        legend.write_string_with_format(row, 0, word, format)?.write_string_with_format(row, 1, meaning, format)?;
    }
    legend.set_column_width(0, 32)?.set_column_width(1, 56)?;

    let hidden = workbook.add_worksheet().set_name("Служебный")?.set_hidden(true);
    for (row, answer) in (0u32..).zip(["да", "нет"]) {
        hidden.write_string(row, 0, answer)?;
    }
    Ok(workbook)
}

/// Titles, the two rows of the header and the widths.
fn roster_head(sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    sheet.merge_range(0, 0, 1, 12, "Реестр официальных страниц органов власти и подведомственных организаций", &looks.title)?;
    for (row, text) in ROSTER_TITLES {
        sheet.write_string_with_format(row, 0, text, &looks.note)?;
    }
    for (first, last, text) in ROSTER_GROUPS {
        sheet.merge_range(ROSTER_HEADER_ROW - 1, first, ROSTER_HEADER_ROW - 1, last, text, &looks.header)?;
    }
    for (column, (header, width)) in (0u16..).zip(ROSTER_COLUMNS) {
        sheet.set_column_width(column, width)?;
        if ROSTER_GROUPS.iter().any(|&(first, last, _)| (first..=last).contains(&column)) {
            sheet.write_string_with_format(ROSTER_HEADER_ROW, column, header, &looks.header)?;
        } else {
            sheet.merge_range(ROSTER_HEADER_ROW - 1, column, ROSTER_HEADER_ROW, column, header, &looks.header)?;
        }
    }
    sheet.set_row_height(ROSTER_HEADER_ROW, 32)?;
    Ok(())
}

/// One organisation. Its number decides what is right in the row and what is not: two fifths have a short name, a third a dirty
/// address, the others a plain one.
fn roster_row(
    sheet: &mut Worksheet,
    row: u32,
    number: usize,
    organisation: &Organisation,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_row_height(row, 45)?;
    sheet.write_number_with_format(row, 0, number as f64 + 1.0, &looks.number)?;
    sheet.write_string_with_format(row, 1, organisation.municipality, &looks.body)?;
    sheet.write_string_with_format(row, 2, &organisation.name, &looks.body)?;
    sheet.write_string_with_format(row, 3, organisation.level, &looks.body)?;
    write_ogrn(sheet, row, number, organisation, looks)?;
    write_oktmo(sheet, row, number, organisation, looks)?;
    match number % 9 {
        4 => sheet.write_blank(row, 6, &looks.body)?,
        8 if number % 27 == 8 => sheet.write_string_with_format(row, 6, "нет", &looks.body)?,
        _ => sheet.write_number_with_format(row, 6, f64::from(organisation.opaid), &looks.number)?,
    };

    let has_name = matches!(number % 8, 0 | 2 | 4);
    // Dirt comes in four of five rows without a short name, until each kind has come.
    let turn = [1, 3, 5, 6].iter().position(|&turn| number % 8 == turn);
    let dirt = turn.map(|turn| number / 8 * 4 + turn).filter(|&dirt| dirt < dirt::COUNT);
    match dirt {
        Some(dirt) => write_address(sheet, row, dirt::address(dirt, organisation), looks)?,
        None if number % 16 == 7 => {
            let page = Address::Linked(
                dirt::page_of(organisation.kind).to_owned(),
                format!("https://vk.com/club{}", organisation.group),
            );
            write_address(sheet, row, page, looks)?;
        }
        None if has_name => {
            write_address(sheet, row, Address::Text(format!("https://vk.com/{}", organisation.screen_name)), looks)?
        }
        None => write_address(sheet, row, Address::Text(format!("https://vk.com/club{}", organisation.group)), looks)?,
    }
    // Half of the pages with a short name have their number beside it; one has a number that is somebody else's.
    match number {
        40 => sheet.write_number_with_format(row, 8, f64::from(organisation.group + 3), &looks.number)?,
        _ if has_name && number % 8 != 4 => {
            sheet.write_number_with_format(row, 8, f64::from(organisation.group), &looks.number)?
        }
        _ => sheet.write_blank(row, 8, &looks.body)?,
    };
    let link = match number % 5 {
        1 if dirt.is_none() => Some(links::miniapp(organisation)),
        3 if matches!(organisation.kind, Kind::Health | Kind::Education) => {
            Some(links::wrong(number / 5 % links::WRONG, organisation))
        }
        _ => None,
    };
    sheet.write_string_with_format(row, 9, link.unwrap_or_default(), &looks.body)?;
    write_pos(sheet, row, number, organisation, looks)?;
    sheet.write_string_with_format(row, 12, ["да", "нет", "", "Да "][number % 4], &looks.body)?;
    Ok(())
}

/// The ОГРН as text or as number; a few with a slip, one that is another organisation's.
fn write_ogrn(
    sheet: &mut Worksheet,
    row: u32,
    number: usize,
    organisation: &Organisation,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let ogrn = &organisation.ogrn;
    match number {
        17 => sheet.write_string_with_format(
            row,
            4,
            format!("{}{}{}", &ogrn[..9], &ogrn[10..11], &ogrn[9..10]) + &ogrn[11..],
            &looks.body,
        )?,
        29 => sheet.write_string_with_format(row, 4, &ogrn[..12], &looks.body)?,
        53 => sheet.write_string_with_format(row, 4, "1,0240E+12", &looks.body)?,
        71 => sheet.write_string_with_format(row, 4, "1024009000003", &looks.body)?,
        97 => sheet.write_string_with_format(row, 4, "", &looks.body)?,
        _ if number.is_multiple_of(3) => {
            sheet.write_number_with_format(row, 4, ogrn.parse::<f64>().unwrap_or_default(), &looks.number)?
        }
        _ => sheet.write_string_with_format(row, 4, ogrn, &looks.body)?,
    };
    Ok(())
}

/// The ОКТМО as text or as number; a few with a slip or of another region.
fn write_oktmo(
    sheet: &mut Worksheet,
    row: u32,
    number: usize,
    organisation: &Organisation,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let oktmo = organisation.oktmo;
    let text = match number {
        21 => oktmo[..7].to_owned(),
        33 => "73614000".to_owned(),
        45 => format!("{oktmo}101"),
        57 => format!("{} {} {}", &oktmo[..2], &oktmo[2..5], &oktmo[5..]),
        69 => String::new(),
        _ if number.is_multiple_of(2) => {
            sheet.write_number_with_format(row, 5, oktmo.parse::<f64>().unwrap_or_default(), &looks.number)?;
            return Ok(());
        }
        _ => oktmo.to_owned(),
    };
    sheet.write_string_with_format(row, 5, text, &looks.body)?;
    Ok(())
}

/// The address of a page in column H.
fn write_address(sheet: &mut Worksheet, row: u32, address: Address, looks: &Looks) -> Result<(), XlsxError> {
    match address {
        Address::Text(text) => sheet.write_string_with_format(row, 7, text, &looks.body)?,
        Address::Linked(text, target) => sheet.write_url_with_options(row, 7, Url::new(target), &text, "", Some(&looks.link))?,
        Address::Formula(text, target) => {
            let formula = Formula::new(format!("=HYPERLINK(\"{target}\",\"{text}\")")).set_result(text);
            sheet.write_formula_with_format(row, 7, formula, &looks.link)?
        }
        Address::Number(number) => sheet.write_number_with_format(row, 7, number, &looks.number)?,
    };
    Ok(())
}

/// The two links to ПОС: right, blank, or wrong in one of the usual ways.
fn write_pos(
    sheet: &mut Worksheet,
    row: u32,
    number: usize,
    organisation: &Organisation,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (messages, polls) = (links::messages(organisation), links::polls(organisation));
    let (messages, polls) = match number % 24 {
        0..6 => (messages, polls),
        6 => (messages.replace("opaid", "opaId"), polls),
        7 => (format!("https://pos.gosuslugi.ru/form/?opaid={}", organisation.opaid), polls),
        // The number plate's code for the region's.
        8 => (messages.replace("utm_medium=29", "utm_medium=40"), polls.replace("utm_medium=29", "utm_medium=40")),
        9 => (
            "https://pos.gosuslugi.ru/form/?opaid=ID&utm_source=vk&utm_medium=REG-CODE&utm_campaign=OGRN".to_owned(),
            String::new(),
        ),
        10 => (polls, messages),
        11 => (messages, polls.replace(organisation.oktmo, "73614000")),
        12 => (messages.replace("medium", "mediu%20m"), polls.replace('&', "&amp;")),
        _ => (String::new(), String::new()),
    };
    sheet.write_string_with_format(row, 10, messages, &looks.body)?.write_string_with_format(row, 11, polls, &looks.body)?;
    Ok(())
}

// A table of short names, as `gospub names` makes it.

const NAMES: [[&str; 5]; 5] = [
    ["https://vk.com/primer_shkola_novaya", "217000301", "МБОУ «Новая школа»", "01.03.2026", "реестр.xlsx, строка 12"],
    ["https://vk.com/primer_pereshla", "217000302", "МБОУ «Прежняя школа»", "01.03.2025", "снимок-март.ndjson"],
    ["https://vk.com/primer_pereshla", "217000303", "МБОУ «Нынешняя школа»", "01.03.2026", "снимок-2026.ndjson"],
    ["https://vk.com/primer_sporno", "217000304", "МБОУ «Школа у реки»", "", "реестр.xlsx, строка 20"],
    ["https://vk.com/primer_sporno", "217000305", "МБОУ «Школа у реки»", "", "медицина.xlsx, строка 7"],
];

fn names() -> Result<Workbook, XlsxError> {
    let (mut workbook, looks) = (workbook()?, Looks::new());
    let sheet = workbook.add_worksheet().set_name("Имена")?;
    sheet.write_string_with_format(0, 0, "Короткие имена страниц", &looks.title)?;
    sheet.write_string_with_format(1, 0, "Учебный пример: организации вымышлены", &looks.note)?;
    let header = ["Адрес страницы", "ID сообщества", "Название", "Узнано", "Источник"];
    for (row, cells) in (3..).zip(std::iter::once(&header).chain(&NAMES)) {
        for (column, text) in (0u16..).zip(cells) {
            sheet.write_string_with_format(row, column, *text, if row == 3 { &looks.header } else { &looks.body })?;
        }
    }
    for (column, width) in (0u16..).zip([40, 14, 40, 14, 40]) {
        sheet.set_column_width(column, width)?;
    }
    Ok(workbook)
}

// A row for each thing that can be wrong.

/// The row of the header, from zero.
const FAULTS_HEADER_ROW: u32 = 3;

/// The sheet «Образцы ошибок».
fn fault_samples(organisations: &[Organisation]) -> Result<Workbook, XlsxError> {
    let (mut workbook, looks) = (workbook()?, Looks::new());
    let sheet = workbook.add_worksheet().set_name("Образцы ошибок")?;
    sheet.write_string_with_format(0, 0, "Образцы ошибок: в каждой строке одна, её код — в столбце B", &looks.note)?;
    sheet.write_string_with_format(
        1,
        0,
        "Проверять вместе с таблицами министерств, таблицей имён и снимком страниц; организации вымышлены",
        &looks.note,
    )?;
    for (column, (header, width)) in (0u16..).zip(faults::COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(FAULTS_HEADER_ROW, column, header, &looks.header)?;
    }
    let mut merged = Vec::new();
    for (row, cells) in (FAULTS_HEADER_ROW + 1..).zip(faults::rows(organisations)) {
        for (column, value) in (0u16..).zip(cells) {
            match value {
                Value::Text(text) => sheet.write_string_with_format(row, column, text, &looks.body)?,
                Value::Linked(text, target) => {
                    sheet.write_url_with_options(row, column, Url::new(target), text, "", Some(&looks.link))?
                }
                Value::Formula => sheet.write_formula_with_format(
                    row,
                    column,
                    Formula::new("=IF(TRUE,\" \",\"\")").set_result(" "),
                    &looks.body,
                )?,
                Value::Merged => {
                    merged.push((row, column));
                    &mut *sheet
                }
            };
        }
    }
    for (row, column) in merged {
        sheet.merge_range(row, column, row + 1, column, "", &looks.body)?;
    }
    sheet.set_freeze_panes(FAULTS_HEADER_ROW + 1, 4)?;
    let sheet = workbook.add_worksheet().set_name("Без столбца")?;
    let ogrn = organisations::ogrn(900);
    let rows = [
        ["Наименование организации", "Ссылка на страницу ВК", "Регион", "ОГРН", "ОКТМО", "Номер ЛКО ПОС"],
        [
            "Театр «Образец» (столбца «Уровень» нет)",
            "https://vk.com/club217009001",
            "Калужская область",
            &ogrn,
            "29791000",
            "500900",
        ],
    ];
    for (row, texts) in (0..).zip(rows) {
        sheet.write_row(row, 0, texts)?;
    }
    let sheet = workbook.add_worksheet().set_name("Без заголовка")?;
    sheet.write_row(0, 0, ["МБОУ «СОШ № 1» (заголовка над данными нет)", "https://vk.com/club217009002"])?;
    // By this sheet a workbook shows that it was checked before and that its last columns are gospub's.
    workbook.add_worksheet().set_name("Проверка")?.write_string(0, 0, "Проверка ссылок госпабликов")?;
    Ok(workbook)
}

// The smallest roster that works, as an accounting program exports it.

/// Lines with semicolons in Windows-1251.
fn minimal_roster(organisations: &[Organisation]) -> Vec<u8> {
    let mut text = "Наименование;Ссылка на страницу ВК;ID сообщества\r\n".to_owned();
    for organisation in organisations.iter().filter(|organisation| organisation.group % 17 == 0) {
        let name = organisation.name.replace('"', "\"\"");
        let (address, id) = match organisation.group % 3 {
            0 => (format!("https://vk.com/club{}", organisation.group), String::new()),
            1 => (String::new(), organisation.group.to_string()),
            _ => (format!("vk.com/{}", organisation.screen_name), String::new()),
        };
        text.push_str(&format!("\"{name}\";{address};{id}\r\n"));
    }
    encoding_rs::WINDOWS_1251.encode(&text).0.into_owned()
}
