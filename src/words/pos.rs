//! What is said of the codes that ПОС links are made of, and of ПОС links that are there.

use super::{Places, Reader, Words, is_day, malformed, quoted};
use crate::domain::ogrn::OgrnError;
use crate::domain::oktmo::OktmoError;
use crate::domain::opaid::OpaidError;
use crate::domain::{Inn, Region};
use crate::link::pos::{Difference, HomeBy, Level, Parameter, PollsForm, PosFault, PosLinkFault, PosWarning};
use crate::rules::Remedy;
use crate::rules::pos::{PosFact, PosItem};
use crate::table::column::ColumnRole;

pub(super) fn words(fact: &PosFact, places: &dyn Places) -> Words {
    match fact {
        PosFact::Value(fault) => value(fault, places.reader()),
        PosFact::OgrnUnderInn { at, inn: Some(inn), .. } => Words::new(format!(
            "ОГРН и ИНН перепутаны местами: в столбце ОГРН — ИНН {inn}, а ОГРН стоит в столбце ИНН ({}).",
            places.name(*at)
        ))
        .advise("Поменяйте их местами."),
        PosFact::OgrnUnderInn { at, ogrn, inn: None } => Words::new(format!(
            "Ячейка ОГРН пуста, а в столбце ИНН ({}) стоит ОГРН {ogrn}.",
            places.name(*at)
        ))
        .advise("Перенесите ОГРН в его столбец, а в столбец ИНН впишите ИНН."),
        PosFact::NoColumn { item, lacking } => {
            let link = match item {
                PosItem::Messages => "Ссылка на форму сообщений",
                PosItem::Polls => "Ссылка на опросы",
            };
            let (column, values) = match lacking {
                ColumnRole::Level => ("Уровень", " (РОИВ, ОМСУ, подведомственная)"),
                ColumnRole::Ogrn => ("ОГРН", ""),
                ColumnRole::Oktmo => ("ОКТМО", " муниципалитета"),
                ColumnRole::Opaid => ("Номер ЛКО ПОС", ""),
                _ => ("Регион", ""),
            };
            let why = if *lacking == ColumnRole::Level {
                "по названию уровень организации не понять, а"
            } else {
                "в таблице"
            };
            let end = if *lacking == ColumnRole::Level { " в таблице нет" } else { " нет" };
            let words = Words::new(format!("{link} не построена: {why} столбца «{column}»{end}."));
            // A municipality cannot add a column; what it writes into «Пояснение» is read.
            let wanted = match lacking {
                ColumnRole::Level => "одно из слов: РОИВ, ОМСУ, подведомственная",
                ColumnRole::Ogrn => "слово «ОГРН» и его 13 цифр",
                ColumnRole::Oktmo => "слово «ОКТМО» и 8 цифр кода своего муниципалитета",
                ColumnRole::Opaid => "слово «ЛКО» и номер личного кабинета в ПОС",
                _ => "название региона",
            };
            words.advise(match places.reader() {
                Reader::Keeper => format!("Добавьте в таблицу столбец «{column}»{values} и заполните его."),
                Reader::Municipality | Reader::OfValue => format!("Напишите в «Пояснении» {wanted}."),
            })
        }
        PosFact::Remark(warning) => remark(warning),
        PosFact::LinkRegion { ogrn, region } => Words::new(format!(
            "В ссылке код региона {} ({}), а ОГРН {ogrn} выдан в другом: его четвёртая и пятая цифры — {}.",
            region.code(),
            name(*region),
            ogrn.region_fns_code()
        ))
        .advise("Сверьте ОГРН с выпиской из ЕГРЮЛ, а код региона — с ОКАТО. У филиалов расхождение бывает законным; тогда напишите об этом в «Пояснении»."),
        PosFact::LinksDiffer { messages, polls } => Words::new(format!(
            "В ссылке на форму сообщений ОГРН {messages}, а в ссылке на опросы — {polls}: одна из них может быть чужой."
        ))
        .advise("Сверьте ОГРН с выпиской из ЕГРЮЛ и исправьте ссылку, в которой он чужой. Если форма сообщений — вышестоящего органа, напишите об этом в «Пояснении»."),
        PosFact::Link { existing, item, fault, remedy, agree } => {
            let words = Words::new(format!("{}: {}", quoted(existing), wrong(fault, *item)));
            match remedy {
                Remedy::Replaced(right) => {
                    words.advise_value(format!("Ссылка заменена на {right} — откройте её и проверьте."), right)
                }
                Remedy::Kept(Some(right)) => words.advise_value(format!("По образцу: {right}"), right),
                Remedy::Kept(None) => words,
                Remedy::Needed(right) if *agree => words.advise(format!(
                    "В обеих ссылках ОГРН один и тот же, поэтому неверным может быть ОГРН в строке: сверьте его с выпиской из ЕГРЮЛ. Если в строке верный, нужна ссылка {right}"
                )),
                Remedy::Needed(right) => words.advise_value(format!("Нужна ссылка {right}"), right),
                Remedy::Lacking(()) => words.advise(if places.reader() == Reader::OfValue {
                    "Исправьте в ссылке коды, которые названы, или возьмите верную из строки реестра."
                } else {
                    "Исправьте коды в строке: пока их не хватает или в них ошибка, верной ссылки не построить."
                }),
            }
        }
    }
}

