//! Which cells of a row its municipality is asked to correct.

use crate::pipeline::Verdict;
use crate::report::finding_mark;
use crate::rules::{Fact, is_on_page};
use crate::table::column::ColumnRole;
use crate::table::edit::Mark;
use crate::table::sheet::CellRef;
use std::collections::BTreeMap;

/// The cells of the roster to correct, with the colour of those that findings are about. Other cells that may be corrected instead
/// have none.
pub(super) fn cells(verdict: &Verdict<'_>) -> BTreeMap<CellRef, Option<Mark>> {
    let mut asked: BTreeMap<CellRef, Option<Mark>> = BTreeMap::new();
    let record = &verdict.entry.record;
    for found in &verdict.findings {
        // What is to be done on the page is done there; no cell is wrong.
        let Some((_, mark)) = finding_mark(found.severity, found.code).filter(|_| !is_on_page(found.code)) else { continue };
        // An address would take the place of the name; it goes into «Пояснение».
        if record.names_carry_pages() && found.mends().iter().any(|role| role == ColumnRole::Address) {
            continue;
        }
        let known = asked.entry(found.at).or_default();
        // Marks are declared from the gravest to the mildest.
        *known = Some(known.map_or(mark, |known| known.min(mark)));
        for role in found.mends().iter().filter(|&role| record.has(role)) {
            asked.entry(record.get(role).at).or_default();
        }
        // The advice on a link of which nothing else says whose it is begins with the page.
        let needs_page = matches!(found.fact, Fact::Link(_)) && !verdict.entry.group.is_known();
        let pages = [ColumnRole::Address, ColumnRole::GroupId].into_iter();
        let is_open = |&role: &ColumnRole| record.has(role) && !(role == ColumnRole::Address && record.names_carry_pages());
        for role in pages.filter(|role| needs_page && is_open(role)) {
            asked.entry(record.get(role).at).or_default();
        }
    }
    asked
}
