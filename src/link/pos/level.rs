//! Who a page belongs to, as far as it decides which polls link it carries.

use crate::domain::text::{any_begins, fold, words};
use crate::domain::word_list::LISTS;

/// The level of a body or organisation [S003].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// РОИВ: a ministry, department … of a subject of the federation.
    Region,
    /// ОМСУ: the administration of a municipality.
    Municipality,
    /// An organisation subordinate to either. Under a ministry too it takes the polls of its municipality.
    Subordinate,
}

impl Level {
    /// Reads the words of a column like «Уровень». Words that may mean either level («комитет», «управление») mean none, and so do a
    /// level that is denied («не РОИВ») and several at once («РОИВ/подвед»).
    pub(crate) fn from_words(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let folded = fold(text).replace('.', "");
        if words(&folded).any(|word| matches!(word, "не" | "кроме" | "или")) {
            return None;
        }
        let mut parts = folded.split(['/', ',', ';', '+', '\\']).filter_map(Self::of_part);
        let first = parts.next()?;
        parts.all(|part| part == first).then_some(first)
    }

    /// The level that an organisation's name leaves no doubt of; where the table says it, that counts.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let folded = fold(name);
        let words: Vec<&str> = words(&folded).collect();
        let first = *words.first()?;
        // Federal bodies and institutions take neither; districts of these cities have bodies of the subject.
        if LISTS.no_level.has_any(&words)
            || words.windows(2).any(|pair| pair == ["санкт", "петербурга"] || pair == ["санкт", "петербург"])
        {
            return None;
        }
        // Bodies of the federation in a subject, by what they do or by «по … области»; unions; a body before an institution of its own.
        let is_federal = LISTS.federal_body.has_any(&words)
            || words.windows(3).any(|three| three[0] == "по" && three[1].ends_with("ой") && three[2].starts_with("област"))
            || words.windows(3).any(|three| three[0] == "по" && three[1].ends_with("ому") && three[2].starts_with("кра"))
            || words.windows(2).any(|pair| pair[0] == "по" && pair[1].starts_with("республик"));
        let is_institution = is_institution(&words);
        if is_federal || words[1..].iter().any(|word| is_legal_form(word)) && !is_legal_form(first) && !is_institution {
            return None;
        }
        if is_institution
            || is_legal_form(first)
            || any_begins(&words, &["учреждени", "предприяти"]) && LISTS.of_state.has_any(&words)
        {
            return Some(Self::Subordinate);
        }
        let is_local = LISTS.local.has_any(&words);
        let of_subject = LISTS.of_subject.has_any(&words);
        match first {
            "министерство" => Some(Self::Region),
            // «Минтранс Калужской области».
            _ if first.starts_with("мин") && first.chars().count() > 5 && of_subject && !is_local => Some(Self::Region),
            "муп" => Some(Self::Subordinate),
            // «Городская управа», «Калужская городская дума».
            _ if words.iter().any(|word| matches!(*word, "управа" | "дума")) && LISTS.of_place.has_any(&words) => {
                Some(Self::Municipality)
            }
            "администрация" | "мэрия" | "управа" => {
                (is_local || !of_subject).then_some(Self::Municipality)
            }
            "совет" | "дума" | "собрание" if is_local => Some(Self::Municipality),
            "управление" | "отдел" | "комитет" | "департамент" if LISTS.of_administration.has_any(&words) => {
                (is_local || !of_subject).then_some(Self::Municipality)
            }
            "департамент" | "управление" | "комитет" | "агентство" | "служба" | "инспекция" if of_subject && !is_local => {
                Some(Self::Region)
            }
            _ => None,
        }
    }

    fn of_part(folded: &str) -> Option<Self> {
        let words: Vec<&str> = words(folded).collect();
        let has = |stems: &[&str]| any_begins(&words, stems);
        // A subordinate organisation is often named with the body above it: «подведомственная министерству».
        if LISTS.subordinate.has_any(&words) {
            return Some(Self::Subordinate);
        }
        if has(&["федеральн"]) || words.contains(&"фоив") {
            return None;
        }
        // «Администрация губернатора» is no municipality's.
        if has(&["губернатор", "правительств"]) {
            return Some(Self::Region);
        }
        // Before the words of a region: «департамент администрации города».
        if LISTS.of_municipality.has_any(&words) {
            return Some(Self::Municipality);
        }
        let is_region = LISTS.of_region.has_any(&words)
            || has(&["региональн"]) && words.iter().any(|word| matches!(*word, "орган" | "органы"));
        is_region.then_some(Self::Region)
    }
}