fn value(fault: &PosFault, reader: Reader) -> Words {
    const LEVELS: &str = "Впишите «РОИВ» (региональный орган), «ОМСУ» (орган местного самоуправления) или «подведомственная» (школа, больница и другие).";
    match fault {
        PosFault::MissingOpaid => Words::new("Номер ЛКО ПОС не указан, а без него ссылку на форму сообщений не построить.").advise(
            "Впишите номер ЛКО (3–6 цифр). Если организация не подключена к ПОС, впишите номер органа, в ведении которого она находится.",
        ),
        PosFault::MissingOgrn => Words::new("ОГРН не указан, а без него ссылки на ПОС не построить.")
            .advise("Впишите ОГРН организации, на чьей странице размещаются формы."),
        PosFault::MissingOktmo => {
            Words::new("ОКТМО не указан, а без него ссылку на опросы не построить.").advise(OKTMO_OF_MUNICIPALITY)
        }
        PosFault::MissingRegion => Words::new(
            "Регион не указан ни названием, ни кодом, и по ОКТМО его не узнать, а без региона ссылки на ПОС не построить.",
        )
        .advise("Впишите название региона или первые две цифры его ОКАТО."),
        PosFault::BadKind { found, by_name: Some(level) } => Words::new(format!(
            "Уровень {} не подходит к названию: по нему это {}. Какая нужна ссылка на опросы, неизвестно.",
            quoted(found),
            level_title(*level)
        ))
        .advise(LEVELS),
        PosFault::BadKind { found, by_name: None } if found.is_empty() => {
            Words::new("Уровень организации не указан, а от него зависит, какая нужна ссылка на опросы.").advise(LEVELS)
        }
        PosFault::BadKind { found, by_name: None } => {
            Words::new(format!("Уровень {} непонятен, а от него зависит, какая нужна ссылка на опросы.", quoted(found)))
                .advise(LEVELS)
        }
        PosFault::BadOpaid { found, error, of_parent } => {
            Words::new(opaid(found, error, *of_parent)).advise("Возьмите номер из личного кабинета в ПОС.")
        }
        PosFault::BadOgrn { found, error: OgrnError::Length { .. } } if found.parse::<Inn>().is_ok() => {
            Words::new(format!("{found} — это ИНН, а в этом столбце должен стоять ОГРН: 13 цифр.")).advise(
                "Возьмите ОГРН из выписки из ЕГРЮЛ и впишите все 13 цифр, задав ячейке текстовый формат.",
            )
        }
        PosFault::BadOgrn { found, error } => {
            let words = Words::new(ogrn(found, error));
            words.advise(match error {
                OgrnError::Length { .. } | OgrnError::LostDigits => {
                    "Сверьте номер с выпиской из ЕГРЮЛ и впишите все 13 цифр, задав ячейке текстовый формат."
                }
                _ => "Сверьте номер с выпиской из ЕГРЮЛ и впишите его заново.",
            })
        }
        PosFault::BadOktmo { found, error } => oktmo(found, error),
        PosFault::OktmoRegionMismatch { oktmo, found, expected, home: Some(home) } => Words::new(format!(
            "ОКТМО {oktmo} — код другого региона ({}), а {} — {}. Что из этого верно, по таблице не узнать; ссылки на ПОС не построены.",
            name(*found),
            sheet_says(*home),
            name(*expected)
        ))
        .advise(if reader == Reader::Municipality {
            "Сверьте ОКТМО. Если он верен, напишите в «Пояснении», в каком регионе организация."
        } else {
            "Сверьте ОКТМО. Если он верен, укажите в строке регион организации."
        }),
        PosFault::OgrnRegionMismatch { ogrn, found, expected, home } => Words::new(format!(
            "ОГРН {ogrn} выдан в другом регионе (четвёртая и пятая цифры — {found}), а {} — {}. Что из этого верно, по таблице не узнать; ссылки на ПОС не построены.",
            sheet_says(*home),
            name(*expected)
        ))
        .advise("Сверьте ОГРН с выпиской из ЕГРЮЛ. Если верен он, проверьте в этой строке регион и ОКТМО."),
        PosFault::OktmoRegionMismatch { oktmo, found, expected, home: None } => Words::new(format!(
            "ОКТМО {oktmo} относится к другому региону ({}), а в строке — {}.",
            name(*found),
            name(*expected)
        ))
        .advise("Проверьте ОКТМО и регион."),
        PosFault::UnknownRegion { found } => {
            Words::new(format!("Региона {} нет среди субъектов Российской Федерации.", quoted(found)))
                .advise("Впишите полное название субъекта Российской Федерации.")
        }
        PosFault::BadRegcode { found, expected } => {
            let words = Words::new(format!("Региона с кодом ОКАТО {} нет.", quoted(found)));
            match expected {
                Some(region) => words.advise_value(right_code(*region), region.code()),
                None => words.advise("Впишите первые две цифры ОКАТО региона (не автомобильный код)."),
            }
        }
        PosFault::RegionMismatch { by_name, by_code, by_codes } => {
            let code = by_code.code();
            let is_plate = by_name.fns_codes().iter().any(|plate| plate.to_string() == code);
            let source = if *by_codes { "По ОКТМО и ОГРН регион" } else { "Регион" };
            Words::new(format!(
                "{source} — {}, а код ОКАТО {code} принадлежит другому: {}.{}",
                name(*by_name),
                name(*by_code),
                if is_plate { " Похоже, вписан автомобильный код." } else { "" }
            ))
            .advise_value(right_code(*by_name), by_name.code())
        }
    }
}

