//! What a text in a cell is about, seen without its header: a place, an industry, an organisation.
//!
//! Only words are looked at, and only those that leave little doubt: what is not known stays unknown.

use super::word_lists::LISTS;
use crate::domain::text::{self, begins, fold, is_letter_or_digit};
use foldhash::HashMap;
use std::sync::LazyLock;

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
    let is_of_people = || words.iter().any(|word| NOT_OF_A_PLACE.fit(word));
    (2..=7).contains(&words.len()) && (begins || ends) && !is_of_people()
}

/// Whether a text speaks of some place: «Школы Заречного района», «Администрация г. Лесогорска».
pub(super) fn speaks_of_a_place(text: &str) -> bool {
    words(text)
        .iter()
        .any(|word| matches!(&**word, "г" | "р-н" | "р-на" | "мр" | "го") || begins(word, &["район", "округ", "город"]))
}

/// Whether a text speaks of this municipality, in whatever case: «Школы Заречного района» of «Заречный район».
pub(super) fn speaks_of(text: &str, municipality: &str) -> bool {
    const ENDING: usize = 2;
    let spoken = words(text);
    let is_of_it = |word: &String| {
        let stem: String = word.chars().take(word.chars().count().saturating_sub(ENDING)).collect();
        spoken.iter().any(|other| other.starts_with(&stem))
    };
    let is_own_name = |word: &&String| {
        word.chars().count() > ENDING + 1
            && !begins(word, &["район", "округ", "город", "муниципальн", "посел", "сельск", "област"])
    };
    words(municipality).iter().filter(is_own_name).all(is_of_it)
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
static NOT_OF_A_PLACE: LazyLock<Stems> = LazyLock::new(|| {
    Stems::of(&[
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
    ])
});

/// Whether a text is the title of organisations of one kind: «Детские сады», «Учреждения культуры».
pub(super) fn is_group_of_a_kind(text: &str) -> bool {
    if text.len() > LONGEST * 2 || text.contains(['"', '«', '№']) {
        return false;
    }
    let title = without_number(text);
    title.split(' ').count() <= 6 && GROUPS_OF_A_KIND.iter().any(|beginning| title.starts_with(beginning))
}

/// A title folded, without the number before it: «2. Школы», «Раздел II. Школы».
fn without_number(title: &str) -> String {
    let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'x' | 'х'));
    let folded = fold(title);
    let mut rest = folded.trim_start_matches(|c: char| !is_letter_or_digit(c));
    while let Some(word) = text::words(rest).next()
        && (is_number(word) || matches!(word, "раздел" | "подраздел" | "часть" | "блок" | "группа"))
        && word.len() < rest.len()
    {
        rest = rest[word.len()..].trim_start_matches(|c: char| !is_letter_or_digit(c));
    }
    rest.to_owned()
}

/// Whether a text is the title of what the other groups have left over: «Прочие организации».
pub(super) fn is_rest(text: &str) -> bool {
    let title = without_number(text);
    let mut words = text::words(&title);
    words.next().is_some_and(|first| LISTS.rest.has(first))
        && !words.any(|word| begins(word, &["район", "округ", "муницип", "город", "посел"]))
}

/// Whether a text is the title of some group of organisations: «Прочие организации», «Органы власти», «Подведомственные учреждения».
pub(super) fn is_group(text: &str) -> bool {
    const MOST_WORDS: usize = 8;
    if text.len() > LONGEST * 2 || text.contains(['"', '«', '№']) {
        return false;
    }
    let title = without_number(text);
    let first = text::words(&title).next().unwrap_or_default();
    text::words(&title).count() <= MOST_WORDS && (first == "г" || LISTS.rest.has(first) || LISTS.groups.has(first))
}

/// Whether a text names a body first, under which its organisations may be listed: «Управление культуры», «Министерство спорта».
pub(super) fn is_body(text: &str) -> bool {
    let title = without_number(text);
    text::words(&title).next().is_some_and(|first| LISTS.body.has(first)) || is_of_a_region(text)
}

