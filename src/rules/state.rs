//! The state status of a page and the information that it must show [S004].

use super::{Fact, Found, Roles, STATUS_SLIDES};
use crate::diagnostic::Code;
use crate::domain::Status;
use crate::domain::text::fold;
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

super::topic_codes! {
    NOT_CONFIRMED = "state-not-confirmed", Warning, "Государственный статус не подтверждён", STATUS_SLIDES[0];
    VERIFIED_INSTEAD = "state-verified-instead", Warning, "Верификация — это не государственный статус", STATUS_SLIDES[4];
    UNCLEAR = "state-not-understood", Warning, "Непонятная запись о государственном статусе", STATUS_SLIDES[0];
    NOT_CONNECTED = "state-not-connected", Warning, "Страница не подключена к компоненту «Госпаблики»", "";
    CONNECTION_UNCLEAR = "state-connection-not-understood", Warning, "Непонятная запись о подключении", "";
    INFORMATION_MISSING = "state-information-missing", Warning, "Не хватает обязательных сведений", STATUS_SLIDES[2];
}

/// What was found about the state status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StateFact<'t> {
    /// The page has no state label.
    NotConfirmed {
        /// What the cell says; `None` where it is blank.
        written: Option<Cow<'t, str>>,
        /// Why: never there, asked for already, or lost.
        status: Status,
    },
    /// The cell speaks of VK's own verification.
    VerifiedInstead {
        /// What it says.
        written: Cow<'t, str>,
    },
    /// The cell says neither yes nor no.
    Unclear {
        /// What it says.
        written: Cow<'t, str>,
    },
    /// The page is not connected to the component «Госпаблики».
    NotConnected {
        /// What the cell says; `None` where it is blank.
        written: Option<Cow<'t, str>>,
        /// Why: never, asked for already, or lost.
        status: Status,
    },
    /// The cell of the connection says neither yes nor no.
    ConnectionUnclear {
        /// What it says.
        written: Cow<'t, str>,
    },
    /// Information that the law asks for is not in the table.
    InformationMissing {
        /// The columns that hold none, the first of [`OBLIGATORY`] first.
        lacking: Vec<ColumnRole>,
    },
}

impl StateFact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::NotConfirmed { .. } => &NOT_CONFIRMED,
            Self::VerifiedInstead { .. } => &VERIFIED_INSTEAD,
            Self::Unclear { .. } => &UNCLEAR,
            Self::NotConnected { .. } => &NOT_CONNECTED,
            Self::ConnectionUnclear { .. } => &CONNECTION_UNCLEAR,
            Self::InformationMissing { .. } => &INFORMATION_MISSING,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::InformationMissing { lacking } => Roles::of(lacking),
            Self::NotConfirmed { .. }
            | Self::VerifiedInstead { .. }
            | Self::Unclear { .. }
            | Self::NotConnected { .. }
            | Self::ConnectionUnclear { .. } => Roles::default(),
        }
    }
}

impl<'t> From<StateFact<'t>> for Fact<'t> {
    fn from(fact: StateFact<'t>) -> Self {
        Self::State(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, _: &Context<'_>, found: &mut Found<'t>) {
    found.add(label(entry));
    found.add(connection(entry));
    found.add(information_missing(entry));
}

/// What the cell of the label says, unless that is yes.
fn label<'t>(entry: &Entry<'t>) -> Option<(CellRef, StateFact<'t>)> {
    if !entry.record.has(ColumnRole::StateStatus) {
        return None;
    }
    let cell = entry.record.get(ColumnRole::StateStatus);
    let status = Status::read(&cell.text);
    let fact = match status {
        Status::Yes | Status::Unclear if is_only_verified(&cell.text) => StateFact::VerifiedInstead { written: cell.text },
        _ if !entry.has_page() => return None,
        Status::Yes => return None,
        Status::Unclear => StateFact::Unclear { written: cell.text },
        Status::No | Status::InWork | Status::Lost => {
            StateFact::NotConfirmed { written: if cell.is_blank() { None } else { Some(cell.text) }, status }
        }
    };
    Some((cell.at, fact))
}

