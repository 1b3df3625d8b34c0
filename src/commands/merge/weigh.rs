//! Weighs what the answers say of each cell of the roster, and turns what is accepted into the contents of cells.

use super::answers::Answer;
use crate::annotate::OwnColumns;
use crate::handback::{Decision, Given, GivenValue, Now, Opinion, ReturnedRow, Roster, Slot, decide, explanation_header, same};
use crate::pipeline::Run;
use crate::record::{looks_like_address, text_of};
use crate::table::RowId;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::edit::Content;
use crate::table::sheet::{Cell, CellRef, Column, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cell of the roster that at least one answer has changed.
pub(super) struct Weighed<'a> {
    /// The row in the roster; none where the roster has it no more.
    pub(super) row: Option<RowId>,
    /// The cell; none where the roster has no such row or column.
    pub(super) cell: Option<CellRef>,
    /// The header under which it was handed out.
    pub(super) column: &'a str,
    /// Who changed it, in the order of the files.
    pub(super) voices: Vec<Voice<'a>>,
    /// What becomes of it; none where there is no cell.
    pub(super) decision: Option<Decision>,
    /// What is written.
    pub(super) content: Option<Content>,
}

/// A change in an answer.
pub(super) struct Voice<'a> {
    pub(super) answer: &'a Answer,
    /// The position of the row among those that were handed out.
    pub(super) handed: usize,
    pub(super) sheet: Arc<str>,
    pub(super) at: CellRef,
    base: &'a str,
    pub(super) given: &'a Given,
    asked: bool,
    /// Whether another organisation has been written over the row.
    pub(super) overwritten: bool,
}

/// Weighs all changes of all answers; `owns` are the own columns of the tables. In the order of the roster's cells, then those without.
pub(super) fn weigh<'a>(
    answers: &'a [Answer],
    roster: &Roster<'_>,
    owns: &[OwnColumns],
    run: &Run<'_>,
    accept_all: bool,
) -> Vec<Weighed<'a>> {
    let mut cells: BTreeMap<(usize, CellRef), (RowId, Slot, Vec<Voice<'a>>)> = BTreeMap::new();
    let mut homeless = Vec::new();
    for answer in answers {
        for row in answer.returned.rows.iter().filter(|row| answer.is_ours(row.handed)) {
            let found = answer.found[row.handed];
            for (slot, at, given) in &row.changes {
                let voice = voice(answer, row, *slot, *at, given);
                let cell = found.and_then(|found| Some((found, cell_of(answer, row.handed, *slot, found, roster, owns)?)));
                match cell {
                    Some((found, cell)) => {
                        cells.entry((found.table(), cell)).or_insert_with(|| (found, *slot, Vec::new())).2.push(voice);
                    }
                    None => homeless.push(Weighed {
                        row: found,
                        cell: None,
                        column: header(answer, *slot),
                        voices: vec![voice],
                        decision: None,
                        content: None,
                    }),
                }
            }
        }
    }
    let weighed = cells.into_iter().map(|((_, at), (row, slot, voices))| {
        let table = &roster.tables()[row.table()];
        let cell = table.cell(&table.row(row.position()), at.column);
        let texts = texts_now(cell, row, run);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let now =
            Now { texts: &texts, behind: cell.hyperlink, is_formula: cell.formula.is_some(), is_shared: table.is_shared(at) };
        let opinions: Vec<Opinion<'_>> =
            voices.iter().map(|voice| Opinion { base: voice.base, given: voice.given, asked: voice.asked }).collect();
        let decision = decide(now, &opinions, accept_all);
        let is_link = link_columns(roster, row).any(|column| column == at.column);
        let content = (decision == Decision::Apply).then(|| content(cell, is_link, &voices));
        Weighed {
            row: Some(row),
            cell: Some(at),
            column: header(voices[0].answer, slot),
            voices,
            decision: Some(decision),
            content,
        }
    });
    // Who types anew what stood there has changed nothing.
    let is_change = |one: &Weighed<'_>| {
        one.decision != Some(Decision::Already) || one.voices.iter().any(|voice| !voice.given.says(voice.base))
    };
    weighed.filter(is_change).chain(homeless).collect()
}

fn voice<'a>(answer: &'a Answer, row: &ReturnedRow, slot: Slot, at: CellRef, given: &'a Given) -> Voice<'a> {
    let ReturnedRow { handed, overwritten, ref sheet, .. } = *row;
    let out = &answer.returned.origin.rows[handed];
    let (base, asked) = match slot {
        Slot::Column(index) => (&out.base[index], out.asked.contains(&index)),
        Slot::Explanation => (&out.explanation, true),
    };
    // Of another organisation nobody has asked for anything.
    Voice { answer, handed, sheet: Arc::clone(sheet), at, base, given, asked: asked && !overwritten, overwritten }
}