/// What says the region of a sheet, for «а … — Калужская область».
fn sheet_says(home: HomeBy) -> String {
    match home {
        HomeBy::Rows { agree, of } => format!("в строках листа ({agree} из {of})"),
        HomeBy::Title => "в заголовке листа".to_owned(),
        HomeBy::File => "в имени файла".to_owned(),
    }
}

const OKTMO_OF_MUNICIPALITY: &str = "Впишите ОКТМО муниципального образования (8 цифр).";

fn right_code(region: Region) -> String {
    format!("Впишите {}: это код региона «{}».", region.code(), name(region))
}

/// A region's name without the «г.» of the three cities.
fn name(region: Region) -> &'static str {
    region.name().trim_start_matches("г. ")
}

fn opaid(found: &str, error: &OpaidError, of_parent: bool) -> String {
    let whose = if of_parent { " вышестоящего органа" } else { "" };
    let what = match error {
        OpaidError::NotDigits => "в номере бывают только цифры, обычно от 3 до 6".to_owned(),
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
        OgrnError::BadYear { found: year } => {
            format!("ОГРН {found}: вторая и третья цифры — {year:02}, а это год записи в реестре, который ведётся с 2002 года.")
        }
        OgrnError::BadFirstDigit { found: first } => format!("ОГРН {found} начинается с {first}, а у организаций — с 1 или 5."),
        OgrnError::NotDigits if is_day(found) => format!("В ячейке ОГРН дата {}: в нём должны быть только цифры.", quoted(found)),
        OgrnError::NotDigits => format!("{} — не ОГРН: в нём должны быть только цифры.", quoted(found)),
    }
}

