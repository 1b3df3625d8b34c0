//! Rules that hold for any cell.

use crate::domain::vk_address::{plain, read, read_cell, tally};
use proptest::prelude::*;

/// Every form in which an address carries the number of a community.
const FORMS: [&str; 64] = [
    "https://vk.com/club{}",
    "http://vk.com/public{}/",
    "vk.com/event{}",
    "https://vk.ru/club{}",
    "https://m.vk.com/public{}?from=groups",
    "https://www.vkontakte.ru/club{}",
    "VK.COM/CLUB{}",
    "https://vk.me/club{}",
    "https://vkvideo.ru/@club{}",
    "https://vkvideo.ru/@club{}/all",
    "https://vkvideo.ru/video-{}_456239017",
    "https://vkvideo.ru/trends?z=clip-{}_456239017/club{}",
    "https://vk.com/photo-{}_457239020",
    "https://vk.com/album-{}_00",
    "https://vk.com/albums-{}",
    "https://vk.com/photos-{}",
    "https://vk.com/wall-{}",
    "https://vk.com/wall-{}_55",
    "https://vk.com/wall-{}?own=1",
    "https://vk.com/video-{}_456239017",
    "https://vk.com/videos-{}",
    "https://vk.com/clip-{}_5",
    "https://vk.com/clips-{}",
    "https://vk.com/video/playlist/-{}_5",
    "https://vk.com/playlist/-{}_5",
    "https://vk.com/topic-{}_49000000",
    "https://vk.com/board{}",
    "https://vk.com/page-{}_55",
    "https://vk.com/pages?oid=-{}&p=x",
    "https://vk.com/market-{}",
    "https://vk.com/market-{}?w=product-{}_5",
    "https://vk.com/product-{}_5",
    "https://vk.com/uslugi-{}",
    "https://vk.com/doc-{}_650000000?hash=Ab1",
    "https://vk.com/music/playlist/-{}_3",
    "https://vk.com/podcast-{}_5",
    "https://vk.com/story-{}_5",
    "https://vk.com/narrative-{}_5",
    "https://vk.com/poll-{}_5",
    "https://vk.com/@-{}",
    "https://vk.com/@-{}-otchet-za-god",
    "https://vk.com/app5708398_-{}",
    "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={}",
    "https://vk.com/im?sel=-{}",
    "https://vk.com/im/convo/-{}",
    "https://vk.com/write-{}",
    "https://vk.com/gim{}",
    "https://vk.com/groups.php?act=s&gid={}",
    "https://vk.com/club.php?gid={}",
    "https://vk.com/widget_community.php?oid=-{}",
    "https://vk.com/feed?w=wall-{}_7",
    "https://vk.com/feed?section=source&owner=-{}",
    "https://vk.com/crb_primer?z=photo-{}_5%2Fwall-{}_8",
    "https://vk.com/crb_primer?w=wall-{}",
    "https://vk.com/donate_app?mid=-{}",
    "[club{}|Поликлиника № 3]",
    "@public{} (Школа)",
    "club{}",
    "public{}",
    "https%3A%2F%2Fvk.com%2Fclub{}",
    "https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fclub{}",
    "ID: {}",
    "=HYPERLINK(\"https://vk.com/club{}\";\"Школа\")",
    "{}",
];

fn forms() -> impl Strategy<Value = (String, u32)> {
    // Ids of all lengths, most of them as long as those of today.
    let ids = prop_oneof![3 => 100_000_000..=242_084_790u32, 1 => 1_000_000..=99_999_999u32, 1 => 10_000..=999_999u32];
    (prop::sample::select(&FORMS[..]), ids).prop_map(|(form, id)| (form.replace("{}", &id.to_string()), id))
}

/// Puts a text in at a place given as a share of the length.
fn insert(text: &str, at: prop::sample::Index, what: &str) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (head, tail) = text.split_at(places[at.index(places.len())]);
    format!("{head}{what}{tail}")
}

/// Replaces one character that has a twin, if there is one.
fn replace_by_twin(text: &str, at: prop::sample::Index, twins: &[(char, char)]) -> String {
    let places: Vec<usize> =
        text.char_indices().filter(|(_, c)| twins.iter().any(|(from, _)| from == c)).map(|(at, _)| at).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let at = places[at.index(places.len())];
    let twin = twins.iter().find(|(from, _)| text[at..].starts_with(*from)).map(|(_, to)| to).unwrap();
    format!("{}{twin}{}", &text[..at], &text[at + 1..])
}

const LETTERS: [(char, char); 8] =
    [('c', 'с'), ('p', 'р'), ('o', 'о'), ('e', 'е'), ('k', 'к'), ('m', 'м'), ('a', 'а'), ('b', 'в')];
const DIGITS: [(char, char); 9] =
    [('0', 'О'), ('0', 'о'), ('3', 'З'), ('6', 'б'), ('1', 'l'), ('1', 'I'), ('4', 'Ч'), ('8', 'В'), ('5', 'S')];
