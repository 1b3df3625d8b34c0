//! Days of the calendar, as reports are dated.

use std::fmt;
use std::str::FromStr;

/// A day. Displayed as year-month-day, which machines sort; [`Date::by_day`] is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// A text that names no day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the calendar")]
pub struct DateError;

impl Date {
    /// Today, where the user is.
    pub fn today() -> Self {
        Self(jiff::Zoned::now().date())
    }

    /// The day as people in Russia write it: 22.11.2026.
    pub fn by_day(self) -> String {
        format!("{:02}.{:02}.{:04}", self.0.day(), self.0.month(), self.0.year())
    }

    /// Year, month and day, the latter two from one.
    pub fn parts(self) -> (u16, u8, u8) {
        // Years are positive: only those since 1900 are read, and the clock shows no earlier ones.
        (self.0.year().unsigned_abs(), self.0.month().unsigned_abs(), self.0.day().unsigned_abs())
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// Reads 2026-11-22 and 22.11.2026.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        let (year, month, day) = match text.split(['-', '.']).collect::<Vec<_>>()[..] {
            [year, month, day] if text.contains('-') => (year, month, day),
            [day, month, year] => (year, month, day),
            _ => return Err(DateError),
        };
        let number = |digits: &str, length: usize| {
            let is_plain = digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_digit());
            is_plain.then(|| digits.parse::<i16>().ok()).flatten().ok_or(DateError)
        };
        let small = |digits| number(digits, 2).and_then(|number| i8::try_from(number).map_err(|_| DateError));
        // Excel knows no days before 1900.
        let year = Some(number(year, 4)?).filter(|&year| year >= 1900).ok_or(DateError)?;
        jiff::civil::Date::new(year, small(month)?, small(day)?).map(Self).map_err(|_| DateError)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_day_are_read() {
        for text in ["2026-11-22", "22.11.2026", " 2026-11-22 "] {
            let date: Date = text.parse().unwrap();
            assert_eq!((date.to_string(), date.by_day()), ("2026-11-22".to_owned(), "22.11.2026".to_owned()));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026", "2026-13-01", "31.02.2026", "2026-1-2", "22.11.26", "2026-11-22T10", "+026-11-22", "1899-12-31"]
        {
            assert_eq!(text.parse::<Date>(), Err(DateError), "{text}");
        }
    }
}
