//! The page as VK shows it: whether it is there, can be read, is the organisation's. What is placed on it is asked in [`super::placed`].

mod names;

use super::{Fact, Found, LETTER_ID, Roles, STATUS_SLIDES};
use crate::diagnostic::Code;
use crate::domain::vk_address::{Address, ScreenName};
use crate::domain::{Date, GroupId};
use crate::entry::{Context, Entry};
use crate::pages::{Community, Deactivated, Form, Seen, Whose};
use crate::table::column::ColumnRole;
use std::borrow::Cow;

super::topic_codes! {
    NOT_FOUND = "page-not-found", Error, "По этому адресу во ВКонтакте страницы нет", LETTER_ID;
    DELETED = "page-deleted", Error, "Страница удалена или заблокирована", STATUS_SLIDES[5];
    CLOSED = "page-closed", Error, "Страница закрыта от посетителей", STATUS_SLIDES[5];
    NOT_PUBLIC = "page-not-public", Warning, "Это не публичная страница", STATUS_SLIDES[5];
    NAME_DIFFERS = "page-name-differs", Warning, "Страница названа не так, как организация", STATUS_SLIDES[2];
    RENAMED = "page-renamed", Info, "У страницы теперь другое короткое имя", LETTER_ID;
}

/// The codes of findings that are mended on the page itself.
pub(super) static ON_PAGE: &[&Code] = &[&CLOSED, &NOT_PUBLIC];

/// What was found about the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageFact<'t> {
    /// Nobody has the name or the number, or an app has it.
    NotFound {
        /// What the row says, as an address behind `vk.com/`.
        address: String,
        /// Whether it is an app's.
        is_app: bool,
        /// The day of the answer.
        on: Date,
    },
    /// The page was taken out of use.
    Deleted {
        /// The community.
        group: GroupId,
        /// How.
        how: Deactivated,
        /// The day of the answer.
        on: Date,
    },
    /// Strangers cannot read the page.
    Closed {
        /// The community.
        group: GroupId,
        /// Whether it is known to be no public page; it must become one.
        is_group: bool,
        /// The day of the answer.
        on: Date,
    },
    /// The community is of another form than a public page.
    NotPublic {
        /// The community.
        group: GroupId,
        /// Whether it is a meeting; a group otherwise.
        is_event: bool,
        /// The day of the answer.
        on: Date,
    },
    /// The page's name is clearly not that of the organisation.
    NameDiffers {
        /// The community.
        group: GroupId,
        /// The name of the page.
        title: String,
        /// That of the organisation.
        organisation: Cow<'t, str>,
    },
    /// The page has another short name by now; its number is the same.
    Renamed {
        /// The community.
        group: GroupId,
        /// The name in the row.
        old: ScreenName,
        /// The name of the page; none where its address is its number.
        new: Option<ScreenName>,
        /// The day of the answer.
        on: Date,
    },
}

impl PageFact<'_> {
    /// What a finding of this fact is called.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::NotFound { .. } => &NOT_FOUND,
            Self::Deleted { .. } => &DELETED,
            Self::Closed { .. } => &CLOSED,
            Self::NotPublic { .. } => &NOT_PUBLIC,
            Self::NameDiffers { .. } => &NAME_DIFFERS,
            Self::Renamed { .. } => &RENAMED,
        }
    }

    pub(super) fn mends(&self) -> Roles {
        match self {
            Self::NotFound { .. } | Self::Deleted { .. } | Self::NameDiffers { .. } => {
                Roles::of(&[ColumnRole::Address, ColumnRole::GroupId])
            }
            Self::Closed { .. } | Self::NotPublic { .. } | Self::Renamed { .. } => Roles::default(),
        }
    }
}

impl<'t> From<PageFact<'t>> for Fact<'t> {
    fn from(fact: PageFact<'t>) -> Self {
        Self::Page(fact)
    }
}

