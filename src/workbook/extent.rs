//! Where a sheet's areas (filters, Excel tables, print areas) grow over the new columns, and where they shrink back.

use crate::table::sheet::{Area, CellRef, Column};

/// Texts of areas by where they stand: a sheet's filter, or a defined name.
pub(super) type Areas = Vec<(String, String)>;

/// Where a sheet's filter stands among [`Areas`].
pub(super) const FILTER: &str = "autoFilter";

/// A table and the own columns at its right edge.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) header: u32,
    pub(super) table: Area,
    /// The first and the last own column.
    pub(super) own: Option<(Column, Column)>,
    pub(super) strip: bool,
    /// What the sender had where shrinking does not give it back.
    pub(super) senders: Areas,
}

impl Edge {
    /// The area as it shall be; none if it stays. Only areas that reach the table's right edge follow it.
    pub(super) fn follow(&self, area: Area) -> Option<Area> {
        let (first, last) = self.own?;
        let meets = area.first.row <= self.table.last.row && area.last.row >= self.table.first.row;
        let right = area.last.column;
        let column = if self.strip {
            let before = Column::new(first.index().checked_sub(1)?)?;
            (meets && (first..=last).contains(&right)).then_some(before)?
        } else {
            let starts = area.first.column <= self.table.last.column;
            (meets && starts && (self.table.last.column..last).contains(&right)).then_some(last)?
        };
        (column >= area.first.column).then(|| Area { first: area.first, last: CellRef::new(area.last.row, column) })
    }

    /// The text of a place's areas as it shall be; none if it stays.
    pub(super) fn follow_text(&self, place: &str, text: &str) -> Option<String> {
        match self.sent(place, text).filter(|_| self.strip) {
            Some(sent) => (sent != text).then(|| sent.to_owned()),
            None => follow_name(text, self),
        }
    }

    /// What is to be remembered of a place when its areas grow: the sender's text, where that is known and shrinking does not give it
    /// back. `again`: there are own columns already.
    pub(super) fn to_remember(&self, place: &str, text: &str, again: bool) -> Option<(String, String)> {
        let sent = self.sent(place, text).or(Some(text).filter(|_| !again))?;
        (self.turned(&self.turned(sent, false), true) != sent).then(|| (place.to_owned(), sent.to_owned()))
    }

    /// What the sender had in a place, if nobody has changed it since it grew.
    fn sent(&self, place: &str, text: &str) -> Option<&str> {
        let (_, sent) = self.senders.iter().find(|(of, sent)| of == place && self.turned(sent, false) == text)?;
        Some(sent)
    }

    fn turned(&self, text: &str, strip: bool) -> String {
        follow_name(text, &Self { strip, senders: Vec::new(), ..*self }).unwrap_or_else(|| text.to_owned())
    }

    /// The area of the own columns: header and rows.
    pub(super) fn own_area(&self) -> Option<Area> {
        let (first, last) = self.own?;
        Some(Area { first: CellRef::new(self.header, first), last: CellRef::new(self.table.last.row.max(self.header), last) })
    }
}

