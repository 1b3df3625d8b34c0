//! What stops a file or a run, each in one Russian sentence: which file, what was there, what to do.

#[cfg(feature = "online")]
use crate::online::{AddressFault, Cause, KeyFault, Stop};
use crate::pages::SnapshotError;
use crate::table::column::ColumnRole;
use crate::table::layout::LayoutError;
use crate::table::sheet::{CellRef, Column};
use crate::workbook::create::CreateError;
use crate::workbook::foreign::ForeignError;
use crate::workbook::format::{Format, Unknown};
use crate::workbook::{Limit, Odd, OddKind, OpenError, PatchError, WorkbookError, XmlFault};
use std::io;
use std::path::{Path, PathBuf};

/// What stopped one file, or the run. Never a fault of a cell: those are diagnostics.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", file.display())]
pub struct Error {
    /// The file or folder that it is about.
    pub file: PathBuf,
    /// Why, with a way out.
    pub reason: Reason,
}

/// Why a file was not processed.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// The file is not there.
    #[error("файла или папки нет. Проверьте имя и путь.")]
    NotFound,
    /// The system refuses to read it.
    #[error("нет прав на чтение. Попросите доступ или скопируйте файл в свою папку.")]
    NotAllowed,
    /// It could not be read for another reason.
    #[error("не читается ({0}). Проверьте, открывается ли файл, и повторите.")]
    Unreadable(String),
    /// A folder without workbooks.
    #[error("в папке нет таблиц (.xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv). Укажите другую папку или сам файл.")]
    EmptyFolder,
    /// Not a format that gospub reads.
    #[error("формат не поддерживается: {0}. Откройте файл в Excel, LibreOffice или Р7-Офис и сохраните как .xlsx.")]
    Format(&'static str),
    /// The file is empty.
    #[error("файл пуст. Запросите его ещё раз.")]
    Empty,
    /// The file was written to while it was read.
    #[error(
        "файл изменился, пока читался: его ещё записывает или скачивает другая программа. Дождитесь, пока она закончит, и повторите."
    )]
    Changed,
    /// The workbook is locked with a password.
    #[error("книга закрыта паролем. Снимите пароль (Файл → Сведения → Защита книги) и сохраните заново.")]
    Encrypted,
    /// The name promises a workbook, the content is something else or broken.
    #[error(
        "это не книга с таблицами или она повреждена ({0}). Откройте файл в Excel, LibreOffice или Р7-Офис, сохраните как .xlsx и повторите."
    )]
    Broken(String),
    /// A file that asks for more than it may.
    #[error(
        "{}превышен предел: {} — не больше {}. Так бывает и у файлов, построенных, чтобы занять всю память. Если файлу можно верить, повторите с --limit {}={}.",
        if part.is_empty() { String::new() } else { format!("часть {part}: ") },
        limit_title(*limit),
        amount(*limit, *allowed),
        limit.code(),
        short_amount(*limit, allowed.saturating_mul(2))
    )]
    Limit {
        /// The part of the workbook; empty for the file as a whole.
        part: String,
        /// The bound.
        limit: Limit,
        /// Its value.
        allowed: u64,
    },
    /// Cells where no sheet has any.
    #[error("в нём больше 1 048 576 строк или 16 384 столбцов, на лист Excel не помещается. Разделите файл на части.")]
    Outside,
    /// A quotation mark in a text that is never closed.
    #[error(
        "строка {line}: кавычка в начале ячейки открыта и не закрыта, и строки под ней слились бы в одну ячейку. Закройте кавычку или уберите её и повторите."
    )]
    OpenQuote {
        /// The line, from one.
        line: u64,
    },
    /// A text whose Russian letters were lost when it was saved.
    #[error(
        "в файле вместо русских букв знаки вопроса: они потеряны при сохранении. Сохраните исходную таблицу заново, как .xlsx или как CSV в кодировке UTF-8 (Юникод), и повторите."
    )]
    LettersLost,
    /// A row of a small file that stands for more rows than a table has alike.
    #[error(
        "строка {row} записана в файле один раз и повторена ещё на {times} строк подряд: столько одинаковых строк в реестре не бывает. Удалите в таблице лишние строки, сохраните файл и повторите."
    )]
    Repeated {
        /// The row, from one.
        row: u64,
        /// How many rows it stands for.
        times: u64,
    },
    /// More than the program can hold, whatever the user allows.
    #[error("на листе больше текста, чем помещается в память (4 ГиБ). Разделите файл на части.")]
    TooLarge,
    /// No sheet has a table.
    #[error(
        "таблица со страницами ВКонтакте не найдена ({}). {}",
        if sheets.is_empty() { "листов с ячейками нет".to_owned() } else { format!("листы: {}", sheets.join(", ")) },
        match nearest {
            Some(nearest) => format!("Ближе всего {nearest}"),
            None => "Назовите столбцы сами, например --column address=F --header-row 3.".to_owned(),
        }
    )]
    NoTable {
        /// The sheets that were looked at.
        sheets: Vec<String>,
        /// The column that came nearest to holding them, and what to do if it does.
        nearest: Option<String>,
    },
    /// A sheet named by the user is not there.
    #[error("листа «{wanted}» нет. Есть листы: {}.", known.join(", "))]
    NoSheet {
        /// The name given.
        wanted: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A column named by the user is not there.
    #[error("лист «{sheet}»: столбца {column} нет, заполнены столбцы до {last}. Исправьте --column.")]
    NoColumn {
        /// The sheet.
        sheet: String,
        /// The column given.
        column: Column,
        /// The last column in use.
        last: Column,
    },
    /// A column named by the user is one that gospub has added.
    #[error(
        "лист «{sheet}»: столбец {column} добавлен программой, его содержимое пишется заново при каждом запуске. Назовите в --column столбец реестра."
    )]
    OwnColumn {
        /// The sheet.
        sheet: String,
        /// The column given.
        column: Column,
    },
    /// A header row named by the user is empty.
    #[error("лист «{sheet}»: строка {row} пуста, заголовка в ней нет. Исправьте --header-row.")]
    NoHeader {
        /// The sheet.
        sheet: String,
        /// The row given.
        row: u32,
    },
    /// Two columns claim one role.
    #[error(
        "лист «{sheet}»: столбцы {first} и {second} оба похожи на «{}». Укажите нужный: --column {}={first} или --column {}={second}.",
        role.title(),
        role.code(),
        role.code()
    )]
    TwoColumns {
        /// The sheet.
        sheet: String,
        /// The role.
        role: ColumnRole,
        /// One column.
        first: Column,
        /// The other.
        second: Column,
    },
    /// Two tables stand side by side on a sheet.
    #[error(
        "лист «{sheet}»: рядом стоят две таблицы, адреса страниц в столбцах {} и {}, и у каждой свои названия организаций. Перенесите вторую под первую или на отдельный лист. Чтобы проверить только первую, укажите --column organisation={} --column address={}; чтобы только вторую — --column organisation={} --column address={}.",
        pages[0], pages[1], names[0], pages[0], names[1], pages[1]
    )]
    SideBySide {
        /// The sheet.
        sheet: String,
        /// The names of the left table and of the right one.
        names: [Column; 2],
        /// Their pages.
        pages: [Column; 2],
    },
    /// A workbook that was handed out, in the place of a roster.
    #[error(
        "это книга, розданная муниципалитету, а не реестр. Исправления из неё вносит в реестр команда merge; укажите сам реестр."
    )]
    HandedOut,
    /// No table of the file has the column that rows are to be parted by.
    #[error("столбца «{wanted}» нет{}. Назовите нужный: --by НАЗВАНИЕ или --by БУКВА.", there_are(known))]
    NoSplitColumn {
        /// The column given.
        wanted: String,
        /// The columns there are, with their letters.
        known: Vec<String>,
    },
    /// The header given to part rows by stands over two columns.
    #[error("столбцов «{wanted}» два: {first} и {second}. Укажите букву нужного: --by {first} или --by {second}.")]
    TwoSplitColumns {
        /// The header given.
        wanted: String,
        /// One column.
        first: Column,
        /// The other.
        second: Column,
    },
    /// A ministry table without a single id.
    #[error(
        "в таблице министерства нет ни одного номера сообщества, она не использована. Проверьте файл или укажите столбец: --column id=E."
    )]
    NoIds,
    /// A roster where a ministry table was expected.
    #[error(
        "это реестр, а не таблица министерства: готовых верных ссылок в нём нет, он не использован. Укажите в -r таблицу министерства (медицина или образование), а реестр — без -r. Номера по коротким именам собирает из реестров «gospub names»."
    )]
    RosterAsReference,
    /// The file that Excel keeps beside an open workbook.
    #[error("это служебный файл: Excel держит его, пока книга «{0}» открыта. Укажите саму книгу.")]
    OwnerFile(String),
    /// Cells that do not ascend.
    #[error(
        "лист «{sheet}»: ячейка {at} стоит не по порядку. Откройте файл в Excel или LibreOffice, сохраните заново и повторите."
    )]
    OutOfOrder {
        /// The sheet.
        sheet: String,
        /// The cell.
        at: CellRef,
    },
    /// A signed workbook.
    #[error("книга подписана электронной подписью, любая правка её нарушит. Сохраните копию без подписи и обработайте копию.")]
    Signed,
    /// No room for the new columns.
    #[error("лист «{0}»: справа от таблицы не осталось свободных столбцов (последний — XFD). Уберите лишние столбцы.")]
    NoRoom(String),
    /// The data begins in the first row, so the new columns would have no headers.
    #[error("лист «{0}»: над данными нет строки заголовка. Вставьте сверху строку с названиями столбцов и повторите.")]
    NoHeaderRoom(String),
    /// Nothing to strip.
    #[error("в книге нет пометок программы, убирать нечего.")]
    NotAnnotated,
    /// A returned workbook that gospub did not hand out.
    #[error(
        "это не файл, выданный командой «gospub split»: в нём нет ни служебного листа «gospub», ни ключей строк, ни строк этого реестра с теми же ОГРН и названием. Запросите ответ ещё раз в выданном файле."
    )]
    NoOrigin,
    /// A file without the steps that are to be taken back.
    #[error("это не список внесённого. Нужен файл, в который записан вывод команды «gospub merge … --format ndjson».")]
    NotSteps,
    /// A result of gospub where an answer was wanted.
    #[error("это результат программы, а не ответ. Уберите его из списка ответов.")]
    ResultReturned,
    /// The origin of a returned workbook was changed.
    #[error("служебный лист «gospub» повреждён, узнать строки нельзя. Запросите ответ ещё раз в исходном файле.")]
    DamagedOrigin,
    /// A later version of gospub handed the workbook out.
    #[error("файл выдан более новой версией программы. Обновите gospub и повторите.")]
    LaterOrigin,
    /// A returned workbook without the column of keys.
    #[error(
        "ни на одном листе нет скрытого столбца «Ключ строки», и строк с теми же ОГРН и названием в реестре нет. Запросите ответ ещё раз в исходном файле или верните столбец."
    )]
    NoKeys,
    /// A returned workbook of another roster.
    #[error(
        "это ответ по другому реестру: в этом реестре нет ни одной из выданных строк (их {handed}).{} Укажите тот реестр. Если это он, \
         строки с тех пор удалены или названы иначе: внесите правки сами.",
        if rosters.is_empty() { String::new() } else { format!(" Они выданы из: {}.", rosters.join(", ")) }
    )]
    OtherRoster {
        /// How many rows were handed out.
        handed: usize,
        /// The rosters they are of.
        rosters: Vec<String>,
    },
    /// The roster itself was given as an answer.
    #[error("это сам реестр, а не ответ. Уберите его из списка ответов.")]
    RosterReturned,
    /// No returned workbook could be used.
    #[error("ни одного ответа, который можно внести; результат не записан.")]
    NoAnswers,
    /// The roster is a folder.
    #[error("это папка. Укажите сначала один файл реестра, потом ответы: gospub merge РЕЕСТР ОТВЕТ… -o ФАЙЛ.")]
    RosterIsFolder,
    /// The output's ending is of another format than what is written.
    #[error("результат — книга .{wanted}, а назван {}. Дайте ему окончание .{wanted}.", path.display())]
    WrongEnding {
        /// The ending that it must have.
        wanted: &'static str,
        /// The name given.
        path: PathBuf,
    },
    /// A workbook that cannot be marked without damage.
    #[error("пометить эту книгу без потерь нельзя: {0}.")]
    Refused(String),
    /// The output is there already.
    #[error("результат уже есть: {}. Добавьте --force, чтобы перезаписать его, или укажите другое место: -o.", .0.display())]
    OutputExists(PathBuf),
    /// The output of a merge is there already, with corrections that the roster may not have.
    #[error("результат уже есть: {}. Если в нём исправления из прежних ответов, укажите его вместо реестра и другое место: -o. С --force он будет построен заново из реестра и нынешних ответов, внесённое раньше пропадёт.", .0.display())]
    MergedExists(PathBuf),
    /// The output would be the input.
    #[error("результат лёг бы на место исходного файла. Укажите другое место: -o.")]
    OutputIsInput,
    /// Two inputs would have one output.
    #[error("результат {} уже занят другим исходным файлом с тем же именем. Обработайте их в разные папки.", .0.display())]
    OutputTaken(PathBuf),
    /// The output cannot be written.
    #[error("результат не записывается в {} ({reason}). Проверьте права и место на диске или укажите другое место: -o.", path.display())]
    Write {
        /// The output.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// The result was read again and is not what it was to be.
    #[error("результат не записан: при проверке прочитанное не совпало с тем, что должно быть записано{}. Исходный файл не изменён. Повторите; если не поможет, сохраните исходный файл заново в Excel или LibreOffice и сообщите о нём разработчику.", part_words(.0))]
    Unproved(
        /// The part of the package; empty where it is not known.
        String,
    ),
    /// A profile says something that gospub does not know.
    #[error("строка {line}: {what}. Исправьте профиль; что в нём бывает, показывает «gospub templates».")]
    Profile {
        /// The line, from one.
        line: usize,
        /// What is wrong in it.
        what: String,
    },
    /// The file to compare with is no earlier report.
    #[error("это не прежний отчёт: {0}. Нужен файл, который записала команда «gospub report … -o отчёт.json».")]
    NotAReport(String),
    /// The report to compare with is of other municipalities, or its names were damaged on their way into a file.
    #[error(
        "ни одного муниципалитета из этого отчёта в нынешнем нет; в нём: {}. Если это другой регион, укажите свой отчёт; если вместо названий непонятные знаки, файл испорчен при записи: составьте его с -o отчёт.json.",
        .0.join(", ")
    )]
    OtherReport(
        /// Some of the municipalities that it names.
        Vec<String>,
    ),
    /// The report to compare with is of a later day.
    #[error(
        "этот отчёт составлен {earlier}, позже нынешнего ({date}). Укажите более ранний отчёт или верный день: --date ГГГГ-ММ-ДД."
    )]
    LaterReport {
        /// The day of the report to compare with.
        earlier: String,
        /// The day of the report that is made.
        date: String,
    },
    /// The report would not be a workbook.
    #[error("отчёт записывается книгой .xlsx или данными .json. Дайте результату такое имя: -o отчёт.xlsx.")]
    NotXlsx,
    /// A report where a roster was wanted.
    #[error("это отчёт gospub, а не реестр. Укажите реестры, по которым он составлен.")]
    OwnReport,
    /// A table of names where a roster was wanted.
    #[error("это таблица коротких имён, а не реестр. Укажите её параметром -r.")]
    TableOfNames,
    /// A file that is no snapshot of pages.
    #[error("это не снимок страниц. Нужен файл, который записала команда «gospub fetch», или новое имя.")]
    NotASnapshot,
    /// Another file in the place of a snapshot.
    #[error(
        "это не снимок страниц, который записала команда «gospub fetch». Параметром --pages указывают снимок .ndjson, а таблицы министерства и имён — параметром -r."
    )]
    NotPages,
    /// A snapshot in the place of a table.
    #[error("это снимок страниц, а не таблица. Укажите его параметром --pages, а команде names — без параметра, среди файлов.")]
    SnapshotAsTable,
    /// A later version of gospub wrote the snapshot.
    #[error("снимок записан более новой версией программы. Обновите gospub и повторите.")]
    LaterSnapshot,
    /// A line within a snapshot is damaged.
    #[error("строка {0} снимка повреждена. Удалите её и повторите команду «gospub fetch»: она спросит об этой странице снова.")]
    SnapshotLine(usize),
    /// Another run writes to the snapshot.
    #[error("этот снимок сейчас пополняет другой запуск программы. Дождитесь, пока он закончит, и повторите.")]
    SnapshotBusy,
    /// VK could not be asked to the end.
    #[cfg(feature = "online")]
    #[error("{}", vk_words(.0))]
    Vk(Stop),
    /// A file with the key of VK that cannot be used.
    #[cfg(feature = "online")]
    #[error("{}", key_words(.0))]
    AccessKey(KeyFault),
    /// VK cannot be asked the way the user says.
    #[cfg(feature = "online")]
    #[error("{}", address_words(.0))]
    Api(AddressFault),
    /// A row named by the user does not exist or holds no data.
    #[error("в строке {0} нет данных таблицы. Проверьте номер строки и имя листа: ФАЙЛ:ЛИСТ!СТРОКА.")]
    NoRow(u32),
}

