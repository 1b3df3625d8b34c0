//! The shared texts of a workbook that is made, written as they come.

use crate::workbook::spool::{Pending, Spool};
use crate::workbook::text::push_cell_text;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
/// Longer texts, in bytes, are each written once: a small file may use one of them millions of times.
const SHORT: usize = 512;
/// How many bytes are gathered before they are compressed.
const GATHERED: usize = 2 << 20;

/// The texts so far. Of short ones only those that came lately are known again: all of them would take as much memory as the table.
pub(super) struct Strings {
    pending: Pending,
    buffer: Vec<u8>,
    count: u32,
    recent: Vec<(String, u32)>,
    long: HashMap<[u8; 32], u32>,
}

impl Strings {
    /// So many short texts are known again at most; the slot of a text depends on the text alone, so the package does not depend on chance.
    pub(super) fn new(pending: Pending, slots: usize) -> Self {
        let recent = vec![(String::new(), 0); slots];
        Self { pending, buffer: HEAD.as_bytes().to_vec(), count: 0, recent, long: HashMap::new() }
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
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let slot = hasher.finish() as usize % self.recent.len();
        if self.recent[slot].0 == text {
            return Ok(self.recent[slot].1);
        }
        let index = self.push(text, spool)?;
        let (known, its_index) = &mut self.recent[slot];
        known.clear();
        known.push_str(text);
        *its_index = index;
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
