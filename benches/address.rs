//! How long it takes to read the address in a cell: one form at a time, and a roster's mixture of them.

use divan::Bencher;
use divan::counter::ItemsCount;
use gospub::domain::vk_address::read;

fn main() {
    divan::main();
}

/// Forms as they occur in rosters, the commonest first. The id is put in for `{}`.
const FORMS: [&str; 12] = [
    "https://vk.com/club{}",
    "https://vk.com/public{}",
    "https://vk.com/school{}_perm",
    "vk.com/club{}",
    "https://m.vk.com/public{}?from=groups",
    "https://vk.com/crb.primer{}?z=photo-{}_457239020%2Fwall-{}_55",
    "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={}",
    "{}",
    "группа ВК: https://vk.com/club{}\nканал Телеграм: https://t.me/school{}",
    "«https://vk.com/рublic{}»",
    "нет",
    "https://ok.ru/group/55500000{}",
];

fn cell(form: &str, number: u32) -> String {
    form.replace("{}", &(217_000_000 + number).to_string())
}

#[divan::bench(args = FORMS)]
fn one_form(bencher: Bencher, form: &str) {
    let cell = cell(form, 101);
    bencher.bench_local(|| read(divan::black_box(&cell)));
}

/// Six countries' worth of cells: mostly numbered pages and names, as in the rosters that were seen.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_million_cells(bencher: Bencher) {
    const SHARES: [usize; 20] = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8];
    let cells: Vec<String> = (0..1_000_000).map(|number| cell(FORMS[SHARES[number as usize % SHARES.len()]], number)).collect();
    bencher
        .counter(ItemsCount::new(cells.len()))
        .bench_local(|| cells.iter().filter(|cell| read(cell).group().is_some()).count());
}
