//! The sheets that gospub makes: added at the end, written anew in their place on a later run, and taken out when they are not wanted
//! any more.

use super::{PatchError, Run};
use crate::table::edit::{Content, NewSheet};
use crate::table::sheet::{Area, CellRef, Column, Value};
use crate::workbook::error::WorkbookError;
use crate::workbook::extent::Edge;
use crate::workbook::new_sheet;
use crate::workbook::package::relations_part;
use crate::workbook::read::Scope;
use crate::workbook::relations::RelationsEdit;
use crate::workbook::spool::Pending;
use crate::workbook::styles::SheetRecord;
use crate::workbook::tail::{self, Links};
use crate::workbook::undo;
use crate::workbook::workbook_part::{NewEntry, free_name, highest_id};
use std::collections::HashSet;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

/// What stands before the rows of the record.
fn record_head(strict: bool) -> Vec<u8> {
    let main = if strict {
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
    } else {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    };
    let title = undo::TITLE;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\"><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{title}</t></is></c></row>"
    )
    .into_bytes()
}

/// Where sheets of an earlier run stand: those that are written anew, and those that go.
pub(super) struct OwnPlaces {
    kept: Vec<usize>,
    gone: Vec<usize>,
}

impl Run<'_> {
    /// Finds the places of the new sheets and of the record behind them, and their names.
    pub(super) fn places_of_own(&mut self, new: &[NewSheet]) -> Result<OwnPlaces, PatchError> {
        self.other_records()?;
        let (sheets, record) = (&self.book.sheets, self.book.record);
        let mut kept: Vec<usize> =
            (0..sheets.len()).filter(|&position| sheets[position].own && record != Some(position)).collect();
        if kept.is_empty() {
            kept = self.made_earlier(new)?;
        }
        kept.extend(record);
        let wanted = new.len() + usize::from(!self.undo.is_empty());
        let gone = kept.split_off(kept.len().min(wanted));
        let is_senders = |position: &usize| !kept.contains(position) && !gone.contains(position);
        let mut taken: HashSet<String> =
            (0..sheets.len()).filter(is_senders).map(|position| sheets[position].name.to_lowercase()).collect();
        for name in new.iter().map(|sheet| &*sheet.name).chain([undo::NAME]).take(wanted) {
            let name = free_name(name, &taken);
            taken.insert(name.to_lowercase());
            self.new_names.push(name);
        }
        Ok(OwnPlaces { kept, gone })
    }

    pub(super) fn own_sheets(
        &mut self,
        new: &[NewSheet],
        places: OwnPlaces,
        relations: &mut RelationsEdit,
    ) -> Result<(), PatchError> {
        let book = self.book;
        let OwnPlaces { kept, gone } = places;
        relations.remove(gone.iter().map(|&position| book.entries[position].relation.clone()));
        for &position in &gone {
            let part = &book.entries[position].part;
            self.parts.remove(part);
            self.parts.remove(&relations_part(part));
            self.gone.push(book.entries[position].id.clone());
        }
        self.workbook.removed = gone;
        let mut id = highest_id(book);
        for (at, name) in self.new_names.clone().into_iter().enumerate() {
            let sheet = new.get(at);
            let hidden = sheet.is_none();
            let (part, id) = match kept.get(at) {
                Some(&position) => {
                    if book.sheets[position].name != name || (book.record == Some(position)) != hidden {
                        self.workbook.renamed.push((position, name, hidden));
                    }
                    (book.entries[position].part.clone(), book.entries[position].id.clone())
                }
                None => {
                    id = id.saturating_add(1);
                    let part = self.parts.free_name("worksheets/sheet", ".xml");
                    let relation = relations.add("worksheet", &self.parts.relative(&part), false);
                    self.parts.declare(&part, CONTENT_TYPE);
                    self.workbook.added.push(NewEntry { name, id, relation, hidden });
                    (part, id.to_string())
                }
            };
            match sheet {
                Some(sheet) => {
                    self.write_own_sheet(sheet, &part)?;
                    self.records.push(SheetRecord { id, senders: None });
                }
                None => self.write_record(&part),
            }
        }
        Ok(())
    }

    /// Puts what has been recorded so far into the spool, as far as it fills a chunk.
    pub(super) fn spool_record(&mut self) -> Result<(), PatchError> {
        let bytes = self.undo.take();
        if !bytes.is_empty() {
            let mut pending = self.pending_record();
            pending.push(bytes);
            let fragments = pending.compress().map_err(PatchError::Write)?;
            self.parts.spool().push(&pending, &fragments).map_err(PatchError::Write)?;
            pending.forget();
            self.undo_pending = Some(pending);
        }
        Ok(())
    }

    /// The part of the record, as far as it waits to be compressed.
    fn pending_record(&mut self) -> Pending {
        self.undo_pending.take().unwrap_or_else(|| {
            let mut pending = self.parts.begin();
            pending.push(record_head(self.strict));
            pending
        })
    }

    fn write_record(&mut self, part: &str) {
        let rest = std::mem::take(&mut self.undo).finish();
        let mut pending = self.pending_record();
        pending.push([&rest[..], b"</sheetData></worksheet>"].concat());
        self.parts.end(part, pending);
    }

    /// Keeps what is recorded of sheets that are not changed this time.
    fn other_records(&mut self) -> Result<(), PatchError> {
        let Some(pieces) = self.book.record_pieces()? else { return Ok(()) };
        let (mut rest, mut keeps) = (String::new(), false);
        for piece in pieces {
            for token in undo::tokens(&mut rest, &piece) {
                if let Some(id) = undo::sheet_of(&token) {
                    let is_there = self.book.entries.iter().any(|entry| entry.id == id);
                    keeps = is_there && !self.records.iter().any(|record| record.id == id) && !self.gone.contains(&id);
                }
                if keeps {
                    self.undo.token(&token);
                }
            }
        }
        Ok(())
    }

    /// Own sheets in a workbook that another program has saved since: of a wanted name, and with its first cell's words.
    fn made_earlier(&self, new: &[NewSheet]) -> Result<Vec<usize>, PatchError> {
        let mut found = Vec::new();
        for sheet in new {
            let title = match sheet.rows.first().and_then(|row| row.first()).map(|cell| &cell.content) {
                Some(Content::Text(text)) => text,
                _ => continue,
            };
            for (position, info) in self.book.sheets.iter().enumerate() {
                if info.name == sheet.name && info.is_worksheet && !found.contains(&position) {
                    let scope = Scope { rows: Some(1), columns: Some(vec![Column::FIRST]) };
                    let head = self.book.read(position, &scope)?;
                    if head.cell(CellRef::new(1, Column::FIRST)).value == Value::Text(title) {
                        found.push(position);
                    }
                }
            }
        }
        Ok(found)
    }

    fn write_own_sheet(&mut self, sheet: &NewSheet, part: &str) -> Result<(), PatchError> {
        let fault = |fault| PatchError::from(WorkbookError::xml(part, fault));
        let mut written = new_sheet::write(sheet, self.strict);
        written.rows.settle(&mut self.styles);
        let mut doc = written.head.into_bytes();
        doc.extend_from_slice(&written.rows.bytes);
        let first = CellRef::new(1, Column::FIRST);
        let edge = Edge { header: 1, table: Area { first, last: first }, own: None, strip: false, senders: Vec::new() };
        let wanted = &written.rows.links;
        let links = Links {
            wanted,
            replaced: &[],
            first_new: None,
            sheet: 0,
            prefix: Some("r"),
            strict: self.strict,
            claims: None,
            relinked: &[],
        };
        let mut edit = RelationsEdit::new(None, self.strict, self.depth).map_err(fault)?;
        let (tail, _) = tail::rewrite(written.tail.as_bytes(), "", &edge, &links, &[], &mut edit, self.depth).map_err(fault)?;
        doc.extend_from_slice(&tail);
        self.parts.put(part, doc);
        self.put_relations(part, edit);
        Ok(())
    }
}
