//! What a workbook is for, by what is in it: people who drop several files do not say which is which.

use super::Input;
use super::job::{Job, JobOptions};
use super::open::{self, Pick};
use super::snapshots::{is_snapshot, is_snapshot_input};
use crate::error::{Error, Reason};
use crate::record::Record;
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::layout::COLUMN_E;
use rayon::prelude::*;
use std::path::Path;

/// What a workbook is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Rows to be judged.
    Roster,
    /// Ready links of the ministry.
    MinistryTable,
    /// Which communities short names belong to, as `names` has written it.
    Names,
    /// What `split` has handed out.
    Answer,
    /// What `fetch` has noted down.
    Snapshot,
}

/// Opens a workbook and looks what it is for. A ministry table has five columns, none of those that only rosters have, and a link or an
/// id in nearly every row (domain reference, 2.2).
///
/// # Errors
/// If it cannot be read, or has no table.
pub fn role(input: &Input, job: &Job<'_>) -> Result<Role, Error> {
    if is_snapshot_input(input) {
        return Ok(Role::Snapshot);
    }
    let opened = match job.open(input) {
        Err(Error { reason: Reason::TableOfNames, .. }) => return Ok(Role::Names),
        opened => opened?,
    };
    let are_ministrys = || opened.tables.iter().all(|(_, table)| is_ministry_table(table));
    Ok(match () {
        () if opened.is_handed_out() => Role::Answer,
        () if !opened.tables.is_empty() && are_ministrys() => Role::MinistryTable,
        () => Role::Roster,
    })
}

/// Takes the ministry tables, the tables of names and the snapshot out of what was dropped together, for the job to use; gives the rest.
/// What cannot be opened is among the rest: whoever works on it says why. Of several snapshots the latest is used.
pub fn sort(dropped: &[Input], options: &mut JobOptions) -> Vec<Input> {
    let alone = JobOptions { references: Vec::new(), pages: None, ..options.clone() };
    let job = Job::begin(&alone);
    let files = open::files(dropped, Pick::Inputs).into_par_iter();
    let sorted: Vec<(Option<Role>, Input)> = files
        .map(|file| match file {
            Ok(input) => (role(&input, &job).ok(), input),
            Err(error) => (None, error.file.into()),
        })
        .collect();
    let (mut rest, mut snapshots) = (Vec::new(), Vec::new());
    for (role, input) in sorted {
        match role {
            Some(Role::MinistryTable | Role::Names) => options.references.push(input),
            Some(Role::Snapshot) => snapshots.push(input),
            Some(Role::Roster | Role::Answer) | None => rest.push(input),
        }
    }
    options.pages = latest(snapshots).or(options.pages.take());
    rest
}

/// Has the job use what lies in a folder of tables: its workbooks, and the latest of its snapshots where none was named.
pub fn take_tables(folder: &Path, options: &mut JobOptions) {
    options.references.extend(open::files(&[folder.into()], Pick::Inputs).into_iter().filter_map(Result::ok));
    options.pages = options.pages.take().or_else(|| {
        let paths = std::fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
        latest(paths.filter(|path| is_snapshot(path)).map(Input::from).collect())
    });
}

/// The file that was written last.
fn latest(files: Vec<Input>) -> Option<Input> {
    files.into_iter().max_by_key(|file| std::fs::metadata(file.path()).and_then(|metadata| metadata.modified()).ok())
}

fn is_ministry_table(table: &Table) -> bool {
    use ColumnRole::{GroupId, Link};
    if table.layout().last_column.index() != COLUMN_E || has_columns_of_rosters(table) {
        return false;
    }
    let is_ready = |&position: &usize| {
        let record = Record::at(table, position);
        [Link, GroupId].iter().any(|&role| !record.get(role).text.is_empty())
    };
    (0..table.len()).filter(is_ready).count() * 10 >= table.len() * 9
}

