//! What cells mean: ids, codes, addresses, kinds. Each is a type that is parsed once and cannot be wrong afterwards.

pub(crate) mod data;
pub(crate) mod date;
pub(crate) mod digits;
pub(crate) mod group_id;
pub(crate) mod inn;
pub(crate) mod moment;
pub(crate) mod municipality;
pub(crate) mod ogrn;
pub(crate) mod oktmo;
pub(crate) mod opaid;
pub(crate) mod org_kind;
pub(crate) mod reason;
pub(crate) mod region;
pub(crate) mod scale;
pub(crate) mod status;
pub mod text;
pub mod vk_address;
pub(crate) mod word_list;

pub use date::{Date, DateError};
pub use group_id::GroupId;
pub(crate) use inn::Inn;
pub(crate) use moment::Moment;
pub(crate) use municipality::municipality_key;
pub(crate) use ogrn::Ogrn;
pub(crate) use oktmo::Oktmo;
pub(crate) use opaid::Opaid;
pub use org_kind::OrgKind;
pub(crate) use region::{FnsCode, Region};
pub use scale::Scale;
pub(crate) use status::Status;
