//! Legal forms that name a field: «МБОУ», «ГБУЗ», «учреждение культуры».

use super::Row;
use crate::classify::{Form, Role};
use crate::domain::OrgKind::Other;

/// Owners and levels as abbreviations of legal forms begin with them: МБОУ, ОГБУЗ, КОГАУСО.
const OWNERS: [&str; 20] =
    ["", "г", "м", "мм", "о", "ог", "го", "кг", "ког", "лог", "тог", "сог", "мог", "рг", "р", "фг", "ф", "н", "ч", "спбг"];
/// Budgetary, autonomous, treasury.
const TYPES: [&str; 4] = ["", "б", "а", "к"];
/// What ends an abbreviation, by field.
const FIELDS: [(Form, &[&str]); 6] = [
    (Form::Health, &["уз", "лпу", "лпуз"]),
    (Form::School, &["доу", "удо", "удод", "оудо", "оудод", "поу", "скоу", "ооу", "вооу", "всоу", "ноу", "оши", "оошу", "шдс"]),
    (Form::Education, &["оу"]),
    (Form::Professional, &["удпо", "оудпо"]),
    (Form::Culture, &["ук", "укс", "укии"]),
    (Form::Social, &["усо", "усон", "усзн", "сусо", "сусон"]),
];
/// Words that only look composed: cut words, surnames, other abbreviations.
const NO_FORMS: [&str; 14] =
    ["ук", "рук", "чук", "нук", "фук", "укс", "гукс", "мукс", "окукс", "усо", "русо", "аоу", "оук", "фаук"];

/// Legal forms that are made of an owner, a type and a field.
pub(in crate::classify) fn composed() -> Vec<(Role, String)> {
    let mut forms = Vec::new();
    for owner in OWNERS {
        for kind in TYPES {
            for (form, fields) in FIELDS {
                // A municipal body keeps no university.
                let form = if form == Form::Education && owner.starts_with('м') { Form::School } else { form };
                let words = fields.iter().map(|field| [owner, kind, field].concat());
                forms.extend(words.filter(|word| !NO_FORMS.contains(&word.as_str())).map(|word| (Role::Form(form), word)));
            }
            // «МБУ ДО», «ГАУ ДПО», «МАУ СК»: the field stands apart.
            if !(owner.is_empty() && kind.is_empty()) {
                let plain = format!("{owner}{kind}у");
                forms.push((Role::Form(Form::School), format!("{plain} до|дод")));
                forms.push((Role::Form(Form::Professional), format!("{plain} дпо")));
                forms.push((Role::Form(Form::Culture), format!("{plain} к")));
                if owner.starts_with('м') {
                    forms.push((Role::Type(Other), format!("{plain} ск")));
                }
            }
        }
    }
    forms
}

/// Legal forms in words, and abbreviations that are composed in another order.
pub(in crate::classify) const ROWS: &[Row] = &[
    (
        Role::Form(Form::Health),
        None,
        "учреждение|учреждения|учреждению|организация здравоохранен~; лечебно профилактическ~ учреждени~
медицинск~ учреждение|учреждения|организация; гбузс; мцз",
    ),
    (
        Role::Form(Form::School),
        None,
        "мобу|мдобу|мдоау|моау|мдоку|гпоау|гпобу|гапоу|гоапоу|гобпоу|оапоу|мбдоо|мбоо|чпоу; общеобразовательн~
дошкольн~ _2 учреждение|учреждения|организация|организации; ано до
учреждение|учреждения|организация|организации _2 дополнительн~ образован~
профессиональн~ образовательн~ _1 учреждение|учреждения|организация|организации",
    ),
    (
        Role::Form(Form::Education),
        None,
        "образовательн~ _2 учреждение|учреждения|организация|организации; учреждение|учреждения образован~; аоу|аноо|ночу|нчоу",
    ),
    (Role::Form(Form::Professional), None, "ано дпо; дпо; дополнительн~ профессиональн~ образован~"),
    (
        Role::Form(Form::Higher),
        None,
        "фгбоу|фгаоу|фгкоу|фгоу|гбоу|гаоу|гкоу|гоу|боу|коу|чоу|ноу|оу|аноо|ано|очу|чу во|впо; фгбвоу; фгквоу; фгквоу во; вуз
высш~ образован~; высш~ профессиональн~ образован~; высш~ учебн~",
    ),
    (Role::Form(Form::Culture), None, "учреждение|учреждения культур~|искусств~; мбкду; мбуккии; букоо"),
    (Role::Form(Form::Social), None, "учреждение|учреждения социальн~; обусозн; огбусозн; гбстасусо"),
];
