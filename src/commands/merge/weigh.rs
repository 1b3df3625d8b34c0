//! Weighs what the answers say of each cell of the roster, and turns what is accepted into the contents of cells.

use super::answers::Answer;
use crate::annotate::OwnColumns;
use crate::domain::vk_address::{self, Address};
use crate::handback::{Decision, Given, GivenValue, Now, Opinion, ReturnedRow, Roster, Slot, decide, explanation_header, same};
use crate::link::Hosts;
use crate::pipeline::Run;
use crate::record::{looks_like_address, text_of};
use crate::table::RowId;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::edit::Content;
use crate::table::sheet::{Cell, CellRef, Column, Value};
use std::collections::{BTreeMap, HashSet};
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
    pub(super) asked: bool,
    pub(super) slot: Slot,
    /// Whether another organisation has been written over the row.
    pub(super) overwritten: bool,
    /// Whether the column came back with the values of other rows.
    is_astray: bool,
}

/// What the user takes over besides corrections that were asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Accept {
    /// Changes that nobody asked for.
    pub(super) all: bool,
    /// Rows that were told without their keys.
    pub(super) matched: bool,
}

/// Weighs all changes of all answers; `owns` are the own columns of the tables. In the order of the roster's cells, then those without.
pub(super) fn weigh<'a>(
    answers: &'a [Answer],
    roster: &Roster<'_>,
    owns: &[OwnColumns],
    run: &Run<'_>,
    accept: Accept,
) -> Vec<Weighed<'a>> {
    let mut cells: BTreeMap<(usize, CellRef), (RowId, Slot, Vec<Voice<'a>>)> = BTreeMap::new();
    let mut homeless = Vec::new();
    for answer in answers {
        let astray = columns_astray(answer);
        for row in answer.returned.rows.iter().filter(|row| answer.is_ours(row.handed)) {
            let found = answer.found[row.handed];
            for (slot, at, given) in &row.changes {
                let is_astray = matches!(slot, Slot::Column(index) if astray.contains(index));
                let voice = Voice { is_astray, ..voice(answer, row, *slot, *at, given) };
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
    let hosts = &run.settings().hosts;
    let weighed = cells.into_iter().flat_map(|((_, at), (row, slot, voices))| {
        let table = &roster.tables()[row.table()];
        let cell = table.cell(&table.row(row.position()), at.column);
        let texts = texts_now(cell, row, run);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let now =
            Now { texts: &texts, behind: cell.hyperlink, is_formula: cell.formula.is_some(), is_shared: table.is_shared(at) };
        let is_link = link_columns(roster, row).any(|column| column == at.column);
        let mut by_bar: BTreeMap<Option<Decision>, Vec<Voice<'a>>> = BTreeMap::new();
        for voice in voices {
            by_bar.entry(bar(cell, &voice, accept, hosts)).or_default().push(voice);
        }
        // What is not taken over at all contradicts nobody.
        let weighed = by_bar.into_iter().map(|(bar, voices)| {
            let opinions: Vec<Opinion<'_>> =
                voices.iter().map(|voice| Opinion { base: voice.base, given: voice.given, asked: voice.asked }).collect();
            let decision = match (decide(now, &opinions, accept.all), bar) {
                (Decision::Already, _) => Decision::Already,
                (decision, bar) => bar.unwrap_or(decision),
            };
            let content = (decision == Decision::Apply).then(|| content(cell, is_link, &voices, hosts));
            let column = header(voices[0].answer, slot);
            Weighed { row: Some(row), cell: Some(at), column, voices, decision: Some(decision), content }
        });
        weighed.collect::<Vec<_>>()
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
    Voice {
        answer,
        handed,
        sheet: Arc::clone(sheet),
        at,
        base,
        given,
        asked: asked && !overwritten,
        slot,
        overwritten,
        is_astray: false,
    }
}

/// Why a change is not taken over, whatever else is said of the cell.
fn bar(cell: Cell<'_>, voice: &Voice<'_>, accept: Accept, hosts: &Hosts) -> Option<Decision> {
    let given = voice.given;
    // What is taken back stood there before, whatever it is.
    if given.says(voice.base) || voice.answer.takes_back {
        return None;
    }
    let role = match voice.slot {
        Slot::Column(index) => voice.answer.returned.origin.columns[index].role,
        Slot::Explanation => None,
    };
    let pasted = pasted_target(cell, voice);
    let holds_link = role.is_some_and(|role| role.is_evidence() || ColumnRole::LINKS.contains(&role));
    let strange = |text: &str| if holds_link { hosts.stranger_in_link(text) } else { hosts.stranger(text) };
    let is_barred = holds_link || !voice.asked;
    if voice.is_astray {
        Some(Decision::OfOtherRow)
    } else if is_rounded(&given.text) {
        Some(Decision::Rounded)
    } else if role.is_some_and(|role| replaces_by_words(role, cell, &given.text, pasted.as_deref())) {
        Some(Decision::Words)
    } else if is_barred && (strange(&given.text).is_some() || pasted.as_deref().is_some_and(|to| strange(to).is_some())) {
        Some(Decision::Stranger)
    } else if holds_link && leads_elsewhere(cell, voice) {
        Some(Decision::LeadsElsewhere)
    } else {
        (voice.answer.returned.is_matched && !accept.matched).then_some(Decision::Proposed)
    }
}

/// Whether the address that is shown and the hyperlink behind it name two communities. The hyperlink that was there before does not count:
/// it stays behind what is typed anew.
fn leads_elsewhere(cell: Cell<'_>, voice: &Voice<'_>) -> bool {
    let given = voice.given;
    let new = given.target.as_deref().filter(|target| !was_there(cell, voice, target));
    new.is_some_and(|target| matches!(vk_address::read_cell(&given.text, Some(target)).address, Address::Ambiguous(_)))
}

/// The columns of an answer that came back with the values of other rows: shifted by a cell, or sorted without the rest. Values that
/// are one row's alone tell it; a municipality's code may well be written into another row.
fn columns_astray(answer: &Answer) -> HashSet<usize> {
    const FEWEST: usize = 3;
    let origin = &answer.returned.origin;
    let is_of_one_row = |role: ColumnRole| {
        use ColumnRole::{Inn, Ogrn, Organisation};
        role.is_evidence() || matches!(role, Organisation | Ogrn | Inn | ColumnRole::PosMessages | ColumnRole::PosPolls)
    };
    let own = (0..origin.columns.len()).filter(|&index| origin.columns[index].role.is_some_and(is_of_one_row));
    own.filter(|&index| {
        let handed: HashSet<&str> =
            origin.rows.iter().map(|row| row.base[index].trim()).filter(|text| !text.is_empty()).collect();
        let changes = answer.returned.rows.iter().flat_map(|row| &row.changes).filter(|(slot, ..)| *slot == Slot::Column(index));
        // One page for several rows, and the copies of a row, are no shift: that brings as many values as there are rows.
        let given = changes.map(|(_, _, given)| given.text.trim()).filter(|text| !text.is_empty());
        let (of_others, new): (HashSet<&str>, HashSet<&str>) = given.partition(|text| handed.contains(text));
        of_others.len() >= FEWEST && of_others.len() >= new.len()
    })
    .collect()
}

/// Whether a text is a number that a table has rounded: «1,02401E+12».
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['E', 'e', 'Е', 'е']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_mantissa =
        mantissa.split_once([',', '.']).is_some_and(|(whole, rest)| whole.len() == 1 && is_digits(whole) && is_digits(rest));
    is_mantissa && exponent.strip_prefix('+').is_some_and(is_digits)
}

/// Whether words would take the place of a link or a number: «исправили», «см. выше».
fn replaces_by_words(role: ColumnRole, cell: Cell<'_>, given: &str, pasted: Option<&str>) -> bool {
    if given.is_empty() {
        return false;
    }
    let now = text_of(cell.value);
    let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    match role {
        ColumnRole::Address | ColumnRole::GroupId => {
            let names_page = |shown: &str, target: Option<&str>| {
                !matches!(vk_address::read_cell(shown, target).address, Address::Empty | Address::Unreadable(_))
            };
            names_page(&now, cell.target().as_deref()) && !names_page(given, pasted)
        }
        ColumnRole::Link | ColumnRole::PosMessages | ColumnRole::PosPolls => {
            let is_link = looks_like_address(&now) || cell.hyperlink.is_some();
            is_link && !looks_like_address(given) && pasted.is_none()
        }
        ColumnRole::Ogrn | ColumnRole::Inn | ColumnRole::Oktmo | ColumnRole::Opaid => has_digit(&now) && !has_digit(given),
        _ => false,
    }
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
fn content(cell: Cell<'_>, is_link: bool, voices: &[Voice<'_>], hosts: &Hosts) -> Content {
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
    let target = match voices.iter().find(|voice| voice.answer.takes_back) {
        // Back comes what stood there: an address that led nowhere leads nowhere again.
        Some(taken_back) => taken_back.given.target.clone(),
        None if text.starts_with("https://") || text.starts_with("http://") => {
            (is_link || cell.hyperlink.is_some()).then(|| text.to_owned())
        }
        None => voices.iter().filter_map(|voice| pasted_target(cell, voice)).min(),
    };
    match target.filter(|target| hosts.stranger(target).is_none()) {
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
    let is_address = target.starts_with("https://") || target.starts_with("http://");
    (is_address && !was_there(cell, voice, target) && !looks_like_address(&voice.given.text)).then(|| target.to_owned())
}

/// Whether a hyperlink was behind the cell before.
fn was_there(cell: Cell<'_>, voice: &Voice<'_>, target: &str) -> bool {
    let base = voice.base.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    cell.hyperlink.is_some_and(|there| same(there, target)) || !base.is_empty() && target.contains(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_an_exponent_has_lost_its_digits() {
        assert!(is_rounded("1,02401E+12") && is_rounded("7.34E+07"));
        assert!(!is_rounded("1027700132195") && !is_rounded("школа E+5") && !is_rounded("https://vk.com/7e5"));
    }

    #[test]
    fn only_numbers_that_come_back_as_they_were_are_written_as_numbers() {
        assert_eq!(exact_number("1027700132195"), Some(1_027_700_132_195.0));
        assert_eq!(exact_number("0.5"), Some(0.5));
        for text in ["01701000", "1234567890123456", "4081781009991000431", "1e5", "inf", "NaN", "", "12 ", "+7"] {
            assert_eq!(exact_number(text), None, "{text}");
        }
    }
}
