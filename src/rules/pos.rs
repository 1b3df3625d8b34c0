//! What is wrong with the codes that ПОС links are made of, and with ПОС links that are there: the domain reference, 3, 8 and 12.

use super::{Fact, Found, Remedy, Roles};
use crate::diagnostic::Code;
use crate::domain::ogrn::OgrnError;
use crate::domain::{Inn, Ogrn, Region};
use crate::entry::{Context, Entry, Form, Outcome};
use crate::link::pos::{Difference, Level, PosFault, PosLinkFault, PosRow, PosWarning, codes_of};
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

const LETTER: &str = "Инструкция по размещению форм ПОС на официальных страницах: параметры ссылок";
/// The instruction on ПОС forms: an organisation that is not connected.
pub(crate) const LETTER_PARENT: &str =
    "Инструкция по размещению форм ПОС на официальных страницах: организация не подключена к ПОС";
const LETTER_FORMS: &str = "Инструкция по размещению форм ПОС на официальных страницах: образцы ссылок";

super::topic_codes! {
    MISSING_OPAID = "pos-missing-opaid", Warning, "Нет номера ЛКО ПОС", LETTER_PARENT;
    BAD_OPAID = "pos-bad-opaid", Error, "Неверный номер ЛКО ПОС", LETTER;
    NO_COLUMN = "pos-no-column", Warning, "Ссылка ПОС не построена: нет нужного столбца", LETTER;
    OGRN_UNDER_INN = "pos-ogrn-under-inn", Error, "ОГРН стоит в столбце ИНН", LETTER;
    MISSING_OGRN = "pos-missing-ogrn", Error, "Нет ОГРН", LETTER;
    BAD_OGRN_LENGTH = "pos-bad-ogrn-length", Error, "В ОГРН не 13 цифр", LETTER;
    BAD_OGRN_CHECKSUM = "pos-bad-ogrn-checksum", Error, "Контрольная цифра ОГРН не сходится", LETTER;
    BAD_OGRN = "pos-bad-ogrn", Error, "ОГРН не читается", LETTER;
    MISSING_OKTMO = "pos-missing-oktmo", Error, "Нет ОКТМО", LETTER;
    BAD_OKTMO = "pos-bad-oktmo", Error, "Неверный ОКТМО", LETTER;
    OKTMO_REGION_MISMATCH = "pos-oktmo-region-mismatch", Error, "ОКТМО другого региона", LETTER;
    MISSING_REGION = "pos-missing-region", Error, "Регион не указан", LETTER;
    UNKNOWN_REGION = "pos-unknown-region", Error, "Такого региона нет", LETTER;
    BAD_REGCODE = "pos-bad-regcode", Error, "Такого кода региона нет", LETTER;
    REGION_MISMATCH = "pos-region-mismatch", Error, "Регион и его код не совпадают", LETTER;
    BAD_KIND = "pos-bad-kind", Error, "Уровень организации непонятен", LETTER_FORMS;
    OGRN_REGION_MISMATCH = "pos-ogrn-region-mismatch", Error, "ОГРН другого региона", LETTER;
    OGRN_REGION = "pos-ogrn-region", Warning, "ОГРН выдан в другом регионе", LETTER;
    OKTMO_PADDED = "pos-oktmo-padded", Warning, "В ОКТМО потерян первый ноль", LETTER;
    OKTMO_HEADING = "pos-oktmo-heading", Warning, "ОКТМО — заголовок раздела, а не муниципалитет", LETTER;
    OKTMO_OTHER_DISTRICT = "pos-oktmo-other-district", Warning, "ОКТМО не того муниципалитета, что в соседних строках", LETTER;
    OKTMO_WHOLE_CITY = "pos-oktmo-whole-city", Info, "ОКТМО города целиком", LETTER;
    UNUSUAL_OPAID = "pos-unusual-opaid", Warning, "Необычный номер ЛКО ПОС", LETTER;
    PARENT_OPAID = "pos-parent-opaid", Info, "Форма сообщений вышестоящего органа", LETTER_PARENT;
    REGION_OF_SHEET = "pos-region-of-sheet", Info, "Регион взят по листу", LETTER;
    LEVEL_BY_NAME = "pos-level-by-name", Info, "Уровень взят по названию", LETTER_FORMS;
    LINK_OTHER_SITE = "pos-link-other-site", Error, "Ссылка не на ПОС", LETTER_FORMS;
    LINK_OTHER_PAGE = "pos-link-other-page", Error, "Другая страница ПОС", LETTER_FORMS;
    LINK_WRONG_ITEM = "pos-link-wrong-item", Error, "Ссылка другого пункта меню ПОС", LETTER_FORMS;
    LINK_PLACEHOLDER_LEFT = "pos-link-placeholder-left", Error, "В ссылке ПОС остался образец", LETTER;
    LINK_MALFORMED = "pos-link-malformed", Error, "Ссылка ПОС испорчена", LETTER;
    LINK_WRONG_FORM = "pos-link-wrong-form", Error, "Ссылка на опросы другого уровня", LETTER_FORMS;
    LINK_WRONG_SOURCE = "pos-link-wrong-source", Error, "Неверная метка utm_source", LETTER;
    LINK_CONTRADICTION = "pos-link-contradiction", Error, "Коды внутри ссылки ПОС расходятся", LETTER;
    LINK_WRONG_CODE = "pos-link-wrong-code", Error, "В ссылке ПОС чужой код", LETTER;
    LINKS_DIFFER = "pos-links-differ", Warning, "В ссылках ПОС одной строки разные ОГРН", LETTER;
    LINK_NOT_CANONICAL = "pos-link-not-canonical", Info, "Ссылка ПОС верна, но записана не по образцу", LETTER;
}

