//! `page`: writes out the page that does the same in a browser. The program carries it as it was built by `page/build.py`.

use crate::{End, complain, output, unwritten};
use clap::Args;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

const PAGE: &[u8] = include_bytes!("../../../page/dist/gospub.html");

pub(crate) const EXAMPLES: &str = "\
Пример:
  gospub page -o gospub.html

Страница — один файл. Откройте его двойным щелчком и перетащите на неё реестры: сеть и установка
не нужны, данные не покидают компьютер. Её можно раздать тем, у кого программы нет.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct PageArgs {
    /// Куда записать страницу
    #[arg(short, long, value_name = "ФАЙЛ", default_value = "gospub.html", hide_default_value = true)]
    output: PathBuf,
    /// Перезаписать прежнюю страницу
    #[arg(long)]
    force: bool,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

pub(crate) fn run(args: &PageArgs) -> anyhow::Result<End> {
    let path = args.output.display();
    if args.output.exists() && !args.force {
        complain(&format!("{path} уже есть. Добавьте --force, чтобы перезаписать, или укажите другое место: -o."));
        return Ok(End::Failed);
    }
    write_to(&args.output)
}

/// Writes the page and says where it is.
pub(crate) fn write_to(place: &Path) -> anyhow::Result<End> {
    if let Err(error) = write(place) {
        return unwritten(place, &error);
    }
    output::lines(&mut io::stderr(), &[format!("страница: {}", place.display())])?;
    Ok(End::Clean)
}

/// Writes the page whole or not at all.
fn write(output: &Path) -> io::Result<()> {
    // No device and no pipe is replaced by the page.
    if fs::metadata(output).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return Err(ErrorKind::Unsupported.into());
    }
    let mut name = output.file_name().ok_or(ErrorKind::IsADirectory)?.to_owned();
    name.push(".tmp");
    let beside = output.with_file_name(name);
    // What a killed run has left there is written over.
    let mut file = fs::File::create(&beside)?;
    let written = file.write_all(PAGE).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, output));
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_of_this_version_and_cannot_send_anything() {
        let page = str::from_utf8(PAGE).unwrap();
        let version = format!("<meta name=\"generator\" content=\"gospub {}\"", env!("CARGO_PKG_VERSION"));
        assert!(page.contains(&version), "build it again: page/build.py");
        let policy = page.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("connect-src"), "{policy}");
        assert!(!page.contains("src=\"http") && !page.contains("href=\"http"));
        assert!(page.len() < 2_500_000, "{}", page.len());
    }
}
