use super::*;
use proptest::prelude::*;

/// A school of Калуга with everything in order.
const SCHOOL: PosInput<'static> = PosInput {
    name: "",
    level: "подведомственная",
    opaid: "215120",
    region: "Калужская область",
    region_code: "29",
    oktmo: "29701000",
    ogrn: "1024001432476",
    parent_opaid: "",
    parent_ogrn: "",
    home: None,
    district: None,
    no_polls: false,
};

const FORM: &str = "https://pos.gosuslugi.ru/form/?opaid=215120&utm_source=vk&utm_medium=29&utm_campaign=1024001432476";
const POLLS: &str =
    "https://pos.gosuslugi.ru/og/org-activities?mun_code=29701000&utm_source=vk2&utm_medium=29&utm_campaign=1024001432476";

/// Both links of a row as texts, or the code of the principal fault.
fn made(input: PosInput<'_>) -> (String, String) {
    let (row, templates) = (PosRow::read(&input), Templates::default());
    let text = |link: Result<String, Vec<PosFault>>| link.unwrap_or_else(|faults| fault_name(&faults[0]).to_owned());
    (text(row.messages(&templates)), text(row.polls(&templates)))
}

fn pair(messages: &str, polls: &str) -> (String, String) {
    (messages.to_owned(), polls.to_owned())
}

fn warnings(input: PosInput<'_>) -> Vec<&'static str> {
    PosRow::read(&input).warnings.iter().map(warning_name).collect()
}

/// The name of a fault in the domain reference, 12.
fn fault_name(fault: &PosFault) -> &'static str {
    match fault {
        PosFault::MissingOpaid => "missing-opaid",
        PosFault::BadOpaid { .. } => "bad-opaid",
        PosFault::MissingOgrn => "missing-ogrn",
        PosFault::BadOgrn { error: OgrnError::Length { .. } | OgrnError::Ogrnip, .. } => "bad-ogrn-length",
        PosFault::BadOgrn { error: OgrnError::CheckDigit { .. }, .. } => "bad-ogrn-checksum",
        PosFault::BadOgrn { .. } => "bad-ogrn",
        PosFault::MissingOktmo => "missing-oktmo",
        PosFault::BadOktmo { .. } => "bad-oktmo",
        PosFault::OktmoRegionMismatch { .. } => "oktmo-region-mismatch",
        PosFault::OgrnRegionMismatch { .. } => "ogrn-region-mismatch",
        PosFault::MissingRegion => "missing-region",
        PosFault::UnknownRegion { .. } => "unknown-region",
        PosFault::BadRegcode { .. } => "bad-regcode",
        PosFault::RegionMismatch { .. } => "region-mismatch",
        PosFault::BadKind { .. } => "bad-kind",
    }
}

fn warning_name(warning: &PosWarning) -> &'static str {
    match warning {
        PosWarning::OgrnRegion { .. } => "ogrn-region",
        PosWarning::OktmoPadded { .. } => "oktmo-padded",
        PosWarning::OktmoHeading { .. } => "oktmo-heading",
        PosWarning::OktmoWholeCity { .. } => "oktmo-whole-city",
        PosWarning::UnusualOpaid { .. } => "unusual-opaid",
        PosWarning::ParentOpaid { .. } => "parent-opaid",
        PosWarning::RegionOfSheet { .. } => "region-of-sheet",
        PosWarning::LevelByName { .. } => "level-by-name",
        PosWarning::OktmoOfOtherDistrict { .. } => "oktmo-other-district",
    }
}

#[test]
fn the_four_examples_of_the_letter_come_out() {
    let ministry =
        PosInput { level: "РОИВ", region_code: "73", opaid: "215120", ogrn: "1027301172106", ..PosInput::default() };
    assert_eq!(
        made(ministry).0,
        "https://pos.gosuslugi.ru/form/?opaid=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106"
    );
    let health = PosInput {
        level: "Министерство", region: "Калужская область", ogrn: "1044004404091", ..PosInput::default()
    };
    assert_eq!(
        made(health).1,
        "https://pos.gosuslugi.ru/og/org-activities?reg_code=29&utm_source=vk1&utm_medium=29&utm_campaign=1044004404091"
    );
    let administration = PosInput { level: "ОМСУ", oktmo: "73614000", ogrn: "1057309020306", ..PosInput::default() };
    assert_eq!(
        made(administration).1,
        "https://pos.gosuslugi.ru/og/org-activities?mun_code=73614000&utm_source=vk2&utm_medium=73&utm_campaign=1057309020306"
    );
    assert_eq!(made(SCHOOL).1, POLLS);
}

