use super::*;
use crate::table::edit::{CellEdit, EditRows, Look, Mark, NewCell, OwnColumn};
use crate::table::sheet::Column;
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};

fn book(text: &str) -> ForeignBook {
    ForeignBook::read(&mut Cursor::new(text.as_bytes()), &crate::workbook::Limits::default()).unwrap()
}

fn written(book: &ForeignBook, edits: &[SheetEdits<'_>], new: Vec<NewSheet>) -> (Vec<u8>, Losses) {
    let mut bytes = Vec::new();
    let losses = create(book, edits, new.into(), Compression::Fast, &mut bytes).unwrap();
    (bytes, losses)
}

fn values(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = file.worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn at(text: &str) -> CellRef {
    text.parse().unwrap()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

/// A table under a title, with a status and a remark beside it; row 4 is an error and row 5 gets a link.
fn example() -> (ForeignBook, impl Fn(std::ops::RangeInclusive<u32>) -> Vec<CellEdit> + Sync) {
    let book = book("Реестр;;;;\n\n№;Ссылка;Статус;Пояснение;\n1;=1+1;старое;наше;\n0002;;старое;;\n");
    let edits = |rows: std::ops::RangeInclusive<u32>| {
        let link = Content::Link { text: "https://vk.com/club1".to_owned(), target: "https://vk.com/club1".to_owned() };
        let all = [
            CellEdit { at: at("B4"), content: None, mark: Some(Mark::Error) },
            CellEdit { at: at("C4"), content: Some(Content::Text("Ошибка".to_owned())), mark: Some(Mark::Error) },
            CellEdit { at: at("B5"), content: Some(link), mark: Some(Mark::Filled) },
        ];
        all.into_iter().filter(|edit| rows.contains(&edit.at.row)).collect()
    };
    (book, edits)
}

fn with_edits(rows: &dyn EditRows<Learnt = ()>) -> SheetEdits<'_> {
    let own = |column: &str, header: &str, kept| OwnColumn {
        column: column.parse::<Column>().unwrap(),
        header: header.to_owned(),
        width: 20.0,
        kept,
    };
    let table = "A3:B5".parse().unwrap();
    SheetEdits {
        sheet: 0, header: 3, table, columns: vec![own("C", "Статус", false), own("D", "Пояснение", true)], rows
    }
}

#[test]
fn values_stay_and_edits_are_carried_out() {
    let (book, rows) = example();
    let (bytes, losses) = written(&book, &[with_edits(&rows)], Vec::new());
    assert_eq!(losses, Losses::default());
    let values = values(&bytes, "Лист1");
    assert_eq!(values[0][0], text("Реестр"));
    assert_eq!(values[3], [text("1"), text("=1+1"), text("Ошибка"), text("наше")]);
    // A cell of an own column that no edit names is blank, unless people write in it.
    assert_eq!(values[4], [text("0002"), text("https://vk.com/club1"), Data::Empty, Data::Empty]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<autoFilter ref=\"A3:D5\"/>"), "{sheet}");
    assert!(sheet.contains("<pane ySplit=\"3\""), "{sheet}");
    assert!(!sheet.contains("<f>"), "a text that begins with = stays a text");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("FFFFC8CD") && styles.contains("FFC6EFCF"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (book, rows) = example();
    assert_eq!(written(&book, &[with_edits(&rows)], Vec::new()).0, written(&book, &[with_edits(&rows)], Vec::new()).0);
}

#[test]
fn new_sheets_come_last_and_link_to_cells() {
    let cell = |content| NewCell { content, look: Look::Plain };
    let new = NewSheet {
        name: "Лист1".to_owned(),
        widths: vec![30.0],
        rows: vec![
            vec![NewCell { content: Content::Text("Итого".to_owned()), look: Look::Title }],
            vec![
                cell(Content::CellLink { text: "B4".to_owned(), sheet: "Лист1".to_owned(), cell: at("B4") }),
                cell(Content::Number(5.0)),
            ],
        ],
        frozen_rows: 1,
        filter: Some("A1:B2".parse().unwrap()),
    };
    let (bytes, _) = written(&book("а;б\n"), &[], vec![new]);
    assert_eq!(values(&bytes, "Лист1 (2)")[1], [text("B4"), Data::Float(5.0)]);
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("location=\"'Лист1'!B4\""), "{sheet}");
    assert!(sheet.contains("orientation=\"landscape\""), "{sheet}");
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
}

#[test]
fn dates_numbers_links_and_merges_of_an_xml_table_come_back() {
    let book = book(
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet Name='а/б'><Table><Row>\
         <Cell MergeAcross='1'><Data Type='String'>Заголовок</Data></Cell></Row><Row Hidden='1'><Cell><Data Type='DateTime'>2024-05-01</Data></Cell>\
         <Cell HRef='https://vk.com/app1#a=1&amp;b=2'><Data Type='Number'>217000001</Data></Cell></Row></Table></Worksheet></Workbook>",
    );
    let (bytes, losses) = written(&book, &[], Vec::new());
    assert_eq!(losses, Losses::default());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<mergeCell ref=\"A1:B1\"/>"), "{sheet}");
    assert!(sheet.contains("hidden=\"1\""), "{sheet}");
    assert!(sheet.contains("<hyperlink ref=\"B2\" r:id=\"rId1\" location=\"a=1&amp;b=2\""), "{sheet}");
    let row = &values(&bytes, "а_б")[1];
    assert!(matches!(row[0], Data::DateTime(day) if day.as_f64() == 45_413.0), "{row:?}");
    assert_eq!(row[1], Data::Float(217_000_001.0));
}

