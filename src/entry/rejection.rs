//! The words beside an address that speak against it: «не ведётся vk.com/club5», «vk.com/club5 (старая)».
//!
//! A name of an organisation may stand there as well («СОШ № 1 г. Старый Оскол vk.com/club5»), so what reads as a part of one is not counted.

use super::explanation::rejects;
use crate::domain::text::{begins, fold, is_invisible, words};
use crate::domain::word_list::LISTS;

/// Whether a cell with an address says at the same time that the page is not kept, or not the organisation's.
pub(super) fn rejects_itself(text: &str) -> bool {
    // Only Russian words do; most cells are addresses.
    if text.is_ascii() {
        return false;
    }
    let text: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    let pieces = pieces(&text);
    // A name counts for no word, but stands between its neighbours.
    let words: Vec<String> = pieces.iter().map(|piece| if piece.is_name { String::new() } else { fold(piece.word) }).collect();
    let is_denied = |at: usize| at > 0 && words[at - 1] == "не";
    let has = |is_one: &dyn Fn(&str) -> bool| (0..words.len()).any(|at| !is_denied(at) && is_one(&words[at]));
    let is_named_anew = has(&|word| LISTS.new_page.has(word)) && !has(&|word| LISTS.not_yet.has(word));
    let is_another = rejects(&words) || has(&|word| LISTS.cell_of_another_page.has(word));
    is_another && !is_named_anew
        || words.first().is_some_and(|word| word == "нет")
        || has(&|word| begins(word, &["планиру", "создает"]))
        || words.windows(2).any(|pair| matches!(&*pair[0], "вместо" | "взамен") && pair[1].is_ascii() && !pair[1].is_empty())
        || says_nothing_else(&pieces, &words)
}

/// A word of a cell.
struct Piece<'t> {
    word: &'t str,
    /// Whether a comma, a bracket or the like stands before it.
    begins_clause: bool,
    /// Whether it is a part of a name: «Старый Оскол».
    is_name: bool,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let label = label_of_mention(text);
    let (mut at, mut pieces) = (0, Vec::<(usize, Piece<'_>)>::new());
    for word in words(text) {
        // No letter stands between two words, so it is the first place that has the word.
        let start = at + text[at..].find(word).unwrap_or_default();
        let gap = &text[at..start];
        let begins_clause =
            gap.contains([',', ';', ':', '.', '(', ')', '[', ']', '|', '\n', '—', '–']) || gap.trim() == "-" && gap.len() > 1;
        pieces.push((start, Piece { word, begins_clause, is_name: false }));
        at = start + word.len();
    }
    for index in 1..pieces.len() {
        let (start, Piece { word, .. }) = pieces[index];
        let before = fold(pieces[index - 1].1.word);
        let next = pieces.get(index + 1).filter(|(_, next)| !LISTS.of_nothing.has(&fold(next.word))).map(|(_, next)| next.word);
        let is_in_label = label.is_some_and(|(from, to)| (from..to).contains(&start));
        let is_before_name = next.is_some_and(|next| is_in_label || is_capitalised(next));
        let may_be_place = begins(&fold(word), &["стар", "нов"]);
        pieces[index].1.is_name = word.starts_with(char::is_uppercase)
            && (may_be_place && LISTS.place.has(&before)
                || (is_in_label || may_be_place) && is_capitalised(word) && is_before_name);
    }
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// Where the name of the page stands in VK's mark-up of a mention: `[club5|Школа № 5]`.
fn label_of_mention(text: &str) -> Option<(usize, usize)> {
    let open = text.find('[')?;
    let from = open + text[open..].find('|')?;
    Some((from, from + text[from..].find(']')?))
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// Whether what stands in one clause, beside the address and the word «страница», is a word that alone says that the page is another.
fn says_nothing_else(pieces: &[Piece<'_>], words: &[String]) -> bool {
    let mut start = 0;
    let ends = (1..pieces.len()).filter(|&at| pieces[at].begins_clause).chain([pieces.len()]);
    ends.into_iter().any(|end| {
        let clause = &words[std::mem::replace(&mut start, end)..end];
        let mut said = clause.iter().filter(|word| !word.is_ascii() && !LISTS.of_nothing.has(word)).peekable();
        said.peek().is_some() && said.all(|word| LISTS.only_of_another_page.has(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_against_the_address_reject_it() {
        for text in [
            "vk.com/club5 (неофициальная)",
            "vk.com/club5 (не официальная страница)",
            "vk.com/club5 — ликвидирована",
            "vk.com/club5 не работает",
            "взломана vk.com/club5",
            "vk.com/club5 (дубль)",
            "vk.com/club5, фейк",
            "предыдущая: vk.com/club5",
            "личная страница vk.com/club5",
            "vk.com/club5 (ошибка)",
            "Страница отсутствует, информация публикуется на странице vk.com/club5",
            "вместо vk.com/club5 создаётся новая",
            "vk.com/club5 старая, новая будет позже",
            "vk.com/club5 (не действующая)",
            "vk.com/club5 (архив)",
            "архивная страница: vk.com/club5",
            "vk.com/club5 (образец)",
            "Старая Страница: vk.com/club5",
            "неофициальная, г. Новый Уренгой vk.com/club5",
            "не club217000101",
            "[club5|Старая страница школы]",
        ] {
            assert!(rejects_itself(text), "{text}");
        }
    }

    #[test]
    fn names_with_such_words_do_not() {
        for text in [
            "МБОУ СОШ № 1 г. Старый Оскол vk.com/club5",
            "ЦРБ Старой Руссы vk.com/club5",
            "СДК с. Старое vk.com/club5",
            "Старорусская ЦРБ vk.com/club5",
            "Староминской район: vk.com/club5",
            "[club5|Старицкая ЦРБ]",
            "[club5|Детский сад «Другие правила»]",
            "[club5|Бывшевская школа]",
            "[club5|Школа № 5 | Закрытый город Саров]",
            "Центр планирования семьи vk.com/club5",
            "Архив города Орла: vk.com/club5",
            "vk.com/club5 (не ошибка)",
            "новая: vk.com/club5, старая удалена",
            "вместо старой новая vk.com/club5",
        ] {
            assert!(!rejects_itself(text), "{text}");
        }
    }
}
