//! A region's own settings, from a TOML file: templates, header spellings, words of kinds, severities.
//!
//! ```toml
//! [templates.miniapp]
//! health = "https://vk.ru/app8181405#module=health&groupId={group}"
//! [templates.pos]
//! opaid = "opaId"
//! [headers]
//! address = ["=Паблик", "наша страниц"]
//! [kinds]
//! education = ["навигатор*"]
//! [severities]
//! address-screen-name = "error"
//! [report]
//! scale = [80, 90, 95, 100]
//! [names]
//! max-age = "180d"
//! [links]
//! allow-hosts = ["example.ru"]
//! [project]
//! rosters = ["реестр.xlsx"]
//! ```

mod project;

pub use project::Project;

use crate::diagnostic::Severity;
use crate::disk;
use crate::domain::{OrgKind, Scale};
use crate::error::{Error, Reason};
use crate::link::Hosts;
use crate::link::template::{TITLE_LIMIT, TemplateError};
use crate::rules;
use crate::settings::{MaxAge, Settings};
use crate::table::column::ColumnRole;
use std::io::Read;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a profile says.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// How rosters are read and judged.
    pub settings: Settings,
    /// Which files the work is about.
    pub project: Project,
}

/// The name of a profile that is found by itself.
pub const FILE_NAME: &str = "gospub.toml";

/// The profile that applies to a folder: the nearest [`FILE_NAME`] in it or above.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// Reads a profile. Its paths begin in its folder.
///
/// # Errors
/// If the file cannot be read, or says something that gospub does not know; the sentence names the line.
pub fn load(path: &Path) -> Result<Profile, Error> {
    /// Far more than a profile has to say.
    const LARGEST: u64 = 1 << 20;
    let mut bytes = Vec::new();
    let read = disk::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    if read.map_err(|error| Error::new(path, error.into()))? as u64 > LARGEST {
        return Err(Error::new(path, Reason::Profile { line: 1, what: "это не профиль: файл больше 1 МиБ".to_owned() }));
    }
    let profile = text_of(&bytes).and_then(profile).map_err(|reason| Error::new(path, reason))?;
    Ok(Profile { project: profile.project.within(path.parent().unwrap_or(Path::new(""))), ..profile })
}

/// The text of a profile; simple editors save it in a code page, or put a mark before it.
fn text_of(bytes: &[u8]) -> Result<&str, Reason> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        Reason::Profile {
            line: before.iter().filter(|&&b| b == b'\n').count() + 1,
            what: "буквы записаны не в кодировке UTF-8; сохраните файл в ней".to_owned(),
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn profile(text: &str) -> Result<Profile, Reason> {
    read(text).map_err(|Fault { at, what }| Reason::Profile { line: line_of(text, at), what })
}

/// What is wrong, and at which byte of the profile.
struct Fault {
    at: usize,
    what: String,
}

/// A value of the profile with its name, and where it stands.
struct Item<'p> {
    name: String,
    at: usize,
    value: &'p DeValue<'p>,
}

fn read(text: &str) -> Result<Profile, Fault> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault {
            at, what: format!("не понята запись «{}»; ожидается [раздел] или имя = \"текст\"", line_at(text, at))
        }
    })?;
    let Profile { mut settings, mut project } = Profile::default();
    let mut sections = items("", table.get_ref());
    // Templates may lead to the hosts that are allowed, wherever that is said.
    sections.sort_by_key(|section| section.name != "links");
    for section in sections {
        match &*section.name {
            "links" => read_links(&section, &mut settings)?,
            "templates" => read_templates(&section, &mut settings)?,
            "headers" => read_headers(&section, &mut settings)?,
            "kinds" => read_kinds(&section, &mut settings)?,
            "severities" => read_severities(&section, &mut settings)?,
            "report" => read_report(&section, &mut settings)?,
            "names" => read_names(&section, &mut settings)?,
            "project" => project.read(&section)?,
            _ => return Err(section.unknown("раздела", &SECTIONS)),
        }
    }
    Ok(Profile { settings, project })
}

