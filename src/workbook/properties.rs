//! What a workbook says of itself beside its sheets.

use super::book::{Book, related};
use super::text::unescape;
use super::xml::{Scan, Token, local};
use crate::domain::Moment;

impl Book {
    /// When it was saved, by its own word.
    pub(crate) fn saved(&self) -> Option<Moment> {
        let relations = self.package.relations("").ok()?;
        let (doc, _) = self.package.whole(related(&relations, "core-properties")?).ok()??;
        text_of(&doc, b"modified")?.trim().parse().ok()
    }
}

/// The text of the first element with a local name.
fn text_of(doc: &[u8], wanted: &[u8]) -> Option<String> {
    let mut scan = Scan::new(doc, 0);
    while let Some(token) = scan.next().ok()? {
        if matches!(token, Token::Start { name, empty: false, .. } if local(name) == wanted) {
            let Some(Token::Text(text)) = scan.next().ok()? else { return None };
            return Some(unescape(text).into_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_saving_is_found_whatever_stands_around_it() {
        let doc = b"<cp:coreProperties><dc:creator>x</dc:creator><dcterms:modified xsi:type='x'>2026-11-29T10:00:00Z</dcterms:modified></cp:coreProperties>";
        assert_eq!(text_of(doc, b"modified").as_deref(), Some("2026-11-29T10:00:00Z"));
        assert_eq!(text_of(b"<a/>", b"modified"), None);
    }
}
