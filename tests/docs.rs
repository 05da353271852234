//! Pages made from the lints: `docs/lints.md`, all of them, and `docs/coverage.md`, what other linters check and what teams got wrong, from
//! `docs/coverage.tsv`. `BLESS=1 cargo test --test docs` writes them anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use monc::diagnostic::Level;
use monc::lints::ALL;

fn doc(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
}

fn fresh(name: &str, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(doc(name), text).unwrap();
    }
    let committed = fs::read_to_string(doc(name)).unwrap_or_default();
    assert!(
        committed == text,
        "docs/{name} is stale: `BLESS=1 cargo test --test docs`"
    );
}

fn anchor(id: &str) -> String {
    id.replace('/', "")
}

#[test]
fn the_page_of_all_lints_is_fresh() {
    let mut out = String::from(
        "# Lints\n\nMade from the page of each lint, which `monc explain <id>` prints as well. Levels are set in `[lint]`; an error that is marked *firm*\n\
         stays one, since the stack would not load, would show a secret, or would lack what is written. One place is excused by a comment above it:\n\
         `# monc: allow(image/unpinned): built in our own CI`, with `until 2027-01-31` before the colon for a while only.\n\n| lint | level | about |\n| --- | --- | --- |\n",
    );
    for lint in ALL {
        let firm = if lint.firm { ", firm" } else { "" };
        let about = lint.about().replace('|', "\\|");
        writeln!(
            out,
            "| [`{0}`](#{1}) | {2}{firm} | {about} |",
            lint.id,
            anchor(lint.id),
            lint.level
        )
        .unwrap();
    }
    for lint in ALL {
        let page = lint.page.trim_end();
        let (title, rest) = page.split_once('\n').unwrap();
        let rest = rest.replace("\n## ", "\n### ");
        write!(out, "\n#{title}\n{rest}\n").unwrap();
    }
    fresh("lints.md", &out);
}

const SOURCES: [(&str, &str); 7] = [
    ("pint", "pint"),
    ("promtool", "promtool"),
    ("dashboard-linter", "dashboard-linter"),
    ("mixtool", "mixtool"),
    ("amtool", "amtool"),
    ("promruval", "promruval"),
    ("survey", "What 54 teams got wrong"),
];

const VERDICTS: [&str; 5] = [
    "lint",
    "cannot be written",
    "right by construction",
    "needs a live server",
    "left to each house",
];

#[test]
fn the_coverage_has_no_empty_cell() {
    let text = fs::read_to_string(doc("coverage.tsv")).unwrap();
    let known: BTreeSet<&str> = ALL.iter().map(|lint| lint.id).collect();
    let mut tables: BTreeMap<&str, Vec<[&str; 4]>> = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [source, check, verdict, lints, why] = cells[..] else {
            panic!("not five cells: {line}");
        };
        assert!(VERDICTS.contains(&verdict), "{line}");
        for id in lints.split_whitespace() {
            assert!(known.contains(id), "{check}: there is no lint {id}");
        }
        assert!(
            !(verdict == "lint" && lints.is_empty()),
            "{check} names no lint"
        );
        assert!(verdict == "lint" || !why.is_empty(), "{check} says no why");
        assert!(!check.is_empty());
        tables
            .entry(source)
            .or_default()
            .push([check, verdict, lints, why]);
    }
    // As many as their own lists have.
    for (source, least) in [
        ("pint", 32),
        ("promtool", 20),
        ("dashboard-linter", 17),
        ("mixtool", 12),
        ("amtool", 20),
        ("promruval", 16),
        ("survey", 34),
    ] {
        assert!(tables[source].len() >= least, "{source}");
    }
    let mut out = String::from(
        "# What is covered\n\nEach check of the linters of this field, and each mistake that was found in a survey of 54 public projects: the lint that finds it, or why\n\
         there is none. Made from [coverage.tsv](coverage.tsv).\n\n| | lint | cannot be written | right by construction | needs a live server | left to each house |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for (source, title) in SOURCES {
        let number = |verdict: &str| {
            tables[source]
                .iter()
                .filter(|row| row[1] == verdict)
                .count()
        };
        let numbers: Vec<String> = VERDICTS
            .iter()
            .map(|verdict| number(verdict).to_string())
            .collect();
        writeln!(out, "| {title} | {} |", numbers.join(" | ")).unwrap();
    }
    for (source, title) in SOURCES {
        write!(
            out,
            "\n## {title}\n\n| check | here | |\n| --- | --- | --- |\n"
        )
        .unwrap();
        for [check, verdict, lints, why] in &tables[source] {
            let links: Vec<String> = lints
                .split_whitespace()
                .map(|id| format!("[`{id}`](lints.md#{})", anchor(id)))
                .collect();
            let here = match (*verdict, links.is_empty()) {
                ("lint", _) => links.join(" "),
                (verdict, true) => verdict.to_owned(),
                (verdict, false) => format!("{verdict}; {}", links.join(" ")),
            };
            writeln!(out, "| {check} | {here} | {why} |").unwrap();
        }
    }
    fresh("coverage.md", &out);
}

/// Pages whose examples are whole enough to be judged give what they say.
#[test]
fn examples_of_pages_are_what_they_say() {
    let mut told = 0;
    let mut wrong = Vec::new();
    for lint in ALL {
        let blocks: Vec<&str> = lint.page.split("```toml\n").skip(1).collect();
        let [bad, good] = blocks[..] else { continue };
        let text = |block: &str| block.split("```").next().unwrap_or_default().to_owned();
        let (bad, good) = (ids(&text(bad)), ids(&text(good)));
        if bad.contains(lint.id) {
            told += 1;
            // Whether a file is there no page can show.
            if good.contains(lint.id) && lint.id != "files/no-match" {
                wrong.push(lint.id);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "what stands below `Instead` gives it as well: {wrong:?}"
    );
    assert!(told >= TOLD, "{told} examples give what they are for");
}

/// How many examples can be judged by themselves; the others name what stands elsewhere in a file, or files.
const TOLD: usize = 60;

fn ids(text: &str) -> BTreeSet<String> {
    let mut sources = monc::source::Sources::default();
    let mut whole = String::new();
    if !text.contains("[monc]") {
        whole.push_str("[monc]\nedition = \"2026\"\n");
    }
    if !text.contains("[stack]") {
        whole.push_str("[stack]\nname = \"shop\"\n");
    }
    if !text.contains("[services.") {
        whole.push_str("[services.machine]\nkind = \"host\"\n");
    }
    whole.push_str(text);
    let file = sources.add("monitoring.toml", whole);
    let document = monc::read(&sources, file, None);
    let inputs = monc::resolve::Inputs {
        today: monc::config::value::Date::read("2026-11-01"),
        ..monc::resolve::Inputs::default()
    };
    let (_, findings) = monc::judge(&document, &inputs);
    assert!(
        findings
            .iter()
            .all(|finding| finding.level <= Level::Advice)
    );
    findings
        .iter()
        .map(|finding| finding.id.to_owned())
        .collect()
}
