//! What is on a row's page, by the snapshot, held against what must be there: the same judges as for cells [S000, S001, S003, S004].
//!
//! What the snapshot does not say was not seen; that is never taken for "not there".

use super::Kind;
use crate::domain::text::fold;
use crate::domain::{Date, GroupId};
use crate::link::miniapp::{self, MiniappFault};
use crate::link::mobile::{self, BUTTON_TEXT, MobileFault, Store};
use crate::link::pos::{self, PosInput, PosLinkFault, PosRow};
use crate::pages::{Button, Community, Deactivated, Has, Menu, MenuItem, PageLink};
use crate::record::Record;
use crate::settings::Settings;

/// A thing that must be on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Aspect {
    /// The menu item of the mini-app, with the page's own number in its link.
    Miniapp,
    /// The menu item of the ПОС form for messages, with the row's codes.
    PosMessages,
    /// The menu item of the ПОС polls, likewise.
    PosPolls,
    /// The ПОС items come first, the messages before the polls.
    Order,
    /// These items have the titles of the letters, and covers.
    Titles,
    /// The mobile application in the section «Ссылки».
    AppLinks,
    /// The action button.
    Button,
    /// The state label.
    State,
    /// The obligatory information.
    Information,
}

impl Aspect {
    /// All of them, in the order of JSON.
    pub(crate) const ALL: [Self; 9] = [
        Self::Miniapp,
        Self::PosMessages,
        Self::PosPolls,
        Self::Order,
        Self::Titles,
        Self::AppLinks,
        Self::Button,
        Self::State,
        Self::Information,
    ];

    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Miniapp => "miniapp",
            Self::PosMessages => "pos_messages",
            Self::PosPolls => "pos_polls",
            Self::Order => "order",
            Self::Titles => "titles",
            Self::AppLinks => "app_links",
            Self::Button => "button",
            Self::State => "state",
            Self::Information => "information",
        }
    }
}

/// How a thing is on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sight {
    /// There and right.
    Ok,
    /// Another one is there, or it is there in the wrong way.
    Wrong,
    /// Not there.
    Missing,
    /// Not seen: there is no telling.
    #[default]
    Unseen,
}

impl Sight {
    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Wrong => "wrong",
            Self::Missing => "missing",
            Self::Unseen => "unseen",
        }
    }
}

/// Why nothing of a page was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// The snapshot does not have the page.
    NotAsked,
    /// There is no such page.
    NotFound,
    /// What is there is an app.
    App,
    /// What is there is a person's.
    Person,
    /// The page was taken out of use.
    Gone(Deactivated),
    /// Strangers cannot read it.
    Closed,
}

/// What is on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The day on which it was seen; none where the snapshot does not have the page.
    pub(crate) on: Option<Date>,
    /// Why nothing was seen, where that is known.
    pub(crate) hidden: Option<Hidden>,
    sights: [Sight; Aspect::ALL.len()],
    /// The ПОС items that are there while the row has no codes to compare theirs with.
    unchecked: Vec<Aspect>,
    /// What is wrong or missing.
    pub(crate) faults: Vec<PlacedFault>,
}

