//! The code of a municipality.

use super::Region;
use super::digits::{NotDigits, after_label, compact, digits, is_digits, number};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// An ОКТМО code: of a municipality (8 digits), or of a place in one (11 digits).
///
/// Invariant: the first digits are those of a [`Region`]. Whether the code exists is not known: municipalities are merged and renamed
/// every year, so a list would be wrong sooner than the table (domain reference, 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Oktmo {
    /// The first 8 digits.
    municipality: u32,
    /// The last 3 digits of 11.
    place: Option<u16>,
}

impl Oktmo {
    /// The subject that the code belongs to.
    pub(crate) fn region(self) -> Region {
        Region::of_oktmo_start(self.municipality / 100_000).expect("an OKTMO code is made only with the digits of a region")
    }

    /// The 8 digits that the letter asks for [S003]: those of a settlement stay a settlement's, they are never rounded to its district.
    #[must_use]
    pub(crate) fn municipality(self) -> Self {
        Self { place: None, ..self }
    }

    /// The code of the district or okrug around: five digits and `000`, as in the letter's own example of a settlement [S003].
    #[must_use]
    pub(crate) fn district(self) -> Self {
        Self { municipality: self.municipality / 1000 * 1000, place: None }
    }

    /// Whether it has 11 digits and so names a place, not a municipality.
    pub(crate) fn is_place(self) -> bool {
        self.place.is_some()
    }

    /// Whether the code stands for a whole city with the rank of a subject (`45000000`). The letter does not say whether such a code
    /// or that of a part of the city is meant.
    pub(crate) fn is_whole_city(self) -> bool {
        // Москва, Санкт-Петербург, Севастополь, Байконур.
        self.municipality.is_multiple_of(1_000_000) && matches!(self.municipality / 1_000_000, 40 | 45 | 55 | 67)
    }

    /// Whether its digits are put together as those of districts, okrugs and settlements are (domain reference, 8.3). Most other numbers
    /// of eight digits are not.
    pub(crate) fn is_shaped_like_municipality(self) -> bool {
        let kind = self.municipality / 100_000 % 10;
        let settlement = self.municipality % 1000;
        matches!(kind, 3 | 5..=9) && (settlement == 0 || matches!(settlement / 100, 1 | 4 | 7))
    }

    /// The code, if its third digit is one of those that municipalities of its subject have (domain reference, 8.3).
    fn checked(self) -> Result<Self, OktmoError> {
        let third = (self.municipality / 100_000 % 10) as u8;
        let occurs = match (third, self.municipality / 1_000_000) {
            // Parts of the cities with the rank of a subject.
            (3, subject) => matches!(subject, 40 | 45 | 67),
            // Okrugs, districts, urban okrugs.
            (5..=7, _) => true,
            // Ненецкий and Ханты-Мансийский округа.
            (8, subject) => matches!(subject, 11 | 71),
            // Ямало-Ненецкий округ, and the settlements that joined Moscow.
            (9, subject) => matches!(subject, 45 | 71),
            _ => self.is_whole_city(),
        };
        let settlement = (self.municipality % 1000) as u16;
        // The municipality itself, or an urban settlement, a part of a city, a rural settlement, land between settlements in it.
        let has_settlement = settlement == 0 || matches!(settlement / 100, 1 | 3 | 4 | 7);
        match (occurs, has_settlement) {
            (true, true) => Ok(self),
            (false, _) => Err(OktmoError::Structure { third }),
            (true, false) => Err(OktmoError::Settlement { found: settlement }),
        }
    }

    /// Whether the code is a heading of the classifier (`29600000`, `29634100`), which no municipality has.
    pub(crate) fn is_heading(self) -> bool {
        let of_group = self.municipality.is_multiple_of(100_000);
        let of_settlements = matches!(self.municipality % 1000, 100 | 400 | 700);
        (of_group || of_settlements) && !self.is_whole_city()
    }
}

