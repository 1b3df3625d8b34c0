//! What stays as the sender made it, whatever is done beside it.

use super::*;
use crate::workbook::xml::attr;
use crate::workbook::{SheetStrip, strip};
use std::io::Write;

#[test]
fn a_marked_cell_keeps_all_that_is_in_it() {
    for inner in [
        "<is><r><rPr><b/></rPr><t>a</t></r><r><t xml:space=\"preserve\"> b</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh><phoneticPr fontId=\"1\"/></is>",
        "<is><t><![CDATA[a<b]]></t></is>",
        "<is><t>a_x000D_</t></is><extLst><ext uri=\"x\"/></extLst>",
    ] {
        let sheet = format!("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\">{inner}</c></row></sheetData>");
        let out = rows(&sheet, &Change { cells: &[("A1", None, Some(Mark::Error))], ..NOTHING });
        assert_eq!(out, format!("<row r=\"1\"><c s=\"4\" r=\"A1\" t=\"inlineStr\">{inner}</c></row>"));
    }
}

#[test]
fn what_stands_around_the_rows_stays_and_hyperlinks_find_their_place_in_it() {
    let before = "<sheetPr codeName=\"Лист\"/><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" state=\"frozen\"/></sheetView></sheetViews>\
        <sheetFormatPr defaultRowHeight=\"15\" outlineLevelRow=\"1\"/>";
    let [upper, lower] = [
        "<sheetProtection sheet=\"1\" password=\"CC1A\"/><customSheetViews><customSheetView guid=\"{1}\"/></customSheetViews><mergeCells count=\"1\">\
         <mergeCell ref=\"A1:H1\"/></mergeCells><conditionalFormatting sqref=\"A1:B9\"><cfRule type=\"dataBar\" priority=\"1\"/></conditionalFormatting>\
         <dataValidations count=\"1\"><dataValidation sqref=\"B2:B9\"/></dataValidations>",
        "<printOptions/><pageMargins/><headerFooter/><rowBreaks/><ignoredErrors><ignoredError sqref=\"A1:B9\" numberStoredAsText=\"1\"/></ignoredErrors>\
         <drawing r:id=\"rId1\"/><legacyDrawing r:id=\"rId2\"/><extLst><ext uri=\"{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}\"/></extLst>",
    ];
    let row = "<row r=\"2\" hidden=\"1\" outlineLevel=\"1\"><c r=\"A2\"><v>1</v></c></row>";
    let sheet = worksheet(&format!("{before}<sheetData>{row}</sheetData>{upper}{lower}"));
    let link = Some(Content::Link { text: "x".into(), target: "https://vk.com".into() });
    let out = patched(book(&sheet, &[]), &Change { cells: &[("B2", link, None)], ..NOTHING }).unwrap();
    let part = part(&out, "xl/worksheets/sheet1.xml");
    let row = row.replace("</row>", "<c r=\"B2\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
    let links = "<hyperlinks><hyperlink ref=\"B2\" r:id=\"rId1\"/></hyperlinks>";
    assert_eq!(part, worksheet(&format!("{before}<sheetData>{row}</sheetData>{upper}{links}{lower}")));
}

#[test]
fn a_row_is_made_as_high_as_the_own_texts_and_gets_its_height_back() {
    let sheet = worksheet(
        "<sheetData><row r=\"1\" ht=\"15\" customHeight=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\" ht=\"30.00\"><c r=\"A2\"><v>1</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>1</v></c></row><row r=\"4\" ht=\"90\"><c r=\"A4\"><v>1</v></c></row></sheetData>",
    );
    let heights = |bytes: &[u8]| {
        let part = part(bytes, "xl/worksheets/sheet1.xml");
        part.split("<row ")
            .skip(1)
            .map(|row| attr(row.as_bytes(), b"ht").map(|ht| String::from_utf8_lossy(ht).into_owned()))
            .collect::<Vec<_>>()
    };
    let texts = |lines: usize| {
        let said = move |_| text(&vec!["x"; lines].join("\n"));
        ["B1", "B2", "B3", "B4"].map(|at| (at, said(at), None))
    };
    let change = |cells| Change { table: "A1:A4", own: &["Что не так"], cells, ..NOTHING };
    let sent = book(&sheet, &[]);
    let [four, three] = [4, 3].map(texts);
    let once = patched(sent.clone(), &change(&four)).unwrap();
    // The header's row has a header in it, and one without a height is as high as the program makes it that shows it.
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(heights(&once), [some("15"), some("60"), None, some("90")]);
    let again = patched(once.clone(), &change(&three)).unwrap();
    assert_eq!(heights(&again), [some("15"), some("45"), None, some("90")]);
    assert!(again == patched(sent.clone(), &change(&three)).unwrap(), "a later run begins with the sender's heights");
    let stripped = |bytes: Vec<u8>| {
        let book = Book::from_bytes(bytes, Limits::default()).unwrap();
        let own = vec!["B".parse().unwrap()];
        let mut out = Cursor::new(Vec::new());
        let sheet = SheetStrip { sheet: 0, header: 1, table: "A1:A4".parse().unwrap(), columns: own };
        strip(&book, &[sheet], false, &mut out, PatchOptions::default()).unwrap();
        out.into_inner()
    };
    assert_eq!(part(&stripped(again), "xl/worksheets/sheet1.xml"), sheet);
    // LibreOffice counts in other units.
    let saved = sheet_with(&once, "ht=\"60\"", "ht=\"60.35\"");
    assert_eq!(heights(&stripped(saved))[1], some("30.00"));
    let by_hand = sheet_with(&once, "ht=\"60\"", "ht=\"75\"");
    assert_eq!(heights(&stripped(by_hand))[1], some("75"));
}

#[test]
fn rows_of_a_sheet_with_one_height_for_all_are_made_higher_and_low_again() {
    let sheet = worksheet(
        "<sheetFormatPr defaultRowHeight=\"15\" customHeight=\"1\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
         <row r=\"2\" spans=\"1:1\"><c r=\"A2\"><v>1</v></c></row><row r=\"3\" hidden=\"0\" ><c r=\"A3\"><v>1</v></c></row></sheetData>",
    );
    let change = |cells| Change { table: "A1:A3", own: &["Что не так"], cells, ..NOTHING };
    let four = [("B2", text("x\nx\nx\nx"), None), ("B3", text("x"), None)];
    let three = [("B2", text("x\nx\nx"), None), ("B3", text("x"), None)];
    let sent = book(&sheet, &[]);
    let once = patched(sent.clone(), &change(&four)).unwrap();
    let written = part(&once, "xl/worksheets/sheet1.xml");
    assert_eq!(written.matches(" ht=").count(), 1, "{written}");
    assert!(written.contains("<row r=\"2\" spans=\"1:2\" ht=\"60\" customHeight=\"1\">"), "{written}");
    let again = patched(once.clone(), &change(&three)).unwrap();
    assert!(again == patched(sent.clone(), &change(&three)).unwrap(), "a later run begins with the sender's heights");
    let none = patched(once.clone(), &change(&[("B2", text("x"), None), ("B3", text("x"), None)])).unwrap();
    assert!(!part(&none, "xl/worksheets/sheet1.xml").contains(" ht="));
    let book = Book::from_bytes(once, Limits::default()).unwrap();
    let mut out = Cursor::new(Vec::new());
    let own = SheetStrip { sheet: 0, header: 1, table: "A1:A3".parse().unwrap(), columns: vec!["B".parse().unwrap()] };
    strip(&book, &[own], false, &mut out, PatchOptions::default()).unwrap();
    assert_eq!(part(&out.into_inner(), "xl/worksheets/sheet1.xml"), sheet);
}

/// The workbook with another text in its first sheet.
fn sheet_with(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let parts: Vec<(String, String)> = names
        .into_iter()
        .map(|name| {
            let mut content = String::new();
            archive.by_name(&name).unwrap().read_to_string(&mut content).unwrap();
            let content = if name == "xl/worksheets/sheet1.xml" { content.replace(from, to) } else { content };
            (name, content)
        })
        .collect();
    package(&parts.iter().map(|(name, content)| (&**name, &**content)).collect::<Vec<_>>())
}

#[test]
fn on_a_protected_sheet_people_can_write_in_the_own_columns() {
    let sheet = worksheet(
        "<sheetData><row r=\"1\"><c r=\"B1\" s=\"1\"/></row><row r=\"2\"><c r=\"B2\" s=\"1\"/></row></sheetData><sheetProtection sheet=\"1\"/>",
    );
    let out = patched(book(&sheet, &[]), &Change { own: &["x"], ..NOTHING }).unwrap();
    let (sheet, styles) = (part(&out, "xl/worksheets/sheet1.xml"), part(&out, "xl/styles.xml"));
    assert!(sheet.contains("<c r=\"C2\" s=\"5\"/>") && sheet.contains("<sheetProtection sheet=\"1\"/>"), "{sheet}");
    let unlocked = styles.split("<xf ").nth(6).unwrap();
    assert!(unlocked.contains("<protection locked=\"0\"/>"), "{styles}");
}

#[test]
fn a_strict_workbook_stays_strict() {
    const STRICT: [(&str, &str); 2] = [
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ];
    let strict = |text: &str| STRICT.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
    let (workbook, rels, styles) = (strict(BOOK), strict(crate::workbook::sample::BOOK_RELS), strict(STYLES));
    let others = [("xl/workbook.xml", &*workbook), ("xl/_rels/workbook.xml.rels", &*rels), ("xl/styles.xml", &*styles)];
    let sheet = strict(&worksheet("<sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData>"));
    let link = Some(Content::Link { text: "x".into(), target: "https://vk.com".into() });
    let change = Change { cells: &[("A1", link, None)], new: vec![report("x")], ..NOTHING };
    let out = patched(book(&sheet, &others), &change).unwrap();
    for name in [
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/_rels/sheet1.xml.rels",
    ] {
        let part = part(&out, name);
        assert!(
            part.contains("http://purl.oclc.org/ooxml/") && !part.contains("openxmlformats.org/officeDocument"),
            "{name}: {part}"
        );
    }
}

#[test]
fn parts_that_no_edit_is_about_are_the_same_bytes_in_the_same_order() {
    let others = [
        ("xl/vbaProject.bin", "macros"),
        ("xl/comments1.xml", "<comments/>"),
        ("xl/threadedComments/threadedComment1.xml", "<ThreadedComments/>"),
        ("xl/media/image1.png", "png"),
        ("xl/charts/chart1.xml", "<chartSpace/>"),
        ("xl/pivotTables/pivotTable1.xml", "<pivotTableDefinition/>"),
        ("xl/slicers/slicer1.xml", "<slicers/>"),
        ("xl/calcChain.xml", "<calcChain><c r=\"A1\"/></calcChain>"),
        ("customXml/item1.xml", "<x/>"),
        ("docProps/core.xml", "<coreProperties/>"),
    ];
    let sheet = worksheet("<sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c></row></sheetData>");
    let before = book(&sheet, &others);
    let change = Change { cells: &[("A1", None, Some(Mark::Error))], own: &["x"], new: vec![report("x")], ..NOTHING };
    let after = patched(before.clone(), &change).unwrap();
    for (name, content) in others {
        assert_eq!(part(&after, name), content);
    }
    let names = |bytes: &[u8]| {
        zip::ZipArchive::new(Cursor::new(bytes.to_vec()))
            .unwrap()
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&before), names(&after)[..names(&before).len()]);
}

