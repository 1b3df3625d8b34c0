//! Makes the register of answers of what was handed out, what came back, and what was refused.

use super::answers::{Answer, HandedOut, Home, Refused};
use super::weigh::Weighed;
use crate::domain::text::fold;
use crate::handback::{Origin, Slot};
use crate::record::Record;
use crate::report::changes::register::{self, Answered, Handed, Register, Standing};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The register; municipalities that are known from the roster alone are in it where answers are of municipalities at all.
pub(super) fn register(
    home: &Home<'_>,
    handed_out: &[HandedOut],
    answers: &[Answer],
    refused: &[Refused],
    weighed: &[Weighed<'_>],
) -> Register {
    let mut parts = Parts::default();
    let is_ours = |origin: &Origin| {
        let is_known = origin.sources.iter().any(|source| source.hash == home.hash || source.file == home.name);
        // A roster that was changed since, or the result of the last merge, has the rows all the same.
        let all: Vec<usize> = (0..origin.sources.len()).collect();
        is_known || home.roster.find(origin, &all).iter().filter(|found| found.is_some()).count() * 2 > origin.rows.len()
    };
    for one in handed_out.iter().filter(|one| is_ours(&one.origin)) {
        parts.of(&one.origin.part).handed.push(handed(&one.origin, Some(one.file.clone())));
    }
    for answer in answers.iter().filter(|answer| !answer.takes_back) {
        add_answer(&mut parts, answer, home, weighed);
    }
    if handed_out.is_empty() {
        let of_roster = municipalities(home);
        if parts.by_name.keys().any(|name| of_roster.contains_key(name)) {
            for name in of_roster.values() {
                parts.of(name);
            }
        }
    }
    for one in refused {
        // Files are handed out under the name of the municipality.
        let named = |part: &&String| !part.is_empty() && fold(&one.file).contains(&fold(part));
        let part = one.part.clone().or_else(|| parts.names().filter(named).max_by_key(|part| part.len()).cloned());
        let refused = register::Refused { file: one.file.clone(), why: one.why.clone() };
        parts.of(part.as_deref().unwrap_or_default()).refused.push(refused);
    }
    Register::new(parts.by_name.into_values().collect())
}

/// The municipalities by what they are called, however it is typed.
#[derive(Default)]
struct Parts {
    by_name: BTreeMap<String, Standing>,
}

impl Parts {
    fn of(&mut self, part: &str) -> &mut Standing {
        let named = || Standing { part: part.to_owned(), ..Standing::default() };
        self.by_name.entry(fold(part)).or_insert_with(named)
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.by_name.values().map(|standing| &standing.part)
    }
}

fn handed(origin: &Origin, file: Option<String>) -> Handed {
    let to_correct = origin.rows.iter().filter(|row| !row.asked.is_empty()).count();
    Handed { file, date: origin.date.clone(), rows: origin.rows.len(), to_correct }
}

/// What an answer says, by the municipalities that its rows are of: that of its own record, else those of the roster.
fn add_answer(parts: &mut Parts, answer: &Answer, home: &Home<'_>, weighed: &[Weighed<'_>]) {
    let returned = &answer.returned;
    let part_of = |handed: usize| {
        if handed < returned.handed
            || returned.handed == 0 && !returned.origin.part.is_empty() && !returned.origin.part.contains(", ")
        {
            return returned.origin.part.clone();
        }
        let at = answer.found[handed];
        let record = at.map(|at| Record::at(home.roster.tables()[at.table()], at.position()));
        record.and_then(|record| record.municipality().map(|name| name.into_owned())).unwrap_or_default()
    };
    let mut came: BTreeMap<String, Answered> = BTreeMap::new();
    let mut part_of_row: HashMap<usize, String> = HashMap::new();
    let saved = answer.saved.map(|saved| saved.day().by_day());
    let start = || Answered { file: answer.file.clone(), saved: saved.clone(), ..Answered::default() };
    for row in (0..returned.came.len()).filter(|&row| returned.came[row] && answer.is_ours(row)) {
        let part = part_of(row);
        came.entry(part.clone()).or_insert_with(start).rows += 1;
        part_of_row.insert(row, part);
    }
    let mut explained: BTreeSet<usize> = BTreeSet::new();
    for one in weighed {
        for voice in one.voices.iter().filter(|voice| std::ptr::eq(voice.answer, answer)) {
            let Some(answered) = part_of_row.get(&voice.handed).and_then(|part| came.get_mut(part)) else { continue };
            if voice.slot == Slot::Explanation {
                answered.explained += usize::from(explained.insert(voice.handed));
            } else {
                answered.corrected += usize::from(one.content.is_some());
            }
        }
    }
    if came.is_empty() {
        came.insert(returned.origin.part.clone(), start());
    }
    for (part, answered) in came {
        let standing = parts.of(&part);
        standing.answers.push(answered);
        // What was handed out is known from what came back, where nothing better says it.
        if standing.handed.is_empty() && returned.handed > 0 && part == returned.origin.part {
            let mut origin = returned.origin.clone();
            origin.rows.truncate(returned.handed);
            standing.handed.push(handed(&origin, None));
        }
    }
}

/// The municipalities of the roster, by what they are called.
fn municipalities(home: &Home<'_>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for table in home.roster.tables() {
        for position in 0..table.len() {
            if let Some(name) = Record::at(table, position).municipality().filter(|name| !name.is_empty()) {
                names.entry(fold(&name)).or_insert_with(|| name.into_owned());
            }
        }
    }
    names
}
