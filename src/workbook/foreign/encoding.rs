//! In what encoding a text file is: Russian offices send UTF-8, Windows-1251 and UTF-16, now and then DOS and KOI8-R.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, IBM866, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

/// How many bytes are looked at to tell one Cyrillic encoding from another.
const SAMPLE: usize = 256 * 1024;

/// The encoding of a text, or `None` if the bytes are no text. The beginning of a file is enough.
pub(crate) fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some(encoding) = wide(sample) {
        return Some(encoding);
    }
    let controls = sample.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A)).count();
    if sample.contains(&0) || controls > 4 + sample.len() / 100 {
        return None;
    }
    if is_utf8(sample) {
        return Some(UTF_8);
    }
    Some(cyrillic(sample))
}

/// Abbreviations follow none of the language's rules by which the detector tells encodings, and capitals of Windows-1251 are small
/// letters in KOI8-R: in a text of few other words the encoding is the one in which they can be read.
const ABBREVIATIONS: [&str; 24] = [
    "МБОУ",
    "МКОУ",
    "МАОУ",
    "МОУ",
    "ГБОУ",
    "ГКОУ",
    "ФГБУ",
    "ГБУ",
    "ГКУ",
    "МБУ",
    "МКУ",
    "МАУ",
    "МБДОУ",
    "МАДОУ",
    "МКДОУ",
    "ДОУ",
    "ГБУЗ",
    "ГАУЗ",
    "ОГБУЗ",
    "ЦРБ",
    "СОШ",
    "ОГРН",
    "ИНН",
    "ВК",
];

/// The Cyrillic encoding of a text that is no Unicode.
fn cyrillic(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let found = match detector.guess(Some(b"ru"), Utf8Detection::Deny) {
        // The detector knows the Ukrainian sister only, which has four letters more.
        found if found == KOI8_U => KOI8_R,
        found => found,
    };
    let read = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling(sample).0;
        text.split(|c: char| !c.is_alphabetic()).filter(|word| ABBREVIATIONS.contains(word)).count()
    };
    // The detector's answer stands unless another one reads more.
    [KOI8_R, IBM866, WINDOWS_1251, found].into_iter().max_by_key(|&encoding| read(encoding)).unwrap_or(found)
}

/// The text of a file, without its byte-order mark. `declared` is what the file says of itself; valid UTF-8 outweighs it, for
/// exporters often keep a stale declaration.
pub(crate) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> (String, &'static Encoding) {
    let guessed = guess(bytes);
    let encoding = match (guessed, declared) {
        (Some(guessed), _) if guessed == UTF_8 || guessed == UTF_16LE || guessed == UTF_16BE => guessed,
        (_, Some(declared)) => declared,
        (guessed, None) => guessed.unwrap_or(WINDOWS_1251),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    (text.into_owned(), encoding)
}

/// The encoding that a page or an XML file names in its first lines.
pub(crate) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2_048)]).to_ascii_lowercase();
    let after = ["encoding=", "charset="].iter().find_map(|key| head.split_once(key))?.1;
    let label =
        after.trim_start_matches(['"', '\'', ' ']).split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next()?;
    Encoding::for_label(label.as_bytes())
}

/// UTF-16 without a mark: every second byte is that of a Latin or a Cyrillic page.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let pages = |at: usize| sample.chunks_exact(2).filter(|pair| matches!(pair[at], 0x00 | 0x04)).count();
    let (even, odd) = (pages(0), pages(1));
    if odd * 10 > pairs * 8 && even * 10 < pairs * 3 {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 8 && odd * 10 < pairs * 3 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Valid UTF-8, or nearly so: a file cut in the middle of a letter, or one pasted together from two encodings, still is.
fn is_utf8(sample: &[u8]) -> bool {
    let (mut letters, mut faults) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    faults == 0 || letters >= 10 * faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "№;Наименование организации;Ссылка\r\n1;МБОУ «Школа № 5» г. Образцовска;https://vk.com/club1\r\n";

    /// What offices write: tables, titles, capitals, a few words, one row.
    const TEXTS: [&str; 9] = [
        LINE,
        "Организация;Сфера;Ссылка на страницу ВК\nМБОУ СОШ N 1;образование;https://vk.com/club1221\n",
        "НАИМЕНОВАНИЕ ОРГАНИЗАЦИИ;СФЕРА;ССЫЛКА\nМУНИЦИПАЛЬНОЕ БЮДЖЕТНОЕ ОБЩЕОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ;ОБРАЗОВАНИЕ;HTTPS://VK.COM/CLUB120\n",
        "МИНИСТЕРСТВО ОБРАЗОВАНИЯ;ССЫЛКА",
        "ГБУЗ ЦРБ;https://vk.com/club217000001\n",
        "МБОУ СОШ;vk.com/club1\n",
        "Школа;vk.com/club1\n",
        "имя;адрес\nдетский сад;https://vk.com/club5\n",
        "Ёлочка;Объект;Съезд;Эхо\nМБДОУ д/с Ёжик;vk.com/club7;щ;ъ\n",
    ];

    #[test]
    fn every_text_in_every_encoding_reads_as_it_was_written() {
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let mut missed = Vec::new();
        for text in TEXTS {
            let marked = format!("\u{FEFF}{text}");
            let mut files = vec![
                ("utf-8", text.as_bytes().to_vec()),
                ("utf-8 with a mark", marked.clone().into_bytes()),
                ("utf-16le", wide(text, u16::to_le_bytes)),
                ("utf-16be", wide(text, u16::to_be_bytes)),
                ("utf-16le with a mark", wide(&marked, u16::to_le_bytes)),
                ("utf-16be with a mark", wide(&marked, u16::to_be_bytes)),
            ];
            for encoding in [WINDOWS_1251, KOI8_R, IBM866] {
                let (bytes, _, lossy) = encoding.encode(text);
                // The older encodings have no guillemets.
                if !lossy {
                    files.push((encoding.name(), bytes.into_owned()));
                }
            }
            for (name, bytes) in files {
                let (read, found) = decode(&bytes, None);
                if read != text {
                    missed.push(format!("{name} read as {}: {}", found.name(), read.lines().next().unwrap_or_default()));
                }
            }
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }

    #[test]
    fn wide_texts_are_told_with_and_without_a_mark() {
        for (encoding, bytes) in [
            (UTF_16LE, LINE.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            (UTF_16BE, LINE.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()),
        ] {
            assert_eq!(decode(&bytes, None), (LINE.to_owned(), encoding));
            let marked = encoding.decode_without_bom_handling(&bytes).0;
            assert_eq!(marked, LINE);
        }
        assert_eq!(decode("\u{FEFF}а;б".as_bytes(), None), ("а;б".to_owned(), UTF_8));
    }

    #[test]
    fn declarations_name_the_encoding() {
        let name = |head: &str| declared(head.as_bytes()).map(Encoding::name);
        assert_eq!(name("<?xml version='1.0' encoding=\"windows-1251\"?>"), Some("windows-1251"));
        assert_eq!(name("<meta http-equiv=x content=\"text/html; charset=utf-8\">"), Some("UTF-8"));
        assert_eq!(name("<html>"), None);
    }

    #[test]
    fn utf8_cut_in_a_letter_is_utf8() {
        let bytes = LINE.as_bytes();
        let cut = LINE.find('С').unwrap() + 1;
        assert_eq!(guess(&bytes[..cut]), Some(UTF_8));
    }
}
