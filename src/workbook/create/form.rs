//! Workbooks for people to fill in. Rows are written one by one as they are made, and compressed as they come, so that no sheet is held
//! whole; what stands above them, their widths and filters may be known last.

use super::CreateError;
use super::archive::{self, zip_error};
use super::look::Looks;
use super::names::SheetNames;
use super::rows::RowPen;
use super::skeleton;
use crate::table::form::{FormCell, FormSheet};
use crate::table::sheet::{Area, CellRef, Column};
use crate::workbook::extent::Edge;
use crate::workbook::input::Room;
use crate::workbook::new_strings::Strings;
use crate::workbook::pen::Link;
use crate::workbook::relations::RelationsEdit;
use crate::workbook::spool::{Pending, Spool};
use crate::workbook::tail::{self, Links};
use crate::workbook::verify::Reread;
use std::io::{self, Cursor, Read, Write};
use zip::{DateTime, ZipArchive, ZipWriter};

/// The level of deflate: higher ones take several times as long and save a tenth of the size.
pub(super) const LEVEL: u32 = 1;
/// How many bytes of rows are gathered before they are handed over to be compressed.
const GATHERED: usize = 64 << 10;
/// Elements inside one another in what is written here.
const DEPTH: usize = 16;

/// Where rows wait until their workbook is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// In memory, and from some megabytes on in a temporary file.
    Files,
    /// In memory.
    Memory,
}

/// How the rows of a body are shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shown {
    /// To nobody: without formats.
    Hidden,
    /// To people.
    Sheet {
        /// The widths of the columns from A, in characters, by which rows get their heights.
        widths: Vec<f64>,
        /// Whether cells have frames.
        framed: bool,
    },
}

/// How many texts are known again: the names of a few thousand organisations, which stand in several sheets.
const KNOWN_TEXTS: usize = 1 << 14;

/// A workbook that is being written.
pub(crate) struct FormBook {
    texts: Texts,
}

/// Its texts, and the place where its parts wait.
pub(super) struct Texts {
    spool: Spool,
    strings: Strings,
}

impl Texts {
    /// The number of a text, which is not empty.
    pub(super) fn index(&mut self, text: &str) -> Result<u32, CreateError> {
        self.strings.index(text, &mut self.spool).map_err(|_| CreateError::Temporary)
    }
}

/// The rows of a sheet that are written before what stands above them and around them is known.
pub(crate) struct Body {
    pen: RowPen,
    pending: Pending,
}

impl FormBook {
    /// Begins a workbook.
    pub(crate) fn new(rows: Waiting) -> Self {
        let room = match rows {
            Waiting::Files => Room::Files,
            Waiting::Memory => Room::Memory,
        };
        let mut spool = Spool::new(room);
        let strings = Strings::new(spool.begin(LEVEL), KNOWN_TEXTS);
        Self { texts: Texts { spool, strings } }
    }

    /// Begins rows, the first of which has this number.
    pub(crate) fn body(&mut self, first_row: u32, shown: Shown) -> Body {
        Body { pen: RowPen::new(first_row, shown, None), pending: self.texts.spool.begin(LEVEL) }
    }

