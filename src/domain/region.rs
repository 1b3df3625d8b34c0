//! The subjects of the federation, their names as people write them, and their codes in three different systems.

use super::digits::{NotDigits, digits};
use super::text::{fold, is_letter_or_digit, words};
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// One of the 89 subjects of the federation, or Байконур, which has codes like one.
///
/// Invariant: stands in the table of this module. Ordered as that table is: by the code for ПОС.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Region(u8);

impl Region {
    /// All of them, in the order of their codes.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0_u8..).map(Self).take(TABLE.len())
    }

    /// The official name, «Калужская область».
    pub(crate) fn name(self) -> &'static str {
        self.facts().name
    }

    /// The code that ПОС links carry as `REG-CODE`: the first two digits of the ОКАТО code, but 111, 711 and 7114 for the three
    /// autonomous okrugs inside other subjects [S003]. For the four subjects of 2022 it is derived by the same rule.
    pub(crate) fn code(self) -> &'static str {
        self.facts().code
    }

    /// The digits by which the ОКТМО codes of the subject begin: two, but 118, 718 and 719 for the three okrugs.
    pub(crate) fn oktmo_prefix(self) -> &'static str {
        self.facts().oktmo_prefix
    }

    /// The tax service's codes, which stand in digits 4–5 of an ОГРН: the codes of number plates, with those of the okrugs that
    /// joined the subject.
    pub(crate) fn fns_codes(self) -> &'static [FnsCode] {
        &self.facts().fns_codes
    }

    /// The subject with this name: full, short or abbreviated, in any case of the noun, never by a part of the name. A name that two
    /// subjects share («Алтай») is none.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        if name.is_empty() {
            return None;
        }
        BY_TEXT.get(name).or_else(|| BY_NAME.get(&key(name))).copied()
    }

    /// The only subject that a text names among other words: «Реестр госпабликов Калужской области».
    pub(crate) fn named_in(text: &str) -> Option<Self> {
        const LONGEST: usize = 6;
        const MOST: usize = 100;
        let apart = |c: char| !(is_letter_or_digit(c) || c == '-');
        let words: Vec<&str> = text.split(apart).filter(|word| !word.is_empty()).take(MOST).collect();
        let mut found = None;
        let mut from = 0;
        while from < words.len() {
            // The longest name goes first: «Ханты-Мансийский автономный округ — Югра» is one.
            let longest = (1..=LONGEST.min(words.len() - from)).rev();
            let named = longest.into_iter().find_map(|size| Some((size, Self::from_name(&words[from..from + size].join(" "))?)));
            let Some((size, region)) = named else {
                from += 1;
                continue;
            };
            if found.is_some_and(|known| known != region) {
                return None;
            }
            found = Some(region);
            from += size;
        }
        found
    }

    /// The subject with this code for ПОС, as a cell holds it: `03`, `3`, `3.0`, `7114`, or the ОКАТО code of 11 digits.
    ///
    /// # Errors
    ///
    /// [`RegionCodeError`], also for codes of number plates that are not the ПОС code of any subject.
    pub(crate) fn from_code(text: &str) -> Result<Self, RegionCodeError> {
        let digits = digits(text).map_err(|fault| match fault {
            NotDigits::Lost => RegionCodeError::LostDigits,
            NotDigits::Other => RegionCodeError::NotDigits,
        })?;
        let found = match digits.len() {
            1 => Self::with_code(&format!("0{digits}")),
            2..=4 => Self::with_code(&digits),
            // A number of 10 digits is an ОКАТО code whose zero Excel dropped, but only a subject's own is beyond doubt.
            10 if digits.ends_with("00000000") => Self::of_okato(&format!("0{digits}")),
            11 => Self::of_okato(&digits),
            _ => None,
        };
        found.ok_or_else(|| RegionCodeError::Unknown { code: digits.into_owned() })
    }

    /// The subject that an ОКТМО code belongs to, by its first three digits as a number.
    pub(super) fn of_oktmo_start(start: u32) -> Option<Self> {
        BY_OKTMO.get(start as usize).copied().flatten()
    }

    /// The subjects with this code of the tax service; 29 stands for two.
    pub(crate) fn with_fns_code(code: FnsCode) -> impl Iterator<Item = Self> {
        Self::all().filter(move |region| region.fns_codes().contains(&code))
    }

    fn with_code(code: &str) -> Option<Self> {
        Self::all().find(|region| region.code() == code)
    }

    fn of_okato(digits: &str) -> Option<Self> {
        // Inside 711 the places of the Ямало-Ненецкий okrug begin at 7114 and go on to 7119, hence not by prefix alone.
        if digits.starts_with("711") && digits.as_bytes().get(3).is_some_and(|&digit| digit >= b'4') {
            return Self::with_code("7114");
        }
        Self::all().filter(|region| digits.starts_with(region.code())).max_by_key(|region| region.code().len())
    }

    fn facts(self) -> &'static Facts {
        &TABLE[usize::from(self.0)]
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({} {})", self.code(), self.name())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(name: &str) -> Result<Self, UnknownRegion> {
        Self::from_name(name).ok_or(UnknownRegion)
    }
}

