//! Whether XML is well-formed as far as elements go: each is closed in its order, and all stand in one. A part is looked at as it is read,
//! with no more of it in memory than its longest tag or text.
//!
//! A walk of its own beside [`super::xml::Scan`], which passes elements by without comparing their names: a proof is worth little if it is
//! done with the eyes of the writer. What it says is held to what another reader of XML says.

use super::xml::XmlFault;
use memchr::{memchr, memchr2, memmem};
use std::io::{self, Read};

/// How much of a part is read at once.
const READ_AT_ONCE: usize = 64 << 10;

/// Reads a part to its end.
///
/// # Errors
/// The outer one if it cannot be read, the inner one if its elements do not nest.
pub(super) fn well_formed(mut part: impl Read) -> io::Result<Result<(), XmlFault>> {
    let (mut elements, mut held) = (Elements::default(), Vec::with_capacity(2 * READ_AT_ONCE));
    loop {
        // A tag or a text that is longer than what is read at once takes a step more.
        if part.by_ref().take(READ_AT_ONCE as u64).read_to_end(&mut held)? == 0 {
            return Ok(elements.end(&held));
        }
        match elements.pass(&held) {
            Ok(passed) => drop(held.drain(..passed)),
            Err(fault) => return Ok(Err(fault)),
        }
    }
}

/// The elements that are open, by their names from the outermost on.
#[derive(Default)]
struct Elements {
    names: Vec<u8>,
    /// Where each name begins.
    begins: Vec<usize>,
    has_root: bool,
}

impl Elements {
    /// Passes by all that is whole; gives how many bytes that is.
    fn pass(&mut self, bytes: &[u8]) -> Result<usize, XmlFault> {
        let mut at = 0;
        while let Some(length) = self.step(&bytes[at..])? {
            at += length;
        }
        Ok(at)
    }

    /// Passes by a tag, a text, a comment or the like; gives its length, none if it is not all there.
    fn step(&mut self, rest: &[u8]) -> Result<Option<usize>, XmlFault> {
        match rest {
            [] | [b'<'] => Ok(None),
            [b'<', b'/', ..] => self.close(rest),
            [b'<', b'!' | b'?', ..] => aside(rest),
            [b'<', ..] => self.open(rest),
            _ => Ok(memchr(b'<', rest)),
        }
    }

    fn open(&mut self, rest: &[u8]) -> Result<Option<usize>, XmlFault> {
        let Some(end) = tag_end(rest) else { return Ok(None) };
        let (inside, is_empty) = match &rest[1..end] {
            [inside @ .., b'/'] => (inside, true),
            inside => (inside, false),
        };
        let name = &inside[..inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len())];
        if name.is_empty() || self.begins.is_empty() && std::mem::replace(&mut self.has_root, true) {
            return Err(XmlFault::Malformed);
        }
        if is_empty {
            return Ok(Some(end + 1));
        }
        // Most elements hold a text and nothing else: they need not be remembered.
        let behind = &rest[end + 1..];
        if let Some(text) = memchr(b'<', behind)
            && let Some(length) = end_tag(&behind[text..], name)
        {
            return Ok(Some(end + 1 + text + length));
        }
        self.begins.push(self.names.len());
        self.names.extend_from_slice(name);
        Ok(Some(end + 1))
    }

    fn close(&mut self, rest: &[u8]) -> Result<Option<usize>, XmlFault> {
        let begin = self.begins.last().copied().ok_or(XmlFault::Malformed)?;
        let length = match end_tag(rest, &self.names[begin..]) {
            Some(length) => length,
            None => {
                let Some(end) = memchr(b'>', rest) else { return Ok(None) };
                if rest[2..end].trim_ascii_end() != &self.names[begin..] {
                    return Err(XmlFault::Malformed);
                }
                end + 1
            }
        };
        self.begins.pop();
        self.names.truncate(begin);
        Ok(Some(length))
    }

    /// What is left when no more comes: at most blanks behind the root.
    fn end(&self, left: &[u8]) -> Result<(), XmlFault> {
        match self.has_root && self.begins.is_empty() && left.trim_ascii().is_empty() {
            true => Ok(()),
            false => Err(XmlFault::Malformed),
        }
    }
}

/// The length of the end tag at the beginning of `rest`, if it is that of the element and has no blank in it.
fn end_tag(rest: &[u8], name: &[u8]) -> Option<usize> {
    let behind = rest.strip_prefix(b"</")?.strip_prefix(name)?;
    (behind.first() == Some(&b'>')).then_some(name.len() + 3)
}

