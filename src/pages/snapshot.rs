//! Reading and writing snapshots.

use super::line::Line;
use super::{Answer, Key};
use crate::domain::GroupId;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

const SCHEMA: &str = "gospub.pages/1";
/// A longer line is none that gospub has written.
const LONGEST: u64 = 1 << 20;

/// What is known of pages: the newest answer to each question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    answers: BTreeMap<Key, Answer>,
    /// Of questions whose answer was another community before: the last such answer. A name that moves is to be seen by every run.
    former: BTreeMap<Key, Answer>,
    /// How many bytes of the file are whole lines. What stands behind them was being written when a run was killed.
    pub(crate) whole: u64,
    /// Whether the last whole line lacks its end: an editor takes it away.
    pub(crate) lacks_end: bool,
}

/// Why a file could not be read as a snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SnapshotError {
    /// It could not be read at all.
    #[error("not readable: {0}")]
    Io(#[from] io::Error),
    /// Its first line is not that of a snapshot.
    #[error("no snapshot")]
    NotASnapshot,
    /// A later version of gospub wrote it.
    #[error("written by a later version")]
    Later,
    /// A line that is not the last says nothing.
    #[error("line {0} is damaged")]
    Line(usize),
}

#[derive(Deserialize)]
struct Header {
    schema: String,
}

/// The first line of a snapshot.
pub fn header() -> String {
    format!("{{\"schema\":\"{SCHEMA}\"}}\n")
}

/// The line of an answer.
pub fn line(answer: &Answer) -> String {
    let text = serde_json::to_string(&Line::from(answer)).expect("texts, numbers and flags make JSON");
    text + "\n"
}

impl Snapshot {
    /// Reads a snapshot. A file that ends within a line, as a killed run leaves it, ends with the line before; an empty one is a
    /// snapshot of nothing.
    ///
    /// # Errors
    /// If the file is none, or a line within it is damaged.
    pub(crate) fn read(mut file: impl BufRead) -> Result<Self, SnapshotError> {
        let mut snapshot = Self::default();
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            let length = file.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? as u64;
            let is_ended = bytes.ends_with(b"\n");
            if length == 0 {
                break;
            }
            let understood = if number == 1 { head(&bytes, is_ended)? } else { snapshot.take(&bytes) };
            match understood {
                true => snapshot.whole += length,
                // Only the last line may be torn; whatever is longer than a line was never one.
                false if is_ended || length == LONGEST => return Err(SnapshotError::Line(number)),
                false => break,
            }
            snapshot.lacks_end = !is_ended;
        }
        Ok(snapshot)
    }

    /// Adds an answer; of two to one question the later one stays, and of two of one moment the one that comes later.
    pub fn add(&mut self, answer: Answer) {
        match self.answers.get(&answer.asked) {
            Some(known) if known.at > answer.at => self.remember(answer),
            _ => self.put(answer),
        };
    }

    /// Adds what has been answered just now, whatever the clock said before; gives the community that was the answer until now, where it
    /// is another one.
    pub(crate) fn put(&mut self, answer: Answer) -> Option<GroupId> {
        let known = self.answers.insert(answer.asked.clone(), answer)?;
        self.remember(known)
    }

    /// Keeps a superseded answer if it names another community than the one that counts, and gives that community.
    fn remember(&mut self, old: Answer) -> Option<GroupId> {
        let group = |answer: &Answer| answer.found.group().map(|community| community.id);
        let (was, now) = group(&old).zip(self.answers.get(&old.asked).and_then(group))?;
        if was == now {
            return None;
        }
        if self.former.get(&old.asked).is_none_or(|known| known.at < old.at) {
            self.former.insert(old.asked.clone(), old);
        }
        Some(was)
    }

    /// What is known of a page.
    #[cfg(any(test, feature = "online"))]
    pub(crate) fn get(&self, key: &Key) -> Option<&Answer> {
        self.answers.get(key)
    }

    /// All answers, by question: numbers first, then names in alphabetical order.
    pub fn answers(&self) -> impl ExactSizeIterator<Item = &Answer> {
        self.answers.values()
    }

    /// All answers, each behind the one that named another community before.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Answer> {
        self.answers.values().flat_map(|answer| self.former.get(&answer.asked).into_iter().chain([answer]))
    }

    /// The answers that count and those that named other communities before.
    pub(super) fn into_answers(self) -> Vec<Answer> {
        self.answers.into_values().chain(self.former.into_values()).collect()
    }

    /// Takes a line in; `false` if it is none.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let answer = serde_json::from_slice::<Line>(bytes).ok().and_then(Line::answer);
        answer.map(|answer| self.add(answer)).is_some()
    }
}

