//! What is wrong with the kind of the organisation.

use super::{Fact, Found, LETTER_LINKS};
use crate::classify::{self, ByName, Flag};
use crate::diagnostic::Code;
use crate::domain::OrgKind;
use crate::entry::{Context, Entry, KindSource};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;
use std::borrow::Cow;

super::topic_codes! {
    UNKNOWN = "kind-unknown", Warning, "Вид организации не определён", LETTER_LINKS;
    COLUMN_UNKNOWN = "kind-column-unknown", Warning, "Непонятное значение в столбце сферы", LETTER_LINKS;
    CONFLICT = "kind-conflict", Error, "Вид организации противоречит таблице министерства", LETTER_LINKS;
    DOUBTFUL = "kind-doubtful", Warning, "Вид не похож на название", LETTER_LINKS;
    NO_CLINIC = "kind-no-clinic", Warning, "В медицинской таблице не лечебная организация", LETTER_LINKS;
    UNCERTAIN = "kind-uncertain", Warning, "Вид определён неуверенно", LETTER_LINKS;
    AUTHORITY = "kind-authority", Info, "Орган управления отраслью", LETTER_LINKS;
}

/// What was found about the kind. Where `has_column` is false the table has no column in which the kind could be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KindFact<'t> {
    /// Nothing says the kind.
    Unknown {
        /// The name, which does not say it either.
        name: Cow<'t, str>,
        /// Whether the table has a column of kinds.
        has_column: bool,
    },
    /// The kind column holds a word that nobody knows.
    ColumnUnknown {
        /// The word.
        written: Cow<'t, str>,
        /// What was taken instead, and by what.
        taken: Option<(OrgKind, KindSource)>,
    },
    /// The community stands in the ministry table of another kind than the name says.
    Conflict {
        /// The file of the table.
        file: String,
        /// The cell in it.
        cell: CellRef,
        /// The kind of the table.
        by_table: OrgKind,
        /// What the name says.
        by_name: Told,
        /// Whether the table of the row has a column of kinds.
        has_column: bool,
    },
    /// What was taken does not fit the name.
    Doubtful {
        /// What was taken.
        kind: OrgKind,
        /// By what.
        source: KindSource,
        /// What the name says.
        by_name: Told,
    },
    /// By its name no clinic, yet it stands in the table of clinics.
    NoClinic {
        /// The name.
        name: Cow<'t, str>,
        /// Whether the table of the row has a column of kinds.
        has_column: bool,
    },
    /// The name gives the kind with a doubt.
    Uncertain {
        /// What the name says.
        by_name: Told,
        /// The doubt.
        flag: Flag,
        /// Whether the table has a column of kinds.
        has_column: bool,
    },
    /// A body that governs a field has the section of the field.
    Authority {
        /// The field.
        field: OrgKind,
    },
}

/// What a name says of the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The kind.
    pub kind: OrgKind,
    /// By which word of the name.
    pub word: String,
}

impl From<&ByName> for Told {
    fn from(by_name: &ByName) -> Self {
        Self { kind: by_name.kind, word: by_name.word.clone() }
    }
}

impl KindFact<'_> {
    /// What a finding of this fact is called.
    pub fn code(&self) -> &'static Code {
        match self {
            Self::Unknown { .. } => &UNKNOWN,
            Self::ColumnUnknown { .. } => &COLUMN_UNKNOWN,
            Self::Conflict { .. } => &CONFLICT,
            Self::Doubtful { .. } => &DOUBTFUL,
            Self::NoClinic { .. } => &NO_CLINIC,
            Self::Uncertain { .. } => &UNCERTAIN,
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
    found.add(doubtful(entry));
    found.add(no_clinic(entry, context));
    found.add(uncertain(entry));
    found.add(authority(entry));
}

/// The cell that the kind rests on where no column gives it: the name's.
fn name_cell(entry: &Entry<'_>) -> CellRef {
    entry.record.get(ColumnRole::Organisation).at
}

fn unknown<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    if entry.kind.kind.is_some() || !entry.is_of_pages() || entry.column_is_unknown() || entry.lawful_reason().is_some() {
        return None;
    }
    let column = entry.record.get(ColumnRole::Kind);
    let at = if column.has_column { column.at } else { name_cell(entry) };
    Some((at, KindFact::Unknown { name: entry.record.organisation(), has_column: column.has_column }))
}

fn column_unknown<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    if !entry.column_is_unknown() {
        return None;
    }
    let cell = entry.record.get(ColumnRole::Kind);
    Some((cell.at, KindFact::ColumnUnknown { written: cell.text, taken: entry.kind.kind.zip(entry.kind.source) }))
}

