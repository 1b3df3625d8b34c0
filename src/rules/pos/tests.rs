//! Rows of codes and ПОС links, each with what is said of it.

use crate::rules::testing::{Case, codes};

/// A row in order, by headers.
const ROW: [(&str, &str); 7] = [
    ("Уровень", "подвед"),
    ("Учредитель", ""),
    ("Регион", "Калужская область"),
    ("Код региона", "29"),
    ("ОГРН", "1024001432476"),
    ("ОКТМО", "29701000"),
    ("Номер ЛКО", "1234"),
];

/// The row in order with other cells in the place of its own or besides them.
fn row(cells: &[(&str, &str)]) -> String {
    let given = |header: &str| cells.iter().find(|cell| cell.0 == header).map(|cell| cell.1);
    let base = ROW.iter().map(|&(header, text)| (header, given(header).unwrap_or(text)));
    let added = cells.iter().copied().filter(|cell| ROW.iter().all(|(header, _)| *header != cell.0));
    base.chain(added).map(|(header, text)| format!("{header} = {text}")).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_a_missing_column_would_say_is_read_in_the_explanation() {
    let row = |without: &str| {
        let cells = ROW.iter().filter(|(header, _)| *header != without && *header != "Учредитель");
        cells.map(|(header, text)| format!("{header} = {text}")).collect::<Vec<_>>().join("; ")
            + "; Организация = Центр «Импульс»"
    };
    for (header, text) in
        [("Уровень", "подведомственная"), ("ОГРН", "ОГРН 1024001432476"), ("ОКТМО", "ОКТМО 29701000"), ("Номер ЛКО", "ЛКО 1234")]
    {
        let row = format!("{}; ПОС сообщения =; ПОС опросы =", row(header));
        let form = if header == "Номер ЛКО" { 1 } else { 2 };
        let link = |explanation| Case::of(&[&row]).explained(explanation).links()[form].clone();
        assert_eq!(link("проверено"), None, "{header}");
        assert!(link(text).is_some(), "{header}");
    }
}

#[test]
fn an_ogrn_under_inn_is_said_once() {
    for ogrn in ["4001000018", ""] {
        assert_eq!(codes(&row(&[("ОГРН", ogrn), ("ИНН", "1024001432476")])), ["pos-ogrn-under-inn"], "{ogrn}");
    }
    assert_eq!(codes(&row(&[("ОГРН", "4001000018"), ("ИНН", "4001000018")])), ["pos-bad-ogrn-length"]);
    assert_eq!(codes(&row(&[("ИНН", "1024001432476")])), [""; 0]);
}

#[test]
fn each_code_of_the_links_has_its_findings() {
    for (header, text, code) in [
        ("Номер ЛКО", "", "pos-missing-opaid"),
        ("Номер ЛКО", "01.09.2023", "pos-bad-opaid"),
        ("Номер ЛКО", "12", "pos-unusual-opaid"),
        ("ОГРН", "", "pos-missing-ogrn"),
        ("ОГРН", "102400143247", "pos-bad-ogrn-length"),
        ("ОГРН", "1024001432467", "pos-bad-ogrn-checksum"),
        ("ОГРН", "1,024E+12", "pos-bad-ogrn"),
        ("ОГРН", "1027301172106", "pos-ogrn-region"),
        ("ОКТМО", "", "pos-missing-oktmo"),
        ("ОКТМО", "2970100", "pos-bad-oktmo"),
        ("ОКТМО", "29401000", "pos-bad-oktmo"),
        ("ОКТМО", "73614000", "pos-oktmo-region-mismatch"),
        ("ОКТМО", "29600000", "pos-oktmo-heading"),
        ("Регион", "Калужская губерния", "pos-unknown-region"),
        ("Код региона", "02", "pos-bad-regcode"),
        ("Код региона", "40", "pos-region-mismatch"),
        ("Уровень", "прочие", "pos-bad-kind"),
    ] {
        assert_eq!(codes(&row(&[(header, text)])), [code], "{header} = {text}");
    }
    assert_eq!(codes(&row(&[])), [""; 0]);
}

#[test]
fn an_oktmo_of_another_district_than_the_rows_beside_it_is_asked_about() {
    let in_town = |oktmo, level| row(&[("ОКТМО", oktmo), ("Уровень", level), ("Муниципальное образование", "Примерский район")]);
    let others = ["29644000", "29644101", "29644000"].map(|oktmo| in_town(oktmo, "подвед"));
    let codes = |first: &str| Case::of(&[first, &others[0], &others[1], &others[2]]).codes();
    assert_eq!(codes(&in_town("29701000", "ОМСУ")), ["pos-oktmo-other-district"]);
    // A settlement lies in its district, and the polls of a body of the subject go by its region.
    assert_eq!(codes(&in_town("29644434", "ОМСУ")), [""; 0]);
    assert_eq!(codes(&in_town("29701000", "РОИВ")), [""; 0]);
}

#[test]
fn labels_before_codes_change_no_link() {
    let links =
        |cells: &[(&str, &str)]| Case::of(&[&row(&[cells, &[("ПОС сообщения", ""), ("ПОС опросы", "")]].concat())]).links();
    let labelled = [
        ("ОГРН", "ОГРН 1024001432476"),
        ("ОКТМО", "ОКТМО: 29701000"),
        ("Номер ЛКО", "https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk"),
    ];
    assert_eq!(links(&labelled), links(&[]));
    assert!(links(&labelled)[1].is_some() && links(&labelled)[2].is_some());
    let [_, messages, polls] = links(&[("ОКТМО", "29401000")]);
    assert!(messages.is_some() && polls.is_none());
}

#[test]
fn a_blank_oktmo_is_told_once_though_the_region_hangs_on_it() {
    let without_region = |oktmo, level| codes(&row(&[("Регион", ""), ("Код региона", ""), ("ОКТМО", oktmo), ("Уровень", level)]));
    assert_eq!(without_region("", "подвед"), ["pos-missing-oktmo"]);
    assert_eq!(without_region("2970100", "подвед"), ["pos-bad-oktmo"]);
    assert_eq!(without_region("", "РОИВ"), ["pos-missing-region"]);
    assert_eq!(without_region("29701000", "подвед"), [""; 0]);
}

/// A sheet of Калуга: the row to judge first.
fn among_others(cells: &[(&str, &str)]) -> Case {
    let other = row(&[("Регион", ""), ("Код региона", "")]);
    let usual = [("Регион", ""), ("Код региона", ""), ("Организация", "МБОУ СОШ № 1"), ("ПОС опросы", "")];
    let first = row(&[cells, &usual].concat());
    Case::of(&[&first, &other, &other, &other])
}

#[test]
fn a_row_of_another_region_is_an_error_on_the_code_that_disagrees() {
    let codes = |cells: &[(&str, &str)]| -> Vec<&str> {
        among_others(cells).codes().into_iter().filter(|code| code.starts_with("pos-")).collect()
    };
    for (cells, expected) in [
        (&[][..], &[][..]),
        (&[("ОКТМО", "73614000")], &["pos-oktmo-region-mismatch"]),
        (&[("ОГРН", "1027301172106")], &["pos-ogrn-region-mismatch"]),
        // Both of another region: the row is of it, or both are wrong.
        (&[("ОКТМО", "73614000"), ("ОГРН", "1027301172106")], &["pos-oktmo-region-mismatch"]),
        // A row that names its region itself is believed.
        (&[("ОКТМО", "73614000"), ("ОГРН", "1027301172106"), ("Регион", "Ульяновская область")], &[]),
        // Branches and federal bodies are registered where their head is.
        (&[("ОГРН", "1027301172106"), ("Организация", "Филиал ГБУ «Архив»")], &["pos-ogrn-region"]),
        (&[("ОКТМО", ""), ("Уровень", "РОИВ"), ("Организация", "Госкомитет")], &["pos-region-of-sheet"]),
    ] {
        assert_eq!(codes(cells), expected, "{cells:?}");
        let [_, messages, polls] = among_others(cells).links();
        let is_stopped = expected.iter().any(|code| code.ends_with("mismatch"));
        assert_eq!((messages.is_none(), polls.is_none()), (is_stopped, is_stopped), "{cells:?}");
    }
}

#[test]
fn the_oktmo_of_a_regional_body_does_not_matter() {
    assert_eq!(codes(&row(&[("Уровень", "РОИВ"), ("ОКТМО", "2970100")])), [""; 0]);
    assert_eq!(codes(&row(&[("Уровень", "РОИВ"), ("ОКТМО", "73614000")])), [""; 0]);
}

#[test]
fn a_lost_zero_is_put_back_where_the_region_confirms_it() {
    let cells = [("Регион", "Краснодарский край"), ("Код региона", "3"), ("ОГРН", "1022309000603"), ("ОКТМО", "3701000")];
    assert_eq!(codes(&row(&cells)), ["pos-oktmo-padded"]);
    let alone = [("Регион", ""), ("Код региона", ""), ("ОКТМО", "3701000")];
    assert_eq!(codes(&row(&alone)), ["pos-bad-oktmo"]);
}

#[test]
fn a_school_without_an_office_takes_that_of_its_founder() {
    let school = row(&[("Номер ЛКО", "не подключена"), ("Учредитель", "Администрация")]);
    let founder = row(&[("Наименование организации", "Администрация"), ("ОГРН", "1057309020306")]);
    assert!(Case::of(&[&school, &founder]).codes().contains(&"pos-parent-opaid"));
    // A body that is named without its place is that of the same municipality.
    let of_town = |row: &str, town: &str| format!("{row}; Муниципальное образование = {town}");
    let case = |one: &str, two: &str| Case::of(&[&of_town(&school, one), &of_town(&founder, two)]).codes();
    assert!(case("Липовск", "Липовск").contains(&"pos-parent-opaid"));
    assert!(case("Липовск", "Берёзовск").contains(&"pos-missing-opaid"));
}

#[test]
fn each_fault_of_a_link_has_its_code() {
    const MESSAGES: &str = "https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
    const POLLS: &str =
        "https://pos.gosuslugi.ru/og/org-activities?mun_code=29701000&utm_source=vk2&utm_medium=29&utm_campaign=1024001432476";
    let messages = |link: &str| codes(&row(&[("ПОС сообщения", link)]));
    let polls = |link: &str| codes(&row(&[("ПОС опросы", link)]));
    assert_eq!((messages(MESSAGES), polls(POLLS)), (vec![], vec![]));
    assert_eq!(messages("https://www.gosuslugi.ru/"), ["pos-link-other-site"]);
    assert_eq!(messages("https://pos.gosuslugi.ru/landing/"), ["pos-link-other-page"]);
    assert_eq!(messages(POLLS), ["pos-link-wrong-item"]);
    assert_eq!(messages(&MESSAGES.replace("1234", "ID")), ["pos-link-placeholder-left"]);
    assert_eq!(messages(&MESSAGES.replace('&', "&amp;")), ["pos-link-malformed"]);
    let of_region = POLLS.replace("mun_code=29701000&utm_source=vk2", "reg_code=29&utm_source=vk1");
    assert_eq!(polls(&of_region), ["pos-link-wrong-form"]);
    assert_eq!(polls(&POLLS.replace("vk2", "vk")), ["pos-link-wrong-source"]);
    assert_eq!(polls(&POLLS.replace("medium=29", "medium=40")), ["pos-link-contradiction"]);
    assert_eq!(polls(&POLLS.replace("29701000", "29614000")), ["pos-link-wrong-code"]);
    assert_eq!(polls(&POLLS.replace("https", "http")), ["pos-link-not-canonical"]);
    // How the parameter is spelt is told once for the file.
    assert_eq!(messages(&MESSAGES.replace("opaid", "opaId")), [""; 0]);
}

#[test]
fn links_that_agree_against_the_ogrn_of_the_row_are_not_replaced() {
    let messages = "https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
    let polls =
        "https://pos.gosuslugi.ru/og/org-activities?mun_code=29701000&utm_source=vk2&utm_medium=29&utm_campaign=1024001432476";
    let replaced = |polls: &str| {
        let mut case = Case::of(&[&row(&[("ОГРН", "1044004404091"), ("ПОС сообщения", messages), ("ПОС опросы", polls)])]);
        case.settings.fix = true;
        case.links()[1].is_some()
    };
    assert!(!replaced(polls));
    assert!(replaced(&polls.replace("1024001432476", "1044004404091")));
}

#[test]
fn a_plate_code_beside_the_codes_of_another_region_is_the_fault() {
    let codes = |region_code: &str, ogrn: &str| {
        let row = row(&[("Регион", ""), ("Код региона", region_code), ("ОГРН", ogrn), ("ПОС сообщения", "")]);
        let case = Case::of(&[&row]);
        (case.codes(), case.links()[1].is_some())
    };
    assert_eq!(codes("40", "1024001432476"), (vec!["pos-region-mismatch"], false));
    assert_eq!(codes("29", "1024001432476"), (vec![], true));
}

#[test]
fn the_same_fault_in_both_links_is_told_of_both() {
    let both = row(&[("ПОС сообщения", "https://www.gosuslugi.ru/"), ("ПОС опросы", "https://www.gosuslugi.ru/")]);
    assert_eq!(codes(&both), ["pos-link-other-site", "pos-link-other-site"]);
}

#[test]
fn where_no_column_says_the_level_the_name_does() {
    let polls = |name: &str, level: &str| {
        let row = row(&[("Организация", name), ("Уровень", level), ("ПОС опросы", "")]);
        let [.., polls] = Case::of(&[&row]).links();
        polls
    };
    assert_eq!(polls("МБОУ СОШ № 5", ""), polls("", "подвед"));
    assert_eq!(polls("Министерство культуры Калужской области", ""), polls("", "РОИВ"));
    assert_eq!(polls("Управление культуры", ""), None);
    // A firm name against the column leaves it open.
    for (name, level) in
        [("МБОУ «СОШ № 10»", "РОИВ"), ("Администрация г. Примерска", "РОИВ"), ("Министерство спорта Калужской области", "подвед")]
    {
        assert_eq!(polls(name, level), None, "{name}");
    }
    // What the table says counts, and where it cannot be understood nothing is taken instead.
    assert_eq!(polls("МБОУ СОШ № 5", "не РОИВ"), None);
}

#[test]
fn links_of_a_row_without_an_ogrn_are_held_against_each_other_and_themselves() {
    let found = |messages: &str, polls: &str| {
        let form = format!("https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign={messages}");
        let of_town = "https://pos.gosuslugi.ru/og/org-activities?mun_code=29701000&utm_source=vk2&utm_medium=29&utm_campaign=";
        codes(&format!("Организация = Центр; Сфера = образование; ПОС: сообщения = {form}; ПОС: опросы = {of_town}{polls}"))
    };
    let (own, other, of_ulyanovsk) = ("1024001432476", "1024080000009", "1027301172106");
    assert_eq!(found(own, own), [""; 0]);
    assert_eq!(found(own, other), ["pos-links-differ"]);
    assert_eq!(found(of_ulyanovsk, of_ulyanovsk), ["pos-ogrn-region"]);
}

#[test]
fn an_ogrn_against_the_region_of_the_sheet_is_why_no_link_is_built() {
    let bare = [("Регион", ""), ("Код региона", ""), ("ОКТМО", "")];
    let first = row(&[&bare[..], &[("ОГРН", "1027301172106")]].concat());
    let other = row(&[]);
    let case = Case::of(&[&first, &other, &other, &other]);
    assert_eq!(case.codes(), ["pos-ogrn-region-mismatch", "pos-missing-oktmo"]);
}

#[test]
fn a_link_alone_is_compared_with_nothing() {
    let is_unverified = |row: &str| Case::of(&[row]).with_entry(|entry| entry.pos.is_unverified());
    let link =
        "ПОС: сообщения = https://pos.gosuslugi.ru/form/?opaid=1234&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
    assert!(is_unverified(link));
    assert!(!is_unverified(&format!("ОГРН = 1024001432476; {link}")));
}
