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
}

/// What was found about the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MaxFact {
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
}

/// What stands in the place of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A bot.
    Bot,
    /// The address of a channel, damaged.
    Damaged,
    /// No address of MAX.
    Foreign,
}

impl MaxFact {
    /// What a finding of this fact is called.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::WrongInn { .. } => &WRONG_INN,
            Self::NotAChannel { .. } => &NOT_A_CHANNEL,
            Self::Business { .. } => &BUSINESS,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::WrongInn { .. } => Roles::of(&[ColumnRole::Max, ColumnRole::Inn]),
            Self::NotAChannel { .. } | Self::Business { .. } => Roles::of(&[ColumnRole::Max]),
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
    // «да», «нет» and the like say whether there is a channel, not where.
    if cell.says_nothing() || Status::read(&cell.text) != Status::Unclear {
        return None;
    }
    let written = cell.link_text()?.to_owned();
    let fact = match MaxAddress::read(&written) {
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
            ("нет", None),
            ("да", None),
        ] {
            assert_eq!(row(channel).first().copied(), code, "{channel}");
        }
        assert_eq!(codes("Организация = Школа; ВК = club5; Канал MAX = https://max.ru/id4001000025_gos"), [""; 0]);
    }
}
