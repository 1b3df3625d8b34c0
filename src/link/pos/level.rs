//! Who a page belongs to, as far as it decides which polls link it carries.

use crate::domain::text::{fold, is_letter_or_digit};

/// The level of a body or organisation [S003].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// РОИВ: a ministry, department … of a subject of the federation.
    Region,
    /// ОМСУ: the administration of a municipality.
    Municipality,
    /// An organisation subordinate to either. Under a ministry too it takes the polls of its municipality.
    Subordinate,
}

impl Level {
    /// Reads the words of a column like «Уровень». Words that may mean either level («комитет», «управление») mean none.
    pub fn from_words(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let folded = fold(text).replace('.', "");
        let words: Vec<&str> = folded.split(|c: char| !is_letter_or_digit(c)).filter(|word| !word.is_empty()).collect();
        let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
        let is = |names: &[&str]| words.iter().any(|word| names.contains(word));
        // A subordinate organisation is often named with the body above it: «подведомственная министерству».
        if has(&["подвед", "podved", "учрежден"]) {
            return Some(Self::Subordinate);
        }
        if has(&["федеральн"]) || is(&["фоив"]) {
            return None;
        }
        // «Администрация губернатора» is no municipality's.
        if has(&["губернатор", "правительств"]) {
            return Some(Self::Region);
        }
        // Before the words of a region: «департамент администрации города».
        if has(&["администраци", "муниципал", "самоуправлен", "мэри"]) || is(&["омсу", "омс", "мсу", "мо", "управа", "omsu"])
        {
            return Some(Self::Municipality);
        }
        let is_region = has(&["министерств", "департамент", "агентств", "инспекци", "исполнительн", "госкомитет"])
            || is(&["роив", "оив", "иогв", "огв", "roiv"])
            || (has(&["региональн"]) && is(&["орган", "органы"]));
        is_region.then_some(Self::Region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_known_by_their_words() {
        for (level, texts) in [
            (
                Level::Region,
                &[
                    "РОИВ",
                    "роив ",
                    "Министерство",
                    "департамент",
                    "орган исполнительной власти",
                    "региональный орган",
                    "Администрация Губернатора",
                ][..],
            ),
            (
                Level::Municipality,
                &[
                    "ОМСУ",
                    "МО",
                    "м.о.",
                    "Администрация",
                    "муниципальный",
                    "орган местного самоуправления",
                    "Департамент администрации",
                ],
            ),
            (
                Level::Subordinate,
                &["подвед", "Подвед.", "Подведомственная организация", "подведомственная РОИВ", "Муниципальное учреждение"],
            ),
        ] {
            for text in texts {
                assert_eq!(Level::from_words(text), Some(level), "{text}");
            }
        }
    }

    #[test]
    fn other_words_are_no_level() {
        for text in [
            "",
            "-",
            "школа",
            "ФОИВ",
            "федеральное министерство",
            "комитет",
            "управление",
            "МОУ",
            "региональный",
            "региональная организация",
            "1",
        ] {
            assert_eq!(Level::from_words(text), None, "{text}");
        }
    }
}
