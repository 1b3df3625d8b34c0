//! The main job on the samples.

use crate::common::{cells, parts, run, sample};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// `fill` on a sample with both ministry tables, into a folder.
fn fill(name: &str, folder: &Path, more: &[&str]) -> crate::common::Ran {
    let (input, medical, education) = (sample(name), sample("ministry-medical.xlsx"), sample("ministry-education.xlsx"));
    let mut arguments: Vec<std::ffi::OsString> = vec!["fill".into(), input.into(), "-o".into(), folder.into()];
    for table in [medical, education] {
        arguments.extend(["-r".into(), table.into()]);
    }
    arguments.extend(more.iter().map(Into::into));
    run(arguments)
}

#[test]
fn every_row_of_the_roster_has_a_verdict_by_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let ran = fill("roster.xlsx", folder.path(), &["--format", "ndjson"]);
    let rows = ran.rows();
    assert!(rows.len() >= 200, "{} rows", rows.len());
    for row in &rows {
        assert_eq!(row["schema"], "gospub.row/1");
        assert_eq!(row["file"], "roster.xlsx");
        assert!(["ok", "filled", "unverified", "warning", "error"].contains(&row["status"].as_str().unwrap()));
        let miniapp = &row["links"]["miniapp"];
        let outcome = miniapp["outcome"].as_str().unwrap();
        assert_eq!(miniapp["value"].is_null(), outcome == "unresolved", "{row}");
        assert_eq!(miniapp["source"].is_null(), ["kept", "unresolved"].contains(&outcome), "{row}");
        let gravest =
            row["diagnostics"].as_array().unwrap().iter().map(|found| found["severity"].as_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(row["status"] == "error", gravest.contains(&"error"), "{row}");
    }
    for status in ["ok", "filled", "warning", "error"] {
        assert!(rows.iter().any(|row| row["status"] == status), "no row is {status}");
    }
    for source in ["reference", "template"] {
        assert!(rows.iter().any(|row| row["links"]["miniapp"]["source"] == source), "no link is from the {source}");
    }
    assert_eq!(ran.code, 1);
}

#[test]
fn the_rows_as_an_array_are_the_rows_as_lines() {
    for inputs in [&["roster.xlsx"][..], &["roster-minimal.csv", "ministry-medical.xlsx"]] {
        let rows = |format: &str| {
            let mut arguments = vec!["fill".into(), "--dry-run".into(), "--format".into(), format.into()];
            arguments.extend(inputs.iter().map(|name| sample(name).into_os_string()));
            run(arguments)
        };
        let array: Vec<Value> = serde_json::from_str(&rows("json").stdout).unwrap();
        assert!(array.len() > 1);
        assert_eq!(array, rows("ndjson").lines());
    }
}

#[test]
fn verdicts_on_the_samples_stay_as_they_are() {
    for name in ["roster.xlsx", "ministry-medical.xlsx", "ministry-education.xlsx", "ministry-medical-ids.xlsx"] {
        let folder = tempfile::tempdir().unwrap();
        let rows = fill(name, folder.path(), &["--format", "ndjson", "--dry-run"]).rows();
        let lines: Vec<String> = rows.iter().map(short).collect();
        insta::assert_snapshot!(name.trim_end_matches(".xlsx").replace('-', "_"), lines.join("\n"));
    }
}

