//! What is wrong with the recorded links to the mobile application: the action button and the section «Ссылки» [S000].

use super::{Fact, Found};
use crate::diagnostic::Code;
use crate::domain::text::{self, fold};
use crate::domain::{Status, status};
use crate::entry::{Context, Entry};
use crate::link::mobile::{self, BUTTON_TEXT, BUTTON_TYPE, MAIN_STORE, MobileFault, Store};
use crate::record::TextCell;
use crate::table::column::ColumnRole;

pub(super) const LETTER_BUTTON: &str = "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе»: кнопка действия";
pub(super) const LETTER_SECTION: &str = "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе»: раздел «Ссылки»";

super::topic_codes! {
    BUTTON_MISSING = "app-button-missing", Warning, "Кнопка «Установить» не размещена", LETTER_BUTTON;
    BUTTON_WRONG = "app-button-wrong", Error, "Кнопка ведёт не в то приложение", LETTER_BUTTON;
    BUTTON_OTHER_STORE = "app-button-other-store", Warning, "Главный адрес кнопки не RuStore", LETTER_BUTTON;
    BUTTON_UNCLEAR = "app-button-not-understood", Warning, "Непонятная запись о кнопке действия", LETTER_BUTTON;
    LINKS_MISSING = "app-links-missing", Warning, "В разделе «Ссылки» нет приложения", LETTER_SECTION;
    LINKS_WRONG = "app-links-wrong", Error, "В разделе «Ссылки» не то приложение", LETTER_SECTION;
    LINKS_UNCLEAR = "app-links-not-understood", Warning, "Непонятная запись о разделе «Ссылки»", LETTER_SECTION;
    BUTTON_TYPE_OTHER = "app-button-type", Warning, "Не тот тип кнопки действия", LETTER_BUTTON;
    BUTTON_TEXT_OTHER = "app-button-text", Warning, "Не тот текст на кнопке действия", LETTER_BUTTON;
    MAIN_ADDRESS_OTHER = "app-main-address", Warning, "Главный адрес кнопки не RuStore", LETTER_BUTTON;
    LINK_NAMES = "app-link-names", Warning, "Ссылки на приложение названы не так, как в письме", LETTER_SECTION;
}

/// What was found about the links to the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AppFact {
    /// The page has no action button.
    ButtonMissing,
    /// The button leads elsewhere.
    ButtonWrong {
        /// What the cell holds.
        written: String,
        /// The store of another application, if it is a store at all.
        store: Option<Store>,
    },
    /// The button leads to another store than its main address should.
    ButtonOtherStore {
        /// The store.
        store: Store,
    },
    /// The cell of the button says neither yes nor no.
    ButtonUnclear {
        /// What it says.
        written: String,
    },
    /// The section lacks links.
    LinksMissing {
        /// The stores whose links it lacks.
        lacking: Vec<Store>,
    },
    /// The cell of the section says neither yes nor no.
    LinksUnclear {
        /// What it says.
        written: String,
    },
    /// The type of the button is another one.
    ButtonType {
        /// What the cell says.
        written: String,
    },
    /// The text on the button is another one.
    ButtonText {
        /// What the cell says.
        written: String,
    },
    /// The main address is that of another store, or none.
    MainAddress {
        /// What the cell says.
        written: String,
    },
    /// Links of the section have other names.
    LinkNames {
        /// The stores whose links are not named as in the letter.
        other: Vec<Store>,
    },
    /// The section has a link to another application instead.
    LinksWrong {
        /// What the cell holds.
        written: String,
        /// The store of that application.
        store: Store,
        /// The stores whose links it lacks.
        lacking: Vec<Store>,
    },
}

impl AppFact {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::ButtonMissing => &BUTTON_MISSING,
            Self::ButtonWrong { .. } => &BUTTON_WRONG,
            Self::ButtonOtherStore { .. } => &BUTTON_OTHER_STORE,
            Self::ButtonUnclear { .. } => &BUTTON_UNCLEAR,
            Self::LinksMissing { .. } => &LINKS_MISSING,
            Self::LinksUnclear { .. } => &LINKS_UNCLEAR,
            Self::LinksWrong { .. } => &LINKS_WRONG,
            Self::ButtonType { .. } => &BUTTON_TYPE_OTHER,
            Self::ButtonText { .. } => &BUTTON_TEXT_OTHER,
            Self::MainAddress { .. } => &MAIN_ADDRESS_OTHER,
            Self::LinkNames { .. } => &LINK_NAMES,
        }
    }
}

