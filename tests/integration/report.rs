//! The report for the ministry: the same figures as text, as JSON and in the workbook; what it is compared with; what stops it.

use crate::common::{Ran, cells, parts, run, sample};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const DATE: [&str; 2] = ["--date", "2026-11-22"];

/// `report` on inputs, of a certain day.
fn report(inputs: &[&Path], more: &[&str]) -> Ran {
    let mut arguments: Vec<OsString> = vec!["report".into()];
    arguments.extend(inputs.iter().map(Into::into));
    arguments.extend(DATE.iter().chain(more).map(Into::into));
    run(arguments)
}

/// The sample roster with both ministry tables, as JSON.
fn of_roster(more: &[&str]) -> Ran {
    let tables = ["ministry-medical.xlsx", "ministry-education.xlsx"].map(|name| sample(name).display().to_string());
    let mut arguments = vec!["-r", &tables[0], "-r", &tables[1], "--format", "json"];
    arguments.extend(more);
    report(&[&sample("roster.xlsx")], &arguments)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr))
}

/// A roster of rows in a folder.
fn roster(folder: &Path, name: &str, rows: &[[&str; 4]]) -> PathBuf {
    let path = folder.join(name);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let header = ["Муниципальное образование", "Наименование организации", "Ссылка на страницу ВК", "Ссылка на мини-приложение"];
    for (row, cells) in (0..).zip([&header].into_iter().chain(rows)) {
        for (column, text) in (0..).zip(cells) {
            sheet.write(row, column, *text).unwrap();
        }
    }
    workbook.save(&path).unwrap();
    path
}

const SCHOOL: [&str; 4] = ["Примерский район", "МБОУ «Школа № 1»", "https://vk.com/club217000001", ""];
const CLUB: [&str; 4] = ["г. Образцовск", "Музей", "нет", ""];

/// The rows of a sheet, each by the column of its cell.
fn rows_of(path: &Path, sheet: &str) -> BTreeMap<u32, BTreeMap<u32, String>> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for ((row, column), text) in cells(path, sheet) {
        rows.entry(row).or_default().insert(column, text);
    }
    rows
}

#[test]
fn figures_of_the_sample_stay_as_they_are() {
    let ran = of_roster(&[]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("report", ran.stdout);
}

#[test]
fn municipalities_and_kinds_of_the_sample_add_up() {
    let report = json(&of_roster(&[]));
    let sum = |list: &str, path: &str| -> u64 {
        report[list].as_array().unwrap().iter().map(|line| line.pointer(path).and_then(Value::as_u64).unwrap_or(0)).sum()
    };
    for path in ["/organisations", "/ids", "/pages/named", "/links/miniapp/right", "/links/pos_polls/wrong", "/statuses/error"] {
        let total = report["total"].pointer(path).and_then(Value::as_u64).unwrap();
        assert!(total > 0, "{path}");
        assert_eq!((sum("municipalities", path), sum("kinds", path)), (total, total), "{path}");
    }
}

#[test]
fn the_workbook_says_what_the_json_says() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("отчёт.xlsx");
    let report = json(&of_roster(&["-o", output.to_str().unwrap()]));
    let rows = rows_of(&output, "По муниципалитетам");
    let headers = &rows[&5];
    let column = |title: &str| *headers.iter().find(|(_, text)| *text == title).map(|(column, _)| column).unwrap();
    let (right, filled, missing, wrong, ready) =
        (column("Верна"), column("Заполнена"), column("Не хватает"), column("Неверна"), 1 + column("Неверна"));
    let lines = report["municipalities"].as_array().unwrap().iter().map(|line| (line["name"].as_str().unwrap(), line));
    for (name, line) in lines.chain([("Всего", &report["total"])]) {
        let row = rows.values().find(|row| row.get(&1).is_some_and(|text| text == name)).unwrap();
        let links = &line["links"]["miniapp"];
        for (column, field) in [(right, "right"), (filled, "filled"), (missing, "missing"), (wrong, "wrong")] {
            assert_eq!(row[&column], links[field].to_string(), "{name}: {field}");
        }
        assert_eq!(row[&2], line["organisations"].to_string(), "{name}");
        let share: f64 = row[&ready].parse().unwrap();
        assert!((share - line["shares"]["ready"].as_f64().unwrap()).abs() < 1e-12, "{name}");
    }
    let problems = rows_of(&output, "Проблемы");
    for problem in report["problems"].as_array().unwrap() {
        let row =
            problems.values().find(|row| row.get(&2).is_some_and(|text| text == problem["title"].as_str().unwrap())).unwrap();
        assert_eq!(row[&3], problem["count"].to_string());
    }
    let reply = rows_of(&output, "Ответ на письмо");
    let total = reply.values().find(|row| row.get(&2).is_some_and(|text| text == "Всего")).unwrap();
    let count = |column: u32| total[&column].parse::<u64>().unwrap();
    assert_eq!(
        count(3),
        count(4) + count(5) + count(6) + count(7),
        "all are placed, not compared, not placed, or without a page"
    );
    assert_eq!(total[&4], report["total"]["links"]["miniapp"]["right"].to_string());
}

