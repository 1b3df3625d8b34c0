use super::package;
use crate::table::sheet::{CellRef, Sheet, Value};
use crate::workbook::foreign::{ForeignError, ForeignSheet};
use crate::workbook::limits::Limit;
use cfb::{CompoundFile, Version};
use proptest::prelude::*;
use std::io::{Cursor, Write};

fn read(file: Cursor<Vec<u8>>) -> Result<Vec<ForeignSheet>, ForeignError> {
    crate::workbook::foreign::tests::read(file.get_ref())
}

fn value<'s>(sheet: &'s Sheet, at: &str) -> Value<'s> {
    sheet.cell(at.parse().unwrap()).value
}

fn units(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// An .xls of one hidden sheet with the text «Ж» and these records of kinds and contents.
fn xls(records: &[(u16, Vec<u8>)]) -> Result<Vec<ForeignSheet>, ForeignError> {
    read(xls_of(&[("A", 0)], records))
}

/// An .xls of hidden sheets with these names and kinds, which all have these records.
fn xls_of(sheets: &[(&str, u8)], records: &[(u16, Vec<u8>)]) -> Cursor<Vec<u8>> {
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat();
    let globals = |at: u32| {
        let sheet =
            |&(name, kind): &(&str, u8)| record(0x0085, &[&at.to_le_bytes()[..], &[1, kind, 1, 0], name.as_bytes()].concat());
        [
            record(0x0809, &[0, 6, 5, 0]),
            record(0x0022, &[1, 0]),
            record(0x00E0, &[0, 0, 0, 0]),
            record(0x00E0, &[0, 0, 14, 0]),
            sheets.iter().flat_map(sheet).collect(),
            record(0x00FC, &[&[0; 8][..], &[1, 0, 1], &units("Ж")].concat()),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let sheet: Vec<u8> = records.iter().flat_map(|(kind, data)| record(*kind, data)).collect();
    let at = globals(0).len() as u32;
    let stream = [globals(at), record(0x0809, &[0, 6, 0x10, 0]), sheet, record(0x000A, &[])].concat();
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner()
}

#[test]
fn sheets_of_charts_are_counted_and_left_out() {
    let file = xls_of(&[("A", 0), ("B", 2)], &[number(0, 0)]).into_inner();
    let (book, losses) = crate::workbook::foreign::tests::book(&file, &|_| None).unwrap();
    assert_eq!(book.sheets().iter().map(|sheet| &*sheet.name).collect::<Vec<_>>(), ["A"]);
    assert_eq!(losses.dropped_sheets, 1);
}

#[test]
fn hyperlinks_of_an_xls_are_read() {
    let text = |text: &str| [&(text.encode_utf16().count() as u32 + 1).to_le_bytes()[..], &units(text), &[0, 0]].concat();
    let url = |address: &str| {
        let units = units(&format!("{address}\0"));
        [&super::xls::URL[..], &(units.len() as u32).to_le_bytes(), &units].concat()
    };
    let link = |rows: [u16; 2], columns: [u16; 2], flags: u32, rest: &[Vec<u8>]| {
        let cells: Vec<u8> = rows.into_iter().chain(columns).flat_map(u16::to_le_bytes).collect();
        (0x01B8, [&cells[..], &[0; 16], &2u32.to_le_bytes(), &flags.to_le_bytes(), &rest.concat()].concat())
    };
    let book = xls(&[
        number(0, 0),
        number(2, 1),
        link([0, 0], [0, 0], 0x1F, &[text("стр."), url("https://vk.com/app1"), text("groupId=5")]),
        link([1, 65_535], [1, 255], 0x181, &[text("_blank"), text("https://vk.com/club5")]),
        link([0, 0], [1, 1], 0x08, &[text("Лист1!A1")]),
        link([0, 0], [1, 1], 0x03, &[vec![1; 16]]),
        link([0, 0], [1, 1], 0x03, &[url("https://vk.com/club6")[..20].to_vec()]),
    ])
    .unwrap();
    let sheet = &book[0].sheet;
    let hyperlink = |at: &str| sheet.cell(at.parse().unwrap()).hyperlink;
    assert_eq!(hyperlink("A1"), Some("https://vk.com/app1#groupId=5"));
    assert_eq!(["B2", "B3"].map(hyperlink), [Some("https://vk.com/club5"); 2]);
    assert_eq!(["B1", "C3", "B4"].map(hyperlink), [None; 3]);
}

/// Row, column and format of a cell, then the rest.
fn cell(row: u16, column: u16, format: u16, rest: &[u8]) -> Vec<u8> {
    [&row.to_le_bytes(), &column.to_le_bytes(), &format.to_le_bytes(), rest].concat()
}

fn number(row: u16, column: u16) -> (u16, Vec<u8>) {
    (0x0203, cell(row, column, 0, &1.5f64.to_le_bytes()))
}

#[test]
fn an_xls_is_read_with_dates_of_its_own_calendar() {
    let result = [&[0, 0, 0, 0, 0, 0, 0xFF, 0xFF][..], &[0; 8]].concat();
    let book = xls(&[
        (0x00FD, cell(0, 0, 0, &[0; 4])),
        (0x0203, cell(1, 0, 1, &43_951f64.to_le_bytes())),
        (0x0205, cell(1, 1, 0, &[0x2A, 1])),
        (0x0006, cell(1, 2, 0, &result)),
        (0x0207, b"\x02\x00\x00ok".to_vec()),
        (0x00E5, vec![1, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
    ])
    .unwrap();
    let sheet = &book[0].sheet;
    assert_eq!((value(sheet, "A1"), value(sheet, "A2")), (Value::Text("Ж"), Value::Date(45_413.0)));
    assert_eq!((value(sheet, "B2"), value(sheet, "C2")), (Value::Error("#N/A"), Value::Text("ok")));
    assert_eq!((sheet.merges()[0].to_string().as_str(), book[0].visible), ("A1:B1", false));
}

#[test]
fn two_cells_far_apart_in_an_xls_take_as_little_as_two_together() {
    let several = |row: u16, column: u16| {
        let number = [&[0, 0][..], &3f64.to_bits().to_le_bytes()[4..]].concat();
        (0x00BD, [&row.to_le_bytes()[..], &column.to_le_bytes(), &number, &number, &(column + 1).to_le_bytes()].concat())
    };
    let book = xls(&[number(1, 2), several(40_000, 200), number(65_535, 255)]).unwrap();
    let sheet = &book[0].sheet;
    let place = |at: CellRef| at.to_string();
    let cells: Vec<String> = sheet.rows().flat_map(|row| row.cells().map(|cell| place(cell.at)).collect::<Vec<_>>()).collect();
    assert_eq!(cells, ["C2", "GS40001", "GT40001", "IV65536"]);
    assert_eq!(value(sheet, "GT40001"), Value::Number(3.0));
    // The result of no formula lands in A1.
    let result = (0x0207, b"\x02\x00\x00ok".to_vec());
    let book = xls(&[number(65_535, 255), result]).unwrap();
    assert_eq!((value(&book[0].sheet, "A1"), value(&book[0].sheet, "IV65536")), (Value::Text("ok"), Value::Number(1.5)));
}

#[test]
fn cells_of_an_xls_that_share_no_row_and_no_column_are_refused() {
    let apart: Vec<_> = (0..50_000).map(|row| number(row, row % 256)).collect();
    assert!(matches!(xls(&apart), Err(ForeignError::Limit { limit: Limit::Memory, .. })));
}

#[test]
fn texts_of_an_xls_are_counted_by_what_they_say_of_their_length() {
    let label = |row: u16| (0x0204, cell(row, 0, 0, &[0xFF, 0xFF, 0]));
    assert!(xls(&[label(0)]).is_ok());
    assert!(matches!(xls(&(0..3_000).map(label).collect::<Vec<_>>()), Err(ForeignError::Limit { limit: Limit::Memory, .. })));
}

#[test]
fn the_area_that_an_xls_claims_takes_no_memory() {
    let book = xls(&[(0x0200, [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0].to_vec()), number(0, 0)]).unwrap();
    assert_eq!(value(&book[0].sheet, "A1"), Value::Number(1.5));
}

#[test]
fn a_formula_of_an_xls_is_not_spelt_out() {
    let tokens = [&[0x1E, 1, 0][..], &[0x19, 0x40, 0, 255].repeat(1_000)].concat();
    let data = cell(0, 0, 0, &[&1.5f64.to_le_bytes()[..], &[0; 6], &(tokens.len() as u16).to_le_bytes(), &tokens].concat());
    let book = xls(&[(0x0006, data)]).unwrap();
    let cell = book[0].sheet.cell("A1".parse().unwrap());
    assert_eq!((cell.value, cell.formula), (Value::Number(1.5), None));
}

/// An .xlsb of one sheet with these shared texts and these records.
fn xlsb(texts: &[&str], records: &[(u16, Vec<u8>)]) -> Result<Vec<ForeignSheet>, ForeignError> {
    let wide = |text: &str| [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &units(text)].concat();
    let sheet = (0x009C, [&[0; 8][..], &wide("rId1"), &wide("Лист")].concat());
    let part = |records: &[(u16, Vec<u8>)]| -> Vec<u8> {
        let seven = |number: usize| [(number & 0x7F) as u8 | 0x80, (number >> 7) as u8];
        records.iter().flat_map(|(kind, data)| [&seven((*kind).into())[..], &seven(data.len()), data].concat()).collect()
    };
    let count = (texts.len() as u32).to_le_bytes();
    let texts = texts.iter().map(|text| (0x0013, [&[0][..], &wide(text)].concat()));
    let texts: Vec<_> = [(0x009F, [count, count].concat())].into_iter().chain(texts).collect();
    let sheet_part = [&[(0x0081, vec![]), (0x0094, vec![0; 16]), (0x0091, vec![])], records, &[(0x0092, vec![])]].concat();
    let rels = br#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    read(package(&[
        ("xl/workbook.bin", part(&[sheet, (0x0090, vec![]), (0x009D, vec![])])),
        ("xl/_rels/workbook.bin.rels", rels.to_vec()),
        ("xl/sharedStrings.bin", part(&texts)),
        ("xl/worksheets/sheet1.bin", part(&sheet_part)),
        (
            "xl/worksheets/_rels/sheet1.bin.rels",
            br#"<Relationships><Relationship Id="rId7" Target="https://vk.com/club1" TargetMode="External"/></Relationships>"#
                .to_vec(),
        ),
    ])?)
}

fn row(number: u32) -> (u16, Vec<u8>) {
    (0x0000, [&number.to_le_bytes()[..], &[0; 13]].concat())
}

/// A cell of an .xlsb with a shared text.
fn shared(column: u32, index: u32) -> (u16, Vec<u8>) {
    (0x0007, [column, 0, index].into_iter().flat_map(u32::to_le_bytes).collect())
}

#[test]
fn an_xlsb_is_read_however_far_apart_its_cells_are() {
    let book = xlsb(&["Ж"], &[row(0), shared(0, 0), row(1_048_575), shared(16_383, 0)]).unwrap();
    let sheet = &book[0].sheet;
    assert_eq!((value(sheet, "A1"), value(sheet, "XFD1048576")), (Value::Text("Ж"), Value::Text("Ж")));
    assert_eq!(sheet.name(), "Лист");
}

#[test]
fn an_address_behind_cells_of_an_xlsb_is_read_as_far_as_there_are_cells() {
    let wide = |text: &str| [&(text.encode_utf16().count() as u32).to_le_bytes()[..], &units(text)].concat();
    let link = |first: u32, id: &str, location: &str| {
        let area: Vec<u8> = [first, 1_048_575, 0, 16_383].into_iter().flat_map(u32::to_le_bytes).collect();
        (0x01EE, [area, wide(id), wide(location), wide(""), wide("")].concat())
    };
    let records = [row(0), shared(0, 0), row(1), shared(0, 0), link(0, "rId8", ""), link(1, "rId7", "wall")];
    let sheet = &xlsb(&["страница"], &records).unwrap()[0].sheet;
    let at = |cell: &str| sheet.cell(cell.parse().unwrap()).hyperlink.map(str::to_owned);
    assert_eq!((at("A1"), at("A2").as_deref()), (None, Some("https://vk.com/club1#wall")));
}

#[test]
fn texts_of_an_xlsb_end_with_their_records() {
    let text = |length: u8| (0x0006, vec![0, 0, 0, 0, 0, 0, 0, 0, length, 0, 0, 0, b'a', 0]);
    assert_eq!(value(&xlsb(&[], &[row(0), text(1)]).unwrap()[0].sheet, "A1"), Value::Text("a"));
    assert!(matches!(xlsb(&[], &[row(0), text(2)]), Err(ForeignError::Damaged(_))));
}

#[test]
fn what_makes_calamine_panic_is_a_damaged_file() {
    assert!(matches!(xlsb(&["Ж"], &[row(0), shared(0, 1)]), Err(ForeignError::Damaged(_))));
}

/// A flat OpenDocument of one hidden table with these rows.
fn ods(rows: &str) -> Result<Vec<ForeignSheet>, ForeignError> {
    let text = format!(
        "<?xml version='1.0'?>\n<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>\
         <style:style style:name='t'><style:table-properties table:display='false'/></style:style>\n\
         <table:table table:name='Лист' table:style-name='t'>\n{rows}</table:table></office:document>"
    );
    read(Cursor::new(text.into_bytes()))
}

#[test]
fn an_ods_is_read_without_its_comments_and_trailing_blanks() {
    let book = ods("<table:table-row>\n<table:table-cell office:value-type='string'>\n<text:p>а<text:s text:c='2'/>б &amp; в</text:p>\
         <text:p>г</text:p><office:annotation><text:p>нет</text:p></office:annotation></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='float' office:value='5' table:number-columns-repeated='2'/>\
         <table:table-cell office:value-type='date' office:date-value='2024-05-01'/>\
         <table:table-cell office:value-type='time' office:time-value='PT36H00M00S'/>\
         <table:table-cell table:formula='of:=HYPERLINK(\"x\")' office:value-type='string' office:string-value='x'/></table:table-row>\
         <table:table-row table:number-rows-repeated='1048573'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>")
    .unwrap();
    let sheet = &book[0].sheet;
    assert_eq!(value(sheet, "A1"), Value::Text("а  б & в\nг"));
    assert_eq!((value(sheet, "B3"), value(sheet, "C3")), (Value::Number(5.0), Value::Date(45_413.0)));
    assert_eq!((value(sheet, "D2"), book[0].is_duration("D2".parse().unwrap())), (Value::Date(1.5), true));
    assert_eq!(sheet.cell("E2".parse().unwrap()).formula, Some("HYPERLINK(\"x\")"));
    assert_eq!((sheet.row_count(), book[0].visible), (3, false));
}

#[test]
fn links_merged_cells_and_hidden_rows_of_an_ods_are_read() {
    let link = |target: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated='2' office:value-type='string'><text:p>\
             <text:a xlink:href='{target}'>стр.</text:a></text:p></table:table-cell>"
        )
    };
    let book = ods(&format!(
        "<table:table-row table:number-rows-repeated='2'><table:table-cell/>{}</table:table-row>\
         <table:table-row table:visibility='filter'><table:table-cell table:number-rows-spanned='2' table:number-columns-spanned='3' \
         office:value-type='string'><text:p>а</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated='2'/>\
         {}</table:table-row><table:table-row table:visibility='collapse' table:number-rows-repeated='1048573'/>",
        link("https://vk.com/club5?w=1&amp;z=2"),
        link("#Лист.A1")
    ))
    .unwrap();
    let sheet = &book[0].sheet;
    let hyperlink = |at: &str| sheet.cell(at.parse().unwrap()).hyperlink;
    assert_eq!(["B1", "C2"].map(hyperlink), [Some("https://vk.com/club5?w=1&z=2"); 2]);
    assert_eq!(["A1", "D2", "D3"].map(hyperlink), [None; 3]);
    assert_eq!(sheet.merges(), ["A3:C4".parse().unwrap()]);
    assert_eq!(sheet.rows().map(|row| row.is_hidden()).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_row_of_an_ods_stands_for_no_more_rows_than_a_table_has_alike() {
    let rows = |cells: &str, times: u32| {
        ods(&format!("<table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row>"))
    };
    let (one, wide) = (
        "<table:table-cell office:value-type='string'><text:p>Школа</text:p></table:table-cell>",
        "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='16384'/>",
    );
    assert_eq!(rows(one, 10_000).unwrap()[0].sheet.row_count(), 10_000);
    assert!(matches!(rows(one, 400_000), Err(ForeignError::Repeated { row: 1, times: 400_000 })));
    assert!(matches!(rows(wide, 1_048_576), Err(ForeignError::Repeated { .. })));
    // Blank rows to the end of the sheet are the rule.
    assert!(rows("<table:table-cell/>", 1_048_576).is_ok());
}

#[test]
fn what_the_cells_of_an_ods_take_is_counted() {
    for cells in [
        "<table:table-cell office:value-type='string'><text:p><text:s text:c='4000000000'/></text:p></table:table-cell>",
        "<table:table-cell table:number-columns-repeated='16383'/><table:table-cell office:value-type='float' office:value='1'/>",
    ] {
        let rows = format!("<table:table-row table:number-rows-repeated='60000'>{cells}</table:table-row>");
        assert!(matches!(ods(&rows), Err(ForeignError::Limit { limit: Limit::Memory, .. })), "{cells}");
    }
}

#[test]
fn an_ods_that_is_cut_off_or_nested_is_damaged() {
    for rows in ["<table:table-row>", "<table:table-row><table:table-row/></table:table-row>", "<table:table></table:table>"] {
        assert!(matches!(ods(rows), Err(ForeignError::Damaged(_))), "{rows}");
    }
}

fn any_records() -> impl Strategy<Value = Vec<(u16, Vec<u8>)>> {
    let kind = prop::sample::select(vec![
        0x0000u16, 0x0002, 0x0006, 0x0007, 0x0008, 0x0009, 0x000A, 0x003C, 0x00BD, 0x00D6, 0x00E5, 0x00FD, 0x0200, 0x0203,
        0x0204, 0x0205, 0x0207, 0x027E, 0x0809,
    ]);
    prop::collection::vec((kind, prop::collection::vec(prop::sample::select(vec![0u8, 1, 2, 255]), 0..40)), 0..12)
}

proptest! {
    #[test]
    fn any_records_give_a_book_or_an_error(records in any_records()) {
        // What is asked is only that these come back.
        let _ = (xls(&records), xlsb(&["Ж"], &records));
    }
}