impl Error {
    /// An error about a file.
    pub fn new(file: &Path, reason: Reason) -> Self {
        Self { file: file.to_owned(), reason }
    }
}

impl Reason {
    /// What keeps a sheet from being a table; `None` where it is simply no table.
    pub(crate) fn of_layout(error: &LayoutError, sheet: &str, last: Column) -> Option<Self> {
        let sheet = sheet.to_owned();
        match *error {
            LayoutError::NoTable { .. } => None,
            LayoutError::SideBySide { names, pages } => Some(Self::SideBySide { sheet, names, pages }),
            LayoutError::TwoColumns { role, first, second } => Some(Self::TwoColumns { sheet, role, first, second }),
            LayoutError::NoSuchColumn(column) => Some(Self::NoColumn { sheet, column, last }),
            LayoutError::OwnColumn(column) => Some(Self::OwnColumn { sheet, column }),
            LayoutError::NoSuchHeader(row) => Some(Self::NoHeader { sheet, row }),
        }
    }
}

impl Reason {
    /// Nothing can be written where temporary files go.
    fn temporary() -> Self {
        let folder = std::env::temp_dir();
        Self::Write {
            path: PathBuf::new(), reason: format!("нет места для временных файлов: {}", folder.display())
        }
    }
}

impl From<SnapshotError> for Reason {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Io(error) => error.into(),
            SnapshotError::NotASnapshot => Self::NotASnapshot,
            SnapshotError::Later => Self::LaterSnapshot,
            SnapshotError::Line(number) => Self::SnapshotLine(number),
        }
    }
}

