use super::*;
use crate::pipeline::Source;
use crate::reference::Reference;
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use crate::table::layout::Layout;
use crate::table::sheet::{Column, sheet_of_texts};
use crate::table::{RowId, Table};
use proptest::prelude::*;
use std::sync::LazyLock;

static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);

const COLUMNS: [ColumnRole; 10] = [
    ColumnRole::Municipality,
    ColumnRole::Organisation,
    ColumnRole::Address,
    ColumnRole::Link,
    ColumnRole::NoPage,
    ColumnRole::StateStatus,
    ColumnRole::Ogrn,
    ColumnRole::Region,
    ColumnRole::Opaid,
    ColumnRole::PosMessages,
];

type Row = [String; 10];

/// The figures of rows of texts, counted so many at once and added up.
fn figures_of(rows: &[Row], at_once: usize) -> Figures {
    let columns: Vec<_> = COLUMNS.into_iter().zip((0..).map_while(Column::new)).collect();
    let table = Table::of_value(sheet_of_texts("Лист1", rows), Layout::of_columns(&columns, 1));
    let sources = [Source { file: "реестр.xlsx".into(), sheet: 0, table }];
    let reference = Reference::default();
    let run = Run::new(&sources, &SETTINGS, &reference);
    let positions: Vec<usize> = (0..sources[0].table.len()).collect();
    let mut figures = Figures::default();
    for positions in positions.chunks(at_once) {
        let mut some = Figures::default();
        positions.iter().for_each(|&position| some.add(&run.verdict(RowId::new(0, position)), "реестр.xlsx", "Лист1"));
        figures.merge(some);
    }
    figures
}

fn row(cells: [&str; 10]) -> Row {
    cells.map(str::to_owned)
}

/// A row with a name, an address and a link.
fn of_page(municipality: &str, name: &str, address: &str, link: &str) -> Row {
    row([municipality, name, address, link, "", "да", "1024001432476", "Калужская область", "500100", ""])
}

#[test]
fn a_link_is_counted_by_what_is_known_of_it() {
    let health = "https://vk.com/app8181405#module=health&groupId=";
    let rows = [
        of_page("Район", "ГБУЗ «Больница»", "https://vk.com/club1", &format!("{health}1")),
        of_page("Район", "ГБУЗ «Больница № 2»", "https://vk.com/club2", ""),
        of_page("Район", "ГБУЗ «Больница № 3»", "https://vk.com/club3", &format!("{health}4")),
        of_page("Район", "ГБУЗ «Больница № 4»", "https://vk.com/bolnica_primer", ""),
        of_page("Район", "ГБУЗ «Больница № 8»", "https://vk.com/bolnica_vtoraya", &format!("{health}8")),
        of_page("Район", "ГБУЗ «Больница № 5»", "https://ok.ru/group/5", ""),
        of_page("Район", "ГБУЗ «Больница № 6»", "нет", ""),
        of_page("Район", "ГБУЗ «Больница № 7»", "Страница не ведётся на основании приказа", ""),
    ];
    let total = figures_of(&rows, 9).total;
    let expected = Placement {
        right: 1,
        filled: 1,
        unverified: 1,
        not_understood: 0,
        missing: 1,
        wrong: 1,
        unclear: 1,
        absent: 1,
        lawful: 1,
    };
    assert_eq!(*total.miniapp(), expected);
    assert_eq!(total.pages, Pages { named: 5, unclear: 1, absent: 1, lawful: 1, untold: 0 });
    assert_eq!((total.ids, total.ready(), total.with_page()), (3, Share::new(2, 7), Share::new(5, 7)));
}

#[test]
fn a_status_that_nobody_understands_is_counted_apart_and_not_as_done() {
    let state = |text: &str| {
        row(["Район", "Музей", "https://vk.com/club1", "", "", text, "1024001432476", "Калужская область", "500100", ""])
    };
    let total = figures_of(&[state("да"), state("нет"), state("через МФЦ?")], 9).total;
    assert_eq!(total.state, Placement { right: 1, missing: 1, not_understood: 1, ..Placement::default() });
    assert_eq!(total.with_state(), Share::new(1, 3));
}

