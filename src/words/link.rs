//! What is said of an existing link to the mini-app.

use super::kind::title;
use super::{Places, Words, malformed, quoted};
use crate::rules::Remedy;
use crate::rules::link::{LinkFact, LinkFault, Unknown};

pub(super) fn words(fact: &LinkFact, places: &dyn Places) -> Words {
    match fact {
        LinkFact::Faulty { existing, fault, remedy } => {
            advised(Words::new(format!("{}: {}", quoted(existing), wrong(fault, places))), fault, remedy, places)
        }
        LinkFact::HyperlinkDiffers { target, right } => {
            let words = Words::new(format!("В ячейке видна одна ссылка, а щелчок по ней открывает другую: {}.", quoted(target)));
            match right {
                Some(right) => words.advise_value(format!("Удалите гиперссылку и впишите {right}"), right),
                None => words.advise("Удалите гиперссылку из ячейки и оставьте верную ссылку."),
            }
        }
        LinkFact::Formula { right } => {
            Words::new("В ячейке формула, и верной ссылки она не даёт, а формулы программа не меняет.")
                .advise_value(format!("Впишите вместо формулы {right}"), right)
        }
        LinkFact::Merged { area, right } => {
            let area = places.name_of_area(*area);
            Words::new(format!("Ячейка ссылки объединена с другими ({area}): то, что в ней стоит, видно и в соседних строках."))
                .advise_value(format!("Снимите объединение ячеек {area} и впишите {right}"), right)
        }
        LinkFact::NoHeader { right } => Words::new(
            "Ссылка не вписана: данные начинаются с первой строки листа, и для столбцов программы нет строки заголовка.",
        )
        .advise_value(
            format!("Вставьте над данными строку с названиями столбцов и повторите. Ссылка этой строки: {right}"),
            right,
        ),
    }
}

fn wrong(fault: &LinkFault, places: &dyn Places) -> String {
    match fault {
        LinkFault::WrongApp { is_page: true } => "здесь номер или адрес страницы, а нужна ссылка на мини-приложение.".into(),
        LinkFault::WrongApp { is_page: false } => "это не ссылка на мини-приложение «Госуслуги» (vk.com/app8181405).".into(),
        LinkFault::PlaceholderLeft => "вместо номера сообщества остался образец из письма.".into(),
        LinkFault::Malformed(what) => malformed::words(what),
        LinkFault::WrongModule { found, wanted, by_word, .. } => {
            let found = section(found.as_deref());
            let why = by_word.as_ref().map(|word| format!(" (по слову «{word}»)")).unwrap_or_default();
            format!("это {found}, а здесь {}{why}.", title(*wanted))
        }
        LinkFault::WrongGroup { found, wanted, page, .. } => format!(
            "ссылка ведёт в сообщество {found}, а в ячейке {} — сообщество {wanted}. Откроется форма чужой организации.",
            places.name(*page)
        ),
        LinkFault::MissingStep => "нет части «step=ChoosingKid», с которой начинается запись в кружок.".into(),
        LinkFault::NotCanonical => "ссылка работает, но записана не так, как в письме.".into(),
    }
}

/// The section of a link; `None` is the general one.
pub(super) fn section(module: Option<&str>) -> String {
    match module {
        None => "общий раздел «Госуслуги»".to_owned(),
        Some("health") => "раздел «Здоровье»".to_owned(),
        Some("education") => "раздел «Образование»".to_owned(),
        Some("auto") => "раздел «Авто»".to_owned(),
        Some(other) => format!("неизвестный раздел «{other}»"),
    }
}

fn advised(words: Words, fault: &LinkFault, remedy: &Remedy<Unknown>, places: &dyn Places) -> Words {
    match (remedy, fault) {
        (Remedy::Needed(right), LinkFault::WrongModule { dissents: true, .. }) => words.advise_value(
            format!(
                "Ссылка открывает эту же страницу, поэтому сама программа её не заменит. Проверьте вид организации; если он верен, нужна ссылка {right}"
            ),
            right,
        ),
        (Remedy::Replaced(right), _) => {
            words.advise_value(format!("Ссылка заменена на {right} — проверьте её на телефоне."), right)
        }
        (Remedy::Kept(Some(right)), _) => words.advise_value(format!("По образцу: {right}"), right),
        (Remedy::Kept(None), _) => words,
        // The page may be the wrong one of the two.
        (Remedy::Needed(right), LinkFault::WrongGroup { page, .. }) => words.advise_value(
            format!("Проверьте, верна ли страница в ячейке {}. Если верна, нужна ссылка {right}", places.name(*page)),
            right,
        ),
        (Remedy::Needed(right), _) => words.advise_value(format!("Нужна ссылка {right}"), right),
        (Remedy::Lacking(unknown), _) => words.advise(match unknown {
            Unknown::KindAndGroup => "Сначала укажите вид организации и адрес страницы: верная ссылка появится после этого.",
            Unknown::Kind => "Сначала укажите вид организации: верная ссылка появится после этого.",
            Unknown::Group => "Сначала впишите адрес страницы: верная ссылка появится после этого.",
        }),
    }
}
