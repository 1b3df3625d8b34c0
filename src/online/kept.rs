//! What of an answer may be kept. Menus and links are made by people and may name people: telephones in titles, profiles and mail
//! addresses behind them. Only addresses that a page must carry are kept whole; of others the host is enough.

use std::borrow::Cow;

/// Sites whose addresses the letters ask for: the forms, the stores of the app.
const SITES: [&str; 6] =
    ["gosuslugi.ru", "apps.apple.com", "itunes.apple.com", "play.google.com", "rustore.ru", "appgallery.huawei.com"];
/// VK's own sites, where the address of an app is kept.
const VK: [&str; 4] = ["vk.com", "vk.ru", "m.vk.com", "m.vk.ru"];
/// So many digits in a row, with blanks, brackets and dashes between them, may be a telephone.
const PHONE: usize = 5;

/// An address as it may be kept: whole, the host alone, or not at all.
pub(super) fn url(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") => (scheme, rest),
        Some(_) => return None,
        // `mailto:`, `tel:` and the like; VK leaves the scheme of web addresses out at times.
        None if text.split(['/', '?', '#']).next().is_some_and(|start| start.contains([':', '@']) || !start.contains('.')) => {
            return None;
        }
        None => ("https", text),
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let folded = host.to_ascii_lowercase();
    let bare = folded.strip_prefix("www.").unwrap_or(&folded);
    if bare.is_empty() || !bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) {
        return None;
    }
    let is_site =
        SITES.iter().any(|site| bare.strip_suffix(site).is_some_and(|before| before.is_empty() || before.ends_with('.')));
    let is_app = VK.contains(&bare) && path.starts_with("/app");
    let is_nobodys = !path.contains('@') && !path.to_ascii_lowercase().contains("%40");
    Some(if (is_site || is_app) && is_nobodys { text.to_owned() } else { format!("{}://{folded}/", scheme.to_ascii_lowercase()) })
}

/// A title without the telephones and the mail addresses in it.
pub(super) fn title(text: &str) -> String {
    let words = text.split_whitespace().map(|word| if word.contains('@') { Cow::Borrowed("…") } else { Cow::Borrowed(word) });
    let text = words.collect::<Vec<_>>().join(" ");
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        kept.push_str(&rest[..start]);
        let number = &rest[start..];
        let length = number
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '‑' | '–' | '(' | ')' | ' ' | '.')))
            .unwrap_or(number.len());
        let (number, after) = number.split_at(length);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        // The blanks behind a number are not part of it.
        let blanks = &number[number.trim_end().len()..];
        match digits > PHONE {
            true => {
                kept.push('…');
                kept.push_str(blanks);
            }
            false => kept.push_str(number),
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_a_page_must_carry_are_kept_whole() {
        for address in [
            "https://vk.com/app8181405#module=health&groupId=5",
            "https://pos.gosuslugi.ru/form/?opaid=1&utm_source=vk",
            "https://www.gosuslugi.ru/600374/1/form",
            "https://apps.apple.com/ru/app/id1",
            "vk.ru/app8181405_-5",
        ] {
            assert_eq!(url(address).as_deref(), Some(address));
        }
    }

    #[test]
    fn of_other_addresses_only_the_host_is_kept() {
        for (address, kept) in [
            ("https://vk.com/id5", Some("https://vk.com/")),
            ("https://VK.com/ivan.ivanov?from=1", Some("https://vk.com/")),
            ("https://wa.me/79000000000", Some("https://wa.me/")),
            ("https://pos.gosuslugi.ru/?mail=a@b.example", Some("https://pos.gosuslugi.ru/")),
            ("https://gosuslugi.ru.example/79000000000", Some("https://gosuslugi.ru.example/")),
            ("mailto:a@b.example", None),
            ("tel:+79000000000", None),
            ("https://a:b@c.example/", None),
            ("79000000000", None),
            ("", None),
        ] {
            assert_eq!(url(address).as_deref(), kept, "{address}");
        }
    }

    #[test]
    fn telephones_and_mail_addresses_are_taken_out_of_titles() {
        for (text, kept) in [
            ("Запись к врачу", "Запись к врачу"),
            ("МБОУ «СОШ № 125» 2026–2027", "МБОУ «СОШ № 125» …"),
            ("Приёмная +7 (900) 000-00-00, ежедневно", "Приёмная …, ежедневно"),
            ("Почта a@b.example здесь", "Почта … здесь"),
            ("Единый номер 122", "Единый номер 122"),
            ("8.900.000.00.00", "…"),
        ] {
            assert_eq!(title(text), kept);
        }
    }
}
