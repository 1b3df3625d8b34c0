//! What is said of the kind of the organisation.

use super::{Places, Words, quoted};
use crate::classify::Flag;
use crate::domain::OrgKind;
use crate::entry::KindSource;
use crate::rules::kind::KindFact;

/// Kinds in the words of the letter.
pub fn title(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Health => "медицинская организация",
        OrgKind::Education => "образовательная организация",
        OrgKind::Auto => "авто и дорожное движение",
        OrgKind::Other => "иная организация",
    }
}

const VALUES: &str = "Впишите в столбец сферы «здравоохранение», «образование», «авто» или «иное».";

pub(super) fn words(fact: &KindFact<'_>, places: &dyn Places) -> Words {
    // Where there is no such column, its keeper can add it; others can only explain.
    let column = |has_column: bool| {
        if has_column || places.keeps_roster() { "столбце «Сфера»" } else { "«Пояснении»" }
    };
    match fact {
        KindFact::Unknown { name, has_column } => {
            let words = if name.is_empty() {
                Words::new("Нет названия, по которому можно определить вид организации; ссылка не построена.")
            } else {
                Words::new(format!("По названию {} не понять, какой раздел «Госуслуг» нужен странице.", quoted(name)))
            };
            words.advise(match (has_column, places.keeps_roster()) {
                (true, _) => VALUES,
                (false, true) => {
                    "Добавьте столбец «Сфера» (здравоохранение, образование, авто, иное) или укажите вид для всего файла параметром -k."
                }
                (false, false) => {
                    "Напишите в «Пояснении», чем занимается организация: здравоохранение, образование, авто или иное."
                }
            })
        }
        KindFact::ColumnUnknown { written, taken } => {
            let taken = match taken {
                Some((kind, KindSource::Name)) => format!("Вид взят по названию: {}.", title(*kind)),
                Some((kind, _)) => format!("Принято: {}.", title(*kind)),
                None => "Ссылка не построена.".to_owned(),
            };
            Words::new(format!("Значение {} в столбце сферы непонятно. {taken}", quoted(written))).advise(VALUES)
        }
        KindFact::Conflict { file, cell, by_table, by_name, has_column } => Words::new(format!(
            "Сообщество стоит в таблице «{file}» ({cell}) как {}, а по слову «{}» в названии это {}. Ссылки по такой строке не построить.",
            title(*by_table),
            by_name.word,
            title(by_name.kind),
        ))
        .advise(format!(
            "Проверьте, этой ли организации принадлежит страница. Если этой, укажите вид в {}.",
            column(*has_column)
        )),
        KindFact::Doubtful { kind, source, by_name } => {
            let source = match source {
                KindSource::Option => "По параметру -k",
                KindSource::Column => "По столбцу сферы",
                KindSource::Reference => "По таблице",
                KindSource::Link => "По готовой ссылке",
                KindSource::Name => "По названию",
            };
            let (kind, by_name, word) = (title(*kind), title(by_name.kind), &by_name.word);
            Words::new(format!("{source} это {kind}, а по слову «{word}» в названии — {by_name}."))
                .advise("Проверьте вид. Если он верен, напишите об этом в «Пояснении».")
        }
        KindFact::NoClinic { name, has_column } => Words::new(format!(
            "Сообщество стоит в медицинской таблице, но по названию {} не похоже, что туда записываются к врачу.",
            quoted(name)
        ))
        .advise(format!(
            "Проверьте, нужен ли странице пункт «Запись к врачу». Если нужен, напишите об этом в «Пояснении», если нет — укажите вид в {}.",
            column(*has_column)
        )),
        KindFact::Uncertain { by_name, flag, has_column } => {
            Words::new(format!("По слову «{}» принято: {}. {}", by_name.word, title(by_name.kind), doubt(*flag))).advise(format!(
                "Проверьте вид. Если он верен, напишите об этом в «Пояснении», если нет — укажите верный в {}.",
                column(*has_column)
            ))
        }
        KindFact::Authority { field } => {
            let section = if *field == OrgKind::Health { "«Здоровье»" } else { "«Образование»" };
            Words::new(format!(
                "Это орган управления отраслью: по письму на его странице размещается раздел {section}, а не общий раздел «Госуслуги»."
            ))
        }
    }
}

/// Why a person should look at a kind that the name gave.
fn doubt(flag: Flag) -> &'static str {
    match flag {
        Flag::HealthAuthority | Flag::EducationAuthority => "Это орган управления отраслью.",
        Flag::MedicalCollege => {
            "Медицинский колледж — образовательная организация, хотя и ведёт его министерство здравоохранения."
        }
        Flag::NoAppointments => "К врачу туда не записываются, и раздел «Здоровье» может ничего не открыть.",
        Flag::NoEnrolment => "Детей туда не записывают, и раздел «Образование» может ничего не открыть.",
        Flag::MixedAuthority => "Орган отвечает сразу за несколько отраслей.",
        Flag::SupervisingBody => "Это надзор, а не орган управления отраслью.",
        Flag::University => "Для вузов в письме раздела нет.",
        Flag::RoadWorks => "Это строительство и содержание дорог, а раздел «Авто» — о водителях и движении.",
        Flag::DrivingSchool => "Автошкола — не школа из письма и не орган ГИБДД.",
        Flag::OrphanHome => "Детские дома относятся к образованию, здравоохранению или социальной защите по правовой форме.",
        Flag::ServiceBody => "Это обслуживающая организация, а не школа и не больница.",
        Flag::AmbiguousAbbreviation => "У этого сокращения несколько значений.",
        Flag::SeveralFields => "В названии слова разных отраслей.",
        Flag::Unsure => "Название только намекает на отрасль.",
    }
}
