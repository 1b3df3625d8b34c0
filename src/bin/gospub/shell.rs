//! `completions` and `man`: what a shell and a manual want to know of the command line, made of the command line itself.

use crate::args::Cli;
use crate::{End, unwritten};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
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
    let Some(folder) = &args.output else {
        clap_mangen::Man::new(Cli::command()).render(&mut io::stdout().lock())?;
        return Ok(End::Clean);
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    if let Err(error) = written {
        return unwritten(folder, &error);
    }
    Ok(End::Clean)
}
