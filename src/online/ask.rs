//! Asks about many pages: in batches, at VK's pace, with patience for what passes and none for what does not.
//!
//! Names that nobody has are left out of an answer without a word, so what is left out is asked singly. A batch that gets no answer is
//! halved, down to the one page that VK stumbles over; that page stays open and the next run asks again.

use super::answer::{self, Named, NoAnswer, Pages};
use super::clock::Clock;
use super::http::{Cause, Failure, Transport};
use super::{FIELDS, VERSION};
use crate::domain::GroupId;
use crate::domain::vk_address::ScreenName;
use crate::pages::{Answer, Community, Found, Key};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

/// How fast VK is asked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How many pages a request asks about.
    pub batch: usize,
    /// How long after a request the next one begins, at least. VK allows three a second, and counts sharply.
    pub interval: Duration,
}

/// What came of asking.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// How many requests were sent.
    pub(crate) requests: usize,
    /// Pages that VK gave no answer about.
    pub(crate) open: Vec<Key>,
    /// What ended the asking before its end.
    pub(crate) stopped: Option<Stop>,
}

/// Why asking ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// VK does not accept the key.
    Key {
        /// The number of VK's error.
        code: i64,
    },
    /// VK wants no more requests for now.
    Limit {
        /// The number of VK's error.
        code: i64,
    },
    /// There is no way to the server.
    NoWay {
        /// Its name.
        host: String,
        /// What is in the way.
        cause: Cause,
    },
    /// The server has answered nothing that could be understood for a long time.
    Silence,
    /// What came cannot be noted down.
    Unwritten,
}

/// So often a request is sent again that came too early; the first wait is a second, each further one twice as long.
const PATIENCE: u32 = 5;
/// So many requests in a row may go unanswered. Halving a batch of five hundred down to its first page takes twenty.
const SILENT: usize = 24;

/// Asks about pages, each once, and hands the answers over as they come. What was handed over stays true whatever stops the rest.
pub(crate) fn ask(
    keys: &[Key],
    pace: Pace,
    transport: &dyn Transport,
    clock: &dyn Clock,
    take: &mut dyn FnMut(&[Answer]) -> Result<(), Stop>,
) -> Asked {
    let mut asking = Asking { pace, transport, clock, take, last: None, unanswered: 0, asked: Asked::default() };
    for keys in keys.chunks(pace.batch.max(1)) {
        if let Err(stop) = asking.batch(keys) {
            asking.asked.stopped = Some(stop);
            break;
        }
    }
    asking.asked
}

struct Asking<'a> {
    pace: Pace,
    transport: &'a dyn Transport,
    clock: &'a dyn Clock,
    take: &'a mut dyn FnMut(&[Answer]) -> Result<(), Stop>,
    /// When the last request began.
    last: Option<Duration>,
    /// How many requests in a row got no answer.
    unanswered: usize,
    asked: Asked,
}

/// Why a request gave nothing.
enum Fault {
    /// VK does not take its parameters.
    Parameters,
    /// VK could not answer it, twice.
    Unanswered,
    /// No other request would fare better.
    Stop(Stop),
}

/// What came of one question: pages found and pages left out.
#[derive(Default)]
struct Round {
    found: Vec<(Key, Found)>,
    left_out: Vec<Key>,
    open: Vec<Key>,
}

