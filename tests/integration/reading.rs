//! Sheets as people lay them out: what is merged, said once, titled; whose numbers are ids. Each input is the shortest that shows it.

use crate::common::{Ran, run};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;

/// A workbook of one sheet in a folder of its own.
struct Roster {
    folder: tempfile::TempDir,
}

impl Roster {
    fn new(rows: &[&[&str]]) -> Self {
        Self::with(rows, |_| {})
    }

    /// A sheet with these texts, and what else is done to it.
    fn with(rows: &[&[&str]], more: impl FnOnce(&mut Worksheet)) -> Self {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write(row, column, *text).unwrap();
            }
        }
        more(sheet);
        let roster = Self { folder: tempfile::tempdir().unwrap() };
        workbook.save(roster.path()).unwrap();
        roster
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("roster.xlsx")
    }

    fn run(&self, command: &str, more: &[&str]) -> Ran {
        let mut arguments: Vec<OsString> = vec![command.into(), self.path().into()];
        arguments.extend(more.iter().map(Into::into));
        run(arguments)
    }

    fn fill(&self) -> Filled {
        let ran = self.run("fill", &["--format", "ndjson", "--dry-run"]);
        let rows = ran.rows();
        Filled { rows, said: ran.stderr }
    }
}

/// What a run says of the rows, and of the file.
struct Filled {
    rows: Vec<Value>,
    said: String,
}

impl Filled {
    fn codes(&self) -> Vec<&str> {
        let diagnostics = self.rows.iter().flat_map(|row| row["diagnostics"].as_array().unwrap());
        diagnostics.map(|found| found["code"].as_str().unwrap()).collect()
    }

    fn values(&self, name: &str) -> Vec<String> {
        let text = |row: &Value| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
        self.rows.iter().map(text).collect()
    }
}

/// Merges the cells of a column over rows, all counted from zero, and leaves their text.
fn merge_down(sheet: &mut Worksheet, column: u16, rows: std::ops::RangeInclusive<u32>, text: &str) {
    sheet.merge_range(*rows.start(), column, *rows.end(), column, text, &Format::new()).unwrap();
}

const HEADER: [&str; 5] = ["Муниципалитет", "Регион", "ОКТМО", "Наименование организации", "Ссылка на страницу ВК"];

#[test]
fn values_merged_down_give_the_verdicts_of_values_in_each_row() {
    let rows = |place: [&'static str; 3]| {
        let of = |name, page| [place[0], place[1], place[2], name, page];
        [HEADER, of("МБОУ СОШ № 1", "vk.com/club217000101"), of("МБОУ СОШ № 2", "vk.com/club217000102")]
    };
    let plain = rows(["Город Калуга", "Калужская область", "29701000"]);
    let control = Roster::new(&plain.each_ref().map(|row| &row[..])).fill();
    let merged = Roster::with(&rows([""; 3]).each_ref().map(|row| &row[..]), |sheet| {
        (0..3).for_each(|column| merge_down(sheet, column, 1..=2, plain[1][usize::from(column)]));
    });
    assert_eq!(merged.fill().rows, control.rows);
    let split = |roster: &Roster| {
        let folder = roster.folder.path().join("out");
        roster.run("split", &["--by", "муниципалитет", "-o", folder.to_str().unwrap()]);
        std::fs::read_dir(folder).unwrap().count()
    };
    assert_eq!(split(&merged), split(&Roster::new(&plain.each_ref().map(|row| &row[..]))));
}

#[test]
fn a_value_once_a_group_and_titles_between_rows_are_filled_down_and_said() {
    let once = Roster::new(&[
        &["Район", "Наименование организации", "Ссылка на страницу ВК"],
        &["Примерский район", "МБОУ СОШ № 1", "vk.com/club217000101"],
        &["", "МБОУ СОШ № 2", "vk.com/club217000102"],
        &["Образцовский район", "МБОУ СОШ № 3", "vk.com/club217000103"],
        &["", "МБОУ СОШ № 4", "vk.com/club217000104"],
    ]);
    let titled = Roster::new(&[
        &["№", "Наименование организации", "Ссылка на страницу ВК"],
        &["Примерский район"],
        &["1", "МБОУ СОШ № 1", "vk.com/club217000101"],
        &["2", "МБОУ СОШ № 2", "vk.com/club217000102"],
        &["Образцовский район"],
        &["3", "МБОУ СОШ № 3", "vk.com/club217000103"],
        &["4", "МБОУ СОШ № 4", "vk.com/club217000104"],
    ]);
    let municipalities = ["Примерский район", "Примерский район", "Образцовский район", "Образцовский район"];
    for (roster, said) in
        [(once, "один раз на группу строк: 2 строки взяли"), (titled, "2 строки между данными («Примерский район» …)")]
    {
        let filled = roster.fill();
        assert_eq!(filled.values("municipality"), municipalities);
        assert!(filled.said.contains(said), "{}", filled.said);
    }
}

