//! Text for people without what a file could smuggle into it: a name or a cell may hold codes that move a terminal's cursor, clear its
//! window or give it another title. Colours pass, as gospub prints them itself.

use anstyle_parse::{Params, Parser, Perform};
use std::io::{self, Write};

/// Passes on what does no harm.
pub(crate) struct Harmless<W> {
    out: W,
    parser: Parser,
}

impl<W: Write> Harmless<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, parser: <Parser>::new() }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut passed = Passed(Vec::with_capacity(bytes.len()));
        bytes.iter().for_each(|&byte| self.parser.advance(&mut passed, byte));
        self.out.write_all(&passed.0)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What a terminal may be given.
struct Passed(Vec<u8>);

impl Perform for Passed {
    fn print(&mut self, char: char) {
        if !char.is_control() {
            self.0.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    fn execute(&mut self, byte: u8) {
        if matches!(byte, b'\n' | b'\t') {
            self.0.push(byte);
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: u8) {
        if action == b'm' && intermediates.is_empty() && !ignore {
            let codes: Vec<String> = params.iter().flatten().map(u16::to_string).collect();
            self.0.extend_from_slice(format!("\x1b[{}m", codes.join(";")).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(text: &str) -> String {
        let mut out = Harmless::new(Vec::new());
        // In whatever pieces it comes.
        text.as_bytes().chunks(3).for_each(|piece| out.write_all(piece).unwrap());
        String::from_utf8(out.out).unwrap()
    }

    #[test]
    fn texts_and_colours_pass() {
        for text in ["Школа № 5\tvk.com/club5\n", "\x1b[1;31mОшибка:\x1b[0m нет файла\n", "🏫 МБОУ «Лицей»"]
        {
            assert_eq!(passed(text), text);
        }
    }

    #[test]
    fn codes_for_the_terminal_do_not_pass() {
        assert_eq!(passed("a\x1b[2Jb\x1b[1;1Hc"), "abc");
        assert_eq!(passed("a\x1b]0;title\x07b\x1b]52;c;aGk=\x1b\\c"), "abc");
        assert_eq!(passed("a\rb\x08c\x07d\x7fe\u{9b}2Jf\0g"), "abcde2Jfg");
        assert_eq!(passed("a\x1bcb"), "ab");
    }
}
