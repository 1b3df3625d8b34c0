//! Modules use lower layers only; the compiler does not check it within one crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The layers of the crate, the lowest first; see `src/lib.rs`.
const LAYERS: [&[&str]; 16] = [
    &["disk", "domain"],
    &["table"],
    &["diagnostic", "record", "workbook", "link", "classify", "pages"],
    &["online"],
    &["error", "settings", "handback"],
    &["reference"],
    &["entry"],
    &["rules"],
    &["words"],
    &["pipeline", "profile"],
    &["report"],
    &["annotate"],
    &["handout"],
    &["commands"],
    &["api"],
    &["bin"],
];

fn layer(module: &str) -> usize {
    LAYERS.iter().position(|modules| modules.contains(&module)).unwrap_or_else(|| panic!("`{module}` is in no layer"))
}

#[test]
fn modules_use_lower_layers_only() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&source) {
        let module = module_of(&source, &file);
        if module == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("sources are readable");
        for used in used_modules(&text, if module == "bin" { "gospub::" } else { "crate::" }) {
            if used != module && layer(&used) >= layer(&module) {
                wrong.push(format!("`{module}` uses `{used}` in {}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sockets are opened in `online` only, and of the commands only `fetch` knows it; so whatever is told a snapshot stays offline.
#[test]
fn only_fetch_has_a_network() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&source) {
        let name = file.strip_prefix(&source).expect("the file lies in the source folder").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&file).expect("sources are readable");
        let is_online = name.starts_with("online");
        assert!(is_online || !["std::net", "ureq", "TcpStream"].iter().any(|word| text.contains(word)), "{name} opens sockets");
        let uses = used_modules(&text, "crate::").contains("online") || used_modules(&text, "gospub::").contains("online");
        let may = is_online || ["lib.rs", "error.rs", "commands/fetch.rs", "bin/gospub/fetch.rs"].contains(&name.as_str());
        assert!(may || !uses, "{name} uses `online`");
    }
}

#[test]
fn the_stray_import_is_found() {
    assert_eq!(used_modules("use crate::pipeline::Run;", "crate::"), BTreeSet::from(["pipeline".to_owned()]));
    assert_eq!(used_modules("use crate::{entry, rules::Rule};", "crate::"), ["entry", "rules"].map(str::to_owned).into());
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the source folder is readable");
    entries
        .filter_map(Result::ok)
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => rust_files(&path),
            path if path.extension().is_some_and(|ending| ending == "rs") => vec![path],
            _ => Vec::new(),
        })
        .collect()
}

fn module_of(source: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(source).expect("the file lies in the source folder");
    let first = relative.components().next().expect("a file has a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The first segments of the paths that begin with a prefix, grouped imports included.
fn used_modules(text: &str, prefix: &str) -> BTreeSet<String> {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code: String = code.collect::<Vec<_>>().join("\n");
    let segment =
        |path: &str| path.trim_start().split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default().to_owned();
    code.match_indices(prefix)
        .flat_map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => top_level_items(group).into_iter().map(|item| segment(&item)).collect(),
                None => vec![segment(rest)],
            }
        })
        .filter(|module| module.starts_with(|c: char| c.is_lowercase()))
        .collect()
}

fn top_level_items(group: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 0;
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().expect("there is always a last item").push(c);
    }
    items
}
