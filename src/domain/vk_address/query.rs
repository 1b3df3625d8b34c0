//! Parameters of an address, and the owners and ids that they hold.

use super::classify::Segment;
use super::segment::number_ends;
use super::tally::{Finding, Says};
use super::{Fault, PersonBy, Via};
use crate::domain::GroupId;

/// The owner in a parameter: `-1`, `1`, `-1_2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) is_group: bool,
    /// `None` where the number is too long to be one.
    pub(super) number: Option<u64>,
    /// Whether the number ends where its digits end.
    pub(super) is_whole: bool,
}

impl Owner {
    /// The owner at the beginning of a text that goes on behind the parameter.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (is_group, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = text.split_at(digits);
        let is_end = !after.starts_with(|c: char| {
            c.is_alphanumeric() || c == '-' || c == '.' && after[1..].starts_with(|c: char| c.is_alphanumeric())
        });
        let limit = if is_group { 9 } else { 10 };
        let is_whole = after.starts_with('_') || number_ends(after, number.len(), after.starts_with(".."), limit);
        (digits > 0 && is_end).then(|| Self { is_group, number: number.parse().ok(), is_whole })
    }

    pub(super) fn segment(self) -> Segment {
        let Some(number) = self.number.filter(|&number| number > 0) else {
            return Segment::Fault(Fault::NumberOutOfRange);
        };
        match GroupId::new(number) {
            _ if !self.is_whole => Segment::Fault(Fault::UnclearNumber),
            Some(id) if self.is_group => Segment::Group(id, Via::Object),
            None if self.is_group => Segment::Fault(Fault::NumberOutOfRange),
            _ => Segment::Person(number, PersonBy::Object),
        }
    }

    pub(super) fn finding(self, by: PersonBy) -> Finding {
        match self.segment() {
            Segment::Group(id, via) => Finding::new(Says::Group(id), via),
            Segment::Person(number, _) => Finding::person(number, by),
            Segment::Fault(fault) => Finding::fault(fault),
            _ => Finding::fault(Fault::BrokenAddress),
        }
    }
}

/// The value of a parameter, with all that follows it in the text.
pub(super) fn value<'a>(text: &'a str, key: &'static str) -> Option<&'a str> {
    values(text, key).next()
}

/// All values of a parameter of the address that begins the text, each with all that follows it.
pub(super) fn values<'a>(text: &'a str, key: &'static str) -> impl Iterator<Item = &'a str> {
    let query = &text[..tail_end(text)];
    query.match_indices(['?', '#', '&', '/']).filter_map(move |(at, _)| {
        let (name, value) = text[at + 1..].split_at_checked(key.len())?;
        let value = value.strip_prefix('=')?;
        name.eq_ignore_ascii_case(key).then_some(value)
    })
}

pub(super) fn value_end(value: &str) -> usize {
    value.find(['&', '#', '?']).unwrap_or(value.len()).min(token_end(value))
}

/// Where the further path and the parameters behind a segment end.
pub(super) fn tail_end(rest: &str) -> usize {
    if rest.starts_with(['?', '#', '/', '&']) { token_end(rest) } else { 0 }
}

/// Where an address ends: at a blank, a quote, or a sign that no address has unencoded.
pub(super) fn token_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '|' | '<' | '>' | '[' | ',' | ';')).unwrap_or(text.len())
}

/// The id at the beginning of a text, if it is digits and nothing else: what the mini-app itself would accept (domain reference, 2.5).
pub(super) fn plain_id(value: &str) -> Result<GroupId, Fault> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = value.split_at(digits);
    if number.is_empty() {
        let is_word = |word: &str| value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let is_placeholder = value.starts_with(['<', '{', '[', 'Х', 'х']) || is_word("id") || is_word("xx");
        return Err(if is_placeholder { Fault::Placeholder } else { Fault::BadGroupInLink });
    }
    let number = number.trim_start_matches('0');
    let is_end = match after.chars().next() {
        Some('.') => !after[1..].starts_with(|c: char| c.is_ascii_alphanumeric()),
        Some(c) => c.is_whitespace() || matches!(c, '&' | '#' | '?' | '/' | ',' | ';' | ')' | ']' | '"' | '\'' | '>' | '|' | '<'),
        None => true,
    };
    if !is_end || !number_ends(after, number.len(), after.starts_with(".."), 9) {
        return Err(Fault::BadGroupInLink);
    }
    number.parse().ok().and_then(GroupId::new).ok_or(Fault::NumberOutOfRange)
}
