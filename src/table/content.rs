//! What a text in a cell is about, seen without its header: a place, an industry, an organisation.
//!
//! Only words are looked at, and only those that leave little doubt: what is not known stays unknown.

use crate::domain::text::fold;

/// A longer text is a sentence, not a name of a place or of an industry.
const LONGEST: usize = 120;

/// Words before the name of a place: «г. Примерск», «Муниципальный округ Примерский», «ЗАТО Примерск».
const BEFORE_A_PLACE: [&str; 30] = [
    "г",
    "гор",
    "город",
    "го",
    "городской округ",
    "городское поселение",
    "гп",
    "район",
    "р-н",
    "мр",
    "мо",
    "муниципальный район",
    "муниципальный округ",
    "муниципальное образование",
    "округ",
    "сельское поселение",
    "сп",
    "сельсовет",
    "село",
    "с",
    "деревня",
    "пос",
    "поселок",
    "рп",
    "рабочий поселок",
    "пгт",
    "станица",
    "ст-ца",
    "зато",
    "кожуун",
];

/// Words behind the name of a place: «Примерский район», «Примерский м.о.».
const BEHIND_A_PLACE: [&str; 18] = [
    "район",
    "р-н",
    "мр",
    "муниципальный район",
    "муниципальный округ",
    "мо",
    "округ",
    "городской округ",
    "го",
    "сельсовет",
    "поселение",
    "сельское поселение",
    "городское поселение",
    "улус",
    "наслег",
    "кожуун",
    "область",
    "край",
];

/// How the titles of groups of organisations of one kind begin, in the plural: «Детские сады», «Учреждения культуры».
const GROUPS_OF_A_KIND: [&str; 28] = [
    "детские сады",
    "сады",
    "ясли",
    "дошкольн",
    "школы",
    "гимназии",
    "лицеи",
    "колледжи",
    "техникумы",
    "общеобразоват",
    "образование",
    "образовательные",
    "дополнительное образование",
    "организации дополнительного",
    "учреждения дополнительного",
    "учреждения образования",
    "организации образования",
    "больницы",
    "поликлиники",
    "здравоохранение",
    "медицинские",
    "учреждения здравоохранения",
    "организации здравоохранения",
    "библиотеки",
    "учреждения культуры",
    "организации культуры",
    "музыкальные школы",
    "спортивные школы",
];

/// Whether a text names a place and nothing else: a municipality, a town, a settlement.
pub(super) fn is_place(text: &str) -> bool {
    if text.len() > LONGEST * 2 || text.contains(['"', '«', '@', '/', '№', ':']) {
        return false;
    }
    let words = words(text);
    let joined = words.join(" ");
    let begins = BEFORE_A_PLACE.iter().any(|word| after(&joined, word).is_some());
    let ends = BEHIND_A_PLACE.iter().any(|word| joined.strip_suffix(word).is_some_and(|rest| rest.ends_with(' ')));
    let is_of_people = || words.iter().any(|word| NOT_OF_A_PLACE.iter().any(|stem| word.starts_with(stem)));
    (2..=7).contains(&words.len()) && (begins || ends) && !is_of_people()
}

/// What stands behind a first word, if a text begins with it.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_prefix(word)?.strip_prefix(' ')
}

/// A folded text as words, with the dots of abbreviations dropped: «м.о.» is «мо», «г.Примерск» is «г примерск».
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words: Vec<String> = Vec::new();
    for word in folded.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()) {
        let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
        if parts.iter().all(|part| part.chars().count() <= 1) {
            words.push(parts.concat());
        } else {
            words.extend(parts.into_iter().map(str::to_owned));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// How words begin that make an organisation of a place: «Администрация Примерского района», «Совет …», «Школа г. Примерска».
const NOT_OF_A_PLACE: [&str; 34] = [
    "администрац",
    "аппарат",
    "совет",
    "дума",
    "управлен",
    "отдел",
    "комитет",
    "департамент",
    "министерств",
    "служб",
    "школ",
    "сад",
    "гимнази",
    "лицей",
    "больниц",
    "поликлиник",
    "библиотек",
    "музе",
    "дом",
    "центр",
    "учрежден",
    "организац",
    "предприят",
    "казенн",
    "бюджетн",
    "автономн",
    "собран",
    "глава",
    "палат",
    "фонд",
    "клуб",
    "прокуратур",
    "суд",
    "итого",
];

/// Whether a text is the title of organisations of one kind: «Детские сады», «Учреждения культуры».
pub(super) fn is_group_of_a_kind(text: &str) -> bool {
    if text.len() > LONGEST * 2 || text.contains(['"', '«', '№']) {
        return false;
    }
    let folded = fold(text);
    let title = folded.trim_start_matches(|c: char| !c.is_alphabetic());
    title.split(' ').count() <= 6 && GROUPS_OF_A_KIND.iter().any(|beginning| title.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_the_bodies_that_govern_them() {
        for place in [
            "Примерский район",
            "г. Примерск",
            "г.Примерск",
            "город Примерск",
            "Муниципальный округ Примерский",
            "Примерский м.о.",
            "Городской округ город Примерск",
            "ЗАТО Примерск",
            "р.п. Примерный",
            "Примерское сельское поселение",
        ] {
            assert!(is_place(place), "{place}");
        }
        for other in [
            "Администрация Примерского района",
            "МБОУ СОШ № 1 г. Примерск",
            "Школа",
            "Детские сады",
            "Дом культуры п. Примерный",
            "Итого район",
            "район",
        ] {
            assert!(!is_place(other), "{other}");
        }
    }

    #[test]
    fn titles_of_kinds_are_plurals() {
        for title in ["Детские сады", "2. Школы", "Учреждения культуры", "ДОШКОЛЬНЫЕ ОРГАНИЗАЦИИ"]
        {
            assert!(is_group_of_a_kind(title), "{title}");
        }
        for other in ["Детский сад № 5", "Школа", "Школы № 1 и 2"] {
            assert!(!is_group_of_a_kind(other), "{other}");
        }
    }
}
