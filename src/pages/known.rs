//! What a run asks of a snapshot: whose a short name is, and what a page looked like.

use super::{Answer, Community, Found, Key, Snapshot};
use crate::domain::vk_address::ScreenName;
use crate::domain::{Date, GroupId};
use std::collections::HashMap;

/// The answers of a snapshot, found by short name and by number. Without a snapshot nothing is known.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// The name of the snapshot's file; none where no snapshot was given.
    file: Option<String>,
    answers: Vec<Answer>,
    /// The answers that say whose a name is, the newest first.
    by_name: HashMap<ScreenName, Vec<usize>>,
    /// The newest answer about a number.
    by_id: HashMap<GroupId, usize>,
}

/// Whose a short name is, by the newest answer that speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose<'p> {
    /// No answer speaks of it.
    Unknown,
    /// A community's.
    Group {
        /// The community.
        community: &'p Community,
        /// The day of the answer.
        on: Date,
        /// The community that an earlier answer names, where that is another one, and its day.
        before: Option<(GroupId, Date)>,
    },
    /// A person's.
    Person,
    /// An app's.
    App {
        /// The day of the answer.
        on: Date,
    },
    /// Nobody's.
    Nobody {
        /// The day of the answer.
        on: Date,
    },
}

/// A page by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen<'p> {
    /// The day of the answer.
    pub(crate) on: Date,
    /// The community; none where VK knows no such number.
    pub(crate) community: Option<&'p Community>,
}

impl Pages {
    /// The answers of a snapshot, which is called so.
    pub(crate) fn new(snapshot: Snapshot, file: String) -> Self {
        let mut answers = snapshot.into_answers();
        // The sort is stable: of two answers of one moment the order of the snapshot holds.
        answers.sort_by_key(|answer| std::cmp::Reverse(answer.at));
        let mut pages = Self { file: Some(file), ..Self::default() };
        for (index, answer) in answers.iter().enumerate() {
            let (id, names) = match (&answer.asked, &answer.found) {
                (Key::Name(asked), Found::Group(community)) => {
                    (Some(community.id), [Some(asked), community.screen_name.as_ref().filter(|name| *name != asked)])
                }
                (Key::Id(_), Found::Group(community)) => (Some(community.id), [community.screen_name.as_ref(), None]),
                (Key::Name(asked), _) => (None, [Some(asked), None]),
                (Key::Id(id), _) => (Some(*id), [None, None]),
            };
            for name in names.into_iter().flatten() {
                pages.by_name.entry(name.clone()).or_default().push(index);
            }
            if let Some(id) = id {
                pages.by_id.entry(id).or_insert(index);
            }
        }
        pages.answers = answers;
        pages
    }

    /// The name of the snapshot's file; none where no snapshot was given.
    pub(crate) fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// How many pages are known.
    pub(crate) fn len(&self) -> usize {
        self.answers.len()
    }

    /// The days of the first and the last answer.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        Some((self.answers.last()?.at.day(), self.answers.first()?.at.day()))
    }

    /// Whose a short name is.
    pub(crate) fn whose(&self, name: &ScreenName) -> Whose<'_> {
        let mut answers = self.by_name.get(name).into_iter().flatten().map(|&index| &self.answers[index]);
        let Some(newest) = answers.next() else { return Whose::Unknown };
        let on = newest.at.day();
        match &newest.found {
            Found::Group(community) => {
                let before = answers.find_map(|answer| match &answer.found {
                    Found::Group(other) if other.id != community.id => Some((other.id, answer.at.day())),
                    _ => None,
                });
                Whose::Group { community, on, before }
            }
            Found::Person => Whose::Person,
            Found::App => Whose::App { on },
            Found::Nobody => Whose::Nobody { on },
        }
    }

    /// What is known of a page by its number.
    pub(crate) fn page(&self, id: GroupId) -> Option<Seen<'_>> {
        let answer = &self.answers[*self.by_id.get(&id)?];
        Some(Seen { on: answer.at.day(), community: answer.found.group() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ScreenName {
        ScreenName::new(text).unwrap()
    }

    fn id(number: u64) -> GroupId {
        GroupId::new(number).unwrap()
    }

    fn pages(answers: &[(Key, &str, Found)]) -> Pages {
        let mut snapshot = Snapshot::default();
        for (asked, at, found) in answers {
            let at = format!("{at}T10:00:00Z").parse().unwrap();
            snapshot.add(Answer { asked: asked.clone(), at, found: found.clone() });
        }
        Pages::new(snapshot, "снимок.ndjson".to_owned())
    }

    fn group(number: u64, screen_name: &str) -> Found {
        Found::Group(Box::new(Community { screen_name: ScreenName::new(screen_name), ..Community::bare(id(number)) }))
    }

    #[test]
    fn a_name_is_known_by_what_was_asked_and_by_what_was_answered() {
        let pages = pages(&[(Key::Name(name("old_sad")), "2026-01-12", group(5, "new_sad"))]);
        for known in ["old_sad", "new_sad"] {
            assert!(matches!(pages.whose(&name(known)), Whose::Group { community, before: None, .. } if community.id == id(5)));
        }
        assert_eq!(pages.whose(&name("nobody")), Whose::Unknown);
        assert!(pages.page(id(5)).is_some() && pages.page(id(6)).is_none());
    }

    #[test]
    fn the_newest_answer_counts_and_another_one_before_it_is_told() {
        let answers = [
            (Key::Name(name("gkb1")), "2025-01-12", group(5, "gkb1")),
            (Key::Id(id(6)), "2026-01-12", group(6, "gkb1")),
            (Key::Id(id(7)), "2026-01-12", Found::Nobody),
        ];
        let pages = pages(&answers);
        let Whose::Group { community, before, .. } = pages.whose(&name("gkb1")) else { panic!("a community's") };
        assert_eq!((community.id, before.map(|(id, _)| id)), (id(6), Some(id(5))));
        assert_eq!(pages.page(id(7)).unwrap().community, None);
        assert_eq!(pages.days().map(|(first, last)| first < last), Some(true));
    }
}
