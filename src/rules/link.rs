//! What is wrong with an existing link to the mini-app: the verdicts of the domain reference, 2.5.

use super::{Find, LETTER_CHECK, LETTER_LINKS, RowRule, kind_title, quoted};
use crate::diagnostic::{Code, Problem, Severity};
use crate::entry::{Context, Entry, Outcome};
use crate::link::miniapp::MiniappFault;
use crate::record::TextCell;

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: Code {
            name: "link-wrong-app",
            severity: Severity::Error,
            title: "Ссылка не на мини-приложение «Госуслуги»",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(wrong_app),
    },
    RowRule {
        code: Code {
            name: "link-placeholder-left",
            severity: Severity::Error,
            title: "В ссылке остался образец вместо номера",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(placeholder_left),
    },
    RowRule {
        code: Code {
            name: "link-malformed", severity: Severity::Error, title: "Ссылка испорчена", citation: LETTER_LINKS
        },
        find: Find::InRow(malformed),
    },
    RowRule {
        code: Code {
            name: "link-wrong-module",
            severity: Severity::Error,
            title: "Ссылка на другой раздел",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(wrong_module),
    },
    RowRule {
        code: Code {
            name: "link-wrong-group",
            severity: Severity::Error,
            title: "Ссылка открывает чужую организацию",
            citation: LETTER_CHECK,
        },
        find: Find::InRow(wrong_group),
    },
    RowRule {
        code: Code {
            name: "link-missing-step",
            severity: Severity::Error,
            title: "В ссылке нет части step=ChoosingKid",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(missing_step),
    },
    RowRule {
        code: Code {
            name: "link-not-canonical",
            severity: Severity::Info,
            title: "Ссылка верна, но записана не по образцу",
            citation: LETTER_LINKS,
        },
        find: Find::InRow(not_canonical),
    },
    RowRule {
        code: Code {
            name: "link-formula", severity: Severity::Warning, title: "В ячейке ссылки формула", citation: ""
        },
        find: Find::InRow(formula),
    },
    RowRule {
        code: Code {
            name: "link-merged",
            severity: Severity::Warning,
            title: "Ячейка ссылки объединена с другими",
            citation: "",
        },
        find: Find::InRow(merged),
    },
];

/// Whether a row needs to be looked at: its link is faulty, or stands in a cell that gospub does not write to.
pub(super) fn may_find(entry: &Entry<'_>) -> bool {
    entry.miniapp.fault.is_some()
        || entry.link.cell.is_formula
        || entry.link.cell.merged.is_some()
        || entry.pos.forms().into_iter().any(|form| form.cell.merged.is_some())
}

/// A finding about the existing link, with the right one as advice.
fn problem(entry: &Entry<'_>, what: &str) -> Problem {
    let existing = entry.link.existing().unwrap_or_default();
    let problem = Problem::at(entry.link.cell.at, format!("{}: {what}", quoted(existing)));
    match (&entry.miniapp.right, &entry.miniapp.outcome) {
        (Some(right), Outcome::Replaced { .. }) => {
            problem.suggest_value(format!("Ссылка заменена на {} — проверьте её на телефоне.", right.text), &right.text)
        }
        (Some(right), Outcome::Kept) => problem.suggest_value(format!("По образцу: {}", right.text), &right.text),
        (Some(right), _) => problem.suggest_value(format!("Нужна ссылка {}", right.text), &right.text),
        (None, Outcome::Kept) => problem,
        (None, _) => problem.suggest(match (entry.kind.kind.filter(|_| !entry.kind.conflict), entry.group.id) {
            (None, None) => "Верной ссылки не построить, пока не известны вид организации и номер сообщества.",
            (None, Some(_)) => "Верной ссылки не построить, пока не известен вид организации.",
            (Some(_), _) => "Верной ссылки не построить, пока не известен номер сообщества.",
        }),
    }
}

fn wrong_app(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::WrongApp) = entry.miniapp.fault else { return None };
    let holds_id = entry.link.reading.as_ref().is_some_and(|reading| reading.group().is_some());
    let what = if holds_id {
        "здесь номер или адрес страницы, а нужна ссылка на мини-приложение."
    } else {
        "это не ссылка на мини-приложение «Госуслуги» (vk.com/app8181405)."
    };
    Some(problem(entry, what))
}

fn placeholder_left(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::PlaceholderLeft) = entry.miniapp.fault else { return None };
    Some(problem(entry, "вместо номера сообщества остался образец из письма."))
}

