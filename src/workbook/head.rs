//! What stands before the rows of a sheet: its dimension and the widths of its columns.

use super::rewrite::ColumnStyle;
use super::stream::Head;
use super::styles::Origins;
use super::text::escape;
use super::xml::{self, Node, Scan, Splices, Token, XmlFault, attr_number, with_attrs};
use crate::table::edit::OwnColumn;
use crate::table::sheet::{Area, CellRef, Column};

/// The namespace of relationships, in both editions of the standard.
const RELATIONSHIPS: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
];

/// The head of a worksheet, taken apart.
pub(super) struct SheetHead<'h> {
    head: &'h Head,
    /// Where elements before the rows may stand.
    inside: usize,
    nodes: Vec<Node>,
    depth: usize,
    /// The prefix under which the root declares relationships, if it does.
    pub(super) relationships: Option<String>,
    /// The sheet is written in the strict edition of the standard.
    pub(super) strict: bool,
}

impl<'h> SheetHead<'h> {
    /// `None` for a part that has no rows element.
    pub(super) fn read(head: &'h Head, depth: usize) -> Result<Option<Self>, XmlFault> {
        let Some(list) = head.list else {
            return Ok(None);
        };
        let mut scan = Scan::new(&head.bytes, 0);
        let root = loop {
            match scan.next()?.ok_or(XmlFault::Truncated)? {
                Token::Start { attrs, .. } => break attrs,
                _ => continue,
            }
        };
        let inside = scan.at();
        let nodes = xml::children(&head.bytes, inside..list, depth)?;
        let declared = |wanted: &dyn Fn(&[u8]) -> bool| {
            xml::Attrs::new(root)
                .find(|(name, value, _)| name.starts_with(b"xmlns:") && wanted(value))
                .map(|(name, ..)| &name[6..])
        };
        let relationships =
            declared(&|value| RELATIONSHIPS.contains(&value)).map(|name| String::from_utf8_lossy(name).into_owned());
        let strict = xml::Attrs::new(root)
            .any(|(name, value, _)| name.starts_with(b"xmlns") && value.starts_with(b"http://purl.oclc.org/ooxml/"));
        Ok(Some(Self { head, inside, nodes, depth, relationships, strict }))
    }

    fn node(&self, name: &[u8]) -> Option<&Node> {
        self.nodes.iter().find(|node| node.local(&self.head.bytes) == name)
    }

    /// The `cols` element as it is written; empty where there is none.
    pub(super) fn cols(&self) -> String {
        self.node(b"cols")
            .map_or(String::new(), |node| String::from_utf8_lossy(&self.head.bytes[node.whole.clone()]).into_owned())
    }

    /// The area that the head gives for the sheet's cells, as it is written; empty where there is none.
    pub(super) fn dimension(&self) -> String {
        self.node(b"dimension").and_then(|node| xml::attr_text(node.attrs(&self.head.bytes), b"ref")).unwrap_or_default()
    }

    /// The height of all rows that state none, in points, where it is not for the program that opens the file to find.
    pub(super) fn row_height(&self) -> Option<f64> {
        let attrs = self.node(b"sheetFormatPr")?.attrs(&self.head.bytes);
        let is_custom = xml::attr_text(attrs, b"customHeight").is_some_and(|value| value == "1" || value == "true");
        xml::attr_text(attrs, b"defaultRowHeight")?.parse().ok().filter(|_| is_custom)
    }

    /// The head with another dimension, where it has one, and with other columns.
    pub(super) fn write(&self, cols: &str, dimension: &str) -> Vec<u8> {
        let bytes = &self.head.bytes;
        let mut splices = Splices::default();
        if let Some(node) = self.node(b"dimension").filter(|_| !dimension.is_empty()) {
            splices.set_attrs(bytes, node, &[("ref", Some(&escape(dimension)))]);
        }
        match self.node(b"cols") {
            Some(node) if cols.as_bytes() != &bytes[node.whole.clone()] => splices.replace(node.whole.clone(), cols),
            Some(_) => {}
            // Columns are the last of what stands before the rows.
            None => {
                let list = self.head.list.unwrap_or(self.inside);
                splices.replace(list..list, cols);
            }
        }
        if splices.is_empty() { bytes.clone() } else { splices.apply(bytes) }
    }

