//! What bites when a workbook is patched: each pitfall with the smallest workbook that has it.

mod kept;

use super::sample::{BOOK, ROOT_RELS, STYLES, TYPES, book, package, worksheet};
use super::*;
use crate::table::edit::{CellEdit, Content, Look, Mark, NewCell, NewSheet, NewSheets, OwnColumn, SheetEdits};
use crate::table::sheet::{Area, Value};
use std::io::{Cursor, Read};

/// Edits of the first sheet: its table, the own columns' headers from the next column on, and changed cells.
struct Change<'c> {
    table: &'c str,
    own: &'c [&'c str],
    cells: &'c [(&'c str, Option<Content>, Option<Mark>)],
    new: Vec<NewSheet>,
}

const NOTHING: Change<'static> = Change { table: "A1:B3", own: &[], cells: &[], new: Vec::new() };

fn text(text: &str) -> Option<Content> {
    Some(Content::Text(text.to_owned()))
}

fn patched(bytes: Vec<u8>, change: &Change<'_>) -> Result<Vec<u8>, PatchError> {
    let book = Book::from_bytes(bytes, Limits::default())?;
    let table: Area = change.table.parse().unwrap();
    let mut column = table.last.column;
    let own = change.own.iter().map(|header| {
        column = column.next().unwrap();
        OwnColumn { column, header: (*header).to_owned(), width: 20.0, kept: false }
    });
    let cells: Vec<CellEdit> = change
        .cells
        .iter()
        .map(|(at, content, mark)| CellEdit { at: at.parse().unwrap(), content: content.clone(), mark: *mark, lasting: false })
        .collect();
    let rows = |range: std::ops::RangeInclusive<u32>| cells.iter().filter(|edit| range.contains(&edit.at.row)).cloned().collect();
    let edits = SheetEdits { sheet: 0, header: table.first.row, table, columns: own.collect(), rows: &rows };
    let mut out = Cursor::new(Vec::new());
    patch(&book, &[edits], change.new.clone().into(), &mut out, PatchOptions::default())?;
    Ok(out.into_inner())
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut content = String::new();
    match archive.by_name(name) {
        Ok(mut file) => file.read_to_string(&mut content).map(|_| content).unwrap(),
        Err(_) => String::new(),
    }
}

/// The rows of the first sheet after a change.
fn rows(sheet: &str, change: &Change<'_>) -> String {
    let sheet = part(&patched(book(&worksheet(sheet), &[]), change).unwrap(), "xl/worksheets/sheet1.xml");
    let (start, end) = (sheet.find("<sheetData>").unwrap() + 11, sheet.find("</sheetData>").unwrap());
    sheet[start..end].to_owned()
}

fn report(title: &str) -> NewSheet {
    let cell = |text: &str, look| NewCell { content: Content::Text(text.to_owned()), look };
    NewSheet {
        name: "Проверка".to_owned(),
        widths: vec![30.0],
        rows: vec![vec![cell(title, Look::Title)], vec![], vec![cell("x", Look::Plain)]],
        frozen_rows: 1,
        filter: None,
    }
}

/// Who compares results by their sums on several machines, or keeps them under version control, finds no difference. After a change that
/// is meant to write other bytes the sum is another one.
#[test]
fn a_result_has_the_same_bytes_on_every_system() {
    use sha2::Digest;
    let sheet = worksheet("<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Школа</t></is></c></row></sheetData>");
    let change = Change { table: "A1:A1", own: &["Статус"], new: vec![report("Проверка")], ..NOTHING };
    let bytes = patched(book(&sheet, &[]), &change).unwrap();
    let sum: String = sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(sum, "d229b1d669006f5249649ddb26380fa7daa18216884930cc08934464f771e6fc");
}

#[test]
fn a_cell_of_an_empty_text_is_left_alone() {
    for cell in ["<c r='B1' t='inlineStr'></c>", "<c r='B1' t='inlineStr'/>", "<c r='B1' t='str'><v></v></c>"] {
        let bytes = book(&worksheet(&format!("<sheetData><row r='1'><c r='A1'><v>1</v></c>{cell}</row></sheetData>")), &[]);
        let read = Book::from_bytes(bytes.clone(), Limits::default()).unwrap().cells(0, &Scope::default()).unwrap();
        assert_eq!(read.last_column(), "B".parse().ok(), "{cell}");
        let over = patched(bytes, &Change { table: "A1:A1", own: &["x"], ..NOTHING });
        assert!(matches!(over, Err(PatchError::Occupied { .. })), "{cell}");
    }
}

