//! A verdict explained to a person: what was read, by which rule, which link results, what to do.

use super::{kind_title, placed, status_word};
use crate::diagnostic::Severity;
use crate::domain::OrgKind;
use crate::domain::vk_address::{Address, Mention, Via};
use crate::entry::{Entry, FillSource, GroupSource, Hidden, KindSource, Outcome, Placed};
use crate::pipeline::{Status, Verdict};
use crate::rules::Finding;
use crate::settings::Settings;
use crate::words::{self, LoneValue, Places, Roster};

/// A line of the explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the line is about, for the left margin; empty where it goes on with the one before.
    pub label: &'static str,
    /// What is said.
    pub text: String,
    /// How grave it is.
    pub tone: Tone,
}

/// The colour of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Facts.
    Plain,
    /// Something good.
    Good,
    /// A warning.
    Warning,
    /// An error.
    Error,
    /// Small print.
    Note,
}

/// The explanation of a verdict on `input`, as the user named it: a row, or a value that stands in no cell.
pub fn explain(input: &str, is_row: bool, verdict: &Verdict<'_>, settings: &Settings) -> Vec<Line> {
    let entry = &verdict.entry;
    let line = |label, text: String| Line { label, text, tone: Tone::Plain };
    let mut lines = vec![line("Проверено", input.to_owned())];
    let organisation = entry.record.organisation();
    if !organisation.is_empty() {
        lines.push(line("Организация", organisation.into_owned()));
    }
    lines.push(line("Страница", page(entry)));
    lines.push(line("Вид", kind(entry)));
    lines.extend(link(entry, settings));
    for (label, form) in [("ПОС, сообщения", &entry.pos.messages), ("ПОС, опросы", &entry.pos.polls)] {
        if let (Some(outcome), Some(value)) = (form.outcome(), form.value()) {
            let what = match outcome {
                Outcome::Kept if entry.pos.is_unverified() => "есть; чья она, сверить не с чем",
                Outcome::Kept => "есть и верна",
                _ => "построена по образцу письма",
            };
            lines.push(line(label, format!("{value} ({what})")));
        }
    }
    for (index, said) in placed::lines(entry).into_iter().enumerate() {
        lines.push(line(if index == 0 { "На странице" } else { "" }, said));
    }
    let places: &dyn Places = if is_row { &Roster } else { &LoneValue };
    for found in sorted(&verdict.findings) {
        lines.extend(finding(found, places));
    }
    let tone = match verdict.status {
        Status::Ok | Status::Filled => Tone::Good,
        Status::Unverified | Status::Warning => Tone::Warning,
        Status::Error => Tone::Error,
    };
    lines.push(Line { label: "Итог", text: status_word(verdict.status).to_owned(), tone });
    lines
}

fn sorted<'f, 't>(findings: &'f [Finding<'t>]) -> Vec<&'f Finding<'t>> {
    let mut sorted: Vec<&Finding<'t>> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    sorted
}

fn page(entry: &Entry<'_>) -> String {
    if let (Some(id), Some(source)) = (entry.group.id, entry.group.source) {
        let by = match source {
            GroupSource::Address => via(entry.address.reading.via),
            GroupSource::Hyperlink => "по гиперссылке за текстом ячейки",
            GroupSource::IdColumn => "по столбцу номеров",
            GroupSource::Link => "по готовой ссылке; другими ячейками не подтверждено",
            GroupSource::Reference | GroupSource::Online => {
                let claim = if source == GroupSource::Online { &entry.group.online } else { &entry.group.learnt };
                let learnt = claim.as_ref().map(|claim| (claim.from.as_str(), claim.on));
                let (from, on) = learnt.unwrap_or(("таблица министерства", None));
                let on = on.map(|on| format!(", узнано {}", on.by_day())).unwrap_or_default();
                return format!("сообщество {id} (по короткому имени: {from}{on})");
            }
            GroupSource::Explanation => "по «Пояснению»",
        };
        return format!("сообщество {id} ({by})");
    }
    if entry.group.conflicts() {
        return "неизвестна: ячейки называют разные сообщества".into();
    }
    match &entry.address.reading.address {
        Address::Group(id) => format!("сообщество {id}, но другие ячейки строки этому противоречат"),
        Address::ScreenName(name) => match entry.placed.as_ref().and_then(|placed| placed.hidden) {
            Some(hidden @ (Hidden::Person | Hidden::App | Hidden::NotFound | Hidden::NotAsked)) => {
                format!("короткое имя {name}: {}", placed::hidden_words(hidden))
            }
            _ => format!("короткое имя {name}; номер по нему без интернета не узнать"),
        },
        Address::Person { .. } => "принадлежит человеку, а не сообществу".into(),
        Address::Foreign(host) => format!("адрес на {host}, а не ВКонтакте"),
        Address::Empty => "не указана".into(),
        Address::Ambiguous(mentions) => {
            let names: Vec<String> = mentions
                .iter()
                .map(|mention| match mention {
                    Mention::Group(id) => format!("club{id}"),
                    Mention::ScreenName(name) => name.to_string(),
                })
                .collect();
            format!("несколько разных: {}", names.join(", "))
        }
        Address::Unreadable(_) => "не прочитана".into(),
    }
}

