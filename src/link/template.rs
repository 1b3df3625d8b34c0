//! The exact texts of links and menu titles, as the letters give them; a profile may override each.

use super::miniapp::{self, MiniappFault};
use crate::domain::{GroupId, Ogrn, Oktmo, Opaid, OrgKind, Region};
use std::fmt::Write;

/// How many characters VK allows in the title of a menu item [S001].
pub(crate) const TITLE_LIMIT: usize = 20;

const POS_MESSAGES: &str = "https://pos.gosuslugi.ru/form/?opaid={opaid}&utm_source=vk&utm_medium={region}&utm_campaign={ogrn}";
const POS_MESSAGES_CAMEL_CASE: &str =
    "https://pos.gosuslugi.ru/form/?opaId={opaid}&utm_source=vk&utm_medium={region}&utm_campaign={ogrn}";
const POS_POLLS_REGION: &str =
    "https://pos.gosuslugi.ru/og/org-activities?reg_code={region}&utm_source=vk1&utm_medium={region}&utm_campaign={ogrn}";
const POS_POLLS_MUNICIPALITY: &str =
    "https://pos.gosuslugi.ru/og/org-activities?mun_code={oktmo}&utm_source=vk2&utm_medium={region}&utm_campaign={ogrn}";

/// The texts of all links and titles.
///
/// Invariant: each template has exactly the placeholders of its link, and each title fits the menu. The default is the text of the
/// letters, character by character [S001, S003]; a profile overrides single texts by [`Templates::set`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    miniapp: ByKind<Template>,
    menu_title: ByKind<String>,
    pos_messages: Template,
    pos_polls_region: Template,
    pos_polls_municipality: Template,
}

impl Templates {
    /// Replaces the text that is called so in [`Templates::sources`], or with `pos.opaid` how the letter's link for messages spells
    /// its parameter: the letter writes `opaid`, links in the wild and the site widget `opaId`; which of the two ПОС reads is not
    /// known (domain reference, 3.6).
    ///
    /// # Errors
    /// When no text is called so, or this one cannot do the text's work; nothing is changed then.
    pub(crate) fn set(&mut self, name: &str, text: &str) -> Result<(), TemplateError> {
        use Placeholder::{Group, Ogrn, Oktmo, Opaid, Region};
        let named = |name_of: fn(OrgKind) -> &'static str| OrgKind::ALL.into_iter().find(|&kind| name_of(kind) == name);
        if let Some(kind) = named(miniapp_name) {
            let placeholders: &[Placeholder] = if kind.needs_group() { &[Group] } else { &[] };
            let template = Template::parse(text, placeholders)?;
            template.opens_page_of(kind)?;
            *self.miniapp.get_mut(kind) = template;
        } else if let Some(kind) = named(title_name) {
            *self.menu_title.get_mut(kind) = checked_title(text)?;
        } else {
            match name {
                "pos.opaid" => {
                    let letter = match text {
                        "opaid" => POS_MESSAGES,
                        "opaId" => POS_MESSAGES_CAMEL_CASE,
                        _ => return Err(TemplateError::UnknownSpelling),
                    };
                    self.pos_messages = Template::parse(letter, &[Opaid, Region, Ogrn])?;
                }
                "pos.messages" => self.pos_messages = Template::parse(text, &[Opaid, Region, Ogrn])?,
                "pos.polls-region" => self.pos_polls_region = Template::parse(text, &[Region, Ogrn])?,
                "pos.polls-municipality" => self.pos_polls_municipality = Template::parse(text, &[Oktmo, Region, Ogrn])?,
                _ => return Err(TemplateError::UnknownName),
            }
        }
        Ok(())
    }

    /// The link to the mini-app «Госуслуги» for a page of this kind; `None` where the kind needs the page's group and it is not known.
    pub(crate) fn miniapp(&self, kind: OrgKind, group: Option<GroupId>) -> Option<String> {
        let template = self.miniapp.get(kind);
        match (kind.needs_group(), group) {
            (true, None) => None,
            (true, Some(group)) => Some(template.render(&[(Placeholder::Group, &group)])),
            (false, _) => Some(template.render(&[])),
        }
    }

