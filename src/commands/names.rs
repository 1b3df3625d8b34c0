//! `names`: which community each short name belongs to, as far as the inputs prove it, and a work list of those that nobody knows yet.
//! Nothing is asked of anybody: the network is for `fetch`, whose snapshots are read here.

use super::job::{Job, JobOptions};
use super::open::{self, Opened, Pick};
use super::snapshots::{is_snapshot, read_snapshot};
use super::{Input, output};
use crate::domain::vk_address::{self, Address, ScreenName};
use crate::domain::{Date, GroupId};
use crate::entry::GroupSource;
use crate::error::{Error, Reason};
use crate::pages::{Answer, Found, Key};
use crate::pipeline::Verdict;
use crate::reference::Taken;
use crate::reference::names::{NameBook, NameClaim};
use crate::report::names::{NameLine, NameState, sheet};
use crate::rules::Fact;
use crate::rules::across::AcrossFact;
use crate::rules::link::{LinkFact, LinkFault};
use crate::table::RowId;
use crate::workbook::create::{FormBook, Waiting};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// What `names` is told.
#[derive(Clone, Debug)]
pub struct NamesRequest {
    /// Rosters, results, answers, tables of names, snapshots; folders of them.
    pub inputs: Vec<PathBuf>,
    /// How they are read.
    pub job: JobOptions,
    /// Where the table goes.
    pub output: PathBuf,
    /// Whether an earlier table may be overwritten.
    pub force: bool,
    /// The day, which ids that people have pasted in are noted with.
    pub date: Date,
}

/// What `names` found.
#[derive(Debug, Default)]
pub struct Names {
    /// All names: those that are not known first, in the order of the rows, then the known ones by name.
    pub lines: Vec<NameLine>,
    /// The table that was written.
    pub output: Option<PathBuf>,
    /// The ministry tables that were used, with what was taken from them.
    pub references: Vec<(PathBuf, Taken)>,
    /// What stopped inputs, or the table.
    pub errors: Vec<Error>,
}

impl Names {
    /// How many names are unknown, known, disputed.
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for line in &self.lines {
            counts[match line.state {
                NameState::Unknown => 0,
                NameState::Known(..) => 1,
                NameState::Disputed(..) => 2,
            }] += 1;
        }
        counts
    }
}

/// Learns the names and writes the table. What stops an input stops no other.
pub fn names(request: &NamesRequest) -> Names {
    let mut options = request.job.clone();
    options.open.takes_names = true;
    let mut job = Job::begin(&options);
    let mut found = Names { references: std::mem::take(&mut job.references), ..Names::default() };
    found.errors = std::mem::take(&mut job.errors);
    let mut learning = Learning { book: job.reference.names().clone(), ..Learning::default() };
    let (snapshots, inputs): (Vec<PathBuf>, Vec<PathBuf>) = request.inputs.iter().cloned().partition(|path| is_snapshot(path));
    for path in &snapshots {
        match read_snapshot(&path.as_path().into()) {
            Ok(snapshot) => {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                snapshot.lines().for_each(|answer| learning.hear(answer, &file));
            }
            Err(error) => found.errors.push(error),
        }
    }
    let mut read: Vec<PathBuf> = snapshots;
    let inputs: Vec<Input> = inputs.into_iter().map(Input::from).collect();
    for opened in job.open_all(&inputs, Pick::Rosters) {
        match opened {
            Ok(file) => {
                read.push(file.path.clone());
                learning.read(file, &job, request.date);
            }
            Err(error) => found.errors.push(error),
        }
    }
    let Some(like) = read.first().cloned() else { return found };
    read.extend(found.references.iter().map(|(path, _)| path.clone()));
    found.lines = learning.lines();
    match write(request, &like, &read, &found.lines) {
        Ok(()) => found.output = Some(request.output.clone()),
        Err(error) => found.errors.push(error),
    }
    found
}

fn write(request: &NamesRequest, like: &std::path::Path, read: &[PathBuf], lines: &[NameLine]) -> Result<(), Error> {
    let output = &request.output;
    if output.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
        return Err(Error::new(output, Reason::WrongEnding { wanted: "xlsx", path: output.clone() }));
    }
    for path in read.iter().chain(&request.inputs) {
        output::check(path, output, request.force)?;
    }
    let sheets = vec![(sheet(lines.to_vec()), None)];
    output::write(like, output, request.force, |out| FormBook::new(Waiting::Memory).finish(sheets, out).map_err(Reason::from))
}

/// What was learnt so far.
#[derive(Default)]
struct Learning {
    book: NameBook,
    /// The names that rows have, in their order.
    pages: Vec<Page>,
    known: HashMap<ScreenName, usize>,
    /// What VK said last of names that are no community's, and of communities that are gone.
    denials: HashMap<Key, Denial>,
}

/// What VK said of a page that is no community's.
struct Denial {
    on: Date,
    /// In words, with the day and the file.
    says: String,
}

struct Page {
    name: ScreenName,
    title: String,
    rows: usize,
}

/// What a row says of names.
#[derive(Default)]
struct Said {
    names: Vec<ScreenName>,
    title: String,
    claim: Option<NameClaim>,
}

