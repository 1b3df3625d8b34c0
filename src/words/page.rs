//! What is said of the page as VK shows it.

use super::{Words, quoted};
use crate::pages::Deactivated;
use crate::rules::page::PageFact;

pub(super) fn words(fact: &PageFact<'_>) -> Words {
    match fact {
        PageFact::NotFound { address, is_app: false, on } => {
            Words::new(format!("Страницы vk.com/{address} во ВКонтакте нет (снимок от {}).", on.by_day()))
                .advise("Откройте страницу организации и впишите её адрес; если страницы нет, напишите «нет».")
        }
        PageFact::NotFound { address, is_app: true, on } => Words::new(format!(
            "По адресу vk.com/{address} приложение, а не страница организации (снимок от {}).",
            on.by_day()
        ))
        .advise("Впишите адрес страницы организации."),
        PageFact::Deleted { group, how, on } => {
            let what = match how {
                Deactivated::Deleted => "удалена",
                Deactivated::Banned => "заблокирована",
            };
            Words::new(format!("Страница vk.com/club{group} {what} (снимок от {}).", on.by_day()))
                .advise("Восстановите страницу или впишите адрес новой.")
        }
        PageFact::Closed { group, is_group, on } => Words::new(format!(
            "Страница vk.com/club{group} закрыта: её видят только участники (снимок от {}).",
            on.by_day()
        ))
        .advise(match is_group {
            true => "Откройте группу для всех (Управление → Настройки → Тип сообщества) и переведите её в публичную страницу: официальной может быть только она. Или создайте публичную страницу и впишите её адрес.",
            false => "Откройте страницу для всех: Управление → Настройки → Тип сообщества.",
        }),
        PageFact::NotPublic { group, is_event, on } => {
            let what = if *is_event { "мероприятие" } else { "группа" };
            Words::new(format!(
                "vk.com/club{group} — {what}, а официальной должна быть публичная страница (снимок от {}).",
                on.by_day()
            ))
            .advise("Переведите группу в публичную страницу или создайте публичную страницу и впишите её адрес.")
        }
        PageFact::NameDiffers { group, title, organisation } => Words::new(format!(
            "Страница vk.com/club{group} называется {}, а организация — {}: может быть, это чужая страница.",
            quoted(title),
            quoted(organisation)
        ))
        .advise("Откройте страницу. Если она чужая, впишите адрес верной; если своя, поправьте название или напишите об этом в «Пояснении»."),
        PageFact::Renamed { group, old, new, on } => {
            let (address, words) = match new {
                Some(new) => (
                    format!("https://vk.com/{new}"),
                    format!("Короткое имя страницы теперь vk.com/{new}, а не vk.com/{old}; номер прежний, {group}"),
                ),
                None => (
                    format!("https://vk.com/club{group}"),
                    format!("Короткого имени vk.com/{old} у страницы больше нет, её номер {group}"),
                ),
            };
            Words::new(format!("{words} (снимок от {}).", on.by_day()))
                .advise_value(format!("Впишите нынешний адрес: {address}"), address)
        }
    }
}
