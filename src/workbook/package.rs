//! The zip package of a workbook: its parts by name, whatever the case and the slashes, read within [`Limits`].

use super::error::WorkbookError;
use super::input::{Input, Room};
use super::limits::{Limit, Limits};
use super::text::{as_text, unescape};
use super::xml::{self, XmlFault};
use memchr::memmem;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use zip::ZipArchive;
use zip::read::ZipFile;

pub(super) type Archive = ZipArchive<Input>;

/// An opened package.
#[derive(Clone, Debug)]
pub(super) struct Package {
    input: Input,
    archive: Archive,
    entries: Vec<String>,
    by_key: HashMap<String, usize>,
    pub(super) limits: Limits,
}

/// How a part's text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// Anything else, transcoded for reading; such a part is never changed.
    Other,
}

impl Package {
    pub(super) fn open(mut input: Input, limits: Limits) -> Result<Self, WorkbookError> {
        if input.len() > limits.file_bytes {
            return Err(limits.beyond("", Limit::File));
        }
        let mut start = Vec::new();
        (&mut input).take(8).read_to_end(&mut start)?;
        if start == [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] {
            return Err(ole(input)?);
        }
        // An entry takes 46 bytes in the directory at least: a count beyond that is a lie, and what is left is checked below.
        let mut archive = ZipArchive::new(input.clone())?;
        if archive.len() > limits.entries {
            return Err(limits.beyond("", Limit::Parts));
        }
        if archive.has_duplicate_names() {
            return Err(WorkbookError::Entry(String::new()));
        }
        let mut entries = Vec::with_capacity(archive.len());
        let mut by_key = HashMap::with_capacity(archive.len());
        let mut total = 0u64;
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index)?;
            let name = file.name()?.into_owned();
            let key = key(&name);
            let leads_out = key.split('/').any(|step| step == "..") || key.as_bytes().get(1) == Some(&b':');
            total = total.saturating_add(file.size());
            if is_bloated(file.size(), file.compressed_size(), &limits) {
                return Err(limits.beyond(&name, Limit::Ratio));
            }
            drop(file);
            if leads_out || by_key.insert(key, index).is_some() {
                return Err(WorkbookError::Entry(name));
            }
            entries.push(name);
        }
        if total > limits.total_bytes {
            return Err(limits.beyond("", Limit::Total));
        }
        if is_bloated(total, input.len(), &limits) {
            return Err(limits.beyond("", Limit::Ratio));
        }
        if archive.has_overlapping_entries()? {
            return Err(WorkbookError::Overlap);
        }
        Ok(Self { input, archive, entries, by_key, limits })
    }

    /// A reader of its own on the archive.
    pub(super) fn archive(&self) -> Archive {
        self.archive.clone()
    }

    /// Where waits what is made of the package.
    pub(super) fn room(&self) -> Room {
        self.input.room()
    }

    /// Makes sure that all that has been read of the package is of one and the same file.
    pub(super) fn check_unchanged(&self) -> Result<(), WorkbookError> {
        self.input.check_unchanged()
    }

    /// The names of the entries as written, in the order of the archive's directory.
    pub(super) fn entries(&self) -> &[String] {
        &self.entries
    }

    /// The entry of a part.
    pub(super) fn index(&self, part: &str) -> Option<usize> {
        self.by_key.get(&key(part)).copied()
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.index(part).is_some()
    }

    /// A part that is held whole, as UTF-8 without a byte order mark; none if there is no such part.
    pub(super) fn whole(&self, part: &str) -> Result<Option<(Vec<u8>, Encoding)>, WorkbookError> {
        if !self.has(part) {
            return Ok(None);
        }
        let mut archive = self.archive();
        let (mut reader, encoding) = self.stream(&mut archive, part, Limit::WholePart)?;
        // Room for most parts: without it the first reads are of a few bytes each.
        let mut bytes = Vec::with_capacity(16 << 10);
        reader.read_to_end(&mut bytes).map_err(|error| read_error(part, &error))?;
        if as_text(&bytes).is_err() {
            return Err(WorkbookError::xml(part, XmlFault::Text));
        }
        bytes.shrink_to_fit();
        Ok(Some((bytes, encoding)))
    }

    /// Streams a part as UTF-8; stops with an error beyond a bound of inflated bytes and beyond what the archive says of its size.
    pub(super) fn stream<'a>(
        &self,
        archive: &'a mut Archive,
        part: &str,
        limit: Limit,
    ) -> Result<(Box<dyn Read + Send + 'a>, Encoding), WorkbookError> {
        let index = self.index(part).ok_or_else(|| WorkbookError::MissingPart(part.to_owned()))?;
        let file = archive.by_index(index)?;
        if file.size() > self.limits.get(limit) {
            return Err(self.limits.beyond(part, limit));
        }
        let left = file.size();
        let mut reader = Bounded { file, left };
        // Of small parts this is all.
        let mut start = [0u8; 4 << 10];
        let mut filled = 0;
        while filled < start.len() {
            match reader.read(&mut start[filled..]).map_err(|error| read_error(part, &error))? {
                0 => break,
                read => filled += read,
            }
        }
        let start = start[..filled].to_vec();
        match declared_encoding(&start, part)? {
            None => Ok((Box::new(Cursor::new(start).chain(reader)), Encoding::Utf8)),
            Some(encoding) => {
                if left > self.limits.whole_part_bytes {
                    return Err(self.limits.beyond(part, Limit::WholePart));
                }
                let mut bytes = start;
                reader.read_to_end(&mut bytes).map_err(|error| read_error(part, &error))?;
                let text = encoding.decode(&bytes).0.into_owned();
                Ok((Box::new(Cursor::new(text.into_bytes())), Encoding::Other))
            }
        }
    }

    /// The entries whose bytes are not what their checksums say, in the order of the directory. Entries that are known to be sound need
    /// not be looked at again: `known` names their parts.
    pub(super) fn damaged(&self, known: &HashSet<&str>) -> Vec<String> {
        let known: HashSet<usize> = known.iter().filter_map(|part| self.index(part)).collect();
        let is_damaged = |&index: &usize| {
            let mut archive = self.archive();
            // What is compressed in a way that nobody here reads cannot be judged.
            let Ok(mut file) = archive.by_index(index) else { return false };
            io::copy(&mut file, &mut io::sink()).is_err()
        };
        let entries: Vec<usize> = (0..self.entries.len()).filter(|index| !known.contains(index)).collect();
        let damaged: Vec<usize> = entries.into_par_iter().filter(is_damaged).collect();
        damaged.into_iter().map(|index| self.entries[index].clone()).collect()
    }

    /// The relationships of a part; the package's own for an empty name.
    pub(super) fn relations(&self, part: &str) -> Result<Vec<Relation>, WorkbookError> {
        self.relations_of(part, true)
    }

    /// The names of the parts that a part leads to. A sheet may have tens of thousands of relationships, most of which lead out.
    pub(super) fn parts_behind(&self, part: &str) -> Result<Vec<String>, WorkbookError> {
        Ok(self.relations_of(part, false)?.into_iter().map(|relation| relation.target).collect())
    }

    fn relations_of(&self, part: &str, with_external: bool) -> Result<Vec<Relation>, WorkbookError> {
        let name = relations_part(part);
        match self.whole(&name)? {
            Some((doc, _)) => relations(&doc, part, self, with_external).map_err(|fault| WorkbookError::xml(&name, fault)),
            None => Ok(Vec::new()),
        }
    }
}

