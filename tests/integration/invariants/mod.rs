//! What holds for any input whatever. Each function panics where it does not hold; the property tests beside this folder and the
//! fuzzers in `fuzz/` call the same ones, the latter with inputs that look for new ways through the code.

mod made;

use calamine::{Data, DataRef, Reader, Xlsx};
use gospub::commands::check::{self, CheckedValue};
use gospub::commands::job::{Job, JobOptions};
use gospub::domain::vk_address;
use gospub::pipeline::{Run, Source};
use gospub::reference::Reference;
use gospub::settings::Settings;
use gospub::table::column::ColumnRole;
use gospub::table::edit::{CellEdit, Content, Mark, NewSheets, OwnColumn, SheetEdits};
use gospub::table::headers::Headers;
use gospub::table::layout::{Layout, LayoutOptions};
use gospub::table::sheet::{Area, CellRef, Column, Sheet, Value, sheet_of_texts};
use gospub::table::{RowId, Table};
use gospub::workbook::{Book, Limits, PatchOptions, Scope, patch};
use made::Picks;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A cell that should hold an address: whatever it holds, it is judged, and no number is made up.
pub(crate) fn address(cell: &str) {
    let reading = vk_address::read(cell);
    if let Some(id) = reading.group() {
        let id = id.get().to_string();
        let again = vk_address::read(&format!("https://vk.com/club{id}"));
        assert_eq!(again.group().map(|id| id.get().to_string()).as_ref(), Some(&id), "{cell:?}");
        if reading.repairs.is_empty() {
            let digits: String = percent_decoded(&percent_decoded(&without_dirt(cell))).chars().filter_map(digit).collect();
            assert!(digits.contains(&id), "{cell:?} gave {id}");
        }
    }
    vk_address::read_cell("Страница", Some(cell));
    let value = CheckedValue { value: cell, organisation: Some(cell), number: 1 };
    check::value(value, &Job::begin(&JobOptions::default()), |verdict| assert!(verdict.findings.len() < 64));
}

/// Without the characters that came with a text and leave no trace on paper. They say nothing, also within a code such as `%30`.
fn without_dirt(text: &str) -> String {
    let is_invisible = |c| {
        matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        )
    };
    text.replace(|c: char| c.is_control() && !c.is_whitespace() || is_invisible(c), "")
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A digit of any of the widths that Unicode has for the same ten.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10),
        _ => None,
    }
}

/// A sheet made of these bytes is read as calamine reads it.
pub(crate) fn sheet(bytes: &[u8]) {
    let made = made::sheet(&mut Picks(bytes));
    let package = made::package(&made.part);
    let book = Book::from_bytes(package.clone(), Limits::default()).unwrap_or_else(|error| panic!("{error}: {}", made.part));
    let sheet = book.read(0, &Scope::default()).unwrap_or_else(|error| panic!("{error}: {}", made.part));
    let mut judge = Xlsx::new(Cursor::new(package)).expect("the package is sound");
    let mut cells = judge.worksheet_cells_reader("Лист1").expect("the sheet is there");
    let mut theirs = BTreeMap::new();
    while let Some(cell) = cells.next_cell().unwrap_or_else(|error| panic!("{error}: {}", made.part)) {
        let (row, column) = cell.get_position();
        let at = CellRef::new(row + 1, Column::new(column as usize).expect("calamine keeps to the sheet"));
        theirs.insert(
            at,
            Data::from(match cell.get_value() {
                DataRef::SharedString(text) => DataRef::String((*text).to_string()),
                other => other.clone(),
            }),
        );
    }
    for (at, value) in &theirs {
        assert!(agrees(value, sheet.cell(*at).value), "{at}: {value:?} but {:?} in {}", sheet.cell(*at).value, made.part);
    }
    for cell in sheet.rows().flat_map(|row| row.cells()).filter(|cell| cell.value != Value::Blank) {
        assert!(theirs.contains_key(&cell.at), "{} is not there in {}", cell.at, made.part);
    }
}

