//! The hosts that links may lead to: those that the letters name. A link to any other site is neither made nor taken over from an
//! answer, unless a profile allows its host.

use crate::domain::vk_address::{self, Address};

/// Hosts of VK, of ПОС, of the stores with the application [S000, S001, S003], and of MAX channels, without `www.` and `m.`.
const OF_LETTERS: [&str; 12] = [
    "vk.com",
    "vk.ru",
    "vk.me",
    "vkontakte.ru",
    "vkvideo.ru",
    "pos.gosuslugi.ru",
    "apps.rustore.ru",
    "rustore.ru",
    "apps.apple.com",
    "itunes.apple.com",
    "play.google.com",
    "max.ru",
];

/// Schemes that a browser or an office program follows without a host.
const WITHOUT_HOST: [&str; 6] = ["javascript", "vbscript", "data", "file", "mailto", "tel"];

/// The hosts of the letters, and those that a profile allows besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    more: Vec<String>,
}

/// The text is no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a host")]
pub(crate) struct HostError;

impl Hosts {
    /// The hosts of the letters.
    pub(crate) fn of_letters() -> &'static [&'static str] {
        &OF_LETTERS
    }

    /// Allows one more host, which matches whole: `school.ru` is not `shop.school.ru`.
    ///
    /// # Errors
    /// If the text is not the bare name of a host.
    pub(crate) fn allow(&mut self, host: &str) -> Result<(), HostError> {
        let host = host.trim().to_lowercase();
        let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
        if host.split('.').count() < 2 || !host.split('.').all(is_label) {
            return Err(HostError);
        }
        self.more.push(host);
        Ok(())
    }

    /// Where a text would lead to that may not be led to: the host, or the scheme with its colon where there is none.
    pub(crate) fn stranger(&self, text: &str) -> Option<String> {
        let lower = text.to_lowercase();
        let mut rest = lower.as_str();
        while let Some((before, after)) = rest.split_once(':') {
            let scheme = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if let Some(address) = after.strip_prefix("//") {
                let end = address.find(|c: char| c.is_whitespace() || "/?#\\\"'<>,;".contains(c)).unwrap_or(address.len());
                let authority = &address[..end];
                if !matches!(scheme, "http" | "https") {
                    return Some(format!("{scheme}:"));
                }
                // What stands before an «@» only looks like the host.
                let host = authority.rsplit('@').next().unwrap_or(authority);
                let host = host.split(':').next().unwrap_or(host).trim_end_matches('.');
                if authority.contains('@') || !self.allows(host) {
                    return Some(host.to_owned());
                }
            } else if WITHOUT_HOST.contains(&scheme) {
                return Some(format!("{scheme}:"));
            }
            rest = after;
        }
        None
    }

    /// The same for a cell that is to hold a link, where a host counts without a scheme too.
    pub(crate) fn stranger_in_link(&self, text: &str) -> Option<String> {
        let bare = || match vk_address::read(text).address {
            Address::Foreign(host) if !self.allows(&host) => Some(host),
            _ => None,
        };
        self.stranger(text).or_else(bare)
    }

    fn allows(&self, host: &str) -> bool {
        let bare = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
        OF_LETTERS.contains(&bare) || self.more.iter().any(|known| known == host || known == bare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_the_letters_are_no_strangers() {
        let hosts = Hosts::default();
        for text in [
            "https://vk.com/club1",
            "http://m.vk.com/club1",
            "HTTPS://VK.RU/app8181405#module=health&groupId=1",
            "https://pos.gosuslugi.ru/form/?opaid=1",
            "https://apps.rustore.ru/app/ru.gosuslugi.pos",
            "vk.com/club1",
            "Школа: приём с 8:00 до 17:00",
            "",
        ] {
            assert_eq!(hosts.stranger_in_link(text), None, "{text}");
        }
    }

    #[test]
    fn every_other_one_is_named() {
        let hosts = Hosts::default();
        for (text, host) in [
            ("https://ok.ru/group/1", "ok.ru"),
            ("https://vk.com.example.ru/club1", "vk.com.example.ru"),
            ("https://vk.com@evil.ru/club1", "evil.ru"),
            ("https://evil.ru\\@vk.com", "evil.ru"),
            ("наша страница https://vk.com/club1, сайт https://school.ru", "school.ru"),
            ("javascript:alert(1)", "javascript:"),
            ("JavaScript://vk.com/%0aalert(1)", "javascript:"),
            ("file://server/share", "file:"),
        ] {
            assert_eq!(hosts.stranger(text).as_deref(), Some(host), "{text}");
        }
        assert_eq!(hosts.stranger_in_link("ok.ru/group/1").as_deref(), Some("ok.ru"));
        assert_eq!(hosts.stranger("ok.ru/group/1"), None);
    }

    #[test]
    fn a_profile_allows_whole_hosts() {
        let mut hosts = Hosts::default();
        hosts.allow("School.ru").unwrap();
        assert_eq!(hosts.stranger("https://www.school.ru/x"), None);
        assert!(hosts.stranger("https://shop.school.ru").is_some());
        for text in ["", "ru", "https://school.ru", "*.ru", "school.ru/x"] {
            assert_eq!(hosts.allow(text), Err(HostError), "{text}");
        }
    }
}