impl Asking<'_> {
    fn batch(&mut self, keys: &[Key]) -> Result<(), Stop> {
        let round = self.round(keys)?;
        let mut numbers: Vec<(GroupId, Key)> = Vec::new();
        for key in round.left_out {
            match self.named(&key)? {
                // What VK knows by its number and does not show has nothing but the number.
                Some(Named::Group(id)) if key == Key::Id(id) => {
                    self.hand_over(key, Found::Group(Box::new(Community::bare(id))))?
                }
                Some(Named::Group(id)) => numbers.push((id, key)),
                Some(Named::Person) => self.hand_over(key, Found::Person)?,
                Some(Named::App) => self.hand_over(key, Found::App)?,
                Some(Named::Nobody) => self.hand_over(key, Found::Nobody)?,
                None => self.asked.open.push(key),
            }
        }
        self.by_number(&numbers)
    }

    /// Asks for communities whose number was found out by their name.
    fn by_number(&mut self, numbers: &[(GroupId, Key)]) -> Result<(), Stop> {
        let ids: BTreeSet<GroupId> = numbers.iter().map(|&(id, _)| id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let ids: Vec<Key> = ids.into_iter().map(Key::Id).collect();
        let mut round = Round::default();
        let ended = self.pages(&ids, &mut round);
        let found: HashMap<Key, Found> = round.found.into_iter().collect();
        let at = self.clock.now();
        let mut answers = Vec::new();
        for (id, asked) in numbers {
            let number = Key::Id(*id);
            match found.get(&number) {
                Some(found) => answers.push(Answer { asked: asked.clone(), at, found: found.clone() }),
                None if round.left_out.contains(&number) => {
                    let found = Found::Group(Box::new(Community::bare(*id)));
                    answers.push(Answer { asked: asked.clone(), at, found });
                }
                None if round.open.contains(&number) => self.asked.open.push(asked.clone()),
                None => {}
            }
        }
        (self.take)(&answers)?;
        ended
    }

    /// Asks for pages and hands over what came, also where the rest was stopped.
    fn round(&mut self, keys: &[Key]) -> Result<Round, Stop> {
        let mut round = Round::default();
        let ended = self.pages(keys, &mut round);
        let at = self.clock.now();
        let answers: Vec<Answer> =
            std::mem::take(&mut round.found).into_iter().map(|(asked, found)| Answer { asked, at, found }).collect();
        (self.take)(&answers)?;
        self.asked.open.append(&mut round.open);
        ended.map(|()| round)
    }

    fn pages(&mut self, keys: &[Key], round: &mut Round) -> Result<(), Stop> {
        let ids = keys.iter().map(Key::to_string).collect::<Vec<_>>().join(",");
        match self.call("groups.getById", &[("group_ids", &ids), ("fields", FIELDS)], answer::pages) {
            Ok(pages) => round.add(keys, pages),
            Err(Fault::Stop(stop)) => return Err(stop),
            Err(_) if keys.len() > 1 => {
                let (first, second) = keys.split_at(keys.len() / 2);
                self.pages(first, round)?;
                self.pages(second, round)?;
            }
            // Alone, a name that nobody has is an error.
            Err(Fault::Parameters) => round.left_out.extend_from_slice(keys),
            Err(Fault::Unanswered) => round.open.extend_from_slice(keys),
        }
        Ok(())
    }

    /// Asks what a page that was left out is; `None` where VK does not say.
    fn named(&mut self, key: &Key) -> Result<Option<Named>, Stop> {
        let name = match key {
            Key::Id(id) => format!("club{id}"),
            Key::Name(name) => name.to_string(),
        };
        match self.call("utils.resolveScreenName", &[("screen_name", &name)], answer::named) {
            Ok(named) => Ok(Some(named)),
            Err(Fault::Parameters) => Ok(Some(Named::Nobody)),
            Err(Fault::Unanswered) => Ok(None),
            Err(Fault::Stop(stop)) => Err(stop),
        }
    }

    fn hand_over(&mut self, asked: Key, found: Found) -> Result<(), Stop> {
        (self.take)(&[Answer { asked, at: self.clock.now(), found }])
    }

    /// Sends a request until it is answered or it is certain that it will not be.
    fn call<T>(&mut self, method: &str, parameters: &[(&str, &str)], read: impl Fn(&Value) -> Option<T>) -> Result<T, Fault> {
        let parameters: Vec<(&str, &str)> = parameters.iter().copied().chain([("v", VERSION), ("lang", "ru")]).collect();
        let mut waits = 0;
        let mut is_second = false;
        loop {
            self.keep_pace();
            let answer = match self.transport.post(method, &parameters) {
                Ok(body) => answer::response(&body).and_then(|response| read(&response).ok_or(NoAnswer::Garbled)),
                Err(Failure::Passing) => Err(NoAnswer::Garbled),
                Err(Failure::NoWay { host, cause }) => return Err(Fault::Stop(Stop::NoWay { host, cause })),
            };
            match answer {
                Ok(answer) => {
                    self.unanswered = 0;
                    return Ok(answer);
                }
                Err(NoAnswer::Refused(6)) if waits < PATIENCE => {
                    self.clock.sleep(Duration::from_secs(1 << waits));
                    waits += 1;
                }
                Err(NoAnswer::Garbled | NoAnswer::Refused(1 | 10)) => {
                    self.unanswered += 1;
                    if self.unanswered >= SILENT {
                        return Err(Fault::Stop(Stop::Silence));
                    }
                    if is_second {
                        return Err(Fault::Unanswered);
                    }
                    is_second = true;
                }
                Err(NoAnswer::Refused(code)) => {
                    self.unanswered = 0;
                    return Err(fault(code));
                }
            }
        }
    }

    /// Waits until the next request may begin.
    fn keep_pace(&mut self) {
        if let Some(last) = self.last {
            let wait = (last + self.pace.interval).saturating_sub(self.clock.elapsed());
            if !wait.is_zero() {
                self.clock.sleep(wait);
            }
        }
        self.last = Some(self.clock.elapsed());
        self.asked.requests += 1;
    }
}

