//! Sheets on their way into the archive: cut into chunks, each compressed by itself and so on any thread, and put together to one
//! stream a sheet.

use super::input::Room;
use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress};
use rayon::prelude::*;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use tempfile::SpooledTempFile;
use zip::result::{ZipError, ZipResult};
use zip::{DateTime, ZipWriter, read::read_zipfile_from_stream};

/// Compressed sheets up to this size wait in memory, larger ones in a temporary file if there may be one.
const IN_MEMORY: usize = 4 << 20;
/// How much of a compressed sheet is read at once.
const COPIED_AT_ONCE: usize = 256 << 10;
/// How much is compressed at once. The cuts depend on nothing but the sheet's new bytes, so that the same sheet is compressed to the
/// same bytes, whatever it was made of and on however many threads.
const CHUNK: usize = 512 << 10;
/// A last block with nothing in it, which ends a stream of blocks that none of them ended.
const END: [u8; 2] = [0x03, 0x00];

/// The bytes of a part that are still to be compressed.
pub(super) struct Pending {
    /// The part's number in the spool.
    sheet: usize,
    level: u32,
    buffers: VecDeque<Vec<u8>>,
    /// How much of the first buffer has been compressed already.
    start: usize,
    length: usize,
}

impl Pending {
    fn new(sheet: usize, level: u32) -> Self {
        Self { sheet, level, buffers: VecDeque::new(), start: 0, length: 0 }
    }

    /// Puts bytes behind the others.
    pub(super) fn push(&mut self, bytes: Vec<u8>) {
        self.length += bytes.len();
        self.buffers.push_back(bytes);
    }

    /// Puts bytes before all others, none of which has been compressed.
    fn push_front(&mut self, bytes: Vec<u8>) {
        self.length += bytes.len();
        self.buffers.push_front(bytes);
    }

    /// Compresses all whole chunks, several at a time. They stay until they are forgotten.
    pub(super) fn compress(&self) -> io::Result<Vec<Fragment>> {
        self.compress_first(self.whole_chunks())
    }

    /// Forgets the whole chunks.
    pub(super) fn forget(&mut self) {
        let forgotten = self.whole_chunks();
        self.length -= forgotten;
        self.start += forgotten;
        while let Some(first) = self.buffers.front().filter(|first| first.len() <= self.start) {
            self.start -= first.len();
            self.buffers.pop_front();
        }
    }

    fn compress_rest(&self) -> io::Result<Vec<Fragment>> {
        self.compress_first(self.length)
    }

    fn whole_chunks(&self) -> usize {
        self.length / CHUNK * CHUNK
    }

    fn compress_first(&self, length: usize) -> io::Result<Vec<Fragment>> {
        let mut chunks: Vec<Vec<&[u8]>> = Vec::with_capacity(length / CHUNK + 1);
        let (mut left, mut room) = (length, 0);
        for (at, buffer) in self.buffers.iter().enumerate() {
            let mut rest = &buffer[if at == 0 { self.start } else { 0 }..];
            while !rest.is_empty() && left > 0 {
                if room == 0 {
                    chunks.push(Vec::new());
                    room = CHUNK;
                }
                let (piece, behind) = rest.split_at(rest.len().min(room).min(left));
                if let Some(chunk) = chunks.last_mut() {
                    chunk.push(piece);
                }
                (room, left, rest) = (room - piece.len(), left - piece.len(), behind);
            }
        }
        chunks.par_iter().map(|pieces| Fragment::new(pieces, self.level)).collect()
    }
}

/// A compressed chunk. It ends on a whole byte and needs nothing that stands before it, so chunks one after another are a stream of the
/// whole.
pub(super) struct Fragment {
    deflated: Vec<u8>,
    /// Of the bytes before they were compressed; it counts them, too.
    crc: Hasher,
}

impl Fragment {
    fn new(pieces: &[&[u8]], level: u32) -> io::Result<Self> {
        // What comes out of the compressor depends on how much it is given at once, so it is given the whole chunk.
        let bytes = match pieces {
            [bytes] => Cow::Borrowed(*bytes),
            pieces => Cow::Owned(pieces.concat()),
        };
        let mut crc = Hasher::new();
        crc.update(&bytes);
        let deflated = with_compressor(level, |deflate| {
            let mut deflated = Vec::with_capacity(bytes.len() / 4 + 64);
            loop {
                let taken = deflate.total_in() as usize;
                deflate.compress_vec(&bytes[taken..], &mut deflated, FlushCompress::Sync).map_err(io::Error::other)?;
                // Room that was left over says that the flush is complete.
                if deflate.total_in() as usize == bytes.len() && deflated.len() < deflated.capacity() {
                    return Ok::<_, io::Error>(deflated);
                }
                deflated.reserve(deflated.len() / 2 + 64);
            }
        })?;
        Ok(Self { deflated, crc })
    }
}

