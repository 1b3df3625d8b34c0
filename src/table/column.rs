//! The roles that a column can have, and the headers by which they are known (domain reference, 11).

use crate::domain::text::fold;

/// What the cells of a sender's column are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnRole {
    /// The organisation's name.
    Organisation,
    /// The municipality that the row belongs to.
    Municipality,
    /// The kind of the organisation: «Сфера», «Тип».
    Kind,
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
    /// Address of the VK page.
    Address,
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
    /// Whether the page has the state label.
    StateStatus,
    /// The ground for having no page.
    NoPage,
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
}

impl ColumnRole {
    /// The roles of columns that hold links which gospub makes.
    pub const LINKS: [Self; 3] = [Self::Link, Self::PosMessages, Self::PosPolls];
    /// All roles.
    pub const ALL: [Self; 25] = [
        Self::Organisation,
        Self::Municipality,
        Self::Kind,
        Self::Level,
        Self::Parent,
        Self::Region,
        Self::RegionCode,
        Self::Ogrn,
        Self::Inn,
        Self::Oktmo,
        Self::Opaid,
        Self::Address,
        Self::GroupId,
        Self::Link,
        Self::PosMessages,
        Self::PosPolls,
        Self::ActionButton,
        Self::PageLinks,
        Self::StateStatus,
        Self::NoPage,
        Self::PostalAddress,
        Self::Email,
        Self::Phone,
        Self::Site,
        Self::Activity,
    ];

