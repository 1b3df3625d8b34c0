//! What is open over a page: a photo, a post, a video in the parameters `z` and `w` (domain reference, 6.3).

use super::classify::{Segment, classify};
use super::query::{value_end, values};
use super::segment::number_ends;
use super::tally::{Finding, Says};
use super::{Fault, Mention, Note, PersonBy, Via};
use crate::domain::GroupId;

/// What is open over a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Overlay {
    None,
    Group(GroupId),
    Person(u64),
    /// Objects of different communities.
    Several(Vec<Mention>),
    /// A community's object among a person's, or the other way round.
    Unclear,
}

/// Reads `z=photo-1_2/wall-1_3` and `w=wall-1_2`.
pub(super) fn overlay(rest: &str) -> Overlay {
    let mut overlay = Overlay::None;
    for value in values(rest, "z").chain(values(rest, "w")) {
        let (pieces, after) = value.split_at(value_end(value));
        for piece in pieces.split_inclusive('/') {
            let (piece, after) = piece.strip_suffix('/').map_or((piece, after), |piece| (piece, "/"));
            overlay = overlay.and(owner_of_object(piece, after));
        }
    }
    match overlay {
        Overlay::None => Overlay::None,
        overlay => lists(rest).fold(overlay, |overlay, list| overlay.and(owner_of_list(list))),
    }
}

impl Overlay {
    /// The same with one more object over it.
    fn and(self, owner: Option<Result<GroupId, u64>>) -> Self {
        match (self, owner) {
            (overlay, None) => overlay,
            (Self::None, Some(Ok(id))) => Self::Group(id),
            (Self::None, Some(Err(person))) => Self::Person(person),
            (Self::Group(first), Some(Ok(id))) if first != id => Self::Several(vec![Mention::Group(first), Mention::Group(id)]),
            (Self::Group(_), Some(Err(_))) => Self::Unclear,
            (overlay, _) => overlay,
        }
    }
}

/// The community, or else the person, that an object in an overlay belongs to.
fn owner_of_object(piece: &str, after: &str) -> Option<Result<GroupId, u64>> {
    if let Some(list) = piece.strip_prefix("pl_") {
        return owner_of_list(list);
    }
    let trimmed = piece.trim_end_matches(['.', ')', ']', '}', '!', ':', '\'']);
    let read = classify(trimmed);
    let is_whole = read.open.is_none_or(|digits| number_ends(after, digits, piece[trimmed.len()..].starts_with(".."), 9));
    match read.segment {
        Segment::Group(id, _) if is_whole => Some(Ok(id)),
        Segment::Person(number, _) => Some(Err(number)),
        _ => None,
    }
}

/// The lists from which a video in the path or over the page is played: `list=pl_wall_-1`, on the video site `pl=-1_2`.
fn lists(rest: &str) -> impl Iterator<Item = &str> {
    let lists = values(rest, "list").filter_map(|list| list.strip_prefix("pl_"));
    lists.chain(values(rest, "pl")).map(|list| &list[..value_end(list)])
}

/// The owner of a list of videos, as it stands behind `pl_`: `-1_-2`, `wall_-1`, `post_-1_2`. Others say only how VK chose them.
fn owner_of_list(list: &str) -> Option<Result<GroupId, u64>> {
    let list = list.strip_prefix("wall_").or_else(|| list.strip_prefix("post_")).unwrap_or(list);
    let (is_group, list) = list.strip_prefix('-').map_or((false, list), |list| (true, list));
    let number: u64 = list[..list.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()?;
    if is_group { GroupId::new(number).map(Ok) } else { Some(Err(number)) }
}

/// What an object in the path says that is played from a list of another community: the video may be either's.
pub(super) fn among_list(id: GroupId, rest: &str) -> Finding {
    let is_other = |list| owner_of_list(list).and_then(Result::ok).filter(|&other| other != id);
    match lists(rest).find_map(is_other) {
        Some(other) => Finding::new(Says::Several(vec![Mention::Group(id), Mention::Group(other)]), Via::Object),
        None => Finding::new(Says::Group(id), Via::Object).note(overlay_note(rest, id)),
    }
}

/// What the overlay says where the path says nothing.
pub(super) fn by_overlay(rest: &str, otherwise: Fault) -> Finding {
    match overlay(rest) {
        Overlay::Group(id) => Finding::new(Says::Group(id), Via::Overlay),
        Overlay::Several(ids) => Finding::new(Says::Several(ids), Via::Overlay),
        Overlay::Person(number) => Finding::new(Says::Person(number, PersonBy::Object), Via::Overlay),
        Overlay::None | Overlay::Unclear => Finding::fault(otherwise),
    }
}

pub(super) fn overlay_note(rest: &str, path: GroupId) -> Option<Note> {
    match overlay(rest) {
        Overlay::None => None,
        Overlay::Group(id) if id == path => None,
        _ => Some(Note::OverlayOfAnother),
    }
}
