//! The report for the ministry: the figures of a run with their date, scale and sources, as a workbook, as text and as JSON.

pub(crate) mod book;
pub(crate) mod earlier;
pub mod json;
pub mod text;

use super::changes::register::Shown;
use super::figures::{Counts, Figures, Line, LinkSort, Problem};
use super::{counted, kind_title};
use crate::domain::{Date, OrgKind, Scale};
use earlier::Earlier;
use std::cmp::Reverse;

/// All that a report says.
#[derive(Debug)]
pub struct Report {
    /// The day that it speaks of.
    pub(crate) date: Date,
    /// The thresholds that municipalities are measured by.
    pub(crate) scale: Scale,
    /// How many files were read.
    pub(crate) files: usize,
    /// The tables that were counted.
    pub(crate) sources: Vec<TableRows>,
    /// Files that could not be read, with the reason.
    pub(crate) failed: Vec<(String, String)>,
    /// What is to be said of the tables as a whole.
    pub(crate) notes: Vec<String>,
    /// The figures.
    pub(crate) figures: Figures,
    /// Who has answered, by the merged rosters' own registers.
    pub(crate) answers: Vec<Shown>,
    /// The report that this one is compared with.
    pub(crate) since: Option<Earlier>,
}

/// A table that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableRows {
    /// The file.
    pub(crate) file: String,
    /// The sheet.
    pub(crate) sheet: String,
    /// How many data rows.
    pub(crate) rows: usize,
}

impl Report {
    /// How much was counted: 3 файла, 226 организаций.
    pub(crate) fn extent(&self) -> String {
        let organisations = self.total().organisations as usize;
        format!(
            "{}, {}",
            counted(self.files, "файл", "файла", "файлов"),
            counted(organisations, "организация", "организации", "организаций")
        )
    }

    /// What is to be said where the pages were seen in only one of the two reports that are compared.
    pub(crate) fn snapshot_change(&self) -> Option<&'static str> {
        let then = self.since.as_ref()?.total.are_pages_seen();
        match (then, self.total().are_pages_seen()) {
            (false, true) => Some(
                "Прошлый отчёт составлен без снимка страниц, этот — со снимком. Номера, ссылки и ошибки от него зависят и не сравниваются.",
            ),
            (true, false) => Some(
                "Прошлый отчёт составлен со снимком страниц, этот — без него (--pages). Номера, ссылки и ошибки от него зависят и не сравниваются.",
            ),
            _ => None,
        }
    }

    /// Everything together.
    pub fn total(&self) -> &Counts {
        &self.figures.total
    }

    /// The kinds that occur, in the order of the letter; rows of unknown kind last.
    pub(crate) fn kinds(&self) -> Vec<(Option<OrgKind>, Line)> {
        let kinds = OrgKind::ALL.into_iter().map(Some).chain([None]);
        kinds
            .zip(self.figures.kinds)
            .filter(|(_, counts)| counts.organisations > 0)
            .map(|(kind, counts)| {
                let name = kind.map_or("Вид не определён".to_owned(), |kind| capitalised(kind_title(kind)));
                (kind, Line { name, is_known: kind.is_some(), counts })
            })
            .collect()
    }

    /// The municipalities that can be compared, the best first: by the share of ready links, then by how many there are, then by name.
    pub(crate) fn ranked(&self) -> Vec<Line> {
        let mut lines: Vec<Line> =
            self.municipalities().into_iter().filter(|line| line.is_known && line.ready().whole > 0).collect();
        // Shares are compared as fractions: two that are equal are equal whatever they are made of.
        lines.sort_by(|one, other| {
            let (a, b) = (one.ready(), other.ready());
            (b.part * a.whole).cmp(&(a.part * b.whole)).then(b.whole.cmp(&a.whole))
        });
        lines
    }

    /// The municipalities by name; rows that name none come last.
    pub(crate) fn municipalities(&self) -> Vec<Line> {
        self.figures.municipalities()
    }

    /// The municipalities where the most is left to do, the most first, and so many at most.
    pub(crate) fn most_to_do(&self, most: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = self.municipalities();
        lines.sort_by_key(|line| Reverse(line.counts.miniapp().ready().rest()));
        lines.truncate(most);
        lines
    }

    /// The findings by code: errors before warnings, the most frequent first.
    pub(crate) fn problems(&self) -> Vec<&Problem> {
        self.figures.problems()
    }

    /// The sorts of links that the tables ask for.
    pub(crate) fn sorts(&self) -> Vec<LinkSort> {
        LinkSort::ALL.into_iter().filter(|&sort| self.total().link(sort).asked() > 0).collect()
    }

    /// How far a group is from the next threshold: «ещё 7 строк до 95 %».
    pub(crate) fn distance(&self, counts: &Counts) -> String {
        match counts.next(&self.scale) {
            Some(step) => {
                let rows = counted(step.rows as usize, "строка", "строки", "строк");
                format!("ещё {rows} до {}\u{a0}%", step.threshold)
            }
            None if counts.ready().whole == 0 => "—".into(),
            None => match self.scale.thresholds().last() {
                Some(last) => format!("порог {last}\u{a0}% достигнут"),
                None => String::new(),
            },
        }
    }
}

/// What a sort of links is called.
pub(crate) fn sort_title(sort: LinkSort) -> &'static str {
    match sort {
        LinkSort::Miniapp => "Ссылка мини-приложения «Госуслуги»",
        LinkSort::PosMessages => "ПОС: форма сообщений",
        LinkSort::PosPolls => "ПОС: опросы",
        LinkSort::Widgets => "ПОС: обе формы на странице (виджеты)",
        LinkSort::ActionButton => "Мобильное приложение: кнопка",
        LinkSort::PageLinks => "Мобильное приложение: раздел «Ссылки»",
        LinkSort::Max => "Канал MAX",
    }
}

/// A title with a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