/// How many entries an archive says it has, before any memory is set aside for them; zero where it is no archive.
pub(super) fn claimed_entries<R: Read + Seek>(reader: &mut R) -> io::Result<u64> {
    /// The record at the end, with the longest comment and, before it, the place of the record with longer numbers.
    const END: u64 = 20 + 22 + 65_535;
    let length = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    reader.take(END).read_to_end(&mut end)?;
    let Some(at) = memmem::rfind(&end, b"PK\x05\x06") else { return Ok(0) };
    let short = end.get(at + 10..at + 12).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes);
    let place = at.checked_sub(20).and_then(|at| end.get(at..at + 16)).filter(|place| place.starts_with(b"PK\x06\x07"));
    let place = place.and_then(|place| place[8..].try_into().ok()).map(u64::from_le_bytes);
    let Some(place) = place.filter(|&place| place < length) else { return Ok(short.into()) };
    let mut long = [0; 40];
    reader.seek(SeekFrom::Start(place))?;
    let whole = (&mut *reader).take(40).read(&mut long)? == long.len() && long.starts_with(b"PK\x06\x06");
    let count = long[32..].try_into().map_or(0, u64::from_le_bytes);
    // All ones say «see the longer record»; any other number and the longer one are both claims.
    let short = u64::from(short).min(if whole && short == u16::MAX { count } else { u64::MAX });
    Ok(if whole { count.max(short) } else { short })
}

/// Whether so many bytes came out of so few that it can only be meant to fill memory. Little ones do no harm.
fn is_bloated(inflated: u64, compressed: u64, limits: &Limits) -> bool {
    inflated > 256 << 20 && inflated / compressed.max(1) > limits.ratio
}

/// What an OLE container is, told by the names in its directory: UTF-16, so searched for as bytes.
fn ole(mut input: Input) -> Result<WorkbookError, WorkbookError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = memchr::memmem::find(&bytes, &name).is_some();
    Ok(if encrypted { WorkbookError::Encrypted } else { WorkbookError::Ole })
}

