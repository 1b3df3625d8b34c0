//! What is wrong with the kind of the organisation.

use super::{Fact, Found, LETTER_LINKS};
use crate::classify::{self, Flag, KindCell};
use crate::diagnostic::Code;
use crate::domain::OrgKind;
use crate::entry::{Context, Entry, KindSource, Voice};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

super::topic_codes! {
    UNKNOWN = "kind-unknown", Warning, "Вид организации не определён", LETTER_LINKS;
    COLUMN_UNKNOWN = "kind-column-unknown", Warning, "Непонятное значение в столбце сферы", LETTER_LINKS;
    CONFLICT = "kind-conflict", Error, "О виде организации сказано разное", LETTER_LINKS;
    DOUBTFUL = "kind-doubtful", Warning, "Вид организации под вопросом", LETTER_LINKS;
    NO_CLINIC = "kind-no-clinic", Warning, "В медицинской таблице не лечебная организация", LETTER_LINKS;
    UNCERTAIN = "kind-uncertain", Warning, "Вид определён неуверенно", LETTER_LINKS;
    IN_EXPLANATION = "kind-in-explanation", Warning, "В «Пояснении» назван другой вид организации", LETTER_LINKS;
    AUTHORITY = "kind-authority", Info, "Орган управления отраслью", LETTER_LINKS;
}

/// What was found about the kind. Where `has_column` is false the table has no column in which the kind could be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KindFact<'t> {
    /// Nothing says the kind.
    Unknown {
        /// The name, which does not say it either.
        name: Cow<'t, str>,
        /// Whether the table has a column of kinds.
        has_column: bool,
    },
    /// The kind column holds a word that nobody knows, or several kinds.
    ColumnUnknown {
        /// The word.
        written: Cow<'t, str>,
        /// Whether it names several kinds.
        is_several: bool,
        /// What was taken instead, and by what.
        taken: Option<(OrgKind, KindSource)>,
    },
    /// Strong sources disagree.
    Conflict {
        /// What they say.
        said: [Told; 2],
        /// Whether the table of the row has a column of kinds.
        has_column: bool,
    },
    /// Only what is weak speaks, and it disagrees.
    Doubtful {
        /// What it says.
        said: [Told; 2],
    },
    /// By its name no clinic, yet it stands in the table of clinics.
    NoClinic {
        /// The name.
        name: Cow<'t, str>,
        /// Whether the table of the row has a column of kinds.
        has_column: bool,
    },
    /// The kind was taken with a doubt.
    Uncertain {
        /// By what.
        by: Told,
        /// The doubt; `None` where the name does not say the kind at all.
        flag: Option<Flag>,
        /// Whether the table has a column of kinds.
        has_column: bool,
    },
    /// «Пояснение» names another kind than the one that was taken.
    InExplanation {
        /// The kind that it names.
        named: OrgKind,
        /// The kind that was taken.
        taken: Option<OrgKind>,
        /// Whether the table has a column of kinds.
        has_column: bool,
    },
    /// A body that governs a field has the section of the field.
    Authority {
        /// The field.
        field: OrgKind,
    },
}

/// What a source says of the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// The source.
    pub(crate) source: KindSource,
    /// The kind.
    pub(crate) kind: OrgKind,
    /// Whether the table has no column of kinds, and a title between its rows stands for one.
    pub(crate) in_title: bool,
    /// What it rests on: the word of the name, the text of the column or the founder, the file and cell of the ministry table; empty
    /// where the source is enough.
    pub(crate) by: String,
}

impl Told {
    fn of(voice: Voice, entry: &Entry<'_>, context: &Context<'_>) -> Self {
        let in_title = voice.source == KindSource::Column && !entry.record.has(ColumnRole::Kind);
        let by = match voice.source {
            KindSource::Column if in_title => entry.record.kind().into_owned(),
            KindSource::Column => {
                let cells = [ColumnRole::Kind, ColumnRole::Kind2, ColumnRole::Kind3].map(|role| entry.record.text(role));
                let says = |text: &str| classify::by_column(text, &context.settings.words).kind() == Some(voice.kind);
                cells.into_iter().find(|text| says(text)).unwrap_or_default().into_owned()
            }
            KindSource::Reference => match entry.ready.iter().find(|ready| ready.kind == voice.kind) {
                Some(ready) => format!("«{}» ({})", context.reference.file(ready.table), ready.cell),
                None => String::new(),
            },
            KindSource::Name => entry.kind.by_name.as_ref().map(|by_name| by_name.word.clone()).unwrap_or_default(),
            KindSource::Founder => entry.record.text(ColumnRole::Parent).into_owned(),
            KindSource::Option | KindSource::Link => String::new(),
        };
        Self { source: voice.source, kind: voice.kind, in_title, by }
    }
}

