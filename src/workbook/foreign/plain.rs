//! A plain package, made of the sheets of a workbook in another format: what the rest of gospub reads and patches instead of it.
//!
//! Rows are written as they come, and what is written is compressed into a spool, so a table takes no more memory than a batch of its
//! rows. What a reader gives comes back: values, dates and number formats, widths, merged areas, hyperlinks, hidden rows, columns and
//! sheets. Every text stays a text. The same input gives the same bytes.

use crate::table::edit::lines;
use crate::table::formula::hyperlink;
use crate::table::sheet::{Area, Cell, CellRef, Column, Value};
use crate::workbook::MADE_BY;
use crate::workbook::cells::push_reference;
use crate::workbook::extent::Edge;
use crate::workbook::foreign::{ForeignSheet, Head};
use crate::workbook::input::{Input, Room};
use crate::workbook::new_strings::Strings;
use crate::workbook::pen::{Link, push_number};
use crate::workbook::relations::RelationsEdit;
use crate::workbook::spool::{Pending, Spool};
use crate::workbook::tail::{self, Links, MOST_LINKS};
use crate::workbook::target::target;
use crate::workbook::text::{CELL_TEXT, cut, escape};
use crate::workbook::workbook_part::free_name;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Packages up to this size stay in memory, larger ones go to a temporary file.
const IN_MEMORY: usize = 8 << 20;
/// The level of deflate: the package is read again at once and gone when the program ends.
const LEVEL: u32 = 1;
/// How many texts are known again.
const KNOWN_TEXTS: usize = 1 << 16;
/// How many bytes of rows are gathered before they are compressed.
const GATHERED: usize = 2 << 20;
/// Columns are made to fit their cells between these widths, in characters.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;
/// Points of a line of the usual font, and of the highest row of Excel.
const LINE: usize = 15;
const HIGHEST: usize = 409;
/// Frozen rows below this one would leave no room for the others.
const LAST_FROZEN: u32 = 12;
/// Errors that Excel knows; what other programs call an error is a text.
const ERRORS: [&str; 8] = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"];

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// What does not fit into an .xlsx.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    /// How many texts were cut to the 32,767 characters that a cell holds.
    pub(crate) cut_texts: usize,
    /// How many hyperlinks stayed plain text: more than 65,530 in a sheet.
    pub(crate) plain_links: usize,
    /// How many sheets were left out because they have no cells: charts, macros, dialogs.
    pub(crate) dropped_sheets: usize,
    /// How many merged areas were left out because they overlap others.
    pub(crate) dropped_merges: usize,
}

/// A package in the making.
pub(super) struct PlainBook {
    room: Room,
    spool: Spool,
    strings: Strings,
    sheets: Vec<Written>,
    names: HashSet<String>,
    styles: Styles,
    losses: Losses,
}

/// A sheet that is done, but for its place in the archive.
struct Written {
    name: String,
    visible: bool,
    head: Option<Area>,
    header: u32,
    spooled: usize,
    relations: Option<Vec<u8>>,
}

impl PlainBook {
    pub(super) fn new(room: Room) -> Self {
        let mut spool = Spool::new(room);
        let strings = Strings::new(spool.begin(LEVEL), KNOWN_TEXTS);
        Self {
            room,
            spool,
            strings,
            sheets: Vec::new(),
            names: HashSet::new(),
            styles: Styles::default(),
            losses: Losses::default(),
        }
    }

    /// Takes note of sheets without cells.
    pub(super) fn drop_sheets(&mut self, count: usize) {
        self.losses.dropped_sheets += count;
    }

