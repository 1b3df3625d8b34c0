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
use crate::workbook::styles::SheetRecord;
use crate::workbook::tail::{self, Links};
use crate::workbook::workbook_part::{NewEntry, free_name, highest_id};
use std::collections::HashSet;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

/// Where sheets of an earlier run stand: those that are written anew, and those that go.
pub(super) struct OwnPlaces {
    kept: Vec<usize>,
    gone: Vec<usize>,
}

impl Run<'_> {
    /// Finds the places of the new sheets, and their names.
    pub(super) fn places_of_own(&mut self, new: &[NewSheet]) -> Result<OwnPlaces, PatchError> {
        let sheets = &self.book.sheets;
        let mut kept: Vec<usize> = (0..sheets.len()).filter(|&position| sheets[position].own).collect();
        if kept.is_empty() {
            kept = self.made_earlier(new)?;
        }
        let gone = kept.split_off(kept.len().min(new.len()));
        let is_senders = |position: &usize| !kept.contains(position) && !gone.contains(position);
        let mut taken: HashSet<String> =
            (0..sheets.len()).filter(is_senders).map(|position| sheets[position].name.to_lowercase()).collect();
        for sheet in new {
            let name = free_name(&sheet.name, &taken);
            taken.insert(name.to_lowercase());
            self.new_names.push(name);
        }
        Ok(OwnPlaces { kept, gone })
    }

    pub(super) fn own_sheets(
        &mut self,
        new: Vec<NewSheet>,
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
        for (at, sheet) in new.iter().enumerate() {
            let name = &self.new_names[at];
            let (part, id) = match kept.get(at) {
                Some(&position) => {
                    if book.sheets[position].name != *name {
                        self.workbook.renamed.push((position, name.clone()));
                    }
                    (book.entries[position].part.clone(), book.entries[position].id.clone())
                }
                None => {
                    id = id.saturating_add(1);
                    let part = self.parts.free_name("worksheets/sheet", ".xml");
                    let relation = relations.add("worksheet", &self.parts.relative(&part), false);
                    self.parts.declare(&part, CONTENT_TYPE);
                    self.workbook.added.push(NewEntry { name: name.clone(), id, relation });
                    (part, id.to_string())
                }
            };
            self.write_own_sheet(sheet, &part)?;
            self.records.push(SheetRecord { id, senders: None });
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
        let links = Links { wanted, replaced: &[], first_new: None, sheet: 0, prefix: Some("r"), strict: self.strict };
        let mut edit = RelationsEdit::new(None, self.strict, self.depth).map_err(fault)?;
        let tail = tail::rewrite(written.tail.as_bytes(), "", &edge, &links, &[], &mut edit, self.depth).map_err(fault)?;
        doc.extend_from_slice(&tail);
        self.parts.put(part, doc);
        self.put_relations(part, edit);
        Ok(())
    }
}