impl KindFact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::Unknown { .. } => &UNKNOWN,
            Self::ColumnUnknown { .. } => &COLUMN_UNKNOWN,
            Self::Conflict { .. } => &CONFLICT,
            Self::Doubtful { .. } => &DOUBTFUL,
            Self::NoClinic { .. } => &NO_CLINIC,
            Self::Uncertain { .. } => &UNCERTAIN,
            Self::InExplanation { .. } => &IN_EXPLANATION,
            Self::Authority { .. } => &AUTHORITY,
        }
    }
}

impl<'t> From<KindFact<'t>> for Fact<'t> {
    fn from(fact: KindFact<'t>) -> Self {
        Self::Kind(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    found.add(unknown(entry));
    found.add(column_unknown(entry));
    found.add(conflict(entry, context));
    found.add(doubtful(entry, context));
    found.add(no_clinic(entry, context));
    found.add(uncertain(entry, context));
    found.add(in_explanation(entry));
    found.add(authority(entry));
}

/// The cell that the kind rests on where no column gives it: the name's.
fn name_cell(entry: &Entry<'_>) -> CellRef {
    entry.record.get(ColumnRole::Organisation).at
}

fn unknown<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    let is_told = is_column_told(entry) || entry.kind.doubt.is_some();
    if entry.kind.kind.is_some() || !entry.is_of_pages() || is_told || entry.lawful_reason().is_some() {
        return None;
    }
    let column = entry.record.get(ColumnRole::Kind);
    let at = if column.has_column { column.at } else { name_cell(entry) };
    Some((at, KindFact::Unknown { name: entry.record.organisation(), has_column: column.has_column }))
}

/// Whether the kind column holds nothing that helps, which is to be said.
fn is_column_told(entry: &Entry<'_>) -> bool {
    match entry.kind.column {
        KindCell::Unknown => true,
        // What another source says is one of the several.
        KindCell::Several => entry.kind.kind.is_none() || entry.kind.by_name.as_ref().is_some_and(|by_name| by_name.is_hint),
        KindCell::Blank | KindCell::Type(_) | KindCell::Industry(_) => false,
    }
}

fn column_unknown<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    if !is_column_told(entry) {
        return None;
    }
    let cell = entry.record.get(ColumnRole::Kind);
    let is_several = entry.kind.column == KindCell::Several;
    let taken = entry.kind.kind.zip(entry.kind.source);
    Some((cell.at, KindFact::ColumnUnknown { written: entry.record.kind(), is_several, taken }))
}

fn conflict<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Option<(CellRef, KindFact<'t>)> {
    let voices = entry.kind.clash?;
    let column = entry.record.get(ColumnRole::Kind);
    let in_column = column.has_column && voices.iter().any(|voice| voice.source == KindSource::Column);
    let said = voices.map(|voice| Told::of(voice, entry, context));
    let at = if in_column { column.at } else { name_cell(entry) };
    Some((at, KindFact::Conflict { said, has_column: column.has_column }))
}

fn doubtful<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Option<(CellRef, KindFact<'t>)> {
    let voices = entry.kind.doubt?;
    let column = entry.record.get(ColumnRole::Kind);
    let at = if column.has_column { column.at } else { name_cell(entry) };
    Some((at, KindFact::Doubtful { said: voices.map(|voice| Told::of(voice, entry, context)) }))
}

fn no_clinic<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Option<(CellRef, KindFact<'t>)> {
    let by_table = entry.kind.kind == Some(OrgKind::Health) && entry.kind.source == Some(KindSource::Reference);
    if !by_table {
        return None;
    }
    let name = entry.record.organisation();
    // The letter itself gives the health section to the body that governs health.
    let governs = entry.kind.by_name.as_ref().is_some_and(|by_name| by_name.flags.contains(&Flag::HealthAuthority));
    if entry.kind.clash.is_some() || governs || name.is_empty() || classify::is_clinic(&name, &context.settings.words) {
        return None;
    }
    Some((name_cell(entry), KindFact::NoClinic { name, has_column: entry.record.has(ColumnRole::Kind) }))
}

