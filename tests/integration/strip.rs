//! `strip` takes everything of gospub's out of a workbook again.

use crate::common::{cells, parts, run, sample, with_text};
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
    assert!(workbook.contains("$A$1:$J$10<") && workbook.contains("$A$1:$J$2<"), "{workbook}");
    run(["strip".as_ref(), output.as_os_str()]);
    assert!(parts(&input) == parts(&folder.path().join("a.без-пометок.xlsx")));
}

/// Changes the text of a part of a workbook, as a person would with another program.
fn edit(path: &Path, part: &str, change: impl Fn(String) -> String) {
    let mut parts = parts(path);
    if let Some(bytes) = parts.get_mut(part) {
        *bytes = change(String::from_utf8(std::mem::take(bytes)).unwrap()).into_bytes();
    }
    write_parts(path, parts);
}

fn write_parts(path: &Path, parts: std::collections::BTreeMap<String, Vec<u8>>) {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(&*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
    }
    std::fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
}

/// A roster with a wrong link of each kind in its link column, filled with `--fix`.
fn fixed(folder: &Path) -> std::path::PathBuf {
    use rust_xlsxwriter::{Format, Url};
    let input = folder.join("a.xlsx");
    let row = ["МБОУ «Школа № 1»", "https://vk.com/club217000101"];
    roster_with(&input, &[row; 6], |sheet| {
        let bold = Format::new().set_bold();
        let wrong = "https://vk.com/app8181405#module=education&groupId=999";
        sheet.write_number_with_format(1, 2, 999.5, &Format::new().set_num_format("0.00")).unwrap();
        sheet.write_number_with_format(2, 2, 45_000, &Format::new().set_num_format("dd.mm.yyyy")).unwrap();
        sheet.write_rich_string(3, 2, &[(&bold, "app8181405"), (&Format::new(), "#module=education")]).unwrap();
        sheet.write_url(4, 2, Url::new(wrong).set_text("Открыть").set_tip("Подсказка")).unwrap();
        sheet.write_string_with_format(5, 2, wrong, &bold).unwrap();
        sheet.write_boolean(6, 2, true).unwrap();
    });
    run(["fill".as_ref(), input.as_os_str(), "--fix".as_ref(), "-q".as_ref()]);
    let output = folder.join("a.проверено.xlsx");
    let written: Vec<String> =
        cells(&output, "Sheet1").into_iter().filter(|((_, column), _)| *column == 3).map(|(_, text)| text).collect();
    assert_eq!(written[1..], ["https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=217000101"; 6]);
    input
}

#[test]
fn what_was_replaced_comes_back_as_it_was_whatever_was_done_to_the_remarks() {
    let folder = tempfile::tempdir().unwrap();
    let input = fixed(folder.path());
    let output = folder.path().join("a.проверено.xlsx");
    // All that «Что не так» says is deleted.
    edit(&output, "xl/worksheets/sheet1.xml", |sheet| {
        let mut cleared = String::new();
        for piece in sheet.split_inclusive("</c>") {
            let at = piece.rfind("<c r=\"G").filter(|_| !piece.contains("<c r=\"G1\""));
            cleared += &at.map_or(piece.to_owned(), |at| {
                format!(
                    "{}{}",
                    &piece[..at],
                    piece[at..]
                        .replace(" t=\"inlineStr\"", "")
                        .split_once("<is>")
                        .map_or(String::new(), |(tag, _)| tag.replace('>', "/>"))
                )
            });
        }
        assert_ne!(cleared, sheet);
        cleared
    });
    run(["strip".as_ref(), output.as_os_str()]);
    let (sent, back) = (parts(&input), parts(&folder.path().join("a.без-пометок.xlsx")));
    for (name, part) in &sent {
        assert!(*part == back[name], "{name}: {}", String::from_utf8_lossy(&back[name]));
    }
    assert_eq!(sent.len(), back.len());
}

