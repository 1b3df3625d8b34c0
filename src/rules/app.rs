//! What is wrong with the recorded links to the mobile application: the action button and the section «Ссылки» [S000].

use super::{Find, RowRule, quoted};
use crate::diagnostic::{Code, Problem, Severity};
use crate::domain::text::{fold_starts_with, folds_to};
use crate::entry::{Context, Entry};
use crate::link::mobile::{self, MAIN_STORE, MobileFault, Store};
use crate::record::TextCell;
use crate::table::column::ColumnRole;

const LETTER_BUTTON: &str = "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе»: кнопка действия";
const LETTER_LINKS: &str = "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе»: раздел «Ссылки»";

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: Code {
            name: "app-button-missing",
            severity: Severity::Warning,
            title: "Кнопка «Установить» не размещена",
            citation: LETTER_BUTTON,
        },
        find: Find::InRow(button_missing),
    },
    RowRule {
        code: Code {
            name: "app-button-wrong",
            severity: Severity::Error,
            title: "Кнопка ведёт не в то приложение",
            citation: LETTER_BUTTON,
        },
        find: Find::InRow(button_wrong),
    },
    RowRule {
        code: Code {
            name: "app-button-other-store",
            severity: Severity::Warning,
            title: "Главный адрес кнопки не RuStore",
            citation: LETTER_BUTTON,
        },
        find: Find::InRow(button_other_store),
    },
    RowRule {
        code: Code {
            name: "app-links-missing",
            severity: Severity::Warning,
            title: "В разделе «Ссылки» нет приложения",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(links_missing),
    },
    RowRule {
        code: Code {
            name: "app-links-wrong",
            severity: Severity::Error,
            title: "В разделе «Ссылки» не то приложение",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(links_wrong),
    },
];

/// Whether a row needs to be looked at: the table records what its page carries of the application.
pub(super) fn may_find(entry: &Entry<'_>) -> bool {
    [ColumnRole::ActionButton, ColumnRole::PageLinks].into_iter().any(|role| entry.record.has(role))
}

/// How a cell records that something is done, without a link: «да», «есть», «размещена».
fn says_done(text: &str) -> bool {
    ["да", "есть", "+", "1", "установлен", "размещен", "добавлен", "имеется", "выполнен"]
        .iter()
        .any(|word| if word.chars().count() > 4 { fold_starts_with(text, word) } else { folds_to(text, word) })
}

fn recorded<'t>(entry: &Entry<'t>, role: ColumnRole) -> Option<TextCell<'t>> {
    if !entry.record.has(role) || !entry.has_page() {
        return None;
    }
    Some(entry.record.get(role)).filter(|cell| !says_done(&cell.text))
}

fn button_missing(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let cell = recorded(entry, ColumnRole::ActionButton)?;
    let is_zero = cell.text == "0" || cell.says_nothing();
    is_zero.then(|| {
        Problem::at(cell.at, "Кнопки действия с мобильным приложением, судя по таблице, на странице нет.").suggest(format!(
            "Добавьте на страницу кнопку действия «{}» с главным адресом {}",
            mobile::BUTTON_TEXT,
            MAIN_STORE.link()
        ))
    })
}

fn button_wrong(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let cell = recorded(entry, ColumnRole::ActionButton)?;
    let text = cell.link_text().filter(|text| text.split_whitespace().any(is_address))?;
    let what = match mobile::judge(text).err()? {
        MobileFault::NoStoreLink => "это не адрес магазина приложений.".to_owned(),
        MobileFault::OtherApp { store, .. } => format!("в {} это другое приложение.", store.name()),
    };
    Some(
        Problem::at(cell.at, format!("{}: {what}", quoted(text)))
            .suggest_value(format!("Главный адрес кнопки: {}", MAIN_STORE.link()), MAIN_STORE.link()),
    )
}

fn button_other_store(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let cell = recorded(entry, ColumnRole::ActionButton)?;
    let found = mobile::judge(cell.link_text()?).ok()?;
    let first = found.first()?;
    if found.iter().any(|link| link.store == MAIN_STORE) {
        return None;
    }
    let message = format!("В кнопке указан {}, а главным адресом должен быть {}.", first.store.name(), MAIN_STORE.name());
    Some(Problem::at(cell.at, message).suggest_value(format!("Главный адрес кнопки: {}", MAIN_STORE.link()), MAIN_STORE.link()))
}

fn links_missing(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let cell = recorded(entry, ColumnRole::PageLinks)?;
    let says_none = cell.says_nothing() || cell.text == "0";
    let section = Section::of(if says_none { "" } else { cell.link_text()? });
    // Words without any address are somebody's notes, not a record of the section.
    if section.lacking.is_empty() || section.other.is_some() || !(says_none || section.has_address) {
        return None;
    }
    let names: Vec<&str> = section.lacking.iter().map(|store| store.name()).collect();
    Some(
        Problem::at(cell.at, format!("В разделе «Ссылки» нет ссылки на приложение в {}.", names.join(" и в ")))
            .suggest(format!("Добавьте в раздел: {}", section.links())),
    )
}

fn links_wrong(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let cell = recorded(entry, ColumnRole::PageLinks)?;
    let text = cell.link_text()?;
    let section = Section::of(text);
    // Beside the two links of the letter a page may well name other applications.
    let store = section.other.filter(|_| !section.lacking.is_empty())?;
    Some(
        Problem::at(cell.at, format!("{}: в {} это другое приложение.", quoted(text), store.name()))
            .suggest(format!("Нужны ссылки: {}", section.links())),
    )
}

/// What a cell records of the section «Ссылки», where other addresses may stand too.
struct Section {
    /// The stores whose links the letter wants and the cell has not.
    lacking: Vec<Store>,
    /// The store of a link to another application.
    other: Option<Store>,
    has_address: bool,
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
        // The letter names Android first.
        let lacking = [Store::RuStore, Store::AppStore].into_iter().filter(|store| !found.contains(store)).collect();
        Self { lacking, other, has_address: text.split_whitespace().any(is_address) }
    }

    fn links(&self) -> String {
        let links: Vec<String> = self
            .lacking
            .iter()
            .map(|store| format!("«{}» — {}", store.section_name().unwrap_or_default(), store.link()))
            .collect();
        links.join("; ")
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
        for text in ["да", "Установлена", "+", RUSTORE, "31.03.2024 / проверено"] {
            assert_eq!(button(text), [""; 0], "{text}");
        }
        for text in ["", "нет", "0"] {
            assert_eq!(button(text), ["app-button-missing"], "{text}");
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
        assert_eq!(section("две ссылки, проверено 31.03.2024"), [""; 0]);
    }

    #[test]
    fn a_row_without_a_page_has_no_button() {
        assert_eq!(codes("Организация = Музей; ВК = нет; Кнопка действия = нет"), ["address-no-page"]);
    }
}
