//! Lists of words that the program carries as TOML beside the code that reads them.
//!
//! A run takes what it can read of a list; what it cannot read are the reader's faults, which a test beside each list names.

use std::borrow::Cow;
use toml::de::{DeTable, DeValue};

/// The list in a text.
pub(crate) fn read<'t>(text: &'t str, faults: &mut Vec<String>) -> DeTable<'t> {
    let (list, errors) = DeTable::parse_recoverable(text);
    faults.extend(errors.iter().map(ToString::to_string));
    list.into_inner()
}

/// The texts of an array.
pub(crate) fn texts<'l, 't>(value: &'l DeValue<'t>) -> impl Iterator<Item = &'l Cow<'t, str>> {
    value.as_array().into_iter().flatten().filter_map(|text| match text.get_ref() {
        DeValue::String(text) => Some(text),
        _ => None,
    })
}
