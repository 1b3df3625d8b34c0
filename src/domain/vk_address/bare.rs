//! What stands between addresses, or instead of them: mentions, `club1`, «ID: 1», other sites, words.

use super::classify::Segment;
use super::names::{labelled_name, list_of_names, name_alone};
use super::query::plain_id;
use super::repair::Repair;
use super::segment::{self, Head};
use super::tally::{self, Finding, Says, Tally};
use super::words::{ends_with_other_network, ends_with_other_owner, is_one_of, is_spreadsheet_error, says_that_there_is_a_page};
use super::{Fault, Via, clean, foreign, letters, number};
use crate::domain::GroupId;
use crate::domain::text::{denies_page, fold, is_nothing_word};

/// Reads a cell without any VK host.
pub(super) fn whole(cell: &str, tally: &mut Tally, depth: u8) {
    if cell.is_empty() {
        return tally.add(Finding::without_page(Says::Empty));
    }
    if is_spreadsheet_error(cell) {
        return tally.add(Finding::fault(Fault::SpreadsheetError));
    }
    if depth > 0
        && let Some(decoded) = clean::decode(cell)
    {
        let mut finding = Finding::from(tally::read(&decoded, depth - 1));
        // Codes come with addresses, for signs that these do not allow. Nothing writes a digit of a number alone as one: such a text
        // is broken, and not certain to have all of its digits.
        let is_address = match finding.says {
            Says::Fault(_) => false,
            _ => !matches!(finding.via, Some(Via::BareNumber | Via::BareWord)),
        };
        if !is_address && clean::encodes_digits(cell, &decoded) {
            finding = Finding::fault(Fault::UnclearNumber);
        }
        return tally.add(finding);
    }
    if depth > 0
        && let Some(latin) = typed_in_russian(cell)
    {
        let mut finding = Finding::from(tally::read(&latin, 0));
        finding.repairs.add(Repair::KeyboardLayout);
        return tally.add(finding);
    }
    if let Some(number) = number::read(cell) {
        return tally.add(number);
    }
    prose(cell, tally);
    if !tally.is_blank() {
        name_beside(cell, tally);
        return;
    }
    if is_nothing_word(cell) || denies_page(cell) {
        tally.add(Finding::without_page(Says::Empty));
    } else if let Some(name) = name_alone(cell).or_else(|| labelled_name(cell)) {
        tally.add(name);
    } else if let Some(names) = list_of_names(cell) {
        names.into_iter().for_each(|name| tally.add(name));
    } else if says_that_there_is_a_page(cell) {
        tally.add(Finding::fault(Fault::PageWithoutAddress));
    }
}

/// A name beside a page, where the cell holds nothing else: «a_name / club1». Only one that cannot be an ordinary word.
fn name_beside(cell: &str, tally: &mut Tally) {
    let words: Vec<&str> =
        cell.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';')).filter(|word| !word.is_empty()).collect();
    if let ([one, other], true) = (&words[..], tally.names_page()) {
        let is_name =
            |word: &&str| word.contains(|c: char| c == '_' || c.is_ascii_digit()) && !segment::begins_numbered_page(word);
        [*one, *other].iter().filter(|word| is_name(word)).filter_map(|word| name_alone(word)).for_each(|name| {
            if matches!(name.says, Says::Name(_)) {
                tally.add(name);
            }
        });
    }
}

/// Reads text between addresses. Only what is unmistakably VK's counts there: mentions, numbered pages, a number behind «ID».
pub(super) fn prose(text: &str, tally: &mut Tally) {
    let mut at = 0;
    let mut has_scheme = false;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '[' => bracketed(rest, tally).unwrap_or(1),
            '@' | '*' => mention(rest, &text[..at], tally).unwrap_or(1),
            '#' => 1 + segment::run(&rest[1..]).split('=').next().map_or(0, str::len),
            _ if c.is_ascii_alphanumeric() || c.is_alphabetic() || c == '_' => {
                let (length, is_scheme) = word(rest, &text[..at], has_scheme, tally);
                has_scheme = is_scheme;
                length
            }
            _ => {
                has_scheme &= matches!(c, '/' | ':');
                c.len_utf8()
            }
        };
    }
}

