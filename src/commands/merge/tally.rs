//! Names the fate of every change and of every row that was handed out, so that what went out and what came back add up.

use super::answers::Answer;
use super::weigh::{Voice, Weighed};
use crate::commands::judging::{self, Learnt};
use crate::handback::{Added, AddedRow, Decision, Remark, RowKey, Slot};
use crate::pipeline::Run;
use crate::record::{Record, looks_like_address, text_of};
use crate::report::changes::steps::{self, Kind, Step};
use crate::report::changes::{Came, Change, Changes, Fate};
use crate::rules::Finding;
use crate::table::RowId;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::sheet::CellRef;
use crate::words::{self, Roster};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The roster judged as it was and as it is with what was written.
pub(super) struct Judged<'j> {
    before: &'j Run<'j>,
    after: &'j Run<'j>,
    /// What a person has to look at in the rows afterwards, as far as there is anything.
    problems: BTreeMap<RowId, &'j [Finding<'j>]>,
    /// What gospub fills into link cells afterwards, by table and cell.
    filled: HashMap<(usize, CellRef), &'j str>,
}

impl<'j> Judged<'j> {
    /// `learnt`: what was learnt of each table when it was judged afterwards.
    pub(super) fn new(before: &'j Run<'j>, after: &'j Run<'j>, learnt: &'j [Learnt<'j>]) -> Self {
        let tables = || learnt.iter().enumerate();
        let of_rows = tables().flat_map(|(table, learnt)| {
            learnt.problems.iter().map(move |(position, problems)| (RowId::new(table, *position), problems.as_slice()))
        });
        let of_cells =
            tables().flat_map(|(table, learnt)| learnt.filled.iter().map(move |(at, value)| ((table, *at), value.as_str())));
        Self { before, after, problems: of_rows.collect(), filled: of_cells.collect() }
    }

    fn was(&self, row: RowId) -> Vec<Finding<'j>> {
        judging::problems(&self.before.verdict(row))
    }

    fn now(&self, row: RowId) -> &'j [Finding<'j>] {
        self.problems.get(&row).copied().unwrap_or_default()
    }
}

/// Makes the list and the figures.
pub(super) fn tally(answers: &[Answer], weighed: &[Weighed<'_>], judged: &Judged<'_>) -> Changes {
    let mut tally = Tally { judged, changes: Changes::default(), list: Vec::new(), fates: BTreeMap::new(), gone: HashMap::new() };
    tally.handed_out(answers);
    tally.cells(weighed);
    tally.removed(answers);
    tally.added(answers);
    tally.remarks(answers);
    tally.still_wrong(answers);
    let Tally { mut changes, mut list, fates, gone, .. } = tally;
    changes.files = answers.iter().map(Answer::figures).collect();
    for fate in fates.values().chain(gone.values()) {
        match fate {
            Some(fate) => *changes.rows.entry(*fate).or_default() += 1,
            None => changes.in_order += 1,
        }
    }
    list.sort_by_key(|(place, change): &(Place, Change)| (change.fate, *place));
    changes.list = list.into_iter().map(|(_, change)| change).collect();
    changes
}

/// Where a line stands among those of its fate: rows that the roster does not have come last, in the order of the files.
type Place = (bool, usize, Option<CellRef>);

struct Tally<'j> {
    judged: &'j Judged<'j>,
    changes: Changes,
    list: Vec<(Place, Change)>,
    /// The rows of the roster that were handed out, by the gravest of what happened in them.
    fates: BTreeMap<RowId, Option<Fate>>,
    /// Rows that were handed out and that the roster has no more.
    gone: HashMap<RowKey, Option<Fate>>,
}