#[test]
fn a_workbook_without_room_for_styles_is_refused() {
    let styles = STYLES.replace("</cellXfs>", &("<xf/>".repeat(64_000 - 4) + "</cellXfs>"));
    let bytes = book(&worksheet("<sheetData/>"), &[("xl/styles.xml", &styles)]);
    let marked = |cells| patched(bytes.clone(), &Change { cells, ..NOTHING });
    assert!(matches!(marked(&[("A2", None, Some(Mark::Error))]), Err(PatchError::NoStyles)));
    assert!(marked(&[]).is_ok());
}

#[test]
fn untouched_cells_and_rows_stay_to_the_byte() {
    let sheet = "<sheetData> <row r='1'  ht='30'><c r='A1' t='s' ><v>0</v></c><!-- x --></row><row/>\n</sheetData><sheetProtection sheet='1'/>";
    let bytes = book(&worksheet(sheet), &[]);
    let out = patched(bytes.clone(), &NOTHING).unwrap();
    assert_eq!(part(&out, "xl/worksheets/sheet1.xml"), worksheet(sheet));
    assert_eq!(part(&out, "xl/workbook.xml"), BOOK);
}

#[test]
fn rows_and_cells_are_made_in_order() {
    let sheet = "<sheetData><row r=\"2\" spans=\"2:2\"><c r=\"B2\"><v>1</v></c></row><row r=\"5\"/></sheetData>";
    let cells = [
        ("A1", text("a"), None),
        ("C2", text("c"), None),
        ("A3", text("d"), None),
        ("B5", text("e"), None),
        ("A9", text("f"), None),
    ];
    assert_eq!(
        rows(sheet, &Change { cells: &cells, ..NOTHING }),
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
         <row r=\"2\" spans=\"2:3\"><c r=\"B2\"><v>1</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>c</t></is></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>d</t></is></c></row>\
         <row r=\"5\" ><c r=\"B5\" t=\"inlineStr\"><is><t>e</t></is></c></row>\
         <row r=\"9\"><c r=\"A9\" t=\"inlineStr\"><is><t>f</t></is></c></row>"
    );
}

#[test]
fn the_headers_row_is_made_where_there_is_none_and_taken_out_again() {
    let sheet = worksheet("<sheetData><row r=\"3\"><c r=\"A3\"><v>1</v></c></row></sheetData>");
    let bytes = book(&sheet, &[]);
    let out = patched(bytes.clone(), &Change { table: "A2:B3", own: &["x"], ..NOTHING }).unwrap();
    assert!(
        part(&out, "xl/worksheets/sheet1.xml")
            .contains("<sheetData><row r=\"2\"><c r=\"C2\" s=\"4\" t=\"inlineStr\"><is><t>x</t></is></c></row>")
    );
    assert_eq!(stripped(out, "A2:B3"), sheet);
}

/// The first sheet's part without the own column C.
fn stripped(bytes: Vec<u8>, table: &str) -> String {
    let table: Area = table.parse().unwrap();
    let mut plain = Cursor::new(Vec::new());
    let strips = [SheetStrip { sheet: 0, header: table.first.row, table, columns: vec!["C".parse().unwrap()] }];
    strip(&Book::from_bytes(bytes, Limits::default()).unwrap(), &strips, false, &mut plain, PatchOptions::default()).unwrap();
    part(plain.get_ref(), "xl/worksheets/sheet1.xml")
}

