//! What stands after the rows of a sheet: its filter and its hyperlinks.

use super::cells::push_reference;
use super::claims::Claims;
use super::extent::{Edge, FILTER, without};
use super::package::{Relation, by_id};
use super::pen::Link;
use super::read::tail_range;
use super::relations::RelationsEdit;
use super::target::LONGEST_ADDRESS;
use super::text::{escape, unescape};
use super::undo::FormerLink;
use super::xml::{self, Attrs, Node, Splices, XmlFault, attr_text, prefixed_attr};
use crate::table::edit::Lines;
use crate::table::sheet::{Area, CellRef};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// The elements of a worksheet from the rows on, in the order that the standard fixes, up to where hyperlinks stand.
const BEFORE_HYPERLINKS: [&[u8]; 14] = [
    b"sheetCalcPr",
    b"sheetProtection",
    b"protectedRanges",
    b"scenarios",
    b"autoFilter",
    b"sortState",
    b"dataConsolidate",
    b"customSheetViews",
    b"mergeCells",
    b"phoneticPr",
    b"conditionalFormatting",
    b"dataValidations",
    b"sheetData",
    b"hyperlinks",
];

/// Excel repairs sheets with more hyperlinks.
pub(super) const MOST_LINKS: usize = 65_530;

/// What the rows' rewriting found out about hyperlinks.
pub(super) struct Links<'l> {
    pub(super) wanted: &'l [(CellRef, Link)],
    /// Cells whose content is new, ascending.
    pub(super) replaced: &'l [CellRef],
    /// The name that the first new sheet gets, if there is one, and where it speaks of the rows of which sheets.
    pub(super) first_new: Option<(&'l str, &'l Lines)>,
    /// The position of the sheet.
    pub(super) sheet: usize,
    /// Under which prefix the root declares relationships.
    pub(super) prefix: Option<&'l str>,
    pub(super) strict: bool,
    /// The cells that an earlier run wrote.
    pub(super) claims: Option<&'l Claims>,
    /// Those that hold again what they held before, and had a hyperlink then.
    pub(super) relinked: &'l [CellRef],
}

impl<'l> Links<'l> {
    /// The name of the attribute that names a relationship, declared where the root does not do it.
    fn id_attr(&self) -> String {
        let namespace = if self.strict {
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        } else {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        };
        match self.prefix {
            Some(prefix) => format!(" {prefix}:id"),
            None => format!(" xmlns:r=\"{namespace}\" r:id"),
        }
    }

    /// The cell that speaks of a row, with its sheet.
    fn line(&self, row: u32, topic: &'static str) -> Option<(&'l str, CellRef)> {
        let (name, lines) = self.first_new?;
        Some((name, lines.get(self.sheet, row, topic)?))
    }
}

/// The area of a sheet's filter, as it is written.
pub(super) fn filter(tail: &[u8], depth: usize) -> Result<Option<String>, XmlFault> {
    let (inside, _) = tail_range(tail).ok_or(XmlFault::Truncated)?;
    let nodes = xml::children(tail, inside, depth)?;
    let filter = nodes.iter().find(|node| node.local(tail) == b"autoFilter");
    Ok(filter.and_then(|filter| attr_text(filter.attrs(tail), b"ref")))
}

/// Whether the widths of columns stand in a tail, where they do not belong.
pub(super) fn has_widths(tail: &[u8], depth: usize) -> Result<bool, XmlFault> {
    // Most tails do not have the word, and one with many hyperlinks is long.
    if memchr::memmem::find(tail, b"cols").is_none() {
        return Ok(false);
    }
    let (inside, _) = tail_range(tail).ok_or(XmlFault::Truncated)?;
    Ok(xml::children(tail, inside, depth)?.iter().any(|node| node.local(tail) == b"cols"))
}

