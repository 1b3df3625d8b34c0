//! The invariants on inputs that chance makes; `fuzz/` looks for worse ones.

use crate::invariants;
use proptest::prelude::*;

/// Found by `fuzz/`.
#[test]
fn dirt_within_a_code_makes_no_number_of_its_own() {
    invariants::address("233022%3\u{3}022%2F");
    invariants::address("233022%3\u{ad}022%2F");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_cell_gives_a_number_that_it_does_not_hold(cell in "(https?://)?(vk\\.com|vk\\.ru|m\\.vk\\.com)?/?(club|public|photo-|wall-|id)?[0-9]{0,10}\\PC{0,12}") {
        invariants::address(&cell);
    }

    #[test]
    fn a_sheet_is_read_as_calamine_reads_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        invariants::sheet(&bytes);
    }

    #[test]
    fn what_is_annotated_holds_the_edits_and_all_that_was_there(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        invariants::patching(&bytes);
    }

    #[test]
    fn any_bytes_are_a_sheet_or_an_error(part in "(<worksheet>|<sheetData>|<row( r='[0-9]{1,8}')?/?>|<c( r='[A-Z]{1,4}[0-9]{0,8}')?( t='[snbe]')?>|<v>|[0-9]|</v>|</c>|</row>|</sheetData>|</worksheet>|<!--|-->|\\PC){0,40}") {
        invariants::raw_sheet(part.as_bytes());
    }

    #[test]
    fn any_grid_is_a_table_or_none(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        invariants::layout(&bytes);
    }
}
