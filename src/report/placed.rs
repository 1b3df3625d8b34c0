//! What is on a page, for people: a line for what is right, wrong, missing, and not seen.

use crate::domain::Date;
use crate::entry::{Aspect, Entry, Hidden, Placed, PlacedFault, Sight};
use crate::link::miniapp::MiniappFault;
use crate::link::pos::PosLinkFault;
use crate::pages::Deactivated;
use crate::table::edit::Mark;

/// What a thing is called among others.
pub(crate) fn aspect_title(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Miniapp => "мини-приложение",
        Aspect::PosMessages => "форма сообщений ПОС",
        Aspect::PosPolls => "опросы ПОС",
        Aspect::Order => "порядок пунктов",
        Aspect::Titles => "названия и обложки",
        Aspect::AppLinks => "приложение в «Ссылках»",
        Aspect::Button => "кнопка действия",
        Aspect::State => "метка госорганизации",
        Aspect::Information => "обязательные сведения",
    }
}

/// The word for how a thing is on the page.
pub(crate) fn sight_word(sight: Sight) -> &'static str {
    match sight {
        Sight::Ok => "верно",
        Sight::Wrong => "неверно",
        Sight::Missing => "нет",
        Sight::Unseen => "не видно",
    }
}

/// Why nothing of a page was seen, in a few words.
pub(crate) fn hidden_words(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::NotAsked => "в снимке нет",
        Hidden::NotFound => "страницы во ВКонтакте нет",
        Hidden::App => "это приложение, а не страница",
        Hidden::Person => "это страница человека",
        Hidden::Gone(Deactivated::Deleted) => "страница удалена",
        Hidden::Gone(Deactivated::Banned) => "страница заблокирована",
        Hidden::Closed => "страница закрыта",
    }
}

/// The lines on a row's page; none where no snapshot was given, or the row has no page.
pub(crate) fn lines(entry: &Entry<'_>) -> Vec<String> {
    let Some(placed) = entry.placed.as_ref().filter(|placed| placed.on.is_some() || entry.has_page()) else { return Vec::new() };
    let mut lines: Vec<String> = placed.on.map(Date::by_day).into_iter().collect();
    if let Some(hidden) = placed.hidden {
        lines.push(hidden_words(hidden).to_owned());
        return lines;
    }
    let things = |word: &str, is_said: &dyn Fn(Aspect) -> bool| {
        let titles: Vec<&str> = Aspect::ALL.into_iter().filter(|&aspect| is_said(aspect)).map(aspect_title).collect();
        (!titles.is_empty()).then(|| format!("{word}: {}", titles.join(", ")))
    };
    let is_unchecked = |aspect| placed.sight(aspect) == Sight::Unseen && placed.is_unchecked(aspect);
    let of_sight = |sight: Sight| {
        // Items that are not there have no order.
        let is_said =
            |aspect| placed.sight(aspect) == sight && (aspect, sight) != (Aspect::Order, Sight::Missing) && !is_unchecked(aspect);
        match placed.on {
            Some(_) => things(sight_word(sight), &is_said),
            None => None,
        }
    };
    lines.extend([Sight::Wrong, Sight::Missing, Sight::Ok].into_iter().filter_map(of_sight));
    lines.extend(things(UNCHECKED, &is_unchecked));
    lines.extend(of_sight(Sight::Unseen));
    if lines.is_empty() {
        lines.push(sight_word(Sight::Unseen).to_owned());
    }
    lines
}

/// What is said of a form that is there while the row has no codes.
const UNCHECKED: &str = "есть, кодов для сверки в строке нет";

/// The colour of what is on a row's page, but for the findings about it, which have their own: green where something was seen to be
/// right, red where there is no page, violet where nothing was seen.
pub(crate) fn mark(entry: &Entry<'_>) -> Option<Mark> {
    let placed = entry.placed.as_ref().filter(|placed| placed.on.is_some() || entry.has_page())?;
    let is_right = Aspect::ALL.into_iter().any(|aspect| placed.sight(aspect) == Sight::Ok);
    Some(match placed.hidden {
        Some(Hidden::NotFound | Hidden::App | Hidden::Person | Hidden::Gone(_)) => Mark::Error,
        None if is_right => Mark::Filled,
        Some(Hidden::NotAsked | Hidden::Closed) | None => Mark::Unverified,
    })
}

