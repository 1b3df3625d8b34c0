//! Without a command line: files that are dropped on the program, a double click, the shortcut.

use crate::common::{Ran, ran, run, sample, started};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder with the program in it, as it comes out of an archive.
struct Desk {
    folder: TempDir,
    program: PathBuf,
}

impl Desk {
    fn new() -> Self {
        // On the same disk, so that a second name will do: a copy cannot be started while another test happens to begin a process.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let original = Path::new(env!("CARGO_BIN_EXE_gospub"));
        let program = folder.path().join(original.file_name().unwrap());
        std::fs::hard_link(original, &program).unwrap();
        Self { folder, program }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn copy(&self, sample_name: &str, name: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(sample(sample_name), &path).unwrap();
        path
    }

    /// Starts the program with these words and types an answer.
    fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>, typed: &str) -> Ran {
        let mut command = Command::new(&self.program);
        command.args(words).env("XDG_DATA_HOME", self.path("данные")).current_dir(self.folder.path());
        let mut child = started(command.stdin(Stdio::piped()));
        // Whoever waits for no answer closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        ran(child.wait_with_output().unwrap())
    }
}

#[test]
fn files_without_a_word_are_told_apart_and_results_get_free_names() {
    let desk = Desk::new();
    let roster = desk.copy("roster.xlsx", "реестр.xlsx");
    let table = desk.copy("ministry-medical.xlsx", "медицина.xlsx");
    let names = desk.copy("names.xlsx", "имена.xlsx");
    let first = desk.run([&table, &roster, &names], "");
    assert_eq!(first.code, 1, "{}", first.stderr);
    assert!(first.stderr.contains("медицина.xlsx: 41 сообщество"), "{}", first.stderr);
    assert!(first.stderr.contains("имена.xlsx"), "{}", first.stderr);
    assert!(!desk.path("медицина.проверено.xlsx").exists());
    let result = std::fs::read(desk.path("реестр.проверено.xlsx")).unwrap();

    let again = desk.run([&roster], "");
    assert!(again.stderr.contains("реестр.проверено (2).xlsx"), "{}", again.stderr);
    assert_eq!(std::fs::read(desk.path("реестр.проверено.xlsx")).unwrap(), result);
    assert_eq!(std::fs::read(&roster).unwrap(), std::fs::read(sample("roster.xlsx")).unwrap());

    let refreshed = desk.run([desk.path("реестр.проверено (2).xlsx")], "");
    assert!(refreshed.stderr.contains("результат: "), "{}", refreshed.stderr);
    assert!(desk.path("реестр.проверено (2).до.xlsx").exists());
    assert!(!desk.path("реестр.проверено (3).xlsx").exists());
}

#[test]
fn tables_in_the_folder_beside_the_program_are_used_each_time() {
    let desk = Desk::new();
    desk.copy("ministry-education.xlsx", "таблицы министерства/образование.xlsx");
    std::fs::write(desk.path("таблицы министерства/где скачать.txt"), "…").unwrap();
    let roster = desk.copy("roster-minimal.csv", "реестр.csv");
    let said = desk.run([&roster], "").stderr;
    assert!(said.contains("образование.xlsx: 113 сообществ"), "{said}");

    std::fs::remove_file(desk.path("таблицы министерства/образование.xlsx")).unwrap();
    let without = desk.run([OsStr::new("--window"), roster.as_os_str()], "\n");
    assert_ne!(without.code, 2, "{}", without.stderr);
    assert!(without.stderr.contains("положите в папку «таблицы министерства»"), "{}", without.stderr);
    assert!(without.stderr.ends_with("Нажмите Enter, чтобы закрыть окно.\n"), "{}", without.stderr);
}

#[test]
fn a_snapshot_in_the_folder_of_tables_is_used_unless_one_is_dropped() {
    let desk = Desk::new();
    desk.copy("pages.ndjson", "таблицы министерства/снимок.ndjson");
    let roster = desk.copy("roster.xlsx", "реестр.xlsx");
    let said = desk.run([&roster], "").stderr;
    assert!(said.contains("снимок.ndjson"), "{said}");
    let own = desk.copy("pages.ndjson", "свой.ndjson");
    let said = desk.run([&roster, &own], "").stderr;
    assert!(said.contains("свой.ndjson") && !said.contains("снимок.ndjson"), "{said}");
}

#[test]
fn tables_alone_are_nothing_to_check() {
    let desk = Desk::new();
    let table = desk.copy("ministry-medical.xlsx", "медицина.xlsx");
    let ran = desk.run([&table], "");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("среди файлов нет реестра"), "{}", ran.stderr);
    assert!(!desk.path("медицина.проверено.xlsx").exists());
}

#[test]
fn rosters_of_one_name_in_two_formats_get_two_results() {
    let desk = Desk::new();
    let one = desk.copy("roster-minimal.csv", "реестр.csv");
    let other = desk.copy("roster.xlsx", "Реестр.xlsx");
    let said = desk.run([&one, &other], "").stderr;
    assert!(desk.path("реестр.проверено.xlsx").exists() && desk.path("Реестр.проверено (2).xlsx").exists(), "{said}");
}

#[test]
fn a_double_click_says_what_to_do_and_offers_the_page() {
    let desk = Desk::new();
    let refused = desk.run(["--window"], "н\n\n");
    assert_eq!(refused.code, 0, "{}", refused.stderr);
    assert!(refused.stderr.starts_with("Перетащите на значок программы реестры"), "{}", refused.stderr);
    // Nobody is there to answer.
    assert_eq!(desk.run(["--window"], "").code, 0);
    assert!(!desk.path("gospub.html").exists());
    let accepted = desk.run(["--window"], "\n\n");
    assert!(accepted.stderr.contains("страница: "), "{}", accepted.stderr);
    assert!(desk.path("gospub.html").exists());
    let there = desk.run(["--window"], "\n\n");
    assert_eq!(there.code, 0, "{}", there.stderr);
    assert!(there.stderr.contains("Открыть страницу gospub.html"), "{}", there.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn the_shortcut_starts_this_program_and_goes_again() {
    let desk = Desk::new();
    let shortcut = desk.path("данные/applications/gospub.desktop");
    let installed = desk.run(["install"], "");
    assert_eq!(installed.code, 0, "{}", installed.stderr);
    assert!(installed.stderr.contains("«Открыть с помощью»"), "{}", installed.stderr);
    let text = std::fs::read_to_string(&shortcut).unwrap();
    assert!(text.contains(&format!("Exec=\"{}\" --window %F\n", desk.program.display())), "{text}");
    assert!(text.contains("spreadsheetml.sheet;") && text.contains("text/csv;"), "{text}");
    let gone = desk.run(["uninstall"], "");
    assert!(gone.stderr.starts_with("ярлык убран"), "{}", gone.stderr);
    assert!(!shortcut.exists());
    assert!(desk.run(["uninstall"], "").stderr.starts_with("ярлыка нет"));
}

#[test]
fn a_backslash_before_a_quotation_mark_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // What Windows makes of `"папка\" -o готово`.
    let swallowed = format!("{}\" -o готово", folder.path().display());
    let ran = run(["fill", &swallowed]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("перед кавычкой"), "{}", ran.stderr);
}
