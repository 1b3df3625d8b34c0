//! A link as it stands in a cell: what it lost or gained on the way there, and its parameters by name.

use crate::domain::text::is_invisible;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Why the parameters of a link cannot be used as they stand (domain reference, 2.5 and 3.6).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    /// A blank, a line break or `%20` inside, as copying out of a PDF leaves them.
    #[error("a blank or line break inside")]
    Blank,
    /// Words, quotes or another address before the link.
    #[error("other text around the link")]
    TextAround,
    /// `&amp;` instead of `&`, as in the source of a web page.
    #[error("&amp; instead of &")]
    HtmlAmpersand,
    /// Parameters right after the address, without `#` (mini-app) or `?` (ПОС).
    #[error("no sign between the address and the parameters")]
    NoSign,
    /// The mini-app's parameters after `?`; it reads only those after `#`.
    #[error("? instead of #")]
    QuestionMark,
    /// ПОС's parameters after `#`; it reads only those after `?`.
    #[error("# instead of ?")]
    Hash,
    /// `%23` instead of `#`.
    #[error("%23 instead of #")]
    EncodedHash,
    /// A sign between `#` and the first parameter (`#?`, `#/`).
    #[error("{sign} after #")]
    SignAfterHash {
        /// The superfluous sign.
        sign: char,
    },
    /// `%3D` or `%26` instead of `=` or `&`.
    #[error("encoded signs between parameters")]
    EncodedSigns,
    /// Cyrillic letters that look Latin in the address, a parameter's name or its value.
    #[error("Cyrillic letters in {found}")]
    Cyrillic {
        /// The word with the letters.
        found: String,
    },
    /// Capital and small letters confused.
    #[error("{found} instead of {expected}")]
    LetterCase {
        /// The word as written.
        found: String,
        /// The word as it must be.
        expected: &'static str,
    },
    /// A parameter that the link needs is absent.
    #[error("no parameter {key}")]
    Missing {
        /// Its name.
        key: &'static str,
    },
    /// A parameter without a value.
    #[error("parameter {key} is empty")]
    Empty {
        /// Its name.
        key: &'static str,
    },
    /// A parameter that occurs more than once, with different values.
    #[error("parameter {key} occurs with different values")]
    Repeated {
        /// Its name.
        key: &'static str,
    },
    /// A value of the wrong shape: `groupId=-123`, `groupId=club123`, `module=health?groupId=1`.
    #[error("{key} cannot be {found}")]
    BadValue {
        /// The parameter's name.
        key: &'static str,
        /// Its value as written.
        found: String,
    },
}

/// A cell's text without blanks.
pub(super) struct Written {
    /// The text without blanks and invisible characters.
    pub(super) text: String,
    /// Whether any of them stood inside, not only at the ends.
    pub(super) has_inner_blank: bool,
}

impl Written {
    pub(super) fn new(text: &str) -> Self {
        let trimmed = text.trim_matches(is_blank);
        Self { text: trimmed.replace(is_blank, ""), has_inner_blank: trimmed.contains(is_blank) }
    }
}

/// The pairs of a query or fragment, in the order as written.
pub(super) struct Parameters<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parameters<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect())
    }

    /// Whether a parameter has this name, letter case aside.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(name, _)| name.eq_ignore_ascii_case(key))
    }

    /// The value of a parameter, `None` where it is absent.
    ///
    /// # Errors
    ///
    /// The parameter is empty, occurs with different values, or its name is misspelt by letter case or Cyrillic letters.
    pub(super) fn value(&self, key: &'static str) -> Result<Option<&'a str>, Malformed> {
        let mut values = self.0.iter().filter(|(name, _)| *name == key).map(|&(_, value)| value);
        if let Some(value) = values.next() {
            return match value {
                _ if values.any(|other| other != value) => Err(Malformed::Repeated { key }),
                "" => Err(Malformed::Empty { key }),
                _ => Ok(Some(value)),
            };
        }
        match self.0.iter().find_map(|(name, _)| misspelt(name, key)) {
            Some(fault) => Err(fault),
            None => Ok(None),
        }
    }
}

/// How a word differs from the expected one, if only by letter case or by Cyrillic letters that look Latin.
pub(super) fn misspelt(found: &str, expected: &'static str) -> Option<Malformed> {
    if found == expected {
        None
    } else if found.eq_ignore_ascii_case(expected) {
        Some(Malformed::LetterCase { found: found.to_owned(), expected })
    } else if latin(found).eq_ignore_ascii_case(expected) {
        Some(Malformed::Cyrillic { found: found.to_owned() })
    } else {
        None
    }
}

/// The text with Cyrillic letters replaced by the Latin ones that look like them (domain reference, 7).
pub(crate) fn latin(text: &str) -> Cow<'_, str> {
    const CYRILLIC: &str = "аеорсхукмтвнАЕОРСХУКМТВН";
    const LATIN: &str = "aeopcxykmtbhAEOPCXYKMTBH";
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let alike = |c| CYRILLIC.chars().zip(LATIN.chars()).find(|&(cyrillic, _)| cyrillic == c).map_or(c, |(_, latin)| latin);
    text.chars().map(alike).collect()
}

