//! What of an answer may be kept. Menus and links are made by people and may name people: telephones in titles, profiles and mail
//! addresses behind them, and either in the parameters of a form. So of an address only that is kept which is judged: the host, the shape
//! of the path, the parameters that the letters name. Everything else in it is left out.

use crate::link::miniapp::{self, MiniappFault};
use crate::link::mobile::Store;
use crate::link::{is_placeholder, latin};
use std::ops::RangeInclusive;

/// The host of the forms, and those of the stores.
const SITES: [&str; 6] =
    ["pos.gosuslugi.ru", "apps.apple.com", "itunes.apple.com", "play.google.com", "apps.rustore.ru", "rustore.ru"];
/// The mini-app, as addresses of it begin.
const APP: &str = "app8181405";
/// What stands where something was left out.
const LEFT_OUT: &str = "…";
/// The same for a value. Dots would be taken for a place that nobody has filled in.
const NO_VALUE: &str = "—";
/// So many digits, with signs between them, may be a telephone.
const PHONE: usize = 5;

/// A parameter that is judged.
struct Judged {
    name: &'static str,
    /// How many digits its numbers have.
    digits: RangeInclusive<usize>,
    /// Whether it may hold a word.
    words: bool,
}

const fn judged(name: &'static str, digits: RangeInclusive<usize>, words: bool) -> Judged {
    Judged { name, digits, words }
}

const JUDGED: [Judged; 12] = [
    judged("module", 0..=0, true),
    judged("step", 0..=0, true),
    judged("groupId", 1..=9, false),
    judged("opaid", 1..=9, false),
    judged("reg_code", 1..=3, false),
    judged("mun_code", 8..=11, false),
    judged("utm_source", 0..=0, true),
    judged("utm_medium", 1..=3, true),
    judged("utm_campaign", 13..=13, true),
    judged("utm_content", 0..=0, true),
    judged("fz59", 0..=1, true),
    judged("id", 0..=0, false),
];

impl Judged {
    fn of(word: &str) -> Option<&'static Self> {
        JUDGED.iter().find(|judged| latin(word).eq_ignore_ascii_case(judged.name))
    }

    /// Whether a value can be one that is judged; telephones and names cannot.
    fn takes(&self, value: &str) -> bool {
        let prefix = ["-", "club", "public", "event"].iter().find_map(|prefix| value.strip_prefix(prefix));
        let number = prefix.unwrap_or(value);
        match number.bytes().all(|byte| byte.is_ascii_digit()) {
            true => number.is_empty() || self.digits.contains(&number.len()),
            false => is_placeholder(value) || is_ours(value) || self.words && is_word(value),
        }
    }
}

/// An address as far as it may be kept; `None` where it is no address of the web.
pub(super) fn url(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") => (scheme, rest),
        Some(_) => return None,
        // `mailto:`, `tel:` and the like; VK leaves the scheme of web addresses out at times.
        None if text.split(['/', '?', '#']).next().is_some_and(|start| start.contains([':', '@']) || !start.contains('.')) => {
            return None;
        }
        None => ("https", text),
    };
    let (host, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let folded = host.to_ascii_lowercase();
    let bare = folded.strip_prefix("www.").unwrap_or(&folded);
    if bare.is_empty() || !bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) {
        return None;
    }
    if SITES.contains(&bare) || !matches!(miniapp::parse(text), Err(MiniappFault::WrongApp)) {
        let before = &text[..text.len() - tail.len()];
        return Some(before.to_owned() + &judged_part(tail));
    }
    let host = if without_telephones(bare) == bare { &folded } else { LEFT_OUT };
    Some(format!("{}://{host}/", scheme.to_ascii_lowercase()))
}

/// What follows the host, with everything left out that nobody judges.
fn judged_part(tail: &str) -> String {
    let mut kept = String::with_capacity(tail.len());
    let (mut is_path, mut name) = (true, None);
    for (sign, word) in pieces(tail) {
        if is_sign(sign, &["=", "%3D"]) {
            // Without its name no value is kept.
            if let Some(name) = name.take() {
                kept.push_str(sign);
                kept.push_str(if Judged::takes(name, word) { word } else { NO_VALUE });
            }
            continue;
        }
        is_path &= !is_sign(sign, &["?", "#", "%3F", "%23"]);
        kept.push_str(sign);
        let (app, word) = if is_path { split_app(word) } else { ("", word) };
        kept.push_str(app);
        name = Judged::of(word);
        let is_plain = word.is_empty() || name.is_some() || word == "amp" || is_path && (is_word(word) || is_ours(word));
        match is_plain {
            true => kept.push_str(word),
            // Whose page the app was opened from is a person's number at times.
            false if !app.is_empty() => {}
            false => kept.push_str(LEFT_OUT),
        }
    }
    kept
}