/// A text that is no subject's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no subject of the federation has this name")]
pub(crate) struct UnknownRegion;

/// Why a text is not a subject's code for ПОС.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RegionCodeError {
    /// Something else than digits.
    #[error("not a number of digits only")]
    NotDigits,
    /// A number whose last digits were rounded away (`2.9E+10`).
    #[error("the last digits were rounded away")]
    LostDigits,
    /// Digits that are no subject's code.
    #[error("no subject has the code {code}")]
    Unknown {
        /// The digits as read.
        code: String,
    },
}

/// The tax service's code of a subject, the same as on number plates. Invariant: 0 … 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FnsCode(u8);

impl FnsCode {
    /// The code made of the last two digits of a number.
    pub(super) fn from_digits(number: u16) -> Self {
        Self((number % 100) as u8)
    }
}

impl fmt::Display for FnsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl FromStr for FnsCode {
    type Err = RegionCodeError;

    fn from_str(text: &str) -> Result<Self, RegionCodeError> {
        let digits = digits(text).map_err(|_| RegionCodeError::NotDigits)?;
        match digits.parse() {
            Ok(code) if digits.len() <= 2 => Ok(Self(code)),
            _ => Err(RegionCodeError::Unknown { code: digits.into_owned() }),
        }
    }
}

/// One line of `regions.csv`.
struct Facts {
    code: &'static str,
    name: &'static str,
    variants: Vec<&'static str>,
    oktmo_prefix: &'static str,
    fns_codes: Vec<FnsCode>,
}

static TABLE: LazyLock<Vec<Facts>> = LazyLock::new(|| {
    let lines = include_str!("regions.csv").lines().skip(1);
    lines.map(|line| facts(line).expect("a line of regions.csv has five columns")).collect()
});

static BY_NAME: LazyLock<HashMap<String, Region>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for region in Region::all() {
        for name in region.facts().variants.iter().chain([&region.name()]) {
            names.insert(key(name), region);
        }
    }
    names
});

/// The spellings of the table as they stand in it, which most rosters use; what is not among them is looked for by [`key`].
static BY_TEXT: LazyLock<HashMap<&'static str, Region>> = LazyLock::new(|| {
    Region::all()
        .flat_map(|region| region.facts().variants.iter().copied().chain([region.name()]).map(move |name| (name, region)))
        .collect()
});

/// The subject of each beginning of three digits that an ОКТМО code can have.
static BY_OKTMO: LazyLock<Vec<Option<Region>>> = LazyLock::new(|| {
    let mut starts = vec![None; 1000];
    // The three okrugs take their part out of the subject around them, so they come last.
    for length in [2, 3] {
        for region in Region::all().filter(|region| region.oktmo_prefix().len() == length) {
            let padded: usize = format!("{:0<3}", region.oktmo_prefix()).parse().expect("the prefixes of regions.csv are digits");
            starts[padded..padded + if length == 2 { 10 } else { 1 }].fill(Some(region));
        }
    }
    starts
});

/// The table has no quoted values, so a comma always separates; a test of this module reads every line.
fn facts(line: &'static str) -> Option<Facts> {
    let mut columns = line.split(',');
    let facts = Facts {
        code: columns.next()?,
        name: columns.next()?,
        variants: columns.next()?.split('|').filter(|variant| !variant.is_empty()).collect(),
        oktmo_prefix: columns.next()?,
        fns_codes: columns.next()?.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?,
    };
    columns.next().is_none().then_some(facts)
}

