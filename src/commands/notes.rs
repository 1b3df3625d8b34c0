//! What is said of how a sheet was read: which columns were taken for what, and what was filled down.

use super::open::Aside;
use crate::domain::text::is_nothing_word;
use crate::record::Record;
use crate::report::counted;
use crate::report::reading::{About, Note};
use crate::table::Table;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::layout::{Doubt, LayoutNote, Refused};
use crate::table::odd::{OddRow, Oddity};
use crate::table::repeats::Repeats;
use crate::table::rows::FilledDown;
use crate::table::sheet::{Column, Value};
use rayon::prelude::*;

/// A sheet that notes are about.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// Its name.
    pub(super) sheet: &'p str,
    /// Whether there are others, so that it has to be named.
    pub(super) is_one_of_several: bool,
}

impl Place<'_> {
    fn note(self, about: About, text: String) -> Note {
        let place = if self.is_one_of_several { format!("Лист «{}»: ", self.sheet) } else { String::new() };
        Note { about, sheet: Some(self.sheet.to_owned()), text: place + &text }
    }
}

/// A note on the columns of a sheet.
pub(super) fn of_layout(note: &LayoutNote, table: &Table, place: Place<'_>) -> Note {
    let named = |column: Column| named(column, &table.layout().header_over(table.sheet(), column));
    let (about, text) = match note {
        LayoutNote::ByContent(role, column) => (
            About::ColumnByContent,
            format!("столбец {column} принят за «{}» по содержимому ячеек: заголовок об этом не говорит.", role.title()),
        ),
        LayoutNote::DefaultColumn(column) => {
            (About::ColumnByPosition, format!("столбец {column} принят за столбец ссылок или номеров таблицы министерства."))
        }
        LayoutNote::Refused(refused) => (About::ColumnNotUsed, refused_words(refused)),
        LayoutNote::NamedAgainstCells(role, column) => (
            About::ColumnContradicted,
            format!(
                "столбец {column} указан как «{}», но в ячейках похоже на другое; он использован, как указано.",
                role.title()
            ),
        ),
        LayoutNote::Displaced { role, named: by_user, column } => (
            About::ColumnNotUsed,
            format!(
                "{} не прочитан: как «{}» указан столбец {by_user}. Если это не так и задумано, уберите --column {}={by_user}.",
                named(*column),
                role.title(),
                role.code()
            ),
        ),
        LayoutNote::Rivals(role, first, second) => (
            About::ColumnsRival,
            format!(
                "столбцы {first} и {second} одинаково подходят как «{}»; взят столбец {first}. Если нужен другой, укажите --column {}={second}.",
                role.title(),
                role.code()
            ),
        ),
        LayoutNote::FurtherPages { taken, further } => (
            About::ColumnsRival,
            format!(
                "{} тоже содержит адреса страниц; взят {}, а строки, в которых эти столбцы называют разные сообщества, отмечены. Если нужен другой, укажите --column {}={further}.",
                named(*further),
                named(*taken),
                ColumnRole::Address.code()
            ),
        ),
        LayoutNote::PagesAmong(columns) => {
            let all = columns.iter().map(Column::to_string).collect::<Vec<_>>().join(", ");
            (
                About::ColumnByContent,
                format!(
                    "в столбцах {all} адреса страниц в разных сетях: в каждой строке взят адрес ВКонтакте, в каком бы из них он ни стоял."
                ),
            )
        }
        LayoutNote::TableBeside { names, pages } => (
            About::AnotherTable,
            format!(
                "правее стоит другая таблица ({} и {}): она не прочитана. Перенесите её под первую или на отдельный лист.",
                named(*names),
                named(*pages)
            ),
        ),
        LayoutNote::NamesRepeat { taken, repeat } => (
            About::ColumnsRival,
            format!(
                "за наименование организации принят {}: в столбце {} названия повторяются. Если нужен другой, укажите --column {}={repeat}.",
                named(*taken),
                with_header(*repeat, &table.layout().header_over(table.sheet(), *repeat)),
                ColumnRole::Organisation.code()
            ),
        ),
        LayoutNote::UnknownHeader(row) => (
            About::HeaderUnknown,
            format!(
                "строка {row} принята за заголовок, хотя слова в ней незнакомые. Если это уже данные, вставьте над ней строку с названиями столбцов."
            ),
        ),
        LayoutNote::TableAbove(row) => {
            let header = table.layout().header.map_or(table.layout().first_data_row, |(first, _)| first);
            let rows = if row + 1 == header {
                format!("строка {row} не прочитана")
            } else {
                format!("строки {row}–{} не прочитаны", header - 1)
            };
            (About::AnotherTable, format!("над таблицей стоит другая, организаций и страниц в ней нет: {rows}."))
        }
        LayoutNote::NoOrganisations(nearest) => {
            let code = ColumnRole::Organisation.code();
            let way_out = match nearest {
                Some(column) => format!("Больше всего похож {}: если это он, укажите --column {code}={column}.", named(*column)),
                None => format!("Если он есть, укажите --column {code}=БУКВА."),
            };
            (
                About::NoOrganisations,
                format!(
                    "столбец с названиями организаций не найден: строки, в которых нет страницы, не видны, и доли по такому листу не считаются. {way_out} Если лист — не реестр, назовите листы реестра: --sheet ИМЯ."
                ),
            )
        }
    };
    place.note(about, text)
}