#[test]
fn a_value_under_a_merged_area_is_kept() {
    let book = book(
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet Name='Лист'><Table>\
         <Row><Cell><Data Type='String'>а</Data></Cell></Row><Row><Cell MergeAcross='1' MergeDown='2'><Data Type='String'>б</Data></Cell></Row>\
         <Row Index='4'><Cell Index='2'><Data Type='String'>в</Data></Cell></Row><Row Index='6'><Cell MergeAcross='1'/></Row></Table></Worksheet></Workbook>",
    );
    let (bytes, losses) = written(&book, &[], Vec::new());
    assert_eq!(losses, Losses::default());
    let values = values(&bytes, "Лист");
    assert_eq!((&values[0][0], &values[1][0], &values[3][1]), (&text("а"), &text("б"), &text("в")));
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("<mergeCells count=\"2\">"));
}

#[test]
fn texts_that_are_too_long_are_cut_and_told() {
    let (bytes, losses) = written(&book(&format!("а;{}\n", "ж".repeat(40_000))), &[], Vec::new());
    assert_eq!(losses.cut_texts, [(0, at("B1"))]);
    let Data::String(cut) = &values(&bytes, "Лист1")[0][1] else { panic!() };
    assert_eq!(cut.chars().count(), 32_767);
    assert!(cut.ends_with("ж…"));
}

#[test]
fn letters_that_xml_does_not_know_survive() {
    let wild = "a_x0041_\u{1}b <&> \"q\"";
    let (bytes, _) = written(&book(&format!("1;x{}\n", wild.replace('"', ""))), &[], Vec::new());
    let shared = part(&bytes, "xl/sharedStrings.xml");
    assert!(shared.contains("a_x005F_x0041__x0001_b &lt;&amp;&gt;"), "{shared}");
}

#[test]
fn rows_are_as_high_as_their_texts() {
    let (bytes, _) = written(&book(&format!("б;в\nа;{}\n", "слово ".repeat(30))), &[], Vec::new());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<row r=\"1\">"), "{sheet}");
    // Once only: a second row of the same number is what Excel repairs.
    assert_eq!(sheet.matches("<row r=\"2\"").count(), 1, "{sheet}");
    assert!(sheet.contains("<row r=\"2\" ht=\"60\" customHeight=\"1\">"), "{sheet}");
}
