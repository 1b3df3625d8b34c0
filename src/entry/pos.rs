//! The two ПОС links of a row: what its codes give, what stands in its cells, what happens to them.

use super::{Context, FillSource, Outcome};
use crate::domain::text::fold;
use crate::link::pos::{Difference, PosFault, PosInput, PosLinkFault, PosRow};
use crate::record::{Record, TextCell};
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use std::collections::HashMap;

/// The numbers in ПОС of the bodies that a roster names as founders, by their folded names.
#[derive(Debug, Default)]
pub struct Offices {
    by_name: HashMap<String, Office>,
}

/// A body that has an account in ПОС.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Office {
    opaid: String,
    ogrn: String,
}

impl Offices {
    /// Remembers a row's account, if it has one. Of two rows with one name and different accounts neither counts.
    pub fn learn(&mut self, record: &Record<'_>) {
        let opaid = record.get(ColumnRole::Opaid);
        let name = record.organisation();
        if opaid.says_nothing() || name.is_empty() {
            return;
        }
        let office = Office { opaid: opaid.text.into_owned(), ogrn: record.text(ColumnRole::Ogrn).into_owned() };
        let known = self.by_name.entry(fold(&name)).or_insert_with(|| office.clone());
        if known.opaid != office.opaid {
            known.opaid.clear();
        }
    }

    fn of(&self, name: &str) -> Option<&Office> {
        if name.is_empty() || self.by_name.is_empty() {
            return None;
        }
        self.by_name.get(&fold(name)).filter(|office| !office.opaid.is_empty())
    }
}

/// The ПОС side of a row.
#[derive(Debug)]
pub struct PosEntry<'t> {
    /// The codes of the row, where the table has any.
    pub row: Option<PosRow>,
    /// The form for messages.
    pub messages: Form<'t>,
    /// The polls.
    pub polls: Form<'t>,
}

/// One of the two links.
#[derive(Debug)]
pub struct Form<'t> {
    /// The cell that holds it.
    pub cell: TextCell<'t>,
    /// What happens to it; none where the table does not ask for it.
    pub outcome: Option<PosOutcome>,
}

/// The decision on a ПОС link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosOutcome {
    /// What happens.
    pub outcome: Outcome,
    /// The right link, or what stands in its way.
    pub right: Result<String, Vec<PosFault>>,
    /// What is wrong with the link that stands in the cell, or stood there before it was replaced.
    pub fault: Option<PosLinkFault>,
    /// The link that the fault is about.
    pub judged: Option<String>,
}

impl<'t> PosEntry<'t> {
    pub(super) fn read(record: &Record<'t>, context: &Context<'_>) -> Self {
        let &Context { offices, settings, .. } = context;
        let (messages, polls) = (record.get(ColumnRole::PosMessages), record.get(ColumnRole::PosPolls));
        // Whoever gives the account's number wants the links made of it.
        let wants = |cell: &TextCell<'_>| cell.has_column || record.has(ColumnRole::Opaid);
        let has_codes = [ColumnRole::Ogrn, ColumnRole::Oktmo, ColumnRole::RegionCode].into_iter().any(|role| record.has(role));
        if !has_codes && !wants(&messages) && !wants(&polls) {
            return Self {
                row: None,
                messages: Form { cell: messages, outcome: None },
                polls: Form { cell: polls, outcome: None },
            };
        }
        let cell = |role| record.text(role);
        let (level, opaid, region) = (cell(ColumnRole::Level), cell(ColumnRole::Opaid), cell(ColumnRole::Region));
        let (region_code, oktmo, ogrn) = (cell(ColumnRole::RegionCode), cell(ColumnRole::Oktmo), cell(ColumnRole::Ogrn));
        let parent = offices.of(&cell(ColumnRole::Parent));
        let name = record.organisation();
        let row = PosRow::read(&PosInput {
            level: &level,
            name: &name,
            home: context.home,
            district: context.districts.get(record),
            opaid: &opaid,
            region: &region,
            region_code: &region_code,
            oktmo: &oktmo,
            ogrn: &ogrn,
            parent_opaid: parent.map_or("", |office| &office.opaid),
            parent_ogrn: parent.map_or("", |office| &office.ogrn),
            no_polls: !wants(&polls),
        });
        let templates = &settings.templates;
        let messages_outcome = wants(&messages)
            .then(|| decide(&messages, row.messages(templates), |text| row.judge_messages(text, templates), settings));
        let polls_outcome =
            wants(&polls).then(|| decide(&polls, row.polls(templates), |text| row.judge_polls(text, templates), settings));
        Self {
            messages: Form { cell: messages, outcome: messages_outcome },
            polls: Form { cell: polls, outcome: polls_outcome },
            row: Some(row),
        }
    }

    /// Whether a link of the row writes `opaId` where the profile says `opaid`, or the reverse: told once for the file.
    pub fn spells_opaid_otherwise(&self) -> bool {
        self.forms()
            .into_iter()
            .filter_map(|form| form.outcome.as_ref())
            .any(|decision| matches!(decision.fault, Some(PosLinkFault::NotCanonical(Difference::OpaidSpelling))))
    }

    /// Fills nothing in after all.
    pub(super) fn withhold_links(&mut self) {
        for outcome in [&mut self.messages.outcome, &mut self.polls.outcome].into_iter().flatten() {
            if matches!(outcome.outcome, Outcome::Filled(_)) {
                outcome.outcome = Outcome::Unresolved;
            }
        }
    }

    /// Both forms.
    pub fn forms(&self) -> [&Form<'t>; 2] {
        [&self.messages, &self.polls]
    }

    /// What happens to the links, of those that the table asks for.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.forms().into_iter().filter_map(|form| form.outcome())
    }
}

impl Form<'_> {
    /// What happens to the link.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref().map(|decision| &decision.outcome)
    }

    /// The link that the row has afterwards.
    pub fn value(&self) -> Option<&str> {
        let decision = self.outcome.as_ref()?;
        match decision.outcome {
            Outcome::Kept => decision.judged.as_deref(),
            Outcome::Filled(_) | Outcome::Replaced { .. } => decision.right.as_deref().ok(),
            Outcome::Unresolved => None,
        }
    }
}

fn decide(
    cell: &TextCell<'_>,
    right: Result<String, Vec<PosFault>>,
    judge: impl Fn(&str) -> Result<(), PosLinkFault>,
    settings: &Settings,
) -> PosOutcome {
    let existing = if cell.says_nothing() { None } else { Some(cell.link_text().unwrap_or(&cell.text)) };
    let source = FillSource::Template;
    let Some(existing) = existing else {
        let outcome = if right.is_ok() && cell.takes_a_link() { Outcome::Filled(source) } else { Outcome::Unresolved };
        return PosOutcome { outcome, right, fault: None, judged: None };
    };
    let fault = judge(existing).err();
    let judged = Some(existing.to_owned());
    if matches!(fault, None | Some(PosLinkFault::NotCanonical(_))) {
        return PosOutcome { outcome: Outcome::Kept, right, fault, judged };
    }
    match right {
        // What an earlier run replaced stays replaced.
        Ok(link) if (settings.fix || cell.written) && cell.takes_a_link() => {
            let outcome = Outcome::Replaced { was: existing.to_owned(), source };
            PosOutcome { outcome, right: Ok(link), fault, judged }
        }
        right => PosOutcome { outcome: Outcome::Unresolved, right, fault, judged },
    }
}
