//! A sheet in memory: cells, where they stand and what they hold. Knows nothing of files and nothing of links.
//!
//! Built once by a reader through [`SheetBuilder`], read-only afterwards. A cell costs eight bytes and its text once, so a full
//! sheet of 1,048,576 rows fits.

mod revise;

use super::edit::Mark;
use super::formula;
use foldhash::HashMap;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A column, counted from zero as in the sheet's part: 0 is column A.
///
/// Invariant: below [`Column::COUNT`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(u16);

impl Column {
    /// How many columns a sheet has (A … XFD).
    pub(crate) const COUNT: u16 = 16_384;

    /// Column A.
    pub const FIRST: Self = Self(0);

    /// Column XFD.
    pub(crate) const LAST: Self = Self(Self::COUNT - 1);

    /// The column with this zero-based index, if a sheet has it.
    pub fn new(index: usize) -> Option<Self> {
        u16::try_from(index).ok().filter(|&index| index < Self::COUNT).map(Self)
    }

    /// The zero-based index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The next column to the right; none after XFD.
    pub fn next(self) -> Option<Self> {
        Self::new(self.index() + 1)
    }
}

impl Column {
    /// Hands over the column's letters, in ASCII.
    pub(crate) fn letters<T>(self, take: impl FnOnce(&[u8]) -> T) -> T {
        let mut letters = [0u8; 3];
        let (mut rest, mut at) = (self.index() + 1, 3);
        while rest > 0 {
            at -= 1;
            letters[at] = b'A' + ((rest - 1) % 26) as u8;
            rest = (rest - 1) / 26;
        }
        take(&letters[at..])
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters(|letters| f.write_str(std::str::from_utf8(letters).expect("letters A to Z are UTF-8")))
    }
}

/// The text is not the letters of a column A … XFD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the letters of a column")]
pub struct ColumnError;

impl FromStr for Column {
    type Err = ColumnError;

    /// Reads column letters in either case.
    fn from_str(letters: &str) -> Result<Self, ColumnError> {
        if letters.is_empty() || letters.len() > 3 {
            return Err(ColumnError);
        }
        letters
            .bytes()
            .try_fold(0usize, |sum, b| b.is_ascii_alphabetic().then(|| sum * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1))
            .and_then(|number| Self::new(number - 1))
            .ok_or(ColumnError)
    }
}

/// The place of a cell. Rows are counted from one, as Excel shows them; the order is by row, then by column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Row number, 1 … 1,048,576.
    pub row: u32,
    /// Column.
    pub column: Column,
}

impl CellRef {
    /// How many rows a sheet has.
    pub const ROWS: u32 = 1_048_576;

    /// The cell at this row (from one) and column.
    pub fn new(row: u32, column: Column) -> Self {
        Self { row, column }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.column, self.row)
    }
}

impl FromStr for CellRef {
    type Err = ColumnError;

    /// Reads `D17`, also `$D$17`.
    fn from_str(text: &str) -> Result<Self, ColumnError> {
        let text = text.strip_prefix('$').unwrap_or(text);
        let digits = text.find(|c: char| !c.is_ascii_alphabetic()).ok_or(ColumnError)?;
        let (letters, row) = text.split_at(digits);
        let row = row.strip_prefix('$').unwrap_or(row);
        let row = row.parse().ok().filter(|row| (1..=Self::ROWS).contains(row) && !text.contains('+')).ok_or(ColumnError)?;
        Ok(Self { row, column: letters.parse()? })
    }
}

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// Upper left cell.
    pub first: CellRef,
    /// Lower right cell.
    pub last: CellRef,
}

impl Area {
    /// Whether the cell lies in the rectangle.
    pub(crate) fn contains(&self, cell: CellRef) -> bool {
        (self.first.row..=self.last.row).contains(&cell.row) && (self.first.column..=self.last.column).contains(&cell.column)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}:{}", self.first, self.last) }
    }
}

impl FromStr for Area {
    type Err = ColumnError;