impl From<AppFact> for Fact<'_> {
    fn from(fact: AppFact) -> Self {
        Self::App(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, _: &Context<'_>, found: &mut Found<'t>) {
    if let Some(cell) = recorded(entry, ColumnRole::ActionButton) {
        found.add(button(&cell).map(|fact| (cell.at, fact)));
    }
    if let Some(cell) = recorded(entry, ColumnRole::PageLinks) {
        found.add(section(&cell).map(|fact| (cell.at, fact)));
    }
    fields(entry, found);
}

/// The fields of the button and the names of the links, where a column records them: what it leaves blank is not known.
fn fields<'t>(entry: &Entry<'t>, found: &mut Found<'t>) {
    let cells = [ColumnRole::ButtonType, ColumnRole::ButtonText, ColumnRole::MainAddress, ColumnRole::LinkNames]
        .into_iter()
        .filter(|&role| entry.record.has(role) && entry.has_page())
        .map(|role| (role, entry.record.get(role)))
        .filter(|(_, cell)| !cell.says_nothing() && Status::read(&cell.text) != Status::Yes);
    for (role, cell) in cells {
        let (said, written) = (letters(&cell.text), || cell.text.clone().into_owned());
        let fact = match role {
            ColumnRole::ButtonType => (said != letters(BUTTON_TYPE)).then(|| AppFact::ButtonType { written: written() }),
            ColumnRole::ButtonText => (said != letters(BUTTON_TEXT)).then(|| AppFact::ButtonText { written: written() }),
            ColumnRole::MainAddress => {
                let is_main = said == letters(MAIN_STORE.name())
                    || mobile::judge(cell.link_text().unwrap_or_default())
                        .is_ok_and(|links| links.iter().any(|link| link.store == MAIN_STORE));
                (!is_main).then(|| AppFact::MainAddress { written: written() })
            }
            _ => {
                let is_named = |store: &Store| store.section_name().is_none_or(|name| said.contains(&letters(name)));
                let other: Vec<Store> = Store::SECTION.into_iter().filter(|store| !is_named(store)).collect();
                (!other.is_empty()).then_some(AppFact::LinkNames { other })
            }
        };
        found.add(fact.map(|fact| (cell.at, fact)));
    }
}

/// The letters and digits of a text, for comparison with one of the letter.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The cell of a role, where the table records what is placed on the page and the cell does not say that it is.
fn recorded<'t>(entry: &Entry<'t>, role: ColumnRole) -> Option<TextCell<'t>> {
    if !entry.record.has(role) || !entry.has_page() {
        return None;
    }
    Some(entry.record.get(role)).filter(|cell| holds_address(cell) || Status::read(&cell.text) != Status::Yes)
}

/// Whether a cell records the links themselves, not whether they are there.
fn holds_address(cell: &TextCell<'_>) -> bool {
    cell.link_text().is_some_and(|text| text.split_whitespace().any(is_address))
}

fn button(cell: &TextCell<'_>) -> Option<AppFact> {
    if !holds_address(cell) {
        // The words of the letter itself: the text on the button, or its type.
        if [BUTTON_TEXT, BUTTON_TYPE].iter().any(|right| letters(right) == letters(&cell.text)) {
            return None;
        }
        return Some(match Status::read(&cell.text) {
            Status::Unclear => AppFact::ButtonUnclear { written: cell.text.clone().into_owned() },
            _ => AppFact::ButtonMissing,
        });
    }
    let text = cell.link_text()?;
    let wrong = |store| AppFact::ButtonWrong { written: text.to_owned(), store };
    match mobile::judge(text) {
        Ok(found) if found.iter().any(|link| link.store == MAIN_STORE) => None,
        Ok(found) => Some(AppFact::ButtonOtherStore { store: found.first()?.store }),
        Err(MobileFault::NoStoreLink) => Some(wrong(None)),
        Err(MobileFault::OtherApp { store, .. }) => Some(wrong(Some(store))),
    }
}

fn section(cell: &TextCell<'_>) -> Option<AppFact> {
    let has_address = holds_address(cell);
    if !has_address {
        match (status::of_two(&cell.text), stores_named(&cell.text)) {
            (Some(2), _) => return None,
            (None, Some(lacking)) if lacking.is_empty() => return None,
            (None, Some(lacking)) => return Some(AppFact::LinksMissing { lacking }),
            _ => {}
        }
    }
    if !has_address && Status::read(&cell.text) == Status::Unclear {
        return Some(AppFact::LinksUnclear { written: cell.text.clone().into_owned() });
    }
    let text = if has_address { cell.link_text()? } else { "" };
    let Section { lacking, other } = Section::of(text);
    // Beside the two links of the letter a page may well name other applications.
    if lacking.is_empty() {
        return None;
    }
    Some(match other {
        Some(store) => AppFact::LinksWrong { written: text.to_owned(), store, lacking },
        None => AppFact::LinksMissing { lacking },
    })
}

/// The stores of the section that a cell does not name, where it names stores and nothing else: «RuStore и App Store», «только Android».
fn stores_named(text: &str) -> Option<Vec<Store>> {
    let folded = fold(text);
    let names = |store: &Store| match store {
        Store::AppStore => ["app store", "appstore", "ios"].as_slice(),
        _ => &["rustore", "android", "рустор"],
    };
    let is_named = |store: &Store| names(store).iter().any(|name| folded.contains(name));
    let mut rest = folded.clone();
    Store::SECTION.iter().flat_map(names).for_each(|name| rest = rest.replace(name, " "));
    let is_plain = text::words(&rest).all(|word| matches!(word, "и" | "только" | "есть" | "ссылка" | "ссылки" | "для"));
    let lacking: Vec<Store> = Store::SECTION.into_iter().filter(|store| !is_named(store)).collect();
    (is_plain && lacking.len() < Store::SECTION.len()).then_some(lacking)
}

