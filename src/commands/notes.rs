//! What is said of how a sheet was read: which columns were taken for what, and what was filled down.

use crate::report::counted;
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
    let Refused { role, column, header, doubt } = refused;
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
