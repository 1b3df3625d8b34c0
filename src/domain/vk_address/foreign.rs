//! Hosts of other sites.

use super::words::is_one_of;

/// The host that a run of letters, digits, dots and hyphens spells, lower case, without `www.` and `m.`.
///
/// Without a scheme before it only a run with a known ending is a host, as short names and sentences have dots too.
pub(super) fn host(run: &str, has_scheme: bool) -> Option<String> {
    if !run.contains('.') {
        return None;
    }
    let mut run = run.trim_matches(['.', '-', '_']);
    // A label glued to the host («сайтschool.ru»).
    if run.ends_with(|c: char| c.is_ascii())
        && let Some((at, c)) = run.char_indices().rfind(|(_, c)| !c.is_ascii())
        && run[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        run = &run[at + c.len_utf8()..];
    }
    let (stem, ending) = run.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    let is_address = has_scheme && stem.split('.').count() == 3 && run.split('.').all(|part| part.parse::<u8>().is_ok());
    let is_ending =
        is_known_ending(&ending) || has_scheme && ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
    let are_labels = stem.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && !stem.rsplit('.').next().is_some_and(|label| label.contains('_'));
    // «г.москва» is no host, nor is «Школа.Дети».
    let is_sentence =
        !has_scheme && !ending.is_ascii() && (stem.chars().count() < 2 || run.chars().any(char::is_uppercase) && ending != "рф");
    if !(is_address || is_ending) || !are_labels || is_sentence {
        return None;
    }
    let mut host = run.to_lowercase();
    while let Some(rest) = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).filter(|rest| rest.contains('.')) {
        host = rest.to_owned();
    }
    Some(host)
}

fn is_known_ending(ending: &str) -> bool {
    ending.len() == 2 && ending.bytes().all(|b| b.is_ascii_alphabetic())
        || ending.starts_with("xn--")
        || is_one_of(ENDINGS, ending)
}

/// Endings of domains longer than a country's two letters, as far as they occur in rosters.
const ENDINGS: &str = "com org net info edu gov mil int biz pro xyz app dev art fun top name site online store shop tech space \
    website world life live news media press blog club center school academy education college university museum \
    moscow tatar travel mobi agency company group city link page team cloud today digital host icu health clinic \
    hospital family social community network video rest рф рус дети москва онлайн сайт орг ком бел укр";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_other_sites_have_a_scheme_or_a_known_ending() {
        assert_eq!(host("www.M.ok.ru.", false).as_deref(), Some("ok.ru"));
        assert_eq!(host("школа25.рф", false).as_deref(), Some("школа25.рф"));
        assert_eq!(host("сайтschool.ru", false).as_deref(), Some("school.ru"));
        assert_eq!(host("example.qqqq", true).as_deref(), Some("example.qqqq"));
        for text in ["spb.school399", "club_art.school", "01.02.2024", "т.д", "г.москва", "index.php"] {
            assert_eq!(host(text, false), None, "{text}");
        }
    }
}
