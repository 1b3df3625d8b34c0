//! Addresses of channels in the messenger MAX: a body's channel carries its ИНН, `https://max.ru/id<ИНН>_gos` (domain reference, 2).

use crate::domain::text::fold;

/// What an address in MAX leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MaxAddress {
    /// The channel of a body with this ИНН, as written.
    Channel(String),
    /// The page of a company: not the channel of a body.
    Business(String),
    /// A bot, which is no channel.
    Bot,
    /// What looks like the address of a channel, and is damaged: a part is missing or one too many.
    Damaged,
    /// A page of MAX that says nothing of whose it is.
    Other,
    /// No address of MAX.
    Foreign,
}

impl MaxAddress {
    /// Reads a cell that should hold the address of a channel.
    pub(crate) fn read(text: &str) -> Self {
        let folded = fold(text);
        let bare = folded.trim_start_matches('@');
        let is_bare = bare.starts_with("id") && ["_gos", "_biz", "_bot"].iter().any(|end| bare.ends_with(end));
        let path = match folded.split_once("max.ru") {
            Some((_, path)) => path.trim_start_matches('/'),
            None if is_bare => bare,
            None => return Self::Foreign,
        };
        let name = path.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).next().unwrap_or_default();
        let inn = |ending: &str| {
            let digits = name.strip_prefix("id")?.strip_suffix(ending)?;
            (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
        };
        match (inn("_gos"), inn("_biz")) {
            (Some(inn), _) => Self::Channel(inn),
            (_, Some(inn)) => Self::Business(inn),
            _ if name.ends_with("_bot") => Self::Bot,
            _ if name.is_empty() || name.bytes().filter(u8::is_ascii_digit).count() >= 10 => Self::Damaged,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_bots_and_companies_are_told_apart() {
        for (text, address) in [
            ("https://max.ru/id4001000018_gos", MaxAddress::Channel("4001000018".into())),
            ("max.ru/ID4001000018_GOS?x=1", MaxAddress::Channel("4001000018".into())),
            ("https://max.ru/id4001000018_biz", MaxAddress::Business("4001000018".into())),
            ("https://max.ru/id4001000018_bot", MaxAddress::Bot),
            ("https://max.ru/primersk", MaxAddress::Other),
            ("@id4001000018_gos", MaxAddress::Channel("4001000018".into())),
            ("https://max.ru/", MaxAddress::Damaged),
            ("https://max.ru/4001000018_gos", MaxAddress::Damaged),
            ("https://max.ru/id4001000018", MaxAddress::Damaged),
            ("https://t.me/primersk", MaxAddress::Foreign),
        ] {
            assert_eq!(MaxAddress::read(text), address, "{text}");
        }
    }
}