#[test]
fn a_cell_that_a_person_has_written_over_stays_the_persons() {
    let folder = tempfile::tempdir().unwrap();
    fixed(folder.path());
    let output = folder.path().join("a.проверено.xlsx");
    let link = "https://vk.com/app8181405#module=education&amp;step=ChoosingKid&amp;groupId=217000101";
    edit(&output, "xl/worksheets/sheet1.xml", |sheet| {
        let (before, cell) = sheet.split_once("<c r=\"C2\"").unwrap();
        format!("{before}<c r=\"C2\"{}", cell.replacen(link, "не трогать", 1))
    });
    run(["strip".as_ref(), output.as_os_str()]);
    let back = cells(&folder.path().join("a.без-пометок.xlsx"), "Sheet1");
    assert_eq!((&*back[&(2, 3)], &*back[&(6, 3)]), ("не трогать", "https://vk.com/app8181405#module=education&groupId=999"));
}

#[test]
fn rows_that_have_moved_get_back_what_was_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster_with(
        &input,
        &[["Школа № 1", "https://vk.com/club217000101"], ["Школа № 2", "https://vk.com/club217000102"]],
        |sheet| {
            sheet.write_string(1, 2, "https://vk.com/app8181405#module=health&groupId=1").unwrap();
            sheet.write_string(2, 2, "https://vk.com/app8181405#module=health&groupId=2").unwrap();
        },
    );
    run(["fill".as_ref(), input.as_os_str(), "--fix".as_ref(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    edit(&output, "xl/worksheets/sheet1.xml", |sheet| {
        let row = |number: u32| {
            let (start, end) = (sheet.find(&format!("<row r=\"{number}\"")).unwrap(), "</row>");
            sheet[start..start + sheet[start..].find(end).unwrap() + end.len()].to_owned()
        };
        let renumbered = |row: String, from: u32, to: u32| {
            let row = row.replace(&format!("<row r=\"{from}\""), &format!("<row r=\"{to}\""));
            ('A'..='Z').fold(row, |row, column| row.replace(&format!("r=\"{column}{from}\""), &format!("r=\"{column}{to}\"")))
        };
        let (second, third) = (row(2), row(3));
        sheet
            .replace(&[&*second, &*third].concat(), &[renumbered(third.clone(), 3, 2), renumbered(second.clone(), 2, 3)].concat())
    });
    run(["strip".as_ref(), output.as_os_str()]);
    let back = cells(&folder.path().join("a.без-пометок.xlsx"), "Sheet1");
    for (row, school) in [(2, 2), (3, 1)] {
        assert_eq!(back[&(row, 1)], format!("Школа № {school}"));
        assert_eq!(back[&(row, 3)], format!("https://vk.com/app8181405#module=health&groupId={school}"));
    }
}

#[test]
fn columns_under_the_programs_headers_are_the_senders_where_it_has_never_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    let headers = ["ID сообщества", "Статус", "Что не так", "Что сделать", "Пояснение"];
    roster_with(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"]], |sheet| {
        sheet.write_row(0, 3, headers).unwrap();
        sheet.write_row(1, 3, ["217000101", "в работе", "ничего", "ничего", "моё"]).unwrap();
    });
    let output = folder.path().join("a.проверено.xlsx");
    for (from, to) in [(&input, folder.path()), (&output, &*folder.path().join("again"))] {
        run(["fill".as_ref(), from.as_os_str(), "-q".as_ref(), "-o".as_ref(), to.as_os_str()]);
    }
    let checked = cells(&output, "Sheet1");
    assert_eq!(
        ["217000101", "в работе", "ничего", "ничего", "моё"].map(str::to_owned)[..],
        (4..9).map(|column| checked[&(2, column)].clone()).collect::<Vec<_>>()
    );
    assert_eq!(checked[&(1, 12)], "Статус", "{checked:?}");
    let again = std::fs::read_dir(folder.path().join("again")).unwrap().next().unwrap().unwrap().path();
    assert!(parts(&again) == parts(&output), "a second run adds no further columns");
}