/// A row on a line: status, kind, id, link, codes.
fn short(row: &Value) -> String {
    let codes: Vec<&str> = row["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["severity"] != "info")
        .map(|found| found["code"].as_str().unwrap())
        .collect();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    format!(
        "{:>3} {:7} {:9} {:>10} {:10} {}",
        row["row"],
        text(&row["status"]),
        text(&row["kind"]),
        row["group_id"].as_u64().map_or_else(|| "-".to_owned(), |id| id.to_string()),
        text(&row["links"]["miniapp"]["outcome"]),
        codes.join(" ")
    )
}

#[test]
fn the_written_workbook_says_what_the_rows_say() {
    let folder = tempfile::tempdir().unwrap();
    let rows = fill("roster.xlsx", folder.path(), &["--format", "ndjson"]).rows();
    let output = folder.path().join("roster.проверено.xlsx");
    let sheet = rows[0]["sheet"].as_str().unwrap().to_owned();
    let written = cells(&output, &sheet);
    let header = written.iter().find(|(_, text)| *text == "Статус").map(|(&at, _)| at).expect("the status column is there");
    let column =
        |name: &str| written.iter().find(|((row, _), text)| *row == header.0 && *text == name).map(|((_, column), _)| *column);
    let (status, problem) = (header.1, column("Что не так").unwrap());
    let link = column("Ссылка на мини-приложение").unwrap();
    for row in rows.iter().filter(|row| row["sheet"] == sheet.as_str()) {
        let number = u32::try_from(row["row"].as_u64().unwrap()).unwrap();
        let word = match row["status"].as_str().unwrap() {
            "ok" => "Верно",
            "filled" => "Заполнено",
            "unverified" => "Не сверено",
            "warning" => "Проверьте",
            _ => "Ошибка",
        };
        assert_eq!(written[&(number, status)], word, "row {number}");
        if let Some(value) = row["links"]["miniapp"]["value"].as_str() {
            assert_eq!(written[&(number, link)].trim(), value.trim(), "row {number}");
        }
        // The gravest in full, the others by their titles.
        let of = |severity: &str| {
            row["diagnostics"].as_array().unwrap().iter().filter(move |found| found["severity"] == *severity).collect::<Vec<_>>()
        };
        let mut errors = of("error").into_iter();
        if let Some(first) = errors.next() {
            let line = format!("{}: {}", first["cell"].as_str().unwrap(), first["message"].as_str().unwrap());
            assert_eq!(written[&(number, problem)].lines().next(), Some(&*line), "row {number}");
        }
        for other in errors {
            let cell = format!(" {} — ", other["cell"].as_str().unwrap());
            assert!(written[&(number, problem)].contains(&cell), "row {number} lacks «{cell}»");
        }
    }
}

#[test]
fn edits_say_of_each_cell_what_stood_there_and_what_stands_there_now() {
    let folder = tempfile::tempdir().unwrap();
    let noted = folder.path().join("правки.ndjson");
    let edits = ["--fix", "--edits", noted.to_str().unwrap()];
    fill("roster.xlsx", folder.path(), &edits);
    let text = std::fs::read_to_string(&noted).unwrap();
    let (before, after) =
        (cells(&sample("roster.xlsx"), "Реестр"), cells(&folder.path().join("roster.проверено.xlsx"), "Реестр"));
    let mut said: std::collections::BTreeSet<(u32, u32)> = std::collections::BTreeSet::new();
    for edit in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        assert_eq!((edit["schema"].as_str(), edit["file"].as_str()), (Some("gospub.edit/1"), Some("roster.xlsx")));
        let at: gospub::table::sheet::CellRef = edit["cell"].as_str().unwrap().parse().unwrap();
        let at = (at.row, u32::try_from(at.column.index()).unwrap() + 1);
        let stood = before.get(&at).map_or("", |text| text.trim());
        assert_eq!(edit["before"].as_str().unwrap().trim(), stood, "{edit}");
        let now = match &edit["after"] {
            Value::String(text) => text.trim().to_owned(),
            Value::Null => stood.to_owned(),
            number => number.to_string(),
        };
        assert_eq!(after.get(&at).map_or("", |text| text.trim()), now, "{edit}");
        said.insert(at);
    }
    // Nothing else has changed but the headers of the own columns.
    let header = after.iter().find(|(_, text)| *text == "Статус").map(|(&(row, _), _)| row).unwrap();
    for (at, text) in after.iter().filter(|(at, text)| before.get(at) != Some(text) && at.0 != header) {
        assert!(said.contains(at), "{at:?}: {text}");
    }
    // Whole or not at all, and never over what is there.
    let again = fill("roster.xlsx", &folder.path().join("ещё"), &edits);
    assert_eq!((again.code, std::fs::read_to_string(&noted).unwrap() == text), (2, true), "{}", again.stderr);
    assert!(!folder.path().join("ещё").exists());
    let named = folder.path().join("правки.XLSX");
    let ran = fill("roster.xlsx", &folder.path().join("ещё"), &["--force", "--edits", named.to_str().unwrap()]);
    assert!(ran.code == 2 && ran.stderr.contains("Дайте ему окончание .ndjson"), "{}", ran.stderr);
}

