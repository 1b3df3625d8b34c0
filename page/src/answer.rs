//! Lines of JSON for the page. Each says by `type` what it is; lines of `gospub.row/1` have no `type`.

use crate::border;
use gospub::error::Error;
use gospub::report::check_sheet::SheetFigures;
use gospub::report::explain::{Line, Tone};
use gospub::report::{Statuses, Summary};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Answer<'a> {
    /// How far the work is.
    Progress { done: usize, total: usize },
    /// What stopped a file.
    Error { file: String, reason: String },
    /// What a file is for.
    Role { file: usize, role: &'static str },
    /// What the codes of findings mean.
    Codes { titles: BTreeMap<&'static str, &'static str> },
    /// A ministry table that was used.
    Reference { file: String, groups: usize, links: usize },
    /// A workbook that was judged.
    File { file: String, output: Option<&'a str>, notes: &'a [String], sheets: Vec<Sheet<'a>> },
    /// A verdict explained.
    Explained { lines: Vec<Explained<'a>> },
    /// What came of `split`.
    Split { output: &'a str, books: Vec<Book>, notes: Vec<String>, in_order: &'a [String] },
    /// What came of `merge`.
    Merged { output: &'a str, notes: Vec<String>, answers: Vec<Returned<'a>>, fates: Vec<Fate> },
    /// What came of `report`.
    Reported { output: &'a str, report: serde_json::Value },
}

impl Answer<'_> {
    pub(crate) fn say(&self) {
        let mut line = serde_json::to_string(self).expect("texts and numbers become JSON");
        line.push('\n');
        border::lines(&line);
    }
}

pub(crate) fn error(error: &Error) {
    Answer::Error { file: error.file.display().to_string(), reason: error.reason.to_string() }.say();
}

/// Figures of a sheet.
#[derive(Serialize)]
pub(crate) struct Sheet<'a> {
    sheet: &'a str,
    #[serde(flatten)]
    figures: Figures,
}

impl<'a> Sheet<'a> {
    pub(crate) fn of(sheet: &'a SheetFigures) -> Self {
        Self { sheet: &sheet.sheet, figures: Figures::of(&sheet.summary) }
    }
}

/// Rows by their status, links by what came of them.
#[derive(Serialize)]
pub(crate) struct Figures {
    rows: usize,
    #[serde(flatten)]
    statuses: Statuses,
    links_filled: usize,
}

impl Figures {
    pub(crate) fn of(summary: &Summary) -> Self {
        Self { rows: summary.rows, statuses: summary.statuses(), links_filled: summary.miniapp.filled() }
    }
}

/// A line of an explanation.
#[derive(Serialize)]
pub(crate) struct Explained<'a> {
    label: &'a str,
    text: &'a str,
    tone: &'static str,
}

impl<'a> Explained<'a> {
    pub(crate) fn of(line: &'a Line) -> Self {
        let tone = match line.tone {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Warning => "warning",
            Tone::Error => "error",
            Tone::Note => "note",
        };
        Self { label: line.label, text: &line.text, tone }
    }
}

/// A workbook for a municipality.
#[derive(Serialize)]
pub(crate) struct Book {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) figures: Figures,
}

/// A workbook that came back.
#[derive(Serialize)]
pub(crate) struct Returned<'a> {
    pub(crate) file: &'a str,
    pub(crate) handed: usize,
    pub(crate) returned: usize,
    pub(crate) changed: usize,
}

/// What became of changed cells.
#[derive(Serialize)]
pub(crate) struct Fate {
    pub(crate) title: &'static str,
    pub(crate) cells: usize,
    pub(crate) rows: usize,
}
