//! Which column the user means by a role, by letters, by a header.

use crate::domain::text::fold;
use crate::error::Reason;
use crate::handout::header_texts;
use crate::pipeline::Source;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::headers::Headers;
use crate::table::sheet::Column;

/// What the rows of a table are parted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The municipality, by its column or by the titles of sections.
    Municipality,
    /// Another column.
    Column(Column),
    /// The table has no such column.
    Nothing,
}

/// Finds the column in a table: by role, by letters if the table reaches so far, by header, by what headers of a role are like.
///
/// # Errors
/// If two columns have the header.
pub(super) fn find(word: &str, table: &Table, headers: &Headers) -> Result<By, Reason> {
    let layout = table.layout();
    if let Some(role) = ColumnRole::from_code(word) {
        return Ok(of_role(role, table));
    }
    let of_column = |column| {
        if layout.column(ColumnRole::Municipality) == Some(column) { By::Municipality } else { By::Column(column) }
    };
    if let Some(column) = word.parse().ok().filter(|&column: &Column| layout.senders_columns().any(|known| known == column)) {
        return Ok(of_column(column));
    }
    let wanted = fold(word);
    let texts = header_texts(table);
    let named: Vec<Column> = texts.iter().filter(|(_, text)| fold(text) == wanted).map(|&(column, _)| column).collect();
    match named[..] {
        [column] => Ok(of_column(column)),
        [first, second, ..] => Err(Reason::TwoSplitColumns { wanted: word.to_owned(), first, second }),
        [] => Ok(headers.best(word).map_or(By::Nothing, |role| of_role(role, table))),
    }
}

fn of_role(role: ColumnRole, table: &Table) -> By {
    match (role, table.layout().column(role)) {
        (ColumnRole::Municipality, Some(_)) => By::Municipality,
        (ColumnRole::Municipality, None) if table.has_sections() => By::Municipality,
        (_, Some(column)) => By::Column(column),
        (_, None) => By::Nothing,
    }
}

/// What is said where no table of a file has the column.
pub(super) fn unknown(word: &str, sources: &[Source]) -> Reason {
    let texts = sources.iter().flat_map(|source| header_texts(&source.table));
    let known = texts.filter(|(_, text)| !text.is_empty()).map(|(column, text)| format!("{column} «{text}»")).collect();
    Reason::NoSplitColumn { wanted: word.to_owned(), known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::layout::{Layout, LayoutOptions};
    use crate::table::sheet::sheet_of_texts;

    fn found(word: &str) -> Result<By, Reason> {
        let rows = [
            ["Район", "Организация", "Ссылка на страницу ВК", "Куратор", "id", "Примечание", "Примечание"],
            ["Энский", "Школа", "https://vk.com/club1", "Отдел", "1", "", ""],
        ];
        let headers = Headers::default();
        let sheet = sheet_of_texts("Лист1", rows);
        let layout = Layout::recognise(&sheet, &headers, &LayoutOptions::default()).unwrap();
        find(word, &Table::new(sheet, layout), &headers)
    }

    #[test]
    fn a_column_is_named_by_role_letters_header_or_a_word_for_its_role() {
        let column = |letters: &str| By::Column(letters.parse().unwrap());
        for (word, by) in [
            ("municipality", By::Municipality),
            ("район", By::Municipality),
            ("муниципалитет", By::Municipality),
            ("A", By::Municipality),
            ("D", column("D")),
            ("b", column("B")),
            ("КУРАТОР ", column("D")),
            ("ogrn", By::Nothing),
            ("Регион", By::Nothing),
        ] {
            assert_eq!(found(word).unwrap(), by, "{word}");
        }
        assert!(matches!(found("примечание"), Err(Reason::TwoSplitColumns { .. })));
    }
}
