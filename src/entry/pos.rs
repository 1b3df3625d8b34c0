//! The two ПОС links of a row: what its codes give, what stands in its cells, what happens to them.

use super::{Context, FillSource, Outcome};
use crate::domain::text::{begins, fold, words};
use crate::domain::{Ogrn, Oktmo, Opaid, Region, municipality_key};
use crate::link::pos::{Difference, Level, Parameter, PosFault, PosInput, PosLinkFault, PosRow};
use crate::record::{Record, TextCell};
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use std::borrow::Cow;
use std::collections::HashMap;

/// The numbers in ПОС of the bodies that a roster names as founders, by their folded names and municipalities.
#[derive(Debug, Default)]
pub(crate) struct Offices {
    by_name: HashMap<String, Vec<(String, Office)>>,
}

/// The municipality of a row, for comparison.
fn place_of(record: &Record<'_>) -> String {
    record.municipality().map(|place| municipality_key(&place)).unwrap_or_default()
}

/// A body that has an account in ПОС.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Office {
    opaid: String,
    ogrn: String,
}

impl Offices {
    /// Remembers a row's account, if it has one. Of two rows of a municipality with one name and different accounts neither counts.
    pub(crate) fn learn(&mut self, record: &Record<'_>) {
        let opaid = record.get(ColumnRole::Opaid);
        let name = record.organisation();
        if opaid.says_nothing() || name.is_empty() {
            return;
        }
        let office = Office { opaid: opaid.text.into_owned(), ogrn: record.text(ColumnRole::Ogrn).into_owned() };
        let place = place_of(record);
        let namesakes = self.by_name.entry(fold(&name)).or_default();
        match namesakes.iter_mut().find(|(other, _)| *other == place) {
            Some((_, known)) if known.opaid != office.opaid => known.opaid.clear(),
            Some(_) => {}
            None => namesakes.push((place, office)),
        }
    }

    /// The account of the body that a row names. «Управление образования» is that of the row's own municipality; a name with its place in
    /// it, and that of a ministry, is one body's wherever it stands.
    fn of(&self, name: &str, record: &Record<'_>) -> Option<&Office> {
        if name.is_empty() || self.by_name.is_empty() {
            return None;
        }
        let folded = fold(name);
        let namesakes = self.by_name.get(&folded)?;
        let place = place_of(record);
        let own = namesakes.iter().find(|(other, _)| *other == place).map(|(_, office)| office);
        let is_one_body = || {
            let is_placed = |word: &str| {
                begins(word, &["город", "район", "округ", "поселен", "сельсовет", "област", "республик", "кра"])
                    || matches!(word, "г" | "р")
                    || ["ского", "ской", "ска", "цка"].iter().any(|end| word.ends_with(end))
            };
            words(&folded).any(|word| is_placed(word) || word.starts_with("мин"))
        };
        let only = || match &namesakes[..] {
            [(other, office)] if other.is_empty() || place.is_empty() || is_one_body() => Some(office),
            _ => None,
        };
        own.or_else(only).filter(|office| !office.opaid.is_empty())
    }
}

/// The ПОС side of a row.
#[derive(Debug)]
pub(crate) struct PosEntry<'t> {
    /// The codes of the row, where the table has any.
    pub(crate) row: Option<PosRow>,
    /// The form for messages.
    pub(crate) messages: Form<'t>,
    /// The polls.
    pub(crate) polls: Form<'t>,
}

/// One of the two links.
#[derive(Debug)]
pub(crate) struct Form<'t> {
    /// The cell that holds it.
    pub(crate) cell: TextCell<'t>,
    /// What happens to it; none where the table does not ask for it.
    pub(crate) outcome: Option<PosOutcome>,
}

/// The decision on a ПОС link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PosOutcome {
    /// What happens.
    pub(crate) outcome: Outcome,
    /// The right link, or what stands in its way.
    pub(crate) right: Result<String, Vec<PosFault>>,
    /// What is wrong with the link that stands in the cell, or stood there before it was replaced.
    pub(crate) fault: Option<PosLinkFault>,
    /// The link that the fault is about.
    pub(crate) judged: Option<String>,
    /// Whether both links of the row say the same, against the row's own ОГРН.
    pub(crate) agree: bool,
}

