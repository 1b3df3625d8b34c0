//! Which cells of a sheet are gospub's: those in which what gospub wrote still stands, where it was written or where it has moved to.

use super::undo::{Fit, Former, FormerLink, Height, Recorded, trace_of};
use crate::table::sheet::{Area, CellRef, Column, Sheet, Value};
use std::collections::{HashMap, VecDeque};

/// The cells that gospub wrote in an earlier run and that nobody has written over since, and what stood in the sender's among them.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The row of the headers of the own columns.
    pub(super) header: u32,
    /// The own columns, from the left.
    pub(super) own: Vec<Column>,
    /// For each column with such cells a bit a row.
    columns: Vec<(Column, Vec<u64>)>,
    formers: HashMap<CellRef, Former>,
    links: HashMap<CellRef, FormerLink>,
    heights: HashMap<u32, Height>,
    /// What gospub did to the number of pages that the sheet is wide in print.
    pub(super) fit: Option<Fit>,
}

impl Claims {
    /// Whether gospub wrote the cell.
    pub(super) fn has(&self, at: CellRef) -> bool {
        let bits = self.columns.iter().find(|(column, _)| *column == at.column).map(|(_, bits)| bits);
        bits.and_then(|bits| bits.get(at.row as usize / 64)).is_some_and(|bits| bits >> (at.row % 64) & 1 == 1)
    }

    /// What stood in a cell that gospub wrote; none if it was blank.
    pub(super) fn former(&self, at: CellRef) -> Option<&Former> {
        self.formers.get(&at)
    }

    /// The hyperlink that stood on a cell that gospub wrote.
    pub(super) fn link(&self, at: CellRef) -> Option<&FormerLink> {
        self.links.get(&at)
    }

    /// What gospub did to the height of a row. It is for the row to tell whether it still is so high.
    pub(super) fn height(&self, row: u32) -> Option<&Height> {
        self.heights.get(&row)
    }

    /// All cells that gospub wrote.
    pub(super) fn cells(&self) -> impl Iterator<Item = CellRef> {
        self.columns.iter().flat_map(|&(column, ref bits)| {
            (0..).zip(bits).flat_map(move |(word, &bits)| {
                (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| CellRef::new(word * 64 + bit, column))
            })
        })
    }

    /// Looks for what the record says in the sheet as it stands now.
    pub(super) fn find(recorded: &Recorded, sheet: &Sheet) -> Self {
        let Recorded { header, own, traces, .. } = recorded;
        let (header, own) = own_columns(*header, own, sheet);
        let mut claims = Self { header, own: own.iter().map(|&(_, now)| now).collect(), ..Self::default() };
        claims.own.sort_unstable();
        claims.fit.clone_from(&recorded.fit);
        let rows = i64::from(header) - i64::from(recorded.header);
        let now = |row: u32| u32::try_from(i64::from(row) + rows).ok();
        claims.heights = recorded.heights.iter().filter_map(|(&row, height)| Some((now(row)?, height.clone()))).collect();
        let own_found =
            own.iter().filter_map(|&(then, now)| Some(Found::new(then, now, traces.get(&then)?, rows, sheet, |_| false)));
        let own_found: Vec<Found> = own_found.collect();
        // A row whose own cells all stand where they were has not moved: what is missing in it has been written over, and the same value in
        // another row is the sender's.
        let stands = |then: u32| {
            let trace = |one: &Found| traces[&one.then].get(then as usize - 1).is_some_and(|&trace| trace > 0);
            let mut written = own_found.iter().filter(|one| trace(one)).peekable();
            written.peek().is_some() && now(then).is_some_and(|now| written.all(|one| one.row_then(now) == Some(then)))
        };
        let mut found: Vec<Found> = Vec::new();
        for &column in traces.keys().filter(|&column| !recorded.own.iter().any(|(own, _)| own == column)) {
            // A column inserted among the sender's moves those right of it as far as it moves the own ones.
            let first = own.first().map_or(0, |&(then, now)| now.index() as i64 - then.index() as i64);
            let shifted = usize::try_from(column.index() as i64 + first).ok().and_then(Column::new).unwrap_or(column);
            let found_in = |now| Found::new(column, now, &traces[&column], rows, sheet, stands);
            let (here, there) = (found_in(column), (shifted != column).then(|| found_in(shifted)));
            let there = there.filter(|there| there.places.len() > here.places.len());
            found.push(there.unwrap_or(here));
        }
        found.extend(own_found);
        found.sort_unstable_by_key(|one| one.then);
        let links = LinksByPlace::of(&recorded.links);
        let any_moved =
            found.iter().any(|found| found.places.iter().any(|&(then, now)| i64::from(then) + rows != i64::from(now)));
        for one in &found {
            let traces = &recorded.traces[&one.then];
            let mut bits = Vec::new();
            for &(then, now) in &one.places {
                let (was, at) = (CellRef::new(then, one.then), CellRef::new(now, one.now));
                if let Some(former) = recorded.formers.get(&was) {
                    // A link that several rows have in common does not say whose it is once rows have moved.
                    let is_one = || traces.iter().filter(|&&trace| trace == traces[then as usize - 1]).count() == 1;
                    let agree = || found.iter().all(|other| other.agrees(then, now, recorded));
                    if any_moved && !is_one() && !agree() {
                        continue;
                    }
                    claims.formers.insert(at, former.clone());
                }
                if let Some(link) = links.on(was) {
                    let area = if was == at { link.area } else { Area { first: at, last: at } };
                    claims.links.insert(at, FormerLink { area, ..link.clone() });
                }
                let word = now as usize / 64;
                if bits.len() <= word {
                    bits.resize(word + 1, 0);
                }
                bits[word] |= 1u64 << (now % 64);
            }
            claims.columns.push((one.now, bits));
        }
        claims
    }
}