    /// Begins a sheet. `widths` are what the file says of its columns.
    pub(super) fn sheet(&mut self, name: &str, visible: bool, widths: &[Option<f64>], head: Option<Head>) -> PlainSheet<'_> {
        let name = free_name(if name.trim().is_empty() { "Лист" } else { name }, &self.names);
        self.names.insert(name.to_lowercase());
        let pending = self.spool.begin(LEVEL);
        PlainSheet {
            book: self,
            name,
            visible,
            head,
            widths: widths.to_vec(),
            longest: Vec::new(),
            wide: HashSet::new(),
            pending,
            rows: Vec::new(),
            row: Row::default(),
            last: CellRef::new(1, Column::FIRST),
            links: Vec::new(),
        }
    }

    /// Writes a sheet that is in memory.
    pub(super) fn write(&mut self, sheet: &ForeignSheet, head: Option<Head>) -> io::Result<()> {
        let cells = &sheet.sheet;
        let mut plain = self.sheet(cells.name(), sheet.visible, &sheet.widths, head);
        let is_wide = |area: &&Area| area.first.column != area.last.column;
        plain.wide = cells.merges().iter().filter(is_wide).map(|area| area.first).collect();
        for row in cells.rows() {
            plain.begin_row(row.number(), row.is_hidden())?;
            for cell in row.cells() {
                plain.cell(cell, sheet.is_duration(cell.at))?;
            }
        }
        plain.end(cells.merges())
    }

    /// Puts the archive together.
    pub(super) fn finish(mut self) -> io::Result<(Input, Losses)> {
        let strings = self.strings.finish(&mut self.spool)?;
        let mut zip = ZipWriter::new(self.room.begin(IN_MEMORY));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(i64::from(LEVEL)))
            .last_modified_time(DateTime::DEFAULT)
            .system(MADE_BY);
        for (name, doc) in [
            ("[Content_Types].xml", content_types(self.sheets.len())),
            ("_rels/.rels", root_relations()),
            ("xl/workbook.xml", workbook(&self.sheets)),
            ("xl/_rels/workbook.xml.rels", workbook_relations(self.sheets.len())),
            ("xl/styles.xml", self.styles.part()),
        ] {
            zip.start_file(name, options).map_err(io::Error::other)?;
            zip.write_all(doc.as_bytes())?;
        }
        for (number, sheet) in (1..).zip(&self.sheets) {
            let part = format!("xl/worksheets/sheet{number}.xml");
            self.spool.copy(sheet.spooled, &part, DateTime::DEFAULT, &mut zip).map_err(zip_error)?;
            if let Some(relations) = &sheet.relations {
                zip.start_file(format!("xl/worksheets/_rels/sheet{number}.xml.rels"), options).map_err(io::Error::other)?;
                zip.write_all(relations)?;
            }
        }
        self.spool.copy(strings, "xl/sharedStrings.xml", DateTime::DEFAULT, &mut zip).map_err(zip_error)?;
        let package = zip.finish().map_err(zip_error)?;
        Ok((Input::of_spooled(package, self.room)?, self.losses))
    }
}

