//! All that gospub can say of a row, read together: every code occurs in the samples, and each text is there to be proofread.

use crate::common::{cells, run, sample, samples};
use gospub::commands::job::{Job, JobOptions};
use gospub::commands::open;
use gospub::diagnostic::Code;
use gospub::rules;
use gospub::table::RowId;
use gospub::words::{self, Roster, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const FAULTS: &str = "faults.xlsx";
const MINISTRY_TABLES: [&str; 3] = ["ministry-medical.xlsx", "ministry-education.xlsx", "names.xlsx"];

const PAGES: &str = "pages.ndjson";
const FAULTY_PAGES: &str = "faults.ndjson";
/// A day on which the snapshot is new.
const DAY: &str = "2026-01-15";

/// The codes of each row of a sample, by sheet and row.
fn codes_by_row(name: &str) -> BTreeMap<(String, u32), Vec<String>> {
    let mut arguments = vec!["fill".into(), sample(name).into_os_string(), "--dry-run".into()];
    arguments.extend(["--format", "ndjson", "--date", DAY, "--pages"].map(Into::into));
    arguments.push(sample(if name == FAULTS { FAULTY_PAGES } else { PAGES }).into_os_string());
    for table in MINISTRY_TABLES {
        arguments.extend(["-r".into(), sample(table).into_os_string()]);
    }
    let codes = |row: &serde_json::Value| {
        let found = row["diagnostics"].as_array().unwrap().iter();
        (
            (row["sheet"].as_str().unwrap().to_owned(), u32::try_from(row["row"].as_u64().unwrap()).unwrap()),
            found.map(|found| found["code"].as_str().unwrap().into()).collect(),
        )
    };
    run(arguments).rows().iter().map(codes).collect()
}

#[test]
fn every_code_occurs_in_the_samples() {
    let workbooks = std::fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> =
        workbooks.filter(|name| name.ends_with(".xlsx")).flat_map(|name| codes_by_row(&name).into_values().flatten()).collect();
    let listed = run(["check", "--codes"]).stdout;
    let missing: Vec<&str> =
        listed.lines().map(|line| line.split('\t').next().unwrap()).filter(|code| !found.contains(*code)).collect();
    assert!(missing.is_empty(), "no sample shows {missing:?}");
}

#[test]
fn each_row_of_the_faults_shows_the_codes_that_it_names_and_no_others() {
    let written = cells(&sample(FAULTS), "Образцы ошибок");
    let named = |row: u32| -> Vec<String> {
        let text = written.get(&(row, 2)).map(String::as_str).unwrap_or_default();
        let mut codes: Vec<String> = text.split(", ").filter(|code| !code.is_empty()).map(str::to_owned).collect();
        codes.sort();
        codes
    };
    let mut rows = codes_by_row(FAULTS);
    rows.retain(|(sheet, _), _| sheet == "Образцы ошибок");
    assert!(rows.len() > rules::codes().count());
    for ((_, row), mut found) in rows {
        found.sort();
        assert_eq!(found, named(row), "row {row}");
    }
}

#[test]
fn no_link_is_missing_without_a_word() {
    let workbooks = std::fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap().path());
    for path in workbooks.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")) {
        let arguments = ["fill".as_ref(), path.as_os_str(), "--dry-run".as_ref(), "--format".as_ref(), "ndjson".as_ref()];
        for row in run(arguments).rows() {
            let links = row["links"].as_object().unwrap().values();
            let is_missing = links.filter(|link| !link.is_null()).any(|link| link["outcome"] == "unresolved");
            let has = |code: &str| row["diagnostics"].as_array().unwrap().iter().any(|found| found["code"] == code);
            let status = row["status"].as_str().unwrap();
            assert!(!is_missing || has("address-no-page-lawful") || ["warning", "error"].contains(&status), "{row}");
        }
    }
}

#[test]
fn texts_read_well() {
    let mut catalogue = String::new();
    let live = first_findings();
    for code in rules::codes() {
        let Code { name, severity, title, citation } = *code;
        writeln!(catalogue, "{name} · {} · {title} · {}", severity.code(), if citation.is_empty() { "—" } else { citation })
            .unwrap();
        let Words { message, advice } = &live[name];
        writeln!(catalogue, "    {message}").unwrap();
        if let Some(advice) = advice {
            writeln!(catalogue, "    → {}", advice.text).unwrap();
        }
    }
    insta::assert_snapshot!("catalogue", catalogue);
}

/// The first finding of each code in the sample of faults.
fn first_findings() -> BTreeMap<&'static str, Words> {
    let references = MINISTRY_TABLES.map(|table| sample(table).into()).to_vec();
    let options = JobOptions { references, pages: Some(sample(FAULTY_PAGES).into()), ..JobOptions::default() };
    let job = Job::begin(&options).on(DAY.parse().ok());
    assert!(job.errors.is_empty(), "{:?}", job.errors);
    let mut files = [job.open(&sample(FAULTS).into()).unwrap()];
    let (sources, _) = open::sources(&mut files);
    let run = job.run(&sources);
    let mut first = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        for position in 0..source.table.len() {
            for finding in run.verdict(RowId::new(index, position)).findings {
                first.entry(finding.code.name).or_insert_with(|| words::of(&finding, &Roster));
            }
        }
    }
    first
}
