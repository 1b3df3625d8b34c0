//! Opens what the user names: files and folders, their sheets, the tables in them, the ministry tables.

use super::Input;
use super::notes::{self, Place};
use super::output::{is_kept, stem_of_input};
use super::snapshots::is_snapshot_input;
use super::unfinished;
use crate::disk;
use crate::domain::text::fold_starts_with_any;
use crate::error::{Error, Reason};
use crate::handback::ORIGIN_SHEET;
use crate::handout;
use crate::link::miniapp;
use crate::pipeline::{Source, Status};
use crate::record::Record;
use crate::report::reading::{Reading, SheetReading};
use crate::report::{changes, check_sheet, ministry, names, status_word};
use crate::table::Table;
use crate::table::column::{ColumnRole, OwnRole};
use crate::table::headers::Headers;
use crate::table::layout::{Layout, LayoutError, LayoutNote, LayoutOptions, Why};
use crate::table::sheet::{Area, CellRef, Column, Sheet, Value};
use crate::workbook::foreign::{Found, Head, Losses};
use crate::workbook::format::Format;
use crate::workbook::{Limits, SheetInfo, Workbook};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How inputs are to be read.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// Only these sheets; all visible ones if empty.
    pub sheets: Vec<String>,
    /// Columns and header named by the user.
    pub layout: LayoutOptions,
    /// How much a file may cost.
    pub limits: Limits,
    /// Whether tables of names are read too; they are no rosters.
    pub takes_names: bool,
}

/// An opened workbook with its tables.
#[derive(Debug)]
pub struct Opened {
    /// Where it is; of a workbook in memory, its name.
    pub(crate) path: PathBuf,
    /// Its name, as shown in messages and in JSON.
    pub(crate) name: String,
    /// The workbook itself.
    pub(crate) book: Workbook,
    /// Its tables, with the positions of their sheets.
    pub tables: Vec<(usize, Table)>,
    /// How its sheets were read.
    pub(crate) reading: Reading,
}

impl Opened {
    /// Whether `split` made it: such a workbook is an answer, not a roster.
    pub(super) fn is_handed_out(&self) -> bool {
        self.book.sheets().iter().any(|sheet| sheet.name == ORIGIN_SHEET && !sheet.visible)
    }

    /// Whether gospub has worked on it before.
    pub(super) fn is_annotated(&self) -> bool {
        self.tables.iter().any(|(_, table)| table.layout().is_annotated())
    }

    /// What is to be said of the result, where the workbook cannot be given back as it came.
    pub(super) fn foreign_note(&self) -> Option<String> {
        self.book.foreign_format().map(|(format, losses)| foreign_note(format, losses))
    }
}

/// Endings of the files that are taken from folders.
const ENDINGS: [&str; 7] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv"];

/// The files that the user's words mean: files as they are, folders as the workbooks in them, by name. A path named twice counts once.
pub(super) fn files(inputs: &[Input], pick: Pick) -> Vec<Result<Input, Error>> {
    let (mut seen, mut swept) = (HashSet::new(), HashSet::new());
    inputs
        .iter()
        .flat_map(|input| {
            let file = || match input.name().strip_prefix(OWNER_FILE) {
                Some(workbook) => Err(input.stopped(Reason::OwnerFile(workbook.to_owned()))),
                None => Ok(input.clone()),
            };
            if input.is_in_memory() {
                return vec![file()];
            }
            match std::fs::metadata(input.path()) {
                Ok(metadata) if metadata.is_dir() => workbooks_in(input.path(), pick),
                Ok(metadata) if metadata.is_file() => {
                    let folder = disk::folder_of(input.path());
                    // What a killed run has left goes with the next that works in the folder, whatever it does there.
                    if swept.insert(folder.to_owned()) {
                        unfinished::sweep(folder);
                    }
                    vec![file()]
                }
                // A device may have no end, and a pipe no beginning.
                Ok(_) => vec![Err(input.stopped(io::Error::from(io::ErrorKind::Unsupported).into()))],
                Err(error) => vec![Err(input.stopped(error.into()))],
            }
        })
        .filter(|file| match file {
            Ok(file) if !file.is_in_memory() => {
                seen.insert(file.path().canonicalize().unwrap_or_else(|_| file.path().to_owned()))
            }
            _ => true,
        })
        .collect()
}

