//! What is wrong with the codes that ПОС links are made of, and with ПОС links that are there: the domain reference, 3, 8 and 12.

use super::{Find, RowRule, malformed, quoted};
use crate::diagnostic::{Code, Problem, Severity};
use crate::domain::Region;
use crate::domain::ogrn::OgrnError;
use crate::domain::oktmo::OktmoError;
use crate::domain::opaid::OpaidError;
use crate::entry::{Entry, Form, Outcome};
use crate::link::pos::{Difference, Level, Parameter, PollsForm, PosFault, PosLinkFault, PosRow, PosWarning};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

const LETTER: &str = "Инструкция по размещению форм ПОС на официальных страницах: параметры ссылок";
const LETTER_PARENT: &str = "Инструкция по размещению форм ПОС на официальных страницах: организация не подключена к ПОС";
const LETTER_FORMS: &str = "Инструкция по размещению форм ПОС на официальных страницах: образцы ссылок";

const fn code(name: &'static str, severity: Severity, title: &'static str, citation: &'static str) -> Code {
    Code { name, severity, title, citation }
}

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: code("pos-missing-opaid", Severity::Warning, "Нет номера ЛКО ПОС", LETTER_PARENT),
        find: Find::InRow(|entry, _| missing(entry, "missing-opaid", &[ColumnRole::Opaid])),
    },
    RowRule {
        code: code("pos-bad-opaid", Severity::Error, "Неверный номер ЛКО ПОС", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "bad-opaid")),
    },
    RowRule {
        code: code("pos-missing-ogrn", Severity::Error, "Нет ОГРН", LETTER),
        find: Find::InRow(|entry, _| missing(entry, "missing-ogrn", &[ColumnRole::Ogrn])),
    },
    RowRule {
        code: code("pos-bad-ogrn-length", Severity::Error, "В ОГРН не 13 цифр", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "bad-ogrn-length")),
    },
    RowRule {
        code: code("pos-bad-ogrn-checksum", Severity::Error, "Контрольная цифра ОГРН не сходится", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "bad-ogrn-checksum")),
    },
    RowRule {
        code: code("pos-bad-ogrn", Severity::Error, "ОГРН не читается", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "bad-ogrn")),
    },
    RowRule {
        code: code("pos-missing-oktmo", Severity::Error, "Нет ОКТМО", LETTER),
        find: Find::InRow(|entry, _| missing(entry, "missing-oktmo", &[ColumnRole::Oktmo])),
    },
    RowRule {
        code: code("pos-bad-oktmo", Severity::Error, "Неверный ОКТМО", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "bad-oktmo")),
    },
    RowRule {
        code: code("pos-oktmo-region-mismatch", Severity::Error, "ОКТМО другого региона", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "oktmo-region-mismatch")),
    },
    RowRule {
        code: code("pos-missing-region", Severity::Error, "Регион не указан", LETTER),
        find: Find::InRow(|entry, _| {
            missing(entry, "missing-region", &[ColumnRole::Region, ColumnRole::RegionCode, ColumnRole::Oktmo])
        }),
    },
    RowRule {
        code: code("pos-unknown-region", Severity::Error, "Такого региона нет", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "unknown-region")),
    },
    RowRule {
        code: code("pos-bad-regcode", Severity::Error, "Такого кода региона нет", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "bad-regcode")),
    },
    RowRule {
        code: code("pos-region-mismatch", Severity::Error, "Регион и его код не совпадают", LETTER),
        find: Find::InRow(|entry, _| bad(entry, "region-mismatch")),
    },
    RowRule {
        code: code("pos-bad-kind", Severity::Error, "Уровень организации непонятен", LETTER_FORMS),
        find: Find::InRow(|entry, _| missing(entry, "bad-kind", &[ColumnRole::Level])),
    },
    RowRule {
        code: code("pos-ogrn-region", Severity::Warning, "ОГРН выдан в другом регионе", LETTER),
        find: Find::InRow(|entry, _| warning(entry, "ogrn-region")),
    },
    RowRule {
        code: code("pos-oktmo-padded", Severity::Warning, "В ОКТМО потерян первый ноль", LETTER),
        find: Find::InRow(|entry, _| warning(entry, "oktmo-padded")),
    },
    RowRule {
        code: code("pos-oktmo-heading", Severity::Warning, "ОКТМО — заголовок раздела, а не муниципалитет", LETTER),
        find: Find::InRow(|entry, _| warning(entry, "oktmo-heading")),
    },
    RowRule {
        code: code("pos-oktmo-whole-city", Severity::Info, "ОКТМО города целиком", LETTER),
        find: Find::InRow(|entry, _| warning(entry, "oktmo-whole-city")),
    },
    RowRule {
        code: code("pos-unusual-opaid", Severity::Warning, "Необычный номер ЛКО ПОС", LETTER),
        find: Find::InRow(|entry, _| warning(entry, "unusual-opaid")),
    },
    RowRule {
        code: code("pos-parent-opaid", Severity::Info, "Форма сообщений вышестоящего органа", LETTER_PARENT),
        find: Find::InRow(|entry, _| warning(entry, "parent-opaid")),
    },
    RowRule {
        code: code("pos-link-other-site", Severity::Error, "Ссылка не на ПОС", LETTER_FORMS),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::OtherSite))),
    },
    RowRule {
        code: code("pos-link-other-page", Severity::Error, "Другая страница ПОС", LETTER_FORMS),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::OtherPage { .. }))),
    },
    RowRule {
        code: code("pos-link-wrong-item", Severity::Error, "Ссылка другого пункта меню ПОС", LETTER_FORMS),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::WrongItem))),
    },
    RowRule {
        code: code("pos-link-placeholder-left", Severity::Error, "В ссылке ПОС остался образец", LETTER),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::PlaceholderLeft { .. }))),
    },
    RowRule {
        code: code("pos-link-malformed", Severity::Error, "Ссылка ПОС испорчена", LETTER),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::Malformed(_)))),
    },
    RowRule {
        code: code("pos-link-wrong-form", Severity::Error, "Ссылка на опросы другого уровня", LETTER_FORMS),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::WrongForm { .. }))),
    },
    RowRule {
        code: code("pos-link-wrong-source", Severity::Error, "Неверная метка utm_source", LETTER),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::WrongSource { .. }))),
    },
    RowRule {
        code: code("pos-link-contradiction", Severity::Error, "Коды внутри ссылки ПОС расходятся", LETTER),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::Contradiction { .. }))),
    },
    RowRule {
        code: code("pos-link-wrong-code", Severity::Error, "В ссылке ПОС чужой код", LETTER),
        find: Find::InForms(|entry, form| link(entry, form, |fault| matches!(fault, PosLinkFault::WrongCode { .. }))),
    },
    RowRule {
        code: code("pos-link-not-canonical", Severity::Info, "Ссылка ПОС верна, но записана не по образцу", LETTER),
        // How the name of opaid is spelt is told once for the file, not in every row.
        find: Find::InForms(|entry, form| {
            let told_once = PosLinkFault::NotCanonical(Difference::OpaidSpelling);
            link(entry, form, |fault| matches!(fault, PosLinkFault::NotCanonical(_)) && *fault != told_once)
        }),
    },
];

