//! A line of a snapshot as it is written. Fields that a later version adds are passed over.

use super::{Answer, Button, Community, Deactivated, Form, Found, Has, Key, Menu, PageLink};
use crate::domain::GroupId;
use crate::domain::vk_address::ScreenName;
use serde::{Deserialize, Serialize};

/// The line of an answer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    asked: Asked,
    at: String,
    result: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    screen_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deactivated: Option<Deactivated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trust_mark: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verified: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    menu: Option<Menu>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    button: Option<Button>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    links: Option<Vec<PageLink>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    has: Option<Has>,
}

/// A number is an id, a text is a short name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Asked {
    Id(u64),
    Name(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Group,
    Person,
    App,
    None,
}

impl From<&Answer> for Line {
    fn from(answer: &Answer) -> Self {
        let asked = match &answer.asked {
            Key::Id(id) => Asked::Id(id.get().into()),
            Key::Name(name) => Asked::Name(name.to_string()),
        };
        let (result, community) = match &answer.found {
            Found::Group(community) => (Kind::Group, Some(community)),
            Found::Person => (Kind::Person, None),
            Found::App => (Kind::App, None),
            Found::Nobody => (Kind::None, None),
        };
        Self {
            asked,
            at: answer.at.to_string(),
            result,
            id: community.map(|community| community.id.get().into()),
            screen_name: community.and_then(|community| community.screen_name.as_ref()).map(ScreenName::to_string),
            name: community.and_then(|community| community.name.clone()),
            form: community.and_then(|community| community.form),
            closed: community.and_then(|community| community.closed),
            deactivated: community.and_then(|community| community.deactivated),
            state: community.and_then(|community| community.state),
            trust_mark: community.and_then(|community| community.trust_mark),
            verified: community.and_then(|community| community.verified),
            menu: community.and_then(|community| community.menu.clone()),
            button: community.and_then(|community| community.button.clone()),
            links: community.and_then(|community| community.links.clone()),
            has: community.and_then(|community| community.has),
        }
    }
}

impl Line {
    /// What the line says; `None` where its values are none that gospub writes.
    pub(super) fn answer(self) -> Option<Answer> {
        let asked = match self.asked {
            Asked::Id(id) => Key::Id(GroupId::new(id)?),
            Asked::Name(name) => Key::Name(ScreenName::new(&name)?),
        };
        let found = match self.result {
            Kind::Group => Found::Group(Box::new(Community {
                id: GroupId::new(self.id?)?,
                screen_name: self.screen_name.as_deref().and_then(ScreenName::new),
                name: self.name,
                form: self.form,
                closed: self.closed,
                deactivated: self.deactivated,
                state: self.state,
                trust_mark: self.trust_mark,
                verified: self.verified,
                menu: self.menu,
                button: self.button,
                links: self.links,
                has: self.has,
            })),
            Kind::Person => Found::Person,
            Kind::App => Found::App,
            Kind::None => Found::Nobody,
        };
        Some(Answer { asked, at: self.at.parse().ok()?, found })
    }
}