fn uncertain<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Option<(CellRef, KindFact<'t>)> {
    let (kind, source) = entry.kind.kind.zip(entry.kind.source)?;
    if entry.lawful_reason().is_some() {
        return None;
    }
    let flag = match source {
        KindSource::Founder => None,
        KindSource::Name | KindSource::Link => {
            let by_name = entry.kind.by_name.as_ref().filter(|by_name| source == KindSource::Name || !by_name.is_hint)?;
            Some(by_name.flags.iter().copied().find(|&flag| governed(flag).is_none())?)
        }
        // By its form it is education, by its ministry health: whichever the column says, the other may be meant.
        KindSource::Column => {
            let by_name = entry.kind.by_name.as_ref().filter(|by_name| by_name.kind != kind)?;
            Some(by_name.flags.iter().copied().find(|&flag| flag == Flag::MedicalCollege)?)
        }
        KindSource::Reference | KindSource::Option => return None,
    };
    let by = Told::of(Voice { source, kind }, entry, context);
    Some((name_cell(entry), KindFact::Uncertain { by, flag, has_column: entry.record.has(ColumnRole::Kind) }))
}

fn in_explanation<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    let named = entry.kind.explained.filter(|_| entry.is_of_pages() && entry.lawful_reason().is_none())?;
    let column = entry.record.get(ColumnRole::Kind);
    let at = if column.has_column { column.at } else { name_cell(entry) };
    Some((at, KindFact::InExplanation { named, taken: entry.kind.settled(), has_column: column.has_column }))
}

fn authority<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    let by_name = entry.kind.by_name.as_ref().filter(|_| entry.kind.source == Some(KindSource::Name))?;
    let field = by_name.flags.iter().find_map(|&flag| governed(flag))?;
    Some((name_cell(entry), KindFact::Authority { field }))
}

