//! The links that a page must carry: how they are written, and what is wrong with those that are there.
//!
//! Links are taken and judged as texts of cells. Where a link comes from and what becomes of it in a row is decided elsewhere.

pub mod hosts;
pub mod max;
pub mod miniapp;
pub mod mobile;
pub mod pos;
pub mod template;
mod written;

pub use hosts::Hosts;
pub use template::Templates;
pub use written::Malformed;
#[cfg(feature = "online")]
pub(crate) use written::{is_placeholder, latin};
