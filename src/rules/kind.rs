//! What is wrong with the kind of the organisation.

use super::{Find, LETTER_LINKS, RowRule, kind_title, quoted};
use crate::classify::{self, Flag};
use crate::diagnostic::{Code, Problem, Severity};
use crate::domain::OrgKind;
use crate::entry::{Context, Entry, KindSource};
use crate::table::column::ColumnRole;

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: Code {
            name: "kind-unknown",
            severity: Severity::Warning,
            title: "Вид организации не определён",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(unknown),
    },
    RowRule {
        code: Code {
            name: "kind-column-unknown",
            severity: Severity::Warning,
            title: "Непонятное значение в столбце сферы",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(column_unknown),
    },
    RowRule {
        code: Code {
            name: "kind-conflict",
            severity: Severity::Error,
            title: "Вид организации противоречит таблице министерства",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(conflict),
    },
    RowRule {
        code: Code {
            name: "kind-doubtful",
            severity: Severity::Warning,
            title: "Вид не похож на название",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(doubtful),
    },
    RowRule {
        code: Code {
            name: "kind-no-clinic",
            severity: Severity::Warning,
            title: "В медицинской таблице не лечебная организация",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(no_clinic),
    },
    RowRule {
        code: Code {
            name: "kind-uncertain",
            severity: Severity::Warning,
            title: "Вид определён неуверенно",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(uncertain),
    },
    RowRule {
        code: Code {
            name: "kind-authority",
            severity: Severity::Info,
            title: "Орган управления отраслью",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(authority),
    },
];

/// The cell that the kind rests on: its column, else the name.
fn cell(entry: &Entry<'_>) -> crate::table::sheet::CellRef {
    entry.record.get(ColumnRole::Organisation).at
}

fn unknown(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if entry.kind.kind.is_some() || !entry.is_of_pages() || entry.column_is_unknown() || entry.lawful_reason().is_some() {
        return None;
    }
    let name = entry.record.organisation();
    let message = if name.is_empty() {
        "Нет названия, по которому можно определить вид организации; ссылка не построена.".to_owned()
    } else {
        format!("По названию {} не понять, какой раздел «Госуслуг» нужен странице.", quoted(&name))
    };
    let column = entry.record.get(ColumnRole::Kind);
    Some(if column.has_column {
        Problem::at(column.at, message).suggest(WORDS)
    } else {
        Problem::at(cell(entry), message).suggest(
            "Добавьте столбец «Сфера» (здравоохранение, образование, авто, иное) или укажите вид для всего файла параметром -k.",
        )
    })
}

fn column_unknown(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if !entry.column_is_unknown() {
        return None;
    }
    let cell = entry.record.get(ColumnRole::Kind);
    let taken = match (entry.kind.kind, entry.kind.source) {
        (Some(kind), Some(KindSource::Name)) => format!(" Вид взят по названию: {}.", kind_title(kind)),
        (Some(kind), _) => format!(" Принято: {}.", kind_title(kind)),
        (None, _) => " Ссылка не построена.".to_owned(),
    };
    let message = format!("Значение {} в столбце сферы непонятно.{taken}", quoted(&cell.text));
    Some(Problem::at(cell.at, message).suggest(WORDS))
}

const WORDS: &str = "Впишите в столбец сферы «здравоохранение», «образование», «авто» или «иное».";

fn conflict(entry: &Entry<'_>, context: &Context<'_>) -> Option<Problem> {
    if !entry.kind.conflict {
        return None;
    }
    let by_name = entry.kind.by_name.as_ref()?;
    let ready = entry.ready.first()?;
    let message = format!(
        "Сообщество стоит в таблице «{}» ({}) как {}, а по слову «{}» в названии это {}. Ссылки по такой строке не построить.",
        context.reference.file(ready.table),
        ready.cell,
        kind_title(ready.kind),
        by_name.word,
        kind_title(by_name.kind),
    );
    Some(
        Problem::at(cell(entry), message)
            .suggest("Проверьте, этой ли организации принадлежит страница. Если этой, укажите вид в столбце «Сфера»."),
    )
}

fn doubtful(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let kind = entry.kind.kind?;
    let source = match entry.kind.source? {
        KindSource::Option => "По параметру -k",
        KindSource::Column => "По столбцу сферы",
        KindSource::Reference if entry.kind.conflict || kind == OrgKind::Health => return None,
        KindSource::Reference => "По таблице",
        KindSource::Link | KindSource::Name => return None,
    };
    if !entry.kind.name_disagrees() {
        return None;
    }
    let by_name = entry.kind.by_name.as_ref()?;
    let message =
        format!("{source} это {}, а по слову «{}» в названии — {}.", kind_title(kind), by_name.word, kind_title(by_name.kind));
    Some(Problem::at(cell(entry), message).suggest("Проверьте вид. Если он верен, напишите об этом в «Пояснении»."))
}

fn no_clinic(entry: &Entry<'_>, context: &Context<'_>) -> Option<Problem> {
    let by_table = entry.kind.kind == Some(OrgKind::Health) && entry.kind.source == Some(KindSource::Reference);
    if !by_table {
        return None;
    }
    let name = entry.record.organisation();
    // The letter itself gives the health section to the body that governs health.
    let governs = entry.kind.by_name.as_ref().is_some_and(|by_name| by_name.flags.contains(&Flag::HealthAuthority));
    if entry.kind.conflict || governs || name.is_empty() || classify::is_clinic(&name, &context.settings.words) {
        return None;
    }
    let message = format!(
        "Сообщество стоит в медицинской таблице, но по названию {} не похоже, что туда записываются к врачу.",
        quoted(&name)
    );
    Some(Problem::at(cell(entry), message).suggest(
        "Проверьте, нужен ли странице пункт «Запись к врачу». Если нужен, напишите об этом в «Пояснении», если нет — укажите вид в столбце «Сфера».",
    ))
}

fn uncertain(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if entry.kind.source != Some(KindSource::Name) || entry.lawful_reason().is_some() {
        return None;
    }
    let by_name = entry.kind.by_name.as_ref()?;
    let why = by_name.flags.iter().find_map(|flag| why_uncertain(*flag))?;
    let message = format!("По слову «{}» принято: {}. {why}", by_name.word, kind_title(by_name.kind));
    Some(
        Problem::at(cell(entry), message).suggest(
            "Проверьте вид. Если он верен, напишите об этом в «Пояснении», если нет — укажите верный в столбце «Сфера».",
        ),
    )
}

/// Why a person should look at a kind that the name gave; authorities have a note of their own.
fn why_uncertain(flag: Flag) -> Option<&'static str> {
    Some(match flag {
        Flag::HealthAuthority | Flag::EducationAuthority => return None,
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
    })
}

fn authority(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let by_name = entry.kind.by_name.as_ref().filter(|_| entry.kind.source == Some(KindSource::Name))?;
    let section = by_name.flags.iter().find_map(|flag| match flag {
        Flag::HealthAuthority => Some("«Здоровье»"),
        Flag::EducationAuthority => Some("«Образование»"),
        _ => None,
    })?;
    let message = format!(
        "Это орган управления отраслью: по письму на его странице размещается раздел {section}, а не общий раздел «Госуслуги»."
    );
    Some(Problem::at(cell(entry), message))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes, texts};
    use crate::domain::OrgKind;

    #[test]
    fn a_name_that_says_nothing_gives_no_kind() {
        assert_eq!(codes("Организация = МБУ «Радуга»; ВК = club5"), ["kind-unknown"]);
        assert_eq!(codes("Организация = МБУ «Радуга»; ВК = club5; Сфера = культура"), [""; 0]);
        // A table of codes for ПОС asks for no section.
        assert_eq!(codes("Организация = МБУ «Радуга»; ОГРН = 1027301172106"), [""; 0]);
    }

    #[test]
    fn an_unknown_word_in_the_column_is_told_with_what_was_taken() {
        let (message, _) = texts("Организация = Школа; ВК = club5; Сфера = бюджетное");
        assert!(message.contains("образовательная организация"), "{message}");
        assert_eq!(codes("Организация = Школа; ВК = club5; Сфера = бюджетное"), ["kind-column-unknown"]);
    }

    #[test]
    fn a_hospital_in_the_table_of_schools_is_a_conflict_that_the_column_settles() {
        let case = |row: &str| Case::of(&[row]).with_table(OrgKind::Education, &["ВК = club5"]).codes();
        assert_eq!(case("Организация = ГБУЗ «Больница»; ВК = club5"), ["kind-conflict"]);
        assert_eq!(case("Организация = ГБУЗ «Больница»; ВК = club5; Сфера = здравоохранение"), [""; 0]);
    }

    #[test]
    fn a_column_against_the_name_is_looked_at() {
        assert_eq!(codes("Организация = Школа; ВК = club5; Сфера = здравоохранение"), ["kind-doubtful"]);
    }

    #[test]
    fn the_kind_of_the_command_line_against_the_name_is_looked_at() {
        let mut case = Case::of(&["Организация = Школа; ВК = club5"]);
        case.settings.kind = Some(OrgKind::Health);
        assert_eq!(case.codes(), ["kind-doubtful"]);
    }

    #[test]
    fn a_warehouse_in_the_table_of_clinics_is_looked_at_and_the_ministry_is_not() {
        let case = |name: &str| Case::of(&[&format!("Организация = {name}; ВК = club5")]).being_table_of(OrgKind::Health).codes();
        assert_eq!(case("ГАУЗ «Аптечный склад»"), ["kind-no-clinic"]);
        assert_eq!(case("Министерство здравоохранения"), [""; 0]);
        assert_eq!(case("ГБУЗ «Больница»"), [""; 0]);
    }

    #[test]
    fn doubts_about_a_name_are_told_with_their_reason() {
        let (message, _) = texts("Организация = ГАПОУ «Медицинский колледж»; ВК = club5");
        assert!(message.contains("Медицинский колледж — образовательная"), "{message}");
    }

    #[test]
    fn the_body_that_governs_a_field_takes_its_section() {
        assert_eq!(codes("Организация = Министерство образования; ВК = club5"), ["kind-authority"]);
    }
}
