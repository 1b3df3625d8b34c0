//! `split` hands a roster out: a workbook for each municipality that can be read, filled in, printed and brought home.

use crate::common::{cells, parts, run, sample};
use gospub::handback::{self, Origin};
use gospub::workbook::Workbook;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const DAY: &str = "2026-01-12";

/// `split` with a day and whatever else is said.
fn split(inputs: &[&Path], folder: &Path, more: &[&str]) -> crate::common::Ran {
    let mut arguments: Vec<OsString> = vec!["split".into()];
    arguments.extend(inputs.iter().map(Into::into));
    arguments.extend(["-o".into(), folder.into(), "--date".into(), DAY.into()]);
    if !more.contains(&"--by") {
        arguments.extend(["--by", "municipality"].map(Into::into));
    }
    arguments.extend(more.iter().map(Into::into));
    run(arguments)
}

/// A roster as text with separators.
fn roster(folder: &Path, name: &str, lines: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let text = format!("Муниципальное образование;Организация;ОГРН;Ссылка на страницу ВК\n{}\n", lines.join("\n"));
    std::fs::write(&path, text).unwrap();
    path
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The origin of a workbook, found as `merge` finds it: by what stands in the sheet.
fn origin(path: &Path) -> Origin {
    let book = Workbook::open(path).unwrap();
    let sheets = (0..book.sheets().len()).map(|sheet| book.read(sheet).unwrap());
    let mut found = sheets.filter_map(|sheet| Origin::from_sheet(&sheet).unwrap());
    found.next().expect("the workbook has an origin")
}

/// The rows of «Исправить» by key: the texts under each header.
fn rows(path: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let sheet = cells(path, handback::FIX_SHEET);
    let (&(header, key), _) = sheet.iter().find(|(_, text)| *text == handback::KEY_HEADER).expect("the key column is there");
    let headers: BTreeMap<u32, &String> =
        sheet.iter().filter(|((row, _), _)| *row == header).map(|(&(_, column), text)| (column, text)).collect();
    let keyed = sheet.iter().filter(|((row, column), _)| *row > header && *column == key);
    keyed
        .map(|(&(row, _), key)| {
            let of_row = sheet.range((row, 0)..(row + 1, 0));
            (key.clone(), of_row.map(|(&(_, column), text)| (headers[&column].clone(), text.clone())).collect())
        })
        .collect()
}

#[test]
fn each_row_of_the_roster_is_handed_out_once_to_its_municipality() {
    let folder = tempfile::tempdir().unwrap();
    let ran = split(&[&sample("roster.xlsx")], folder.path(), &[]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let dry = run(["fill".as_ref(), sample("roster.xlsx").as_os_str(), "--dry-run".as_ref(), "--format=ndjson".as_ref()]);
    let wanted: BTreeSet<(String, u64)> =
        dry.rows().iter().map(|row| (row["municipality"].as_str().unwrap().to_owned(), row["row"].as_u64().unwrap())).collect();
    let mut found = BTreeSet::new();
    for file in files(folder.path()) {
        let origin = origin(&file);
        assert_eq!(origin.date.as_deref(), Some("12.01.2026"));
        assert_eq!(origin.sources[0].file, "roster.xlsx");
        let shown = rows(&file);
        assert_eq!(shown.len(), origin.rows.len());
        for row in &origin.rows {
            found.insert((origin.part.clone(), u64::from(row.row)));
            let shown = &shown[&row.key.to_string()];
            for (column, base) in origin.columns.iter().zip(&row.base) {
                assert_eq!(shown.get(&column.header).map_or("", String::as_str), base, "row {} {}", row.row, column.header);
            }
        }
    }
    assert_eq!(found, wanted);
}

#[test]
fn what_is_shown_is_what_the_roster_holds_and_what_fill_says() {
    let folder = tempfile::tempdir().unwrap();
    split(&[&sample("roster.xlsx")], folder.path(), &[]);
    let roster = cells(&sample("roster.xlsx"), "Реестр");
    for file in files(folder.path()) {
        let origin = origin(&file);
        for row in &origin.rows {
            for (index, column) in origin.columns.iter().enumerate() {
                let at = (row.row, u32::try_from(column.columns[0].unwrap().index()).unwrap() + 1);
                // Blank cells show the link that gospub has made for them.
                let written = roster.get(&at).map_or("", |text| text.trim());
                let same = row.base[index] == written || written.is_empty() || row.asked.contains(&index);
                assert!(same, "{at:?}: «{written}» is shown as «{}»", row.base[index]);
            }
        }
    }
}

#[test]
fn only_the_cells_to_correct_are_open() {
    let folder = tempfile::tempdir().unwrap();
    split(&[&sample("roster.xlsx")], folder.path(), &[]);
    for file in files(folder.path()) {
        let parts = parts(&file);
        let part = |name: &str| String::from_utf8(parts[name].clone()).unwrap();
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<sheetProtection sheet=\"1\"") && !sheet.contains("password"), "{}", file.display());
        for piece in [
            "autoFilter=\"0\"",
            "sort=\"0\"",
            "formatColumns=\"0\"",
            "<pane ySplit=\"5\"",
            "fitToHeight=\"0\"",
            "orientation=\"landscape\"",
        ] {
            assert!(sheet.contains(piece), "{} lacks {piece}", file.display());
        }
        let formulas: Vec<&str> = sheet.split("<f>").skip(1).collect();
        let counts = |formula: &&str| formula.starts_with("IF(SUMPRODUCT(");
        assert!(
            formulas.len() <= 1 && formulas.iter().all(counts),
            "a text is never a formula, only the count above the table is"
        );
        let workbook = part("xl/workbook.xml");
        assert!(workbook.contains("_xlnm.Print_Titles") && workbook.contains("state=\"veryHidden\""));
        let open = unlocked(&sheet, &part("xl/styles.xml"));
        let origin = origin(&file);
        let explanations = origin.rows.len();
        let asked: usize = origin.rows.iter().map(|row| row.asked.len()).sum();
        // Below stand five rows for organisations that the roster lacks.
        let new = 5 * (origin.columns.len() + 1);
        assert_eq!(open, asked + explanations + new, "{}", file.display());
    }
}

