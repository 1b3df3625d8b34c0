//! Laws that hold for every roster, in every format that gospub reads, with any options: what the commands promise of each other.
//!
//! | law | what it says |
//! |---|---|
//! | [`taken_out`] | `strip` of `fill` is what was sent, whatever the options |
//! | [`filled_twice`] | `fill` of `fill` is `fill`, in bytes |
//! | [`kept_edit`] | what a person writes into a filled workbook is there after the next run and after `strip` |
//! | [`kept_rows`] | where rows of a filled workbook change places, what the sender wrote goes with them |
//! | [`answered_without_changes`] | `merge` of what `split` handed out is `fill` |
//! | [`each_row_alone`] | the verdict on a row is that of the batch |
//! | [`figures_are_of_rows`] | what `report` counts is what the rows say |
//! | [`any_threads`] | one thread and several make the same bytes |
//!
//! Rosters come from chance (`made.rs`), from LibreOffice, which saves a sample in the formats it knows, from the samples and from the
//! folder that `GOSPUB_CORPUS` names.

mod made;

use crate::common::with_text;
use gospub::commands::fill::{FillRequest, fill as fill_all};
use gospub::commands::job::{JobOptions, Silent};
use gospub::commands::report::{ReportRequest, report};
use gospub::domain::{Date, OrgKind};
use gospub::error::Reason;
use gospub::record::text_of;
use gospub::report::ministry;
use gospub::table::column::ColumnRole;
use gospub::table::sheet::{CellRef, Column, Sheet};
use gospub::workbook::{Limits, Workbook};
use gospub::{Input, Options};

use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

/// A file with a roster.
#[derive(Clone, Debug)]
struct Roster {
    name: String,
    bytes: Vec<u8>,
}

impl Roster {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Self { name, bytes: std::fs::read(path).unwrap() }
    }

    fn input(&self) -> Input {
        Input::in_memory(&self.name, self.bytes.clone())
    }

    /// The result under the name of what it was made of.
    fn filled(&self, options: &Options) -> Result<Self, gospub::error::Error> {
        let bytes = gospub::fill(self.input(), options)?.workbook;
        Ok(Self { name: self.name.clone(), bytes })
    }

    fn stripped(&self) -> Self {
        let bytes = gospub::strip(self.input(), &PLAIN).unwrap_or_else(|error| panic!("{error}"));
        Self { name: self.name.clone(), bytes }
    }

    /// Whether it is a package, whose parts can be compared.
    fn is_package(&self) -> bool {
        let holds = |part: &str| self.parts().is_some_and(|parts| parts.contains_key(part));
        self.bytes.starts_with(b"PK") && holds("[Content_Types].xml") && !holds("xl/workbook.bin")
    }

    fn parts(&self) -> Option<BTreeMap<String, Vec<u8>>> {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&self.bytes)).ok()?;
        let part = |index| {
            let mut entry = archive.by_index(index).ok()?;
            let mut bytes = Vec::new();
            std::io::copy(&mut entry, &mut bytes).ok()?;
            Some((entry.name().ok()?.into_owned(), bytes))
        };
        (0..zip::ZipArchive::new(std::io::Cursor::new(&self.bytes)).ok()?.len()).map(part).collect()
    }

    /// The sender's sheets: their cells as texts, and where they lead.
    fn cells(&self) -> BTreeMap<String, BTreeMap<CellRef, (String, Option<String>)>> {
        let book = Workbook::from_bytes(Arc::new(self.bytes.clone()), &Limits::default(), &|sheet| Some(sheet.clone()).and(None))
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let sheets = book.sheets().iter().enumerate().filter(|(_, sheet)| sheet.is_worksheet && !sheet.own);
        sheets.map(|(position, sheet)| (sheet.name.clone(), cells(&book.read(position).unwrap()))).collect()
    }

    /// The lines of `--format ndjson`: of rows, and of the file.
    fn lines(&self, options: &Options) -> Vec<Value> {
        let request = FillRequest {
            inputs: vec![self.input()],
            job: options.job.clone(),
            date: options.date,
            dry_run: true,
            ..FillRequest::default()
        };
        let mut lines = Vec::new();
        let mut take = |line: &str| {
            lines.push(serde_json::from_str(line).unwrap());
            Ok(())
        };
        fill_all(&request, &Silent, Some(&mut take)).unwrap();
        lines
    }
}

