//! The two ПОС links of a page: the form for messages and the polls [S003].

mod judge;
mod level;

pub(crate) use judge::{Difference, Parameter, PollsForm, PosLinkFault, codes_of};
pub(crate) use level::Level;

use super::Templates;
use crate::domain::ogrn::OgrnError;
use crate::domain::oktmo::OktmoError;
use crate::domain::opaid::OpaidError;
use crate::domain::text::{begins, fold, fold_starts_with, is_nothing_word, words};
use crate::domain::{FnsCode, Ogrn, Oktmo, Opaid, Region};

/// The title of both menu items [S003].
pub const MENU_TITLE: &str = "Решаем вместе";

/// The texts of a row's cells that the links are made of; blank where the table has no such column.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PosInput<'a> {
    /// The level, in words.
    pub(crate) level: &'a str,
    /// The organisation's name, which gives the level where no word does, and tells a branch.
    pub(crate) name: &'a str,
    /// The number of the organisation's own office in ПОС.
    pub(crate) opaid: &'a str,
    /// The subject's name.
    pub(crate) region: &'a str,
    /// The subject's code for ПОС.
    pub(crate) region_code: &'a str,
    /// The municipality's code.
    pub(crate) oktmo: &'a str,
    /// The organisation's ОГРН.
    pub(crate) ogrn: &'a str,
    /// The office of the body above; its form stands in for that of an organisation that has no office [S003].
    pub(crate) parent_opaid: &'a str,
    /// The ОГРН of the body above; it matters only for judging links that are there.
    pub(crate) parent_ogrn: &'a str,
    /// The region that the sheet as a whole speaks of.
    pub(crate) home: Option<Home>,
    /// The district that the row's municipality has in other rows of the sheet.
    pub(crate) district: Option<District>,
    /// Nobody asks for the polls. The level then only matters where it excuses an ОКТМО, and telling it by the name takes as long as
    /// all the rest of the row.
    pub(crate) no_polls: bool,
}

/// The region of a whole sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    /// The subject.
    pub(crate) region: Region,
    /// What says so.
    pub(crate) by: HomeBy,
}

/// What says the region of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HomeBy {
    /// Most of its rows.
    Rows {
        /// So many.
        agree: usize,
        /// Of so many that name a region.
        of: usize,
    },
    /// The title above the table.
    Title,
    /// The file's name.
    File,
}

/// The district or okrug that most rows of a municipality name by their ОКТМО.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct District {
    /// Its code.
    pub(crate) oktmo: Oktmo,
    /// So many rows say it.
    pub(crate) agree: usize,
    /// Of so many that give an ОКТМО.
    pub(crate) of: usize,
}

/// The values of a row, each with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PosRow {
    /// Who the page belongs to.
    pub(crate) level: Result<Level, PosFault>,
    /// The organisation's own office.
    pub(crate) opaid: Result<Opaid, PosFault>,
    /// The subject; its name and its code may be at fault both.
    pub(crate) region: Result<Region, Vec<PosFault>>,
    /// The municipality, if it lies in the region.
    pub(crate) oktmo: Result<Oktmo, PosFault>,
    /// The organisation's number.
    pub(crate) ogrn: Result<Ogrn, PosFault>,
    /// The office of the body above.
    pub(crate) parent_opaid: Option<Opaid>,
    /// The number of the body above.
    pub(crate) parent_ogrn: Option<Ogrn>,
    /// What does not stop a link but should be looked at.
    pub(crate) warnings: Vec<PosWarning>,
}

