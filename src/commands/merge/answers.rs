//! The returned workbooks: opened, read, and held against the roster that they claim to be of.

use super::assume::{Assumed, Known};
use crate::commands::Input;
use crate::commands::input::name_of;
use crate::commands::open::{self, OpenOptions, Pick};
use crate::commands::output::is_same;
use crate::domain::Moment;
use crate::error::{Error, Reason};
use crate::handback::{FileHash, ORIGIN_SHEET, Origin, OriginError, Returned, Roster, RowKey, SheetBack};
use crate::pipeline::Run;
use crate::report::changes::FileFigures;
use crate::report::counted;
use crate::table::RowId;
use crate::table::headers::Headers;
use crate::table::layout::LayoutOptions;
use crate::table::sheet::Sheet;
use crate::workbook::foreign::{Found, ods_notes};
use crate::workbook::format::Format;
use crate::workbook::{Limits, OpenError, WorkbookError};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// A returned workbook of the roster.
pub(super) struct Answer {
    /// Its file name.
    pub(super) file: String,
    pub(super) returned: Returned,
    /// Where each row that was handed out stands in the roster now.
    pub(super) found: Vec<Option<RowId>>,
    /// The positions of the sources that are of this roster; rows of others are not looked at.
    pub(super) sources: Vec<usize>,
    /// When it was saved, by its own word.
    pub(super) saved: Option<Moment>,
    /// Whether it is no answer but a list of steps that are taken back.
    pub(super) takes_back: bool,
}

/// A workbook as it was handed out.
#[derive(Debug)]
pub(super) struct HandedOut {
    pub(super) file: String,
    pub(super) origin: Origin,
}

/// A file that could not be brought home.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) file: String,
    /// The municipality, where the file says it.
    pub(super) part: Option<String>,
    pub(super) why: String,
}

impl Refused {
    fn new(file: &Path, part: Option<String>, reason: &Reason) -> Self {
        Self { file: name_of(file), part, why: reason.to_string() }
    }
}

/// What was read.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) answers: Vec<Answer>,
    /// What is to be said of files as a whole.
    pub(super) notes: Vec<String>,
    /// What could not be brought home, each file once.
    pub(super) refused: Vec<Refused>,
    pub(super) errors: Vec<Error>,
}

/// The roster as far as answers are held against it.
pub(super) struct Home<'h> {
    /// The name of its file.
    pub(super) name: String,
    pub(super) hash: FileHash,
    pub(super) roster: &'h Roster<'h>,
    /// The roster as it is judged before anything comes home.
    pub(super) run: &'h Run<'h>,
    pub(super) headers: &'h Headers,
    /// How much an answer may cost.
    pub(super) limits: &'h Limits,
    /// Whether rows that were told without their keys are taken over.
    pub(super) accepts_matched: bool,
}

/// Reads the returned workbooks. The same bytes count once, whatever the file is called. `handed_out` are the workbooks as they were
/// handed out, where the user has them.
///
/// # Errors
/// If the output would replace one of them.
pub(super) fn read(inputs: &[Input], handed_out: &[HandedOut], output: Option<&Path>, home: &Home<'_>) -> Result<Answers, Error> {
    let is_output = |path: &Path| output.is_some_and(|output| is_same(path, output));
    let is_named = |path: &Path| inputs.iter().any(|input| input.path() == path);
    let mut opened: Vec<Result<Opened, Error>> =
        open::files(inputs, Pick::Inputs).into_par_iter().map(|input| input.and_then(|input| open_one(input, home))).collect();
    // In a folder of answers the roster itself and an earlier result may lie as well.
    opened.retain(|opened| match opened {
        Err(Error { file, reason: Reason::RosterReturned }) => is_named(file),
        Err(Error { file, reason: Reason::ResultReturned }) => is_named(file) || !is_output(file),
        _ => true,
    });
    // Other workbooks are asked where one does not know all of its rows itself.
    let origins: Vec<Origin> = if opened.iter().flatten().all(|opened| matches!(opened.content, Content::Known(_))) {
        Vec::new()
    } else {
        let of_answers = opened.iter().flatten().filter_map(|opened| opened.content.origin().cloned());
        of_answers.chain(handed_out.iter().map(|book| book.origin.clone())).collect()
    };
    let mut answers = Answers::default();
    let known = Known::new(origins.iter().collect(), home.hash);
    let assumed = Assumed::new(home);
    let mut seen: HashMap<FileHash, String> = HashMap::new();
    for opened in opened {
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) if is_output(&error.file) => return Err(Error::new(&error.file, Reason::OutputIsInput)),
            Err(error) => {
                answers.refused.push(Refused::new(&error.file, None, &error.reason));
                answers.errors.push(error);
                continue;
            }
        };
        let Opened { hash, input, content, part, saved } = opened;
        if let Some(first) = seen.get(&hash) {
            answers.notes.push(format!("{}: точная копия файла {first}, учтена один раз.", input.name()));
            continue;
        }
        seen.insert(hash, input.name());
        let returned = identify(content, &input, &known, &assumed, home);
        let read = returned.and_then(|returned| belongs(returned, input.name(), saved, home));
        match read {
            // A table of its own that is to be replaced is no answer but an earlier result.
            Err(Reason::NoOrigin) if is_output(input.path()) && !is_named(input.path()) => {}
            _ if is_output(input.path()) => return Err(Error::new(input.path(), Reason::OutputIsInput)),
            Ok(answer) => {
                answers.notes.extend(notes(&answer, home.accepts_matched));
                answers.answers.push(answer);
            }
            Err(reason) => {
                answers.refused.push(Refused::new(input.path(), part, &reason));
                // Answers of all rosters may wait in one folder: that one is of another is no fault of this run.
                if matches!(reason, Reason::OtherRoster { .. }) && !is_named(input.path()) {
                    answers.notes.push(format!("{}: {reason}", input.name()));
                } else {
                    answers.errors.push(input.stopped(reason));
                }
            }
        }
    }
    Ok(answers)
}

