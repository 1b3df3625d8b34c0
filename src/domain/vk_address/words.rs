//! Words that stand where an address should be.

use crate::domain::text::fold;

/// Whether a word is in a list of words with blanks between them, in whatever case of Latin letters.
pub(super) fn is_one_of(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|candidate| candidate.eq_ignore_ascii_case(word))
}

/// «#Н/Д» and its like, and a column too narrow for its number, copied as shown.
pub(super) fn is_spreadsheet_error(cell: &str) -> bool {
    const ERRORS: &str = "#н/д #n/a #ссылка! #ref! #имя? #name? #знач! #value! #дел/0! #div/0! #число! #num! #пусто! #null! \
        #перенос! #spill! #вычисл! #calc! #поле! #field! #getting_data #error!";
    cell.starts_with('#') && (is_one_of(ERRORS, &cell.to_lowercase()) || cell.len() >= 2 && cell.bytes().all(|b| b == b'#'))
}

/// Whether a word in a column of addresses is none: the name of a network, an answer, a header.
pub(super) fn is_stop_word(word: &str) -> bool {
    const WORDS: &str = "bot club da dzen email error est event facebook false fb group gruppa http https id insta instagram \
        link mail max messenger nan net no none null odnoklassniki official ok page pdf pos public rutube \
        sait sferum site skype telega telegram test tg tiktok true twitter undefined url viber vk vkcom \
        vkontakte whatsapp www yes youtube";
    is_one_of(WORDS, word.trim_end_matches('.'))
}

/// «есть», «да», «ВК», «страница ведётся»: there is a page, but not which.
pub(super) fn says_that_there_is_a_page(cell: &str) -> bool {
    const WORDS: &str = "есть да имеется ведется создана создан создано вк vk вконтакте vkontakte страница группа сообщество \
        паблик госпаблик ссылка официальная yes ok действует наличие";
    let folded = fold(cell);
    let first = folded.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or(&folded);
    is_one_of(WORDS, first) || matches!(folded.as_str(), "+" | "v" | "✓" | "✔")
}

/// `"`, «-//-», «то же», «см. выше»: whatever stands in the cell above.
pub(super) fn repeats_the_cell_above(cell: &str) -> bool {
    const WORDS: [&str; 10] =
        ["то же", "тоже", "там же", "та же", "тот же", "то же самое", "аналогично", "смотри выше", "как выше", "указана выше"];
    let folded = fold(cell);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let is_sign = bare.is_empty() && (folded.contains('"') || folded.contains("//") || folded.contains("''"));
    is_sign || WORDS.contains(&bare) || bare.strip_prefix("см").is_some_and(|rest| rest.trim_start_matches(['.', ' ']) == "выше")
}

/// Whether the last word of a text is the name of another network («Телеграм: »).
pub(super) fn ends_with_other_network(text: &str) -> bool {
    const NETWORKS: &str = "телегр telegr тг tg инст inst ютуб youtube твит twit ватсап whatsapp вайбер viber max макс мах";
    let word = last_word(text);
    NETWORKS.split(' ').any(|network| word.starts_with(network))
}

/// Whether the last word of a text says that the id behind it is no community's («user ID», «app ID», «пользователь, ID»).
pub(super) fn ends_with_other_owner(text: &str) -> bool {
    const OWNERS: &str = "пользовател профил админ владел приложен организац учрежден лко пос";
    let word = last_word(text);
    word != "vk" && word.bytes().any(|b| b.is_ascii_alphabetic()) || OWNERS.split(' ').any(|owner| word.starts_with(owner))
}

fn last_word(text: &str) -> String {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '(' | '"' | ','));
    fold(text.rsplit(char::is_whitespace).next().unwrap_or(text))
}
