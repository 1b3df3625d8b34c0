//! The command line: what can be said on it, with help in Russian.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use gospub::domain::{Date, DateError, OrgKind, Scale};
use gospub::error::{amount, limit_title};
use gospub::table::column::ColumnRole;
use gospub::table::sheet::Column;
use gospub::workbook::{Compression, Limit, Limits};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const TEMPLATE: &str = "\
{before-help}{about}

Вызов: {usage}

{all-args}{after-help}";

const AFTER: &str = "\
Коды завершения: 0 — ошибок нет; 1 — хотя бы в одной строке ошибка; 2 — работа не выполнена
или какой-то файл не удалось прочитать либо записать.";

/// Заполняет и проверяет ссылки на страницах госорганизаций ВКонтакте — прямо в ваших таблицах.
#[derive(Debug, Parser)]
#[command(
    name = "gospub",
    version,
    help_template = TEMPLATE,
    after_help = AFTER,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    subcommand_help_heading = "Команды",
    subcommand_value_name = "КОМАНДА",
    override_usage = "gospub [КОМАНДА] ФАЙЛ... [ПАРАМЕТРЫ]"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Показать версию
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "Вывод")]
    version: Option<bool>,
    /// The window is the program's own and closes with it: shortcuts say so.
    #[arg(long, hide = true)]
    pub(crate) window: bool,
    #[command(flatten)]
    pub(crate) fill: FillArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Заполнить недостающие ссылки и отметить ошибки в таблицах (главная работа). Без слова fill таблицы министерства среди файлов узнаются сами
    #[command(help_template = TEMPLATE, override_usage = "gospub fill ФАЙЛ... [ПАРАМЕТРЫ]", after_help = FILL_EXAMPLES)]
    Fill(FillArgs),
    /// Проверить одно значение, одну строку таблицы или значения из потока
    #[command(help_template = TEMPLATE, override_usage = "gospub check ЗНАЧЕНИЕ... | --row ФАЙЛ:СТРОКА | - [ПАРАМЕТРЫ]", after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Раздать реестр муниципалитетам: каждому своя книга с тем, что исправить и что разместить
    #[command(help_template = TEMPLATE, override_usage = "gospub split ФАЙЛ... --by СТОЛБЕЦ -o ПАПКА [ПАРАМЕТРЫ]", after_help = crate::split::EXAMPLES)]
    Split(crate::split::SplitArgs),
    /// Внести в реестр исправления из файлов, которые вернули муниципалитеты
    #[command(help_template = TEMPLATE, override_usage = "gospub merge РЕЕСТР ОТВЕТ... -o ФАЙЛ [ПАРАМЕТРЫ]", after_help = crate::merge::EXAMPLES)]
    Merge(crate::merge::MergeArgs),
    /// Собрать номера сообществ по коротким именам и список имён, номер которых ещё не известен
    #[command(help_template = TEMPLATE, override_usage = "gospub names ФАЙЛ... -o ИМЕНА.xlsx [ПАРАМЕТРЫ]", after_help = format!("{}\n\n{}", crate::names::EXAMPLES, limits()))]
    Names(crate::names::NamesArgs),
    /// Убрать из книги все пометки программы: столбцы, цвета, лист «Проверка»
    #[command(help_template = TEMPLATE, override_usage = "gospub strip ФАЙЛ... [ПАРАМЕТРЫ]", after_help = STRIP_EXAMPLES)]
    Strip(StripArgs),
    /// Составить отчёт для министерства: итоги по муниципалитетам и видам, с диаграммами
    #[command(help_template = TEMPLATE, override_usage = "gospub report ФАЙЛ... [-o ОТЧЁТ.xlsx] [ПАРАМЕТРЫ]", after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Спросить ВКонтакте о страницах реестров: чьи короткие имена и что размещено (единственная команда с сетью)
    #[cfg(feature = "online")]
    #[command(help_template = TEMPLATE, override_usage = "gospub fetch ФАЙЛ... -o СНИМОК.ndjson [ПАРАМЕТРЫ]", after_help = crate::fetch::EXAMPLES)]
    Fetch(crate::fetch::FetchArgs),
    /// Записать страницу, которая делает то же в браузере: без установки и без сети
    #[command(help_template = TEMPLATE, override_usage = "gospub page [-o ФАЙЛ]", after_help = crate::page::EXAMPLES)]
    Page(crate::page::PageArgs),
    /// Записать файл настроек gospub.toml с пояснениями: реестры, таблицы, папки, пороги
    #[command(help_template = TEMPLATE, override_usage = "gospub init [-o ФАЙЛ]", after_help = crate::project::EXAMPLES)]
    Init(crate::project::InitArgs),
    /// Показать все ссылки, названия и кнопки, которые должны быть на странице
    #[command(help_template = TEMPLATE, override_usage = "gospub templates [--profile ФАЙЛ]", after_help = TEMPLATES_EXAMPLES)]
    Templates(TemplatesArgs),
    /// Вывести подсказки команд для оболочки: bash, zsh, fish, powershell
    #[command(help_template = TEMPLATE, override_usage = "gospub completions ОБОЛОЧКА", after_help = crate::shell::COMPLETIONS_EXAMPLES)]
    Completions(crate::shell::CompletionsArgs),
    /// Вывести страницы руководства man
    #[command(help_template = TEMPLATE, override_usage = "gospub man [-o ПАПКА]", after_help = crate::shell::MAN_EXAMPLES)]
    Man(crate::shell::ManArgs),
    /// Добавить программу в меню «Отправить» (Windows) или «Открыть с помощью» (Linux)
    #[command(help_template = TEMPLATE, override_usage = "gospub install", after_help = crate::install::INSTALL_EXAMPLES)]
    Install(crate::install::ShortcutArgs),
    /// Убрать программу из этого меню
    #[command(help_template = TEMPLATE, override_usage = "gospub uninstall", after_help = crate::install::UNINSTALL_EXAMPLES)]
    Uninstall(crate::install::ShortcutArgs),
    /// Показать справку о команде или о пределах: gospub help fill, gospub help limits
    #[command(help_template = TEMPLATE, override_usage = "gospub help [КОМАНДА | limits]")]
    Help(HelpArgs),
}

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct HelpArgs {
    /// О чём: название команды или limits
    #[arg(value_name = "О ЧЁМ")]
    pub(crate) topic: Option<String>,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    pub(crate) help: Option<bool>,
}

