//! The returned workbooks: opened, read, and held against the roster that they claim to be of.

use crate::commands::Input;
use crate::commands::open::{self, Pick};
use crate::error::{Error, Reason};
use crate::handback::{FileHash, OriginError, Returned, ReturnedError, Roster};
use crate::report::changes::FileFigures;
use crate::report::counted;
use crate::table::RowId;
use crate::table::sheet::Sheet;
use crate::workbook::Limits;
use rayon::prelude::*;
use std::collections::HashMap;
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
}

/// What was read.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) answers: Vec<Answer>,
    /// What is to be said of files as a whole.
    pub(super) notes: Vec<String>,
    pub(super) errors: Vec<Error>,
}

/// The roster as far as answers are held against it.
pub(super) struct Home<'h> {
    /// The name of its file.
    pub(super) name: String,
    pub(super) hash: FileHash,
    pub(super) roster: &'h Roster<'h>,
    /// How much an answer may cost.
    pub(super) limits: &'h Limits,
}

/// Reads the returned workbooks. The same bytes count once, whatever the file is called.
///
/// # Errors
/// If the output would replace one of them.
pub(super) fn read(inputs: &[Input], output: Option<&Path>, home: &Home<'_>) -> Result<Answers, Error> {
    let output = output.and_then(|output| output.canonicalize().ok());
    let is_output = |path: &Path| output.is_some() && path.canonicalize().ok() == output;
    let is_named = |path: &Path| inputs.iter().any(|input| input.path() == path);
    let mut read: Vec<Result<(FileHash, Input, Returned), Error>> =
        open::files(inputs, Pick::Inputs).into_par_iter().map(|input| input.and_then(|input| open_one(input, home))).collect();
    let mut inputs_read = read.iter().filter_map(|read| match read {
        Ok((_, input, _)) => Some(input.path()),
        // A workbook that was not handed out: an earlier result.
        Err(Error { reason: Reason::NoOrigin, .. }) => None,
        Err(error) => Some(&*error.file),
    });
    if let Some(path) = inputs_read.find(|path| is_output(path)) {
        return Err(Error::new(path, Reason::OutputIsInput));
    }
    // In a folder of answers the roster itself and an earlier result may lie as well.
    read.retain(|read| match read {
        Err(Error { file, reason: Reason::RosterReturned }) => is_named(file),
        Err(Error { file, reason: Reason::NoOrigin }) => is_named(file) || !is_output(file),
        _ => true,
    });
    let mut answers = Answers::default();
    let mut seen: HashMap<FileHash, String> = HashMap::new();
    for one in read {
        let (hash, input, returned) = match one {
            Ok(read) => read,
            Err(error) => {
                answers.errors.push(error);
                continue;
            }
        };
        let file = input.name();
        if let Some(first) = seen.get(&hash) {
            answers.notes.push(format!("{file}: точная копия файла {first}, учтена один раз."));
            continue;
        }
        match belongs(returned, &file, home) {
            Ok(answer) => {
                answers.notes.extend(notes(&answer));
                seen.insert(hash, file);
                answers.answers.push(answer);
            }
            Err(reason) => answers.errors.push(input.stopped(reason)),
        }
    }
    Ok(answers)
}

fn open_one(input: Input, home: &Home<'_>) -> Result<(FileHash, Input, Returned), Error> {
    let fail = |reason: Reason| input.stopped(reason);
    let hash = input.hash()?;
    if hash == home.hash {
        return Err(fail(Reason::RosterReturned));
    }
    let book = input.open(home.limits, &|_| None).map_err(|error| fail(error.into()))?;
    let infos = book.sheets();
    let positions = (0..infos.len()).filter(|&position| infos[position].is_worksheet);
    let sheets: Result<Vec<Arc<Sheet>>, _> = positions.map(|position| book.read(position)).collect();
    let returned = Returned::read(&sheets.map_err(|error| fail(error.into()))?).map_err(|error| {
        fail(match error {
            ReturnedError::NoOrigin => Reason::NoOrigin,
            ReturnedError::NoKeys => Reason::NoKeys,
            ReturnedError::Origin(OriginError::Version(_)) => Reason::LaterOrigin,
            ReturnedError::Origin(OriginError::Damaged | OriginError::DamagedRow(_)) => Reason::DamagedOrigin,
        })
    })?;
    Ok((hash, input, returned))
}

/// Holds an answer against the roster: one that has none of its rows is of another roster.
fn belongs(returned: Returned, file: &str, home: &Home<'_>) -> Result<Answer, Reason> {
    let origin = &returned.origin;
    let all = 0..origin.sources.len();
    let mut sources: Vec<usize> = all.clone().filter(|&source| origin.sources[source].hash == home.hash).collect();
    if sources.is_empty() {
        sources = all.clone().filter(|&source| origin.sources[source].file == home.name).collect();
    }
    if sources.is_empty() {
        sources = all.collect();
    }
    let found = home.roster.find(origin, &sources);
    if found.iter().all(Option::is_none) && !origin.rows.is_empty() {
        let mut rosters: Vec<String> = origin.sources.iter().map(|source| source.file.clone()).collect();
        rosters.dedup();
        return Err(Reason::OtherRoster { handed: origin.rows.len(), rosters });
    }
    Ok(Answer { file: file.to_owned(), returned, found, sources })
}

fn notes(answer: &Answer) -> Vec<String> {
    let Answer { file, returned, .. } = answer;
    let lost: Vec<&str> = returned.lost_columns.iter().map(|&index| &*returned.origin.columns[index].header).collect();
    let lost = (!lost.is_empty()).then(|| {
        format!(
            "{file}: нет столбцов «{}», изменения в них не прочитаны. Если их переименовали, верните прежние заголовки.",
            lost.join("», «")
        )
    });
    let moved = (returned.told_by_content > 0).then(|| {
        format!(
            "{file}: строки переставлены без скрытого столбца с ключами; {} по своему содержанию.",
            counted(returned.told_by_content, "строка узнана", "строки узнаны", "строк узнаны")
        )
    });
    let repeated = answer.figures().repeated;
    let repeated = (repeated > 0).then(|| {
        format!("{file}: {} больше одного раза.", counted(repeated, "строка вернулась", "строки вернулись", "строк вернулись"))
    });
    lost.into_iter().chain(moved).chain(repeated).collect()
}

impl Answer {
    /// Whether a row that was handed out is of this roster.
    pub(super) fn is_ours(&self, handed: usize) -> bool {
        self.sources.contains(&self.returned.origin.rows[handed].source)
    }

    /// What is counted of the file.
    pub(super) fn figures(&self) -> FileFigures {
        let handed = (0..self.returned.origin.rows.len()).filter(|&handed| self.is_ours(handed)).count();
        let removed = self.returned.removed.iter().filter(|&&handed| self.is_ours(handed)).count();
        let came = || self.returned.rows.iter().filter(|row| self.is_ours(row.handed));
        FileFigures {
            file: self.file.clone(),
            part: self.returned.origin.part.clone(),
            handed,
            returned: handed - removed,
            removed,
            repeated: came().count() - (handed - removed),
            added: self.returned.added.len(),
            changed_cells: came().map(|row| row.changes.len()).sum(),
        }
    }
}
