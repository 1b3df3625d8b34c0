//! `--pages`: rows judged by a snapshot of what VK says, without a network.

use crate::common::{Ran, cells, gospub, run, sample};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

const DAY: &str = "2026-01-15";
const HEADER: &str = "Муниципалитет;Организация;Страница ВКонтакте\n";
const HEAD: &str = "{\"schema\":\"gospub.pages/1\"}\n";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new(rows: &str, pages: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        std::fs::write(desk.path("реестр.csv"), format!("{HEADER}{rows}")).unwrap();
        std::fs::write(desk.path("снимок.ndjson"), format!("{HEAD}{pages}")).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, command: &str, input: &Path, more: &[&OsStr]) -> Ran {
        let snapshot = self.path("снимок.ndjson");
        let words =
            [command.as_ref(), input.as_os_str(), "--pages".as_ref(), snapshot.as_os_str(), "--date".as_ref(), DAY.as_ref()];
        run(words.into_iter().chain(more.iter().copied()))
    }

    /// The rows as `fill` judges them.
    fn rows(&self) -> Vec<Value> {
        self.run("fill", &self.path("реестр.csv"), &["--dry-run".as_ref(), "--format=ndjson".as_ref()]).rows()
    }

    /// The result of `fill`.
    fn filled(&self, input: &Path, more: &[&OsStr]) -> PathBuf {
        let folder = self.path("готово");
        self.run("fill", input, &[&["-o".as_ref(), folder.as_os_str(), "--force".as_ref(), "-q".as_ref()], more].concat());
        folder.join("реестр.проверено.xlsx")
    }
}