fn conflict<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Option<(CellRef, KindFact<'t>)> {
    let by_name = entry.kind.by_name.as_ref().filter(|_| entry.kind.conflict)?;
    let ready = entry.ready.first()?;
    let fact = KindFact::Conflict {
        file: context.reference.file(ready.table).to_owned(),
        cell: ready.cell,
        by_table: ready.kind,
        by_name: by_name.into(),
        has_column: entry.record.has(ColumnRole::Kind),
    };
    Some((name_cell(entry), fact))
}

fn doubtful<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    let (kind, source) = entry.kind.kind.zip(entry.kind.source)?;
    let is_told_otherwise = match source {
        // The conflict is a finding of its own, as is a warehouse among clinics.
        KindSource::Reference => entry.kind.conflict || kind == OrgKind::Health,
        KindSource::Link | KindSource::Name => true,
        KindSource::Option | KindSource::Column => false,
    };
    let by_name = entry.kind.by_name.as_ref().filter(|_| !is_told_otherwise && entry.kind.name_disagrees())?;
    Some((name_cell(entry), KindFact::Doubtful { kind, source, by_name: by_name.into() }))
}

fn no_clinic<'t>(entry: &Entry<'t>, context: &Context<'_>) -> Option<(CellRef, KindFact<'t>)> {
    let by_table = entry.kind.kind == Some(OrgKind::Health) && entry.kind.source == Some(KindSource::Reference);
    if !by_table {
        return None;
    }
    let name = entry.record.organisation();
    // The letter itself gives the health section to the body that governs health.
    let governs = entry.kind.by_name.as_ref().is_some_and(|by_name| by_name.flags.contains(&Flag::HealthAuthority));
    if entry.kind.conflict || governs || name.is_empty() || classify::is_clinic(&name, &context.settings.words) {
        return None;
    }
    Some((name_cell(entry), KindFact::NoClinic { name, has_column: entry.record.has(ColumnRole::Kind) }))
}

fn uncertain<'t>(entry: &Entry<'t>) -> Option<(CellRef, KindFact<'t>)> {
    if entry.kind.source != Some(KindSource::Name) || entry.lawful_reason().is_some() {
        return None;
    }
    let by_name = entry.kind.by_name.as_ref()?;
    let flag = by_name.flags.iter().copied().find(|&flag| governed(flag).is_none())?;
    let has_column = entry.record.has(ColumnRole::Kind);
    Some((name_cell(entry), KindFact::Uncertain { by_name: by_name.into(), flag, has_column }))
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
            assert_eq!(*fact, KindFact::ColumnUnknown { written: "бюджетное".into(), taken }.into());
        });
    }

    #[test]
    fn a_hospital_in_the_table_of_schools_is_a_conflict_that_the_column_settles() {
        let case = |row: &str| Case::of(&[row]).with_table(OrgKind::Education, &["ВК = club5"]).codes();
        assert_eq!(case("Организация = ГБУЗ «Больница»; ВК = club5"), ["kind-conflict"]);
        assert_eq!(case("Организация = ГБУЗ «Больница»; ВК = club5; Сфера = здравоохранение"), [""; 0]);
    }

    #[test]
    fn a_column_against_the_name_is_looked_at() {
        assert_eq!(codes("Организация = Школа; ВК = club5; Сфера = здравоохранение"), ["kind-doubtful"]);
    }

    #[test]
    fn the_kind_of_the_command_line_against_the_name_is_looked_at() {
        let mut case = Case::of(&["Организация = Школа; ВК = club5"]);
        case.settings.kind = Some(OrgKind::Health);
        assert_eq!(case.codes(), ["kind-doubtful"]);
    }

    #[test]
    fn a_warehouse_in_the_table_of_clinics_is_looked_at_and_the_ministry_is_not() {
        let case = |name: &str| Case::of(&[&format!("Организация = {name}; ВК = club5")]).being_table_of(OrgKind::Health).codes();
        assert_eq!(case("ГАУЗ «Аптечный склад»"), ["kind-no-clinic"]);
        assert_eq!(case("Министерство здравоохранения"), [""; 0]);
        assert_eq!(case("ГБУЗ «Больница»"), [""; 0]);
    }

    #[test]
    fn doubts_about_a_name_are_told_with_their_reason() {
        fact("Организация = ГАПОУ «Медицинский колледж»; ВК = club5", |fact| {
            assert!(matches!(fact, Fact::Kind(KindFact::Uncertain { flag: Flag::MedicalCollege, has_column: false, .. })));
        });
    }

    #[test]
    fn the_body_that_governs_a_field_takes_its_section() {
        assert_eq!(codes("Организация = Министерство образования; ВК = club5"), ["kind-authority"]);
    }
}
