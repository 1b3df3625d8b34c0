//! The commands: values in, values out. They read files by their paths or from memory, write files or give bytes, print nothing and
//! choose no exit code.

pub mod check;
#[cfg(feature = "online")]
pub mod fetch;
pub mod fill;
mod input;
pub mod job;
mod judging;
mod marking;
pub mod merge;
pub mod names;
mod notes;
pub mod open;
mod output;
pub mod report;
pub mod role;
mod snapshots;
pub mod split;
pub mod strip;
pub mod unfinished;

pub use input::Input;
pub use output::{EarlierResult, Made, Results, Target, name_of_result};
