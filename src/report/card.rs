//! What a page must carry, for a person to copy: menu items in their order, the action button, the section «Ссылки» [S000, S001, S003].

use crate::entry::Entry;
use crate::link::mobile::{self, MAIN_STORE, Store};
use crate::settings::Settings;

/// The title of both ПОС items [S003].
const POS_TITLE: &str = "Решаем вместе";
/// The covers of the ПОС items [S003].
const POS_COVERS: [&str; 2] = ["Сообщить о проблеме", "Высказать мнение"];

/// The lines of a row's card. What is not known is said to be missing.
pub fn lines(entry: &Entry<'_>, settings: &Settings) -> Vec<String> {
    let pos = [entry.pos.messages.value(), entry.pos.polls.value()];
    let mut lines: Vec<String> = (1..)
        .zip(POS_COVERS.into_iter().zip(pos))
        .map(|(number, (cover, link))| {
            format!("Меню {number}: «{POS_TITLE}», обложка «{cover}»: {}", link.unwrap_or("ссылки нет"))
        })
        .collect();
    if let Some(title) = entry.menu_title(settings) {
        lines.push(format!("Меню 3: «{title}»: {}", entry.miniapp.value.as_deref().unwrap_or("ссылки нет")));
    }
    lines.extend(app_lines());
    lines
}

/// Everything that pages carry, by kind, with places for the codes; for a person to copy and for a profile to override.
pub fn templates(settings: &Settings) -> Vec<String> {
    let mut lines = vec!["# Тексты, которые можно изменить в профиле (gospub.toml, раздел [templates])".to_owned()];
    lines.extend(settings.templates.sources().into_iter().map(|(name, text)| format!("{name} = \"{text}\"")));
    lines.push(String::new());
    lines.push("# Порядок пунктов меню на странице".to_owned());
    lines.extend((1..).zip(POS_COVERS).map(|(number, cover)| format!("{number}. «{POS_TITLE}», обложка «{cover}»")));
    lines.push("3. пункт мини-приложения (menu-title), обложка — логотип https://disk.yandex.ru/i/K40xCKskUQUygg".to_owned());
    lines.push(String::new());
    lines.push("# Мобильное приложение «Госуслуги. Решаем вместе»".to_owned());
    lines.extend(app_lines());
    lines
}

/// What every page carries of the mobile application, whatever its kind [S000].
pub fn app_lines() -> Vec<String> {
    let stores = Store::ALL.map(|store| format!("{}: {}", store.name(), store.link())).join("; ");
    let mut lines = vec![format!(
        "Кнопка действия «Открыть мобильное приложение»: {stores}; главный адрес: {}; текст на кнопке: «{}»",
        MAIN_STORE.name(),
        mobile::BUTTON_TEXT
    )];
    // The letter names Android first.
    let section = [Store::RuStore, Store::AppStore].into_iter().filter_map(|store| Some((store, store.section_name()?)));
    lines.extend(section.map(|(store, name)| format!("Раздел «Ссылки»: {} — «{name}»", store.link())));
    lines
}
