//! Columns by what their headers say, which their cells must not contradict.

use super::choice::Choice;
use super::{Layout, LayoutError, LayoutNote, LayoutOptions, Refused, Why};
use crate::table::column::ColumnRole;
use crate::table::evidence::{Sample, Says};
use crate::table::headers::Strength;
use crate::table::heading::Claim;
use crate::table::sheet::Column;
use std::cmp::Reverse;

impl Layout {
    pub(super) fn assign_named(&mut self, options: &LayoutOptions, sample: &mut Sample<'_>) {
        for &(role, column) in &options.columns {
            self.columns.set(role, column, Why::Named);
            if matches!(sample.of(column).judge(role, Some(Strength::Profile)), Says::No(_)) {
                self.notes.push(LayoutNote::NamedAgainstCells(role, column));
            }
        }
    }

    /// The columns whose headers name a role that their cells do not contradict.
    pub(super) fn assign_by_header(&mut self, choice: &mut Choice<'_>) -> Result<(), LayoutError> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for claim in choice.claims.clone() {
            let is_bare_id = claim.role == ColumnRole::GroupId && claim.strength == Strength::Vague;
            if is_bare_id || self.column(claim.role).is_some() || !self.columns.is_free(claim.column) {
                continue;
            }
            match choice.sample.of(claim.column).judge(claim.role, Some(claim.strength)) {
                Says::No(doubt) => {
                    if claim.role.is_evidence() {
                        let is_news = claim.strength >= Strength::Exact;
                        let refused = Refused { is_news, ..choice.refused(claim.role, claim.column, doubt) };
                        self.refuse(refused);
                    }
                }
                Says::Perhaps if claim.strength == Strength::Vague && choice.sample.of(claim.column).filled == 0 => {}
                says => {
                    let cells = choice.sample.of(claim.column);
                    let is_silent = claim.role == ColumnRole::Address && cells.filled > 0 && cells.names_no_page();
                    candidates.push(Candidate { claim, confirmed: says == Says::Yes, is_silent });
                }
            }
        }
        candidates.sort_by_key(|one| (Reverse(one.weight()), one.claim.role, one.claim.column));
        for index in 0..candidates.len() {
            let Candidate { claim, .. } = candidates[index];
            if self.column(claim.role).is_some() || !self.columns.is_free(claim.column) {
                continue;
            }
            let is_rival = |other: &&Candidate| {
                other.claim.role == claim.role
                    && other.weight() == candidates[index].weight()
                    && self.columns.is_free(other.claim.column)
            };
            let column = match candidates[index + 1..].iter().find(is_rival) {
                Some(other) => self.better_of(&claim, &other.claim, choice)?,
                None => claim.column,
            };
            self.columns.set(claim.role, column, Why::Header);
        }
        Ok(())
    }

    /// What speaks of a row's page and is not read since the user named another column for it.
    pub(super) fn note_displaced(&mut self, choice: &mut Choice<'_>) {
        for claim in choice.claims.clone() {
            let named = self.column(claim.role).filter(|_| self.columns.why(claim.role) == Some(Why::Named));
            let is_page = matches!(claim.role, ColumnRole::Address | ColumnRole::GroupId | ColumnRole::Link);
            let cells = choice.sample.of(claim.column);
            let is_said = claim.strength >= Strength::Usual && cells.filled > 0;
            if let Some(named) = named.filter(|_| is_page && is_said && self.columns.is_free(claim.column))
                && !matches!(cells.judge(claim.role, Some(claim.strength)), Says::No(_))
            {
                self.notes.push(LayoutNote::Displaced { role: claim.role, named, column: claim.column });
            }
        }
    }

    /// Of two columns with headers of the same strength the one that holds pages or ids; if both do, nobody can tell. Of other roles the
    /// first that holds anything; if both do, it is said.
    fn better_of(&mut self, one: &Claim, other: &Claim, choice: &mut Choice<'_>) -> Result<Column, LayoutError> {
        let (first, second) = (one.column.min(other.column), one.column.max(other.column));
        let mut weight = |column: Column| {
            let cells = choice.sample.of(column);
            if one.role.is_evidence() { cells.pages() + cells.ids() + cells.miniapps } else { cells.filled }
        };
        match (weight(first), weight(second)) {
            (_, 0) => Ok(first),
            (0, _) => Ok(second),
            // The pages in their rows may tell.
            _ if one.role == ColumnRole::GroupId => Ok(first),
            _ if one.role == ColumnRole::Address && choice.columns_of_networks().contains(&first) => Ok(first),
            _ if one.role.is_evidence() => Err(match choice.names_beside(first, second) {
                Some(names) if one.role == ColumnRole::Address => LayoutError::SideBySide { names, pages: [first, second] },
                _ => LayoutError::TwoColumns { role: one.role, first, second },
            }),
            _ => {
                if DECIDING.contains(&one.role) {
                    self.notes.push(LayoutNote::Rivals(one.role, first, second));
                }
                Ok(first)
            }
        }
    }

    /// «Соцсеть 1 | Соцсеть 2 | Соцсеть 3» over pages of this and that network in whatever order are taken together, unless another column
    /// has been found to have the pages.
    pub(super) fn assign_networks(&mut self, choice: &mut Choice<'_>) {
        let address = self.column(ColumnRole::Address);
        let columns = choice.columns_of_networks();
        let Some(&first) = columns.first() else { return };
        let are_free = columns.iter().all(|&column| Some(column) == address || self.columns.is_free(column));
        if !are_free
            || address.is_some_and(|column| !columns.contains(&column))
            || self.why(ColumnRole::Address) == Some(Why::Named)
        {
            return;
        }
        self.columns.set(ColumnRole::Address, first, Why::Header);
        self.columns.shared.extend(&columns);
        self.notes.push(LayoutNote::PagesAmong(columns.clone()));
        self.networks = columns;
    }

    /// Right of the columns that were taken another table may stand, with names and pages of its own.
    pub(super) fn note_table_beside(&mut self, choice: &mut Choice<'_>) {
        let Some(taken) = self.column(ColumnRole::Address) else { return };
        let claims = choice.claims.iter().filter(|claim| claim.role == ColumnRole::Address && claim.column > taken);
        let others: Vec<Column> = claims.map(|claim| claim.column).filter(|&column| self.columns.is_free(column)).collect();
        let Some(([own, names], pages)) = others.into_iter().find_map(|pages| Some((choice.names_beside(taken, pages)?, pages)))
        else {
            return;
        };
        // The names of the other table are no names for the pages of this one.
        let is_taken = self.column(ColumnRole::Organisation) == Some(names);
        if is_taken && self.why(ColumnRole::Organisation) != Some(Why::Named) && self.columns.is_free(own) {
            self.columns.set(ColumnRole::Organisation, own, Why::Header);
        }
        if self.columns.is_free(names) {
            self.notes.push(LayoutNote::TableBeside { names, pages });
            self.columns.shared.extend([names, pages]);
        }
    }

    /// «Наименование органа власти» beside «Подведомственная организация»: both are names, and those that repeat are of the bodies in charge.
    pub(super) fn prefer_names_that_differ(&mut self, choice: &mut Choice<'_>) {
        let Some((names, Why::Header)) = self.column(ColumnRole::Organisation).zip(self.why(ColumnRole::Organisation)) else {
            return;
        };
        let claims = choice.claims.iter().filter(|claim| claim.role == ColumnRole::Organisation);
        let others: Vec<Column> = claims.map(|claim| claim.column).filter(|&column| self.columns.is_free(column)).collect();
        if others.is_empty() {
            return;
        }
        let bodies = choice.sample.of(names).clone();
        if let Some(other) = others.into_iter().find(|&column| bodies.are_in_charge_of(choice.sample.of(column))) {
            self.columns.set(ColumnRole::Organisation, other, Why::Header);
            self.notes.push(LayoutNote::NamesRepeat { taken: other, repeat: names });
        }
    }
}

