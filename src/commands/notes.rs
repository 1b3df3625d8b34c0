//! What is said of how a sheet was read: which columns were taken for what, and what was filled down.

use crate::report::counted;
use crate::table::column::ColumnRole;
use crate::table::layout::LayoutNote;
use crate::table::rows::FilledDown;

/// A note on the columns of a sheet; the place stands before it, where there are several sheets.
pub(super) fn of_layout(note: &LayoutNote, place: &str) -> String {
    match *note {
        LayoutNote::ByContent(role, column) => {
            format!("{place}столбец {column} принят за «{}» по содержимому ячеек: заголовок об этом не говорит.", role.title())
        }
        LayoutNote::DefaultColumn(column) => {
            format!("{place}столбец {column} принят за столбец ссылок или номеров таблицы министерства.")
        }
        LayoutNote::NotWhatItSays(role, column) => {
            format!("{place}столбец {column} назван «{}», но в ячейках другое; он не использован.", role.title())
        }
        LayoutNote::UnknownHeader(row) => format!(
            "{place}строка {row} принята за заголовок, хотя слова в ней незнакомые. Если это уже данные, вставьте над ней строку с названиями столбцов."
        ),
    }
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
