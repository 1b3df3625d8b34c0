//! The address reader: no cell gives a number that it does not hold.

#![no_main]

#[path = "../../tests/integration/invariants/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the other targets use the rest")]
mod invariants;

libfuzzer_sys::fuzz_target!(|text: &str| invariants::address(text));
