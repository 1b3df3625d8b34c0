//! What is said of what is placed on the page, or not placed there.

use super::{Words, app, link, malformed, pos, quoted};
use crate::entry::{Aspect, Information, PlacedFault};
use crate::link::miniapp::MiniappFault;
use crate::link::mobile::{BUTTON_TEXT, BUTTON_TYPE, MAIN_STORE, Store};
use crate::rules::placed::PlacedFact;
use crate::rules::pos::PosItem;

pub(super) fn words(fact: &PlacedFact) -> Words {
    let said = said(&fact.fault);
    // Whoever has mended the page since must see that this was seen before.
    Words { message: format!("На странице (снимок от {}): {}", fact.on.by_day(), said.message), ..said }
}

fn said(fault: &PlacedFault) -> Words {
    match fault {
        PlacedFault::MiniappMissing { right, title } => {
            let words = Words::new("в меню нет пункта мини-приложения «Госуслуги».");
            match (right, title) {
                (Some(right), Some(title)) => {
                    words.advise_value(format!("Добавьте в меню пункт «{title}» со ссылкой {right}"), right)
                }
                _ => words.advise("Сначала укажите вид организации: верная ссылка появится после этого."),
            }
        }
        PlacedFault::Miniapp { existing, fault, right, is_extra } => {
            let words = Words::new(format!("{} в меню: {}", quoted(existing), miniapp(fault)));
            match is_extra {
                true => words.advise("Удалите этот пункт меню: пункт с верной ссылкой на странице уже есть."),
                false => put(words, *fault == MiniappFault::NotCanonical, right.as_deref()),
            }
        }
        PlacedFault::PosMissing { item, right } => {
            let words = Words::new(match item {
                Aspect::PosPolls => "в меню нет ссылки на опросы ПОС.",
                _ => "в меню нет формы сообщений ПОС.",
            });
            let place = match item {
                Aspect::PosPolls => "вторым пунктом меню, с обложкой «Высказать мнение»",
                _ => "первым пунктом меню, с обложкой «Сообщить о проблеме»",
            };
            match right {
                Some(right) => words.advise_value(format!("Поставьте {place}, ссылку {right}"), right),
                None => words.advise(format!("Поставьте её {place}. Чтобы ссылка построилась, в строке нужны номер ЛКО ПОС, ОГРН и ОКТМО.")),
            }
        }
        PlacedFault::Pos { item, existing, fault, right } => {
            let is_usable = matches!(fault, crate::link::pos::PosLinkFault::NotCanonical(_));
            let words = Words::new(format!("{} в меню: {}", quoted(existing), pos::wrong(fault, pos_item(*item))));
            put(words, is_usable, right.as_deref())
        }
        PlacedFault::MenuHidden => {
            Words::new("меню скрыто, и пунктов никто не видит.").advise("Включите показ меню в управлении страницей.")
        }
        PlacedFault::Hidden { item } => {
            Words::new(format!("{} скрыт от посетителей.", name_of_item(*item))).advise("Включите показ пункта меню.")
        }
        PlacedFault::Order { messages, polls, .. } => {
            let at = |place: &Option<usize>| place.map_or("нет".to_owned(), |place| format!("на месте {place}"));
            Words::new(match (messages, polls) {
                (Some(2), Some(1)) => "формы ПОС переставлены: опросы стоят первыми, сообщения — вторыми.".to_owned(),
                (Some(1), Some(polls)) => format!("опросы ПОС стоят на месте {polls}, а не вторыми, сразу за формой сообщений."),
                _ => format!("формы ПОС стоят не первыми: сообщения — {}, опросы — {}.", at(messages), at(polls)),
            })
            .advise("Переставьте пункты меню: первым «Сообщить о проблеме», вторым «Высказать мнение», за ними остальные.")
        }
        PlacedFault::Title { item, found, right } => {
            Words::new(format!("{} называется {}, а по письму — «{right}».", name_of_item(*item), quoted(found)))
                .advise_value(format!("Назовите пункт «{right}»."), right)
        }
        PlacedFault::Cover { item } => {
            Words::new(format!("{} без обложки.", name_of_item(*item))).advise(match item {
                Aspect::PosMessages => "Поставьте обложку «Сообщить о проблеме».",
                Aspect::PosPolls => "Поставьте обложку «Высказать мнение».",
                _ => "Поставьте обложку с логотипом «Госуслуг».",
            })
        }
        PlacedFault::LinksMissing { lacking, other } => {
            let lacks = names(lacking).join(" и в ");
            match other[..] {
                [] => Words::new(format!("в разделе «Ссылки» нет ссылки на приложение в {lacks}."))
                    .advise(format!("Добавьте в раздел: {}", app::links(lacking))),
                _ => Words::new(format!(
                    "в разделе «Ссылки» ссылка на другое приложение в {}; нет ссылки на «Госуслуги. Решаем вместе» в {lacks}.",
                    names(other).join(" и в ")
                ))
                .advise(format!("Замените ссылку. В разделе должно быть: {}", app::links(lacking))),
            }
        }
        PlacedFault::LinkNames { other } => {
            let name = |(store, found): &(Store, String)| {
                let right = store.section_name().map(|name| format!(", а по письму — «{name}»")).unwrap_or_default();
                format!("ссылка на приложение в {} называется {}{right}", store.name(), quoted(found))
            };
            let names: Vec<String> = other.iter().map(name).collect();
            let right = |(store, _): &(Store, String)| Some(format!("в {} — «{}»", store.name(), store.section_name()?));
            let right: Vec<String> = other.iter().filter_map(right).collect();
            Words::new(format!("в разделе «Ссылки» {}.", names.join("; ")))
                .advise(format!("Назовите ссылки так: {}.", right.join("; ")))
        }
        PlacedFault::ButtonMissing => Words::new("кнопки действия нет.").advise(format!("Добавьте {}", button())),
        PlacedFault::ButtonWrong { store } => Words::new(match store {
            Some(store) => format!("кнопка действия ведёт в другое приложение в {}.", store.name()),
            None => "кнопка действия ведёт не в приложение «Госуслуги. Решаем вместе».".to_owned(),
        })
        .advise(format!("Замените её на {}", button())),
        PlacedFault::ButtonStores { lacking } => {
            let links: Vec<String> = lacking.iter().map(|store| format!("{} — {}", store.name(), store.link())).collect();
            Words::new(format!("в кнопке действия указаны не все магазины, нет {}.", names(lacking).join(" и ")))
                .advise(format!("Впишите в кнопку: {}", links.join("; ")))
        }
        PlacedFault::ButtonText { found } => {
            Words::new(format!("на кнопке действия написано {}, а нужно «{BUTTON_TEXT}».", quoted(found)))
                .advise_value(format!("Выберите текст «{BUTTON_TEXT}»."), BUTTON_TEXT)
        }
        PlacedFault::StateMissing { is_verified: false } => Words::new("метки «Госорганизация» нет.").advise(CONFIRM),
        PlacedFault::StateMissing { is_verified: true } => Words::new(
            "метки «Госорганизация» нет, есть только верификация: её даёт сам ВКонтакте, государственного статуса она не заменяет.",
        )
        .advise(CONFIRM),
        PlacedFault::InformationMissing { lacking } => {
            let names: Vec<&str> = lacking.iter().map(|&information| self::information(information)).collect();
            let names = names.join(", ");
            Words::new(format!("не указаны: {names}.")).advise(format!("Добавьте на страницу: {names}."))
        }
    }
}

