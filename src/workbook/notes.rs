//! The notes that people hang on cells: «примечания», and the conversations of newer versions of Excel.

use super::book::Book;
use super::error::WorkbookError;
use super::text::unescape;
use super::xml::{Scan, Token, attr_text, local};
use crate::table::sheet::CellRef;
use std::collections::BTreeMap;

/// What Excel writes for versions that know no conversations, before what was said in one.
const OF_CONVERSATION: &str = "[Threaded comment]";
/// No note is longer than this many bytes.
const LONGEST: usize = 1 << 16;

impl Book {
    /// The notes of the sheet at a position, in the order of cells.
    ///
    /// # Errors
    /// If a part with notes cannot be read.
    pub(crate) fn notes(&self, position: usize) -> Result<Vec<(CellRef, String)>, WorkbookError> {
        let Some(entry) = self.entries.get(position) else { return Ok(Vec::new()) };
        let mut notes: BTreeMap<CellRef, Vec<String>> = BTreeMap::new();
        for relation in self.package.relations(&entry.part)?.iter().filter(|relation| !relation.external) {
            let is_conversation = relation.kind.ends_with("threadedComment");
            if !is_conversation && relation.kind != "comments" {
                continue;
            }
            let Some((doc, _)) = self.package.whole(&relation.target)? else { continue };
            let found = read(&doc).ok_or_else(|| WorkbookError::xml(&relation.target, super::XmlFault::Malformed))?;
            for (at, text) in found {
                let text = text.trim();
                if !text.is_empty() && !text.starts_with(OF_CONVERSATION) {
                    notes.entry(at).or_default().push(text.to_owned());
                }
            }
        }
        Ok(notes.into_iter().map(|(at, texts)| (at, texts.join("\n"))).collect())
    }
}

/// Each note with its cell: the texts inside an element that names one. `None` if it is not XML.
fn read(doc: &[u8]) -> Option<Vec<(CellRef, String)>> {
    let mut notes: Vec<(CellRef, String)> = Vec::new();
    let (mut scan, mut inside, mut in_text) = (Scan::new(doc, 0), false, false);
    while let Some(token) = scan.next().ok()? {
        match token {
            Token::Start { name, attrs, empty } => match local(name) {
                b"comment" | b"threadedComment" if !empty => {
                    let at = attr_text(attrs, b"ref").and_then(|at| at.parse().ok());
                    inside = at.is_some();
                    notes.extend(at.map(|at| (at, String::new())));
                }
                b"t" | b"text" => in_text = !empty,
                // How the characters of a run are to be said aloud in Japanese is no part of the text.
                b"rPh" if !empty => scan.skip_element(64).ok()?,
                _ => {}
            },
            Token::End { name } => match local(name) {
                b"comment" | b"threadedComment" => inside = false,
                b"t" | b"text" => in_text = false,
                _ => {}
            },
            Token::Text(text) | Token::CData(text) if inside && in_text => {
                if let Some((_, note)) = notes.last_mut().filter(|(_, note)| note.len() < LONGEST) {
                    *note += &unescape(text);
                }
            }
            _ => {}
        }
    }
    Some(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_with_all_their_runs() {
        let doc = "<comments xmlns='x'><authors><author>Иванова</author></authors><commentList>\
                   <comment ref='D5' authorId='0'><text><r><t>Иванова:\n</t></r><r><t>см. &amp; выше</t></r></text></comment>\
                   <comment ref='E6' authorId='0'><text><t>закрыта</t></text></comment></commentList></comments>";
        let notes = read(doc.as_bytes()).unwrap();
        let notes: Vec<(String, &str)> = notes.iter().map(|(at, text)| (at.to_string(), text.as_str())).collect();
        assert_eq!(notes, [("D5".to_owned(), "Иванова:\nсм. & выше"), ("E6".to_owned(), "закрыта")]);
    }

    #[test]
    fn conversations_are_read_too() {
        let doc = "<ThreadedComments xmlns='x'><threadedComment ref='D5' id='{1}'><text>исправили</text></threadedComment></ThreadedComments>";
        assert_eq!(read(doc.as_bytes()).unwrap()[0].1, "исправили");
        assert_eq!(read(b"<comments><comment ref='D5"), None);
    }
}
