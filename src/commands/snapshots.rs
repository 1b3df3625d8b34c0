//! Snapshots of pages as files: those that `fetch` has written.

use crate::error::Error;
use crate::pages::Snapshot;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Reads a snapshot.
///
/// # Errors
/// If the file cannot be read, or is none.
pub(super) fn read_snapshot(path: &Path) -> Result<Snapshot, Error> {
    let file = File::open(path).map_err(|error| Error::new(path, error.into()))?;
    Snapshot::read(BufReader::new(file)).map_err(|error| Error::new(path, error.into()))
}

/// Whether a file begins as a snapshot does.
pub(super) fn is_snapshot(path: &Path) -> bool {
    const BEGINNING: &[u8] = b"{\"schema\":\"gospub.pages/";
    let mut first = [0; BEGINNING.len()];
    let is_file = std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    is_file && File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == BEGINNING
}
