//! Bad input gets one Russian sentence: which file, what to do. The other files are done, and nothing is left half-written.

use crate::common::{Ran, run, sample};
use std::ffi::OsStr;
use std::path::Path;

/// Runs `fill` on a file that is no good beside one that is, and gives the sentence; the good one must be done.
fn sentence_beside_a_good_file(bad: &Path, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let good = sample("ministry-medical.xlsx");
    let mut arguments: Vec<&OsStr> =
        vec!["fill".as_ref(), bad.as_os_str(), good.as_os_str(), "-o".as_ref(), folder.path().as_os_str()];
    arguments.extend(more.iter().map(|word| OsStr::new(*word)));
    let ran = run(arguments);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let written: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(written, ["ministry-medical.проверено.xlsx"]);
    sentence(&ran)
}

fn sentence(ran: &Ran) -> String {
    let lines: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("Ошибка:")).collect();
    assert_eq!(lines.len(), 1, "{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"));
    lines[0].to_owned()
}

#[test]
fn a_missing_file_is_named() {
    assert!(sentence_beside_a_good_file(Path::new("нет-такого.xlsx"), &[]).contains("нет-такого.xlsx: файла или папки нет"));
}

#[cfg(unix)]
#[test]
fn a_device_without_an_end_is_no_file() {
    let zeros = Path::new("/dev/zero");
    assert!(sentence_beside_a_good_file(zeros, &[]).contains("/dev/zero: не читается (это не файл, а устройство или канал)"));
    let roster = sample("roster.xlsx");
    let zero = OsStr::new("/dev/zero");
    for (arguments, said) in [
        (&["check".as_ref(), "--row".as_ref(), "/dev/zero:2".as_ref()][..], "это не файл"),
        (&["merge".as_ref(), roster.as_os_str(), zero, "-o".as_ref(), "x.xlsx".as_ref(), "--dry-run".as_ref()], "это не файл"),
        (&["fill".as_ref(), roster.as_os_str(), "--profile".as_ref(), zero, "--dry-run".as_ref()], "это не файл"),
        (&["report".as_ref(), roster.as_os_str(), "--since".as_ref(), zero], "это не файл"),
    ] {
        let ran = run(arguments.iter().copied());
        assert!(ran.code == 2 && ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_waited_for_by_no_option() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("труба");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let roster = sample("roster.xlsx");
    for (command, option) in [("fill", "--profile"), ("fill", "-r"), ("report", "--since")] {
        let ran = run([
            command.as_ref(),
            roster.as_os_str(),
            "-o".as_ref(),
            folder.path().join("итог.xlsx").as_os_str(),
            option.as_ref(),
            pipe.as_os_str(),
        ]);
        assert_eq!(ran.code, 2, "{command} {option}");
        let said = if option == "--pages" {
            "это не снимок страниц"
        } else {
            "устройство или канал"
        };
        assert!(sentence(&ran).contains(said), "{command} {option}: {}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn no_result_takes_the_place_of_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("труба.xlsx");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (roster, names, out) = (sample("roster.xlsx"), sample("names.xlsx"), folder.path().join("out"));
    let (lines, pipe) = (folder.path().join("правки.ndjson"), pipe.as_os_str());
    assert!(std::process::Command::new("mkfifo").arg(&lines).status().unwrap().success());
    for arguments in [
        &["report".as_ref(), roster.as_os_str(), "-o".as_ref(), pipe, "--force".as_ref()][..],
        &["names".as_ref(), names.as_os_str(), "-o".as_ref(), pipe, "--force".as_ref()],
        &["page".as_ref(), "-o".as_ref(), pipe, "--force".as_ref()],
        &[
            "fill".as_ref(),
            roster.as_os_str(),
            "-o".as_ref(),
            out.as_os_str(),
            "--edits".as_ref(),
            lines.as_os_str(),
            "--force".as_ref(),
        ],
    ] {
        let ran = run(arguments.iter().copied());
        assert!(ran.code == 2 && ran.stderr.contains("устройство или канал"), "{arguments:?}: {}", ran.stderr);
    }
    for pipe in [Path::new(pipe), &lines] {
        assert!(std::fs::symlink_metadata(pipe).unwrap().file_type().is_fifo());
    }
}

#[cfg(unix)]
#[test]
fn a_result_goes_where_a_link_leads() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("отчёт.xlsx"), folder.path().join("ссылка.xlsx"));
    std::fs::write(&file, "прежний").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    run([
        "report".as_ref(),
        sample("roster.xlsx").as_os_str(),
        "-o".as_ref(),
        link.as_os_str(),
        "--force".as_ref(),
        "-q".as_ref(),
    ]);
    assert!(link.is_symlink() && std::fs::read(&file).unwrap().starts_with(b"PK"));
}

#[test]
fn a_misspelt_command_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("реестр.xlsx");
    std::fs::copy(sample("roster.xlsx"), &roster).unwrap();
    let ran = run(["fil".as_ref(), roster.as_os_str()]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        sentence(&ran),
        "Ошибка: команды «fil» нет, и файла с таким именем тоже. Может быть, fill? Ничего не сделано. Все команды показывает «gospub --help»."
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let ran = run(["fill".as_ref(), roster.as_os_str(), "--dryrun".as_ref()]);
    assert_eq!(ran.stderr.trim(), "Параметра «--dryrun» нет. Может быть, --dry-run? Все параметры показывает «gospub --help».");
    assert_eq!((ran.code, std::fs::read_dir(folder.path()).unwrap().count()), (2, 1));
}

#[test]
fn help_is_there_for_every_topic_and_without_a_word() {
    assert!(run(["help", "fill"]).stdout.contains("gospub fill ФАЙЛ"));
    assert!(run(["help"]).stdout.contains("Команды:"));
    assert!(run(["help", "limits"]).stdout.contains("total"));
    let unknown = run(["help", "mrge"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("Может быть, merge?"), "{}", unknown.stderr);
    let greeting = run([""; 0]);
    assert_eq!(greeting.code, 2);
    assert_eq!(greeting.stderr.lines().filter(|line| line.starts_with("  gospub")).count(), 3, "{}", greeting.stderr);
}

#[test]
fn shells_and_the_manual_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(["man", "-o", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let script = run(["completions", "bash"]).stdout;
    for command in ["fill", "check", "split", "merge", "names", "strip", "report", "page", "templates"] {
        assert!(folder.path().join(format!("gospub-{command}.1")).is_file(), "{command}");
        assert!(script.contains(&format!("gospub__subcmd__{command}")), "{command}");
    }
    assert!(!run(["--help"]).stdout.contains("Print version"));
    let manual = std::fs::read_dir(folder.path()).unwrap().map(|page| std::fs::read_to_string(page.unwrap().path()).unwrap());
    let headings =
        manual.flat_map(|page| page.lines().filter(|line| line.starts_with(".SH")).map(str::to_owned).collect::<Vec<_>>());
    let english: Vec<_> = headings.filter(|heading| heading[3..].contains(|letter: char| letter.is_ascii_alphabetic())).collect();
    assert!(english.is_empty(), "{english:?}");
}

#[test]
fn a_kind_may_be_said_in_russian() {
    let link = |kind: &str| run(["check", "https://vk.com/club217000101", "-k", kind, "--format", "json"]).stdout;
    assert_eq!(link("Школа"), link("education"));
    assert_eq!(link("медицина"), link("health"));
}

#[test]
fn a_day_that_no_calendar_has_is_called_so() {
    let ran = run(["fill", "samples/roster.xlsx", "--dry-run", "--date", "30.02.2026"]);
    assert_eq!(ran.stderr.trim(), "Параметр «--date <ДЕНЬ>»: значение «30.02.2026» не годится: такого дня нет.");
}

#[test]
fn a_folder_without_workbooks_is_named() {
    let folder = tempfile::tempdir().unwrap();
    assert!(sentence_beside_a_good_file(folder.path(), &[]).contains("нет таблиц"));
}

#[test]
fn a_file_that_is_no_workbook_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    assert!(sentence_beside_a_good_file(&write("пустой.xlsx", b""), &[]).contains("пустой.xlsx"));
    assert!(
        sentence_beside_a_good_file(&write("не-книга.xlsx", b"\0\x01\x02not a workbook at all\0"), &[]).contains("не-книга.xlsx")
    );
    let whole = std::fs::read(sample("roster.xlsx")).unwrap();
    assert!(sentence_beside_a_good_file(&write("обрезан.xlsx", &whole[..whole.len() / 2]), &[]).contains("обрезан.xlsx"));
    let ole = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    assert!(sentence_beside_a_good_file(&write("ole.xlsx", &ole), &[]).contains("ole.xlsx"));
}

#[test]
fn a_workbook_without_a_table_is_named_with_its_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("заметки.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("Заметки").unwrap().write(0, 0, "просто текст").unwrap();
    workbook.save(&path).unwrap();
    assert!(sentence_beside_a_good_file(&path, &[]).contains("не найдена (листы: Заметки)"));
}

#[test]
fn a_blank_column_of_ids_is_named_as_what_came_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("без номеров.csv");
    std::fs::write(&path, "Name,ID,Domains\nШкола № 1,,sh1.ru\nШкола № 2,,sh2.ru\nШкола № 3,,sh3.ru\n").unwrap();
    let sentence = sentence_beside_a_good_file(&path, &[]);
    assert!(sentence.contains("столбец B «ID», но под заголовком ничего нет"), "{sentence}");
}

#[test]
fn the_file_that_excel_keeps_beside_an_open_workbook_is_called_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("~$реестр.xlsx");
    std::fs::write(&path, [6; 165]).unwrap();
    assert!(sentence_beside_a_good_file(&path, &[]).contains("пока книга «реестр.xlsx» открыта"));
}

#[test]
fn a_roster_given_as_a_ministry_table_is_refused_and_the_rest_is_done() {
    let out = tempfile::tempdir().unwrap();
    let roster = out.path().join("реестр.csv");
    std::fs::write(&roster, "Организация;ОГРН;Страница ВК\nШкола № 1;1024001432476;https://vk.com/club217000101\n").unwrap();
    let (sample, result) = (sample("roster.xlsx"), out.path().join("итог"));
    let ran = run(["fill".as_ref(), sample.as_os_str(), "-r".as_ref(), roster.as_os_str(), "-o".as_ref(), result.as_os_str()]);
    assert_eq!(ran.code, 2);
    assert!(sentence(&ran).contains("это реестр, а не таблица министерства"), "{}", sentence(&ran));
    assert!(result.join("roster.проверено.xlsx").is_file());
}

#[test]
fn two_columns_for_one_role_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("два.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in
        [["Организация", "Ссылка на страницу", "Ссылка на страницу"], ["Школа", "https://vk.com/club1", "https://vk.com/club2"]]
            .iter()
            .enumerate()
    {
        for (column, text) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *text).unwrap();
        }
    }
    workbook.save(&path).unwrap();
    let said = sentence_beside_a_good_file(&path, &[]);
    assert!(said.contains("столбцы B и C") && said.contains("--column address=B"), "{said}");
    let chosen = run([
        "fill".as_ref(),
        path.as_os_str(),
        "--column".as_ref(),
        "address=C".as_ref(),
        "--dry-run".as_ref(),
        "--format".as_ref(),
        "ndjson".as_ref(),
    ]);
    assert_eq!(chosen.rows()[0]["group_id"], 2);
}