/// What the workbooks that the user has kept say of what was handed out; others that lie beside them say nothing.
pub(super) fn handed_out(inputs: &[Input], limits: &Limits) -> (Vec<HandedOut>, Vec<Error>) {
    let read = |input: Input| -> Result<Option<HandedOut>, Error> {
        let book = input.open(limits, &|_| None).map_err(|error| input.stopped(error.into()))?;
        let hidden = (0..book.sheets().len()).filter(|&position| book.sheets()[position].name == ORIGIN_SHEET);
        let sheets: Result<Vec<Arc<Sheet>>, _> = hidden.map(|position| book.read(position)).collect();
        let sheets = sheets.map_err(|error| input.stopped(error.into()))?;
        let origin = Origin::among(sheets.iter().map(|sheet| &**sheet)).ok().flatten();
        Ok(origin.map(|origin| HandedOut { file: input.name(), origin }))
    };
    let (mut books, mut errors) = (Vec::new(), Vec::new());
    let all: Vec<_> = open::files(inputs, Pick::Inputs).into_par_iter().map(|input| input.and_then(read)).collect();
    for one in all {
        match one {
            Ok(book) => books.extend(book),
            Err(error) => errors.push(error),
        }
    }
    (books, errors)
}

/// A file that came back.
struct Opened {
    hash: FileHash,
    input: Input,
    content: Content,
    /// The municipality, where the file says it.
    part: Option<String>,
    saved: Option<Moment>,
}

/// What stands in a file that came back.
enum Content {
    /// Its own record knows all rows of it, so it is read at once and its cells are let go: those of a whole roster's answers together
    /// take more memory than the roster. None where the rows with keys are no table.
    Known(Option<Returned>),
    /// Other files have to be asked whose rows they are.
    Cells(Cells),
}

/// The cells of a file that came back.
struct Cells {
    sheets: Vec<SheetBack>,
    origin: Result<Option<Origin>, OriginError>,
    /// The keys of rows in it, each once, in their order.
    keys: Vec<RowKey>,
}

impl Content {
    fn new(sheets: Vec<SheetBack>, origin: Result<Option<Origin>, OriginError>, keys: Vec<RowKey>) -> Self {
        match origin {
            Ok(Some(origin)) if !keys.is_empty() && knows(&origin, &keys) => {
                let handed = origin.rows.len();
                Self::Known(Returned::read(&sheets, origin, handed))
            }
            origin => Self::Cells(Cells { sheets, origin, keys }),
        }
    }

    /// Its own record.
    fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Known(returned) => Some(&returned.as_ref()?.origin),
            Self::Cells(cells) => recorded(&cells.origin),
        }
    }
}

/// The record of a file, where it has one that can be read.
fn recorded(origin: &Result<Option<Origin>, OriginError>) -> Option<&Origin> {
    origin.as_ref().ok()?.as_ref()
}

/// Whether a record has the rows of all these keys.
fn knows(origin: &Origin, keys: &[RowKey]) -> bool {
    let rows: HashSet<RowKey> = origin.rows.iter().map(|row| row.key).collect();
    keys.iter().all(|key| rows.contains(key))
}