    /// Reads `A1:D17`, also `D17` alone and with `$`. The corners are put in order.
    fn from_str(text: &str) -> Result<Self, ColumnError> {
        let (a, b) = text.split_once(':').unwrap_or((text, text));
        let (a, b): (CellRef, CellRef) = (a.parse()?, b.parse()?);
        Ok(Self {
            first: CellRef::new(a.row.min(b.row), a.column.min(b.column)),
            last: CellRef::new(a.row.max(b.row), a.column.max(b.column)),
        })
    }
}

/// What a cell holds. Texts are as stored: nothing is trimmed or folded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'s> {
    /// Nothing, or an empty text.
    Blank,
    /// Text.
    Text(&'s str),
    /// A number that is not shown as a date.
    Number(f64),
    /// A number shown as a date or time: Excel's serial day in the epoch of 1900, whatever the workbook's own is.
    Date(f64),
    /// A truth value.
    Bool(bool),
    /// A spreadsheet error such as `#N/A`, as stored.
    Error(&'s str),
}

/// Many texts in one buffer, each found by its index. Readers put a workbook's shared strings into one and share it between sheets.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    buffer: String,
    ends: Vec<u32>,
    /// The indices of those of which a part is struck out, ascending.
    struck: Vec<u32>,
}

impl Texts {
    /// Adds a text and gives its index; `None` when 4 GiB of text or 4 billion texts are full.
    pub(crate) fn push(&mut self, text: &str) -> Option<u32> {
        let index = u32::try_from(self.ends.len()).ok()?;
        let end = u32::try_from(self.buffer.len().checked_add(text.len())?).ok()?;
        self.buffer.push_str(text);
        self.ends.push(end);
        Some(index)
    }

    /// The text at an index.
    pub(crate) fn get(&self, index: u32) -> Option<&str> {
        let at = index as usize;
        let end = *self.ends.get(at)? as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        self.buffer.get(start..end)
    }

    /// Says that a part of the text added last is struck out.
    pub(crate) fn strike(&mut self) {
        self.struck.extend(self.ends.len().checked_sub(1).and_then(|index| u32::try_from(index).ok()));
    }

    /// Whether a part of the text at an index is struck out.
    pub(crate) fn has_struck(&self, index: u32) -> bool {
        self.struck.binary_search(&index).is_ok()
    }

    /// Puts other texts behind these, in their order; `None` when that is more than fits.
    pub(crate) fn append(&mut self, other: &Self) -> Option<()> {
        let base = u32::try_from(self.buffer.len()).ok()?;
        u32::try_from(self.buffer.len().checked_add(other.buffer.len())?).ok()?;
        u32::try_from(self.ends.len().checked_add(other.ends.len())?).ok()?;
        let before = u32::try_from(self.ends.len()).ok()?;
        self.struck.extend(other.struck.iter().map(|index| before + index));
        self.buffer.push_str(&other.buffer);
        self.ends.extend(other.ends.iter().map(|end| base + end));
        Some(())
    }

    /// Gives back the memory that is held for texts to come.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.buffer.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of the longest text.
    pub(crate) fn longest(&self) -> usize {
        let starts = [0].iter().chain(&self.ends);
        self.ends.iter().zip(starts).map(|(end, start)| (end - start) as usize).max().unwrap_or_default()
    }
}

/// What a reader says of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NewValue<'a> {
    /// Text by its index in the workbook's shared texts; the reader has checked the index.
    Shared(u32),
    /// Text that stands in the sheet itself.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A number shown as a date.
    Date(f64),
    /// A truth value.
    Bool(bool),
    /// A spreadsheet error.
    Error(&'a str),
}

impl<'a> From<Value<'a>> for NewValue<'a> {
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::Blank => Self::Text(""),
            Value::Text(text) => Self::Text(text),
            Value::Number(number) => Self::Number(number),
            Value::Date(day) => Self::Date(day),
            Value::Bool(truth) => Self::Bool(truth),
            Value::Error(error) => Self::Error(error),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Tag {
    Shared,
    Own,
    /// A whole number from zero up; the index is the number itself.
    Whole,
    Number,
    Date,
    Bool,
    Error,
}

