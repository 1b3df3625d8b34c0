//! A window of the program's own, as a double click opens it: it closes when the program ends, so the program waits before it does.

use crate::output;
use std::io::{self, BufRead, IsTerminal};
use std::path::Path;
use std::process::{Command, Stdio};

/// The option by which shortcuts say that the window is the program's own.
pub(crate) const OPTION: &str = "--window";

/// Whether the program was started by a double click or by files that were dropped on it, and not from a shell.
#[cfg(windows)]
pub(crate) fn is_own() -> bool {
    /// Whoever starts programs in the window in which he works himself.
    const SHELLS: [&str; 10] =
        ["cmd.exe", "powershell.exe", "pwsh.exe", "bash.exe", "sh.exe", "zsh.exe", "fish.exe", "nu.exe", "far.exe", "cargo.exe"];
    let is_watched = io::stdin().is_terminal() && io::stderr().is_terminal();
    // Where the parent is not known, waiting in vain is better than a window that closes before it is read.
    is_watched && !parent().is_some_and(|parent| SHELLS.contains(&parent.to_lowercase().as_str()))
}

#[cfg(not(windows))]
pub(crate) fn is_own() -> bool {
    // File managers here start programs without a window, or by a shortcut, which says so.
    false
}

/// The name of the program that has started this one.
#[cfg(windows)]
fn parent() -> Option<String> {
    use winsafe::{HPROCESSLIST, co};
    let mut list = HPROCESSLIST::CreateToolhelp32Snapshot(co::TH32CS::SNAPPROCESS, None).ok()?;
    let processes = list.iter_processes().map_while(Result::ok);
    let processes: Vec<(u32, u32, String)> =
        processes.map(|process| (process.th32ProcessID, process.th32ParentProcessID, process.szExeFile())).collect();
    let &(_, parent, _) = processes.iter().find(|(id, ..)| *id == std::process::id())?;
    processes.into_iter().find(|(id, ..)| *id == parent).map(|(.., name)| name)
}

/// Shows a folder or a page as the system does it, where somebody sits before the screen.
pub(crate) fn show(path: &Path) {
    let program = if cfg!(windows) { "explorer" } else { "xdg-open" };
    if io::stderr().is_terminal() {
        let mut command = Command::new(program);
        // What cannot be shown has been named in words.
        let _ = command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    }
}

/// Asks a question and reads the answer: a line; none where nobody can type one.
pub(crate) fn ask(question: &str) -> io::Result<Option<String>> {
    output::text(&mut io::stderr(), question)?;
    let mut answer = String::new();
    let length = io::stdin().lock().read_line(&mut answer)?;
    Ok((length > 0).then(|| answer.trim().to_lowercase()))
}

/// Keeps the window open until whoever sits before it has read it.
pub(crate) fn wait() {
    // Without a keyboard there is nobody to wait for.
    let _ = ask("\nНажмите Enter, чтобы закрыть окно.");
}