impl Tally<'_> {
    fn handed_out(&mut self, answers: &[Answer]) {
        for answer in answers {
            for (handed, row) in answer.returned.origin.rows.iter().enumerate().filter(|(handed, _)| answer.is_ours(*handed)) {
                match answer.found[handed] {
                    Some(at) => drop(self.fates.insert(at, None)),
                    None => drop(self.gone.insert(row.key, Some(Fate::Impossible))),
                }
            }
        }
    }

    /// The lines of changed cells.
    fn cells(&mut self, weighed: &[Weighed<'_>]) {
        let of_row = |one: &Weighed<'_>| one.row;
        for group in weighed.chunk_by(|one, other| of_row(one) == of_row(other)) {
            let effect = group[0].row.map(|row| Effect::of(self.judged, row, group));
            for one in group {
                let fate = match (one.decision, &effect, one.cell) {
                    (Some(Decision::Apply), Some(effect), Some(at)) => effect.fate(at),
                    (Some(Decision::Already), ..) => Fate::Already,
                    (Some(Decision::Unasked), ..) => Fate::Unasked,
                    (Some(Decision::Words), ..) => Fate::Words,
                    (Some(Decision::Proposed), ..) => Fate::Proposed,
                    (Some(Decision::ReturnsDisagree), ..) => Fate::ReturnsDisagree,
                    (Some(Decision::RosterChanged), ..) => Fate::RosterChanged,
                    _ => Fate::Impossible,
                };
                let remark = match (fate, &effect, one.cell) {
                    (Fate::NewlyWrong | Fate::StillWrong, Some(effect), Some(at)) => effect.remark(at),
                    _ => reason(one).to_owned(),
                };
                *self.changes.cells.entry(fate).or_default() += 1;
                self.note_cell(one, fate, remark);
            }
        }
    }

    fn note_cell(&mut self, one: &Weighed<'_>, fate: Fate, remark: String) {
        let place = one.row.zip(one.cell);
        let was = place.map_or_else(String::new, |(row, at)| text_at(self.judged.before, row, at));
        // A link that was cleared is filled in again.
        let filled = place.filter(|_| one.content.is_some()).and_then(|(row, at)| self.judged.filled.get(&(row.table(), at)));
        let filled = filled.map(|&value| value.to_owned());
        let now = filled.or_else(|| place.map(|(row, at)| text_at(self.judged.after, row, at))).unwrap_or_default();
        if let (Some((row, at)), Some(_)) = (place, &one.content) {
            let step = self.step(one, row, at);
            self.changes.steps.push(step);
        }
        let first = &one.voices[0];
        let is_confirmed = one.content.is_some() && was == now && remark.is_empty();
        let change = Change {
            fate,
            sheet: one.row.map(|row| self.sheet(row)),
            cell: one.cell.or_else(|| one.row.map(|row| self.anchor(row))),
            organisation: one.row.map_or_else(|| handed_name(first), |row| self.organisation(row)),
            column: one.column.to_owned(),
            was,
            now,
            came: one.voices.iter().map(came).collect(),
            remark: if is_confirmed {
                "текст подтверждён, ссылка под ним заменена".to_owned()
            } else {
                remark
            },
        };
        self.note(one.row, change);
    }

    /// The cell that is written, as it was and as it will be.
    fn step(&self, one: &Weighed<'_>, row: RowId, at: CellRef) -> Step {
        let stored = |run: &Run<'_>| {
            let table = &run.sources()[row.table()].table;
            let cell = table.row(row.position()).cell(at.column);
            (text_of(cell.value).into_owned(), cell.hyperlink.map(str::to_owned))
        };
        let ((before, before_link), (after, after_link)) = (stored(self.judged.before), stored(self.judged.after));
        let any = |is: fn(&Voice<'_>) -> bool| one.voices.iter().any(is);
        let kind = if any(|voice| voice.answer.takes_back) {
            Kind::TakenBack
        } else if any(|voice| voice.answer.returned.is_matched) {
            Kind::Proposal
        } else if any(|voice| voice.slot == Slot::Explanation) {
            Kind::Explanation
        } else if any(|voice| voice.asked) {
            Kind::Correction
        } else {
            Kind::Unasked
        };
        Step {
            schema: steps::SCHEMA.to_owned(),
            sheet: self.sheet(row),
            row: at.row,
            cell: at.to_string(),
            organisation: self.organisation(row),
            column: one.column.to_owned(),
            kind,
            before,
            before_link,
            after,
            after_link,
            files: one.voices.iter().map(|voice| voice.answer.file.clone()).collect(),
        }
    }

    fn note(&mut self, row: Option<RowId>, change: Change) {
        if let Some(known) = row.and_then(|row| self.fates.get_mut(&row)) {
            *known = Some(known.map_or(change.fate, |known| known.min(change.fate)));
        }
        let place = (row.is_none(), row.map_or(self.list.len(), |row| row.table()), change.cell);
        self.list.push((place, change));
    }

    /// The lines of rows that did not come back, and of those that the roster has no more.
    fn removed(&mut self, answers: &[Answer]) {
        let came: HashSet<RowId> =
            answers.iter().flat_map(|answer| answer.returned.rows.iter().filter_map(|row| answer.found[row.handed])).collect();
        for answer in answers {
            let changed: HashSet<usize> =
                answer.returned.rows.iter().filter(|row| !row.changes.is_empty()).map(|row| row.handed).collect();
            let removed: HashSet<usize> = answer.returned.removed.iter().copied().collect();
            for handed in (0..answer.found.len()).filter(|&handed| answer.is_ours(handed)) {
                let row = answer.found[handed];
                let (fate, remark) = match row {
                    None if !changed.contains(&handed) => (Fate::Impossible, "этой строки в реестре больше нет"),
                    Some(_) if removed.contains(&handed) => (Fate::Removed, "в ответе строки нет; в реестре она осталась"),
                    _ => continue,
                };
                let came_elsewhere = row.is_some_and(|row| came.contains(&row));
                let change = Change {
                    fate,
                    sheet: row.map(|row| self.sheet(row)),
                    cell: row.map(|row| self.anchor(row)),
                    organisation: row.map_or_else(|| name_of(answer, handed), |row| self.organisation(row)),
                    column: String::new(),
                    was: String::new(),
                    now: String::new(),
                    came: vec![of_file(answer, String::new(), handed_text(answer, handed))],
                    remark: remark.to_owned()
                        + if came_elsewhere { "; в другом ответе строка есть" } else { "" },
                };
                if came_elsewhere {
                    self.list.push(((false, row.map_or(0, |row| row.table()), change.cell), change));
                } else {
                    self.note(row, change);
                }
            }
        }
    }

    fn added(&mut self, answers: &[Answer]) {
        for answer in answers {
            for added in &answer.returned.added {
                let remark = match added.why {
                    Added::New => "вписана получателем; если она нужна, внесите её в реестр сами",
                    Added::Copy => "копия выданной строки с другой организацией; если она нужна, внесите её в реестр сами",
                    Added::Untold => {
                        "строки переставлены без скрытого столбца с ключами, и чья это строка, не узнать; внесите верное в реестр сами"
                    }
                    Added::Foreign => {
                        "такого ключа нет ни в этом реестре, ни в присланных файлах: строка другого реестра или прежней выдачи"
                    }
                    Added::Unmatched => "ключа нет, и в реестре не нашлось строки с таким ОГРН и названием; внесите верное сами",
                    Added::Ambiguous => "ключа нет, а строк с таким ОГРН и названием в реестре несколько; внесите верное сами",
                };
                let change = Change {
                    fate: Fate::Added,
                    sheet: None,
                    cell: None,
                    organisation: text_with_role(answer, added, ColumnRole::Organisation),
                    column: String::new(),
                    was: String::new(),
                    now: String::new(),
                    came: vec![of_file(answer, format!("{}!{}", added.sheet, added.at), row_text(added))],
                    remark: remark.to_owned(),
                };
                *self.changes.rows.entry(Fate::Added).or_default() += 1;
                self.note(None, change);
            }
        }
    }

    /// The lines of words that nobody could write into a cell of the roster.
    fn remarks(&mut self, answers: &[Answer]) {
        for answer in answers {
            let is_ours = |remark: &&Remark| remark.handed.is_none_or(|handed| answer.is_ours(handed));
            for remark in answer.returned.remarks.iter().filter(is_ours) {
                let row = remark.handed.and_then(|handed| answer.found[handed]);
                let of_handed = || remark.handed.map_or_else(String::new, |handed| name_of(answer, handed));
                let change = Change {
                    fate: Fate::Words,
                    sheet: row.map(|row| self.sheet(row)),
                    cell: row.map(|row| self.anchor(row)),
                    organisation: row.map_or_else(of_handed, |row| self.organisation(row)),
                    column: remark.over.map_or("", OwnRole::header).to_owned(),
                    was: String::new(),
                    now: String::new(),
                    came: vec![of_file(answer, format!("{}!{}", remark.sheet, remark.at), remark.text.clone())],
                    remark: match remark.over {
                        Some(_) => "записано поверх слов программы; прочтите",
                        None => "примечание к ячейке; прочтите",
                    }
                    .to_owned(),
                };
                *self.changes.cells.entry(Fate::Words).or_default() += 1;
                self.note(row, change);
            }
        }
    }

    /// The lines of rows in which something is wrong that no line tells of yet: they came back as they were, or what was corrected in
    /// them was not all. Rows that were not handed out count where what came home into others has made them wrong.
    fn still_wrong(&mut self, answers: &[Answer]) {
        let mut senders: HashMap<RowId, Vec<Came>> = HashMap::new();
        for answer in answers {
            for row in &answer.returned.rows {
                if let Some(at) = answer.found[row.handed] {
                    senders.entry(at).or_default().push(of_file(answer, String::new(), String::new()));
                }
            }
        }
        let fate_of = |row: &RowId| self.fates.get(row).copied().flatten();
        let is_told = |row: &RowId| fate_of(row).is_some_and(|fate| fate <= Fate::StillWrong || fate == Fate::Removed);
        let is_corrected = |row: &RowId| fate_of(row).is_some_and(|fate| fate >= Fate::Fixed);
        let wrong: Vec<(RowId, Fate, Vec<Finding<'_>>)> = self
            .judged
            .problems
            .par_iter()
            .filter(|(row, _)| !is_told(row))
            .filter_map(|(&row, &now)| {
                let was = self.judged.was(row);
                let new: Vec<Finding<'_>> = now.iter().filter(|problem| !has(&was, problem)).cloned().collect();
                match (self.fates.contains_key(&row), new.is_empty()) {
                    (_, false) => Some((row, Fate::NewlyWrong, new)),
                    (true, true) if is_corrected(&row) => Some((row, Fate::StillWrong, now.to_vec())),
                    (true, true) => Some((row, Fate::Untouched, now.to_vec())),
                    (false, true) => None,
                }
            })
            .collect();
        for (row, fate, problems) in wrong {
            let came = senders.remove(&row).unwrap_or_default();
            let why = if came.is_empty() { "Из-за изменений в других строках. " } else { "" };
            let change = Change {
                fate,
                sheet: Some(self.sheet(row)),
                cell: problems.first().map(|problem| problem.at),
                organisation: self.organisation(row),
                column: String::new(),
                was: String::new(),
                now: String::new(),
                came,
                remark: format!("{why}{}", messages(problems.iter())),
            };
            self.note(Some(row), change);
        }
    }

    fn sheet(&self, row: RowId) -> String {
        self.judged.before.sources()[row.table()].table.sheet().name().to_owned()
    }

    fn record(&self, row: RowId) -> Record<'_> {
        self.judged.before.record(row)
    }

    fn organisation(&self, row: RowId) -> String {
        self.record(row).organisation().into_owned()
    }

    fn anchor(&self, row: RowId) -> CellRef {
        self.record(row).anchor()
    }
}

