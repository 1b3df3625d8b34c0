//! Text of cells folded for comparison: case, ё, blanks of every kind, quotes, dashes.

use super::word_list::{LISTS, WordList};
use std::borrow::Cow;
use std::char::ToLowercase;
use std::str::Chars;
use std::sync::LazyLock;

/// Characters that leave no trace on paper: zero-width blanks, direction marks, soft hyphen, byte-order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// Whether a character is a letter: [`char::is_alphabetic`], which looks even Russian letters up in the tables of Unicode.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\u{0}'..='\u{7F}' => c.is_ascii_alphabetic(),
        '\u{400}'..='\u{481}' => true,
        _ => c.is_alphabetic(),
    }
}

/// The words of a text: all that stands between characters that are neither letters nor digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_letter_or_digit(c)).filter(|word| !word.is_empty())
}

/// Whether a word begins with one of these stems.
pub(crate) fn begins(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.starts_with(stem))
}

/// Whether one of the words begins with one of these stems.
pub(crate) fn any_begins(words: &[&str], stems: &[&str]) -> bool {
    words.iter().any(|word| begins(word, stems))
}

/// Whether a character is a letter or a digit: [`char::is_alphanumeric`], likewise.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\u{0}'..='\u{7F}' => c.is_ascii_alphanumeric(),
        '\u{400}'..='\u{481}' => true,
        _ => c.is_alphanumeric(),
    }
}

/// Folds a text for comparison: lower case, ё as е, every dash as `-`, every quote as `"`, runs of blanks (no-break ones and line
/// breaks too) as one space, invisible characters dropped, ends trimmed.
///
/// Never to be shown or written: it is a key, not a text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = Folded::new(text);
    loop {
        // Most of a text folds to itself and is copied word by word.
        let (same, others) = rest.chars.as_str().split_at(same_length(rest.chars.as_str()));
        folded.push_str(same);
        rest.chars = others.chars();
        let Some((c, blanks)) = rest.after_blanks() else { return folded };
        if blanks && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(c);
        if let Some(lower) = rest.lower.take() {
            folded.extend(lower);
        }
    }
}

/// How many bytes at the beginning of a text are small letters, digits and signs that fold to themselves.
fn same_length(text: &str) -> usize {
    let (bytes, mut length) = (text.as_bytes(), 0);
    loop {
        length += match &bytes[length..] {
            [b'!'..=b'@' | b'['..=b'~', ..] => 1,
            // а to п, р to я.
            [0xD0, 0xB0..=0xBF, ..] | [0xD1, 0x80..=0x8F, ..] => 2,
            _ => return length,
        };
    }
}

/// Folds the name of a file as Windows and macOS compare names: they do not tell capitals apart.
pub(crate) fn caseless(name: &str) -> String {
    // Through capitals first: some small letters share one.
    name.to_uppercase().to_lowercase()
}

/// Whether a text folds to this folded word. Unlike [`fold`] it stops at the first character that differs.
pub(crate) fn folds_to(text: &str, word: &str) -> bool {
    folds_to_any(text, &[word])
}

/// Whether a text folds to any of these folded words.
pub(crate) fn folds_to_any(text: &str, words: &[&str]) -> bool {
    folds_to_one(text, words.iter().copied())
}

/// Whether a text folds to one of these folded words.
pub(crate) fn folds_to_one<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> bool {
    may_begin(text, words).any(|word| Folded::new(text).eq(word.chars()))
}

/// Whether a folded text begins with this folded word; stops likewise.
pub(crate) fn fold_starts_with(text: &str, word: &str) -> bool {
    fold_starts_with_any(text, &[word])
}

/// Whether a folded text begins with any of these folded words.
pub(crate) fn fold_starts_with_any(text: &str, words: &[&str]) -> bool {
    may_begin(text, words.iter().copied()).any(|word| {
        let mut folded = Folded::new(text);
        word.chars().all(|c| folded.next() == Some(c))
    })
}

/// The folded words that a text may begin with: for nearly all texts its first character leaves none.
fn may_begin<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> impl Iterator<Item = &'w str> {
    let first = text.chars().next().and_then(folded_at_once);
    let begins = move |word: &&str| first.is_none_or(|first| word.chars().next().is_none_or(|letter| letter == first));
    words.filter(begins)
}