/// Whether a row needs to be looked at: a code of it is wrong or worth a word, or a link that the table asks for is.
pub(super) fn may_find(entry: &Entry<'_>) -> bool {
    let row_is_told = |row: &PosRow| !row.warnings.is_empty() || faults(row).any(|fault| !is_missing(fault));
    let link_is_told =
        |form: &Form<'_>| form.outcome.as_ref().is_some_and(|outcome| outcome.right.is_err() || outcome.fault.is_some());
    entry.pos.row.as_ref().is_some_and(row_is_told) || entry.pos.forms().into_iter().any(link_is_told)
}

/// A value that is not there. Only where a link needs it, and only where the table has a column for it: a missing column is told once.
fn missing(entry: &Entry<'_>, code: &str, roles: &[ColumnRole]) -> Option<Problem> {
    if !stops_a_link(entry, code) || entry.lawful_reason().is_some() {
        return None;
    }
    // With a right ОКТМО the region is known, so the ОКТМО is the one thing to correct.
    if code == "missing-region" && (stops_a_link(entry, "missing-oktmo") || stops_a_link(entry, "bad-oktmo")) {
        return None;
    }
    let cell = roles.iter().map(|&role| entry.record.get(role)).find(|cell| cell.has_column)?;
    let problem = |message: &str| Problem::at(cell.at, message);
    let found = match code {
        "missing-opaid" => problem("Номер ЛКО ПОС не указан, а без него ссылку на форму сообщений не построить.").suggest(
            "Впишите номер ЛКО (3–6 цифр). Если организация не подключена к ПОС, впишите номер органа, в ведении которого она находится.",
        ),
        "missing-ogrn" => problem("ОГРН не указан, а без него ссылки на ПОС не построить.")
            .suggest("Впишите ОГРН организации, на чьей странице размещаются формы."),
        "missing-oktmo" => problem("ОКТМО не указан, а без него ссылку на опросы не построить.")
            .suggest("Впишите ОКТМО муниципального образования (8 цифр)."),
        "missing-region" => problem("Регион не указан ни названием, ни кодом, и по ОКТМО его не узнать; без него ссылки на ПОС не построить.")
            .suggest("Впишите название региона или первые две цифры его ОКАТО."),
        _ if cell.text.is_empty() => problem("Уровень организации не указан, а от него зависит, какая нужна ссылка на опросы.").suggest(LEVELS),
        _ => Problem::at(cell.at, format!("Уровень {} непонятен, а от него зависит, какая нужна ссылка на опросы.", quoted(&cell.text))).suggest(LEVELS),
    };
    Some(found)
}

