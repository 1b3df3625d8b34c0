//! What a word of a path says by its letters alone: `club1`, `photo-1_2`, `app1_-2`, `a_name` (domain reference, 6.2 to 6.5).

use super::screen_name::{self, ScreenName};
use super::words::is_one_of;
use super::{Fault, PersonBy, Via};
use crate::domain::GroupId;

/// What a word of a path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// A community by number.
    Group(GroupId, Via),
    /// A person by number.
    Person(u64, PersonBy),
    /// An app without an owner.
    App,
    /// A word that VK keeps for itself; the page may still name a community in its parameters.
    Service,
    /// A short name.
    Name(ScreenName),
    /// None of these.
    Fault(Fault),
}

/// What a segment of ASCII characters says.
pub(super) struct Classified {
    pub(super) segment: Segment,
    /// How many digits the number has, where it is the end of the segment and so may go on behind it.
    pub(super) open: Option<usize>,
    pub(super) hint: Option<String>,
}

impl From<Segment> for Classified {
    fn from(segment: Segment) -> Self {
        Self { segment, open: None, hint: None }
    }
}

/// Reads a whole segment.
pub(super) fn classify(segment: &str) -> Classified {
    let (word, rest) = split_word(segment);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = rest.split_at(digits);
    if is_placeholder(segment) {
        return Segment::Fault(Fault::Placeholder).into();
    }
    if digits > 0 {
        if is_page_word(word) {
            if tail.is_empty() {
                return if word.eq_ignore_ascii_case("id") {
                    person(number, PersonBy::Profile)
                } else {
                    group(number, Via::PageAddress)
                };
            }
            if tail.bytes().all(|b| b == b'.' || b.is_ascii_digit()) {
                // `club217000101.0` and `club217.000.101`: a number that a spreadsheet formatted.
                return Segment::Fault(Fault::UnclearNumber).into();
            }
            if is_damaged_number(rest) {
                return Segment::Fault(Fault::UnclearNumber).into();
            }
        } else if word.eq_ignore_ascii_case("app") {
            if let Some(read) = app(tail) {
                return read;
            }
        } else if let Some(read) = owned(word, number, tail) {
            return read;
        }
        if word.is_empty() && tail.is_empty() {
            let hint = GroupId::new(number.parse().unwrap_or(0)).map(|id| format!("club{id}"));
            return Classified { hint, ..Segment::Fault(Fault::BrokenAddress).into() };
        }
    } else if let Some(owner) = rest.strip_prefix('-') {
        let digits = owner.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = owner.split_at(digits);
        if digits > 0 && (is_object(word) || is_one_of(MORE_OBJECTS, word)) {
            if tail.is_empty() {
                return group(number, Via::Object);
            }
            if let Some(item) = tail.strip_prefix('_')
                && (item.is_empty() || item.starts_with(|c: char| c.is_ascii_alphanumeric()))
            {
                return closed(group(number, Via::Object));
            }
        }
        let hint = (digits > 0 && tail.is_empty() && (word.is_empty() || is_page_word(word) && !word.eq_ignore_ascii_case("id")))
            .then(|| GroupId::new(number.parse().unwrap_or(0)))
            .flatten();
        return Classified { hint: hint.map(|id| format!("club{id}")), ..Segment::Fault(Fault::BadName).into() };
    }
    match ScreenName::new(segment) {
        Some(name) => Classified { segment: Segment::Name(name), open: None, hint: misspelt(word, rest) },
        None if word.eq_ignore_ascii_case("app") && tail.is_empty() && digits > 0 => Segment::App.into(),
        None if screen_name::is_reserved(segment) => Segment::Service.into(),
        None => Segment::Fault(Fault::BadName).into(),
    }
}

/// `2I5863666`: a number in which letters stand that look like digits, or one with an exponent.
fn is_damaged_number(rest: &str) -> bool {
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    // `5.5512345E7`: a spreadsheet's way to write a number.
    let is_exponent = rest.split_once(['e', 'E']).is_some_and(|(mantissa, power)| {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        mantissa.split_once('.').is_some_and(|(whole, rest)| is_digits(whole) && is_digits(rest)) && is_digits(power)
    });
    is_exponent
        || digits >= 5
            && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'I' | b'l' | b'i' | b'O' | b'o' | b'S' | b'B' | b'Z'))
}

fn group(number: &str, via: Via) -> Classified {
    let number = number.trim_start_matches('0');
    match number.parse().ok().and_then(GroupId::new) {
        Some(id) => Classified { segment: Segment::Group(id, via), open: Some(number.len()), hint: None },
        None => Segment::Fault(Fault::NumberOutOfRange).into(),
    }
}

fn person(number: &str, by: PersonBy) -> Classified {
    let number = number.trim_start_matches('0');
    match number.parse() {
        Ok(person) if person > 0 => Classified { segment: Segment::Person(person, by), open: Some(number.len()), hint: None },
        _ => Segment::Fault(Fault::NumberOutOfRange).into(),
    }
}

fn closed(read: Classified) -> Classified {
    Classified { open: None, ..read }
}

/// `app1`, `app1_-2`, `app1_2`: what stands behind the number of the app.
fn app(tail: &str) -> Option<Classified> {
    let owner = tail.strip_prefix('_')?;
    let (is_group, owner) = owner.strip_prefix('-').map_or((false, owner), |owner| (true, owner));
    let digits = owner.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = owner.split_at(digits);
    if digits == 0 || !(tail.is_empty() || is_group && tail.starts_with('_')) {
        return None;
    }
    let read = if is_group { group(number, Via::App) } else { person(number, PersonBy::Object) };
    Some(if tail.is_empty() { read } else { closed(read) })
}