/// Where LibreOffice and poppler are installed: the page as they print it.
#[test]
fn what_is_wrong_is_printed_whole_and_over_nothing() {
    let installed = |program: &str| Command::new(program).arg("--help").output().is_ok();
    if !installed("soffice") || !installed("pdftotext") {
        eprintln!("passed over: LibreOffice or pdftotext is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fill("roster.xlsx", folder.path(), &[]);
    let result = folder.path().join("roster.проверено.xlsx");
    let office = format!("-env:UserInstallation=file://{}", folder.path().join("office").display());
    let pdf = Command::new("soffice")
        .args([&office, "--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), &result])
        .output();
    assert!(pdf.unwrap().status.success());
    let printed = Command::new("pdftotext").arg("-bbox").arg(folder.path().join("roster.проверено.pdf")).arg("-").output();
    let printed = String::from_utf8(printed.unwrap().stdout).unwrap();
    let mut printed_words = Vec::new();
    let mut overlapping = Vec::new();
    for page in printed.split("<page ").skip(1) {
        let mut boxes: Vec<([f64; 4], &str)> = Vec::new();
        for word in page.lines().filter_map(|line| line.trim().strip_prefix("<word ")) {
            let side = |name: &str| word.split(name).nth(1).unwrap().split('"').nth(1).unwrap().parse::<f64>().unwrap();
            let [left, top, right, bottom] = ["xMin=", "yMin=", "xMax=", "yMax="].map(side);
            let said = word.split('>').nth(1).unwrap().split('<').next().unwrap();
            let over = |other: &[f64; 4]| {
                let (wide, high) = (right.min(other[2]) - left.max(other[0]), bottom.min(other[3]) - top.max(other[1]));
                wide > 0.2 * (right - left) && high > 0.5 * (bottom - top)
            };
            printed_words.push(said.replace("&quot;", "\""));
            // LibreOffice breaks no live hyperlink, and cuts it at the edge of its cell.
            if !said.starts_with("https://") {
                overlapping
                    .extend(boxes.iter().filter(|(other, _)| over(other)).map(|(_, other)| format!("{said} over {other}")));
                boxes.push(([left, top, right, bottom], said));
            }
        }
    }
    assert_eq!(overlapping.first(), None);
    // Words of other columns stand between those of a cell, so they are counted; those that may be broken are passed by.
    let count = |words: &mut dyn Iterator<Item = &str>| {
        let mut counts = std::collections::BTreeMap::<String, usize>::new();
        words
            .filter(|word| !word.contains(['-', '/', '?', '&']))
            .for_each(|word| *counts.entry(word.to_owned()).or_default() += 1);
        counts
    };
    let written = cells(&result, "Реестр");
    let (&(header, advice), _) = written.iter().find(|(_, text)| *text == "Что сделать").unwrap();
    let said = written.iter().filter(|((row, column), _)| *row > header && *column == advice);
    let said = count(&mut said.flat_map(|(_, text)| text.split_whitespace()));
    let printed = count(&mut printed_words.iter().map(String::as_str));
    let cut: Vec<_> = said.iter().filter(|&(word, times)| printed.get(word).is_none_or(|there| there < times)).collect();
    assert!(said.len() > 100 && cut.is_empty(), "{cut:?}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folders = ["1", "2", "5"].map(|jobs| {
        let folder = tempfile::tempdir().unwrap();
        let rows = fill("roster.xlsx", folder.path(), &["--jobs", jobs, "--format", "ndjson", "--date", "2026-04-05"]).stdout;
        let bytes = std::fs::read(folder.path().join("roster.проверено.xlsx")).unwrap();
        (rows, bytes)
    });
    assert!(folders[0] == folders[1] && folders[1] == folders[2]);
}

#[test]
fn gospub_on_its_own_output_gives_the_same_output() {
    for name in ["roster.xlsx", "ministry-medical.xlsx"] {
        for fix in [&["--date", "2026-04-05"][..], &["--date", "2026-04-05", "--fix"], &["--date", "2026-04-05", "--card"]] {
            let (once, twice) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            fill(name, once.path(), fix);
            let output = once.path().join(name.replace(".xlsx", ".проверено.xlsx"));
            let mut arguments: Vec<std::ffi::OsString> =
                vec!["fill".into(), output.clone().into(), "-o".into(), twice.path().into()];
            for table in ["ministry-medical.xlsx", "ministry-education.xlsx"] {
                arguments.extend(["-r".into(), sample(table).into()]);
            }
            arguments.extend(fix.iter().map(Into::into));
            run(arguments);
            let again = twice.path().join(output.file_name().unwrap());
            assert!(
                std::fs::read(&output).unwrap() == std::fs::read(&again).unwrap(),
                "{name} {fix:?}: {} and {}",
                output.display(),
                again.display()
            );
        }
    }
}

#[test]
fn wrong_links_are_replaced_only_when_asked() {
    let replaced = |more: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let mut arguments = vec!["--format", "ndjson", "--dry-run"];
        arguments.extend(more);
        let rows = fill("roster.xlsx", folder.path(), &arguments).rows();
        rows.iter().filter(|row| row["links"]["miniapp"]["outcome"] == "replaced").count()
    };
    assert_eq!(replaced(&[]), 0);
    assert!(replaced(&["--fix"]) > 0);
}

#[test]
fn a_file_alone_means_fill_and_a_dry_run_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run([sample("roster.xlsx").as_os_str(), "--dry-run".as_ref(), "-o".as_ref(), folder.path().as_os_str()]);
    assert!(ran.stderr.contains("Итого"), "{}", ran.stderr);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_means_the_workbooks_in_it_but_not_earlier_results() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ministry-medical.xlsx", "ministry-education.xlsx"] {
        std::fs::copy(sample(name), folder.path().join(name)).unwrap();
    }
    let first = run(["fill".as_ref(), folder.path().as_os_str(), "-q".as_ref()]);
    assert_ne!(first.code, 2, "{}", first.stderr);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
    let rows =
        run(["fill".as_ref(), folder.path().as_os_str(), "--dry-run".as_ref(), "--format".as_ref(), "ndjson".as_ref()]).rows();
    let mut files: Vec<&str> = rows.iter().map(|row| row["file"].as_str().unwrap()).collect();
    files.dedup();
    assert_eq!(files, ["ministry-education.xlsx", "ministry-medical.xlsx"]);
}