/// What the commonest characters fold to; `None` for those that need a closer look.
fn folded_at_once(c: char) -> Option<char> {
    match c {
        'а'..='я' | '!'..='@' | '['..='~' => Some(c),
        'А'..='Я' => Some(small(c, 'А', 'а')),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        _ => None,
    }
}

/// The characters of a folded text, one by one.
struct Folded<'t> {
    chars: Chars<'t>,
    /// What is still to come of a character: itself behind a blank, and the few capitals that have two small letters.
    held: Option<char>,
    lower: Option<ToLowercase>,
    /// Whether anything has come yet: blanks before it are dropped.
    begun: bool,
}

impl<'t> Folded<'t> {
    fn new(text: &'t str) -> Self {
        Self { chars: text.chars(), held: None, lower: None, begun: false }
    }

    /// The next character that is no blank, and whether there were blanks before it.
    fn after_blanks(&mut self) -> Option<(char, bool)> {
        let mut blanks = false;
        loop {
            let c = self.chars.next()?;
            if let Some(folded) = folded_at_once(c) {
                return Some((folded, blanks));
            }
            let folded = match c {
                ' ' => {
                    blanks = true;
                    continue;
                }
                'ё' | 'Ё' => 'е',
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                '«' | '»' | '“' | '”' | '„' | '‟' | '″' => '"',
                _ if is_invisible(c) => continue,
                _ if c.is_whitespace() || c.is_control() => {
                    blanks = true;
                    continue;
                }
                _ => {
                    let mut lower = c.to_lowercase();
                    let first = lower.next().unwrap_or(c);
                    self.lower = Some(lower).filter(|rest| rest.len() > 0);
                    first
                }
            };
            return Some((folded, blanks));
        }
    }
}

impl Iterator for Folded<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some(c) = self.held.take() {
            return Some(c);
        }
        if let Some(c) = self.lower.as_mut().and_then(Iterator::next) {
            return Some(c);
        }
        let (c, blanks) = self.after_blanks()?;
        if blanks && self.begun {
            self.held = Some(c);
            return Some(' ');
        }
        self.begun = true;
        Some(c)
    }
}

/// The small letter to a capital of an alphabet that has both in the same order.
fn small(c: char, first_capital: char, first_small: char) -> char {
    char::from_u32(u32::from(c) - u32::from(first_capital) + u32::from(first_small)).unwrap_or(c)
}

/// Whether a cell says in words or dashes that there is nothing: «нет», «—», «отсутствует», «н/д», «в ВК страницы нет» …
/// (domain reference, 7).
///
/// Only the whole cell counts: «нет страницы» says so, «страница Нетесово» and «нет доступа» do not. Texts that give a reason for
/// having no page are not among them; see [`is_no_page_reason`].
pub fn is_nothing_word(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    // Most cells are addresses, codes and names: told by their length and first letter, without folding.
    const LONGEST: usize = 200;
    if text.len() > LONGEST || text.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'h' | 'H' | 'v' | 'V')) {
        return false;
    }
    // And most of the others by the first two letters, or by the first word. One letter may be the beginning of «н/д».
    let mut letters = text.chars().map_while(folded_at_once).take_while(|&c| !is_mark(c));
    if let (Some(first), Some(second)) = (letters.next(), letters.next())
        && BEGINNINGS.binary_search(&beginning(first, second)).is_err()
    {
        return false;
    }
    let first: String = Folded::new(text).skip_while(|&c| is_mark(c)).take_while(|&c| !is_mark(c)).collect();
    let is_other_word = first.chars().nth(1).is_some() && !LISTS.nothing.has(&first) && !may_deny(&first, false);
    !is_other_word && says_nothing(text)
}

/// Characters that stand around the words of such cells, and between them.
fn is_mark(c: char) -> bool {
    matches!(c, '-' | '_' | '/' | '\\' | '*' | '?' | '.' | ',' | ';' | ':' | '!' | '(' | ')' | '"' | '\'' | ' ' | '=')
}

