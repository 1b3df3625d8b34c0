//! Heights of rows. A row whose height the file states shows no more lines than that, whatever stands in it: it is made as high as
//! gospub's texts need, the sender's height being the least. So is each row of a sheet that states one height for all. Another row without
//! a stated height is left to the program that opens it.

use super::{OwnCells, Row, Writer};
use crate::table::edit::{Content, lines};
use crate::workbook::cells::{RowAttr, RowTag};
use crate::workbook::undo::Height;
use crate::workbook::xml::attr;
use std::ops::Range;

/// The highest row of Excel, in points.
const HIGHEST: f64 = 409.0;
/// Other programs count in other units and round: a height so near to what gospub made is gospub's.
const NEAR: f64 = 1.0;

/// Says that a height is not to be changed by the program that opens the file.
const CUSTOM: &str = " customHeight=\"1\"";

impl Writer<'_> {
    /// The height of a row, where it has to change: its place and its new text.
    pub(super) fn new_height(&mut self, height: &RowAttr<'_>, row: &Row<'_>) -> Option<(Range<usize>, Vec<u8>)> {
        let text = std::str::from_utf8(height.value).ok()?;
        let there: f64 = text.parse().ok()?;
        let ours = self.plan.former.and_then(|claims| claims.height(row.number));
        let senders = match ours.filter(|ours| (ours.made - there).abs() <= NEAR) {
            Some(ours) => ours.former.as_str(),
            None => text,
        };
        let needed = self.needed(row).min(HIGHEST);
        let least = if senders.is_empty() { self.plan.row_height.unwrap_or_default() } else { senders.parse().ok()? };
        if needed <= least {
            return (senders != text).then(|| match senders {
                "" => (self.added(height), Vec::new()),
                _ => (height.value_place(), senders.as_bytes().to_vec()),
            });
        }
        self.pen.out.notes.height(row.number, &Height { former: senders.to_owned(), made: needed });
        Some((height.value_place(), needed.to_string().into_bytes()))
    }

    /// The height of a row that states none in a sheet that states one for all: the place of new attributes, and these.
    pub(super) fn first_height(&mut self, tag: &RowTag<'_>, row: &Row<'_>) -> Option<(Range<usize>, Vec<u8>)> {
        let least = self.plan.row_height.filter(|_| attr(tag.attrs, b"customHeight").is_none())?;
        let needed = self.needed(row).min(HIGHEST);
        if needed <= least {
            return None;
        }
        self.pen.out.notes.height(row.number, &Height { former: String::new(), made: needed });
        let place = tag.tag.start + b"<row".len() + self.plan.prefix.len() + tag.attrs.trim_ascii_end().len();
        Some((place..place, format!(" ht=\"{needed}\"{CUSTOM}").into_bytes()))
    }

    /// Where the attributes of [`Writer::first_height`] stand.
    fn added(&self, height: &RowAttr<'_>) -> Range<usize> {
        let custom = if self.source[height.whole.end..].starts_with(CUSTOM.as_bytes()) { CUSTOM.len() } else { 0 };
        self.source[..height.whole.start].trim_ascii_end().len()..height.whole.end + custom
    }

    /// How high the texts of own columns are in points, to the quarter.
    fn needed(&self, row: &Row<'_>) -> f64 {
        if row.own != OwnCells::Values || self.plan.strip {
            return 0.0;
        }
        let letters = self.plan.origins.letters();
        let mut high = 0;
        for own in self.plan.columns {
            let edit = row.edits.iter().find(|edit| edit.at.column == own.column);
            if let Some(Content::Text(text) | Content::Link { text, .. }) = edit.and_then(|edit| edit.content.as_ref()) {
                high = high.max(lines(text, own.width * letters.to_one));
            }
        }
        (high as f64 * letters.line * 4.0).ceil() / 4.0
    }
}