fn zip_error(error: zip::result::ZipError) -> io::Error {
    match error {
        zip::result::ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// A sheet that is being written, from the top.
pub(super) struct PlainSheet<'b> {
    book: &'b mut PlainBook,
    name: String,
    visible: bool,
    head: Option<Head>,
    widths: Vec<Option<f64>>,
    /// The longest text of each column, in characters.
    longest: Vec<usize>,
    /// Cells merged with their neighbours to the right.
    wide: HashSet<CellRef>,
    pending: Pending,
    /// Rows that are not compressed yet.
    rows: Vec<u8>,
    row: Row,
    /// The last row and the last column with anything in them.
    last: CellRef,
    links: Vec<(CellRef, Link)>,
}

/// The row that is being written.
#[derive(Default)]
struct Row {
    number: u32,
    hidden: bool,
    cells: Vec<u8>,
    /// The column after the last one written.
    next: usize,
    lines: usize,
}

impl PlainSheet<'_> {
    /// Begins the row with this number, which comes after all others.
    pub(super) fn begin_row(&mut self, number: u32, hidden: bool) -> io::Result<()> {
        self.end_row()?;
        self.row = Row { number, hidden, cells: std::mem::take(&mut self.row.cells), next: 0, lines: 1 };
        Ok(())
    }

    /// Writes a cell of the row, to the right of all others.
    pub(super) fn cell(&mut self, cell: Cell<'_>, is_duration: bool) -> io::Result<()> {
        self.fill_header(cell.at.column.index());
        let mut style = Style { is_header: self.is_header(), ..Style::default() };
        let link = cell.hyperlink.map(str::to_owned).or_else(|| cell.formula.and_then(hyperlink));
        style.link = link.is_some_and(|link| self.link(cell.at, &link));
        style.wrap = style.is_header | self.measure(cell);
        if let Value::Date(day) = cell.value {
            style.date = Some(if is_duration { DateFormat::Duration } else { DateFormat::of(day) });
        }
        self.begin_cell(cell.at, style);
        match cell.value {
            Value::Number(number) | Value::Date(number) if number.is_finite() => {
                self.row.cells.extend_from_slice(b"><v>");
                push_number(&mut self.row.cells, number);
                self.row.cells.extend_from_slice(b"</v></c>");
            }
            Value::Bool(value) => {
                self.row.cells.extend_from_slice(if value { b" t=\"b\"><v>1</v></c>" } else { b" t=\"b\"><v>0</v></c>" });
            }
            Value::Error(error) if ERRORS.contains(&error) => {
                self.row.cells.extend_from_slice(b" t=\"e\"><v>");
                self.row.cells.extend_from_slice(error.as_bytes());
                self.row.cells.extend_from_slice(b"</v></c>");
            }
            Value::Text(text) | Value::Error(text) => self.text(text, style)?,
            Value::Blank | Value::Number(_) | Value::Date(_) => self.row.cells.extend_from_slice(b"/>"),
        }
        self.last = CellRef::new(cell.at.row, self.last.column.max(cell.at.column));
        Ok(())
    }

    /// Ends the sheet.
    pub(super) fn end(mut self, merges: &[Area]) -> io::Result<()> {
        self.end_row()?;
        let given = merges.len();
        let merges = disjoint(merges);
        self.book.losses.dropped_merges += given - merges.len();
        let last_merged = merges.iter().map(|area| area.last);
        self.last = last_merged.fold(self.last, |last, at| CellRef::new(last.row.max(at.row), last.column.max(at.column)));
        let table = self.head.map(|head| Area {
            first: CellRef::new(head.header, head.table.first.column),
            last: CellRef::new(head.table.last.row.min(self.last.row).max(head.header), head.table.last.column),
        });
        let (tail, relations) = self.tail(&merges, table)?;
        self.pending.push(std::mem::take(&mut self.rows));
        self.pending.push(tail);
        let spooled = {
            let head = self.sheet_head().into_bytes();
            self.book.spool.end_behind(&mut self.pending, head)?
        };
        self.book.sheets.push(Written {
            name: self.name,
            visible: self.visible,
            head: self.head.zip(table).map(|(head, table)| Area {
                first: CellRef::new(head.table.first.row.min(head.header), table.first.column),
                ..table
            }),
            header: self.head.map_or(0, |head| head.header),
            spooled,
            relations,
        });
        Ok(())
    }

    fn begin_cell(&mut self, at: CellRef, style: Style) {
        self.row.cells.extend_from_slice(b"<c r=\"");
        push_reference(&mut self.row.cells, at);
        self.row.cells.push(b'"');
        let style = self.book.styles.index(style);
        if style > 0 {
            // Writing into memory does not fail.
            let _ = write!(self.row.cells, " s=\"{style}\"");
        }
        self.row.next = at.column.index() + 1;
    }

    /// The rest of a cell with a text.
    fn text(&mut self, text: &str, style: Style) -> io::Result<()> {
        let fits = cut(text);
        self.book.losses.cut_texts += usize::from(fits.len() < text.len());
        if style.wrap {
            let column = self.row.next - 1;
            let width = self.widths.get(column).copied().flatten().filter(|&width| width > 0.0);
            self.row.lines = self.row.lines.max(lines(fits, width.unwrap_or(WIDEST as f64)));
        }
        let index = self.book.strings.index(fits, &mut self.book.spool)?;
        let _ = write!(self.row.cells, " t=\"s\"><v>{index}</v></c>");
        Ok(())
    }

    /// Puts a hyperlink behind a cell, unless it has to stay a text.
    fn link(&mut self, at: CellRef, link: &str) -> bool {
        let Some(target) = target(link).map(Cow::into_owned) else { return false };
        if self.links.len() >= MOST_LINKS {
            self.book.losses.plain_links += 1;
            return false;
        }
        self.links.push((at, Link::Address(target)));
        true
    }

    fn is_header(&self) -> bool {
        self.head.is_some_and(|head| (head.table.first.row.min(head.header)..=head.header).contains(&self.row.number))
    }

    /// Writes the blank cells of the header's last row up to a column: headers without a text belong to the header all the same.
    fn fill_header(&mut self, up_to: usize) {
        let Some(head) = self.head.filter(|head| head.header == self.row.number) else { return };
        let (first, last) = (head.table.first.column.index(), head.table.last.column.index());
        for column in (self.row.next.max(first)..up_to.min(last + 1)).filter_map(Column::new) {
            self.begin_cell(CellRef::new(self.row.number, column), Style { is_header: true, wrap: true, ..Style::default() });
            self.row.cells.extend_from_slice(b"/>");
        }
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.fill_header(usize::from(Column::COUNT));
        let Row { number, hidden, cells, lines, .. } = &mut self.row;
        if !cells.is_empty() {
            let _ = write!(self.rows, "<row r=\"{number}\"");
            if *hidden {
                self.rows.extend_from_slice(b" hidden=\"1\"");
            }
            if *lines > 1 {
                // Not a height of the sender's: programs that find heights by themselves may.
                let _ = write!(self.rows, " ht=\"{}\"", (LINE * *lines).min(HIGHEST));
            }
            self.rows.push(b'>');
            self.rows.append(cells);
            self.rows.extend_from_slice(b"</row>");
        }
        if self.rows.len() >= GATHERED {
            self.pending.push(std::mem::take(&mut self.rows));
            let fragments = self.pending.compress()?;
            self.book.spool.push(&self.pending, &fragments)?;
            self.pending.forget();
        }
        Ok(())
    }

    /// Notes how wide a cell is; gives whether its text has to be wrapped. Titles above the table reach over their neighbours.
    fn measure(&mut self, cell: Cell<'_>) -> bool {
        let above_table = self.head.is_some_and(|head| cell.at.row < head.table.first.row);
        if above_table || self.wide.contains(&cell.at) {
            return false;
        }
        let (width, breaks) = match cell.value {
            Value::Text(text) => (text.chars().take(CELL_TEXT).count(), text.contains('\n')),
            Value::Number(_) => (12, false),
            Value::Date(_) => (10, false),
            Value::Blank | Value::Bool(_) | Value::Error(_) => (NARROWEST, false),
        };
        let column = cell.at.column.index();
        if self.longest.len() <= column {
            self.longest.resize(column + 1, 0);
        }
        self.longest[column] = self.longest[column].max(width);
        let room = self.widths.get(column).copied().flatten().filter(|&width| width > 0.0).unwrap_or(WIDEST as f64);
        breaks || width as f64 > room
    }

    /// What stands before the rows. It is written last, when the widths are known.
    fn sheet_head(&self) -> String {
        let mut head = format!(
            "{DECLARATION}<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
             <dimension ref=\"{}\"/><sheetViews><sheetView workbookViewId=\"0\"",
            Area { first: CellRef::new(1, Column::FIRST), last: self.last }
        );
        match self.head.map(|head| head.header).filter(|&header| header <= LAST_FROZEN) {
            Some(rows) => {
                let next = rows + 1;
                let _ = write!(
                    head,
                    "><pane ySplit=\"{rows}\" topLeftCell=\"A{next}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>"
                );
            }
            None => head += "/>",
        }
        head += "</sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>";
        let fitted = |column: usize| {
            let longest = self.longest.get(column).filter(|&&longest| longest > 0);
            longest.map(|&longest| longest.clamp(NARROWEST, WIDEST) as f64)
        };
        let mut cols = String::new();
        for column in 0..self.longest.len().max(self.widths.len()) {
            let given = self.widths.get(column).copied().flatten();
            let Some(width) = given.or_else(|| fitted(column)) else { continue };
            let number = column + 1;
            let hidden = if width == 0.0 { " hidden=\"1\"" } else { "" };
            let _ = write!(cols, "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"{hidden}/>");
        }
        if !cols.is_empty() {
            let _ = write!(head, "<cols>{cols}</cols>");
        }
        head + "<sheetData>"
    }

    /// What stands after the rows, with its relationships.
    fn tail(&mut self, merges: &[Area], table: Option<Area>) -> io::Result<(Vec<u8>, Option<Vec<u8>>)> {
        let mut tail = "</sheetData>".to_owned();
        if let Some(table) = table {
            let _ = write!(tail, "<autoFilter ref=\"{table}\"/>");
        }
        if !merges.is_empty() {
            let _ = write!(tail, "<mergeCells count=\"{}\">", merges.len());
            merges.iter().for_each(|area| _ = write!(tail, "<mergeCell ref=\"{area}\"/>"));
            tail += "</mergeCells>";
        }
        tail += "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>\
                 <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>";
        if let Some(table) = table {
            // Long numbers are texts on purpose; the green corners only frighten.
            let _ = write!(tail, "<ignoredErrors><ignoredError sqref=\"{table}\" numberStoredAsText=\"1\"/></ignoredErrors>");
        }
        tail += "</worksheet>";
        let first = CellRef::new(1, Column::FIRST);
        let edge = Edge { header: 1, table: Area { first, last: first }, own: None, strip: false, senders: Vec::new() };
        let links = Links {
            wanted: &self.links,
            replaced: &[],
            first_new: None,
            sheet: 0,
            prefix: Some("r"),
            strict: false,
            claims: None,
            relinked: &[],
        };
        let own = |fault| io::Error::other(format!("a part of its own making: {fault:?}"));
        let mut edit = RelationsEdit::new(None, false, DEPTH).map_err(own)?;
        let (tail, _) = tail::rewrite(tail.as_bytes(), "", &edge, &links, &[], &mut edit, DEPTH).map_err(own)?;
        let (relations, any) = edit.finish();
        Ok((tail, any.then_some(relations)))
    }
}

/// Elements inside one another in what is written here.
const DEPTH: usize = 16;

/// The areas from the top that overlap none before them: Excel calls a file with others damaged.
fn disjoint(merges: &[Area]) -> Vec<Area> {
    let mut areas = merges.to_vec();
    areas.sort();
    // Of the areas that reach down into the row: their last column by the first, and their first column by their last row.
    let (mut open, mut ends) = (BTreeMap::new(), BTreeSet::new());
    areas.retain(|area| {
        while let Some(&(row, column)) = ends.first().filter(|(row, _)| *row < area.first.row) {
            ends.remove(&(row, column));
            open.remove(&column);
        }
        let before = open.range(..=area.last.column).next_back();
        let is_free = before.is_none_or(|(_, &last): (&Column, &Column)| last < area.first.column);
        if is_free {
            open.insert(area.first.column, area.last.column);
            ends.insert((area.last.row, area.first.column));
        }
        is_free
    });
    areas
}

/// How a date is shown, by the number that every Excel has for it; in the way of the reader's country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DateFormat {
    Day = 14,
    DayAndTime = 22,
    TimeOfDay = 21,
    /// Hours beyond 24, minutes and seconds.
    Duration = 46,
}

