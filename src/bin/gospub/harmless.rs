//! Text for people without what a file could smuggle into it: a name or a cell may hold codes that move a terminal's cursor, clear its
//! window, give it another title or colour, turn the direction of the text, or begin a line that gospub never wrote.
//!
//! All text is cleaned; colours are no part of a text but are asked for with [`Harmless::paint`], so that none can come from a file.

use anstyle::Style;
use anstyle_parse::{Params, Parser, Perform};
use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write};

/// Passes on what does no harm.
pub(crate) struct Harmless<W> {
    out: W,
    parser: Parser,
    /// The parser has been given something, and may be amid a code that goes on in the next text.
    has_parsed: bool,
}

impl<W: Write> Harmless<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, parser: <Parser>::new(), has_parsed: false }
    }

    /// Writes a part of a line.
    pub(crate) fn plain(&mut self, text: impl Display) -> io::Result<()> {
        self.paint(Style::new(), text)
    }

    /// Writes a part of a line in a colour.
    pub(crate) fn paint(&mut self, style: Style, text: impl Display) -> io::Result<()> {
        let text = text.to_string();
        let clean = self.clean(&text);
        write!(self.out, "{style}{clean}{style:#}")
    }

    /// Ends a line.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Writes a whole line.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        self.plain(text)?;
        self.end()
    }

    fn clean<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        // A code begins with a control character, and the parser takes a hundred times as long as a look for one.
        self.has_parsed |= text.chars().any(|char| char.is_control() || turns_or_breaks(char));
        if !self.has_parsed {
            return Cow::Borrowed(text);
        }
        let mut passed = Passed(String::with_capacity(text.len()));
        text.bytes().for_each(|byte| self.parser.advance(&mut passed, byte));
        Cow::Owned(passed.0)
    }
}

/// What a terminal may be given.
struct Passed(String);

impl Perform for Passed {
    fn print(&mut self, char: char) {
        if !char.is_control() && !turns_or_breaks(char) {
            self.0.push(char);
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\t' => self.0.push('\t'),
            // A line of gospub's own is ended by itself.
            b'\n' => self.0.push(' '),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, _: &Params, _: &[u8], _: bool, _: u8) {}
}

/// Marks that turn the direction of a text, so that a name reads as another, and separators that some terminals break lines at.
pub(crate) fn turns_or_breaks(char: char) -> bool {
    matches!(char, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstyle::AnsiColor;

    fn passed(text: &str) -> String {
        let mut out = Harmless::new(Vec::new());
        out.plain(text).unwrap();
        String::from_utf8(out.out).unwrap()
    }

    #[test]
    fn texts_pass() {
        for text in ["Школа № 5\tvk.com/club5", "🏫 МБОУ «Лицей»"] {
            assert_eq!(passed(text), text);
        }
    }

    #[test]
    fn only_colours_that_were_asked_for_pass() {
        let red = AnsiColor::Red.on_default();
        let mut out = Harmless::new(Vec::new());
        out.paint(red, "нет \x1b[32mфайла").unwrap();
        out.end().unwrap();
        assert_eq!(String::from_utf8(out.out).unwrap(), format!("{red}нет файла{red:#}\n"));
    }

    #[test]
    fn codes_for_the_terminal_do_not_pass() {
        assert_eq!(passed("a\x1b[2Jb\x1b[1;1Hc"), "abc");
        assert_eq!(passed("a\x1b]0;title\x07b\x1b]52;c;aGk=\x1b\\c"), "abc");
        assert_eq!(passed("a\rb\x08c\x07d\x7fe\u{9b}2Jf\0g"), "abcde2Jfg");
        assert_eq!(passed("a\x1bcb\x1b[31mc"), "abc");
    }

    #[test]
    fn a_name_makes_no_line_of_its_own_and_is_read_as_it_is_written() {
        assert_eq!(passed("Лист\nИтого 0 строк"), "Лист Итого 0 строк");
        assert_eq!(passed("а\u{202E}xslx.\u{2028}б"), "аxslx.б");
    }
}