fn codes(row: &Value) -> Vec<&str> {
    row["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect()
}

fn group(asked: &str, id: u32, more: &str) -> String {
    format!("{{\"asked\":{asked},\"at\":\"2026-01-12T10:00:00+03:00\",\"result\":\"group\",\"id\":{id}{more}}}\n")
}

#[test]
fn a_name_in_the_snapshot_gives_the_id_with_its_day() {
    let desk =
        Desk::new("г. Калуга;Школа № 1;vk.com/shkola1\n", &group("\"shkola1\"", 217_000_001, ",\"screen_name\":\"shkola1\""));
    let rows = desk.rows();
    assert_eq!((&rows[0]["group_id"], &rows[0]["group_source"]), (&217_000_001.into(), &"online".into()));
    let evidence = &rows[0]["group_evidence"][0];
    assert_eq!((&evidence["on"], &evidence["from"]), (&"2026-01-12".into(), &"снимок.ndjson".into()));
    assert_eq!(rows[0]["links"]["miniapp"]["outcome"], "filled");
}

#[test]
fn a_name_that_a_table_gives_to_another_page_gives_no_link() {
    let desk = Desk::new("г. Калуга;Школа № 1;vk.com/shkola1\n", &group("\"shkola1\"", 217_000_001, ""));
    std::fs::write(desk.path("таблица.csv"), "Страница ВКонтакте;ID сообщества\nvk.com/shkola1;217000002\n").unwrap();
    let table = desk.path("таблица.csv");
    let more: [&OsStr; 4] = ["-r".as_ref(), table.as_os_str(), "--dry-run".as_ref(), "--format=ndjson".as_ref()];
    let rows = desk.run("fill", &desk.path("реестр.csv"), &more).rows();
    assert_eq!((codes(&rows[0]), &rows[0]["group_id"]), (vec!["group-name-moved"], &Value::Null));
    assert_eq!(rows[0]["links"]["miniapp"]["value"], Value::Null);
    let message = rows[0]["diagnostics"][0]["message"].as_str().unwrap();
    for part in ["217000001", "12.01.2026", "217000002", "таблица.csv"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn what_an_earlier_result_says_is_held_against_the_snapshot() {
    let desk =
        Desk::new("г. Калуга;Школа № 1;vk.com/shkola1\n", &group("\"shkola1\"", 217_000_001, ",\"screen_name\":\"shkola1\""));
    let result = desk.filled(&desk.path("реестр.csv"), &[]);
    std::fs::write(
        desk.path("снимок.ndjson"),
        format!("{HEAD}{}", group("\"shkola1\"", 217_000_002, ",\"screen_name\":\"shkola1\"")),
    )
    .unwrap();
    let judged = || desk.run("fill", &result, &["--dry-run".as_ref(), "--format=ndjson".as_ref()]).rows().remove(0);
    let first = judged();
    assert_eq!((codes(&first), &first["group_id"]), (vec!["group-name-moved"], &Value::Null));
    // The next run still knows it.
    desk.run("fill", &result, &["--force".as_ref(), "-q".as_ref()]);
    assert_eq!(judged(), first);
    let written = std::fs::read(&result).unwrap();
    desk.run("fill", &result, &["--force".as_ref(), "-q".as_ref()]);
    assert!(std::fs::read(&result).unwrap() == written, "the same again");
}

#[test]
fn a_row_by_itself_is_judged_as_among_others() {
    let roster = sample("roster.xlsx");
    let known: [OsString; 4] = ["--pages".into(), sample("pages.ndjson").into(), "--date".into(), DAY.into()];
    let mut words: Vec<OsString> = vec!["fill".into(), roster.clone().into(), "--dry-run".into(), "--format=ndjson".into()];
    words.extend(known.clone());
    let rows = run(words).rows();
    let seen = rows.iter().filter(|row| !row["placed"]["as_of"].is_null()).count();
    assert!(seen > 30, "{seen} pages are in the snapshot");
    for row in rows.iter().step_by(17) {
        let mut word = roster.clone().into_os_string();
        word.push(format!(":{}", row["row"]));
        let words = ["check".into(), "--row".into(), word, "--format=ndjson".into()];
        let checked = run(words.into_iter().chain(known.clone())).rows().remove(0);
        for field in ["group_id", "group_source", "group_evidence", "status", "links", "placed", "diagnostics"] {
            assert_eq!(checked[field], row[field], "{field} of row {}", row["row"]);
        }
    }
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let results: Vec<Vec<u8>> = ["1", "1", "5"]
        .map(|jobs| {
            let desk = Desk(tempfile::tempdir().unwrap());
            std::fs::copy(sample("pages.ndjson"), desk.path("снимок.ndjson")).unwrap();
            let folder = desk.path("готово");
            let more: [&OsStr; 5] = ["-o".as_ref(), folder.as_os_str(), "-q".as_ref(), "--jobs".as_ref(), jobs.as_ref()];
            desk.run("fill", &sample("roster.xlsx"), &more);
            std::fs::read(folder.join("roster.проверено.xlsx")).unwrap()
        })
        .into();
    assert!(results[0] == results[1] && results[0] == results[2]);
}

#[test]
fn the_column_on_the_page_is_gospubs_own() {
    let menu = ",\"menu\":{\"items\":[]}";
    let desk = Desk::new("г. Калуга;Школа № 1;vk.com/club217000001\n", &group("217000001", 217_000_001, menu));
    let result = desk.filled(&desk.path("реестр.csv"), &[]);
    let said = |path: &Path| cells(path, "Лист1").into_values().filter(|text| text.contains("нет: мини-приложение")).count();
    assert_eq!(said(&result), 1);
    assert!(cells(&result, "Лист1").into_values().any(|text| text == "На странице"));
    let checks = cells(&result, "Проверка").into_values().collect::<Vec<_>>().join("\n");
    assert!(checks.contains("На странице нет пункта мини-приложения") && checks.contains("сверены со снимком"), "{checks}");
    // Without the snapshot nothing is known of the page.
    run(["fill".as_ref(), result.as_os_str(), "--force".as_ref(), "-q".as_ref()]);
    assert_eq!(said(&result), 0);
    run(["strip".as_ref(), result.as_os_str()]);
    let stripped = result.with_file_name("реестр.без-пометок.xlsx");
    assert!(cells(&stripped, "Лист1").into_values().all(|text| text != "На странице"));
}

#[test]
fn the_report_counts_what_is_on_the_pages() {
    let menu = ",\"menu\":{\"items\":[{\"title\":\"Запись в кружок\",\"url\":\"https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=217000001\",\"cover\":true}]}";
    let rows = "г. Калуга;Школа № 1;vk.com/club217000001\nг. Калуга;Школа № 2;vk.com/club217000002\nг. Калуга;Школа № 3;\n";
    let pages = group("217000001", 217_000_001, menu) + &group("217000002", 217_000_002, ",\"menu\":{\"items\":[]}");
    let desk = Desk::new(rows, &pages);
    let output = desk.path("отчёт.xlsx");
    let report = desk.run("report", &desk.path("реестр.csv"), &["-o".as_ref(), output.as_os_str(), "--format=json".as_ref()]);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    let seen = &report["municipalities"][0]["on_pages"]["miniapp"];
    assert_eq!(
        *seen,
        serde_json::json!({"placed":1,"wrong":0,"missing":1,"unseen":0,"unclear":0,"absent":1,"lawful":0}),
        "{report}"
    );
    let reply = cells(&output, "Ответ на письмо").into_values().collect::<Vec<_>>().join("\n");
    assert!(reply.contains("Размещено — по снимку страниц"), "{reply}");
    assert!(cells(&output, "На страницах").into_values().any(|text| text == "г. Калуга"));
}

#[test]
fn a_report_compares_what_is_on_the_pages_where_both_have_seen_them() {
    let rows = "г. Калуга;Школа № 1;vk.com/club217000001\n";
    let desk = Desk::new(rows, &group("217000001", 217_000_001, ",\"links\":[]"));
    let roster = desk.path("реестр.csv");
    let (with, without) = (desk.path("с.json"), desk.path("без.json"));
    desk.run("report", &roster, &["-o".as_ref(), with.as_os_str()]);
    run(["report".as_ref(), roster.as_os_str(), "--date".as_ref(), DAY.as_ref(), "-o".as_ref(), without.as_os_str()]);
    let trend = |since: &Path| {
        let book = desk.path("динамика.xlsx");
        let more = ["-o".as_ref(), book.as_os_str(), "--since".as_ref(), since.as_os_str(), "--force".as_ref()];
        let printed = desk.run("report", &roster, &more[2..4]).stdout;
        desk.run("report", &roster, &more);
        (printed, cells(&book, "Динамика").into_values().collect::<Vec<_>>().join("\n"))
    };
    let (printed, sheet) = trend(&with);
    assert!(printed.contains("на страницах, приложение в «Ссылках»: было 0\u{a0}%, стало 0\u{a0}%"), "{printed}");
    assert!(sheet.contains("Размещено на самих страницах") && !sheet.contains("не сравниваются"), "{sheet}");
    let (printed, sheet) = trend(&without);
    assert!(printed.contains("не сравниваются") && !printed.contains("строк без ошибок: было"), "{printed}");
    assert!(sheet.contains("не сравниваются") && !sheet.contains("Размещено на самих страницах"), "{sheet}");
}

#[test]
fn a_municipality_sees_what_is_on_its_pages_and_corrects_no_cell_for_it() {
    let rows = "г. Калуга;Школа № 1;vk.com/club217000001\n";
    let desk = Desk::new(rows, &group("217000001", 217_000_001, ",\"menu\":{\"items\":[]},\"links\":[]"));
    let folder = desk.path("муниципалитетам");
    let more: [&OsStr; 4] = ["--by".as_ref(), "municipality".as_ref(), "-o".as_ref(), folder.as_os_str()];
    desk.run("split", &desk.path("реестр.csv"), &more);
    let book = folder.join("г. Калуга_2026-01-15.xlsx");
    let place = cells(&book, "Что разместить");
    let on_page = place.iter().find(|(_, text)| *text == "На странице").map(|((_, column), _)| *column).unwrap();
    let said: Vec<&String> = place.iter().filter(|((_, column), _)| *column == on_page).map(|(_, text)| text).collect();
    // Three items of the menu, and what else is to be mended.
    assert_eq!(said, ["На странице", "нет", "нет", "нет", "нет"]);
    assert!(place.values().any(|text| text == "Приложение в «Ссылках»"), "{place:?}");
    let fix = cells(&book, "Исправить").into_values().collect::<Vec<_>>().join("\n");
    assert!(
        fix.contains("в меню нет пункта мини-приложения") && fix.contains("Добавьте в меню пункт «Запись в кружок»"),
        "{fix}"
    );
}

#[test]
fn what_is_no_snapshot_is_said_to_be_none() {
    let desk = Desk::new("г. Калуга;Школа № 1;vk.com/shkola1\n", "");
    let roster = desk.path("реестр.csv");
    let run_with = |pages: &[u8]| {
        std::fs::write(desk.path("снимок.ndjson"), pages).unwrap();
        desk.run("fill", &roster, &["--dry-run".as_ref()])
    };
    for (pages, said) in [
        (&b"PK\x03\x04"[..], "это не снимок страниц"),
        ("Организация;Страница\n".as_bytes(), "--pages указывают снимок .ndjson"),
        (b"{\"schema\":\"gospub.pages/2\"}\n", "более новой версией"),
        (format!("{HEAD}{{\"asked\":\n{HEAD}").as_bytes(), "строка 2 снимка повреждена"),
    ] {
        let ran = run_with(pages);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(said) && ran.stderr.contains("Снимок страниц не прочитан"), "{ran:?}");
    }
    std::fs::remove_file(desk.path("снимок.ndjson")).unwrap();
    let ran = desk.run("fill", &roster, &["--dry-run".as_ref()]);
    assert!(ran.code == 2 && ran.stderr.contains("файла или папки нет"), "{ran:?}");
    // A snapshot in the place of a table, and as an input.
    let pages = sample("pages.ndjson");
    let table = run(["fill".as_ref(), roster.as_os_str(), "-r".as_ref(), pages.as_os_str(), "--dry-run".as_ref()]);
    let input = run(["fill".as_ref(), pages.as_os_str()]);
    for ran in [table, input] {
        assert!(ran.code == 2 && ran.stderr.contains("Укажите его параметром --pages"), "{ran:?}");
    }
}

#[test]
fn no_command_but_fetch_opens_a_connection() {
    // Where every connection would go to a proxy that nobody runs, all is as ever.
    let judged = |proxy: bool| {
        let mut command = gospub();
        command.arg("fill").arg(sample("roster.xlsx")).args(["--dry-run", "--format=ndjson", "--date", DAY, "--pages"]);
        command.arg(sample("pages.ndjson"));
        if proxy {
            command.env("HTTPS_PROXY", "http://127.0.0.1:1").env("GOSPUB_VK_TOKEN", "vk1.a.SECRET");
        }
        command.output().unwrap().stdout
    };
    assert!(judged(false) == judged(true));
}

#[test]
fn a_run_without_the_snapshot_says_that_numbers_are_gone() {
    let desk = Desk::new("Район;МБОУ «Школа»;https://vk.com/shkola_primer\n", &group("\"shkola_primer\"", 217_000_300, ""));
    let result = desk.filled(&desk.path("реестр.csv"), &[]);
    let said = |more: &[&OsStr]| {
        let words = ["fill".as_ref(), result.as_os_str(), "--dry-run".as_ref()];
        run(words.into_iter().chain(more.iter().copied())).stderr
    };
    let words = "номера сообществ были известны по таблице имён или снимку страниц, а сейчас их нет: 1 строка осталась";
    assert!(said(&[]).contains(words), "{}", said(&[]));
    assert!(!said(&["--pages".as_ref(), desk.path("снимок.ndjson").as_os_str()]).contains("сейчас их нет"));
}
