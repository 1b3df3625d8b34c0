//! What a page must carry, for a person to copy: menu items in their order, the action button, the section «Ссылки» [S000, S001, S003].

use super::steps::{self, STEPS};
use crate::diagnostic::Severity;
use crate::entry::{Aspect, Entry, Form};
use crate::link::miniapp::MiniappFault;
use crate::link::mobile::{self, BUTTON_TYPE, MAIN_STORE, Store};
use crate::link::pos::MENU_TITLE;
use crate::pipeline::Verdict;
use crate::rules::Fact;
use crate::rules::across::AcrossFact;
use crate::rules::page::PageFact;
use crate::settings::Settings;

/// Where the covers of the ПОС items are [S003].
pub(crate) const POS_COVERS_AT: &str = "https://pos.gosuslugi.ru/docs/docs/oblojki-electronnikh-form-pos.7z";
/// Where the logo for the cover of the mini-app's item is [S001].
pub(crate) const LOGO_AT: &str = "https://disk.yandex.ru/i/K40xCKskUQUygg";
/// The covers of the ПОС items [S003].
const POS_COVERS: [&str; 2] = ["Сообщить о проблеме", "Высказать мнение"];

/// An item of a page's menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MenuItem<'e> {
    /// Its place from the left, from one.
    pub(crate) place: usize,
    /// Its title.
    pub title: &'e str,
    /// The name of its cover; the mini-app's item has the logo of «Госуслуги».
    pub cover: Option<&'static str>,
    /// Where it leads: the right link, also while another one stands in the table; none while it is not known.
    pub(crate) link: Option<&'e str>,
}

impl MenuItem<'_> {
    /// What a snapshot calls it.
    pub(crate) fn aspect(&self) -> Aspect {
        match self.place {
            1 => Aspect::PosMessages,
            2 => Aspect::PosPolls,
            _ => Aspect::Miniapp,
        }
    }
}

/// The menu of a row's page, the ПОС items first [S003]. Where it is not certain whose page it is nothing shall be placed yet.
pub(crate) fn menu<'e>(verdict: &'e Verdict<'_>, settings: &'e Settings) -> Vec<MenuItem<'e>> {
    let entry = &verdict.entry;
    let is_certain = !is_page_in_doubt(verdict);
    let right = |form: &'e Form<'_>| form.outcome.as_ref()?.right.as_deref().ok().filter(|_| entry.lawful_reason().is_none());
    let pos = entry.pos.forms().map(|form| form.value().or_else(|| right(form)).filter(|_| is_certain));
    let mut items: Vec<MenuItem<'e>> = (1..)
        .zip(POS_COVERS.into_iter().zip(pos))
        .map(|(place, (cover, link))| MenuItem { place, title: MENU_TITLE, cover: Some(cover), link })
        .collect();
    if let Some(title) = entry.menu_title(settings) {
        items.push(MenuItem { place: 3, title, cover: None, link: miniapp_link(entry).filter(|_| is_certain) });
    }
    items
}

/// Whether an error says that the row names no page for certain, somebody else's, or one that is not there.
fn is_page_in_doubt(verdict: &Verdict<'_>) -> bool {
    let is_of_page = |fact: &Fact<'_>| {
        matches!(
            fact,
            Fact::Address(_)
                | Fact::Group(_)
                | Fact::Across(AcrossFact::GroupOfTwo { .. })
                | Fact::Page(PageFact::NotFound { .. } | PageFact::Deleted { .. })
        )
    };
    verdict.findings.iter().any(|found| found.severity == Severity::Error && is_of_page(&found.fact))
}

/// A link for another community than the page's may mean that the page is the wrong one: nobody shall place either before a person has
/// looked.
fn miniapp_link<'e>(entry: &'e Entry<'_>) -> Option<&'e str> {
    let doubtful = matches!(entry.miniapp.fault, Some(MiniappFault::WrongGroup { .. }));
    let right = entry.miniapp.right.as_ref().filter(|_| !doubtful && entry.lawful_reason().is_none());
    // Nor a link that nothing else in the row confirms.
    entry.miniapp_link().filter(|_| !entry.opens_unverified()).or_else(|| right.map(|right| right.text.as_str()))
}

/// The lines of a row's card. What is not known is said to be missing.
pub(crate) fn lines(verdict: &Verdict<'_>, settings: &Settings) -> Vec<String> {
    let items = menu(verdict, settings).into_iter().map(|item| {
        let cover = item.cover.map(|cover| format!(", обложка «{cover}»")).unwrap_or_default();
        format!("Меню {}: «{}»{cover}: {}", item.place, item.title, item.link.unwrap_or("ссылки нет"))
    });
    items.chain(app_lines()).chain(steps::after_placing()).collect()
}

/// Everything that pages carry, by kind, with places for the codes; for a person to copy and for a profile to override.
pub fn templates(settings: &Settings) -> Vec<String> {
    let mut lines = vec!["# Тексты, которые можно изменить в профиле (gospub.toml, раздел [templates])".to_owned()];
    lines.extend(settings.templates.sources().into_iter().map(|(name, text)| format!("{name} = \"{text}\"")));
    lines.push(String::new());
    lines.push("# Порядок пунктов меню на странице".to_owned());
    lines.extend((1..).zip(POS_COVERS).map(|(number, cover)| format!("{number}. «{MENU_TITLE}», обложка «{cover}»")));
    lines.push(format!("3. пункт мини-приложения (menu-title), обложка — логотип {LOGO_AT}"));
    lines.push(String::new());
    lines.push("# Мобильное приложение «Госуслуги. Решаем вместе»".to_owned());
    lines.extend(app_lines());
    lines.push(String::new());
    lines.push("# До и после размещения".to_owned());
    lines.extend(STEPS.map(|step| format!("{}, {}: {} [{}]", step.about.title(), step.when.title(), step.text, step.letter)));
    lines
}

/// What every page carries of the mobile application, whatever its kind [S000].
pub(crate) fn app_lines() -> Vec<String> {
    let stores = Store::ALL.map(|store| format!("{}: {}", store.name(), store.link())).join("; ");
    let mut lines = vec![format!(
        "Кнопка действия «{BUTTON_TYPE}»: {stores}; главный адрес: {}; текст на кнопке: «{}»",
        MAIN_STORE.name(),
        mobile::BUTTON_TEXT
    )];
    lines.extend(section_links().map(|(link, name)| format!("Раздел «Ссылки»: {link} — «{name}»")));
    lines
}

/// The fields of the action button with what belongs in them, in the order of the settings page [S000].
pub(crate) fn button_fields() -> Vec<(&'static str, &'static str)> {
    let stores = Store::ALL.map(|store| (store.name(), store.link()));
    let others = [("Главный адрес", MAIN_STORE.name()), ("Текст на кнопке", mobile::BUTTON_TEXT)];
    std::iter::once(("Тип кнопки", BUTTON_TYPE)).chain(stores).chain(others).collect()
}

/// The links of the section «Ссылки» with their names [S000].
pub(crate) fn section_links() -> impl Iterator<Item = (&'static str, &'static str)> {
    Store::SECTION.into_iter().filter_map(|store| Some((store.link(), store.section_name()?)))
}