/// What all spellings of a name have in common: its words without endings and abbreviations, in alphabetical order.
///
/// Endings go because names stand in the genitive inside other names («Калужской области»), the order because of «область Калужская».
/// The whole name is compared, so «Омская» is never found in «Томская».
fn key(name: &str) -> String {
    let folded = fold(name).replace("р-ка", "республика");
    let mut stems: Vec<&str> = Vec::new();
    for word in words(&folded) {
        let stem = match stem(word) {
            // «г. Москва», «город федерального значения Москва».
            "г" | "гор" | "город" | "федеральн" | "значен" => continue,
            "р" | "респ" => "республик",
            "кр" => "кра",
            "сев" => "северн",
            "авт" | "автономн" | "аобл" => "ао",
            "обл" | "област" | "окр" | "округ" if stems.last() == Some(&"ао") => continue,
            "обл" => "област",
            stem => stem,
        };
        stems.push(stem);
    }
    stems.sort_unstable();
    stems.join(" ")
}

/// A word without the ending of its case, if three letters or more remain: «калужская», «калужской» → «калужск».
fn stem(word: &str) -> &str {
    const ENDINGS: [&str; 29] = [
        "ого", "ому", "ыми", "его", "ему", "ая", "яя", "ой", "ей", "ую", "юю", "ий", "ый", "ью", "ом", "ем", "им", "ым", "ии",
        "ию", "ия", "а", "е", "и", "й", "у", "ы", "ю", "я",
    ];
    let word = word.strip_suffix('ь').unwrap_or(word);
    ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).find(|stem| stem.chars().count() >= 3).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(name: &str) -> Option<&'static str> {
        Region::from_name(name).map(Region::code)
    }

    #[test]
    fn the_table_has_every_subject_and_baikonur() {
        assert_eq!(Region::all().count(), 90);
        assert!(Region::all().all(|region| !region.fns_codes().is_empty()));
    }

    #[test]
    fn every_spelling_in_the_table_names_its_own_region_only() {
        for region in Region::all() {
            for name in region.facts().variants.iter().chain([&region.name()]) {
                assert_eq!(Region::from_name(name), Some(region), "{name}");
                assert_eq!(BY_NAME.get(&key(name)), Some(&region), "{name}");
            }
        }
    }

    #[test]
    fn a_subject_is_found_among_other_words() {
        for (text, expected) in [
            ("Реестр госпабликов Калужской области на 01.03.2026", Some("29")),
            ("Калужская_область_реестр.xlsx", Some("29")),
            ("Официальные страницы ХМАО", Some("711")),
            ("Ханты-Мансийский автономный округ - Югра: страницы", Some("711")),
            ("Реестр Республики Марий Эл", Some("88")),
            ("Москва и Калужская область", None),
            ("Реестр страниц", None),
            ("", None),
        ] {
            assert_eq!(Region::named_in(text).map(Region::code), expected, "{text}");
        }
    }

    #[test]
    fn names_are_read_in_any_case_dash_and_abbreviation() {
        for (name, expected) in [
            ("КАЛУЖСКАЯ  ОБЛАСТЬ", "29"),
            ("Калужской области", "29"),
            ("Калужская обл.", "29"),
            ("обл. Калужская", "29"),
            ("г.Москва", "45"),
            ("города Москвы", "45"),
            ("С.-Петербург", "40"),
            ("Санкт-Петербурга", "40"),
            ("Респ. Татарстан", "92"),
            ("Республики Татарстан", "92"),
            ("Р-ка Сев Осетия - Алания", "90"),
            ("республика северная осетия – алания", "90"),
            ("Кемеровская обл. — Кузбасс", "32"),
            ("Ненецкий авт. округ", "111"),
            ("Ненецкого автономного округа", "111"),
            ("Ханты-Мансийский АО - Югра", "711"),
            ("ямало-ненецкий ао", "7114"),
            ("Еврейская авт.обл.", "99"),
            ("Еврейской автономной области", "99"),
            ("Ставропольского края", "07"),
            ("Чукотка", "77"),
            ("Республике Саха (Якутия)", "98"),
            ("Республики Марий Эл", "88"),
            ("Чувашской Республики — Чувашии", "97"),
            ("Чукотского автономного округа", "77"),
            ("Карачаево-Черкесской Республики", "91"),
            ("Республики Адыгея (Адыгеи)", "79"),
        ] {
            assert_eq!(code(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn the_spellings_of_a_ministry_slide_are_known() {
        for name in [
            "Санкт-Петербург",
            "Ямало-Ненецкий автономный округ",
            "Республика Адыгея",
            "Удмуртская Республика",
            "Республика Мордовия",
            "Кемеровская область - Кузбасс",
            "Еврейская автономная область",
            "Республика Калмыкия",
            "Р-ка Сев Осетия - Алания",
            "Красноярский край",
            "Кабардино-Балкарская Республика",
            "Республика Крым",
            "Республика Татарстан",
            "Республика Саха (Якутия)",
            "Республика Башкортостан",
        ] {
            assert!(Region::from_name(name).is_some(), "{name}");
        }
    }

    #[test]
    fn like_names_are_told_apart() {
        assert_eq!((code("Омская область"), code("Томская область")), (Some("52"), Some("69")));
        assert_eq!((code("Москва"), code("Московская область")), (Some("45"), Some("46")));
        assert_eq!((code("Республика Алтай"), code("Алтайский край")), (Some("84"), Some("01")));
        assert_eq!((code("Тюменская область"), code("Архангельская область")), (Some("71"), Some("11")));
    }

    #[test]
    fn a_part_of_a_name_or_more_than_a_name_is_no_region() {
        for name in ["Алтай", "Калуга", "область", "республика", "", "Калужский край", "министерство Калужской области", "29"]
        {
            assert_eq!(code(name), None, "{name}");
        }
    }

    #[test]
    fn codes_are_read_as_excel_leaves_them() {
        for (text, expected) in [
            ("03", "03"),
            ("3", "03"),
            ("3.0", "03"),
            ("'29", "29"),
            ("111", "111"),
            ("711.0", "711"),
            ("7114", "7114"),
            ("29000000000", "29"),
            ("29401000000", "29"),
            ("3000000000", "03"),
            ("11100000000", "111"),
            ("71100000000", "711"),
            ("71140000000", "7114"),
            ("71171000000", "7114"),
            ("71401000000", "71"),
        ] {
            assert_eq!(Region::from_code(text).map(Region::code), Ok(expected), "{text}");
        }
    }

    #[test]
    fn codes_of_no_subject_are_refused() {
        for text in ["02", "0", "100", "71140", "1181", "2900000000", "029"] {
            assert!(matches!(Region::from_code(text), Err(RegionCodeError::Unknown { .. })), "{text}");
        }
        assert_eq!(Region::from_code("Калуга"), Err(RegionCodeError::NotDigits));
        assert_eq!(Region::from_code("2.9E+10"), Err(RegionCodeError::LostDigits));
    }

    #[test]
    fn the_three_okrugs_have_their_own_oktmo_prefix() {
        let code = |start| Region::of_oktmo_start(start).map(Region::code);
        assert_eq!((code(118), code(117)), (Some("111"), Some("11")));
        assert_eq!((code(718), code(719), code(717)), (Some("711"), Some("7114"), Some("71")));
        assert_eq!(code(27), None);
    }

    #[test]
    fn one_tax_code_may_stand_for_two_subjects() {
        let of = |code: &str| Region::with_fns_code(code.parse().unwrap()).map(Region::code).collect::<Vec<_>>();
        assert_eq!(of("29"), ["11", "111"]);
        assert_eq!(of("84"), ["04"]);
        assert_eq!(of("00"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*") {
            let _ = (Region::from_name(&text), Region::from_code(&text));
        }

        #[test]
        fn a_region_is_looked_up_by_three_digits_as_by_its_prefix(start in 0_u32..1000) {
            let text = format!("{start:03}");
            let fitting = Region::all().filter(|region| text.starts_with(region.oktmo_prefix()));
            let longest = fitting.max_by_key(|region| region.oktmo_prefix().len());
            prop_assert_eq!(Region::of_oktmo_start(start), longest);
        }

        #[test]
        fn writing_and_reading_give_the_same_region(index in 0_u8..90) {
            let region = Region(index);
            prop_assert_eq!(region.to_string().parse(), Ok(region));
            prop_assert_eq!(Region::from_code(region.code()), Ok(region));
        }
    }
}
