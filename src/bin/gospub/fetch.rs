//! `fetch` on the command line: its words, where the key comes from, and what it says afterwards.

use crate::args::{CommonArgs, FormatArg, KnownArgs};
use crate::output;
use crate::rows::Json;
use crate::{End, inputs, job_options, report_errors, start_threads, stop};
use clap::{Args, ValueEnum};
use gospub::commands::fetch::{self, FetchRequest, Fetched, MovedName, Only, Plan};
use gospub::commands::job::Progress;
use gospub::domain::Date;
use gospub::error::{Error, Reason};
use gospub::online::{API, AccessKey, AddressFault, Http, HttpOptions, KeyFault, LARGEST_BATCH, Pace, SystemClock};
use gospub::report::{counted, grouped};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the key is looked for first.
const KEY_VARIABLE: &str = "GOSPUB_VK_TOKEN";
/// So many pages left open are named.
const NAMED: usize = 20;

pub(crate) const EXAMPLES: &str = "\
Примеры:
  gospub fetch реестр.xlsx -o снимок.ndjson --dry-run
  gospub fetch папка-с-реестрами -o снимок.ndjson --token-file ключ.txt

Нужен сервисный ключ приложения ВКонтакте: переменная GOSPUB_VK_TOKEN, файл --token-file или ответ на вопрос
программы. Из компьютера уходят только адреса страниц. Прерванный сбор та же команда продолжит с того же места.
Телефонов, почты и имён людей в снимке нет.

Коды завершения: 0 — обо всех страницах есть ответ; 1 — о каких-то ВКонтакте не ответила; 2 — сбор
остановлен или какой-то файл не удалось прочитать либо записать.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct FetchArgs {
    /// Реестры .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv или папки с ними
    #[arg(value_name = "ФАЙЛ", required = true, help_heading = "Что обработать")]
    inputs: Vec<PathBuf>,
    /// Только короткие имена (names) или только страницы с известным номером (pages)
    #[arg(long, value_name = "ЧТО", hide_possible_values = true, help_heading = "Что обработать")]
    only: Option<OnlyArg>,
    /// Ответ старше стольких дней спросить снова, например 30d
    #[arg(long, value_name = "ДНИ", default_value = "30d", value_parser = days, hide_default_value = true, help_heading = "Что обработать")]
    max_age: u32,
    /// Спросить обо всех страницах заново
    #[arg(long, help_heading = "Что обработать")]
    refresh: bool,
    /// Снимок; если он уже есть, он пополняется
    #[arg(short, long, value_name = "СНИМОК.ndjson", help_heading = "Результат")]
    output: PathBuf,
    /// Никого не спрашивать, только показать, сколько будет запросов
    #[arg(long, help_heading = "Результат")]
    dry_run: bool,
    /// Файл с сервисным ключом; его не должен читать никто, кроме вас
    #[arg(long, value_name = "ФАЙЛ", help_heading = "Связь")]
    token_file: Option<PathBuf>,
    /// О скольких страницах спрашивать за раз, до 500
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = batch, hide_default_value = true, help_heading = "Связь")]
    batch: usize,
    /// Сколько запросов в секунду; ВКонтакте разрешает три
    #[arg(long, value_name = "ЧИСЛО", default_value = "2.7", value_parser = interval, hide_default_value = true, help_heading = "Связь")]
    rate: Duration,
    /// Сколько секунд ждать ответа
    #[arg(long, value_name = "СЕКУНДЫ", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600), hide_default_value = true, help_heading = "Связь")]
    timeout: u64,
    /// Адрес API ВКонтакте, если он другой
    #[arg(long, value_name = "АДРЕС", default_value = API, hide_default_value = true, help_heading = "Связь")]
    api: String,
    /// Сертификаты (PEM), которым доверять вместо системных
    #[arg(long, value_name = "ФАЙЛ", help_heading = "Связь")]
    ca_file: Option<PathBuf>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OnlyArg {
    Names,
    Pages,
}

