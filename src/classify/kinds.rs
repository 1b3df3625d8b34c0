//! Reads `kinds.toml`, the words by which kinds are known.

use super::column::Said;
use super::lexicon::Lexicon;
use super::{Flag, Form, Meaning, Role};
use crate::domain::{OrgKind, data};
use std::borrow::Cow;
use std::sync::LazyLock;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The words of the program as they are sought.
pub(super) struct Tables {
    /// Phrases in names.
    pub(super) names: Lexicon<Meaning>,
    /// Words inside other words.
    pub(super) glued: Lexicon<Role>,
    /// Phrases in kind columns.
    pub(super) columns: Lexicon<Said>,
}

/// Made when the first name is read: it takes longer than all else that a single value needs.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(include_str!("kinds.toml")).0);

impl Tables {
    /// The words of a list, and its faults: what nothing can be made of is left out.
    fn read(text: &str) -> (Self, Vec<String>) {
        let mut tables = Self { names: Lexicon::new(), glued: Lexicon::new(), columns: Lexicon::new() };
        let mut faults = Vec::new();
        let list = data::read(text, &mut faults);
        // Before the names: of two phrases alike the first counts.
        let forms = list.get("forms").and_then(|forms| forms.get_ref().as_table());
        let composed = forms.ok_or_else(|| "they are missing".to_owned()).and_then(|forms| tables.compose(forms));
        faults.extend(composed.err().map(|fault| format!("[forms] {fault}")));
        for (table, groups) in &list {
            for group in groups.get_ref().as_array().into_iter().flatten() {
                let added = Group::read(group.get_ref()).and_then(|group| tables.add(table.get_ref(), &group));
                faults.extend(added.err().map(|fault| format!("[[{}]] {fault}", table.get_ref())));
            }
        }
        (tables, faults)
    }

    /// Adds a group of phrases.
    fn add(&mut self, table: &str, group: &Group<'_>) -> Result<(), String> {
        match table {
            "name" => {
                let meaning = group.meaning()?;
                group.each(|phrase| self.names.add(phrase, meaning))
            }
            "place" => {
                let meaning = group.meaning()?;
                group.each(|phrase| self.names.add_early(phrase, meaning))
            }
            "glued" => {
                let role = group.meaning()?.role;
                group.each(|phrase| self.glued.add(phrase, role))
            }
            "column" => {
                let said = Said::named(group.role, group.kind).ok_or_else(|| group.unknown())?;
                group.each(|phrase| self.columns.add(phrase, said))
            }
            _ => Err("no such table".to_owned()),
        }
    }

    /// Adds the legal forms that are made of an owner, a type and what ends them.
    fn compose(&mut self, forms: &DeTable<'_>) -> Result<(), String> {
        let value = |name: &str| forms.get(name).map(Spanned::get_ref).ok_or_else(|| format!("{name} is missing"));
        let (owners, types, none) = (value("owners")?, value("types")?, value("none")?);
        let none: Vec<&str> = data::texts(none).map(Cow::as_ref).collect();
        let (ends, apart) = (by_form(value("ends")?)?, by_form(value("apart")?)?);
        let mut phrase = String::new();
        for owner in data::texts(owners) {
            for kind in data::texts(types) {
                for &(form, end) in &ends {
                    // A municipal body keeps no university.
                    let form = if form == Form::Education && owner.starts_with('м') { Form::School } else { form };
                    write_over(&mut phrase, [owner, kind, end]);
                    if !none.contains(&&*phrase) {
                        self.add_form(form, &phrase)?;
                    }
                }
                if owner.is_empty() && kind.is_empty() {
                    continue;
                }
                for &(form, end) in &apart {
                    write_over(&mut phrase, [owner, kind, "у ", end]);
                    self.add_form(form, &phrase)?;
                }
            }
        }
        Ok(())
    }

    fn add_form(&mut self, form: Form, phrase: &str) -> Result<(), String> {
        let added = self.names.add(phrase, Meaning { role: Role::Form(form), flag: None });
        added.then_some(()).ok_or_else(|| unheard(phrase))
    }
}

