//! The words by which organisations are known, in the notation of [`super::lexicon::Lexicon`].
//!
//! Sources: the types of the letter [S001]; domain reference, 2.1 and 10; and the nomenclature of medical organisations (order of
//! the Ministry of Health 529н), which counts bureaus, warehouses and hygiene centres among them.

pub(super) mod bodies;
pub(super) mod column;
pub(super) mod education;
pub(super) mod forms;
pub(super) mod health;
pub(super) mod other;

use super::{Flag, Form, Role};
use crate::domain::OrgKind::{Education, Health, Other};

/// A row of the tables: what its phrases stand for, the flag that they raise, and the phrases.
pub(super) type Row = (Role, Option<Flag>, &'static str);

/// A territory: stands for its administration where nothing else is said, and is no education. Found first and not read again.
pub(super) const TERRITORIES: &str = "
муниципального|муниципальное|муниципальному|муниципальным|муниципальном|муниципальных|муниципальные образован~
муниципального|муниципальное|муниципальному|муниципальным|муниципальном сельского|городского|районного|сельское|городское образован~
внутригородск~ _1 образован~; территориальн~ образован~";

/// Streets, with the word that follows or goes before.
pub(super) const STREETS: &str = "
школьн~|учебн~|лечебн~|санаторн~|образовательн~ переулок|переулке|проезд|улица|улице|шоссе|площадь|бульвар|тупик
ул|улица|улице|улицы|пер|переулок|переулке|проспект|проспекте|шоссе|бульвар|бульваре|площадь|площади|проезд ?";

/// Words that are known inside other words too, for names that were typed without blanks; legal forms at the beginning only.
pub(super) const GLUED: &[(Role, &str)] = &[
    (Role::Type(Health), "больниц*; поликлиник*; диспансер*; амбулатори*; медцентр*; роддом*"),
    (
        Role::Type(Education),
        "гимнази*; лицей*; школа*; школы*; детскийсад*; детсад*; библиотек*; техникум*; колледж*; общеобразовательн*",
    ),
    (
        Role::Type(Other),
        "администраци*; музей*; театр*; домкультуры*; дворецкультуры*; министерств*; водоканал*; электротранс*; комхоз*
хозяйств*; автодор*; кцсон*; транспорт*; спорт*; культурн*",
    ),
    (
        Role::Form(Form::Health),
        "гбуз*; гауз*; гкуз*; огбуз*; огауз*; огкуз*; кгбуз*; кгауз*; когбуз*; спбгбуз*; мбуз*; фгбуз*; фкуз*; бузоо",
    ),
    (
        Role::Form(Form::School),
        "мбоу*; маоу*; мкоу*; мбдоу*; мадоу*; мкдоу*; гбдоу*; мдоу*; гбпоу*; гапоу*; спбгбпоу*; огбпоу*; кгбпоу*; мбудо*
маудо*; гбудо*; гбоу*; гаоу*; гкоу*; мобу*; мдобу*",
    ),
    (Role::Form(Form::Culture), "мбук*; маук*; мкук*; гбук*; гаук*"),
];
