//! The roles that a column can have (domain reference, 11): the sender's, and those of gospub's own columns.

/// What the cells of a sender's column are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnRole {
    /// The organisation's name.
    Organisation,
    /// The municipality that the row belongs to.
    Municipality,
    /// The kind of the organisation: «Сфера», «Тип».
    Kind,
    /// A further column of industries: «Сфера 2».
    Kind2,
    /// «Сфера 3».
    Kind3,
    /// «Уровень»: РОИВ, ОМСУ, подведомственная.
    Level,
    /// The body in whose charge the organisation is: «Учредитель».
    Parent,
    /// The region by name.
    Region,
    /// REG-CODE or ОКАТО.
    RegionCode,
    /// ОГРН.
    Ogrn,
    /// ИНН.
    Inn,
    /// ОКТМО, the letter's MUN-CODE.
    Oktmo,
    /// Number of the organisation's account in ПОС.
    Opaid,
    /// Which network the row's page is in, where rosters have a row a network.
    Network,
    /// Address of the VK page.
    Address,
    /// A further column of such addresses, which the first must not contradict.
    Address2,
    /// Numeric id of the community.
    GroupId,
    /// The ready link to the mini-app; column E of a ministry table.
    Link,
    /// Link to the ПОС form for messages.
    PosMessages,
    /// Link to the ПОС polls.
    PosPolls,
    /// What the page's action button holds.
    ActionButton,
    /// What the page's section «Ссылки» holds.
    PageLinks,
    /// Whether the page is connected to the component «Госпаблики».
    Connection,
    /// How many of the two ПОС forms the page has: «Виджеты (0/1/2)».
    Widgets,
    /// The title of the mini-app's menu item.
    MenuTitle,
    /// The type of the action button.
    ButtonType,
    /// The text on the action button.
    ButtonText,
    /// The main address of the action button.
    MainAddress,
    /// The names of the links in the section «Ссылки».
    LinkNames,
    /// Whether the page has the state label.
    StateStatus,
    /// The ground for having no page.
    NoPage,
    /// What has become of the page: «ведётся», «удалена».
    PageState,
    /// Obligatory information: postal address.
    PostalAddress,
    /// Obligatory information: e-mail.
    Email,
    /// Obligatory information: telephone.
    Phone,
    /// Obligatory information: site.
    Site,
    /// Obligatory information: what the organisation does.
    Activity,
    /// The channel in MAX.
    Max,
    /// The day on which an id was learnt, in a table of names.
    LearntOn,
    /// Where it was learnt from.
    LearntFrom,
}

impl ColumnRole {
    /// The roles of columns that hold links which gospub makes.
    pub(crate) const LINKS: [Self; 3] = [Self::Link, Self::PosMessages, Self::PosPolls];
    /// All roles.
    pub const ALL: [Self; 40] = [
        Self::Organisation,
        Self::Municipality,
        Self::Kind,
        Self::Kind2,
        Self::Kind3,
        Self::Level,
        Self::Parent,
        Self::Region,
        Self::RegionCode,
        Self::Ogrn,
        Self::Inn,
        Self::Oktmo,
        Self::Opaid,
        Self::Network,
        Self::Address,
        Self::Address2,
        Self::GroupId,
        Self::Link,
        Self::PosMessages,
        Self::PosPolls,
        Self::ActionButton,
        Self::PageLinks,
        Self::Connection,
        Self::Widgets,
        Self::MenuTitle,
        Self::ButtonType,
        Self::ButtonText,
        Self::MainAddress,
        Self::LinkNames,
        Self::StateStatus,
        Self::NoPage,
        Self::PageState,
        Self::PostalAddress,
        Self::Email,
        Self::Phone,
        Self::Site,
        Self::Activity,
        Self::Max,
        Self::LearntOn,
        Self::LearntFrom,
    ];