/// `[club1|Text]`, `[name|Text]`, `[club1:bp-1_2|Text]`.
fn bracketed(text: &str, tally: &mut Tally) -> Option<usize> {
    let run = segment::run(&text[1..]);
    let next = &text[1 + run.len()..];
    let closing = next.find(['|', ']', '\n'])?;
    if !next[closing..].starts_with('|') || closing > 0 && !next.starts_with(":bp") {
        return None;
    }
    let read = segment::head(&format!("{run}|"));
    add_mention(read, tally);
    Some(1 + run.len() + closing)
}

/// `@name`, `@club1 (Text)`, `*club1 (Text)`.
fn mention(text: &str, before: &str, tally: &mut Tally) -> Option<usize> {
    let head = segment::head(&text[1..]);
    let is_number = matches!(head.segment, Segment::Group(..) | Segment::Person(..));
    let is_star = text.starts_with('*');
    // A star before a name is a footnote unless the text of a mention follows.
    if head.length == 0 || is_star && !is_number && !text[1 + head.length..].trim_start().starts_with('(') {
        return None;
    }
    let length = 1 + head.length;
    if ends_with_other_network(before) {
        return Some(length);
    }
    add_mention(head, tally);
    Some(length)
}

fn add_mention(head: Head, tally: &mut Tally) {
    let says = match head.segment {
        Segment::Group(id, _) => Says::Group(id),
        Segment::Person(number, by) => Says::Person(number, by),
        Segment::Name(name) => Says::Name(name),
        Segment::Fault(fault) => Says::Fault(fault),
        Segment::App | Segment::Service => Says::Fault(Fault::NotAnAddress),
    };
    let via = Some(Via::MentionMarkup).filter(|_| !matches!(says, Says::Fault(_)));
    tally.add(Finding { says, via, repairs: head.repairs, note: None, hint: head.hint });
}

/// A run of letters and digits. Returns how much text it takes, and whether it was a scheme.
fn word(text: &str, before: &str, has_scheme: bool, tally: &mut Tally) -> (usize, bool) {
    let run = segment::run(text);
    let next = &text[run.len()..];
    let is_name = run.is_ascii();
    if is_name && next.starts_with('@') && next[1..].starts_with(|c: char| c.is_alphanumeric()) {
        if has_scheme {
            // `https://vk.com@example.ru`: what stands before the sign is a user's name, the host follows.
            return (run.len() + 1, true);
        }
        tally.add(Finding::fault(Fault::Email));
        return (until_blank(text), false);
    }
    if is_name
        && ["http", "https", "vk"].iter().any(|scheme| run.eq_ignore_ascii_case(scheme))
        && next.starts_with([':', '/'])
        && next[1..].trim_start().starts_with('/')
    {
        return (run.len(), true);
    }
    // `tg://resolve?domain=…`
    if next.starts_with("://") && is_one_of("tg viber whatsapp max intent", run) {
        return (until_blank(text), false);
    }
    if let Some(host) = foreign::host(run, has_scheme) {
        tally.add_foreign(host);
        return (until_blank(text), false);
    }
    if let Some(length) = identified(run, text, before, tally) {
        return (length, false);
    }
    if !run.contains(|c: char| c.is_ascii_alphanumeric()) {
        tally.add_word();
        return (run.len(), false);
    }
    if run.eq_ignore_ascii_case("id") {
        return (run.len(), false);
    }
    let digits = run.trim_end_matches('.');
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        if let Some(id) = digits.parse().ok().and_then(GroupId::new).filter(|_| (6..=9).contains(&digits.len())) {
            tally.add_number(id);
        }
        return (run.len(), false);
    }
    if follows_foreign_slash(before) {
        return (run.len(), false);
    }
    let head = segment::head(text);
    // «Football club 25» is no page; «club 25» alone is.
    let is_label = head.length > run.len() && !before.trim().is_empty();
    match head.segment {
        Segment::Group(id, _) if is_label && id.get() < 10_000 => tally.add_word(),
        Segment::Group(id, via) => {
            let via = if via == Via::PageAddress { Via::BareWord } else { via };
            tally.add(Finding { says: Says::Group(id), via: Some(via), repairs: head.repairs, note: None, hint: None });
            return (head.length + tail(&text[head.length..]), false);
        }
        Segment::Person(number, by) => {
            tally.add(Finding { repairs: head.repairs, via: Some(Via::BareWord), ..Finding::person(number, by) });
            return (head.length + tail(&text[head.length..]), false);
        }
        // These are faults of a numbered page only; a date or a fraction has no word of VK's before it.
        Segment::Fault(fault @ (Fault::UnclearNumber | Fault::Placeholder | Fault::NumberOutOfRange)) => {
            tally.add(Finding::fault(fault));
            return (head.length.max(run.len()), false);
        }
        _ => tally.add_word(),
    }
    // «Группаclub1»: the word may begin where the alphabet changes.
    let is_ascii = run.starts_with(|c: char| c.is_ascii());
    let change = run.char_indices().find(|(_, c)| c.is_ascii() != is_ascii).map_or(run.len(), |(at, _)| at);
    (if is_ascii { run.len() } else { change }, false)
}