#[test]
fn the_region_comes_from_name_code_or_oktmo() {
    for (region, region_code) in [
        ("Калужская область", ""),
        ("", "29"),
        ("", "29.0"),
        ("", "29000000000"),
        ("", ""),
        ("Калужской обл.", "29"),
        ("—", "нет"),
    ] {
        assert_eq!(made(PosInput { region, region_code, ..SCHOOL }), pair(FORM, POLLS), "{region} {region_code}");
    }
}

#[test]
fn an_error_of_the_region_stops_both_links() {
    for (region, region_code, oktmo, code) in [
        ("", "", "", "missing-region"),
        ("", "", "2970100", "missing-region"),
        ("Калуга", "", "29701000", "unknown-region"),
        ("Калуга", "29", "29701000", "unknown-region"),
        ("Калужская область", "100", "29701000", "bad-regcode"),
        ("", "02", "29701000", "bad-regcode"),
        ("", "двадцать девять", "29701000", "bad-regcode"),
        ("Калужская область", "40", "29701000", "region-mismatch"),
        ("Ненецкий автономный округ", "11", "11851000", "region-mismatch"),
        ("Ямало-Ненецкий АО", "71", "71951000", "region-mismatch"),
    ] {
        let (messages, polls) = made(PosInput { region, region_code, oktmo, ..SCHOOL });
        assert_eq!((messages.as_str(), polls.as_str()), (code, code), "{region} {region_code} {oktmo}");
    }
}

#[test]
fn an_error_of_the_ogrn_stops_both_links() {
    for (ogrn, code) in [
        ("", "missing-ogrn"),
        ("нет", "missing-ogrn"),
        ("102400143247", "bad-ogrn-length"),
        ("304500116000157", "bad-ogrn-length"),
        ("1024001432477", "bad-ogrn-checksum"),
        ("1.0240E+12", "bad-ogrn"),
        ("ОГРН", "bad-ogrn"),
        ("0000000000000", "bad-ogrn"),
    ] {
        assert_eq!(made(PosInput { ogrn, ..SCHOOL }), pair(code, code), "{ogrn}");
    }
}

#[test]
fn an_error_of_the_opaid_leaves_the_polls_alone() {
    for (opaid, code) in [
        ("", "missing-opaid"),
        ("—", "missing-opaid"),
        ("не подключена", "missing-opaid"),
        ("нет ЛКО", "missing-opaid"),
        ("0", "bad-opaid"),
        ("-5", "bad-opaid"),
        ("есть", "bad-opaid"),
        ("1.5", "bad-opaid"),
        ("1024001432476", "bad-opaid"),
        ("#Н/Д", "bad-opaid"),
    ] {
        assert_eq!(made(PosInput { opaid, ..SCHOOL }), pair(code, POLLS), "{opaid}");
    }
    assert_eq!(made(PosInput { opaid: "215120.0", ..SCHOOL }), pair(FORM, POLLS));
}

#[test]
fn an_error_of_the_oktmo_leaves_the_messages_alone() {
    for (oktmo, code) in [
        ("", "missing-oktmo"),
        ("нет", "missing-oktmo"),
        ("2970100", "bad-oktmo"),
        ("7701000", "bad-oktmo"),
        ("Калуга", "bad-oktmo"),
        ("02701000", "bad-oktmo"),
        ("40301000", "oktmo-region-mismatch"),
    ] {
        assert_eq!(made(PosInput { oktmo, ..SCHOOL }), pair(FORM, code), "{oktmo}");
    }
}

#[test]
fn eleven_digits_of_oktmo_are_cut_to_eight() {
    assert_eq!(made(PosInput { oktmo: "29701000001", ..SCHOOL }).1, POLLS);
}

#[test]
fn a_lost_zero_is_put_back_where_the_region_confirms_it() {
    let stavropol = PosInput { region: "Ставропольский край", region_code: "7", oktmo: "7701000", ..SCHOOL };
    assert_eq!(
        made(stavropol).1,
        "https://pos.gosuslugi.ru/og/org-activities?mun_code=07701000&utm_source=vk2&utm_medium=07&utm_campaign=1024001432476"
    );
    assert_eq!(warnings(stavropol), ["ogrn-region", "oktmo-padded"]);
}

#[test]
fn the_three_okrugs_have_codes_of_their_own() {
    for (region, region_code, oktmo) in [
        ("Ненецкий АО", "111", "11851000"),
        ("ХМАО", "711", "71876000"),
        ("ЯНАО", "7114", "71951000"),
        ("ЯНАО", "71140000000", "71951000"),
    ] {
        let code = &region_code[..region_code.len().min(4)];
        let polls = made(PosInput { region, region_code, oktmo, ..SCHOOL }).1;
        assert!(polls.contains(&format!("mun_code={oktmo}&utm_source=vk2&utm_medium={code}&")), "{polls}");
        let by_oktmo = made(PosInput { region: "", region_code: "", oktmo, ..SCHOOL }).1;
        assert_eq!(by_oktmo, polls);
    }
    assert_eq!(
        made(PosInput { region: "Тюменская область", region_code: "", oktmo: "71876000", ..SCHOOL }).1,
        "oktmo-region-mismatch"
    );
}

