//! Columns by what their cells hold, where the headers say nothing.

use super::choice::{Choice, columns_between, header_is};
use super::{Doubt, Layout, LayoutError, LayoutNote, Why};
use crate::table::column::ColumnRole;
use crate::table::evidence::{Cells, is_miniapp, is_page};
use crate::table::headers::{is_of_another_matter, is_of_another_page, is_of_renewed};
use crate::table::sheet::Column;

impl Layout {
    /// Addresses and links to the mini-app are known by themselves, whatever stands over them.
    pub(super) fn assign_pages_by_content(&mut self, choice: &mut Choice<'_>) {
        // Links that stand under another header are the links, and what stands under theirs is something else.
        if let Some(column) = self.column(ColumnRole::Link).filter(|_| self.why(ColumnRole::Link) == Some(Why::Header))
            && choice.sample.of(column).miniapps == 0
            && choice.sample.fullest(is_miniapp, |found| found.miniapps, |other| self.columns.is_free(other)).is_some()
        {
            self.columns.clear(ColumnRole::Link);
        }
        let free = |layout: &Self, column: Column| layout.columns.is_free(column);
        if self.column(ColumnRole::Link).is_none()
            && let Some(column) = choice.sample.fullest(is_miniapp, |found| found.miniapps, |_| true)
            && free(self, column)
        {
            self.set_by_content(ColumnRole::Link, column);
        }
        if self.column(ColumnRole::Address).is_none() {
            let is_another = |column: &Column| header_is(&choice.texts, *column, is_of_another_page);
            let own = |column: Column| free(self, column) && !is_another(&column);
            // What was published is nobody's page for certain, and pages of people are taken, and faulted, only where there are no others.
            let communities =
                choice.sample.fullest(is_page, |cells| if cells.are_posts() { 0 } else { cells.communities() }, own);
            let column = communities
                .or_else(|| choice.sample.fullest(is_page, |cells| if cells.are_posts() { 0 } else { cells.pages() }, own));
            if let Some(column) = column {
                self.set_by_content(ColumnRole::Address, column);
            } else if let Some((role, column)) = self.pages_under_another_role(choice) {
                self.columns.clear(role);
                self.set_by_content(ColumnRole::Address, column);
            } else if let Some(column) = choice.sample.fullest(is_page, Cells::pages, |column| free(self, column)) {
                self.refuse(choice.refused(ColumnRole::Address, column, Doubt::AnotherPage));
            }
        }
    }

    /// Where no other column has pages: the one of «Сайт», «Контакты» and the like that holds nothing else.
    fn pages_under_another_role(&self, choice: &mut Choice<'_>) -> Option<(ColumnRole, Column)> {
        const OF_CONTACTS: [ColumnRole; 5] =
            [ColumnRole::Site, ColumnRole::Email, ColumnRole::Phone, ColumnRole::PostalAddress, ColumnRole::Max];
        let by_header = |role: &ColumnRole| self.column(*role).filter(|_| self.why(*role) == Some(Why::Header));
        let mut columns = OF_CONTACTS.iter().filter_map(|role| Some((*role, by_header(role)?)));
        columns.find(|&(_, column)| choice.sample.of(column).are_mostly_pages())
    }

    /// Names often carry the hyperlinks to the pages: then one column has both roles.
    pub(super) fn let_names_carry_pages(&mut self, choice: &mut Choice<'_>) {
        let [names, pages] = [ColumnRole::Organisation, ColumnRole::Address].map(|role| self.column(role));
        let role = match (names, pages) {
            (Some(_), None) => ColumnRole::Address,
            (None, Some(_)) => ColumnRole::Organisation,
            _ => return,
        };
        if let Some(column) = names.or(pages).filter(|&column| choice.sample.of(column).are_names_with_pages()) {
            self.set_by_content(role, column);
        }
    }

