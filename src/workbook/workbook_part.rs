//! Changing the workbook's own part: its list of sheets and its defined names.

use super::book::Book;
use super::extent::{Areas, Edge};
use super::text::{escape, unescape};
use super::xml::{self, Node, Splices, XmlFault, attr, attr_number, attr_text};
use std::collections::HashSet;

/// A sheet to be listed at the end.
pub(super) struct NewEntry {
    pub(super) name: String,
    pub(super) id: u32,
    pub(super) relation: String,
    /// Whether no program shows it or offers to show it.
    pub(super) hidden: bool,
}

/// What changes in the part.
#[derive(Default)]
pub(super) struct WorkbookChanges {
    /// How far the areas of sheets' filters and print areas reach, by the sheets' positions.
    pub(super) edges: Vec<(usize, Edge)>,
    pub(super) added: Vec<NewEntry>,
    /// Positions of sheets that go, ascending.
    pub(super) removed: Vec<usize>,
    /// Positions of sheets that get another name, and whether no program is to show them.
    pub(super) renamed: Vec<(usize, String, bool)>,
}

/// The part as it shall be; none if it stays.
pub(super) fn rewrite(book: &Book, changes: &WorkbookChanges, strict: bool) -> Result<Option<Vec<u8>>, XmlFault> {
    let (doc, depth) = (&book.doc, book.package.limits.depth);
    let root = xml::root(doc, depth)?;
    let nodes = xml::children(doc, root.inner.clone(), depth)?;
    let find = |name: &[u8]| nodes.iter().find(|node| node.local(doc) == name);
    let mut splices = Splices::default();
    let list = find(b"sheets").ok_or(XmlFault::Unexpected)?;
    let sheets: Vec<Node> =
        xml::children(doc, list.inner.clone(), depth)?.into_iter().filter(|n| n.local(doc) == b"sheet").collect();
    for &position in &changes.removed {
        splices.replace(sheets.get(position).ok_or(XmlFault::Unexpected)?.whole.clone(), "");
    }
    for (position, name, hidden) in &changes.renamed {
        let state = hidden.then_some("veryHidden");
        let attrs = [("name", Some(&*escape(name))), ("state", state)];
        splices.set_attrs(doc, sheets.get(*position).ok_or(XmlFault::Unexpected)?, &attrs);
    }
    if !changes.added.is_empty() {
        let new = changes.added.iter().map(|entry| write_entry(doc, [&root, list], &sheets, entry, strict)).collect::<String>();
        splices.append(doc, list, new);
    }
    if let Some(names) = find(b"definedNames") {
        rewrite_names(doc, names, changes, &mut splices, depth)?;
    }
    if let (Some(views), false) = (find(b"bookViews"), changes.removed.is_empty()) {
        for view in xml::children(doc, views.inner.clone(), depth)? {
            for name in ["activeTab", "firstSheet"] {
                if let Some(tab) = attr_number::<usize>(view.attrs(doc), name.as_bytes()) {
                    let left = sheets.len() - changes.removed.len();
                    let new = shifted(tab, &changes.removed).min(left.saturating_sub(1));
                    splices.set_attrs(doc, &view, &[(name, Some(&new.to_string()))]);
                }
            }
        }
    }
    Ok(if splices.is_empty() { None } else { Some(splices.apply(doc)) })
}

/// A position after the sheets before it have gone.
fn shifted(position: usize, removed: &[usize]) -> usize {
    position - removed.iter().filter(|removed| **removed < position).count()
}