/// Rewrites a tail, and gives the sender's hyperlinks that went away with what stood in their cells; `p` is the worksheet's prefix with its colon.
pub(super) fn rewrite(
    tail: &[u8],
    p: &str,
    edge: &Edge,
    links: &Links<'_>,
    relations: &[Relation],
    edit: &mut RelationsEdit,
    depth: usize,
) -> Result<(Vec<u8>, Vec<FormerLink>), XmlFault> {
    let (inside, _) = tail_range(tail).ok_or(XmlFault::Truncated)?;
    let nodes = xml::children(tail, inside.clone(), depth)?;
    let mut splices = Splices::default();
    if let Some(filter) = nodes.iter().find(|node| node.local(tail) == b"autoFilter")
        && let Some(area) = attr_text(filter.attrs(tail), b"ref")
        && let Some(new) = edge.follow_text(FILTER, &area)
    {
        splices.set_attrs(tail, filter, &[("ref", Some(&escape(&new)))]);
    }
    let there = nodes.iter().find(|node| node.local(tail) == b"hyperlinks");
    let listed = match there {
        Some(node) => xml::children(tail, node.inner.clone(), depth)?,
        None => Vec::new(),
    };
    let whole = Whole::again(tail, &listed, links, relations);
    let Kept { bytes: kept, changed, count, mut former } = match there {
        Some(node) => keep(tail, node, &listed, p, edge, links, &whole, relations, edit),
        None => Kept::default(),
    };
    let mut known: HashSet<&FormerLink> = former.iter().collect();
    let again = links.replaced.iter().filter_map(|&at| links.claims?.link(at)).filter(|&link| known.insert(link));
    let again: Vec<FormerLink> = again.cloned().collect();
    former.extend(again);
    let mut new = Vec::new();
    let room = MOST_LINKS.saturating_sub(count + relink(&mut new, p, links, &whole, edit));
    write_new(&mut new, p, links, edit, room);
    let end = format!("</{p}hyperlinks>");
    match there {
        Some(node) if kept.is_empty() && new.is_empty() => splices.replace(node.whole.clone(), ""),
        Some(node) if changed || !new.is_empty() => {
            let tag = &tail[node.start_tag()];
            let tag = if node.empty { [tag[..tag.len() - 2].trim_ascii_end(), b">"].concat() } else { tag.to_vec() };
            let behind = node.whole.end..node.whole.end;
            splices.replace(node.whole.clone(), [tag, kept].concat());
            splices.replace(behind.clone(), new);
            splices.replace(behind, end);
        }
        None if !new.is_empty() => {
            let after = nodes.iter().rev().find(|node| {
                let name = &tail[node.name.clone()];
                name.strip_prefix(p.as_bytes()).is_some_and(|name| BEFORE_HYPERLINKS.contains(&name))
            });
            let place = after.map_or(inside.start, |node| node.whole.end);
            splices.replace(place..place, format!("<{p}hyperlinks>"));
            splices.replace(place..place, new);
            splices.replace(place..place, end);
        }
        _ => {}
    }
    Ok((if splices.is_empty() { tail.to_vec() } else { splices.apply(tail) }, former))
}

/// The hyperlinks that stay.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// Whether any of them changed or went.
    changed: bool,
    /// How many they are.
    count: usize,
    /// Those of the sender's that went from cells which gospub writes for the first time.
    former: Vec<FormerLink>,
}

/// The hyperlinks on several cells that become whole again, as all that was cut out of them is given back.
#[derive(Default)]
struct Whole<'l> {
    /// By the position of an element: the area that it has as a whole, for the first piece of one; none for the others, which go.
    pieces: HashMap<usize, Option<Area>>,
    /// Those of which no piece was left.
    gone: Vec<&'l FormerLink>,
    /// The cells that were cut out of them.
    cells: HashSet<CellRef>,
}

