//! A byte scanner over XML that is in memory: tags, attributes, texts. It keeps to the letter of what it passes by, so that a part can
//! be put together again from the pieces that did not change.
//!
//! It does not resolve namespaces: callers compare whole names with the prefix that the root element has. Document types are refused,
//! since they are the only way for a small part to grow while it is read.

use memchr::{memchr, memchr3, memmem};
use std::ops::Range;

/// What is wrong with a part's XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlFault {
    /// The text ends inside a tag or before an element is closed.
    #[error("ends too early")]
    Truncated,
    /// A document type declaration, which a workbook never needs and which can blow up memory.
    #[error("has a document type declaration")]
    Doctype,
    /// A tag that is not one.
    #[error("has a malformed tag")]
    Malformed,
    /// An end tag that closes nothing, or an element other than expected.
    #[error("has elements in the wrong place")]
    Unexpected,
    /// More elements inside one another than this.
    #[error("nests elements more than {0} deep")]
    Depth(usize),
    /// Bytes that are no UTF-8, or control characters.
    #[error("has bytes that are no text")]
    Text,
    /// A number, a reference or an index that makes no sense.
    #[error("has a wrong number or reference")]
    Value,
}

/// A piece of XML.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A start tag: the name with its prefix, the raw attributes, and whether it closes itself.
    Start { name: &'a [u8], attrs: &'a [u8], empty: bool },
    /// An end tag.
    End { name: &'a [u8] },
    /// Text with its entities as written.
    Text(&'a [u8]),
    /// The text of a CDATA section.
    CData(&'a [u8]),
    /// A comment or a processing instruction.
    Other,
}

/// Walks over XML, a token at a time.
#[derive(Clone, Debug)]
pub(super) struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// The next token; none at the end. [`XmlFault::Truncated`] leaves the position where the unfinished token begins.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, XmlFault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let (token, length) = match rest {
            [] => return Ok(None),
            [b'<', b'/', ..] => {
                let end = memchr(b'>', rest).ok_or(XmlFault::Truncated)?;
                (Token::End { name: rest[2..end].trim_ascii_end() }, end + 1)
            }
            [b'<', b'!', ..] => declaration(rest)?,
            [b'<', b'?', ..] => (Token::Other, memmem::find(rest, b"?>").ok_or(XmlFault::Truncated)? + 2),
            [b'<', ..] => {
                let end = tag_end(rest)?;
                let (inside, empty) = match &rest[1..end] {
                    [inside @ .., b'/'] => (inside, true),
                    inside => (inside, false),
                };
                let name = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
                if name == 0 {
                    return Err(XmlFault::Malformed);
                }
                (Token::Start { name: &inside[..name], attrs: &inside[name..], empty }, end + 1)
            }
            _ => {
                let end = memchr(b'<', rest).unwrap_or(rest.len());
                (Token::Text(&rest[..end]), end)
            }
        };
        self.at += length;
        Ok(Some(token))
    }

    /// Goes behind the end tag of an element whose start tag has just been read.
    pub(super) fn skip_element(&mut self, depth: usize) -> Result<(), XmlFault> {
        let mut open = 1usize;
        while open > 0 {
            match self.next()?.ok_or(XmlFault::Truncated)? {
                Token::Start { empty: false, .. } => open += 1,
                Token::End { .. } => open -= 1,
                _ => {}
            }
            if open > depth {
                return Err(XmlFault::Depth(depth));
            }
        }
        Ok(())
    }
}

/// A comment or CDATA section at the beginning of `rest`, with its length.
fn declaration(rest: &[u8]) -> Result<(Token<'_>, usize), XmlFault> {
    const CDATA: &[u8] = b"<![CDATA[";
    if rest.starts_with(b"<!--") {
        let end = memmem::find(&rest[4..], b"-->").ok_or(XmlFault::Truncated)?;
        Ok((Token::Other, 4 + end + 3))
    } else if rest.starts_with(CDATA) {
        let end = memmem::find(&rest[CDATA.len()..], b"]]>").ok_or(XmlFault::Truncated)?;
        Ok((Token::CData(&rest[CDATA.len()..CDATA.len() + end]), CDATA.len() + end + 3))
    } else if CDATA.starts_with(rest) || b"<!--".starts_with(rest) {
        Err(XmlFault::Truncated)
    } else {
        Err(XmlFault::Doctype)
    }
}