#[test]
fn the_page_can_be_named_where_the_advice_on_a_link_begins_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("реестр.csv");
    let row = |number: u32, page: &str| {
        let link = format!("https://vk.com/app8181405#module=health&groupId={number}");
        format!("Район;МБОУ СОШ № {number};https://vk.com/{page};{link};1027700132195\n")
    };
    let text = row(217_000_113, "shkola13") + &row(217_000_114, "club217000114");
    std::fs::write(&roster, format!("Муниципалитет;Организация;Страница ВК;Ссылка на мини-приложение;ОГРН\n{text}")).unwrap();
    let books = folder.path().join("книги");
    split(&[&roster], &books, &[]);
    let book = &files(&books)[0];
    let origin = origin(book);
    let column = |role| origin.columns.iter().position(|column| column.role == Some(role)).unwrap();
    let page = column(gospub::table::column::ColumnRole::Address);
    assert_eq!([0, 1].map(|row: usize| origin.rows[row].asked.contains(&page)), [true, false]);
    let place = cells(book, handback::PLACE_SHEET).into_values().collect::<Vec<_>>().join("\n");
    assert!(place.contains("из которых она строится: номер ЛКО ПОС\n") && !place.contains("строится: ОГРН"), "{place}");
}

/// How many cells of a sheet can be changed while it is protected.
fn unlocked(sheet: &str, styles: &str) -> usize {
    let formats = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
    let open: BTreeSet<usize> = formats
        .split("<xf ")
        .skip(1)
        .enumerate()
        .filter(|(_, format)| format.contains("locked=\"0\""))
        .map(|(index, _)| index)
        .collect();
    let style = |cell: &str| {
        let after = cell.split(" s=\"").nth(1)?;
        after.split('"').next()?.parse::<usize>().ok()
    };
    sheet
        .split("<c ")
        .skip(1)
        .filter_map(|cell| style(cell.split('>').next().unwrap()))
        .filter(|style| open.contains(style))
        .count()
}

