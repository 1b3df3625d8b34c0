//! What is said of rows together.

use super::address::mention;
use super::{Places, Words, quoted};
use crate::rules::across::{AcrossFact, Shared, SharedNumber};

pub(super) fn words(fact: &AcrossFact<'_>, places: &dyn Places) -> Words {
    match fact {
        AcrossFact::GroupOfTwo { page, other, name: None } => Words::new(format!(
            "Страница {} указана ещё в одной строке с тем же названием, но с другим ОГРН ({}).",
            mention(page),
            places.name_of_other(*other)
        ))
        .advise("Сверьте оба ОГРН с выпиской из ЕГРЮЛ. Если организация одна, уберите повтор; если их две, исправьте адрес у той, которой страница не принадлежит."),
        AcrossFact::GroupOfTwo { page, other, name: Some(name) } => Words::new(format!(
            "Страница {} указана и у другой организации — {} ({}).",
            mention(page),
            quoted(name),
            places.name_of_other(*other)
        ))
        .advise("Откройте страницу, посмотрите, чья она, и исправьте адрес у той организации, которой она не принадлежит."),
        AcrossFact::GroupShared { page, other, name, why } => {
            let words = Words::new(format!(
                "Страница {} указана и у другой организации — {} ({}).",
                mention(page),
                quoted(name),
                places.name_of_other(*other)
            ));
            words.advise(match why {
                Shared::Branch => {
                    "Если филиал или подразделение ведёт страницу вместе с головной организацией, напишите об этом в «Пояснении». Если нет, исправьте адрес там, где он чужой."
                }
                Shared::Council => {
                    "Если у совета, главы и администрации одна страница, напишите об этом в «Пояснении». Если нет, исправьте адрес там, где он чужой."
                }
                Shared::OneOgrn => {
                    "ОГРН у них один: если это одна организация, оставьте одну строку; если филиал, напишите об этом в «Пояснении»."
                }
                Shared::OneFounder => {
                    "Если это подразделения одного органа на общей странице, напишите об этом в «Пояснении». Если нет, исправьте адрес там, где он чужой."
                }
                Shared::Alike => {
                    "Названия похожи. Если это одна организация, уберите повтор; если две и страница у них общая, напишите об этом в «Пояснении». Если нет, исправьте адрес там, где он чужой."
                }
                Shared::NoForm => "Если страница у них общая, напишите об этом в «Пояснении». Если нет, исправьте адрес там, где он чужой.",
            })
        }
        AcrossFact::Duplicate { page, other } => Words::new(format!(
            "Та же организация с той же страницей {} есть ещё в одной строке ({}).",
            mention(page),
            places.name_of_other(*other)
        ))
        .advise("Оставьте одну из этих строк."),
        AcrossFact::NumberOfTwo { number, other, name } => {
            let number = match number {
                SharedNumber::Ogrn(ogrn) => format!("ОГРН {ogrn} указан"),
                SharedNumber::Inn(inn) => format!("ИНН {inn} указан"),
                SharedNumber::Both(ogrn, inn) => format!("ОГРН {ogrn} и ИНН {inn} указаны"),
            };
            let other = places.name_of_other(*other);
            Words::new(format!("{number} и у другой организации — {} ({other}).", quoted(name))).advise(
                "Сверьте номера обеих организаций с выписками из ЕГРЮЛ. Если одна из них — филиал другой и номер у них общий, напишите об этом в «Пояснении».",
            )
        }
        AcrossFact::TwoGroups { number, group, other_group, other } => {
            let number = match number {
                SharedNumber::Ogrn(ogrn) | SharedNumber::Both(ogrn, _) => format!("ОГРН {ogrn}"),
                SharedNumber::Inn(inn) => format!("ИНН {inn}"),
            };
            let other = places.name_of_other(*other);
            Words::new(format!("У организации с {number} два сообщества: {group} и {other_group} ({other}).")).advise(
            "Проверьте, какая страница официальная. Если организация одна, уберите строку с другой; если это филиал, напишите об этом в «Пояснении».",
            )
        }
    }
}