/// Where the tag at the beginning of `rest` ends: at a `>` outside of quotes. The first one is that, unless it stands in a value; where no
/// value is in apostrophes, and a quote before the sign cannot be one that begins a value, it does not.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let end = memchr2(b'>', b'\'', rest)?;
    let inside = &rest[..end];
    let is_plain = match inside.strip_suffix(b"/").unwrap_or(inside) {
        [before @ .., b'"'] => before.last().is_some_and(|byte| *byte != b'=' && !byte.is_ascii_whitespace()),
        // Without a quote at its end it has no attributes, or is one of the few with a blank there.
        inside => !inside.contains(&b'"'),
    };
    if is_plain && rest[end] == b'>' { Some(end) } else { quoted_tag_end(rest) }
}

/// The same, with a look at each quote.
fn quoted_tag_end(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        // Letters come behind all of the three.
        at += rest[at..].iter().position(|byte| *byte <= b'>' && matches!(byte, b'>' | b'"' | b'\''))?;
        let quote = rest[at];
        if quote == b'>' {
            return Some(at);
        }
        at += 1;
        at += rest[at..].iter().position(|byte| *byte == quote)? + 1;
    }
}

/// The length of a comment, a CDATA section, a processing instruction or a declaration.
fn aside(rest: &[u8]) -> Result<Option<usize>, XmlFault> {
    const BEGUN: [(&[u8], &[u8]); 3] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];
    for (begin, end) in BEGUN {
        if let Some(inside) = rest.strip_prefix(begin) {
            return Ok(memmem::find(inside, end).map(|at| begin.len() + at + end.len()));
        }
        if begin.starts_with(rest) {
            return Ok(None);
        }
    }
    // A document type, which nothing that gospub reads or writes has.
    Err(XmlFault::Doctype)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::events::Event;

    fn verdict(part: &str) -> bool {
        well_formed(part.as_bytes()).unwrap().is_ok()
    }

    /// What another reader of XML says.
    fn verdict_of_another(part: &str) -> bool {
        let mut xml = quick_xml::Reader::from_str(part);
        let (mut open, mut roots) = (0, 0);
        loop {
            match xml.read_event() {
                Err(_) => return false,
                Ok(Event::Eof) => return open == 0 && roots == 1,
                Ok(Event::Start(_)) => {
                    roots += i32::from(open == 0);
                    open += 1;
                }
                Ok(Event::Empty(_)) => roots += i32::from(open == 0),
                Ok(Event::End(_)) => open -= 1,
                Ok(_) => {}
            }
        }
    }

    #[test]
    fn elements_are_closed_in_their_order_and_stand_in_one() {
        for sound in ["<a/>", "<?xml version='1.0'?>\n<a b='>'><!-- <c> --><b>1 > 0</b ><b/><![CDATA[</a>]]></a>\n"] {
            assert!(verdict(sound), "{sound}");
        }
        for broken in
            ["", "text", "<a>", "<a></b>", "</a>", "<a/><a/>", "<a", "<a><b></a></b>", "<a/><!-- ", "<a><></a>", "<a/>b<"]
        {
            assert!(!verdict(broken), "{broken}");
        }
    }

    #[test]
    fn a_text_longer_than_what_is_read_at_once_is_one_text() {
        let text = "ы".repeat(READ_AT_ONCE);
        assert!(verdict(&format!("<a b='{text}'><b>{text}</b><!--{text}--></a>")));
        assert!(!verdict(&format!("<a b='{text}'><b>{text}</c></a>")));
    }

    proptest! {
        #[test]
        fn another_reader_of_xml_says_the_same(
            pieces in proptest::collection::vec(
                "<a>|</a>|<a b=\"[<>'/= ]{0,2}\">|<b c='[>\"=]{0,2}'/>|<b/>|<b>1</b>|</a >|<ab>|</ab>|<!--[ab>-]{0,3}-->|<!\\[CDATA\\[[\\]>]?\\]\\]>|<\\?a\\?>|[ a>]|</b|<a",
                0..8,
            ),
        ) {
            let part = format!("<a>{}</a>", pieces.concat());
            prop_assert_eq!(verdict(&part), verdict_of_another(&part), "{}", part);
        }
    }
}