#[test]
fn the_general_link_is_no_use_where_the_page_is_not_known() {
    let total = figures_of(&[of_page("Район", "Музей", "https://vk.com/id5", "")], 1).total;
    assert_eq!((total.miniapp().unclear, total.ready()), (1, Share::new(0, 1)));
    let link = SETTINGS.templates.miniapp(OrgKind::Other, None).unwrap();
    let total = figures_of(&[of_page("Район", "Музей", "", &link)], 1).total;
    assert_eq!((total.miniapp().right, total.pages.named), (1, 1));
}

#[test]
fn spellings_of_a_municipality_are_one_and_the_usual_one_is_shown() {
    let names = ["СЕЛО ёлкино", "Село\u{a0}Ёлкино ", "село  елкино", "Село Ёлкино", "Село Ёлкино", "", " — ", "№ 10", "№ 9"];
    let rows: Vec<Row> = names.iter().map(|name| of_page(name, "Музей", "", "")).collect();
    let lines = figures_of(&rows, 4).municipalities();
    let shown: Vec<(&str, u64)> = lines.iter().map(|line| (line.name.as_str(), line.counts.organisations)).collect();
    assert_eq!(shown, [("Село Ёлкино", 5), ("№ 9", 1), ("№ 10", 1), (NOT_NAMED, 2)]);
    assert!(lines.iter().all(|line| line.is_known != (line.name == NOT_NAMED)));
}