#[test]
fn every_sheet_is_there_and_charts_show_its_cells() {
    let folder = tempfile::tempdir().unwrap();
    let (earlier, output) = (folder.path().join("прежний.json"), folder.path().join("отчёт.xlsx"));
    std::fs::write(&earlier, of_roster(&[]).stdout).unwrap();
    let ran = of_roster(&["-o", output.to_str().unwrap(), "--since", earlier.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let parts = parts(&output);
    let workbook = String::from_utf8(parts["xl/workbook.xml"].clone()).unwrap();
    let sheets = ["Сводка", "По муниципалитетам", "По видам", "Лидеры и отстающие", "Проблемы", "Ответ на письмо", "Динамика"];
    for sheet in sheets {
        assert!(workbook.contains(&format!("name=\"{sheet}\"")), "{sheet}");
    }
    let charts: Vec<String> = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/charts/chart"))
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    assert!(charts.len() >= 8, "{}", charts.len());
    for chart in charts {
        assert!(chart.contains("<c:title>") && chart.contains("<c:f>"), "{chart}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let [one, four] = ["1", "4"].map(|jobs| {
        let output = folder.path().join(format!("{jobs}.xlsx"));
        let printed = of_roster(&["-o", output.to_str().unwrap(), "--jobs", jobs]).stdout;
        (printed, std::fs::read(output).unwrap())
    });
    assert!(one == four);
}

#[test]
fn figures_are_printed_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL, CLUB]);
    let ran = report(&[&path], &["--scale", "50,100"]);
    insta::assert_snapshot!(ran.stdout.replace('\u{a0}', " "), @r"
    Отчёт на 22.11.2026: 1 файл, 2 организации
      страница указана:         1 из 2 (50,0 %)
      номер страницы известен:  1 из 2 (50,0 %)
      ссылка готова:            1 из 2 (50,0 %), ещё 1 строка до 100 %
      из них уже верна:         0 из 2 (0 %)
      строки:                   верно 0, заполнено 1, не сверено 0, проверьте 1, ошибка 0

    Муниципальное образование  Организаций  Страниц  Номеров  Верно  Заполнено  Не сверено  Не хватает  Неверно  Без страницы  Готово  До порога
    г. Образцовск                        1        0        0      0          0           0           0        0             1     0 %  ещё 1 строка до 50 %
    Примерский район                     1        1        1      0          1           0           0        0             0   100 %  порог 100 % достигнут
    Всего                                2        1        1      0          1           0           0        0             1  50,0 %  ещё 1 строка до 100 %

    Вид организации              Организаций  Страниц  Номеров  Верно  Заполнено  Не сверено  Не хватает  Неверно  Без страницы  Готово  До порога
    Образовательная организация            1        1        1      0          1           0           0        0             0   100 %  порог 100 % достигнут
    Иная организация                       1        0        0      0          0           0           0        0             1     0 %  ещё 1 строка до 50 %
    Всего                                  2        1        1      0          1           0           0        0             1  50,0 %  ещё 1 строка до 100 %

    Проблемы
           1  У организации нет страницы (проверьте) [address-no-page]
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_listed_and_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (roster(folder.path(), "реестр.xlsx", &[SCHOOL]), folder.path().join("битый.xlsx"));
    std::fs::write(&bad, b"PK\x03\x04 and nothing else").unwrap();
    let output = folder.path().join("отчёт.xlsx");
    let ran = report(&[&good, &bad], &["-o", output.to_str().unwrap(), "--format", "json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("битый.xlsx"), "{}", ran.stderr);
    let printed = json(&ran);
    assert_eq!((&printed["failed"][0]["file"], &printed["total"]["organisations"]), (&"битый.xlsx".into(), &1.into()));
    assert!(cells(&output, "Сводка").values().any(|text| text.starts_with("битый.xlsx: ")));
    let alone = report(&[&bad], &["-o", folder.path().join("пусто.xlsx").to_str().unwrap()]);
    assert_eq!((alone.code, alone.stdout.as_str()), (2, ""));
    assert!(!folder.path().join("пусто.xlsx").exists());
}

#[test]
fn several_files_and_folders_are_counted_together_and_earlier_reports_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    roster(folder.path(), "первый.xlsx", &[SCHOOL, ["примерский  РАЙОН", "Музей", "", ""]]);
    roster(folder.path(), "второй.xlsx", &[CLUB]);
    let output = folder.path().join("отчёт.xlsx");
    let first = report(&[folder.path()], &["-o", output.to_str().unwrap()]);
    assert!(output.exists(), "{}", first.stderr);
    let again = report(&[folder.path()], &["-o", output.to_str().unwrap(), "--force", "--format", "json"]);
    assert_ne!(again.code, 2, "{}", again.stderr);
    let again = json(&again);
    assert_eq!((again["total"]["organisations"].as_u64(), again["sources"].as_array().unwrap().len()), (Some(3), 2));
    let names: Vec<&str> =
        again["municipalities"].as_array().unwrap().iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["г. Образцовск", "Примерский район"]);
    let alone = tempfile::tempdir().unwrap();
    std::fs::copy(&output, alone.path().join("отчёт.xlsx")).unwrap();
    for input in [&output, alone.path()] {
        let refused = report(&[input], &[]);
        assert!(refused.code == 2 && refused.stderr.contains("отчёт gospub, а не реестр"), "{}", refused.stderr);
    }
}