    /// Writes the next row of a body.
    ///
    /// # Errors
    /// [`CreateError`] when the sheet is full or temporary files cannot be written.
    pub(crate) fn row(&mut self, body: &mut Body, cells: &[FormCell<'_>]) -> Result<(), CreateError> {
        body.pen.row(cells, &mut self.texts)?;
        if body.pen.length() >= GATHERED {
            body.pending.push(body.pen.take());
            let fragments = body.pending.compress().map_err(|_| CreateError::Temporary)?;
            self.texts.spool.push(&body.pending, &fragments).map_err(|_| CreateError::Temporary)?;
            body.pending.forget();
        }
        Ok(())
    }

    /// Writes the workbook: sheets, each with its own rows from the top and with a body that goes on below them, if it has one. The first
    /// sheet is in front. Then it is read again and proved.
    ///
    /// # Errors
    /// [`CreateError`] when `out` fails, the sheets are more than an .xlsx can hold, or the workbook is not sound when it is read again.
    pub(crate) fn finish(mut self, sheets: Vec<(FormSheet<'_>, Option<Body>)>, out: &mut impl Reread) -> Result<(), CreateError> {
        let (mut names, mut skeleton) = (SheetNames::default(), skeleton::begin(Looks::all())?);
        let mut written = Vec::with_capacity(sheets.len());
        for (mut sheet, body) in sheets {
            let shown =
                if sheet.hidden { Shown::Hidden } else { Shown::Sheet { widths: sheet.widths.clone(), framed: sheet.framed } };
            let mut top = RowPen::new(1, shown.clone(), sheet.reach);
            sheet.rows.try_for_each(|cells| top.row(&cells, &mut self.texts))?;
            skeleton::add(&mut skeleton, &names.take(&sheet.name), &sheet)?;
            let body = body.unwrap_or_else(|| self.body(1, Shown::Hidden));
            written.push((top, body));
        }
        let skeleton = skeleton.save_to_buffer()?;
        self.assemble(skeleton, written, &names, out)
    }

    /// Puts the rows into the skeleton.
    fn assemble(
        self,
        skeleton: Vec<u8>,
        sheets: Vec<(RowPen, Body)>,
        names: &SheetNames,
        out: &mut impl Reread,
    ) -> Result<(), CreateError> {
        let Texts { mut spool, strings } = self.texts;
        let strings = strings.finish(&mut spool).map_err(|_| CreateError::Temporary)?;
        let mut skeleton = ZipArchive::new(Cursor::new(skeleton)).map_err(zip_error)?;
        let mut zip = ZipWriter::new(out);
        let options = archive::options(LEVEL);
        let mut sheets: Vec<Option<(RowPen, Body)>> = sheets.into_iter().map(Some).collect();
        for index in 0..skeleton.len() {
            let entry = skeleton.by_index_raw(index).map_err(zip_error)?;
            let name = entry.name().map_err(zip_error)?.into_owned();
            if name == skeleton::STRINGS {
                spool.copy(strings, &name, DateTime::DEFAULT, &mut zip).map_err(zip_error)?;
                continue;
            }
            let number = name.strip_prefix("xl/worksheets/sheet").and_then(|rest| rest.strip_suffix(".xml"));
            let number = number.and_then(|number| number.parse::<usize>().ok());
            let Some((top, body)) = number.and_then(|number| sheets.get_mut(number.wrapping_sub(1))?.take()) else {
                archive::copy_raw(entry, &mut zip).map_err(zip_error)?;
                continue;
            };
            drop(entry);
            let mut part = String::new();
            skeleton.by_index(index).map_err(zip_error)?.read_to_string(&mut part)?;
            let (sheet, relations) = put_rows(&mut spool, &part, top, body, names)?;
            spool.copy(sheet, &name, DateTime::DEFAULT, &mut zip).map_err(zip_error)?;
            if let Some(relations) = relations {
                let name = name.replace("worksheets/", "worksheets/_rels/") + ".rels";
                zip.start_file(name, options).map_err(zip_error)?;
                zip.write_all(&relations)?;
            }
        }
        archive::end(zip)
    }
}

/// Puts rows into the part of a sheet that has none. Gives its number in the spool, and its relationships, if it has any.
fn put_rows(
    spool: &mut Spool,
    part: &str,
    mut top: RowPen,
    mut body: Body,
    names: &SheetNames,
) -> Result<(usize, Option<Vec<u8>>), CreateError> {
    let own = |what: &str| io::Error::other(format!("a part of its own making: {what}"));
    let (head, tail) = parted(part).ok_or_else(|| own("no rows"))?;
    let tail = with_merged(tail, top.merged());
    let last = CellRef::new(top.last().row.max(body.pen.last().row), top.last().column.max(body.pen.last().column));
    let reached = Area { first: CellRef::new(1, Column::FIRST), last };
    let head = replaced(&head, "<dimension ref=\"", "\"", &reached.to_string());
    let mut wanted = top.take_links();
    wanted.extend(body.pen.take_links());
    for (_, link) in &mut wanted {
        if let Link::Place { sheet, .. } = link {
            *sheet = names.taken_for(sheet).to_owned();
        }
    }
    let edge = Edge {
        header: 1,
        table: Area { first: reached.first, last: reached.first },
        own: None,
        strip: false,
        senders: Vec::new(),
    };
    let links = Links {
        wanted: &wanted,
        replaced: &[],
        first_new: None,
        sheet: 0,
        // The library declares no prefix where it has written no relationship itself.
        prefix: part.contains(" xmlns:r=\"").then_some("r"),
        strict: false,
        claims: None,
        relinked: &[],
    };
    let mut edit = RelationsEdit::new(None, false, DEPTH).map_err(|_| own("relationships"))?;
    let (tail, _) = tail::rewrite(tail.as_bytes(), "", &edge, &links, &[], &mut edit, DEPTH).map_err(|_| own("tail"))?;
    body.pending.push(body.pen.take());
    body.pending.push(tail);
    let head = [head.as_bytes(), &top.take()].concat();
    let sheet = spool.end_behind(&mut body.pending, head).map_err(|_| CreateError::Temporary)?;
    let (relations, any) = edit.finish();
    Ok((sheet, any.then_some(relations)))
}

/// A part in two: up to the place of the first row, and from behind the last one on. The cells that the library wrote itself are left out.
fn parted(part: &str) -> Option<(String, String)> {
    const BEGIN: &str = "<sheetData>";
    const END: &str = "</sheetData>";
    let (head, rest) = part.split_once("<sheetData")?;
    let tail = match rest.strip_prefix("/>") {
        Some(tail) => tail,
        None => rest.split_once(END)?.1,
    };
    Some((format!("{head}{BEGIN}"), format!("{END}{tail}")))
}

/// A tail with merged cells, in the place that the standard gives them.
fn with_merged(tail: String, merged: &[Area]) -> String {
    if merged.is_empty() {
        return tail;
    }
    let after = ["<autoFilter ", "<sheetProtection ", "</sheetData"].iter().find_map(|tag| {
        let begin = tail.find(tag)?;
        Some(begin + tail[begin..].find('>')? + 1)
    });
    let (head, rest) = tail.split_at(after.unwrap_or(0));
    let cells: String = merged.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
    format!("{head}<mergeCells count=\"{}\">{cells}</mergeCells>{rest}", merged.len())
}

/// A text with another value between the first `before` and the next `behind`.
fn replaced(text: &str, before: &str, behind: &str, value: &str) -> String {
    match text.split_once(before).and_then(|(head, rest)| Some((head, rest.split_once(behind)?.1))) {
        Some((head, tail)) => format!("{head}{before}{value}{behind}{tail}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::edit::{Look, Mark};
    use crate::table::form::{Choice, FormContent};

    fn book(sheets: Vec<(FormSheet<'_>, Option<Body>)>, book: FormBook) -> ZipArchive<Cursor<Vec<u8>>> {
        let mut out = Cursor::new(Vec::new());
        book.finish(sheets, &mut out).unwrap();
        ZipArchive::new(out).unwrap()
    }

    fn text_of(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn part(sheets: Vec<FormSheet<'_>>, name: &str) -> String {
        let sheets = sheets.into_iter().map(|sheet| (sheet, None)).collect();
        text_of(&mut book(sheets, FormBook::new(Waiting::Files)), name)
    }

    fn sheet(rows: Vec<Vec<FormCell<'static>>>) -> FormSheet<'static> {
        FormSheet::new("Лист", vec![20.0, 20.0, 5.0], Box::new(rows.into_iter()))
    }

    fn entry(text: &str) -> FormCell<'_> {
        FormCell { entry: true, ..FormCell::text(text, Look::Marked(Mark::Error)) }
    }

    #[test]
    fn only_entry_cells_can_be_changed_and_stay_text() {
        let rows = vec![vec![FormCell::text("=1+1", Look::Plain), entry("0012")]];
        let written = part(vec![FormSheet { protected: true, ..sheet(rows) }], "xl/worksheets/sheet1.xml");
        assert!(written.contains("<sheetProtection sheet=\"1\""), "{written}");
        assert!(written.contains("autoFilter=\"0\"") && written.contains("formatColumns=\"0\""), "{written}");
        assert!(!written.contains("<f>"), "a text that begins with = stays a text");
        let styles = part(vec![sheet(Vec::new())], "xl/styles.xml");
        assert!(styles.contains("<protection locked=\"0\"/>") && styles.contains("numFmtId=\"49\""), "{styles}");
    }

    #[test]
    fn a_style_has_the_number_that_the_library_gives_its_format() {
        let styles = part(vec![sheet(Vec::new())], "xl/styles.xml");
        let formats: Vec<&str> = styles.split_once("<cellXfs").unwrap().1.split("<xf ").skip(1).collect();
        let number = |cell: FormCell<'static>| {
            let written = part(vec![sheet(vec![vec![cell]])], "xl/worksheets/sheet1.xml");
            let number = written.split_once(" s=\"").unwrap().1.split_once('"').unwrap().0;
            number.parse::<usize>().unwrap()
        };
        assert!(formats[number(entry("а"))].contains("<protection locked=\"0\"/>"));
        assert!(!formats[number(FormCell::text("а", Look::Note))].contains("wrapText"));
        let last = number(FormCell {
            entry: true,
            computed: None,
            content: FormContent::Link { text: "а".into(), target: "https://a.ru".into() },
            look: Look::Note,
        });
        assert!(last < formats.len() && last > number(FormCell::text("а", Look::Note)));
    }

    #[test]
    fn heads_filters_lists_and_hidden_things_are_set() {
        let header = ["Сфера", "Ключ", "x"].map(|text| FormCell::text(text, Look::Heading)).to_vec();
        let rows = vec![vec![FormCell::text("Заголовок", Look::Title)], header, vec![entry("а"), FormCell::blank()]];
        let form = FormSheet {
            reach: Column::new(1),
            hidden_columns: Column::new(2).into_iter().collect(),
            frozen_rows: 2,
            repeated_rows: Some(2..=2),
            filter: Some("A2:C3".parse().unwrap()),
            choices: vec![Choice {
                area: "A3:A3".parse().unwrap(),
                values: vec!["да".into(), "нет".into()],
                refusal: Some("Из списка.".into()),
            }],
            footer: "A & B".into(),
            ..sheet(rows)
        };
        let hidden = FormSheet { hidden: true, ..sheet(Vec::new()) };
        let written = part(vec![form], "xl/worksheets/sheet1.xml");
        for piece in [
            "<dimension ref=\"A1:C3\"/>",
            "<mergeCell ref=\"A1:B1\"/>",
            "<pane ySplit=\"2\"",
            "<autoFilter ref=\"A2:C3\"/>",
            "hidden=\"1\"",
            "\"да,нет\"",
            "&amp;LA &amp;&amp; B&amp;R&amp;P / &amp;N",
            "fitToHeight=\"0\" orientation=\"landscape\"",
        ] {
            assert!(written.contains(piece), "no {piece} in {written}");
        }
        let workbook = part(vec![sheet(vec![vec![entry("а")]]), hidden], "xl/workbook.xml");
        assert!(workbook.contains("state=\"veryHidden\""), "{workbook}");
    }

    #[test]
    fn a_body_stands_below_the_rows_that_are_known_last_and_leads_where_its_sheets_are() {
        let mut whole = FormBook::new(Waiting::Files);
        let mut body = whole.body(2, Shown::Sheet { widths: vec![20.0; 3], framed: false });
        let link = |content| FormCell { content, ..FormCell::blank() };
        let long = FormCell::text("слово ".repeat(10), Look::Plain);
        for row in 0..1_000 {
            let address = FormContent::Link { text: "стр.".into(), target: format!("vk.com/club{row}").into() };
            whole.row(&mut body, &[link(address), long.clone()]).unwrap();
        }
        let cell = "A1".parse().unwrap();
        let inside = FormContent::CellLink { text: "сюда".into(), sheet: "Лист".into(), cell };
        whole.row(&mut body, &[link(inside)]).unwrap();
        let top = sheet(vec![vec![FormCell::text("итог", Look::Plain)]]);
        let mut archive = book(vec![(sheet(Vec::new()), None), (top, Some(body))], whole);
        let written = text_of(&mut archive, "xl/worksheets/sheet2.xml");
        let texts = text_of(&mut archive, "xl/sharedStrings.xml");
        assert_eq!(texts.matches("<si>").count(), 4, "{texts}");
        let order = [
            "<dimension ref=\"A1:B1002\"/>",
            "<row r=\"1\">",
            "<row r=\"2\" ht=\"60\" customHeight=\"1\">",
            "<row r=\"1001\"",
            "<hyperlinks>",
        ];
        let places = order.map(|piece| written.find(piece).unwrap_or_else(|| panic!("no {piece} in {written}")));
        assert!(places.is_sorted());
        assert!(written.contains("<hyperlink ref=\"A1002\" location=\"'Лист'!A1\""), "links within the workbook");
        let relations = text_of(&mut archive, "xl/worksheets/_rels/sheet2.xml.rels");
        assert!(relations.contains("Target=\"http://vk.com/club999\" TargetMode=\"External\""));
        assert_eq!(relations.matches("<Relationship ").count(), 1_000);
    }

    #[test]
    fn more_than_a_sheet_holds_is_refused() {
        let mut book = FormBook::new(Waiting::Memory);
        let mut body = book.body(CellRef::ROWS, Shown::Hidden);
        assert!(book.row(&mut body, &[entry("а")]).is_ok());
        assert!(matches!(book.row(&mut body, &[entry("а")]), Err(CreateError::Full)));
    }
}