/// What is said of rows.
fn rows_of(lines: &[Value]) -> impl Iterator<Item = &Value> {
    lines.iter().filter(|line| line["schema"] == "gospub.row/1")
}

fn cells(sheet: &Sheet) -> BTreeMap<CellRef, (String, Option<String>)> {
    let cells = sheet.rows().flat_map(|row| row.cells().collect::<Vec<_>>().into_iter());
    let said = cells.map(|cell| (cell.at, (text_of(cell.value).into_owned(), cell.hyperlink.map(str::to_owned))));
    said.filter(|(_, (text, link))| !text.is_empty() || link.is_some()).collect()
}

/// No options. Reading the words takes longer than judging a row, so they are read once.
static PLAIN: LazyLock<Options> = LazyLock::new(Options::default);

/// The options that change what is written.
#[derive(Clone, Copy, Debug)]
struct How {
    fix: bool,
    card: bool,
    kind: Option<OrgKind>,
    dated: bool,
}

impl How {
    fn options(self) -> Options {
        let mut options = PLAIN.clone();
        (options.job.settings.fix, options.job.settings.card, options.job.settings.kind) = (self.fix, self.card, self.kind);
        options.date = self.dated.then(day);
        options
    }
}

fn any_options() -> impl Strategy<Value = How> {
    let kind = prop::sample::select(vec![None, None, Some(OrgKind::Health), Some(OrgKind::Education), Some(OrgKind::Other)]);
    (any::<bool>(), any::<bool>(), kind, any::<bool>()).prop_map(|(fix, card, kind, dated)| How { fix, card, kind, dated })
}

fn day() -> Date {
    "2026-11-30".parse().unwrap()
}

/// `strip` of `fill` is what was sent: each part of a package, the cells of anything else, which comes back as a package of its own that is
/// the same whatever the options were. A hyperlink that `--fix` took off a cell comes back as the last one of its sheet, under a number of
/// its own: hyperlinks are compared by their cells then.
fn taken_out(sent: &Roster, filled: &Roster, options: &Options) {
    let fix = options.job.settings.fix;
    let back = filled.stripped();
    let wanted = match sent.is_package() {
        true => sent.clone(),
        false => {
            let plain =
                Options { job: JobOptions { settings: PLAIN.job.settings.clone(), ..options.job.clone() }, ..PLAIN.clone() };
            sent.filled(&plain).unwrap().stripped()
        }
    };
    let parts = |roster: &Roster| if fix { without_links(roster.parts().unwrap()) } else { roster.parts().unwrap() };
    assert_same(&sent.name, &parts(&back), &parts(&wanted));
    assert_eq!(sent.cells(), back.cells(), "{}", sent.name);
}

/// Parts without what says where cells lead.
fn without_links(parts: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let without = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8_lossy(&bytes);
        match (text.find("<hyperlinks>"), text.find("</hyperlinks>")) {
            (Some(start), Some(end)) => (name, [&text[..start], &text[end..]].concat().into_bytes()),
            _ => (name, bytes),
        }
    };
    parts.into_iter().filter(|(name, _)| !name.starts_with("xl/worksheets/_rels/")).map(without).collect()
}

/// `fill` of `fill` is `fill`. The first result of what is no package says that it is a new workbook, and no later one does.
fn filled_twice(sent: &Roster, filled: &Roster, options: &Options) {
    let again = filled.filled(options).unwrap();
    let (once, twice) = match sent.is_package() {
        true => (filled.clone(), again),
        false => (again.clone(), again.filled(options).unwrap()),
    };
    if once.bytes != twice.bytes {
        assert_same(&filled.name, &twice.parts().unwrap(), &once.parts().unwrap());
        panic!("{}: a second run gives the same parts in other bytes", filled.name);
    }
}

/// Parts are the same; the first that is not is shown where it differs.
fn assert_same(file: &str, there: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    for (name, part) in wanted {
        let found = there.get(name).unwrap_or_else(|| panic!("{file}: no {name}"));
        let same = part.iter().zip(found).take_while(|(one, other)| one == other).count();
        let around =
            |part: &[u8]| String::from_utf8_lossy(&part[same.saturating_sub(200)..part.len().min(same + 200)]).into_owned();
        assert!(found == part, "{file}: {name} is\n{}\nand not\n{}", around(found), around(part));
    }
    let added: Vec<&String> = there.keys().filter(|name| !wanted.contains_key(*name)).collect();
    assert!(added.is_empty(), "{file}: {added:?}");
}

