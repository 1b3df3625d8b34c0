//! `names` on the command line: its words, and what it says afterwards.

use crate::args::{CommonArgs, FormatArg, KnownArgs, date};
use crate::harmless::Harmless;
use crate::output::{self, BOLD, RED, YELLOW};
use crate::rows::{Json, Rows};
use crate::{End, colored, job_options, report_errors, start_threads};
use clap::Args;
use gospub::commands::names::{self, Names, NamesRequest};
use gospub::domain::Date;
use gospub::report::names::{NameState, json};
use gospub::report::{counted, grouped};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// So many names with something wrong are listed; all of them are in the table.
const LISTED: usize = 20;

pub(crate) const EXAMPLES: &str = "\
Примеры:
  gospub names реестр.xlsx -r медицина.xlsx -o имена.xlsx
  gospub names папка-с-реестрами снимок.ndjson -o имена.xlsx
  gospub fill реестр.xlsx -r имена.xlsx

По короткому имени (vk.com/primersk_school) номер сообщества без интернета не узнать. Команда собирает номера,
которые доказаны самими файлами: строкой с именем и номером, адресом фотографии, таблицей министерства, прежней
таблицей имён, снимком. Остальные имена стоят в таблице первыми: откройте страницу, вставьте адрес её фотографии.

Коды завершения: 0 — все имена известны; 1 — есть неизвестные или спорные; 2 — какой-то файл не удалось прочитать
или записать.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct NamesArgs {
    /// Реестры, результаты, ответы, прежние таблицы имён, снимки .ndjson или папки с таблицами
    #[arg(value_name = "ФАЙЛ", required = true, help_heading = "Что обработать")]
    inputs: Vec<PathBuf>,
    /// Таблица министерства или прежняя таблица имён. Можно указать несколько раз
    #[arg(short = 'r', long = "reference", value_name = "ТАБЛИЦА", help_heading = "Что обработать")]
    references: Vec<PathBuf>,
    /// Таблица имён, которая будет записана
    #[arg(short, long, value_name = "ИМЕНА.xlsx", help_heading = "Результат")]
    output: PathBuf,
    /// День, которым отмечаются вписанные номера: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ; без параметра — сегодня
    #[arg(long, value_name = "ДЕНЬ", value_parser = date, help_heading = "Результат")]
    date: Option<Date>,
    /// Перезаписать прежний результат (исходный файл — никогда)
    #[arg(long, help_heading = "Результат")]
    force: bool,
    #[command(flatten)]
    common: CommonArgs,
}

pub(crate) fn run(args: NamesArgs) -> anyhow::Result<End> {
    let common = args.common;
    start_threads(common.jobs)?;
    let job = match job_options(&common, &KnownArgs { references: args.references, pages: None }) {
        Ok(job) => job,
        Err(error) => return Ok(report_errors(&[error], common.color)?),
    };
    let request = NamesRequest {
        inputs: args.inputs,
        job,
        output: args.output,
        force: args.force,
        date: args.date.unwrap_or_else(Date::today),
    };
    let names = names::names(&request);
    print(common.format, &names)?;
    let end = report_errors(&names.errors, common.color)?;
    if !common.quiet {
        // What was done is done, whether or not anybody hears of it.
        let _ = summary(&mut colored(io::stderr(), common.color), &names);
    }
    let [unknown, _, disputed] = names.counts();
    Ok(if unknown + disputed > 0 { end.max(End::RowErrors) } else { end })
}

fn print(format: FormatArg, names: &Names) -> io::Result<()> {
    let mut out = BufWriter::new(Json::stdout(io::stdout().lock(), true));
    let mut rows = match format {
        FormatArg::Text => return Ok(()),
        FormatArg::Ndjson => Rows::Lines(&mut out),
        FormatArg::Json => Rows::array(&mut out),
    };
    names.lines.iter().try_for_each(|line| rows.row(&json(line)))?;
    rows.end()?;
    out.flush()
}

fn summary(out: &mut impl Write, names: &Names) -> io::Result<()> {
    let out = &mut Harmless::new(out);
    output::references(out, &names.references)?;
    let [unknown, known, disputed] = names.counts();
    let all = counted(names.lines.len(), "короткое имя", "коротких имени", "коротких имён");
    out.paint(BOLD, format_args!("{all}: номер известен у {}, неизвестен у {}", grouped(known), grouped(unknown)))?;
    out.line(format_args!(", источники расходятся у {}", grouped(disputed)))?;
    let notes: Vec<(bool, String)> =
        names.lines.iter().filter_map(|line| Some((matches!(line.state, NameState::Disputed(..)), line.note()?))).collect();
    for (is_error, note) in notes.iter().take(LISTED) {
        out.paint(if *is_error { RED } else { YELLOW }, format_args!("  {note}"))?;
        out.end()?;
    }
    if notes.len() > LISTED {
        out.line(format_args!("  и ещё {}: они отмечены в таблице", grouped(notes.len() - LISTED)))?;
    }
    match &names.output {
        Some(path) => out.line(format_args!("результат: {}", path.display())),
        None => Ok(()),
    }
}