#[test]
fn a_sheet_or_column_that_is_not_there_is_never_replaced_by_another() {
    let roster = sample("roster.xlsx");
    let fill = |more: &[&str]| {
        let mut arguments: Vec<&OsStr> = vec!["fill".as_ref(), roster.as_os_str(), "--dry-run".as_ref()];
        arguments.extend(more.iter().map(|word| OsStr::new(*word)));
        run(arguments)
    };
    let ran = fill(&["--sheet", "Нет такого"]);
    assert_eq!(ran.code, 2);
    assert!(sentence(&ran).contains("листа «Нет такого» нет. Есть листы:"));
    let ran = fill(&["--column", "address=ZZ"]);
    assert_eq!(ran.code, 2);
    assert!(sentence(&ran).contains("столбца ZZ нет"));
    let ran = fill(&["--header-row", "9000"]);
    assert_eq!(ran.code, 2);
    assert!(sentence(&ran).contains("строка 9000 пуста"));
}

#[test]
fn a_ministry_table_without_ids_is_named_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("таблица.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in
        [["Организация", "Ссылка на страницу ВК"], ["Больница", "https://vk.com/bolnica_primer"]].iter().enumerate()
    {
        for (column, text) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *text).unwrap();
        }
    }
    workbook.save(&path).unwrap();
    let out = tempfile::tempdir().unwrap();
    let ran = run([
        "fill".as_ref(),
        sample("roster.xlsx").as_os_str(),
        "-r".as_ref(),
        path.as_os_str(),
        "-o".as_ref(),
        out.path().as_os_str(),
    ]);
    assert_eq!(ran.code, 2);
    assert!(sentence(&ran).contains("нет ни одного номера сообщества"));
    assert!(out.path().join("roster.проверено.xlsx").is_file());
}

