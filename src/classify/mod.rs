//! The kind of an organisation, from its name and from a kind column (domain reference, 10).
//!
//! The words are data, in `kinds.toml`, which `kinds` reads; how they are found is in `lexicon`, what follows from them in `decide`. Where
//! a name leaves doubt the answer carries a [`Flag`]; where it says nothing there is no answer. Which source goes before which, and what
//! is said to people, is decided elsewhere.

mod column;
mod decide;
mod kinds;
mod lexicon;
#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use self::column::KindCell;
pub use self::column::by_column;
use self::lexicon::Lexicon;
use crate::domain::OrgKind;
use crate::domain::OrgKind::{Auto, Education, Health, Other};

/// What a name says of its organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByName {
    /// The kind.
    pub(crate) kind: OrgKind,
    /// The word or words that told it, as they stand in the name.
    pub(crate) word: String,
    /// Why a person should look; empty where nothing is in doubt.
    pub(crate) flags: Vec<Flag>,
    /// Whether the name only hints at the kind: neither a legal form nor an institution word stands in it.
    pub(crate) is_hint: bool,
}

impl ByName {
    /// Whether an organisation of this name may be of a kind: the one that the name says, or one that its flags leave open.
    pub(crate) fn bears(&self, kind: OrgKind) -> bool {
        self.is_hint || self.kind == kind || self.flags.iter().any(|flag| flag.leaves_open(kind))
    }
}

/// A reason for a person to look at a kind that was read from a name (domain reference, 2.1 and 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Flag {
    /// A college of medicine or pharmacy: an educational organisation that health ministries keep in their lists.
    MedicalCollege,
    /// A health organisation to which nobody makes appointments: warehouse, bureau, blood centre, sanatorium, ambulance.
    NoAppointments,
    /// An organisation of the field of education that takes no children: institutes for teachers, methodical and assessment centres.
    NoEnrolment,
    /// The body that governs health: the letter gives it the health section.
    HealthAuthority,
    /// The body that governs education: the letter gives it the education section.
    EducationAuthority,
    /// A body that governs health or education together with something else.
    MixedAuthority,
    /// A body that supervises health or education without governing it.
    SupervisingBody,
    /// A university, academy or institute: no section of the letter is made for it.
    University,
    /// Building or upkeep of roads; the auto section is about licences and traffic.
    RoadWorks,
    /// A driving school: no school of the letter and no traffic body.
    DrivingSchool,
    /// A home for children without parents: education, health or social care by its legal form.
    OrphanHome,
    /// Keeps accounts, kitchens or buildings of schools or clinics, and is none itself.
    ServiceBody,
    /// The abbreviation has several meanings and nothing in the name decides between them: ЦГБ, ГП, ДС.
    AmbiguousAbbreviation,
    /// The name holds words of several fields: a library with a museum, a clinic of social care.
    SeveralFields,
    /// The name only hints at health or education: «реабилитационный центр», «интернат».
    Unsure,
}

impl Flag {
    const ALL: [Self; 15] = [
        Self::MedicalCollege,
        Self::NoAppointments,
        Self::NoEnrolment,
        Self::HealthAuthority,
        Self::EducationAuthority,
        Self::MixedAuthority,
        Self::SupervisingBody,
        Self::University,
        Self::RoadWorks,
        Self::DrivingSchool,
        Self::OrphanHome,
        Self::ServiceBody,
        Self::AmbiguousAbbreviation,
        Self::SeveralFields,
        Self::Unsure,
    ];

    /// Whether an organisation with this flag may as well be of a kind, if another source says so.
    pub(crate) fn leaves_open(self, kind: OrgKind) -> bool {
        match self {
            Self::MedicalCollege => matches!(kind, Health | Education),
            Self::NoAppointments | Self::HealthAuthority => matches!(kind, Health | Other),
            Self::NoEnrolment | Self::EducationAuthority | Self::University => matches!(kind, Education | Other),
            Self::RoadWorks => matches!(kind, Auto | Other),
            Self::DrivingSchool => kind != Health,
            Self::OrphanHome | Self::ServiceBody | Self::MixedAuthority | Self::SupervisingBody => kind != Auto,
            Self::AmbiguousAbbreviation | Self::SeveralFields | Self::Unsure => true,
        }
    }

    /// The flag with this name in `kinds.toml`.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.code() == code)
    }

    /// The name in `kinds.toml` and `names.tsv`.
    fn code(self) -> &'static str {
        match self {
            Self::MedicalCollege => "medical-college",
            Self::NoAppointments => "no-appointments",
            Self::NoEnrolment => "no-enrolment",
            Self::HealthAuthority => "health-authority",
            Self::EducationAuthority => "education-authority",
            Self::MixedAuthority => "mixed-authority",
            Self::SupervisingBody => "supervising-body",
            Self::University => "university",
            Self::RoadWorks => "road-works",
            Self::DrivingSchool => "driving-school",
            Self::OrphanHome => "orphan-home",
            Self::ServiceBody => "service-body",
            Self::AmbiguousAbbreviation => "ambiguous-abbreviation",
            Self::SeveralFields => "several-fields",
            Self::Unsure => "unsure",
        }
    }
}

/// The kind of an organisation by its name; `None` where the name says nothing, as «МБУ «Радуга»» does.
///
/// Letter case, ё, blanks, quotes and Latin look-alikes make no difference.
pub fn by_name(name: &str, words: &Words) -> Option<ByName> {
    // Without a name the tables need not be made.
    if name.is_empty() { None } else { decide::decide(name, words) }
}

/// Whether a name may stand in a list of clinics: false where it plainly names something else, or a health organisation to which
/// nobody makes appointments.
pub(crate) fn is_clinic(name: &str, words: &Words) -> bool {
    by_name(name, words).is_none_or(|by_name| {
        by_name.kind == Health && !by_name.flags.iter().any(|flag| matches!(flag, Flag::NoAppointments | Flag::HealthAuthority))
    })
}

