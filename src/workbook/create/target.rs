//! Where hyperlinks of a fresh workbook may lead.

use rust_xlsxwriter::Url;

/// One less than the writing library takes; the rest of Excel's 2,083 is its own.
const LONGEST: usize = 2_079;

/// A target that comes out of the writing library as it went in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target(String);

impl Target {
    /// The target as it can be written, or `None` if it must stay a text: too long, a file beside the workbook, or spelt in a way
    /// that would be changed.
    pub(super) fn of(link: &str) -> Option<Self> {
        let link = link.trim();
        if link.is_empty() || link.encode_utf16().count() > LONGEST {
            return None;
        }
        if let Some(place) = link.strip_prefix('#') {
            return Some(Self(format!("internal:{place}")));
        }
        let has_scheme = link.contains("://") || link.starts_with("mailto:");
        if !has_scheme && !looks_like_host(link) {
            return None;
        }
        let (address, place) = link.split_once('#').map_or((link, None), |(address, place)| (address, Some(place)));
        let address = stable(address)?;
        let scheme = if has_scheme { "" } else { "http://" };
        Some(Self(place.map_or_else(|| format!("{scheme}{address}"), |place| format!("{scheme}{address}#{place}"))))
    }

    pub(super) fn url(&self) -> Url {
        Url::new(&*self.0)
    }
}

/// Whether a hyperlink begins with a host, as in `vk.com/club1`: hands that type one forget the scheme.
pub(in crate::workbook) fn looks_like_host(link: &str) -> bool {
    let host = link.split('/').next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && matches!(last, "com" | "ru" | "me" | "su" | "org" | "net" | "info" | "рф")
}

/// The writing library takes a `%` for a letter and escapes it, unless it sees one of the escapes that it makes itself. Escapes of
/// other letters are therefore resolved, where that leaves the meaning as it was.
fn stable(address: &str) -> Option<String> {
    const KNOWN: [&str; 11] = ["%20", "%25", "%22", "%60", "%3c", "%3e", "%5b", "%5d", "%5e", "%7b", "%7d"];
    let lower = address.to_ascii_lowercase();
    if !address.contains('%') || KNOWN.iter().any(|escape| lower.contains(escape)) {
        return Some(address.to_owned());
    }
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        rest = after;
        let byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"/:@-._~".contains(&byte) {
            return None;
        }
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(link: &str) -> Option<String> {
        Target::of(link).map(|target| target.0)
    }

    #[test]
    fn addresses_places_and_mail_are_kept() {
        for link in ["https://vk.com/app8181405#module=health&groupId=1", "mailto:a@example.org", "https://vk.com/a%20b"] {
            assert_eq!(of(link).as_deref(), Some(link));
        }
        assert_eq!(of("#'Лист 2'!A1").as_deref(), Some("internal:'Лист 2'!A1"));
        assert_eq!(of("vk.com/club1").as_deref(), Some("http://vk.com/club1"));
    }

    #[test]
    fn escapes_are_resolved_only_where_nothing_changes() {
        assert_eq!(of("https://a.ru/%D0%96?to=https%3A%2F%2Fb.ru").as_deref(), Some("https://a.ru/Ж?to=https://b.ru"));
        assert_eq!(of("https://a.ru/?x=1%262"), None);
        assert_eq!(of("https://a.ru/%zz"), None);
    }

    #[test]
    fn files_and_long_targets_stay_texts() {
        for link in ["реестр.xlsx", "..\\a.xls", "", &format!("https://a.ru/{}", "x".repeat(2_100))] {
            assert_eq!(of(link), None);
        }
    }
}