/// Why a link cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PosFault {
    /// No office in ПОС, neither the organisation's own nor that of the body above.
    #[error("no opaid")]
    MissingOpaid,
    /// The office's number cannot be read.
    #[error("bad opaid {found}: {error}")]
    BadOpaid {
        /// The cell's text.
        found: String,
        /// What is wrong with it.
        error: OpaidError,
        /// Whether it is the number of the body above.
        of_parent: bool,
    },
    /// No ОГРН.
    #[error("no OGRN")]
    MissingOgrn,
    /// The ОГРН cannot be read; the error tells length, check digit and the rest apart.
    #[error("bad OGRN {found}: {error}")]
    BadOgrn {
        /// The cell's text.
        found: String,
        /// What is wrong with it.
        error: OgrnError,
    },
    /// No ОКТМО.
    #[error("no OKTMO")]
    MissingOktmo,
    /// The ОКТМО cannot be read, or misses a zero that no region confirms.
    #[error("bad OKTMO {found}: {error}")]
    BadOktmo {
        /// The cell's text.
        found: String,
        /// What is wrong with it.
        error: OktmoError,
    },
    /// The ОКТМО belongs to another subject.
    #[error("OKTMO {oktmo} is of {found}, expected {expected}")]
    OktmoRegionMismatch {
        /// The code.
        oktmo: Oktmo,
        /// The subject that it belongs to.
        found: Region,
        /// The subject of the row, or of the sheet where the row names none.
        expected: Region,
        /// What says the region of the sheet; `None` where the row itself names its own.
        home: Option<HomeBy>,
    },
    /// The ОГРН was given in another subject than all that the row and the sheet say.
    #[error("OGRN {ogrn} is of {found}, expected {expected}")]
    OgrnRegionMismatch {
        /// The number.
        ogrn: Ogrn,
        /// Its digits 4–5.
        found: FnsCode,
        /// The subject of the row.
        expected: Region,
        /// What says the region of the sheet.
        home: HomeBy,
    },
    /// Neither name nor code of the subject, and no ОКТМО to take it from.
    #[error("no region")]
    MissingRegion,
    /// The name is no subject's.
    #[error("unknown region {found}")]
    UnknownRegion {
        /// The cell's text.
        found: String,
    },
    /// The code is no subject's.
    #[error("bad region code {found}")]
    BadRegcode {
        /// The cell's text.
        found: String,
        /// The subject that the row names, whose code was expected.
        expected: Option<Region>,
    },
    /// Name and code are of different subjects, as when the code of number plates was entered.
    #[error("the region is {by_name} by its name, {by_code} by its code")]
    RegionMismatch {
        /// The subject that the name says, or ОКТМО and ОГРН where there is no name.
        by_name: Region,
        /// The subject that the code says.
        by_code: Region,
        /// Whether the row has no name of the subject.
        by_codes: bool,
    },
    /// The level is not known, so neither is which polls link the page takes.
    #[error("unknown level {found}")]
    BadKind {
        /// The cell's text.
        found: String,
        /// What the name says, where the cell says otherwise.
        by_name: Option<Level>,
    },
}

/// What does not stop a link but should be looked at (domain reference, 3.7 and 8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PosWarning {
    /// The ОГРН was given in another subject. Often right for branches, but also how a plate code in the place of the region shows.
    OgrnRegion {
        /// Digits 4–5 of the ОГРН.
        found: FnsCode,
        /// The subject of the row.
        region: Region,
    },
    /// A zero was put back before the ОКТМО; the region confirms it.
    OktmoPadded {
        /// The code with its zero.
        padded: Oktmo,
    },
    /// The ОКТМО is a heading of the classifier, not a municipality.
    OktmoHeading {
        /// The code.
        oktmo: Oktmo,
    },
    /// The ОКТМО is that of a whole city with the rank of a subject; the letter does not say whether its part is meant.
    OktmoWholeCity {
        /// The code.
        oktmo: Oktmo,
    },
    /// The ОКТМО is one of another district than most rows of the same municipality give.
    OktmoOfOtherDistrict {
        /// The code.
        oktmo: Oktmo,
        /// The district of the others.
        district: District,
    },
    /// The office's number has more or fewer digits than any seen so far.
    UnusualOpaid {
        /// The number.
        opaid: Opaid,
    },
    /// The row names no region: that of the sheet was taken, which the ОГРН bears out.
    RegionOfSheet {
        /// The subject.
        region: Region,
        /// What says so.
        home: HomeBy,
    },
    /// No column says the level: it was taken from the name.
    LevelByName {
        /// The level.
        level: Level,
    },
    /// The messages form is that of the body above.
    ParentOpaid {
        /// The number of its office.
        opaid: Opaid,
    },
}