    /// The name on the command line and in profiles.
    pub fn code(self) -> &'static str {
        self.facts().code
    }

    /// The role with this name on the command line and in profiles.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// What the role is called in messages.
    pub fn title(self) -> &'static str {
        self.facts().title
    }

    /// Headers of this role, the strongest first; see [`Spelling`].
    pub fn spellings(self) -> &'static [&'static str] {
        self.facts().spellings
    }

    /// Roles of which a table has at least one: pages, or the links and accounts of ПОС.
    pub fn makes_table(self) -> bool {
        self.is_evidence() || matches!(self, Self::Opaid | Self::PosMessages | Self::PosPolls)
    }

    /// Roles that say which page a row is about.
    pub fn is_evidence(self) -> bool {
        matches!(self, Self::Address | Self::GroupId | Self::Link)
    }

    fn facts(self) -> Facts {
        match self {
            Self::Organisation => Facts {
                code: "organisation",
                title: "наименование организации",
                spellings: &[
                    "наименован подведомствен",
                    "полн наименован -страниц -госпаблик",
                    "наименован организац -краткое -вышестоящ -головн -страниц",
                    "наименован учрежден -краткое -страниц",
                    "наименован орган -учредител -страниц",
                    "назван организац -страниц",
                    "назван учрежден -страниц",
                    "=организация",
                    "=учреждение",
                    "=медицинская организация",
                    "=образовательная организация",
                    "наименован мо -муниципальн",
                    "краткое наименован",
                    "сокращ наименован",
                    "=наименование",
                    "=название",
                    "организац -id -адрес -вид -деятельност -категор -код -сайт -ссылк -тип -уровень -инн -огрн -сфер",
                ],
            },
            Self::Municipality => Facts {
                code: "municipality",
                title: "муниципальное образование",
                spellings: &[
                    "муниципальн образован",
                    "муниципалитет",
                    "=мо",
                    "муниципальн район",
                    "муниципальн округ",
                    "=район",
                    "=округ",
                    "район город",
                    "=городской округ",
                    "=территория",
                    "=город",
                    "=населенный пункт",
                ],
            },
            Self::Kind => Facts {
                code: "kind",
                title: "сфера",
                spellings: &[
                    "=сфера",
                    "=сфера 1",
                    "сфер деятельност",
                    "=отрасль",
                    "тип организац",
                    "тип учрежден",
                    "вид организац",
                    "вид учрежден",
                    "тип паблик",
                    "тип госпаблик",
                    "тип страниц",
                    "категор организац",
                    "=тип",
                    "=вид",
                    "=направление",
                    "=категория",
                ],
            },
            Self::Level => Facts {
                code: "level",
                title: "уровень",
                spellings: &["=уровень", "роив омсу", "уровень орган", "уровень власт", "уровень организац"],
            },
            Self::Parent => Facts {
                code: "parent",
                title: "учредитель",
                spellings: &["учредител", "вышестоящ", "головн организац", "=ведомство", "ведени находит", "=куратор"],
            },
            Self::Region => Facts {
                code: "region",
                title: "регион",
                spellings: &["=регион", "субъект рф", "субъект росс", "=субъект", "регион наименован"],
            },
            Self::RegionCode => Facts {
                code: "region-code",
                title: "код региона",
                spellings: &["reg code", "regcode", "код окато", "=окато", "окато субъект", "код регион", "код субъект"],
            },
            Self::Ogrn => Facts {
                code: "ogrn", title: "ОГРН", spellings: &["=огрн", "огрн -учредител -вышестоящ", "ogrn"]
            },
            Self::Inn => Facts {
                code: "inn", title: "ИНН", spellings: &["=инн", "инн -кпп -учредител -вышестоящ", "инн кпп"]
            },
            Self::Oktmo => {
                Facts { code: "oktmo", title: "ОКТМО", spellings: &["=октмо", "октмо", "mun code", "oktmo"] }
            }
            Self::Opaid => Facts {
                code: "opaid",
                title: "номер ЛКО ПОС",
                spellings: &[
                    "opaid",
                    "id лко",
                    "номер лко",
                    "=лко",
                    "лко пос",
                    "номер личн кабинет",
                    "id личн кабинет",
                    "=id пос",
                    "id организац пос",
                ],
            },
            Self::Address => Facts {
                code: "address",
                title: "адрес страницы ВК",
                spellings: &[
                    "ссылк госпаблик",
                    "ссылк страниц вк",
                    "ссылк страниц vk",
                    "ссылк страниц вконтакт",
                    "ссылк групп вк",
                    "ссылк сообществ вк",
                    "адрес страниц вк",
                    "адрес страниц вконтакт",
                    "ссылк официальн страниц",
                    "ссылк страниц -сайт -одноклассник -ок -telegram -телеграм",
                    "ссылк сообществ",
                    "ссылк групп",
                    "ссылк паблик",
                    "ссылк вк",
                    "ссылк vk",
                    "ссылк вконтакт",
                    "адрес официальн страниц",
                    "адрес страниц -настройк",
                    "адрес сообществ",
                    "адрес групп",
                    "адрес госпаблик",
                    "адрес паблик",
                    "официальн страниц -не",
                    "страниц вк",
                    "страниц вконтакт",
                    "страниц vk",
                    "групп вк",
                    "групп vk",
                    "групп вконтакт",
                    "сообществ вк",
                    "сообществ вконтакт",
                    "=госпаблик",
                    "=паблик",
                    "=страница",
                    "=сообщество",
                    "=вк",
                    "=vk",
                    "вконтакт -id -номер",
                    "=vk.com",
                    "вк -id -номер -количеств -подписчик",
                    "социальн сет -количеств",
                    "=ссылка",
                    "=url",
                    "=ссылки",
                    "адрес настройк страниц",
                    "=адрес",
                ],
            },
            Self::GroupId => Facts {
                code: "id",
                title: "ID сообщества",
                spellings: &[
                    "id госпаблик",
                    "id паблик",
                    "id сообществ",
                    "id групп",
                    "id страниц",
                    "id вк",
                    "id vk",
                    "groupid",
                    "group id",
                    "номер сообществ",
                    "номер групп",
                    "номер паблик",
                    "номер госпаблик",
                    "идентификатор сообществ",
                    "идентификатор групп",
                    "идентификатор страниц",
                    "идентификатор паблик",
                    "идентификатор госпаблик",
                    "=id",
                    "=идентификатор",
                ],
            },
            Self::Link => Facts {
                code: "link",
                title: "ссылка на мини-приложение",
                spellings: &[
                    "ссылк мини прилож",
                    "мини прилож",
                    "миниприлож",
                    "готов ссылк",
                    "ссылк госуслуг -пос -решаем",
                    "ссылк размещен -пос",
                    "ссылк запис",
                    "ссылк меню",
                    "mini app",
                    "miniapp",
                ],
            },
            Self::PosMessages => Facts {
                code: "pos-messages",
                title: "форма сообщений ПОС",
                spellings: &[
                    "пос сообщен",
                    "пос форм -опрос -голосован",
                    "пос обращен",
                    "обратн связ сообщен",
                    "обратн связ форм -опрос -голосован",
                    "форм сообщен",
                    "сообщить о проблем",
                    "решаем вместе сообщен",
                    "виджет сообщен",
                ],
            },
            Self::PosPolls => Facts {
                code: "pos-polls",
                title: "опросы ПОС",
                spellings: &[
                    "пос опрос",
                    "пос голосован",
                    "обратн связ опрос",
                    "форм опрос",
                    "высказать мнен",
                    "решаем вместе опрос",
                    "виджет опрос",
                    "опрос голосован",
                    "ссылк опрос",
                ],
            },
            Self::ActionButton => Facts {
                code: "action-button",
                title: "кнопка действия",
                spellings: &["кнопк действ", "кнопк установ", "кнопк приложен", "кнопк"],
            },
            Self::PageLinks => Facts {
                code: "page-links",
                title: "раздел «Ссылки»",
                spellings: &["раздел ссылк", "блок ссылк", "ссылк приложен -мини", "ссылк мобильн приложен"],
            },
            Self::StateStatus => Facts {
                code: "state-status",
                title: "государственный статус",
                spellings: &[
                    "госметк",
                    "государственн статус",
                    "страниц подтвержден",
                    "подтвержден госуслуг",
                    "государственн метк",
                    "госорганизац метк",
                ],
            },
            Self::NoPage => Facts {
                code: "no-page",
                title: "основание, по которому страница не ведётся",
                spellings: &["страниц не ведет", "причин отсутств", "основан отсутств", "причин не ведет", "не ведет основан"],
            },
            Self::PostalAddress => Facts {
                code: "postal-address",
                title: "почтовый адрес",
                spellings: &[
                    "почтов адрес -электрон",
                    "юридическ адрес",
                    "фактическ адрес",
                    "адрес местонахожден",
                    "адрес организац -страниц",
                    "адрес учрежден -страниц",
                ],
            },
            Self::Email => Facts {
                code: "email",
                title: "электронная почта",
                spellings: &["электронн почт", "e mail", "email", "электронн адрес", "адрес электронн"],
            },
            Self::Phone => Facts { code: "phone", title: "телефон", spellings: &["телефон", "=тел"] },
            Self::Site => Facts {
                code: "site",
                title: "сайт",
                spellings: &["официальн сайт", "адрес сайт", "ссылк сайт", "=сайт", "сайт организац", "сайт учрежден"],
            },
            Self::Activity => Facts {
                code: "activity",
                title: "информация о деятельности",
                spellings: &["информац деятельност", "описан деятельност", "вид деятельност", "основн деятельност"],
            },
        }
    }
}

