//! What follows from the words of a name.
//!
//! In this order: words of the profile; the legal form; what the organisation is called first; bodies by their field; words glued
//! together; hints. A word in a proper name («ДК «Школьник»») or of an address comes after what the organisation is called, and a
//! word of the founder stands in the genitive, so the first word in the nominative is nearly always the right one.

use super::kinds::TABLES;
use super::lexicon::{Found, Token};
use super::{ByName, Flag, Form, Meaning, Role, Words};
use crate::domain::OrgKind;
use crate::domain::OrgKind::{Auto, Education, Health, Other};

/// The kind of an organisation by its name.
pub(super) fn decide(name: &str, words: &Words) -> Option<ByName> {
    if let Some(said) = by_added(name, words) {
        return Some(said);
    }
    let reading = Reading::new(name);
    reading
        .by_form()
        .or_else(|| reading.by_head())
        .or_else(|| reading.by_glued())
        .or_else(|| reading.by_owner())
        .or_else(|| reading.by_hint())
}

/// By the words of the profile.
fn by_added(name: &str, words: &Words) -> Option<ByName> {
    if words.added.is_empty() {
        return None;
    }
    let tokens = words.added.read(name);
    let found = words.added.find(&tokens).into_iter().next()?;
    let word = name.get(tokens.get(found.first)?.start..tokens.get(found.last)?.end)?.to_owned();
    Some(ByName { kind: found.meaning, word, flags: Vec::new(), is_hint: false })
}

/// A phrase of the tables in the name, its meaning settled by the words beside it.
type Sign = Found<Meaning>;

struct Reading<'a> {
    name: &'a str,
    tokens: Vec<Token>,
    signs: Vec<Sign>,
}

impl<'a> Reading<'a> {
    fn new(name: &'a str) -> Self {
        let mut tokens = TABLES.names.read(name);
        // «Муниципального образования» is no education, «ул. Больничная» no hospital.
        let places = TABLES.names.find_early(&mut tokens);
        let mut signs = TABLES.names.find(&tokens);
        signs.extend(places);
        for sign in &mut signs {
            settle(sign, &tokens);
        }
        Self { name, tokens, signs }
    }

