//! Streams a part that is a long list (rows of a sheet, shared strings) in batches of whole items, so that memory does not grow with
//! the part and batches can be worked on independently: a wave of them at a time, while the next wave is being inflated.

use super::error::WorkbookError;
use super::limits::{Limit, Limits};
use super::package::read_error;
use super::xml::{self, Scan, Token, XmlFault};
use memchr::{memchr2_iter, memmem};
use rayon::prelude::*;
use std::io::{self, Read};

/// How much is read at once, and the least size of a batch but the last.
const BATCH: usize = 64 << 10;

/// Batches of a wave for each thread: several, so that threads end about the same time.
const BATCHES_PER_THREAD: usize = 8;
/// The most batches of a wave, which bounds memory on machines with many threads.
const MOST_BATCHES: usize = 96;

/// A list in a part: what stands before its items, the items, what stands after them.
pub(super) struct Items<'r> {
    reader: Box<dyn Read + Send + 'r>,
    part: String,
    limits: Limits,
    /// Read, but not handed out yet.
    buffer: Vec<u8>,
    /// The first wave has been handed out.
    begun: bool,
    /// The part has been read to its end.
    ended: bool,
    /// The list's end tag has been seen: what is left is the tail.
    finished: bool,
    item_end: Vec<u8>,
    list_end: Vec<u8>,
}

/// A batch of whole items.
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    /// No comments, CDATA sections or processing instructions: every `<` begins an element's tag.
    pub(super) plain: bool,
}

/// What stands before the items, up to and with the list's start tag.
pub(super) struct Head {
    pub(super) bytes: Vec<u8>,
    /// The prefix of the root element, with its colon.
    pub(super) prefix: Vec<u8>,
    /// Where the list's start tag begins; none if the part has no such list, and then the head is the whole part.
    pub(super) list: Option<usize>,
    /// Whether that tag closes itself.
    pub(super) empty: bool,
}

impl<'r> Items<'r> {
    /// Reads up to the start tag of `list`, which is the root element or directly inside it.
    pub(super) fn open(
        reader: Box<dyn Read + Send + 'r>,
        part: &str,
        list: &str,
        item: &str,
        limits: Limits,
    ) -> Result<(Head, Self), WorkbookError> {
        let mut items = Self {
            reader,
            part: part.to_owned(),
            limits,
            buffer: Vec::new(),
            begun: false,
            ended: false,
            finished: false,
            item_end: Vec::new(),
            list_end: Vec::new(),
        };
        loop {
            items.fill(items.buffer.len().max(BATCH / 4))?;
            match find_list(&items.buffer, list.as_bytes(), limits.depth) {
                Err(XmlFault::Truncated) if !items.ended => continue,
                Err(fault) => return Err(WorkbookError::xml(part, fault)),
                Ok(found) => {
                    let prefix = found.prefix;
                    let name = |name: &str| [&prefix, name.as_bytes()].concat();
                    items.item_end = [b"</", &name(item)[..]].concat();
                    items.list_end = [b"</", &name(list)[..]].concat();
                    items.finished = found.empty || found.list.is_none();
                    let rest = items.buffer.split_off(found.end);
                    let bytes = std::mem::replace(&mut items.buffer, rest);
                    return Ok((Head { bytes, prefix, list: found.list, empty: found.empty }, items));
                }
            }
        }
    }

