//! `check`: one value or one row, by the same line as `fill`.

use super::Input;
use super::job::Job;
use super::open::{self, Opened};
use crate::error::{Error, Reason};
use crate::link::miniapp;
use crate::pipeline::{Source, Verdict};
use crate::report::reading::Reading;
use crate::table::column::ColumnRole;
use crate::table::layout::Layout;
use crate::table::sheet::{Column, sheet_of_texts_from};
use crate::table::{RowId, Table};
use crate::workbook::foreign::encoding;
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytes;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

/// A value with what is known of it besides.
#[derive(Clone, Copy, Debug)]
pub struct CheckedValue<'v> {
    /// An address, an id, a ready link to the mini-app or to ПОС.
    pub value: &'v str,
    /// The organisation's name, where it is known.
    pub organisation: Option<&'v str>,
    /// Which value it is, from one; it stands for the row.
    pub number: u32,
}

/// Judges a value as if it stood alone in a table; `look` sees the verdict.
pub fn value<T>(value: CheckedValue<'_>, job: &Job<'_>, look: impl FnOnce(&Verdict<'_>) -> T) -> T {
    // A sheet keeps no trace of blank cells, and a blank value is to be judged too.
    let text = if value.value.is_empty() { " " } else { value.value };
    let named = value.organisation.map(|name| (ColumnRole::Organisation, name));
    let cells: Vec<(ColumnRole, &str)> = [(role_of(text), text)].into_iter().chain(named).collect();
    let columns: Vec<(ColumnRole, Column)> = cells.iter().map(|&(role, _)| role).zip((0..).map_while(Column::new)).collect();
    let number = value.number.clamp(1, i32::MAX.unsigned_abs() - 1);
    let sheet = sheet_of_texts_from(number, "", [cells.iter().map(|&(_, text)| text)]);
    let layout = Layout::of_columns(&columns, number);
    let sources = [Source { file: String::new(), sheet: 0, table: Table::of_value(sheet, layout) }];
    look(&job.run(&sources).verdict(RowId::new(0, 0)))
}

/// The column that a value would stand in.
fn role_of(value: &str) -> ColumnRole {
    let folded = value.to_lowercase();
    if !matches!(miniapp::parse(value), Err(miniapp::MiniappFault::WrongApp)) {
        ColumnRole::Link
    } else if folded.contains("gosuslugi.ru/og/org-activities") {
        ColumnRole::PosPolls
    } else if folded.contains("pos.gosuslugi.ru") {
        ColumnRole::PosMessages
    } else {
        ColumnRole::Address
    }
}

/// A row of a workbook, as the user names it: `FILE:ROW` or `FILE:SHEET!ROW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    /// The file.
    pub file: PathBuf,
    /// The sheet, if it is named.
    pub sheet: Option<String>,
    /// The row, from one.
    pub row: u32,
}

impl RowName {
    /// Reads the user's word; `None` if it is neither form.
    pub fn read(text: &str) -> Option<Self> {
        // The file's own name may hold colons (`C:\…`), so the last one counts.
        let (file, place) = text.rsplit_once(':')?;
        let (sheet, row) = match place.rsplit_once('!') {
            Some((sheet, row)) => (Some(sheet.trim_matches('\'').to_owned()), row),
            None => (None, place),
        };
        let row = row.trim().parse().ok().filter(|&row| row > 0)?;
        (!file.is_empty()).then(|| Self { file: PathBuf::from(file), sheet, row })
    }
}

