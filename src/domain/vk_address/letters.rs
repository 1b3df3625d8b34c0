//! Letters that were typed for other letters: Cyrillic look-alikes and the wrong keyboard layout.

/// The Latin letter, lower case, that a Cyrillic letter is taken for by the eye.
pub(super) fn latin_twin(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' => 'a',
        'в' | 'В' => 'b',
        'е' | 'Е' => 'e',
        'к' | 'К' => 'k',
        'м' | 'М' => 'm',
        'н' | 'Н' => 'h',
        'о' | 'О' => 'o',
        'р' | 'Р' => 'p',
        'с' | 'С' => 'c',
        'т' | 'Т' => 't',
        'у' | 'У' => 'y',
        'х' | 'Х' => 'x',
        'і' | 'І' => 'i',
        'ѕ' | 'Ѕ' => 's',
        'ј' | 'Ј' => 'j',
        _ => return None,
    })
}

/// Whether a character of a host spells this Latin letter: itself in either case, its twin, or the letter of the same sound
/// (`ВК.ком`). The second value tells that it was not the letter itself.
pub(super) fn spells(c: char, latin: u8) -> Option<bool> {
    if c.is_ascii() {
        return c.eq_ignore_ascii_case(&char::from(latin)).then_some(false);
    }
    let by_sound = match latin {
        b'v' => "вВ",
        b'c' => "кК",
        b'n' => "нН",
        b'r' => "рР",
        b'u' => "уУ",
        _ => "",
    };
    (latin_twin(c) == Some(char::from(latin)) || by_sound.contains(c)).then_some(true)
}

/// The Latin text whose keys were pressed while the keyboard was Russian (`сдги` → `club`).
///
/// With `dots_were_kept` the dot and the slash were typed as such (`мл.сщь/сдги1`); without, every key is taken for what it has in
/// the Latin layout (`млюсщь.сдги1`).
pub(super) fn latin_layout(text: &str, dots_were_kept: bool) -> String {
    const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюЖ";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.:";
    let key = |c: char| {
        if c == '.' && !dots_were_kept {
            return '/';
        }
        let lower = if c == 'Ж' { c } else { c.to_lowercase().next().unwrap_or(c) };
        RUSSIAN.chars().position(|russian| russian == lower).and_then(|at| LATIN.chars().nth(at)).unwrap_or(c)
    };
    text.chars().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_give_their_latin_letters() {
        assert_eq!(latin_layout("мл.сщь/сдги1", true), "vk.com/club1");
        assert_eq!(latin_layout("реезыЖ..млюсщь.сдги1", false), "https://vk.com/club1");
    }

    #[test]
    fn a_host_may_be_spelt_by_look_and_by_sound() {
        assert_eq!(spells('K', b'k'), Some(false));
        assert_eq!(spells('с', b'c'), Some(true));
        assert_eq!(spells('к', b'c'), Some(true));
        assert_eq!(spells('ж', b'c'), None);
    }
}
