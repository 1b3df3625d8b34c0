//! How styles show their numbers, as far as that changes what a number means.

use super::xml::{self, Node, XmlFault};
use std::collections::HashMap;

/// How a style shows a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    Plain,
    /// As a date or time.
    Date,
    /// With an exponent (`2,17E+08`), behind this many digits.
    Exponent { places: Places },
}

/// The digits of a number with an exponent: at most so many before the comma, and so many behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places {
    before: usize,
    behind: usize,
}

impl Places {
    /// The number as it is shown, if it has no digits beyond those, but could have had: Excel saves tables as text with what it shows, so
    /// a number read from such a text has lost the others.
    pub(super) fn rounded(self, number: f64) -> Option<String> {
        let whole = format!("{number:e}");
        let power: usize = whole.split_once('e')?.1.parse().ok()?;
        // `##0.0E+0` shows powers of a thousand: up to three digits before the comma.
        let behind = power % self.before.max(1) + self.behind;
        // Beyond the power there is nothing to round, and a format of a thousand digits is not written out.
        let shown = if power > behind { format!("{number:.behind$e}") } else { return None };
        let (mantissa, _) = shown.split_once('e')?;
        (shown.parse() == Ok(number)).then(|| format!("{}E+{power:02}", mantissa.replace('.', ",")))
    }
}

/// For each cell style (`cellXfs`) how it shows a number.
pub(super) fn shown(doc: &[u8], depth: usize) -> Result<Vec<Shown>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let groups = xml::children(doc, root.inner, depth)?;
    let members = |name: &[u8]| match groups.iter().find(|group| group.local(doc) == name) {
        Some(group) => xml::children(doc, group.inner.clone(), depth),
        None => Ok(Vec::new()),
    };
    let custom: HashMap<u32, Shown> = members(b"numFmts")?
        .iter()
        .filter_map(|node| {
            let attrs = node.attrs(doc);
            Some((xml::attr_number(attrs, b"numFmtId")?, by_code(&xml::attr_text(attrs, b"formatCode")?)))
        })
        .collect();
    let of_style = |node: &Node| {
        let id: u32 = xml::attr_number(node.attrs(doc), b"numFmtId").unwrap_or(0);
        custom.get(&id).copied().unwrap_or_else(|| built_in(id))
    };
    Ok(members(b"cellXfs")?.iter().map(of_style).collect())
}

fn by_code(code: &str) -> Shown {
    match places(code) {
        _ if is_date(code) => Shown::Date,
        Some(places) => Shown::Exponent { places },
        None => Shown::Plain,
    }
}

fn built_in(id: u32) -> Shown {
    match id {
        11 => by_code("0.00E+00"),
        48 => by_code("##0.0E+0"),
        _ if is_built_in_date(id) => Shown::Date,
        _ => Shown::Plain,
    }
}

/// The digits of a format code with an exponent.
fn places(code: &str) -> Option<Places> {
    let mut places = Places { before: 0, behind: 0 };
    let mut is_behind = false;
    let mut chars = code.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' | '_' | '*' => _ = chars.next(),
            '"' => _ = chars.by_ref().find(|&char| char == '"'),
            '[' => _ = chars.by_ref().find(|&char| char == ']'),
            ';' => return None,
            '.' => is_behind = true,
            '0' | '#' | '?' => *(if is_behind { &mut places.behind } else { &mut places.before }) += 1,
            'E' | 'e' => return chars.as_str().starts_with(['+', '-']).then_some(places),
            _ => {}
        }
    }
    None
}

/// The built-in formats that are dates or times: ECMA-376 part 1, 18.8.30, with the East Asian ones.
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code shows a date or time: one of its first section's letters d, m, y, h, s counts, outside of quotes, escapes and
/// brackets; in brackets only the elapsed time (`[h]`) does.
fn is_date(code: &str) -> bool {
    let section = code.trim_start();
    if ["general", "standard"].iter().any(|word| section.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
    {
        return false;
    }
    let mut chars = section.chars();
    while let Some(char) = chars.next() {
        match char.to_ascii_lowercase() {
            '\\' | '_' | '*' => _ = chars.next(),
            '"' => _ = chars.by_ref().find(|&char| char == '"'),
            ';' => return false,
            '[' => {
                let inside: String = chars.by_ref().take_while(|&char| char != ']').collect();
                if !inside.is_empty()
                    && ['h', 'm', 's'].iter().any(|&unit| inside.chars().all(|c| c.to_ascii_lowercase() == unit))
                {
                    return true;
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers_by_their_format() {
        for code in ["dd.mm.yyyy", "[$-419]d mmmm yyyy", "[h]:mm", "h:mm AM/PM", "yyyy\\-mm", "[Red]dd/mm"] {
            assert!(is_date(code), "{code}");
        }
        for code in ["General", "0.00", "#,##0 \"dm\"", "[Red]0", "0\\d", "_d0", "0;dd", "@", "0.0E+00"] {
            assert!(!is_date(code), "{code}");
        }
    }

    #[test]
    fn a_number_without_digits_beyond_those_shown_is_rounded() {
        for (code, number, rounded) in [
            ("0.00E+00", 217_000_000.0, Some("2,17E+08")),
            ("0.00E+00", 98_800_000.0, Some("9,88E+07")),
            ("0.00E+00", 217_000_101.0, None),
            ("0.00E+00", 217.0, None),
            ("0.00E+00", 0.5, None),
            ("0.00E+00", 0.0, None),
            ("0E+0", 200_000_000.0, Some("2E+08")),
            ("##0.0E+0", 217_100_000.0, Some("2,171E+08")),
            ("##0.0E+0", 217_150_000.0, None),
            (&format!("0.{}E+0", "0".repeat(70_000)), 217_000_000.0, None),
        ] {
            let Shown::Exponent { places } = by_code(code) else { panic!("{code}") };
            assert_eq!(places.rounded(number).as_deref(), rounded, "{code} {number}");
        }
        for code in ["General", "0.00", "0\\E+", "\"E+\"0", "[Red]0", "@"] {
            assert_eq!(by_code(code), Shown::Plain, "{code}");
        }
    }
}
