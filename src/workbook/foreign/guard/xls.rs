//! The stream of records in an .xls [MS-XLS].

use super::{Beside, Copied, Squeezed, damaged, u16_at, u32_at};
use crate::workbook::foreign::ForeignError;
use crate::workbook::foreign::budget::Budget;
use crate::workbook::limits::{Limit, Limits};
use cfb::{CompoundFile, Version};
use std::collections::BTreeSet;
use std::io::{self, Cursor, Read, Seek, Write};
use std::ops::Range;

// Records by their numbers.
const END: u16 = 0x000A;
const FORMULA: u16 = 0x0006;
const FILE_PASS: u16 = 0x002F;
const CONTINUE: u16 = 0x003C;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00BD;
const RICH_STRING: u16 = 0x00D6;
const SHARED_STRINGS: u16 = 0x00FC;
const LABEL_SHARED: u16 = 0x00FD;
const HYPERLINK: u16 = 0x01B8;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_OR_ERROR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027E;
const BEGIN: u16 = 0x0809;

// Bytes that calamine takes, rounded up: for a cell of the list that it gathers, for a place in the rectangle around the cells
// (the rectangle, its copy and the one of formulas), and for a character (the same three, with what strings set aside).
const CELL: u64 = 100;
const PLACE: u64 = 88;
const CHARACTER: u64 = 8;
/// So many places around cells are no matter.
const FEW: u64 = 1 << 18;

/// How the address of a hyperlink is introduced.
pub(super) const URL: [u8; 16] = [0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B];

