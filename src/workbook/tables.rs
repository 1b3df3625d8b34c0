//! Excel tables on an annotated sheet: they grow over the new columns, whose names must be those of the header cells.

use super::error::PatchError;
use super::extent::Edge;
use super::text::{escape, resolve_escapes};
use super::xml::{self, Splices, XmlFault, attr, attr_number, attr_text};
use crate::table::edit::OwnColumn;
use crate::table::sheet::{Area, CellRef};
use std::borrow::Cow;

/// What a table's part is changed for.
pub(super) struct Widening<'w> {
    pub(super) sheet: &'w str,
    pub(super) edge: &'w Edge,
    pub(super) columns: &'w [OwnColumn],
    /// A query feeds the table.
    pub(super) queried: bool,
    pub(super) depth: usize,
}

/// The table's part as it shall be; none if it stays.
pub(super) fn widen(doc: &[u8], to: &Widening<'_>) -> Result<Result<Option<Vec<u8>>, PatchError>, XmlFault> {
    let depth = to.depth;
    let root = xml::root(doc, depth)?;
    let attrs = root.attrs(doc);
    let table = attr_text(attrs, b"displayName").or(attr_text(attrs, b"name")).unwrap_or_default();
    let area: Area = attr_text(attrs, b"ref").and_then(|area| area.parse().ok()).ok_or(XmlFault::Value)?;
    let (Some((first_own, _)), Some(new)) = (to.edge.own, followed(area, to.edge)) else {
        return Ok(Ok(None));
    };
    let fact = |fact: fn(String, String) -> PatchError| Ok(Err(fact(to.sheet.to_owned(), table.clone())));
    if to.queried || matches!(attr(attrs, b"tableType"), Some(b"queryTable" | b"xml")) {
        return fact(|sheet, table| PatchError::QueryTable { sheet, table });
    }
    let has_header = attr(attrs, b"headerRowCount") != Some(b"0");
    if has_header && area.first.row != to.edge.header {
        return fact(|sheet, table| PatchError::TableHeader { sheet, table });
    }
    let list = xml::child(doc, &root, b"tableColumns", depth)?.ok_or(XmlFault::Unexpected)?;
    let columns = xml::children(doc, list.inner.clone(), depth)?;
    let senders =
        (first_own.index().min(new.last.column.index() + 1)).saturating_sub(area.first.column.index()).min(columns.len());
    let mut splices = Splices::default();
    for column in &columns[senders..] {
        splices.replace(column.whole.clone(), "");
    }
    let mut count = senders;
    if !to.edge.strip {
        // Columns between the table and the own ones have no names; the edge follows tables that meet it only.
        if senders != first_own.index() - area.first.column.index() {
            return fact(|sheet, table| PatchError::TableHeader { sheet, table });
        }
        let names: Vec<String> = columns[..senders].iter().filter_map(|node| name_of(doc, node)).collect();
        let ids = columns[..senders].iter().filter_map(|node| attr_number::<u32>(node.attrs(doc), b"id"));
        let mut id = ids.max().unwrap_or(0);
        let p = String::from_utf8_lossy(xml::prefix(&doc[root.name.clone()])).into_owned();
        let mut new_columns = String::new();
        for (position, own) in to.columns.iter().enumerate() {
            let taken = |name: &str| name.to_lowercase() == own.header.to_lowercase();
            if names.iter().any(|name| taken(name)) || to.columns[..position].iter().any(|own| taken(&own.header)) {
                return Ok(Err(PatchError::HeaderTaken { sheet: to.sheet.to_owned(), table, header: own.header.clone() }));
            }
            id = id.saturating_add(1);
            new_columns += &format!("<{p}tableColumn id=\"{id}\" name=\"{}\"/>", escape_name(&own.header));
            count += 1;
        }
        splices.append(doc, &list, new_columns);
    }
    splices.set_attrs(doc, &list, &[("count", Some(&count.to_string()))]);
    splices.set_attrs(doc, &root, &[("ref", Some(&new.to_string()))]);
    if let Some(filter) = xml::child(doc, &root, b"autoFilter", depth)?
        && let Some(area) = attr_text(filter.attrs(doc), b"ref").and_then(|area| area.parse::<Area>().ok())
        && let Some(new) = to.edge.follow(area)
    {
        splices.set_attrs(doc, &filter, &[("ref", Some(&new.to_string()))]);
    }
    Ok(Ok(Some(splices.apply(doc))))
}

