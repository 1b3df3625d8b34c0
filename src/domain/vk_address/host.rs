//! Finds VK's hosts in a text, however they are spelt.
//!
//! VK's hosts come from a closed list and match whole: `notvk.com` and `vk.com.example.ru` are other sites (domain reference, 6.1).

use super::letters;
use super::repair::{Repair, Repairs};

/// Which set of paths a VK host has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// `vk.com`, `vk.ru`, `vkontakte.ru`, `vk.me`: pages by short name.
    Pages,
    /// `vkvideo.ru`: pages by `@name`.
    Video,
}

/// A VK host in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VkHost {
    /// Where its scheme and its `www.` begin.
    pub(super) start: usize,
    /// Where the host ends.
    pub(super) end: usize,
    pub(super) site: Site,
    pub(super) repairs: Repairs,
}

/// The next VK host at or behind `from`. `path` is where the path of the VK address before it began, if there was one: inside a
/// path a host needs no boundary, as addresses are pasted together without a blank.
pub(super) fn next_vk(text: &str, from: usize, path: Option<usize>) -> Option<VkHost> {
    // 0xD0 begins both В and в.
    for offset in memchr::memchr3_iter(b'v', b'V', 0xD0, &text.as_bytes()[from..]) {
        let at = from + offset;
        let Some((length, site, repairs)) = spelt(&text[at..]) else { continue };
        let in_path = path.is_some_and(|path| !text[path..at].contains(char::is_whitespace));
        let path_text = &text[at + length..];
        let has_path = path_text.starts_with(['/', '?', '#']);
        // The redirect has a host of its own as well; whatever else is there belongs to no community.
        let at =
            if path_text.starts_with("/away") && ends_with_ignoring_case(&text[..at], "away.") { at - "away.".len() } else { at };
        if let Some(start) = start_of(text, at, in_path && has_path) {
            return Some(VkHost { start: start.max(from), end: text.len() - path_text.len(), site, repairs });
        }
    }
    None
}

/// A VK host at the beginning of the text, its length and what was wrong with it.
fn spelt(text: &str) -> Option<(usize, Site, Repairs)> {
    let rest = spell(Spelling { rest: text, has_blanks: false, repairs: Repairs::default() }, "vk")?;
    let endings = [
        ("ontakte", "ru", Site::Pages),
        ("video", "ru", Site::Video),
        ("", "com", Site::Pages),
        ("", "ru", Site::Pages),
        ("", "me", Site::Pages),
    ];
    for (middle, ending, site) in endings {
        let Some(rest) = spell(rest, middle) else { continue };
        let Some(rest) = dot(rest) else { continue };
        let Some(rest) = spell(rest, ending) else { continue };
        if ends_host(rest.rest) && (!rest.has_blanks || rest.rest.trim_start().starts_with('/')) {
            let repairs = if rest.has_blanks { rest.repairs.with(Repair::InnerBlanks) } else { rest.repairs };
            return Some((text.len() - rest.rest.len(), site, repairs));
        }
    }
    None
}

#[derive(Clone, Copy)]
struct Spelling<'a> {
    rest: &'a str,
    has_blanks: bool,
    repairs: Repairs,
}

fn spell<'a>(mut spelling: Spelling<'a>, word: &str) -> Option<Spelling<'a>> {
    for latin in word.bytes() {
        let rest = spelling.rest;
        // The first letter is never behind a blank; between others one may have slipped in.
        if let Some(inner) = rest.strip_prefix(' ').filter(|_| latin != b'v') {
            spelling = Spelling { rest: inner, has_blanks: true, ..spelling };
        }
        let c = spelling.rest.chars().next()?;
        if letters::spells(c, latin)? {
            spelling.repairs.add(Repair::LookAlikes);
        }
        spelling.rest = &spelling.rest[c.len_utf8()..];
    }
    Some(spelling)
}

/// The dot of a host, or what was typed for it.
fn dot(spelling: Spelling<'_>) -> Option<Spelling<'_>> {
    let mut repairs = spelling.repairs;
    let before = spelling.rest.trim_start_matches(' ');
    let after = match before.chars().next()? {
        '.' => &before[1..],
        ',' => {
            repairs.add(Repair::CommaForDot);
            &before[1..]
        }
        '%' => before.strip_prefix("%2E").or_else(|| before.strip_prefix("%2e"))?,
        _ => return None,
    };
    let rest = after.trim_start_matches(' ');
    let has_blanks = spelling.has_blanks || before.len() < spelling.rest.len() || rest.len() < after.len();
    Some(Spelling { rest, has_blanks, repairs })
}

/// Whether a host may end here: the label does not go on, and neither does the domain.
fn ends_host(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        None => true,
        Some('.') => match chars.next() {
            // `vk.com.club1` has a dot for a slash.
            Some(c) if c.is_ascii_alphanumeric() => super::segment::begins_numbered_page(&rest[1..]),
            _ => true,
        },
        Some('@' | '-' | '_') => false,
        Some(c) => !c.is_ascii_alphanumeric(),
    }
}

