//! The command-line program: reads the words, calls the library, prints, chooses the exit code.

mod args;
mod drop;
#[cfg(feature = "online")]
mod fetch;
mod harmless;
mod install;
mod merge;
mod names;
mod output;
mod page;
mod project;
mod rows;
mod shell;
mod split;
mod stop;
mod window;

use anstream::{AutoStream, ColorChoice};
use args::{
    CheckArgs, Cli, ColorArg, Command, CommonArgs, FillArgs, FormatArg, KnownArgs, LimitArgs, ProfileArgs, ReportArgs, StripArgs,
};
use clap::Parser;
use gospub::commands::check::{self, CheckedValue, FoundRow, RowName};
use gospub::commands::fill::{self, FillRequest, Filled};
use gospub::commands::job::{Job, JobOptions};
use gospub::commands::open::OpenOptions;
use gospub::commands::report::{self, ReportRequest};
use gospub::commands::strip::{self, StripRequest, Stripped};
use gospub::commands::{EarlierResult, Input, Made, Results, Target};
use gospub::domain::Date;
use gospub::error::{Error, system_words};
use gospub::pipeline::{Status, Verdict};
use gospub::profile::Project;
use gospub::report::{card, explain, json, ministry, reading};
use gospub::rules;
use gospub::settings::Settings;
use gospub::table::layout::LayoutOptions;
use gospub::workbook::Limits;
use rows::{Json, Rows, UntilClosed};
use std::ffi::OsString;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[cfg(target_env = "musl")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// No row has an error.
    Clean = 0,
    /// At least one row has one.
    RowErrors = 1,
    /// The run did not happen, or a file could not be read or written.
    Failed = 2,
}

fn main() -> ExitCode {
    stop::watch();
    // On Windows no shell makes file names of `*.xlsx`.
    let words: Vec<OsString> = wild::args_os().collect();
    let said = words.get(1..).unwrap_or_default();
    // Whoever says a command is no clerk with a mouse, and a script must not wait.
    let without_command = said.is_empty() || drop::is_drop(said);
    let in_window = said.iter().any(|word| word == window::OPTION) || without_command && window::is_own();
    let end = match said {
        [] if !in_window => {
            let _ = output::text(&mut io::stderr(), args::GREETING);
            ExitCode::from(End::Failed as u8)
        }
        _ => run(&words, in_window),
    };
    if in_window {
        window::wait();
    }
    end
}

/// Does what the words say, the first of which is the program's own name.
fn run(words: &[OsString], in_window: bool) -> ExitCode {
    let said = words.get(1..).unwrap_or_default();
    if let Some(folder) = args::swallowed(said) {
        complain(&format!(
            "«\\» перед кавычкой соединил «{folder}» с тем, что написано дальше. Уберите «\\» в конце имени папки: \"{folder}\"."
        ));
        return ExitCode::from(End::Failed as u8);
    }
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            let _ = output::text(&mut io::stderr(), &args::explain(&error));
            return ExitCode::from(End::Failed as u8);
        }
        // Help and version.
        Err(error) => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
    };
    let ended = match cli.command {
        None if cli.fill.inputs.is_empty() && in_window => drop::welcome(),
        None if drop::is_drop(said) => run_fill(cli.fill, Means::dropped(in_window)),
        None if cli.fill.inputs.is_empty() => refuse("не указано, что обработать. Примеры показывает «gospub --help»."),
        None => match args::misspelt_command(&cli.fill.inputs) {
            Some((word, near)) => refuse(&format!(
                "команды «{word}» нет, и файла с таким именем тоже.{} Ничего не сделано. Все команды показывает «gospub --help».",
                args::perhaps(near.as_deref())
            )),
            None => run_fill(cli.fill, Means::Named),
        },
        Some(Command::Fill(args)) => run_fill(args, Means::Named),
        Some(Command::Check(args)) => run_check(&args),
        Some(Command::Split(args)) => split::run(args),
        Some(Command::Merge(args)) => merge::run(args),
        Some(Command::Names(args)) => names::run(args),
        Some(Command::Strip(args)) => run_strip(&args),
        Some(Command::Report(args)) => run_report(args),
        #[cfg(feature = "online")]
        Some(Command::Fetch(args)) => fetch::run(args),
        Some(Command::Page(args)) => page::run(&args),
        Some(Command::Init(args)) => project::init(&args),
        Some(Command::Templates(args)) => run_templates(&args.profile),
        Some(Command::Completions(args)) => shell::completions(&args),
        Some(Command::Man(args)) => shell::man(&args),
        Some(Command::Install(_)) => install::install(),
        Some(Command::Uninstall(_)) => install::uninstall(),
        Some(Command::Help(args)) => match args::help(args.topic.as_deref()) {
            Ok(text) => output::text(&mut io::stdout(), &text).map(|()| End::Clean).map_err(Into::into),
            Err(near) => refuse(&format!(
                "справки «{}» нет.{} Все команды показывает «gospub --help».",
                args.topic.unwrap_or_default(),
                args::perhaps(near.as_deref())
            )),
        },
    };
    match ended {
        Ok(end) => ExitCode::from(end as u8),
        Err(error) => {
            if let Some(words) = failure(&error) {
                complain(&words);
            }
            ExitCode::from(End::Failed as u8)
        }
    }
}

