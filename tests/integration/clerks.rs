//! Random clerks correct handed-out workbooks and send them back in any format. Whatever they did comes home into its own cell, is listed,
//! or its file is refused by name; nothing is lost and nothing goes to a wrong row.
//!
//! `GOSPUB_CLERKS` says how many rounds are played, `GOSPUB_CLERKS_FROM` with which to begin, `GOSPUB_CLERKS_OFFICE` that LibreOffice
//! saves some of the answers on the way.

use crate::common::{Grid, cells, grids};
use gospub::commands::job::{JobOptions, Silent};
use gospub::commands::merge::{self, MergeRequest};
use gospub::commands::split::{self, SplitRequest};
use gospub::commands::{Input, Target};
use gospub::report::changes::{Changes, Fate};
use rust_xlsxwriter::{Note, Workbook};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const SHEET: &str = "Реестр";
const FIX: &str = "Исправить";
const HIDDEN: &str = "gospub";
/// The row of the headers in «Исправить», from zero.
const HEADER: usize = 4;
const PLACES: [&str; 3] = ["г. Калуга", "г. Обнинск", "Боровский район"];
const ROWS: usize = 6;
/// The column of pages in the roster, from one.
const PAGE: u32 = 4;

/// SplitMix64: the same rounds on every machine.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn chance(&mut self, of: usize) -> bool {
        self.throw(of) == 0
    }
}

/// How a workbook comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Whole,
    Csv,
    ExcelCsv,
    /// Only «Исправить», in a new book.
    Sheet,
    /// Without the hidden sheet.
    Unrecorded,
    Renamed,
    Inserted,
    NoHeader,
    /// Sorted, while the hidden column stayed as it was.
    Apart,
    NoKeys,
    /// Pasted below the rows of the municipality before.
    Pasted,
    /// Saved by LibreOffice as .ods.
    Office,
}

const FORMS: [Form; 11] = [
    Form::Whole,
    Form::Csv,
    Form::ExcelCsv,
    Form::Sheet,
    Form::Unrecorded,
    Form::Renamed,
    Form::Inserted,
    Form::NoHeader,
    Form::Apart,
    Form::NoKeys,
    Form::Pasted,
];

/// What must become of something that a clerk did.
#[derive(Clone, Debug)]
enum Fated {
    /// It stands in this cell of the roster.
    Home(u32, u32),
    /// It is told of in «Изменения».
    Listed,
    /// It stands in «Пояснение» of this row.
    Explained(u32),
}

/// Something that a clerk did, to be known again by a text that nobody else has written.
#[derive(Debug)]
struct Deed {
    token: String,
    what: &'static str,
    form: Form,
    fated: Fated,
}

struct Round {
    folder: tempfile::TempDir,
    /// The rows of the roster by the names of the organisations.
    rows: BTreeMap<String, u32>,
    explanation: u32,
}

impl Round {
    fn new(dice: &mut Dice) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(SHEET).unwrap();
        let header = ["Муниципальное образование", "Наименование организации", "ОГРН", "Ссылка на страницу ВК", "Сфера"];
        sheet.write_row(0, 0, header).unwrap();
        let mut rows = BTreeMap::new();
        for row in 1..=(PLACES.len() * ROWS) as u32 {
            let place = PLACES[(row as usize - 1) / ROWS];
            let name = format!("Школа № {row}");
            let page = match dice.throw(4) {
                0 => format!("https://vk.com/club2170000{row:02}"),
                1 => String::new(),
                2 => format!("https://ok.ru/group/{row}"),
                _ => format!("https://vk.com/shkola_nomer_{row}"),
            };
            let ogrn = ogrn(row);
            sheet.write_row(row, 0, [place, &name, &ogrn, &page, "образование"]).unwrap();
            rows.insert(name, row + 1);
        }
        book.save(folder.path().join("реестр.xlsx")).unwrap();
        Self { folder, rows, explanation: 0 }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn split(&self) -> Vec<PathBuf> {
        let request = SplitRequest {
            inputs: vec![self.path("реестр.xlsx").into()],
            job: JobOptions::default(),
            by: "municipality".into(),
            target: Target::File { path: self.path("выдано"), force: false },
            only_problems: false,
            dry_run: false,
            date: "2026-11-22".parse().unwrap(),
        };
        let split = split::split(&request, &Silent);
        assert!(split.errors.is_empty(), "{:?}", split.errors);
        split.files.into_iter().map(|file| file.path).collect()
    }