/// Why a text is not an ОКТМО code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OktmoError {
    /// Something else than digits and separators.
    #[error("not a number of digits only")]
    NotDigits,
    /// A number whose last digits were rounded away (`2.97E+07`).
    #[error("the last digits were rounded away")]
    LostDigits,
    /// Digits, but neither 8 nor 11, nor one less with a zero lost.
    #[error("{digits} digits instead of 8 or 11")]
    Length {
        /// How many there are.
        digits: usize,
    },
    /// 7 or 10 digits that are a code of a known region with a zero before them: Excel dropped the zero.
    #[error("a leading zero is lost: {padded}")]
    LostZero {
        /// The code with its zero. Certain only where the region is confirmed otherwise.
        padded: Oktmo,
    },
    /// The right number of digits, but the third is one that no municipality of the subject has; most such codes are ОКАТО
    /// (domain reference, 8.3).
    #[error("the third digit is {third}, as in no municipality's code")]
    Structure {
        /// The third digit.
        third: u8,
    },
    /// The right number of digits, but the last three of eight are those of no settlement (domain reference, 8.3).
    #[error("the settlement is {found:03}, which does not occur")]
    Settlement {
        /// The last three digits.
        found: u16,
    },
    /// The right number of digits, but no subject's codes begin so.
    #[error("no subject's codes begin with {prefix}")]
    UnknownRegion {
        /// The first two digits.
        prefix: String,
    },
}

impl FromStr for Oktmo {
    type Err = OktmoError;

    /// Reads a cell. Forgiven besides what codes of digits are forgiven: dots, hyphens and blanks between the digits, and the control
    /// digit that Rosstat prints in brackets after the code.
    fn from_str(text: &str) -> Result<Self, OktmoError> {
        if let Some(code) = known(text) {
            return code.checked();
        }
        let text = after_label(text, &["октмо", "код"]);
        let bare: Cow<'_, str> = if is_digits(text) { text.into() } else { without_separators(text).into() };
        let digits = digits(&bare).map_err(|fault| match fault {
            NotDigits::Lost => OktmoError::LostDigits,
            NotDigits::Other => OktmoError::NotDigits,
        })?;
        let unknown_region = || OktmoError::UnknownRegion { prefix: digits.chars().take(2).collect() };
        match digits.len() {
            8 | 11 => known(&digits).ok_or_else(unknown_region)?.checked(),
            length @ (7 | 10) => match known(&format!("0{digits}")).and_then(|code| code.checked().ok()) {
                Some(padded) => Err(OktmoError::LostZero { padded }),
                None => Err(OktmoError::Length { digits: length }),
            },
            length => Err(OktmoError::Length { digits: length }),
        }
    }
}

impl fmt::Display for Oktmo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.municipality)?;
        self.place.map_or(Ok(()), |place| write!(f, "{place:03}"))
    }
}

/// The code of 8 or 11 digits and nothing else, if its region exists.
fn known(digits: &str) -> Option<Oktmo> {
    let (municipality, place) = digits.split_at_checked(8).filter(|(_, place)| matches!(place.len(), 0 | 3))?;
    let municipality = number(municipality)? as u32;
    Region::of_oktmo_start(municipality / 100_000)?;
    Some(Oktmo { municipality, place: if place.is_empty() { None } else { Some(number(place)? as u16) } })
}

