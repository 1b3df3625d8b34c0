//! The kind of a row's organisation: what each source says, which of them count for how much, and what follows.
//!
//! Strong are a kind column with one of the letter's types, the ministry table in which the page stands, `-k`, a firm name, and a link
//! to this very page. Weak are an industry («Культура», «Спорт»), the further columns «Сфера 2» and «Сфера 3», and the founder. Weak
//! never overrules strong; strong ones that disagree leave the row without a link (domain reference, 10).

use super::{Group, LinkCell};
use crate::classify::{self, ByName, Flag, KindCell};
use crate::domain::OrgKind;
use crate::domain::text::{fold, words};
use crate::domain::word_list::LISTS;
use crate::record::Record;
use crate::reference::Ready;
use crate::settings::Settings;
use crate::table::column::ColumnRole;

/// Where a kind was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KindSource {
    /// The kind column.
    Column,
    /// The section of the existing link.
    Link,
    /// The ministry table that the community stands in.
    Reference,
    /// The user (`-k`).
    Option,
    /// The organisation's name.
    Name,
    /// The field of the body in whose charge the organisation is.
    Founder,
}

impl KindSource {
    /// The name in JSON.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Link => "link",
            Self::Reference => "reference",
            Self::Option => "option",
            Self::Name => "name",
            Self::Founder => "founder",
        }
    }
}

/// What one source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Voice {
    /// The source.
    pub(crate) source: KindSource,
    /// The kind that it speaks for.
    pub(crate) kind: OrgKind,
}

/// The kind of a row's organisation.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    /// The kind, if it is known.
    pub(crate) kind: Option<OrgKind>,
    /// What said it.
    pub(crate) source: Option<KindSource>,
    /// What the kind column says.
    pub(crate) column: KindCell,
    /// What the name says.
    pub(crate) by_name: Option<ByName>,
    /// Two strong sources that disagree: no link may be written or replaced.
    pub(crate) clash: Option<[Voice; 2]>,
    /// Two weak sources that disagree where nothing strong decides: the kind is not known.
    pub(crate) doubt: Option<[Voice; 2]>,
    /// Whether the existing link opens this very page under another section, and either one word alone speaks against it, that of the name
    /// or of the column, or the name supports it: `--fix` leaves it alone.
    pub(crate) link_dissents: bool,
    /// Another kind that a clerk's own words name.
    pub(crate) explained: Option<OrgKind>,
}

impl Kind {
    /// The kind by which links are made and judged: none where strong sources disagree.
    pub(crate) fn settled(&self) -> Option<OrgKind> {
        self.kind.filter(|_| self.clash.is_none())
    }

    pub(super) fn of(record: &Record<'_>, link: &LinkCell<'_>, group: &Group, ready: &[Ready], settings: &Settings) -> Self {
        let column = classify::by_column(&record.kind(), &settings.words);
        let by_name = classify::by_name(&record.organisation(), &settings.words);
        let mut decided =
            Self { kind: None, source: None, column, by_name, clash: None, doubt: None, link_dissents: false, explained: None };

        let by_link = link_voice(link, group);
        let tables = ready.iter().map(|row| row.kind);
        let said = std::iter::empty()
            .chain(column.named_type().map(|kind| Voice { source: KindSource::Column, kind }))
            .chain(tables.map(|kind| Voice { source: KindSource::Reference, kind }))
            .chain(settings.kind.map(|kind| Voice { source: KindSource::Option, kind }));
        let said: Vec<Voice> = said.collect();
        if let Some(&first) = said.first() {
            decided.take(first);
            let other = said.iter().copied().find(|voice| voice.kind != first.kind);
            let named = decided.by_name.as_ref().filter(|by_name| !by_name.bears(first.kind));
            let named = named.map(|by_name| Voice { source: KindSource::Name, kind: by_name.kind });
            decided.clash = other.or(named).map(|other| [first, other]);
            let firm = decided.by_name.as_ref().filter(|by_name| !by_name.is_hint);
            // One word against one: a column or an option that neither the name nor a table bears out.
            let is_alone = matches!(first.source, KindSource::Column | KindSource::Option)
                && said.len() == 1
                && firm.is_none_or(|by_name| !by_name.bears(first.kind));
            decided.link_dissents = matches!(by_link, Some((linked, Strength::Strong))
                if linked != first.kind && (is_alone || firm.is_some_and(|by_name| by_name.kind == linked)));
            return decided;
        }

        let name = decided.by_name.as_ref().map(|by_name| (by_name.kind, by_name.is_hint));
        match (name, by_link) {
            (Some((kind, false)), Some((linked, strength))) if linked != kind => {
                decided.take(Voice { source: KindSource::Name, kind });
                // What the flags of the name leave open the link settles; an authority's section is the letter's word.
                if strength != Strength::Contradicted && decided.is_open_to(linked) {
                    decided.take(Voice { source: KindSource::Link, kind: linked });
                } else {
                    decided.link_dissents = strength == Strength::Strong;
                }
            }
            (Some((kind, false)), _) => decided.take(Voice { source: KindSource::Name, kind }),
            (_, Some((kind, Strength::Strong))) => decided.take(Voice { source: KindSource::Link, kind }),
            _ => {
                decided.take_weak(record, settings);
                // A link for another page may be another organisation's.
                let by_link = by_link.filter(|(_, strength)| *strength != Strength::Contradicted);
                if let (None, None, Some((kind, _))) = (decided.kind, decided.doubt, by_link) {
                    decided.take(Voice { source: KindSource::Link, kind });
                }
            }
        }
        decided
    }