    /// The words of a sign as they stand in the name, words with a hyphen whole.
    fn text(&self, first: usize, mut last: usize) -> String {
        let between = |last: usize| Some(&self.name[self.tokens.get(last)?.end..self.tokens.get(last + 1)?.start]);
        while between(last) == Some("-") {
            last += 1;
        }
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(first), Some(last)) => self.name[first.start..last.end].to_owned(),
            _ => String::new(),
        }
    }

    fn say(&self, kind: OrgKind, sign: &Sign, flags: impl IntoIterator<Item = Flag>) -> ByName {
        ByName { kind, word: self.text(sign.first, sign.last), flags: flags.into_iter().collect(), is_hint: false }
    }

    fn find(&self, is: impl Fn(Role) -> bool) -> Option<&Sign> {
        self.signs.iter().find(|sign| is(sign.meaning.role))
    }

    fn has(&self, is: impl Fn(Role) -> bool) -> bool {
        self.find(is).is_some()
    }

    /// The organisation's own legal form, where it names a field.
    ///
    /// A form after «бухгалтерия» is one of those served; after «управление» it is the organisation's own only when a school or a
    /// clinic follows, which makes the body before it the founder.
    fn own_form(&self) -> Option<(Form, &Sign)> {
        let mut own: Option<(Form, &Sign)> = None;
        let (mut body, mut founder) = (false, false);
        for (index, sign) in self.signs.iter().enumerate() {
            match sign.meaning.role {
                Role::Service | Role::Accounts if own.is_none() => return None,
                Role::Authority | Role::Body => body = true,
                Role::AuthorityOf => founder = true,
                Role::Form(form) => {
                    let followed = || self.signs.get(index + 1).is_some_and(|next| is_school_or_clinic(next.meaning.role));
                    let more_exact = match (own, form) {
                        (None, _) => true,
                        (Some((Form::Education | Form::School, _)), Form::Professional) => true,
                        (Some((Form::Education, _)), Form::Higher) => !founder,
                        _ => false,
                    };
                    if more_exact && (!body || followed()) && !(form == Form::Higher && founder) {
                        own = Some((form, sign));
                    }
                }
                _ => {}
            }
        }
        own
    }

    fn by_form(&self) -> Option<ByName> {
        let (form, sign) = self.own_form()?;
        match form {
            Form::Health => Some(self.health_form(sign)),
            Form::School => Some(self.school_form(sign)),
            Form::Education => match self.head() {
                Some(head) if head.meaning.role == Role::University => Some(self.say(Other, head, [Flag::University])),
                _ => Some(self.school_form(sign)),
            },
            Form::Professional => Some(match self.head() {
                Some(head) if head.meaning.role == Role::Type(Other) && head.meaning.flag.is_none() => {
                    self.say(Other, head, [Flag::SeveralFields])
                }
                Some(head) if head.meaning.flag == Some(Flag::DrivingSchool) => {
                    self.say(Education, head, [Flag::NoEnrolment, Flag::DrivingSchool])
                }
                Some(head) if head.meaning.role == Role::Type(Education) => self.say(Education, head, [Flag::NoEnrolment]),
                _ => self.say(Education, sign, [Flag::NoEnrolment]),
            }),
            Form::Higher => Some(match self.head() {
                Some(head) if matches!(head.meaning.role, Role::Type(Education) | Role::College | Role::Orphans) => {
                    self.school_form(sign)
                }
                Some(head) if head.meaning.role == Role::University => self.say(Other, head, [Flag::University]),
                _ => self.say(Other, sign, [Flag::University]),
            }),
            Form::Culture => Some(self.culture_form(sign)),
            Form::Social => Some(self.social_form(sign)),
        }
    }

    fn health_form(&self, form: &Sign) -> ByName {
        if let Some(vet) = self.find(|role| role == Role::Vet) {
            return self.say(Other, vet, None);
        }
        match self.head() {
            Some(head) if head.meaning.role == Role::College => self.say(Education, head, [Flag::MedicalCollege]),
            Some(head) if head.meaning.role == Role::BabyHome => self.say(Health, head, [Flag::OrphanHome, Flag::NoAppointments]),
            Some(head) if head.meaning.role == Role::Type(Health) || matches!(head.meaning.role, Role::HospitalOrLibrary(_)) => {
                let flag = head.meaning.flag.filter(|flag| *flag == Flag::NoAppointments);
                self.say(Health, head, flag)
            }
            // A store, a garage, a set of books that happens to have the form of a clinic.
            Some(head) if matches!(head.meaning.role, Role::Type(Other) | Role::Service | Role::Orphans | Role::Accounts) => {
                match self.find(|role| role == Role::Type(Health)) {
                    Some(clinic) if clinic.meaning.flag.is_none() => self.say(Health, clinic, None),
                    _ => self.say(Health, form, [Flag::NoAppointments]),
                }
            }
            _ => {
                let store = self.signs.iter().any(|sign| sign.meaning.flag == Some(Flag::NoAppointments));
                self.say(Health, form, store.then_some(Flag::NoAppointments))
            }
        }
    }

    fn school_form(&self, form: &Sign) -> ByName {
        let school = self.find_school();
        match school {
            Some(school) if school.meaning.role == Role::College => self.say(Education, school, self.medical()),
            Some(school) => self.say(Education, school, school.meaning.flag),
            None => {
                let flag = self.signs.iter().find_map(|sign| sign.meaning.flag).filter(|flag| *flag == Flag::DrivingSchool);
                self.say(Education, form, flag)
            }
        }
    }

    /// The first word for a school of any sort, one without a flag before those with.
    fn find_school(&self) -> Option<&Sign> {
        let is_school = |sign: &&Sign| {
            matches!(sign.meaning.role, Role::Type(Education) | Role::College | Role::Orphans | Role::Creative)
                && sign.meaning.flag != Some(Flag::EducationAuthority)
        };
        let schools = || self.signs.iter().filter(is_school);
        schools().find(|sign| sign.meaning.flag.is_none()).or_else(|| schools().next())
    }

    /// Libraries and schools of arts are education whatever their legal form [S001]; where a house of culture or a museum is named
    /// first, the library is a part of it.
    fn culture_form(&self, form: &Sign) -> ByName {
        let library = self.signs.iter().find(|sign| {
            matches!(sign.meaning.role, Role::HospitalOrLibrary(_) | Role::Accounts | Role::College)
                || sign.meaning.role == Role::Type(Education) && matches!(sign.meaning.flag, None | Some(Flag::SeveralFields))
                || sign.meaning.role == Role::Type(Health) && sign.meaning.flag == Some(Flag::AmbiguousAbbreviation)
        });
        let house = self.find(|role| matches!(role, Role::Type(Other) | Role::Service));
        match (library, house) {
            (Some(library), Some(house)) if house.first < library.first => {
                // «ДК и библиотека» is both; «театр «Школа»» only calls itself so.
                let both = self.text(library.first, library.last).to_lowercase().starts_with("библио");
                self.say(Other, house, both.then_some(Flag::SeveralFields))
            }
            (Some(library), _) => self.say(Education, library, library.meaning.flag.filter(|flag| *flag == Flag::SeveralFields)),
            (None, Some(house)) => self.say(Other, house, None),
            (None, None) => self.say(Other, form, None),
        }
    }

    fn social_form(&self, form: &Sign) -> ByName {
        match self.head() {
            Some(head) if head.meaning.role == Role::College => self.say(Education, head, self.medical()),
            Some(head) if head.meaning.role == Role::Type(Education) && head.meaning.flag.is_none() => {
                self.say(Education, head, None)
            }
            Some(head) if head.meaning.role == Role::Type(Health) => self.say(Other, form, [Flag::SeveralFields]),
            Some(head) if head.meaning.role == Role::Orphans => self.say(Other, head, [Flag::OrphanHome]),
            Some(head) if head.meaning.role == Role::Type(Other) => self.say(Other, head, None),
            _ => self.say(Other, form, None),
        }
    }

    /// What the organisation is called first.
    fn head(&self) -> Option<&Sign> {
        self.find(is_head)
    }

    fn by_head(&self) -> Option<ByName> {
        let mut head = self.head()?;
        // «Жилищно-коммунальный техникум», «лесхоз-техникум», «стоматологический колледж».
        if matches!(head.meaning.role, Role::Type(Other | Health | Auto))
            && let Some(college) = self.find(|role| role == Role::College)
        {
            head = college;
        }
        let flag = head.meaning.flag;
        Some(match head.meaning.role {
            Role::Body | Role::Authority => self.body(head),
            Role::Type(Health) if self.has(|role| role == Role::Vet) => self.say(Other, head, None),
            Role::Type(kind) => self.say(kind, head, flag),
            Role::College => self.say(Education, head, self.medical()),
            Role::University => self.say(Other, head, flag),
            Role::Orphans => self.say(Other, head, flag),
            Role::BabyHome => self.say(Health, head, [Flag::OrphanHome, Flag::NoAppointments]),
            Role::Creative => self.say(Education, head, None),
            Role::HospitalOrLibrary(kind) => self.say(kind.unwrap_or(Other), head, flag),
            Role::Accounts => self.say(Other, head, if self.serves() { Some(Flag::ServiceBody) } else { flag }),
            _ => self.say(Other, head, self.serves().then_some(Flag::ServiceBody)),
        })
    }

    /// Whether the name also speaks of schools or clinics.
    fn serves(&self) -> bool {
        self.has(|role| {
            matches!(
                role,
                Role::Served(Education | Health)
                    | Role::Field(Education | Health)
                    | Role::Type(Education | Health)
                    | Role::Form(Form::Education | Form::School | Form::Health)
            )
        }) || self.signs.iter().any(|sign| sign.meaning.flag == Some(Flag::Unsure))
    }

    fn medical(&self) -> Option<Flag> {
        self.signs
            .iter()
            .any(|sign| {
                matches!(sign.meaning.role, Role::Medical | Role::Type(Health) | Role::Field(Health) | Role::Served(Health))
                    || matches!(sign.meaning.flag, Some(Flag::NoAppointments)) && matches!(sign.meaning.role, Role::Unclear(_))
            })
            .then_some(Flag::MedicalCollege)
    }

    /// A body: the first of those named that governs health, education or traffic; else the one named first.
    fn body(&self, first: &Sign) -> ByName {
        let mut other = None;
        for (index, sign) in self.signs.iter().enumerate() {
            if sign.first < first.first || sign.meaning.role != Role::Authority {
                continue;
            }
            let said = self.authority(index);
            if said.kind != Other {
                return said;
            }
            other.get_or_insert(said);
        }
        match other {
            Some(said) if first.meaning.role == Role::Authority || !said.flags.is_empty() => said,
            _ => self.say(Other, first, first.meaning.flag),
        }
    }

    /// A body by the fields that follow its name, up to the name of the body above it; of that one where there are none.
    fn authority(&self, index: usize) -> ByName {
        let body = &self.signs[index];
        let (mut health, mut education, mut auto) = (None, None, None);
        let (mut other, mut road, mut service, mut served, mut supervised) = (false, false, false, false, false);
        for sign in &self.signs[index + 1..] {
            let governs = health.is_some() || education.is_some() || auto.is_some();
            let known = governs || other || road || service || served;
            match sign.meaning.role {
                Role::Authority => break,
                Role::AuthorityOf | Role::NamedAuthorityOf(_) if known => break,
                Role::Field(Health) | Role::NamedAuthorityOf(Health) => _ = health.get_or_insert(sign),
                Role::Field(Education) | Role::NamedAuthorityOf(Education) | Role::Form(Form::Higher | Form::Professional) => {
                    _ = education.get_or_insert(sign);
                }
                Role::Type(Education) if sign.meaning.flag == Some(Flag::NoEnrolment) => _ = education.get_or_insert(sign),
                Role::Type(Health) if sign.meaning.flag == Some(Flag::HealthAuthority) => _ = health.get_or_insert(sign),
                Role::Type(Auto) => _ = auto.get_or_insert(sign),
                Role::Served(Education | Health) if !governs => served = true,
                Role::Supervision if !known => supervised = true,
                Role::Service => service = true,
                Role::Type(Other) if sign.meaning.flag == Some(Flag::RoadWorks) => road = true,
                Role::Field(_) | Role::Type(Other) | Role::Vet | Role::Served(Other) => other = true,
                _ => {}
            }
        }
        let (kind, field, flag) = match (health, education, auto) {
            (Some(_), Some(_), _) => return self.say(Other, body, [Flag::MixedAuthority]),
            (Some(_), None, _) | (None, Some(_), _) if supervised => return self.say(Other, body, [Flag::SupervisingBody]),
            _ if served => return self.say(Other, body, [Flag::ServiceBody]),
            (Some(field), None, _) => (Health, field, Some(Flag::HealthAuthority)),
            (None, Some(field), _) => (Education, field, Some(Flag::EducationAuthority)),
            (None, None, Some(field)) => (Auto, field, None),
            (None, None, None) => return self.say(Other, body, road.then_some(Flag::RoadWorks)),
        };
        // Both words where they stand together, the field alone where half the name lies between.
        let first = if field.last - body.first <= 4 { body.first } else { field.first };
        let mixed = (flag.is_some() && (other || road)).then_some(Flag::MixedAuthority);
        ByName { kind, word: self.text(first, field.last), flags: flag.into_iter().chain(mixed).collect(), is_hint: false }
    }

    /// Names that were typed without blanks: «ЦЕНТРАЛЬНАЯРАЙОННАЯБОЛЬНИЦА», «МБДОУДетский сад».
    fn by_glued(&self) -> Option<ByName> {
        let culture = self.has(|role| role == Role::Form(Form::Culture));
        let found = TABLES.glued.read_glued(self.name, |role| matches!(role, Role::Form(_)));
        let form = found.iter().find(|(_, role)| matches!(role, Role::Form(_)));
        let noun = found.iter().find(|(_, role)| matches!(role, Role::Type(_)));
        let (token, kind) = match (form, noun) {
            (Some((form, Role::Form(Form::Health))), _) => (form, Health),
            (Some((form, Role::Form(Form::School))), _) => (form, Education),
            (_, Some((noun, Role::Type(kind)))) => (noun, if culture && *kind == Health { Other } else { *kind }),
            (Some((form, _)), _) => (form, Other),
            _ => return None,
        };
        Some(ByName { kind, word: self.name.get(token.start..token.end)?.to_owned(), flags: Vec::new(), is_hint: false })
    }

    /// «Страница управления образования»: whose page it is. Of a «центр «Радуга» управления образования» that would be a guess.
    fn by_owner(&self) -> Option<ByName> {
        let index =
            self.signs.iter().position(|sign| matches!(sign.meaning.role, Role::AuthorityOf | Role::NamedAuthorityOf(_)))?;
        let owner = &self.signs[index];
        let said = match owner.meaning.role {
            Role::NamedAuthorityOf(kind) => self.say(kind, owner, owner.meaning.flag),
            _ => self.authority(index),
        };
        let page = owner.first == 0 || self.has(|role| role == Role::Page);
        match said.kind {
            Other => Some(said),
            _ if page => Some(said),
            _ => Some(ByName { kind: Other, word: said.word, flags: vec![Flag::Unsure], is_hint: true }),
        }
    }

    fn by_hint(&self) -> Option<ByName> {
        if let Some(vet) = self.find(|role| role == Role::Vet) {
            return Some(self.say(Other, vet, None));
        }
        // A place or an enterprise is the weakest of hints: it also stands where another word says more.
        let hints = || {
            self.signs.iter().filter(|sign| {
                matches!(
                    sign.meaning.role,
                    Role::Unclear(_) | Role::Field(_) | Role::Served(_) | Role::UniversityOf | Role::Medical
                )
            })
        };
        let sign = hints().find(|sign| sign.meaning.flag.is_some()).or_else(|| hints().next())?;
        let said = match sign.meaning.role {
            Role::Unclear(kind) => self.say(kind, sign, sign.meaning.flag),
            Role::Field(Health | Education) | Role::Medical => self.say(Other, sign, [Flag::Unsure]),
            Role::Served(Health | Education) => self.say(Other, sign, [Flag::ServiceBody]),
            Role::UniversityOf => self.say(Other, sign, [Flag::University]),
            _ => self.say(Other, sign, None),
        };
        Some(ByName { is_hint: true, ..said })
    }
}

