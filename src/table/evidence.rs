//! What the cells of a column say of its role, over a sample of rows.
//!
//! A column's role is decided from two sides. Its header names roles with a [`Strength`]; its cells, counted here by what they look
//! like, confirm a role, contradict it, or say nothing. [`Cells::judge`] puts the latter into one word; the layout weighs both.

use super::column::ColumnRole;
use super::content::{is_kind, is_level, is_network, is_organisation, is_place};
use super::headers::Strength;
use super::numbers::Numbers;
use super::sheet::{Cell, Column, Sheet, Value};
use crate::domain::digits::number_text;
use crate::domain::text::{fold, is_letter, is_nothing_word, without_address, words};
use crate::domain::vk_address::{self, Address, Via};
use crate::domain::{Inn, Ogrn, Oktmo, Region, Status};
use foldhash::HashSet;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// So many data rows tell what a column holds.
const SAMPLE: usize = 300;

/// Why a column is not taken for what it could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Its numbers are a numbering, a counter, or codes.
    Numbering,
    /// Its cells hold something else.
    SomethingElse,
    /// All its cells are blank.
    Blank,
    /// Its header speaks of other pages than the organisations' own.
    AnotherPage,
    /// Its numbers may be ids of communities, but neither the header nor any row says so.
    Unconfirmed,
    /// In a row the number is another one than that of the page.
    Disagrees {
        /// The row.
        row: u32,
        /// What the column says.
        id: u32,
        /// What the address says.
        page: u32,
    },
}

/// What the cells of a column say of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// They are of that role, by far the most of them.
    Yes,
    /// They may be.
    Perhaps,
    /// They are not.
    No(Doubt),
}

/// What the cells of a column look like. Reading a cell for one role takes as long as all the rest of reading it, and of most columns
/// little is asked, so each count is made when it is asked for, and of texts that repeat only one is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells<'s> {
    /// Cells that hold something; a word for nothing does not count.
    pub(super) filled: usize,
    /// Cells with a word for nothing: «нет», «удалена».
    pub(super) denials: usize,
    /// Addresses of VK pages, as text or as hyperlink.
    addresses: usize,
    /// Of these, such as only people have: `vk.com/id1`.
    persons: usize,
    /// Of the addresses, such as show a post: they prove that something was published, and a post may be another organisation's.
    posts: usize,
    /// Addresses of the mini-app.
    pub(super) miniapps: usize,
    dates: usize,
    /// Numbers that are as long as an ОГРН, as an ИНН, as an ОКТМО, and those that are right ones.
    ogrn: Code,
    inn: Code,
    oktmo: Code,
    /// Numbers of six digits at most, which an account in ПОС has.
    short_numbers: usize,
    /// Texts with letters.
    texts: usize,
    /// All texts, each with how often it stands there.
    said: foldhash::HashMap<&'s str, usize>,
    numbers: HashSet<String>,
    /// What is no address: texts and numbers.
    others: Vec<Cow<'s, str>>,
    bare: OnceCell<Bare>,
    organisations: OnceCell<usize>,
    places: OnceCell<usize>,
    regions: OnceCell<usize>,
    kinds: OnceCell<usize>,
    levels: OnceCell<usize>,
    networks: OnceCell<usize>,
    messages: OnceCell<usize>,
    polls: OnceCell<usize>,
    repeats: OnceCell<bool>,
}

/// What cells are that are no addresses.
#[derive(Clone, Copy, Debug, Default)]
struct Bare {
    /// `club123` and the like.
    pages: usize,
    /// Short names without an address.
    names: usize,
    /// Bare numbers that can be ids of communities.
    ids: usize,
    /// Of these, with six digits and more.
    long_ids: usize,
    /// Numbers of other things: ОГРН, ИНН, telephones.
    other_numbers: usize,
    /// The bare numbers among the ids.
    numbers: Numbers,
}

/// Numbers of one length.
#[derive(Clone, Copy, Debug, Default)]
struct Code {
    long: usize,
    right: usize,
}

