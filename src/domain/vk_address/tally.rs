//! Walks over a cell, gathers what its parts say, and settles on one reading (domain reference, 12).

use super::host::{self, VkHost};
use super::repair::Repairs;
use super::screen_name::ScreenName;
use super::{Address, Fault, Mention, Note, PersonBy, Reading, Via};
use super::{bare, clean, page};
use crate::domain::GroupId;

/// How many wrappers (`away.php`, percent-encoding) may stand around an address.
pub(super) const MAX_DEPTH: u8 = 4;

/// Longer texts than this, in bytes, are not read: no label with addresses is as long, and the time is bounded.
const MAX_LENGTH: usize = 8192;

/// What one part of a cell says.
#[derive(Clone, Debug)]
pub(super) enum Says {
    Group(GroupId),
    Name(ScreenName),
    Person(u64, PersonBy),
    Foreign(String),
    Several(Vec<Mention>),
    Empty,
    Fault(Fault),
}

/// What one part of a cell says, and how that was found out.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) says: Says,
    pub(super) via: Option<Via>,
    pub(super) repairs: Repairs,
    pub(super) note: Option<Note>,
    pub(super) hint: Option<String>,
}

impl Finding {
    pub(super) fn new(says: Says, via: Via) -> Self {
        Self { says, via: Some(via), repairs: Repairs::default(), note: None, hint: None }
    }

    pub(super) fn fault(fault: Fault) -> Self {
        Self::without_page(Says::Fault(fault))
    }

    /// What a cell says that names no page of VK.
    pub(super) fn without_page(says: Says) -> Self {
        Self { says, via: None, repairs: Repairs::default(), note: None, hint: None }
    }

    pub(super) fn person(number: u64, by: PersonBy) -> Self {
        let via = if by == PersonBy::Profile { Via::PageAddress } else { Via::Object };
        Self::new(Says::Person(number, by), via)
    }

    pub(super) fn note(self, note: Option<Note>) -> Self {
        Self { note, ..self }
    }
}

/// The reading of a wrapped address is a finding of the cell around it.
impl From<Reading> for Finding {
    fn from(reading: Reading) -> Self {
        let says = match reading.address {
            Address::Group(id) => Says::Group(id),
            Address::ScreenName(name) => Says::Name(name),
            Address::Person { number, by } => Says::Person(number, by),
            Address::Foreign(host) => Says::Foreign(host),
            Address::Ambiguous(mentions) => Says::Several(mentions),
            Address::Empty => Says::Empty,
            Address::Unreadable(fault) => Says::Fault(fault),
        };
        let mut repairs = Repairs::default();
        reading.repairs.into_iter().for_each(|repair| repairs.add(repair));
        Self { says, via: reading.via, repairs, note: reading.notes.first().copied(), hint: reading.hint }
    }
}

impl From<Finding> for Reading {
    fn from(finding: Finding) -> Self {
        let address = match finding.says {
            Says::Group(id) => Address::Group(id),
            Says::Name(name) => Address::ScreenName(name),
            Says::Person(number, by) => Address::Person { number, by },
            Says::Foreign(host) => Address::Foreign(host),
            Says::Several(mentions) => Address::Ambiguous(mentions),
            Says::Empty => Address::Empty,
            Says::Fault(fault) => Address::Unreadable(fault),
        };
        let notes = finding.note.into_iter().collect();
        Self { address, via: finding.via, repairs: finding.repairs.to_vec(), notes, hint: finding.hint, from_target: false }
    }
}

/// Reads a cell in whatever state it is. `depth` is how many wrappers may still be taken off.
pub(super) fn read(text: &str, depth: u8) -> Reading {
    if text.len() > MAX_LENGTH {
        return Address::Unreadable(Fault::NotAnAddress).into();
    }
    let cell = clean::clean(text);
    let cell = cell.trim();
    if is_computed(cell) {
        return Address::Unreadable(Fault::UnclearNumber).into();
    }
    let mut tally = Tally::default();
    let mut at = 0;
    let mut next = host::next_vk(cell, 0, None);
    if next.is_none() {
        bare::whole(cell, &mut tally, depth);
    }
    while let Some(VkHost { start, end, site, repairs }) = next {
        bare::prose(&cell[at..start], &mut tally);
        next = host::next_vk(cell, end, Some(end));
        let limit = next.as_ref().map_or(cell.len(), |next| next.start);
        let path = until_scheme(&cell[end..limit]);
        // Dots between two addresses are no sign of a cut one.
        let is_followed = end + path.len() < cell.len();
        let (mut finding, length) = page::read(if is_followed { path.trim_end_matches('.') } else { path }, site, depth);
        finding.repairs.extend(repairs);
        tally.add_address(finding);
        at = end + length;
        if next.is_none() {
            bare::prose(&cell[at..], &mut tally);
        }
    }
    tally.settle().into()
}