pub(crate) fn run(args: FetchArgs) -> anyhow::Result<End> {
    let color = args.common.color;
    start_threads(args.common.jobs)?;
    if args.inputs.iter().filter_map(|input| input.to_str()).any(|word| AccessKey::is_like(word) && !Path::new(word).exists()) {
        return Ok(report_errors(&[Error::new(Path::new("fetch"), Reason::AccessKey(KeyFault::Shown))], color)?);
    }
    let request = match job_options(&args.common, &KnownArgs::default()) {
        Ok(job) => FetchRequest {
            inputs: inputs(args.inputs.clone()),
            job,
            output: args.output.clone(),
            only: args.only.map(|only| match only {
                OnlyArg::Names => Only::Names,
                OnlyArg::Pages => Only::Pages,
            }),
            max_age: args.max_age,
            refresh: args.refresh,
            today: Date::today(),
        },
        Err(error) => return Ok(report_errors(&[error], color)?),
    };
    let plan = match fetch::plan(&request) {
        Ok(plan) => plan,
        Err(error) => return Ok(report_errors(&[error], color)?),
    };
    let end = report_errors(&plan.errors, color)?;
    if !args.common.quiet {
        let _ = output::lines(&mut io::stderr(), &announcement(&plan, args.batch));
    }
    if args.dry_run || plan.keys.is_empty() {
        print(args.common.format, &plan, &Fetched::default())?;
        return Ok(end);
    }
    let vk = key(args.token_file.as_deref()).and_then(|key| {
        let options =
            HttpOptions { api: &args.api, certificates: args.ca_file.as_deref(), timeout: Duration::from_secs(args.timeout) };
        Http::new(&options, key).map_err(|fault| {
            let at = match (&fault, &args.ca_file) {
                (AddressFault::Io(_) | AddressFault::NoCertificate, Some(file)) => file.as_path(),
                (AddressFault::Proxy(_), _) => Path::new("прокси"),
                _ => Path::new(&args.api),
            };
            Error::new(at, Reason::Api(fault))
        })
    });
    let vk = match vk {
        Ok(vk) => vk,
        Err(error) => return Ok(report_errors(&[error], color)?),
    };
    let bar = Bar::new(args.common.quiet || args.common.format != FormatArg::Text);
    let pace = Pace { batch: args.batch, interval: args.rate };
    stop::keeps_what_is_done();
    let mut fetched = fetch::fetch(&args.output, &plan.keys, pace, &vk, &SystemClock::default(), &bar);
    bar.0.finish_and_clear();
    print(args.common.format, &plan, &fetched)?;
    if !args.common.quiet {
        let _ = output::lines(&mut io::stderr(), &summary(&fetched, &plan, &args.output));
    }
    let is_open = !fetched.open.is_empty();
    let errors: Vec<Error> = fetched.error.take().into_iter().collect();
    let end = end.max(report_errors(&errors, color)?);
    Ok(if is_open { end.max(End::RowErrors) } else { end })
}

/// The key of VK: from the environment, from a file, or from whoever sits at the terminal. Never from an argument, which every user of
/// the computer can see.
fn key(file: Option<&Path>) -> Result<AccessKey, Error> {
    let at = |place: &str| {
        let place = PathBuf::from(place);
        move |fault| Error::new(&place, Reason::AccessKey(fault))
    };
    if let Some(key) = std::env::var_os(KEY_VARIABLE).filter(|key| !key.is_empty()) {
        return key.to_str().ok_or(KeyFault::NotAKey).and_then(AccessKey::new).map_err(at(KEY_VARIABLE));
    }
    if let Some(path) = file {
        let (key, is_shared) = AccessKey::from_file(path).map_err(|fault| Error::new(path, Reason::AccessKey(fault)))?;
        if is_shared {
            let warning =
                format!("Внимание: файл с ключом {} могут прочитать и другие. Закройте его: chmod 600.", path.display());
            let _ = output::lines(&mut io::stderr(), &[warning]);
        }
        return Ok(key);
    }
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(at(KEY_VARIABLE)(KeyFault::Empty));
    }
    let _ = write!(io::stderr(), "Сервисный ключ приложения ВКонтакте (ввод не виден): ");
    let typed = console::Term::stderr().read_secure_line().map_err(KeyFault::Io);
    typed.and_then(|typed| AccessKey::new(&typed)).map_err(at(KEY_VARIABLE))
}

/// What will be asked.
fn announcement(plan: &Plan, batch: usize) -> Vec<String> {
    if plan.keys.is_empty() && plan.known > 0 {
        return vec![format!("Спрашивать не о чем: обо всех страницах ({}) в снимке есть ответ.", grouped(plan.known))];
    }
    let mut lines = vec![format!(
        "Спросить ВКонтакте: {} (из них по короткому имени {}). Запросов {} и ещё по одному на каждое имя, которого \
         ВКонтакте не знает. Уже известно: {}.",
        counted(plan.keys.len(), "страница", "страницы", "страниц"),
        grouped(plan.names()),
        grouped(plan.keys.len().div_ceil(batch)),
        grouped(plan.known),
    )];
    if !plan.keys.is_empty() {
        lines.push("Из компьютера уходят только адреса страниц — ни названий, ни других данных реестра.".to_owned());
    }
    lines
}

