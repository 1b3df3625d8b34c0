//! All that is known of one row: the page, the kind, the links. Rules read it and change nothing.
//!
//! The heart of gospub: every piece of evidence for the group id is read, all must agree, and where they do not there is no id.

use crate::domain::reason::is_reason;
use crate::domain::text::{denies_page, is_lawful_ground, is_no_page_reason, is_nothing_word};
use crate::domain::vk_address::{self, Address, Mention, Reading, ScreenName};
use crate::domain::{GroupId, Inn, Ogrn, OrgKind, Status};
use crate::link::miniapp::{self, MiniappFault, MiniappLink};
use crate::link::pos::{Home, PosFault};
use crate::pages::{Pages, Seen, Whose};
use crate::record::{Record, Stored, TextCell};
use crate::reference::names::NameClaim;
use crate::reference::{Ready, Reference};
use crate::settings::Settings;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::is_page;
use crate::table::sheet::{CellRef, Value};
use std::borrow::Cow;

mod explanation;
mod home;
mod kind;
mod placed;
mod pos;
mod rejection;
mod told;

pub(crate) use explanation::Explained;
pub(crate) use home::{Districts, home};
pub(crate) use kind::{Kind, KindSource, Voice};
pub(crate) use placed::{Aspect, Hidden, Information, Placed, PlacedFault, Sight};
pub(crate) use pos::{Form, Offices, PosEntry};
pub(crate) use told::Moved;

use placed::Expected;
use told::Told;

/// What a row is judged with besides its own cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'c> {
    /// Templates, words, options.
    pub(crate) settings: &'c Settings,
    /// The ministry tables and the snapshot.
    pub(crate) reference: &'c Reference,
    /// The accounts in ПОС of the bodies that rows may name as founders.
    pub(crate) offices: &'c Offices,
    /// The region that the table as a whole speaks of.
    pub(crate) home: Option<Home>,
    /// The districts of its municipalities.
    pub(crate) districts: &'c Districts,
}

/// What rows of a run are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    /// The community.
    pub(crate) group: Option<GroupId>,
    /// The short name of the page, where its number is not known.
    pub(crate) screen_name: Option<ScreenName>,
    /// The ОГРН.
    pub(crate) ogrn: Option<Ogrn>,
    /// The ИНН.
    pub(crate) inn: Option<Inn>,
}

/// One row, read and decided.
#[derive(Debug)]
pub(crate) struct Entry<'t> {
    /// The cells.
    pub(crate) record: Record<'t>,
    /// The address cell and how it reads.
    pub(crate) address: ReadCell<'t>,
    /// A second cell of addresses, where the table has one.
    further: Option<ReadCell<'t>>,
    /// The id cell and how it reads.
    pub(crate) id: ReadCell<'t>,
    /// What the link cell holds.
    pub(crate) link: LinkCell<'t>,
    /// «Пояснение», and the page that it names.
    pub(crate) explanation: TextCell<'t>,
    /// What it says of the page.
    pub(crate) explained: Explained,
    /// The community that a person has written into gospub's own column «ID сообщества».
    pub(crate) own_id: Option<ReadCell<'t>>,
    /// The community that an earlier run of gospub has written into its own column «ID сообщества».
    pub(crate) earlier: Option<GroupId>,
    /// What people have written into gospub's other own columns, with the columns.
    pub(crate) notes: Vec<(OwnRole, TextCell<'t>)>,
    /// The community.
    pub(crate) group: Group,
    /// The kind of the organisation.
    pub(crate) kind: Kind,
    /// The rows of the ministry tables for the community.
    pub(crate) ready: Vec<Ready>,
    /// What happens to the mini-app link.
    pub(crate) miniapp: Decision,
    /// The ПОС links, where the table asks for them.
    pub(crate) pos: PosEntry<'t>,
    /// What is on the page; none where no snapshot was given.
    pub(crate) placed: Option<Placed>,
    lawful_reason: Option<(CellRef, Cow<'t, str>)>,
}

/// A cell that should name a page, and how it reads.
#[derive(Clone, Debug)]
pub(crate) struct ReadCell<'t> {
    /// The cell.
    pub(crate) cell: TextCell<'t>,
    /// How it reads.
    pub(crate) reading: Reading,
}

/// The cell of the mini-app link.
#[derive(Clone, Debug)]
pub(crate) struct LinkCell<'t> {
    /// The cell.
    pub(crate) cell: TextCell<'t>,
    /// The sender's link as a mini-app link, if it is one that can be used.
    pub(crate) parsed: Option<MiniappLink>,
    /// Why it is none, where it holds something else.
    pub(crate) fault: Option<MiniappFault>,
    /// How it reads as an address, where it is no link to the mini-app at all.
    pub(crate) reading: Option<Reading>,
}

/// Where a group id was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum GroupSource {
    /// The text of the address cell.
    Address,
    /// The hyperlink behind it.
    Hyperlink,
    /// The id cell, or a bare id in the link cell.
    IdColumn,
    /// The groupId of an existing link.
    Link,
    /// The snapshot of pages, which knows the short name.
    Online,
    /// A ministry table that knows the short name.
    Reference,
    /// «Пояснение», in the clerk's words.
    Explanation,
}

impl GroupSource {
    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Hyperlink => "hyperlink",
            Self::IdColumn => "id-column",
            Self::Link => "link",
            Self::Reference => "reference",
            Self::Online => "online",
            Self::Explanation => "explanation",
        }
    }
}

