//! Inputs made of bytes: each byte decides something, so that whoever changes a byte changes the input a little.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

/// Decisions; zero when they have run out.
pub(crate) struct Picks<'b>(pub(crate) &'b [u8]);

impl Picks<'_> {
    pub(crate) fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::from(self.next()) % of.len()]
    }
}

/// A worksheet's part.
pub(crate) struct Made {
    pub(crate) part: String,
}

/// Sound, but written in every way that writers have.
pub(crate) fn sheet(picks: &mut Picks<'_>) -> Made {
    let x = picks.one(&["", "", "x:"]);
    let quote = picks.one(&['"', '"', '\'']);
    let xmlns = if x.is_empty() { "xmlns" } else { "xmlns:x" };
    let mut part = format!(
        "<{x}worksheet {xmlns}={quote}http://schemas.openxmlformats.org/spreadsheetml/2006/main{quote} xmlns:r={quote}http://schemas.openxmlformats.org/officeDocument/2006/relationships{quote}>"
    );
    if picks.next() % 2 == 1 {
        let area = picks.one(&["A1", "A1:XFD1048576", "B2:C3"]);
        let _ = write!(part, "<{x}dimension ref={quote}{area}{quote}/>");
    }
    if picks.next() % 3 == 1 {
        let _ = write!(
            part,
            "<{x}cols><{x}col min={quote}1{quote} max={quote}16384{quote} width={quote}9.5{quote} style={quote}1{quote}/></{x}cols>"
        );
    }
    let _ = write!(part, "<{x}sheetData>");
    let mut number = 0;
    for _ in 0..picks.next() % 12 {
        number += 1 + if picks.next() % 8 == 7 { u32::from(picks.next()) * 100 } else { 0 };
        row(number, x, quote, picks, &mut part);
    }
    let _ = write!(part, "</{x}sheetData>");
    if picks.next() % 4 == 1 {
        let _ = write!(part, "<{x}autoFilter ref={quote}A1:C5{quote}/>");
    }
    if picks.next() % 4 == 1 {
        let _ = write!(part, "<{x}mergeCells count={quote}1{quote}><{x}mergeCell ref={quote}A2:A3{quote}/></{x}mergeCells>");
    }
    if picks.next() % 4 == 1 {
        let _ =
            write!(part, "<{x}hyperlinks><{x}hyperlink ref={quote}B2{quote} location={quote}Лист1!A1{quote}/></{x}hyperlinks>");
    }
    let _ = write!(part, "</{x}worksheet>");
    Made { part }
}

fn row(number: u32, x: &str, quote: char, picks: &mut Picks<'_>, part: &mut String) {
    let more = picks.one(&["", "", " spans=\"1:3\"", " hidden=\"1\"", " s=\"1\" customFormat=\"1\"", " ht='20'", "\n"]);
    let _ = write!(part, "<{x}row r={quote}{number}{quote}{more}");
    let cells = picks.next() % 6;
    if cells == 0 {
        part.push_str("/>");
        return;
    }
    part.push('>');
    let mut column = 0;
    for _ in 0..cells {
        let skipped = if picks.next() % 6 == 5 { u32::from(picks.next() % 40) } else { 0 };
        column += 1 + skipped;
        // Without a reference a cell follows the one before it.
        let at = match skipped == 0 && picks.next() % 4 == 3 {
            true => String::new(),
            false => format!(" r={quote}{}{number}{quote}", letters(column)),
        };
        cell(&at, x, picks, part);
        part.push_str(picks.one(&["", "", "", "\n  ", "<!-- </row> -->"]));
    }
    let _ = write!(part, "</{x}row{}>", picks.one(&["", "", " "]));
}

fn letters(mut column: u32) -> String {
    let mut letters = String::new();
    while column > 0 {
        letters.insert(0, char::from(b'A' + ((column - 1) % 26) as u8));
        column = (column - 1) / 26;
    }
    letters
}

