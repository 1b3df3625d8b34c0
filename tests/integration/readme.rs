//! The README says what the program does.

use crate::common::run;
use std::path::Path;

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the README is there")
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
    for name in ["README.md", "README.ru.md"] {
        let readme = text(name);
        for row in &rows {
            assert!(readme.contains(row.as_str()), "{name} lacks the line\n{row}");
        }
        let listed = readme
            .lines()
            .filter(|line| {
                line.starts_with("| `")
                    && line.contains(" | error | ") | line.contains(" | warning | ") | line.contains(" | info | ")
            })
            .count();
        assert_eq!(listed, rows.len(), "{name} lists codes that do not exist");
    }
}

#[test]
fn every_option_of_the_help_is_in_the_readme() {
    for command in ["fill", "check", "split", "merge", "report", "strip", "templates"] {
        let help = run([command, "--help"]).stdout;
        let options =
            help.split_whitespace().filter(|word| word.starts_with("--")).map(|word| word.trim_end_matches([',', '.', ')']));
        for option in options.filter(|option| option.len() > 2) {
            assert!(text("README.md").contains(option), "README.md does not mention {option} of {command}");
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
    let printed = run(arguments).stderr.replace(&folder.path().display().to_string(), "out");
    for name in ["README.md", "README.ru.md"] {
        assert!(text(name).contains(printed.trim()), "{name} does not show\n{printed}");
    }
    let explained = run(["check", "--row", "samples/roster.xlsx:59", "-r", "samples/ministry-medical.xlsx"]).stdout;
    assert!(text("README.md").contains(explained.trim()), "README.md does not show\n{explained}");
}
