//! The parts of an .xlsb [MS-XLSB].

use super::{Beside, Copied, Link, damaged, package, parts, u16_at, u32_at};
use crate::workbook::foreign::ForeignError;
use crate::workbook::foreign::budget::Budget;
use crate::workbook::limits::{Limit, Limits};
use crate::workbook::xml::{self, attr_text};
use std::collections::HashMap;
use std::io::{Read, Seek};
use std::ops::RangeInclusive;

// Records by their numbers.
const ROW: u16 = 0x0000;
/// Those of cells: blank ones, values, results of formulas.
const CELLS: RangeInclusive<u16> = 0x0001..=0x000B;
const HYPERLINK: u16 = 0x01EE;
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

/// A package with the parts that calamine needs for values, and the hyperlinks of the sheets, which it does not read.
pub(in super::super) fn copy<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Copied, ForeignError> {
    let wanted = |name: &str| {
        matches!(name, WORKBOOK | "xl/_rels/workbook.bin.rels" | "xl/sharedstrings.bin" | "xl/styles.bin")
            || name.starts_with(SHEETS) && (name.ends_with(".bin") || name.ends_with(".bin.rels"))
    };
    let mut parts = parts(reader, limits, wanted)?;
    let mut beside = beside(&parts, limits)?;
    parts.retain(|(name, _)| !name.starts_with(SHEETS) || !name.ends_with(".rels"));
    let (mut sheets, mut largest) = (0, 0);
    for (name, part) in parts.iter_mut().filter(|(name, _)| name.ends_with(".bin")) {
        largest = largest.max(part.len() as u64);
        match &*name.to_ascii_lowercase() {
            // Names and links to other workbooks serve formulas only, and few bytes of them can stand for many.
            WORKBOOK => {
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
    beside.truncate(sheets as usize);
    Ok((package(&parts)?, beside))
}

const WORKBOOK: &str = "xl/workbook.bin";
const SHEETS: &str = "xl/worksheets/";

/// The hyperlinks of all sheets, in the order of the workbook.
fn beside(parts: &[(String, Vec<u8>)], limits: &Limits) -> Result<Vec<Beside>, ForeignError> {
    let part = |name: &str| parts.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, part)| part.as_slice());
    let targets = part("xl/_rels/workbook.bin.rels").map(relations).unwrap_or_default();
    let mut budget = Budget::of(limits, Limit::Memory);
    let sheets = records(part(WORKBOOK).unwrap_or_default()).filter(|(kind, ..)| *kind == SHEET);
    let of_sheet = |(_, data, _): (u16, &[u8], &[u8])| {
        let target = text(data, 8).and_then(|(id, _)| targets.get(&id)).map(|target| target.trim_start_matches('/'));
        let name = target.map(|target| if target.starts_with("xl/") { target.to_owned() } else { format!("xl/{target}") });
        let sheet = name.as_deref().and_then(part).unwrap_or_default();
        let rels = name.map(|name| name.replacen(SHEETS, "xl/worksheets/_rels/", 1) + ".rels");
        let targets = rels.as_deref().and_then(part).map(relations).unwrap_or_default();
        Ok(Beside { links: links(sheet, &targets, &mut budget)?, ..Beside::default() })
    };
    // No more sheets than are read afterwards.
    sheets.take(MAX_SHEETS as usize).map(of_sheet).collect()
}

/// The hyperlinks of a sheet that lead out of the workbook [MS-XLSB 2.4.694], cut to the area that has cells.
fn links(sheet: &[u8], targets: &HashMap<String, String>, budget: &mut Budget) -> Result<Vec<Link>, ForeignError> {
    let (mut links, mut last) = (Vec::new(), (0, 0));
    for (kind, data, _) in records(sheet) {
        match kind {
            ROW => last.0 = u64::from(u32_at(data, 0)).max(last.0),
            kind if CELLS.contains(&kind) => last.1 = u64::from(u32_at(data, 0)).max(last.1),
            HYPERLINK => links.extend(link(data, targets)),
            _ => {}
        }
    }
    for (rows, columns, address) in &mut links {
        *rows = rows.start..rows.end.min(last.0 + 1);
        *columns = columns.start..columns.end.min(last.1 + 1);
        let cells = rows.end.saturating_sub(rows.start) * columns.end.saturating_sub(columns.start);
        budget.spend(cells * address.len() as u64)?;
    }
    Ok(links)
}

/// The cells of a hyperlink and its address.
fn link(data: &[u8], targets: &HashMap<String, String>) -> Option<Link> {
    let side = |at: usize| u64::from(u32_at(data, at))..u64::from(u32_at(data, at + 4)) + 1;
    let (id, rest) = text(data, 16)?;
    let (location, _) = text(rest, 0).unwrap_or_default();
    let target = targets.get(&id)?;
    Some((side(0), side(8), if location.is_empty() { target.clone() } else { format!("{target}#{location}") }))
}

/// A text that says first how many characters it has, and what stands behind it.
fn text(data: &[u8], at: usize) -> Option<(String, &[u8])> {
    let data = data.get(at..)?;
    let length = u32_at(data, 0);
    let length = if length == NO_TEXT { 0 } else { usize::try_from(length).ok()?.checked_mul(2)? };
    let (units, rest) = data.get(4..)?.split_at_checked(length)?;
    let units: Vec<u16> = units.chunks_exact(2).map(|unit| u16_at(unit, 0)).collect();
    Some((String::from_utf16_lossy(&units), rest))
}

/// The targets of a part's relationships by their ids.
fn relations(doc: &[u8]) -> HashMap<String, String> {
    /// Elements within one another.
    const DEPTH: usize = 8;
    let nodes = xml::root(doc, DEPTH).and_then(|root| xml::children(doc, root.inner, DEPTH)).unwrap_or_default();
    let relation = |node: &xml::Node| Some((attr_text(node.attrs(doc), b"Id")?, attr_text(node.attrs(doc), b"Target")?));
    nodes.iter().filter_map(relation).collect()
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
