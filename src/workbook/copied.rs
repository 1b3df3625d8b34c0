//! Rows that people copied inside a result, as the beginning of a new one: what stands in their own columns then is what gospub said of
//! another row. It is no word of the person's, and the number of a community is no evidence for the new organisation. And whole sheets
//! that they copied, of which the record knows nothing by themselves.

use super::claims::Claims;
use super::undo::{Recorded, trace_of};
use crate::table::column::OwnRole;
use crate::table::sheet::{CellRef, Column, Row, Sheet, Value};
use std::collections::HashMap;

/// The cells of own columns that say word for word what gospub wrote into another row.
/// `own`: the own columns as they were, each with the one that it is.
pub(super) fn cells(recorded: &Recorded, own: &[(Column, Column)], claims: &Claims, sheet: &Sheet) -> Vec<CellRef> {
    // «Пояснение» is the person's, whoever wrote it.
    let is_told = |header: &str| OwnRole::of_header(header).is_some_and(|role| role != OwnRole::Explanation);
    let is_told = |then| recorded.own.iter().any(|(column, header)| *column == then && is_told(header));
    let traces = |then| recorded.traces.get(then).map_or(&[][..], Vec::as_slice);
    let own = own.iter().filter(|(then, _)| is_told(*then)).map(|(then, now)| (*now, traces(then)));
    let told = Told { own: own.collect(), claims };
    let suspects = sheet.rows().filter(|row| row.number() > claims.header && told.of_people(row).nth(1).is_some());
    let suspects: Vec<Row<'_>> = suspects.collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let rows = told.rows();
    suspects.iter().filter_map(|row| told.copied(row, &rows)).flatten().collect()
}

/// Whether a sheet is a copy of the one that the record speaks of: its own columns stand there, and most of what gospub wrote into them.
pub(super) fn is_sheet(recorded: &Recorded, sheet: &Sheet) -> bool {
    let header = sheet.row(recorded.header);
    let says =
        |column, own: &str| header.is_some_and(|row| matches!(row.value(column), Value::Text(text) if text.trim() == own.trim()));
    if recorded.own.is_empty() || !recorded.own.iter().all(|(column, own)| says(*column, own)) {
        return false;
    }
    let (mut count, mut same) = (0, 0);
    for (column, traces) in recorded.own.iter().filter_map(|(column, _)| Some((*column, recorded.traces.get(column)?))) {
        for (row, &trace) in (1..).zip(traces).filter(|(_, trace)| **trace > 0) {
            count += 1;
            same += usize::from(trace_of(sheet.cell(CellRef::new(row, column)).value) == Some(trace));
        }
    }
    same * 2 > count
}

/// What gospub wrote into its columns.
struct Told<'t> {
    /// The columns as they stand, each with the traces of what was written into it.
    own: Vec<(Column, &'t [u32])>,
    claims: &'t Claims,
}

