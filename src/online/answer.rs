//! Reads what VK answers. Everything is optional: fields come and go, flags are numbers or words, and a value of a type that nobody
//! expects was not seen.
//!
//! Contacts become "there is one" here; nothing behind this module knows whose they are.

use super::kept;
use crate::domain::GroupId;
use crate::domain::vk_address::ScreenName;
use crate::pages::{Button, Community, Deactivated, Form, Has, Menu, MenuItem, PageLink};
use serde_json::Value;

/// What came instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// No JSON, or none that VK would write: a page of a proxy, a body that was cut off.
    Garbled,
    /// VK's own error with its number.
    Refused(i64),
}

/// The pages that VK found among those asked for, in whatever order.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) groups: Vec<Community>,
    /// The short names of persons; that they are persons is all that is kept.
    pub(super) persons: Vec<ScreenName>,
}

/// What a short name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Group(GroupId),
    Person,
    App,
    Nobody,
}

/// Takes the answer out of its cover.
pub(super) fn response(body: &[u8]) -> Result<Value, NoAnswer> {
    let mut answer: Value = serde_json::from_slice(body).map_err(|_| NoAnswer::Garbled)?;
    if let Some(error) = answer.get("error") {
        let code = error.get("error_code").and_then(Value::as_i64);
        return Err(code.map_or(NoAnswer::Garbled, NoAnswer::Refused));
    }
    answer.get_mut("response").map(Value::take).ok_or(NoAnswer::Garbled)
}

/// Reads an answer of `groups.getById`, in the form since 5.139 and in the one before.
pub(super) fn pages(response: &Value) -> Option<Pages> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (groups, profiles) = match response {
        Value::Array(groups) => (groups.clone(), Vec::new()),
        Value::Object(response) if response.get("groups").is_some_and(Value::is_array) => {
            (list(response.get("groups")), list(response.get("profiles")))
        }
        _ => return None,
    };
    Some(Pages {
        groups: groups.iter().filter(|value| !is_person(value)).filter_map(community).collect(),
        persons: groups.iter().filter(|value| is_person(value)).chain(&profiles).filter_map(screen_name).collect(),
    })
}

/// Whether what stands among communities is a profile.
fn is_person(value: &Value) -> bool {
    let has_name = || ["first_name", "last_name"].iter().any(|name| value.get(name).is_some());
    matches!(text(value, "type"), Some("profile" | "user")) || has_name()
}

/// Reads an answer of `utils.resolveScreenName`; a name that nobody has is an empty list.
pub(super) fn named(response: &Value) -> Option<Named> {
    if response.as_array().is_some_and(Vec::is_empty) {
        return Some(Named::Nobody);
    }
    match text(response, "type")? {
        "group" | "page" | "event" => number(response, "object_id").and_then(GroupId::new).map(Named::Group),
        "user" => Some(Named::Person),
        _ => Some(Named::App),
    }
}

fn community(value: &Value) -> Option<Community> {
    let deactivated = text(value, "deactivated").map(|how| match how {
        "banned" => Deactivated::Banned,
        _ => Deactivated::Deleted,
    });
    let closed = number(value, "is_closed").map(|closed| closed != 0).or_else(|| flag(value, "is_closed"));
    // Of a page that cannot be read nothing is known, and what is not there says nothing.
    let is_open = deactivated.is_none() && closed != Some(true);
    Some(Community {
        id: number(value, "id").and_then(GroupId::new)?,
        screen_name: screen_name(value),
        name: text(value, "name").map(kept::title),
        form: match text(value, "type") {
            Some("page") => Some(Form::Page),
            Some("group") => Some(Form::Group),
            Some("event") => Some(Form::Event),
            // Whatever it is, its number is no community's.
            Some(_) => return None,
            None => None,
        },
        closed,
        deactivated,
        state: flag(value, "is_government_organization"),
        trust_mark: flag(value, "trust_mark").or_else(|| value.get("trust_mark").filter(|mark| mark.is_object()).map(|_| true)),
        verified: flag(value, "verified"),
        menu: value.get("menu").and_then(menu),
        button: value.get("action_button").filter(|button| button.is_object()).map(button),
        links: value.get("links").filter(|_| is_open).and_then(links),
        has: is_open.then(|| has(value)).filter(|has| *has != Has::default()),
    })
}

