//! A row for each thing that gospub can say: the column «Код замечания» names it, every other cell of the row is in order.
//!
//! Rows take their communities from the ministry tables, so the sample is to be read with both of them.

use crate::links;
use crate::organisations::{self, Kind, Organisation};
use crate::pages::{answer, id, items, name, right};
use gospub::domain::vk_address::ScreenName;
use gospub::link::mobile::Store;
use gospub::pages::{Answer, Button, Community, Deactivated, Form, Found, PageLink};

/// What stands in a cell.
pub(crate) enum Value {
    /// Text; an empty one leaves the cell blank.
    Text(String),
    /// Text with a hyperlink behind it: text, target.
    Linked(String, String),
    /// A formula that shows nothing.
    Formula,
    /// Nothing, in a cell that is merged with the one below it.
    Merged,
}

/// The columns: header, width.
pub(crate) const COLUMNS: [(&str, u32); 40] = [
    ("№ п/п", 6),
    ("Код замечания", 28),
    (MUNICIPALITY, 18),
    (NAME, 46),
    (FIELD, 16),
    (LEVEL, 18),
    (PARENT, 26),
    (REGION, 18),
    (REGION_CODE, 10),
    (OGRN, 16),
    (OKTMO, 12),
    (OPAID, 12),
    (ADDRESS, 36),
    (GROUP, 14),
    (LINK, 52),
    (MESSAGES, 40),
    (POLLS, 40),
    (BUTTON, 20),
    (SECTION, 24),
    (BUTTON_TYPE, 16),
    (BUTTON_TEXT, 16),
    (MAIN_ADDRESS, 16),
    (LINK_NAMES, 24),
    (CONNECTION, 16),
    (WIDGETS, 12),
    (TITLE, 20),
    (STATUS, 16),
    (POST, 12),
    (EMAIL, 12),
    (PHONE, 12),
    (SITE, 12),
    (ACTIVITY, 16),
    (NO_PAGE, 30),
    (INN, 14),
    (MAX, 34),
    ("ID сообщества", 14),
    ("Статус", 12),
    ("Что не так", 40),
    ("Что сделать", 40),
    (EXPLANATION, 30),
];

const MUNICIPALITY: &str = "Муниципальное образование";
const NAME: &str = "Наименование организации";
const FIELD: &str = "Сфера";
const LEVEL: &str = "Уровень";
const PARENT: &str = "Учредитель";
const REGION: &str = "Регион";
const REGION_CODE: &str = "Код региона (REG-CODE)";
const OGRN: &str = "ОГРН";
const OKTMO: &str = "ОКТМО";
const OPAID: &str = "Номер ЛКО ПОС";
const ADDRESS: &str = "Ссылка на страницу ВК";
const GROUP: &str = "ID госпаблика";
const LINK: &str = "Ссылка на мини-приложение";
const MESSAGES: &str = "ПОС: форма сообщений";
const POLLS: &str = "ПОС: опросы";
const BUTTON: &str = "Кнопка «Установить»";
const SECTION: &str = "Раздел «Ссылки»";
const STATUS: &str = "Госметка";
const BUTTON_TYPE: &str = "Тип кнопки";
const BUTTON_TEXT: &str = "Текст на кнопке";
const MAIN_ADDRESS: &str = "Главный адрес";
const LINK_NAMES: &str = "Названия ссылок";
const CONNECTION: &str = "Подключение к компоненту «Госпаблики» (да/нет)";
const WIDGETS: &str = "Виджеты (0/1/2)";
const TITLE: &str = "Название пункта меню";
const POST: &str = "Почтовый адрес";
const EMAIL: &str = "Электронная почта";
const PHONE: &str = "Телефон";
const SITE: &str = "Сайт";
const ACTIVITY: &str = "Информация о деятельности";
const INN: &str = "ИНН";
const MAX: &str = "Канал MAX";
const NO_PAGE: &str = "Официальная страница не ведется на основании";

/// Gospub's own columns, as in a workbook that was handed back once: people write in the last.
const EXPLANATION: &str = "Пояснение";

/// A body that has an account in ПОС, for those that have none and name it as their founder.
const AUTHORITY: &str = "Управление образования администрации г. Примерска";

/// One row: the codes that it shows, the organisation's name, the cells that differ from a row in order. In these `{group}`,
/// `{other}`, `{opaid}`, `{ogrn}`, `{oktmo}` stand for the row's codes; `{other}` is a community in no table.
struct Fault {
    codes: &'static str,
    name: &'static str,
    cells: &'static [(&'static str, &'static str)],
}

const fn fault(codes: &'static str, name: &'static str, cells: &'static [(&'static str, &'static str)]) -> Fault {
    Fault { codes, name, cells }
}

const UNLISTED: (&str, &str) = (ADDRESS, "https://vk.com/club{other}");

