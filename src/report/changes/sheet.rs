//! The sheet «Изменения» of a roster that corrections came home to: the figures, then every change with a link to its cell.

use super::{Came, Change, Changes, Fate, register};
use crate::domain::Date;
use crate::report::check_sheet::{Rows, cell, number};
use crate::table::edit::{Content, Look, Mark, NewCell, NewSheet};
use crate::table::sheet::{Area, CellRef, Column};

/// The name of the sheet.
pub(crate) const NAME: &str = "Изменения";
/// What stands in its first cell, by which it is known again and never read as a table.
pub(crate) const TITLE: &str = "Изменения реестра по ответам";

/// Fate, cell, organisation, column, before, after, who, remark; the sheet stands with the cell where there are several.
const WIDTHS: [f64; 8] = [25.0, 11.0, 36.0, 22.0, 30.0, 30.0, 36.0, 54.0];

/// The sheet; `notes` say what happened to files as a whole, `date` is the day of the run where one is wanted.
pub(crate) fn build(changes: &Changes, notes: &[String], date: Option<Date>) -> NewSheet {
    let mut rows = Rows::default();
    rows.push([cell(TITLE, Look::Title)]);
    let version = concat!("gospub ", env!("CARGO_PKG_VERSION"));
    rows.push([cell(date.map_or_else(|| version.to_owned(), |date| format!("{}, {version}", date.by_day())), Look::Note)]);
    rows.blank();
    totals(&mut rows, changes);
    answers(&mut rows, changes);
    files(&mut rows, changes);
    for note in notes {
        let blanks = (2..WIDTHS.len()).map(|_| cell("", Look::Plain));
        rows.push(std::iter::once(cell("Внимание", Look::Marked(Mark::Warning))).chain(blanks).chain([cell(note, Look::Plain)]));
    }
    if !notes.is_empty() {
        rows.blank();
    }
    let header = rows.next();
    let filter = list(&mut rows, changes).then(|| Area {
        first: CellRef::new(header, Column::FIRST),
        last: CellRef::new(rows.next() - 1, Column::new(WIDTHS.len() - 1).unwrap_or_default()),
    });
    NewSheet { name: NAME.to_owned(), widths: WIDTHS.to_vec(), rows: rows.rows, frozen_rows: 1, filter }
}

/// Rows and cells by fate. The rows add up to those that were handed out. Numbers stand right of texts, which they would touch.
fn totals(rows: &mut Rows, changes: &Changes) {
    rows.push(["Итог", "", "Что это значит", "Строк", "Ячеек"].map(|text| cell(text, Look::Heading)));
    for fate in Fate::ALL {
        let (of_rows, of_cells) = (changes.rows_of(fate), changes.cells_of(fate));
        if of_rows + of_cells > 0 {
            let look = fate.mark().map_or(Look::Plain, Look::Marked);
            rows.push(line(fate.word(), look, fate.meaning(), &[of_rows, of_cells], Look::Plain));
        }
    }
    rows.push(line("Без изменений", Look::Plain, "вернулись как были, замечаний нет", &[changes.in_order], Look::Plain));
    let all = [changes.handed(), changes.cells.values().sum()];
    rows.push(line(
        "Всего выдано",
        Look::Heading,
        "каждая строка учтена один раз, по самому важному итогу; без добавленных",
        &all,
        Look::Heading,
    ));
    rows.blank();
}

/// Who has answered, and what to write to those who have not.
fn answers(rows: &mut Rows, changes: &Changes) {
    let Some(line) = changes.register.line() else { return };
    rows.push([cell(register::TITLE, Look::Heading), cell("", Look::Plain), cell(line, Look::Plain)]);
    rows.push(register::HEADERS.map(|text| cell(text, Look::Heading)));
    for standing in &changes.register.lines {
        let shown = standing.shown();
        let texts = [shown.municipality, shown.handed, shown.handed_file, shown.answer, shown.outcome, shown.reminder];
        let head = [cell(shown.state.word(), Look::Marked(shown.state.mark())), cell("", Look::Plain)];
        rows.push(head.into_iter().chain(texts.map(|text| cell(text, Look::Plain))));
    }
    rows.blank();
}

/// What came back in each file: handed out = came back + removed.
fn files(rows: &mut Rows, changes: &Changes) {
    let heads =
        ["Чей ответ", "", "Файл", "Выдано строк", "Вернулось строк", "Удалено строк", "Добавлено строк", "Изменено ячеек"];
    rows.push(heads.map(|text| cell(text, Look::Heading)));
    for file in &changes.files {
        let counts = [file.handed, file.returned, file.removed, file.added, file.changed_cells];
        rows.push(line(&file.part, Look::Plain, &file.file, &counts, Look::Plain));
    }
    rows.blank();
}

/// A word, what belongs to it, and numbers.
fn line(word: &str, word_look: Look, text: &str, counts: &[usize], look: Look) -> Vec<NewCell> {
    let head = [cell(word, word_look), cell("", word_look), cell(text, look)];
    head.into_iter().chain(counts.iter().map(|&count| number(count, look))).collect()
}

/// The list of changes; false where there are none.
fn list(rows: &mut Rows, changes: &Changes) -> bool {
    if changes.list.is_empty() {
        rows.push([cell("Изменений нет.", Look::Plain)]);
        return false;
    }
    let heads =
        ["Итог", "Ячейка", "Организация", "Столбец", "Было в реестре", "Стало в реестре", "Кто прислал и что", "Пояснение"];
    rows.push(heads.map(|text| cell(text, Look::Heading)));
    let mut sheets: Vec<&str> = changes.list.iter().filter_map(|change| change.sheet.as_deref()).collect();
    sheets.sort_unstable();
    sheets.dedup();
    for change in &changes.list {
        rows.push([
            cell(change.fate.word(), change.fate.mark().map_or(Look::Plain, Look::Marked)),
            place(change, sheets.len() > 1),
            cell(&change.organisation, Look::Plain),
            cell(&change.column, Look::Plain),
            cell(&change.was, Look::Plain),
            cell(&change.now, Look::Plain),
            cell(change.came.iter().map(came).collect::<Vec<_>>().join("\n"), Look::Plain),
            cell(&change.remark, Look::Plain),
        ]);
    }
    true
}

fn place(change: &Change, with_sheet: bool) -> NewCell {
    let (Some(sheet), Some(at)) = (&change.sheet, change.cell) else { return cell("", Look::Plain) };
    let text = if with_sheet { format!("{sheet}!{at}") } else { at.to_string() };
    NewCell { content: Content::CellLink { text, sheet: sheet.clone(), cell: at }, look: Look::Plain }
}

fn came(came: &Came) -> String {
    let file = if came.place.is_empty() { came.file.clone() } else { format!("{}, {}", came.file, came.place) };
    if came.text.is_empty() { file } else { format!("{file}: {}", came.text) }
}
