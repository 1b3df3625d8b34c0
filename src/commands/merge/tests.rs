use super::*;
use crate::commands::fill::{self, FillRequest};
use crate::commands::job::Silent;
use crate::commands::open::OpenOptions;
use crate::commands::{EarlierResult, Results};
use crate::handback::{HandedColumn, HandedRow, HandedSource, KEY_HEADER, ORIGIN_SHEET, Origin, explanation_header, keys};
use crate::pipeline::Status;
use crate::report::changes::Fate;
use crate::report::changes::steps::Kind;
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use crate::table::edit::Mark;
use crate::table::sheet::{CellRef, Column, Value};
use crate::workbook::Workbook;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook as NewWorkbook;
use std::collections::BTreeMap;
use tempfile::TempDir;

const HEADER: [&str; 5] = ["№", "Муниципалитет", "Организация", "ОГРН", "Ссылка на страницу ВК"];
/// The columns that the tests speak of.
const NAME: usize = 2;
const OGRN: usize = 3;
const PAGE: usize = 4;

type Grid = Vec<Vec<String>>;

fn write(path: &Path, sheets: &[(&str, &Grid)]) {
    let mut book = NewWorkbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                // A number is typed as one.
                match (text.parse::<f64>(), text.split_once(" → ")) {
                    (Ok(number), _) if *name != ORIGIN_SHEET => sheet.write_number(row, column, number).unwrap(),
                    (_, Some((shown, target))) => sheet.write_url_with_text(row, column, target, shown).unwrap(),
                    _ => sheet.write_string(row, column, text).unwrap(),
                };
            }
        }
    }
    book.save(path).unwrap();
}

/// All cells of the first sheet as text, by place.
fn cells(path: &Path) -> BTreeMap<CellRef, String> {
    let sheet = Workbook::open(path).unwrap().read(0).unwrap();
    let cells = sheet.rows().flat_map(|row| row.cells().collect::<Vec<_>>());
    cells.map(|cell| (cell.at, crate::record::text_of(cell.value).into_owned())).filter(|(_, text)| !text.is_empty()).collect()
}

/// A roster in a folder of its own, from which rows are handed out.
struct Trip {
    folder: TempDir,
    origin: Origin,
    rows: Grid,
}

