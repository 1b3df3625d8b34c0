//! The README and the pages in `docs` say what the program does.

use crate::common::run;
use gospub::link::template::Templates;
use gospub::profile;
use gospub::report::reading::About;
use gospub::table::column::{ColumnRole, OwnRole};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The paths below a folder, files of one ending only.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is readable").filter_map(Result::ok);
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path, ending),
            path if path.extension().is_some_and(|found| found == ending) => vec![path],
            _ => Vec::new(),
        })
        .collect()
}

#[test]
fn the_table_of_codes_is_the_programs_own() {
    let codes = run(["check", "--codes"]).stdout;
    let rows: Vec<String> = codes
        .lines()
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            format!("| `{}` | {} | {} | {} |", columns[0], columns[1], columns[2], columns[3])
        })
        .collect();
    let page = text("docs/codes.md");
    for row in &rows {
        assert!(page.contains(row.as_str()), "docs/codes.md lacks the line\n{row}");
    }
    let listed = page
        .lines()
        .filter(|line| {
            line.starts_with("| `") && line.contains(" | error | ") | line.contains(" | warning | ") | line.contains(" | info | ")
        })
        .count();
    assert_eq!(listed, rows.len(), "docs/codes.md lists codes that do not exist");
}

#[test]
fn the_table_of_notes_on_files_is_the_programs_own() {
    let page = text("docs/codes.md");
    let (_, notes) = page.split_once("## Замечания о файле").expect("the page has a part on files");
    for about in About::ALL {
        assert!(notes.contains(&format!("| `{}` | ", about.code())), "docs/codes.md lacks {}", about.code());
    }
    assert_eq!(notes.lines().filter(|line| line.starts_with("| `")).count(), About::ALL.len());
}

#[test]
fn every_option_of_the_help_is_explained() {
    let page = text("docs/options.md");
    let offline = ["fill", "check", "split", "merge", "names", "report", "strip", "page", "install", "uninstall", "templates"];
    for command in offline.into_iter().chain(cfg!(feature = "online").then_some("fetch")) {
        let help = run([command, "--help"]).stdout;
        let options =
            help.split_whitespace().filter(|word| word.starts_with("--")).map(|word| word.trim_end_matches([',', '.', ')']));
        for option in options.filter(|option| option.len() > 2) {
            assert!(page.contains(option), "docs/options.md does not mention {option} of {command}");
        }
    }
}

#[test]
fn the_tour_shows_what_the_program_prints() {
    let folder = tempfile::tempdir().expect("a folder for the result");
    let mut arguments: Vec<std::ffi::OsString> =
        vec!["fill".into(), "samples/roster.xlsx".into(), "-o".into(), folder.path().into()];
    for table in ["samples/ministry-medical.xlsx", "samples/ministry-education.xlsx"] {
        arguments.extend(["-r".into(), table.into()]);
    }
    // On Windows with another separator.
    let printed = run(arguments).stderr.replace(&folder.path().display().to_string(), "out").replace("out\\", "out/");
    assert!(text("README.md").contains(printed.trim()), "README.md does not show\n{printed}");
    let row = ["check", "--row", "samples/roster.xlsx:59", "-r", "samples/ministry-medical.xlsx"];
    let on_page = ["check", "--row", "samples/roster.xlsx:15", "--pages", "samples/pages.ndjson", "--date", "2026-01-15"];
    for (page, explained) in [("README.md", run(row).stdout), ("docs/fetch.md", run(on_page).stdout)] {
        assert!(text(page).contains(explained.trim()), "{page} does not show\n{explained}");
    }
}

#[test]
fn the_first_page_is_read_in_one_go() {
    let lines = text("README.md").lines().count();
    assert!(lines <= 130, "README.md has {lines} lines");
}

#[test]
fn the_columns_are_those_that_the_program_knows_and_adds() {
    let page = text("docs/columns.md");
    for role in ColumnRole::ALL {
        let row = format!("| `{}` | {} | ", role.code(), role.title());
        assert!(page.contains(&row), "docs/columns.md lacks the line {row}");
    }
    let listed = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(listed, ColumnRole::ALL.len(), "docs/columns.md lists roles that do not exist");
    for role in OwnRole::ALL {
        assert!(page.contains(&format!("«{}»", role.header())), "docs/columns.md does not mention «{}»", role.header());
    }
}

