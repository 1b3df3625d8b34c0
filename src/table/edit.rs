//! What is to change in a workbook, in terms of cells and sheets: the judgement's side of the writer's contract.
//!
//! Writers (the `workbook` modules) carry it out and know nothing of why; the annotation builds it and knows nothing of files.

use super::sheet::{Area, CellRef, Column};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

/// The colour of a cell that gospub has something to say about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Red.
    Error,
    /// Yellow.
    Warning,
    /// Violet: there is nothing that the cell could be compared with.
    Unverified,
    /// Green: gospub filled the cell.
    Filled,
    /// Blue: a correction of somebody else's came home into the cell.
    Changed,
}

impl Mark {
    /// All marks, the gravest first.
    pub(crate) const ALL: [Self; 5] = [Self::Error, Self::Warning, Self::Unverified, Self::Filled, Self::Changed];

    /// Its name for machines.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Unverified => "unverified",
            Self::Filled => "filled",
            Self::Changed => "changed",
        }
    }
}

/// What a cell is to hold. Always a value, never a formula: a text that begins with `=` stays a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing.
    Blank,
    /// What a person has written into a cell of an own column.
    Kept,
    /// Text; long numbers are text too.
    Text(String),
    /// A number.
    Number(f64),
    /// A serial day in the epoch of 1900, for a cell that shows dates; writers count it as the workbook does.
    Date(f64),
    /// A live hyperlink to an address, shown as `text`. A plain text where the sheet has no room for another hyperlink.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads.
        target: String,
    },
    /// A hyperlink to a cell of this workbook.
    CellLink {
        /// What is shown.
        text: String,
        /// The sheet's name.
        sheet: String,
        /// The cell.
        cell: CellRef,
    },
    /// A hyperlink to the line of the first new sheet that speaks of the cell's row, as [`NewSheets::lines`] tells when all rows are
    /// known. A plain text where there is no such line, or no room for another hyperlink.
    LineLink {
        /// What is shown.
        text: String,
        /// What the line is about that stands for several rows, of which this may be one.
        topic: &'static str,
    },
}

/// One cell's change.
#[derive(Clone, Debug, PartialEq)]
pub struct CellEdit {
    /// Which cell.
    pub at: CellRef,
    /// The new content; `None` leaves what is there.
    pub content: Option<Content>,
    /// The new colour; `None` takes gospub's own colour away and leaves the sender's.
    pub mark: Option<Mark>,
    /// Whether the content is there to stay: somebody's answer, which `strip` does not take back as it does what gospub wrote.
    pub lasting: bool,
}

/// Edits that are made while they are asked for, in ascending order of cells: what an edit holds is written and gone before the next
/// one is made.
pub type Edits<'e> = Box<dyn Iterator<Item = CellEdit> + 'e>;

/// What makes the edits of a sheet's rows.
pub trait EditRows: Sync {
    /// What is learnt of a batch of rows while its edits are made. The writer does not look at it: it hands it back, batch by batch in
    /// the order of the rows.
    type Learnt: Default + Send;

    /// The edits of the rows with these numbers. Called once for each batch of rows, from several threads, perhaps not in order; the
    /// same rows give the same edits. `learnt` is whole when the edits have come to their end.
    fn edits<'e>(&'e self, rows: RangeInclusive<u32>, learnt: &'e mut Self::Learnt) -> Edits<'e>;
}

impl<F: Fn(RangeInclusive<u32>) -> Vec<CellEdit> + Sync> EditRows for F {
    type Learnt = ();

    fn edits<'e>(&'e self, rows: RangeInclusive<u32>, (): &'e mut ()) -> Edits<'e> {
        Box::new(self(rows).into_iter())
    }
}

/// What others have written into a table, to be laid over the edits of the judgement.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overlay {
    /// What is written.
    pub(crate) contents: BTreeMap<CellRef, Content>,
    /// Cells that hold already what came, and are marked like those that are written: a second merge marks what the first has marked.
    pub(crate) already: BTreeSet<CellRef>,
}

impl Overlay {
    /// Whether it says anything of these rows.
    pub(crate) fn touches(&self, rows: RangeInclusive<u32>) -> bool {
        let cells = cells_of(rows);
        self.contents.range(cells.clone()).next().is_some() || self.already.range(cells).next().is_some()
    }