/// What stopped the asking, and when to go on.
#[cfg(feature = "online")]
fn vk_words(stop: &Stop) -> String {
    const KEPT: &str = "Полученное сохранено; та же команда продолжит с этого места";
    match stop {
        Stop::Key { code } => {
            format!("ключ не подходит: нужен сервисный ключ приложения (ошибка VK {code}). {KEPT}.")
        }
        Stop::Limit { code } => {
            let when = match code {
                6 => "через минуту, добавив --rate 1",
                9 => "через час",
                14 => "через час: ВКонтакте просит подтвердить, что спрашивает человек",
                17 => "после того, как владелец ключа войдёт во ВКонтакте и подтвердит вход",
                _ => "завтра: суточный предел запросов исчерпан",
            };
            format!("больше не отвечает этому ключу (ошибка VK {code}). {KEPT}: повторите её {when}.")
        }
        Stop::NoWay { cause, .. } => {
            let (what, advice) = match cause {
                Cause::Name => (
                    "имя сервера не найдено",
                    "Проверьте связь с интернетом; если он доступен только через прокси, задайте HTTPS_PROXY",
                ),
                Cause::Connection => (
                    "соединиться не удалось",
                    "Проверьте связь с интернетом и межсетевой экран; если выход идёт через прокси, задайте HTTPS_PROXY",
                ),
                Cause::Proxy => ("прокси не пропускает", "Проверьте имя и пароль в HTTPS_PROXY"),
                Cause::ProxyAway => ("прокси не найден или не отвечает", "Проверьте HTTPS_PROXY"),
                Cause::Encryption => (
                    "сертификату сервера нельзя доверять",
                    "Если в вашей сети соединения проверяет свой прокси, укажите его сертификат: --ca-file ФАЙЛ.pem",
                ),
            };
            format!("{what}. {advice}. {KEPT}.")
        }
        Stop::Silence => format!("долго нет понятного ответа. {KEPT}: повторите её позже."),
        Stop::Unwritten => "снимок не записывается. Проверьте место на диске и повторите.".to_owned(),
    }
}

