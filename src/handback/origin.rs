//! Where the rows of a handed-out workbook come from: what `merge` compares with, kept in the workbook itself.

use super::key::RowKey;
use super::own_words::OwnSums;
use crate::domain::text::fold;
use crate::record::text_of;
use crate::table::column::ColumnRole;
use crate::table::sheet::{CellRef, Column, Row, Sheet, Value};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::iter;
use std::str::FromStr;

/// What stands in the first cell of an origin's sheet, by which it is known.
const SCHEMA: &str = "gospub.return/1";
/// What the first cell of an origin of any version begins with.
const ANY_SCHEMA: &str = "gospub.return/";

/// Where the rows of a handed-out workbook come from and what they held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The day on which the workbook was made, where one was wanted.
    pub date: Option<String>,
    /// Which part of the roster the workbook is: the municipality.
    pub part: String,
    /// The sheets of rosters that rows were taken from.
    pub sources: Vec<HandedSource>,
    /// The columns that were handed out, in the order in which they were shown.
    pub columns: Vec<HandedColumn>,
    /// The rows that were handed out, in the order in which they were shown.
    pub rows: Vec<HandedRow>,
}

/// A sheet of a roster that rows were taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedSource {
    /// The roster's file name, without its folder.
    pub file: String,
    /// The hash of the roster's bytes.
    pub hash: FileHash,
    /// The sheet's name.
    pub sheet: String,
}

/// A column that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedColumn {
    /// The header under which it was shown. No two are the same once folded; see [`super::distinct_headers`].
    pub header: String,
    /// Its role, if it has one.
    pub role: Option<ColumnRole>,
    /// Where it stands in each of [`Origin::sources`]; none where that sheet has no such column.
    pub columns: Vec<Option<Column>>,
}

/// A row that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedRow {
    /// Its key.
    pub key: RowKey,
    /// The position of its source in [`Origin::sources`].
    pub source: usize,
    /// Its number in the source, from one.
    pub row: u32,
    /// The positions in [`Origin::columns`] of the cells that were to be corrected, ascending. Changes of other cells were not asked for.
    pub asked: Vec<usize>,
    /// What «Пояснение» held.
    pub explanation: String,
    /// What gospub's own cells said; none in workbooks of earlier versions.
    pub own: Option<OwnSums>,
    /// What the cells of [`Origin::columns`] held, as text ([`text_of`]): exactly what was shown.
    pub base: Vec<String>,
}

/// The SHA-256 of a file's bytes. Written as `sha256sum` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileHash([u8; 32]);

impl FileHash {
    /// Reads all bytes of a file.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn of(mut file: impl Read) -> io::Result<Self> {
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(Self(hash.finalize().into())),
                Ok(read) => hash.update(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for FileHash {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let mut bytes = [0; 32];
        if text.len() != 2 * bytes.len() || !text.is_ascii() {
            return Err(OriginError::Damaged);
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| OriginError::Damaged)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| OriginError::Damaged)?;
        }
        Ok(Self(bytes))
    }
}

/// Why the origin of a workbook cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It was written by a later version of gospub.
    #[error("an origin of the unknown version {0}")]
    Version(String),
    /// Somebody has changed it.
    #[error("the origin is damaged")]
    Damaged,
    /// Somebody has changed this row of it.
    #[error("row {0} of the origin is damaged")]
    DamagedRow(u32),
}

/// The words in the first cell of each row after the first.
mod word {
    pub(super) const DATE: &str = "date";
    pub(super) const PART: &str = "part";
    pub(super) const SOURCE: &str = "source";
    pub(super) const COLUMN: &str = "column";
    pub(super) const ROW: &str = "row";
}

