//! The hints that rows give of their columns (`spans="1:8"`). Cells beyond a hint must not be, so it is widened; the sender's is
//! remembered for when the cells are taken out again.

use crate::workbook::cells::{Digits, number};

/// More runs than this are not remembered: the hint may then stay too wide, which does no harm.
const MOST: usize = 2_000;

/// A hint: first and last column, counted from one.
pub(in crate::workbook) type Spans = (u32, u32);

/// The sender's hints by row, in runs of rows with the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::workbook) struct SendersSpans(Vec<(u32, u32, Spans)>);

impl SendersSpans {
    /// Adds a row behind the others.
    pub(super) fn add(&mut self, row: u32, spans: Spans) {
        match self.0.last_mut() {
            Some((_, last, known)) if *known == spans => *last = row,
            _ => self.0.push((row, row, spans)),
        }
    }

    /// Adds later rows.
    pub(in crate::workbook) fn append(&mut self, later: Self) {
        for (first, last, spans) in later.0 {
            self.add(first, spans);
            self.add(last, spans);
        }
    }

    /// The hint of a row, if it is remembered.
    pub(super) fn of(&self, row: u32) -> Option<Spans> {
        let run = self.0.get(self.0.partition_point(|&(_, last, _)| last < row))?;
        (run.0 <= row).then_some(run.2)
    }

    /// The runs as a text, `first-last:from:to` each; none where there are none, or too many.
    pub(in crate::workbook) fn write(&self) -> Option<String> {
        let runs: Vec<String> = self.0.iter().map(|(first, last, (from, to))| format!("{first}-{last}:{from}:{to}")).collect();
        (1..=MOST).contains(&runs.len()).then(|| runs.join(" "))
    }

    /// The runs of such a text.
    pub(in crate::workbook) fn read(text: &str) -> Self {
        let run = |text: &str| {
            let (rows, spans) = text.split_once(':')?;
            let (first, last) = rows.split_once('-')?;
            Some((first.parse().ok()?, last.parse().ok()?, parse(spans.as_bytes())?))
        };
        Self(text.split(' ').filter_map(run).collect())
    }
}

/// The columns of a hint; none for one of several pieces.
pub(super) fn parse(text: &[u8]) -> Option<Spans> {
    let colon = text.iter().position(|&byte| byte == b':')?;
    Some((number(&text[..colon])?, number(&text[colon + 1..])?))
}

/// A hint as it is written.
pub(super) fn text((from, to): Spans) -> Vec<u8> {
    [Digits::new(from).as_bytes(), b":", Digits::new(to).as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_are_one_run_and_a_text_reads_back() {
        let mut spans = SendersSpans::default();
        for (row, to) in [(2, 3), (3, 3), (5, 3), (6, 4)] {
            spans.add(row, (1, to));
        }
        assert_eq!(spans.write().unwrap(), "2-5:1:3 6-6:1:4");
        assert_eq!(SendersSpans::read("2-5:1:3 6-6:1:4"), spans);
        assert_eq!([spans.of(1), spans.of(3), spans.of(6), spans.of(7)], [None, Some((1, 3)), Some((1, 4)), None]);
    }
}