#[test]
fn a_row_leads_to_its_line_of_the_check_sheet_and_the_line_to_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    fill("roster.xlsx", folder.path(), &["-q"]);
    let output = folder.path().join("roster.проверено.xlsx");
    let (all, check) = (parts(&output), cells(&output, "Проверка"));
    let links = |sheet: &str| -> Vec<(String, String)> {
        let part = String::from_utf8(all[sheet].clone()).unwrap();
        let value = |link: &str, name: &str| {
            link.split_once(&format!("{name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
        };
        part.split("<hyperlink ").skip(1).filter_map(|link| Some((value(link, "ref")?, value(link, "location")?))).collect()
    };
    let there = links("xl/worksheets/sheet4.xml");
    let back: Vec<_> = links("xl/worksheets/sheet1.xml").into_iter().filter(|(_, to)| to.starts_with("'Проверка'!")).collect();
    assert!(!back.is_empty());
    for (status, to) in back {
        let line = to.trim_start_matches("'Проверка'!A");
        let row = status.trim_start_matches(char::is_alphabetic);
        let (_, cell) = there.iter().find(|(at, _)| *at == format!("B{line}")).expect("the line has a link");
        assert_eq!(cell.trim_start_matches("'Реестр'!").trim_start_matches(char::is_alphabetic), row);
        assert!(check.contains_key(&(line.parse().unwrap(), 6)));
    }
}

#[test]
fn on_another_day_only_the_date_differs() {
    let run_on = |day: &str| {
        let folder = tempfile::tempdir().unwrap();
        assert_ne!(fill("ministry-medical.xlsx", folder.path(), &["-q", "--date", day]).code, 2);
        parts(&folder.path().join("ministry-medical.проверено.xlsx"))
    };
    let (one, other) = (run_on("2026-04-05"), run_on("2026-04-06"));
    let different: Vec<_> = one.keys().filter(|name| one[*name] != other[*name]).collect();
    assert_eq!(different, ["xl/worksheets/sheet2.xml"]);
    let text = |parts: &std::collections::BTreeMap<String, Vec<u8>>| String::from_utf8(parts["xl/worksheets/sheet2.xml"].clone());
    assert_eq!(text(&one).unwrap().replace("05.04.2026", "06.04.2026"), text(&other).unwrap());
    let ran = fill("ministry-medical.xlsx", Path::new("."), &["--date", "31.04.2026"]);
    assert!(ran.code == 2 && ran.stderr.contains("такого дня нет"), "{}", ran.stderr);
}

#[test]
fn no_link_is_filled_into_a_cell_that_is_shown_for_other_rows_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Организация", "Ссылка на страницу ВК", "Ссылка на мини-приложение"]).unwrap();
    for row in 1..=3 {
        sheet.write_row(row, 0, [format!("Школа № {row}"), format!("https://vk.com/club{row}")]).unwrap();
    }
    sheet.merge_range(1, 2, 2, 2, "", &rust_xlsxwriter::Format::new()).unwrap();
    book.save(folder.path().join("a.xlsx")).unwrap();
    let ran = run(["fill".as_ref(), folder.path().join("a.xlsx").as_os_str(), "--format".as_ref(), "ndjson".as_ref()]);
    let outcomes: Vec<_> = ran
        .rows()
        .iter()
        .map(|row| format!("{} {}", row["links"]["miniapp"]["outcome"], row["diagnostics"][0]["code"]))
        .collect();
    assert_eq!(outcomes, ["\"unresolved\" \"link-merged\"", "\"unresolved\" \"link-merged\"", "\"filled\" null"]);
    let written = cells(&folder.path().join("a.проверено.xlsx"), "Sheet1");
    assert_eq!(written.keys().filter(|(row, column)| (2..=4).contains(row) && *column == 3).collect::<Vec<_>>(), [&(4, 3)]);
}

