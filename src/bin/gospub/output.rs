//! What people see: colours, the summary, the progress bar. Results for machines go to stdout, everything here to stderr, except the
//! answer of `check`, which is the result itself.

use crate::harmless::Harmless;
use anstyle::{AnsiColor, Style};
use gospub::commands::Made;
use gospub::commands::fill::Filled;
use gospub::commands::job::Progress;
use gospub::diagnostic::Severity;
use gospub::error::Error;
use gospub::pipeline::Status;
use gospub::reference::Taken;
use gospub::report::explain::{Line, Tone};
use gospub::report::{Summary, counted, grouped};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
pub(crate) const GREY: Style = AnsiColor::BrightBlack.on_default();
pub(crate) const BOLD: Style = Style::new().bold();

/// So many codes are listed in the summary; the rest is in the workbook.
const CODES: usize = 12;

/// One line that says what stopped a file or the run.
pub(crate) fn error(out: &mut impl Write, error: &Error) -> io::Result<()> {
    let mut out = Harmless::new(out);
    out.paint(RED, "Ошибка:")?;
    out.line(format_args!(" {error}"))
}

/// The summary after `fill`; `tables` says how ministry tables are given.
pub(crate) fn summary(out: &mut impl Write, filled: &Filled, tables: &str) -> io::Result<()> {
    let out = &mut Harmless::new(out);
    references(out, &filled.references)?;
    for file in &filled.files {
        out.paint(BOLD, file.input.display())?;
        out.end()?;
        for sheet in &file.sheets {
            let figures = &sheet.summary;
            match &sheet.read {
                Some(read) => {
                    let (rows, columns) = (read.rows_in_words(), read.main_columns_in_words());
                    out.line(format_args!("  лист «{}»: {rows}. {columns}", sheet.sheet))?;
                }
                None => {
                    let rows = counted(figures.rows, "строка", "строки", "строк");
                    out.line(format_args!("  лист «{}»: {rows}", sheet.sheet))?;
                }
            }
            let [ids, notes] = figures.by_hand;
            if ids > 0 {
                let cells = counted(ids, "ячейке", "ячейках", "ячейках");
                out.paint(YELLOW, format_args!("  в «ID сообщества» номер вписан от руки в {cells}: он учтён и оставлен"))?;
                out.end()?;
            }
            if notes > 0 {
                let cells = counted(notes, "ячейке", "ячейках", "ячейках");
                out.paint(YELLOW, format_args!("  в столбцах программы записано от руки в {cells}: перенесено в «Пояснение»"))?;
                out.end()?;
            }
        }
        for note in &file.notes {
            out.paint(YELLOW, format_args!("  {note}"))?;
            out.end()?;
        }
        if let Some(output) = file.output.as_ref().and_then(Made::path) {
            out.line(format_args!("  результат: {}", output.display()))?;
        }
    }
    if !filled.files.is_empty() {
        let summary = filled.summary();
        figures(out, &summary)?;
        if filled.references.is_empty() && filled.errors.is_empty() && summary.miniapp.from_template > 0 {
            out.line(format_args!("Таблицы министерства не указаны, все ссылки построены по образцу. {tables}"))?;
        }
        if filled.files.iter().all(|file| file.output.is_none()) {
            out.line("Пробный прогон: ничего не записано.")?;
        }
    }
    Ok(())
}

/// The ministry tables that were used.
pub(crate) fn references(out: &mut Harmless<impl Write>, taken_from: &[(PathBuf, Taken)]) -> io::Result<()> {
    for (path, taken) in taken_from {
        let contradictory = if taken.contradictory > 0 {
            format!(", противоречивых строк: {}", grouped(taken.contradictory))
        } else {
            String::new()
        };
        let groups = counted(taken.groups, "сообщество", "сообщества", "сообществ");
        if taken.is_of_names {
            out.line(format_args!("Таблица имён {}: {groups}{contradictory}", path.display()))?;
        } else {
            let links = grouped(taken.links);
            out.line(format_args!(
                "Таблица министерства {}: {groups}, готовых верных ссылок: {links}{contradictory}",
                path.display()
            ))?;
        }
        if let Some(first) = taken.first_unread {
            out.paint(
                YELLOW,
                format_args!(
                    "  номер сообщества не прочитан в {}, первая — {first}: впишите число или адрес фотографии страницы с минусом (photo-…)",
                    counted(taken.unread, "строке", "строках", "строках")
                ),
            )?;
            out.end()?;
        }
    }
    Ok(())
}

