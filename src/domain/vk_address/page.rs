//! What stands behind a VK host: path, overlay, parameters (domain reference, 6.2 and 6.3).

use super::classify::{Segment, classify};
use super::host::Site;
use super::overlay::{Overlay, among_list, by_overlay, overlay, overlay_note};
use super::query::{Owner, plain_id, tail_end, token_end, value, values};
use super::repair::{Repair, Repairs};
use super::screen_name::ScreenName;
use super::segment::{self, Head};
use super::tally::{self, Finding, Says};
use super::{Fault, Mention, Note, PersonBy, Via, clean, foreign, words};
use crate::domain::GroupId;

/// Reads the address whose host ends where `text` begins, and tells how much of the text belongs to it. `text` ends where the next
/// address begins. `depth` is how many wrappers may still be taken off.
pub(super) fn read(text: &str, site: Site, depth: u8) -> (Finding, usize) {
    let end = token_end(text);
    match clean::decode(&text[..end]) {
        Some(decoded) => (read_decoded(&format!("{decoded}{}", &text[end..]), site, depth).0, end),
        None => read_decoded(text, site, depth),
    }
}

fn read_decoded(text: &str, site: Site, depth: u8) -> (Finding, usize) {
    let mut repairs = Repairs::default();
    let Some(path) = path(text, &mut repairs) else {
        return (Finding::fault(Fault::BrokenAddress), 0);
    };
    let (segment_text, has_at) = path.strip_prefix('@').map_or((path, false), |text| (text, true));
    let head = if has_at { article_head(segment_text) } else { segment::head(path) };
    let (word, rest) = segment_text.split_at(head.length);
    let consumed = text.len() - rest.len() + tail_end(rest);

    repairs.extend(head.repairs);
    let is_name_elsewhere =
        site == Site::Video && !has_at && matches!(head.segment, Segment::Name(_) | Segment::Fault(Fault::BadName));
    let segment = match head.segment {
        _ if is_name_elsewhere => Segment::Service,
        // A browser opens what stands behind it: `club1/../club2`.
        _ if rest.starts_with("/../") => Segment::Fault(Fault::BrokenAddress),
        segment => segment,
    };
    let mut finding = match segment {
        Segment::Group(id, Via::App) => app(Some(id), rest),
        Segment::App => app(None, rest),
        Segment::Group(id, Via::Object) => among_list(id, rest),
        Segment::Group(id, via) => Finding::new(Says::Group(id), via).note(overlay_note(rest, id)),
        Segment::Person(number, by) => Finding::person(number, by),
        // `invite/…`, `hashtag/…`, `artist/…` are pages of VK itself: names have no pages below them but these few.
        Segment::Name(_) if has_unknown_page(rest) => Finding::fault(Fault::ServicePage),
        Segment::Name(name) => match overlay(rest) {
            Overlay::Group(id) => Finding::new(Says::Group(id), Via::Overlay),
            Overlay::Several(ids) => Finding::new(Says::Several(ids), Via::Overlay),
            Overlay::Person(_) | Overlay::Unclear => Finding::new(Says::Name(name), Via::Name).note(Some(Note::OverlayOfAnother)),
            Overlay::None => name_finding(name, rest),
        },
        Segment::Service => service(&word.to_ascii_lowercase(), rest, depth),
        // The root of the site may still have an overlay: `vk.com/?w=wall-1_2`.
        Segment::Fault(Fault::BrokenAddress) if head.length == 0 => by_overlay(rest, Fault::BrokenAddress),
        Segment::Fault(fault) => Finding::fault(fault),
    };
    finding.repairs.extend(repairs);
    finding.hint = finding.hint.or(head.hint);
    (finding, consumed)
}

/// Whether a second word of the path follows that no page of a community has.
fn has_unknown_page(rest: &str) -> bool {
    const PAGES: [&str; 13] = [
        "video",
        "videos",
        "playlists",
        "clips",
        "all",
        "photos",
        "albums",
        "wall",
        "market",
        "articles",
        "uslugi",
        "about",
        "members",
    ];
    let Some(below) = rest.strip_prefix('/') else { return false };
    let word = below.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).next().unwrap_or_default();
    !word.is_empty() && !PAGES.iter().any(|page| word.eq_ignore_ascii_case(page))
}

