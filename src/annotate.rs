//! Verdicts as edits: what is written into a row, which cells are coloured, which columns are added.

use crate::diagnostic::Severity;
use crate::entry::{Entry, FillSource, KindSource, Outcome};
use crate::pipeline::{Run, Verdict};
use crate::record::TextCell;
use crate::report::{card, finding_mark, kind_title, placed, status_mark, status_word};
use crate::rules::{Finding, is_on_page};
use crate::settings::Settings;
use crate::table::Table;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::edit::{CellEdit, Content, Mark, OwnColumn};
use crate::table::sheet::{CellRef, Column};
use crate::words::{self, Places, Roster, Words};
use std::fmt::Write;

/// The own columns of a table.
#[derive(Clone, Debug)]
pub(crate) struct OwnColumns {
    columns: Vec<(OwnRole, Column)>,
}

impl OwnColumns {
    /// The own columns that a table needs, where an earlier run put them or right of everything. `None` if the sheet has no room.
    pub(crate) fn of(table: &Table, run: &Run<'_>) -> Option<Self> {
        let layout = table.layout();
        let has = |role| layout.column(role).is_some();
        let wanted: Vec<OwnRole> = OwnRole::ALL
            .into_iter()
            .filter(|role| match role {
                OwnRole::Link => !has(ColumnRole::Link),
                // Whoever gives the account's number wants the ПОС links.
                OwnRole::PosMessages => has(ColumnRole::Opaid) && !has(ColumnRole::PosMessages),
                OwnRole::PosPolls => has(ColumnRole::Opaid) && !has(ColumnRole::PosPolls),
                // One that an earlier run has added stays gospub's, or `strip` would not know it.
                OwnRole::Card => run.settings().card || layout.own(OwnRole::Card).is_some(),
                OwnRole::Placed => run.has_pages() || layout.own(OwnRole::Placed).is_some(),
                _ => true,
            })
            .collect();
        layout.place_own(&wanted).map(|columns| Self { columns })
    }

    /// The columns as the writer takes them.
    pub(crate) fn for_writer(&self) -> Vec<OwnColumn> {
        self.columns
            .iter()
            .map(|&(role, column)| OwnColumn {
                column,
                header: role.header().to_owned(),
                width: role.width(),
                kept: role == OwnRole::Explanation,
            })
            .collect()
    }

    /// The columns with their roles, from the left.
    pub(crate) fn columns(&self) -> &[(OwnRole, Column)] {
        &self.columns
    }

    /// The column of a role.
    pub(crate) fn get(&self, role: OwnRole) -> Option<Column> {
        self.columns.iter().find(|(known, _)| *known == role).map(|&(_, column)| column)
    }
}

/// The edits of a row that was judged so, in the order of cells.
pub(crate) fn row_edits(verdict: &Verdict<'_>, own: &OwnColumns, settings: &Settings) -> Vec<CellEdit> {
    let entry = &verdict.entry;
    let row = entry.record.row();
    let mut row_edits = RowEdits::default();
    let on_page = own.get(OwnRole::Placed).map(|column| CellRef::new(row, column));
    for finding in &verdict.findings {
        // No cell of the sender's is wrong where the page is.
        let at = if is_on_page(finding.code) { on_page } else { Some(finding.at) };
        if let (Some((_, mark)), Some(at)) = (finding_mark(finding.severity, finding.code), at) {
            row_edits.mark(at, mark);
        }
    }
    if let Some((at, mark)) = on_page.zip(placed::mark(entry)) {
        row_edits.mark(at, mark);
    }
    if let Some(mark) = status_mark(verdict.status) {
        row_edits.mark(CellRef::new(row, Column::default()), mark);
    }
    row_edits.link(&entry.link.cell, &entry.miniapp.outcome, entry.miniapp_link());
    for form in entry.pos.forms() {
        if let Some(outcome) = form.outcome() {
            row_edits.link(&form.cell, outcome, form.value());
        }
    }
    let words = words(&verdict.findings, &Roster);
    let holding = holding(&words);
    for &(role, column) in &own.columns {
        let content = match role {
            // It speaks for the row in the next run as well.
            OwnRole::GroupId if entry.own_id.is_some() => Some(Content::Kept),
            // What an earlier run learnt stays beside what is said now, or the next run would not know that they differ.
            OwnRole::GroupId if entry.group.moved.is_some() && entry.group.id.is_none() => {
                entry.earlier.map(|id| Content::Number(f64::from(id.get())))
            }
            // What only the link says is not known yet.
            OwnRole::GroupId => entry.group.id.filter(|_| entry.group.is_known()).map(|id| Content::Number(f64::from(id.get()))),
            OwnRole::Link => entry.miniapp_link().map(hyperlink),
            OwnRole::PosMessages => entry.pos.messages.value().map(hyperlink),
            OwnRole::PosPolls => entry.pos.polls.value().map(hyperlink),
            OwnRole::MenuTitle => entry.menu_title(settings).map(|title| Content::Text(title.to_owned())),
            OwnRole::Source => source(entry).map(Content::Text),
            OwnRole::Card => Some(Content::Text(card::lines(verdict, settings).join("\n"))),
            OwnRole::Placed => text(placed::lines(entry).join("\n")),
            OwnRole::Status => Some(status(verdict)),
            OwnRole::Problem => text(problem(entry, &holding)),
            OwnRole::Advice => text(advice(&holding).join("\n")),
            OwnRole::Explanation => explanation(entry),
        };
        let at = CellRef::new(row, column);
        // The others become blank anyway.
        if let Some(content) = content {
            row_edits.set(at, content);
        }
        if role == OwnRole::Status
            && let Some(mark) = status_mark(verdict.status)
        {
            row_edits.mark(at, mark);
        }
    }
    row_edits.cells
}