#[cfg(feature = "online")]
fn key_words(fault: &KeyFault) -> String {
    let what = match fault {
        KeyFault::Io(error) if error.kind() == io::ErrorKind::NotFound => "такого файла нет".to_owned(),
        KeyFault::Io(error) => format!("ключ не читается ({})", system_words(error)),
        KeyFault::NotAFile => "это не обычный файл".to_owned(),
        KeyFault::Empty => "ключа нет: пусто".to_owned(),
        KeyFault::NotAKey => "это не ключ: нужна одна строка латинских букв, цифр и знаков".to_owned(),
        KeyFault::Shown => {
            return "в команде написан ключ: её видят все, кто работает на этом компьютере. Отзовите этот ключ в настройках \
                    приложения и передайте новый переменной GOSPUB_VK_TOKEN или файлом --token-file."
                .to_owned();
        }
    };
    format!("{what}. Сохраните сервисный ключ приложения ВКонтакте одной строкой в файл или в переменную GOSPUB_VK_TOKEN.")
}

#[cfg(feature = "online")]
fn address_words(fault: &AddressFault) -> String {
    match fault {
        AddressFault::Address => {
            "этот адрес не подходит: нужен https://…, без шифрования ключ прочёл бы каждый на пути. Исправьте --api.".to_owned()
        }
        AddressFault::Proxy(variable) => {
            format!("{variable} называет не прокси HTTP: нужно http://имя:порт. Исправьте эту переменную или уберите её.")
        }
        AddressFault::Io(error) if error.kind() == io::ErrorKind::NotFound => "такого файла нет. Исправьте --ca-file.".to_owned(),
        AddressFault::Io(error) => format!("сертификаты не читаются ({}). Исправьте --ca-file.", system_words(error)),
        AddressFault::NoCertificate => "в файле нет сертификатов в виде PEM. Исправьте --ca-file.".to_owned(),
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NotAllowed,
            _ => Self::Unreadable(system_words(&error)),
        }
    }
}

