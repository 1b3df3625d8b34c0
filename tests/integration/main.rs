//! The program as its users meet it: run on the samples, its workbooks compared part by part, its texts compared with the README.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stderr, reason = "figures that a test has measured; shown when it fails or is asked to")]

mod bad_input;
mod catalogue;
mod check;
mod clerks;
mod common;
mod dropped;
#[cfg(target_os = "linux")]
mod faults;
#[cfg(feature = "online")]
mod fetch;
mod fill;
mod formats;
mod hostile;
mod invariants;
mod laws;
mod layers;
mod merge;
mod names;
mod package;
mod pages;
mod properties;
mod reading;
mod readme;
mod report;
mod round_trip;
mod split;
mod stops;
mod strip;
