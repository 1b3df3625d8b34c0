//! What the marked cells of «Исправить» said when they were handed out. It stands in hidden columns of their own rows, so that sorting
//! keeps it with them, and lets formulas tell which cells have been corrected: those turn green, and the title counts the others.

use super::checks;
use super::fix_sheet::{FIRST_ROW, ShownCell};
use crate::handback::HandedColumn;
use crate::table::edit::Look;
use crate::table::form::{FormCell, Green};
use crate::table::sheet::{Area, CellRef, Column};

/// Stands before what a marked cell said: so one that was blank is told from one that is not marked.
const SAID: &str = "•";
/// Stands before what a red cell said, which no explanation takes out of the count.
const SAID_WRONG: &str = "!•";
/// How many columns stand between the last that was handed out and the first of these: gospub's own four and the key.
const BETWEEN: usize = 5;

/// The hidden cells of a row, up to that of the last marked cell.
pub(super) fn cells(cells: &[ShownCell]) -> impl Iterator<Item = FormCell<'_>> {
    let last = cells.iter().rposition(ShownCell::is_marked).map_or(0, |last| last + 1);
    cells[..last].iter().map(|cell| {
        let said = if cell.is_wrong() { SAID_WRONG } else { SAID };
        if cell.is_marked() { FormCell::text(format!("{said}{}", cell.text), Look::Plain) } else { FormCell::blank() }
    })
}

/// A cell turns green when it says something else than it did, and something that can be right.
pub(super) fn greens(columns: &[HandedColumn], last_row: u32) -> Vec<Green> {
    let green = |(index, column): (usize, &HandedColumn)| {
        let (at, was) = (Column::new(index)?, Column::new(columns.len() + BETWEEN + index)?);
        let (cell, was) = (CellRef::new(FIRST_ROW, at), CellRef::new(FIRST_ROW, was));
        let right = column.role.and_then(|role| checks::condition(role, cell)).unwrap_or_else(|| format!("{cell}<>\"\""));
        let same = |said: &str| format!("EXACT(\"{said}\"&{cell},{was})");
        let formula = format!("=AND({was}<>\"\",NOT(OR({},{})),{right})", same(SAID), same(SAID_WRONG));
        Some(Green { area: Area { first: cell, last: CellRef::new(last_row, at) }, formula })
    };
    columns.iter().enumerate().filter_map(green).collect()
}

/// How many marked cells still say what they did: red ones, and others in rows that nobody has explained. `counts` are those and all marked cells, as they are
/// handed out.
pub(super) fn left(columns: usize, last_row: u32, [left, marked]: [usize; 2]) -> FormCell<'static> {
    const DONE: &str = "Все отмеченные ячейки исправлены или объяснены. Сохраните файл и верните его.";
    const LEFT: &str = "Осталось исправить отмеченных ячеек: ";
    let text = if left == 0 { DONE.to_owned() } else { format!("{LEFT}{left} из {marked}") };
    let cell = FormCell::text(text, Look::Heading);
    let area = |first: usize, last: usize| {
        let corner = |row, column| Some(CellRef::new(row, Column::new(column)?));
        Some(Area { first: corner(FIRST_ROW, first)?, last: corner(last_row, last)? })
    };
    let areas = columns.checked_sub(1).and_then(|last| {
        Some([area(0, last)?, area(columns + BETWEEN, last + columns + BETWEEN)?, area(last + BETWEEN - 1, last + BETWEEN - 1)?])
    });
    let Some([said, was, explained]) = areas.filter(|_| marked > 0) else { return cell };
    let same = |before: &str| format!("EXACT(\"{before}\"&{said},{was})");
    let count = format!("SUMPRODUCT(({was}<>\"\")*({}*({explained}=\"\")+{}))", same(SAID), same(SAID_WRONG));
    let formula = format!("IF({count}=0,\"{DONE}\",\"{LEFT}\"&{count}&\" из {marked}\")");
    FormCell { computed: Some(formula), ..cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::column::ColumnRole;

    #[test]
    fn a_cell_that_says_something_else_and_right_is_green_and_no_longer_counted() {
        let column = |role| HandedColumn { header: String::new(), role, columns: Vec::new() };
        let greens = greens(&[column(Some(ColumnRole::Ogrn)), column(None)], 9);
        let formulas: Vec<_> = greens.iter().map(|green| (green.area.to_string(), &*green.formula)).collect();
        // Behind the two columns stand gospub's four in C to F and the key in G.
        let ogrn = "=AND(H6<>\"\",NOT(OR(EXACT(\"•\"&A6,H6),EXACT(\"!•\"&A6,H6))),AND(LEN(A6)=13,ISNUMBER(VALUE(A6))))";
        let other = "=AND(I6<>\"\",NOT(OR(EXACT(\"•\"&B6,I6),EXACT(\"!•\"&B6,I6))),B6<>\"\")";
        assert_eq!(formulas, [("A6:A9".to_owned(), ogrn), ("B6:B9".to_owned(), other)]);
        let counted = left(2, 9, [3, 4]);
        let count = "SUMPRODUCT((H6:I9<>\"\")*(EXACT(\"•\"&A6:B9,H6:I9)*(F6:F9=\"\")+EXACT(\"!•\"&A6:B9,H6:I9)))";
        assert!(counted.computed.is_some_and(|formula| formula.starts_with(&format!("IF({count}=0,"))));
        assert_eq!(left(2, 9, [0, 0]).computed, None);
    }

    #[test]
    fn a_formula_is_within_the_bounds_of_excel() {
        let role = |role| HandedColumn { header: String::new(), role: Some(role), columns: Vec::new() };
        let columns: Vec<_> = ColumnRole::ALL.into_iter().map(role).collect();
        let last = crate::table::sheet::CellRef::ROWS;
        assert!(greens(&columns, last).iter().all(|green| green.formula.chars().count() <= 8192));
        // A text within a formula has 255 characters at most.
        let formula = left(columns.len(), last, [1, 1]).computed.unwrap();
        assert!(formula.split('"').all(|piece| piece.chars().count() <= 255), "{formula}");
    }
}
