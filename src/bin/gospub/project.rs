//! The profile of a run and the month's work that it names; `init`, which writes one to begin with.

use crate::args::ProfileArgs;
use crate::harmless::Harmless;
use crate::{End, complain, output};
use clap::Args;
use gospub::error::{Error, system_words};
use gospub::profile::{self, Profile, Project};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

const TEXT: &str = include_str!("gospub.toml");

pub(crate) const EXAMPLES: &str = "\
Пример:
  gospub init
  gospub fill

Файл gospub.toml действует в своей папке и во вложенных. В нём названы реестры, таблицы, папки
и пороги, и команды fill, split, merge и report можно вызывать без параметров.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct InitArgs {
    /// Куда записать
    #[arg(short, long, value_name = "ФАЙЛ", default_value = profile::FILE_NAME, hide_default_value = true)]
    output: PathBuf,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

pub(crate) fn init(args: &InitArgs) -> anyhow::Result<End> {
    let path = args.output.display();
    let file = OpenOptions::new().write(true).create_new(true).open(&args.output);
    let fault = match file.and_then(|mut file| file.write_all(TEXT.as_bytes())) {
        Ok(()) => {
            let said = format!("настройки: {path}. Откройте его в любом редакторе и уберите «#» там, где нужно своё.");
            output::lines(&mut io::stderr(), &[said])?;
            return Ok(End::Clean);
        }
        // What somebody has set up is never overwritten.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => format!("{path} уже есть, он не изменён."),
        Err(error) => format!("{path} не записывается ({}). Проверьте место и права.", system_words(&error)),
    };
    complain(&fault);
    Ok(End::Failed)
}

/// The profile that is named, else the nearest one that is found, else what the letters say. Which one it is is said before all else,
/// as it may lie in any folder above.
pub(crate) fn profile(args: &ProfileArgs) -> Result<Profile, Error> {
    let found = || std::env::current_dir().ok().and_then(|folder| profile::find(&folder));
    let Some(path) = args.profile.clone().or_else(found) else { return Ok(Profile::default()) };
    let _ = Harmless::new(&mut io::stderr()).line(format_args!("Профиль: {}", path.display()));
    profile::load(&path)
}

/// What the user has named, else what the project does.
pub(crate) fn or_else<T>(named: Vec<T>, of_project: Vec<T>) -> Vec<T> {
    if named.is_empty() { of_project } else { named }
}

/// What is missing when neither the user nor the project names it.
pub(crate) fn missing(what: &str, name: &str, project: &Project) -> anyhow::Result<End> {
    let hint = if project.is_empty() {
        format!("Назовите его в команде или в gospub.toml ([project] {name} = …); такой файл записывает «gospub init».")
    } else {
        format!("Назовите его в команде или в gospub.toml: [project] {name} = …")
    };
    crate::refuse(&format!("не указано: {what}. {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_init_writes_is_a_profile_with_and_without_its_examples() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(profile::FILE_NAME);
        let uncommented: Vec<String> = TEXT
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.contains(" = ") => rest.to_owned(),
                _ => line.to_owned(),
            })
            .collect();
        for (text, is_plain) in [(TEXT.to_owned(), true), (uncommented.join("\n"), false)] {
            std::fs::write(&path, text).unwrap();
            let profile = profile::load(&path).unwrap_or_else(|error| panic!("{}", error.reason));
            assert_eq!(profile.project.is_empty(), is_plain);
        }
    }
}