/// Eight bytes a cell: column, kind, and an index into the texts or the numbers.
#[derive(Clone, Copy, Debug)]
struct Packed {
    column: Column,
    tag: Tag,
    flags: Flags,
    index: u32,
}

/// What else is known of a cell, in a byte.
#[derive(Clone, Copy, Debug, Default)]
struct Flags(u8);

impl Flags {
    const FORMULA: u8 = 1;
    const WRITTEN: u8 = 32;
    const STRUCK: u8 = 128;
    const MARKS: [(u8, Mark); 5] =
        [(2, Mark::Error), (4, Mark::Warning), (64, Mark::Unverified), (8, Mark::Filled), (16, Mark::Changed)];

    fn is_formula(self) -> bool {
        self.0 & Self::FORMULA != 0
    }

    fn mark(self) -> Option<Mark> {
        Self::MARKS.into_iter().find(|(bit, _)| self.0 & bit != 0).map(|(_, mark)| mark)
    }
}

#[derive(Clone, Copy, Debug)]
struct RowStart {
    /// The row's number, with a bit above it for a hidden row.
    number_and_hidden: u32,
    start: u32,
}

impl RowStart {
    const HIDDEN: u32 = 1 << 31;

    fn new(number: u32, start: u32, hidden: bool) -> Self {
        Self { number_and_hidden: number | if hidden { Self::HIDDEN } else { 0 }, start }
    }

    fn number(self) -> u32 {
        self.number_and_hidden & !Self::HIDDEN
    }

    fn is_hidden(self) -> bool {
        self.number_and_hidden & Self::HIDDEN != 0
    }
}

/// A sheet's cells that hold something, with their hyperlinks, formulas and merges.
#[derive(Debug)]
pub struct Sheet {
    name: String,
    rows: Vec<RowStart>,
    cells: Vec<Packed>,
    numbers: Vec<f64>,
    own: Texts,
    shared: Arc<Texts>,
    /// Asked for each cell that is looked at.
    hyperlinks: HashMap<CellRef, Box<str>>,
    formulas: HashMap<CellRef, Box<str>>,
    merges: Vec<Area>,
    last_column: Option<Column>,
    own_columns: Option<OwnColumns>,
}

/// The columns that gospub added to a sheet in an earlier run, by its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnColumns {
    /// The row of their headers.
    pub(crate) header: u32,
    /// The columns, from the left; none in a sheet that gospub has not worked on.
    pub(crate) columns: Vec<Column>,
}

impl Sheet {
    /// The sheet's name as on its tab.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The last column in which any cell of the file's sheet holds a value or a formula, or that a merged area reaches: also of cells
    /// that the reader was not asked for.
    pub fn last_column(&self) -> Option<Column> {
        self.last_column
    }

