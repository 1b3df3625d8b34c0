//! The access key of VK.

use crate::disk;
use encoding_rs::{Encoding, UTF_8};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use std::io::{self, Read};
use std::path::Path;

/// A key that VK gives to an application («сервисный ключ доступа»). It is shown by no message and no debugging output.
#[derive(Clone, Debug)]
pub struct AccessKey(SecretString);

/// Why a text or a file gives no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The file cannot be read.
    #[error("not readable: {0}")]
    Io(#[from] io::Error),
    /// The file is none: a pipe, a device, a folder.
    #[error("no plain file")]
    NotAFile,
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// Characters that no key has, several lines, or far too many of them. What they are is not said: it may be a key after all.
    #[error("no key")]
    NotAKey,
    /// It was written into the command, where everybody can read it.
    #[error("a key in the command")]
    Shown,
}

impl AccessKey {
    /// Far more than a key has.
    const LONGEST: usize = 1024;

    /// Takes a text for a key; blanks around it do not count.
    ///
    /// # Errors
    /// If it holds what no key does.
    pub fn new(text: &str) -> Result<Self, KeyFault> {
        let key = text.trim_start_matches('\u{feff}').trim();
        match key {
            "" => Err(KeyFault::Empty),
            _ if key.len() > Self::LONGEST || !key.bytes().all(|b| b.is_ascii_graphic()) => Err(KeyFault::NotAKey),
            _ => Ok(Self(key.to_owned().into())),
        }
    }

    /// Reads a key from a file, and says whether others than its owner can read it too.
    ///
    /// # Errors
    /// If the file is no plain one, cannot be read, or holds no key.
    pub fn from_file(path: &Path) -> Result<(Self, bool), KeyFault> {
        let file = disk::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::IsADirectory | io::ErrorKind::Unsupported => KeyFault::NotAFile,
            _ => error.into(),
        })?;
        let is_shared = is_readable_by_others(&file.metadata()?);
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * Self::LONGEST));
        file.take(2 * Self::LONGEST as u64).read_to_end(&mut bytes)?;
        // Whoever writes a file by PowerShell's `>` has UTF-16.
        let (encoding, _) = Encoding::for_bom(&bytes).unwrap_or((UTF_8, 0));
        let text = Zeroizing::new(encoding.decode_with_bom_removal(&bytes).0.into_owned());
        Ok((Self::new(&text)?, is_shared))
    }

    /// Whether a word of the command looks like a key.
    pub fn is_like(word: &str) -> bool {
        word.starts_with("vk1.") && Self::new(word).is_ok()
    }

    /// The value of the header that carries the key.
    pub(super) fn header(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("Bearer {}", self.0.expose_secret()))
    }
}

#[cfg(unix)]
fn is_readable_by_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

/// Rights of Windows are not looked at.
#[cfg(not(unix))]
fn is_readable_by_others(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_by_no_debugging_output() {
        let key = AccessKey::new(" vk1.a.secret\r\n").unwrap();
        assert_eq!(*key.header(), "Bearer vk1.a.secret");
        assert!(!format!("{key:?}").contains("secret"));
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for text in ["", " \n", "first\nsecond", "ключ", "two words"] {
            let fault = AccessKey::new(text).unwrap_err().to_string();
            assert!(text.trim().is_empty() || !fault.contains(text), "{fault}");
        }
        assert!(AccessKey::new(&"a".repeat(2000)).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_told_and_a_device_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "vk1.a.secret\n").unwrap();
        for (mode, shared) in [(0o600, false), (0o644, true)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(AccessKey::from_file(&path).unwrap().1, shared);
        }
        let utf16: Vec<u8> = "\u{feff}vk1.a.secret\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(&path, utf16).unwrap();
        assert_eq!(*AccessKey::from_file(&path).unwrap().0.header(), "Bearer vk1.a.secret");
        assert!(matches!(AccessKey::from_file(Path::new("/dev/zero")), Err(KeyFault::NotAFile)));
        assert!(matches!(AccessKey::from_file(folder.path()), Err(KeyFault::NotAFile)));
    }
}