/// The text without the bracketed control digit and without separators; what Excel makes of numbers is left for later.
fn without_separators(text: &str) -> String {
    let compact = compact(text);
    let code = match compact.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((code, control)) if control.len() == 1 && is_digits(control) => code,
        _ => &compact,
    };
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    if code.starts_with(is_dash) || code.contains(['e', 'E', 'е', 'Е']) {
        return code.to_owned();
    }
    let joined = code.replace(is_dash, "");
    match joined.split_once('.') {
        // One dot after all the digits is a decimal point, as in `29701000.0`.
        Some((whole, fraction)) if whole.len() >= 7 && !fraction.contains('.') => joined,
        _ => joined.replace('.', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<String, OktmoError> {
        text.parse::<Oktmo>().map(|oktmo| oktmo.to_string())
    }

    #[test]
    fn the_last_digits_are_those_of_a_settlement_or_none() {
        for code in ["29701000", "29606101", "29606428", "29606701", "36701305", "45301000"] {
            assert_eq!(read(code), Ok(code.to_owned()), "{code}");
        }
        for (code, found) in [("29701060", 60), ("29606200", 200), ("29701001", 1)] {
            assert_eq!(read(code), Err(OktmoError::Settlement { found }), "{code}");
        }
    }

    #[test]
    fn codes_come_with_separators_and_control_digits() {
        for text in
            ["01 512 000", "01.512.000", "01-512-000", "01–512–000", "'01512000", "01512000(5)", "01512000 (5)", "01512000."]
        {
            assert_eq!(read(text).as_deref(), Ok("01512000"), "{text}");
        }
        for text in ["29701000.0", "29701000,00", "2.9701000E+07", "29 701 000"] {
            assert_eq!(read(text).as_deref(), Ok("29701000"), "{text}");
        }
    }

    #[test]
    fn a_place_is_in_its_municipality() {
        for text in ["29701000001", "29 701 000 001", "29.701.000.001", "29701000-001"] {
            let oktmo: Oktmo = text.parse().unwrap();
            assert!(oktmo.is_place());
            assert_eq!(oktmo.municipality().to_string(), "29701000", "{text}");
        }
    }

    #[test]
    fn a_settlement_stays_a_settlement() {
        let oktmo: Oktmo = "73614158".parse().unwrap();
        assert_eq!((oktmo.municipality().to_string(), oktmo.district().to_string()), ("73614158".into(), "73614000".into()));
    }

    #[test]
    fn a_lost_zero_is_offered_back_where_a_region_begins_so() {
        assert_eq!(read("7701000"), Err(OktmoError::LostZero { padded: "07701000".parse().unwrap() }));
        assert_eq!(read("7701000.0"), Err(OktmoError::LostZero { padded: "07701000".parse().unwrap() }));
        assert_eq!(read("7701000001"), Err(OktmoError::LostZero { padded: "07701000001".parse().unwrap() }));
        assert_eq!(read("2701000"), Err(OktmoError::Length { digits: 7 }));
    }

    #[test]
    fn each_other_fault_has_its_facts() {
        assert_eq!(read("297010"), Err(OktmoError::Length { digits: 6 }));
        assert_eq!(read("02701000"), Err(OktmoError::UnknownRegion { prefix: "02".to_owned() }));
        assert_eq!(read("2.97E+07"), Err(OktmoError::LostDigits));
        for text in ["", "Калуга", "-29701000", "29701000(55)", "2970100O"] {
            assert_eq!(read(text), Err(OktmoError::NotDigits), "{text}");
        }
    }

    #[test]
    fn the_region_follows_the_three_exceptions() {
        for (text, code) in
            [("29701000", "29"), ("11851000", "111"), ("71871000", "711"), ("71951000", "7114"), ("71701000", "71")]
        {
            assert_eq!(text.parse::<Oktmo>().map(|oktmo| oktmo.region().code()), Ok(code));
        }
    }

    #[test]
    fn a_third_digit_that_no_municipality_has_is_no_oktmo() {
        for text in [
            "40329000", "45301000", "67306000", "29501000", "29634158", "29701000", "11851000", "71871000", "71951000",
            "45931000", "45000000",
        ] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        for (text, third) in [
            ("29401000", 4),
            ("45286552", 2),
            ("29301000", 3),
            ("29801000", 8),
            ("29901000", 9),
            ("29000000", 0),
            ("29401000000", 4),
        ] {
            assert_eq!(read(text), Err(OktmoError::Structure { third }), "{text}");
        }
        assert_eq!(read("7401000"), Err(OktmoError::Length { digits: 7 }));
    }

    #[test]
    fn a_label_before_the_code_is_read() {
        for text in ["ОКТМО 29701000", "ОКТМО: 29 701 000", "Код ОКТМО № 29701000", "октмо-29701000"] {
            assert_eq!(read(text).as_deref(), Ok("29701000"), "{text}");
        }
        assert_eq!(read("ОКАТО 29701000"), Err(OktmoError::NotDigits));
    }

    #[test]
    fn headings_are_no_municipalities() {
        let heading = |text: &str| text.parse::<Oktmo>().unwrap().is_heading();
        for text in ["29600000", "29634100", "29634400", "29634700", "45300000"] {
            assert!(heading(text), "{text}");
        }
        for text in ["29701000", "29634000", "29634158", "45000000", "40000000", "45301000"] {
            assert!(!heading(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = text.parse::<Oktmo>();
        }

        #[test]
        fn plain_digits_are_read_as_digits_with_separators_are(text in "[0-9]{0,12}") {
            prop_assert_eq!(text.parse::<Oktmo>(), format!(" {text}").parse());
        }

        #[test]
        fn writing_and_reading_give_the_same_code(region in 0_usize..90, rest in 500_u32..800, place in prop::option::of(0_u16..1000)) {
            let prefix = Region::all().nth(region).unwrap().oktmo_prefix();
            let district: String = format!("{prefix}{rest:03}").chars().take(5).collect();
            let oktmo = Oktmo { municipality: format!("{district}101").parse().unwrap(), place };
            prop_assert_eq!(oktmo.to_string().parse(), Ok(oktmo));
        }
    }
}
