//! One value or one row: the same verdict as the batch, explained.

use crate::common::{run, run_with_input, sample};

#[test]
fn a_value_a_line_gets_an_answer_a_line() {
    let ran = run_with_input(
        ["check", "-", "--format", "ndjson"],
        "https://vk.com/club1\nhttps://vk.com/gkb1orenburg\r\n\nhttps://ok.ru/group/5\n",
    );
    let rows = ran.rows();
    let addresses: Vec<String> = rows.iter().map(|row| row["address"].to_string()).collect();
    assert_eq!(
        addresses,
        [
            r#"{"id":1,"kind":"group"}"#,
            r#"{"kind":"screen_name","name":"gkb1orenburg"}"#,
            r#"{"kind":"empty"}"#,
            r#"{"host":"ok.ru","kind":"foreign"}"#
        ]
    );
    assert_eq!(rows[0]["schema"], "gospub.check/1");
    assert_eq!(rows[0]["input"], "https://vk.com/club1");
    // A value stands in no cell.
    assert!(rows[0]["diagnostics"][0]["cell"].is_null() && rows[0]["group_evidence"][0]["cell"].is_null(), "{}", rows[0]);
}

#[test]
fn a_value_is_explained_to_people() {
    let ran = run(["check", "https://vk.com/club217000101", "-k", "health"]);
    insta::assert_snapshot!(ran.stdout, @r"
    Проверено:  https://vk.com/club217000101
    Страница:   сообщество 217000101 (по адресу страницы)
    Вид:        медицинская организация (указано параметром -k)
    Ссылка:     https://vk.com/app8181405#module=health&groupId=217000101 (по образцу письма)
    Пункт меню: Запись к врачу
    Итог:       Заполнено
    ");
    assert_eq!(ran.code, 0);
}

#[test]
fn a_ready_link_is_judged_as_a_link() {
    let ran = run([
        "check",
        "https://vk.com/app8181405#module=health&groupId=ID",
        "--name",
        "ГБУЗ «Районная больница»",
        "--format",
        "ndjson",
    ]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("link-placeholder-left"), "{}", ran.stdout);
    assert_eq!(ran.rows()[0]["address"]["kind"], "unreadable");
}

#[test]
fn a_row_gets_the_verdict_of_the_batch() {
    let roster = sample("roster.xlsx");
    let batch = run([roster.as_os_str(), "--dry-run".as_ref(), "--format".as_ref(), "ndjson".as_ref()]).rows();
    for row in batch.iter().step_by(17) {
        let name = format!("{}:{}!{}", roster.display(), row["sheet"].as_str().unwrap(), row["row"]);
        let single = run(["check", "--row", &name, "--format", "ndjson"]).rows().remove(0);
        for field in ["status", "kind", "group_id", "links", "diagnostics", "organisation"] {
            assert_eq!(single[field], row[field], "{name} {field}");
        }
    }
}

#[test]
fn a_row_that_is_not_there_is_named() {
    let ran = run(["check", "--row", &format!("{}:1", sample("roster.xlsx").display())]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("в строке 1 нет данных"), "{}", ran.stderr);
    let ran = run(["check", "--row", "roster.xlsx"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("ФАЙЛ:СТРОКА"), "{}", ran.stderr);
}

#[test]
fn a_reader_that_has_enough_does_no_harm() {
    use std::io::Read;
    let mut child = crate::common::gospub()
        .args(["check", "--codes"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
    child.wait().unwrap();
}
