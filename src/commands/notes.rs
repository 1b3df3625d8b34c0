//! What is said of how a sheet was read: which columns were taken for what, and what was filled down.

use crate::record::Record;
use crate::report::counted;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::layout::{Doubt, LayoutNote, Refused};
use crate::table::rows::FilledDown;

/// A note on the columns of a sheet; the place stands before it, where there are several sheets.
pub(super) fn of_layout(note: &LayoutNote, place: &str) -> String {
    match note {
        LayoutNote::ByContent(role, column) => {
            format!("{place}столбец {column} принят за «{}» по содержимому ячеек: заголовок об этом не говорит.", role.title())
        }
        LayoutNote::DefaultColumn(column) => {
            format!("{place}столбец {column} принят за столбец ссылок или номеров таблицы министерства.")
        }
        LayoutNote::Refused(refused) => format!("{place}{}", refused_words(refused)),
        LayoutNote::NamedAgainstCells(role, column) => format!(
            "{place}столбец {column} указан как «{}», но в ячейках похоже на другое; он использован, как указано.",
            role.title()
        ),
        LayoutNote::Rivals(role, first, second) => format!(
            "{place}столбцы {first} и {second} одинаково подходят как «{}»; взят столбец {first}. Если нужен другой, укажите --column {}={second}.",
            role.title(),
            role.code()
        ),
        LayoutNote::UnknownHeader(row) => format!(
            "{place}строка {row} принята за заголовок, хотя слова в ней незнакомые. Если это уже данные, вставьте над ней строку с названиями столбцов."
        ),
    }
}

/// Why a column was left alone, and what to do if it should not have been.
pub(super) fn refused_words(refused: &Refused) -> String {
    let Refused { role, column, header, doubt, .. } = refused;
    let named = if header.is_empty() {
        String::new()
    } else {
        format!(" «{}»", header.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let why = match doubt {
        Doubt::Numbering => "похож на нумерацию, счётчик или коды".to_owned(),
        Doubt::SomethingElse => format!("не использован как «{}»: в ячейках другое", role.title()),
        Doubt::Unconfirmed => format!(
            "не использован как «{}»: ни заголовок, ни адреса страниц в тех же строках не подтверждают, что это номера сообществ ВКонтакте",
            role.title()
        ),
        Doubt::Disagrees { row, id, page } => {
            format!("не использован как «{}»: в строке {row} в нём {id}, а адрес страницы ведёт на {page}", role.title())
        }
    };
    format!("столбец {column}{named} {why}. Если это всё же он, укажите --column {}={column}.", role.code())
}

/// Notes on what the rows of a table hold: pages in other networks, formulas that nobody has computed.
pub(super) fn of_rows(table: &Table, place: &str) -> Vec<String> {
    let mut notes = Vec::new();
    if table.other_networks() > 0 {
        notes.push(format!(
            "{place}{} о страницах в других сетях: проверяются только страницы ВКонтакте.",
            counted(table.other_networks(), "строка", "строки", "строк")
        ));
    }
    if table.sheet().has_formulas() {
        let roles = [ColumnRole::Address, ColumnRole::GroupId, ColumnRole::Link, ColumnRole::Organisation];
        for role in roles.into_iter().filter(|&role| table.layout().column(role).is_some()) {
            let cells = (0..table.len()).map(|position| Record::at(table, position).get(role));
            let mut blank = cells.filter(|cell| cell.is_formula && cell.text.is_empty() && cell.target.is_none());
            if let Some(first) = blank.next() {
                let more = match blank.count() {
                    0 => String::new(),
                    more => format!(" и ещё {}", counted(more, "ячейка", "ячейки", "ячеек")),
                };
                notes.push(format!(
                    "{place}{}{more} в столбце «{}»: формула не посчитана, значения в файле нет. Откройте файл в Excel, сохраните и повторите.",
                    first.at,
                    role.title()
                ));
            }
        }
    }
    notes
}

/// A note on values that were taken for rows in whose cells they do not stand.
pub(super) fn of_filled_down(filled: &FilledDown, place: &str) -> String {
    match filled {
        FilledDown::Column { role, column, rows } => format!(
            "{place}в столбце {column} («{}») значение записано один раз на группу строк: {} взяли его из строки выше.",
            role.title(),
            counted(*rows, "строка", "строки", "строк"),
        ),
        FilledDown::Sections { role, first, titles } => {
            let what = if *role == ColumnRole::Kind {
                "сфера организаций"
            } else {
                "муниципальное образование"
            };
            let titles = counted(*titles, "строка", "строки", "строк");
            format!("{place}{titles} между данными («{first}» …) — названия групп; они приняты за «{what}» для строк под ними.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::{NewValue, SheetBuilder};

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
        let notes = of_rows(&Table::new(sheet, layout), "");
        assert!(matches!(&notes[..], [note] if note.starts_with("B2 в столбце") && note.contains("сохраните")), "{notes:?}");
    }
}
