//! What is said of the state status and of the obligatory information.

use super::{Words, quoted};
use crate::rules::state::StateFact;
use crate::table::column::ColumnRole;

pub(super) fn words(fact: &StateFact<'_>) -> Words {
    match fact {
        StateFact::NotConfirmed { written, is_in_check } => {
            let words = match written {
                None => Words::new("Не отмечено, подтверждён ли государственный статус страницы."),
                Some(written) => Words::new(format!("В столбце государственного статуса — {}.", quoted(written))),
            };
            words.advise(if *is_in_check {
                "Проверка занимает до 24 часов. Если метки не появились и после этого, напишите в поддержку: vk.com/support?act=new&from=gu&id=19973"
            } else {
                "Подтвердите страницу через Госуслуги; администратор страницы должен быть руководителем или администратором организации на Госуслугах. Проверка занимает до 24 часов."
            })
        }
        StateFact::VerifiedInstead { written } => Words::new(format!(
            "В столбце государственного статуса — {}. Верификацию даёт сам ВКонтакте, государственного статуса она не заменяет.",
            quoted(written)
        ))
        .advise(
            "Проверьте, есть ли на странице метки «Госорганизация» и «Подтверждено через Госуслуги», и впишите «да» или «нет».",
        ),
        StateFact::InformationMissing { lacking } => {
            let names: Vec<&str> = lacking.iter().filter_map(|&role| information(role)).collect();
            Words::new(format!("На странице должны быть указаны: {}. В таблице этих сведений нет.", names.join(", ")))
                .advise("Добавьте эти сведения на страницу и в таблицу.")
        }
    }
}

/// What the slides call the information of a column.
fn information(role: ColumnRole) -> Option<&'static str> {
    match role {
        ColumnRole::Organisation => Some("наименование"),
        ColumnRole::PostalAddress => Some("почтовый адрес"),
        ColumnRole::Email => Some("электронная почта"),
        ColumnRole::Phone => Some("телефон"),
        ColumnRole::Site => Some("сайт"),
        ColumnRole::Activity => Some("информация о деятельности организации"),
        _ => None,
    }
}