impl From<WorkbookError> for Reason {
    fn from(error: WorkbookError) -> Self {
        match error {
            WorkbookError::Io(error) => error.into(),
            WorkbookError::Encrypted => Self::Encrypted,
            WorkbookError::Ole => Self::Format("это книга старого вида .xls"),
            WorkbookError::Archive(_) => Self::Broken("архив внутри файла не читается".into()),
            WorkbookError::Entry(name) if name.is_empty() => Self::Broken("в архиве две части с одним именем".into()),
            WorkbookError::Entry(name) => Self::Broken(format!("повторное или опасное имя внутри архива: {name}")),
            WorkbookError::Overlap => Self::Broken("части архива перекрываются".into()),
            WorkbookError::NotAWorkbook => Self::Broken("внутри нет книги".into()),
            WorkbookError::MissingPart(part) => Self::Broken(format!("нет части {part}")),
            WorkbookError::SharedPart(part) => Self::Broken(format!("два листа хранятся в одной части {part}")),
            WorkbookError::Xml { part, fault } => Self::Broken(format!("часть {part}: {}", xml_words(fault))),
            WorkbookError::Limit { part, limit, allowed } => Self::Limit { part, limit, allowed },
            WorkbookError::Inflated(part) => Self::Broken(format!("часть {part} больше, чем сказано в архиве")),
            WorkbookError::Encoding(part) => Self::Broken(format!("часть {part} в неизвестной кодировке")),
            WorkbookError::OutOfOrder { sheet, at } => Self::OutOfOrder { sheet, at },
            WorkbookError::Odd { sheet, odd } => Self::Broken(format!("лист «{sheet}», {}", odd_words(&odd))),
            WorkbookError::Changed => Self::Changed,
            WorkbookError::TooLarge => Self::TooLarge,
            WorkbookError::NoCells(_) => Self::Broken("на листе нет ячеек".into()),
        }
    }
}