fn menu(value: &Value) -> Option<Menu> {
    let item = |item: &Value| {
        Some(MenuItem {
            title: text(item, "title").map(kept::title),
            url: address(item)?,
            hidden: flag(item, "is_hidden"),
            cover: item.get("cover").and_then(is_something),
        })
    };
    // What is not among items that cannot be read may be one of these.
    let items = value.get("items")?.as_array()?.iter().map(item).collect::<Option<_>>()?;
    Some(Menu { hidden: flag(value, "is_hidden"), items })
}

/// Where an item or a link leads, as far as it may be kept; `None` where it is no such thing.
fn address(value: &Value) -> Option<Option<String>> {
    match value.as_object()?.get("url") {
        None => Some(None),
        Some(url) => Some(kept::url(url.as_str()?)),
    }
}

fn button(value: &Value) -> Button {
    let urls = |target: &Value| {
        let urls = target.as_object().into_iter().flatten();
        urls.filter(|(name, _)| name.ends_with("url")).filter_map(|(_, url)| kept::url(url.as_str()?)).collect()
    };
    Button {
        enabled: flag(value, "is_enabled"),
        action: text(value, "action_type").filter(|action| is_word(action)).map(str::to_owned),
        title: text(value, "title").map(kept::title),
        urls: value.get("target").map(urls).unwrap_or_default(),
    }
}

fn links(value: &Value) -> Option<Vec<PageLink>> {
    let link = |link: &Value| Some(PageLink { name: text(link, "name").map(kept::title), url: address(link)? });
    value.as_array()?.iter().map(link).collect()
}

/// What is there of the obligatory information. A field that did not come, or is of another type, was not seen.
fn has(value: &Value) -> Has {
    let is_written = |value: &Value, name| text(value, name).map(|text| !text.trim().is_empty());
    let any_contact = |name| {
        let contacts = value.get("contacts")?.as_array()?;
        let is_read = |contact: &Value| contact.as_object().is_some_and(|fields| fields.get(name).is_none_or(Value::is_string));
        let is_there = contacts.iter().any(|contact| is_written(contact, name) == Some(true));
        (is_there || contacts.iter().all(is_read)).then_some(is_there)
    };
    let is_on = |name, switch| value.get(name).and_then(|part| flag(part, switch));
    Has {
        description: is_written(value, "description"),
        site: is_written(value, "site"),
        address: is_on("addresses", "is_enabled"),
        phone: any_contact("phone"),
        email: any_contact("email"),
        cover: is_on("cover", "enabled"),
    }
}

/// A short name that is one; communities without have `club1` in its place.
fn screen_name(value: &Value) -> Option<ScreenName> {
    text(value, "screen_name").and_then(ScreenName::new)
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn number(value: &Value, name: &str) -> Option<u64> {
    value.get(name)?.as_u64()
}

/// A yes or no; VK writes it as a number or as a word.
fn flag(value: &Value, name: &str) -> Option<bool> {
    match value.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_u64().filter(|&number| number <= 1).map(|number| number == 1),
        _ => None,
    }
}