/// One piece of evidence for the group id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Where it was read.
    pub(crate) source: GroupSource,
    /// The column that the cell belongs to.
    pub(crate) role: ColumnRole,
    /// The cell.
    pub(crate) at: CellRef,
    /// What it says.
    pub(crate) group: GroupId,
}

/// The community of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    /// All evidence, in the order of the sources.
    pub(crate) evidence: Vec<Evidence>,
    /// The id, if all evidence agrees and nothing speaks against it.
    pub(crate) id: Option<GroupId>,
    /// The first source that gave it.
    pub(crate) source: Option<GroupSource>,
    /// What the tables say of the short name, where they know it.
    pub(crate) learnt: Option<NameClaim>,
    /// What the snapshot says of it.
    pub(crate) online: Option<NameClaim>,
    /// The short name, where sources say that it is one community's and another's.
    pub(crate) moved: Option<Moved>,
    /// Whether only a cell that was read with a doubt names it: repaired, opened over a page, an event, a number unlike others.
    pub(crate) is_doubtful: bool,
    /// Two pages, unless they are known to be one community's: the short names in the cells of address and id or in the explanation, or
    /// the page that a row had and the short name of the one that it has now.
    pub(crate) two_pages: Option<Box<[(CellRef, Mention); 2]>>,
    /// The community that cells name, and that their own words or «Пояснение» reject.
    pub(crate) rejected: Option<GroupId>,
}

impl Group {
    /// Whether the id is known from something else than the link that it is to judge.
    pub(crate) fn is_known(&self) -> bool {
        self.id.is_some() && self.source != Some(GroupSource::Link)
    }

    /// Whether cells name different communities.
    pub(crate) fn conflicts(&self) -> bool {
        self.evidence.windows(2).any(|pair| pair[0].group != pair[1].group)
    }

    /// The short name that stands in one of the cells, with its place, where nothing but a link says whose it is.
    fn unknown_name<'r>(&self, cells: [&'r ReadCell<'_>; 2]) -> Option<(CellRef, &'r ScreenName)> {
        if self.evidence.iter().any(|one| one.source != GroupSource::Link) {
            return None;
        }
        cells.into_iter().find_map(|read| match &read.reading.address {
            Address::ScreenName(name) => Some((read.cell.at, name)),
            _ => None,
        })
    }

    /// Whether cells disagree on the community: they name several, or two pages, or «Пояснение» rejects it.
    pub(crate) fn is_disputed(&self) -> bool {
        self.conflicts() || self.two_pages.is_some() || self.rejected.is_some()
    }
}

/// Where a filled link comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FillSource {
    /// The ready link of a ministry table.
    Reference,
    /// The letter's template.
    Template,
}

impl FillSource {
    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Template => "template",
        }
    }
}

/// A link that is right for the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RightLink {
    /// The link.
    pub(crate) text: String,
    /// Where it comes from.
    pub(crate) source: FillSource,
}

/// What happens to a link of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The link was there and stays.
    Kept,
    /// The cell was blank and is filled.
    Filled(FillSource),
    /// A wrong link is replaced.
    Replaced {
        /// What stood there.
        was: String,
        /// Where the new one comes from.
        source: FillSource,
    },
    /// There is no link that could be written, or a wrong one stands there untouched.
    Unresolved,
}

impl Outcome {
    /// The name in JSON.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Filled(_) => "filled",
            Self::Replaced { .. } => "replaced",
            Self::Unresolved => "unresolved",
        }
    }

    /// Where a written link comes from.
    pub(crate) fn source(&self) -> Option<FillSource> {
        match self {
            Self::Filled(source) | Self::Replaced { source, .. } => Some(*source),
            Self::Kept | Self::Unresolved => None,
        }
    }
}

/// The decision on the mini-app link.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    /// What happens.
    pub(crate) outcome: Outcome,
    /// The right link, where kind and group are known.
    pub(crate) right: Option<RightLink>,
    /// What is wrong with the existing link.
    pub(crate) fault: Option<MiniappFault>,
}

impl<'t> Entry<'t> {
    /// Reads a row and decides it. Cannot fail: what is wrong with the row is part of the entry.
    pub(crate) fn read(record: Record<'t>, context: &Context<'_>) -> Self {
        let settings = context.settings;
        let clues = Clues::read(&record, context.reference);
        let group = clues.group(&record, context.reference);
        let Clues { address, further, id, link, own_id, earlier, notes, explanation, explained, .. } = clues;
        let ready = group.id.map(|id| context.reference.ready(id).to_vec()).unwrap_or_default();
        let mut kind = Kind::of(&record, &link, &group, &ready, settings);
        if !explanation.text.is_empty() {
            kind.hear(&explanation.text, settings);
        }
        let miniapp = Decision::of(&kind, &group, &link, &ready, context, &record.organisation());
        let pos = PosEntry::read(&record, &explanation.text, context);
        let pages = context.reference.pages();
        let placed = pages.file().map(|_| {
            let Some(group) = group.id.filter(|_| group.is_known()) else { return nothing_placed([&address, &id], pages) };
            match pages.page(group) {
                None => Placed::unseen(Some(Hidden::NotAsked), None),
                Some(Seen { on, community: None }) => Placed::unseen(Some(Hidden::NotFound), Some(on)),
                Some(Seen { on, community: Some(community) }) => {
                    let right = miniapp.right.as_ref().map(|right| right.text.as_str());
                    let pos = pos.row.as_ref();
                    Placed::of(community, on, &Expected { record: &record, kind: &kind, group, miniapp: right, pos, settings })
                }
            }
        });
        let lawful_reason = if group.evidence.is_empty() { lawful_reason(&record, &address.cell, &explanation) } else { None };
        let mut entry = Self {
            record,
            address,
            further,
            id,
            link,
            explanation,
            explained,
            own_id,
            earlier: earlier.map(|claim| claim.group),
            notes,
            group,
            kind,
            ready,
            miniapp,
            pos,
            placed,
            lawful_reason,
        };
        if entry.lawful_reason().is_some() {
            entry.withhold_links();
        }
        if entry.placed.as_ref().is_some_and(Placed::is_gone) {
            entry.miniapp.withhold();
        }
        entry
    }

