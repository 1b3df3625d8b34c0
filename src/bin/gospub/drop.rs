//! Files that were dropped on the program, or named without any other word: what each is for is seen from what is in it.

use crate::{End, page, refuse, window};
use gospub::commands::job::JobOptions;
use gospub::commands::{Input, name_of_result, role};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The folder beside the program for tables and the snapshot that are the same each time.
const TABLES: &str = "таблицы министерства";

/// Whether all words name files or folders that are there.
pub(crate) fn is_drop(words: &[OsString]) -> bool {
    let mut files = words.iter().filter(|word| *word != window::OPTION).peekable();
    files.peek().is_some() && files.all(|word| Path::new(word).exists())
}

/// Takes what the rosters are checked with out of what was dropped, and from the folder of tables; gives the rosters.
pub(crate) fn rosters(dropped: &[Input], job: &mut JobOptions) -> Vec<Input> {
    let rosters = role::sort(dropped, job);
    if let Some(folder) = beside_program() {
        role::take_tables(&folder.join(TABLES), job);
    }
    rosters
        .into_iter()
        .map(|file| if dropped.iter().any(|one| one.path() == file.path()) { file } else { corrected(file) })
        .collect()
}

/// Of a dropped folder a result that people have corrected is what is checked again, unless what it was made of is newer.
fn corrected(file: Input) -> Input {
    let result = name_of_result(file.path());
    let written = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    match (written(file.path()), written(&result)) {
        (Some(input), Some(output)) if output >= input => result.into(),
        _ => file,
    }
}

/// Says that there is nothing to check among what was dropped.
pub(crate) fn without_rosters() -> anyhow::Result<End> {
    refuse(
        "среди файлов нет реестра, только таблицы министерства, таблицы имён или снимок. Перетащите их вместе с реестром. \
         Проверить таблицу саму по себе: gospub fill ФАЙЛ.",
    )
}

/// What a double click on the program shows: what to do, and an offer of the page.
pub(crate) fn welcome() -> anyhow::Result<End> {
    let Some(folder) = beside_program() else { return Ok(End::Clean) };
    let page = folder.join("gospub.html");
    let what = if page.exists() {
        "Открыть страницу"
    } else {
        "Записать рядом с программой и открыть страницу"
    };
    let answer = window::ask(&format!(
        "Перетащите на значок программы реестры — вместе с таблицами министерства, если они есть.\n\
         Рядом с каждым реестром появится «имя.проверено.xlsx», сам реестр не изменится.\n\n\
         {what} gospub.html, которая делает то же в браузере? Enter — да, «н» и Enter — нет."
    ))?;
    if answer.is_none_or(|answer| answer.starts_with(['н', 'n'])) {
        return Ok(End::Clean);
    }
    if !page.exists() {
        let end = page::write_to(&page)?;
        if end != End::Clean {
            return Ok(end);
        }
    }
    window::show(&page);
    Ok(End::Clean)
}

fn beside_program() -> Option<PathBuf> {
    std::env::current_exe().ok()?.parent().map(Path::to_owned)
}

/// The folder in which the results are to be looked for.
pub(crate) fn folder_of(result: &Path) -> io::Result<PathBuf> {
    std::path::absolute(result).map(|path| path.parent().map(Path::to_owned).unwrap_or(path))
}
