//! Rows between and below the organisations that are none: the sample of how to fill the form, signatures, the header of another table.

use super::column::ColumnRole;
use super::content::is_organisation;
use super::evidence::is_page;
use super::headers::Headers;
use super::layout::Layout;
use super::sheet::{Cell, Column, Row, Sheet, Value};
use super::word_lists::LISTS;
use crate::domain::text::{fold, fold_starts_with_any, folds_to, folds_to_any, folds_to_one, is_letter, words};
use crate::domain::vk_address::{self, Address};
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// A row of which a person should know what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OddRow {
    /// Its number.
    pub(crate) row: u32,
    /// What stands in it.
    pub(crate) text: String,
    /// What it was taken for.
    pub(crate) is: Oddity,
}

/// What a row was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// A title of organisations that nobody can tell the kind or the municipality of.
    UnknownTitle,
    /// An organisation that may be the title of those below it.
    TitleOrOrganisation,
    /// The sample of how to fill the form, or what to write into its columns.
    Sample,
    /// A page in ВКонтакте, although the row names another network.
    PageUnderOtherNetwork,
    /// A signature or a note below the table.
    Signature,
    /// An organisation whose name is merged over several rows, each with a page of its own.
    SeveralPages {
        /// How many pages differ.
        pages: usize,
    },
    /// The header of another table, whose columns stand in another order, so that its rows were not read.
    AnotherTable {
        /// How many.
        rows: usize,
        /// The last of them.
        last: u32,
        /// Whether there are organisations among them.
        is_of_organisations: bool,
    },
}

/// Whether a row shows how to fill the form: «Пример», «МБОУ СОШ № 1 (пример заполнения)».
pub(super) fn is_sample<'c>(texts: impl Iterator<Item = &'c str>) -> bool {
    const WHOLE: [&str; 5] = ["пример", "образец", "например", "пример заполнения", "образец заполнения"];
    const WITHIN: [&str; 6] = ["ример заполнения", "бразец заполнения", "(пример)", "(образец)", "(Пример)", "(Образец)"];
    let says = |(at, text): (usize, &str)| {
        let alone = text.trim().trim_end_matches([':', '.']);
        // «Примерный район» is told from «(пример)» at once.
        let may_be = || SAMPLE_WORDS.iter().any(|word| word.find(text.as_bytes()).is_some());
        at == 0 && folds_to_any(alone, &WHOLE) || may_be() && WITHIN.iter().any(|words| text.contains(words))
    };
    texts.take(2).enumerate().any(says)
}

/// What the words for samples within a text have in common. Sought in two cells of each row, so made ready once.
static SAMPLE_WORDS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| [" заполнения", "ример)", "бразец)"].map(Finder::new));

/// Whether a row right below the header says what to write into the columns, or names them for machines: «текст | ссылка»,
/// «А | Б | В», «org_name | vk_url».
pub(super) fn is_hint(row: &Row<'_>, layout: &Layout) -> bool {
    const HINTS: [&str; 25] = [
        "текст",
        "ссылка",
        "число",
        "дата",
        "строка",
        "обязательн",
        "необязательн",
        "из списка",
        "выбер",
        "выбрать",
        "выбор ",
        "выбирается",
        "укаж",
        "указать",
        "указыва",
        "заполн",
        "впиш",
        "вносит",
        "полное наименование",
        "краткое наименование",
        "полное название",
        "краткое название",
        "в формате",
        "формат",
        "при наличии",
    ];
    if layout.header.is_none() || row.number() > layout.first_data_row + 1 {
        return false;
    }
    let names = layout.column(ColumnRole::Organisation);
    let is_hint = |text: &str| fold_starts_with_any(text.trim(), &HINTS);
    let is_key = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let is_letter_of_column = |cell: &Cell<'_>| match cell.value {
        Value::Text(text) => text.trim().chars().count() == 1,
        Value::Number(number) => (0.0..=99.0).contains(&number),
        _ => false,
    };
    let (all, hints) = (row.texts().count(), row.texts().filter(|(_, text)| is_hint(text)).count());
    let cells = row.cells().filter(|cell| cell.value != Value::Blank).count();
    let must_be_hints =
        |column: Column| layout.columns().any(|(role, known)| known == column && (role.makes_table() || Some(known) == names));
    let are_hints = hints > 0 && hints * 2 >= all && row.texts().all(|(column, text)| is_hint(text) || !must_be_hints(column));
    let are_keys = all >= 3 && all == cells && row.texts().all(|(_, text)| is_key(text.trim()));
    let are_letters =
        all >= 2 && cells >= 3 && row.cells().filter(|cell| cell.value != Value::Blank).all(|cell| is_letter_of_column(&cell));
    are_hints || are_keys || are_letters
}

