//! What is wrong with the cell that should hold the page's address.

use super::{FAULTS_OF_A_PAGE, Find, LETTER_ID, RowRule, STATUS_SLIDES, quoted};
use crate::diagnostic::{Code, Problem, Severity};
use crate::domain::vk_address::{Address, Fault, Mention, Note, PersonBy, Reading, Repair, Via};
use crate::domain::{GroupId, Oktmo};
use crate::entry::{Context, Entry, ReadCell};
use crate::table::column::ColumnRole;

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: Code {
            name: "address-missing", severity: Severity::Error, title: "Нет адреса страницы", citation: LETTER_ID
        },
        find: Find::InRow(missing),
    },
    RowRule {
        code: Code {
            name: "address-no-page",
            severity: Severity::Warning,
            title: "У организации нет страницы",
            citation: STATUS_SLIDES[5],
        },
        find: Find::InRow(no_page),
    },
    RowRule {
        code: Code {
            name: "address-no-page-lawful",
            severity: Severity::Info,
            title: "Страница не ведётся, основание указано",
            citation: "8-ФЗ в редакции 270-ФЗ от 14.07.2022",
        },
        find: Find::InRow(no_page_lawful),
    },
    RowRule {
        code: Code {
            name: "address-screen-name",
            severity: Severity::Warning,
            title: "Короткое имя страницы: номер по нему не узнать",
            citation: LETTER_ID,
        },
        find: Find::InRow(screen_name),
    },
    RowRule {
        code: Code {
            name: "address-misspelt",
            severity: Severity::Error,
            title: "Похоже на опечатку в адресе",
            citation: LETTER_ID,
        },
        find: Find::InRow(misspelt),
    },
    RowRule {
        code: Code {
            name: "address-person", severity: Severity::Error, title: "Адрес личной страницы", citation: LETTER_ID
        },
        find: Find::InRow(person),
    },
    RowRule {
        code: Code {
            name: "address-person-photo",
            severity: Severity::Error,
            title: "Фотография или запись человека, а не сообщества",
            citation: LETTER_ID,
        },
        find: Find::InRow(person_photo),
    },
    RowRule {
        code: Code {
            name: "address-foreign", severity: Severity::Error, title: "Адрес не ВКонтакте", citation: LETTER_ID
        },
        find: Find::InRow(foreign),
    },
    RowRule {
        code: Code {
            name: "address-ambiguous",
            severity: Severity::Error,
            title: "Несколько страниц в одной ячейке",
            citation: LETTER_ID,
        },
        find: Find::InRow(ambiguous),
    },
    RowRule {
        code: Code {
            name: "address-hyperlink-differs",
            severity: Severity::Error,
            title: "Видимый адрес и гиперссылка ведут на разные страницы",
            citation: LETTER_ID,
        },
        find: Find::InRow(hyperlink_differs),
    },
    RowRule {
        code: Code {
            name: "address-placeholder",
            severity: Severity::Error,
            title: "Образец вместо адреса",
            citation: LETTER_ID,
        },
        find: Find::InRow(placeholder),
    },
    RowRule {
        code: Code {
            name: "address-service-page",
            severity: Severity::Error,
            title: "Служебная страница ВКонтакте",
            citation: LETTER_ID,
        },
        find: Find::InRow(service_page),
    },
    RowRule {
        code: Code {
            name: "address-without-address",
            severity: Severity::Error,
            title: "Сказано, что страница есть, но адреса нет",
            citation: LETTER_ID,
        },
        find: Find::InRow(page_without_address),
    },
    RowRule {
        code: Code {
            name: "address-formula-error",
            severity: Severity::Error,
            title: "Ошибка формулы вместо адреса",
            citation: "",
        },
        find: Find::InRow(formula_error),
    },
    RowRule {
        code: Code {
            name: "address-lost-digits",
            severity: Severity::Error,
            title: "Цифры номера потеряны",
            citation: LETTER_ID,
        },
        find: Find::InRow(lost_digits),
    },
    RowRule {
        code: Code {
            name: "address-wrong-number",
            severity: Severity::Error,
            title: "Такого номера у сообщества быть не может",
            citation: LETTER_ID,
        },
        find: Find::InRow(wrong_number),
    },
    RowRule {
        code: Code {
            name: "address-unclear-number",
            severity: Severity::Error,
            title: "Номер сообщества записан неясно",
            citation: LETTER_ID,
        },
        find: Find::InRow(unclear_number),
    },
    RowRule {
        code: Code {
            name: "address-may-be-oktmo", severity: Severity::Warning, title: "Число похоже на ОКТМО", citation: ""
        },
        find: Find::InRow(may_be_oktmo),
    },
    RowRule {
        code: Code {
            name: "address-email",
            severity: Severity::Error,
            title: "Электронная почта вместо страницы",
            citation: LETTER_ID,
        },
        find: Find::InRow(email),
    },
    RowRule {
        code: Code {
            name: "address-broken", severity: Severity::Error, title: "Адрес ВКонтакте с ошибкой", citation: LETTER_ID
        },
        find: Find::InRow(broken),
    },
    RowRule {
        code: Code {
            name: "address-unreadable", severity: Severity::Error, title: "Адрес не прочитан", citation: LETTER_ID
        },
        find: Find::InRow(unreadable),
    },
    RowRule {
        code: Code {
            name: "address-repaired",
            severity: Severity::Warning,
            title: "Адрес прочитан с исправлением",
            citation: "",
        },
        find: Find::InRow(repaired),
    },
    RowRule {
        code: Code {
            name: "address-by-opened-item",
            severity: Severity::Info,
            title: "Номер взят из открытой фотографии или записи",
            citation: LETTER_ID,
        },
        find: Find::InRow(by_opened_item),
    },
    RowRule {
        code: Code {
            name: "address-reposted-item",
            severity: Severity::Info,
            title: "Открыта чужая запись",
            citation: LETTER_ID,
        },
        find: Find::InRow(reposted_item),
    },
];

