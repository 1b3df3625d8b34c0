//! Ctrl-C and SIGTERM: the run ends at once, leaves nothing half-done behind, and its exit code says what ended it.

use gospub::commands::unfinished;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether what the run has done so far is kept, and the next run goes on.
static GOES_ON: AtomicBool = AtomicBool::new(false);

/// What is done so far is kept from now on.
#[cfg(feature = "online")]
pub(crate) fn keeps_what_is_done() {
    GOES_ON.store(true, Ordering::Relaxed);
}

/// Waits for a stop on a thread of its own. Where that cannot be had, the system's own way stays: the run ends, a hidden file is left.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    // SIGHUP stays as it is: `nohup` has it ignored, and a handler would undo that.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            end(128 + signal);
        }
    };
    let _ = std::thread::Builder::new().name("stop".into()).spawn(wait);
}

#[cfg(windows)]
pub(crate) fn watch() {
    /// What a shell of Unix says of Ctrl-C, so that scripts need no second number.
    const INTERRUPTED: i32 = 130;
    let _ = ctrlc::set_handler(|| end(INTERRUPTED));
}

#[cfg(not(any(unix, windows)))]
pub(crate) fn watch() {}

#[cfg(any(unix, windows))]
fn end(code: i32) -> ! {
    unfinished::discard();
    // Anything but a terminal might not take the words, and the end would have to wait.
    if io::stderr().is_terminal() {
        let words = if GOES_ON.load(Ordering::Relaxed) {
            "Полученное сохранено, та же команда продолжит с этого места."
        } else {
            "Исходные файлы не тронуты, недописанные результаты удалены."
        };
        let _ = writeln!(io::stderr(), "\nПрервано. {words}");
    }
    std::process::exit(code)
}
