//! What is wrong with what is placed on the page, or not placed there: the faults of [`Placed`](crate::entry::Placed), each with its
//! letter.

use super::app::{LETTER_BUTTON, LETTER_SECTION};
use super::menu::LETTER_FORMS;
use super::{Fact, Found, LETTER_CHECK, LETTER_LINKS, STATUS_SLIDES};
use crate::diagnostic::Code;
use crate::domain::Date;
use crate::entry::{Aspect, Context, Entry, PlacedFault};
use crate::link::miniapp::MiniappFault;
use crate::link::pos::{Difference, PosLinkFault};

super::topic_codes! {
    MINIAPP_MISSING = "placed-miniapp-missing", Warning, "На странице нет пункта мини-приложения", LETTER_LINKS;
    MINIAPP_PLACEHOLDER_LEFT = "placed-miniapp-placeholder-left", Error, "На странице: в ссылке мини-приложения остался образец", LETTER_LINKS;
    MINIAPP_MALFORMED = "placed-miniapp-malformed", Error, "На странице: ссылка мини-приложения испорчена", LETTER_LINKS;
    MINIAPP_WRONG_MODULE = "placed-miniapp-wrong-module", Error, "На странице: ссылка на другой раздел", LETTER_LINKS;
    MINIAPP_WRONG_GROUP = "placed-miniapp-wrong-group", Error, "На странице: ссылка открывает чужую организацию", LETTER_CHECK;
    MINIAPP_MISSING_STEP = "placed-miniapp-missing-step", Error, "На странице: в ссылке нет части step=ChoosingKid", LETTER_LINKS;
    MINIAPP_NOT_CANONICAL = "placed-miniapp-not-canonical", Info, "На странице: ссылка верна, но записана не по образцу", LETTER_LINKS;
    MENU_HIDDEN = "placed-menu-hidden", Warning, "На странице: меню скрыто от посетителей", LETTER_CHECK;
    MINIAPP_HIDDEN = "placed-miniapp-hidden", Warning, "На странице: пункт мини-приложения скрыт", LETTER_CHECK;
    MINIAPP_TITLE = "placed-miniapp-title", Warning, "На странице: пункт мини-приложения назван не так", LETTER_LINKS;
    MINIAPP_COVER = "placed-miniapp-cover", Warning, "На странице: у пункта мини-приложения нет обложки", LETTER_LINKS;
    POS_MISSING = "placed-pos-missing", Warning, "На странице нет формы ПОС", LETTER_FORMS;
    POS_WRONG = "placed-pos-wrong", Error, "На странице: ссылка ПОС неверна", LETTER_FORMS;
    POS_WRONG_CODE = "placed-pos-wrong-code", Error, "На странице: в ссылке ПОС чужой код", LETTER_FORMS;
    POS_NOT_CANONICAL = "placed-pos-not-canonical", Info, "На странице: ссылка ПОС верна, но записана не по образцу", LETTER_FORMS;
    POS_HIDDEN = "placed-pos-hidden", Warning, "На странице: форма ПОС скрыта", LETTER_FORMS;
    POS_ORDER = "placed-pos-order", Warning, "На странице: формы ПОС стоят не на своих местах", LETTER_FORMS;
    POS_TITLE = "placed-pos-title", Warning, "На странице: форма ПОС названа не так", LETTER_FORMS;
    POS_COVER = "placed-pos-cover", Warning, "На странице: у формы ПОС нет обложки", LETTER_FORMS;
    LINKS_MISSING = "placed-app-links-missing", Warning, "На странице: в разделе «Ссылки» нет приложения", LETTER_SECTION;
    LINKS_WRONG = "placed-app-links-wrong", Error, "На странице: в разделе «Ссылки» не то приложение", LETTER_SECTION;
    LINK_NAMES = "placed-app-link-names", Warning, "На странице: ссылки на приложение названы не так", LETTER_SECTION;
    BUTTON_MISSING = "placed-button-missing", Warning, "На странице нет кнопки «Установить»", LETTER_BUTTON;
    BUTTON_WRONG = "placed-button-wrong", Error, "На странице: кнопка ведёт не в приложение", LETTER_BUTTON;
    BUTTON_STORES = "placed-button-stores", Warning, "На странице: в кнопке не все магазины", LETTER_BUTTON;
    BUTTON_TEXT_OTHER = "placed-button-text", Warning, "На странице: на кнопке другой текст", LETTER_BUTTON;
    STATE_MISSING = "placed-state-missing", Warning, "На странице нет метки госорганизации", STATUS_SLIDES[0];
    STATE_VERIFIED = "placed-state-verified-instead", Warning, "На странице верификация вместо метки госорганизации", STATUS_SLIDES[4];
    INFORMATION_MISSING = "placed-information-missing", Warning, "На странице не хватает обязательных сведений", STATUS_SLIDES[2];
}

