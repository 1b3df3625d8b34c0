//! The patcher: its output opens, holds the edits, and leaves the rest as it was.

#![no_main]

#[path = "../../tests/integration/invariants/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the other targets use the rest")]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::patching(bytes));