    /// A page that is lawfully not kept needs no links, though some could be made without it.
    fn withhold_links(&mut self) {
        if matches!(self.miniapp.outcome, Outcome::Filled(_)) {
            self.miniapp.outcome = Outcome::Unresolved;
        }
        self.pos.withhold_links();
    }

    /// The mini-app link that the row has afterwards; none while it is unresolved.
    pub(crate) fn miniapp_link(&self) -> Option<&str> {
        match self.miniapp.outcome {
            Outcome::Kept => self.link.existing(),
            Outcome::Filled(_) | Outcome::Replaced { .. } => self.miniapp.right.as_ref().map(|right| right.text.as_str()),
            Outcome::Unresolved => None,
        }
    }

    /// The link that gospub has made for a blank cell of a role.
    pub(crate) fn filled(&self, role: ColumnRole) -> Option<&str> {
        let (outcome, value) = match role {
            ColumnRole::Link => (Some(&self.miniapp.outcome), self.miniapp_link()),
            ColumnRole::PosMessages => (self.pos.messages.outcome(), self.pos.messages.value()),
            ColumnRole::PosPolls => (self.pos.polls.outcome(), self.pos.polls.value()),
            _ => return None,
        };
        value.filter(|_| matches!(outcome, Some(Outcome::Filled(_))))
    }

    /// The title of the menu item that carries the mini-app link [S001].
    pub(crate) fn menu_title<'s>(&self, settings: &'s Settings) -> Option<&'s str> {
        self.kind.settled().map(|kind| settings.templates.menu_title(kind))
    }

    /// The short name of the page, with its cell, where the number is not known.
    pub(crate) fn screen_name(&self) -> Option<(CellRef, &ScreenName)> {
        self.group.unknown_name([&self.address, &self.id])
    }

    /// The second cell of addresses, where it says that the page of the row is no more.
    pub(crate) fn denial(&self) -> Option<&TextCell<'t>> {
        denial(self.further.as_ref(), self.record.newer_pages())
    }

    /// The second cell of addresses, where it has the newer page and does not say which that is.
    pub(crate) fn unclear_newer(&self) -> Option<&ReadCell<'t>> {
        unclear_newer(self.further.as_ref(), self.record.newer_pages())
    }

    /// Whether an earlier run knew whose the short name is, and nothing says it now.
    pub(crate) fn is_forgotten(&self) -> bool {
        self.earlier.is_some() && self.group.moved.is_none() && self.screen_name().is_some()
    }

    /// The keys by which rows of a run are compared, without the rest of the entry.
    pub(crate) fn keys(record: Record<'t>, context: &Context<'_>) -> Keys {
        let clues = Clues::read(&record, context.reference);
        let group = clues.group(&record, context.reference);
        let screen_name = group.unknown_name([&clues.address, &clues.id]).map(|(_, name)| name.clone());
        Keys { group: group.id, screen_name, ogrn: ogrn_of(&record), inn: inn_of(&record) }
    }

    /// The organisation's ОГРН, if the cell holds a right one.
    pub(crate) fn ogrn(&self) -> Option<Ogrn> {
        // A table with a column of ОГРН has the codes of its rows read.
        match self.pos.row.as_ref()?.ogrn {
            Ok(ogrn) | Err(PosFault::OgrnRegionMismatch { ogrn, .. }) => Some(ogrn),
            Err(_) => None,
        }
    }

    /// The organisation's ИНН, if the cell holds a right one.
    pub(crate) fn inn(&self) -> Option<Inn> {
        inn_of(&self.record)
    }

    /// What happens to the links of the row.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        std::iter::once(&self.miniapp.outcome).chain(self.pos.outcomes())
    }

    /// The cell and text of a lawful reason for having no page, where the row gives one and names no page.
    pub(crate) fn lawful_reason(&self) -> Option<(CellRef, &Cow<'t, str>)> {
        self.lawful_reason.as_ref().map(|(at, reason)| (*at, reason))
    }

    /// The cell that names the page, else the one that stands for the row.
    pub(crate) fn page_cell(&self) -> CellRef {
        self.group.evidence.first().map_or(self.record.anchor(), |evidence| evidence.at)
    }

    /// Whether the row speaks of a page at all: a table of codes only does not, nor does a row that says there is none.
    pub(crate) fn has_page(&self) -> bool {
        !self.group.evidence.is_empty()
            || !matches!(self.address.reading.address, Address::Empty)
            || !matches!(self.id.reading.address, Address::Empty)
    }

    /// Whether the table is one of pages at all, not of codes for ПОС only.
    pub(crate) fn is_of_pages(&self) -> bool {
        self.address.cell.has_column || self.id.cell.has_column || self.link.cell.has_column
    }

    /// Whether the link of the row needs the page's id: the links of kinds auto and other are complete without [S001].
    pub(crate) fn needs_page(&self) -> bool {
        self.is_of_pages()
            && self.lawful_reason().is_none()
            && self.kind.kind.is_none_or(OrgKind::needs_group)
            && self.miniapp.outcome != Outcome::Kept
    }

    /// Whether the cell holds a link that this run replaces.
    pub(crate) fn is_replaced(&self, cell: CellRef) -> bool {
        let replaced = |outcome: &Outcome| matches!(outcome, Outcome::Replaced { .. });
        (self.link.cell.has_column && self.link.cell.at == cell && replaced(&self.miniapp.outcome))
            || self
                .pos
                .forms()
                .into_iter()
                .any(|form| form.cell.has_column && form.cell.at == cell && form.outcome().is_some_and(replaced))
    }

    /// Whether a clerk has given a reason in «Пояснение», or in another own column, from where it goes there; that closes judgements. The
    /// page's address alone gives none, and the name of another kind is a question.
    pub(crate) fn is_explained(&self) -> bool {
        if self.kind.explained.is_some() {
            return false;
        }
        self.explained.page().is_none() && is_reason(&telling(&self.explanation.text))
    }

    /// Whether what a clerk has written repeats a number, and so confirms one that is merely unusual.
    pub(crate) fn is_confirmed(&self, number: u64) -> bool {
        let text = telling(&self.explanation.text);
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u64>().ok());
        is_reason(&text) && numbers.any(|other| other == number)
    }

    /// Whether the link names a community that nothing else in the row confirms.
    pub(crate) fn opens_unverified(&self) -> bool {
        self.is_unverified() && self.kind.settled().is_none_or(OrgKind::needs_group)
    }

    /// Whether the row has its link, old or new, while the page's id is not known from anything but that link: there is nothing to compare
    /// it with.
    pub(crate) fn is_unverified(&self) -> bool {
        self.is_of_pages() && self.lawful_reason().is_none() && self.miniapp_link().is_some() && !self.group.is_known()
    }
}