impl<'s> Cells<'s> {
    /// What the cells say of a role that a header names so strongly; no header at all says it with less than the least strength.
    pub(super) fn judge(&self, role: ColumnRole, named: Option<Strength>) -> Says {
        // An empty column may be anything, and a few cells say little of a role that is no page.
        if self.filled == 0 {
            return Says::Perhaps;
        }
        let says = |yes: bool, no: bool| match (yes, no) {
            (_, true) => Says::No(Doubt::SomethingElse),
            (true, _) => Says::Yes,
            _ => Says::Perhaps,
        };
        let few = self.filled < 3;
        match role {
            ColumnRole::Address => self.judge_address(named),
            ColumnRole::GroupId => self.judge_ids(),
            ColumnRole::Link => match self.holds_other_numbers() {
                true => Says::No(Doubt::Numbering),
                // «Ссылка на запись о размещении».
                false => says(
                    self.share(self.miniapps, 1, 3),
                    !few && self.are_words() || named < Some(Strength::Exact) && self.are_posts(),
                ),
            },
            ColumnRole::PosMessages | ColumnRole::PosPolls => says(false, !few && !self.hold_addresses()),
            ColumnRole::Organisation => {
                let are_pages = self.are_pages(self.miniapps) && !self.are_names_with_pages();
                let is_else = !few && (!self.share(self.texts, 1, 2) || are_pages);
                says(self.share(self.organisations(), 1, 2), is_else || self.repeats() && self.share(self.places(), 2, 3))
            }
            ColumnRole::Municipality => {
                let is_else = !few && (!self.share(self.texts, 1, 2) || self.share(self.organisations(), 1, 2));
                says(self.share(self.places(), 1, 2), is_else || self.are_pages(0))
            }
            ColumnRole::Region => says(self.share(self.regions(), 1, 2), self.share(self.organisations(), 1, 2)),
            ColumnRole::Kind => {
                let vague = named.is_none_or(|named| named < Strength::Exact);
                let is_else = !few && (!self.share(self.texts, 1, 2) || vague && self.kinds() == 0);
                says(self.share(self.kinds(), 1, 2), is_else)
            }
            ColumnRole::Level => says(self.share(self.levels(), 1, 2), !few && self.texts == 0),
            ColumnRole::Network => says(self.share(self.networks(), 1, 2), self.networks() == 0),
            ColumnRole::Ogrn => says(self.share(self.ogrn.right, 1, 2), !few && !self.share(self.ogrn.long, 1, 5)),
            ColumnRole::Inn => says(self.share(self.inn.right, 1, 2), !few && !self.share(self.inn.long, 1, 5)),
            ColumnRole::Oktmo => says(self.share(self.oktmo.right, 1, 2), !few && !self.share(self.oktmo.long, 1, 5)),
            ColumnRole::Opaid => says(false, !few && !self.share(self.short_numbers, 1, 5)),
            ColumnRole::StateStatus | ColumnRole::PageState => {
                let understood = self.said.iter().filter(|(text, _)| Status::read(text) != Status::Unclear);
                says(self.share(understood.map(|(_, times)| times).sum(), 1, 2), false)
            }
            ColumnRole::PostalAddress => says(false, self.are_pages(0)),
            // «Виджет Госуслуги» over links is the column of the links.
            ColumnRole::Widgets | ColumnRole::PageLinks => {
                says(false, self.share(self.miniapps + self.messages() + self.polls(), 1, 2))
            }
            ColumnRole::ActionButton => says(false, named < Some(Strength::Exact) && self.share(self.miniapps, 1, 2)),
            _ => Says::Perhaps,
        }
    }

