//! Every system call that writes fails in turn, for every command that writes: inputs stay, earlier results stay or are replaced whole, and
//! nothing is left lying about. Where strace is installed, which makes the calls fail.

use crate::common::gospub;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The files of a folder and of those in it, by their paths.
type Files = BTreeMap<String, Vec<u8>>;

/// What is done in a folder that has been prepared for it.
struct Job {
    name: &'static str,
    /// What stands in the folder before.
    prepare: fn(&Path),
    arguments: &'static [&'static str],
}

const JOBS: [Job; 8] = [
    Job { name: "fill", prepare: roster, arguments: &["fill", "реестр.csv", "-o", "out", "--date", "2026-05-02"] },
    Job {
        name: "fill --force",
        prepare: filled_before,
        arguments: &["fill", "реестр.csv", "-o", "out", "--force", "--date", "2026-05-02", "--edits", "out/правки.ndjson"],
    },
    Job {
        name: "fill in its place",
        prepare: filled_before,
        arguments: &["fill", "out/реестр.проверено.xlsx", "--date", "2026-05-02"],
    },
    Job {
        name: "strip", prepare: filled_before, arguments: &["strip", "out/реестр.проверено.xlsx", "-o", "вид"]
    },
    Job {
        name: "split --force",
        prepare: split_before,
        arguments: &["split", "реестр.csv", "--by", "municipality", "-o", "книги", "--force", "--date", "2026-05-01"],
    },
    Job {
        name: "merge",
        prepare: split_before,
        arguments: &["merge", "реестр.csv", "книги", "-o", "сведено.xlsx", "--date", "2026-05-02"],
    },
    Job {
        name: "names", prepare: roster, arguments: &["names", "реестр.csv", "-o", "имена.xlsx", "--date", "2026-05-02"]
    },
    Job {
        name: "report", prepare: roster, arguments: &["report", "реестр.csv", "-o", "отчёт.xlsx", "--date", "2026-05-02"]
    },
];

/// The calls that fail, and with what.
const POINTS: [(&str, &str); 5] =
    [("write", "ENOSPC"), ("fsync", "EIO"), ("rename,renameat,renameat2", "EACCES"), ("mkdir", "EACCES"), ("fchmod", "EPERM")];

fn roster(folder: &Path) {
    let rows = (101..140).map(|number| {
        let place = if number % 2 == 0 { "Первый район" } else { "Второй район" };
        format!("МБОУ «Средняя школа № {number}»;{place};https://vk.com/club217000{number}\n")
    });
    let text = format!("Организация;Муниципальное образование;Ссылка на страницу ВК\n{}", rows.collect::<String>());
    std::fs::write(folder.join("реестр.csv"), text).unwrap();
}

fn filled_before(folder: &Path) {
    roster(folder);
    done(folder, &["fill", "реестр.csv", "-o", "out", "--date", "2026-05-01"]);
    std::fs::write(folder.join("out/правки.ndjson"), "прежние\n").unwrap();
}

fn split_before(folder: &Path) {
    roster(folder);
    done(folder, &["split", "реестр.csv", "--by", "municipality", "-o", "книги", "--date", "2026-05-01"]);
    // The new set says something else under the same names.
    let text = std::fs::read_to_string(folder.join("реестр.csv")).unwrap();
    std::fs::write(folder.join("реестр.csv"), text.replace("школа", "школа имени первого учителя")).unwrap();
}

fn done(folder: &Path, arguments: &[&str]) {
    let output = gospub().current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs a job while a call fails, or fault-free, in which case the calls are listed.
fn traced(folder: &Path, job: &Job, options: &[String]) -> Output {
    let program = gospub().get_program().to_owned();
    let one_thread = ["-E", "RAYON_NUM_THREADS=1"];
    let strace = Command::new("strace")
        .args(one_thread)
        .args(["-f", "-qq"])
        .args(options)
        .arg(program)
        .args(job.arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output();
    strace.unwrap()
}

fn files(folder: &Path) -> Files {
    let mut all = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            if entry.is_dir() {
                folders.push(entry);
            } else {
                all.insert(name, std::fs::read(&entry).unwrap());
            }
        }
    }
    all
}

#[test]
fn a_call_that_fails_leaves_what_was_there_or_what_was_to_be() {
    if Command::new("strace").args(["-o", "/dev/null", "true"]).output().is_ok_and(|ran| ran.status.success()) {
        JOBS.iter().for_each(fail_in_turn);
    } else {
        eprintln!("passed over: strace is not installed, or may not trace");
    }
}

fn fail_in_turn(job: &Job) {
    let prepared = || {
        let folder = tempfile::tempdir().unwrap();
        (job.prepare)(folder.path());
        folder
    };
    let folder = prepared();
    let before = files(folder.path());
    let log = tempfile::NamedTempFile::new().unwrap();
    let all: Vec<&str> = POINTS.iter().map(|(calls, _)| *calls).collect();
    let listed = ["-o".to_owned(), log.path().display().to_string(), "-e".to_owned(), format!("trace={}", all.join(","))];
    let ran = traced(folder.path(), job, &listed);
    assert!(ran.status.code().is_some_and(|code| code < 2), "{}: {}", job.name, String::from_utf8_lossy(&ran.stderr));
    let after = files(folder.path());
    assert!(before != after, "{} writes something", job.name);
    let log = std::fs::read_to_string(log.path()).unwrap();
    let mut outcomes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (calls, error) in POINTS {
        let is_call = |line: &&str| {
            calls
                .split(',')
                .any(|call| line.split_once(' ').is_some_and(|(_, rest)| rest.trim_start().starts_with(&format!("{call}("))))
        };
        let count = log.lines().filter(is_call).count();
        let mut points = vec![1, 2, count / 3, count / 2, 2 * count / 3, count];
        points.retain(|point| (1..=count).contains(point));
        points.dedup();
        for point in points {
            let folder = prepared();
            let inject = format!("inject={calls}:error={error}:when={point}");
            let ran = traced(folder.path(), job, &["-o".to_owned(), "/dev/null".to_owned(), "-e".to_owned(), inject.clone()]);
            let said = String::from_utf8_lossy(&ran.stderr);
            let left = files(folder.path());
            let context = || format!("{}, {inject}: {:?}\n{said}", job.name, ran.status.code());
            let is = |then: &Files, name: &String| left.get(name) == then.get(name);
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).chain(left.keys()).collect();
            let outcome = match (names.iter().all(|name| is(&before, name)), names.iter().all(|name| is(&after, name))) {
                (true, _) => "as before",
                (_, true) => "done",
                // Each file of its own: the result is there, its list of edits is not.
                _ if job.name != "split --force" && names.iter().all(|name| is(&before, name) || is(&after, name)) => "in part",
                _ => panic!("{}neither as before nor as it was to be: {:?}", context(), left.keys()),
            };
            let code = ran.status.code();
            assert!(code == Some(2) || outcome == "done" && code.is_some_and(|code| code < 2), "{}", context());
            assert!(!said.contains("panicked"), "{}", context());
            *outcomes.entry((calls, outcome)).or_default() += 1;
        }
    }
    eprintln!("{}: {outcomes:?}", job.name);
}
