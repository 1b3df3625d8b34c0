use super::*;
use crate::handback::{FileHash, HandedColumn, HandedSource, KEY_HEADER, ORIGIN_SHEET};
use crate::table::column::ColumnRole;
use crate::table::sheet::{Column, NewValue, SheetBuilder, sheet_of_texts};

const KEYS: [&str; 3] = ["bbbbbbbbbbbbbbbb", "cccccccccccccccc", "dddddddddddddddd"];
const HEADER: [&str; 5] = ["Организация", "ОГРН", "Страница", "Пояснение", KEY_HEADER];

fn base(index: usize) -> [String; 3] {
    [format!("Школа № {index}"), format!("102770013219{index}"), format!("https://vk.com/club{index}")]
}

fn origin() -> Origin {
    let roles = [ColumnRole::Organisation, ColumnRole::Ogrn, ColumnRole::Address];
    Origin {
        sources: vec![HandedSource { file: "р.xlsx".into(), hash: FileHash::of(&b""[..]).unwrap(), sheet: "Лист1".into() }],
        columns: HEADER
            .iter()
            .zip(roles)
            .map(|(header, role)| HandedColumn { header: (*header).into(), role: Some(role), columns: vec![Column::new(0)] })
            .collect(),
        rows: (0..KEYS.len())
            .map(|index| HandedRow {
                key: KEYS[index].parse().unwrap(),
                source: 0,
                row: index as u32 + 2,
                asked: vec![2],
                explanation: String::new(),
                own: None,
                base: base(index).to_vec(),
            })
            .collect(),
        ..Origin::default()
    }
}

/// A row as it was handed out.
fn row(index: usize) -> Vec<String> {
    base(index).into_iter().chain([String::new(), KEYS[index].to_owned()]).collect()
}

fn returned(header: &[&str], rows: &[Vec<String>]) -> Returned {
    let header = [vec!["Муниципальное образование".to_owned()], header.iter().map(|text| (*text).to_owned()).collect()];
    let sheet = sheet_of_texts("Переименован", header.iter().chain(rows));
    let origin = sheet_of_texts(ORIGIN_SHEET, origin().to_rows());
    read([sheet, origin]).unwrap()
}

fn read<const N: usize>(sheets: [Sheet; N]) -> Option<Returned> {
    let sheets: Vec<SheetBack> =
        sheets.into_iter().map(|sheet| SheetBack { sheet: Arc::new(sheet), notes: Vec::new() }).collect();
    Returned::read(&sheets, origin(), KEYS.len())
}

fn changed(returned: &Returned) -> Vec<(usize, Slot, &str)> {
    let cells = returned.rows.iter().flat_map(|row| row.changes.iter().map(|(slot, _, given)| (row.handed, *slot, &*given.text)));
    cells.collect()
}

#[test]
fn sorted_and_removed_rows_are_known_by_their_keys() {
    let mut rows = vec![row(2), row(0)];
    rows[0][2] = "https://vk.com/club9".into();
    rows[1][3] = "страницы нет".into();
    let returned = returned(&HEADER, &rows);
    assert_eq!(returned.removed, [1]);
    assert_eq!(changed(&returned), [(2, Slot::Column(2), "https://vk.com/club9"), (0, Slot::Explanation, "страницы нет")]);
}

#[test]
fn columns_are_known_by_their_headers() {
    let mut rows = vec![row(0), row(1), row(2)];
    rows.iter_mut().for_each(|row| row.insert(1, "вставка".into()));
    let mut header = HEADER.to_vec();
    header.insert(1, "Новый столбец");
    assert!(changed(&returned(&header, &rows)).is_empty());
    rows.iter_mut().for_each(|row| drop(row.remove(0)));
    header.remove(0);
    let returned = returned(&header, &rows);
    assert_eq!(returned.lost_columns, [0]);
    assert!(changed(&returned).is_empty());
}

#[test]
fn rows_without_a_key_are_new_and_blank_ones_are_nothing() {
    let mut new = row(0);
    new[4].clear();
    let blank = vec![String::new(); 5];
    let foreign = [base(0).to_vec(), vec![String::new(), "ffffffffffffffff".into()]].concat();
    let returned = returned(&HEADER, &[row(0), blank, row(1), new, row(2), foreign]);
    let why: Vec<(Added, String)> = returned.added.iter().map(|added| (added.why, added.at.to_string())).collect();
    assert_eq!(why, [(Added::New, "A6".to_owned()), (Added::Foreign, "A8".to_owned())]);
    assert!(returned.removed.is_empty());
}

#[test]
fn a_copy_for_another_organisation_is_an_added_row_and_a_mere_copy_is_not() {
    let mut copy = row(0);
    (copy[0], copy[1]) = ("Новая школа".into(), "1037700132190".into());
    let mut again = row(1);
    again[2] = "https://vk.com/club9".into();
    let returned = returned(&HEADER, &[row(0), copy, row(1), again, row(2)]);
    assert_eq!(returned.added.iter().map(|added| added.why).collect::<Vec<_>>(), [Added::Copy]);
    assert_eq!(changed(&returned), [(1, Slot::Column(2), "https://vk.com/club9")]);
    assert_eq!(returned.rows.len(), 4);
}

#[test]
fn a_row_with_another_organisation_written_over_it_is_said_to_be_so() {
    let mut over = row(1);
    (over[0], over[1], over[2]) = ("Новая школа".into(), "1037700132190".into(), "https://vk.com/club9".into());
    let mut mended = row(2);
    (mended[0], mended[2]) = ("Школа № 2 имени Пушкина".into(), "https://vk.com/club9".into());
    let returned = returned(&HEADER, &[row(0), over, mended]);
    assert_eq!(returned.rows.iter().map(|row| row.overwritten).collect::<Vec<_>>(), [false, true, false]);
    assert!(returned.removed.is_empty());
}

