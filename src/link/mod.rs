//! The links that a page must carry: how they are written, and what is wrong with those that are there.
//!
//! Links are taken and judged as texts of cells. Where a link comes from and what becomes of it in a row is decided elsewhere.

pub(crate) mod hosts;
pub(crate) mod max;
pub(crate) mod miniapp;
pub mod mobile;
pub mod pos;
pub mod template;
mod written;

pub(crate) use hosts::Hosts;
pub(crate) use template::Templates;
pub(crate) use written::Malformed;
#[cfg(feature = "online")]
pub(crate) use written::{is_placeholder, latin};
