//! What is wrong with the cell that should hold the page's address.

use super::{Fact, Found, LETTER_ID, Roles, STATUS_SLIDES};
use crate::diagnostic::Code;
use crate::domain::text::{denies_page, is_lawful_ground, is_no_page_reason};
use crate::domain::vk_address::{Address, Fault, Mention, Note, PersonBy, Repair, ScreenName, Via};
use crate::domain::{GroupId, Oktmo, Status};
use crate::entry::{Context, Entry, GroupSource, ReadCell};
use crate::pages::Whose;
use crate::record::TextCell;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use memchr::memchr2_iter;
use std::borrow::Cow;

super::topic_codes! {
    MISSING = "address-missing", Error, "Нет адреса страницы", LETTER_ID;
    NO_PAGE = "address-no-page", Warning, "У организации нет страницы", STATUS_SLIDES[5];
    NO_PAGE_LAWFUL = "address-no-page-lawful", Info, "Страница не ведётся, основание указано", "8-ФЗ в редакции 270-ФЗ от 14.07.2022";
    REJECTED = "address-rejected", Error, "В ячейке адреса сказано, что страница не та", LETTER_ID;
    SCREEN_NAME = "address-screen-name", Warning, "Короткое имя страницы: номер по нему не узнать", LETTER_ID;
    MISSPELT = "address-misspelt", Error, "Похоже на опечатку в адресе", LETTER_ID;
    PERSON = "address-person", Error, "Адрес личной страницы", LETTER_ID;
    PERSON_PHOTO = "address-person-photo", Error, "Фотография или запись человека, а не сообщества", LETTER_ID;
    FOREIGN = "address-foreign", Error, "Адрес не ВКонтакте", LETTER_ID;
    AMBIGUOUS = "address-ambiguous", Error, "Названо несколько страниц", LETTER_ID;
    HYPERLINK_DIFFERS = "address-hyperlink-differs", Error, "Видимый адрес и гиперссылка ведут на разные страницы", LETTER_ID;
    PLACEHOLDER = "address-placeholder", Error, "Образец вместо адреса", LETTER_ID;
    SERVICE_PAGE = "address-service-page", Error, "Служебная страница ВКонтакте", LETTER_ID;
    WITHOUT_ADDRESS = "address-without-address", Error, "Сказано, что страница есть, но адреса нет", LETTER_ID;
    NOT_COMPUTED = "address-not-computed", Error, "Формула адреса не посчитана", "";
    FORMULA_ERROR = "address-formula-error", Error, "Ошибка формулы вместо адреса", "";
    LOST_DIGITS = "address-lost-digits", Error, "Цифры номера потеряны", LETTER_ID;
    WRONG_NUMBER = "address-wrong-number", Error, "Такого номера у сообщества быть не может", LETTER_ID;
    UNCLEAR_NUMBER = "address-unclear-number", Error, "Номер сообщества записан неясно", LETTER_ID;
    MAY_BE_OKTMO = "address-may-be-oktmo", Warning, "Число похоже на ОКТМО", "";
    DITTO = "address-ditto", Error, "Вместо адреса отсылка к строке выше", LETTER_ID;
    EMAIL = "address-email", Error, "Электронная почта вместо страницы", LETTER_ID;
    BROKEN = "address-broken", Error, "Адрес ВКонтакте с ошибкой", LETTER_ID;
    UNREADABLE = "address-unreadable", Error, "Адрес не прочитан", LETTER_ID;
    REPAIRED = "address-repaired", Warning, "Адрес прочитан с исправлением", "";
    EVENT = "address-event", Warning, "Страница мероприятия, а не публичная страница", STATUS_SLIDES[5];
    NO_PAGE_CONTRADICTED = "address-no-page-contradicted", Warning, "Сказано, что страницы нет, а номер или ссылка есть", STATUS_SLIDES[5];
    BY_OPENED_ITEM = "address-by-opened-item", Info, "Номер взят из открытой фотографии или записи", LETTER_ID;
    REPOSTED_ITEM = "address-reposted-item", Info, "Открыта чужая запись", LETTER_ID;
}

