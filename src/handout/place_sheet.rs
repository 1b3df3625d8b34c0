//! «Что разместить»: what each page must carry, to be copied from here.

use super::fix_sheet::{FIRST_ROW, ShownRow, is_placed};
use super::{Handout, Survey};
use crate::entry::{Aspect, Entry, Placed, Sight};
use crate::handback::{FIX_SHEET, PLACE_SHEET};
use crate::pipeline::Verdict;
use crate::report::card::{self, LOGO_AT, MenuItem, POS_COVERS_AT};
use crate::report::ministry::capitalised;
use crate::report::placed;
use crate::rules::Fact;
use crate::settings::Settings;
use crate::table::edit::{Content, Look, Mark};
use crate::table::form::{FormCell, FormRows, FormSheet};
use crate::table::sheet::{Area, CellRef, Column};
use std::borrow::Cow;

/// What stands in the sheet's first cell, by which it is known again and never read as a table.
pub(crate) const TITLE: &str = "Что разместить на страницах";
/// The columns, each with its width.
const COLUMNS: [(&str, f64); 7] = [
    ("Организация", 38.0),
    ("Страница ВКонтакте", 28.0),
    ("Место в меню", 9.0),
    ("Название пункта", 19.0),
    ("Обложка", 22.0),
    ON_PAGE,
    ("Ссылка", 112.0),
];
/// How the item is on the page by now; only where a snapshot was given.
const ON_PAGE: (&str, f64) = ("На странице", 22.0);
/// What else belongs on a page besides the items of its menu.
const OFF_MENU: [Aspect; 4] = [Aspect::Button, Aspect::AppLinks, Aspect::State, Aspect::Information];

/// The columns of a handout's sheet.
fn columns(handout: &Handout<'_>) -> Vec<(&'static str, f64)> {
    COLUMNS.into_iter().filter(|&column| column != ON_PAGE || handout.rosters.run.has_pages()).collect()
}

/// The widths of its columns.
pub(super) fn widths(handout: &Handout<'_>) -> Vec<f64> {
    columns(handout).into_iter().map(|(_, width)| width).collect()
}

/// The row of the first menu item.
pub(super) fn first_row() -> u32 {
    head("", &[]).len() as u32 + 1
}

/// The sheet, but for the lines of the pages.
pub(super) fn build<'s>(handout: &'s Handout<'_>, survey: &Survey) -> FormSheet<'s> {
    let columns = columns(handout);
    let header_row = first_row() - 1;
    let last_column = Column::new(columns.len() - 1).unwrap_or_default();
    let area = Area {
        first: CellRef::new(header_row, Column::FIRST),
        last: CellRef::new(header_row + survey.items as u32, last_column),
    };
    let rows: FormRows<'s> = Box::new(head(handout.name, &columns).into_iter());
    FormSheet {
        repeated_rows: Some(header_row..=header_row),
        filter: (survey.items > 0).then_some(area),
        reach: Some(last_column),
        framed: true,
        footer: handout.name.to_owned(),
        ..FormSheet::new(PLACE_SHEET, widths(handout), rows)
    }
}

/// What is the same on every page, and the header of the table below.
fn head(name: &str, columns: &[(&str, f64)]) -> Vec<Vec<FormCell>> {
    let alone = |text: &str, look| vec![FormCell::text(text, look)];
    let field = |field: &str, value: &str| {
        let content = if value.starts_with("https://") { link(value) } else { Content::Text(value.to_owned()) };
        vec![FormCell::text(field, Look::Plain), FormCell { content, ..FormCell::blank() }]
    };
    let mut rows = vec![alone(&format!("{TITLE}: {name}"), Look::Title)];
    rows.push(alone(
        "Пункты меню ставьте в указанном порядке: первым слева — «Сообщить о проблеме», вторым — «Высказать мнение», за ними — пункт «Госуслуг». \
         Все действия на странице выполняет её владелец или администратор.",
        Look::Plain,
    ));
    rows.push(alone("На каждой странице: кнопка действия (Управление → Настройки → Кнопка действия)", Look::Heading));
    rows.extend(card::button_fields().into_iter().map(|(name, value)| field(name, value)));
    rows.push(alone("На каждой странице: раздел «Ссылки» (Добавить ссылку)", Look::Heading));
    rows.extend(card::section_links().map(|(link, name)| field(name, link)));
    rows.push(alone("Обложки пунктов меню", Look::Heading));
    rows.push(field("Обложки пунктов «Решаем вместе»", POS_COVERS_AT));
    rows.push(field("Логотип для пункта «Госуслуг»", LOGO_AT));
    rows.push(alone("Меню каждой страницы", Look::Heading));
    rows.push(columns.iter().map(|&(text, _)| FormCell::text(text, Look::Heading)).collect());
    rows
}

