//! The one formula that is read: `HYPERLINK`, with which people put an address behind a text.

use regex::Regex;
use std::sync::LazyLock;

/// `HYPERLINK("address"` up to the sign after it. Only a whole literal is an address; `"https://vk.com/club"&A2` is not.
static HYPERLINK: LazyLock<Regex> = LazyLock::new(|| {
    // Blanks and letters of ASCII: tables of all others are not built in.
    let pattern = r#"(?x) ^ (?-u:\s)* =? (?-u:\s)* (?i-u:HYPERLINK) (?-u:\s)* \( (?-u:\s)* "((?:[^"]|"")*)" (?-u:\s)* [,;)]"#;
    Regex::new(pattern).expect("the pattern is well-formed")
});

/// The address in `HYPERLINK("address","text")`. Other formulas, and addresses put together from cells, give none.
pub(crate) fn hyperlink(formula: &str) -> Option<String> {
    HYPERLINK.captures(formula).map(|found| found[1].replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_literals_of_hyperlink_formulas_are_addresses() {
        assert_eq!(hyperlink(r#"HYPERLINK("https://vk.com/club1","Школа")"#).as_deref(), Some("https://vk.com/club1"));
        assert_eq!(hyperlink(r#"hyperlink( "https://vk.com/club1" ; A1)"#).as_deref(), Some("https://vk.com/club1"));
        assert_eq!(hyperlink(r#" = HYPERLINK ("https://vk.com/?q=""а""" )"#).as_deref(), Some(r#"https://vk.com/?q="а""#));
        assert_eq!(hyperlink(r#"HYPERLINK("https://vk.com/club"&A2,"Школа")"#), None);
        assert_eq!(hyperlink(r#"HYPERLINK("https://vk.com/club1"#), None);
        assert_eq!(hyperlink("ГИПЕРССЫЛКА(A1)"), None);
        assert_eq!(hyperlink("HYPERLINK(A1)"), None);
        assert_eq!(hyperlink("SUM(A1:A2)"), None);
    }
}
