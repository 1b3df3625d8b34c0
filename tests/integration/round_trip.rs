//! The whole way of a row: handed out by `split`, edited with other programs, brought home by `merge`, counted by `report`.

use crate::common::{Grid, cells, grids, run, sample};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const SHEET: &str = "Реестр";
const FIX: &str = "Исправить";
/// The columns of the page and of links in the roster, counted from one.
const PAGE: u32 = 8;
const LINKS: std::ops::RangeInclusive<u32> = 10..=12;
/// The row of the headers in «Исправить», counted from zero.
const HEADER: usize = 4;

/// A handed-out workbook as another program sees it: sheets by name, cells as text.
struct Handed {
    path: PathBuf,
    sheets: Vec<(String, Grid)>,
}

impl Handed {
    fn read(path: &Path) -> Self {
        Self { path: path.to_owned(), sheets: grids(path) }
    }

    fn fix(&mut self) -> &mut Grid {
        self.sheets.iter_mut().find(|(name, _)| name == FIX).map(|(_, grid)| grid).unwrap()
    }

    fn column(&mut self, header: &str) -> usize {
        self.fix()[HEADER].iter().position(|text| text == header).unwrap()
    }

    /// Saves it as a program does that knows nothing of hidden columns, formats and protection; numbers become numbers.
    fn save(&self, path: &Path) {
        let mut book = Workbook::new();
        for (name, grid) in &self.sheets {
            let sheet = book.add_worksheet().set_name(name.replace(FIX, "Лист1")).unwrap();
            for (row, cells) in (0..).zip(grid) {
                for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                    match text.parse::<f64>() {
                        Ok(number) if name == FIX && text.len() < 16 => sheet.write_number(row, column, number).unwrap(),
                        _ => sheet.write_string(row, column, text).unwrap(),
                    };
                }
            }
        }
        book.save(path).unwrap();
    }
}

fn handed_out(roster: &Path, folder: &Path) -> Vec<Handed> {
    let ran = run([
        "split".as_ref(),
        roster.as_os_str(),
        "--by".as_ref(),
        "municipality".as_ref(),
        "-o".as_ref(),
        folder.as_os_str(),
        "--date".as_ref(),
        "2026-11-22".as_ref(),
        "-q".as_ref(),
    ]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Handed::read(path)).collect()
}

