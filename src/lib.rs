//! gospub fills in and checks the links that official VK pages of Russian state bodies must carry, in the workbooks where they
//! are kept.

pub mod annotate;
pub mod classify;
pub mod diagnostic;
pub mod domain;
pub mod entry;
pub mod link;
pub mod pipeline;
pub mod record;
pub mod reference;
pub mod report;
pub mod rules;
pub mod settings;
pub mod table;
pub mod workbook;
