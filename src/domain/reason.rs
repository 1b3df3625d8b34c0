//! Whether a text in «Пояснение» gives a reason: «филиал школы № 5» does; «н/д», «уточняется», «проверим?», «это ошибка» do not.

use super::text::{begins, fold, is_nothing_word, words};
use super::word_list::LISTS;

/// Whether a text is one for which a judgement may stand as it is. A word for nothing, a question, a promise and a denial say that the
/// matter is still open.
pub(crate) fn is_reason(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = words(&folded).collect();
    if words.is_empty() || folded.contains('?') || is_nothing_word(text) {
        return false;
    }
    // «замечание неверно» is about what gospub said.
    let is_of_remark = words.iter().any(|word| word.starts_with("замечани"));
    let before = |at: usize| at.checked_sub(1).map(|before| words[before]);
    let is_open = |(at, word): (usize, &&str)| {
        // «так и надо» is no promise.
        let is_promise = LISTS.promise.has(word);
        let is_settled = before(at) == Some("и") && begins(word, &["надо", "нужно"]);
        let is_doubt = before(at) == Some("не") && LISTS.not_sure.has(word) || LISTS.doubt.has(word);
        is_promise && !is_settled || is_doubt || !is_of_remark && is_denial(&words, at)
    };
    !words.iter().enumerate().any(is_open)
}

/// Whether a word denies that what the row says is right, unless it is denied itself: «не ошибка», «дублей нет».
fn is_denial(words: &[&str], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| words[before]);
    let after = words.get(at + 1);
    if before == Some("не") {
        return LISTS.not_right.has(words[at]);
    }
    LISTS.wrong.has(words[at]) && before != Some("нет") && after != Some(&"нет")
}

#[cfg(test)]
mod tests {
    use super::is_reason;

    #[test]
    fn a_reason_is_more_than_a_word_for_nothing_a_question_a_promise_or_a_denial() {
        for text in [
            "филиал школы № 5",
            "ок",
            "всё верно",
            "вид верный",
            "проверено",
            "так и надо",
            "это не ошибка",
            "дублей нет, это разные школы",
            "замечание неверно, страница общая",
            "своего ОГРН нет, отделение больницы",
            "библиотека",
        ] {
            assert!(is_reason(text), "{text}");
        }
        for text in [
            "",
            "-",
            "—",
            ".",
            "?",
            "н/д",
            "нет",
            "не знаю",
            "верно?",
            "неверно",
            "уточняется",
            "проверю позже",
            "нужно исправить",
            "исправлено",
            "вид неверный",
            "страница не наша",
            "это разные школы, страница чужая",
            "дубль, удалить строку",
            "строка лишняя",
            "возможно, филиал",
        ] {
            assert!(!is_reason(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = is_reason(&text);
        }
    }
}
