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

impl Run<'_> {
    pub(super) fn own_sheets(&mut self, new: Vec<NewSheet>, relations: &mut RelationsEdit) -> Result<(), PatchError> {
        let book = self.book;
        let mut there: Vec<usize> = (0..book.sheets.len()).filter(|&position| book.sheets[position].own).collect();
        if there.is_empty() {
            there = self.made_earlier(&new)?;
        }
        let gone = there.split_off(there.len().min(new.len()));
        relations.remove(gone.iter().map(|&position| book.entries[position].relation.clone()));
        for &position in &gone {
            let part = &book.entries[position].part;
            self.parts.remove(part);
            self.parts.remove(&relations_part(part));
            self.gone.push(book.entries[position].id.clone());
        }
        let kept = |position: &usize| !there.contains(position) && !gone.contains(position);
        let mut taken: HashSet<String> =
            (0..book.sheets.len()).filter(kept).map(|at| book.sheets[at].name.to_lowercase()).collect();
        self.workbook.removed = gone;
        let mut id = highest_id(book);
        for (at, sheet) in new.iter().enumerate() {
            let name = free_name(&sheet.name, &taken);
            taken.insert(name.to_lowercase());
            let (part, id) = match there.get(at) {
                Some(&position) => {
                    if book.sheets[position].name != name {
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
            self.records.push(SheetRecord { id, own: true, cols: None });
            self.report.new_sheets.push(name);
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
        let edge = Edge { header: 1, table: Area { first, last: first }, own: None, strip: false };
        let links = Links { wanted: &written.rows.links, replaced: &[], prefix: Some("r"), strict: self.strict };
        let mut edit = RelationsEdit::new(None, self.strict, self.depth).map_err(fault)?;
        let tail = tail::rewrite(written.tail.as_bytes(), "", &edge, &links, &[], &mut edit, self.depth).map_err(fault)?;
        doc.extend_from_slice(&tail);
        self.parts.put(part, doc);
        self.put_relations(part, edit);
        Ok(())
    }
}
