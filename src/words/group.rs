//! What is said of the evidence for the group id.

use super::address::mention;
use super::{Places, Reader, Words};
use crate::domain::vk_address::Mention;
use crate::entry::{Evidence, GroupSource, Moved};
use crate::rules::group::GroupFact;
use crate::table::column::ColumnRole;

pub(super) fn words(fact: &GroupFact, places: &dyn Places) -> Words {
    match fact {
        GroupFact::Conflict { evidence } => {
            let said: Vec<String> = evidence.iter().map(|evidence| said(evidence, places)).collect();
            Words::new(format!(
                "Номера сообщества расходятся: {}. С неверным номером откроется форма чужой организации.",
                said.join("; ")
            ))
            .advise("Откройте страницу организации, проверьте номер и исправьте ту ячейку, в которой он неверный.")
        }
        GroupFact::TwoPages { page, other, at } => Words::new(format!(
            "Адрес — vk.com/{}, а в ячейке {} — vk.com/{}: {}. Номер сообщества не взят.",
            mention(page),
            places.name(*at),
            mention(other),
            match page {
                Mention::ScreenName(_) => "это разные страницы",
                Mention::Group(_) => "одна ли это страница, неизвестно",
            }
        ))
        .advise("Откройте обе страницы и оставьте ту, что принадлежит организации. Если страница одна, а имя сменилось, впишите нынешнее."),
        GroupFact::Unusual { group } => {
            Words::new(format!("Номер {group} больше, чем у всех известных сообществ: возможно, в нём лишняя цифра."))
                .advise(format!("Откройте vk.com/club{group}. Если это страница организации, напишите в «Пояснении», что номер {group} верный; если нет, исправьте номер."))
        }
        GroupFact::Unverified { group: Some(group), name } => {
            let words = Words::new(format!(
                "Ссылка ведёт на форму сообщества {group}, но чьё оно, сверить не с чем: {}.",
                match name {
                    Some(name) => format!("страница указана коротким именем vk.com/{name}, а её номер неизвестен"),
                    None if places.reader() == Reader::OfValue => "адрес страницы не назван".to_owned(),
                    None => "адреса страницы в строке нет".to_owned(),
                }
            ));
            words.advise(match name {
                None if places.reader() == Reader::OfValue => {
                    "Проверьте и адрес страницы организации: номера сообщества должны быть одинаковы."
                }
                Some(_) => "Откройте любую фотографию этой страницы и вставьте её адрес: в нём есть номер сообщества (photo-…). Если он тот же, строка станет верной.",
                None => "Впишите адрес страницы организации: тогда станет видно, её ли форму открывает ссылка.",
            })
        }
        GroupFact::Unverified { group: None, name } => Words::new(match name {
            Some(name) => format!(
                "Ссылка верна для любой страницы этого вида; номер страницы vk.com/{name} неизвестен, и сама страница не сверена."
            ),
            None => "Ссылка верна для любой страницы этого вида, но сама страница в таблице не указана.".to_owned(),
        }),
        GroupFact::ByExplanation { group } => Words::new(format!("Номер сообщества {group} взят из «Пояснения».")),
        // No address to paste: whoever looks first does not take somebody else's page over.
        GroupFact::InExplanation { page, group } => Words::new(format!(
            "В «Пояснении» упомянута страница vk.com/{}{}. Принадлежит ли она организации, из слов неясно.",
            mention(page),
            group.map_or_else(String::new, |group| format!(", а в строке — club{group}"))
        ))
        .advise("Откройте страницу из «Пояснения». Если она этой организации, исправьте адрес в строке; если чужая, так и напишите: «чужая страница …»."),
        GroupFact::Rejected { group } => Words::new(format!(
            "В «Пояснении» сказано, что страница club{group} — не та, а в строке стоит именно она. Ссылка не построена."
        ))
        .advise("Откройте страницу. Если она чужая или старая, впишите адрес нынешней; если верна, исправьте «Пояснение»."),
        GroupFact::NameDisputed { name, one, other, .. } => Words::new(format!(
            "Чьё короткое имя vk.com/{name}, источники говорят по-разному: {} и {}.",
            one.in_words(),
            other.in_words()
        ))
        .advise("Откройте страницу, узнайте номер по адресу любой её фотографии и исправьте ту таблицу, в которой он неверный."),
        GroupFact::NameMoved { moved: Moved { name, now, was }, .. } => Words::new(format!(
            "Короткое имя vk.com/{name} принадлежит теперь сообществу {}, а раньше — {}. Чья это страница, неизвестно, и ссылка не построена.",
            now.in_words(),
            was.in_words()
        ))
        .advise("Откройте страницу. Если она этой организации, вставьте адрес любой её фотографии; если нет, впишите адрес верной страницы."),
        GroupFact::NameOld { name, on } => Words::new(format!(
            "Чья страница vk.com/{name}, узнано {}: с тех пор имя могло перейти к другому сообществу.",
            on.by_day()
        ))
        .advise("Запустите «gospub fetch» ещё раз: команда спросит о старых ответах снова. Или откройте страницу и вставьте адрес любой её фотографии."),
        GroupFact::TableContradicts { group, file, cell } => Words::new(format!(
            "В таблице министерства «{file}» строка о сообществе {group} ({cell}) противоречит сама себе: в её ячейках разные номера. Готовая ссылка оттуда не взята."
        ))
        .advise(format!("Откройте vk.com/club{group}; если это страница организации, ссылка по образцу верна. Об ошибке сообщите тому, кто ведёт таблицу.")),
        GroupFact::NotInTable { group } => {
            Words::new(format!("Сообщества {group} нет в таблице министерства. Письмо разрешает построить ссылку по образцу."))
        }
    }
}

fn said(evidence: &Evidence, places: &dyn Places) -> String {
    let what = match evidence.source {
        GroupSource::Address => "адрес",
        GroupSource::Hyperlink => "гиперссылка",
        GroupSource::IdColumn => "номер",
        GroupSource::Link => "ссылка на мини-приложение",
        GroupSource::Reference if evidence.role == ColumnRole::Organisation => "по этому названию в таблице министерства",
        GroupSource::Reference => "таблица министерства",
        GroupSource::Online => "короткое имя по снимку страниц",
        GroupSource::Explanation => return format!("«Пояснение» — {}", evidence.group),
    };
    format!("{} ({what}) — {}", places.name(evidence.at), evidence.group)
}
