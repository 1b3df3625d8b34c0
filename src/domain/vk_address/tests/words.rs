//! Cells without an address: nothing, answers, errors, placeholders, other sites, names and mentions.

use super::hold;
use crate::domain::vk_address::{Address, Fault, Via, read};

#[test]
fn nothing() {
    hold(&[
        ("", "empty"),
        ("   ", "empty"),
        ("\u{a0}\u{200b}\n", "empty"),
        ("-", "empty"),
        (" — ", "empty"),
        ("–", "empty"),
        ("---", "empty"),
        ("нет", "empty"),
        ("Нет.", "empty"),
        ("НЕТ", "empty"),
        ("\"нет\"", "empty"),
        ("отсутствует", "empty"),
        ("не имеется", "empty"),
        ("не ведется", "empty"),
        ("не ведётся", "empty"),
        ("нет страницы", "empty"),
        ("н/д", "empty"),
        ("Н/Д", "empty"),
        ("б/н", "empty"),
        ("x", "empty"),
        ("Х", "empty"),
        ("не создана", "empty"),
        ("в разработке", "empty"),
        ("страницы в ВКонтакте нет", "empty"),
        ("сообщество отсутствует", "empty"),
        ("Госпаблик не создан", "empty"),
        ("Официальная страница не ведется на основании распоряжения Правительства от 02.09.2022 № 2523-р", "empty"),
        ("нет (организация ликвидирована)", "empty"),
        ("Страница не ведется, учреждение является филиалом", "empty"),
        ("none", "empty"),
    ]);
}

#[test]
fn words_without_an_address() {
    hold(&[
        ("есть", "invalid"),
        ("да", "invalid"),
        ("Да.", "invalid"),
        ("ВК", "invalid"),
        ("VK", "invalid"),
        ("+", "invalid"),
        ("имеется", "invalid"),
        ("ведется", "invalid"),
        ("страница ВК", "invalid"),
        ("Ссылка на страницу", "invalid"),
        ("Вконтакте", "invalid"),
        ("yes", "invalid"),
        ("нет доступа к странице", "invalid"),
        ("Нетесово", "invalid"),
        ("МБОУ «СОШ № 25» г. Пермь", "invalid"),
        ("т.д.", "invalid"),
        ("г.Москва", "invalid"),
        ("ok", "invalid"),
        ("Telegram", "invalid"),
        ("club", "invalid"),
        ("public", "invalid"),
        ("id", "invalid"),
        ("feed", "invalid"),
    ]);
    assert_eq!(read("есть").address, Address::Unreadable(Fault::PageWithoutAddress));
}

#[test]
fn spreadsheet_errors() {
    for error in [
        "#Н/Д",
        "#N/A",
        "#ССЫЛКА!",
        "#REF!",
        "#ИМЯ?",
        "#NAME?",
        "#ЗНАЧ!",
        "#VALUE!",
        "#ДЕЛ/0!",
        "#DIV/0!",
        "#ЧИСЛО!",
        "#NUM!",
        "#ПУСТО!",
        "######",
    ] {
        assert_eq!(read(error).address, Address::Unreadable(Fault::SpreadsheetError), "{error}");
    }
}

#[test]
fn placeholders() {
    for cell in [
        "https://vk.com/publicXXXXXX",
        "https://vk.com/clubXXXXXX",
        "https://vk.com/publicХХХХХХ",
        "https://vk.com/photoXXXXXX_YYYYYYY",
        "https://vk.com/photo73442711_YYYYYYY",
        "https://vk.com/club________",
        "https://vk.com/club<ID>",
        "https://vk.com/club{id}",
        "https://vk.com/club[ID]",
        "https://vk.com/club***",
        "https://vk.com/clubID",
        "https://vk.com/club_ID",
        "https://vk.com/idXXXXXX",
        "publicXXXXXX",
        "clubХХХ",
        "https://vk.com/<название>",
        "https://vk.com/{id}",
        "https://vk.com/public<ID>",
        "https://vk.com/clubN",
        "club<ID>",
        "https://vk.com/club123xxx",
    ] {
        assert_eq!(read(cell).address, Address::Unreadable(Fault::Placeholder), "{cell}");
    }
    hold(&[("XXXXXX", "invalid"), ("https://vk.com/…", "invalid"), ("https://vk.com/...", "invalid")]);
}

