//! Asks VK what is known of pages. The only module with a network, and only `gospub fetch` uses it.
//!
//! ```text
//! keys → ask (batches, pauses, patience) → http (a request) → answer (JSON → what may be kept) → pages::Answer
//! ```
//!
//! The clock and the transport are passed in, so tests neither wait nor go out. The key of VK stands in one header of a request and
//! nowhere else.

mod access_key;
mod answer;
mod ask;
mod clock;
mod http;
mod kept;

pub use access_key::{AccessKey, KeyFault};
pub use ask::Pace;
pub(crate) use ask::{Asked, Stop, ask};
pub(crate) use clock::Clock;
pub use clock::SystemClock;
pub use http::{AddressFault, Http, HttpOptions};
pub(crate) use http::{Cause, Transport};

/// How many pages VK takes in one request.
pub const LARGEST_BATCH: usize = 500;
/// Where VK's API is (domain reference, 9).
pub const API: &str = "https://api.vk.ru/method/";
/// The version of the API that answers are read as.
const VERSION: &str = "5.199";
/// What is asked of each community. `menu`, `is_government_organization`, `trust_mark` and `action_button` are not in VK's
/// documentation; they come, or they do not.
const FIELDS: &str = "menu,links,site,description,contacts,addresses,cover,verified,is_government_organization,trust_mark,\
                      action_button,main_section";