/// Says why nothing is done.
fn refuse(words: &str) -> anyhow::Result<End> {
    complain(words);
    Ok(End::Failed)
}

fn complain(words: &str) {
    let _ = output::lines(&mut io::stderr(), &[format!("Ошибка: {words}")]);
}

/// What is to be said of what stopped the run. Nothing where whoever reads the output had enough (`gospub check - | head -1`).
fn failure(error: &anyhow::Error) -> Option<String> {
    match error.downcast_ref::<io::Error>() {
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => None,
        Some(error) => Some(format!("вывод не записывается ({}). Проверьте место на диске и повторите.", system_words(error))),
        None => Some(format!("{error:#}")),
    }
}

/// How the files came to `fill`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// Each in its place on the command line.
    Named,
    /// All together, without any other word.
    Dropped,
    /// The same, in a window of the program's own.
    DroppedOnWindow,
}

impl Means {
    fn dropped(in_window: bool) -> Self {
        if in_window { Self::DroppedOnWindow } else { Self::Dropped }
    }

    /// How ministry tables are given by these means.
    fn of_tables(self) -> &'static str {
        match self {
            Self::Named | Self::Dropped => "Готовые ссылки из них берёт параметр -r ТАБЛИЦА.",
            Self::DroppedOnWindow => {
                "Перетащите их вместе с реестром или положите в папку «таблицы министерства» рядом с программой."
            }
        }
    }
}

fn run_fill(args: FillArgs, means: Means) -> anyhow::Result<End> {
    let common = args.common;
    start_threads(common.jobs)?;
    let Work { mut job, project } = match work(&common, &args.known) {
        Ok(work) => work,
        Err(error) => return Ok(report_errors(&[error], common.color)?),
    };
    if args.inputs.is_empty() && project.rosters.is_empty() {
        return project::missing("ФАЙЛ", "rosters", &project);
    }
    (job.settings.fix, job.settings.card) = (args.fix, args.card);
    let mut inputs = inputs(project::or_else(args.inputs, project.rosters));
    let mut earlier = EarlierResult::forced(args.force);
    if means != Means::Named {
        inputs = drop::rosters(&inputs, &mut job);
        earlier = EarlierResult::IsKept;
        if inputs.is_empty() {
            return drop::without_rosters();
        }
    }
    let request = FillRequest {
        inputs,
        job,
        results: Results::Files { folder: args.output.or(project.output), earlier },
        dry_run: args.dry_run,
        edits: args.edits,
        only_problems: false,
        compression: args.compress.compression(),
        date: Some(args.date.unwrap_or_else(Date::today)),
    };
    let bar = output::Bar::new(common.quiet || common.format != FormatArg::Text);
    let mut stdout = BufWriter::new(Json::stdout(UntilClosed::new(io::stdout().lock()), common.format != FormatArg::Text));
    let mut rows = match common.format {
        FormatArg::Text => None,
        FormatArg::Ndjson => Some(Rows::Lines(&mut stdout)),
        FormatArg::Json => Some(Rows::array(&mut stdout)),
    };
    let filled = match &mut rows {
        Some(rows) => fill::fill(&request, &bar, Some(&mut |line| rows.row(line)))?,
        None => fill::fill(&request, &bar, None)?,
    };
    if let Some(rows) = rows {
        rows.end()?;
    }
    stdout.flush()?;
    bar.finish();
    // What was done is done, whether or not anybody hears of it.
    let _ = say(&filled, &common, means);
    if let (Means::DroppedOnWindow, Some(result)) = (means, filled.files.iter().find_map(|file| file.output.as_ref()?.path())) {
        window::show(&drop::folder_of(result)?);
    }
    Ok(if !filled.errors.is_empty() || stdout.get_ref().get_ref().is_closed() {
        End::Failed
    } else if filled.summary().with(Status::Error) > 0 {
        End::RowErrors
    } else {
        End::Clean
    })
}