impl Learning {
    /// Takes an answer of VK in.
    fn hear(&mut self, answer: &Answer, file: &str) {
        let on = answer.at.day();
        let asked = match &answer.asked {
            Key::Name(name) => Some(name),
            Key::Id(_) => None,
        };
        let remark = match &answer.found {
            Found::Group(community) if community.deactivated.is_some() => "страница удалена или заблокирована",
            Found::Group(community) => {
                let claim = |group: GroupId| NameClaim { group, on: Some(on), from: file.to_owned() };
                for name in asked.into_iter().chain(&community.screen_name) {
                    self.book.learn(name.clone(), claim(community.id));
                }
                return;
            }
            Found::Person => "личная страница, а не сообщество",
            Found::App => "приложение, а не сообщество",
            Found::Nobody => match asked {
                Some(_) => "имя никому не принадлежит",
                None => "такого сообщества нет",
            },
        };
        let says = format!("ВКонтакте: {remark} ({}, {file})", on.by_day());
        match self.denials.get(&answer.asked) {
            Some(known) if known.on > on => {}
            _ => drop(self.denials.insert(answer.asked.clone(), Denial { on, says })),
        }
    }

    /// What is known of a name: a community that VK has not denied since, or what it said.
    fn state(&self, name: &ScreenName) -> (NameState, Option<String>) {
        let state = NameState::from(self.book.get(name));
        let denied = |key: Key| self.denials.get(&key);
        let by_name = denied(Key::Name(name.clone()));
        match &state {
            NameState::Known(claim, _) => {
                let denials = by_name.into_iter().chain(denied(Key::Id(claim.group)));
                let later = denials.filter(|denial| claim.on.is_none_or(|on| on <= denial.on)).max_by_key(|denial| denial.on);
                match later {
                    Some(denial) => (NameState::Unknown, Some(format!("{}; раньше {}", denial.says, claim.in_words()))),
                    None => (state, None),
                }
            }
            _ => (state, by_name.map(|denial| denial.says.clone())),
        }
    }

    fn read(&mut self, file: Opened, job: &Job<'_>, today: Date) {
        let (sources, _) = open::sources(&mut [file]);
        let run = job.run(&sources);
        for (index, source) in sources.iter().enumerate() {
            let rows = (0..source.table.len()).into_par_iter();
            let said: Vec<Said> = rows.map(|row| said(&run.verdict(RowId::new(index, row)), &source.file, today)).collect();
            said.into_iter().for_each(|said| self.take(said));
        }
    }

    fn take(&mut self, said: Said) {
        for name in said.names {
            let at = *self.known.entry(name.clone()).or_insert_with(|| {
                self.pages.push(Page { name: name.clone(), title: String::new(), rows: 0 });
                self.pages.len() - 1
            });
            let page = &mut self.pages[at];
            page.rows += 1;
            if page.title.is_empty() {
                page.title.clone_from(&said.title);
            }
            if let Some(claim) = &said.claim {
                self.book.learn(name, claim.clone());
            }
        }
    }

    /// All names, the work that is left first.
    fn lines(mut self) -> Vec<NameLine> {
        let line = |page: Page, state: NameState, remark: Option<String>| NameLine {
            name: page.name,
            title: page.title,
            rows: page.rows,
            state,
            remark,
        };
        let (mut open, mut known) = (Vec::new(), BTreeMap::new());
        let of_rows = std::mem::take(&mut self.pages);
        let bare = |name: &ScreenName| Page { name: name.clone(), title: String::new(), rows: 0 };
        let others = self.book.names().map(|(name, _)| name).filter(|name| !self.known.contains_key(*name)).map(bare);
        for page in of_rows.into_iter().chain(others) {
            match self.state(&page.name) {
                (state @ NameState::Known(..), remark) => drop(known.insert(page.name.clone(), line(page, state, remark))),
                (state, remark) => open.push(line(page, state, remark)),
            }
        }
        open.extend(known.into_values());
        open
    }
}

/// What a row says of names: a short name, and the community that other cells of the row prove it to be.
fn said(verdict: &Verdict<'_>, file: &str, today: Date) -> Said {
    let entry = &verdict.entry;
    let mut said = Said::default();
    for cell in [&entry.address, &entry.id] {
        let name = match &cell.reading.address {
            Address::ScreenName(name) => Some(name.clone()),
            Address::Group(_) => vk_address::name_under_photo(&cell.cell.text),
            _ => None,
        };
        said.names.extend(name.filter(|name| !said.names.contains(name)));
    }
    if said.names.is_empty() {
        return said;
    }
    said.title = entry.record.organisation().into_owned();
    // What a table says of the name proves nothing new, and an existing link is what is to be checked.
    let is_told = |source| matches!(source, GroupSource::Reference | GroupSource::Online | GroupSource::Link);
    let proofs = entry.group.evidence.iter().filter(|one| !is_told(one.source));
    let groups: Vec<GroupId> = proofs.map(|one| one.group).collect();
    let is_sound = entry.group.id.is_some() || entry.group.conflicts() && entry.group.two_pages.is_none();
    // Nor does a row prove anything whose page is somebody else's as well, or whose own link opens another.
    let is_contradicted = verdict.findings.iter().any(|found| {
        matches!(
            &found.fact,
            Fact::Across(AcrossFact::GroupOfTwo { .. })
                | Fact::Link(LinkFact::Faulty { fault: LinkFault::WrongGroup { .. }, .. })
        )
    });
    if let (Some(&group), true) =
        (groups.first(), is_sound && !is_contradicted && groups.windows(2).all(|pair| pair[0] == pair[1]))
    {
        said.claim = Some(NameClaim::of_row(&entry.record, file, group, Some(today)));
    }
    said
}
