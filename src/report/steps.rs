//! What the letters ask for before, while and after links are placed on a page, each step with its letter [S000, S001, S003, S004].

use super::Summary;
use crate::diagnostic::Severity;
use crate::rules::menu::LETTER_FORMS;
use crate::rules::pos::LETTER_PARENT;
use crate::rules::{self, LETTER_CHECK, STATUS_SLIDES as STATE, Subject};

/// A step that the letters describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What it is about.
    pub(crate) about: Subject,
    /// When it is taken.
    pub(crate) when: When,
    /// What to do.
    pub(crate) text: &'static str,
    /// Which letter says so, and where in it.
    pub(crate) letter: &'static str,
}

/// When a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// Before anything is placed.
    Before,
    /// In the page's settings.
    Placing,
    /// When it is there.
    After,
}

impl When {
    /// The word for a heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Before => "до размещения",
            Self::Placing => "размещение",
            Self::After => "после размещения",
        }
    }
}

/// The steps, those first that are about what was found most in these rows; of one subject in the order in which they are taken.
pub(crate) fn by_need(found: &Summary) -> Vec<&'static Step> {
    let codes = [Severity::Error, Severity::Warning].into_iter().flat_map(|severity| found.codes_of(severity));
    let counts: Vec<(Subject, usize)> = codes.map(|count| (rules::subject(count.code), count.count)).collect();
    let of = |about: Subject| counts.iter().filter(|(subject, _)| *subject == about).map(|(_, count)| count).sum::<usize>();
    let mut steps: Vec<&Step> = STEPS.iter().collect();
    steps.sort_by_key(|step| std::cmp::Reverse(of(step.about)));
    steps
}

/// What is still to be done for a page when all its links are there, in the lines of its card.
pub(crate) fn after_placing() -> impl Iterator<Item = String> {
    let of_links = |step: &&Step| step.when == When::After && matches!(step.about, Subject::Miniapp | Subject::Pos);
    STEPS.iter().filter(of_links).map(|step| format!("После размещения: {}", step.text))
}