fn workbooks_in(folder: &Path, pick: Pick) -> Vec<Result<Input, Error>> {
    // A set of books whose run was killed on the way is made whole before it is read.
    super::unfinished::sweep(folder);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return vec![Err(Error::new(folder, error.into()))],
    };
    let mut all: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    all.sort();
    let taken = |pick: Pick| all.iter().filter(|path| pick.takes(path)).cloned().collect::<Vec<_>>();
    let mut paths = taken(pick);
    // A folder of results that people have corrected is checked again.
    if paths.is_empty() && pick == Pick::Inputs {
        paths = taken(Pick::Results);
    }
    if pick == Pick::Rosters {
        let inputs: HashSet<OsString> = paths.iter().filter_map(|path| path.file_stem()).map(OsString::from).collect();
        paths.retain(|path| stem_of_input(stem(path)).is_none_or(|stem| !inputs.contains(OsStr::new(stem))));
    }
    if paths.is_empty() {
        vec![Err(Error::new(folder, Reason::EmptyFolder))]
    } else {
        paths.into_iter().map(|path| Ok(path.into())).collect()
    }
}

/// How the names of the files begin that Excel keeps beside open workbooks.
const OWNER_FILE: &str = "~$";

/// Which workbooks of a folder are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    /// All but gospub's own results; these where there is nothing else.
    Inputs,
    /// Only gospub's own results.
    Results,
    /// Every roster once: the results too, but those whose input lies beside them.
    Rosters,
}

impl Pick {
    /// Never the [owner files](OWNER_FILE) that Excel leaves beside an open workbook.
    fn takes(self, path: &Path) -> bool {
        let stem = stem(path);
        let is_wanted = match self {
            Self::Inputs => stem_of_input(stem).is_none(),
            Self::Results => stem_of_input(stem).is_some(),
            Self::Rosters => true,
        };
        is_named_like_a_table(path) && !stem.starts_with(OWNER_FILE) && !is_kept(stem) && is_wanted
    }
}

