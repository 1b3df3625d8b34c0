//! Which cells of a sheet are gospub's: those in which what gospub wrote still stands, where it was written or where it has moved to.

use super::copied;
use super::own_columns::own_columns;
use super::undo::{Fit, Former, FormerLink, Height, Recorded, trace_of};
use crate::table::sheet::{Area, CellRef, Column, Row, Sheet};
use std::collections::{HashMap, HashSet, VecDeque};

/// The cells that gospub wrote in an earlier run and that nobody has written over since, and what stood in the sender's among them.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The row of the headers of the own columns.
    pub(super) header: u32,
    /// The own columns, from the left.
    pub(super) own: Vec<Column>,
    /// What people copied from own cells of one row into those of another.
    pub(super) copied: Vec<CellRef>,
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
        let traces = &recorded.traces;
        let (header, own) = own_columns(recorded, sheet);
        let mut claims = Self { header, own: own.iter().map(|&(_, now)| now).collect(), ..Self::default() };
        claims.own.sort_unstable();
        claims.fit.clone_from(&recorded.fit);
        let rows = i64::from(header) - i64::from(recorded.header);
        let now = |row: u32| u32::try_from(i64::from(row) + rows).ok();
        claims.heights = recorded.heights.iter().filter_map(|(&row, height)| Some((now(row)?, height.clone()))).collect();
        let moves = Moves::of(&own, traces, rows, sheet);
        let own_found: Vec<Found> =
            own.iter().filter_map(|&(then, now)| Some(Found::new(then, now, traces.get(&then)?, rows, sheet))).collect();
        // A column inserted among the sender's moves those right of it as far as it moves the own ones; what people added right of the
        // own ones has moved with the last of them.
        let [left, right] = shifts(recorded, &own);
        let last_own = recorded.own.iter().map(|&(column, _)| column).max();
        let mut found: Vec<Found> = Vec::new();
        for &column in traces.keys().filter(|&column| !recorded.own.iter().any(|(own, _)| own == column)) {
            let by = if Some(column) > last_own { right } else { left };
            let shifted = column.index().checked_add_signed(by).and_then(Column::new).unwrap_or(column);
            let former = |row| recorded.formers.get(&CellRef::new(row, column));
            let found_in = |now| Found::in_rows(column, now, &traces[&column], &moves, sheet, former);
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
                    // An own cell that several rows have in common does not say whose it is once rows have moved.
                    let is_own = own.iter().any(|&(then, _)| then == one.then);
                    let is_one = || traces.iter().filter(|&&trace| trace == traces[then as usize - 1]).count() == 1;
                    let agree = || found.iter().all(|other| other.agrees(then, now, recorded));
                    if is_own && any_moved && !is_one() && !agree() {
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
        claims.copied = copied::cells(recorded, &own, &claims, sheet);
        claims
    }
}

