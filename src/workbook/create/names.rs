//! Names of sheets that Excel accepts.

use std::collections::{HashMap, HashSet};

/// The longest name, in UTF-16 units.
const LONGEST: usize = 31;

/// The names that are taken in a workbook.
#[derive(Default)]
pub(super) struct SheetNames {
    taken: HashSet<String>,
    renamed: HashMap<String, String>,
}

impl SheetNames {
    /// Takes a name for a sheet: the wanted one, or one near to it where that is taken or not allowed.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let clean: String = wanted.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c }).collect();
        let clean = clean.trim_matches('\'');
        let base = if clean.trim().is_empty() { "Лист" } else { clean };
        let mut name = shortened(base, LONGEST);
        for number in 2.. {
            // Excel does not tell capitals apart here.
            if self.taken.insert(name.to_lowercase()) {
                break;
            }
            let tail = format!(" ({number})");
            name = shortened(base, LONGEST - tail.len()) + &tail;
        }
        self.renamed.entry(wanted.to_owned()).or_insert_with(|| name.clone());
        name
    }

    /// The name that was taken when this one was wanted.
    pub(super) fn taken_for<'n>(&'n self, wanted: &'n str) -> &'n str {
        self.renamed.get(wanted).map_or(wanted, String::as_str)
    }
}

fn shortened(name: &str, room: usize) -> String {
    let mut left = room;
    let kept: String = name
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    kept.trim_end_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_short_and_allowed() {
        let mut names = SheetNames::default();
        assert_eq!(names.take("Проверка"), "Проверка");
        assert_eq!(names.take("проверка"), "проверка (2)");
        assert_eq!(names.take("а/б[1]?"), "а_б_1__");
        assert_eq!(names.take(""), "Лист");
        assert_eq!(names.take(&"ж".repeat(40)).chars().count(), 31);
        assert_eq!(names.take(&"ж".repeat(40)), "ж".repeat(27) + " (2)");
        assert_eq!(names.taken_for("а/б[1]?"), "а_б_1__");
    }
}
