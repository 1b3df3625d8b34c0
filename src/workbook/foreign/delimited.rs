//! Lines of text with separators (.csv, .tsv). Every cell stays a text, so that no digit of a long number is lost.

use super::budget::Budget;
use super::grid::Grid;
use super::{ForeignError, ForeignSheet};
use crate::table::sheet::Value;
use csv::{ReaderBuilder, StringRecord};
use memchr::memchr_iter;
use std::collections::HashMap;

/// The name that Excel gives the only sheet of such a file is the file's own; nothing here knows it.
const SHEET: &str = "Лист1";
/// How much of the text decides about the separator.
const SAMPLE: usize = 64 * 1024;
/// A cell of Excel holds no more than this; a longer field is an open quotation mark that swallowed the rest of the file.
const LONGEST: usize = 32_767 * 4;
/// Far more fields than a line can have of which the last ones are blank.
const MOST_FIELDS: usize = 1 << 20;

/// Reads the text of a file.
pub(super) fn read(text: &str, cells: Budget) -> Result<ForeignSheet, ForeignError> {
    let (declared, text) = declaration(text);
    let delimiter = declared.unwrap_or_else(|| delimiter_of(text));
    // The reader would take gigabytes for the blank fields of such a line.
    if text.split(['\n', '\r']).any(|line| memchr_iter(delimiter, line.as_bytes()).count() > MOST_FIELDS) {
        return Err(ForeignError::Outside);
    }
    let quoting = !swallows(text, delimiter);
    let mut grid = Grid::new(cells);
    let mut rows = Rows::new(text, delimiter, quoting);
    while let Some((row, record)) = rows.next()? {
        for (column, field) in (0u32..).zip(record) {
            grid.put(row, column, Value::Text(field))?;
        }
    }
    Ok(grid.finish(SHEET, true)?.0)
}

/// The first line `sep=;` that Excel obeys and does not show.
fn declaration(text: &str) -> (Option<u8>, &str) {
    let line = text.lines().next().unwrap_or_default();
    let value = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..]);
    match value.map(str::as_bytes) {
        Some([delimiter]) => {
            (Some(*delimiter), text[line.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default())
        }
        _ => (None, text),
    }
}

