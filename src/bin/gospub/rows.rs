//! Rows as JSON on their way to standard output.

use std::io::{self, Write};

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
