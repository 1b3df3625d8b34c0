//! What stops a file or a run, each in one Russian sentence: which file, what was there, what to do.

use crate::table::column::ColumnRole;
use crate::table::layout::LayoutError;
use crate::table::sheet::{CellRef, Column};
use crate::workbook::foreign::ForeignError;
use crate::workbook::format::{Format, Unknown};
use crate::workbook::{AnnotateError, OpenError, PatchError, WorkbookError, XmlFault};
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
    #[error("файл пуст (0 байт). Запросите его ещё раз.")]
    Empty,
    /// The workbook is locked with a password.
    #[error("книга закрыта паролем. Снимите пароль (Файл → Сведения → Защита книги) и сохраните заново.")]
    Encrypted,
    /// The name promises a workbook, the content is something else or broken.
    #[error("это не книга .xlsx или она повреждена ({0}). Откройте файл в Excel или LibreOffice, сохраните заново и повторите.")]
    Broken(String),
    /// A file that asks for more than it may.
    #[error("файл слишком велик или построен так, чтобы занять всю память ({0}). Разделите его на части.")]
    TooLarge(String),
    /// No sheet has a table.
    #[error(
        "таблица со страницами ВКонтакте не найдена (листы: {}). Назовите столбцы сами, например --column address=F --header-row 3.",
        sheets.join(", ")
    )]
    NoTable {
        /// The sheets that were looked at.
        sheets: Vec<String>,
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
    /// A ministry table without a single id.
    #[error(
        "в таблице министерства нет ни одного номера сообщества, она не использована. Проверьте файл или укажите столбец: --column id=E."
    )]
    NoIds,
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
    /// A workbook that cannot be marked without damage.
    #[error("пометить эту книгу без потерь нельзя: {0}.")]
    Refused(String),
    /// The output is there already.
    #[error("результат уже есть: {}. Добавьте --force, чтобы перезаписать его, или укажите другую папку: -o ПАПКА.", .0.display())]
    OutputExists(PathBuf),
    /// The output would be the input.
    #[error("результат лёг бы на место исходного файла. Укажите другую папку: -o ПАПКА.")]
    OutputIsInput,
    /// Two inputs would have one output.
    #[error("результат {} уже занят другим исходным файлом с тем же именем. Обработайте их в разные папки.", .0.display())]
    OutputTaken(PathBuf),
    /// The output cannot be written.
    #[error("результат не записывается в {} ({reason}). Проверьте права и место на диске или укажите другую папку: -o ПАПКА.", path.display())]
    Write {
        /// The output.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// A profile says something that gospub does not know.
    #[error("строка {line}: {what}. Исправьте профиль; что в нём бывает, показывает «gospub templates».")]
    Profile {
        /// The line, from one.
        line: usize,
        /// What is wrong in it.
        what: String,
    },
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
    pub fn of_layout(error: &LayoutError, sheet: &str, last: Column) -> Option<Self> {
        let sheet = sheet.to_owned();
        match *error {
            LayoutError::NoTable => None,
            LayoutError::TwoColumns { role, first, second } => Some(Self::TwoColumns { sheet, role, first, second }),
            LayoutError::NoSuchColumn(column) => Some(Self::NoColumn { sheet, column, last }),
            LayoutError::NoSuchHeader(row) => Some(Self::NoHeader { sheet, row }),
        }
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
            WorkbookError::Entry(name) => Self::Broken(format!("повторное или опасное имя внутри архива: {name}")),
            WorkbookError::Overlap => Self::Broken("части архива перекрываются".into()),
            WorkbookError::NotAWorkbook => Self::Broken("внутри нет книги".into()),
            WorkbookError::MissingPart(part) => Self::Broken(format!("нет части {part}")),
            WorkbookError::Xml { part, fault } => Self::Broken(format!("часть {part}: {}", xml_words(&fault))),
            WorkbookError::Limit { part, .. } if part.is_empty() => Self::TooLarge("файл целиком".into()),
            WorkbookError::Limit { part, .. } => Self::TooLarge(format!("часть {part}")),
            WorkbookError::Encoding(part) => Self::Broken(format!("часть {part} в неизвестной кодировке")),
            WorkbookError::OutOfOrder { sheet, at } => Self::OutOfOrder { sheet, at },
            WorkbookError::Changed => Self::Broken("его изменили, пока он читался".into()),
            WorkbookError::TooLarge => Self::TooLarge("слишком много текста".into()),
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
            ForeignError::TooLarge { .. } | ForeignError::TooManyCells(_) | ForeignError::TooMuch(_) => {
                Self::TooLarge("книга целиком".into())
            }
            ForeignError::Sheet(_) | ForeignError::Damaged(_) | ForeignError::Outside => {
                Self::Broken("содержимое не читается".into())
            }
            ForeignError::NoSheets => Self::Broken("в книге нет листов с ячейками".into()),
        }
    }
}

impl From<AnnotateError> for Reason {
    fn from(error: AnnotateError) -> Self {
        match error {
            AnnotateError::Patch(error) => error.into(),
            AnnotateError::Create(error) => Self::Refused(error.to_string()),
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
            PatchError::Edits(_) => Self::Refused("программа запуталась в листах книги, сообщите об этом разработчику".into()),
        }
    }
}

/// The way out where an Excel table is in the way.
const AS_RANGE: &str = "преобразуйте её в обычный диапазон (Конструктор → Преобразовать в диапазон) и повторите";

fn xml_words(fault: &XmlFault) -> String {
    fault.to_string()
}

/// The system's own words on a failure, the frequent ones in Russian.
pub fn system_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "папки нет".into(),
        io::ErrorKind::PermissionDenied => "нет прав".into(),
        io::ErrorKind::StorageFull => "на диске нет места".into(),
        io::ErrorKind::ReadOnlyFilesystem => "диск только для чтения".into(),
        io::ErrorKind::IsADirectory => "это папка".into(),
        io::ErrorKind::NotADirectory => "на месте папки файл".into(),
        io::ErrorKind::AlreadyExists => "такой файл уже есть".into(),
        _ => error.to_string(),
    }
}