/// The mini-app with the community it is opened from, and the rest of the word.
fn split_app(word: &str) -> (&str, &str) {
    let Some(behind) = word.get(..APP.len()).filter(|start| start.eq_ignore_ascii_case(APP)).map(|_| &word[APP.len()..]) else {
        return ("", word);
    };
    let of_group = behind.strip_prefix("_-").map_or(0, |group| {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=9).contains(&digits) { 2 + digits } else { 0 }
    });
    word.split_at(APP.len() + of_group)
}

/// The words of an address, each with the sign before it; signs may be written as such or encoded.
fn pieces(text: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (sign, behind) = rest.split_at(sign_at(rest));
        let end = behind.char_indices().map(|(at, _)| at).find(|&at| sign_at(&behind[at..]) > 0);
        let (word, behind) = behind.split_at(end.unwrap_or(behind.len()));
        pieces.push((sign, word));
        rest = behind;
    }
    pieces
}

/// How many bytes the sign has with which a text begins, if it begins with one.
fn sign_at(text: &str) -> usize {
    const ENCODED: [&str; 6] = ["%20", "%23", "%26", "%2F", "%3D", "%3F"];
    match text.chars().next() {
        Some(c) if c.is_whitespace() || matches!(c, '/' | '?' | '#' | '&' | '=' | ';') => c.len_utf8(),
        Some('%') if text.get(..3).is_some_and(|start| is_sign(start, &ENCODED)) => 3,
        _ => 0,
    }
}

fn is_sign(sign: &str, signs: &[&str]) -> bool {
    signs.iter().any(|other| sign.eq_ignore_ascii_case(other))
}