/// What was found about the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddressFact<'t> {
    /// The row names no page at all.
    Missing {
        /// Where the ground for having no page is written, in its own column or in the place of the address.
        ground: CellRef,
        /// What stands there and is none.
        written: Option<Cow<'t, str>>,
    },
    /// The cell names a page and says that it is not kept or not the organisation's.
    Rejected {
        /// Its text.
        written: Cow<'t, str>,
        /// The page.
        page: Mention,
        /// Whether it says so by being struck out.
        is_struck: bool,
    },
    /// The cell is a formula without a result: it was made by a program that does not compute.
    NotComputed,
    /// The cell says that there is no page, without a ground.
    NoPage {
        /// Its text.
        written: Cow<'t, str>,
    },
    /// There is a ground for having no page.
    NoPageLawful {
        /// The ground as written.
        reason: Cow<'t, str>,
    },
    /// A short name, whose number is not known offline.
    ScreenName {
        /// The name.
        name: ScreenName,
    },
    /// An address that looks like a slip of the keys.
    Misspelt {
        /// The cell's text.
        written: Cow<'t, str>,
        /// What it most probably means.
        hint: String,
    },
    /// A person, or a dialog with one.
    Person {
        /// The cell's text.
        written: Cow<'t, str>,
        /// Whether it is a dialog.
        is_dialog: bool,
        /// The community that may be meant by the number.
        maybe: Option<GroupId>,
    },
    /// A person's photo or post.
    PersonPhoto {
        /// The cell's text.
        written: Cow<'t, str>,
        /// Whether another cell of the row gives the same number as that of a community.
        lost_minus: bool,
    },
    /// Another site.
    Foreign {
        /// The cell's text.
        written: Cow<'t, str>,
        /// The site.
        host: String,
    },
    /// Several communities in one cell.
    Ambiguous {
        /// All of them.
        mentions: Vec<Mention>,
    },
    /// The text names another community than the hyperlink behind it.
    HyperlinkDiffers {
        /// The cell's text.
        shown: Cow<'t, str>,
        /// Where the hyperlink leads.
        target: Cow<'t, str>,
        /// All communities of both.
        mentions: Vec<Mention>,
    },
    /// The cell cannot be read.
    Unreadable {
        /// Its text.
        written: Cow<'t, str>,
        /// Why.
        fault: Fault,
    },
    /// A bare number that may be a code.
    MayBeOktmo {
        /// The code.
        oktmo: Oktmo,
    },
    /// An address that was read after letters were changed.
    Repaired {
        /// The cell's text.
        written: Cow<'t, str>,
        /// What was changed.
        repairs: Vec<Repair>,
        /// As what it was read.
        page: Mention,
    },
    /// The page of an event.
    Event {
        /// The cell's text.
        written: Cow<'t, str>,
    },
    /// The row says that no page is kept, and names one all the same.
    NoPageContradicted {
        /// What it says.
        written: Cow<'t, str>,
        /// The cell that names a page or holds a link.
        by: CellRef,
        /// Whether that is a link.
        is_link: bool,
    },
    /// The number comes from what is opened over the page.
    ByOpenedItem {
        /// The number.
        group: GroupId,
    },
    /// Something of another owner is opened over the page.
    RepostedItem {
        /// The number of the page itself.
        group: GroupId,
    },
}