/// Most rows say nothing of their municipality, where rows are counted or parted by it.
pub(super) fn of_municipalities(table: &Table) -> Option<Note> {
    let is_without = |position: &usize| is_nothing_word(&Record::at(table, *position).municipality().unwrap_or_default());
    let without = (0..table.len()).into_par_iter().filter(is_without).count();
    let has_column = table.layout().column(ColumnRole::Municipality).is_some() || table.has_sections();
    (without * 2 > table.len()).then(|| {
        let rows = counted(table.len(), "строки", "строк", "строк");
        let way_out = if has_column {
            "Заполните столбец"
        } else {
            "Если столбец есть, укажите --column municipality=БУКВА"
        };
        let sheet = table.sheet().name();
        Note {
            about: About::FewMunicipalities,
            sheet: Some(sheet.to_owned()),
            text: format!(
                "Лист «{sheet}»: муниципальное образование не указано в {without} из {rows}, поэтому по муниципалитетам этот лист не сравнить. {way_out}."
            ),
        }
    })
}

fn named(column: Column, header: &str) -> String {
    format!("столбец {}", with_header(column, header))
}

fn with_header(column: Column, header: &str) -> String {
    let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
    if header.is_empty() { column.to_string() } else { format!("{column} «{header}»") }
}

/// Why a column was left alone, and what to do if it should not have been.
pub(super) fn refused_words(refused: &Refused) -> String {
    let Refused { role, column, header, doubt, .. } = refused;
    let why = match doubt {
        Doubt::Numbering => "похож на нумерацию, счётчик или коды".to_owned(),
        Doubt::SomethingElse => format!("не использован как «{}»: в ячейках другое", role.title()),
        Doubt::Blank => {
            return format!(
                "{}, но под заголовком ничего нет. Впишите в него номера сообществ или адреса страниц, а если они в другом столбце, укажите --column {}=БУКВА.",
                named(*column, header),
                role.code()
            );
        }
        Doubt::AnotherPage => {
            format!("не использован как «{}»: заголовок говорит не об официальной странице самой организации", role.title())
        }
        Doubt::Unconfirmed => format!(
            "не использован как «{}»: ни заголовок, ни адреса страниц в тех же строках не подтверждают, что это номера сообществ ВКонтакте",
            role.title()
        ),
        Doubt::Disagrees { row, id, page } => {
            format!("не использован как «{}»: в строке {row} в нём {id}, а адрес страницы ведёт на {page}", role.title())
        }
    };
    let column_named = named(*column, header);
    format!("{column_named} {why}. Если это всё же он, укажите --column {}={column}.", role.code())
}