    /// How many rows hold something.
    pub(crate) fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The row at a position among those that hold something, 0 … [`Sheet::row_count`].
    ///
    /// # Panics
    /// When the position is not below `row_count`.
    pub(crate) fn row_at(&self, position: usize) -> Row<'_> {
        let start = self.rows[position].start as usize;
        let end = self.rows.get(position + 1).map_or(self.cells.len(), |row| row.start as usize);
        Row { sheet: self, head: self.rows[position], cells: &self.cells[start..end] }
    }

    /// The rows that hold something, from the top.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator {
        (0..self.rows.len()).map(|position| self.row_at(position))
    }

    /// The row with this number, if it holds something.
    pub(crate) fn row(&self, number: u32) -> Option<Row<'_>> {
        self.rows.binary_search_by_key(&number, |row| row.number()).ok().map(|position| self.row_at(position))
    }

    /// The position among the rows that hold something of the first row with at least this number.
    pub(crate) fn position_from(&self, number: u32) -> usize {
        self.rows.partition_point(|row| row.number() < number)
    }

    /// One cell; blank if nothing stands there.
    pub fn cell(&self, at: CellRef) -> Cell<'_> {
        match self.row(at.row) {
            Some(row) => row.cell(at.column),
            None => Cell {
                at,
                value: Value::Blank,
                hyperlink: self.hyperlink(at),
                formula: None,
                mark: None,
                is_struck: false,
                written: false,
            },
        }
    }

    /// The columns that gospub added in an earlier run; none where the workbook has no record of it.
    pub(crate) fn own_columns(&self) -> Option<&OwnColumns> {
        self.own_columns.as_ref()
    }

    /// Whether the workbook keeps a record of what gospub wrote into the sheet.
    pub(crate) fn is_recorded(&self) -> bool {
        self.own_columns().is_some_and(|own| !own.columns.is_empty())
    }

    /// Says which columns gospub added in an earlier run.
    pub(crate) fn set_own_columns(&mut self, own: OwnColumns) {
        self.own_columns = Some(own);
    }

    /// Notes that gospub wrote a cell in an earlier run and that it still holds what was written.
    pub(crate) fn set_written(&mut self, at: CellRef) {
        if let Some(cell) = self.place(at) {
            self.cells[cell].flags.0 |= Flags::WRITTEN;
        }
    }

    /// Puts another value into a cell that holds something, with another hyperlink. A cell that becomes blank keeps its place, so rows
    /// keep their positions.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`] when the text is more than a sheet can hold.
    pub(crate) fn replace(&mut self, at: CellRef, value: NewValue<'_>, hyperlink: Option<&str>) -> Result<(), BuildError> {
        let Some(cell) = self.place(at) else { return Ok(()) };
        let (tag, index) = self.store(value)?;
        let cell = &mut self.cells[cell];
        (cell.tag, cell.index) = (tag, index);
        match hyperlink {
            Some(target) => drop(self.hyperlinks.insert(at, target.into())),
            None => drop(self.hyperlinks.remove(&at)),
        }
        Ok(())
    }

    /// The place among all cells of one that holds something.
    fn place(&self, at: CellRef) -> Option<usize> {
        let position = self.rows.binary_search_by_key(&at.row, |row| row.number()).ok()?;
        let start = self.rows[position].start as usize;
        let cells = self.row_at(position).cells;
        Some(start + cells.binary_search_by_key(&at.column, |cell| cell.column).ok()?)
    }

    /// Whether any cell has a formula of its own.
    pub(crate) fn has_formulas(&self) -> bool {
        !self.formulas.is_empty()
    }

    /// The merged areas.
    pub(crate) fn merges(&self) -> &[Area] {
        &self.merges
    }

    /// Keeps a value; gives how a cell refers to it.
    fn store(&mut self, value: NewValue<'_>) -> Result<(Tag, u32), BuildError> {
        let mut number = |number: f64| {
            self.numbers.push(number);
            u32::try_from(self.numbers.len() - 1).map_err(|_| BuildError::TooLarge)
        };
        Ok(match value {
            NewValue::Shared(index) => (Tag::Shared, index),
            NewValue::Number(value) if f64::from(value as u32).to_bits() == value.to_bits() => (Tag::Whole, value as u32),
            NewValue::Number(value) => (Tag::Number, number(value)?),
            NewValue::Date(value) => (Tag::Date, number(value)?),
            NewValue::Bool(value) => (Tag::Bool, u32::from(value)),
            NewValue::Text(text) => (Tag::Own, self.own.push(text).ok_or(BuildError::TooLarge)?),
            NewValue::Error(text) => (Tag::Error, self.own.push(text).ok_or(BuildError::TooLarge)?),
        })
    }

    fn hyperlink(&self, at: CellRef) -> Option<&str> {
        if self.hyperlinks.is_empty() { None } else { self.hyperlinks.get(&at).map(AsRef::as_ref) }
    }

    fn value(&self, packed: Packed) -> Value<'_> {
        let number = || self.numbers.get(packed.index as usize).copied().unwrap_or_default();
        let own = || self.own.get(packed.index).unwrap_or_default();
        match packed.tag {
            Tag::Shared => text_value(self.shared.get(packed.index).unwrap_or_default()),
            Tag::Own => text_value(own()),
            Tag::Whole => Value::Number(f64::from(packed.index)),
            Tag::Number => Value::Number(number()),
            Tag::Date => Value::Date(number()),
            Tag::Bool => Value::Bool(packed.index != 0),
            Tag::Error => Value::Error(own()),
        }
    }
}