#[test]
fn titles_of_kinds_say_the_kind_of_the_rows_below_them() {
    for (title, kind) in [
        ("Детские сады", "education"),
        ("Школы", "education"),
        ("Дошкольные образовательные организации", "education"),
        ("Общеобразовательные учреждения", "education"),
        ("Учреждения дополнительного образования", "education"),
        ("Больницы", "health"),
        ("Медицинские организации", "health"),
        ("Учреждения здравоохранения", "health"),
    ] {
        let roster = Roster::new(&[
            &["№", "Наименование организации", "Ссылка на страницу ВК"],
            &["", title],
            &["1", "Учреждение «Радуга»", "vk.com/club217000101"],
        ]);
        assert_eq!(roster.fill().values("kind"), [kind], "{title}");
    }
}

#[test]
fn numbers_of_somebody_else_are_no_ids_and_the_file_says_what_to_do() {
    let roster = Roster::new(&[
        &["ID", "Наименование организации", "Ссылка на страницу ВК"],
        &["1410213", "МБОУ СОШ № 1", "https://vk.com/shkola1_primersk"],
        &["1410220", "МБОУ СОШ № 2", "https://vk.com/shkola2_primersk"],
    ]);
    let filled = roster.fill();
    assert_eq!(filled.values("group_id"), ["null"; 2]);
    assert!(filled.said.contains("столбец A «ID» не использован") && filled.said.contains("--column id=A"), "{}", filled.said);
    let named = roster.run("fill", &["--format", "ndjson", "--dry-run", "--column", "id=A"]);
    assert!(named.rows().iter().any(|row| row["group_id"] == 1_410_213));
}

#[test]
fn a_column_that_gives_way_to_a_named_one_is_told() {
    let roster = Roster::new(&[
        &["Организация", "Страница ВК", "ID сообщества", "Ссылка на мини-приложение", "Телефон"],
        &["МБОУ СОШ № 1", "vk.com/club217000101", "217000101", "https://vk.com/app8181405#module=health&groupId=217000999", ""],
    ]);
    for (role, title) in [("address", "B «Страница ВК»"), ("id", "C «ID сообщества»"), ("link", "D «Ссылка на мини-приложение»")]
    {
        let said = roster.run("fill", &["--dry-run", "--column", &format!("{role}=E")]).stderr;
        assert!(said.contains(&format!("столбец {title} не прочитан")) && said.contains(&format!("--column {role}=E")), "{said}");
    }
    assert!(!roster.fill().said.contains("не прочитан"));
}

#[test]
fn ticks_in_the_column_of_pages_are_no_ids() {
    let all = Roster::new(&[&["Организация", "Страница ВК"], &["СОШ № 1", "1"], &["СОШ № 2", "2"], &["СОШ № 3", "25"]]).fill();
    assert!(all.rows.is_empty() && all.said.contains("столбец B «Страница ВК» похож на нумерацию"), "{}", all.said);
    let some = Roster::new(&[
        &["Организация", "Ссылка на страницу ВК"],
        &["МБОУ СОШ № 1", "vk.com/club217000101"],
        &["МБОУ СОШ № 2", "1"],
        &["МБОУ СОШ № 3", "vk.com/club3"],
    ]);
    assert_eq!(some.fill().values("group_id"), ["217000101", "null", "3"]);
}

#[test]
fn rows_of_other_networks_are_no_faulty_rows() {
    let filled = Roster::with(
        &[
            &["Муниципалитет", "Наименование организации", "Соцсеть", "Ссылка на страницу"],
            &["", "", "ВКонтакте", "https://vk.com/club217000101"],
            &["", "", "Одноклассники", "https://ok.ru/group/540001"],
            &["", "", "MAX", "https://max.ru/id2900000001_gos"],
        ],
        |sheet| {
            merge_down(sheet, 0, 1..=3, "Примерский район");
            merge_down(sheet, 1, 1..=3, "МБОУ СОШ № 1");
        },
    )
    .fill();
    assert_eq!((filled.values("group_id"), filled.codes()), (vec!["217000101".to_owned()], vec![]));
    assert!(filled.said.contains("2 строки о страницах в других сетях"), "{}", filled.said);
}