impl AddressFact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::Missing { .. } => &MISSING,
            Self::Rejected { .. } => &REJECTED,
            Self::NotComputed => &NOT_COMPUTED,
            Self::NoPage { .. } => &NO_PAGE,
            Self::NoPageLawful { .. } => &NO_PAGE_LAWFUL,
            Self::ScreenName { .. } => &SCREEN_NAME,
            Self::Misspelt { .. } => &MISSPELT,
            Self::Person { .. } => &PERSON,
            Self::PersonPhoto { .. } => &PERSON_PHOTO,
            Self::Foreign { .. } => &FOREIGN,
            Self::Ambiguous { .. } => &AMBIGUOUS,
            Self::HyperlinkDiffers { .. } => &HYPERLINK_DIFFERS,
            Self::MayBeOktmo { .. } => &MAY_BE_OKTMO,
            Self::Repaired { .. } => &REPAIRED,
            Self::Event { .. } => &EVENT,
            Self::NoPageContradicted { .. } => &NO_PAGE_CONTRADICTED,
            Self::ByOpenedItem { .. } => &BY_OPENED_ITEM,
            Self::RepostedItem { .. } => &REPOSTED_ITEM,
            Self::Unreadable { fault, .. } => match fault {
                Fault::PageWithoutAddress => &WITHOUT_ADDRESS,
                Fault::ServicePage => &SERVICE_PAGE,
                Fault::Placeholder => &PLACEHOLDER,
                Fault::SpreadsheetError => &FORMULA_ERROR,
                Fault::LostDigits => &LOST_DIGITS,
                Fault::NumberOutOfRange | Fault::LooksLikeInn | Fault::LooksLikePhone | Fault::LooksLikeOgrn => &WRONG_NUMBER,
                Fault::UnclearNumber | Fault::BadGroupInLink => &UNCLEAR_NUMBER,
                Fault::BadName | Fault::BrokenAddress => &BROKEN,
                Fault::Ditto => &DITTO,
                Fault::Email => &EMAIL,
                Fault::NotAnAddress => &UNREADABLE,
            },
        }
    }

    /// A page may always be named by its number instead.
    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::Missing { .. } | Self::NotComputed | Self::NoPage { .. } => {
                Roles::of(&[ColumnRole::GroupId, ColumnRole::NoPage])
            }
            Self::NoPageContradicted { .. } => {
                use ColumnRole::{Address, Address2, GroupId, Link, NoPage};
                Roles::of(&[Address, Address2, GroupId, Link, NoPage])
            }
            _ => Roles::of(&[ColumnRole::GroupId]),
        }
    }
}

impl<'t> From<AddressFact<'t>> for Fact<'t> {
    fn from(fact: AddressFact<'t>) -> Self {
        Self::Address(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    found.add(missing(entry));
    found.add(no_page(entry));
    found.add(no_page_lawful(entry));
    found.add(no_page_contradicted(entry));
    found.add(may_be_oktmo(entry));
    // The cells in which a page may be named, the address first.
    for read in [&entry.address, &entry.id].into_iter().chain(entry.unclear_newer()) {
        let whose = match &read.reading.address {
            Address::ScreenName(name) => context.reference.pages().whose(name),
            _ => Whose::Unknown,
        };
        if let Some(fact) = named(read, whose, entry) {
            found.add_once(read.cell.at, fact);
        }
        remarks(read, whose, found);
    }
}

fn missing<'t>(entry: &Entry<'t>) -> Option<(CellRef, AddressFact<'t>)> {
    let said = entry.group.evidence.is_empty() && entry.address.cell.is_blank() && entry.id.cell.is_blank();
    // Where there is no column for the page, a damaged link is the finding: it says itself that its number is not known.
    let has_column = entry.address.cell.has_column || entry.id.cell.has_column;
    if !said || !entry.is_of_pages() || entry.lawful_reason().is_some() || (!has_column && entry.link.existing().is_some()) {
        return None;
    }
    let at = if entry.address.cell.has_column { entry.address.cell.at } else { entry.id.cell.at };
    if entry.address.cell.is_not_computed() {
        return Some((entry.address.cell.at, AddressFact::NotComputed));
    }
    let ground = if entry.record.has(ColumnRole::NoPage) { entry.record.get(ColumnRole::NoPage).at } else { at };
    let written = entry.record.get(ColumnRole::NoPage);
    let written = (written.has_column && !written.says_nothing()).then_some(written.text);
    Some((at, AddressFact::Missing { ground, written }))
}

