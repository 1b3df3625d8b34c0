//! Lines of text with separators (.csv, .tsv). Every cell stays a text, so that no digit of a long number is lost.
//!
//! A file is read twice: its beginning, to tell the encoding and the separator, and then row by row into the plain package.

use super::budget::Budget;
use super::encoding;
use super::grid::Grid;
use super::plain::PlainBook;
use super::{FindTable, ForeignError, ForeignSheet, Head};
use crate::table::sheet::{Cell, CellRef, Column, Value};
use crate::workbook::limits::{Limit, Limits};
use encoding_rs::{Encoding, WINDOWS_1251};
use encoding_rs_io::DecodeReaderBytesBuilder;
use memchr::memchr3;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// The name that Excel gives the only sheet of such a file is the file's own; nothing here knows it.
const SHEET: &str = "Лист1";
/// How many bytes tell the encoding, and how much of the text the separator and the table.
const BYTES: u64 = 256 * 1024;
const SAMPLE: usize = 64 * 1024;
/// In the order of how often they come.
const SEPARATORS: [u8; 4] = [b';', b'\t', b',', b'|'];
/// A cell of Excel holds no more than this; a longer field is an open quotation mark that swallowed the rest of the file.
const LONGEST: usize = 32_767 * 4;
/// More bytes than the cells of a line hold together.
const LONGEST_LINE: usize = 64 << 20;
/// Far more fields than a line can have of which the last ones are blank.
const MOST_FIELDS: usize = 1 << 20;

/// Writes the rows of a file into a package.
pub(super) fn write<R: Read + Seek>(
    file: &mut R,
    limits: &Limits,
    find: &FindTable<'_>,
    plain: &mut PlainBook,
) -> Result<&'static Encoding, ForeignError> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(BYTES + 1).read_to_end(&mut bytes)?;
    if has_lost_letters(&bytes) {
        return Err(ForeignError::LettersLost);
    }
    let encoding = encoding::guess(&bytes).unwrap_or(WINDOWS_1251);
    let reading = Reading::of(&beginning(&bytes, encoding), find)?;
    file.seek(SeekFrom::Start(0))?;
    let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).strip_bom(true).bom_override(true).build(file);
    let mut records = Records::new(BufReader::new(decoded), reading.separator);
    if reading.is_declared {
        records.skip_line()?;
    }
    let mut cells = Budget::of(limits, Limit::Cells);
    let mut sheet = plain.sheet(SHEET, true, &[], reading.head);
    while let Some(row) = records.next()? {
        if row >= CellRef::ROWS {
            return Err(ForeignError::Outside);
        }
        sheet.begin_row(row + 1, false).map_err(ForeignError::Temporary)?;
        for (column, field) in records.fields.iter().enumerate().filter(|(_, field)| !field.is_empty()) {
            cells.spend(1)?;
            let at = CellRef::new(row + 1, Column::new(column).ok_or(ForeignError::Outside)?);
            let cell = Cell {
                at,
                value: Value::Text(&field),
                hyperlink: None,
                formula: None,
                mark: None,
                is_struck: false,
                written: false,
            };
            sheet.cell(cell, false).map_err(ForeignError::Temporary)?;
        }
    }
    sheet.end(&[]).map_err(ForeignError::Temporary)?;
    Ok(encoding)
}

/// The beginning of a text, and whether that is all of it.
fn beginning(bytes: &[u8], encoding: &'static Encoding) -> (String, bool) {
    let (text, ..) = encoding.decode(bytes);
    let is_whole = bytes.len() as u64 <= BYTES && text.len() <= SAMPLE;
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (text[..end].to_owned(), is_whole)
}

/// How a file is to be read.
struct Reading {
    separator: u8,
    /// Whether the first line says so.
    is_declared: bool,
    head: Option<Head>,
}