/// None of these is a part of VK's own syntax behind a number, where a slash, a question mark, a bar or an underscore would be.
const NOISE: [&str; 33] = [
    " ", "  ", "\u{a0}", "\n", "\t", "\r\n", ",", "-", "–", "'", "\"", "«", "»", ";", ":", "(", ")", "[", "]", "{", "}", "<",
    ">", "!", "*", "**", "…", "...", "№", "+", "=", "~", "\u{fffd}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clean_forms_give_their_id((cell, id) in forms()) {
        prop_assert_eq!(read(&cell).address.outcome(), format!("id:{}", id), "{}", cell);
    }

    #[test]
    fn invisible_characters_change_nothing((cell, id) in forms(), places in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let cell = places.into_iter().fold(cell, |cell, at| insert(&cell, at, "\u{200b}"));
        prop_assert_eq!(read(&cell).address.outcome(), format!("id:{}", id), "{:?}", cell);
    }

    #[test]
    fn dirt_around_changes_nothing(
        (cell, id) in forms(),
        before in prop::sample::select(&["", " ", "«", "(", "'", "\u{a0}", "\n"][..]),
        after in prop::sample::select(&["", " ", ".", ";", ",", ")", "».", "\n", "\u{a0}"][..]),
    ) {
        let cell = format!("{before}{cell}{after}");
        prop_assert_eq!(read(&cell).address.outcome(), format!("id:{}", id), "{:?}", cell);
    }

    #[test]
    fn noise_anywhere_never_gives_another_id(
        (cell, id) in forms(),
        noise in prop::collection::vec((prop::sample::select(&NOISE[..]), any::<prop::sample::Index>()), 1..4),
    ) {
        // Zeros behind a comma are the fraction of a spreadsheet's number.
        let is_number = !cell.contains(['/', '|', '@', 'l']);
        let noise = noise.into_iter().filter(|(what, _)| !is_number || *what != ",");
        let cell = noise.fold(cell.clone(), |cell, (what, at)| insert(&cell, at, what));
        let group = read(&cell).group().map(|id| id.get());
        prop_assert!(group.is_none_or(|group| group == id), "{:?} gave {:?}", cell, group);
    }

    #[test]
    fn look_alikes_never_give_another_id((cell, id) in forms(), at in any::<prop::sample::Index>(), also in any::<prop::sample::Index>()) {
        for twins in [&LETTERS[..], &DIGITS[..]] {
            let cell = replace_by_twin(&replace_by_twin(&cell, at, twins), also, twins);
            let group = read(&cell).group().map(|id| id.get());
            prop_assert!(group.is_none_or(|group| group == id), "{:?} gave {:?}", cell, group);
        }
    }

    #[test]
    fn two_forms_side_by_side_never_give_a_third(
        // Beside words a bare number is none.
        (one, first) in forms().prop_filter("a bare number", |(cell, id)| *cell != id.to_string()),
        (other, second) in forms().prop_filter("a bare number", |(cell, id)| *cell != id.to_string()),
        between in prop::sample::select(&["", " ", "\n", ", ", ";", " или ", "/", " / "][..]),
    ) {
        let cell = format!("{one}{between}{other}");
        let group = read(&cell).group().map(|id| id.get());
        // What is glued behind an address may be taken for its tail.
        let is_glued = between.is_empty() || between == "/";
        let is_given = |group: u32| if is_glued { group == first || group == second } else { group == first && first == second };
        prop_assert!(group.is_none_or(is_given), "{:?} gave {:?}", cell, group);
    }

    #[test]
    fn plain_and_thorough_reading_agree(cell in "( |https://|http://)?(www\\.|m\\.)?(vk\\.com|vk\\.ru|vkontakte\\.ru)/[a-zA-Z0-9_.-]{0,12}(club|public|event|id|photo-|wall|app|www\\.|vk\\.com)?[0-9]{0,10}(_[0-9]{1,3}|\\.|/|-| )?([?][a-z=&-]{0,8}(photo-)?[0-9]{0,3})?") {
        if let Some(reading) = plain::read(&cell) {
            prop_assert_eq!(reading, tally::read(&cell, tally::MAX_DEPTH), "{:?}", cell);
        }
    }

    #[test]
    fn any_text_can_be_read(cell in "\\PC*", target in "\\PC*") {
        read(&cell);
        read_cell(&cell, Some(&target));
    }

    #[test]
    fn any_mixture_of_pieces_can_be_read(pieces in prop::collection::vec(prop::sample::select(&[
        "vk.com", "/", "club", "public", "1", "217000101", "-", "_", "?", "z=", "w=", "photo-1_2", "%2F", "%", "%25", "away.php?to=", "https://", "@", "*", "[", "|",
        "]", " ", "\n", ".", ",", "…", "app1", "#", "groupId=", "&", "ID", ":", "мл.сщь", "ю", "сдги", "Школа", "№", "E+07", "im", "sel=", "feed", "market/product/", "х", "\u{200b}",
    ][..]), 0..14)) {
        let cell = pieces.concat();
        read(&cell);
    }
}