/// Lends the compressor of the thread: a new one takes half a megabyte, which for small parts is most of the work.
fn with_compressor<T>(level: u32, compress: impl FnOnce(&mut Compress) -> T) -> T {
    thread_local! {
        static LAST: Cell<Option<(u32, Compress)>> = const { Cell::new(None) };
    }
    let mut deflate = match LAST.take() {
        Some((known, mut deflate)) if known == level => {
            deflate.reset();
            deflate
        }
        _ => Compress::new(Compression::new(level), false),
    };
    let done = compress(&mut deflate);
    LAST.set(Some((level, deflate)));
    done
}

/// The compressed sheets. Each may go on after others have begun.
pub(super) struct Spool {
    file: SpooledTempFile,
    length: u64,
    sheets: Vec<Spooled>,
}

/// A sheet in the spool.
#[derive(Default)]
struct Spooled {
    /// Where its bytes stand, in their order.
    pieces: Vec<Range<u64>>,
    crc: Hasher,
}

impl Spool {
    pub(super) fn new(room: Room) -> Self {
        Self { file: room.begin(IN_MEMORY), length: 0, sheets: Vec::new() }
    }

    /// Begins another sheet.
    pub(super) fn begin(&mut self, level: u32) -> Pending {
        self.sheets.push(Spooled::default());
        Pending::new(self.sheets.len() - 1, level)
    }

    /// Puts fragments behind those of their sheet.
    pub(super) fn push(&mut self, sheet: &Pending, fragments: &[Fragment]) -> io::Result<()> {
        let Spooled { pieces, crc: whole } = &mut self.sheets[sheet.sheet];
        for Fragment { deflated, crc } in fragments {
            self.file.write_all(deflated)?;
            let end = self.length + deflated.len() as u64;
            match pieces.last_mut() {
                Some(last) if last.end == self.length => last.end = end,
                _ => pieces.push(self.length..end),
            }
            self.length = end;
            whole.combine(crc);
        }
        Ok(())
    }

    /// Compresses what is left of a sheet and ends it. Gives its number.
    pub(super) fn end(&mut self, sheet: &Pending) -> io::Result<usize> {
        self.push_last(sheet, &sheet.compress_rest()?)
    }

    /// The same for many sheets at once. Gives their numbers.
    pub(super) fn end_all(&mut self, sheets: &[Pending]) -> io::Result<Vec<usize>> {
        let rests: Vec<Vec<Fragment>> = sheets.par_iter().map(Pending::compress_rest).collect::<io::Result<_>>()?;
        sheets.iter().zip(rests).map(|(sheet, rest)| self.push_last(sheet, &rest)).collect()
    }

    fn push_last(&mut self, sheet: &Pending, rest: &[Fragment]) -> io::Result<usize> {
        self.push(sheet, rest)?;
        self.push(sheet, &[Fragment { deflated: END.to_vec(), crc: Hasher::new() }])?;
        Ok(sheet.sheet)
    }

    /// Ends a sheet, with bytes that come before all others and are known last.
    pub(super) fn end_behind(&mut self, sheet: &mut Pending, head: Vec<u8>) -> io::Result<usize> {
        if self.sheets[sheet.sheet].pieces.is_empty() {
            sheet.push_front(head);
            return self.end(sheet);
        }
        let before = self.begin(sheet.level);
        self.push(&before, &[Fragment::new(&[&head], sheet.level)?])?;
        let at = self.end(sheet)?;
        let Spooled { mut pieces, mut crc } = self.sheets.pop().unwrap_or_default();
        pieces.append(&mut self.sheets[at].pieces);
        crc.combine(&self.sheets[at].crc);
        self.sheets[at] = Spooled { pieces, crc };
        Ok(at)
    }

    /// Copies a sheet into an archive, under a name.
    pub(super) fn copy(
        &mut self,
        sheet: usize,
        name: &str,
        time: DateTime,
        zip: &mut ZipWriter<impl Write + Seek>,
    ) -> ZipResult<()> {
        let Spooled { pieces, crc } = &self.sheets[sheet];
        let deflated: u64 = pieces.iter().map(|piece| piece.end - piece.start).sum();
        let header = local_header(deflated, crc.total_len(), crc.clone().finalize(), time);
        let pieces = Pieces { file: &mut self.file, left: pieces.iter().cloned().collect() };
        // The buffer is filled with zeros before it is read into, which for a small sheet would be most of the work.
        let at_once = usize::try_from(deflated).unwrap_or(COPIED_AT_ONCE).clamp(1, COPIED_AT_ONCE);
        copy_compressed(header, BufReader::with_capacity(at_once, pieces), name, zip)
    }
}

/// Puts what is compressed already into an archive. Such an entry is taken from another archive only, so a header makes one of it.
pub(super) fn copy_compressed(
    header: Vec<u8>,
    deflated: impl Read,
    name: &str,
    zip: &mut ZipWriter<impl Write + Seek>,
) -> ZipResult<()> {
    let mut entry = Cursor::new(header).chain(deflated);
    let file = read_zipfile_from_stream(&mut entry)?.ok_or(ZipError::FileNotFound)?;
    zip.raw_copy_file_rename(file, name)
}

