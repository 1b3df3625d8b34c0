//! Whether the name of a page can be that of an organisation. Pages are named freely («Наша школа | Калуга»), so only a clear difference
//! counts: another sort of institution, another number, another place, another name.

use crate::domain::text::{begins, fold, is_letter, words};
use crate::rules::across::{is_adjective_of_place, is_legal_form, is_town};
use crate::rules::word_lists::LISTS;

/// Whether the name of a page cannot be that of an organisation; `around` is what else the row says of its place.
pub(super) fn are_unlike(organisation: &str, around: &str, title: &str) -> bool {
    let (own, page) = (Name::of(organisation), Name::of(title));
    let around = fold(around);
    if are_apart(&own.sorts, &page.sorts) || own.is_body && page.is_body && are_apart(&own.fields, &page.fields) {
        return true;
    }
    if own.places.has_none_in(&page.folded) && page.places.has_none_in(&format!("{} {around}", own.folded)) {
        return true;
    }
    if !own.numbers.is_empty() && !page.numbers.is_empty() {
        return are_apart(&own.numbers, &page.numbers);
    }
    if are_apart(&own.namesakes, &page.namesakes) {
        return true;
    }
    // «Ромашка» beside «Лютик»: both say in quotes what they are called.
    if own.called.has_none_in(&page.folded) && page.called.has_none_in(&own.folded) {
        return true;
    }
    let are_of_one_sort = own.sorts.iter().any(|sort| page.sorts.contains(sort));
    let have_common_word = own.telling.iter().any(|stem| page.telling.contains(stem));
    let are_told = !own.telling.is_empty() && !page.telling.is_empty();
    are_told && !are_of_one_sort && !have_common_word && !own.is_shortened_in(&page) && !page.is_shortened_in(&own)
}

/// Whether both lists say something, and nothing that both say.
fn are_apart<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    !one.is_empty() && !other.is_empty() && !one.iter().any(|value| other.contains(value))
}

/// What a name says.
struct Name<'n> {
    written: &'n str,
    folded: String,
    /// The sorts of institution, as positions in [`SORTS`].
    sorts: Vec<usize>,
    /// Whether it is a body of power.
    is_body: bool,
    /// What such a body is for, as positions in [`FIELDS`].
    fields: Vec<usize>,
    numbers: Vec<String>,
    places: Stems,
    /// After whom it is named.
    namesakes: Vec<String>,
    /// What stands in quotes and is neither sort, form nor number.
    called: Stems,
    /// All words that tell it from others, without abbreviations that nobody can read.
    telling: Vec<String>,
}

impl<'n> Name<'n> {
    fn of(written: &'n str) -> Self {
        let folded = fold(written);
        let all: Vec<&str> = words(&folded).collect();
        let found = |table: &[&[&str]]| -> Vec<usize> {
            let is_said = |stems: &&[&str]| all.iter().any(|word| stems.iter().any(|stem| is_of_stem(word, stem)));
            (0..table.len()).filter(|&at| is_said(&table[at])).collect()
        };
        let is_number = |word: &&&str| word.bytes().all(|b| b.is_ascii_digit()) && !is_year(word);
        let numbers = all.iter().filter(is_number).map(|word| word.trim_start_matches('0').to_owned()).collect();
        let is_place = |&at: &usize| {
            at > 0 && is_town(all[at - 1]) && !is_town(all[at]) || is_adjective_of_place(all[at]) || is_of_district(&all[at..])
        };
        let places = Stems((0..all.len()).filter(is_place).map(|at| stem(all[at])).collect());
        let after_name = all.iter().position(|word| matches!(*word, "имени" | "им")).map_or(&all[..0], |at| &all[at + 1..]);
        let is_of_name = |word: &&&str| word.chars().count() > 3 && word.chars().all(is_letter) && !LISTS.title.has(word);
        let namesakes = after_name.iter().filter(is_of_name).map(|word| stem(word)).collect();
        let is_own_name =
            |word: &&str| is_telling(word) && !is_of_sort(word) && !LISTS.before_sort.has(word) && !is_adjective_of_place(word);
        let called = Stems(quoted(&folded).into_iter().filter(is_own_name).map(stem).collect());
        let telling = all.iter().filter(|word| is_telling(word)).map(|word| stem(word)).collect();
        let is_body = all.iter().any(|word| begins(word, BODIES) || word.starts_with("мин") && word.chars().count() > 6);
        let (sorts, fields) = (found(SORTS), found(FIELDS));
        Self { written, sorts, is_body, fields, numbers, places, namesakes, called, telling, folded }
    }

    /// Whether an abbreviation of this name is put together of the first letters of words of the other («РДК», «Районный дом
    /// культуры»), or this name is nothing but abbreviations that nobody can read.
    fn is_shortened_in(&self, other: &Self) -> bool {
        let letters: String = words(&other.folded).filter_map(|word| word.chars().next()).collect();
        let abbreviations = self.abbreviations();
        let is_unreadable = self.sorts.is_empty() && self.telling.iter().all(|stem| abbreviations.contains(stem));
        is_unreadable || abbreviations.iter().any(|word| letters.contains(&**word))
    }