/// How a row looks like a signature or a note below a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signature {
    /// «Начальник отдела», «Петрова А. А.»: where nothing else stands above it.
    Likely,
    /// «Начальник отдела _______ /Кузнецов И. И./», wherever.
    Plain,
}

/// Takes signatures and notes out of the rows: what stands below a blank row and is neither numbered nor has a page.
pub(super) fn drop_signatures(sheet: &Sheet, layout: &Layout, rows: &mut Vec<u32>) -> Vec<OddRow> {
    /// Signatures and notes take no more.
    const LAST_ROWS: usize = 10;
    let mut dropped = Vec::new();
    let mut last: Option<u32> = None;
    let mut is_below = false;
    let mut left = rows.len();
    let mut all_numbered = true;
    rows.retain(|&position| {
        let row = sheet.row_at(position as usize);
        let is_numbered = number_of(&row, layout).is_some_and(|value| matches!(value, Value::Number(_)));
        let is_after_gap = last.is_some_and(|last| last + 1 < row.number());
        // Without a gap a signature stands only at the end.
        let may_be = last.is_some() && (is_after_gap || is_below || left <= LAST_ROWS);
        left -= 1;
        let is_note = || all_numbered && (is_after_gap || is_below) && is_note(&row, layout);
        let signature = if may_be { signature(&row, layout).or_else(|| is_note().then_some(Signature::Likely)) } else { None };
        is_below = signature.is_some_and(|signature| is_below || is_after_gap || signature == Signature::Plain);
        if is_below {
            dropped.push(OddRow { row: row.number(), text: first_text(&row).to_owned(), is: Oddity::Signature });
        }
        all_numbered &= is_numbered || is_below;
        last = Some(row.number());
        !is_below
    });
    dropped
}

/// What stands left of the names in a row.
fn number_of<'s>(row: &Row<'s>, layout: &Layout) -> Option<Value<'s>> {
    let names = layout.column(ColumnRole::Organisation)?;
    row.cells().next().filter(|cell| cell.at.column < names).map(|cell| cell.value)
}

/// Whether a row below a gap is a note, where all rows above it have a number: a text in its place, no page, and no name of an
/// organisation («красный | ошибка»).
fn is_note(row: &Row<'_>, layout: &Layout) -> bool {
    let evidence = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link, ColumnRole::Ogrn, ColumnRole::Inn];
    matches!(number_of(row, layout), Some(Value::Text(text)) if text.chars().any(is_letter))
        && !evidence.into_iter().filter_map(|role| layout.column(role)).any(|column| is_evidence(row.cell(column)))
        && !row.texts().any(|(_, text)| is_organisation(text))
}

/// The first text of a row.
pub(super) fn first_text<'s>(row: &Row<'s>) -> &'s str {
    row.texts().map(|(_, text)| text.trim()).find(|text| text.chars().any(is_letter)).unwrap_or_default()
}

fn signature(row: &Row<'_>, layout: &Layout) -> Option<Signature> {
    let names = layout.column(ColumnRole::Organisation);
    // What has a number, a page, or a code is an organisation.
    let is_numbered = || {
        row.cells()
            .next()
            .is_some_and(|cell| matches!(cell.value, Value::Number(_)) && names.is_some_and(|names| cell.at.column < names))
    };
    let evidence = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link, ColumnRole::Ogrn, ColumnRole::Inn];
    if is_numbered() || evidence.into_iter().filter_map(|role| layout.column(role)).any(|column| is_evidence(row.cell(column))) {
        return None;
    }
    let folded = fold(first_text(row));
    let mut first_words = words(&folded);
    let (first, second) = (first_words.next().unwrap_or_default(), first_words.next());
    let is_acting = matches!((first, second), ("и", Some("о")) | ("м", Some("п")));
    let has_post = LISTS.signature.has(first) || is_acting;
    let has_line = row.texts().any(|(_, text)| text.contains("___"));
    let has_person = || row.texts().any(|(_, text)| is_person(text));
    let is_name = |text: &str| is_organisation(text) && first != "глава";
    if !has_post && !has_line && names.is_some_and(|names| matches!(row.value(names), Value::Text(text) if is_name(text))) {
        return None;
    }
    match (has_post || first == "глава", has_line, has_person()) {
        (_, true, _) | (true, _, true) => Some(Signature::Plain),
        (true, _, _) if has_post => Some(Signature::Likely),
        (_, _, true) => Some(Signature::Likely),
        _ => None,
    }
}

