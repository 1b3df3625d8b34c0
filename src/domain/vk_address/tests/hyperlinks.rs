//! Cells with a hyperlink behind them (domain reference, 7 and 12).

use crate::domain::vk_address::read_cell;

#[test]
fn the_one_that_carries_a_page_decides() {
    for (shown, target, outcome, from_target) in [
        ("Страница школы", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("нет", Some("https://vk.com/crb_primer"), "vanity:crb_primer", true),
        ("School", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("https://vk.com/club2170…", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("Страница", Some("club217000101"), "id:217000101", true),
        ("https://vk.com/club217000101", None, "id:217000101", false),
        ("https://vk.com/club217000101", Some(""), "id:217000101", false),
        ("https://vk.com/club217000101", Some("https://vk.com/club217000101"), "id:217000101", false),
        ("https://vk.com/club217000101", Some("https://vk.com/public217000101/"), "id:217000101", false),
        ("https://vk.com/club217000101", Some("mailto:school25@mail.ru"), "id:217000101", false),
        ("https://vk.com/club217000101", Some("#Лист1!A1"), "id:217000101", false),
        ("https://vk.com/club217000101", Some("Лист25"), "id:217000101", false),
        ("https://vk.com/club217000101", Some("https://ok.ru/group/5"), "id:217000101", false),
        ("id217000101", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("https://vk.com/photo217000101_5", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("school25@mail.ru", Some("https://vk.com/club217000101"), "id:217000101", true),
        ("217000101", Some("217000102"), "id:217000101", false),
        ("нет", Some("mailto:school25@mail.ru"), "empty", false),
        ("нет", None, "empty", false),
        ("https://vk.com/club217000101", Some("https://vk.com/club217000102"), "ambiguous", false),
        ("https://vk.com/crb_primer", Some("https://vk.com/club217000101"), "ambiguous", false),
        ("crb_primer", Some("https://vk.com/club217000101"), "ambiguous", false),
        ("25", Some("https://vk.com/club217000101"), "ambiguous", false),
        ("Страница", Some("file:///C:/Users/x/vk.com/club217000101"), "id:217000101", true),
    ] {
        let reading = read_cell(shown, target);
        assert_eq!((reading.address.outcome().as_str(), reading.from_target), (outcome, from_target), "{shown:?} → {target:?}");
    }
}

#[test]
fn an_address_of_something_else_over_a_community_is_a_doubt() {
    for (shown, target) in [
        ("https://vk.com/id5", "https://vk.com/club217000101"),
        ("https://vk.com/id217000101", "https://vk.com/club217000101"),
        ("https://vk.com/photo5_6", "https://vk.com/club217000101"),
        ("https://ok.ru/group/5", "https://vk.com/club217000101"),
        ("https://t.me/school25", "https://vk.com/crb_primer"),
        ("school25.ru", "https://vk.com/club217000101"),
        ("club99999999999", "https://vk.com/club217000101"),
        ("https://vk.com/club217000101", "https://vk.com/id5"),
    ] {
        assert_eq!(read_cell(shown, Some(target)).address.outcome(), "ambiguous", "{shown} → {target}");
    }
}
