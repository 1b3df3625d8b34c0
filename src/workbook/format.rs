//! What kind of file it is, by what stands in it and never by its name: half the «.xls» that portals export are web pages, and
//! a «.csv» that was opened and saved is often a workbook.

use super::foreign::encoding;
use cfb::CompoundFile;
use std::io::{self, Read, Seek, SeekFrom};
use zip::ZipArchive;
use zip::result::ZipError;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A workbook of Excel 2007 and later, also with macros or as a template.
    Xlsx,
    /// The same with binary parts.
    Xlsb,
    /// A workbook of Excel 95 to 2003.
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
    /// An OpenDocument spreadsheet as one XML file.
    FlatOds,
    /// Lines of text with separators: .csv, .tsv, .txt.
    Text,
    /// A web page with tables.
    Html,
    /// «Таблица XML 2003».
    Xml2003,
    /// A workbook that asks for a password.
    Encrypted,
    /// Not a table that can be read.
    Unknown(Unknown),
}

/// A file that is no table, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// No bytes, or blanks only.
    Empty,
    /// A PDF document.
    Pdf,
    /// A text document: .doc, .docx, .odt, .rtf.
    Document,
    /// A presentation.
    Presentation,
    /// A picture.
    Picture,
    /// An archive: .zip without a workbook's parts, .rar, .7z, .gz.
    Archive,
    /// A workbook of Excel 2 to 4.
    OldExcel,
    /// A workbook of Apple Numbers.
    Numbers,
    /// A web page packed into one file (.mht).
    WebArchive,
    /// The beginning is that of a workbook or an archive, but the rest is missing or damaged.
    Damaged,
    /// Bytes that are no text and no known format.
    Binary,
}

/// The first bytes of an OLE file.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// How many bytes at the beginning decide about text.
const HEAD: u64 = 16 * 1024;

/// Recognises a file. Leaves the reader at no particular place.
///
/// # Errors
/// Only what the reader itself fails with; a damaged file is an answer.
pub(crate) fn recognise<R: Read + Seek>(reader: &mut R) -> io::Result<Format> {
    reader.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return of_package(reader);
    }
    if head.starts_with(OLE) {
        return of_compound(reader);
    }
    Ok(of_signature(&head).unwrap_or_else(|| of_text(&head)))
}

/// What the parts of a zip archive make together.
fn of_package<R: Read + Seek>(reader: &mut R) -> io::Result<Format> {
    let mut archive = match ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        Err(_) => return Ok(Format::Unknown(Unknown::Damaged)),
    };
    let names: Vec<String> = archive
        .file_names_raw()
        .map(|name| String::from_utf8_lossy(name).replace('\\', "/").trim_start_matches('/').to_ascii_lowercase())
        .collect();
    let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
    if let Ok(mut entry) = archive.by_name("mimetype") {
        let mut kind = String::new();
        // An unreadable entry says nothing; the other parts decide then.
        let _ = entry.by_ref().take(128).read_to_string(&mut kind);
        if let Some(kind) = kind.strip_prefix("application/vnd.oasis.opendocument.") {
            return Ok(match kind.split(['-', '.']).next().unwrap_or_default().trim() {
                "spreadsheet" => Format::Ods,
                "presentation" => Format::Unknown(Unknown::Presentation),
                "text" => Format::Unknown(Unknown::Document),
                _ => Format::Unknown(Unknown::Archive),
            });
        }
    }
    Ok(if any(&|name| name.ends_with("workbook.bin")) {
        Format::Xlsb
    } else if any(&|name| name.starts_with("word/")) {
        Format::Unknown(Unknown::Document)
    } else if any(&|name| name.starts_with("ppt/")) {
        Format::Unknown(Unknown::Presentation)
    } else if any(&|name| name == "[content_types].xml") && any(&|name| name.ends_with(".xml") && name != "[content_types].xml") {
        Format::Xlsx
    } else if any(&|name| name.ends_with(".iwa")) {
        Format::Unknown(Unknown::Numbers)
    } else {
        Format::Unknown(Unknown::Archive)
    })
}

/// What the streams of an OLE file make together.
fn of_compound<R: Read + Seek>(reader: &mut R) -> io::Result<Format> {
    let file = match CompoundFile::open(reader) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) => {
            return Ok(Format::Unknown(Unknown::Damaged));
        }
        Err(error) => return Err(error),
    };
    Ok(if file.is_stream("/EncryptedPackage") {
        Format::Encrypted
    } else if file.is_stream("/Workbook") || file.is_stream("/Book") {
        Format::Xls
    } else if file.is_stream("/WordDocument") {
        Format::Unknown(Unknown::Document)
    } else if file.is_stream("/PowerPoint Document") {
        Format::Unknown(Unknown::Presentation)
    } else {
        Format::Unknown(Unknown::Binary)
    })
}

