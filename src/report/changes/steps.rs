//! What `merge` wrote, a line a cell, so that a step can be looked up and taken back (`gospub.step/1`).

use crate::table::sheet::{CellRef, Column};
use serde::{Deserialize, Serialize};

/// The name of the contract.
pub(crate) const SCHEMA: &str = "gospub.step/1";

/// Why a cell was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// It was marked for correction.
    Correction,
    /// Nobody had asked for it, and the user took over everything (`--accept-all`).
    Unasked,
    /// Its row came back without a key, and the user confirmed it (`--accept-matched`).
    Proposal,
    /// It is an explanation.
    Explanation,
    /// A step of before was taken back.
    TakenBack,
}

/// One cell that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The contract's name.
    pub(crate) schema: String,
    /// The roster's sheet.
    pub(crate) sheet: String,
    /// The row's number, from one.
    pub(crate) row: u32,
    /// The cell, as `D17`.
    pub(crate) cell: String,
    /// The organisation.
    pub(crate) organisation: String,
    /// The header of the column.
    pub(crate) column: String,
    /// Why it was written.
    pub(crate) kind: Kind,
    /// What the cell said.
    pub(crate) before: String,
    /// Where it led, if it did.
    pub(crate) before_link: Option<String>,
    /// What it says now.
    pub(crate) after: String,
    /// Where it leads now, if it does.
    pub(crate) after_link: Option<String>,
    /// The answers that said so.
    pub(crate) files: Vec<String>,
}

impl Step {
    /// The cell; none where somebody has damaged the line.
    pub(crate) fn at(&self) -> Option<CellRef> {
        self.cell.parse().ok().filter(|at: &CellRef| at.row == self.row && at.column <= Column::LAST)
    }
}

/// Reads the steps of a file, in which other lines may stand as well; none if there is no step in it.
pub(crate) fn read(text: &str) -> Vec<Step> {
    let lines = text.lines().map(|line| line.trim_start_matches('\u{feff}'));
    lines.filter_map(|line| serde_json::from_str(line).ok()).filter(|step: &Step| step.schema == SCHEMA).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_reads_back_as_written_among_other_lines() {
        let step = Step {
            schema: SCHEMA.into(),
            sheet: "Реестр".into(),
            row: 17,
            cell: "H17".into(),
            organisation: "Школа".into(),
            column: "Ссылка".into(),
            kind: Kind::Correction,
            before: "нет".into(),
            before_link: None,
            after: "https://vk.com/club1".into(),
            after_link: Some("https://vk.com/club1".into()),
            files: vec!["ответ.xlsx".into()],
        };
        let line = serde_json::to_string(&step).unwrap();
        assert!(line.starts_with("{\"schema\":\"gospub.step/1\",\"sheet\":\"Реестр\",\"row\":17,\"cell\":\"H17\""), "{line}");
        let text = format!("\u{feff}{{\"schema\":\"gospub.change/1\"}}\n{line}\nx");
        assert_eq!(read(&text), [step]);
    }
}