impl Origin {
    /// The cells of the origin's sheet, all of them texts, from A1 on.
    pub fn to_rows(&self) -> impl Iterator<Item = Vec<String>> {
        let head = [
            vec![SCHEMA.to_owned()],
            vec![word::DATE.to_owned(), self.date.clone().unwrap_or_default()],
            vec![word::PART.to_owned(), self.part.clone()],
        ];
        let sources = self
            .sources
            .iter()
            .map(|source| vec![word::SOURCE.to_owned(), source.file.clone(), source.hash.to_string(), source.sheet.clone()]);
        let columns = self.columns.iter().map(|column| {
            let role = column.role.map(ColumnRole::code).unwrap_or_default();
            let letters = column.columns.iter().map(|column| column.map(|column| column.to_string()).unwrap_or_default());
            [word::COLUMN.to_owned(), column.header.clone(), role.to_owned()].into_iter().chain(letters).collect()
        });
        let rows = self.rows.iter().map(|row| row.cells().map(Cow::into_owned).collect());
        head.into_iter().chain(sources).chain(columns).chain(rows)
    }

    /// Whether a sheet is that of an origin, of whatever version.
    pub(crate) fn is_origin(sheet: &Sheet) -> bool {
        matches!(sheet.cell(CellRef::new(1, Column::FIRST)).value, Value::Text(text) if text.starts_with(ANY_SCHEMA))
    }

    /// Reads an origin from a sheet; `None` if the sheet is another one.
    ///
    /// # Errors
    /// If it is the sheet of an origin that cannot be read.
    pub fn from_sheet(sheet: &Sheet) -> Result<Option<Self>, OriginError> {
        let schema = match sheet.cell(CellRef::new(1, Column::FIRST)).value {
            Value::Text(text) if text.starts_with(ANY_SCHEMA) => text.trim(),
            _ => return Ok(None),
        };
        if schema != SCHEMA {
            return Err(OriginError::Version(schema.to_owned()));
        }
        let mut origin = Self::default();
        for row in sheet.rows().skip(1) {
            origin.take(&row).ok_or(OriginError::DamagedRow(row.number()))?;
        }
        if origin.sources.is_empty() || origin.columns.is_empty() { Err(OriginError::Damaged) } else { Ok(Some(origin)) }
    }

    /// The origin among the sheets of a workbook.
    ///
    /// # Errors
    /// As [`Origin::from_sheet`].
    pub(crate) fn among<'s>(sheets: impl IntoIterator<Item = &'s Sheet>) -> Result<Option<Self>, OriginError> {
        sheets.into_iter().find_map(|sheet| Self::from_sheet(sheet).transpose()).transpose()
    }

    /// Takes a row of another workbook in, behind its own: somebody has pasted it into this one. What it held is laid under the columns
    /// of this workbook.
    pub(crate) fn adopt(&mut self, other: &Self, row: &HandedRow) {
        let from = &other.sources[row.source];
        let is_from = |source: &HandedSource| source.hash == from.hash && source.sheet == from.sheet;
        let source = self.sources.iter().position(is_from).unwrap_or_else(|| {
            self.sources.push(from.clone());
            self.columns.iter_mut().for_each(|column| column.columns.push(None));
            self.sources.len() - 1
        });
        let mut base = vec![String::new(); self.columns.len()];
        let mut asked = Vec::new();
        for (index, column) in self.columns.iter_mut().enumerate() {
            let is_same = |known: &&HandedColumn| match column.role {
                Some(role) => known.role == Some(role),
                None => known.role.is_none() && fold(&known.header) == fold(&column.header),
            };
            let Some((place, theirs)) = other.columns.iter().enumerate().find(|(_, known)| is_same(known)) else { continue };
            column.columns[source] = column.columns[source].or(theirs.columns[row.source]);
            base[index].clone_from(&row.base[place]);
            if row.asked.contains(&place) {
                asked.push(index);
            }
        }
        self.rows.push(HandedRow { source, asked, base, ..row.clone() });
    }

    /// Takes a row of the sheet in; `None` if it cannot be one.
    fn take(&mut self, row: &Row<'_>) -> Option<()> {
        let text = |index: usize| Column::new(index).map_or_else(String::new, |column| stored_text(row.value(column)));
        match text(0).as_str() {
            word::DATE => self.date = Some(text(1)).filter(|date| !date.is_empty()),
            word::PART => self.part = text(1),
            word::SOURCE => {
                self.sources.push(HandedSource { file: text(1), hash: text(2).parse().ok()?, sheet: text(3) });
            }
            word::COLUMN => {
                let role = text(2);
                let role = if role.is_empty() { None } else { Some(ColumnRole::from_code(&role)?) };
                let letters = |index: usize| match text(3 + index) {
                    letters if letters.is_empty() => Some(None),
                    letters => letters.parse().ok().map(Some),
                };
                let columns = (0..self.sources.len()).map(letters).collect::<Option<_>>()?;
                self.columns.push(HandedColumn { header: text(1), role, columns });
            }
            word::ROW => {
                let asked: Vec<usize> = text(4).split_whitespace().map(|index| index.parse().ok()).collect::<Option<_>>()?;
                let is_known = |row: &HandedRow| {
                    row.source < self.sources.len() && row.asked.iter().all(|&asked| asked < self.columns.len())
                };
                let row = HandedRow {
                    key: text(1).parse().ok()?,
                    source: text(2).parse().ok()?,
                    row: text(3).parse().ok().filter(|&row| row > 0)?,
                    asked,
                    explanation: text(5),
                    own: text(6 + self.columns.len()).parse().ok(),
                    base: (0..self.columns.len()).map(|index| text(6 + index)).collect(),
                };
                self.rows.push(Some(row).filter(is_known)?);
            }
            _ => return None,
        }
        Some(())
    }
}

