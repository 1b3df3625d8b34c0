//! The sheet «Ответ на письмо»: the results of placing the links, as the letters ask for them, with room for signatures [S000].

use super::look::{self, Role, Value};
use super::{REPLY, below_title};
use crate::report::figures::{Counts, LinkSort, Placement};
use crate::report::ministry::{Report, sort_title};
use crate::report::share::Share;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// The rows of the header, from zero: what is placed, then its columns.
const GROUPS: u32 = 4;
const HEADER: u32 = 5;
/// How wide the column of names is, in characters.
const NAME: f64 = 38.0;
const TITLES: [&str; 6] = ["Всего", "Размещено", "Не сверено", "Не размещено", "Нет страницы", "Доля размещённых"];
/// The same where the pages themselves were seen.
const TITLES_SEEN: [&str; 6] = ["Всего", "Размещено", "Не видно", "Не размещено", "Нет страницы", "Доля размещённых"];

/// What is reported on: its title, and where its numbers stand.
struct Thing {
    title: &'static str,
    titles: &'static [&'static str; TITLES.len()],
    of: Box<dyn Fn(&Counts) -> Placement>,
}

pub(super) fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    look::put_title(sheet, REPLY.1, &below_title(report))?;
    let is_seen = report.total().are_pages_seen();
    let text = match is_seen {
        true => "Органы и подведомственные организации: всего, размещено на странице, не видно, не размещено, нет страницы.",
        false => "Органы и подведомственные организации: всего, размещено, не сверено, не размещено, нет страницы.",
    };
    sheet.write_string_with_format(2, 0, text, &look::note())?;
    sheet.set_column_width(0, 6)?.set_column_width(1, NAME)?;
    // What was seen on the pages goes before what the tables record.
    let seen = |sort: LinkSort| sort.aspect().filter(|_| is_seen);
    let sorts = LinkSort::ALL.into_iter().filter(|&sort| seen(sort).is_some() || report.total().link(sort).asked() > 0);
    let thing = |sort: LinkSort| Thing {
        title: sort_title(sort),
        titles: if seen(sort).is_some() { &TITLES_SEEN } else { &TITLES },
        of: match seen(sort) {
            Some(aspect) => Box::new(move |counts| *counts.on_pages(aspect)),
            None => Box::new(move |counts| *counts.link(sort)),
        },
    };
    let things: Vec<Thing> = sorts.map(thing).collect();
    let format = look::header();
    sheet.merge_range(GROUPS, 0, HEADER, 0, "№ п/п", &format)?;
    sheet.merge_range(GROUPS, 1, HEADER, 1, "Муниципальное образование", &format)?;
    sheet.set_row_height(GROUPS, 34)?.set_row_height(HEADER, 34)?;
    for (first, thing) in (2u16..).step_by(TITLES.len()).zip(&things) {
        let last = first + TITLES.len() as u16 - 1;
        sheet.merge_range(GROUPS, first, GROUPS, last, thing.title, &format)?;
        look::put_header(sheet, HEADER, first, thing.titles)?;
        for column in first..=last {
            sheet.set_column_width(column, 13.5)?;
        }
    }
    let lines = report.municipalities();
    for (row, (number, line)) in (HEADER + 1..).zip((1..).zip(&lines)) {
        put_line(sheet, row, Value::Number(number), &line.name, &line.counts, &things, Role::Body)?;
    }
    let total = HEADER + 1 + lines.len() as u32;
    put_line(sheet, total, Value::text(""), "Всего", report.total(), &things, Role::Total)?;
    sheet.set_freeze_panes(HEADER + 1, 2)?;
    sheet.set_repeat_rows(GROUPS, HEADER)?;
    if !lines.is_empty() && !things.is_empty() {
        sheet.autofilter(HEADER, 0, total - 1, 1 + (things.len() * TITLES.len()) as u16)?;
    }
    let says_app = is_seen || report.sorts().iter().any(|sort| matches!(sort, LinkSort::ActionButton | LinkSort::PageLinks));
    put_foot(sheet, total + 2, things.len(), says_app, is_seen)
}

fn put_line(
    sheet: &mut Worksheet,
    row: u32,
    number: Value,
    name: &str,
    counts: &Counts,
    things: &[Thing],
    role: Role,
) -> Result<(), XlsxError> {
    let mut values = vec![number, Value::text(name)];
    for thing in things {
        let of = (thing.of)(counts);
        let without_page = of.absent + of.lawful;
        // Where the address cannot be read nothing was seen either.
        let unread = if std::ptr::eq(thing.titles, &TITLES_SEEN) { of.unclear } else { 0 };
        let unknown = of.unverified + of.not_understood + unread;
        values.extend([
            Value::Number(of.asked()),
            Value::Number(of.right),
            Value::Number(unknown),
            Value::Number(of.asked() - of.right - unknown - without_page),
            Value::Number(without_page),
            // Of the organisations that have a page to place it on or must make one, as in the rest of the report.
            Value::Share(Share::new(of.right, of.due())),
        ]);
    }
    look::fit(sheet, row, name, NAME)?;
    look::put_row(sheet, row, 0, &values, role)
}

/// What the columns count, and who signs.
fn put_foot(sheet: &mut Worksheet, row: u32, things: usize, says_app: bool, is_seen: bool) -> Result<(), XlsxError> {
    let counted = match is_seen {
        true => {
            "Размещено — по снимку страниц: пункт, кнопка или ссылки есть на самой странице и верны. Не видно — адрес не читается, страницы нет в снимке, она закрыта, ВКонтакте об этом не говорит или в строке нет кодов, с которыми сверить форму ПОС. Не размещено — на странице этого нет или размещено неверно. Нет страницы — страница не указана, удалена или не ведётся на законном основании; последние в расчёт доли не входят."
        }
        false => {
            "Размещено — в реестре записана верная ссылка (для кнопки и раздела «Ссылки» — отметка или верный адрес). Не сверено — ссылка записана, но номер страницы неизвестен или страница указана у двух организаций: чью форму ссылка открывает, не проверено. Не размещено — ссылки нет, она неверна, не прочитан адрес страницы или ссылка пока только подготовлена программой. Нет страницы — страница не указана или не ведётся на законном основании; последние в расчёт доли не входят."
        }
    };
    let mut notes = vec![
        counted,
        "Мини-приложение открывается только на мобильных устройствах: показ ссылки на самой странице проверьте с телефона.",
    ];
    if !says_app {
        notes.push(
            "Сведений о ссылках на мобильное приложение «Госуслуги. Решаем вместе» в таблицах нет: для них нужны столбцы «Кнопка действия» и «Раздел «Ссылки»».",
        );
    }
    // The columns of the first thing are there in any case.
    let width = 100.0 + 65.0 * things.saturating_sub(1) as f64;
    let last = 1 + (things.max(1) * TITLES.len()) as u16;
    (row..).zip(&notes).try_for_each(|(row, text)| look::put_paragraph(sheet, row, last, width, text))?;
    let row = row + notes.len() as u32 + 1;
    let signatures = [
        "Руководитель ____________________ / ____________________ /",
        "Исполнитель ____________________   тел. ____________________",
    ];
    for (row, text) in (row..).step_by(2).zip(signatures) {
        sheet.write_string(row, 1, text)?;
    }
    Ok(())
}