    /// The edits of some rows with what is laid over them. What the judgement writes into a cell goes before it: a link that a clerk
    /// has deleted is filled in again.
    pub(crate) fn over<'e>(&'e self, edits: impl Iterator<Item = CellEdit> + 'e, rows: RangeInclusive<u32>) -> Edits<'e> {
        let contents = self.contents.range(cells_of(rows.clone())).map(|(&at, content)| (at, Some(content)));
        let mut laid: Vec<(CellRef, Option<&Content>)> =
            contents.chain(self.already.range(cells_of(rows)).map(|&at| (at, None))).collect();
        laid.sort_by_key(|&(at, _)| at);
        let (mut edits, mut laid) = (edits.peekable(), laid.into_iter().peekable());
        Box::new(std::iter::from_fn(move || {
            let edit = match (edits.peek(), laid.peek()) {
                (Some(edit), Some(&(at, _))) if at < edit.at => None,
                (None, _) => None,
                _ => edits.next(),
            };
            let mut edit = match (edit, laid.peek()) {
                (Some(edit), _) => edit,
                (None, Some(&(at, _))) => CellEdit { at, content: None, mark: None, lasting: false },
                (None, None) => return None,
            };
            while let Some((_, content)) = laid.next_if(|&(at, _)| at == edit.at) {
                if edit.content.is_none() {
                    edit.content = content.cloned();
                    edit.lasting = content.is_some();
                }
                edit.mark = edit.mark.or(Some(Mark::Changed));
            }
            Some(edit)
        }))
    }
}

fn cells_of(rows: RangeInclusive<u32>) -> std::ops::Range<CellRef> {
    CellRef::new(*rows.start(), Column::FIRST)..CellRef::new(rows.end().saturating_add(1), Column::FIRST)
}

/// A column of gospub's own at the right edge of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnColumn {
    /// Where it stands, or will.
    pub column: Column,
    /// The text of its header cell.
    pub header: String,
    /// Width in characters, as in Excel's «Ширина столбца».
    pub width: f64,
    /// Whether people write in it: its cells are kept unless an edit names them.
    pub kept: bool,
}

/// Everything that changes in one sheet. Cells of own columns that no edit names become blank, and a mark of an earlier run that no
/// edit names goes away, so that the outcome does not depend on earlier runs.
///
/// `L` is what is learnt of the rows while the edits are made.
pub struct SheetEdits<'e, L = ()> {
    /// The sheet's position in the workbook, from zero.
    pub sheet: usize,
    /// The last row of the header; the new headers stand in it.
    pub header: u32,
    /// The sender's table: header and data rows, own columns not counted.
    pub table: Area,
    /// Own columns that shall be there, from the left. Own columns of an earlier run that are not among them are removed by `strip` only.
    pub columns: Vec<OwnColumn>,
    /// The edits of the rows.
    pub rows: &'e dyn EditRows<Learnt = L>,
}

/// How a cell of a sheet that gospub makes looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Look {
    /// Body text, wrapped, at the top of its cell.
    Plain,
    /// The sheet's title.
    Title,
    /// A column header or the head of a group.
    Heading,
    /// Grey small print.
    Note,
    /// Body text in a mark's colour.
    Marked(Mark),
}

/// A cell of a sheet that gospub makes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewCell {
    /// What it holds.
    pub(crate) content: Content,
    /// How it looks.
    pub(crate) look: Look,
}

/// How many lines a text takes in a column of so many characters. Letters are wider than digits, so a tenth is added.
pub(crate) fn lines(text: &str, width: f64) -> usize {
    let width = width.max(1.0);
    match text.contains('\n') {
        true => text.lines().map(|line| lines_of_line(line, width)).sum(),
        false if text.is_empty() => 0,
        // A text has no more letters than bytes; most need no closer look.
        false if text.len() as f64 * 1.1 <= width => 1,
        false => lines_of_line(text, width),
    }
}

/// What fits by its length is one line. Of more, words are not broken; an address, longer than a line, begins one of its own. LibreOffice
/// goes to a new line behind a question mark, too.
fn lines_of_line(line: &str, width: f64) -> usize {
    let by_length = (line.chars().count() as f64 * 1.1 / width).ceil() as usize;
    if by_length <= 1 {
        return 1;
    }
    // Looks at each byte once: nearly every cell of a workbook is asked for its lines.
    let (mut lines, mut used, mut word) = (1, 0.0, 0);
    let mut end_word = |word: usize, blank: f64| {
        let word = word as f64;
        if used > 0.0 && used + word > width {
            lines += 1;
            used = 0.0;
        }
        let full = if word > width { (word / width).ceil() - 1.0 } else { 0.0 };
        lines += full as usize;
        used += word - full * width + blank;
    };
    for byte in line.bytes() {
        // A character is counted by its first byte.
        word += usize::from(byte & 0xC0 != 0x80);
        match byte {
            b' ' => end_word(std::mem::take(&mut word) - 1, 1.0),
            b'?' => end_word(std::mem::take(&mut word), 0.0),
            _ => {}
        }
    }
    if word > 0 {
        end_word(word, 0.0);
    }
    by_length.max(lines)
}

