//! Changing the relationships of a part.

use super::text::escape;
use super::xml::{self, Node, Splices, XmlFault};
use foldhash::HashMap;
use std::collections::HashSet;
use std::fmt::Write;

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// A relationships part with relationships being taken out and added.
pub(super) struct RelationsEdit {
    doc: Vec<u8>,
    root: Node,
    nodes: Vec<Node>,
    prefix: String,
    removed: HashSet<String>,
    /// The elements that are added, and how many they are.
    added: String,
    count: usize,
    /// Hyperlinks to one address share a relationship, known by its id.
    links: HashMap<String, String>,
    next: u64,
    /// The namespace of the types, without the last step.
    types: &'static str,
}

impl RelationsEdit {
    /// `doc` is none where the part does not exist yet.
    pub(super) fn new(doc: Option<Vec<u8>>, strict: bool, depth: usize) -> Result<Self, XmlFault> {
        let doc = doc.unwrap_or_else(|| EMPTY.as_bytes().to_vec());
        let root = xml::root(&doc, depth)?;
        let nodes = xml::children(&doc, root.inner.clone(), depth)?;
        let prefix = String::from_utf8_lossy(xml::prefix(&doc[root.name.clone()])).into_owned();
        let types = if strict {
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        } else {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        };
        let (removed, added, links) = (HashSet::new(), String::new(), HashMap::default());
        Ok(Self { doc, root, nodes, prefix, removed, added, count: 0, links, next: 0, types })
    }

    /// Takes relationships out. Call it before anything is added, so that the new ids do not depend on what was there.
    pub(super) fn remove(&mut self, ids: impl IntoIterator<Item = String>) {
        self.removed.extend(ids);
    }

    /// The relationship of a hyperlink to an address.
    pub(super) fn link(&mut self, address: &str) -> &str {
        if !self.links.contains_key(address) {
            let added = self.add("hyperlink", address, true);
            self.links.insert(address.to_owned(), added);
        }
        &self.links[address]
    }

    /// Adds a relationship of a kind and gives its id.
    pub(super) fn add(&mut self, kind: &str, target: &str, external: bool) -> String {
        if self.next == 0 {
            self.next = self.first_free();
        }
        let id = id(self.next);
        self.next += 1;
        self.count += 1;
        let (p, types) = (&self.prefix, self.types);
        let mode = if external { " TargetMode=\"External\"" } else { "" };
        let target = escape(target);
        // Writing into a text does not fail.
        let _ = write!(self.added, "<{p}Relationship Id=\"{id}\" Type=\"{types}/{kind}\" Target=\"{target}\"{mode}/>");
        id
    }

    /// A number above those of all ids that stay.
    fn first_free(&self) -> u64 {
        let ids = self.nodes.iter().filter_map(|node| xml::attr_text(node.attrs(&self.doc), b"Id"));
        let numbers = ids.filter(|id| !self.removed.contains(id)).filter_map(|id| {
            let digits = id.trim_start_matches(|char: char| !char.is_ascii_digit());
            digits.parse::<u64>().ok().filter(|number| *number < 1 << 40)
        });
        numbers.max().unwrap_or(0) + 1
    }

    /// The part, and whether any relationship is left in it.
    pub(super) fn finish(self) -> (Vec<u8>, bool) {
        let mut splices = Splices::default();
        let mut left = self.count;
        for node in &self.nodes {
            let id = xml::attr_text(node.attrs(&self.doc), b"Id");
            if id.is_some_and(|id| self.removed.contains(&id)) {
                splices.replace(node.whole.clone(), "");
            } else {
                left += 1;
            }
        }
        if !self.added.is_empty() {
            splices.append(&self.doc, &self.root, self.added);
        }
        let doc = if splices.is_empty() { self.doc } else { splices.apply(&self.doc) };
        (doc, left > 0)
    }
}

fn id(number: u64) -> String {
    format!("rId{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_one_address_share_a_relationship() {
        let mut edit = RelationsEdit::new(None, false, 9).unwrap();
        let addresses = ["https://vk.com/a", "https://vk.com/b", "https://vk.com/a"];
        assert_eq!(addresses.map(|address| edit.link(address).to_owned()), ["rId1", "rId2", "rId1"]);
        let (first, _) = edit.finish();
        let mut again = RelationsEdit::new(Some(first.clone()), false, 9).unwrap();
        again.remove(["rId1".to_owned(), "rId2".to_owned()]);
        again.link("https://vk.com/a");
        again.link("https://vk.com/b");
        assert_eq!(again.finish().0, first);
    }
}
