//! Which styles show their numbers as dates.

use super::xml::{self, Node, XmlFault};
use std::collections::HashMap;

/// For each cell style (`cellXfs`) whether it shows a number as a date or time.
pub(super) fn date_styles(doc: &[u8], depth: usize) -> Result<Vec<bool>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let groups = xml::children(doc, root.inner, depth)?;
    let members = |name: &[u8]| match groups.iter().find(|group| group.local(doc) == name) {
        Some(group) => xml::children(doc, group.inner.clone(), depth),
        None => Ok(Vec::new()),
    };
    let custom: HashMap<u32, bool> = members(b"numFmts")?
        .iter()
        .filter_map(|node| {
            let attrs = node.attrs(doc);
            Some((xml::attr_number(attrs, b"numFmtId")?, is_date(&xml::attr_text(attrs, b"formatCode")?)))
        })
        .collect();
    let is_date_style = |node: &Node| {
        let id: u32 = xml::attr_number(node.attrs(doc), b"numFmtId").unwrap_or(0);
        custom.get(&id).copied().unwrap_or_else(|| is_built_in_date(id))
    };
    Ok(members(b"cellXfs")?.iter().map(is_date_style).collect())
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
}
