//! A sheet as it will be once some of its cells are written.

use super::{BuildError, CellRef, Flags, NewValue, Packed, RowStart, Sheet, Tag, Texts};
use crate::table::edit::Content;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Sheet {
    /// The sheet with new contents in some cells, as a reader would find it after they were written: without the formulas, hyperlinks
    /// and marks that these cells had. A cell that becomes blank keeps its place, so rows keep their positions.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`] when the new texts are more than a sheet can hold.
    pub(crate) fn revised(&self, contents: &BTreeMap<CellRef, Content>) -> Result<Self, BuildError> {
        let mut own = Texts::default();
        own.append(&self.own).ok_or(BuildError::TooLarge)?;
        let mut sheet = Self {
            name: self.name.clone(),
            rows: Vec::with_capacity(self.rows.len()),
            cells: Vec::with_capacity(self.cells.len() + contents.len()),
            numbers: self.numbers.clone(),
            own,
            shared: Arc::clone(&self.shared),
            hyperlinks: self.hyperlinks.clone(),
            formulas: self.formulas.clone(),
            merges: self.merges.clone(),
            last_column: self.last_column,
            own_columns: self.own_columns.clone(),
        };
        let mut contents = contents.iter().peekable();
        let mut positions = (0..self.rows.len()).peekable();
        loop {
            let there = positions.peek().map(|&position| self.rows[position].number());
            let edited = contents.peek().map(|(at, _)| at.row);
            let Some(number) = there.into_iter().chain(edited).min() else { return Ok(sheet) };
            let position = positions.next_if(|&position| self.rows[position].number() == number);
            let start = u32::try_from(sheet.cells.len()).map_err(|_| BuildError::TooLarge)?;
            let hidden = position.is_some_and(|position| self.rows[position].is_hidden());
            sheet.rows.push(RowStart::new(number, start, hidden));
            let mut cells = position.map_or(&[][..], |position| self.row_at(position).cells).iter().peekable();
            loop {
                let there = cells.peek().map(|cell| cell.column);
                let edited = contents.peek().filter(|(at, _)| at.row == number).map(|(at, _)| at.column);
                let Some(column) = there.into_iter().chain(edited).min() else { break };
                let at = CellRef::new(number, column);
                let cell = cells.next_if(|cell| cell.column == column);
                match (contents.next_if(|(edited, _)| **edited == at), cell) {
                    (Some((_, content)), cell) => sheet.revise(at, content, cell)?,
                    (None, cell) => sheet.cells.extend(cell),
                }
            }
        }
    }

    /// Puts a cell with new content behind the cells that are there.
    fn revise(&mut self, at: CellRef, content: &Content, was: Option<&Packed>) -> Result<(), BuildError> {
        self.formulas.remove(&at);
        self.hyperlinks.remove(&at);
        let value = match content {
            Content::Blank | Content::Kept => NewValue::Text(""),
            Content::Text(text) => NewValue::Text(text),
            Content::Date(serial) => NewValue::Date(*serial),
            // The cell keeps its format, so a number in the place of a date is shown as one.
            Content::Number(number) if was.is_some_and(|was| matches!(was.tag, Tag::Date)) => NewValue::Date(*number),
            Content::Number(number) => NewValue::Number(*number),
            Content::Link { text, target } => {
                self.hyperlinks.insert(at, target.as_str().into());
                NewValue::Text(text)
            }
            Content::CellLink { text, sheet, cell } => {
                self.hyperlinks.insert(at, format!("#'{}'!{cell}", sheet.replace('\'', "''")).into());
                NewValue::Text(text)
            }
            Content::LineLink { text, .. } => NewValue::Text(text),
        };
        let (tag, index) = self.store(value)?;
        self.cells.push(Packed { column: at.column, tag, flags: Flags::default(), index });
        self.last_column = self.last_column.max(Some(at.column));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::edit::Mark;
    use crate::table::sheet::{Column, SheetBuilder, Value, sheet_of_texts};

    fn at(text: &str) -> CellRef {
        text.parse().unwrap()
    }

    fn revised(sheet: &Sheet, contents: &[(&str, Content)]) -> Sheet {
        sheet.revised(&contents.iter().map(|(cell, content)| (at(cell), content.clone())).collect()).unwrap()
    }

    #[test]
    fn cells_are_replaced_added_and_made_blank() {
        let sheet = sheet_of_texts("Лист1", [vec!["a", "b"], vec![], vec!["c"]]);
        let text = |text: &str| Content::Text(text.into());
        let sheet =
            revised(&sheet, &[("B1", text("=B")), ("C1", Content::Number(7.0)), ("A2", text("new")), ("A3", Content::Blank)]);
        let values = ["A1", "B1", "C1", "A2", "A3"].map(|cell| sheet.cell(at(cell)).value);
        assert_eq!(values, [Value::Text("a"), Value::Text("=B"), Value::Number(7.0), Value::Text("new"), Value::Blank]);
        assert_eq!((sheet.row_count(), sheet.last_column()), (3, Column::new(2)));
    }

    #[test]
    fn formulas_hyperlinks_and_marks_of_replaced_cells_go() {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        for cell in ["A1", "B1"] {
            builder.cell(at(cell), true, NewValue::Text("x"), Some("1+1")).unwrap();
            builder.mark(Mark::Filled);
            builder.hyperlink(at(cell), "https://vk.com/club1");
        }
        let link = Content::Link { text: "y".into(), target: "https://vk.com/club2".into() };
        let sheet = revised(&builder.build(), &[("A1", Content::Text("y".into())), ("B1", link)]);
        let (a, b) = (sheet.cell(at("A1")), sheet.cell(at("B1")));
        assert_eq!((a.formula, a.mark, a.hyperlink), (None, None, None));
        assert_eq!((b.formula, b.mark, b.hyperlink), (None, None, Some("https://vk.com/club2")));
        assert!(sheet.row(1).unwrap().is_hidden());
    }

    #[test]
    fn a_date_stays_a_date() {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        builder.cell(at("A1"), false, NewValue::Date(45_000.0), None).unwrap();
        let sheet = revised(&builder.build(), &[("A1", Content::Number(45_001.0))]);
        assert_eq!(sheet.cell(at("A1")).value, Value::Date(45_001.0));
    }
}