    /// Whether the kind rests on something strong, about which the name leaves no doubt.
    pub(super) fn is_firm(&self) -> bool {
        let is_doubt = |flag: &Flag| !matches!(flag, Flag::HealthAuthority | Flag::EducationAuthority);
        match self.source {
            Some(KindSource::Name) => self.by_name.as_ref().is_some_and(|name| !name.is_hint && !name.flags.iter().any(is_doubt)),
            Some(KindSource::Founder) | None => false,
            Some(KindSource::Column | KindSource::Link | KindSource::Reference | KindSource::Option) => true,
        }
    }

    /// Looks for another kind in what a clerk has written. It is not taken: words may be about something else.
    pub(super) fn hear(&mut self, text: &str, settings: &Settings) {
        let other = match kind_in_words(text, settings) {
            KindCell::Type(kind) => Some(kind),
            KindCell::Industry(kind) if !self.is_firm() => Some(kind),
            KindCell::Industry(_) | KindCell::Blank | KindCell::Several | KindCell::Unknown => None,
        };
        self.explained = self.explained.or(other.filter(|&kind| self.kind != Some(kind)));
    }

    /// Decides by what is weak: all of it must agree.
    fn take_weak(&mut self, record: &Record<'_>, settings: &Settings) {
        let further = [ColumnRole::Kind2, ColumnRole::Kind3]
            .into_iter()
            .filter(|role| record.has(*role))
            .filter_map(|role| classify::by_column(&record.text(role), &settings.words).kind());
        let columns = self.column.kind().into_iter().chain(further).map(|kind| Voice { source: KindSource::Column, kind });
        let name = self.by_name.as_ref().map(|by_name| Voice { source: KindSource::Name, kind: by_name.kind });
        let founder = founder(&record.text(ColumnRole::Parent), settings);
        let founder = founder.map(|kind| Voice { source: KindSource::Founder, kind });
        let said: Vec<Voice> = columns.chain(name).chain(founder).collect();
        let Some(&first) = said.first() else { return };
        match said.iter().find(|voice| voice.kind != first.kind) {
            Some(&other) => self.doubt = Some([first, other]),
            None => self.take(first),
        }
    }

    fn take(&mut self, voice: Voice) {
        (self.kind, self.source) = (Some(voice.kind), Some(voice.source));
    }

    /// Whether the flags of the name leave a kind open without the letter deciding it.
    fn is_open_to(&self, kind: OrgKind) -> bool {
        self.by_name.as_ref().is_some_and(|by_name| {
            let open = |flag: &Flag| flag.leaves_open(kind) && !matches!(flag, Flag::HealthAuthority | Flag::EducationAuthority);
            by_name.flags.iter().any(open)
        })
    }
}

/// What a text says of the kind, where it does nothing else: «это больница», «библиотека», not «переехали в здание школы».
fn kind_in_words(text: &str, settings: &Settings) -> KindCell {
    const MOST: usize = 4;
    let folded = fold(text);
    let mut words = words(&folded).filter(|word| !LISTS.beside_kind.has(word));
    let told: Vec<&str> = words.by_ref().take(MOST + 1).collect();
    if told.is_empty() || told.len() > MOST || LISTS.of_another.has_any(&told) {
        return KindCell::Blank;
    }
    classify::by_column(&told.join(" "), &settings.words)
}

/// How much an existing link says of the kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// It opens this page, or a section that needs no page.
    Strong,
    /// The general link stands on pages of every kind.
    Weak,
    /// It opens another page.
    Contradicted,
}

fn link_voice(link: &LinkCell<'_>, group: &Group) -> Option<(OrgKind, Strength)> {
    let parsed = link.parsed.as_ref()?;
    let kind = parsed.kind()?;
    let strength = match (kind, parsed.group) {
        (OrgKind::Other, _) => Strength::Weak,
        (OrgKind::Auto, _) => Strength::Strong,
        (OrgKind::Health | OrgKind::Education, Some(opened)) if group.id.is_none_or(|page| page == opened) => Strength::Strong,
        (OrgKind::Health | OrgKind::Education, _) => Strength::Contradicted,
    };
    Some((kind, strength))
}

/// The field of a founder that governs health or education and nothing else; an administration founds organisations of every kind.
fn founder(name: &str, settings: &Settings) -> Option<OrgKind> {
    let by_name = classify::by_name(name, &settings.words)?;
    matches!(by_name.flags[..], [Flag::HealthAuthority | Flag::EducationAuthority]).then_some(by_name.kind)
}