impl<'l> Whole<'l> {
    /// Of `C2:D9`, out of which D4 was cut, `C2:D3`, `C4` and `C5:D9` are left. Where D4 is given back and these three stand in the list,
    /// they are one again.
    fn again(tail: &[u8], listed: &[Node], links: &Links<'l>, relations: &[Relation]) -> Self {
        let mut cut: HashMap<Area, (&FormerLink, Vec<CellRef>)> = HashMap::new();
        for &at in links.relinked {
            let link = links.claims.and_then(|claims| claims.link(at));
            if let Some(link) = link.filter(|link| link.area.first != link.area.last) {
                cut.entry(link.area).or_insert_with(|| (link, Vec::new())).1.push(at);
            }
        }
        let mut whole = Self::default();
        if cut.is_empty() {
            return whole;
        }
        let relation_of = by_id(relations.iter());
        let area = |node: &Node| attr_text(node.attrs(tail), b"ref").and_then(|area| area.parse::<Area>().ok());
        // What stands on an area: elements by their positions, and the hyperlink that they are together.
        let mut standing: HashMap<Area, (Vec<usize>, Option<&FormerLink>)> =
            listed.iter().enumerate().filter_map(|(at, node)| Some((area(node)?, (vec![at], None)))).collect();
        let mut cut: Vec<_> = cut.into_values().collect();
        // A later run may have cut a piece of a larger one once more: the smaller are made whole first.
        cut.sort_by_key(|(link, _)| (link.area.last.row - link.area.first.row, link.area));
        for (link, mut cells) in cut {
            cells.sort_unstable();
            let Some(rest) = rest_of(link.area, None, &cells) else { continue };
            let is_piece = |&at: &usize| {
                let node = &listed[at];
                node.empty && former(node.attrs(tail), link.area, &relation_of).is_like(link)
            };
            if !rest.iter().all(|area| standing.get(area).is_some_and(|(pieces, _)| pieces.iter().all(is_piece))) {
                continue;
            }
            let mut pieces: Vec<usize> = rest.iter().filter_map(|area| standing.remove(area)).flat_map(|(at, _)| at).collect();
            pieces.sort_unstable();
            standing.insert(link.area, (pieces, Some(link)));
            whole.cells.extend(cells);
        }
        for (area, (pieces, link)) in standing {
            let Some(link) = link else { continue };
            match pieces.split_first() {
                Some((&first, others)) => {
                    whole.pieces.insert(first, Some(area));
                    whole.pieces.extend(others.iter().map(|&at| (at, None)));
                }
                None => whole.gone.push(link),
            }
        }
        whole.gone.sort_by_key(|link| link.area);
        whole
    }
}

/// What is remembered of a hyperlink with some attributes.
fn former(attrs: &[u8], area: Area, relation_of: &foldhash::HashMap<&str, &Relation>) -> FormerLink {
    let id = prefixed_attr(attrs, b"id").map(|id| unescape(id).into_owned());
    let relation = id.as_deref().and_then(|id| relation_of.get(id));
    let id_name = Attrs::new(attrs).map(|(name, ..)| name).find(|name| name.contains(&b':') && xml::local(name) == b"id");
    let id_name = id_name.map(|name| String::from_utf8_lossy(name).into_owned());
    let mut gone = vec![("ref", None)];
    gone.extend(id_name.as_deref().map(|name| (name, None)));
    FormerLink {
        area,
        target: relation.map(|relation| relation.target.clone()),
        external: relation.is_some_and(|relation| relation.external),
        attrs: String::from_utf8_lossy(&xml::with_attrs(attrs, &gone)).into_owned(),
    }
}