    /// The name on the command line and in profiles.
    pub fn code(self) -> &'static str {
        self.names().0
    }

    /// The role with this name on the command line and in profiles.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// What the role is called in messages.
    pub fn title(self) -> &'static str {
        self.names().1
    }

    /// Roles of which a table has at least one: pages, or the links and accounts of ПОС.
    pub(crate) fn makes_table(self) -> bool {
        self.is_evidence() || matches!(self, Self::Opaid | Self::PosMessages | Self::PosPolls)
    }

    /// Roles that say which page a row is about.
    pub(crate) fn is_evidence(self) -> bool {
        matches!(self, Self::Address | Self::GroupId | Self::Link)
    }

    /// The code and the title.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Organisation => ("organisation", "наименование организации"),
            Self::Municipality => ("municipality", "муниципальное образование"),
            Self::Kind => ("kind", "сфера"),
            Self::Kind2 => ("kind-2", "вторая сфера"),
            Self::Kind3 => ("kind-3", "третья сфера"),
            Self::Level => ("level", "уровень"),
            Self::Parent => ("parent", "учредитель"),
            Self::Region => ("region", "регион"),
            Self::RegionCode => ("region-code", "код региона"),
            Self::Ogrn => ("ogrn", "ОГРН"),
            Self::Inn => ("inn", "ИНН"),
            Self::Oktmo => ("oktmo", "ОКТМО"),
            Self::Opaid => ("opaid", "номер ЛКО ПОС"),
            Self::Network => ("network", "социальная сеть"),
            Self::Address => ("address", "адрес страницы ВК"),
            Self::Address2 => ("address-2", "второй адрес страницы ВК"),
            Self::GroupId => ("id", "ID сообщества"),
            Self::Link => ("link", "ссылка на мини-приложение"),
            Self::PosMessages => ("pos-messages", "форма сообщений ПОС"),
            Self::PosPolls => ("pos-polls", "опросы ПОС"),
            Self::ActionButton => ("action-button", "кнопка действия"),
            Self::PageLinks => ("page-links", "раздел «Ссылки»"),
            Self::Connection => ("connection", "подключение к компоненту «Госпаблики»"),
            Self::Widgets => ("widgets", "виджеты ПОС"),
            Self::MenuTitle => ("menu-title", "название пункта меню"),
            Self::ButtonType => ("button-type", "тип кнопки"),
            Self::ButtonText => ("button-text", "текст на кнопке"),
            Self::MainAddress => ("main-address", "главный адрес кнопки"),
            Self::LinkNames => ("link-names", "названия ссылок"),
            Self::StateStatus => ("state-status", "государственный статус"),
            Self::NoPage => ("no-page", "основание, по которому страница не ведётся"),
            Self::PageState => ("page-state", "статус страницы"),
            Self::PostalAddress => ("postal-address", "почтовый адрес"),
            Self::Email => ("email", "электронная почта"),
            Self::Phone => ("phone", "телефон"),
            Self::Site => ("site", "сайт"),
            Self::Activity => ("activity", "информация о деятельности"),
            Self::Max => ("max", "канал MAX"),
            Self::LearntOn => ("learnt-on", "когда узнан номер"),
            Self::LearntFrom => ("learnt-from", "откуда узнан номер"),
        }
    }
}

/// A column that gospub adds at the right edge of a table, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnRole {
    /// «ID сообщества». Always there, so the block of own columns has an unmistakable beginning.
    GroupId,
    /// «Ссылка на мини-приложение», where the sender has no such column.
    Link,
    /// The ПОС form for messages, where the roster has what it needs but no column for it.
    PosMessages,
    /// The ПОС polls, likewise.
    PosPolls,
    /// «Пункт меню».
    MenuTitle,
    /// «Откуда ссылка»: a ministry table or the letter's template, and by what the kind was known.
    Source,
    /// What the page must carry, for a person to copy (`--card`).
    Card,
    /// What is on the page by the snapshot (`--pages`).
    Placed,
    /// «Статус».
    Status,
    /// «Что не так».
    Problem,
    /// «Что сделать».
    Advice,
    /// «Пояснение»: the clerk's own words; they close a warning.
    Explanation,
}

impl OwnRole {
    /// All own columns, from the left.
    pub const ALL: [Self; 12] = [
        Self::GroupId,
        Self::Link,
        Self::PosMessages,
        Self::PosPolls,
        Self::MenuTitle,
        Self::Source,
        Self::Card,
        Self::Placed,
        Self::Status,
        Self::Problem,
        Self::Advice,
        Self::Explanation,
    ];

    /// The header text, by which the column is known again.
    pub fn header(self) -> &'static str {
        match self {
            Self::GroupId => "ID сообщества",
            Self::Link => "Ссылка на мини-приложение",
            Self::PosMessages => "Ссылка на форму сообщений ПОС",
            Self::PosPolls => "Ссылка на опросы ПОС",
            Self::MenuTitle => "Пункт меню",
            Self::Source => "Откуда ссылка",
            Self::Card => "Что разместить",
            Self::Placed => "На странице",
            Self::Status => "Статус",
            Self::Problem => "Что не так",
            Self::Advice => "Что сделать",
            Self::Explanation => "Пояснение",
        }
    }

    /// The role of a column with this header, plain or [`set_apart`].
    pub(crate) fn of_header(text: &str) -> Option<Self> {
        let plain = text.strip_suffix(SET_APART).unwrap_or(text);
        Self::ALL.into_iter().find(|role| role.header() == plain)
    }

    /// Width in characters.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::GroupId => 14.0,
            Self::MenuTitle | Self::Status => 16.0,
            Self::Link | Self::PosMessages | Self::PosPolls => 44.0,
            Self::Problem | Self::Advice | Self::Card => 60.0,
            Self::Source | Self::Explanation | Self::Placed => 30.0,
        }
    }
}

/// What is added to the header of an own column where the sender has one of the same name.
const SET_APART: &str = " (gospub)";

/// How the headers of the hidden columns of a handed-out workbook begin that say what marked cells held. They stand behind everything else:
/// formulas read them, nobody else.
pub(crate) const WAS_HEADER: &str = "gospub, было: ";

/// The header of an own column in an Excel table whose sender has a column of that name: names of a table's columns must differ.
pub(crate) fn set_apart(header: &str) -> String {
    format!("{header}{SET_APART}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_roles_are_unique() {
        for role in ColumnRole::ALL {
            assert_eq!(ColumnRole::from_code(role.code()), Some(role));
        }
    }
}
