//! What `fill` writes, a line a cell (`gospub.edit/1`): whoever answers for a workbook sees each change without comparing workbooks.

use crate::record::text_of;
use crate::table::Table;
use crate::table::column::OwnRole;
use crate::table::edit::{CellEdit, Content, Mark};
use crate::table::sheet::Column;
use serde::Serialize;

/// The name of the contract.
const SCHEMA: &str = "gospub.edit/1";

/// The row that edits are of.
pub(crate) struct Row<'r> {
    /// The file's name.
    pub(crate) file: &'r str,
    /// The table.
    pub(crate) table: &'r Table,
    /// The row's position in it.
    pub(crate) position: usize,
}

#[derive(Debug, Serialize)]
struct Edit<'e> {
    schema: &'static str,
    file: &'e str,
    sheet: &'e str,
    row: u32,
    cell: String,
    /// The header over the cell.
    column: String,
    /// Whether the column is gospub's.
    own: bool,
    before: String,
    /// What the cell holds now; none where it only gets a colour.
    after: Option<After<'e>>,
    /// Where it leads now.
    link: Option<&'e str>,
    mark: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum After<'e> {
    Text(&'e str),
    Number(f64),
    Id(u32),
}

/// An edit as a line without its end; none of one that changes nothing.
pub(crate) fn line(edit: &CellEdit, row: &Row<'_>, own: &[(OwnRole, Column)]) -> Option<String> {
    let Row { file, table, position } = *row;
    let after = match edit.content.as_ref() {
        None | Some(Content::Kept) => None,
        Some(Content::Blank) => Some(After::Text("")),
        Some(Content::Number(number) | Content::Date(number)) => Some(number_of(*number)),
        Some(
            Content::Text(text) | Content::Link { text, .. } | Content::CellLink { text, .. } | Content::LineLink { text, .. },
        ) => Some(After::Text(text)),
    };
    if after.is_none() && edit.mark.is_none() {
        return None;
    }
    let (sheet, column) = (table.sheet(), edit.at.column);
    let role = own.iter().find(|(_, place)| *place == column).map(|(role, _)| role);
    let edit = Edit {
        schema: SCHEMA,
        file,
        sheet: sheet.name(),
        row: edit.at.row,
        cell: edit.at.to_string(),
        column: role.map_or_else(|| table.layout().header_over(sheet, column), |role| role.header().to_owned()),
        own: role.is_some(),
        before: text_of(table.value(&table.row(position), column)).into_owned(),
        after,
        link: match &edit.content {
            Some(Content::Link { target, .. }) => Some(target),
            _ => None,
        },
        mark: edit.mark.map(Mark::code),
    };
    Some(serde_json::to_string(&edit).expect("texts and numbers become JSON"))
}

/// Ids without a fraction.
fn number_of<'e>(number: f64) -> After<'e> {
    let whole = number as u32;
    if f64::from(whole) == number { After::Id(whole) } else { After::Number(number) }
}
