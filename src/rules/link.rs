//! What is wrong with an existing link to the mini-app: the verdicts of the domain reference, 2.5.

use super::{Fact, Found, LETTER_CHECK, LETTER_LINKS, Remedy, Roles};
use crate::diagnostic::Code;
use crate::domain::{GroupId, OrgKind};
use crate::entry::{Context, Entry, KindSource, Outcome};
use crate::link::Malformed;
use crate::link::miniapp::MiniappFault;
use crate::record::TextCell;
use crate::table::column::ColumnRole;
use crate::table::sheet::{Area, CellRef};

super::topic_codes! {
    WRONG_APP = "link-wrong-app", Error, "Ссылка не на мини-приложение «Госуслуги»", LETTER_LINKS;
    PLACEHOLDER_LEFT = "link-placeholder-left", Error, "В ссылке остался образец вместо номера", LETTER_LINKS;
    MALFORMED = "link-malformed", Error, "Ссылка испорчена", LETTER_LINKS;
    WRONG_MODULE = "link-wrong-module", Error, "Ссылка на другой раздел", LETTER_LINKS;
    WRONG_GROUP = "link-wrong-group", Error, "Ссылка открывает чужую организацию", LETTER_CHECK;
    MISSING_STEP = "link-missing-step", Error, "В ссылке нет части step=ChoosingKid", LETTER_LINKS;
    NOT_CANONICAL = "link-not-canonical", Info, "Ссылка верна, но записана не по образцу", LETTER_LINKS;
    HYPERLINK_DIFFERS = "link-hyperlink-differs", Error, "Видимая ссылка и гиперссылка под ней разные", LETTER_CHECK;
    FORMULA = "link-formula", Warning, "В ячейке ссылки формула", "";
    MERGED = "link-merged", Warning, "Ячейка ссылки объединена с другими", "";
    NO_HEADER = "link-no-header", Warning, "Ссылку некуда вписать: над данными нет заголовка", "";
}

/// What was found about the link to the mini-app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFact {
    /// The link that is there, or was there before it was replaced, is not as the letter wants it.
    Faulty {
        /// The link.
        existing: String,
        /// What is wrong.
        fault: LinkFault,
        /// What it is to become.
        remedy: Remedy<Unknown>,
    },
    /// The cell shows one link, and a click leads to another.
    HyperlinkDiffers {
        /// Where it leads.
        target: String,
        /// The right link, where it is known.
        right: Option<String>,
    },
    /// A link should be written where a formula stands.
    Formula {
        /// The link.
        right: String,
    },
    /// A link should be written into a cell that other rows show as well.
    Merged {
        /// The cells that it is merged with.
        area: Area,
        /// The link.
        right: String,
    },
    /// A link should be written on a sheet that cannot be marked, as nothing stands above its data.
    NoHeader {
        /// The link.
        right: String,
    },
}

/// What is wrong with a link, with what the row says against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// Not an address of the mini-app.
    WrongApp {
        /// Whether it names the page instead.
        is_page: bool,
    },
    /// The letter's template without an id.
    PlaceholderLeft,
    /// Parameters that cannot be used.
    Malformed(Malformed),
    /// The section of another kind.
    WrongModule {
        /// The section; `None` is the general link.
        found: Option<String>,
        /// The kind of the row.
        wanted: OrgKind,
        /// The word of the name that gave the kind.
        by_word: Option<String>,
        /// Whether `--fix` leaves the link alone, as it opens this very page.
        dissents: bool,
    },
    /// The form of another page.
    WrongGroup {
        /// The page of the link.
        found: GroupId,
        /// The page of the row.
        wanted: GroupId,
        /// The cell that names it.
        page: CellRef,
        /// The column of that cell.
        role: ColumnRole,
    },
    /// An education link without its step.
    MissingStep,
    /// It works, but is not written as in the letter.
    NotCanonical,
}

/// What the right link cannot be made without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// The kind of the organisation and the page's id.
    KindAndGroup,
    /// The kind.
    Kind,
    /// The id.
    Group,
}