/// What is wrong with a page, or missing on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlacedFault {
    /// There is no item of the mini-app.
    MiniappMissing {
        /// The right link, where it is known.
        right: Option<String>,
        /// The title that the item must have, where it is known.
        title: Option<String>,
    },
    /// The item of the mini-app has a wrong link, or one that is not written as in the letter.
    Miniapp {
        /// The link.
        existing: String,
        /// What is wrong.
        fault: MiniappFault,
        /// The right one, where it is known.
        right: Option<String>,
        /// Whether the menu has an item with the right link as well.
        is_extra: bool,
    },
    /// There is no item of a ПОС form.
    PosMissing {
        /// Which: [`Aspect::PosMessages`] or [`Aspect::PosPolls`].
        item: Aspect,
        /// The right link, where it is known.
        right: Option<String>,
    },
    /// The item of a ПОС form has a wrong link, or one that is not written as in the letter.
    Pos {
        /// Which.
        item: Aspect,
        /// The link.
        existing: String,
        /// What is wrong.
        fault: PosLinkFault,
        /// The right one, where it is known.
        right: Option<String>,
    },
    /// Visitors do not see the menu.
    MenuHidden,
    /// Visitors do not see the item.
    Hidden {
        /// Which.
        item: Aspect,
    },
    /// The ПОС items are not the first two.
    Order {
        /// The place of the messages, from one.
        messages: Option<usize>,
        /// The place of the polls.
        polls: Option<usize>,
        /// The place of the mini-app, which may stand before them.
        miniapp: Option<usize>,
    },
    /// An item has another title.
    Title {
        /// Which.
        item: Aspect,
        /// Its title.
        found: String,
        /// That of the letter.
        right: String,
    },
    /// An item has no cover.
    Cover {
        /// Which.
        item: Aspect,
    },
    /// The section «Ссылки» lacks links to the application.
    LinksMissing {
        /// The stores whose links it lacks.
        lacking: Vec<Store>,
        /// The stores of other applications that are there instead.
        other: Vec<Store>,
    },
    /// Links to the application have other names.
    LinkNames {
        /// The stores whose links are not named as in the letter, each with the name.
        other: Vec<(Store, String)>,
    },
    /// There is no action button.
    ButtonMissing,
    /// The button does something else.
    ButtonWrong {
        /// The store of another application, where it leads to one.
        store: Option<Store>,
    },
    /// The button lacks stores.
    ButtonStores {
        /// Which.
        lacking: Vec<Store>,
    },
    /// Something else is written on the button.
    ButtonText {
        /// What.
        found: String,
    },
    /// There is no state label.
    StateMissing {
        /// Whether VK's own tick is there instead.
        is_verified: bool,
    },
    /// Obligatory information is missing.
    InformationMissing {
        /// What.
        lacking: Vec<Information>,
    },
}

/// Information that the law asks for, as far as a page shows it [S004].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Information {
    /// The postal address.
    Address,
    /// The e-mail.
    Email,
    /// The telephone.
    Phone,
    /// The site.
    Site,
    /// What the organisation does.
    Description,
}

/// What a page is held against.
pub(super) struct Expected<'e, 't> {
    pub(super) record: &'e Record<'t>,
    pub(super) kind: &'e Kind,
    pub(super) group: GroupId,
    /// The right link to the mini-app, where it is known.
    pub(super) miniapp: Option<&'e str>,
    /// The codes of the row, where the table has any.
    pub(super) pos: Option<&'e PosRow>,
    pub(super) settings: &'e Settings,
}

impl PlacedFault {
    /// Whether it is a fault of this thing; items of the menu have more than their links that may be wrong.
    pub(crate) fn is_of(&self, aspect: Aspect) -> bool {
        match self {
            Self::MiniappMissing { .. } | Self::Miniapp { .. } => aspect == Aspect::Miniapp,
            Self::PosMissing { item, .. }
            | Self::Pos { item, .. }
            | Self::Hidden { item }
            | Self::Title { item, .. }
            | Self::Cover { item } => aspect == *item,
            Self::MenuHidden => matches!(aspect, Aspect::Miniapp | Aspect::PosMessages | Aspect::PosPolls),
            Self::Order { messages, polls, miniapp } => match aspect {
                Aspect::PosMessages => *messages != Some(1),
                Aspect::PosPolls => *polls != Some(2),
                Aspect::Miniapp => miniapp.is_some() && miniapp < messages.max(polls),
                _ => false,
            },
            Self::LinksMissing { .. } | Self::LinkNames { .. } => aspect == Aspect::AppLinks,
            Self::ButtonMissing | Self::ButtonWrong { .. } | Self::ButtonStores { .. } | Self::ButtonText { .. } => {
                aspect == Aspect::Button
            }
            Self::StateMissing { .. } => aspect == Aspect::State,
            Self::InformationMissing { .. } => aspect == Aspect::Information,
        }
    }
}

impl Placed {
    /// How a thing is on the page.
    pub(crate) fn sight(&self, aspect: Aspect) -> Sight {
        self.sights[aspect as usize]
    }

