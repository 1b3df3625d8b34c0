//! Files of the system, opened so that nobody waits for ever.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens a file for reading. A pipe or a device is refused before it is opened: opening a pipe waits for whoever writes into it, and a
/// device may have no end.
///
/// # Errors
/// What the system says; [`io::ErrorKind::Unsupported`] for what is no file.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let metadata = std::fs::metadata(path)?;
    match () {
        () if metadata.is_file() => File::open(path),
        () if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        () => Err(io::ErrorKind::Unsupported.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(open(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        std::fs::write(folder.path().join("a"), "a").unwrap();
        assert!(open(&folder.path().join("a")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused() {
        assert_eq!(open(Path::new("/dev/zero")).unwrap_err().kind(), io::ErrorKind::Unsupported);
    }
}
