//! The cells of a row that is being rewritten: the sender's, edited or not, and those of own columns.

use super::{OwnCells, Row, Writer};
use crate::table::edit::{CellEdit, Content, OwnColumn};
use crate::table::sheet::{CellRef, Column};
use crate::workbook::cells::{CellTag, WalkFault};
use crate::workbook::claims::Claims;
use crate::workbook::pen::Style;
use crate::workbook::styles::{Key, Origin, Role};
use crate::workbook::undo::Former;
use crate::workbook::verify::Declared;
use crate::workbook::xml::{Scan, Token, XmlFault};

impl Writer<'_> {
    /// Writes a cell that the file has, and before it those that come newly. Tells whether the cell stays.
    pub(super) fn cell(&mut self, row: &mut Row<'_>, cell: &CellTag<'_>) -> Result<bool, WalkFault> {
        self.cells_before(row, Some(cell.column), cell.whole.start);
        let at = CellRef::new(row.number, cell.column);
        let origin = self.plan.origins.of(cell.style);
        if let Some(model) = self.model_columns().iter().position(|column| *column == Some(cell.column)) {
            row.models[model] = Some(self.senders(cell.style));
        }
        let edit = match row.edits.split_first() {
            Some((edit, rest)) if edit.at == at => {
                row.edits = rest;
                Some(edit)
            }
            _ => None,
        };
        let own = self.plan.columns.iter().find(|own| own.column == cell.column);
        if let Some(own) = own.filter(|_| row.own != OwnCells::None) {
            row.next_own += 1;
            if !self.plan.strip {
                self.keep_until(cell.whole.start);
                self.copied = cell.whole.end;
                self.own_cell(row, own, Some((cell, origin)), edit)?;
                return Ok(true);
            }
        }
        if self.plan.strip && own.is_some() && (row.own != OwnCells::None || matches!(origin, Origin::Ours(Key::Own { .. }))) {
            return Ok(self.strip_own(cell, at, origin));
        }
        // Where row 7 of the file ended at C7 and D7 is marked, gospub made `<c r="D7" s="12"/>` for the mark alone. Such a cell goes when
        // its mark goes, so that a second run begins from the sender's row.
        let absent = matches!(origin, Origin::Ours(Key::Marked { absent: true, .. }));
        let base = match origin {
            // In a column that is not among the own columns this time; it stays as it is.
            Origin::Ours(key @ (Key::Own { .. } | Key::Look { .. })) if !self.plan.strip => Style::New(key),
            _ => Style::Index(self.senders(cell.style)),
        };
        let style = match (edit.and_then(|edit| edit.mark), base) {
            (Some(mark), Style::Index(base)) => Style::New(Key::Marked { base, mark, absent }),
            (_, base) => base,
        };
        let written = self.plan.claims.filter(|claims| claims.has(at));
        match edit.and_then(|edit| Some((edit, edit.content.as_ref()?))) {
            Some(_) if self.is_name(at) || self.is_formula(cell, at)? => self.pen.out.skipped.push(at),
            Some((edit, content)) => {
                self.pen.out.replaced.push(at);
                if !edit.lasting {
                    let former = match written {
                        Some(claims) => claims.former(at).cloned(),
                        None => Former::of(cell, self.plan.prefix, self.plan.texts),
                    };
                    self.pen.out.notes.cell(at, content, former.as_ref());
                }
                self.declare(at, Some(cell), content);
                if absent && *content == Content::Blank && matches!(style, Style::Index(_)) {
                    return Ok(false);
                }
                self.keep_until(cell.whole.start);
                self.copied = cell.whole.end;
                self.pen.content(at, style, content);
                return Ok(true);
            }
            None => {
                if let Some(claims) = written {
                    return self.undo(cell, at, style, absent, claims);
                }
            }
        }
        match style {
            Style::Index(index) if index == cell.style => {}
            Style::Index(_) if absent && cell.is_blank() => return Ok(false),
            style => {
                self.keep_until(cell.whole.start);
                self.copied = cell.whole.end;
                self.pen.restyle(cell, style);
            }
        }
        Ok(true)
    }

    /// Gives a cell back what it held before an earlier run wrote it. Tells whether the cell stays.
    fn undo(&mut self, cell: &CellTag<'_>, at: CellRef, style: Style, absent: bool, claims: &Claims) -> Result<bool, WalkFault> {
        self.pen.out.replaced.push(at);
        if claims.link(at).is_some() {
            self.pen.out.relinked.push(at);
        }
        let Some(former) = claims.former(at) else {
            self.declare(at, Some(cell), &Content::Blank);
            if absent && matches!(style, Style::Index(_)) {
                return Ok(false);
            }
            self.keep_until(cell.whole.start);
            self.copied = cell.whole.end;
            self.pen.content(at, style, &Content::Blank);
            return Ok(true);
        };
        let (attrs, inner) = former.written(at, self.plan.prefix, self.plan.texts);
        let former = CellTag::of(cell, &attrs, &inner);
        self.pen.out.sum.replace(at, Some(cell), &Declared::cell(&former));
        self.keep_until(cell.whole.start);
        self.copied = cell.whole.end;
        self.pen.restyle(&former, style);
        Ok(true)
    }

    /// Writes the new cells that stand before a column (all that are left, for none), at this place of the source.
    pub(super) fn cells_before(&mut self, row: &mut Row<'_>, column: Option<Column>, place: usize) {
        // Merges two sorted lists, edits and own columns, into the cells that the file has. With cells A and F in the file, an edit of C
        // and own columns E and F, the call before F writes C and E; F is there and is rewritten by the caller.
        loop {
            let edit = row.edits.first();
            let own = match row.own {
                OwnCells::None => None,
                _ if self.plan.strip => None,
                _ => self.plan.columns.get(row.next_own),
            };
            let next = match (edit.map(|edit| edit.at.column), own.map(|own| own.column)) {
                (None, None) => return,
                (Some(edit), None) => edit,
                (None, Some(own)) => own,
                (Some(edit), Some(own)) => edit.min(own),
            };
            if column.is_some_and(|column| next >= column) {
                return;
            }
            self.keep_until(place);
            let edit = edit.filter(|edit| edit.at.column == next);
            if edit.is_some() {
                row.edits = &row.edits[1..];
            }
            match own.filter(|own| own.column == next) {
                Some(own) => {
                    row.next_own += 1;
                    // A cell that is not there cannot break the walk.
                    let _ = self.own_cell(row, own, None, edit);
                }
                None => {
                    if let Some(edit) = edit {
                        self.new_cell(row, edit);
                    }
                }
            }
        }
    }

    /// A sender's cell that the file does not have.
    fn new_cell(&mut self, row: &Row<'_>, edit: &CellEdit) {
        if edit.content.is_some() && self.arrays.iter().any(|area| area.contains(edit.at)) {
            self.pen.out.skipped.push(edit.at);
            return;
        }
        let base = self.blank_style(row, edit.at.column);
        let style = match edit.mark {
            Some(mark) => Style::New(Key::Marked { base, mark, absent: true }),
            None => Style::Index(base),
        };
        match &edit.content {
            Some(Content::Blank) | None if edit.mark.is_none() => {}
            Some(content) => {
                self.pen.out.replaced.push(edit.at);
                if !edit.lasting {
                    self.pen.out.notes.cell(edit.at, content, None);
                }
                self.declare(edit.at, None, content);
                self.pen.content(edit.at, style, content);
            }
            None => self.pen.content(edit.at, style, &Content::Blank),
        }
    }

    fn own_cell(
        &mut self,
        row: &mut Row<'_>,
        own: &OwnColumn,
        there: Option<(&CellTag<'_>, Origin)>,
        edit: Option<&CellEdit>,
    ) -> Result<(), WalkFault> {
        let at = CellRef::new(row.number, own.column);
        let position = row.next_own - 1;
        let base = match row.model {
            Some(base) => base,
            None => *row.model.insert(self.model(row)),
        };
        // What was here before gospub: no cell, or a blank one with a style, as where borders are drawn past the table. `strip` puts it
        // back; a cell with a value makes the column occupied.
        let was = match there {
            Some((_, Origin::Ours(Key::Own { was, .. }))) => was,
            Some((cell, Origin::Sender(style))) if cell.is_blank() => Some(style),
            _ => None,
        };
        if let Some((cell, origin)) = there {
            let foreign = !cell.is_blank() && !matches!(origin, Origin::Ours(Key::Own { .. }));
            if foreign && !self.plan.ours.get(position).copied().unwrap_or(false) {
                self.pen.out.occupied.get_or_insert(at);
            }
        }
        let role = match (row.own, edit.and_then(|edit| edit.content.as_ref())) {
            (OwnCells::Headers, _) => Role::Header,
            (_, Some(Content::Link { .. } | Content::CellLink { .. } | Content::LineLink { .. })) => Role::Link,
            _ => Role::Body,
        };
        let style = Style::New(Key::Own { base, role, mark: edit.and_then(|edit| edit.mark), was });
        match (edit.and_then(|edit| edit.content.as_ref()), there) {
            _ if row.own == OwnCells::Headers => {
                let header = Content::Text(own.header.clone());
                self.declare(at, there.map(|(cell, _)| cell), &header);
                self.pen.content(at, style, &header);
            }
            (Some(Content::Kept), Some((cell, _))) => self.pen.restyle(cell, style),
            (Some(content), _) => {
                if !own.kept {
                    self.pen.out.notes.cell(at, content, None);
                }
                self.declare(at, there.map(|(cell, _)| cell), content);
                self.pen.content(at, style, content);
            }
            (None, Some((cell, _))) if own.kept => self.pen.restyle(cell, style),
            (None, _) => {
                self.declare(at, there.map(|(cell, _)| cell), &Content::Blank);
                self.pen.content(at, style, &Content::Blank);
            }
        }
        Ok(())
    }

    /// Takes an own column's cell out; the blank cell that stood there before comes back. Tells whether a cell stays.
    fn strip_own(&mut self, cell: &CellTag<'_>, at: CellRef, origin: Origin) -> bool {
        self.declare(at, Some(cell), &Content::Blank);
        match origin {
            Origin::Ours(Key::Own { was: Some(was), .. }) => {
                self.keep_until(cell.whole.start);
                self.copied = cell.whole.end;
                self.pen.content(at, Style::Index(was), &Content::Blank);
                true
            }
            Origin::Sender(_) => cell.is_blank(),
            Origin::Ours(_) => false,
        }
    }

    /// Notes for the proof of the result that a cell is to hold new content.
    fn declare(&mut self, at: CellRef, old: Option<&CellTag<'_>>, content: &Content) {
        self.pen.out.sum.replace(at, old, &Declared::content(content, self.plan.is_1904));
    }

    pub(super) fn model_columns(&self) -> [Option<Column>; 2] {
        let last = self.plan.table.last.column;
        [Some(last), last.index().checked_sub(1).and_then(Column::new)]
    }

    /// The style of the table's last cell in a row. An underlined one is a hyperlink's, so the cell before it is asked, too.
    fn model(&self, row: &Row<'_>) -> u32 {
        let mut models = self.model_columns().into_iter().zip(row.models).filter_map(|(column, style)| {
            let column = column?;
            Some(style.unwrap_or_else(|| self.blank_style(row, column)))
        });
        let last = models.next().unwrap_or(0);
        match models.next() {
            Some(before) if self.plan.origins.underlined(last) && !self.plan.origins.underlined(before) => before,
            _ => last,
        }
    }

    /// The style that a blank cell has.
    fn blank_style(&self, row: &Row<'_>, column: Column) -> u32 {
        row.style.unwrap_or_else(|| {
            let of_column = self.plan.column_styles.iter().find(|styled| (styled.first..=styled.last).contains(&column.index()));
            of_column.map_or(0, |styled| self.senders(styled.style))
        })
    }

    /// The sender's style behind one that may be gospub's.
    pub(super) fn senders(&self, style: u32) -> u32 {
        match self.plan.origins.of(style) {
            Origin::Sender(style) => style,
            Origin::Ours(Key::Marked { base, .. } | Key::Own { base, .. }) => base,
            Origin::Ours(Key::Look { .. }) => 0,
        }
    }

    /// Whether the cell says the name of an Excel table's column.
    fn is_name(&self, at: CellRef) -> bool {
        self.plan.names.iter().any(|area| area.contains(at))
    }

    fn is_formula(&self, cell: &CellTag<'_>, at: CellRef) -> Result<bool, XmlFault> {
        // Only the first cell of an array formula has an `<f>`, with the area in `ref="B2:B9"`; in B3 stands its result, which looks like
        // a value.
        if self.arrays.iter().any(|area| area.contains(at)) {
            return Ok(true);
        }
        let mut scan = Scan::new(cell.inner, 0);
        while let Some(token) = scan.next()? {
            if let Token::Start { name, .. } = token
                && name.strip_prefix(self.plan.prefix) == Some(b"f")
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
