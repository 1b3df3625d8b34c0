//! Headers of columns: which words name which role, and how strongly.
//!
//! The spellings themselves are data, in `headers.toml` beside this file; so are the words that keep a header from a role, in `words.toml`.

use super::column::ColumnRole;
use super::content::{names_other_network, names_vk};
use super::word_lists::LISTS;
use crate::domain::data;
use crate::domain::text::{fold, words};
use crate::domain::word_list::{Stem, initial, part};
use std::borrow::Cow;
use std::sync::LazyLock;

/// A header of more words says much beside what its cells are («… заполняет ответственный сотрудник»).
const FEW: usize = 6;
/// A longer text is a sentence, not a header.
const LONGEST: usize = 160;

/// How much a header says of its column's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Strength {
    /// It may stand over anything, so that the cells have to confirm it: «Ссылка», «ID».
    Vague,
    /// A single word, or words that another column may have as well: «Название», «Тип».
    Short,
    /// The ordinary words for it: «Ссылка на страницу», «Учреждение».
    Usual,
    /// It leaves no doubt: «Ссылка на госпаблик», «ОГРН».
    Exact,
    /// The user's profile says so.
    Profile,
}

impl Strength {
    /// Those that the built-in list states, by their names in it.
    const STATED: [(&str, Self); 4] =
        [("exact", Self::Exact), ("usual", Self::Usual), ("short", Self::Short), ("vague", Self::Vague)];
}

/// A role that a header may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    /// How strongly.
    pub(crate) strength: Strength,
    /// How many letters of the header the spelling accounts for: of two equally strong ones the longer says more.
    pub(crate) letters: usize,
    /// How many it leaves over: «Номер ЛКО муниципалитета» says less of a role than «Номер ЛКО».
    pub(crate) rest: usize,
    /// The role.
    pub(crate) role: ColumnRole,
}

/// The spellings by which headers are known: those of the program and those that a profile adds.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    added: Vec<(ColumnRole, Strength, Spelling)>,
}

/// One way to write a header; see `headers.toml` for how it is noted down.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spelling {
    Whole(Cow<'static, str>),
    Words { wanted: Vec<Stem>, unwanted: Vec<Stem> },
}

/// A folded header as spellings are held to it.
struct Said<'h> {
    /// All of it, without the signs around it.
    bare: &'h str,
    words: Vec<&'h str>,
    /// The first letters of the words.
    initials: u64,
}

impl<'h> Said<'h> {
    fn of(folded: &'h str) -> Self {
        let words: Vec<&str> = words(folded).collect();
        let initials = words.iter().fold(0, |initials, word| initials | initial(word));
        let bare = folded.trim_matches(|c: char| matches!(c, ':' | '*' | '.' | ' ' | '"'));
        Self { bare, words, initials }
    }
}

impl Said<'_> {
    fn letters(&self) -> usize {
        self.words.iter().map(|word| word.chars().count()).sum()
    }
}

static BUILT_IN: LazyLock<Vec<(ColumnRole, Strength, Spelling)>> = LazyLock::new(|| built_in(include_str!("headers.toml")).0);

/// The spellings of a list, and its faults: what nothing can be made of is left out.
fn built_in(text: &'static str) -> (Vec<(ColumnRole, Strength, Spelling)>, Vec<String>) {
    let (mut spellings, mut faults) = (Vec::new(), Vec::new());
    for (code, strengths) in &data::read(text, &mut faults) {
        let role = ColumnRole::from_code(code.get_ref());
        for (name, texts) in strengths.get_ref().as_table().into_iter().flatten() {
            let strength = Strength::STATED.into_iter().find(|(known, _)| known == name.get_ref());
            let (Some(role), Some((_, strength))) = (role, strength) else {
                faults.push(format!("unknown role or strength: {}, {}", code.get_ref(), name.get_ref()));
                continue;
            };
            spellings.extend(data::texts(texts.get_ref()).map(|text| (role, strength, Spelling::read(text.clone()))));
        }
    }
    (spellings, faults)
}

impl Headers {
    /// Adds a spelling of a role that goes before all built-in ones: the whole header, or words as in the built-in list.
    pub(crate) fn add(&mut self, role: ColumnRole, spelling: &str) {
        let spelling = match spelling.strip_prefix('=') {
            Some(whole) => Spelling::Whole(fold(whole).into()),
            None => Spelling::read(fold(spelling).into()),
        };
        self.added.push((role, Strength::Profile, spelling));
    }

