//! One sheet's patch: its rows, what stands around them, its relationships and its Excel tables.

use super::rows::{Gathered, Rewriting};
use super::{Job, Run, edge, utf8_part};
use crate::table::column::set_apart;
use crate::table::edit::{Lines, OwnColumn};
use crate::table::sheet::{Area, CellRef, Column, Value};
use crate::workbook::claims::Claims;
use crate::workbook::error::{PatchError, WorkbookError};
use crate::workbook::extent::{Areas, Edge, FILTER};
use crate::workbook::head::{SheetHead, union};
use crate::workbook::limits::Limit;
use crate::workbook::package::{Encoding, Relation, key};
use crate::workbook::print;
use crate::workbook::read::Scope;
use crate::workbook::rewrite::Plan;
use crate::workbook::spool::Pending;
use crate::workbook::stream::Items;
use crate::workbook::styles::{Origins, Senders, SheetRecord};
use crate::workbook::tables::{Widening, header, senders_names, widen};
use crate::workbook::tail::{self, Links};
use crate::workbook::workbook_part::areas;
use crate::workbook::xml::XmlFault;
use std::sync::Arc;

/// A sheet whose rows are done, while what stands behind them has to wait for the rows of the other sheets.
pub(super) struct Begun {
    /// The sheet's position.
    sheet: usize,
    edge: Edge,
    relations: Vec<Relation>,
    /// The worksheet's prefix with its colon, and the one under which it declares relationships.
    prefix: String,
    relationships: Option<String>,
    strict: bool,
    gathered: Gathered,
    pending: Pending,
    /// What stands behind the rows.
    tail: Vec<u8>,
    claims: Option<Arc<Claims>>,
}