const LEVELS: &str = "Впишите «РОИВ» (региональный орган), «ОМСУ» (орган местного самоуправления) или «подведомственная» (школа, больница и другие).";

/// Whether a fault of the row's codes is why a link that the table asks for cannot be made.
fn stops_a_link(entry: &Entry<'_>, code: &str) -> bool {
    entry.pos.forms().into_iter().filter_map(|form| form.outcome.as_ref()).any(|decision| {
        decision.outcome == Outcome::Unresolved
            && decision.right.as_ref().is_err_and(|faults| faults.iter().any(|fault| fault.code() == code))
    })
}

/// A value that is there and cannot be right.
fn bad(entry: &Entry<'_>, code: &str) -> Option<Problem> {
    let row = entry.pos.row.as_ref()?;
    let fault = faults(row).find(|fault| fault.code() == code)?;
    let at = |role| entry.record.get(role).at;
    Some(match fault {
        PosFault::BadOpaid { found, error, of_parent } => Problem::at(at(ColumnRole::Opaid), opaid(found, error, *of_parent))
            .suggest("Возьмите номер из личного кабинета в ПОС."),
        PosFault::BadOgrn { found, error } => Problem::at(at(ColumnRole::Ogrn), ogrn(found, error))
            .suggest("Сверьте номер с выпиской из ЕГРЮЛ и впишите его текстом."),
        PosFault::BadOktmo { found, error } => oktmo(at(ColumnRole::Oktmo), found, error),
        PosFault::OktmoRegionMismatch { oktmo, found, expected } => {
            let message =
                format!("ОКТМО {oktmo} относится к другому региону ({}), а в строке — {}.", name(*found), name(*expected));
            Problem::at(at(ColumnRole::Oktmo), message).suggest("Проверьте ОКТМО и регион.")
        }
        PosFault::UnknownRegion { found } => {
            Problem::at(at(ColumnRole::Region), format!("Региона {} нет среди субъектов Российской Федерации.", quoted(found)))
                .suggest("Впишите полное название субъекта Российской Федерации.")
        }
        PosFault::BadRegcode { found, expected } => {
            let problem = Problem::at(at(ColumnRole::RegionCode), format!("Региона с кодом ОКАТО {} нет.", quoted(found)));
            match expected {
                Some(region) => problem.suggest_value(right_code(*region), region.code()),
                None => problem.suggest("Впишите первые две цифры ОКАТО региона (не автомобильный код)."),
            }
        }
        PosFault::RegionMismatch { by_name, by_code } => {
            let code = by_code.code();
            let is_plate = by_name.fns_codes().iter().any(|plate| plate.to_string() == code);
            let message = format!(
                "Регион — {}, а код ОКАТО {code} принадлежит другому: {}.{}",
                name(*by_name),
                name(*by_code),
                if is_plate { " Похоже, вписан автомобильный код." } else { "" }
            );
            Problem::at(at(ColumnRole::RegionCode), message).suggest_value(right_code(*by_name), by_name.code())
        }
        PosFault::MissingOpaid
        | PosFault::MissingOgrn
        | PosFault::MissingOktmo
        | PosFault::MissingRegion
        | PosFault::BadKind { .. } => return None,
    })
}

/// Whether a fault is that nothing is there, which matters only where a link needs it.
fn is_missing(fault: &PosFault) -> bool {
    matches!(fault, PosFault::MissingOpaid | PosFault::MissingOgrn | PosFault::MissingOktmo | PosFault::MissingRegion)
}

/// The faults of the row's codes; those of the ОКТМО only where it matters.
fn faults(row: &PosRow) -> impl Iterator<Item = &PosFault> {
    let oktmo = row.oktmo.as_ref().err().filter(|_| row.level != Ok(Level::Region));
    let single = [row.opaid.as_ref().err(), oktmo, row.ogrn.as_ref().err()];
    row.region.as_ref().err().into_iter().flatten().chain(single.into_iter().flatten())
}

