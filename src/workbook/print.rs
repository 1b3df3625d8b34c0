//! How many pages wide a sheet is printed. A sheet that is fitted to one page becomes illegible when it gets columns as wide as all that it
//! had; so it gets as many pages as it became times as wide, and its letters keep their size.

use super::read::tail_range;
use super::undo::Fit;
use super::xml::{self, Splices, XmlFault, attr_text};

/// What must be added for a page more.
const LITTLE: f64 = 1.25;

/// The tail of a sheet that is fitted to pages and became so many `times` as wide, and what was done; or, without `times`, as the sender
/// had it. `ours` is what an earlier run has done.
pub(super) fn fitted(
    tail: Vec<u8>,
    times: Option<f64>,
    ours: Option<&Fit>,
    depth: usize,
) -> Result<(Vec<u8>, Option<Fit>), XmlFault> {
    if times.is_none() && ours.is_none() {
        return Ok((tail, None));
    }
    let (inside, _) = tail_range(&tail).ok_or(XmlFault::Truncated)?;
    let nodes = xml::children(&tail, inside, depth)?;
    let Some(setup) = nodes.iter().find(|node| node.local(&tail) == b"pageSetup") else { return Ok((tail, None)) };
    let there = attr_text(setup.attrs(&tail), b"fitToWidth");
    let is_ours = |fit: &&Fit| there.as_deref() == Some(&*fit.made.to_string());
    let senders = ours.filter(is_ours).map_or_else(|| there.clone(), |fit| fit.former.clone());
    // One page where nothing is said; zero are as many as it takes.
    let pages: u32 = senders.as_deref().map_or(Some(1), |pages| pages.parse().ok()).unwrap_or(0);
    let made = times.filter(|&times| times > LITTLE).map(|times| (f64::from(pages) * times).ceil() as u32);
    let made = made.filter(|&made| made > pages).map(|made| Fit { former: senders.clone(), made });
    let wanted = made.as_ref().map(|fit| fit.made.to_string()).or(senders);
    if wanted == there {
        return Ok((tail, made));
    }
    let mut splices = Splices::default();
    splices.set_attrs(&tail, setup, &[("fitToWidth", wanted.as_deref())]);
    Ok((splices.apply(&tail), made))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(tail: &str, times: Option<f64>, ours: Option<&Fit>) -> (String, Option<Fit>) {
        let tail = format!("</sheetData><pageMargins/>{tail}</worksheet>").into_bytes();
        let (tail, fit) = fitted(tail, times, ours, 20).unwrap();
        let tail = String::from_utf8(tail).unwrap();
        (tail.replace("</sheetData><pageMargins/>", "").replace("</worksheet>", ""), fit)
    }

    #[test]
    fn a_sheet_that_became_wider_gets_more_pages_and_gives_them_back() {
        for (before, times, after) in [
            ("<pageSetup fitToHeight=\"0\"/>", 1.6, "<pageSetup fitToHeight=\"0\" fitToWidth=\"2\"/>"),
            ("<pageSetup fitToWidth=\"2\"/>", 1.6, "<pageSetup fitToWidth=\"4\"/>"),
            ("<pageSetup fitToWidth=\"0\"/>", 1.6, "<pageSetup fitToWidth=\"0\"/>"),
            ("<pageSetup fitToHeight=\"0\"/>", 1.1, "<pageSetup fitToHeight=\"0\"/>"),
            ("", 1.6, ""),
        ] {
            let (once, fit) = wide(before, Some(times), None);
            assert_eq!(once, after);
            let (again, same) = wide(&once, Some(times), fit.as_ref());
            assert_eq!((again, &same), (once.clone(), &fit));
            assert_eq!(wide(&once, None, fit.as_ref()).0.replace(" />", "/>"), before);
        }
    }

    #[test]
    fn what_a_person_has_set_since_stays() {
        let ours = Fit { former: None, made: 2 };
        assert_eq!(wide("<pageSetup fitToWidth=\"3\"/>", None, Some(&ours)).0, "<pageSetup fitToWidth=\"3\"/>");
    }
}