pub(super) fn check<'t>(entry: &Entry<'t>, context: &Context<'_>, found: &mut Found<'t>) {
    let pages = context.reference.pages();
    for read in [&entry.address, &entry.id] {
        if let Address::ScreenName(name) = &read.reading.address
            && let Some(fact) = named(name, entry, context)
        {
            found.add_once(read.cell.at, fact);
        }
    }
    // A page that only the link names is what is to be checked.
    let Some(group) = entry.group.id.filter(|_| entry.group.is_known()) else { return };
    let Some(Seen { on, community }) = pages.page(group) else { return };
    let at = entry.page_cell();
    match community {
        None => found.add(Some((at, PageFact::NotFound { address: format!("club{group}"), is_app: false, on }))),
        Some(community) => {
            found.add(state(group, community, on).map(|fact| (at, fact)));
            found.add(name_differs(group, community, entry).map(|fact| (at, fact)));
        }
    }
}

/// What has become of a short name: nobody has it, or its page has another one.
fn named<'t>(name: &ScreenName, entry: &Entry<'t>, context: &Context<'_>) -> Option<PageFact<'t>> {
    let pages = context.reference.pages();
    let (is_app, on) = match pages.whose(name) {
        Whose::Group { community, on, .. } => {
            let is_renamed = entry.group.id == Some(community.id) && community.screen_name.as_ref() != Some(name);
            return (is_renamed && community.deactivated.is_none()).then(|| renamed(community, name, on));
        }
        Whose::App { on } => (true, on),
        Whose::Nobody { on } => (false, on),
        Whose::Person | Whose::Unknown => return None,
    };
    // Other cells or tables may say which page it was.
    let known = entry.group.id.filter(|_| entry.group.is_known()).and_then(|group| pages.page(group));
    match known {
        Some(Seen { on, community: Some(community) }) => Some(renamed(community, name, on)),
        _ => Some(PageFact::NotFound { address: name.to_string(), is_app, on }),
    }
}

fn renamed<'t>(community: &Community, old: &ScreenName, on: Date) -> PageFact<'t> {
    PageFact::Renamed { group: community.id, old: old.clone(), new: community.screen_name.clone(), on }
}

/// Whether the page can be read by those it is for.
fn state<'t>(group: GroupId, community: &Community, on: Date) -> Option<PageFact<'t>> {
    match (community.deactivated, community.closed, community.form) {
        (Some(how), ..) => Some(PageFact::Deleted { group, how, on }),
        (None, Some(true), form) => {
            Some(PageFact::Closed { group, is_group: matches!(form, Some(Form::Group | Form::Event)), on })
        }
        (None, _, Some(form @ (Form::Group | Form::Event))) => {
            Some(PageFact::NotPublic { group, is_event: form == Form::Event, on })
        }
        (None, ..) => None,
    }
}