fn malformed(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::Malformed(what)) = &entry.miniapp.fault else { return None };
    Some(problem(entry, &super::malformed::words(what)))
}

fn wrong_module(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::WrongModule { found }) = &entry.miniapp.fault else { return None };
    let wanted = entry.kind.kind?;
    let found = match found.as_deref() {
        None => "общий раздел «Госуслуги»".to_owned(),
        Some("health") => "раздел «Здоровье»".to_owned(),
        Some("education") => "раздел «Образование»".to_owned(),
        Some("auto") => "раздел «Авто»".to_owned(),
        Some(other) => format!("неизвестный раздел «{other}»"),
    };
    let why = match &entry.kind.by_name {
        Some(by_name) if entry.kind.source == Some(crate::entry::KindSource::Name) => format!(" (по слову «{}»)", by_name.word),
        _ => String::new(),
    };
    Some(problem(entry, &format!("это {found}, а здесь {}{why}.", kind_title(wanted))))
}

fn wrong_group(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::WrongGroup { found }) = &entry.miniapp.fault else { return None };
    let wanted = entry.group.id?;
    let page = entry.group.evidence.first()?.at;
    let what =
        format!("ссылка ведёт в сообщество {found}, а в ячейке {page} — сообщество {wanted}. Откроется форма чужой организации.");
    let problem = problem(entry, &what);
    Some(match &entry.miniapp.right {
        Some(right) if entry.miniapp.outcome == Outcome::Unresolved => problem.suggest_value(
            format!("Проверьте, верна ли страница в ячейке {page}. Если верна, нужна ссылка {}", right.text),
            &right.text,
        ),
        _ => problem,
    })
}

fn missing_step(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::MissingStep) = entry.miniapp.fault else { return None };
    Some(problem(entry, "нет части «step=ChoosingKid», с которой начинается запись в кружок."))
}

fn not_canonical(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    let Some(MiniappFault::NotCanonical) = entry.miniapp.fault.as_ref().filter(|_| !entry.group.conflicts()) else { return None };
    Some(problem(entry, "ссылка работает, но записана не так, как в письме."))
}

fn formula(entry: &Entry<'_>, context: &Context<'_>) -> Option<Problem> {
    let right = entry.miniapp.right.as_ref()?;
    // What is wrong with a result that is there is said by the other rules; here, why the cell is not written to.
    let writes = entry.link.existing().is_none() || context.settings.fix;
    if !entry.link.cell.is_formula || entry.miniapp.outcome != Outcome::Unresolved || !writes {
        return None;
    }
    let message = "Верной ссылки в ячейке нет, но в ней формула, а формулы программа не меняет.";
    Some(Problem::at(entry.link.cell.at, message).suggest_value(format!("Впишите вместо формулы {}", right.text), &right.text))
}