#[test]
fn what_was_read_is_said_before_the_rows() {
    let roster = Roster::new(&[
        &["Муниципалитет", "Чьё", "Страница ВК"],
        &["Примерский район", "МБОУ СОШ № 1", "vk.com/club217000101"],
        &["Примерский район", "МБОУ СОШ № 2", ""],
        &["Примерский район", "МБОУ СОШ № 3", "vk.com/club217000103"],
    ]);
    let ran = roster.run("fill", &["--format", "ndjson", "--dry-run"]);
    let file = ran.lines().remove(0);
    assert_eq!(ran.files(), std::slice::from_ref(&file));
    let column = |number: usize| file["sheets"][0]["table"]["columns"][number].clone();
    assert_eq!(
        column(1),
        serde_json::json!({"role": "organisation", "column": "B", "header": "Чьё", "why": "content", "blank_rows": 0})
    );
    assert_eq!(column(2)["blank_rows"], 1);
    assert_eq!(file["findings"][0]["code"], "column-by-content");
    assert!(ran.stderr.contains("C — адрес страницы ВК (пусто в 1 строке)"), "{}", ran.stderr);
    let row = format!("{}:3", roster.path().display());
    let checked = run(["check", "--row", &row, "--format", "ndjson"]);
    assert_eq!(checked.files(), [file]);
    assert_eq!(checked.rows().len(), 1);
}

#[test]
fn without_names_or_municipalities_there_are_no_shares_that_would_be_false() {
    let json = |roster: &Roster| -> Value { serde_json::from_str(&roster.run("report", &["--format", "json"]).stdout).unwrap() };
    let without_names = Roster::new(&[
        &["Примечание", "Страница ВК"],
        &["закрыта на ремонт", "vk.com/club217000101"],
        &["переехала", "vk.com/club217000102"],
    ]);
    let filled = without_names.fill();
    assert!(filled.said.contains("--column organisation=A"), "{}", filled.said);
    assert_eq!(json(&without_names)["total"]["shares"]["ready"], Value::Null);
    let few = Roster::new(&[
        &["Район", "Организация", "Страница ВК"],
        &["Примерский район", "МБОУ СОШ № 1", "vk.com/club217000101"],
        &["Примерский район", "МБОУ СОШ № 2", "vk.com/club217000102"],
        &["", "МБОУ СОШ № 3", "vk.com/club217000103"],
        &["", "МБОУ СОШ № 4", "vk.com/club217000104"],
        &["", "МБОУ СОШ № 5", "vk.com/club217000105"],
    ]);
    let report = json(&few);
    assert_eq!(report["total"]["shares"]["ready"], 1.0);
    assert_eq!(report["municipalities"][0]["shares"]["ready"], Value::Null);
    assert!(report["notes"][0].as_str().unwrap().contains("не указано в 3 из 5 строк"), "{report}");
}

/// A workbook of several sheets, each with its name and rows.
fn book_of(sheets: &[(&str, &[&[&str]])]) -> Roster {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
    let roster = Roster { folder: tempfile::tempdir().unwrap() };
    workbook.save(roster.path()).unwrap();
    roster
}

#[test]
fn the_same_organisations_on_several_sheets_are_counted_once() {
    let header: &[&str] = &["Наименование организации", "Ссылка на страницу ВК"];
    let rows: [&[&str]; 4] = [
        header,
        &["МБОУ СОШ № 1", "vk.com/club217000101"],
        &["МБОУ СОШ № 2", "vk.com/club217000102"],
        &["МБОУ СОШ № 3", "vk.com/club217000103"],
    ];
    let fuller: Vec<&[&str]> = rows.iter().copied().chain([&["МБОУ СОШ № 4", "vk.com/club217000104"][..]]).collect();
    let roster = book_of(&[("Октябрь", &rows), ("Ноябрь", &fuller)]);
    let filled = roster.fill();
    assert_eq!(filled.rows.len(), 7);
    assert!(filled.rows.iter().all(|row| row["status"] == "filled"));
    assert!(
        filled.said.contains("Итого 4 строки") && filled.said.contains("Лист «Октябрь»: те же организации"),
        "{}",
        filled.said
    );
    let report: Value = serde_json::from_str(&roster.run("report", &["--format", "json"]).stdout).unwrap();
    assert_eq!(report["total"]["organisations"], 4);
    let others: [&[&str]; 4] =
        [header, &["МБДОУ № 1", "vk.com/club1"], &["МБДОУ № 2", "vk.com/club2"], &["МБДОУ № 3", "vk.com/club3"]];
    assert!(book_of(&[("Школы", &rows), ("Сады", &others)]).fill().said.contains("Итого 6 строк"));
}

