//! Snapshots of pages as files: those that `fetch` has written.

use super::Input;
use crate::disk;
use crate::error::Error;
use crate::pages::Snapshot;
use std::io::{BufReader, Read};
use std::path::Path;

/// Reads a snapshot.
///
/// # Errors
/// If the file cannot be read, or is none.
pub(super) fn read_snapshot(input: &Input) -> Result<Snapshot, Error> {
    let file = input.reader().map_err(|error| input.stopped(error.into()))?;
    Snapshot::read(BufReader::new(file)).map_err(|error| input.stopped(error.into()))
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

fn begins(mut file: impl Read) -> bool {
    let mut first = [0; BEGINNING.len()];
    file.read_exact(&mut first).is_ok() && first == BEGINNING
}
