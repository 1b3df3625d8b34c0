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
use crate::table::column::ColumnRole;
use crate::table::edit::{Look, Mark};
use crate::table::form::{FormCell, FormContent, FormRows, FormSheet};
use crate::table::sheet::{Area, CellRef, Column};

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
pub(super) fn build(handout: &Handout<'_>, survey: &Survey) -> FormSheet<'static> {
    let columns = columns(handout);
    let header_row = first_row() - 1;
    let last_column = Column::new(columns.len() - 1).unwrap_or_default();
    let area = Area {
        first: CellRef::new(header_row, Column::FIRST),
        last: CellRef::new(header_row + survey.items as u32, last_column),
    };
    let rows: FormRows<'static> = Box::new(head(handout.name, &columns).into_iter());
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
fn head(name: &str, columns: &[(&'static str, f64)]) -> Vec<Vec<FormCell<'static>>> {
    let alone = |text, look| vec![FormCell::text(text, look)];
    let field = |field: &'static str, value: &'static str| {
        let content = if value.starts_with("https://") { FormContent::address(value) } else { FormContent::Text(value.into()) };
        vec![FormCell::text(field, Look::Plain), FormCell::new(content, Look::Plain)]
    };
    let mut rows = vec![vec![FormCell::text(format!("{TITLE}: {name}"), Look::Title)]];
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

/// Gives the menu items of a row's page, the row being at an index of the handout, line by line.
pub(super) fn lines<E>(
    handout: &Handout<'_>,
    row: &ShownRow<'_>,
    index: usize,
    mut take: impl FnMut(&[FormCell<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let entry = &row.verdict.entry;
    if !is_placed(entry) {
        return Ok(());
    }
    let organisation = entry.record.organisation();
    let page = page(entry);
    let settings = handout.rosters.run.settings();
    let begin = || [FormCell::text(&*organisation, Look::Plain), FormCell::new(page.lent(), Look::Plain)];
    for item in card::menu(&row.verdict, settings) {
        let place = item.place.to_string();
        let mut line = Vec::with_capacity(COLUMNS.len());
        line.extend(begin());
        let cover = item.cover.unwrap_or("логотип «Госуслуг»");
        line.extend([place.as_str(), item.title, cover].map(|text| FormCell::text(text, Look::Plain)));
        line.extend(entry.placed.as_ref().map(|placed| seen(placed, item.aspect())));
        line.push(match item.link {
            Some(address) => FormCell::new(FormContent::address(address.trim()), Look::Plain),
            None => FormCell::new(missing(entry, &item, index), Look::Marked(Mark::Warning)),
        });
        take(&line)?;
    }
    for (placed, aspect) in to_mend(entry) {
        let advice = row.verdict.findings.iter().zip(&row.said).filter_map(|(found, said)| match &found.fact {
            Fact::Placed(fact) if fact.fault.is_of(aspect) => said.words.advice.as_ref(),
            _ => None,
        });
        let advice: Vec<&str> = advice.map(|advice| advice.text.as_str()).collect();
        let text = |text| FormCell::text(text, Look::Plain);
        let title = capitalised(placed::aspect_title(aspect));
        let [name, page] = begin();
        take(&[name, page, text(""), text(&title), text(""), seen(placed, aspect), text(&advice.join("\n"))])?;
    }
    Ok(())
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

/// How a thing is on the page by now.
fn seen(placed: &Placed, aspect: Aspect) -> FormCell<'static> {
    let (text, mark) = placed::thing(placed, aspect);
    FormCell::text(text, mark.map_or(Look::Plain, Look::Marked))
}

/// The page, by its number where that is known from anything but the link, which is what is to be checked.
fn page<'e>(entry: &'e Entry<'_>) -> FormContent<'e> {
    match entry.group.id.filter(|_| entry.group.is_known()) {
        Some(id) => FormContent::address(format!("https://vk.com/club{id}")),
        None => {
            let cell = &entry.address.cell;
            FormContent::Text(cell.link_text().unwrap_or(&cell.text).trim().into())
        }
    }
}

/// What stands in the place of a link that cannot be made yet.
fn missing(entry: &Entry<'_>, item: &MenuItem<'_>, index: usize) -> FormContent<'static> {
    let form = entry.pos.forms().into_iter().nth(item.place - 1);
    if form.is_some_and(|form| form.outcome().is_none()) {
        let (codes, link) = match item.place {
            1 => ([ColumnRole::Opaid, ColumnRole::Ogrn], ColumnRole::PosMessages),
            _ => ([ColumnRole::Ogrn, ColumnRole::Oktmo], ColumnRole::PosPolls),
        };
        let lacking: Vec<&str> = codes.into_iter().filter(|&role| !entry.record.has(role)).map(ColumnRole::title).collect();
        let text = match &lacking[..] {
            [] => format!("ссылки пока нет: в реестре нет столбца «{}»", link.title()),
            lacking => format!("ссылки пока нет: в реестре нет столбцов, из которых она строится: {}", lacking.join(", ")),
        };
        return FormContent::Text(text.into());
    }
    let cell = CellRef::new(FIRST_ROW + index as u32, Column::FIRST);
    let text = format!("ссылки пока нет: смотрите строку {} листа «{FIX_SHEET}»", cell.row);
    FormContent::CellLink { text: text.into(), sheet: FIX_SHEET.into(), cell }
}
