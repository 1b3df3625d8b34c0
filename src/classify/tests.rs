//! The traps of the field one by one (domain reference, 10), then a table of names.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static WORDS: LazyLock<Words> = LazyLock::new(Words::default);

fn kind(name: &str) -> Option<OrgKind> {
    by_name(name, &WORDS).map(|by_name| by_name.kind)
}

fn flags(name: &str) -> Vec<Flag> {
    by_name(name, &WORDS).map(|by_name| by_name.flags).unwrap_or_default()
}

fn word(name: &str) -> String {
    by_name(name, &WORDS).map(|by_name| by_name.word).unwrap_or_default()
}

/// Checks a table at once, so that a failure shows every wrong row.
#[track_caller]
fn all_are(expected: impl Into<Option<OrgKind>>, names: &[&str]) {
    let expected = expected.into();
    let wrong: Vec<String> =
        names.iter().filter(|name| kind(name) != expected).map(|name| format!("{name} → {:?}", by_name(name, &WORDS))).collect();
    assert!(wrong.is_empty(), "not {expected:?}:\n{}", wrong.join("\n"));
}

#[track_caller]
fn all_flagged(flag: Flag, expected: OrgKind, names: &[&str]) {
    all_are(expected, names);
    let wrong: Vec<String> = names
        .iter()
        .filter(|name| !flags(name).contains(&flag))
        .map(|name| format!("{name} → {:?}", by_name(name, &WORDS)))
        .collect();
    assert!(wrong.is_empty(), "not {flag:?}:\n{}", wrong.join("\n"));
}

/// The table of names: kind, codes of flags, name.
fn table() -> impl Iterator<Item = (Option<OrgKind>, &'static str, &'static str)> {
    include_str!("names.tsv").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut cells = line.splitn(3, '\t');
        let mut cell = || cells.next().expect("three cells in a row");
        (OrgKind::from_code(cell()), cell(), cell())
    })
}