/// The word ID, or a parameter that holds an id, with the number behind it.
fn identified(run: &str, text: &str, before: &str, tally: &mut Tally) -> Option<usize> {
    let bare = run.trim_end_matches(['.', '-']);
    if is_one_of("groupid group_id gid", bare) {
        let value = text[run.len()..].strip_prefix(['=', ':'])?.trim_start();
        let finding = plain_id(value).map_or_else(Finding::fault, |id| Finding::new(Says::Group(id), Via::App));
        tally.add_labelled(finding);
        return Some(text.len() - value.len() + value.bytes().take_while(u8::is_ascii_digit).count());
    }
    let label = ["id-", "id_"].iter().find(|label| run.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(label)));
    let is_label = is_one_of("id vkid vk_id", bare) || matches!(bare, "ИД" | "Ид" | "ид" | "Айди" | "айди");
    let length = match label {
        Some(_) if run[3..].starts_with(|c: char| !c.is_ascii()) || run[2..].starts_with('-') => 2,
        // `id 7654321` is as likely the address of a person with a blank in it.
        _ if is_label && bare == "id" && text[run.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit()) => {
            tally.add_word();
            return None;
        }
        _ if is_label && !ends_with_other_owner(before) => run.len(),
        _ => return None,
    };
    let (finding, used) = number::labelled(&text[length..])?;
    tally.add_labelled(finding);
    Some(length + used)
}

/// Whether a word stands in the path of something that is not VK's: `site/club1`. Behind `vk/` or a lone slash it does not.
fn follows_foreign_slash(before: &str) -> bool {
    if !before.ends_with('/') {
        return false;
    }
    let word =
        before.rsplit(char::is_whitespace).next().unwrap_or(before).trim_matches(|c: char| matches!(c, '/' | ':' | '"' | '('));
    !(word.is_empty()
        || segment::begins_numbered_page(word)
        || matches!(fold(word).as_str(), "vk" | "вк" | "vkcom" | "вконтакте" | "vkontakte"))
}

fn tail(rest: &str) -> usize {
    // `club1/club2` names two pages.
    if rest.strip_prefix('/').is_some_and(segment::begins_numbered_page) {
        return 0;
    }
    if rest.starts_with(['?', '/']) || rest.starts_with('&') { until_blank(rest) } else { 0 }
}

fn until_blank(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '|' | '<' | '>' | ',' | ';')).unwrap_or(text.len())
}

/// The Latin text of a cell that was typed with the Russian layout: `мл.сщь/сдги1`, `згидшс1`.
fn typed_in_russian(cell: &str) -> Option<String> {
    if cell.is_ascii() {
        return None;
    }
    let lower = cell.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["млюсщь", "млюкг", "млщтефлеуюкг"]) {
        return Some(letters::latin_layout(cell, false));
    }
    let is_page = ["сдги", "згидшс", "умуте"].iter().any(|page| {
        lower.strip_prefix(page).is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    });
    (is_page || has(&["мл.сщь", "мл.кг", "млщтефлеу.кг"])).then(|| letters::latin_layout(cell, true))
}