/// All steps, by subject and time.
pub(crate) const STEPS: [Step; 19] = [
    Step {
        about: Subject::Miniapp,
        when: When::Before,
        text: "Скачайте таблицу министерства: медицинские организации — https://disk.yandex.ru/i/8MsQTE_BY7RHRg, образовательные — https://disk.yandex.ru/i/lRe3tPyYPrym1Q. Найдите в ней страницу по номеру сообщества; готовая ссылка — в столбце E. Нет в таблице — ссылка строится по образцу.",
        letter: MINIAPP_TABLES,
    },
    Step {
        about: Subject::Miniapp,
        when: When::Placing,
        text: "Управление → Меню: новый пункт с готовой ссылкой и логотипом «Госуслуг». Раздел «Управление» видят только владелец и администраторы страницы. В названии не больше 20 символов; посмотрите, как оно выглядит на телефоне.",
        letter: MINIAPP_MENU,
    },
    Step {
        about: Subject::Miniapp,
        when: When::After,
        text: "Мини-приложение открывается только на мобильных устройствах: откройте ссылку на телефоне, войдите через Госуслуги и убедитесь, что открылась форма именно этой организации.",
        letter: LETTER_CHECK,
    },
    Step {
        about: Subject::Pos,
        when: When::Before,
        text: "Подключите организацию к ПОС для обработки сообщений. Не подключена — на странице ставится форма органа, в ведении которого она находится. Для опросов и голосований нужна и форма муниципалитета.",
        letter: LETTER_PARENT,
    },
    Step {
        about: Subject::Pos,
        when: When::Before,
        text: "В ЛКО ПОС: Функционирование ЛКО → Сайт/соцсети. Укажите страницу, включите чек-бокс «Сайт размещения виджета», сохраните настройки. Не получается — напишите на sd@sc.digital.gov.ru, тема «ПОС. Модуль сообщения».",
        letter: POS_OFFICE,
    },
    Step {
        about: Subject::Pos,
        when: When::Placing,
        text: "Управление → Меню: форма сообщений — первым пунктом слева, опросы — вторым. Роль — не ниже администратора.",
        letter: LETTER_FORMS,
    },
    Step {
        about: Subject::Pos,
        when: When::Placing,
        text: "Обложки берите только из набора: https://pos.gosuslugi.ru/docs/docs/oblojki-electronnikh-form-pos.7z.",
        letter: LETTER_FORMS,
    },
    Step {
        about: Subject::Pos,
        when: When::After,
        text: "Откройте форму со страницы и убедитесь, что это форма именно этого органа.",
        letter: POS_CHECK,
    },
    Step {
        about: Subject::App,
        when: When::Placing,
        text: "Управление → Настройки → Кнопка действия: заполните все поля, нажмите «Сохранить», вернитесь на страницу и проверьте кнопку.",
        letter: APP_BUTTON,
    },
    Step {
        about: Subject::App,
        when: When::After,
        text: "Сообщите подписчикам о приложении. Готовый текст: «Сообщить о проблеме и получить ответ можно в приложении «Госуслуги. Решаем вместе»: apps.rustore.ru/app/ru.gosuslugi.pos».",
        letter: APP_SUBSCRIBERS,
    },
    Step {
        about: Subject::App,
        when: When::After,
        text: "О результатах размещения сообщите тому, кто прислал таблицу: сводка уходит в Минцифры России.",
        letter: APP_RESULTS,
    },
    Step {
        about: Subject::State,
        when: When::Before,
        text: "Подтверждает руководитель или администратор организации на Госуслугах; статуса «сотрудник» мало. Права даются так: Выбрать организацию → Сотрудники → Администраторы профиля организации; приглашение действует 60 суток.",
        letter: STATE[0],
    },
    Step {
        about: Subject::State,
        when: When::Before,
        text: "У владельца и всех администраторов страницы должна быть двухфакторная аутентификация: https://vk.com/settings?act=security.",
        letter: STATE[1],
    },
    Step {
        about: Subject::State,
        when: When::Before,
        text: "На странице должны быть: наименование, почтовый адрес, электронная почта, телефон, сайт, информация о деятельности организации.",
        letter: STATE[2],
    },
    Step {
        about: Subject::State,
        when: When::Before,
        text: "Если владелец страницы не работает в организации, передайте права: https://vk.com/faq18264. До владельца не дозвониться — напишите в поддержку, кнопка внизу той же статьи.",
        letter: STATE[3],
    },
    Step {
        about: Subject::State,
        when: When::Before,
        text: "Страницы нет — создайте её с типом «Публичная страница» и подходящей тематикой: https://vk.com/faq18025.",
        letter: STATE[5],
    },
    Step {
        about: Subject::State,
        when: When::After,
        text: "Проверка занимает не больше 24 часов. Метки не появились — https://vk.com/support?act=new&from=gu&id=19973.",
        letter: STATE[6],
    },
    Step {
        about: Subject::State,
        when: When::After,
        text: "Метки пропадают после смены названия или владельца страницы: после неё проверьте их и подтвердите страницу заново.",
        letter: STATE[6],
    },
    Step {
        about: Subject::State,
        when: When::After,
        text: "Вопросы о правах на Госуслугах — роботу Максу или https://www.gosuslugi.ru/feedback.",
        letter: STATE[6],
    },
];

const MINIAPP_TABLES: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: готовые ссылки";
const MINIAPP_MENU: &str = "Письмо Минцифры от 02.10.2023 № ОК-П13-070-227937, инструкция: пункт меню";
const POS_OFFICE: &str = "Инструкция по размещению форм ПОС на официальных страницах: настройки ЛКО";
const POS_CHECK: &str = "Инструкция по размещению форм ПОС на официальных страницах: проверка формы";
const APP_BUTTON: &str = "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе» (срок — 05.04.2024): кнопка действия";
const APP_SUBSCRIBERS: &str =
    "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе» (срок — 05.04.2024): информирование подписчиков";
const APP_RESULTS: &str =
    "Письмо Минцифры о мобильном приложении «Госуслуги. Решаем вместе» (срок — 05.04.2024): сведения о результатах";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_a_subject_stand_in_the_order_in_which_they_are_taken() {
        let order: Vec<(Subject, When)> = STEPS.iter().map(|step| (step.about, step.when)).collect();
        assert!(order.is_sorted_by_key(|(about, when)| (*about, *when)));
        assert!(STEPS.iter().all(|step| step.text.ends_with('.') && !step.letter.is_empty()));
    }

    #[test]
    fn what_was_found_most_is_explained_first() {
        let code = |name: &str| rules::codes().find(|code| code.name == name).unwrap();
        assert_eq!(by_need(&Summary::default())[0].about, Subject::Miniapp);
        let mut found = Summary::default();
        found.count(code("state-not-confirmed"), Severity::Warning, 5);
        found.count(code("pos-missing-opaid"), Severity::Error, 2);
        let abouts: Vec<Subject> = by_need(&found).iter().map(|step| step.about).collect();
        assert!(abouts.is_sorted_by_key(|about| match about {
            Subject::State => 0,
            Subject::Pos => 1,
            _ => 2,
        }));
    }
}
