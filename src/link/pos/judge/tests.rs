use super::*;
use crate::link::pos::PosInput;
use proptest::prelude::*;

const SCHOOL: PosInput<'static> = PosInput {
    name: "",
    level: "подведомственная",
    opaid: "215120",
    region: "Калужская область",
    region_code: "",
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
const MINISTRY_POLLS: &str =
    "https://pos.gosuslugi.ru/og/org-activities?reg_code=29&utm_source=vk1&utm_medium=29&utm_campaign=1024001432476";

fn messages_of(input: PosInput<'_>, text: &str) -> Result<(), PosLinkFault> {
    PosRow::read(&input).judge_messages(text, &Templates::default())
}

fn polls_of(input: PosInput<'_>, text: &str) -> Result<(), PosLinkFault> {
    PosRow::read(&input).judge_polls(text, &Templates::default())
}

/// The verdict on the school's messages link with one part changed.
fn messages(from: &str, to: &str) -> Result<(), PosLinkFault> {
    assert!(FORM.contains(from), "{from}");
    messages_of(SCHOOL, &FORM.replacen(from, to, 1))
}

/// The verdict on the school's polls link with one part changed.
fn polls(from: &str, to: &str) -> Result<(), PosLinkFault> {
    assert!(POLLS.contains(from), "{from}");
    polls_of(SCHOOL, &POLLS.replacen(from, to, 1))
}

fn malformed(fault: Malformed) -> Result<(), PosLinkFault> {
    Err(PosLinkFault::Malformed(fault))
}

fn wrong(parameter: Parameter, found: &str, expected: &str) -> Result<(), PosLinkFault> {
    Err(wrong_code(parameter, found, Some(expected)))
}

#[test]
fn links_as_in_the_letter_are_right_even_for_a_row_without_codes() {
    for input in [SCHOOL, PosInput::default()] {
        assert_eq!(messages_of(input, FORM), Ok(()));
        assert_eq!(polls_of(input, POLLS), Ok(()));
    }
    assert_eq!(polls_of(PosInput::default(), MINISTRY_POLLS), Ok(()));
}

#[test]
fn other_sites_are_told_from_other_pages() {
    for text in [
        "https://gosuslugi.ru/form/",
        "https://vk.com/club1",
        "да",
        "",
        "https://mypos.gosuslugi.ru/form/",
        "https://pos.gosuslugi.ru.example.org/form/",
    ] {
        assert_eq!(messages_of(SCHOOL, text), Err(PosLinkFault::OtherSite), "{text}");
    }
    for path in ["/landing/", "/lkp/polls/440140/", "/lkp/fkgs/1", "/", ""] {
        let text = format!("https://pos.gosuslugi.ru{path}?utm_source=widget");
        assert_eq!(messages_of(SCHOOL, &text), Err(PosLinkFault::OtherPage { path: path.into() }), "{text}");
    }
    let widget = "https://pos.gosuslugi.ru/form/?opaId=215120&fz59=false";
    assert_eq!(messages_of(SCHOOL, widget), Err(PosLinkFault::OtherPage { path: "/form/".into() }));
}

#[test]
fn the_two_items_are_not_to_be_swapped() {
    assert_eq!(messages_of(SCHOOL, POLLS), Err(PosLinkFault::WrongItem));
    assert_eq!(polls_of(SCHOOL, FORM), Err(PosLinkFault::WrongItem));
}

#[test]
fn words_of_the_template_are_named() {
    let left = |key| Err(PosLinkFault::PlaceholderLeft { key });
    assert_eq!(messages("215120", "ID"), left("opaid"));
    assert_eq!(messages("medium=29", "medium=REG-CODE"), left("utm_medium"));
    assert_eq!(messages("1024001432476", "OGRN"), left("utm_campaign"));
    assert_eq!(messages("1024001432476", "ОГРН"), left("utm_campaign"));
    assert_eq!(polls("29701000", "MUN-CODE"), left("mun_code"));
    assert_eq!(polls("mun_code=29701000", "reg_code=REG-CODE"), left("reg_code"));
}