impl Reading {
    /// The reading under which a table is found, with as many columns as possible; else the one that cuts most regularly. Commas in
    /// names and addresses may come as regularly as separators do, but nobody finds a header between them.
    fn of((text, is_whole): &(String, bool), find: &FindTable<'_>) -> Result<Self, ForeignError> {
        let (declared, text) = declaration(text);
        let mut best: Option<(usize, f64, Self)> = None;
        let separators = declared.map_or(SEPARATORS.to_vec(), |declared| vec![declared]);
        for separator in separators {
            let (ForeignSheet { sheet, .. }, regularity) = sample(text, separator, *is_whole)?;
            let found = find(&sheet);
            let columns = found.as_ref().map_or(0, |found| found.columns);
            let is_better = best.as_ref().is_none_or(|(most, best, _)| (columns, regularity) > (*most, *best));
            if is_better {
                let mut head = found.and_then(|found| found.head);
                if let (Some(head), false) = (&mut head, is_whole) {
                    head.table.last.row = CellRef::ROWS;
                }
                best = Some((columns, regularity, Self { separator, is_declared: declared.is_some(), head }));
            }
        }
        let none = Self { separator: SEPARATORS[0], is_declared: false, head: None };
        Ok(best.map_or(none, |(.., reading)| reading))
    }
}

/// The first line `sep=;` that Excel obeys and does not show.
fn declaration(text: &str) -> (Option<u8>, &str) {
    let line = text.lines().next().unwrap_or_default();
    let value = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..]);
    match value.map(str::as_bytes) {
        Some([separator]) => {
            (Some(*separator), text[line.len()..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default())
        }
        _ => (None, text),
    }
}

/// The first rows as a separator cuts them, and how regularly it does: the share of the lines that have the commonest number of fields,
/// squared, times the separators of such a line. Titles above the table have none and count little.
fn sample(text: &str, separator: u8, is_whole: bool) -> Result<(ForeignSheet, f64), ForeignError> {
    let mut grid = Grid::new(Budget::of(&Limits::default(), Limit::Cells));
    let mut records = Records::new(text.as_bytes(), separator);
    let (mut counts, mut total) = (HashMap::<usize, usize>::new(), 0usize);
    // An open quotation mark ends the sample; whether it is one is told when the whole file is read.
    while let Ok(Some(row)) = records.next() {
        if !is_whole && records.is_last {
            break;
        }
        total += 1;
        let count = records.fields.ends.len();
        if count > 1 {
            *counts.entry(count).or_default() += 1;
        }
        for (column, field) in (0..u32::from(Column::COUNT)).zip(records.fields.iter()) {
            grid.put(row, column, Value::Text(&field))?;
        }
    }
    let regularity = counts.into_iter().map(|(fields, lines)| {
        let share = lines as f64 / total.max(1) as f64;
        share * share * (fields - 1) as f64
    });
    Ok((grid.finish(SHEET, true)?.0, regularity.fold(0.0, f64::max)))
}

/// The fields of a record, one behind the other.
#[derive(Debug, Default)]
struct Fields {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Fields {
    fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let starts = [0].iter().chain(&self.ends);
        // The text was decoded and is cut at ASCII characters, so nothing is lossy.
        starts.zip(&self.ends).map(|(&start, &end)| String::from_utf8_lossy(&self.text[start..end]))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// How long the field is that has not ended yet.
    fn open(&self) -> usize {
        self.text.len() - self.ends.last().copied().unwrap_or_default()
    }
}

/// Where in a record a character stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first one of a field.
    Start,
    Plain,
    /// Between quotation marks, which were opened in this line.
    Quoted {
        since: u64,
    },
    /// Behind the mark that closes them, or the first of two that stand for one.
    Closed {
        since: u64,
    },
}

/// The records of a decoded text, with the numbers of their rows from zero: a blank line is a row too.
///
/// Unlike other readers it tells where a quotation mark was opened that nobody closed: the end of the file, a field that no cell holds,
/// or a closing mark that follows a line break and is itself followed by a letter, as the mark that opens the next name is.
struct Records<R> {
    reader: R,
    separator: u8,
    fields: Fields,
    /// Whether the last record ended with the text, not with its line.
    is_last: bool,
    /// The number of the next row, and of the line from one.
    row: u32,
    line: u64,
    /// The last line ended with a carriage return, of which a line feed may be the other half.
    half_end: bool,
}

impl<R: BufRead> Records<R> {
    fn new(reader: R, separator: u8) -> Self {
        Self { reader, separator, fields: Fields::default(), is_last: false, row: 0, line: 1, half_end: false }
    }

    /// Leaves the first line out.
    fn skip_line(&mut self) -> Result<(), ForeignError> {
        let mut line = Vec::new();
        self.reader.by_ref().take(SAMPLE as u64).read_until(b'\n', &mut line)?;
        self.line += 1;
        Ok(())
    }