impl From<OpenError> for Reason {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Workbook(error) => error.into(),
            OpenError::Foreign(error) => error.into(),
        }
    }
}

impl From<ForeignError> for Reason {
    fn from(error: ForeignError) -> Self {
        match error {
            ForeignError::Io(error) => error.into(),
            ForeignError::Encrypted => Self::Encrypted,
            ForeignError::Format(Format::Unknown(unknown)) => match unknown {
                Unknown::Empty => Self::Empty,
                Unknown::Damaged => Self::Broken("начало верное, а остальное потеряно".into()),
                Unknown::Pdf => Self::Format("это документ PDF"),
                Unknown::Document => Self::Format("это текстовый документ"),
                Unknown::Presentation => Self::Format("это презентация"),
                Unknown::Picture => Self::Format("это картинка"),
                Unknown::Archive => Self::Format("это архив без книги"),
                Unknown::OldExcel => Self::Format("это книга Excel 2–4"),
                Unknown::Numbers => Self::Format("это книга Numbers"),
                Unknown::WebArchive => Self::Format("это веб-архив"),
                Unknown::Binary => Self::Format("в файле не таблица"),
            },
            ForeignError::Format(_) => Self::Format("неизвестный вид книги"),
            ForeignError::Limit { limit, allowed } => Self::Limit { part: String::new(), limit, allowed },
            ForeignError::Temporary(_) => Self::temporary(),
            ForeignError::OpenQuote { line } => Self::OpenQuote { line },
            ForeignError::LettersLost => Self::LettersLost,
            ForeignError::Repeated { row, times } => Self::Repeated { row, times },
            ForeignError::TooMuchText => Self::TooLarge,
            ForeignError::Outside => Self::Outside,
            ForeignError::Sheet(_) | ForeignError::Damaged(_) => Self::Broken("содержимое не читается".into()),
            ForeignError::NoSheets => Self::Broken("в книге нет листов с ячейками".into()),
        }
    }
}