/// The edits of one row by cell; the graver of two marks stays.
#[derive(Default)]
struct RowEdits {
    /// In the order of cells. So few that a place among them is found sooner than in a map.
    cells: Vec<CellEdit>,
}

impl RowEdits {
    fn at(&mut self, at: CellRef) -> &mut CellEdit {
        let later = self.cells.iter().rev().take_while(|edit| edit.at > at).count();
        let mut place = self.cells.len() - later;
        if place > 0 && self.cells[place - 1].at == at {
            place -= 1;
        } else {
            self.cells.insert(place, CellEdit { at, content: None, mark: None, lasting: false });
        }
        &mut self.cells[place]
    }

    fn mark(&mut self, at: CellRef, mark: Mark) {
        let edit = self.at(at);
        // Marks are declared from the gravest to the mildest.
        edit.mark = Some(edit.mark.map_or(mark, |known| known.min(mark)));
    }

    fn set(&mut self, at: CellRef, content: Content) {
        self.at(at).content = Some(content);
    }

    /// Writes a link into its cell. One that an earlier run wrote and that no longer holds goes by itself.
    fn link(&mut self, cell: &TextCell<'_>, outcome: &Outcome, value: Option<&str>) {
        if let (Outcome::Filled(_) | Outcome::Replaced { .. }, Some(value), true) = (outcome, value, cell.has_column) {
            self.set(cell.at, hyperlink(value));
            self.mark(cell.at, Mark::Filled);
        }
    }
}

/// The word, which leads to the line of «Проверка» on the row: every warning and every error has one.
fn status(verdict: &Verdict<'_>) -> Content {
    let text = status_word(verdict.status).to_owned();
    match verdict.findings.iter().find(|found| found.severity.is_problem()) {
        Some(found) => Content::LineLink { text, topic: found.code.name },
        None => Content::Text(text),
    }
}

/// «Пояснение» with what people have written into other own columns behind it; none if it stays.
fn explanation(entry: &Entry<'_>) -> Option<Content> {
    (!entry.notes.is_empty()).then(|| Content::Text(entry.explanation.text.to_string()))
}

fn hyperlink(target: &str) -> Content {
    Content::Link { text: target.to_owned(), target: target.to_owned() }
}

fn text(lines: String) -> Option<Content> {
    if lines.is_empty() { None } else { Some(Content::Text(lines)) }
}

/// A finding with the cell to look at, as a reader sees it.
#[derive(Debug)]
pub(crate) struct Said {
    /// How grave it is.
    pub(crate) severity: Severity,
    /// The cell.
    pub(crate) cell: CellRef,
    /// What it is about, in a few words.
    pub(crate) title: &'static str,
    /// What is said.
    pub(crate) words: Words,
    /// Whether this run has mended it.
    pub(crate) is_mended: bool,
}

/// What is said of findings to a reader who sees these places.
pub(crate) fn words(findings: &[Finding<'_>], places: &dyn Places) -> Vec<Said> {
    let said = |finding: &Finding<'_>| Said {
        severity: finding.severity,
        cell: places.look_at(finding.at),
        title: finding.code.title,
        words: words::of(finding, places),
        is_mended: finding.fact.is_mended(),
    };
    findings.iter().map(said).collect()
}