const CONFIRM: &str = "Подтвердите страницу через Госуслуги; администратор страницы должен быть руководителем или администратором организации на Госуслугах. Проверка занимает до 24 часов.";

fn miniapp(fault: &MiniappFault) -> String {
    match fault {
        MiniappFault::WrongApp => "это не ссылка на мини-приложение «Госуслуги».".to_owned(),
        MiniappFault::PlaceholderLeft => "вместо номера сообщества остался образец из письма.".to_owned(),
        MiniappFault::Malformed(what) => malformed::words(what),
        MiniappFault::WrongModule { found } => {
            format!("это {}, а странице нужен другой раздел.", link::section(found.as_deref()))
        }
        MiniappFault::WrongGroup { found } => {
            format!("ссылка ведёт в сообщество {found}, а не в своё. Открывается форма чужой организации.")
        }
        MiniappFault::MissingStep => "нет части «step=ChoosingKid», с которой начинается запись в кружок.".to_owned(),
        MiniappFault::NotCanonical => "ссылка работает, но записана не так, как в письме.".to_owned(),
    }
}

/// What is to stand in the place of a link.
fn put(words: Words, is_usable: bool, right: Option<&str>) -> Words {
    match right {
        Some(right) if is_usable => words.advise_value(format!("По образцу: {right}"), right),
        Some(right) => words.advise_value(format!("Замените ссылку на {right}"), right),
        None if is_usable => words,
        None => words.advise("Исправьте сначала строку таблицы: пока в ней чего-то не хватает, верной ссылки не построить."),
    }
}

fn button() -> String {
    format!("кнопку действия «{BUTTON_TYPE}» с текстом «{BUTTON_TEXT}» и главным адресом {}", MAIN_STORE.link())
}

fn names(stores: &[Store]) -> Vec<&'static str> {
    stores.iter().map(|store| store.name()).collect()
}

fn name_of_item(item: Aspect) -> &'static str {
    match item {
        Aspect::PosMessages => "пункт меню с формой сообщений ПОС",
        Aspect::PosPolls => "пункт меню с опросами ПОС",
        _ => "пункт меню мини-приложения",
    }
}

fn pos_item(item: Aspect) -> PosItem {
    if item == Aspect::PosPolls { PosItem::Polls } else { PosItem::Messages }
}

fn information(information: Information) -> &'static str {
    match information {
        Information::Address => "почтовый адрес",
        Information::Email => "электронная почта",
        Information::Phone => "телефон",
        Information::Site => "сайт",
        Information::Description => "информация о деятельности организации",
    }
}