impl DateFormat {
    /// The format that shows all of a date and no more.
    fn of(day: f64) -> Self {
        if day < 1.0 {
            Self::TimeOfDay
        } else if day.fract() == 0.0 {
            Self::Day
        } else {
            Self::DayAndTime
        }
    }
}

/// All that makes one cell look different from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    date: Option<DateFormat>,
    is_header: bool,
    wrap: bool,
    link: bool,
}

impl Style {
    /// The element of `cellXfs`, with the fonts, fills and borders of [`Styles::part`].
    fn xf(self) -> String {
        let font = match (self.is_header, self.link) {
            (false, false) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (true, true) => 3,
        };
        let format = self.date.map_or(0, |date| date as u32);
        let filled = if self.is_header { 2 } else { 0 };
        let framed = u32::from(self.is_header);
        let vertical = if self.is_header { "center" } else { "top" };
        let wrap = if self.wrap { " wrapText=\"1\"" } else { "" };
        format!(
            "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"{filled}\" borderId=\"{framed}\" xfId=\"0\" applyNumberFormat=\"1\" \
             applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"{vertical}\"{wrap}/></xf>"
        )
    }
}

/// The styles in use, by their numbers. Blank cells and those without an attribute have the first.
struct Styles(Vec<Style>);

impl Default for Styles {
    fn default() -> Self {
        Self(vec![Style::default()])
    }
}