/// The rows, in the order in which `gospub check --codes` lists the codes.
const FAULTS: &[Fault] = &[
    fault(
        "",
        "МБОУ «Школа № 1» (всё в порядке)",
        &[(GROUP, "{group}"), (LINK, "{link}"), (MESSAGES, "{messages}"), (POLLS, "{polls}")],
    ),
    fault("", "МБОУ «Школа № 2» (ссылки ещё не заполнены)", &[]),
    // The address.
    fault("address-missing", "МБОУ «Школа № 3» (нет адреса)", &[(ADDRESS, "")]),
    fault("address-no-page", "МБОУ «Школа № 4» (нет страницы)", &[(ADDRESS, "нет")]),
    fault(
        "address-no-page-lawful",
        "МБОУ «Школа № 5» (страница не ведётся на законном основании)",
        &[(ADDRESS, ""), (NO_PAGE, "распоряжение Правительства РФ от 02.09.2022 № 2523-р")],
    ),
    fault("address-screen-name", "МБОУ «Школа № 6» (короткое имя)", &[(ADDRESS, "https://vk.com/primer_shkola_6")]),
    fault("address-misspelt", "МБОУ «Школа № 7» (опечатка в слове public)", &[(ADDRESS, "https://vk.com/publik{group}")]),
    fault("address-person", "МБОУ «Школа № 8» (адрес личной страницы)", &[(ADDRESS, "https://vk.com/id99900000001")]),
    fault(
        "address-person-photo",
        "МБОУ «Школа № 9» (фотография без минуса)",
        &[(ADDRESS, "https://vk.com/photo{group}_457239017")],
    ),
    fault("address-foreign", "МБОУ «Школа № 10» (другая сеть)", &[(ADDRESS, "https://ok.ru/group/70000000000001")]),
    fault(
        "address-ambiguous",
        "МБОУ «Школа № 11» (две страницы в ячейке)",
        &[(ADDRESS, "https://vk.com/club{group}, https://vk.com/club{other}")],
    ),
    fault(
        "address-hyperlink-differs",
        "МБОУ «Школа № 12» (гиперссылка ведёт не туда)",
        &[(ADDRESS, "https://vk.com/club{group} → https://vk.com/club{other}")],
    ),
    fault("address-placeholder", "МБОУ «Школа № 13» (образец вместо адреса)", &[(ADDRESS, "https://vk.com/publicXXXXXX")]),
    fault("address-service-page", "МБОУ «Школа № 14» (лента новостей)", &[(ADDRESS, "https://vk.com/feed")]),
    fault("address-without-address", "МБОУ «Школа № 15» (есть, но какая)", &[(ADDRESS, "есть")]),
    fault("address-formula-error", "МБОУ «Школа № 16» (ошибка формулы)", &[(ADDRESS, "#Н/Д")]),
    fault("address-lost-digits", "МБОУ «Школа № 17» (номер округлён)", &[(ADDRESS, "2,17E+08")]),
    fault("address-wrong-number", "МБОУ «Школа № 18» (ИНН вместо номера)", &[(ADDRESS, "4000000000")]),
    fault("address-unclear-number", "МБОУ «Школа № 19» (номер обрезан)", &[(ADDRESS, "https://vk.com/club2170…")]),
    fault("address-may-be-oktmo", "Администрация Образцовского района (ОКТМО вместо адреса)", &[(ADDRESS, "29692000")]),
    fault("address-ditto", "МБОУ «Школа № 94» (то же, что выше)", &[(ADDRESS, "-//-")]),
    fault("address-email", "МБОУ «Школа № 21» (почта вместо страницы)", &[(ADDRESS, "shkola@primer.example")]),
    fault("address-broken", "МБОУ «Школа № 22» (дефис в имени)", &[(ADDRESS, "https://vk.com/shkola-primer")]),
    fault("address-unreadable", "МБОУ «Школа № 23» (не адрес)", &[(ADDRESS, "см. приложение 2")]),
    fault("address-repaired", "МБОУ «Школа № 24» (русские буквы в адресе)", &[(ADDRESS, "https://vk.соm/сlub{group}")]),
    fault("address-event", "МБОУ «Школа № 100» (страница мероприятия)", &[(ADDRESS, "https://vk.com/event{group}")]),
    fault(
        "address-no-page-contradicted",
        "МБОУ «Школа № 101» (не ведётся, а номер есть)",
        &[(ADDRESS, "не ведётся"), (GROUP, "{group}")],
    ),
    fault(
        "address-by-opened-item",
        "МБОУ «Школа № 25» (открыта фотография)",
        &[(ADDRESS, "https://vk.com/primer_shkola_25?z=photo-{group}_457239017%2Fwall-{group}_12")],
    ),
    fault(
        "address-reposted-item",
        "МБОУ «Школа № 26» (открыта чужая запись)",
        &[(ADDRESS, "https://vk.com/club{group}?w=wall-{other}_15")],
    ),
    // The community.
    fault("group-conflict", "МБОУ «Школа № 27» (номер не той страницы)", &[(GROUP, "{other}")]),
    fault("group-unusual", "Администрация Эталонского района (лишняя цифра)", &[(ADDRESS, "https://vk.com/club917000001")]),
    fault(
        "group-unverified",
        "МБОУ «Школа № 95» (ссылку не с чем сверить)",
        &[(ADDRESS, "https://vk.com/primer_shkola_95"), (LINK, "{link}")],
    ),
    fault(
        "group-page-unverified",
        "Администрация Учебного района (ссылка верна, страница не сверена)",
        &[
            (ADDRESS, "https://vk.com/primer_uchebny"),
            (LINK, "https://vk.com/app8181405#utm_source=vk&utm_medium=menu&utm_campaign=gosuslugi"),
        ],
    ),
    fault(
        "group-by-explanation",
        "МБОУ «Школа № 97» (номер в пояснении)",
        &[(ADDRESS, "https://vk.com/primer_shkola_97"), (EXPLANATION, "id группы {group}")],
    ),
    fault(
        "address-screen-name, group-in-explanation",
        "МБОУ «Школа № 98» (в пояснении другая страница)",
        &[(ADDRESS, "https://vk.com/primer_shkola_98"), (EXPLANATION, "теперь у школы группа club{group}")],
    ),
    fault(
        "address-screen-name, group-name-disputed",
        "МБОУ «Школа у реки» (источники расходятся, чьё короткое имя)",
        &[(ADDRESS, "https://vk.com/primer_sporno")],
    ),
    fault(
        "group-name-moved",
        "МБОУ «Нынешняя школа» (короткое имя раньше было у другой страницы)",
        &[(ADDRESS, "https://vk.com/primer_pereshla")],
    ),
    fault(
        "group-table-contradicts",
        "МБОУ «Школа № 113» (таблица министерства о ней противоречива)",
        &[(ADDRESS, "https://vk.com/club217000087")],
    ),
    fault("group-not-in-table", "МБОУ «Школа № 29» (нет в таблице министерства)", &[UNLISTED]),
    // The kind.
    fault("kind-unknown", "МБУ «Радуга» (по названию не понять)", &[UNLISTED]),
    fault("kind-column-unknown", "МБОУ «Школа № 31» (непонятная сфера)", &[(FIELD, "бюджетное")]),
    fault("kind-conflict", "ГБУЗ «Городская больница № 32» (в таблице школ)", &[]),
    fault("kind-conflict", "МБОУ «Школа № 33» (сфера спорит с названием)", &[(FIELD, "здравоохранение")]),
    fault("kind-doubtful", "МБУ «Лучик» (сфера и учредитель о разном)", &[UNLISTED, (FIELD, "культура"), (PARENT, AUTHORITY)]),
    fault("kind-no-clinic", "ГАУЗ «Областной аптечный склад» (в таблице больниц)", &[(ADDRESS, "https://vk.com/club{clinic}")]),
    fault("kind-uncertain", "МКУ «Управление дорожного хозяйства» (сомнительный вид)", &[UNLISTED]),
    fault("kind-authority, group-not-in-table", AUTHORITY, &[UNLISTED, (LEVEL, "ОМСУ"), (PARENT, "Администрация г. Примерска")]),
    // The link to the mini-app.
    fault(
        "link-wrong-app",
        "МБОУ «Школа № 37» (ссылка не на мини-приложение)",
        &[(LINK, "https://www.gosuslugi.ru/600368/1/form")],
    ),
    fault(
        "link-placeholder-left",
        "МБОУ «Школа № 38» (образец письма)",
        &[(LINK, "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId=ID")],
    ),
    fault(
        "link-malformed",
        "МБОУ «Школа № 39» (вопросительный знак вместо решётки)",
        &[(LINK, "https://vk.com/app8181405?module=education&step=ChoosingKid&groupId={group}")],
    ),
    fault(
        "link-wrong-module",
        "МБОУ «Школа № 40» (ссылка больницы)",
        &[(LINK, "https://vk.com/app8181405#module=health&groupId={group}")],
    ),
    fault(
        "link-wrong-group",
        "МБОУ «Школа № 41» (ссылка чужой школы)",
        &[(LINK, "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={other}")],
    ),
    fault(
        "link-missing-step",
        "МБОУ «Школа № 42» (ссылка без step)",
        &[(LINK, "https://vk.com/app8181405#module=education&groupId={group}")],
    ),
    fault(
        "link-not-canonical",
        "МБОУ «Школа № 43» (верно, но не по образцу)",
        &[(LINK, "https://vk.ru/app8181405#groupId={group}&module=education&step=ChoosingKid")],
    ),
    fault("link-formula", "МБОУ «Школа № 44» (формула без результата)", &[(LINK, "=")]),
    // The codes for ПОС.
    fault("pos-missing-opaid", "МБОУ «Школа № 45» (нет номера ЛКО)", &[(OPAID, "")]),
    fault("pos-bad-opaid", "МБОУ «Школа № 46» (дата вместо номера ЛКО)", &[(OPAID, "01.09.2023")]),
    fault("pos-missing-ogrn", "МБОУ «Школа № 47» (нет ОГРН)", &[(OGRN, "")]),
    fault("pos-ogrn-under-inn", "МБОУ «Школа № 125» (ОГРН и ИНН перепутаны)", &[(OGRN, "4001000057"), (INN, "{ogrn}")]),
    fault("pos-bad-ogrn-length", "МБОУ «Школа № 48» (в ОГРН 12 цифр)", &[(OGRN, "102400900048")]),
    fault("pos-bad-ogrn-checksum", "МБОУ «Школа № 49» (цифры ОГРН переставлены)", &[(OGRN, "1024009070941")]),
    fault("pos-bad-ogrn", "МБОУ «Школа № 50» (ОГРН округлён)", &[(OGRN, "1,0240E+12")]),
    fault("pos-missing-oktmo", "МБОУ «Школа № 51» (нет ОКТМО)", &[(OKTMO, "")]),
    fault("pos-bad-oktmo", "МБОУ «Школа № 52» (в ОКТМО 7 цифр)", &[(OKTMO, "2979100")]),
    fault("pos-oktmo-region-mismatch", "МБОУ «Школа № 53» (ОКТМО Ульяновской области)", &[(OKTMO, "73791000")]),
    fault(
        "pos-missing-ogrn, pos-missing-region",
        "Министерство культуры (учебный пример; регион не указан)",
        &[UNLISTED, (LEVEL, "РОИВ"), (REGION, ""), (REGION_CODE, ""), (OKTMO, ""), (OGRN, "")],
    ),
    fault("pos-unknown-region", "МБОУ «Школа № 55» (такого региона нет)", &[(REGION, "Калужская губерния")]),
    fault("pos-bad-regcode", "МБОУ «Школа № 56» (такого кода нет)", &[(REGION_CODE, "02")]),
    fault("pos-region-mismatch", "МБОУ «Школа № 57» (автомобильный код)", &[(REGION_CODE, "40")]),
    fault("pos-bad-kind", "МБОУ «Школа № 58» (непонятный уровень)", &[(LEVEL, "прочие")]),
    fault("pos-ogrn-region-mismatch", "МБОУ «Школа № 59» (ОГРН Ульяновской области)", &[(OGRN, "1027309000608")]),
    fault("pos-ogrn-region", "Филиал МБОУ «Школа № 99» (ОГРН головной организации)", &[(OGRN, "1027309000619")]),
    fault(
        "pos-oktmo-padded",
        "МБОУ «Школа № 60» (Excel отбросил ноль)",
        &[(REGION, "Краснодарский край"), (REGION_CODE, "3"), (OGRN, "1022309000603"), (OKTMO, "3791000")],
    ),
    fault("pos-oktmo-other-district", "МБОУ «Школа № 96» (ОКТМО соседнего района)", &[(OKTMO, "29644000")]),
    fault("pos-oktmo-heading", "МБОУ «Школа № 61» (ОКТМО — заголовок)", &[(OKTMO, "29700000")]),
    fault(
        "pos-oktmo-whole-city",
        "ГБОУ «Школа № 62» (город целиком)",
        &[(REGION, "Москва"), (REGION_CODE, "45"), (OGRN, "1027709000626"), (OKTMO, "45000000")],
    ),
    fault("pos-unusual-opaid", "МБОУ «Школа № 63» (в номере ЛКО две цифры)", &[(OPAID, "12")]),
    fault("pos-parent-opaid", "МБОУ «Школа № 64» (к ПОС не подключена)", &[(OPAID, "не подключена"), (PARENT, AUTHORITY)]),
    fault(
        "pos-region-of-sheet",
        "Министерство спорта (учебный пример; регион взят по листу)",
        &[UNLISTED, (LEVEL, "РОИВ"), (REGION, ""), (REGION_CODE, ""), (OKTMO, "")],
    ),
    fault("pos-level-by-name", "МБОУ «Школа № 90» (уровень не указан)", &[(LEVEL, "")]),
    // Links to ПОС.
    fault("pos-link-other-site", "МБОУ «Школа № 65» (ссылка на другой сайт)", &[(MESSAGES, "https://www.gosuslugi.ru/10091")]),
    fault(
        "pos-link-other-page",
        "МБОУ «Школа № 66» (виджет для сайта)",
        &[(MESSAGES, "https://pos.gosuslugi.ru/form/?opaId={opaid}&fz59=false")],
    ),
    fault("pos-link-wrong-item", "МБОУ «Школа № 67» (опросы вместо сообщений)", &[(MESSAGES, "{polls}")]),
    fault(
        "pos-link-placeholder-left",
        "МБОУ «Школа № 68» (образец инструкции)",
        &[(MESSAGES, "https://pos.gosuslugi.ru/form/?opaid=ID&utm_source=vk&utm_medium=REG-CODE&utm_campaign=OGRN")],
    ),
    fault(
        "pos-link-malformed",
        "МБОУ «Школа № 69» (пробел внутри)",
        &[(MESSAGES, "https://pos.gosuslugi.ru/form/?opaid={opaid}&utm_source=vk&utm_mediu%20m=29&utm_campaign={ogrn}")],
    ),
    fault(
        "pos-link-wrong-form",
        "МБОУ «Школа № 70» (опросы региона)",
        &[(POLLS, "https://pos.gosuslugi.ru/og/org-activities?reg_code=29&utm_source=vk1&utm_medium=29&utm_campaign={ogrn}")],
    ),
    fault(
        "pos-link-wrong-source",
        "МБОУ «Школа № 71» (vk вместо vk2)",
        &[(POLLS, "https://pos.gosuslugi.ru/og/org-activities?mun_code={oktmo}&utm_source=vk&utm_medium=29&utm_campaign={ogrn}")],
    ),
    fault(
        "pos-link-contradiction",
        "МБОУ «Школа № 72» (коды разных регионов)",
        &[(
            POLLS,
            "https://pos.gosuslugi.ru/og/org-activities?mun_code={oktmo}&utm_source=vk2&utm_medium=40&utm_campaign={ogrn}",
        )],
    ),
    fault(
        "pos-link-wrong-code",
        "МБОУ «Школа № 73» (чужой ОКТМО)",
        &[(
            POLLS,
            "https://pos.gosuslugi.ru/og/org-activities?mun_code=29696000&utm_source=vk2&utm_medium=29&utm_campaign={ogrn}",
        )],
    ),
    fault(
        "pos-link-not-canonical",
        "МБОУ «Школа № 74» (верно, но не по образцу)",
        &[(POLLS, "http://pos.gosuslugi.ru/og/org-activities?mun_code={oktmo}&utm_source=vk2&utm_medium=29&utm_campaign={ogrn}")],
    ),
    // The mobile application.
    fault("app-button-missing", "МБОУ «Школа № 75» (нет кнопки)", &[(BUTTON, "нет")]),
    fault(
        "app-button-wrong",
        "МБОУ «Школа № 76» (кнопка другого приложения)",
        &[(BUTTON, "https://apps.rustore.ru/app/ru.primer.other")],
    ),
    fault(
        "app-button-other-store",
        "МБОУ «Школа № 88» (кнопка с Google Play)",
        &[(BUTTON, "https://play.google.com/store/apps/details?id=ru.gosuslugi.pos")],
    ),
    fault("app-button-not-understood", "МБОУ «Школа № 91» (другая кнопка)", &[(BUTTON, "Позвонить по телефону")]),
    fault(
        "app-links-missing",
        "МБОУ «Школа № 77» (одна ссылка из двух)",
        &[(SECTION, "https://apps.rustore.ru/app/ru.gosuslugi.pos")],
    ),
    fault(
        "app-links-wrong",
        "МБОУ «Школа № 78» (другое приложение)",
        &[(SECTION, "https://apps.rustore.ru/app/ru.primer.other")],
    ),
    fault("app-links-not-understood", "МБОУ «Школа № 92» (раздел заполнен частично)", &[(SECTION, "частично")]),
    fault("app-button-type", "МБОУ «Школа № 102» (кнопка звонка)", &[(BUTTON_TYPE, "Позвонить")]),
    fault("app-button-text", "МБОУ «Школа № 103» (другой текст на кнопке)", &[(BUTTON_TEXT, "Скачать")]),
    fault("app-main-address", "МБОУ «Школа № 104» (главный адрес App Store)", &[(MAIN_ADDRESS, "App Store")]),
    fault("app-link-names", "МБОУ «Школа № 105» (ссылки названы иначе)", &[(LINK_NAMES, "Приложение для Android")]),
    // The menu.
    fault("menu-forms-missing", "МБОУ «Школа № 106» (одна форма из двух)", &[(WIDGETS, "1")]),
    fault("menu-forms-not-understood", "МБОУ «Школа № 107» (непонятно, сколько форм)", &[(WIDGETS, "не знаю")]),
    fault("menu-title-other", "МБОУ «Школа № 108» (пункт меню другого вида)", &[(TITLE, "Запись к врачу")]),
    fault("menu-title-long", "МБОУ «Школа № 109» (длинное название)", &[(TITLE, "Запись ребёнка в кружок или секцию")]),
    // The state status.
    fault("state-not-confirmed", "МБОУ «Школа № 79» (статус не подтверждён)", &[(STATUS, "нет")]),
    fault("state-verified-instead", "МБОУ «Школа № 80» (синяя галочка)", &[(STATUS, "верификация ВК")]),
    fault("state-not-understood", "МБОУ «Школа № 93» (непонятно, есть ли метка)", &[(STATUS, "не знаю")]),
    fault("state-not-connected", "МБОУ «Школа № 110» (не подключена)", &[(CONNECTION, "нет")]),
    fault("state-connection-not-understood", "МБОУ «Школа № 111» (непонятно, подключена ли)", &[(CONNECTION, "через МФЦ")]),
    fault("state-information-missing", "МБОУ «Школа № 81» (нет телефона и сайта)", &[(PHONE, ""), (SITE, "нет")]),
    // Across rows.
    fault("row-group-two-organisations", "МБОУ «Школа № 82» (одна страница на двоих)", &[]),
    fault(
        "row-group-two-organisations",
        "МБОУ «Школа № 83» (одна страница на двоих)",
        &[(ADDRESS, "https://vk.com/public{previous group}")],
    ),
    fault("row-group-shared", "МБОУ «Школа № 112» (общая страница)", &[]),
    fault("row-group-shared", "Дошкольное отделение МБОУ «Школа № 112»", &[(ADDRESS, "https://vk.com/public{previous group}")]),
    fault("row-duplicate", "МБОУ «Школа № 84» (дважды)", &[]),
    fault(
        "row-duplicate",
        "МБОУ «Школа № 84» (дважды)",
        &[(ADDRESS, "https://vk.com/public{previous group}"), (OGRN, "{previous ogrn}")],
    ),
    fault("row-ogrn-two-names", "МБОУ «Школа № 85» (один ОГРН на двоих)", &[]),
    fault("row-ogrn-two-names", "МБОУ «Школа № 86» (один ОГРН на двоих)", &[(OGRN, "{previous ogrn}")]),
    fault("row-inn-two-names", "МБОУ «Школа № 121» (один ИНН на двоих)", &[(INN, "4001000040")]),
    fault("row-inn-two-names", "МБОУ «Школа № 122» (один ИНН на двоих)", &[(INN, "4001000040")]),
    fault("row-ogrn-two-groups", "МБОУ «Школа № 87» (две страницы)", &[]),
    fault("row-ogrn-two-groups", "МБОУ «Школа № 87» (две страницы)", &[(OGRN, "{previous ogrn}")]),
    fault("link-merged", "МБОУ «Школа № 88» (ячейка ссылки объединена со следующей)", &[(LINK, "↓")]),
    fault("link-merged", "МБОУ «Школа № 89» (ячейка ссылки объединена с предыдущей)", &[]),
    // The channel in MAX.
    fault(
        "max-wrong-inn",
        "МБОУ «Школа № 90» (канал MAX другой организации)",
        &[(INN, "4001000018"), (MAX, "https://max.ru/id4001000025_gos")],
    ),
    fault("max-not-a-channel", "МБОУ «Школа № 91» (бот вместо канала MAX)", &[(MAX, "https://max.ru/id4001000032_bot")]),
    fault("max-business", "МБОУ «Школа № 92» (страница компании в MAX)", &[(MAX, "https://max.ru/id4001000032_biz")]),
    fault("max-address-unknown", "МБОУ «Школа № 123» (канал MAX без адреса)", &[(MAX, "создан")]),
    fault("max-not-understood", "МБОУ «Школа № 124» (непонятно, есть ли канал MAX)", &[(MAX, "чат")]),
    fault("address-not-computed", "МБОУ «Школа № 93» (формула адреса не посчитана)", &[(ADDRESS, "=")]),
    // What clerks write in «Пояснение».
    fault(
        "group-rejected-in-explanation",
        "МБОУ «Школа № 114» (в пояснении сказано, что страница старая)",
        &[(EXPLANATION, "club{group} — прежняя группа")],
    ),
    fault(
        "address-rejected",
        "МБОУ «Школа № 116» (адрес и «не ведётся» в одной ячейке)",
        &[(ADDRESS, "https://vk.com/club{group} (не ведётся)")],
    ),
    fault(
        "link-hyperlink-differs",
        "МБОУ «Школа № 117» (под ссылкой гиперссылка на другую)",
        &[(LINK, "{link} → https://vk.com/app8181405#module=education&step=ChoosingKid&groupId={other}")],
    ),
    fault("kind-in-explanation", "МБОУ «Школа № 115» (в пояснении другой вид)", &[(EXPLANATION, "это больница")]),
    fault(
        "pos-links-differ",
        "МБОУ «Школа № 118» (в двух ссылках два ОГРН)",
        &[
            (OGRN, ""),
            (MESSAGES, "https://pos.gosuslugi.ru/form/?opaid={opaid}&utm_source=vk&utm_medium=29&utm_campaign=1024001432476"),
            (
                POLLS,
                "https://pos.gosuslugi.ru/og/org-activities?mun_code={oktmo}&utm_source=vk2&utm_medium=29&utm_campaign=1044004404091",
            ),
        ],
    ),
];