/// The area of a table's header, if it has one.
pub(super) fn header(doc: &[u8], depth: usize) -> Result<Option<Area>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let attrs = root.attrs(doc);
    let area = attr_text(attrs, b"ref").and_then(|area| area.parse::<Area>().ok());
    let first_row = |area: Area| Area { last: CellRef::new(area.first.row, area.last.column), ..area };
    Ok(area.filter(|_| attr(attrs, b"headerRowCount") != Some(b"0")).map(first_row))
}

/// The area of a table as it shall be; none if it stays as it is.
fn followed(area: Area, edge: &Edge) -> Option<Area> {
    let (first_own, last_own) = edge.own?;
    let before = Area { last: CellRef::new(area.last.row, edge.table.last.column), ..area };
    // On a later run the table covers the own columns already, and their names are written anew.
    let covers = !edge.strip && area.last.column == last_own && area.first.column < first_own && edge.follow(before).is_some();
    edge.follow(area).or(covers.then_some(area))
}

/// The names, in small letters, of the sender's columns in a table that is going to grow.
pub(super) fn senders_names(doc: &[u8], edge: &Edge, depth: usize) -> Result<Vec<String>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let area = attr_text(root.attrs(doc), b"ref").and_then(|area| area.parse::<Area>().ok());
    let (Some(area), Some((first_own, _))) = (area.filter(|&area| followed(area, edge).is_some()), edge.own) else {
        return Ok(Vec::new());
    };
    let Some(list) = xml::child(doc, &root, b"tableColumns", depth)? else { return Ok(Vec::new()) };
    let senders = first_own.index().saturating_sub(area.first.column.index());
    Ok(xml::children(doc, list.inner, depth)?.iter().take(senders).filter_map(|node| name_of(doc, node)).collect())
}

fn name_of(doc: &[u8], node: &xml::Node) -> Option<String> {
    attr_text(node.attrs(doc), b"name").map(|name| resolve_escapes(Cow::Owned(name)).to_lowercase())
}

/// A column's name as tables write it: line ends as escapes.
fn escape_name(name: &str) -> String {
    let mut raw = Vec::new();
    for char in name.chars() {
        match char {
            '\n' => raw.extend_from_slice(b"_x000a_"),
            char => super::text::push_cell_text(&mut raw, char.encode_utf8(&mut [0; 4])),
        }
    }
    match String::from_utf8(raw) {
        Ok(name) => name,
        Err(_) => escape(name).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widened(doc: &str, header: &str, strip: bool) -> Result<Option<String>, String> {
        let own = Some(("D".parse().unwrap(), "D".parse().unwrap()));
        let edge = Edge { header: 1, table: "A1:C9".parse().unwrap(), own, strip, senders: Vec::new() };
        let columns = [OwnColumn { column: "D".parse().unwrap(), header: header.into(), width: 9.0, kept: false }];
        let to = Widening { sheet: "s", edge: &edge, columns: &columns, queried: false, depth: 9 };
        let widened = widen(doc.as_bytes(), &to).unwrap().map_err(|error| error.to_string())?;
        Ok(widened.map(|doc| String::from_utf8(doc).unwrap()))
    }

    const TABLE: &str = "<table ref=\"B1:C9\" displayName=\"T\" totalsRowCount=\"1\"><autoFilter ref=\"B1:C8\"/><tableColumns count=\"2\">\
        <tableColumn id=\"1\" name=\"a\"/><tableColumn id=\"7\" name=\"b\"/></tableColumns></table>";

    #[test]
    fn a_table_grows_by_named_columns_and_shrinks_back() {
        let wide = widened(TABLE, "Статус", false).unwrap().unwrap();
        assert_eq!(
            wide,
            "<table ref=\"B1:D9\" displayName=\"T\" totalsRowCount=\"1\"><autoFilter ref=\"B1:D8\"/><tableColumns count=\"3\">\
             <tableColumn id=\"1\" name=\"a\"/><tableColumn id=\"7\" name=\"b\"/><tableColumn id=\"8\" name=\"Статус\"/></tableColumns></table>"
        );
        assert_eq!(widened(&wide, "Статус", false).unwrap().unwrap(), wide);
        assert_eq!(widened(&wide, "", true).unwrap().unwrap(), TABLE);
    }

    #[test]
    fn tables_that_cannot_grow_are_refused() {
        assert!(widened(TABLE, "B", false).unwrap_err().contains("column \"B\" already"));
        assert!(
            widened(&TABLE.replace("<table ", "<table tableType=\"queryTable\" "), "x", false)
                .unwrap_err()
                .contains("from outside")
        );
        assert!(widened(&TABLE.replace("B1:C9", "B2:C9"), "x", false).unwrap_err().contains("header row"));
        assert_eq!(widened(&TABLE.replace("B1:C9", "A1:B9"), "x", false), Ok(None));
    }
}
