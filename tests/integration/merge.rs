//! `merge` as a user runs it: answers made of the sample roster come home into it.

use crate::common::{cells, parts, run, sample};
use gospub::commands::open::{self, OpenOptions};
use gospub::handback::{
    FileHash, HandedColumn, HandedRow, HandedSource, KEY_HEADER, ORIGIN_SHEET, Origin, explanation_header, keys,
};
use gospub::record::text_of;
use gospub::settings::Settings;
use gospub::table::column::ColumnRole;
use rust_xlsxwriter::Workbook;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The roster's sheet.
const SHEET: &str = "Реестр";

/// Writes an answer with all rows of the sample roster, some cells changed: the row's number, the column's role, the text.
fn answer(path: &Path, changes: &[(u32, ColumnRole, &str)]) {
    let roster = sample("roster.xlsx");
    let opened = open::open(&roster.as_path().into(), &OpenOptions::default(), &Settings::default().headers).unwrap();
    let table = &opened.tables[0].1;
    let roles: Vec<ColumnRole> = table.layout().columns().map(|(role, _)| role).collect();
    let columns = roles.iter().map(|&role| HandedColumn {
        header: role.title().to_owned(),
        role: Some(role),
        columns: vec![table.layout().column(role)],
    });
    let asked = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link];
    let rows = keys([table]).remove(0).into_iter().enumerate().map(|(position, key)| {
        let row = table.row(position);
        let text = |&role: &ColumnRole| text_of(row.value(table.layout().column(role).unwrap())).into_owned();
        HandedRow {
            key,
            source: 0,
            row: row.number(),
            asked: (0..roles.len()).filter(|&index| asked.contains(&roles[index])).collect(),
            explanation: String::new(),
            own: None,
            base: roles.iter().map(text).collect(),
        }
    });
    let hash = FileHash::of(std::fs::File::open(&roster).unwrap()).unwrap();
    let origin = Origin {
        date: None,
        part: "Калужская область".into(),
        sources: vec![HandedSource { file: "roster.xlsx".into(), hash, sheet: SHEET.into() }],
        columns: columns.collect(),
        rows: rows.collect(),
    };
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Ответ").unwrap();
    let header = origin.columns.iter().map(|column| column.header.as_str()).chain([explanation_header(), KEY_HEADER]);
    for (column, text) in (0..).zip(header) {
        sheet.write_string(3, column, text).unwrap();
    }
    for (place, row) in (4..).zip(&origin.rows) {
        for ((column, role), base) in (0..).zip(&roles).zip(&row.base) {
            let change = changes.iter().find(|(number, changed, _)| *number == row.row && changed == role);
            sheet.write_string(place, column, change.map_or(base.as_str(), |(_, _, text)| text)).unwrap();
        }
        sheet.write_string(place, roles.len() as u16 + 1, row.key.to_string()).unwrap();
    }
    let hidden = book.add_worksheet().set_name(ORIGIN_SHEET).unwrap();
    hidden.set_very_hidden(true);
    for (place, texts) in (0..).zip(origin.to_rows()) {
        for (column, text) in (0..).zip(texts) {
            hidden.write_string(place, column, text).unwrap();
        }
    }
    book.save(path).unwrap();
}

fn merge(output: &Path, answers: &[PathBuf], more: &[&str]) -> crate::common::Ran {
    let words = ["merge".into(), sample("roster.xlsx").into_os_string()].into_iter();
    let answers = answers.iter().map(|path| path.clone().into_os_string());
    let output = ["-o".into(), output.as_os_str().to_owned()];
    run(words.chain(answers).chain(output).chain(more.iter().map(OsString::from)))
}

#[test]
fn a_correction_changes_its_cell_and_the_verdicts_that_depend_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    answer(&path("ответ.xlsx"), &[(17, ColumnRole::Address, "https://vk.com/club217000777")]);
    let ran = merge(&path("итог.xlsx"), &[path("ответ.xlsx")], &[]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    run(["fill".as_ref(), sample("roster.xlsx").as_os_str(), "-o".as_ref(), folder.path().as_os_str(), "-q".as_ref()]);
    let (filled, merged) = (cells(&path("roster.проверено.xlsx"), SHEET), cells(&path("итог.xlsx"), SHEET));
    let differing: Vec<u32> =
        filled.keys().chain(merged.keys()).filter(|at| filled.get(at) != merged.get(at)).map(|at| at.0).collect();
    assert!(!differing.is_empty() && differing.iter().all(|&row| row == 17), "{differing:?}");
    assert_eq!(merged[&(17, 8)], "https://vk.com/club217000777");
    assert!(cells(&path("итог.xlsx"), "Изменения").values().any(|text| text == "H17"));
    let (before, after) = (parts(&sample("roster.xlsx")), parts(&path("итог.xlsx")));
    for untouched in
        before.keys().filter(|name| name.contains("sharedStrings") || name.contains("theme") || name.contains("sheet2"))
    {
        assert!(before[untouched] == after[untouched], "{untouched}");
    }
}