/// The menu items of a row's page, the row being at an index of the handout.
pub(super) fn lines(handout: &Handout<'_>, row: &ShownRow<'_>, index: usize) -> Vec<Vec<FormCell>> {
    let entry = &row.verdict.entry;
    if !is_placed(entry) {
        return Vec::new();
    }
    let organisation = entry.record.organisation();
    let page = page(entry);
    let settings = handout.rosters.run.settings();
    let line = |item: MenuItem<'_>| {
        let text = |text: &str| FormCell::text(text, Look::Plain);
        let (content, look) = match item.link {
            Some(address) => (link(address.trim()), Look::Plain),
            None => (missing(entry, &item, index), Look::Marked(Mark::Warning)),
        };
        let before = [
            text(&organisation),
            FormCell { content: page.clone(), ..FormCell::blank() },
            text(&item.place.to_string()),
            text(item.title),
            text(item.cover.unwrap_or("логотип «Госуслуг»")),
        ];
        let on_page = entry.placed.as_ref().map(|placed| seen(placed, item.aspect()));
        before.into_iter().chain(on_page).chain([FormCell { content, look, ..FormCell::blank() }]).collect()
    };
    let off_menu = to_mend(entry).map(|(placed, aspect)| {
        let text = |text: &str| FormCell::text(text, Look::Plain);
        let advice = row.verdict.findings.iter().zip(&row.said).filter_map(|(found, said)| match &found.fact {
            Fact::Placed(fact) if fact.fault.is_of(aspect) => said.words.advice.as_ref(),
            _ => None,
        });
        let advice: Vec<&str> = advice.map(|advice| advice.text.as_str()).collect();
        let page = FormCell { content: page.clone(), ..FormCell::blank() };
        let title = capitalised(placed::aspect_title(aspect));
        vec![text(&organisation), page, text(""), text(&title), text(""), seen(placed, aspect), text(&advice.join("\n"))]
    });
    card::menu(&row.verdict, settings).into_iter().map(line).chain(off_menu).collect()
}

/// How many lines a row has.
pub(super) fn count(verdict: &Verdict<'_>, settings: &Settings) -> usize {
    match is_placed(&verdict.entry) {
        true => card::menu(verdict, settings).len() + to_mend(&verdict.entry).count(),
        false => 0,
    }
}

/// What is to be mended on the page besides its menu.
fn to_mend<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = (&'e Placed, Aspect)> {
    let faulty = |placed: &Placed, aspect| matches!(placed.sight(aspect), Sight::Wrong | Sight::Missing);
    entry
        .placed
        .iter()
        .flat_map(|placed| OFF_MENU.map(|aspect| (placed, aspect)))
        .filter(move |&(placed, aspect)| faulty(placed, aspect))
}

fn link(address: &str) -> Content {
    Content::Link { text: address.to_owned(), target: address.to_owned() }
}

/// How a thing is on the page by now.
fn seen(placed: &Placed, aspect: Aspect) -> FormCell {
    let (text, mark) = placed::thing(placed, aspect);
    FormCell::text(text, mark.map_or(Look::Plain, Look::Marked))
}

/// The page, by its number where that is known from anything but the link, which is what is to be checked.
fn page(entry: &Entry<'_>) -> Content {
    match entry.group.id.filter(|_| entry.group.is_known()) {
        Some(id) => link(&format!("https://vk.com/club{id}")),
        None => {
            let cell = &entry.address.cell;
            let text = cell.link_text().map_or_else(|| cell.text.clone(), Cow::Borrowed);
            Content::Text(text.trim().to_owned())
        }
    }
}

/// What stands in the place of a link that cannot be made yet.
fn missing(entry: &Entry<'_>, item: &MenuItem<'_>, index: usize) -> Content {
    let form = entry.pos.forms().into_iter().nth(item.place - 1);
    if form.is_some_and(|form| form.outcome().is_none()) {
        return Content::Text("в реестре нет столбцов для этой ссылки: номера ЛКО ПОС, ОГРН и ОКТМО".to_owned());
    }
    let cell = CellRef::new(FIRST_ROW + index as u32, Column::FIRST);
    let text = format!("ссылки пока нет: смотрите строку {} листа «{FIX_SHEET}»", cell.row);
    Content::CellLink { text, sheet: FIX_SHEET.to_owned(), cell }
}