/// Whether a table has a column that no ministry table has.
pub(super) fn has_columns_of_rosters(table: &Table) -> bool {
    use ColumnRole::{Inn, Kind, Level, Municipality, Ogrn, Oktmo, Opaid, PosMessages, PosPolls};
    let has = |role: &ColumnRole| table.layout().column(*role).is_some();
    [Municipality, Kind, Level, Ogrn, Inn, Oktmo, Opaid, PosMessages, PosPolls].iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_told_apart() {
        let options = JobOptions::default();
        let job = Job::begin(&options);
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for (name, expected) in [
            ("roster.xlsx", Role::Roster),
            ("roster-minimal.csv", Role::Roster),
            ("faults.xlsx", Role::Roster),
            ("ministry-medical.xlsx", Role::MinistryTable),
            ("ministry-education.xlsx", Role::MinistryTable),
            ("ministry-medical-ids.xlsx", Role::MinistryTable),
            ("names.xlsx", Role::Names),
            ("pages.ndjson", Role::Snapshot),
        ] {
            assert_eq!(role(&samples.join(name).into(), &job).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn of_what_is_dropped_together_rosters_are_left_and_tables_are_for_the_job() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let dropped = ["names.xlsx", "roster-minimal.csv", "pages.ndjson", "ministry-medical.xlsx", "none.xlsx"];
        let mut options = JobOptions::default();
        let rest = sort(&dropped.map(|name| samples.join(name).into()), &mut options);
        let names = |inputs: &[Input]| inputs.iter().map(Input::name).collect::<Vec<_>>();
        assert_eq!(names(&rest), ["roster-minimal.csv", "none.xlsx"]);
        assert_eq!(names(&options.references), ["names.xlsx", "ministry-medical.xlsx"]);
        assert_eq!(options.pages.map(|pages| pages.name()), Some("pages.ndjson".to_owned()));
    }

    #[test]
    fn of_the_snapshots_in_a_folder_the_latest_is_used_where_none_was_named() {
        use std::time::{Duration, SystemTime};
        let folder = tempfile::tempdir().unwrap();
        for (name, days) in [("август.ndjson", 90), ("ноябрь.ndjson", 1), ("октябрь.ndjson", 30)] {
            let path = folder.path().join(name);
            std::fs::write(&path, crate::pages::header()).unwrap();
            let written = SystemTime::now() - Duration::from_secs(days * 24 * 3600);
            std::fs::File::options().write(true).open(path).unwrap().set_modified(written).unwrap();
        }
        std::fs::write(folder.path().join("где скачать.txt"), "…").unwrap();
        let mut options = JobOptions::default();
        take_tables(folder.path(), &mut options);
        assert_eq!(options.pages.as_ref().map(Input::name), Some("ноябрь.ndjson".to_owned()));
        let named = JobOptions { pages: Some(Path::new("иной.ndjson").into()), ..JobOptions::default() };
        let mut options = named.clone();
        take_tables(folder.path(), &mut options);
        assert_eq!(options.pages.map(|pages| pages.name()), Some("иной.ndjson".to_owned()));
    }

    #[test]
    fn a_roster_whose_links_are_missing_is_no_ministry_table() {
        let roster = "№;Организация;Страница ВК;Телефон;Ссылка на мини-приложение\n1;Школа № 1;https://vk.com/club1234567;1;\n";
        let options = JobOptions::default();
        assert_eq!(role(&Input::in_memory("а.csv", roster), &Job::begin(&options)).unwrap(), Role::Roster);
    }

    #[test]
    fn a_ministry_table_has_five_columns_and_none_of_a_roster() {
        let options = JobOptions::default();
        let job = Job::begin(&options);
        let link = "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=217000101";
        let of = |header: &str, row: &str| {
            let text = format!("{header};Ссылка на мини-приложение\n{row};{link}\n");
            role(&Input::in_memory("а.csv", text), &job).ok()
        };
        assert_eq!(of("№;Регион;Организация;Страница ВК", "1;Калужская область;Школа;club217000101"), Some(Role::MinistryTable));
        assert_eq!(of("№;ОГРН;Организация;Страница ВК", "1;1027700132195;Школа;club217000101"), Some(Role::Roster));
        assert_eq!(
            of("№;Регион;Глава;Организация;Страница ВК", "1;Калужская область;да;Школа;club217000101"),
            Some(Role::Roster)
        );
    }
}
