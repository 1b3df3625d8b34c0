//! A workbook in Office Open XML, opened: its sheets by name, each read on demand. The texts that its sheets share are read at once.

use super::claims::Claims;
use super::copied;
use super::error::WorkbookError;
use super::input::Input;
use super::limits::Limits;
use super::number_formats::{self, Shown};
use super::package::{Encoding, Package, Relation, by_id};
use super::read::{self, Scope, Source};
use super::strings;
use super::styles;
use super::styles::{Says, own_sheets};
use super::text::unescape;
use super::undo::{self, FormerLink, Recorded};
use super::xml::{self, Node, XmlFault};
use crate::table::sheet::{Area, CellRef, Column, NewValue, OwnColumns, Sheet, Texts, Value};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

/// A sheet's place in its workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// The name on its tab.
    pub name: String,
    /// Whether its tab is shown.
    pub(crate) visible: bool,
    /// Whether it has cells: chart sheets and macro sheets do not.
    pub is_worksheet: bool,
    /// Whether gospub made it, in an earlier run; false as well where another program has saved the workbook since.
    pub own: bool,
}

/// An opened workbook. Several threads may read from it.
#[derive(Debug)]
pub struct Book {
    pub(super) package: Package,
    /// The part with the list of sheets.
    pub(super) part: String,
    pub(super) doc: Vec<u8>,
    pub(super) encoding: Encoding,
    pub(super) relations: Vec<Relation>,
    pub(super) sheets: Vec<SheetInfo>,
    pub(super) entries: Vec<SheetEntry>,
    shown: Vec<Shown>,
    /// Whether its days are counted from 1904 on; [`Value::Date`](crate::table::sheet::Value) is in the epoch of 1900 all the same.
    pub(super) is_1904: bool,
    styles: Vec<Says>,
    pub(super) texts: Arc<Texts>,
    /// The position of the sheet with the record of an earlier run.
    pub(super) record: Option<usize>,
    recorded: OnceLock<Option<Vec<Recorded>>>,
    claims: Vec<OnceLock<Option<Arc<Claims>>>>,
}

/// What the workbook's part says of a sheet beyond its name.
#[derive(Clone, Debug)]
pub(super) struct SheetEntry {
    /// The sheet's part; empty where the relationship leads nowhere.
    pub(super) part: String,
    pub(super) id: String,
    pub(super) relation: String,
}

impl Book {
    /// Opens a workbook file and reads the texts that its sheets share.
    #[cfg(test)]
    pub(crate) fn open(path: &std::path::Path, limits: Limits) -> Result<Self, WorkbookError> {
        Self::load(Input::open(path, &limits)?, limits)
    }

    /// Opens a workbook that is in memory.
    pub fn from_bytes(bytes: Vec<u8>, limits: Limits) -> Result<Self, WorkbookError> {
        Self::load(Input::from(Arc::new(bytes)), limits)
    }

