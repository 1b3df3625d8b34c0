//! A word of a path where it stands in a text: where it ends, what was mistyped in it, whether its number is whole.

use super::classify::{Segment, classify, is_page_word, is_placeholder, split_word};
use super::repair::{Repair, Repairs};
use super::{Fault, letters};

/// A segment at the beginning of a text.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) segment: Segment,
    /// How much of the text it takes.
    pub(super) length: usize,
    pub(super) repairs: Repairs,
    pub(super) hint: Option<String>,
}

/// Reads the segment at the beginning of a text, and looks at what follows it: a number that may go on is not given.
pub(super) fn head(text: &str) -> Head {
    let run = run(text);
    let next = &text[run.len()..];
    if run.is_empty() {
        let fault = if begins_placeholder(next) { Fault::Placeholder } else { Fault::BrokenAddress };
        return Head { segment: Segment::Fault(fault), length: 0, repairs: Repairs::default(), hint: None };
    }
    if !run.is_ascii() {
        return mixed_head(text, run);
    }
    let body = run.trim_end_matches('.');
    let is_cut = run.len() - body.len() > 1 || next.starts_with('…');
    // A hyphen at the end is the dash of a sentence: «…/club1- наша группа».
    let body = if next.is_empty() || next.starts_with(char::is_whitespace) { body.trim_end_matches('-') } else { body };
    let (word, rest) = split_word(body);
    if rest.is_empty() && is_page_word(word) {
        return page_word_head(text, run, word);
    }
    let read = classify(body);
    let segment = match read.segment {
        Segment::Name(_) if is_cut || next.starts_with(['№', '@', '=', '+', '~', '$', '^', '%', '\u{FFFD}']) => {
            Segment::Fault(Fault::BadName)
        }
        Segment::Name(_) if next.starts_with('{') || next.starts_with('<') && !begins_tag(next) => {
            Segment::Fault(Fault::Placeholder)
        }
        segment => match read.open {
            Some(digits) if !number_ends(next, digits, is_cut, limit(&segment)) => Segment::Fault(Fault::UnclearNumber),
            _ => segment,
        },
    };
    Head { segment, length: run.len(), repairs: Repairs::default(), hint: read.hint }
}

/// Whether the text begins with `club1`, `public1`, `event1` or `id1`.
pub(super) fn begins_numbered_page(text: &str) -> bool {
    let (word, rest) = split_word(text);
    is_page_word(word) && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether what follows a number leaves it whole. `digits` is how many it has, `limit` how many it can have at most: digits behind a
/// blank or a comma only count where the two together would still be a number of that kind.
pub(super) fn number_ends(next: &str, digits: usize, is_cut: bool, limit: usize) -> bool {
    // A number that lost its end is the number of somebody else, so whatever could be more of it makes it unclear:
    //
    //   club2170001, 25 классов      ends, a text goes on
    //   club2170001 01               unclear: with two more digits it would still be an id
    //   club2170001 73442711         ends: the two together are too long for one id
    //   club217000101 01             ends: an id has no more than nine digits
    //   club2170001…                 unclear, the cell was cut
    if digits >= limit {
        return true;
    }
    if is_cut {
        return false;
    }
    let Some(first) = next.chars().next() else { return true };
    match first {
        // No parameter begins with a digit, and below a page by number there is none by number.
        '/' | '&' if next[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            return digits + next[1..].bytes().take_while(u8::is_ascii_digit).count() > limit;
        }
        '?' | '#' | '/' | '&' => return true,
        '…' => return false,
        // Digits of another script.
        _ if first.is_numeric() => return false,
        '*' | '<' | '{' if begins_mask(next) => return false,
        _ => {}
    }
    let more = next.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '?' | '#' | '/' | '&'));
    let run = more.bytes().take_while(u8::is_ascii_digit).count();
    let after = &more[run..];
    // The number of the next line of a list («2. …», «3) …») stands on its own.
    let is_list = first == '\n'
        && run <= 2
        && !more.starts_with('0')
        && after
            .strip_prefix(['.', ')'])
            .is_some_and(|item| item.starts_with(' ') && !item.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    // Behind one sign or blanks any digit may belong to the number; behind more it must be the beginning of a text («, 25 классов»).
    let between = &next[..next.len() - more.len()];
    let is_close = between.chars().count() == 1 || between.trim().is_empty();
    let is_text = !is_close && run < 3 && after.trim_start().starts_with(char::is_alphabetic);
    run == 0 || digits + run > limit || is_list || is_text
}

/// The longest number of its kind in digits.
fn limit(segment: &Segment) -> usize {
    match segment {
        Segment::Person(..) => 10,
        _ => 9,
    }
}