/// Whether the words are the name of a school, a clinic, a club, a library or a branch of one, and no body or private owner is named.
fn is_institution(words: &[&str]) -> bool {
    let is_one = LISTS.institution.has_any(words) || words.windows(2).any(|pair| pair == ["дом", "культуры"]);
    is_one && !LISTS.no_institution.has_any(words)
}

/// «МБОУ», «ГБУЗ», «МКУ», «ОГАУ»: an institution of a subject or a municipality.
fn is_legal_form(word: &str) -> bool {
    let owners = ["м", "г", "ог", "кг", "ког", "лог", "тог", "сог", "о", "рг"];
    let types = ["б", "а", "к"];
    let fields = ["у", "оу", "доу", "уз", "ук", "усо", "поу", "удо", "удод", "уфк", "дпо"];
    let rests = owners.iter().filter_map(|owner| word.strip_prefix(owner));
    rests.flat_map(|rest| types.iter().filter_map(|kind| rest.strip_prefix(kind))).any(|field| fields.contains(&field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_is_denied_or_one_of_several_is_none() {
        for text in ["не РОИВ", "РОИВ/подвед", "РОИВ, ОМСУ", "ОМСУ или подведомственная"]
        {
            assert_eq!(Level::from_words(text), None, "{text}");
        }
        assert_eq!(Level::from_words("подведомственная РОИВ"), Some(Level::Subordinate));
        assert_eq!(Level::from_words("ОМСУ, администрация"), Some(Level::Municipality));
    }

    #[test]
    fn a_name_gives_the_level_only_without_doubt() {
        for (level, names) in [
            (
                Some(Level::Region),
                &[
                    "Министерство культуры Калужской области",
                    "Минтранс Калужской области",
                    "Департамент здравоохранения Примерской области",
                ][..],
            ),
            (
                Some(Level::Municipality),
                &[
                    "Администрация Примерского района",
                    "Администрация Примерского района Калужской области",
                    "Управление образования администрации города Примерска",
                    "Совет депутатов Примерского муниципального округа",
                    "Городская Управа города Примерска",
                    "Примерская городская дума",
                ],
            ),
            (
                Some(Level::Subordinate),
                &[
                    "МБОУ СОШ № 5",
                    "ГБУЗ «Примерская ЦРБ»",
                    "ГБУ «МФЦ Калужской области»",
                    "Муниципальное бюджетное учреждение «Парк»",
                    "СДК д. Ольховка",
                    "Филиал МБОУ «СОШ № 5» в с. Липовка",
                    "Школа № 5",
                ],
            ),
            (
                None,
                &[
                    "Администрация Костромской области",
                    "Администрация Центрального района Санкт-Петербурга",
                    "Управление образования",
                    "Департамент культуры города Примерска",
                    "ФГБОУ ВО «Университет»",
                    "Министерство культуры Российской Федерации",
                    "Управление Росреестра по Калужской области",
                    "Управление ветеринарии по Калужской области",
                    "Служба судебных приставов Калужской области",
                    "Министерство обороны РФ",
                    "Комитет ветеранов Калужской области",
                    "Министерство здравоохранения: ГБУЗ «Больница»",
                    "Отдел культуры администрации Примерской области",
                    "Высшая школа экономики",
                    "Частная школа «Росток»",
                    "Радуга",
                    "",
                ],
            ),
        ] {
            for name in names {
                assert_eq!(Level::from_name(name), level, "{name}");
            }
        }
    }

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