impl<'t> PosEntry<'t> {
    pub(super) fn read(record: &Record<'t>, explanation: &str, context: &Context<'_>) -> Self {
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
        let cell = |role| told(record, explanation, role);
        let (level, opaid, region) = (cell(ColumnRole::Level), cell(ColumnRole::Opaid), cell(ColumnRole::Region));
        let (region_code, oktmo, ogrn) = (cell(ColumnRole::RegionCode), cell(ColumnRole::Oktmo), cell(ColumnRole::Ogrn));
        let parent_name = cell(ColumnRole::Parent);
        let parent = offices.of(&parent_name, record);
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
        let mut messages_outcome = wants(&messages)
            .then(|| decide(&messages, row.messages(templates), |text| row.judge_messages(text, templates), settings));
        let mut polls_outcome =
            wants(&polls).then(|| decide(&polls, row.polls(templates), |text| row.judge_polls(text, templates), settings));
        spare(messages_outcome.as_mut(), polls_outcome.as_mut());
        Self {
            messages: Form { cell: messages, outcome: messages_outcome },
            polls: Form { cell: polls, outcome: polls_outcome },
            row: Some(row),
        }
    }

    /// Whether a link is there, and nothing in the row says whose it should be.
    pub(crate) fn is_unverified(&self) -> bool {
        let is_bare = |row: &PosRow| row.ogrn == Err(PosFault::MissingOgrn) && row.form_opaid() == Err(&PosFault::MissingOpaid);
        self.row.as_ref().is_some_and(is_bare) && self.outcomes().any(|outcome| *outcome == Outcome::Kept)
    }

    /// Whether a link of the row writes `opaId` where the profile says `opaid`, or the reverse: told once for the file.
    pub(crate) fn spells_opaid_otherwise(&self) -> bool {
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
    pub(crate) fn forms(&self) -> [&Form<'t>; 2] {
        [&self.messages, &self.polls]
    }

    /// What happens to the links, of those that the table asks for.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.forms().into_iter().filter_map(|form| form.outcome())
    }
}

impl Form<'_> {
    /// What happens to the link.
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref().map(|decision| &decision.outcome)
    }

    /// The link that the row has afterwards.
    pub(crate) fn value(&self) -> Option<&str> {
        let decision = self.outcome.as_ref()?;
        match decision.outcome {
            Outcome::Kept => decision.judged.as_deref(),
            Outcome::Filled(_) | Outcome::Replaced { .. } => decision.right.as_deref().ok(),
            Outcome::Unresolved => None,
        }
    }
}

/// What a row says of a code or of the level: its cell, or where the table has no column for it, the clause of «Пояснение» that is
/// nothing else: «подведомственная», «ОКТМО 29701000».
fn told<'t>(record: &Record<'t>, explanation: &str, role: ColumnRole) -> Cow<'t, str> {
    if record.has(role) {
        return record.text(role);
    }
    let labelled = |clause: &str, labels: &[&str]| words(&fold(clause)).any(|word| labels.contains(&word));
    let says = |clause: &&str| match role {
        ColumnRole::Level => Level::from_words(clause).is_some(),
        ColumnRole::Region => Region::from_name(clause).is_some(),
        ColumnRole::Ogrn => clause.parse::<Ogrn>().is_ok(),
        ColumnRole::Oktmo => labelled(clause, &["октмо"]) && clause.parse::<Oktmo>().is_ok(),
        ColumnRole::Opaid => labelled(clause, &["лко", "opaid"]) && clause.parse::<Opaid>().is_ok(),
        _ => false,
    };
    let clause = explanation.split([',', ';', '\n']).map(str::trim).find(says);
    clause.map_or(Cow::Borrowed(""), |clause| Cow::Owned(clause.to_owned()))
}

/// Leaves both links alone where they agree with each other on another ОГРН than the cell: two against one, and which is wrong is open.
fn spare(messages: Option<&mut PosOutcome>, polls: Option<&mut PosOutcome>) {
    let (Some(messages), Some(polls)) = (messages, polls) else { return };
    let other_ogrn = |decision: &PosOutcome| match &decision.fault {
        Some(PosLinkFault::WrongCode { parameter: Parameter::Ogrn, found, .. }) => found.parse::<Ogrn>().ok(),
        _ => None,
    };
    if other_ogrn(messages).is_some() && other_ogrn(messages) == other_ogrn(polls) {
        for decision in [messages, polls] {
            decision.outcome = Outcome::Unresolved;
            decision.agree = true;
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
        return PosOutcome { outcome, right, fault: None, judged: None, agree: false };
    };
    let fault = judge(existing).err();
    let judged = Some(existing.to_owned());
    if matches!(fault, None | Some(PosLinkFault::NotCanonical(_))) && cell.hidden_link().is_none() {
        return PosOutcome { outcome: Outcome::Kept, right, fault, judged, agree: false };
    }
    match right {
        // What an earlier run replaced stays replaced.
        Ok(link) if (settings.fix || cell.written) && cell.takes_a_link() => {
            let outcome = Outcome::Replaced { was: existing.to_owned(), source };
            PosOutcome { outcome, right: Ok(link), fault, judged, agree: false }
        }
        right => PosOutcome { outcome: Outcome::Unresolved, right, fault, judged, agree: false },
    }
}
