//! The numeric id of a VK community.

use std::fmt;
use std::num::NonZeroU32;

/// The number of a VK community, always written without the owner's minus.
///
/// Invariant: 1 … 999,999,999. Numbers from 1,000,000,000 up belong to persons and chats; the largest community ids seen in 2026
/// are near 242 million (domain reference, 6.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(NonZeroU32);

impl GroupId {
    /// The largest number that is taken for a community.
    pub(crate) const MAX: u32 = 999_999_999;
    /// No official page has a number of fewer digits than this one.
    pub(crate) const SMALL_BELOW: u32 = 1_000_000;
    /// Above this number no community had been seen when the rules were written: worth a warning, not a refusal.
    pub(crate) const UNUSUAL_ABOVE: u32 = 300_000_000;

    /// The id with this number, if a community can have it.
    pub fn new(number: u64) -> Option<Self> {
        let number = u32::try_from(number).ok().filter(|&n| n <= Self::MAX)?;
        NonZeroU32::new(number).map(Self)
    }

    /// The number itself.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// Whether the number is one of the first months of VK, long before any official page (domain reference, 6.6): more likely a count, a
    /// tick or a date.
    pub(crate) fn is_small(self) -> bool {
        self.get() < Self::SMALL_BELOW
    }

    /// Whether the number is higher than any community's seen so far.
    pub(crate) fn is_unusual(self) -> bool {
        self.get() > Self::UNUSUAL_ABOVE
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_person_numbers_are_no_communities() {
        assert_eq!(GroupId::new(0), None);
        assert_eq!(GroupId::new(1_000_000_000), None);
        assert_eq!(GroupId::new(999_999_999).map(GroupId::get), Some(999_999_999));
    }
}
