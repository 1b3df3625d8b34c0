//! Days of the calendar: those that reports are dated with, and those that workbooks count.

use std::fmt;
use std::str::FromStr;

/// A day. Displayed as year-month-day, which machines sort; [`Date::by_day`] is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub(super) jiff::civil::Date);

/// Days between the epochs of 1900 and 1904, of which a workbook has one.
pub(crate) const DAYS_TO_1904: f64 = 1_462.0;

/// A serial day of the epoch of 1900 as a workbook counts it that may have the other epoch. Days before that one, and times of day, stay.
pub(crate) fn serial_in(serial: f64, is_1904: bool) -> f64 {
    if is_1904 && serial > DAYS_TO_1904 { serial - DAYS_TO_1904 } else { serial }
}

/// Excel's day zero as the calendar has it from March 1900 on: Excel counts a 29 February 1900 that never was.
const EPOCH: jiff::civil::Date = jiff::civil::date(1899, 12, 30);
/// The serial day of 1 March 1900.
const FIRST_AFTER_LEAP: i64 = 61;
/// The serial day after the last one that Excel knows, 31.12.9999.
const BEYOND: f64 = 2_958_466.0;

/// The serial day of an ISO 8601 date, with or without a time of day, in the epoch of 1900.
pub(crate) fn serial_day(text: &str) -> Option<f64> {
    let text = text.trim_end_matches('Z');
    let written: jiff::civil::DateTime = text.parse().ok()?;
    let days = i64::from(EPOCH.until(written.date()).ok()?.get_days());
    let days = if days < FIRST_AFTER_LEAP { days - 1 } else { days };
    let time = written.time().duration_since(jiff::civil::Time::midnight()).as_secs_f64();
    (days > 0).then_some(days as f64 + time / 86_400.0)
}

/// A text that names no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It is not written like a day.
    #[error("not written like a day")]
    Form,
    /// It is, but no calendar has that day: 30.02.2026.
    #[error("no such day")]
    NoSuchDay,
}

impl Date {
    /// Today, where the user is.
    pub fn today() -> Self {
        Self(jiff::Zoned::now().date())
    }

    /// The day that a workbook counts so, in the epoch of 1900; times of day are left out. `None` where Excel shows no date.
    pub(crate) fn of_serial(serial: f64) -> Option<Self> {
        if !(0.0..BEYOND).contains(&serial) {
            return None;
        }
        EPOCH.checked_add(jiff::Span::new().days(serial.floor() as i64)).ok().map(Self)
    }

    /// The day as people in Russia write it: 22.11.2026.
    pub(crate) fn by_day(self) -> String {
        format!("{:02}.{:02}.{:04}", self.0.day(), self.0.month(), self.0.year())
    }

    /// How many days lie between an earlier day and this one; 0 where the other is not earlier.
    pub(crate) fn days_since(self, earlier: Self) -> u32 {
        let days = (self.0 - earlier.0).get_days();
        u32::try_from(days).unwrap_or(0)
    }

    /// Year, month and day, the latter two from one.
    pub(crate) fn parts(self) -> (u16, u8, u8) {
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
            _ => return Err(DateError::Form),
        };
        let number = |digits: &str, length: usize| {
            let is_plain = digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_digit());
            is_plain.then(|| digits.parse::<i16>().ok()).flatten().ok_or(DateError::Form)
        };
        let small = |digits| number(digits, 2).and_then(|number| i8::try_from(number).map_err(|_| DateError::Form));
        // Excel knows no days before 1900.
        let year = Some(number(year, 4)?).filter(|&year| year >= 1900).ok_or(DateError::NoSuchDay)?;
        jiff::civil::Date::new(year, small(month)?, small(day)?).map(Self).map_err(|_| DateError::NoSuchDay)
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
    fn workbooks_count_days() {
        let day = |serial| Date::of_serial(serial).map(Date::by_day);
        assert_eq!(day(45_000.0).as_deref(), Some("15.03.2023"));
        assert_eq!(day(25_569.5).as_deref(), Some("01.01.1970"));
        assert_eq!(day(43_538.0 + DAYS_TO_1904).as_deref(), Some("15.03.2023"));
        assert_eq!((day(-1.0), day(3e6), day(f64::NAN)), (None, None, None));
    }

    #[test]
    fn iso_dates_become_serial_days() {
        assert_eq!(serial_day("2024-02-29"), Some(45_351.0));
        assert_eq!(serial_day("1900-01-01"), Some(1.0));
        assert_eq!(serial_day("1900-03-01T12:00:00Z"), Some(61.5));
        for text in ["yesterday", "2023-02-30", "1899-12-31", "10:30", ""] {
            assert_eq!(serial_day(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026", "2026-13-01", "31.02.2026", "2026-1-2", "22.11.26", "2026-11-22T10", "+026-11-22", "1899-12-31"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
