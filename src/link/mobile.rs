//! The mobile application «Госуслуги. Решаем вместе»: its links in the three stores, and the cells that record them [S000].

/// The type of the action button.
pub(crate) const BUTTON_TYPE: &str = "Открыть мобильное приложение";
/// The text on the action button.
pub const BUTTON_TEXT: &str = "Установить";
/// The store that the button's main address leads to.
pub(crate) const MAIN_STORE: Store = Store::RuStore;

/// A store that has the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// «App Store».
    AppStore,
    /// «Google Play»: in the action button, but not in the section «Ссылки».
    GooglePlay,
    /// «RuStore».
    RuStore,
}

impl Store {
    /// All stores, in the order of the action button's fields.
    pub const ALL: [Self; 3] = [Self::AppStore, Self::GooglePlay, Self::RuStore];

    /// The stores of the section «Ссылки»; the letter names Android first.
    pub const SECTION: [Self; 2] = [Self::RuStore, Self::AppStore];

    /// The name of its field in the settings of the action button.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AppStore => "App Store",
            Self::GooglePlay => "Google Play",
            Self::RuStore => "RuStore",
        }
    }

    /// The link of the letter.
    pub fn link(self) -> &'static str {
        match self {
            Self::AppStore => "https://apps.apple.com/ru/app/госуслуги-решаем-вместе/id1516448015",
            Self::GooglePlay => "https://play.google.com/store/apps/details?id=ru.gosuslugi.pos",
            Self::RuStore => "https://apps.rustore.ru/app/ru.gosuslugi.pos",
        }
    }

    /// The name of its link in the section «Ссылки», where the letter wants it there.
    pub fn section_name(self) -> Option<&'static str> {
        match self {
            Self::AppStore => Some("Приложение «Госуслуги. Решаем вместе» для iOS"),
            Self::GooglePlay => None,
            Self::RuStore => Some("Приложение «Госуслуги. Решаем вместе» для Android"),
        }
    }

    /// What makes a link one to the application, whatever else is in it.
    pub(crate) fn app(self) -> &'static str {
        match self {
            Self::AppStore => "1516448015",
            Self::GooglePlay | Self::RuStore => "ru.gosuslugi.pos",
        }
    }

    fn hosts(self) -> &'static [&'static str] {
        match self {
            Self::AppStore => &["apps.apple.com", "itunes.apple.com"],
            Self::GooglePlay => &["play.google.com"],
            // The first is the letter's, the second that of newer links.
            Self::RuStore => &["apps.rustore.ru", "rustore.ru"],
        }
    }

    /// The application that the rest of an address, after the host, leads to.
    fn app_of(self, tail: &str) -> Option<&str> {
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let mut segments = path.split(['/', '#']);
        match self {
            // The name before the number may be Cyrillic, percent-encoded or absent.
            Self::AppStore => segments.find_map(|segment| {
                segment.strip_prefix("id").filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
            }),
            Self::GooglePlay => query.split(['&', '#']).find_map(|pair| pair.strip_prefix("id=")),
            Self::RuStore => {
                segments.find(|&segment| segment == "app")?;
                segments.next()
            }
        }
        .filter(|app| !app.is_empty())
    }
}

/// A link to the application in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoreLink {
    /// The store that it leads to.
    pub(crate) store: Store,
    /// Whether it is the letter's text; other texts work as well.
    pub(crate) is_canonical: bool,
}

/// What is wrong with a cell that should record links to the application.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MobileFault {
    /// No address of a store at all.
    #[error("no link to a store")]
    NoStoreLink,
    /// A link to another application, or to the store itself.
    #[error("{} leads to {found:?}", store.name())]
    OtherApp {
        /// The store.
        store: Store,
        /// The application's number or package, where the link has one.
        found: Option<String>,
    },
}

/// Finds the links to the application in a cell, in the order as written; words and other addresses around them are passed over.
///
/// # Errors
///
/// [`MobileFault`]; one link to another application is enough, since whoever presses it installs the wrong one.
pub(crate) fn judge(text: &str) -> Result<Vec<StoreLink>, MobileFault> {
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"' | '«' | '»' | '<' | '>' | '(' | ')');
    let links: Vec<StoreLink> = text.split(separators).filter_map(store_link).collect::<Result<_, _>>()?;
    if links.is_empty() { Err(MobileFault::NoStoreLink) } else { Ok(links) }
}