    /// The roles that a header may name, for each the spelling that says most.
    pub(crate) fn matches(&self, header: &str) -> Vec<Match> {
        let folded = fold(&header.replace("-\n", ""));
        if folded.is_empty() || folded.chars().count() > LONGEST {
            return Vec::new();
        }
        let said = Said::of(&folded);
        let counts = LISTS.counts.has_any(&said.words);
        let elsewhere = are_elsewhere(&said.words);
        let of_another_page = speak_of_another_page(&said.words);
        let of_a_mark = said.words.len() <= FEW && LISTS.of_a_mark.has_any(&said.words);
        let of_a_body_in_charge = LISTS.in_charge.has_any(&said.words);
        let is_code = |role| matches!(role, ColumnRole::Ogrn | ColumnRole::Inn | ColumnRole::Oktmo | ColumnRole::Opaid);
        let of_old = LISTS.old.has_any(&said.words);
        let mut found: Vec<Match> = Vec::new();
        for (role, strength, spelling) in BUILT_IN.iter().chain(&self.added) {
            let whole = matches!(spelling, Spelling::Whole(_));
            let is_another = of_old && *role == ColumnRole::Link
                || of_a_mark && (ColumnRole::LINKS.contains(role) || matches!(role, ColumnRole::Address | ColumnRole::GroupId))
                || of_a_body_in_charge && is_code(*role)
                || elsewhere && role.is_evidence()
                || of_another_page && matches!(role, ColumnRole::Address | ColumnRole::GroupId);
            if (counts || is_another) && !whole || !spelling.fits(&said) {
                continue;
            }
            let letters = spelling.letters();
            let says_more = *role == ColumnRole::GroupId
                && !whole
                && !said.words.iter().all(|word| LISTS.of_ids.has(word) || spelling.has(word));
            let strength = if says_more { (*strength).min(Strength::Vague) } else { *strength };
            let new = Match { strength, letters, rest: said.letters().saturating_sub(letters), role: *role };
            match found.iter_mut().find(|known| known.role == *role) {
                Some(known) => *known = new.max(*known),
                None => found.push(new),
            }
        }
        found
    }

    /// The role that a header names most strongly; the first in the order of roles, where several do.
    pub(crate) fn best(&self, header: &str) -> Option<ColumnRole> {
        let says_most = |one: &Match| (one.strength, one.letters, std::cmp::Reverse(one.role));
        self.matches(header).into_iter().max_by_key(says_most).map(|found| found.role)
    }
}

/// Whether words of a header speak of another page than the organisation's own, or of something on one.
fn speak_of_another_page(words: &[&str]) -> bool {
    [&LISTS.old, &LISTS.in_charge, &LISTS.of_another_page].iter().any(|list| list.has_any(words))
}

/// Whether words of a header speak of a person's page, or of one in another network.
fn are_elsewhere(words: &[&str]) -> bool {
    LISTS.of_a_person.has_any(words)
        || words.iter().any(|word| names_other_network(word)) && !words.iter().any(|word| names_vk(word))
}

/// Whether a header says in a few words that the pages under it are not the organisations' own in ВКонтакте.
pub(super) fn is_of_another_page(header: &str) -> bool {
    let folded = fold(header);
    let words: Vec<&str> = words(&folded).collect();
    words.len() <= FEW && (are_elsewhere(&words) || speak_of_another_page(&words))
}

/// Whether a header says that what stands under it has taken the place of something else: «Актуальная ссылка».
pub(super) fn is_of_renewed(header: &str) -> bool {
    let folded = fold(header);
    words(&folded).any(|word| LISTS.renewed.has(word))
}

/// Whether a header says that what stands under it is of the body in charge: «Учредитель» over «ОГРН».
pub(super) fn is_of_a_body_in_charge(header: &str) -> bool {
    let folded = fold(header);
    words(&folded).any(|word| LISTS.in_charge.has(word))
}

/// Whether a header says in a few words that the numbers under it are no ids of communities: «ОКПО», «Подписчики».
pub(super) fn is_of_other_numbers(header: &str) -> bool {
    let folded = fold(header);
    let words: Vec<&str> = words(&folded).collect();
    words.len() <= FEW && (LISTS.of_other_numbers.has_any(&words) || LISTS.counts.has_any(&words))
}

/// Whether a header says that its cells are of another matter than the organisation itself, whatever they look like.
pub(super) fn is_of_another_matter(header: &str) -> bool {
    let folded = fold(header);
    let words: Vec<&str> = words(&folded).collect();
    speak_of_another_page(&words)
        || [&LISTS.of_another_matter, &LISTS.of_a_person, &LISTS.counts].iter().any(|list| list.has_any(&words))
}

