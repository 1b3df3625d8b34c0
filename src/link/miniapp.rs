//! Links to the mini-app «Госуслуги» that stand in cells already: read as evidence of group and kind, and judged.

use super::Templates;
use super::template::letter_link;
use super::written::{
    Malformed, Parameters, Written, has_encoded_blank, has_html_ampersand, is_placeholder, is_scheme, latin, misspelt, torn,
};
use crate::domain::{GroupId, OrgKind};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The path of the mini-app's address [S001].
const APP: &str = "app8181405";
/// What the education link asks for first [S001].
const STEP: &str = "ChoosingKid";

/// A link to the mini-app whose parameters can be used.
///
/// Invariant: a link of the health or education module has a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MiniappLink {
    /// The value of `module`; `None` is the general link «Госуслуги».
    pub(crate) module: Option<Cow<'static, str>>,
    /// The value of `step`.
    pub(crate) step: Option<Cow<'static, str>>,
    /// The page whose form opens.
    pub(crate) group: Option<GroupId>,
}

impl MiniappLink {
    /// The kind of page that the link is made for; `None` where the letter has no such module.
    pub(crate) fn kind(&self) -> Option<OrgKind> {
        match self.module.as_deref() {
            None => Some(OrgKind::Other),
            Some(module) => MODULES.iter().find(|(name, _)| *name == module).map(|&(_, kind)| kind),
        }
    }
}

/// What is wrong with a link to the mini-app, in the order in which faults are reported (domain reference, 2.5).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MiniappFault {
    /// Not an address of the mini-app.
    #[error("not an address of the mini-app")]
    WrongApp,
    /// The template was pasted without filling in the group id.
    #[error("the placeholder is left in place of the group id")]
    PlaceholderLeft,
    /// The mini-app, but its parameters cannot be used as they stand.
    #[error("malformed: {0}")]
    Malformed(Malformed),
    /// The section of another kind of page; `None` is the general link.
    #[error("wrong module {found:?}")]
    WrongModule {
        /// The value of `module`.
        found: Option<String>,
    },
    /// The form of another page: the worst fault of all, since it sends people to the wrong organisation.
    #[error("wrong group {found}")]
    WrongGroup {
        /// The group of the link.
        found: GroupId,
    },
    /// An education link without its step.
    #[error("no step={STEP}")]
    MissingStep,
    /// Opens the right form, but is not written as in the letter. Worth offering the exact text, not an error.
    #[error("works, but is not written as in the letter")]
    NotCanonical,
}

/// Reads a link to the mini-app.
///
/// # Errors
///
/// [`MiniappFault::WrongApp`], [`MiniappFault::PlaceholderLeft`] or [`MiniappFault::Malformed`]; nothing else.
pub(crate) fn parse(text: &str) -> Result<MiniappLink, MiniappFault> {
    plain(text).map_or_else(|| thorough(text), Ok)
}

/// Reads the links of the letter as they stand there, which is what nearly all cells hold; `None` for everything else.
fn plain(text: &str) -> Option<MiniappLink> {
    let link = |module: Option<&'static str>, step: Option<&'static str>, group| MiniappLink {
        module: module.map(Cow::Borrowed),
        step: step.map(Cow::Borrowed),
        group,
    };
    let fragment = text.strip_prefix("https://vk.com/app8181405#")?;
    if let Some(value) = fragment.strip_prefix("module=health&groupId=") {
        return Some(link(Some("health"), None, Some(group(value).ok()?)));
    }
    if let Some(value) = fragment.strip_prefix("module=education&step=ChoosingKid&groupId=") {
        return Some(link(Some("education"), Some(STEP), Some(group(value).ok()?)));
    }
    match text {
        _ if text == letter_link(OrgKind::Auto) => Some(link(Some("auto"), None, None)),
        _ if text == letter_link(OrgKind::Other) => Some(link(None, None, None)),
        _ => None,
    }
}

