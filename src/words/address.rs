//! What is said of the cell that should hold the page's address.

use super::{Places, Words, is_day, quoted};
use crate::domain::vk_address::{Fault, Mention, Repair};
use crate::rules::address::AddressFact;

pub(super) fn words(fact: &AddressFact<'_>, places: &dyn Places) -> Words {
    match fact {
        AddressFact::NotComputed => {
            Words::new("В ячейке адреса формула, а значения в файле нет: формула не посчитана или ничего не даёт.").advise(
                "Откройте файл в Excel, сохраните и повторите. Если адреса не появилось, впишите его вместо формулы.",
            )
        }
        AddressFact::Missing { ground, written: None } => {
            Words::new("В строке нет ни адреса страницы, ни номера сообщества.").advise(format!(
                "Впишите адрес страницы ВКонтакте. Если страница не ведётся, укажите основание в ячейке {}.",
                places.name(*ground)
            ))
        }
        AddressFact::Missing { ground, written: Some(written) } => Words::new(format!(
            "В строке нет ни адреса страницы, ни номера сообщества, а {} — не основание, по которому её можно не вести.",
            quoted(written)
        ))
        .advise(format!(
            "Впишите адрес страницы ВКонтакте. Если страница не ведётся, укажите в ячейке {} документ: приказ, распоряжение, закон.",
            places.name(*ground)
        )),
        AddressFact::Rejected { written, page, is_struck: true } => Words::new(format!(
            "{}: текст ячейки зачёркнут, весь или частью. Похоже, страница {} не та. Ссылка не построена.",
            quoted(written),
            mention(page)
        ))
        .advise("Если страница ведётся и принадлежит организации, оставьте в ячейке её адрес без зачёркивания; если нет, впишите адрес нынешней или основание, почему её нет."),
        AddressFact::Rejected { written, page, is_struck: false } => Words::new(format!(
            "{}: страница {} названа, но сказано, что её нет или она не та. Ссылка не построена.",
            quoted(written),
            mention(page)
        ))
        .advise("Если страница ведётся и принадлежит организации, оставьте в ячейке только её адрес; если нет, впишите адрес нынешней или основание, почему её нет."),
        AddressFact::NoPage { written } => {
            Words::new(format!("В ячейке {}: страницы нет, и разместить ссылки негде.", quoted(written))).advise(
                "Создайте публичную страницу (порядок: vk.com/faq18025) или укажите, на каком основании официальная страница не ведётся.",
            )
        }
        AddressFact::NoPageLawful { reason } => Words::new(format!("Страница не ведётся: {}. Ссылки не нужны.", quoted(reason))),
        // How a page's number is found, for whoever has only a name [S001].
        AddressFact::ScreenName { name } => {
            Words::new(format!("В адресе vk.com/{name} нет номера сообщества, а без номера ссылку не построить.")).advise(
                "Откройте любую фотографию этой страницы и вставьте сюда её адрес: в нём есть номер сообщества (photo-…).",
            )
        }
        AddressFact::Misspelt { written, hint } => {
            Words::new(format!("{} похоже на опечатку: скорее всего, имелось в виду {hint}.", quoted(written)))
                .advise_value(format!("Откройте vk.com/{hint}; если это страница организации, впишите этот адрес."), hint)
        }
        AddressFact::Person { written, is_dialog, maybe } => {
            let what = if *is_dialog {
                "переписка с человеком"
            } else {
                "личная страница человека"
            };
            let words = Words::new(format!("{} — {what}, а нужна страница сообщества.", quoted(written)));
            match maybe {
                Some(group) => {
                    words.advise(format!("Если это номер сообщества, впишите club{group}, иначе — адрес сообщества организации."))
                }
                None => words.advise("Впишите адрес сообщества организации (vk.com/club… или vk.com/public…)."),
            }
        }
        AddressFact::PersonPhoto { written, lost_minus } => {
            let advice = if *lost_minus {
                "Номер тот же, что у сообщества в этой строке: похоже, минус потерян. Откройте фотографию на странице сообщества и вставьте её адрес."
            } else {
                "Похоже, из адреса пропал минус: photo-… Откройте фотографию на странице сообщества и вставьте её адрес."
            };
            Words::new(format!("{} принадлежит человеку, а не сообществу: перед номером нет минуса.", quoted(written)))
                .advise(advice)
        }
        // VK's own shortener hides the page that it leads to.
        AddressFact::Foreign { written, host } if host == "vk.cc" => {
            Words::new(format!("{} — сокращённая ссылка: какая за ней страница, не видно.", quoted(written)))
                .advise("Откройте ссылку и впишите адрес страницы, которая откроется.")
        }
        AddressFact::Foreign { host, .. } => Words::new(format!("Это адрес на {host}, а нужна страница ВКонтакте."))
            .advise("Впишите адрес страницы ВКонтакте; адреса на других сайтах держите в отдельном столбце."),
        AddressFact::Ambiguous { mentions } => {
            Words::new(format!("В ячейке несколько страниц: {}. Какая из них официальная, неизвестно.", list(mentions)))
                .advise("Оставьте в ячейке одну страницу — ту, что принадлежит организации.")
        }
        AddressFact::HyperlinkDiffers { shown, target, mentions } => Words::new(format!(
            "В ячейке видно {}, а гиперссылка ведёт на {}. {}{}.",
            quoted(shown),
            quoted(target),
            // A name cannot be compared with a number.
            if mentions.iter().any(|mention| matches!(mention, Mention::ScreenName(_)))
                && (mentions.len() == 1 || mentions.iter().any(|mention| matches!(mention, Mention::Group(_))))
            {
                "Одна ли это страница, по таблице не узнать"
            } else {
                "Это разные страницы"
            },
            if mentions.len() > 1 { format!(": {}", list(mentions)) } else { String::new() }
        ))
        .advise("Проверьте, какая страница принадлежит организации, и вставьте её адрес заново."),
        AddressFact::Unreadable { written, fault } => unreadable(written, *fault),
        AddressFact::MayBeOktmo { oktmo } => {
            Words::new(format!("Число {oktmo} прочитано как номер сообщества, но может быть и ОКТМО ({}).", oktmo.region()))
                .advise(format!("Откройте vk.com/club{oktmo}. Если это страница организации, напишите в «Пояснении», что номер {oktmo} верный; если нет, впишите её адрес."))
        }
        AddressFact::Repaired { written, repairs, page } => {
            let what: Vec<&str> = repairs.iter().map(repair).collect();
            let page = mention(page);
            let right = format!("https://vk.com/{page}");
            Words::new(format!("{} прочитано как vk.com/{page}: {}.", quoted(written), what.join(", ")))
                .advise_value(format!("Откройте {right}; если это страница организации, впишите этот адрес."), right)
        }
        AddressFact::Event { written } => Words::new(format!(
            "{} — страница мероприятия, а официальной должна быть публичная страница.",
            quoted(written)
        ))
        .advise("Если у организации есть публичная страница, впишите её адрес; если нет, создайте её (порядок: vk.com/faq18025)."),
        AddressFact::NoPageContradicted { written, by, is_link } => Words::new(format!(
            "В строке сказано, что страницы нет ({}), а в ячейке {} есть {}.",
            quoted(written),
            places.name(*by),
            if *is_link { "ссылка" } else { "страница" }
        ))
        .advise("Оставьте то, что верно: если страница ведётся, уберите запись о том, что её нет; если не ведётся, уберите номер, адрес и ссылку."),
        AddressFact::ByOpenedItem { group } => {
            Words::new(format!("Номер сообщества {group} взят из открытой на странице фотографии, записи или видео."))
        }
        AddressFact::RepostedItem { group } => Words::new(format!(
            "На странице была открыта запись другого владельца; номер сообщества {group} взят из адреса самой страницы."
        )),
    }
}

