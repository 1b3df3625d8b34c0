//! Snapshots of pages, as `gospub fetch` writes them: the pages of the roster, and a page for each thing that can be wrong with one.

use crate::links;
use crate::organisations::{Kind, Organisation};
use gospub::domain::GroupId;
use gospub::domain::vk_address::ScreenName;
use gospub::link::mobile::{BUTTON_TEXT, Store};
use gospub::link::pos;
use gospub::pages::{self, Answer, Button, Community, Deactivated, Form, Found, Has, Key, Menu, MenuItem, PageLink, Snapshot};

/// When VK was asked.
const AT: &str = "2026-01-12T10:00:00+03:00";
/// So many organisations of the roster have their pages in the snapshot by number.
const BY_NUMBER: usize = 40;

/// The file of these answers.
pub(crate) fn file(answers: Vec<Answer>) -> String {
    let mut snapshot = Snapshot::default();
    answers.into_iter().for_each(|answer| snapshot.add(answer));
    pages::header() + &snapshot.answers().map(pages::line).collect::<String>()
}

/// What VK says of pages of the roster.
pub(crate) fn of_rosters(organisations: &[Organisation]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (number, organisation) in organisations.iter().enumerate() {
        // Short names without a number beside them are what nobody can know without asking.
        match number % 8 {
            4 => answers.push(answer(name(&organisation.screen_name), of_roster(number, organisation))),
            _ if number < BY_NUMBER => answers.push(answer(id(organisation.group), of_roster(number, organisation))),
            _ => {}
        }
    }
    answers
}

/// A page of the roster; its number decides what is wrong with it.
fn of_roster(number: usize, organisation: &Organisation) -> Found {
    let mut page = right(organisation);
    match number {
        12 => return Found::Person,
        28 => return Found::Nobody,
        9 => page.closed = Some(true),
        15 => page.deactivated = Some(Deactivated::Deleted),
        20 => page.screen_name = ScreenName::new(&format!("{}_new", organisation.screen_name)),
        _ => match number % 7 {
            0 => drop(items(&mut page).remove(1)),
            1 => items(&mut page).swap(0, 2),
            2 => page.menu = None,
            3 => page.links = Some(Vec::new()),
            4 => page.state = None,
            5 => (page.menu, page.button) = (Some(Menu::default()), None),
            _ => {}
        },
    }
    Found::Group(Box::new(page))
}

/// An answer about a page.
pub(crate) fn answer(asked: Key, found: Found) -> Answer {
    Answer { asked, at: AT.parse().expect("a moment"), found }
}

/// A page by its number.
pub(crate) fn id(group: u32) -> Key {
    Key::Id(group_id(group))
}

/// A page by its short name.
pub(crate) fn name(text: &str) -> Key {
    Key::Name(ScreenName::new(text).expect("a short name"))
}

fn group_id(group: u32) -> GroupId {
    GroupId::new(group.into()).expect("a number of a community")
}

/// The items of a page's menu.
pub(crate) fn items(page: &mut Community) -> &mut Vec<MenuItem> {
    &mut page.menu.get_or_insert_default().items
}

/// A page as the letters want it.
pub(crate) fn right(organisation: &Organisation) -> Community {
    let item =
        |title: &str, url: String| MenuItem { title: Some(title.to_owned()), url: Some(url), hidden: None, cover: Some(true) };
    let title = match organisation.kind {
        Kind::Health => "Запись к врачу",
        Kind::Education => "Запись в кружок",
        Kind::Auto => "Госуслуги Авто",
        Kind::Other => "Госуслуги",
    };
    let link = |store: Store| PageLink { name: store.section_name().map(str::to_owned), url: Some(store.link().to_owned()) };
    Community {
        screen_name: ScreenName::new(&organisation.screen_name),
        name: Some(organisation.name.split_whitespace().collect::<Vec<_>>().join(" ")),
        form: Some(Form::Page),
        closed: Some(false),
        state: Some(true),
        verified: Some(false),
        menu: Some(Menu {
            hidden: None,
            items: vec![
                item(pos::MENU_TITLE, links::messages(organisation)),
                item(pos::MENU_TITLE, links::polls(organisation)),
                item(title, links::miniapp(organisation)),
            ],
        }),
        button: Some(Button {
            enabled: Some(true),
            action: Some("open_app".to_owned()),
            title: Some(BUTTON_TEXT.to_owned()),
            urls: Store::ALL.map(|store| store.link().to_owned()).to_vec(),
        }),
        links: Some(Store::SECTION.map(link).to_vec()),
        has: Some(Has {
            description: Some(true),
            site: Some(true),
            address: Some(true),
            phone: Some(true),
            email: Some(true),
            cover: Some(true),
        }),
        ..Community::bare(group_id(organisation.group))
    }
}
