//! Styles of the cells in gospub's own sheets.

use super::StyleSheet;
use super::clone::{FontChange, colour};
use crate::table::edit::Look;
use crate::workbook::xml::with_attrs;

impl StyleSheet {
    /// A style after the workbook's default font.
    pub(super) fn look(&mut self, look: Look, link: bool) -> Vec<u8> {
        let plain = FontChange { base: 0, bold: false, underlined: false, size: None, colour: None };
        let mut change = match look {
            Look::Plain | Look::Marked(_) => plain,
            Look::Title => FontChange { bold: true, size: Some(14), ..plain },
            Look::Heading => FontChange { bold: true, ..plain },
            Look::Note => FontChange { size: Some(9), colour: Some("FF7F7F7F"), ..plain },
        };
        if link {
            change = FontChange { underlined: true, colour: FontChange::link(0).colour, ..change };
        }
        let font = if change == plain { None } else { self.font(change).map(|font| font.to_string()) };
        let nothing_behind = b" indexed=\"64\"";
        let fill = match look {
            Look::Marked(mark) => self.solid_fill(colour(mark), nothing_behind),
            Look::Heading => self.solid_fill("FFEDEDED", nothing_behind),
            Look::Plain | Look::Title | Look::Note => 0,
        };
        // Titles and notes run on over the cells beside them.
        let wrap = if matches!(look, Look::Title | Look::Note) { "" } else { " wrapText=\"1\"" };
        let p = &self.prefix;
        let inner = format!("<{p}alignment vertical=\"top\"{wrap}/>");
        let (attrs, _) = self.xf(0);
        let fill = fill.to_string();
        let mut changes =
            vec![("fillId", Some(&*fill)), ("applyFill", Some("1")), ("applyAlignment", Some("1")), ("quotePrefix", None)];
        if let Some(font) = &font {
            changes.extend([("fontId", Some(&**font)), ("applyFont", Some("1"))]);
        }
        let attrs = with_attrs(&attrs, &changes);
        self.write_xf(&attrs, inner.as_bytes())
    }
}