    /// Whether the cells alone, without a header that says it, are a clear majority for a role.
    pub(super) fn are_clearly(&self, role: ColumnRole) -> bool {
        match role {
            ColumnRole::Organisation => self.share(self.organisations(), 3, 5) && !self.repeats(),
            ColumnRole::Municipality => self.filled >= 2 && self.share(self.places(), 3, 4),
            ColumnRole::Region => self.filled >= 2 && self.share(self.regions(), 9, 10),
            ColumnRole::Kind => self.filled >= 3 && self.repeats() && self.share(self.kinds(), 9, 10),
            ColumnRole::Level => self.filled >= 3 && self.share(self.levels(), 9, 10),
            // «ок» alone says that something is in order.
            ColumnRole::Network => {
                let names_networks = || self.said.keys().any(|text| !matches!(&*fold(text), "ок" | "ok"));
                self.filled >= 2 && self.share(self.networks(), 9, 10) && names_networks()
            }
            ColumnRole::Ogrn => self.filled >= 3 && self.share(self.ogrn.right, 9, 10),
            ColumnRole::Inn => self.filled >= 3 && self.share(self.inn.right, 9, 10),
            ColumnRole::Oktmo => self.filled >= 3 && self.share(self.oktmo.right, 9, 10) && self.bare().numbers.are_codes(),
            ColumnRole::PosMessages => self.share(self.messages(), 1, 2),
            ColumnRole::PosPolls => self.share(self.polls(), 1, 2),
            _ => false,
        }
    }

    fn judge_address(&self, named: Option<Strength>) -> Says {
        if self.holds_other_numbers() {
            return Says::No(Doubt::Numbering);
        }
        // Links to the mini-app or other numbers under a header of addresses, or nothing that a page can be under a weak one.
        let is_weak = named.is_none_or(|named| named <= Strength::Short);
        let silent = self.names_no_page();
        if self.share(self.other_numbers(), 1, 2) || self.share(self.miniapps, 1, 2) || is_weak && silent {
            return Says::No(Doubt::SomethingElse);
        }
        let are_persons = self.communities() == 0;
        if self.share(self.pages(), 1, 3) && !are_persons { Says::Yes } else { Says::Perhaps }
    }

    fn judge_ids(&self) -> Says {
        if self.holds_other_numbers() {
            return Says::No(Doubt::Numbering);
        }
        // «ID» over thirteen-digit numbers is a column of ОГРН [domain reference, 6.6].
        if self.other_numbers() * 2 > self.filled || (self.ids() + self.pages()) * 5 < self.filled {
            return Says::No(Doubt::SomethingElse);
        }
        Says::Perhaps
    }

    /// Whether bare numbers under a header that does not say whose they are cannot be ids of communities.
    pub(super) fn doubt_as_ids(&self) -> Option<Doubt> {
        match self.judge_ids() {
            Says::No(doubt) => Some(doubt),
            _ if self.bare().numbers.are_small() => Some(Doubt::Numbering),
            _ => None,
        }
    }

    /// Whether numbers are ids as a ministry table has them: of six digits and more, each in one row.
    pub(super) fn are_plausible_ids(&self) -> bool {
        let Bare { ids, long_ids, .. } = *self.bare();
        ids > 0 && self.doubt_as_ids().is_none() && self.share(long_ids, 1, 2) && long_ids * 10 >= ids * 9 && !self.repeats()
    }

    /// Whether some of the cells may be addresses of anything.
    fn hold_addresses(&self) -> bool {
        self.addresses + self.miniapps > 0 || self.said.keys().any(|text| text.contains(['/', '.']))
    }

    /// Whether the cells say whether something is there («да», «размещена», «+»), and not what.
    fn are_words(&self) -> bool {
        let may_be_link = |text: &&str| text.contains(['/', '.']) || text.bytes().filter(u8::is_ascii_digit).count() >= 5;
        let links: usize = self.said.iter().filter(|(text, _)| may_be_link(text)).map(|(_, times)| times).sum();
        !self.share(links + self.addresses + self.miniapps + self.numbers.len(), 1, 5)
    }

    /// Whether the cells are names of organisations from which one gets to their pages.
    pub(super) fn are_names_with_pages(&self) -> bool {
        let named = |text: &&str| is_organisation(&without_address(text));
        let names = || self.said.iter().filter(|(text, _)| named(text)).map(|(_, times)| times).sum();
        self.share(self.pages(), 1, 2) && (self.share(self.organisations(), 1, 2) || self.share(names(), 1, 2))
    }

    /// How many cells are pages in other networks, where these and such in ВКонтакте are half of the column.
    pub(super) fn pages_elsewhere(&self) -> Option<usize> {
        let is_elsewhere = |text: &&str| matches!(vk_address::read(text).address, Address::Foreign(_));
        let elsewhere: usize = self.said.iter().filter(|(text, _)| is_elsewhere(text)).map(|(_, times)| times).sum();
        self.share(elsewhere + self.pages(), 1, 2).then_some(elsewhere)
    }

