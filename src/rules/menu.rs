//! What the roster records of a page's menu: the two ПОС forms («Виджеты (0/1/2)») and the title of the mini-app's item [S001, S003].

use super::pos::PosItem;
use super::{Fact, Found, LETTER_LINKS};
use crate::diagnostic::Code;
use crate::domain::text::fold;
use crate::domain::{Status, status};
use crate::entry::{Context, Entry};
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

/// The instruction on ПОС forms: the items of the menu.
pub(crate) const LETTER_FORMS: &str = "Инструкция по размещению форм ПОС на официальных страницах: пункты меню";

super::topic_codes! {
    FORMS_MISSING = "menu-forms-missing", Warning, "На странице нет форм ПОС", LETTER_FORMS;
    FORMS_UNCLEAR = "menu-forms-not-understood", Warning, "Непонятная запись о виджетах", LETTER_FORMS;
    TITLE_OTHER = "menu-title-other", Warning, "Пункт меню назван не так, как в письме", LETTER_LINKS;
    TITLE_LONG = "menu-title-long", Warning, "Название пункта меню длиннее 20 символов", LETTER_LINKS;
}

/// So many characters a title may have [S001].
pub(crate) const LONGEST_TITLE: usize = 20;

/// What was found about the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MenuFact<'t> {
    /// The page lacks one of the forms, or both.
    FormsMissing {
        /// What the cell says.
        written: Cow<'t, str>,
        /// Which.
        lacking: Lacking,
    },
    /// The cell does not say which forms there are.
    FormsUnclear {
        /// What it says.
        written: Cow<'t, str>,
    },
    /// The item has another title than in the letter.
    TitleOther {
        /// The title.
        written: Cow<'t, str>,
        /// That of the letter for the kind.
        right: String,
    },
    /// The title is longer than VK takes.
    TitleLong {
        /// The title.
        written: Cow<'t, str>,
        /// How many characters it has.
        length: usize,
        /// That of the letter, where the kind is known.
        right: Option<String>,
    },
}

/// Which of the two forms a page lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// Both.
    Both,
    /// This one.
    One(PosItem),
    /// One of them; the table does not say which.
    OneOfTwo,
}

impl MenuFact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::FormsMissing { .. } => &FORMS_MISSING,
            Self::FormsUnclear { .. } => &FORMS_UNCLEAR,
            Self::TitleOther { .. } => &TITLE_OTHER,
            Self::TitleLong { .. } => &TITLE_LONG,
        }
    }
}

impl<'t> From<MenuFact<'t>> for Fact<'t> {
    fn from(fact: MenuFact<'t>) -> Self {
        Self::Menu(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    if entry.has_page() {
        found.add(forms(entry));
        found.add(title(entry, context.settings));
    }
}

fn forms<'t>(entry: &Entry<'t>) -> Option<(CellRef, MenuFact<'t>)> {
    if !entry.record.has(ColumnRole::Widgets) {
        return None;
    }
    let cell = entry.record.get(ColumnRole::Widgets);
    let lacking = match Forms::read(&cell.text) {
        Forms::Both => return None,
        Forms::Unclear => return Some((cell.at, MenuFact::FormsUnclear { written: cell.text })),
        Forms::None => Lacking::Both,
        Forms::Without(item) => Lacking::One(item),
        // Of two links in the table the one that is there is most likely the one that was placed.
        Forms::One => match [&entry.pos.messages, &entry.pos.polls].map(|form| form.cell.says_nothing()) {
            [true, false] => Lacking::One(PosItem::Messages),
            [false, true] => Lacking::One(PosItem::Polls),
            _ => Lacking::OneOfTwo,
        },
    };
    Some((cell.at, MenuFact::FormsMissing { written: cell.text, lacking }))
}

/// What a cell under «Виджеты (0/1/2)» says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forms {
    None,
    One,
    Without(PosItem),
    Both,
    Unclear,
}

