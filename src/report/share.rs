//! Parts of a whole, shown so that nothing looks finished that is not.

use super::grouped;

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// The part; never more than the whole.
    pub(crate) part: u64,
    /// The whole; where it is nothing there is no share.
    pub(crate) whole: u64,
}

/// What a share looks like in tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shown {
    /// There is no whole.
    Nothing,
    /// Just nothing or just all: whole percents.
    Exact,
    /// More than nothing, but it would round to nothing.
    AlmostNone,
    /// Less than all, but it would round to all.
    AlmostAll,
    /// Tenths of a percent.
    Tenths,
}

impl Share {
    /// A part of a whole.
    pub(crate) fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// The share as a number from 0 to 1.
    pub(crate) fn fraction(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// What is left to the whole.
    pub(crate) fn rest(self) -> u64 {
        self.whole.saturating_sub(self.part)
    }

    /// How the share is to be shown.
    pub(crate) fn shown(self) -> Shown {
        match (self.part, self.tenths()) {
            _ if self.whole == 0 => Shown::Nothing,
            (0, _) => Shown::Exact,
            (part, _) if part == self.whole => Shown::Exact,
            (_, 0) => Shown::AlmostNone,
            (_, 1_000) => Shown::AlmostAll,
            _ => Shown::Tenths,
        }
    }

    /// The share in words: 95,3 %; 100 % only where nothing is left.
    pub(crate) fn text(self) -> String {
        match self.shown() {
            Shown::Nothing => "—".into(),
            Shown::Exact => format!("{}\u{a0}%", if self.part == 0 { 0 } else { 100 }),
            Shown::AlmostNone => ALMOST_NONE.into(),
            Shown::AlmostAll => ALMOST_ALL.into(),
            Shown::Tenths => format!("{},{}\u{a0}%", self.tenths() / 10, self.tenths() % 10),
        }
    }

    /// The share with its numbers: 61 из 64 (95,3 %).
    pub(crate) fn with_numbers(self) -> String {
        format!("{} из {} ({})", grouped(self.part as usize), grouped(self.whole as usize), self.text())
    }

    /// Tenths of a percent, rounded.
    fn tenths(self) -> u64 {
        (self.part * 1_000 + self.whole / 2).checked_div(self.whole).unwrap_or_default()
    }
}

/// What is shown in the place of a share that would round to nothing.
pub(crate) const ALMOST_NONE: &str = "менее\u{a0}0,1\u{a0}%";
/// What is shown in the place of a share that would round to all.
pub(crate) const ALMOST_ALL: &str = "более\u{a0}99,9\u{a0}%";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_as_all_or_none_that_is_not() {
        let text = |part, whole| Share::new(part, whole).text().replace('\u{a0}', " ");
        assert_eq!(text(9_996, 10_000), "более 99,9 %");
        assert_eq!(text(9_994, 10_000), "99,9 %");
        assert_eq!(text(10_000, 10_000), "100 %");
        assert_eq!(text(4, 10_000), "менее 0,1 %");
        assert_eq!(text(0, 10_000), "0 %");
        assert_eq!(text(61, 64), "95,3 %");
        assert_eq!(text(0, 0), "—");
    }
}