    pub(super) fn column_styles(&self, cols: &str) -> Vec<ColumnStyle> {
        segments(cols.as_bytes(), self.depth)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|Segment { first, last, attrs }| Some(ColumnStyle { first, last, style: attr_number(&attrs, b"style")? }))
            .collect()
    }

    /// How many times as wide the sheet becomes by own columns, where it is fitted to pages when it is printed.
    pub(super) fn times_wider(&self, cols: &str, last: Column, own: &[OwnColumn]) -> Option<f64> {
        /// The width of a column of which nothing is said.
        const USUAL: f64 = 8.43;
        let bytes = &self.head.bytes;
        let setup = xml::child(bytes, self.node(b"sheetPr")?, b"pageSetUpPr", self.depth).ok()??;
        if !xml::attr_true(setup.attrs(bytes), b"fitToPage") {
            return None;
        }
        let all = segments(cols.as_bytes(), self.depth).unwrap_or_default();
        let width = |index: usize| match all.iter().find(|segment| (segment.first..=segment.last).contains(&index)) {
            Some(segment) if xml::attr_true(&segment.attrs, b"hidden") => 0.0,
            Some(segment) => attr_number(&segment.attrs, b"width").unwrap_or(USUAL),
            None => USUAL,
        };
        let before: f64 = (0..=last.index()).map(width).sum();
        let more: f64 = own.iter().map(|own| own.width).sum();
        (before > 0.0).then(|| (before + more) / before)
    }

    /// Columns in which the own ones have their widths. A range that holds one is split; nothing hides a new column.
    pub(super) fn with_own(&self, cols: &str, own: &[OwnColumn], origins: &Origins) -> Result<String, XmlFault> {
        let p = String::from_utf8_lossy(&self.head.prefix).into_owned();
        let mut all = segments(cols.as_bytes(), self.depth)?;
        for column in own {
            let index = column.column.index();
            let width = column.width.clamp(0.0, 255.0).to_string();
            let at = all.iter().position(|segment| (segment.first..=segment.last).contains(&index));
            let attrs = at.map(|at| all.remove(at)).map_or(Vec::new(), |Segment { first, last, attrs }| {
                if first < index {
                    all.push(Segment { first, last: index - 1, attrs: attrs.clone() });
                }
                if last > index {
                    all.push(Segment { first: index + 1, last, attrs: attrs.clone() });
                }
                attrs
            });
            let changes = [
                ("width", Some(&*width)),
                ("customWidth", Some("1")),
                ("hidden", None),
                ("collapsed", None),
                ("outlineLevel", None),
                ("bestFit", None),
            ];
            all.push(Segment { first: index, last: index, attrs: with_attrs(&attrs, &changes) });
        }
        Ok(write_segments(&p, all, |style| match origins.of(style) {
            super::styles::Origin::Sender(style) => style,
            super::styles::Origin::Ours(_) => 0,
        }))
    }

    /// Columns without the own ones, for when it is not known what stood there before.
    pub(super) fn without_own(&self, cols: &str, own: &[Column]) -> Result<String, XmlFault> {
        let p = String::from_utf8_lossy(&self.head.prefix).into_owned();
        let mut all = segments(cols.as_bytes(), self.depth)?;
        all.retain(|segment| segment.first != segment.last || own.iter().all(|own| own.index() != segment.first));
        Ok(write_segments(&p, all, |style| style))
    }
}

/// A `col` element: columns counted from zero, and its raw attributes.
struct Segment {
    first: usize,
    last: usize,
    attrs: Vec<u8>,
}