/// Roles that decide what becomes of a row, so that a second column for one is worth a word.
const DECIDING: [ColumnRole; 10] = [
    ColumnRole::Organisation,
    ColumnRole::Municipality,
    ColumnRole::Kind,
    ColumnRole::Level,
    ColumnRole::Region,
    ColumnRole::RegionCode,
    ColumnRole::Ogrn,
    ColumnRole::Inn,
    ColumnRole::Oktmo,
    ColumnRole::Opaid,
];

/// A column that may have a role.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    claim: Claim,
    /// Whether the cells confirm what the header says.
    confirmed: bool,
    /// Whether the header promises pages, and no cell can be one: it goes after all that have any.
    is_silent: bool,
}

impl Candidate {
    /// The greater the better. Cells that confirm a header raise it by one strength and a little more: «Ссылка на страницу» over pages
    /// goes before «Ссылка на госпаблик» over blank cells, but not before one over pages. Of equals the longer spelling says more,
    /// and then the one that leaves less of its header over.
    fn weight(&self) -> (u8, usize, Reverse<usize>) {
        let strength = if self.is_silent { 0 } else { 2 * self.claim.strength as u8 };
        (strength + if self.confirmed { 3 } else { 0 }, self.claim.letters, Reverse(self.claim.rest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, letter, recognise};
    use super::*;
    use crate::table::Table;
    use crate::table::headers::Headers;
    use crate::table::sheet::{NewValue, SheetBuilder, merged_sheet, sheet_of_texts};
    use std::sync::Arc;

    #[test]
    fn pages_of_communities_go_before_those_of_people_and_of_others() {
        for (header, cell) in [
            ("Ссылка на пост ВК", "vk.com/wall-5_1"),
            ("Ссылка ВК (старая)", "vk.com/club5"),
            ("Замечания по странице ВК", "vk.com/club5"),
            ("Страница в ВК создана", "2019 год"),
            ("Ссылка на скриншот страницы ВК", "https://disk.yandex.ru/i/5"),
            ("ВК ответственного", "vk.com/id5"),
            ("Профиль", "vk.com/id5"),
        ] {
            let rows = [["Организация", header, "Соц. сети"], ["Школа № 1", cell, "vk.com/club217000101"]];
            assert_eq!(found(ColumnRole::Address, &[&rows[0], &rows[1]]).as_deref(), Some("C"), "{header}");
        }
    }

    #[test]
    fn a_column_that_says_whether_there_is_a_link_is_none_of_links() {
        for (header, role, cells) in [
            ("Мини-приложение", ColumnRole::Link, ["да", "размещена", "+"]),
            ("Сообщить о проблеме", ColumnRole::PosMessages, ["да", "есть", "да"]),
            ("Проверка", ColumnRole::Network, ["ок", "ок", "OK"]),
            ("Тип учреждения", ColumnRole::Kind, ["бюджетное", "казённое", "бюджетное"]),
        ] {
            let row = |mark| ["МБОУ СОШ № 1", "vk.com/club217000101", mark];
            let rows = [["Организация", "Страница ВК", header], row(cells[0]), row(cells[1]), row(cells[2])];
            let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
            assert_eq!(found(role, &rows), None, "{header}");
        }
    }

    #[test]
    fn names_that_repeat_are_of_the_bodies_in_charge() {
        for (bodies, names) in [
            ("Наименование органа власти", "Подведомственная организация"),
            ("Наименование ОМСУ", "Наименование"),
            ("Наименование РОИВ", "Учреждение"),
            ("Контрагент", "Название"),
        ] {
            let rows = [
                [bodies, names, "Страница ВК"],
                ["Министерство здравоохранения", "МБОУ СОШ № 1", "vk.com/club1"],
                ["Министерство здравоохранения", "МБОУ СОШ № 2", "vk.com/club2"],
            ];
            assert_eq!(found(ColumnRole::Organisation, &[&rows[0], &rows[1], &rows[2]]).as_deref(), Some("B"), "{bodies}");
        }
    }

    #[test]
    fn what_stands_under_a_header_of_pages_is_each_rows_fault() {
        for cell in ["есть", "см. выше", "ok.ru/group/5", "photo-217000101_457239010", "https://vkvideo.ru/@club217000101"]
        {
            let rows = [["Организация", "Страница ВК"], ["МБОУ СОШ № 1", cell]];
            assert_eq!(found(ColumnRole::Address, &[&rows[0], &rows[1]]).as_deref(), Some("B"), "{cell}");
        }
        let mut builder = SheetBuilder::new("Лист1", Arc::default());
        let formula = r#"HYPERLINK("https://vk.com/club217000101","перейти")"#;
        for (at, text, formula) in
            [("A1", "Организация", None), ("B1", "Группа", None), ("A2", "МБОУ СОШ № 1", None), ("B2", "перейти", Some(formula))]
        {
            builder.cell(at.parse().unwrap(), false, NewValue::Text(text), formula).unwrap();
        }
        let layout = Layout::recognise(&builder.build(), &Headers::default(), &LayoutOptions::default()).unwrap();
        assert_eq!(letter(&layout, ColumnRole::Address).as_deref(), Some("B"));
    }

    #[test]
    fn codes_under_the_founder_are_the_founders() {
        let rows = [
            ["Учредитель", "", "Организация", "", ""],
            ["Наименование", "ОГРН", "Наименование", "ОГРН", "Страница ВК"],
            ["Администрация", "1024001432476", "МБОУ СОШ № 1", "1027301172106", "vk.com/club217000101"],
        ];
        let sheet = merged_sheet(rows, &["A1:B1", "C1:E1"]);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let letters = [ColumnRole::Organisation, ColumnRole::Ogrn].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("C".into()), Some("D".into())]);
    }