/// The same, looking at all of the text.
fn says_nothing(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.trim_matches(is_mark);
    // `-"-` and `-//-` repeat the cell above.
    if bare.is_empty() && (folded.contains("//") || folded.contains('"')) && folded != "\"\"" {
        return false;
    }
    if bare.is_empty() || LISTS.nothing.has(bare) {
        return true;
    }
    let mut is_denied = false;
    let mut after_not = false;
    for word in bare.split(is_mark).filter(|word| !word.is_empty()) {
        if !may_deny(word, after_not) {
            return false;
        }
        is_denied |= is_denial(word, after_not);
        after_not = word == NOT;
    }
    is_denied && !after_not
}

/// How the words begin that a text may begin with which says that there is nothing.
static BEGINNINGS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let lists = [&LISTS.nothing, &LISTS.denial, &LISTS.absence, &LISTS.of_nothing];
    let mut beginnings: Vec<u64> = lists
        .into_iter()
        .flat_map(WordList::texts)
        .chain([NOT])
        .filter_map(|word| {
            let mut letters = word.chars();
            Some(beginning(letters.next()?, letters.next()?))
        })
        .collect();
    beginnings.sort_unstable();
    beginnings
});

/// Two letters in one number, so that they are compared at once.
fn beginning(first: char, second: char) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// Denies what follows it.
const NOT: &str = "не";

/// Whether a word can stand in a text that says there is no page.
fn may_deny(word: &str, after_not: bool) -> bool {
    is_denial(word, after_not) || word == NOT || (!after_not && LISTS.of_nothing.has(word))
}

/// Whether a text gives a ground for having no page: «Официальная страница не ведется на основании …», «нет, организация
/// ликвидирована» (domain reference, 7; 8-ФЗ).
pub(crate) fn is_no_page_reason(text: &str) -> bool {
    denial(text) == Some(Denial::WithGround)
}

/// Whether a text in the column of grounds is one that the law knows: an act («приказ № 5», «8-ФЗ»), or that the organisation is no more.
/// «да», «уточняется», «оснований нет» and addresses are none.
pub(crate) fn is_lawful_ground(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = words(&folded).collect();
    match LISTS.act.has_any(&words) {
        true => !LISTS.no_act.has_any(&words),
        // «оснований нет» is no ground, whatever else denies.
        false => is_no_page_reason(text) && !any_begins(&words, &["основани"]),
    }
}

/// Whether a text says, with a ground or without one, that there is no page: «страница не ведётся с 2022 года».
pub(crate) fn denies_page(text: &str) -> bool {
    denial(text).is_some()
}

/// How a text denies that there is a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Denial {
    WithGround,
    Bare,
}

fn denial(text: &str) -> Option<Denial> {
    // Only Russian words deny; most cells that are asked are addresses.
    if text.is_ascii() {
        return None;
    }
    let folded = fold(text);
    // «нет (малочисленная)»: what stands behind the answer is no ground of the law, but no page either.
    let is_answer = folded.strip_prefix("нет").is_some_and(|rest| rest.trim_start().starts_with(['(', ',', ';', '-']));
    let words: Vec<&str> = words(&folded).collect();
    // These speak of a page that there is.
    if LISTS.there_is.has_any(&words) || words.contains(&"имеется") && !folded.contains("не имеется") {
        return None;
    }
    if LISTS.dissolved.has_any(&words) || ["вправе не", "не подлежит", "не обязан"].iter().any(|right| folded.contains(right))
    {
        return Some(Denial::WithGround);
    }
    let is_closed = LISTS.closed.has_any(&words) && words.len() <= 3 && !words.contains(&"не");
    if is_closed {
        return Some(Denial::Bare);
    }
    if !(0..words.len()).any(|at| is_denial(words[at], at > 0 && words[at - 1] == "не")) {
        return None;
    }
    let is_not_kept = words.windows(2).any(|pair| pair[0] == "не" && pair[1].starts_with("вед"));
    match LISTS.ground.has_any(&words) {
        true => Some(Denial::WithGround),
        false => (LISTS.page.has_any(&words) || is_not_kept || is_answer).then_some(Denial::Bare),
    }
}

/// A word that denies that something is there; after «не» also the ordinary verbs of such cells.
fn is_denial(word: &str, after_not: bool) -> bool {
    LISTS.denial.has(word) || if after_not { LISTS.not_done.has(word) } else { LISTS.absence.has(word) }
}

