//! `merge` on the command line: its words, and what it says afterwards.

use crate::args::{CommonArgs, FormatArg, KnownArgs, date};
use crate::harmless::Harmless;
use crate::output::{self, BOLD, Bar, GREEN, GREY, RED, YELLOW};
use crate::rows::Json;
use crate::{End, Work, colored, inputs, project, report_errors, start_threads, work};
use anstyle::Style;
use clap::Args;
use gospub::commands::merge::{self, MergeRequest, Merged};
use gospub::commands::{Made, Target};
use gospub::domain::Date;
use gospub::pipeline::Status;
use gospub::report::changes::{self, Fate};
use gospub::report::{counted, grouped, reading};
use gospub::table::edit::Mark;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "\
Примеры:
  gospub merge реестр.xlsx папка-с-ответами -o реестр-новый.xlsx
  gospub merge реестр.xlsx ответ1.xlsx ответ2.ods -r медицина.xlsx -o реестр-новый.xlsx
  gospub merge реестр.xlsx папка-с-ответами --handed-out папка-выдачи -o реестр-новый.xlsx
  gospub merge реестр.xlsx папка-с-ответами -o реестр-новый.xlsx --dry-run
  gospub merge реестр.xlsx папка-с-ответами -o реестр-новый.xlsx --format ndjson > внесено.ndjson
  gospub merge реестр-новый.xlsx --take-back внесено.ndjson -o реестр-прежний.xlsx

Ответы — файлы, выданные командой «gospub split»: их можно сортировать, переименовывать, сохранять
в LibreOffice и в .csv, копировать лист в новую книгу — строки узнаются по скрытому ключу. Строки без
ключа узнаются по ОГРН, названию и муниципалитету и только предлагаются на листе «Изменения»;
вносит их параметр --accept-matched. Результат — ваш же реестр: исправленные ячейки
отмечены, всё проверено заново, на листе «Изменения» — что исправлено, что осталось неверно и где
ответы расходятся. Исходные файлы не меняются никогда.

Коды завершения: 0 — ошибок и расхождений нет; 1 — остались ошибки или расхождения;
2 — какой-то файл не удалось прочитать или записать.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct MergeArgs {
    /// Реестр, из которого выданы файлы; без него — тот, что назван в gospub.toml
    #[arg(value_name = "РЕЕСТР", help_heading = "Что обработать")]
    roster: Option<PathBuf>,
    /// Вернувшиеся файлы (.xlsx, .ods, .csv и другие) или папки с ними
    #[arg(value_name = "ОТВЕТ", help_heading = "Что обработать")]
    returned: Vec<PathBuf>,
    #[command(flatten)]
    known: KnownArgs,
    /// Файлы, как их выдала команда «gospub split», или папка с ними: видно, кто не ответил, и точнее читаются ответы в .csv
    #[arg(long = "handed-out", value_name = "ПАПКА", help_heading = "Что обработать")]
    handed_out: Vec<PathBuf>,
    /// Вернуть прежнее в ячейки, внесённые раньше: вывод прежнего запуска с --format ndjson; лишние строки из него уберите
    #[arg(long = "take-back", value_name = "ШАГИ.ndjson", help_heading = "Что обработать")]
    take_back: Vec<PathBuf>,
    /// Файл результата: реестр с исправлениями
    #[arg(short, long, value_name = "ФАЙЛ", help_heading = "Результат")]
    output: Option<PathBuf>,
    /// Внести и те изменения, о которых не просили; расхождения не вносятся и тогда
    #[arg(long, help_heading = "Результат")]
    accept_all: bool,
    /// Внести и строки, которые вернулись без ключей и узнаны по ОГРН, названию и муниципалитету
    #[arg(long, help_heading = "Результат")]
    accept_matched: bool,
    /// Ничего не записывать, только показать итог
    #[arg(long, help_heading = "Результат")]
    dry_run: bool,
    /// Перезаписать прежний результат (исходные файлы — никогда)
    #[arg(long, help_heading = "Результат")]
    force: bool,
    /// День, который будет указан в результате: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ; без параметра — сегодня
    #[arg(long, value_name = "ДЕНЬ", value_parser = date, help_heading = "Результат")]
    date: Option<Date>,
    #[command(flatten)]
    common: CommonArgs,
}

