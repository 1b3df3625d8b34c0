//! Reads a cell that should hold the address of a VK page.
//!
//! What comes in is a cell as clerks leave it: an address in any of VK's forms, a number, a mention, a label with an address glued
//! to it, a word for "nothing". What goes out is a [`Reading`]. The way of a cell:
//!
//! ```text
//! text → plain        the commonest forms, read without a single allocation
//!      → clean        invisible characters, blanks, quotes, dashes, full-width letters
//!      → host         finds every VK host, however it is spelt
//!        → page       what stands behind a host: path, overlay, parameters (query)
//!          → segment  one word of a path, and whether its number is whole
//!            → classify  what the word says: `club1`, `photo-1_2`, `a_name`
//!      → bare         what stands between addresses, or instead of them: mentions, `club1`, «ID: 1», other sites (foreign)
//!        → number     numbers in all the shapes that Excel gives them
//!        → names      cells that are a short name and nothing else
//!      → tally        walks over the cell; many findings, one reading
//! ```
//!
//! One promise goes before all others: a number that the cell does not clearly give is not given. Where digits may be cut, split or
//! replaced the cell is unreadable, because a wrong id opens the form of somebody else's organisation (domain reference, 2.4).

mod bare;
mod classify;
mod clean;
mod foreign;
mod host;
mod letters;
mod names;
mod number;
mod overlay;
mod page;
mod plain;
mod query;
mod repair;
mod screen_name;
mod segment;
mod tally;
#[cfg(test)]
mod tests;
mod words;

use super::GroupId;
pub(crate) use repair::Repair;
pub use screen_name::ScreenName;

/// What a cell says about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// The number of a community.
    Group(GroupId),
    /// A short name; its number is not known offline.
    ScreenName(ScreenName),
    /// A person: official pages may not be profiles.
    Person {
        /// The person's number.
        number: u64,
        /// What of the person the address shows.
        by: PersonBy,
    },
    /// An address on another site; the host in lower case without `www.` and `m.`.
    Foreign(String),
    /// Blank, a word for "nothing", or a ground for having no page.
    Empty,
    /// Two or more different communities, or a name and a number that cannot be compared offline; one alone where either the text or the
    /// hyperlink behind it names it and the other something else.
    Ambiguous(Vec<Mention>),
    /// None of the above.
    Unreadable(Fault),
}

impl Address {
    /// The outcome in one word, for tests and tables (domain reference, 12): `id:217000101`, `vanity:a_name`, `person:5`,
    /// `foreign:ok.ru`, `empty`, `ambiguous`, `invalid`.
    pub(crate) fn outcome(&self) -> String {
        match self {
            Self::Group(id) => format!("id:{id}"),
            Self::ScreenName(name) => format!("vanity:{name}"),
            Self::Person { number, .. } => format!("person:{number}"),
            Self::Foreign(host) => format!("foreign:{host}"),
            Self::Empty => "empty".to_owned(),
            Self::Ambiguous(_) => "ambiguous".to_owned(),
            Self::Unreadable(_) => "invalid".to_owned(),
        }
    }
}

/// One community that a cell names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mention {
    /// By number.
    Group(GroupId),
    /// By short name.
    ScreenName(ScreenName),
}

/// What of a person an address shows. The two call for different advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonBy {
    /// The profile itself (`vk.com/id1`).
    Profile,
    /// A photo, a post, an album … with an owner without a minus. Most often a community's whose minus got lost, as the letter
    /// prints the pattern without it (domain reference, 6.4).
    Object,
    /// A dialog with the person (`im?sel=1`, `write1`).
    Dialog,
}