fn say(filled: &Filled, common: &CommonArgs, means: Means) -> io::Result<()> {
    let mut stderr = colored(io::stderr(), common.color);
    for error in &filled.errors {
        output::error(&mut stderr, error)?;
    }
    if common.quiet { Ok(()) } else { output::summary(&mut stderr, filled, means.of_tables()) }
}

fn run_check(args: &CheckArgs) -> anyhow::Result<End> {
    let stdout = io::stdout();
    let is_json = args.common.format != FormatArg::Text;
    let mut out = BufWriter::new(Json::stdout(colored(stdout.lock(), args.common.color), is_json));
    if args.codes {
        for code in rules::codes() {
            let citation = if code.citation.is_empty() { "—" } else { code.citation };
            writeln!(out, "{}\t{}\t{}\t{citation}", code.name, code.severity.code(), code.title)?;
        }
        out.flush()?;
        return Ok(End::Clean);
    }
    let options = match job_options(&args.common, &args.known) {
        Ok(options) => options,
        Err(error) => return Ok(report_errors(&[error], args.common.color)?),
    };
    let job = Job::begin(&options).on(Some(args.date.unwrap_or_else(Date::today)));
    let mut end = report_errors(&job.errors, args.common.color)?;
    let checker = Checker { args, job: &job };
    if let Some(row) = &args.row {
        return Ok(end.max(checker.row(row, &mut out)?));
    }
    let from_stdin = args.values.len() == 1 && args.values[0] == "-";
    if from_stdin {
        end = end.max(checker.lines(io::stdin().lock(), &mut out)?);
    } else {
        // A name like `roster.xlsx` reads as a short name of VK.
        if let Some(file) = args.values.iter().find(|value| Path::new(value).is_file()) {
            return refuse(&format!(
                "«{file}» — это файл, а не адрес. Одну его строку проверяет «gospub check --row {file}:17», все — «gospub fill {file}»."
            ));
        }
        let single = args.values.len() == 1;
        if !single && args.common.format == FormatArg::Json {
            writeln!(out, "[")?;
        }
        for (index, value) in args.values.iter().enumerate() {
            let last = index + 1 == args.values.len();
            end = end.max(checker.value(
                value,
                index as u32 + 1,
                if single {
                    ""
                } else if last {
                    "\n]"
                } else {
                    ","
                },
                &mut out,
            )?);
        }
    }
    out.flush()?;
    Ok(end)
}

/// Answers values and rows in the format asked for.
struct Checker<'c> {
    args: &'c CheckArgs,
    job: &'c Job<'c>,
}

