//! What came home with returned workbooks: every change with what became of it, and the figures in which no row is lost.

pub mod json;
pub(crate) mod register;
pub(crate) mod sheet;
pub(crate) mod steps;

use crate::table::edit::Mark;
use crate::table::sheet::CellRef;
use register::Register;
use serde::Serialize;
use std::collections::BTreeMap;
use steps::Step;

/// What became of a change, or of a row that was handed out; the gravest first, so that the gravest of a row's changes names its fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Returned workbooks disagree; nothing was written.
    ReturnsDisagree,
    /// The roster was changed otherwise in the meantime; nothing was written.
    RosterChanged,
    /// Written, and something is wrong now that was not before.
    NewlyWrong,
    /// Written, and still wrong; or something else in the row is.
    StillWrong,
    /// Cannot be written: a formula or a fault of a formula, a column or row that the roster has no more.
    Impossible,
    /// Rows that came back without keys: it is written once somebody confirms whose rows they are.
    Proposed,
    /// Nobody asked for it, so it was not written.
    Unasked,
    /// Words of a person where a link, a number or nothing was to be written; they are for people to read.
    Words,
    /// A row that did not come back; it stays in the roster.
    Removed,
    /// A row that was not handed out; it is not written.
    Added,
    /// A row that came back as it was, and is wrong.
    Untouched,
    /// Written, and what was wrong is right now.
    Fixed,
    /// Written into a cell that nothing was wrong with.
    Changed,
    /// The roster said so already.
    Already,
}

impl Fate {
    /// All fates, the gravest first.
    pub const ALL: [Self; 14] = [
        Self::ReturnsDisagree,
        Self::RosterChanged,
        Self::NewlyWrong,
        Self::StillWrong,
        Self::Impossible,
        Self::Proposed,
        Self::Unasked,
        Self::Words,
        Self::Removed,
        Self::Added,
        Self::Untouched,
        Self::Fixed,
        Self::Changed,
        Self::Already,
    ];

    /// The word for it, as it stands in «Итог».
    pub fn word(self) -> &'static str {
        match self {
            Self::ReturnsDisagree => "Расхождение ответов",
            Self::RosterChanged => "Расхождение с реестром",
            Self::NewlyWrong => "Стало неверно",
            Self::StillWrong => "Осталось неверно",
            Self::Impossible => "Не внесено",
            Self::Proposed => "Предложено",
            Self::Unasked => "Изменено без просьбы",
            Self::Words => "Слова получателя",
            Self::Removed => "Строка удалена",
            Self::Added => "Строка добавлена",
            Self::Untouched => "Не исправлено",
            Self::Fixed => "Исправлено",
            Self::Changed => "Изменено",
            Self::Already => "Уже в реестре",
        }
    }

    /// What it means and what to do.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::ReturnsDisagree => "ответы противоречат друг другу: не внесено, выберите верное и впишите сами",
            Self::RosterChanged => "после выдачи ячейку реестра изменили иначе: не внесено, выберите верное и впишите сами",
            Self::NewlyWrong => "после изменений появилось замечание, которого раньше не было",
            Self::StillWrong => "внесено, но замечание осталось",
            Self::Impossible => "внести нельзя: почему — в столбце «Пояснение»",
            Self::Proposed => "строка узнана без ключа, по ОГРН и названию: не внесено; если верно — параметр --accept-matched",
            Self::Unasked => "ячейку исправлять не просили: не внесено; внести всё — параметр --accept-all",
            Self::Words => "слова вместо ссылки или номера, примечания, записи в столбцах программы: не внесено, прочтите",
            Self::Removed => "выданной строки в ответе нет: из реестра она не удалена",
            Self::Added => "такой строки не выдавали: в реестр она не внесена",
            Self::Untouched => "вернулось как было, замечание осталось",
            Self::Fixed => "внесено, замечание снято",
            Self::Changed => "внесено, замечаний не было и нет",
            Self::Already => "в реестре уже стоит то же самое",
        }
    }

    /// The colour for it.
    pub fn mark(self) -> Option<Mark> {
        match self {
            Self::ReturnsDisagree | Self::RosterChanged | Self::NewlyWrong | Self::StillWrong | Self::Untouched => {
                Some(Mark::Error)
            }
            Self::Impossible | Self::Proposed | Self::Unasked | Self::Words | Self::Removed | Self::Added => Some(Mark::Warning),
            Self::Fixed => Some(Mark::Filled),
            Self::Changed => Some(Mark::Changed),
            Self::Already => None,
        }
    }

    /// Whether two people said different things, so that somebody has to decide.
    pub(crate) fn is_conflict(self) -> bool {
        matches!(self, Self::ReturnsDisagree | Self::RosterChanged)
    }
}