/// The field that a body with this flag governs; other flags are doubts.
fn governed(flag: Flag) -> Option<OrgKind> {
    match flag {
        Flag::HealthAuthority => Some(OrgKind::Health),
        Flag::EducationAuthority => Some(OrgKind::Education),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes, fact};
    use super::*;
    use crate::domain::GroupId;
    use crate::link::Templates;
    use proptest::prelude::*;

    #[test]
    fn a_name_that_says_nothing_gives_no_kind() {
        assert_eq!(codes("Организация = МБУ «Радуга»; ВК = club5"), ["kind-unknown"]);
        assert_eq!(codes("Организация = МБУ «Радуга»; ВК = club5; Сфера = культура"), [""; 0]);
        // A table of codes for ПОС asks for no section.
        assert_eq!(codes("Организация = МБУ «Радуга»; ОГРН = 1027301172106"), [""; 0]);
    }

    #[test]
    fn an_unknown_word_in_the_column_is_told_with_what_was_taken() {
        fact("Организация = Школа; ВК = club5; Сфера = бюджетное", |fact| {
            let taken = Some((OrgKind::Education, KindSource::Name));
            assert_eq!(*fact, KindFact::ColumnUnknown { written: "бюджетное".into(), is_several: false, taken }.into());
        });
    }

    #[test]
    fn a_hospital_in_the_table_of_schools_is_a_conflict_whatever_the_column_says() {
        let case = |row: &str| Case::of(&[row]).with_table(OrgKind::Education, &["ВК = club5"]).codes();
        assert_eq!(case("Организация = ГБУЗ «Больница»; ВК = club5"), ["kind-conflict"]);
        assert_eq!(case("Организация = ГБУЗ «Больница»; ВК = club5; Сфера = здравоохранение"), ["kind-conflict"]);
        // What the name leaves open the table decides.
        assert_eq!(case("Организация = Примерский университет; ВК = club5"), [""; 0]);
    }

    #[test]
    fn a_column_against_the_name_is_an_error_that_says_both() {
        let said = |source, kind, by: &str| Told { source, kind, in_title: false, by: by.to_owned() };
        fact("Организация = Школа; ВК = club5; Сфера = здравоохранение", |fact| {
            let said = [
                said(KindSource::Column, OrgKind::Health, "здравоохранение"),
                said(KindSource::Name, OrgKind::Education, "Школа"),
            ];
            assert_eq!(*fact, KindFact::Conflict { said, has_column: true }.into());
        });
    }

    #[test]
    fn the_kind_of_the_command_line_against_the_name_is_an_error() {
        let mut case = Case::of(&["Организация = Школа; ВК = club5"]);
        case.settings.kind = Some(OrgKind::Health);
        assert_eq!(case.codes(), ["kind-conflict"]);
    }

    #[test]
    fn a_warehouse_in_the_table_of_clinics_is_looked_at_and_the_ministry_is_not() {
        let case = |name: &str| {
            Case::of(&[&format!("Организация = {name}; ВК = club5")]).with_table(OrgKind::Health, &["ВК = club5"]).codes()
        };
        assert_eq!(case("ГАУЗ «Аптечный склад»"), ["kind-no-clinic"]);
        assert_eq!(case("Министерство здравоохранения"), [""; 0]);
        assert_eq!(case("ГБУЗ «Больница»"), [""; 0]);
    }

    #[test]
    fn doubts_about_a_name_are_told_with_their_reason() {
        fact("Организация = ГАПОУ «Медицинский колледж»; ВК = club5", |fact| {
            assert!(matches!(fact, Fact::Kind(KindFact::Uncertain { flag: Some(Flag::MedicalCollege), has_column: false, .. })));
        });
    }

    #[test]
    fn the_body_that_governs_a_field_takes_its_section() {
        assert_eq!(codes("Организация = Министерство образования; ВК = club5"), ["kind-authority"]);
    }
    const SCHOOL: &str = "МБОУ СОШ № 5";
    const HOSPITAL: &str = "ГБУЗ «Примерская ЦРБ»";
    const MUTE: &str = "МБУ «Радуга»";

    fn app(kind: OrgKind) -> String {
        Templates::default().miniapp(kind, GroupId::new(5)).expect("the templates have all that is asked for")
    }

    /// The kinds of link that are in the row afterwards, without and with `--fix`, and the codes of errors.
    fn weighed(row: &str) -> (Option<OrgKind>, Option<OrgKind>, Vec<&'static str>) {
        let mut case = Case::of(&[row]);
        let kind_of = |link: Option<String>| OrgKind::ALL.into_iter().find(|&kind| link.as_deref() == Some(&app(kind)));
        let [plain, ..] = case.links();
        let codes = case.codes();
        case.settings.fix = true;
        let [fixed, ..] = case.links();
        (kind_of(plain), kind_of(fixed), codes)
    }

    #[test]
    fn an_industry_never_overrules_a_name_a_type_does_not_agree_with() {
        use OrgKind::{Auto, Education, Health, Other};
        let filled = |kind| (Some(kind), Some(kind), vec![]);
        let conflict = (None, None, vec!["kind-conflict"]);
        for (name, sphere, expected) in [
            ("МБУК «Межпоселенческая библиотека»", "Культура", filled(Education)),
            ("МБУ ДО «Детская музыкальная школа»", "Культура", filled(Education)),
            ("МБУ ДО «Спортивная школа «Вымпел»", "Спорт", filled(Education)),
            ("ГКУ «Центр организации дорожного движения»", "Транспорт", filled(Auto)),
            ("ГКУ «Центр организации дорожного движения»", "Безопасность", filled(Auto)),
            ("МБУК «Районный дом культуры»", "Культура", filled(Other)),
            (HOSPITAL, "ОМСУ", filled(Health)),
            (SCHOOL, "Экономика", filled(Education)),
            (MUTE, "Культура", filled(Other)),
            (MUTE, "Образование", filled(Education)),
            (SCHOOL, "Образование", filled(Education)),
            (SCHOOL, "Образование, культура", filled(Education)),
            (HOSPITAL, "Образование", conflict.clone()),
            (SCHOOL, "Здравоохранение", conflict.clone()),
            (SCHOOL, "Иная организация", conflict.clone()),
            ("МБУК «Районный дом культуры»", "Образование", conflict.clone()),
            (MUTE, "Образование, культура", (None, None, vec!["kind-column-unknown"])),
        ] {
            assert_eq!(
                weighed(&format!("Организация = {name}; ВК = club5; Сфера = {sphere}; Мини-приложение =")),
                expected,
                "{name}, {sphere}"
            );
        }
    }

    #[test]
    fn a_link_to_this_page_is_as_strong_as_a_name() {
        use OrgKind::{Auto, Education, Health, Other};
        for (name, sphere, link, expected) in [
            // What the name supports stays, whatever the industry.
            ("МБУК «Библиотека»", "Культура", Education, (Some(Education), Some(Education), vec![])),
            (
                "ГБУЗ «Детский санаторий «Сосны»",
                "Социальная защита",
                Health,
                (Some(Health), Some(Health), vec!["kind-uncertain"]),
            ),
            ("ГКУ «Центр организации дорожного движения»", "Транспорт", Auto, (Some(Auto), Some(Auto), vec![])),
            // Where the name says nothing the link decides against an industry.
            (MUTE, "Культура", Education, (Some(Education), Some(Education), vec![])),
            (MUTE, "Транспорт", Auto, (Some(Auto), Some(Auto), vec![])),
            // The name alone is not enough to replace a link to this very page; a type in the column is.
            (SCHOOL, "", Health, (None, None, vec!["link-wrong-module"])),
            (SCHOOL, "Образование", Health, (None, Some(Education), vec!["link-wrong-module"])),
            // Nor is the column alone.
            (MUTE, "Здравоохранение", Education, (None, None, vec!["link-wrong-module"])),
            // The general link stands on pages of every kind.
            (SCHOOL, "", Other, (None, Some(Education), vec!["link-wrong-module"])),
            (MUTE, "", Other, (Some(Other), Some(Other), vec![])),
            // Strong ones that disagree leave the link as it is.
            (HOSPITAL, "Образование", Health, (None, None, vec!["kind-conflict"])),
            (HOSPITAL, "Образование", Education, (None, None, vec!["kind-conflict"])),
            // What the letter leaves open the link may decide.
            ("ГБУЗ «Бюро судебно-медицинской экспертизы»", "", Other, (Some(Other), Some(Other), vec!["kind-uncertain"])),
            ("Примерский университет", "", Education, (Some(Education), Some(Education), vec!["kind-uncertain"])),
        ] {
            let row = format!("Организация = {name}; ВК = club5; Сфера = {sphere}; Мини-приложение = {}", app(link));
            assert_eq!(weighed(&row), expected, "{name}, {sphere}, {link}");
        }
    }

    #[test]
    fn further_columns_and_the_founder_speak_where_nothing_strong_does() {
        for (row, expected) in [
            ("Сфера = культура; Сфера 2 = образование", (None, vec!["kind-doubtful"])),
            ("Сфера = культура; Сфера 2 = молодёжь", (Some(OrgKind::Other), vec![])),
            ("Учредитель = Управление образования", (Some(OrgKind::Education), vec!["kind-uncertain"])),
            ("Учредитель = Администрация района", (None, vec!["kind-unknown"])),
            ("Сфера = культура; Учредитель = Управление образования", (None, vec!["kind-doubtful"])),
        ] {
            let (plain, _, codes) = weighed(&format!("Организация = {MUTE}; ВК = club5; {row}; Мини-приложение ="));
            assert_eq!((plain, codes), expected, "{row}");
        }
        let (plain, _, codes) = weighed(&format!(
            "Организация = {SCHOOL}; ВК = club5; Сфера = спорт; Сфера 2 = здравоохранение; Учредитель = Минздрав; Мини-приложение ="
        ));
        assert_eq!((plain, codes), (Some(OrgKind::Education), vec![]));
    }

    proptest! {
        #[test]
        fn no_link_that_the_name_or_the_table_supports_is_ever_replaced(
            name in prop::sample::select(&[SCHOOL, HOSPITAL, MUTE, "ГКУ ЦОДД", "МБУК «ДК»", "МБУК «Библиотека»", "Министерство здравоохранения"][..]),
            sphere in prop::sample::select(&["", "Культура", "Спорт", "Транспорт", "Образование", "Здравоохранение", "Иное", "ОМСУ", "??"][..]),
            further in prop::sample::select(&["", "Культура", "Образование"][..]),
            founder in prop::sample::select(&["", "Управление образования", "Минздрав", "Администрация"][..]),
            link in prop::sample::select(&OrgKind::ALL[..]),
            table in prop::option::of(prop::sample::select(&[OrgKind::Health, OrgKind::Education][..])),
            option in prop::option::of(prop::sample::select(&OrgKind::ALL[..])),
        ) {
            let row = format!(
                "Организация = {name}; ВК = club5; Сфера = {sphere}; Сфера 2 = {further}; Учредитель = {founder}; Мини-приложение = {}",
                app(link)
            );
            let mut case = Case::of(&[&row]);
            case.settings.fix = true;
            case.settings.kind = option;
            if let Some(kind) = table {
                case = case.with_table(kind, &["ВК = club5"]);
            }
            let by_name = crate::classify::by_name(name, &case.settings.words);
            let is_supported = table == Some(link) || by_name.is_some_and(|by_name| !by_name.is_hint && by_name.kind == link);
            let [after, ..] = case.links();
            if is_supported {
                prop_assert!(after.is_none() || after == Some(app(link)), "{row}: {after:?}");
            }
        }
    }
}