/// The sections that a profile may have.
const SECTIONS: [&str; 8] = ["templates", "headers", "kinds", "severities", "report", "names", "links", "project"];

fn read_links(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    for item in section.items("")? {
        if item.name != "allow-hosts" {
            return Err(item.unknown("настройки ссылок", &["allow-hosts"]));
        }
        for Word { text, at } in item.texts()? {
            settings.hosts.allow(text).map_err(|_| Fault {
                at,
                what: format!("«{text}» — не имя сайта; нужно имя целиком, без https:// и без звёздочек: example.ru"),
            })?;
        }
    }
    Ok(())
}

fn read_templates(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    let names = |settings: &Settings| -> Vec<&str> {
        settings.templates.sources().into_iter().map(|(name, _)| name).chain(["pos.opaid"]).collect()
    };
    let mut texts = Vec::new();
    for group in section.items("")? {
        let before = format!("{}.", group.name);
        let is_known = names(settings).iter().any(|name| name.starts_with(&before));
        let texts_of_group = group.items(&before);
        texts.extend(if is_known {
            texts_of_group?
        } else {
            texts_of_group.map_err(|_| group.unknown("образца", &names(settings)))?
        });
    }
    // How `opaid` is spelt concerns the letter's own text; a text of the profile's own goes before it.
    texts.sort_by_key(|text| text.name != "pos.opaid");
    for text in texts {
        if is_link(&text.name) {
            check_host(&text, &settings.hosts)?;
        }
        settings.templates.set(&text.name, text.text()?).map_err(|error| text.template_fault(error, &names(settings)))?;
    }
    Ok(())
}

/// Whether a template of this name is a link.
fn is_link(name: &str) -> bool {
    name.starts_with("miniapp.") || name.starts_with("pos.") && name != "pos.opaid"
}

/// A profile may lie in any folder above, and what it says is put on the pages of hundreds of organisations.
fn check_host(text: &Item<'_>, hosts: &Hosts) -> Result<(), Fault> {
    let link = text.text()?.trim();
    let fault = |what: String| Err(Fault { at: text.at, what: format!("«{}»: {what}", text.name) });
    // What is wrong with a text that is blank is said by the template.
    if !link.is_empty() && !link.starts_with("https://") && !link.starts_with("http://") {
        return fault("ссылка должна начинаться с https://".to_owned());
    }
    if let Some(host) = hosts.stranger_in_link(link) {
        let known = Hosts::of_letters().join(", ");
        return fault(format!(
            "ссылка ведёт на «{host}», а в письмах названы: {known}. Если так и нужно, добавьте [links] allow-hosts = [\"{host}\"]"
        ));
    }
    Ok(())
}

fn read_headers(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    for item in section.items("")? {
        let role = ColumnRole::from_code(&item.name)
            .ok_or_else(|| item.unknown("роли столбца", &ColumnRole::ALL.map(ColumnRole::code)))?;
        item.texts()?.into_iter().for_each(|spelling| settings.headers.add(role, spelling.text));
    }
    Ok(())
}

fn read_kinds(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    for item in section.items("")? {
        let kind = OrgKind::ALL
            .into_iter()
            .find(|kind| kind.code() == item.name)
            .ok_or_else(|| item.unknown("вида организаций", &OrgKind::ALL.map(OrgKind::code)))?;
        for Word { text, at } in item.texts()? {
            settings.words.add(kind, text).map_err(|_| Fault {
                at,
                what: format!("слово «{text}» не встретится ни в одном названии: нужны русские буквы, в конце можно «*»"),
            })?;
        }
    }
    Ok(())
}