/// What was found about ПОС.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PosFact {
    /// A value of the row is missing where a link needs it, or cannot be right.
    Value(PosFault),
    /// The ОГРН stands in the column of the ИНН.
    OgrnUnderInn {
        /// The cell in which it stands.
        at: CellRef,
        /// The ОГРН.
        ogrn: Ogrn,
        /// The ИНН that stands in its column; none where that is blank.
        inn: Option<Inn>,
    },
    /// A link that the table asks for is not made, and there is no column for what it lacks.
    NoColumn {
        /// The link.
        item: PosItem,
        /// What it lacks.
        lacking: ColumnRole,
    },
    /// A value of the row is worth a look.
    Remark(PosWarning),
    /// The row names no ОГРН, and that in a link was given in another region than the link's own.
    LinkRegion {
        /// The ОГРН.
        ogrn: Ogrn,
        /// The region of the link.
        region: Region,
    },
    /// The row names no ОГРН, and its two links have two.
    LinksDiffer {
        /// That of the form for messages.
        messages: Ogrn,
        /// That of the polls.
        polls: Ogrn,
    },
    /// A link that is there, or was there before it was replaced, is not as the letter wants it.
    Link {
        /// The link.
        existing: String,
        /// Which of the two stands in the cell.
        item: PosItem,
        /// What is wrong.
        fault: PosLinkFault,
        /// What it is to become; it cannot be made while codes of the row are missing or wrong.
        remedy: Remedy<()>,
        /// Whether both links of the row say the same, so that the row's ОГРН may be the wrong one.
        agree: bool,
    },
}

/// One of the two links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PosItem {
    /// The form for messages.
    Messages,
    /// The polls.
    Polls,
}

