//! Cells that are short names without an address.

use super::classify::Segment;
use super::segment;
use super::tally::{Finding, Says};
use super::words::{is_one_of, is_stop_word};
use super::{Fault, Via};
use crate::domain::text::fold;

/// A cell that is one word which can be a short name. The column says that it is one.
pub(super) fn name_alone(cell: &str) -> Option<Finding> {
    let word = cell.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '<' | '>' | ',' | ';' | ':' | '!' | '/')
    });
    let head = segment::head(word);
    let rest = &word[head.length..];
    if !(rest.is_empty() || rest.starts_with('?') && !rest.contains(char::is_whitespace)) || is_stop_word(word) {
        return None;
    }
    match head.segment {
        // A slash was left out behind the host.
        Segment::Name(name) if ["vk.com", "vk.ru", "vkontakte.ru"].iter().any(|host| name.as_str().starts_with(host)) => {
            Some(Finding::fault(Fault::BrokenAddress))
        }
        Segment::Name(name) => {
            Some(Finding { says: Says::Name(name), via: Some(Via::BareWord), repairs: head.repairs, note: None, hint: head.hint })
        }
        Segment::Fault(fault @ (Fault::Placeholder | Fault::BadName)) if word.is_ascii() => {
            Some(Finding { hint: head.hint, ..Finding::fault(fault) })
        }
        Segment::Service if !rest.is_empty() || word.len() > 2 => Some(Finding::fault(Fault::ServicePage)),
        _ => None,
    }
}

/// «Группа ВК: a_name»: words that announce a page, and a name behind a colon, or one that cannot be an ordinary word.
pub(super) fn labelled_name(cell: &str) -> Option<Finding> {
    const LABELS: &str = "вк vk вконтакте vkontakte группа сообщество паблик госпаблик страница страничка адрес ссылка наша \
        наш официальная официальное короткое имя в id";
    let at = cell.rfind(|c: char| c.is_whitespace() || c == ':')?;
    let (label, word) = (&cell[..at], cell[at + 1..].trim_start());
    let is_label = fold(label).split([' ', ':', '-']).filter(|word| !word.is_empty()).all(|word| is_one_of(LABELS, word));
    let is_certain = cell[..=at].trim_end().ends_with(':') || word.bytes().any(|b| b.is_ascii_digit() || b == b'_');
    let is_word = cell.chars().any(char::is_alphabetic) && !label.trim().is_empty();
    (is_label && is_word && is_certain)
        .then(|| name_alone(word))
        .flatten()
        .filter(|finding| matches!(finding.says, Says::Name(_)))
}

/// Several names, each of which can be nothing but a name: «sad_1, sad_2».
pub(super) fn list_of_names(cell: &str) -> Option<Vec<Finding>> {
    let words: Vec<&str> =
        cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|')).filter(|word| !word.is_empty()).collect();
    let is_name =
        |word: &&str| word.bytes().any(|b| b == b'_' || b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
    if words.len() < 2 || !words.iter().all(is_name) {
        return None;
    }
    words.into_iter().map(|word| name_alone(word).filter(|finding| matches!(finding.says, Says::Name(_)))).collect()
}