fn cell(at: &str, x: &str, picks: &mut Picks<'_>, part: &mut String) {
    let style = picks.one(&["", "", " s=\"0\"", " s=\"1\"", " s='2'"]);
    let number = picks.one(&["0", "7", "217000001", "-1.5", "1E3", "0.1", "45351", "1e-7"]);
    let formula = |picks: &mut Picks<'_>| match picks.one(&["", "", "A1+1", "\"&lt;\"&amp;B1"]) {
        "" => String::new(),
        formula => format!("<{x}f>{formula}</{x}f>"),
    };
    let _ = match picks.next() % 12 {
        0 => write!(part, "<{x}c{at}{style}/>"),
        1 => write!(part, "<{x}c{at}{style}></{x}c>"),
        2 | 3 => write!(part, "<{x}c{at}{style} t=\"s\"><{x}v>{}</{x}v></{x}c>", picks.next() % 5),
        4 => write!(part, "<{x}c t='s'{at}{style}><{x}v>{}</{x}v></{x}c>", picks.next() % 5),
        5 => write!(
            part,
            "<{x}c{at}{style} t=\"inlineStr\"><{x}is><{x}t xml:space=\"preserve\">{}</{x}t></{x}is></{x}c>",
            xml(picks)
        ),
        6 => write!(
            part,
            "<{x}c{at}{style} t=\"inlineStr\"><{x}is><{x}r><{x}rPr><{x}b/></{x}rPr><{x}t xml:space='preserve'>{}</{x}t></{x}r><{x}r><{x}t>ж</{x}t></{x}r></{x}is></{x}c>",
            xml(picks)
        ),
        7 => write!(part, "<{x}c{at}{style} t=\"str\">{}<{x}v>{}</{x}v></{x}c>", formula(picks), xml(picks).trim()),
        8 => write!(part, "<{x}c{at}{style} t=\"b\"><{x}v>{}</{x}v></{x}c>", picks.next() % 2),
        9 => write!(part, "<{x}c{at}{style} t=\"e\"><{x}v>{}</{x}v></{x}c>", picks.one(&["#N/A", "#REF!", "#DIV/0!"])),
        10 => write!(part, "<{x}c{at}{style} t=\"n\">{}<{x}v>{number}</{x}v></{x}c>", formula(picks)),
        _ => write!(part, "<{x}c{at}{style}><{x}v>{number}</{x}v></{x}c>"),
    };
}

/// Text as it stands in XML.
fn xml(picks: &mut Picks<'_>) -> String {
    const PIECES: [&str; 12] =
        ["Школа", "a", " ", "&amp;", "&lt;b&gt;", "&#1078;", "&#x416;", "«№ 1»", "https://vk.com/club1", "\n", "_x", "&quot;"];
    (0..1 + picks.next() % 4).map(|_| picks.one(&PIECES)).collect()
}

/// Text for a cell.
pub(crate) fn text(picks: &mut Picks<'_>) -> String {
    const PIECES: [&str; 11] = ["Школа", "<", "&", " ", "\n", "\t", "_x0041_", "\"'", "\u{1}", "😀", "]]>"];
    (0..1 + picks.next() % 4).map(|_| picks.one(&PIECES)).collect()
}

/// Rows of words as rosters have them, and of others.
pub(crate) fn grid(picks: &mut Picks<'_>) -> Vec<Vec<&'static str>> {
    const WORDS: [&str; 32] = [
        "",
        "",
        "№ п/п",
        "Наименование организации",
        "Организация",
        "Муниципальное образование",
        "Ссылка на страницу ВК",
        "Ссылка на мини-приложение",
        "ID сообщества",
        "ОГРН",
        "ОКТМО",
        "Сфера",
        "Уровень",
        "Статус",
        "Что не так",
        "Пояснение",
        "Реестр госпабликов",
        "1",
        "2",
        "217000001",
        "https://vk.com/club217000001",
        "https://vk.com/public217000002",
        "vk.com/primer",
        "https://vk.com/app8181405#module=health&groupId=217000001",
        "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=",
        "МБОУ «Школа № 1»",
        "ГБУЗ «Больница»",
        "1024000000017",
        "29601000",
        "нет",
        "Итого",
        "https://pos.gosuslugi.ru/form/?opaid=400337",
    ];
    let width = picks.next() % 12;
    (0..picks.next() % 40).map(|_| (0..width).map(|_| picks.one(&WORDS)).collect()).collect()
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>один</t></si><si><t xml:space="preserve"> два </t></si><si><r><t>т</t></r><r><t>ри</t></r></si><si><t/></si><si><t>https://vk.com/club217000001</t></si></sst>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>"#;

/// A workbook whose only sheet, «Лист1», has this part.
pub(crate) fn package(sheet: &str) -> Vec<u8> {
    package_of(sheet.as_bytes())
}

pub(crate) fn package_of(sheet: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", STRINGS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, stored).and_then(|()| Ok(zip.write_all(content)?)).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}
