//! The pages that a clerk names in «Пояснение» instead of in their own column: «id 217000104», «наша страница vk.com/club5».
//!
//! A sentence may also speak of a page that is not the row's («club5 — старая группа»), so only an explanation of which every other word
//! is known counts. What names a page among other words is asked about and never taken; what it rejects is not taken from elsewhere.

use crate::domain::GroupId;
use crate::domain::text::{begins, fold};
use crate::domain::vk_address::{self, Address, Mention, ScreenName};
use crate::domain::word_list::LISTS;

/// What an explanation says of pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Explained {
    named: Vec<Named>,
    has_other_words: bool,
}

/// A page that an explanation names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    page: Mention,
    /// The name of the page over which a photo of it was open.
    over: Option<ScreenName>,
    /// Whether it says that this is not the page: «не club5», «старая группа club5».
    is_rejected: bool,
}

impl Explained {
    /// Reads the text.
    pub(crate) fn read(text: &str) -> Self {
        let mut explained = Self::default();
        // Most explanations are words.
        if !text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains("vk.") {
            return explained;
        }
        let mut unlabelled = Vec::new();
        // Whether a label holds («ID не 5, а 6»), and whether all words right before were about the page.
        let (mut has_label, mut is_of_page) = (false, true);
        for clause in text.split([',', ';', '\n']) {
            let words: Vec<&str> = clause
                .split(|c: char| c.is_whitespace() || matches!(c, '«' | '»' | '"' | '(' | ')'))
                .map(|word| word.trim_end_matches(['.', ':', '!', '—', '–']))
                .filter(|word| word.chars().any(char::is_alphanumeric) || *word == "№")
                .collect();
            let is_rejected = rejects(&words.iter().map(|word| fold(word)).collect::<Vec<_>>());
            for word in words {
                // «ID:217000104» and «№217000104» are a label and a number.
                let number = word.rsplit([':', '№', '=']).next().unwrap_or_default();
                let label = fold(word[..word.len() - number.len()].trim_end_matches([':', '=']));
                has_label = if label.is_empty() { has_label } else { is_label(&label, is_of_page) };
                if let Some(page) = page(word) {
                    explained.named.push(Named { page, over: vk_address::name_under_photo(word), is_rejected });
                    // «club5?» asks.
                    explained.has_other_words |= word.ends_with('?');
                } else if let Some(id) = whole_number(number).filter(|_| label.is_empty() || has_label) {
                    match has_label {
                        true => explained.named.push(Named { page: Mention::Group(id), over: None, is_rejected }),
                        false => unlabelled.push(id),
                    }
                } else {
                    let folded = fold(word);
                    let is_particle = matches!(&*folded, "не" | "а" | "и" | "или") || LISTS.beside_page.has(&folded);
                    has_label = is_label(&folded, is_of_page) || has_label && is_particle;
                    is_of_page = has_label || is_particle;
                    explained.has_other_words |= !has_label && !LISTS.beside_page.has(&folded) || folded == "не";
                }
            }
        }
        // A number among words is a page's only behind a label: «письмо 217000104».
        match unlabelled[..] {
            [id] if explained.named.is_empty() && !explained.has_other_words => {
                explained.named.push(Named { page: Mention::Group(id), over: None, is_rejected: false });
            }
            ref numbers => explained.has_other_words |= !numbers.is_empty(),
        }
        explained
    }

    /// Puts the numbers of communities in the place of short names that are known.
    pub(super) fn resolve(&mut self, whose: impl Fn(&ScreenName) -> Option<GroupId>) {
        for Named { page, .. } in &mut self.named {
            if let Mention::ScreenName(name) = page
                && let Some(id) = whose(name)
            {
                *page = Mention::Group(id);
            }
        }
    }

    /// The page, where the text names one and says nothing else.
    pub(crate) fn page(&self) -> Option<&Mention> {
        let first = self.named.first().filter(|named| !named.is_rejected && !self.has_other_words)?;
        self.named.iter().all(|other| other.page == first.page).then_some(&first.page)
    }

    /// The name of the page over which the community that the text names had a photo open.
    pub(super) fn name_under_photo(&self) -> Option<&ScreenName> {
        self.page()?;
        self.named.iter().find_map(|named| named.over.as_ref())
    }

    /// Whether the text says that a community is not the row's.
    pub(crate) fn rejects(&self, group: GroupId) -> bool {
        self.named.iter().any(|named| named.is_rejected && named.page == Mention::Group(group))
    }

    /// The first page of which the text does not say that it is another's.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = &Mention> {
        self.named.iter().filter(|named| !named.is_rejected).map(|named| &named.page)
    }
}