/// Whether a text is a formula that puts an address together (`="https://vk.com/club21700"&B2`): a piece of it is not the address. A
/// hyperlink to one literal is none.
fn is_computed(text: &str) -> bool {
    let Some(formula) = text.strip_prefix('=').filter(|formula| formula.contains('"')) else { return false };
    let outside: String = formula.split('"').step_by(2).collect();
    let mut calls = outside.match_indices('(').map(|(at, _)| {
        let name = outside[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        name.to_uppercase()
    });
    // `&B2;` passes for an entity of HTML, too.
    outside.contains(['&', '\u{FFFD}']) || calls.any(|name| !matches!(&*name, "" | "HYPERLINK" | "ГИПЕРССЫЛКА"))
}

/// The text before the next `http://` that is not the value of a parameter.
fn until_scheme(text: &str) -> &str {
    let is_scheme = |at: usize| {
        let rest = &text.as_bytes()[at..];
        let after = if rest.get(4).is_some_and(|b| b.eq_ignore_ascii_case(&b's')) { 5 } else { 4 };
        rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"http"))
            && rest.get(after).is_some_and(|b| matches!(b, b':' | b'/'))
            && !text[..at].ends_with('=')
    };
    let end = memchr::memchr2_iter(b'h', b'H', text.as_bytes()).find(|&at| is_scheme(at));
    &text[..end.unwrap_or(text.len())]
}

/// What the parts of a cell say, put together as they come.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The first community.
    page: Option<Finding>,
    /// Communities that differ from the first.
    others: Vec<Mention>,
    person: Option<Finding>,
    foreign: Option<String>,
    /// What is wrong with a VK address.
    fault: Option<Finding>,
    /// What is wrong with something that was no VK address.
    lesser_fault: Option<Finding>,
    /// Numbers that stand alone; ids only if nothing but addresses is around them.
    numbers: Vec<GroupId>,
    has_words: bool,
    has_label: bool,
    is_empty: bool,
}

impl Tally {
    /// Adds what an address on a VK host says.
    pub(super) fn add_address(&mut self, finding: Finding) {
        if let Says::Fault(_) = finding.says {
            self.keep_fault(finding);
        } else {
            self.add(finding);
        }
    }

    /// Adds what a word or a number without a host says.
    pub(super) fn add(&mut self, finding: Finding) {
        match &finding.says {
            Says::Fault(Fault::UnclearNumber) => self.keep_fault(finding),
            Says::Fault(_) => {
                self.lesser_fault.get_or_insert(finding);
            }
            Says::Empty => self.is_empty = true,
            Says::Foreign(host) => {
                self.foreign.get_or_insert(host.clone());
            }
            Says::Person(..) => {
                self.person.get_or_insert(finding);
            }
            Says::Group(_) | Says::Name(_) | Says::Several(_) => self.add_page(finding),
        }
    }

    /// Adds a number behind the word ID.
    pub(super) fn add_labelled(&mut self, finding: Finding) {
        self.has_label = true;
        self.add(finding);
    }

    pub(super) fn add_number(&mut self, id: GroupId) {
        self.numbers.push(id);
    }

    pub(super) fn add_word(&mut self) {
        self.has_words = true;
    }

    pub(super) fn add_foreign(&mut self, host: String) {
        self.foreign.get_or_insert(host);
    }

    /// Whether nothing was found that a reading could rest on.
    pub(super) fn is_blank(&self) -> bool {
        self.page.is_none() && self.person.is_none() && self.foreign.is_none() && self.fault.is_none()
    }

    /// Whether a community was found.
    pub(super) fn names_page(&self) -> bool {
        self.page.is_some()
    }

    /// A number that may be cut goes before everything: beside it no other can be trusted.
    fn keep_fault(&mut self, finding: Finding) {
        if self.fault.is_none() || matches!(finding.says, Says::Fault(Fault::UnclearNumber)) {
            self.fault = Some(finding);
        }
    }

    fn add_page(&mut self, finding: Finding) {
        let Some(page) = &self.page else {
            self.page = Some(finding);
            return;
        };
        for mention in mentions(&finding.says) {
            if !mentions(&page.says).contains(&mention) && !self.others.contains(&mention) {
                self.others.push(mention);
            }
        }
    }

    /// Addresses on VK hosts beat foreign ones, communities beat persons; two communities are one too many.
    fn settle(mut self) -> Finding {
        if let Some(fault) = self.fault.take_if(|fault| matches!(fault.says, Says::Fault(Fault::UnclearNumber))) {
            return fault;
        }
        // «vk.com/a_name 217000101» gives two pages that cannot be compared offline. In «vk.com/a_name, договор 217000101» there are words,
        // and the number may be that of anything.
        if !self.has_words || self.has_label {
            for id in std::mem::take(&mut self.numbers) {
                if self.page.is_some() {
                    self.add_page(Finding::new(Says::Group(id), Via::BareNumber));
                }
            }
        }
        if let Some(page) = self.page {
            if self.others.is_empty() {
                return page;
            }
            let mut all = mentions(&page.says);
            all.append(&mut self.others);
            return Finding { says: Says::Several(all), via: None, ..page };
        }
        let foreign = self.foreign.map(|host| Finding::without_page(Says::Foreign(host)));
        let nothing = self.is_empty.then(|| Finding::without_page(Says::Empty));
        self.person
            .or(self.fault)
            .or(foreign)
            .or(nothing)
            .or(self.lesser_fault)
            .unwrap_or_else(|| Finding::fault(Fault::NotAnAddress))
    }
}

fn mentions(says: &Says) -> Vec<Mention> {
    match says {
        Says::Group(id) => vec![Mention::Group(*id)],
        Says::Name(name) => vec![Mention::ScreenName(name.clone())],
        Says::Several(mentions) => mentions.clone(),
        _ => Vec::new(),
    }
}