/// Whether the first line is whole.
fn head(bytes: &[u8], is_ended: bool) -> Result<bool, SnapshotError> {
    match serde_json::from_slice::<Header>(bytes) {
        Ok(header) if header.schema == SCHEMA => Ok(true),
        Ok(header) if header.schema.starts_with("gospub.pages/") => Err(SnapshotError::Later),
        _ if !is_ended && header().as_bytes().starts_with(bytes) => Ok(false),
        _ => Err(SnapshotError::NotASnapshot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vk_address::ScreenName;
    use crate::pages::{Community, Found, Has, Menu, MenuItem};

    fn name(text: &str) -> Key {
        Key::Name(ScreenName::new(text).unwrap())
    }

    fn answer(asked: Key, at: &str, found: Found) -> Answer {
        Answer { asked, at: at.parse().unwrap(), found }
    }

    fn read(text: &str) -> Result<Snapshot, SnapshotError> {
        Snapshot::read(text.as_bytes())
    }

    fn community() -> Community {
        let item =
            MenuItem { title: Some("Запись".into()), url: Some("https://vk.com/app1".into()), ..MenuItem::default() };
        Community {
            screen_name: ScreenName::new("gkb1"),
            menu: Some(Menu { hidden: None, items: vec![item] }),
            has: Some(Has { email: Some(true), ..Has::default() }),
            ..Community::bare(GroupId::new(5).unwrap())
        }
    }

    fn sample() -> String {
        let group = answer(name("gkb1"), "2026-11-29T10:00:00+03:00", Found::Group(Box::new(community())));
        let person = answer(name("ivan"), "2026-11-29T10:00:00+03:00", Found::Person);
        let none = answer(Key::Id(GroupId::new(7).unwrap()), "2026-11-29T10:00:01+03:00", Found::Nobody);
        header() + &line(&group) + &line(&person) + &line(&none)
    }

    #[test]
    fn a_line_reads_as_it_was_written() {
        let snapshot = read(&sample()).unwrap();
        assert_eq!(snapshot.answers().map(line).collect::<Vec<_>>().len(), 3);
        assert_eq!(snapshot.get(&name("gkb1")).unwrap().found, Found::Group(Box::new(community())));
        assert_eq!(snapshot.get(&name("ivan")).unwrap().found, Found::Person);
    }

    #[test]
    fn a_snapshot_cut_anywhere_is_one_of_the_whole_lines() {
        let text = sample();
        for cut in 0..text.len() {
            let Some(part) = text.get(..cut) else { continue };
            let snapshot = read(part).unwrap();
            let kept = &part[..snapshot.whole as usize];
            // A line that lacks nothing but its end is whole.
            assert!(kept.is_empty() || kept.ends_with('\n') || snapshot.lacks_end, "{part}");
            assert_eq!(snapshot.answers().len(), kept.trim_end().lines().count().saturating_sub(1), "{part}");
        }
    }

    #[test]
    fn a_community_that_had_the_name_before_is_remembered() {
        let group = |id| Found::Group(Box::new(Community::bare(GroupId::new(id).unwrap())));
        let lines = [(5, "01"), (5, "02"), (6, "03"), (6, "04")]
            .map(|(id, day)| line(&answer(name("gkb1"), &format!("2026-11-{day}T10:00:00Z"), group(id))));
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let text = header() + &order.map(|at| lines[at].as_str()).concat();
            let kept: Vec<String> = read(&text).unwrap().lines().map(line).collect();
            assert_eq!(kept, [lines[1].clone(), lines[3].clone()]);
        }
    }

    #[test]
    fn what_is_answered_now_counts_whatever_the_clock_said_before() {
        let mut snapshot = Snapshot::default();
        snapshot.add(answer(name("gkb1"), "2036-11-01T10:00:00Z", Found::Nobody));
        snapshot.put(answer(name("gkb1"), "2026-11-01T10:00:00Z", Found::Person));
        assert_eq!(snapshot.get(&name("gkb1")).unwrap().found, Found::Person);
    }

    #[test]
    fn the_newest_line_of_a_page_wins() {
        let early = line(&answer(name("gkb1"), "2026-11-01T10:00:00Z", Found::Nobody));
        let late = line(&answer(name("gkb1"), "2026-11-02T10:00:00Z", Found::Person));
        for text in [format!("{}{early}{late}", header()), format!("{}{late}{early}", header())] {
            assert_eq!(read(&text).unwrap().get(&name("gkb1")).unwrap().found, Found::Person);
        }
    }

    #[test]
    fn what_is_no_snapshot_is_refused() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(error("имя;адрес\n"), "no snapshot");
        assert_eq!(error("{\"schema\":\"gospub.row/1\"}\n"), "no snapshot");
        assert_eq!(error("{\"schema\":\"gospub.pages/2\"}\n"), "written by a later version");
        let damaged = sample().replacen("\"person\"", "\"per", 1);
        assert_eq!(error(&damaged), "line 3 is damaged");
        assert_eq!(read("").unwrap().answers().len(), 0);
    }

    #[test]
    fn fields_of_a_later_version_are_passed_over() {
        let text = header() + "{\"asked\":5,\"at\":\"2026-11-29T10:00:00Z\",\"result\":\"none\",\"mood\":[1]}\n";
        assert_eq!(read(&text).unwrap().answers().len(), 1);
    }
}