/// Whether a row needs to be looked at: a cell names no community, or names it in a way that is worth a word.
pub(super) fn may_find(entry: &Entry<'_>) -> bool {
    let says_more = |reading: &Reading| {
        !matches!(reading.address, Address::Group(_) | Address::Empty)
            || reading.via == Some(Via::Overlay)
            || reading.hint.is_some()
            || !reading.repairs.is_empty()
            || !reading.notes.is_empty()
    };
    entry.group.evidence.is_empty() || cells(entry).into_iter().any(|read| says_more(&read.reading))
}

/// How a page's number is found, for whoever has only a name [S001].
const HOW_TO_FIND_ID: &str =
    "Откройте любую фотографию этой страницы и вставьте сюда её адрес: в нём есть номер сообщества (photo-…)";

/// The cells in which a page may be named, the address first.
fn cells<'e, 't>(entry: &'e Entry<'t>) -> [&'e ReadCell<'t>; 2] {
    [&entry.address, &entry.id]
}

/// The first cell that cannot be read, with the fault.
fn fault<'e, 't>(entry: &'e Entry<'t>, wanted: impl Fn(&Fault) -> bool) -> Option<(&'e ReadCell<'t>, &'e Fault)> {
    cells(entry).into_iter().find_map(|read| match &read.reading.address {
        Address::Unreadable(fault) if wanted(fault) => Some((read, fault)),
        _ => None,
    })
}

fn missing(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let said = entry.address.cell.is_blank() && entry.id.cell.is_blank() && entry.group.evidence.is_empty();
    // Where there is no column for the page, a damaged link is the finding: it says itself that its number is not known.
    let has_column = entry.address.cell.has_column || entry.id.cell.has_column;
    if !said || !entry.needs_page() || (!has_column && entry.link.existing().is_some()) {
        return None;
    }
    let at = if entry.address.cell.has_column { entry.address.cell.at } else { entry.id.cell.at };
    let ground = if entry.record.has(ColumnRole::NoPage) { entry.record.get(ColumnRole::NoPage).at } else { at };
    let advice = format!("Впишите адрес страницы ВКонтакте. Если страница не ведётся, укажите основание в ячейке {ground}.");
    Some(Problem::at(at, "В строке нет ни адреса страницы, ни номера сообщества.").suggest(advice))
}