/// The sheets that a run adds, made when all rows have been asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewSheets {
    /// The sheets, in the order of their tabs.
    pub(crate) sheets: Vec<NewSheet>,
    /// Where the first of them speaks of the rows.
    pub(crate) lines: Lines,
}

impl From<Vec<NewSheet>> for NewSheets {
    fn from(sheets: Vec<NewSheet>) -> Self {
        Self { sheets, lines: Lines::default() }
    }
}

/// Where a new sheet speaks of the rows of others, which are named by their positions in the workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lines {
    by_row: HashMap<(usize, u32), u32>,
    by_topic: HashMap<(usize, &'static str), u32>,
}

impl Lines {
    /// Notes a line on a row. The first that is noted stays.
    pub(crate) fn of_row(&mut self, sheet: usize, row: u32, line: u32) {
        self.by_row.entry((sheet, row)).or_insert(line);
    }

    /// Notes a line on all rows of a topic that have none of their own.
    pub(crate) fn of_topic(&mut self, sheet: usize, topic: &'static str, line: u32) {
        self.by_topic.entry((sheet, topic)).or_insert(line);
    }

    /// The cell that a [`Content::LineLink`] in a row leads to.
    pub(crate) fn get(&self, sheet: usize, row: u32, topic: &'static str) -> Option<CellRef> {
        let line = self.by_row.get(&(sheet, row)).or_else(|| self.by_topic.get(&(sheet, topic)))?;
        Some(CellRef::new(*line, Column::FIRST))
    }
}

/// A whole new sheet, added after the last one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewSheet {
    /// Wanted name; a number is added where it is taken.
    pub(crate) name: String,
    /// Widths of the columns from A, in characters.
    pub(crate) widths: Vec<f64>,
    /// The rows from the top; cells from column A.
    pub(crate) rows: Vec<Vec<NewCell>>,
    /// How many rows at the top stay in view.
    pub(crate) frozen_rows: u32,
    /// The area with filter buttons; its first row is the header of the sheet's list.
    pub(crate) filter: Option<Area>,
}

impl NewSheet {
    /// How many lines the highest cell of a row takes; a title runs over the cells beside it. Excel would find it by itself, the office
    /// programs that regions use instead of it do not.
    pub(crate) fn lines_of(&self, row: &[NewCell]) -> usize {
        let wrapped = row.iter().zip(&self.widths).filter(|(cell, _)| !matches!(cell.look, Look::Title | Look::Note));
        let cell_lines = wrapped.map(|(cell, &width)| match &cell.content {
            Content::Text(text)
            | Content::Link { text, .. }
            | Content::CellLink { text, .. }
            | Content::LineLink { text, .. } => lines(text, width),
            Content::Blank | Content::Kept | Content::Number(_) | Content::Date(_) => 1,
        });
        cell_lines.max().unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_laid_over_the_edits_in_the_order_of_cells() {
        let at = |text: &str| text.parse::<CellRef>().unwrap();
        let text = |text: &str| Content::Text(text.to_owned());
        let overlay = Overlay {
            contents: [("A1", "кто-то"), ("B2", "кто-то"), ("B3", "кто-то")].map(|(cell, word)| (at(cell), text(word))).into(),
            already: [at("C2")].into(),
        };
        let edits = [
            CellEdit { at: at("B2"), content: Some(text("суждение")), mark: Some(Mark::Error), lasting: false },
            CellEdit { at: at("C2"), content: None, mark: None, lasting: false },
        ];
        let laid: Vec<CellEdit> = overlay.over(edits.into_iter(), 1..=2).collect();
        assert_eq!(
            laid,
            [
                CellEdit { at: at("A1"), content: Some(text("кто-то")), mark: Some(Mark::Changed), lasting: true },
                CellEdit { at: at("B2"), content: Some(text("суждение")), mark: Some(Mark::Error), lasting: false },
                CellEdit { at: at("C2"), content: None, mark: Some(Mark::Changed), lasting: false },
            ]
        );
        assert!(overlay.touches(3..=3) && !overlay.touches(4..=9));
    }

    #[test]
    fn lines_are_counted_by_words_that_are_not_broken() {
        let link = "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=217000034";
        for (text, width, expected) in [
            ("слово", 10.0, 1),
            ("слово слово", 10.0, 2),
            ("слово\nслово", 10.0, 2),
            (&format!("Нужна ссылка {link}"), 60.0, 3),
            (link, 100.0, 1),
            ("«https://pos.gosuslugi.ru/form/?opaid=400064&utm_source=vk&utm_medium=29», а нужна другая ссылка", 60.0, 3),
        ] {
            assert_eq!(lines(text, width), expected, "{text} in {width}");
        }
    }
}