/// One line of the list: a changed cell, or a row as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub fate: Fate,
    /// The sheet of the roster; none for a row that the roster does not have.
    pub(crate) sheet: Option<String>,
    /// The cell of the roster; for a row as a whole, its first cell of interest.
    #[serde(serialize_with = "json::cell")]
    pub(crate) cell: Option<CellRef>,
    /// The organisation of the row.
    pub organisation: String,
    /// The header of the column; empty for a row as a whole.
    pub(crate) column: String,
    /// What the roster held.
    pub(crate) was: String,
    /// What stands in the roster now; the same as before where nothing was written.
    pub(crate) now: String,
    /// Who said what, in the order of the files.
    pub came: Vec<Came>,
    /// What is still wrong, or why nothing was written.
    pub remark: String,
}

/// Where a change came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Came {
    /// The returned workbook's file name.
    pub(crate) file: String,
    /// Which part of the roster it is.
    pub(crate) part: String,
    /// The sheet and cell in it; empty where it is about no cell.
    pub(crate) place: String,
    /// What stands there.
    pub text: String,
}

/// The figures of one returned workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileFigures {
    /// Its file name.
    pub file: String,
    /// Which part of the roster it is.
    pub(crate) part: String,
    /// Rows that were handed out from this roster.
    pub handed: usize,
    /// Those that came back.
    pub returned: usize,
    /// Those that did not.
    pub removed: usize,
    /// Rows that came back once more.
    pub(crate) repeated: usize,
    /// Rows of this roster that were handed out in other workbooks.
    pub(crate) beyond: usize,
    /// Rows that were not handed out.
    pub added: usize,
    /// Cells that were changed.
    pub changed_cells: usize,
}

/// All that came home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The returned workbooks, in the order in which they were named.
    pub files: Vec<FileFigures>,
    /// Rows of the roster that were handed out, each counted once, by the gravest fate of what happened in them; and rows that were added.
    pub(crate) rows: BTreeMap<Fate, usize>,
    /// Rows that were handed out, came back unchanged, and are in order.
    pub in_order: usize,
    /// Changed cells by what became of them.
    pub(crate) cells: BTreeMap<Fate, usize>,
    /// The list, by fate and by row.
    pub list: Vec<Change>,
    /// Who has answered and who has not.
    pub register: Register,
    /// What was written, in the order of the roster's cells.
    pub steps: Vec<Step>,
}

impl Changes {
    /// Rows of the roster that were handed out.
    pub fn handed(&self) -> usize {
        let of_roster = self.rows.iter().filter(|(fate, _)| **fate != Fate::Added);
        of_roster.map(|(_, count)| count).sum::<usize>() + self.in_order
    }

    /// How many cells were written.
    pub fn written(&self) -> usize {
        [Fate::NewlyWrong, Fate::StillWrong, Fate::Fixed, Fate::Changed].iter().map(|fate| self.cells_of(*fate)).sum()
    }

    /// Changed cells with this fate.
    pub fn cells_of(&self, fate: Fate) -> usize {
        self.cells.get(&fate).copied().unwrap_or_default()
    }

    /// Rows with this fate.
    pub fn rows_of(&self, fate: Fate) -> usize {
        self.rows.get(&fate).copied().unwrap_or_default()
    }

    /// Whether anybody has to decide between two values.
    pub fn has_conflicts(&self) -> bool {
        self.list.iter().any(|change| change.fate.is_conflict())
    }
}