/// An area without a part of it: up to four areas.
pub(super) fn without(area: Area, hole: Area) -> Vec<Area> {
    let outside = hole.first.row > area.last.row
        || hole.last.row < area.first.row
        || hole.first.column > area.last.column
        || hole.last.column < area.first.column;
    if outside {
        return vec![area];
    }
    let part = |first_row, first_column: Option<Column>, last_row, last_column: Option<Column>| {
        let (first_column, last_column) = (first_column?, last_column?);
        (first_row <= last_row && first_column <= last_column)
            .then(|| Area { first: CellRef::new(first_row, first_column), last: CellRef::new(last_row, last_column) })
    };
    let (left, right) = (Some(area.first.column), Some(area.last.column));
    let (top, bottom) = (area.first.row.max(hole.first.row), area.last.row.min(hole.last.row));
    let before = hole.first.column.index().checked_sub(1).and_then(Column::new);
    [
        part(area.first.row, left, hole.first.row - 1, right),
        part(top, left, bottom, before),
        part(top, hole.last.column.next(), bottom, right),
        part(hole.last.row + 1, left, area.last.row, right),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The text of a defined name with its areas of one sheet grown or shrunk; none if nothing changes. Areas are written as
/// `Sheet!$A$1:$J$9` or, for whole columns, `Sheet!$A:$J`, with commas between them. Of an area only the last column is written anew.
fn follow_name(text: &str, edge: &Edge) -> Option<String> {
    let mut quoted = false;
    let parts: Vec<String> = text
        .split(|char| {
            quoted ^= char == '\'';
            char == ',' && !quoted
        })
        .map(|part| follow_part(part, edge).unwrap_or_else(|| part.to_owned()))
        .collect();
    let new = parts.join(",");
    (new != text).then_some(new)
}

fn follow_part(part: &str, edge: &Edge) -> Option<String> {
    let (sheet, area) = part.split_at(part.rfind('!').map_or(0, |mark| mark + 1));
    let (from, to) = area.split_once(':').unwrap_or((area, area));
    let column = |text: &str| text.strip_prefix('$').unwrap_or(text).parse::<Column>().ok();
    let area = match area.parse::<Area>() {
        Ok(area) => area,
        Err(_) => Area { first: CellRef::new(1, column(from)?), last: CellRef::new(CellRef::ROWS, column(to)?) },
    };
    let last = edge.follow(area)?.last.column;
    let (dollar, to) = to.strip_prefix('$').map_or(("", to), |rest| ("$", rest));
    Some(format!("{sheet}{from}:{dollar}{last}{}", to.trim_start_matches(|char: char| char.is_ascii_alphabetic())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(strip: bool) -> Edge {
        let own = Some(("E".parse().unwrap(), "G".parse().unwrap()));
        Edge { header: 2, table: "A2:D9".parse().unwrap(), own, strip, senders: Vec::new() }
    }

    #[test]
    fn areas_that_reach_the_edge_follow_it() {
        for (area, grown) in
            [("A2:D9", Some("A2:G9")), ("B1:E20", Some("B1:G20")), ("A2:C9", None), ("A2:H9", None), ("A20:D30", None)]
        {
            let followed = edge(false).follow(area.parse().unwrap());
            assert_eq!(followed.map(|area| area.to_string()).as_deref(), grown, "{area}");
            if let (Some(grown), true) = (followed, area.contains('D')) {
                assert_eq!(edge(true).follow(grown), Some(area.parse().unwrap()));
            }
        }
    }

    #[test]
    fn names_keep_their_other_areas() {
        assert_eq!(follow_name("'a, b'!$A$1:$D$9,'a, b'!$K:$K", &edge(false)).unwrap(), "'a, b'!$A$1:$G$9,'a, b'!$K:$K");
        assert_eq!(follow_name("x!$A:$D", &edge(false)).unwrap(), "x!$A:$G");
        assert_eq!(follow_name("x!A2:D9", &edge(false)).unwrap(), "x!A2:G9");
        assert_eq!(follow_name("#REF!", &edge(false)), None);
    }

    #[test]
    fn an_area_beyond_the_table_comes_back_as_it_was() {
        for (sent, grown) in [("x!$A$1:$F$9", "x!$A$1:$G$9"), ("x!$A$1:$G$9", "x!$A$1:$G$9")] {
            let remembered = edge(false).to_remember("n", sent, false).unwrap();
            assert_eq!(edge(false).follow_text("n", sent).as_deref().unwrap_or(sent), grown);
            let senders = vec![remembered.clone()];
            assert_eq!(Edge { senders: senders.clone(), ..edge(false) }.to_remember("n", grown, true), Some(remembered));
            assert_eq!(Edge { senders, ..edge(true) }.follow_text("n", grown).as_deref().unwrap_or(grown), sent);
        }
        assert_eq!(edge(false).to_remember("n", "x!$A$1:$D$9", false), None);
    }

    #[test]
    fn a_hole_leaves_the_rest_of_an_area() {
        let rest = without("A1:C3".parse().unwrap(), "B2".parse().unwrap());
        assert_eq!(rest.iter().map(ToString::to_string).collect::<Vec<_>>(), ["A1:C1", "A2", "C2", "A3:C3"]);
        assert_eq!(without("A1".parse().unwrap(), "A1:XFD1048576".parse().unwrap()), []);
    }
}