    /// The next items; none after the last.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, WorkbookError> {
        let mut wanted = BATCH;
        while !self.finished {
            self.fill(wanted.saturating_sub(self.buffer.len()))?;
            // Both marks are rarer than the `<` before them.
            let plain = !memchr2_iter(b'!', b'?', &self.buffer).any(|at| self.buffer[..at].ends_with(b"<"));
            let cut = if plain { self.cut_plain() } else { Cut::Unknown };
            let cut = match cut {
                // Rows that all close themselves have no end tag to look for.
                Cut::Unknown if self.ended || !plain || self.buffer.len() >= 32 * BATCH => {
                    self.cut_scanning().map_err(|fault| WorkbookError::xml(&self.part, fault))?
                }
                cut => cut,
            };
            match cut {
                Cut::Unknown if self.ended => return Err(WorkbookError::xml(&self.part, XmlFault::Truncated)),
                Cut::Unknown => wanted = self.buffer.len() * 2,
                Cut::Items(end) => return Ok(Some(self.split(end, plain))),
                Cut::Last(end) => {
                    self.finished = true;
                    if end > 0 {
                        return Ok(Some(self.split(end, plain)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The next batches, as many as are worked on at once; none after the last. The first wave is a single batch: threads need not wait
    /// long for it, and what it finds out (new styles) is known to all others.
    pub(super) fn wave(&mut self) -> Result<Vec<Batch>, WorkbookError> {
        let full = (BATCHES_PER_THREAD * rayon::current_num_threads()).min(MOST_BATCHES);
        let most = if std::mem::replace(&mut self.begun, true) { full } else { 1 };
        std::iter::from_fn(|| self.next().transpose()).take(most).collect()
    }

    /// What stands after the items, from the list's end tag on. Call it after the last batch.
    pub(super) fn tail(mut self) -> Result<Vec<u8>, WorkbookError> {
        while !self.ended {
            self.fill(BATCH)?;
        }
        Ok(self.buffer)
    }

    fn split(&mut self, end: usize, plain: bool) -> Batch {
        let mut rest = Vec::with_capacity(BATCH.max(self.buffer.len() - end));
        rest.extend_from_slice(&self.buffer[end..]);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        bytes.truncate(end);
        Batch { bytes, plain }
    }

    fn fill(&mut self, more: usize) -> Result<(), WorkbookError> {
        if self.ended || more == 0 {
            return Ok(());
        }
        // All at once: what inflates goes on from its last 32 kB, which it copies for each read.
        let mut filled = self.buffer.len();
        self.buffer.resize(filled + more, 0);
        while !self.ended && filled < self.buffer.len() {
            match self.reader.read(&mut self.buffer[filled..]) {
                Ok(read) => {
                    filled += read;
                    self.ended = read == 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(read_error(&self.part, &error)),
            }
        }
        self.buffer.truncate(filled);
        if self.buffer.len() > self.limits.item_bytes {
            return Err(self.limits.beyond(&self.part, Limit::Item));
        }
        Ok(())
    }

    /// Finds the last item that is complete, without looking at every tag.
    fn cut_plain(&self) -> Cut {
        let list_end = memmem::find(&self.buffer, &self.list_end);
        let items = &self.buffer[..list_end.unwrap_or(self.buffer.len())];
        let mut end = items.len();
        let last = loop {
            let Some(at) = memmem::rfind(&items[..end], &self.item_end) else {
                break None;
            };
            let rest = items[at + self.item_end.len()..].trim_ascii_start();
            match rest.first() {
                Some(b'>') => break Some(items.len() - rest.len() + 1),
                // The beginning of a longer name.
                _ => end = at,
            }
        };
        match (list_end, last) {
            // Items that close themselves may follow the last end tag, so everything before the list's end belongs to them.
            (Some(end), _) => Cut::Last(end),
            (None, Some(end)) => Cut::Items(end),
            (None, None) => Cut::Unknown,
        }
    }

    /// Finds the last item that is complete, tag by tag.
    fn cut_scanning(&self) -> Result<Cut, XmlFault> {
        let mut scan = Scan::new(&self.buffer, 0);
        let mut complete = 0;
        loop {
            let at = scan.at();
            let step = match scan.next() {
                Ok(None) | Err(XmlFault::Truncated) => break,
                Ok(Some(Token::Start { empty: false, .. })) => scan.skip_element(self.limits.depth),
                Ok(Some(Token::End { name })) => {
                    return if self.list_end[2..] == *name { Ok(Cut::Last(at)) } else { Err(XmlFault::Unexpected) };
                }
                Ok(Some(Token::Text(_))) if scan.at() == self.buffer.len() => break,
                Ok(Some(_)) => Ok(()),
                Err(fault) => Err(fault),
            };
            match step {
                Ok(()) => complete = scan.at(),
                Err(XmlFault::Truncated) => break,
                Err(fault) => return Err(fault),
            }
        }
        Ok(if complete > 0 { Cut::Items(complete) } else { Cut::Unknown })
    }
}

/// Works through waves. At any time one wave is fetched, the one before it worked on, on all threads, and what was made of those before
/// that is kept, in order. Ends with an empty wave, or with the first error in that order.
pub(super) fn each_wave<I: Send, T: Send, E: Send>(
    mut fetch: impl FnMut() -> Result<Vec<I>, E> + Send,
    work: impl Fn(I) -> T + Sync,
    mut keep: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let (mut wave, mut made) = (fetch()?, Vec::new());
    while !(wave.is_empty() && made.is_empty()) {
        let (next, (worked, kept)) = rayon::join(&mut fetch, || {
            rayon::join(|| wave.into_par_iter().map(&work).collect(), || made.into_iter().try_for_each(&mut keep))
        });
        kept?;
        made = worked;
        wave = match next {
            Ok(next) => next,
            Err(error) => return made.into_iter().try_for_each(keep).and(Err(error)),
        };
    }
    Ok(())
}

/// Where a batch ends.
enum Cut {
    /// More has to be read to tell.
    Unknown,
    /// After this many bytes; more items may follow.
    Items(usize),
    /// After this many bytes, where the list's end tag stands.
    Last(usize),
}

struct Found {
    prefix: Vec<u8>,
    list: Option<usize>,
    empty: bool,
    end: usize,
}

/// Finds the list's start tag: the root or one of its children.
fn find_list(bytes: &[u8], list: &[u8], depth: usize) -> Result<Found, XmlFault> {
    let mut scan = Scan::new(bytes, 0);
    let mut root_prefix: Option<Vec<u8>> = None;
    loop {
        let at = scan.at();
        match scan.next()? {
            Some(Token::Start { name, empty, .. }) => {
                let first = root_prefix.is_none();
                let prefix = root_prefix.get_or_insert_with(|| xml::prefix(name).to_vec());
                if xml::local(name) == list && xml::prefix(name) == &prefix[..] {
                    return Ok(Found { prefix: prefix.clone(), list: Some(at), empty, end: scan.at() });
                }
                if !first && !empty {
                    scan.skip_element(depth)?;
                } else if first && empty {
                    return Ok(Found { prefix: prefix.clone(), list: None, empty, end: bytes.len() });
                }
            }
            Some(Token::End { .. }) => {
                let prefix = root_prefix.ok_or(XmlFault::Unexpected)?;
                return Ok(Found { prefix, list: None, empty: false, end: bytes.len() });
            }
            Some(Token::Text(text)) if root_prefix.is_none() && scan.at() == bytes.len() && text.len() > 1024 => {
                return Err(XmlFault::Malformed);
            }
            Some(_) => {}
            None => return Err(XmlFault::Truncated),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(part: &str) -> (String, Vec<String>, String) {
        let reader: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(part.as_bytes().to_vec()));
        let (head, mut items) = Items::open(reader, "p", "sheetData", "row", Limits::default()).unwrap();
        let mut all = Vec::new();
        while let Some(batch) = items.next().unwrap() {
            all.push(String::from_utf8(batch.bytes).unwrap());
        }
        (String::from_utf8(head.bytes).unwrap(), all, String::from_utf8(items.tail().unwrap()).unwrap())
    }

    #[test]
    fn nothing_is_lost_between_head_items_and_tail() {
        for part in [
            "<worksheet><cols/><sheetData><row r='1'><c/></row> <row r='2'/></sheetData><mergeCells/></worksheet>",
            "<x:worksheet><x:sheetData><x:row><x:c/></x:row ></x:sheetData></x:worksheet>",
            "<worksheet><sheetData/><hyperlinks/></worksheet>",
            "<worksheet><sheetData></sheetData></worksheet>",
            "<worksheet><sheetData><!-- </row> --><row><c><v><![CDATA[</sheetData>]]></v></c></row></sheetData></worksheet>",
            "<worksheet><sheetData><row/><row/></sheetData></worksheet>",
            "<worksheet/>",
        ] {
            let (head, items, tail) = batches(part);
            assert_eq!(format!("{head}{}{tail}", items.concat()), part);
            assert!(!head.contains("</sheetData") || part.find("<sheetData").is_none());
            assert!(tail.is_empty() || tail.starts_with("</") || tail.starts_with('<'), "{tail}");
        }
    }

    #[test]
    fn a_long_list_comes_in_several_batches_of_whole_rows() {
        let row = format!("<row><c><v>{}</v></c></row>", "7".repeat(1000));
        let part = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(2000));
        let (_, items, _) = batches(&part);
        assert!(items.len() > 2);
        assert!(items.iter().all(|batch| batch.starts_with("<row>") && batch.ends_with("</row>")));
        let empty = format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row/>".repeat(200_000));
        assert_eq!(batches(&empty).1.concat().len(), 1_200_000);
    }

    #[test]
    fn what_is_made_of_waves_is_kept_in_order_up_to_the_first_error() {
        let kept = |last: u32, broken: u32| {
            let (mut next, mut kept) = (0, Vec::new());
            let fetch = || {
                next += 3;
                if next > last { Err("fetched") } else { Ok((next - 3..next).collect()) }
            };
            let work = |item: u32| if item == broken { Err("worked") } else { Ok(item) };
            let end = each_wave(fetch, work, |made| made.map(|item| kept.push(item)));
            (kept, end)
        };
        assert_eq!(kept(9, 99), ((0..9).collect(), Err("fetched")));
        assert_eq!(kept(9, 7), ((0..7).collect(), Err("worked")));
        assert_eq!(kept(9, 2), ((0..2).collect(), Err("worked")));
    }

    #[test]
    fn a_list_that_never_ends_is_an_error() {
        let reader: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(b"<worksheet><sheetData><row><c>".to_vec()));
        let (_, mut items) = Items::open(reader, "p", "sheetData", "row", Limits::default()).unwrap();
        assert!(items.next().is_err());
    }
}