    fn merge(&mut self, accept: bool) -> Merged {
        let output = self.path("итог.xlsx");
        let request = MergeRequest {
            roster: self.path("реестр.xlsx").into(),
            returned: vec![self.path("ответы").into()],
            handed_out: vec![Input::from(self.path("выдано"))],
            job: JobOptions::default(),
            output: Target::File { path: output.clone(), force: true },
            take_back: Vec::new(),
            accept_all: accept,
            accept_matched: accept,
            dry_run: false,
            date: None,
        };
        let merged = merge::merge(&request, &Silent);
        let refused: Vec<String> =
            merged.errors.iter().map(|error| format!("{}: {}", error.file.display(), error.reason)).collect();
        let Some(roster) = merged.roster else { panic!("{refused:?}") };
        let cells = cells(&output, SHEET);
        let explanation = cells.iter().find(|((row, _), text)| *row == 1 && *text == "Пояснение");
        self.explanation = explanation.map_or(0, |((_, column), _)| *column);
        Merged { cells, changes: roster.changes, refused }
    }
}

/// A sound ОГРН of Калужская область.
fn ogrn(row: u32) -> String {
    let body = 102_400_140_000 + u64::from(row) * 7;
    format!("{body}{}", body % 11 % 10)
}

struct Merged {
    cells: BTreeMap<(u32, u32), String>,
    changes: Changes,
    refused: Vec<String>,
}

impl Merged {
    fn is_listed(&self, token: &str) -> bool {
        let said = |text: &str| text.contains(token);
        self.changes.list.iter().any(|change| change.came.iter().any(|came| said(&came.text)) || said(&change.remark))
    }

    /// The sender's cells, and «Пояснение», in which a text stands.
    fn places(&self, token: &str, explanation: u32) -> Vec<(u32, u32)> {
        let is_of_people = |column: u32| column <= 5 || column == explanation;
        self.cells.iter().filter(|((_, column), text)| is_of_people(*column) && text.contains(token)).map(|(at, _)| *at).collect()
    }
}

/// A handed-out workbook as another program sees it.
struct Book {
    sheets: Vec<(String, Grid)>,
    /// Notes on cells of «Исправить», by the name of the organisation.
    notes: Vec<(String, String)>,
}

impl Book {
    fn read(path: &Path) -> Self {
        Self { sheets: grids(path), notes: Vec::new() }
    }

    fn fix(&mut self) -> &mut Grid {
        self.sheets.iter_mut().find(|(name, _)| name == FIX).map(|(_, grid)| grid).unwrap()
    }

    fn column(&mut self, header: &str) -> usize {
        self.fix()[HEADER].iter().position(|text| text == header).unwrap()
    }

    fn save(&mut self, path: &Path) {
        let name = self.column("Наименование организации");
        let notes = std::mem::take(&mut self.notes);
        let mut book = Workbook::new();
        for (sheet_name, grid) in &self.sheets {
            let sheet = book.add_worksheet().set_name(sheet_name).unwrap();
            for (row, cells) in (0..).zip(grid) {
                for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                    match text.parse::<f64>() {
                        Ok(number) if sheet_name == FIX && text.len() < 16 => sheet.write_number(row, column, number).unwrap(),
                        _ => sheet.write_string(row, column, text).unwrap(),
                    };
                }
                for (_, text) in notes.iter().filter(|(of, _)| sheet_name == FIX && cells.get(name) == Some(of)) {
                    sheet.insert_note(row, 0, &Note::new(text)).unwrap();
                }
            }
        }
        book.save(path).unwrap();
    }

    fn keep_only(&mut self, keep: impl Fn(&str) -> bool) {
        self.sheets.retain(|(name, _)| keep(name));
    }
}

