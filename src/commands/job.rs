//! What every command does alike: it is told how to read and to judge, reads the ministry tables and the snapshot, opens inputs and makes
//! the run.

use super::Input;
use super::open::{self, OpenOptions, Opened, Pick};
use super::role;
use super::snapshots::read_snapshot;
use crate::domain::Date;
use crate::error::{Error, Reason};
use crate::pages::{Pages, Snapshot};
use crate::pipeline::{Run, Source};
use crate::reference::{MinistryTable, Reference, Taken};
use crate::report::counted;
use crate::settings::Settings;
use crate::table::Table;
use crate::table::layout::LayoutOptions;
use rayon::prelude::*;
use std::io;
use std::path::PathBuf;

/// How a command reads and judges.
#[derive(Clone, Debug, Default)]
pub struct JobOptions {
    /// Ministry tables.
    pub references: Vec<Input>,
    /// A snapshot of pages that `fetch` has written.
    pub pages: Option<Input>,
    /// How sheets are chosen and read, and how much a file may cost.
    pub open: OpenOptions,
    /// Templates, words, options.
    pub settings: Settings,
}

/// A job under way: the ministry tables and the snapshot are read.
#[derive(Debug)]
pub struct Job<'o> {
    options: &'o JobOptions,
    /// What the ministry tables and the snapshot say.
    pub(crate) reference: Reference,
    /// The ministry tables that were used, with what was taken from them.
    pub(crate) references: Vec<(PathBuf, Taken)>,
    /// What stopped ministry tables and the snapshot: rows are judged without them.
    pub errors: Vec<Error>,
}

impl<'o> Job<'o> {
    /// Reads the ministry tables and the snapshot.
    pub fn begin(options: &'o JobOptions) -> Self {
        let mut job = Self { options, reference: Reference::default(), references: Vec::new(), errors: Vec::new() };
        let layout = LayoutOptions { is_ministry_table: true, ..LayoutOptions::default() };
        let open = OpenOptions { layout, limits: options.open.limits, takes_names: true, ..OpenOptions::default() };
        for input in open::files(&options.references, Pick::Inputs) {
            let opened = input.and_then(|input| open::open(&input, &open, &options.settings.headers));
            if let Err(error) = opened.and_then(|file| job.learn(file)) {
                job.errors.push(error);
            }
        }
        match options.pages.as_ref().map(|input| Ok(Pages::new(read_pages(input)?, input.name()))).transpose() {
            Ok(pages) => pages.into_iter().for_each(|pages| job.reference.look_at(pages)),
            Err(error) => job.errors.push(error),
        }
        job
    }

    /// Says which day it is: how old answers of VK are is counted from it.
    #[must_use]
    pub fn on(mut self, today: Option<Date>) -> Self {
        self.reference.set_today(today);
        self
    }

    fn learn(&mut self, file: Opened) -> Result<(), Error> {
        let settings = &self.options.settings;
        let read = |(_, table): &(_, Table)| MinistryTable::read(&file.name, table, settings.kind, settings);
        let tables: Vec<MinistryTable> = file.tables.iter().map(read).collect();
        let sum = tables.iter().map(|table| table.taken).reduce(Taken::and).unwrap_or_default();
        if sum.groups == 0 {
            return Err(Error::new(&file.path, Reason::NoIds));
        }
        if sum.links == 0 && file.tables.iter().any(|(_, table)| role::has_columns_of_rosters(table)) {
            return Err(Error::new(&file.path, Reason::RosterAsReference));
        }
        tables.into_iter().for_each(|table| self.reference.add(table));
        self.references.push((file.path, sum));
        Ok(())
    }

