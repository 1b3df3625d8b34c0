//! What is said of the state status and of the obligatory information.

use super::{Words, quoted};
use crate::domain::Status;
use crate::rules::state::StateFact;
use crate::table::column::ColumnRole;

const LABELS: &str =
    "Проверьте, есть ли на странице метки «Госорганизация» и «Подтверждено через Госуслуги», и впишите «да» или «нет».";

pub(super) fn words(fact: &StateFact<'_>) -> Words {
    match fact {
        StateFact::NotConfirmed { written, status } => {
            let words = match written {
                None => Words::new("Не отмечено, подтверждён ли государственный статус страницы."),
                Some(written) => {
                    let what = if *status == Status::Lost {
                        "статус утрачен"
                    } else {
                        "статус страницы не подтверждён"
                    };
                    Words::new(format!("В столбце государственного статуса — {}: {what}.", quoted(written)))
                }
            };
            words.advise(match status {
                Status::InWork => {
                    "Проверка занимает до 24 часов. Если метки не появились и после этого, напишите в поддержку: vk.com/support?act=new&from=gu&id=19973"
                }
                Status::Lost => {
                    "Метки пропадают после смены названия или владельца страницы. Подтвердите страницу через Госуслуги ещё раз; проверка занимает до 24 часов."
                }
                Status::No | Status::Yes | Status::Unclear => {
                    "Подтвердите страницу через Госуслуги; администратор страницы должен быть руководителем или администратором организации на Госуслугах. Проверка занимает до 24 часов."
                }
            })
        }
        StateFact::VerifiedInstead { written } => Words::new(format!(
            "В столбце государственного статуса — {}. Верификацию даёт сам ВКонтакте, государственного статуса она не заменяет.",
            quoted(written)
        ))
        .advise(LABELS),
        StateFact::Unclear { written } => Words::new(format!(
            "По записи {} не понять, подтверждён ли государственный статус; пока это не известно.",
            quoted(written)
        ))
        .advise(LABELS),
        StateFact::NotConnected { written, status } => {
            let words = match written {
                None => Words::new("Не отмечено, подключена ли страница к компоненту «Госпаблики»."),
                Some(written) => Words::new(format!(
                    "В столбце подключения — {}: страница не подключена к компоненту «Госпаблики».",
                    quoted(written)
                )),
            };
            words.advise(match status {
                Status::InWork => "Когда страница будет подключена, впишите «да».",
                Status::Lost => "Подключите страницу к компоненту «Госпаблики» снова и впишите «да».",
                Status::No | Status::Yes | Status::Unclear => "Подключите страницу к компоненту «Госпаблики» и впишите «да».",
            })
        }
        StateFact::ConnectionUnclear { written } => Words::new(format!(
            "По записи {} не понять, подключена ли страница к компоненту «Госпаблики»; пока это не известно.",
            quoted(written)
        ))
        .advise("Проверьте подключение и впишите «да» или «нет»."),
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
