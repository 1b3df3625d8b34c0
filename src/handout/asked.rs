//! Which cells of a row its municipality is asked to correct.

use super::places::cells_in;
use crate::diagnostic::{Diagnostic, Severity};
use crate::domain::text::is_nothing_word;
use crate::pipeline::Verdict;
use crate::table::column::ColumnRole;
use crate::table::edit::Mark;
use crate::table::sheet::CellRef;
use std::collections::BTreeMap;

/// Cells that are filled in or corrected instead of the one that a finding is about, by the beginning of its code.
const BESIDES: [(&str, &[ColumnRole]); 6] = [
    ("address-no-page", &[ColumnRole::NoPage]),
    ("kind-", &[ColumnRole::Kind]),
    ("address-", &[ColumnRole::GroupId]),
    ("pos-region-mismatch", &[ColumnRole::Region, ColumnRole::RegionCode]),
    ("pos-bad-oktmo", &[ColumnRole::Region]),
    ("pos-oktmo-", &[ColumnRole::Oktmo, ColumnRole::Region]),
];
/// The information that a page must have; a finding names all that is missing and points at the first.
const INFORMATION: (&str, [ColumnRole; 5]) = (
    "state-information-missing",
    [ColumnRole::PostalAddress, ColumnRole::Email, ColumnRole::Phone, ColumnRole::Site, ColumnRole::Activity],
);

/// The cells of the roster to correct, with the colour of those that findings are about. Other cells, which a finding names or which
/// may be corrected instead, have none.
pub(super) fn cells(verdict: &Verdict<'_>) -> BTreeMap<CellRef, Option<Mark>> {
    let mut asked: BTreeMap<CellRef, Option<Mark>> = BTreeMap::new();
    let record = &verdict.entry.record;
    let open = verdict.diagnostics.iter().filter(|found| found.severity > Severity::Info);
    for found in open {
        let mark = if found.severity == Severity::Error { Mark::Error } else { Mark::Warning };
        let known = asked.entry(found.problem.cell).or_default();
        // Marks are declared from the gravest to the mildest.
        *known = Some(known.map_or(mark, |known| known.min(mark)));
        let roles = BESIDES.iter().filter(|(code, _)| found.code.name.starts_with(code)).flat_map(|(_, roles)| *roles);
        let besides = roles.copied().filter(|&role| record.has(role)).map(|role| record.get(role).at);
        let lacking = INFORMATION
            .1
            .into_iter()
            .filter(|&role| found.code.name == INFORMATION.0 && record.has(role) && is_nothing_word(&record.text(role)));
        let others = besides.chain(named(found, record.row())).chain(lacking.map(|role| record.get(role).at));
        others.for_each(|cell| {
            asked.entry(cell).or_default();
        });
    }
    asked
}

/// The cells of its own row that a finding names.
fn named(found: &Diagnostic, row: u32) -> impl Iterator<Item = CellRef> {
    let advice = found.problem.suggestion.as_ref().map_or("", |suggestion| suggestion.text.as_str());
    cells_in(&found.problem.message).chain(cells_in(advice)).map(|(_, cell)| cell).filter(move |cell| cell.row == row)
}
