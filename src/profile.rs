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
//! ```

use crate::classify::Words;
use crate::diagnostic::Severity;
use crate::error::{Error, Reason};
use crate::link::Templates;
use crate::rules;
use crate::settings::Settings;
use crate::table::column::ColumnRole;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The name of a profile that is found by itself.
pub const FILE_NAME: &str = "gospub.toml";

/// The sections of a profile. What is absent stays as it is without one.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Profile {
    templates: Templates,
    headers: BTreeMap<Spanned<String>, Vec<String>>,
    kinds: Words,
    severities: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// The profile that applies to a folder: the nearest [`FILE_NAME`] in it or above.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// Reads a profile into settings.
///
/// # Errors
/// If the file cannot be read, or says something that gospub does not know; the sentence names the line.
pub fn load(path: &Path) -> Result<Settings, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::new(path, error.into()))?;
    settings(&text).map_err(|reason| Error::new(path, reason))
}

fn settings(text: &str) -> Result<Settings, Reason> {
    let profile: Profile = toml::from_str(text).map_err(|error| Reason::Profile {
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        what: error.message().to_owned(),
    })?;
    let mut settings = Settings { templates: profile.templates, words: profile.kinds, ..Settings::default() };
    for (role, spellings) in profile.headers {
        let known = ColumnRole::from_code(role.get_ref()).ok_or_else(|| Reason::Profile {
            line: line_of(text, role.span().start),
            what: format!("роли столбца «{}» нет, есть: {}", role.get_ref(), ColumnRole::ALL.map(ColumnRole::code).join(", ")),
        })?;
        spellings.iter().for_each(|spelling| settings.headers.add(known, spelling));
    }
    for (code, severity) in profile.severities {
        let at = |what: String, start: usize| Reason::Profile { line: line_of(text, start), what };
        if !rules::codes().any(|known| known.name == code.get_ref()) {
            return Err(at(
                format!("кода «{}» нет, все коды показывает «gospub check --codes»", code.get_ref()),
                code.span().start,
            ));
        }
        let known = Severity::from_code(severity.get_ref()).ok_or_else(|| {
            at(format!("важности «{}» нет, есть: error, warning, info", severity.get_ref()), severity.span().start)
        })?;
        settings.severities.insert(code.into_inner(), known);
    }
    Ok(settings)
}

/// The number of the line that a byte stands in, from one.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&b| b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        settings(text).unwrap_err().to_string()
    }

    #[test]
    fn a_profile_overrides_only_what_it_names() {
        let settings = settings("[templates.pos]\nopaid = 'opaId'\n[headers]\naddress = ['=Наш паблик']\n[severities]\naddress-screen-name = 'error'\n").unwrap();
        assert!(settings.headers.matches("Наш паблик").iter().any(|found| found.role == ColumnRole::Address && found.rank == 0));
        assert_eq!(settings.severities["address-screen-name"], Severity::Error);
        assert_eq!(settings.templates.menu_title(crate::domain::OrgKind::Health), "Запись к врачу");
    }

    #[test]
    fn unknown_words_are_named_with_their_line() {
        assert!(fault("\n[temlpates]\n").contains("строка 2"));
        assert!(fault("[headers]\nadress = ['x']\n").contains("строка 2"));
        assert!(fault("[severities]\naddress-foo = 'error'\n").contains("address-foo"));
        assert!(fault("[severities]\naddress-person = 'fatal'\n").contains("fatal"));
    }

    #[test]
    fn a_template_without_its_placeholder_is_an_error() {
        assert!(fault("[templates.miniapp]\nhealth = 'https://vk.com/app8181405#module=health'\n").contains("строка 1"));
    }
}
