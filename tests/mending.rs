//! `--fix`: what has one right answer is mended, once, and nothing else of the file changes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use monc::diagnostic::{Diagnostic, Level};
use monc::mending::mended;
use monc::resolve::Inputs;
use monc::source::Sources;
use proptest::prelude::*;

fn judged(text: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::default();
    let file = sources.add("monitoring.toml", text);
    let document = monc::read(&sources, file, None);
    monc::judge(&document, &Inputs::default()).1
}

/// As the command does it: until nothing is left to mend.
fn fixed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..10 {
        match mended(&text, &judged(&text)) {
            Some((new, _)) => text = new,
            None => return text,
        }
    }
    panic!("this never ends:\n{text}");
}

const HEAD: &str = "[monc]\nedition = \"2026\"\n[stack]\nname = \"shop\"\n";

#[test]
fn what_has_one_right_answer_is_mended() {
    for (wrong, right) in [
        (
            "[services.api]\nkind = \"redis\"\nadress = \"a:1\" # mine\n",
            "[services.api]\nkind = \"redis\"\naddress = \"a:1\" # mine\n",
        ),
        (
            "[service.api]\nkind = \"redis\"\naddress = \"a:1\"\n",
            "[services.api]\nkind = \"redis\"\naddress = \"a:1\"\n",
        ),
        (
            "[services]\napi = { kind = 'postgresql', addr = \"a:1\" }\n",
            "[services]\napi = { kind = \"postgres\", address = \"a:1\" }\n",
        ),
        (
            "[services.api]\nkind = \"redis\"\ntargets = [\"a:1\"]\n",
            "[services.api]\nkind = \"redis\"\naddress = [\"a:1\"]\n",
        ),
        (
            "[services.m]\nkind = \"host\"\nthresholds.cpu = 80   # hot\n",
            "[services.m]\nkind = \"host\"\nthresholds.cpu = \"80%\"   # hot\n",
        ),
        (
            "[thresholds]\ncpu = 0.8\nmemory = \"80\"\n",
            "[thresholds]\ncpu = \"80%\"\nmemory = \"80%\"\n",
        ),
        (
            "[services.db]\nkind = \"postgres\"\naddress = \"db:1\"\npassword = \"${DB_PASSWORD}\"\n",
            "[services.db]\nkind = \"postgres\"\naddress = \"db:1\"\npassword = { env = \"DB_PASSWORD\" }\n",
        ),
        (
            "[thresholds]\ncpu = { warning = \"90%\", critical = \"80%\" }\n[services.m]\nkind = \"host\"\n",
            "[thresholds]\ncpu = { warning = \"80%\", critical = \"90%\" }\n[services.m]\nkind = \"host\"\n",
        ),
        (
            "# first\n[[services]]\nname = \"api\" # its name\nkind = \"redis\"\naddress = \"a:1\"\n[services.thresholds]\nmemory_used = \"80%\"\n\n[[services]]\nkind = \"host\"\nname = \"m\"\n",
            "# first\n[services.api]\nkind = \"redis\"\naddress = \"a:1\"\n[services.api.thresholds]\nmemory_used = \"80%\"\n\n[services.m]\nkind = \"host\"\n",
        ),
        (
            "[alerts.A]\nexpr = \"up == 0\"\nseverity = \"page\"\nsummary = \"x\"\n",
            "[alerts.A]\nexpr = \"up == 0\"\nseverity = \"critical\"\nsummary = \"x\"\n",
        ),
        (
            "[receivers.chat]\ndiscord = { webhook_url = { env = \"A\" } }\n[routing]\nreceiver = \"chatt\"\n",
            "[receivers.chat]\ndiscord = { webhook_url = { env = \"A\" } }\n[routing]\nreceiver = \"chat\"\n",
        ),
        (
            "[retention]\nmetrics = \"30 days\"\n",
            "[retention]\nmetrics = \"30d\"\n",
        ),
        (
            "[images]\n# monc: allow(image/unpined): x\ngrafana = \"a/b:latest\"\n",
            "[images]\n# monc: allow(image/unpinned): x\ngrafana = \"a/b:latest\"\n",
        ),
        (
            "[alerts.A]\nexpr = \"irate(a_b_total[5m]) > 1\"\nsummary = \"x\"\n",
            "[alerts.A]\nexpr = \"rate(a_b_total[5m]) > 1\"\nsummary = \"x\"\n",
        ),
    ] {
        for (wrong, right) in [
            (wrong.to_owned(), right.to_owned()),
            (wrong.replace('\n', "\r\n"), right.replace('\n', "\r\n")),
        ] {
            assert_eq!(fixed(&format!("{HEAD}{wrong}")), format!("{HEAD}{right}"));
            let marked = format!("\u{feff}{HEAD}{wrong}");
            assert_eq!(fixed(&marked), format!("\u{feff}{HEAD}{right}"));
        }
    }
}

