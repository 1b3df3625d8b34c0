//! Files that mean harm: each gets one Russian sentence or a sound result, in little time and memory, and nothing is left half-written.

mod archive;

use crate::common::gospub;
use archive::{Entry, archive};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// What is to become of a file.
#[derive(Clone, Copy)]
enum Expected {
    /// It is refused with a sentence that has these words.
    Refused(&'static str),
    /// It is read as far as it makes sense, and the result is written.
    Done,
}
use Expected::{Done, Refused};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="Лист1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STRINGS: &str = r#"<sst count="4000000000" uniqueCount="4000000000"><si><t>https://vk.com/club217000001</t></si></sst>"#;
const HEADER: &str =
    r#"<row r="1"><c r="A1" t="str"><v>Организация</v></c><c r="B1" t="str"><v>Ссылка на страницу ВК</v></c></row>"#;
const ROW: &str = r#"<row r="2"><c r="A2" t="str"><v>МБОУ «Школа № 1»</v></c><c r="B2" t="s"><v>0</v></c></row>"#;

/// The entries of a small roster; `others` are added, or take the place of the usual ones.
fn roster(others: &[(&str, &str)]) -> Vec<Entry> {
    let sheet = sheet(ROW);
    let usual = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let replaced = |name: &str| others.iter().find(|(other, _)| *other == name).map(|(_, content)| *content);
    let more = others.iter().filter(|(name, _)| !usual.iter().any(|(usual, _)| usual == name)).copied();
    usual
        .iter()
        .map(|&(name, content)| (name, replaced(name).unwrap_or(content)))
        .chain(more)
        .map(|(name, content)| Entry::new(name, content.as_bytes()))
        .collect()
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{HEADER}{rows}</sheetData></worksheet>")
}

/// A roster whose sheet has these rows.
fn rows(rows: &str) -> Vec<u8> {
    archive(&roster(&[("xl/worksheets/sheet1.xml", &sheet(rows))]))
}

/// A roster with another entry instead of its sheet.
fn with_sheet(entry: Entry) -> Vec<u8> {
    let mut entries = roster(&[]);
    entries.pop();
    entries.push(entry);
    archive(&entries)
}

/// A sheet of so many mebibytes of blank rows.
fn blank_rows(mebibytes: u32) -> Entry {
    Entry::repeated("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>", &b"<row/>  ".repeat(1 << 17), mebibytes, b"")
}

fn archives() -> Vec<(&'static str, Vec<u8>, Expected)> {
    let huge = blank_rows(4095);
    let liar = Entry { size: 1000, ..huge.clone() };
    let open_document = |content: &Entry| {
        let kind = Entry::new("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");
        archive(&[kind, Entry { name: "content.xml".into(), ..content.clone() }])
    };
    let (huge_document, lying_document) = (open_document(&huge), open_document(&liar));
    let filling = |number: u32| Entry::repeated(&format!("xl/media/image{number}.png"), b"", &b"0".repeat(1 << 20), 250, b"");
    let mut many = roster(&[]);
    many.extend((0..12).map(filling));
    let mut overlapping = roster(&[]);
    overlapping.push(Entry { overlaps: true, name: "xl/worksheets/sheet2.xml".into(), ..overlapping[5].clone() });
    let crowd: Vec<Entry> = (0..30_000).map(|number| Entry::new(&format!("a{number}"), b"")).collect();
    let whole = archive(&roster(&[]));
    let entity = |declaration: &str, text: &str| format!("<!DOCTYPE sst [{declaration}]><sst><si><t>{text}</t></si></sst>");
    let laughs = entity(r#"<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">"#, "&c;&c;");
    let secret = entity(r#"<!ENTITY a SYSTEM "file:///etc/passwd">"#, "&a;");
    let strings = |content: &str| archive(&roster(&[("xl/sharedStrings.xml", content)]));
    let part = |name: &str, content: &str| archive(&roster(&[(name, content)]));
    // Twenty thousand cells of 120 KB each, in a file of little more than that.
    let long = format!("<sst><si><t>{}</t></si></sst>", "club217000001 ".repeat(9_000));
    let many_rows: String =
        (2..20_002).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let shared = roster(&[("xl/sharedStrings.xml", &long), ("xl/worksheets/sheet1.xml", &sheet(&many_rows))]);
    let numbers = || 2..=40_000;
    let links: String = numbers().map(|number| format!("<hyperlink ref=\"B{number}\" r:id=\"r{number}\"/>")).collect();
    let links = sheet(ROW).replace("</worksheet>", &format!("<hyperlinks>{links}</hyperlinks></worksheet>"));
    let addresses: String = numbers()
        .map(|number| {
            format!("<Relationship Id=\"r{number}\" Type=\"/hyperlink\" Target=\"https://vk.com/club{number}\" TargetMode=\"External\"/>")
        })
        .collect();
    let addresses = format!("<Relationships>{addresses}</Relationships>");
    let linked = roster(&[("xl/worksheets/sheet1.xml", &links), ("xl/worksheets/_rels/sheet1.xml.rels", &addresses)]);
    let doubled = |name: &str| {
        let mut entries = roster(&[]);
        entries.push(Entry::new(name, b""));
        archive(&entries)
    };
    vec![
        ("бомба.xlsx", with_sheet(huge), Refused("--limit ratio=500")),
        ("бомба-лжёт.xlsx", with_sheet(liar), Refused("архив внутри файла не читается")),
        ("бомба.ods", huge_document, Refused("--limit foreign=512M")),
        ("бомба-лжёт.ods", lying_document, Refused("содержимое не читается")),
        ("бомба-из-частей.xlsx", archive(&many), Refused("--limit ratio=500")),
        ("тысячи-частей.xlsx", archive(&crowd), Refused("--limit parts=40000")),
        ("сущности.xlsx", strings(&laughs), Refused("объявлен тип документа")),
        ("чужой-файл.xlsx", strings(&secret), Refused("объявлен тип документа")),
        ("сущности-в-книге.xlsx", part("xl/workbook.xml", &format!("<!DOCTYPE x>{BOOK}")), Refused("объявлен тип документа")),
        ("дважды.xlsx", doubled("xl/workbook.xml"), Refused("две части с одним именем")),
        ("дважды-регистр.xlsx", doubled("XL/Workbook.XML"), Refused("повторное или опасное имя")),
        ("вверх.xlsx", doubled("xl/../../evil.xml"), Refused("повторное или опасное имя")),
        ("диск.xlsx", doubled("C:\\evil.xml"), Refused("повторное или опасное имя")),
        ("от-корня.xlsx", doubled("/etc/evil.xml"), Done),
        ("внахлёст.xlsx", archive(&overlapping), Refused("перекрываются")),
        ("обрезан.xlsx", whole[..whole.len() - 30].to_vec(), Refused("начало верное, а остальное потеряно")),
        ("без-книги.xlsx", part("_rels/.rels", "<Relationships/>"), Refused("внутри нет книги")),
        ("без-листа.xlsx", part("xl/_rels/workbook.xml.rels", "<Relationships/>"), Refused("листов с ячейками нет")),
        (
            "лист-в-никуда.xlsx",
            part("xl/_rels/workbook.xml.rels", &RELATIONS.replace("sheet1", "sheet9")),
            Refused("нет части xl/worksheets/sheet9.xml"),
        ),
        ("по-кругу.xlsx", part("_rels/.rels", &ROOT.replace("xl/workbook.xml", "_rels/.rels")), Refused("внутри нет книги")),
        (
            "лист-это-книга.xlsx",
            part("xl/_rels/workbook.xml.rels", &RELATIONS.replace("worksheets/sheet1.xml", "workbook.xml")),
            Refused("не найдена"),
        ),
        (
            "два-листа-в-одной-части.xlsx",
            part("xl/workbook.xml", &BOOK.replace("</sheets>", "<sheet name=\"Лист2\" sheetId=\"2\" r:id=\"r1\"/></sheets>")),
            Refused("два листа хранятся в одной части xl/worksheets/sheet1.xml"),
        ),
        ("номера-строк-вне.xlsx", rows(&ROW.replace("<v>0<", "<v>4000000000<").replace("r=\"B2\"", "r=\"B2\" s=\"99999\"")), Done),
        ("отрицательно.xlsx", rows("<row r=\"-1\"/>"), Refused("лист «Лист1», строка названа «-1», а бывают от 1 до 1048576")),
        ("огромно.xlsx", rows("<row r=\"99999999999\"/>"), Refused("строка названа «99999999999», а бывают от 1 до 1048576")),
        ("столбец-XFE.xlsx", rows("<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>"), Refused("строка 2: ячейка названа «XFE2»")),
        ("ячейка-минус.xlsx", rows("<row r=\"2\"><c r=\"A-2\"><v>1</v></c></row>"), Refused("строка 2: ячейка названа «A-2»")),
        ("не-по-порядку.xlsx", rows("<row r=\"9\"/><row r=\"3\"><c r=\"A3\"><v>1</v></c></row>"), Refused("не по порядку")),
        (
            "весь-лист.xlsx",
            part("xl/worksheets/sheet1.xml", &sheet(ROW).replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>")),
            Done,
        ),
        (
            "угол.xlsx",
            rows(&format!("{ROW}<row r=\"1048576\"><c r=\"XFC1048576\"><v>1</v></c></row>")),
            Refused("не осталось свободных столбцов"),
        ),
        (
            "всё-объединено.xlsx",
            part(
                "xl/worksheets/sheet1.xml",
                &sheet(ROW).replace(
                    "</worksheet>",
                    "<mergeCells><mergeCell ref=\"A3:B1048576\"/></mergeCells><hyperlinks><hyperlink ref=\"A1:XFD1048576\" location=\"x\"/></hyperlinks></worksheet>",
                ),
            ),
            Done,
        ),
        ("нули.xlsx", rows(&ROW.replace("Школа", "Шк\0ола")), Refused("лист «Лист1», строка 2: байт 00, которого")),
        ("нули-ссылкой.xlsx", rows(&ROW.replace("Школа", "Шк&#0;ола")), Refused("лист «Лист1», строка 2: знак «&#0;», которого")),
        ("нули-по-правилам.xlsx", rows(&ROW.replace("Школа", "Шк_x0000_ола")), Done),
        ("нули-в-строках.xlsx", strings(&STRINGS.replace("club", "cl\u{1}ub")), Refused("часть xl/sharedStrings.xml: в ней байты")),
        (
            "не-utf8.xlsx",
            with_sheet(Entry::new("xl/worksheets/sheet1.xml", &broken_utf8(&sheet(ROW)))),
            Refused("лист «Лист1», строка 2: байт D0, которого"),
        ),
        ("вглубь.xlsx", rows(&"<a>".repeat(200_000)), Refused("--limit depth=128")),
        ("длинный-текст.xlsx", rows(&ROW.replace("Школа", &"Ш".repeat(1 << 20))), Refused("--limit text=256K")),
        ("тысячи-ссылок.xlsx", archive(&linked), Done),
        ("один-текст-всюду.xlsx", archive(&shared), Refused("--limit part=4G")),
        ("без-конца.xlsx", rows("<row r=\"2\"><c r=\"A2\"><v>1"), Refused("обрывается")),
    ]
}

/// The same with every letter of «Школа» cut in half.
fn broken_utf8(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let at = text.find("Школа").unwrap();
    bytes[at + 1] = b'?';
    bytes[at + 3] = 0xFF;
    bytes
}

fn texts() -> Vec<(&'static str, Vec<u8>, Expected)> {
    let header = "Организация;Ссылка на страницу ВК\r\n";
    let row = "МБОУ Школа № 1;https://vk.com/club217000001\r\n";
    let csv = |text: String| text.into_bytes();
    vec![
        ("кавычка.csv", csv(format!("{header}\"{row}{row}")), Refused("строка 2: кавычка")),
        ("одна-строка.csv", csv(header.trim_end().to_owned() + &";x".repeat(20_000)), Refused("на лист Excel не помещается")),
        ("миллион.csv", csv("1;2\n".repeat(1_048_577)), Refused("на лист Excel не помещается")),
        ("нули.csv", csv(format!("{header}{}", row.replace("Школа", "Шк\0ола\u{1}"))), Refused("в файле не таблица")),
        ("не-utf8.csv", broken_utf8(&format!("{header}{row}")), Done),
    ]
}

#[test]
fn files_that_mean_harm_are_refused_or_read_in_bounded_time_and_memory() {
    let folder = tempfile::tempdir().unwrap();
    eprintln!("{:>7} {:>7}  file: what was said", "ms", "MiB");
    let mut wrong = Vec::new();
    for (name, bytes, expected) in archives().into_iter().chain(texts()) {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let run = measured(&path, &folder.path().join("out"));
        eprintln!("{:>7} {:>7}  {name}: {}", run.time.as_millis(), run.mebibytes(), run.said.trim());
        let is_right = match expected {
            Refused(words) => {
                run.code == 2 && run.said.contains(words) && run.said.lines().count() == 1 && run.written.is_empty()
            }
            Done => run.code < 2 && run.written.len() == 1,
        };
        let longest = Duration::from_secs(if name.starts_with("бомба") { 1 } else { 30 });
        let is_bounded = run.time < longest && run.peak.is_none_or(|peak| peak < 100 << 10);
        if !is_right || !is_bounded || run.said.contains("panicked") {
            wrong.push(format!("{name}: {} {:?} {} {}", run.code, run.time, run.mebibytes(), run.said));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn known_hostile_files_are_refused_or_read() {
    let Some(corpus) = std::env::var_os("GOSPUB_CORPUS") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(Path::new(&corpus).join("hostile")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let run = measured(&path, &folder.path().join("out"));
        eprintln!("{:>7} {:>7}  {}", run.time.as_millis(), run.mebibytes(), run.said.lines().next().unwrap_or("read"));
        assert!((0..=2).contains(&run.code) && !run.said.contains("panicked"), "{}: {}", path.display(), run.said);
        assert_eq!(run.written.is_empty(), run.code == 2, "{}", path.display());
        assert!(run.time < Duration::from_secs(10), "{}: {:?}", path.display(), run.time);
    }
}

#[test]
fn a_bound_can_be_raised_by_the_flag_that_its_sentence_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("вглубь.xlsx");
    std::fs::write(&path, rows(&format!("{ROW}{}{}", "<x>".repeat(70), "</x>".repeat(70)))).unwrap();
    let fill = |more: &[&str]| {
        let output = gospub().arg("fill").arg(&path).args(["--dry-run", "-q"]).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = fill(&[]);
    assert!(
        code == 2 && said.contains("вложенность элементов XML — не больше 64") && said.contains("--limit depth=128"),
        "{said}"
    );
    assert_eq!(fill(&["--limit", "depth=128"]), (0, String::new()));
    let strip = |more: &[&str]| String::from_utf8(gospub().arg("strip").arg(&path).args(more).output().unwrap().stderr).unwrap();
    assert!(strip(&[]).contains("--limit depth=128"));
    assert!(strip(&["--limit", "depth=128"]).contains("нет пометок"));
    assert!(fill(&["--limit", "file=1K", "--limit", "depth=1K"]).1.contains("--limit file=2K"));
    for (word, reason) in
        [("depth", "ИМЯ=ЧИСЛО"), ("dept=1", "предела «dept» нет"), ("depth=1T", "не число"), ("depth=0", "не число")]
    {
        let (code, said) = fill(&["--limit", word]);
        assert!(code == 2 && said.contains(reason), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_named() {
    use crate::common::sample;
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("чужой.xlsx");
    std::fs::copy(sample("ministry-medical.xlsx"), &path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        eprintln!("not looked at: for this user there are no rights that are missing");
        return;
    }
    let out = folder.path().join("out");
    let run = measured(&path, &out);
    assert!(run.code == 2 && run.said.contains("нет прав на чтение"), "{}", run.said);
    std::fs::create_dir(&out).unwrap();
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o500)).unwrap();
    let run = measured(&sample("ministry-medical.xlsx"), &out);
    assert!(run.code == 2 && run.said.contains("результат не записывается") && run.said.contains("нет прав"), "{}", run.said);
}

#[test]
fn a_folder_in_the_place_of_a_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("папка.xlsx");
    std::fs::create_dir(&path).unwrap();
    let row = format!("{}:2", path.display());
    for arguments in [
        vec!["fill", path.to_str().unwrap()],
        vec!["fill", "samples/roster.xlsx", "-r", path.to_str().unwrap(), "--dry-run"],
        vec!["check", "--row", &row],
        vec!["strip", path.to_str().unwrap()],
        vec!["fill", "samples/roster.xlsx", "--profile", path.to_str().unwrap(), "--dry-run"],
    ] {
        let output = gospub().args(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("папка.xlsx: ") && !said.contains("os error"), "{said}");
    }
}

/// What a run cost and came to.
struct Measured {
    code: i32,
    said: String,
    time: Duration,
    /// The most memory it held, in KiB, where the system tells.
    peak: Option<u64>,
    written: Vec<String>,
}

impl Measured {
    fn mebibytes(&self) -> String {
        self.peak.map_or_else(|| "?".into(), |kibibytes| (kibibytes >> 10).to_string())
    }
}

/// Runs `fill` on a file, into a folder that is emptied again.
fn measured(path: &Path, out: &Path) -> Measured {
    let started = Instant::now();
    let mut child = gospub()
        .arg("fill")
        .arg(path)
        .args(["-q".as_ref(), "-o".as_ref(), out.as_os_str()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let status = loop {
        // The system forgets it when the process ends, so it is asked again and again.
        let now = std::fs::read_to_string(&status_file).ok();
        let line = now.as_deref().and_then(|status| status.lines().find_map(|line| line.strip_prefix("VmHWM:")));
        peak = peak.max(line.and_then(|line| line.split_whitespace().next()?.parse().ok()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let time = started.elapsed();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let written: Vec<String> =
        std::fs::read_dir(out).into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let _ = std::fs::remove_dir_all(out);
    Measured { code: status.code().unwrap(), said, time, peak, written }
}

#[test]
fn a_part_that_is_damaged_in_the_input_is_said_and_copied_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("реестр.xlsx");
    let picture = Entry { crc: 1, ..Entry::new("xl/media/image1.png", b"picture") };
    std::fs::write(&path, archive(&[roster(&[("docProps/app.xml", "<Properties/>")]), vec![picture]].concat())).unwrap();
    let ran = gospub().arg("fill").arg(&path).output().unwrap();
    assert_eq!(ran.status.code(), Some(0));
    let said = String::from_utf8(ran.stderr).unwrap();
    let damaged: Vec<&str> = said.lines().filter(|line| line.contains("повреждена в исходном файле")).collect();
    assert_eq!(damaged.len(), 1, "{said}");
    assert!(damaged[0].contains("Часть xl/media/image1.png"), "{said}");
    let mut result = zip::ZipArchive::new(std::fs::File::open(folder.path().join("реестр.проверено.xlsx")).unwrap()).unwrap();
    let mut check_sheet = String::new();
    result.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut check_sheet).unwrap();
    assert!(check_sheet.contains("Часть xl/media/image1.png повреждена"), "{check_sheet}");
    let mut raw = result.by_index_raw(result.index_for_name("xl/media/image1.png").unwrap()).unwrap();
    assert!(raw.read_to_end(&mut Vec::new()).unwrap() > 0);
}