/// Notes on what the rows of a table hold: pages in other networks, formulas that nobody has computed.
pub(super) fn of_rows(table: &Table, place: Place<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    if table.other_networks() > 0 {
        let rows = counted(table.other_networks(), "строка", "строки", "строк");
        let text = format!("{rows} о страницах в других сетях: проверяются только страницы ВКонтакте.");
        notes.push(place.note(About::OtherNetworks, text));
    }
    if !table.only_elsewhere().is_empty() {
        let organisations = counted(table.only_elsewhere().len(), "организации", "организаций", "организаций");
        let text = format!(
            "у {organisations} нет строки о странице ВКонтакте, есть только о других сетях: {}. Каждая посчитана один раз, как организация без страницы.",
            listed(table.only_elsewhere().iter().map(|name| quoted(name)))
        );
        notes.push(place.note(About::OtherNetworks, text));
    }
    if table.sheet().has_formulas() {
        let roles = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link, ColumnRole::Organisation];
        for role in roles.into_iter().filter(|&role| table.layout().column(role).is_some()) {
            let cells = (0..table.len()).map(|position| Record::at(table, position).get(role));
            let mut blank = cells.filter(|cell| cell.is_not_computed() && cell.target.is_none());
            if let Some(first) = blank.next() {
                let more = match blank.count() {
                    0 => String::new(),
                    more => format!(" и ещё {}", counted(more, "ячейка", "ячейки", "ячеек")),
                };
                let text = format!(
                    "{}{more} в столбце «{}»: формула не посчитана, значения в файле нет. Откройте файл в Excel, сохраните и повторите.",
                    first.at,
                    role.title()
                );
                notes.push(place.note(About::FormulasNotComputed, text));
            }
        }
    }
    if let Some(Repeats { sheet, is_same, of_other_pages, .. }) = table.repeated() {
        let differ = if of_other_pages.is_empty() {
            String::new()
        } else {
            format!(
                " Страницы {} на этих листах разные: {}. Решите, какие верны.",
                counted(of_other_pages.len(), "организации", "организаций", "организаций"),
                listed(of_other_pages.iter().map(|name| quoted(name)))
            )
        };
        let further = (0..table.len()).filter(|&position| *is_same && table.counts(position)).count();
        let further = if further > 0 {
            format!(" Здесь посчитаны {}, которых там нет.", counted(further, "строка", "строки", "строк"))
        } else {
            String::new()
        };
        let text = if *is_same {
            format!(
                "те же организации, что на листе «{sheet}»: строки проверены, но в итогах и отчёте посчитаны один раз, по листу «{sheet}».{further}{differ}"
            )
        } else {
            format!(
                "названия организаций те же, что на листе «{sheet}», а страницы другие: посчитаны как разные организации. Если они те же, решите, какие страницы верны, и оставьте один лист."
            )
        };
        notes.push(place.note(About::SheetRepeats, text));
    }
    if let Some((first, rows)) = rows_of_formulas(table) {
        let rows = counted(rows, "строке", "строках", "строках");
        let text = format!(
            "в {rows}, начиная с {first}-й, названия и адреса — формулы, которые не посчитаны: значений в файле нет, и строки не проверены. Откройте файл в Excel, сохраните и повторите."
        );
        notes.push(place.note(About::FormulasNotComputed, text));
    } else if table.is_empty() {
        let sheet = table.sheet().name();
        let text = format!("Лист «{sheet}»: под заголовком нет строк с данными.");
        notes.push(Note { about: About::NoRows, sheet: Some(sheet.to_owned()), text });
    }
    notes
}

/// The first of the rows of which there are only formulas that nobody has computed, and how many these are, where a table has no others.
fn rows_of_formulas(table: &Table) -> Option<(u32, usize)> {
    let sheet = table.sheet();
    if !table.is_empty() || !sheet.has_formulas() {
        return None;
    }
    let roles = [ColumnRole::Organisation, ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link];
    let columns: Vec<Column> = roles.into_iter().filter_map(|role| table.layout().column(role)).collect();
    let below = sheet.position_from(table.layout().first_data_row)..sheet.row_count();
    let rows = below.map(|position| sheet.row_at(position));
    let mut rows = rows.filter(|row| columns.iter().any(|&column| row.cell(column).formula.is_some()));
    let first = rows.next()?.number();
    Some((first, 1 + rows.count()))
}

