//! Every stack under `tests/golden` and `examples`, and the repository's own, is built and compared with the folder that is
//! committed: missing, changed and extra files fail. `BLESS=1 cargo test --test golden` writes the folders anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Path inside a tree → text.
type Tree = BTreeMap<String, String>;

#[test]
fn golden() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut stacks = vec![(root.to_owned(), "monitoring")];
    stacks.extend(folders(&root.join("examples")).map(|case| (case, "monitoring")));
    stacks.extend(folders(&root.join("tests/golden")).map(|case| (case, "expected")));
    let cases: Vec<(PathBuf, String, Option<String>)> = stacks
        .into_iter()
        .flat_map(|(case, folder)| {
            let base = (case.clone(), folder.to_owned(), None);
            let others = environments(&case)
                .into_iter()
                .map(move |name| (case.clone(), format!("{folder}-{name}"), Some(name)));
            std::iter::once(base).chain(others)
        })
        .collect();
    assert!(cases.len() >= 6, "only {} stacks are compared", cases.len());
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = Vec::new();
    for (case, folder, environment) in cases {
        let environment = environment.as_deref();
        let name = case.strip_prefix(root).unwrap_or(&case).display();
        let expected = case.join(&folder);
        if bless {
            let _ = fs::remove_dir_all(&expected);
            if let Err(said) = build(&case, &expected, environment) {
                failures.push(format!("{name}: {said}"));
            }
            continue;
        }
        let scratch = tempfile::tempdir().unwrap();
        // The output lies beside the file, as it does where it is committed: it names the way back.
        copy(&case, scratch.path());
        let built = scratch.path().join(&folder);
        match build(scratch.path(), &built, environment) {
            Ok(()) => failures.extend(
                differences(&tree(&expected), &tree(&built))
                    .into_iter()
                    .map(|difference| format!("{name}/{folder}/{difference}")),
            ),
            Err(said) => failures.push(format!("{name}: {said}")),
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n`BLESS=1 cargo test --test golden` accepts what was built; read the diff then",
        failures.join("\n")
    );
}

#[test]
fn missing_changed_and_extra_files_are_told_apart() {
    let tree = |files: &[(&str, &str)]| -> Tree {
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    };
    let expected = tree(&[("a", "1"), ("b", "1"), ("d", "1\n2")]);
    let built = tree(&[("b", "1"), ("c", "1"), ("d", "1\n3")]);
    assert_eq!(
        differences(&expected, &built),
        [
            "a is no longer written",
            "c is new",
            "d differs from line 2 on: `2` became `3`"
        ]
    );
    assert!(differences(&expected, &expected).is_empty());
}

/// The file of a case, and the files that it takes along.
fn copy(case: &Path, to: &Path) {
    fs::copy(case.join("monitoring.toml"), to.join("monitoring.toml")).unwrap();
    for name in ["rules", "dashboards", "messages", "kinds", "teams"] {
        let Ok(entries) = fs::read_dir(case.join(name)) else {
            continue;
        };
        fs::create_dir(to.join(name)).unwrap();
        for entry in entries {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(name).join(entry.file_name())).unwrap();
        }
    }
}

/// Names of the environments of a case.
fn environments(case: &Path) -> Vec<String> {
    let text = fs::read_to_string(case.join("monitoring.toml")).unwrap();
    let file: toml::Table = toml::from_str(&text).unwrap();
    let table = file.get("environments").and_then(toml::Value::as_table);
    table.map_or_else(Vec::new, |table| table.keys().cloned().collect())
}

fn build(case: &Path, out: &Path, environment: Option<&str>) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_monc"))
        .args(["build", "--force", "--out"])
        .arg(out)
        .arg("monitoring.toml")
        .args(environment.into_iter().flat_map(|name| ["--env", name]))
        .current_dir(case)
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "`monc build` failed\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

fn differences(expected: &Tree, built: &Tree) -> Vec<String> {
    let paths: BTreeSet<&String> = expected.keys().chain(built.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| match (expected.get(path), built.get(path)) {
            (Some(old), Some(new)) if old == new => None,
            (Some(old), Some(new)) => {
                Some(format!("{path} differs {}", first_difference(old, new)))
            }
            (Some(_), None) => Some(format!("{path} is no longer written")),
            (None, _) => Some(format!("{path} is new")),
        })
        .collect()
}

fn first_difference(old: &str, new: &str) -> String {
    let lines = old.lines().zip(new.lines());
    match lines.enumerate().find(|(_, (old, new))| old != new) {
        Some((at, (old, new))) => format!("from line {} on: `{old}` became `{new}`", at + 1),
        None => "at its end".to_owned(),
    }
}

fn folders(parent: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let mut folders: Vec<PathBuf> = fs::read_dir(parent)
        .unwrap_or_else(|error| panic!("{}: {error}", parent.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("monitoring.toml").is_file())
        .collect();
    folders.sort();
    folders.into_iter()
}

fn tree(folder: &Path) -> Tree {
    let mut files = Tree::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        let Ok(entries) = fs::read_dir(&at) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let relative = path.strip_prefix(folder).unwrap();
                let relative = relative.to_string_lossy().replace('\\', "/");
                files.insert(relative, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}