#[test]
fn the_report_overwrites_an_earlier_one_only_when_told_and_a_roster_never() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL]);
    let before = std::fs::read(&path).unwrap();
    let output = folder.path().join("отчёт.xlsx");
    let write = |output: &Path, more: &[&str]| {
        let mut arguments = vec!["-o", output.to_str().unwrap()];
        arguments.extend(more);
        report(&[&path], &arguments)
    };
    assert_eq!(write(&output, &[]).code, 0);
    let refused = write(&output, &[]);
    assert!(refused.code == 2 && refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(write(&output, &["--force"]).code, 0);
    assert_eq!(write(&path, &["--force"]).code, 2);
    assert!(std::fs::read(&path).unwrap() == before);
    let odd = write(&folder.path().join("отчёт.pdf"), &[]);
    assert!(odd.code == 2 && odd.stderr.contains(".xlsx"), "{}", odd.stderr);
}

#[test]
fn what_is_no_earlier_report_is_refused_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL]);
    let refused = |name: &str, text: &[u8]| {
        let earlier = folder.path().join(name);
        std::fs::write(&earlier, text).unwrap();
        let ran = report(&[&path], &["--since", earlier.to_str().unwrap()]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        ran.stderr
    };
    assert!(refused("книга.json", &std::fs::read(&path).unwrap()).contains("не прежний отчёт: содержимое не читается как JSON"));
    assert!(refused("строка.json", br#"{"schema":"gospub.row/1"}"#).contains("gospub.row/1"));
    let printed = report(&[&path], &["--format", "json"]).stdout;
    assert!(
        refused("числа.json", printed.replacen("\"organisations\": 1", "\"organisations\": 7", 1).as_bytes())
            .contains("не сходятся")
    );
    assert!(refused("завтра.json", printed.replace("2026-11-22", "2026-11-23").as_bytes()).contains("позже нынешнего"));
    let missing = report(&[&path], &["--since", "нет-такого.json"]);
    assert!(missing.stderr.contains("файла или папки нет"), "{}", missing.stderr);
}

#[test]
fn a_report_of_other_municipalities_is_nothing_to_compare_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL, CLUB]);
    let earlier = folder.path().join("прежний.json");
    // What PowerShell makes of UTF-8, and another region.
    for name in ["╨┐╤А╨╕╨╝╨╡╤А", "Иной район"] {
        let other = roster(folder.path(), "другой.xlsx", &[[name, "ГБУЗ «Больница»", "", ""]]);
        std::fs::write(&earlier, report(&[&other], &["--format", "json"]).stdout).unwrap();
        let ran = report(&[&path], &["--since", earlier.to_str().unwrap()]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("в нём: {name}.")), "{}", ran.stderr);
    }
}