/// What a clerk does to a workbook; a row at most once by each kind of deed.
fn work(book: &mut Book, form: Form, round: &Round, dice: &mut Dice, next: &mut u32) -> Vec<Deed> {
    let mut deeds = Vec::new();
    let (name, page) = (book.column("Наименование организации"), book.column("Ссылка на страницу ВК"));
    let (status, problem) = (book.column("Статус"), book.column("Что не так"));
    let (explanation, key) = (book.column("Пояснение"), book.column("Ключ строки"));
    let asks = |row: &[String]| row[problem].contains(&column_letter(page)) || row[problem].contains("номер");
    let mut gone = Vec::new();
    for place in HEADER + 1..book.fix().len() {
        let row = book.fix()[place].clone();
        let Some(&number) = round.rows.get(&row[name]) else { continue };
        let mut token = |prefix: &str| {
            *next += 1;
            format!("{prefix}{next}")
        };
        let mut add = |token: String, what, fated| deeds.push(Deed { token, what, form, fated });
        let home = |column: u32| if form == Form::NoKeys { Fated::Listed } else { Fated::Home(number, column) };
        let is_asked = row[page].is_empty() || row[page].contains("shkola") || row[page].contains("ok.ru");
        match dice.throw(9) {
            0 if is_asked && asks(&row) => {
                let token = token("https://vk.com/club2180");
                book.fix()[place][page].clone_from(&token);
                add(token, "a page", home(PAGE));
            }
            1 if !row[page].is_empty() => {
                let token = token("исправили ");
                book.fix()[place][page].clone_from(&token);
                add(token, "words over a page", Fated::Listed);
            }
            2 => {
                let token = token("https://evil.example.ru/club2190");
                book.fix()[place][page].clone_from(&token);
                add(token, "a strange link", Fated::Listed);
            }
            3 => {
                let token = token("пояснение ");
                book.fix()[place][explanation].clone_from(&token);
                add(token, "an explanation", if form == Form::NoKeys { Fated::Listed } else { Fated::Explained(number) });
            }
            4 => {
                let token = token("Гимназия ");
                book.fix()[place][name] = format!("{} {token}", row[name]);
                add(token, "a name", Fated::Listed);
            }
            5 if !matches!(form, Form::NoKeys | Form::NoHeader | Form::Renamed) => {
                let token = token("сделано ");
                let over = if dice.chance(2) { status } else { problem };
                book.fix()[place][over].clone_from(&token);
                add(token, "words over a status", Fated::Listed);
            }
            6 if !matches!(form, Form::Csv | Form::ExcelCsv | Form::Apart | Form::NoKeys) => {
                let token = token("примечание ");
                book.notes.push((row[name].clone(), token.clone()));
                add(token, "a note", Fated::Listed);
            }
            7 if matches!(form, Form::Whole | Form::Renamed | Form::Csv) && dice.chance(2) => {
                gone.push(place);
                add(row[name].clone(), "a removed row", Fated::Listed);
            }
            _ => {}
        }
    }
    gone.into_iter().rev().for_each(|place| drop(book.fix().remove(place)));
    if dice.chance(3) {
        *next += 1;
        let token = format!("Новая организация {next}");
        let mut row = vec![String::new(); key + 1];
        (row[0], row[name]) = (book.fix().last().unwrap()[0].clone(), token.clone());
        book.fix().push(row);
        // Where nothing has a key, a table may well end with a line of somebody's own.
        deeds.push(Deed { token, what: "an added row", form, fated: Fated::Listed });
    }
    deeds
}

fn column_letter(index: usize) -> String {
    char::from(b'A' + index as u8).to_string()
}

/// Sends a workbook back.
fn send(book: &mut Book, form: Form, to: &Path, name: &str, dice: &mut Dice) {
    let (key, page) = (book.column("Ключ строки"), book.column("Ссылка на страницу ВК"));
    let organisation = book.column("Наименование организации");
    let path = to.join(format!("{name}.xlsx"));
    match form {
        Form::Whole | Form::Pasted => {
            if dice.chance(2) {
                book.fix()[HEADER + 1..].reverse();
            }
            book.save(&path);
            if dice.chance(3) {
                std::fs::copy(&path, to.join(format!("{name} копия.xlsx"))).unwrap();
            }
        }
        Form::Csv => std::fs::write(to.join(format!("{name}.csv")), csv(book.fix(), ',')).unwrap(),
        Form::ExcelCsv => {
            let text = csv(book.fix(), ';');
            let bytes = text.chars().map(cp1251).collect::<Vec<u8>>();
            std::fs::write(to.join(format!("{name}.csv")), bytes).unwrap();
        }
        Form::Sheet => {
            book.keep_only(|name| name == FIX);
            book.save(&path);
        }
        Form::Unrecorded => {
            book.keep_only(|name| name != HIDDEN);
            book.save(&path);
        }
        Form::Renamed => {
            book.fix()[HEADER][page] = "Адрес паблика".into();
            book.fix()[HEADER][key] = "Столбец1".into();
            book.save(&path);
        }
        Form::Inserted => {
            let at = dice.throw(4);
            book.fix().iter_mut().for_each(|row| row.insert(at, String::new()));
            book.fix()[HEADER][at] = "Отметка".into();
            let last = book.fix().len() - 1;
            book.fix()[last][at] = "v".into();
            book.save(&path);
        }
        Form::NoHeader => {
            book.keep_only(|name| name == FIX);
            let rows = book.fix().split_off(HEADER + 1);
            let mut plain = Workbook::new();
            let sheet = plain.add_worksheet();
            for (row, cells) in (0..).zip(&rows) {
                sheet.write_row(row, 0, cells).unwrap();
                for (_, text) in book.notes.iter().filter(|(of, _)| cells.get(organisation) == Some(of)) {
                    sheet.insert_note(row, 0, &Note::new(text)).unwrap();
                }
            }
            plain.save(&path).unwrap();
        }
        Form::Apart => {
            let rows = &mut book.fix()[HEADER + 1..];
            let keys: Vec<String> = rows.iter_mut().map(|row| std::mem::take(&mut row[key])).collect();
            rows.reverse();
            rows.iter_mut().zip(keys).for_each(|(row, text)| row[key] = text);
            book.save(&path);
        }
        Form::NoKeys => {
            book.keep_only(|name| name == FIX);
            book.fix().iter_mut().for_each(|row| row.truncate(key));
            book.save(&path);
        }
        Form::Office => {
            book.save(&path);
            let done = Command::new("soffice")
                .args(["--headless", "--convert-to", "ods", "--outdir"])
                .args([to, &path])
                .output()
                .expect("LibreOffice is installed");
            assert!(done.status.success());
            std::fs::remove_file(&path).unwrap();
        }
    }
}