    /// Reads the next record that is no blank line; its fields are in `fields`.
    fn next(&mut self) -> Result<Option<u32>, ForeignError> {
        self.fields.clear();
        let mut state = State::Start;
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                self.is_last = true;
                return match state {
                    State::Quoted { since } => Err(ForeignError::OpenQuote { line: since }),
                    State::Start if self.fields.ends.is_empty() => Ok(None),
                    _ => Ok(Some(self.end_record())),
                };
            }
            if std::mem::take(&mut self.half_end) && bytes[0] == b'\n' {
                self.reader.consume(1);
                continue;
            }
            let (mut at, mut is_whole) = (0, false);
            while !is_whole && let Some(&byte) = bytes.get(at) {
                at += 1;
                let is_end = matches!(byte, b'\n' | b'\r');
                match (state, byte) {
                    (State::Quoted { since }, b'"') => state = State::Closed { since },
                    (State::Quoted { since }, _) => {
                        let rest = memchr3(b'"', b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at);
                        self.fields.text.extend_from_slice(&bytes[at - 1..at + rest]);
                        at += rest;
                        // Of a carriage return and a line feed the latter counts.
                        let is_half = byte == b'\r' && bytes.get(at - rest).is_none_or(|&next| next == b'\n');
                        self.line += u64::from(is_end && !is_half);
                        if self.fields.open() > LONGEST {
                            return Err(ForeignError::OpenQuote { line: since });
                        }
                    }
                    (State::Closed { since }, b'"') => {
                        self.fields.text.push(b'"');
                        state = State::Quoted { since };
                    }
                    (State::Start, b'"') => state = State::Quoted { since: self.line },
                    (_, byte) if byte == self.separator => {
                        self.fields.ends.push(self.fields.text.len());
                        if self.fields.ends.len() > MOST_FIELDS {
                            return Err(ForeignError::Outside);
                        }
                        state = State::Start;
                    }
                    (_, byte) if is_end => {
                        self.half_end = byte == b'\r';
                        self.line += 1;
                        if state == State::Start && self.fields.ends.is_empty() {
                            self.row = self.row.saturating_add(1);
                            if std::mem::take(&mut self.half_end) && bytes.get(at) == Some(&b'\n') {
                                at += 1;
                            } else {
                                self.half_end = byte == b'\r' && at == bytes.len();
                            }
                        } else {
                            is_whole = true;
                        }
                    }
                    (State::Closed { since }, _) if self.line > since => return Err(ForeignError::OpenQuote { line: since }),
                    _ => {
                        let rest = memchr3(self.separator, b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at);
                        self.fields.text.extend_from_slice(&bytes[at - 1..at + rest]);
                        at += rest;
                        state = State::Plain;
                        if self.fields.text.len() > LONGEST_LINE {
                            return Err(ForeignError::Outside);
                        }
                    }
                }
            }
            self.reader.consume(at);
            if is_whole {
                return Ok(Some(self.end_record()));
            }
        }
    }

    fn end_record(&mut self) -> u32 {
        self.fields.ends.push(self.fields.text.len());
        let row = self.row;
        self.row = row.saturating_add(1);
        row
    }
}