/// A row whose page, as the snapshot has it, shows a fault.
struct PageFault {
    fault: Fault,
    /// What VK says of the page.
    answer: fn(&Organisation) -> Answer,
}

/// A page by its number that is right but for this.
macro_rules! page {
    ($codes:literal, $name:literal, $change:expr) => {
        PageFault {
            fault: fault(concat!("group-not-in-table, ", $codes), $name, &[UNLISTED]),
            answer: |own| {
                let (mut page, change): (Community, fn(&mut Community, &Organisation)) = (right(own), $change);
                change(&mut page, own);
                answer(id(own.group), Found::Group(Box::new(page)))
            },
        }
    };
}

/// An answer about a short name.
macro_rules! name {
    ($codes:literal, $name:literal, $address:literal, $found:expr) => {
        PageFault {
            fault: fault($codes, $name, &[(ADDRESS, concat!("https://vk.com/", $address))]),
            answer: |own| {
                let found: fn(&Organisation) -> Found = $found;
                answer(name($address), found(own))
            },
        }
    };
}

const PAGES: &[PageFault] = &[
    // The page itself.
    name!("address-person", "МБОУ «Школа № 201» (имя у человека)", "primer_shkola_201", |_| {
        Found::Person
    }),
    name!("page-not-found", "МБОУ «Школа № 202» (имени ни у кого нет)", "primer_shkola_202", |_| {
        Found::Nobody
    }),
    name!("page-not-found", "МБОУ «Школа № 203» (имя у приложения)", "primer_shkola_203", |_| {
        Found::App
    }),
    name!(
        "group-not-in-table, page-renamed",
        "МБОУ «Школа № 204» (другое короткое имя)",
        "primer_shkola_204",
        |own| Found::Group(Box::new(Community { screen_name: ScreenName::new("primer_nasha_shkola"), ..right(own) }))
    ),
    PageFault {
        fault: fault(
            "group-name-old, group-not-in-table",
            "МБОУ «Школа № 205» (имя узнано давно)",
            &[(ADDRESS, "https://vk.com/primer_shkola_205")],
        ),
        answer: |own| Answer {
            at: "2025-01-12T10:00:00+03:00".parse().expect("a moment"),
            ..answer(name("primer_shkola_205"), named(own, "primer_shkola_205"))
        },
    },
    // No link is made, so that no table could lack it.
    PageFault {
        fault: fault("page-deleted", "МБОУ «Школа № 206» (страница удалена)", &[UNLISTED]),
        answer: |own| {
            let deleted = Community { deactivated: Some(Deactivated::Deleted), ..right(own) };
            answer(id(own.group), Found::Group(Box::new(deleted)))
        },
    },
    page!("page-closed", "МБОУ «Школа № 207» (страница закрыта)", |page, _| page.closed = Some(true)),
    page!("page-not-public", "МБОУ «Школа № 208» (группа)", |page, _| page.form = Some(Form::Group)),
    page!("page-name-differs", "МБОУ «Школа № 209» (чужая страница)", |page, _| page.name =
        Some("Кафе «Уют»".to_owned())),
    // The menu.
    page!("placed-miniapp-missing", "МБОУ «Школа № 210» (нет пункта)", |page, _| drop(items(page).pop())),
    page!(
        "placed-miniapp-placeholder-left",
        "МБОУ «Школа № 211» (на странице образец)",
        |page, own| {
            miniapp(page, links::miniapp(own).replace(&own.group.to_string(), "ID"));
        }
    ),
    page!(
        "placed-miniapp-malformed",
        "МБОУ «Школа № 212» (на странице вопрос вместо решётки)",
        |page, own| {
            miniapp(page, links::miniapp(own).replace('#', "?"));
        }
    ),
    page!(
        "placed-miniapp-wrong-module",
        "МБОУ «Школа № 213» (на странице ссылка больницы)",
        |page, own| {
            miniapp(page, format!("https://vk.com/app8181405#module=health&groupId={}", own.group));
        }
    ),
    page!(
        "placed-miniapp-wrong-group",
        "МБОУ «Школа № 214» (на странице ссылка чужой школы)",
        |page, own| {
            miniapp(page, links::miniapp(own).replace(&own.group.to_string(), "217000001"));
        }
    ),
    page!(
        "placed-miniapp-missing-step",
        "МБОУ «Школа № 215» (на странице ссылка без step)",
        |page, own| {
            miniapp(page, links::miniapp(own).replace("&step=ChoosingKid", ""));
        }
    ),
    page!("placed-miniapp-not-canonical", "МБОУ «Школа № 216» (на странице vk.ru)", |page, own| {
        miniapp(page, links::miniapp(own).replace("vk.com", "vk.ru"));
    }),
    page!("placed-miniapp-hidden", "МБОУ «Школа № 217» (пункт скрыт)", |page, _| items(page)[2].hidden =
        Some(true)),
    page!("placed-miniapp-title", "МБОУ «Школа № 218» (пункт назван иначе)", |page, _| {
        items(page)[2].title = Some("Кружки".to_owned());
    }),
    page!("placed-miniapp-cover", "МБОУ «Школа № 219» (пункт без обложки)", |page, _| items(page)
        [2]
    .cover =
        Some(false)),
    page!("placed-pos-missing", "МБОУ «Школа № 220» (нет опросов)", |page, _| drop(items(page).remove(1))),
    page!("placed-pos-wrong", "МБОУ «Школа № 221» (на странице чужой utm_source)", |page, own| {
        items(page)[0].url = Some(links::messages(own).replace("utm_source=vk", "utm_source=ok"));
    }),
    page!(
        "placed-pos-wrong-code",
        "МБОУ «Школа № 222» (на странице чужой ОКТМО)",
        |page, own| {
            items(page)[1].url = Some(links::polls(own).replace(own.oktmo, "29696000"));
        }
    ),
    page!("placed-pos-not-canonical", "МБОУ «Школа № 223» (на странице http)", |page, own| {
        items(page)[1].url = Some(links::polls(own).replace("https", "http"));
    }),
    page!("placed-pos-hidden", "МБОУ «Школа № 224» (опросы скрыты)", |page, _| items(page)[1].hidden =
        Some(true)),
    page!("placed-pos-order", "МБОУ «Школа № 225» (опросы раньше сообщений)", |page, _| items(
        page
    )
    .swap(0, 1)),
    page!("placed-pos-title", "МБОУ «Школа № 226» (форма названа иначе)", |page, _| {
        items(page)[0].title = Some("Обращения".to_owned());
    }),
    page!("placed-pos-cover", "МБОУ «Школа № 227» (форма без обложки)", |page, _| items(page)[0]
        .cover =
        Some(false)),
    // The rest of the page.
    page!("placed-app-links-missing", "МБОУ «Школа № 228» (одна ссылка из двух)", |page, _| drop(
        links_of(page).pop()
    )),
    page!("placed-app-links-wrong", "МБОУ «Школа № 229» (другое приложение)", |page, _| {
        links_of(page)[0].url = Some("https://apps.rustore.ru/app/ru.primer.other".to_owned());
    }),
    page!("placed-app-link-names", "МБОУ «Школа № 230» (ссылки названы иначе)", |page, _| {
        links_of(page)[0].name = Some("Приложение для Android".to_owned());
    }),
    page!("placed-button-missing", "МБОУ «Школа № 231» (кнопка выключена)", |page, _| button(page)
        .enabled =
        Some(false)),
    page!("placed-button-wrong", "МБОУ «Школа № 232» (кнопка звонка)", |page, _| {
        (button(page).action, button(page).urls) = (Some("call_phone".to_owned()), Vec::new());
    }),
    page!("placed-button-stores", "МБОУ «Школа № 233» (в кнопке один магазин)", |page, _| {
        button(page).urls = vec![Store::RuStore.link().to_owned()];
    }),
    page!("placed-button-text", "МБОУ «Школа № 234» (на кнопке «Открыть»)", |page, _| {
        button(page).title = Some("Открыть".to_owned());
    }),
    page!("placed-state-missing", "МБОУ «Школа № 235» (нет метки)", |page, _| page.state = Some(false)),
    page!("placed-state-verified-instead", "МБОУ «Школа № 236» (только верификация)", |page, _| {
        (page.state, page.verified) = (Some(false), Some(true));
    }),
    page!("placed-information-missing", "МБОУ «Школа № 237» (нет телефона и сайта)", |page, _| {
        if let Some(has) = &mut page.has {
            (has.phone, has.site) = (Some(false), Some(false));
        }
    }),
    page!("placed-menu-hidden", "МБОУ «Школа № 238» (меню скрыто)", |page, _| {
        page.menu.get_or_insert_default().hidden = Some(true);
    }),
];

