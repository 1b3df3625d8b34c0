//! The register of answers: which municipality was handed what, what it answered, and what those are reminded of who have not.

use crate::report::counted;
use crate::table::edit::Mark;
use crate::table::sheet::{CellRef, Column, Sheet, Value};
use serde::Serialize;

/// What stands over the register in «Изменения».
pub(crate) const TITLE: &str = "Реестр ответов";
/// The headers under it; a blank one where the column is that of cells further down.
pub(crate) const HEADERS: [&str; 8] =
    ["Ответ", "", "Муниципальное образование", "Выдано", "Выданный файл", "Файл ответа", "Что в ответе", "Напоминание"];

/// What stands in place of a municipality's name where a file does not say whose it is.
const NOBODY: &str = "чей ответ, неизвестно";

/// How a municipality stands; those that somebody has to write to come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It has answered, and nothing of it could be read.
    Refused,
    /// It has not answered.
    Silent,
    /// It has answered.
    Answered,
}

impl State {
    /// All states.
    pub(crate) const ALL: [Self; 3] = [Self::Refused, Self::Silent, Self::Answered];

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Refused => "Не принят",
            Self::Silent => "Ответа нет",
            Self::Answered => "Получен",
        }
    }

    /// The colour for it.
    pub(crate) fn mark(self) -> Mark {
        match self {
            Self::Refused => Mark::Error,
            Self::Silent => Mark::Warning,
            Self::Answered => Mark::Filled,
        }
    }
}

/// A workbook that was handed out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Handed {
    /// Its file name; none where it is known only from what came back.
    pub(crate) file: Option<String>,
    /// The day, as people read it.
    pub(crate) date: Option<String>,
    /// How many rows.
    pub(crate) rows: usize,
    /// How many of them had something to correct.
    pub(crate) to_correct: usize,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The file.
    pub(crate) file: String,
    /// The day on which it was saved, by its own word.
    pub(crate) saved: Option<String>,
    /// Rows of the municipality in it.
    pub(crate) rows: usize,
    /// Cells that were written into the roster.
    pub(crate) corrected: usize,
    /// Rows with a new explanation.
    pub(crate) explained: usize,
}

/// What could not be brought home.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Refused {
    /// The file.
    pub(crate) file: String,
    /// Why.
    pub(crate) why: String,
}

/// One municipality.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its name; empty for files that do not say whose they are.
    pub(crate) part: String,
    /// What was handed out to it, as far as it is known.
    pub(crate) handed: Vec<Handed>,
    /// What it answered.
    pub answers: Vec<Answered>,
    /// What of its answers was refused.
    pub(crate) refused: Vec<Refused>,
}

/// All municipalities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Those that somebody has to write to first, then by name.
    pub lines: Vec<Standing>,
}

/// A line of the register as a workbook shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Shown {
    /// How the municipality stands.
    pub(crate) state: State,
    /// Its name.
    pub(crate) municipality: String,
    /// Rows and day.
    pub(crate) handed: String,
    /// The file that was handed out.
    pub(crate) handed_file: String,
    /// The files that came back.
    pub(crate) answer: String,
    /// What is in them, or why they were refused.
    pub(crate) outcome: String,
    /// What to write to it.
    pub(crate) reminder: String,
}

impl Standing {
    /// How it stands.
    pub(crate) fn state(&self) -> State {
        match (self.answers.is_empty(), self.refused.is_empty()) {
            (false, _) => State::Answered,
            (true, false) => State::Refused,
            (true, true) => State::Silent,
        }
    }

    /// The line as it is shown.
    pub(crate) fn shown(&self) -> Shown {
        let lines = |texts: Vec<String>| texts.join("\n");
        let rows = |rows| counted(rows, "строка", "строки", "строк");
        let handed = |handed: &Handed| {
            let date = handed.date.as_ref().map(|date| format!(", {date}"));
            format!("{}{}", rows(handed.rows), date.unwrap_or_default())
        };
        let answer = |answer: &Answered| {
            let saved = answer.saved.as_ref().map(|saved| format!(", сохранён {saved}"));
            format!("{}{}", answer.file, saved.unwrap_or_default())
        };
        let outcome = |answer: &Answered| {
            format!("{}, исправлено ячеек {}, пояснений {}", rows(answer.rows), answer.corrected, answer.explained)
        };
        let of_answers = |of: &dyn Fn(&Answered) -> String| self.answers.iter().map(of).collect::<Vec<_>>();
        let refused = |of: &dyn Fn(&Refused) -> String| self.refused.iter().map(of).collect::<Vec<_>>();
        Shown {
            state: self.state(),
            municipality: if self.part.is_empty() { NOBODY.to_owned() } else { self.part.clone() },
            handed: lines(self.handed.iter().map(handed).collect()),
            handed_file: lines(self.handed.iter().filter_map(|handed| handed.file.clone()).collect()),
            answer: lines([of_answers(&answer), refused(&|refused| refused.file.clone())].concat()),
            outcome: lines([of_answers(&outcome), refused(&|refused| format!("не принят: {}", refused.why))].concat()),
            reminder: self.reminder(),
        }
    }

