//! Cells of addresses, each with what is said of it.

use super::AddressFact;
use crate::domain::GroupId;
use crate::rules::Fact;
use crate::rules::testing::{Case, codes, fact};

/// The codes of a school with this in the column of addresses.
fn school(address: &str) -> Vec<&'static str> {
    codes(&format!("Организация = Школа № 5; ВК = {address}"))
}

#[test]
fn each_kind_of_cell_has_its_own_finding() {
    for (address, code) in [
        ("", "address-missing"),
        ("нет", "address-no-page"),
        ("не ведётся на основании приказа", "address-no-page-lawful"),
        ("страница отсутствует", "address-no-page"),
        ("vk.com/shkola_5", "address-screen-name"),
        ("vk.com/publik5000000", "address-misspelt"),
        ("vk.com/id1", "address-person"),
        ("vk.com/photo5_6", "address-person-photo"),
        ("https://ok.ru/group/5", "address-foreign"),
        ("club5 club6", "address-ambiguous"),
        ("vk.com/publicXXXXXX", "address-placeholder"),
        ("vk.com/feed", "address-service-page"),
        ("есть", "address-without-address"),
        ("#Н/Д", "address-formula-error"),
        ("7,34E+07", "address-lost-digits"),
        ("4000000000", "address-wrong-number"),
        ("club2170…", "address-unclear-number"),
        ("29701000", "address-may-be-oktmo"),
        ("shkola@primer.example", "address-email"),
        ("vk.com/shkola-5", "address-broken"),
        ("см. устав", "address-unreadable"),
        ("vk,com/club5", "address-repaired"),
        ("vk.com/shkola_5?z=photo-5_6", "address-by-opened-item"),
        ("vk.com/club5?w=wall-6_7", "address-reposted-item"),
    ] {
        assert_eq!(school(address), [code], "{address}");
    }
    assert_eq!(school("vk.com/club5"), [""; 0]);
}

#[test]
fn an_address_that_its_cell_rejects_gives_no_link() {
    for address in [
        "не ведётся https://vk.com/club5000000",
        "https://vk.com/club5000000 (не ведётся)",
        "страница удалена https://vk.com/club5000000",
        "https://vk.com/club5000000 — заблокирована",
        "чужая: https://vk.com/club5000000",
        "нет, ведёт управление: https://vk.com/club5000000",
        "страница учредителя https://vk.com/club5000000",
        "не ведется с 2022 г., club5000000",
        "планируется https://vk.com/club5000000",
        "нет → https://vk.com/club5000000",
    ] {
        let case = Case::of(&[&format!("Организация = Школа № 5; ВК = {address}")]);
        assert_eq!((case.codes(), case.links()[0].clone()), (vec!["address-rejected"], None), "{address}");
    }
    for row in [
        "Организация = Школа № 5; ВК = не ведётся vk.com/shkola_5",
        "Организация = Школа № 5; ВК = старая: vk.com/shkola_5; ID = 5000000",
    ] {
        let case = Case::of(&[row]);
        assert_eq!((case.codes(), case.links()[0].clone()), (vec!["address-rejected"], None), "{row}");
    }
    for address in
        ["группа ВК: https://vk.com/club5000000", "Школа № 5 → https://vk.com/club5000000", "старая удалена, верная club5000000"]
    {
        assert_eq!(school(address), [""; 0], "{address}");
    }
}

#[test]
fn a_row_names_one_page() {
    assert_eq!(school("club5000000/club6000000"), ["address-ambiguous"]);
    assert_eq!(school("shkola_5 / club5000000"), ["address-ambiguous"]);
    for shown in ["https://ok.ru/group/5", "https://vk.com/id5", "club99999999999", "https://vk.com/club6000000"] {
        assert_eq!(school(&format!("{shown} → https://vk.com/club5000000")), ["address-hyperlink-differs"], "{shown}");
    }
    assert_eq!(school("vk.com/hashtag/школа"), ["address-service-page"]);
    assert_eq!(school("vk.com/club5.5512345E7"), ["address-unclear-number"]);
    let row = |id: &str| codes(&format!("Организация = Школа; ВК = vk.com/shkola_5; ID сообщества = {id}"));
    assert_eq!(row("vk.com/shkola_6"), ["address-screen-name", "group-conflict"]);
    assert_eq!(row("vk.com/shkola_5"), ["address-screen-name"]);
}

#[test]
fn a_small_number_alone_names_no_page() {
    assert_eq!(school("-5"), ["address-unreadable"]);
    assert_eq!(
        codes("Организация = Школа; ВК = vk.com/shkola_5; ID сообщества = 45000"),
        ["address-screen-name", "address-unreadable"]
    );
    assert_eq!(codes("Организация = Школа; ВК = club45000; ID сообщества = 45000"), [""; 0]);
}