#[test]
fn the_data_of_a_report_go_into_a_file_and_are_understood_in_any_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL, CLUB]);
    let earlier = folder.path().join("прежний.json");
    let written = report(&[&path], &["-o", earlier.to_str().unwrap()]);
    assert!(written.stderr.contains("прежний.json"), "{}", written.stderr);
    let text = std::fs::read_to_string(&earlier).unwrap();
    assert_eq!(text, report(&[&path], &["--format", "json"]).stdout);
    let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.clone().into_bytes(), format!("\u{feff}{text}").into_bytes(), wide] {
        std::fs::write(&earlier, bytes).unwrap();
        let ran = report(&[&path], &["--since", earlier.to_str().unwrap()]);
        assert!(ran.stdout.contains("С 22.11.2026 по 22.11.2026"), "{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn the_trend_is_measured_from_the_earlier_report() {
    let folder = tempfile::tempdir().unwrap();
    let before = roster(folder.path(), "было.xlsx", &[SCHOOL, ["Примерский район", "ГБУЗ «Больница»", "", ""], CLUB]);
    let after = roster(
        folder.path(),
        "стало.xlsx",
        &[SCHOOL, ["ПРИМЕРСКИЙ РАЙОН", "ГБУЗ «Больница»", "https://vk.com/club217000002", ""]],
    );
    let earlier = folder.path().join("прежний.json");
    let printed = report(&[&before], &["--format", "json"]).stdout.replace("2026-11-22", "2026-10-01");
    std::fs::write(&earlier, printed).unwrap();
    let output = folder.path().join("отчёт.xlsx");
    let ran = report(&[&after], &["--since", earlier.to_str().unwrap(), "-o", output.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let rows = rows_of(&output, "Динамика");
    let line = |name: &str| rows.values().rfind(|row| row.get(&1).is_some_and(|text| text == name)).unwrap();
    assert_eq!((&line("Примерский район")[&2], &line("Примерский район")[&4]), (&"0.5".to_owned(), &"50".to_owned()));
    assert_eq!(line("г. Образцовск")[&7], "больше нет");
    let text = report(&[&after], &["--since", earlier.to_str().unwrap()]).stdout;
    assert!(text.contains("С 01.10.2026 по 22.11.2026") && text.contains("было 33,3\u{a0}%, стало 100\u{a0}%"), "{text}");
}

#[test]
fn the_scale_comes_from_the_command_line_or_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL, CLUB]);
    let profile = folder.path().join("регион.toml");
    std::fs::write(&profile, "[report]\nscale = [60, 99.5]\n").unwrap();
    let threshold = |more: &[&str]| {
        let mut arguments = vec!["--format", "json", "--profile", profile.to_str().unwrap()];
        arguments.extend(more);
        json(&report(&[&path], &arguments))["total"]["next"].to_string()
    };
    assert_eq!(threshold(&[]), r#"{"rows":1,"threshold":60.0}"#);
    assert_eq!(threshold(&["--scale", "40,75"]), r#"{"rows":1,"threshold":75.0}"#);
    assert_eq!(threshold(&["--scale", "50"]), "null");
    let odd = report(&[&path], &["--scale", "много"]);
    assert!(odd.code == 2 && odd.stderr.contains("проценты"), "{}", odd.stderr);
    let odd = report(&[&path], &["--format", "ndjson"]);
    assert!(odd.code == 2 && odd.stderr.contains("--format json"), "{}", odd.stderr);
}

#[test]
fn results_of_a_folder_are_counted_unless_their_inputs_lie_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL]);
    assert_ne!(run([OsString::from("fill"), path.clone().into(), "-q".into()]).code, 2);
    let files = || -> Vec<String> {
        let report = json(&report(&[folder.path()], &["--format", "json"]));
        report["sources"].as_array().unwrap().iter().map(|source| source["file"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(files(), ["реестр.xlsx"]);
    std::fs::remove_file(path).unwrap();
    assert_eq!(files(), ["реестр.проверено.xlsx"]);
}

#[test]
fn neither_a_ministry_table_nor_a_damaged_file_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = roster(folder.path(), "реестр.xlsx", &[SCHOOL]);
    let (table, damaged) = (folder.path().join("медицина.xlsx"), folder.path().join("битый.xlsx"));
    std::fs::copy(sample("ministry-medical.xlsx"), &table).unwrap();
    std::fs::write(&damaged, b"PK\x03\x04").unwrap();
    for target in [&table, &damaged] {
        let before = std::fs::read(target).unwrap();
        let ran = report(&[&path, &damaged], &["-r", table.to_str().unwrap(), "-o", target.to_str().unwrap(), "--force"]);
        assert!(ran.code == 2 && ran.stderr.contains("на место исходного файла"), "{}", ran.stderr);
        assert!(std::fs::read(target).unwrap() == before);
    }
}

#[test]
fn a_name_in_a_cell_sends_nothing_to_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [["Край\u{1b}[31m красный\u{1b}[2J\u{202E}йарк", "Школа № 1", "https://vk.com/club5", ""]];
    let roster = roster(folder.path(), "реестр.xlsx", &rows);
    let colours = ["--color", "always"];
    let split =
        run(["split".into(), roster.clone(), "--by".into(), "municipality".into(), "-o".into(), folder.path().join("книги")]);
    let told = report(&[&roster], &colours).stdout;
    assert!(told.contains("Край красный"), "{told}");
    for printed in [told, split.stderr] {
        assert!(
            !printed.contains("\u{1b}[2J") && !printed.contains("\u{1b}[31m") && !printed.contains('\u{202E}'),
            "{printed:?}"
        );
    }
}