/// The books of municipalities; none where the roster has no municipalities.
type Parts = Option<Vec<(String, Vec<u8>)>>;

fn parts(sent: &Roster, options: &Options) -> Parts {
    match gospub::split(sent.input(), "municipality", day(), options) {
        Ok(parts) => Some(parts.into_iter().map(|part| (part.name, part.workbook)).collect()),
        Err(error) if matches!(error.reason, Reason::NoSplitColumn { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

/// One thread and several make the same bytes.
fn any_threads(sent: &Roster, filled: &Roster, handed_out: &Parts, options: &Options) {
    let many = Options { threads: 3, ..options.clone() };
    assert!(sent.filled(&many).unwrap().bytes == filled.bytes, "fill of {}", sent.name);
    assert!(parts(sent, &many) == *handed_out, "split of {}", sent.name);
    let report = |options| gospub::report([sent.input()], day(), options).unwrap();
    assert!(report(options) == report(&many), "report of {}", sent.name);
}

/// Municipalities that change nothing change nothing.
fn answered_without_changes(sent: &Roster, filled: &Roster, handed_out: Parts, options: &Options) {
    let Some(parts) = handed_out else { return };
    let answers = parts.into_iter().map(|(name, book)| Input::in_memory(name, book));
    let merged = gospub::merge(sent.input(), answers, options).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((merged.changes.written(), merged.errors.len()), (0, 0), "{}: {:?}", sent.name, merged.errors);
    let merged = Roster { name: sent.name.clone(), bytes: merged.workbook };
    assert_eq!(merged.cells(), filled.cells(), "{}", sent.name);
}

/// The verdict on a row is that of the batch.
fn each_row_alone(sent: &Roster, lines: &[Value], options: &Options, step: usize) {
    for row in rows_of(lines).step_by(step) {
        let (sheet, number) = (row["sheet"].as_str().unwrap(), row["row"].as_u64().unwrap() as u32);
        let alone = gospub::check_row(sent.input(), Some(sheet), number, options).unwrap_or_else(|error| panic!("{error}"));
        let alone: Value = serde_json::from_str(&alone.json).unwrap();
        let is_of_value = |name: &&String| !["schema", "input", "address"].contains(&name.as_str());
        for name in row.as_object().unwrap().keys().filter(is_of_value) {
            assert_eq!(alone[name], row[name], "{}: {name} of {sheet}!{number}", sent.name);
        }
    }
}

/// What `report` counts is what the rows say.
fn figures_are_of_rows(sent: &Roster, lines: &[Value], options: &Options) {
    // The rows of a sheet that repeats another are counted once.
    let repeats = lines.iter().any(|line| line["schema"] == "gospub.file/1" && line.to_string().contains("\"repeats\":\""));
    if repeats {
        return;
    }
    let rows: Vec<&Value> = rows_of(lines).collect();
    let request = ReportRequest { inputs: vec![sent.input()], job: options.job.clone(), output: None, since: None, date: day() };
    let report = report(&request, &Silent).report.unwrap();
    let figures: Value = serde_json::from_str(&ministry::json::text(&report)).unwrap();
    let total = &figures["total"];
    for status in ["ok", "filled", "unverified", "warning", "error"] {
        let of_rows = rows.iter().filter(|row| row["status"] == status).count();
        assert_eq!(total["statuses"][status], of_rows, "{}: {status}", sent.name);
    }
    assert_eq!(total["organisations"], rows.len(), "{}", sent.name);
    for code in figures["problems"].as_array().unwrap() {
        // What is closed or mended is no problem.
        let counts = |found: &&Value| found["code"] == code["code"] && found["severity"] != "info";
        let found = |row: &&Value| row["diagnostics"].as_array().unwrap().iter().filter(counts).count();
        assert_eq!(code["count"], rows.iter().map(found).sum::<usize>(), "{}: {}", sent.name, code["code"]);
    }
}

/// What a person does to a cell of a filled workbook.
#[derive(Clone, Debug)]
struct Deed {
    /// The row among those of organisations, and the column: those of the sender from the left, then «Пояснение».
    row: prop::sample::Index,
    column: prop::sample::Index,
    text: &'static str,
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let text = prop::sample::select(vec!["правка", "https://vk.com/club217000555", "217000556", "да", "= см. <выше>"]);
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), text).prop_map(|(row, column, text)| Deed { row, column, text })
}

/// What a person writes into a filled workbook stays: in the next result, and without gospub's marks. `extent`: the sender's rows and how
/// many columns there are.
fn kept_edit(filled: &Roster, options: &Options, deed: &Deed, (first, last, width): (u32, u32, usize)) {
    let before = filled.cells();
    let (sheet, cells) = before.iter().find(|(_, cells)| cells.values().any(|(text, _)| text == "Пояснение")).unwrap();
    let explanation = cells.iter().find(|(_, (text, _))| text == "Пояснение").map(|(at, _)| at.column).unwrap();
    let column = deed.column.index(width + 1);
    let column = if column < width { Column::new(column).unwrap() } else { explanation };
    let at = CellRef::new(first + deed.row.index((last - first + 1) as usize) as u32, column);
    let edited = Roster { name: filled.name.clone(), bytes: with_cell(filled, at, deed.text) };
    assert_eq!(edited.cells()[sheet][&at].0, deed.text, "{at} is edited");
    let again = edited.filled(options).unwrap_or_else(|error| panic!("{error}"));
    let is_senders = column != explanation;
    let (again_cells, back) = (again.cells(), again.stripped().cells());
    let now = &again_cells[sheet][&at].0;
    if !options.job.settings.fix {
        assert_eq!(now, deed.text, "{at} after the next run");
    }
    if is_senders {
        assert_eq!(back[sheet][&at].0, deed.text, "{at} after strip");
        let mut wanted = filled.stripped().cells();
        let sheets = wanted.get_mut(sheet).unwrap();
        sheets.insert(at, back[sheet][&at].clone());
        assert_eq!(wanted, back, "nothing but {at} differs");
    }
}

/// The workbook with a text in a cell of its first sheet, as another program writes it.
fn with_cell(book: &Roster, at: CellRef, text: &str) -> Vec<u8> {
    with_first_sheet(book, |sheet| with_text(&sheet, at, text))
}

/// The workbook with its first sheet changed.
fn with_first_sheet(book: &Roster, change: impl Fn(String) -> String) -> Vec<u8> {
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, mut bytes) in book.parts().unwrap() {
        if name == SHEET {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        zip.start_file(&*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Where a person sorts a filled workbook, what the sender wrote is still in its row: after `strip`, and after another run without `--fix`.
/// `rows`: the sender's, of which one changes places with the next.
fn kept_rows(filled: &Roster, options: &Options, deed: &Deed, (first, last): (u32, u32)) {
    if first == last {
        return;
    }
    let row = first + deed.row.index((last - first) as usize) as u32;
    let swap = |at: CellRef| match at.row {
        one if one == row => CellRef::new(row + 1, at.column),
        other if other == row + 1 => CellRef::new(row, at.column),
        _ => at,
    };
    let sorted = Roster { name: filled.name.clone(), bytes: with_swapped(filled, row) };
    let again = (!options.job.settings.fix).then(|| sorted.filled(options).unwrap_or_else(|error| panic!("{error}")));
    let sheet = sorted.cells().into_keys().next().unwrap();
    let sent = filled.stripped().cells().remove(&sheet).unwrap();
    for back in std::iter::once(&sorted).chain(&again).map(Roster::stripped) {
        let back = back.cells().remove(&sheet).unwrap();
        for (at, (text, _)) in sent.iter().filter(|(_, (text, _))| !text.is_empty()) {
            let now = back.get(&swap(*at)).map(|(text, _)| text);
            assert_eq!(now, Some(text), "{at} after row {row} and the next have changed places");
        }
    }
}

/// The workbook with two rows of its first sheet in each other's place.
fn with_swapped(book: &Roster, row: u32) -> Vec<u8> {
    let rows = |sheet: &str| {
        let element = |row: u32| {
            let start = sheet.find(&format!("<row r=\"{row}\"")).unwrap();
            let end = start + sheet[start..].find("</row>").unwrap();
            &sheet[start..end + "</row>".len()]
        };
        let renumbered = |from: u32, to: u32| {
            let number = regex::Regex::new(&format!(" r=\"([A-Z]*){from}\"")).unwrap();
            number.replace_all(element(from), format!(" r=\"${{1}}{to}\"")).into_owned()
        };
        let (one, other) = (element(row), element(row + 1));
        let between = sheet.find(one).unwrap() + one.len()..sheet.find(other).unwrap();
        let old = [one, &sheet[between.clone()], other].concat();
        sheet.replace(&old, &[&*renumbered(row + 1, row), &sheet[between], &*renumbered(row, row + 1)].concat())
    };
    with_first_sheet(book, |sheet| rows(&sheet))
}

/// All laws but those of edits. Gives the result; none where the file has no table or cannot be marked, and says why.
fn all_hold(sent: &Roster, options: &Options, step: usize) -> Result<Roster, gospub::error::Error> {
    let filled = sent.filled(options)?;
    taken_out(sent, &filled, options);
    filled_twice(sent, &filled, options);
    let handed_out = parts(sent, options);
    any_threads(sent, &filled, &handed_out, options);
    answered_without_changes(sent, &filled, handed_out, options);
    let lines = sent.lines(options);
    each_row_alone(sent, &lines, options, step);
    figures_are_of_rows(sent, &lines, options);
    Ok(filled)
}

/// How many rosters are made by chance: a few seconds' worth, or as many as `GOSPUB_LAWS` says.
fn rosters() -> u32 {
    std::env::var("GOSPUB_LAWS").map_or(64, |count| count.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rosters(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rosters_by_chance(made in made::any_roster(), how in any_options(), deed in any_deed()) {
        let (sent, options) = (made.roster(), how.options());
        let filled = all_hold(&sent, &options, 3).unwrap_or_else(|error| panic!("{error}"));
        let (first, last) = made.extent();
        kept_edit(&filled, &options, &deed, (first, last, made.width()));
        kept_rows(&filled, &options, &deed, (first, last));
    }
}

#[test]
fn samples() {
    for name in ["roster.xlsx", "ministry-medical.xlsx", "ministry-education.xlsx", "roster-minimal.csv"] {
        all_hold(&Roster::of(&crate::common::sample(name)), &PLAIN, 90).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Formats with the filter of LibreOffice that writes them.
const RESAVED: [(&str, &str); 6] = [
    ("xlsx", "xlsx:Calc MS Excel 2007 XML"),
    ("xls", "xls:MS Excel 97"),
    ("ods", "ods:calc8"),
    ("html", "html:HTML (StarCalc)"),
    ("xml", "xml:MS Excel 2003 XML"),
    ("csv", "csv:Text - txt - csv (StarCalc):59,34,76,1"),
];

/// A sample as LibreOffice saves it. It takes seconds to start, so what it has saved is kept beside what is built.
fn resaved(sample: &Path) -> Vec<Roster> {
    let bytes = std::fs::read(sample).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("resaved-{:08x}", crc32fast::hash(&bytes)));
    let path = |ending: &str| folder.join(sample.file_name().unwrap()).with_extension(ending);
    let save = |&(ending, filter): &(&str, &str)| -> Option<PathBuf> {
        let path = path(ending);
        if !path.exists() {
            let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
            let made = folder.join("made");
            let mut office = Command::new("soffice");
            office.args([&profile, "--headless", "--convert-to", filter, "--outdir"]).arg(&made).arg(sample);
            office.output().ok()?;
            std::fs::rename(made.join(path.file_name()?), &path).ok()?;
        }
        Some(path)
    };
    RESAVED.iter().filter_map(save).map(|path| Roster::of(&path)).collect()
}

#[test]
fn what_libre_office_saves() {
    for sent in resaved(&crate::common::sample("roster.xlsx")) {
        all_hold(&sent, &PLAIN, 150).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Larger ones are for the tests of the patcher.
const LARGEST: u64 = 64 << 10;

/// Hardly one of them has pages of VK, so the first column is said to be that of pages. A count, a relationship or an area that was odd
/// before comes back in order.
#[test]
fn real_workbooks() {
    let Some(corpus) = std::env::var_os("GOSPUB_CORPUS") else { return };
    let folders = ["real", "legacy"].map(|folder| Path::new(&corpus).join(folder));
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten());
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.metadata().is_ok_and(|file| file.is_file() && file.len() <= LARGEST));
    paths.sort();
    let mut options = PLAIN.clone();
    options.job.open.layout.columns = vec![(ColumnRole::Address, Column::FIRST)];
    let (mut held, mut odd) = (0, 0);
    for path in &paths {
        match std::panic::catch_unwind(|| all_hold(&Roster::of(path), &options, 1_000)) {
            Ok(Ok(_)) => held += 1,
            Ok(Err(error)) => eprintln!("{error}"),
            Err(_) => odd += 1,
        }
    }
    eprintln!("{held} of {} hold, {odd} do not", paths.len());
    assert!(odd * 20 <= held);
}