/// What a cell records of the section «Ссылки», where other addresses may stand too.
struct Section {
    /// The stores whose links the letter wants and the cell has not.
    lacking: Vec<Store>,
    /// The store of a link to another application.
    other: Option<Store>,
}

impl Section {
    fn of(text: &str) -> Self {
        let (mut found, mut other) = (Vec::new(), None);
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')) {
            match mobile::judge(word) {
                Ok(links) => found.extend(links.into_iter().map(|link| link.store)),
                Err(MobileFault::OtherApp { store, .. }) => other = other.or(Some(store)),
                Err(MobileFault::NoStoreLink) => {}
            }
        }
        let lacking = Store::SECTION.into_iter().filter(|store| !found.contains(store)).collect();
        Self { lacking, other }
    }
}

/// Whether a word is an address: dates and notes with a slash are none.
fn is_address(word: &str) -> bool {
    let host = word.split_once("://").map_or(word, |(_, rest)| rest).split('/').next().unwrap_or_default();
    word.contains('/') && host.contains('.') && host.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::super::testing::codes;

    const RUSTORE: &str = "https://apps.rustore.ru/app/ru.gosuslugi.pos";
    const APPLE: &str = "https://apps.apple.com/ru/app/id1516448015";

    fn button(text: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Музей; ВК = club5; Кнопка действия = {text}"))
    }

    fn section(text: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Музей; ВК = club5; Раздел «Ссылки» = {text}"))
    }

    #[test]
    fn a_button_is_there_or_leads_to_the_application() {
        for text in ["да", "Установлена", "+", RUSTORE, "да, 31.03.2024 / проверено"] {
            assert_eq!(button(text), [""; 0], "{text}");
        }
        for text in ["", "нет", "0", "не установлена", "подана заявка", "пропала"] {
            assert_eq!(button(text), ["app-button-missing"], "{text}");
        }
        for text in ["Установить", "«Установить»", "Открыть мобильное приложение"]
        {
            assert_eq!(button(text), [""; 0], "{text}");
        }
        for text in ["Позвонить по телефону", "только App Store", "31.03.2024"] {
            assert_eq!(button(text), ["app-button-not-understood"], "{text}");
        }
        assert_eq!(button("https://apps.rustore.ru/app/ru.rostel"), ["app-button-wrong"]);
        assert_eq!(button("https://vk.com/club5"), ["app-button-wrong"]);
        assert_eq!(button(APPLE), ["app-button-other-store"]);
        assert_eq!(button(&format!("{APPLE} {RUSTORE}")), [""; 0]);
    }

    #[test]
    fn the_section_has_both_links_and_may_have_others() {
        let both = format!("{RUSTORE} {APPLE}");
        assert_eq!(section(&both), [""; 0]);
        assert_eq!(section(&format!("{both} https://apps.rustore.ru/app/ru.rostel https://primer.example/")), [""; 0]);
        for text in ["нет", RUSTORE, "https://primer.example/"] {
            assert_eq!(section(text), ["app-links-missing"], "{text}");
        }
        assert_eq!(section("https://apps.rustore.ru/app/ru.rostel"), ["app-links-wrong"]);
        assert_eq!(section("обе ссылки есть, проверено 31.03.2024"), [""; 0]);
        assert_eq!(section("ссылка на сайт"), ["app-links-not-understood"]);
        for (text, expected) in [
            ("2", &[""; 0][..]),
            ("обе", &[]),
            ("2 из 2", &[]),
            ("RuStore и App Store", &[]),
            ("только Android", &["app-links-missing"]),
        ] {
            assert_eq!(section(text), expected, "{text}");
        }
    }

    #[test]
    fn what_columns_record_of_the_button_is_that_of_the_letter() {
        let field = |header: &str, text: &str| codes(&format!("Организация = Музей; ВК = club5; {header} = {text}"));
        let names = "Приложение «Госуслуги. Решаем вместе» для Android, Приложение \"Госуслуги. Решаем вместе\" для iOS";
        for (header, right, wrong, code) in [
            ("Тип кнопки", "Открыть мобильное приложение", "Позвонить", "app-button-type"),
            ("Текст на кнопке", "установить", "Скачать", "app-button-text"),
            ("Главный адрес", RUSTORE, APPLE, "app-main-address"),
            ("Главный адрес", "RuStore", "App Store", "app-main-address"),
            ("Названия ссылок", names, "Приложение для Android", "app-link-names"),
        ] {
            assert_eq!(field(header, right), [""; 0], "{header} = {right}");
            assert_eq!(field(header, ""), [""; 0], "{header}");
            assert_eq!(field(header, wrong), [code], "{header} = {wrong}");
        }
    }

    #[test]
    fn a_row_without_a_page_has_no_button() {
        assert_eq!(codes("Организация = Музей; ВК = нет; Кнопка действия = нет"), ["address-no-page"]);
    }
}