fn open_one(input: Input, home: &Home<'_>) -> Result<Opened, Error> {
    let fail = |reason: Reason| input.stopped(reason);
    let hash = input.hash()?;
    if hash == home.hash {
        return Err(fail(Reason::RosterReturned));
    }
    // A text is cut into columns so that keys stand in cells of their own.
    let find = |sheet: &Arc<Sheet>| {
        let keys = SheetBack { sheet: Arc::clone(sheet), notes: Vec::new() }.keys().len();
        if keys > 0 {
            Some(Found { head: None, columns: usize::MAX })
        } else {
            open::find_table(sheet, &LayoutOptions::default(), home.headers)
        }
    };
    let book = input.open(home.limits, &find).map_err(|error| fail(error.into()))?;
    let infos = book.sheets();
    let positions = (0..infos.len()).filter(|&position| infos[position].is_worksheet);
    let sheets = positions.map(|position| {
        let sheet = book.read(position)?;
        Ok(SheetBack { sheet, notes: book.book().notes(position)? })
    });
    let mut sheets: Vec<SheetBack> = sheets.collect::<Result<_, WorkbookError>>().map_err(|error| fail(error.into()))?;
    if matches!(book.foreign_format(), Some((Format::Ods, _))) {
        let bytes = input.bytes_up_to(home.limits.file_bytes).map_err(|error| fail(error.into()))?;
        let notes = ods_notes(&bytes, home.limits).map_err(|error| fail(OpenError::from(error).into()))?;
        sheets.iter_mut().zip(notes).for_each(|(back, notes)| back.notes = notes);
    }
    let origin = Origin::among(sheets.iter().map(|back| &*back.sheet));
    let mut seen = HashSet::new();
    let keys: Vec<RowKey> = sheets.iter().flat_map(SheetBack::keys).filter(|key| seen.insert(*key)).collect();
    if keys.is_empty() && origin == Ok(None) && infos.iter().any(|info| info.own) {
        return Err(fail(Reason::ResultReturned));
    }
    let saved = book.book().saved();
    let part = recorded(&origin).map(|origin| origin.part.clone()).filter(|part| !part.is_empty());
    Ok(Opened { hash, content: Content::new(sheets, origin, keys), part, saved, input })
}

/// Finds out which rows a file is about: by its own record of them, by that of other workbooks, by the roster; without keys by what the
/// rows are called.
fn identify(
    content: Content,
    input: &Input,
    known: &Known<'_>,
    assumed: &Assumed<'_>,
    home: &Home<'_>,
) -> Result<Returned, Reason> {
    let Cells { sheets, origin, keys } = match content {
        Content::Known(returned) => return returned.ok_or(Reason::NoKeys),
        Content::Cells(cells) => cells,
    };
    if let Err(OriginError::Version(_)) = origin {
        return Err(Reason::LaterOrigin);
    }
    if keys.is_empty() {
        let own = recorded(&origin);
        return match_rows(input, own, assumed, home).ok_or(match (&origin, own) {
            (Err(_), _) => Reason::DamagedOrigin,
            (_, Some(_)) => Reason::NoKeys,
            (_, None) => Reason::NoOrigin,
        });
    }
    let at_hand = origin.ok().flatten().or_else(|| known.best(&keys).cloned());
    let handed = at_hand.as_ref().map_or(0, |origin| origin.rows.len());
    let Some(mut origin) = at_hand.or_else(|| assumed.around(&keys)) else {
        return Err(Reason::OtherRoster { handed: keys.len(), rosters: Vec::new() });
    };
    let there: HashSet<RowKey> = origin.rows.iter().map(|row| row.key).collect();
    let mut missing: Vec<RowKey> = keys.iter().filter(|key| !there.contains(key)).copied().collect();
    missing.retain(|key| !known.adopt(&mut origin, *key));
    assumed.adopt(&mut origin, &missing);
    Returned::read(&sheets, origin, handed).ok_or(Reason::NoKeys)
}

fn match_rows(input: &Input, own: Option<&Origin>, assumed: &Assumed<'_>, home: &Home<'_>) -> Option<Returned> {
    let options = OpenOptions { limits: *home.limits, ..OpenOptions::default() };
    let tables = open::open(input, &options, home.headers).ok()?.tables;
    let mut returned = assumed.matched(&tables)?;
    if let Some(origin) = own {
        (returned.origin.part, returned.origin.date) = (origin.part.clone(), origin.date.clone());
    }
    Some(returned)
}

/// Holds an answer against the roster: one that has none of its rows is of another roster.
fn belongs(returned: Returned, file: String, saved: Option<Moment>, home: &Home<'_>) -> Result<Answer, Reason> {
    let origin = &returned.origin;
    let all = 0..origin.sources.len();
    let of_hash: Vec<usize> = all.clone().filter(|&source| origin.sources[source].hash == home.hash).collect();
    let is_older = |&source: &usize| {
        let one = &origin.sources[source];
        one.file == home.name && !of_hash.iter().any(|&known| origin.sources[known].sheet == one.sheet)
    };
    let mut sources: Vec<usize> = all.clone().filter(|source| of_hash.contains(source) || is_older(source)).collect();
    if sources.is_empty() {
        sources = all.collect();
    }
    let found = home.roster.find(origin, &sources);
    if found.iter().all(Option::is_none) && !origin.rows.is_empty() {
        let mut rosters: Vec<String> = origin.sources.iter().map(|source| source.file.clone()).collect();
        rosters.dedup();
        return Err(Reason::OtherRoster { handed: origin.rows.len(), rosters });
    }
    Ok(Answer { file, returned, found, sources, saved, takes_back: false })
}