impl Told<'_> {
    /// The places of the columns in which something stands that gospub did not write there, with its trace.
    fn of_people(&self, row: &Row<'_>) -> impl Iterator<Item = (usize, u32)> {
        self.own.iter().enumerate().filter_map(|(place, &(column, _))| {
            let trace = trace_of(row.value(column))?;
            (!self.claims.has(CellRef::new(row.number(), column))).then_some((place, trace))
        })
    }

    /// The places in the traces at which the same was written into a column.
    fn rows(&self) -> HashMap<(usize, u32), Vec<usize>> {
        let mut rows: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
        for (place, (_, traces)) in self.own.iter().enumerate() {
            for (at, &trace) in traces.iter().enumerate().filter(|(_, trace)| **trace > 0) {
                rows.entry((place, trace)).or_default().push(at);
            }
        }
        rows
    }

    /// The cells of a row that is the copy of another. One in which nothing is gospub's may have been changed since; in one of which
    /// gospub wrote a part, people may also have written what another row says: only the whole of it shows that it was copied.
    fn copied(&self, row: &Row<'_>, rows: &HashMap<(usize, u32), Vec<usize>>) -> Option<Vec<CellRef>> {
        let of_people: Vec<(usize, u32)> = self.of_people(row).collect();
        let is_new = self.own.iter().all(|&(column, _)| !self.claims.has(CellRef::new(row.number(), column)));
        let written = |place: usize, at: usize| self.own[place].1.get(at).copied().filter(|&trace| trace > 0);
        let is_copy_of = |at: usize| {
            let stands = |place: usize| trace_of(row.value(self.own[place].0));
            let is_same = |place: &usize| stands(*place) == written(*place, at);
            let told = || (0..self.own.len()).filter(|&place| written(place, at).is_some());
            (0..self.own.len()).all(|place| is_same(&place)) || is_new && told().filter(is_same).count() * 2 > told().count()
        };
        let is_copied = |at: usize, &&(place, trace): &&(usize, u32)| written(place, at) == Some(trace);
        // The rarest of its words lead to the fewest rows.
        let models = of_people.iter().filter_map(|cell| rows.get(cell)).min_by_key(|rows| rows.len())?;
        let is_model = |at: &&usize| is_copy_of(**at) && of_people.iter().filter(|cell| is_copied(**at, cell)).nth(1).is_some();
        // Where thousands of rows say the same, the first of them say whether it was copied.
        let model = models.iter().take(1_000).find(is_model)?;
        let copied = of_people.iter().filter(|cell| is_copied(*model, cell));
        Some(copied.map(|&(place, _)| CellRef::new(row.number(), self.own[place].0)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::undo::trace;
    use super::*;
    use crate::table::sheet::sheet_of_texts;

    /// The cells that are copies, of a sheet in which gospub wrote these rows under «ID сообщества», «Статус» and «Что не так».
    fn copied(written: &[[&str; 3]], now: &[[&str; 3]]) -> Vec<String> {
        let header = ["ID сообщества", "Статус", "Что не так"];
        let own = ["A", "B", "C"].map(|column| column.parse::<Column>().unwrap());
        let traces = |place: usize| {
            let traces = written.iter().map(|row| if row[place].is_empty() { 0 } else { trace(row[place]) });
            (own[place], std::iter::once(0).chain(traces).collect())
        };
        let recorded = Recorded {
            header: 1,
            own: own.into_iter().zip(header.map(str::to_owned)).collect(),
            traces: (0..3).map(traces).collect(),
            ..Recorded::default()
        };
        let sheet = sheet_of_texts("Лист1", std::iter::once(&header).chain(now));
        Claims::find(&recorded, &sheet).copied.into_iter().map(|at| at.to_string()).collect()
    }

    const ROWS: [[&str; 3]; 2] = [["5", "Верно", ""], ["", "Ошибка", "B3: нет номера"]];

    #[test]
    fn a_row_that_repeats_another_was_copied() {
        assert_eq!(copied(&ROWS, &[ROWS[0], ROWS[1], ROWS[0]]), ["A4", "B4"]);
        assert_eq!(copied(&ROWS, &[ROWS[0], ROWS[1], ROWS[1]]), ["B4", "C4"]);
        assert_eq!(copied(&ROWS, &[ROWS[0], ROWS[0]]), ["A3", "B3"], "written over another");
        assert_eq!(copied(&ROWS, &[ROWS[0], ROWS[1], ["5", "Верно", "звонил"]]), ["A4", "B4"], "with a word of the person's");
    }

    #[test]
    fn what_a_person_writes_is_no_copy() {
        assert_eq!(copied(&ROWS, &[ROWS[0], ROWS[1], ["5", "", ""]]), [""; 0]);
        assert_eq!(copied(&ROWS, &[ROWS[0], ["5", "Верно", "B3: нет номера"]]), [""; 0]);
        assert_eq!(copied(&ROWS, &[ROWS[0], ROWS[1], ["6", "звонил", ""]]), [""; 0]);
    }
}