fn no_page(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let cell = &entry.address.cell;
    if entry.lawful_reason().is_some()
        || cell.is_blank()
        || entry.address.reading.address != Address::Empty
        || !entry.group.evidence.is_empty()
    {
        return None;
    }
    let message = format!("В ячейке {}: страницы нет, и разместить ссылки негде.", quoted(&cell.text));
    Some(Problem::at(cell.at, message).suggest(
        "Создайте публичную страницу (порядок: vk.com/faq18025) или укажите, на каком основании официальная страница не ведётся.",
    ))
}

fn no_page_lawful(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (at, reason) = entry.lawful_reason()?;
    Some(Problem::at(at, format!("Страница не ведётся: {}. Ссылки не нужны.", quoted(reason))))
}

fn screen_name(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if !entry.group.evidence.is_empty() || !entry.needs_page() {
        return None;
    }
    let (read, name) = cells(entry).into_iter().find_map(|read| match &read.reading.address {
        Address::ScreenName(name) if read.reading.hint.is_none() => Some((read, name)),
        _ => None,
    })?;
    let message = format!("В адресе vk.com/{name} нет номера сообщества, а без номера ссылку не построить.");
    Some(Problem::at(read.cell.at, message).suggest(format!("{HOW_TO_FIND_ID}.")))
}

fn misspelt(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, hint) = cells(entry).into_iter().find_map(|read| read.reading.hint.as_ref().map(|hint| (read, hint)))?;
    let message = format!("{} похоже на опечатку: скорее всего, имелось в виду {hint}.", quoted(&read.cell.text));
    Some(
        Problem::at(read.cell.at, message)
            .suggest_value(format!("Откройте vk.com/{hint}; если это страница организации, впишите этот адрес."), hint),
    )
}

fn person(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, number, by) = cells(entry).into_iter().find_map(|read| match read.reading.address {
        Address::Person { number, by } if by != PersonBy::Object => Some((read, number, by)),
        _ => None,
    })?;
    let what = if by == PersonBy::Dialog {
        "переписка с человеком"
    } else {
        "личная страница человека"
    };
    let problem = Problem::at(read.cell.at, format!("{} — {what}, а нужна страница сообщества.", quoted(&read.cell.text)));
    // «id123» alone is most often meant as «ID 123»; in VK's own spelling it is a person all the same.
    let may_be_group = !read.cell.text.contains(['/', '.']) && GroupId::new(number).is_some();
    Some(if may_be_group {
        problem.suggest(format!("Если это номер сообщества, впишите club{number}, иначе — адрес сообщества организации."))
    } else {
        problem.suggest("Впишите адрес сообщества организации (vk.com/club… или vk.com/public…).")
    })
}

fn person_photo(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, number) = cells(entry).into_iter().find_map(|read| match read.reading.address {
        Address::Person { number, by: PersonBy::Object } => Some((read, number)),
        _ => None,
    })?;
    let lost_minus = entry.group.evidence.iter().any(|evidence| u64::from(evidence.group.get()) == number);
    let message = format!("{} принадлежит человеку, а не сообществу: перед номером нет минуса.", quoted(&read.cell.text));
    let advice = if lost_minus {
        "Номер тот же, что у сообщества в этой строке: похоже, минус потерян. Откройте фотографию на странице сообщества и вставьте её адрес."
    } else {
        "Откройте фотографию на странице сообщества и вставьте её адрес; в нём должен быть минус: photo-…"
    };
    Some(Problem::at(read.cell.at, message).suggest(advice))
}