impl From<CreateError> for Reason {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Write(error) => Self::Write { path: PathBuf::new(), reason: system_words(&error) },
            CreateError::Temporary => Self::temporary(),
            CreateError::Full => Self::Refused(
                "в книге получилось больше строк или столбцов, чем вмещает лист Excel. Разделите реестр на части и повторите"
                    .to_owned(),
            ),
            CreateError::Skeleton(error) => Self::Refused(error.to_string()),
            CreateError::Result(flaw) => Self::Unproved(flaw.part().to_owned()),
        }
    }
}

impl From<PatchError> for Reason {
    fn from(error: PatchError) -> Self {
        match error {
            PatchError::Workbook(error) => error.into(),
            PatchError::Write(error) => Self::Write { path: PathBuf::new(), reason: system_words(&error) },
            PatchError::Signed => Self::Signed,
            PatchError::Encoding(part) => Self::Refused(format!(
                "часть {part} записана не в UTF-8. Откройте файл в Excel или LibreOffice, сохраните заново и повторите"
            )),
            PatchError::Occupied { sheet, at } => Self::Refused(format!(
                "лист «{sheet}»: ячейка {at}, где должен стоять столбец программы, уже занята. Перенесите её данные и повторите"
            )),
            PatchError::QueryTable { sheet, table } => Self::Refused(format!(
                "лист «{sheet}»: таблица Excel «{table}» получает строки из запроса или XML, добавить к ней столбцы нельзя: {AS_RANGE}"
            )),
            PatchError::HeaderTaken { sheet, table, header } => Self::Refused(format!(
                "лист «{sheet}»: в таблице Excel «{table}» уже есть столбец «{header}». Переименуйте его и повторите"
            )),
            PatchError::TableHeader { sheet, table } => Self::Refused(format!(
                "лист «{sheet}»: заголовок таблицы Excel «{table}» стоит не в той строке, что заголовок реестра. Исправьте --header-row. Если строка верна: {AS_RANGE}"
            )),
            PatchError::WidthsBehindRows(sheet) => Self::Refused(format!(
                "лист «{sheet}»: ширины столбцов записаны в файле не на своём месте, после строк. Откройте файл в Excel или LibreOffice, сохраните заново и повторите"
            )),
            PatchError::NoStyles => Self::Refused(
                "в ней столько разных оформлений ячеек, сколько допускает Excel, и для пометок места нет. Скопируйте таблицу в новую книгу и повторите".into(),
            ),
            PatchError::Result(flaw) => Self::Unproved(flaw.part().to_owned()),
            PatchError::Edits(_) => Self::Refused("программа запуталась в листах книги, сообщите об этом разработчику".into()),
        }
    }
}

fn part_words(part: &str) -> String {
    if part.is_empty() { String::new() } else { format!(" (часть {part})") }
}

/// The way out where an Excel table is in the way.
const AS_RANGE: &str = "преобразуйте её в обычный диапазон (Конструктор → Преобразовать в диапазон) и повторите";

/// What a row holds, and what was expected.
fn odd_words(odd: &Odd) -> String {
    let Odd { row, what, found } = odd;
    match what {
        OddKind::Row if *row == 0 => format!("строка названа «{found}», а бывают от 1 до 1048576"),
        OddKind::Row => format!("после строки {row}: строка названа «{found}», а бывают от 1 до 1048576"),
        OddKind::Cell => format!("строка {row}: ячейка названа «{found}», а бывают от A1 до XFD1048576"),
        OddKind::Style => format!("строка {row}: оформление ячейки названо «{found}», а бывает номер от 0"),
        OddKind::Text if found.starts_with('&') => format!("строка {row}: знак «{found}», которого в тексте книги быть не может"),
        OddKind::Text => format!("строка {row}: байт {found}, которого в тексте книги быть не может"),
    }
}

fn xml_words(fault: XmlFault) -> &'static str {
    match fault {
        XmlFault::Truncated => "обрывается",
        XmlFault::Doctype => "в ней объявлен тип документа, чего в книге быть не должно",
        XmlFault::Malformed | XmlFault::Unexpected => "разметка нарушена",
        XmlFault::Depth(_) => "элементы вложены слишком глубоко",
        XmlFault::Text => "в ней байты, которых в тексте книги быть не может: не UTF-8 или управляющие знаки",
        XmlFault::Value => "в ней неверный номер или ссылка",
    }
}

