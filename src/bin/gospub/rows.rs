//! Rows as JSON on their way to standard output.

use crate::harmless::turns_or_breaks;
use std::io::{self, IsTerminal, Write};

/// Where rows go as JSON: a line a row, or the lines as one array.
pub(crate) enum Rows<W: Write> {
    Lines(W),
    Array { out: W, any: bool },
}

impl<W: Write> Rows<W> {
    pub(crate) fn array(out: W) -> Self {
        Self::Array { out, any: false }
    }

    /// Writes a row, given as a line without its end.
    pub(crate) fn row(&mut self, line: &str) -> io::Result<()> {
        match self {
            Self::Lines(out) => writeln!(out, "{line}"),
            Self::Array { out, any } => {
                out.write_all(if std::mem::replace(any, true) { b",\n" } else { b"[\n" })?;
                out.write_all(line.as_bytes())
            }
        }
    }

    pub(crate) fn end(self) -> io::Result<()> {
        match self {
            Self::Lines(_) => Ok(()),
            Self::Array { mut out, any } => out.write_all(if any { b"\n]\n" } else { b"[]\n" }),
        }
    }
}

/// JSON on its way to another program or a terminal. PowerShell takes what a program prints for text of an old encoding, and writes it into
/// files so: on Windows everything but ASCII is escaped, as JSON allows. On a terminal what could make a text read as another is.
pub(crate) struct Json<W> {
    out: W,
    /// Which characters are escaped, if any are.
    escapes: Option<fn(char) -> bool>,
    /// The beginning of a character, the rest of which is still to come.
    begun: Vec<u8>,
}

impl<W> Json<W> {
    /// Standard output, where `is_json` says that no people read it.
    pub(crate) fn stdout(out: W, is_json: bool) -> Self {
        let escapes: Option<fn(char) -> bool> = match io::stdout().is_terminal() {
            _ if !is_json => None,
            // The other control characters are escaped in any JSON.
            true => Some(|char| turns_or_breaks(char) || matches!(char, '\u{7F}'..='\u{9F}')),
            false if cfg!(windows) => Some(|char| !char.is_ascii()),
            false => None,
        };
        Self { out, escapes, begun: Vec::new() }
    }

    pub(crate) fn get_ref(&self) -> &W {
        &self.out
    }
}

impl<W: Write> Write for Json<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(escapes) = self.escapes else { return self.out.write(bytes) };
        self.begun.extend_from_slice(bytes);
        let whole = match str::from_utf8(&self.begun) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.begun.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut self.begun, rest)).map_err(io::Error::other)?;
        let mut escaped = String::with_capacity(text.len());
        for char in text.chars() {
            match char {
                char if !escapes(char) => escaped.push(char),
                char => char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escaped += &format!("\\u{unit:04x}")),
            }
        }
        self.out.write_all(escaped.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Rows for whoever reads them; when that one has had enough (`| head -1`), the rest is let go, for the workbooks are the main job.
pub(crate) struct UntilClosed<W> {
    out: W,
    closed: bool,
}

impl<W> UntilClosed<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, closed: false }
    }

    /// Whether anything was let go.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }
}

impl<W: Write> Write for UntilClosed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        match self.out.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed { Ok(()) } else { self.out.flush() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_says_the_same_wherever_its_bytes_are_cut() {
        let text = "{\"name\":\"Школа №\u{a0}1 \u{1f600}\"}";
        for cut in 0..text.len() {
            let mut json = Json { out: Vec::new(), escapes: Some(|char| !char.is_ascii()), begun: Vec::new() };
            json.write_all(&text.as_bytes()[..cut]).unwrap();
            json.write_all(&text.as_bytes()[cut..]).unwrap();
            assert!(json.out.is_ascii());
            let read = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
            assert_eq!(read(&json.out), read(text.as_bytes()));
        }
    }
}