fn foreign(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, host) = cells(entry).into_iter().find_map(|read| match &read.reading.address {
        Address::Foreign(host) => Some((read, host)),
        _ => None,
    })?;
    let problem = |message: String| Problem::at(read.cell.at, message);
    // VK's own shortener hides the page that it leads to.
    Some(if host == "vk.cc" {
        problem(format!("{} — сокращённая ссылка: какая за ней страница, не видно.", quoted(&read.cell.text)))
            .suggest("Откройте ссылку и впишите адрес страницы, которая откроется.")
    } else {
        problem(format!("Это адрес на {host}, а нужна страница ВКонтакте."))
            .suggest("Впишите адрес страницы ВКонтакте; адреса на других сайтах держите в отдельном столбце.")
    })
}

fn ambiguous(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, mentions) = ambiguous_cell(entry)?;
    if read.cell.target.is_some() {
        return None;
    }
    let message = format!("В ячейке несколько страниц: {}. Какая из них официальная, неизвестно.", list(mentions));
    Some(Problem::at(read.cell.at, message).suggest("Оставьте в ячейке одну страницу — ту, что принадлежит организации."))
}

fn hyperlink_differs(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, mentions) = ambiguous_cell(entry)?;
    let target = read.cell.target.as_deref()?;
    let message = format!(
        "В ячейке видно {}, а гиперссылка ведёт на {}. Это разные страницы: {}.",
        quoted(&read.cell.text),
        quoted(target),
        list(mentions)
    );
    Some(
        Problem::at(read.cell.at, message)
            .suggest("Проверьте, какая страница принадлежит организации, и вставьте её адрес заново."),
    )
}

fn ambiguous_cell<'e, 't>(entry: &'e Entry<'t>) -> Option<(&'e ReadCell<'t>, &'e [Mention])> {
    cells(entry).into_iter().find_map(|read| match &read.reading.address {
        Address::Ambiguous(mentions) => Some((read, mentions.as_slice())),
        _ => None,
    })
}

fn list(mentions: &[Mention]) -> String {
    let names: Vec<String> = mentions
        .iter()
        .map(|mention| match mention {
            Mention::Group(id) => format!("club{id}"),
            Mention::ScreenName(name) => name.to_string(),
        })
        .collect();
    names.join(", ")
}

fn placeholder(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::Placeholder)?;
    let message =
        format!("{} — образец из инструкции: вместо номера в нём остались буквы или прочерки.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Впишите адрес страницы организации."))
}

fn service_page(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::ServicePage)?;
    let message = format!("{} — служебная страница ВКонтакте, а не страница организации.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Откройте страницу организации и скопируйте её адрес."))
}

fn page_without_address(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::PageWithoutAddress)?;
    let message = format!("В ячейке {}: страница, видимо, есть, но её адрес не указан.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Впишите адрес страницы."))
}

fn formula_error(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::SpreadsheetError)?;
    let message = format!("В ячейке ошибка {}: формула не сработала.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Исправьте формулу или впишите адрес страницы вместо неё."))
}

fn lost_digits(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::LostDigits)?;
    let message = format!("{}: таблица округлила номер, последние цифры потеряны.", quoted(&read.cell.text));
    Some(
        Problem::at(read.cell.at, message)
            .suggest("Задайте ячейке текстовый формат и впишите номер заново, все цифры, или вставьте адрес страницы."),
    )
}

fn wrong_number(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let wanted = |fault: &Fault| {
        matches!(fault, Fault::NumberOutOfRange | Fault::LooksLikeInn | Fault::LooksLikePhone | Fault::LooksLikeOgrn)
    };
    let (read, fault) = fault(entry, wanted)?;
    let what = match fault {
        Fault::LooksLikeInn => "цифр 10, похоже на ИНН",
        Fault::LooksLikePhone => "похоже на телефон",
        Fault::LooksLikeOgrn => "похоже на ОГРН",
        _ => "он от 1 до 999 999 999",
    };
    let message = format!("{} — не номер сообщества: {what}.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Впишите адрес страницы или номер сообщества."))
}

