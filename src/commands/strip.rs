//! `strip`: takes everything of gospub's out of a workbook again.

use super::job::JobOptions;
use super::open::{self, Pick};
use super::output::TakenPlaces;
use super::{Input, Made, Results, Target};
use crate::error::{Error, Reason};
use crate::pipeline::Source;
use crate::table::Table;
use crate::table::sheet::{Area, Value};
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

/// Strips workbooks; gives what was written and what stopped a file.
pub fn strip(request: &StripRequest) -> (Vec<Made>, Vec<Error>) {
    let mut taken = TakenPlaces::default();
    let files = open::files(&request.inputs, Pick::Results).into_iter();
    let files: Vec<Result<(Input, Target), Error>> = files
        .map(|input| input.and_then(|input| Ok((input.clone(), request.results.target(input.path(), ENDING, &mut taken)?))))
        .collect();
    let done: Vec<Result<Made, Error>> =
        files.into_par_iter().map(|file| file.and_then(|(input, target)| strip_file(&input, &target, request))).collect();
    let (mut written, mut errors) = (Vec::new(), Vec::new());
    for result in done {
        match result {
            Ok(made) => written.push(made),
            Err(error) => errors.push(error),
        }
    }
    (written, errors)
}

fn strip_file(input: &Input, target: &Target, request: &StripRequest) -> Result<Made, Error> {
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
    target.write(input.path(), |out| {
        workbook::strip(book, &sheets, request.keep_links, out, PatchOptions::default()).map_err(Reason::from)
    })
}

/// The table's area down to the last row in which gospub wrote anything: that run may have been told of other columns.
fn annotated_area(table: &Table) -> Area {
    let own = table.layout().own_columns();
    let written = table.sheet().rows().rev().find(|row| own.iter().any(|&column| row.value(column) != Value::Blank));
    let mut area = table.area();
    area.last.row = area.last.row.max(written.map_or(0, |row| row.number()));
    area
}