impl Styles {
    fn index(&mut self, style: Style) -> usize {
        self.0.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.0.push(style);
            self.0.len() - 1
        })
    }

    fn part(&self) -> String {
        const FACE: &str = "<name val=\"Calibri\"/><family val=\"2\"/>";
        const BLUE: &str = "<u/><sz val=\"11\"/><color rgb=\"FF0563C1\"/>";
        const EDGE: &str = "style=\"thin\"><color rgb=\"FFBFBFBF\"/>";
        let xfs: String = self.0.iter().map(|style| style.xf()).collect();
        format!(
            "{DECLARATION}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"4\"><font><sz val=\"11\"/>{FACE}</font>\
             <font><b/><sz val=\"11\"/>{FACE}</font><font>{BLUE}{FACE}</font><font><b/>{BLUE}{FACE}</font></fonts>\
             <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
             <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7E6E6\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>\
             <borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>\
             <border><left {EDGE}</left><right {EDGE}</right><top {EDGE}</top><bottom {EDGE}</bottom><diagonal/></border></borders>\
             <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
             <cellXfs count=\"{}\">{xfs}</cellXfs>\
             <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
            self.0.len()
        )
    }
}

fn content_types(sheets: usize) -> String {
    const PACKAGE: &str = "application/vnd.openxmlformats-package";
    const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut doc = format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"{PACKAGE}.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEET}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{SHEET}.styles+xml\"/>\
         <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{SHEET}.sharedStrings+xml\"/>"
    );
    for number in 1..=sheets {
        let _ = write!(doc, "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{SHEET}.worksheet+xml\"/>");
    }
    doc + "</Types>"
}

