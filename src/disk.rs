//! Files of the system, opened so that nobody waits for ever.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

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

/// Where a file that is called so is to be written: behind a link, as with any other program. A pipe or a device is refused, or it would
/// be replaced by the file, for whoever may do that; so it goes to whoever writes to `/dev/stdout` and wants to replace what is there.
///
/// # Errors
/// What the system says; [`io::ErrorKind::Unsupported`] for what is neither a file nor a folder.
pub(crate) fn place(path: &Path) -> io::Result<PathBuf> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(path.to_owned()) };
    match () {
        () if !metadata.is_file() && !metadata.is_dir() => Err(io::ErrorKind::Unsupported.into()),
        () if path.is_symlink() => path.canonicalize(),
        () => Ok(path.to_owned()),
    }
}

/// The folder of a file: the present one for a name alone.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_is_in_the_present_folder() {
        assert_eq!(["a.csv", "b/a.csv", "/a.csv"].map(|path| folder_of(Path::new(path))), [".", "b", "/"].map(Path::new));
    }

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
        assert_eq!(place(Path::new("/dev/null")).unwrap_err().kind(), io::ErrorKind::Unsupported);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_to_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&file, "a").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(place(&link).unwrap(), file.canonicalize().unwrap());
        assert_eq!(place(&file).unwrap(), file);
    }
}
