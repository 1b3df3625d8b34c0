//! The contract with machines: one object a row (`gospub.row/1`), one a checked value (`gospub.check/1`).

use crate::domain::vk_address::{self, Address, Mention};
use crate::entry::{Aspect, Entry, Evidence, Group, GroupSource, Placed};
use crate::pipeline::Verdict;
use crate::rules::Finding;
use crate::settings::Settings;
use crate::words::{self, Advice, LoneValue, Places, Roster};
use serde::Serialize;

/// A row as JSON. A value that stands in no workbook has no file, sheet and cells; its row is its number among the values.
#[derive(Debug, Serialize)]
pub struct Row<'v> {
    schema: &'static str,
    #[serde(flatten)]
    input: Option<Input<'v>>,
    file: Option<&'v str>,
    sheet: Option<&'v str>,
    row: u32,
    organisation: Option<String>,
    municipality: Option<String>,
    /// Only one whose control digit is right.
    ogrn: Option<String>,
    kind: Option<&'static str>,
    kind_source: Option<&'static str>,
    group_id: Option<u32>,
    group_source: Option<&'static str>,
    group_evidence: Vec<EvidenceJson<'v>>,
    status: &'static str,
    links: Links<'v>,
    menu_title: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<PlacedJson>,
    diagnostics: Vec<FindingJson>,
}

#[derive(Debug, Serialize)]
struct Input<'v> {
    input: &'v str,
    address: AddressJson,
}

#[derive(Debug, Serialize)]
struct Links<'v> {
    miniapp: Option<Link<'v>>,
    pos_messages: Option<Link<'v>>,
    pos_polls: Option<Link<'v>>,
}

#[derive(Debug, Serialize)]
struct Link<'v> {
    value: Option<&'v str>,
    outcome: &'static str,
    source: Option<&'static str>,
}

/// A piece of evidence for the id; what a table knows of a short name, with when it was learnt and from where.
#[derive(Debug, Serialize)]
struct EvidenceJson<'v> {
    source: &'static str,
    cell: Option<String>,
    group_id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'v str>,
}

/// What is on the page: `as_of` is null where the snapshot does not have it, and then nothing was seen.
#[derive(Debug, Serialize)]
struct PlacedJson {
    as_of: Option<String>,
    miniapp: &'static str,
    pos_messages: &'static str,
    pos_polls: &'static str,
    order: &'static str,
    titles: &'static str,
    app_links: &'static str,
    button: &'static str,
    state: &'static str,
    information: &'static str,
}

#[derive(Debug, Serialize)]
struct FindingJson {
    code: &'static str,
    severity: &'static str,
    cell: Option<String>,
    message: String,
    suggestion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    citation: Option<&'static str>,
}

/// What a checked value says about a page.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum AddressJson {
    Group { id: u32 },
    ScreenName { name: String },
    Person { id: Option<u64> },
    Foreign { host: String },
    Empty,
    Ambiguous { ids: Vec<u32> },
    Unreadable,
}

/// Where a row of a workbook stands.
#[derive(Clone, Copy, Debug)]
pub struct At<'v> {
    /// The file's name.
    pub file: &'v str,
    /// The sheet's name.
    pub sheet: &'v str,
}

/// A row of a workbook as JSON.
pub(crate) fn row<'v>(verdict: &'v Verdict<'_>, at: At<'v>, settings: &'v Settings) -> Row<'v> {
    build("gospub.row/1", None, Some(at), verdict, settings)
}

/// A checked value as JSON; `at` where it is a row of a workbook.
pub fn check<'v>(input: &'v str, at: Option<At<'v>>, verdict: &'v Verdict<'_>, settings: &'v Settings) -> Row<'v> {
    let input = Input { input, address: address(&verdict.entry) };
    build("gospub.check/1", Some(input), at, verdict, settings)
}

/// An object in a line, without its end.
pub fn line(row: &Row<'_>) -> String {
    serde_json::to_string(row).expect("texts and numbers become JSON")
}

