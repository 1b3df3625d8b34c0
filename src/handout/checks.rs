//! What may be typed into the columns of «Исправить»: said beside the cell, and looked at while the clerk types.

use crate::handback::HandedColumn;
use crate::table::column::ColumnRole;
use crate::table::form::Check;
use crate::table::sheet::{Area, CellRef, Column};

/// The checks of the handed-out columns, which stand from A on, in these rows.
pub(super) fn of(columns: &[HandedColumn], first_row: u32, last_row: u32) -> Vec<Check> {
    let roles = (0..).map_while(Column::new).zip(columns).filter_map(|(at, column)| Some((at, column.role?)));
    let check = |(at, role): (Column, ColumnRole)| {
        let area = Area { first: CellRef::new(first_row, at), last: CellRef::new(last_row, at) };
        let (_, hint, warning) = of_role(role)?;
        // A cell that is cleared is somebody's answer too.
        let formula = format!("=OR({}=\"\",{})", area.first, condition(role, area.first)?);
        Some(Check { area, formula, hint: hint.to_owned(), warning: warning.to_owned() })
    };
    roles.filter_map(check).collect()
}

/// What must be true of a cell of the role, written for this one.
pub(super) fn condition(role: ColumnRole, cell: CellRef) -> Option<String> {
    of_role(role).map(|(condition, ..)| condition.replace('@', &cell.to_string()))
}

/// What must be true of the cell `@`, what is said beside it, and what is said where it is not true.
fn of_role(role: ColumnRole) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match role {
        ColumnRole::Ogrn => (
            "AND(LEN(@)=13,ISNUMBER(VALUE(@)))",
            "ОГРН — 13 цифр, как в выписке из ЕГРЮЛ.",
            "В ОГРН организации 13 цифр. Оставить так?",
        ),
        ColumnRole::Inn => (
            "AND(OR(LEN(@)=10,LEN(@)=12),ISNUMBER(VALUE(@)))",
            "ИНН организации — 10 цифр.",
            "В ИНН организации 10 цифр. Оставить так?",
        ),
        ColumnRole::Oktmo => (
            "AND(OR(LEN(@)=8,LEN(@)=11),ISNUMBER(VALUE(@)))",
            "ОКТМО муниципального образования — 8 цифр, ноль впереди сохраняется.",
            "В ОКТМО 8 цифр (у населённого пункта 11). Оставить так?",
        ),
        ColumnRole::Opaid => (
            "ISNUMBER(VALUE(@))",
            "Номер личного кабинета организации в ПОС — только цифры.",
            "Номер ЛКО ПОС — только цифры. Оставить так?",
        ),
        ColumnRole::GroupId => (
            "OR(ISNUMBER(VALUE(@)),ISNUMBER(SEARCH(\"club\",@)),ISNUMBER(SEARCH(\"public\",@)))",
            "Номер сообщества — цифры после club или public в адресе страницы.",
            "Нужны цифры после club или public, например 217000101. Оставить так?",
        ),
        ColumnRole::Address => (
            "OR(ISNUMBER(SEARCH(\"vk.com/\",@)),ISNUMBER(SEARCH(\"vk.ru/\",@)),ISNUMBER(SEARCH(\"club\",@)),\
             ISNUMBER(SEARCH(\"public\",@)),ISNUMBER(SEARCH(\"photo-\",@)),ISNUMBER(SEARCH(\"event\",@)))",
            "Адрес страницы: https://vk.com/club… или public… Если у страницы короткое имя, откройте любую её фотографию и вставьте адрес: в нём есть photo-… с номером.",
            "Это не похоже на адрес страницы ВКонтакте: нужен vk.com/club…, public…, event… или адрес фотографии с photo-… Оставить так?",
        ),
        ColumnRole::Link => (
            "ISNUMBER(SEARCH(\"app8181405\",@))",
            "Ссылка на мини-приложение начинается с https://vk.com/app8181405",
            "Ссылка на мини-приложение начинается с https://vk.com/app8181405. Оставить так?",
        ),
        ColumnRole::PosMessages | ColumnRole::PosPolls => (
            "ISNUMBER(SEARCH(\"pos.gosuslugi.ru\",@))",
            "Ссылка ПОС начинается с https://pos.gosuslugi.ru/",
            "Ссылка ПОС начинается с https://pos.gosuslugi.ru/. Оставить так?",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_is_short_enough_for_excel_and_speaks_of_its_own_cell() {
        let column = |role| HandedColumn { header: String::new(), role: Some(role), columns: Vec::new() };
        let columns: Vec<HandedColumn> = ColumnRole::ALL.into_iter().map(column).collect();
        let checks = of(&columns, 5, 9);
        assert_eq!(checks.len(), 9);
        for Check { area, formula, hint, warning } in checks {
            assert!(formula.contains(&area.first.to_string()) && !formula.contains('@'), "{formula}");
            // Excel's bounds.
            assert!(formula.chars().count() <= 255 && hint.chars().count() <= 255 && warning.chars().count() <= 225, "{formula}");
        }
    }
}