    /// A second column of pages must not contradict the first, whether its header speaks of addresses («Ссылка ВК») or not («Стало»).
    pub(super) fn assign_further_pages(&mut self, choice: &mut Choice<'_>) -> Result<(), LayoutError> {
        let Some(taken) = self.column(ColumnRole::Address).filter(|_| self.why(ColumnRole::Address) != Some(Why::Named)) else {
            return Ok(());
        };
        let is_claimed =
            |column: Column| choice.claims.iter().any(|claim| claim.column == column && claim.role == ColumnRole::Address);
        // «Примечание: старая группа vk.com/club1».
        let is_another = |column: Column| {
            header_is(&choice.texts, column, is_of_another_page)
                || !is_claimed(column) && header_is(&choice.texts, column, is_of_another_matter)
        };
        let columns = choice.sample.columns().into_iter().filter(|&column| self.columns.is_free(column));
        let is_renewed = |column: Column| header_is(&choice.texts, column, is_of_renewed);
        let columns: Vec<(Column, [bool; 2])> = columns
            .filter(|&column| !is_another(column))
            .map(|column| (column, [is_claimed(column), is_renewed(column)]))
            .collect();
        let further = columns.into_iter().find_map(|(column, [is_claimed, is_renewed])| {
            let cells = choice.sample.of(column);
            // «Актуальная ссылка»: «удалена» alone says much.
            let says_something = is_claimed && is_renewed && cells.filled + cells.denials > 0;
            let has_pages = (is_claimed || is_renewed) && cells.pages() > 0 || cells.are_mostly_pages();
            (!cells.are_posts() && (has_pages || says_something)).then_some(column)
        });
        if let Some(further) = further.filter(|_| self.column(ColumnRole::Address2).is_none()) {
            let (first, second) = (taken.min(further), taken.max(further));
            let is_of_names = |column: Column| {
                choice.claims.iter().any(|claim| claim.column == column && claim.role == ColumnRole::Organisation)
            };
            let are_both_named = is_claimed(taken) && is_claimed(further) && columns_between(first, second).any(is_of_names);
            if are_both_named && let Some(names) = choice.names_beside(first, second) {
                return Err(LayoutError::SideBySide { names, pages: [first, second] });
            }
            self.newer_pages = match [taken, further].map(|column| header_is(&choice.texts, column, is_of_renewed)) {
                [_, true] => Some(ColumnRole::Address2),
                [true, false] => Some(ColumnRole::Address),
                [false, false] => None,
            };
            self.columns.set(ColumnRole::Address2, further, Why::Header);
            self.notes.push(LayoutNote::FurtherPages { taken, further });
        }
        Ok(())
    }

    /// Columns whose cells leave no doubt under a header that says nothing.
    pub(super) fn assign_by_content(&mut self, choice: &mut Choice<'_>) {
        for role in BY_CONTENT {
            if self.column(role).is_some() {
                continue;
            }
            let columns = choice.sample.columns();
            let mut fitting = columns.into_iter().filter(|&column| {
                self.columns.is_free(column)
                    && !header_is(&choice.texts, column, is_of_another_matter)
                    && choice.sample.of(column).are_clearly(role)
            });
            if let Some(column) = fitting.next() {
                self.set_by_content(role, column);
            }
        }
    }

    fn set_by_content(&mut self, role: ColumnRole, column: Column) {
        self.columns.set(role, column, Why::Content);
        self.notes.push(LayoutNote::ByContent(role, column));
    }

    /// A single column with nothing under its header is the title of a text («официальные страницы»), not a table; nor is one of sentences.
    pub(super) fn drop_a_lone_title(&mut self, choice: &mut Choice<'_>) {
        let mut columns = self.columns();
        if let (Some((role, column)), None) = (columns.next(), columns.next())
            && let cells = choice.sample.of(column)
            && match self.why(role) {
                Some(Why::Header) => cells.filled == 0 || cells.are_sentences(),
                why => why != Some(Why::Named) && cells.are_sentences(),
            }
        {
            drop(columns);
            self.columns.clear(role);
        }
    }
}

/// Roles that clear cells alone can give to a column, in the order in which they choose.
const BY_CONTENT: [ColumnRole; 11] = [
    ColumnRole::PosMessages,
    ColumnRole::PosPolls,
    ColumnRole::Ogrn,
    ColumnRole::Inn,
    ColumnRole::Oktmo,
    ColumnRole::Network,
    ColumnRole::Level,
    ColumnRole::Region,
    ColumnRole::Municipality,
    ColumnRole::Kind,
    ColumnRole::Organisation,
];

#[cfg(test)]
mod tests {
    use super::super::testing::{found, letter, recognise};
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::layout::LayoutOptions;
    use crate::table::sheet::{CellRef, NewValue, SheetBuilder, sheet_of_texts};
    use std::sync::Arc;

    #[test]
    fn names_that_carry_hyperlinks_to_the_pages_are_names_and_pages() {
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        let texts = ["Организация", "МБОУ «СОШ № 1»", "МБОУ «СОШ № 2»"];
        for (row, text) in (1..).zip(texts) {
            builder.cell(CellRef::new(row, Column::FIRST), false, NewValue::Text(text), None).unwrap();
            if row > 1 {
                builder.hyperlink(CellRef::new(row, Column::FIRST), "https://vk.com/club217000101");
            }
        }
        let sheet = builder.build();
        let named = LayoutOptions { columns: vec![(ColumnRole::Organisation, Column::FIRST)], ..LayoutOptions::default() };
        for options in [LayoutOptions::default(), named] {
            let layout = Layout::recognise(&sheet, &Headers::default(), &options).unwrap();
            let columns = [ColumnRole::Organisation, ColumnRole::Address].map(|role| letter(&layout, role));
            assert_eq!(columns, [Some("A".into()), Some("A".into())]);
            assert!(!layout.notes.iter().any(|note| matches!(note, LayoutNote::NamedAgainstCells(..))), "{:?}", layout.notes);
        }
    }