impl HandedRow {
    /// The cells of its row in the origin's sheet, all of them texts, from column A on.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let asked: Vec<String> = self.asked.iter().map(ToString::to_string).collect();
        let place = [self.key.to_string(), self.source.to_string(), self.row.to_string(), asked.join(" ")];
        let head = iter::once(Cow::from(word::ROW)).chain(place.into_iter().map(Cow::from));
        let held = iter::once(&self.explanation).chain(&self.base).map(Cow::from);
        head.chain(held).chain(self.own.map(|own| Cow::from(own.to_string())))
    }
}

/// What a cell of the origin's sheet says: with the blanks at the ends of texts, and as text where a program has made a number of it.
fn stored_text(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.to_owned(),
        other => text_of(other).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sheet::sheet_of_texts;
    use proptest::prelude::*;

    fn origin(texts: [String; 2]) -> Origin {
        let [text, other] = texts;
        Origin {
            date: Some("22.11.2026".into()),
            part: "г. Калуга".into(),
            sources: vec![HandedSource {
                file: "реестр.xlsx".into(),
                hash: FileHash::of(&b"x"[..]).unwrap(),
                sheet: text.clone(),
            }],
            columns: vec![
                HandedColumn { header: "ОГРН".into(), role: Some(ColumnRole::Ogrn), columns: vec![Column::new(1)] },
                HandedColumn { header: other.clone(), role: None, columns: vec![None] },
            ],
            rows: vec![HandedRow {
                key: "bcdfghjklmnpqrst".parse().unwrap(),
                source: 0,
                row: 17,
                asked: vec![1],
                explanation: text.clone(),
                own: Some(OwnSums::of(["Ошибка", &text, ""])),
                base: vec![other, text],
            }],
        }
    }

    #[test]
    fn other_sheets_are_no_origins() {
        assert_eq!(Origin::from_sheet(&sheet_of_texts("gospub", [["Организация"]])), Ok(None));
    }

    #[test]
    fn a_damaged_origin_is_told_from_a_later_one() {
        let read = |rows: Vec<Vec<String>>| Origin::from_sheet(&sheet_of_texts("gospub", rows));
        let rows: Vec<Vec<String>> = origin(["a", "b"].map(str::to_owned)).to_rows().collect();
        assert_eq!(read(vec![vec!["gospub.return/2".into()]]), Err(OriginError::Version("gospub.return/2".into())));
        assert_eq!(read(rows[..3].to_vec()), Err(OriginError::Damaged));
        let mut damaged = rows;
        damaged[6][1] = "bcd".into();
        assert_eq!(read(damaged), Err(OriginError::DamagedRow(7)));
    }

    proptest! {
        #[test]
        fn an_origin_reads_back_as_written(text in "\\PC*", other in "\\PC*") {
            let origin = origin([text, other]);
            prop_assert_eq!(Origin::from_sheet(&sheet_of_texts("gospub", origin.to_rows())), Ok(Some(origin)));
        }
    }
}