/// What a bound is about.
pub fn limit_title(limit: Limit) -> &'static str {
    match limit {
        Limit::File => "размер файла",
        Limit::Parts => "число частей в архиве книги",
        Limit::Total => "размер всех частей книги после распаковки",
        Limit::Part => "размер листа (вместе с текстом его ячеек) или общих строк после распаковки",
        Limit::WholePart => "размер служебной части (стили, связи, список листов)",
        Limit::Ratio => "во сколько раз распакованное больше сжатого",
        Limit::Rows => "номер последней строки листа",
        Limit::Columns => "номер последнего столбца листа",
        Limit::Cells => "число заполненных ячеек",
        Limit::Strings => "число общих строк книги",
        Limit::Text => "длина текста одной ячейки в байтах",
        Limit::Item => "размер одной строки листа в файле",
        Limit::Depth => "вложенность элементов XML",
        Limit::Foreign => "размер файла .xls, .xlsb, .ods, .csv и его содержимого",
        Limit::Memory => "память на чтение файла .xls, .xlsb или .ods",
    }
}

/// The value of a bound in words.
pub fn amount(limit: Limit, value: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "ГиБ"), (1 << 20, "МиБ"), (1 << 10, "КиБ")];
    match UNITS.into_iter().find(|&(unit, _)| limit.is_bytes() && value >= unit && value.is_multiple_of(unit)) {
        Some((unit, name)) => format!("{} {name}", value / unit),
        None => value.to_string(),
    }
}

/// The same as it is given to `--limit`.
fn short_amount(limit: Limit, value: u64) -> String {
    let words = amount(limit, value);
    words.replace(" ГиБ", "G").replace(" МиБ", "M").replace(" КиБ", "K")
}

/// The system's own words on a failure, the frequent ones in Russian.
pub fn system_words(error: &io::Error) -> String {
    /// Words of the system for which the library has none: of Linux a circle of links, of Windows a file that is open.
    const LOOP: Option<i32> = if cfg!(target_os = "linux") { Some(40) } else { None };
    /// A disk, a stick or a share that fails while it is read or written, and a program that has no more room for open files.
    const BROKEN: &[i32] = if cfg!(windows) { &[21, 23, 27, 29, 30, 55, 59, 64, 1117] } else { &[5, 6, 19] };
    const MOST_FILES: i32 = if cfg!(windows) { 4 } else { 24 };
    const IN_USE: [i32; 2] = [32, 33];
    match (error.raw_os_error(), error.kind()) {
        (Some(code), _) if Some(code) == LOOP => return "ссылки ведут по кругу".into(),
        (Some(code), _) if cfg!(windows) && IN_USE.contains(&code) => {
            return "файл открыт в другой программе: закройте его там".into();
        }
        (Some(code), _) if BROKEN.contains(&code) => return "диск или сетевая папка не отвечает".into(),
        (Some(MOST_FILES), _) => return "открыто слишком много файлов".into(),
        _ => {}
    }
    match error.kind() {
        io::ErrorKind::StaleNetworkFileHandle
        | io::ErrorKind::TimedOut
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::NotConnected => "сетевая папка не отвечает".into(),
        io::ErrorKind::ResourceBusy => "занято другой программой".into(),
        io::ErrorKind::OutOfMemory => "не хватает памяти".into(),
        io::ErrorKind::NotFound => "папки нет".into(),
        io::ErrorKind::PermissionDenied => "нет прав".into(),
        io::ErrorKind::StorageFull => "на диске нет места".into(),
        io::ErrorKind::QuotaExceeded => "место, отведённое вам на диске, кончилось".into(),
        io::ErrorKind::FileTooLarge => "файл слишком велик для этого диска".into(),
        io::ErrorKind::ReadOnlyFilesystem => "диск только для чтения".into(),
        io::ErrorKind::IsADirectory => "это папка".into(),
        io::ErrorKind::Unsupported => "это не файл, а устройство или канал".into(),
        io::ErrorKind::NotADirectory => "на месте папки файл".into(),
        io::ErrorKind::AlreadyExists => "такой файл уже есть".into(),
        io::ErrorKind::InvalidFilename => "имя слишком длинное или с недопустимыми знаками".into(),
        _ => error.to_string(),
    }
}

/// What there is instead, where there is anything with a name.
fn there_are(known: &[String]) -> String {
    if known.is_empty() { ", и заголовков нет".to_owned() } else { format!(". Есть: {}", known.join(", ")) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn failures_of_the_system_are_said_in_russian() {
        // A disk that fails, no memory, a device that is gone, too many files, a share that has gone, one that does not answer.
        for code in [2, 5, 12, 13, 16, 19, 24, 28, 30, if cfg!(target_os = "linux") { 116 } else { 70 }] {
            let words = system_words(&io::Error::from_raw_os_error(code));
            assert!(!words.contains(|letter: char| letter.is_ascii_alphabetic()), "{code}: {words}");
        }
    }
}