/// A text without the addresses in it: «Школа № 1 (`vk.com/club1`)».
pub(crate) fn without_address(text: &str) -> Cow<'_, str> {
    let is_address = |word: &str| word.contains("://") || word.contains("vk.com/") || word.contains("vk.ru/");
    if !text.split_whitespace().any(is_address) {
        return Cow::Borrowed(text);
    }
    let rest: Vec<&str> = text.split_whitespace().filter(|word| !is_address(word)).collect();
    let is_sign = |c: char| matches!(c, ' ' | ',' | ';' | ':' | '-' | '–' | '—' | '(' | '|');
    Cow::Owned(rest.join(" ").trim_matches(is_sign).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Folding as its rules are worded, without short cuts.
    fn plainly_folded(text: &str) -> String {
        let visible: String = text.chars().filter(|&c| !is_invisible(c)).collect();
        let spaced: String = visible.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
        let lower: String = joined.chars().flat_map(char::to_lowercase).collect();
        let dashed = lower.replace(|c: char| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}'), "-");
        dashed.replace('ё', "е").replace(['«', '»', '“', '”', '„', '‟', '″'], "\"")
    }

    #[test]
    fn folding_joins_spellings_of_one_header() {
        assert_eq!(fold(" Ссылка\u{a0}на\nгоспаблик\u{200b} «ВК» "), "ссылка на госпаблик \"вк\"");
        assert_eq!(fold("Учреждённый — 2024"), "учрежденный - 2024");
    }

    #[test]
    fn nothing_is_said_by_whole_cells_only() {
        for text in [
            " — ",
            "Нет.",
            "не ведётся",
            "Н/Д",
            "нет страницы",
            "В ВК группы нет",
            "не зарегистрирована",
            "в стадии создания",
            "???",
        ] {
            assert!(is_nothing_word(text), "{text}");
        }
        for text in [
            "Нетесово",
            "vk.com/net",
            "нет, но есть vk.com/club1",
            "нет доступа",
            "-\"-",
            "-//-",
            "страница создана",
            "группа",
            "не",
            "ведется",
        ] {
            assert!(!is_nothing_word(text), "{text}");
        }
    }

    #[test]
    fn a_ground_for_having_no_page_is_more_than_a_no() {
        for text in [
            "Официальная страница не ведётся на основании распоряжения 2523-р",
            "нет (организация ликвидирована)",
            "Страница не создана по решению учредителя",
        ] {
            assert!(is_no_page_reason(text), "{text}");
        }
        for text in ["нет", "нет доступа к странице", "интернет-страница по приказу", "госметка отсутствует на странице"]
        {
            assert!(!is_no_page_reason(text), "{text}");
        }
        for text in [
            "нет госпаблика",
            "страница в ВК отсутствует",
            "группа удалена",
            "не ведётся с 2022 года",
            "нет (малочисленная)",
            "заблокирована",
            "группа закрыта",
        ] {
            assert!(denies_page(text) && !is_no_page_reason(text), "{text}");
        }
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!((is_letter(c), is_letter_or_digit(c)), (c.is_alphabetic(), c.is_alphanumeric()), "{c:?}");
        }
        for c in '\0'..'\u{3000}' {
            assert_eq!(fold(&c.to_string()), plainly_folded(&c.to_string()), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn what_the_beginning_of_a_text_tells_is_what_all_of_it_says(
            text in "([ .*\"-]{0,2}(нет|НЕ|не|ведётся|н/д|Н|страница|В|вк|отсутствует|x|None|пока|доступа|группы|нд|школа|id)[ .,/-]{1,2}){1,4}",
        ) {
            prop_assert_eq!(is_nothing_word(&text), says_nothing(&text));
        }

        #[test]
        fn texts_fold_as_the_rules_are_worded(text in "([A-Za-zА-яЁё«»—.]|[ \\n\u{a0}\u{200b}İ]|\\PC){0,20}") {
            let folded = plainly_folded(&text);
            prop_assert_eq!(fold(&text), &folded[..]);
            let longer = folded.clone() + "а";
            prop_assert!(folds_to(&text, &folded) && !folds_to(&text, &longer));
            prop_assert!(fold_starts_with(&text, &folded) && !fold_starts_with(&text, &longer));
            prop_assert_eq!(folds_to(&text, "а"), folded == "а");
            prop_assert_eq!(fold_starts_with(&text, "а"), folded.starts_with('а'));
        }
    }
}