    #[test]
    fn two_equal_columns_of_addresses_are_an_error() {
        let rows: &[&[&str]] = &[
            &["Организация", "Ссылка на страницу", "Ссылка на страницу"],
            &["Школа", "https://vk.com/club1", "https://vk.com/club2"],
        ];
        assert!(matches!(recognise(rows), Err(LayoutError::TwoColumns { role: ColumnRole::Address, .. })));
        let rows: &[&[&str]] = &[
            &["Организация", "Ссылка на страницу", "Ссылка на страницу"],
            &["Школа", "https://ok.ru/group/1", "https://vk.com/club2"],
        ];
        assert_eq!(letter(&recognise(rows).unwrap(), ColumnRole::Address).as_deref(), Some("C"));
    }

    #[test]
    fn of_columns_with_pages_of_any_network_the_address_may_stand_in_each() {
        for header in ["Соцсеть", "Страница", "Ссылка №"] {
            let headers = [1, 2, 3].map(|number| format!("{header} {number}"));
            let rows = [
                ["Организация", &headers[0], &headers[1], &headers[2]],
                ["МБОУ СОШ № 1", "https://ok.ru/group/54000001", "https://t.me/school1", "vk.com/club217000101"],
                ["МБОУ СОШ № 2", "vk.com/club217000102", "https://t.me/school2", "https://ok.ru/group/54000002"],
                ["МБОУ СОШ № 3", "https://t.me/school3", "vk.com/club217000103", "vk.com/club217000104"],
            ];
            let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
            let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
            assert!(matches!(&layout.notes[..], [LayoutNote::PagesAmong(columns)] if columns.len() == 3), "{:?}", layout.notes);
            let table = Table::new(sheet, layout);
            let column = |position, role| table.column_in(&table.row(position), role).map(|column| column.to_string());
            let addresses: Vec<String> = (0..3).filter_map(|position| column(position, ColumnRole::Address)).collect();
            assert_eq!(addresses.concat(), "DBC", "{header}");
            assert_eq!([0, 2].map(|position| column(position, ColumnRole::Address2)), [None, Some("D".into())]);
        }
    }