impl Spelling {
    /// Reads a folded spelling.
    fn read(written: Cow<'static, str>) -> Self {
        if written.starts_with('=') {
            let whole = 1..written.len();
            return Self::Whole(part(written, whole));
        }
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        let mut start = 0;
        for word in written.split(' ') {
            let end = start + word.len();
            match word.strip_prefix('-') {
                Some(_) => unwanted.push(Stem::read(part(written.clone(), start + 1..end))),
                None => wanted.push(Stem::read(part(written.clone(), start..end))),
            }
            start = end + 1;
        }
        Self::Words { wanted, unwanted }
    }

    fn fits(&self, said: &Said<'_>) -> bool {
        match self {
            Self::Whole(whole) => said.bare == whole,
            Self::Words { wanted, unwanted } => {
                let has = |stem: &Stem| stem.may_fit(said.initials) && said.words.iter().any(|word| stem.fits(word));
                wanted.iter().all(has) && !unwanted.iter().any(has)
            }
        }
    }

    /// Whether a word is one of those that it wants.
    fn has(&self, word: &str) -> bool {
        matches!(self, Self::Words { wanted, .. } if wanted.iter().any(|stem| stem.fits(word)))
    }

    /// How many letters the spelling accounts for.
    fn letters(&self) -> usize {
        match self {
            Self::Whole(whole) => whole.chars().count(),
            Self::Words { wanted, .. } => wanted.iter().map(Stem::letters).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_real_rosters_are_known() {
        use ColumnRole::*;
        let headers = Headers::default();
        for (header, role) in [
            ("Уровень", Some(Level)),
            ("Учредитель", Some(Parent)),
            ("Официальная страница не ведется на основании", Some(NoPage)),
            ("ОГРН", Some(Ogrn)),
            ("Сфера 1", Some(Kind)),
            ("ID госпаблика", Some(GroupId)),
            ("Ссылка на госпаблик ВК", Some(Address)),
            ("Адрес, указанный в настройках страницы", Some(Address)),
            ("Мини-приложение размещено (да/нет)", None),
            ("Есть ли страница в ВК", None),
            ("Номер заявки на госпаблик", None),
            ("Номер ЛКО вышестоящего органа", Some(Parent)),
            ("Подключение к компоненту «Госпаблики» (да/нет)", Some(Connection)),
            ("Виджеты (0/1/2)", Some(Widgets)),
            ("Госметка (да/нет)", Some(StateStatus)),
            ("Госстатус", Some(StateStatus)),
            ("Метка", Some(StateStatus)),
            ("Статус страницы", Some(PageState)),
            ("Государственный статус страницы", Some(StateStatus)),
            ("Количество подписчиков", None),
            ("Публикаций ВК за месяц", None),
            ("ID ВК руководителя", None),
            ("Ссылка на пост ВК", None),
            ("Старая ссылка на мини-приложение", None),
            ("Ссылка ВК (старая)", None),
            ("Группа ВК родителей", None),
            ("ID группы ОК", None),
            ("ID сообщества (Одноклассники)", None),
            ("ok_group_id", None),
            ("Одноклассники ID группы", None),
            ("ID паблика в Телеграм", None),
            ("Ссылка на страницу в ОК", None),
            ("Ссылка на страницу (ВК, ОК)", Some(Address)),
            ("ID группы здоровья", None),
            ("ВКонтакте ID", Some(GroupId)),
            ("VKID", Some(GroupId)),
            ("Номер ВК", Some(GroupId)),
            ("№ группы ВК", Some(GroupId)),
            ("Числовой ID сообщества", Some(GroupId)),
            ("Числовой идентификатор группы", Some(GroupId)),
            ("Страница ВК (числовой адрес)", Some(GroupId)),
            ("Постоянная ссылка ВК", Some(GroupId)),
            ("Постоянный ID ВК", Some(GroupId)),
            ("Постоянный адрес", Some(GroupId)),
            ("Число подписчиков", None),
            ("Ссылки на посты ВК", None),
            ("Страница ВК ответственного", None),
            ("Ссылка на страницу ВК администрации", Some(Address)),
            ("Общий охват аудитории за неделю", None),
            ("Ссылка", Some(Address)),
            ("Страница\nВКонтакте", Some(Address)),
            ("vk_link", Some(Address)),
            ("soc_media", Some(Address)),
            ("Ссылка на страницу в MAX", Some(Max)),
            ("Мессенджер МАХ", Some(Max)),
            ("Ссылка на мини-приложение «Госуслуги»", Some(Link)),
            ("ПОС: форма сообщений", Some(PosMessages)),
            ("ПОС (опросы и голосования)", Some(PosPolls)),
            ("Номер ЛКО ПОС", Some(Opaid)),
            ("Код ОКТМО", Some(Oktmo)),
            ("Муници-\nпальное образование", Some(Municipality)),
            ("Муниципалитет / Municipality", Some(Municipality)),
            ("Кнопка «Установить»", Some(ActionButton)),
            ("Адрес электронной почты", Some(Email)),
            ("Официальный сайт", Some(Site)),
            ("inn", Some(Inn)),
            ("ogrn", Some(Ogrn)),
            ("Соцсеть", Some(Network)),
            ("№ п/п", None),
        ] {
            assert_eq!(headers.best(header), role, "{header}");
        }
    }

    /// Headers under which rosters have the names of their organisations.
    #[test]
    fn names_of_organisations_stand_under_many_headers() {
        let headers = Headers::default();
        for header in [
            "Организация",
            "Организации",
            "Учреждение",
            "Учреждения",
            "Школа",
            "Школы",
            "Детский сад",
            "Название школы",
            "Наименование школы",
            "Название детского сада",
            "Наименование",
            "Название",
            "Наименование организации",
            "Название организации",
            "Наименование учреждения",
            "Название учреждения",
            "Наименование ОУ",
            "Наименование ОО",
            "Наименование ДОУ",
            "Наименование ОМСУ",
            "Наименование РОИВ",
            "Наименование ЛПУ",
            "Наименование УЗ",
            "Название ОУ",
            "Название ОО",
            "ОУ",
            "ОО",
            "ДОУ",
            "ЛПУ",
            "Медицинское учреждение",
            "Медицинская организация",
            "Образовательное учреждение",
            "Образовательная организация",
            "Общеобразовательная организация",
            "Учреждение культуры",
            "Наименование образовательной организации",
            "Наименование медицинской организации",
            "Наименование образовательного учреждения",
            "Подвед",
            "Подведомственное учреждение",
            "Подведомственная организация",
            "Подведомственные организации",
            "Наименование подведомственной организации",
            "Наименование подведомственного учреждения",
            "Орган власти",
            "Наименование органа власти",
            "Наименование органа",
            "Орган местного самоуправления",
            "Полное название",
            "Краткое название",
            "Полное наименование",
            "Краткое наименование",
            "Сокращенное наименование",
            "Полное наименование организации",
            "Краткое наименование организации",
            "Наименование юридического лица",
            "Юридическое лицо",
            "Юрлицо",
            "Наименование ведомства",
            "Наименование больницы",
            "Наименование организации (полностью)",
            "Наименование\nорганизации *",
            "Наименование организации, учреждения",
            "Организация (учреждение)",
            "Контрагент",
            "name",
            "Name",
            "full_name",
            "Organization",
            "organisation name",
        ] {
            assert_eq!(headers.best(header), Some(ColumnRole::Organisation), "{header}");
        }
    }

    #[test]
    fn all_that_the_list_says_is_known_and_folded() {
        let (spellings, faults) = built_in(include_str!("headers.toml"));
        assert_eq!(faults, [""; 0]);
        let texts: Vec<_> = data::read(include_str!("headers.toml"), &mut Vec::new())
            .values()
            .filter_map(|strengths| strengths.get_ref().as_table())
            .flat_map(|strengths| strengths.values())
            .flat_map(|texts| data::texts(texts.get_ref()).cloned().collect::<Vec<_>>())
            .collect();
        assert_eq!(spellings.len(), texts.len());
        assert!(texts.iter().all(|text| *text == fold(text)));
    }

    #[test]
    fn what_is_unknown_in_a_list_is_named() {
        for (text, fault) in [
            ("[typo]\nexact = ['огрн']", "unknown role or strength: typo, exact"),
            ("[ogrn]\ntypo = ['огрн']", "unknown role or strength: ogrn, typo"),
        ] {
            assert_eq!(built_in(text).1, [fault]);
        }
    }

    #[test]
    fn a_profile_goes_before_the_built_in_list() {
        let mut headers = Headers::default();
        headers.add(ColumnRole::Address, "=Наименование");
        assert_eq!(headers.best("Наименование:"), Some(ColumnRole::Address));
    }
}