pub(crate) fn figures(out: &mut Harmless<impl Write>, summary: &Summary) -> io::Result<()> {
    let links = &summary.miniapp;
    let with = |status| grouped(summary.with(status));
    out.plain(format_args!("Итого {}: ", counted(summary.rows, "строка", "строки", "строк")))?;
    out.paint(GREEN, format_args!("верно {}, заполнено {}", with(Status::Ok), with(Status::Filled)))?;
    out.plain(", ")?;
    if summary.with(Status::Unverified) > 0 {
        out.paint(YELLOW, format_args!("не сверено {}", with(Status::Unverified)))?;
        out.plain(", ")?;
    }
    out.paint(YELLOW, format_args!("проверить {}", with(Status::Warning)))?;
    out.plain(", ")?;
    out.paint(RED, format_args!("с ошибками {}", with(Status::Error)))?;
    out.end()?;
    out.line(format_args!(
        "Ссылки: были верны {}{}, заполнено {} (из таблиц {}, по образцу {}), исправлено {}, не хватает или неверны {}",
        grouped(links.kept),
        if links.unverified > 0 { format!(", не сверено {}", grouped(links.unverified)) } else { String::new() },
        grouped(links.filled()),
        grouped(links.from_reference),
        grouped(links.from_template),
        grouped(links.replaced),
        grouped(links.unresolved),
    ))?;
    for (severity, style) in [(Severity::Error, RED), (Severity::Warning, YELLOW)] {
        let codes = summary.codes_of(severity);
        for count in codes.iter().take(CODES) {
            out.paint(style, format_args!("{:>8}", grouped(count.count)))?;
            out.plain(format_args!("  {} ", count.code.title))?;
            out.paint(GREY, format_args!("[{}]", count.code.name))?;
            out.end()?;
        }
        if codes.len() > CODES {
            let more = counted(codes.len() - CODES, "вид замечаний", "вида замечаний", "видов замечаний");
            out.line(format_args!("          и ещё {more}"))?;
        }
    }
    Ok(())
}

/// Lines.
pub(crate) fn lines(out: &mut impl Write, lines: &[String]) -> io::Result<()> {
    let mut out = Harmless::new(out);
    lines.iter().try_for_each(|line| out.line(line))
}

/// A text of several lines.
pub(crate) fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    lines(out, &text.lines().map(str::to_owned).collect::<Vec<_>>())
}

/// The explanation of a verdict.
pub(crate) fn explanation(out: &mut impl Write, lines: &[Line]) -> io::Result<()> {
    let out = &mut Harmless::new(out);
    let margin = lines.iter().map(|line| line.label.chars().count()).max().unwrap_or_default() + 1;
    for line in lines {
        let style = match line.tone {
            Tone::Plain => Style::new(),
            Tone::Good => GREEN,
            Tone::Warning => YELLOW,
            Tone::Error => RED,
            Tone::Note => GREY,
        };
        let label = if line.label.is_empty() { String::new() } else { format!("{}:", line.label) };
        out.plain(format_args!("{label:<margin$} "))?;
        out.paint(style, &line.text)?;
        out.end()?;
    }
    Ok(())
}

/// A bar on stderr, shown only on a terminal and only for work that takes a while.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = if quiet {
            ProgressBar::hidden()
        } else {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8))
        };
        let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  осталось {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        Self(bar)
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn total(&self, rows: usize) {
        // Small files are done before a bar could be read.
        const WORTH_A_BAR: usize = 20_000;
        if rows >= WORTH_A_BAR {
            self.0.set_length(rows as u64);
            self.0.enable_steady_tick(Duration::from_millis(200));
        } else {
            self.0.set_draw_target(ProgressDrawTarget::hidden());
        }
    }

    fn done(&self, rows: usize) {
        self.0.inc(rows as u64);
    }
}