fn unclear_number(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, fault) = fault(entry, |fault| matches!(fault, Fault::UnclearNumber | Fault::BadGroupInLink))?;
    let what = match fault {
        Fault::BadGroupInLink => "номер в ссылке (groupId) повторяется или записан не цифрами",
        _ => "неясно, где кончается номер и все ли его цифры на месте",
    };
    Some(
        Problem::at(read.cell.at, format!("{}: {what}.", quoted(&read.cell.text)))
            .suggest("Откройте страницу организации и скопируйте адрес заново."),
    )
}

fn may_be_oktmo(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    // In a column of ids such numbers are at home; among addresses one may have slipped over from a column of codes.
    let read = &entry.address;
    let oktmo: Oktmo = if read.reading.notes.contains(&Note::MayBeOktmo) { read.cell.text.parse().ok()? } else { return None };
    let message = format!("Число {oktmo} прочитано как номер сообщества, но может быть и ОКТМО ({}).", oktmo.region());
    Some(
        Problem::at(read.cell.at, message)
            .suggest(format!("Откройте vk.com/club{oktmo} и убедитесь, что это страница организации.")),
    )
}

fn email(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::Email)?;
    let message = format!("{} — адрес электронной почты, а нужна страница ВКонтакте.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Впишите адрес страницы организации."))
}

fn broken(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, fault) = fault(entry, |fault| FAULTS_OF_A_PAGE.contains(fault))?;
    let is_cut = read.cell.text.ends_with(['…', '.']);
    let what = match fault {
        Fault::BadName if is_cut => "адрес обрывается",
        Fault::BadName => "в имени страницы бывают только латинские буквы, цифры, точка и подчёркивание",
        _ => "после vk.com/ нет ни имени, ни номера страницы",
    };
    let message = format!("{}: {what}.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Откройте страницу организации и скопируйте адрес заново."))
}

fn unreadable(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let (read, _) = fault(entry, |fault| *fault == Fault::NotAnAddress)?;
    let message = format!("{} не похоже на адрес страницы ВКонтакте.", quoted(&read.cell.text));
    Some(Problem::at(read.cell.at, message).suggest("Впишите адрес, который начинается с https://vk.com/, или номер сообщества."))
}

fn repaired(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let read = cells(entry).into_iter().find(|read| !read.reading.repairs.is_empty())?;
    let what: Vec<&str> = read
        .reading
        .repairs
        .iter()
        .map(|repair| match repair {
            Repair::LookAlikes => "русские буквы заменены похожими латинскими",
            Repair::CommaForDot => "запятая заменена точкой",
            Repair::InnerBlanks => "убраны пробелы внутри адреса",
            Repair::KeyboardLayout => "набрано в русской раскладке клавиатуры",
        })
        .collect();
    let page = match &read.reading.address {
        Address::Group(id) => format!("club{id}"),
        Address::ScreenName(name) => name.to_string(),
        _ => return None,
    };
    let message = format!("{} прочитано как vk.com/{page}: {}.", quoted(&read.cell.text), what.join(", "));
    let right = format!("https://vk.com/{page}");
    Some(
        Problem::at(read.cell.at, message)
            .suggest_value(format!("Откройте {right}; если это страница организации, впишите этот адрес."), right),
    )
}

fn by_opened_item(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let read = cells(entry).into_iter().find(|read| read.reading.via == Some(Via::Overlay))?;
    let id = read.reading.group()?;
    Some(Problem::at(read.cell.at, format!("Номер сообщества {id} взят из открытой на странице фотографии, записи или видео.")))
}

fn reposted_item(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let read = cells(entry).into_iter().find(|read| read.reading.notes.contains(&Note::OverlayOfAnother))?;
    let id = read.reading.group()?;
    Some(Problem::at(
        read.cell.at,
        format!("На странице была открыта запись другого владельца; номер сообщества {id} взят из адреса самой страницы."),
    ))
}

#[cfg(test)]
mod tests;