/// Settles what an abbreviation of many meanings means beside a number or an adjective.
fn settle(sign: &mut Sign, tokens: &[Token]) {
    let numbered = tokens.get(sign.last + 1).is_some_and(|next| next.number);
    let described = sign.first.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| before.adjective);
    sign.meaning = match sign.meaning.role {
        Role::Numbered(kind) | Role::AfterAdjective(kind) if numbered => Meaning { role: Role::Type(kind), flag: None },
        Role::Numbered(kind) | Role::AfterAdjective(kind) if described => {
            Meaning { role: Role::Type(kind), flag: Some(Flag::AmbiguousAbbreviation) }
        }
        Role::AfterAdjective(_) => Meaning { role: Role::Silent, flag: None },
        Role::Numbered(_) => Meaning { role: Role::Unclear(Other), flag: Some(Flag::AmbiguousAbbreviation) },
        _ => return,
    };
}

fn is_head(role: Role) -> bool {
    matches!(
        role,
        Role::Type(_)
            | Role::College
            | Role::University
            | Role::Orphans
            | Role::BabyHome
            | Role::Creative
            | Role::Body
            | Role::Authority
            | Role::Service
            | Role::Accounts
            | Role::HospitalOrLibrary(_)
    )
}

fn is_school_or_clinic(role: Role) -> bool {
    matches!(role, Role::Type(Education | Health) | Role::College | Role::Orphans | Role::BabyHome | Role::HospitalOrLibrary(_))
}
