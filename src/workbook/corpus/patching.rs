//! Annotates every workbook of the corpus, with marks, filled cells, own columns and a new sheet, and looks at what came out.

use super::workbooks;
use crate::table::edit::{CellEdit, Content, Look, Mark, NewCell, NewSheet, OwnColumn, SheetEdits};
use crate::table::sheet::{Area, CellRef, Column, Sheet, Value};
use crate::workbook::*;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

/// What is to be done to one sheet.
struct Example {
    sheet: usize,
    name: String,
    table: Area,
    columns: Vec<OwnColumn>,
    edits: BTreeMap<u32, Vec<CellEdit>>,
}

/// Made-up edits for a sheet: the kinds that a real run makes, spread over its rows.
fn example(position: usize, sheet: &Sheet, fills: bool) -> Option<Example> {
    let first = sheet.rows().next()?.number();
    let last = sheet.rows().next_back()?.number();
    let right = sheet.last_column()?;
    let table = Area { first: CellRef::new(first, Column::FIRST), last: CellRef::new(last, right) };
    let mut columns = Vec::new();
    let mut column = right;
    for (header, kept) in [("Статус", false), ("Ссылка на мини-приложение", false), ("Пояснение", true)]
    {
        column = column.next()?;
        columns.push(OwnColumn { column, header: header.to_owned(), width: 17.5, kept });
    }
    let mut edits: BTreeMap<u32, Vec<CellEdit>> = BTreeMap::new();
    let mut add =
        |at: CellRef, content, mark| edits.entry(at.row).or_default().push(CellEdit { at, content, mark, lasting: false });
    for (number, row) in sheet.rows().enumerate() {
        let at = |column| CellRef::new(row.number(), column);
        let mark = [Some(Mark::Error), None, Some(Mark::Warning), Some(Mark::Filled)][number % 4];
        add(at(Column::FIRST), None, mark);
        let link =
            Content::Link { text: "vk.com/club1".to_owned(), target: format!("https://vk.com/app1?n={number}#groupId=1&a=<b>") };
        if fills && number % 5 == 1 && matches!(row.cell(right).value, Value::Blank | Value::Text(_)) && right != Column::FIRST {
            add(at(right), Some(link.clone()), Some(Mark::Filled));
        }
        if row.number() > first {
            add(at(columns[0].column), Some(Content::Text(format!("= ошибка\n<{number}> _x0041_ "))), mark);
            add(at(columns[1].column), Some(link), None);
        }
    }
    Some(Example { sheet: position, name: sheet.name().to_owned(), table, columns, edits })
}

fn report() -> Vec<NewSheet> {
    let cell = |content, look| NewCell { content, look };
    vec![NewSheet {
        name: "Проверка".to_owned(),
        widths: vec![40.0, 12.0],
        rows: vec![
            vec![cell(Content::Text("Проверка".to_owned()), Look::Title)],
            vec![cell(Content::Text("Что".to_owned()), Look::Heading), cell(Content::Text("Сколько".to_owned()), Look::Heading)],
            vec![
                cell(
                    Content::CellLink { text: "A1".to_owned(), sheet: "Лист 'x'".to_owned(), cell: "A1".parse().unwrap() },
                    Look::Plain,
                ),
                cell(Content::Number(17.0), Look::Marked(Mark::Error)),
            ],
        ],
        frozen_rows: 2,
        filter: Some("A2:B3".parse().unwrap()),
    }]
}

fn annotate(book: &Book, examples: &[Example]) -> Result<Vec<u8>, PatchError> {
    let rows: Vec<_> = examples
        .iter()
        .map(|example| {
            |range: std::ops::RangeInclusive<u32>| {
                example.edits.range(range).flat_map(|(_, edits)| edits.clone()).collect::<Vec<_>>()
            }
        })
        .collect();
    let edits: Vec<SheetEdits<'_>> = examples
        .iter()
        .zip(&rows)
        .map(|(example, rows)| SheetEdits {
            sheet: example.sheet,
            header: example.table.first.row,
            table: example.table,
            columns: example.columns.clone(),
            rows,
        })
        .collect();
    let mut out = Cursor::new(Vec::new());
    patch(book, &edits, report().into(), &mut out, PatchOptions::default())?;
    Ok(out.into_inner())
}

fn examples(book: &Book, fills: bool) -> Result<Vec<Example>, WorkbookError> {
    let mut examples = Vec::new();
    for (position, _) in book.sheets().iter().enumerate().filter(|(_, info)| info.is_worksheet && !info.own) {
        let sheet = book.read(position, &Scope::default())?;
        examples.extend(example(position, &sheet, fills));
    }
    Ok(examples)
}

/// What `wbdiff.py` is to allow.
fn allowed(examples: &[Example]) -> String {
    let mut arguments = vec!["--allow-new-sheets=Проверка,gospub-возврат".to_owned()];
    for example in examples {
        let sheet = format!("'{}'", example.name.replace('\'', "''"));
        let (first, last) = (&example.columns[0].column, &example.columns[2].column);
        arguments.push(format!("--allow-cols={sheet}!{first}:{last}"));
        for edit in example.edits.values().flatten().filter(|edit| edit.at.column <= example.table.last.column) {
            let option = if edit.content.is_some() { "cells" } else { "fill" };
            arguments.push(format!("--allow-{option}={sheet}!{}", edit.at));
        }
    }
    arguments.join("\n")
}