/// What still holds, the gravest first.
fn holding(said: &[Said]) -> Vec<&Said> {
    let mut sorted: Vec<&Said> = said.iter().filter(|said| !said.is_mended).collect();
    sorted.sort_by_key(|said| std::cmp::Reverse(said.severity));
    sorted
}

/// «Что не так» where each row stands among nothing but rows to be mended: a line a finding that still holds; then what the
/// program has replaced.
pub(crate) fn problems(entry: &Entry<'_>, said: &[Said]) -> String {
    let mut lines = String::new();
    for said in holding(said) {
        add_message(&mut lines, said);
    }
    add_replaced(&mut lines, entry);
    lines
}

/// «Что не так» in the roster: the gravest finding in full, the others by their titles, so that a row stays low and a filter by words
/// still finds it; «Проверка» says errors and warnings in full.
fn problem(entry: &Entry<'_>, holding: &[&Said]) -> String {
    // Room for what is said of most rows.
    let mut lines = String::with_capacity(192);
    if let Some((first, others)) = holding.split_first() {
        add_message(&mut lines, first);
        // Writing to a string cannot fail.
        for (index, Said { cell, title, .. }) in others.iter().enumerate() {
            let _ = match index {
                0 => write!(lines, "\nИ ещё {}: {cell} — {title}", others.len()),
                _ => write!(lines, "; {cell} — {title}"),
            };
        }
        if !others.is_empty() {
            lines.push('.');
        }
    }
    add_replaced(&mut lines, entry);
    lines
}

/// A line with the cell and all that is said of it.
fn add_message(lines: &mut String, Said { cell, words, .. }: &Said) {
    begin_line(lines);
    // Writing to a string cannot fail.
    let _ = write!(lines, "{cell}: ");
    *lines += &words.message;
}

fn begin_line(lines: &mut String) {
    if !lines.is_empty() {
        lines.push('\n');
    }
}

/// What stood where the program has replaced a link.
fn add_replaced(lines: &mut String, entry: &Entry<'_>) {
    let [messages, polls] = entry.pos.forms().map(|form| form.outcome());
    let replaced =
        [(ColumnRole::Link, Some(&entry.miniapp.outcome)), (ColumnRole::PosMessages, messages), (ColumnRole::PosPolls, polls)];
    for (role, outcome) in replaced {
        if let Some(Outcome::Replaced { was, .. }) = outcome {
            begin_line(lines);
            *lines += match role {
                ColumnRole::PosMessages => "Исправлено программой (форма сообщений). Было: ",
                ColumnRole::PosPolls => "Исправлено программой (опросы). Было: ",
                _ => "Исправлено программой. Было: ",
            };
            *lines += &was.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
}

/// Where a filled link comes from and by what the kind was known.
fn source(entry: &Entry<'_>) -> Option<String> {
    let (from, kind) = (entry.miniapp.outcome.source()?, kind_title(entry.kind.kind?));
    let from = match from {
        FillSource::Reference => "таблица министерства",
        FillSource::Template => "образец письма",
    };
    let by_name = entry.kind.by_name.as_ref().filter(|_| entry.kind.source == Some(KindSource::Name));
    Some(match by_name {
        Some(by_name) => [from, "; ", kind, " (по слову «", &by_name.word, "»)"].concat(),
        None => [from, "; ", kind].concat(),
    })
}

/// «Что сделать», in the order of «Что не так».
fn advice<'s>(holding: &[&'s Said]) -> Vec<&'s str> {
    let mut lines: Vec<&str> = Vec::new();
    let asked = holding.iter().filter(|said| said.severity.is_problem());
    for advice in asked.filter_map(|said| said.words.advice.as_ref()) {
        if !lines.contains(&advice.text.as_str()) {
            lines.push(&advice.text);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_of_two_marks_stays() {
        for marks in [[Mark::Error, Mark::Warning], [Mark::Warning, Mark::Error]] {
            let mut edits = RowEdits::default();
            marks.into_iter().for_each(|mark| edits.mark(CellRef::new(2, Column::FIRST), mark));
            assert_eq!(edits.cells.iter().map(|edit| edit.mark).collect::<Vec<_>>(), [Some(Mark::Error)]);
        }
    }
}
