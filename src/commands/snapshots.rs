//! Snapshots of pages as files: those that `fetch` has written.

use super::Input;
use crate::disk;
use crate::error::Error;
use crate::pages::Snapshot;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{BufReader, Read};
use std::path::Path;

/// Reads a snapshot.
///
/// # Errors
/// If the file cannot be read, or is none.
pub(super) fn read_snapshot(input: &Input) -> Result<Snapshot, Error> {
    let file = input.reader().map_err(|error| input.stopped(error.into()))?;
    Snapshot::read(BufReader::new(decoded(file))).map_err(|error| input.stopped(error.into()))
}

/// Reads the snapshot that is to be gone on with: byte by byte what stands in the file, as more will be added behind it.
///
/// # Errors
/// The same.
#[cfg(feature = "online")]
pub(super) fn read_unfinished(path: &Path) -> Result<Snapshot, Error> {
    let input = Input::from(path);
    let file = input.reader().map_err(|error| input.stopped(error.into()))?;
    Snapshot::read(BufReader::new(file)).map_err(|error| input.stopped(error.into()))
}

/// A text as UTF-8 that an editor of Windows may have saved with a byte-order mark, or in UTF-16.
fn decoded(file: impl Read) -> impl Read {
    DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(file)
}

/// How a snapshot begins.
const BEGINNING: &[u8] = b"{\"schema\":\"gospub.pages/";

/// Whether a file begins as a snapshot does.
pub(super) fn is_snapshot(path: &Path) -> bool {
    disk::open(path).is_ok_and(begins)
}

/// Whether an input does; of a path nothing but a file is opened.
pub(super) fn is_snapshot_input(input: &Input) -> bool {
    if input.is_in_memory() { input.reader().is_ok_and(begins) } else { is_snapshot(input.path()) }
}

fn begins(file: impl Read) -> bool {
    /// So many bytes hold the beginning with blanks between its signs.
    const BYTES: u64 = 64;
    let mut first = Vec::new();
    let read = decoded(file).take(BYTES).read_to_end(&mut first);
    first.retain(|byte| !byte.is_ascii_whitespace());
    read.is_ok() && first.starts_with(BEGINNING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_an_editor_has_saved_is_still_one() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages.ndjson");
        let text = std::fs::read_to_string(sample).unwrap();
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let count = |bytes: &[u8]| {
            let input = Input::in_memory("снимок.ndjson", bytes);
            assert!(is_snapshot_input(&input));
            read_snapshot(&input).unwrap().answers().len()
        };
        let with_mark = format!("\u{feff}{text}");
        let spaced = text.replacen("{\"schema\":", "{ \"schema\": ", 1);
        let counts = [with_mark.as_bytes(), &wide, spaced.as_bytes()].map(count);
        assert_eq!(counts, [count(text.as_bytes()); 3]);
    }
}