/// An OLE file whose only stream is the workbook; with the hyperlinks, which calamine does not read.
///
/// Two things are taken out of it. The area that a sheet says it covers: calamine sets memory aside for it, though the cells
/// themselves tell. And the formulas behind their results: calamine's way of spelling them out can take hours. Where cells stand far apart,
/// those of the copy stand together, and [`Squeezed`] tells their places: calamine sets memory aside for the whole rectangle around them.
pub(in super::super) fn copy<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Copied, ForeignError> {
    let mut file = CompoundFile::open(reader).map_err(ole_error)?;
    let name = if file.exists("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = Vec::new();
    file.open_stream(name).map_err(ole_error)?.take(limits.foreign_bytes).read_to_end(&mut stream).map_err(ole_error)?;
    let (changes, beside) = check(&stream, limits)?;
    for (at, number) in changes {
        stream[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }
    // Where sheets overlap, the changes in one may have made other records of the next.
    if check(&stream, limits)?.0.into_iter().any(|(at, number)| stream[at..at + 2] != number.to_le_bytes()) {
        return Err(damaged("sheets that overlap"));
    }
    // calamine takes a file of the later version without small streams for damaged.
    let mut copy = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    copy.create_stream("/Workbook")?.write_all(&stream)?;
    copy.flush()?;
    Ok((copy.into_inner(), beside))
}

/// A number that is to stand at a place of the stream.
type Change = (usize, u16);

/// Adds up what the records would take; gives what is to be changed in them, and what calamine does not read.
fn check(stream: &[u8], limits: &Limits) -> Result<(Vec<Change>, Vec<Beside>), ForeignError> {
    let mut budget = Budget::of(limits, Limit::Memory);
    let (mut sheets, mut lengths, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    let mut beside = Vec::new();
    let mut continued = 0;
    let mut records = Records { stream, at: 0 };
    while let Some((_, kind, data)) = records.next() {
        continued = if kind == CONTINUE { continued + 1 } else { 0 };
        // calamine moves all later parts of a record forward at each.
        budget.spend(1 + continued)?;
        match kind {
            FILE_PASS => return Err(ForeignError::Encrypted),
            BOUND_SHEET => sheets.push(u32_at(data, 0) as usize),
            SHARED_STRINGS => lengths = shared_lengths(data, records.clone()),
            END => break,
            _ => {}
        }
    }
    for &length in &lengths {
        budget.spend(32 + CHARACTER * u64::from(length))?;
    }
    for at in sheets {
        if at > stream.len() {
            return Err(damaged("a sheet behind the end"));
        }
        beside.push(check_sheet(Records { stream, at }, &lengths, &mut budget, &mut changes)?);
    }
    Ok((changes, beside))
}

fn check_sheet(
    records: Records<'_>,
    lengths: &[u16],
    budget: &mut Budget,
    changes: &mut Vec<Change>,
) -> Result<Beside, ForeignError> {
    let mut beside = Beside::default();
    let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
    // The text that a formula gave follows in a record of its own; without a formula calamine puts it into A1.
    let mut formula = (0, 0);
    let (mut first, mut last) = ((u16::MAX, u16::MAX), (0, 0));
    for record in of_sheet(records.clone()) {
        budget.spend(1)?;
        let Some((at, kind, data)) = record else { continue };
        let place = (u16_at(data, 0), u16_at(data, 2));
        let ((row, column), cells, characters) = match kind {
            DIMENSIONS => {
                changes.push((at, 0));
                continue;
            }
            HYPERLINK => {
                beside.links.extend(hyperlink(data));
                continue;
            }
            FORMULA => {
                changes.extend((data.len() >= 22).then_some((at + 4 + 20, 0)));
                formula = place;
                (place, 2, 0)
            }
            STRING => (formula, 1, u16_at(data, 0)),
            NUMBER | RK | BOOL_OR_ERROR => (place, 1, 0),
            LABEL | RICH_STRING => (place, 1, u16_at(data, 6)),
            LABEL_SHARED => (place, 1, lengths.get(u32_at(data, 6) as usize).copied().unwrap_or(0)),
            MUL_RK => (place, data.len() as u16 / 6, 0),
            _ => continue,
        };
        budget.spend(CELL * u64::from(cells) + CHARACTER * u64::from(characters))?;
        let last_column = if kind == MUL_RK { column.saturating_add(cells) } else { column };
        first = (row.min(first.0), column.min(first.1));
        last = (row.max(last.0), last_column.max(last.1));
        rows.insert(row);
        columns.extend(column..=last_column);
    }
    let side = |first: u16, last: u16| u64::from(last.saturating_sub(first)) + 1;
    let (around, together) = (side(first.0, last.0) * side(first.1, last.1), rows.len() as u64 * columns.len() as u64);
    let is_sparse = around > FEW && together < around / 2;
    budget.spend(PLACE * if is_sparse { together } else { around })?;
    if is_sparse {
        let squeezed = Squeezed { rows: rows.into_iter().collect(), columns: columns.into_iter().collect() };
        squeeze(records, &squeezed, changes);
        beside.squeezed = Some(squeezed);
    }
    for (rows, columns, address) in &mut beside.links {
        // A hyperlink may be behind cells that are not there.
        *rows = rows.start..rows.end.min(u64::from(last.0) + 1);
        *columns = columns.start..columns.end.min(u64::from(last.1) + 1);
        let cells = rows.end.saturating_sub(rows.start) * columns.end.saturating_sub(columns.start);
        budget.spend(cells * (PLACE + address.len() as u64))?;
    }
    Ok(beside)
}

/// The records of a sheet without those of the charts inside it, which have cells of their own and are nothing here.
fn of_sheet<'s>(records: Records<'s>) -> impl Iterator<Item = Option<(usize, u16, &'s [u8])>> {
    records.scan(0, |depth, record| {
        let (_, kind, _) = record;
        match kind {
            END if *depth <= 1 => return None,
            BEGIN => *depth += 1,
            END => *depth -= 1,
            _ if *depth <= 1 => return Some(Some(record)),
            _ => {}
        }
        Some(None)
    })
}

/// Puts cells where they stand together.
fn squeeze(records: Records<'_>, to: &Squeezed, changes: &mut Vec<Change>) {
    let rank = |among: &[u16], number: u16| among.binary_search(&number).map_or(number, |rank| rank as u16);
    for (at, kind, data) in of_sheet(records).flatten() {
        let is_cell = matches!(kind, FORMULA | NUMBER | RK | BOOL_OR_ERROR | LABEL | RICH_STRING | LABEL_SHARED | MUL_RK);
        if !is_cell || data.len() < 6 {
            continue;
        }
        let data_at = at + 4;
        let (row, column) = (u16_at(data, 0), u16_at(data, 2));
        let new_column = rank(&to.columns, column);
        changes.extend([(data_at, rank(&to.rows, row)), (data_at + 2, new_column)]);
        if kind == MUL_RK {
            let last = data.len() - 2;
            changes.push((data_at + last, u16_at(data, last).wrapping_sub(column).wrapping_add(new_column)));
        }
    }
}

/// The cells of a hyperlink and its address [MS-XLS 2.4.140, MS-OSHARED 2.3.7.1]; none for one to a file or within the workbook.
fn hyperlink(data: &[u8]) -> Option<(Range<u64>, Range<u64>, String)> {
    const HAS_ADDRESS: u32 = 1;
    const HAS_LOCATION: u32 = 1 << 3;
    const HAS_SHOWN_TEXT: u32 = 1 << 4;
    const HAS_FRAME: u32 = 1 << 7;
    const IS_TEXT: u32 = 1 << 8;
    let side = |at: usize| u64::from(u16_at(data, at))..u64::from(u16_at(data, at + 2)) + 1;
    let flags = u32_at(data, 28);
    let has = |flag: u32| flags & flag != 0;
    let mut rest = data.get(32..)?;
    if has(HAS_SHOWN_TEXT) {
        text(&mut rest, 2)?;
    }
    if has(HAS_FRAME) {
        text(&mut rest, 2)?;
    }
    let address = match (has(HAS_ADDRESS), has(IS_TEXT)) {
        (false, _) => return None,
        (true, true) => text(&mut rest, 2)?,
        (true, false) => {
            rest = rest.strip_prefix(&URL)?;
            text(&mut rest, 1)?
        }
    };
    let location = if has(HAS_LOCATION) { text(&mut rest, 2) } else { None };
    let address = match location {
        Some(location) => format!("{address}#{location}"),
        None => address,
    };
    Some((side(0), side(4), address))
}

/// Takes a text that says first how many bytes or, with a `unit` of two, characters it has. It ends at a zero.
fn text(rest: &mut &[u8], unit: usize) -> Option<String> {
    let length = usize::try_from(u32_at(rest, 0)).ok()?.checked_mul(unit)?;
    let (bytes, after) = rest.get(4..)?.split_at_checked(length)?;
    *rest = after;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|unit| u16_at(unit, 0)).take_while(|&unit| unit != 0).collect();
    Some(String::from_utf16_lossy(&units))
}

/// How many characters the shared texts have, as far as calamine would read them: it gives up where the table is damaged.
fn shared_lengths<'s>(table: &'s [u8], rest: Records<'s>) -> Vec<u16> {
    let mut parts = rest.take_while(|&(_, kind, _)| kind == CONTINUE).map(|(_, _, data)| data);
    let mut data = table.get(8..).unwrap_or_default();
    let mut lengths = Vec::new();
    loop {
        if data.is_empty() {
            let Some(part) = parts.next() else { return lengths };
            data = part;
        }
        let [low, high, flags, after @ ..] = data else { return lengths };
        let length = u16::from_le_bytes([*low, *high]);
        lengths.push(length);
        // Behind the head stand the numbers of formatted runs, of four bytes each, and of bytes for other scripts.
        let (runs, after) = if flags & 8 != 0 { (u16_at(after, 0), after.get(2..)) } else { (0, Some(after)) };
        let Some(after) = after else { return lengths };
        let (extra, after) = if flags & 4 != 0 { (u32_at(after, 0), after.get(4..)) } else { (0, Some(after)) };
        let Some(after) = after else { return lengths };
        data = after;
        let (mut left, mut width) = (usize::from(length), usize::from(flags & 1) + 1);
        loop {
            let here = left.min(data.len() / width);
            data = &data[here * width..];
            left -= here;
            if left == 0 {
                break;
            }
            // A text that goes on in the next record says anew how wide its characters are.
            let Some([flags, after @ ..]) = parts.next() else { return lengths };
            (data, width) = (after, usize::from(flags & 1) + 1);
        }
        let mut skipped = u64::from(runs) * 4 + u64::from(extra);
        while skipped > 0 {
            if data.is_empty() {
                let Some(part) = parts.next() else { return lengths };
                data = part;
            }
            let here = skipped.min(data.len() as u64);
            data = &data[here as usize..];
            skipped -= here;
        }
    }
}

/// The records from a place on: their places, kinds and contents. A record that is cut off ends them.
#[derive(Clone)]
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for Records<'s> {
    type Item = (usize, u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let head = self.stream.get(at..at.checked_add(4)?)?;
        let data = self.stream.get(at + 4..at + 4 + usize::from(u16_at(head, 2)))?;
        self.at = at + 4 + data.len();
        Some((at, u16_at(head, 0), data))
    }
}

fn ole_error(error: io::Error) -> ForeignError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof => {
            ForeignError::Damaged(error.to_string())
        }
        _ => ForeignError::Io(error),
    }
}