#[test]
fn a_sheet_of_the_senders_with_the_name_of_the_programs_makes_no_column_the_programs() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    let mut book = Workbook::new();
    let headers = ["Организация", "Страница ВКонтакте", "ID сообщества", "Статус", "Что не так", "Что сделать", "Пояснение"];
    let row = ["МБОУ «Школа № 1»", "https://vk.com/club217000101", "217000101", "в работе", "мелочи", "позвонить", "моё"];
    book.add_worksheet().write_row(0, 0, headers).unwrap().write_row(1, 0, row).unwrap();
    book.add_worksheet().set_name("Проверка").unwrap().write(0, 0, "Проверка мая").unwrap();
    book.save(&input).unwrap();
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    let checked = cells(&output, "Sheet1");
    assert_eq!((1..8).map(|column| checked[&(2, column)].clone()).collect::<Vec<_>>(), row.map(str::to_owned));
    run(["strip".as_ref(), output.as_os_str()]);
    assert!(parts(&input) == parts(&folder.path().join("a.без-пометок.xlsx")));
}

#[test]
fn where_the_record_is_lost_it_is_said_that_what_people_wrote_goes() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster_with(&input, &[["МБОУ «Школа № 1»", "https://vk.com/shkola1"]], |sheet| {
        let headers = ["ID сообщества", "Статус", "Что не так", "Что сделать", "Пояснение"];
        sheet.write_row(0, 3, headers).unwrap();
        sheet.write_row(1, 4, ["Проверьте", "звонил 5 мая"]).unwrap();
    });
    let ran = run(["fill".as_ref(), input.as_os_str()]);
    assert!(ran.stderr.contains("не отличить от прежних пометок"), "{}", ran.stderr);
}

#[test]
fn hyperlinks_over_several_cells_come_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let input = fixed(folder.path());
    let link =
        |area: &str| format!("<hyperlink ref=\"{area}\" location=\"Sheet1!A1\" display=\"&lt;x&gt;\" xr:uid=\"{{{area}}}\"/>");
    for areas in [vec!["B2:C7"], vec!["C2:C4"], vec!["A1:B9", "C3:C6"]] {
        let links: String = areas.iter().map(|area| link(area)).collect();
        let to = folder.path().join(areas.concat().replace(':', "-"));
        let sent = to.with_extension("xlsx");
        std::fs::copy(&input, &sent).unwrap();
        edit(&sent, "xl/worksheets/sheet1.xml", |sheet| {
            let (before, after) = match sheet.split_once("<hyperlinks>") {
                Some((before, rest)) => (before.to_owned(), rest.split_once("</hyperlinks>").unwrap().1.to_owned()),
                None => panic!("{sheet}"),
            };
            let declared = before.replacen(
                "<worksheet ",
                "<worksheet xmlns:xr=\"http://schemas.microsoft.com/office/spreadsheetml/2014/revision\" ",
                1,
            );
            format!("{declared}<hyperlinks>{links}</hyperlinks>{after}")
        });
        let (first, second) = (to.join("1"), to.join("2"));
        run(["fill".as_ref(), sent.as_os_str(), "--fix".as_ref(), "-q".as_ref(), "-o".as_ref(), first.as_os_str()]);
        run(["fill".as_ref(), first.as_os_str(), "--fix".as_ref(), "-q".as_ref(), "-o".as_ref(), second.as_os_str()]);
        let name = format!("{}.проверено.xlsx", sent.file_stem().unwrap().to_string_lossy());
        assert!(parts(&first.join(&name)) == parts(&second.join(&name)), "{areas:?}");
        run(["strip".as_ref(), second.as_os_str()]);
        let back = parts(&second.join(name.replace("проверено", "без-пометок")));
        let sheet = |parts: &std::collections::BTreeMap<String, Vec<u8>>| {
            String::from_utf8(parts["xl/worksheets/sheet1.xml"].clone()).unwrap()
        };
        assert_eq!(sheet(&back), sheet(&parts(&sent)), "{areas:?}");
    }
}