#[test]
fn the_second_run_sees_the_rows_and_columns_of_the_first() {
    let plain: Vec<&[&str]> = vec![
        &["Район", "Чьё это", "Адрес"],
        &["Примерский район", "МБОУ СОШ № 1", "vk.com/club217000101"],
        &["Примерский район", "МБОУ СОШ № 2", ""],
        &["Примерский район", "МБОУ СОШ № 3", "нет"],
        &["Образцовский район", "МБОУ СОШ № 4", "vk.com/club217000104"],
        &["Образцовский район", "МБОУ СОШ № 5", ""],
    ];
    let nameless: Vec<&[&str]> = vec![&["Что", "Страница ВК"], &["первая", "vk.com/club217000101"], &["", ""], &["вторая", ""]];
    for rows in [plain, nameless] {
        let roster = Roster::new(&rows);
        let out = roster.folder.path().join("out");
        let first = roster.run("fill", &["--format", "ndjson", "-o", out.to_str().unwrap()]);
        let again = run([
            "fill".as_ref(),
            out.join("roster.проверено.xlsx").as_os_str(),
            "--dry-run".as_ref(),
            "--format=ndjson".as_ref(),
        ]);
        let seen = |ran: &Ran| ran.files()[0]["sheets"][0]["table"].clone();
        assert_eq!(seen(&again)["columns"], seen(&first)["columns"], "{}", again.stderr);
        let verdicts = |ran: &Ran| -> Vec<(Value, Value, Value)> {
            ran.rows().iter().map(|row| (row["row"].clone(), row["group_id"].clone(), row["diagnostics"].clone())).collect()
        };
        assert_eq!(verdicts(&again), verdicts(&first));
    }
}

#[test]
fn a_text_is_cut_where_its_header_is_known_in_each_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    let row =
        |number: u32| format!("{number};МБОУ СОШ № {number}, г. Примерск, ул. Мира, 1;https://vk.com/club21700010{number}\n");
    let rows: String = (1..=5).map(row).collect();
    std::fs::write(&path, format!("№;Наименование организации;Ссылка на страницу ВК\n{rows}")).unwrap();
    let ran = run(["fill".as_ref(), path.as_os_str(), "--dry-run".as_ref(), "--format=ndjson".as_ref()]);
    let columns = ran.files()[0]["sheets"][0]["table"]["columns"].clone();
    let whys: Vec<&str> = columns.as_array().unwrap().iter().map(|column| column["why"].as_str().unwrap()).collect();
    assert_eq!(whys, ["header", "header"], "{}", ran.stderr);
}

#[test]
fn a_formula_without_a_result_is_said_to_be_that_in_its_row() {
    let roster = Roster::with(
        &[HEADER.as_slice(), &["", "", "", "МБОУ СОШ № 1", "vk.com/club217000101"], &["", "", "", "МБОУ СОШ № 2"]],
        |sheet| {
            sheet.write_formula(2, 4, rust_xlsxwriter::Formula::new("\"vk.com/club\"&217000102").set_result(" ")).unwrap();
        },
    );
    assert_eq!(roster.fill().codes(), ["address-not-computed"]);
}

/// How a roster may be presented without a word of it being changed.
#[derive(Clone, Debug)]
struct Presentation {
    /// Rows of a title block.
    titles: usize,
    /// Whether municipalities are merged down, in titles between the rows, once a group, or in each row.
    places: usize,
    /// Which headers stand over the columns.
    headers: [usize; 3],
    /// In which order the columns stand.
    order: usize,
    /// Columns of numbers beside them.
    numbers: usize,
    /// What is on each header: place, name, page.
    dresses: [Dress; 3],
    /// Whether a sheet with figures stands before the roster.
    summary: bool,
    /// Whether a sample of how to fill the form stands first, and a signature below a blank row.
    framed: bool,
}

