//! The words that tell columns and rows of a table.

use crate::domain::word_list::lists;

lists! {
    /// The lists of `words.toml`, by their names there; what each is for is said beside it.
    "words.toml":
    of_a_mark counts old renewed of_another_page in_charge of_a_person of_ids of_other_numbers of_another_matter
    vk other_network industry
    groups rest body of_region
    post signature
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_words_and_a_use() {
        assert_eq!(Lists::read(include_str!("words.toml")).1, [""; 0]);
    }
}