fn agrees(theirs: &Data, ours: Value<'_>) -> bool {
    match (theirs, ours) {
        (Data::Empty, Value::Blank) => true,
        (Data::String(text), Value::Blank) => text.is_empty(),
        (Data::String(a), Value::Text(b)) => a == b,
        (Data::Float(a), Value::Number(b)) => *a == b,
        (Data::Int(a), Value::Number(b)) => *a as f64 == b,
        (Data::Bool(a), Value::Bool(b)) => *a == b,
        (Data::DateTime(a), Value::Date(b)) => a.as_f64() == b,
        (Data::DateTimeIso(_), Value::Date(_)) => true,
        (Data::Error(a), Value::Error(b)) => a.to_string() == b,
        _ => false,
    }
}

/// A workbook made of these bytes is annotated or refused; what comes out opens, holds what was asked for, and has the rest as it was.
pub(crate) fn patching(bytes: &[u8]) {
    let mut picks = Picks(bytes);
    let made = made::sheet(&mut picks);
    let before = made::package(&made.part);
    let book = Book::from_bytes(before.clone(), Limits::default()).expect("a sound package");
    let sheet = book.read(0, &Scope::default()).expect("a sound sheet");
    let Some(edits) = Edits::make(&sheet, &mut picks) else { return };
    let Ok(once) = edits.annotate(&book) else { return };
    let annotated = Book::from_bytes(once.clone(), Limits::default()).expect("the result opens");
    let after = annotated.read(0, &Scope::default()).unwrap_or_else(|error| panic!("{error}: {}", made.part));
    edits.check(&sheet, &after, &made.part);
    // Cell by cell: as a range it would have a place for each cell between the two that are furthest from each other.
    let mut judge = Xlsx::new(Cursor::new(once.clone())).expect("calamine opens it");
    let mut cells = judge.worksheet_cells_reader("Лист1").expect("the sheet is there");
    while cells.next_cell().expect("calamine reads it").is_some() {}
    let (old, new) = (parts(&before), parts(&once));
    // The lists of parts name the sheet that keeps what was there before.
    let changed =
        ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"];
    for (name, content) in old.iter().filter(|(name, _)| !changed.contains(&name.as_str())) {
        assert!(new.get(name) == Some(content), "{name} has changed");
    }
    let twice = edits.annotate(&annotated).expect("what was annotated can be annotated again");
    assert!(twice == once, "a second run gives other bytes: {}", made.part);
}

/// Any bytes in the place of a sheet: read or refused, and what is annotated can be read.
pub(crate) fn raw_sheet(part: &[u8]) {
    let Ok(book) = Book::from_bytes(made::package_of(part), Limits::default()) else { return };
    let Ok(sheet) = book.read(0, &Scope::default()) else { return };
    let Some(edits) = Edits::make(&sheet, &mut Picks(part)) else { return };
    if let Ok(once) = edits.annotate(&book) {
        let annotated = Book::from_bytes(once, Limits::default()).expect("the result opens");
        annotated.read(0, &Scope::default()).expect("the sheet is read");
    }
}

/// A grid of words: whatever table is found in it keeps to the sheet, and each of its rows gets a verdict.
pub(crate) fn layout(bytes: &[u8]) {
    let sheet = sheet_of_texts("Лист1", made::grid(&mut Picks(bytes)));
    let last = sheet.last_column();
    let Ok(layout) = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()) else { return };
    // Names may carry the hyperlinks to the pages: the one column with two roles.
    let carries_pages = layout.column(ColumnRole::Organisation) == layout.column(ColumnRole::Address);
    let of_roles = layout.columns().filter(|&(role, _)| !(carries_pages && role == ColumnRole::Organisation));
    let columns: Vec<Column> = of_roles.map(|(_, column)| column).collect();
    assert!(columns.iter().all(|column| Some(*column) <= last), "{columns:?}");
    assert!((1..).zip(&columns).all(|(next, column)| !columns[next..].contains(column)), "{columns:?}");
    assert!(layout.own_columns().iter().all(|own| *own > layout.last_column && !columns.contains(own)));
    let table = Table::new(sheet, layout);
    assert!(table.header_row().is_none_or(|header| header < table.layout().first_data_row));
    let sources = [Source { file: "a.xlsx".into(), sheet: 0, table }];
    let (settings, reference) = (Settings::default(), Reference::default());
    let run = Run::new(&sources, &settings, &reference);
    (0..sources[0].table.len()).for_each(|position| drop(run.verdict(RowId::new(0, position))));
}

