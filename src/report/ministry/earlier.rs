//! An earlier report, and what has changed since.

use super::json::{self, ReadError, SCHEMA};
use crate::domain::Date;
use crate::error::Reason;
use crate::report::figures::{Counts, Line, key};
use std::collections::BTreeMap;

/// What later reports are compared with.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    /// Its day.
    pub(crate) date: Date,
    /// Everything together.
    pub(crate) total: Counts,
    /// The municipalities by key, with their names. The key of rows that name none is blank.
    municipalities: BTreeMap<String, (String, Counts)>,
}

impl Earlier {
    /// Reads what `gospub report --format json` wrote.
    ///
    /// # Errors
    /// If the text is something else, or speaks of a day after `date`.
    pub(crate) fn read(text: &str, date: Date) -> Result<Self, Reason> {
        let (day, total, lines) = json::read(text).map_err(|error| Reason::NotAReport(words(&error)))?;
        let day: Date = day.parse().map_err(|_| Reason::NotAReport(words(&ReadError::Figures)))?;
        if day > date {
            return Err(Reason::LaterReport { earlier: day.by_day(), date: date.by_day() });
        }
        let mut municipalities = BTreeMap::new();
        for (name, counts) in lines {
            let name = name.unwrap_or_default();
            municipalities.entry(key(&name)).or_insert((name, Counts::default())).1 += counts;
        }
        Ok(Self { date: day, total, municipalities })
    }

    /// The figures of a municipality then; none if it was not there.
    pub(crate) fn municipality(&self, name: Option<&str>) -> Option<&Counts> {
        self.municipalities.get(&name.map(key).unwrap_or_default()).map(|(_, counts)| counts)
    }

    /// Whether any of the municipalities is among those of then; true where either report names none.
    pub(crate) fn is_of_like(&self, lines: &[Line]) -> bool {
        let names: Vec<&str> = lines.iter().filter(|line| line.is_known).map(|line| line.name.as_str()).collect();
        self.municipality_names().is_empty()
            || names.is_empty()
            || names.iter().any(|name| self.municipality(Some(name)).is_some())
    }

    /// The municipalities of then.
    pub(crate) fn municipality_names(&self) -> Vec<&str> {
        self.municipalities.iter().filter(|(key, _)| !key.is_empty()).map(|(_, (name, _))| name.as_str()).collect()
    }

    /// The municipalities of then that are not among these names.
    pub(crate) fn gone<'e>(&'e self, names: &[&str]) -> Vec<(&'e str, &'e Counts)> {
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        let is_gone = |(known, _): &(&String, _)| !known.is_empty() && !keys.contains(known);
        self.municipalities.iter().filter(is_gone).map(|(_, (name, counts))| (name.as_str(), counts)).collect()
    }
}

fn words(error: &ReadError) -> String {
    match error {
        ReadError::Json(line) => format!("содержимое не читается как JSON (строка {line})"),
        ReadError::Schema(None) => format!("в нём нет отметки {SCHEMA}"),
        ReadError::Schema(Some(other)) => format!("в нём отметка «{other}», а нужна {SCHEMA}"),
        ReadError::Figures => "каких-то чисел в нём нет или они не сходятся".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Earlier::read(text, "2026-11-22".parse().unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_report_is_told_in_plain_words() {
        assert!(fault("Муниципалитет;Ссылка\n").contains("не читается как JSON (строка 1)"));
        assert!(fault("[]").contains("нет отметки gospub.report/1"));
        assert!(fault(r#"{"schema":"gospub.row/1","row":17}"#).contains("«gospub.row/1»"));
        assert!(fault(r#"{"schema":"gospub.report/1","date":"2026-11-01"}"#).contains("чисел"));
    }
}