/// What the cell of the connection says, unless that is yes.
fn connection<'t>(entry: &Entry<'t>) -> Option<(CellRef, StateFact<'t>)> {
    if !entry.record.has(ColumnRole::Connection) || !entry.has_page() {
        return None;
    }
    let cell = entry.record.get(ColumnRole::Connection);
    let fact = match Status::read(&cell.text) {
        Status::Yes => return None,
        Status::Unclear => StateFact::ConnectionUnclear { written: cell.text },
        status => StateFact::NotConnected { written: if cell.is_blank() { None } else { Some(cell.text) }, status },
    };
    Some((cell.at, fact))
}

/// Whether a cell speaks of the tick that VK itself gives, and of nothing else.
fn is_only_verified(text: &str) -> bool {
    let folded = fold(text);
    ["верифи", "галочка"].iter().any(|word| folded.contains(word))
        && !folded.contains("госуслуг")
        && !folded.contains("госорганизац")
}

/// The information of the law. The name of the organisation is a column that every roster has.
pub(crate) const OBLIGATORY: [ColumnRole; 6] = [
    ColumnRole::Organisation,
    ColumnRole::PostalAddress,
    ColumnRole::Email,
    ColumnRole::Phone,
    ColumnRole::Site,
    ColumnRole::Activity,
];

fn information_missing<'t>(entry: &Entry<'t>) -> Option<(CellRef, StateFact<'t>)> {
    if !entry.has_page() {
        return None;
    }
    let lacking: Vec<ColumnRole> =
        OBLIGATORY.into_iter().filter(|&role| entry.record.has(role) && entry.record.says_nothing(role)).collect();
    let first = *lacking.first()?;
    // That a row has no name is said where the kind hangs on it.
    if lacking == [ColumnRole::Organisation] && entry.kind.kind.is_none() {
        return None;
    }
    Some((entry.record.get(first).at, StateFact::InformationMissing { lacking }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes, fact};
    use super::*;

    fn status(text: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Музей; ВК = club5; Госметка = {text}"))
    }

    #[test]
    fn a_page_has_the_state_label_or_is_told_to_get_it() {
        for text in ["да", "Подтверждён", "Госорганизация, верифицирована"] {
            assert_eq!(status(text), [""; 0], "{text}");
        }
        for text in ["", "нет", "нет метки", "не подтверждена", "не верифицирована", "на проверке"]
        {
            assert_eq!(status(text), ["state-not-confirmed"], "{text}");
        }
        for text in ["пропала", "отозвана", "подана заявка", "на рассмотрении", "нужно подтвердить", "скоро"]
        {
            assert_eq!(status(text), ["state-not-confirmed"], "{text}");
        }
        for text in ["частично", "не знаю", "проблемы с 2FA", "да?"] {
            assert_eq!(status(text), ["state-not-understood"], "{text}");
        }
        assert_eq!(status("верификация ВК"), ["state-verified-instead"]);
    }

    #[test]
    fn the_connection_is_there_or_said_to_be_missing() {
        let connection =
            |text: &str| codes(&format!("Организация = Музей; ВК = club5; Подключение к компоненту «Госпаблики» = {text}"));
        for (text, expected) in [
            ("да", &[""; 0][..]),
            ("подключена", &[]),
            ("нет", &["state-not-connected"]),
            ("", &["state-not-connected"]),
            ("заявка подана", &["state-not-connected"]),
            ("отключена", &["state-not-connected"]),
            ("через МФЦ", &["state-connection-not-understood"]),
        ] {
            assert_eq!(connection(text), expected, "{text}");
        }
    }

    #[test]
    fn whoever_waits_is_not_told_to_begin() {
        fact("Организация = Музей; ВК = club5; Госметка = на проверке", |fact| {
            assert!(matches!(fact, Fact::State(StateFact::NotConfirmed { status: Status::InWork, .. })));
        });
    }

    #[test]
    fn missing_information_is_listed_in_one_finding() {
        let lacking = vec![ColumnRole::Phone, ColumnRole::Site];
        Case::of(&["Организация = Музей; ВК = club5; Телефон =; Сайт = нет; Почтовый адрес = есть"]).with_findings(|found| {
            assert_eq!(found[0].fact, StateFact::InformationMissing { lacking: lacking.clone() }.into());
            // Each of them may be filled in, not only the first.
            assert_eq!(found[0].mends(), Roles::of(&lacking));
        });
    }
}
