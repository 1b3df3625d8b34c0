//! What has happened to a link whose parameters cannot be used, in Russian; the same for the mini-app and for ПОС.

use crate::link::Malformed;

/// The fault as the second half of a sentence after the quoted link.
pub(super) fn words(fault: &Malformed) -> String {
    match fault {
        Malformed::Blank => "внутри пробел или перенос строки; так бывает после копирования из PDF.".into(),
        Malformed::TextAround => "рядом со ссылкой посторонний текст или вторая ссылка.".into(),
        Malformed::HtmlAmpersand => "вместо знака «&» стоит «&amp;».".into(),
        Malformed::NoSign => "перед параметрами ссылки нет знака «#» или «?».".into(),
        Malformed::QuestionMark => "вместо знака «#» стоит «?», и нужный раздел не откроется.".into(),
        Malformed::Hash => "вместо знака «?» стоит «#», и форма не узнает, чья это страница.".into(),
        Malformed::EncodedHash => "вместо знака «#» стоит «%23».".into(),
        Malformed::SignAfterHash { sign } => format!("после «#» лишний знак «{sign}»."),
        Malformed::EncodedSigns => "вместо знаков «=» и «&» стоят «%3D» и «%26».".into(),
        // The whole address has been quoted already.
        Malformed::Cyrillic { found } if found.contains('/') => "в адресе русские буквы, похожие на латинские.".into(),
        Malformed::Cyrillic { found } => format!("в слове «{found}» русские буквы, похожие на латинские."),
        Malformed::LetterCase { found, expected } => {
            format!("написано «{found}», а нужно «{expected}»: заглавные и строчные буквы различаются.")
        }
        Malformed::Missing { key: "groupId" } => "нет части «groupId=» с номером сообщества.".into(),
        Malformed::Missing { key } => format!("нет части «{key}=»."),
        Malformed::Empty { key } => format!("после «{key}=» ничего нет."),
        Malformed::Repeated { key } => format!("часть «{key}=» повторяется с разными значениями."),
        Malformed::BadValue { found, .. } if found.ends_with('.') => "в конце лишняя точка.".into(),
        Malformed::BadValue { key: "groupId", found } => {
            format!("после «groupId=» стоит «{found}», а нужен номер сообщества: одни цифры, без минуса и без слова club.")
        }
        Malformed::BadValue { key, found } => format!("после «{key}=» стоит «{found}», а так быть не может."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_ends_once() {
        let found = || "a/b".to_owned();
        for fault in [
            Malformed::NoSign,
            Malformed::Hash,
            Malformed::SignAfterHash { sign: '?' },
            Malformed::Cyrillic { found: found() },
            Malformed::Missing { key: "groupId" },
            Malformed::Missing { key: "utm_medium" },
            Malformed::BadValue { key: "groupId", found: found() },
        ] {
            let words = words(&fault);
            assert!(words.ends_with('.') && !words.ends_with("..") && !words.ends_with("?."), "{words}");
        }
    }
}