#[test]
fn each_broken_shape_is_named() {
    for (from, to, fault) in [
        ("&utm_medium", "& utm_medium", Malformed::Blank),
        ("utm_medium", "utm_mediu\nm", Malformed::Blank),
        ("utm_medium", "utm_mediu%20m", Malformed::Blank),
        ("&utm_medium", "&amp;utm_medium", Malformed::HtmlAmpersand),
        ("https", "форма:https", Malformed::TextAround),
        ("https", "https://pos.gosuslugi.ru/form/?opaid=1 https", Malformed::TextAround),
        ("?opaid", "opaid", Malformed::NoSign),
        ("?opaid", "#opaid", Malformed::Hash),
        ("opaid=215120&", "", Malformed::Missing { key: "opaid" }),
        ("&utm_medium=29", "", Malformed::Missing { key: "utm_medium" }),
        ("=215120", "=", Malformed::Empty { key: "opaid" }),
        ("opaid=215120", "opaid=215120&opaid=1", Malformed::Repeated { key: "opaid" }),
        ("utm_medium", "UTM_medium", Malformed::LetterCase { found: "UTM_medium".into(), expected: "utm_medium" }),
        ("opaid", "OpaID", Malformed::LetterCase { found: "OpaID".into(), expected: "opaid" }),
        ("/form/", "/Form/", Malformed::LetterCase { found: "/Form/".into(), expected: "/form/" }),
        ("opaid", "орaid", Malformed::Cyrillic { found: "орaid".into() }),
    ] {
        assert_eq!(messages(from, to), malformed(fault), "{to}");
    }
    assert!(matches!(messages("pos.", "роs."), Err(PosLinkFault::Malformed(Malformed::Cyrillic { .. }))));
}

#[test]
fn the_polls_of_another_level_are_named() {
    assert_eq!(polls_of(SCHOOL, MINISTRY_POLLS), Err(PosLinkFault::WrongForm { found: PollsForm::Region }));
    let ministry = PosInput { level: "РОИВ", ..SCHOOL };
    assert_eq!(polls_of(ministry, POLLS), Err(PosLinkFault::WrongForm { found: PollsForm::Municipality }));
    assert_eq!(polls_of(ministry, MINISTRY_POLLS), Ok(()));
}

#[test]
fn the_source_is_that_of_the_form() {
    let wrong = |found: Option<&str>, expected| Err(PosLinkFault::WrongSource { found: found.map(str::to_owned), expected });
    assert_eq!(messages("source=vk", "source=vk2"), wrong(Some("vk2"), "vk"));
    assert_eq!(messages("utm_source=vk&", ""), wrong(None, "vk"));
    assert_eq!(polls("vk2", "vk"), wrong(Some("vk"), "vk2"));
    assert_eq!(polls("vk2", "vk1"), wrong(Some("vk1"), "vk2"));
}

#[test]
fn codes_of_different_regions_in_one_link_contradict() {
    let contradiction = |code: &str, medium: &str| Err(PosLinkFault::Contradiction { code: code.into(), medium: medium.into() });
    assert_eq!(polls("medium=29", "medium=40"), contradiction("29701000", "40"));
    let text = MINISTRY_POLLS.replace("reg_code=29", "reg_code=40");
    assert_eq!(polls_of(PosInput { level: "РОИВ", ..SCHOOL }, &text), contradiction("40", "29"));
}