    #[test]
    fn cells_that_name_two_pages_do_not_speak_against_their_header() {
        let two = ["Школа № 2", "club217000101 и club217000104"];
        let rows = [["Организация", "Ссылка на страницу ВК"], ["Школа № 1", "217000103"], two, two, two];
        assert_eq!(found(ColumnRole::Address, &rows.each_ref().map(|row| &row[..])).as_deref(), Some("B"));
    }

    #[test]
    fn two_tables_side_by_side_are_told_from_two_columns_of_pages() {
        let rows = [
            ["№", "Школы", "Страница ВК", "", "№", "Поликлиники", "Страница ВК"],
            ["1", "МБОУ СОШ № 1", "vk.com/club217000101", "", "1", "Поликлиника № 1", "vk.com/club217000201"],
        ];
        let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
        let [names, pages] = [["B", "F"], ["C", "G"]].map(|letters| letters.map(|letter| letter.parse::<Column>().unwrap()));
        let both = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default());
        assert_eq!(both, Err(LayoutError::SideBySide { names, pages }));
        let of_other_words =
            [["Организация", "Ссылка", "Учреждение", "Группа ВК"], ["СОШ № 1", "vk.com/club5", "МБДОУ № 1", "vk.com/club6"]];
        let both = recognise(&of_other_words.each_ref().map(|row| &row[..]));
        assert!(matches!(both, Err(LayoutError::SideBySide { .. })), "{both:?}");
        let named = LayoutOptions { columns: vec![(ColumnRole::Address, pages[0])], ..LayoutOptions::default() };
        let left = Layout::recognise(&sheet, &Headers::default(), &named).unwrap();
        assert_eq!(left.notes, [LayoutNote::TableBeside { names: "F".parse().unwrap(), pages: pages[1] }]);
        assert_eq!(left.column(ColumnRole::Address2), None);
        // Of a body and its organisations side by side the pages that are named have the names before them.
        let bodies = [
            ["Орган власти", "Страница ВК органа", "Подведомственная организация", "Страница ВК"],
            ["Министерство образования", "vk.com/club5", "МБОУ СОШ № 1", "vk.com/club6"],
            ["Министерство образования", "vk.com/club5", "МБОУ СОШ № 2", "vk.com/club7"],
        ];
        let sheet = sheet_of_texts("Лист1", bodies.iter().map(|row| row.iter()));
        let named = LayoutOptions { columns: vec![(ColumnRole::Address, "B".parse().unwrap())], ..LayoutOptions::default() };
        let of_bodies = Layout::recognise(&sheet, &Headers::default(), &named).unwrap();
        assert_eq!(letter(&of_bodies, ColumnRole::Organisation).as_deref(), Some("A"));
        let founders = bodies.map(|mut row| {
            row[0] = if row[0] == "Орган власти" { "Учредитель" } else { row[0] };
            row
        });
        let sheet = sheet_of_texts("Лист1", founders.iter().map(|row| row.iter()));
        let of_founders = Layout::recognise(&sheet, &Headers::default(), &named).unwrap();
        let letters = [ColumnRole::Parent, ColumnRole::Organisation].map(|role| letter(&of_founders, role));
        assert_eq!(letters, [Some("A".into()), Some("C".into())], "no column has two roles");
    }

    #[test]
    fn cells_decide_between_headers_and_against_them() {
        let layout = recognise(&[
            &["МО", "Наименование МО", "Код", "Ссылка на страницу"],
            &["ГБУЗ «Больница № 1»", "Примерский район", "1024001432476", "vk.com/club1"],
            &["ГБУЗ «Больница № 2»", "Примерский район", "1044004404091", "vk.com/club2"],
            &["ГБУЗ «Больница № 3»", "Образцовский район", "1057309020306", "vk.com/club3"],
        ])
        .unwrap();
        for (role, column, why) in [
            (ColumnRole::Organisation, "A", Why::Content),
            (ColumnRole::Municipality, "B", Why::Header),
            (ColumnRole::Ogrn, "C", Why::Content),
            (ColumnRole::Address, "D", Why::Header),
        ] {
            assert_eq!((letter(&layout, role).as_deref(), layout.why(role)), (Some(column), Some(why)), "{role:?}");
        }
    }
}
