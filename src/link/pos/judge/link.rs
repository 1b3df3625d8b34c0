//! A link to ПОС split into its page and parameters.

use super::{PollsForm, PosLinkFault};
use crate::link::written::{
    Malformed, Parameters, Written, has_encoded_blank, has_html_ampersand, is_placeholder, is_scheme, latin, torn,
};
use percent_encoding::percent_decode_str;

/// The one host of ПОС [S003].
const HOST: &str = "pos.gosuslugi.ru";

/// The two pages of ПОС that the letter links to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Messages,
    Polls,
}

impl Page {
    /// The path as the letter writes it; a slash at its end makes no difference.
    fn path(self) -> &'static str {
        match self {
            Self::Messages => "/form/",
            Self::Polls => "/og/org-activities",
        }
    }
}

/// A link to one of the two pages, split at its signs.
pub(super) struct PosLink<'a> {
    parameters: Parameters<'a>,
}

impl<'a> PosLink<'a> {
    pub(super) fn parse(written: &'a Written, expected: Page) -> Result<Self, PosLinkFault> {
        let text = written.text.as_str();
        let Some((before, tail)) = around_host(text) else {
            return Err(match around_host(&latin(text)) {
                Some(_) => PosLinkFault::Malformed(Malformed::Cyrillic { found: text.to_owned() }),
                None => PosLinkFault::OtherSite,
            });
        };
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        if page(path)? != expected {
            return Err(PosLinkFault::WrongItem);
        }
        if let Some(key) = placeholder(tail) {
            return Err(PosLinkFault::PlaceholderLeft { key });
        }
        let malformed = |fault| Err(PosLinkFault::Malformed(fault));
        if written.has_inner_blank || has_encoded_blank(tail) {
            return malformed(torn(tail));
        }
        if !is_scheme(before) {
            return malformed(Malformed::TextAround);
        }
        if has_html_ampersand(tail) {
            return malformed(Malformed::HtmlAmpersand);
        }
        if path.contains(['=', '#']) {
            return malformed(if path.contains('#') { Malformed::Hash } else { Malformed::NoSign });
        }
        let parameters = Parameters::new(query);
        // The widget for sites has no tracking words; the letter wants the form with them.
        if parameters.has("fz59") && !["utm_source", "utm_medium", "utm_campaign"].iter().any(|key| parameters.has(key)) {
            return Err(PosLinkFault::OtherPage { path: path.to_owned() });
        }
        Ok(Self { parameters })
    }

    fn value(&self, key: &'static str) -> Result<Option<&'a str>, PosLinkFault> {
        self.parameters.value(key).map_err(PosLinkFault::Malformed)
    }

    pub(super) fn required(&self, key: &'static str) -> Result<&'a str, PosLinkFault> {
        self.value(key)?.ok_or(PosLinkFault::Malformed(Malformed::Missing { key }))
    }

    /// Both spellings are taken: that of the letter and that of the links in the wild (domain reference, 3.6).
    pub(super) fn opaid(&self) -> Result<&'a str, PosLinkFault> {
        match self.parameters.value("opaid") {
            Err(Malformed::LetterCase { found, .. }) if found == "opaId" => self.required("opaId"),
            _ => self.required("opaid"),
        }
    }

    pub(super) fn check_source(&self, expected: &'static str) -> Result<(), PosLinkFault> {
        match self.value("utm_source")? {
            Some(found) if found == expected => Ok(()),
            found => Err(PosLinkFault::WrongSource { found: found.map(str::to_owned), expected }),
        }
    }

    /// The form by its code, or by its source where there is no code.
    pub(super) fn polls_form(&self, expected: Option<PollsForm>) -> Result<PollsForm, PosLinkFault> {
        let found = match (self.value("reg_code")?, self.value("mun_code")?) {
            (Some(_), None) => PollsForm::Region,
            (None, Some(_)) => PollsForm::Municipality,
            _ => match (self.value("utm_source")?, expected) {
                (Some("vk1"), _) | (_, Some(PollsForm::Region)) => PollsForm::Region,
                _ => PollsForm::Municipality,
            },
        };
        match expected {
            Some(expected) if expected != found => Err(PosLinkFault::WrongForm { found }),
            _ => Ok(found),
        }
    }
}

/// What stands before and after the host of ПОС.
fn around_host(text: &str) -> Option<(&str, &str)> {
    // Lower case of ASCII keeps every byte in its place, so positions hold for the text itself.
    let at = text.to_ascii_lowercase().find(HOST)?;
    let (before, tail) = (text.get(..at)?, text.get(at + HOST.len()..)?);
    let before = before.strip_suffix("www.").unwrap_or(before);
    let is_whole_host = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '='))
        && (tail.is_empty() || tail.starts_with(['/', '?', '#']));
    is_whole_host.then_some((before, tail))
}

fn page(path: &str) -> Result<Page, PosLinkFault> {
    for page in [Page::Messages, Page::Polls] {
        let expected = page.path();
        let bare = expected.trim_end_matches('/');
        if path.trim_end_matches('/') == bare {
            return Ok(page);
        }
        if path.trim_end_matches('/').eq_ignore_ascii_case(bare) {
            return Err(PosLinkFault::Malformed(Malformed::LetterCase { found: path.to_owned(), expected }));
        }
        // Parameters glued to the path, whose fault is named later.
        if path.strip_prefix(bare).is_some_and(|rest| rest.contains('=')) {
            return Ok(page);
        }
    }
    Err(PosLinkFault::OtherPage { path: path.to_owned() })
}

/// The parameter that still holds a word of the template, whatever is wrong around it.
fn placeholder(tail: &str) -> Option<&'static str> {
    let decoded = percent_decode_str(tail).decode_utf8_lossy().replace("&amp;", "&");
    decoded.split(['&', '?', '#', '/', ';']).filter_map(|pair| pair.split_once('=')).find_map(|(key, value)| {
        let key = latin(key);
        ["opaid", "reg_code", "mun_code", "utm_medium", "utm_campaign"]
            .into_iter()
            .find(|name| key.eq_ignore_ascii_case(name) && is_placeholder(value))
    })
}