/// The new entry is written as the others are: with their prefixes.
fn write_entry(doc: &[u8], [root, list]: [&Node; 2], sheets: &[Node], entry: &NewEntry, strict: bool) -> String {
    let p = String::from_utf8_lossy(xml::prefix(&doc[root.name.clone()])).into_owned();
    let id_name = sheets.iter().find_map(|sheet| {
        let mut attrs = xml::Attrs::new(sheet.attrs(doc));
        attrs
            .find(|(name, ..)| name.contains(&b':') && xml::local(name) == b"id")
            .map(|(name, ..)| String::from_utf8_lossy(name).into_owned())
    });
    let id_name = id_name.unwrap_or_else(|| "r:id".to_owned());
    let namespace = format!("xmlns:{}", id_name.split(':').next().unwrap_or_default());
    let declared = [root, list].iter().any(|node| xml::attr(node.attrs(doc), namespace.as_bytes()).is_some());
    let namespace = match (declared, strict) {
        (true, _) => String::new(),
        (false, true) => format!(" {namespace}=\"http://purl.oclc.org/ooxml/officeDocument/relationships\""),
        (false, false) => format!(" {namespace}=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""),
    };
    let NewEntry { name, id, relation, hidden } = entry;
    let state = if *hidden { " state=\"veryHidden\"" } else { "" };
    format!("<{p}sheet name=\"{}\" sheetId=\"{id}\" {id_name}=\"{}\"{namespace}{state}/>", escape(name), escape(relation))
}

fn rewrite_names(
    doc: &[u8],
    list: &Node,
    changes: &WorkbookChanges,
    splices: &mut Splices,
    depth: usize,
) -> Result<(), XmlFault> {
    let names = xml::children(doc, list.inner.clone(), depth)?;
    let of_removed = |node: &Node| attr_number(node.attrs(doc), b"localSheetId").is_some_and(|at| changes.removed.contains(&at));
    if !names.is_empty() && names.iter().all(of_removed) {
        splices.replace(list.whole.clone(), "");
        return Ok(());
    }
    for node in &names {
        let attrs = node.attrs(doc);
        let Some(position) = attr_number::<usize>(attrs, b"localSheetId") else {
            continue;
        };
        if changes.removed.contains(&position) {
            splices.replace(node.whole.clone(), "");
            continue;
        }
        if shifted(position, &changes.removed) != position {
            splices.set_attrs(doc, node, &[("localSheetId", Some(&shifted(position, &changes.removed).to_string()))]);
        }
        let edge = changes.edges.iter().find(|(sheet, _)| *sheet == position);
        if let (Some(name), Some((_, edge))) = (name_that_follows(attrs), edge)
            && let raw = &doc[node.inner.clone()]
            && let Some(new) = edge.follow_text(name, &unescape(raw))
        {
            let new = escape(&new);
            // LibreOffice writes the quotes around a sheet's name as entities.
            let new = if raw.starts_with(b"&apos;") { new.replace('\'', "&apos;") } else { new.into_owned() };
            splices.replace(node.inner.clone(), new);
        }
    }
    Ok(())
}

/// The name whose areas follow the table, if it is one.
fn name_that_follows(attrs: &[u8]) -> Option<&'static str> {
    ["_xlnm._FilterDatabase", "_xlnm.Print_Area"].into_iter().find(|name| attr(attrs, b"name") == Some(name.as_bytes()))
}

/// The areas of a sheet that stand in the workbook's part and follow its table.
pub(super) fn areas(book: &Book, position: usize) -> Result<Areas, XmlFault> {
    let (doc, depth) = (&book.doc, book.package.limits.depth);
    let Some(list) = xml::child(doc, &xml::root(doc, depth)?, b"definedNames", depth)? else {
        return Ok(Vec::new());
    };
    let names = xml::children(doc, list.inner, depth)?;
    let of_sheet = names.iter().filter(|node| attr_number(node.attrs(doc), b"localSheetId") == Some(position));
    let area = |node: &Node| {
        let name = name_that_follows(node.attrs(doc))?;
        Some((name.to_owned(), unescape(&doc[node.inner.clone()]).into_owned()))
    };
    Ok(of_sheet.filter_map(area).collect())
}

/// A name for a new sheet that no other sheet has: at most 31 UTF-16 units, none of `[]:*?/\`.
pub(super) fn free_name(wanted: &str, taken: &HashSet<String>) -> String {
    let clean: String =
        wanted.chars().map(|char| if "[]:*?/\\".contains(char) || char.is_control() { ' ' } else { char }).collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let clean = if clean.is_empty() { "gospub" } else { clean };
    let cut = |name: &str, most: usize| {
        let mut units = 0;
        name.chars()
            .take_while(|char| {
                units += char.len_utf16();
                units <= most
            })
            .collect::<String>()
    };
    let plain = cut(clean, 31);
    if !taken.contains(&plain.to_lowercase()) {
        return plain;
    }
    let numbered = |number: u32| {
        let suffix = format!(" ({number})");
        format!("{}{suffix}", cut(clean, 31 - suffix.len()))
    };
    (2..).map(numbered).find(|name| !taken.contains(&name.to_lowercase())).unwrap_or(plain)
}

/// The highest number that sheets have been given.
pub(super) fn highest_id(book: &Book) -> u32 {
    book.entries.iter().filter_map(|entry| entry.id.trim().parse().ok()).max().unwrap_or(0)
}

/// The type of parts with relationships. Nearly all packages declare it for all parts of their ending; then no part has it by itself.
pub(super) const RELATIONSHIPS_TYPE: &str = "application/vnd.openxmlformats-package.relationships+xml";

