//! Numbers without a word of VK's around them, in all the shapes that spreadsheets and people give them (domain reference, 6.6 and 7).

use super::segment;
use super::tally::{Finding, Says};
use super::{Fault, Mention, Note, Via};
use crate::domain::GroupId;

/// Reads a text that is a number or several; `None` where there is anything else in it.
pub(super) fn read(text: &str) -> Option<Finding> {
    let is_wrapping = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '=');
    let text = text.trim_start_matches(is_wrapping).trim_end_matches(|c| is_wrapping(c) || matches!(c, ',' | ';' | ':' | '.'));
    if let Some(number) = ["№", "N ", "No ", "No.", "N. "].iter().find_map(|sign| text.strip_prefix(sign)) {
        // «№ 25» is the number of a school.
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        return if digits >= 5 { read(number) } else { None };
    }
    if let Some(number) = text.strip_prefix('+') {
        // Nobody writes a plus before an id; it is a phone, or a mistake.
        return number.bytes().all(|b| b.is_ascii_digit()).then(|| match number.len() {
            11 => Finding::fault(Fault::LooksLikePhone),
            _ => Finding::fault(Fault::NotAnAddress),
        });
    }
    let number = text.strip_prefix('-').map_or(text, str::trim_start);
    let is_digit_or_sign = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '.' | ',' | '\'' | ';' | '/' | '|' | '-' | '+' | 'e' | 'E' | 'е' | 'Е')
    };
    if !number.starts_with(|c: char| c.is_ascii_digit()) || !number.chars().all(is_digit_or_sign) {
        return None;
    }
    if number.bytes().all(|b| b.is_ascii_digit()) {
        return Some(whole(number));
    }
    if let Some((mantissa, exponent)) = number.split_once(['e', 'E', 'е', 'Е']) {
        return exponential(mantissa, exponent, number.contains('e'));
    }
    Some(
        decimal(number)
            .or_else(|| grouped(number))
            .or_else(|| list(text))
            .unwrap_or_else(|| Finding::fault(Fault::UnclearNumber)),
    )
}

/// Reads the number behind the word ID: «ID: 73442711», «ID сообщества — 73 442 711». The second value is how much text it takes.
pub(super) fn labelled(text: &str) -> Option<(Finding, usize)> {
    const WORDS: [&str; 13] = [
        "сообщества",
        "сообщество",
        "группы",
        "группа",
        "паблика",
        "паблик",
        "госпаблика",
        "страницы",
        "вк",
        "vk",
        "вконтакте",
        "в",
        "номер",
    ];
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '-' | '№' | '.' | '"' | '(' | ')'));
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        let word = rest[..end].to_lowercase();
        rest = &rest[end..];
        if !WORDS.contains(&word.as_str()) || rest.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
    }
    // `id=1` is a parameter, whose value has no fraction and no thousands.
    let is_parameter = text.starts_with('=');
    let is_part = |c: char| c.is_ascii_digit() || !is_parameter && matches!(c, ' ' | '.' | ',' | '\'' | 'e' | 'E' | '+');
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let chunk = rest[..end].trim_end_matches(|c: char| !c.is_ascii_digit());
    if chunk.is_empty() {
        return None;
    }
    let after = &rest[chunk.len()..];
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        || !segment::number_ends(after, digits, after.starts_with(".."), 9);
    let finding = if goes_on { Finding::fault(Fault::UnclearNumber) } else { read(chunk)? };
    // The label says what the number is.
    Some((Finding { note: None, ..finding }, text.len() - after.len()))
}

fn whole(digits: &str) -> Finding {
    let fault = match digits.len() {
        10 => Fault::LooksLikeInn,
        11 if digits.starts_with(['7', '8']) => Fault::LooksLikePhone,
        13 | 15 => Fault::LooksLikeOgrn,
        // A leading zero is kept by codes (ОКТМО, БИК), never by ids.
        2.. if digits.starts_with('0') && digits.bytes().any(|b| b != b'0') => Fault::UnclearNumber,
        _ => match digits.parse().ok().and_then(GroupId::new) {
            Some(id) => {
                return Finding::new(Says::Group(id), Via::BareNumber).note((digits.len() == 8).then_some(Note::MayBeOktmo));
            }
            None => Fault::NumberOutOfRange,
        },
    };
    Finding::fault(fault)
}

/// `2.17000128E8`, `7,34E+07`. Exact only where the mantissa has a digit for every place; otherwise digits were rounded away.
fn exponential(mantissa: &str, exponent: &str, is_small: bool) -> Option<Finding> {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole_part, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let power = exponent.strip_prefix('+').unwrap_or(exponent);
    if whole_part.is_empty()
        || !is_digits(whole_part)
        || !is_digits(fraction)
        || power.is_empty()
        || power.len() > 3
        || !is_digits(power)
    {
        return Some(Finding::fault(Fault::NotAnAddress));
    }
    // `7e7` may be a name; a spreadsheet writes a capital, a fraction or a sign.
    if fraction.is_empty() && power.len() == exponent.len() && is_small {
        return None;
    }
    // `2.17000128E8` has eight digits for eight places and is 217000128. `7,34E+07` has two for seven: the rest was rounded away when
    // the cell was shown, and filled up with zeros it would be the number of another community.
    let places = power.parse().unwrap_or(usize::MAX);
    let Some((integer, rest)) = fraction.split_at_checked(places) else {
        return Some(Finding::fault(Fault::LostDigits));
    };
    if rest.bytes().any(|b| b != b'0') {
        return Some(Finding::fault(Fault::NotAnAddress));
    }
    Some(whole(&format!("{whole_part}{integer}")))
}

/// `73442711.0`, `73442711,00`, `73 442 711,00`.
fn decimal(number: &str) -> Option<Finding> {
    let (integer, zeros) = number.rsplit_once(['.', ','])?;
    if zeros.is_empty() || zeros.bytes().any(|b| b != b'0') {
        return None;
    }
    if integer.bytes().all(|b| b.is_ascii_digit()) {
        // `217,000` is 217 or 217 thousand, and `217.000000` no better.
        return (integer.len() >= 5 || zeros.len() <= 2).then(|| whole(integer));
    }
    (zeros.len() <= 2).then(|| grouped(integer)).flatten()
}

/// Thousands set apart: `73 442 711`, `73.442.711`. Two groups alone may be two numbers, or a fraction.
fn grouped(number: &str) -> Option<Finding> {
    let separator = number.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, ' ' | '.' | ',' | '\''))?;
    let groups: Vec<&str> = number.split(separator).collect();
    let (first, others) = groups.split_first()?;
    let is_grouped = (1..=3).contains(&first.len())
        && others.len() >= 2
        && others.iter().all(|group| group.len() == 3)
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    is_grouped.then(|| whole(&groups.concat()))
}

/// Several ids: «217000101, 217000102».
fn list(text: &str) -> Option<Finding> {
    let mut mentions: Vec<Mention> = Vec::new();
    for number in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|')).filter(|number| !number.is_empty())
    {
        let digits = number.strip_prefix('-').unwrap_or(number);
        let is_id = (5..=9).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        let id = digits.parse().ok().and_then(GroupId::new).filter(|_| is_id)?;
        if !mentions.contains(&Mention::Group(id)) {
            mentions.push(Mention::Group(id));
        }
    }
    match mentions.as_slice() {
        [] => None,
        [Mention::Group(id)] => Some(Finding::new(Says::Group(*id), Via::BareNumber)),
        _ => Some(Finding::new(Says::Several(mentions), Via::BareNumber)),
    }
}
