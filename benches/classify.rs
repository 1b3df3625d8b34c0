//! How fast kinds are read from names: the aim is a microsecond a name.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use gospub::classify::{Words, by_column, by_name};

fn main() {
    divan::main();
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::default);

const NAMES: [&str; 12] = [
    "МБОУ СОШ № 25",
    "МБДОУ «ЦРР – детский сад № 5»",
    "Муниципальное бюджетное общеобразовательное учреждение «Заречная средняя общеобразовательная школа» Н-ского муниципального района",
    "МБУ ДО «Дом детского творчества»",
    "МБУК «Межпоселенческая центральная библиотека»",
    "ГБУЗ «Н-ская ЦРБ»",
    "Государственное бюджетное учреждение здравоохранения Н-ской области «Городская поликлиника № 3»",
    "Администрация Школьного сельского поселения Н-ского муниципального района",
    "Отдел образования администрации муниципального образования «Город Н»",
    "МБУК ДК «Школьник»",
    "ГИБДД",
    "МБУ «Радуга»",
];

#[divan::bench]
fn names(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(NAMES.len())).bench(|| {
        for name in NAMES {
            divan::black_box(by_name(divan::black_box(name), &WORDS));
        }
    });
}

#[divan::bench(args = NAMES)]
fn name(name: &str) {
    divan::black_box(by_name(divan::black_box(name), &WORDS));
}

#[divan::bench]
fn column() {
    divan::black_box(by_column(divan::black_box("Дополнительное образование"), &WORDS));
}