fn is_evidence(cell: Cell<'_>) -> bool {
    cell.hyperlink.is_some()
        || cell.formula.is_some()
        || match cell.value {
            Value::Blank => false,
            value if is_page(value, None) => true,
            Value::Text(text) => !matches!(vk_address::read(text).address, Address::Empty | Address::Unreadable(_)),
            _ => true,
        }
}

/// Whether a text is the name of a person and nothing else: «Кузнецов И. И.», «/И. И. Кузнецов/», «Кузнецова Анна Ивановна».
fn is_person(text: &str) -> bool {
    if text.len() > 120
        || !text.chars().all(|c| is_letter(c) || matches!(c, ' ' | '\u{A0}' | '.' | '/' | '_' | '(' | ')' | '-' | ','))
    {
        return false;
    }
    let words: Vec<&str> = words(text).filter(|word| *word != "_").collect();
    let is_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let initials = words.iter().filter(|word| word.chars().count() == 1).count();
    let is_patronymic = |word: &&str| ["вна", "вич", "чна", "кызы", "оглы"].iter().any(|ending| word.ends_with(ending));
    words.iter().all(is_capital)
        && match words.len() {
            2 => initials == 1,
            3 => initials == 2 || initials == 0 && words.iter().any(is_patronymic),
            _ => false,
        }
}

/// What stands over the columns of a table, so that it is known again further down.
pub(super) struct HeaderWords {
    /// Folded, with their columns.
    words: Vec<(Column, String)>,
}

impl HeaderWords {
    pub(super) fn of(sheet: &Sheet, layout: &Layout) -> Self {
        /// Headers do not run over more columns.
        const WIDEST: usize = 64;
        let columns = layout.senders_columns().take(WIDEST);
        let words = columns.map(|column| (column, fold(&layout.header_over(sheet, column)))).filter(|(_, word)| !word.is_empty());
        Self { words: words.collect() }
    }

    /// Whether a row has the words of the header again, in whatever order.
    pub(super) fn stand_again(&self, row: &Row<'_>) -> bool {
        let is_one = |text: &str| folds_to_one(text, self.words.iter().map(|(_, word)| word.as_str()));
        // Most rows are told by their first cell.
        let begins = row.texts().next().is_some_and(|(_, text)| is_one(text));
        begins && {
            let again = row.texts().filter(|(_, text)| is_one(text)).count();
            again >= 2 && again * 2 >= row.cells().count()
        }
    }

    /// Whether a row below a gap is a header of its own.
    fn begin_anew(&self, row: &Row<'_>) -> bool {
        if row.cells().any(|cell| {
            !matches!(cell.value, Value::Text(text) if !is_page(Value::Text(text), None)) && cell.value != Value::Blank
        }) {
            return false;
        }
        let roles: Vec<ColumnRole> = row.texts().filter_map(|(_, text)| HEADERS.best(text)).collect();
        let has = |is: fn(ColumnRole) -> bool| roles.iter().any(|&role| is(role));
        let is_counted = |text: &str| {
            fold_starts_with_any(text, &["№", "всего", "итого", "количество", "кол-во", "доля", "дата", "кто", "что"])
        };
        // «№» again, and no page or organisation beside it.
        let counts = |text: &str| text.trim_start().starts_with('№') && text.trim().chars().count() < 6;
        if row.cells().count() >= 3
            && row.texts().next().is_some_and(|(_, text)| counts(text))
            && !row.texts().any(|(_, text)| is_organisation(text) && HEADERS.best(text).is_none())
        {
            return true;
        }
        let known = row.texts().filter(|(_, text)| is_counted(text) || HEADERS.best(text).is_some()).count();
        let is_of_organisations = has(|role| role == ColumnRole::Organisation) && has(ColumnRole::makes_table);
        // «Муниципалитет | Всего | Со страницей», «Дата | Что изменено | Ссылка»: not even a table of organisations.
        (is_of_organisations || row.cells().count() >= 3 && known >= 2) && known * 2 >= row.cells().count()
    }