#[test]
fn other_sites() {
    hold(&[
        ("https://ok.ru/group/55500000000000", "foreign:ok.ru"),
        ("https://www.ok.ru/group/5", "foreign:ok.ru"),
        ("https://m.ok.ru/group/5", "foreign:ok.ru"),
        ("ok.ru/crb", "foreign:ok.ru"),
        ("t.me/crb_primer", "foreign:t.me"),
        ("https://t.me/s/club217000101", "foreign:t.me"),
        ("https://max.ru/id2634028465_gos", "foreign:max.ru"),
        ("https://rutube.ru/channel/5/", "foreign:rutube.ru"),
        ("https://dzen.ru/crb", "foreign:dzen.ru"),
        ("instagram.com/crb", "foreign:instagram.com"),
        ("https://school25.example.ru/", "foreign:school25.example.ru"),
        ("HTTP://WWW.SCHOOL25.RU", "foreign:school25.ru"),
        ("gosuslugi.ru", "foreign:gosuslugi.ru"),
        ("school.ru", "foreign:school.ru"),
        ("школа25.рф", "foreign:школа25.рф"),
        ("https://школа25.рф/", "foreign:школа25.рф"),
        ("http://xn--25-6kcd.xn--p1ai", "foreign:xn--25-6kcd.xn--p1ai"),
        ("Сайт: school25.ru", "foreign:school25.ru"),
        ("http://example.ru:8080/club217000101", "foreign:example.ru"),
        ("http://192.168.0.1/x", "foreign:192.168.0.1"),
        ("https://ok.ru/group/5 https://t.me/crb", "foreign:ok.ru"),
        ("нет, сайт school25.ru", "foreign:school25.ru"),
        ("https://pos.gosuslugi.ru/form/?opaid=215120&utm_source=vk", "foreign:pos.gosuslugi.ru"),
        ("example.ru/club217000101", "foreign:example.ru"),
        ("https://ok.ru/club217000101", "foreign:ok.ru"),
        ("school25@mail.ru", "invalid"),
        ("E-mail: school25@mail.ru", "invalid"),
        ("info@vk.com", "invalid"),
        ("club217000101@mail.ru", "invalid"),
        ("site/club217000101", "invalid"),
    ]);
    assert_eq!(read("school25@mail.ru").address, Address::Unreadable(Fault::Email));
}

#[test]
fn bare_words_and_names() {
    hold(&[
        ("club217000101", "id:217000101"),
        ("CLUB217000101", "id:217000101"),
        ("public217000101", "id:217000101"),
        ("event217000101", "id:217000101"),
        ("/club217000101", "id:217000101"),
        ("club217000101/", "id:217000101"),
        ("club217000101?from=groups", "id:217000101"),
        ("(club217000101)", "id:217000101"),
        ("наш паблик public217000101", "id:217000101"),
        ("вк/club217000101", "id:217000101"),
        ("vk://club217000101", "id:217000101"),
        ("photo-217000101_457239020", "id:217000101"),
        ("wall-217000101_5", "id:217000101"),
        ("app8181405_-217000101", "id:217000101"),
        ("club1000000000", "invalid"),
        ("crb_primer", "vanity:crb_primer"),
        ("CRB_Primer", "vanity:crb_primer"),
        ("'crb_primer", "vanity:crb_primer"),
        ("lyceum", "vanity:lyceum"),
        ("25shkola", "vanity:25shkola"),
        ("/crb_primer", "vanity:crb_primer"),
        ("spb.school399", "vanity:spb.school399"),
        ("club_art.school", "vanity:club_art.school"),
        ("crb_primer?from=x", "vanity:crb_primer"),
        ("ВК: crb_primer", "vanity:crb_primer"),
        ("группа ВК crb_primer", "vanity:crb_primer"),
        ("sad-romashka", "invalid"),
        ("Our School", "invalid"),
        ("romashka sad", "invalid"),
        ("Лицей lyceum", "invalid"),
        ("crb_primer, crb_primer", "vanity:crb_primer"),
        ("crb_primer, crb_primer2", "ambiguous"),
        ("школа", "invalid"),
    ]);
    assert_eq!(read("crb_primer").via, Some(Via::BareWord));
}

#[test]
fn mentions() {
    hold(&[
        ("[club217000101|Поликлиника № 3]", "id:217000101"),
        ("[public217000101|Школа]", "id:217000101"),
        ("[crb_primer|Больница]", "vanity:crb_primer"),
        ("[club217000101:bp-5_6|Школа]", "id:217000101"),
        ("[https://vk.com/club217000101|Школа]", "id:217000101"),
        ("@club217000101", "id:217000101"),
        ("@club217000101 (Поликлиника № 3)", "id:217000101"),
        ("@public217000101 (Школа)", "id:217000101"),
        ("*club217000101 (Школа)", "id:217000101"),
        ("*crb_primer (Больница)", "vanity:crb_primer"),
        ("@crb_primer", "vanity:crb_primer"),
        ("@crb_primer (Больница № 25)", "vanity:crb_primer"),
        ("Наша группа: @crb_primer", "vanity:crb_primer"),
        ("ВК @crb_primer", "vanity:crb_primer"),
        ("Телеграм: @crb_primer", "invalid"),
        ("Телеграм: @club217000101", "invalid"),
        ("tg://resolve?domain=club217000101", "invalid"),
        ("@sad-romashka", "invalid"),
        ("@школа", "invalid"),
        ("[Школа|25]", "invalid"),
        ("@club217000101, https://vk.com/club217000101", "id:217000101"),
    ]);
    assert_eq!(read("@club7").via, Some(Via::MentionMarkup));
}