#[test]
fn what_only_a_person_can_tell_stays() {
    for text in [
        // The right key is there as well.
        "[services.api]\nkind = \"redis\"\naddress = \"a:1\"\nadress = \"b:1\"\n",
        // Seconds or minutes?
        "[prometheus]\nscrape_interval = 15\n",
        // A literal secret: which name would it get?
        "[services.db]\nkind = \"postgres\"\naddress = \"db:1\"\npassword = \"hunter2\"\n",
        // Two services of one name, and one without.
        "[[services]]\nname = \"a\"\nkind = \"host\"\n[[services]]\nname = \"a\"\nkind = \"host\"\n",
        "[[services]]\nkind = \"host\"\n",
        // Letters that could mean two things.
        "[services.node]\nkind = \"node\"\n",
        // The other value is for everybody.
        "[thresholds]\ncpu = { critical = \"80%\" }\n[services.m]\nkind = \"host\"\nthresholds.cpu = { warning = \"90%\" }\n",
    ] {
        let text = format!("{HEAD}{text}");
        assert!(
            judged(&text).iter().any(|one| one.level == Level::Error),
            "{text}"
        );
        assert_eq!(fixed(&text), text);
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn what_was_mended_is_not_found_again() {
    let mut number = 0;
    for path in files("tests/diagnostics")
        .into_iter()
        .chain(files("tests/corpus"))
    {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let before = judged(&text);
        let Some((after, _)) = mended(&text, &before) else {
            continue;
        };
        number += 1;
        let left = judged(&after);
        let same = |one: &Diagnostic| (one.id, one.title.clone());
        for finding in before.iter().filter(|one| one.fix.is_some()) {
            let still = left.iter().filter(|one| same(one) == same(finding)).count();
            let were = before
                .iter()
                .filter(|one| same(one) == same(finding))
                .count();
            assert!(
                still < were,
                "{}: {} is still there:\n{after}",
                path.display(),
                finding.title
            );
        }
        let end = fixed(&text);
        assert_eq!(mended(&end, &judged(&end)), None, "{}", path.display());
        // Comments stay, but those of lines that go.
        let comments = |text: &str| {
            text.lines()
                .filter(|line| line.starts_with('#') && !line.contains("monc:"))
                .count()
        };
        assert_eq!(comments(&end), comments(&text), "{}", path.display());
    }
    assert!(number >= 20, "{number}");
}

/// Keys and names of good files with a letter that slipped.
#[test]
fn a_slip_is_mended_or_left() {
    let good: Vec<String> = files("tests/corpus/good")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .filter(|text| !keys(text).is_empty())
        .collect();
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let count = std::cell::Cell::new(0);
    runner
        .run(
            &(0..good.len(), any::<prop::sample::Index>(), 0..4u8),
            |(file, place, how)| {
                let text = &good[file];
                let keys: Vec<(usize, usize)> = keys(text);
                let (start, end) = keys[place.index(keys.len())];
                let key = &text[start..end];
                let middle = key.len() / 2;
                let slipped = match how {
                    0 => format!("{}{}", &key[..middle], &key[middle + 1..]),
                    1 => format!("{}x{}", &key[..middle], &key[middle..]),
                    2 => key.to_uppercase(),
                    _ => format!("{key}s"),
                };
                let wrong = format!("{}{slipped}{}", &text[..start], &text[end..]);
                let right = fixed(&wrong);
                prop_assert_eq!(mended(&right, &judged(&right)), None);
                if &right == text {
                    count.set(count.get() + 1);
                } else if right != wrong {
                    // Another answer is none that breaks the file.
                    let syntax = judged(&right).iter().any(|one| one.id.starts_with("toml/"));
                    prop_assert!(!syntax, "{}", right);
                }
                Ok(())
            },
        )
        .unwrap();
    let mended_exactly = count.get();
    assert!(mended_exactly > 20, "{mended_exactly} of 48");
}

/// Bare keys at the beginning of lines.
fn keys(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let key = line
            .find(|letter: char| !letter.is_ascii_lowercase() && letter != '_')
            .unwrap_or(0);
        if key > 3 && line[key..].trim_start().starts_with('=') {
            found.push((start, start + key));
        }
        start += line.len();
    }
    found
}
