//! Files that mean harm, or are broken: each has to end in an error or a sound result, quickly and in little memory.

use super::sample::{BOOK, BOOK_RELS, ROOT_RELS, TYPES, book, package, worksheet};
use super::*;
use crate::table::sheet::{Area, Value};
use std::io::Cursor;

fn read(bytes: Vec<u8>) -> Result<crate::table::sheet::Sheet, WorkbookError> {
    Book::from_bytes(bytes, Limits::default())?.read(0, &Scope::default())
}

fn one_sheet(sheet: &str) -> Result<crate::table::sheet::Sheet, WorkbookError> {
    read(book(&worksheet(sheet), &[]))
}

#[test]
fn more_than_the_limits_allow_is_an_error() {
    let long = "1".repeat(5000);
    let sheet = worksheet(&format!(
        "<extLst><a><b><c/></b></a></extLst><sheetData><row r='3'><c><v>1</v></c><c t='str'><v>{long}</v></c></row></sheetData>"
    ));
    let strings = "<sst><si><t>one</t></si><si><t>two</t></si></sst>";
    let relations = BOOK_RELS.replace("</", "<Relationship Id='s' Type='/sharedStrings' Target='strings.xml'/></");
    let bytes = book(&sheet, &[("xl/strings.xml", strings), ("xl/_rels/workbook.xml.rels", &relations)]);
    let open = |limits: Limits| Book::from_bytes(bytes.clone(), limits).and_then(|book| book.read(0, &Scope::default()));
    assert!(open(Limits::default()).is_ok());
    for (limit, value) in [
        (Limit::File, 100),
        (Limit::Parts, 3),
        (Limit::Total, 5000),
        (Limit::Part, 5000),
        (Limit::WholePart, 100),
        (Limit::Rows, 2),
        (Limit::Columns, 1),
        (Limit::Cells, 1),
        (Limit::Strings, 1),
        (Limit::Text, 4000),
        (Limit::Item, 1000),
        (Limit::Depth, 2),
    ] {
        let mut limits = Limits::default();
        limits.set(limit, value);
        let beyond = open(limits);
        assert!(
            matches!(beyond, Err(WorkbookError::Limit { limit: said, allowed, .. }) if said == limit && allowed == value),
            "{limit:?}: {beyond:?}"
        );
    }
}

#[test]
fn an_archive_of_too_many_entries_is_told_by_its_end() {
    let count = |bytes: &[u8]| package::claimed_entries(&mut Cursor::new(bytes)).unwrap();
    let bytes = book("", &[]);
    assert_eq!(count(&bytes), 6);
    assert_eq!(count(b"no archive"), 0);
    // The same with the longer numbers of large archives: the record, its place, the short record.
    let place = (bytes.len() as u64).to_le_bytes();
    let ended = |count: u64| {
        let record = [&b"PK\x06\x06"[..], &[0; 28], &count.to_le_bytes(), &[0; 16]].concat();
        [&bytes, &record[..], &b"PK\x06\x07\0\0\0\0"[..], &place, &[0; 4], b"PK\x05\x06", &[0xFF; 18]].concat()
    };
    assert_eq!(count(&ended(70_000)), 70_000);
    assert_eq!(count(&ended(7)), 7, "all ones are no number");
    let nowhere = [b"PK\x06\x07\0\0\0\0", &[0xFF; 12][..], b"PK\x05\x06", &[0xFF; 18]].concat();
    assert_eq!(count(&nowhere), 65_535);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    use std::io::{Seek, SeekFrom, Write};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let sheet = worksheet("<sheetData><row><c><v>1</v></c></row></sheetData>");
    // Large enough not to be held in memory.
    std::fs::write(&path, [vec![0; 25 << 20], book(&sheet, &[])].concat()).unwrap();
    let book = Book::open(&path, Limits::default()).unwrap();
    assert!(book.read(0, &Scope::default()).is_ok());
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(b"more").unwrap();
    assert!(matches!(book.read(0, &Scope::default()), Err(WorkbookError::Changed)));
    file.set_len(1000).unwrap();
    assert!(matches!(book.read(0, &Scope::default()), Err(WorkbookError::Changed)));
}

#[test]
fn a_part_that_inflates_beyond_what_the_archive_says_is_an_error() {
    let sheet = worksheet(&format!("<sheetData>{}</sheetData>", "<row/>".repeat(100)));
    let mut bytes = book(&sheet, &[]);
    // The size in the archive's directory: 24 bytes into the entry, which begins with PK\x01\x02 and has the name 46 bytes in.
    let name = b"xl/worksheets/sheet1.xml";
    let entry = memchr::memmem::rfind(&bytes, name).unwrap() - 46;
    bytes[entry + 24..entry + 28].copy_from_slice(&200u32.to_le_bytes());
    assert!(read(bytes).is_err());
}