fn relations_of(targets: impl Iterator<Item = (String, String)>) -> String {
    let mut doc = format!("{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (number, (kind, target)) in (1..).zip(targets) {
        let _ = write!(doc, "<Relationship Id=\"rId{number}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{target}\"/>");
    }
    doc + "</Relationships>"
}

fn root_relations() -> String {
    relations_of([("officeDocument".to_owned(), "xl/workbook.xml".to_owned())].into_iter())
}

fn workbook_relations(sheets: usize) -> String {
    let sheets = (1..=sheets).map(|number| ("worksheet".to_owned(), format!("worksheets/sheet{number}.xml")));
    let others = [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")];
    relations_of(sheets.chain(others.map(|(kind, target)| (kind.to_owned(), target.to_owned()))))
}

fn workbook(sheets: &[Written]) -> String {
    let active = sheets.iter().position(|sheet| sheet.visible).unwrap_or(0);
    let mut doc = format!(
        "{DECLARATION}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><bookViews><workbookView activeTab=\"{active}\"/></bookViews><sheets>"
    );
    for (position, sheet) in sheets.iter().enumerate() {
        let (number, name) = (position + 1, escape(&sheet.name));
        let state = if sheet.visible || position == active { "" } else { " state=\"hidden\"" };
        let _ = write!(doc, "<sheet name=\"{name}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>");
    }
    doc += "</sheets>";
    let mut names = String::new();
    for (position, sheet) in sheets.iter().enumerate() {
        let Some(Area { first, last }) = sheet.head else { continue };
        let name = escape(&sheet.name).replace('\'', "''");
        let (header, first_row, last_row) = (sheet.header, first.row, last.row);
        let (first, last) = (first.column, last.column);
        let _ = write!(
            names,
            "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{position}\" hidden=\"1\">'{name}'!${first}${header}:${last}${last_row}</definedName>\
             <definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{position}\">'{name}'!${first_row}:${header}</definedName>"
        );
    }
    if !names.is_empty() {
        let _ = write!(doc, "<definedNames>{names}</definedNames>");
    }
    doc + "</workbook>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::edit::{CellEdit, Content, Mark, NewSheets, OwnColumn, SheetEdits};
    use crate::table::sheet::Sheet;
    use crate::workbook::foreign::tests::book;
    use crate::workbook::foreign::{FindTable, Found};
    use crate::workbook::{Book, Limits, PatchOptions, Scope, SheetStrip, patch, strip};
    use std::io::Cursor;
    use std::sync::Arc;

    const XML: &str = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";

    fn no_table(_: &Arc<Sheet>) -> Option<Found> {
        None
    }

    fn plain(text: &str, find: &FindTable<'_>) -> (Book, Losses) {
        book(text.as_bytes(), find).unwrap()
    }

    fn part(book: &Book, name: &str) -> String {
        String::from_utf8(book.package.whole(name).unwrap().unwrap().0).unwrap()
    }

    fn value(sheet: &Sheet, cell: &str) -> String {
        match sheet.cell(cell.parse().unwrap()).value {
            Value::Text(text) => text.to_owned(),
            other => format!("{other:?}"),
        }
    }

    /// A table under a title.
    fn roster() -> Book {
        let head = Head { header: 3, table: "A3:C5".parse().unwrap() };
        plain("Реестр;;\n\n№;Ссылка;\n1;=1+1;а\n0002;;б\n", &|_| Some(Found { head: Some(head), columns: 2 })).0
    }

    #[test]
    fn a_table_keeps_its_values_and_shows_its_header() {
        let book = roster();
        let sheet = book.read(0, &Scope::default()).unwrap();
        let values = ["A1", "B3", "A5", "B4", "C4"].map(|cell| value(&sheet, cell));
        assert_eq!(values, ["Реестр", "Ссылка", "0002", "=1+1", "а"]);
        let part = part(&book, "xl/worksheets/sheet1.xml");
        for piece in ["<autoFilter ref=\"A3:C5\"/>", "<pane ySplit=\"3\"", "<c r=\"C3\" s=\"1\"/>", "sqref=\"A3:C5\""] {
            assert!(part.contains(piece), "no {piece} in {part}");
        }
        assert!(!part.contains("<f>"), "a text that begins with = stays a text");
    }

    #[test]
    fn what_is_annotated_and_stripped_is_as_it_was() {
        let book = roster();
        let own = OwnColumn { column: "D".parse().unwrap(), header: "Статус".to_owned(), width: 20.0, kept: false };
        let rows = |rows: std::ops::RangeInclusive<u32>| {
            let text = |at: &str, text: &str| CellEdit {
                at: at.parse().unwrap(),
                content: Some(Content::Text(text.to_owned())),
                mark: Some(Mark::Error),
                lasting: false,
            };
            if rows.contains(&4) { vec![text("D4", "Ошибка")] } else { Vec::new() }
        };
        let table = "A3:C5".parse().unwrap();
        let edits = SheetEdits { sheet: 0, header: 3, table, columns: vec![own.clone()], rows: &rows };
        let mut annotated = Cursor::new(Vec::new());
        patch(&book, &[edits], NewSheets::default(), &mut annotated, PatchOptions::default()).unwrap();
        let annotated = Book::from_bytes(annotated.into_inner(), Limits::default()).unwrap();
        assert!(part(&annotated, "xl/worksheets/sheet1.xml").contains("<autoFilter ref=\"A3:D5\"/>"));
        let mut stripped = Cursor::new(Vec::new());
        let sheet = SheetStrip { sheet: 0, header: 3, table, columns: vec![own.column] };
        strip(&annotated, &[sheet], false, &mut stripped, PatchOptions::default()).unwrap();
        let stripped = Book::from_bytes(stripped.into_inner(), Limits::default()).unwrap();
        for name in ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml"] {
            assert_eq!(part(&stripped, name), part(&book, name), "{name}");
        }
    }

    #[test]
    fn dates_numbers_links_and_merges_of_an_xml_table_come_back() {
        let (book, losses) = plain(
            &format!(
                "{XML}<Worksheet Name='а/б'><Table><Row><Cell MergeAcross='1'><Data Type='String'>Заголовок</Data></Cell></Row>\
                 <Row Hidden='1'><Cell><Data Type='DateTime'>2024-05-01</Data></Cell>\
                 <Cell HRef='https://vk.com/app1#a=1&amp;b=2'><Data Type='Number'>217000001</Data></Cell>\
                 <Cell Formula='=HYPERLINK(&quot;https://vk.com/club5&quot;,&quot;Сад&quot;)'><Data Type='String'>Сад</Data></Cell>\
                 </Row></Table></Worksheet></Workbook>"
            ),
            &no_table,
        );
        assert_eq!(losses, Losses::default());
        assert_eq!(book.sheets()[0].name, "а б");
        let sheet = book.read(0, &Scope::default()).unwrap();
        let link = |cell: &str| sheet.cell(cell.parse().unwrap()).hyperlink;
        assert_eq!(sheet.merges(), ["A1:B1".parse().unwrap()]);
        assert_eq!((value(&sheet, "A2"), value(&sheet, "B2")), ("Date(45413.0)".to_owned(), "Number(217000001.0)".to_owned()));
        assert_eq!((link("B2"), link("C2")), (Some("https://vk.com/app1#a=1&b=2"), Some("https://vk.com/club5")));
        assert!(sheet.row(2).unwrap().is_hidden());
    }

    #[test]
    fn the_same_input_gives_the_same_package() {
        let rows: String = (0..3_000).map(|row| format!("{row};Школа № {};{}\n", row % 7, "длинно ".repeat(row % 90))).collect();
        let names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"];
        let [one, other] = [(); 2].map(|()| names.map(|name| part(&plain(&rows, &no_table).0, name)));
        assert!(one == other);
        assert_eq!(one[1].matches("<t>Школа № 3</t>").count(), 1, "a text that comes again is written once");
    }

    #[test]
    fn texts_that_are_too_long_are_cut_and_counted() {
        let (book, losses) = plain(&format!("а;{}\n", "ж".repeat(40_000)), &no_table);
        assert_eq!(losses.cut_texts, 1);
        assert_eq!(value(&book.read(0, &Scope::default()).unwrap(), "B1").chars().count(), 32_767);
    }

    #[test]
    fn letters_that_xml_does_not_know_survive() {
        let wild = "a_x0041_\u{1}b <&> q";
        let (book, _) = plain(&format!("1;x{wild}\n"), &no_table);
        assert_eq!(value(&book.read(0, &Scope::default()).unwrap(), "B1"), format!("x{wild}"));
    }

    #[test]
    fn rows_are_as_high_as_their_texts() {
        let (book, _) = plain(&format!("б;в\nа;{}\n", "слово ".repeat(30)), &no_table);
        let sheet = part(&book, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<row r=\"1\">") && sheet.contains("<row r=\"2\" ht=\"60\">"), "{sheet}");
        assert!(
            sheet.contains("<col min=\"1\" max=\"1\" width=\"8\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"60\""),
            "{sheet}"
        );
    }

    #[test]
    fn links_to_files_beside_the_workbook_stay_texts() {
        let cell = |link: &str| format!("<tr><td><a href='{link}'>а</a></td></tr>");
        let page = ["https://vk.com/club1", "vk.com/club2", "реестр.xlsx"].map(cell).concat();
        let (book, _) = plain(&format!("<html><table>{page}</table></html>"), &no_table);
        let sheet = book.read(0, &Scope::default()).unwrap();
        let links = ["A1", "A2", "A3"].map(|cell| sheet.cell(cell.parse().unwrap()).hyperlink.map(str::to_owned));
        assert_eq!(links, [Some("https://vk.com/club1".to_owned()), Some("http://vk.com/club2".to_owned()), None]);
    }

    #[test]
    fn merged_areas_that_overlap_are_left_out() {
        let areas = |list: &[&str]| list.iter().map(|area| area.parse::<Area>().unwrap()).collect::<Vec<_>>();
        let merges = areas(&["D1:E9", "A1:C2", "B2:D3", "A3:C4", "E9:F9", "E10:F10", "C4:C5"]);
        assert_eq!(disjoint(&merges), areas(&["A1:C2", "D1:E9", "A3:C4", "E10:F10"]));
    }
}