/// Pieces of a file one after another.
struct Pieces<'f> {
    file: &'f mut SpooledTempFile,
    left: VecDeque<Range<u64>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(piece) = self.left.front_mut() {
            if !piece.is_empty() {
                self.file.seek(SeekFrom::Start(piece.start))?;
                let read = Read::take(&mut *self.file, piece.end - piece.start).read(buffer)?;
                piece.start += read as u64;
                return Ok(read);
            }
            self.left.pop_front();
        }
        Ok(0)
    }
}

/// The header that stands before a deflated entry of an archive; sizes that need it go to the 64-bit extension.
pub(super) fn local_header(deflated: u64, size: u64, crc: u32, time: DateTime) -> Vec<u8> {
    let short = u32::try_from(deflated).ok().zip(u32::try_from(size).ok()).filter(|&(d, s)| d.max(s) < u32::MAX);
    let (version, extension) = if short.is_some() { (20u16, 0u16) } else { (45, 20) };
    let (short_deflated, short_size) = short.unwrap_or((u32::MAX, u32::MAX));
    let mut header = b"PK\x03\x04".to_vec();
    let name = b"-";
    for field in [version, 0, 8, time.timepart(), time.datepart()] {
        header.extend(field.to_le_bytes());
    }
    for field in [crc, short_deflated, short_size] {
        header.extend(field.to_le_bytes());
    }
    for field in [name.len() as u16, extension] {
        header.extend(field.to_le_bytes());
    }
    header.extend(name);
    if short.is_none() {
        header.extend([1u16, 16].map(u16::to_le_bytes).concat());
        header.extend([size, deflated].map(u64::to_le_bytes).concat());
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use zip::ZipArchive;

    /// Compresses a part that comes in pieces; as many pieces at a time as there are numbers.
    fn compressed(spool: &mut Spool, pieces: &[Vec<u8>], at_a_time: usize) -> usize {
        let mut pending = spool.begin(1);
        let mut other = spool.begin(1);
        for pieces in pieces.chunks(at_a_time) {
            pieces.iter().for_each(|piece| pending.push(piece.clone()));
            spool.push(&pending, &pending.compress().unwrap()).unwrap();
            pending.forget();
            other.push(vec![7; 2 * CHUNK]);
            spool.push(&other, &other.compress().unwrap()).unwrap();
            other.forget();
        }
        spool.end(&pending).unwrap()
    }

    fn archive(spool: &mut Spool, sheet: usize) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        spool.copy(sheet, "sheet", DateTime::DEFAULT, &mut zip).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn chunks_are_one_sound_entry_however_the_part_came() {
        let noise = |length: u32| (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<_>>();
        let large = [b"<row/>".repeat(50_000), noise(700_000), Vec::new(), noise(600_000), b"<c/>".repeat(131_072)];
        let mut spool = Spool::new(Room::Files);
        for part in [&[][..], &[vec![]], &[b"<row/>".to_vec()], &[vec![b'1'; CHUNK]], &large] {
            let first = compressed(&mut spool, part, 1);
            let whole = archive(&mut spool, first);
            let mut content = Vec::new();
            ZipArchive::new(Cursor::new(&whole)).unwrap().by_index(0).unwrap().read_to_end(&mut content).unwrap();
            assert_eq!(content, part.concat());
            let second = compressed(&mut spool, &[part.concat()], 1);
            assert!(archive(&mut spool, second) == whole);
            let third = compressed(&mut spool, part, 3);
            assert!(archive(&mut spool, third) == whole);
        }
    }

    #[test]
    fn what_is_known_last_may_stand_first() {
        let mut spool = Spool::new(Room::Files);
        let mut pending = spool.begin(1);
        pending.push(b"<row/>".repeat(100_000));
        spool.push(&pending, &pending.compress().unwrap()).unwrap();
        pending.forget();
        let sheet = spool.end_behind(&mut pending, b"<head/>".to_vec()).unwrap();
        let other = spool.begin(1);
        assert_ne!(spool.end(&other).unwrap(), sheet);
        let mut content = Vec::new();
        ZipArchive::new(Cursor::new(archive(&mut spool, sheet))).unwrap().by_index(0).unwrap().read_to_end(&mut content).unwrap();
        assert_eq!(content, [&b"<head/>"[..], &b"<row/>".repeat(100_000)].concat());
    }

    #[test]
    fn large_sizes_are_in_the_header() {
        for (deflated, size) in [(7, 9), (7, 5 << 30), (5 << 30, 6 << 30), (7, u64::from(u32::MAX))] {
            let mut header = Cursor::new(local_header(deflated, size, 17, DateTime::DEFAULT)).chain(io::empty());
            let file = read_zipfile_from_stream(&mut header).unwrap().unwrap();
            assert_eq!((file.compressed_size(), file.size(), file.crc32()), (deflated, size, 17));
            std::mem::forget(file);
        }
    }
}