/// Made-up edits of a sheet.
struct Edits {
    table: Area,
    own: OwnColumn,
    rows: BTreeMap<u32, Vec<CellEdit>>,
}

impl Edits {
    fn make(sheet: &Sheet, picks: &mut Picks<'_>) -> Option<Self> {
        let right = sheet.last_column()?;
        let first = sheet.rows().next()?.number();
        let last = sheet.rows().next_back()?.number() + u32::from(picks.next() % 3);
        let own = OwnColumn { column: right.next()?, header: "Статус".into(), width: 9.0, kept: false };
        let table = Area { first: CellRef::new(first, Column::FIRST), last: CellRef::new(last.min(CellRef::ROWS), right) };
        let mut rows: BTreeMap<u32, Vec<CellEdit>> = BTreeMap::new();
        for row in (first + 1..=table.last.row).take(64) {
            let mark = [None, Some(Mark::Error), Some(Mark::Warning), Some(Mark::Filled)][usize::from(picks.next() % 4)];
            let content = match picks.next() % 4 {
                0 => Content::Number(f64::from(row)),
                1 => Content::Text(made::text(picks)),
                2 => Content::Link { text: "vk.com/club1".into(), target: "https://vk.com/club1?a=1&b=2".into() },
                _ => Content::Text("верно".into()),
            };
            let edits = rows.entry(row).or_default();
            edits.push(CellEdit { at: CellRef::new(row, Column::FIRST), content: None, mark, lasting: false });
            edits.push(CellEdit { at: CellRef::new(row, own.column), content: Some(content), mark, lasting: false });
        }
        Some(Self { table, own, rows })
    }

    fn annotate(&self, book: &Book) -> Result<Vec<u8>, gospub::workbook::PatchError> {
        let rows = |range| self.rows.range(range).flat_map(|(_, edits)| edits.clone()).collect::<Vec<_>>();
        let header = self.table.first.row;
        let edits = SheetEdits { sheet: 0, header, table: self.table, columns: vec![self.own.clone()], rows: &rows };
        let mut out = Cursor::new(Vec::new());
        patch(book, &[edits], NewSheets::default(), &mut out, PatchOptions::default())?;
        Ok(out.into_inner())
    }

    fn check(&self, before: &Sheet, after: &Sheet, part: &str) {
        for cell in before.rows().flat_map(|row| row.cells()) {
            let now = after.cell(cell.at);
            assert_eq!(
                (cell.value, cell.formula, cell.hyperlink),
                (now.value, now.formula, now.hyperlink),
                "{} of {part}",
                cell.at
            );
        }
        for edit in self.rows.values().flatten() {
            let cell = after.cell(edit.at);
            match &edit.content {
                Some(Content::Number(number)) => assert_eq!(cell.value, Value::Number(*number), "{} of {part}", edit.at),
                Some(Content::Link { text, target }) => {
                    assert_eq!((cell.value, cell.hyperlink), (Value::Text(text), Some(target.as_str())), "{} of {part}", edit.at);
                }
                Some(Content::Text(text)) if !text.is_empty() => {
                    assert_eq!(cell.value, Value::Text(text), "{} of {part}", edit.at);
                    assert_eq!(cell.mark, edit.mark, "{} of {part}", edit.at);
                }
                _ => {}
            }
        }
    }
}

fn parts(package: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("an archive");
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).expect("a sound entry");
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("a sound entry");
            (entry.name().expect("a name").into_owned(), content)
        })
        .collect()
}