/// The position of the `>` that ends the tag at the beginning of `rest`; one inside an attribute's quotes does not count.
fn tag_end(rest: &[u8]) -> Result<usize, XmlFault> {
    let mut at = 1;
    loop {
        let found = at + memchr3(b'>', b'"', b'\'', &rest[at..]).ok_or(XmlFault::Truncated)?;
        match rest[found] {
            b'>' => return Ok(found),
            quote => at = found + 1 + memchr(quote, &rest[found + 1..]).ok_or(XmlFault::Truncated)? + 1,
        }
    }
}

/// The attributes of a start tag: names and raw values, in order. Stops where an attribute is malformed.
pub(super) struct Attrs<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Attrs<'a> {
    pub(super) fn new(attrs: &'a [u8]) -> Self {
        Self { bytes: attrs, at: 0 }
    }
}

impl<'a> Iterator for Attrs<'a> {
    /// The name, the raw value, and where name and value stand in the tag, quotes included.
    type Item = (&'a [u8], &'a [u8], Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.bytes;
        if bytes.len() == self.at {
            return None;
        }
        let start = self.at + bytes.get(self.at..)?.iter().position(|b| !b.is_ascii_whitespace())?;
        let name_end = start + bytes[start..].iter().position(|&b| b == b'=' || b.is_ascii_whitespace())?;
        let equals = name_end + bytes[name_end..].iter().position(|&b| b == b'=')?;
        let quote_at = equals + 1 + bytes[equals + 1..].iter().position(|b| !b.is_ascii_whitespace())?;
        let quote = bytes[quote_at];
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let end = quote_at + 1 + memchr(quote, &bytes[quote_at + 1..])?;
        self.at = end + 1;
        Some((&bytes[start..name_end], &bytes[quote_at + 1..end], start..end + 1))
    }
}

/// The raw value of an attribute.
pub(super) fn attr<'a>(attrs: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    Attrs::new(attrs).find(|(n, ..)| *n == name).map(|(_, value, _)| value)
}

/// The raw value of an attribute with this local name under any prefix, such as `r:id`.
pub(super) fn prefixed_attr<'a>(attrs: &'a [u8], local_name: &[u8]) -> Option<&'a [u8]> {
    Attrs::new(attrs).find(|(n, ..)| n.contains(&b':') && local(n) == local_name).map(|(_, value, _)| value)
}

/// The decoded value of an attribute.
pub(super) fn attr_text(attrs: &[u8], name: &[u8]) -> Option<String> {
    attr(attrs, name).map(|raw| super::text::unescape(raw).into_owned())
}

/// An unsigned number in an attribute.
pub(super) fn attr_number<T: std::str::FromStr>(attrs: &[u8], name: &[u8]) -> Option<T> {
    std::str::from_utf8(attr(attrs, name)?).ok()?.trim().parse().ok()
}

/// Whether an attribute says yes.
/// Whether an element of a font that is or is not (`<strike/>`, `<strike val="0"/>`) is, by its attributes.
pub(super) fn is_on(attrs: &[u8]) -> bool {
    attr(attrs, b"val").is_none_or(is_true)
}

pub(super) fn attr_true(attrs: &[u8], name: &[u8]) -> bool {
    attr(attrs, name).is_some_and(is_true)
}

/// Whether an attribute's value says yes.
pub(super) fn is_true(value: &[u8]) -> bool {
    matches!(value, b"1" | b"true" | b"on")
}