    #[test]
    fn a_name_and_its_address_may_stand_in_one_cell() {
        let rows = [["№", "Организация, ссылка"], ["1", "МБОУ СОШ № 1\nhttps://vk.com/club217000101"]];
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let letters = [ColumnRole::Organisation, ColumnRole::Address].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("B".into()), Some("B".into())]);
    }

    #[test]
    fn a_column_of_sentences_is_a_text() {
        let text: [&[&str]; 4] = [
            &["Просим заполнить реестр официальных страниц ВКонтакте до 1 марта."],
            &["В столбце «Ссылка на ВК» укажите адрес вида https://vk.com/club123."],
            &["Наименование организации — полное, по уставу."],
            &["Официальная страница в ВКонтакте — страница организации; ID сообщества смотрите в настройках."],
        ];
        assert!(matches!(recognise(&text), Err(LayoutError::NoTable { .. })));
    }

    #[test]
    fn headers_that_are_swapped_do_not_mislead() {
        let link = "https://vk.com/app8181405#module=health&groupId=217000101";
        let rows =
            [["Организация", "Ссылка на мини-приложение", "Ссылка на страницу ВК"], ["Больница", "vk.com/club217000101", link]];
        let layout = recognise(&rows.each_ref().map(|row| &row[..])).unwrap();
        let letters = [ColumnRole::Address, ColumnRole::Link].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("B".into()), Some("C".into())]);
    }

    #[test]
    fn two_columns_of_pages_must_not_contradict_each_other() {
        let remarks = ["Организация", "Госпаблик", "Комментарий"];
        let remark = ["Школа № 1", "vk.com/club217000101", "старая группа vk.com/club5"];
        assert_eq!(found(ColumnRole::Address2, &[&remarks, &remark]), None);
        for header in ["Ссылка ВК", "Стало"] {
            let rows = [["Организация", "Госпаблик", header], ["Школа № 1", "vk.com/club217000101", "vk.com/club5"]];
            let layout = recognise(&[&rows[0], &rows[1]]).unwrap();
            let columns = [ColumnRole::Address, ColumnRole::Address2].map(|role| letter(&layout, role).unwrap());
            assert!(columns.contains(&"B".into()) && columns.contains(&"C".into()), "{columns:?}");
            assert!(matches!(layout.notes[..], [LayoutNote::FurtherPages { .. }]), "{:?}", layout.notes);
        }
    }

    #[test]
    fn the_header_of_one_of_two_columns_of_pages_may_say_that_the_newer_ones_are_there() {
        let newer = |headers: [&str; 2], page: &str| {
            let rows = [["Организация", headers[0], headers[1]], ["Школа № 1", "vk.com/club217000101", page]];
            recognise(&rows.each_ref().map(|row| &row[..])).unwrap().newer_pages()
        };
        for header in ["Актуальная ссылка ВК", "Исправленная ссылка", "Новая ссылка ВК", "Стало"]
        {
            assert_eq!(newer(["Ссылка ВК", header], "vk.com/school1"), Some(ColumnRole::Address2), "{header}");
        }
        assert_eq!(newer(["Ссылка ВК", "Актуальная ссылка ВК"], "удалена"), Some(ColumnRole::Address2));
        assert_eq!(newer(["Новая ссылка на страницу ВК", "Было"], "vk.com/club5"), Some(ColumnRole::Address));
        assert_eq!(newer(["Госпаблик", "Ссылка ВК"], "vk.com/club5"), None);
    }

    #[test]
    fn links_are_links_whatever_stands_over_them() {
        let miniapp = "https://vk.com/app8181405#module=health&groupId=217000101";
        let messages = "https://pos.gosuslugi.ru/form/?opaid=215120&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
        for (header, cell, role) in [
            ("Виджет Госуслуги", miniapp, ColumnRole::Link),
            ("Ссылка приложения", miniapp, ColumnRole::Link),
            ("Кнопка Госуслуги", miniapp, ColumnRole::Link),
            ("Виджет ПОС 1", messages, ColumnRole::PosMessages),
        ] {
            let rows = [["Организация", "Страница ВК", header], ["Больница", "vk.com/club217000101", cell]];
            assert_eq!(found(role, &[&rows[0], &rows[1]]).as_deref(), Some("C"), "{header}");
        }
    }

    #[test]
    fn content_speaks_where_the_header_is_silent() {
        let layout = recognise(&[&["a", "b"], &["Школа", "https://vk.com/club1"], &["Сад", "https://vk.com/club2"]]).unwrap();
        assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("B"));
        assert_eq!(layout.first_data_row, 2);
    }

    #[test]
    fn names_are_known_by_themselves_but_not_those_of_founders_and_people() {
        let of = |header: &str| {
            let layout = recognise(&[
                &[header, "Ссылка на страницу"],
                &["МБОУ «Школа № 1»", "vk.com/club1"],
                &["МБОУ «Школа № 2»", "vk.com/club2"],
            ]);
            letter(&layout.unwrap(), ColumnRole::Organisation)
        };
        for header in ["", "a", "Столбец1", "Что"] {
            assert_eq!(of(header).as_deref(), Some("A"), "{header}");
        }
        for header in ["Учредитель", "Место работы ответственного", "Должность"] {
            assert_eq!(of(header), None, "{header}");
        }
    }
}