impl Trip {
    /// A roster with a row for each page.
    fn new(pages: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rows = pages.iter().enumerate().map(|(index, page)| {
            let ogrn =
                ["1027700132195", "1027739642281", "1027700070518", "1027700067328", "1027739019142", "1037739010891"][index % 6];
            [(index + 1).to_string(), "г. Калуга".into(), format!("Детский сад № {index}"), ogrn.into(), (*page).into()].to_vec()
        });
        let rows: Grid = rows.collect();
        let path = folder.path().join("реестр.xlsx");
        let header: Vec<String> = HEADER.map(str::to_owned).to_vec();
        write(&path, &[("Реестр", &std::iter::once(header).chain(rows.clone()).collect())]);
        let origin = handed_out(&path, &rows);
        Self { folder, origin, rows }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The rows as they are handed out: the roster's columns, «Пояснение», the key.
    fn handed(&self) -> Grid {
        let rows = self.rows.iter().zip(&self.origin.rows);
        rows.map(|(row, handed)| row.iter().cloned().chain([String::new(), handed.key.to_string()]).collect()).collect()
    }

    /// Sends rows back in a file.
    fn answer(&self, file: &str, rows: Grid) -> PathBuf {
        let header: Vec<String> = HEADER.iter().chain(&[explanation_header(), KEY_HEADER]).map(|&text| text.to_owned()).collect();
        let path = self.path(file);
        let rows: Grid = std::iter::once(header).chain(rows).collect();
        write(&path, &[("Лист7", &rows), (ORIGIN_SHEET, &self.origin.to_rows().collect())]);
        path
    }

    fn request(&self, answers: &[PathBuf]) -> MergeRequest {
        MergeRequest {
            roster: self.path("реестр.xlsx").into(),
            returned: answers.iter().map(|path| path.as_path().into()).collect(),
            output: self.target("итог.xlsx"),
            job: JobOptions::default(),
            handed_out: Vec::new(),
            take_back: Vec::new(),
            accept_all: false,
            accept_matched: false,
            dry_run: false,
            date: None,
        }
    }

    fn target(&self, name: &str) -> Target {
        Target::File { path: self.path(name), force: true }
    }

    fn merge(&self, answers: &[PathBuf]) -> MergedRoster {
        merged(&self.request(answers))
    }
}

fn merged(request: &MergeRequest) -> MergedRoster {
    let merged = merge(request, &Silent);
    assert!(merged.errors.is_empty(), "{:?}", merged.errors);
    merged.roster.unwrap()
}

/// What `split` says of a roster; only pages are asked for.
fn handed_out(path: &Path, rows: &Grid) -> Origin {
    let opened = open::open(&path.into(), &OpenOptions::default(), &Settings::default().headers).unwrap();
    let keys = keys([&opened.tables[0].1]).remove(0);
    let roles =
        [None, Some(ColumnRole::Municipality), Some(ColumnRole::Organisation), Some(ColumnRole::Ogrn), Some(ColumnRole::Address)];
    let columns = HEADER.iter().zip(roles).enumerate();
    Origin {
        part: "г. Калуга".into(),
        sources: vec![HandedSource {
            file: "реестр.xlsx".into(),
            hash: Input::from(path).hash().unwrap(),
            sheet: "Реестр".into(),
        }],
        columns: columns
            .map(|(at, (header, role))| HandedColumn { header: (*header).into(), role, columns: vec![Column::new(at)] })
            .collect(),
        rows: (2..)
            .zip(keys.into_iter().zip(rows))
            .map(|(row, (key, base))| HandedRow {
                key,
                source: 0,
                row,
                asked: vec![PAGE],
                explanation: String::new(),
                own: None,
                base: base.clone(),
            })
            .collect(),
        date: None,
    }
}

/// The fates of the list, with the cells.
fn fates(changes: &Changes) -> Vec<(Fate, String)> {
    changes.list.iter().map(|change| (change.fate, change.cell.map(|cell| cell.to_string()).unwrap_or_default())).collect()
}

const GOOD: &str = "https://vk.com/club217000101";
const WRONG: &str = "https://ok.ru/group/1";

#[test]
fn every_fate_has_its_line() {
    let trip = Trip::new(&[WRONG, WRONG, "https://vk.com/id6", GOOD, WRONG, WRONG]);
    let (mut one, mut other) = (trip.handed(), trip.handed());
    one[0][PAGE] = "https://vk.com/club217000109".into();
    one[1][PAGE] = "https://vk.com/club217000103".into();
    other[1][PAGE] = "https://vk.com/club217000104".into();
    one[2][PAGE] = "https://vk.com/id7".into();
    one[3][PAGE] = "https://vk.com/id5".into();
    one[5][NAME] = "Сад «Ромашка»".into();
    other.push(vec!["7".into(), "г. Калуга".into(), "Новый сад".into()]);
    one.remove(4);
    other.remove(4);
    let roster = trip.merge(&[trip.answer("а.xlsx", one), trip.answer("б.xlsx", other)]);
    let changes = &roster.changes;
    assert_eq!(
        fates(changes),
        [
            (Fate::ReturnsDisagree, "E3".to_owned()),
            (Fate::NewlyWrong, "E5".to_owned()),
            (Fate::StillWrong, "E4".to_owned()),
            (Fate::Unasked, "C7".to_owned()),
            (Fate::Removed, "E6".to_owned()),
            (Fate::Removed, "E6".to_owned()),
            (Fate::Added, String::new()),
            (Fate::Untouched, "E7".to_owned()),
            (Fate::Fixed, "E2".to_owned()),
        ]
    );
    assert_eq!(changes.handed(), 6);
    let conflict: Vec<(&str, &str, &str)> =
        changes.list[0].came.iter().map(|came| (&*came.file, &*came.place, &*came.text)).collect();
    assert_eq!(
        conflict,
        [("а.xlsx", "Лист7!E3", "https://vk.com/club217000103"), ("б.xlsx", "Лист7!E3", "https://vk.com/club217000104"),]
    );
    let cells = cells(&trip.path("итог.xlsx"));
    assert_eq!(cells[&"E2".parse().unwrap()], "https://vk.com/club217000109");
    assert_eq!(cells[&"E3".parse().unwrap()], WRONG);
    assert_eq!(cells[&"C7".parse().unwrap()], "Детский сад № 5");
}

#[test]
fn what_was_not_asked_for_is_written_on_demand() {
    let trip = Trip::new(&[GOOD]);
    let mut rows = trip.handed();
    rows[0][NAME] = "=Детский сад «Ромашка»".into();
    let request = MergeRequest { accept_all: true, ..trip.request(&[trip.answer("а.xlsx", rows)]) };
    assert_eq!(fates(&merged(&request).changes), [(Fate::Changed, "C2".to_owned())]);
    let sheet = Workbook::open(request.output.path().unwrap()).unwrap().read(0).unwrap();
    let cell = sheet.cell("C2".parse().unwrap());
    assert_eq!(
        (crate::record::text_of(cell.value).into_owned(), cell.formula, cell.mark),
        ("=Детский сад «Ромашка»".into(), None, Some(Mark::Changed))
    );
}

#[test]
fn words_take_the_place_of_no_link() {
    let trip = Trip::new(&[GOOD]);
    let mut rows = trip.handed();
    rows[0][PAGE] = "исправили, см. выше".into();
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    assert_eq!(fates(&roster.changes), [(Fate::Words, "E2".to_owned())]);
    assert_eq!(cells(&trip.path("итог.xlsx"))[&"E2".parse().unwrap()], GOOD);
}

#[test]
fn an_address_over_a_hyperlink_to_another_page_stays_out() {
    let trip = Trip::new(&[GOOD]);
    let shown = "https://vk.com/club217000104";
    for (at, (target, taken)) in [("https://vk.com/club217000105", false), (shown, true), (GOOD, true)].into_iter().enumerate() {
        let mut rows = trip.handed();
        rows[0][PAGE] = format!("{shown} → {target}");
        let answer = trip.answer("а.xlsx", rows);
        let request = MergeRequest { output: trip.target(&format!("{at}.xlsx")), ..trip.request(&[answer]) };
        assert_eq!(fates(&merged(&request).changes)[0].0 != Fate::Impossible, taken, "{target}");
    }
}

#[test]
fn a_link_to_a_strange_site_stays_out() {
    let trip = Trip::new(&[GOOD]);
    let mut rows = trip.handed();
    rows[0][PAGE] = "https://vk.example/club217000101".into();
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    assert_eq!(fates(&roster.changes), [(Fate::Impossible, "E2".to_owned())]);
    assert_eq!(cells(&trip.path("итог.xlsx"))[&"E2".parse().unwrap()], GOOD);
}

#[test]
fn nothing_is_asked_of_an_organisation_written_over_a_row() {
    let trip = Trip::new(&[WRONG]);
    let mut rows = trip.handed();
    (rows[0][NAME], rows[0][OGRN], rows[0][PAGE]) = ("Новая школа".into(), "1027739642281".into(), GOOD.into());
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    let unasked: Vec<String> = fates(&roster.changes).into_iter().filter(|one| one.0 == Fate::Unasked).map(|one| one.1).collect();
    assert_eq!(unasked, ["C2", "D2", "E2"]);
    assert_eq!(cells(&trip.path("итог.xlsx"))[&"E2".parse().unwrap()], WRONG);
}

#[test]
fn rows_without_keys_are_written_once_somebody_confirms_them() {
    let trip = Trip::new(&[WRONG]);
    let answer = trip.path("а.xlsx");
    let mut row = trip.rows[0].clone();
    row[PAGE] = GOOD.into();
    write(&answer, &[("Лист1", &vec![HEADER.map(str::to_owned).to_vec(), row])]);
    for (accept_matched, fate, page) in [(false, Fate::Proposed, WRONG), (true, Fate::Fixed, GOOD)] {
        let request = MergeRequest { accept_matched, ..trip.request(std::slice::from_ref(&answer)) };
        assert_eq!(fates(&merged(&request).changes)[0], (fate, "E2".to_owned()));
        assert_eq!(cells(&trip.path("итог.xlsx"))[&"E2".parse().unwrap()], page);
    }
}

#[test]
fn a_number_comes_home_as_a_number() {
    let trip = Trip::new(&[GOOD]);
    let mut rows = trip.handed();
    rows[0][OGRN] = "1027739642281".into();
    let request = MergeRequest { accept_all: true, ..trip.request(&[trip.answer("а.xlsx", rows)]) };
    assert_eq!(fates(&merged(&request).changes), [(Fate::Changed, "D2".to_owned())]);
    let sheet = Workbook::open(request.output.path().unwrap()).unwrap().read(0).unwrap();
    assert_eq!(sheet.cell("D2".parse().unwrap()).value, Value::Number(1_027_739_642_281.0));
}

#[test]
fn an_explanation_closes_a_judgement_and_is_not_asked_again() {
    let trip = Trip::new(&["нет"]);
    let mut rows = trip.handed();
    rows[0][5] = "страницу закрыли по приказу № 5".into();
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    assert_eq!(fates(&roster.changes), [(Fate::Fixed, "M2".to_owned())], "{:?}", roster.changes.list);
    let request = FillRequest { inputs: vec![trip.path("итог.xlsx").into()], dry_run: true, ..FillRequest::default() };
    let again = fill::fill(&request, &Silent, None).unwrap().summary();
    assert_eq!(again.with(Status::Warning), 0);
}

#[test]
fn a_column_with_the_values_of_other_rows_is_not_taken_over() {
    let pages = ["vk.com/sad_a", "vk.com/sad_b", "vk.com/sad_c", "vk.com/sad_d"];
    let trip = Trip::new(&pages);
    let mut rows = trip.handed();
    for (row, page) in rows.iter_mut().zip(["vk.com/sad_b", "vk.com/sad_c", "vk.com/sad_d", "vk.com/sad_a"]) {
        row[PAGE] = page.into();
    }
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    assert!(
        fates(&roster.changes).iter().all(|(fate, _)| matches!(fate, Fate::Impossible | Fate::Untouched)),
        "{:?}",
        roster.changes.list
    );
    assert_eq!(cells(&trip.path("итог.xlsx"))[&"E2".parse().unwrap()], pages[0]);
}

#[test]
fn words_that_give_no_reason_close_nothing() {
    for text in ["уточняется", "нет", "страницу закрыли", "создадим по приказу № 5 позже"]
    {
        let trip = Trip::new(&["нет"]);
        let mut rows = trip.handed();
        rows[0][5] = text.into();
        assert_eq!(trip.merge(&[trip.answer("а.xlsx", rows)]).summary().with(Status::Warning), 1, "{text}");
    }
}

#[test]
fn a_page_that_an_explanation_rejects_gets_no_link() {
    let trip = Trip::new(&["https://vk.com/club217000103"]);
    let mut rows = trip.handed();
    rows[0][5] = "ID не 217000103, а 217000104".into();
    assert_eq!(trip.merge(&[trip.answer("а.xlsx", rows)]).summary().with(Status::Error), 1);
}

#[test]
fn an_explanation_closes_no_id_that_is_unknown() {
    let trip = Trip::new(&["https://vk.com/detsad_romashka"]);
    let mut rows = trip.handed();
    rows[0][5] = "проверено".into();
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    assert_eq!(roster.summary().with(Status::Warning), 1);
}

#[test]
fn an_id_in_an_explanation_is_evidence() {
    let trip = Trip::new(&["https://vk.com/detsad_romashka", "", "https://vk.com/club217000103", "https://vk.com/detsad_mak"]);
    let mut rows = trip.handed();
    rows[0][5] = "id группы 217000101".into();
    rows[1][5] = "https://vk.com/club217000102".into();
    // It contradicts the page, and that is for a person to settle.
    rows[2][5] = "club217000999".into();
    rows[3][5] = "это не наша: club217000104".into();
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    let with = |status| roster.summary().with(status);
    assert_eq!((with(Status::Filled), with(Status::Error), with(Status::Warning)), (2, 1, 1), "{:?}", roster.changes.list);
    let request = FillRequest { inputs: vec![trip.path("итог.xlsx").into()], dry_run: true, ..FillRequest::default() };
    let again = fill::fill(&request, &Silent, None).unwrap().summary();
    assert_eq!((again.with(Status::Filled), again.with(Status::Error), again.with(Status::Warning)), (2, 1, 1));
}

#[test]
fn what_was_written_is_told_and_can_be_taken_back() {
    let trip = Trip::new(&[WRONG, "https://vk.com/detsad", GOOD]);
    let mut rows = trip.handed();
    rows[0][PAGE] = "https://vk.com/club217000102".into();
    rows[1][PAGE] = "https://vk.com/club217000103".into();
    rows[2][5] = "верно".into();
    let roster = trip.merge(&[trip.answer("а.xlsx", rows)]);
    let steps = &roster.changes.steps;
    let told: Vec<(&str, &str, &str, Kind)> =
        steps.iter().map(|step| (&*step.cell, &*step.before, &*step.after, step.kind)).collect();
    assert_eq!(
        told,
        [
            ("E2", WRONG, "https://vk.com/club217000102", Kind::Correction),
            ("E3", "https://vk.com/detsad", "https://vk.com/club217000103", Kind::Correction),
            ("M4", "", "верно", Kind::Explanation),
        ]
    );
    // The first two, while somebody has corrected the second since.
    let lines: Vec<String> = steps[..2].iter().map(|step| serde_json::to_string(step).unwrap()).collect();
    let lines = lines.join("\n").replace("club217000103", "club217000109");
    let back = MergeRequest {
        roster: trip.path("итог.xlsx").into(),
        take_back: vec![Input::in_memory("шаги.ndjson", lines.into_bytes())],
        output: trip.target("назад.xlsx"),
        ..trip.request(&[])
    };
    let back = merged(&back);
    assert_eq!(back.changes.written(), 1, "{:?}", back.changes.list);
    let cells = cells(&trip.path("назад.xlsx"));
    let cell = |at: &str| cells.get(&at.parse().unwrap()).map(String::as_str);
    assert_eq!((cell("E2"), cell("E3"), cell("M4")), (Some(WRONG), Some("https://vk.com/club217000103"), Some("верно")));
    assert!(back.changes.steps.iter().all(|step| step.kind == Kind::TakenBack));
    // An address that was a plain text is one again.
    let leads = |file: &str, at: &str| {
        let sheet = Workbook::open(&trip.path(file)).unwrap().read(0).unwrap();
        sheet.cell(at.parse().unwrap()).hyperlink.map(str::to_owned)
    };
    assert_eq!((leads("итог.xlsx", "E2").as_deref(), leads("назад.xlsx", "E2")), (Some("https://vk.com/club217000102"), None));
}

#[test]
fn a_roster_that_was_changed_meanwhile_keeps_its_value() {
    let trip = Trip::new(&[WRONG, WRONG]);
    let mut rows = trip.handed();
    rows[0][PAGE] = GOOD.into();
    let answer = trip.answer("а.xlsx", rows.clone());
    let header: Vec<String> = HEADER.map(str::to_owned).to_vec();
    let mut now = trip.rows.clone();
    now[0][PAGE] = "https://vk.com/club217000109".into();
    write(&trip.path("реестр.xlsx"), &[("Реестр", &std::iter::once(header).chain(now).collect())]);
    let roster = trip.merge(&[answer]);
    assert_eq!(fates(&roster.changes)[0], (Fate::RosterChanged, "E2".to_owned()));
    assert_eq!(cells(&trip.path("итог.xlsx"))[&"E2".parse().unwrap()], "https://vk.com/club217000109");
}

#[test]
fn an_older_copy_that_comes_after_a_newer_one_takes_nothing_back() {
    let trip = Trip::new(&[WRONG, WRONG]);
    let (mut newer, mut older) = (trip.handed(), trip.handed());
    newer[0][PAGE] = "https://vk.com/club217000109".into();
    newer[1][PAGE] = "https://vk.com/club217000110".into();
    older[1][PAGE] = "https://vk.com/club217000777".into();
    trip.merge(&[trip.answer("новый.xlsx", newer)]);
    std::fs::rename(trip.path("итог.xlsx"), trip.path("реестр.xlsx")).unwrap();
    let merged = trip.merge(&[trip.answer("прежний.xlsx", older)]);
    let cells = cells(&trip.path("итог.xlsx"));
    let pages = ["E2", "E3"].map(|at| cells[&at.parse::<CellRef>().unwrap()].as_str());
    assert_eq!(pages, ["https://vk.com/club217000109", "https://vk.com/club217000110"]);
    assert!(fates(&merged.changes).contains(&(Fate::RosterChanged, "E3".to_owned())), "{:?}", fates(&merged.changes));
}

#[test]
fn a_row_made_wrong_by_another_is_told_of() {
    let trip = Trip::new(&[WRONG, GOOD]);
    let mut rows = trip.handed();
    rows[0][PAGE] = GOOD.into();
    rows.truncate(1);
    let answer = trip.answer("а.xlsx", rows);
    let roster = trip.merge(&[answer]);
    let fates = fates(&roster.changes);
    assert!(fates.contains(&(Fate::NewlyWrong, "E2".to_owned())), "{fates:?}");
    assert_eq!(roster.changes.rows_of(Fate::NewlyWrong) + roster.changes.rows_of(Fate::Removed), 2, "{fates:?}");
}

#[test]
fn a_copy_of_an_answer_counts_once() {
    let trip = Trip::new(&[WRONG]);
    let mut rows = trip.handed();
    rows[0][PAGE] = GOOD.into();
    let (answer, copy) = (trip.answer("а.xlsx", rows), trip.path("а (копия).xlsx"));
    std::fs::copy(&answer, &copy).unwrap();
    let roster = trip.merge(&[answer, copy]);
    assert_eq!(roster.changes.files.len(), 1);
    assert!(roster.answer_notes.iter().any(|note| note.contains("точная копия файла а.xlsx")), "{:?}", roster.answer_notes);
}

#[test]
fn files_that_are_no_answers_are_refused_and_the_others_go_on() {
    let trip = Trip::new(&[WRONG]);
    let mut other = Trip::new(&["https://vk.com/club5", GOOD]);
    let mut rows = other.handed();
    // The first row of both rosters is called the same.
    rows.remove(0);
    other.origin.rows.remove(0);
    let foreign = other.answer("чужой.xlsx", rows);
    let plain = trip.path("просто.xlsx");
    write(&plain, &[("Лист1", &vec![HEADER.map(str::to_owned).to_vec()])]);
    let mut rows = trip.handed();
    rows[0][PAGE] = GOOD.into();
    let answer = trip.answer("а.xlsx", rows);
    let request = trip.request(&[foreign, plain, trip.path("реестр.xlsx"), answer]);
    let merged = merge(&request, &Silent);
    let errors: Vec<&Reason> = merged.errors.iter().map(|error| &error.reason).collect();
    assert!(
        matches!(errors[..], [Reason::OtherRoster { handed: 1, .. }, Reason::NoOrigin, Reason::RosterReturned]),
        "{errors:?}"
    );
    assert_eq!(merged.roster.unwrap().changes.written(), 1);
}

#[test]
fn nothing_is_written_without_an_answer_or_onto_an_input() {
    let trip = Trip::new(&[WRONG]);
    let plain = trip.path("просто.xlsx");
    write(&plain, &[("Лист1", &Vec::new())]);
    assert!(merge(&trip.request(&[plain]), &Silent).roster.is_none());
    assert!(!trip.path("итог.xlsx").exists());
    let answer = trip.answer("а.xlsx", trip.handed());
    for output in ["а.xlsx", "реестр.xlsx", "итог.ods"] {
        let request = MergeRequest { output: trip.target(output), ..trip.request(std::slice::from_ref(&answer)) };
        let merged = merge(&request, &Silent);
        assert!(matches!(merged.errors[0].reason, Reason::OutputIsInput | Reason::WrongEnding { .. }), "{output}");
    }
}

#[test]
fn an_answer_in_the_folder_is_not_overwritten_and_an_earlier_result_is() {
    let trip = Trip::new(&[WRONG]);
    trip.answer("а.xlsx", trip.handed());
    let folder = [trip.folder.path().to_owned()];
    let request = MergeRequest { output: trip.target("а.xlsx"), ..trip.request(&folder) };
    assert!(matches!(merge(&request, &Silent).errors[..], [Error { reason: Reason::OutputIsInput, .. }]));
    // The roster and the result lie in the folder as well.
    for _ in 0..2 {
        assert_eq!(trip.merge(&folder).changes.files.len(), 1);
    }
}

/// What a clerk does to a row.
#[derive(Clone, Debug)]
enum Deed {
    Page(&'static str),
    Name(&'static str),
    Explain,
    Blanks,
    Remove,
    Copy,
    Add,
    Move,
}

const PAGES: [&str; 5] = [GOOD, WRONG, "https://vk.com/club217000102", "https://vk.com/detsad", ""];

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => prop::sample::select(&PAGES[..]).prop_map(Deed::Page),
        1 => prop::sample::select(&["Сад «Ромашка»", "Школа № 5"][..]).prop_map(Deed::Name),
        1 => Just(Deed::Explain),
        1 => Just(Deed::Blanks),
        1 => Just(Deed::Remove),
        1 => Just(Deed::Copy),
        1 => Just(Deed::Add),
        1 => Just(Deed::Move),
    ]
}

/// Does deeds to the rows that were handed out, each to the row that stands at a place by then.
fn done(mut rows: Grid, deeds: &[(usize, Deed)]) -> Grid {
    for (place, deed) in deeds {
        let at = place % rows.len().max(1);
        let Some(row) = rows.get_mut(at) else { break };
        match deed {
            Deed::Page(page) => row[PAGE] = (*page).to_owned(),
            Deed::Name(name) => row[NAME] = (*name).to_owned(),
            Deed::Explain => row[5] = "так и есть".into(),
            Deed::Blanks => row.iter_mut().for_each(|text| *text = format!(" {text}\u{a0}")),
            Deed::Remove => drop(rows.remove(at)),
            Deed::Copy => {
                let copy = row.clone();
                rows.push(copy);
            }
            Deed::Add => rows.insert(at, vec!["".into(), "г. Калуга".into(), "Новый сад".into()]),
            Deed::Move => {
                let row = rows.remove(at);
                rows.push(row);
            }
        }
        rows.retain(|row| row.len() > PAGE || row.len() == 3);
        rows.iter_mut().for_each(|row| row.resize(7, String::new()));
    }
    rows
}

/// The page that each row should have: what all that changed it agree on.
fn expected(trip: &Trip, answers: &[Grid]) -> Vec<String> {
    let rows = trip.origin.rows.iter().zip(&trip.rows);
    rows.map(|(handed, was)| {
        let key = handed.key.to_string();
        let all = answers.iter().flat_map(|rows| {
            let is_new = |row: &&Vec<String>| row[NAME].trim() != was[NAME] && row[PAGE].trim() != was[PAGE];
            let of_row: Vec<&Vec<String>> = rows.iter().filter(|row| row[6].trim() == key).collect();
            // Beside the row itself, one with another name and another page is a copy for another organisation.
            let is_there = of_row.iter().any(|row| !is_new(row));
            of_row.into_iter().filter(move |row| !(is_there && is_new(row)))
        });
        let mut said: Vec<String> =
            all.map(|row| row[PAGE].trim().to_owned()).filter(|page| *page != was[PAGE] && page != WRONG).collect();
        said.sort();
        said.dedup();
        if let [page] = &said[..] { page.clone() } else { was[PAGE].clone() }
    })
    .collect()
}

/// How many different pages of other rows an answer has in the place of what was handed out.
fn from_other_rows(trip: &Trip, rows: &Grid) -> usize {
    let handed: Vec<(String, &String)> =
        trip.origin.rows.iter().zip(&trip.rows).map(|(row, was)| (row.key.to_string(), &was[PAGE])).collect();
    let moved = rows.iter().filter_map(|row| {
        let page = row[PAGE].trim();
        let (_, was) = handed.iter().find(|(key, _)| key == row[6].trim())?;
        (!page.is_empty() && page != *was && handed.iter().any(|(_, other)| *other == page)).then_some(page)
    });
    moved.collect::<std::collections::BTreeSet<_>>().len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_are_conserved_and_changes_are_exact(
        pages in prop::collection::vec(prop::sample::select(&PAGES[..]), 3..6),
        deeds in prop::collection::vec(prop::collection::vec((0usize..8, deed()), 0..7), 1..4),
    ) {
        let trip = Trip::new(&pages);
        let grids: Vec<Grid> = deeds.iter().map(|deeds| done(trip.handed(), deeds)).collect();
        // Pages that came back in the rows of others are not taken over, whoever moved them.
        prop_assume!(grids.iter().all(|rows| from_other_rows(&trip, rows) < 3));
        let answers: Vec<PathBuf> =
            grids.iter().enumerate().map(|(index, rows)| trip.answer(&format!("{index}.xlsx"), rows.clone())).collect();
        let roster = trip.merge(&answers);
        let changes = &roster.changes;

        // Nothing is lost: handed out = told of, in each file and in all.
        prop_assert_eq!(changes.handed(), pages.len());
        let listed = changes.list.iter().filter(|change| change.fate == Fate::Added).count();
        prop_assert_eq!(changes.files.iter().map(|file| file.added).sum::<usize>(), listed);
        for file in &changes.files {
            prop_assert_eq!((file.handed, file.handed), (pages.len(), file.returned + file.removed));
        }

        // Exactly what was asked for and agreed on has changed, and the verdicts are those of the corrected roster.
        let by_hand = trip.path("руками.xlsx");
        let corrected = trip.rows.iter().zip(expected(&trip, &grids)).map(|(row, page)| [&row[..PAGE], &[page]].concat());
        let header: Vec<String> = HEADER.map(str::to_owned).to_vec();
        write(&by_hand, &[("Реестр", &std::iter::once(header).chain(corrected).collect())]);
        let request = FillRequest { inputs: vec![by_hand.into()], results: Results::Files { folder: Some(trip.path("папка")), earlier: EarlierResult::Stays }, ..FillRequest::default() };
        fill::fill(&request, &Silent, None).unwrap();
        let (merged, filled) = (cells(&trip.path("итог.xlsx")), cells(&trip.path("папка").join("руками.проверено.xlsx")));
        let is_sent = |(at, _): &(&CellRef, &String)| at.column.index() <= PAGE;
        prop_assert!(merged.iter().filter(is_sent).eq(filled.iter().filter(is_sent)));
        let is_explained = deeds.iter().flatten().any(|(_, deed)| matches!(deed, Deed::Explain));
        if !is_explained {
            prop_assert_eq!(&merged, &filled);
        }

        // A second time changes nothing, and the order of the files is no matter.
        let again = MergeRequest { roster: trip.path("итог.xlsx").into(), output: trip.target("ещё.xlsx"), ..trip.request(&answers) };
        let again_roster = self::merged(&again);
        prop_assert_eq!(again_roster.changes.written(), 0);
        prop_assert_eq!(cells(&trip.path("ещё.xlsx")), merged);
        let mut reversed = answers.clone();
        reversed.reverse();
        let other = MergeRequest { output: trip.target("наоборот.xlsx"), ..trip.request(&reversed) };
        let other_roster = self::merged(&other);
        prop_assert_eq!(cells(&trip.path("наоборот.xlsx")), cells(&trip.path("итог.xlsx")));
        prop_assert_eq!(&other_roster.changes.rows, &changes.rows);
        prop_assert_eq!(&other_roster.changes.cells, &changes.cells);
    }
}