#[test]
fn the_oktmo_of_a_regional_body_is_ignored() {
    for oktmo in ["", "40301000", "Калуга", "29600000"] {
        let ministry = PosInput { level: "РОИВ", oktmo, ..SCHOOL };
        assert!(made(ministry).1.contains("reg_code=29&utm_source=vk1"), "{oktmo}");
        assert_eq!(warnings(ministry), [""; 0]);
    }
}

#[test]
fn an_unknown_level_stops_the_polls_only() {
    assert_eq!(made(PosInput { level: "школа", ..SCHOOL }), pair(FORM, "bad-kind"));
    assert_eq!(made(PosInput { level: "", oktmo: "", ..SCHOOL }), pair(FORM, "bad-kind"));
}

#[test]
fn every_fault_is_listed_after_the_principal_one() {
    let bare = PosRow::read(&PosInput { region: "Калуга", region_code: "100", ..PosInput::default() });
    let templates = Templates::default();
    let codes = |faults: Vec<PosFault>| faults.iter().map(fault_name).collect::<Vec<_>>();
    assert_eq!(codes(bare.messages(&templates).unwrap_err()), ["unknown-region", "bad-regcode", "missing-ogrn", "missing-opaid"]);
    assert_eq!(
        codes(bare.polls(&templates).unwrap_err()),
        ["unknown-region", "bad-regcode", "missing-ogrn", "bad-kind", "missing-oktmo"]
    );
}

#[test]
fn an_organisation_without_an_office_takes_the_form_of_the_body_above() {
    let school = PosInput { opaid: "нет", parent_opaid: "476", ..SCHOOL };
    assert_eq!(made(school).0, "https://pos.gosuslugi.ru/form/?opaid=476&utm_source=vk&utm_medium=29&utm_campaign=1024001432476");
    assert_eq!(warnings(school), ["parent-opaid"]);
    assert_eq!(made(PosInput { opaid: "0", parent_opaid: "476", ..SCHOOL }).0, "bad-opaid");
    assert_eq!(made(PosInput { opaid: "", parent_opaid: "да", ..SCHOOL }).0, "bad-opaid");
}

#[test]
fn what_is_odd_is_told_without_stopping_the_link() {
    assert_eq!(warnings(SCHOOL), [""; 0]);
    assert_eq!(warnings(PosInput { region: "", region_code: "40", oktmo: "40301000", ..SCHOOL }), ["ogrn-region"]);
    assert_eq!(warnings(PosInput { oktmo: "29600000", ..SCHOOL }), ["oktmo-heading"]);
    assert_eq!(warnings(PosInput { opaid: "5", ..SCHOOL }), ["unusual-opaid"]);
    let city = PosInput { region: "Москва", region_code: "45", oktmo: "45000000", ogrn: "1027700132195", ..SCHOOL };
    assert_eq!(warnings(city), ["oktmo-whole-city"]);
}

proptest! {
    #[test]
    fn any_row_is_read_without_panic(texts in prop::array::uniform8("\\PC*"), digits in prop::array::uniform4("[0-9]{0,14}")) {
        let [level, opaid, region, region_code, oktmo, ogrn, parent_opaid, parent_ogrn] = texts.each_ref().map(String::as_str);
        made(PosInput { level, name: "", opaid, region, region_code, oktmo, ogrn, parent_opaid, parent_ogrn, home: None, district: None, no_polls: false });
        let [opaid, region_code, oktmo, ogrn] = digits.each_ref().map(String::as_str);
        made(PosInput { opaid, region_code, oktmo, ogrn, ..SCHOOL });
    }

    #[test]
    fn a_link_that_was_made_is_right(opaid in 1_u32..1_000_000_000, rest in 0_u32..10_000, level in 0_usize..3) {
        let (opaid, oktmo) = (opaid.to_string(), format!("297{:02}1{:02}", rest / 100, rest % 100));
        let level = ["РОИВ", "ОМСУ", "подвед"][level];
        let row = PosRow::read(&PosInput { opaid: &opaid, oktmo: &oktmo, level, ..SCHOOL });
        let templates = Templates::default();
        let (messages, polls) = (row.messages(&templates).unwrap(), row.polls(&templates).unwrap());
        prop_assert_eq!(row.judge_messages(&messages, &templates), Ok(()));
        prop_assert_eq!(row.judge_polls(&polls, &templates), Ok(()));
        prop_assert_eq!(row.judge_messages(&polls, &templates), Err(PosLinkFault::WrongItem));
    }
}
