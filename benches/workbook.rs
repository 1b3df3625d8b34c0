//! How fast workbooks are read and patched, against the floor: all parts inflated and deflated again, on one core; the same for the
//! result, which has seven columns more. The edits are made up on the spot, so nothing of the judging is in the figures.
//!
//! `GOSPUB_BENCH_ROWS` sets the number of rows (100,000 if nothing is said), `RAYON_NUM_THREADS` the number of threads.

use divan::Bencher;
use divan::counter::BytesCount;
use flate2::{Compression, write::DeflateEncoder};
use gospub::table::edit::{CellEdit, Content, Mark, NewSheets, OwnColumn, SheetEdits};
use gospub::table::sheet::{Area, CellRef, Column};
use gospub::workbook::{Book, PatchOptions, Reread, Scope, patch};
use std::io::{BufWriter, Cursor, sink};
use std::ops::RangeInclusive;
use std::sync::LazyLock;
use zip::ZipArchive;

#[path = "../examples/make-roster.rs"]
#[allow(dead_code, reason = "the example's own main")]
mod make_roster;

fn main() {
    divan::main();
}

/// A roster as Excel saves it: shared strings, eight columns.
struct Roster {
    rows: u32,
    bytes: Vec<u8>,
    /// Inflated bytes of all parts.
    inflated: u64,
}

static ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    let rows = std::env::var("GOSPUB_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(100_000);
    let file = tempfile::NamedTempFile::new().expect("there is room for a temporary file");
    make_roster::save(&(1..=rows).collect::<Vec<_>>(), 1, file.path()).expect("a roster is written");
    let bytes = std::fs::read(file.path()).expect("the roster is there");
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
    let inflated = (0..archive.len()).map(|part| archive.by_index(part).expect("a part").size()).sum();
    Roster { rows, bytes, inflated }
});

const COLUMNS: usize = 8;

#[divan::bench]
fn floor(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(ROSTER.inflated)).bench(|| compress_again(&ROSTER.bytes));
}

#[divan::bench]
fn floor_of_the_result(bencher: Bencher<'_, '_>) {
    let mut result = Cursor::new(Vec::new());
    annotate(&book(), &mut result);
    let result = result.into_inner();
    bencher.bench(|| compress_again(&result));
}

/// Inflates all parts and deflates them again.
fn compress_again(workbook: &[u8]) {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("an archive");
    for part in 0..archive.len() {
        let mut part = archive.by_index(part).expect("a part");
        let mut deflated = DeflateEncoder::new(sink(), Compression::new(1));
        std::io::copy(&mut part, &mut deflated).expect("a sound part");
        deflated.finish().expect("nothing that can fail");
    }
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(ROSTER.inflated)).bench(|| {
        let book = book();
        book.read(0, &Scope::default()).expect("a sheet")
    });
}

#[divan::bench]
fn patch_all_rows(bencher: Bencher<'_, '_>) {
    let book = book();
    bencher.counter(BytesCount::new(ROSTER.inflated)).bench(|| {
        let out = tempfile::tempfile().expect("there is room for a temporary file");
        annotate(&book, &mut BufWriter::new(out))
    });
}

fn annotate(book: &Book, out: &mut impl Reread) {
    let own = |index| OwnColumn { column: column(index), header: format!("Столбец {index}"), width: 20.0, kept: false };
    let columns = (COLUMNS..COLUMNS + 7).map(own).collect();
    let table = Area { first: CellRef::new(1, Column::FIRST), last: CellRef::new(ROSTER.rows + 1, column(COLUMNS - 1)) };
    let edits = SheetEdits { sheet: 0, header: 1, table, columns, rows: &edits };
    patch(book, &[edits], NewSheets::default(), out, PatchOptions::default()).expect("a workbook that can be patched");
}

fn book() -> Book {
    Book::from_bytes(ROSTER.bytes.clone(), Default::default()).expect("a workbook")
}

fn column(index: usize) -> Column {
    Column::new(index).expect("a sheet has more columns")
}

/// Edits of the kinds that a real run makes: marks, a number, short texts in all rows, long ones in some, links in others.
fn edits(rows: RangeInclusive<u32>) -> Vec<CellEdit> {
    let text = |text: &str| Some(Content::Text(text.to_owned()));
    let mut edits = Vec::new();
    for row in (*rows.start()).max(2)..=(*rows.end()).min(ROSTER.rows + 1) {
        let mark = [None, None, None, Some(Mark::Filled), Some(Mark::Error)][row as usize % 5];
        let mut add =
            |index, content, mark| edits.push(CellEdit { at: CellRef::new(row, column(index)), content, mark, lasting: false });
        add(0, None, mark);
        if mark == Some(Mark::Filled) {
            add(7, text(&format!("https://vk.com/app8181405#module=health&groupId={row}")), mark);
        }
        add(8, Some(Content::Number(f64::from(100_000_000 + row))), None);
        add(9, text("Запись в кружок"), None);
        add(11, text("верно"), mark);
        if mark == Some(Mark::Error) {
            add(12, text(&format!("Ссылка «https://vk.com/primer-{row}» повреждена.")), None);
            add(13, text("Откройте страницу и скопируйте адрес из адресной строки."), None);
        }
    }
    edits
}