/// What a header may have besides its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    Nothing,
    Hyperlink,
    Note,
    Rich,
    Style,
    /// It is merged over two rows; the other headers stand in the lower one.
    Merged,
}

impl Dress {
    const ALL: [Self; 6] = [Self::Nothing, Self::Hyperlink, Self::Note, Self::Rich, Self::Style, Self::Merged];

    fn write(self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
        let bold = Format::new().set_bold().set_background_color("DDEBF7").set_text_wrap();
        match self {
            Self::Nothing => drop(sheet.write(row, column, text).unwrap()),
            Self::Hyperlink => drop(sheet.write_url_with_text(row, column, "https://example.org/help", text).unwrap()),
            Self::Note => {
                let note = rust_xlsxwriter::Note::new("Заполняет отдел связи: https://vk.com/club1");
                sheet.write(row, column, text).unwrap().insert_note(row, column, &note).unwrap();
            }
            Self::Rich => {
                let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
                sheet.write_rich_string(row, column, &[(&bold, first), (&Format::new(), rest)]).unwrap();
            }
            Self::Style => drop(sheet.write_with_format(row, column, text, &bold).unwrap()),
            Self::Merged => drop(sheet.merge_range(row - 1, column, row, column, text, &bold).unwrap()),
        }
    }
}

const NAMES: [&str; 5] = ["Наименование организации", "Учреждение", "Школа", "Чьё", "Название ОУ"];
const PAGES: [&str; 4] = ["Ссылка на страницу ВК", "Госпаблик", "Страница\nВКонтакте", "vk_link"];
const PLACES: [&str; 4] = ["Муниципальное образование", "Район", "МО", "Муниципалитет / Municipality"];
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
const ORGANISATIONS: [[&str; 3]; 6] = [
    ["Примерский район", "МБОУ «Средняя школа № 1»", "https://vk.com/club217000101"],
    ["Примерский район", "МБОУ «Средняя школа № 2»", ""],
    ["Примерский район", "ГБУЗ «Примерская больница»", "vk.com/public217000103"],
    ["Образцовский район", "МБДОУ «Детский сад № 4»", "vk.com/detsad_4"],
    ["Образцовский район", "МБОУ «Средняя школа № 5»", "нет"],
    ["Образцовский район", "МБОУ «Средняя школа № 6»", "https://vk.com/club217000106"],
];

fn presented(how: &Presentation) -> Roster {
    let mut workbook = Workbook::new();
    if how.summary {
        let sheet = workbook.add_worksheet().set_name("Свод").unwrap();
        for (row, cells) in (0..).zip([["Показатель", "Значение"], ["Школ", "4"], ["Больниц", "1"]])
        {
            for (column, text) in (0..).zip(cells) {
                sheet.write(row, column, text).unwrap();
            }
        }
    }
    let sheet = workbook.add_worksheet().set_name("Реестр").unwrap();
    let mut row = 0;
    for title in
        ["Реестр официальных страниц", "по состоянию на 01.09.2026", "ответственный: отдел связи"].iter().take(how.titles)
    {
        sheet.write(row, 0, *title).unwrap();
        row += 1;
    }
    // Place, name, page: where each stands. Titles between the rows take the place's column away.
    let columns: Vec<u16> = ORDERS[how.order].iter().map(|&at| at as u16).collect();
    let in_titles = how.places == 1;
    let header = [PLACES[how.headers[0] % 4], NAMES[how.headers[1] % 5], PAGES[how.headers[2] % 4]];
    row += u32::from(how.dresses.contains(&Dress::Merged));
    for (index, text) in header.iter().enumerate().filter(|(index, _)| *index > 0 || !in_titles) {
        how.dresses[index].write(sheet, row, columns[index], text);
    }
    for number in 0..how.numbers as u16 {
        sheet.write(row, 3 + number, ["Количество подписчиков", "Публикаций за месяц"][usize::from(number)]).unwrap();
    }
    row += 1;
    if how.framed {
        sheet.write(row, columns[1], "МБОУ «Школа № 0» (пример заполнения)").unwrap();
        sheet.write_string(row, columns[2], "https://vk.com/club123456").unwrap();
        row += 1;
    }
    for (index, [place, name, page]) in ORGANISATIONS.iter().enumerate() {
        let begins = index == 0 || ORGANISATIONS[index - 1][0] != *place;
        if in_titles && begins {
            sheet.merge_range(row, 0, row, 2 + how.numbers as u16, place, &Format::new()).unwrap();
            row += 1;
        }
        match how.places {
            0 => drop(sheet.write(row, columns[0], *place).unwrap()),
            2 if begins => drop(sheet.merge_range(row, columns[0], row + 2, columns[0], place, &Format::new()).unwrap()),
            3 if begins => drop(sheet.write(row, columns[0], *place).unwrap()),
            _ => {}
        }
        sheet.write(row, columns[1], *name).unwrap();
        if !page.is_empty() {
            sheet.write_string(row, columns[2], *page).unwrap();
        }
        for number in 0..how.numbers as u16 {
            sheet.write(row, 3 + number, 1_500 + index as u32 * 37).unwrap();
        }
        row += 1;
    }
    if how.framed {
        sheet.write(row + 1, columns[1], "Начальник отдела").unwrap();
        sheet.write(row + 1, columns[2], "_________ /Кузнецов И. И./").unwrap();
    }
    let roster = Roster { folder: tempfile::tempdir().unwrap() };
    workbook.save(roster.path()).unwrap();
    roster
}

