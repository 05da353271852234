//! The formats that programs read: each read back, and compared with the others.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use monc::diagnostic::Diagnostic;
use monc::lints::ALL;
use monc::report;
use monc::resolve::Inputs;
use monc::source::Sources;
use serde_json::Value;

/// Characters of one to four bytes before what is wrong, a byte order mark, both line ends, brackets and quotes in names.
const HOSTILE: &str = "\u{feff}[stack]\r\nname = \"shop\"\r\n[services.\"🦀é\"]\nkind = \"hst\"\n\
    [services.api]\nkind = \"http\"\n\"[a🦀](b):,%<&\\\"'\" = 1\nnothing🦀 = \"é🦀\"\n\
    [services.db]\nkind = \"postgres\"\naddress = \"db:5432\"\npassword = \"correct-horse-battery\"\n\
    [images]\nprometheus = \"prom/prometheus:latest\"\n";

const NAME: &str = "földer, one:%/[a](b) <c>.toml";

fn judged(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let (file, encoding) = sources.add_bytes(NAME, text.as_bytes().to_vec());
    let document = monc::read(&sources, file, encoding);
    let (_, findings) = monc::judge(&document, &Inputs::default());
    let located = document.locate(&sources, &findings);
    (sources, located)
}

fn json(text: &str) -> Value {
    let (sources, findings) = judged(text);
    serde_json::from_str(&report::json(&findings, &sources)).unwrap()
}

fn findings(text: &str) -> Vec<Value> {
    let all = json(text)["findings"].as_array().unwrap().clone();
    let ids: BTreeSet<&str> = all.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(ids.len() >= 5, "{ids:?}");
    all
}

/// Lines as SARIF counts them (3.30.2), without a byte order mark.
fn lines(text: &str) -> Vec<Vec<u16>> {
    text.trim_start_matches('\u{feff}')
        .split('\n')
        .map(|line| format!("{line}\n").encode_utf16().collect())
        .collect()
}

fn region(text: &str, region: &Value) -> String {
    let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap() - 1;
    let lines = lines(text);
    let (first, last) = (number("startLine"), number("endLine"));
    let mut units: Vec<u16> = lines[first..=last].concat();
    let before: usize = lines[first..last].iter().map(Vec::len).sum();
    units.truncate(before + number("endColumn"));
    String::from_utf16(&units[number("startColumn")..]).unwrap()
}

#[test]
fn sarif_points_at_the_same_places() {
    let (sources, found) = judged(HOSTILE);
    let sarif: Value = serde_json::from_str(&report::sarif(&found, &sources)).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let results = run["results"].as_array().unwrap();
    let expected = findings(HOSTILE);
    assert_eq!(results.len(), expected.len());
    for (result, finding) in results.iter().zip(&expected) {
        assert_eq!(result["ruleId"], finding["id"]);
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], finding["id"]);
        assert!(
            rule["help"]["markdown"]
                .as_str()
                .unwrap()
                .contains("## Instead")
        );
        let places = result["locations"].as_array().unwrap();
        let related = result["relatedLocations"].as_array().cloned();
        let places = places.iter().chain(related.iter().flatten());
        let labels = finding["labels"].as_array().unwrap();
        for (place, label) in places.clone().zip(labels) {
            let place = &place["physicalLocation"];
            let bytes = |key: &str| label[key].as_u64().unwrap() as usize;
            let meant = &HOSTILE[bytes("start")..bytes("end")];
            assert_eq!(
                region(HOSTILE, &place["region"]),
                meant.trim_start_matches('\u{feff}')
            );
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert_eq!(
                uri,
                "f%C3%B6lder%2C%20one%3A%25/%5Ba%5D%28b%29%20%3Cc%3E.toml"
            );
        }
        assert_eq!(places.count(), labels.len());
        let said = result["message"]["text"].as_str().unwrap();
        assert!(
            !said.contains("](") || !said.replace("\\[", "").contains('['),
            "{said}"
        );
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("../docs/findings.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in [HOSTILE, "", "x", "[monc]\nedition = \"2026\"\n"] {
        let found = json(text);
        let wrong: Vec<String> = validator
            .iter_errors(&found)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(wrong, [""; 0], "{found}");
    }
    let mut other = json(HOSTILE);
    other["findings"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&other));
    // Every key that is printed is described.
    let (sources, found) = judged(HOSTILE);
    let printed: Value = serde_json::from_str(&report::json(&found, &sources)).unwrap();
    let finding = &printed["findings"][0];
    for (part, of) in [(finding, "finding"), (&finding["labels"][0], "label")] {
        let known = &schema["definitions"][of]["properties"];
        for key in part.as_object().unwrap().keys() {
            assert!(known.get(key).is_some(), "{key} of a {of} is not described");
        }
    }
    for lint in ALL {
        let mut named = json(HOSTILE);
        named["findings"][0]["id"] = lint.id.into();
        assert!(validator.is_valid(&named), "{}", lint.id);
    }
}