    /// Whether the cells are sentences of a text that speaks of pages.
    pub(super) fn are_sentences(&self) -> bool {
        let is_sentence =
            |text: &&str| text.ends_with(['.', '!', ';']) && words(text).filter(|word| !word.is_ascii()).count() > 3;
        let sentences = self.said.iter().filter(|(text, _)| is_sentence(text)).map(|(_, times)| times).sum();
        self.share(sentences, 1, 2)
    }

    /// Whether the cells are addresses of communities, whatever stands over them.
    pub(super) fn are_mostly_pages(&self) -> bool {
        self.share(self.communities(), 1, 2)
    }

    /// Whether the cells show what was published, by which no row names its page.
    pub(super) fn are_posts(&self) -> bool {
        self.share(self.posts, 1, 2)
    }

    /// How many cells name the page of a row, whatever stands over them: by an id, by `club1`, by an address that is none of a post.
    pub(super) fn ids_and_pages(&self) -> usize {
        self.ids() + self.pages() - self.posts
    }

    /// Whether the numbers, for all that each could be an id, are a numbering, a counter or codes.
    pub(super) fn holds_other_numbers(&self) -> bool {
        self.bare().numbers.are_no_ids(self.pages() + self.miniapps)
    }

    /// Addresses of VK pages, as text or as hyperlink, and `club123`.
    pub(super) fn pages(&self) -> usize {
        self.addresses + self.bare().pages
    }

    /// Whether no cell can be a page.
    pub(super) fn names_no_page(&self) -> bool {
        self.pages() + self.ids() + self.bare().names == 0
    }

    /// Pages that are not of people as far as their addresses say.
    pub(super) fn communities(&self) -> usize {
        self.pages().saturating_sub(self.persons)
    }

    /// Bare numbers that can be ids of communities.
    pub(super) fn ids(&self) -> usize {
        self.bare().ids
    }

    fn other_numbers(&self) -> usize {
        self.dates + self.bare().other_numbers
    }

    /// Whether addresses of pages, with so many others, are half of the column. Cells that cannot be any are not read for it.
    fn are_pages(&self, more: usize) -> bool {
        let known = self.addresses + more;
        let possible = self.others.iter().filter(|text| may_be_page(text)).count();
        self.share(known + possible, 1, 2) && self.share(self.pages() + more, 1, 2)
    }

    fn bare(&self) -> &Bare {
        self.bare.get_or_init(|| {
            let mut bare = Bare::default();
            self.others.iter().for_each(|text| bare.add(text));
            bare
        })
    }

    fn organisations(&self) -> usize {
        self.count_most(&self.organisations, (3, 5), is_organisation)
    }

    fn places(&self) -> usize {
        self.count_most(&self.places, (3, 4), is_place)
    }

    fn regions(&self) -> usize {
        self.count_most(&self.regions, (9, 10), |text| Region::from_name(text).is_some())
    }

    fn kinds(&self) -> usize {
        self.count(&self.kinds, is_kind)
    }

    fn levels(&self) -> usize {
        self.count(&self.levels, is_level)
    }

    /// Links to the ПОС form for messages.
    fn messages(&self) -> usize {
        self.count(&self.messages, |text| is_pos(text) && !is_polls(text))
    }

    /// Links to ПОС polls.
    fn polls(&self) -> usize {
        self.count(&self.polls, |text| is_pos(text) && is_polls(text))
    }

    fn networks(&self) -> usize {
        self.count(&self.networks, is_network)
    }

    /// How many texts with letters are so.
    fn count(&self, known: &OnceCell<usize>, is_so: impl Fn(&str) -> bool) -> usize {
        let texts = self.said.iter().filter(|(text, _)| has_words(text));
        *known.get_or_init(|| texts.filter(|(text, _)| is_so(text)).map(|(_, times)| times).sum())
    }