fn thorough(text: &str) -> Result<MiniappLink, MiniappFault> {
    let written = Written::new(text);
    let address = match Address::find(&written.text) {
        Some(address) => address,
        // With Cyrillic look-alikes in it no browser finds the address, but a person sees the right app.
        None if Address::find(&latin(&written.text)).is_some() => {
            return Err(MiniappFault::Malformed(Malformed::Cyrillic { found: written.text }));
        }
        None => return Err(MiniappFault::WrongApp),
    };
    if has_placeholder(address.tail) {
        return Err(MiniappFault::PlaceholderLeft);
    }
    if written.has_inner_blank {
        return Err(MiniappFault::Malformed(torn(address.tail)));
    }
    if !is_scheme(address.before) {
        return Err(MiniappFault::Malformed(Malformed::TextAround));
    }
    read_tail(address.tail).map_err(MiniappFault::Malformed)
}

/// Judges the link in a row of this kind and group. Where the group is not known otherwise, that of the link is taken for right, and
/// it is for the caller to know that nothing confirms it.
///
/// # Errors
///
/// The first fault in the order of [`MiniappFault`]. A link is right only if it is the template's text byte by byte.
pub(crate) fn judge(text: &str, kind: OrgKind, group: Option<GroupId>, templates: &Templates) -> Result<(), MiniappFault> {
    // First of all, so that a profile's template is right whatever it looks like.
    if templates.miniapp(kind, group).as_deref() == Some(text) {
        return Ok(());
    }
    let link = parse(text)?;
    if link.kind() != Some(kind) {
        return Err(MiniappFault::WrongModule { found: link.module.map(Cow::into_owned) });
    }
    if let (Some(found), Some(expected)) = (link.group, group)
        && found != expected
    {
        return Err(MiniappFault::WrongGroup { found });
    }
    if kind == OrgKind::Education && link.step.as_deref() != Some(STEP) {
        return Err(MiniappFault::MissingStep);
    }
    match templates.miniapp(kind, link.group) {
        Some(canonical) if canonical == text => Ok(()),
        _ => Err(MiniappFault::NotCanonical),
    }
}

const MODULES: [(&str, OrgKind); 3] = [("health", OrgKind::Health), ("education", OrgKind::Education), ("auto", OrgKind::Auto)];

/// The mini-app's address inside a text.
struct Address<'a> {
    /// What stands before the host.
    before: &'a str,
    /// What follows the app's number.
    tail: &'a str,
}

impl<'a> Address<'a> {
    fn find(text: &'a str) -> Option<Self> {
        // Lower case of ASCII keeps every byte in its place, so positions hold for the text itself.
        let lower = text.to_ascii_lowercase();
        let at = lower.find(APP)?;
        let tail = text.get(at + APP.len()..)?;
        let path_start = lower[..at].trim_end_matches(['/', '\\']);
        let host_start = path_start
            .char_indices()
            .rev()
            .take_while(|&(_, c)| c.is_alphanumeric() || matches!(c, '.' | '-'))
            .last()
            .map_or(path_start.len(), |(index, _)| index);
        let before = text.get(..host_start)?;
        let is_mini_app = path_start.len() < at
            && is_vk(&path_start[host_start..])
            && !tail.starts_with(|c: char| c.is_ascii_digit())
            // A redirect through another address is an address of that one.
            && !before.contains(['?', '=']);
        is_mini_app.then_some(Self { before, tail })
    }
}

/// The hosts of one address space, in lower case (domain reference, 6.1).
fn is_vk(host: &str) -> bool {
    let bare = ["www.", "m.", "new."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host);
    matches!(bare, "vk.com" | "vk.ru" | "vkontakte.ru")
}

/// Looks for `groupId` whatever is wrong around it: a placeholder is reported before any fault of shape.
fn has_placeholder(tail: &str) -> bool {
    let decoded = percent_decode_str(tail).decode_utf8_lossy().replace("&amp;", "&");
    decoded
        .split(['&', '?', '#', '/', ';'])
        .filter_map(|pair| pair.split_once('='))
        .any(|(key, value)| latin(key).eq_ignore_ascii_case("groupId") && is_placeholder(value))
}

