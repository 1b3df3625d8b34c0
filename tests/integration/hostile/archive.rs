//! Archives written byte by byte, so that they can lie.

use std::io::Write;

/// An entry of an archive.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    /// As the archive holds it.
    pub(super) stored: Vec<u8>,
    pub(super) deflated: bool,
    pub(super) crc: u32,
    /// How long it says it is.
    pub(super) size: u32,
    /// Its place is that of the entry before it.
    pub(super) overlaps: bool,
}

impl Entry {
    pub(super) fn new(name: &str, content: &[u8]) -> Self {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflate.write_all(content).unwrap();
        Self {
            name: name.to_owned(),
            stored: deflate.finish().unwrap(),
            deflated: true,
            crc: crc32fast::hash(content),
            size: content.len() as u32,
            overlaps: false,
        }
    }

    /// An entry that inflates to one piece, very often repeated, between a beginning and an end: gigabytes made of little.
    pub(super) fn repeated(name: &str, begin: &[u8], piece: &[u8], times: u32, end: &[u8]) -> Self {
        // Blocks that end on a whole byte and look back at nothing can follow each other in any number.
        let block = |bytes: &[u8]| {
            let mut deflate = flate2::Compress::new(flate2::Compression::best(), false);
            let mut out = Vec::with_capacity(bytes.len() + 1024);
            deflate.compress_vec(bytes, &mut out, flate2::FlushCompress::Full).unwrap();
            out
        };
        let mut stored = block(begin);
        stored.extend(block(piece).repeat(times as usize));
        stored.extend(block(end));
        stored.extend([0x03, 0x00]);
        let size = (begin.len() + end.len()) as u64 + piece.len() as u64 * u64::from(times);
        // The check sum is looked at when all has been read, and that shall never be.
        Self { name: name.to_owned(), stored, deflated: true, crc: 0, size: size.try_into().unwrap(), overlaps: false }
    }
}

/// The archive of these entries.
pub(super) fn archive(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory, mut place) = (Vec::new(), Vec::new(), 0u32);
    for entry in entries {
        if !entry.overlaps {
            place = out.len() as u32;
            out.extend(b"PK\x03\x04");
            out.extend(header(entry));
            out.extend(entry.name.as_bytes());
            out.extend(&entry.stored);
        }
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(header(entry));
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let count = (entries.len().min(0xFFFF) as u16).to_le_bytes();
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend([directory.len() as u32, start].map(u32::to_le_bytes).concat());
    out.extend([0, 0]);
    out
}

/// From the version to the length of the extra field, which both records of an entry have alike.
fn header(entry: &Entry) -> Vec<u8> {
    let method = if entry.deflated { 8u16 } else { 0 };
    let fields = [20, 0x0800, method, 0, 0x21];
    let numbers = [entry.crc, entry.stored.len() as u32, entry.size];
    let lengths = [entry.name.len() as u16, 0];
    [fields.map(u16::to_le_bytes).concat(), numbers.map(u32::to_le_bytes).concat(), lengths.map(u16::to_le_bytes).concat()]
        .concat()
}