#[test]
fn what_a_person_writes_into_the_programs_columns_is_used_or_kept() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/shkola1"], ["МБОУ «Школа № 2»", "https://vk.com/club217000102"]]);
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    edit(&output, "xl/worksheets/sheet1.xml", |sheet| {
        let (before, cell) = sheet.split_once("<c r=\"D2\"").unwrap();
        let sheet = format!("{before}<c r=\"D2\"{}", cell.replacen("/>", "><v>217000102</v></c>", 1));
        let (before, advice) = sheet.split_once("<c r=\"I2\"").unwrap();
        let (tag, text) = advice.split_once("<t>").unwrap();
        format!("{before}<c r=\"I2\"{tag}<t>звонил 5 мая{}", &text[text.find("</t>").unwrap()..])
    });
    let mut files = vec![output];
    for name in ["second", "third"] {
        let to = folder.path().join(name);
        let ran = run(["fill".as_ref(), files[files.len() - 1].as_os_str(), "-o".as_ref(), to.as_os_str()]);
        assert!(ran.stderr.contains("номер вписан от руки в 1 ячейке"), "{}", ran.stderr);
        assert_eq!(ran.stderr.contains("перенесено в «Пояснение»"), name == "second", "{}", ran.stderr);
        files.push(std::fs::read_dir(&to).unwrap().next().unwrap().unwrap().path());
    }
    let row = cells(&files[1], "Sheet1");
    assert_eq!(row[&(2, 4)], "217000102");
    assert_eq!(row[&(2, 3)], "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=217000102");
    assert_eq!(row[&(2, 10)], "звонил 5 мая");
    assert!(parts(&files[1]) == parts(&files[2]));
}

#[test]
fn words_of_people_that_go_with_the_programs_columns_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"], ["МБОУ «Школа № 2»", "vk.com/nobody here"]]);
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    let untouched = run(["strip".as_ref(), output.as_os_str()]);
    assert!(!untouched.stderr.contains("слова людей"), "{}", untouched.stderr);
    // A clerk explains one row and writes over what gospub says of the other.
    let stands = cells(&output, "Sheet1");
    let cell = |header: &str, row: u32| {
        let (&(_, column), _) = stands.iter().find(|(_, text)| *text == header).unwrap();
        format!("{}{row}", char::from(b'A' + u8::try_from(column - 1).unwrap()))
    };
    let [explained, over] = [cell("Пояснение", 2), cell("Что сделать", 3)];
    edit(&output, "xl/worksheets/sheet1.xml", |part| {
        [&explained, &over].into_iter().fold(part, |part, cell| with_text(&part, cell.parse().unwrap(), "уже исправили"))
    });
    let stripped = run(["strip".as_ref(), output.as_os_str(), "--force".as_ref()]);
    let said = format!("лист «Sheet1»: вместе со столбцами программы убраны слова людей, 2 ячейки: {explained}, {over}.");
    assert!(stripped.stderr.contains(&said), "{}", stripped.stderr);
}

/// A worksheet without a column, as Excel writes it when the column is deleted: the others move left.
fn without_column(sheet: &str, deleted: char) -> String {
    let mut pieces = sheet.split("<c r=\"");
    let mut left = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let column = piece.chars().next().unwrap();
        let tag = piece.find('>').unwrap();
        let end = if piece[..tag].ends_with('/') { tag + 1 } else { piece.find("</c>").unwrap() + 4 };
        left += &match column.cmp(&deleted) {
            std::cmp::Ordering::Less => format!("<c r=\"{piece}"),
            std::cmp::Ordering::Equal => piece[end..].to_owned(),
            std::cmp::Ordering::Greater => format!("<c r=\"{}{}", char::from(column as u8 - 1), &piece[1..]),
        };
    }
    left
}

