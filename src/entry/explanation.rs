//! The page that a clerk names in «Пояснение» instead of in its own column: «id 217000104», «наша страница vk.com/club5».
//!
//! A sentence may also speak of a page that is not the row's («club5 — старая группа»), so only an explanation of which every other word
//! is known counts. What names a page among other words is asked about and never taken.

use crate::domain::GroupId;
use crate::domain::text::fold;
use crate::domain::vk_address::{self, Address};

/// What an explanation says of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explained {
    /// It names this community and says nothing else.
    Page(GroupId),
    /// It mentions this community among other words.
    Mention(GroupId),
}

impl Explained {
    /// Reads the text; `None` where it names no community, or several.
    pub fn read(text: &str) -> Option<Self> {
        // Most explanations are words.
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut named: Option<GroupId> = None;
        let mut numbers = Vec::new();
        let (mut has_other_words, mut after_label) = (false, false);
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '«' | '»' | '"')) {
            let word = word.trim_end_matches(['.', ':', '!', '—', '–']);
            if !word.chars().any(char::is_alphanumeric) {
                after_label |= word == "№";
                continue;
            }
            // «ID:217000104» and «№217000104» are a label and a number.
            let number = word.rsplit([':', '№', '=']).next().unwrap_or_default();
            let label = fold(&word[..word.len() - number.len()]);
            let is_labelled = after_label || !label.is_empty() && is_label(label.trim_end_matches([':', '№', '=']));
            after_label = false;
            if let Some(id) = community(word) {
                if named.is_some_and(|known| known != id) {
                    return None;
                }
                named = Some(id);
            } else if let Some(id) = whole_number(number).filter(|_| label.is_empty() || is_labelled) {
                numbers.push((id, is_labelled));
            } else {
                after_label = is_label(&fold(word));
                has_other_words |= !after_label && !is_beside(&fold(word));
            }
        }
        let labelled = numbers.iter().any(|&(_, is_labelled)| is_labelled);
        for &(id, is_labelled) in &numbers {
            // A number among words is a page's only behind a label: «письмо 217000104».
            if !is_labelled && (has_other_words || labelled || named.is_some()) {
                has_other_words = true;
                continue;
            }
            if named.is_some_and(|known| known != id) {
                return None;
            }
            named = Some(id);
        }
        let id = named?;
        Some(if has_other_words { Self::Mention(id) } else { Self::Page(id) })
    }
}

/// The community that a word is the address of.
fn community(word: &str) -> Option<GroupId> {
    // «id5» is VK's spelling of a person, and a number alone is read with its label.
    let is_address = word.contains(['.', '/', '@']) || ["club", "public", "event"].iter().any(|path| word.starts_with(path));
    match vk_address::read(word).address {
        Address::Group(id) if is_address => Some(id),
        _ => None,
    }
}

/// A number of the size that official pages have.
fn whole_number(word: &str) -> Option<GroupId> {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) && !word.starts_with('0');
    word.parse().ok().filter(|_| is_number).and_then(GroupId::new).filter(|id| !id.is_small())
}

fn is_label(folded: &str) -> bool {
    matches!(folded, "id" | "ид" | "айди" | "номер" | "номера" | "id-номер" | "groupid" | "n")
        || (["групп", "сообществ", "паблик", "госпаблик", "страниц"].iter().any(|stem| folded.starts_with(stem)))
}

/// Words that change nothing beside the name of a page.
fn is_beside(folded: &str) -> bool {
    const WORDS: [&str; 13] =
        ["вк", "vk", "вконтакте", "vkontakte", "в", "у", "нас", "это", "вот", "есть", "теперь", "https", "ссылка"];
    const STEMS: [&str; 8] = ["наш", "верн", "правильн", "официальн", "адрес", "исправ", "указ", "организаци"];
    WORDS.contains(&folded) || STEMS.iter().any(|stem| folded.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_that_is_a_page_and_nothing_else_names_it() {
        for text in [
            "217000104",
            "id 217000104",
            "ID: 217000104, исправили",
            "№ 217000104",
            "id группы 217000104",
            "https://vk.com/club217000104",
            "наша страница — vk.com/public217000104.",
            "club217000104",
            "https://vk.com/shk?w=wall-217000104_5",
        ] {
            assert_eq!(Explained::read(text), GroupId::new(217_000_104).map(Explained::Page), "{text}");
        }
    }

    #[test]
    fn a_page_among_other_words_is_only_mentioned() {
        for text in [
            "это не наша страница: vk.com/club217000104",
            "club217000104 — старая группа",
            "id 217000104 закрыт",
            "неверный адрес, было id 217000104",
            "id 217000104, договор 217000105",
        ] {
            assert_eq!(Explained::read(text), GroupId::new(217_000_104).map(Explained::Mention), "{text}");
        }
    }

    #[test]
    fn what_names_no_page_or_several_says_nothing() {
        for text in [
            "",
            "ок",
            "исправим до 31.12.2026",
            "см. письмо 217000104",
            "тел. 89001234567",
            "ОГРН 1027301172106",
            "id 25",
            "club217000104 и club217000105",
            "vk.com/shk1",
            "id217000104",
        ] {
            assert_eq!(Explained::read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = Explained::read(&text);
        }
    }
}