#[test]
fn rows_without_cells_come_back_as_they_were_written() {
    for row in ["<row r=\"3\"/>", "<row r=\"3\" ht=\"9\"/>", "<row r='3' spans='1:2' />", "<row r=\"3\" ht=\"9\"></row>"] {
        let sheet = worksheet(&format!("<sheetData><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>{row}</sheetData>"));
        let cells = [("A3", None, Some(Mark::Error)), ("C3", text("a"), None)];
        let change = Change { table: "A2:B3", own: &["x"], cells: &cells, ..NOTHING };
        let out = patched(book(&sheet, &[]), &change).unwrap();
        assert!(patched(out.clone(), &change).unwrap() == out, "{row}");
        assert_eq!(stripped(out, "A2:B3"), sheet);
    }
}

#[test]
fn a_sheet_without_rows_gets_some() {
    for sheet in ["<sheetData/><pageMargins/>", "<sheetData></sheetData><pageMargins/>"] {
        assert_eq!(
            rows(sheet, &Change { cells: &[("A1", Some(Content::Number(1.5)), None)], ..NOTHING }),
            "<row r=\"1\"><c r=\"A1\"><v>1.5</v></c></row>"
        );
    }
}

#[test]
fn cells_that_are_not_numbered_keep_their_places() {
    let sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row></sheetData>";
    let change = Change { cells: &[("B1", text("x"), None)], own: &["h"], table: "A1:C2", ..NOTHING };
    let out = patched(book(&worksheet(sheet), &[]), &change).unwrap();
    let sheet = Book::from_bytes(out, Limits::default()).unwrap().cells(0, &Scope::default()).unwrap();
    for (at, value) in
        [("A1", Value::Number(1.0)), ("B1", Value::Text("x")), ("C1", Value::Number(3.0)), ("A2", Value::Number(4.0))]
    {
        assert_eq!(sheet.cell(at.parse().unwrap()).value, value);
    }
    assert_eq!(sheet.cell("D1".parse().unwrap()).value, Value::Text("h"));
}

#[test]
fn disorder_is_refused() {
    let sheet = worksheet("<sheetData><row r='1'><c r='B1'/><c r='A1'/></row></sheetData>");
    let change = Change { cells: &[("A1", text("x"), None)], ..NOTHING };
    assert!(matches!(patched(book(&sheet, &[]), &change), Err(PatchError::Workbook(WorkbookError::OutOfOrder { .. }))));
}

#[test]
fn prefixes_and_quotes_are_kept() {
    let sheet = "<x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData><x:row r='1'><x:c s='1' r='A1'/></x:row>\
        </x:sheetData><x:pageMargins/></x:worksheet>";
    let link = Some(Content::Link { text: "l".into(), target: "https://vk.com".into() });
    let out = patched(book(sheet, &[]), &Change { cells: &[("A1", link, None)], ..NOTHING }).unwrap();
    assert_eq!(
        part(&out, "xl/worksheets/sheet1.xml"),
        "<x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData><x:row r='1'>\
         <x:c r=\"A1\" s=\"1\" t=\"inlineStr\"><x:is><x:t>l</x:t></x:is></x:c></x:row></x:sheetData><x:hyperlinks><x:hyperlink ref=\"A1\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"rId1\"/></x:hyperlinks><x:pageMargins/></x:worksheet>"
    );
}

#[test]
fn formulas_are_never_overwritten() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"0\">1</f><v>1</v></c><c r=\"B1\"><f t=\"array\" ref=\"B1:B3\">2</f></c>\
        </row><row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"0\"/></c><c r=\"B2\"><v>2</v></c></row></sheetData>";
    let cells = [
        ("A1", text("x"), Some(Mark::Error)),
        ("A2", text("x"), None),
        ("B2", text("x"), None),
        ("B3", text("x"), None),
        ("C3", text("y"), None),
    ];
    let out = rows(sheet, &Change { cells: &cells, ..NOTHING });
    assert!(out.contains("<c s=\"4\" r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"0\">1</f><v>1</v></c>"), "{out}");
    assert!(
        out.contains("<c r=\"A2\"><f t=\"shared\" si=\"0\"/></c><c r=\"B2\"><v>2</v></c>")
            && !out.contains(">x<")
            && out.contains(">y<")
    );
}