/// The hyperlinks that stay. Those on replaced cells and in own columns go; one on
/// a whole area stays on the rest of it.
#[allow(clippy::too_many_arguments, reason = "the one helper of `rewrite`, which has them all as arguments")]
fn keep(
    tail: &[u8],
    list: &Node,
    listed: &[Node],
    p: &str,
    edge: &Edge,
    links: &Links<'_>,
    whole: &Whole<'_>,
    relations: &[Relation],
    edit: &mut RelationsEdit,
) -> Kept {
    let own = edge.own_area();
    let (mut kept, mut changed, mut count) = (Vec::new(), false, 0);
    let mut went = Vec::new();
    let relation_of = by_id(relations.iter());
    let (mut used, mut unused) = (HashSet::new(), HashSet::new());
    let mut between = list.inner.start;
    for (position, node) in listed.iter().enumerate() {
        let attrs = node.attrs(tail);
        let id = prefixed_attr(attrs, b"id").map(|id| unescape(id).into_owned());
        if let Some(area) = whole.pieces.get(&position) {
            changed = true;
            kept.extend_from_slice(&tail[between..node.whole.start]);
            between = node.whole.end;
            if let Some(area) = area {
                kept.extend_from_slice(format!("<{p}hyperlink").as_bytes());
                kept.extend_from_slice(&xml::with_attrs(attrs, &[("ref", Some(&area.to_string()))]));
                kept.extend_from_slice(b"/>");
                count += 1;
            }
            if area.is_some() { &mut used } else { &mut unused }.extend(id);
            continue;
        }
        let area = attr_text(attrs, b"ref").and_then(|area| area.parse::<Area>().ok());
        let rest = area.and_then(|area| rest_of(area, own, links.replaced));
        kept.extend_from_slice(&tail[between..node.whole.start]);
        between = node.whole.end;
        let Some(rest) = rest else {
            kept.extend_from_slice(&tail[node.whole.clone()]);
            used.extend(id);
            count += 1;
            continue;
        };
        changed = true;
        if let Some(area) = area.filter(|area| cells_in(*area, links.replaced).any(|at| !links.claims.is_some_and(|c| c.has(at))))
        {
            went.push(former(attrs, area, &relation_of));
        }
        for (position, area) in rest.iter().enumerate() {
            let area = area.to_string();
            let mut changes = vec![("ref", Some(&*area))];
            if position > 0 {
                changes.push(("xr:uid", None));
            }
            let inner = if node.empty { Vec::new() } else { tail[node.inner.clone()].to_vec() };
            kept.extend_from_slice(format!("<{p}hyperlink").as_bytes());
            kept.extend_from_slice(&xml::with_attrs(attrs, &changes));
            if inner.is_empty() {
                kept.extend_from_slice(b"/>");
            } else {
                kept.extend_from_slice(&[b">", &inner[..], format!("</{p}hyperlink>").as_bytes()].concat());
            }
            count += 1;
        }
        if rest.is_empty() { &mut unused } else { &mut used }.extend(id);
    }
    if count > 0 {
        kept.extend_from_slice(&tail[between..list.inner.end]);
    } else {
        kept.clear();
    }
    let hyperlinks: HashSet<&str> =
        relations.iter().filter(|relation| relation.kind == "hyperlink").map(|r| r.id.as_str()).collect();
    edit.remove(unused.into_iter().filter(|id| !used.contains(id) && hyperlinks.contains(id.as_str())));
    Kept { bytes: kept, changed, count, former: went }
}

/// What is left of a hyperlink's area; `None` if all of it is.
fn rest_of(area: Area, own: Option<Area>, replaced: &[CellRef]) -> Option<Vec<Area>> {
    let holes = cells_in(area, replaced).map(|cell| Area { first: cell, last: cell }).chain(own);
    let mut rest = vec![area];
    for hole in holes {
        // Holes come from the top, so the area that has one is among the last.
        if let Some(at) = rest.iter().rposition(|area| without(*area, hole) != [*area]) {
            let pieces = without(rest[at], hole);
            rest.splice(at..=at, pieces);
        }
        if own == Some(hole) {
            rest = rest.into_iter().flat_map(|area| without(area, hole)).collect();
        }
    }
    (rest != [area]).then_some(rest)
}

/// Those of some cells, ascending, that lie in an area.
fn cells_in(area: Area, cells: &[CellRef]) -> impl Iterator<Item = CellRef> {
    let start = cells.partition_point(|cell| cell.row < area.first.row);
    cells[start..].iter().copied().take_while(move |cell| cell.row <= area.last.row).filter(move |cell| area.contains(*cell))
}

/// Writes the sender's hyperlinks again on the cells that hold again what they held; tells how many.
fn relink(out: &mut Vec<u8>, p: &str, links: &Links<'_>, whole: &Whole<'_>, edit: &mut RelationsEdit) -> usize {
    let alone = links.relinked.iter().filter(|at| !whole.cells.contains(at));
    let alone = alone.filter_map(|&at| Some((Area { first: at, last: at }, links.claims?.link(at)?)));
    let mut count = 0;
    for (area, link) in alone.chain(whole.gone.iter().map(|&link| (link.area, link))) {
        count += 1;
        push(out, &["<", p, "hyperlink ref=\"", &area.to_string(), "\""]);
        if let Some(target) = &link.target {
            let id = edit.add("hyperlink", target, link.external);
            // The element may have declared the prefix itself, and does so again.
            let declares = link.attrs.contains(" xmlns:r=");
            let id_attr = if declares { " r:id".to_owned() } else { links.id_attr() };
            push(out, &[&id_attr, "=\"", &id, "\""]);
        }
        push(out, &[link.attrs.trim_end(), "/>"]);
    }
    count
}

