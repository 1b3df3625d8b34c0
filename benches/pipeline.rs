//! How fast rows are judged: the aim is two to three microseconds a row, as rosters have 300,000 of them.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use gospub::domain::text;
use gospub::pipeline::{Run, Source};
use gospub::reference::Reference;
use gospub::settings::Settings;
use gospub::table::headers::Headers;
use gospub::table::layout::{Layout, LayoutOptions};
use gospub::table::sheet::{Sheet, sheet_of_texts};
use gospub::table::{RowId, Table};

fn main() {
    divan::main();
}

const ROWS: u32 = 1_000;

static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);
static REFERENCE: LazyLock<Reference> = LazyLock::new(Reference::default);
static SOURCES: LazyLock<[Source; 1]> = LazyLock::new(|| {
    let sheet = roster();
    let layout = recognised(&sheet);
    [Source { file: "roster.xlsx".to_owned(), sheet: 0, table: Table::new(sheet, layout) }]
});

/// A roster in order: every third row has its link already.
fn roster() -> Sheet {
    let header = [
        "№",
        "Муниципальное образование",
        "Наименование организации",
        "ОГРН",
        "ОКТМО",
        "Ссылка на страницу ВК",
        "Ссылка на мини-приложение",
    ];
    let rows = (1..=ROWS).map(|number| {
        let id = 100_000_000 + number;
        let first_twelve = 102_400_000_000 + u64::from(number);
        let link = format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={id}");
        vec![
            number.to_string(),
            format!("Примерский район № {}", number % 85 + 1),
            format!("МБОУ «Средняя общеобразовательная школа № {number}»"),
            format!("{first_twelve}{}", first_twelve % 11 % 10),
            format!("29{:03}000", 601 + number % 85),
            format!("https://vk.com/club{id}"),
            if number.is_multiple_of(3) { link } else { String::new() },
        ]
    });
    sheet_of_texts("Реестр", std::iter::once(header.map(str::to_owned).to_vec()).chain(rows))
}

fn recognised(sheet: &Sheet) -> Layout {
    Layout::recognise(sheet, &Headers::default(), &LayoutOptions::default()).expect("a roster with a column of addresses")
}

#[divan::bench]
fn verdicts(bencher: Bencher<'_, '_>) {
    let run = Run::new(&*SOURCES, &SETTINGS, &REFERENCE);
    let rows = SOURCES[0].table.len();
    bencher.counter(ItemsCount::new(rows)).bench(|| {
        for position in 0..rows {
            divan::black_box(run.verdict(RowId::new(0, position)));
        }
    });
}

#[divan::bench]
fn keys_of_all_rows(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(SOURCES[0].table.len()))
        .bench(|| divan::black_box(Run::new(&*SOURCES, &SETTINGS, &REFERENCE)));
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let sheet = roster();
    let headers = Headers::default();
    bencher.bench(|| Layout::recognise(divan::black_box(&sheet), &headers, &LayoutOptions::default()));
}

#[divan::bench]
fn data_rows(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(ROWS))
        .with_inputs(|| {
            let sheet = roster();
            let layout = recognised(&sheet);
            (sheet, layout)
        })
        .bench_values(|(sheet, layout)| Table::new(sheet, layout));
}

const NAME: &str = "МБОУ «Средняя общеобразовательная школа № 5»";

#[divan::bench]
fn fold(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(NAME)).bench(|| text::fold(divan::black_box(NAME)));
}

#[divan::bench(args = [NAME, "https://vk.com/club1", "нет страницы", ""])]
fn is_nothing_word(text: &str) -> bool {
    text::is_nothing_word(divan::black_box(text))
}