/// How a thing is on a page, with what is wrong about it, and its colour.
pub(crate) fn thing(placed: &Placed, aspect: Aspect) -> (String, Option<Mark>) {
    if let Some(hidden) = placed.hidden {
        let on = placed.on.map(|on| format!(", {}", on.by_day())).unwrap_or_default();
        return (format!("{}{on}", hidden_words(hidden)), Some(Mark::Unverified));
    }
    let mut wrong: Vec<&str> = Vec::new();
    for word in placed.faults.iter().filter(|fault| fault.is_of(aspect)).filter_map(fault_word) {
        if !wrong.contains(&word) {
            wrong.push(word);
        }
    }
    match placed.sight(aspect) {
        Sight::Missing => (sight_word(Sight::Missing).to_owned(), Some(Mark::Warning)),
        _ if !wrong.is_empty() => (format!("{}: {}", sight_word(Sight::Wrong), wrong.join(", ")), Some(Mark::Error)),
        Sight::Unseen if placed.is_unchecked(aspect) => (UNCHECKED.to_owned(), Some(Mark::Unverified)),
        Sight::Wrong => (sight_word(Sight::Wrong).to_owned(), Some(Mark::Error)),
        sight => (sight_word(sight).to_owned(), None),
    }
}

/// What is wrong, in a word; none for what is only worth knowing.
fn fault_word(fault: &PlacedFault) -> Option<&'static str> {
    match fault {
        PlacedFault::Miniapp { fault: MiniappFault::NotCanonical, .. }
        | PlacedFault::Pos { fault: PosLinkFault::NotCanonical(_), .. } => None,
        PlacedFault::Miniapp { is_extra: true, .. } => Some("есть ещё пункт с чужой ссылкой"),
        PlacedFault::Miniapp { .. } | PlacedFault::Pos { .. } => Some("ссылка"),
        PlacedFault::MenuHidden => Some("меню скрыто"),
        PlacedFault::Hidden { .. } => Some("пункт скрыт"),
        PlacedFault::Order { .. } => Some("место"),
        PlacedFault::Title { .. } => Some("название"),
        PlacedFault::Cover { .. } => Some("нет обложки"),
        PlacedFault::LinkNames { .. } => Some("названия ссылок"),
        PlacedFault::LinksMissing { .. } | PlacedFault::ButtonWrong { .. } => Some("другое приложение"),
        PlacedFault::ButtonStores { .. } => Some("не все магазины"),
        PlacedFault::ButtonText { .. } => Some("текст"),
        PlacedFault::MiniappMissing { .. }
        | PlacedFault::PosMissing { .. }
        | PlacedFault::ButtonMissing
        | PlacedFault::StateMissing { .. }
        | PlacedFault::InformationMissing { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_about_an_item_stands_beside_it() {
        let item = Aspect::PosMessages;
        let mut placed = Placed::default();
        placed.faults = vec![
            PlacedFault::Order { messages: Some(2), polls: Some(3), miniapp: Some(1) },
            PlacedFault::Cover { item },
            PlacedFault::Title {
                item: Aspect::Miniapp, found: "Запись".into(), right: "Запись в кружок".into()
            },
        ];
        placed.on = "2026-01-12".parse().ok();
        assert_eq!(thing(&placed, item).0, "неверно: место, нет обложки");
        assert_eq!(thing(&placed, Aspect::Miniapp).0, "неверно: место, название");
        assert_eq!(thing(&placed, Aspect::State), ("не видно".to_owned(), None));
        placed.hidden = Some(Hidden::Gone(Deactivated::Deleted));
        assert_eq!(thing(&placed, item).0, "страница удалена, 12.01.2026");
    }
}
