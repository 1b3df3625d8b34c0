//! «Инструкция»: how to go about it, what was found here, and everything that is checked, by the same table of rules.

use super::{Handout, Survey, cell};
use crate::diagnostic::{Code, Severity};
use crate::handback::{FIX_SHEET, GUIDE_SHEET, PLACE_SHEET};
use crate::report::finding_mark;
use crate::report::steps::{self, Step};
use crate::report::summary::CodeCount;
use crate::rules;
use crate::table::edit::{Content, Look, NewCell, NewSheet};
use crate::table::form::FormSheet;
use crate::table::sheet::Column;

/// What stands in the sheet's first cell, by which it is known again and never read as a table.
pub(crate) const TITLE: &str = "Инструкция";
/// Finding, severity, letter, count, first cell, advice.
const WIDTHS: [f64; 6] = [46.0, 13.0, 56.0, 10.0, 10.0, 70.0];

/// The sheet.
pub(super) fn build(handout: &Handout<'_>, survey: &Survey) -> FormSheet<'static> {
    let mut rows = vec![vec![cell(TITLE, Look::Title)], Vec::new()];
    rows.push(vec![cell("Что делать", Look::Heading)]);
    rows.extend(what_to_do(handout.name).into_iter().map(|step| vec![cell(step, Look::Plain)]));
    if handout.rosters.run.has_pages() {
        let on_page =
            "Что сказано словами «На странице…», исправьте на самой странице: в таблице для этого менять ничего не нужно.";
        rows.push(vec![cell(on_page, Look::Plain)]);
    }
    rows.push(Vec::new());
    let found: Vec<&CodeCount> =
        [Severity::Error, Severity::Warning].into_iter().flat_map(|severity| survey.summary.codes_of(severity)).collect();
    rows.push(vec![cell("Что найдено в этом файле", Look::Heading)]);
    if found.is_empty() {
        rows.push(vec![cell("Замечаний нет.", Look::Plain)]);
    } else {
        let header = ["Замечание", "Важность", "Основание", "Сколько", "Первая ячейка", "Что сделать (в первой из строк)"];
        rows.push(header.map(|text| cell(text, Look::Heading)).to_vec());
        rows.extend(found.iter().map(|count| found_row(count, survey)));
    }
    rows.push(Vec::new());
    rows.push(vec![cell("До и после размещения", Look::Heading)]);
    rows.push(["О чём", "Когда", "Основание", "", "", "Что сделать"].map(|text| cell(text, Look::Heading)).to_vec());
    let line =
        |step: &Step| [step.about.title(), step.when.title(), step.letter, "", "", step.text].map(|text| cell(text, Look::Plain));
    rows.extend(steps::by_need(&survey.summary).into_iter().map(|step| line(step).to_vec()));
    rows.push(Vec::new());
    rows.push(vec![cell("Что ещё проверяет программа", Look::Heading)]);
    let header = ["Замечание", "Важность", "Основание"];
    rows.push(header.map(|text| cell(text, Look::Heading)).to_vec());
    let others = rules::codes().filter(|code| !found.iter().any(|count| count.code.name == code.name));
    let settings = handout.rosters.run.settings();
    let others = others.map(|code| (code, settings.severity(code))).filter(|(_, severity)| severity.is_problem());
    rows.extend(others.map(|(code, severity)| other_row(code, severity)));
    let sheet = NewSheet { name: GUIDE_SHEET.to_owned(), widths: WIDTHS.to_vec(), rows, frozen_rows: 1, filter: None };
    FormSheet { reach: Column::new(WIDTHS.len() - 1), framed: true, footer: handout.name.to_owned(), ..sheet.into() }
}

fn what_to_do(name: &str) -> Vec<String> {
    [
        format!("Откройте лист «{FIX_SHEET}»: в нём строки реестра, которые относятся к вам ({name})."),
        "Красная ячейка — ошибка: её нужно исправить. Жёлтая — проверьте и, если нужно, исправьте. Голубую можно заполнить вместо соседней или \
         вместе с ней. Остальные ячейки закрыты."
            .to_owned(),
        "Что не так и что сделать, написано в той же строке справа. Верную ссылку, если она известна, скопируйте оттуда же.".to_owned(),
        "Если жёлтое замечание не подходит, ничего не исправляйте, а напишите причину в столбце «Пояснение»: о виде организации, общей странице \
         или повторе замечание будет снято. Красное и то, чего не хватает, пояснением не снимается, как и прочерк или «уточняется»."
            .to_owned(),
        "Лишнюю строку не удаляйте, а напишите в «Пояснении», что она лишняя. Организацию, которой нет в списке, впишите в пустые строки под таблицей."
            .to_owned(),
        "Чтобы увидеть только строки с ошибками, отберите их кнопкой в заголовке столбца «Статус».".to_owned(),
        "Номера вписывайте целиком, как в документе: ячейки сохранят все цифры и нули.".to_owned(),
        format!("На листе «{PLACE_SHEET}» — готовые ссылки, названия и обложки для каждой страницы: скопируйте их на страницу."),
        "Сохраните файл в том же виде (.xlsx) и отправьте обратно тому, кто его прислал. Имя файла менять можно, скрытые столбцы и листы не \
         удаляйте: по ним ваши исправления вернутся в реестр."
            .to_owned(),
    ]
    .into_iter()
    .zip(1..)
    .map(|(step, number)| format!("{number}. {step}"))
    .collect()
}

fn found_row(count: &CodeCount, survey: &Survey) -> Vec<NewCell> {
    let first = count.findings.first().map_or(Content::Blank, |finding| Content::CellLink {
        text: finding.cell.to_string(),
        sheet: FIX_SHEET.to_owned(),
        cell: finding.cell,
    });
    vec![
        cell(count.code.title, Look::Plain),
        severity_cell(count.severity, count.code),
        cell(letter(count.code), Look::Plain),
        NewCell { content: Content::Number(count.count as f64), look: Look::Plain },
        NewCell { content: first, look: Look::Plain },
        cell(survey.advice.get(count.code.name).map_or("", String::as_str), Look::Plain),
    ]
}

fn other_row(code: &Code, severity: Severity) -> Vec<NewCell> {
    vec![cell(code.title, Look::Plain), severity_cell(severity, code), cell(letter(code), Look::Plain)]
}

fn severity_cell(severity: Severity, code: &Code) -> NewCell {
    finding_mark(severity, code).map_or_else(|| cell("", Look::Plain), |(word, mark)| cell(word, Look::Marked(mark)))
}

fn letter(code: &Code) -> &'static str {
    if code.citation.is_empty() { "согласованность реестра" } else { code.citation }
}
