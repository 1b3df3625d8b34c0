//! Where a row is counted: what it says of its page, and of each thing that must be placed there.

use super::counts::{Counts, Pages, Placement};
use crate::domain::OrgKind;
use crate::domain::vk_address::Address;
use crate::entry::{Aspect, Entry, Form, Outcome, Sight};
use crate::link::max::MaxAddress;
use crate::pipeline::Verdict;
use crate::rules::Fact;
use crate::rules::across::AcrossFact;
use crate::rules::app::AppFact;
use crate::rules::max::MaxFact;
use crate::rules::menu::MenuFact;
use crate::rules::state::StateFact;
use crate::table::column::ColumnRole;

/// What a row says of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Named,
    Unclear,
    Absent,
    Lawful,
    Untold,
}

impl Counts {
    /// The numbers of a single row.
    pub(crate) fn of(verdict: &Verdict<'_>) -> Self {
        let entry = &verdict.entry;
        let page = Page::of(entry);
        // Without a column of names, rows that have no page are not seen; nor are those of a table that was not read.
        let is_blind = !entry.record.has(ColumnRole::Organisation) || entry.record.leaves_out_organisations();
        let is_partial = entry.is_of_pages() && is_blind;
        let mut counts = Self { organisations: 1, ids: u64::from(entry.group.is_known()), is_partial, ..Self::default() };
        counts.statuses[verdict.status as usize] = 1;
        *counts.pages.slot(page) = 1;
        let link = (page != Page::Untold).then(|| of_link(verdict));
        let recorded =
            |role, state: fn(&Fact<'_>) -> Option<State>| recorded(verdict, role, state).filter(|_| page != Page::Untold);
        // What only a page can have is not there where the row names none, though its link stands in the table.
        let page_itself = if page == Page::Named && !entry.has_page() { Page::Absent } else { page };
        counts.links = [
            one(page, link),
            one(page, of_form(&entry.pos.messages)),
            one(page, of_form(&entry.pos.polls)),
            one(page_itself, recorded(ColumnRole::Widgets, of_widgets)),
            one(page_itself, recorded(ColumnRole::ActionButton, of_button)),
            one(page_itself, recorded(ColumnRole::PageLinks, of_section)),
            one(Page::Named, max_channel(verdict)),
        ];
        counts.state = one(page_itself, recorded(ColumnRole::StateStatus, of_label));
        if let Some(placed) = entry.placed.as_ref().filter(|_| page != Page::Untold) {
            // On a page that is deleted or never was nothing can be seen, and nothing is.
            let page = if placed.is_gone() && page_itself == Page::Named { Page::Absent } else { page_itself };
            counts.on_pages = Aspect::ALL.map(|aspect| one(page, Some(of_sight(placed.sight(aspect)))));
        }
        counts
    }
}

impl Page {
    fn of(entry: &Entry<'_>) -> Self {
        if !entry.is_of_pages() {
            return Self::Untold;
        }
        if entry.lawful_reason().is_some() {
            return Self::Lawful;
        }
        let readings = [Some(&entry.address.reading), Some(&entry.id.reading), entry.link.reading.as_ref()];
        let mut addresses = readings.into_iter().flatten().map(|reading| &reading.address);
        let is_named =
            !entry.group.evidence.is_empty() || addresses.clone().any(|address| matches!(address, Address::ScreenName(_)));
        if is_named {
            Self::Named
        } else if addresses.any(|address| !matches!(address, Address::Empty)) {
            Self::Unclear
        } else if entry.miniapp.outcome == Outcome::Kept {
            // The links of kinds auto and other name no community; where one stands there is a page that it stands on.
            Self::Named
        } else if entry.link.existing().is_some() {
            Self::Unclear
        } else {
            Self::Absent
        }
    }
}

impl Pages {
    fn slot(&mut self, page: Page) -> &mut u64 {
        match page {
            Page::Named => &mut self.named,
            Page::Unclear => &mut self.unclear,
            Page::Absent => &mut self.absent,
            Page::Lawful => &mut self.lawful,
            Page::Untold => &mut self.untold,
        }
    }
}

/// What is known of a thing that must be placed, where the page is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Right,
    Filled,
    Unverified,
    NotUnderstood,
    Missing,
    Wrong,
}

/// A link for a page that two organisations name opens the form of one of them: whose, nobody knows.
fn of_link(verdict: &Verdict<'_>) -> State {
    let entry = &verdict.entry;
    let needs_group = entry.kind.settled().is_none_or(OrgKind::needs_group);
    let is_of_two = || verdict.findings.iter().any(|found| matches!(found.fact, Fact::Across(AcrossFact::GroupOfTwo { .. })));
    match of_outcome(&entry.miniapp.outcome, entry.link.existing().is_some()) {
        State::Right | State::Filled if entry.opens_unverified() || needs_group && is_of_two() => State::Unverified,
        state => state,
    }
}

