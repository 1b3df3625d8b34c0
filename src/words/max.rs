//! What is said of the channel in MAX.

use super::{Words, quoted};
use crate::rules::max::{Instead, MaxFact};

pub(super) fn words(fact: &MaxFact) -> Words {
    match fact {
        MaxFact::WrongInn { found, expected } => {
            Words::new(format!("В адресе канала MAX ИНН {found}, а в строке — {expected}: это канал другой организации."))
                .advise(format!("Проверьте ИНН. Если он верен, адрес канала — https://max.ru/id{expected}_gos."))
        }
        MaxFact::NotAChannel { written, what: Instead::Bot } => {
            Words::new(format!("{}: это бот, а не канал.", quoted(written))).advise(CHANNEL)
        }
        MaxFact::NotAChannel { written, what: Instead::Damaged } => {
            Words::new(format!("{}: такого адреса у канала быть не может.", quoted(written))).advise(CHANNEL)
        }
        MaxFact::NotAChannel { written, what: Instead::Foreign } => {
            Words::new(format!("{}: это не адрес в MAX (max.ru).", quoted(written))).advise(CHANNEL)
        }
        MaxFact::Business { written } => {
            Words::new(format!("{}: это страница компании; у канала госорганизации адрес кончается на _gos.", quoted(written)))
                .advise(CHANNEL)
        }
        MaxFact::AddressUnknown { written } => Words::new(format!(
            "По записи {} канал в MAX есть, но адрес не указан, и чей это канал, не проверить.",
            quoted(written)
        ))
        .advise(CHANNEL),
        MaxFact::Unclear { written } => Words::new(format!(
            "По записи {} не понять, есть ли у организации канал в MAX; пока это не известно.",
            quoted(written)
        ))
        .advise("Впишите адрес канала (https://max.ru/id<ИНН>_gos) или «нет»."),
    }
}

const CHANNEL: &str = "Впишите адрес канала организации: https://max.ru/id<ИНН>_gos.";
