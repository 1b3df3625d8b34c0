//! Short names of pages, and the words that VK keeps for itself.

use std::cmp::Ordering;
use std::fmt;

/// A short name of a community or a person (`vk.com/gkb1orenburg`), lower case.
///
/// Invariant: 2 to 32 characters `a–z 0–9 _ .` with a letter among them and no dot at the ends; not a prefix with a number
/// (`club1`), not a page of VK itself (domain reference, 6.5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScreenName(String);

impl ScreenName {
    /// The name, if a page can have it; letter case is dropped.
    pub fn new(text: &str) -> Option<Self> {
        let is_valid = (2..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
            && text.bytes().any(|b| b.is_ascii_alphabetic())
            && !text.starts_with('.')
            && !text.ends_with('.')
            && !text.contains("..");
        (is_valid && !is_reserved(text)).then(|| Self(text.to_ascii_lowercase()))
    }

    /// The name as VK writes it, lower case.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ScreenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether VK keeps this first word of a path for a page of its own, in whatever letter case.
pub(super) fn is_reserved(word: &str) -> bool {
    let starts_with = |start: &str| word.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    let is_numbered = |page: &&str| {
        let number = word.get(page.len()..).unwrap_or("");
        // The digits are looked at first, as few words have them.
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && starts_with(page)
    };
    word.len() <= LONGEST_RESERVED && RESERVED.binary_search_by(|reserved| compare(reserved, word)).is_ok()
        || word.len() >= 4 && word.get(word.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".php"))
        || starts_with("widget_")
        || NUMBERED.iter().any(is_numbered)
}

const LONGEST_RESERVED: usize = 13;

fn compare(reserved: &str, word: &str) -> Ordering {
    reserved.bytes().cmp(word.bytes().map(|b| b.to_ascii_lowercase()))
}

/// Words that with a number behind them are no short names: pages of communities and persons, and pages of VK.
const NUMBERED: [&str; 9] = ["club", "public", "event", "id", "app", "faq", "support", "poll", "sticker"];

/// First words of paths that are pages of VK itself, sorted.
const RESERVED: [&str; 81] = [
    "about",
    "ads",
    "adscreate",
    "album",
    "albums",
    "app",
    "apps",
    "audio",
    "audios",
    "away",
    "blog",
    "board",
    "bookmarks",
    "call",
    "calls",
    "clip",
    "clips",
    "club",
    "dev",
    "doc",
    "docs",
    "donate_app",
    "donut",
    "edit",
    "event",
    "faq",
    "fave",
    "feed",
    "friends",
    "games",
    "gifts",
    "groups",
    "groups_create",
    "groupslist",
    "id",
    "im",
    "jobs",
    "join",
    "legal",
    "live",
    "login",
    "mail",
    "market",
    "miniapps",
    "mobile",
    "music",
    "narrative",
    "notifications",
    "page",
    "pages",
    "people",
    "photo",
    "photos",
    "playlist",
    "podcast",
    "podcasts",
    "poll",
    "privacy",
    "product",
    "public",
    "qr",
    "restore",
    "reviews",
    "search",
    "services",
    "settings",
    "share",
    "stats",
    "sticker",
    "stickers",
    "stories",
    "story",
    "support",
    "terms",
    "topic",
    "uslugi",
    "video",
    "videos",
    "vkpay",
    "wall",
    "write",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted_for_the_search() {
        assert!(RESERVED.is_sorted());
        assert_eq!(RESERVED.iter().map(|word| word.len()).max(), Some(LONGEST_RESERVED));
    }

    #[test]
    fn names_that_only_look_numbered_are_names() {
        for name in
            ["public__590", "club_666", "clubsion18", "id139591602_13", "applavka", "clubs123", "faq_school", "16detskiysad"]
        {
            assert_eq!(ScreenName::new(name).map(|name| name.to_string()).as_deref(), Some(name));
        }
        for word in
            ["club1", "ID5", "faq18264", "feed", "club.php", "al_wall.php", "widget_community", "7", "a", ".ab", "a..b", "sad-1"]
        {
            assert_eq!(ScreenName::new(word), None, "{word}");
        }
    }
}