/// A page under its own short name.
fn named(own: &Organisation, screen_name: &str) -> Found {
    Found::Group(Box::new(Community { screen_name: ScreenName::new(screen_name), ..right(own) }))
}

fn miniapp(page: &mut Community, url: String) {
    items(page)[2].url = Some(url);
}

fn links_of(page: &mut Community) -> &mut Vec<PageLink> {
    page.links.get_or_insert_default()
}

fn button(page: &mut Community) -> &mut Button {
    page.button.get_or_insert_default()
}

/// What VK says of the pages of these rows.
pub(crate) fn answers() -> Vec<Answer> {
    let first = FAULTS.len() as u32;
    (first..).zip(PAGES).map(|(number, page)| (page.answer)(&of_page(number, page))).collect()
}

/// The organisation of a row whose page the snapshot shows.
fn of_page(number: u32, page: &PageFault) -> Organisation {
    organisation(number, page.fault.name, FIRST_OTHER + number)
}

/// The organisation of a row.
fn organisation(number: u32, name: &str, group: u32) -> Organisation {
    Organisation {
        municipality: "г. Образцовск",
        oktmo: "29791000",
        name: name.to_owned(),
        level: "Подведомственная организация",
        kind: Kind::Education,
        ogrn: organisations::ogrn(FIRST_OGRN + number),
        group,
        screen_name: String::new(),
        opaid: 500_001 + 7 * number,
    }
}