    /// What to write to a municipality whose answer is missing.
    fn reminder(&self) -> String {
        const HOW: &str = "Исправьте отмеченные ячейки или напишите в столбце «Пояснение», почему менять нечего, и верните файл.";
        let file = match self.handed.last() {
            Some(Handed { file: Some(file), date: Some(date), to_correct, .. }) => {
                let rows = counted(*to_correct, "строка", "строки", "строк");
                format!("файл «{file}», выданный {date} (к исправлению: {rows})")
            }
            _ => "выданный вам файл с официальными страницами".to_owned(),
        };
        match self.state() {
            State::Answered => String::new(),
            State::Silent => format!("Мы не получили от вас {file}. {HOW}"),
            State::Refused => {
                let names: Vec<&str> = self.refused.iter().map(|refused| refused.file.as_str()).collect();
                format!("Ваш ответ «{}» прочитать не удалось. Пришлите {file}. {HOW}", names.join("», «"))
            }
        }
    }
}

impl Register {
    /// Orders the lines.
    pub(crate) fn new(mut lines: Vec<Standing>) -> Self {
        lines.sort_by(|one, other| (one.state(), &one.part).cmp(&(other.state(), &other.part)));
        Self { lines }
    }

    /// The register in a line: «Ответы: получено от 12 из 20, не принято 1, нет ответа от 7: Калуга, …».
    pub fn line(&self) -> Option<String> {
        let file = |standing: &Standing| standing.refused.first().map(|refused| refused.file.clone()).unwrap_or_default();
        line(self.lines.iter().map(|standing| match standing.part.as_str() {
            "" => (standing.state(), false, file(standing)),
            part => (standing.state(), true, part.to_owned()),
        }))
    }
}

/// A register as it was shown, in a line.
pub(crate) fn line_of(shown: &[Shown]) -> Option<String> {
    line(shown.iter().map(|shown| match shown.municipality.as_str() {
        NOBODY => (shown.state, false, shown.answer.clone()),
        part => (shown.state, true, part.to_owned()),
    }))
}

/// Of lines with their names; files that do not say whose they are have none, and count as no municipality.
fn line(lines: impl Iterator<Item = (State, bool, String)>) -> Option<String> {
    /// More names would hide the figures.
    const NAMES: usize = 5;
    let lines: Vec<(State, bool, String)> = lines.collect();
    let with = |wanted: State| lines.iter().filter(move |(state, ..)| *state == wanted);
    let named = |state: State| {
        let first: Vec<&str> = with(state).take(NAMES).map(|(.., name)| name.as_str()).collect();
        let more = with(state).count().saturating_sub(NAMES);
        format!("{}{}", first.join(", "), if more > 0 { format!(" и ещё {more}") } else { String::new() })
    };
    let all = lines.iter().filter(|(_, is_municipality, _)| *is_municipality).count();
    let mut said = vec![format!("получены от {} из {all}", with(State::Answered).count())];
    for (state, word) in [(State::Refused, "не приняты"), (State::Silent, "нет")] {
        let count = with(state).count();
        if count > 0 {
            said.push(format!("{word} {count}: {}", named(state)));
        }
    }
    (!lines.is_empty()).then(|| format!("Ответы {}.", said.join("; ")))
}

/// The register that a sheet «Изменения» shows; empty where it has none.
pub(crate) fn read(sheet: &Sheet) -> Vec<Shown> {
    let text = |row: u32, column: usize| {
        let at = CellRef::new(row, Column::new(column).unwrap_or_default());
        match sheet.cell(at).value {
            Value::Text(text) => text.to_owned(),
            _ => String::new(),
        }
    };
    let title = sheet.rows().map(|row| row.number()).find(|&row| text(row, 0) == TITLE);
    // The line of figures and the headers stand between.
    let Some(header) = title.map(|row| row + 1) else { return Vec::new() };
    let state = |row: u32| State::ALL.into_iter().find(|state| state.word() == text(row, 0));
    let shown = (header + 1..).map_while(|row| Some((row, state(row)?))).map(|(row, state)| Shown {
        state,
        municipality: text(row, 2),
        handed: text(row, 3),
        handed_file: text(row, 4),
        answer: text(row, 5),
        outcome: text(row, 6),
        reminder: text(row, 7),
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent(part: &str) -> Standing {
        let handed = Handed { file: Some("Калуга.xlsx".into()), date: Some("22.11.2026".into()), rows: 12, to_correct: 3 };
        Standing { part: part.into(), handed: vec![handed], ..Standing::default() }
    }

    #[test]
    fn who_has_to_be_written_to_comes_first() {
        let answered = Standing { answers: vec![Answered::default()], ..silent("Абаза") };
        let refused = Standing { refused: vec![Refused { file: "о.csv".into(), why: "пуст".into() }], ..silent("Яя") };
        let register = Register::new(vec![answered, silent("Калуга"), refused]);
        assert_eq!(register.lines.iter().map(|line| &*line.part).collect::<Vec<_>>(), ["Яя", "Калуга", "Абаза"]);
        assert_eq!(register.line().unwrap(), "Ответы получены от 1 из 3; не приняты 1: Яя; нет 1: Калуга.");
        assert!(
            register.lines[0].shown().reminder.starts_with("Ваш ответ «о.csv» прочитать не удалось. Пришлите файл «Калуга.xlsx»")
        );
        assert!(register.lines[1].shown().reminder.contains("выданный 22.11.2026 (к исправлению: 3 строки)"));
        assert_eq!(register.lines[2].shown().reminder, "");
    }
}