fn name_differs<'t>(group: GroupId, community: &Community, entry: &Entry<'t>) -> Option<PageFact<'t>> {
    let (title, organisation) = (community.name.as_deref()?, entry.record.organisation());
    let around = [entry.record.municipality().unwrap_or_default(), entry.record.text(ColumnRole::Region)].join(" ");
    let differs = community.deactivated.is_none() && names::are_unlike(&organisation, &around, title);
    differs.then(|| PageFact::NameDiffers { group, title: title.to_owned(), organisation })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Case;
    use crate::domain::OrgKind;

    fn case(row: &str, snapshot: &str) -> Case {
        Case::of(&[row]).with_pages(snapshot)
    }

    #[test]
    fn a_name_that_the_snapshot_knows_counts_like_a_number() {
        let school = |more: &str| {
            let row = format!("Организация = Школа; ВК = vk.com/shkola_5{more}");
            case(&row, r#"{"asked":"shkola_5","result":"group","id":5,"screen_name":"shkola_5"}"#)
        };
        assert_eq!(school("").codes(), [""; 0]);
        assert!(school("").links()[0].as_ref().unwrap().ends_with("groupId=5"));
        assert_eq!(school("; ID сообщества = 5").codes(), [""; 0]);
        let conflict = school("; ID сообщества = 6");
        assert_eq!((conflict.codes(), conflict.links()[0].clone()), (vec!["group-conflict"], None));
    }

    #[test]
    fn tables_that_dispute_a_name_are_not_settled_by_the_snapshot() {
        let case = case(
            "Организация = Школа; ВК = vk.com/shkola_5",
            r#"{"asked":"shkola_5","result":"group","id":5,"screen_name":"shkola_5"}"#,
        );
        let row = |id: u32| format!("ВК = vk.com/shkola_5; ID сообщества = {id}");
        let disputed = case.with_table(OrgKind::Education, &[&row(5), &row(6)]);
        assert_eq!((disputed.codes(), disputed.links()[0].clone()), (vec!["group-name-disputed"], None));
    }

    #[test]
    fn a_name_that_is_nobodys_community_gives_no_id() {
        let row = "Организация = Школа; ВК = vk.com/shkola_5";
        for (result, code) in [("person", "address-person"), ("app", "page-not-found"), ("none", "page-not-found")] {
            let case = case(row, &format!(r#"{{"asked":"shkola_5","result":"{result}"}}"#));
            assert_eq!((case.codes(), case.links()[0].clone()), (vec![code], None), "{result}");
        }
        let with_id = format!("{row}; ID сообщества = 5");
        let person = case(&with_id, r#"{"asked":"shkola_5","result":"person"}"#);
        assert_eq!((person.codes(), person.links()[0].clone()), (vec!["address-person"], None));
    }

    #[test]
    fn a_page_with_another_name_by_now_is_still_the_page() {
        let renamed = case(
            "Организация = Школа; ВК = vk.com/shkola_5",
            r#"{"asked":"shkola_5","result":"group","id":5,"screen_name":"school5"}"#,
        );
        assert_eq!(renamed.codes(), ["page-renamed"]);
        assert!(renamed.links()[0].is_some());
        let by_number = "{\"asked\":\"shkola_5\",\"result\":\"none\"}\n{\"asked\":5,\"result\":\"group\",\"id\":5,\"screen_name\":\"school5\"}";
        let row = "Организация = Школа; ВК = vk.com/shkola_5; ID сообщества = 5";
        assert_eq!(case(row, by_number).codes(), ["page-renamed"]);
    }

    #[test]
    fn a_page_must_be_there_for_everybody() {
        let codes = |more: &str| {
            let line = format!(r#"{{"asked":5,"result":"group","id":5,{more}}}"#);
            case("Организация = Школа; ВК = club5", &line).codes()
        };
        for (more, code) in [
            (r#""deactivated":"deleted""#, "page-deleted"),
            (r#""deactivated":"banned""#, "page-deleted"),
            (r#""closed":true"#, "page-closed"),
            (r#""type":"group""#, "page-not-public"),
            (r#""name":"Кафе «Уют»""#, "page-name-differs"),
        ] {
            assert_eq!(codes(more), [code], "{more}");
        }
        assert_eq!(codes(r#""type":"page","closed":false,"name":"Наша школа""#), [""; 0]);
        assert_eq!(case("Организация = Школа; ВК = club5", r#"{"asked":5,"result":"none"}"#).codes(), ["page-not-found"]);
    }

    #[test]
    fn no_link_is_written_for_a_page_that_is_not_there() {
        let link = |row: &str, line: &str| {
            let mut case = case(&format!("Организация = Школа; Мини-приложение = {row}"), line);
            case.settings.fix = true;
            case.links()[0].clone()
        };
        let gone = [
            r#"{"asked":5,"result":"none"}"#,
            r#"{"asked":5,"result":"group","id":5,"deactivated":"deleted"}"#,
            r#"{"asked":5,"result":"group","id":5,"deactivated":"banned"}"#,
        ];
        let wrong = "https://vk.com/app8181405#module=education&groupId=5";
        let right = "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=5";
        for line in gone {
            assert_eq!(link("; ВК = club5", line), None, "{line}");
            assert_eq!(link(&format!("{wrong}; ВК = club5"), line), None, "{line}");
            assert_eq!(link(&format!("{right}; ВК = club5"), line).as_deref(), Some(right), "{line}");
        }
        // The general link names no page, and there is none that it could stand on.
        assert_eq!(case("Организация = Музей; ВК = vk.com/muzey_5", r#"{"asked":"muzey_5","result":"none"}"#).links()[0], None);
        assert!(link("; ВК = club5", r#"{"asked":5,"result":"group","id":5,"closed":true}"#).is_some());
    }
}