/// Reads what follows the app's number. The parameters live in the fragment; the query holds only tracking words.
fn read_tail(tail: &str) -> Result<MiniappLink, Malformed> {
    // `app8181405_-123` is the app opened from the page 123.
    let tail = tail.strip_prefix('_').map_or(tail, |owner| owner.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()));
    let tail = tail.strip_prefix('/').unwrap_or(tail);
    let (before_hash, fragment) = match tail.split_once('#') {
        Some((before_hash, fragment)) => (before_hash, Some(fragment)),
        None => (tail, None),
    };
    if before_hash.contains("%23") {
        return Err(Malformed::EncodedHash);
    }
    match before_hash.strip_prefix('?') {
        Some(query) => {
            let query = Parameters::new(query);
            let own = ["module", "step", "groupId"];
            // With no fragment the words of the general link are misplaced too; with one they are tracking words of somebody else.
            let general = ["utm_source", "utm_medium", "utm_campaign"];
            if own.iter().any(|key| query.has(key)) || (fragment.is_none() && general.iter().any(|key| query.has(key))) {
                return Err(Malformed::QuestionMark);
            }
        }
        None if before_hash.is_empty() => {}
        None if before_hash.contains('=') => return Err(Malformed::NoSign),
        None => return Err(Malformed::TextAround),
    }
    read_fragment(fragment.unwrap_or_default())
}

fn read_fragment(fragment: &str) -> Result<MiniappLink, Malformed> {
    if has_html_ampersand(fragment) {
        return Err(Malformed::HtmlAmpersand);
    }
    if has_encoded_blank(fragment) {
        return Err(Malformed::Blank);
    }
    let lower = fragment.to_ascii_lowercase();
    if lower.contains("%3d") || lower.contains("%26") {
        return Err(Malformed::EncodedSigns);
    }
    if let Some(sign) = fragment.chars().next().filter(|&c| !c.is_alphanumeric() && c != '&') {
        return Err(Malformed::SignAfterHash { sign });
    }
    let parameters = Parameters::new(fragment);
    let module = parameters.value("module")?;
    if let Some(module) = module {
        if let Some(fault) = MODULES.iter().find_map(|(name, _)| misspelt(module, name)) {
            return Err(fault);
        }
        if !module.chars().all(char::is_alphanumeric) {
            return Err(Malformed::BadValue { key: "module", found: module.to_owned() });
        }
    }
    let step = parameters.value("step")?;
    if let Some(fault) = step.and_then(|step| misspelt(step, STEP)) {
        return Err(fault);
    }
    let group = match parameters.value("groupId")? {
        Some(value) => Some(group(value)?),
        None if matches!(module, Some("health" | "education")) => return Err(Malformed::Missing { key: "groupId" }),
        None => None,
    };
    let owned = |value: &str| Cow::Owned(value.to_owned());
    Ok(MiniappLink { module: module.map(owned), step: step.map(owned), group })
}