    /// The words in capitals, folded; none where all of the name is.
    fn abbreviations(&self) -> Vec<String> {
        let is_small = |text: &str| text.chars().any(char::is_lowercase);
        if !is_small(self.written) && words(self.written).any(|word| word.chars().count() > 6) {
            return Vec::new();
        }
        let is_short = |word: &&str| (2..=5).contains(&word.chars().count()) && !is_small(word) && word.chars().all(is_letter);
        words(self.written).filter(is_short).map(fold).filter(|word| !is_legal_form(word)).collect()
    }
}

/// Beginnings of words.
struct Stems(Vec<String>);

impl Stems {
    /// Whether there are some, and none of them is that of a word of a text.
    fn has_none_in(&self, folded: &str) -> bool {
        let is_in = |stem: &String| words(folded).any(|word| begin_alike(stem, word));
        !self.0.is_empty() && !self.0.iter().any(is_in)
    }
}

/// Whether a word may be of the stem: «Уфа», «Уфимская»; all letters but the last two, which endings take.
fn begin_alike(stem: &str, word: &str) -> bool {
    let common = stem.chars().zip(word.chars()).take_while(|(one, other)| one == other).count();
    common >= stem.chars().count().saturating_sub(2).max(2)
}

/// Whether words begin with the name of a district: «Лесного муниципального района», «Лесная ЦРБ».
fn is_of_district(words: &[&str]) -> bool {
    let [name, rest @ ..] = words else { return false };
    let next = rest.iter().find(|word| !LISTS.before_place.has(word));
    let is_adjective = ["ого", "его", "ая", "яя", "ый", "ий", "ой"].iter().any(|end| name.ends_with(end));
    is_adjective && !LISTS.before_place.has(name) && next.is_some_and(|next| begins(next, &["район", "округ", "црб"]))
}

fn stem(word: &str) -> String {
    word.chars().take(5).collect()
}

/// The words in the innermost quotes, where they are few enough for a name of its own.
fn quoted(folded: &str) -> Vec<&str> {
    const MOST: usize = 3;
    let in_quotes = folded.split('"').skip(1).filter(|part| words(part).next().is_some()).last();
    let found: Vec<&str> = in_quotes.into_iter().flat_map(words).collect();
    if found.len() > MOST { Vec::new() } else { found }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
}

/// Whether a folded word is of a stem. Short ones are abbreviations and stand for themselves.
fn is_of_stem(word: &str, stem: &str) -> bool {
    if stem.chars().count() <= 4 { word == stem } else { word.starts_with(stem) }
}

fn is_of_sort(word: &str) -> bool {
    SORTS.iter().flat_map(|stems| stems.iter()).any(|stem| is_of_stem(word, stem))
}

/// Whether a folded word tells organisations apart: no legal form, and no word that every name may have.
fn is_telling(word: &str) -> bool {
    let is_russian = word.chars().all(is_letter) && word.chars().any(|c| ('а'..='я').contains(&c));
    is_russian && word.chars().count() > 2 && !is_legal_form(word) && !LISTS.form.has(word) && !LISTS.everywhere.has(word)
}

/// Sorts of institutions, by the beginnings of the words for them; those of four letters and less are whole words. Bodies of power are the
/// last one.
const SORTS: &[&[&str]] = &[
    &["школа", "школы", "школе", "школь", "сош", "оош", "нош", "лицей", "лицея", "гимнази", "интернат"],
    &["сад", "сада", "садик", "детсад", "дс", "доу", "мбдоу", "мадоу", "мкдоу", "мдоу", "ясли", "дошкол"],
    &[
        "больниц",
        "поликлин",
        "диспанс",
        "амбулатор",
        "родильн",
        "роддом",
        "перинат",
        "госпитал",
        "стомат",
        "медици",
        "медсанч",
        "клини",
        "санатор",
        "фельдш",
        "црб",
        "гкб",
        "окб",
        "ркб",
        "дгб",
        "црп",
        "фап",
        "здрав",
    ],
    &["библиот", "цбс", "мцбс", "цгб", "црб"],
    &["культур", "клуб", "клубн", "дк", "рдк", "сдк", "кдц", "цкс", "цкд", "кдо", "досуг"],
    &["музей", "музея", "музейн", "краевед", "галере"],
    &["театр", "филармон"],
    &["техникум", "коллед", "училищ"],
    &["спорт", "спорта", "дюсш", "сшор", "сш", "фок", "физкульт", "стадион"],
    &["искусст", "музыкал", "художест", "хореогр", "дши", "дмш", "дхш"],
    &["мфц", "многофункц", "документы"],
    &["загс"],
    BODIES,
];

/// How the names of bodies of power begin.
const BODIES: &[&str] = &[
    "администрац",
    "мэрия",
    "управа",
    "дума",
    "думы",
    "депутат",
    "управлени",
    "комитет",
    "департамент",
    "министерств",
    "минздрав",
    "минобр",
    "минспорт",
    "минкульт",
    "отдел",
];