#[test]
fn codes_that_are_not_the_rows_are_named_with_the_right_ones() {
    assert_eq!(messages("215120", "215121"), wrong(Parameter::Opaid, "215121", "215120"));
    assert_eq!(messages("215120", "нет"), wrong(Parameter::Opaid, "нет", "215120"));
    assert_eq!(messages("medium=29", "medium=40"), wrong(Parameter::Region, "40", "29"));
    assert_eq!(messages("1024001432476", "1044004404091"), wrong(Parameter::Ogrn, "1044004404091", "1024001432476"));
    assert_eq!(polls("29701000", "29606000"), wrong(Parameter::Oktmo, "29606000", "29701000"));
    assert_eq!(polls("29701000", "29701000001"), wrong(Parameter::Oktmo, "29701000001", "29701000"));
}

#[test]
fn impossible_codes_are_named_without_a_row_to_compare() {
    let text = FORM.replace("medium=29", "medium=3");
    assert_eq!(
        messages_of(PosInput::default(), &text),
        Err(PosLinkFault::WrongCode { parameter: Parameter::Region, found: "3".into(), expected: None })
    );
    let text = FORM.replace("1024001432476", "1024001432477");
    assert!(matches!(messages_of(PosInput::default(), &text), Err(PosLinkFault::WrongCode { parameter: Parameter::Ogrn, .. })));
}

#[test]
fn links_that_work_but_are_written_otherwise_are_not_canonical() {
    let differs = |difference| Err(PosLinkFault::NotCanonical(difference));
    assert_eq!(messages("opaid", "opaId"), differs(Difference::OpaidSpelling));
    for (from, to) in [
        ("https", "http"),
        ("https://", ""),
        ("/form/", "/form"),
        ("476", "476 "),
        ("476", "476&fz59=false"),
        ("opaid=215120&utm_source=vk", "utm_source=vk&opaid=215120"),
        ("215120", "0215120"),
    ] {
        assert_eq!(messages(from, to), differs(Difference::Form), "{to}");
    }
    assert_eq!(polls("activities", "activities/"), differs(Difference::Form));
}

#[test]
fn the_complete_link_of_the_body_above_is_accepted() {
    let parents = FORM.replace("1024001432476", "1044004404091");
    let unconnected = PosInput { opaid: "", parent_opaid: "215120", ..SCHOOL };
    let accepted = Err(PosLinkFault::NotCanonical(Difference::ParentLink));
    assert_eq!(messages_of(unconnected, FORM), Ok(()));
    assert_eq!(messages_of(unconnected, &parents), accepted);
    assert_eq!(messages_of(PosInput { parent_ogrn: "1044004404091", ..unconnected }, &parents), accepted);
    let other = PosInput { parent_ogrn: "1057309020306", ..unconnected };
    assert_eq!(messages_of(other, &parents), wrong(Parameter::Ogrn, "1044004404091", "1024001432476"));
    assert_eq!(messages_of(PosInput { opaid: "", ..SCHOOL }, FORM), Ok(()));
}

#[test]
fn the_district_of_a_settlement_is_accepted() {
    let settlement = PosInput { oktmo: "29606101", ..SCHOOL };
    let text = POLLS.replace("29701000", "29606000");
    assert_eq!(polls_of(settlement, &text), Err(PosLinkFault::NotCanonical(Difference::DistrictCode)));
}

#[test]
fn the_spelling_that_a_profile_chooses_is_right() {
    let mut templates = Templates::default();
    templates.set("pos.opaid", "opaId").unwrap();
    let row = PosRow::read(&SCHOOL);
    assert_eq!(row.judge_messages(&FORM.replace("opaid", "opaId"), &templates), Ok(()));
    assert_eq!(row.judge_messages(FORM, &templates), Err(PosLinkFault::NotCanonical(Difference::OpaidSpelling)));
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panic(text in "\\PC*", tail in "[#?&=%_/a-zA-Z0-9а-я<>{} -]*") {
        for text in [text, format!("https://pos.gosuslugi.ru{tail}"), format!("{FORM}{tail}"), format!("{POLLS}{tail}")] {
            for input in [SCHOOL, PosInput::default()] {
                let _ = (messages_of(input, &text), polls_of(input, &text));
            }
        }
    }
}