fn notes(answer: &Answer, accepts_matched: bool) -> Vec<String> {
    let Answer { file, returned, .. } = answer;
    let named = |names: &[&str]| format!("«{}»", names.join("», «"));
    let lost: Vec<&str> = returned.lost_columns.iter().map(|&index| &*returned.origin.columns[index].header).collect();
    let lost = (!lost.is_empty()).then(|| {
        format!("нет столбцов {}, изменения в них не прочитаны. Если они есть, верните прежние заголовки.", named(&lost))
    });
    let extra: Vec<&str> = returned.extra_columns.iter().map(String::as_str).collect();
    let extra = (!extra.is_empty()).then(|| format!("столбцы {} не выдавались и не прочитаны.", named(&extra)));
    let moved = (returned.told_by_content > 0).then(|| {
        format!(
            "строки переставлены без скрытого столбца с ключами; {} по своему содержанию.",
            counted(returned.told_by_content, "строка узнана", "строки узнаны", "строк узнаны")
        )
    });
    let figures = answer.figures();
    let repeated = (figures.repeated > 0).then(|| {
        format!("{} больше одного раза.", counted(figures.repeated, "строка вернулась", "строки вернулись", "строк вернулись"))
    });
    let beyond = (figures.beyond > 0).then(|| {
        format!("есть и строки, выданные в других файлах: {}; они учтены.", counted(figures.beyond, "строка", "строки", "строк"))
    });
    let matched = returned.is_matched.then(|| {
        let told = "ключей строк нет; строки узнаны по ОГРН, названию и муниципалитету.";
        if accepts_matched {
            format!("{told} Их исправления внесены, как указано: --accept-matched.")
        } else {
            format!(
                "{told} Ничего не внесено: проверьте предложения на листе «Изменения» и повторите с параметром --accept-matched."
            )
        }
    });
    let unrecorded = (returned.handed == 0 && !returned.is_matched).then(|| {
        "служебного листа нет, строки узнаны по ключам; что выдавалось, взято из реестра. Точнее — с параметром --handed-out ПАПКА.".to_owned()
    });
    let worded = returned.own_words_differ.then(|| {
        "столбцы «Статус», «Что не так», «Что сделать» отличаются от нынешних, слова получателя в них не отделить: просмотрите сами."
            .to_owned()
    });
    let others = answer.of_others();
    let others = (!others.is_empty()).then(|| {
        let counts: Vec<String> = others.iter().map(|(roster, rows)| format!("{roster} — {rows}")).collect();
        format!("есть строки других реестров, внесите их с теми реестрами: {}.", counts.join(", "))
    });
    let notes = [matched, unrecorded, worded, lost, extra, moved, repeated, beyond, others];
    notes.into_iter().flatten().map(|note| format!("{file}: {note}")).collect()
}

impl Answer {
    /// Whether a row is of this roster, and was handed out in this workbook or came back in it.
    pub(super) fn is_ours(&self, handed: usize) -> bool {
        let Returned { origin, came, handed: known, .. } = &self.returned;
        self.sources.contains(&origin.rows[handed].source) && (handed < *known || came[handed])
    }

    /// The rosters that other rows in it are of, with how many they are.
    fn of_others(&self) -> BTreeMap<&str, usize> {
        let mut rosters = BTreeMap::new();
        for (row, came) in self.returned.origin.rows.iter().zip(&self.returned.came) {
            if *came && !self.sources.contains(&row.source) {
                *rosters.entry(&*self.returned.origin.sources[row.source].file).or_default() += 1;
            }
        }
        rosters
    }

    /// What is counted of the file. Where nothing says what was handed out in it, what came back was.
    pub(super) fn figures(&self) -> FileFigures {
        let Returned { came, handed: known, .. } = &self.returned;
        let ours = || (0..came.len()).filter(|&handed| self.is_ours(handed));
        let back = ours().filter(|&handed| came[handed]).count();
        let beyond = ours().filter(|handed| *known > 0 && handed >= known).count();
        let removed = self.returned.removed.iter().filter(|&&handed| self.is_ours(handed)).count();
        let rows = || self.returned.rows.iter().filter(|row| self.is_ours(row.handed));
        FileFigures {
            file: self.file.clone(),
            part: self.returned.origin.part.clone(),
            handed: ours().count() - beyond,
            returned: back - beyond,
            removed,
            repeated: rows().count() - back,
            beyond,
            added: self.returned.added.len(),
            changed_cells: rows().map(|row| row.changes.len()).sum(),
        }
    }
}
