//! The numbers of a group of rows, and the shares that are made of them.

use crate::domain::scale::{Scale, Step};
use crate::entry::Aspect;
use crate::pipeline::Status;
use crate::report::share::Share;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// The numbers of a group of rows. A row is an organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub(crate) organisations: u64,
    /// Rows by status, in the order of [`Status::ALL`].
    pub(crate) statuses: [u64; 5],
    /// Rows by what they say of the page.
    pub(crate) pages: Pages,
    /// Rows whose community is known by its number.
    pub(crate) ids: u64,
    /// What must be placed on pages, in the order of [`LinkSort::ALL`].
    pub(crate) links: [Placement; LinkSort::ALL.len()],
    /// The state status: right where it is confirmed, missing where it is not.
    pub(crate) state: Placement,
    /// What a snapshot says of the pages, in the order of [`Aspect::ALL`]: right, wrong, missing; not seen is [`Placement::unverified`].
    pub(crate) on_pages: [Placement; Aspect::ALL.len()],
    /// Whether there may be organisations that were not counted, or counted elsewhere: then there are numbers, but no true shares.
    pub(crate) is_partial: bool,
}

/// Rows by what they say of the page. Together they are all rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pages {
    /// A page of VK is named.
    pub(crate) named: u64,
    /// Something is named that is no page of VK, or cannot be read as one.
    pub(crate) unclear: u64,
    /// No page is named.
    pub(crate) absent: u64,
    /// No page is kept, and the ground is given.
    pub(crate) lawful: u64,
    /// The table does not ask for pages.
    pub(crate) untold: u64,
}

/// Rows by what is known of one thing that must be placed. Together they are the rows whose table asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Placement {
    /// It is there and right.
    pub(crate) right: u64,
    /// It was not there and gospub has it: ready to be placed.
    pub(crate) filled: u64,
    /// It is there, but there is nothing to compare it with: the page is not known by its number.
    #[serde(default)]
    pub(crate) unverified: u64,
    /// A status cell speaks of it in words that nobody understands, so it is not known to be there.
    #[serde(default)]
    pub(crate) not_understood: u64,
    /// It is not there and cannot be made of what the row says.
    pub(crate) missing: u64,
    /// Something else is there.
    pub(crate) wrong: u64,
    /// There is no telling: the page itself is not named in a way that can be read.
    pub(crate) unclear: u64,
    /// There is no page to place it on.
    pub(crate) absent: u64,
    /// There is lawfully no page.
    pub(crate) lawful: u64,
}

/// What must be placed on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LinkSort {
    /// The link to the mini-app «Госуслуги».
    Miniapp,
    /// The ПОС form for messages.
    PosMessages,
    /// The ПОС polls.
    PosPolls,
    /// Both ПОС forms on the page, as «Виджеты (0/1/2)» records them.
    Widgets,
    /// The action button with the mobile application.
    ActionButton,
    /// The mobile application in the section «Ссылки».
    PageLinks,
    /// The channel in MAX; it stands on no page of VK.
    Max,
}

impl LinkSort {
    /// The thing of a snapshot that shows whether it is on the page; none for what stands on no page of VK.
    pub(crate) fn aspect(self) -> Option<Aspect> {
        match self {
            Self::Miniapp => Some(Aspect::Miniapp),
            Self::PosMessages => Some(Aspect::PosMessages),
            Self::PosPolls => Some(Aspect::PosPolls),
            Self::ActionButton => Some(Aspect::Button),
            Self::PageLinks => Some(Aspect::AppLinks),
            Self::Widgets | Self::Max => None,
        }
    }

    /// All of them, in the order of the letters' importance to a page.
    pub(crate) const ALL: [Self; 7] =
        [Self::Miniapp, Self::PosMessages, Self::PosPolls, Self::Widgets, Self::ActionButton, Self::PageLinks, Self::Max];

    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Miniapp => "miniapp",
            Self::PosMessages => "pos_messages",
            Self::PosPolls => "pos_polls",
            Self::Widgets => "widgets",
            Self::ActionButton => "action_button",
            Self::PageLinks => "page_links",
            Self::Max => "max",
        }
    }
}

impl Placement {
    /// Rows whose table asks for it.
    pub(crate) fn asked(&self) -> u64 {
        self.due() + self.lawful
    }

    /// Rows that must have it: all that are asked but those without a page by law.
    pub(crate) fn due(&self) -> u64 {
        self.right + self.filled + self.unverified + self.not_understood + self.missing + self.wrong + self.unclear + self.absent
    }

    /// Those that have it or can have it at once, of those that must.
    pub(crate) fn ready(&self) -> Share {
        Share::new(self.right + self.filled, self.due())
    }

    /// Those that have it, of those that must.
    pub(crate) fn placed(&self) -> Share {
        Share::new(self.right, self.due())
    }
}

impl Counts {
    /// The rows of a status.
    pub fn with(&self, status: Status) -> u64 {
        self.statuses[status as usize]
    }

    /// What is known of one sort of links.
    pub(crate) fn link(&self, sort: LinkSort) -> &Placement {
        &self.links[sort as usize]
    }

    /// What is known of the link to the mini-app.
    pub(crate) fn miniapp(&self) -> &Placement {
        self.link(LinkSort::Miniapp)
    }