fn is_something(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Array(items) => Some(!items.is_empty()),
        Value::Object(fields) => Some(!fields.is_empty()),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(value: &Value) -> Community {
        pages(&json!({ "groups": [value] })).unwrap().groups.remove(0)
    }

    #[test]
    fn contacts_are_noted_as_there_and_not_as_whose() {
        let contacts = json!([{ "user_id": 77, "desc": "Директор", "phone": "+7 900 000-00-00" }, { "email": "a@b.example" }]);
        let community = one(
            &json!({ "id": 5, "screen_name": "GKB1", "type": "page", "contacts": contacts, "site": "", "cover": { "enabled": 1 } }),
        );
        let seen = Has { site: Some(false), phone: Some(true), email: Some(true), cover: Some(true), ..Has::default() };
        assert_eq!(community.has, Some(seen));
        assert_eq!(community.screen_name.unwrap().as_str(), "gkb1");
    }

    #[test]
    fn what_was_not_seen_is_not_a_no() {
        let community = one(&json!({ "id": 5, "screen_name": "club5", "is_closed": 0 }));
        assert_eq!((community.state, community.menu, community.button), (None, None, None));
        assert_eq!((community.screen_name, community.closed), (None, Some(false)));
        assert_eq!(one(&json!({ "id": 5, "is_closed": 1 })).has, None);
        assert_eq!(one(&json!({ "id": 5, "deactivated": "banned" })).deactivated, Some(Deactivated::Banned));
    }

    #[test]
    fn values_of_wrong_types_are_passed_over() {
        let wrong = json!({ "id": 5, "name": 7, "type": 3, "menu": [], "links": "x", "verified": "yes", "contacts": { "a": 1 },
            "site": 7, "description": [], "addresses": 5, "cover": null, "is_closed": null });
        assert_eq!(one(&wrong), Community::bare(GroupId::new(5).unwrap()));
        for part in [
            json!({ "id": 5, "menu": { "items": "x" } }),
            json!({ "id": 5, "menu": { "items": [7] } }),
            json!({ "id": 5, "menu": { "items": [{ "url": 7 }] } }),
            json!({ "id": 5, "links": [{ "url": null }] }),
            json!({ "id": 5, "contacts": [7] }),
        ] {
            assert_eq!(one(&part), Community::bare(GroupId::new(5).unwrap()), "{part}");
        }
        assert!(pages(&json!({ "groups": [{ "id": "5" }, { "id": -5 }, null, 7] })).unwrap().groups.is_empty());
        for response in [json!({}), json!("x"), json!({ "groups": {} })] {
            assert!(pages(&response).is_none(), "{response}");
        }
    }

    #[test]
    fn a_profile_among_communities_is_a_persons() {
        let profile = json!({ "id": 777, "first_name": "И", "last_name": "И", "screen_name": "ivan" });
        let typed = json!({ "id": 778, "type": "profile", "screen_name": "petr" });
        let found = pages(&json!({ "groups": [profile, { "id": 5, "type": "page" }, typed] })).unwrap();
        assert_eq!(found.groups.iter().map(|group| group.id.get()).collect::<Vec<_>>(), [5]);
        assert_eq!(found.persons.iter().map(ScreenName::as_str).collect::<Vec<_>>(), ["ivan", "petr"]);
    }

    #[test]
    fn names_are_told_by_what_they_stand_for() {
        for (response, is) in [
            (json!([]), Some(Named::Nobody)),
            (json!({ "type": "user", "object_id": 1 }), Some(Named::Person)),
            (json!({ "type": "page", "object_id": 5 }), Some(Named::Group(GroupId::new(5).unwrap()))),
            (json!({ "type": "vk_app", "object_id": 5 }), Some(Named::App)),
            (json!({ "type": "group", "object_id": "5" }), None),
            (json!(7), None),
        ] {
            assert_eq!(named(&response), is, "{response}");
        }
    }

    #[test]
    fn errors_are_told_by_their_number() {
        let refused = response(br#"{"error":{"error_code":5,"error_msg":"User authorization failed"}}"#);
        assert_eq!(refused, Err(NoAnswer::Refused(5)));
        for body in ["<html>404</html>", "", "{\"response\":{\"gro", "[]", "{\"error\":1}"] {
            assert_eq!(response(body.as_bytes()), Err(NoAnswer::Garbled), "{body}");
        }
    }
}