/// Whether a value is the word of a template instead of a number: `ID`, `<ID>`, `XXXXXX`, `REG-CODE`, dots and underscores.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let decoded = percent_decode_str(value).decode_utf8_lossy().to_lowercase();
    let word: String = decoded.chars().filter(|c| c.is_alphanumeric()).collect();
    if word.is_empty() {
        return decoded.contains(['_', '.', '…', '*', '?', '<', '>', '{', '}', '[', ']']);
    }
    let latin = latin(&word);
    let latin = ["club", "public", "event"].iter().find_map(|prefix| latin.strip_prefix(prefix)).unwrap_or(&latin);
    let is_masked = ['x', 'y', 'n'].iter().any(|&letter| latin.len() > 1 && latin.chars().all(|c| c == letter));
    let is_named =
        matches!(latin, "id" | "n" | "x" | "group" | "groupid" | "opaid" | "ogrn" | "oktmo" | "okato" | "regcode" | "muncode");
    // «ID сообщества», «номер паблика», «ИД»: the words around a template in an instruction.
    let is_russian = ["id", "ид", "айди", "номер", "огрн", "октмо", "окато", "код"]
        .iter()
        .filter_map(|start| word.strip_prefix(start))
        .any(|rest| rest.chars().all(|c| matches!(c, 'а'..='я' | 'ё')));
    is_masked || is_named || is_russian
}

/// Whether a text has a blank written as `%20` or the like.
pub(super) fn has_encoded_blank(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["%20", "%0a", "%0d", "%09", "%c2%a0"].iter().any(|blank| text.contains(blank))
}

/// What is wrong with a text that has a blank inside, by what follows the link's host: the link is torn, or another one stands beside it.
pub(super) fn torn(tail: &str) -> Malformed {
    if tail.to_ascii_lowercase().contains("http") { Malformed::TextAround } else { Malformed::Blank }
}

/// Whether a text has `&amp;`, whole or without its semicolon.
pub(super) fn has_html_ampersand(text: &str) -> bool {
    text.to_ascii_lowercase().contains("&amp")
}

/// Whether a text before a host can be a scheme, right or slipped: `https://`, `//`, `http:/`.
pub(super) fn is_scheme(text: &str) -> bool {
    text.is_empty()
        || (text.ends_with(['/', '\\']) && text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ':' | '/' | '\\')))
}

fn is_blank(c: char) -> bool {
    // Links are of these characters, nearly all of them.
    !matches!(c, '!'..='~') && (c.is_whitespace() || c.is_control() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_templates_are_placeholders() {
        for value in [
            "ID",
            "<ID>",
            "{id}",
            "[ID]",
            "%3CID%3E",
            "XXXXXX",
            "ХХХХХХ",
            "хххх",
            "ИД",
            "IDпаблика",
            "clubXXXXXX",
            "publicID",
            "___",
            "...",
            "REG-CODE",
            "OGRN",
            "ОГРН",
            "MUN-CODE",
            "номер",
            "{group}",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn values_are_no_placeholders() {
        for value in ["", "123", "-123", "club123", "id123", "vkid_school", "idol", "gkb1", "нет", "-", "123.0"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn a_parameter_is_found_by_its_exact_name() {
        let value = |text| Parameters::new(text).value("groupId");
        assert_eq!(value("a=1&&groupId=5"), Ok(Some("5")));
        assert_eq!(value("groupId=5&groupId=5"), Ok(Some("5")));
        assert_eq!(value("a=1"), Ok(None));
        assert_eq!(value("groupId=5&groupId=6"), Err(Malformed::Repeated { key: "groupId" }));
        assert_eq!(value("groupId"), Err(Malformed::Empty { key: "groupId" }));
        assert_eq!(value("groupid=5"), Err(Malformed::LetterCase { found: "groupid".into(), expected: "groupId" }));
        assert_eq!(value("grоupId=5"), Err(Malformed::Cyrillic { found: "grоupId".into() }));
    }

    #[test]
    fn blanks_inside_are_told_from_blanks_around() {
        let written = Written::new(" a\u{200b} b\n");
        assert_eq!((written.text.as_str(), written.has_inner_blank), ("ab", true));
        assert!(!Written::new("\u{feff}ab\u{a0}").has_inner_blank);
    }

    #[test]
    fn a_scheme_may_have_slipped() {
        for text in ["", "https://", "//", "https:\\\\", "https//", "htpps://", "https://https://"] {
            assert!(is_scheme(text), "{text}");
        }
        for text in ["ссылка:https://", "1https://", "<ahref=\"https://", "https:"] {
            assert!(!is_scheme(text), "{text}");
        }
    }
}