pub(crate) fn run(args: MergeArgs) -> anyhow::Result<End> {
    let common = args.common;
    start_threads(common.jobs)?;
    let Work { job, project } = match work(&common, &args.known) {
        Ok(work) => work,
        Err(error) => return Ok(report_errors(&[error], common.color)?),
    };
    let of_project = match &project.rosters[..] {
        [one] => Some(one.clone()),
        _ => None,
    };
    // Who takes a step back has brought the answers home already.
    let of_answers = project.answers.clone().filter(|_| args.take_back.is_empty());
    let returned = project::or_else(args.returned, of_answers.into_iter().collect());
    let (roster, output) = match (args.roster.or(of_project), args.output.or(project.merged.clone())) {
        (None, _) => return project::missing("РЕЕСТР", "rosters", &project),
        _ if returned.is_empty() && args.take_back.is_empty() => return project::missing("ОТВЕТ", "answers", &project),
        (_, None) => return project::missing("-o ФАЙЛ", "merged", &project),
        (Some(roster), Some(output)) => (roster, output),
    };
    let kept = project.handed_out.filter(|folder| folder.exists());
    let request = MergeRequest {
        roster: roster.into(),
        returned: inputs(returned),
        job,
        output: Target::File { path: output, force: args.force },
        handed_out: inputs(project::or_else(args.handed_out, kept.into_iter().collect())),
        take_back: inputs(args.take_back),
        accept_all: args.accept_all,
        accept_matched: args.accept_matched,
        dry_run: args.dry_run,
        date: Some(args.date.unwrap_or_else(Date::today)),
    };
    let bar = Bar::new(common.quiet || common.format != FormatArg::Text);
    let merged = merge::merge(&request, &bar);
    bar.finish();
    let mut stdout = BufWriter::new(Json::stdout(io::stdout().lock(), true));
    if let Some(roster) = &merged.roster {
        let name = roster.input.file_name().unwrap_or_default().to_string_lossy();
        match common.format {
            FormatArg::Text => {}
            FormatArg::Json => {
                serde_json::to_writer_pretty(&mut stdout, &changes::json::merge(&name, &roster.reading, &roster.changes))
                    .map_err(io::Error::from)?;
                writeln!(stdout)?;
            }
            FormatArg::Ndjson => {
                writeln!(stdout, "{}", reading::json(&name, &roster.reading))?;
                for line in changes::json::lines(&roster.changes) {
                    serde_json::to_writer(&mut stdout, &line).map_err(io::Error::from)?;
                    writeln!(stdout)?;
                }
                for step in &roster.changes.steps {
                    serde_json::to_writer(&mut stdout, step).map_err(io::Error::from)?;
                    writeln!(stdout)?;
                }
            }
        }
    }
    stdout.flush()?;
    let end = report_errors(&merged.errors, common.color)?;
    if !common.quiet {
        // What was done is done, whether or not anybody hears of it.
        let _ = summary(&mut colored(io::stderr(), common.color), &merged);
    }
    let is_wrong = merged.roster.is_some_and(|roster| roster.changes.has_conflicts() || roster.summary().with(Status::Error) > 0);
    Ok(if is_wrong { end.max(End::RowErrors) } else { end })
}

/// The summary after `merge`.
fn summary(out: &mut impl Write, merged: &Merged) -> io::Result<()> {
    let out = &mut Harmless::new(out);
    output::references(out, &merged.references)?;
    let Some(roster) = &merged.roster else { return Ok(()) };
    let changes = &roster.changes;
    for file in &changes.files {
        out.line(format_args!(
            "{}: выдано {}, вернулось {}, удалено {}, добавлено {}, изменено ячеек {}",
            file.file,
            counted(file.handed, "строка", "строки", "строк"),
            grouped(file.returned),
            grouped(file.removed),
            grouped(file.added),
            grouped(file.changed_cells),
        ))?;
    }
    for note in roster.answer_notes.iter().chain(&roster.notes) {
        out.paint(YELLOW, format_args!("  {note}"))?;
        out.end()?;
    }
    let handed = grouped(changes.handed());
    out.paint(BOLD, format_args!("Выдано строк: {handed}"))?;
    out.line("; каждая строка учтена один раз, по самому важному итогу:")?;
    for fate in Fate::ALL {
        let (rows, cells) = (changes.rows_of(fate), changes.cells_of(fate));
        if rows + cells > 0 {
            let style = match fate.mark() {
                Some(Mark::Error) => RED,
                Some(Mark::Warning | Mark::Unverified) => YELLOW,
                Some(Mark::Filled | Mark::Changed) => GREEN,
                None => Style::new(),
            };
            let outside = if fate == Fate::Added { " сверх выданных" } else { "" };
            out.paint(style, format_args!("{:>8}", grouped(rows)))?;
            out.plain(format_args!("  {}{outside}", fate.word()))?;
            if cells > 0 {
                out.paint(GREY, format_args!(" (ячеек: {})", grouped(cells)))?;
            }
            out.end()?;
        }
    }
    out.line(format_args!("{:>8}  Без изменений и замечаний", grouped(changes.in_order)))?;
    out.line(format_args!("Внесено в реестр: {}", counted(changes.written(), "ячейка", "ячейки", "ячеек")))?;
    if let Some(line) = changes.register.line() {
        out.line(line)?;
    }
    output::figures(out, &roster.summary())?;
    match roster.output.as_ref().and_then(Made::path) {
        Some(output) => out.line(format_args!("результат: {}", output.display())),
        None => out.line("Пробный прогон: ничего не записано."),
    }
}