/// The first community that no table knows, and the first of the numbers that make an ОГРН here.
const FIRST_OTHER: u32 = 217_005_001;
const FIRST_OGRN: u32 = 500;

/// The rows of the sheet, each as long as [`COLUMNS`].
pub(crate) fn rows(organisations: &[Organisation]) -> Vec<Vec<Value>> {
    let mut schools = listed(organisations, Kind::Education);
    let clinic = listed(organisations, Kind::Health).next().map_or(0, |clinic| clinic.group);
    let mut previous: Option<Organisation> = None;
    let mut rows = Vec::new();
    for (number, fault) in (0u32..).zip(FAULTS.iter().chain(PAGES.iter().map(|page| &page.fault))) {
        // A row that names another page leaves the community to the next one.
        let group = if fault.needs_community() { schools.next().map_or(0, |school| school.group) } else { 0 };
        let own = organisation(number, fault.name, group);
        let same = previous.as_ref().unwrap_or(&own);
        let fill = |text: &str| {
            text.replace("{number}", &(number + 1).to_string())
                .replace("{group}", &own.group.to_string())
                .replace("{other}", &(FIRST_OTHER + number).to_string())
                .replace("{clinic}", &clinic.to_string())
                .replace("{opaid}", &own.opaid.to_string())
                .replace("{ogrn}", &own.ogrn)
                .replace("{oktmo}", own.oktmo)
                .replace("{link}", &links::miniapp(&own))
                .replace("{messages}", &links::messages(&own))
                .replace("{polls}", &links::polls(&own))
                .replace("{previous group}", &same.group.to_string())
                .replace("{previous ogrn}", &same.ogrn)
        };
        rows.push(COLUMNS.iter().map(|&(header, _)| Value::of(&fill(fault.text(header, &own)))).collect());
        previous = Some(own);
    }
    assert!(schools.next().is_some(), "the education table lists fewer communities than there are rows here");
    rows
}