fn brought_home(roster: &Path, answers: &Path, output: &Path) -> serde_json::Value {
    let ran = run([
        "merge".as_ref(),
        roster.as_os_str(),
        answers.as_os_str(),
        "-o".as_ref(),
        output.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
        "--force".as_ref(),
    ]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn filled(folder: &Path) -> BTreeMap<(u32, u32), String> {
    run(["fill".as_ref(), sample("roster.xlsx").as_os_str(), "-o".as_ref(), folder.as_os_str(), "-q".as_ref()]);
    cells(&folder.join("roster.проверено.xlsx"), SHEET)
}

/// What `report` counts in a roster.
fn counted(roster: &Path) -> serde_json::Value {
    let mut arguments = ["report", "--format", "json", "--date", "2026-12-01", "-q"].map(OsStr::new).to_vec();
    arguments.push(roster.as_os_str());
    let ran = run(arguments);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn answers_without_changes_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (out, back) = (folder.path().join("out"), folder.path().join("back"));
    std::fs::create_dir(&back).unwrap();
    for handed in handed_out(&sample("roster.xlsx"), &out) {
        handed.save(&back.join(handed.path.file_name().unwrap()));
    }
    let home = folder.path().join("итог.xlsx");
    let told = brought_home(&sample("roster.xlsx"), &back, &home);
    assert_eq!(told["handed"], 241);
    assert_eq!(told["cells"].as_object().unwrap().len(), 0, "{}", told["cells"]);
    assert_eq!(cells(&home, SHEET), filled(folder.path()));
}

#[test]
fn corrections_of_clerks_come_home_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let (out, back) = (folder.path().join("out"), folder.path().join("back"));
    std::fs::create_dir(&back).unwrap();
    let (mut pages, mut explained) = (0, 0);
    for (number, mut handed) in handed_out(&sample("roster.xlsx"), &out).into_iter().enumerate() {
        let (page, status) = (handed.column("Ссылка на страницу ВК"), handed.column("Статус"));
        let (problem, explanation) = (handed.column("Что не так"), handed.column("Пояснение"));
        let rows = handed.fix();
        for (place, row) in rows.iter_mut().enumerate().skip(HEADER + 1) {
            // A page without an id gets one; every second warning is explained.
            if row[problem].contains("нет номера сообщества") {
                row[page] = format!("https://vk.com/club2180{number:02}{place:03}");
                pages += 1;
            } else if row[status] == "Проверьте" && (place - HEADER) % 2 == 1 {
                row[explanation] = "проверено".into();
                explained += 1;
            }
        }
        // Sorted the other way round, with a column of their own and a note below.
        rows[HEADER + 1..].reverse();
        rows.iter_mut().for_each(|row| row.insert(0, String::new()));
        rows[HEADER][0] = "Отметка".into();
        handed.save(&back.join(format!("ответ {number}.xlsx")));
        if number == 0 {
            handed.save(&back.join("ответ 0 ещё раз.xlsx"));
        }
    }
    let home = folder.path().join("итог.xlsx");
    let told = brought_home(&sample("roster.xlsx"), &back, &home);
    assert_eq!((pages, explained), (16, 43));
    let fates = told["cells"].as_object().unwrap();
    assert_eq!(fates.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), pages + explained, "{fates:?}");
    assert!(fates.keys().all(|fate| ["fixed", "still-wrong", "newly-wrong", "changed"].contains(&&**fate)), "{fates:?}");
    // The sender's cells differ from what `fill` makes of the roster only where a correction was made, and in links that follow from it.
    let (before, after) = (filled(folder.path()), cells(&home, SHEET));
    let written: Vec<&str> = told["changes"].as_array().unwrap().iter().filter_map(|change| change["cell"].as_str()).collect();
    for (&(row, column), text) in after.iter().filter(|(at, text)| column_is_senders(at.1) && before.get(at) != Some(text)) {
        let cell = |column: u32| format!("{}{row}", char::from(b'A' + column as u8 - 1));
        let follows = LINKS.contains(&column) && written.contains(&&*cell(PAGE));
        assert!(follows || written.contains(&&*cell(column)), "{}: {text}", cell(column));
    }
    // The ministry's figures follow, and no share falls.
    let (figures, now) = (counted(&sample("roster.xlsx")), counted(&home));
    let ids = |figures: &serde_json::Value| figures["total"]["ids"].as_u64().unwrap();
    assert_eq!((ids(&figures), ids(&now)), (180, 180 + pages));
    let links = |figures: &serde_json::Value, state: &str| figures["total"]["links"]["miniapp"][state].as_u64().unwrap();
    let states = |figures| ["right", "filled", "unverified", "missing", "wrong", "unclear"].map(|state| links(figures, state));
    assert_eq!((states(&figures), states(&now)), ([31, 134, 8, 15, 28, 19], [31, 148, 8, 1, 28, 19]));
    let statuses = |figures: &serde_json::Value| {
        ["ok", "filled", "unverified", "warning", "error"].map(|status| figures["total"]["statuses"][status].as_u64().unwrap())
    };
    // An explanation closes what a person may judge, not a name whose id is unknown nor a label that is lacking.
    assert_eq!((statuses(&figures), statuses(&now)), ([3, 34, 7, 92, 105], [3, 46, 7, 80, 105]));
    let parts = |figures: &serde_json::Value| figures["municipalities"].as_array().unwrap().clone();
    assert_eq!(parts(&now).iter().map(|part| part["ids"].as_u64().unwrap()).sum::<u64>(), ids(&now));
    for (was, is) in parts(&figures).iter().chain([&figures["total"]]).zip(parts(&now).iter().chain([&now["total"]])) {
        for (share, was) in was["shares"].as_object().unwrap() {
            assert!(is["shares"][share].as_f64() >= was.as_f64(), "{share} of {}", is["name"]);
        }
    }
    // A second time changes nothing.
    let again = folder.path().join("ещё.xlsx");
    let ran = run([
        "merge".as_ref(),
        home.as_os_str(),
        back.as_os_str(),
        "-o".as_ref(),
        again.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["cells"].as_object().unwrap().keys().collect::<Vec<_>>(), ["already"], "{}", ran.stderr);
    assert_eq!(cells(&again, SHEET), after);
}

#[test]
fn rows_sorted_apart_from_their_hidden_keys_come_home_to_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let (out, back) = (folder.path().join("out"), folder.path().join("back"));
    std::fs::create_dir(&back).unwrap();
    for mut handed in handed_out(&sample("roster.xlsx"), &out) {
        let (name, at) = (handed.column("Наименование организации"), handed.column("Ключ строки"));
        let rows = &mut handed.fix()[HEADER + 1..];
        let keys: Vec<String> = rows.iter_mut().map(|row| row.remove(at)).collect();
        rows.sort_by(|one, other| one[name].cmp(&other[name]));
        rows.iter_mut().zip(keys).for_each(|(row, key)| row.insert(at, key));
        handed.save(&back.join(handed.path.file_name().unwrap()));
    }
    let home = folder.path().join("итог.xlsx");
    brought_home(&sample("roster.xlsx"), &back, &home);
    assert_eq!(cells(&home, SHEET), filled(folder.path()));
}

#[test]
fn words_that_look_like_names_of_cells_stay_words_and_open_nothing() {
    const WORDS: &str = "корпус D2, кабинет C2";
    let folder = tempfile::tempdir().unwrap();
    let (roster, out, back) = (folder.path().join("реестр.xlsx"), folder.path().join("out"), folder.path().join("back"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(SHEET).unwrap();
    // D2 is the cell of the words itself, C2 that of a right ОГРН.
    let rows = [
        ["Муниципальное образование", "Организация", "ОГРН", "Ссылка на страницу ВК"],
        ["г. Калуга", "Школа № 1", "1027301172106", WORDS],
    ];
    for (row, cells) in (0..).zip(rows) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    book.save(&roster).unwrap();
    let mut handed = handed_out(&roster, &out).remove(0);
    let (page, problem, ogrn) = (handed.column("Ссылка на страницу ВК"), handed.column("Что не так"), handed.column("ОГРН"));
    let row = &mut handed.fix()[HEADER + 1];
    assert_eq!(row[page], WORDS);
    assert!(row[problem].contains(&format!("«{WORDS}»")), "{}", row[problem]);
    row[ogrn] = "1027700132195".into();
    std::fs::create_dir(&back).unwrap();
    handed.save(&back.join("ответ.xlsx"));
    let home = folder.path().join("итог.xlsx");
    let told = brought_home(&roster, &back, &home);
    let home = cells(&home, SHEET);
    // Nobody asked for the ОГРН, so it is told and not written.
    assert_eq!((home[&(2, 3)].as_str(), home[&(2, 4)].as_str()), ("1027301172106", WORDS));
    assert_eq!(told["cells"].as_object().unwrap().keys().collect::<Vec<_>>(), ["unasked"], "{}", told["cells"]);
}

/// The roster's own columns; those of gospub stand right of them.
fn column_is_senders(column: u32) -> bool {
    column <= 13
}