/// An encoding other than UTF-8, by byte order mark, by zero bytes, or by the XML declaration.
fn declared_encoding(start: &[u8], part: &str) -> Result<Option<&'static encoding_rs::Encoding>, WorkbookError> {
    match start {
        [0xEF, 0xBB, 0xBF, ..] => return Ok(None),
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return Ok(Some(encoding_rs::UTF_16LE)),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return Ok(Some(encoding_rs::UTF_16BE)),
        _ => {}
    }
    let mut scan = xml::Scan::new(start, 0);
    let declaration = match scan.next() {
        Ok(Some(xml::Token::Other)) => &start[..scan.at()],
        _ => return Ok(None),
    };
    let Some(label) = xml::attr(declaration.get(5..).unwrap_or_default(), b"encoding") else {
        return Ok(None);
    };
    match encoding_rs::Encoding::for_label(label) {
        None => Err(WorkbookError::Encoding(part.to_owned())),
        // The label of UTF-16 on bytes that are plainly not: writers do that.
        Some(e) if e == encoding_rs::UTF_8 || e == encoding_rs::UTF_16LE || e == encoding_rs::UTF_16BE => Ok(None),
        // ASCII is a label of windows-1252.
        Some(_) if label.to_ascii_lowercase().ends_with(b"ascii") => Ok(None),
        Some(encoding) => Ok(Some(encoding)),
    }
}

/// Reads an entry, but no byte beyond what the archive's directory says of its size.
struct Bounded<'a> {
    file: ZipFile<'a, Input>,
    left: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

pub(super) fn read_error(part: &str, error: &io::Error) -> WorkbookError {
    match error.kind() {
        io::ErrorKind::FileTooLarge => WorkbookError::Inflated(part.to_owned()),
        _ => WorkbookError::Archive(format!("{part}: {error}")),
    }
}

/// The form of a part's name in which names are compared.
pub(super) fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A relationship from one part to another or to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last step of the type's address: `worksheet`, `styles`, `hyperlink`.
    pub(super) kind: String,
    /// The name of the part, without a slash in front; for an external target the address as written.
    pub(super) target: String,
    pub(super) external: bool,
}

/// Relationships by their ids; of several with one id the first. A sheet may have tens of thousands.
pub(super) fn by_id<'r>(relations: impl DoubleEndedIterator<Item = &'r Relation>) -> foldhash::HashMap<&'r str, &'r Relation> {
    relations.rev().map(|relation| (relation.id.as_str(), relation)).collect()
}

/// The part that says of what type the others are.
pub(super) const CONTENT_TYPES: &str = "[Content_Types].xml";

/// The name of the part that holds the relationships of a part.
pub(super) fn relations_part(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
}

fn relations(doc: &[u8], source: &str, package: &Package, with_external: bool) -> Result<Vec<Relation>, XmlFault> {
    let depth = package.limits.depth;
    let root = xml::root(doc, depth)?;
    let mut list = Vec::new();
    for node in xml::children(doc, root.inner, depth)? {
        // In one pass: a sheet may have tens of thousands.
        let (mut id, mut target, mut kind, mut external) = (None, None, None, false);
        for (name, value, _) in xml::Attrs::new(&doc[node.attrs]) {
            match name {
                b"Id" => id = id.or(Some(value)),
                b"Target" => target = target.or(Some(value)),
                b"Type" => kind = kind.or(Some(value)),
                b"TargetMode" => external = value == b"External",
                _ => {}
            }
        }
        let (Some(id), Some(target)) = (id, target) else { continue };
        if external && !with_external {
            continue;
        }
        let kind = unescape(kind.unwrap_or_default()).rsplit('/').next().unwrap_or_default().to_owned();
        let target = unescape(target);
        let target = if external { target.into_owned() } else { package.resolve(source, &target) };
        list.push(Relation { id: unescape(id).into_owned(), kind, target, external });
    }
    Ok(list)
}

impl Package {
    /// The name of the part that a relationship's target means, seen from the part that has the relationship.
    fn resolve(&self, source: &str, target: &str) -> String {
        let target = target.split('#').next().unwrap_or_default().replace('\\', "/");
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let full = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
        let mut steps: Vec<&str> = Vec::new();
        for step in full.split('/') {
            match step {
                "" | "." => {}
                ".." => {
                    steps.pop();
                }
                step => steps.push(step),
            }
        }
        let name = steps.join("/");
        if self.has(&name) {
            return name;
        }
        let decoded: Cow<'_, str> = percent_encoding::percent_decode_str(&name).decode_utf8_lossy();
        if self.has(&decoded) { decoded.into_owned() } else { name }
    }
}
