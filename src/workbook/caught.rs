//! Libraries that panic where they should give an error.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic in a library; `None` if it did. The message that the panic would leave on the terminal is held back, and what
/// the library was building is dropped as a whole, so nothing half-built is ever seen.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let earlier = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CATCHING.get() {
                earlier(info);
            }
        }));
    });
    let before = CATCHING.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    CATCHING.set(before);
    result.ok()
}
