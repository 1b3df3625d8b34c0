//! What columns are chosen from, and which are taken.

use super::{Doubt, Refused, Why};
use crate::domain::text::fold;
use crate::table::column::ColumnRole;
use crate::table::evidence::Sample;
use crate::table::headers::is_of_another_page;
use crate::table::heading::Claim;
use crate::table::sheet::Column;
use std::collections::BTreeMap;

/// What columns are chosen from.
pub(super) struct Choice<'s> {
    pub(super) sample: Sample<'s>,
    pub(super) claims: Vec<Claim>,
    pub(super) texts: BTreeMap<Column, String>,
}

/// The columns between two.
pub(super) fn columns_between(first: Column, second: Column) -> impl Iterator<Item = Column> {
    (first.index() + 1..second.index()).filter_map(Column::new)
}

/// Whether what stands over a column is so.
pub(super) fn header_is(texts: &BTreeMap<Column, String>, column: Column, is: fn(&str) -> bool) -> bool {
    texts.get(&column).is_some_and(|text| is(text))
}

impl Choice<'_> {
    /// The columns that hold pages of any network, under headers that differ by their number alone, where those in ВКонтакте stand in
    /// more than one of them.
    pub(super) fn columns_of_networks(&mut self) -> Vec<Column> {
        let mut by_stem: BTreeMap<String, Vec<Column>> = BTreeMap::new();
        for (&column, text) in self.texts.iter().filter(|(_, text)| !is_of_another_page(text)) {
            let folded = fold(text);
            let stem = folded.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '№' | '.' | '-'));
            by_stem.entry(stem.to_owned()).or_default().push(column);
        }
        let is_filled = |choice: &mut Self, column: Column| choice.sample.of(column).filled > 0;
        for mut columns in by_stem.into_values().filter(|columns| columns.len() > 1) {
            columns.retain(|&column| is_filled(self, column));
            let elsewhere: Vec<usize> = columns.iter().map_while(|&column| self.sample.of(column).pages_elsewhere()).collect();
            let with_pages = columns.iter().filter(|&&column| self.sample.of(column).pages() > 0).count();
            if with_pages > 1 && elsewhere.len() == columns.len() && elsewhere.iter().any(|&count| count > 0) {
                return columns;
            }
        }
        Vec::new()
    }

    /// The columns that name the organisations of two columns of pages, where each has names of its own.
    pub(super) fn names_beside(&mut self, first: Column, second: Column) -> Option<[Column; 2]> {
        let mut are_names = |column: &Column| self.sample.of(*column).are_clearly(ColumnRole::Organisation);
        let left = (0..first.index()).rev().filter_map(Column::new).find(&mut are_names)?;
        Some([left, columns_between(first, second).find(are_names)?])
    }

    pub(super) fn refused(&self, role: ColumnRole, column: Column, doubt: Doubt) -> Refused {
        let header = self.texts.get(&column).cloned().unwrap_or_default();
        let is_news = !matches!(doubt, Doubt::Numbering | Doubt::Blank);
        Refused { role, column, header, doubt, is_news }
    }
}

/// The column of each role, and why it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    by_role: [Option<(Column, Why)>; ColumnRole::ALL.len()],
    /// Further columns that are spoken for.
    pub(super) shared: Vec<Column>,
    /// The columns from this one on are for the program that handed the workbook out, and have no roles.
    pub(super) hidden: Option<Column>,
}

impl Default for Columns {
    fn default() -> Self {
        Self { by_role: [None; ColumnRole::ALL.len()], shared: Vec::new(), hidden: None }
    }
}

impl Columns {
    pub(super) fn get(&self, role: ColumnRole) -> Option<Column> {
        self.by_role[role as usize].map(|(column, _)| column)
    }

    pub(super) fn why(&self, role: ColumnRole) -> Option<Why> {
        self.by_role[role as usize].map(|(_, why)| why)
    }

    pub(super) fn set(&mut self, role: ColumnRole, column: Column, why: Why) {
        self.by_role[role as usize] = Some((column, why));
    }

    pub(super) fn clear(&mut self, role: ColumnRole) {
        self.by_role[role as usize] = None;
    }

    /// The columns that have a role.
    pub(super) fn all(&self) -> impl Iterator<Item = Column> {
        self.by_role.iter().flatten().map(|&(column, _)| column).chain(self.shared.iter().copied())
    }

    pub(super) fn is_free(&self, column: Column) -> bool {
        self.hidden.is_none_or(|hidden| column < hidden) && self.all().all(|taken| taken != column)
    }
}
