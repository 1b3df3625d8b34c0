//! What a cell of a status column says: «да», «нет», «на рассмотрении», «слетела».
//!
//! One closed vocabulary (in `words.toml`) for the state label, the action button and the section «Ссылки». Only a cell of which every word
//! is known says yes; what is not understood is never taken for done.

use super::text::fold;
use super::word_list::{LISTS, WordList};

/// What a status cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Status {
    /// It is there.
    Yes,
    /// It is not; a blank cell as well.
    No,
    /// Somebody is about to: «подана заявка», «на проверке», «нужно подтвердить».
    InWork,
    /// It was there and is no more: «слетела», «отозвана».
    Lost,
    /// None of these for certain.
    Unclear,
}

impl Status {
    /// Reads a cell. Where it says several things the less favourable counts: «да, но слетела» is lost.
    pub(crate) fn read(text: &str) -> Self {
        let folded = fold(text);
        if folded.contains('?') {
            return Self::Unclear;
        }
        if !folded.chars().any(|c| c.is_alphanumeric() || YES_MARKS.contains(c)) {
            return Self::No;
        }
        let is_apart = |c: char| !(c.is_alphanumeric() || YES_MARKS.contains(c));
        let words: Vec<&str> = folded.split(is_apart).filter(|word| !word.is_empty()).collect();
        let after_not = |at: usize| at > 0 && matches!(words[at - 1], "не" | "нет");
        let says_there_is = words.iter().any(|word| matches!(*word, "есть" | "имеется"));
        let any = |list: &WordList| words.iter().enumerate().any(|(at, word)| !after_not(at) && list.has(word));
        if LISTS.unclear.has_any(&words) {
            return Self::Unclear;
        }
        if any(&LISTS.lost) {
            return Self::Lost;
        }
        // «есть подключение», but «подключение к компоненту» alone is under way.
        if any(&LISTS.in_work) || !says_there_is && any(&LISTS.doing) {
            return Self::InWork;
        }
        if LISTS.no.has_any(&words) {
            return Self::No;
        }
        let says_yes = |word: &str| LISTS.yes.has(word) || word.chars().all(|c| YES_MARKS.contains(c));
        let is_beside = |word: &str| LISTS.beside_yes.has(word) || is_number(word) || says_there_is && LISTS.doing.has(word);
        // A number says yes or no only where it is the whole cell.
        if let [word] = words[..]
            && is_number(word)
        {
            return match word {
                "1" => Self::Yes,
                "0" => Self::No,
                _ => Self::Unclear,
            };
        }
        let all_known = words.iter().all(|word| says_yes(word) || is_beside(word));
        if all_known && words.iter().any(|word| says_yes(word)) { Self::Yes } else { Self::Unclear }
    }
}

/// How many of two things a cell says that there are: «2», «обе», «1 из 2», «одна форма»; `None` where it is no mere count.
pub(crate) fn of_two(text: &str) -> Option<u8> {
    let folded = fold(text).replace(".0", "").replace(",0", "").replace(" из 2", "").replace(" из двух", "");
    let mut words = super::text::words(&folded).filter(|word| !LISTS.counted.has(word));
    let count = match words.next()? {
        "2" | "два" | "две" | "оба" | "обе" => 2,
        "1" | "один" | "одна" | "одно" => 1,
        "0" | "ноль" => 0,
        _ => return None,
    };
    words.next().is_none().then_some(count)
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// Signs for yes.
const YES_MARKS: &str = "+✓✔☑✅";

#[cfg(test)]
mod tests {
    use super::Status::{self, InWork, Lost, No, Unclear, Yes};

    #[test]
    fn only_what_is_understood_says_yes() {
        for (expected, texts) in [
            (
                Yes,
                &[
                    "да",
                    "ДА.",
                    "Есть",
                    "+",
                    "1",
                    "✓",
                    "Подтверждено через Госуслуги",
                    "подтверждён 12.03.2024",
                    "да, с 2023 года",
                    "установлена",
                    "Размещены обе ссылки",
                    "Госорганизация, верифицирована",
                    "ИСТИНА",
                    "есть подключение",
                    "создан",
                    "канал в MAX ведётся",
                    "работает",
                ][..],
            ),
            (
                No,
                &[
                    "",
                    "-",
                    "нет",
                    "Нет!",
                    "0",
                    "не подтверждена",
                    "не появилась",
                    "не установлена",
                    "отказ",
                    "нет прав",
                    "отсутствует",
                    "нет метки",
                    "не создан",
                    "не ведётся",
                    "канала нет",
                    "не работает",
                    "ЛОЖЬ",
                    "х",
                ],
            ),
            (
                InWork,
                &[
                    "на рассмотрении",
                    "подана заявка",
                    "заявка отправлена 12.03",
                    "ожидает",
                    "в процессе",
                    "нужно подтвердить",
                    "будет",
                    "скоро",
                    "на проверке",
                    "в работе",
                    "есть заявка",
                    "создаётся",
                    "на создании",
                ],
            ),
            (
                Lost,
                &[
                    "страница закрыта",
                    "ликвидирована",
                    "пропала",
                    "слетела",
                    "отозвана",
                    "снята",
                    "метка исчезла",
                    "да, но слетела",
                    "была, пропала",
                ],
            ),
            (
                Unclear,
                &[
                    "частично",
                    "не знаю",
                    "проблемы с 2FA",
                    "да?",
                    "2",
                    "12.03.2024",
                    "Позвонить по телефону",
                    "только App Store",
                    "есть проблемы",
                    "нет данных",
                    "???",
                    "неизвестно",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(Status::read(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn a_count_of_two_is_read_in_digits_and_words() {
        for (text, count) in [
            ("2", Some(2)),
            ("2.0", Some(2)),
            ("2 из 2", Some(2)),
            ("оба", Some(2)),
            ("обе формы", Some(2)),
            ("1 из 2", Some(1)),
            ("одна форма", Some(1)),
            ("0", Some(0)),
            ("12", None),
            ("2 сломаны", None),
            ("да", None),
            ("", None),
        ] {
            assert_eq!(super::of_two(text), count, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = Status::read(&text);
        }

        #[test]
        fn a_word_that_nobody_knows_is_no_yes(word in "[бгджзк]{5,9}") {
            proptest::prop_assert_eq!(Status::read(&format!("да, {word}")), Unclear);
        }
    }
}