/// The page that a word is the address of.
fn page(word: &str) -> Option<Mention> {
    // «id5» is VK's spelling of a person, and a number alone is read with its label.
    let has_letters = word.contains(|c: char| c.is_ascii_alphabetic());
    let is_address = word.contains(['.', '/', '@', '-']) || begins(word, &["club", "public", "event"]);
    match vk_address::read(word).address {
        Address::Group(id) if is_address && has_letters => Some(Mention::Group(id)),
        Address::ScreenName(name) if word.contains('/') => Some(Mention::ScreenName(name)),
        _ => None,
    }
}

/// Whether a clause says of the pages in it that they are not the row's.
pub(super) fn rejects(words: &[String]) -> bool {
    let is_rejection = |(at, word): (usize, &String)| {
        let after_not = at > 0 && words[at - 1] == "не";
        match after_not {
            true => {
                let is_page =
                    || word.starts_with(|c: char| c.is_ascii_digit()) || word.contains(['/', '№']) || is_label(word, true);
                LISTS.not_our_page.has(word) || is_page()
            }
            false => LISTS.another_page.has(word),
        }
    };
    words.iter().enumerate().any(is_rejection)
}

/// A number of the size that official pages have.
fn whole_number(word: &str) -> Option<GroupId> {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) && !word.starts_with('0');
    word.parse().ok().filter(|_| is_number).and_then(GroupId::new).filter(|id| !id.is_small())
}

/// Whether a word says that the number after it is a page's. «номер» and «№» do so only among words about the page: «приказ № 5».
fn is_label(folded: &str, is_of_page: bool) -> bool {
    LISTS.page_label.has(folded) || is_of_page && LISTS.number_label.has(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 217_000_104;

    fn is_mentioned(text: &str, group: u64) -> bool {
        Explained::read(text).mentions().any(|page| Some(page.clone()) == GroupId::new(group).map(Mention::Group))
    }

    #[test]
    fn an_explanation_that_is_a_page_and_nothing_else_names_it() {
        for text in [
            "217000104",
            "id 217000104",
            "ID: 217000104, исправили",
            "№ 217000104",
            "№217000104",
            "id группы 217000104",
            "номер страницы 217000104",
            "https://vk.com/club217000104",
            "наша страница — vk.com/public217000104.",
            "club217000104",
            "photo-217000104_457239017",
            "https://vk.com/shk?w=wall-217000104_5",
        ] {
            assert_eq!(Explained::read(text).page().cloned(), GroupId::new(PAGE).map(Mention::Group), "{text}");
        }
    }

    #[test]
    fn a_page_among_other_words_is_only_mentioned() {
        for text in [
            "общая со школой № 5 club217000104",
            "id 217000104, договор 217000105",
            "ID не 217000105, а 217000104",
            "старая страница club217000105, новая club217000104",
            "id 217000105 или 217000104",
        ] {
            assert!(is_mentioned(text, PAGE) && Explained::read(text).page().is_none(), "{text}");
        }
    }

    #[test]
    fn a_page_that_the_words_reject_is_not_the_rows() {
        let page = GroupId::new(PAGE).unwrap();
        for text in [
            "это не наша страница: vk.com/club217000104",
            "club217000104 — старая группа",
            "id 217000104 закрыт",
            "неверный адрес, было id 217000104",
            "не club217000104",
            "ID не 217000104, а 217000105",
            "не путать с vk.com/club217000104 (школа № 17)",
        ] {
            assert!(Explained::read(text).rejects(page) && !is_mentioned(text, PAGE), "{text}");
        }
        assert!(!Explained::read("club217000104 — это не ошибка").rejects(page));
    }

    #[test]
    fn a_short_name_is_named_by_its_address_alone() {
        let named = |text: &str| Explained::read(text).page().cloned();
        assert!(matches!(named("https://vk.com/shk_new"), Some(Mention::ScreenName(_))));
        assert_eq!(named("shk_new"), None);
    }

    #[test]
    fn numbers_of_other_things_say_nothing() {
        for text in [
            "",
            "ок",
            "исправим до 31.12.2026",
            "см. письмо 217000104",
            "Приказ № 217000104 от 01.02.2024",
            "заявка № 217000104 в поддержку",
            "инв. номер 217000104",
            "217000104 подписчиков",
            "тел. 89001234567",
            "тел. 58-00-21, кабинет 7",
            "дата 20240101",
            "ОГРН 1027301172106",
            "id 25",
            "id217000104",
        ] {
            let explained = Explained::read(text);
            assert_eq!((explained.mentions().next(), explained.page()), (None, None), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = Explained::read(&text);
        }
    }
}