#[test]
fn every_name_of_the_table_has_its_kind_and_flags() {
    let wrong: Vec<String> = table()
        .filter(|(expected, codes, name)| {
            let found: Vec<&str> = flags(name).iter().map(|flag| flag.code()).collect();
            kind(name) != *expected || found.join(",") != *codes
        })
        .map(|(expected, codes, name)| format!("{name}: {expected:?} {codes} → {:?}", by_name(name, &WORDS)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_proper_name_alone_says_nothing() {
    all_are(None, &["", "—", "Радуга", "МБУ «Радуга»", "ГБУ РБ", "ООО «Ромашка»"]);
}

#[test]
fn a_proper_name_does_not_decide_after_what_the_organisation_is() {
    all_are(Other, &["МБУК ДК «Школьник»", "МБУК «Больничный ДК»", "Стадион «Медик»", "ДОЛ «Лицеист»", "Магазин «Школьник»"]);
    all_are(Health, &["Санаторий «Учитель»", "Школьная поликлиника"]);
    all_are(Education, &["МБДОУ «Академия детства»", "Детский сад «Музейный»"]);
}

#[test]
fn an_address_does_not_decide() {
    all_are(Education, &["Детский сад по ул. Больничная", "МБОУ «Лицей» п. Санаторный"]);
    all_are(Other, &["Администрация Школьного сельского поселения", "Администрация посёлка Больничный"]);
    all_are(None, &["ул. Больничная, 5", "Библиотечный переулок", "Школьный переулок, 3"]);
}

#[test]
fn a_municipal_formation_is_no_education() {
    all_are(
        Other,
        &[
            "Администрация муниципального образования «Н»",
            "Отдел культуры муниципального образования",
            "Управление муниципального образования",
        ],
    );
    all_are(Education, &["Управление образования муниципального образования «Н»", "Муниципальное образовательное учреждение"]);
}

#[test]
fn the_legal_form_decides_between_hospital_and_library() {
    all_are(Health, &["ГБУЗ ЦГБ", "ГБУЗ РБ Н-ская ЦРБ", "Н-ская ЦРБ", "Н-ская РБ"]);
    all_are(Education, &["МБУК ЦГБ", "МБУК МЦРБ", "МБУК «Н-ская ЦРБ»", "МБУК «ЦБ»"]);
}

#[test]
fn a_library_is_education_and_a_house_of_culture_is_not() {
    all_are(Education, &["МБУК «ЦБС»", "МБУК «Детская школа искусств»", "Библиотека-музей"]);
    all_are(Other, &["МБУК «ДК»", "МБУК «Музей»", "МБУК «Радуга»", "МБУК «Дом творчества»"]);
}

#[test]
fn beasts_have_no_clinic() {
    all_are(
        Other,
        &["Ветеринарная поликлиника", "Больница ветеринарная", "Ветлечебница", "Станция по борьбе с болезнями животных"],
    );
    all_are(Education, &["Ветеринарный техникум"]);
    all_are(Health, &["Госпиталь ветеранов войн"]);
}

#[test]
fn the_bodies_of_health_and_of_education_take_the_sections_of_their_field() {
    all_flagged(
        Flag::HealthAuthority,
        Health,
        &[
            "Министерство здравоохранения Н-ской области",
            "Минздрав Чувашии",
            "Комитет по здравоохранению",
            "Департамент охраны здоровья населения",
            "Горздрав",
        ],
    );
    all_flagged(
        Flag::EducationAuthority,
        Education,
        &[
            "Министерство образования и науки",
            "Минобразования Чувашии",
            "Управление образования",
            "Отдел образования администрации Н-ского района",
            "МКУ «Управление образования администрации муниципального образования «Город Н»",
            "Комитет администрации Н-ского района по образованию",
            "Районный отдел народного образования",
            "Западное управление министерства образования и науки Самарской области",
            "Администрация города, управление образования",
            "ОТДЕЛ ОБРАЗОВАНИЯ УПРАВЛЕНИЯ ПО СОЦИАЛЬНО-КУЛЬТУРНЫМ ВОПРОСАМ АДМИНИСТРАЦИИ ГОРОДА Н",
            "ГорОНО",
            "Страница управления образования",
        ],
    );
    all_flagged(Flag::MixedAuthority, Health, &["Департамент здравоохранения и социальной защиты населения"]);
    all_flagged(
        Flag::MixedAuthority,
        Education,
        &[
            "Управление образования, культуры и спорта",
            "Отдел культуры, спорта и образования",
            "Министерство образования и молодёжной политики",
        ],
    );
    all_flagged(Flag::MixedAuthority, Other, &["Управление здравоохранения и образования"]);
    all_flagged(Flag::SupervisingBody, Other, &["Комитет по контролю и надзору в сфере образования"]);
}

#[test]
fn health_organisations_without_appointments_are_marked() {
    all_flagged(
        Flag::NoAppointments,
        Health,
        &[
            "ГБУЗ «Центр крови»",
            "Станция переливания крови",
            "ГБУЗ МИАЦ",
            "Медицинский информационно-аналитический центр",
            "ГАУЗ «Областной аптечный склад»",
            "Бюро судебно-медицинской экспертизы",
            "ГБУЗ «Бюро СМЭ»",
            "ГБУЗ ССМП",
            "Станция скорой медицинской помощи",
            "Центр медицинской профилактики",
            "Центр общественного здоровья и медицинской профилактики",
            "Санаторий «Юность»",
            "ГБУЗ «Детский санаторий»",
            "ФБУЗ «Центр гигиены и эпидемиологии»",
            "Территориальный центр медицины катастроф",
            "Медицинский склад «Резерв»",
            "ГБУЗ «Автобаза»",
            "ГКУЗ «Дом ребёнка»",
            "Патологоанатомическое бюро",
        ],
    );
}

#[test]
fn organisations_of_education_that_enrol_nobody_are_marked() {
    all_flagged(
        Flag::NoEnrolment,
        Education,
        &[
            "ГАУ ДПО «Институт развития образования»",
            "Институт развития образования",
            "ИРО",
            "Центр оценки качества образования",
            "ГКУ «ЦОКО»",
            "Информационно-методический центр",
            "ГБУ ИМЦ КРАСНОГО РАЙОНА",
            "Центр психолого-педагогической, медицинской и социальной помощи",
            "ЦППМС",
            "ПМПК",
            "Психолого-медико-педагогическая комиссия",
            "МКУ «Центр развития образования»",
        ],
    );
}

#[test]
fn other_doubts_are_marked() {
    all_flagged(Flag::Unsure, Education, &["Воскресная школа", "Гимназический союз"]);
    all_are(Education, &["Конноспортивная школа"]);
    all_are(Other, &["Конноспортивный клуб «Рысак»"]);
    all_flagged(
        Flag::MedicalCollege,
        Education,
        &[
            "ГАПОУ «Н-ский медицинский колледж»",
            "Базовый медицинский колледж",
            "Стоматологический колледж",
            "Медико-фармацевтический колледж",
        ],
    );
    all_flagged(
        Flag::University,
        Other,
        &[
            "ФГБОУ ВО «Н-ский государственный университет»",
            "Медицинский университет",
            "Институт культуры",
            "Академия права",
            "ФГБОУ ВО «Наука»",
            "Высшая школа экономики",
        ],
    );
    all_flagged(
        Flag::RoadWorks,
        Other,
        &[
            "Управление дорожного хозяйства",
            "Дорожный комитет",
            "МКУ «Дорожное хозяйство»",
            "Автодор",
            "ФКУ Упрдор «Волга»",
            "Министерство транспорта и дорожного хозяйства",
            "Дирекция автомобильных дорог",
            "ДРСУ № 3",
        ],
    );
    all_flagged(Flag::DrivingSchool, Other, &["Автошкола", "Автошкола ДОСААФ"]);
    all_flagged(Flag::OrphanHome, Other, &["Детский дом «Надежда»", "Центр содействия семейному воспитанию"]);
    all_flagged(Flag::OrphanHome, Education, &["ГКОУ «Детский дом № 2»"]);
    all_flagged(Flag::OrphanHome, Health, &["Дом ребёнка специализированный"]);
    all_flagged(
        Flag::ServiceBody,
        Other,
        &[
            "МКУ ЦБ учреждений образования",
            "Централизованная бухгалтерия учреждений образования",
            "МКУ «Централизованная бухгалтерия управления образования»",
            "Центр обеспечения деятельности образовательных учреждений",
            "МКУ «ЦБ МОУ»",
            "Комбинат школьного питания",
            "Централизованная бухгалтерия здравоохранения",
            "Управление по обеспечению деятельности образовательных учреждений",
        ],
    );
    all_flagged(Flag::AmbiguousAbbreviation, Other, &["ЦГБ", "МЦРБ", "ГП «Заря»", "ДС «Янтарь»", "МКУ ЦБ"]);
    all_flagged(Flag::SeveralFields, Other, &["МБУК «ДК и библиотека»"]);
    all_flagged(Flag::Unsure, Other, &["Реабилитационный центр", "Интернат", "Здоровье", "МБУ «Радуга» управления образования"]);
}

#[test]
fn the_word_is_shown_as_it_stands_in_the_name() {
    assert_eq!(word("МАОУ «ЛИЦЕЙ № 7»"), "ЛИЦЕЙ");
    assert_eq!(word("МБДОУ «Детский  сад № 1»"), "Детский  сад");
    assert_eq!(word("МКДОУ Д/С № 3"), "Д/С");
    assert_eq!(word("ГБУЗ «Здоровье»"), "ГБУЗ");
    assert_eq!(word("Министерство здравоохранения"), "Министерство здравоохранения");
}

#[test]
fn abbreviations_are_whole_words() {
    all_are(None, &["ВУЗы", "СОЮЗМАШ", "ДОУД", "Сошников", "МузТВ", "ГАИТ"]);
}

#[test]
fn spelling_makes_no_difference() {
    all_are(
        Education,
        &[
            "MБОУ COШ №5",
            "МБ0У С0Ш 5",
            "мбоу  сош",
            "«МБОУ» ''СОШ''",
            "МБОУСОШ № 5",
            "МБДОУДетский сад",
            "Детскии\u{306} сад",
            "Дет\u{ad}ский сад",
            "д/c № 3",
            "д\\с № 3",
            "МБОУ\nСОШ",
        ],
    );
    all_are(Health, &["ГБУ3 «Здоровье»", "ГБУЗТОЦКАЯ РБ", "ЦPБ", "гп N 3", "ГП No3"]);
}

#[test]
fn a_founder_before_the_name_does_not_decide() {
    all_are(Education, &["Администрация Красного района ГБУ ДО ДДТ", "Управление образования администрации г. Н МБОУ СОШ № 5"]);
    all_are(Health, &["Министерство здравоохранения Н-ской области, ГБУЗ «Н-ская ЦРБ»"]);
}

#[test]
fn words_of_a_profile_go_first() {
    let mut words = Words::default();
    for (kind, word) in [(Education, "навигатор*"), (Education, "Дом-Знаний"), (Other, "ЦРБ")] {
        words.add(kind, word).expect("a plain word");
    }
    let kind = |name| by_name(name, &words).map(|by_name| by_name.kind);
    assert_eq!(kind("МБУ «Навигаторы детства»"), Some(Education));
    assert_eq!(kind("МКУ «Дом знаний»"), Some(Education));
    assert_eq!(kind("ГБУЗ ЦРБ"), Some(Other));
    assert_eq!(kind("МБОУ СОШ"), Some(Education));
}

#[test]
fn a_word_that_no_name_can_hold_is_refused() {
    for word in ["", " ", "*", "№ 5", "school", "школ~"] {
        assert!(Words::default().add(OrgKind::Auto, word).is_err(), "{word:?}");
    }
}

#[test]
fn a_list_of_clinics_holds_clinics_only() {
    let words = &*WORDS;
    for name in ["ГБУЗ «Н-ская ЦРБ»", "Поликлиника № 1", "ГБУЗ «Здоровье»", "Радуга"]
    {
        assert!(is_clinic(name, words), "{name}");
    }
    for name in [
        "ГАПОУ «Медицинский колледж»",
        "Областной аптечный склад",
        "Министерство здравоохранения",
        "Ветеринарная клиника",
        "МБОУ СОШ",
    ] {
        assert!(!is_clinic(name, words), "{name}");
    }
}

#[test]
fn kind_columns_speak_of_fields() {
    let words = &*WORDS;
    let all = |expected: KindCell, cells: &[&str]| {
        let wrong: Vec<String> = cells
            .iter()
            .filter(|cell| by_column(cell, words) != expected)
            .map(|cell| format!("{cell} → {:?}", by_column(cell, words)))
            .collect();
        assert!(wrong.is_empty(), "not {expected:?}:\n{}", wrong.join("\n"));
    };
    all(KindCell::Blank, &["", " ", "—", "нет"]);
    all(
        KindCell::Type(Health),
        &[
            "health",
            "Здравоохранение",
            "Медицина",
            "медицинская организация",
            "Здоровье",
            "Мед.",
            "Сфера здравоохранения",
            "ЛПУ",
            "Больница",
            "ГБУЗ",
        ],
    );
    all(
        KindCell::Type(Education),
        &[
            "Education",
            "Образование",
            "ОБРАЗОВАНИЕ И НАУКА",
            "Образовательная организация",
            "Дополнительное образование",
            "Дополнительное образование (спорт)",
            "Дошкольное образование",
            "Школа",
            "Детский сад",
            "ДОУ",
            "СОШ",
            "Культура (библиотеки)",
            "Библиотека",
            "Спортивная школа",
            "СПО",
            "детский сад, школа, гимназия, лицей, дообразование, библиотеки",
            "Органы управления образованием",
            "Гимназия",
        ],
    );
    all(KindCell::Type(Auto), &["auto", "Авто", "Авто и дорожное движение", "ГИБДД", "Госуслуги Авто"]);
    all(
        KindCell::Industry(Other),
        &[
            "Транспорт",
            "Безопасность",
            "Социальная защита",
            "Экономика",
            "Культура",
            "Спорт",
            "Физическая культура и спорт",
            "Социальная сфера",
            "Соцзащита",
            "Органы власти",
            "Орган местного самоуправления",
            "ОМСУ",
            "РОИВ",
            "РОИВ, ОМСУ",
            "МФЦ",
            "Администрация",
            "Высшее образование",
            "Молодёжная политика",
            "Дорожное хозяйство",
            "Ветеринария",
            "ЖКХ",
            "Музей",
        ],
    );
    all(KindCell::Type(Other), &["other", "иное", "Иные типы пабликов", "Другие", "Иная организация", "Прочее"]);
    all(KindCell::Several, &["Образование, культура", "Здравоохранение и социальная защита", "Образование / медицина"]);
    all(
        KindCell::Unknown,
        &["Регион", "Муниципальное", "МО", "Муниципальное образование", "да", "подведомственная организация", "ЦГБ", "12"],
    );
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        let words = &*WORDS;
        by_name(&text, words);
        by_column(&text, words);
    }

    #[test]
    fn any_russian_text_is_read(text in "[а-яА-ЯёЁ«»\"/ 0-9.,-]{0,120}") {
        if let Some(found) = by_name(&text, &WORDS) {
            prop_assert!(!found.word.is_empty());
            prop_assert!(text.contains(&found.word));
        }
    }

    #[test]
    fn case_blanks_and_yo_do_not_matter(row in 0..table().count()) {
        let (expected, _, name) = table().nth(row).expect("a row of the table");
        for spelling in [
            name.to_uppercase(),
            name.to_lowercase(),
            name.replace(' ', "  \u{a0}"),
            name.replace('ё', "е").replace('Ё', "Е"),
            name.replace(['«', '»'], "\""),
            format!("\u{feff}{name}\u{200b}"),
        ] {
            prop_assert_eq!(kind(&spelling), expected, "{}", spelling);
        }
    }
}
