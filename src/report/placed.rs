//! What is on a page, for people: a line for what is right, wrong, missing, and not seen.

use crate::entry::{Aspect, Entry, Placed, Sight};

/// What a thing is called among others.
pub fn aspect_title(aspect: Aspect) -> &'static str {
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
pub fn sight_word(sight: Sight) -> &'static str {
    match sight {
        Sight::Ok => "верно",
        Sight::Wrong => "неверно",
        Sight::Missing => "нет",
        Sight::Unseen => "не видно",
    }
}

/// The lines on a row's page; none where no snapshot was given, or the row has no page.
pub fn lines(entry: &Entry<'_>) -> Vec<String> {
    match &entry.placed {
        Some(Placed { on: None, .. }) if entry.has_page() => {
            // Without a number there is nothing to look for.
            vec![if entry.group.is_known() { "в снимке нет" } else { sight_word(Sight::Unseen) }.to_owned()]
        }
        Some(placed @ Placed { on: Some(on), .. }) => {
            let things = |sight: Sight| {
                // Items that are not there have no order.
                let is_said =
                    |aspect: &Aspect| placed.sight(*aspect) == sight && (*aspect, sight) != (Aspect::Order, Sight::Missing);
                let titles: Vec<&str> = Aspect::ALL.into_iter().filter(is_said).map(aspect_title).collect();
                (!titles.is_empty()).then(|| format!("{}: {}", sight_word(sight), titles.join(", ")))
            };
            let said = [Sight::Wrong, Sight::Missing, Sight::Ok, Sight::Unseen].into_iter().filter_map(things);
            std::iter::once(on.by_day()).chain(said).collect()
        }
        _ => Vec::new(),
    }
}
