//! Cells and what they say, by topic. All ids are invented.

mod addresses;
mod dirt;
mod hyperlinks;
mod properties;
mod several;
mod words;

/// Holds each cell to its outcome and names all that differ, not only the first.
fn hold(cells: &[(&str, &str)]) {
    let wrong: Vec<String> = cells
        .iter()
        .map(|(cell, expected)| (cell, expected, super::read(cell)))
        .filter(|(_, expected, reading)| reading.address.outcome() != **expected)
        .map(|(cell, expected, reading)| {
            format!("{cell:?}: expected {expected}, got {} {:?}", reading.address.outcome(), reading.address)
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cells:\n{}", wrong.len(), cells.len(), wrong.join("\n"));
}
