//! Sheets as people lay them out: what is merged, said once, titled; whose numbers are ids. Each input is the shortest that shows it.

use crate::common::{Ran, run};
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