/// Why a cell could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A word like «есть», «да», «ВК»: says that there is a page, but not which.
    PageWithoutAddress,
    /// A page of VK itself (`vk.com/feed`, `vk.com/bookmarks`), a chat, an app that belongs to no community.
    ServicePage,
    /// A template left unedited (`vk.com/publicXXXXXX`, `club<ID>`).
    Placeholder,
    /// A spreadsheet error (`#Н/Д`).
    SpreadsheetError,
    /// A number whose digits are lost (`7.34E+07`).
    LostDigits,
    /// A number that no community has: 0, or 1,000,000,000 and above.
    NumberOutOfRange,
    /// A number of 10 digits: an ИНН, or a person's id.
    LooksLikeInn,
    /// A number of 11 digits that begins with 7 or 8.
    LooksLikePhone,
    /// A number of 13 or 15 digits.
    LooksLikeOgrn,
    /// A number that is not certain to be whole: digits go on behind a blank or a comma, a letter stands among them, the end is
    /// cut off (`club2170…`).
    UnclearNumber,
    /// The `groupId` of an app's link is no plain number, or is there twice with different values.
    BadGroupInLink,
    /// A VK address whose name no page can have (`vk.com/sad-romashka`, Cyrillic letters, a name that is cut off).
    BadName,
    /// A VK address that is broken otherwise (nothing after the slash, digits without a word before them).
    BrokenAddress,
    /// An e-mail address.
    Email,
    /// A sign or words that repeat the cell above («-//-», «то же», «см. выше»): which page that is the row does not say.
    Ditto,
    /// No address at all.
    NotAnAddress,
}

/// By what part of the cell the page was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Via {
    /// `club…`, `public…`, `event…`, `id…` in an address.
    PageAddress,
    /// The owner of an object: photo, post, album, video, dialog …
    Object,
    /// The owner of an object opened over a page with a short name (`vk.com/name?z=photo-1_2`).
    Overlay,
    /// The community that an app was opened from or for, ready mini-app links among them.
    App,
    /// VK's mark-up for mentions: `[club1|…]`, `@club1`.
    MentionMarkup,
    /// `club1`, `public1` without a host, as VK's settings show it, or a short name alone.
    BareWord,
    /// A number alone or behind the word ID.
    BareNumber,
    /// A short name in an address.
    Name,
}

/// What a person may want to know of a cell that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Note {
    /// A photo or a post of another owner was open over the page, most often a repost; the page itself was taken.
    OverlayOfAnother,
    /// A bare number of 8 digits, which may be an ОКТМО.
    MayBeOktmo,
}

/// A cell that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub(crate) address: Address,
    /// By what part, where a page was recognised.
    pub(crate) via: Option<Via>,
    /// What had to be repaired, in the order of [`Repair`].
    pub repairs: Vec<Repair>,
    /// What else is worth knowing.
    pub(crate) notes: Vec<Note>,
    /// What a misspelt address most probably means (`publik1` → `public1`); never applied.
    pub(crate) hint: Option<String>,
    /// Whether the hyperlink behind the cell decided, not the text that is shown.
    pub(crate) from_target: bool,
}

impl Reading {
    /// The number of the community, where the cell gives it.
    pub fn group(&self) -> Option<GroupId> {
        match self.address {
            Address::Group(id) => Some(id),
            _ => None,
        }
    }

    /// Whether it was the owner of a photo, a post and the like that was read, not a page.
    pub(crate) fn is_of_object(&self) -> bool {
        matches!(self.via, Some(Via::Object | Via::Overlay))
    }

    /// How much a reading says, for choosing between the text of a cell and the hyperlink behind it.
    fn weight(&self) -> u8 {
        match self.address {
            Address::Group(_) | Address::ScreenName(_) | Address::Ambiguous(_) => 4,
            Address::Person { .. } => 3,
            Address::Foreign(_) => 2,
            Address::Empty | Address::Unreadable(_) => 0,
        }
    }

    fn mentions(&self) -> Vec<Mention> {
        match &self.address {
            Address::Group(id) => vec![Mention::Group(*id)],
            Address::ScreenName(name) => vec![Mention::ScreenName(name.clone())],
            Address::Ambiguous(mentions) => mentions.clone(),
            _ => Vec::new(),
        }
    }
}

impl From<Address> for Reading {
    fn from(address: Address) -> Self {
        Self { address, via: None, repairs: Vec::new(), notes: Vec::new(), hint: None, from_target: false }
    }
}