fn oktmo(found: &str, error: &OktmoError) -> Words {
    match error {
        OktmoError::LostZero { padded } => {
            let digits = padded.to_string().len();
            Words::new(format!("ОКТМО {found}: цифр {} вместо {digits}. Похоже, таблица отбросила первый ноль.", digits - 1))
                .advise_value(
                    format!("Если так, задайте ячейке текстовый формат, впишите {padded} и укажите регион."),
                    padded.to_string(),
                )
        }
        OktmoError::Length { digits } => {
            Words::new(format!("ОКТМО {found}: цифр {digits}, а должно быть 8.")).advise(OKTMO_OF_MUNICIPALITY)
        }
        OktmoError::LostDigits => Words::new(format!("ОКТМО {found}: таблица округлила число, последние цифры потеряны."))
            .advise("Впишите ОКТМО текстом, все 8 цифр."),
        OktmoError::UnknownRegion { prefix } => {
            Words::new(format!("ОКТМО {found}: ни у одного региона код не начинается на {prefix}."))
                .advise("Проверьте первые две цифры ОКТМО.")
        }
        OktmoError::Structure { third } => Words::new(format!(
            "ОКТМО {found}: третьей цифры {third} у муниципальных образований этого региона не бывает. Похоже на ОКАТО."
        ))
        .advise(OKTMO_OF_MUNICIPALITY),
        OktmoError::Settlement { found: last } => Words::new(format!(
            "ОКТМО {found}: последние три цифры из восьми — {last:03}, а таких у муниципальных образований не бывает."
        ))
        .advise(OKTMO_OF_MUNICIPALITY),
        OktmoError::NotDigits if is_day(found) => {
            Words::new(format!("В ячейке ОКТМО дата {}: в нём должны быть только цифры.", quoted(found)))
                .advise("Впишите ОКТМО муниципального образования текстом: датой восемь цифр показала таблица.")
        }
        OktmoError::NotDigits => {
            Words::new(format!("{} — не ОКТМО: в нём должны быть только цифры.", quoted(found))).advise(OKTMO_OF_MUNICIPALITY)
        }
    }
}

fn remark(warning: &PosWarning) -> Words {
    match warning {
        PosWarning::OgrnRegion { found, region } => Words::new(format!(
            "Четвёртая и пятая цифры ОГРН ({found}) — код другого региона, а в строке — {}.",
            name(*region)
        ))
        .advise(
            "Проверьте ОГРН и код региона: вместо кода ОКАТО могли вписать автомобильный. У филиалов расхождение бывает законным; тогда напишите об этом в «Пояснении».",
        ),
        PosWarning::OktmoPadded { padded } => Words::new(format!("В ОКТМО потерян первый ноль; прочитано как {padded}."))
            .advise_value(format!("Задайте ячейке текстовый формат и впишите {padded}."), padded.to_string()),
        PosWarning::OktmoHeading { oktmo } => {
            Words::new(format!("ОКТМО {oktmo} — заголовок раздела справочника, а не муниципальное образование."))
                .advise("Впишите ОКТМО своего муниципального образования.")
        }
        PosWarning::OktmoWholeCity { oktmo } => Words::new(format!(
            "ОКТМО {oktmo} — код города целиком. Инструкция не говорит, какой код нужен: города или муниципального округа внутри него. Принимаются оба."
        )),
        PosWarning::OktmoOfOtherDistrict { oktmo, district } => Words::new(format!(
            "ОКТМО {oktmo} — код другого муниципалитета: в строках с тем же муниципальным образованием ({} из {}) он начинается с {}.",
            district.agree,
            district.of,
            &district.oktmo.to_string()[..5]
        ))
        .advise("Проверьте, что из двух верно: ОКТМО или муниципальное образование. Если оба, напишите об этом в «Пояснении»."),
        PosWarning::UnusualOpaid { opaid } => Words::new(format!("Номер ЛКО {opaid}: обычно в нём от 3 до 6 цифр."))
            .advise(format!("Сверьте номер с личным кабинетом в ПОС. Если он верен, напишите в «Пояснении»: номер {opaid} верный.")),
        PosWarning::RegionOfSheet { region, home } => {
            let by = match home {
                HomeBy::Rows { .. } => "по другим строкам листа",
                HomeBy::Title => "из заголовка листа",
                HomeBy::File => "из имени файла",
            };
            Words::new(format!("Регион в строке не указан и взят {by}: {}.", name(*region)))
        }
        PosWarning::LevelByName { level } => {
            Words::new(format!("Уровень в таблице не указан и взят по названию: {}.", level_title(*level)))
        }
        PosWarning::ParentOpaid { opaid } => Words::new(format!(
            "Своего номера ЛКО нет: взята форма сообщений вышестоящего органа (номер {opaid})."
        )),
    }
}

