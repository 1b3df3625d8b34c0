//! The part of a sheet that gospub makes.

use super::pen::{Pen, Rewritten, Style};
use super::styles::Key;
use super::text::escape;
use crate::table::edit::{Content, NewSheet};
use crate::table::sheet::{CellRef, Column};

/// What stands over every printed page of a new sheet: its name and the page's number. The rows of the list's header cannot be repeated
/// there, as that takes a defined name, and the workbook's names are the sender's.
pub(super) const PAGE_HEADER: &str = "&L&A&R&P / &N";

/// A new sheet's part in pieces: hyperlinks come between the last two.
pub(super) struct NewPart {
    pub(super) head: String,
    pub(super) rows: Rewritten,
    /// From the rows' end tag on; hyperlinks are put in by [`super::tail`].
    pub(super) tail: String,
}

pub(super) fn write(sheet: &NewSheet, strict: bool) -> NewPart {
    let (main, relationships) = if strict {
        ("http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships")
    } else {
        (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        )
    };
    let mut head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\" xmlns:r=\"{relationships}\">\
         <sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
    );
    head += "<sheetViews><sheetView workbookViewId=\"0\">";
    if sheet.frozen_rows > 0 {
        let (rows, next) = (sheet.frozen_rows, sheet.frozen_rows + 1);
        head += &format!("<pane ySplit=\"{rows}\" topLeftCell=\"A{next}\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    }
    head += "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>";
    if !sheet.widths.is_empty() {
        head += "<cols>";
        for (column, width) in (1..=Column::COUNT).zip(&sheet.widths) {
            let width = width.clamp(0.0, 255.0);
            head += &format!("<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>");
        }
        head += "</cols>";
    }
    head += "<sheetData>";
    let mut pen = Pen::new(b"", false, None);
    for (row, cells) in (1..=CellRef::ROWS).zip(&sheet.rows) {
        if cells.is_empty() {
            continue;
        }
        pen.tag(&[b"row r=\"", row.to_string().as_bytes(), b"\"", height(sheet.lines_of(cells)).as_bytes(), b">"]);
        for (column, cell) in (0..).map_while(Column::new).zip(cells) {
            let link = matches!(cell.content, Content::Link { .. } | Content::CellLink { .. });
            let style = Style::New(Key::Look { look: cell.look, link });
            pen.content(CellRef::new(row, column), style, &cell.content);
        }
        pen.end_tag(b"row");
    }
    let mut tail = "</sheetData>".to_owned();
    if let Some(filter) = sheet.filter {
        tail += &format!("<autoFilter ref=\"{filter}\"/>");
    }
    tail += "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.7\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/>\
        <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>";
    tail += &format!("<headerFooter><oddHeader>{}</oddHeader></headerFooter></worksheet>", escape(PAGE_HEADER));
    NewPart { head, rows: pen.out, tail }
}

/// The attributes of a row that is higher than one line.
fn height(lines: usize) -> String {
    /// Points of a line of the usual font, and of the highest row of Excel.
    const LINE: usize = 15;
    const HIGHEST: usize = 409;
    if lines > 1 { format!(" ht=\"{}\" customHeight=\"1\"", (lines * LINE).min(HIGHEST)) } else { String::new() }
}
