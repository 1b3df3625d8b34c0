//! Links to ПОС that stand in cells already: read and judged against what the row says.

mod link;

use super::{Level, PosFault, PosRow};
use crate::domain::{Ogrn, Oktmo, Opaid, Region};
use crate::link::Templates;
use crate::link::written::{Malformed, Written};
use link::{Page, PosLink};
use std::str::FromStr;

/// What is wrong with a link to ПОС, in the order in which faults are reported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PosLinkFault {
    /// Not an address of ПОС.
    #[error("not an address of POS")]
    OtherSite,
    /// Another page of ПОС: the widget for sites (`/form/?…&fz59=…`), `/lkp/…`, `/landing/` …
    #[error("another page of POS: {path}")]
    OtherPage {
        /// The path of the page.
        path: String,
    },
    /// The polls link in the place of the messages link, or the reverse.
    #[error("the link of the other menu item")]
    WrongItem,
    /// The template was pasted with a word of its own left in: `ID`, `REG-CODE`, `OGRN`, `MUN-CODE`.
    #[error("the placeholder of {key} is left")]
    PlaceholderLeft {
        /// The parameter that holds it.
        key: &'static str,
    },
    /// The right page, but its parameters cannot be used as they stand.
    #[error("malformed: {0}")]
    Malformed(Malformed),
    /// The polls link of a regional body on a municipal organisation's page, or the reverse.
    #[error("the polls link of another level: {found:?}")]
    WrongForm {
        /// The form of the link.
        found: PollsForm,
    },
    /// `utm_source` is absent or not that of the form.
    #[error("utm_source is {found:?}, expected {expected}")]
    WrongSource {
        /// Its value.
        found: Option<String>,
        /// `vk`, `vk1` or `vk2`.
        expected: &'static str,
    },
    /// `reg_code` and `utm_medium` are of different regions, or `mun_code` lies in another region than `utm_medium`.
    #[error("{code} contradicts utm_medium={medium}")]
    Contradiction {
        /// The value of `reg_code` or `mun_code`.
        code: String,
        /// The value of `utm_medium`.
        medium: String,
    },
    /// A code is not that of the row, or no such code exists.
    #[error("{parameter:?} is {found}, expected {expected:?}")]
    WrongCode {
        /// What it stands for.
        parameter: Parameter,
        /// The code in the link.
        found: String,
        /// The code of the row, where it is known.
        expected: Option<String>,
    },
    /// Leads to the right place, but is not written as in the letter. Worth offering the exact text, not an error.
    #[error("works, but is not written as in the letter: {0:?}")]
    NotCanonical(Difference),
}

/// How a link that works differs from that of the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Only by `opaId` for `opaid` or the reverse; to be told once, not in every row (domain reference, 3.6).
    OpaidSpelling,
    /// It is the complete link of the body above, with the ОГРН of that body: the other reading of the letter (domain reference, 3.3).
    ParentLink,
    /// The settlement's code is replaced by that of its district, as in the letter's own example (domain reference, 3.5).
    DistrictCode,
    /// Scheme, order of parameters, superfluous parameters, blanks at the ends.
    Form,
}

/// The two forms of the polls link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PollsForm {
    /// `reg_code` and `vk1`: for bodies of a subject.
    Region,
    /// `mun_code` and `vk2`: for municipalities and subordinate organisations.
    Municipality,
}

/// What a code in a link stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// `opaid`: the office in ПОС.
    Opaid,
    /// `utm_medium`, and `reg_code` with it: the subject.
    Region,
    /// `mun_code`: the municipality.
    Oktmo,
    /// `utm_campaign`: the organisation.
    Ogrn,
}

/// Whose form a link opens, by its own codes; `None` where it is none of the two links or its codes cannot be read.
pub(crate) fn codes_of(text: &str) -> Option<(Ogrn, Region)> {
    let written = Written::new(text);
    let link = [Page::Messages, Page::Polls].into_iter().find_map(|page| PosLink::parse(&written, page).ok())?;
    let (medium, campaign) = (link.required("utm_medium").ok()?, link.required("utm_campaign").ok()?);
    Some((exact(campaign)?, Region::all().find(|region| region.code() == medium)?))
}

impl PosRow {
    /// Judges a link in the column of the messages form. What the row does not know is taken from the link, if it is possible at all.
    ///
    /// # Errors
    ///
    /// The first fault in the order of [`PosLinkFault`].
    pub(crate) fn judge_messages(&self, text: &str, templates: &Templates) -> Result<(), PosLinkFault> {
        if self.messages(templates).is_ok_and(|right| right == text) {
            return Ok(());
        }
        let written = Written::new(text);
        let link = PosLink::parse(&written, Page::Messages)?;
        let (opaid, medium, campaign) = (link.opaid()?, link.required("utm_medium")?, link.required("utm_campaign")?);
        link.check_source("vk")?;
        let opaid: Opaid = same(Parameter::Opaid, opaid, self.form_opaid().ok())?;
        let region = self.same_region(medium)?;
        let (ogrn, is_parents) = self.form_ogrn(campaign)?;
        let right = templates.pos_messages(opaid, region, ogrn);
        if is_parents {
            return Err(PosLinkFault::NotCanonical(Difference::ParentLink));
        }
        if right == text {
            return Ok(());
        }
        let respell = |link: &str| link.replacen("opaId=", "opaid=", 1);
        let is_respelt = respell(&right) == respell(text);
        Err(PosLinkFault::NotCanonical(if is_respelt { Difference::OpaidSpelling } else { Difference::Form }))
    }

