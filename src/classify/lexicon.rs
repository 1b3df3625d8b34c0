//! Reads a name as words and finds the known phrases among them.
//!
//! A name is read once: every word is folded letter by letter (case, ё, Latin look-alikes, zero for О) while it is looked up in a
//! tree of known words. Phrases are then sought by the known words alone, so the length of the tables costs next to nothing.

use crate::domain::text::{is_invisible, is_letter_or_digit};
use std::ops::Range;

/// Letters of the tree: 1 to 32 for а to я, 33 for the Latin i of «IT-куб»; 0 is any other letter, which no table word has.
const ALPHABET: usize = 34;
/// Names are read up to this word; what a longer text says after that is no longer a name.
const MAX_WORDS: usize = 64;
/// So many table words may fit one word of a name.
const MAX_HITS: usize = 6;
/// Words longer than this are no words of the tables.
const MAX_LETTERS: usize = 40;

/// What may follow a stem that is marked with `~`: the case endings of Russian nouns and adjectives, ё folded into е.
const ENDINGS: [&str; 58] = [
    "", "а", "ам", "ами", "ах", "ая", "е", "ев", "его", "ее", "ей", "ем", "ему", "ею", "и", "ие", "ием", "ии", "ий", "им", "ими",
    "их", "ию", "ия", "иям", "иями", "иях", "й", "о", "ов", "ого", "ое", "ой", "ом", "ому", "ою", "у", "ую", "ы", "ые", "ый",
    "ым", "ыми", "ых", "ь", "ье", "ью", "ья", "ьям", "ю", "юю", "я", "ям", "ями", "ях", "яя", "иев", "ьев",
];

/// A word of the tables: a folded word, with how it may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Tail {
    /// The whole word, as abbreviations are.
    Nothing,
    /// A case ending: written `школ~`.
    Ending,
    /// Anything: written `минздрав*`.
    Anything,
}

/// One place of a phrase.
#[derive(Clone, Debug)]
struct Item {
    /// The table words that may stand here, a part of [`Lexicon::choices`]; empty for any word.
    words: Range<u32>,
    /// So many words may come in between.
    gap: u8,
    /// Only right after a slash, as in «д/с».
    slash: bool,
}

/// A phrase of the tables with what it stands for.
#[derive(Clone, Debug)]
struct Phrase<M> {
    /// Its places, a part of [`Lexicon::items`].
    items: Range<u32>,
    /// The words of the second place as [`bit`]s: where a name has none of them, the phrase need not be tried.
    second: u64,
    /// Whether it is found before all others.
    early: bool,
    meaning: M,
}

/// A word as it stands in a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte in the name.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// Whether it is a number.
    pub(super) number: bool,
    /// Whether it ends as a feminine adjective does, as in «Н-ская РБ».
    pub(super) adjective: bool,
    slash: bool,
    hits: [u16; MAX_HITS],
    count: u8,
}

impl Token {
    fn hits(&self) -> &[u16] {
        &self.hits[..usize::from(self.count)]
    }
}

/// A phrase found in a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<M> {
    pub(super) meaning: M,
    /// Index of its first word.
    pub(super) first: usize,
    /// Index of its last word.
    pub(super) last: usize,
}

/// A dictionary of phrases.
///
/// Phrases are written as words with blanks between them; a word is a whole word (`сош`), a stem with a case ending (`школ~`), a
/// stem with anything (`минздрав*`), a choice (`дом|дворец`), a number (`#`) or any word (`?`). `_3` lets up to three words come in
/// between; `д/с` wants the slash.
#[derive(Clone, Debug)]
pub(super) struct Lexicon<M> {
    nodes: Vec<Node>,
    /// Table words that end at a node, by [`Node::ends`].
    ends: Vec<Ends>,
    phrases: Vec<Phrase<M>>,
    /// The places of all phrases, and the words of all places.
    items: Vec<Item>,
    choices: Vec<u16>,
    firsts: Firsts,
    endings: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Node {
    next: [u16; ALPHABET],
    /// Index into [`Lexicon::ends`] plus one; 0 where no table word ends.
    ends: u16,
}

/// The table words that end at a node, in the order of the tables: one for each way in which it may go on.
#[derive(Clone, Copy, Debug)]
struct Ends {
    words: [(Tail, u16); 3],
    count: u8,
}

impl Ends {
    const NONE: Self = Self { words: [(Tail::Nothing, 0); 3], count: 0 };

