//! Each folder of `tests/structure/` is a file with mistakes, and what is said about it: `bad.toml` → `expected.txt`.
//! `BLESS=1 cargo test --test structure` writes the words anew; read them then, as a user would.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::PathBuf;

use monc::diagnostic::Diagnostic;
use monc::report::{Options, human, json, short};
use monc::schema::validate;
use monc::source::{Sources, parse};

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("tests/structure")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn findings(text: &str) -> (Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("bad.toml", text);
    let (root, mut findings) = parse(&sources, file);
    findings.extend(validate(&root));
    (findings, sources)
}

#[test]
fn every_case_says_what_it_should() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = Vec::new();
    for case in cases() {
        let text = fs::read_to_string(case.join("bad.toml")).unwrap();
        let (found, sources) = findings(&text);
        let said = human(&found, &sources, &Options::default());
        let path = case.join("expected.txt");
        if bless {
            fs::write(&path, said).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != said {
            failures.push(format!("{}:\n{said}", case.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_format_shows_a_secret() {
    for case in ["secrets", "syntax"] {
        let text = fs::read_to_string(format!("tests/structure/{case}/bad.toml")).unwrap();
        let (found, sources) = findings(&text);
        for said in [
            human(
                &found,
                &sources,
                &Options {
                    color: true,
                    width: 80,
                    ..Options::default()
                },
            ),
            human(&found, &sources, &Options::default()),
            short(&found, &sources),
            json(&found, &sources),
        ] {
            for secret in ["battery", "123456", "xyzzy", "hunter2"] {
                assert!(!said.contains(secret), "{case}: {said}");
            }
        }
    }
}