/// What `gospub` says that is called without a word.
pub(crate) const GREETING: &str = "\
gospub заполняет и проверяет ссылки на страницах госорганизаций ВКонтакте — прямо в ваших таблицах.

  gospub реестр.xlsx                               проверить реестр: рядом появится «реестр.проверено.xlsx»
  gospub реестр.xlsx медицина.xlsx                 то же с таблицей министерства
  gospub check https://vk.com/club217000101        проверить один адрес или одну ссылку

Все команды показывает «gospub --help», подробности — «gospub help fill».";

/// What is to be said of a topic; the topic that may have been meant, where there is none of that name.
pub(crate) fn help(topic: Option<&str>) -> Result<String, Option<String>> {
    let mut root = Cli::command();
    match topic {
        None => Ok(root.render_long_help().to_string()),
        Some("limits") => Ok(limits()),
        Some(topic) => match root.find_subcommand_mut(topic) {
            Some(command) => Ok(command.render_long_help().to_string()),
            None => Err(likely_command(topic)),
        },
    }
}

/// The folder in whose name Windows has taken a quotation mark for a letter, with all that follows: in `"папка\" -o готово` the backslash
/// escapes it.
pub(crate) fn swallowed(words: &[OsString]) -> Option<&str> {
    words.iter().find_map(|word| {
        let (folder, _) = word.to_str()?.split_once('"')?;
        (!folder.is_empty() && Path::new(folder).is_dir()).then_some(folder)
    })
}

/// The first input of `gospub ВВОД…`, where it is no file but a word that may have been meant for a command.
pub(crate) fn misspelt_command(inputs: &[PathBuf]) -> Option<(String, Option<String>)> {
    let first = inputs.first().filter(|first| !first.exists())?.to_str()?;
    let is_word = !first.is_empty() && first.chars().all(|char| char.is_alphanumeric() || char == '-' || char == '_');
    is_word.then(|| (first.to_owned(), likely_command(first)))
}

/// The command whose name is nearly the same.
fn likely_command(word: &str) -> Option<String> {
    let root = Cli::command();
    nearest(word, root.get_subcommands().map(clap::Command::get_name)).map(str::to_owned)
}

/// The name that is nearly the same as a word.
fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// As near as «fil» to fill and «chek» to check.
    const NEAR: f64 = 0.8;
    let word = word.to_lowercase();
    let near = names.into_iter().map(|name| (strsim::jaro_winkler(&word, name), name)).filter(|(near, _)| *near >= NEAR);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

