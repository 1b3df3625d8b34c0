//! The state status of a page and the information that it must show [S004].

use super::{Find, RowRule, STATUS_SLIDES, quoted};
use crate::diagnostic::{Code, Problem, Severity};
use crate::domain::text::{fold, fold_starts_with_any, folds_to_any, is_nothing_word};
use crate::entry::{Context, Entry};
use crate::table::column::ColumnRole;

pub(super) static RULES: &[RowRule] = &[
    RowRule {
        code: Code {
            name: "state-not-confirmed",
            severity: Severity::Warning,
            title: "Государственный статус не подтверждён",
            citation: STATUS_SLIDES[0],
        },
        find: Find::InRow(not_confirmed),
    },
    RowRule {
        code: Code {
            name: "state-verified-instead",
            severity: Severity::Warning,
            title: "Верификация — это не государственный статус",
            citation: STATUS_SLIDES[4],
        },
        find: Find::InRow(verified_instead),
    },
    RowRule {
        code: Code {
            name: "state-information-missing",
            severity: Severity::Warning,
            title: "Не хватает обязательных сведений",
            citation: STATUS_SLIDES[2],
        },
        find: Find::InRow(information_missing),
    },
];

/// How a cell says that the label is not there.
fn says_no(text: &str) -> bool {
    is_nothing_word(text)
        || folds_to_any(text, &["0", "нет", "ложь", "false", "отказ"])
        || fold_starts_with_any(text, &["не ", "нет,", "нет ", "на проверке", "отклонен"])
}

fn not_confirmed(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if !entry.record.has(ColumnRole::StateStatus) || !entry.has_page() {
        return None;
    }
    let cell = entry.record.get(ColumnRole::StateStatus);
    if !says_no(&cell.text) {
        return None;
    }
    let message = if cell.is_blank() {
        "Не отмечено, подтверждён ли государственный статус страницы.".to_owned()
    } else {
        format!("В столбце государственного статуса — {}.", quoted(&cell.text))
    };
    let advice = if fold(&cell.text).starts_with("на проверке") {
        "Проверка занимает до 24 часов. Если метки не появились и после этого, напишите в поддержку: vk.com/support?act=new&from=gu&id=19973"
    } else {
        "Подтвердите страницу через Госуслуги; администратор страницы должен быть руководителем или администратором организации на Госуслугах. Проверка занимает до 24 часов."
    };
    Some(Problem::at(cell.at, message).suggest(advice))
}

fn verified_instead(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if !entry.record.has(ColumnRole::StateStatus) {
        return None;
    }
    let cell = entry.record.get(ColumnRole::StateStatus);
    let folded = fold(&cell.text);
    let only_verified = ["верифи", "синяя галочка", "галочка"].iter().any(|word| folded.contains(word))
        && !folded.contains("госуслуг")
        && !folded.contains("госорганизац");
    (only_verified && !says_no(&cell.text)).then(|| {
        Problem::at(
            cell.at,
            format!(
                "В столбце государственного статуса — {}. Верификацию даёт сам ВКонтакте, государственного статуса она не заменяет.",
                quoted(&cell.text)
            ),
        )
        .suggest(
            "Проверьте, есть ли на странице метки «Госорганизация» и «Подтверждено через Госуслуги», и впишите «да» или «нет».",
        )
    })
}

/// The information of the law, with the names of the slides. The name of the organisation is a column that every roster has.
const OBLIGATORY: [(ColumnRole, &str); 6] = [
    (ColumnRole::Organisation, "наименование"),
    (ColumnRole::PostalAddress, "почтовый адрес"),
    (ColumnRole::Email, "электронная почта"),
    (ColumnRole::Phone, "телефон"),
    (ColumnRole::Site, "сайт"),
    (ColumnRole::Activity, "информация о деятельности организации"),
];

fn information_missing(entry: &Entry<'_>, _: &Context<'_>) -> Option<Problem> {
    if !entry.has_page() {
        return None;
    }
    let mut lacking =
        OBLIGATORY.iter().filter(|(role, _)| entry.record.has(*role) && entry.record.says_nothing(*role)).peekable();
    let &&(first, _) = lacking.peek()?;
    let names: Vec<&str> = lacking.map(|&(_, name)| name).collect();
    Some(
        Problem::at(
            entry.record.get(first).at,
            format!("На странице должны быть указаны: {}. В таблице этих сведений нет.", names.join(", ")),
        )
        .suggest("Добавьте эти сведения на страницу и в таблицу."),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, texts};

    fn status(text: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Музей; ВК = club5; Госметка = {text}"))
    }

    #[test]
    fn a_page_has_the_state_label_or_is_told_to_get_it() {
        for text in ["да", "Подтверждён", "Госорганизация, верифицирована"] {
            assert_eq!(status(text), [""; 0], "{text}");
        }
        for text in ["", "нет", "нет метки", "не подтверждена", "не верифицирована", "на проверке"]
        {
            assert_eq!(status(text), ["state-not-confirmed"], "{text}");
        }
        assert_eq!(status("верификация ВК"), ["state-verified-instead"]);
    }

    #[test]
    fn whoever_waits_is_not_told_to_begin() {
        let advice = texts("Организация = Музей; ВК = club5; Госметка = на проверке").1;
        assert!(advice.starts_with("Проверка занимает до 24 часов"), "{advice}");
    }

    #[test]
    fn missing_information_is_listed_in_one_finding() {
        let (message, _) = texts("Организация = Музей; ВК = club5; Телефон =; Сайт = нет; Почтовый адрес = есть");
        assert_eq!(message, "На странице должны быть указаны: телефон, сайт. В таблице этих сведений нет.");
    }
}