    fn words(&self) -> &[(Tail, u16)] {
        &self.words[..usize::from(self.count)]
    }
}

/// The table word that every number is.
const NUMBER: u16 = 0;

/// The phrases that begin with each table word, in the order of the tables: chains in one list, which is made faster than a list a word.
#[derive(Clone, Debug)]
struct Firsts {
    /// The ends of each word's chain.
    chains: Vec<(u32, u32)>,
    /// A phrase, and where the next one of its chain is; 0 at the end. Nothing is at 0.
    links: Vec<(u16, u32)>,
}

impl Firsts {
    /// Of the word [`NUMBER`] alone.
    fn new() -> Self {
        Self { chains: vec![(0, 0)], links: vec![(0, 0)] }
    }

    /// The number of a further word.
    fn new_word(&mut self) -> Option<u16> {
        let word = u16::try_from(self.chains.len()).ok()?;
        self.chains.push((0, 0));
        Some(word)
    }

    fn add(&mut self, word: u16, phrase: u16) {
        let link = position(self.links.len());
        self.links.push((phrase, 0));
        let (first, last) = &mut self.chains[usize::from(word)];
        match *first {
            0 => *first = link,
            _ => self.links[*last as usize].1 = link,
        }
        *last = link;
    }

    fn phrases(&self, word: u16) -> impl Iterator<Item = u16> {
        let mut link = self.chains[usize::from(word)].0;
        std::iter::from_fn(move || {
            let (phrase, next) = self.links[link as usize];
            let is_end = link == 0;
            link = next;
            (!is_end).then_some(phrase)
        })
    }
}

impl<M: Copy> Lexicon<M> {
    pub(super) fn new() -> Self {
        let mut endings: Vec<u32> = ENDINGS.iter().map(|ending| pack(ending.chars().map(letter))).collect();
        endings.sort_unstable();
        Self {
            nodes: vec![Node { next: [0; ALPHABET], ends: 0 }],
            ends: Vec::new(),
            phrases: Vec::new(),
            items: Vec::new(),
            choices: Vec::new(),
            firsts: Firsts::new(),
            endings,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Adds a phrase. False where it holds nothing that could be found in a name.
    pub(super) fn add(&mut self, phrase: &str, meaning: M) -> bool {
        self.add_phrase(phrase, meaning, false)
    }

    /// Adds a phrase for [`Lexicon::find_early`].
    pub(super) fn add_early(&mut self, phrase: &str, meaning: M) -> bool {
        self.add_phrase(phrase, meaning, true)
    }

    fn add_phrase(&mut self, phrase: &str, meaning: M, early: bool) -> bool {
        let Ok(id) = u16::try_from(self.phrases.len()) else { return false };
        let (first_item, mut first_word) = (self.items.len(), self.choices.len());
        let (mut start, mut gap, mut slash) = (0, 0, false);
        // In one pass over the bytes: there are thousands of phrases, and a run that reads a single name waits for all of them.
        for (at, end) in phrase.bytes().chain([b' ']).enumerate() {
            if !matches!(end, b' ' | b'/' | b'|') {
                continue;
            }
            let word = &phrase[start..at];
            start = at + 1;
            if let Some(words) = word.strip_prefix('_').and_then(|words| words.parse().ok()) {
                gap = words;
                continue;
            }
            match word {
                "" => continue,
                "?" => {}
                word => match self.word(word) {
                    Some(word) => self.choices.push(word),
                    None => return false,
                },
            }
            if end != b'|' {
                let words = position(first_word)..position(self.choices.len());
                self.items.push(Item { words, gap: std::mem::take(&mut gap), slash });
                (first_word, slash) = (self.choices.len(), end == b'/');
            }
        }
        let items = position(first_item)..position(self.items.len());
        let Some((first, others)) = part(&self.items, &items).split_first() else { return false };
        let second = match others.first().map(|item| part(&self.choices, &item.words)) {
            Some(words) if !words.is_empty() => words.iter().fold(0, |bits, &word| bits | bit(word)),
            _ => u64::MAX,
        };
        for &word in part(&self.choices, &first.words) {
            self.firsts.add(word, id);
        }
        self.phrases.push(Phrase { items, second, early, meaning });
        true
    }

    /// The number of a table word, new or known; `None` for a word with letters that the tree has not, or when the tree is full.
    fn word(&mut self, word: &str) -> Option<u16> {
        if word == "#" {
            return Some(NUMBER);
        }
        let (stem, tail) = match (word.strip_suffix('~'), word.strip_suffix('*')) {
            (Some(stem), _) => (stem, Tail::Ending),
            (_, Some(stem)) => (stem, Tail::Anything),
            _ => (word, Tail::Nothing),
        };
        if stem.is_empty() || stem.len() > MAX_LETTERS && stem.chars().nth(MAX_LETTERS).is_some() {
            return None;
        }
        let mut node = 0;
        for c in stem.chars() {
            let letter = match folded_letter(c) {
                0 => return None,
                letter => letter,
            };
            let next = self.nodes[node].next[usize::from(letter)];
            node = if next == 0 {
                let next = u16::try_from(self.nodes.len()).ok()?;
                self.nodes.push(Node { next: [0; ALPHABET], ends: 0 });
                self.nodes[node].next[usize::from(letter)] = next;
                usize::from(next)
            } else {
                usize::from(next)
            };
        }
        if self.nodes[node].ends == 0 {
            self.ends.push(Ends::NONE);
            self.nodes[node].ends = u16::try_from(self.ends.len()).ok()?;
        }
        let ends = &mut self.ends[usize::from(self.nodes[node].ends) - 1];
        if let Some(&(_, known)) = ends.words().iter().find(|(known, _)| *known == tail) {
            return Some(known);
        }
        let id = self.firsts.new_word()?;
        ends.words[usize::from(ends.count)] = (tail, id);
        ends.count += 1;
        Some(id)
    }

    /// The words of a name.
    pub(super) fn read(&self, name: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(24);
        each_word(name, |word| {
            let mut token = Token {
                start: word.start,
                end: word.end,
                number: word.number,
                adjective: word.letters.ends_with(&FEMININE),
                slash: word.slash,
                hits: [0; MAX_HITS],
                count: 0,
            };
            if word.number {
                token.count = 1;
            } else {
                self.look_up(word.letters, &mut token);
            }
            tokens.push(token);
            tokens.len() < MAX_WORDS
        });
        tokens
    }

    /// Finds table words *inside* the words of a name, for names typed without blanks: in each word the first one. Those whose
    /// meaning is `anchored` count at the beginning of a word only.
    pub(super) fn read_glued(&self, name: &str, anchored: impl Fn(&M) -> bool) -> Vec<(Token, M)> {
        let mut found = Vec::new();
        let mut words = 0;
        each_word(name, |word| {
            let mut token = Token {
                start: word.start,
                end: word.end,
                number: false,
                adjective: false,
                slash: false,
                hits: [0; MAX_HITS],
                count: 0,
            };
            for offset in 0..word.letters.len() {
                token.count = 0;
                self.look_up(&word.letters[offset..], &mut token);
                let meaning = token
                    .hits()
                    .iter()
                    .flat_map(|&hit| self.firsts.phrases(hit))
                    .map(|id| self.phrases[usize::from(id)].meaning)
                    .find(|meaning| offset == 0 || !anchored(meaning));
                if let Some(meaning) = meaning {
                    found.push((token, meaning));
                    break;
                }
            }
            words += 1;
            words < MAX_WORDS
        });
        found
    }

    /// Puts into a token the table words that fit its letters.
    fn look_up(&self, letters: &[u8], token: &mut Token) {
        let mut node = &self.nodes[0];
        for (done, &letter) in letters.iter().enumerate() {
            let next = node.next[usize::from(letter)];
            if next == 0 {
                return;
            }
            node = &self.nodes[usize::from(next)];
            if node.ends != 0 {
                self.take_ends(node, &letters[done + 1..], token);
            }
        }
    }

    /// Puts into a token the table words that end at a node, if the rest of the letters may follow them. Apart from the walk over the
    /// letters, which is short work as long as it does nothing else.
    #[inline(never)]
    fn take_ends(&self, node: &Node, rest: &[u8], token: &mut Token) {
        for &(tail, id) in self.ends[usize::from(node.ends) - 1].words() {
            let fits = match tail {
                Tail::Nothing => rest.is_empty(),
                Tail::Ending => rest.len() <= 4 && self.endings.binary_search(&pack(rest.iter().copied())).is_ok(),
                Tail::Anything => true,
            };
            if fits && usize::from(token.count) < MAX_HITS {
                token.hits[usize::from(token.count)] = id;
                token.count += 1;
            }
        }
    }

    /// The phrases in a name, from left to right, none overlapping: of those that begin at one word the longest with the fewest
    /// words in between.
    pub(super) fn find(&self, tokens: &[Token]) -> Vec<Found<M>> {
        let mut found = Vec::with_capacity(8);
        self.find_by(false, tokens, &mut found);
        found
    }

    /// Finds the early phrases and makes their words unknown, so that they say nothing more.
    pub(super) fn find_early(&self, tokens: &mut [Token]) -> Vec<Found<M>> {
        let mut found = Vec::new();
        self.find_by(true, tokens, &mut found);
        for phrase in &found {
            for token in &mut tokens[phrase.first..=phrase.last] {
                token.count = 0;
            }
        }
        found
    }

    fn find_by(&self, early: bool, tokens: &[Token], found: &mut Vec<Found<M>>) {
        // The lowest bit stands always, so that phrases of one word pass.
        let present = tokens.iter().flat_map(Token::hits).fold(1, |bits, &word| bits | bit(word));
        let mut taken: u64 = 0;
        for (start, token) in tokens.iter().enumerate() {
            if taken & (1 << start) != 0 {
                continue;
            }
            let mut best: Option<(i32, u64, Found<M>)> = None;
            for &hit in token.hits() {
                for id in self.firsts.phrases(hit) {
                    let phrase = &self.phrases[usize::from(id)];
                    if phrase.early != early || phrase.second & present == 0 {
                        continue;
                    }
                    let Some((used, last)) = self.match_from(phrase, tokens, start, taken) else { continue };
                    let items = used.count_ones().cast_signed();
                    let skipped = i32::try_from(last - start + 1).unwrap_or(i32::MAX) - items;
                    // One more word of the phrase outweighs any words in between.
                    let score = 16 * items - skipped;
                    if best.as_ref().is_none_or(|(best, ..)| score > *best) {
                        best = Some((score, used, Found { meaning: phrase.meaning, first: start, last }));
                    }
                }
            }
            if let Some((_, used, phrase)) = best {
                taken |= used;
                found.push(phrase);
            }
        }
    }

    /// The words that a phrase takes when it begins at `start`, as bits, and the last of them.
    fn match_from(&self, phrase: &Phrase<M>, tokens: &[Token], start: usize, taken: u64) -> Option<(u64, usize)> {
        let mut used: u64 = 1 << start;
        let mut at = start;
        for item in part(&self.items, &phrase.items).iter().skip(1) {
            let words = part(&self.choices, &item.words);
            let fits = |token: &Token| {
                (!item.slash || token.slash) && (words.is_empty() || token.hits().iter().any(|hit| words.contains(hit)))
            };
            let from = at + 1;
            let to = (from + usize::from(item.gap)).min(tokens.len().checked_sub(1)?);
            at = (from..=to).find(|&index| taken & (1 << index) == 0 && fits(&tokens[index]))?;
            used |= 1 << at;
        }
        Some((used, at))
    }
}

/// A place in a list as short as those of a lexicon.
fn position(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn part<'l, T>(list: &'l [T], range: &Range<u32>) -> &'l [T] {
    list.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// A table word as one of 64 bits, which it shares with others.
fn bit(word: u16) -> u64 {
    1 << (word % 64)
}

/// «ая» in letters of the tree.
const FEMININE: [u8; 2] = [1, 32];

struct Word<'a> {
    start: usize,
    end: usize,
    letters: &'a [u8],
    number: bool,
    slash: bool,
}

/// Calls `take` for each word or number of a text until it says no.
fn each_word(text: &str, mut take: impl FnMut(Word<'_>) -> bool) {
    let mut slash = false;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        // What mostly stands between words is told by its byte.
        if let b' '..=b'/' = byte {
            slash |= byte == b'/';
            at += 1;
            continue;
        }
        let Some(first) = text[at..].chars().next() else { return };
        let number = first.is_ascii_digit();
        if !number && !is_letter(first) {
            slash |= first == '/' || first == '\\';
            at += first.len_utf8();
            continue;
        }
        let start = at;
        let mut letters = Letters::default();
        at += if number { digits(&text[at..]) } else { letters.read(&text[at..]) };
        // «N 5» and «No 5» are «№ 5».
        let sign = matches!(first, 'n' | 'N') && matches!(letters.get(), [_] | [_, O]);
        if !sign && !take(Word { start, end: at, letters: letters.get(), number, slash }) {
            return;
        }
        slash = false;
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The letters of a word.
struct Letters {
    letters: [u8; MAX_LETTERS],
    length: usize,
    too_long: bool,
}

impl Default for Letters {
    fn default() -> Self {
        Self { letters: [0; MAX_LETTERS], length: 0, too_long: false }
    }
}

impl Letters {
    /// All of them; none if there are more than any word of the tables has.
    fn get(&self) -> &[u8] {
        if self.too_long { &[] } else { &self.letters[..self.length] }
    }

    fn add(&mut self, letter: u8) {
        match self.letters.get_mut(self.length) {
            Some(place) => {
                *place = letter;
                self.length += 1;
            }
            None => self.too_long = true,
        }
    }

    /// Reads the Russian letters at the beginning of a text, as far as there is room for them, and says how many.
    fn read_russian(&mut self, text: &[u8]) -> usize {
        let letters = text.chunks_exact(2).map_while(|pair| russian_letter([pair[0], pair[1]]));
        let mut read = 0;
        for (place, letter) in self.letters[self.length..].iter_mut().zip(letters) {
            *place = letter;
            read += 1;
        }
        self.length += read;
        read
    }

    /// Reads the word at the beginning of a text and says how much of the text it takes.
    fn read(&mut self, text: &str) -> usize {
        let mut at = 0;
        loop {
            // Most of every name is Russian letters, of which nothing more is to be asked.
            let russian = self.read_russian(&text.as_bytes()[at..]);
            at += 2 * russian;
            // So does what mostly stands behind a word.
            if let None | Some(b' '..=b'/') = text.as_bytes().get(at) {
                return at;
            }
            let mut chars = text[at..].chars();
            let Some(c) = chars.next() else { return at };
            let next = chars.next();
            match (c, self.get().last()) {
                // A й in two characters, as file names from a Mac have it; the dots of such a ё are dropped.
                ('\u{306}', Some(&I)) => self.letters[self.length - 1] = I + 1,
                ('\u{300}'..='\u{36F}', _) => {}
                // Somebody typed a zero for the letter О: between letters it can be nothing else. So is the 3 of «ГБУ3».
                ('0', _) if next.is_some_and(is_letter) => self.add(O),
                ('3', Some(&U)) if self.length > 2 && !next.is_some_and(is_letter_or_digit) => self.add(Z),
                _ if is_letter(c) => self.add(folded_letter(c)),
                _ if is_invisible(c) => {}
                _ => return at,
            }
            at += c.len_utf8();
        }
    }
}

/// The number in the tree of the Russian letter, in any case, that has these two bytes; not of ё.
fn russian_letter(bytes: [u8; 2]) -> Option<u8> {
    match bytes {
        [0xD0, low @ 0xB0..=0xBF] => Some(low - 0xAF),
        [0xD1, low @ 0x80..=0x8F] => Some(low - 0x6F),
        [0xD0, low @ 0x90..=0xAF] => Some(low - 0x8F),
        _ => None,
    }
}

/// Whether a character belongs to a word. The usual ones are told without the tables of Unicode, which would take most of the time.
fn is_letter(c: char) -> bool {
    match c {
        'А'..='я' | 'ё' | 'Ё' => true,
        '\u{0}'..='\u{7F}' => c.is_ascii_alphabetic(),
        '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{206F}' | '№' => false,
        _ => c.is_alphabetic(),
    }
}

/// З, И, О and У in letters of the tree.
const Z: u8 = 8;
const I: u8 = 9;
const O: u8 = 15;
const U: u8 = 20;

/// A letter of a name in any case.
fn folded_letter(c: char) -> u8 {
    match c {
        'А'..='Я' => letter_number(u32::from(c) - u32::from('А')),
        'а'..='я' => letter_number(u32::from(c) - u32::from('а')),
        _ => c.to_lowercase().next().map_or(0, letter),
    }
}

/// The number of a small letter in the tree. Latin letters that look like Russian capitals count as these.
fn letter(c: char) -> u8 {
    match c {
        'а'..='я' => letter_number(u32::from(c) - u32::from('а')),
        'ё' => letter('е'),
        'a' => letter('а'),
        'b' => letter('в'),
        'c' => letter('с'),
        'e' => letter('е'),
        'h' => letter('н'),
        'k' => letter('к'),
        'm' => letter('м'),
        'o' => letter('о'),
        'p' => letter('р'),
        't' => letter('т'),
        'x' => letter('х'),
        'y' => letter('у'),
        'i' | 'і' => 33,
        _ => 0,
    }
}

fn letter_number(offset: u32) -> u8 {
    u8::try_from(offset + 1).unwrap_or(0)
}

/// Up to four letters in one number, so that an ending is compared at once.
fn pack(letters: impl Iterator<Item = u8>) -> u32 {
    letters.fold(0, |packed, letter| packed << 8 | u32::from(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_letters_are_told_by_their_bytes() {
        for c in '\u{80}'..='\u{7FF}' {
            let mut bytes = [0; 2];
            c.encode_utf8(&mut bytes);
            let letter = if matches!(c, 'А'..='я') { Some(folded_letter(c)) } else { None };
            assert_eq!(russian_letter(bytes), letter, "{c}");
        }
    }
}
