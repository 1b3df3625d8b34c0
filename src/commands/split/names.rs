//! Names of the files of a run: readable, allowed on every system, different from each other, and never a way out of their folder.

use crate::domain::text::{caseless, is_invisible};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// The longest name before the date. Windows has room for 260 characters with all folders, other systems for 255 bytes a name.
const LONGEST_UNITS: usize = 80;
const LONGEST_BYTES: usize = 180;
/// What Windows takes for a device, whatever stands behind the first full stop.
const DEVICES: [&str; 8] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM", "LPT"];

/// The names that are taken in a folder.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    taken: HashSet<String>,
}

impl FileNames {
    /// Takes a name for a group of rows: «группа_дата.xlsx», with a number where it is taken. Windows and macOS do not tell capitals
    /// apart, so neither does this.
    pub(super) fn take(&mut self, group: &str, date: &str) -> String {
        let stem = stem_of(group);
        let mut number = 1;
        let mut name = format!("{stem}_{date}.xlsx");
        while !self.taken.insert(caseless(&name)) {
            number += 1;
            let tail = format!(" ({number})");
            name = format!("{}{tail}_{date}.xlsx", shortened(&stem, tail.len()));
        }
        name
    }
}

/// The part of a name that tells the group.
fn stem_of(group: &str) -> String {
    let visible: String = group.nfc().filter(|&c| c.is_whitespace() || !(is_invisible(c) || c.is_control())).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let allowed = |c: char| if "<>:\"/\\|?*".contains(c) { '_' } else { c };
    let clean: String = words.join(" ").chars().map(allowed).nfc().collect();
    let clean = clean.trim_matches(['.', ' ']);
    let first = clean.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let device = DEVICES.iter().any(|device| {
        first.strip_prefix(device).is_some_and(|rest| {
            rest.is_empty() || matches!(*device, "COM" | "LPT") && rest.chars().count() == 1 && rest.chars().all(char::is_numeric)
        })
    });
    let marked = if clean.is_empty() || device { format!("_{clean}") } else { clean.to_owned() };
    shortened(&marked, 0)
}

/// As much of a name as there is room for before a tail of so many ASCII characters.
fn shortened(name: &str, tail: usize) -> String {
    let (mut units, mut bytes) = (tail, tail);
    let fits = |c: &char| {
        units += c.len_utf16();
        bytes += c.len_utf8();
        units <= LONGEST_UNITS && bytes <= LONGEST_BYTES
    };
    let kept: String = name.chars().take_while(fits).collect();
    kept.trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::{Component, Path};

    fn name(group: &str) -> String {
        FileNames::default().take(group, "2026-01-12")
    }

    #[test]
    fn a_name_tells_the_municipality_and_the_day() {
        assert_eq!(name("г. Калуга"), "г. Калуга_2026-01-12.xlsx");
        assert_eq!(name(" Городской\u{a0}округ\n«Образцовск» "), "Городской округ «Образцовск»_2026-01-12.xlsx");
    }

    #[test]
    fn no_name_is_a_path_a_device_or_forbidden() {
        for (group, expected) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\Windows", "C__Windows"),
            ("..", "_"),
            ("", "_"),
            ("CON", "_CON"),
            ("nul.район", "_nul.район"),
            ("com1", "_com1"),
            ("LPT¹", "_LPT¹"),
            ("Район.", "Район"),
            ("а?б*в|г", "а_б_в_г"),
            ("а\u{200b}\u{202e}б", "аб"),
        ] {
            assert_eq!(name(group), format!("{expected}_2026-01-12.xlsx"), "{group:?}");
        }
        assert_eq!(name("Комсомольск"), "Комсомольск_2026-01-12.xlsx");
        assert_eq!(name("community"), "community_2026-01-12.xlsx");
    }

    #[test]
    fn a_letter_with_a_mark_is_one_letter() {
        assert_eq!(name("Йошкар-Ола"), "Йошкар-Ола_2026-01-12.xlsx");
        assert_eq!(name("И\u{306}ошкар-Ола"), name("Йошкар-Ола"));
    }

    #[test]
    fn names_that_differ_in_case_only_are_numbered() {
        let mut names = FileNames::default();
        let taken = ["Район", "РАЙОН", "район/", "район?"].map(|group| names.take(group, "1"));
        assert_eq!(taken, ["Район_1.xlsx", "РАЙОН (2)_1.xlsx", "район__1.xlsx", "район_ (2)_1.xlsx"]);
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(name(&"Ж".repeat(300)), format!("{}_2026-01-12.xlsx", "Ж".repeat(80)));
        assert_eq!(name(&"\u{1f600}".repeat(300)), format!("{}_2026-01-12.xlsx", "\u{1f600}".repeat(40)));
    }

    fn group() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[A-Za-zа-яё ./\\\\:*?\"<>|]{0,8}",
            "(?i)(con|nul|com1|lpt9|aux)[. ]?[а-я]{0,2}",
            ".{60,300}"
        ]
    }

    proptest! {
        #[test]
        fn names_stay_in_their_folder_and_never_collide(groups in prop::collection::vec(group(), 1..40)) {
            let mut names = FileNames::default();
            let mut taken = HashSet::new();
            for group in &groups {
                let name = names.take(group, "2026-01-12");
                let components: Vec<Component<'_>> = Path::new(&name).components().collect();
                prop_assert!(matches!(components[..], [Component::Normal(_)]), "{name:?}");
                prop_assert!(!name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*']) && !name.contains(char::is_control));
                prop_assert!(name.len() <= 255 && name.encode_utf16().count() <= 130, "{name:?}");
                prop_assert!(!name.starts_with(['.', ' ']) && name.ends_with("_2026-01-12.xlsx"));
                prop_assert_eq!(name.nfc().collect::<String>(), &*name);
                prop_assert!(taken.insert(name.to_lowercase()), "{name:?} twice");
                prop_assert!(taken.len() == taken.iter().map(|name| name.to_uppercase()).collect::<HashSet<_>>().len());
            }
        }
    }
}