#[test]
fn the_programs_other_columns_stay_its_own_where_a_person_has_deleted_some() {
    for deleted in [&['D'][..], &['E'], &['G'], &['H'], &['J'], &['I', 'F']] {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("a.xlsx");
        roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"], ["МБОУ «Школа № 2»", "vk.com/nobody here"]]);
        run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
        let output = folder.path().join("a.проверено.xlsx");
        let columns = |path: &Path| {
            let headers = cells(path, "Sheet1").into_iter().filter(|((row, _), _)| *row == 1).map(|(_, header)| header);
            headers.collect::<std::collections::BTreeSet<_>>()
        };
        let full = columns(&output);
        edit(&output, "xl/worksheets/sheet1.xml", |sheet| {
            let sheet = with_text(&sheet, "J2".parse().unwrap(), "звонил 5 мая");
            deleted.iter().fold(sheet, |sheet, &column| without_column(&sheet, column))
        });
        let again = folder.path().join("again");
        run(["fill".as_ref(), output.as_os_str(), "-q".as_ref(), "-o".as_ref(), again.as_os_str()]);
        let again = std::fs::read_dir(again).unwrap().next().unwrap().unwrap().path();
        let there = cells(&again, "Sheet1");
        assert_eq!((columns(&again), there.keys().filter(|(row, _)| *row == 1).count()), (full, 10), "{deleted:?}");
        assert_eq!(there.values().any(|text| text == "звонил 5 мая"), deleted != ['J'], "{deleted:?}");
        for result in [&output, &again] {
            run(["strip".as_ref(), result.as_os_str(), "--force".as_ref()]);
            let stripped = result.with_file_name("a.без-пометок.xlsx");
            assert_eq!(cells(&stripped, "Sheet1"), cells(&input, "Sheet1"), "{deleted:?}");
        }
    }
}

#[test]
fn the_report_goes_from_a_workbook_that_another_program_has_saved() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"]]);
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    // Other programs do not keep what styles say of sheets.
    edit(&output, "xl/styles.xml", |styles| {
        let (before, rest) = styles.split_once("<extLst>").unwrap();
        [before, rest.split_once("</extLst>").unwrap().1].concat()
    });
    run(["strip".as_ref(), output.as_os_str()]);
    let sheets = |path: &Path| parts(path).into_keys().filter(|name| name.contains("worksheets/")).collect::<Vec<_>>();
    let stripped = folder.path().join("a.без-пометок.xlsx");
    assert_eq!(sheets(&stripped), sheets(&input));
    assert_eq!(cells(&stripped, "Sheet1"), cells(&input, "Sheet1"));
}

#[test]
fn what_the_program_says_of_a_row_is_no_word_of_the_person_who_copies_the_row() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"], ["МБОУ «Школа № 2»", "vk.com/nobody here"]]);
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    // A clerk begins the row of another school with a copy of the first: its name and its page are new, the link is not filled in yet.
    edit(&output, "xl/worksheets/sheet1.xml", |sheet| {
        let (start, end) = (sheet.find("<row r=\"2\"").unwrap(), sheet.find("<row r=\"3\"").unwrap());
        let copy = sheet[start..end].replace("<row r=\"2\"", "<row r=\"4\"");
        let copy = ('A'..='Z').fold(copy, |copy, column| copy.replace(&format!("r=\"{column}2\""), &format!("r=\"{column}4\"")));
        let sheet = sheet.replacen("</sheetData>", &format!("{copy}</sheetData>"), 1);
        [("A4", "МБОУ «Школа № 3»"), ("B4", "https://vk.com/shkola_3"), ("C4", "нет")]
            .into_iter()
            .fold(sheet, |sheet, (cell, text)| with_text(&sheet, cell.parse().unwrap(), text))
    });
    let mut results = Vec::new();
    for name in ["second", "third"] {
        let from = results.last().unwrap_or(&output);
        run(["fill".as_ref(), from.as_os_str(), "-q".as_ref(), "-o".as_ref(), folder.path().join(name).as_os_str()]);
        results.push(folder.path().join(name).join("a.проверено.xlsx"));
    }
    let row = cells(&results[0], "Sheet1");
    let stands = |column| row.get(&(4, column)).map(String::as_str);
    assert_eq!([3, 4, 10].map(stands), [Some("нет"), None, None], "neither a link, nor an id, nor an explanation");
    assert_eq!(stands(7), Some("Проверьте"));
    assert!(parts(&results[0]) == parts(&results[1]));
    let stripped = run(["strip".as_ref(), output.as_os_str()]);
    assert!(!stripped.stderr.contains("слова людей"), "{}", stripped.stderr);
    assert_eq!(cells(&folder.path().join("a.без-пометок.xlsx"), "Sheet1").keys().map(|&(_, column)| column).max(), Some(3));
}

