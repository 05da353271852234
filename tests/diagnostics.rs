//! Every lint has a case, `tests/diagnostics/<group>/<name>/`: what `bad.toml` gives and `good.toml` does not is exactly this
//! lint, in the words of `expected.txt`. `BLESS=1 cargo test --test diagnostics` writes the words anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use monc::config::value::Date;
use monc::diagnostic::Diagnostic;
use monc::lints::ALL;
use monc::report;

#[test]
fn every_case_says_what_it_should() {
    let bless = std::env::var_os("BLESS").is_some();
    let failures: Vec<String> = ALL
        .iter()
        .filter_map(|lint| {
            let said = check(lint.id, bless).err()?;
            Some(format!("{}: {said}", lint.id))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{}\n`BLESS=1 cargo test --test diagnostics` accepts new words; read them then",
        failures.join("\n")
    );
}

fn check(id: &str, bless: bool) -> Result<(), String> {
    let case = folder(id);
    let (good, _) = findings(&case.join("good.toml"), id)?;
    if good.contains(id) {
        return Err("good.toml gives it".to_owned());
    }
    let (bad, said) = findings(&case.join("bad.toml"), id)?;
    let only_bad: Vec<&String> = bad.difference(&good).collect();
    if only_bad != [id] {
        return Err(format!("bad.toml, unlike good.toml, gives {only_bad:?}"));
    }
    let path = case.join("expected.txt");
    if bless {
        return fs::write(path, said).map_err(|error| error.to_string());
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if said == expected {
        Ok(())
    } else {
        Err(format!("expected.txt says\n{expected}\nbut it is\n{said}"))
    }
}

/// Ids of all findings of a file, and how those of `id` are reported.
fn findings(path: &Path, id: &str) -> Result<(BTreeSet<String>, String), String> {
    let folder = path.parent().unwrap();
    let (sources, findings) = monc::command::findings(path, Date::read("2026-11-01"))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let ids = findings.iter().map(|finding| finding.id.to_owned());
    let asked: Vec<Diagnostic> = findings
        .iter()
        .filter(|finding| finding.id == id)
        .cloned()
        .collect();
    let options = report::Options {
        color: false,
        width: 100,
        ..report::Options::default()
    };
    let said = report::human(&asked, &sources, &options);
    // Names of files beside it are those of this machine.
    let said = said.replace(&format!("{}/", folder.display()), "");
    Ok((ids.collect(), said))
}

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/diagnostics")
        .join(id.replace('-', "_"))
}