    pub(super) fn load(input: Input, limits: Limits) -> Result<Self, WorkbookError> {
        let package = Package::open(input, limits)?;
        let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument" && !relation.external);
        let part = main.map(|main| main.target).filter(|part| !part.ends_with(".bin")).ok_or(WorkbookError::NotAWorkbook)?;
        let (doc, encoding) = package.whole(&part)?.ok_or_else(|| WorkbookError::MissingPart(part.clone()))?;
        let relations = package.relations(&part)?;
        let (mut sheets, entries) = sheets(&doc, &part, &relations, limits)?;
        // Of a part that two sheets share no sheet can be changed alone, and a million sheets may share one.
        let mut parts = HashSet::new();
        if let Some((_, twice)) =
            sheets.iter().zip(&entries).find(|(info, entry)| info.is_worksheet && !parts.insert(&entry.part))
        {
            return Err(WorkbookError::SharedPart(twice.part.clone()));
        }
        let (shown, styles) = match related(&relations, "styles").map(|part| (part, package.whole(part))) {
            Some((part, whole)) => match whole? {
                Some((doc, _)) => {
                    let fault = |fault| WorkbookError::xml(part, fault);
                    let own = own_sheets(&doc, limits.depth).map_err(fault)?;
                    sheets.iter_mut().zip(&entries).for_each(|(info, entry)| info.own = own.contains(&entry.id));
                    (number_formats::shown(&doc, limits.depth).map_err(fault)?, styles::says(doc, limits.depth).map_err(fault)?)
                }
                None => Default::default(),
            },
            None => Default::default(),
        };
        let texts = match related(&relations, "sharedStrings").filter(|part| package.has(part)) {
            Some(part) => Arc::new(strings::shared(&package, part)?),
            None => Arc::default(),
        };
        let is_1904 = is_1904(&doc, limits.depth).map_err(|fault| WorkbookError::xml(&part, fault))?;
        let claims = sheets.iter().map(|_| OnceLock::new()).collect();
        let (record, recorded) = (None, OnceLock::new());
        let mut book = Self {
            package,
            part,
            doc,
            encoding,
            relations,
            sheets,
            entries,
            shown,
            is_1904,
            styles,
            texts,
            record,
            recorded,
            claims,
        };
        book.record = book.find_record();
        if let Some(position) = book.record {
            book.sheets[position].own = true;
        }
        Ok(book)
    }

    /// The sheet of the record: hidden, of its name and with its words. A sheet that cannot be read is none.
    fn find_record(&self) -> Option<usize> {
        let scope = Scope { rows: Some(1), columns: Some(vec![Column::FIRST]) };
        let is_record = |&position: &usize| {
            let info = &self.sheets[position];
            let head =
                (!info.visible && info.is_worksheet && info.name.starts_with(undo::NAME)).then(|| self.cells(position, &scope));
            head.and_then(Result::ok)
                .is_some_and(|head| head.cell(CellRef::new(1, Column::FIRST)).value == Value::Text(undo::TITLE))
        };
        (0..self.sheets.len()).find(is_record)
    }