impl PosFact {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::Value(fault) => value_code(fault),
            Self::OgrnUnderInn { .. } => &OGRN_UNDER_INN,
            Self::NoColumn { .. } => &NO_COLUMN,
            Self::LinkRegion { .. } => &OGRN_REGION,
            Self::LinksDiffer { .. } => &LINKS_DIFFER,
            Self::Remark(warning) => match warning {
                PosWarning::OgrnRegion { .. } => &OGRN_REGION,
                PosWarning::OktmoPadded { .. } => &OKTMO_PADDED,
                PosWarning::OktmoHeading { .. } => &OKTMO_HEADING,
                PosWarning::OktmoWholeCity { .. } => &OKTMO_WHOLE_CITY,
                PosWarning::OktmoOfOtherDistrict { .. } => &OKTMO_OTHER_DISTRICT,
                PosWarning::UnusualOpaid { .. } => &UNUSUAL_OPAID,
                PosWarning::ParentOpaid { .. } => &PARENT_OPAID,
                PosWarning::RegionOfSheet { .. } => &REGION_OF_SHEET,
                PosWarning::LevelByName { .. } => &LEVEL_BY_NAME,
            },
            Self::Link { fault, .. } => match fault {
                PosLinkFault::OtherSite => &LINK_OTHER_SITE,
                PosLinkFault::OtherPage { .. } => &LINK_OTHER_PAGE,
                PosLinkFault::WrongItem => &LINK_WRONG_ITEM,
                PosLinkFault::PlaceholderLeft { .. } => &LINK_PLACEHOLDER_LEFT,
                PosLinkFault::Malformed(_) => &LINK_MALFORMED,
                PosLinkFault::WrongForm { .. } => &LINK_WRONG_FORM,
                PosLinkFault::WrongSource { .. } => &LINK_WRONG_SOURCE,
                PosLinkFault::Contradiction { .. } => &LINK_CONTRADICTION,
                PosLinkFault::WrongCode { .. } => &LINK_WRONG_CODE,
                PosLinkFault::NotCanonical(_) => &LINK_NOT_CANONICAL,
            },
        }
    }

    pub(super) fn mends(&self) -> Roles {
        use ColumnRole::{Oktmo, Region, RegionCode};
        match self {
            Self::Value(PosFault::RegionMismatch { .. }) => Roles::of(&[Region, RegionCode]),
            Self::Value(PosFault::BadOktmo { .. }) => Roles::of(&[Region]),
            Self::Value(PosFault::OgrnRegionMismatch { .. }) => Roles::of(&[ColumnRole::Ogrn, Region, RegionCode]),
            Self::Value(PosFault::OktmoRegionMismatch { .. })
            | Self::Remark(
                PosWarning::OktmoPadded { .. } | PosWarning::OktmoHeading { .. } | PosWarning::OktmoWholeCity { .. },
            ) => Roles::of(&[Oktmo, Region]),
            Self::Remark(PosWarning::OktmoOfOtherDistrict { .. }) => Roles::of(&[Oktmo, ColumnRole::Municipality]),
            Self::OgrnUnderInn { .. } => Roles::of(&[ColumnRole::Ogrn, ColumnRole::Inn]),
            Self::Link { agree: true, .. } => Roles::of(&[ColumnRole::Ogrn]),
            Self::LinksDiffer { .. } => Roles::of(&[ColumnRole::PosMessages, ColumnRole::PosPolls]),
            Self::Value(_) | Self::NoColumn { .. } | Self::Remark(_) | Self::LinkRegion { .. } | Self::Link { .. } => {
                Roles::default()
            }
        }
    }
}

