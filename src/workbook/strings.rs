//! Texts of cells: the shared strings of a workbook, and the same form standing in a cell.

use super::error::WorkbookError;
use super::limits::Limit;
use super::package::Package;
use super::stream::{Batch, Items, each_wave};
use super::text::{as_text, resolve_escapes, unescape};
use super::xml::{Scan, Token, XmlFault, attr, is_on};
use crate::table::sheet::Texts;
use memchr::{memchr, memchr3};
use std::borrow::Cow;

/// Reads all shared strings, decoded. The part's own counts are not looked at.
pub(super) fn shared(package: &Package, part: &str) -> Result<Texts, WorkbookError> {
    let limits = package.limits;
    let mut archive = package.archive();
    let (reader, _) = package.stream(&mut archive, part, Limit::Part)?;
    let (head, mut items) = Items::open(reader, part, "sst", "si", limits)?;
    let mut texts = Texts::default();
    let decode = |batch: Batch| decoded(&batch, &head.prefix, limits.depth);
    let keep = |more: Result<Option<Texts>, XmlFault>| {
        let more = more.map_err(|fault| WorkbookError::xml(part, fault))?.ok_or(WorkbookError::TooLarge)?;
        if more.longest() > limits.text_bytes {
            return Err(limits.beyond(part, Limit::Text));
        }
        texts.append(&more).ok_or(WorkbookError::TooLarge)?;
        if texts.len() > limits.strings { Err(limits.beyond(part, Limit::Strings)) } else { Ok(()) }
    };
    each_wave(|| items.wave(), decode, keep)?;
    texts.shrink_to_fit();
    Ok(texts)
}

/// The texts of a batch; none if they are more than fits.
fn decoded(batch: &Batch, prefix: &[u8], depth: usize) -> Result<Option<Texts>, XmlFault> {
    let whole = as_text(&batch.bytes).map_err(|_| XmlFault::Text)?;
    let mut texts = Texts::default();
    let mut scan = Scan::new(&batch.bytes, 0);
    loop {
        if prefix.is_empty()
            && let Some((text, end)) = plain_item(whole, scan.at())
        {
            scan.seek(end);
            if texts.push(text).is_none() {
                return Ok(None);
            }
            continue;
        }
        match scan.next()? {
            None => return Ok(Some(texts)),
            Some(Token::Start { name, empty, .. }) if name.strip_prefix(prefix) == Some(b"si") => {
                let item = if empty { Item::default() } else { item(&mut scan, prefix, depth)? };
                if texts.push(&item.text).is_none() {
                    return Ok(None);
                }
                if item.has_struck {
                    texts.strike();
                }
            }
            Some(Token::Start { empty: false, .. }) => scan.skip_element(depth)?,
            Some(_) => {}
        }
    }
}

/// A shared string as most are written, with nothing to resolve: its text, and where the next begins.
fn plain_item(whole: &str, at: usize) -> Option<(&str, usize)> {
    let rest = whole.get(at..)?.strip_prefix("<si><t>")?;
    let (text, behind) = rest.split_at(memchr(b'<', rest.as_bytes())?);
    let left = behind.strip_prefix("</t></si>")?.len();
    if memchr3(b'&', b'\r', b'_', text.as_bytes()).is_some() {
        return None;
    }
    let outer_blanks = text.starts_with(BLANKS) || text.ends_with(BLANKS);
    (!outer_blanks).then_some((text, whole.len() - left))
}

/// An element in string form.
#[derive(Default)]
pub(super) struct Item<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether a part of the text is struck out.
    pub(super) has_struck: bool,
}

/// Reads an element in string form (`si`, `is`) whose start tag has just been read: plain, or runs put together. How the text is
/// pronounced (`rPh`) is not part of it.
pub(super) fn item<'a>(scan: &mut Scan<'a>, prefix: &[u8], depth: usize) -> Result<Item<'a>, XmlFault> {
    let Item { mut text, mut has_struck } = Item::default();
    let mut is_struck = false;
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
                    has_struck |= is_struck && !piece.trim().is_empty();
                    if text.is_empty() {
                        text = piece;
                    } else {
                        text.to_mut().push_str(&piece);
                    }
                }
                Some(b"r") if open == 1 => {
                    open += 1;
                    is_struck = false;
                }
                Some(b"rPr") => is_struck = strikes(scan, prefix, depth)?,
                _ => scan.skip_element(depth)?,
            },
            Token::End { .. } => open -= 1,
            _ => {}
        }
    }
    Ok(Item { text, has_struck })
}

/// Whether the properties of a run, whose start tag has just been read, strike it out.
fn strikes(scan: &mut Scan<'_>, prefix: &[u8], depth: usize) -> Result<bool, XmlFault> {
    let mut is_struck = false;
    loop {
        match scan.next()?.ok_or(XmlFault::Truncated)? {
            Token::Start { name, attrs, empty } => {
                is_struck |= name.strip_prefix(prefix) == Some(b"strike") && is_on(attrs);
                if !empty {
                    scan.skip_element(depth)?;
                }
            }
            Token::End { .. } => return Ok(is_struck),
            _ => {}
        }
    }
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
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
    use proptest::prelude::*;

    fn text(inner: &str) -> String {
        let inner = format!("{inner}</si>");
        item(&mut Scan::new(inner.as_bytes(), 0), b"", 20).unwrap().text.into_owned()
    }

    #[test]
    fn runs_are_joined_and_readings_left_out() {
        assert_eq!(text("<t xml:space='preserve'> a </t>"), " a ");
        assert_eq!(text("<t> a </t>"), "a");
        assert_eq!(text("<r><rPr><b/></rPr><t>a</t></r><r><t>&amp;b</t></r><rPh><t>x</t></rPh><phoneticPr/>"), "a&b");
        assert_eq!(text("<t>a<![CDATA[<b>]]>_x000D_</t>"), "a<b>\r");
        assert_eq!(text("<t/>"), "");
    }

    #[test]
    fn a_run_that_is_struck_out_is_seen() {
        let has_struck = |inner: &str| item(&mut Scan::new(format!("{inner}</si>").as_bytes(), 0), b"", 20).unwrap().has_struck;
        assert!(has_struck("<r><rPr><b/><strike/><color rgb='FF000000'></color></rPr><t>a</t></r><r><t>b</t></r>"));
        assert!(!has_struck("<r><rPr><strike val='0'/></rPr><t>a</t></r>"));
        assert!(!has_struck("<r><rPr><strike/></rPr><t xml:space='preserve'> </t></r><r><t>b</t></r>"));
    }

    proptest! {
        #[test]
        fn a_plain_string_is_read_as_any_other(
            text in "( |\t|\r|\n|&amp;|&|_|_x000D_|</|>|<|<r>|</r>|[а-яa-z0-9\"']){0,12}",
            open in "<si>|<si><t>|<si><t xml:space='preserve'>|<x:si><t>",
            close in "</t></si>|</t ></si>|</si>|</t></r></si>|",
        ) {
            let item_bytes = format!("{open}{text}{close}");
            if let Some((plain, end)) = plain_item(&item_bytes, 0) {
                let general = item(&mut Scan::new(item_bytes.as_bytes(), "<si>".len()), b"", 20).unwrap();
                prop_assert_eq!(plain, general.text);
                prop_assert_eq!(end, item_bytes.len());
            }
        }
    }

    #[test]
    fn common_strings_are_plain() {
        assert_eq!(plain_item("x<si><t>МБОУ «СОШ № 1»</t></si><si>", 1).unwrap().0, "МБОУ «СОШ № 1»");
    }
}
