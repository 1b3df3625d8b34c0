//! Words by which a text is understood, as the lists of the program note them down.
//!
//! The spellings of headers stand in `table/headers.toml`. Lists of words stand in a `words.toml` beside the sources that ask for them:
//! here for what people write into cells, in `table` for what tells headers and rows, in `rules` for names that are compared.

use super::data;
use std::borrow::Cow;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A word of a list: how the words begin that it stands for.
///
/// `ссылк` is a beginning. One of up to three letters is an abbreviation («вк», «id», «мо») and counts only whole. `=нету` is a whole word
/// of any length, `вед*` a beginning of any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stem {
    text: Cow<'static, str>,
    is_whole: bool,
    initial: u64,
}

impl Stem {
    /// Reads a folded word.
    pub(crate) fn read(written: Cow<'static, str>) -> Self {
        let length = written.len();
        let (range, is_whole) = match written.as_bytes() {
            [b'=', _, ..] => (1..length, true),
            [_, .., b'*'] => (0..length - 1, false),
            _ => (0..length, written.chars().nth(3).is_none()),
        };
        let text = part(written, range);
        Self { initial: initial(&text), text, is_whole }
    }

    /// Whether it stands for this folded word.
    pub(crate) fn fits(&self, word: &str) -> bool {
        if self.is_whole { word == self.text } else { word.starts_with(&*self.text) }
    }

    /// Whether it may stand for a word of a text with these [`initial`]s.
    pub(crate) fn may_fit(&self, initials: u64) -> bool {
        self.initial & initials != 0
    }

    /// How many letters it accounts for.
    pub(crate) fn letters(&self) -> usize {
        self.text.chars().count()
    }
}

/// Words that say one thing.
#[derive(Debug, Default)]
pub(crate) struct WordList {
    stems: Vec<Stem>,
    /// The first letters of all of them: most words are in no list, which is told by this.
    initials: u64,
}

impl WordList {
    fn read(words: &DeValue<'static>) -> Self {
        let stems: Vec<Stem> = data::texts(words).cloned().map(Stem::read).collect();
        let initials = stems.iter().fold(0, |initials, stem| initials | stem.initial);
        Self { stems, initials }
    }

    /// Takes the list of a field's name out of those of a file.
    pub(crate) fn take(all: &mut DeTable<'static>, field: &str, faults: &mut Vec<String>) -> Self {
        let name = field.replace('_', "-");
        let list = all.remove(&*name).map(|words| Self::read(words.get_ref())).unwrap_or_default();
        if list.stems.is_empty() {
            faults.push(format!("no words: {name}"));
        }
        list
    }

    /// Whether it has a folded word.
    pub(crate) fn has(&self, word: &str) -> bool {
        let initial = initial(word);
        self.initials & initial != 0 && self.stems.iter().any(|stem| stem.may_fit(initial) && stem.fits(word))
    }

    /// Whether it has one of these.
    pub(crate) fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// Its words without their marks.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.stems.iter().map(|stem| &*stem.text)
    }
}

/// Makes `Lists` of the lists of a file that lies beside the source, a field for each by its name there, and the static `LISTS` of them.
macro_rules! lists {
    ($(#[$about:meta])* $file:literal: $($name:ident)*) => {
        $(#[$about])*
        pub(crate) struct Lists {
            $(pub(crate) $name: $crate::domain::word_list::WordList,)*
        }

        impl Lists {
            /// The lists in a text, and its faults: a list that is missing is empty.
            fn read(text: &'static str) -> (Self, Vec<String>) {
                let mut faults = Vec::new();
                let mut all = $crate::domain::data::read(text, &mut faults);
                let lists = Self {
                    $($name: $crate::domain::word_list::WordList::take(&mut all, stringify!($name), &mut faults),)*
                };
                faults.extend(all.iter().map(|(name, _)| format!("nobody asks for {}", name.get_ref())));
                (lists, faults)
            }
        }

        /// These lists, read once.
        pub(crate) static LISTS: std::sync::LazyLock<Lists> =
            std::sync::LazyLock::new(|| Lists::read(include_str!($file)).0);
    };
}
pub(crate) use lists;

lists! {
    /// The lists of `words.toml`, by their names there; what each is for is said beside it.
    "words.toml":
    nothing denial absence not_done of_nothing
    act no_act there_is dissolved closed ground page
    yes no lost in_work doing unclear beside_yes counted
    promise doubt not_sure wrong not_right
    another_page not_our_page new_page page_label number_label beside_page
    cell_of_another_page only_of_another_page not_yet place
    beside_kind of_another
    subordinate of_municipality of_region
    no_level federal_body institution no_institution of_state local of_subject of_place of_administration
}

/// The first letter of a word as a bit, which it shares with few others: most stems are told from all words of a text by it.
pub(crate) fn initial(word: &str) -> u64 {
    word.chars().next().map_or(0, |letter| 1 << (u32::from(letter) % u64::BITS))
}

/// A part of a text, borrowed where the text is the program's own.
pub(crate) fn part(text: Cow<'static, str>, range: Range<usize>) -> Cow<'static, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::fold;

    #[test]
    fn each_list_has_words_and_a_use() {
        let (lists, faults) = Lists::read(include_str!("words.toml"));
        assert_eq!(faults, [""; 0]);
        assert!(lists.yes.has("да") && lists.in_work.has("заявка"));
    }

    #[test]
    fn a_list_that_is_missing_or_unknown_is_named() {
        let (_, faults) = Lists::read("yse = ['да']");
        assert!(faults.contains(&"no words: yes".to_owned()) && faults.contains(&"nobody asks for yse".to_owned()), "{faults:?}");
    }

    #[test]
    fn words_are_noted_down_folded() {
        for text in [include_str!("words.toml"), include_str!("../table/words.toml"), include_str!("../rules/words.toml")] {
            let mut all = data::read(text, &mut Vec::new());
            for (name, words) in &mut all {
                for word in data::texts(words.get_ref()) {
                    assert_eq!(*word, fold(word), "{name:?}");
                }
            }
        }
    }

    #[test]
    fn a_word_is_a_beginning_unless_it_is_short_or_marked() {
        for (written, fits, others) in [
            ("ссылк", &["ссылк", "ссылка"][..], &["ссыл", "госссылка"][..]),
            ("вк", &["вк"], &["вконтакте", "в"]),
            ("=нету", &["нету"], &["нетути", "нет"]),
            ("вед*", &["вед", "ведут"], &["ве", "не"]),
            ("*", &["*"], &["а"]),
        ] {
            let stem = Stem::read(written.into());
            assert!(fits.iter().all(|word| stem.fits(word)) && !others.iter().any(|word| stem.fits(word)), "{written}");
        }
    }
}