/// What was found on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlacedFact {
    /// What is wrong or missing.
    pub(crate) fault: PlacedFault,
    /// The day on which it was seen.
    pub(crate) on: Date,
}

impl PlacedFact {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        let of_item = |item: Aspect, miniapp, pos| if item == Aspect::Miniapp { miniapp } else { pos };
        match &self.fault {
            PlacedFault::MiniappMissing { .. } => &MINIAPP_MISSING,
            PlacedFault::Miniapp { fault, .. } => match fault {
                // A link of another app is no item of the mini-app at all.
                MiniappFault::WrongApp | MiniappFault::Malformed(_) => &MINIAPP_MALFORMED,
                MiniappFault::PlaceholderLeft => &MINIAPP_PLACEHOLDER_LEFT,
                MiniappFault::WrongModule { .. } => &MINIAPP_WRONG_MODULE,
                MiniappFault::WrongGroup { .. } => &MINIAPP_WRONG_GROUP,
                MiniappFault::MissingStep => &MINIAPP_MISSING_STEP,
                MiniappFault::NotCanonical => &MINIAPP_NOT_CANONICAL,
            },
            PlacedFault::PosMissing { .. } => &POS_MISSING,
            PlacedFault::Pos { fault, .. } => match fault {
                PosLinkFault::WrongCode { .. } => &POS_WRONG_CODE,
                PosLinkFault::NotCanonical(_) => &POS_NOT_CANONICAL,
                _ => &POS_WRONG,
            },
            PlacedFault::MenuHidden => &MENU_HIDDEN,
            PlacedFault::Hidden { item } => of_item(*item, &MINIAPP_HIDDEN, &POS_HIDDEN),
            PlacedFault::Order { .. } => &POS_ORDER,
            PlacedFault::Title { item, .. } => of_item(*item, &MINIAPP_TITLE, &POS_TITLE),
            PlacedFault::Cover { item } => of_item(*item, &MINIAPP_COVER, &POS_COVER),
            PlacedFault::LinksMissing { other, .. } if other.is_empty() => &LINKS_MISSING,
            PlacedFault::LinksMissing { .. } => &LINKS_WRONG,
            PlacedFault::LinkNames { .. } => &LINK_NAMES,
            PlacedFault::ButtonMissing => &BUTTON_MISSING,
            PlacedFault::ButtonWrong { .. } => &BUTTON_WRONG,
            PlacedFault::ButtonStores { .. } => &BUTTON_STORES,
            PlacedFault::ButtonText { .. } => &BUTTON_TEXT_OTHER,
            PlacedFault::StateMissing { is_verified: false } => &STATE_MISSING,
            PlacedFault::StateMissing { is_verified: true } => &STATE_VERIFIED,
            PlacedFault::InformationMissing { .. } => &INFORMATION_MISSING,
        }
    }
}

