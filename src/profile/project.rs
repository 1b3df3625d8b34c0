//! The month's work of a region: which files it is about and where results go, so that commands need not be told.

use super::{Fault, Item};
use std::path::{Path, PathBuf};

/// What `[project]` of a profile names; paths are those of the profile's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The rosters.
    pub rosters: Vec<PathBuf>,
    /// Ministry tables and tables of names.
    pub references: Vec<PathBuf>,
    /// The snapshot of pages.
    pub pages: Option<PathBuf>,
    /// Where the results of `fill` go.
    pub output: Option<PathBuf>,
    /// The column that `split` parts rows by.
    pub by: Option<String>,
    /// Where the workbooks of `split` go.
    pub handed_out: Option<PathBuf>,
    /// Where answers are put.
    pub answers: Option<PathBuf>,
    /// The result of `merge`.
    pub merged: Option<PathBuf>,
    /// The result of `report`.
    pub report: Option<PathBuf>,
}

/// What there is in the section.
const NAMES: [&str; 9] = ["rosters", "references", "pages", "output", "by", "handed-out", "answers", "merged", "report"];

impl Project {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same with paths that begin in a folder.
    #[must_use]
    pub(crate) fn within(self, folder: &Path) -> Self {
        let all = |paths: Vec<PathBuf>| paths.iter().map(|path| folder.join(path)).collect();
        let one = |path: Option<PathBuf>| path.map(|path| folder.join(path));
        Self {
            rosters: all(self.rosters),
            references: all(self.references),
            pages: one(self.pages),
            output: one(self.output),
            by: self.by,
            handed_out: one(self.handed_out),
            answers: one(self.answers),
            merged: one(self.merged),
            report: one(self.report),
        }
    }

    pub(super) fn read(&mut self, section: &Item<'_>) -> Result<(), Fault> {
        for item in section.items("")? {
            match &*item.name {
                "rosters" => self.rosters = paths(&item)?,
                "references" => self.references = paths(&item)?,
                "pages" => self.pages = Some(path(&item)?),
                "output" => self.output = Some(path(&item)?),
                "by" => self.by = Some(item.text()?.to_owned()),
                "handed-out" => self.handed_out = Some(path(&item)?),
                "answers" => self.answers = Some(path(&item)?),
                "merged" => self.merged = Some(path(&item)?),
                "report" => self.report = Some(path(&item)?),
                _ => return Err(item.unknown("настройки работы", &NAMES)),
            }
        }
        Ok(())
    }
}

fn path(item: &Item<'_>) -> Result<PathBuf, Fault> {
    match item.text()?.trim() {
        "" => Err(item.other_than("путь к файлу или папке")),
        text => Ok(PathBuf::from(text)),
    }
}

fn paths(item: &Item<'_>) -> Result<Vec<PathBuf>, Fault> {
    let texts = item.texts()?;
    Ok(texts.into_iter().map(|word| PathBuf::from(word.text.trim())).filter(|path| !path.as_os_str().is_empty()).collect())
}