/// What is said of the organisations, without where they stand.
fn verdicts(roster: &Roster) -> Vec<Vec<String>> {
    let rows = roster.fill().rows;
    let codes =
        |row: &Value| row["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].to_string()).collect::<String>();
    let of = |row: &Value| {
        let values = ["organisation", "municipality", "kind", "group_id", "status"].map(|name| row[name].to_string());
        values.into_iter().chain([row["links"]["miniapp"]["value"].to_string(), codes(row)]).collect()
    };
    rows.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_a_roster_is_presented_its_verdicts_are_the_same(
        (titles, places, order, numbers) in (0usize..4, 0usize..4, 0usize..6, 0usize..3),
        headers in prop::array::uniform3(0usize..20),
        dresses in prop::array::uniform3(prop::sample::select(&Dress::ALL[..])),
        (summary, framed) in any::<(bool, bool)>(),
    ) {
        let how = Presentation { titles, places, headers, order, numbers, dresses, summary, framed };
        let dresses = [Dress::Nothing; 3];
        let plain =
            Presentation { titles: 0, places: 0, headers: [0; 3], order: 0, numbers: 0, dresses, summary: false, framed: false };
        prop_assert_eq!(verdicts(&presented(&how)), verdicts(&presented(&plain)), "{:?}", how);
    }
}

#[test]
fn a_pivot_table_is_no_roster_and_nothing_is_written_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, path) = (folder.path().join("простой.xlsx"), folder.path().join("реестр.xlsx"));
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for name in ["Реестр", "Сводная"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["Организация", "Ссылка на страницу ВК"]).unwrap();
        for row in 1..=5 {
            sheet
                .write_row(row, 0, [format!("МБОУ «{name} № {row}»"), format!("https://vk.com/club{}", 217_000_100 + row)])
                .unwrap();
        }
    }
    workbook.save(&plain).unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&plain).unwrap()).unwrap();
    let mut pivot = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for index in 0..archive.len() {
        pivot.raw_copy_file(archive.by_index_raw(index).unwrap()).unwrap();
    }
    for (name, text) in [
        (
            "xl/worksheets/_rels/sheet2.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable" Target="../pivotTables/pivotTable1.xml"/></Relationships>"#,
        ),
        (
            "xl/pivotTables/pivotTable1.xml",
            r#"<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><location ref="A1:B6"/></pivotTableDefinition>"#,
        ),
    ] {
        pivot.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut pivot, text.as_bytes()).unwrap();
    }
    pivot.finish().unwrap();
    let ran = run([
        "fill".as_ref(),
        path.as_os_str(),
        "--format=ndjson".as_ref(),
        "-o".as_ref(),
        folder.path().join("out").as_os_str(),
    ]);
    assert!(ran.rows().iter().all(|row| row["sheet"] == "Реестр") && ran.rows().len() == 5, "{}", ran.stderr);
    assert!(ran.files()[0]["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == "pivot-table"));
    let parts = |path: &std::path::Path| crate::common::parts(path)["xl/worksheets/sheet2.xml"].clone();
    assert!(parts(&path) == parts(&folder.path().join("out/реестр.проверено.xlsx")));
    let alone = run(["fill".as_ref(), path.as_os_str(), "--dry-run".as_ref(), "--sheet".as_ref(), "Сводная".as_ref()]);
    assert!(alone.code == 2 && alone.stderr.contains("это сводная таблица"), "{}", alone.stderr);
}