/// The words by which kinds are known: the tables of the program and those that a profile adds.
///
/// In a profile, under `[kinds]`: `education = ["кванторий", "навигатор*"]`. A word stands for itself in any letter case, with `*`
/// at its end for everything that begins so; several words make a phrase. Words of a profile go before all others.
#[derive(Clone)]
pub struct Words {
    added: Lexicon<OrgKind>,
}

impl Words {
    /// Adds a word of a profile.
    ///
    /// # Errors
    ///
    /// When it has anything but Russian letters in it, or nothing at all.
    pub(crate) fn add(&mut self, kind: OrgKind, word: &str) -> Result<(), WordError> {
        let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '*'));
        let phrase = word.replace('-', " ");
        let added = plain && !phrase.trim().is_empty() && self.added.add(&phrase, kind);
        added.then_some(()).ok_or(WordError)
    }
}

impl Default for Words {
    /// The tables alone.
    fn default() -> Self {
        Self { added: Lexicon::new() }
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

/// A word of a profile that cannot be found in any name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name can hold this word")]
pub(crate) struct WordError;

/// What a phrase of the tables stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meaning {
    role: Role,
    flag: Option<Flag>,
}

/// The part that a phrase plays in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A legal form that names a field.
    Form(Form),
    /// What the organisation is.
    Type(OrgKind),
    /// «Колледж»: stands after words of every field.
    College,
    /// «Университет», a note that no section fits.
    University,
    /// «Университета»: whom something belongs to.
    UniversityOf,
    /// «Детский дом».
    Orphans,
    /// «Дом ребёнка».
    BabyHome,
    /// «Центр творчества»: of children unless the legal form is that of culture.
    Creative,
    /// «Администрация», «дума»: a body whose name needs no field.
    Body,
    /// «Управление»: a body that the next words tell the field of.
    Authority,
    /// «Управления»: whom something belongs to.
    AuthorityOf,
    /// «Минздрава»: the same with the field.
    NamedAuthorityOf(OrgKind),
    /// «Страница», «сообщество»: what follows is whose page it is.
    Page,
    /// The field of a body.
    Field(OrgKind),
    /// «Надзору»: the body governs nothing of the field that follows.
    Supervision,
    /// Accounts, catering, upkeep.
    Service,
    /// «ЦБ»: accounts, or a library in the legal form of culture.
    Accounts,
    /// «Учреждений образования»: those that a service is for.
    Served(OrgKind),
    /// «ЦРБ», «ЦГБ»: a hospital, or a library in the legal form of culture; the kind where no legal form decides.
    HospitalOrLibrary(Option<OrgKind>),
    /// Of the kind after an adjective, «Н-ская РБ», or before a number; says nothing elsewhere.
    AfterAdjective(OrgKind),
    /// Of the kind before a number, «ГП № 3», or after an adjective; unclear elsewhere.
    Numbered(OrgKind),
    /// A word that only medical colleges have in common.
    Medical,
    /// Beasts.
    Vet,
    /// A hint, heard where nothing else speaks.
    Unclear(OrgKind),
    /// Says nothing, whatever it looks like.
    Silent,
}

impl Role {
    /// The role with this name in `kinds.toml`, of a kind where it is one of a kind.
    fn named(name: &str, kind: Option<OrgKind>) -> Option<Self> {
        let role = match (name, kind) {
            ("health-form", None) => Self::Form(Form::Health),
            ("school-form", None) => Self::Form(Form::School),
            ("education-form", None) => Self::Form(Form::Education),
            ("professional-form", None) => Self::Form(Form::Professional),
            ("higher-form", None) => Self::Form(Form::Higher),
            ("culture-form", None) => Self::Form(Form::Culture),
            ("social-form", None) => Self::Form(Form::Social),
            ("type", Some(kind)) => Self::Type(kind),
            ("college", None) => Self::College,
            ("university", None) => Self::University,
            ("university-of", None) => Self::UniversityOf,
            ("orphans", None) => Self::Orphans,
            ("baby-home", None) => Self::BabyHome,
            ("creative", None) => Self::Creative,
            ("body", None) => Self::Body,
            ("authority", None) => Self::Authority,
            ("authority-of", None) => Self::AuthorityOf,
            ("named-authority-of", Some(kind)) => Self::NamedAuthorityOf(kind),
            ("page", None) => Self::Page,
            ("field", Some(kind)) => Self::Field(kind),
            ("supervision", None) => Self::Supervision,
            ("service", None) => Self::Service,
            ("accounts", None) => Self::Accounts,
            ("served", Some(kind)) => Self::Served(kind),
            ("hospital-or-library", kind) => Self::HospitalOrLibrary(kind),
            ("after-adjective", Some(kind)) => Self::AfterAdjective(kind),
            ("numbered", Some(kind)) => Self::Numbered(kind),
            ("medical", None) => Self::Medical,
            ("vet", None) => Self::Vet,
            ("unclear", Some(kind)) => Self::Unclear(kind),
            ("silent", None) => Self::Silent,
            _ => return None,
        };
        Some(role)
    }
}

/// The field that a legal form names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// «…УЗ».
    Health,
    /// «МБОУ», «…ДОУ», «…УДО», «…ПОУ»: never a university.
    School,
    /// «ГБОУ», «ФГБОУ»: a school or a university.
    Education,
    /// «… ДПО»: courses for adults.
    Professional,
    /// «… ВО»; also the letters of regions, «БОУ ВО» of Vologda.
    Higher,
    /// «…УК».
    Culture,
    /// «…УСО».
    Social,
}
