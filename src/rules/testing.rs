//! Rows for the tests of rules, in the shortest words: `Сайт = нет; ОГРН = 1027301172106`, the headers as in a roster.

use super::across::{self, Neighbour, Place};
use super::{Fact, Finding};
use crate::domain::OrgKind;
use crate::entry::{self, Context, Districts, Entry, Offices};
use crate::pages::{self, Pages, Snapshot};
use crate::record::Record;
use crate::reference::{MinistryTable, Reference};
use crate::settings::Settings;
use crate::table::Table;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::layout::Layout;
use crate::table::sheet::{CellRef, Column, NewValue, sheet_of_texts};
use std::sync::LazyLock;

/// Made once: the words of kinds are many.
static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);

/// The codes found in a row that stands alone.
pub(super) fn codes(row: &str) -> Vec<&'static str> {
    Case::of(&[row]).codes()
}

/// Shows the only fact that is found in a row.
pub(super) fn fact<T>(row: &str, look: impl FnOnce(&Fact<'_>) -> T) -> T {
    Case::of(&[row]).with_findings(|findings| {
        let [finding] = findings else { panic!("the row has one finding, not {findings:?}") };
        look(&finding.fact)
    })
}

/// A table whose first row is judged, with what it is judged by.
pub(super) struct Case {
    rows: Vec<String>,
    pub(super) settings: Settings,
    reference: Reference,
    explanation: Option<&'static str>,
    newer_pages: Option<ColumnRole>,
}

impl Case {
    pub(super) fn of(rows: &[&str]) -> Self {
        let rows = rows.iter().map(|&row| row.to_owned()).collect();
        Self { rows, settings: SETTINGS.clone(), reference: Reference::default(), explanation: None, newer_pages: None }
    }

    /// Adds a ministry table.
    pub(super) fn with_table(mut self, kind: OrgKind, rows: &[&str]) -> Self {
        self.reference.add(MinistryTable::read("таблица.xlsx", &table(rows, None, None), Some(kind), &self.settings));
        self
    }

    /// Adds a snapshot: lines without their `at`, which is the twelfth of January 2026.
    pub(super) fn with_pages(mut self, lines: &str) -> Self {
        let dated = lines.lines().map(|line| line.replacen('{', "{\"at\":\"2026-01-12T10:00:00Z\",", 1) + "\n");
        let text = pages::header() + &dated.collect::<String>();
        let snapshot = Snapshot::read(text.as_bytes()).expect("the lines are those of a snapshot");
        assert_eq!(snapshot.answers().len(), lines.lines().count(), "{lines}");
        self.reference.look_at(Pages::new(snapshot, "снимок.ndjson".to_owned()));
        self
    }

    /// A clerk has written this into «Пояснение» of the first row.
    pub(super) fn explained(mut self, text: &'static str) -> Self {
        self.explanation = Some(text);
        self
    }

    /// The header of one of two columns of pages says that the newer ones are there.
    pub(super) fn renewed(mut self, role: ColumnRole) -> Self {
        self.newer_pages = Some(role);
        self
    }

    /// The links that the first row has afterwards: mini-app, messages, polls.
    pub(super) fn links(&self) -> [Option<String>; 3] {
        self.judge(|entry, _| {
            let link = |value: Option<&str>| value.map(str::to_owned);
            [link(entry.miniapp_link()), link(entry.pos.messages.value()), link(entry.pos.polls.value())]
        })
    }

    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.with_findings(|findings| findings.iter().map(|finding| finding.code.name).collect())
    }

    /// Shows the findings of the first row.
    pub(super) fn with_findings<T>(&self, look: impl FnOnce(&[Finding<'_>]) -> T) -> T {
        self.judge(|_, findings| look(findings))
    }

    /// Shows the first row as it was decided.
    pub(super) fn with_entry<T>(&self, look: impl FnOnce(&Entry<'_>) -> T) -> T {
        self.judge(|entry, _| look(entry))
    }

    fn judge<T>(&self, look: impl FnOnce(&Entry<'_>, &[Finding<'_>]) -> T) -> T {
        let rows: Vec<&str> = self.rows.iter().map(String::as_str).collect();
        let table = table(&rows, self.explanation, self.newer_pages);
        let mut offices = Offices::default();
        (0..table.len()).for_each(|position| offices.learn(&Record::at(&table, position)));
        let districts = Districts::of(&table);
        let context = Context {
            settings: &self.settings,
            reference: &self.reference,
            offices: &offices,
            home: entry::home(&table, ""),
            districts: &districts,
        };
        let entry = |position| Entry::read(Record::at(&table, position), &context);
        let others: Vec<Neighbour<'_>> = (1..table.len()).map(|position| neighbour(&entry(position))).collect();
        let first = entry(0);
        let mut findings = super::check_row(&first, &context);
        findings.extend(across::check_across(&first, &others, &context));
        look(&first, &findings)
    }
}

fn neighbour(entry: &Entry<'_>) -> Neighbour<'static> {
    Neighbour {
        place: Place { file: None, sheet: None },
        page: entry.record.anchor(),
        name_cell: entry.record.anchor(),
        name: entry.record.organisation().into_owned().into(),
        municipality: entry.record.municipality().map(|text| text.into_owned().into()),
        group: entry.group.id,
        screen_name: entry.screen_name().map(|(_, name)| name.clone()),
        ogrn: entry.ogrn(),
        inn: entry.inn(),
        founder: entry.record.text(ColumnRole::Parent).into_owned().into(),
        needs_group: entry.kind.kind.is_none_or(OrgKind::needs_group),
        same_sheet: true,
    }
}

/// A table of rows, its columns in the order in which the rows name them, and «Пояснение» behind them if the first row has one.
fn table(rows: &[&str], explanation: Option<&str>, newer_pages: Option<ColumnRole>) -> Table {
    let rows: Vec<Vec<(ColumnRole, &str)>> = rows.iter().map(|row| row.split("; ").map(cell).collect()).collect();
    let mut roles: Vec<ColumnRole> = Vec::new();
    for &(role, _) in rows.iter().flatten() {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let text = |row: &[(ColumnRole, &str)], role| row.iter().find(|cell| cell.0 == role).map_or("", |cell| cell.1).to_owned();
    let mut cells: Vec<Vec<String>> = rows.iter().map(|row| roles.iter().map(|&role| text(row, role)).collect()).collect();
    let columns: Vec<(ColumnRole, Column)> = roles.iter().copied().zip((0..).map_while(Column::new)).collect();
    let mut layout = Layout::of_columns(&columns, 1).with_newer_pages(newer_pages);
    if let Some(text) = explanation {
        layout = layout.with_own(Column::new(columns.len()).map(|column| (OwnRole::Explanation, column)));
        cells[0].push(text.to_owned());
    }
    let mut sheet = sheet_of_texts("Лист1", cells);
    // `a → b` is a text with a hyperlink behind it.
    for (number, row) in (1..).zip(&rows) {
        for (role, text) in row {
            let at = columns.iter().find(|(other, _)| other == role).map(|&(_, column)| CellRef::new(number, column));
            if let (Some((shown, target)), Some(at)) = (text.split_once(" → "), at) {
                sheet.replace(at, NewValue::Text(shown), Some(target)).expect("a text of a test is short");
            }
        }
    }
    Table::of_value(sheet, layout)
}

fn cell(text: &str) -> (ColumnRole, &str) {
    let (header, value) = text.split_once(" =").expect("a cell is a header, =, and a text");
    // No header names the second column of pages.
    let role = ColumnRole::from_code(header).or_else(|| SETTINGS.headers.best(header));
    let role = role.expect("the header is one that rosters have, or the code of a role");
    (role, value.trim())
}