impl<'t> ReadCell<'t> {
    /// Whether the cell names a page, but not beyond doubt.
    fn is_doubtful(&self) -> bool {
        let Some(group) = self.reading.group() else { return false };
        // Hardly any address has the word.
        let says_event = |text: &str| text.as_bytes().windows(5).any(|five| matches!(five, b"event" | b"Event" | b"EVENT"));
        let is_event = |text: &str| says_event(text) && text.to_lowercase().contains(&format!("event{group}"));
        !self.reading.repairs.is_empty()
            || self.reading.via == Some(vk_address::Via::Overlay)
            || self.reading.notes.contains(&vk_address::Note::MayBeOktmo)
            || is_event(&self.cell.text)
            || self.cell.target.as_deref().is_some_and(is_event)
    }

    /// The short name of the page over which the cell has something open.
    fn name_under_photo(&self) -> Option<ScreenName> {
        let shown = if self.reading.from_target { self.cell.target.as_deref() } else { Some(&*self.cell.text) };
        shown.and_then(vk_address::name_under_photo)
    }

    /// Whether the cell names a page and says that it is none: «не ведётся vk.com/club5», «нет» over a hyperlink, or is struck out.
    pub(crate) fn rejects_itself(&self) -> bool {
        matches!(self.reading.address, Address::Group(_) | Address::ScreenName(_))
            && (self.cell.is_struck
                || rejection::rejects_itself(&self.cell.text)
                || self.reading.from_target && !self.cell.text.is_empty() && is_nothing_word(&self.cell.text))
    }

    /// The same, but for a number alone that is too small for an official page: it is a tick, a count or a date. `club1` says what it is.
    fn without_bare_small_number(mut self) -> Self {
        let is_small = self.reading.group().is_some_and(GroupId::is_small);
        if is_small && !self.reading.from_target && self.reading.via == Some(vk_address::Via::BareNumber) {
            self.reading = Reading::from(Address::Unreadable(vk_address::Fault::NotAnAddress));
        }
        self
    }

    /// The same in a row about another network, where a number or a name without a host is one of that network.
    fn of_network(mut self, network: Option<&str>) -> Self {
        let names_page = matches!(self.reading.address, Address::Group(_) | Address::ScreenName(_) | Address::Ambiguous(_));
        if let Some(network) = network.filter(|_| names_page)
            && !is_page(Value::Text(&self.cell.text), self.cell.target.as_deref())
        {
            self.reading = Reading::from(Address::Foreign(network.to_owned()));
        }
        self
    }

    fn read(cell: TextCell<'t>) -> Self {
        let reading = match cell.stored {
            // A date is no page, whatever its digits look like.
            Stored::Date => Reading::from(Address::Unreadable(vk_address::Fault::NotAnAddress)),
            _ => vk_address::read_cell(&cell.text, cell.target.as_deref()),
        };
        Self { cell, reading }
    }
}

impl<'t> LinkCell<'t> {
    fn read(cell: TextCell<'t>) -> Self {
        if cell.says_nothing() {
            return Self { cell, parsed: None, fault: None, reading: None };
        }
        let (parsed, fault, reading) = read_link(standing(&cell), cell.target.as_deref());
        Self { cell, parsed, fault, reading }
    }

    /// The same in a row about another network, where what is no address names none of its pages in ВКонтакте.
    fn of_network(self, network: Option<&str>) -> Self {
        let is_elsewhere = network.is_some() && !is_page(Value::Text(&self.cell.text), self.cell.target.as_deref());
        Self { reading: self.reading.filter(|_| !is_elsewhere), ..self }
    }

    /// The sender's link.
    pub(crate) fn existing(&self) -> Option<&str> {
        (!self.cell.says_nothing()).then(|| standing(&self.cell))
    }