impl Run<'_> {
    /// Rewrites a sheet up to its last row.
    pub(super) fn begin_sheet<L: Default + Send>(
        &mut self,
        job: &Job<'_, L>,
        origins: &Origins,
        learn: impl FnMut(L),
    ) -> Result<Begun, PatchError> {
        let book = self.book;
        let (name, entry) = (&book.sheets[job.sheet].name, &book.entries[job.sheet]);
        let part = &entry.part;
        let limits = book.package.limits;
        let relations = book.package.relations(part)?;
        let mut edge = edge(job);
        let job = &Job { columns: self.set_apart(job, &edge, &relations)?, ..*job };
        let names = self.tables(job, &edge, &relations)?;
        let fault = |fault| PatchError::from(WorkbookError::xml(part, fault));

        let mut archive = book.package.archive();
        let (reader, encoding) = book.package.stream(&mut archive, part, Limit::Part)?;
        if encoding != Encoding::Utf8 {
            return Err(PatchError::Encoding(part.clone()));
        }
        let (head, mut items) = Items::open(reader, part, "sheetData", "row", limits)?;
        let around = SheetHead::read(&head, self.depth).map_err(fault)?.ok_or_else(|| fault(XmlFault::Unexpected))?;
        let record = self.styles.remembered().iter().find(|record| record.id == entry.id).cloned();
        let remembered = record.and_then(|record| record.senders);
        let senders_cols = remembered.as_ref().map_or_else(|| around.cols(), |senders| senders.cols.clone());
        let senders_dimension = remembered.as_ref().map_or_else(|| around.dimension(), |senders| senders.dimension.clone());
        let cols = match (job.rows, &remembered) {
            (Some(_), _) => around.with_own(&senders_cols, &job.columns, origins),
            (None, Some(senders)) => Ok(senders.cols.clone()),
            (None, None) => around.without_own(&senders_cols, &job.columns.iter().map(|own| own.column).collect::<Vec<Column>>()),
        };
        let column_styles = around.column_styles(&senders_cols);
        let claims = book.claims(job.sheet)?;
        let ours = match &claims {
            Some(claims) => job.columns.iter().map(|own| claims.own.contains(&own.column)).collect(),
            None => self.columns_there(job)?,
        };
        let spans = remembered.as_ref().map(|senders| senders.spans.clone()).unwrap_or_default();
        let plan = Plan {
            prefix: &head.prefix,
            depth: self.depth,
            is_1904: book.is_1904,
            header: job.header,
            table: job.table,
            columns: &job.columns,
            ours: &ours,
            strip: job.rows.is_none(),
            origins,
            column_styles: &column_styles,
            spans: &spans,
            claims: claims.as_deref().filter(|_| !job.keeps_links),
            row_height: around.row_height(),
            texts: &book.texts,
            names: &names,
            former: claims.as_deref(),
        };
        let dimension = match (job.rows, edge.own_area(), senders_dimension.parse::<Area>()) {
            (Some(_), Some(own), Ok(area)) => union(area, own).to_string(),
            (None, _, Ok(area)) if remembered.is_none() => edge.follow(area).unwrap_or(area).to_string(),
            _ => senders_dimension.clone(),
        };
        let new_head = around.write(&cols.map_err(fault)?, &dimension);

        let rewriting = Rewriting { sheet: name, part, plan, edits: job.rows };
        let mut pending = self.parts.begin();
        if !head.empty {
            pending.push(new_head.clone());
        }
        if job.rows.is_some() {
            self.undo.sheet(&entry.id, name);
            job.columns.iter().for_each(|own| self.undo.own(job.header, own.column, &own.header));
        }
        let mut gathered = self.rows(&mut items, &rewriting, &mut pending, learn)?;
        let behind = std::mem::take(&mut gathered.behind);
        // An element for rows that closed itself has to be opened for the first ones.
        pending.push(match memchr::memrchr(b'/', &new_head).filter(|_| head.empty) {
            Some(slash) if !behind.is_empty() => [&new_head[..slash], b">", &behind, b"</", &head.prefix, b"sheetData>"].concat(),
            Some(_) => new_head,
            None => behind,
        });
        let tail = items.tail()?;
        if job.rows.is_some() && tail::has_widths(&tail, self.depth).map_err(fault)? {
            return Err(PatchError::WidthsBehindRows(name.clone()));
        }
        let times = job.rows.and_then(|_| around.times_wider(&senders_cols, job.table.last.column, &job.columns));
        let fit = claims.as_ref().and_then(|claims| claims.fit.as_ref());
        let (tail, fit) = print::fitted(tail, times, fit, self.depth).map_err(fault)?;
        if let Some(fit) = fit {
            self.undo.token(&fit.token());
        }
        edge.senders = remembered.map(|senders| senders.areas).unwrap_or_default();
        let areas = self.areas_to_remember(job, &edge, &tail, ours.contains(&true)).map_err(fault)?;
        match job.rows {
            Some(_) => {
                let spans = std::mem::take(&mut gathered.spans);
                let senders = Senders { cols: senders_cols, dimension: senders_dimension, spans, areas };
                self.records.push(SheetRecord { id: entry.id.clone(), senders: Some(senders) });
            }
            None => self.gone.push(entry.id.clone()),
        }
        Ok(Begun {
            sheet: job.sheet,
            edge,
            relations,
            prefix: String::from_utf8_lossy(&head.prefix).into_owned(),
            relationships: around.relationships.clone(),
            strict: around.strict,
            gathered,
            pending,
            tail,
            claims,
        })
    }

    /// Rewrites what stands behind the rows.
    pub(super) fn end_sheet(&mut self, begun: Begun, lines: &Lines) -> Result<(), PatchError> {
        let Begun { sheet, edge, relations, gathered, mut pending, .. } = begun;
        let part = &self.book.entries[sheet].part;
        let links = Links {
            wanted: &gathered.links,
            replaced: &gathered.replaced,
            first_new: self.new_names.first().map(|name| (name.as_str(), lines)),
            sheet,
            prefix: begun.relationships.as_deref(),
            strict: begun.strict,
            claims: begun.claims.as_deref(),
            relinked: &gathered.relinked,
        };
        let mut edit = self.relations_edit(part, begun.strict)?;
        let tail = tail::rewrite(&begun.tail, &begun.prefix, &edge, &links, &relations, &mut edit, self.depth);
        let (tail, former) = tail.map_err(|fault| WorkbookError::xml(part, fault))?;
        pending.push(tail);
        if !edge.strip && !former.is_empty() {
            self.undo.sheet(&self.book.entries[sheet].id, &self.book.sheets[sheet].name);
            former.iter().for_each(|link| self.undo.token(&link.token()));
        }
        self.parts.end(part, pending);
        self.sums.insert(key(part), gathered.sum);
        self.put_relations(part, edit);
        self.report.skipped.extend(gathered.skipped.into_iter().map(|at| (sheet, at)));
        self.workbook.edges.push((sheet, edge));
        Ok(())
    }

    /// The sender's areas that shrinking would not give back.
    fn areas_to_remember<L>(&self, job: &Job<'_, L>, edge: &Edge, tail: &[u8], again: bool) -> Result<Areas, XmlFault> {
        let mut areas = areas(self.book, job.sheet)?;
        areas.extend(tail::filter(tail, self.depth)?.map(|area| (FILTER.to_owned(), area)));
        Ok(areas.iter().filter_map(|(place, text)| edge.to_remember(place, text, again)).collect())
    }

    /// For each own column whether its header stands in the header row already.
    fn columns_there<L>(&self, job: &Job<'_, L>) -> Result<Vec<bool>, PatchError> {
        if job.columns.is_empty() || job.rows.is_none() {
            return Ok(Vec::new());
        }
        let columns = job.columns.iter().map(|own| own.column).collect();
        let sheet = self.book.read(job.sheet, &Scope { rows: Some(job.header), columns: Some(columns) })?;
        let is_there = |own: &OwnColumn| match sheet.cell(CellRef::new(job.header, own.column)).value {
            Value::Text(text) => text == own.header,
            _ => false,
        };
        Ok(job.columns.iter().map(is_there).collect())
    }

    /// The own columns, with other headers where the sender's column of an Excel table has theirs.
    fn set_apart<L>(&self, job: &Job<'_, L>, edge: &Edge, relations: &[Relation]) -> Result<Vec<OwnColumn>, PatchError> {
        let mut columns = job.columns.clone();
        for part in table_parts(relations).filter(|part| self.book.package.has(part)) {
            let doc = utf8_part(self.book, part)?;
            let taken = senders_names(&doc, edge, self.depth).map_err(|fault| WorkbookError::xml(part, fault))?;
            for own in columns.iter_mut().filter(|own| taken.contains(&own.header.to_lowercase())) {
                own.header = set_apart(&own.header);
            }
        }
        Ok(columns)
    }

    /// Widens the Excel tables on a sheet; gives the areas of their headers.
    fn tables<L>(&mut self, job: &Job<'_, L>, edge: &Edge, relations: &[Relation]) -> Result<Vec<Area>, PatchError> {
        let book = self.book;
        let mut names = Vec::new();
        for part in table_parts(relations).filter(|part| book.package.has(part)) {
            let doc = utf8_part(book, part)?;
            let queried = book.package.relations(part)?.iter().any(|relation| relation.kind == "queryTable");
            let sheet = &book.sheets[job.sheet].name;
            let to = Widening { sheet, edge, columns: &job.columns, queried, depth: self.depth };
            let widened = widen(&doc, &to).map_err(|fault| WorkbookError::xml(part, fault))??;
            names.extend(header(&doc, self.depth).map_err(|fault| WorkbookError::xml(part, fault))?);
            if let Some(doc) = widened {
                self.parts.put(part, doc);
            }
        }
        Ok(names)
    }
}

/// The parts of the Excel tables on a sheet.
fn table_parts(relations: &[Relation]) -> impl Iterator<Item = &str> {
    relations.iter().filter(|relation| relation.kind == "table" && !relation.external).map(|relation| relation.target.as_str())
}