/// Reads a cell of a column that holds addresses or ids of VK pages: an address in any form, a mention, a short name, a number,
/// a ready link to the mini-app (domain reference, 6, 7 and 12).
///
/// Repairs that only drop dirt (blanks around, quotes, letter case, a broken scheme, a tail) are silent; those that change a letter
/// or join parts are told in [`Reading::repairs`].
pub fn read(text: &str) -> Reading {
    let reading = plain::read(text).unwrap_or_else(|| tally::read(text, tally::MAX_DEPTH));
    let is_none = reading.address == Address::Unreadable(Fault::NotAnAddress);
    if is_none && words::repeats_the_cell_above(text) { Address::Unreadable(Fault::Ditto).into() } else { reading }
}

/// The short name of the page over which a photo or a post is open: `gkb1` of `vk.com/gkb1?z=photo-5_6`, which itself reads as an
/// address of community 5.
pub(crate) fn name_under_photo(text: &str) -> Option<ScreenName> {
    let (page, _) = text.split_once('?')?;
    match (read(text).via, read(page).address) {
        (Some(Via::Overlay), Address::ScreenName(name)) => Some(name),
        _ => None,
    }
}

/// Reads a cell together with the target of its hyperlink or of its `HYPERLINK` formula.
///
/// The one that carries a page goes before the one that carries none, a community before a person, a person before another site.
/// Where both name communities they must name the same one; otherwise the cell is ambiguous (domain reference, 12). So it is where one
/// names a community and the other plainly something else: Excel leaves the hyperlink as it is when an address is typed over another.
pub fn read_cell(shown: &str, target: Option<&str>) -> Reading {
    let by_text = read(shown);
    let Some(by_target) = target.and_then(read_target) else {
        return by_text;
    };
    let are_apart = shows_another_page(shown, &by_text, &by_target) || leads_to_person(&by_text, &by_target);
    if !are_apart {
        if by_text.weight() < by_target.weight() || is_label(&by_text) && by_target.weight() >= 3 {
            return Reading { from_target: true, ..by_target };
        }
        if by_text.weight() > by_target.weight() || by_text.weight() < 4 || by_text.address == by_target.address {
            return by_text;
        }
    }
    let mut mentions = by_text.mentions();
    for mention in by_target.mentions() {
        if !mentions.contains(&mention) {
            mentions.push(mention);
        }
    }
    Address::Ambiguous(mentions).into()
}

/// Reads the target of a hyperlink. Unlike a cell of the column it is always an address, so a number or a name alone means a place
/// in the workbook or a file beside it, not a page.
fn read_target(target: &str) -> Option<Reading> {
    let reading = read(target);
    let is_bare = matches!(reading.via, Some(Via::BareNumber))
        || matches!(reading.via, Some(Via::Name)) && !target.contains('/')
        || matches!(reading.address, Address::Empty | Address::Unreadable(_));
    (!is_bare).then_some(reading)
}

/// Whether a text over the hyperlink to a community is an address itself, but not of one: a person's, of another site, of a number that
/// no community has.
fn shows_another_page(shown: &str, by_text: &Reading, by_target: &Reading) -> bool {
    if by_target.weight() < 4 {
        return false;
    }
    match by_text.address {
        // «id5» alone is most often meant as «ID 5», and a photo whose minus got lost is the community's.
        Address::Person { number, by } => {
            let is_same = by_target.group().is_some_and(|id| u64::from(id.get()) == number);
            !is_same || by != PersonBy::Object && shown.contains(['/', '.'])
        }
        Address::Foreign(_) => true,
        // A number alone may be a label of any kind.
        Address::Unreadable(Fault::NumberOutOfRange) => shown.contains(|c: char| c.is_ascii_alphabetic()),
        _ => false,
    }
}

/// Whether the hyperlink behind the address of a community leads to a person.
fn leads_to_person(by_text: &Reading, by_target: &Reading) -> bool {
    by_text.weight() == 4 && !is_label(by_text) && by_target.weight() == 3
}

/// Whether a text that reads as a short name is more likely the label of a hyperlink: one word of letters («School»).
fn is_label(reading: &Reading) -> bool {
    matches!(&reading.address, Address::ScreenName(name)
        if reading.via == Some(Via::BareWord) && name.as_str().bytes().all(|b| b.is_ascii_alphabetic()))
}