    /// How a thing is on the pages themselves, by a snapshot.
    pub(crate) fn on_pages(&self, aspect: Aspect) -> &Placement {
        &self.on_pages[aspect as usize]
    }

    /// Whether a snapshot of the pages was given at all.
    pub(crate) fn are_pages_seen(&self) -> bool {
        self.on_pages.iter().any(|placement| placement.asked() > 0)
    }

    /// Pages on which a thing is as it must be.
    pub(crate) fn seen_right(&self, aspect: Aspect) -> Share {
        self.share(self.on_pages(aspect).placed())
    }

    /// A share of the whole, if the whole is known.
    fn share(&self, share: Share) -> Share {
        if self.is_partial { Share::new(0, 0) } else { share }
    }

    /// Links of a sort that are right or can be placed at once.
    pub(crate) fn ready_of(&self, sort: LinkSort) -> Share {
        self.share(self.link(sort).ready())
    }

    /// Links to the mini-app that are right, of those that must be placed.
    pub(crate) fn placed(&self) -> Share {
        self.share(self.miniapp().placed())
    }

    /// Pages with the state label.
    pub(crate) fn with_state(&self) -> Share {
        self.share(self.state.ready())
    }

    /// Organisations with a page, of those that must have one.
    pub(crate) fn with_page(&self) -> Share {
        self.share(Share::new(self.pages.named, self.due_pages()))
    }

    /// Organisations whose community is known by its number, of those that must have a page.
    pub(crate) fn with_id(&self) -> Share {
        self.share(Share::new(self.ids, self.due_pages()))
    }

    /// Links to the mini-app that are right or can be placed at once: the figure that municipalities are compared by.
    pub(crate) fn ready(&self) -> Share {
        self.ready_of(LinkSort::Miniapp)
    }

    /// Rows without errors, of all rows.
    pub(crate) fn without_errors(&self) -> Share {
        self.share(Share::new(self.organisations - self.with(Status::Error), self.organisations))
    }

    /// The way to the next threshold of ready links.
    pub(crate) fn next(&self, scale: &Scale) -> Option<Step> {
        let Share { part, whole } = Some(self.ready()).filter(|ready| ready.whole > 0)?;
        scale.next(part, whole)
    }

    /// All shares by their names in JSON; those of things that no table asks for have no whole.
    pub(crate) fn shares(&self) -> [(&'static str, Share); 12] {
        let ready = |sort| self.ready_of(sort);
        [
            ("pages", self.with_page()),
            ("ids", self.with_id()),
            ("ready", self.ready()),
            ("placed", self.placed()),
            ("pos_messages", ready(LinkSort::PosMessages)),
            ("pos_polls", ready(LinkSort::PosPolls)),
            ("widgets", ready(LinkSort::Widgets)),
            ("action_button", ready(LinkSort::ActionButton)),
            ("page_links", ready(LinkSort::PageLinks)),
            ("max", ready(LinkSort::Max)),
            ("state_status", self.with_state()),
            ("without_errors", self.without_errors()),
        ]
    }

    /// Whether the numbers can be those of rows at all: parts add up to their wholes. Asked of what was read from a file.
    pub(crate) fn is_sound(&self) -> bool {
        let Pages { named, unclear, absent, lawful, untold } = self.pages;
        let sum = |parts: &[u64]| parts.iter().try_fold(0u64, |sum, &part| sum.checked_add(part));
        let of_links = |placement: &Placement| {
            let Placement { right, filled, unverified, not_understood, missing, wrong, unclear, absent, lawful } = *placement;
            sum(&[right, filled, unverified, not_understood, missing, wrong, unclear, absent, lawful])
        };
        // Far more rows than there are organisations, and few enough to be multiplied.
        const MOST: u64 = 1 << 32;
        self.organisations < MOST
            && sum(&self.statuses) == Some(self.organisations)
            && sum(&[named, unclear, absent, lawful, untold]) == Some(self.organisations)
            && self.ids <= named
            && self
                .links
                .iter()
                .chain([&self.state])
                .chain(&self.on_pages)
                .all(|link| of_links(link).is_some_and(|asked| asked <= self.organisations))
    }

    fn due_pages(&self) -> u64 {
        self.pages.named + self.pages.unclear + self.pages.absent
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.organisations += other.organisations;
        self.statuses.iter_mut().zip(other.statuses).for_each(|(sum, more)| *sum += more);
        self.pages += other.pages;
        self.ids += other.ids;
        self.links.iter_mut().zip(other.links).for_each(|(sum, more)| *sum += more);
        self.state += other.state;
        self.on_pages.iter_mut().zip(other.on_pages).for_each(|(sum, more)| *sum += more);
        self.is_partial |= other.is_partial;
    }
}

impl AddAssign for Pages {
    fn add_assign(&mut self, other: Self) {
        self.named += other.named;
        self.unclear += other.unclear;
        self.absent += other.absent;
        self.lawful += other.lawful;
        self.untold += other.untold;
    }
}

impl AddAssign for Placement {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.filled += other.filled;
        self.unverified += other.unverified;
        self.not_understood += other.not_understood;
        self.missing += other.missing;
        self.wrong += other.wrong;
        self.unclear += other.unclear;
        self.absent += other.absent;
        self.lawful += other.lawful;
    }
}