/// How far the first and the last of the own columns have moved.
fn shifts(recorded: &Recorded, own: &[(Column, Column)]) -> [isize; 2] {
    let then = || recorded.own.iter().map(|&(column, _)| column);
    let now = || own.iter().map(|&(_, now)| now);
    let ends = [then().min().zip(now().min()), then().max().zip(now().max())];
    ends.map(|end| end.map_or(0, |(then, now)| now.index() as isize - then.index() as isize))
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
    /// The cells of an own column. Each trace of the record is good for one cell: that in its own row, else another that holds the same. So
    /// a value that a person copied from a cell of gospub's into another is the person's.
    fn new(then: Column, now: Column, traces: &[u32], rows: i64, sheet: &Sheet) -> Self {
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
                if trace > 0 {
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

    /// The cells of a column of the sender's. There the same value may be the sender's in one row and gospub's in another, so a cell
    /// counts only where its row is known to be the one that was written; in doubt it is left as a person's.
    fn in_rows<'f>(
        then: Column,
        now: Column,
        traces: &[u32],
        moves: &Moves,
        sheet: &Sheet,
        former: impl Fn(u32) -> Option<&'f Former>,
    ) -> Self {
        let written = |then: u32| traces.get(then as usize - 1).copied().filter(|&trace| trace > 0);
        let mut places = Vec::new();
        let Some(Moved { alike, in_order }) = &moves.moved else {
            for row in sheet.rows() {
                let place = u32::try_from(i64::from(row.number()) - moves.rows).ok().filter(|&then| then > 0);
                if let Some(then) = place
                    && !moves.replaced.contains(&then)
                    && let Some(trace) = written(then)
                    && trace_of(row.value(now)) == Some(trace)
                {
                    places.push((then, row.number()));
                }
            }
            return Self { then, now, places };
        };
        let stands: HashMap<u32, u32> = sheet.rows().filter_map(|row| Some((row.number(), trace_of(row.value(now))?))).collect();
        for Alike { then, now } in alike {
            if then.iter().all(|&then| written(then).is_some()) {
                // Whichever of them it is, the cell was written: what matters is only what stood in it before.
                let mut left: HashMap<u32, VecDeque<u32>> = HashMap::new();
                for &then in then {
                    left.entry(written(then).unwrap_or_default()).or_default().push_back(then);
                }
                if !(*in_order && then.len() == now.len()) {
                    left.retain(|_, rows| rows.iter().all(|&row| former(row) == former(rows[0])));
                }
                let place = |&now: &u32| Some((left.get_mut(stands.get(&now)?)?.pop_front()?, now));
                places.extend(now.iter().filter_map(place));
            } else if *in_order && then.len() == now.len() {
                let stands = |&(then, now): &(u32, u32)| written(then).is_some_and(|trace| stands.get(&now) == Some(&trace));
                places.extend(then.iter().copied().zip(now.iter().copied()).filter(stands));
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

/// Which rows the rows of the sheet were when the record was made, as far as their own cells tell.
struct Moves {
    /// How far down the header has moved.
    rows: i64,
    /// Where the rows are; none while all of them stand where they stood.
    moved: Option<Moved>,
    /// The rows, as they were, in whose place something else stands now.
    replaced: HashSet<u32>,
}

/// Where the rows are that have moved.
struct Moved {
    alike: Vec<Alike>,
    /// Whether those that can be told apart follow each other as they did: rows came and went, but were not sorted.
    in_order: bool,
}

/// Rows whose own cells are the same, from above: as they were, and as they are now.
#[derive(Default)]
struct Alike {
    then: Vec<u32>,
    now: Vec<u32>,
}

impl Moves {
    fn of(own: &[(Column, Column)], traces: &HashMap<Column, Vec<u32>>, rows: i64, sheet: &Sheet) -> Self {
        let own: Vec<(&[u32], Column)> =
            own.iter().filter_map(|(then, now)| Some((traces.get(then)?.as_slice(), *now))).collect();
        let length = own.iter().map(|(traces, _)| traces.len()).max().unwrap_or(0);
        let then = |then: u32| Looks::of(own.iter().map(|(traces, _)| traces.get(then as usize - 1).copied().unwrap_or(0)));
        let then: Vec<(u32, Looks)> =
            (1..).take(length).map(|row| (row, then(row))).filter(|(_, looks)| looks.is_any()).collect();
        let of_row = |row: Row<'_>| Looks::of(own.iter().map(|&(_, now)| trace_of(row.value(now)).unwrap_or(0)));
        let now: Vec<(u32, Looks)> = sheet.rows().map(|row| (row.number(), of_row(row))).collect();
        let stays = |row: u32| u32::try_from(i64::from(row) + rows).ok();
        let at = |row: u32| now.binary_search_by_key(&row, |&(row, _)| row).ok().map(|at| now[at].1);
        let is_still = |&(row, looks): &(u32, Looks)| stays(row).and_then(at) == Some(looks);
        let gone: Vec<&(u32, Looks)> = then.iter().filter(|one| !is_still(one)).collect();
        if gone.is_empty() {
            return Self { rows, moved: None, replaced: HashSet::new() };
        }
        let was = |row: u32| u32::try_from(i64::from(row) - rows).ok().filter(|&row| row > 0);
        let before = |row: u32| then.binary_search_by_key(&row, |&(row, _)| row).ok().map(|at| then[at].1);
        let came = now.iter().filter(|&&(row, looks)| looks.is_any() && was(row).and_then(before) != Some(looks));
        let came: HashSet<Looks> = came.map(|&(_, looks)| looks).collect();
        // Whether a row may be an old one in which somebody has written over own cells: no more of them differ than are the same.
        let is_kin = |was: u32, now: u32| {
            let cells = sheet.row_at(sheet.position_from(now));
            let written = own.iter().filter_map(|&(traces, column)| Some((*traces.get(was as usize - 1)?, column)));
            let there = written.filter(|&(trace, _)| trace > 0).map(|(trace, column)| (trace, trace_of(cells.value(column))));
            let there: Vec<(u32, Option<u32>)> = there.filter(|(_, now)| now.is_some()).collect();
            there.iter().filter(|&&(trace, now)| now == Some(trace)).count() * 2 >= there.len()
        };
        // Where a row that looked otherwise stands in the same place and the like of the old one nowhere else, it was written over.
        if gone.iter().all(|(row, looks)| stays(*row).and_then(at).is_some() && !came.contains(looks)) {
            let replaced = gone.iter().map(|&&(row, _)| row).filter(|&row| !stays(row).is_some_and(|now| is_kin(row, now)));
            return Self { rows, moved: None, replaced: replaced.collect() };
        }
        let mut alike: HashMap<Looks, Alike> = HashMap::new();
        then.iter().for_each(|&(row, looks)| alike.entry(looks).or_default().then.push(row));
        let mut unlike = Vec::new();
        for &(row, looks) in now.iter().filter(|(_, looks)| looks.is_any()) {
            match alike.get_mut(&looks) {
                Some(alike) => alike.now.push(row),
                None => unlike.push(row),
            }
        }
        let mut sure: Vec<(u32, u32)> = alike
            .values()
            .filter_map(|Alike { then, now }| match (&then[..], &now[..]) {
                (&[then], &[now]) => Some((now, then)),
                _ => None,
            })
            .collect();
        sure.sort_unstable();
        let in_order = sure.is_sorted_by_key(|&(_, then)| then);
        // A row in which somebody has written over own cells is still known by those left, and by the rows around it.
        let mut edited = Vec::new();
        let mut placed = HashSet::new();
        let lacks = |Alike { then, now }: &Alike| then.len().saturating_sub(now.len());
        let mut lacking: HashMap<Looks, usize> = alike.iter().map(|(&looks, alike)| (looks, lacks(alike))).collect();
        for row in unlike {
            let below = sure.partition_point(|&(now, _)| now < row);
            let around = [below.checked_sub(1).and_then(|above| sure.get(above)), sure.get(below)];
            let known = around.into_iter().flatten().find_map(|&(now, then)| {
                let was = u32::try_from(i64::from(row) - i64::from(now) + i64::from(then)).ok().filter(|&was| was > 0)?;
                let lacks = before(was).and_then(|looks| lacking.get_mut(&looks)).filter(|lacks| **lacks > 0)?;
                let is_known = !placed.contains(&was) && is_kin(was, row);
                is_known.then(|| {
                    *lacks -= 1;
                    placed.insert(was);
                    was
                })
            });
            edited.extend(known.map(|was| Alike { then: vec![was], now: vec![row] }));
        }
        edited.extend(alike.into_values().map(|Alike { mut then, now }| {
            then.retain(|row| !placed.contains(row));
            Alike { then, now }
        }));
        Self { rows, moved: Some(Moved { alike: edited, in_order }), replaced: HashSet::new() }
    }
}

/// What the own cells of a row hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Looks(u64);

impl Looks {
    /// From the traces of the cells; 0 for a blank one.
    fn of(traces: impl Iterator<Item = u32>) -> Self {
        let mix = |looks: u64, (place, trace): (u64, u32)| match trace {
            0 => looks,
            trace => (looks.rotate_left(5) ^ (place << 32 | u64::from(trace))).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        };
        Self((1..).zip(traces).fold(0, mix))
    }

    /// Whether there is anything.
    fn is_any(self) -> bool {
        self.0 != 0
    }
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

    /// The cells of column B that are claimed where gospub wrote a link into B2 and ids and a status into C and D of both rows, and B3
    /// was the sender's.
    fn links_of(ids: [&str; 2], rows: &[[&str; 4]]) -> Vec<String> {
        let [link, id, status] = ["B", "C", "D"].map(|column| column.parse::<Column>().unwrap());
        let traces = HashMap::from([
            (link, vec![0, trace("app"), 0]),
            (id, [vec![0], ids.map(trace).to_vec()].concat()),
            (status, vec![0, trace("Верно"), trace("Верно")]),
        ]);
        let own = vec![(id, "ID".into()), (status, "Статус".into())];
        let recorded = Recorded { header: 1, own, traces, ..Recorded::default() };
        let sheet = sheet_of_texts("Лист1", [&[["Школа", "Ссылка", "ID", "Статус"]], rows].concat());
        let claims = Claims::find(&recorded, &sheet);
        claims.cells().map(|at| at.to_string()).filter(|at| at.starts_with('B')).collect()
    }

    #[test]
    fn a_link_of_the_senders_is_not_taken_for_the_same_one_that_gospub_wrote_in_another_row() {
        let [ours, senders] = [["№ 1", "app", "1", "Верно"], ["№ 2", "app", "2", "Верно"]];
        let other = ["№ 3", "app", "", ""];
        let over = ["№ 1", "исправили", "1", "Верно"];
        for (what, rows, claimed) in [
            ("as it was", &[ours, senders][..], &["B2"][..]),
            ("written over", &[over, senders], &[]),
            ("another sheet under the name", &[["№ 5", "app", "5", "Ошибка"], ["№ 6", "app", "6", "Верно"]], &[]),
            ("inserted above", &[other, ours, senders], &["B3"]),
            ("inserted between", &[ours, other, senders], &["B2"]),
            ("taken out", &[senders], &[]),
            ("sorted", &[senders, ours], &["B3"]),
            ("sorted and written over", &[senders, over], &[]),
            ("copied", &[ours, senders, ours], &["B2"]),
        ] {
            assert_eq!(links_of(["1", "2"], rows), claimed, "{what}");
        }
    }

    #[test]
    fn a_row_that_has_moved_is_known_by_the_own_cells_that_are_left() {
        let [other, ours, senders] = [["№ 3", "", "", ""], ["№ 1", "app", "1", "разобрались"], ["№ 2", "app", "2", "Верно"]];
        assert_eq!(links_of(["1", "2"], &[other, ours, senders]), ["B3"]);
    }

    #[test]
    fn of_rows_that_look_alike_nobody_knows_which_one_is_gone() {
        let [ours, senders] = [["№ 1", "app", "1", "Верно"], ["№ 2", "app", "1", "Верно"]];
        assert_eq!(links_of(["1", "1"], &[ours, senders]), ["B2"]);
        assert_eq!(links_of(["1", "1"], &[senders]), [""; 0]);
    }
}
