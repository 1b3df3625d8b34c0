//! The commands: values in, values out. They read and write files, print nothing and choose no exit code.

pub mod check;
#[cfg(feature = "online")]
pub mod fetch;
pub mod fill;
pub mod job;
mod judging;
mod marking;
pub mod merge;
mod notes;
pub mod open;
pub mod output;
pub mod report;
pub mod split;
pub mod strip;
pub mod unfinished;
