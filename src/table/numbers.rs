//! What a column of bare numbers is, where its header says ids of communities (domain reference, 6.6 and 8).

use crate::domain::{GroupId, Oktmo, Region};

/// What bare numbers are together. Each may be an id, but a whole column of small ones is a numbering, a counter, an opaid, a year or
/// an index, and ids do not all look like ОКТМО of one region or like КПП.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbers {
    count: usize,
    small: usize,
    kpp: usize,
    oktmo: usize,
    /// The region of the first ОКТМО.
    region: Option<Region>,
}

impl Numbers {
    /// Fewer say nothing.
    const ENOUGH: usize = 3;

    pub(super) fn add(&mut self, id: GroupId) {
        let number = id.get();
        self.count += 1;
        self.small += usize::from(id.is_small());
        self.kpp += usize::from(number >= 10_000_000 && number % 100_000 == 1001);
        let Some(oktmo) = format!("{number:08}").parse::<Oktmo>().ok().filter(|oktmo| oktmo.is_shaped_like_municipality()) else {
            return;
        };
        let region = *self.region.get_or_insert(oktmo.region());
        self.oktmo += usize::from(oktmo.region() == region);
    }

    /// Whether there are any and none is as great as ids are.
    pub(super) fn are_small(&self) -> bool {
        self.count > 0 && self.small == self.count
    }

    /// Whether they are ОКТМО of one region.
    pub(super) fn are_codes(&self) -> bool {
        self.count > 0 && self.oktmo * 10 >= self.count * 9
    }

    /// Whether a column of them and of so many addresses holds something else than ids.
    pub(super) fn are_no_ids(&self, pages: usize) -> bool {
        let alike = self.small.max(self.kpp).max(self.oktmo);
        self.count >= Self::ENOUGH && self.count > pages && alike * 10 >= self.count * 9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_no_ids(numbers: &[u64], pages: usize) -> bool {
        let mut all = Numbers::default();
        numbers.iter().filter_map(|&number| GroupId::new(number)).for_each(|id| all.add(id));
        all.are_no_ids(pages)
    }

    #[test]
    fn a_column_of_ids_is_one() {
        for ids in [&[1, 2][..], &[217000001, 217000002, 217000003], &[29701000, 98765432, 51234567], &[18, 217000001, 55667788]]
        {
            assert!(!are_no_ids(ids, 0), "{ids:?}");
        }
    }

    #[test]
    fn numberings_counters_and_codes_are_no_ids() {
        for numbers in [
            &[1, 2, 3][..],
            &[215120, 392552, 476],
            &[29701000, 29602000, 29614158],
            &[3701000, 3612000, 3614404],
            &[402701001, 402901001, 402801001],
        ] {
            assert!(are_no_ids(numbers, 0), "{numbers:?}");
        }
    }

    #[test]
    fn a_few_small_numbers_among_addresses_do_not_make_the_column_another() {
        assert!(!are_no_ids(&[1, 2, 3], 5));
    }
}