    /// How many texts with letters are so, where nobody asks but whether they are half of the column or a larger share, this one at most:
    /// what is settled is not counted any further.
    fn count_most(&self, known: &OnceCell<usize>, (of, in_all): (usize, usize), is_so: impl Fn(&str) -> bool) -> usize {
        *known.get_or_init(|| {
            let (mut count, mut left) = (0, self.texts);
            for (text, times) in self.said.iter().filter(|(text, _)| has_words(text)) {
                left -= times;
                count += if is_so(text) { *times } else { 0 };
                if self.share(count, of, in_all) || !self.share(count + left, 1, 2) {
                    break;
                }
            }
            count
        })
    }

    /// Whether many cells say the same.
    fn repeats(&self) -> bool {
        *self.repeats.get_or_init(|| {
            // Folding only makes them fewer, and as soon as they are too many none of the others is folded.
            let mut texts: HashSet<Cow<'_, str>> = self.numbers.iter().map(|number| Cow::Borrowed(number.as_str())).collect();
            let is_few = |text: &&str| {
                texts.insert(Cow::Owned(fold(text)));
                texts.len() * 2 < self.filled
            };
            self.filled >= 4 && self.numbers.len() * 2 < self.filled && self.said.keys().all(is_few)
        })
    }

    /// How many different texts and numbers there are.
    fn different(&self) -> usize {
        let texts: HashSet<String> = self.said.keys().map(|text| fold(text)).collect();
        texts.union(&self.numbers).count()
    }

    /// Whether these are the bodies in whose charge the organisations of another column are: names that repeat over names that do not.
    pub(super) fn are_in_charge_of(&self, others: &Self) -> bool {
        let [these, those] = [self, others].map(Self::different);
        others.share(others.organisations(), 1, 2) && those > these && self.filled > these
    }

    /// Whether so many cells are at least this fraction of those that hold something.
    fn share(&self, count: usize, of: usize, in_all: usize) -> bool {
        count > 0 && count * in_all >= self.filled * of
    }

    fn add(&mut self, value: Value<'s>, hyperlink: Option<&str>) {
        if value == Value::Blank && hyperlink.is_none() {
            return;
        }
        if matches!(value, Value::Text(text) if hyperlink.is_none() && is_nothing_word(text)) {
            self.denials += 1;
            return;
        }
        self.filled += 1;
        let text = match value {
            Value::Text(text) => {
                self.add_text(text.trim());
                Some(Cow::Borrowed(text.trim()))
            }
            Value::Number(number) => {
                let text = number_text(number);
                self.add_code(&text);
                self.numbers.insert(text.clone());
                Some(Cow::Owned(text))
            }
            _ => None,
        };
        if is_miniapp(value, hyperlink) {
            self.miniapps += 1;
        } else if is_page(value, hyperlink) {
            self.addresses += 1;
            self.persons += usize::from(is_person(value, hyperlink));
            self.posts += usize::from(is_post(value, hyperlink));
        } else {
            self.dates += usize::from(matches!(value, Value::Date(_)));
            self.others.extend(text);
        }
    }

    fn add_text(&mut self, text: &'s str) {
        *self.said.entry(text).or_default() += 1;
        if text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 20 {
            self.add_code(text);
        }
        self.texts += usize::from(has_words(text));
    }

    fn add_code(&mut self, text: &str) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let count = |code: &mut Code, long: bool, is_right: &dyn Fn() -> bool| {
            code.long += usize::from(long);
            code.right += usize::from(long && is_right());
        };
        self.short_numbers += usize::from(digits <= 6);
        count(&mut self.ogrn, (12..=15).contains(&digits) || text.contains(['e', 'E']), &|| text.parse::<Ogrn>().is_ok());
        count(&mut self.inn, (9..=12).contains(&digits) || text.contains(['/', 'e', 'E']), &|| text.parse::<Inn>().is_ok());
        let shaped = || text.parse::<Oktmo>().is_ok_and(Oktmo::is_shaped_like_municipality);
        count(&mut self.oktmo, matches!(digits, 7 | 8 | 10 | 11), &shaped);
    }
}

/// Whether a text is one to be looked at for what it names.
fn has_words(text: &str) -> bool {
    text.len() <= 400 && text.chars().any(is_letter)
}

