//! The contract with machines: `gospub.report/1`, and reading it back.

use super::Report;
use crate::domain::scale::Step;
use crate::entry::Aspect;
use crate::report::Statuses;
use crate::report::changes::register::Shown;
use crate::report::figures::{Counts, LinkSort, Pages, Placement};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of the contract.
pub(crate) const SCHEMA: &str = "gospub.report/1";

#[derive(Serialize)]
struct ReportJson<'r> {
    schema: &'static str,
    date: String,
    scale: Vec<f64>,
    sources: Vec<SourceJson<'r>>,
    failed: Vec<FailedJson<'r>>,
    notes: &'r [String],
    #[serde(skip_serializing_if = "<[Shown]>::is_empty")]
    answers: &'r [Shown],
    total: GroupJson,
    municipalities: Vec<NamedJson>,
    kinds: Vec<KindJson>,
    problems: Vec<ProblemJson<'r>>,
}

#[derive(Serialize)]
struct SourceJson<'r> {
    file: &'r str,
    sheet: &'r str,
    rows: usize,
}

#[derive(Serialize)]
struct FailedJson<'r> {
    file: &'r str,
    reason: &'r str,
}

#[derive(Serialize)]
struct NamedJson {
    /// `null` for rows that name no municipality.
    name: Option<String>,
    #[serde(flatten)]
    group: GroupJson,
}

#[derive(Serialize)]
struct KindJson {
    /// `null` for rows whose kind is not known.
    kind: Option<&'static str>,
    #[serde(flatten)]
    group: GroupJson,
}

#[derive(Serialize)]
struct ProblemJson<'r> {
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    count: u64,
    citation: Option<&'static str>,
    example: ExampleJson<'r>,
}

#[derive(Serialize)]
struct ExampleJson<'r> {
    file: &'r str,
    sheet: &'r str,
    cell: &'r str,
    message: &'r str,
    suggestion: Option<&'r str>,
}

/// The figures of a group with what follows from them.
#[derive(Serialize)]
struct GroupJson {
    #[serde(flatten)]
    counts: CountsJson,
    shares: BTreeMap<&'static str, Option<f64>>,
    next: Option<NextJson>,
}

/// The figures of a group: what an earlier report is read back from.
#[derive(Serialize, Deserialize)]
struct CountsJson {
    organisations: u64,
    statuses: Statuses,
    pages: Pages,
    ids: u64,
    links: BTreeMap<String, Option<Placement>>,
    state_status: Option<Placement>,
    /// What a snapshot says of the pages; nothing without one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    on_pages: BTreeMap<String, SeenJson>,
    /// Whether organisations may be missing among these, so that there are no shares.
    #[serde(default)]
    partial: bool,
}

/// Pages by how a thing is on them.
#[derive(Serialize, Deserialize)]
struct SeenJson {
    placed: u64,
    wrong: u64,
    missing: u64,
    unseen: u64,
    /// Rows whose page cannot be read as one.
    unclear: u64,
    /// Rows without a page.
    absent: u64,
    /// Rows that lawfully have none.
    lawful: u64,
}

impl SeenJson {
    fn of(seen: &Placement) -> Self {
        let &Placement { right, filled: _, unverified, not_understood: _, missing, wrong, unclear, absent, lawful } = seen;
        Self { placed: right, wrong, missing, unseen: unverified, unclear, absent, lawful }
    }

    fn placement(&self) -> Placement {
        let &Self { placed, wrong, missing, unseen, unclear, absent, lawful } = self;
        Placement { right: placed, unverified: unseen, missing, wrong, unclear, absent, lawful, ..Placement::default() }
    }
}

#[derive(Serialize)]
struct NextJson {
    threshold: f64,
    rows: u64,
}

