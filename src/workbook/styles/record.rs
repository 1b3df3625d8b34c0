//! The list of gospub's own styles, kept in an extension of the styles part, with what a later run needs to know of the sheets.

use super::{Key, Role};
use crate::table::edit::{Look, Mark};
use crate::workbook::extent::Areas;
use crate::workbook::rewrite::SendersSpans;
use crate::workbook::text::escape;
use crate::workbook::xml::{self, Node, Splices, XmlFault, attr, attr_number, attr_text, attr_true};

/// Names the extension.
const URI: &str = "{6C0B1F0E-5B5C-4C0B-9D5E-67D05A0B1C01}";

/// What is remembered of a sheet that was changed or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::workbook) struct SheetRecord {
    /// The sheet's number in the workbook's part.
    pub(in crate::workbook) id: String,
    /// What the sender had written there; none for a sheet that gospub made.
    pub(in crate::workbook) senders: Option<Senders>,
}

/// What of a sheet is changed beside its cells, as the sender wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::workbook) struct Senders {
    /// The `cols` element; empty where there was none.
    pub(in crate::workbook) cols: String,
    /// The area of its cells; empty where none was given.
    pub(in crate::workbook) dimension: String,
    /// The hints of its rows' columns.
    pub(in crate::workbook) spans: SendersSpans,
    /// Its filter and print areas that reached beyond the table.
    pub(in crate::workbook) areas: Areas,
}

impl SheetRecord {
    /// Whether gospub made the sheet.
    pub(in crate::workbook) fn is_own(&self) -> bool {
        self.senders.is_none()
    }
}

/// How many of the part's fonts, fills and styles are the sender's, and what the styles behind them are.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) fonts: usize,
    pub(super) fills: usize,
    pub(super) xfs: usize,
    pub(super) keys: Vec<Key>,
    pub(super) sheets: Vec<SheetRecord>,
    /// The whole part is gospub's.
    pub(super) made: bool,
}

impl Record {
    pub(super) fn new(fonts: usize, fills: usize, xfs: usize) -> Self {
        Self { fonts, fills, xfs, ..Self::default() }
    }

    /// Adds sheets, in place of what was remembered of them.
    pub(super) fn remember(&mut self, sheets: Vec<SheetRecord>, gone: &[String]) {
        self.sheets.retain(|old| sheets.iter().all(|new| new.id != old.id) && !gone.contains(&old.id));
        self.sheets.extend(sheets);
        self.sheets.sort_by(|a, b| (a.id.len(), &a.id).cmp(&(b.id.len(), &b.id)));
    }

    pub(super) fn find(doc: &[u8], root: &Node, depth: usize) -> Result<Option<Self>, XmlFault> {
        let Some((_, ext, _)) = extension(doc, root, depth)? else {
            return Ok(None);
        };
        let inside = xml::children(doc, ext.inner, depth)?;
        let Some(own) = inside.first() else {
            return Ok(None);
        };
        let attrs = own.attrs(doc);
        let counts = (attr_number(attrs, b"fonts"), attr_number(attrs, b"fills"), attr_number(attrs, b"xfs"));
        let (Some(fonts), Some(fills), Some(xfs)) = counts else {
            return Ok(None);
        };
        let mut record = Self { made: attr_true(attrs, b"made"), ..Self::new(fonts, fills, xfs) };
        for node in xml::children(doc, own.inner.clone(), depth)? {
            let attrs = node.attrs(doc);
            if node.local(doc) == b"sheet" {
                let id = attr_text(attrs, b"id").unwrap_or_default();
                let text = |name: &[u8]| attr_text(attrs, name).unwrap_or_default();
                let senders = (!attr_true(attrs, b"own")).then(|| Senders {
                    cols: text(b"cols"),
                    dimension: text(b"dimension"),
                    spans: SendersSpans::read(&text(b"spans")),
                    areas: read_areas(&text(b"areas")),
                });
                record.sheets.push(SheetRecord { id, senders });
            } else if let Some(key) = read_key(attrs) {
                record.keys.push(key);
            } else {
                return Ok(None);
            }
        }
        let sound = |style: u32| (style as usize) < record.xfs.max(1);
        let all_sound = record.keys.iter().all(|key| match *key {
            Key::Marked { base, .. } => sound(base),
            Key::Own { base, was, .. } => sound(base) && was.is_none_or(sound),
            Key::Look { .. } => true,
        });
        Ok(Some(record).filter(|_| all_sound))
    }

    /// Takes the extension out, and the list of extensions with it if it was the only one.
    pub(super) fn remove(splices: &mut Splices, doc: &[u8], root: &Node, depth: usize) -> Result<(), XmlFault> {
        if let Some((list, ext, only)) = extension(doc, root, depth)? {
            splices.replace(if only { list.whole } else { ext.whole }, "");
        }
        Ok(())
    }

