//! The rows of a sheet on their way from its part into the spool. At any time one wave of batches is inflated, the one before it
//! rewritten, and what was made of those before that compressed, all of it on all threads.
//!
//! The bytes do not depend on the number of threads: how the rows are cut into batches leaves no trace in them, and new styles get
//! their numbers in the order of the sheet.

use super::Run;
use crate::table::edit::{CellEdit, Content, EditRows};
use crate::table::sheet::{Area, CellRef};
use crate::workbook::cells::{Numbered, WalkFault};
use crate::workbook::error::{PatchError, WorkbookError};
use crate::workbook::pen::{Link, Rewritten};
use crate::workbook::rewrite::{self, Plan, RowsEdits, SendersSpans};
use crate::workbook::spool::Pending;
use crate::workbook::stream::{Batch, Items};
use crate::workbook::styles::StyleSheet;
use crate::workbook::tail::MOST_LINKS;
use crate::workbook::verify::Sum;
use rayon::prelude::*;

/// What is done to the rows of a sheet.
pub(super) struct Rewriting<'w, L> {
    pub(super) sheet: &'w str,
    pub(super) part: &'w str,
    pub(super) plan: Plan<'w>,
    /// Who makes the edits; none where everything of gospub's is taken out.
    pub(super) edits: Option<&'w dyn EditRows<Learnt = L>>,
}

/// What the batches of a sheet found out.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) links: Vec<(CellRef, Link)>,
    /// How many of the links lead out of the workbook.
    addresses: usize,
    pub(super) replaced: Vec<CellRef>,
    pub(super) relinked: Vec<CellRef>,
    pub(super) skipped: Vec<CellRef>,
    /// The sender's hints of the rows' columns.
    pub(super) spans: SendersSpans,
    pub(super) sum: Sum,
    /// The rows that the part does not have, to be put behind the others.
    pub(super) behind: Vec<u8>,
}

impl Run<'_> {
    /// Rewrites all rows of the part into the spool; what is not compressed yet stays pending. `learn` hears what was learnt of each
    /// batch, in the order of the rows.
    pub(super) fn rows<L: Default + Send>(
        &mut self,
        items: &mut Items<'_>,
        rewriting: &Rewriting<'_, L>,
        pending: &mut Pending,
        mut learn: impl FnMut(L),
    ) -> Result<Gathered, PatchError> {
        // Three waves are on their way at a time: while wave 3 is inflated, wave 2 is rewritten and what was made of wave 1 compressed. What
        // depends on the order of the rows (numbers of new styles, hyperlinks) is settled afterwards, one batch after the other.
        let (mut source, mut gathered) = (Source::new(items, rewriting), Gathered::default());
        let mut wave = source.wave()?;
        while !wave.rows.is_empty() {
            let (Wave { rows, arrays }, styles, done) = (wave, &self.styles, &*pending);
            let rewrite = |(rows, begun): (Numbered, usize)| rewriting.rows(&rows, rows.last, &arrays[..begun], styles);
            let (next, (made, fragments)) = rayon::join(
                || source.wave(),
                || rayon::join(|| rows.into_par_iter().map(rewrite).collect::<Vec<_>>(), || done.compress()),
            );
            fragments.and_then(|fragments| self.parts.spool().push(pending, &fragments)).map_err(PatchError::Write)?;
            pending.forget();
            for rows in made {
                let (rows, learnt) = rows?;
                learn(learnt);
                self.undo.rows(&rows.notes);
                pending.push(gathered.add(rows, rewriting.sheet, &mut self.styles)?);
            }
            self.spool_record()?;
            wave = next?;
        }
        let behind = Numbered::behind(source.last_row);
        let (behind, learnt) = rewriting.rows(&behind, CellRef::ROWS, &source.arrays, &self.styles)?;
        learn(learnt);
        self.undo.rows(&behind.notes);
        gathered.behind = gathered.add(behind, rewriting.sheet, &mut self.styles)?;
        Ok(gathered)
    }
}

impl<L: Default + Send> Rewriting<'_, L> {
    /// Rewrites rows, with the edits up to a row's number.
    fn rows(&self, rows: &Numbered, last: u32, arrays: &[Area], styles: &StyleSheet) -> Result<(Rewritten, L), PatchError> {
        let first = rows.before.saturating_add(1);
        let mut learnt = L::default();
        let edits = self.edits.filter(|_| first <= last).map(|edits| edits.edits(first..=last, &mut learnt));
        let own = self.plan.columns.first().filter(|_| !self.plan.strip && (first..=last).contains(&self.plan.header));
        // An edit makes the row that takes the headers, where the part does not have it.
        let header = own.map(|own| {
            let at = CellRef::new(self.plan.header, own.column);
            CellEdit { at, content: Some(Content::Blank), mark: None, lasting: false }
        });
        let rewritten = rewrite::rewrite(rows, &self.plan, styles, RowsEdits::new(edits, header), arrays);
        Ok((rewritten.map_err(|fault| self.fault(fault))?, learnt))
    }

    fn fault(&self, fault: WalkFault) -> PatchError {
        PatchError::from(match fault {
            WalkFault::Xml(fault) => WorkbookError::xml(self.part, fault),
            WalkFault::OutOfOrder(at) => WorkbookError::OutOfOrder { sheet: self.sheet.to_owned(), at },
            WalkFault::Odd(odd) => WorkbookError::Odd { sheet: self.sheet.to_owned(), odd },
        })
    }
}

/// The batches of a part, in waves.
struct Source<'s, 'r, L> {
    items: &'s mut Items<'r>,
    rewriting: &'s Rewriting<'s, L>,
    last_row: u32,
    /// The areas of array formulas that have begun so far.
    arrays: Vec<Area>,
}