    /// Whether a header puts names or pages into other columns than the table's.
    fn differ(&self, header: &Row<'_>, layout: &Layout) -> bool {
        let role_of = |text: &str| {
            let known = self.words.iter().find(|(_, word)| folds_to(text, word));
            let role = known.and_then(|(column, _)| layout.columns().find(|(_, of)| of == column));
            role.map(|(role, _)| role).or_else(|| HEADERS.best(text))
        };
        let there: Vec<(Column, ColumnRole)> =
            header.texts().filter_map(|(column, text)| Some((column, role_of(text)?))).collect();
        layout.columns().any(|(role, column)| {
            let stands_at: Vec<Column> = there.iter().filter(|(_, other)| *other == role).map(|(column, _)| *column).collect();
            // In the columns that pages and names are taken from, unknown words are others.
            let is_main = role.is_evidence() || role == ColumnRole::Organisation;
            let is_other = || is_main && header.value(column) != Value::Blank || there.iter().any(|(other, _)| *other == column);
            if stands_at.is_empty() { is_other() } else { !stands_at.contains(&column) }
        })
    }

    /// Finds the headers of further tables among the rows, takes them out, and with them the rows of tables whose columns stand in
    /// another order: by the columns of the first one they would be read wrongly.
    pub(super) fn drop_other_tables(
        &self,
        sheet: &Sheet,
        layout: &Layout,
        headers: Vec<u32>,
        rows: &mut Vec<u32>,
    ) -> Vec<OddRow> {
        let number = |position: u32| sheet.row_at(position as usize).number();
        let mut headers = headers;
        let after_gaps = rows.windows(2).filter(|pair| number(pair[0]) + 1 < number(pair[1])).map(|pair| pair[1]);
        headers.extend(after_gaps.filter(|&position| self.begin_anew(&sheet.row_at(position as usize))));
        headers.sort_unstable();
        let mut found: Vec<OddRow> = Vec::new();
        let mut left_out = Vec::new();
        for (at, &header) in headers.iter().enumerate() {
            let end = headers.get(at + 1).copied().unwrap_or(u32::MAX);
            let row = sheet.row_at(header as usize);
            left_out.push(header);
            if self.differ(&row, layout) {
                let below = rows.iter().copied().filter(|position| (header + 1..end).contains(position));
                let before = left_out.len();
                left_out.extend(below);
                let rows = left_out.len() - before;
                let last = left_out.last().filter(|_| rows > 0).map(|&last| number(last));
                let text = first_text(&row).to_owned();
                let is_named = |position: &u32| sheet.row_at(*position as usize).texts().any(|(_, text)| is_organisation(text));
                let is_of_organisations = left_out[before..].iter().any(is_named);
                let is = last.map(|last| Oddity::AnotherTable { rows, last, is_of_organisations });
                found.extend(is.map(|is| OddRow { row: row.number(), text, is }));
            }
        }
        if !left_out.is_empty() {
            rows.retain(|position| left_out.binary_search(position).is_err());
        }
        found
    }
}