#[test]
fn machines_are_told_the_same_and_the_bytes_do_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    answer(&path("а.xlsx"), &[(17, ColumnRole::GroupId, "217000777"), (20, ColumnRole::Organisation, "Иное")]);
    answer(&path("б.xlsx"), &[(17, ColumnRole::GroupId, "217000778")]);
    let answers = [path("а.xlsx"), path("б.xlsx")];
    let ran = merge(&path("1.xlsx"), &answers, &["--format", "json", "--jobs", "1", "--date", "22.11.2026"]);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&json["schema"], &json["handed"]), (&"gospub.merge/1".into(), &241.into()));
    let read = &json["read"];
    assert_eq!(
        (&read["schema"], &read["sheets"][0]["table"]["columns"][0]["role"]),
        (&"gospub.file/1".into(), &"municipality".into())
    );
    let rows = json["rows"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum::<u64>();
    assert_eq!(rows + json["in_order"].as_u64().unwrap(), 241);
    let change = |index: usize| (&json["changes"][index]["fate"], &json["changes"][index]["cell"]);
    assert_eq!(change(0), (&"returns-disagree".into(), &"I17".into()));
    assert_eq!(change(1), (&"unasked".into(), &"C20".into()));
    merge(&path("2.xlsx"), &answers, &["--quiet", "--jobs", "3", "--date", "22.11.2026"]);
    assert!(std::fs::read(path("1.xlsx")).unwrap() == std::fs::read(path("2.xlsx")).unwrap());
}

#[test]
fn what_is_no_answer_is_named_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let ran = merge(&path("итог.xlsx"), &[sample("ministry-medical.xlsx")], &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("ministry-medical.xlsx: это не файл, выданный командой «gospub split»"), "{}", ran.stderr);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    answer(&path("ответ.xlsx"), &[]);
    let swapped = run(["merge".into(), path("ответ.xlsx"), sample("roster.xlsx"), "-o".into(), path("итог.xlsx")]);
    assert!(swapped.code == 2 && swapped.stderr.contains("укажите сам реестр"), "{}", swapped.stderr);
    let ran = merge(&path("итог.xlsx"), &[sample("ministry-medical.xlsx"), path("ответ.xlsx")], &[]);
    assert_eq!((ran.code, path("итог.xlsx").exists()), (2, true), "{}", ran.stderr);
    let again = merge(&path("итог.xlsx"), &[path("ответ.xlsx")], &[]);
    assert!(again.code == 2 && again.stderr.contains("--force"), "{}", again.stderr);
    let dry = merge(&path("другой.xlsx"), &[folder.path().to_owned()], &["--dry-run"]);
    assert!(!path("другой.xlsx").exists(), "{}", dry.stderr);
}

#[test]
fn a_link_that_was_cleared_is_listed_as_it_stands_filled_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let (reply, home) = (folder.path().join("ответ.xlsx"), folder.path().join("итог.xlsx"));
    answer(&reply, &[(34, ColumnRole::Link, "")]);
    let ran = merge(&home, &[reply], &["--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let changes = told["changes"].as_array().unwrap();
    let change = changes.iter().find(|change| change["cell"] == "J34").unwrap();
    assert_eq!((&change["fate"], &change["came"][0]["text"]), (&"fixed".into(), &"(пусто)".into()));
    assert_eq!(change["now"], cells(&home, SHEET)[&(34, 10)]);
}

#[test]
fn who_has_answered_stands_in_the_roster_and_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    answer(&path("ответ.xlsx"), &[]);
    std::fs::write(path("не ответ.csv"), "Имя;Число\nа;1\n").unwrap();
    let ran = merge(&path("итог.xlsx"), &[path("ответ.xlsx"), path("не ответ.csv")], &[]);
    assert!(ran.stderr.contains("Ответы получены от 1 из 1; не приняты 1: не ответ.csv."), "{}", ran.stderr);
    let shown = cells(&path("итог.xlsx"), "Изменения");
    assert!(shown.values().any(|text| text == "Реестр ответов"));
    let report = path("отчёт.xlsx");
    let ran =
        run(["report".into(), path("итог.xlsx").into_os_string(), "-o".into(), report.clone().into_os_string(), "-q".into()]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let answers = cells(&report, "Ответы");
    assert_eq!(answers[&(3, 1)], "Ответы получены от 1 из 1; не приняты 1: не ответ.csv.");
    assert_eq!((answers[&(6, 1)].as_str(), answers[&(7, 2)].as_str()), ("Не принят", "Калужская область"));
}

#[test]
fn a_bound_that_the_user_names_holds_for_answers_too() {
    let folder = tempfile::tempdir().unwrap();
    let reply = folder.path().join("ответ.xlsx");
    answer(&reply, &[]);
    let room = std::fs::metadata(sample("roster.xlsx")).unwrap().len();
    std::fs::File::options().write(true).open(&reply).unwrap().set_len(room + 1).unwrap();
    let ran = merge(&folder.path().join("итог.xlsx"), &[reply], &["--limit", &format!("file={room}")]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("ответ.xlsx: превышен предел"), "{}", ran.stderr);
}

#[test]
fn a_row_that_says_next_to_nothing_is_found_where_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("реестр.csv");
    let rows = [
        "Муниципалитет;Организация;Тип организации;Ссылка на страницу ВК",
        "Боровский район;Школа № 1;Здравоохранение;https://vk.com/club217000100",
        "Боровский район;Школа № 1;;https://vk.com/club217000101",
        "Боровский район;Больница;Культура;https://vk.com/club217000101",
        // Its kind stands in the row above, for both.
        "г. Калуга;;;https://vk.com/id6",
    ];
    std::fs::write(&roster, rows.join("\n")).unwrap();
    let books = folder.path().join("книги");
    run(["split".as_ref(), roster.as_os_str(), "--by".as_ref(), "municipality".as_ref(), "-o".as_ref(), books.as_os_str()]);
    let merged = folder.path().join("новый.xlsx");
    let ran = run(["merge".as_ref(), roster.as_os_str(), books.as_os_str(), "-o".as_ref(), merged.as_os_str()]);
    assert!(ran.stderr.contains("Ответы получены от 2 из 2."), "{}", ran.stderr);
}