/// Batches that are rewritten at once.
struct Wave {
    /// Each with the number of array formulas that began up to it.
    rows: Vec<(Numbered, usize)>,
    arrays: Vec<Area>,
}

impl<'s, 'r, L: Default + Send> Source<'s, 'r, L> {
    fn new(items: &'s mut Items<'r>, rewriting: &'s Rewriting<'s, L>) -> Self {
        Self { items, rewriting, last_row: 0, arrays: Vec::new() }
    }

    fn wave(&mut self) -> Result<Wave, PatchError> {
        let batches = self.items.wave()?;
        let rows = batches.into_iter().map(|batch| self.numbered(batch)).collect::<Result<_, _>>();
        Ok(Wave { rows: rows.map_err(|fault| self.rewriting.fault(fault))?, arrays: self.arrays.clone() })
    }

    fn numbered(&mut self, batch: Batch) -> Result<(Numbered, usize), WalkFault> {
        let Plan { prefix, depth, .. } = self.rewriting.plan;
        self.arrays.extend(rewrite::arrays(&batch, prefix)?);
        Ok((Numbered::new(batch, prefix, &mut self.last_row, depth)?, self.arrays.len()))
    }
}

impl Gathered {
    /// Takes note of rewritten rows and gives their bytes, with the numbers of all styles.
    fn add(&mut self, mut rows: Rewritten, sheet: &str, styles: &mut StyleSheet) -> Result<Vec<u8>, PatchError> {
        if let Some(at) = rows.occupied {
            return Err(PatchError::Occupied { sheet: sheet.to_owned(), at });
        }
        rows.settle(styles);
        for link in rows.links {
            // No more are kept than a sheet may have of each sort.
            let is_address = matches!(link.1, Link::Address(_));
            let there = if is_address { self.addresses } else { self.links.len() - self.addresses };
            if there < MOST_LINKS {
                self.addresses += usize::from(is_address);
                self.links.push(link);
            }
        }
        self.spans.append(rows.spans);
        self.sum += rows.sum;
        self.replaced.extend(rows.replaced);
        self.relinked.extend(rows.relinked);
        self.skipped.extend(rows.skipped);
        Ok(rows.bytes)
    }
}

#[cfg(test)]
mod tests {
    use crate::table::edit::{CellEdit, Content, Mark, NewSheets, OwnColumn, SheetEdits};
    use crate::table::sheet::{Area, CellRef, Column, Value};
    use crate::workbook::sample::{book, worksheet};
    use crate::workbook::{Book, Limits, PatchOptions, Scope, patch};
    use std::fmt::Write;
    use std::io::Cursor;
    use std::ops::RangeInclusive;

    const ROWS: u32 = 12_000;

    /// A sheet of many batches, with styles that come up late.
    fn large() -> Vec<u8> {
        let mut rows = "<sheetData>".to_owned();
        for row in 1..=ROWS {
            let style = row / 5000;
            write!(rows, "<row r=\"{row}\">").unwrap();
            for column in ["A", "B", "C", "D", "E"] {
                write!(rows, "<c r=\"{column}{row}\" s=\"{style}\" t=\"str\"><v>{}</v></c>", row.wrapping_mul(2_654_435_761))
                    .unwrap();
            }
            rows += "</row>";
        }
        book(&worksheet(&(rows + "</sheetData>")), &[])
    }

    fn edits(rows: RangeInclusive<u32>) -> Vec<CellEdit> {
        let at = |row, index| CellRef::new(row, Column::new(index).unwrap());
        rows.filter(|row| (2..=ROWS).contains(row))
            .flat_map(|row| {
                let mark = [None, Some(Mark::Warning), (row > 7000).then_some(Mark::Error)][row as usize % 3];
                let link = Content::Link { text: row.to_string(), target: format!("https://vk.com/club{row}") };
                [
                    CellEdit { at: at(row, 0), content: None, mark, lasting: false },
                    CellEdit { at: at(row, 5), content: (row % 100 == 0).then_some(link), mark, lasting: false },
                ]
            })
            .collect()
    }

    fn patched(bytes: Vec<u8>, threads: usize) -> Vec<u8> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let own = OwnColumn { column: Column::new(5).unwrap(), header: "Статус".to_owned(), width: 9.0, kept: false };
            let table = Area { first: "A1".parse().unwrap(), last: CellRef::new(ROWS, Column::new(4).unwrap()) };
            let edits = SheetEdits { sheet: 0, header: 1, table, columns: vec![own], rows: &edits };
            let mut out = Cursor::new(Vec::new());
            let book = Book::from_bytes(bytes, Limits::default()).unwrap();
            patch(&book, &[edits], NewSheets::default(), &mut out, PatchOptions::default()).unwrap();
            out.into_inner()
        })
    }

    #[test]
    fn the_bytes_are_the_same_for_any_number_of_threads_and_in_a_second_run() {
        let original = large();
        let once = patched(original.clone(), 1);
        for threads in [2, 5] {
            assert!(patched(original.clone(), threads) == once, "{threads} threads");
        }
        assert!(patched(once.clone(), 5) == once);
        let sheet = Book::from_bytes(once, Limits::default()).unwrap().read(0, &Scope::default()).unwrap();
        assert_eq!(sheet.row_count(), ROWS as usize);
        assert_eq!(sheet.cell("F12000".parse().unwrap()).value, Value::Text("12000"));
        assert_eq!(sheet.cell("F12000".parse().unwrap()).hyperlink, Some("https://vk.com/club12000"));
        assert_eq!(sheet.cell("A11999".parse().unwrap()).mark, Some(Mark::Error));
    }
}