/// A table below another one is recognised by the common words for its columns.
static HEADERS: LazyLock<Headers> = LazyLock::new(Headers::default);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;
    use crate::table::layout::LayoutOptions;
    use crate::table::sheet::{CellRef, NewValue, SheetBuilder, sheet_of_texts};
    use std::sync::Arc;

    fn table<const N: usize>(rows: &[[&str; N]]) -> Table {
        let sheet = sheet_of_texts("Лист1", rows.iter().copied());
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        Table::new(sheet, layout)
    }

    fn rows(table: &Table) -> Vec<u32> {
        (0..table.len()).map(|position| table.row(position).number()).collect()
    }

    const HEADER: [&str; 3] = ["№", "Наименование", "Страница ВК"];
    const SCHOOL: [&str; 3] = ["1", "МБОУ СОШ № 1", "vk.com/club217000101"];

    #[test]
    fn signatures_below_a_table_are_no_organisations_and_are_said() {
        for signature in [
            ["", "Начальник отдела", "_________ /Кузнецов И.И./"],
            ["Начальник отдела", "", "Кузнецов И.И."],
            ["", "Ответственный исполнитель", "Петрова А.А."],
            ["", "Руководитель", ""],
            ["", "И.о. министра", ""],
            ["", "Глава администрации", "А. А. Петрова"],
            ["", "«___» ________ 2026 г.", ""],
            ["", "М.П.", ""],
        ] {
            let table = table(&[HEADER, SCHOOL, [""; 3], signature]);
            assert_eq!(rows(&table), [2], "{signature:?}");
            assert!(table.odd_rows().iter().all(|odd| odd.is == Oddity::Signature), "{signature:?}");
        }
    }

    #[test]
    fn a_legend_below_a_numbered_table_is_no_organisation() {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        for (row, texts) in [(1, &HEADER[..]), (2, &SCHOOL), (4, &["красный", "ошибка"]), (5, &["зелёный", "верно"])]
        {
            for (column, text) in (0..).map_while(Column::new).zip(texts) {
                let value = text.parse().map_or(NewValue::Text(text), NewValue::Number);
                builder.cell(CellRef::new(row, column), false, value, None).unwrap();
            }
        }
        let sheet = builder.build();
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let table = Table::new(sheet, layout);
        assert_eq!((rows(&table), table.odd_rows().len()), (vec![2], 2));
    }

    #[test]
    fn organisations_below_a_blank_row_stay() {
        for organisation in [
            ["2", "Директор", "vk.com/club217000102"],
            ["", "Глава Примерского района", "vk.com/glava_primersk"],
            ["2", "Главное управление", ""],
            ["2", "МБОУ СОШ № 2", "Петрова А.А."],
        ] {
            assert_eq!(rows(&table(&[HEADER, SCHOOL, [""; 3], organisation])), [2, 4], "{organisation:?}");
        }
    }

    #[test]
    fn the_sample_of_how_to_fill_the_form_is_no_organisation() {
        for sample in [
            ["Пример", "МБОУ СОШ № 1", "vk.com/club123456"],
            ["", "МБОУ СОШ № 1 (пример заполнения)", "vk.com/club123456"],
            ["Образец:", "Школа", "vk.com/club123456"],
        ] {
            let table = table(&[HEADER, sample, SCHOOL]);
            assert_eq!((rows(&table), table.odd_rows()[0].is), (vec![3], Oddity::Sample), "{sample:?}");
        }
        assert_eq!(rows(&table(&[HEADER, ["1", "Школа (Примерский район)", "vk.com/club217000102"]])), [2]);
    }

    #[test]
    fn what_is_to_be_written_into_the_columns_is_no_organisation() {
        for hint in [
            ["", "полное наименование по уставу", "ссылка в формате https://vk.com/club…"],
            ["число", "текст", "ссылка"],
            ["", "обязательно", "обязательно"],
            ["А", "Б", "1"],
            ["num", "org_name", "vk_url"],
            ["", "Всего организаций: 20", "Всего страниц: 18"],
            ["", "(пусто)", "(пусто)"],
        ] {
            assert_eq!(rows(&table(&[HEADER, hint, SCHOOL])), [3], "{hint:?}");
        }
        for organisation in [["1", "Текстильщик", "vk.com/club217000102"], ["1", "Школа", ""], ["1", "Ссылка", "vk.com/club3"]]
        {
            assert_eq!(rows(&table(&[HEADER, organisation, SCHOOL])), [2, 3], "{organisation:?}");
        }
    }

    #[test]
    fn totals_and_signatures_in_a_first_column_of_codes_or_pages_are_no_organisations() {
        let header = ["Страница ВК", "Наименование", "ИНН"];
        let school = ["vk.com/club217000101", "МБОУ СОШ № 1", "7601000001"];
        for below in [["Итого", "", ""], ["Всего: 3", "", ""], ["Исп. Петрова А.А., тел. 40-11-22", "", ""]]
        {
            assert_eq!(rows(&table(&[header, school, [""; 3], below])), [2], "{below:?}");
        }
    }

    #[test]
    fn a_tick_beside_each_page_is_no_network() {
        let rows_of = |tick| {
            [
                ["Организация", "Страница ВК", "Проверка"],
                ["СОШ № 1", "vk.com/club217000101", tick],
                ["СОШ № 2", "", tick],
                ["СОШ № 3", "vk.com/club217000103", tick],
            ]
        };
        for tick in ["ок", "ОК, ВК"] {
            let table = table(&rows_of(tick));
            assert_eq!((rows(&table), table.odd_rows(), table.other_networks()), (vec![2, 3, 4], vec![], 0), "{tick}");
        }
    }

    #[test]
    fn a_page_in_vk_is_one_whatever_network_its_row_names() {
        let header = ["Организация", "Соцсеть", "Ссылка"];
        let vk = ["СОШ № 1", "ВК", "vk.com/club217000101"];
        let table = table(&[header, vk, ["СОШ № 2", "ОК", "vk.com/club217000102"], ["СОШ № 2", "ВК", "https://ok.ru/g2"]]);
        assert_eq!((rows(&table), table.odd_rows()[0].is), (vec![2, 3], Oddity::PageUnderOtherNetwork));
    }

    #[test]
    fn a_table_below_with_columns_in_another_order_is_not_read_by_those_of_the_first() {
        let first = [["№", "Наименование", "Страница ВК", "ИНН"], ["1", "СОШ № 1", "vk.com/club217000101", "7601000001"]];
        let below = |header: [&'static str; 4], row: [&'static str; 4]| table(&[first[0], first[1], [""; 4], header, row]);
        for header in [["№", "ИНН", "Наименование", "Страница ВК"], ["№", "ИНН", "Учреждение", "Ссылка на группу ВК"]]
        {
            let table = below(header, ["1", "7601000002", "СОШ № 2", "vk.com/club217000102"]);
            assert_eq!(rows(&table), [2], "{header:?}");
            assert_eq!(table.odd_rows()[0].is, Oddity::AnotherTable { rows: 1, last: 5, is_of_organisations: true });
            assert!(table.leaves_out_organisations());
        }
        let silent = table(&[
            ["№", "Наименование", "ID сообщества"],
            ["1", "СОШ № 1", "217000101"],
            [""; 3],
            ["№", "Наименование", "ОКПО"],
            ["1", "СОШ № 2", "21700010"],
        ]);
        assert_eq!(
            (rows(&silent), silent.odd_rows()[0].is),
            (vec![2], Oddity::AnotherTable { rows: 1, last: 5, is_of_organisations: true })
        );
        let unknown =
            below(["№", "Прежнее название", "Бывшая группа", "Куда вошла"], ["1", "СОШ № 2", "vk.com/club217000102", "СОШ № 1"]);
        assert_eq!(rows(&unknown), [2]);
        let summary = below(["Муниципалитет", "Всего", "Со страницей", "Без страницы"], ["г. Лесогорск", "10", "8", "2"]);
        assert_eq!(
            (rows(&summary), summary.odd_rows()[0].is),
            (vec![2], Oddity::AnotherTable { rows: 1, last: 5, is_of_organisations: false })
        );
        assert!(!summary.leaves_out_organisations());
        let journal =
            below(["Дата", "Что изменено", "Ссылка", "Кто"], ["01.02.2026", "добавлена", "vk.com/club217000101", "Петрова"]);
        assert_eq!(rows(&journal), [2]);
        for header in [first[0], ["№", "Учреждение", "Ссылка на группу ВК", "ИНН"]] {
            let table = below(header, ["1", "СОШ № 2", "vk.com/club217000102", "7601000002"]);
            assert_eq!((rows(&table), table.odd_rows()), (vec![2, 5], vec![]), "{header:?}");
        }
    }

    #[test]
    fn one_organisation_with_several_pages_is_said() {
        let of = |second: &str| {
            let rows = [HEADER, SCHOOL, ["2", "", second]];
            let sheet = crate::table::sheet::merged_sheet(rows, &["B2:B3"]);
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            Table::new(sheet, layout).odd_rows()
        };
        let OddRow { row, text, is } = of("vk.com/club217000102").remove(0);
        assert_eq!((row, text.as_str(), is), (2, "МБОУ СОШ № 1", Oddity::SeveralPages { pages: 2 }));
        assert_eq!(of("vk.com/club217000101"), []);
    }

    #[test]
    fn persons_are_told_from_organisations() {
        for person in ["Кузнецов И.И.", "_________ /Кузнецов И.И./", "И. И. Кузнецов", "Кузнецова Анна Ивановна"]
        {
            assert!(is_person(person), "{person}");
        }
        for other in ["Школа № 1", "Радуга", "Детский сад Ромашка", "МБОУ", "Дом культуры"]
        {
            assert!(!is_person(other), "{other}");
        }
    }
}
