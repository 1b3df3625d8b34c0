//! What is said of the evidence for the group id.

use super::{Places, Words};
use crate::entry::{Evidence, GroupSource};
use crate::rules::group::GroupFact;

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
        GroupFact::Unusual { group } => {
            Words::new(format!("Номер {group} больше, чем у всех известных сообществ: возможно, в нём лишняя цифра."))
                .advise(format!("Откройте vk.com/club{group} и убедитесь, что это страница организации."))
        }
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
        GroupSource::Reference => "таблица министерства",
    };
    format!("{} ({what}) — {}", places.name(evidence.at), evidence.group)
}