fn text_value(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Blank } else { Value::Text(text) }
}

/// One row of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Row<'s> {
    sheet: &'s Sheet,
    head: RowStart,
    cells: &'s [Packed],
}

impl<'s> Row<'s> {
    /// The row's number, from one.
    pub fn number(&self) -> u32 {
        self.head.number()
    }

    /// Whether the row is hidden, by hand or by a filter.
    pub(crate) fn is_hidden(&self) -> bool {
        self.head.is_hidden()
    }

    /// The cell in a column; blank if nothing stands there.
    pub(crate) fn cell(&self, column: Column) -> Cell<'s> {
        self.stored(column).unwrap_or_else(|| {
            let at = CellRef::new(self.head.number(), column);
            Cell {
                at,
                value: Value::Blank,
                hyperlink: self.sheet.hyperlink(at),
                formula: None,
                mark: None,
                is_struck: false,
                written: false,
            }
        })
    }

    /// The cell in a column, if it holds something: one of [`Row::cells`].
    pub(crate) fn stored(&self, column: Column) -> Option<Cell<'s>> {
        self.packed(column).map(|packed| self.unpack(packed))
    }

    /// The value in a column, without what else is known of the cell.
    pub fn value(&self, column: Column) -> Value<'s> {
        self.packed(column).map_or(Value::Blank, |packed| self.sheet.value(packed))
    }

    fn packed(&self, column: Column) -> Option<Packed> {
        // In a row without blank cells each cell stands at its own place.
        match self.cells.get(column.index()) {
            Some(&packed) if packed.column == column => Some(packed),
            _ => self.cells.binary_search_by_key(&column, |cell| cell.column).ok().map(|at| self.cells[at]),
        }
    }

    /// The cells that hold something, from the left.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'s>> + use<'s> {
        let row = *self;
        row.cells.iter().map(move |&packed| row.unpack(packed))
    }

    /// The texts with their columns, from the left.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Column, &'s str)> + use<'s> {
        self.cells().filter_map(|cell| match cell.value {
            Value::Text(text) => Some((cell.at.column, text)),
            _ => None,
        })
    }

    fn unpack(&self, packed: Packed) -> Cell<'s> {
        let at = CellRef::new(self.head.number(), packed.column);
        let formula = if packed.flags.is_formula() { Some(self.sheet.formulas.get(&at).map_or("", AsRef::as_ref)) } else { None };
        let Flags(flags) = packed.flags;
        Cell {
            at,
            value: self.sheet.value(packed),
            hyperlink: self.sheet.hyperlink(at),
            formula,
            mark: packed.flags.mark(),
            is_struck: flags & Flags::STRUCK != 0,
            written: flags & Flags::WRITTEN != 0,
        }
    }
}

/// One cell as it stands in its sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'s> {
    /// Where it stands.
    pub at: CellRef,
    /// What it holds; for a formula, the result that was saved with it.
    pub value: Value<'s>,
    /// The target behind the cell, if it is a hyperlink.
    pub hyperlink: Option<&'s str>,
    /// The formula without its `=`, if the cell has one; empty where its text stands in another cell (shared and array formulas).
    pub formula: Option<&'s str>,
    /// The colour that gospub gave the cell in an earlier run.
    pub mark: Option<Mark>,
    /// Whether the cell or a part of its text is struck out.
    pub(crate) is_struck: bool,
    /// Whether gospub wrote the cell in an earlier run, and nobody has written over it since. What a cell of the sender's held before
    /// then is what it is read as.
    pub(crate) written: bool,
}