#[test]
fn a_row_whose_cells_were_cleared_was_removed() {
    let cleared = |index: usize, why: &str| {
        let mut row = vec![String::new(); 3];
        row.extend([why.to_owned(), KEYS[index].to_owned()]);
        row
    };
    let returned = returned(&HEADER, &[row(0), cleared(1, ""), cleared(2, "закрыта")]);
    assert_eq!(returned.removed, [1]);
    assert_eq!(changed(&returned), [(2, Slot::Explanation, "закрыта")]);
}

#[test]
fn a_row_that_nothing_tells_is_none_of_those_whose_keys_stayed_behind() {
    let mut rows = vec![row(1), row(0), row(2)];
    rows.iter_mut().zip(KEYS).for_each(|(row, key)| row[4] = key.to_owned());
    // With its name, ОГРН and page changed, and an explanation.
    rows[2][..4].clone_from_slice(&["Школа", "1", "vk.com/club9", "проверено"].map(str::to_owned));
    let returned = returned(&HEADER, &rows);
    assert_eq!(returned.removed, [2]);
    let added = &returned.added[0];
    assert_eq!((added.why, &*added.explanation, returned.added.len()), (Added::Untold, "проверено", 1));
    assert!(changed(&returned).is_empty());
}

#[test]
fn rows_sorted_without_the_hidden_column_are_told_by_what_they_say() {
    let mut rows = vec![row(1), row(2), row(0)];
    for (row, key) in rows.iter_mut().zip(KEYS) {
        row[4] = key.to_owned();
    }
    rows[0][3] = "верно".into();
    let returned = returned(&HEADER, &rows);
    assert_eq!(returned.told_by_content, 3);
    assert_eq!(changed(&returned), [(1, Slot::Explanation, "верно")]);
}

#[test]
fn a_workbook_without_keys_says_so() {
    assert!(read([sheet_of_texts("Лист1", [&HEADER[..4]])]).is_none());
    assert!(read([sheet_of_texts(ORIGIN_SHEET, origin().to_rows())]).is_none());
}

#[test]
fn renamed_headers_are_known_by_what_stands_under_them_and_by_their_places() {
    let mut rows = vec![row(0), row(1), row(2)];
    for row in &mut rows {
        row[2] = row[2].replace("club", "club10");
        row.splice(3..3, ["Ошибка", "нет номера", ""].map(str::to_owned));
    }
    rows[0][6] = "верно".into();
    let header = ["Название", "Огрн организации", "Адрес", "Как дела", "Что не так", "Советы", "Комментарий", "Служебное"];
    let returned = returned(&header, &rows);
    assert!(returned.lost_columns.is_empty());
    let cells = changed(&returned);
    assert_eq!(cells.iter().filter(|(_, slot, _)| *slot == Slot::Column(2)).count(), 3, "{cells:?}");
    assert!(cells.contains(&(0, Slot::Explanation, "верно")), "{cells:?}");
}

#[test]
fn rows_without_any_header_are_known_by_their_keys() {
    let mut rows = vec![row(0), row(1), row(2)];
    rows[1][2] = "https://vk.com/club9".into();
    let sheet = sheet_of_texts("Лист1", &rows);
    let returned = read([sheet]).unwrap();
    assert_eq!(changed(&returned), [(1, Slot::Column(2), "https://vk.com/club9")]);
}

#[test]
fn a_cell_under_a_merged_one_was_not_cleared() {
    let header: Vec<String> = HEADER.map(str::to_owned).to_vec();
    let rows = [header, row(0), row(1), row(2)];
    let mut builder = SheetBuilder::new("Лист1", Arc::default());
    for (number, cells) in (1..).zip(&rows) {
        for (column, text) in (0..).map_while(Column::new).zip(cells) {
            // The page of the second row lies under that of the first.
            let is_covered = number == 3 && column.index() == 2;
            if !text.is_empty() && !is_covered {
                builder.cell(CellRef::new(number, column), false, NewValue::Text(text), None).unwrap();
            }
        }
    }
    builder.merge("C2:C3".parse().unwrap());
    assert!(changed(&read([builder.build()]).unwrap()).is_empty());
}

#[test]
fn words_over_those_of_gospub_and_notes_on_cells_are_kept() {
    let mut origin = origin();
    origin.rows[0].own = Some(OwnSums::of(["Ошибка", "нет номера", ""]));
    let header = ["Организация", "ОГРН", "Ссылка", "Статус", "Что не так", "Пояснение", KEY_HEADER];
    let mut cells = base(0).to_vec();
    cells.extend(["исправили", "нет номера", "", KEYS[0]].map(str::to_owned));
    let sheet = sheet_of_texts("Лист1", [header.map(str::to_owned).to_vec(), cells]);
    let notes = vec![("C2".parse().unwrap(), "см. выше".to_owned()), ("C9".parse().unwrap(), "кто это?".to_owned())];
    let returned = Returned::read(&[SheetBack { sheet: Arc::new(sheet), notes }], origin, KEYS.len()).unwrap();
    let remarks = returned.remarks.iter().map(|remark| (remark.handed, remark.over, remark.text.as_str()));
    assert_eq!(
        remarks.collect::<Vec<_>>(),
        [(Some(0), Some(OwnRole::Status), "исправили"), (Some(0), None, "см. выше"), (None, None, "кто это?")]
    );
}
