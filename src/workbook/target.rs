//! Where hyperlinks of sheets that gospub makes may lead.

use std::borrow::Cow;

/// Excel drops hyperlinks with longer addresses: 2,083 characters with what it adds itself.
pub(super) const LONGEST_ADDRESS: usize = 2_079;

/// The target of a hyperlink as it can be written, or `None` if it must stay a text: too long, or a file beside the workbook, where the
/// result will not be.
pub(super) fn target(link: &str) -> Option<Cow<'_, str>> {
    let link = link.trim();
    let is_too_long = |part: &str| part.len() > LONGEST_ADDRESS && part.chars().count() > LONGEST_ADDRESS;
    if link.is_empty() || link.splitn(2, '#').any(is_too_long) {
        return None;
    }
    match link {
        _ if link.starts_with('#') || link.contains("://") || link.starts_with("mailto:") => Some(Cow::Borrowed(link)),
        // Hands that type a hyperlink forget the scheme.
        host if looks_like_host(host) => Some(Cow::Owned(format!("http://{host}"))),
        _ => None,
    }
}

/// Whether a hyperlink begins with a host, as in `vk.com/club1`.
fn looks_like_host(link: &str) -> bool {
    let host = link.split('/').next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && matches!(last, "com" | "ru" | "me" | "su" | "org" | "net" | "info" | "рф")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_places_and_mail_are_kept() {
        for link in [
            "https://vk.com/app8181405#module=health&groupId=1",
            "mailto:a@example.org",
            "https://a.ru/%D0%96?x=1%262",
            "#'Лист 2'!A1",
        ] {
            assert_eq!(target(link).as_deref(), Some(link));
        }
        assert_eq!(target(" vk.com/club1").as_deref(), Some("http://vk.com/club1"));
    }

    #[test]
    fn files_and_long_targets_stay_texts() {
        let long = format!("https://a.ru/{}", "x".repeat(2_100));
        for link in ["реестр.xlsx", "..\\a.xls", "", &long] {
            assert_eq!(target(link), None);
        }
        // Both halves of an address have room of their own.
        assert!(target(&format!("https://a.ru/#{}", "x".repeat(2_070))).is_some());
    }
}