/// Attributes with some of them set (`Some`, escaped already) or taken away (`None`); the others stay as they are written, with the
/// blanks between them, so that what is set back is as it was.
pub(super) fn with_attrs(attrs: &[u8], changes: &[(&str, Option<&str>)]) -> Vec<u8> {
    let mut out = Vec::with_capacity(attrs.len() + 32);
    let mut done = vec![false; changes.len()];
    let mut copied = 0;
    for (name, _, span) in Attrs::new(attrs) {
        if let Some(at) = changes.iter().position(|(changed, _)| changed.as_bytes() == name) {
            out.extend_from_slice(attrs[copied..span.start].trim_ascii_end());
            copied = span.end;
            if let (Some(value), false) = (changes[at].1, done[at]) {
                let single = attrs[span.clone()].ends_with(b"'") && !value.contains('\'');
                push_attr(&mut out, changes[at].0, value, if single { b'\'' } else { b'"' });
            }
            done[at] = true;
        }
    }
    let rest = &attrs[copied..];
    let (rest, blanks) = rest.split_at(rest.trim_ascii_end().len());
    out.extend_from_slice(rest);
    for (&(name, value), done) in changes.iter().zip(done) {
        if let (Some(value), false) = (value, done) {
            push_attr(&mut out, name, value, b'"');
        }
    }
    out.extend_from_slice(blanks);
    out
}

fn push_attr(out: &mut Vec<u8>, name: &str, escaped: &str, quote: u8) {
    out.push(b' ');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(&[b'=', quote]);
    out.extend_from_slice(escaped.as_bytes());
    out.push(quote);
}

/// The name without its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// The prefix of a name with its colon; empty where there is none.
pub(super) fn prefix(name: &[u8]) -> &[u8] {
    &name[..name.len() - local(name).len()]
}

/// An element of a part that is held whole: where its pieces stand.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The name with its prefix.
    pub(super) name: Range<usize>,
    /// The raw attributes.
    pub(super) attrs: Range<usize>,
    /// What stands between start tag and end tag; empty at the end of a tag that closes itself.
    pub(super) inner: Range<usize>,
    /// The whole element.
    pub(super) whole: Range<usize>,
    /// Whether the tag closes itself.
    pub(super) empty: bool,
}

impl Node {
    pub(super) fn local<'a>(&self, doc: &'a [u8]) -> &'a [u8] {
        local(&doc[self.name.clone()])
    }

    pub(super) fn attrs<'a>(&self, doc: &'a [u8]) -> &'a [u8] {
        &doc[self.attrs.clone()]
    }

    /// The start tag without what follows it.
    pub(super) fn start_tag(&self) -> Range<usize> {
        self.whole.start..if self.empty { self.whole.end } else { self.inner.start }
    }
}

/// The root element of a part.
pub(super) fn root(doc: &[u8], depth: usize) -> Result<Node, XmlFault> {
    let all = children(doc, 0..doc.len(), depth)?;
    match <[Node; 1]>::try_from(all) {
        Ok([root]) => Ok(root),
        Err(_) => Err(XmlFault::Unexpected),
    }
}

/// The elements directly inside a range.
pub(super) fn children(doc: &[u8], inside: Range<usize>, depth: usize) -> Result<Vec<Node>, XmlFault> {
    let mut scan = Scan::new(&doc[..inside.end], inside.start);
    let mut nodes = Vec::new();
    loop {
        let start = scan.at();
        match scan.next()? {
            None => return Ok(nodes),
            Some(Token::Start { name, attrs, empty }) => {
                let name = start + 1..start + 1 + name.len();
                let attrs = name.end..name.end + attrs.len();
                let inner_start = scan.at();
                let mut inner_end = inner_start;
                if !empty {
                    scan.skip_element(depth)?;
                    inner_end = memchr::memrchr(b'<', &doc[..scan.at()]).ok_or(XmlFault::Malformed)?;
                }
                nodes.push(Node { name, attrs, inner: inner_start..inner_end, whole: start..scan.at(), empty });
            }
            Some(Token::End { .. }) => return Err(XmlFault::Unexpected),
            Some(_) => {}
        }
    }
}

/// The child with this local name.
pub(super) fn child(doc: &[u8], inside: &Node, name: &[u8], depth: usize) -> Result<Option<Node>, XmlFault> {
    Ok(children(doc, inside.inner.clone(), depth)?.into_iter().find(|node| node.local(doc) == name))
}

/// Changes to a part that is held whole. What no splice names stays to the byte.
#[derive(Debug, Default)]
pub(super) struct Splices(Vec<(Range<usize>, Vec<u8>)>);

impl Splices {
    /// Puts bytes in place of a range; an empty range inserts. Insertions at one place keep their order.
    pub(super) fn replace(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.0.push((range, bytes.into()));
    }