#[test]
fn lies_about_extents_and_counts_cost_nothing() {
    let sheet = one_sheet(
        "<dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1'/></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>",
    );
    assert_eq!(sheet.unwrap().row_count(), 1);
    let areas = "<sheetData/><hyperlinks><hyperlink ref='A1:XFD1048576' location='x'/></hyperlinks><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>";
    assert_eq!(one_sheet(areas).unwrap().row_count(), 0);
    for row in ["99999999999", "0", "-1", "1048577", "x"] {
        assert!(one_sheet(&format!("<sheetData><row r='{row}'/></sheetData>")).is_err(), "{row}");
    }
}

#[test]
fn indices_out_of_range_read_as_blank() {
    let sheet = one_sheet("<sheetData><row><c t='s'><v>4000000000</v></c><c s='4000000'><v>7</v></c></row></sheetData>").unwrap();
    assert_eq!(sheet.cell("A1".parse().unwrap()).value, Value::Blank);
    assert_eq!(sheet.cell("B1".parse().unwrap()).value, Value::Number(7.0));
}

#[test]
fn document_types_and_endless_nesting_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData/></worksheet>";
    assert!(matches!(read(book(bomb, &[])), Err(WorkbookError::Xml { fault: XmlFault::Doctype, .. })));
    let deep = format!("<extLst>{}</extLst><sheetData/>", "<a>".repeat(100_000));
    assert!(matches!(one_sheet(&deep), Err(WorkbookError::Limit { limit: Limit::Depth, .. })));
}

#[test]
fn broken_packages_are_errors() {
    assert!(matches!(read(b"PK\x03\x04".to_vec()), Err(WorkbookError::Archive(_))));
    assert!(matches!(read(Vec::new()), Err(WorkbookError::Archive(_))));
    assert!(matches!(read(package(&[("a", "")])), Err(WorkbookError::NotAWorkbook)));
    let parts = [("[Content_Types].xml", TYPES), ("_rels/.rels", ROOT_RELS)];
    assert!(matches!(read(package(&parts)), Err(WorkbookError::MissingPart(_))));
    let parts = [parts[0], parts[1], ("xl/workbook.xml", BOOK)];
    assert!(matches!(read(package(&parts)), Err(WorkbookError::NoCells(0))));
    let parts = [parts[0], parts[1], parts[2], ("xl/_rels/workbook.xml.rels", BOOK_RELS)];
    assert!(matches!(read(package(&parts)), Err(WorkbookError::MissingPart(_))));
    for name in ["../evil.xml", "xl/../../evil.xml", "C:/evil.xml", "XL/Workbook.xml"] {
        assert!(matches!(read(book("", &[(name, "")])), Err(WorkbookError::Entry(_))), "{name}");
    }
}

#[test]
fn relationships_in_a_circle_end() {
    let rels = ROOT_RELS.replace("xl/workbook.xml", "_rels/.rels");
    assert!(matches!(read(book("", &[("_rels/.rels", &rels)])), Err(WorkbookError::NotAWorkbook)));
    let rels = BOOK_RELS.replace("worksheets/sheet1.xml", "workbook.xml");
    let sheet = read(book("", &[("xl/_rels/workbook.xml.rels", &rels)]));
    assert_eq!(sheet.unwrap().row_count(), 0);
}

#[test]
fn an_encrypted_workbook_is_called_so() {
    let mut ole = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    assert!(matches!(read(ole.clone()), Err(WorkbookError::Ole)));
    ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(read(ole), Err(WorkbookError::Encrypted)));
}

#[test]
fn damaged_bytes_never_panic() {
    let sheet = worksheet(
        "<dimension ref='A1'/><cols><col min='1' max='3'/></cols><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c t='inlineStr'><is><t>x</t></is></c>\
         </row></sheetData><autoFilter ref='A1:B1'/><hyperlinks><hyperlink ref='A1' r:id='rId1'/></hyperlinks>",
    );
    let table: Area = "A1:B3".parse().unwrap();
    let rows = |_| Vec::new();
    let columns = [crate::table::edit::OwnColumn { column: "C".parse().unwrap(), header: "h".into(), width: 9.0, kept: false }];
    let attempt = |sheet: &str| {
        let Ok(book) = Book::from_bytes(book(sheet, &[]), Limits::default()) else { return };
        let _ = book.read(0, &Scope::default());
        let edits = crate::table::edit::SheetEdits { sheet: 0, header: 1, table, columns: columns.to_vec(), rows: &rows };
        let _ = patch(
            &book,
            &[edits],
            crate::table::edit::NewSheets::default(),
            &mut Cursor::new(Vec::new()),
            PatchOptions::default(),
        );
    };
    for at in (0..sheet.len()).filter(|&at| sheet.is_char_boundary(at) && at > 60 && at % 3 == 0) {
        attempt(&sheet[..at]);
        for with in ["<", ">", "\"", "/", "9999999", "&"] {
            let end = (at + 1..=sheet.len()).find(|&end| sheet.is_char_boundary(end)).unwrap();
            attempt(&format!("{}{with}{}", &sheet[..at], &sheet[end..]));
        }
    }
}