#[test]
fn an_earlier_result_is_overwritten_only_by_force_and_the_input_never() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("реестр.xlsx");
    std::fs::copy(sample("ministry-medical.xlsx"), &input).unwrap();
    let before = std::fs::read(&input).unwrap();
    let fill = |path: &Path, more: &[&str]| {
        let mut arguments: Vec<&OsStr> = vec!["fill".as_ref(), path.as_os_str(), "-q".as_ref()];
        arguments.extend(more.iter().map(|word| OsStr::new(*word)));
        run(arguments)
    };
    assert_ne!(fill(&input, &[]).code, 2);
    let again = fill(&input, &[]);
    assert_eq!(again.code, 2);
    assert!(sentence(&again).contains("--force"));
    assert_ne!(fill(&input, &["--force"]).code, 2);
    let result = folder.path().join("реестр.проверено.xlsx");
    let no_result = folder.path().join("чужая.проверено.xlsx");
    std::fs::copy(&input, &no_result).unwrap();
    let onto_itself = fill(&no_result, &["--force"]);
    assert_eq!(onto_itself.code, 2);
    assert!(sentence(&onto_itself).contains("на место исходного файла"));
    assert!(std::fs::read(&input).unwrap() == before && std::fs::read(&no_result).unwrap() == before);
    assert!(result.is_file());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn an_output_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("файл");
    std::fs::write(&file, b"").unwrap();
    let ran = run(["fill".as_ref(), sample("ministry-medical.xlsx").as_os_str(), "-o".as_ref(), file.as_os_str()]);
    assert_eq!(ran.code, 2);
    assert!(sentence(&ran).contains("файл, а не папка"), "{}", sentence(&ran));
}

#[test]
fn words_that_the_command_line_does_not_know_are_explained_in_russian() {
    for (arguments, said) in [
        (&["fill"][..], "не указано: ФАЙЛ"),
        (&["fill", "a.xlsx", "--colum", "x"], "Параметра «--colum» нет"),
        (&["fill", "a.xlsx", "--column", "адрес"], "РОЛЬ=БУКВА"),
        (
            &["fill", "a.xlsx", "-k", "завод"],
            "нужно health (здоровье), education (образование), auto (авто), other (иное) или detect (определить самой).\n",
        ),
        (&["fill", "a.xlsx", "-k", "оброзование"], "или detect (определить самой). Может быть, образование?\n"),
        (&["fill", "a.xlsx", "-k", "educaton"], "Может быть, education?"),
        (&["fill", "a.xlsx", "--column", "adress=F"], "роли «adress» нет. Может быть, address? Роли: "),
        (&["fill", "a.xlsx", "--limit", "totl=8G"], "предела «totl» нет. Может быть, total? Имена: "),
        (&["fill", "a.xlsx", "--format", "jsn"], "можно: text, json, ndjson. Может быть, json?"),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
}