#[test]
fn the_profile_that_is_shown_is_accepted() {
    let page = text("docs/profile.md");
    let shown = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the page shows a profile");
    let folder = tempfile::tempdir().expect("a folder for the profile");
    let file = folder.path().join(profile::FILE_NAME);
    std::fs::write(&file, shown).expect("the folder can be written to");
    let settings = profile::load(&file).unwrap_or_else(|error| panic!("{error}")).settings;
    assert_ne!(settings.templates, Templates::default(), "the profile changes templates");
    for (name, _) in settings.templates.sources() {
        assert!(page.contains(&format!("`{name}`")), "docs/profile.md does not mention {name}");
    }
}

#[test]
fn each_dependency_is_named_with_why_it_is_trusted() {
    let manifest = text("Cargo.toml");
    let page = text("SECURITY.md");
    let mut in_dependencies = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
        } else if let (true, Some((name, _))) = (in_dependencies && !line.starts_with('#'), line.split_once(" = ")) {
            assert!(page.contains(&format!("`{name}`")), "SECURITY.md does not say why `{name}` is trusted");
        }
    }
}

#[test]
fn what_packages_hold_is_there_and_says_where_the_tables_are() {
    let manifest: toml::Table = text("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let metadata = &manifest["package"]["metadata"];
    let assets = |package: &str| metadata[package]["assets"].as_array().expect("a package has assets").clone();
    let of_deb = assets("deb").into_iter().map(|asset| asset[0].clone());
    let of_rpm = assets("generate-rpm").into_iter().map(|asset| asset["source"].clone());
    for source in of_deb.chain(of_rpm) {
        let source = source.as_str().expect("a source is a path");
        assert!(source.starts_with("target/") || path(source).exists(), "Cargo.toml packs {source}, which is not there");
    }
    let tables = text("shipping/windows/таблицы министерства/где скачать.txt");
    for page in ["README.md", "README.ru.md"] {
        let addresses = text(page);
        let addresses = addresses.split(['(', ')']).filter(|part| part.starts_with("https://disk.yandex.ru/"));
        assert_eq!(addresses.filter(|address| tables.contains(*address)).count(), 2, "{page}");
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut pages = files(&path("docs"), "md");
    pages.extend(["README.md", "README.ru.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(path));
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("pages are readable");
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for target in targets.filter(|target| !target.is_empty() && !target.contains("://")) {
            let folder = page.parent().expect("a page lies in a folder");
            assert!(folder.join(target).exists(), "{} leads to {target}, which is not there", page.display());
        }
    }
}

#[test]
fn sections_of_the_domain_reference_that_comments_cite_are_there() {
    let page = text("docs/domain.md");
    let is_there = |section: &str| {
        let marks = if section.contains('.') { "### " } else { "## " };
        page.lines().any(|line| {
            line.strip_prefix(marks)
                .and_then(|title| title.strip_prefix(section))
                .is_some_and(|rest| rest.starts_with(['.', ' ']))
        })
    };
    let mut cited = 0;
    for file in files(&path("src"), "rs") {
        let text = std::fs::read_to_string(&file).expect("sources are readable");
        for rest in text.split("domain reference, ").skip(1) {
            // One section or several: `6.2 to 6.5`, `7 and 12`.
            let words = rest.split([' ', ',', ')', ']', ':', ';', '\n']).filter(|word| !word.is_empty());
            let is_digit = |c: char| c.is_ascii_digit();
            let is_section = |word: &str| word.starts_with(is_digit) && word.chars().all(|c| is_digit(c) || c == '.');
            let sections =
                words.take_while(|word| is_section(word) || ["and", "to"].contains(word)).filter(|word| is_section(word));
            for section in sections.map(|word| word.trim_end_matches('.')) {
                assert!(is_there(section), "{} cites section {section} of docs/domain.md, which is not there", file.display());
                cited += 1;
            }
        }
    }
    assert!(cited > 0, "comments cite the domain reference");
}