/// A link in a merged cell would be shown for other organisations as well.
fn merged(entry: &Entry<'_>, context: &Context<'_>) -> Option<Problem> {
    let right = entry.miniapp.right.as_ref().map(|right| right.text.as_str());
    let forms = entry.pos.forms().into_iter().filter_map(|form| Some((&form.cell, form.outcome.as_ref()?)));
    let links = std::iter::once((&entry.link.cell, &entry.miniapp.outcome, right))
        .chain(forms.map(|(cell, outcome)| (cell, &outcome.outcome, outcome.right.as_deref().ok())));
    let not_written = |cell: &TextCell<'_>, outcome: &Outcome| {
        *outcome == Outcome::Unresolved && (cell.says_nothing() || context.settings.fix) && !cell.is_formula
    };
    let (cell, area, right) = links
        .filter(|(cell, outcome, _)| not_written(cell, outcome))
        .find_map(|(cell, _, right)| Some((cell, cell.merged?, right?)))?;
    let message = format!("Ячейка ссылки объединена с другими ({area}): то, что в ней стоит, видно и в соседних строках.");
    Some(Problem::at(cell.at, message).suggest_value(format!("Снимите объединение ячеек {area} и впишите {right}"), right))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes};
    use crate::domain::OrgKind;

    const APP: &str = "https://vk.com/app8181405";

    /// The codes of a school, its page and this in the column of the link.
    fn school(page: &str, link: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Школа; ВК = {page}; Мини-приложение = {link}"))
    }

    #[test]
    fn each_verdict_of_the_letter_has_its_code() {
        for (link, code) in [
            ("https://www.gosuslugi.ru/".to_owned(), "link-wrong-app"),
            (format!("{APP}#module=education&step=ChoosingKid&groupId=ID"), "link-placeholder-left"),
            (format!("{APP}?module=education&step=ChoosingKid&groupId=5"), "link-malformed"),
            (format!("{APP}#module=health&groupId=5"), "link-wrong-module"),
            (format!("{APP}#module=education&step=ChoosingKid&groupId=6"), "link-wrong-group"),
            (format!("{APP}#module=education&groupId=5"), "link-missing-step"),
            (format!("{APP}#groupId=5&module=education&step=ChoosingKid"), "link-not-canonical"),
        ] {
            assert_eq!(school("club5", &link), [code], "{link}");
        }
        assert_eq!(school("club5", &format!("{APP}#module=education&step=ChoosingKid&groupId=5")), [""; 0]);
    }

    #[test]
    fn a_bare_number_in_column_e_is_no_link() {
        assert_eq!(school("club5", "5"), ["link-wrong-app"]);
    }

    #[test]
    fn a_link_is_judged_by_the_community_that_a_table_knows_by_its_name() {
        let row = format!(
            "Организация = Школа; ВК = vk.com/shkola_5; Мини-приложение = {APP}#module=education&step=ChoosingKid&groupId=6"
        );
        let case = Case::of(&[&row]).with_table(OrgKind::Education, &["ВК = vk.com/shkola_5; ID сообщества = 5"]);
        assert_eq!(case.codes(), ["link-wrong-group"]);
    }

    #[test]
    fn what_is_missing_for_the_right_link_is_named() {
        let advice = |row: &str| {
            let findings = Case::of(&[row]).findings();
            let left = findings.into_iter().find(|finding| finding.code.name == "link-placeholder-left")?;
            left.problem.suggestion.map(|advice| advice.text)
        };
        let link = format!("Мини-приложение = {APP}#module=education&step=ChoosingKid&groupId=ID");
        let of_school = advice(&format!("Организация = Школа; {link}"));
        assert_eq!(of_school.as_deref(), Some("Верной ссылки не построить, пока не известен номер сообщества."));
        let of_nobody = advice(&format!("ВК = club5; {link}"));
        assert_eq!(of_nobody.as_deref(), Some("Верной ссылки не построить, пока не известен вид организации."));
    }

    #[test]
    fn a_link_that_works_asks_for_nothing() {
        let row =
            format!("Организация = Школа; ВК = vk.com/id1; Мини-приложение = {APP}#groupId=5&module=education&step=ChoosingKid");
        let findings = Case::of(&[&row]).findings();
        let works = findings.iter().find(|finding| finding.code.name == "link-not-canonical").expect("the link is read");
        assert_eq!(works.problem.suggestion, None);
    }
}
