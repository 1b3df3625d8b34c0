//! Invented organisations of an invented corner of a real region: Калужская область, REG-CODE 29, ОКТМО 29…, ОГРН with 40.

/// What section of the mini-app an organisation's page opens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Health,
    Education,
    Auto,
    Other,
}

/// An organisation with its page.
pub(crate) struct Organisation {
    pub(crate) municipality: &'static str,
    pub(crate) oktmo: &'static str,
    pub(crate) name: String,
    pub(crate) level: &'static str,
    pub(crate) kind: Kind,
    pub(crate) ogrn: String,
    /// The number of its page.
    pub(crate) group: u32,
    /// The short name of its page, for those that could have one.
    pub(crate) screen_name: String,
    /// The number of its account in ПОС.
    pub(crate) opaid: u32,
}

impl Organisation {
    /// Whether the ministry table of a kind lists it; a few organisations are missing there.
    pub(crate) fn is_listed(&self, kind: Kind) -> bool {
        self.kind == kind && !self.group.is_multiple_of(9)
    }
}

/// The first number of the pages.
const FIRST_GROUP: u32 = 217_000_001;

/// Municipalities: name, code, the name inside organisations' names, the name in Latin letters.
const MUNICIPALITIES: [(&str, &str, &str, &str); 9] = [
    ("г. Образцовск", "29791000", "г. Образцовска", "obrazcovsk"),
    ("г. Примерск", "29792000", "г. Примерска", "primersk"),
    ("Примерский район", "29691000", "Примерского района", "primerskiy"),
    ("Образцовский район", "29692000", "Образцовского района", "obrazcovskiy"),
    ("Эталонский район", "29693000", "Эталонского района", "etalonskiy"),
    ("Верхнеэталонский район", "29694000", "Верхнеэталонского района", "verhneetalon"),
    ("Малопримерский район", "29695000", "Малопримерского района", "maloprimer"),
    ("Дальнеобразцовский район", "29696000", "Дальнеобразцовского района", "dalneobrazec"),
    ("Заэталонский муниципальный округ", "29591000", "Заэталонского муниципального округа", "zaetalon"),
];

const ROIV: &str = "РОИВ";
const OMSU: &str = "ОМСУ";
const SUBORDINATE: &str = "Подведомственная организация";

/// Bodies of the region. The municipality is where they sit.
const REGIONAL: [(&str, &str, &str, Kind); 6] = [
    ("Министерство здравоохранения (учебный пример)", ROIV, "minzdrav", Kind::Health),
    ("Министерство образования (учебный пример)", ROIV, "minobr", Kind::Education),
    ("Министерство дорожного хозяйства (учебный пример)", ROIV, "mindor", Kind::Other),
    ("ГКУ «Центр организации дорожного движения»", SUBORDINATE, "codd", Kind::Auto),
    ("ГБУЗ «Образцовая областная клиническая больница»", SUBORDINATE, "okb", Kind::Health),
    ("ГАПОУ «Образцовский медицинский колледж»", SUBORDINATE, "medcollege", Kind::Education),
];

/// What every municipality has; `{}` is its name in the genitive.
const MUNICIPAL: [(&str, &str, &str, Kind); 26] = [
    ("Администрация {}", OMSU, "adm", Kind::Other),
    ("Управление образования администрации {}", OMSU, "uo", Kind::Education),
    ("МБОУ «Средняя общеобразовательная школа № 1» {}", SUBORDINATE, "sosh1", Kind::Education),
    ("МБОУ «СОШ № 2 с углублённым изучением предметов» {}", SUBORDINATE, "sosh2", Kind::Education),
    ("МКОУ \"ООШ с. Нижние  Примеры \" {}", SUBORDINATE, "oosh3", Kind::Education),
    ("МАОУ «Гимназия № 4» {}", SUBORDINATE, "gimn4", Kind::Education),
    ("МБОУ «Лицей имени первого учителя» {}", SUBORDINATE, "licey", Kind::Education),
    ("МБДОУ «Детский сад № 5 «Ромашка» {}", SUBORDINATE, "ds5", Kind::Education),
    ("МБДОУ «Детский сад комбинированного вида № 6» {}", SUBORDINATE, "ds6", Kind::Education),
    ("МКДОУ детский сад «Колокольчик» {}", SUBORDINATE, "kolokolchik", Kind::Education),
    ("МБУ ДО «Детская школа искусств» {}", SUBORDINATE, "dshi", Kind::Education),
    ("МБУДО «Дом детского творчества» {}", SUBORDINATE, "ddt", Kind::Education),
    ("МАУ ДО «ДЮСШ «Старт» {}", SUBORDINATE, "start", Kind::Education),
    ("МБУК «Централизованная библиотечная система» {}", SUBORDINATE, "cbs", Kind::Education),
    ("МКУК «Центральная городская библиотека» {}", SUBORDINATE, "cgb", Kind::Education),
    ("ГБУЗ «Центральная районная больница {}»", SUBORDINATE, "crb", Kind::Health),
    ("ГБУЗ «Городская поликлиника № 1» {}", SUBORDINATE, "gp1", Kind::Health),
    ("ГАУЗ «Стоматологическая поликлиника» {}", SUBORDINATE, "stom", Kind::Health),
    ("ГБУЗ «Детская больница {}»", SUBORDINATE, "db", Kind::Health),
    ("ГКУЗ «Дом ребёнка» {}", SUBORDINATE, "domrebenka", Kind::Health),
    ("МБУК «Районный дом культуры» {}", SUBORDINATE, "rdk", Kind::Other),
    ("МБУК «Краеведческий музей» {}", SUBORDINATE, "muzey", Kind::Other),
    ("МКУ «Единая дежурно-диспетчерская служба» {}", SUBORDINATE, "edds", Kind::Other),
    ("ГБУ «Комплексный центр социального обслуживания» {}", SUBORDINATE, "kcson", Kind::Other),
    ("МБУ «Спортивный комплекс «Эталон» {}", SUBORDINATE, "sport", Kind::Other),
    ("МКУ «Отдел благоустройства» {}", SUBORDINATE, "blago", Kind::Other),
];

/// All organisations, by municipality.
pub(crate) fn all() -> Vec<Organisation> {
    let (region, oktmo, _, latin) = MUNICIPALITIES[0];
    let regional = REGIONAL.iter().map(|&(name, level, short, kind)| (region, oktmo, latin, name.to_owned(), level, short, kind));
    let municipal = MUNICIPALITIES.iter().flat_map(|&(municipality, oktmo, genitive, latin)| {
        let fill = move |&(name, level, short, kind): &(&str, &'static str, &'static str, Kind)| {
            (municipality, oktmo, latin, name.replace("{}", genitive), level, short, kind)
        };
        MUNICIPAL.iter().map(fill)
    });
    (0u32..)
        .zip(regional.chain(municipal))
        .map(|(number, (municipality, oktmo, latin, name, level, short, kind))| Organisation {
            municipality,
            oktmo,
            name,
            level,
            kind,
            ogrn: ogrn(number),
            group: FIRST_GROUP + number,
            screen_name: format!("{short}_{latin}_primer"),
            opaid: 400_001 + 7 * number,
        })
        .collect()
}

/// An ОГРН of 2002 in the region's tax office, its check digit right: the first twelve digits mod 11 mod 10.
pub(crate) fn ogrn(number: u32) -> String {
    let digits = 102_400_900_000 + u64::from(number) * 13;
    format!("{digits}{}", digits % 11 % 10)
}