    /// The text of the record, in pieces.
    pub(super) fn record_pieces(&self) -> Result<Option<Vec<String>>, WorkbookError> {
        let Some(position) = self.record else { return Ok(None) };
        let sheet = self.cells(position, &Scope { rows: None, columns: Some(vec![Column::FIRST]) })?;
        let text = |row: crate::table::sheet::Row<'_>| match row.value(Column::FIRST) {
            Value::Text(text) => Some(text.to_owned()),
            _ => None,
        };
        Ok(Some(sheet.rows().skip(1).filter_map(text).collect()))
    }

    /// The record by sheets; none if the workbook has none that can be read.
    fn recorded(&self) -> Option<&[Recorded]> {
        let read = || {
            let mut reader = undo::Reader::default();
            let pieces = self.record_pieces().ok()??;
            pieces.iter().try_for_each(|piece| reader.piece(piece))?;
            Some(reader.finish())
        };
        self.recorded.get_or_init(read).as_deref()
    }

    /// Which cells of a sheet gospub wrote in an earlier run; none where the workbook has no record.
    pub(super) fn claims(&self, position: usize) -> Result<Option<Arc<Claims>>, WorkbookError> {
        if self.recorded().is_none() {
            return Ok(None);
        }
        match self.claims[position].get() {
            Some(claims) => Ok(claims.clone()),
            None => Ok(self.claims_in(position, &self.cells(position, &Scope::default())?)),
        }
    }

    fn claims_in(&self, position: usize, sheet: &Sheet) -> Option<Arc<Claims>> {
        self.recorded()?;
        let found = || self.recorded_of(position, sheet).map(|recorded| Claims::find(recorded, sheet));
        self.claims[position].get_or_init(|| Some(Arc::new(found().unwrap_or_default()))).clone()
    }

    /// What the record says of the sheet at a position, or of the one that people made it a copy of.
    fn recorded_of(&self, position: usize, sheet: &Sheet) -> Option<&Recorded> {
        let recorded = self.recorded()?;
        let named = recorded.iter().find(|recorded| recorded.name == self.sheets[position].name);
        // A sheet that has been renamed keeps its number, but for programs that number all sheets anew.
        let is_orphan = |recorded: &&Recorded| self.sheets.iter().all(|sheet| sheet.name != recorded.name);
        let renamed = || recorded.iter().filter(is_orphan).find(|recorded| recorded.id == self.entries[position].id);
        named.or_else(renamed).or_else(|| recorded.iter().find(|recorded| copied::is_sheet(recorded, sheet)))
    }

    /// The sheets in the order of their tabs.
    pub(crate) fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// The columns over which pictures and charts lie on the sheet at a position, from the first to the last of each, as far as their part
    /// can be read.
    pub(crate) fn pictures(&self, position: usize) -> Vec<(Column, Column)> {
        let Some(entry) = self.entries.get(position) else { return Vec::new() };
        let (package, depth) = (&self.package, self.package.limits.depth);
        let relations = package.relations(&entry.part).unwrap_or_default();
        let drawing = relations.iter().find(|relation| relation.kind == "drawing");
        let doc = drawing.and_then(|drawing| package.whole(&drawing.target).ok()?).map(|(doc, _)| doc).unwrap_or_default();
        let column = |anchor: &Node, end: &[u8]| {
            let end = xml::child(&doc, anchor, end, depth).ok()??;
            let column = xml::child(&doc, &end, b"col", depth).ok()??;
            Column::new(std::str::from_utf8(&doc[column.inner]).ok()?.trim().parse().ok()?)
        };
        let anchors = xml::root(&doc, depth).and_then(|root| xml::children(&doc, root.inner, depth)).unwrap_or_default();
        let spans = anchors.iter().filter_map(|anchor| {
            let from = column(anchor, b"from")?;
            Some((from, column(anchor, b"to").unwrap_or(from)))
        });
        spans.collect()
    }

    /// Where pivot tables lie on the sheet at a position, as far as their parts can be read.
    pub(crate) fn pivots(&self, position: usize) -> Vec<Area> {
        let Some(entry) = self.entries.get(position) else { return Vec::new() };
        let relations = self.package.relations(&entry.part).unwrap_or_default();
        let area = |relation: &Relation| {
            let (doc, _) = self.package.whole(&relation.target).ok()??;
            let depth = self.package.limits.depth;
            let location = xml::child(&doc, &xml::root(&doc, depth).ok()?, b"location", depth).ok()??;
            xml::attr_text(location.attrs(&doc), b"ref")?.parse().ok()
        };
        relations.iter().filter(|relation| relation.kind == "pivotTable").filter_map(area).collect()
    }

    /// Reads the sheet at a position. Of a whole sheet that gospub has worked on before, the sender's cells that gospub wrote are read
    /// as what they held before, as long as what gospub wrote still stands in them; what was copied from own cells of another row is no
    /// word of anybody's, so it is blank.
    pub fn read(&self, sheet: usize, scope: &Scope) -> Result<Sheet, WorkbookError> {
        let mut cells = self.cells(sheet, scope)?;
        if *scope == Scope::default()
            && let Some(claims) = self.claims_in(sheet, &cells)
        {
            self.take_back(sheet, &claims, &mut cells)?;
        }
        Ok(cells)
    }

    fn take_back(&self, position: usize, claims: &Claims, sheet: &mut Sheet) -> Result<(), WorkbookError> {
        for &at in &claims.copied {
            sheet.set_written(at);
            sheet.replace(at, Value::Blank.into(), None).map_err(|error| WorkbookError::build(sheet.name(), error))?;
        }
        for at in claims.cells() {
            sheet.set_written(at);
            if claims.own.contains(&at.column) {
                continue;
            }
            let former = claims.former(at).map(|former| {
                let (attrs, inner) = former.written(at, b"", &self.texts);
                // Some programs write cells without their places: alone, such a cell would be the row's first.
                let attrs = xml::with_attrs(&attrs, &[("r", Some(&at.to_string()))]);
                [format!("<row r=\"{}\"><c", at.row).as_bytes(), &attrs, b">", &inner, b"</c></row>"].concat()
            });
            let former = former.and_then(|row| read::row(&self.source(position)?, row));
            let value = former.as_ref().map_or(Value::Blank, |former| former.cell(at).value);
            let link = claims.link(at).map(FormerLink::leads_to);
            let replaced = sheet.replace(at, NewValue::from(value), link.as_deref());
            replaced.map_err(|error| WorkbookError::build(sheet.name(), error))?;
        }
        sheet.set_own_columns(OwnColumns { header: claims.header, columns: claims.own.clone() });
        Ok(())
    }

    fn source(&self, position: usize) -> Option<Source<'_>> {
        let (info, entry) = self.sheets.get(position).zip(self.entries.get(position))?;
        Some(Source {
            package: &self.package,
            name: &info.name,
            part: &entry.part,
            texts: Arc::clone(&self.texts),
            shown: &self.shown,
            is_1904: self.is_1904,
            styles: &self.styles,
        })
    }

    /// The cells of a sheet as they stand.
    pub(super) fn cells(&self, sheet: usize, scope: &Scope) -> Result<Sheet, WorkbookError> {
        let is_worksheet = self.sheets.get(sheet).is_some_and(|info| info.is_worksheet);
        let source = self.source(sheet).filter(|_| is_worksheet).ok_or(WorkbookError::NoCells(sheet))?;
        let sheet = read::sheet(&source, scope);
        // Of a file that changes meanwhile, even an error says nothing.
        self.package.check_unchanged()?;
        sheet
    }
}