fn right_code(region: Region) -> String {
    format!("Впишите {}: это код региона «{}».", region.code(), name(region))
}

fn opaid(found: &str, error: &OpaidError, of_parent: bool) -> String {
    let whose = if of_parent { " вышестоящего органа" } else { "" };
    let what = match error {
        OpaidError::NotDigits => "в нём только цифры, обычно от 3 до 6".to_owned(),
        OpaidError::LostDigits => "таблица округлила число, последние цифры потеряны".to_owned(),
        OpaidError::Zero => "номер не может быть нулём".to_owned(),
        OpaidError::TooLong { digits } => format!("цифр {digits}, а обычно от 3 до 6"),
    };
    format!("{} — не номер ЛКО ПОС{whose}: {what}.", quoted(found))
}

fn ogrn(found: &str, error: &OgrnError) -> String {
    match error {
        OgrnError::Length { digits } => format!("ОГРН {found}: цифр {digits}, а должно быть 13."),
        OgrnError::Ogrnip => format!("ОГРН {found}: цифр 15, как у предпринимателя; у организации их 13."),
        OgrnError::CheckDigit { found: last, expected } => {
            format!("ОГРН {found}: последняя цифра — {last}, а по остальным должна быть {expected}. Какая-то из цифр неверна.")
        }
        OgrnError::LostDigits => format!("ОГРН {found}: таблица округлила число, последние цифры потеряны."),
        OgrnError::BadFirstDigit { found: first } => format!("ОГРН {found} начинается с {first}, а у организаций — с 1 или 5."),
        OgrnError::NotDigits => format!("{} — не ОГРН: в нём должны быть только цифры.", quoted(found)),
    }
}

fn oktmo(at: CellRef, found: &str, error: &OktmoError) -> Problem {
    const ADVICE: &str = "Впишите ОКТМО муниципального образования (8 цифр).";
    let problem = |message| Problem::at(at, message);
    match error {
        OktmoError::LostZero { padded } => {
            let digits = padded.to_string().len();
            problem(format!("ОКТМО {found}: цифр {} вместо {digits}. Похоже, таблица отбросила первый ноль.", digits - 1))
                .suggest_value(format!("Если так, впишите {padded} текстом и укажите регион."), padded.to_string())
        }
        OktmoError::Length { digits } => problem(format!("ОКТМО {found}: цифр {digits}, а должно быть 8.")).suggest(ADVICE),
        OktmoError::LostDigits => problem(format!("ОКТМО {found}: таблица округлила число, последние цифры потеряны."))
            .suggest("Впишите ОКТМО текстом, все 8 цифр."),
        OktmoError::UnknownRegion { prefix } => {
            problem(format!("ОКТМО {found}: ни у одного региона код не начинается на {prefix}."))
                .suggest("Проверьте первые две цифры ОКТМО.")
        }
        OktmoError::NotDigits => {
            problem(format!("{} — не ОКТМО: в нём должны быть только цифры.", quoted(found))).suggest(ADVICE)
        }
    }
}

fn warning(entry: &Entry<'_>, code: &str) -> Option<Problem> {
    let row = entry.pos.row.as_ref()?;
    let warning = row.warnings.iter().find(|warning| warning.code() == code)?;
    let problem = |role, message| Problem::at(entry.record.get(role).at, message);
    let asked = entry.pos.outcomes().next().is_some();
    Some(match warning {
        PosWarning::OgrnRegion { found, region } => problem(
            ColumnRole::Ogrn,
            format!("Четвёртая и пятая цифры ОГРН ({found}) — код другого региона, а в строке — {}.", name(*region)),
        )
        .suggest(
            "Проверьте ОГРН и код региона: вместо кода ОКАТО могли вписать автомобильный. У филиалов расхождение бывает законным; тогда напишите об этом в «Пояснении».",
        ),
        PosWarning::OktmoPadded { padded } => {
            problem(ColumnRole::Oktmo, format!("В ОКТМО потерян первый ноль; прочитано как {padded}."))
                .suggest_value(format!("Впишите {padded} текстом."), padded.to_string())
        }
        PosWarning::OktmoHeading { oktmo } => problem(
            ColumnRole::Oktmo,
            format!("ОКТМО {oktmo} — заголовок раздела справочника, а не муниципальное образование."),
        )
        .suggest("Впишите ОКТМО своего муниципального образования."),
        PosWarning::OktmoWholeCity { oktmo } => problem(
            ColumnRole::Oktmo,
            format!("ОКТМО {oktmo} — код города целиком. Инструкция не говорит, какой код нужен: города или муниципального округа внутри него. Принимаются оба."),
        ),
        PosWarning::UnusualOpaid { opaid } if asked => {
            problem(ColumnRole::Opaid, format!("Номер ЛКО {opaid}: обычно в нём от 3 до 6 цифр."))
                .suggest("Сверьте номер с личным кабинетом в ПОС.")
        }
        PosWarning::ParentOpaid { opaid } if asked => problem(
            ColumnRole::Opaid,
            format!("Своего номера ЛКО нет: взята форма сообщений вышестоящего органа (номер {opaid})."),
        ),
        PosWarning::UnusualOpaid { .. } | PosWarning::ParentOpaid { .. } => return None,
    })
}