#[test]
fn the_names_of_a_tables_columns_are_never_overwritten() {
    let rels = "<Relationships><Relationship Id='rId1' Type='/table' Target='../tables/table1.xml'/></Relationships>";
    let table = "<table id='1' displayName='T' ref='A2:B3'><tableColumns count='2'><tableColumn id='1' name='a'/><tableColumn id='2' name='b'/></tableColumns></table>";
    let others = [("xl/worksheets/_rels/sheet1.xml.rels", rels), ("xl/tables/table1.xml", table)];
    let sheet = "<sheetData><row r=\"2\"><c r=\"B2\" t=\"str\"><v>b</v></c></row></sheetData><tableParts count='1'><tablePart r:id='rId1'/></tableParts>";
    let cells = [("B2", text("x"), Some(Mark::Error)), ("B3", text("y"), None)];
    let out = part(
        &patched(book(&worksheet(sheet), &others), &Change { cells: &cells, ..NOTHING }).unwrap(),
        "xl/worksheets/sheet1.xml",
    );
    assert!(out.contains("<v>b</v>") && !out.contains(">x<") && out.contains(">y<"), "{out}");
}

#[test]
fn what_stood_in_a_cell_without_a_place_is_read_where_it_stood() {
    let sheet = "<sheetData><row><c><v>1</v></c><c t=\"str\"><v>alt</v></c></row></sheetData>";
    let change = Change { cells: &[("B1", text("neu"), None)], own: &["x"], ..NOTHING };
    let out = patched(book(&worksheet(sheet), &[]), &change).unwrap();
    let sheet = Book::from_bytes(out, Limits::default()).unwrap().read(0, &Scope::default()).unwrap();
    assert_eq!(sheet.cell("B1".parse().unwrap()).value, Value::Text("alt"));
}

#[test]
fn texts_are_texts_whatever_they_say() {
    let cells = [("A1", text("=1+1"), None), ("B1", text(" a\r\n_x0041_\u{1}&<"), None), ("C1", text(""), None)];
    assert_eq!(
        rows("<sheetData/>", &Change { cells: &cells, ..NOTHING }),
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>=1+1</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a_x000D_\n\
         _x005F_x0041__x0001_&amp;&lt;</t></is></c><c r=\"C1\"/></row>"
    );
}

#[test]
fn a_blank_cell_takes_its_rows_style_then_its_columns() {
    let sheet = "<cols><col min=\"1\" max=\"2\" style=\"3\"/></cols><sheetData><row r=\"1\" s=\"1\" customFormat=\"1\"/><row r=\"2\"/></sheetData>";
    assert_eq!(
        rows(sheet, &Change { cells: &[("A1", text("a"), None), ("B2", text("b"), None), ("C2", text("c"), None)], ..NOTHING }),
        "<row r=\"1\" s=\"1\" customFormat=\"1\" ><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>a</t></is></c></row><row r=\"2\" ><c r=\"B2\" s=\"3\" \
         t=\"inlineStr\"><is><t>b</t></is></c><c r=\"C2\" t=\"inlineStr\"><is><t>c</t></is></c></row>"
    );
}

#[test]
fn a_senders_cell_in_an_own_column_is_not_overwritten() {
    let sheet = worksheet("<sheetData><row r='1'><c r='A1'/></row><row r='2'><c r='C2'><v>1</v></c></row></sheetData>");
    let change = Change { own: &["x"], ..NOTHING };
    assert!(matches!(patched(book(&sheet, &[]), &change), Err(PatchError::Occupied { at, .. }) if at.to_string() == "C2"));
    let ours = sheet.replace("<c r='A1'/>", "<c r='C1' t='inlineStr'><is><t>x</t></is></c>");
    assert!(patched(book(&ours, &[]), &change).is_ok());
}