fn value_code(fault: &PosFault) -> &'static Code {
    match fault {
        PosFault::MissingOpaid => &MISSING_OPAID,
        PosFault::BadOpaid { .. } => &BAD_OPAID,
        PosFault::MissingOgrn => &MISSING_OGRN,
        PosFault::BadOgrn { error, .. } => match error {
            OgrnError::Length { .. } | OgrnError::Ogrnip => &BAD_OGRN_LENGTH,
            OgrnError::CheckDigit { .. } => &BAD_OGRN_CHECKSUM,
            OgrnError::LostDigits | OgrnError::BadFirstDigit { .. } | OgrnError::BadYear { .. } | OgrnError::NotDigits => {
                &BAD_OGRN
            }
        },
        PosFault::MissingOktmo => &MISSING_OKTMO,
        PosFault::BadOktmo { .. } => &BAD_OKTMO,
        PosFault::OktmoRegionMismatch { .. } => &OKTMO_REGION_MISMATCH,
        PosFault::OgrnRegionMismatch { .. } => &OGRN_REGION_MISMATCH,
        PosFault::MissingRegion => &MISSING_REGION,
        PosFault::UnknownRegion { .. } => &UNKNOWN_REGION,
        PosFault::BadRegcode { .. } => &BAD_REGCODE,
        PosFault::RegionMismatch { .. } => &REGION_MISMATCH,
        PosFault::BadKind { .. } => &BAD_KIND,
    }
}

impl From<PosFact> for Fact<'_> {
    fn from(fact: PosFact) -> Self {
        Self::Pos(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    let under_inn = ogrn_under_inn(entry);
    let is_said = |fault: &PosFault| under_inn.is_some() && matches!(fault, PosFault::MissingOgrn | PosFault::BadOgrn { .. });
    stopping(entry, context, &is_said, found);
    no_column(entry, found);
    if let Some(row) = &entry.pos.row {
        for fault in faults(row).filter(|fault| !is_missing(fault) && !is_said(fault)) {
            let column = column(fault, entry).unwrap_or_else(|| entry.record.anchor());
            found.add_once(column, PosFact::Value(fault.clone()));
        }
        row.warnings.iter().for_each(|warning| found.add(remark(warning, entry)));
    }
    found.add(link(&entry.pos.messages, PosItem::Messages));
    found.add(link(&entry.pos.polls, PosItem::Polls));
    codes_of_links(entry, found);
    found.add(under_inn);
}

/// The ОГРН in the column of the ИНН, with the ИНН in that of the ОГРН, or with nothing there.
fn ogrn_under_inn(entry: &Entry<'_>) -> Option<(CellRef, PosFact)> {
    let [ogrn, inn] = [ColumnRole::Ogrn, ColumnRole::Inn].map(|role| entry.record.get(role));
    if !ogrn.has_column || !inn.has_column {
        return None;
    }
    let (number, other) = (inn.text.parse().ok()?, ogrn.text.parse().ok());
    (other.is_some() || ogrn.says_nothing()).then_some((ogrn.at, PosFact::OgrnUnderInn { at: inn.at, ogrn: number, inn: other }))
}

/// What the links say by themselves where the row has no ОГРН to hold them against.
fn codes_of_links<'t>(entry: &Entry<'t>, found: &mut Found<'t>) {
    if entry.pos.row.as_ref().is_none_or(|row| row.ogrn != Err(PosFault::MissingOgrn)) {
        return;
    }
    let codes = entry.pos.forms().map(|form| form.value().and_then(codes_of));
    for (form, (ogrn, region)) in entry.pos.forms().into_iter().zip(codes).filter_map(|(form, codes)| Some((form, codes?))) {
        if !region.fns_codes().contains(&ogrn.region_fns_code()) {
            found.add_once(form.cell.at, PosFact::LinkRegion { ogrn, region });
        }
    }
    if let [Some((messages, _)), Some((polls, _))] = codes
        && messages != polls
    {
        found.add(Some((entry.pos.polls.cell.at, PosFact::LinksDiffer { messages, polls })));
    }
}