/// The link in a word of the cell, if a store's host is in it.
fn store_link(word: &str) -> Option<Result<StoreLink, MobileFault>> {
    let word = word.trim_end_matches('.');
    let (store, tail) = Store::ALL
        .into_iter()
        .find_map(|store| store.hosts().iter().find_map(|host| after_host(word, host)).map(|tail| (store, tail)))?;
    Some(match store.app_of(tail) {
        Some(app) if app == store.app() => Ok(StoreLink { store, is_canonical: word == store.link() }),
        found => Err(MobileFault::OtherApp { store, found: found.map(str::to_owned) }),
    })
}

/// What follows this very host; `rustore.ru` is not found in `notrustore.ru`.
fn after_host<'a>(word: &'a str, host: &str) -> Option<&'a str> {
    // Lower case of ASCII keeps every byte in its place, so positions hold for the word itself.
    let at = word.to_ascii_lowercase().find(host)?;
    let (before, tail) = (word.get(..at)?, word.get(at + host.len()..)?);
    let before = before.strip_suffix("www.").unwrap_or(before);
    let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && (tail.is_empty() || tail.starts_with(['/', '?', '#']));
    is_whole.then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stores(text: &str) -> Vec<Store> {
        judge(text).unwrap().iter().map(|link| link.store).collect()
    }

    #[test]
    fn the_links_of_the_letter_are_canonical() {
        for store in Store::ALL {
            assert_eq!(judge(store.link()), Ok(vec![StoreLink { store, is_canonical: true }]));
        }
    }

    #[test]
    fn only_two_stores_have_a_link_in_the_section() {
        assert_eq!(Store::ALL.map(|store| store.section_name().is_some()), [true, false, true]);
    }

    #[test]
    fn other_spellings_of_a_link_lead_to_the_same_application() {
        for (text, store) in [
            ("https://apps.apple.com/ru/app/%D0%B3%D0%BE%D1%81/id1516448015", Store::AppStore),
            ("https://apps.apple.com/app/id1516448015", Store::AppStore),
            ("apps.apple.com/us/app/id1516448015?l=ru", Store::AppStore),
            ("https://itunes.apple.com/app/id1516448015/", Store::AppStore),
            ("https://play.google.com/store/apps/details?hl=ru&id=ru.gosuslugi.pos", Store::GooglePlay),
            ("apps.rustore.ru/app/ru.gosuslugi.pos", Store::RuStore),
            ("https://www.rustore.ru/catalog/app/ru.gosuslugi.pos?utm=1", Store::RuStore),
            ("https://RuStore.ru/catalog/app/ru.gosuslugi.pos/", Store::RuStore),
        ] {
            assert_eq!(judge(text), Ok(vec![StoreLink { store, is_canonical: false }]), "{text}");
        }
    }

    #[test]
    fn a_cell_may_hold_several_links_among_words() {
        let cell = format!("iOS: {}\nAndroid — {}, {}.", Store::AppStore.link(), Store::RuStore.link(), Store::GooglePlay.link());
        assert_eq!(stores(&cell), [Store::AppStore, Store::RuStore, Store::GooglePlay]);
        assert_eq!(stores("RuStore:https://apps.rustore.ru/app/ru.gosuslugi.pos"), [Store::RuStore]);
    }

    #[test]
    fn another_application_is_named() {
        for (text, store, found) in [
            ("https://apps.apple.com/ru/app/id1010739520", Store::AppStore, Some("1010739520")),
            ("https://play.google.com/store/apps/details?id=ru.rostel", Store::GooglePlay, Some("ru.rostel")),
            ("https://apps.rustore.ru/app/ru.rostel", Store::RuStore, Some("ru.rostel")),
            ("https://www.rustore.ru/", Store::RuStore, None),
            ("https://apps.apple.com/ru/app/id", Store::AppStore, None),
        ] {
            assert_eq!(judge(text), Err(MobileFault::OtherApp { store, found: found.map(str::to_owned) }), "{text}");
        }
    }

    #[test]
    fn a_cell_without_a_store_records_nothing() {
        for text in [
            "",
            "да",
            "https://vk.com/club1",
            "https://notrustore.ru/app/ru.gosuslugi.pos",
            "https://rustore.ru.example.org/app/x",
        ] {
            assert_eq!(judge(text), Err(MobileFault::NoStoreLink), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC*", tail in "[#?&=%_/a-zA-Z0-9а-я ]*") {
            let _ = judge(&text);
            for store in Store::ALL {
                let _ = judge(&format!("{}{tail}", store.link()));
                let _ = judge(&format!("https://{}{tail}", store.hosts()[0]));
            }
        }
    }
}
