//! `install` and `uninstall`: a shortcut by which files get to the program without a command line. It needs no rights but the user's own.

use crate::output;
use crate::{End, refuse};
use clap::Args;
use gospub::error::system_words;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub(crate) const INSTALL_EXAMPLES: &str = "\
Пример:
  gospub install

В Windows в меню «Отправить» (правая кнопка мыши на файле) появится «gospub — проверить ссылки», в Linux —
пункт «Открыть с помощью». Права администратора не нужны. Программа остаётся там, где лежит: если её
перенести, повторите команду. Убирает ярлык «gospub uninstall».";

pub(crate) const UNINSTALL_EXAMPLES: &str = "\
Пример:
  gospub uninstall

Убирается только ярлык. Сама программа — один файл: удалите его, если он больше не нужен.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct ShortcutArgs {
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

pub(crate) fn install() -> anyhow::Result<End> {
    let Some(shortcut) = shortcut() else { return nowhere() };
    let written = std::env::current_exe().and_then(|program| {
        shortcut.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        write(&shortcut, &program)
    });
    match written {
        Ok(()) => {
            let where_to = if cfg!(windows) {
                "в меню «Отправить»"
            } else {
                "в меню «Открыть с помощью»"
            };
            say(format!("ярлык {where_to}: {}", shortcut.display()))
        }
        Err(error) => {
            let (path, reason) = (shortcut.display(), system_words(&error));
            refuse(&format!("ярлык не записывается: {path} ({reason}). Перетаскивайте файлы на значок программы."))
        }
    }
}

pub(crate) fn uninstall() -> anyhow::Result<End> {
    let Some(shortcut) = shortcut() else { return nowhere() };
    match std::fs::remove_file(&shortcut) {
        Ok(()) => {
            tell_desktop(&shortcut);
            say(format!("ярлык убран: {}", shortcut.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => say(format!("ярлыка нет: {}", shortcut.display())),
        Err(error) => {
            refuse(&format!("ярлык не удаляется: {} ({}). Удалите его сами.", shortcut.display(), system_words(&error)))
        }
    }
}

fn say(words: String) -> anyhow::Result<End> {
    output::lines(&mut io::stderr(), &[words])?;
    Ok(End::Clean)
}

fn nowhere() -> anyhow::Result<End> {
    refuse("где в этой системе лежат ярлыки, неизвестно. Перетаскивайте файлы на значок программы.")
}

/// Where the shortcut lies.
#[cfg(windows)]
fn shortcut() -> Option<PathBuf> {
    use winsafe::{SHGetKnownFolderPath, co};
    let folder = SHGetKnownFolderPath(&co::KNOWNFOLDERID::SendTo, co::KF::DEFAULT, None).ok()?;
    Some(Path::new(&folder).join("gospub — проверить ссылки.lnk"))
}

#[cfg(windows)]
fn write(shortcut: &Path, program: &Path) -> io::Result<()> {
    use winsafe::{CoCreateInstance, CoInitializeEx, IPersistFile, IShellLink, IUnknown, co, prelude::*};
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or(ErrorKind::InvalidFilename);
    let (shortcut, program) = (text(shortcut)?, text(program)?);
    let save = || {
        let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
        let link: IShellLink = CoCreateInstance(&co::CLSID::ShellLink, None::<&IUnknown>, co::CLSCTX::INPROC_SERVER)?;
        link.SetPath(&program)?;
        link.SetArguments(crate::window::OPTION)?;
        link.SetDescription("Заполнить и проверить ссылки в таблице")?;
        link.QueryInterface::<IPersistFile>()?.Save(Some(&shortcut), true)
    };
    save().map_err(|error: co::HRESULT| io::Error::other(error.FormatMessage()))
}

#[cfg(windows)]
fn tell_desktop(_: &Path) {}

#[cfg(not(windows))]
fn shortcut() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let data = named.or_else(|| Some(std::env::home_dir()?.join(".local/share")))?;
    (cfg!(target_os = "linux")).then(|| data.join("applications/gospub.desktop"))
}

#[cfg(not(windows))]
fn write(shortcut: &Path, program: &Path) -> io::Result<()> {
    let program = program.to_str().ok_or(ErrorKind::InvalidFilename)?;
    std::fs::write(
        shortcut,
        include_str!("../../../shipping/gospub.desktop").replace("Exec=gospub ", &format!("Exec={} ", quoted(program))),
    )?;
    tell_desktop(shortcut);
    Ok(())
}

/// A path as a program's name in a shortcut: quoted, and escaped once for the quotes and once for the line.
#[cfg(not(windows))]
fn quoted(path: &str) -> String {
    let escaped = |text: String, char: &str| text.replace(char, &format!("\\\\{char}"));
    let in_quotes = ["\"", "`", "$"].into_iter().fold(path.replace('\\', "\\\\\\\\"), escaped);
    format!("\"{}\"", in_quotes.replace('%', "%%"))
}

/// Has the desktop look at its shortcuts again; one that does not know the command looks by itself.
#[cfg(not(windows))]
fn tell_desktop(shortcut: &Path) {
    use std::process::{Command, Stdio};
    if let Some(folder) = shortcut.parent() {
        let mut command = Command::new("update-desktop-database");
        let _ = command.arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn a_program_in_any_folder_is_one_word_in_the_shortcut() {
        assert_eq!(quoted("/home/а б/gospub"), "\"/home/а б/gospub\"");
        assert_eq!(quoted("/100%/$a"), "\"/100%%/\\\\$a\"");
    }
}
