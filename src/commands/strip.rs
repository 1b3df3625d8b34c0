//! `strip`: takes everything of gospub's out of a workbook again.

use super::job::JobOptions;
use super::notes::listed;
use super::open::{self, Pick};
use super::output::TakenPlaces;
use super::{Input, Made, Results, Target};
use crate::error::{Error, Reason};
use crate::pipeline::Source;
use crate::record::text_of;
use crate::report::counted;
use crate::table::Table;
use crate::table::column::OwnRole;
use crate::table::sheet::{Area, Cell, Value};
use crate::workbook::{self, PatchOptions, SheetStrip};
use rayon::prelude::*;

/// What stands before the ending of a workbook that was stripped.
const ENDING: &str = "без-пометок";

/// What `strip` is told.
#[derive(Clone, Debug, Default)]
pub struct StripRequest {
    /// Files and folders.
    pub inputs: Vec<Input>,
    /// Where results go.
    pub results: Results,
    /// Whether links that gospub filled in or replaced stay.
    pub keep_links: bool,
    /// Columns, templates and headers, as when the workbook was annotated.
    pub job: JobOptions,
}

/// A workbook without anything of gospub's.
#[derive(Debug)]
pub struct Stripped {
    /// The workbook.
    pub made: Made,
    /// What is to be said of it, a sentence each.
    pub notes: Vec<String>,
}

/// Strips workbooks; gives what was written and what stopped a file.
pub fn strip(request: &StripRequest) -> (Vec<Stripped>, Vec<Error>) {
    let mut taken = TakenPlaces::default();
    let files = open::files(&request.inputs, Pick::Results).into_iter();
    let files: Vec<Result<(Input, Target), Error>> = files
        .map(|input| input.and_then(|input| Ok((input.clone(), request.results.target(input.path(), ENDING, &mut taken)?))))
        .collect();
    let done: Vec<Result<Stripped, Error>> =
        files.into_par_iter().map(|file| file.and_then(|(input, target)| strip_file(&input, &target, request))).collect();
    let (mut written, mut errors) = (Vec::new(), Vec::new());
    for result in done {
        match result {
            Ok(stripped) => written.push(stripped),
            Err(error) => errors.push(error),
        }
    }
    (written, errors)
}

fn strip_file(input: &Input, target: &Target, request: &StripRequest) -> Result<Stripped, Error> {
    let mut files = [open::open_annotated(input, &request.job.open, &request.job.settings.headers)?];
    let (sources, _) = open::sources(&mut files);
    let [file] = files;
    let book = file.book.book();
    // Where no table had rows, «Проверка» is all that was added.
    if sources.is_empty() && !book.sheets().iter().any(|sheet| sheet.own) {
        return Err(input.stopped(Reason::NotAnnotated));
    }
    let sheets: Vec<SheetStrip> = sources
        .iter()
        .filter_map(|Source { sheet, table, .. }| {
            Some(SheetStrip {
                sheet: *sheet,
                header: table.header_row()?,
                table: annotated_area(table),
                columns: table.layout().own_columns(),
            })
        })
        .collect();
    let made = target.write(input.path(), |out| {
        workbook::strip(book, &sheets, request.keep_links, out, PatchOptions::default()).map_err(Reason::from)
    })?;
    Ok(Stripped { made, notes: sources.iter().filter_map(|source| words_of_people(&source.table)).collect() })
}

/// Says which words of people go with gospub's columns, so that nobody misses them later.
fn words_of_people(table: &Table) -> Option<String> {
    let (sheet, layout) = (table.sheet(), table.layout());
    let header = table.header_row()?;
    let own: Vec<_> = OwnRole::ALL.into_iter().filter_map(|role| Some((role, layout.own(role)?))).collect();
    let rows = sheet.rows().filter(|row| row.number() > header);
    // What a person has written over words of gospub's is told from them by the record alone.
    let cells = rows.flat_map(|row| {
        let of_people = |&(role, column): &_| {
            let cell = row.stored(column).filter(|cell| role == OwnRole::Explanation || sheet.is_recorded() && !cell.written)?;
            (!text_of(cell.value).trim().is_empty()).then(|| cell.at.to_string())
        };
        own.iter().filter_map(of_people).collect::<Vec<_>>()
    });
    let cells: Vec<String> = cells.collect();
    let count = counted(cells.len(), "ячейка", "ячейки", "ячеек");
    (!cells.is_empty()).then(|| {
        format!(
            "лист «{}»: вместе со столбцами программы убраны слова людей, {count}: {}. В исходной книге они остались.",
            sheet.name(),
            listed(cells.into_iter())
        )
    })
}

/// The table's area down to the last row in which gospub wrote anything: that run may have been told of other columns.
fn annotated_area(table: &Table) -> Area {
    let own = table.layout().own_columns();
    // A row that was copied inside the result reads as blank.
    let says = |cell: Cell<'_>| cell.written || cell.value != Value::Blank;
    let written = table.sheet().rows().rev().find(|row| own.iter().any(|&column| row.stored(column).is_some_and(says)));
    let mut area = table.area();
    area.last.row = area.last.row.max(written.map_or(0, |row| row.number()));
    area
}