const STRIP_EXAMPLES: &str = "\
Примеры:
  gospub strip реестр.проверено.xlsx
  gospub strip папка -o без-пометок

Рядом появится «имя.без-пометок.xlsx». Исправления, сделанные людьми в ячейках таблицы, остаются.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct StripArgs {
    /// Книги с пометками программы или папки с ними
    #[arg(value_name = "ФАЙЛ", required = true, help_heading = "Что обработать")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Папка для результатов; без неё — рядом с исходным файлом
    #[arg(short, long, value_name = "ПАПКА", help_heading = "Результат")]
    pub(crate) output: Option<PathBuf>,
    /// Перезаписать прежний результат (исходный файл — никогда)
    #[arg(long, help_heading = "Результат")]
    pub(crate) force: bool,
    /// Оставить ссылки, которые вписала программа
    #[arg(long, help_heading = "Результат")]
    pub(crate) keep_links: bool,
    /// Столбец, названный при пометке: РОЛЬ=БУКВА, например link=E. По нему возвращаются прежние ссылки
    #[arg(long, value_name = "РОЛЬ=БУКВА", value_parser = column, help_heading = "Как читать")]
    pub(crate) column: Vec<(ColumnRole, Column)>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) profile: ProfileArgs,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help, help_heading = "Вывод")]
    pub(crate) help: Option<bool>,
}

const REPORT_EXAMPLES: &str = "\
Примеры:
  gospub report папка-с-реестрами -o отчёт.xlsx
  gospub report реестр.xlsx -r медицина.xlsx --scale 80,90,95,100
  gospub report реестр.xlsx -o отчёт-ноябрь.json
  gospub report реестр.xlsx -o отчёт.xlsx --since отчёт-ноябрь.json

Без -o итоги печатаются таблицей. Прежний отчёт для --since — тот, что записан с -o ИМЯ.json.

Коды завершения: 0 — ошибок нет; 1 — хотя бы в одной строке ошибка; 2 — какой-то файл не удалось
прочитать или записать; такие файлы названы в отчёте.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct ReportArgs {
    /// Таблицы .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv или папки с ними; без них — те, что названы в gospub.toml
    #[arg(value_name = "ФАЙЛ", help_heading = "Что обработать")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    /// Прежний отчёт (-o ИМЯ.json): показать, что изменилось
    #[arg(long, value_name = "ПРЕЖНИЙ.json", help_heading = "Что обработать")]
    pub(crate) since: Option<PathBuf>,
    /// Книга с отчётом .xlsx или его данные .json; без параметра итоги печатаются таблицей
    #[arg(short, long, value_name = "ОТЧЁТ.xlsx", help_heading = "Результат")]
    pub(crate) output: Option<PathBuf>,
    /// Пороги доли готовых ссылок, в процентах через запятую; без параметра — 80,90,95,100 или из профиля
    #[arg(long, value_name = "ПРОЦЕНТЫ", value_parser = scale, help_heading = "Результат")]
    pub(crate) scale: Option<Scale>,
    /// День отчёта: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ; без параметра — сегодня
    #[arg(long, value_name = "ДЕНЬ", value_parser = date, help_heading = "Результат")]
    pub(crate) date: Option<Date>,
    /// Перезаписать прежний результат (исходный файл — никогда)
    #[arg(long, help_heading = "Результат")]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

const TEMPLATES_EXAMPLES: &str = "\
Примеры:
  gospub templates
  gospub templates --profile регион.toml";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct TemplatesArgs {
    #[command(flatten)]
    pub(crate) profile: ProfileArgs,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help)]
    pub(crate) help: Option<bool>,
}

/// What is known of communities besides the inputs.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct KnownArgs {
    /// Таблица министерства (медицина или образование): номер сообщества → готовая ссылка. Можно указать несколько раз
    #[arg(short = 'r', long = "reference", value_name = "ТАБЛИЦА", help_heading = "Что обработать")]
    pub(crate) references: Vec<PathBuf>,
    /// Снимок страниц, который записала команда fetch: номера по коротким именам и что размещено на страницах
    #[arg(long, value_name = "СНИМОК", help_heading = "Что обработать")]
    pub(crate) pages: Option<PathBuf>,
}

