//! Cells with more than one address (domain reference, 12).

use super::hold;

#[test]
fn one_community_said_twice_is_one() {
    hold(&[
        ("https://vk.com/club217000101 https://vk.com/club217000101", "id:217000101"),
        ("https://vk.com/club217000101\nhttps://vk.com/public217000101?from=x", "id:217000101"),
        ("https://vk.com/club217000101 (club217000101)", "id:217000101"),
        ("https://vk.com/club217000101 ID: 217000101", "id:217000101"),
        ("https://vk.com/club217000101, 217000101", "id:217000101"),
        ("https://vk.com/wall-217000101_5 https://vk.com/club217000101", "id:217000101"),
        ("https://vk.com/crb_primer https://vk.com/CRB_primer", "vanity:crb_primer"),
        ("https://vk.com/crb_primerhttps://vk.com/crb_primer", "vanity:crb_primer"),
        ("@crb_primer https://vk.com/crb_primer", "vanity:crb_primer"),
        ("217000101, 217000101", "id:217000101"),
        ("https://vk.com/club217000101https://vk.com/club217000101", "id:217000101"),
    ]);
}

#[test]
fn two_communities_are_one_too_many() {
    hold(&[
        ("https://vk.com/club217000101 https://vk.com/club217000102", "ambiguous"),
        ("https://vk.com/club217000101\nhttps://vk.com/club217000102", "ambiguous"),
        ("https://vk.com/club217000101,https://vk.com/club217000102", "ambiguous"),
        ("https://vk.com/club217000101,club217000102", "ambiguous"),
        ("https://vk.com/club217000101; club217000102", "ambiguous"),
        ("https://vk.com/club217000101/https://vk.com/club217000102", "ambiguous"),
        ("https://vk.com/club217000101https://vk.com/club217000102", "ambiguous"),
        ("vk.com/club217000101vk.com/club217000102", "ambiguous"),
        ("http://vkontakte.ru/club21700010....vkontakte.ru/public21700011", "ambiguous"),
        ("https://vk.com/club217000101 или https://vk.com/crb_primer", "ambiguous"),
        ("https://vk.com/crb_primer (club217000101)", "ambiguous"),
        ("https://vk.com/crb_primer ID 217000101", "ambiguous"),
        ("https://vk.com/crb_primer 217000101", "ambiguous"),
        ("217000101 https://vk.com/crb_primer", "ambiguous"),
        ("https://vk.com/club217000101 217000102", "ambiguous"),
        ("https://vk.com/crb_primer https://vk.com/crb_primer2", "ambiguous"),
        ("[club217000101|Школа] [club217000102|Сад]", "ambiguous"),
        ("217000101, 217000102", "ambiguous"),
        ("217000101\n217000102", "ambiguous"),
        ("club217000101 / public217000102", "ambiguous"),
        ("=HYPERLINK(\"https://vk.com/club217000101\";\"https://vk.com/club217000102\")", "ambiguous"),
        ("https://vk.com/club217000101?from=groupshttps://vk.com/club217000102", "ambiguous"),
    ]);
}

#[test]
fn vk_goes_before_other_sites_and_communities_before_persons() {
    hold(&[
        ("https://m.vk.com/crb_primer http://crbprimer.ru https://ok.ru/group/5", "vanity:crb_primer"),
        ("группа ВК: https://vk.com/club217000101\nканал Телеграм: https://t.me/crb", "id:217000101"),
        ("https://t.me/crb\nhttps://vk.com/club217000101", "id:217000101"),
        ("https://ok.ru/group/55500000000000, https://vk.com/club217000101", "id:217000101"),
        ("https://vk.com/id7654321 https://vk.com/club217000101", "id:217000101"),
        ("https://vk.com/club217000101 администратор https://vk.com/id7654321", "id:217000101"),
        ("https://vk.com/id7654321 https://ok.ru/group/5", "person:7654321"),
        ("https://vk.com/id7654321 https://vk.com/id7654322", "person:7654321"),
        ("https://vk.com/feed https://vk.com/club217000101", "id:217000101"),
        ("https://vk.com/sad-romashka https://ok.ru/group/5", "invalid"),
        ("https://vk.com/ https://ok.ru/group/5", "invalid"),
        ("https://vk.com/club217000101, school25@mail.ru", "id:217000101"),
        ("Школа 25, https://vk.com/club217000101, тел. 8 922 123-45-67", "id:217000101"),
        ("нет, но есть https://vk.com/club217000101", "id:217000101"),
        ("school25.ru/club217000102 https://vk.com/club217000101", "id:217000101"),
        ("https://vk.com/club217000101 Телеграм @crb_primer", "id:217000101"),
        ("https://vk.com/club2170… https://vk.com/club217000101", "invalid"),
        ("https://vk.com/crb_primer ОКТМО 29701000", "vanity:crb_primer"),
    ]);
}
