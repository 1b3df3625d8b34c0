//! Moments: when an answer was given.

use super::Date;
use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use std::fmt;
use std::str::FromStr;

/// A second of history together with the clock of the place where it was noted, so that its day is the day of those who noted it.
/// Written as RFC 3339 has it: 2026-11-29T18:40:05+05:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    timestamp: Timestamp,
    offset: Offset,
}

/// A text that names no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a moment with an offset from UTC")]
pub struct MomentError;

impl Moment {
    /// Now, by the clock of this computer; fractions of a second are dropped.
    #[cfg(feature = "online")]
    pub(crate) fn now() -> Self {
        let now = jiff::Zoned::now();
        let second = Timestamp::from_second(now.timestamp().as_second()).unwrap_or(now.timestamp());
        Self { timestamp: second, offset: now.offset() }
    }

    /// The day, where it was noted.
    pub(crate) fn day(self) -> Date {
        Date(self.offset.to_datetime(self.timestamp).date())
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    /// The earlier one is less, wherever it was noted.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.timestamp, self.offset.seconds()).cmp(&(other.timestamp, other.offset.seconds()))
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        let pieces = Pieces::parse(text).map_err(|_| MomentError)?;
        let (time, offset) = pieces.time().zip(pieces.to_numeric_offset()).ok_or(MomentError)?;
        let timestamp = offset.to_timestamp(pieces.date().to_datetime(time)).map_err(|_| MomentError)?;
        Ok(Self { timestamp, offset })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zoned = self.timestamp.to_zoned(TimeZone::fixed(self.offset));
        write!(f, "{}", zoned.strftime("%Y-%m-%dT%H:%M:%S%:z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_it_is_written_and_knows_its_day() {
        let moment: Moment = "2026-11-30T02:40:05+05:00".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-11-30T02:40:05+05:00");
        assert_eq!(moment.day().to_string(), "2026-11-30");
        assert!(moment < "2026-11-29T22:00:00Z".parse().unwrap());
    }

    #[test]
    fn what_has_no_offset_is_no_moment() {
        for text in ["", "2026-11-30", "2026-11-30T02:40:05", "вчера", "2026-11-30T02:40:05[Asia/Omsk]"] {
            assert_eq!(text.parse::<Moment>(), Err(MomentError), "{text}");
        }
    }
}