fn level_title(level: Level) -> &'static str {
    match level {
        Level::Region => "региональный орган (РОИВ)",
        Level::Municipality => "орган местного самоуправления (ОМСУ)",
        Level::Subordinate => "подведомственная организация",
    }
}

pub(super) fn wrong(fault: &PosLinkFault, item: PosItem) -> String {
    match (fault, item) {
        (PosLinkFault::OtherSite, _) => "это не ссылка на ПОС (pos.gosuslugi.ru).".into(),
        (PosLinkFault::OtherPage { .. }, _) => "это другая страница ПОС, а не форма из инструкции.".into(),
        (PosLinkFault::WrongItem, PosItem::Messages) => "это ссылка на опросы, а здесь нужна форма сообщений.".into(),
        (PosLinkFault::WrongItem, PosItem::Polls) => "это форма сообщений, а здесь нужна ссылка на опросы.".into(),
        (PosLinkFault::PlaceholderLeft { key }, _) => format!("после «{key}=» остался образец из инструкции."),
        (PosLinkFault::Malformed(fault), _) => malformed::words(fault),
        (PosLinkFault::WrongForm { found: PollsForm::Region }, _) => {
            "это ссылка для регионального органа (reg_code, vk1), а здесь нужна муниципальная (mun_code, vk2).".into()
        }
        (PosLinkFault::WrongForm { found: PollsForm::Municipality }, _) => {
            "это муниципальная ссылка (mun_code, vk2), а здесь нужна ссылка для регионального органа (reg_code, vk1).".into()
        }
        (PosLinkFault::WrongSource { found: Some(found), expected }, _) => {
            format!("в ссылке utm_source={found}, а нужно utm_source={expected}.")
        }
        (PosLinkFault::WrongSource { found: None, expected }, _) => format!("нет части «utm_source={expected}»."),
        (PosLinkFault::Contradiction { code, medium }, _) => {
            format!("код {code} и utm_medium={medium} относятся к разным регионам.")
        }
        (PosLinkFault::WrongCode { parameter, found, expected }, _) => {
            let what = match parameter {
                Parameter::Opaid => "номер ЛКО",
                Parameter::Region => "код региона",
                Parameter::Oktmo => "ОКТМО",
                Parameter::Ogrn => "ОГРН",
            };
            match expected {
                _ if found.ends_with('.') => "в конце лишняя точка.".to_owned(),
                Some(expected) => format!("{what} в ссылке — {found}, а в строке — {expected}."),
                None => format!("{what} в ссылке ({found}) неверен."),
            }
        }
        (PosLinkFault::NotCanonical(difference), _) => match difference {
            Difference::ParentLink => "это полная ссылка вышестоящего органа; инструкция это допускает.".into(),
            Difference::DistrictCode => "вместо поселения указан его район, как в примере инструкции.".into(),
            Difference::OpaidSpelling | Difference::Form => "ссылка работает, но записана не так, как в инструкции.".into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plate_code_is_called_one() {
        let region = |name: &str| Region::all().find(|region| region.name() == name).unwrap();
        let message = |by_code: &str| {
            let by_name = region("Калужская область");
            value(&PosFault::RegionMismatch { by_name, by_code: region(by_code), by_codes: false }, Reader::Keeper).message
        };
        // 40 is the plate code of Калуга and the code of Санкт-Петербург for ПОС.
        assert!(message("г. Санкт-Петербург").contains("автомобильный"));
        assert!(!message("Ульяновская область").contains("автомобильный"));
    }
}
