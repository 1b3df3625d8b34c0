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
            overlay = match (overlay, owner_of_object(piece, after)) {
                (overlay, None) => overlay,
                (Overlay::None, Some(Ok(id))) => Overlay::Group(id),
                (Overlay::None, Some(Err(person))) => Overlay::Person(person),
                (Overlay::Group(first), Some(Ok(id))) if first != id => {
                    Overlay::Several(vec![Mention::Group(first), Mention::Group(id)])
                }
                (Overlay::Group(_), Some(Err(_))) => Overlay::Unclear,
                (overlay, _) => overlay,
            };
        }
    }
    overlay
}

/// The community, or else the person, that an object in an overlay belongs to.
fn owner_of_object(piece: &str, after: &str) -> Option<Result<GroupId, u64>> {
    // `pl_wall_-1`, `pl_-1_-2`: the list that a video is played from.
    let list = piece.strip_prefix("pl_").and_then(|list| list.find('-').map(|at| format!("videos{}", &list[at..])));
    let object = list.as_deref().unwrap_or(piece);
    let trimmed = object.trim_end_matches(['.', ')', ']', '}', '!', ':', '\'']);
    let read = classify(trimmed);
    let is_whole = read.open.is_none_or(|digits| number_ends(after, digits, object[trimmed.len()..].starts_with(".."), 9));
    match read.segment {
        Segment::Group(id, _) if is_whole => Some(Ok(id)),
        Segment::Person(number, _) => Some(Err(number)),
        _ => None,
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
