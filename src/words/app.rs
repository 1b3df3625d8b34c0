//! What is said of the recorded links to the mobile application.

use super::{Words, quoted};
use crate::link::mobile::{BUTTON_TEXT, BUTTON_TYPE, MAIN_STORE, Store};
use crate::rules::app::AppFact;

pub(super) fn words(fact: &AppFact) -> Words {
    let main_address =
        |words: Words| words.advise_value(format!("Главный адрес кнопки: {}", MAIN_STORE.link()), MAIN_STORE.link());
    match fact {
        AppFact::ButtonMissing => Words::new("Кнопки действия с мобильным приложением, судя по таблице, на странице нет.")
            .advise(format!("Добавьте на страницу кнопку действия «{BUTTON_TEXT}» с главным адресом {}", MAIN_STORE.link())),
        AppFact::ButtonWrong { written, store } => {
            let what = match store {
                None => "это не адрес магазина приложений.".to_owned(),
                Some(store) => other_app(*store),
            };
            main_address(Words::new(format!("{}: {what}", quoted(written))))
        }
        AppFact::ButtonOtherStore { store } => main_address(Words::new(format!(
            "В кнопке указан {}, а главным адресом должен быть {}.",
            store.name(),
            MAIN_STORE.name()
        ))),
        AppFact::ButtonUnclear { written } => unclear(written, "есть ли на странице кнопка «Установить»"),
        AppFact::LinksUnclear { written } => unclear(written, "есть ли в разделе «Ссылки» приложение"),
        AppFact::ButtonType { written } => {
            Words::new(format!("Тип кнопки действия — {}, а нужен «{BUTTON_TYPE}».", quoted(written)))
                .advise_value(format!("Выберите тип «{BUTTON_TYPE}»."), BUTTON_TYPE)
        }
        AppFact::ButtonText { written } => {
            Words::new(format!("На кнопке действия написано {}, а нужно «{BUTTON_TEXT}».", quoted(written)))
                .advise_value(format!("Выберите текст «{BUTTON_TEXT}»."), BUTTON_TEXT)
        }
        AppFact::MainAddress { written } => {
            Words::new(format!("Главный адрес кнопки — {}, а нужен {}.", quoted(written), MAIN_STORE.name()))
                .advise_value(format!("Выберите главным адресом {}.", MAIN_STORE.name()), MAIN_STORE.name())
        }
        AppFact::LinkNames { other } => {
            let names: Vec<String> = other.iter().filter_map(|store| Some(format!("«{}»", store.section_name()?))).collect();
            let what =
                if names.len() > 1 { "ссылок с названиями" } else { "ссылки с названием" };
            Words::new(format!("В разделе «Ссылки» нет {what} {}.", names.join(" и ")))
                .advise("Назовите ссылки так, как в письме.")
        }
        AppFact::LinksMissing { lacking } => {
            let names: Vec<&str> = lacking.iter().map(|store| store.name()).collect();
            Words::new(format!("В разделе «Ссылки» нет ссылки на приложение в {}.", names.join(" и в ")))
                .advise(format!("Добавьте в раздел: {}", links(lacking)))
        }
        AppFact::LinksWrong { written, store, lacking } => {
            Words::new(format!("{}: {}", quoted(written), other_app(*store))).advise(format!("Нужны ссылки: {}", links(lacking)))
        }
    }
}

fn unclear(written: &str, what: &str) -> Words {
    Words::new(format!("По записи {} не понять, {what}; пока это не известно.", quoted(written)))
        .advise("Посмотрите на страницу и впишите «да», «нет» или сами адреса.")
}

fn other_app(store: Store) -> String {
    format!("в {} это другое приложение.", store.name())
}

/// The links of stores with their names in the section.
pub(super) fn links(stores: &[Store]) -> String {
    let link = |store: &Store| format!("«{}» — {}", store.section_name().unwrap_or_default(), store.link());
    stores.iter().map(link).collect::<Vec<_>>().join("; ")
}