/// The annotated workbook with everything taken out again.
fn stripped(book: &Book, examples: &[Example]) -> Result<Vec<u8>, PatchError> {
    let strips: Vec<SheetStrip> = examples
        .iter()
        .map(|example| SheetStrip {
            sheet: example.sheet,
            header: example.table.first.row,
            table: example.table,
            columns: example.columns.iter().map(|own| own.column).collect(),
        })
        .collect();
    let mut out = Cursor::new(Vec::new());
    strip(book, &strips, false, &mut out, PatchOptions::default())?;
    Ok(out.into_inner())
}

/// The names of the parts that are not the same in both.
fn different_parts(a: &[u8], b: &[u8]) -> Vec<String> {
    let parts = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut file = archive.by_index(index).unwrap();
                let mut content = Vec::new();
                std::io::copy(&mut file, &mut content).unwrap();
                (file.name().unwrap().into_owned(), content)
            })
            .collect::<BTreeMap<_, _>>()
    };
    let (a, b) = (parts(a), parts(b));
    let all: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
    all.into_iter().filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// What `wbdiff.py`, in the folder that `GOSPUB_TOOLS` names, finds changed beyond what is allowed.
fn unintended(before: &Path, after: &[u8], allowed: &str) -> Option<String> {
    let tool = Path::new(&std::env::var("GOSPUB_TOOLS").ok()?).join("wbdiff.py");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(before.file_name()?);
    std::fs::write(&path, after).unwrap();
    let output = std::process::Command::new("python3").arg(tool).arg(before).arg(&path).args(allowed.lines()).output().unwrap();
    (output.status.code() != Some(0)).then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// With `GOSPUB_OUT` the annotated workbooks are written there, with the arguments for `wbdiff.py` beside them.
#[test]
#[allow(clippy::print_stderr, reason = "which workbooks are refused, and why, is to be read in the test's output")]
fn every_workbook_is_annotated_or_refused_and_a_second_run_changes_nothing() {
    let out = std::env::var("GOSPUB_OUT").ok();
    let mut faults = Vec::new();
    for path in workbooks() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let outcome = Book::open(&path, Limits::default()).and_then(|book| Ok((examples(&book, true)?, book)));
        let (examples, book) = match outcome {
            Ok(found) => found,
            Err(error) => {
                eprintln!("not read: {name}: {error}");
                continue;
            }
        };
        let once = match annotate(&book, &examples) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("refused: {name}: {error}");
                continue;
            }
        };
        if let Some(differences) = unintended(&path, &once, &allowed(&examples)) {
            faults.push(format!("{name}: {differences}"));
        }
        if let Some(out) = &out {
            std::fs::write(Path::new(out).join(&name), &once).unwrap();
            std::fs::write(Path::new(out).join(format!("{name}.args")), allowed(&examples)).unwrap();
        }
        match Book::from_bytes(once.clone(), Limits::default()) {
            Err(error) => faults.push(format!("{name}: the result cannot be read: {error}")),
            Ok(annotated) => match annotate(&annotated, &examples) {
                Err(error) => faults.push(format!("{name}: a second run fails: {error}")),
                Ok(twice) if twice != once => {
                    if let Some(out) = &out {
                        std::fs::write(Path::new(out).join(format!("{name}.twice")), &twice).unwrap();
                    }
                    faults.push(format!("{name}: a second run gives other bytes"));
                }
                Ok(_) => {}
            },
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Marks and own columns, and no content in the sender's cells: all of that can be taken back to the byte, but where a count, a
/// relationship or an area was wrong or odd before.
#[test]
fn every_annotated_workbook_is_stripped_to_the_senders_parts() {
    let out = std::env::var("GOSPUB_OUT").ok();
    let (mut faults, mut annotated_ones) = (Vec::new(), 0);
    for path in workbooks() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok((examples, book)) = Book::open(&path, Limits::default()).and_then(|book| Ok((examples(&book, false)?, book)))
        else {
            continue;
        };
        let Ok(once) = annotate(&book, &examples) else { continue };
        let annotated = Book::from_bytes(once, Limits::default()).unwrap();
        annotated_ones += 1;
        match stripped(&annotated, &examples) {
            Err(error) => faults.push(format!("{name}: taking out fails: {error}")),
            Ok(plain) => {
                let parts = different_parts(&std::fs::read(&path).unwrap(), &plain);
                if !parts.is_empty() {
                    faults.push(format!("{name}: {}", parts.join(" ")));
                    if let Some(out) = &out {
                        std::fs::write(Path::new(out).join(format!("{name}.plain")), &plain).unwrap();
                    }
                }
            }
        }
    }
    assert!(faults.len() * 20 <= annotated_ones, "{} workbooks come back with other parts:\n{}", faults.len(), faults.join("\n"));
}