impl PosRow {
    /// Reads the cells of a row.
    pub(crate) fn read(input: &PosInput<'_>) -> Self {
        let oktmo_cell = input.oktmo.parse();
        let region = region(input, &oktmo_cell);
        let ogrn = ogrn(input.ogrn).and_then(|ogrn| of_region(ogrn, region.as_ref().ok().copied(), input));
        let oktmo = oktmo(input.oktmo, &oktmo_cell, region.as_ref().ok().copied());
        let is_plain = oktmo_cell.is_ok() && oktmo.as_ref().is_ok_and(|oktmo| !oktmo.is_heading() && !oktmo.is_whole_city());
        // Of another region, or of a heading, more is said elsewhere.
        let is_other = |(oktmo, district): &(Oktmo, District)| {
            oktmo.district() != district.oktmo && oktmo.region() == district.oktmo.region() && !oktmo.is_heading()
        };
        let other = oktmo.as_ref().ok().copied().zip(input.district).filter(is_other);
        let level = if input.no_polls && is_plain && other.is_none() { None } else { level(input) };
        let mut row = Self {
            level: match level {
                None => Err(PosFault::BadKind { found: input.level.to_owned(), by_name: None }),
                Some(level) => match contradiction(input, level) {
                    None => Ok(level),
                    by_name => Err(PosFault::BadKind { found: input.level.to_owned(), by_name }),
                },
            },
            opaid: opaid(input),
            oktmo,
            region,
            ogrn,
            parent_opaid: input.parent_opaid.parse().ok(),
            parent_ogrn: input.parent_ogrn.parse().ok(),
            warnings: Vec::new(),
        };
        row.warnings = row.find_warnings(&oktmo_cell);
        if let (true, Err(_), Ok(region), Some(home)) = (names_no_region(input), &oktmo_cell, &row.region, input.home) {
            row.warnings.push(PosWarning::RegionOfSheet { region: *region, home: home.by });
        }
        row.warnings.extend(other.map(|(oktmo, district)| PosWarning::OktmoOfOtherDistrict { oktmo, district }));
        if let (true, Ok(level)) = (is_nothing_word(input.level), &row.level) {
            row.warnings.push(PosWarning::LevelByName { level: *level });
        }
        row
    }

    /// The office whose messages form the page takes: the organisation's own, else that of the body above.
    ///
    /// # Errors
    ///
    /// The fault of the own number; a missing one only if the body above has none either.
    pub(crate) fn form_opaid(&self) -> Result<Opaid, &PosFault> {
        match (&self.opaid, self.parent_opaid) {
            (Ok(opaid), _) => Ok(*opaid),
            (Err(PosFault::MissingOpaid), Some(parent)) => Ok(parent),
            (Err(fault), _) => Err(fault),
        }
    }

    /// The link to the form for messages. With the form of the body above, the ОГРН stays the page's own [S003].
    ///
    /// # Errors
    ///
    /// Every fault in its way: first those of region and ОГРН, which stop both links.
    pub(crate) fn messages(&self, templates: &Templates) -> Result<String, Vec<PosFault>> {
        let opaid = self.form_opaid();
        if let (Ok(region), Ok(ogrn), Ok(opaid)) = (&self.region, &self.ogrn, &opaid) {
            return Ok(templates.pos_messages(*opaid, *region, *ogrn));
        }
        let mut faults = self.common_faults();
        faults.extend(opaid.err().cloned());
        Err(faults)
    }

    /// The link to the polls: of the subject for its bodies, of the municipality for everyone else.
    ///
    /// # Errors
    ///
    /// Every fault in its way: first those of region and ОГРН, which stop both links. The ОКТМО of a body of the subject is ignored.
    pub(crate) fn polls(&self, templates: &Templates) -> Result<String, Vec<PosFault>> {
        if let (Ok(region), Ok(ogrn), Ok(level)) = (&self.region, &self.ogrn, &self.level) {
            match (level, &self.oktmo) {
                (Level::Region, _) => return Ok(templates.pos_polls_region(*region, *ogrn)),
                (_, Ok(oktmo)) => return Ok(templates.pos_polls_municipality(*oktmo, *region, *ogrn)),
                (_, Err(_)) => {}
            }
        }
        let mut faults = self.common_faults();
        faults.extend(self.level.as_ref().err().cloned());
        if self.level != Ok(Level::Region) {
            faults.extend(self.oktmo.as_ref().err().cloned());
        }
        Err(faults)
    }

    fn common_faults(&self) -> Vec<PosFault> {
        let region = self.region.as_ref().err().into_iter().flatten();
        region.chain(self.ogrn.as_ref().err()).cloned().collect()
    }

