//! Thresholds of a share, and how far a share is from the next one.

use std::fmt;
use std::str::FromStr;

/// Thresholds of a share, ascending, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale(Vec<Threshold>);

/// A share that is to be reached, in hundredths of a percent: more than nothing, 10,000 at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Threshold(u16);

/// What is left to do up to a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The threshold.
    pub(crate) threshold: Threshold,
    /// How many more of the whole have to be in order; at least one.
    pub(crate) rows: u64,
}

/// A text or a number that is no scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("thresholds are percents above 0 and up to 100")]
pub struct ScaleError;

impl Threshold {
    const WHOLE: u64 = 10_000;

    /// The threshold in percent.
    pub(crate) fn percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    fn of_percent(percent: f64) -> Result<Self, ScaleError> {
        let hundredths = (percent * 100.0).round();
        // Not a number fails here too.
        if !(1.0..=10_000.0).contains(&hundredths) {
            return Err(ScaleError);
        }
        Ok(Self(hundredths as u16))
    }

    /// How many of the whole make the threshold: never less than the threshold says.
    pub(crate) fn of(self, whole: u64) -> u64 {
        (u64::from(self.0) * whole).div_ceil(Self::WHOLE)
    }
}

impl fmt::Display for Threshold {
    /// Percents as they are written in Russia: 95, 99,5.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.percent().to_string().replace('.', ","))
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self([80, 90, 95, 100].map(|percent| Threshold(percent * 100)).to_vec())
    }
}

impl Scale {
    /// A scale of percents, in any order.
    ///
    /// # Errors
    /// If there are none, or one is not above 0 and up to 100.
    pub(crate) fn of_percents(percents: &[f64]) -> Result<Self, ScaleError> {
        let mut thresholds = percents.iter().map(|&percent| Threshold::of_percent(percent)).collect::<Result<Vec<_>, _>>()?;
        thresholds.sort_unstable();
        thresholds.dedup();
        if thresholds.is_empty() { Err(ScaleError) } else { Ok(Self(thresholds)) }
    }

    /// The thresholds, ascending.
    pub(crate) fn thresholds(&self) -> &[Threshold] {
        &self.0
    }

    /// The way to the first threshold that a part of a whole has not reached; `None` if all are reached, or there is no whole.
    pub(crate) fn next(&self, part: u64, whole: u64) -> Option<Step> {
        let above = self.0.iter().find(|threshold| part < threshold.of(whole))?;
        Some(Step { threshold: *above, rows: above.of(whole) - part })
    }

    /// How many thresholds a part of a whole has reached.
    pub(crate) fn reached(&self, part: u64, whole: u64) -> usize {
        self.0.iter().take_while(|threshold| part >= threshold.of(whole)).count()
    }
}

impl FromStr for Scale {
    type Err = ScaleError;

    /// Reads percents parted by commas: `80,90,99.5`.
    fn from_str(text: &str) -> Result<Self, ScaleError> {
        let percent = |word: &str| word.trim().trim_end_matches('%').trim_end().parse::<f64>().map_err(|_| ScaleError);
        let percents = text.split([',', ';']).map(percent).collect::<Result<Vec<_>, _>>()?;
        Self::of_percents(&percents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_scale_is_read_in_any_order() {
        let scale: Scale = "95, 80 %,99.5".parse().unwrap();
        assert_eq!(scale.thresholds().iter().map(Threshold::to_string).collect::<Vec<_>>(), ["80", "95", "99,5"]);
        for text in ["", "0", "101", "nan", "восемьдесят", "80,,90"] {
            assert_eq!(text.parse::<Scale>(), Err(ScaleError), "{text}");
        }
    }

    #[test]
    fn the_way_to_the_next_threshold_is_counted_in_rows() {
        let step = |part, whole| Scale::default().next(part, whole).map(|step| (step.threshold.to_string(), step.rows));
        assert_eq!(step(88, 100), Some(("90".into(), 2)));
        assert_eq!(step(90, 100), Some(("95".into(), 5)));
        // 95 % of 13 rows are 12.35: twelve are not enough.
        assert_eq!(step(12, 13), Some(("95".into(), 1)));
        assert_eq!(step(13, 13), None);
        assert_eq!(step(0, 0), None);
    }

    proptest! {
        #[test]
        fn the_named_number_of_rows_reaches_the_threshold_and_one_less_does_not(whole in 1..10_000u64, share in 0.0..1.0f64) {
            let part = (whole as f64 * share) as u64;
            if let Some(step) = Scale::default().next(part, whole) {
                let reaches = |part: u64| part as f64 * 100.0 >= step.threshold.percent() * whole as f64;
                prop_assert!(reaches(part + step.rows) && !reaches(part + step.rows - 1));
            } else {
                prop_assert_eq!(part, whole);
            }
        }
    }
}