/// The separator that cuts the most lines into the same number of fields, counted over the first lines.
fn delimiter_of(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    // In the order of how often they come; a later one must be better, not as good.
    let mut best = (b';', 0.0);
    for delimiter in [b';', b'\t', b',', b'|'] {
        let score = regularity(sample, delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Share of the lines that have the commonest number of fields, squared, times the separators of such a line. Commas in addresses
/// come irregularly, separators do not; titles above the table have none and count little.
fn regularity(sample: &str, delimiter: u8) -> f64 {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut total = 0usize;
    let mut rows = Rows::new(sample, delimiter, true);
    while let Ok(Some((_, record))) = rows.next() {
        total += 1;
        if record.len() > 1 {
            *counts.entry(record.len()).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .map(|(fields, lines)| {
            let share = lines as f64 / total.max(1) as f64;
            share * share * (fields - 1) as f64
        })
        .fold(0.0, f64::max)
}

/// Whether a quotation mark is never closed, so that quotes have to be read as letters: then it takes in a line added at the end.
fn swallows(text: &str, delimiter: u8) -> bool {
    if !text.contains('"') {
        return false;
    }
    let text = format!("{text}\n.");
    let mut rows = Rows::new(&text, delimiter, true);
    let mut is_last_alone = false;
    while let Ok(Some((_, record))) = rows.next() {
        if record.iter().any(|field| field.len() > LONGEST) {
            return true;
        }
        is_last_alone = record == [".".to_owned()].as_slice();
    }
    !is_last_alone
}

/// The records with the numbers of their rows from zero. Blank lines are rows too, although the reader below skips them.
struct Rows<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
    row: u32,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, delimiter: u8, quoting: bool) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(quoting)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        Self { text, reader, record: StringRecord::new(), row: 0 }
    }

    fn next(&mut self) -> Result<Option<(u32, &StringRecord)>, ForeignError> {
        let at = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX).min(self.text.len());
        let blank = self.blank_lines(at);
        let row = self.row.saturating_add(blank);
        let is_there = self.reader.read_record(&mut self.record).map_err(|error| ForeignError::Damaged(error.to_string()))?;
        self.row = row.saturating_add(1);
        Ok(is_there.then_some((row, &self.record)))
    }

    /// How many lines end at once from a place on. The reader stops between the two characters of a line's end.
    fn blank_lines(&self, at: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let mut at = if at > 0 && bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n') { at + 1 } else { at };
        let mut lines = 0;
        loop {
            at += match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => 2,
                (Some(b'\r' | b'\n'), _) => 1,
                _ => return lines,
            };
            lines += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::Sheet;
    use proptest::prelude::*;

    fn sheet(text: &str) -> std::sync::Arc<Sheet> {
        read(text, Budget::of_cells()).unwrap().sheet
    }

    fn cell(sheet: &Sheet, at: &str) -> String {
        match sheet.cell(at.parse().unwrap()).value {
            Value::Text(text) => text.to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn separators_are_found_behind_titles_and_commas() {
        for (delimiter, text) in [
            (';', "Реестр, 2026\n\nИмя;Адрес;№\nШкола;г. А, ул. Б, 1;1\nСад;г. В, 2;2\n"),
            (',', "Имя,Адрес,№\n\"Школа, гимназия\",г. А;1\n"),
            ('\t', "Имя\tАдрес, дом\tНомер\nШкола; сад\tг. А, 1\t1\n"),
            ('|', "Имя|№\nШкола|1\n"),
        ] {
            assert_eq!(char::from(delimiter_of(text)), delimiter, "{text}");
        }
    }

    #[test]
    fn digits_stay_as_written() {
        let sheet = sheet("ОГРН;ОКТМО;Дата\n1024000000000001234567;0061;01.02.2026\n");
        assert_eq!(cell(&sheet, "A2"), "1024000000000001234567");
        assert_eq!(cell(&sheet, "B2"), "0061");
        assert_eq!(cell(&sheet, "C2"), "01.02.2026");
    }

    #[test]
    fn blank_lines_are_rows() {
        for end in ["\n", "\r\n", "\r"] {
            let sheet = sheet(&["", "a;b", "", "", "c;\"d", "e\"", "f;g", ""].join(end));
            assert_eq!(cell(&sheet, "A2"), "a", "{end:?}");
            assert_eq!(cell(&sheet, "A5"), "c", "{end:?}");
            assert_eq!(cell(&sheet, "B5"), format!("d{end}e"), "{end:?}");
            assert_eq!(cell(&sheet, "A6"), "f", "{end:?}");
            assert_eq!(sheet.row_count(), 3, "{end:?}");
        }
    }

    #[test]
    fn a_declared_separator_is_obeyed_and_not_shown() {
        let sheet = sheet("sep=|\r\na;b|c\r\n");
        assert_eq!((cell(&sheet, "A1"), cell(&sheet, "B1")), ("a;b".to_owned(), "c".to_owned()));
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_nothing() {
        let text = format!("1;\"Ромашка;x\n{}", "2;школа;y\n".repeat(20_000));
        assert_eq!(sheet(&text).row_count(), 20_001);
        assert_eq!(cell(&sheet(&text), "B1"), "\"Ромашка");
        assert_eq!(cell(&sheet("1;\"Ромашка;x\n2;школа;y"), "B2"), "школа");
    }

    #[test]
    fn more_rows_and_columns_than_a_sheet_has_are_refused() {
        assert!(matches!(read(&"a\n".repeat(1_048_577), Budget::of_cells()), Err(ForeignError::Outside)));
        assert!(matches!(read(&";".repeat(2_000_000), Budget::of_cells()), Err(ForeignError::Outside)));
    }

    #[test]
    fn quotes_inside_a_field_are_letters() {
        let sheet = sheet("1;МБОУ \"Школа\" № 1;x\n2;\"МБОУ \"\"Школа\"\" № 2\";y\n");
        assert_eq!(cell(&sheet, "B1"), "МБОУ \"Школа\" № 1");
        assert_eq!(cell(&sheet, "B2"), "МБОУ \"Школа\" № 2");
    }

    proptest! {
        #[test]
        fn quoted_fields_come_back(rows in proptest::collection::vec(proptest::collection::vec("[aж\";\n\r ]{1,5}", 1..4), 1..6)) {
            let quote = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
            let text: Vec<String> = rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(";")).collect();
            let text = text.join("\r\n");
            let mut read = Rows::new(&text, b';', true);
            for (number, row) in (0..).zip(rows) {
                prop_assert_eq!(read.next().unwrap(), Some((number, &StringRecord::from(row))));
            }
        }

        #[test]
        fn any_text_is_read(text in "[aж\";\n\r]{0,40}") {
            prop_assert!(read(&text, Budget::of_cells()).is_ok());
        }
    }
}