/// Whether a file's name ends as those of tables do.
pub(super) fn is_named_like_a_table(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// Opens a workbook and finds its tables.
pub fn open(input: &Input, options: &OpenOptions, headers: &Headers) -> Result<Opened, Error> {
    let fail = |reason: Reason| input.stopped(reason);
    if is_snapshot_input(input) {
        return Err(fail(Reason::SnapshotAsTable));
    }
    let book =
        input.open(&options.limits, &|sheet| find_table(sheet, &options.layout, headers)).map_err(|error| fail(error.into()))?;
    let chosen = chosen_sheets(&book, &options.sheets).map_err(fail)?;
    let sheets: Vec<(usize, Arc<Sheet>)> = chosen
        .par_iter()
        .map(|&index| book.read(index).map(|sheet| (index, sheet)))
        .collect::<Result<_, _>>()
        .map_err(|error| fail(error.into()))?;
    // Where there is no record of it, «Проверка» as gospub writes it says that gospub has worked on the workbook.
    let read = |index| match sheets.iter().find(|(at, _)| *at == index) {
        Some((_, sheet)) => Ok(Arc::clone(sheet)),
        None => book.read(index),
    };
    let is_check = |(index, sheet): (usize, &SheetInfo)| {
        sheet.own || sheet.name.starts_with(check_sheet::NAME) && read(index).is_ok_and(|sheet| is_own(&sheet))
    };
    let is_annotated =
        book.sheets().iter().enumerate().any(is_check) || sheets.iter().any(|(_, sheet)| is_copy_of_result(sheet, headers));
    let layout = LayoutOptions { is_unannotated: !is_annotated, ..options.layout.clone() };
    let options = &OpenOptions { layout, ..options.clone() };
    let pivots = chosen.iter().map(|&index| (index, book.book().pivots(index))).collect();
    let (tables, mut reading) = tables(sheets, &pivots, options, headers).map_err(fail)?;
    reading.notes.extend(notes::of_hidden_sheets(&hidden_tables(&book, options, headers)));
    Ok(Opened { path: input.path().to_owned(), name: input.name(), book, tables, reading })
}

/// Whether a sheet was copied from a result, without the record of what gospub wrote: its headers stand in their order, and it has gospub's
/// own word for the state of every row.
fn is_copy_of_result(sheet: &Sheet, headers: &Headers) -> bool {
    /// How far down the headers are looked for.
    const ROWS: u32 = 60;
    let has_header = |text: &str| OwnRole::of_header(text) == Some(OwnRole::Advice);
    let mut top = sheet.rows().take_while(|row| row.number() <= ROWS);
    let is_header = |value: Value<'_>| matches!(value, Value::Text(text) if has_header(text));
    if sheet.own_columns().is_some() || !top.any(|row| row.cells().any(|cell| is_header(cell.value))) {
        return false;
    }
    let Ok(Some(layout)) = Layout::of_annotated(sheet, headers, &LayoutOptions::default()) else { return false };
    let Some((status, (_, header))) = layout.own(OwnRole::Status).zip(layout.header) else { return false };
    let words = Status::ALL.map(status_word);
    let rows = sheet.rows().skip_while(|row| row.number() <= header);
    let mut said = rows.map(|row| row.value(status)).filter(|value| *value != Value::Blank).peekable();
    said.peek().is_some() && said.all(|value| matches!(value, Value::Text(text) if words.contains(&text.trim())))
}

/// Opens a workbook for taking gospub's marks out: its tables are the sheets that gospub has worked on.
pub(super) fn open_annotated(input: &Input, options: &OpenOptions, headers: &Headers) -> Result<Opened, Error> {
    let fail = |reason: Reason| input.stopped(reason);
    let mut book =
        input.open(&options.limits, &|sheet| find_table(sheet, &options.layout, headers)).map_err(|error| fail(error.into()))?;
    let mut tables = Vec::new();
    let is_read = |&index: &usize| book.sheets()[index].is_worksheet && !book.sheets()[index].own;
    for index in (0..book.sheets().len()).filter(is_read).collect::<Vec<_>>() {
        let sheet = book.read(index).map_err(|error| fail(error.into()))?;
        if is_added(&sheet) {
            book.take_for_own(index);
            continue;
        }
        let last = sheet.last_column().unwrap_or_default();
        match Layout::of_annotated(&sheet, headers, &options.layout) {
            Ok(Some(layout)) => tables.push((index, Table::new(sheet, layout))),
            Ok(None) => {}
            Err(error) => return Err(fail(Reason::of_layout(&error, sheet.name(), last).unwrap_or(Reason::NotAnnotated))),
        }
    }
    Ok(Opened { path: input.path().to_owned(), name: input.name(), book, tables, reading: Reading::default() })
}

/// The table on a sheet that is no part of a package yet.
pub(super) fn find_table(sheet: &Arc<Sheet>, options: &LayoutOptions, headers: &Headers) -> Option<Found> {
    let layout = Layout::recognise(sheet, headers, options).ok()?;
    // A header that names a column says more than cells that look like it: where a text is cut at the wrong character, cells still do.
    let weight = |(role, _): (ColumnRole, Column)| if layout.why(role) == Some(Why::Content) { 1 } else { ColumnRole::ALL.len() };
    let columns = layout.columns().map(weight).sum();
    let table = Table::new(Arc::clone(sheet), layout);
    Some(Found { head: table.header_row().map(|header| Head { header, table: table.area() }), columns })
}

fn chosen_sheets(book: &Workbook, wanted: &[String]) -> Result<Vec<usize>, Reason> {
    let sheets = book.sheets();
    for name in wanted {
        if !sheets.iter().any(|sheet| sheet.name == *name) {
            return Err(Reason::NoSheet { wanted: name.clone(), known: sheets.iter().map(|sheet| sheet.name.clone()).collect() });
        }
    }
    let is_chosen = |index: &usize| {
        let sheet = &sheets[*index];
        sheet.is_worksheet && !sheet.own && if wanted.is_empty() { sheet.visible } else { wanted.contains(&sheet.name) }
    };
    Ok((0..sheets.len()).filter(is_chosen).collect())
}

/// The hidden sheets with a table on them: they are passed over, where the user does not name them.
fn hidden_tables(book: &Workbook, options: &OpenOptions, headers: &Headers) -> Vec<String> {
    let is_hidden = |sheet: &SheetInfo| {
        sheet.is_worksheet && !sheet.own && !sheet.visible && !sheet.name.starts_with(ORIGIN_SHEET) && options.sheets.is_empty()
    };
    let hidden = book.sheets().iter().enumerate().filter(|(_, sheet)| is_hidden(sheet));
    let has_table = |index: usize| {
        book.read(index).is_ok_and(|sheet| !is_own(&sheet) && find_table(&sheet, &options.layout, headers).is_some())
    };
    hidden.filter(|(index, _)| has_table(*index)).map(|(_, sheet)| sheet.name.clone()).collect()
}

/// The tables among the sheets. A sheet without one is no fault as long as another has one.
fn tables(
    sheets: Vec<(usize, Arc<Sheet>)>,
    pivots: &HashMap<usize, Vec<Area>>,
    options: &OpenOptions,
    headers: &Headers,
) -> Result<(Vec<(usize, Table)>, Reading), Reason> {
    let any_sheet = !sheets.is_empty();
    let of_names = |sheet: &Sheet| first_text(sheet) == Some(names::TITLE);
    if !options.takes_names && sheets.iter().any(|(_, sheet)| of_names(sheet)) {
        return Err(Reason::TableOfNames);
    }
    let candidates: Vec<(usize, Arc<Sheet>)> = sheets.into_iter().filter(|(_, sheet)| !is_own(sheet)).collect();
    if any_sheet && candidates.is_empty() {
        return Err(Reason::OwnReport);
    }
    let named = options.layout.header_row.is_some() || !options.layout.columns.is_empty();
    // Columns named by the user belong to the sheets that are tables anyway; a legend beside them stays what it is.
    // A guess at column E does not tell tables from legends, and an earlier run's headers would change it.
    let guessed = |layout: &Layout| layout.notes.iter().any(|note| matches!(note, LayoutNote::DefaultColumn(_)));
    let plain = LayoutOptions { is_unannotated: options.layout.is_unannotated, ..LayoutOptions::default() };
    let tabular = |sheet: &Sheet| Layout::recognise(sheet, headers, &plain).is_ok_and(|layout| !guessed(&layout));
    let any_tabular = named && options.sheets.is_empty() && candidates.iter().any(|(_, sheet)| tabular(sheet));
    let names: Vec<String> = candidates.iter().map(|(_, sheet)| sheet.name().to_owned()).collect();
    let several = candidates.len() > 1;
    let mut tables: Vec<(usize, Table)> = Vec::new();
    // The sheets that were looked at, in their order; those without a table by their names.
    let mut looked_at: Vec<Option<String>> = Vec::new();
    let (mut refused, mut nearest) = (None, None);
    let mut of_pivots = Vec::new();
    let mut not_read = Vec::new();
    for (index, sheet) in candidates {
        if any_tabular && !tabular(&sheet) {
            looked_at.push(Some(sheet.name().to_owned()));
            continue;
        }
        match Layout::recognise(&sheet, headers, &options.layout) {
            Ok(layout) if pivots.get(&index).is_some_and(|pivots| is_pivot(&layout, pivots)) => {
                let note = notes::of_pivot(sheet.name());
                nearest = nearest.or_else(|| Some(note.text.clone()));
                of_pivots.push(note);
            }
            Ok(layout) => {
                let table = Table::new(sheet, layout);
                looked_at.push(None);
                tables.push((index, table));
                continue;
            }
            Err(LayoutError::NoTable { nearest: Some(candidate) }) => {
                let words = notes::refused_words(&candidate);
                not_read.push(notes::of_sheet_not_read(sheet.name(), &words));
                nearest = nearest.or_else(|| Some(format!("лист «{}», {words}", sheet.name())));
            }
            Err(error) => {
                let last = sheet.last_column().unwrap_or_default();
                match Reason::of_layout(&error, sheet.name(), last) {
                    // What the user named was not found here; another sheet may still have it.
                    Some(reason) if named && options.sheets.is_empty() && several => refused = refused.or(Some(reason)),
                    Some(reason) => return Err(reason),
                    None => {}
                }
            }
        }
        looked_at.push(Some(sheet.name().to_owned()));
    }
    if tables.is_empty() {
        return Err(refused.unwrap_or(Reason::NoTable { sheets: names, nearest }));
    }
    if options.sheets.is_empty() {
        let has_roster = tables.iter().any(|(_, table)| table.layout().column(ColumnRole::Organisation).is_some());
        let mut places = looked_at.iter_mut().filter(|without| without.is_none());
        tables.retain(|(_, table)| {
            let place = places.next().expect("each table is a sheet that was looked at");
            let Some(aside) = Aside::of(table).filter(|_| has_roster) else { return true };
            not_read.push(notes::of_sheet_aside(table.sheet().name(), aside));
            *place = Some(table.sheet().name().to_owned());
            false
        });
    }
    Table::mark_repeats(tables.iter_mut().map(|(_, table)| table));
    let mut reading = read(&tables, looked_at, several);
    reading.notes.extend(of_pivots);
    reading.notes.extend(not_read);
    Ok((tables, reading))
}

/// What a sheet beside a roster is, for all that it has a column of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// «ФИО | Должность | ВК».
    People,
    /// «Вид | Ссылка на мини-приложение»: the forms that links have.
    Samples,
}