/// Hyperlinks by the cells on which they stood: there may be one for each row.
struct LinksByPlace<'l> {
    single: HashMap<CellRef, &'l FormerLink>,
    /// Those on several cells by their first rows, each with the last row of it and of all before it.
    wide: Vec<(&'l FormerLink, u32)>,
}

impl<'l> LinksByPlace<'l> {
    fn of(links: &'l [FormerLink]) -> Self {
        let (single, mut wide): (Vec<_>, Vec<_>) = links.iter().partition(|link| link.area.first == link.area.last);
        wide.sort_by_key(|link| link.area.first.row);
        let last = wide.iter().scan(0, |last: &mut u32, link| {
            *last = link.area.last.row.max(*last);
            Some(*last)
        });
        let wide = wide.iter().copied().zip(last.collect::<Vec<_>>()).collect();
        // Of several on one cell the first counts.
        Self { single: single.into_iter().rev().map(|link| (link.area.first, link)).collect(), wide }
    }

    fn on(&self, at: CellRef) -> Option<&'l FormerLink> {
        let before = self.wide.partition_point(|(link, _)| link.area.first.row <= at.row);
        let near = self.wide[..before].iter().rev().take_while(|(_, last)| *last >= at.row);
        let wide = || near.map(|&(link, _)| link).find(|link| link.area.contains(at));
        self.single.get(&at).copied().or_else(wide)
    }
}

/// The cells of a column that hold what gospub wrote.
struct Found {
    /// The column when it was written, and now.
    then: Column,
    now: Column,
    /// The row in which each was written, and the row in which it stands now.
    places: Vec<(u32, u32)>,
}

impl Found {
    /// Each trace of the record is good for one cell: that in its own row, else another that holds the same. So a value that a person
    /// copied from a cell of gospub's into another is the person's. A trace of a row that `stands` is not looked for in others.
    fn new(then: Column, now: Column, traces: &[u32], rows: i64, sheet: &Sheet, stands: impl Fn(u32) -> bool) -> Self {
        let mut places = Vec::new();
        let mut lost: HashMap<u32, VecDeque<u32>> = HashMap::new();
        let mut homeless = Vec::new();
        let mut next = 1;
        let trace_then = |now: u32| {
            let then = u32::try_from(i64::from(now) - rows).ok().filter(|&then| then > 0)?;
            Some((then, traces.get(then as usize - 1).copied().filter(|&trace| trace > 0)?))
        };
        let mut skip_to = |end: u32, lost: &mut HashMap<u32, VecDeque<u32>>| {
            while next < end && (next as usize) <= traces.len() {
                let trace = traces[next as usize - 1];
                if trace > 0 && !stands(next) {
                    lost.entry(trace).or_default().push_back(next);
                }
                next += 1;
            }
            next = next.max(end.saturating_add(1));
        };
        for row in sheet.rows() {
            let Some(trace) = trace_of(row.value(now)) else { continue };
            let row = row.number();
            match trace_then(row) {
                Some((then, written)) if written == trace => {
                    skip_to(then, &mut lost);
                    places.push((then, row));
                }
                _ => homeless.push((trace, row)),
            }
        }
        skip_to(u32::MAX, &mut lost);
        for (trace, row) in homeless {
            if let Some(then) = lost.get_mut(&trace).and_then(VecDeque::pop_front) {
                places.push((then, row));
            }
        }
        places.sort_unstable_by_key(|&(_, now)| now);
        Self { then, now, places }
    }

    /// The row in which what stands in a row now was written.
    fn row_then(&self, now: u32) -> Option<u32> {
        self.places.binary_search_by_key(&now, |&(_, now)| now).ok().map(|at| self.places[at].0)
    }