fn build<'v>(
    schema: &'static str,
    input: Option<Input<'v>>,
    at: Option<At<'v>>,
    verdict: &'v Verdict<'_>,
    settings: &'v Settings,
) -> Row<'v> {
    let entry = &verdict.entry;
    let organisation = entry.record.organisation();
    let places: &dyn Places = if at.is_some() { &Roster } else { &LoneValue };
    Row {
        schema,
        input,
        file: at.map(|at| at.file),
        sheet: at.map(|at| at.sheet),
        row: entry.record.row(),
        organisation: (!organisation.is_empty()).then(|| organisation.into_owned()),
        municipality: entry.record.municipality().map(|text| text.into_owned()),
        ogrn: entry.ogrn().map(|ogrn| ogrn.to_string()),
        kind: entry.kind.kind.map(|kind| kind.code()),
        kind_source: entry.kind.source.map(|source| source.code()),
        group_id: entry.group.id.map(|id| id.get()),
        group_source: entry.group.id.and(entry.group.source).map(|source| source.code()),
        group_evidence: entry.group.evidence.iter().map(|one| evidence(one, &entry.group, places)).collect(),
        status: verdict.status.code(),
        links: Links {
            miniapp: Some(Link {
                value: entry.miniapp_link(),
                outcome: entry.miniapp.outcome.code(),
                source: entry.miniapp.outcome.source().map(|source| source.code()),
            }),
            pos_messages: pos_link(&entry.pos.messages),
            pos_polls: pos_link(&entry.pos.polls),
        },
        menu_title: entry.menu_title(settings),
        placed: entry.placed.as_ref().map(placed),
        diagnostics: verdict.findings.iter().map(|found| finding(found, places)).collect(),
    }
}

fn evidence<'v>(one: &Evidence, group: &'v Group, places: &dyn Places) -> EvidenceJson<'v> {
    let learnt = match one.source {
        GroupSource::Reference => group.learnt.as_ref(),
        GroupSource::Online => group.online.as_ref(),
        _ => None,
    };
    EvidenceJson {
        source: one.source.code(),
        cell: places.place(one.at).map(|at| at.to_string()),
        group_id: one.group.get(),
        on: learnt.and_then(|claim| claim.on).map(|on| on.to_string()),
        from: learnt.map(|claim| claim.from.as_str()),
    }
}

fn placed(placed: &Placed) -> PlacedJson {
    let sight = |aspect| placed.sight(aspect).code();
    PlacedJson {
        as_of: placed.on.map(|on| on.to_string()),
        miniapp: sight(Aspect::Miniapp),
        pos_messages: sight(Aspect::PosMessages),
        pos_polls: sight(Aspect::PosPolls),
        order: sight(Aspect::Order),
        titles: sight(Aspect::Titles),
        app_links: sight(Aspect::AppLinks),
        button: sight(Aspect::Button),
        state: sight(Aspect::State),
        information: sight(Aspect::Information),
    }
}

fn pos_link<'v>(form: &'v crate::entry::Form<'_>) -> Option<Link<'v>> {
    let outcome = form.outcome()?;
    Some(Link { value: form.value(), outcome: outcome.code(), source: outcome.source().map(|source| source.code()) })
}

fn finding(finding: &Finding<'_>, places: &dyn Places) -> FindingJson {
    let words = words::of(finding, places);
    // Machines take the value that should stand in the cell, where it is certain; people read what to do with it.
    let (suggestion, advice) = match words.advice {
        Some(Advice { text, replacement: Some(value) }) => (Some(value), Some(text)),
        advice => (advice.map(|advice| advice.text), None),
    };
    FindingJson {
        code: finding.code.name,
        severity: finding.severity.code(),
        cell: places.place(finding.at).map(|at| at.to_string()),
        message: words.message,
        suggestion,
        advice,
        citation: Some(finding.code.citation).filter(|citation| !citation.is_empty()),
    }
}

fn address(entry: &Entry<'_>) -> AddressJson {
    // A value that was taken for a link, good or bad, names a page too.
    let links = [&entry.link.cell, &entry.pos.messages.cell, &entry.pos.polls.cell];
    let link = links.into_iter().find(|cell| !cell.is_blank()).filter(|_| entry.address.cell.is_blank());
    let address = link.map_or_else(|| entry.address.reading.address.clone(), |cell| vk_address::read(&cell.text).address);
    match address {
        Address::Group(id) => AddressJson::Group { id: id.get() },
        Address::ScreenName(name) => AddressJson::ScreenName { name: name.to_string() },
        Address::Person { number, .. } => AddressJson::Person { id: Some(number) },
        Address::Foreign(host) => AddressJson::Foreign { host },
        Address::Empty => AddressJson::Empty,
        Address::Ambiguous(mentions) => AddressJson::Ambiguous {
            ids: mentions
                .iter()
                .filter_map(|mention| match mention {
                    Mention::Group(id) => Some(id.get()),
                    Mention::ScreenName(_) => None,
                })
                .collect(),
        },
        Address::Unreadable(_) => AddressJson::Unreadable,
    }
}
