//! Checks over a folder of real workbooks, named by the environment variable `GOSPUB_CORPUS`. Without it they pass at once.

mod patching;

use super::*;
use crate::table::sheet::{CellRef, Column, Value};
use calamine::{Data, DataRef, Reader, Xlsx};
use std::path::PathBuf;

pub(super) fn workbooks() -> Vec<PathBuf> {
    let Ok(folder) = std::env::var("GOSPUB_CORPUS") else {
        return Vec::new();
    };
    let (mut folders, mut paths) = (vec![PathBuf::from(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { &mut folders } else { &mut paths }.push(path);
        }
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "xlsx" || e == "xlsm"));
    paths.sort();
    paths
}

#[test]
fn every_cell_is_as_calamine_reads_it() {
    let mut differences = Vec::new();
    // What is made to break readers breaks calamine.
    for path in workbooks().into_iter().filter(|path| path.iter().all(|name| name != "hostile")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let book = match Book::open(&path, Limits::default()) {
            Ok(book) => book,
            Err(error) => {
                differences.push(format!("{name}: {error}"));
                continue;
            }
        };
        let Ok(mut judge) = Xlsx::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap())) else {
            continue;
        };
        for (position, info) in book.sheets().iter().enumerate().filter(|(_, info)| info.is_worksheet) {
            let sheet = match book.read(position, &Scope::default()) {
                Ok(sheet) => sheet,
                Err(error) => {
                    differences.push(format!("{name} {}: {error}", info.name));
                    continue;
                }
            };
            let Ok(mut cells) = judge.worksheet_cells_reader(&info.name) else { continue };
            let mut seen = 0;
            while let Ok(Some(cell)) = cells.next_cell() {
                let (row, column) = cell.get_position();
                let at = CellRef::new(row + 1, Column::new(column as usize).unwrap());
                let ours = sheet.cell(at).value;
                let theirs = match cell.get_value() {
                    DataRef::SharedString(text) => Data::String((*text).to_string()),
                    other => Data::from(other.clone()),
                };
                let same = match (&theirs, ours) {
                    (Data::Empty, Value::Blank) => true,
                    (Data::String(a), Value::Text(b)) => a == b,
                    (Data::String(a), Value::Blank) => a.is_empty(),
                    (Data::Float(a), Value::Number(b)) => a == &b,
                    (Data::Int(a), Value::Number(b)) => *a as f64 == b,
                    // A number that its format has rounded.
                    (Data::Float(_) | Data::Int(_), Value::Text(b)) => b.contains("E+"),
                    (Data::Bool(a), Value::Bool(b)) => a == &b,
                    (Data::DateTime(a), Value::Date(b)) => a.as_f64() == b,
                    (Data::DateTimeIso(_), Value::Date(_)) => true,
                    (Data::Error(a), Value::Error(b)) => a.to_string() == b,
                    _ => false,
                };
                seen += u32::from(!matches!(theirs, Data::Empty));
                if !same {
                    differences.push(format!("{name} {} {at}: {theirs:?} but {ours:?}", info.name));
                }
            }
            let count = sheet.rows().flat_map(|row| row.cells()).filter(|cell| cell.value != Value::Blank).count();
            if count > seen as usize {
                differences.push(format!("{name} {}: {count} cells, calamine has {seen}", info.name));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