impl From<PlacedFact> for Fact<'_> {
    fn from(fact: PlacedFact) -> Self {
        Self::Placed(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, _: &Context<'_>, found: &mut Found<'t>) {
    let Some((placed, on)) = entry.placed.as_ref().and_then(|placed| Some((placed, placed.on?))) else { return };
    for fault in &placed.faults {
        // How the name of opaid is spelt is no fault of the page.
        let is_spelling = matches!(fault, PlacedFault::Pos { fault: PosLinkFault::NotCanonical(Difference::OpaidSpelling), .. });
        let fact = PlacedFact { fault: fault.clone(), on };
        found.add((!is_spelling).then(|| (entry.page_cell(), fact)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use crate::entry::{Aspect, Sight};

    const MINIAPP: &str = r#"{"title":"Запись в кружок","url":"https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=5","cover":true}"#;
    const MESSAGES: &str = r#"{"title":"Решаем вместе","url":"https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign=1024001432476","cover":true}"#;
    const POLLS: &str = r#"{"title":"Решаем вместе","url":"https://pos.gosuslugi.ru/og/org-activities?mun_code=29701000&utm_source=vk2&utm_medium=29&utm_campaign=1024001432476","cover":true}"#;
    const ANDROID: &str =
        r#"{"name":"Приложение «Госуслуги. Решаем вместе» для Android","url":"https://apps.rustore.ru/app/ru.gosuslugi.pos"}"#;
    const IOS: &str =
        r#"{"name":"Приложение «Госуслуги. Решаем вместе» для iOS","url":"https://apps.apple.com/ru/app/id1516448015"}"#;

    /// A school whose page is like this.
    fn school(page: &str) -> Case {
        let row = "Организация = Школа; ВК = club5; ПОС сообщения =; ПОС опросы =; Номер ЛКО ПОС = 1234; ОГРН = 1024001432476; ОКТМО = 29701000; Уровень = подведомственная";
        Case::of(&[row]).with_pages(&format!(r#"{{"asked":5,"result":"group","id":5{page}}}"#))
    }

    fn with_menu(items: &[&str]) -> Case {
        school(&format!(r#","menu":{{"items":[{}]}}"#, items.join(",")))
    }

    fn sight(case: &Case, aspect: Aspect) -> Sight {
        case.with_entry(|entry| entry.placed.as_ref().unwrap().sight(aspect))
    }

    #[test]
    fn what_was_not_seen_is_neither_right_nor_missing() {
        let case = school("");
        assert_eq!(case.codes(), [""; 0]);
        assert!(Aspect::ALL.into_iter().all(|aspect| sight(&case, aspect) == Sight::Unseen));
        let closed = school(r#","closed":true,"menu":{"items":[]}"#);
        assert!(Aspect::ALL.into_iter().all(|aspect| sight(&closed, aspect) == Sight::Unseen));
    }

    #[test]
    fn a_page_as_the_letters_want_it_is_right() {
        let case = with_menu(&[MESSAGES, POLLS, MINIAPP]);
        assert_eq!(case.codes(), [""; 0]);
        for aspect in [Aspect::Miniapp, Aspect::PosMessages, Aspect::PosPolls, Aspect::Order, Aspect::Titles] {
            assert_eq!(sight(&case, aspect), Sight::Ok, "{aspect:?}");
        }
        assert_eq!(sight(&case, Aspect::Button), Sight::Unseen);
    }

    #[test]
    fn an_empty_menu_lacks_three_items() {
        let case = with_menu(&[]);
        assert_eq!(case.codes(), ["placed-miniapp-missing", "placed-pos-missing", "placed-pos-missing"]);
        assert_eq!(sight(&case, Aspect::Order), Sight::Missing);
    }

    #[test]
    fn each_verdict_on_the_link_has_its_code() {
        let miniapp = |link: &str| {
            let item = format!(r#"{{"title":"Запись в кружок","url":"https://vk.com/app8181405{link}"}}"#);
            with_menu(&[MESSAGES, POLLS, &item])
        };
        for (link, code, sight_of_it) in [
            ("#module=education&step=ChoosingKid&groupId=6", "placed-miniapp-wrong-group", Sight::Wrong),
            ("#module=education&step=ChoosingKid&groupId=ID", "placed-miniapp-placeholder-left", Sight::Wrong),
            ("?module=education&step=ChoosingKid&groupId=5", "placed-miniapp-malformed", Sight::Wrong),
            ("#module=health&groupId=5", "placed-miniapp-wrong-module", Sight::Wrong),
            ("#module=education&groupId=5", "placed-miniapp-missing-step", Sight::Wrong),
            ("#step=ChoosingKid&module=education&groupId=5", "placed-miniapp-not-canonical", Sight::Ok),
        ] {
            let case = miniapp(link);
            assert_eq!((case.codes(), sight(&case, Aspect::Miniapp)), (vec![code], sight_of_it), "{link}");
        }
    }

    #[test]
    fn a_form_of_somebody_else_is_told_beside_the_right_one() {
        let other = MINIAPP.replace("groupId=5", "groupId=6");
        let case = with_menu(&[MESSAGES, POLLS, MINIAPP, &other]);
        assert_eq!((case.codes(), sight(&case, Aspect::Miniapp)), (vec!["placed-miniapp-wrong-group"], Sight::Wrong));
    }

    #[test]
    fn a_form_is_not_right_where_the_row_has_no_codes_for_it() {
        let page = format!(r#"{{"asked":5,"result":"group","id":5,"menu":{{"items":[{MESSAGES},{POLLS}]}}}}"#);
        for (codes, messages, polls) in [
            ("", Sight::Unseen, Sight::Unseen),
            ("; ОКТМО = 29701000", Sight::Unseen, Sight::Ok),
            ("; Номер ЛКО ПОС = 1234", Sight::Ok, Sight::Unseen),
            ("; ОГРН = 1024001432476", Sight::Ok, Sight::Ok),
        ] {
            let case = Case::of(&[&format!("Организация = Школа; ВК = club5{codes}")]).with_pages(&page);
            assert_eq!((sight(&case, Aspect::PosMessages), sight(&case, Aspect::PosPolls)), (messages, polls), "{codes}");
        }
    }

    #[test]
    fn the_forms_come_first_and_carry_the_rows_codes() {
        for (items, code, aspect, sight_of_it) in [
            (&[POLLS, MESSAGES, MINIAPP][..], "placed-pos-order", Aspect::Order, Sight::Wrong),
            (&[MINIAPP, MESSAGES, POLLS], "placed-pos-order", Aspect::Order, Sight::Wrong),
            (&[MESSAGES, MINIAPP], "placed-pos-missing", Aspect::PosPolls, Sight::Missing),
            (
                &[MESSAGES, &POLLS.replace("29701000", "29705000"), MINIAPP],
                "placed-pos-wrong-code",
                Aspect::PosPolls,
                Sight::Wrong,
            ),
            (
                &[&MESSAGES.replace("utm_source=vk", "utm_source=ok"), POLLS, MINIAPP],
                "placed-pos-wrong",
                Aspect::PosMessages,
                Sight::Wrong,
            ),
            (&[&MESSAGES.replace("https:", "http:"), POLLS, MINIAPP], "placed-pos-not-canonical", Aspect::PosMessages, Sight::Ok),
        ] {
            let case = with_menu(items);
            assert_eq!((case.codes(), sight(&case, aspect)), (vec![code], sight_of_it), "{items:?}");
        }
    }

    #[test]
    fn items_have_the_letters_titles_and_covers_and_are_seen() {
        let changed = |from: &str, to: &str| MINIAPP.replace(from, to);
        for (item, code) in [
            (changed("Запись в кружок", "Кружки"), "placed-miniapp-title"),
            (changed("\"cover\":true", "\"cover\":false"), "placed-miniapp-cover"),
            (changed("\"cover\":true", "\"hidden\":true"), "placed-miniapp-hidden"),
        ] {
            assert_eq!(with_menu(&[MESSAGES, POLLS, &item]).codes(), [code], "{item}");
        }
        assert_eq!(with_menu(&[MESSAGES, POLLS, &changed("Запись в кружок", "«запись в  кружок»")]).codes(), [""; 0]);
        let changed = |from: &str, to: &str| MESSAGES.replace(from, to);
        for (item, code) in [
            (changed("Решаем вместе", "Обращения"), "placed-pos-title"),
            (changed("\"cover\":true", "\"cover\":false"), "placed-pos-cover"),
        ] {
            assert_eq!(with_menu(&[&item, POLLS, MINIAPP]).codes(), [code], "{item}");
        }
        let hidden = school(&format!(r#","menu":{{"hidden":true,"items":[{MESSAGES},{POLLS},{MINIAPP}]}}"#));
        assert_eq!(hidden.codes(), ["placed-menu-hidden"]);
        assert_eq!(sight(&hidden, Aspect::Miniapp), Sight::Wrong);
    }

    #[test]
    fn the_application_is_in_the_section_and_behind_the_button() {
        let section = |links: &[&str]| school(&format!(r#","links":[{}]"#, links.join(",")));
        let other = r#"{"url":"https://apps.rustore.ru/app/ru.rostel"}"#;
        for (links, codes, sight_of_it) in [
            (&[ANDROID, IOS, other][..], &[""; 0][..], Sight::Ok),
            (&[ANDROID], &["placed-app-links-missing"], Sight::Missing),
            (&[ANDROID, other], &["placed-app-links-wrong"], Sight::Wrong),
            (&[ANDROID, &IOS.replace("для iOS", "")], &["placed-app-link-names"], Sight::Wrong),
        ] {
            let case = section(links);
            assert_eq!((case.codes(), sight(&case, Aspect::AppLinks)), (codes.to_vec(), sight_of_it), "{links:?}");
        }
        let button = |fields: &str| school(&format!(r#","button":{{{fields}}}"#));
        let urls = r#""urls":["https://apps.apple.com/app/id1516448015","https://play.google.com/store/apps/details?id=ru.gosuslugi.pos","https://apps.rustore.ru/app/ru.gosuslugi.pos"]"#;
        for (fields, codes, sight_of_it) in [
            (format!(r#""enabled":true,"action":"open_app","title":"Установить",{urls}"#), &[""; 0][..], Sight::Ok),
            (r#""enabled":true,"action":"open_app""#.into(), &[], Sight::Unseen),
            (r#""enabled":false"#.into(), &["placed-button-missing"], Sight::Missing),
            (r#""action":"call_phone""#.into(), &["placed-button-wrong"], Sight::Wrong),
            (r#""urls":["https://apps.rustore.ru/app/ru.rostel"]"#.into(), &["placed-button-wrong"], Sight::Wrong),
            (r#""urls":["https://apps.rustore.ru/app/ru.gosuslugi.pos"]"#.into(), &["placed-button-stores"], Sight::Wrong),
            (format!(r#""title":"Открыть",{urls}"#), &["placed-button-text"], Sight::Wrong),
        ] {
            let case = button(&fields);
            assert_eq!((case.codes(), sight(&case, Aspect::Button)), (codes.to_vec(), sight_of_it), "{fields}");
        }
    }

    #[test]
    fn the_tick_of_vk_is_not_the_state_label() {
        for (fields, codes, sight_of_it) in [
            (r#","state":true"#, &[""; 0][..], Sight::Ok),
            (r#","state":false"#, &["placed-state-missing"], Sight::Missing),
            (r#","state":false,"verified":true"#, &["placed-state-verified-instead"], Sight::Missing),
            (r#","verified":true"#, &[], Sight::Unseen),
        ] {
            let case = school(fields);
            assert_eq!((case.codes(), sight(&case, Aspect::State)), (codes.to_vec(), sight_of_it), "{fields}");
        }
        let lacking = school(r#","has":{"description":true,"site":true,"address":true,"phone":true,"email":false,"cover":true}"#);
        assert_eq!((lacking.codes(), sight(&lacking, Aspect::Information)), (vec!["placed-information-missing"], Sight::Missing));
        let unseen = school(r#","has":{"description":true,"site":true}"#);
        assert_eq!((unseen.codes(), sight(&unseen, Aspect::Information)), (vec![], Sight::Unseen));
    }
}