/// A report as JSON, with a line break at its end.
pub fn text(report: &Report) -> String {
    let json = ReportJson {
        schema: SCHEMA,
        date: report.date.to_string(),
        scale: report.scale.thresholds().iter().map(|threshold| threshold.percent()).collect(),
        sources: report
            .sources
            .iter()
            .map(|source| SourceJson { file: &source.file, sheet: &source.sheet, rows: source.rows })
            .collect(),
        failed: report.failed.iter().map(|(file, reason)| FailedJson { file, reason }).collect(),
        notes: &report.notes,
        answers: &report.answers,
        total: group(report, report.total()),
        municipalities: report
            .municipalities()
            .into_iter()
            .map(|line| NamedJson { group: group(report, &line.counts), name: Some(line.name).filter(|_| line.is_known) })
            .collect(),
        kinds: report
            .kinds()
            .into_iter()
            .map(|(kind, line)| KindJson { kind: kind.map(|kind| kind.code()), group: group(report, &line.counts) })
            .collect(),
        problems: report
            .problems()
            .into_iter()
            .map(|problem| ProblemJson {
                code: problem.code.name,
                severity: problem.severity.code(),
                title: problem.code.title,
                count: problem.count,
                citation: Some(problem.code.citation).filter(|citation| !citation.is_empty()),
                example: ExampleJson {
                    file: &problem.example.file,
                    sheet: &problem.example.sheet,
                    cell: &problem.example.cell,
                    message: &problem.example.message,
                    suggestion: problem.example.advice.as_deref(),
                },
            })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&json).expect("texts and numbers become JSON");
    text.push('\n');
    text
}

fn group(report: &Report, counts: &Counts) -> GroupJson {
    let next = counts.next(&report.scale);
    GroupJson {
        counts: CountsJson::of(counts),
        shares: counts.shares().into_iter().map(|(name, share)| (name, share.fraction())).collect(),
        next: next.map(|Step { threshold, rows }| NextJson { threshold: threshold.percent(), rows }),
    }
}

impl CountsJson {
    fn of(counts: &Counts) -> Self {
        let asked = |placement: &Placement| Some(*placement).filter(|placement| placement.asked() > 0);
        Self {
            organisations: counts.organisations,
            statuses: Statuses::of(|status| counts.with(status)),
            pages: counts.pages,
            ids: counts.ids,
            links: LinkSort::ALL.into_iter().map(|sort| (sort.code().to_owned(), asked(counts.link(sort)))).collect(),
            state_status: asked(&counts.state),
            on_pages: Aspect::ALL
                .into_iter()
                .filter(|_| counts.are_pages_seen())
                .map(|aspect| (aspect.code().to_owned(), SeenJson::of(counts.on_pages(aspect))))
                .collect(),
            partial: counts.is_partial,
        }
    }

    fn counts(&self) -> Counts {
        let Statuses { ok, filled, unverified, warning, error } = self.statuses;
        let link = |sort: LinkSort| self.links.get(sort.code()).copied().flatten().unwrap_or_default();
        Counts {
            organisations: self.organisations,
            statuses: [ok, filled, unverified, warning, error],
            pages: self.pages,
            ids: self.ids,
            links: LinkSort::ALL.map(link),
            state: self.state_status.unwrap_or_default(),
            on_pages: Aspect::ALL.map(|aspect| self.on_pages.get(aspect.code()).map(SeenJson::placement).unwrap_or_default()),
            is_partial: self.partial,
        }
    }
}

/// What is read back of a report.
#[derive(Deserialize)]
struct EarlierJson {
    date: String,
    total: CountsJson,
    municipalities: Vec<EarlierLineJson>,
}

#[derive(Deserialize)]
struct EarlierLineJson {
    name: Option<String>,
    #[serde(flatten)]
    counts: CountsJson,
}

/// What is told of an earlier report: its date, the region, the municipalities.
pub(super) type ReadBack = (String, Counts, Vec<(Option<String>, Counts)>);

/// Reads a report back, as far as later ones are compared with it.
///
/// # Errors
/// [`ReadError`] if the text is no JSON, is something else than a report, or its figures contradict each other.
pub(super) fn read(text: &str) -> Result<ReadBack, ReadError> {
    let value: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| ReadError::Json(error.line()))?;
    match value.get("schema").and_then(serde_json::Value::as_str) {
        Some(SCHEMA) => {}
        schema => return Err(ReadError::Schema(schema.map(str::to_owned))),
    }
    let earlier: EarlierJson = serde_json::from_value(value).map_err(|_| ReadError::Figures)?;
    let counts = |json: &CountsJson| Some(json.counts()).filter(Counts::is_sound).ok_or(ReadError::Figures);
    let lines = earlier.municipalities.iter().map(|line| Ok((line.name.clone(), counts(&line.counts)?)));
    Ok((earlier.date, counts(&earlier.total)?, lines.collect::<Result<_, ReadError>>()?))
}

/// Why a file is no earlier report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// No JSON, seen in this line.
    Json(usize),
    /// JSON of something else.
    Schema(Option<String>),
    /// A report whose figures are not there or contradict each other.
    Figures,
}