    /// The community that an id or a page's address in the place of the link names. A post there shows that something was published, most
    /// often by the organisation itself, but not always.
    fn group_in_its_place(&self) -> Option<GroupId> {
        self.reading.as_ref().filter(|reading| !reading.is_of_object()).and_then(Reading::group)
    }

    /// The communities that the link names: that whose form opens, and others that the hyperlink behind it leads to or whose page the
    /// app is opened from (`app8181405_-5#…&groupId=6`). More than one confirms none.
    fn groups(&self) -> Vec<GroupId> {
        let (Some(existing), Some(opened)) = (self.existing(), self.parsed.as_ref().and_then(|link| link.group)) else {
            return Vec::new();
        };
        let mut groups = vec![opened];
        let target = self.cell.target.as_deref().filter(|target| *target != existing);
        if (target.is_some() || existing.contains("_-"))
            && let Address::Ambiguous(mentions) = vk_address::read_cell(existing, target).address
        {
            groups.extend(mentions.into_iter().filter_map(|mention| match mention {
                Mention::Group(id) if id != opened => Some(id),
                Mention::Group(_) | Mention::ScreenName(_) => None,
            }));
        }
        groups
    }
}

/// What people have written into own columns: the id of a community, and notes.
fn by_hand<'t>(record: &Record<'t>) -> (Option<ReadCell<'t>>, Vec<(OwnRole, TextCell<'t>)>) {
    if !record.is_recorded() {
        return (None, Vec::new());
    }
    let own_id = record
        .by_hand(OwnRole::GroupId)
        .map(ReadCell::read)
        .filter(|id| id.reading.group().is_some_and(|group| !group.is_small()));
    let is_note = |role: &OwnRole| *role != OwnRole::GroupId || own_id.is_none();
    let notes = OwnRole::ALL.into_iter().filter(is_note).filter_map(|role| Some((role, record.by_hand(role)?))).collect();
    (own_id, notes)
}

/// «Пояснение» as this run leaves it, with what people have written into other own columns behind it: what is judged by now is what the
/// next run reads.
fn with_notes<'t>(mut explanation: TextCell<'t>, notes: &[(OwnRole, TextCell<'t>)]) -> TextCell<'t> {
    if notes.is_empty() {
        return explanation;
    }
    let note = |(role, cell): &(OwnRole, TextCell<'_>)| match role {
        OwnRole::Problem | OwnRole::Advice => cell.text.to_string(),
        role => format!("{}: {}", role.header(), cell.text),
    };
    let there = Some(explanation.text.to_string()).filter(|there| !there.is_empty());
    explanation.text = Cow::Owned(there.into_iter().chain(notes.iter().map(note)).collect::<Vec<_>>().join("\n"));
    explanation
}

/// An explanation without lines that say nothing: «Статус: -» does not although it has a word.
fn telling(text: &str) -> Cow<'_, str> {
    let says_nothing = |line: &&str| match line.split_once(": ") {
        Some((header, said)) if OwnRole::of_header(header).is_some() => is_nothing_word(said),
        _ => is_nothing_word(line),
    };
    match text.contains('\n') {
        true => Cow::Owned(text.lines().filter(|line| !says_nothing(line)).collect::<Vec<_>>().join("\n")),
        false if says_nothing(&text) => Cow::Borrowed(""),
        false => Cow::Borrowed(text),
    }
}

/// The community that an earlier run has written into «ID сообщества», which people have left as it is.
fn earlier(record: &Record<'_>) -> Option<NameClaim> {
    let cell = Some(record.own(OwnRole::GroupId)).filter(|cell| cell.written)?;
    let group = cell.text.parse().ok().and_then(GroupId::new)?;
    Some(NameClaim { group, on: None, from: format!("прежний результат, ячейка {}", cell.at) })
}

/// The link in a cell that holds something.
fn standing<'c>(cell: &'c TextCell<'_>) -> &'c str {
    cell.link_text().unwrap_or(&cell.text)
}

/// What was read in a link cell, apart: the link or its fault, and how the cell reads as an address.
fn read_link(existing: &str, target: Option<&str>) -> (Option<MiniappLink>, Option<MiniappFault>, Option<Reading>) {
    match miniapp::parse(existing) {
        Ok(link) => (Some(link), None, None),
        // Column E may hold an id or an address in the place of the link [S001]; a damaged link is none of these.
        Err(MiniappFault::WrongApp) => (None, Some(MiniappFault::WrongApp), Some(vk_address::read_cell(existing, target))),
        Err(fault) => (None, Some(fault), None),
    }
}

/// The ground for having no page: in its own column, in the place of the address, or in «Пояснение».
fn lawful_reason<'t>(record: &Record<'t>, address: &TextCell<'t>, explanation: &TextCell<'t>) -> Option<(CellRef, Cow<'t, str>)> {
    let column = record.get(ColumnRole::NoPage);
    if is_lawful_ground(&column.text) && address.says_nothing() {
        return Some((column.at, column.text));
    }
    let is_denied = address.says_nothing() && !address.is_blank();
    let is_explained = is_no_page_reason(&explanation.text) && address.says_nothing()
        || is_denied && is_lawful_ground(&explanation.text) && is_reason(&explanation.text);
    let cell = if is_explained { explanation } else { address };
    (is_explained || is_no_page_reason(&address.text)).then(|| (cell.at, cell.text.clone()))
}

fn ogrn_of(record: &Record<'_>) -> Option<Ogrn> {
    record.text(ColumnRole::Ogrn).parse().ok()
}

fn inn_of(record: &Record<'_>) -> Option<Inn> {
    record.text(ColumnRole::Inn).parse().ok()
}