/// The same package as a program writes it that does not know sizes beforehand, and one that foresees parts of more than 4 GiB.
#[test]
fn parts_are_copied_whether_their_sizes_stand_before_or_after_them_or_in_64_bits() {
    let sheet = worksheet("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    let usual = book(&sheet, &[("xl/other.bin", "unknown")]);
    let change = Change { cells: &[("B1", text("x"), None)], ..NOTHING };
    let content = |bytes: &[u8]| {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        names.into_iter().map(|name| (part(bytes, &name), name)).collect::<Vec<_>>()
    };
    let expected = content(&patched(usual.clone(), &change).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let mut streamed = zip::ZipWriter::new_stream(Vec::new());
    let mut large = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (text, name) in content(&usual) {
        streamed.start_file(&name, options).unwrap();
        streamed.write_all(text.as_bytes()).unwrap();
        large.start_file(&name, options.large_file(true)).unwrap();
        large.write_all(text.as_bytes()).unwrap();
    }
    for bytes in [streamed.finish().unwrap().into_inner(), large.finish().unwrap().into_inner()] {
        assert_eq!(content(&patched(bytes, &change).unwrap()), expected);
    }
}

#[test]
fn merged_areas_over_the_header_and_across_the_edge_of_the_table_stay() {
    let merges = "<mergeCells count=\"2\"><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"B3:D3\"/></mergeCells>";
    let sheet = worksheet(&format!("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>{merges}"));
    let out = patched(book(&sheet, &[]), &Change { own: &["x"], ..NOTHING }).unwrap();
    assert!(part(&out, "xl/worksheets/sheet1.xml").contains(merges));
}

#[test]
fn widths_behind_the_rows_are_refused_for_new_ones_would_stand_beside_them() {
    let sheet = worksheet(
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><cols><col min=\"1\" max=\"1\" width=\"40\"/></cols>",
    );
    let out = patched(book(&sheet, &[]), &Change { table: "A1:A1", own: &["x"], ..NOTHING });
    assert!(matches!(out, Err(PatchError::WidthsBehindRows(sheet)) if sheet == "Лист1"));
}