struct Facts {
    code: &'static str,
    title: &'static str,
    spellings: &'static [&'static str],
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
    /// What the page must carry, for a person to copy (`--card`).
    Card,
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
    pub const ALL: [Self; 10] = [
        Self::GroupId,
        Self::Link,
        Self::PosMessages,
        Self::PosPolls,
        Self::MenuTitle,
        Self::Card,
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
            Self::Card => "Что разместить",
            Self::Status => "Статус",
            Self::Problem => "Что не так",
            Self::Advice => "Что сделать",
            Self::Explanation => "Пояснение",
        }
    }

    /// The role of a column with this header, plain or [`set_apart`].
    pub fn of_header(text: &str) -> Option<Self> {
        let plain = text.strip_suffix(SET_APART).unwrap_or(text);
        Self::ALL.into_iter().find(|role| role.header() == plain)
    }

    /// Width in characters.
    pub fn width(self) -> f64 {
        match self {
            Self::GroupId => 14.0,
            Self::MenuTitle | Self::Status => 16.0,
            Self::Link | Self::PosMessages | Self::PosPolls => 44.0,
            Self::Problem | Self::Advice | Self::Card => 60.0,
            Self::Explanation => 30.0,
        }
    }
}

/// What is added to the header of an own column where the sender has one of the same name.
const SET_APART: &str = " (gospub)";

/// The header of an own column in an Excel table whose sender has a column of that name: names of a table's columns must differ.
pub fn set_apart(header: &str) -> String {
    format!("{header}{SET_APART}")
}

/// How headers are told: for each role its spellings, the strongest first.
///
/// A spelling is a list of beginnings of words that a header must have in any order (`ссылк госпаблик`); `-word` must not begin any
/// word; a spelling that begins with `=` is the whole header. Headers are folded first, and a hyphen separates words.
#[derive(Clone, Debug)]
pub struct Headers {
    spellings: Vec<(ColumnRole, usize, Spelling)>,
}

/// One way to write a header.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spelling {
    Whole(String),
    Words { wanted: Vec<String>, unwanted: Vec<String> },
}

/// A header that was recognised: how strongly, the less the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The role.
    pub role: ColumnRole,
    /// Position of the spelling in the role's list.
    pub rank: usize,
}

/// Words of headers that speak of a person's page, not of the organisation's: «ID ВК руководителя».
const OF_A_PERSON: [&str; 11] = [
    "администратор",
    "админа",
    "ответственн",
    "руководител",
    "директор",
    "владел",
    "сотрудник",
    "специалист",
    "модератор",
    "пользовател",
    "куратор",
];

/// Counters and shares speak of a page but hold none.
const NOT_A_ROLE: [&str; 19] = [
    "количеств",
    "число",
    "подписчик",
    "охват",
    "активност",
    "оформлен",
    "дата",
    "подключен",
    "балл",
    "рейтинг",
    "просмотр",
    "статистик",
    "публикац",
    "посты",
    "постов",
    "аудитор",
    "участник",
    "комментар",
    "репост",
];

