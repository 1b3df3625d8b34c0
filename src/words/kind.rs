//! What is said of the kind of the organisation.

use super::{Places, Reader, Words, quoted};
use crate::classify::Flag;
use crate::domain::OrgKind;
use crate::entry::KindSource;
use crate::rules::kind::{KindFact, Told};

/// Kinds in the words of the letter.
pub(crate) fn title(kind: OrgKind) -> &'static str {
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
    let column = |has_column: bool| match (has_column, places.reader()) {
        (true, _) => "в столбце «Сфера»",
        (false, Reader::Keeper) => "в столбце «Сфера» (его нужно добавить)",
        (false, Reader::Municipality) => "в «Пояснении»",
        (false, Reader::OfValue) => "параметром -k",
    };
    match fact {
        KindFact::Unknown { name, has_column } => {
            let words = if name.is_empty() {
                Words::new("Нет названия, по которому можно определить вид организации; ссылка не построена.")
            } else {
                Words::new(format!("По названию {} не понять, какой раздел «Госуслуг» нужен странице.", quoted(name)))
            };
            words.advise(match (has_column, places.reader()) {
                (true, _) => VALUES,
                (false, Reader::Keeper) => {
                    "Добавьте столбец «Сфера» (здравоохранение, образование, авто, иное) или укажите вид для всего файла параметром -k."
                }
                (false, Reader::Municipality) => {
                    "Напишите в «Пояснении», чем занимается организация: здравоохранение, образование, авто или иное."
                }
                (false, Reader::OfValue) => {
                    "Укажите название организации (в командной строке --name) или вид (-k: health, education, auto или other)."
                }
            })
        }
        KindFact::ColumnUnknown { written, is_several, taken } => {
            let fault = if *is_several { "называет сразу несколько видов" } else { "непонятно" };
            let taken = match taken {
                Some((kind, KindSource::Name)) => format!("Вид взят по названию: {}.", title(*kind)),
                Some((kind, _)) => format!("Принято: {}.", title(*kind)),
                None => "Ссылка не построена.".to_owned(),
            };
            Words::new(format!("Значение {} в столбце сферы {fault}. {taken}", quoted(written))).advise(VALUES)
        }
        KindFact::Conflict { said, has_column } => {
            Words::new(format!("{}. Пока неизвестно, что верно, ссылка не построена.", both(said))).advise(format!(
                "Проверьте, чья это страница и что из двух верно: исправьте название или номер страницы либо укажите верный вид {}.",
                column(*has_column)
            ))
        }
        KindFact::Doubtful { said } => Words::new(format!("{}. Ссылка не построена.", both(said))).advise(VALUES),
        KindFact::NoClinic { name, has_column } => Words::new(format!(
            "Сообщество стоит в медицинской таблице, но по названию {} не похоже, что туда записываются к врачу.",
            quoted(name)
        ))
        .advise(format!(
            "Проверьте, нужен ли странице пункт «Запись к врачу». Если нужен, напишите об этом в «Пояснении», если нет — укажите вид {}.",
            column(*has_column)
        )),
        KindFact::Uncertain { by, flag, has_column } => {
            let doubt = flag.map_or("Название этого не говорит.", doubt);
            Words::new(format!("{} принято: {}. {doubt}", capital(&source(by)), title(by.kind))).advise(format!(
                "Проверьте вид. Если он верен, напишите об этом в «Пояснении», если нет — укажите верный {}.",
                column(*has_column)
            ))
        }
        KindFact::InExplanation { named, taken, has_column } => {
            let said = format!("В «Пояснении» назван вид «{}»", title(*named));
            let message = match taken {
                Some(taken) => format!("{said}, а принято: {}.", title(*taken)),
                None => format!("{said}. Из «Пояснения» вид не берётся."),
            };
            let words = Words::new(message);
            match (has_column, places.reader()) {
                (true, _) => words.advise(
                    "Если в «Пояснении» вид верный, впишите его в столбец сферы («здравоохранение», «образование», «авто» или «иное»); если нет, исправьте «Пояснение».",
                ),
                (false, Reader::Keeper) => {
                    words.advise("Если в «Пояснении» вид верный, добавьте столбец «Сфера» и впишите его; если нет, исправьте «Пояснение».")
                }
                (false, Reader::Municipality | Reader::OfValue) => words,
            }
        }
        KindFact::Authority { field } => {
            let section = if *field == OrgKind::Health { "«Здоровье»" } else { "«Образование»" };
            Words::new(format!(
                "Это орган управления отраслью: по письму на его странице размещается раздел {section}, а не общий раздел «Госуслуги»."
            ))
        }
    }
}

/// What two sources say, in a sentence without its end.
fn both(said: &[Told; 2]) -> String {
    let [first, second] = said.each_ref().map(|told| format!("{} — {}", source(told), title(told.kind)));
    format!("{}, а {second}", capital(&first))
}

fn source(told: &Told) -> String {
    match told.source {
        KindSource::Column if told.in_title => format!("по названию группы строк {}", quoted(&told.by)),
        KindSource::Column if told.by.is_empty() => "по столбцу сферы".to_owned(),
        KindSource::Column => format!("по столбцу сферы ({})", quoted(&told.by)),
        KindSource::Reference if told.by.is_empty() => "по таблице министерства".to_owned(),
        KindSource::Reference => format!("по таблице {}", told.by),
        KindSource::Option => "по параметру -k".to_owned(),
        KindSource::Name => format!("по слову «{}» в названии", told.by),
        KindSource::Founder => format!("по учредителю {}", quoted(&told.by)),
        KindSource::Link => "по готовой ссылке".to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
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