impl<'s> Cell<'s> {
    /// Where the cell leads: by its hyperlink or by its formula.
    pub(crate) fn target(&self) -> Option<Cow<'s, str>> {
        self.hyperlink.map(Cow::Borrowed).or_else(|| self.formula.and_then(formula::hyperlink).map(Cow::Owned))
    }
}

/// Puts a sheet together, row by row and cell by cell, in ascending order.
#[derive(Debug)]
pub(crate) struct SheetBuilder {
    sheet: Sheet,
    text_bytes: u64,
}

/// A reader broke the order of rows or cells, or a sheet holds more than [`Sheet`] can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A row or cell does not come after the one before it.
    #[error("{0} comes after a later cell")]
    OutOfOrder(CellRef),
    /// More than 4 billion cells or 4 GiB of text.
    #[error("too much in one sheet")]
    TooLarge,
}

impl SheetBuilder {
    /// An empty sheet of this name, with the workbook's shared texts.
    pub(crate) fn new(name: &str, shared: Arc<Texts>) -> Self {
        Self {
            sheet: Sheet {
                name: name.to_owned(),
                rows: Vec::new(),
                cells: Vec::new(),
                numbers: Vec::new(),
                own: Texts::default(),
                shared,
                hyperlinks: HashMap::default(),
                formulas: HashMap::default(),
                merges: Vec::new(),
                last_column: None,
                own_columns: None,
            },
            text_bytes: 0,
        }
    }

    /// Adds a cell. A row begins with its first cell, so rows without values leave no trace.
    pub(crate) fn cell(
        &mut self,
        at: CellRef,
        row_hidden: bool,
        value: NewValue<'_>,
        formula: Option<&str>,
    ) -> Result<(), BuildError> {
        let sheet = &mut self.sheet;
        let start = u32::try_from(sheet.cells.len()).map_err(|_| BuildError::TooLarge)?;
        match sheet.rows.last() {
            Some(row) if row.number() == at.row => {
                if sheet.cells.last().is_some_and(|cell| cell.column >= at.column) {
                    return Err(BuildError::OutOfOrder(at));
                }
            }
            Some(row) if row.number() > at.row => return Err(BuildError::OutOfOrder(at)),
            _ => sheet.rows.push(RowStart::new(at.row, start, row_hidden)),
        }
        self.text_bytes += match value {
            NewValue::Shared(index) => sheet.shared.get(index).map_or(0, str::len) as u64,
            NewValue::Text(text) => text.len() as u64,
            _ => 0,
        };
        let (tag, index) = sheet.store(value)?;
        sheet.last_column = sheet.last_column.max(Some(at.column));
        let flags = Flags(if formula.is_some() { Flags::FORMULA } else { 0 });
        sheet.cells.push(Packed { column: at.column, tag, flags, index });
        if let Some(formula) = formula.filter(|formula| !formula.is_empty()) {
            sheet.formulas.insert(at, formula.into());
        }
        Ok(())
    }

    /// Puts the cells of a later part of the same sheet behind these.
    pub(crate) fn append(&mut self, later: Self) -> Result<(), BuildError> {
        self.text_bytes += later.text_bytes;
        let (sheet, later) = (&mut self.sheet, later.sheet);
        if let (Some(last), Some(first)) = (sheet.rows.last(), later.rows.first())
            && first.number() <= last.number()
        {
            return Err(BuildError::OutOfOrder(CellRef::new(first.number(), Column::FIRST)));
        }
        let base = |length: usize, more: usize| {
            let fits = length.checked_add(more).is_some_and(|sum| u32::try_from(sum).is_ok());
            u32::try_from(length).ok().filter(|_| fits).ok_or(BuildError::TooLarge)
        };
        let cells = base(sheet.cells.len(), later.cells.len())?;
        let numbers = base(sheet.numbers.len(), later.numbers.len())?;
        let own = base(sheet.own.len(), later.own.len())?;
        sheet.own.append(&later.own).ok_or(BuildError::TooLarge)?;
        sheet.numbers.extend(later.numbers);
        sheet.rows.extend(later.rows.iter().map(|row| RowStart { start: row.start + cells, ..*row }));
        sheet.cells.extend(later.cells.iter().map(|cell| {
            let base = match cell.tag {
                Tag::Number | Tag::Date => numbers,
                Tag::Own | Tag::Error => own,
                Tag::Shared | Tag::Whole | Tag::Bool => 0,
            };
            Packed { index: cell.index + base, ..*cell }
        }));
        sheet.hyperlinks.extend(later.hyperlinks);
        sheet.formulas.extend(later.formulas);
        sheet.merges.extend(later.merges);
        sheet.last_column = sheet.last_column.max(later.last_column);
        Ok(())
    }