/// A plain positive number; leading zeros do no harm.
fn group(value: &str) -> Result<GroupId, Malformed> {
    let number = value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok()).flatten();
    number.and_then(GroupId::new).ok_or_else(|| Malformed::BadValue { key: "groupId", found: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verdict(text: &str, kind: OrgKind) -> Result<(), MiniappFault> {
        judge(text, kind, GroupId::new(123), &Templates::default())
    }

    /// The verdict on a health link in which everything from `#` on is given.
    fn health(fragment: &str) -> Result<(), MiniappFault> {
        verdict(&format!("https://vk.com/app8181405{fragment}"), OrgKind::Health)
    }

    fn malformed(fault: Malformed) -> Result<(), MiniappFault> {
        Err(MiniappFault::Malformed(fault))
    }

    #[test]
    fn the_links_of_the_letter_are_right() {
        let templates = Templates::default();
        for kind in OrgKind::ALL {
            let link = templates.miniapp(kind, GroupId::new(123)).unwrap();
            assert_eq!(judge(&link, kind, GroupId::new(123), &templates), Ok(()));
            assert_eq!(judge(&link, kind, None, &templates), Ok(()));
        }
    }

    #[test]
    fn other_addresses_are_the_wrong_app() {
        for text in [
            "https://vk.com/app8181406#module=health&groupId=123",
            "https://vk.com/app81814051#module=health&groupId=123",
            "https://vk.com/club123",
            "https://notvk.com/app8181405#module=health&groupId=123",
            "https://vk.com.example.ru/app8181405#module=health&groupId=123",
            "https://vk.com/feed?w=app8181405",
            "https://vk.com/away.php?to=https://vk.com/app8181405#module=health&groupId=123",
            "https://pos.gosuslugi.ru/form/?opaid=1",
            "app8181405#module=health&groupId=123",
            "Запись к врачу",
            "",
        ] {
            assert_eq!(verdict(text, OrgKind::Health), Err(MiniappFault::WrongApp), "{text}");
        }
    }

    #[test]
    fn a_placeholder_is_named_whatever_else_is_wrong() {
        for fragment in [
            "#module=health&groupId=ID",
            "#module=health&groupId=XXXXXX",
            "#module=health&groupId=ХХХХХХ",
            "#module=health&groupId=<ID>",
            "#module=health&groupId={id}",
            "#module=health&groupId=%7Bid%7D",
            "#module=health& groupId= ID",
            "?module=health&groupId=ID",
            "%23module=health&amp;groupid=ID",
            "#module=education&groupId=ID",
        ] {
            assert_eq!(health(fragment), Err(MiniappFault::PlaceholderLeft), "{fragment}");
        }
    }

    #[test]
    fn each_broken_shape_is_named() {
        for (fragment, fault) in [
            ("module=health&groupId=123", Malformed::NoSign),
            ("&module=health&groupId=123", Malformed::NoSign),
            ("/module=health&groupId=123", Malformed::NoSign),
            ("?module=health&groupId=123", Malformed::QuestionMark),
            ("?module=health#groupId=123", Malformed::QuestionMark),
            ("?utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi", Malformed::QuestionMark),
            ("%23module=health&groupId=123", Malformed::EncodedHash),
            ("#?module=health&groupId=123", Malformed::SignAfterHash { sign: '?' }),
            ("#/module=health&groupId=123", Malformed::SignAfterHash { sign: '/' }),
            ("##module=health&groupId=123", Malformed::SignAfterHash { sign: '#' }),
            ("#module=health&amp;groupId=123", Malformed::HtmlAmpersand),
            ("#module%3Dhealth%26groupId%3D123", Malformed::EncodedSigns),
            ("#module=health &groupId=123", Malformed::Blank),
            ("#module=health\n&groupId=123", Malformed::Blank),
            ("#module=health%20&groupId=123", Malformed::Blank),
            ("#module=health&groupId=123 и группа", Malformed::Blank),
            ("#mоdule=health&groupId=123", Malformed::Cyrillic { found: "mоdule".into() }),
            ("#module=hеalth&groupId=123", Malformed::Cyrillic { found: "hеalth".into() }),
            ("#module=health&grоupId=123", Malformed::Cyrillic { found: "grоupId".into() }),
            ("#Module=health&groupId=123", Malformed::LetterCase { found: "Module".into(), expected: "module" }),
            ("#module=Health&groupId=123", Malformed::LetterCase { found: "Health".into(), expected: "health" }),
            ("#module=health&groupid=123", Malformed::LetterCase { found: "groupid".into(), expected: "groupId" }),
            ("#module=health&groupID=123", Malformed::LetterCase { found: "groupID".into(), expected: "groupId" }),
            ("#module=health", Malformed::Missing { key: "groupId" }),
            ("#module=health&groupId123", Malformed::Missing { key: "groupId" }),
            ("#module=health&groupId=", Malformed::Empty { key: "groupId" }),
            ("#module=&groupId=123", Malformed::Empty { key: "module" }),
            ("#module=health&groupId=123&groupId=124", Malformed::Repeated { key: "groupId" }),
            ("#module=health?groupId=123", Malformed::BadValue { key: "module", found: "health?groupId=123".into() }),
        ] {
            assert_eq!(health(fragment), malformed(fault), "{fragment}");
        }
        for value in
            ["-123", "club123", "123.0", "0", "000", "+123", "1000000000", "vk.com/club123", "123,", "99999999999999999999999"]
        {
            let fault = Malformed::BadValue { key: "groupId", found: value.into() };
            assert_eq!(health(&format!("#module=health&groupId={value}")), malformed(fault), "{value}");
        }
    }

    #[test]
    fn the_letters_of_the_step_count() {
        let link = "https://vk.com/app8181405#module=education&step=choosingkid&groupId=123";
        let fault = Malformed::LetterCase { found: "choosingkid".into(), expected: STEP };
        assert_eq!(verdict(link, OrgKind::Education), malformed(fault));
    }

    #[test]
    fn text_around_the_address_is_named() {
        for text in [
            "ссылка:https://vk.com/app8181405#module=health&groupId=123",
            "\"https://vk.com/app8181405#module=health&groupId=123",
            "https://vk.com/app8181405#module=health&groupId=123 https://vk.com/club123",
        ] {
            assert_eq!(verdict(text, OrgKind::Health), malformed(Malformed::TextAround), "{text}");
        }
        let look_alike = "https://vk.соm/app8181405#module=health&groupId=123";
        assert_eq!(verdict(look_alike, OrgKind::Health), malformed(Malformed::Cyrillic { found: look_alike.into() }));
    }

    #[test]
    fn the_general_link_on_a_school_is_the_wrong_module() {
        for text in [
            "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi",
            "https://vk.ru/app8181405?ref=group_menu",
            "https://vk.com/app8181405",
            "https://vk.com/app8181405#groupId=123",
        ] {
            assert_eq!(verdict(text, OrgKind::Education), Err(MiniappFault::WrongModule { found: None }), "{text}");
        }
    }

    #[test]
    fn a_module_comes_before_group_and_step() {
        let wrong = |found: &str| Err(MiniappFault::WrongModule { found: Some(found.to_owned()) });
        assert_eq!(health("#module=education&groupId=999"), wrong("education"));
        assert_eq!(health("#module=sport&groupId=999"), wrong("sport"));
        assert_eq!(verdict("https://vk.com/app8181405#module=health&groupId=123", OrgKind::Other), wrong("health"));
        let wrong_group = "https://vk.com/app8181405#module=education&groupId=999";
        let found = GroupId::new(999).unwrap();
        assert_eq!(verdict(wrong_group, OrgKind::Education), Err(MiniappFault::WrongGroup { found }));
    }

    #[test]
    fn an_education_link_needs_its_step() {
        for step in ["", "&step=Other"] {
            let text = format!("https://vk.com/app8181405#module=education{step}&groupId=123");
            assert_eq!(verdict(&text, OrgKind::Education), Err(MiniappFault::MissingStep), "{text}");
        }
    }

    #[test]
    fn links_that_work_but_are_written_otherwise_are_not_canonical() {
        for text in [
            "http://vk.com/app8181405#module=health&groupId=123",
            "vk.com/app8181405#module=health&groupId=123",
            "https://vk.ru/app8181405#module=health&groupId=123",
            "https://m.vk.com/app8181405#module=health&groupId=123",
            "https://www.vkontakte.ru/app8181405#module=health&groupId=123",
            "https://VK.com/app8181405#module=health&groupId=123",
            "https://vk.com/app8181405/#module=health&groupId=123",
            "https://vk.com/app8181405_-123#module=health&groupId=123",
            "https://vk.com/app8181405?ref=menu#module=health&groupId=123",
            "https://vk.com/app8181405?utm_source=x#module=health&groupId=123",
            "https://vk.com/app8181405#groupId=123&module=health",
            "https://vk.com/app8181405#module=health&groupId=123&utm_source=vk",
            "https://vk.com/app8181405#module=health&groupId=123&groupId=123",
            "https://vk.com/app8181405#module=health&groupId=000123",
            "https://vk.com/app8181405#module=health&groupId=123&",
            "https://vk.com/app8181405#module=health&groupId=123 ",
            "\u{feff}https://vk.com/app8181405#module=health&groupId=123",
        ] {
            assert_eq!(verdict(text, OrgKind::Health), Err(MiniappFault::NotCanonical), "{text}");
        }
    }

    #[test]
    fn the_tracking_words_of_auto_and_other_belong_to_the_link() {
        for (text, kind) in [
            ("https://vk.com/app8181405#module=auto", OrgKind::Auto),
            ("https://vk.com/app8181405#module=auto&utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi", OrgKind::Auto),
            ("https://vk.com/app8181405#utm_source=vk&utm_medium=post&utm_campaign=gosuslugi", OrgKind::Other),
            ("https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi&groupId=123", OrgKind::Other),
            ("https://vk.ru/app8181405?ref=group_menu", OrgKind::Other),
            ("https://vk.com/app8181405", OrgKind::Other),
        ] {
            assert_eq!(verdict(text, kind), Err(MiniappFault::NotCanonical), "{text}");
        }
    }

    #[test]
    fn a_link_tells_group_and_kind() {
        let link = parse("https://m.vk.com/app8181405#groupId=0123&module=education").unwrap();
        assert_eq!((link.group, link.kind()), (GroupId::new(123), Some(OrgKind::Education)));
        let link = parse("https://vk.com/app8181405#module=sport").unwrap();
        assert_eq!((link.group, link.kind()), (None, None));
    }

    #[test]
    fn a_profile_changes_what_is_canonical() {
        let mut templates = Templates::default();
        templates.set("miniapp.health", "https://vk.ru/app8181405#module=health&groupId={group}").unwrap();
        let judge = |text| judge(text, OrgKind::Health, GroupId::new(123), &templates);
        assert_eq!(judge("https://vk.ru/app8181405#module=health&groupId=123"), Ok(()));
        assert_eq!(judge("https://vk.com/app8181405#module=health&groupId=123"), Err(MiniappFault::NotCanonical));
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC*", tail in "[#?&=%_/a-zA-Z0-9а-я<>{} -]*") {
            let _ = verdict(&text, OrgKind::Health);
            let _ = health(&tail);
            let _ = health(&format!("#module=health&groupId={tail}"));
        }

        #[test]
        fn only_the_text_of_the_template_is_right(tail in "[#&=a-zA-Z0-9]{0,12}") {
            let right = "https://vk.com/app8181405#module=health&groupId=123";
            let text = format!("{right}{tail}");
            prop_assert_eq!(verdict(&text, OrgKind::Health).is_ok(), tail.is_empty());
        }

        #[test]
        fn a_plain_link_is_read_as_the_thorough_way_reads_it(
            kind in prop::sample::select(&OrgKind::ALL[..]),
            group in "[0-9]{1,12}|ID|-1|",
            tail in "|[ #&a-z0-9]{1,3}",
        ) {
            let text = letter_link(kind).replace("{group}", &group) + &tail;
            if let Some(link) = plain(&text) {
                prop_assert_eq!(thorough(&text), Ok(link));
            }
        }

        #[test]
        fn a_link_that_was_written_is_read_back(kind in 0_usize..4, number in 1_u64..1_000_000_000) {
            let kind = OrgKind::ALL[kind];
            let group = GroupId::new(number);
            let text = Templates::default().miniapp(kind, group).unwrap();
            let link = parse(&text).unwrap();
            prop_assert_eq!(link.kind(), Some(kind));
            prop_assert_eq!(link.group, if kind.needs_group() { group } else { None });
        }
    }
}