/// What writing into a row has done to it.
struct Effect<'j> {
    was: Vec<Finding<'j>>,
    now: Vec<Finding<'j>>,
    /// The cells that were written.
    written: Vec<CellRef>,
}

impl<'j> Effect<'j> {
    fn of(judged: &Judged<'j>, row: RowId, changes: &[Weighed<'_>]) -> Self {
        let applied = changes.iter().filter(|one| one.decision == Some(Decision::Apply));
        let written: Vec<CellRef> = applied.filter_map(|one| one.cell).collect();
        if written.is_empty() {
            return Self { was: Vec::new(), now: Vec::new(), written };
        }
        Self { was: judged.was(row), now: judged.now(row).to_vec(), written }
    }

    /// The problems that a cell has to answer for: its own, and new ones in cells that were not written.
    fn blamed(&self, at: CellRef) -> impl Iterator<Item = &Finding<'j>> {
        self.now.iter().filter(move |problem| {
            let cell = problem.at;
            cell == at || !has(&self.was, problem) && !self.written.contains(&cell)
        })
    }

    fn fate(&self, at: CellRef) -> Fate {
        if self.blamed(at).any(|problem| !has(&self.was, problem)) {
            Fate::NewlyWrong
        } else if self.blamed(at).next().is_some() {
            Fate::StillWrong
        } else if self.was.iter().any(|problem| problem.at == at) || !self.was.is_empty() && self.now.is_empty() {
            Fate::Fixed
        } else {
            Fate::Changed
        }
    }

    fn remark(&self, at: CellRef) -> String {
        messages(self.blamed(at))
    }
}