#[test]
fn a_sheet_that_was_copied_inside_a_result_is_worked_on_as_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/club217000101"], ["МБОУ «Школа № 2»", "vk.com/nobody here"]]);
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let output = folder.path().join("a.проверено.xlsx");
    let mut copied = parts(&output);
    for (from, to) in [
        ("xl/worksheets/sheet1.xml", "xl/worksheets/copy.xml"),
        ("xl/worksheets/_rels/sheet1.xml.rels", "xl/worksheets/_rels/copy.xml.rels"),
    ] {
        copied.insert(to.to_owned(), copied[from].clone());
    }
    for (part, before, more) in [
        ("xl/workbook.xml", "</sheets>", "<sheet name=\"Копия\" sheetId=\"9\" r:id=\"copy\"/>"),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            "<Relationship Id=\"copy\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/copy.xml\"/>",
        ),
        (
            "[Content_Types].xml",
            "</Types>",
            "<Override PartName=\"/xl/worksheets/copy.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
        ),
    ] {
        let text = String::from_utf8(copied[part].clone()).unwrap();
        copied.insert(part.to_owned(), text.replacen(before, &format!("{more}{before}"), 1).into_bytes());
    }
    write_parts(&output, copied);
    let again = folder.path().join("again");
    run(["fill".as_ref(), output.as_os_str(), "-q".as_ref(), "-o".as_ref(), again.as_os_str()]);
    let again = again.join("a.проверено.xlsx");
    let width = |path: &Path, sheet: &str| cells(path, sheet).keys().map(|&(_, column)| column).max();
    assert_eq!(width(&again, "Копия"), width(&again, "Sheet1"));
    for result in [&output, &again] {
        run(["strip".as_ref(), result.as_os_str(), "--force".as_ref()]);
        let stripped = result.with_file_name("a.без-пометок.xlsx");
        assert_eq!(["Sheet1", "Копия"].map(|sheet| cells(&stripped, sheet)), [(); 2].map(|()| cells(&input, "Sheet1")));
    }
}

#[test]
fn short_words_in_the_programs_columns_close_nothing_in_either_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    roster(&input, &[["МБОУ «Школа № 1»", "https://vk.com/shkola1"]]);
    run(["fill".as_ref(), input.as_os_str(), "-q".as_ref()]);
    let mut results = vec![folder.path().join("a.проверено.xlsx")];
    edit(&results[0], "xl/worksheets/sheet1.xml", |sheet| {
        ["G2", "H2", "I2"].into_iter().fold(sheet, |sheet, cell| with_text(&sheet, cell.parse().unwrap(), "x"))
    });
    for name in ["second", "third"] {
        let to = folder.path().join(name);
        run(["fill".as_ref(), results[results.len() - 1].as_os_str(), "-q".as_ref(), "-o".as_ref(), to.as_os_str()]);
        results.push(to.join("a.проверено.xlsx"));
    }
    let row = cells(&results[1], "Sheet1");
    assert_eq!((&*row[&(2, 7)], &*row[&(2, 10)]), ("Проверьте", "Статус: x\nx\nx"));
    assert!(parts(&results[1]) == parts(&results[2]));
}