impl Checker<'_> {
    fn value(&self, value: &str, number: u32, after: &str, out: &mut impl Write) -> anyhow::Result<End> {
        let checked = CheckedValue { value, organisation: self.args.name.as_deref(), number };
        check::value(checked, self.job, |verdict| self.answer(value, None, verdict, after, out))
    }

    fn row(&self, word: &str, out: &mut impl Write) -> anyhow::Result<End> {
        let Some(name) = RowName::read(word) else {
            complain(&format!("«{word}» — нужно ФАЙЛ:СТРОКА или ФАЙЛ:ЛИСТ!СТРОКА, например реестр.xlsx:17."));
            return Ok(End::Failed);
        };
        let RowName { file, sheet, row } = name;
        let checked = check::row(&file.into(), sheet.as_deref(), row, self.job, |verdict, found| {
            let FoundRow { file, sheet, reading } = found;
            // A single object of JSON has no room for a second one.
            if self.args.common.format == FormatArg::Ndjson {
                writeln!(out, "{}", reading::json(file, reading))?;
            }
            self.answer(word, Some(json::At { file, sheet }), verdict, "", out)
        });
        match checked {
            Ok(answered) => {
                out.flush()?;
                answered
            }
            Err(error) => report_errors(&[error], self.args.common.color).map_err(Into::into),
        }
    }

    /// A value a line; the answer to a line is there before the next one is waited for.
    fn lines(&self, lines: impl BufRead, out: &mut impl Write) -> anyhow::Result<End> {
        let mut end = End::Clean;
        let is_json = self.args.common.format == FormatArg::Json;
        if is_json {
            write!(out, "[")?;
        }
        let mut number = 0_u32;
        for value in check::lines(lines)? {
            let value = value?;
            number = number.saturating_add(1);
            if is_json {
                write!(out, "{}", if number > 1 { ",\n" } else { "\n" })?;
            }
            end = end.max(self.value(&value, number, "", out)?);
            out.flush()?;
        }
        if is_json {
            writeln!(out, "\n]")?;
        }
        out.flush()?;
        Ok(end)
    }

    fn answer(
        &self,
        word: &str,
        at: Option<json::At<'_>>,
        verdict: &Verdict<'_>,
        after: &str,
        out: &mut impl Write,
    ) -> anyhow::Result<End> {
        match self.args.common.format {
            FormatArg::Text => {
                output::explanation(out, &explain::explain(word, at.is_some(), verdict, self.job.settings()))?;
                writeln!(out)?;
            }
            FormatArg::Ndjson => writeln!(out, "{}", json::line(&json::check(word, at, verdict, self.job.settings())))?,
            FormatArg::Json => {
                let answer = serde_json::to_string_pretty(&json::check(word, at, verdict, self.job.settings()))?;
                writeln!(out, "{answer}{after}")?;
            }
        }
        Ok(if verdict.status == Status::Error { End::RowErrors } else { End::Clean })
    }
}

fn run_strip(args: &StripArgs) -> anyhow::Result<End> {
    let settings = match project::profile(&args.profile) {
        Ok(profile) => profile.settings,
        Err(error) => return Ok(report_errors(&[error], ColorArg::Auto)?),
    };
    let layout = LayoutOptions { columns: args.column.clone(), ..LayoutOptions::default() };
    let open = OpenOptions { layout, limits: limits(&args.limits), ..OpenOptions::default() };
    let request = StripRequest {
        inputs: inputs(args.inputs.clone()),
        results: Results::Files { folder: args.output.clone(), earlier: EarlierResult::forced(args.force) },
        keep_links: args.keep_links,
        job: JobOptions { open, settings, ..JobOptions::default() },
    };
    let (written, errors) = strip::strip(&request);
    let end = report_errors(&errors, ColorArg::Auto)?;
    let said: Vec<String> = written
        .iter()
        .filter_map(|Stripped { made, notes }| Some((made.path()?, notes)))
        .flat_map(|(path, notes)| [format!("без пометок: {}", path.display())].into_iter().chain(notes.iter().cloned()))
        .collect();
    let _ = output::lines(&mut io::stderr(), &said);
    Ok(end)
}