    /// Judges a link in the column of the polls. What the row does not know is taken from the link, if it is possible at all.
    ///
    /// # Errors
    ///
    /// The first fault in the order of [`PosLinkFault`].
    pub(crate) fn judge_polls(&self, text: &str, templates: &Templates) -> Result<(), PosLinkFault> {
        if self.polls(templates).is_ok_and(|right| right == text) {
            return Ok(());
        }
        let written = Written::new(text);
        let link = PosLink::parse(&written, Page::Polls)?;
        let expected = self.level.as_ref().ok().map(|level| match level {
            Level::Region => PollsForm::Region,
            Level::Municipality | Level::Subordinate => PollsForm::Municipality,
        });
        let form = link.polls_form(expected)?;
        let (code, source) = match form {
            PollsForm::Region => (link.required("reg_code")?, "vk1"),
            PollsForm::Municipality => (link.required("mun_code")?, "vk2"),
        };
        let (medium, campaign) = (link.required("utm_medium")?, link.required("utm_campaign")?);
        link.check_source(source)?;
        let region_of_code = match form {
            PollsForm::Region => Some(code),
            PollsForm::Municipality => exact::<Oktmo>(code).map(|oktmo| oktmo.region().code()),
        };
        if region_of_code.is_some_and(|code| code != medium) {
            return Err(PosLinkFault::Contradiction { code: code.to_owned(), medium: medium.to_owned() });
        }
        let region = self.same_region(medium)?;
        let (right, is_district) = match form {
            PollsForm::Region => (templates.pos_polls_region(region, self.same_ogrn(campaign)?), false),
            PollsForm::Municipality => {
                let (oktmo, is_district) = self.same_oktmo(code)?;
                (templates.pos_polls_municipality(oktmo, region, self.same_ogrn(campaign)?), is_district)
            }
        };
        if is_district {
            return Err(PosLinkFault::NotCanonical(Difference::DistrictCode));
        }
        if right == text { Ok(()) } else { Err(PosLinkFault::NotCanonical(Difference::Form)) }
    }

    /// The region of a code that must be written exactly: `03`, never `3`.
    fn same_region(&self, found: &str) -> Result<Region, PosLinkFault> {
        let expected = self.region.as_ref().ok().copied();
        let region = Region::all().find(|region| region.code() == found);
        match region.filter(|&region| expected.is_none_or(|expected| expected == region)) {
            Some(region) => Ok(region),
            None => Err(wrong_code(Parameter::Region, found, expected.map(Region::code))),
        }
    }

    fn same_ogrn(&self, found: &str) -> Result<Ogrn, PosLinkFault> {
        same(Parameter::Ogrn, found, self.ogrn.as_ref().ok().copied())
    }

    /// The ОГРН of a messages link, and whether it is that of the body above; only an organisation without an office takes that.
    fn form_ogrn(&self, found: &str) -> Result<(Ogrn, bool), PosLinkFault> {
        let fault = match self.same_ogrn(found) {
            Ok(ogrn) => return Ok((ogrn, false)),
            Err(fault) => fault,
        };
        match exact::<Ogrn>(found) {
            Some(ogrn) if self.opaid == Err(PosFault::MissingOpaid) && self.parent_ogrn.is_none_or(|parent| parent == ogrn) => {
                Ok((ogrn, true))
            }
            _ => Err(fault),
        }
    }

    /// The municipality of a link, and whether it is the district around the row's settlement.
    fn same_oktmo(&self, found: &str) -> Result<(Oktmo, bool), PosLinkFault> {
        let expected = self.oktmo.as_ref().ok().map(|oktmo| oktmo.municipality());
        match exact::<Oktmo>(found).filter(|oktmo| !oktmo.is_place()) {
            Some(oktmo) if expected.is_none_or(|expected| expected == oktmo) => Ok((oktmo, false)),
            Some(oktmo) if expected.is_some_and(|expected| expected.district() == oktmo) => Ok((oktmo, true)),
            _ => Err(wrong_code(Parameter::Oktmo, found, expected)),
        }
    }
}

/// The value of a code in a link, which must be the row's where the row has one.
fn same<T: FromStr + PartialEq + ToString>(parameter: Parameter, found: &str, expected: Option<T>) -> Result<T, PosLinkFault> {
    match (exact::<T>(found), expected) {
        (Some(value), None) => Ok(value),
        (Some(value), Some(expected)) if value == expected => Ok(value),
        (_, expected) => Err(wrong_code(parameter, found, expected)),
    }
}

/// A value of digits only: what cells are forgiven, links are not.
fn exact<T: FromStr>(found: &str) -> Option<T> {
    found.bytes().all(|byte| byte.is_ascii_digit()).then(|| found.parse().ok()).flatten()
}

fn wrong_code<T: ToString>(parameter: Parameter, found: &str, expected: Option<T>) -> PosLinkFault {
    PosLinkFault::WrongCode { parameter, found: found.to_owned(), expected: expected.map(|expected| expected.to_string()) }
}

#[cfg(test)]
mod tests;
