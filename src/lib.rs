//! gospub fills in and checks the links that official VK pages of Russian state bodies must carry, in the workbooks where they
//! are kept.
//!
//! ```
//! let roster = "Организация;Тип;Ссылка на страницу ВК\n\
//!               Школа № 25;Образование;https://vk.com/club73442711\n";
//!
//! let filled = gospub::fill(roster.as_bytes(), &gospub::Options::default())?;
//! assert_eq!(filled.sheets[0].summary.miniapp.filled(), 1);
//! std::fs::write(std::env::temp_dir().join("реестр.проверено.xlsx"), &filled.workbook).unwrap();
//!
//! let checked = gospub::check("vk.com/club73442711", &gospub::Options::default())?;
//! assert!(checked.json.contains(r#""group_id":73442711"#));
//! # Ok::<(), gospub::error::Error>(())
//! ```
//!
//! The functions at the root ([`fill`], [`check`], [`check_row`], [`split`], [`merge`], [`report`](fn@report), [`strip`]) take bytes and
//! give bytes: no files, no clock, no threads but those asked for ([`Options`]), so they run in a browser as well. [`commands`] adds
//! paths, progress and rows as JSON. What is below is how it is made.
//!
//! # The way of the data
//!
//! One line, one direction; each arrow is a function from a value to a new one. Only the ends can fail: what is wrong with the data
//! comes back as data.
//!
//! ```text
//! bytes → workbook → Sheet → Layout::recognise → Table → Entry::read (a row) → rules → Verdict
//!                                                      → annotate::edits → CellEdit → workbook::patch → bytes
//! ```
//!
//! A [`pipeline::Verdict`] is a function of a row and of an index of all rows. It is made once a row, in batches on any number of threads,
//! and all that is wanted of the row is made while it is there: its edits, its figures, its line of JSON. The writer takes edits and
//! knows nothing of judging.
//!
//! # Where to find what
//!
//! | for | look into |
//! |---|---|
//! | what a cell means: ids, codes, addresses, regions | [`domain`] |
//! | cells and sheets, the roles of columns, which rows are data | [`table`] |
//! | how files are read and written | [`workbook`], the only module that knows of parts and archives |
//! | links: how they are written, what is wrong with those that are there | [`link`] |
//! | the kind of an organisation | [`classify`] |
//! | the ministry tables | [`reference`](mod@reference) |
//! | how a row is decided | [`entry`] |
//! | a check | [`rules`], a file a topic; it returns facts |
//! | the sentence for a fact | [`words`], a file a topic |
//! | what is written into the returned workbook | [`annotate`], [`mod@report`] |
//! | how handed-out rows find home | [`handback`] |
//! | figures for the ministry, and the workbook of them | [`mod@report::figures`], [`report::ministry`] |
//! | what VK says of pages: the snapshot, and how it is asked | [`pages`]; `online`, the only module with a network |
//! | a region's own settings | [`profile`], [`settings`] |
//! | the workbook that a municipality gets | [`handout`] |
//! | the commands | [`commands`], on paths or on memory; `src/bin/gospub` reads words and prints |
//!
//! `docs/architecture.md` is the tour of the code; `docs/domain.md` is the “domain reference” that comments cite by section, and has the
//! letters behind [S000] to [S004].
//!
//! A module uses lower layers only, from `domain` up to `commands`; `tests/integration/layers.rs` holds them to it. Russian stands where
//! users read it: in the codes of `rules`, in `words`, `report`, `error`, the header spellings and the program's arguments.

mod annotate;
mod api;
pub mod classify;
pub mod commands;
pub mod diagnostic;
mod disk;
pub mod domain;
pub mod entry;
pub mod error;
pub mod handback;
mod handout;
pub mod link;
#[cfg(feature = "online")]
pub mod online;
pub mod pages;
pub mod pipeline;
pub mod profile;
pub mod record;
pub mod reference;
pub mod report;
pub mod rules;
pub mod settings;
pub mod table;
pub mod words;
pub mod workbook;

pub use api::{Checked, Filled, Merged, Options, Part, check, check_row, fill, merge, report, split, strip};
pub use commands::Input;