#[test]
fn findings_are_counted_by_code_and_the_first_is_shown() {
    let rows = [
        of_page("А", "Школа", "https://ok.ru/1", ""),
        of_page("Б", "Школа № 2", "https://ok.ru/2", ""),
        of_page("Б", "Школа № 3", "", ""),
    ];
    let figures = figures_of(&rows, 9);
    let problems: Vec<_> =
        figures.problems().into_iter().map(|problem| (problem.code.name, problem.count, problem.example.cell.as_str())).collect();
    assert!(problems.starts_with(&[("address-foreign", 2, "C1"), ("address-missing", 1, "C3")]), "{problems:?}");
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

fn any_row() -> impl Strategy<Value = Row> {
    let link = one_of(&[
        "",
        "",
        "https://vk.com/app8181405#module=health&groupId=5",
        "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=6",
        "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi",
        "https://vk.com/app8181405#module=health&groupId=ID",
        "5",
    ]);
    let address = one_of(&[
        "",
        "нет",
        "https://vk.com/club5",
        "https://vk.com/club6",
        "vk.com/shkola_primer",
        "https://vk.com/id5",
        "https://ok.ru/group/5",
        "https://vk.com/club5 https://vk.com/club6",
        "Официальная страница не ведётся на основании приказа",
    ]);
    let cells: [BoxedStrategy<String>; 10] = [
        one_of(&["Примерский район", "примерский\u{a0}РАЙОН", "Ёлкино", "елкино ", "", "нет"]).boxed(),
        one_of(&["МБОУ «Школа № 1»", "ГБУЗ «Больница»", "Музей", "Радуга", ""]).boxed(),
        address.boxed(),
        link.boxed(),
        one_of(&["", "", "распоряжение № 5"]).boxed(),
        one_of(&["да", "нет", "", "верификация ВК"]).boxed(),
        one_of(&["1024001432476", "1024001432470", ""]).boxed(),
        one_of(&["Калужская область", "Калужская губерния", ""]).boxed(),
        one_of(&["500100", "нет", ""]).boxed(),
        one_of(&["", "https://pos.gosuslugi.ru/form/?opaid=ID&utm_source=vk&utm_medium=REG-CODE&utm_campaign=OGRN"]).boxed(),
    ];
    // A row without any cell is no row.
    cells.prop_filter("a row holds something", |row| row.iter().any(|cell| !cell.is_empty()))
}

/// Whether no share has become lower. A share without a whole is no share that could.
fn none_is_lower(before: &Counts, after: &Counts) -> Result<(), TestCaseError> {
    for ((name, before), (_, after)) in before.shares().into_iter().zip(after.shares()) {
        let is_lower = before.whole > 0 && after.whole > 0 && after.part * before.whole < before.part * after.whole;
        prop_assert!(!is_lower, "{name}: {before:?}, then {after:?}");
    }
    Ok(())
}

/// Compares the region and the municipality of the row before and after its correction.
fn correction_lowers_nothing(rows: &[Row], at: usize, corrected: Row) -> Result<(), TestCaseError> {
    let before = figures_of(rows, rows.len());
    let municipality = key(&rows[at][0]);
    let mut rows = rows.to_vec();
    rows[at] = corrected;
    let after = figures_of(&rows, rows.len());
    none_is_lower(&before.total, &after.total)?;
    none_is_lower(&before.municipalities[&municipality].counts, &after.municipalities[&municipality].counts)
}

proptest! {
    #[test]
    fn municipalities_and_kinds_add_up_to_the_region(rows in prop::collection::vec(any_row(), 1..24)) {
        let figures = figures_of(&rows, 9);
        let sum = |parts: &mut dyn Iterator<Item = Counts>| parts.fold(Counts::default(), |mut sum, part| { sum += part; sum });
        // Whether a part can be compared is another matter than what it adds up to.
        let parts = &mut figures.municipalities().into_iter().map(|line| Counts { is_partial: false, ..line.counts });
        prop_assert_eq!(sum(parts), figures.total);
        prop_assert_eq!(sum(&mut figures.kinds.into_iter()), figures.total);
        prop_assert!(figures.total.is_sound());
        prop_assert_eq!(figures.total.organisations, rows.len() as u64);
    }

    #[test]
    fn rows_counted_apart_are_the_same_figures(rows in prop::collection::vec(any_row(), 1..24), at_once in 1usize..8) {
        let (whole, apart) = (figures_of(&rows, rows.len()), figures_of(&rows, at_once));
        prop_assert_eq!(whole.municipalities(), apart.municipalities());
        prop_assert_eq!(whole.total, apart.total);
        let problems = |figures: &Figures| {
            let problems = figures.problems().into_iter();
            problems.map(|problem| (problem.code.name, problem.count, problem.example.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(problems(&whole), problems(&apart));
    }

    #[test]
    fn a_row_put_right_lowers_no_share(rows in prop::collection::vec(any_row(), 1..12), at in any::<prop::sample::Index>(), linked: bool) {
        let at = at.index(rows.len());
        let now = figures_of(&rows[at..=at], 1).total;
        // A page that is lawfully not kept is in order already, and a right link is not taken away.
        prop_assume!(now.pages.lawful == 0 && (linked || now.miniapp().right == 0));
        let link = if linked { "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=900" } else { "" };
        correction_lowers_nothing(&rows, at, of_page(&rows[at][0], "МБОУ «Школа № 900»", "https://vk.com/club900", link))?;
    }

    #[test]
    fn an_explained_absence_of_a_page_lowers_no_share(rows in prop::collection::vec(any_row(), 1..12), at in any::<prop::sample::Index>()) {
        let at = at.index(rows.len());
        // A page that is there is not explained away.
        prop_assume!(figures_of(&rows[at..=at], 1).total.pages.named == 0);
        let mut corrected = of_page(&rows[at][0], "МБОУ «Школа № 900»", "", "");
        corrected[4] = "распоряжение Правительства РФ № 2523-р".into();
        correction_lowers_nothing(&rows, at, corrected)?;
    }
}