fn header(answer: &Answer, slot: Slot) -> &str {
    match slot {
        Slot::Column(index) => &answer.returned.origin.columns[index].header,
        Slot::Explanation => explanation_header(),
    }
}

/// The roster's cell for a column that was handed out.
fn cell_of(answer: &Answer, handed: usize, slot: Slot, row: RowId, roster: &Roster<'_>, owns: &[OwnColumns]) -> Option<CellRef> {
    let origin = &answer.returned.origin;
    let column = match slot {
        Slot::Column(index) => roster.column(row.table(), origin, index, origin.rows[handed].source)?,
        Slot::Explanation => owns[row.table()].get(OwnRole::Explanation)?,
    };
    Some(CellRef::new(roster.tables()[row.table()].row(row.position()).number(), column))
}

/// What the cell may be said to hold: its text, and the address behind a text that is none; for a link also the one that gospub fills
/// in, and the one that it filled over.
fn texts_now(cell: Cell<'_>, row: RowId, run: &Run<'_>) -> Vec<String> {
    let mut texts = vec![text_of(cell.value).into_owned()];
    let is_label = !looks_like_address(&texts[0]);
    texts.extend(cell.hyperlink.filter(|_| is_label).map(str::to_owned));
    let layout = run.sources()[row.table()].table.layout();
    let role = ColumnRole::LINKS.into_iter().find(|&role| layout.column(role) == Some(cell.at.column));
    if let Some(role) = role {
        let entry = run.verdict(row).entry;
        let pos = |form: &crate::entry::Form<'_>| form.value().map(str::to_owned);
        texts.extend(match role {
            ColumnRole::PosMessages => pos(&entry.pos.messages),
            ColumnRole::PosPolls => pos(&entry.pos.polls),
            _ => entry.miniapp_link().map(str::to_owned),
        });
    }
    texts
}

/// The columns that hold links of any kind.
fn link_columns(roster: &Roster<'_>, row: RowId) -> impl Iterator<Item = Column> {
    let layout = roster.tables()[row.table()].layout();
    [ColumnRole::Address].into_iter().chain(ColumnRole::LINKS).filter_map(|role| layout.column(role))
}

/// What is written into a cell: always a value, stored as the roster stores it. The voices say the same, so their order is no matter.
fn content(cell: Cell<'_>, is_link: bool, voices: &[Voice<'_>]) -> Content {
    let text = voices.iter().map(|voice| &*voice.given.text).min().unwrap_or_default();
    if text.is_empty() {
        return Content::Blank;
    }
    let date = voices.iter().find_map(|voice| match voice.given.stored {
        GivenValue::Date(serial) => Some(serial),
        _ => None,
    });
    match cell.value {
        Value::Date(_) if date.is_some() => return date.map_or(Content::Blank, Content::Date),
        Value::Number(_) => {
            if let Some(number) = exact_number(text) {
                return Content::Number(number);
            }
        }
        _ => {}
    }
    let target = if text.starts_with("https://") || text.starts_with("http://") {
        (is_link || cell.hyperlink.is_some()).then(|| text.to_owned())
    } else {
        voices.iter().filter_map(|voice| pasted_target(cell, voice)).min()
    };
    match target {
        Some(target) => Content::Link { text: text.to_owned(), target },
        None => Content::Text(text.to_owned()),
    }
}

/// The number that a text is, where it comes back from the number as it was.
fn exact_number(text: &str) -> Option<f64> {
    const EXACT_DIGITS: usize = 15;
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits <= EXACT_DIGITS && text_of(Value::Number(number)) == text).then_some(number)
}

/// The address behind a text that is none, as it is pasted from a browser. A hyperlink that was there before stays behind the cell when
/// something else is typed into it, so it says nothing.
fn pasted_target(cell: Cell<'_>, voice: &Voice<'_>) -> Option<String> {
    let target = voice.given.target.as_deref()?;
    let base = voice.base.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    let was_there = cell.hyperlink.is_some_and(|there| same(there, target)) || !base.is_empty() && target.contains(base);
    let is_address = target.starts_with("https://") || target.starts_with("http://");
    (is_address && !was_there && !looks_like_address(&voice.given.text)).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_come_back_as_they_were_are_written_as_numbers() {
        assert_eq!(exact_number("1027700132195"), Some(1_027_700_132_195.0));
        assert_eq!(exact_number("0.5"), Some(0.5));
        for text in ["01701000", "4081781009991000431", "1e5", "inf", "NaN", "", "12 ", "+7"] {
            assert_eq!(exact_number(text), None, "{text}");
        }
    }
}
