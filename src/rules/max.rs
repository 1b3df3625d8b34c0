//! What is wrong with the recorded channel in the messenger MAX.

use super::{Fact, Found, Roles};
use crate::diagnostic::Code;
use crate::domain::{Inn, Status};
use crate::entry::{Context, Entry};
use crate::link::max::MaxAddress;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

super::topic_codes! {
    WRONG_INN = "max-wrong-inn", Error, "Канал MAX другой организации", "";
    NOT_A_CHANNEL = "max-not-a-channel", Error, "Вместо канала MAX другое", "";
    BUSINESS = "max-business", Warning, "Страница компании в MAX вместо канала госоргана", "";
    ADDRESS_UNKNOWN = "max-address-unknown", Info, "Канал MAX есть, а адреса нет", "";
    UNCLEAR = "max-not-understood", Warning, "Непонятная запись о канале MAX", "";
}

/// What was found about the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MaxFact {
    /// The address carries another ИНН than the row.
    WrongInn {
        /// That of the address.
        found: String,
        /// That of the row.
        expected: String,
    },
    /// The address is that of a bot, or not one of MAX.
    NotAChannel {
        /// What the cell holds.
        written: String,
        /// What it is.
        what: Instead,
    },
    /// The page of a company.
    Business {
        /// What the cell holds.
        written: String,
    },
    /// The cell says that there is a channel, and not where: whose it is cannot be seen.
    AddressUnknown {
        /// What the cell holds.
        written: String,
    },
    /// The cell says neither yes nor no.
    Unclear {
        /// What the cell holds.
        written: String,
    },
}

/// What stands in the place of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    /// A bot.
    Bot,
    /// The address of a channel, damaged.
    Damaged,
    /// No address of MAX.
    Foreign,
}

impl MaxFact {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::WrongInn { .. } => &WRONG_INN,
            Self::NotAChannel { .. } => &NOT_A_CHANNEL,
            Self::Business { .. } => &BUSINESS,
            Self::AddressUnknown { .. } => &ADDRESS_UNKNOWN,
            Self::Unclear { .. } => &UNCLEAR,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::WrongInn { .. } => Roles::of(&[ColumnRole::Max, ColumnRole::Inn]),
            Self::NotAChannel { .. } | Self::Business { .. } | Self::AddressUnknown { .. } | Self::Unclear { .. } => {
                Roles::of(&[ColumnRole::Max])
            }
        }
    }
}

impl From<MaxFact> for Fact<'_> {
    fn from(fact: MaxFact) -> Self {
        Self::Max(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, _: &Context<'_>, found: &mut Found<'t>) {
    found.add(channel(entry));
}

fn channel(entry: &Entry<'_>) -> Option<(CellRef, MaxFact)> {
    let cell = entry.record.get(ColumnRole::Max);
    if cell.says_nothing() {
        return None;
    }
    let written = cell.link_text()?.to_owned();
    let address = MaxAddress::read(&written);
    // Words say whether there is a channel, not where.
    if address == MaxAddress::Foreign && !is_address(&written) {
        return match Status::read(&cell.text) {
            Status::Yes => Some((cell.at, MaxFact::AddressUnknown { written })),
            Status::Unclear => Some((cell.at, MaxFact::Unclear { written })),
            Status::No | Status::InWork | Status::Lost => None,
        };
    }
    let fact = match address {
        MaxAddress::Other => return None,
        MaxAddress::Channel(found) => {
            let inn = entry.record.text(ColumnRole::Inn);
            let expected = inn.parse::<Inn>().ok().map(|inn| inn.to_string()).filter(|expected| *expected != found)?;
            MaxFact::WrongInn { found, expected }
        }
        MaxAddress::Business(_) => MaxFact::Business { written },
        MaxAddress::Bot => MaxFact::NotAChannel { written, what: Instead::Bot },
        MaxAddress::Damaged => MaxFact::NotAChannel { written, what: Instead::Damaged },
        MaxAddress::Foreign => MaxFact::NotAChannel { written, what: Instead::Foreign },
    };
    Some((cell.at, fact))
}

/// Whether a text names a place somewhere: a host, a path, a nick.
fn is_address(text: &str) -> bool {
    let is_host = |word: &str| word.split_once('.').is_some_and(|(name, zone)| is_latin(name) && is_latin(zone));
    text.split_whitespace().any(|word| word.contains("://") || word.starts_with('@') || is_host(word.trim_end_matches('.')))
}

fn is_latin(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::super::testing::codes;

    #[test]
    fn the_channel_is_that_of_the_rows_organisation() {
        let row = |channel: &str| codes(&format!("Организация = Школа; ВК = club5; ИНН = 4001000018; Канал MAX = {channel}"));
        for (channel, code) in [
            ("https://max.ru/id4001000018_gos", None),
            ("https://max.ru/id4001000025_gos", Some("max-wrong-inn")),
            ("https://max.ru/id4001000018_bot", Some("max-not-a-channel")),
            ("https://t.me/shkola", Some("max-not-a-channel")),
            ("https://max.ru/id4001000018_biz", Some("max-business")),
            ("https://max.ru/shkola", None),
            ("https://max.ru/", Some("max-not-a-channel")),
            ("https://max.ru/id4001000018_gos1", Some("max-not-a-channel")),
            ("id4001000018_gos", None),
            ("", None),
            ("@shkola", Some("max-not-a-channel")),
            ("нет", None),
            ("не создан", None),
            ("в работе", None),
            ("канал удалён", None),
            ("да", Some("max-address-unknown")),
            ("создан 12.03.2025", Some("max-address-unknown")),
            ("канал ведётся", Some("max-address-unknown")),
            ("чат", Some("max-not-understood")),
            ("4", Some("max-not-understood")),
        ] {
            assert_eq!(row(channel).first().copied(), code, "{channel}");
        }
        assert_eq!(codes("Организация = Школа; ВК = club5; Канал MAX = https://max.ru/id4001000025_gos"), [""; 0]);
    }
}