    /// Says that the cell added last carries one of gospub's colours.
    pub(crate) fn mark(&mut self, mark: Mark) {
        if let Some(cell) = self.sheet.cells.last_mut() {
            cell.flags.0 |= Flags::MARKS.into_iter().find(|(_, known)| *known == mark).map_or(0, |(bit, _)| bit);
        }
    }

    /// Says that the cell added last, or a part of its text, is struck out.
    pub(crate) fn strike(&mut self) {
        if let Some(cell) = self.sheet.cells.last_mut() {
            cell.flags.0 |= Flags::STRUCK;
        }
    }

    /// Says where a cell's hyperlink leads.
    pub(crate) fn hyperlink(&mut self, at: CellRef, target: &str) {
        self.sheet.hyperlinks.insert(at, target.into());
    }

    /// Says that a column is in use although its cells are not wanted.
    pub(crate) fn used(&mut self, column: Column) {
        self.sheet.last_column = self.sheet.last_column.max(Some(column));
    }

    /// Adds a merged area.
    pub(crate) fn merge(&mut self, area: Area) {
        self.used(area.last.column);
        self.sheet.merges.push(area);
    }

    /// How many cells there are so far.
    pub(crate) fn cell_count(&self) -> usize {
        self.sheet.cells.len()
    }

    /// The last column in use so far.
    pub(crate) fn last_column(&self) -> Option<Column> {
        self.sheet.last_column
    }

    /// The bytes of the cells' texts so far; a shared one counts in each cell that has it.
    pub(crate) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// The bytes of the longest text that stands in the sheet itself.
    pub(crate) fn longest_text(&self) -> usize {
        self.sheet.own.longest()
    }

    /// The finished sheet.
    pub(crate) fn build(mut self) -> Sheet {
        self.sheet.rows.shrink_to_fit();
        self.sheet.cells.shrink_to_fit();
        self.sheet.numbers.shrink_to_fit();
        self.sheet.own.shrink_to_fit();
        self.sheet
    }
}

/// A sheet of texts for tests and single values: a row a line, cells from column A; an empty text stands for a blank cell.
pub fn sheet_of_texts<R, C>(name: &str, rows: R) -> Sheet
where
    R: IntoIterator<Item = C>,
    C: IntoIterator,
    C::Item: AsRef<str>,
{
    sheet_of_texts_from(1, name, rows)
}

/// The same with another number for the first row. A number may be beyond the last row of Excel: a value on its own has no such bound.
pub(crate) fn sheet_of_texts_from<R, C>(first: u32, name: &str, rows: R) -> Sheet
where
    R: IntoIterator<Item = C>,
    C: IntoIterator,
    C::Item: AsRef<str>,
{
    let mut builder = SheetBuilder::new(name, Arc::default());
    for (row, cells) in (first..RowStart::HIDDEN).zip(rows) {
        for (column, text) in (0..).map_while(Column::new).zip(cells) {
            let text = text.as_ref();
            if !text.is_empty() {
                let added = builder.cell(CellRef::new(row, column), false, NewValue::Text(text), None);
                added.expect("rows and cells are counted up, and the texts were in memory already");
            }
        }
    }
    builder.build()
}