fn of_outcome(outcome: &Outcome, is_there: bool) -> State {
    match outcome {
        Outcome::Kept => State::Right,
        Outcome::Filled(_) | Outcome::Replaced { .. } => State::Filled,
        Outcome::Unresolved if is_there => State::Wrong,
        Outcome::Unresolved => State::Missing,
    }
}

fn of_form(form: &Form<'_>) -> Option<State> {
    form.outcome().map(|outcome| of_outcome(outcome, !form.cell.says_nothing()))
}

/// What a column records of the page, by the fact that speaks of it, if one does. Nothing where the table has no such column.
fn recorded(verdict: &Verdict<'_>, role: ColumnRole, state: fn(&Fact<'_>) -> Option<State>) -> Option<State> {
    let found = || verdict.findings.iter().find_map(|finding| state(&finding.fact));
    verdict.entry.record.has(role).then(|| found().unwrap_or(State::Right))
}

/// What was not seen is neither right nor wrong.
fn of_sight(sight: Sight) -> State {
    match sight {
        Sight::Ok => State::Right,
        Sight::Wrong => State::Wrong,
        Sight::Missing => State::Missing,
        Sight::Unseen => State::Unverified,
    }
}

fn of_widgets(fact: &Fact<'_>) -> Option<State> {
    match fact {
        Fact::Menu(MenuFact::FormsMissing { .. }) => Some(State::Missing),
        Fact::Menu(MenuFact::FormsUnclear { .. }) => Some(State::NotUnderstood),
        _ => None,
    }
}

fn of_button(fact: &Fact<'_>) -> Option<State> {
    match fact {
        Fact::App(AppFact::ButtonMissing) => Some(State::Missing),
        Fact::App(AppFact::ButtonUnclear { .. }) => Some(State::NotUnderstood),
        Fact::App(AppFact::ButtonWrong { .. } | AppFact::ButtonOtherStore { .. }) => Some(State::Wrong),
        _ => None,
    }
}

fn of_section(fact: &Fact<'_>) -> Option<State> {
    match fact {
        Fact::App(AppFact::LinksMissing { .. }) => Some(State::Missing),
        Fact::App(AppFact::LinksUnclear { .. }) => Some(State::NotUnderstood),
        Fact::App(AppFact::LinksWrong { .. }) => Some(State::Wrong),
        _ => None,
    }
}

/// The channel in MAX: there, not there, or somebody else's. It needs no page of VK.
fn max_channel(verdict: &Verdict<'_>) -> Option<State> {
    let record = &verdict.entry.record;
    if !record.has(ColumnRole::Max) {
        return None;
    }
    let found = verdict.findings.iter().find_map(|finding| match &finding.fact {
        Fact::Max(fact) => Some(fact),
        _ => None,
    });
    Some(match found {
        Some(MaxFact::WrongInn { .. } | MaxFact::NotAChannel { .. } | MaxFact::Business { .. }) => State::Wrong,
        Some(MaxFact::AddressUnknown { .. }) => State::Unverified,
        Some(MaxFact::Unclear { .. }) => State::NotUnderstood,
        None => match record.get(ColumnRole::Max).link_text().map(MaxAddress::read) {
            Some(MaxAddress::Channel(_)) => State::Right,
            // A short address does not say whose channel it is.
            Some(MaxAddress::Other) => State::Unverified,
            // A word for «no», or for what is under way.
            Some(_) | None => State::Missing,
        },
    })
}

fn of_label(fact: &Fact<'_>) -> Option<State> {
    match fact {
        Fact::State(StateFact::NotConfirmed { .. } | StateFact::VerifiedInstead { .. }) => Some(State::Missing),
        Fact::State(StateFact::Unclear { .. }) => Some(State::NotUnderstood),
        _ => None,
    }
}

fn one(page: Page, state: Option<State>) -> Placement {
    let mut placement = Placement::default();
    let Some(state) = state else { return placement };
    let slot = match (page, state) {
        (Page::Lawful, _) => &mut placement.lawful,
        (Page::Absent, _) => &mut placement.absent,
        (Page::Unclear, _) => &mut placement.unclear,
        (Page::Named | Page::Untold, State::Right) => &mut placement.right,
        (Page::Named | Page::Untold, State::Filled) => &mut placement.filled,
        (Page::Named | Page::Untold, State::Unverified) => &mut placement.unverified,
        (Page::Named | Page::Untold, State::NotUnderstood) => &mut placement.not_understood,
        (Page::Named | Page::Untold, State::Missing) => &mut placement.missing,
        (Page::Named | Page::Untold, State::Wrong) => &mut placement.wrong,
    };
    *slot = 1;
    placement
}