    fn find_warnings(&self, oktmo_cell: &Result<Oktmo, OktmoError>) -> Vec<PosWarning> {
        let mut warnings = Vec::new();
        if let (Ok(region), Ok(ogrn)) = (&self.region, &self.ogrn) {
            let found = ogrn.region_fns_code();
            if !region.fns_codes().contains(&found) {
                warnings.push(PosWarning::OgrnRegion { found, region: *region });
            }
        }
        if let Ok(oktmo) = self.oktmo
            && self.level != Ok(Level::Region)
        {
            if matches!(oktmo_cell, Err(OktmoError::LostZero { .. })) {
                warnings.push(PosWarning::OktmoPadded { padded: oktmo });
            }
            if oktmo.is_heading() {
                warnings.push(PosWarning::OktmoHeading { oktmo });
            }
            if oktmo.is_whole_city() {
                warnings.push(PosWarning::OktmoWholeCity { oktmo });
            }
        }
        if let Ok(opaid) = self.form_opaid() {
            if self.opaid.is_err() {
                warnings.push(PosWarning::ParentOpaid { opaid });
            }
            if opaid.is_unusual() {
                warnings.push(PosWarning::UnusualOpaid { opaid });
            }
        }
        warnings
    }
}

/// An own number that is missing sends to that of the body above, so a bad one there is what has to be corrected.
fn opaid(input: &PosInput<'_>) -> Result<Opaid, PosFault> {
    let read =
        |found: &str, of_parent| found.parse().map_err(|error| PosFault::BadOpaid { found: found.to_owned(), error, of_parent });
    if !has_no_office(input.opaid) {
        return read(input.opaid, false);
    }
    if !has_no_office(input.parent_opaid) {
        read(input.parent_opaid, true)?;
    }
    Err(PosFault::MissingOpaid)
}

fn level(input: &PosInput<'_>) -> Option<Level> {
    if is_nothing_word(input.level) { Level::from_name(input.name) } else { Level::from_words(input.level) }
}

/// What a firm name says against the level of the column, where the links of the two differ: a school is no body of the subject.
fn contradiction(input: &PosInput<'_>, level: Level) -> Option<Level> {
    let is_told = !is_nothing_word(input.level) && (level == Level::Region || fold_starts_with(input.name, "министерство"));
    let by_name = is_told.then(|| Level::from_name(input.name)).flatten()?;
    ((by_name == Level::Region) != (level == Level::Region)).then_some(by_name)
}

/// Rosters write «не подключена» into the column of those who have no office.
fn has_no_office(text: &str) -> bool {
    let is_denied = || {
        let folded = fold(text);
        let mut words = words(&folded);
        words.next() == Some("нет")
            && words.all(|word| word == "лко" || begins(word, &["кабинет", "личн", "номер", "пос", "подключ"]))
    };
    is_nothing_word(text) || fold_starts_with(text, "не подключ") || is_denied()
}

fn names_no_region(input: &PosInput<'_>) -> bool {
    is_nothing_word(input.region) && is_nothing_word(input.region_code)
}

/// The ОГРН, unless it was given in another subject than both the row and its sheet speak of. Neighbours that were one subject, or share
/// their offices, register in each other often enough for a remark only.
fn of_region(ogrn: Ogrn, region: Option<Region>, input: &PosInput<'_>) -> Result<Ogrn, PosFault> {
    const SHARED: [&[&str]; 5] = [&["50", "77"], &["47", "78"], &["72", "86", "89"], &["29", "83"], &["91", "92"]];
    let found = ogrn.region_fns_code();
    let (Some(expected), Some(home)) = (region, input.home) else { return Ok(ogrn) };
    let is_neighbour = || {
        let has = |group: &[&str], code: FnsCode| group.iter().any(|known| known.parse() == Ok(code));
        SHARED.iter().any(|group| has(group, found) && expected.fns_codes().iter().any(|&code| has(group, code)))
    };
    let is_other = home.region == expected && !expected.fns_codes().contains(&found);
    if !is_other || is_neighbour() || may_be_registered_elsewhere(input.name) {
        return Ok(ogrn);
    }
    Err(PosFault::OgrnRegionMismatch { ogrn, found, expected, home: home.by })
}