fn read_severities(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    for item in section.items("")? {
        if !rules::codes().any(|known| known.name == item.name) {
            let what = format!("кода «{}» нет, все коды показывает «gospub check --codes»", item.name);
            return Err(Fault { at: item.at, what });
        }
        let word = item.text()?;
        let severity = Severity::from_code(word)
            .ok_or_else(|| Fault {
                at: item.at, what: format!("важности «{word}» нет, есть: error, warning, info")
            })?;
        settings.severities.insert(item.name, severity);
    }
    Ok(())
}

fn read_report(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    for item in section.items("")? {
        if item.name != "scale" {
            return Err(item.unknown("настройки отчёта", &["scale"]));
        }
        let percents = match item.value {
            DeValue::Array(values) => values.iter().map(|value| number(value.get_ref())).collect::<Option<Vec<f64>>>(),
            _ => None,
        };
        settings.scale = percents.and_then(|percents| Scale::of_percents(&percents).ok()).ok_or_else(|| Fault {
            at: item.at,
            what: "пороги отчёта — проценты больше 0 и до 100, хотя бы один: scale = [80, 90, 95, 100]".to_owned(),
        })?;
    }
    Ok(())
}

fn read_names(section: &Item<'_>, settings: &mut Settings) -> Result<(), Fault> {
    for item in section.items("")? {
        if item.name != "max-age" {
            return Err(item.unknown("настройки имён", &["max-age"]));
        }
        let days = match item.value {
            DeValue::Integer(days) => days.as_str().parse().ok(),
            DeValue::String(text) => text.trim().trim_end_matches(['d', 'д']).parse().ok(),
            _ => None,
        };
        settings.max_age = days
            .map(MaxAge::of_days)
            .ok_or_else(|| Fault {
                at: item.at, what: "возраст ответов — целое число дней: max-age = \"180d\"".to_owned()
            })?;
    }
    Ok(())
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(number) => number.as_str().parse().ok(),
        DeValue::Float(number) => number.as_str().parse().ok(),
        _ => None,
    }
}

/// A text in a list, and where it stands.
struct Word<'p> {
    text: &'p str,
    at: usize,
}

impl<'p> Item<'p> {
    fn items(&self, before: &str) -> Result<Vec<Item<'p>>, Fault> {
        match self.value {
            DeValue::Table(table) => Ok(items(before, table)),
            _ => Err(self.other_than(&format!("раздел [{}]", self.name))),
        }
    }

    fn text(&self) -> Result<&'p str, Fault> {
        match self.value {
            DeValue::String(text) => Ok(text),
            _ => Err(self.other_than("текст в кавычках")),
        }
    }

    fn texts(&self) -> Result<Vec<Word<'p>>, Fault> {
        let wanted = "список текстов в квадратных скобках: [\"один\", \"другой\"]";
        let DeValue::Array(values) = self.value else { return Err(self.other_than(wanted)) };
        let word = |value: &'p Spanned<DeValue<'p>>| match value.get_ref() {
            DeValue::String(text) => Ok(Word { text, at: value.span().start }),
            _ => Err(self.other_than(wanted)),
        };
        values.iter().map(word).collect()
    }

    fn other_than(&self, wanted: &str) -> Fault {
        Fault { at: self.at, what: format!("«{}»: ожидается {wanted}", self.name) }
    }

    fn unknown(&self, what: &str, known: &[&str]) -> Fault {
        Fault { at: self.at, what: format!("{what} «{}» нет, есть: {}", self.name, known.join(", ")) }
    }

    fn template_fault(&self, error: TemplateError, names: &[&str]) -> Fault {
        let what = match error {
            TemplateError::UnknownName => return self.unknown("образца", names),
            TemplateError::UnknownSpelling => "такого написания нет, есть: opaid, opaId".to_owned(),
            TemplateError::UnknownPlaceholder(name) => format!("места {{{name}}} в этом образце не бывает"),
            TemplateError::MissingPlaceholder(name) => {
                format!("нет места {{{name}}}: без него у всех строк была бы одна ссылка")
            }
            TemplateError::WrongValue { parameter, placeholder } => {
                format!("в «{parameter}=» должно стоять {{{placeholder}}} и больше ничего: иначе ссылки всех строк ведут не туда")
            }
            TemplateError::RunsIn(name) => {
                format!("вплотную к месту {{{name}}} стоят буквы или цифры: номер прочтётся иначе")
            }
            TemplateError::OtherKind => "ссылка открывает раздел для страниц другого вида".to_owned(),
            TemplateError::UnpairedBrace => "фигурная скобка без пары".to_owned(),
            TemplateError::BlankInLink => "ссылка пуста или с пробелом внутри".to_owned(),
            TemplateError::EmptyTitle => "название пусто".to_owned(),
            TemplateError::TitleTooLong(characters) => {
                format!("в названии {characters} символов, ВКонтакте принимает не больше {TITLE_LIMIT}")
            }
        };
        Fault { at: self.at, what: format!("«{}»: {what}", self.name) }
    }
}