/// Where the address whose host stands at `at` begins, or `None` where the host is only the end of a longer one, a part of an
/// e-mail address, or a parameter of another address.
fn start_of(text: &str, at: usize, in_path: bool) -> Option<usize> {
    let before = without_aliases(&text[..at], in_path);
    let Some((c, head)) = last_char(before) else { return Some(before.len()) };
    // The character before the host decides whether an address begins here:
    //
    //   https://vk.com, (vk.com         yes; the scheme belongs to it, however it is mistyped
    //   notvk.com, dev.vk.com           no, the end of a longer host
    //   info@vk.com                     no, an e-mail address
    //   example.ru?from=vk.com          no, a parameter of another address
    //   №6vk.com, группаvk.com          yes, behind a label that is glued to it
    //   vk.com/club1vk.com/club2        yes, behind another address that is glued to it (`in_path`)
    match c {
        '/' | ':' => start_of_scheme(before),
        '=' => (!is_in_query(head)).then_some(before.len()),
        '@' => (!ends_with_name_char(head)).then_some(before.len()),
        // Dots of an ellipsis, or of a sentence; a single one belongs to a subdomain.
        '.' => (in_path || !ends_with_name_char(head)).then_some(before.len()),
        '-' | '_' => (in_path || !ends_with_name_char(head)).then_some(before.len()),
        _ if c.is_ascii_alphanumeric() => {
            let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
            let follows_number_sign = head.len() < before.len()
                && head.chars().next_back().is_some_and(|c| !c.is_ascii() && c.is_alphanumeric() || c == '№');
            let scheme = scheme_at_end(before).filter(|head| !ends_with_name_char(head));
            match scheme {
                Some(head) => Some(head.len()),
                None => (in_path || follows_number_sign).then_some(before.len()),
            }
        }
        // A label glued to the address: «группаvk.com». A host of Cyrillic letters would be the end of a word.
        _ if c.is_alphabetic() => text[at..].starts_with(|c: char| c.is_ascii()).then_some(before.len()),
        _ => Some(before.len()),
    }
}

fn without_aliases(mut before: &str, in_path: bool) -> &str {
    const ALIASES: [&str; 6] = ["www.", "www,", "m.", "new.", "wwww.", "ww."];
    while let Some(head) = ALIASES.iter().find_map(|alias| {
        let head = strip_suffix_ignoring_case(before, alias)?;
        (!ends_with_name_char(head) || head.ends_with('.') || in_path && alias.starts_with("www")).then_some(head)
    }) {
        before = head;
    }
    before
}

/// Walks back over `://` and whatever it was mistyped as, and over the scheme itself.
fn start_of_scheme(before: &str) -> Option<usize> {
    let mut head = before;
    while let Some(('/' | ':', rest)) = last_char(head) {
        head = rest;
    }
    head = scheme_at_end(head).unwrap_or(head);
    match last_char(head) {
        Some(('=', rest)) if is_in_query(rest) => None,
        _ => Some(head.len()),
    }
}

fn scheme_at_end(text: &str) -> Option<&str> {
    const SCHEMES: [&str; 8] = ["https", "http", "htpps", "htps", "htpp", "ttps", "ttp", "vk"];
    SCHEMES.iter().find_map(|scheme| strip_suffix_ignoring_case(text, scheme))
}

/// Whether the text ends inside the parameters of an address.
fn is_in_query(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    word.contains(['?', '#']) || word.contains("%3F") || word.contains("%23")
}

/// The last character, with percent-encoding undone, and what stands before it.
fn last_char(text: &str) -> Option<(char, &str)> {
    let bytes = text.as_bytes();
    if let [.., high, low] = bytes
        && high.is_ascii_hexdigit()
        && low.is_ascii_hexdigit()
    {
        let (head, hex) = text.split_at(text.len() - 2);
        // `%252F` is a slash that was encoded twice.
        if let Some(head) = head.trim_end_matches("25").strip_suffix('%') {
            return Some((char::from(u8::from_str_radix(hex, 16).ok()?), head));
        }
    }
    let c = text.chars().next_back()?;
    Some((c, &text[..text.len() - c.len_utf8()]))
}

fn ends_with_name_char(text: &str) -> bool {
    last_char(text).is_some_and(|(c, _)| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

fn ends_with_ignoring_case(text: &str, suffix: &str) -> bool {
    strip_suffix_ignoring_case(text, suffix).is_some()
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let (head, tail) = text.split_at_checked(at)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> usize {
        let mut from = 0;
        let mut path = None;
        let mut count = 0;
        while let Some(host) = next_vk(text, from, path) {
            (from, path, count) = (host.end, Some(host.end), count + 1);
        }
        count
    }

    #[test]
    fn hosts_match_whole() {
        for text in [
            "vk.com/a",
            "VK.RU",
            "https://m.vk.com/a",
            "www.vkontakte.ru/",
            "vk.me/a",
            "«vkvideo.ru/@a»",
            "https//vk.com",
            "httpsvk.com/a",
        ] {
            assert_eq!(hosts(text), 1, "{text}");
        }
        for text in [
            "notvk.com/a",
            "vk.com.example.ru",
            "myvk.ru",
            "vk.community",
            "dev.vk.com",
            "vk.com@example.ru",
            "info@vk.com",
            "vk.cc/a",
        ] {
            assert_eq!(hosts(text), 0, "{text}");
        }
    }

    #[test]
    fn glued_hosts_are_found_and_parameters_are_not() {
        assert_eq!(hosts("КВД №6\"https://vk.com/club1"), 1);
        assert_eq!(hosts("http://vkontakte.ru/club1....vkontakte.ru/public2"), 2);
        assert_eq!(hosts("vk.com/club1vk.com/club2"), 2);
        assert_eq!(hosts("vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fclub1"), 1);
        assert_eq!(hosts("vk.com/name?utm_source=vk.com"), 1);
        assert_eq!(hosts("https%3A%2F%2Fvk.com%2Fclub1"), 1);
    }
}