/// The wanted hyperlinks, as many as there is room for: addresses first, as the ways within the workbook can be gone without them.
fn write_new(out: &mut Vec<u8>, p: &str, links: &Links<'_>, edit: &mut RelationsEdit, room: usize) {
    let id_attr = links.id_attr();
    let addresses = links.wanted.iter().filter(|(_, link)| matches!(link, Link::Address(_))).count();
    let (mut left, mut left_for_places) = (room, room.saturating_sub(addresses));
    for (at, link) in links.wanted {
        if left == 0 {
            break;
        }
        let place = match link {
            Link::Address(target) => {
                left -= usize::from(write_address(out, p, *at, target, &id_attr, edit));
                continue;
            }
            Link::Place { sheet, cell, shown } => Some((&**sheet, *cell, shown)),
            Link::Line { topic, shown } => links.line(at.row, topic).map(|(sheet, cell)| (sheet, cell, shown)),
        };
        let Some((sheet, cell, shown)) = place.filter(|_| left_for_places > 0) else { continue };
        (left, left_for_places) = (left - 1, left_for_places - 1);
        let sheet = sheet.replace('\'', "''");
        begin_link(out, p, *at);
        push(out, &[" location=\"'", &escape(&sheet), "'!"]);
        push_reference(out, cell);
        push(out, &["\" display=\"", &escape(shown), "\"/>"]);
    }
}