#[test]
fn the_other_sheets_say_what_to_place_and_how() {
    let folder = tempfile::tempdir().unwrap();
    split(&[&sample("roster.xlsx")], folder.path(), &["-r", sample("ministry-medical.xlsx").to_str().unwrap()]);
    let file = &folder.path().join(format!("г. Примерск_{DAY}.xlsx"));
    let text = |sheet: &str| cells(file, sheet).into_values().collect::<Vec<_>>().join("\n");
    let place = text(handback::PLACE_SHEET);
    for piece in [
        "https://apps.rustore.ru/app/ru.gosuslugi.pos",
        "Приложение «Госуслуги. Решаем вместе» для iOS",
        "Установить",
        "Решаем вместе",
        "Высказать мнение",
        "Запись к врачу",
        "https://vk.com/app8181405#module=health&groupId=217000048",
    ] {
        assert!(place.contains(piece), "no «{piece}»");
    }
    let guide = text(handback::GUIDE_SHEET);
    let codes = run(["check", "--codes"]).stdout;
    for line in codes.lines().filter(|line| !line.contains("\tinfo\t")) {
        let title = line.split('\t').nth(2).unwrap();
        assert!(guide.contains(title), "the instruction lacks «{title}»");
    }
    assert!(text("Проверка").contains("Итог"));
    // The workbook itself can be checked: what gospub wrote beside the rows is no table.
    let again = run(["fill".as_ref(), file.as_os_str(), "--dry-run".as_ref(), "--format=ndjson".as_ref()]);
    assert!(again.rows().iter().all(|row| row["sheet"] == handback::FIX_SHEET), "{}", again.stderr);
    assert_eq!(again.rows().len(), origin(file).rows.len());
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folders = ["1", "2", "5"].map(|jobs| {
        let folder = tempfile::tempdir().unwrap();
        let inputs = [sample("roster.xlsx"), sample("faults.xlsx")];
        split(&inputs.each_ref().map(PathBuf::as_path), folder.path(), &["--jobs", jobs]);
        files(folder.path())
            .iter()
            .map(|path| (path.file_name().unwrap().to_owned(), std::fs::read(path).unwrap()))
            .collect::<Vec<_>>()
    });
    assert!(folders[0].len() > 5 && folders[0] == folders[1] && folders[1] == folders[2]);
}

#[test]
fn rosters_of_several_files_meet_in_one_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let one = roster(folder.path(), "школы.csv", &["г. Энск;Школа;1024001432476;vk.com/club1"]);
    let other = roster(folder.path(), "сады.csv", &["Г.\u{a0}ЭНСК;Детский сад;1024001432476;vk.com/club2"]);
    let out = folder.path().join("out");
    split(&[&one, &other], &out, &[]);
    let [file] = &files(&out)[..] else { panic!("{:?}", names(&out)) };
    let origin = origin(file);
    let sources: Vec<(&str, usize)> =
        origin.rows.iter().map(|row| (origin.sources[row.source].file.as_str(), row.source)).collect();
    assert_eq!(sources, [("школы.csv", 0), ("сады.csv", 1)]);
    assert_eq!(origin.columns.len(), 4);
    assert!(origin.columns.iter().all(|column| column.columns.iter().all(Option::is_some)));
}

#[test]
fn rows_are_parted_by_any_column_and_those_without_a_value_have_their_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let lines = ["Энск;Школа;1;vk.com/club1", ";Сад;2;vk.com/club2", "../../Энск;Дом;3;vk.com/club3", "нет;Сад;4;vk.com/club4"];
    let input = roster(folder.path(), "a.csv", &lines);
    for (by, mut expected) in [
        ("B", vec!["Дом", "Сад", "Школа"]),
        ("c", vec!["1", "2", "3", "4"]),
        ("municipality", vec!["_.._Энск", "Без муниципального образования", "Энск"]),
        ("муниципальное Образование", vec!["_.._Энск", "Без муниципального образования", "Энск"]),
    ] {
        let out = folder.path().join(by);
        let ran = split(&[&input], &out, &["--by", by]);
        expected.sort_unstable();
        let expected: Vec<String> = expected.iter().map(|name| format!("{name}_{DAY}.xlsx")).collect();
        assert_eq!(names(&out), expected, "{by} {}", ran.stderr);
    }
    let handed_out = folder.path().join("B").join(format!("Дом_{DAY}.xlsx"));
    assert!(split(&[&handed_out], &folder.path().join("x"), &[]).stderr.contains("а не реестр"));
    let ran = split(&[&input], &folder.path().join("x"), &["--by", "Куратор"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("столбца «Куратор» нет") && ran.stderr.contains("B «Организация»"), "{}", ran.stderr);
    assert!(!folder.path().join("x").exists());
}

#[test]
fn rows_in_order_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let lines = ["Энск;Школа № 1;;vk.com/club1", "Энск;Школа № 2;;", "Яя;Школа № 3;;vk.com/club3"];
    let input = roster(folder.path(), "a.csv", &lines);
    let out = folder.path().join("out");
    // Without the codes of ПОС there is nothing to say of a school with a page.
    let input = {
        let text = std::fs::read_to_string(&input).unwrap().replace(";ОГРН;", ";Телефон;");
        std::fs::write(&input, text.replace(";;", ";1;")).unwrap();
        input
    };
    let ran = split(&[&input], &out, &["--only-problems"]);
    let kept: Vec<u32> = files(&out).iter().flat_map(|file| origin(file).rows).map(|row| row.row).collect();
    assert_eq!((names(&out).len(), kept), (1, vec![3]), "{}", ran.stderr);
    assert!(ran.stderr.contains("Исправлять нечего") && ran.stderr.contains("Яя"), "{}", ran.stderr);
}