#[test]
fn an_organisation_of_any_kind_says_that_it_has_no_page_but_only_some_need_its_id() {
    assert_eq!(codes("Организация = Музей; ВК ="), ["address-missing"]);
    // Its link is complete, but whose page it is nobody has seen.
    assert_eq!(codes("Организация = Музей; ВК = vk.com/muzey_primer"), ["group-page-unverified"]);
}

#[test]
fn no_in_the_place_of_the_id_says_that_there_is_no_page() {
    assert_eq!(codes("Организация = Школа; ID паблика = нет"), ["address-no-page"]);
    assert_eq!(codes("Организация = Школа; ВК =; ID паблика = не ведётся"), ["address-no-page"]);
    assert_eq!(codes("Организация = Школа; ВК = vk.com/club5; ID паблика = -"), [""; 0]);
}

#[test]
fn a_dash_is_no_ground_for_having_no_page() {
    for text in ["—", "да", "уточняется", "нет оснований", "приказ готовится", "https://vk.com/club5"]
    {
        assert_eq!(codes(&format!("Организация = Школа; ВК =; Страница не ведется = {text}")), ["address-missing"], "{text}");
    }
    assert_eq!(codes("Организация = Школа; ВК =; Страница не ведется = п. 3 ст. 10 8-ФЗ"), ["address-no-page-lawful"]);
    assert_eq!(codes("Организация = Школа; ВК =; Страница не ведется = приказ № 5"), ["address-no-page-lawful"]);
}

#[test]
fn a_page_that_is_lawfully_not_kept_gets_no_links() {
    let case = Case::of(&["Организация = Музей; ВК =; Страница не ведется = приказ № 5"]);
    assert_eq!(case.codes(), ["address-no-page-lawful"]);
    assert!(case.links().iter().all(Option::is_none));
    assert!(Case::of(&["Организация = Музей; ВК = club5"]).links()[0].is_some());
}

#[test]
fn a_number_after_id_may_be_meant_as_a_community() {
    let maybe = |address: &str| {
        fact(&format!("Организация = Школа; ВК = {address}"), |fact| match fact {
            Fact::Address(AddressFact::Person { maybe, .. }) => *maybe,
            fact => panic!("no person: {fact:?}"),
        })
    };
    assert_eq!(maybe("id217000101"), GroupId::new(217_000_101));
    assert_eq!(maybe("vk.com/id217000101"), None);
}

#[test]
fn a_lost_minus_shows_beside_the_number() {
    fact("Организация = Школа; ВК = vk.com/photo5_6; ID сообщества = 5", |fact| {
        assert!(matches!(fact, Fact::Address(AddressFact::PersonPhoto { lost_minus: true, .. })), "{fact:?}");
    });
}

#[test]
fn a_damaged_link_alone_is_one_finding() {
    assert_eq!(
        codes("Организация = Школа; Мини-приложение = https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=ID"),
        ["link-placeholder-left"]
    );
    assert_eq!(codes("Организация = Школа; Мини-приложение = "), ["address-missing"]);
}

#[test]
fn a_ground_beside_the_name_of_a_page_is_a_contradiction() {
    let found = codes("Организация = Школа; ВК = vk.com/shkola_5; Страница не ведётся на основании = приказ № 5 от 01.02.2024");
    assert!(found.contains(&"address-no-page-contradicted"), "{found:?}");
}

#[test]
fn a_page_that_is_said_to_be_gone_contradicts_its_address() {
    let state = |text: &str| codes(&format!("Организация = Музей; ВК = club217000005; Статус страницы = {text}"));
    for text in ["удалена", "не ведётся", "Ликвидирована", "заблокирована"] {
        assert_eq!(state(text), ["address-no-page-contradicted"], "{text}");
    }
    for text in ["ведётся", "активна", "", "в работе"] {
        assert_eq!(state(text), [""; 0], "{text}");
    }
}

#[test]
fn a_number_that_another_cell_proves_is_no_oktmo() {
    assert_eq!(codes("Организация = Музей; ВК = 29701000"), ["address-may-be-oktmo"]);
    assert_eq!(codes("Организация = Музей; ВК = 29701000; ID сообщества = club29701000"), [""; 0]);
}

#[test]
fn what_a_misspelt_address_means_is_said_alone() {
    assert_eq!(codes("Организация = Музей; ВК = https://vk.com/public-217000005"), ["address-misspelt"]);
}
