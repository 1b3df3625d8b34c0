//! What is said of a page's menu.

use super::{Words, quoted};
use crate::rules::menu::{LONGEST_TITLE, Lacking, MenuFact};
use crate::rules::pos::PosItem;

pub(super) fn words(fact: &MenuFact<'_>) -> Words {
    match fact {
        MenuFact::FormsMissing { written, .. } if written.is_empty() => {
            Words::new("Не отмечено, сколько форм ПОС на странице.").advise("Посмотрите на страницу и впишите 0, 1 или 2.")
        }
        MenuFact::FormsMissing { written, lacking } => {
            let said = format!("В столбце виджетов — {}", quoted(written));
            match lacking {
                Lacking::Both => Words::new(format!("{said}: на странице нет ни формы сообщений, ни опросов."))
                    .advise("Поставьте обе формы первыми пунктами меню: «Сообщить о проблеме», за ней «Высказать мнение»."),
                Lacking::One(PosItem::Messages) => Words::new(format!("{said}: на странице нет формы сообщений."))
                    .advise("Поставьте её первым пунктом меню, с обложкой «Сообщить о проблеме»."),
                Lacking::One(PosItem::Polls) => Words::new(format!("{said}: на странице нет ссылки на опросы."))
                    .advise("Поставьте её вторым пунктом меню, с обложкой «Высказать мнение»."),
                Lacking::OneOfTwo => Words::new(format!(
                    "{said}: на странице одна форма ПОС из двух, а какая, в таблице не сказано."
                ))
                .advise(
                    "Посмотрите, чего не хватает: первым пунктом меню идёт «Сообщить о проблеме», вторым — «Высказать мнение».",
                ),
            }
        }
        MenuFact::FormsUnclear { written } => {
            Words::new(format!("По записи {} не понять, сколько форм ПОС на странице; пока это не известно.", quoted(written)))
                .advise("Посмотрите на страницу и впишите 0, 1 или 2.")
        }
        MenuFact::TitleOther { written, right } => {
            Words::new(format!("Пункт меню называется {}, а по письму — «{right}».", quoted(written)))
                .advise_value(format!("Назовите пункт «{right}»."), right)
        }
        MenuFact::TitleLong { written, length, right } => {
            let words = Words::new(format!(
                "В названии пункта меню {} символов {length}, а помещается не больше {LONGEST_TITLE}.",
                quoted(written)
            ));
            match right {
                Some(right) => words.advise_value(format!("По письму пункт называется «{right}»."), right),
                None => words.advise("Сократите название."),
            }
        }
    }
}
