//! The report as a table of text, for whoever wants just the figures.

use super::Report;
use crate::diagnostic::Severity;
use crate::entry::Aspect;
use crate::pipeline::Status;
use crate::report::changes::register::line_of;
use crate::report::figures::{Counts, Line, LinkSort};
use crate::report::placed::aspect_title;
use crate::report::share::Share;
use crate::report::{grouped, status_word};

/// The lines of the report.
pub fn lines(report: &Report) -> Vec<String> {
    let mut lines = head(report);
    lines.push(String::new());
    lines.extend(table("Муниципальное образование", &report.municipalities(), report));
    lines.push(String::new());
    let kinds: Vec<Line> = report.kinds().into_iter().map(|(_, line)| line).collect();
    lines.extend(table("Вид организации", &kinds, report));
    let problems = report.problems();
    if !problems.is_empty() {
        lines.push(String::new());
        lines.push("Проблемы".into());
        lines.extend(problems.into_iter().map(|problem| {
            let severity = if problem.severity == Severity::Error { "ошибка" } else { "проверьте" };
            let count = grouped(problem.count as usize);
            format!("{count:>8}  {} ({severity}) [{}]", problem.code.title, problem.code.name)
        }));
    }
    if let Some(answers) = line_of(&report.answers) {
        lines.push(String::new());
        lines.push(answers);
    }
    if let Some(earlier) = &report.since {
        let (then, now) = (&earlier.total, report.total());
        let change = |name: &str, was: Share, is: Share| format!("  {name}: было {}, стало {}", was.text(), is.text());
        lines.extend([String::new(), format!("С {} по {}", earlier.date.by_day(), report.date.by_day())]);
        match report.snapshot_change() {
            Some(text) => lines.push(format!("  {text}")),
            None => lines.extend([
                change("готовых ссылок", then.ready(), now.ready()),
                change("верных ссылок", then.placed(), now.placed()),
                change("строк без ошибок", then.without_errors(), now.without_errors()),
            ]),
        }
        for aspect in Aspect::ALL.into_iter().filter(|_| then.are_pages_seen() && now.are_pages_seen()) {
            let name = format!("на страницах, {}", aspect_title(aspect));
            lines.push(change(&name, then.seen_right(aspect), now.seen_right(aspect)));
        }
    }
    lines
}

/// The key figures, also shown where a workbook is written.
pub fn head(report: &Report) -> Vec<String> {
    let total = report.total();
    let mut lines = vec![format!("Отчёт на {}: {}", report.date.by_day(), report.extent())];
    let mut say = |name: &str, what: String| lines.push(format!("  {:<25} {what}", format!("{name}:")));
    let shares = [
        ("страница указана", total.with_page(), String::new()),
        ("номер страницы известен", total.with_id(), String::new()),
        ("ссылка готова", total.ready(), format!(", {}", report.distance(total))),
        ("из них уже верна", total.placed(), String::new()),
        ("ПОС, сообщения", total.ready_of(LinkSort::PosMessages), String::new()),
        ("ПОС, опросы", total.ready_of(LinkSort::PosPolls), String::new()),
        ("виджеты ПОС", total.ready_of(LinkSort::Widgets), String::new()),
        ("кнопка приложения", total.ready_of(LinkSort::ActionButton), String::new()),
        ("раздел «Ссылки»", total.ready_of(LinkSort::PageLinks), String::new()),
        ("канал MAX", total.ready_of(LinkSort::Max), String::new()),
        ("госстатус подтверждён", total.with_state(), String::new()),
    ];
    for (name, share, more) in shares.into_iter().filter(|(_, share, _)| share.whole > 0) {
        say(name, format!("{}{more}", share.with_numbers()));
    }
    for aspect in Aspect::ALL.into_iter().filter(|_| total.are_pages_seen()) {
        let seen = total.on_pages(aspect);
        let parts = [("верно", seen.right), ("неверно", seen.wrong), ("нет", seen.missing), ("не видно", seen.unverified)];
        let parts = parts.map(|(word, count)| format!("{word} {}", grouped(count as usize))).join(", ");
        say("на страницах", format!("{} — {parts}", aspect_title(aspect)));
    }
    let statuses = Status::ALL.map(|status| (status_word(status).to_lowercase(), total.with(status) as usize));
    say("строки", statuses.map(|(word, count)| format!("{word} {}", grouped(count))).join(", "));
    report.failed.iter().for_each(|(file, _)| say("не вошёл в отчёт", file.clone()));
    lines.extend(report.notes.iter().map(|note| format!("  {note}")));
    lines
}

/// Figures by line, with the total at the end.
fn table(first: &str, lines: &[Line], report: &Report) -> Vec<String> {
    let header = [
        first,
        "Организаций",
        "Страниц",
        "Номеров",
        "Верно",
        "Заполнено",
        "Не сверено",
        "Не хватает",
        "Неверно",
        "Без страницы",
        "Готово",
        "До порога",
    ];
    let row = |name: &str, counts: &Counts| {
        let links = counts.miniapp();
        let numbers = [
            counts.organisations,
            counts.pages.named,
            counts.ids,
            links.right,
            links.filled,
            links.unverified,
            links.missing,
            links.wrong,
            links.unclear + links.absent,
        ];
        let texts = [counts.ready().text(), report.distance(counts)];
        std::iter::once(name.to_owned())
            .chain(numbers.map(|number| grouped(number as usize)))
            .chain(texts)
            .collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> = std::iter::once(header.map(str::to_owned).to_vec())
        .chain(lines.iter().map(|line| row(&line.name, &line.counts)))
        .chain([row("Всего", report.total())])
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let last = header.len() - 1;
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ if column == last => cell.clone(),
                _ => format!("{cell:>width$}"),
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}