    /// Puts bytes before the end tag of an element, which is opened if its tag closes itself.
    pub(super) fn append(&mut self, doc: &[u8], node: &Node, bytes: impl Into<Vec<u8>>) {
        if !node.empty {
            return self.replace(node.inner.end..node.inner.end, bytes);
        }
        let name = &doc[node.name.clone()];
        self.replace(node.whole.clone(), [b"<", name, node.attrs(doc).trim_ascii_end(), b">"].concat());
        let end = node.whole.end;
        self.replace(end..end, bytes);
        self.replace(end..end, [b"</", name, b">"].concat());
    }

    /// Sets or takes away attributes of an element.
    pub(super) fn set_attrs(&mut self, doc: &[u8], node: &Node, changes: &[(&str, Option<&str>)]) {
        let attrs = node.attrs(doc);
        let same = |&(name, value): &(&str, Option<&str>)| attr(attrs, name.as_bytes()) == value.map(str::as_bytes);
        if !changes.iter().all(same) {
            self.replace(node.attrs.clone(), with_attrs(attrs, changes));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The part with the changes made.
    pub(super) fn apply(mut self, doc: &[u8]) -> Vec<u8> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = Vec::with_capacity(doc.len() + self.0.iter().map(|(_, bytes)| bytes.len()).sum::<usize>());
        let mut copied = 0;
        for (range, bytes) in self.0 {
            out.extend_from_slice(&doc[copied.min(range.start)..range.start]);
            out.extend_from_slice(&bytes);
            copied = range.end.max(copied);
        }
        out.extend_from_slice(&doc[copied..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn attributes_are_read_in_any_order_and_quotes() {
        let mut scan = Scan::new(b"<x:c t='s'  r = \"A1\" a=\">'/\"/>", 0);
        let Some(Token::Start { name, attrs, empty }) = scan.next().unwrap() else { panic!("a tag") };
        assert_eq!((name, empty), (&b"x:c"[..], true));
        assert_eq!(attr(attrs, b"r"), Some(&b"A1"[..]));
        assert_eq!(attr(attrs, b"t"), Some(&b"s"[..]));
        assert_eq!(attr(attrs, b"a"), Some(&b">'/"[..]));
    }

    #[test]
    fn changed_attributes_leave_the_others_as_written() {
        let changed = with_attrs(b" a='1'  b=\"2\" c=\"3\"", &[("b", Some("9")), ("c", None), ("d", Some("4"))]);
        assert_eq!(changed, b" a='1' b=\"9\" d=\"4\"");
    }

    #[test]
    fn document_types_are_refused() {
        assert_eq!(Scan::new(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", 0).next(), Err(XmlFault::Doctype));
        assert_eq!(Scan::new(b"<!-", 0).next(), Err(XmlFault::Truncated));
    }

    #[test]
    fn elements_are_found_with_their_pieces() {
        let doc = b"<?xml version='1.0'?><a><b x='1'><b/></b><!-- <c> --><c/></a>";
        let root = root(doc, 9).unwrap();
        let nodes = children(doc, root.inner.clone(), 9).unwrap();
        assert_eq!(nodes.len(), 2);
        assert_eq!(&doc[nodes[0].whole.clone()], b"<b x='1'><b/></b>");
        assert_eq!(&doc[nodes[0].inner.clone()], b"<b/>");
        let mut splices = Splices::default();
        splices.append(doc, &nodes[1], *b"!");
        splices.set_attrs(doc, &nodes[0], &[("x", None)]);
        assert_eq!(splices.apply(doc), b"<?xml version='1.0'?><a><b><b/></b><!-- <c> --><c>!</c></a>");
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_scanner_panic_or_stand_still(bytes in "[<>/!?a:='\"\\-\\[ \\]CDAT]{0,60}") {
            let mut scan = Scan::new(bytes.as_bytes(), 0);
            let mut steps = 0;
            while let Ok(Some(token)) = scan.next() {
                if let Token::Start { attrs, .. } = token {
                    prop_assert!(Attrs::new(attrs).count() <= bytes.len());
                }
                steps += 1;
                prop_assert!(steps <= bytes.len());
            }
            let _ = root(bytes.as_bytes(), 5);
        }
    }
}
