//! `names`: what inputs prove of short names, and the list of those that nobody knows.

use crate::common::{Ran, cells, run};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A workbook of these rows.
fn book(path: PathBuf, rows: &[&[&str]]) -> PathBuf {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    workbook.save(&path).unwrap();
    path
}

const HEADER: &[&str] = &["Наименование организации", "Ссылка на страницу ВК", "ID сообщества"];

fn names(inputs: &[&Path], output: &Path) -> Ran {
    let mut arguments: Vec<&OsStr> = vec!["names".as_ref()];
    arguments.extend(inputs.iter().map(|path| path.as_os_str()));
    arguments.extend::<[&OsStr; 6]>([
        "-o".as_ref(),
        output.as_os_str(),
        "--date".as_ref(),
        "2026-11-29".as_ref(),
        "--format".as_ref(),
        "ndjson".as_ref(),
    ]);
    run(arguments)
}

/// Name, state and id of each line.
fn short(lines: &[Value]) -> Vec<(String, String, Option<u64>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines.iter().map(|line| (text(&line["name"]), text(&line["state"]), line["group_id"].as_u64())).collect()
}

/// What `fill` says of a roster with a table of names.
fn fill_with(roster: &Path, table: &Path) -> Ran {
    run(["fill".as_ref(), roster.as_os_str(), "-r".as_ref(), table.as_os_str(), "--dry-run".as_ref(), "--format=ndjson".as_ref()])
}

#[test]
fn what_rows_prove_is_learnt_and_the_rest_is_a_list_to_work_on() {
    let folder = tempfile::tempdir().unwrap();
    let roster = book(
        folder.path().join("реестр.xlsx"),
        &[
            HEADER,
            &["МБОУ СОШ № 1", "https://vk.com/shkola_1", "217000101"],
            &["МБОУ СОШ № 2", "vk.com/shkola_2", ""],
            &["МБОУ СОШ № 2, филиал", "https://vk.com/Shkola_2", ""],
            &["МБОУ СОШ № 3", "https://vk.com/shkola_3?z=photo-217000103_457239017", ""],
        ],
    );
    let snapshot = folder.path().join("снимок.ndjson");
    let header = "{\"schema\":\"gospub.pages/1\"}";
    let answer = "{\"asked\":\"shkola_4\",\"at\":\"2026-11-20T10:00:00+03:00\",\"result\":\"group\",\"id\":217000104}";
    std::fs::write(&snapshot, format!("{header}\n{answer}\n")).unwrap();
    let table = folder.path().join("имена.xlsx");
    let ran = names(&[&roster, &snapshot], &table);
    let known = |name: &str, id| (name.to_owned(), "known".to_owned(), Some(id));
    assert_eq!(
        short(&ran.lines()),
        [
            ("shkola_2".to_owned(), "unknown".to_owned(), None),
            known("shkola_1", 217_000_101),
            known("shkola_3", 217_000_103),
            known("shkola_4", 217_000_104),
        ],
        "{}",
        ran.stderr
    );
    assert_eq!(ran.code, 1);
    let written = cells(&table, "Имена");
    assert_eq!(written[&(5, 1)], "https://vk.com/shkola_2");
    assert_eq!(written[&(5, 3)], "МБОУ СОШ № 2 (и ещё 1 строка)");
    assert_eq!(written[&(8, 4)], "20.11.2026");

    // The table goes in again: as a ministry table, and to go on with.
    let filled = fill_with(&roster, &table);
    assert!(filled.stderr.contains("3 сообщества"), "{}", filled.stderr);
    let refused = run(["fill".as_ref(), table.as_os_str()]);
    assert!(refused.stderr.contains("параметром -r"), "{}", refused.stderr);
    let again = names(&[&roster, &table], &folder.path().join("имена-2.xlsx"));
    assert_eq!(short(&again.lines()), short(&ran.lines()));
    let claim = &again.lines()[3]["group_evidence"][0];
    assert_eq!((&claim["on"], &claim["from"]), (&"2026-11-20".into(), &"снимок.ndjson".into()));
}

