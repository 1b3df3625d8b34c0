//! Columns of ids: which numbers are those of communities, and column E of a ministry table.

use super::choice::{Choice, header_is};
use super::{COLUMN_E, Doubt, Layout, LayoutError, LayoutNote, LayoutOptions, Why};
use crate::domain::GroupId;
use crate::domain::text::fold;
use crate::domain::vk_address;
use crate::table::column::ColumnRole;
use crate::table::evidence::Says;
use crate::table::headers::{Strength, is_of_other_numbers};
use crate::table::heading::Claim;
use crate::table::sheet::{Column, Sheet, Value};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::ops::Range;

impl Layout {
    /// A header of ids of communities («ID сообщества») may still be of communities in another network: of such columns the one that
    /// agrees with the pages in its rows is meant, and one that goes against most of them is none.
    pub(super) fn hold_ids_to_pages(&mut self, choice: &mut Choice<'_>) -> Result<(), LayoutError> {
        let Some((chosen, Why::Header)) = self.column(ColumnRole::GroupId).zip(self.why(ColumnRole::GroupId)) else {
            return Ok(());
        };
        let claims = choice.claims.iter().filter(|claim| claim.role == ColumnRole::GroupId && claim.strength > Strength::Vague);
        let columns: Vec<Column> = claims.map(|claim| claim.column).collect();
        self.columns.clear(ColumnRole::GroupId);
        let mut fitting: Vec<(Column, usize)> = Vec::new();
        for column in columns {
            let cells = choice.sample.of(column);
            if !self.columns.is_free(column) || matches!(cells.judge(ColumnRole::GroupId, None), Says::No(_)) {
                continue;
            }
            let Agreement { agree, disagree, first } = self.agreement(choice.sample.sheet, column, choice.sample.positions());
            match first {
                // A single row may be wrong, and is told so.
                Some(doubt) if disagree > agree.max(1) => {
                    self.refuse(choice.refused(ColumnRole::GroupId, column, doubt));
                }
                _ => fitting.push((column, agree)),
            }
        }
        let confirmed = fitting.iter().max_by_key(|&&(column, agree)| (agree, Reverse(column)));
        let holds_ids = |choice: &mut Choice<'_>, column: Column| {
            let cells = choice.sample.of(column);
            cells.ids() + cells.pages() > 0
        };
        let column = match confirmed {
            Some(&(column, agree)) if agree > 0 => Some(column),
            _ => {
                let filled: Vec<Column> =
                    fitting.iter().map(|&(column, _)| column).filter(|&column| holds_ids(choice, column)).collect();
                if let [first, second, ..] = filled[..] {
                    return Err(LayoutError::TwoColumns { role: ColumnRole::GroupId, first, second });
                }
                filled.first().copied().or_else(|| fitting.iter().map(|&(column, _)| column).find(|&column| column == chosen))
            }
        };
        column.into_iter().for_each(|column| self.columns.set(ColumnRole::GroupId, column, Why::Header));
        Ok(())
    }

    /// «ID», «Код» may be anybody's. Such a column holds ids of communities only if the rows that have both an id and an address with a
    /// number agree; or if they are column E of a file that the user gave as a ministry table, and nothing speaks against it. Of several
    /// rows that agree no number does so by chance: beside them one that disagrees is an error of its row.
    pub(super) fn assign_bare_ids(&mut self, choice: &mut Choice<'_>, options: &LayoutOptions) {
        if self.column(ColumnRole::GroupId).is_some() {
            return;
        }
        let bare = |claim: &&Claim| claim.role == ColumnRole::GroupId && claim.strength == Strength::Vague;
        let columns: Vec<Column> = choice.claims.iter().filter(bare).map(|claim| claim.column).collect();
        for column in columns {
            if !self.columns.is_free(column) {
                continue;
            }
            let cells = choice.sample.of(column);
            if cells.ids() + cells.pages() == 0 {
                if cells.filled == 0 {
                    self.refuse(choice.refused(ColumnRole::GroupId, column, Doubt::Blank));
                }
                continue;
            }
            let doubt = match choice.sample.of(column).doubt_as_ids() {
                Some(doubt) => Some(doubt),
                None => match self.agreement(choice.sample.sheet, column, self.all_rows(choice.sample.sheet)) {
                    Agreement { agree, disagree, first: Some(doubt) } if agree < 2 || agree <= disagree * 2 => Some(doubt),
                    Agreement { agree: 1.., .. } => None,
                    _ => {
                        let in_e = options.is_ministry_table && column.index() == COLUMN_E;
                        let cells = choice.sample.of(column);
                        let is_known = in_e && cells.are_plausible_ids() || cells.are_mostly_pages();
                        (!is_known).then_some(Doubt::Unconfirmed)
                    }
                },
            };
            match doubt {
                None => return self.columns.set(ColumnRole::GroupId, column, Why::Header),
                Some(doubt) => self.refuse(choice.refused(ColumnRole::GroupId, column, doubt)),
            }
        }
    }

    /// The positions of all rows below the header.
    fn all_rows(&self, sheet: &Sheet) -> Range<usize> {
        sheet.position_from(self.first_data_row)..sheet.row_count()
    }

    /// Whether numbers are those of the pages in their rows.
    fn agreement(&self, sheet: &Sheet, column: Column, rows: Range<usize>) -> Agreement {
        let Some(address) = self.column(ColumnRole::Address) else { return Agreement::default() };
        let of_row = |position: usize| {
            let row = sheet.row_at(position);
            let read = |column: Column| -> Option<GroupId> {
                let cell = row.stored(column)?;
                match cell.value {
                    Value::Text(text) => vk_address::read_cell(text, cell.target().as_deref()).group(),
                    Value::Number(number) => vk_address::read(&format!("{number}")).group(),
                    _ => vk_address::read_cell("", cell.target().as_deref()).group(),
                }
            };
            // The address is read only where there is an id.
            let id = read(column)?;
            let page = read(address)?;
            let doubt = Doubt::Disagrees { row: row.number(), id: id.get(), page: page.get() };
            Some(if id == page {
                Agreement { agree: 1, ..Agreement::default() }
            } else {
                Agreement { agree: 0, disagree: 1, first: Some(doubt) }
            })
        };
        // The first row that disagrees, whatever the number of threads.
        rows.into_par_iter().filter_map(of_row).reduce(Agreement::default, Agreement::and)
    }

    /// Ids or links in column E of a ministry table [S001], where neither a header nor the cells of another column says where they are.
    pub(super) fn assign_column_e(&mut self, choice: &mut Choice<'_>, options: &LayoutOptions) {
        let Some(column) = Column::new(COLUMN_E).filter(|&column| column <= self.last_column) else { return };
        if self.column(ColumnRole::Link).is_some() || self.column(ColumnRole::GroupId).is_some() {
            return;
        }
        if header_is(&choice.texts, column, is_of_other_numbers) {
            return;
        }
        let by_header = self.columns().find(|&(_, known)| known == column).map(|(role, _)| role);
        let is_free =
            |role: ColumnRole| !role.is_evidence() && options.is_ministry_table && self.columns.why(role) != Some(Why::Named);
        if by_header.is_some_and(|role| !is_free(role)) {
            return;
        }
        let cells = choice.sample.of(column);
        let (are_ids, plausible) = (cells.ids() * 2 > cells.filled, cells.are_plausible_ids());
        let are_links = (cells.ids_and_pages() + cells.miniapps) * 2 > cells.filled && !cells.holds_other_numbers();
        if cells.filled == 0 || !(are_ids && plausible || !are_ids && are_links) {
            return;
        }
        let has_pages = self.column(ColumnRole::Address).is_some();
        let rows = if are_ids { self.all_rows(choice.sample.sheet) } else { 0..0 };
        match self.agreement(choice.sample.sheet, column, rows) {
            Agreement { first: Some(doubt), .. } => {
                self.refuse(choice.refused(ColumnRole::GroupId, column, doubt));
                return;
            }
            // Rosters have such titles and such shapes too: beside pages that confirm none of them numbers are no ids.
            Agreement { agree: 0, .. }
                if !options.is_ministry_table && (are_ids && has_pages || !self.is_ministry_table(choice)) =>
            {
                return;
            }
            _ => {}
        }
        by_header.into_iter().for_each(|role| self.columns.clear(role));
        self.columns.set(if are_ids { ColumnRole::GroupId } else { ColumnRole::Link }, column, Why::Position);
        self.notes.push(LayoutNote::DefaultColumn(column));
    }

    /// Whether a sheet is a ministry table by its title, or by its shape: five columns that end with E, none of them for what only
    /// rosters have, and no other column that names pages.
    fn is_ministry_table(&self, choice: &Choice<'_>) -> bool {
        let sheet = choice.sample.sheet;
        let has = |roles: &[ColumnRole]| roles.iter().any(|&role| self.column(role).is_some());
        if has(&[ColumnRole::Kind, ColumnRole::Level, ColumnRole::Ogrn, ColumnRole::Inn, ColumnRole::Oktmo, ColumnRole::Opaid]) {
            return false;
        }
        let above = sheet.rows().take_while(|row| row.number() < self.header.map_or(self.first_data_row, |(first, _)| first));
        let titles = above.flat_map(|row| row.cells().map(|cell| cell.value).collect::<Vec<_>>());
        let says = |value: Value<'_>| match value {
            Value::Text(text) => {
                let folded = fold(text);
                ["мини-приложен", "миниприложен", "готовые ссылки", "id паблик", "id сообществ"]
                    .iter()
                    .any(|word| folded.contains(word))
            }
            _ => false,
        };
        let by_title = titles.into_iter().chain([Value::Text(sheet.name())]).any(says);
        by_title || self.last_column.index() == COLUMN_E && self.column(ColumnRole::Address).is_none()
    }

    /// A column of links that holds numbers and page addresses is a column of ids, whatever its header says. Posts are no pages: under
    /// «Ссылка на мини-приложение» they are wrong links.
    pub(super) fn move_ids_out_of_links(&mut self, choice: &mut Choice<'_>) {
        let Some(column) = self.column(ColumnRole::Link) else { return };
        let found = choice.sample.of(column);
        let are_ids = found.ids_and_pages() * 2 > found.filled && !found.holds_other_numbers();
        if self.column(ColumnRole::GroupId).is_none() && found.filled > 0 && are_ids {
            let why = self.columns.why(ColumnRole::Link).unwrap_or(Why::Content);
            self.columns.clear(ColumnRole::Link);
            self.columns.set(ColumnRole::GroupId, column, why);
        }
    }
}