/// What an error of VK means (domain reference, 9.2).
fn fault(code: i64) -> Fault {
    match code {
        5 | 27 | 28 | 1117 => Fault::Stop(Stop::Key { code }),
        6 | 9 | 14 | 17 | 29 => Fault::Stop(Stop::Limit { code }),
        100 | 113 | 125 => Fault::Parameters,
        _ => Fault::Unanswered,
    }
}

impl Round {
    /// Matches pages with what was asked: by number or name, never by place. A page that nobody asked for is dropped: a key of a
    /// community answers with its own community for every name that it does not know.
    fn add(&mut self, keys: &[Key], pages: Pages) {
        let persons: HashSet<ScreenName> = pages.persons.into_iter().collect();
        let mut by_key: HashMap<Key, Community> = HashMap::new();
        for community in pages.groups {
            if let Some(name) = community.screen_name.clone() {
                by_key.insert(Key::Name(name), community.clone());
            }
            by_key.insert(Key::Id(community.id), community);
        }
        for key in keys {
            match by_key.get(key) {
                Some(community) => self.found.push((key.clone(), Found::Group(Box::new(community.clone())))),
                None if matches!(key, Key::Name(name) if persons.contains(name)) => self.found.push((key.clone(), Found::Person)),
                None => self.left_out.push(key.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Moment;
    use std::cell::{Cell, RefCell};

    #[derive(Debug, Default)]
    struct StillClock {
        at: Cell<Duration>,
        slept: RefCell<Vec<u64>>,
    }

    impl Clock for StillClock {
        fn now(&self) -> Moment {
            "2026-11-29T10:00:00+03:00".parse().unwrap()
        }

        fn elapsed(&self) -> Duration {
            self.at.get()
        }

        fn sleep(&self, time: Duration) {
            self.slept.borrow_mut().push(time.as_millis() as u64);
            self.at.set(self.at.get() + time);
        }
    }

    /// VK as a function from the pages asked for to a body.
    struct Script<F>(RefCell<F>);

    impl<F> std::fmt::Debug for Script<F> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Script")
        }
    }

    impl<F: FnMut(&str, &str) -> Result<String, Failure>> Transport for Script<F> {
        fn post(&self, method: &str, parameters: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
            (self.0.borrow_mut())(method, parameters[0].1).map(String::into_bytes)
        }
    }

    const EMPTY: &str = r#"{"response":[]}"#;

    fn error(code: i64) -> Result<String, Failure> {
        Ok(format!(r#"{{"error":{{"error_code":{code},"error_msg":"x"}}}}"#))
    }

    /// Communities for numbers, in reverse order; names are nobody's.
    fn vk(method: &str, asked: &str) -> Result<String, Failure> {
        if method != "groups.getById" {
            return Ok(EMPTY.to_owned());
        }
        let groups: Vec<String> =
            asked.split(',').rev().filter(|id| id.parse::<u32>().is_ok()).map(|id| format!(r#"{{"id":{id}}}"#)).collect();
        Ok(format!(r#"{{"response":{{"groups":[{}],"profiles":[]}}}}"#, groups.join(",")))
    }

    fn ids(count: u64) -> Vec<Key> {
        (1..=count).filter_map(GroupId::new).map(Key::Id).collect()
    }

    fn asking(keys: &[Key], script: impl FnMut(&str, &str) -> Result<String, Failure>) -> (Asked, Vec<Answer>, Vec<u64>) {
        let clock = StillClock::default();
        let mut answers = Vec::new();
        let pace = Pace { batch: 4, interval: Duration::from_millis(370) };
        let asked = ask(keys, pace, &Script(RefCell::new(script)), &clock, &mut |new| {
            answers.extend_from_slice(new);
            Ok(())
        });
        (asked, answers, clock.slept.into_inner())
    }

    fn name(text: &str) -> Key {
        Key::Name(ScreenName::new(text).unwrap())
    }

    #[test]
    fn pages_are_asked_in_batches_at_vks_pace() {
        let (asked, answers, slept) = asking(&ids(9), vk);
        assert_eq!((asked.requests, answers.len(), asked.stopped), (3, 9, None));
        assert_eq!(slept, [370, 370]);
    }

    #[test]
    fn what_is_left_out_is_asked_singly_and_what_was_not_asked_for_is_dropped() {
        let keys = [name("gkb1"), name("ivan"), name("nobody"), name("moved")];
        let (asked, answers, _) = asking(&keys, |method, asked| {
            Ok(match (method, asked) {
                ("groups.getById", "9") => r#"{"response":{"groups":[{"id":9,"screen_name":"new_name"}]}}"#,
                ("groups.getById", _) => {
                    r#"{"response":{"groups":[{"id":99,"screen_name":"own"},{"id":5,"screen_name":"GKB1"}],"profiles":[{"id":7,"screen_name":"ivan"}]}}"#
                }
                (_, "moved") => r#"{"response":{"type":"page","object_id":9}}"#,
                _ => EMPTY,
            }
            .to_owned())
        });
        let found: Vec<String> = answers
            .iter()
            .map(|answer| match &answer.found {
                Found::Group(community) => format!("{} {}", answer.asked, community.id),
                other => format!("{} {other:?}", answer.asked),
            })
            .collect();
        assert_eq!(found, ["gkb1 5", "ivan Person", "nobody Nobody", "moved 9"]);
        assert_eq!((asked.requests, asked.open.len()), (4, 0));
    }

    #[test]
    fn too_many_a_second_is_waited_for() {
        let mut refusals = 3;
        let (asked, answers, slept) = asking(&ids(1), |method, pages| {
            refusals -= 1;
            if refusals >= 0 { error(6) } else { vk(method, pages) }
        });
        assert_eq!((asked.stopped, answers.len()), (None, 1));
        assert_eq!(slept, [1000, 2000, 4000]);
        let (asked, _, slept) = asking(&ids(1), |_, _| error(6));
        assert_eq!((asked.stopped, slept.len()), (Some(Stop::Limit { code: 6 }), 5));
    }

    #[test]
    fn a_batch_that_gets_no_answer_is_halved_and_the_page_at_fault_stays_open() {
        for bad in [|| error(10), || Ok("<html>404</html>".to_owned()), || Err(Failure::Passing), || error(18)] {
            let (asked, answers, _) =
                asking(&ids(4), |method, pages| if pages.split(',').any(|id| id == "3") { bad() } else { vk(method, pages) });
            assert_eq!((answers.len(), asked.open, asked.stopped), (3, vec![ids(3)[2].clone()], None));
        }
    }

    #[test]
    fn parameters_that_vk_does_not_take_are_halved_too() {
        let keys = [ids(1)[0].clone(), name("nobody")];
        let (asked, answers, _) =
            asking(
                &keys,
                |method, pages| {
                    if method == "groups.getById" && pages.contains("nobody") { error(100) } else { vk(method, pages) }
                },
            );
        assert_eq!((answers.len(), asked.open.len(), asked.requests), (2, 0, 4));
        assert_eq!(answers[1].found, Found::Nobody);
    }

    #[test]
    fn what_came_before_a_stop_is_kept() {
        for (code, stop) in [
            (5, Stop::Key { code: 5 }),
            (1117, Stop::Key { code: 1117 }),
            (9, Stop::Limit { code: 9 }),
            (29, Stop::Limit { code: 29 }),
        ] {
            let (asked, answers, _) =
                asking(&ids(9), |method, pages| if pages.starts_with('5') { error(code) } else { vk(method, pages) });
            assert_eq!((answers.len(), asked.stopped, asked.requests), (4, Some(stop), 2));
        }
    }

    #[test]
    fn a_server_that_is_silent_is_not_asked_for_ever() {
        let (asked, answers, _) = asking(&ids(100), |_, _| Err(Failure::Passing));
        assert_eq!((asked.stopped, asked.requests, answers.len()), (Some(Stop::Silence), SILENT, 0));
    }
}