/// The cells of a row that may say which community is meant; the fields are those of [`Entry`].
struct Clues<'t> {
    address: ReadCell<'t>,
    /// Another cell under a header of addresses.
    further: Option<ReadCell<'t>>,
    /// Which of the two has the newer page, where the headers say so.
    newer: Option<ColumnRole>,
    id: ReadCell<'t>,
    link: LinkCell<'t>,
    own_id: Option<ReadCell<'t>>,
    /// The community that an earlier run of gospub has written into «ID сообщества».
    earlier: Option<NameClaim>,
    notes: Vec<(OwnRole, TextCell<'t>)>,
    explanation: TextCell<'t>,
    explained: Explained,
}

impl<'t> Clues<'t> {
    fn read(record: &Record<'t>, reference: &Reference) -> Self {
        let (own_id, notes) = by_hand(record);
        let explanation = with_notes(record.own(OwnRole::Explanation), &notes);
        let network = record.other_network();
        let address = ReadCell::read(record.get(ColumnRole::Address)).without_bare_small_number().of_network(network);
        // In a column of ids such a number may confirm a page, but proves none.
        let id = ReadCell::read(record.get(ColumnRole::GroupId)).of_network(network);
        let is_alone = match &address.reading.address {
            Address::Empty => true,
            Address::ScreenName(name) => {
                let told = Told::of(name, reference, None);
                told.group().is_none() && told.moved.is_none() && reference.pages().whose(name) == Whose::Unknown
            }
            _ => false,
        };
        let id = if is_alone { id.without_bare_small_number() } else { id };
        let mut explained = Explained::read(&explanation.text);
        explained.resolve(|name| Told::of(name, reference, None).group());
        Self {
            address,
            further: record.has(ColumnRole::Address2).then(|| ReadCell::read(record.get(ColumnRole::Address2))),
            id,
            newer: record.newer_pages(),
            link: LinkCell::read(record.get(ColumnRole::Link)).of_network(network),
            earlier: if own_id.is_none() { earlier(record) } else { None },
            own_id,
            notes,
            explained,
            explanation,
        }
    }

    /// The community that they say together.
    fn group(&self, record: &Record<'_>, reference: &Reference) -> Group {
        let Self { address, further, newer, id, link, own_id, earlier, explanation, explained, .. } = self;
        let mut evidence = Vec::new();
        let mut add = |source, role, cell: &TextCell<'_>, group: Option<GroupId>| {
            evidence.extend(group.map(|group| Evidence { source, role, at: cell.at, group }));
        };
        let by_target = if address.reading.from_target { GroupSource::Hyperlink } else { GroupSource::Address };
        add(by_target, ColumnRole::Address, &address.cell, address.reading.group());
        add(GroupSource::IdColumn, ColumnRole::GroupId, &id.cell, id.reading.group());
        if let Some(own) = own_id {
            add(GroupSource::IdColumn, ColumnRole::GroupId, &own.cell, own.reading.group());
        }
        add(GroupSource::IdColumn, ColumnRole::Link, &link.cell, link.group_in_its_place());
        // Over the page that a name is known to be, something of another community may be open.
        for (role, read) in [(ColumnRole::Address, address), (ColumnRole::GroupId, id)] {
            if let Some(name) = read.name_under_photo() {
                let told = Told::of(&name, reference, None);
                add(GroupSource::Online, role, &read.cell, told.online.map(|claim| claim.group));
                add(GroupSource::Reference, role, &read.cell, told.table.map(|claim| claim.group));
            }
        }
        // A short name is no evidence by itself unless a ministry table or the snapshot says whose it is.
        let (mut learnt, mut online, mut moved, mut is_person) = (None, None, None, false);
        for (role, read) in [(ColumnRole::Address, address), (ColumnRole::GroupId, id)] {
            if let Address::ScreenName(name) = &read.reading.address {
                let told = Told::of(name, reference, earlier.as_ref());
                add(GroupSource::Online, role, &read.cell, told.online.as_ref().map(|claim| claim.group));
                add(GroupSource::Reference, role, &read.cell, told.table.as_ref().map(|claim| claim.group));
                learnt = learnt.or(told.table);
                online = online.or(told.online);
                moved = moved.or_else(|| told.moved.map(|moved| (role, read.cell.at, moved)));
                is_person |= told.is_person;
            }
        }
        if let Some(&Mention::Group(group)) = explained.page() {
            evidence.push(Evidence { source: GroupSource::Explanation, role: ColumnRole::Address, at: explanation.at, group });
        }
        // A name that has moved proves nothing, but where other cells name the page, whose it is now must agree.
        if let Some((role, at, Moved { now, .. })) = moved.as_ref().filter(|_| !evidence.is_empty()) {
            let is_online = reference.pages().file() == Some(&now.from);
            let source = if is_online { GroupSource::Online } else { GroupSource::Reference };
            evidence.push(Evidence { source, role: *role, at: *at, group: now.group });
            *(if is_online { &mut online } else { &mut learnt }) = Some(now.clone());
        }
        // Whose page a second column of addresses has, nobody says: it proves nothing, but must not name another community.
        if let (Some(other), false) = (further, evidence.is_empty())
            && let Some(group) = other.reading.group()
        {
            evidence.push(Evidence { source: GroupSource::Address, role: ColumnRole::Address2, at: other.cell.at, group });
        }
        // The existing link is what is being checked: it speaks for the group only where nothing else does, and is judged against the
        // rest otherwise.
        if evidence.is_empty() {
            evidence.extend(link.groups().into_iter().map(|group| Evidence {
                source: GroupSource::Link,
                role: ColumnRole::Link,
                at: link.cell.at,
                group,
            }));
        }
        if let Some(group) = self.page_by_table(&evidence, record, reference) {
            let at = record.get(ColumnRole::Organisation).at;
            evidence.push(Evidence { source: GroupSource::Reference, role: ColumnRole::Organisation, at, group });
        }
        let moved = moved.map(|(_, _, moved)| moved);
        let two_pages = self.two_names(reference).or_else(|| self.renewed_page(reference));
        // Of a short name that is rejected the number may be the one that another cell gives.
        let rejecting = [address, id].into_iter().find(|read| read.rejects_itself());
        let by_itself = rejecting.and_then(|read| read.reading.group().or(evidence.first().map(|evidence| evidence.group)));
        let by_words = evidence.iter().map(|evidence| evidence.group).find(|&group| explained.rejects(group));
        let by_further = denial(further.as_ref(), *newer).and(evidence.first()).map(|evidence| evidence.group);
        let rejected = by_itself.or(by_words).or(by_further);
        let mut group =
            Group { evidence, id: None, source: None, learnt, online, moved, is_doubtful: false, two_pages, rejected };
        let contradicted = [address, id].iter().any(|read| contradicts(&read.reading.address))
            || unclear_newer(further.as_ref(), *newer).is_some();
        if !group.is_disputed() && !is_person && !contradicted {
            group.id = group.evidence.first().map(|evidence| evidence.group);
            group.source = group.evidence.first().map(|evidence| evidence.source);
            group.is_doubtful = group.id.is_some_and(GroupId::is_unusual)
                || group.evidence.len() == 1 && [address, id].iter().any(|read| read.is_doubtful());
        }
        group
    }
}