fn summary(fetched: &Fetched, plan: &Plan, output: &Path) -> Vec<String> {
    let [groups, persons, apps, nobody] = fetched.found;
    let mut lines = vec![format!(
        "Ответов {}: сообществ {}, личных страниц {}, приложений {}, имя никому не принадлежит {}; запросов {}.",
        grouped(fetched.answers()),
        grouped(groups),
        grouped(persons),
        grouped(apps),
        grouped(nobody),
        grouped(fetched.requests),
    )];
    lines.extend(fetched.moved.iter().map(|MovedName { name, was, now }| {
        format!(
            "Имя {name} перешло к другому сообществу: было {was}, стало {now}. Обе записи в снимке; fill скажет о таких строках."
        )
    }));
    if fetched.error.is_some() {
        lines.push(format!("Осталось спросить: {}.", grouped(plan.keys.len().saturating_sub(fetched.answers()))));
    } else if !fetched.open.is_empty() {
        let named: Vec<String> = fetched.open.iter().take(NAMED).map(ToString::to_string).collect();
        let more = if fetched.open.len() > NAMED { " …" } else { "" };
        lines.push(format!(
            "Без ответа {}: {}{more}. Повторите команду: она спросит только о них.",
            grouped(fetched.open.len()),
            named.join(", ")
        ));
    }
    lines.push(format!("снимок: {}", output.display()));
    lines
}

/// The outcome for machines.
#[derive(Serialize)]
struct FetchJson {
    schema: &'static str,
    asked: usize,
    names: usize,
    known: usize,
    requests: usize,
    groups: usize,
    persons: usize,
    apps: usize,
    nobody: usize,
    moved: Vec<MovedJson>,
    open: Vec<String>,
}

#[derive(Serialize)]
struct MovedJson {
    name: String,
    was: u32,
    now: u32,
}

fn print(format: FormatArg, plan: &Plan, fetched: &Fetched) -> io::Result<()> {
    if format == FormatArg::Text {
        return Ok(());
    }
    let [groups, persons, apps, nobody] = fetched.found;
    let json = FetchJson {
        schema: "gospub.fetch/1",
        asked: plan.keys.len(),
        names: plan.names(),
        known: plan.known,
        requests: fetched.requests,
        groups,
        persons,
        apps,
        nobody,
        moved: fetched
            .moved
            .iter()
            .map(|moved| MovedJson { name: moved.name.to_string(), was: moved.was.get(), now: moved.now.get() })
            .collect(),
        open: fetched.open.iter().map(ToString::to_string).collect(),
    };
    writeln!(Json::stdout(io::stdout(), true), "{}", serde_json::to_string(&json)?)
}

/// Pages done and time left, on a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Self {
        let bar = if quiet {
            ProgressBar::hidden()
        } else {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8))
        };
        let style = ProgressStyle::with_template("{bar:32} страниц {pos} из {len}{left}");
        // Before the first answer nobody knows.
        let left = |state: &ProgressState, out: &mut dyn std::fmt::Write| match (state.pos(), state.eta().as_secs()) {
            (0, _) => {}
            (_, seconds @ ..60) => drop(write!(out, "  осталось {seconds} с")),
            (_, seconds) => drop(write!(out, "  осталось {} мин", seconds.div_ceil(60))),
        };
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("left", left));
        Self(bar)
    }
}

impl Progress for Bar {
    fn total(&self, rows: usize) {
        self.0.set_length(rows as u64);
        self.0.enable_steady_tick(Duration::from_millis(200));
    }

    fn done(&self, rows: usize) {
        self.0.inc(rows as u64);
    }
}

fn days(text: &str) -> Result<u32, String> {
    text.strip_suffix('d').unwrap_or(text).parse().map_err(|_| "нужно число дней, например 30d".to_owned())
}

fn batch(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|number| (1..=LARGEST_BATCH).contains(number))
        .ok_or_else(|| format!("нужно число от 1 до {LARGEST_BATCH}"))
}

fn interval(text: &str) -> Result<Duration, String> {
    let rate = text.replace(',', ".").parse::<f64>().ok().filter(|rate| (0.01..=1000.0).contains(rate));
    rate.map(|rate| Duration::from_secs_f64(1.0 / rate)).ok_or_else(|| "нужно число от 0.01 до 1000, например 2.7".to_owned())
}