/// The organisations of a kind that stand in its ministry table, but for the one about which the table contradicts itself.
fn listed(organisations: &[Organisation], kind: Kind) -> impl Iterator<Item = &Organisation> {
    const CONTRADICTORY: u32 = 217_000_087;
    organisations.iter().filter(move |organisation| organisation.is_listed(kind) && organisation.group != CONTRADICTORY)
}

impl Fault {
    /// Whether the row is about a community of the education table.
    fn needs_community(&self) -> bool {
        let address = self.cells.iter().find(|(name, _)| *name == ADDRESS);
        address.is_none() || self.cells.iter().any(|(_, text)| text.contains("{group}") || text.contains("{link}"))
    }

    /// What stands under a header: what the row says of it, else what a row in order holds.
    fn text<'f>(&'f self, header: &str, own: &'f Organisation) -> &'f str {
        if let Some((_, text)) = self.cells.iter().find(|(name, _)| *name == header) {
            return text;
        }
        match header {
            "№ п/п" => "{number}",
            "Код замечания" => self.codes,
            NAME => self.name,
            MUNICIPALITY => own.municipality,
            LEVEL => own.level,
            PARENT => "Администрация г. Образцовска",
            REGION => "Калужская область",
            REGION_CODE => "29",
            OGRN => "{ogrn}",
            OKTMO => "{oktmo}",
            OPAID => "{opaid}",
            ADDRESS => "https://vk.com/club{group}",
            BUTTON | SECTION | STATUS | CONNECTION => "да",
            WIDGETS => "2",
            POST | EMAIL | PHONE | SITE | ACTIVITY => "есть",
            _ => "",
        }
    }
}

impl Value {
    /// What a text stands for: `a → b` is a text with a hyperlink behind it, `=` a formula that shows nothing, `↓` a cell merged with
    /// the one below it.
    fn of(text: &str) -> Self {
        match text.split_once(" → ") {
            _ if text == "=" => Self::Formula,
            _ if text == "↓" => Self::Merged,
            Some((shown, target)) => Self::Linked(shown.to_owned(), target.to_owned()),
            None => Self::Text(text.to_owned()),
        }
    }
}
