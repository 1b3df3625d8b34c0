//! What VK says of pages, as `gospub fetch` notes it down: who a short name belongs to, and what is placed on the page.
//!
//! A snapshot (`gospub.pages/1`) is lines of JSON, a line a page, so that it can be appended to and read by other programs. Everything
//! here is pure: no network, no clock. What was not seen is absent, which never means "no": VK leaves fields out as it pleases.
//!
//! No person stands in a snapshot: contacts are noted as there or not there, a profile only as being one.

mod known;
mod line;
mod snapshot;

pub(crate) use known::{Pages, Seen, Whose};
pub(crate) use snapshot::SnapshotError;
pub use snapshot::{Snapshot, header, line};

use crate::domain::vk_address::ScreenName;
use crate::domain::{GroupId, Moment};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What VK is asked about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A community by its number.
    Id(GroupId),
    /// A page by its short name.
    Name(ScreenName),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// What VK said of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was asked.
    pub asked: Key,
    /// When.
    pub at: Moment,
    /// What is there.
    pub found: Found,
}

/// What is behind a name or an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A community.
    Group(Box<Community>),
    /// A person's profile; who it is is not noted.
    Person,
    /// An app.
    App,
    /// Nothing: nobody has the name.
    Nobody,
}

impl Found {
    /// The community.
    pub(crate) fn group(&self) -> Option<&Community> {
        match self {
            Self::Group(community) => Some(community),
            Self::Person | Self::App | Self::Nobody => None,
        }
    }
}

/// A community as VK shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// Its number.
    pub id: GroupId,
    /// Its short name by now; none where its address is a number (`club1`).
    pub screen_name: Option<ScreenName>,
    /// Its name.
    pub name: Option<String>,
    /// What kind of community it is.
    pub form: Option<Form>,
    /// Whether strangers cannot read it.
    pub closed: Option<bool>,
    /// Whether, and how, it was taken out of use.
    pub deactivated: Option<Deactivated>,
    /// Whether it carries the label of a state body [S004].
    pub state: Option<bool>,
    /// Whether it carries the mark of trust.
    pub trust_mark: Option<bool>,
    /// Whether VK has verified it; that is not the state label.
    pub verified: Option<bool>,
    /// Its menu.
    pub menu: Option<Menu>,
    /// Its action button.
    pub button: Option<Button>,
    /// The section «Ссылки».
    pub links: Option<Vec<PageLink>>,
    /// What else is there.
    pub has: Option<Has>,
}

impl Community {
    /// A community of which nothing but its number is known.
    pub fn bare(id: GroupId) -> Self {
        Self {
            id,
            screen_name: None,
            name: None,
            form: None,
            closed: None,
            deactivated: None,
            state: None,
            trust_mark: None,
            verified: None,
            menu: None,
            button: None,
            links: None,
            has: None,
        }
    }
}

/// The forms of communities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A public page.
    Page,
    /// A group.
    Group,
    /// A meeting.
    Event,
}

/// How a community was taken out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deactivated {
    /// By its owner.
    Deleted,
    /// By VK.
    Banned,
}

/// The menu of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menu {
    /// Whether visitors do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
    /// Its items, in order.
    #[serde(default)]
    pub items: Vec<MenuItem>,
}

/// An item of a menu.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuItem {
    /// What is written on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether visitors do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
    /// Whether it has a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<bool>,
}

/// The action button of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// Whether it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// What it does, in VK's word: `open_app` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// What is written on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The addresses that it opens.
    #[serde(default)]
    pub urls: Vec<String>,
}

/// An entry of the section «Ссылки».
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLink {
    /// What is written on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What of the obligatory information is there. Only that it is: what it says would be persons' data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Has {
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<bool>,
    /// An address on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<bool>,
    /// An address on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<bool>,
    /// A telephone among the contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<bool>,
    /// An e-mail among the contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<bool>,
    /// A cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<bool>,
}
