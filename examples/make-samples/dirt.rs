//! What real cells look like: every kind of dirt that the readers have to cope with, as a function of the page that was meant.

use crate::organisations::{Kind, Organisation};

/// What stands in a cell for the address of a page.
pub(crate) enum Address {
    /// Text.
    Text(String),
    /// Text with a hyperlink behind it: text, target.
    Linked(String, String),
    /// `=HYPERLINK(target; text)`.
    Formula(String, String),
    /// A number.
    Number(f64),
}

/// Addresses as people write them. Where two pages are named, the other one is `O`; `S` is the short name of the page.
const TEXTS: [&str; 66] = [
    // Good in themselves.
    "club#",
    "public#",
    "#",
    "-#",
    "ID: #",
    "https://m.vk.com/public#",
    "http://www.vk.com/event#",
    "https://vk.ru/club#",
    "vkontakte.ru/club#",
    "https://vk.com/wall-#_15",
    "https://vk.com/photo-#_457239017",
    "https://vk.com/S?z=photo-#_457239017%2Fwall-#_12",
    "https://vk.com/album-#_00",
    "https://vk.com/app5708398_-#",
    "[club#|Наша страница]",
    "@S (Наша страница)",
    // More than an address.
    "https://m.vk.com/club# http://primer-sosh.example https://ok.ru/group/70000000000001",
    "группа ВК: https://vk.com/club#\nканал Телеграм: https://t.me/primer_channel",
    "МБОУ \"СОШ №6\"https://vk.com/club#",
    "http://vkontakte.ru/club#....vkontakte.ru/publicO",
    "https://vk.com/club#?from=groups&utm_source=menu&mt_click_id=abc",
    "https://vk.com/public#/.",
    "«https://vk.com/club#», ",
    // Letters that look right.
    "\u{a0}https://vk.com/club#\u{200b}",
    "“https://ｖｋ.com/club#”",
    "https://vk.соm/сlub#",
    "рublic#",
    "мл.сщь/сдги#",
    // Slips.
    "https://vk.com/ club#",
    "vk. com/club#",
    "club #",
    "https//vk.com/club#",
    "htpps://vk.com/club#",
    "https:\\\\vk.com\\club#",
    "https://https://vk.com/club#",
    "vk,com/club#",
    "'#",
    "#,00",
    "2,17E+08",
    // Pages behind other addresses.
    "https://vk.com/away.php?to=https%3A%2F%2Fvk.com%2Fclub#",
    "https://vk.cc/primer",
    // Nothing, and why.
    "нет",
    "—",
    "отсутствует",
    "н/д",
    "в разработке",
    "Официальная страница не ведется на основании распоряжения № 2523-р",
    "#Н/Д",
    "#ССЫЛКА!",
    // Something else.
    "https://ok.ru/group/70000000000002",
    "https://t.me/primer_channel",
    "https://max.ru/id4000000000_gos",
    "https://rutube.ru/channel/10000001/",
    "https://primer-sosh.example",
    "есть",
    "https://vk.com/publicXXXXXX",
    "https://vk.com/club________",
    "https://vk.com/id99900000001",
    // The minus got lost: the letter prints the pattern without it.
    "https://vk.com/photo#_457239017",
    "id#",
    "publik#",
    "https://vk.com/club-primery",
    "https://vk.com/feed",
    "4000000000",
    "1024009000003",
    "https://vk.com/",
];

/// How many kinds of dirt there are.
pub(crate) const COUNT: usize = TEXTS.len() + 5;

/// The dirty address with this number, below [`COUNT`].
pub(crate) fn address(number: usize, organisation: &Organisation) -> Address {
    let (group, other) = (organisation.group, organisation.group + 500);
    let club = format!("https://vk.com/club{group}");
    match number.checked_sub(TEXTS.len()) {
        None => {
            let pattern = TEXTS[number];
            // Spreadsheet errors have a number sign of their own.
            let filled = if pattern.starts_with("#Н") || pattern.starts_with("#С") {
                pattern.to_owned()
            } else {
                pattern.replace('#', &group.to_string())
            };
            Address::Text(
                filled
                    .replace("publicO", &format!("public{other}"))
                    .replace("/S", &format!("/{}", organisation.screen_name))
                    .replace("@S", &format!("@{}", organisation.screen_name)),
            )
        }
        Some(0) => Address::Linked(page_of(organisation.kind).to_owned(), club),
        Some(1) => Address::Linked(format!("https://vk.com/{}", organisation.screen_name), club),
        Some(2) => Address::Linked(club, format!("https://vk.com/club{other}")),
        Some(3) => Address::Formula(page_of(organisation.kind).to_owned(), club),
        Some(_) => Address::Number(f64::from(group)),
    }
}

/// What people call a page when they put a hyperlink behind the words.
pub(crate) fn page_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Health => "Страница больницы",
        Kind::Education => "Страница школы",
        Kind::Auto | Kind::Other => "Наш паблик",
    }
}