#[test]
fn filters_print_areas_and_tables_follow_the_new_columns() {
    let sheet = worksheet(
        "<sheetData><row r='1'><c r='A1'/></row></sheetData><autoFilter ref='A1:B3'/><tableParts count='1'><tablePart r:id='rId1'/></tableParts>",
    );
    let names = BOOK.replace(
        "</workbook>",
        "<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">'Лист1'!$A$1:$B$3</definedName>\
         <definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">'Лист1'!$A:$B</definedName><definedName name=\"x\">'Лист1'!$A$1:$B$3</definedName>\
         </definedNames></workbook>",
    );
    let rels = "<Relationships><Relationship Id='rId1' Type='/table' Target='../tables/table1.xml'/></Relationships>";
    let table = "<table id='1' displayName='T' ref='A1:B3'><tableColumns count='2'><tableColumn id='1' name='a'/><tableColumn id='2' name='b'/></tableColumns></table>";
    let others =
        [("xl/workbook.xml", &names[..]), ("xl/worksheets/_rels/sheet1.xml.rels", rels), ("xl/tables/table1.xml", table)];
    let out = patched(book(&sheet, &others), &Change { own: &["x", "y"], ..NOTHING }).unwrap();
    assert!(part(&out, "xl/worksheets/sheet1.xml").contains("<autoFilter ref='A1:D3'/>"));
    let names = part(&out, "xl/workbook.xml");
    assert!(
        names.contains("$A$1:$D$3</definedName>") && names.contains("$A:$D<") && names.contains("name=\"x\">'Лист1'!$A$1:$B$3<"),
        "{names}"
    );
    assert!(part(&out, "xl/tables/table1.xml").contains("ref='A1:D3'><tableColumns count='4'>"));
}

#[test]
fn a_tables_column_of_the_same_name_sets_the_own_one_apart() {
    let rels = "<Relationships><Relationship Id='rId1' Type='/table' Target='../tables/table1.xml'/></Relationships>";
    let table = "<table id='1' displayName='T' ref='A1:B3'><tableColumns count='2'><tableColumn id='1' name='a'/><tableColumn id='2' name='СТАТУС'/></tableColumns></table>";
    let others = [("xl/worksheets/_rels/sheet1.xml.rels", rels), ("xl/tables/table1.xml", table)];
    let bytes = book(&worksheet("<sheetData/><tableParts count='1'><tablePart r:id='rId1'/></tableParts>"), &others);
    let change = Change { own: &["Статус", "y"], ..NOTHING };
    let out = patched(bytes, &change).unwrap();
    assert!(part(&out, "xl/tables/table1.xml").contains("name=\"Статус (gospub)\"/><tableColumn id=\"4\" name=\"y\"/>"));
    assert!(part(&out, "xl/worksheets/sheet1.xml").contains("<t>Статус (gospub)</t>"));
    assert!(patched(out.clone(), &change).unwrap() == out);
}

#[test]
fn signed_workbooks_and_parts_in_other_encodings_are_refused() {
    let signed = book(&worksheet("<sheetData/>"), &[("_xmlsignatures/sig1.xml", "<x/>")]);
    assert!(matches!(patched(signed, &NOTHING), Err(PatchError::Signed)));
    let sheet = worksheet("<sheetData/>").replace("UTF-8", "windows-1251");
    assert!(matches!(patched(book(&sheet, &[]), &NOTHING), Err(PatchError::Encoding(_))));
    let unknown = sheet.replace("windows-1251", "klingon");
    assert!(matches!(patched(book(&unknown, &[]), &NOTHING), Err(PatchError::Workbook(WorkbookError::Encoding(_)))));
}

#[test]
fn a_workbook_without_styles_gets_them() {
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT_RELS),
        ("xl/workbook.xml", BOOK),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &worksheet("<sheetData/>")),
    ];
    let out = patched(package(&parts), &Change { cells: &[("A1", None, Some(Mark::Error))], ..NOTHING }).unwrap();
    assert!(part(&out, "xl/styles.xml").contains("FFFFC8CD"));
    assert!(part(&out, "xl/_rels/workbook.xml.rels").contains("Id=\"rId2\""));
    assert!(part(&out, "[Content_Types].xml").contains("/xl/styles.xml"));
}

