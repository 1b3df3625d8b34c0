use super::*;
use crate::handback::{FileHash, HandedColumn, HandedSource};
use crate::table::headers::Headers;
use crate::table::layout::{Layout, LayoutOptions};
use crate::table::sheet::sheet_of_texts;

const HEADER: [&str; 4] = ["Организация", "ОГРН", "Ссылка на страницу ВК", "Прочее"];
const ROWS: [[&str; 4]; 3] = [
    ["Школа № 1", "1027700132195", "https://vk.com/club1", "a"],
    ["Школа № 2", "1027700132195", "https://vk.com/club2", "b"],
    ["Детский сад", "1027700132195", "https://vk.com/club3", "c"],
];

fn table(rows: &[[&str; 4]]) -> Table {
    let sheet = sheet_of_texts("Лист1", std::iter::once(&HEADER).chain(rows));
    let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
    Table::new(sheet, layout)
}

fn origin() -> Origin {
    let roles = [Some(ColumnRole::Organisation), Some(ColumnRole::Ogrn), Some(ColumnRole::Address), None];
    let columns = HEADER.iter().zip(roles).enumerate();
    Origin {
        sources: vec![HandedSource { file: "р".into(), hash: FileHash::of(&b""[..]).unwrap(), sheet: "Лист1".into() }],
        columns: columns
            .map(|(at, (header, role))| HandedColumn { header: (*header).into(), role, columns: vec![Column::new(at)] })
            .collect(),
        rows: (2..)
            .zip(keys([&table(&ROWS)]).remove(0).into_iter().zip(ROWS))
            .map(|(row, (key, base))| HandedRow {
                key,
                source: 0,
                row,
                asked: Vec::new(),
                explanation: String::new(),
                own: None,
                base: base.map(str::to_owned).to_vec(),
            })
            .collect(),
        ..Origin::default()
    }
}

fn found(rows: &[[&str; 4]]) -> Vec<Option<usize>> {
    let table = table(rows);
    Roster::new(vec![&table]).find(&origin(), &[0]).into_iter().map(|at| at.map(RowId::position)).collect()
}

#[test]
fn rows_are_found_wherever_they_are_now() {
    assert_eq!(found(&ROWS), [Some(0), Some(1), Some(2)]);
    assert_eq!(found(&[ROWS[2], ROWS[0]]), [Some(1), None, Some(0)]);
}

#[test]
fn rows_are_found_after_a_correction_came_home() {
    let mut rows = ROWS;
    rows[0][2] = "https://vk.com/club9";
    rows[1][0] = "Школа № 2 имени Пушкина";
    assert_eq!(found(&[rows[2], rows[1], rows[0]]), [Some(2), Some(1), Some(0)]);
}

#[test]
fn the_place_of_a_row_says_nothing_where_rows_have_moved() {
    let other = |page: &'static str| ["Школа № 9", "1027700132195", page, ""];
    // A row before the kindergarten went, and in the place of the first stands one of the same body.
    assert_eq!(found(&[other("https://vk.com/club9"), ROWS[2]]), [None, None, Some(1)]);
    assert_eq!(found(&[other("https://vk.com/club1"), ROWS[2]]), [Some(0), None, Some(1)]);
    assert_eq!(found(&[other("https://vk.com/club9"), ROWS[1], ROWS[2]]), [None, Some(1), Some(2)]);
    let corrected = ["Школа № 9", "1027700132195", "https://vk.com/club9", "a"];
    assert_eq!(found(&[corrected, ROWS[1], ROWS[2]]), [Some(0), Some(1), Some(2)]);
}

/// Finds rows of municipality, organisation, ОГРН, page, number after they were handed out.
fn found_in(handed: &[[&str; 5]], now: &[[&str; 5]]) -> Vec<Option<usize>> {
    const HEADER: [&str; 5] = ["Муниципальное образование", "Организация", "ОГРН", "Ссылка на страницу ВК", "Порядковый номер"];
    let table = |rows: &[[&str; 5]]| {
        let sheet = sheet_of_texts("Лист1", std::iter::once(&HEADER).chain(rows));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    };
    let roles = [ColumnRole::Municipality, ColumnRole::Organisation, ColumnRole::Ogrn, ColumnRole::Address].map(Some);
    let columns = HEADER.iter().zip(roles.into_iter().chain([None])).enumerate();
    let mut origin = Origin {
        columns: columns
            .map(|(at, (header, role))| HandedColumn { header: (*header).into(), role, columns: vec![Column::new(at)] })
            .collect(),
        ..origin()
    };
    origin.rows = (2..)
        .zip(keys([&table(handed)]).remove(0).into_iter().zip(handed))
        .map(|(row, (key, base))| HandedRow { key, row, base: base.map(str::to_owned).to_vec(), ..origin.rows[0].clone() })
        .collect();
    let now = table(now);
    Roster::new(vec![&now]).find(&origin, &[0]).into_iter().map(|at| at.map(RowId::position)).collect()
}

