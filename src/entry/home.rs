//! What a sheet as a whole says of where its organisations are: their region, and the district of each municipality.
//!
//! A roster is one region's, and the rows of a municipality lie in one district, so a row whose code belongs to another one contradicts
//! the rows around it. Which of the two is wrong cannot be told from the table.

use crate::domain::text::fold;
use crate::domain::{Oktmo, Region};
use crate::link::pos::{District, Home, HomeBy};
use crate::record::{Record, text_of};
use crate::table::Table;
use crate::table::column::ColumnRole;
use crate::table::sheet::Value;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// No more rows than this are asked: a region that most rows have shows in them.
const ASKED: usize = 2_000;
/// Fewer rows that agree are no majority.
const FEWEST: usize = 3;

/// The region of most rows; where they give none, that of the title above the table, or of the file's name.
pub(crate) fn home(table: &Table, file: &str) -> Option<Home> {
    let roles = [ColumnRole::Region, ColumnRole::RegionCode, ColumnRole::Oktmo, ColumnRole::Ogrn];
    if roles.iter().all(|&role| table.layout().column(role).is_none()) {
        return None;
    }
    let mut votes: BTreeMap<Region, usize> = BTreeMap::new();
    let step = table.len() / ASKED + 1;
    for region in (0..table.len()).step_by(step).filter_map(|position| region_of(&Record::at(table, position))) {
        *votes.entry(region).or_default() += 1;
    }
    let of: usize = votes.values().sum();
    let most = votes.iter().max_by_key(|&(_, &rows)| rows).map(|(&region, &rows)| (region, rows));
    if let Some((region, agree)) = most.filter(|&(_, agree)| agree >= FEWEST && agree * 3 >= of * 2) {
        return Some(Home { region, by: HomeBy::Rows { agree, of } });
    }
    let told = title(table).map(|region| Home { region, by: HomeBy::Title });
    let told = told.or_else(|| Region::named_in(file).map(|region| Home { region, by: HomeBy::File }));
    // A sheet of several regions has none.
    told.filter(|home| of < FEWEST || votes.get(&home.region).is_some_and(|rows| rows * 2 >= of))
}

/// The districts of a sheet's municipalities, by their names as written.
#[derive(Debug, Default)]
pub(crate) struct Districts(foldhash::HashMap<String, District>);

impl Districts {
    /// Those that at least three rows and three quarters of the rows of a municipality agree on.
    pub(crate) fn of(table: &Table) -> Self {
        if table.layout().column(ColumnRole::Oktmo).is_none() {
            return Self::default();
        }
        let rows: Vec<(Cow<'_, str>, Oktmo)> = (0..table.len())
            .into_par_iter()
            .filter_map(|position| {
                let record = Record::at(table, position);
                let oktmo: Oktmo = record.text(ColumnRole::Oktmo).parse().ok()?;
                Some((record.municipality()?, oktmo.district()))
            })
            .collect();
        // Names are many times fewer than rows, and are folded only then.
        let mut written: foldhash::HashMap<(Cow<'_, str>, Oktmo), usize> = foldhash::HashMap::default();
        rows.into_iter().for_each(|row| *written.entry(row).or_default() += 1);
        let folded: foldhash::HashMap<&str, String> = written.keys().map(|(name, _)| (&**name, fold(name))).collect();
        let mut counted: BTreeMap<&str, BTreeMap<Oktmo, usize>> = BTreeMap::new();
        for ((name, oktmo), rows) in &written {
            *counted.entry(&folded[&**name]).or_default().entry(*oktmo).or_default() += rows;
        }
        let districts: BTreeMap<&str, District> =
            counted.into_iter().filter_map(|(name, rows)| Some((name, district(&rows)?))).collect();
        let known = |(name, folded): (&str, &String)| Some((name.to_owned(), *districts.get(folded.as_str())?));
        Self(folded.iter().map(|(name, folded)| (*name, folded)).filter_map(known).collect())
    }

    /// The district that other rows of the row's municipality have.
    pub(crate) fn get(&self, record: &Record<'_>) -> Option<District> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&*record.municipality()?).copied()
    }
}

/// The district that the rows of a municipality agree on.
fn district(rows: &BTreeMap<Oktmo, usize>) -> Option<District> {
    let of = rows.values().sum();
    let (&oktmo, &agree) = rows.iter().max_by_key(|&(_, &rows)| rows)?;
    (agree >= FEWEST && agree * 4 >= of * 3).then_some(District { oktmo, agree, of })
}

/// The region that a row gives by itself.
fn region_of(record: &Record<'_>) -> Option<Region> {
    let text = |role| record.text(role);
    Region::from_name(&text(ColumnRole::Region))
        .or_else(|| Region::from_code(&text(ColumnRole::RegionCode)).ok())
        .or_else(|| Some(text(ColumnRole::Oktmo).parse::<crate::domain::Oktmo>().ok()?.region()))
        .or_else(|| {
            let code = text(ColumnRole::Ogrn).parse::<crate::domain::Ogrn>().ok()?.region_fns_code();
            let mut regions = Region::with_fns_code(code);
            regions.next().filter(|_| regions.next().is_none())
        })
}

/// The region that the lines above the header name.
fn title(table: &Table) -> Option<Region> {
    let header = table.header_row()?;
    let above = table.sheet().rows().take_while(|row| row.number() < header);
    let mut named = above
        .flat_map(|row| {
            row.cells().filter(|cell| matches!(cell.value, Value::Text(_))).map(|cell| text_of(cell.value)).collect::<Vec<_>>()
        })
        .filter_map(|text| Region::named_in(&text));
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}