/// What ends the legal forms of each field.
fn by_form<'l>(fields: &'l DeValue<'_>) -> Result<Vec<(Form, &'l str)>, String> {
    let mut ends = Vec::new();
    for (role, texts) in fields.as_table().into_iter().flatten() {
        let Some(Role::Form(form)) = Role::named(role.get_ref(), None) else {
            return Err(format!("no role of a legal form: {}", role.get_ref()));
        };
        ends.extend(data::texts(texts.get_ref()).map(|end| (form, &**end)));
    }
    Ok(ends)
}

fn write_over<const N: usize>(text: &mut String, parts: [&str; N]) {
    text.clear();
    text.extend(parts);
}

/// Phrases that mean the same.
struct Group<'l> {
    role: &'l str,
    kind: Option<OrgKind>,
    flag: Option<Flag>,
    phrases: &'l DeValue<'l>,
}

impl<'l> Group<'l> {
    fn read(value: &'l DeValue<'l>) -> Result<Self, String> {
        let mut group = Self { role: "", kind: None, flag: None, phrases: value };
        for (key, value) in value.as_table().into_iter().flatten() {
            let (key, value) = (&**key.get_ref(), value.get_ref());
            let text = value.as_str().unwrap_or_default();
            let is_known = match key {
                "role" => {
                    group.role = text;
                    true
                }
                "kind" => {
                    group.kind = OrgKind::from_code(text);
                    group.kind.is_some()
                }
                "flag" => {
                    group.flag = Flag::from_code(text);
                    group.flag.is_some()
                }
                "phrases" => {
                    group.phrases = value;
                    data::texts(value).next().is_some()
                }
                _ => false,
            };
            if !is_known {
                return Err(format!("unknown {key}: {text}"));
            }
        }
        Ok(group)
    }

    fn meaning(&self) -> Result<Meaning, String> {
        let role = Role::named(self.role, self.kind).ok_or_else(|| self.unknown())?;
        Ok(Meaning { role, flag: self.flag })
    }

    /// Adds all phrases.
    fn each(&self, mut add: impl FnMut(&str) -> bool) -> Result<(), String> {
        match data::texts(self.phrases).find(|phrase| !add(phrase)) {
            Some(phrase) => Err(unheard(phrase)),
            None => Ok(()),
        }
    }

    fn unknown(&self) -> String {
        let of = self.kind.map(|kind| format!(" of the kind {kind}")).unwrap_or_default();
        format!("unknown role{of}: {}", self.role)
    }
}

fn unheard(phrase: &str) -> String {
    format!("no name can hold «{phrase}»")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_the_list_says_is_known() {
        assert_eq!(Tables::read(include_str!("kinds.toml")).1, [""; 0]);
    }

    #[test]
    fn what_is_unknown_in_a_list_is_named() {
        let forms = "[forms]\nowners = []\ntypes = []\nnone = []\nends = {}\napart = {}\n";
        for (text, fault) in [
            ("[[name]]\nrole = 'typo'\nphrases = ['школ~']", "[[name]] unknown role: typo"),
            ("[[name]]\nrole = 'college'\nkind = 'auto'\nphrases = ['школ~']", "[[name]] unknown role of the kind auto: college"),
            ("[[column]]\nrole = 'body'\nphrases = ['школ~']", "[[column]] unknown role: body"),
            ("[[name]]\nrole = 'type'\nkind = 'typo'\nphrases = ['школ~']", "[[name]] unknown kind: typo"),
            ("[[glued]]\nrole = 'body'\nflag = 'typo'\nphrases = ['школ~']", "[[glued]] unknown flag: typo"),
            ("[[place]]\nrole = 'silent'\nphrase = 'школ~'", "[[place]] unknown phrase: школ~"),
            ("[[place]]\nrole = 'silent'\nphrases = ['№ 5']", "[[place]] no name can hold «№ 5»"),
            ("[[nmae]]\nrole = 'silent'\nphrases = ['школ~']", "[[nmae]] no such table"),
        ] {
            assert_eq!(Tables::read(&format!("{forms}{text}")).1, [fault], "{text}");
        }
        assert_eq!(Tables::read("").1, ["[forms] they are missing"]);
        let typo = forms.replace("ends = {}", "ends = { typo = ['у'] }");
        assert_eq!(Tables::read(&typo).1, ["[forms] no role of a legal form: typo"]);
    }
}