/// How much a file may cost.
#[derive(Debug, Args)]
pub(crate) struct LimitArgs {
    /// Поднять предел, которым ограничен файл: ИМЯ=ЧИСЛО, например total=8G; можно указать несколько раз. Имена показывает gospub help limits
    #[arg(long, value_name = "ИМЯ=ЧИСЛО", value_parser = limit, help_heading = "Как читать")]
    pub(crate) limit: Vec<(Limit, u64)>,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// Профиль региона: свои ссылки, заголовки, слова. Без него берётся gospub.toml из этой папки или выше
    #[arg(long, value_name = "ФАЙЛ", help_heading = "Как читать")]
    pub(crate) profile: Option<PathBuf>,
}

const FILL_EXAMPLES: &str = "\
Примеры:
  gospub fill реестр.xlsx -r медицина.xlsx -r образование.xlsx -o готово
  gospub fill папка-с-реестрами --dry-run
  gospub fill реестр.xlsx --sheet Лист1 --header-row 10 --column address=F

Рядом с исходным файлом (или в папке -o) появится «имя.проверено.xlsx». Исходный файл не меняется никогда.

Коды завершения: 0 — ошибок нет; 1 — хотя бы в одной строке ошибка; 2 — какой-то файл не удалось
прочитать или записать.";

const CHECK_EXAMPLES: &str = "\
Примеры:
  gospub check https://vk.com/club217000101 -k health
  gospub check --row реестр.xlsx:17
  gospub check --row \"реестр.xlsx:Лист1!17\"
  type адреса.txt | gospub check -

Коды завершения: 0 — ошибок нет; 1 — хотя бы в одном значении ошибка; 2 — проверить не удалось.";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct FillArgs {
    /// Таблицы .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv или папки с ними; без них — те, что названы в gospub.toml
    #[arg(value_name = "ФАЙЛ", help_heading = "Что обработать")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    /// Папка для результатов; без неё — рядом с исходным файлом
    #[arg(short, long, value_name = "ПАПКА", help_heading = "Результат")]
    pub(crate) output: Option<PathBuf>,
    /// Заменить неверные ссылки верными; без этого заполненная ячейка не меняется
    #[arg(long, help_heading = "Результат")]
    pub(crate) fix: bool,
    /// Добавить столбец «Что разместить»: пункты меню, кнопка и ссылки страницы
    #[arg(long, help_heading = "Результат")]
    pub(crate) card: bool,
    /// День проверки в результате: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ; без параметра — сегодня
    #[arg(long, value_name = "ДЕНЬ", value_parser = date, help_heading = "Результат")]
    pub(crate) date: Option<Date>,
    /// Ничего не записывать, только показать итог
    #[arg(long, help_heading = "Результат")]
    pub(crate) dry_run: bool,
    /// Записать и список правок: что стояло и что теперь стоит в каждой ячейке, по строке JSON на ячейку
    #[arg(long, value_name = "ПРАВКИ.ndjson", conflicts_with = "dry_run", help_heading = "Результат")]
    pub(crate) edits: Option<PathBuf>,
    /// Перезаписать прежний результат (исходный файл — никогда)
    #[arg(long, help_heading = "Результат")]
    pub(crate) force: bool,
    /// Что важнее в сжатии результата: fast — время, best — размер файла
    #[arg(
        long,
        value_name = "КАК",
        default_value = "fast",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Результат"
    )]
    pub(crate) compress: CompressArg,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct CheckArgs {
    /// Адрес страницы, номер сообщества или готовая ссылка; «-» — читать по значению в строке
    #[arg(
        value_name = "ЗНАЧЕНИЕ",
        required_unless_present = "row",
        help_heading = "Что проверить",
        allow_negative_numbers = true
    )]
    pub(crate) values: Vec<String>,
    /// Строка таблицы: ФАЙЛ:СТРОКА или ФАЙЛ:ЛИСТ!СТРОКА
    #[arg(long, value_name = "ФАЙЛ:СТРОКА", conflicts_with = "values", help_heading = "Что проверить")]
    pub(crate) row: Option<String>,
    /// Название организации, по которому определяется её вид
    #[arg(long, value_name = "НАЗВАНИЕ", help_heading = "Что проверить")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    /// День проверки, от которого считается возраст снимка: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ; без параметра — сегодня
    #[arg(long, value_name = "ДЕНЬ", value_parser = date, help_heading = "Что проверить")]
    pub(crate) date: Option<Date>,
    /// Показать все коды замечаний: важность, смысл, основание
    #[arg(long, exclusive = true, help_heading = "Что проверить")]
    pub(crate) codes: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    /// Вид организаций: health, education, auto, other; detect — определить по строке
    #[arg(
        short,
        long,
        value_name = "ВИД",
        default_value = "detect",
        hide_default_value = true,
        value_parser = kind,
        help_heading = "Как читать"
    )]
    pub(crate) kind: KindArg,
    /// Обработать только этот лист; можно указать несколько раз
    #[arg(long, value_name = "ИМЯ", help_heading = "Как читать")]
    pub(crate) sheet: Vec<String>,
    /// Номер (последней) строки заголовка
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_048_576), help_heading = "Как читать")]
    pub(crate) header_row: Option<u32>,
    /// Назначить столбец: РОЛЬ=БУКВА, например address=F. Роли: address, id, link, organisation, municipality, kind, ogrn, oktmo …
    #[arg(long, value_name = "РОЛЬ=БУКВА", value_parser = column, help_heading = "Как читать")]
    pub(crate) column: Vec<(ColumnRole, Column)>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) profile: ProfileArgs,
    /// Вид вывода: text — для людей, json и ndjson — для программ
    #[arg(
        long,
        value_name = "ВИД",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Вывод"
    )]
    pub(crate) format: FormatArg,
    /// Цвет: auto, always, never (переменная NO_COLOR тоже действует)
    #[arg(
        long,
        value_name = "КОГДА",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Вывод"
    )]
    pub(crate) color: ColorArg,
    /// Сколько потоков занять; 0 — по числу ядер
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = "Вывод")]
    pub(crate) jobs: usize,
    /// Не показывать итог и ход работы
    #[arg(short, long, help_heading = "Вывод")]
    pub(crate) quiet: bool,
    /// Показать эту справку
    #[arg(short, long, action = clap::ArgAction::Help, help_heading = "Вывод")]
    pub(crate) help: Option<bool>,
}