    /// Writes the record into the part's extensions. After 3 fonts, 2 fills and 9 styles of the sender's, with one style in red that is
    /// a clone of style 4:
    ///
    /// ```xml
    /// <ext uri="{…}" xmlns:g="urn:gospub:1"><g:own fonts="3" fills="2" xfs="9"><g:cell of="4" mark="error"/></g:own></ext>
    /// ```
    ///
    /// The first key is style 9, and so on; all that stands behind the counts is gospub's.
    pub(super) fn write(&self, splices: &mut Splices, doc: &[u8], root: &Node, p: &str, depth: usize) -> Result<(), XmlFault> {
        let mut inner = String::new();
        for sheet in &self.sheets {
            inner += &format!("<g:sheet id=\"{}\"", escape(&sheet.id));
            match &sheet.senders {
                None => inner += " own=\"1\"",
                Some(senders) => {
                    let spans = senders.spans.write().unwrap_or_default();
                    let areas = write_areas(&senders.areas);
                    let texts =
                        [("cols", &*senders.cols), ("dimension", &*senders.dimension), ("spans", &*spans), ("areas", &*areas)];
                    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
                        inner += &format!(" {name}=\"{}\"", escape(text));
                    }
                }
            }
            inner += "/>";
        }
        self.keys.iter().for_each(|key| inner += &write_key(key));
        let made = if self.made { " made=\"1\"" } else { "" };
        let ext = format!(
            "<{p}ext uri=\"{URI}\" xmlns:g=\"urn:gospub:1\"><g:own fonts=\"{}\" fills=\"{}\" xfs=\"{}\"{made}>{inner}</g:own></{p}ext>",
            self.fonts, self.fills, self.xfs
        );
        if let Some((_, old, _)) = extension(doc, root, depth)? {
            splices.replace(old.whole, ext);
        } else if let Some(list) = xml::child(doc, root, b"extLst", depth)? {
            splices.append(doc, &list, ext);
        } else {
            splices.append(doc, root, format!("<{p}extLst>{ext}</{p}extLst>"));
        }
        Ok(())
    }
}

/// The list of extensions, gospub's among them, and whether it is the only one.
fn extension(doc: &[u8], root: &Node, depth: usize) -> Result<Option<(Node, Node, bool)>, XmlFault> {
    let Some(list) = xml::child(doc, root, b"extLst", depth)? else {
        return Ok(None);
    };
    let all = xml::children(doc, list.inner.clone(), depth)?;
    let only = all.len() == 1;
    Ok(all.into_iter().find(|ext| attr(ext.attrs(doc), b"uri") == Some(URI.as_bytes())).map(|ext| (list, ext, only)))
}

/// What parts areas in a text: no sheet has it in its name.
const BETWEEN_AREAS: &str = "*";

fn write_areas(areas: &Areas) -> String {
    areas.iter().flat_map(|(place, text)| [&**place, &**text]).collect::<Vec<_>>().join(BETWEEN_AREAS)
}

fn read_areas(text: &str) -> Areas {
    let pieces: Vec<&str> = text.split(BETWEEN_AREAS).collect();
    let pair = |pair: &[&str]| (pair[0].to_owned(), pair[1].to_owned());
    pieces.chunks_exact(2).map(pair).collect()
}

fn write_key(key: &Key) -> String {
    let mark_attr = |mark: Option<Mark>| mark.map_or(String::new(), |mark| format!(" mark=\"{}\"", mark.code()));
    match *key {
        Key::Marked { base, mark, absent } => {
            let absent = if absent { " absent=\"1\"" } else { "" };
            format!("<g:cell of=\"{base}\"{}{absent}/>", mark_attr(Some(mark)))
        }
        Key::Own { base, role, mark, was } => {
            let role = match role {
                Role::Header => "header",
                Role::Body => "body",
                Role::Link => "link",
            };
            let was = was.map_or(String::new(), |was| format!(" was=\"{was}\""));
            format!("<g:own of=\"{base}\" role=\"{role}\"{}{was}/>", mark_attr(mark))
        }
        Key::Look { look, link } => {
            let look = match look {
                Look::Plain => "plain",
                Look::Title => "title",
                Look::Heading => "heading",
                Look::Note => "note",
                Look::Marked(mark) => mark.code(),
            };
            format!("<g:look is=\"{look}\"{}/>", if link { " link=\"1\"" } else { "" })
        }
    }
}

fn read_key(attrs: &[u8]) -> Option<Key> {
    let mark = match attr(attrs, b"mark") {
        Some(name) => Some(mark_named(name)?),
        None => None,
    };
    if let Some(look) = attr(attrs, b"is") {
        let look = match look {
            b"plain" => Look::Plain,
            b"title" => Look::Title,
            b"heading" => Look::Heading,
            b"note" => Look::Note,
            name => Look::Marked(mark_named(name)?),
        };
        return Some(Key::Look { look, link: attr_true(attrs, b"link") });
    }
    let base = attr_number(attrs, b"of")?;
    let role = match attr(attrs, b"role") {
        None => return Some(Key::Marked { base, mark: mark?, absent: attr_true(attrs, b"absent") }),
        Some(b"header") => Role::Header,
        Some(b"body") => Role::Body,
        Some(b"link") => Role::Link,
        Some(_) => return None,
    };
    Some(Key::Own { base, role, mark, was: attr_number(attrs, b"was") })
}

fn mark_named(name: &[u8]) -> Option<Mark> {
    Mark::ALL.into_iter().find(|&mark| mark.code().as_bytes() == name)
}