impl Default for Headers {
    fn default() -> Self {
        let spellings = ColumnRole::ALL.into_iter().flat_map(|role| {
            role.spellings().iter().enumerate().map(move |(rank, spelling)| (role, rank, Spelling::read(spelling)))
        });
        Self { spellings: spellings.collect() }
    }
}

impl Headers {
    /// Adds a spelling of a role that goes before all built-in ones: the whole header, or words as in the built-in list.
    pub fn add(&mut self, role: ColumnRole, spelling: &str) {
        self.spellings.insert(0, (role, 0, Spelling::read(spelling)));
    }

    /// The roles that a header may have, the strongest spelling of each.
    pub fn matches(&self, header: &str) -> Vec<Match> {
        let folded = fold(header);
        if folded.is_empty() || folded.chars().count() > 160 {
            return Vec::new();
        }
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let has_any = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
        let counts = has_any(&NOT_A_ROLE);
        let of_a_person = has_any(&OF_A_PERSON);
        let mut found: Vec<Match> = Vec::new();
        for (role, rank, spelling) in &self.spellings {
            let whole = matches!(spelling, Spelling::Whole(_));
            if ((counts || of_a_person && role.is_evidence()) && !whole) || found.iter().any(|earlier| earlier.role == *role) {
                continue;
            }
            if spelling.fits(&folded, &words) {
                found.push(Match { role: *role, rank: *rank });
            }
        }
        found
    }
}

impl Spelling {
    fn read(text: &str) -> Self {
        if let Some(whole) = text.strip_prefix('=') {
            return Self::Whole(fold(whole));
        }
        let folded = fold(text);
        let (unwanted, wanted): (Vec<&str>, Vec<&str>) = folded.split(' ').partition(|word| word.starts_with('-'));
        Self::Words {
            wanted: wanted.into_iter().map(str::to_owned).collect(),
            unwanted: unwanted.into_iter().map(|word| word[1..].to_owned()).collect(),
        }
    }

    fn fits(&self, folded: &str, words: &[&str]) -> bool {
        match self {
            Self::Whole(whole) => folded.trim_end_matches([':', '*', '.', ' ']) == whole,
            Self::Words { wanted, unwanted } => {
                // Two- and three-letter words are abbreviations («вк», «id», «мо») and count only whole.
                let has = |stem: &String| {
                    words
                        .iter()
                        .any(|word| if stem.chars().count() <= 3 { word == stem } else { word.starts_with(stem.as_str()) })
                };
                wanted.iter().all(has) && !unwanted.iter().any(has)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(header: &str) -> Option<ColumnRole> {
        // Among roles the order of the list does not matter here: each header below must be of one role.
        let found = Headers::default().matches(header);
        found.iter().min_by_key(|found| found.rank).map(|found| found.role)
    }

    #[test]
    fn headers_of_real_rosters_are_known() {
        use ColumnRole::*;
        for (header, role) in [
            ("Уровень", Some(Level)),
            ("Учредитель", Some(Parent)),
            ("Наименование подведомственной организации", Some(Organisation)),
            ("Официальная страница не ведется на основании", Some(NoPage)),
            ("ОГРН", Some(Ogrn)),
            ("Сфера 1", Some(Kind)),
            ("ID госпаблика", Some(GroupId)),
            ("Ссылка на госпаблик ВК", Some(Address)),
            ("Адрес, указанный в настройках страницы", Some(Address)),
            ("Подключение к компоненту «Госпаблики» (да/нет)", None),
            ("Госметка (да/нет)", Some(StateStatus)),
            ("Количество подписчиков", None),
            ("Публикаций ВК за месяц", None),
            ("ID ВК руководителя", None),
            ("Страница ВК ответственного", None),
            ("Ссылка на страницу ВК администрации", Some(Address)),
            ("Общий охват аудитории за неделю", None),
            ("Ссылка", Some(Address)),
            ("Страница\nВКонтакте", Some(Address)),
            ("Ссылка на мини-приложение «Госуслуги»", Some(Link)),
            ("ПОС: форма сообщений", Some(PosMessages)),
            ("ПОС (опросы и голосования)", Some(PosPolls)),
            ("Номер ЛКО ПОС", Some(Opaid)),
            ("Код ОКТМО", Some(Oktmo)),
            ("Муниципальное образование", Some(Municipality)),
            ("Кнопка «Установить»", Some(ActionButton)),
            ("Адрес электронной почты", Some(Email)),
            ("Официальный сайт", Some(Site)),
            ("№ п/п", None),
        ] {
            assert_eq!(best(header), role, "{header}");
        }
    }

    #[test]
    fn names_of_roles_are_unique() {
        for role in ColumnRole::ALL {
            assert_eq!(ColumnRole::from_code(role.code()), Some(role));
        }
    }
}
