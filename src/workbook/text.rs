//! Texts between XML and memory: entities, line ends, and the `_xHHHH_` escapes with which workbooks write what XML cannot.

use memchr::{memchr, memchr_iter, memchr2, memmem};
use std::borrow::Cow;
use std::ops::Range;

/// The text behind raw XML: entities resolved, line ends as XML wants them. Unknown entities stay as written; wrong UTF-8 becomes
/// the replacement character.
pub(super) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let text = std::str::from_utf8(raw).map_or_else(|_| String::from_utf8_lossy(raw), Cow::Borrowed);
    if memchr2(b'&', b'\r', text.as_bytes()).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = memchr2(b'&', b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('\r') {
            out.push('\n');
            if rest.starts_with("\r\n") { 2 } else { 1 }
        } else {
            entity(rest, &mut out)
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Raw XML as text, or the first piece of it that is none and that no other program would read: a byte that is no UTF-8, a control
/// character, or a reference to one.
pub(super) fn as_text(raw: &[u8]) -> Result<&str, Range<usize>> {
    let is_control = |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    // Without a way out in the middle the loop is done many bytes at a time.
    if raw.iter().fold(false, |any, &b| any | is_control(b))
        && let Some(at) = raw.iter().position(|&b| is_control(b))
    {
        return Err(at..at + 1);
    }
    let text = simdutf8::compat::from_utf8(raw).map_err(|error| error.valid_up_to()..error.valid_up_to() + 1)?;
    let bad_reference = memmem::find_iter(raw, b"&#").find_map(|at| {
        let number = &raw[at + 2..raw.len().min(at + 16)];
        let end = memchr(b';', number)?;
        let code = code_of(std::str::from_utf8(&number[..end]).ok()?)?;
        (code < 0x20 && is_control(code as u8) || char::from_u32(code).is_none()).then_some(at..at + 2 + end + 1)
    });
    bad_reference.map_or(Ok(text), Err)
}

/// The number of a character as a reference gives it.
fn code_of(number: &str) -> Option<u32> {
    match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    }
}

/// Resolves the entity at the beginning of `rest`; gives how many bytes it took.
fn entity(rest: &str, out: &mut String) -> usize {
    // No entity that XML knows without a document type is longer than `&#x10FFFF;`, leading zeros aside.
    let window = &rest.as_bytes()[..rest.len().min(16)];
    if let Some(end) = memchr(b';', window) {
        let name = &rest[1..end];
        let char = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => name.strip_prefix('#').and_then(code_of).and_then(char::from_u32),
        };
        if let Some(char) = char {
            out.push(char);
            return end + 1;
        }
    }
    out.push('&');
    1
}

