//! Making new fonts, fills and cell styles out of the sender's.

use super::{Role, StyleSheet};
use crate::table::edit::Mark;
use crate::workbook::xml::{self, Attrs, Node, Splices, XmlFault, attr, with_attrs};

/// How a font differs from the font that it is a clone of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct FontChange {
    pub(super) base: u32,
    pub(super) bold: bool,
    pub(super) underlined: bool,
    /// In points; none leaves the size.
    pub(super) size: Option<u8>,
    /// As alpha, red, green, blue in hex; none leaves the colour.
    pub(super) colour: Option<&'static str>,
}

impl FontChange {
    /// What Excel makes a hyperlink look like.
    pub(super) fn link(base: u32) -> Self {
        Self { base, bold: false, underlined: true, size: None, colour: Some("FF0563C1") }
    }
}

/// The colours of marks: near those that people know from Excel, and so near only that a sender's cell has none of them by chance.
pub(super) fn colour(mark: Mark) -> &'static str {
    match mark {
        Mark::Error => "FFFFC8CD",
        Mark::Warning => "FFFFEB9D",
        Mark::Unverified => "FFE4DFED",
        Mark::Filled => "FFC6EFCF",
        Mark::Changed => "FFCFE2F8",
    }
}

/// Adds the groups that cell styles in colours cannot do without, each with Excel's default members. They stay for good. Fonts are not
/// added: the first would become the font of every cell.
pub(super) fn complete(doc: Vec<u8>, depth: usize) -> Result<Vec<u8>, XmlFault> {
    const ORDER: [&[u8]; 5] = [b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs"];
    let root = xml::root(&doc, depth)?;
    let groups = xml::children(&doc, root.inner.clone(), depth)?;
    let p = String::from_utf8_lossy(xml::prefix(&doc[root.name.clone()])).into_owned();
    let none = format!("<{p}fill><{p}patternFill patternType=\"none\"/></{p}fill>");
    let grey = format!("<{p}fill><{p}patternFill patternType=\"gray125\"/></{p}fill>");
    let defaults = [
        // Excel takes the first two fills for these, whatever stands there.
        ("fills", 2, vec![none, grey]),
        ("cellXfs", 1, vec![format!("<{p}xf/>")]),
    ];
    let mut splices = Splices::default();
    for (name, least, members) in defaults {
        match groups.iter().find(|group| group.local(&doc) == name.as_bytes()) {
            Some(group) => {
                let there = xml::children(&doc, group.inner.clone(), depth)?.len();
                if there < least {
                    splices.append(&doc, group, members[there..].concat());
                    super::set_count(&mut splices, &doc, group, least);
                }
            }
            None => {
                let new = format!("<{p}{name} count=\"{}\">{}</{p}{name}>", members.len(), members.concat());
                let before = ORDER.iter().position(|group| *group == name.as_bytes()).unwrap_or(ORDER.len());
                let after = groups.iter().rfind(|group| ORDER[..before].contains(&group.local(&doc)));
                match after {
                    Some(after) => splices.replace(after.whole.end..after.whole.end, new),
                    None if root.empty => {
                        splices.append(&doc, &root, new);
                        return complete(splices.apply(&doc), depth);
                    }
                    None => splices.replace(root.inner.start..root.inner.start, new),
                }
            }
        }
    }
    Ok(if splices.is_empty() { doc } else { splices.apply(&doc) })
}

impl StyleSheet {
    /// A sender's style in a mark's colour.
    pub(super) fn marked(&mut self, base: u32, mark: Mark) -> Vec<u8> {
        let fill = self.mark_fill(base, mark).to_string();
        let (attrs, inner) = self.xf(base);
        self.write_xf(&with_attrs(&attrs, &[("fillId", Some(&fill)), ("applyFill", Some("1"))]), &inner)
    }

    /// A cell of an own column: the sender's font, border and fill, but no number format, and nothing that belongs to one value.
    pub(super) fn own(&mut self, base: u32, role: Role, mark: Option<Mark>) -> Vec<u8> {
        let (attrs, inner) = self.xf(base);
        let fill = mark.map(|mark| self.mark_fill(base, mark).to_string());
        let font = match role {
            Role::Link => {
                let base = xml::attr_number(&attrs, b"fontId").unwrap_or(0);
                self.font(FontChange::link(base)).map(|font| font.to_string())
            }
            Role::Header | Role::Body => None,
        };
        let mut changes = vec![
            ("numFmtId", Some("0")),
            ("applyNumberFormat", None),
            ("quotePrefix", None),
            ("pivotButton", None),
            ("applyAlignment", Some("1")),
        ];
        if let Some(fill) = &fill {
            changes.extend([("fillId", Some(&**fill)), ("applyFill", Some("1"))]);
        }
        if let Some(font) = &font {
            changes.extend([("fontId", Some(&**font)), ("applyFont", Some("1"))]);
        }
        let p = &self.prefix;
        let inner = if role == Role::Header {
            let alignment = self.child_attrs(&inner, b"alignment");
            let alignment = with_attrs(&alignment, &[("wrapText", Some("1")), ("shrinkToFit", None)]);
            let protection = self.child_attrs(&inner, b"protection");
            let protection = match &*protection {
                [] => String::new(),
                attrs => format!("<{p}protection{}/>", String::from_utf8_lossy(attrs)),
            };
            format!("<{p}alignment{}/>{protection}", String::from_utf8_lossy(&alignment))
        } else {
            // Unlocked, so that people can write and gospub's remarks can be copied on a protected sheet.
            changes.push(("applyProtection", Some("1")));
            format!("<{p}alignment horizontal=\"left\" vertical=\"top\" wrapText=\"1\"/><{p}protection locked=\"0\"/>")
        };
        self.write_xf(&with_attrs(&attrs, &changes), inner.as_bytes())
    }

    pub(super) fn write_xf(&self, attrs: &[u8], inner: &[u8]) -> Vec<u8> {
        let p = self.prefix.as_bytes();
        let attrs = attrs.trim_ascii_end();
        match inner {
            [] => [b"<", p, b"xf", attrs, b"/>"].concat(),
            inner => [b"<", p, b"xf", attrs, b">", inner, b"</", p, b"xf>"].concat(),
        }
    }

    /// The attributes and the content of a style; those of a blank style for an index that the part does not have.
    pub(super) fn xf(&self, index: u32) -> (Vec<u8>, Vec<u8>) {
        match self.xfs.get(index as usize).or(self.xfs.first()) {
            Some(node) => (node.attrs(&self.doc).to_vec(), self.doc[node.inner.clone()].to_vec()),
            None => (Vec::new(), Vec::new()),
        }
    }

    /// The attributes of an element inside a style; empty where there is none.
    fn child_attrs(&self, inner: &[u8], name: &[u8]) -> Vec<u8> {
        let nodes = xml::children(inner, 0..inner.len(), self.depth).unwrap_or_default();
        nodes.iter().find(|node| node.local(inner) == name).map_or(Vec::new(), |node| node.attrs(inner).trim_ascii_end().to_vec())
    }

    /// The fill of a mark over a style's own fill, whose colour goes along as the background colour.
    fn mark_fill(&mut self, base: u32, mark: Mark) -> u32 {
        // A solid fill shows its foreground colour only, so the other one is free to remember the sender's. A cell that was blue
        // (`theme="4"`) turns red as
        //
        //   <patternFill patternType="solid"><fgColor rgb="FFFFC8CD"/><bgColor theme="4"/></patternFill>
        //
        // and Excel keeps both when it saves, while it drops gospub's list of styles. `indexed="64"` is what Excel writes there for no
        // colour.
        let (attrs, _) = self.xf(base);
        let fill: usize = xml::attr_number(&attrs, b"fillId").unwrap_or(0);
        let stash = self.solid(fill).unwrap_or_else(|| b" indexed=\"64\"".to_vec());
        self.solid_fill(colour(mark), &stash)
    }

    /// A solid fill, made once.
    pub(super) fn solid_fill(&mut self, colour: &str, background: &[u8]) -> u32 {
        let p = &self.prefix;
        let background = String::from_utf8_lossy(background);
        let fill = format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor{background}/></{p}patternFill></{p}fill>"
        );
        let next = (self.fills.len() + self.new_fills.len()) as u32;
        let index = *self.fills_by_content.entry(fill.clone().into_bytes()).or_insert(next);
        if index == next {
            self.new_fills.push(fill.into_bytes());
        }
        index
    }

    /// The attributes of a solid fill's colour; none for other fills.
    fn solid(&self, fill: usize) -> Option<Vec<u8>> {
        let (pattern, doc) = (self.pattern(fill)?, &self.doc);
        let colour = xml::child(doc, &pattern, b"fgColor", self.depth).ok().flatten()?;
        (attr(pattern.attrs(doc), b"patternType") == Some(b"solid")).then(|| colour.attrs(doc).trim_ascii_end().to_vec())
    }

    fn pattern(&self, fill: usize) -> Option<Node> {
        xml::child(&self.doc, self.fills.get(fill)?, b"patternFill", self.depth).ok().flatten()
    }

    /// A font, made once: the base's elements with some of them replaced, in the order in which Excel writes them. None in a workbook
    /// that has no fonts at all.
    pub(super) fn font(&mut self, change: FontChange) -> Option<u32> {
        let base = self.fonts.get(change.base as usize).or(self.fonts.first())?;
        if let Some(&index) = self.fonts_by_change.get(&change) {
            return Some(index);
        }
        // A bold clone of `<font><sz/><name/></font>` is `<font><b/><sz/><name/></font>`, not the same with `<b/>` behind.
        const ORDER: [&[u8]; 15] = [
            b"b",
            b"i",
            b"strike",
            b"condense",
            b"extend",
            b"outline",
            b"shadow",
            b"u",
            b"vertAlign",
            b"sz",
            b"color",
            b"name",
            b"family",
            b"charset",
            b"scheme",
        ];
        let p = &self.prefix;
        let mut elements: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut add = |name: &str, element: String| {
            let rank = ORDER.iter().position(|known| *known == name.as_bytes()).unwrap_or(ORDER.len());
            elements.retain(|(there, _)| *there != rank);
            elements.push((rank, element.into_bytes()));
        };
        for node in xml::children(&self.doc, base.inner.clone(), self.depth).unwrap_or_default() {
            let name = String::from_utf8_lossy(node.local(&self.doc)).into_owned();
            add(&name, String::from_utf8_lossy(&self.doc[node.whole.clone()]).into_owned());
        }
        if change.bold {
            add("b", format!("<{p}b/>"));
        }
        if change.underlined {
            add("u", format!("<{p}u/>"));
        }
        if let Some(size) = change.size {
            add("sz", format!("<{p}sz val=\"{size}\"/>"));
        }
        if let Some(colour) = change.colour {
            add("color", format!("<{p}color rgb=\"{colour}\"/>"));
        }
        elements.sort_by_key(|(rank, _)| *rank);
        let inner: Vec<u8> = elements.into_iter().flat_map(|(_, element)| element).collect();
        let index = (self.fonts.len() + self.new_fonts.len()) as u32;
        self.new_fonts.push([b"<", p.as_bytes(), b"font>", &inner, b"</", p.as_bytes(), b"font>"].concat());
        self.fonts_by_change.insert(change, index);
        Some(index)
    }

    /// For each cell style whether its font is underlined.
    pub(super) fn underlined(&self) -> Vec<bool> {
        self.of_fonts(b"u", false, |u| attr(u, b"val") != Some(b"none"))
    }

    /// For each cell style whether its font is struck out.
    pub(super) fn struck(&self) -> Vec<bool> {
        self.of_fonts(b"strike", false, xml::is_on)
    }

    /// For each cell style the size of its letters in points.
    pub(super) fn sizes(&self) -> Vec<f64> {
        let usual = 11.0;
        let size = |size: &[u8]| xml::attr_number(size, b"val").filter(|size| (1.0..=409.0).contains(size)).unwrap_or(usual);
        self.of_fonts(b"sz", usual, size)
    }

    /// For each cell style what is said by the attributes of an element of its font.
    fn of_fonts<T: Copy>(&self, element: &[u8], otherwise: T, said: impl Fn(&[u8]) -> T) -> Vec<T> {
        let doc = &self.doc;
        let of_font = |font: &Node| match xml::child(doc, font, element, self.depth) {
            Ok(Some(node)) => said(node.attrs(doc)),
            _ => otherwise,
        };
        let fonts: Vec<T> = self.fonts.iter().map(of_font).collect();
        let font = |xf: &Node| xml::attr_number::<usize>(xf.attrs(doc), b"fontId").unwrap_or(0);
        self.xfs.iter().map(|xf| fonts.get(font(xf)).copied().unwrap_or(otherwise)).collect()
    }

    /// The mark in whose colour a style is.
    pub(super) fn colour_of(&self, index: usize) -> Option<Mark> {
        let fill = xml::attr_number(self.xfs.get(index)?.attrs(&self.doc), b"fillId")?;
        let foreground = self.solid(fill)?;
        let rgb = attr(&foreground, b"rgb")?;
        Mark::ALL.into_iter().find(|&mark| colour(mark).as_bytes() == rgb)
    }

    /// The style that a marked one was made from: one that is the same but for the fill that the mark remembers, or else a new one.
    pub(super) fn unmarked(&mut self, index: usize) -> u32 {
        let (attrs, inner) = self.xf(index as u32);
        let fill: usize = xml::attr_number(&attrs, b"fillId").unwrap_or(0);
        let fill_node = self.fills.get(fill).filter(|_| self.has_backgrounds);
        let stash = fill_node.and_then(|fill| background(&self.doc, fill, self.depth));
        let stash = stash.filter(|stash| !stash.is_empty() && attr(stash, b"indexed") != Some(b"64"));
        // Excel may have put attributes into another order and renumbered fills, so styles are compared by what they say: a style of the
        // sender's that differs in nothing but the fill, and has the fill that the mark remembers.
        let others = |attrs: &[u8]| {
            let mut others: Vec<_> = Attrs::new(attrs)
                .filter(|(name, ..)| *name != b"fillId" && *name != b"applyFill")
                .map(|(name, value, _)| (name.to_vec(), value.to_vec()))
                .collect();
            others.sort();
            others
        };
        let same_fill = |fill: usize| match &stash {
            Some(stash) => self.solid(fill).is_some_and(|solid| others(&solid) == others(stash)),
            None => self.pattern(fill).is_some_and(|p| matches!(attr(p.attrs(&self.doc), b"patternType"), None | Some(b"none"))),
        };
        let found = self.xfs.iter().position(|node| {
            let theirs = node.attrs(&self.doc);
            self.doc[node.inner.clone()] == inner[..]
                && others(theirs) == others(&attrs)
                && same_fill(xml::attr_number(theirs, b"fillId").unwrap_or(0))
        });
        if let Some(found) = found {
            return found as u32;
        }
        let fill = match &stash {
            Some(stash) => {
                let p = &self.prefix;
                let stash = String::from_utf8_lossy(stash);
                let fill = format!(
                    "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor{stash}/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
                );
                self.new_fills.push(fill.into_bytes());
                self.fills.len() + self.new_fills.len() - 1
            }
            None => 0,
        };
        let xf = self.write_xf(&with_attrs(&attrs, &[("fillId", Some(&fill.to_string()))]), &inner);
        let next = self.xfs.len();
        let made = self.new_xfs.iter().position(|there| *there == xf).unwrap_or_else(|| {
            self.new_xfs.push(xf);
            self.new_xfs.len() - 1
        });
        (next + made) as u32
    }
}

/// The attributes of a fill's background colour.
pub(super) fn background(doc: &[u8], fill: &Node, depth: usize) -> Option<Vec<u8>> {
    let pattern = xml::child(doc, fill, b"patternFill", depth).ok().flatten()?;
    let colour = xml::child(doc, &pattern, b"bgColor", depth).ok().flatten()?;
    Some(colour.attrs(doc).trim_ascii_end().to_vec())
}