/// Whether a text has no Russian letter, and question marks in their places: more than one run of three and more.
fn has_lost_letters(bytes: &[u8]) -> bool {
    let runs = || bytes.chunk_by(|one, other| one == other).filter(|run| run[0] == b'?' && run.len() >= 3);
    bytes.is_ascii() && runs().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::Sheet;
    use crate::workbook::foreign::Found;
    use crate::workbook::foreign::tests::{open, open_with};
    use proptest::prelude::*;

    fn sheet(text: &str) -> Sheet {
        open(text.as_bytes()).unwrap()
    }

    fn cell(sheet: &Sheet, at: &str) -> String {
        match sheet.cell(at.parse().unwrap()).value {
            Value::Text(text) => text.to_owned(),
            other => format!("{other:?}"),
        }
    }

    fn separator(text: &str, find: &FindTable<'_>) -> char {
        char::from(Reading::of(&(text.to_owned(), true), find).unwrap().separator)
    }

    fn records(text: &str) -> Result<Vec<(u32, Vec<String>)>, ForeignError> {
        let mut records = Records::new(BufReader::with_capacity(3, text.as_bytes()), b';');
        let mut all = Vec::new();
        while let Some(row) = records.next()? {
            all.push((row, records.fields.iter().map(Cow::into_owned).collect()));
        }
        Ok(all)
    }

    #[test]
    fn separators_are_found_behind_titles_and_commas() {
        for (expected, text) in [
            (';', "Реестр, 2026\n\nИмя;Адрес;№\nШкола;г. А, ул. Б, 1;1\nСад;г. В, 2;2\n"),
            (',', "Имя,Адрес,№\n\"Школа, гимназия\",г. А;1\n"),
            ('\t', "Имя\tАдрес, дом\tНомер\nШкола; сад\tг. А, 1\t1\n"),
            ('|', "Имя|№\nШкола|1\n"),
        ] {
            assert_eq!(separator(text, &|_| None), expected, "{text}");
        }
    }

    #[test]
    fn the_separator_is_the_one_under_which_a_table_is_found() {
        let row = |n: u32| format!("{n};Школа № {n}, г. А, ул. М, д. {n}, корп. 1, каб. 2;club{n}\n");
        let text = &format!("№;Имя;Страница\n{}{}{}", row(1), row(2), row(3));
        assert_eq!(separator(text, &|_| None), ',', "commas cut more regularly");
        let head = Head { header: 1, table: "A1:C4".parse().unwrap() };
        let find =
            |sheet: &std::sync::Arc<Sheet>| (cell(sheet, "C1") == "Страница").then_some(Found { head: Some(head), columns: 2 });
        assert_eq!(separator(text, &find), ';');
        let sheet = open_with(text.as_bytes(), &find).unwrap();
        assert_eq!(cell(&sheet, "C3"), "club2");
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
            let text = ["", "a;b", "", "", "c;\"d", "e\"", "f;g", ""].join(end);
            let fields = |fields: [&str; 2]| fields.map(str::to_owned).to_vec();
            let (broken, rows) = (format!("d{end}e"), records(&text).unwrap());
            assert_eq!(rows, [(1, fields(["a", "b"])), (4, fields(["c", &broken])), (5, fields(["f", "g"]))], "{end:?}");
        }
    }

    #[test]
    fn a_declared_separator_is_obeyed_and_not_shown() {
        let sheet = sheet("sep=|\r\na;b|c\r\n");
        assert_eq!((cell(&sheet, "A1"), cell(&sheet, "B1")), ("a;b".to_owned(), "c".to_owned()));
    }

    #[test]
    fn question_marks_for_all_letters_are_no_text() {
        let lost = "????????;????????\n1;????? ??? ? 1;https://vk.com/club1\n";
        assert!(matches!(open(lost.as_bytes()), Err(ForeignError::LettersLost)));
        assert!(!has_lost_letters("name;url\n???;https://vk.com/club1?w=1\n".as_bytes()));
        assert!(!has_lost_letters("Имя;Адрес\n???;???\n???;???\n???;???\n".as_bytes()));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_line() {
        for (text, expected) in [
            ("Имя;Адрес\n\"Школа 1;x\nШкола 2;y\n".to_owned(), 2),
            ("а;б\r\n\r\n1;\"Ромашка;x\r\n2;школа;y\r\n".to_owned(), 3),
            // It ends where the next name begins, and the rows between would be one cell.
            ("1;\"Ромашка;x\n2;школа;y\n3;ООО \"Сад\";z\n".to_owned(), 1),
            (format!("1;\"Ромашка;x\n{}2;\"\n", "2;школа;y\n".repeat(20_000)), 1),
        ] {
            assert!(matches!(open(text.as_bytes()), Err(ForeignError::OpenQuote { line }) if line == expected), "{expected}");
        }
    }

    #[test]
    fn more_rows_and_columns_than_a_sheet_has_are_refused() {
        assert!(matches!(open(format!("a{}b", "\n".repeat(1_048_576)).as_bytes()), Err(ForeignError::Outside)));
        assert!(matches!(open(";".repeat(2_000_000).as_bytes()), Err(ForeignError::Outside)));
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
            let read = records(&text.join("\r\n")).unwrap();
            prop_assert_eq!(read, (0..).zip(rows).collect::<Vec<_>>());
        }

        #[test]
        fn any_text_is_read_or_has_an_open_quote(text in "[aж\";\n\r]{0,40}") {
            let is_told = matches!(records(&text), Ok(_) | Err(ForeignError::OpenQuote { .. }));
            prop_assert!(is_told);
        }
    }
}
