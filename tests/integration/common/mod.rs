//! What the tests share: running the program, reading what it wrote.

use calamine::{Data, Reader, Xlsx, open_workbook};
use gospub::table::sheet::CellRef;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The folder of the samples.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A sample's path.
pub(crate) fn sample(name: &str) -> PathBuf {
    samples().join(name)
}

/// The program, away from any profile and with plain colours.
pub(crate) fn gospub() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gospub"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

/// Runs the program to its end.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    ran(started(gospub().args(arguments)).wait_with_output().expect("the program ends"))
}

/// Runs the program with text on its standard input.
pub(crate) fn run_with_input<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>, input: &str) -> Ran {
    let mut child = started(gospub().args(arguments).stdin(Stdio::piped()));
    child.stdin.take().expect("stdin is piped").write_all(input.as_bytes()).expect("the program reads its input");
    ran(child.wait_with_output().expect("the program ends"))
}

/// Starts a program whose output is read. Wine now and then loses a process before its first instruction, which is Windows' "internal
/// error"; nothing has been done then, so it is started again.
pub(crate) fn started(command: &mut Command) -> Child {
    const INTERNAL_ERROR: i32 = 1359;
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    for _ in 0..4 {
        match command.spawn() {
            Err(error) if cfg!(windows) && error.raw_os_error() == Some(INTERNAL_ERROR) => {}
            spawned => return spawned.expect("the program was built before its tests"),
        }
    }
    panic!("a program is lost each time it is started: {command:?}")
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        stdout: unescaped(String::from_utf8(output.stdout).expect("output is UTF-8")),
        stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        code: output.status.code().expect("the program was not killed"),
    }
}

/// JSON as it stands on other systems than Windows, where everything but ASCII is escaped on its way to another program.
fn unescaped(text: String) -> String {
    if !cfg!(windows) {
        return text;
    }
    let mut parts = text.split("\\u");
    let mut units: Vec<u16> = parts.next().unwrap_or_default().encode_utf16().collect();
    for part in parts {
        match part.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => units.extend([unit].into_iter().chain(part[4..].encode_utf16())),
            None => units.extend("\\u".encode_utf16().chain(part.encode_utf16())),
        }
    }
    String::from_utf16(&units).expect("escapes make characters")
}

impl Ran {
    /// The lines of `--format ndjson`.
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    /// The rows among these, without what is said of files.
    pub(crate) fn rows(&self) -> Vec<serde_json::Value> {
        self.lines().into_iter().filter(|line| line["schema"] != "gospub.file/1").collect()
    }

    /// What is said of files among these.
    pub(crate) fn files(&self) -> Vec<serde_json::Value> {
        self.lines().into_iter().filter(|line| line["schema"] == "gospub.file/1").collect()
    }
}

/// The entries of an archive by name, inflated.
pub(crate) fn parts(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("the workbook is there")).expect("it is an archive");
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).expect("the entry is sound");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("the entry inflates");
            (entry.name().expect("names are UTF-8").into_owned(), bytes)
        })
        .collect()
}

/// The cells of a sheet as text, by reference, read with calamine: an independent reader.
pub(crate) fn cells(path: &Path, sheet: &str) -> BTreeMap<(u32, u32), String> {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut workbook: Xlsx<_> = open_workbook(path).expect("the workbook opens");
    let range = workbook.worksheet_range(sheet).expect("the sheet is there");
    let (top, left) = range.start().unwrap_or_default();
    range
        .used_cells()
        .filter(|(_, _, value)| **value != Data::Empty)
        .map(|(row, column, value)| ((row as u32 + top + 1, column as u32 + left + 1), value.to_string()))
        .collect()
}

/// Cells as text, by row and column.
pub(crate) type Grid = Vec<Vec<String>>;

/// The sheets of a workbook as another program sees them, by name.
pub(crate) fn grids(path: &Path) -> Vec<(String, Grid)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheets = book.sheet_names().into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let (rows, columns) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let text = |row, column| range.get_value((row, column)).filter(|value| **value != Data::Empty).map(ToString::to_string);
        let grid = (0..rows).map(|row| (0..columns).map(|column| text(row, column).unwrap_or_default()).collect());
        (name, grid.collect())
    });
    sheets.collect()
}

/// The part of a sheet with a text in a cell whose row is there.
pub(crate) fn with_text(part: &str, at: CellRef, text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let start = part.find(&format!("<row r=\"{}\"", at.row)).unwrap();
    let (before, rest) = part.split_at(start);
    let (row, after) = rest.split_at(rest.find("</row>").unwrap());
    let mut cells = row.split("<c ").map(str::to_owned).collect::<Vec<_>>();
    let place = |cell: &str| attribute(cell, "r").unwrap().parse::<CellRef>().unwrap();
    let index = 1 + cells[1..].iter().take_while(|cell| place(cell) < at).count();
    let mut style = String::new();
    if cells.get(index).is_some_and(|cell| place(cell) == at) {
        style = attribute(&cells.remove(index), "s").map_or(String::new(), |style| format!(" s=\"{style}\""));
    }
    cells.insert(index, format!("r=\"{at}\"{style} t=\"inlineStr\"><is><t>{escaped}</t></is></c>"));
    format!("{before}{}{after}", cells.join("<c "))
}

/// An attribute of a tag without its beginning.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (head, _) = tag.split_once('>')?;
    let (_, value) = [" ", head].concat().split_once(&format!(" {name}=\"")).map(|(head, rest)| (head.len(), rest.to_owned()))?;
    value.split('"').next().map(str::to_owned)
}
