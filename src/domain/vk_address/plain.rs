//! The commonest forms, read without looking for dirt: nothing at all, `https://vk.com/club1`, `https://vk.com/a_name`.

use super::classify::{Segment, classify};
use super::segment;
use super::{Address, Reading, Via};
use crate::domain::GroupId;
use crate::domain::digits::number;

/// Reads a text that is nothing but a plain address; `None` for everything else. What it reads it reads as the thorough way would.
pub(super) fn read(text: &str) -> Option<Reading> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some(Address::Empty.into());
    }
    let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let text = text.strip_prefix("www.").or_else(|| text.strip_prefix("m.")).unwrap_or(text);
    let path =
        text.strip_prefix("vk.com/").or_else(|| text.strip_prefix("vk.ru/")).or_else(|| text.strip_prefix("vkontakte.ru/"))?;
    if let Some(id) = numbered_page(path) {
        return Some(Reading { via: Some(Via::PageAddress), ..Address::Group(id).into() });
    }
    let (path, tail) = path.split_once('?').unwrap_or((path, ""));
    if !is_plain_tail(tail) {
        return None;
    }
    let segment = path.strip_suffix('/').unwrap_or(path);
    if segment.is_empty()
        || segment.ends_with(['.', '-', '_'])
        || !segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    {
        return None;
    }
    let read = classify(segment);
    let (address, via) = match read.segment {
        Segment::Group(id, via) => (Address::Group(id), via),
        // `club1www.site.ru` is two addresses without a blank; the thorough way takes such apart.
        Segment::Name(name) if !segment.contains('.') || !(segment::begins_numbered_page(segment) || segment.contains("vk")) => {
            (Address::ScreenName(name), Via::Name)
        }
        _ => return None,
    };
    Some(Reading { via: Some(via), hint: read.hint, ..address.into() })
}

/// The community of a path that is a page by number and nothing else.
fn numbered_page(path: &str) -> Option<GroupId> {
    let digits = ["club", "public", "event"].iter().find_map(|page| path.strip_prefix(page))?;
    GroupId::new(number(digits)?)
}

/// Whether parameters are of those that are ignored: nothing is open over the page, no list of videos is, and no other address is among
/// them.
fn is_plain_tail(tail: &str) -> bool {
    tail.is_empty()
        || tail.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'=' | b'&' | b'-'))
            && !["z=", "Z=", "w=", "W="].iter().any(|overlay| tail.contains(overlay))
            && !tail.as_bytes().windows(2).any(|two| two.eq_ignore_ascii_case(b"pl"))
}