fn run_report(args: ReportArgs) -> anyhow::Result<End> {
    let common = args.common;
    if common.format == FormatArg::Ndjson {
        complain("отчёт не делится на строки. Укажите --format text или --format json.");
        return Ok(End::Failed);
    }
    start_threads(common.jobs)?;
    let Work { mut job, project } = match work(&common, &args.known) {
        Ok(work) => work,
        Err(error) => return Ok(report_errors(&[error], common.color)?),
    };
    // What came home is the newest state of the rosters.
    let merged = project.merged.clone().filter(|merged| merged.exists()).map(|merged| vec![merged]);
    let rosters = project::or_else(args.inputs, merged.unwrap_or(project.rosters.clone()));
    if rosters.is_empty() {
        return project::missing("ФАЙЛ", "rosters", &project);
    }
    args.scale.into_iter().for_each(|scale| job.settings.scale = scale);
    let request = ReportRequest {
        inputs: inputs(rosters),
        job,
        output: args.output.or(project.report).map(|path| Target::File { path, force: args.force }),
        since: args.since.map(Input::from),
        date: args.date.unwrap_or_else(Date::today),
    };
    let bar = output::Bar::new(common.quiet || common.format != FormatArg::Text);
    let reported = report::report(&request, &bar);
    bar.finish();
    let end = report_errors(&reported.errors, common.color)?;
    let Some(report) = &reported.report else { return Ok(end) };
    let mut stdout = BufWriter::new(Json::stdout(io::stdout().lock(), common.format == FormatArg::Json));
    match (common.format, &reported.output) {
        (FormatArg::Json, _) => stdout.write_all(ministry::json::text(report).as_bytes())?,
        (_, None) if request.output.is_none() => output::lines(&mut stdout, &ministry::text::lines(report))?,
        _ => {}
    }
    stdout.flush()?;
    if let Some(path) = reported.output.as_ref().and_then(Made::path).filter(|_| !common.quiet) {
        let mut lines = ministry::text::head(report);
        lines.push(format!("отчёт: {}", path.display()));
        // What was done is done, whether or not anybody hears of it.
        let _ = output::lines(&mut io::stderr(), &lines);
    }
    Ok(if report.total().with(Status::Error) > 0 { end.max(End::RowErrors) } else { end })
}

fn run_templates(args: &ProfileArgs) -> anyhow::Result<End> {
    let settings = match project::profile(args) {
        Ok(profile) => profile.settings,
        Err(error) => return Ok(report_errors(&[error], ColorArg::Auto)?),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    output::lines(&mut out, &card::templates(&settings))?;
    out.flush()?;
    Ok(End::Clean)
}

/// Says that a place which the user named cannot be written.
fn unwritten(path: &Path, error: &io::Error) -> anyhow::Result<End> {
    let (path, reason) = (path.display(), system_words(error));
    complain(&format!("{path} не записывается ({reason}). Проверьте место и права или укажите другое: -o."));
    Ok(End::Failed)
}

/// How a command reads and judges, by the words that all commands share.
fn job_options(common: &CommonArgs, known: &KnownArgs) -> Result<JobOptions, Error> {
    work(common, known).map(|work| work.job)
}

/// How a command reads and judges, and what the project names.
struct Work {
    job: JobOptions,
    project: Project,
}

fn work(common: &CommonArgs, known: &KnownArgs) -> Result<Work, Error> {
    let profile = project::profile(&common.profile)?;
    let settings = Settings { kind: common.kind.kind(), ..profile.settings };
    let layout = LayoutOptions { columns: common.column.clone(), header_row: common.header_row, ..LayoutOptions::default() };
    let open = OpenOptions { sheets: common.sheet.clone(), layout, limits: limits(&common.limits), takes_names: false };
    let KnownArgs { references, pages } = known.clone();
    let references = inputs(project::or_else(references, profile.project.references.clone()));
    let pages = pages.or_else(|| profile.project.pages.clone()).map(Input::from);
    Ok(Work { job: JobOptions { references, pages, open, settings }, project: profile.project })
}

fn inputs(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Input> {
    paths.into_iter().map(Input::from).collect()
}

fn limits(args: &LimitArgs) -> Limits {
    let mut limits = Limits::default();
    args.limit.iter().for_each(|&(limit, value)| limits.set(limit, value));
    limits
}

fn start_threads(jobs: usize) -> anyhow::Result<()> {
    // Zero leaves the number to rayon, which takes one thread a core.
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build_global()
        .map_err(|error| anyhow::anyhow!("потоки не запускаются: {error}"))
}

fn report_errors(errors: &[Error], color: ColorArg) -> io::Result<End> {
    let mut stderr = colored(io::stderr(), color);
    for error in errors {
        output::error(&mut stderr, error)?;
    }
    Ok(if errors.is_empty() { End::Clean } else { End::Failed })
}

fn colored<W: anstream::stream::RawStream>(out: W, color: ColorArg) -> AutoStream<W> {
    AutoStream::new(
        out,
        match color {
            ColorArg::Auto => ColorChoice::Auto,
            ColorArg::Always => ColorChoice::Always,
            ColorArg::Never => ColorChoice::Never,
        },
    )
}