/// A note on a sheet that is nearly a table of pages.
pub(super) fn of_sheet_not_read(sheet: &str, why: &str) -> Note {
    let text = format!("Лист «{sheet}» не проверен, таблица со страницами на нём не найдена: {why}");
    Note { about: About::SheetNotRead, sheet: Some(sheet.to_owned()), text }
}

/// A note on a sheet that has links or pages, but no organisations.
pub(super) fn of_sheet_aside(sheet: &str, aside: Aside) -> Note {
    let what = match aside {
        Aside::People => "это список людей, а не организаций",
        Aside::Samples => "в нём ни организаций, ни номеров сообществ, только образцы ссылок",
    };
    let text = format!("Лист «{sheet}» не проверен: {what}. Если там всё же организации, укажите лист: --sheet \"{sheet}\".");
    Note { about: About::SheetNotRead, sheet: Some(sheet.to_owned()), text }
}

/// A note on hidden sheets with tables, which are passed over.
pub(super) fn of_hidden_sheets(sheets: &[String]) -> Option<Note> {
    let named = listed(sheets.iter().map(|sheet| quoted(sheet)));
    let (hidden, are) = if sheets.len() == 1 {
        ("скрыт лист", "он не проверен")
    } else {
        ("скрыты листы", "они не проверены")
    };
    let text = format!("{hidden} {named}: {are}. Если там тоже организации, покажите лист или укажите его: --sheet ИМЯ.");
    (!sheets.is_empty()).then_some(Note { about: About::SheetHidden, sheet: None, text })
}

/// A note on a column of the sender's that is called as the one that clerks write in for gospub.
pub(super) fn of_namesake(table: &Table, place: Place<'_>) -> Option<Note> {
    let layout = table.layout();
    let is_namesake =
        |&column: &Column| OwnRole::of_header(&layout.header_over(table.sheet(), column)) == Some(OwnRole::Explanation);
    let column = layout.senders_columns().find(is_namesake)?;
    let text = format!(
        "столбец {column} «{0}» — ваш, программа его не читает и добавляет справа свой с тем же названием. Ей пишите в него.",
        OwnRole::Explanation.header()
    );
    Some(place.note(About::ColumnNotUsed, text))
}

/// A note on a sheet whose own columns are known by their headers only: what people have written into them cannot be told from what an
/// earlier run wrote, so it goes with that.
pub(super) fn of_lost_record(table: &Table, place: Place<'_>) -> Option<Note> {
    let (sheet, layout) = (table.sheet(), table.layout());
    let rows = || sheet.rows().skip_while(|row| layout.header.is_some_and(|(_, header)| row.number() <= header));
    let explanation = layout.own(OwnRole::Explanation);
    let mut renewed = layout.own_columns().into_iter().filter(|&column| Some(column) != explanation);
    let mut is_written = || renewed.any(|column| rows().any(|row| row.value(column) != Value::Blank));
    if sheet.own_columns().is_some() || !layout.is_annotated() || !is_written() {
        return None;
    }
    let text = format!(
        "служебного листа gospub в книге уже нет, и записанное людьми в столбцы программы не отличить от прежних пометок: всё, кроме столбца «{}», записано в них заново. Если там были ваши записи, возьмите их из исходного файла.",
        OwnRole::Explanation.header()
    );
    Some(place.note(About::RecordLost, text))
}

/// A note on a sheet whose table Excel makes from another.
pub(super) fn of_pivot(sheet: &str) -> Note {
    let text = format!(
        "Лист «{sheet}»: это сводная таблица, её строит Excel по другим данным, и в неё ничего не вписывается. Проверяйте лист или файл с исходными данными."
    );
    Note { about: About::PivotTable, sheet: Some(sheet.to_owned()), text }
}