/// `wall1`, `photo1_2`, `board1`: objects whose owner has no minus, most of them a person's.
fn owned(word: &str, number: &str, tail: &str) -> Option<Classified> {
    if is_object(word) && is_one_of("board gim", word) {
        return tail.is_empty().then(|| group(number, Via::Object));
    }
    if !is_object(word) {
        return None;
    }
    let by = if word.eq_ignore_ascii_case("write") { PersonBy::Dialog } else { PersonBy::Object };
    if tail.is_empty() {
        // `market24` and `video25` are plausible names, `wall24` is a page of VK whatever the number.
        let is_page = is_one_of("wall albums photos videos audios docs write", word);
        let is_reserved = word.eq_ignore_ascii_case("poll");
        return (!is_reserved && (is_page || number.len() >= 6)).then(|| person(number, by));
    }
    let item = tail.strip_prefix('_')?;
    let is_item = !item.is_empty() && item.split('_').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    is_item.then(|| closed(person(number, by)))
}

/// The letters and underscores that a segment begins with.
pub(super) fn split_word(segment: &str) -> (&str, &str) {
    let end = segment.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'_').count();
    segment.split_at(end)
}

pub(super) fn is_page_word(word: &str) -> bool {
    ["club", "public", "event", "id"].iter().any(|page| word.eq_ignore_ascii_case(page))
}

fn is_object(word: &str) -> bool {
    OBJECTS.iter().any(|object| word.eq_ignore_ascii_case(object))
}

/// Words that an owner's number follows (domain reference, 6.2).
const OBJECTS: [&str; 30] = [
    "photo",
    "album",
    "albums",
    "photos",
    "wall",
    "video",
    "videos",
    "clip",
    "clips",
    "topic",
    "page",
    "pages",
    "market",
    "product",
    "uslugi",
    "services",
    "reviews",
    "doc",
    "docs",
    "audio",
    "audios",
    "podcast",
    "podcasts",
    "story",
    "stories",
    "narrative",
    "poll",
    "write",
    "board",
    "gim",
];

/// Further words that occur only with the minus of a community; without it they could be names.
const MORE_OBJECTS: &str =
    "audio_playlist video_playlist market_album wall_reply topics donut lives live article address images wpt";

/// A template that was left unedited: `publicXXXXXX`, `club________`, `photoXXXXXX_YYYYYYY`, `clubID`.
pub(super) fn is_placeholder(segment: &str) -> bool {
    // Nearly all segments end in a character that no template ends in.
    if !segment.ends_with(['x', 'X', 'y', 'Y', 'n', 'N', 'd', 'D', 'r', 'R', '_', '-', '.']) {
        return false;
    }
    let is_filler =
        |text: &str| text.bytes().filter(|b| !matches!(b, b'_' | b'-' | b'.')).all(|b| matches!(b, b'x' | b'X' | b'y' | b'Y'));
    let (word, _) = split_word(segment);
    let prefixes = ["club", "public", "event", "id", "photo", "wall", "video", "album", "topic", "app", "page"];
    let prefix = prefixes.iter().find(|prefix| word.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)));
    let Some(prefix) = prefix else {
        return segment.len() >= 3 && is_filler(segment);
    };
    let rest = &segment[prefix.len()..];
    let is_page = is_page_word(prefix) && *prefix != "id";
    let filler = rest.trim_start_matches(['_', '-']);
    // The owner was filled in, the rest of the pattern was not: `photo73442711_YYYYYYY`.
    let is_half_filled = |(owner, item): (&str, &str)| {
        owner.bytes().all(|b| b.is_ascii_digit()) && item.len() >= 3 && is_filler(item) && !item.ends_with(['_', '-', '.'])
    };
    rest.len() >= 2 && is_filler(rest)
        || !is_page && rest.split_once('_').is_some_and(is_half_filled)
        || is_page && is_one_of("id n nn nnn nnnn nnnnn nnnnnn number nomer", filler)
        // Digits that were masked: `club123xxx`.
        || is_page && filler.trim_end_matches(['x', 'X']).bytes().all(|b| b.is_ascii_digit()) && filler.len() >= filler.trim_end_matches(['x', 'X']).len() + 3
}

/// What a name most probably stands for that is a misspelt `public` or `club` with a number (`publik177651782`).
fn misspelt(word: &str, rest: &str) -> Option<String> {
    // The letter O is typed among digits for a zero.
    if !(6..=9).contains(&rest.len()) || !rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'o' | b'O')) {
        return None;
    }
    let word = word.trim_end_matches('_').to_ascii_lowercase();
    let page = ["public", "club", "event"].into_iter().find(|page| is_near(&word, page))?;
    GroupId::new(rest.replace(['o', 'O'], "0").parse().ok()?).map(|id| format!("{page}{id}"))
}

/// Whether one slip of the fingers leads from one word to the other.
fn is_near(word: &str, page: &str) -> bool {
    let (word, page) = (word.as_bytes(), page.as_bytes());
    let same_start = word.iter().zip(page).take_while(|(a, b)| a == b).count();
    let same_end = word.iter().rev().zip(page.iter().rev()).take_while(|(a, b)| a == b).count();
    if word == page || page == b"public" && word == b"pablik" {
        return true;
    }
    // What agrees from both ends covers all but the slip: `pubic` agrees in pub and ic, `publik` in publi, `pubilc` in pub and c with
    // the two letters between them swapped.
    match word.len().abs_diff(page.len()) {
        1 => same_start + same_end >= word.len().min(page.len()),
        0 => {
            let is_swap = word.get(same_start) == page.get(same_start + 1) && word.get(same_start + 1) == page.get(same_start);
            same_start + same_end + 1 >= page.len() || is_swap && same_start + same_end + 2 >= page.len()
        }
        _ => false,
    }
}