    /// Whether what was written into the column in one row stands in another now; true where nothing was.
    fn agrees(&self, then: u32, now: u32, recorded: &Recorded) -> bool {
        let written = recorded.traces[&self.then].get(then as usize - 1).is_some_and(|&trace| trace > 0);
        match self.row_then(now) {
            Some(row) => row == then,
            None => !written,
        }
    }
}

/// Where the own columns stand now: the row of their headers, and each column as it was with the one that it is. Columns and rows may
/// have been inserted before them, and some of them taken out.
fn own_columns(header: u32, own: &[(Column, String)], sheet: &Sheet) -> (u32, Vec<(Column, Column)>) {
    /// How far down headers are looked for.
    const ROWS: u32 = 200;
    let text = |row, column| match sheet.cell(CellRef::new(row, column)).value {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    };
    let there = |row, by: i64| -> Vec<(Column, Column)> {
        let place = |column: Column| usize::try_from(column.index() as i64 + by).ok().and_then(Column::new);
        let stands = |(column, header): &(Column, String)| {
            place(*column).filter(|&now| text(row, now) == Some(header.trim())).map(|now| (*column, now))
        };
        own.iter().filter_map(stands).collect()
    };
    let unmoved = there(header, 0);
    if unmoved.len() == own.len() {
        return (header, unmoved);
    }
    let mut best = (header, unmoved);
    for row in sheet.rows().take_while(|row| row.number() <= ROWS.max(header)) {
        for cell in row.cells() {
            let Value::Text(text) = cell.value else { continue };
            for (column, _) in own.iter().filter(|(_, header)| header.trim() == text.trim()) {
                let found = there(row.number(), cell.at.column.index() as i64 - column.index() as i64);
                if found.len() > best.1.len() {
                    best = (row.number(), found);
                }
            }
        }
    }
    // Headers of these words may be the sender's where too few of them are left.
    if best.1.len() * 2 < own.len() { (header, Vec::new()) } else { best }
}

#[cfg(test)]
mod tests {
    use super::super::undo::trace;
    use super::*;
    use crate::table::sheet::sheet_of_texts;

    #[test]
    fn a_former_hyperlink_is_found_by_each_cell_of_its_area() {
        let link = |area: &str| FormerLink { area: area.parse().unwrap(), target: None, external: false, attrs: area.to_owned() };
        let all = ["B2:C9", "D4", "C3:C4", "B11"].map(link);
        let links = LinksByPlace::of(&all);
        let on = |at: &str| links.on(at.parse().unwrap()).map(|link| &*link.attrs);
        assert_eq!(["B2", "C9", "D4", "C4", "B11"].map(on), ["B2:C9", "B2:C9", "D4", "C3:C4", "B11"].map(Some));
        assert_eq!(["D5", "B10", "A1"].map(on), [None; 3]);
    }

    #[test]
    fn a_cell_that_a_person_has_written_over_is_not_gospubs() {
        let column: Column = "B".parse().unwrap();
        let traces = HashMap::from([(column, vec![0, trace("Ошибка"), trace("Верно")])]);
        let recorded = Recorded { header: 1, own: vec![(column, "Статус".into())], traces, ..Recorded::default() };
        let sheet = sheet_of_texts("Лист1", [["Школа", "Статус"], ["№ 1", "Ошибка"], ["№ 2", "проверено нами"]]);
        let cells: Vec<String> = Claims::find(&recorded, &sheet).cells().map(|at| at.to_string()).collect();
        assert_eq!(cells, ["B2"]);
    }

    #[test]
    fn a_value_of_the_senders_is_not_taken_for_one_that_was_written_over_in_another_row() {
        let [link, id]: [Column; 2] = ["B", "C"].map(|column| column.parse().unwrap());
        let ids = ["1", "1"].map(trace);
        let traces = HashMap::from([(link, vec![0, trace("vk.com/app"), 0]), (id, vec![0, ids[0], ids[1]])]);
        let recorded = Recorded { header: 1, own: vec![(id, "ID".into())], traces, ..Recorded::default() };
        let claimed = |rows: [[&str; 3]; 3]| {
            let sheet = sheet_of_texts("Лист1", rows);
            let mut cells: Vec<String> = Claims::find(&recorded, &sheet).cells().map(|at| at.to_string()).collect();
            cells.sort();
            cells
        };
        let header = ["Школа", "Ссылка", "ID"];
        assert_eq!(claimed([header, ["№ 1", "исправили", "1"], ["№ 2", "vk.com/app", "1"]]), ["C2", "C3"]);
        assert_eq!(claimed([header, ["№ 2", "", "2"], ["№ 1", "vk.com/app", "1"]]), ["B3", "C3"], "the row has moved");
    }
}
