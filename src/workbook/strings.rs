//! Texts of cells: the shared strings of a workbook, and the same form standing in a cell.

use super::error::WorkbookError;
use super::package::Package;
use super::stream::Items;
use super::text::{resolve_escapes, unescape};
use super::xml::{Scan, Token, XmlFault, attr};
use crate::table::sheet::Texts;
use std::borrow::Cow;

/// Reads all shared strings, decoded. The part's own counts are not looked at.
pub(super) fn shared(package: &Package, part: &str) -> Result<Texts, WorkbookError> {
    let limits = package.limits;
    let mut archive = package.archive();
    let (reader, _) = package.stream(&mut archive, part, limits.part_bytes)?;
    let (head, mut items) = Items::open(reader, part, "sst", "si", limits)?;
    let mut texts = Texts::default();
    while let Some(batch) = items.next()? {
        let fault = |fault| WorkbookError::xml(part, fault);
        let mut scan = Scan::new(&batch.bytes, 0);
        while let Some(token) = scan.next().map_err(fault)? {
            if let Token::Start { name, empty, .. } = token {
                if name.strip_prefix(&head.prefix[..]) == Some(b"si") {
                    let text =
                        if empty { Cow::Borrowed("") } else { item(&mut scan, &head.prefix, limits.depth).map_err(fault)? };
                    texts.push(&text).ok_or(WorkbookError::TooLarge)?;
                } else if !empty {
                    scan.skip_element(limits.depth).map_err(fault)?;
                }
            }
        }
    }
    Ok(texts)
}

/// The text of an element in string form (`si`, `is`) whose start tag has just been read: plain, or runs put together. How the text is
/// pronounced (`rPh`) is not part of it.
pub(super) fn item<'a>(scan: &mut Scan<'a>, prefix: &[u8], depth: usize) -> Result<Cow<'a, str>, XmlFault> {
    let mut text = Cow::Borrowed("");
    let mut open = 1usize;
    while open > 0 {
        match scan.next()?.ok_or(XmlFault::Truncated)? {
            Token::Start { name, attrs, empty: false } => match name.strip_prefix(prefix) {
                Some(b"t") => {
                    let mut piece = content(scan, depth)?;
                    // As Excel does: outer blanks count only where they are declared to.
                    if attr(attrs, b"xml:space") != Some(b"preserve") {
                        piece = trimmed(piece);
                    }
                    let piece = resolve_escapes(piece);
                    if text.is_empty() {
                        text = piece;
                    } else {
                        text.to_mut().push_str(&piece);
                    }
                }
                Some(b"r") if open == 1 => open += 1,
                _ => scan.skip_element(depth)?,
            },
            Token::End { .. } => open -= 1,
            _ => {}
        }
    }
    Ok(text)
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(BLANKS)),
        Cow::Owned(text) if text.starts_with(BLANKS) || text.ends_with(BLANKS) => {
            Cow::Owned(text.trim_matches(BLANKS).to_owned())
        }
        text => text,
    }
}

/// The text of an element whose start tag has just been read, up to its end tag.
pub(super) fn content<'a>(scan: &mut Scan<'a>, depth: usize) -> Result<Cow<'a, str>, XmlFault> {
    let mut text = Cow::Borrowed("");
    loop {
        let piece = match scan.next()?.ok_or(XmlFault::Truncated)? {
            Token::Text(raw) => unescape(raw),
            Token::CData(raw) => String::from_utf8_lossy(raw),
            Token::Start { empty: false, .. } => {
                scan.skip_element(depth)?;
                continue;
            }
            Token::Start { .. } | Token::Other => continue,
            Token::End { .. } => return Ok(text),
        };
        if text.is_empty() {
            text = piece;
        } else {
            text.to_mut().push_str(&piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(inner: &str) -> String {
        let inner = format!("{inner}</si>");
        item(&mut Scan::new(inner.as_bytes(), 0), b"", 20).unwrap().into_owned()
    }

    #[test]
    fn runs_are_joined_and_readings_left_out() {
        assert_eq!(text("<t xml:space='preserve'> a </t>"), " a ");
        assert_eq!(text("<t> a </t>"), "a");
        assert_eq!(text("<r><rPr><b/></rPr><t>a</t></r><r><t>&amp;b</t></r><rPh><t>x</t></rPh><phoneticPr/>"), "a&b");
        assert_eq!(text("<t>a<![CDATA[<b>]]>_x000D_</t>"), "a<b>\r");
        assert_eq!(text("<t/>"), "");
    }
}
