//! The table of short names: which community each belongs to, and a work list of those that nobody knows yet.
//!
//! It is made for people to go on with, and is read again as a ministry table (`-r`), so its columns are such as gospub knows.

use super::counted;
use crate::domain::Date;
use crate::domain::vk_address::ScreenName;
use crate::reference::names::{NameClaim, Named};
use crate::table::edit::{Look, Mark};
use crate::table::form::{FormCell, FormContent, FormSheet};
use crate::table::sheet::{Area, CellRef, Column};
use serde::Serialize;

/// What stands in the sheet's first cell, by which it is known again and not taken for a roster.
pub(crate) const TITLE: &str = "Короткие имена страниц";
/// Its columns: header, width.
const COLUMNS: [(&str, f64); 5] =
    [("Адрес страницы", 40.0), ("ID сообщества", 34.0), ("Название", 60.0), ("Узнано", 14.0), ("Источник", 60.0)];
const HOW_TO: &str = "Имена без номера стоят первыми. Откройте страницу по ссылке, нажмите на любую её фотографию и вставьте адрес фотографии \
     (он выглядит как vk.com/photo-217000101_457239017) или сам номер в столбец «ID сообщества». Готовую таблицу укажите программе: \
     gospub fill реестр.xlsx -r имена.xlsx";
/// The row of the header.
const HEADER: u32 = 4;

/// A short name with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameLine {
    /// The name.
    pub(crate) name: ScreenName,
    /// Whose page it is, by the first row that has it.
    pub(crate) title: String,
    /// How many rows of the inputs have it.
    pub(crate) rows: usize,
    /// Whose it is.
    pub state: NameState,
    /// What else is known: that it is nobody's.
    pub(crate) remark: Option<String>,
}

/// What is known of whose a name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameState {
    /// Nothing.
    Unknown,
    /// A community's; where it was another's before, with that one.
    Known(NameClaim, Option<NameClaim>),
    /// Sources disagree.
    Disputed(NameClaim, NameClaim),
}

impl From<Named<'_>> for NameState {
    fn from(named: Named<'_>) -> Self {
        match named {
            Named::Unknown => Self::Unknown,
            Named::Known(claim) => Self::Known(claim.clone(), None),
            Named::Moved { now, was } => Self::Known(now.clone(), Some(was.clone())),
            Named::Disputed { one, other } => Self::Disputed(one.clone(), other.clone()),
        }
    }
}

impl NameLine {
    /// What sources say of the name, where they disagree or it has changed hands.
    pub fn note(&self) -> Option<String> {
        let name = &self.name;
        match &self.state {
            NameState::Disputed(one, other) => Some(format!(
                "vk.com/{name}: источники расходятся, {} и {}. Откройте страницу, узнайте номер и исправьте неверный.",
                one.in_words(),
                other.in_words()
            )),
            NameState::Known(now, Some(was)) => Some(format!(
                "vk.com/{name}: раньше {}, теперь {}. В таблице обе строки: откройте страницу и удалите неверную.",
                was.in_words(),
                now.in_words()
            )),
            _ => None,
        }
    }
}

/// The sheet.
pub(crate) fn sheet(lines: Vec<NameLine>) -> FormSheet<'static> {
    let text = FormCell::text;
    let mut rows = vec![
        vec![text(TITLE, Look::Title)],
        vec![text(HOW_TO, Look::Note)],
        Vec::new(),
        COLUMNS.iter().map(|(header, _)| text(header, Look::Heading)).collect(),
    ];
    let before = rows.len();
    rows.extend(lines.iter().flat_map(rows_of));
    let last = HEADER + u32::try_from(rows.len() - before).unwrap_or(CellRef::ROWS - HEADER);
    let last_column = Column::new(COLUMNS.len() - 1).unwrap_or_default();
    let filter =
        (!lines.is_empty()).then(|| Area { first: CellRef::new(HEADER, Column::FIRST), last: CellRef::new(last, last_column) });
    FormSheet {
        frozen_rows: HEADER,
        repeated_rows: Some(HEADER..=HEADER),
        filter,
        reach: Some(last_column),
        framed: true,
        footer: TITLE.to_owned(),
        ..FormSheet::new("Имена", COLUMNS.iter().map(|(_, width)| *width).collect(), Box::new(rows.into_iter()))
    }
}

/// The rows of a name. One that has changed hands has two, as whose it is only a person can say: read again, it has moved.
fn rows_of(line: &NameLine) -> impl Iterator<Item = Vec<FormCell<'static>>> {
    let of = |claim: &NameClaim| (claim.group.to_string(), claim.on, claim.from.clone());
    let (mark, first, second) = match &line.state {
        NameState::Known(claim, None) => (None, of(claim), None),
        NameState::Known(now, Some(was)) => (Some(Mark::Warning), of(now), Some(of(was))),
        NameState::Disputed(..) => (Some(Mark::Error), (String::new(), None, line.note().unwrap_or_default()), None),
        NameState::Unknown => (Some(Mark::Warning), (String::new(), None, line.remark.clone().unwrap_or_default()), None),
    };
    std::iter::once(first).chain(second).map(move |said| row(line, mark.map_or(Look::Plain, Look::Marked), said))
}

fn row(line: &NameLine, look: Look, (id, on, from): (String, Option<Date>, String)) -> Vec<FormCell<'static>> {
    let address = format!("https://vk.com/{}", line.name);
    let text = |text: String| if text.is_empty() { FormContent::Blank } else { FormContent::Text(text.into()) };
    let more = if line.rows > 1 {
        format!(" (и ещё {})", counted(line.rows - 1, "строка", "строки", "строк"))
    } else {
        String::new()
    };
    let title = if line.title.is_empty() { String::new() } else { format!("{}{more}", line.title) };
    let plain = |content| FormCell::new(content, Look::Plain);
    vec![
        plain(FormContent::address(address)),
        FormCell { entry: true, ..FormCell::new(text(id), look) },
        plain(text(title)),
        plain(text(on.map(Date::by_day).unwrap_or_default())),
        plain(text(from)),
    ]
}

#[derive(Serialize)]
struct LineJson<'l> {
    schema: &'static str,
    name: &'l str,
    organisation: Option<&'l str>,
    rows: usize,
    state: &'static str,
    group_id: Option<u32>,
    group_evidence: Vec<ClaimJson<'l>>,
}

#[derive(Serialize)]
struct ClaimJson<'l> {
    group_id: u32,
    on: Option<String>,
    from: &'l str,
}

/// A name as a line of JSON without its end (`gospub.name/1`).
pub fn json(line: &NameLine) -> String {
    let (state, group, claims): (_, _, Vec<&NameClaim>) = match &line.state {
        NameState::Unknown => ("unknown", None, Vec::new()),
        NameState::Known(claim, None) => ("known", Some(claim.group), vec![claim]),
        NameState::Known(now, Some(was)) => ("moved", Some(now.group), vec![now, was]),
        NameState::Disputed(one, other) => ("disputed", None, vec![one, other]),
    };
    let evidence = claims.into_iter().map(|claim| ClaimJson {
        group_id: claim.group.get(),
        on: claim.on.map(|on| on.to_string()),
        from: &claim.from,
    });
    let json = LineJson {
        schema: "gospub.name/1",
        name: line.name.as_str(),
        organisation: Some(line.title.as_str()).filter(|title| !title.is_empty()),
        rows: line.rows,
        state,
        group_id: group.map(|group| group.get()),
        group_evidence: evidence.collect(),
    };
    serde_json::to_string(&json).expect("texts and numbers become JSON")
}