#[test]
fn junit_counts_what_stops_the_run() {
    let (sources, found) = judged(HOSTILE);
    let expected = findings(HOSTILE);
    for deny_warnings in [false, true] {
        let options = report::Options {
            deny_warnings,
            ..report::Options::default()
        };
        let xml = report::junit(&found, &sources, &options);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let suite = document
            .descendants()
            .find(|node| node.has_tag_name("testsuite"))
            .unwrap();
        assert_eq!(suite.attribute("name"), Some(NAME));
        let cases: Vec<_> = suite
            .children()
            .filter(roxmltree::Node::is_element)
            .collect();
        assert_eq!(cases.len(), expected.len());
        let mut failures = 0;
        for (case, finding) in cases.iter().zip(&expected) {
            let inside = case.children().find(roxmltree::Node::is_element).unwrap();
            let level = finding["level"].as_str().unwrap();
            let stops = level == "error" || (level == "warning" && deny_warnings);
            assert_eq!(inside.has_tag_name("failure"), stops);
            failures += usize::from(stops);
            let title = finding["title"].as_str().unwrap();
            let text = inside.text().unwrap();
            assert!(text.contains(title), "{text} {title}");
            let id = finding["id"].as_str().unwrap();
            assert!(case.attribute("name").unwrap().starts_with(id));
        }
        assert_eq!(suite.attribute("failures"), Some(&*failures.to_string()));
        assert!(failures > 0 && (failures < cases.len() || deny_warnings));
    }
    let (sources, _) = judged("");
    let none = report::junit(&[], &sources, &report::Options::default());
    assert!(none.contains("name=\"no findings\"") && none.contains("failures=\"0\""));
}

#[test]
fn github_takes_one_line_for_each() {
    let (sources, found) = judged(HOSTILE);
    let said = report::github(&found, &sources);
    let plain = |text: &str| {
        ["%0A\n", "%0D\r", "%3A:", "%2C,", "%25%"]
            .iter()
            .fold(text.to_owned(), |text, pair| {
                text.replace(&pair[..3], &pair[3..])
            })
    };
    let expected = findings(HOSTILE);
    assert_eq!(said.lines().count(), expected.len());
    for (line, finding) in said.lines().zip(&expected) {
        let (command, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
        let level = match finding["level"].as_str().unwrap() {
            "advice" => "notice",
            other => other,
        };
        assert_eq!(command, level);
        let (properties, message) = rest.split_once("::").unwrap();
        let property = |name: &str| {
            let mut all = properties.split(',').filter_map(|one| one.split_once('='));
            all.find(|(key, _)| *key == name)
                .map(|(_, value)| plain(value))
        };
        let label = &finding["labels"][0];
        assert_eq!(property("file").as_deref(), Some(NAME));
        assert_eq!(property("line"), Some(label["line"].to_string()));
        assert_eq!(property("title").as_deref(), finding["id"].as_str());
        assert!(plain(message).starts_with(finding["title"].as_str().unwrap()));
    }
}

#[test]
fn gitlab_knows_a_finding_again() {
    let read = |text: &str| -> Vec<Value> {
        let (sources, found) = judged(text);
        serde_json::from_str(&report::gitlab(&found, &sources)).unwrap()
    };
    let prints = |issues: &[Value]| -> Vec<String> {
        let prints = issues.iter().map(|issue| issue["fingerprint"].to_string());
        prints.collect()
    };
    let issues = read(HOSTILE);
    assert_eq!(issues.len(), findings(HOSTILE).len());
    let unique: BTreeSet<String> = prints(&issues).into_iter().collect();
    assert_eq!(unique.len(), issues.len());
    let severities = ["major", "minor", "info"];
    for (issue, finding) in issues.iter().zip(findings(HOSTILE)) {
        assert!(severities.contains(&issue["severity"].as_str().unwrap()));
        assert_eq!(issue["location"]["path"], NAME);
        assert_eq!(
            issue["location"]["lines"]["begin"],
            finding["labels"][0]["line"]
        );
        let title = finding["title"].as_str().unwrap();
        assert!(issue["description"].as_str().unwrap().starts_with(title));
    }
    // Lines that come above it leave a finding what it was; a second one that is alike is another.
    let later = HOSTILE.replacen("[stack]", "\n\n[stack]", 1);
    assert_eq!(prints(&read(&later)), prints(&issues));
    let second = format!("{HOSTILE}grafana = \"grafana/grafana:latest\"\n");
    assert_eq!(read(&second).len(), issues.len() + 1);
}

#[test]
fn no_format_shows_a_secret() {
    let (sources, found) = judged(HOSTILE);
    let options = report::Options::default();
    for said in [
        report::human(&found, &sources, &options),
        report::short(&found, &sources),
        report::json(&found, &sources),
        report::sarif(&found, &sources),
        report::github(&found, &sources),
        report::gitlab(&found, &sources),
        report::junit(&found, &sources, &options),
    ] {
        assert!(said.contains("db.password"), "{said}");
        assert!(!said.contains("correct-horse"), "{said}");
    }
}