#[test]
fn an_id_that_a_clerk_has_pasted_in_is_noted_with_the_day_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let roster = book(folder.path().join("реестр.xlsx"), &[HEADER, &["МБОУ СОШ № 2", "vk.com/shkola_2", ""]]);
    let table = book(
        folder.path().join("имена.xlsx"),
        &[
            &["Короткие имена страниц"],
            &[],
            &[],
            &["Адрес страницы", "ID сообщества", "Название", "Узнано", "Источник"],
            &["https://vk.com/shkola_2", "https://vk.com/photo-217000102_457239017", "МБОУ СОШ № 2", "", ""],
        ],
    );
    let ran = names(&[&roster, &table], &folder.path().join("имена-2.xlsx"));
    let line = &ran.lines()[0];
    assert_eq!(
        (&line["group_id"], &line["group_evidence"][0]["on"]),
        (&217_000_102.into(), &"2026-11-29".into()),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.code, 0);
    let filled = fill_with(&roster, &table);
    let row = &filled.rows()[0];
    assert_eq!(row["group_id"], 217_000_102);
    assert_eq!(row["group_evidence"][0]["from"], "вписано: имена.xlsx, строка 5");
}

#[test]
fn sources_that_disagree_are_shown_and_nothing_is_taken_from_them() {
    let folder = tempfile::tempdir().unwrap();
    let one = book(folder.path().join("а.xlsx"), &[HEADER, &["МБОУ СОШ № 1", "vk.com/shkola_1", "217000101"]]);
    let other = book(folder.path().join("б.xlsx"), &[HEADER, &["МБОУ СОШ № 1", "vk.com/shkola_1", "217000102"]]);
    let ran = names(&[&one, &other], &folder.path().join("имена.xlsx"));
    assert_eq!(short(&ran.lines()), [("shkola_1".to_owned(), "disputed".to_owned(), None)]);
    assert!(ran.stderr.contains("217000101 (а.xlsx, строка 2) и 217000102 (б.xlsx, строка 2)"), "{}", ran.stderr);
}

/// What `names` makes of answers in several snapshots, and what `fill` then says of a school with that page.
fn learnt_from(snapshots: &[&[&str]]) -> (Value, Value) {
    let folder = tempfile::tempdir().unwrap();
    let roster = book(folder.path().join("реестр.xlsx"), &[HEADER, &["МБОУ СОШ № 4", "vk.com/shkola_4", ""]]);
    let mut inputs = vec![roster.clone()];
    for (number, answers) in snapshots.iter().enumerate() {
        let path = folder.path().join(format!("снимок-{number}.ndjson"));
        let lines: Vec<String> = answers.iter().map(|answer| format!("{{{answer}}}\n")).collect();
        std::fs::write(&path, format!("{{\"schema\":\"gospub.pages/1\"}}\n{}", lines.concat())).unwrap();
        inputs.push(path);
    }
    let table = folder.path().join("имена.xlsx");
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let line = names(&inputs, &table).lines().remove(0);
    (line, fill_with(&roster, &table).rows().remove(0))
}

/// The codes of what `fill` found.
fn codes(row: &Value) -> Vec<&str> {
    row["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect()
}

const IN_JUNE: &str = r#""asked":"shkola_4","at":"2026-06-10T10:00:00+03:00","result":"group","id":217000104"#;

#[test]
fn a_name_that_has_moved_stays_one_that_has_moved_in_the_table() {
    const NOW: &str = r#""asked":"shkola_4","at":"2026-11-10T10:00:00+03:00","result":"group","id":217000909"#;
    for snapshots in [&[&[IN_JUNE, NOW][..]][..], &[&[NOW], &[IN_JUNE]]] {
        let (line, row) = learnt_from(snapshots);
        assert_eq!(line["state"], "moved");
        assert!(codes(&row).contains(&"group-name-moved"), "{row}");
        assert_eq!(row["group_id"], Value::Null);
    }
}

#[test]
fn what_vk_has_denied_since_is_no_id() {
    const NOBODY: &str = r#""asked":"shkola_4","at":"2026-11-10T10:00:00+03:00","result":"none""#;
    const PERSON: &str = r#""asked":"shkola_4","at":"2026-11-10T10:00:00+03:00","result":"person""#;
    const GONE: &str = r#""asked":217000104,"at":"2026-11-10T10:00:00+03:00","result":"none""#;
    const BEFORE: &str = r#""asked":"shkola_4","at":"2026-05-10T10:00:00+03:00","result":"none""#;
    for later in [NOBODY, PERSON, GONE] {
        let (line, row) = learnt_from(&[&[later], &[IN_JUNE]]);
        assert_eq!(line["state"], "unknown", "{later}");
        assert_eq!(row["group_id"], Value::Null, "{later}");
    }
    assert_eq!(learnt_from(&[&[BEFORE], &[IN_JUNE]]).1["group_id"], 217_000_104);
}

#[test]
fn what_was_learnt_long_ago_is_told() {
    let (_, row) = learnt_from(&[&[r#""asked":"shkola_4","at":"2019-06-10T10:00:00+03:00","result":"group","id":217000104"#]]);
    assert!(codes(&row).contains(&"group-name-old"), "{row}");
}
