//! `split` on the command line: its words, and what it says afterwards.

use crate::args::{CommonArgs, FormatArg, KnownArgs, date};
use crate::harmless::Harmless;
use crate::output::{self, BOLD, Bar, GREEN, RED, YELLOW};
use crate::rows::Json;
use crate::{End, Work, colored, inputs, project, report_errors, start_threads, work};
use clap::Args;
use gospub::commands::Target;
use gospub::commands::split::{self, Split, SplitFile, SplitRequest};
use gospub::domain::Date;
use gospub::pipeline::Status;
use gospub::report::Statuses;
use gospub::report::{Summary, counted, grouped};
use serde::Serialize;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub(crate) const EXAMPLES: &str = "\
Примеры:
  gospub split реестр.xlsx --by municipality -o муниципалитетам
  gospub split реестры -r медицина.xlsx --by municipality -o муниципалитетам --only-problems
  gospub split реестр.xlsx --by \"Учредитель\" -o учредителям --date 2026-01-12

В папке появятся книги «Муниципалитет_дата.xlsx»: лист «Исправить» с защищёнными строками реестра,
готовые ссылки для каждой страницы, инструкция и итоги. Исправленное вносит в реестр команда merge.

Коды завершения: 0 — ошибок нет; 1 — хотя бы в одной строке ошибка; 2 — какой-то файл не удалось
прочитать или записать.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct SplitArgs {
    /// Реестры .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv или папки с ними; без них — те, что названы в gospub.toml
    #[arg(value_name = "ФАЙЛ", help_heading = "Что обработать")]
    inputs: Vec<PathBuf>,
    /// Столбец, по которому делить: роль (municipality, parent, kind …), буква или название
    #[arg(long, value_name = "СТОЛБЕЦ", help_heading = "Что обработать")]
    by: Option<String>,
    #[command(flatten)]
    known: KnownArgs,
    /// Папка для книг; создаётся, если её нет
    #[arg(short, long, value_name = "ПАПКА", help_heading = "Результат")]
    output: Option<PathBuf>,
    /// Только строки, в которых есть что исправить или проверить; у кого таких нет, тому книга не нужна
    #[arg(long, help_heading = "Результат")]
    only_problems: bool,
    /// День в книгах и в именах файлов: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ; без параметра — сегодня
    #[arg(long, value_name = "ДЕНЬ", value_parser = date, help_heading = "Результат")]
    date: Option<Date>,
    /// Ничего не записывать, только показать итог
    #[arg(long, help_heading = "Результат")]
    dry_run: bool,
    /// Перезаписать прежние книги с теми же именами (исходный файл — никогда)
    #[arg(long, help_heading = "Результат")]
    force: bool,
    #[command(flatten)]
    common: CommonArgs,
}

pub(crate) fn run(args: SplitArgs) -> anyhow::Result<End> {
    let common = args.common;
    start_threads(common.jobs)?;
    let Work { job, project } = match work(&common, &args.known) {
        Ok(work) => work,
        Err(error) => return Ok(report_errors(&[error], common.color)?),
    };
    let rosters = project::or_else(args.inputs, project.rosters.clone());
    let (by, output) = (args.by.or(project.by.clone()), args.output.or(project.handed_out.clone()));
    let (by, output) = match (by, output) {
        _ if rosters.is_empty() => return project::missing("ФАЙЛ", "rosters", &project),
        (None, _) => return project::missing("--by СТОЛБЕЦ", "by", &project),
        (_, None) => return project::missing("-o ПАПКА", "handed-out", &project),
        (Some(by), Some(output)) => (by, output),
    };
    let request = SplitRequest {
        inputs: inputs(rosters),
        job,
        by,
        target: Target::File { path: output, force: args.force },
        only_problems: args.only_problems,
        dry_run: args.dry_run,
        date: args.date.unwrap_or_else(Date::today),
    };
    let bar = Bar::new(common.quiet || common.format != FormatArg::Text);
    let split = split::split(&request, &bar);
    bar.finish();
    print_files(common.format, &split.files)?;
    let mut stderr = colored(io::stderr(), common.color);
    for error in &split.errors {
        output::error(&mut stderr, error)?;
    }
    if !common.quiet {
        // What was done is done, whether or not anybody hears of it.
        let _ = summary(&mut stderr, &split, request.dry_run);
    }
    Ok(if !split.errors.is_empty() {
        End::Failed
    } else if split.files.iter().any(|file| file.summary.with(Status::Error) > 0) {
        End::RowErrors
    } else {
        End::Clean
    })
}