/// Whether a word is one as addresses have them, and nothing that a number could hide in.
fn is_word(word: &str) -> bool {
    const LONGEST: usize = 30;
    let word = latin(word);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() <= LONGEST && digits <= 2 && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Whether a word is the application's number or name in a store.
fn is_ours(word: &str) -> bool {
    Store::ALL.iter().any(|store| word.strip_prefix("id").unwrap_or(word) == store.app())
}

/// A title without the telephones, the mail addresses and the profiles in it.
pub(super) fn title(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_at = |at: usize| {
        let word = words[at].to_lowercase();
        let is_bracketed = ["собака", "собачка", "at"].iter().any(|sign| {
            ["()", "[]", "{}", "<>"].iter().any(|pair| word.contains(&format!("{}{sign}{}", &pair[..1], &pair[1..])))
        });
        is_bracketed || matches!(word.as_str(), "собака" | "at") && words.get(at + 1).is_some_and(|next| next.contains('.'))
    };
    let is_address = |word: &str| {
        let is_of_web = word.find('.').is_some_and(|dot| word[dot..].contains('/'));
        word.contains(['@', '＠', '﹫']) || is_of_web
    };
    let is_named = |at: usize| is_address(words[at]) || (at.saturating_sub(1)..words.len().min(at + 2)).any(is_at);
    let kept: Vec<&str> = (0..words.len()).map(|at| if is_named(at) { LEFT_OUT } else { words[at] }).collect();
    without_telephones(&kept.join(" "))
}

/// A text with «…» in the place of each telephone: digits of whatever script, with whatever signs between them.
fn without_telephones(text: &str) -> String {
    // A school's number and a year stand beside each other in quotes.
    let is_between = |c: char| !c.is_alphanumeric() && !"«»\"“”„№:;!?|…".contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_numeric() || c == '+') {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = rest.find(|c: char| !c.is_numeric() && !is_between(c)).unwrap_or(rest.len());
        // The signs behind a number are not part of it.
        let number = rest[..length].trim_end_matches(|c: char| c != '+' && !c.is_numeric());
        let number = if number.is_empty() { &rest[..length] } else { number };
        let digits = number.chars().filter(|c| c.is_numeric()).count();
        kept.push_str(if digits < PHONE { number } else { LEFT_OUT });
        rest = &rest[number.len()..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GroupId, OrgKind};
    use crate::link::Templates;

    #[test]
    fn addresses_that_a_page_must_carry_are_kept_whole() {
        let miniapp = OrgKind::ALL.map(|kind| Templates::default().miniapp(kind, GroupId::new(5)).unwrap());
        let others = [
            "https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign=1024001432476",
            "https://pos.gosuslugi.ru/og/org-activities?mun_code=29701000&utm_source=vk2&utm_medium=29&utm_campaign=1024001432476",
            "https://pos.gosuslugi.ru/og/org-activities?reg_code=29&utm_source=vk1&utm_medium=29&utm_campaign=1024001432476",
            "https://pos.gosuslugi.ru/form/?opaId=ID&utm_source=vk&utm_medium=REG-CODE&utm_campaign=OGRN",
            "vk.ru/app8181405_-5#module=health&groupId=5",
            "https://vk.com/app8181405%23module=health&amp;grоupId=club5",
            "https://vk.com/app8181405module=health&groupId=<ID>",
            "https://apps.rustore.ru/app/ru.gosuslugi.pos",
            "https://play.google.com/store/apps/details?id=ru.gosuslugi.pos",
            "https://apps.apple.com/ru/app/id1516448015",
        ];
        for address in miniapp.iter().map(String::as_str).chain(others) {
            assert_eq!(url(address).as_deref(), Some(address));
        }
    }

    #[test]
    fn what_nobody_judges_is_left_out_of_them() {
        for (address, kept) in [
            (
                "https://pos.gosuslugi.ru/form/?opaid=1&phone=79001234567&fio=Иванов&utm_source=vk",
                "https://pos.gosuslugi.ru/form/?opaid=1&…&…&utm_source=vk",
            ),
            ("https://pos.gosuslugi.ru/?mail=a@b.example", "https://pos.gosuslugi.ru/?…"),
            ("https://pos.gosuslugi.ru/?mail=a%2540b.example", "https://pos.gosuslugi.ru/?…"),
            ("https://pos.gosuslugi.ru/form/?opaid=79001234567", "https://pos.gosuslugi.ru/form/?opaid=—"),
            ("https://pos.gosuslugi.ru/lkp/79001234567", "https://pos.gosuslugi.ru/lkp/…"),
            ("https://apps.rustore.ru/app/ru.gosuslugi.pos?phone=7900", "https://apps.rustore.ru/app/ru.gosuslugi.pos?…"),
            ("https://apps.rustore.ru/app/ru.other", "https://apps.rustore.ru/app/…"),
            ("https://vk.com/app8181405_777888999#groupId=5", "https://vk.com/app8181405#groupId=5"),
            ("https://vk.com/app8181405#groupId=ivan_petrov", "https://vk.com/app8181405#groupId=—"),
            ("https://vk.com/app8181405#user_id=777888999", "https://vk.com/app8181405#…"),
        ] {
            assert_eq!(url(address).as_deref(), Some(kept));
        }
    }

    #[test]
    fn of_other_addresses_only_the_host_is_kept() {
        for (address, kept) in [
            ("https://vk.com/id5", Some("https://vk.com/")),
            ("https://VK.com/ivan.ivanov?from=1", Some("https://vk.com/")),
            ("https://vk.com/app7654321_777888999#user_id=777888999", Some("https://vk.com/")),
            ("https://vk.com/app81814051_777888999", Some("https://vk.com/")),
            ("https://wa.me/79000000000", Some("https://wa.me/")),
            ("https://www.gosuslugi.ru/600374/1/form?mail=a@b.example", Some("https://www.gosuslugi.ru/")),
            ("https://pos.gosuslugi.ru.example/79000000000", Some("https://pos.gosuslugi.ru.example/")),
            ("https://79001234567.example/x", Some("https://…/")),
            ("https://8-900-123.example/x", Some("https://…/")),
            ("mailto:a@b.example", None),
            ("tel:+79000000000", None),
            ("https://a:b@c.example/", None),
            ("https://ivan@school.example/", None),
            ("79000000000", None),
            ("", None),
        ] {
            assert_eq!(url(address).as_deref(), kept, "{address}");
        }
    }

    #[test]
    fn telephones_and_mail_addresses_are_taken_out_of_titles() {
        for (text, kept) in [
            ("Запись к врачу", "Запись к врачу"),
            ("МБОУ «СОШ № 125» 2026–2027", "МБОУ «СОШ № 125» …"),
            ("Приёмная +7 (900) 000-00-00, ежедневно", "Приёмная …, ежедневно"),
            ("Звоните 2-15-37", "Звоните …"),
            ("8/900/123/45/67", "…"),
            ("8—900—123—45—67", "…"),
            ("8•900•123•45•67", "…"),
            ("８９００１２３４５６７ +7 ٩٠٠", "…"),
            ("8.900.000.00.00", "…"),
            ("Единый номер 122", "Единый номер 122"),
            ("Почта a@b.example здесь", "Почта … здесь"),
            ("ivan＠mail.example", "…"),
            ("Почта: ivan (собака) mail.ru", "Почта: … … …"),
            ("ivan[at]mail.ru", "…"),
            ("t.me/ivanov_direktor", "…"),
            ("и т.д.", "и т.д."),
            ("1 + 1", "1 + 1"),
        ] {
            assert_eq!(title(text), kept);
        }
    }
}