    /// Whether a ПОС item is there while nothing in the row says whose form it must be.
    pub(crate) fn is_unchecked(&self, aspect: Aspect) -> bool {
        self.unchecked.contains(&aspect)
    }

    /// Whether there is no page of a community that anything could be placed on.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self.hidden, Some(Hidden::NotFound | Hidden::App | Hidden::Gone(_)))
    }

    /// A page of which nothing was seen.
    pub(super) fn unseen(hidden: Option<Hidden>, on: Option<Date>) -> Self {
        Self { on, hidden, ..Self::default() }
    }

    /// Looks at a page.
    pub(super) fn of(community: &Community, on: Date, expected: &Expected<'_, '_>) -> Self {
        let closed = (community.closed == Some(true)).then_some(Hidden::Closed);
        let mut placed = Self::unseen(community.deactivated.map(Hidden::Gone).or(closed), Some(on));
        if placed.hidden.is_some() {
            return placed;
        }
        if let Some(menu) = &community.menu {
            placed.look_at_menu(menu, expected);
        }
        if let Some(links) = &community.links {
            placed.look_at_links(links);
        }
        if let Some(button) = &community.button {
            placed.look_at_button(button);
        }
        if let Some(has_label) = community.state {
            let fault = PlacedFault::StateMissing { is_verified: community.verified == Some(true) };
            placed.note(Aspect::State, Sight::Missing, (!has_label).then_some(fault));
        }
        if let Some(has) = &community.has {
            placed.look_at_information(has);
        }
        placed
    }

    /// Notes a thing down: right without a fault, else as said.
    fn note(&mut self, aspect: Aspect, with_fault: Sight, fault: Option<PlacedFault>) {
        self.sights[aspect as usize] = if fault.is_some() { with_fault } else { Sight::Ok };
        self.faults.extend(fault);
    }

    fn look_at_menu(&mut self, menu: &Menu, expected: &Expected<'_, '_>) {
        if menu.hidden == Some(true) && !menu.items.is_empty() {
            self.faults.push(PlacedFault::MenuHidden);
        }
        let miniapp = self.look_at_miniapp(menu, expected);
        let [messages, polls] = self.look_at_forms(menu, expected);
        let [first, second, third] = [messages, polls, miniapp].map(|item| item?.place);
        self.look_at_order(first, second, third);
        let title = expected.kind.settled().map(|kind| expected.settings.templates.menu_title(kind));
        self.look_at_titles([
            (Aspect::Miniapp, miniapp, title),
            (Aspect::PosMessages, messages, Some(pos::MENU_TITLE)),
            (Aspect::PosPolls, polls, Some(pos::MENU_TITLE)),
        ]);
    }

    fn look_at_miniapp<'m>(&mut self, menu: &'m Menu, expected: &Expected<'_, '_>) -> Option<Item<'m>> {
        let &Expected { kind, group, miniapp: right, settings, .. } = expected;
        let kind = kind.settled();
        let judge = |url: &str| match kind {
            _ if Some(url) == right => Some(Ok(())),
            Some(kind) => of_this_sort(miniapp::judge(url, kind, Some(group), &settings.templates), MiniappFault::WrongApp),
            // Without a kind there is no telling whether the section is the right one.
            None => of_this_sort(miniapp::parse(url).and_then(|link| own_form(link.group, group)), MiniappFault::WrongApp),
        };
        let found = items(menu, judge);
        let existing = |item: Item<'_>| item.item.url.clone().unwrap_or_default();
        let right = right.map(str::to_owned);
        let best = best(&found, |fault| *fault == MiniappFault::NotCanonical);
        let is_extra = best.is_some_and(|(item, judged)| item.place.is_some() && is_usable(judged));
        // The worst of all stands beside a right one as well as alone.
        let mut is_wrong = false;
        for (item, judged) in &found {
            if let (Err(fault @ MiniappFault::WrongGroup { .. }), Some(_)) = (judged, item.place) {
                is_wrong = true;
                let (existing, fault, right) = (existing(*item), fault.clone(), right.clone());
                self.note(Aspect::Miniapp, Sight::Wrong, Some(PlacedFault::Miniapp { existing, fault, right, is_extra }));
            }
        }
        let Some((item, judged)) = best else {
            let title = kind.map(|kind| settings.templates.menu_title(kind).to_owned());
            self.note(Aspect::Miniapp, Sight::Missing, Some(PlacedFault::MiniappMissing { right, title }));
            return None;
        };
        if item.place.is_none() {
            self.note_hidden(Aspect::Miniapp, menu);
            return Some(item);
        }
        match judged {
            Err(MiniappFault::WrongGroup { .. }) => {}
            Err(fault) => {
                let sight = if is_extra && !is_wrong { Sight::Ok } else { Sight::Wrong };
                let fault = PlacedFault::Miniapp { existing: existing(item), fault: fault.clone(), right, is_extra: false };
                self.note(Aspect::Miniapp, sight, Some(fault));
            }
            Ok(()) if is_wrong => {}
            Ok(()) if kind.is_none() => {}
            Ok(()) => self.note(Aspect::Miniapp, Sight::Ok, None),
        }
        Some(item)
    }

    fn look_at_forms<'m>(&mut self, menu: &'m Menu, expected: &Expected<'_, '_>) -> [Option<Item<'m>>; 2] {
        let Expected { record, pos, settings, .. } = expected;
        let templates = &settings.templates;
        let name = record.organisation();
        let blank;
        // A table without codes still asks for the forms: what it does not say is taken from the link.
        let row = match pos {
            Some(row) => *row,
            None => {
                blank = PosRow::read(&PosInput { name: &name, ..PosInput::default() });
                &blank
            }
        };
        let not_messages = [PosLinkFault::OtherSite, PosLinkFault::WrongItem];
        let messages =
            items(menu, |url| Some(row.judge_messages(url, templates)).filter(|judged| !is_any(judged, &not_messages)));
        let polls = items(menu, |url| {
            let judged = row.judge_polls(url, templates);
            // Another page of ПОС stands in the place of the form for messages.
            let is_other = matches!(judged, Err(PosLinkFault::OtherPage { .. }));
            Some(judged).filter(|judged| !is_other && !is_any(judged, &not_messages))
        });
        // A link says by its own codes whose form it opens; without any of the row's there is nothing to hold them against.
        let is_bare = row.ogrn.is_err();
        for (aspect, found, lacks_code) in
            [(Aspect::PosMessages, &messages, row.form_opaid().is_err()), (Aspect::PosPolls, &polls, row.oktmo.is_err())]
        {
            if is_bare && lacks_code && !found.is_empty() {
                self.unchecked.push(aspect);
            }
        }
        [
            self.look_at_form(menu, Aspect::PosMessages, &messages, row.messages(templates).ok()),
            self.look_at_form(menu, Aspect::PosPolls, &polls, row.polls(templates).ok()),
        ]
    }

    /// Notes down that an item is there and hidden. That the whole menu is was said.
    fn note_hidden(&mut self, item: Aspect, menu: &Menu) {
        let fault = (menu.hidden != Some(true)).then_some(PlacedFault::Hidden { item });
        self.sights[item as usize] = Sight::Wrong;
        self.faults.extend(fault);
    }

    fn look_at_form<'m>(
        &mut self,
        menu: &Menu,
        aspect: Aspect,
        found: &[(Item<'m>, Result<(), PosLinkFault>)],
        right: Option<String>,
    ) -> Option<Item<'m>> {
        let Some((item, judged)) = best(found, |fault| matches!(fault, PosLinkFault::NotCanonical(_))) else {
            self.note(aspect, Sight::Missing, Some(PlacedFault::PosMissing { item: aspect, right }));
            return None;
        };
        if item.place.is_none() {
            self.note_hidden(aspect, menu);
            return Some(item);
        }
        let sight = if matches!(judged, Err(PosLinkFault::NotCanonical(_))) { Sight::Ok } else { Sight::Wrong };
        let existing = item.item.url.clone().unwrap_or_default();
        let fault = judged.as_ref().err().map(|fault| PlacedFault::Pos { item: aspect, existing, fault: fault.clone(), right });
        self.note(aspect, sight, fault);
        if self.sight(aspect) == Sight::Ok && self.is_unchecked(aspect) {
            self.sights[aspect as usize] = Sight::Unseen;
        }
        Some(item)
    }

    fn look_at_order(&mut self, messages: Option<usize>, polls: Option<usize>, miniapp: Option<usize>) {
        match (messages, polls) {
            (Some(1), Some(2)) => self.note(Aspect::Order, Sight::Ok, None),
            (Some(1), None) | (None, _) => self.sights[Aspect::Order as usize] = Sight::Missing,
            (Some(_), _) => self.note(Aspect::Order, Sight::Wrong, Some(PlacedFault::Order { messages, polls, miniapp })),
        }
    }

    fn look_at_titles(&mut self, items: [(Aspect, Option<Item<'_>>, Option<&str>); 3]) {
        let before = self.faults.len();
        let (mut any_item, mut any_seen) = (false, false);
        for (aspect, item, right) in items {
            let Some(MenuItem { title, cover, .. }) = item.map(|item| item.item) else { continue };
            any_item = true;
            any_seen |= title.is_some();
            if let (Some(found), Some(right)) = (title, right)
                && letters(found) != letters(right)
            {
                self.faults.push(PlacedFault::Title { item: aspect, found: found.clone(), right: right.to_owned() });
            }
            if *cover == Some(false) {
                self.faults.push(PlacedFault::Cover { item: aspect });
            }
        }
        self.sights[Aspect::Titles as usize] = match (any_item, self.faults.len() > before, any_seen) {
            (false, ..) => Sight::Missing,
            (true, true, _) => Sight::Wrong,
            (true, false, true) => Sight::Ok,
            (true, false, false) => Sight::Unseen,
        };
    }

    fn look_at_links(&mut self, links: &[PageLink]) {
        let (mut found, mut other) = (Vec::new(), Vec::new());
        for link in links {
            match mobile::judge(link.url.as_deref().unwrap_or_default()) {
                Ok(stores) => found.extend(stores.into_iter().map(|store| (store.store, link.name.as_deref()))),
                Err(MobileFault::OtherApp { store, .. }) if !other.contains(&store) => other.push(store),
                Err(MobileFault::OtherApp { .. } | MobileFault::NoStoreLink) => {}
            }
        }
        let lacking: Vec<Store> =
            Store::SECTION.into_iter().filter(|store| found.iter().all(|(known, _)| known != store)).collect();
        if !lacking.is_empty() {
            let sight = if other.is_empty() { Sight::Missing } else { Sight::Wrong };
            return self.note(Aspect::AppLinks, sight, Some(PlacedFault::LinksMissing { lacking, other }));
        }
        let misnamed = |store: Store| {
            let right = store.section_name().map(letters);
            let names = || found.iter().filter(|(known, _)| *known == store).map(|(_, name)| *name);
            let is_named = names().any(|name| name.is_none_or(|name| Some(letters(name)) == right));
            names().flatten().next().filter(|_| !is_named).map(|name| (store, name.to_owned()))
        };
        let other: Vec<(Store, String)> = Store::SECTION.into_iter().filter_map(misnamed).collect();
        self.note(Aspect::AppLinks, Sight::Wrong, (!other.is_empty()).then_some(PlacedFault::LinkNames { other }));
    }

    fn look_at_information(&mut self, has: &Has) {
        let all = [
            (has.address, Information::Address),
            (has.email, Information::Email),
            (has.phone, Information::Phone),
            (has.site, Information::Site),
            (has.description, Information::Description),
        ];
        let lacking: Vec<Information> = all.iter().filter(|(seen, _)| *seen == Some(false)).map(|&(_, what)| what).collect();
        let fault = (!lacking.is_empty()).then_some(PlacedFault::InformationMissing { lacking });
        // What was not seen may be lacking.
        if fault.is_some() || all.iter().all(|(seen, _)| seen.is_some()) {
            self.note(Aspect::Information, Sight::Missing, fault);
        }
    }

    fn look_at_button(&mut self, button: &Button) {
        /// What VK calls the type «Открыть мобильное приложение».
        const OPENS_APP: &str = "open_app";
        if button.enabled == Some(false) {
            return self.note(Aspect::Button, Sight::Missing, Some(PlacedFault::ButtonMissing));
        }
        let (mut found, mut other) = (Vec::new(), None);
        for url in &button.urls {
            match mobile::judge(url) {
                Ok(stores) => found.extend(stores.into_iter().map(|store| store.store)),
                Err(MobileFault::OtherApp { store, .. }) => other = other.or(Some(store)),
                Err(MobileFault::NoStoreLink) => {}
            }
        }
        let is_other = button.action.as_deref().is_some_and(|action| action != OPENS_APP);
        if is_other || other.is_some() || found.is_empty() && !button.urls.is_empty() {
            return self.note(Aspect::Button, Sight::Wrong, Some(PlacedFault::ButtonWrong { store: other }));
        }
        let text = button.title.as_ref().filter(|title| letters(title) != letters(BUTTON_TEXT));
        let text = text.map(|found| PlacedFault::ButtonText { found: found.clone() });
        if found.is_empty() {
            // Where it leads was not seen.
            if text.is_some() {
                self.note(Aspect::Button, Sight::Wrong, text);
            }
            return;
        }
        let lacking: Vec<Store> = Store::ALL.into_iter().filter(|store| !found.contains(store)).collect();
        let stores = (!lacking.is_empty()).then_some(PlacedFault::ButtonStores { lacking });
        let is_right = stores.is_none() && text.is_none();
        self.sights[Aspect::Button as usize] = if is_right { Sight::Ok } else { Sight::Wrong };
        self.faults.extend(stores.into_iter().chain(text));
    }
}

/// An item of the menu.
#[derive(Clone, Copy)]
struct Item<'m> {
    item: &'m MenuItem,
    /// Its place among those that visitors see, from one; none where they do not see it.
    place: Option<usize>,
}