/// A workbook for machines.
#[derive(Serialize)]
struct FileJson<'s> {
    schema: &'static str,
    group: Option<&'s str>,
    file: &'s Path,
    written: bool,
    rows: usize,
    #[serde(flatten)]
    statuses: Statuses,
}

impl<'s> FileJson<'s> {
    fn of(file: &'s SplitFile) -> Self {
        Self {
            schema: "gospub.split/1",
            group: file.group.as_deref(),
            file: &file.path,
            written: file.made.is_some(),
            rows: file.summary.rows,
            statuses: file.summary.statuses(),
        }
    }
}

fn print_files(format: FormatArg, files: &[SplitFile]) -> anyhow::Result<()> {
    let mut out = BufWriter::new(Json::stdout(io::stdout().lock(), true));
    let files: Vec<FileJson<'_>> = files.iter().map(FileJson::of).collect();
    match format {
        FormatArg::Text => {}
        FormatArg::Json => writeln!(out, "{}", serde_json::to_string_pretty(&files)?)?,
        FormatArg::Ndjson => {
            for file in &files {
                writeln!(out, "{}", serde_json::to_string(file)?)?;
            }
        }
    }
    Ok(out.flush()?)
}

fn summary(out: &mut impl Write, split: &Split, dry_run: bool) -> io::Result<()> {
    let out = &mut Harmless::new(out);
    output::references(out, &split.references)?;
    for (file, note) in &split.notes {
        out.paint(YELLOW, format_args!("{}: {note}", file.display()))?;
        out.end()?;
    }
    for file in &split.files {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        out.paint(BOLD, name)?;
        out.plain(": ")?;
        figures(out, &file.summary)?;
    }
    if !split.in_order.is_empty() {
        let count = counted(split.in_order.len(), "муниципалитета", "муниципалитетов", "муниципалитетов");
        out.paint(GREEN, "Исправлять нечего")?;
        out.line(format_args!(" у {count}, книги им не нужны: {}", split.in_order.join(", ")))?;
    }
    if split.files.is_empty() {
        return Ok(());
    }
    let books = counted(split.files.len(), "книга", "книги", "книг");
    out.plain(format_args!("Итого {books}: "))?;
    figures(out, &split.summary())?;
    if dry_run {
        out.line("Пробный прогон: ничего не записано.")?;
    } else if split.files.iter().any(|file| file.made.is_some()) {
        let folder = split.files[0].path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        out.line(format_args!("результат: {}", folder.display()))?;
    }
    Ok(())
}

fn figures(out: &mut Harmless<impl Write>, summary: &Summary) -> io::Result<()> {
    let with = |status| summary.with(status);
    out.plain(format_args!("{}: ", counted(summary.rows, "строка", "строки", "строк")))?;
    out.paint(GREEN, format_args!("в порядке {}", grouped(with(Status::Ok) + with(Status::Filled))))?;
    out.plain(", ")?;
    if with(Status::Unverified) > 0 {
        out.paint(YELLOW, format_args!("не сверено {}", grouped(with(Status::Unverified))))?;
        out.plain(", ")?;
    }
    out.paint(YELLOW, format_args!("проверить {}", grouped(with(Status::Warning))))?;
    out.plain(", ")?;
    out.paint(RED, format_args!("с ошибками {}", grouped(with(Status::Error))))?;
    out.end()
}