    /// The title of the mini-app's menu item.
    pub(crate) fn menu_title(&self, kind: OrgKind) -> &str {
        self.menu_title.get(kind)
    }

    /// The link to the ПОС form for messages.
    pub(crate) fn pos_messages(&self, opaid: Opaid, region: Region, ogrn: Ogrn) -> String {
        let values: [Value<'_>; 3] =
            [(Placeholder::Opaid, &opaid), (Placeholder::Region, &region.code()), (Placeholder::Ogrn, &ogrn)];
        self.pos_messages.render(&values)
    }

    /// The link to the ПОС polls of a regional body.
    pub(crate) fn pos_polls_region(&self, region: Region, ogrn: Ogrn) -> String {
        self.pos_polls_region.render(&[(Placeholder::Region, &region.code()), (Placeholder::Ogrn, &ogrn)])
    }

    /// The link to the ПОС polls of a municipality; of a code with 11 digits the first 8 are written [S003].
    pub(crate) fn pos_polls_municipality(&self, oktmo: Oktmo, region: Region, ogrn: Ogrn) -> String {
        let oktmo = oktmo.municipality();
        let values: [Value<'_>; 3] =
            [(Placeholder::Oktmo, &oktmo), (Placeholder::Region, &region.code()), (Placeholder::Ogrn, &ogrn)];
        self.pos_polls_municipality.render(&values)
    }

    /// Every text with its name in a profile, placeholders unfilled.
    pub fn sources(&self) -> Vec<(&'static str, &str)> {
        let links = OrgKind::ALL.map(|kind| (miniapp_name(kind), self.miniapp.get(kind).source.as_str()));
        let titles = OrgKind::ALL.map(|kind| (title_name(kind), self.menu_title(kind)));
        let pos = [
            ("pos.messages", self.pos_messages.source.as_str()),
            ("pos.polls-region", &self.pos_polls_region.source),
            ("pos.polls-municipality", &self.pos_polls_municipality.source),
        ];
        links.into_iter().chain(titles).chain(pos).collect()
    }
}

impl Default for Templates {
    fn default() -> Self {
        use Placeholder::{Group, Ogrn, Oktmo, Opaid, Region};
        let template = |text: &str, placeholders: &[Placeholder]| {
            Template::parse(text, placeholders).expect("the texts of the letters have their placeholders")
        };
        Self {
            miniapp: ByKind::of(|kind| template(letter_link(kind), if kind.needs_group() { &[Group] } else { &[] })),
            menu_title: ByKind::of(|kind| letter_title(kind).to_owned()),
            pos_messages: template(POS_MESSAGES, &[Opaid, Region, Ogrn]),
            pos_polls_region: template(POS_POLLS_REGION, &[Region, Ogrn]),
            pos_polls_municipality: template(POS_POLLS_MUNICIPALITY, &[Oktmo, Region, Ogrn]),
        }
    }
}

/// What is wrong with a text that a profile gives.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// No text has this name.
    #[error("no text has this name")]
    UnknownName,
    /// A spelling of `opaid` that is in use nowhere.
    #[error("neither opaid nor opaId")]
    UnknownSpelling,
    /// A placeholder that this link does not have.
    #[error("unknown placeholder {{{0}}}")]
    UnknownPlaceholder(String),
    /// A placeholder without which all rows would get one link.
    #[error("no placeholder {{{0}}}")]
    MissingPlaceholder(&'static str),
    /// A parameter that says which page or organisation it is, with another value than this placeholder and nothing else.
    #[error("{parameter} is not {{{placeholder}}}")]
    WrongValue {
        /// The parameter.
        parameter: &'static str,
        /// The placeholder.
        placeholder: &'static str,
    },
    /// Letters or digits run into this placeholder, so that its value would be read as another one.
    #[error("letters or digits run into {{{0}}}")]
    RunsIn(&'static str),
    /// A link to the mini-app that opens the section of another kind.
    #[error("the section of another kind")]
    OtherKind,
    /// A brace without its pair.
    #[error("a brace without its pair")]
    UnpairedBrace,
    /// A link with a blank inside or at an end, or without any text.
    #[error("empty, or with a blank in it")]
    BlankInLink,
    /// A title of blanks only.
    #[error("an empty title")]
    EmptyTitle,
    /// A title that VK would not take: so many characters instead of [`TITLE_LIMIT`].
    #[error("{0} characters, at most {TITLE_LIMIT} are allowed")]
    TitleTooLong(usize),
}

/// The mini-app link of the letter. That of auto really has `utm_medium=post`, that of other pages `utm_medium=menu` [S001].
pub(super) fn letter_link(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Health => "https://vk.com/app8181405#module=health&groupId={group}",
        OrgKind::Education => "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={group}",
        OrgKind::Auto => {
            "https://vk.com/app8181405#module=auto&utm_source=vk&utm_medium=post&utm_campaign=gosuslugi&utm_content=auto"
        }
        OrgKind::Other => "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi",
    }
}

fn letter_title(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Health => "Запись к врачу",
        OrgKind::Education => "Запись в кружок",
        OrgKind::Auto => "Госуслуги Авто",
        OrgKind::Other => "Госуслуги",
    }
}

fn miniapp_name(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Health => "miniapp.health",
        OrgKind::Education => "miniapp.education",
        OrgKind::Auto => "miniapp.auto",
        OrgKind::Other => "miniapp.other",
    }
}