/// The values that are not there and without which a link that the table asks for cannot be made. Only where the table has a column
/// for them: a missing column is told once.
fn stopping<'t>(entry: &Entry<'t>, context: &Context<'_>, is_said: &dyn Fn(&PosFault) -> bool, found: &mut Found<'t>) {
    let decisions = entry.pos.forms().into_iter().filter_map(|form| form.outcome.as_ref());
    let unresolved = decisions.filter(|decision| decision.outcome == Outcome::Unresolved);
    let faults = || unresolved.clone().filter_map(|decision| decision.right.as_ref().err()).flatten();
    if faults().next().is_none() || entry.lawful_reason().is_some() {
        return;
    }
    // With a right ОКТМО the region is known, so the ОКТМО is the one thing to correct.
    let by_oktmo = faults().any(|fault| matches!(fault, PosFault::MissingOktmo | PosFault::BadOktmo { .. }));
    // The region of the sheet is not taken where the ОГРН is one of another: an ОКТМО alone will not do.
    let against = faults().any(|fault| *fault == PosFault::MissingRegion).then(|| against_sheet(entry, context)).flatten();
    if let (Some(fault), true) = (&against, entry.record.has(ColumnRole::Ogrn)) {
        found.add_once(entry.record.get(ColumnRole::Ogrn).at, PosFact::Value(fault.clone()));
    }
    let is_told = |fault: &PosFault| *fault == PosFault::MissingRegion && (by_oktmo || against.is_some());
    for fault in faults().filter(|fault| is_missing(fault) && !is_told(fault) && !is_said(fault)) {
        if let Some(at) = column(fault, entry) {
            found.add_once(at, PosFact::Value(fault.clone()));
        }
    }
}

/// The ОГРН of the row, where it was given in another region than the sheet speaks of.
fn against_sheet(entry: &Entry<'_>, context: &Context<'_>) -> Option<PosFault> {
    let (home, ogrn) = (context.home?, entry.ogrn()?);
    let found = ogrn.region_fns_code();
    let is_other = !home.region.fns_codes().contains(&found);
    is_other.then_some(PosFault::OgrnRegionMismatch { ogrn, found, expected: home.region, home: home.by })
}

/// The first thing that a link which is not made lacks, where the table has no column for it and nothing else is said of it.
fn no_column<'t>(entry: &Entry<'t>, found: &mut Found<'t>) {
    if entry.lawful_reason().is_some() {
        return;
    }
    for (form, item) in entry.pos.forms().into_iter().zip([PosItem::Messages, PosItem::Polls]) {
        let Some(decision) = form.outcome.as_ref().filter(|decision| decision.outcome == Outcome::Unresolved) else { continue };
        // With any column there a finding says what to correct in it.
        let faults = decision.right.as_ref().err().into_iter().flatten();
        let mut lacking = faults.filter(|fault| column(fault, entry).is_none()).map(role_of);
        if let (Some(lacking), None) = (lacking.next(), decision.fault.as_ref()) {
            let at = if form.cell.has_column { form.cell.at } else { entry.record.get(ColumnRole::Organisation).at };
            found.add(Some((at, PosFact::NoColumn { item, lacking })));
        }
    }
}

/// The column in which a fault is put right.
fn role_of(fault: &PosFault) -> ColumnRole {
    roles_of(fault)[0]
}

/// Whether a fault matters only where a link needs the value: there is none, or none that says the level.
fn is_missing(fault: &PosFault) -> bool {
    match fault {
        PosFault::MissingOpaid
        | PosFault::MissingOgrn
        | PosFault::MissingOktmo
        | PosFault::MissingRegion
        | PosFault::BadKind { .. } => true,
        PosFault::BadOpaid { .. }
        | PosFault::BadOgrn { .. }
        | PosFault::BadOktmo { .. }
        | PosFault::OktmoRegionMismatch { .. }
        | PosFault::OgrnRegionMismatch { .. }
        | PosFault::UnknownRegion { .. }
        | PosFault::BadRegcode { .. }
        | PosFault::RegionMismatch { .. } => false,
    }
}

/// The cell that a fault is about: of the columns in which it can be put right, the first that the table has.
fn column(fault: &PosFault, entry: &Entry<'_>) -> Option<CellRef> {
    roles_of(fault).iter().find(|&&role| entry.record.has(role)).map(|&role| entry.record.get(role).at)
}