/// Whether a cell without an address may be read as a page all the same: `club123`, a mention. Words in Cyrillic, with whatever numbers and
/// signs there are between them, are none.
fn may_be_page(text: &str) -> bool {
    let is_plain = |c: char| match c {
        '[' | '@' | '*' | '%' | '&' | '_' => false,
        ' '..='~' => !c.is_ascii_alphabetic(),
        _ => ('\u{400}'..='\u{4FF}').contains(&c) || "«»„“”–—№…\u{a0}\n".contains(c),
    };
    // A single word may have been typed with the Russian layout.
    !text.contains(' ') || !text.chars().all(is_plain)
}

impl Bare {
    fn add(&mut self, text: &str) {
        let reading = vk_address::read(text);
        match (&reading.address, reading.via) {
            (Address::Group(id), Some(Via::BareNumber)) => {
                self.ids += 1;
                self.long_ids += usize::from(id.get() >= 100_000);
                self.numbers.add(*id);
            }
            (Address::Group(_), Some(_)) => self.pages += 1,
            (Address::ScreenName(_), _) => self.names += 1,
            // Two pages in one cell are an error of its row.
            (Address::Foreign(_) | Address::Ambiguous(_), _) => {}
            _ if text.bytes().filter(u8::is_ascii_digit).count() >= 9 => self.other_numbers += 1,
            _ => {}
        }
    }
}

/// The data rows from which the content of columns is told. A column is looked at when something is asked of it, as reading cells
/// takes far longer than reading headers, and most columns are known by these.
pub(super) struct Sample<'s> {
    pub(super) sheet: &'s Sheet,
    positions: Range<usize>,
    /// The columns that hold anything, each with what was found in it once it was looked at.
    columns: BTreeMap<Column, Option<Cells<'s>>>,
    /// What the other columns hold.
    nothing: Cells<'s>,
}

impl<'s> Sample<'s> {
    /// The rows from one on, in the columns up to the last one and in those that were added right of gospub's own.
    pub(super) fn new(sheet: &'s Sheet, first_row: u32, last: Column, added: &[Column]) -> Self {
        let from = sheet.position_from(first_row);
        let positions = from..sheet.row_count().min(from + SAMPLE);
        let mut any = vec![false; added.last().copied().unwrap_or(last).index() + 1];
        for cell in positions.clone().flat_map(|position| sheet.row_at(position).cells()) {
            if let Some(any) = any.get_mut(cell.at.column.index()) {
                *any = true;
            }
        }
        let columns =
            (0..).map_while(Column::new).zip(any).filter(|&(column, any)| any && (column <= last || added.contains(&column)));
        Self { sheet, positions, columns: columns.map(|(column, _)| (column, None)).collect(), nothing: Cells::default() }
    }

    /// Where its rows are in the sheet.
    pub(super) fn positions(&self) -> Range<usize> {
        self.positions.clone()
    }

    /// The columns that hold anything, from the left.
    pub(super) fn columns(&self) -> Vec<Column> {
        self.columns.keys().copied().collect()
    }