fn title_name(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Health => "menu-title.health",
        OrgKind::Education => "menu-title.education",
        OrgKind::Auto => "menu-title.auto",
        OrgKind::Other => "menu-title.other",
    }
}

/// VK counts characters, not bytes.
fn checked_title(title: &str) -> Result<String, TemplateError> {
    let title = title.trim();
    match title.chars().count() {
        0 => Err(TemplateError::EmptyTitle),
        characters if characters > TITLE_LIMIT => Err(TemplateError::TitleTooLong(characters)),
        _ => Ok(title.to_owned()),
    }
}

/// One value for each kind of page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ByKind<T>([T; OrgKind::ALL.len()]);

impl<T> ByKind<T> {
    fn of(value: impl Fn(OrgKind) -> T) -> Self {
        Self(OrgKind::ALL.map(value))
    }

    fn get(&self, kind: OrgKind) -> &T {
        &self.0[kind as usize]
    }

    fn get_mut(&mut self, kind: OrgKind) -> &mut T {
        &mut self.0[kind as usize]
    }
}

/// A text with places for values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Template {
    source: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(Placeholder),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placeholder {
    Group,
    Opaid,
    Region,
    Oktmo,
    Ogrn,
}

const GROUP_PARAMETER: &str = "groupId";
/// The parameters of links that say which page or organisation they are for [S001, S003].
const IDENTITY: [(&str, Placeholder); 4] = [
    (GROUP_PARAMETER, Placeholder::Group),
    ("opaid", Placeholder::Opaid),
    ("reg_code", Placeholder::Region),
    ("mun_code", Placeholder::Oktmo),
];

type Value<'a> = (Placeholder, &'a dyn std::fmt::Display);

impl Placeholder {
    fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Opaid => "opaid",
            Self::Region => "region",
            Self::Oktmo => "oktmo",
            Self::Ogrn => "ogrn",
        }
    }
}

