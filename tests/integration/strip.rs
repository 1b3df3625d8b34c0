//! `strip` takes everything of gospub's out of a workbook again.

use crate::common::{cells, parts, run, sample};
use rust_xlsxwriter::{Workbook, Worksheet};
use std::path::Path;

#[test]
fn a_stripped_workbook_holds_what_the_sender_sent() {
    for fix in [&[][..], &["--fix"]] {
        let folder = tempfile::tempdir().unwrap();
        let mut arguments: Vec<std::ffi::OsString> =
            vec!["fill".into(), sample("roster.xlsx").into(), "-o".into(), folder.path().into(), "-q".into()];
        arguments.extend(fix.iter().map(Into::into));
        run(arguments);
        let stripped = run(["strip".as_ref(), folder.path().as_os_str()]);
        assert_eq!(stripped.code, 0, "{}", stripped.stderr);
        let output = folder.path().join("roster.без-пометок.xlsx");
        for sheet in ["Реестр", "Справочник", "Служебный"] {
            assert_eq!(cells(&sample("roster.xlsx"), sheet), cells(&output, sheet), "{fix:?}");
        }
        let names = |path: &std::path::Path| parts(path).into_keys().collect::<Vec<_>>();
        assert_eq!(names(&sample("roster.xlsx")), names(&output));
        assert!(parts(&sample("roster.xlsx"))["xl/styles.xml"] == parts(&output)["xl/styles.xml"], "{fix:?}");
    }
}

#[test]
fn filled_links_may_stay() {
    let folder = tempfile::tempdir().unwrap();
    run(["fill".as_ref(), sample("ministry-medical.xlsx").as_os_str(), "-o".as_ref(), folder.path().as_os_str(), "-q".as_ref()]);
    let stripped = run(["strip".as_ref(), folder.path().as_os_str(), "--keep-links".as_ref()]);
    assert_eq!(stripped.code, 0, "{}", stripped.stderr);
    let output = folder.path().join("ministry-medical.без-пометок.xlsx");
    let sheet = run([
        "fill".as_ref(),
        sample("ministry-medical.xlsx").as_os_str(),
        "--dry-run".as_ref(),
        "--format".as_ref(),
        "ndjson".as_ref(),
    ])
    .rows()[0]["sheet"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(cells(&output, &sheet).len() > cells(&sample("ministry-medical.xlsx"), &sheet).len());
}

#[test]
fn a_workbook_without_marks_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(["strip".as_ref(), sample("roster.xlsx").as_os_str(), "-o".as_ref(), folder.path().as_os_str()]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("нет пометок"), "{}", ran.stderr);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_workbook_marked_by_named_columns_needs_no_names_to_be_stripped() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.csv");
    std::fs::write(&input, "Кто;Где\nПоликлиника;gkb\n").unwrap();
    run(["fill".as_ref(), input.as_os_str(), "--column".as_ref(), "address=B".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    assert!(cells(&output, "Лист1").values().any(|text| text == "Статус"));
    assert_eq!(run(["strip".as_ref(), output.as_os_str()]).code, 0);
    let plain = cells(&folder.path().join("a.без-пометок.xlsx"), "Лист1");
    assert_eq!(plain.into_values().collect::<Vec<_>>(), ["Кто", "Где", "Поликлиника", "gkb"]);
}

/// A roster of three columns that ends with blank link cells, which its part does not have.
fn roster(path: &Path, rows: &[[&str; 2]]) {
    roster_with(path, rows, |_| {});
}

fn roster_with(path: &Path, rows: &[[&str; 2]], more: impl FnOnce(&mut Worksheet)) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Наименование организации", "Страница ВКонтакте", "Ссылка на мини-приложение"]).unwrap();
    for (row, cells) in (1..).zip(rows) {
        sheet.write_row(row, 0, *cells).unwrap();
    }
    more(sheet);
    book.save(path).unwrap();
}

#[test]
fn every_part_comes_back_where_link_cells_were_absent() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"]]);
    run(["fill".as_ref(), input.as_os_str()]);
    run(["strip".as_ref(), folder.path().join("a.проверено.xlsx").as_os_str()]);
    assert!(parts(&input) == parts(&folder.path().join("a.без-пометок.xlsx")));
}

#[test]
fn the_report_goes_where_it_is_all_that_was_added() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[]);
    run(["fill".as_ref(), input.as_os_str()]);
    let stripped = run(["strip".as_ref(), folder.path().join("a.проверено.xlsx").as_os_str()]);
    assert_eq!(stripped.code, 0, "{}", stripped.stderr);
    assert!(parts(&input) == parts(&folder.path().join("a.без-пометок.xlsx")));
}

#[test]
fn areas_drawn_wider_than_the_table_come_back_as_wide() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster_with(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"]], |sheet| {
        sheet.set_print_area(0, 0, 9, 4).unwrap();
        sheet.autofilter(0, 0, 1, 3).unwrap();
    });
    run(["fill".as_ref(), input.as_os_str()]);
    let output = folder.path().join("a.проверено.xlsx");
    let workbook = String::from_utf8(parts(&output).remove("xl/workbook.xml").unwrap()).unwrap();
    assert!(workbook.contains("$A$1:$I$10<") && workbook.contains("$A$1:$I$2<"), "{workbook}");
    run(["strip".as_ref(), output.as_os_str()]);
    assert!(parts(&input) == parts(&folder.path().join("a.без-пометок.xlsx")));
}
