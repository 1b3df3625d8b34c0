//! Links that stand in workbooks already: right ones by the letters [S001] and [S003], and the ways in which they go wrong.

use crate::organisations::{Kind, Organisation};

/// The right mini-app link of an organisation [S001].
pub(crate) fn miniapp(organisation: &Organisation) -> String {
    of_kind(organisation.kind, &organisation.group.to_string())
}

/// The link of a kind, with this in the place of the group id.
fn of_kind(kind: Kind, group: &str) -> String {
    match kind {
        Kind::Health => format!("https://vk.com/app8181405#module=health&groupId={group}"),
        Kind::Education => format!("https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={group}"),
        Kind::Auto => {
            "https://vk.com/app8181405#module=auto&utm_source=vk&utm_medium=post&utm_campaign=gosuslugi&utm_content=auto"
                .to_owned()
        }
        Kind::Other => "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi".to_owned(),
    }
}

/// How many ways there are to go wrong.
pub(crate) const WRONG: usize = 12;

/// A link that is wrong in this way, below [`WRONG`], for an organisation that needs its group in the link.
pub(crate) fn wrong(way: usize, organisation: &Organisation) -> String {
    let group = organisation.group;
    let right = miniapp(organisation);
    match way {
        // Another app, another site.
        0 => format!("https://vk.com/app7000000#groupId={group}"),
        1 => "https://www.gosuslugi.ru/600368/1/form".to_owned(),
        // The template as it stands in the letter.
        2 => of_kind(organisation.kind, "ID"),
        3 => of_kind(organisation.kind, "XXXXXX"),
        // Parameters that cannot be used.
        4 => right.replace('#', "?"),
        5 => of_kind(organisation.kind, &format!("club{group}")),
        6 => right.replace('&', "&amp;"),
        // The section of another kind.
        7 if organisation.kind == Kind::Health => of_kind(Kind::Education, &group.to_string()),
        7 => of_kind(Kind::Health, &group.to_string()),
        8 => of_kind(Kind::Other, ""),
        // Somebody else's page.
        9 => of_kind(organisation.kind, &(group + 1).to_string()),
        10 => right.replace("&step=ChoosingKid", ""),
        // Not wrong, only spelt in another way.
        _ => right.replace("https://vk.com", "http://vk.ru") + " ",
    }
}

/// The ПОС form for messages [S003].
pub(crate) fn messages(organisation: &Organisation) -> String {
    format!(
        "https://pos.gosuslugi.ru/form/?opaid={}&utm_source=vk&utm_medium=29&utm_campaign={}",
        organisation.opaid, organisation.ogrn
    )
}

/// The ПОС form for polls [S003].
pub(crate) fn polls(organisation: &Organisation) -> String {
    let (source, code) = if organisation.level == "РОИВ" {
        ("vk1", "reg_code=29".to_owned())
    } else {
        ("vk2", format!("mun_code={}", organisation.oktmo))
    };
    format!(
        "https://pos.gosuslugi.ru/og/org-activities?{code}&utm_source={source}&utm_medium=29&utm_campaign={}",
        organisation.ogrn
    )
}