/// The columns in which a fault can be put right, the usual one first.
fn roles_of(fault: &PosFault) -> &'static [ColumnRole] {
    use ColumnRole::{Level, Ogrn, Oktmo, Opaid, Region, RegionCode};
    match fault {
        PosFault::MissingOpaid | PosFault::BadOpaid { .. } => &[Opaid],
        PosFault::MissingOgrn | PosFault::BadOgrn { .. } | PosFault::OgrnRegionMismatch { .. } => &[Ogrn],
        PosFault::MissingOktmo | PosFault::BadOktmo { .. } | PosFault::OktmoRegionMismatch { .. } => &[Oktmo],
        PosFault::MissingRegion => &[Region, RegionCode, Oktmo],
        PosFault::UnknownRegion { .. } => &[Region],
        PosFault::BadRegcode { .. } | PosFault::RegionMismatch { .. } => &[RegionCode],
        PosFault::BadKind { .. } => &[Level],
    }
}

/// The faults of the row's codes; those of the ОКТМО only where it matters.
fn faults(row: &PosRow) -> impl Iterator<Item = &PosFault> {
    let oktmo = row.oktmo.as_ref().err().filter(|_| row.level != Ok(Level::Region));
    let single = [row.opaid.as_ref().err(), oktmo, row.ogrn.as_ref().err()];
    row.region.as_ref().err().into_iter().flatten().chain(single.into_iter().flatten())
}

fn remark(warning: &PosWarning, entry: &Entry<'_>) -> Option<(CellRef, PosFact)> {
    let role = match warning {
        PosWarning::OgrnRegion { .. } => ColumnRole::Ogrn,
        PosWarning::OktmoPadded { .. } | PosWarning::OktmoHeading { .. } | PosWarning::OktmoWholeCity { .. } => ColumnRole::Oktmo,
        // The polls of a body of the subject are asked for by its region.
        PosWarning::OktmoOfOtherDistrict { .. } => {
            let is_of_region = entry.pos.row.as_ref().is_some_and(|row| row.level == Ok(Level::Region));
            (!is_of_region).then_some(ColumnRole::Oktmo)?
        }
        PosWarning::LevelByName { .. } => {
            let polls = entry.pos.polls.outcome()?;
            matches!(polls, Outcome::Filled(_) | Outcome::Kept).then_some(ColumnRole::Organisation)?
        }
        // The account matters only for the links.
        PosWarning::RegionOfSheet { .. } => {
            entry.pos.outcomes().next()?;
            ColumnRole::Region
        }
        PosWarning::UnusualOpaid { .. } | PosWarning::ParentOpaid { .. } => {
            entry.pos.outcomes().next()?;
            ColumnRole::Opaid
        }
    };
    Some((entry.record.get(role).at, PosFact::Remark(warning.clone())))
}

fn link(form: &Form<'_>, item: PosItem) -> Option<(CellRef, PosFact)> {
    let decision = form.outcome.as_ref()?;
    // How the name of opaid is spelt is told once for the file, not in every row.
    let told_once = PosLinkFault::NotCanonical(Difference::OpaidSpelling);
    let fault = decision.fault.as_ref().filter(|fault| **fault != told_once)?;
    let remedy = match (decision.right.as_ref().ok().cloned(), &decision.outcome) {
        (right, Outcome::Kept) => Remedy::Kept(right),
        (Some(right), Outcome::Replaced { .. }) => Remedy::Replaced(right),
        (Some(right), _) => Remedy::Needed(right),
        (None, _) => Remedy::Lacking(()),
    };
    let existing = decision.judged.clone().unwrap_or_default();
    Some((form.cell.at, PosFact::Link { existing, item, fault: fault.clone(), remedy, agree: decision.agree }))
}

#[cfg(test)]
mod tests;