fn segments(cols: &[u8], depth: usize) -> Result<Vec<Segment>, XmlFault> {
    if cols.is_empty() {
        return Ok(Vec::new());
    }
    let root = xml::root(cols, depth)?;
    let mut all = Vec::new();
    for node in xml::children(cols, root.inner, depth)? {
        let attrs = &cols[node.attrs];
        let (first, last): (usize, usize) = attr_number(attrs, b"min").zip(attr_number(attrs, b"max")).ok_or(XmlFault::Value)?;
        if first == 0 || last < first {
            return Err(XmlFault::Value);
        }
        all.push(Segment { first: first - 1, last: last - 1, attrs: attrs.to_vec() });
    }
    Ok(all)
}

fn write_segments(p: &str, mut all: Vec<Segment>, style: impl Fn(u32) -> u32) -> String {
    if all.is_empty() {
        return String::new();
    }
    all.sort_by_key(|segment| segment.first);
    let mut cols = format!("<{p}cols>").into_bytes();
    for Segment { first, last, attrs } in all {
        let (min, max) = ((first + 1).to_string(), (last + 1).to_string());
        let old: Option<u32> = attr_number(&attrs, b"style");
        let new = old.map(&style).map(|style| style.to_string());
        let mut changes = vec![("min", Some(&*min)), ("max", Some(&*max))];
        if old.map(|old| old.to_string()) != new {
            changes.push(("style", new.as_deref()));
        }
        cols.extend_from_slice(format!("<{p}col").as_bytes());
        cols.extend_from_slice(&with_attrs(&attrs, &changes));
        cols.extend_from_slice(b"/>");
    }
    cols.extend_from_slice(format!("</{p}cols>").as_bytes());
    String::from_utf8_lossy(&cols).into_owned()
}

/// The smallest area around two.
pub(super) fn union(a: Area, b: Area) -> Area {
    Area {
        first: CellRef::new(a.first.row.min(b.first.row), a.first.column.min(b.first.column)),
        last: CellRef::new(a.last.row.max(b.last.row), a.last.column.max(b.last.column)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_own(sheet: &str, own: &[&str]) -> String {
        let list = sheet.find("<sheetData").unwrap();
        let head = Head { bytes: sheet.as_bytes().to_vec(), prefix: Vec::new(), list: Some(list), empty: true };
        let head = SheetHead::read(&head, 20).unwrap().unwrap();
        let own: Vec<OwnColumn> = own
            .iter()
            .map(|letters| OwnColumn { column: letters.parse().unwrap(), header: String::new(), width: 12.5, kept: false })
            .collect();
        let (_, origins) = super::super::styles::StyleSheet::create(20).unwrap();
        let cols = head.with_own(&head.cols(), &own, &origins).unwrap();
        String::from_utf8(head.write(&cols, "A1:F9")).unwrap()
    }

    #[test]
    fn a_range_to_the_last_column_is_split() {
        assert_eq!(
            with_own(
                "<worksheet><dimension ref='A1'/><cols><col min='1' max='2' width='9'/><col min='3' max='16384' hidden='1' style='1'/></cols><sheetData/>",
                &["E", "F"]
            ),
            "<worksheet><dimension ref='A1:F9'/><cols><col min='1' max='2' width='9'/><col min='3' max='4' hidden='1' style='1'/>\
             <col min='5' max='5' style='1' width=\"12.5\" customWidth=\"1\"/><col min='6' max='6' style='1' width=\"12.5\" customWidth=\"1\"/>\
             <col min='7' max='16384' hidden='1' style='1'/></cols><sheetData/>"
        );
    }

    #[test]
    fn columns_are_made_before_the_rows() {
        assert_eq!(
            with_own("<worksheet><sheetFormatPr/><sheetData/>", &["B"]),
            "<worksheet><sheetFormatPr/><cols><col width=\"12.5\" customWidth=\"1\" min=\"2\" max=\"2\"/></cols><sheetData/>"
        );
    }
}