impl LinkFact {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::HyperlinkDiffers { .. } => &HYPERLINK_DIFFERS,
            Self::Formula { .. } => &FORMULA,
            Self::Merged { .. } => &MERGED,
            Self::NoHeader { .. } => &NO_HEADER,
            Self::Faulty { fault, .. } => match fault {
                LinkFault::WrongApp { .. } => &WRONG_APP,
                LinkFault::PlaceholderLeft => &PLACEHOLDER_LEFT,
                LinkFault::Malformed(_) => &MALFORMED,
                LinkFault::WrongModule { .. } => &WRONG_MODULE,
                LinkFault::WrongGroup { .. } => &WRONG_GROUP,
                LinkFault::MissingStep => &MISSING_STEP,
                LinkFault::NotCanonical => &NOT_CANONICAL,
            },
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            // The page may be the wrong one of the two.
            Self::Faulty { fault: LinkFault::WrongGroup { role, .. }, .. } => Roles::of(&[*role]),
            _ => Roles::default(),
        }
    }
}

impl From<LinkFact> for Fact<'_> {
    fn from(fact: LinkFact) -> Self {
        Self::Link(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    found.add(faulty(entry));
    for (cell, _, right) in links(entry) {
        let fact = cell
            .hidden_link()
            .map(|target| LinkFact::HyperlinkDiffers { target: target.to_owned(), right: right.map(str::to_owned) });
        found.add(fact.map(|fact| (cell.at, fact)));
    }
    found.add(formula(entry, context));
    found.add(merged(entry, context));
    found.add(no_header(entry));
}

fn faulty(entry: &Entry<'_>) -> Option<(CellRef, LinkFact)> {
    let fault = match entry.miniapp.fault.as_ref()? {
        MiniappFault::WrongApp => {
            LinkFault::WrongApp { is_page: entry.link.reading.as_ref().is_some_and(|reading| reading.group().is_some()) }
        }
        MiniappFault::PlaceholderLeft => LinkFault::PlaceholderLeft,
        MiniappFault::Malformed(what) => LinkFault::Malformed(what.clone()),
        MiniappFault::WrongModule { found } => {
            let by_name = entry.kind.by_name.as_ref().filter(|_| entry.kind.source == Some(KindSource::Name));
            let by_word = by_name.map(|by_name| by_name.word.clone());
            LinkFault::WrongModule { found: found.clone(), wanted: entry.kind.kind?, by_word, dissents: entry.kind.link_dissents }
        }
        &MiniappFault::WrongGroup { found } => {
            let page = entry.group.evidence.first()?;
            LinkFault::WrongGroup { found, wanted: entry.group.id?, page: page.at, role: page.role }
        }
        MiniappFault::MissingStep => LinkFault::MissingStep,
        // Whether the link is the right one is not known before the conflict is settled.
        MiniappFault::NotCanonical if entry.group.conflicts() => return None,
        MiniappFault::NotCanonical => LinkFault::NotCanonical,
    };
    let existing = entry.link.existing().unwrap_or_default().to_owned();
    Some((entry.link.cell.at, LinkFact::Faulty { existing, fault, remedy: remedy(entry) }))
}

fn remedy(entry: &Entry<'_>) -> Remedy<Unknown> {
    match (entry.miniapp.right.as_ref().map(|right| right.text.clone()), &entry.miniapp.outcome) {
        (right, Outcome::Kept) => Remedy::Kept(right),
        (Some(right), Outcome::Replaced { .. }) => Remedy::Replaced(right),
        (Some(right), _) => Remedy::Needed(right),
        (None, _) => Remedy::Lacking(match (entry.kind.settled(), entry.group.id) {
            (None, None) => Unknown::KindAndGroup,
            (None, Some(_)) => Unknown::Kind,
            (Some(_), _) => Unknown::Group,
        }),
    }
}

fn formula(entry: &Entry<'_>, context: &Context<'_>) -> Option<(CellRef, LinkFact)> {
    // What is wrong with a result that is there is a finding of its own; here, why the cell is not written to.
    let writes = |cell: &TextCell<'_>| cell.says_nothing() || context.settings.fix;
    let (cell, right) = links(entry)
        .filter(|(cell, outcome, _)| cell.is_formula && **outcome == Outcome::Unresolved && writes(cell))
        .find_map(|(cell, _, right)| Some((cell, right?)))?;
    Some((cell.at, LinkFact::Formula { right: right.to_owned() }))
}

/// The cells of the row's links, with what happens to each and the right link.
fn links<'e, 't>(entry: &'e Entry<'t>) -> impl Iterator<Item = (&'e TextCell<'t>, &'e Outcome, Option<&'e str>)> {
    let right = entry.miniapp.right.as_ref().map(|right| right.text.as_str());
    let forms = entry.pos.forms().into_iter().filter_map(|form| Some((&form.cell, form.outcome.as_ref()?)));
    std::iter::once((&entry.link.cell, &entry.miniapp.outcome, right))
        .chain(forms.map(|(cell, outcome)| (cell, &outcome.outcome, outcome.right.as_deref().ok())))
}

/// Without a row above the data there is no place for the columns that gospub adds.
fn no_header(entry: &Entry<'_>) -> Option<(CellRef, LinkFact)> {
    let missing = links(entry).filter(|(cell, outcome, _)| {
        !cell.is_on_marked_sheet && cell.says_nothing() && !cell.is_formula && **outcome == Outcome::Unresolved
    });
    let right = missing.filter_map(|(_, _, right)| right).next()?;
    Some((entry.record.anchor(), LinkFact::NoHeader { right: right.to_owned() }))
}

/// A link in a merged cell would be shown for other organisations as well.
fn merged(entry: &Entry<'_>, context: &Context<'_>) -> Option<(CellRef, LinkFact)> {
    let not_written = |cell: &TextCell<'_>, outcome: &Outcome| {
        *outcome == Outcome::Unresolved && (cell.says_nothing() || context.settings.fix) && !cell.is_formula
    };
    let (cell, area, right) = links(entry)
        .filter_map(|(cell, outcome, right)| Some((cell, outcome, cell.merged?, right?)))
        .find_map(|(cell, outcome, area, right)| not_written(cell, outcome).then_some((cell, area, right)))?;
    Some((cell.at, LinkFact::Merged { area, right: right.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, codes};
    use super::*;
    use crate::diagnostic::Severity;

    const APP: &str = "https://vk.com/app8181405";

    /// The codes of a school, its page and this in the column of the link.
    fn school(page: &str, link: &str) -> Vec<&'static str> {
        codes(&format!("Организация = Школа; ВК = {page}; Мини-приложение = {link}"))
    }

    /// A school with this page and a link to community 5 that lacks a part, in a run that replaces wrong links.
    fn mended(page: &str) -> Case {
        let mut case =
            Case::of(&[&format!("Организация = Школа; ВК = {page}; Мини-приложение = {APP}#module=education&groupId=5")]);
        case.settings.fix = true;
        case
    }

    #[test]
    fn what_was_wrong_with_a_link_that_is_replaced_is_no_error_any_more() {
        let case = mended("club5");
        let right = format!("{APP}#module=education&step=ChoosingKid&groupId=5");
        assert_eq!(case.links()[0].as_deref(), Some(&*right));
        let found = case.with_findings(|found| found.iter().map(|one| (one.code.name, one.severity)).collect::<Vec<_>>());
        assert_eq!(found, [("link-missing-step", Severity::Info)]);
    }

    #[test]
    fn a_wrong_link_is_no_ground_for_the_one_in_its_place() {
        let outcome = mended("vk.com/shkola_5").with_entry(|entry| entry.miniapp.outcome.clone());
        assert_eq!(outcome, Outcome::Unresolved);
    }

    #[test]
    fn a_link_is_not_replaced_by_one_for_a_page_that_is_in_doubt() {
        let link = format!("{APP}#module=education&step=ChoosingKid&groupId=217000104");
        let outcome = |page: &str| {
            let mut case = Case::of(&[&format!("Организация = Школа; ВК = {page}; Мини-приложение = {link}")]);
            case.settings.fix = true;
            case.with_entry(|entry| matches!(entry.miniapp.outcome, Outcome::Replaced { .. }))
        };
        assert!(outcome("club217000999"));
        for page in
            ["vk,com/club217000999", "vk.com/event217000999", "club917000999", "vk.com/a?w=wall-217000999_1", "club21700104"]
        {
            assert!(!outcome(page), "{page}");
        }
        // The ministry table gives the link to this very organisation.
        let row = format!("Организация = Школа; ВК = club217000999; Мини-приложение = {link}");
        let table = format!("Организация = Школа; ВК = club217000104; Мини-приложение = {link}");
        let mut case = Case::of(&[&row]).with_table(OrgKind::Education, &[&table]);
        case.settings.fix = true;
        assert!(!case.with_entry(|entry| matches!(entry.miniapp.outcome, Outcome::Replaced { .. })));
    }

    #[test]
    fn each_verdict_of_the_letter_has_its_code() {
        for (link, code) in [
            ("https://www.gosuslugi.ru/".to_owned(), "link-wrong-app"),
            (format!("{APP}#module=education&step=ChoosingKid&groupId=ID"), "link-placeholder-left"),
            (format!("{APP}?module=education&step=ChoosingKid&groupId=5"), "link-malformed"),
            (format!("{APP}#module=health&groupId=5"), "link-wrong-module"),
            (format!("{APP}#module=education&step=ChoosingKid&groupId=6"), "link-wrong-group"),
            (format!("{APP}#module=education&groupId=5"), "link-missing-step"),
            (format!("{APP}#groupId=5&module=education&step=ChoosingKid"), "link-not-canonical"),
        ] {
            assert_eq!(school("club5", &link), [code], "{link}");
        }
        assert_eq!(school("club5", &format!("{APP}#module=education&step=ChoosingKid&groupId=5")), [""; 0]);
    }

    #[test]
    fn a_link_that_leads_elsewhere_than_it_shows_is_an_error() {
        let link = format!("{APP}#module=education&step=ChoosingKid&groupId=5");
        for (target, expected) in [
            (link.clone(), &[""; 0][..]),
            (link.replace("https", "http"), &[]),
            (format!("{APP}#module=education&step=ChoosingKid&groupId=6"), &["link-hyperlink-differs"]),
            (APP.to_owned(), &["link-hyperlink-differs"]),
        ] {
            let mut case = Case::of(&[&format!("Организация = Школа; ВК = club5; Мини-приложение = {link} → {target}")]);
            assert_eq!((case.codes(), case.links()[0].is_some()), (expected.to_vec(), expected.is_empty()), "{target}");
            case.settings.fix = true;
            assert_eq!(case.links()[0].as_ref(), Some(&link));
        }
    }

    #[test]
    fn a_link_for_another_page_says_nothing_of_the_kind() {
        let link = format!("{APP}#module=health&groupId=217000999");
        for (name, codes) in
            [("Центр «Импульс»", vec!["kind-unknown", "link-wrong-group"]), ("ЦГБ", vec!["kind-uncertain", "link-wrong-module"])]
        {
            let mut case = Case::of(&[&format!("Организация = {name}; ВК = club217000001; Мини-приложение = {link}")]);
            case.settings.fix = true;
            assert_eq!((case.codes(), case.links()[0].as_deref()), (codes, None), "{name}");
        }
    }

    #[test]
    fn a_bare_number_in_column_e_is_no_link() {
        assert_eq!(school("club5", "5"), ["link-wrong-app"]);
    }

    #[test]
    fn a_post_in_the_place_of_a_link_names_no_page() {
        for post in ["https://vk.com/wall-5_1", "https://vk.com/school1?w=wall-5_1"] {
            assert_eq!(school("vk.com/school1", post), ["address-screen-name", "link-wrong-app"]);
            assert_eq!(school("vk.com/club217000101", post), ["link-wrong-app"]);
        }
    }

    #[test]
    fn a_link_is_judged_by_the_community_that_a_table_knows_by_its_name() {
        let row = format!(
            "Организация = Школа; ВК = vk.com/shkola_5; Мини-приложение = {APP}#module=education&step=ChoosingKid&groupId=6"
        );
        let case = Case::of(&[&row]).with_table(OrgKind::Education, &["ВК = vk.com/shkola_5; ID сообщества = 5"]);
        assert_eq!(case.codes(), ["link-wrong-group"]);
    }

    #[test]
    fn what_is_missing_for_the_right_link_is_named() {
        let remedy = |row: &str| {
            Case::of(&[row]).with_findings(|found| {
                found.iter().find_map(|finding| match &finding.fact {
                    Fact::Link(LinkFact::Faulty { fault: LinkFault::PlaceholderLeft, remedy, .. }) => Some(remedy.clone()),
                    _ => None,
                })
            })
        };
        let link = format!("Мини-приложение = {APP}#module=education&step=ChoosingKid&groupId=ID");
        assert_eq!(remedy(&format!("Организация = Школа; {link}")), Some(Remedy::Lacking(Unknown::Group)));
        assert_eq!(remedy(&format!("ВК = club5; {link}")), Some(Remedy::Lacking(Unknown::Kind)));
    }

    #[test]
    fn a_link_that_works_asks_for_nothing() {
        let row =
            format!("Организация = Школа; ВК = vk.com/id1; Мини-приложение = {APP}#groupId=5&module=education&step=ChoosingKid");
        Case::of(&[&row]).with_findings(|found| {
            let works = |finding: &super::super::Finding<'_>| {
                matches!(&finding.fact, Fact::Link(LinkFact::Faulty { remedy: Remedy::Kept(None), .. }))
            };
            assert!(found.iter().any(works), "{found:?}");
        });
    }
}