/// A sheet of texts in which these areas are merged, for tests.
#[cfg(test)]
pub(crate) fn merged_sheet<R, C>(rows: R, merges: &[&str]) -> Sheet
where
    R: IntoIterator<Item = C>,
    C: IntoIterator,
    C::Item: AsRef<str>,
{
    let mut sheet = sheet_of_texts("Лист1", rows);
    for merge in merges {
        let area: Area = merge.parse().expect("a test names areas");
        sheet.merges.push(area);
        sheet.last_column = sheet.last_column.max(Some(area.last.column));
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_excel() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            let column = Column::new(index).unwrap();
            assert_eq!(column.to_string(), letters);
            assert_eq!(letters.parse(), Ok(column));
        }
        assert_eq!("XFE".parse::<Column>(), Err(ColumnError));
        assert_eq!(Column::new(16_384), None);
    }

    #[test]
    fn references_are_read_with_and_without_dollars() {
        assert_eq!("$D$17".parse::<CellRef>().unwrap().to_string(), "D17");
        assert_eq!("B9:A1".parse::<Area>().unwrap().to_string(), "A1:B9");
        for text in ["", "17", "D", "D0", "D1048577", "D+1", "Ж1"] {
            assert!(text.parse::<CellRef>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_cell_costs_eight_bytes() {
        assert_eq!(size_of::<Packed>(), 8);
    }

    #[test]
    fn blank_rows_and_cells_are_found_blank() {
        let sheet = sheet_of_texts("Лист1", [vec!["a", "", "c"], vec![], vec!["d"]]);
        assert_eq!(sheet.row_count(), 2);
        assert_eq!(sheet.cell("C1".parse().unwrap()).value, Value::Text("c"));
        assert_eq!(sheet.cell("B1".parse().unwrap()).value, Value::Blank);
        assert_eq!(sheet.cell("A2".parse().unwrap()).value, Value::Blank);
        assert_eq!(sheet.position_from(2), 1);
    }

    #[test]
    fn a_later_part_of_a_sheet_is_put_behind() {
        let at = |text: &str| text.parse::<CellRef>().unwrap();
        let part = |row: u32| {
            let mut builder = SheetBuilder::new("x", Arc::default());
            let values = [NewValue::Text("a"), NewValue::Number(-0.5), NewValue::Number(7.0), NewValue::Date(f64::from(row))];
            for (column, value) in (0..).map_while(Column::new).zip(values) {
                builder.cell(CellRef::new(row, column), row == 5, value, None).unwrap();
            }
            builder
        };
        let mut builder = part(2);
        assert_eq!(builder.append(part(2)), Err(BuildError::OutOfOrder(at("A2"))));
        builder.append(part(5)).unwrap();
        let sheet = builder.build();
        assert!(sheet.row(5).unwrap().is_hidden() && !sheet.row(2).unwrap().is_hidden());
        for (cell, value) in [
            ("A5", Value::Text("a")),
            ("B5", Value::Number(-0.5)),
            ("C5", Value::Number(7.0)),
            ("D2", Value::Date(2.0)),
            ("D5", Value::Date(5.0)),
        ] {
            assert_eq!(sheet.cell(at(cell)).value, value, "{cell}");
        }
    }

    #[test]
    fn numbers_come_back_to_the_bit() {
        for number in [0.0, -0.0, 1.0, 4_294_967_295.0, 4_294_967_296.0, -1.0, 0.5, f64::MAX] {
            let mut builder = SheetBuilder::new("x", Arc::default());
            builder.cell(CellRef::new(1, Column::FIRST), false, NewValue::Number(number), None).unwrap();
            let Value::Number(read) = builder.build().cell(CellRef::new(1, Column::FIRST)).value else { panic!("a number") };
            assert_eq!(read.to_bits(), number.to_bits());
        }
    }

    #[test]
    fn cells_out_of_order_are_refused() {
        let mut builder = SheetBuilder::new("x", Arc::default());
        let at = |text: &str| text.parse::<CellRef>().unwrap();
        builder.cell(at("B2"), false, NewValue::Number(1.0), None).unwrap();
        assert!(builder.cell(at("A2"), false, NewValue::Number(1.0), None).is_err());
        assert!(builder.cell(at("C1"), false, NewValue::Number(1.0), None).is_err());
    }
}