    /// What a column holds.
    pub(super) fn of(&mut self, column: Column) -> &Cells<'s> {
        let (sheet, positions) = (self.sheet, self.positions.clone());
        let Some(known) = self.columns.get_mut(&column) else { return &self.nothing };
        known.get_or_insert_with(|| {
            let mut found = Cells::default();
            cells_of(sheet, positions, column).for_each(|cell| found.add(cell.value, cell.target().as_deref()));
            found
        })
    }

    /// The column that is most like one of names: with most texts, where they differ.
    pub(super) fn most_like_names(&mut self, free: impl Fn(Column) -> bool) -> Option<Column> {
        let mut best: Option<(usize, Column)> = None;
        for column in self.columns().into_iter().filter(|&column| free(column)) {
            let found = self.of(column);
            let is_it = found.share(found.texts, 1, 2) && !found.repeats();
            if is_it && best.is_none_or(|(most, _)| found.texts > most) {
                best = Some((found.texts, column));
            }
        }
        best.map(|(_, column)| column)
    }

    /// The column with most cells of a sort, if these are at least a third of what it holds. Only columns with a cell of that sort
    /// are looked at.
    pub(super) fn fullest(
        &mut self,
        is: impl Fn(Value<'_>, Option<&str>) -> bool,
        count: impl Fn(&Cells<'s>) -> usize,
        free: impl Fn(Column) -> bool,
    ) -> Option<Column> {
        let mut best: Option<(usize, Column)> = None;
        for column in self.columns().into_iter().filter(|&column| free(column)) {
            if !cells_of(self.sheet, self.positions.clone(), column).any(|cell| is(cell.value, cell.target().as_deref())) {
                continue;
            }
            let found = self.of(column);
            let most = count(found);
            if most > 0 && most * 3 >= found.filled && best.is_none_or(|(so_far, _)| most > so_far) {
                best = Some((most, column));
            }
        }
        best.map(|(_, column)| column)
    }
}

fn cells_of(sheet: &Sheet, positions: Range<usize>, column: Column) -> impl Iterator<Item = Cell<'_>> {
    positions.filter_map(move |position| sheet.row_at(position).stored(column))
}

/// Whether cells hold addresses of pages, of the mini-app, or numbers that may be ids.
pub(super) fn are_pages<'c>(cells: impl Iterator<Item = Cell<'c>>) -> bool {
    let mut found = Cells::default();
    cells.for_each(|cell| found.add(cell.value, cell.target().as_deref()));
    found.pages() + found.miniapps + found.ids() > 0
}

/// Whether a cell carries a link to the mini-app.
pub(super) fn is_miniapp(value: Value<'_>, hyperlink: Option<&str>) -> bool {
    let says = |text: &str| text.contains("app8181405");
    matches!(value, Value::Text(text) if says(text)) || hyperlink.is_some_and(says)
}

/// Whether a cell carries the address of a post, be it opened over a page: `vk.com/wall-1_2`, `vk.com/school1?w=wall-1_2`.
fn is_post(value: Value<'_>, hyperlink: Option<&str>) -> bool {
    let says = |text: &str| text.contains("wall") && vk_address::read(text).is_of_object();
    matches!(value, Value::Text(text) if says(text)) || hyperlink.is_some_and(says)
}

/// Whether a cell carries the address of a VK page: by text with a VK host, or by the target behind it.
pub(crate) fn is_page(value: Value<'_>, hyperlink: Option<&str>) -> bool {
    let says = |text: &str| {
        // No other character has v as its small letter, and most cells have none.
        if memchr::memchr2(b'v', b'V', text.as_bytes()).is_none() {
            return false;
        }
        let names_host =
            |text: &str| ["vk.com", "vk.ru", "vkontakte.ru", "vk.me", "vkvideo.ru"].iter().any(|host| text.contains(host));
        names_host(text) || names_host(&fold(text))
    };
    matches!(value, Value::Text(text) if says(text)) || hyperlink.is_some_and(says)
}

/// Whether a page is a person's by its address: `vk.com/id123`.
fn is_person(value: Value<'_>, hyperlink: Option<&str>) -> bool {
    let says = |text: &str| {
        let behind = text.split_once("/id").map(|(_, behind)| behind);
        behind.is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_digit()))
    };
    matches!(value, Value::Text(text) if says(text)) || hyperlink.is_some_and(says)
}

/// Whether a text is a link to ПОС.
fn is_pos(text: &str) -> bool {
    text.contains("pos.gosuslugi.ru/")
}

/// Whether a link to ПОС is one to polls.
fn is_polls(text: &str) -> bool {
    text.contains("org-activities") || text.contains("polls")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_in_cyrillic_are_no_page_whatever_their_numbers(
            words in proptest::collection::vec("(клуб|сдги|группа|паблик|ид|№|[а-яёА-ЯЁіѕј]{1,8}|[0-9]{1,9})[-.,:;()/«»\"|=#?+]{0,2}", 2..6),
        ) {
            let text = words.join(" ");
            prop_assume!(!may_be_page(&text));
            let mut bare = Bare::default();
            bare.add(&text);
            prop_assert_eq!(bare.pages, 0, "{}", text);
        }
    }
}