/// Adds and removes parts' types in the package's list of content types.
pub(super) fn content_types(
    doc: &[u8],
    added: &[(String, &str)],
    removed: &[String],
    depth: usize,
) -> Result<Option<Vec<u8>>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let p = String::from_utf8_lossy(xml::prefix(&doc[root.name.clone()])).into_owned();
    let nodes = xml::children(doc, root.inner.clone(), depth)?;
    let mut splices = Splices::default();
    let name_of = |node: &Node| attr_text(node.attrs(doc), b"PartName").map(|name| name.trim_start_matches('/').to_lowercase());
    for node in &nodes {
        if name_of(node).is_some_and(|name| removed.iter().any(|removed| removed.to_lowercase() == name)) {
            splices.replace(node.whole.clone(), "");
        }
    }
    let mut new = String::new();
    let has_rels =
        nodes.iter().any(|node| attr_text(node.attrs(doc), b"Extension").is_some_and(|e| e.eq_ignore_ascii_case("rels")));
    for (part, kind) in added.iter().filter(|(_, kind)| !has_rels || *kind != RELATIONSHIPS_TYPE) {
        if nodes.iter().all(|node| name_of(node).is_none_or(|name| name != part.to_lowercase())) {
            new += &format!("<{p}Override PartName=\"/{}\" ContentType=\"{kind}\"/>", escape(part));
        }
    }
    if !new.is_empty() {
        splices.append(doc, &root, new);
    }
    Ok(if splices.is_empty() { None } else { Some(splices.apply(doc)) })
}

/// The list of sheets' names in the document's properties, which file managers show: new names go behind those of the sheets. A part
/// of another form stays; the list is allowed to be stale.
pub(super) fn titles(doc: &[u8], added: &[String], removed: &[String], depth: usize) -> Result<Option<Vec<u8>>, XmlFault> {
    let root = xml::root(doc, depth)?;
    let vector = |name: &[u8]| -> Result<Option<(Node, Vec<Node>)>, XmlFault> {
        let Some(outer) = xml::child(doc, &root, name, depth)? else {
            return Ok(None);
        };
        let Some(vector) = xml::children(doc, outer.inner, depth)?.into_iter().next() else {
            return Ok(None);
        };
        let members = xml::children(doc, vector.inner.clone(), depth)?;
        Ok(Some((vector, members)))
    };
    let (Some((_, pairs)), Some((titles, names))) = (vector(b"HeadingPairs")?, vector(b"TitlesOfParts")?) else {
        return Ok(None);
    };
    // The first pair is the worksheets' name and number.
    let Some(count) = pairs.get(1).and_then(|pair| xml::children(doc, pair.inner.clone(), depth).ok()?.into_iter().next()) else {
        return Ok(None);
    };
    let Ok(sheets) = unescape(&doc[count.inner.clone()]).trim().parse::<usize>() else {
        return Ok(None);
    };
    if sheets == 0 || sheets > names.len() {
        return Ok(None);
    }
    let mut splices = Splices::default();
    let gone: Vec<&Node> =
        names[..sheets].iter().filter(|node| removed.iter().any(|name| *name == unescape(&doc[node.inner.clone()]))).collect();
    gone.iter().for_each(|node| splices.replace(node.whole.clone(), ""));
    let last = &names[sheets - 1];
    let tag = String::from_utf8_lossy(&doc[last.name.clone()]).into_owned();
    let new: String = added.iter().map(|name| format!("<{tag}>{}</{tag}>", escape(name))).collect();
    splices.replace(last.whole.end..last.whole.end, new);
    let size = |before: usize| (before + added.len() - gone.len()).to_string();
    splices.replace(count.inner.clone(), size(sheets));
    splices.set_attrs(doc, &titles, &[("size", Some(&size(names.len())))]);
    Ok(Some(splices.apply(doc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_cut_cleaned_and_numbered() {
        let taken = HashSet::from(["проверка".to_owned()]);
        assert_eq!(free_name("Проверка", &taken), "Проверка (2)");
        assert_eq!(free_name("a/b'", &taken), "a b");
        assert_eq!(free_name(&"я".repeat(40), &taken).chars().count(), 31);
    }

    #[test]
    fn titles_of_sheets_stand_before_those_of_names() {
        let doc = "<Properties><HeadingPairs><vt:vector size=\"4\"><vt:variant><vt:lpstr>Листы</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4>\
            </vt:variant><vt:variant><vt:lpstr>Имена</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs>\
            <TitlesOfParts><vt:vector size=\"2\"><vt:lpstr>Лист1</vt:lpstr><vt:lpstr>x</vt:lpstr></vt:vector></TitlesOfParts></Properties>";
        let new = titles(doc.as_bytes(), &["Проверка".to_owned()], &[], 20).unwrap().unwrap();
        let text = String::from_utf8(new.clone()).unwrap();
        assert!(
            text.contains("<vt:i4>2</vt:i4>")
                && text.contains("size=\"3\"><vt:lpstr>Лист1</vt:lpstr><vt:lpstr>Проверка</vt:lpstr>"),
            "{text}"
        );
        assert_eq!(titles(&new, &[], &["Проверка".to_owned()], 20).unwrap().unwrap(), doc.as_bytes());
    }
}
