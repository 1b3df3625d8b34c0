//! `completions` and `man`: what a shell and a manual want to know of the command line, made of the command line itself.

use crate::args::Cli;
use crate::{End, unwritten};
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::PathBuf;

pub(crate) const COMPLETIONS_EXAMPLES: &str = "\
Примеры:
  gospub completions bash > ~/.local/share/bash-completion/completions/gospub
  gospub completions powershell >> $PROFILE";

pub(crate) const MAN_EXAMPLES: &str = "\
Примеры:
  gospub man | man -l -
  gospub man -o ~/.local/share/man/man1";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct CompletionsArgs {
    /// Оболочка
    #[arg(value_name = "ОБОЛОЧКА")]
    shell: Shell,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct ManArgs {
    /// Папка для страниц руководства всех команд; без неё на экран выводится главная
    #[arg(short, long, value_name = "ПАПКА")]
    output: Option<PathBuf>,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

pub(crate) fn completions(args: &CompletionsArgs) -> anyhow::Result<End> {
    // The generator does not say when its output breaks off.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "gospub", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(End::Clean)
}

pub(crate) fn man(args: &ManArgs) -> anyhow::Result<End> {
    let mut program = Cli::command();
    program.build();
    let Some(folder) = &args.output else {
        io::stdout().lock().write_all(page(&program)?.text.as_bytes())?;
        return Ok(End::Clean);
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        let mut commands = std::iter::once(&program).chain(program.get_subcommands());
        commands.try_for_each(|command| page(command).and_then(|page| std::fs::write(folder.join(page.name), page.text)))
    });
    if let Err(error) = written {
        return unwritten(folder, &error);
    }
    Ok(End::Clean)
}

/// A page of the manual.
struct Page {
    name: String,
    text: String,
}

/// What the generator of pages writes, and what is to stand there.
const WORDS: [(&str, &str); 9] = [
    // The day, which is left blank: without quotation marks what follows takes its place.
    (" 1  \"", " 1 \"\" \""),
    (".SH NAME\n", ".SH НАЗВАНИЕ\n"),
    (".SH SYNOPSIS\n", ".SH ВЫЗОВ\n"),
    (".SH DESCRIPTION\n", ".SH ОПИСАНИЕ\n"),
    (".SH OPTIONS\n", ".SH ПАРАМЕТРЫ\n"),
    (".SH Команды\n", ".SH КОМАНДЫ\n"),
    (".SH EXTRA\n", ".SH ДОПОЛНИТЕЛЬНО\n"),
    (".SH VERSION\n", ".SH ВЕРСИЯ\n"),
    ("Possible values:", "Возможные значения:"),
];

fn page(command: &Command) -> io::Result<Page> {
    let source = concat!("gospub ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(source).manual("Руководство gospub");
    let mut text = Vec::new();
    man.render(&mut text)?;
    let text =
        WORDS.iter().fold(String::from_utf8_lossy(&text).into_owned(), |text, (english, russian)| text.replace(english, russian));
    Ok(Page { name: man.get_filename(), text })
}