impl Aside {
    /// A table without organisations is one of people by its header, or one of samples where no link in it leads to a community.
    fn of(table: &Table) -> Option<Self> {
        let layout = table.layout();
        let has = |role| layout.column(role).is_some();
        if has(ColumnRole::Organisation) || has(ColumnRole::GroupId) {
            return None;
        }
        let is_of_people =
            |column| fold_starts_with_any(&layout.header_over(table.sheet(), column), &["фио", "ф.и.о", "фамилия"]);
        if layout.senders_columns().any(is_of_people) {
            return Some(Self::People);
        }
        let names_group = |position| {
            let link = Record::at(table, position).text(ColumnRole::Link).into_owned();
            miniapp::parse(&link).is_ok_and(|link| link.group.is_some())
        };
        let are_samples = has(ColumnRole::Link) && !has(ColumnRole::Address) && !(0..table.len()).any(names_group);
        are_samples.then_some(Self::Samples)
    }
}

/// Whether the pages of a table lie in a pivot table, which Excel makes anew from its source. One beside a roster does no harm.
fn is_pivot(layout: &Layout, pivots: &[Area]) -> bool {
    let page = [ColumnRole::Address, ColumnRole::Link, ColumnRole::GroupId].into_iter().find_map(|role| layout.column(role));
    page.is_some_and(|page| pivots.iter().any(|pivot| pivot.contains(CellRef::new(layout.first_data_row, page))))
}