const HERE: &str = "г. Примерск";
const THERE: &str = "Образцовский район";

#[test]
fn a_word_for_no_page_makes_no_row_the_same() {
    let school = [HERE, "Школа № 1", "1027700132195", "нет", "1"];
    let hospital = [THERE, "Больница", "1037700132190", "нет", "2"];
    let garden = [THERE, "Детский сад", "1037700132201", "https://vk.com/club3", "3"];
    assert_eq!(found_in(&[school], &[school, hospital, garden]), [Some(0)]);
    assert_eq!(found_in(&[school], &[hospital, garden]), [None]);
    assert_eq!(found_in(&[school], &[garden, hospital, school]), [Some(2)]);
}

#[test]
fn namesakes_are_told_by_their_municipality() {
    let here = [HERE, "Детский сад «Ромашка»", "", "", "1"];
    let there = [THERE, "Детский сад «Ромашка»", "", "", "2"];
    let third = ["Дальний район", "Детский сад «Ромашка»", "", "", "3"];
    for (now, found) in [
        (&[here, there][..], Some(0)),
        (&[there, here], Some(1)),
        (&[third, there, here], Some(2)),
        (&[there], None),
        (&[third, there], None),
        // «г. Примерск» and «город Примерск» are one.
        (&[there, ["город Примерск", here[1], "", "", "1"]], Some(1)),
    ] {
        assert_eq!(found_in(&[here], now), [found], "{now:?}");
    }
    // Their pages say no more, as the school's own may have been corrected since.
    let (one, other) = ([HERE, here[1], "", "https://vk.com/club1", "1"], [THERE, here[1], "", "https://vk.com/club2", "2"]);
    assert_eq!(found_in(&[one], &[other]), [None]);
    assert_eq!(found_in(&[one], &[[HERE, here[1], "", "https://vk.com/club9", "1"], other]), [Some(0)]);
}

#[test]
fn a_municipality_that_is_spelt_otherwise_leaves_a_row_that_stays() {
    let branch = |municipality, number| [municipality, "Филиал МФЦ", "1027700132195", "нет", number];
    assert_eq!(found_in(&[branch(HERE, "1")], &[branch("Примерск", "1"), branch(THERE, "2")]), [Some(0)]);
    assert_eq!(found_in(&[branch(HERE, "1")], &[branch(THERE, "2")]), [None]);
}

#[test]
fn namesakes_of_one_municipality_are_told_by_what_else_they_say_or_not_at_all() {
    let row = |number| [HERE, "Детский сад «Ромашка»", "", "", number];
    let (one, other) = (row("1"), row("2"));
    assert_eq!(found_in(&[one, other], &[other, one]), [Some(1), Some(0)]);
    assert_eq!(found_in(&[one, other], &[other]), [None, Some(0)]);
    assert_eq!(found_in(&[one, other], &[one, row("3")]), [Some(0), Some(1)]);
    assert_eq!(found_in(&[one], &[[HERE, one[1], "", "https://vk.com/club9", "1"], other]), [Some(0)]);
    // Nothing tells these from each other: both are there or none is known.
    assert_eq!(found_in(&[one, one], &[one, one]), [Some(0), Some(1)]);
    assert_eq!(found_in(&[one, one], &[one]), [None, None]);
}

#[test]
fn another_roster_has_none_of_the_rows() {
    assert_eq!(found(&[["Больница", "1037700132190", "https://vk.com/club5", ""]]), [None; 3]);
}

#[test]
fn columns_are_found_by_role_and_header() {
    let moved = sheet_of_texts(
        "Лист1",
        [["Прочее", "Организация", "ОГРН", "Ссылка на страницу ВК"], ["x", "Школа", "1", "vk.com/club1"]],
    );
    let layout = Layout::recognise(&moved, &Headers::default(), &LayoutOptions::default()).unwrap();
    let table = Table::new(moved, layout);
    let roster = Roster::new(vec![&table]);
    let columns = (0..4).map(|handed| roster.column(0, &origin(), handed, 0).unwrap().to_string());
    assert_eq!(columns.collect::<Vec<_>>(), ["B", "C", "D", "A"]);
}