/// Whether a text names a body or organisations of the whole region.
pub(super) fn is_of_a_region(text: &str) -> bool {
    let title = without_number(text);
    text::words(&title).next().is_some_and(|first| LISTS.of_region.has(first))
}

/// Stems of nouns. A short one stands for the noun alone: «центр» and «центра», not «Центральный».
struct Stems(HashMap<char, Vec<&'static str>>);

impl Stems {
    fn of(stems: &[&'static str]) -> Self {
        let mut by_initial: HashMap<char, Vec<&str>> = HashMap::default();
        for stem in stems {
            stem.chars().next().into_iter().for_each(|initial| by_initial.entry(initial).or_default().push(stem));
        }
        Self(by_initial)
    }

    /// Whether a word is one of the nouns in any of its cases.
    fn fit(&self, word: &str) -> bool {
        const LONG: usize = 6;
        const ENDING: usize = 2;
        let fits = |stem: &str| {
            let ending = word.strip_prefix(stem)?;
            Some(stem.chars().count() >= LONG || ending.chars().count() <= ENDING)
        };
        let stems = word.chars().next().and_then(|initial| self.0.get(&initial));
        stems.is_some_and(|stems| stems.iter().any(|stem| fits(stem) == Some(true)))
    }
}

/// How the words begin that names of organisations are made of.
static INSTITUTIONS: LazyLock<Stems> = LazyLock::new(|| {
    Stems::of(&[
        "школ",
        "гимнази",
        "лице",
        "колледж",
        "техникум",
        "училищ",
        "институт",
        "университет",
        "академи",
        "кадетск",
        "интернат",
        "больниц",
        "поликлиник",
        "госпитал",
        "диспансер",
        "амбулатори",
        "стоматологи",
        "санатори",
        "роддом",
        "медицинск",
        "библиотек",
        "музе",
        "театр",
        "филармони",
        "клуб",
        "дворец",
        "стадион",
        "бассейн",
        "архив",
        "загс",
        "администрац",
        "министерств",
        "департамент",
        "комитет",
        "управлени",
        "отдел",
        "служб",
        "инспекци",
        "агентств",
        "учрежден",
        "организац",
        "предприят",
        "центр",
        "мфц",
        "станци",
        "дом",
        "сад",
        "ясли",
        "цдт",
        "дюсш",
        "сш",
        "сшор",
        "сош",
        "оош",
        "нош",
        "црб",
        "црбс",
        "фап",
        "дши",
        "дмш",
        "совет",
        "дума",
        "отделен",
    ])
});

/// Legal forms that abbreviations of names begin with: МБОУ, ГБУЗ, ОГКУ …
const LEGAL_FORMS: [&str; 24] = [
    "боу", "коу", "аоу", "бдоу", "кдоу", "адоу", "доу", "буз", "куз", "ауз", "бук", "кук", "аук", "буко", "бу", "ку", "ау", "уп",
    "буд", "будо", "бусо", "кусо", "аусо", "бпоу",
];
/// What stands before a legal form: whose the organisation is.
const OWNERS: [&str; 15] = ["м", "г", "ф", "о", "к", "т", "р", "л", "с", "ог", "кг", "фг", "лог", "сог", "тог"];

/// Whether a text is the name of an organisation.
pub(super) fn is_organisation(text: &str) -> bool {
    /// The full names of institutions run over many words.
    const LONGEST_NAME: usize = 400;
    if text.len() > 2 * LONGEST_NAME || text.contains("://") || text.contains('@') {
        return false;
    }
    let folded = fold(text);
    let words: Vec<&str> = text::words(&folded).collect();
    let Some(first) = words.first() else { return false };
    // «ул. Школьная, д. 5», «директор школы».
    if words.iter().any(|word| matches!(*word, "ул" | "улица" | "пер" | "просп"))
        || LISTS.post.has(first)
        || first.len() >= 5 && first.bytes().all(|b| b.is_ascii_digit())
    {
        return false;
    }
    let is_legal_form = |word: &str| {
        OWNERS.iter().any(|owner| word.strip_prefix(owner).is_some_and(|form| LEGAL_FORMS.contains(&form)))
            || matches!(word, "ооо" | "ао" | "пао" | "ано" | "нко" | "мгуп" | "фгбоу" | "фгаоу" | "фгку" | "фку")
    };
    let is_quoted = folded.matches('"').count() >= 2;
    words.iter().any(|word| is_legal_form(word) || INSTITUTIONS.fit(word)) || is_quoted && words.len() > 1
}

/// Whether a text is an industry or a type of organisations: «Образование», «Медицинская организация».
pub(super) fn is_kind(text: &str) -> bool {
    if text.len() > LONGEST || text.contains(['"', '«', '№']) {
        return false;
    }
    let folded = fold(text);
    let words: Vec<&str> = text::words(&folded).collect();
    let is_code = matches!(&*folded, "health" | "education" | "auto" | "other" | "омсу" | "роив");
    // The industry or the type stands first: «Отдел образования» is an organisation.
    is_code || words.len() <= 5 && words.first().is_some_and(|word| LISTS.industry.has(word)) || is_group_of_a_kind(text)
}

/// Whether the title of a group names an industry or a type: «2. Культура и спорт», «Прочие».
pub(super) fn is_group_of_an_industry(title: &str) -> bool {
    is_kind(&without_number(title))
}

/// Whether a text is a level of bodies: РОИВ, ОМСУ, подведомственная.
pub(super) fn is_level(text: &str) -> bool {
    let folded = fold(text);
    matches!(&*folded, "роив" | "омсу" | "фоив" | "иогв" | "региональный" | "муниципальный" | "федеральный")
        || folded.starts_with("подвед") && folded.chars().count() <= 40
}

/// Whether a text names a network: ВКонтакте, Одноклассники, MAX.
pub(super) fn is_network(text: &str) -> bool {
    let folded = fold(text);
    let is_vk = folded.split(' ').next().is_some_and(names_vk);
    folded.chars().count() <= 30 && (is_vk || is_other_network(&folded))
}

/// Whether a text names a network other than ВКонтакте.
pub(super) fn is_other_network(text: &str) -> bool {
    let folded = fold(text);
    let mut words = text::words(&folded);
    words.next().is_some_and(names_other_network) && !words.any(names_vk)
}

/// Whether a folded word is the name of a network other than ВКонтакте.
pub(super) fn names_other_network(word: &str) -> bool {
    LISTS.other_network.has(word)
}

/// Whether a folded word is a name of ВКонтакте.
pub(super) fn names_vk(word: &str) -> bool {
    LISTS.vk.has(word)
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
            "Центральный район",
            "Советский район",
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
    fn names_of_organisations_are_told_from_places_people_and_addresses() {
        for name in [
            "МБОУ «Средняя школа № 1»",
            "ГБУЗ Примерская ЦРБ",
            "Школа",
            "Лицей № 2",
            "ОГКУ «Примерное»",
            "Детский сад «Ромашка»",
            "Администрация Примерского района",
            "Библиотека-филиал",
            "Отделение Примерское",
        ] {
            assert!(is_organisation(name), "{name}");
        }
        for other in [
            "Примерский район",
            "Центральный район",
            "Директор школы",
            "г. Примерск, ул. Школьная, д. 5",
            "248000, Школа",
            "да",
            "vk",
        ] {
            assert!(!is_organisation(other), "{other}");
        }
    }

    #[test]
    fn industries_levels_and_networks_are_words_of_their_own() {
        assert!(is_kind("Образование") && is_kind("Медицинская организация") && !is_kind("Отдел образования"));
        assert!(is_level("РОИВ") && is_level("подведомственная организация") && !is_level("Примерск"));
        assert!(is_network("ВКонтакте") && is_network("Одноклассники") && is_network("MAX") && !is_network("Оксана"));
        assert!(is_other_network("Telegram-канал") && !is_other_network("ВК") && !is_other_network("ОК, ВК"));
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
