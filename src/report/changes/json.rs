//! What came home, for machines: one object (`gospub.merge/1`), or one a change (`gospub.change/1`).

use super::register::{Standing, State};
use super::{Change, Changes, Fate, FileFigures};
use crate::report::reading::{FileJson, Reading};
use crate::table::sheet::CellRef;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// All that came home.
#[derive(Debug, Serialize)]
pub struct Merge<'c> {
    schema: &'static str,
    roster: &'c str,
    /// How the roster was read.
    read: FileJson<'c>,
    handed: usize,
    in_order: usize,
    rows: &'c BTreeMap<Fate, usize>,
    cells: &'c BTreeMap<Fate, usize>,
    files: &'c [FileFigures],
    register: Vec<Registered<'c>>,
    changes: &'c [Change],
}

/// A municipality with what it answered.
#[derive(Debug, Serialize)]
struct Registered<'c> {
    state: State,
    #[serde(flatten)]
    standing: &'c Standing,
}

/// One change.
#[derive(Debug, Serialize)]
pub struct Line<'c> {
    schema: &'static str,
    #[serde(flatten)]
    change: &'c Change,
}

/// What came home into a roster, as one object.
pub fn merge<'c>(roster: &'c str, reading: &'c Reading, changes: &'c Changes) -> Merge<'c> {
    Merge {
        schema: "gospub.merge/1",
        roster,
        read: FileJson::of(roster, reading),
        handed: changes.handed(),
        in_order: changes.in_order,
        rows: &changes.rows,
        cells: &changes.cells,
        files: &changes.files,
        register: changes.register.lines.iter().map(|standing| Registered { state: standing.state(), standing }).collect(),
        changes: &changes.list,
    }
}

/// Each change as an object of its own.
pub fn lines(changes: &Changes) -> impl Iterator<Item = Line<'_>> {
    changes.list.iter().map(|change| Line { schema: "gospub.change/1", change })
}

/// A cell as `D17`.
pub(super) fn cell<S: Serializer>(cell: &Option<CellRef>, serializer: S) -> Result<S::Ok, S::Error> {
    match cell {
        Some(cell) => serializer.collect_str(cell),
        None => serializer.serialize_none(),
    }
}