/// A region's name without the «г.» of the three cities.
fn name(region: Region) -> &'static str {
    region.name().trim_start_matches("г. ")
}

fn link(entry: &Entry<'_>, form: &Form<'_>, wanted: impl Fn(&PosLinkFault) -> bool) -> Option<Problem> {
    let decision = form.outcome.as_ref()?;
    let fault = decision.fault.as_ref().filter(|fault| wanted(fault))?;
    let is_messages = form.cell.at == entry.pos.messages.cell.at;
    let what = match fault {
        PosLinkFault::OtherSite => "это не ссылка на ПОС (pos.gosuslugi.ru).".into(),
        PosLinkFault::OtherPage { .. } => "это другая страница ПОС, а не форма из инструкции.".into(),
        PosLinkFault::WrongItem if is_messages => "это ссылка на опросы, а здесь нужна форма сообщений.".into(),
        PosLinkFault::WrongItem => "это форма сообщений, а здесь нужна ссылка на опросы.".into(),
        PosLinkFault::PlaceholderLeft { key } => format!("после «{key}=» остался образец из инструкции."),
        PosLinkFault::Malformed(fault) => malformed::words(fault),
        PosLinkFault::WrongForm { found: PollsForm::Region } => {
            "это ссылка для регионального органа (reg_code, vk1), а здесь нужна муниципальная (mun_code, vk2).".into()
        }
        PosLinkFault::WrongForm { found: PollsForm::Municipality } => {
            "это муниципальная ссылка (mun_code, vk2), а здесь нужна ссылка для регионального органа (reg_code, vk1).".into()
        }
        PosLinkFault::WrongSource { found: Some(found), expected } => {
            format!("в ссылке utm_source={found}, а нужно utm_source={expected}.")
        }
        PosLinkFault::WrongSource { found: None, expected } => format!("нет части «utm_source={expected}»."),
        PosLinkFault::Contradiction { code, medium } => format!("код {code} и utm_medium={medium} относятся к разным регионам."),
        PosLinkFault::WrongCode { parameter, found, expected } => {
            let what = match parameter {
                Parameter::Opaid => "номер ЛКО",
                Parameter::Region => "код региона",
                Parameter::Oktmo => "ОКТМО",
                Parameter::Ogrn => "ОГРН",
            };
            match expected {
                Some(expected) => format!("{what} в ссылке — {found}, а в строке — {expected}."),
                None => format!("{what} в ссылке ({found}) неверен."),
            }
        }
        PosLinkFault::NotCanonical(difference) => match difference {
            Difference::ParentLink => "это полная ссылка вышестоящего органа; инструкция это допускает.".into(),
            Difference::DistrictCode => "вместо поселения указан его район, как в примере инструкции.".into(),
            Difference::OpaidSpelling | Difference::Form => "ссылка работает, но записана не так, как в инструкции.".into(),
        },
    };
    let existing = decision.judged.as_deref().unwrap_or_default();
    let problem = Problem::at(form.cell.at, format!("{}: {what}", quoted(existing)));
    Some(match (&decision.right, &decision.outcome) {
        (Ok(right), Outcome::Replaced { .. }) => {
            problem.suggest_value(format!("Ссылка заменена на {right} — откройте её и проверьте."), right)
        }
        (Ok(right), Outcome::Kept) => problem.suggest_value(format!("По образцу: {right}"), right),
        (Ok(right), _) => problem.suggest_value(format!("Нужна ссылка {right}"), right),
        (Err(_), Outcome::Kept) => problem,
        (Err(_), _) => {
            problem.suggest("Исправьте коды в строке: пока их не хватает или в них ошибка, верной ссылки не построить.")
        }
    })
}

#[cfg(test)]
mod tests;