#[test]
fn what_is_there_is_kept_unless_force_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), "a.csv", &["Энск;Школа;1;vk.com/club1", "Яя;Сад;2;vk.com/club2"]);
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let taken = out.join(format!("Яя_{DAY}.xlsx"));
    std::fs::write(&taken, "mine").unwrap();
    let ran = split(&[&input], &out, &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    assert_eq!((names(&out).len(), std::fs::read(&taken).unwrap()), (1, b"mine".to_vec()));
    let ran = split(&[&input], &out, &["--force"]);
    assert_eq!((ran.code, names(&out).len()), (1, 2), "{}", ran.stderr);
    assert_ne!(std::fs::read(&taken).unwrap(), b"mine");
}

#[test]
fn the_roster_itself_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join(format!("г. Примерск_{DAY}.xlsx"));
    std::fs::copy(sample("roster.xlsx"), &input).unwrap();
    let ran = split(&[&input], folder.path(), &["--force"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(names(folder.path()).len(), 1);
    assert!(std::fs::read(&input).unwrap() == std::fs::read(sample("roster.xlsx")).unwrap());
}

#[test]
fn an_input_that_cannot_be_read_is_not_overwritten_either() {
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), "a.csv", &["Энск;Школа;1;vk.com/club1"]);
    let unreadable = folder.path().join(format!("Энск_{DAY}.xlsx"));
    std::fs::write(&unreadable, "x").unwrap();
    let ran = split(&[&input, &unreadable], folder.path(), &["--force"]);
    assert_eq!((ran.code, std::fs::read(&unreadable).unwrap()), (2, b"x".to_vec()), "{}", ran.stderr);
}

#[test]
fn a_dry_run_and_a_folder_that_cannot_be_made_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), "a.csv", &["Энск;Школа;1;vk.com/club1"]);
    let ran = split(&[&input], &folder.path().join("out"), &["--dry-run", "--format", "ndjson"]);
    let row: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&row["schema"], &row["group"], &row["rows"]), (&"gospub.split/1".into(), &"Энск".into(), &1.into()));
    assert_eq!(row["written"], false);
    let ran = split(&[&input], &input.join("out"), &[]);
    assert_eq!(ran.code, 2);
    assert_eq!(names(folder.path()), ["a.csv"], "{}", ran.stderr);
}

#[test]
fn a_bad_file_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), "a.csv", &["Энск;Школа;1;vk.com/club1"]);
    let out = folder.path().join("out");
    let ran = split(&[&input, &folder.path().join("b.xlsx")], &out, &[]);
    assert_eq!((ran.code, names(&out).len()), (2, 1), "{}", ran.stderr);
}

#[test]
fn findings_name_the_cells_of_the_workbook() {
    let folder = tempfile::tempdir().unwrap();
    split(&[&sample("roster.xlsx")], folder.path(), &[]);
    let mut of_others = 0;
    for file in files(folder.path()) {
        let sheet = cells(&file, handback::FIX_SHEET);
        let column = |header: &str| sheet.iter().find(|(_, text)| *text == header).map(|(&(_, column), _)| column).unwrap();
        let (problem, name) = (column("Что не так"), column("Наименование организации"));
        for (&(row, _), text) in sheet.iter().filter(|((row, column), _)| *column == problem && *row > 4) {
            for (place, said) in text.lines().filter_map(|line| line.split_once(": ")) {
                let place: Result<gospub::table::sheet::CellRef, _> = place.parse();
                assert!(place.is_err() || place.unwrap().row == row, "{}: row {row} says {said}", file.display());
            }
            // «… — «Школа» (D17)»: what is said of another row is said of the cell where it stands here, or in the roster.
            let other = text.split(" — «").nth(1).filter(|_| text.contains("и у другой организации"));
            if let Some((said, place)) = other.and_then(|other| other.split_once("» (")) {
                let place = place.split(')').next().unwrap();
                match place.strip_suffix(" реестра") {
                    Some(cell) => assert!(cell.parse::<gospub::table::sheet::CellRef>().is_ok(), "{text}"),
                    None => {
                        let cell: gospub::table::sheet::CellRef = place.parse().unwrap();
                        assert_eq!(sheet[&(cell.row, name)], said, "{}", file.display());
                        of_others += 1;
                    }
                }
            }
        }
    }
    assert!(of_others > 0, "no finding about another row");
}
