//! The rules of the house: sizes, one-way imports, where IO may be, ids ↔ pages ↔ cases, kinds ↔ examples, the schema, leftovers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use monc::catalog::{Access, Catalog};
use monc::lints::ALL;

/// A module imports only what stands to its left; modules of one place do not know each other.
const ORDER: &[&[&str]] = &[
    &["diagnostic", "escape", "foreign"],
    &["source"],
    &["catalog"],
    &["layers"],
    &["config"],
    &["schema"],
    &["promql"],
    &["model"],
    &["resolve"],
    &["lints", "emit"],
    &["output", "report"],
    &["command"],
];

/// Rooms that read and write.
const ROOMS_OF_IO: [&str; 2] = ["command", "output"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(at) = open.pop() {
        let Ok(entries) = fs::read_dir(&at) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

/// The room of a source file: `src/lints/image/unpinned.rs` → `lints`, `src/error.rs` → `error`.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap();
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

/// Code without comments and without its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .map(|line| match line.trim_start() {
            comment if comment.starts_with("//") => "",
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn rooms_are_small() {
    let mut lengths = Vec::new();
    let mut long = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        lengths.push(lines);
        if lines >= 500 {
            long.push(format!("{} has {lines} lines", shown(&path)));
        }
    }
    none("files of 500 lines and more", long);
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median < 200, "the median file has {median} lines");
}

#[test]
fn every_file_says_what_it_is() {
    let silent = files("src", "rs")
        .into_iter()
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!"))
        .map(|path| shown(&path));
    none("files without a module comment", silent.collect());
}

#[test]
fn imports_go_one_way() {
    let place = |room: &str| ORDER.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let own = room(&path);
        let Some(here) = place(&own) else { continue };
        for other in imports(&code(&path)) {
            let Some(there) = place(&other) else { continue };
            if other != own && there >= here {
                wrong.push(format!("{} imports {other}", shown(&path)));
            }
        }
    }
    none("imports against the flow", wrong);
}

/// Rooms that code names: `crate::model::Stack` and `use crate::{model, emit::Files}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut fresh = true;
            let mut name = String::new();
            for letter in list.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.insert(std::mem::take(&mut name));
                        fresh = true;
                    }
                    'a'..='z' | '_' if depth == 0 && fresh => name.push(letter),
                    ' ' | '\n' => {}
                    _ => fresh = false,
                }
            }
            rooms.insert(name);
        } else {
            rooms.insert(
                rest.chars()
                    .take_while(|letter| letter.is_ascii_lowercase() || *letter == '_')
                    .collect(),
            );
        }
    }
    rooms
}

#[test]
fn imports_are_read_in_both_forms() {
    let found =
        imports("use crate::{emit::{Files, a}, model, lints};\nlet x = crate::report::human();");
    let wanted = ["emit", "lints", "model", "report"];
    assert_eq!(found, wanted.map(str::to_owned).into());
}

#[test]
fn only_command_and_output_do_io() {
    let doors = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "std::time",
        "std::io",
        "SystemTime",
        "Instant::now",
        "fs::read",
        "fs::write",
        "env::var",
    ];
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let room = room(&path);
        if ROOMS_OF_IO.contains(&room.as_str()) || ["main", "error"].contains(&room.as_str()) {
            continue;
        }
        let code = code(&path);
        for door in doors.iter().filter(|door| code.contains(*door)) {
            wrong.push(format!("{} uses {door}", shown(&path)));
        }
    }
    none("IO outside of command and output", wrong);
}

#[test]
fn lints_have_one_id_one_page_one_case() {
    let mut wrong = Vec::new();
    let mut before = "";
    for lint in ALL {
        if lint.id <= before {
            wrong.push(format!("{} is not after {before}", lint.id));
        }
        before = lint.id;
        if !lint.page.starts_with(&format!("# {}\n", lint.id)) {
            wrong.push(format!("the page of {} has another title", lint.id));
        }
        for heading in ["## Why\n", "## Example\n", "## Instead\n"] {
            if !lint.page.contains(heading) {
                wrong.push(format!("the page of {} has no {}", lint.id, heading.trim()));
            }
        }
        let case = root()
            .join("tests/diagnostics")
            .join(lint.id.replace('-', "_"));
        for file in ["bad.toml", "good.toml", "expected.txt"] {
            if !case.join(file).is_file() {
                wrong.push(format!("{} has no {}", lint.id, shown(&case.join(file))));
            }
        }
    }
    let known: BTreeSet<String> = ALL.iter().map(|lint| lint.id.replace('-', "_")).collect();
    for (folder, extension) in [("src", "md"), ("tests/diagnostics", "toml")] {
        for path in files(folder, extension) {
            let stem = if extension == "md" {
                path.with_extension("")
            } else {
                // Files that a case takes along lie in folders of their own.
                let cases = root().join(folder);
                let inside = path.strip_prefix(&cases).unwrap();
                cases.join(inside.iter().take(2).collect::<PathBuf>())
            };
            let name: Vec<_> = stem
                .iter()
                .rev()
                .take(2)
                .map(|part| part.to_string_lossy())
                .collect();
            if !known.contains(&format!("{}/{}", name[1], name[0])) {
                wrong.push(format!("{} belongs to no lint", shown(&path)));
            }
        }
    }
    none("ids, pages and cases", wrong);
}

#[test]
fn every_finding_is_registered() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let code = code(&path);
        for constructor in ["error(", "warning(", "advice(", "Diagnostic::new("] {
            for (at, found) in code.match_indices(constructor) {
                let rest = code[at + found.len()..].trim_start();
                let Some(id) = rest
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                else {
                    continue;
                };
                let is_id = id.contains('/') && !id.contains(' ') && !id.contains('{');
                if is_id && !ALL.iter().any(|lint| lint.id == id) {
                    wrong.push(format!("{}: {id} is not among the lints", shown(&path)));
                }
            }
        }
    }
    none("findings without a page", wrong);
}

#[test]
fn every_kind_has_an_example() {
    let mut text = String::new();
    for path in files("examples", "toml")
        .into_iter()
        .chain(files("tests/golden", "toml"))
    {
        text.push_str(&fs::read_to_string(path).unwrap());
    }
    let kinds = &Catalog::built_in().kinds;
    let missing = kinds
        .iter()
        .filter(|(_, kind)| kind.access != Access::Stack)
        .filter(|(name, _)| !text.contains(&format!("kind = \"{name}\"")))
        .map(|(name, _)| name.clone());
    none("kinds that no example uses", missing.collect());
}

#[test]
fn the_schemas_are_fresh() {
    is_fresh("monitoring", &monc::schema::schema());
    is_fresh("kind", &monc::schema::kind_schema());
    is_fresh("fragment", &monc::schema::included_schema());
}

fn is_fresh(name: &str, schema: &serde_json::Value) {
    let path = root().join(format!("schema/{name}.schema.json"));
    let fresh = monc::emit::json::to_string(schema);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &fresh).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "{} is stale: `cargo run -- schema > schema/monitoring.schema.json`",
        shown(&path)
    );
}

#[test]
fn nothing_is_left_over() {
    // In two halves, so that this file is not one of its own finds.
    let words = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("TO", "DO"),
        concat!("#[ign", "ore"),
    ];
    let mut wrong = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(*word)) {
                wrong.push(format!("{}:{}: {word}", shown(&path), at + 1));
            }
        }
    }
    none("leftovers", wrong);
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut explained = false;
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if inside && !line.is_empty() && !line.starts_with('#') && !explained {
            wrong.push(line.to_owned());
        }
        explained = line.starts_with('#');
    }
    none("dependencies without a reason above them", wrong);
}