fn unreadable(written: &str, fault: Fault) -> Words {
    const COPY_AGAIN: &str = "Откройте страницу организации и скопируйте адрес заново.";
    let text = quoted(written);
    let no_number = |what: &str| {
        Words::new(format!("{text} — не номер сообщества: {what}.")).advise("Впишите адрес страницы или номер сообщества.")
    };
    let copy_again = |what: &str| Words::new(format!("{text}: {what}.")).advise(COPY_AGAIN);
    match fault {
        Fault::Placeholder => {
            Words::new(format!("{text} — образец из инструкции: вместо номера в нём остались буквы или прочерки."))
                .advise("Впишите адрес страницы организации.")
        }
        Fault::ServicePage => Words::new(format!("{text} — не страница организации: так выглядят служебные адреса ВКонтакте."))
            .advise("Откройте страницу организации и скопируйте её адрес."),
        Fault::PageWithoutAddress => Words::new(format!("В ячейке {text}: страница, видимо, есть, но её адрес не указан."))
            .advise("Впишите адрес страницы."),
        Fault::SpreadsheetError => Words::new(format!("В ячейке ошибка {text}: формула не сработала."))
            .advise("Исправьте формулу или впишите адрес страницы вместо неё."),
        Fault::LostDigits => Words::new(format!("{text}: таблица округлила номер, последние цифры потеряны."))
            .advise("Задайте ячейке текстовый формат и впишите номер заново, все цифры, или вставьте адрес страницы."),
        Fault::LooksLikeInn => no_number("цифр 10, похоже на ИНН"),
        Fault::LooksLikePhone => no_number("похоже на телефон"),
        Fault::LooksLikeOgrn => no_number("похоже на ОГРН"),
        Fault::NumberOutOfRange => no_number("он от 1 до 999 999 999"),
        Fault::BadGroupInLink => copy_again("номер в ссылке (groupId) повторяется или записан не цифрами"),
        Fault::UnclearNumber => copy_again("неясно, где кончается номер и все ли его цифры на месте"),
        Fault::Email => Words::new(format!("{text} — адрес электронной почты, а нужна страница ВКонтакте."))
            .advise("Впишите адрес страницы организации."),
        Fault::Ditto => Words::new(format!("{text} отсылает к строке выше, а чья там страница, из этой строки не видно."))
            .advise("Впишите адрес страницы этой организации; если страницы у неё нет, напишите «нет»."),
        Fault::BadName if written.ends_with(['…', '.']) => copy_again("адрес обрывается"),
        Fault::BadName if is_of_name_letters(written) => copy_again("в имени страницы бывает от 2 до 32 знаков"),
        Fault::BadName => copy_again("в имени страницы бывают только латинские буквы, цифры, точка и подчёркивание"),
        Fault::BrokenAddress => copy_again("после vk.com/ нет ни имени, ни номера страницы"),
        Fault::NotAnAddress if is_day(written) => Words::new(format!("В ячейке дата {text}, а нужен адрес страницы ВКонтакте."))
            .advise("Впишите адрес страницы. Если здесь номер сообщества, задайте ячейке числовой формат: датой его показала таблица."),
        Fault::NotAnAddress => Words::new(format!("{text} не похоже на адрес страницы ВКонтакте."))
            .advise("Впишите адрес, который начинается с https://vk.com/, или номер сообщества."),
    }
}

/// Whether what stands behind the last slash has only letters that a name may have.
fn is_of_name_letters(written: &str) -> bool {
    let name = written.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

fn repair(repair: &Repair) -> &'static str {
    match repair {
        Repair::LookAlikes => "русские буквы заменены похожими латинскими",
        Repair::CommaForDot => "запятая заменена точкой",
        Repair::InnerBlanks => "убраны пробелы внутри адреса",
        Repair::KeyboardLayout => "набрано в русской раскладке клавиатуры",
    }
}

fn list(mentions: &[Mention]) -> String {
    mentions.iter().map(mention).collect::<Vec<_>>().join(", ")
}

pub(super) fn mention(mention: &Mention) -> String {
    match mention {
        Mention::Group(id) => format!("club{id}"),
        Mention::ScreenName(name) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Roster;

    #[test]
    fn a_shortened_address_is_not_called_another_site() {
        let Words { message, advice } =
            words(&AddressFact::Foreign { written: "vk.cc/primer".into(), host: "vk.cc".into() }, &Roster);
        assert!(message.contains("сокращённая ссылка") && advice.unwrap().text.contains("Откройте"), "{message}");
    }
}