/// How the tables were read, among the sheets without one.
fn read(tables: &[(usize, Table)], looked_at: Vec<Option<String>>, several: bool) -> Reading {
    let mut reading = Reading::default();
    for (_, table) in tables {
        let place = Place { sheet: table.sheet().name(), is_one_of_several: several };
        let notes = &mut reading.notes;
        notes.extend(table.layout().notes.iter().map(|note| notes::of_layout(note, table, place)));
        notes.extend(table.filled_down().iter().map(|filled| notes::of_filled_down(filled, place)));
        notes.extend(notes::of_odd_rows(&table.odd_rows(), place));
        notes.extend(notes::of_rows(table, place));
        notes.extend(notes::of_namesake(table, place));
        notes.extend(notes::of_lost_record(table, place));
    }
    let mut of_tables = tables.iter().map(|(_, table)| SheetReading::of(table));
    let sheets = looked_at
        .into_iter()
        .map(|without| without.map_or_else(|| of_tables.next(), |name| Some(SheetReading::without_table(&name))));
    reading.sheets = sheets.flatten().collect();
    reading
}

/// A sheet to read that gospub itself wrote: into a result, into a report, or for a municipality.
fn is_own(sheet: &Sheet) -> bool {
    let Some(title) = first_text(sheet) else { return false };
    title == check_sheet::TITLE
        || title == changes::sheet::TITLE
        || ministry::book::is_title(title)
        || title == handout::GUIDE_TITLE
        || title.starts_with(handout::PLACE_TITLE)
}

/// A sheet that gospub added to a result, under the name that it gave to it.
fn is_added(sheet: &Sheet) -> bool {
    let added = [(check_sheet::NAME, check_sheet::TITLE), (changes::sheet::NAME, changes::sheet::TITLE)];
    added.iter().any(|(name, title)| sheet.name().starts_with(name) && first_text(sheet) == Some(title))
}

fn first_text(sheet: &Sheet) -> Option<&str> {
    match sheet.cell(CellRef::new(1, Column::default())).value {
        Value::Text(title) => Some(title),
        _ => None,
    }
}

/// What is to be said of a workbook that comes back as a fresh one.
fn foreign_note(format: Format, losses: Losses) -> String {
    let what = match format {
        Format::Xls => "книга старого вида .xls",
        Format::Xlsb => "двоичная книга .xlsb",
        Format::Ods | Format::FlatOds => "таблица OpenDocument",
        Format::Text => "текст с разделителями",
        Format::Html => "веб-страница с таблицей",
        _ => "таблица XML 2003",
    };
    let mut lost = String::new();
    for (count, what) in [
        (losses.dropped_sheets, "листов диаграмм, макросов и диалогов пропущено"),
        (losses.cut_texts, "текстов длиннее 32 767 знаков обрезано"),
        (losses.plain_links, "ссылок сверх 65 530 на листе осталось без адреса под ними"),
        (losses.dropped_merges, "объединений ячеек, которые перекрывали другие, снято"),
    ] {
        if count > 0 {
            lost += &format!(" Не перенесено: {what} — {count}.");
        }
    }
    format!(
        "Исходный файл — {what}; результат записан новой книгой .xlsx. Значения и листы с ячейками сохранены, оформление может отличаться.{lost}"
    )
}

