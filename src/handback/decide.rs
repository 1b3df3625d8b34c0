//! The three-way decision on a cell: what was handed out, what came back, what the roster holds now.

use super::given::{Given, GivenValue, same, same_address};

/// What one returned workbook says of a cell that it changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opinion<'o> {
    /// What the cell held when it was handed out.
    pub(crate) base: &'o str,
    /// What came back.
    pub(crate) given: &'o Given,
    /// Whether the cell was marked for correction.
    pub(crate) asked: bool,
}

/// What the roster's cell holds now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Now<'n> {
    /// Its text, and whatever else it may have been handed out as: a link that gospub fills in.
    pub(crate) texts: &'n [&'n str],
    /// The address behind the text, where it is another one. It is no more once somebody confirms the text.
    pub(crate) behind: Option<&'n str>,
    /// Whether it is a formula, which gospub never overwrites.
    pub(crate) is_formula: bool,
    /// Whether its value stands for other rows too.
    pub(crate) is_shared: bool,
}

/// What becomes of the changes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Decision {
    /// The change is written into the roster.
    Apply,
    /// The roster says so already.
    Already,
    /// The cell was not to be corrected, so the change is only listed.
    Unasked,
    /// Returned workbooks disagree.
    ReturnsDisagree,
    /// The roster was changed otherwise after the cell was handed out.
    RosterChanged,
    /// The roster's cell is a formula.
    Formula,
    /// What the roster's cell says it says of other rows too: it is merged over them, or written once for a group.
    Shared,
    /// What came back is a spreadsheet error.
    Fault,
    /// Words stand where a link or a number stood, and take no one's place.
    Words,
    /// A number came back rounded: its last digits are lost.
    Rounded,
    /// The value was handed out in another row, as were many of its column, which was shifted or sorted alone.
    OfOtherRow,
    /// What came back leads to a site that links may not lead to.
    Stranger,
    /// What came back names one community, and the hyperlink that came with it another.
    LeadsElsewhere,
    /// The row was told without its key, and nobody has confirmed that it is this one.
    Proposed,
}

/// Decides on a cell that at least one returned workbook has changed. The order of the opinions does not matter.
pub(crate) fn decide(now: Now<'_>, opinions: &[Opinion<'_>], accept_all: bool) -> Decision {
    let confirms = |opinion: &Opinion<'_>| opinion.given.is_typed_anew();
    let has_other_behind = |opinion: &Opinion<'_>| now.behind.is_some_and(|behind| !same_address(behind, &opinion.given.text));
    let says_now = |opinion: &Opinion<'_>| {
        now.texts.iter().any(|text| opinion.given.says(text)) && !(confirms(opinion) && has_other_behind(opinion))
    };
    let was_now = |opinion: &Opinion<'_>| now.texts.iter().any(|text| same(opinion.base, text));
    let disagree =
        (1..opinions.len()).any(|later| opinions[..later].iter().any(|earlier| !earlier.given.agrees(opinions[later].given)));
    if disagree {
        Decision::ReturnsDisagree
    } else if opinions.iter().any(says_now) {
        Decision::Already
    } else if opinions.iter().any(|opinion| opinion.given.stored == GivenValue::Fault) {
        Decision::Fault
    } else if !opinions.iter().any(|opinion| opinion.asked) && !accept_all {
        Decision::Unasked
    } else if now.is_formula {
        Decision::Formula
    } else if now.is_shared {
        Decision::Shared
    } else if !opinions.iter().any(was_now) {
        Decision::RosterChanged
    } else {
        Decision::Apply
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decision::*;

    fn given(text: &str) -> Given {
        let stored = if text.starts_with('#') { GivenValue::Fault } else { GivenValue::Text };
        Given { text: text.into(), stored, target: None }
    }

    /// Decides on opinions written as base and given, an exclamation mark behind one that was not asked for; in both orders.
    fn decided(now: &str, opinions: &[(&str, &str)], accept_all: bool) -> Decision {
        let texts = [now.trim_start_matches(['=', '↕'])];
        let now = Now { texts: &texts, behind: None, is_formula: now.starts_with('='), is_shared: now.starts_with('↕') };
        let givens: Vec<Given> = opinions.iter().map(|(_, text)| given(text.trim_end_matches('!'))).collect();
        let mut all: Vec<Opinion<'_>> = opinions
            .iter()
            .zip(&givens)
            .map(|((base, text), given)| Opinion { base, given, asked: !text.ends_with('!') })
            .collect();
        let decision = decide(now, &all, accept_all);
        all.reverse();
        assert_eq!(decide(now, &all, accept_all), decision);
        decision
    }

    #[test]
    fn every_case_is_decided() {
        for (now, opinions, decision) in [
            ("a", &[("a", "b")][..], Apply),
            ("a ", &[("a", "b")], Apply),
            ("a", &[("a", "")], Apply),
            ("", &[("", "b")], Apply),
            ("b", &[("a", "b")], Already),
            ("b\u{a0}", &[("a", "b")], Already),
            ("a", &[("a", "b!")], Unasked),
            ("b", &[("a", "b!")], Already),
            ("c", &[("a", "b!")], Unasked),
            ("c", &[("a", "b")], RosterChanged),
            ("a", &[("a", "b"), ("a", "c")], ReturnsDisagree),
            ("a", &[("a", "b"), ("a", "b ")], Apply),
            ("a", &[("a", "b!"), ("a", "b")], Apply),
            ("b", &[("a", "b"), ("a", "c")], ReturnsDisagree),
            // Handed out again after an earlier correction: the second base is what the roster holds.
            ("b", &[("a", "c"), ("b", "c")], Apply),
            ("=a", &[("a", "b")], Formula),
            ("↕a", &[("a", "b")], Shared),
            ("↕b", &[("a", "b")], Already),
            ("=b", &[("a", "b")], Already),
            ("a", &[("a", "#REF")], Fault),
            ("a", &[("a", "#N/A"), ("a", "b")], ReturnsDisagree),
        ] {
            assert_eq!(decided(now, opinions, false), decision, "{now:?} {opinions:?}");
        }
    }

    #[test]
    fn all_changes_are_accepted_on_demand_but_never_over_a_newer_value() {
        assert_eq!(decided("a", &[("a", "b!")], true), Apply);
        assert_eq!(decided("c", &[("a", "b!")], true), RosterChanged);
        assert_eq!(decided("=a", &[("a", "b!")], true), Formula);
    }

    #[test]
    fn a_link_that_was_handed_out_filled_may_be_blank_in_the_roster() {
        let given = given("right");
        let opinions = [Opinion { base: "filled", given: &given, asked: true }];
        let now = Now { texts: &["", "filled"], ..Now::default() };
        assert_eq!(decide(now, &opinions, false), Apply);
    }

    #[test]
    fn a_text_that_was_typed_anew_speaks_against_another_address_behind_it() {
        let (text, other) = ("https://vk.com/club1", "https://vk.com/club2");
        let typed = Given { target: Some(text.into()), ..given(text) };
        let opinions = [Opinion { base: text, given: &typed, asked: true }];
        let decided = |behind| decide(Now { texts: &[text], behind, ..Now::default() }, &opinions, false);
        assert_eq!([Some(other), Some("https://vk.com/club1/"), None].map(decided), [Apply, Already, Already]);
    }
}