/// Whether ids are those of the pages in their rows, as far as rows have both.
#[derive(Clone, Debug, Default)]
struct Agreement {
    /// In how many rows they are.
    agree: usize,
    /// In how many they are not.
    disagree: usize,
    /// The first of these.
    first: Option<Doubt>,
}

impl Agreement {
    /// What two parts of a sheet say together, the upper first.
    fn and(self, lower: Self) -> Self {
        Self { agree: self.agree + lower.agree, disagree: self.disagree + lower.disagree, first: self.first.or(lower.first) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, letter, recognise};
    use super::*;
    use crate::table::headers::Headers;
    use crate::table::sheet::{NewValue, SheetBuilder, merged_sheet, sheet_of_texts};
    use std::sync::Arc;

    #[test]
    fn of_two_columns_of_ids_the_one_that_agrees_with_the_pages_is_meant() {
        let header = ["Организация", "Страница ВК", "ID сообщества", "ID группы"];
        let agrees = ["Школа № 1", "vk.com/club217000101", "54000001", "217000101"];
        let silent = ["Школа № 2", "vk.com/school2", "54000002", "217000102"];
        assert_eq!(found(ColumnRole::GroupId, &[&header, &agrees, &silent]).as_deref(), Some("D"));
        let nobody_knows = recognise(&[&header, &silent]);
        assert!(matches!(nobody_knows, Err(LayoutError::TwoColumns { role: ColumnRole::GroupId, .. })), "{nobody_knows:?}");
    }

    #[test]
    fn ids_that_go_against_most_pages_are_of_something_else_and_one_is_an_error_of_its_row() {
        let header = ["Организация", "Страница ВК", "ID сообщества"];
        let row = |id: &'static str| ["Школа", "vk.com/club217000101", id];
        let ids = |ids: &[&'static str]| {
            let rows: Vec<[&str; 3]> = ids.iter().map(|id| row(id)).collect();
            let table: Vec<&[&str]> = std::iter::once(&header[..]).chain(rows.iter().map(|row| &row[..])).collect();
            found(ColumnRole::GroupId, &table)
        };
        assert_eq!(ids(&["54000001", "54000002", "54000003"]), None);
        let in_e = ["МО", "Организация", "Уровень", "Страница ВК", "ID сообщества"];
        let of_others = |id: &'static str| ["Примерский район", "Школа", "подведомственная", "vk.com/club217000101", id];
        let rows = [in_e, of_others("54000001"), of_others("54000002"), of_others("54000003")];
        assert_eq!(recognise(&rows.each_ref().map(|row| &row[..])).unwrap().notes.len(), 1);
        assert_eq!(ids(&["217000101", "54000002"]).as_deref(), Some("C"));
        assert_eq!(ids(&["54000002"]).as_deref(), Some("C"));
    }

    #[test]
    fn an_id_of_a_page_is_no_id_of_a_community_before_the_pages_confirm_it() {
        let header = ["Организация", "Страница ВК", "ID страницы"];
        assert_eq!(found(ColumnRole::GroupId, &[&header, &["Школа № 1", "vk.com/school1", "43123450"]]), None);
        let confirmed = ["Школа № 1", "vk.com/club217000101", "217000101"];
        assert_eq!(found(ColumnRole::GroupId, &[&header, &confirmed]).as_deref(), Some("C"));
    }

    #[test]
    fn a_header_that_says_more_than_id_of_a_community_needs_a_row_that_confirms_it() {
        for (header, believed) in [
            ("ID группы ВК", true),
            ("Идентификатор сообщества ВКонтакте", true),
            ("Номер госпаблика", true),
            ("ID создателя группы", false),
            ("ID фотографии ВК", false),
            ("ID рекламного кабинета ВК", false),
            ("ID организации ВК (реестр)", false),
            ("ID паблика (проверить)", false),
        ] {
            let rows = [["Организация", "Страница ВК", header], ["Школа № 1", "vk.com/school1", "143123451"]];
            let letter = found(ColumnRole::GroupId, &rows.each_ref().map(|row| &row[..]));
            assert_eq!(letter.is_some(), believed, "{header}");
        }
    }

    #[test]
    fn what_stands_over_several_columns_says_whose_network_they_are_of() {
        let rows = [
            ["Организация", "Одноклассники", "", "ВКонтакте", ""],
            ["", "Ссылка", "ID группы", "Ссылка", "ID"],
            ["Школа № 1", "ok.ru/group/54000001", "54000001", "vk.com/school1", "217000101"],
        ];
        let sheet = merged_sheet(rows, &["A1:A2", "B1:C1", "D1:E1"]);
        let layout = Layout::recognise(&sheet, &Headers::default(), &LayoutOptions::default()).unwrap();
        let letters = [ColumnRole::Address, ColumnRole::GroupId].map(|role| letter(&layout, role));
        assert_eq!(letters, [Some("D".into()), Some("E".into())]);
    }

    #[test]
    fn an_id_column_of_ogrn_is_no_column_of_ids() {
        let layout =
            recognise(&[&["Организация", "ID", "Ссылка на страницу"], &["Школа", "1024001432476", "https://vk.com/club1"]])
                .unwrap();
        assert_eq!(letter(&layout, ColumnRole::GroupId), None);
    }

    #[test]
    fn an_id_column_of_a_numbering_is_no_column_of_ids() {
        let numbers = |role: &str, numbers: [&'static str; 3]| {
            let rows = numbers.map(|number| ["Школа", number, "vk.com/school"]);
            let mut table: Vec<&[&str]> = vec![];
            let header = ["Организация", role, "Ссылка на страницу"];
            table.push(&header);
            table.extend(rows.iter().map(|row| &row[..]));
            let layout = recognise(&table).unwrap();
            [ColumnRole::GroupId, ColumnRole::Link].map(|role| letter(&layout, role).is_some())
        };
        for header in ["ID", "Ссылка на мини-приложение", "Столбец"] {
            assert_eq!(numbers(header, ["1", "2", "3"]), [false; 2], "{header}");
            assert_eq!(numbers(header, ["29701000", "29602000", "29602000"]), [false; 2], "{header}");
        }
        // Nothing confirms that these are ids of communities.
        assert_eq!(numbers("ID", ["217000001", "217000002", "18"]), [false; 2]);
        assert_eq!(numbers("ID", ["1", "2", ""]), [false; 2]);
        assert_eq!(numbers("ID сообщества", ["1", "2", ""]), [true, false]);
    }

    #[test]
    fn bare_ids_are_believed_only_where_the_rows_confirm_them() {
        let of = |header: &str, rows: &[[&str; 3]]| {
            let header = [header, "Организация", "Ссылка на страницу"];
            let mut table: Vec<&[&str]> = vec![&header];
            table.extend(rows.iter().map(|row| &row[..]));
            let layout = recognise(&table).unwrap();
            let refused = layout.notes.iter().find_map(|note| match note {
                LayoutNote::Refused(refused) => Some(refused.doubt.clone()),
                _ => None,
            });
            (letter(&layout, ColumnRole::GroupId).is_some(), refused)
        };
        let named = ["153307078", "Школа № 1", "vk.com/shkola1"];
        let agrees = ["217000105", "Школа № 2", "vk.com/club217000105"];
        let disagrees = ["153310986", "Школа № 3", "vk.com/club217000106"];
        for header in ["ID", "Идентификатор", "Код", "id"] {
            assert_eq!(of(header, &[named]), (false, Some(Doubt::Unconfirmed)), "{header}");
            assert_eq!(of(header, &[named, agrees]), (true, None), "{header}");
            let doubt = Doubt::Disagrees { row: 4, id: 153_310_986, page: 217_000_106 };
            assert_eq!(of(header, &[named, agrees, disagrees]), (false, Some(doubt)), "{header}");
            // Most of several are no chance, and the one that disagrees is told in its row.
            let doubt = Doubt::Disagrees { row: 5, id: 153_310_986, page: 217_000_106 };
            assert_eq!(of(header, &[named, agrees, agrees, disagrees, disagrees]), (false, Some(doubt)), "{header}");
            assert_eq!(of(header, &[named, agrees, agrees, agrees, disagrees]), (true, None), "{header}");
        }
        assert_eq!(of("ID сообщества", &[named, disagrees]), (true, None));
    }

    #[test]
    fn a_formula_with_an_address_confirms_ids_or_speaks_against_them() {
        let of = |page: u32| {
            let mut builder = SheetBuilder::new("Лист1", Arc::default());
            let formula = format!("HYPERLINK(\"https://vk.com/club{page}\",\"Открыть\")");
            for (cell, text, formula) in [
                ("A1", "ID", None),
                ("B1", "Организация", None),
                ("C1", "Ссылка на страницу ВК", None),
                ("A2", "217000105", None),
                ("B2", "Школа № 1", None),
                ("C2", "Открыть", Some(formula.as_str())),
            ] {
                builder.cell(cell.parse().unwrap(), false, NewValue::Text(text), formula).unwrap();
            }
            let layout = Layout::recognise(&builder.build(), &Headers::default(), &LayoutOptions::default()).unwrap();
            letter(&layout, ColumnRole::GroupId)
        };
        assert_eq!(of(217_000_105).as_deref(), Some("A"));
        assert_eq!(of(217_000_106), None);
    }

    #[test]
    fn the_title_of_a_roster_makes_no_ids_of_its_numbers() {
        let header = ["№", "Муниципалитет", "Организация", "Страница ВК", "Код"];
        let row = |id: &'static str, page: &'static str| ["1", "Примерский район", "МБОУ СОШ № 1", page, id];
        for (page, expected) in [("vk.com/school1", None), ("vk.com/club54000001", Some("E".to_owned()))] {
            let rows = [["Сводка по ссылкам на мини-приложение", "", "", "", ""], header, row("54000001", page)];
            assert_eq!(found(ColumnRole::GroupId, &rows.each_ref().map(|row| &row[..])), expected, "{page}");
        }
    }

    #[test]
    fn column_e_of_a_given_ministry_table_is_believed_whatever_its_header_says() {
        let of = |header: &str, ids: [&str; 3], is_ministry_table: bool| {
            let row = |id| vec!["1", "Больница", "Энск", "gkb.ru", id, ""];
            let mut rows = vec![vec!["№", "Организация", "Город", "Сайт", header, "Примечание"]];
            rows.extend(ids.map(row));
            let sheet = sheet_of_texts("Лист1", rows.iter().map(|row| row.iter()));
            let options = LayoutOptions { is_ministry_table, ..LayoutOptions::default() };
            Layout::recognise(&sheet, &Headers::default(), &options).ok().and_then(|layout| letter(&layout, ColumnRole::GroupId))
        };
        let ids = ["217000001", "98765432", "217000003"];
        for header in ["ID", "Столбец 5", "Телефон", "Сведения"] {
            assert_eq!(of(header, ids, true).as_deref(), Some("E"), "{header}");
            assert_eq!(of(header, ids, false), None, "{header}");
        }
        for other in [["1", "2", "3"], ["29701000", "29602000", "29614000"], ["4012", "4013", "4014"]] {
            assert_eq!(of("ID", other, true), None, "{other:?}");
        }
    }

    #[test]
    fn posts_that_show_what_was_published_are_no_ids() {
        let of = |header: &str| {
            let posts = ["МБОУ СОШ № 1", "vk.com/school1", "https://vk.com/wall-217000101_5"];
            let layout = recognise(&[&["Организация", "Страница ВК", header], &posts]).unwrap();
            [ColumnRole::GroupId, ColumnRole::Address2, ColumnRole::Link].map(|role| letter(&layout, role))
        };
        for header in
            ["Подтверждение размещения (ссылка)", "Ссылка на запись о размещении", "Ссылка на пост о размещении", "Ссылка"]
        {
            assert_eq!(of(header), [None, None, None], "{header}");
        }
        assert_eq!(of("Ссылка на мини-приложение"), [None, None, Some("C".into())]);
    }

    #[test]
    fn column_e_of_a_ministry_table_may_hold_links_or_ids() {
        let link = "https://vk.com/app8181405#module=health&groupId=1";
        let layout = recognise(&[
            &["№", "Организация", "Город", "Адрес страницы", "Столбец 5"],
            &["1", "Больница", "Энск", "vk.com/club1", link],
        ])
        .unwrap();
        assert_eq!(letter(&layout, ColumnRole::Link).as_deref(), Some("E"));
        let layout =
            recognise(&[&["№", "Организация", "Город", "Почта", "Столбец 5"], &["1", "Больница", "Энск", "", "217000001"]])
                .unwrap();
        assert_eq!(letter(&layout, ColumnRole::GroupId).as_deref(), Some("E"));
    }
}