/// The items of one sort with the verdicts on their links, in order; `judge` says nothing of the others.
fn items<'m, F>(menu: &'m Menu, judge: impl Fn(&str) -> Option<Result<(), F>>) -> Vec<(Item<'m>, Result<(), F>)> {
    let mut place = 0;
    let item = |item: &'m MenuItem| {
        let is_seen = menu.hidden != Some(true) && item.hidden != Some(true);
        place += usize::from(is_seen);
        Some((Item { item, place: is_seen.then_some(place) }, judge(item.url.as_deref()?)?))
    };
    menu.items.iter().filter_map(item).collect()
}

/// The best of several items: one that visitors see before one that they do not, a right one before one that works.
fn best<'f, 'm, F>(found: &'f [(Item<'m>, Result<(), F>)], works: impl Fn(&F) -> bool) -> Option<(Item<'m>, &'f Result<(), F>)> {
    let rank = |(item, judged): &&(Item<'m>, Result<(), F>)| {
        let verdict = match judged {
            Ok(()) => 0,
            Err(fault) if works(fault) => 1,
            Err(_) => 2,
        };
        (item.place.is_none(), verdict)
    };
    found.iter().min_by_key(rank).map(|(item, judged)| (*item, judged))
}

/// The verdict, unless it is that the link is one of another sort.
fn of_this_sort<F: PartialEq>(judged: Result<(), F>, other: F) -> Option<Result<(), F>> {
    Some(judged).filter(|judged| *judged != Err(other))
}

fn is_any<F: PartialEq>(judged: &Result<(), F>, faults: &[F]) -> bool {
    judged.as_ref().is_err_and(|fault| faults.contains(fault))
}

/// Whether a link opens the right form, however it is written.
fn is_usable(judged: &Result<(), MiniappFault>) -> bool {
    matches!(judged, Ok(()) | Err(MiniappFault::NotCanonical))
}

/// A link that opens somebody else's form is wrong whatever the kind.
fn own_form(found: Option<GroupId>, own: GroupId) -> Result<(), MiniappFault> {
    match found {
        Some(found) if found != own => Err(MiniappFault::WrongGroup { found }),
        _ => Ok(()),
    }
}

/// The letters and digits of a title, in small letters: quotes and blanks make no other title.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
