//! Takes the dirt off a cell that changes nothing of what it says.

use crate::domain::text::is_invisible;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The cell without invisible characters, with plain blanks, quotes, dashes and slashes, and with full-width letters as ASCII.
///
/// Not a Unicode normalisation: that would turn `№` into `No` and `…` into three dots, and both would pass for parts of an
/// address (domain reference, 7).
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = without_escapes(text);
    let is_clean = |b: u8| (b' '..=b'~').contains(&b) && b != b'\\';
    if text.bytes().all(is_clean) || text.chars().all(|c| fold(c) == Some(c)) {
        return text;
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut chars = text.chars().filter(|&c| !is_dropped(c)).peekable();
    while let Some(c) = chars.next() {
        let Some(folded) = fold(c) else { continue };
        // A long dash before a word is punctuation («…/club1—Школа»); as a bare hyphen it would become part of the address.
        let joins = chars.peek().is_some_and(|&next| fold(next).is_some_and(|next| next.is_ascii_alphanumeric()));
        if folded == '-' && c != '-' && !joins {
            cleaned.push(' ');
        }
        cleaned.push(folded);
    }
    Cow::Owned(cleaned)
}

/// Undoes percent-encoding, several times over if need be, and cleans what comes out. `None` where there is nothing to undo.
pub(super) fn decode(text: &str) -> Option<String> {
    if !has_encoding(text) {
        return None;
    }
    let mut decoded = text.to_owned();
    // Addresses that went through several redirects are encoded two or three times, never more.
    for _ in 0..4 {
        // A control character is no dirt that came with the text but a broken code; it must not vanish from between digits.
        decoded =
            percent_decode_str(&decoded).decode_utf8_lossy().replace(|c: char| c.is_control() && !c.is_whitespace(), "\u{FFFD}");
        if !has_encoding(&decoded) {
            break;
        }
    }
    Some(clean(&decoded).into_owned())
}

/// Whether the text has a `%2F` or the like.
pub(super) fn has_encoding(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'%', bytes).any(|at| {
        let is_hex = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
        is_hex(1) && is_hex(2)
    })
}

/// Whether a digit of the decoded text is a code in the text (`22%31`).
pub(super) fn encodes_digits(text: &str, decoded: &str) -> bool {
    let mut pieces = text.split('%');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        // `%2520` is a blank that was encoded twice.
        let code = piece.trim_start_matches("25");
        let is_code = code.len() >= 2 && code.bytes().take(2).all(|b| b.is_ascii_hexdigit());
        plain.push_str(if is_code { &code[2..] } else { code });
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(&clean(&plain)) != digits(decoded)
}

/// `&amp;` comes from pages copied as HTML, `_x000D_` is how a workbook writes a line break inside a cell.
fn without_escapes(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() && !text.contains("_x00") {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    for (escape, meaning) in [("&amp;", "&"), ("_x000D_", "\n"), ("_x000A_", "\n"), ("_x0009_", " "), ("_x00A0_", " ")] {
        if text.contains(escape) {
            text = Cow::Owned(text.replace(escape, meaning));
        }
    }
    let mut rest = &*text;
    let mut plain = String::new();
    while let Some((at, length)) = entity(rest) {
        plain.push_str(&rest[..at]);
        plain.push(meaning_of(&rest[at + 1..at + length - 1]));
        rest = &rest[at + length..];
    }
    if plain.is_empty() && rest.len() == text.len() {
        return text;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Where the first `&shy;` or `&#8203;` stands, and how long it is.
fn entity(text: &str) -> Option<(usize, usize)> {
    memchr::memchr_iter(b'&', text.as_bytes()).find_map(|at| {
        let name = text[at + 1..].strip_prefix('#').unwrap_or(&text[at + 1..]);
        // No further than a name is long: a cell may be full of the sign.
        let length = name.bytes().take(9).take_while(u8::is_ascii_alphanumeric).count();
        let is_entity = (2..=8).contains(&length) && name[length..].starts_with(';');
        is_entity.then_some((at, text.len() - at - name.len() + length + 1))
    })
}

/// What an entity of HTML stands for. Signs that are as good as none and blanks may; any other is a broken code, as a letter or a digit
/// written so would be: it must not vanish from between digits.
fn meaning_of(entity: &str) -> char {
    let number = match entity.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => match entity {
            "nbsp" => Some(0xA0),
            "quot" => Some(0x22),
            "lt" => Some(0x3C),
            "gt" => Some(0x3E),
            "shy" => Some(0xAD),
            "zwnj" => Some(0x200C),
            "zwj" => Some(0x200D),
            _ => None,
        },
    };
    let is_sign = |c: &char| !c.is_alphanumeric() && (!c.is_control() || c.is_whitespace());
    number.and_then(char::from_u32).filter(is_sign).unwrap_or('\u{FFFD}')
}

fn is_dropped(c: char) -> bool {
    is_invisible(c) || c.is_control() && !c.is_whitespace()
}

/// What a character stands for; `None` where it stands for nothing.
fn fold(c: char) -> Option<char> {
    Some(match c {
        '\n' | '\t' | '\r' => c,
        '\\' | '\u{2044}' | '\u{2215}' => '/',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '‹' | '›' => '"',
        '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        '\u{2024}' => '.',
        '\u{FF01}'..='\u{FF5E}' => return fold(char::from_u32(u32::from(c) - 0xFEE0)?),
        '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        _ if is_dropped(c) => return None,
        _ if c.is_whitespace() => ' ',
        _ => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dirt_goes_and_signs_stay() {
        assert_eq!(clean("\u{a0}ｖｋ．com\\club1\u{200b}2"), " vk.com/club12");
        assert_eq!(clean("sosh№5…"), "sosh№5…");
        assert_eq!(clean("photo–1_2"), "photo-1_2");
        assert_eq!(clean("club1—Школа"), "club1 -Школа");
        assert!(matches!(clean("Школа №5 vk.com/club1"), Cow::Borrowed(_)));
    }

    #[test]
    fn encoding_is_undone_as_often_as_it_was_done() {
        assert_eq!(decode("vk.com%252Fclub1").as_deref(), Some("vk.com/club1"));
        assert_eq!(decode("100% готово"), None);
    }

    #[test]
    fn a_digit_that_is_a_code_is_told_from_one_beside_a_code() {
        for (text, encodes) in
            [("22%31", true), ("22%2531", true), ("22%EF%BC%91", true), ("22%20", false), ("22%2520", false), ("22%", false)]
        {
            assert_eq!(encodes_digits(text, &decode(text).unwrap_or_else(|| text.to_owned())), encodes, "{text}");
        }
    }
}