/// The first of some things, and how many more there are.
pub(super) fn listed(things: impl ExactSizeIterator<Item = String>) -> String {
    const MOST: usize = 5;
    let more = things.len().saturating_sub(MOST);
    let first = things.take(MOST).collect::<Vec<_>>().join(", ");
    if more == 0 { first } else { format!("{first} и ещё {more}") }
}

/// Notes on rows of which a person should know what they were taken for, those of one sort together.
pub(super) fn of_odd_rows(rows: &[OddRow], place: Place<'_>) -> Vec<Note> {
    // The words for one row, and for several.
    let of = |is: Oddity, one: &str, several: &str| {
        let some: Vec<&OddRow> = rows.iter().filter(|row| row.is == is).collect();
        let named = listed(some.iter().map(|row| format!("{} ({})", row.row, quoted(&row.text))));
        let words = if some.len() == 1 { one } else { several };
        (!some.is_empty()).then(|| place.note(About::OddRows, words.replace("{}", &named)))
    };
    let mut notes: Vec<Note> = [
        of(
            Oddity::UnknownTitle,
            "строка {} похожа на название группы, но сфера и муниципальное образование из неё не понятны: для строк под ней они не взяты и из названий выше. Если это организация, впишите адрес страницы или «нет»; если группа, добавьте столбец со сферой или с муниципальным образованием.",
            "строки {} похожи на названия групп, но сфера и муниципальное образование из них не понятны: для строк под ними они не взяты и из названий выше. Если это организации, впишите адрес страницы или «нет»; если группы, добавьте столбец со сферой или с муниципальным образованием.",
        ),
        of(
            Oddity::TitleOrOrganisation,
            "строка {} принята за организацию без страницы, но может быть и названием группы: названия групп выше для строк под ней не взяты.",
            "строки {} приняты за организации без страницы, но могут быть и названиями групп: названия групп выше для строк под ними не взяты.",
        ),
        of(
            Oddity::Sample,
            "строка {} — образец или пояснение к заполнению: она не проверяется и не считается.",
            "строки {} — образцы или пояснения к заполнению: они не проверяются и не считаются.",
        ),
        of(
            Oddity::PageUnderOtherNetwork,
            "в строке {} названа другая сеть, а адрес ведёт во ВКонтакте: она проверена как строка о странице ВКонтакте. Исправьте название сети или адрес.",
            "в строках {} названа другая сеть, а адреса ведут во ВКонтакте: они проверены как строки о страницах ВКонтакте. Исправьте названия сети или адреса.",
        ),
        of(
            Oddity::Signature,
            "строка {} под таблицей — подпись или примечание: она не проверяется и не считается.",
            "строки {} под таблицей — подписи или примечания: они не проверяются и не считаются.",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let several: Vec<&OddRow> = rows.iter().filter(|row| matches!(row.is, Oddity::SeveralPages { .. })).collect();
    if !several.is_empty() {
        let named = listed(several.iter().map(|row| {
            let Oddity::SeveralPages { pages } = row.is else { unreachable!("only these were taken") };
            format!("{} (строка {}, {})", quoted(&row.text), row.row, counted(pages, "страница", "страницы", "страниц"))
        }));
        let text = format!(
            "одна организация объединена на несколько строк с разными страницами ВКонтакте: {named}. Каждая строка проверена и посчитана отдельно. Если это филиалы, впишите в каждую строку название филиала; если организация одна, оставьте одну официальную страницу."
        );
        notes.push(place.note(About::OddRows, text));
    }
    for row in rows {
        if let Oddity::AnotherTable { rows, last, is_of_organisations } = row.is {
            let unread = format!("{} под её заголовком ({}–{last})", counted(rows, "строка", "строки", "строк"), row.row + 1);
            let text = match is_of_organisations {
                true => format!(
                    "в строке {} начинается другая таблица, столбцы в ней стоят иначе: {unread} не прочитаны и не посчитаны, а доли без них не считаются. Перенесите их на отдельный лист или расставьте столбцы, как в первой.",
                    row.row
                ),
                false => format!("в строке {} начинается другая таблица, организаций в ней нет: {unread} не прочитаны.", row.row),
            };
            notes.push(place.note(About::AnotherTable, text));
        }
    }
    notes
}

/// A text in quotes, cut where it is too long for a line.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = text.chars().take(LONGEST).collect();
    let cut = if short.len() < text.len() { "…" } else { "" };
    if text.contains('«') { format!("„{short}{cut}“") } else { format!("«{short}{cut}»") }
}

/// A note on values that were taken for rows in whose cells they do not stand.
pub(super) fn of_filled_down(filled: &FilledDown, place: Place<'_>) -> Note {
    let text = match filled {
        FilledDown::Column { role, column, rows } => format!(
            "в столбце {column} («{}») значение записано один раз на группу строк: {} взяли его из строки выше.",
            role.title(),
            counted(*rows, "строка", "строки", "строк"),
        ),
        FilledDown::Sections { role, first, titles } => {
            let what = if *role == ColumnRole::Kind {
                "сфера организаций"
            } else {
                "муниципальное образование"
            };
            if *titles == 1 {
                format!("1 строка между данными («{first}») — название группы; она принята за «{what}» для строк под ней.")
            } else {
                let titles = counted(*titles, "строка", "строки", "строк");
                format!("{titles} между данными («{first}» …) — названия групп; они приняты за «{what}» для строк под ними.")
            }
        }
    };
    place.note(About::FilledDown, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::{NewValue, SheetBuilder, sheet_of_texts};

    #[test]
    fn formulas_without_a_result_are_said_to_be_that() {
        let mut builder = SheetBuilder::new("Лист1", std::sync::Arc::default());
        let page = "vk.com/club217000102";
        for (cell, text, formula) in [
            ("A1", "Организация", None),
            ("B1", "Ссылка на страницу ВК", None),
            ("A2", "Школа", None),
            ("B2", "", Some("CONCATENATE(\"vk.com/club\",217000101)")),
            ("A3", "Сад", None),
            ("B3", page, None),
            ("A4", "Лицей", None),
            ("B4", "", Some("HYPERLINK(\"https://vk.com/club217000103\")")),
        ] {
            builder.cell(cell.parse().unwrap(), false, NewValue::Text(text), formula).unwrap();
        }
        let sheet = builder.build();
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let place = Place { sheet: "Лист1", is_one_of_several: false };
        let notes = of_rows(&Table::new(sheet, layout), place);
        assert!(
            matches!(&notes[..], [Note { text: note, .. }] if note.starts_with("B2 в столбце") && note.contains("сохраните")),
            "{notes:?}"
        );
    }

    #[test]
    fn rows_of_nothing_but_formulas_are_said_to_be_that() {
        let mut builder = SheetBuilder::new("Лист1", std::sync::Arc::default());
        for (cell, text, formula) in [
            ("A1", "Организация", None),
            ("B1", "Страница ВК", None),
            ("A2", "", Some("Данные!A2")),
            ("B2", "", Some("Данные!B2")),
        ] {
            builder.cell(cell.parse().unwrap(), false, NewValue::Text(text), formula).unwrap();
        }
        let sheet = builder.build();
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let notes = of_rows(&Table::new(sheet, layout), Place { sheet: "Лист1", is_one_of_several: false });
        assert!(matches!(&notes[..], [Note { about: About::FormulasNotComputed, .. }]), "{notes:?}");
    }

    #[test]
    fn a_column_of_explanations_that_the_sender_has_is_told_from_gospubs() {
        let rows = [["Организация", "Пояснение", "Страница ВК"], ["Школа", "переехала", "vk.com/club217000101"]];
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let place = Place { sheet: "Лист1", is_one_of_several: false };
        let note = of_namesake(&Table::new(sheet, layout), place).unwrap();
        assert!(note.text.contains("столбец B «Пояснение»"), "{}", note.text);
    }
}
