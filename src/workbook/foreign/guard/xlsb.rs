//! The parts of an .xlsb [MS-XLSB].

use super::{damaged, package, parts, u32_at};
use crate::workbook::foreign::ForeignError;
use crate::workbook::foreign::budget::Budget;
use crate::workbook::limits::{Limit, Limits};
use std::io::{Cursor, Read, Seek};

// Records by their numbers.
const NAME: u16 = 0x0027;
const FORMAT: u16 = 0x002C;
const CELL_FORMAT: u16 = 0x002F;
const SHEET: u16 = 0x009C;
const OTHER_SHEETS: u16 = 0x016A;
const FORMATS: u16 = 0x0267;
const CELL_FORMATS: u16 = 0x0269;

/// Records that hold a text, and where its length stands.
const TEXTS: [(u16, usize); 5] = [(0x0006, 8), (0x0008, 8), (0x0013, 1), (FORMAT, 2), (SHEET, 8)];
/// Instead of the length, where there is no text.
const NO_TEXT: u32 = u32::MAX;
/// Far more sheets than anybody has.
const MAX_SHEETS: u64 = 10_000;
/// How often the bytes of a file may be gone through, for several sheets may name the same part.
const ROUNDS: u64 = 16;

/// A package with the parts that calamine needs for values.
pub(in super::super) fn copy<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Cursor<Vec<u8>>, ForeignError> {
    let wanted = |name: &str| {
        matches!(name, "xl/workbook.bin" | "xl/_rels/workbook.bin.rels" | "xl/sharedstrings.bin" | "xl/styles.bin")
            || name.starts_with("xl/worksheets/") && name.ends_with(".bin")
    };
    let mut parts = parts(reader, limits, wanted)?;
    let (mut sheets, mut largest) = (0, 0);
    for (name, part) in parts.iter_mut().filter(|(name, _)| name.ends_with(".bin")) {
        largest = largest.max(part.len() as u64);
        match &*name.to_ascii_lowercase() {
            // Names and links to other workbooks serve formulas only, and few bytes of them can stand for many.
            "xl/workbook.bin" => {
                *part = copy_records(part, |kind| {
                    sheets += u64::from(kind == SHEET);
                    !matches!(kind, NAME | OTHER_SHEETS)
                })?;
            }
            // calamine reads the contents of other records as records.
            "xl/styles.bin" => {
                let mut are_of_cells = false;
                *part = copy_records(part, |kind| {
                    are_of_cells |= kind == CELL_FORMATS;
                    matches!(kind, FORMATS | FORMAT | CELL_FORMATS) || are_of_cells && kind == CELL_FORMAT
                })?;
            }
            _ => records(part).try_for_each(|(kind, data, _)| check_text(kind, data))?,
        }
    }
    if sheets > MAX_SHEETS {
        return Err(damaged("thousands of sheets"));
    }
    Budget::of(limits, Limit::Foreign).spend(sheets.saturating_mul(largest) / ROUNDS)?;
    package(&parts)
}

/// The records of the kinds that are kept.
fn copy_records(part: &[u8], mut is_kept: impl FnMut(u16) -> bool) -> Result<Vec<u8>, ForeignError> {
    let mut copy = Vec::with_capacity(part.len());
    for (kind, data, whole) in records(part) {
        check_text(kind, data)?;
        if is_kept(kind) {
            copy.extend_from_slice(whole);
        }
    }
    Ok(copy)
}

/// A text that says it is longer than its record would be read from what stood in calamine's memory before.
fn check_text(kind: u16, data: &[u8]) -> Result<(), ForeignError> {
    let Some(&(_, at)) = TEXTS.iter().find(|(other, _)| *other == kind) else { return Ok(()) };
    let length = u32_at(data, at);
    if length != NO_TEXT && (at + 4) as u64 + 2 * u64::from(length) > data.len() as u64 {
        return Err(damaged("a text longer than its record"));
    }
    Ok(())
}

/// The records of a part: their kinds, their contents, and both together as stored.
fn records(part: &[u8]) -> impl Iterator<Item = (u16, &[u8], &[u8])> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let (kind, after) = number(rest, 2)?;
        let (length, after) = number(after, 4)?;
        let (data, after) = after.split_at_checked(length as usize)?;
        let whole = &rest[..rest.len() - after.len()];
        rest = after;
        Some((kind as u16, data, whole))
    })
}

/// A number of seven bits a byte, the lowest first, each but the last with its eighth bit set; at most so many bytes.
fn number(bytes: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (at, &byte) in bytes.iter().enumerate().take(most) {
        number |= u32::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 || at + 1 == most {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}
