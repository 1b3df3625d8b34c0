//! A run that is stopped, killed, or not listened to leaves its input as it was, and a whole result or none.

use crate::common::{gospub, run, sample};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Instant;

/// So many rows take the program a second or more.
const LONG: u32 = 3000;

fn roster(folder: &Path, rows: u32) -> PathBuf {
    let path = folder.join("реестр.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, text) in (0..).zip(["Организация", "Ссылка на страницу ВК"]) {
        sheet.write(0, column, text).unwrap();
    }
    for row in 1..=rows {
        sheet.write(row, 0, format!("МБОУ «Средняя школа № {row}»")).unwrap();
        sheet.write(row, 1, format!("https://vk.com/club{}", 217_000_000 + row)).unwrap();
    }
    workbook.save(&path).unwrap();
    path
}

fn start(input: &Path, folder: &Path, more: &[&str]) -> Child {
    let mut arguments: Vec<&OsStr> = vec!["fill".as_ref(), input.as_os_str(), "-q".as_ref(), "-o".as_ref(), folder.as_os_str()];
    arguments.extend(more.iter().map(|word| OsStr::new(*word)));
    gospub().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn is_unfinished(name: &str) -> bool {
    name.starts_with(".gospub-") && name.ends_with(".tmp")
}

#[cfg(unix)]
#[test]
fn a_stopped_run_ends_within_a_second_and_leaves_nothing() {
    use std::process::Command;
    use std::time::Duration;
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), LONG);
    let before = std::fs::read(&input).unwrap();
    let out = folder.path().join("out");
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut child = start(&input, &out, &[]);
        while names(&out).is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "the run ended before it could be stopped");
            std::thread::sleep(Duration::from_millis(1));
        }
        let stopped = Instant::now();
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let status = child.wait().unwrap();
        assert!(stopped.elapsed() < Duration::from_secs(1), "{:?}", stopped.elapsed());
        assert_eq!(status.code(), Some(code));
        assert!(names(&out).is_empty(), "{:?}", names(&out));
    }
    assert!(std::fs::read(&input).unwrap() == before);
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_a_whole_result_or_none() {
    const TIMES: u32 = 200;
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), 3);
    let before = std::fs::read(&input).unwrap();
    let out = folder.path().join("out");
    let result = out.join("реестр.проверено.xlsx");
    let started = Instant::now();
    assert!(start(&input, &out, &[]).wait().unwrap().code() < Some(2));
    let mut longest = started.elapsed();
    let whole = std::fs::read(&result).unwrap();
    let random = RandomState::new();
    let mut finished = 0;
    for time in 0..TIMES {
        let _ = std::fs::remove_file(&result);
        let wait = longest.mul_f64((random.hash_one(time) % 1000) as f64 / 1000.0);
        let mut child = start(&input, &out, &[]);
        std::thread::sleep(wait);
        // A run that is over already cannot be killed.
        let _ = child.kill();
        child.wait().unwrap();
        // However loaded the machine is, the moments reach a little beyond the end of a run.
        match std::fs::read(&result) {
            Ok(bytes) => {
                assert!(bytes == whole, "half a result after {wait:?}");
                finished += 1;
                longest = longest.mul_f64(0.9);
            }
            Err(_) => longest = longest.mul_f64(1.02),
        }
        assert!(std::fs::read(&input).unwrap() == before, "the input changed after {wait:?}");
    }
    let names = names(&out);
    let left = names.iter().filter(|name| is_unfinished(name)).count();
    eprintln!("of {TIMES} runs {finished} were over before they were killed, {left} left a hidden file");
    assert!(names.iter().all(|name| is_unfinished(name) || name == "реестр.проверено.xlsx"), "{names:?}");
    assert!(start(&input, &out, &["--force"]).wait().unwrap().code() < Some(2));
    assert!(std::fs::read(&result).unwrap() == whole);
}

#[test]
fn runs_that_have_one_output_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let inputs: Vec<PathBuf> = ["ministry-medical.xlsx", "ministry-education.xlsx"]
        .iter()
        .map(|name| {
            let path = folder.path().join(name).with_extension("").join("реестр.xlsx");
            std::fs::create_dir(path.parent().unwrap()).unwrap();
            std::fs::copy(sample(name), &path).unwrap();
            path
        })
        .collect();
    let wholes: HashSet<Vec<u8>> = inputs
        .iter()
        .map(|input| {
            let out = input.with_extension("out");
            start(input, &out, &[]).wait().unwrap();
            std::fs::read(out.join("реестр.проверено.xlsx")).unwrap()
        })
        .collect();
    assert_eq!(wholes.len(), 2);
    for (more, winners) in [(&[][..], 1), (&["--force"][..], 2)] {
        let out = folder.path().join(format!("out{winners}"));
        let mut children: Vec<Child> = inputs.iter().map(|input| start(input, &out, more)).collect();
        let done = children.iter_mut().filter_map(|child| child.wait().unwrap().code()).filter(|&code| code < 2).count();
        assert_eq!(done, winners);
        assert_eq!(names(&out), ["реестр.проверено.xlsx"]);
        assert!(wholes.contains(&std::fs::read(out.join("реестр.проверено.xlsx")).unwrap()));
    }
}

