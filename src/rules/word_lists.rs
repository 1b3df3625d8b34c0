//! The words by which names of organisations and pages are compared.

use crate::domain::word_list::lists;

lists! {
    /// The lists of `words.toml`, by their names there; what each is for is said beside it.
    "words.toml":
    form untelling body not_of_a_place
    everywhere before_sort before_place title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_words_and_a_use() {
        assert_eq!(Lists::read(include_str!("words.toml")).1, [""; 0]);
    }
}