/// A segment with letters that are not Latin: look-alikes, a template's Х, text that is glued to the address.
fn mixed_head(text: &str, run: &str) -> Head {
    // Four things look alike here:
    //
    //   сlub217000101         the с is Cyrillic: read as Latin, and reported
    //   publicХХХХХХ          a template's letters
    //   club217000101Школа    a word is glued to it, the number ends before it
    //   club21700010О         the О is Cyrillic, for a zero: unclear, and never cut down to club21700010
    let unreadable = |fault| Head { segment: Segment::Fault(fault), length: run.len(), repairs: Repairs::default(), hint: None };
    let body = run.trim_end_matches(['.', '-']);
    let latin: Option<String> = body.chars().map(|c| if c.is_ascii() { Some(c) } else { letters::latin_twin(c) }).collect();
    if latin.as_deref().is_some_and(is_placeholder) {
        return unreadable(Fault::Placeholder);
    }
    if let Some(latin) = latin {
        let first_digit = body.find(|c: char| c.is_ascii_digit()).unwrap_or(body.len());
        let is_word_mixed = !body[..first_digit].is_ascii() && body[first_digit..].is_ascii();
        let next = &text[run.len()..];
        let mapped = classify(&latin);
        let is_numbered = !matches!(mapped.segment, Segment::Name(_) | Segment::Service | Segment::Fault(_));
        if is_numbered && is_word_mixed {
            let head = head(&format!("{latin}{next}"));
            return Head { length: run.len(), repairs: head.repairs.with(Repair::LookAlikes), ..head };
        }
        if matches!(mapped.segment, Segment::Name(_)) && !begins_numbered_page(&latin) && are_words_mixed(body) {
            let repairs = Repairs::default().with(Repair::LookAlikes);
            return Head { segment: mapped.segment, length: run.len(), repairs, hint: mapped.hint };
        }
    }
    let glued_at = run.find(|c: char| !c.is_ascii()).unwrap_or(run.len());
    let (address, glued) = run.split_at(glued_at);
    let stem = address.trim_end_matches(['.', '-']);
    let read = classify(stem);
    let is_sentence = stem.len() < address.len();
    let letters = glued.chars().take_while(|c| c.is_alphabetic()).count();
    let is_word = letters >= 3 && glued.chars().take(letters).any(|c| !"оОзЗбБ".contains(c));
    // Digits behind the word could belong to the number that it was typed into.
    let is_whole = |digits: usize| {
        (is_word || is_sentence && letters >= 2)
            && (digits >= limit(&read.segment) || !glued.contains(|c: char| c.is_ascii_digit()))
    };
    match read.segment {
        Segment::Group(..) | Segment::Person(..) if read.open.is_none_or(is_whole) => {
            Head { segment: read.segment, length: stem.len(), repairs: Repairs::default(), hint: None }
        }
        Segment::Group(..) | Segment::Person(..) => unreadable(Fault::UnclearNumber),
        // A name is cut off only where a sentence clearly begins: with a capital after small letters.
        Segment::Name(_) if is_word && !address.ends_with('-') && glued.starts_with(char::is_uppercase) => {
            Head { segment: read.segment, length: stem.len(), repairs: Repairs::default(), hint: None }
        }
        _ => unreadable(Fault::BadName),
    }
}

/// Whether every word of letters with a Cyrillic one has a Latin one too. A word that is all Cyrillic was meant to be Cyrillic.
fn are_words_mixed(body: &str) -> bool {
    body.bytes().any(|b| b.is_ascii_alphabetic())
        && body
            .split(|c: char| !c.is_alphabetic())
            .all(|word| word.is_ascii() || word.chars().count() == 1 || word.chars().any(|c| c.is_ascii()))
}

/// `club`, `public`, `event` or `id` alone: the number may stand behind a blank, or be a placeholder.
fn page_word_head(text: &str, run: &str, word: &str) -> Head {
    let next = &text[run.len()..];
    let plain = |segment| Head { segment, length: run.len(), repairs: Repairs::default(), hint: None };
    if begins_placeholder(next) {
        return plain(Segment::Fault(Fault::Placeholder));
    }
    let number = next.trim_start();
    let digits = &number[..number.bytes().take_while(u8::is_ascii_digit).count()];
    // «vk.com/public 25 лет школе» says nothing of a page 25.
    let is_number = digits.len() >= 5 || number.len() == digits.len() && !digits.is_empty();
    if run.len() > word.len() || !is_number || number.len() == next.len() {
        let hint = next.strip_prefix('/').filter(|number| number.starts_with(|c: char| c.is_ascii_digit()));
        let hint = hint.map(|number| format!("{word}{}", &number[..number.bytes().take_while(u8::is_ascii_digit).count()]));
        return Head { hint, ..plain(Segment::Service) };
    }
    let joined = head(&format!("{word}{number}"));
    let length = text.len() - number.len() + joined.length.saturating_sub(word.len());
    Head { length, repairs: joined.repairs.with(Repair::InnerBlanks), ..joined }
}

/// The longest beginning of a text that can belong to one segment.
pub(super) fn run(text: &str) -> &str {
    let end =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') || !c.is_ascii() && c.is_alphabetic()));
    let run = &text[..end.unwrap_or(text.len())];
    // An address pasted right behind: `club1ok.ru/…`, `a_namehttps://…`.
    let cut = next_address(run, &text[run.len()..]);
    &run[..cut]
}

/// Where another site's address begins inside a run that began with a numbered page.
fn next_address(run: &str, next: &str) -> usize {
    let (word, rest) = split_word(run);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if is_page_word(word) && digits > 0 {
        let glued = &rest[digits..];
        let is_site = |host: &str| glued.len() == host.len() && glued.eq_ignore_ascii_case(host) && next.starts_with('/');
        let is_www = glued.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        if is_www || ["ok.ru", "t.me", "max.ru", "rutube.ru", "dzen.ru"].into_iter().any(is_site) {
            return word.len() + digits;
        }
    }
    run.len()
}

/// Whether a template's placeholder follows: `<ID>`, `{id}`, `[ID]`, `***`.
fn begins_placeholder(next: &str) -> bool {
    next.starts_with(['{', '[', '(', '…']) || next.starts_with("**") || next.starts_with('<') && !begins_tag(next)
}

/// The same behind digits, where a bracket may also be the next thing in a sentence.
fn begins_mask(next: &str) -> bool {
    next.starts_with("**") || next.starts_with('{') || next.starts_with('<') && !begins_tag(next)
}

/// `<br>`, `</a>`: left over from a page copied as HTML.
fn begins_tag(next: &str) -> bool {
    ["<br", "</", "<p>", "<a ", "<div", "<span"]
        .iter()
        .any(|tag| next.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}