impl Clues<'_> {
    /// The names of two pages in the cells of address and id, or in the explanation.
    fn two_names(&self, reference: &Reference) -> Option<Box<[(CellRef, Mention); 2]>> {
        let name = |read: &ReadCell<'_>| {
            let name = match &read.reading.address {
                Address::ScreenName(name) => Some(name.clone()),
                Address::Group(_) => read.name_under_photo(),
                _ => None,
            };
            Some((read.cell.at, name?))
        };
        let explained = self.explained.name_under_photo().map(|name| (self.explanation.at, name.clone()));
        let mut names = [name(&self.address), name(&self.id), explained].into_iter().flatten();
        let first = names.next()?;
        let known = |name: &ScreenName| Told::of(name, reference, None).group();
        let group = known(&first.1);
        let is_another = |(_, other): &(CellRef, ScreenName)| *other != first.1 && (group.is_none() || known(other) != group);
        let other = names.find(is_another)?;
        Some(Box::new([first, other].map(|(at, name)| (at, Mention::ScreenName(name)))))
    }

    /// The page that a row had and the short name of another that has taken its place. Under headers that do not say so the two are most
    /// often addresses of one page.
    fn renewed_page(&self, reference: &Reference) -> Option<Box<[(CellRef, Mention); 2]>> {
        let further = self.further.as_ref()?;
        let (older, newer) = match self.newer? {
            ColumnRole::Address2 => (&self.address, further),
            _ => (further, &self.address),
        };
        let Address::ScreenName(name) = &newer.reading.address else { return None };
        let known = |name: &ScreenName| Told::of(name, reference, None).group();
        let (old, group) = match &older.reading.address {
            Address::Group(id) => (Mention::Group(*id), Some(*id)),
            Address::ScreenName(old) => (Mention::ScreenName(old.clone()), known(old)),
            _ => return None,
        };
        let new = Mention::ScreenName(name.clone());
        let is_same = old == new || group.is_some() && known(name) == group;
        (!is_same).then(|| Box::new([(older.cell.at, old), (newer.cell.at, new)]))
    }

    /// The page that a ministry table gives to the organisation by its name, where the cells name another one that the table gives to
    /// somebody else, or where the existing link agrees with the table: columns may have been sorted apart.
    fn page_by_table(&self, evidence: &[Evidence], record: &Record<'_>, reference: &Reference) -> Option<GroupId> {
        let page = evidence.first().filter(|_| !reference.is_empty())?.group;
        let name = record.organisation();
        let by_table = reference.page_of(&name, record.municipality().as_deref())?;
        let rows = reference.ready(page);
        let is_of_other = || !rows.is_empty() && !rows.iter().any(|row| row.is_of(&name));
        (by_table != page && (is_of_other() || self.link.groups() == [by_table])).then_some(by_table)
    }
}

/// Whether a cell speaks against any id that other cells give: it names a person, several communities, or a damaged number or name.
fn contradicts(address: &Address) -> bool {
    use vk_address::Fault;
    match address {
        Address::Group(_) | Address::ScreenName(_) | Address::Empty | Address::Foreign(_) => false,
        Address::Person { .. } | Address::Ambiguous(_) => true,
        // These name no page at all, so there is nothing that could be another one.
        Address::Unreadable(fault) => !matches!(
            fault,
            Fault::PageWithoutAddress
                | Fault::ServicePage
                | Fault::Placeholder
                | Fault::SpreadsheetError
                | Fault::Email
                | Fault::NotAnAddress
        ),
    }
}