/// The kind of all rows, or that it is to be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KindArg {
    Detect,
    Kind(OrgKind),
}

impl KindArg {
    pub(crate) fn kind(self) -> Option<OrgKind> {
        match self {
            Self::Detect => None,
            Self::Kind(kind) => Some(kind),
        }
    }
}

/// Words for a kind that people write instead of its name.
fn russian(kind: OrgKind) -> &'static [&'static str] {
    match kind {
        OrgKind::Health => &["здоровье", "здравоохранение", "медицина", "больница", "поликлиника"],
        OrgKind::Education => &["образование", "школа", "школы", "сад", "садик", "детсад", "детский сад", "колледж"],
        OrgKind::Auto => &["авто", "автомобиль", "транспорт"],
        OrgKind::Other => &["иное", "иная", "иные", "другое", "прочее", "библиотека", "музей", "администрация", "омсу", "роив"],
    }
}

fn kind(text: &str) -> Result<KindArg, String> {
    let word = text.trim().to_lowercase();
    let named = OrgKind::ALL.into_iter().find(|kind| kind.code() == word || russian(*kind).contains(&word.as_str()));
    match named {
        Some(kind) => Ok(KindArg::Kind(kind)),
        None if word == "detect" => Ok(KindArg::Detect),
        None => {
            let known = OrgKind::ALL.into_iter().flat_map(|kind| [kind.code()].into_iter().chain(russian(kind).iter().copied()));
            let words = OrgKind::ALL.map(|kind| format!("{} ({})", kind.code(), russian(kind)[0]));
            let near = perhaps(nearest(&word, known.chain(["detect"])));
            Err(format!("нужно {} или detect (определить самой).{near}", words.join(", ")))
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    Text,
    Json,
    Ndjson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompressArg {
    Fast,
    Best,
}

impl CompressArg {
    pub(crate) fn compression(self) -> Compression {
        match self {
            Self::Fast => Compression::Fast,
            Self::Best => Compression::Best,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    Auto,
    Always,
    Never,
}

fn scale(text: &str) -> Result<Scale, String> {
    text.parse().map_err(|_| "нужны проценты больше 0 и до 100 через запятую, например 80,90,95,100".to_owned())
}

pub(crate) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: DateError| match error {
        DateError::NoSuchDay => "такого дня нет".to_owned(),
        DateError::Form => "нужен день: ГГГГ-ММ-ДД или ДД.ММ.ГГГГ, например 2026-11-22".to_owned(),
    })
}

fn column(text: &str) -> Result<(ColumnRole, Column), String> {
    let known = || ColumnRole::ALL.map(ColumnRole::code).join(", ");
    let (role, letters) =
        text.split_once('=').ok_or_else(|| format!("нужно РОЛЬ=БУКВА, например address=F. Роли: {}", known()))?;
    let likely = || perhaps(nearest(role.trim(), ColumnRole::ALL.iter().map(|role| role.code())));
    let role = ColumnRole::from_code(role.trim()).ok_or_else(|| format!("роли «{role}» нет.{} Роли: {}", likely(), known()))?;
    let column = letters.trim().parse().map_err(|_| format!("«{letters}» — не буквы столбца (A … XFD)"))?;
    Ok((role, column))
}

fn limit(text: &str) -> Result<(Limit, u64), String> {
    let known = || Limit::ALL.map(Limit::code).join(", ");
    let (name, value) = text.split_once('=').ok_or_else(|| format!("нужно ИМЯ=ЧИСЛО, например total=8G. Имена: {}", known()))?;
    let likely = || perhaps(nearest(name.trim(), Limit::ALL.map(Limit::code)));
    let limit = Limit::from_code(name.trim()).ok_or_else(|| format!("предела «{name}» нет.{} Имена: {}", likely(), known()))?;
    let value = value.trim();
    let digits = value.trim_end_matches(['k', 'K', 'm', 'M', 'g', 'G']);
    let unit = match value[digits.len()..].to_ascii_uppercase().as_str() {
        "" => Some(1),
        "K" => Some(1 << 10),
        "M" => Some(1 << 20),
        "G" => Some(1 << 30),
        _ => None,
    };
    let number = digits.parse::<u64>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
    let number = number.filter(|&number| number > 0);
    Ok((limit, number.ok_or_else(|| format!("«{value}» — не число больше нуля; можно добавить K, M или G"))?))
}

/// The bounds with what they are by default.
fn limits() -> String {
    let width = Limit::ALL.into_iter().map(|limit| limit.code().len()).max().unwrap_or_default();
    let line = |limit: Limit| {
        format!("  {:width$}  {}: {}\n", limit.code(), limit_title(limit), amount(limit, Limits::default().get(limit)))
    };
    format!("Пределы (--limit) и их обычные значения:\n{}", Limit::ALL.map(line).concat())
}

/// What may have been meant.
pub(crate) fn perhaps(near: Option<&str>) -> String {
    near.map_or(String::new(), |near| format!(" Может быть, {near}?"))
}

/// Why a value is none, where clap says it of numbers in its own words.
fn in_russian(reason: &str) -> String {
    match reason.split_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
        Some((least, most)) => format!("нужно целое число от {least} до {most}"),
        None if reason.is_ascii() => "нужно целое число".to_owned(),
        None => reason.to_owned(),
    }
}

/// What clap has to say, in Russian where it is about the user's words.
pub(crate) fn explain(error: &clap::Error) -> String {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let near = Some(said(ContextKind::SuggestedArg)).filter(|near| !near.is_empty());
            format!("Параметра «{argument}» нет.{} Все параметры показывает «gospub --help».", perhaps(near.as_deref()))
        }
        ErrorKind::InvalidSubcommand => {
            format!("Команды «{}» нет. Все команды показывает «gospub --help».", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("Не указано: {argument}. Примеры показывает «gospub --help»."),
        ErrorKind::InvalidValue if value.is_empty() => format!("У параметра «{argument}» нет значения."),
        ErrorKind::InvalidValue => {
            let near = Some(said(ContextKind::SuggestedValue)).filter(|near| !near.is_empty());
            let (valid, near) = (said(ContextKind::ValidValue), perhaps(near.as_deref()));
            format!("Параметр «{argument}»: значение «{value}» не годится, можно: {valid}.{near}")
        }
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            let reason = in_russian(&reason);
            let end = if reason.ends_with(['.', '?']) { "" } else { "." };
            format!("Параметр «{argument}»: значение «{value}» не годится: {reason}{end}")
        }
        ErrorKind::ArgumentConflict if said(ContextKind::PriorArg) == argument => {
            format!("Параметр «{argument}» указан дважды, а нужен один раз.")
        }
        ErrorKind::ArgumentConflict => {
            format!("Параметры «{argument}» и «{}» нельзя указывать вместе.", said(ContextKind::PriorArg))
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooManyValues => {
            format!("У параметра «{argument}» неверное число значений.")
        }
        _ => error.to_string(),
    }
}
