//! Names of municipalities, compared by what they say and not by how it is written: «г.Калуга» and «город Калуга» are one, «г. Боровск»
//! and «Боровский район» are two.

use super::text::{fold, words};

/// The key under which all ways of writing one municipality fall: its own words, and what it is. Names that say different things of what
/// it is («город», «городской округ», nothing at all) have different keys: they may be different municipalities.
pub(crate) fn municipality_key(name: &str) -> String {
    let folded = fold(name);
    // «с/п» is a municipality's, «../..» is a path.
    let is_lone = |at: usize| !folded[at + 1..].starts_with(char::is_alphabetic) || !folded[..at].ends_with(char::is_alphabetic);
    if folded.contains('\\') || folded.match_indices('/').any(|(at, _)| is_lone(at)) {
        return folded;
    }
    let written: Vec<&str> = words(&folded).collect();
    let (mut own, mut kinds) = (Vec::new(), Vec::new());
    let mut rest = written.as_slice();
    while let [first, after @ ..] = rest {
        // «Новое Село» is a name.
        let is_own = !own.is_empty() && matches!(*first, "город" | "поселок" | "село");
        match KINDS.iter().find(|(words, _)| !is_own && rest.starts_with(words)) {
            Some((words, kind)) => {
                kinds.push(*kind);
                rest = &rest[words.len()..];
            }
            None => {
                own.push(*first);
                rest = after;
            }
        }
    }
    // «МО «Город Калуга»» and «муниципальное образование» say no more than that it is one; «городской округ город Калуга» is no town.
    let says_more = |kinds: &[&str], of: &str| kinds.iter().any(|kind| *kind != of);
    kinds.retain(|kind| *kind != ANY);
    if says_more(&kinds, "мо") {
        kinds.retain(|kind| *kind != "мо");
    }
    if kinds.contains(&"городской округ") {
        kinds.retain(|kind| *kind != "город");
    }
    kinds.sort_unstable();
    kinds.dedup();
    if own.is_empty() { folded } else { format!("{} | {}", own.join(" "), kinds.join(" ")) }
}

/// Words that only say that there is a municipality.
const ANY: &str = "";

/// The words for what a municipality is, the longest first, with the one that stands for all of them. «МО» alone is a муниципальное
/// образование or a муниципальный округ.
const KINDS: &[(&[&str], &str)] = &[
    (&["п", "г", "т"], "пгт"),
    (&["поселок", "городского", "типа"], "пгт"),
    (&["муниципальное", "образование"], ANY),
    (&["муниципальный", "район"], "район"),
    (&["муниципальный", "р", "н"], "район"),
    (&["муниципальный", "округ"], "муниципальный округ"),
    (&["городской", "округ"], "городской округ"),
    (&["сельское", "поселение"], "сельское поселение"),
    (&["городское", "поселение"], "городское поселение"),
    (&["р", "н"], "район"),
    (&["м", "р"], "район"),
    (&["м", "о"], "мо"),
    (&["г", "о"], "городской округ"),
    (&["с", "п"], "сельское поселение"),
    (&["г", "п"], "городское поселение"),
    (&["район"], "район"),
    (&["рн"], "район"),
    (&["мр"], "район"),
    (&["го"], "городской округ"),
    (&["мо"], "мо"),
    (&["сп"], "сельское поселение"),
    (&["гп"], "городское поселение"),
    (&["пгт"], "пгт"),
    (&["г"], "город"),
    (&["гор"], "город"),
    (&["город"], "город"),
    (&["п"], "поселок"),
    (&["пос"], "поселок"),
    (&["поселок"], "поселок"),
    (&["с"], "село"),
    (&["село"], "село"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_one_municipality_have_one_key() {
        for ways in [
            &["г. Калуга", "г.Калуга", "город Калуга", "гор. Калуга", "Калуга г.", "Город «Калуга»", "МО «Город Калуга»"][..],
            &[
                "Боровский район",
                "Боровский р-н",
                "Боровский  рн.",
                "Боровский муниципальный район",
                "МР «Боровский район»",
                "муниципальный район «Боровский»",
                "район Боровский",
                "МО «Боровский муниципальный район»",
            ],
            &["городской округ Королёв", "ГО Королев", "г.о. Королев", "Городской округ «Город Королёв»"],
            &["сельское поселение Липовка", "СП Липовка", "с/п Липовка"],
            &["пгт Пример", "п.г.т. Пример", "посёлок городского типа Пример"],
        ] {
            let first = municipality_key(ways[0]);
            for way in ways {
                assert_eq!(municipality_key(way), first, "{way}");
            }
        }
    }

    #[test]
    fn what_may_be_two_municipalities_stays_two() {
        for (one, two) in [
            ("г. Боровск", "Боровский район"),
            ("г. Липовск", "Липовск"),
            ("г. Липовск", "городской округ Липовск"),
            ("Липовский муниципальный округ", "Липовский муниципальный район"),
            ("Липовский МО", "Липовский район"),
            ("с. Липовка", "п. Липовка"),
            ("село Новое", "Новое Село"),
            ("Липовское сельское поселение", "Липовское городское поселение"),
            ("Муниципальный район", "Городской округ"),
        ] {
            assert_ne!(municipality_key(one), municipality_key(two), "{one}, {two}");
        }
    }
}
