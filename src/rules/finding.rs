//! What a rule returns: facts, each with its place. No sentence is made here; whoever needs one asks [`crate::words`] for it.

use super::across::AcrossFact;
use super::address::AddressFact;
use super::app::AppFact;
use super::group::GroupFact;
use super::kind::KindFact;
use super::link::LinkFact;
use super::max::MaxFact;
use super::menu::MenuFact;
use super::page::PageFact;
use super::placed::PlacedFact;
use super::pos::PosFact;
use super::state::StateFact;
use crate::diagnostic::{Code, Severity};
use crate::entry::Entry;
use crate::link::pos::PosWarning;
use crate::table::column::ColumnRole;
use crate::table::sheet::CellRef;

/// One finding about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<'t> {
    /// What it is called; always the code of its fact.
    pub code: &'static Code,
    /// How bad it is in this run: the code's own severity unless a profile changes it, and [`Severity::Info`] for a warning that a
    /// clerk has explained.
    pub(crate) severity: Severity,
    /// The cell of the roster that it is about.
    pub(crate) at: CellRef,
    /// What was found.
    pub(crate) fact: Fact<'t>,
}

impl Finding<'_> {
    /// The roles whose cells may be edited to mend it, besides the cell that it is about.
    pub(crate) fn mends(&self) -> Roles {
        self.fact.mends()
    }
}

/// What was found, by topic: the values that its sentence needs, and cells' texts as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact<'t> {
    /// The cell that should hold the page's address.
    Address(AddressFact<'t>),
    /// The evidence for the group id.
    Group(GroupFact),
    /// The kind of the organisation.
    Kind(KindFact<'t>),
    /// The link to the mini-app.
    Link(LinkFact),
    /// The codes and links of ПОС.
    Pos(PosFact),
    /// The links to the mobile application.
    App(AppFact),
    /// The page's menu, as far as the table records it.
    Menu(MenuFact<'t>),
    /// The state status and the obligatory information.
    State(StateFact<'t>),
    /// The channel in MAX.
    Max(MaxFact),
    /// The page as VK shows it.
    Page(PageFact<'t>),
    /// What is placed on the page.
    Placed(PlacedFact),
    /// What rows say together.
    Across(AcrossFact<'t>),
}

impl Fact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::Address(fact) => fact.code(),
            Self::Group(fact) => fact.code(),
            Self::Kind(fact) => fact.code(),
            Self::Link(fact) => fact.code(),
            Self::Pos(fact) => fact.code(),
            Self::App(fact) => fact.code(),
            Self::Menu(fact) => fact.code(),
            Self::State(fact) => fact.code(),
            Self::Max(fact) => fact.code(),
            Self::Page(fact) => fact.code(),
            Self::Placed(fact) => fact.code(),
            Self::Across(fact) => fact.code(),
        }
    }

    /// Whether this run has mended it: it was about a link that `--fix` has replaced.
    pub(crate) fn is_mended(&self) -> bool {
        matches!(
            self,
            Self::Link(LinkFact::Faulty { remedy: Remedy::Replaced(_), .. })
                | Self::Pos(PosFact::Link { remedy: Remedy::Replaced(_), .. })
        )
    }

    /// Whether what a clerk has written about the row closes it. Only what a person has to judge is closed by a reason; a number that is
    /// merely unusual is closed by words that repeat it. What is missing or wrong is closed by the value alone: words may be older.
    pub(super) fn is_closed_by(&self, entry: &Entry<'_>) -> bool {
        match self {
            Self::Kind(KindFact::NoClinic { .. } | KindFact::Uncertain { .. })
            | Self::Page(PageFact::NameDiffers { .. })
            | Self::Pos(PosFact::LinkRegion { .. } | PosFact::LinksDiffer { .. })
            | Self::Pos(PosFact::Remark(PosWarning::OgrnRegion { .. } | PosWarning::OktmoOfOtherDistrict { .. }))
            | Self::Across(_) => entry.is_explained(),
            Self::Group(GroupFact::Unusual { group } | GroupFact::TableContradicts { group, .. }) => {
                entry.is_confirmed(group.get().into())
            }
            Self::Address(AddressFact::MayBeOktmo { oktmo }) => {
                oktmo.to_string().parse().is_ok_and(|number| entry.is_confirmed(number))
            }
            Self::Pos(PosFact::Remark(PosWarning::UnusualOpaid { opaid })) => entry.is_confirmed(opaid.get().into()),
            Self::Address(_)
            | Self::Group(_)
            | Self::Kind(_)
            | Self::Link(_)
            | Self::Pos(_)
            | Self::App(_)
            | Self::Menu(_)
            | Self::State(_)
            | Self::Max(_)
            | Self::Page(_)
            | Self::Placed(_) => false,
        }
    }

    fn mends(&self) -> Roles {
        match self {
            Self::Address(fact) => fact.mends(),
            Self::Group(fact) => fact.mends(),
            Self::Kind(_) => Roles::of(&[ColumnRole::Kind]),
            Self::Link(fact) => fact.mends(),
            Self::Pos(fact) => fact.mends(),
            Self::State(fact) => fact.mends(),
            Self::Max(fact) => fact.mends(),
            Self::Page(fact) => fact.mends(),
            Self::App(_) | Self::Menu(_) | Self::Placed(_) | Self::Across(_) => Roles::default(),
        }
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles(u64);

/// There is a bit for each role.
const _: () = assert!(ColumnRole::ALL.len() <= u64::BITS as usize);

impl Roles {
    /// The set of these roles.
    pub(crate) fn of(roles: &[ColumnRole]) -> Self {
        roles.iter().copied().collect()
    }

    /// The roles, in the order of their declaration.
    pub(crate) fn iter(self) -> impl Iterator<Item = ColumnRole> {
        ColumnRole::ALL.into_iter().filter(move |&role| self.0 & (1 << role as u32) != 0)
    }
}

impl FromIterator<ColumnRole> for Roles {
    fn from_iter<I: IntoIterator<Item = ColumnRole>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |set, role| set | 1 << role as u32))
    }
}

/// What a link that is wrong, or not written as in the letter, is to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remedy<L> {
    /// This run has put the right link in its place.
    Replaced(String),
    /// It works and stays; the letter writes it so, where that is known.
    Kept(Option<String>),
    /// The right link has to be put in its place.
    Needed(String),
    /// The right link cannot be made: what is lacking.
    Lacking(L),
}
