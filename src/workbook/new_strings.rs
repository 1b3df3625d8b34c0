//! The shared texts of a workbook that is made, written as they come.

use crate::workbook::spool::{Pending, Spool};
use crate::workbook::text::push_cell_text;
use foldhash::HashMap;
use sha2::{Digest, Sha256};
use std::io;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
/// Longer texts, in bytes, are each written once: a small file may use one of them millions of times.
const SHORT: usize = 512;
/// How many bytes are gathered before they are compressed.
const GATHERED: usize = 2 << 20;
const ROOM: usize = 256 << 10;

/// The texts so far. Of short ones only those that came lately are known again: all of them would take as much memory as the table.
pub(super) struct Strings {
    pending: Pending,
    buffer: Vec<u8>,
    count: u32,
    /// How many short texts a generation has.
    generation: usize,
    /// The generation that came lately, and the one before it.
    recent: HashMap<String, u32>,
    older: HashMap<String, u32>,
    long: HashMap<[u8; 32], u32>,
}

impl Strings {
    /// So many short texts are known again at most.
    pub(super) fn new(pending: Pending, known: usize) -> Self {
        let (recent, older, long) = Default::default();
        // Room for the texts of a small book: growing step by step copies them several times.
        let mut buffer = Vec::with_capacity(ROOM);
        buffer.extend_from_slice(HEAD.as_bytes());
        Self { pending, buffer, count: 0, generation: known / 2, recent, older, long }
    }

    /// The index of a text, which is not empty.
    pub(super) fn index(&mut self, text: &str, spool: &mut Spool) -> io::Result<u32> {
        if text.len() > SHORT {
            let key = Sha256::digest(text).into();
            if let Some(&index) = self.long.get(&key) {
                return Ok(index);
            }
            let index = self.push(text, spool)?;
            self.long.insert(key, index);
            return Ok(index);
        }
        if let Some(&index) = self.recent.get(text) {
            return Ok(index);
        }
        let index = match self.older.get(text) {
            Some(&index) => index,
            None => self.push(text, spool)?,
        };
        if self.recent.len() >= self.generation {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(text.to_owned(), index);
        Ok(index)
    }

    /// Ends the part. Gives its number in the spool.
    pub(super) fn finish(mut self, spool: &mut Spool) -> io::Result<usize> {
        self.buffer.extend_from_slice(b"</sst>");
        self.pending.push(self.buffer);
        spool.end(&self.pending)
    }

    fn push(&mut self, text: &str, spool: &mut Spool) -> io::Result<u32> {
        let index = self.count;
        self.count = index.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        let outer_blanks = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        self.buffer.extend_from_slice(if outer_blanks { b"<si><t xml:space=\"preserve\">" } else { b"<si><t>" });
        push_cell_text(&mut self.buffer, text);
        self.buffer.extend_from_slice(b"</t></si>");
        if self.buffer.len() >= GATHERED {
            self.pending.push(std::mem::take(&mut self.buffer));
            let fragments = self.pending.compress()?;
            spool.push(&self.pending, &fragments)?;
            self.pending.forget();
        }
        Ok(index)
    }
}