fn no_page<'t>(entry: &Entry<'t>) -> Option<(CellRef, AddressFact<'t>)> {
    // Where no address stands, «нет» in the place of the id says the same.
    let read = if entry.address.cell.is_blank() { &entry.id } else { &entry.address };
    let cell = &read.cell;
    let says_none = read.reading.address == Address::Empty && !cell.is_blank() && entry.group.evidence.is_empty();
    // A link beside it contradicts it, which is a finding of its own.
    let is_open = says_none && entry.lawful_reason().is_none() && entry.link.existing().is_none();
    // A formula without a result may lead to a place in the workbook, which says nothing of a page.
    let fact = if cell.is_not_computed() { AddressFact::NotComputed } else { AddressFact::NoPage { written: cell.text.clone() } };
    is_open.then_some((cell.at, fact))
}

fn no_page_lawful<'t>(entry: &Entry<'t>) -> Option<(CellRef, AddressFact<'t>)> {
    let (at, reason) = entry.lawful_reason()?;
    Some((at, AddressFact::NoPageLawful { reason: reason.clone() }))
}

/// «не ведётся» beside an id or a link: one of the two is old.
fn no_page_contradicted<'t>(entry: &Entry<'t>) -> Option<(CellRef, AddressFact<'t>)> {
    let ground = entry.record.get(ColumnRole::NoPage);
    let address = &entry.address.cell;
    let denied =
        Some(&ground).filter(|cell| denies_page(&cell.text) || is_no_page_reason(&cell.text) || is_lawful_ground(&cell.text));
    let state = entry.record.get(ColumnRole::PageState);
    let is_gone = |cell: &&TextCell<'_>| {
        cell.has_column && (Status::read(&cell.text) == Status::Lost || denies_page(&cell.text) || is_no_page_reason(&cell.text))
    };
    let denied = denied.or_else(|| Some(&state).filter(is_gone));
    let denied =
        denied.or_else(|| Some(address).filter(|cell| !cell.is_blank() && entry.address.reading.address == Address::Empty));
    let denied = denied.or(entry.denial())?;
    let by_link = || entry.link.existing().map(|_| entry.link.cell.at);
    let named = entry.group.evidence.iter().find(|evidence| evidence.source != GroupSource::Link).map(|evidence| evidence.at);
    // A short name is a page as well, though no number is known of it.
    let names_page = |read: &&ReadCell<'_>| matches!(read.reading.address, Address::ScreenName(_) | Address::Ambiguous(_));
    let by_name = || [&entry.address, &entry.id].into_iter().find(names_page).map(|read| read.cell.at);
    let named = named.or_else(by_name);
    let by = named.or_else(by_link).filter(|&by| by != denied.at)?;
    Some((denied.at, AddressFact::NoPageContradicted { written: denied.text.clone(), by, is_link: named.is_none() }))
}

/// In a column of ids such numbers are at home; among addresses one may have slipped over from a column of codes.
fn may_be_oktmo<'t>(entry: &Entry<'t>) -> Option<(CellRef, AddressFact<'t>)> {
    let read = &entry.address;
    // Another cell says that it is a community.
    if read.cell.target.is_some() || entry.group.evidence.iter().any(|evidence| evidence.at != read.cell.at) {
        return None;
    }
    let oktmo = if read.reading.notes.contains(&Note::MayBeOktmo) { read.cell.text.parse().ok()? } else { return None };
    Some((read.cell.at, AddressFact::MayBeOktmo { oktmo }))
}

