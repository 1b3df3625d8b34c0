//! Steps of an earlier run as an answer that says what stood there before: it is weighed like any other, so that a cell in which
//! something else stands by now stays as it is.

use super::answers::{Answer, Home};
use crate::commands::Input;
use crate::error::{Error, Reason};
use crate::handback::{Given, GivenValue, HandedColumn, HandedRow, HandedSource, Origin, Returned, ReturnedRow, RowKey, Slot};
use crate::report::changes::steps::{self, Kind, Step};
use crate::table::RowId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a file of steps.
///
/// # Errors
/// If it cannot be read, or holds no steps.
pub(super) fn read(input: &Input, home: &Home<'_>) -> Result<Answer, Error> {
    let text = input.text_up_to(home.limits.file_bytes).map_err(|error| input.stopped(error.into()))?;
    let steps = steps::read(&text);
    if steps.is_empty() {
        return Err(input.stopped(Reason::NotSteps));
    }
    Ok(answer(input.name(), &steps, home))
}

fn answer(file: String, steps: &[Step], home: &Home<'_>) -> Answer {
    let mut rows: BTreeMap<(&str, u32), Vec<&Step>> = BTreeMap::new();
    for step in steps.iter().filter(|step| step.at().is_some()) {
        rows.entry((&step.sheet, step.row)).or_default().push(step);
    }
    let mut origin = Origin::default();
    let (mut returned, mut found) = (Vec::new(), Vec::new());
    for ((sheet, number), steps) in rows {
        let source = origin.sources.iter().position(|known| known.sheet == sheet).unwrap_or_else(|| {
            origin.sources.push(HandedSource { file: home.name.clone(), hash: home.hash, sheet: sheet.to_owned() });
            origin.columns.iter_mut().for_each(|column| column.columns.push(None));
            origin.sources.len() - 1
        });
        let at = row_at(sheet, number, home);
        let mut row = HandedRow {
            key: at.map_or_else(RowKey::default, |at| home.roster.key(at)),
            source,
            row: number,
            asked: Vec::new(),
            explanation: String::new(),
            own: None,
            base: Vec::new(),
        };
        let mut changes = Vec::new();
        for step in steps {
            let Some(cell) = step.at() else { continue };
            let given = Given { text: step.before.clone(), stored: GivenValue::Text, target: step.before_link.clone() };
            if step.kind == Kind::Explanation {
                row.explanation.clone_from(&step.after);
                changes.push((Slot::Explanation, cell, given));
                continue;
            }
            let is_same = |column: &HandedColumn| column.columns[source] == Some(cell.column);
            let index = origin.columns.iter().position(is_same).unwrap_or_else(|| {
                let mut columns = vec![None; origin.sources.len()];
                columns[source] = Some(cell.column);
                origin.columns.push(HandedColumn { header: step.column.clone(), role: None, columns });
                origin.columns.len() - 1
            });
            row.base.resize(origin.columns.len().max(row.base.len()), String::new());
            row.base[index].clone_from(&step.after);
            row.asked.push(index);
            changes.push((Slot::Column(index), cell, given));
        }
        returned.push(ReturnedRow { handed: origin.rows.len(), sheet: Arc::from(sheet), changes, overwritten: false });
        origin.rows.push(row);
        found.push(at);
    }
    let columns = origin.columns.len();
    origin.rows.iter_mut().for_each(|row| row.base.resize(columns, String::new()));
    let handed = origin.rows.len();
    let sources = (0..origin.sources.len()).collect();
    let returned = Returned { handed, came: vec![true; handed], rows: returned, ..Returned::of(origin) };
    Answer { file, returned, found, sources, saved: None, takes_back: true }
}

fn row_at(sheet: &str, number: u32, home: &Home<'_>) -> Option<RowId> {
    let mut tables = home.roster.tables().iter().enumerate().filter(|(_, table)| table.sheet().name() == sheet);
    tables.find_map(|(table, rows)| {
        let position = rows.position_from(number);
        (position < rows.len() && rows.row(position).number() == number).then_some(RowId::new(table, position))
    })
}