/// The path behind a host, without its slashes and without what was mistyped between the two.
fn path<'a>(text: &'a str, repairs: &mut Repairs) -> Option<&'a str> {
    let mut path = text;
    if let Some(port) = path.strip_prefix(':') {
        let digits = port.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            path = &port[digits..];
        }
    }
    if let Some(rest) = path.strip_prefix(['.', ',']) {
        if segment::begins_numbered_page(rest) {
            repairs.add(Repair::CommaForDot);
            return Some(rest);
        }
        if rest.starts_with('/') {
            path = rest;
        }
    }
    let slash = path.trim_start();
    if slash.len() < path.len() && slash.starts_with('/') {
        repairs.add(Repair::InnerBlanks);
        path = slash;
    }
    if path.starts_with(['?', '#']) {
        return Some(path);
    }
    let segment = path.strip_prefix('/')?.trim_start_matches('/');
    let word = segment.trim_start();
    if word.len() < segment.len() && can_be_joined(word) {
        repairs.add(Repair::InnerBlanks);
        return Some(word);
    }
    Some(segment)
}

/// Whether a word behind `vk.com/` and a blank is the rest of the address: a numbered page, or a name that is the last word.
fn can_be_joined(word: &str) -> bool {
    if segment::begins_numbered_page(word) {
        return true;
    }
    let run = segment::run(word);
    let is_last =
        word[run.len()..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | ')' | ',' | ';')).is_empty();
    let is_name =
        matches!(classify(run.trim_end_matches('.')).segment, Segment::Name(_) | Segment::Group(..) | Segment::Person(..));
    is_last && run.is_ascii() && is_name && foreign::host(run, false).is_none() && !words::is_stop_word(run)
}

/// `@-1`, `@-1-title`, `@name`, `@name-title`, `@club1-title`: articles, and pages of the video site.
fn article_head(text: &str) -> Head {
    let run = segment::run(text);
    let as_head = |segment, hint| Head { segment, length: run.len(), repairs: Repairs::default(), hint };
    if let Some(article) = run.strip_prefix('-') {
        let digits = article.bytes().take_while(u8::is_ascii_digit).count();
        // A hyphen and the title may follow the number.
        let (number, after) = text.split_at(digits + 1);
        let owner = if after.starts_with('-') {
            Owner::parse(number).map(|owner| Owner { is_whole: segment::number_ends(after, digits, false, 9), ..owner })
        } else {
            Owner::parse(text)
        };
        return as_head(owner.map_or(Segment::Fault(Fault::BadName), Owner::segment), None);
    }
    match run.find('-') {
        Some(at) => {
            let read = classify(&run[..at]);
            let is_whole = read.open.is_none_or(|digits| segment::number_ends(&text[at..], digits, false, 9));
            as_head(if is_whole { read.segment } else { Segment::Fault(Fault::UnclearNumber) }, read.hint)
        }
        None => segment::head(text),
    }
}

/// A page of VK itself that may name a community in its path or its parameters.
fn service(word: &str, rest: &str, depth: u8) -> Finding {
    let below = rest.strip_prefix('/').unwrap_or("");
    let owner = |key| value(rest, key).and_then(Owner::parse).map(|owner| owner.finding(PersonBy::Object));
    let found = match word {
        // The target is read with all that follows it, so that its number is seen to end.
        "away" | "away.php" => value(rest, "to")
            .filter(|target| depth > 0 && token_end(target) > 0)
            .map(|target| tally::read(target, depth - 1).into()),
        "im" | "mail" => {
            let dialog = below.strip_prefix("convo/").or_else(|| below.strip_prefix("channels/"));
            dialog.or_else(|| value(rest, "sel")).or_else(|| value(rest, "peer")).map(|value| match Owner::parse(value) {
                // Chats have a letter before the number, or numbers from 2,000,000,000 up.
                None | Some(Owner { is_group: false, number: Some(2_000_000_000..), .. }) => Finding::fault(Fault::ServicePage),
                Some(owner) => owner.finding(PersonBy::Dialog),
            })
        }
        "club.php" | "groups.php" | "widget_community.php" | "board.php" | "event.php" | "stats" | "video_ext.php" => {
            by_gid(rest).or_else(|| owner("oid"))
        }
        "profile.php" => value(rest, "id").and_then(Owner::parse).map(|owner| owner.finding(PersonBy::Profile)),
        "feed" => owner("owner"),
        "pages" => owner("oid"),
        "donate_app" => owner("mid"),
        "video" | "videos" | "music" | "audio" | "audios" | "playlist" | "clips" | "donut" | "market" | "uslugi" => {
            by_path(word, below)
        }
        _ => None,
    };
    found.unwrap_or_else(|| by_overlay(rest, Fault::ServicePage))
}