/// What is wrong with the page that a cell names, or does not name.
fn named<'t>(read: &ReadCell<'t>, whose: Whose<'_>, entry: &Entry<'t>) -> Option<AddressFact<'t>> {
    let written = || read.cell.text.clone();
    Some(match &read.reading.address {
        &Address::Group(group) if read.rejects_itself() => {
            AddressFact::Rejected { written: written(), page: Mention::Group(group), is_struck: read.cell.is_struck }
        }
        // What number a name has does not matter where its cell rejects it.
        Address::ScreenName(name) if read.rejects_itself() => {
            let page = Mention::ScreenName(name.clone());
            AddressFact::Rejected { written: written(), page, is_struck: read.cell.is_struck }
        }
        Address::Group(_) | Address::Empty => return None,
        Address::ScreenName(_) if whose == Whose::Person => {
            AddressFact::Person { written: written(), is_dialog: false, maybe: None }
        }
        // That there is no such page, or whose it is now, is said instead.
        Address::ScreenName(_) if whose != Whose::Unknown || entry.group.moved.is_some() => return None,
        // What a misspelt address means is said instead.
        Address::ScreenName(_) if read.reading.hint.is_some() => return None,
        Address::ScreenName(_) if !entry.group.evidence.is_empty() || !entry.needs_page() => return None,
        Address::ScreenName(name) => AddressFact::ScreenName { name: name.clone() },
        &Address::Person { number, by: PersonBy::Object } => {
            let lost_minus = entry.group.evidence.iter().any(|evidence| u64::from(evidence.group.get()) == number);
            AddressFact::PersonPhoto { written: written(), lost_minus }
        }
        &Address::Person { number, by: by @ (PersonBy::Profile | PersonBy::Dialog) } => {
            // «id123» alone is most often meant as «ID 123»; in VK's own spelling it is a person all the same.
            let maybe = GroupId::new(number).filter(|_| !read.cell.text.contains(['/', '.']));
            AddressFact::Person { written: written(), is_dialog: by == PersonBy::Dialog, maybe }
        }
        Address::Foreign(host) => AddressFact::Foreign { written: written(), host: host.clone() },
        Address::Ambiguous(mentions) => {
            let mentions = mentions.clone();
            match &read.cell.target {
                Some(target) => AddressFact::HyperlinkDiffers { shown: written(), target: target.clone(), mentions },
                None => AddressFact::Ambiguous { mentions },
            }
        }
        Address::Unreadable(_) if read.reading.hint.is_some() => return None,
        &Address::Unreadable(fault) => AddressFact::Unreadable { written: written(), fault },
    })
}

/// Whether «event» stands in a text, in whatever letters: hardly any address has even the first of them.
fn says_event(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_it = |at: usize| bytes.get(at..at + "event".len()).is_some_and(|word| word.eq_ignore_ascii_case(b"event"));
    memchr2_iter(b'e', b'E', bytes).any(is_it)
}

/// What is worth knowing of how a cell was read.
fn remarks<'t>(read: &ReadCell<'t>, whose: Whose<'_>, found: &mut Found<'t>) {
    let (at, reading) = (read.cell.at, &read.reading);
    // What looks like a slip of the keys may still be a name that somebody has.
    if let Some(hint) = reading.hint.as_ref().filter(|_| !matches!(whose, Whose::Group { .. })) {
        found.add_once(at, AddressFact::Misspelt { written: read.cell.text.clone(), hint: hint.clone() });
    }
    let page = match &reading.address {
        Address::Group(id) => Some(Mention::Group(*id)),
        Address::ScreenName(name) if !reading.repairs.is_empty() => Some(Mention::ScreenName(name.clone())),
        _ => None,
    };
    if let Some(page) = page.filter(|_| !reading.repairs.is_empty()) {
        let (written, repairs) = (read.cell.text.clone(), reading.repairs.clone());
        found.add_once(at, AddressFact::Repaired { written, repairs, page });
    }
    if let Some(group) = reading.group() {
        let is_event = |text: &str| says_event(text) && text.to_lowercase().contains(&format!("event{group}"));
        if is_event(&read.cell.text) || read.cell.target.as_deref().is_some_and(is_event) {
            found.add_once(at, AddressFact::Event { written: read.cell.text.clone() });
        }
        if reading.via == Some(Via::Overlay) {
            found.add_once(at, AddressFact::ByOpenedItem { group });
        }
        if reading.notes.contains(&Note::OverlayOfAnother) {
            found.add_once(at, AddressFact::RepostedItem { group });
        }
    }
}

#[cfg(test)]
mod tests;