/// Makes the tables of opened files into the sources of a run; gives for each file the positions of its own.
pub fn sources(files: &mut [Opened]) -> (Vec<Source>, Vec<Vec<usize>>) {
    let mut sources = Vec::new();
    let positions = files
        .iter_mut()
        .map(|file| {
            std::mem::take(&mut file.tables)
                .into_iter()
                .map(|(sheet, table)| {
                    sources.push(Source { file: file.name.clone(), sheet, table });
                    sources.len() - 1
                })
                .collect()
        })
        .collect();
    (sources, positions)
}

/// The position of the data row with this number in a table.
pub(super) fn position_of(table: &Table, row: u32) -> Option<usize> {
    let position = table.position_from(row);
    (position < table.len() && Record::at(table, position).row() == row).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::About;
    use crate::table::sheet::sheet_of_texts;

    #[test]
    fn lists_of_people_and_of_samples_beside_a_roster_are_no_rosters() {
        let names = |sheets: &[(&str, &[&[&str]])]| {
            let sheet = |(name, rows): &(&str, &[&[&str]])| Arc::new(sheet_of_texts(name, rows.iter().map(|row| row.iter())));
            let sheets = sheets.iter().enumerate().map(|(index, one)| (index, sheet(one))).collect();
            let (tables, reading) = tables(sheets, &HashMap::new(), &OpenOptions::default(), &Headers::default()).unwrap();
            let of_notes = reading.notes.iter().filter(|note| note.about == About::SheetNotRead).count();
            let with_table = reading.sheets.iter().filter(|sheet| sheet.table.is_some()).map(|sheet| sheet.sheet.clone());
            assert_eq!(tables.len(), with_table.clone().count());
            (with_table.collect::<Vec<_>>(), of_notes)
        };
        let roster: (&str, &[&[&str]]) =
            ("Реестр", &[&["Организация", "Страница ВК"], &["МБОУ СОШ № 1", "vk.com/club217000101"]]);
        let people: (&str, &[&[&str]]) =
            ("Контакты", &[&["ФИО", "Должность", "ВК"], &["Петрова А. А.", "методист", "vk.com/id5"]]);
        let link = "https://vk.com/app8181405#module=health&groupId=";
        let samples: &[&[&str]] = &[&["Вид", "Ссылка на мини-приложение"], &["Здравоохранение", &format!("{link}ID")]];
        let ready: &[&[&str]] = &[&["Вид", "Ссылка на мини-приложение"], &["Здравоохранение", &format!("{link}217000101")]];
        assert_eq!(names(&[("Виды", samples), people, roster]), (vec!["Реестр".to_owned()], 2));
        assert_eq!(names(&[("Ссылки", ready), roster]).1, 0);
        assert_eq!(names(&[people]), (vec!["Контакты".to_owned()], 0));
    }

    #[test]
    fn a_file_that_is_read_lets_what_a_killed_run_has_left_beside_it_go() {
        let folder = tempfile::tempdir().unwrap();
        let (input, left) = (folder.path().join("a.csv"), folder.path().join(".gospub-a1.tmp"));
        std::fs::write(&input, "Организация;Страница ВК\n").unwrap();
        let hour = std::time::Duration::from_secs(3600);
        std::fs::File::create(&left).unwrap().set_modified(std::time::SystemTime::now() - hour).unwrap();
        assert!(files(&[input.into()], Pick::Rosters).iter().all(Result::is_ok));
        assert!(!left.exists());
    }

    #[test]
    fn a_sheet_with_gospubs_words_under_its_headers_is_a_copy_of_a_result() {
        let is_copy = |status: &str| {
            let own = ["ID сообщества", "Статус", "Что не так", "Что сделать", "Пояснение"];
            let header = [&["Организация", "Страница ВК"], &own[..]].concat();
            let rows = [header, vec!["Школа", "vk.com/club5", "5", status, "", "", ""]];
            is_copy_of_result(&sheet_of_texts("Лист1", rows.iter().map(|row| row.iter())), &Headers::default())
        };
        assert!(is_copy("Заполнено"));
        // A form of the sender's own with the same headers.
        assert!(!is_copy("действует") && !is_copy(""));
    }
}