/// `video/@name`, `video/playlist/-1_2`, `music/playlist/-1_2`, `playlist/-1_2`, `market/product/title-1-2`, `clips/name`.
fn by_path(word: &str, below: &str) -> Option<Finding> {
    let below = below.strip_prefix("playlist/").or_else(|| below.strip_prefix("album/")).unwrap_or(below);
    if below.starts_with('-') {
        return Owner::parse(below).map(|owner| owner.finding(PersonBy::Object));
    }
    if let Some(product) = below.strip_prefix("product/") {
        let run = segment::run(product);
        let (title, item) = run.rsplit_once('-')?;
        let (_, owner) = title.rsplit_once('-')?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        // A short number before the last one is a year or a size in the title of an address that is cut.
        let is_whole = is_number(item) && segment::number_ends(&product[run.len()..], 1, false, usize::MAX);
        if !is_whole || !is_number(owner) || owner.len() < 6 {
            return None;
        }
        return Some(Owner { is_group: true, number: owner.parse().ok(), is_whole }.finding(PersonBy::Object));
    }
    let name = below.strip_prefix('@').or_else(|| matches!(word, "clips" | "donut").then_some(below))?;
    match segment::head(name).segment {
        Segment::Group(id, via) => Some(Finding::new(Says::Group(id), via)),
        Segment::Person(number, by) => Some(Finding::person(number, by)),
        Segment::Name(name) => Some(Finding::new(Says::Name(name), Via::Name)),
        _ => None,
    }
}

/// `gid=1` of pages from the time before short names.
fn by_gid(rest: &str) -> Option<Finding> {
    let mut gids = values(rest, "gid").map(|value| Owner::parse(value).filter(|owner| !owner.is_group));
    let first = gids.next()?;
    let is_same = gids.all(|other| other == first);
    Some(match first.filter(|_| is_same) {
        Some(owner) => Owner { is_group: true, ..owner }.finding(PersonBy::Object),
        None => Finding::fault(Fault::BadGroupInLink),
    })
}

/// An app that a community opened, or that was opened for one: the ready links to the mini-app (domain reference, 2.1).
fn app(opener: Option<GroupId>, rest: &str) -> Finding {
    let mut group = opener;
    for value in values(rest, "groupid") {
        let id = match plain_id(value) {
            Ok(id) => id,
            Err(fault) => return Finding::fault(fault),
        };
        match group {
            Some(other) if other != id && opener == Some(other) => {
                return Finding::new(Says::Several(vec![Mention::Group(other), Mention::Group(id)]), Via::App);
            }
            Some(other) if other != id => return Finding::fault(Fault::BadGroupInLink),
            _ => group = Some(id),
        }
    }
    group.map_or_else(|| Finding::fault(Fault::ServicePage), |id| Finding::new(Says::Group(id), Via::App))
}

/// A short name, unless it may go on behind a blank: one more Latin word or number at the end of the cell could be a part of it
/// (`vk.com/lyceum primer`), and a word that begins with an underscore surely is.
fn name_finding(name: ScreenName, rest: &str) -> Finding {
    let word = rest.trim_start_matches(' ');
    let run = segment::run(word);
    let is_last = word[run.len()..].trim().is_empty();
    let is_label = run.is_empty() || !run.is_ascii() || words::is_stop_word(run) || foreign::host(run, false).is_some();
    if word.len() == rest.len() || !is_last || is_label {
        return Finding::new(Says::Name(name), Via::Name);
    }
    let end = run.trim_end_matches('.');
    if end.starts_with('_')
        && let Some(joined) = ScreenName::new(&format!("{name}{end}"))
    {
        let finding = Finding::new(Says::Name(joined), Via::Name);
        return Finding { repairs: Repairs::default().with(Repair::InnerBlanks), ..finding };
    }
    match classify(end).segment {
        Segment::Name(_) => Finding::fault(Fault::BadName),
        // A longer number is weighed against the name by itself.
        Segment::Fault(Fault::BrokenAddress) if end.len() < 6 => Finding::fault(Fault::BadName),
        _ => Finding::new(Says::Name(name), Via::Name),
    }
}