    /// Templates, words, options.
    pub fn settings(&self) -> &'o Settings {
        &self.options.settings
    }

    /// Opens a workbook and finds its tables.
    ///
    /// # Errors
    /// If it cannot be read, or has no table.
    pub fn open(&self, input: &Input) -> Result<Opened, Error> {
        open::open(input, &self.options.open, &self.settings().headers)
    }

    /// The same, with one more sheet to look at.
    ///
    /// # Errors
    /// As [`Job::open`].
    pub(crate) fn open_sheet(&self, input: &Input, sheet: Option<&str>) -> Result<Opened, Error> {
        let mut options = self.options.open.clone();
        options.sheets.extend(sheet.map(str::to_owned));
        open::open(input, &options, &self.settings().headers)
    }

    /// Opens all workbooks that the user's words mean, in their order.
    pub(crate) fn open_all(&self, inputs: &[Input], pick: Pick) -> Vec<Result<Opened, Error>> {
        open::files(inputs, pick).into_par_iter().map(|input| input.and_then(|input| self.open(&input))).collect()
    }

    /// The run that judges tables.
    pub fn run<'r>(&'r self, sources: &'r [Source]) -> Run<'r> {
        Run::new(sources, self.settings(), &self.reference)
    }

    /// Where ministry tables or a snapshot were asked for and could not be used, every result says so; and by which snapshot pages were
    /// judged.
    pub(super) fn notes(&self) -> Vec<String> {
        let without_tables = !self.options.references.is_empty() && self.reference.is_empty();
        let tables =
            without_tables.then(|| "Таблицы министерства не прочитаны: все ссылки построены по образцу письма.".to_owned());
        let pages = self.options.pages.as_ref().map(|_| self.note_on_pages());
        tables.into_iter().chain(pages).collect()
    }

    fn note_on_pages(&self) -> String {
        let pages = self.reference.pages();
        let Some(file) = pages.file() else {
            return "Снимок страниц не прочитан: что размещено на страницах и чьи короткие имена, не сверено.".to_owned();
        };
        let Some((first, last)) = pages.days() else {
            return format!("В снимке страниц «{file}» нет ни одной страницы: сначала соберите его командой «gospub fetch».");
        };
        let days = if first == last { last.by_day() } else { format!("{}–{}", first.by_day(), last.by_day()) };
        let count = counted(pages.len(), "ответ", "ответа", "ответов");
        let is_old = self.reference.age(first).is_some_and(|age| age > self.settings().max_age.days());
        let advice = if is_old { " Часть ответов давняя: повторите «gospub fetch»." } else { "" };
        format!("Страницы сверены со снимком «{file}»: {count}, {days}.{advice}")
    }
}

/// Reads what was given for a snapshot.
fn read_pages(input: &Input) -> Result<Snapshot, Error> {
    let is_file = input.is_in_memory() || std::fs::metadata(input.path()).is_ok_and(|metadata| metadata.is_file());
    let is_there = is_file || !input.path().exists();
    // Whoever gives another file here is told where it belongs.
    let elsewhere = |error: Error| match error.reason {
        Reason::NotASnapshot => input.stopped(Reason::NotPages),
        _ => error,
    };
    if is_there { read_snapshot(input).map_err(elsewhere) } else { Err(input.stopped(Reason::NotPages)) }
}

/// Hears how the work goes on. Called from several threads.
pub trait Progress: Sync {
    /// So many rows are to be judged in all.
    fn total(&self, rows: usize);
    /// So many more are done.
    fn done(&self, rows: usize);
}

/// A progress that nobody looks at.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn total(&self, _: usize) {}
    fn done(&self, _: usize) {}
}

/// Takes lines of JSON: a line a call, without its end.
pub(crate) type Lines<'l> = dyn FnMut(&str) -> io::Result<()> + 'l;

/// Who takes what comes out of a run besides its result.
#[derive(Default)]
pub(super) struct Takers<'t> {
    /// The rows.
    pub(super) rows: Option<&'t mut Lines<'t>>,
    /// Whether of the rows only those are told in which there is something to look at.
    pub(super) only_problems: bool,
    /// What is written into each cell.
    pub(super) edits: Option<&'t mut Lines<'t>>,
}