fn csv(grid: &Grid, separator: char) -> String {
    let cell = |text: &String| {
        let quoted = text.contains([separator, '"', '\n']);
        if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(&separator.to_string());
    grid.iter().map(line).collect::<Vec<_>>().join("\r\n")
}

fn cp1251(c: char) -> u8 {
    match c {
        '\0'..='\x7f' => c as u8,
        'А'..='я' => (c as u32 - 'А' as u32) as u8 + 0xC0,
        'Ё' => 0xA8,
        'ё' => 0xB8,
        '«' => 0xAB,
        '»' => 0xBB,
        '№' => 0xB9,
        '—' => 0x97,
        '–' => 0x96,
        '…' => 0x85,
        '\u{a0}' => 0xA0,
        _ => b'?',
    }
}

fn play(seed: u64) {
    let mut dice = Dice(seed);
    let mut round = Round::new(&mut dice);
    let handed = round.split();
    let answers = round.path("ответы");
    std::fs::create_dir(&answers).unwrap();
    let (mut deeds, mut next, mut before): (Vec<Deed>, u32, Option<Grid>) = (Vec::new(), 1000, None);
    for (number, path) in handed.iter().enumerate() {
        let mut form = FORMS[dice.throw(FORMS.len())];
        if form == Form::Whole && std::env::var_os("GOSPUB_CLERKS_OFFICE").is_some() {
            form = Form::Office;
        }
        let mut book = Book::read(path);
        deeds.extend(work(&mut book, form, &round, &mut dice, &mut next));
        if form == Form::Pasted
            && let Some(rows) = &before
        {
            book.fix().extend(rows.iter().cloned());
        }
        let rows = book.fix()[HEADER + 1..].to_vec();
        send(&mut book, form, &answers, &format!("ответ {number}"), &mut dice);
        before = Some(rows);
    }
    let merged = round.merge(false);
    assert!(merged.refused.is_empty(), "round {seed}: {:?}", merged.refused);
    for deed in &deeds {
        let places = merged.places(&deed.token, round.explanation);
        let listed = merged.is_listed(&deed.token)
            || merged.changes.list.iter().any(|change| change.fate == Fate::Removed && change.organisation == deed.token);
        let is_kept = match deed.fated {
            // The row that somebody has added takes a key away, and nobody knows then.
            _ if deed.form == Form::Apart && places.is_empty() => listed,
            Fated::Home(row, column) => places == [(row, column)],
            Fated::Listed => listed && (deed.what == "a removed row" || places.is_empty()),
            Fated::Explained(row) => places == [(row, round.explanation)],
        };
        assert!(is_kept, "round {seed}: {deed:?} stands at {places:?}, listed: {listed}; {:?}", merged.changes.list);
    }
    // Every municipality has answered, and the register says so.
    let silent = merged.changes.register.lines.iter().filter(|line| line.answers.is_empty());
    assert_eq!(silent.count(), 0, "round {seed}: {:?}", merged.changes.register);
    // With everything accepted, proposals come home too, and words and strange links still do not.
    let accepted = round.merge(true);
    for deed in &deeds {
        let places = accepted.places(&deed.token, round.explanation);
        let stays =
            matches!(deed.what, "words over a page" | "a strange link" | "a note" | "words over a status" | "an added row");
        assert!(!stays || places.is_empty(), "round {seed}: {deed:?} stands at {places:?}");
        if deed.what == "a page" {
            let listed = accepted.is_listed(&deed.token);
            assert!(places.len() <= 1 && (places.len() == 1 || listed), "round {seed}: {deed:?} stands at {places:?}");
        }
    }
}

#[test]
fn nothing_that_clerks_do_is_lost_or_goes_to_a_wrong_row() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let from = number("GOSPUB_CLERKS_FROM", 1);
    (from..from + number("GOSPUB_CLERKS", 12)).for_each(play);
}