impl Forms {
    fn read(text: &str) -> Self {
        let folded = fold(text);
        let has = |stems: &[&str]| stems.iter().any(|stem| folded.contains(stem));
        match status::of_two(text) {
            Some(2) => return Self::Both,
            Some(1) => return Self::One,
            Some(_) => return Self::None,
            None => {}
        }
        // Both items have the title «Решаем вместе»; beside the cover of the polls it is that of the messages.
        let polls = has(&["опрос", "голосован", "мнени"]);
        let messages = has(&["сообщ", "обращен", "проблем", "обратн"]) || polls && has(&["решаем вместе"]);
        let number: String = folded.chars().filter(char::is_ascii_digit).collect();
        let denies =
            folded.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "нет" | "не" | "без" | "отсутствует"));
        match (number.as_str(), messages, polls) {
            ("2", false, false) | ("" | "2", true, true) if !denies => Self::Both,
            ("" | "1", true, false) => Self::Without(if denies { PosItem::Messages } else { PosItem::Polls }),
            ("" | "1", false, true) => Self::Without(if denies { PosItem::Polls } else { PosItem::Messages }),
            ("1", false, false) => match Status::read(text) {
                Status::Yes | Status::Unclear if !denies && folded.chars().filter(|c| c.is_alphabetic()).count() <= 7 => {
                    Self::One
                }
                _ => Self::Unclear,
            },
            (_, false, false) => match Status::read(text) {
                Status::Yes => Self::Both,
                Status::No | Status::InWork | Status::Lost => Self::None,
                Status::Unclear => Self::Unclear,
            },
            _ => Self::Unclear,
        }
    }
}

/// The title, where the cell holds one: an address or a mere «да» is none.
fn title<'t>(entry: &Entry<'t>, settings: &Settings) -> Option<(CellRef, MenuFact<'t>)> {
    if !entry.record.has(ColumnRole::MenuTitle) {
        return None;
    }
    let cell = entry.record.get(ColumnRole::MenuTitle);
    if cell.says_nothing()
        || cell.link_text().is_some_and(|text| text.contains('/'))
        || Status::read(&cell.text) != Status::Unclear
    {
        return None;
    }
    let right = entry.menu_title(settings);
    // A cell may list all items of the menu.
    let bare = |text: &str| fold(text).trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let mut items = cell.text.split([';', ',', '\n', '/', '|']);
    if right.is_some_and(|right| items.any(|item| bare(item) == bare(right))) {
        return None;
    }
    let length = cell.text.chars().count();
    let right = right.map(str::to_owned);
    let is_one = !cell.text.contains([';', ',', '\n', '/', '|']);
    match right {
        right if is_one && length > LONGEST_TITLE => Some((cell.at, MenuFact::TitleLong { written: cell.text, length, right })),
        Some(right) => Some((cell.at, MenuFact::TitleOther { written: cell.text, right })),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::codes;
    use super::*;

    #[test]
    fn each_number_of_widgets_says_which_form_is_missing() {
        use PosItem::{Messages, Polls};
        for (text, forms) in [
            ("2", Forms::Both),
            ("да", Forms::Both),
            ("2 виджета", Forms::Both),
            ("сообщения и опросы", Forms::Both),
            ("Решаем вместе, Высказать мнение", Forms::Both),
            ("форма обратной связи и опросы", Forms::Both),
            ("оба", Forms::Both),
            ("2 из 2", Forms::Both),
            ("одна форма", Forms::One),
            ("0", Forms::None),
            ("", Forms::None),
            ("нет", Forms::None),
            ("в работе", Forms::None),
            ("1", Forms::One),
            ("1 (опросы)", Forms::Without(Messages)),
            ("только сообщения", Forms::Without(Polls)),
            ("нет опросов", Forms::Without(Polls)),
            ("3", Forms::Unclear),
            ("не знаю", Forms::Unclear),
        ] {
            assert_eq!(Forms::read(text), forms, "{text}");
        }
    }

    #[test]
    fn the_link_that_is_there_tells_which_of_two_is_missing() {
        const MESSAGES: &str = "https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
        let row = format!("Организация = Музей; ВК = club5; Виджеты = 1; ПОС сообщения = {MESSAGES}; ПОС опросы =");
        super::super::testing::Case::of(&[&row]).with_findings(|found| {
            let lacking = found.iter().find_map(|finding| match &finding.fact {
                Fact::Menu(MenuFact::FormsMissing { lacking, .. }) => Some(*lacking),
                _ => None,
            });
            assert_eq!(lacking, Some(Lacking::One(PosItem::Polls)));
        });
    }

    #[test]
    fn the_title_is_that_of_the_kind_and_fits() {
        let school = |title: &str| codes(&format!("Организация = Школа № 5; ВК = club5; Название пункта меню = {title}"));
        for title in
            ["Запись в кружок", "«запись в кружок»", "Решаем вместе, Запись в кружок", "", "да", "https://vk.com/app8181405"]
        {
            assert_eq!(school(title), [""; 0], "{title}");
        }
        assert_eq!(school("Запись к врачу"), ["menu-title-other"]);
        assert_eq!(school("Запись ребёнка в кружок или секцию"), ["menu-title-long"]);
    }
}