fn via(via: Option<Via>) -> &'static str {
    match via {
        Some(Via::Object) => "по адресу фотографии, записи или другого материала сообщества",
        Some(Via::Overlay) => "по открытой на странице фотографии или записи",
        Some(Via::App) => "по адресу приложения",
        Some(Via::MentionMarkup) => "по упоминанию",
        Some(Via::BareWord) => "по слову с номером",
        Some(Via::BareNumber) => "по числу",
        Some(Via::PageAddress | Via::Name) | None => "по адресу страницы",
    }
}

fn kind(entry: &Entry<'_>) -> String {
    let (Some(kind), Some(source)) = (entry.kind.kind, entry.kind.source) else {
        return "не определён".into();
    };
    let by = match (source, &entry.kind.by_name) {
        (KindSource::Column, _) => "по столбцу сферы".to_owned(),
        (KindSource::Link, _) => "по разделу готовой ссылки".to_owned(),
        (KindSource::Reference, _) => "по таблице министерства".to_owned(),
        (KindSource::Option, _) => "указано параметром -k".to_owned(),
        (KindSource::Name, Some(by_name)) => format!("по слову «{}»", by_name.word),
        (KindSource::Name, None) => "по названию".to_owned(),
        (KindSource::Founder, _) => "по учредителю".to_owned(),
    };
    format!("{} ({by})", kind_title(kind))
}

fn link(entry: &Entry<'_>, settings: &Settings) -> Vec<Line> {
    let good = |label, text| Line { label, text, tone: Tone::Good };
    let decision = &entry.miniapp;
    match (&decision.outcome, entry.miniapp_link()) {
        (Outcome::Unresolved, _) | (_, None) => match (entry.kind.kind, entry.group.id) {
            (None, Some(id)) if !entry.placed.as_ref().is_some_and(Placed::is_gone) => {
                // The kind is all that is missing: both links that need the id are shown, and the person chooses.
                let choices = [OrgKind::Health, OrgKind::Education].into_iter().filter_map(|kind| {
                    let link = settings.templates.miniapp(kind, Some(id))?;
                    Some(Line { label: "", text: format!("{}: {link}", kind_title(kind)), tone: Tone::Plain })
                });
                let first = Line {
                    label: "Ссылка", text: "зависит от вида организации:".into(), tone: Tone::Plain
                };
                std::iter::once(first).chain(choices).collect()
            }
            _ => vec![Line { label: "Ссылка", text: "не построена".into(), tone: Tone::Plain }],
        },
        (outcome, Some(value)) => {
            let how = match outcome {
                Outcome::Kept => "есть и открывает нужный раздел",
                Outcome::Filled(FillSource::Reference) | Outcome::Replaced { source: FillSource::Reference, .. } => {
                    "из таблицы министерства"
                }
                _ => "по образцу письма",
            };
            let mut lines = vec![good("Ссылка", format!("{value} ({how})"))];
            if let Some(title) = entry.menu_title(settings) {
                lines.push(Line { label: "Пункт меню", text: title.to_owned(), tone: Tone::Plain });
            }
            lines
        }
    }
}

fn finding(finding: &Finding<'_>, places: &dyn Places) -> Vec<Line> {
    let (label, tone) = match finding.severity {
        Severity::Error => ("Ошибка", Tone::Error),
        Severity::Warning => ("Проверьте", Tone::Warning),
        Severity::Info => ("Заметка", Tone::Note),
    };
    let words = words::of(finding, places);
    let cell = places.place(finding.at).map(|at| format!("{at}: ")).unwrap_or_default();
    let mut lines = vec![Line { label, text: format!("{cell}{} [{}]", words.message, finding.code.name), tone }];
    if let Some(advice) = words.advice {
        lines.push(Line { label: "Что сделать", text: advice.text, tone: Tone::Plain });
    }
    if !finding.code.citation.is_empty() {
        lines.push(Line { label: "Основание", text: finding.code.citation.to_owned(), tone: Tone::Note });
    }
    lines
}