/// The values of a text, one a line, in whatever encoding it comes; each is there before the next one is waited for. The bytes of a line that
/// is no Unicode are read as those of a table of text are. A line that is longer than any value is cut.
///
/// # Errors
/// If the beginning of the text cannot be read; each line says the same of itself.
pub fn lines<'l>(mut text: impl BufRead + 'l) -> io::Result<impl Iterator<Item = io::Result<String>> + 'l> {
    const LONGEST: u64 = 1 << 20;
    let is_wide = Encoding::for_bom(text.fill_buf()?).is_some_and(|(encoding, _)| encoding != UTF_8);
    let mut text: Box<dyn BufRead + 'l> =
        if is_wide { Box::new(BufReader::new(DecodeReaderBytes::new(text))) } else { Box::new(text) };
    let mut next = move || -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if text.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.ends_with(b"\n") && line.len() as u64 == LONGEST {
            text.skip_until(b'\n')?;
        }
        Ok(Some(encoding::decode(&line, None).0.trim_end_matches(['\n', '\r']).to_owned()))
    };
    Ok(std::iter::from_fn(move || next().transpose()))
}

/// Where a row was found.
#[derive(Clone, Copy, Debug)]
pub struct FoundRow<'f> {
    /// The file's name.
    pub file: &'f str,
    /// The sheet's name.
    pub sheet: &'f str,
    /// How the file was read.
    pub reading: &'f Reading,
}

/// Judges a row in view of its whole workbook; `look` sees the verdict and where the row was found.
///
/// # Errors
/// If the file cannot be read, has no such sheet, or no data in the row.
pub fn row<T>(
    input: &Input,
    sheet: Option<&str>,
    row: u32,
    job: &Job<'_>,
    look: impl FnOnce(&Verdict<'_>, FoundRow<'_>) -> T,
) -> Result<T, Error> {
    let mut files = [job.open_sheet(input, sheet)?];
    let (sources, _) = open::sources(&mut files);
    let found = sources.iter().enumerate().find_map(|(index, source)| Some((index, open::position_of(&source.table, row)?)));
    let Some((index, position)) = found else {
        return Err(input.stopped(Reason::NoRow(row)));
    };
    let run = job.run(&sources);
    let Source { file, table, .. } = &sources[index];
    let [Opened { reading, .. }] = &files;
    Ok(look(&run.verdict(RowId::new(index, position)), FoundRow { file, sheet: table.sheet().name(), reading }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::job::JobOptions;

    #[test]
    fn a_value_has_its_number_also_beyond_the_last_row_of_a_sheet() {
        for number in [1, 17, 2_000_000] {
            let checked = CheckedValue { value: "https://vk.com/id1", organisation: Some("Школа № 1"), number };
            let found = value(checked, &Job::begin(&JobOptions::default()), |verdict| {
                (verdict.entry.record.row(), verdict.findings[0].at.row)
            });
            assert_eq!(found, (number, number));
        }
    }

    #[test]
    fn lines_are_read_in_the_encodings_of_windows() {
        let text = "МБОУ СОШ № 1\r\nhttps://vk.com/club5\n";
        let wide = |first: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            [&first[..], &text.encode_utf16().flat_map(bytes).collect::<Vec<_>>()].concat()
        };
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        let with_mark = format!("\u{feff}{text}");
        let texts = [
            text.as_bytes(),
            with_mark.as_bytes(),
            &cyrillic,
            &wide([0xff, 0xfe], u16::to_le_bytes),
            &wide([0xfe, 0xff], u16::to_be_bytes),
        ];
        for bytes in texts {
            let read: Vec<String> = lines(bytes).unwrap().map(Result::unwrap).collect();
            assert_eq!(read, ["МБОУ СОШ № 1", "https://vk.com/club5"], "{bytes:?}");
        }
        assert_eq!(lines(&b""[..]).unwrap().count(), 0);
    }

    #[test]
    fn rows_are_named_by_file_sheet_and_number() {
        let read = |text: &str| RowName::read(text).map(|name| (name.file.display().to_string(), name.sheet, name.row));
        assert_eq!(read("a.xlsx:17"), Some(("a.xlsx".into(), None, 17)));
        assert_eq!(read("C:\\x\\a.xlsx:Лист 1!17"), Some(("C:\\x\\a.xlsx".into(), Some("Лист 1".into()), 17)));
        assert_eq!(read("a.xlsx"), None);
        assert_eq!(read("a.xlsx:0"), None);
        assert_eq!(read(":5"), None);
    }
}