/// Formats that announce themselves in the first bytes.
fn of_signature(head: &[u8]) -> Option<Format> {
    const SIGNATURES: [(&[u8], Unknown); 14] = [
        (b"%PDF", Unknown::Pdf),
        (b"{\\rtf", Unknown::Document),
        (b"Rar!", Unknown::Archive),
        (b"7z\xBC\xAF\x27\x1C", Unknown::Archive),
        (b"\x1F\x8B", Unknown::Archive),
        (b"\x89PNG", Unknown::Picture),
        (b"\xFF\xD8\xFF", Unknown::Picture),
        (b"GIF8", Unknown::Picture),
        (b"II*\0", Unknown::Picture),
        (b"\x09\x00\x04\x00", Unknown::OldExcel),
        (b"\x09\x00\x06\x00", Unknown::OldExcel),
        (b"\x09\x02\x06\x00", Unknown::OldExcel),
        (b"\x09\x04\x06\x00", Unknown::OldExcel),
        (b"MIME-Version:", Unknown::WebArchive),
    ];
    let (_, unknown) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature))?;
    Some(Format::Unknown(*unknown))
}

/// Kinds of text: mark-up or lines with separators.
fn of_text(head: &[u8]) -> Format {
    let Some(encoding) = encoding::guess(head) else { return Format::Unknown(Unknown::Binary) };
    let text = encoding.decode(head).0;
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\0');
    if start.is_empty() {
        return Format::Unknown(Unknown::Empty);
    }
    if !start.starts_with('<') {
        return Format::Text;
    }
    let lower = start.to_lowercase();
    if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") && lower.contains("workbook") {
        Format::Xml2003
    } else if lower.contains("urn:oasis:names:tc:opendocument") && lower.contains("office:document") {
        Format::FlatOds
    } else if ["<html", "<table", "<!doctype html", "<body", "<meta", "<style", "<head"].iter().any(|tag| lower.contains(tag)) {
        Format::Html
    } else if lower.starts_with("<?xml") {
        Format::Unknown(Unknown::Binary)
    } else {
        Format::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn of(bytes: &[u8]) -> Format {
        recognise(&mut Cursor::new(bytes)).unwrap()
    }

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn packages_are_told_apart_by_their_parts() {
        let types = ("[Content_Types].xml", "");
        assert_eq!(of(&archive(&[types, ("xl/workbook.xml", "")])), Format::Xlsx);
        assert_eq!(of(&archive(&[types, ("xl/workbook.bin", "")])), Format::Xlsb);
        assert_eq!(of(&archive(&[types, ("word/document.xml", "")])), Format::Unknown(Unknown::Document));
        assert_eq!(of(&archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")])), Format::Ods);
        assert_eq!(of(&archive(&[("mimetype", "application/vnd.oasis.opendocument.text")])), Format::Unknown(Unknown::Document));
        assert_eq!(of(&archive(&[("реестр.xlsx", "")])), Format::Unknown(Unknown::Archive));
        assert_eq!(of(b"PK\x03\x04 cut off"), Format::Unknown(Unknown::Damaged));
    }

    #[test]
    fn ole_files_are_told_apart_by_their_streams() {
        for (name, format) in [
            ("/Workbook", Format::Xls),
            ("/BOOK", Format::Xls),
            ("/EncryptedPackage", Format::Encrypted),
            ("/WordDocument", Format::Unknown(Unknown::Document)),
        ] {
            let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
            file.create_stream(name).unwrap();
            assert_eq!(of(&file.into_inner().into_inner()), format, "{name}");
        }
        assert_eq!(of(&[OLE, b"cut off"].concat()), Format::Unknown(Unknown::Damaged));
    }

    #[test]
    fn texts_are_told_apart_by_their_beginning() {
        assert_eq!(of("Школа;vk.com/club1\n".as_bytes()), Format::Text);
        assert_eq!(of(b"\xD8\xEA\xEE\xEB\xE0;1"), Format::Text);
        assert_eq!(of("\u{FEFF} \n<html><body><table>".as_bytes()), Format::Html);
        let workbook = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">"#;
        assert_eq!(of(workbook.as_bytes()), Format::Xml2003);
        assert_eq!(of(b""), Format::Unknown(Unknown::Empty));
        assert_eq!(of(b" \r\n"), Format::Unknown(Unknown::Empty));
    }

    #[test]
    fn what_is_no_table_is_named() {
        assert_eq!(of(b"%PDF-1.7"), Format::Unknown(Unknown::Pdf));
        assert_eq!(of(b"\x00\x01\x02\x03\x04\x05\x00\xFF\xFE\x00\x07"), Format::Unknown(Unknown::Binary));
        assert_eq!(of(b"\x09\x02\x06\x00\x00\x00\x10\x00"), Format::Unknown(Unknown::OldExcel));
    }
}