/// Whether a problem was there already: the same code in the same cell.
fn has(problems: &[Finding<'_>], one: &Finding<'_>) -> bool {
    problems.iter().any(|problem| problem.code.name == one.code.name && problem.at == one.at)
}

fn messages<'f, 't: 'f>(problems: impl Iterator<Item = &'f Finding<'t>>) -> String {
    problems.map(|problem| format!("{}: {}", problem.at, words::of(problem, &Roster).message)).collect::<Vec<_>>().join("\n")
}

/// Why a change was not written, or what is to be known of one that was.
fn reason(one: &Weighed<'_>) -> &'static str {
    match (one.decision, one.row) {
        (Some(Decision::ReturnsDisagree), _) => "ответы называют разное; в реестре осталось прежнее",
        (Some(Decision::RosterChanged), _) => "после выдачи ячейку изменили и в реестре; в нём осталось его значение",
        (Some(Decision::Unasked), _) if one.voices.iter().any(|voice| voice.overwritten) => {
            "на место этой организации вписана другая; в реестре осталось прежнее"
        }
        (Some(Decision::Unasked), _) => "ячейка не была отмечена для исправления; в реестре осталось прежнее",
        (Some(Decision::Formula), _) => "в реестре здесь формула, её программа не заменяет",
        (Some(Decision::Shared), _) => {
            "в реестре эта ячейка — общая для нескольких строк (объединена или заполнена один раз на группу); впишите сами"
        }
        (Some(Decision::Words), _) => "слова вместо ссылки или номера; в реестре осталось прежнее",
        (Some(Decision::Stranger), _) => {
            "ссылка ведёт на сайт, которого нет в письмах; если он нужен, назовите его в профиле: [links] allow-hosts = [\"…\"]"
        }
        (Some(Decision::Proposed), _) => "строка узнана без ключа, по ОГРН и названию; внести — параметр --accept-matched",
        (Some(Decision::Rounded), _) => {
            "таблица получателя округлила число, последние цифры потеряны; в реестре осталось прежнее"
        }
        (Some(Decision::LeadsElsewhere), _) => {
            "показан адрес одной страницы, а гиперссылка в ячейке ведёт на другую; оставьте в ячейке один адрес и верните файл снова"
        }
        (Some(Decision::OfOtherRow), _) => {
            "значения столбца стоят в чужих строках: похоже, столбец сдвинут или отсортирован отдельно; в реестре осталось прежнее"
        }
        (Some(Decision::Fault), _) => "в ответе ошибка формулы, вписать нечего",
        (Some(Decision::Apply | Decision::Already), _) => "",
        (None, Some(_)) => "такого столбца в реестре больше нет",
        (None, None) => "этой строки в реестре больше нет",
    }
}

fn came(voice: &Voice<'_>) -> Came {
    let given = voice.given;
    let text = if given.text.is_empty() { "(пусто)".to_owned() } else { said(&given.text, given.target.as_deref()) };
    of_file(voice.answer, format!("{}!{}", voice.sheet, voice.at), text)
}

fn text_at(run: &Run<'_>, row: RowId, at: CellRef) -> String {
    let table = &run.sources()[row.table()].table;
    let cell = table.cell(&table.row(row.position()), at.column);
    said(&text_of(cell.value), cell.hyperlink)
}

/// What a cell says: a text that is no address, with the one behind it.
fn said(text: &str, target: Option<&str>) -> String {
    match target.filter(|_| !text.is_empty() && !looks_like_address(text)) {
        Some(target) => format!("{text} ({target})"),
        None => text.to_owned(),
    }
}

fn of_file(answer: &Answer, place: String, text: String) -> Came {
    Came { file: answer.file.clone(), part: answer.returned.origin.part.clone(), place, text }
}

/// The name of an organisation as it was handed out.
fn name_of(answer: &Answer, handed: usize) -> String {
    let origin = &answer.returned.origin;
    let column = origin.columns.iter().position(|column| column.role == Some(ColumnRole::Organisation));
    column.map_or_else(String::new, |column| origin.rows[handed].base[column].clone())
}

fn handed_name(voice: &Voice<'_>) -> String {
    name_of(voice.answer, voice.handed)
}

fn text_with_role(answer: &Answer, added: &AddedRow, role: ColumnRole) -> String {
    let columns = &answer.returned.origin.columns;
    let text = added.texts.iter().find(|(column, _)| columns[*column].role == Some(role));
    text.map_or_else(String::new, |(_, text)| text.clone())
}

/// What a row was handed out with, in a line.
fn handed_text(answer: &Answer, handed: usize) -> String {
    let row = &answer.returned.origin.rows[handed];
    let texts = row.base.iter().chain([&row.explanation]).filter(|text| !text.is_empty());
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    format!("выдано: {}", texts.join(" | "))
}

/// An added row in a line.
fn row_text(added: &AddedRow) -> String {
    let explanation = Some(added.explanation.as_str()).filter(|text| !text.is_empty());
    added.texts.iter().map(|(_, text)| text.as_str()).chain(explanation).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_link_behind_it_is_shown_with_its_address() {
        let page = Some("https://vk.com/club1");
        assert_eq!(said("Наша страница", page), "Наша страница (https://vk.com/club1)");
        for (text, target) in [("Наша страница", None), ("vk.com/club1", page), ("", page)] {
            assert_eq!(said(text, target), text);
        }
    }
}