#[test]
fn a_sheet_that_has_no_room_for_headers_does_not_keep_the_others_from_being_marked() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let headed = book.add_worksheet();
    headed.write_row(0, 0, ["Организация", "Ссылка на страницу ВК"]).unwrap();
    headed.write_row(1, 0, ["Школа", "https://vk.com/club1"]).unwrap();
    book.add_worksheet().write_row(0, 0, ["Детский сад", "https://vk.com/club2"]).unwrap();
    book.save(folder.path().join("a.xlsx")).unwrap();
    let ran = run(["fill".as_ref(), folder.path().join("a.xlsx").as_os_str(), "--format".as_ref(), "ndjson".as_ref()]);
    assert!(ran.stderr.contains("Лист «Sheet2» не помечен"), "{}", ran.stderr);
    // What is not written is not called filled.
    assert!(ran.stderr.contains("Итого 2 строки: верно 0, заполнено 1, проверить 1"), "{}", ran.stderr);
    let outcomes = ran.rows().iter().map(|row| row["links"]["miniapp"]["outcome"].clone()).collect::<Vec<_>>();
    assert_eq!(
        (outcomes, ran.rows()[1]["diagnostics"][0]["code"].as_str()),
        (vec!["filled".into(), "unresolved".into()], Some("link-no-header"))
    );
    let output = folder.path().join("a.проверено.xlsx");
    assert!(cells(&output, "Sheet1").values().any(|text| text == "Статус"));
    assert_eq!(cells(&output, "Sheet2").len(), 2);
}

#[test]
fn a_corrected_result_is_brought_up_to_date_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("реестр.xlsx");
    std::fs::copy(sample("roster.xlsx"), &roster).unwrap();
    let fill = |path: &std::path::Path| run(["fill".as_ref(), path.as_os_str(), "--date".as_ref(), "2026-11-29".as_ref()]);
    assert_eq!(fill(&roster).code, 1);
    let result = folder.path().join("реестр.проверено.xlsx");
    let (first, kept) = (std::fs::read(&result).unwrap(), folder.path().join("реестр.проверено.до.xlsx"));
    assert_eq!(fill(&result).code, 1);
    assert!(std::fs::read(&kept).unwrap() == first);
    assert!(std::fs::read(&result).unwrap() == first, "nothing was corrected, so nothing changes");
    // The same by its folder, once the roster has gone; the first state stays.
    std::fs::remove_file(&roster).unwrap();
    std::fs::write(&kept, b"the first state").unwrap();
    assert_eq!(fill(folder.path()).code, 1);
    assert!(std::fs::read(&result).unwrap() == first);
    assert_eq!(std::fs::read(&kept).unwrap(), b"the first state");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_picture_over_the_new_columns_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("реестр.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["Организация", "Ссылка на страницу ВК"]).unwrap();
    sheet.write_row(1, 0, ["МБОУ «Школа № 1»", "https://vk.com/club217000101"]).unwrap();
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Bar);
    chart.add_series().set_values("Sheet1!$A$2:$A$2");
    sheet.insert_chart(0, 4, &chart).unwrap();
    workbook.save(&path).unwrap();
    let said = run(["fill".as_ref(), path.as_os_str(), "-o".as_ref(), folder.path().join("out").as_os_str()]).stderr;
    assert!(said.contains("лежит рисунок или диаграмма"), "{said}");
}