#[test]
fn rows_that_nobody_reads_are_let_go_and_the_workbook_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let input = roster(folder.path(), LONG);
    let out = folder.path().join("out");
    let arguments: [&OsStr; 6] =
        ["fill".as_ref(), input.as_os_str(), "--format".as_ref(), "ndjson".as_ref(), "-o".as_ref(), out.as_os_str()];
    let mut child = gospub().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    // Reads a line and closes the pipe, as `head -1` does.
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"schema\":\"gospub.file/1\""));
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(!said.contains("Ошибка:") && !said.contains("panicked"), "{said}");
    assert_eq!(names(&out), ["реестр.проверено.xlsx"]);
}

#[test]
fn a_summary_that_nobody_reads_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let input = sample("ministry-medical-ids.xlsx");
    let arguments: [&OsStr; 4] = ["fill".as_ref(), input.as_os_str(), "-o".as_ref(), folder.path().as_os_str()];
    let expected = run(arguments).code;
    let mut child = gospub().args(arguments).arg("--force").stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(expected));
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_done_is_done_though_nobody_can_hear_of_it() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (folder, roster) = (tempfile::tempdir().unwrap(), sample("roster.xlsx"));
    let path = |name: &str| folder.path().join(name).into_os_string();
    let (handed, marked) = (path("handed"), path("roster.проверено.xlsx"));
    assert_eq!(run(["fill".as_ref(), roster.as_os_str(), "-o".as_ref(), folder.path().as_os_str()]).code, 1);
    let jobs: [(&[&OsStr], i32); 4] = [
        (&["split".as_ref(), roster.as_os_str(), "--by".as_ref(), "municipality".as_ref(), "-o".as_ref(), &handed], 1),
        (&["merge".as_ref(), roster.as_os_str(), &handed, "-o".as_ref(), &path("merged.xlsx")], 1),
        (&["report".as_ref(), roster.as_os_str(), "-o".as_ref(), &path("report.xlsx")], 1),
        (&["strip".as_ref(), &marked], 0),
    ];
    for (arguments, code) in jobs {
        assert_eq!(gospub().args(arguments).stderr(full()).status().unwrap().code(), Some(code), "{arguments:?}");
    }
    let arguments: [&OsStr; 7] =
        ["merge".as_ref(), roster.as_os_str(), &handed, "-o".as_ref(), &path("again.xlsx"), "--format".as_ref(), "json".as_ref()];
    let ran = gospub().args(arguments).stdout(full()).output().unwrap();
    assert!(String::from_utf8(ran.stderr).unwrap().contains("вывод не записывается (на диске нет места)"));
}

#[cfg(unix)]
#[test]
fn a_result_that_does_not_fit_is_named_once_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // A shell that forbids files of more than a few kilobytes stands for a disk without room.
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_gospub"), "fill", "-q", "-o"])
        .args([folder.path(), &sample("roster.xlsx")])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("Ошибка: ") && said.contains("файл слишком велик") && said.lines().count() == 1, "{said}");
    assert!(names(folder.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn a_workbook_of_a_municipality_that_does_not_fit_is_named_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (1..2_000).map(|number| format!("г. А;Школа № {number};https://vk.com/club{number}\n"));
    let input = folder.path().join("реестр.csv");
    let header = "Муниципалитет;Организация;Ссылка на страницу ВК\n".to_owned();
    std::fs::write(&input, header + &rows.collect::<String>()).unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_gospub"), "split", "-q"])
        .args(["--by", "municipality", "-o"])
        .args([&folder.path().join("ведомости"), &input])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(".xlsx (файл слишком велик") && said.lines().count() == 1, "{said}");
    assert_eq!(names(folder.path()), ["реестр.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_rows_is_named() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [
        vec!["fill", "samples/roster.xlsx", "--dry-run", "--format", "ndjson"],
        vec!["check", "club217000101"],
        vec!["templates"],
    ] {
        let ran = gospub()
            .args(&arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(full())
            .stderr(Stdio::piped())
            .spawn()
            .and_then(Child::wait_with_output)
            .unwrap();
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(said.contains("вывод не записывается (на диске нет места)"), "{arguments:?}: {said}");
    }
}
