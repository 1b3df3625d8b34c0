//! What had to be changed to read a cell.

/// What had to be changed to read a cell; each changes a letter or joins parts, so it is told (domain reference, 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// Cyrillic letters that look Latin (`рublic1`, `vk.соm`).
    LookAlikes,
    /// A comma where a dot belongs (`vk,com`).
    CommaForDot,
    /// Blanks inside an address or a word (`vk. com/club 1`).
    InnerBlanks,
    /// Typed with the Russian keyboard layout (`мл.сщь/сдги1`).
    KeyboardLayout,
}

/// A set of repairs that costs nothing while it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Repairs(u8);

impl Repairs {
    const ALL: [Repair; 4] = [Repair::LookAlikes, Repair::CommaForDot, Repair::InnerBlanks, Repair::KeyboardLayout];

    pub(super) fn add(&mut self, repair: Repair) {
        self.0 |= 1 << repair as u8;
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn with(mut self, repair: Repair) -> Self {
        self.add(repair);
        self
    }

    pub(super) fn to_vec(self) -> Vec<Repair> {
        Self::ALL.into_iter().filter(|&repair| self.0 & 1 << repair as u8 != 0).collect()
    }
}