/// Resolves `_xHHHH_` escapes, each a UTF-16 code unit; half a surrogate pair becomes the replacement character.
pub(super) fn resolve_escapes(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = find_escape(&text, 0) else {
        return text;
    };
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut next) = (0, Some(first));
    while let Some((at, unit)) = next {
        out.push_str(&text[copied..at]);
        copied = at + ESCAPE;
        let low = escape_at(text.as_bytes(), copied).filter(|low| (0xDC00..0xE000).contains(low));
        match low {
            Some(low) if (0xD800..0xDC00).contains(&unit) => {
                out.extend(char::decode_utf16([unit, low]).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)));
                copied += ESCAPE;
            }
            _ => out.push(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
        next = find_escape(&text, copied);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The length of `_xHHHH_`.
const ESCAPE: usize = 7;

fn find_escape(text: &str, from: usize) -> Option<(usize, u16)> {
    let bytes = text.as_bytes();
    memchr_iter(b'_', &bytes[from..]).find_map(|at| Some((from + at, escape_at(bytes, from + at)?)))
}

fn escape_at(bytes: &[u8], at: usize) -> Option<u16> {
    match bytes.get(at..at + ESCAPE)? {
        [b'_', b'x', hex @ .., b'_'] if hex.iter().all(u8::is_ascii_hexdigit) => {
            u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
        }
        _ => None,
    }
}

/// The most UTF-16 units that a cell holds.
pub(super) const CELL_TEXT: usize = 32_767;

/// A text cut to what a cell holds.
pub(super) fn cut(text: &str) -> &str {
    // A UTF-8 text has at least as many bytes as UTF-16 units.
    if text.len() <= CELL_TEXT {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, char)| {
        units += char.len_utf16();
        units > CELL_TEXT
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// Writes a cell's text: markup escaped, what XML forbids as `_xHHHH_`, and what would be read as such an escape made literal.
pub(super) fn push_cell_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let (mut copied, mut from) = (0, 0);
    while let Some(at) = find(bytes, from) {
        from = at + 1;
        let mut escaped = |length: usize, escape: &[u8]| {
            out.extend_from_slice(&bytes[copied..at]);
            out.extend_from_slice(escape);
            copied = at + length;
        };
        match &bytes[at..] {
            [b'_', ..] if escape_at(bytes, at).is_some() => escaped(1, b"_x005F_"),
            [b'&', ..] => escaped(1, b"&amp;"),
            [b'<', ..] => escaped(1, b"&lt;"),
            [b'>', ..] => escaped(1, b"&gt;"),
            [b'"', ..] => escaped(1, b"&quot;"),
            [0xEF, 0xBF, 0xBE, ..] => escaped(3, b"_xFFFE_"),
            [0xEF, 0xBF, 0xBF, ..] => escaped(3, b"_xFFFF_"),
            [b'\t' | b'\n', ..] => {}
            // A bare carriage return would come back as a line feed.
            [control @ 0..b' ', ..] => escaped(1, format!("_x{control:04X}_").as_bytes()),
            _ => {}
        }
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// A text as an attribute's value or as an element's content; what XML forbids is left out.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let Some(first) = find(bytes, 0) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    let (mut copied, mut next) = (0, Some(first));
    while let Some(at) = next {
        let (length, replacement) = match &bytes[at..] {
            [b'\t', ..] => (1, "&#9;"),
            [b'\n', ..] => (1, "&#10;"),
            [b'\r', ..] => (1, "&#13;"),
            [0..b' ', ..] => (1, ""),
            [0xEF, 0xBF, 0xBE | 0xBF, ..] => (3, ""),
            [b'&', ..] => (1, "&amp;"),
            [b'<', ..] => (1, "&lt;"),
            [b'>', ..] => (1, "&gt;"),
            [b'"', ..] => (1, "&quot;"),
            _ => (0, ""),
        };
        if length > 0 {
            out += &text[copied..at];
            out += replacement;
            copied = at + length;
        }
        next = find(bytes, at + 1);
    }
    out += &text[copied..];
    Cow::Owned(out)
}

/// Whether a byte may have to be escaped in a cell or elsewhere. 0xEF begins the two code points above the controls that XML forbids.
/// Written without branches, so that the compiler looks at many bytes at once.
const fn needs_look(byte: u8) -> bool {
    (byte < b' ') | (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'_') | (byte == 0xEF)
}

/// The same for one byte at a time.
static NEEDS_LOOK: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = needs_look(byte as u8);
        byte += 1;
    }
    table
};

/// The first place, not before `from`, of a byte that may have to be escaped. Most texts have none, so they are gone through in large
/// steps.
fn find(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(step) = bytes[at..].first_chunk::<32>()
        && !step.iter().fold(false, |any, &byte| any | needs_look(byte))
    {
        at += step.len();
    }
    bytes[at..].iter().position(|&byte| NEEDS_LOOK[usize::from(byte)]).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_no_program_reads_as_text_is_found() {
        let found = |raw: &'static [u8]| as_text(raw).err().map(|range| &raw[range]);
        assert_eq!(found("<t>Школа\t\r\n&#10;&#x42F;&amp;&#;</t>".as_bytes()), None);
        assert_eq!(found(b"<t>a\0</t>"), Some(&b"\0"[..]));
        assert_eq!(found(b"<t>a\xD0</t>"), Some(&b"\xD0"[..]));
        assert_eq!(found(b"<t>&#10;&#x1F;</t>"), Some(&b"&#x1F;"[..]));
        assert_eq!(found(b"<t>&#xD800;</t>"), Some(&b"&#xD800;"[..]));
    }

    #[test]
    fn entities_and_line_ends_are_resolved() {
        assert_eq!(unescape(b"a&amp;b &lt;&#1071;&#x42F;&gt;\r\n&nbsp;&"), "a&b <ЯЯ>\n&nbsp;&");
    }

    #[test]
    fn escapes_are_utf16_units() {
        for (raw, text) in
            [("_x000D_", "\r"), ("_x005F_x0041_", "_x0041_"), ("_xD83D__xDE00_", "\u{1F600}"), ("_xD83D_", "\u{FFFD}")]
        {
            assert_eq!(resolve_escapes(raw.into()), text);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = "\u{1F600}".repeat(20_000);
        assert_eq!(cut(&text).encode_utf16().count(), 32_766);
    }

    proptest! {
        #[test]
        fn a_written_text_reads_back(text in "\\PC{0,8}(_x[0-9A-F]{4}_|_|[\\x00-\\x1f]|[&<>\"]){0,6}\\PC{0,8}") {
            let mut raw = Vec::new();
            push_cell_text(&mut raw, &text);
            prop_assert_eq!(resolve_escapes(unescape(&raw)), text);
        }
    }
}