impl Template {
    /// Splits a text at its placeholders; each of `placeholders` must occur, and no other.
    fn parse(source: &str, placeholders: &[Placeholder]) -> Result<Self, TemplateError> {
        if source.is_empty() || source.contains(char::is_whitespace) {
            return Err(TemplateError::BlankInLink);
        }
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some(brace) = rest.find(['{', '}']) {
            let (text, from_brace) = rest.split_at(brace);
            let Some((name, after)) = from_brace.strip_prefix('{').and_then(|inside| inside.split_once('}')) else {
                return Err(TemplateError::UnpairedBrace);
            };
            let Some(&placeholder) = placeholders.iter().find(|placeholder| placeholder.name() == name) else {
                return Err(TemplateError::UnknownPlaceholder(name.to_owned()));
            };
            parts.extend([Part::Text(text.to_owned()), Part::Place(placeholder)]);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        match placeholders.iter().find(|&&placeholder| !parts.contains(&Part::Place(placeholder))) {
            Some(missing) => Err(TemplateError::MissingPlaceholder(missing.name())),
            None => {
                let template = Self { source: source.to_owned(), parts };
                template.says_whose_it_is()?;
                Ok(template)
            }
        }
    }

    /// Whether the parameters that say which page or organisation a link is for have their values, and these stand by themselves: what
    /// is wrong here would be wrong in every row, and each would be judged by it.
    fn says_whose_it_is(&self) -> Result<(), TemplateError> {
        let source = self.source.to_ascii_lowercase();
        for (parameter, placeholder) in IDENTITY {
            for (at, _) in source.match_indices(&format!("{}=", parameter.to_ascii_lowercase())) {
                let value = source[at + parameter.len() + 1..].split(['&', '#']).next().unwrap_or_default();
                if source[..at].ends_with(['?', '&', '#']) && value != format!("{{{}}}", placeholder.name()) {
                    return Err(TemplateError::WrongValue { parameter, placeholder: placeholder.name() });
                }
            }
        }
        for (at, part) in self.parts.iter().enumerate() {
            let Part::Place(placeholder) = part else { continue };
            let text = |at: Option<usize>| match at.and_then(|at| self.parts.get(at)) {
                Some(Part::Text(text)) => text.as_str(),
                _ => "",
            };
            let before = text(at.checked_sub(1)).ends_with(|c: char| c.is_ascii_digit());
            if before || text(Some(at + 1)).starts_with(char::is_alphanumeric) {
                return Err(TemplateError::RunsIn(placeholder.name()));
            }
        }
        Ok(())
    }

    /// Whether a link to the mini-app opens the page's own form, in the section of its kind. Another address is a profile's to choose.
    fn opens_page_of(&self, kind: OrgKind) -> Result<(), TemplateError> {
        let page = GroupId::new(217_000_101).filter(|_| kind.needs_group());
        let link = match page {
            Some(page) => self.render(&[(Placeholder::Group, &page)]),
            None => self.render(&[]),
        };
        match miniapp::parse(&link) {
            Ok(link) if link.kind().is_some_and(|other| other != kind) => Err(TemplateError::OtherKind),
            Ok(link) if link.group == page => Ok(()),
            Err(MiniappFault::WrongApp) => Ok(()),
            _ => Err(TemplateError::WrongValue { parameter: GROUP_PARAMETER, placeholder: Placeholder::Group.name() }),
        }
    }

    fn render(&self, values: &[Value<'_>]) -> String {
        let mut text = String::with_capacity(self.source.len() + 16);
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Place(placeholder) => {
                    let (_, value) = values
                        .iter()
                        .find(|(given, _)| given == placeholder)
                        .expect("parsing allows only the placeholders that rendering fills");
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{value}");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, text: &str) -> Result<Templates, TemplateError> {
        let mut templates = Templates::default();
        templates.set(name, text).map(|()| templates)
    }

    #[test]
    fn miniapp_links_are_those_of_the_letter() {
        let templates = Templates::default();
        let link = |kind| templates.miniapp(kind, GroupId::new(73_442_711)).unwrap();
        assert_eq!(link(OrgKind::Health), "https://vk.com/app8181405#module=health&groupId=73442711");
        assert_eq!(link(OrgKind::Education), "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=73442711");
        assert_eq!(
            link(OrgKind::Auto),
            "https://vk.com/app8181405#module=auto&utm_source=vk&utm_medium=post&utm_campaign=gosuslugi&utm_content=auto"
        );
        assert_eq!(link(OrgKind::Other), "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi");
    }

    #[test]
    fn only_health_and_education_wait_for_the_group() {
        let templates = Templates::default();
        let without_group = OrgKind::ALL.map(|kind| templates.miniapp(kind, None).is_some());
        assert_eq!(without_group, [false, false, true, true]);
    }

    #[test]
    fn titles_are_those_of_the_letter_and_fit_the_menu() {
        let templates = Templates::default();
        let titles = OrgKind::ALL.map(|kind| templates.menu_title(kind).chars().count());
        assert_eq!(titles, [14, 15, 14, 9]);
        assert_eq!(templates.menu_title(OrgKind::Health), "Запись к врачу");
    }

    #[test]
    fn a_profile_overrides_single_texts() {
        let templates = with("miniapp.health", "https://vk.ru/app8181405#module=health&groupId={group}").unwrap();
        assert_eq!(
            templates.miniapp(OrgKind::Health, GroupId::new(1)).as_deref(),
            Some("https://vk.ru/app8181405#module=health&groupId=1")
        );
        assert_eq!(templates.miniapp(OrgKind::Other, None), Templates::default().miniapp(OrgKind::Other, None));
    }

    #[test]
    fn a_profile_chooses_how_opaid_is_spelt() {
        let link = |templates: Templates| {
            let region = Region::from_name("Ульяновская область").unwrap();
            templates.pos_messages("215120".parse().unwrap(), region, "1027301172106".parse().unwrap())
        };
        assert_eq!(
            link(with("pos.opaid", "opaId").unwrap()),
            "https://pos.gosuslugi.ru/form/?opaId=215120&utm_source=vk&utm_medium=73&utm_campaign=1027301172106"
        );
        assert_eq!(link(with("pos.opaid", "opaid").unwrap()), link(Templates::default()));
    }

    #[test]
    fn a_text_that_cannot_do_its_work_is_refused() {
        for (name, text, message) in [
            ("miniapp.health", "https://vk.com/app1", "no placeholder {group}"),
            ("miniapp.other", "https://vk.com/{group}", "unknown placeholder {group}"),
            ("miniapp.health", "https://vk.com/{grup}", "unknown placeholder {grup}"),
            ("miniapp.health", "https://vk.com/{group", "a brace without its pair"),
            ("miniapp.other", "https://vk.com/}", "a brace without its pair"),
            ("miniapp.other", "https://vk.com/ app", "empty, or with a blank in it"),
            ("pos.messages", "{opaid}{ogrn}", "no placeholder {region}"),
            ("miniapp.health", "https://vk.com/app8181405#module=health&groupId=5&utm_content={group}", "groupId is not {group}"),
            ("miniapp.health", "https://vk.com/app8181405#module=health&groupId={group}&groupid=5", "groupId is not {group}"),
            ("miniapp.health", "https://vk.com/app8181405#module=health&utm_content={group}", "groupId is not {group}"),
            ("miniapp.health", "https://vk.com/app8181405#module=health&groupId={group}1", "groupId is not {group}"),
            ("miniapp.health", "https://vk.com/app1_-1{group}", "letters or digits run into {group}"),
            ("miniapp.health", "https://vk.com/app8181405#module=education&groupId={group}", "the section of another kind"),
            ("miniapp.other", "https://vk.com/app8181405#module=health&groupId=5", "groupId is not {group}"),
            ("pos.messages", "https://pos.gosuslugi.ru/form/?opaid={ogrn}&a={region}&b={opaid}", "opaid is not {opaid}"),
            ("pos.opaid", "OPAID", "neither opaid nor opaId"),
            ("menu-title.auto", " ", "an empty title"),
            ("menu-title.auto", "Запись в автошколу 24", "21 characters, at most 20 are allowed"),
            ("miniapp.school", "https://vk.com/app1", "no text has this name"),
        ] {
            assert_eq!(with(name, text).unwrap_err().to_string(), message, "{name} = {text}");
        }
    }

    #[test]
    fn every_text_is_listed_under_the_name_that_overrides_it() {
        for (name, source) in Templates::default().sources() {
            assert_eq!(with(name, source), Ok(Templates::default()), "{name}");
        }
    }
}