fn push(out: &mut Vec<u8>, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

/// Writes a hyperlink's tag as far as the cell that it stands on.
fn begin_link(out: &mut Vec<u8>, p: &str, at: CellRef) {
    push(out, &["<", p, "hyperlink ref=\""]);
    push_reference(out, at);
    push(out, &["\""]);
}

/// Writes a hyperlink to an address, unless it is one that Excel would not take; tells whether it did.
fn write_address(out: &mut Vec<u8>, p: &str, at: CellRef, target: &str, id_attr: &str, edit: &mut RelationsEdit) -> bool {
    let target = percent_encoded(target);
    let (address, location) = target.split_once('#').map_or((&*target, None), |(address, location)| (address, Some(location)));
    let is_too_long = |text: &str| text.len() > LONGEST_ADDRESS && text.chars().count() > LONGEST_ADDRESS;
    if is_too_long(address) || location.is_some_and(is_too_long) || (address.is_empty() && location.is_none()) {
        return false;
    }
    begin_link(out, p, at);
    if !address.is_empty() {
        push(out, &[id_attr, "=\"", edit.link(address), "\""]);
    }
    if let Some(location) = location {
        push(out, &[" location=\"", &escape(location), "\""]);
    }
    push(out, &["/>"]);
    true
}

/// An address without the characters that no address may have: Excel calls a workbook corrupt for them.
fn percent_encoded(target: &str) -> Cow<'_, str> {
    let is_forbidden = |byte: u8| matches!(byte, 0..=b' ' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x7F);
    let target = target.trim();
    if !target.bytes().any(is_forbidden) {
        return Cow::Borrowed(target);
    }
    let mut out = String::with_capacity(target.len() + 16);
    for char in target.chars() {
        match u8::try_from(char) {
            Ok(byte) if is_forbidden(byte) => {
                // Writing into a text does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
            _ => out.push(char),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(tail: &str, wanted: &[(&str, &str)], replaced: &[&str]) -> (String, String) {
        let own = Some(("E".parse().unwrap(), "F".parse().unwrap()));
        let edge = Edge { header: 1, table: "A1:D9".parse().unwrap(), own, strip: false, senders: Vec::new() };
        let wanted: Vec<_> =
            wanted.iter().map(|(at, target)| (at.parse().unwrap(), Link::Address((*target).to_owned()))).collect();
        let replaced: Vec<_> = replaced.iter().map(|at| at.parse().unwrap()).collect();
        let links = Links {
            wanted: &wanted,
            replaced: &replaced,
            first_new: None,
            sheet: 0,
            prefix: Some("r"),
            strict: false,
            claims: None,
            relinked: &[],
        };
        let relations = [Relation { id: "rId5".into(), kind: "hyperlink".into(), target: "https://a".into(), external: true }];
        let doc = "<Relationships><Relationship Id='rId5'/></Relationships>";
        let mut edit = RelationsEdit::new(Some(doc.into()), false, 9).unwrap();
        let (tail, _) = rewrite(tail.as_bytes(), "", &edge, &links, &relations, &mut edit, 20).unwrap();
        (String::from_utf8(tail).unwrap(), String::from_utf8(edit.finish().0).unwrap())
    }

    #[test]
    fn hyperlinks_go_to_their_place_and_their_address_is_parted() {
        let tail = "</sheetData><mergeCells/><dataValidations/><pageMargins/><drawing/></worksheet>";
        let (tail, rels) = rewritten(tail, &[("E2", "https://vk.com/app1#groupId=2&a b")], &[]);
        assert_eq!(
            tail,
            "</sheetData><mergeCells/><dataValidations/><hyperlinks><hyperlink ref=\"E2\" r:id=\"rId6\" location=\"groupId=2&amp;a%20b\"/>\
             </hyperlinks><pageMargins/><drawing/></worksheet>"
        );
        assert!(
            rels.contains("Id=\"rId6\"") && rels.contains("Target=\"https://vk.com/app1\" TargetMode=\"External\""),
            "{rels}"
        );
    }

    #[test]
    fn a_replaced_cell_loses_its_old_target_and_the_rest_of_an_area_keeps_it() {
        let tail = "</sheetData><hyperlinks><hyperlink ref='D2:D9' r:id='rId5' xr:uid='{1}'/></hyperlinks></worksheet>";
        let (tail, rels) = rewritten(tail, &[("D4", "https://b")], &["D4"]);
        assert_eq!(
            tail,
            "</sheetData><hyperlinks><hyperlink ref='D2:D3' r:id='rId5' xr:uid='{1}'/><hyperlink ref='D5:D9' r:id='rId5'/>\
             <hyperlink ref=\"D4\" r:id=\"rId6\"/></hyperlinks></worksheet>"
        );
        assert!(rels.contains("rId5"));
        let (tail, rels) =
            rewritten("</sheetData><hyperlinks><hyperlink ref='D4' r:id='rId5'/></hyperlinks></worksheet>", &[], &["D4"]);
        assert_eq!(tail, "</sheetData></worksheet>");
        assert!(!rels.contains("rId5"));
    }

    #[test]
    fn the_filter_grows_over_the_new_columns() {
        let (tail, _) = rewritten("</sheetData><autoFilter ref='A1:D9'><filterColumn/></autoFilter></worksheet>", &[], &[]);
        assert_eq!(tail, "</sheetData><autoFilter ref='A1:F9'><filterColumn/></autoFilter></worksheet>");
    }

    #[test]
    fn links_beyond_the_limit_and_too_long_ones_stay_texts() {
        let all: Vec<_> =
            (1..=70_000u32).map(|row| (CellRef::new(row, Column::FIRST), Link::Address("https://vk.com".into()))).collect();
        let mut lines = Lines::default();
        lines.of_row(3, 1, 9);
        let first_new = Some(("Проверка", &lines));
        let links =
            Links { wanted: &all, replaced: &[], first_new, sheet: 3, prefix: None, strict: false, claims: None, relinked: &[] };
        let written = |links: &Links<'_>, room| {
            let mut out = Vec::new();
            write_new(&mut out, "", links, &mut RelationsEdit::new(None, false, 9).unwrap(), room);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(&links, 65_530).matches("<hyperlink ").count(), 65_530);
        let line = |cell: &str| (cell.parse().unwrap(), Link::Line { topic: "x", shown: "x".into() });
        let lines = [line("A1"), line("A2")];
        let mixed = [&lines[..], &all].concat();
        let of = |wanted| written(&Links { wanted, ..links }, 65_530);
        assert!(!of(&mixed).contains("location"));
        assert_eq!(of(&lines), "<hyperlink ref=\"A1\" location=\"'Проверка'!A9\" display=\"x\"/>");
        let long = [(CellRef::new(1, Column::FIRST), Link::Address(format!("https://vk.com/{}", "a".repeat(2100))))];
        let links = Links { wanted: &long, ..links };
        assert_eq!(written(&links, 9), "");
    }

    use crate::table::sheet::Column;
}