/// The part at the end of the first relationship of a kind.
pub(super) fn related<'r>(relations: &'r [Relation], kind: &str) -> Option<&'r str> {
    relations.iter().find(|relation| relation.kind == kind && !relation.external).map(|relation| relation.target.as_str())
}

/// Whether the workbook's part says that days are counted from 1904 on.
fn is_1904(doc: &[u8], depth: usize) -> Result<bool, XmlFault> {
    let root = xml::root(doc, depth)?;
    let properties = xml::child(doc, &root, b"workbookPr", depth)?;
    Ok(properties.is_some_and(|node| matches!(xml::attr(node.attrs(doc), b"date1904"), Some(b"1" | b"true" | b"on"))))
}

fn sheets(
    doc: &[u8],
    part: &str,
    relations: &[Relation],
    limits: Limits,
) -> Result<(Vec<SheetInfo>, Vec<SheetEntry>), WorkbookError> {
    let fault = |fault| WorkbookError::xml(part, fault);
    let root = xml::root(doc, limits.depth).map_err(fault)?;
    if root.local(doc) != b"workbook" {
        return Err(WorkbookError::NotAWorkbook);
    }
    let list = xml::child(doc, &root, b"sheets", limits.depth).map_err(fault)?;
    let nodes = list.map_or(Ok(Vec::new()), |list| xml::children(doc, list.inner, limits.depth)).map_err(fault)?;
    let relations = by_id(relations.iter().filter(|relation| !relation.external));
    let read = nodes.iter().filter(|node| node.local(doc) == b"sheet").map(|node| {
        let attrs = node.attrs(doc);
        let relation = xml::prefixed_attr(attrs, b"id").map(|id| unescape(id).into_owned()).unwrap_or_default();
        let target = relations.get(&*relation);
        let info = SheetInfo {
            name: xml::attr_text(attrs, b"name").unwrap_or_default(),
            visible: !matches!(xml::attr(attrs, b"state"), Some(b"hidden" | b"veryHidden")),
            is_worksheet: target.is_some_and(|r| r.kind == "worksheet"),
            own: false,
        };
        let part = target.map(|r| r.target.clone()).unwrap_or_default();
        (info, SheetEntry { part, id: xml::attr_text(attrs, b"sheetId").unwrap_or_default(), relation })
    });
    Ok(read.unzip())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{book, worksheet};
    use super::*;
    use crate::table::sheet::{Column, Value};

    fn read(sheet: &str, others: &[(&str, &str)]) -> Sheet {
        let book = Book::from_bytes(book(sheet, others), Limits::default()).unwrap();
        book.read(0, &Scope::default()).unwrap()
    }

    fn value<'s>(sheet: &'s Sheet, at: &str) -> Value<'s> {
        sheet.cell(at.parse().unwrap()).value
    }

    #[test]
    fn every_kind_of_cell_is_read() {
        let rows = r#"<sheetData><row r="2" hidden="1"><c r="A2"><v>1.5</v></c><c r="B2" s="2"><v>45351</v></c>
            <c t="str"><f>A2&amp;"x"</f><v>1,5x</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2024-02-29</v></c>
            <c t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c><c s="1"/><c><f>1+1</f></c></row></sheetData>"#;
        let sheet = read(&worksheet(rows), &[]);
        for (at, expected) in [
            ("A2", Value::Number(1.5)),
            ("B2", Value::Date(45_351.0)),
            ("C2", Value::Text("1,5x")),
            ("D2", Value::Bool(true)),
            ("E2", Value::Error("#N/A")),
            ("F2", Value::Date(45_351.0)),
            ("G2", Value::Text("a b")),
            ("H2", Value::Blank),
        ] {
            assert_eq!(value(&sheet, at), expected, "{at}");
        }
        assert_eq!(sheet.cell("C2".parse().unwrap()).formula, Some("A2&\"x\""));
        assert_eq!(sheet.cell("I2".parse().unwrap()).formula, Some("1+1"));
        assert!(sheet.row(2).unwrap().is_hidden());
    }

    #[test]
    fn a_number_that_its_format_has_rounded_is_read_as_shown() {
        let rows = r#"<sheetData><row r="1"><c s="4"><v>217000000</v></c><c s="4"><v>217000101</v></c><c><v>217000000</v></c></row></sheetData>"#;
        let styles = super::super::sample::STYLES.replace("</cellXfs>", "<xf numFmtId=\"11\"/></cellXfs>");
        let sheet = read(&worksheet(rows), &[("xl/styles.xml", &styles)]);
        assert_eq!(value(&sheet, "A1"), Value::Text("2,17E+08"));
        assert_eq!(value(&sheet, "B1"), Value::Number(217_000_101.0));
        assert_eq!(value(&sheet, "C1"), Value::Number(217_000_000.0));
    }

    #[test]
    fn what_is_struck_out_is_seen_in_styles_and_in_texts() {
        let rows = r#"<sheetData><row r="1"><c s="4"><v>5</v></c><c t="s"><v>0</v></c><c t="s"><v>1</v></c>
            <c t="inlineStr"><is><r><rPr><strike/></rPr><t>club5</t></r><r><t> club6</t></r></is></c></row></sheetData>"#;
        let styles = super::super::sample::STYLES
            .replace("</fonts>", "<font><strike/></font></fonts>")
            .replace("</cellXfs>", "<xf fontId=\"2\"/></cellXfs>");
        let rels = super::super::sample::BOOK_RELS
            .replace("rId2\"", "rId3\" Type=\"/sharedStrings\" Target='/xl/strings.xml'/><Relationship Id=\"rId2\"");
        let strings = "<sst><si><t>club7</t></si><si><r><rPr><strike/></rPr><t>club8</t></r></si></sst>";
        let others = [("xl/styles.xml", &styles[..]), ("xl/_rels/workbook.xml.rels", &rels), ("xl/strings.xml", strings)];
        let sheet = read(&worksheet(rows), &others);
        let is_struck = |at: &str| sheet.cell(at.parse().unwrap()).is_struck;
        assert_eq!(["A1", "B1", "C1", "D1"].map(is_struck), [true, false, true, true]);
    }

    #[test]
    fn days_counted_from_1904_are_the_same_days() {
        let rows = r#"<sheetData><row r="1"><c r="A1" s="2"><v>43538</v></c><c r="B1"><v>43538</v></c><c s="2"><v>0.5</v></c></row></sheetData>"#;
        let doc = super::super::sample::BOOK.replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
        let sheet = read(&worksheet(rows), &[("xl/workbook.xml", &doc)]);
        assert_eq!(value(&sheet, "A1"), Value::Date(45_000.0));
        assert_eq!(value(&sheet, "B1"), Value::Number(43_538.0));
        assert_eq!(value(&sheet, "C1"), Value::Date(0.5));
    }

    #[test]
    fn shared_strings_merges_and_hyperlinks_are_found_through_relationships() {
        let sheet = worksheet(
            r#"<sheetData><row><c t="s"><v>1</v></c><c t="s"><v>9</v></c></row><row><c><v>1</v></c></row></sheetData>
            <mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>
            <hyperlinks><hyperlink ref="A1:A2" r:id="rId7"/><hyperlink ref="B1" location="'Лист 2'!A1"/></hyperlinks>"#,
        );
        let rels = super::super::sample::BOOK_RELS
            .replace("rId2\"", "rId3\" Type=\"/sharedStrings\" Target='\\xl\\Strings.xml'/><Relationship Id=\"rId2\"");
        let links = r#"<Relationships><Relationship Id="rId7" Type="/hyperlink" Target="https://vk.com/?a=1&amp;b=2" TargetMode="External"/></Relationships>"#;
        let strings = "<x:sst count='4000000000' xmlns:x='x'><x:si/><x:si><x:t>имя</x:t></x:si></x:sst>";
        let others = [
            ("xl/_rels/workbook.xml.rels", &rels[..]),
            ("xl/strings.xml", strings),
            ("xl/worksheets/_rels/sheet1.xml.rels", links),
        ];
        let sheet = read(&sheet, &others);
        assert_eq!(value(&sheet, "A1"), Value::Text("имя"));
        assert_eq!(value(&sheet, "B1"), Value::Blank);
        assert_eq!(sheet.cell("A2".parse().unwrap()).hyperlink, Some("https://vk.com/?a=1&b=2"));
        assert_eq!(sheet.cell("B1".parse().unwrap()).hyperlink, Some("#'Лист 2'!A1"));
        assert_eq!(sheet.merges().len(), 1);
        assert_eq!(sheet.last_column(), Column::new(2));
    }

    #[test]
    fn a_scope_leaves_out_columns_and_rows() {
        let sheet = worksheet(
            r#"<sheetData><row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row></sheetData>"#,
        );
        let book = Book::from_bytes(book(&sheet, &[]), Limits::default()).unwrap();
        let scope = Scope { rows: Some(1), columns: Some(vec![Column::FIRST]) };
        let sheet = book.read(0, &scope).unwrap();
        assert_eq!(sheet.rows().flat_map(|row| row.cells()).count(), 1);
        assert_eq!(sheet.last_column(), Column::new(2));
    }

    #[test]
    fn a_part_in_utf_16_is_transcoded() {
        let text = "<?xml version='1.0' encoding='UTF-16'?>".to_owned()
            + &worksheet("<sheetData><row><c t='str'><v>ы</v></c></row></sheetData>")[56..];
        let mut raw = vec![0xFE, 0xFF];
        raw.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let mut parts = Vec::new();
        let all = book("", &[]);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(all)).unwrap();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::copy(&mut file, &mut content).unwrap();
            parts.push((file.name().unwrap().into_owned(), content));
        }
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(&*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, if name.ends_with("sheet1.xml") { &raw } else { &content }).unwrap();
        }
        let book = Book::from_bytes(zip.finish().unwrap().into_inner(), Limits::default()).unwrap();
        assert_eq!(value(&book.read(0, &Scope::default()).unwrap(), "A1"), Value::Text("ы"));
    }

    #[test]
    fn several_threads_may_read() {
        fn shared<T: Send + Sync>() {}
        shared::<Book>();
    }
}