/// What bodies are for.
const FIELDS: &[&[&str]] = &[
    &["здрав", "здравоохр", "минздрав"],
    &["образов", "просвещ", "минобр"],
    &["культур", "минкульт"],
    &["спорт", "спорта", "физкульт", "минспорт"],
    &["социал", "соцзащ"],
    &["финанс", "минфин"],
    &["эконом"],
    &["имущест", "земел"],
    &["строит", "архитек"],
    &["транспорт", "дорожн", "дорог"],
    &["сельхоз", "ветерин"],
    &["природ", "эколог", "лесно"],
    &["труда", "занятост"],
    &["молодеж"],
    &["цифров", "связи"],
    &["опеки", "опека"],
];

#[cfg(test)]
mod tests {
    fn are_unlike(organisation: &str, title: &str) -> bool {
        super::are_unlike(organisation, "", title)
    }

    #[test]
    fn pages_are_named_freely_but_not_after_others() {
        for (organisation, title) in [
            ("МБОУ «СОШ № 25» г. Калуги", "Школа № 25 | Калуга"),
            ("МБОУ СОШ № 5", "Школа 5 г. Примерск"),
            ("МБОУ «СОШ № 1 имени Героя Советского Союза Иванова»", "Школа №1 г. Липовск"),
            ("МБОУ СОШ № 5", "Пятёрочка | школа № 5"),
            ("МБОУ «Центр образования № 5»", "Школа № 5"),
            ("ГБУЗ «Примерская ЦРБ»", "Примерская центральная районная больница"),
            ("МБДОУ «Детский сад «Солнышко»", "ДС Солнышко"),
            ("МБДОУ «Детский сад «Ромашка»", "Детский сад | наши будни"),
            ("МБДОУ «Центр развития ребёнка № 7»", "ЦРР — детский сад № 7"),
            ("МБУК «Музей»", "MUSEUM"),
            ("МБУК «РДК»", "Районный дом культуры"),
            ("МБУК «РДК «Юность»", "Юность | Липовск"),
            ("МБУ ДО «ДШИ»", "Детская школа искусств"),
            ("МБУ ДО «ДЮСШ»", "Детско-юношеская спортивная школа"),
            ("МКУ «ЕДДС»", "Единая дежурно-диспетчерская служба"),
            ("ГБУ КО «МФЦ Калужской области»", "Мои документы | Калуга"),
            ("Отдел ЗАГС администрации Липовского района", "ЗАГС Липовск"),
            ("Администрация МО «Город Липовск»", "Липовск | официальная страница"),
            ("СШОР олимпийского резерва", "Спортивная школа Липовского района"),
            ("МБОУ «СОШ № 5 г. Уфа»", "Уфимская школа № 5"),
            ("Детская стоматологическая поликлиника", "Калужская детская поликлиника"),
            ("Управление образования Липовского района", "Образование | Липовский район"),
            ("Министерство здравоохранения Калужской области", "Минздрав | Калуга"),
            ("МУП «ЖКХ»", "Надежда"),
            ("МБУК «Липовская ЦБС»", "Библиотека «Читай-город»"),
            ("МБОУ «СОШ с углублённым изучением отдельных предметов»", "Школа «Успех»"),
            ("Администрация", ""),
            ("Муниципальное учреждение «Средняя общеобразовательная школа № 7»", "МБОУ СОШ №7"),
            ("МБУДО «Детская школа искусств № 2»", "ДШИ №2"),
            ("МБОУ «СОШ № 21»", "ШКОЛА 21 🎓"),
            ("Администрация Лесного муниципального района", "Лесной район | официально"),
            ("ГБУЗ «Лесная ЦРБ»", "Центральная районная больница Лесного района"),
        ] {
            assert!(!are_unlike(organisation, title), "{organisation}, {title}");
        }
        for (organisation, title) in [
            ("МБОУ «СОШ № 25»", "Школа № 52"),
            ("МБОУ «СОШ № 5»", "Детский сад № 5"),
            ("ГБУЗ «Примерская ЦРБ»", "Кафе «Уют»"),
            ("Администрация города", "Музей города"),
            ("ГБУЗ «Липовская ЦРБ»", "Берёзовская ЦРБ"),
            ("МБОУ «СОШ № 1» с. Липовка", "МБОУ СОШ № 1 с. Берёзовка"),
            ("Гимназия имени Пушкина", "Гимназия имени Гоголя"),
            ("МБДОУ «Детский сад № 5 «Ромашка»", "Детский сад «Лютик»"),
            ("Министерство здравоохранения Калужской области", "Министерство образования Калужской области"),
            ("Министерство здравоохранения Калужской области", "Министерство здравоохранения Тульской области"),
            ("Администрация Лесного района", "Администрация Южного района"),
            ("ГБУЗ «Лесная ЦРБ»", "Южная ЦРБ"),
        ] {
            assert!(are_unlike(organisation, title), "{organisation}, {title}");
        }
    }

    #[test]
    fn the_place_of_the_row_is_that_of_its_organisation() {
        let unlike = |around: &str| super::are_unlike("МБОУ СОШ с. Липовка", around, "Школа | Берёзовский район");
        assert!(!unlike("Берёзовский район"));
        assert!(unlike(""));
    }
}
