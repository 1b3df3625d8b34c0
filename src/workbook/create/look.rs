//! How cells of a fresh workbook look: one format for each style, made once.

use crate::table::edit::{Look, Mark};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};
use std::sync::LazyLock;

/// The number that every Excel has for the text format.
const TEXT: u8 = 49;

/// All that makes one cell look different from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Style {
    /// The colour of the cell.
    pub(super) mark: Option<Mark>,
    /// What the cell is for.
    pub(super) role: Role,
    /// Lines break at the width of the column.
    pub(super) wrap: bool,
    /// There is a hyperlink behind the cell.
    pub(super) link: bool,
    /// The cell has a frame.
    pub(super) framed: bool,
    /// People write in the cell, protected though the sheet is.
    pub(super) entry: bool,
}

/// What a cell is for, by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Role {
    #[default]
    Body,
    Header,
    Title,
    Note,
}

impl Style {
    /// The style of a cell in a sheet that gospub makes.
    pub(super) fn of_look(look: Look) -> Self {
        let (role, mark) = match look {
            Look::Plain => (Role::Body, None),
            Look::Title => (Role::Title, None),
            Look::Heading => (Role::Header, None),
            Look::Note => (Role::Note, None),
            Look::Marked(mark) => (Role::Body, Some(mark)),
        };
        // Titles and notes reach over the blank cells beside them.
        Self { role, mark, wrap: !matches!(role, Role::Title | Role::Note), ..Self::default() }
    }

    /// All styles, in the order of their numbers from one on. Number zero is the format of a cell of which nobody said anything.
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        let mut add = |style: Self| {
            for (link, entry) in [(false, false), (false, true), (true, false), (true, true)] {
                all.push(Self { link, entry, ..style });
            }
        };
        for mark in [None].into_iter().chain(Mark::ALL.map(Some)) {
            add(Self { mark, wrap: true, ..Self::default() });
            add(Self { mark, wrap: true, framed: true, ..Self::default() });
        }
        for role in [Role::Header, Role::Title, Role::Note] {
            add(Self { role, ..Self::default() });
            add(Self { role, wrap: true, ..Self::default() });
        }
        all
    }

    /// The number of its format.
    pub(super) fn index(self) -> u32 {
        if self == Self::default() {
            return 0;
        }
        let last = u32::from(self.link) * 2 + u32::from(self.entry);
        match self.role {
            Role::Body => 1 + (self.mark.map_or(0, |mark| 1 + mark as u32) * 2 + u32::from(self.framed)) * 4 + last,
            role => 49 + ((role as u32 - 1) * 2 + u32::from(self.wrap)) * 4 + last,
        }
    }

    /// Whether a blank cell of this style looks like no cell at all.
    pub(super) fn is_plain(&self) -> bool {
        self.mark.is_none() && self.role == Role::Body && !self.framed && !self.entry
    }
}

/// The formats of all styles. Every workbook has all of them, so that a cell's number is known before its workbook is.
pub(super) struct Looks(Vec<Format>);

/// The same for all workbooks of a run.
static LOOKS: LazyLock<Looks> = LazyLock::new(|| Looks(Style::all().iter().map(format).collect()));

impl Looks {
    pub(super) fn all() -> &'static Self {
        &LOOKS
    }

    /// The formats, in the order of their numbers from one on.
    pub(super) fn formats(&self) -> impl Iterator<Item = &Format> {
        self.0.iter()
    }
}

fn format(style: &Style) -> Format {
    let mut format = match style.role {
        Role::Body => Format::new().set_align(FormatAlign::Top),
        Role::Header => {
            let format =
                Format::new().set_bold().set_align(FormatAlign::VerticalCenter).set_background_color(Color::RGB(0xE7_E6_E6));
            framed(format)
        }
        Role::Title => Format::new().set_bold().set_font_size(14),
        Role::Note => Format::new().set_font_color(Color::RGB(0x59_59_59)).set_font_size(9).set_align(FormatAlign::Top),
    };
    if style.wrap {
        format = format.set_text_wrap();
    }
    if style.link {
        format = format.set_font_color(Color::RGB(0x05_63_C1)).set_underline(FormatUnderline::Single);
    }
    if style.framed && style.role == Role::Body {
        format = framed(format);
    }
    if style.entry {
        // As text, a code that is typed keeps its zeros and all its digits.
        format = format.set_unlocked().set_num_format_index(TEXT);
    }
    match style.mark {
        None if style.entry => format.set_background_color(Color::RGB(0xDD_EB_F7)),
        None => format,
        Some(Mark::Error) => format.set_background_color(Color::RGB(0xFF_C8_CD)),
        Some(Mark::Warning) => format.set_background_color(Color::RGB(0xFF_EB_9D)),
        Some(Mark::Unverified) => format.set_background_color(Color::RGB(0xE4_DF_ED)),
        Some(Mark::Filled) => format.set_background_color(GREEN),
        Some(Mark::Changed) => format.set_background_color(Color::RGB(0xCF_E2_F8)),
    }
}

/// The colour of what is well.
const GREEN: Color = Color::RGB(0xC6_EF_CF);

/// What is laid over a cell that has been corrected.
pub(super) fn green() -> Format {
    Format::new().set_background_color(GREEN)
}

fn framed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xBF_BF_BF))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn styles_are_numbered_in_their_order_and_no_two_look_alike() {
        let numbers: Vec<u32> = Style::all().into_iter().map(Style::index).collect();
        assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
        let formats: HashSet<Format> = Looks::all().formats().cloned().chain([Format::default()]).collect();
        assert_eq!(formats.len(), numbers.len() + 1);
    }
}