#[test]
fn own_sheets_are_added_renewed_and_taken_out() {
    let bytes = book(&worksheet("<sheetData><row r='1'><c r='A1' s='1'><v>1</v></c></row></sheetData>"), &[]);
    let mark = [("A1", None, Some(Mark::Warning))];
    let change = |title: &str| Change { cells: &mark, own: &["x"], new: vec![report(title)], ..NOTHING };
    let first = patched(bytes.clone(), &change("erste")).unwrap();
    assert!(part(&first, "xl/workbook.xml").contains("<sheet name=\"Проверка\" sheetId=\"2\" r:id=\"rId3\"/><sheet name=\"gospub-возврат\" sheetId=\"3\" r:id=\"rId4\" state=\"veryHidden\"/></sheets>"));
    let second = patched(first.clone(), &change("zweite")).unwrap();
    assert_eq!(part(&second, "xl/worksheets/sheet2.xml"), part(&first, "xl/worksheets/sheet2.xml").replace("erste", "zweite"));
    assert_eq!(second, patched(bytes.clone(), &change("zweite")).unwrap());
    let marks_only = Change { new: Vec::new(), ..change("") };
    let (after, before) = (patched(second.clone(), &marks_only).unwrap(), patched(bytes.clone(), &marks_only).unwrap());
    for name in
        ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml"]
    {
        assert_eq!(part(&after, name), part(&before, name), "{name}");
    }
    assert_eq!(part(&after, "xl/worksheets/sheet3.xml"), "");

    let annotated = Book::from_bytes(second, Limits::default()).unwrap();
    assert!(annotated.sheets()[1].own && !annotated.sheets()[0].own);
    let table: Area = "A1:B3".parse().unwrap();
    let mut plain = Cursor::new(Vec::new());
    let strips = [SheetStrip { sheet: 0, header: 1, table, columns: vec!["C".parse().unwrap()] }];
    strip(&annotated, &strips, false, &mut plain, PatchOptions::default()).unwrap();
    for name in
        ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml"]
    {
        assert_eq!(part(plain.get_ref(), name), part(&bytes, name), "{name}");
    }
    assert_eq!(part(plain.get_ref(), "xl/worksheets/sheet2.xml"), "");
}

#[test]
fn marks_that_no_edit_names_go_away() {
    let bytes = book(&worksheet("<sheetData><row r=\"2\"><c r=\"B2\" s=\"3\"><v>1</v></c></row></sheetData>"), &[]);
    let cells = [("A1", None, Some(Mark::Error)), ("A2", None, Some(Mark::Error)), ("B2", None, Some(Mark::Filled))];
    let marked = patched(bytes.clone(), &Change { cells: &cells, ..NOTHING }).unwrap();
    assert!(part(&marked, "xl/worksheets/sheet1.xml").contains("<row r=\"1\">"));
    let plain = patched(marked, &NOTHING).unwrap();
    assert_eq!(part(&plain, "xl/worksheets/sheet1.xml"), part(&bytes, "xl/worksheets/sheet1.xml"));
}

#[test]
fn sheets_that_are_not_edited_again_keep_their_styles() {
    let sheet = worksheet("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    let bytes = book(&sheet, &[("xl/styles.xml", STYLES)]);
    let marked = patched(bytes, &Change { cells: &[("A1", None, Some(Mark::Error))], ..NOTHING }).unwrap();
    let annotated = Book::from_bytes(marked.clone(), Limits::default()).unwrap();
    let mut out = Cursor::new(Vec::new());
    patch(&annotated, &[], vec![report("x")].into(), &mut out, PatchOptions::default()).unwrap();
    assert_eq!(part(out.get_ref(), "xl/worksheets/sheet1.xml"), part(&marked, "xl/worksheets/sheet1.xml"));
    assert!(part(out.get_ref(), "xl/styles.xml").contains("FFFFC8CD"));
}

#[test]
fn edits_that_make_no_sense_are_refused() {
    let bytes = book(&worksheet("<sheetData/>"), &[]);
    let annotated = Book::from_bytes(bytes, Limits::default()).unwrap();
    let rows = |_| Vec::new();
    let table: Area = "A1:B3".parse().unwrap();
    let own = OwnColumn { column: "B".parse().unwrap(), header: "x".into(), width: 1.0, kept: false };
    for (sheet, columns) in [(1, Vec::new()), (0, vec![own])] {
        let edits = SheetEdits { sheet, header: 1, table, columns, rows: &rows };
        let outcome = patch(&annotated, &[edits], NewSheets::default(), &mut Cursor::new(Vec::new()), PatchOptions::default());
        assert!(matches!(outcome, Err(PatchError::Edits(_))));
    }
}
