//! What cells mean: ids, codes, addresses, kinds. Each is a type that is parsed once and cannot be wrong afterwards.

pub mod date;
pub(crate) mod digits;
pub mod group_id;
pub mod inn;
pub mod moment;
pub mod municipality;
pub mod ogrn;
pub mod oktmo;
pub mod opaid;
pub mod org_kind;
pub mod reason;
pub mod region;
pub mod scale;
pub mod status;
pub mod text;
pub mod vk_address;

pub use date::{Date, DateError};
pub use group_id::GroupId;
pub use inn::Inn;
pub use moment::Moment;
pub use municipality::municipality_key;
pub use ogrn::Ogrn;
pub use oktmo::Oktmo;
pub use opaid::Opaid;
pub use org_kind::OrgKind;
pub use region::{FnsCode, Region};
pub use scale::Scale;
pub use status::Status;