fn items<'p>(before: &str, table: &'p DeTable<'p>) -> Vec<Item<'p>> {
    let items = table.iter().map(|(name, value)| Item {
        name: format!("{before}{}", name.get_ref()),
        at: name.span().start,
        value: value.get_ref(),
    });
    items.collect()
}

/// The number of the line that a byte stands in, from one.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&b| b == b'\n').count() + 1
}

/// The text of the line that a byte stands in.
fn line_at(text: &str, byte: usize) -> &str {
    /// A longer line is none of a profile, and its beginning says so.
    const LONGEST: usize = 200;
    let line = text.lines().nth(line_of(text, byte) - 1).unwrap_or_default().trim();
    line.char_indices().nth(LONGEST).map_or(line, |(end, _)| &line[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Settings {
        profile(text).unwrap_or_else(|reason| panic!("{reason}")).settings
    }

    fn fault(text: &str) -> String {
        profile(text).unwrap_err().to_string()
    }

    #[test]
    fn a_profile_is_read_as_editors_save_it() {
        assert_eq!(text_of("\u{feff}[kinds]".as_bytes()).unwrap(), "[kinds]");
        let fault = text_of(b"[kinds]\nother = ['\xcc\xd4\xd6']").unwrap_err().to_string();
        assert!(fault.contains("строка 2") && fault.contains("UTF-8"), "{fault}");
    }

    #[test]
    fn an_unknown_template_is_named_with_those_that_there_are() {
        let fault = fault("[templates]\nfoo = 'x'");
        assert!(fault.contains("образца «foo» нет") && fault.contains("miniapp.health"), "{fault}");
    }

    #[test]
    fn a_profile_overrides_only_what_it_names() {
        let settings = settings(
            "[templates.pos]\nopaid = 'opaId'\n[headers]\naddress = ['=Наш паблик']\n[severities]\naddress-screen-name = 'error'\n[report]\nscale = [99.5, 50]\n[names]\nmax-age = '90d'\n",
        );
        assert!(settings.headers.best("Наш паблик") == Some(ColumnRole::Address));
        assert_eq!(settings.severities["address-screen-name"], Severity::Error);
        assert_eq!(settings.scale, "50,99.5".parse().unwrap());
        assert_eq!(settings.max_age.days(), 90);
        assert_eq!(settings.templates.menu_title(crate::domain::OrgKind::Health), "Запись к врачу");
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (text, line, said) in [
            ("[temlpates]\n", 1, "раздела «temlpates» нет, есть: templates"),
            ("\n[templates.miniap]\nhealth = 'x'", 3, "образца «miniap.health» нет, есть: miniapp.health"),
            ("[templates.miniapp]\n\nhealth = 'https://vk.com/app8181405#module=health'", 3, "нет места {group}"),
            (
                "[templates.miniapp]\nother = 'https://vk.com/app8181405#module=health&groupId=5'",
                2,
                "в «groupId=» должно стоять {group}",
            ),
            ("[templates.miniapp]\nother = 'https://vk.com/{group}'", 2, "места {group} в этом образце не бывает"),
            ("[templates]\npos.opaid = 'OPAID'", 2, "есть: opaid, opaId"),
            ("[templates.menu-title]\nauto = 'Запись в автошколу 24'", 2, "в названии 21 символов"),
            ("[templates]\nmenu-title = 5", 2, "«menu-title»: ожидается раздел"),
            ("[headers]\nadress = ['x']", 2, "роли столбца «adress» нет, есть: "),
            ("[headers]\naddress = 'x'", 2, "ожидается список текстов"),
            ("[kinds]\nschool = ['x']", 2, "вида организаций «school» нет"),
            ("[kinds]\neducation = [\n'кванторий',\n'x1']", 4, "слово «x1» не встретится"),
            ("[severities]\naddress-foo = 'error'", 2, "кода «address-foo» нет"),
            ("[severities]\naddress-person = 'fatal'", 2, "важности «fatal» нет"),
            ("[severities]\naddress-person = error", 2, "не понята запись «address-person = error»"),
            ("[report]\n\nscale = [80, 120]", 3, "пороги отчёта"),
            ("[report]\nscale = 80", 2, "пороги отчёта"),
            ("[report]\nstep = [80]", 2, "настройки отчёта «step» нет, есть: scale"),
            ("[names]\nmax-age = 'полгода'", 2, "целое число дней"),
            ("[names]\nage = 5", 2, "настройки имён «age» нет, есть: max-age"),
            ("[kinds]\n[kinds]", 2, "не понята запись «[kinds]»"),
            ("[templates.miniapp]\nother = 'https://evil.ru/x'", 2, "ведёт на «evil.ru», а в письмах названы: vk.com"),
            ("[templates.miniapp]\nother = 'javascript:alert(1)'", 2, "должна начинаться с https://"),
            ("[templates.miniapp]\nother = 'vk.com/app8181405'", 2, "должна начинаться с https://"),
            ("[links]\nallow-hosts = ['https://evil.ru']", 2, "не имя сайта"),
            ("[links]\nhosts = []", 2, "настройки ссылок «hosts» нет, есть: allow-hosts"),
            ("[project]\nroster = 'x'", 2, "настройки работы «roster» нет, есть: rosters"),
            ("[project]\nrosters = 'x'", 2, "ожидается список текстов"),
        ] {
            let fault = fault(text);
            assert!(fault.starts_with(&format!("строка {line}: ")) && fault.contains(said), "{text}: {fault}");
        }
    }

    #[test]
    fn a_text_of_its_own_goes_before_the_spelling_of_opaid() {
        let own = "https://pos.gosuslugi.ru/form/?opaid={opaid}&r={region}&o={ogrn}";
        let settings = settings(&format!("[templates.pos]\nmessages = '{own}'\nopaid = 'opaId'"));
        assert!(settings.templates.sources().contains(&("pos.messages", own)));
    }

    #[test]
    fn what_templates_prints_can_be_pasted_into_a_profile() {
        let templates = Settings::default().templates;
        let texts: String = templates.sources().into_iter().map(|(name, text)| format!("{name} = \"{text}\"\n")).collect();
        assert_eq!(settings(&format!("[templates]\n{texts}")).templates, templates);
    }

    #[test]
    fn a_host_that_is_allowed_may_be_led_to_wherever_that_is_said() {
        let settings = settings("[templates.miniapp]\nother = 'https://example.ru/x'\n[links]\nallow-hosts = ['example.ru']");
        assert_eq!(settings.hosts.stranger("https://example.ru"), None);
    }

    #[test]
    fn the_paths_of_a_project_begin_in_the_folder_of_its_profile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, "[project]\nrosters = ['реестр.xlsx']\noutput = 'готово'\nby = 'municipality'").unwrap();
        let project = load(&path).unwrap().project;
        assert_eq!(
            (project.rosters, project.output),
            (vec![folder.path().join("реестр.xlsx")], Some(folder.path().join("готово")))
        );
    }
}