/// What a second cell of addresses says against the page of the row: that it is no more. «нет» alone says so only where the headers call
/// the second cell the newer one; elsewhere there is merely no second address.
fn denial<'c, 't>(further: Option<&'c ReadCell<'t>>, newer: Option<ColumnRole>) -> Option<&'c TextCell<'t>> {
    let ReadCell { cell, reading } = further?;
    let text = &cell.text;
    let is_newer = newer == Some(ColumnRole::Address2);
    let says_nothing = || is_nothing_word(text) && text.chars().any(char::is_alphabetic);
    let is_denial = || denies_page(text) || Status::read(text) == Status::Lost || is_newer && says_nothing();
    (matches!(reading.address, Address::Empty | Address::Unreadable(_)) && is_denial()).then_some(cell)
}

/// A second cell of addresses that has the newer page, where it speaks against any id that other cells give.
fn unclear_newer<'c, 't>(further: Option<&'c ReadCell<'t>>, newer: Option<ColumnRole>) -> Option<&'c ReadCell<'t>> {
    further.filter(|read| newer == Some(ColumnRole::Address2) && contradicts(&read.reading.address))
}

/// What is on the page of a row that names none by its number: what the snapshot says of the short name.
fn nothing_placed(cells: [&ReadCell<'_>; 2], pages: &Pages) -> Placed {
    let whose = |read: &&ReadCell<'_>| match &read.reading.address {
        Address::ScreenName(name) => Some(pages.whose(name)),
        _ => None,
    };
    match cells.iter().find_map(whose) {
        Some(Whose::Unknown) => Placed::unseen(Some(Hidden::NotAsked), None),
        Some(Whose::Person) => Placed::unseen(Some(Hidden::Person), None),
        Some(Whose::App { on }) => Placed::unseen(Some(Hidden::App), Some(on)),
        Some(Whose::Nobody { on }) => Placed::unseen(Some(Hidden::NotFound), Some(on)),
        // Whose page it is, is open.
        Some(Whose::Group { .. }) | None => Placed::default(),
    }
}

impl Decision {
    /// Leaves the cell as it is: there is no page that a link could open.
    fn withhold(&mut self) {
        if self.outcome != Outcome::Kept {
            (self.outcome, self.right) = (Outcome::Unresolved, None);
        }
    }

    fn of(kind: &Kind, group: &Group, link: &LinkCell<'_>, ready: &[Ready], context: &Context<'_>, name: &str) -> Self {
        let settings = context.settings;
        let wanted = kind.settled();
        let right = wanted.and_then(|kind| right_link(kind, group, ready, settings));
        let Some(existing) = link.existing() else {
            return match right {
                // A formula that gives nothing is still the sender's formula.
                Some(right) if link.cell.takes_a_link() => {
                    Self { outcome: Outcome::Filled(right.source), right: Some(right), fault: None }
                }
                right => Self { outcome: Outcome::Unresolved, right, fault: None },
            };
        };
        let fault = match wanted {
            // Where cells name different communities the link may be the right one of them: the conflict is the finding.
            Some(kind) => {
                let is_ready = right.as_ref().is_some_and(|right| right.text == existing.trim());
                if is_ready { None } else { miniapp::judge(existing, kind, group.id, &settings.templates).err() }
            }
            None => link.fault.clone().or_else(|| {
                let found = link.parsed.as_ref()?.group.filter(|found| group.id.is_some_and(|page| page != *found))?;
                Some(MiniappFault::WrongGroup { found })
            }),
        };
        let usable = matches!(fault, None | Some(MiniappFault::NotCanonical))
            && !group.is_disputed()
            && kind.clash.is_none()
            && link.cell.hidden_link().is_none();
        if usable {
            return Self { outcome: Outcome::Kept, right, fault };
        }
        // The link names another page than the cells. Where they may be the ones that are wrong it stays.
        let is_other = |found: GroupId| {
            let is_slip = group.id.is_some_and(|id| is_slip_of(&id.to_string(), &found.to_string()));
            let of_table = || {
                context.reference.ready(found).iter().any(|row| row.link.as_deref() == Some(existing.trim()) && row.is_of(name))
            };
            group.is_doubtful || is_slip || of_table()
        };
        let is_spared = match fault {
            Some(MiniappFault::WrongGroup { found }) => is_other(found),
            // Which section is right is asked first.
            Some(MiniappFault::WrongModule { found: Some(_) }) => !kind.is_firm(),
            _ => false,
        };
        // A link that is wrong is no ground for the one to put in its place.
        let rests_on_it = !group.is_known() && wanted.is_some_and(OrgKind::needs_group);
        match right.filter(|_| !rests_on_it) {
            // What an earlier run replaced stays replaced.
            Some(right)
                if (settings.fix && !kind.link_dissents && !is_spared || link.cell.written) && link.cell.takes_a_link() =>
            {
                let outcome = Outcome::Replaced { was: existing.to_owned(), source: right.source };
                Self { outcome, right: Some(right), fault }
            }
            right => Self { outcome: Outcome::Unresolved, right, fault },
        }
    }
}

/// Whether one number is the other with a digit lost.
fn is_slip_of(one: &str, other: &str) -> bool {
    let before = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let behind = one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count();
    one.len().abs_diff(other.len()) == 1 && before + behind >= one.len().min(other.len())
}

/// The ready link of a ministry table where the community stands in one, else the letter's template.
fn right_link(kind: OrgKind, group: &Group, ready: &[Ready], settings: &Settings) -> Option<RightLink> {
    let from_table = ready.iter().filter(|row| row.kind == kind && kind.needs_group()).find_map(|row| row.link.clone());
    match from_table {
        Some(text) => Some(RightLink { text, source: FillSource::Reference }),
        None => settings.templates.miniapp(kind, group.id).map(|text| RightLink { text, source: FillSource::Template }),
    }
}