fn ogrn(found: &str) -> Result<Ogrn, PosFault> {
    found.parse().map_err(|error| {
        if is_nothing_word(found) { PosFault::MissingOgrn } else { PosFault::BadOgrn { found: found.to_owned(), error } }
    })
}

/// Whether an organisation may lawfully be registered in another region: a branch, or a body of the federation.
fn may_be_registered_elsewhere(name: &str) -> bool {
    let folded = fold(name);
    ["филиал", "обособленн", "федеральн", "фгб", "фгк", "фга", "фку", "росси", "представительств"]
        .iter()
        .any(|stem| folded.contains(stem))
}

/// The region by name and code, which must agree; with neither, by the ОКТМО, which must agree with the sheet; without an ОКТМО that of the
/// sheet, if a code of the row bears it out.
fn region(input: &PosInput<'_>, oktmo: &Result<Oktmo, OktmoError>) -> Result<Region, Vec<PosFault>> {
    let by_name = match input.region {
        text if is_nothing_word(text) => None,
        text => Some(Region::from_name(text).ok_or_else(|| PosFault::UnknownRegion { found: text.to_owned() })),
    };
    let by_code = match input.region_code {
        text if is_nothing_word(text) => None,
        text => Some(Region::from_code(text).map_err(|_| {
            let expected = by_name.as_ref().and_then(|name| name.as_ref().ok()).copied();
            PosFault::BadRegcode { found: text.to_owned(), expected }
        })),
    };
    match (by_name, by_code) {
        (None, None) => match (oktmo, input.home) {
            (&Ok(oktmo), Some(home)) if oktmo.region() != home.region => Err(vec![PosFault::OktmoRegionMismatch {
                oktmo,
                found: oktmo.region(),
                expected: home.region,
                home: Some(home.by),
            }]),
            (Ok(oktmo), _) => Ok(oktmo.region()),
            (Err(_), Some(home)) if bears_out(input, oktmo, home.region) => Ok(home.region),
            (Err(_), _) => Err(vec![PosFault::MissingRegion]),
        },
        // Two codes against the one that is most often taken from number plates.
        (None, Some(Ok(by_code))) => match oktmo {
            Ok(oktmo) if oktmo.region() != by_code && is_of_fns(input.ogrn, oktmo.region()) => {
                Err(vec![PosFault::RegionMismatch { by_name: oktmo.region(), by_code, by_codes: true }])
            }
            _ => Ok(by_code),
        },
        (Some(region), None) | (None, Some(region)) => region.map_err(|fault| vec![fault]),
        (Some(Ok(by_name)), Some(Ok(by_code))) if by_name != by_code => {
            Err(vec![PosFault::RegionMismatch { by_name, by_code, by_codes: false }])
        }
        (Some(Ok(region)), Some(Ok(_))) => Ok(region),
        (Some(by_name), Some(by_code)) => Err([by_name, by_code].into_iter().filter_map(Result::err).collect()),
    }
}

/// Whether a code of a row that names no region is one of this region.
fn bears_out(input: &PosInput<'_>, oktmo: &Result<Oktmo, OktmoError>, region: Region) -> bool {
    let by_oktmo = matches!(oktmo, Err(OktmoError::LostZero { padded }) if padded.region() == region);
    by_oktmo || is_of_fns(input.ogrn, region)
}

/// Whether the text is an ОГРН that was given in a region.
fn is_of_fns(ogrn: &str, region: Region) -> bool {
    ogrn.parse::<Ogrn>().is_ok_and(|ogrn| region.fns_codes().contains(&ogrn.region_fns_code()))
}

fn oktmo(found: &str, read: &Result<Oktmo, OktmoError>, region: Option<Region>) -> Result<Oktmo, PosFault> {
    match (read, region) {
        (&Ok(oktmo), Some(expected)) if oktmo.region() != expected => {
            Err(PosFault::OktmoRegionMismatch { oktmo, found: oktmo.region(), expected, home: None })
        }
        (&Ok(oktmo), _) => Ok(oktmo),
        (Err(OktmoError::LostZero { padded }), Some(region)) if padded.region() == region => Ok(*padded),
        (Err(_), _) if is_nothing_word(found) => Err(PosFault::MissingOktmo),
        (Err(error), _) => Err(PosFault::BadOktmo { found: found.to_owned(), error: error.clone() }),
    }
}

#[cfg(test)]
mod tests;
