//! Apps with a Compose file and no monitoring.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Table;

use crate::scratch::{SECRET, cases, copy, golden, run, texts};

/// Findings that are a person's to decide.
pub const OPEN: [&str; 5] = [
    "compose/folder-name",
    "dialect/missing",
    "routing/nobody",
    "service/no-address",
    "monc/no-edition",
];

/// Covers every case, and tells it.
pub fn cover(page: &mut String) -> Vec<String> {
    let mut failures = Vec::new();
    page.push_str("\n## Apps\n\nCompose files of the shapes that small teams have. *Left to a person*: errors of `monc check` on what was written, before anything was edited.\n\n");
    page.push_str("| case | Compose services | watched as | as containers only | left to a person | targets of the built stack |\n| --- | --- | --- | --- | --- | --- |\n");
    let cases = cases("compose");
    assert!(cases.len() >= 12);
    for case in cases {
        cover_one(&case, page, &mut failures);
    }
    failures
}

fn cover_one(case: &Path, page: &mut String, failures: &mut Vec<String>) {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let (_scratch, folder) = copy(case);
    let inside = folder.join("monitoring");
    let here: PathBuf = if inside.is_dir() { inside } else { folder };
    let made = run(&here, &["init"]);
    assert_eq!(made.code, Some(0), "{name}: {}", made.stderr);
    let path = here.join("monitoring.toml");
    let text = fs::read_to_string(&path).unwrap();
    golden(&case.join("expected.toml"), &text, failures);
    for said in [&text, &made.stdout, &made.stderr] {
        assert!(!said.contains(SECRET), "{name} tells a password");
    }

    let checked = run(&here, &["check", "--format", "json"]);
    let found = findings(&checked.stdout);
    let strange: Vec<&String> = found
        .keys()
        .filter(|id| !OPEN.contains(&id.as_str()))
        .collect();
    if !strange.is_empty() {
        failures.push(format!(
            "{name}: findings that no person has to decide: {strange:?}"
        ));
    }

    // As a person would: what is proposed in comments is what they mean.
    let proposed =
        |line: &str| line.starts_with("# address = ") || line.starts_with("# dialect = ");
    let decided: Vec<&str> = text
        .lines()
        .map(|line| if proposed(line) { &line[2..] } else { line })
        .collect();
    fs::write(&path, decided.join("\n")).unwrap();
    let built = run(&here, &["build"]);
    if built.code != Some(0) {
        return failures.push(format!(
            "{name} cannot be built: {}{}",
            built.stdout, built.stderr
        ));
    }
    let out = here.join("monitoring");
    assert!(!texts(&out).contains(SECRET), "{name} tells a password");
    let compose = fs::read_to_string(out.join("docker-compose.yml")).unwrap();
    if !compose.contains("external: true") {
        failures.push(format!("{name}: the stack joins no network of the app"));
    }
    let table: Table = decided.join("\n").parse().unwrap();
    let services: BTreeMap<String, String> = table["services"]
        .as_table()
        .unwrap()
        .iter()
        .map(|(name, service)| (name.clone(), service["kind"].as_str().unwrap().to_owned()))
        .collect();
    let targets = targets(&out);
    let unseen: Vec<&String> = services
        .keys()
        .filter(|service| !targets.contains(*service))
        .collect();
    if !unseen.is_empty() {
        failures.push(format!("{name}: nothing scrapes {unseen:?}"));
    }
    let own = services
        .iter()
        .filter(|(service, _)| !["machine", "containers"].contains(&service.as_str()));
    let own: Vec<String> = own
        .map(|(service, kind)| format!("{service}: {kind}"))
        .collect();
    let left = text.lines().filter(|line| line.starts_with("# - ")).count();
    let errors: Vec<String> = found
        .iter()
        .filter(|(_, (level, _))| level == "error")
        .map(|(id, (_, count))| {
            if *count > 1 {
                format!("{count} × {id}")
            } else {
                id.clone()
            }
        })
        .collect();
    let errors = if errors.is_empty() {
        "nothing".to_owned()
    } else {
        errors.join(", ")
    };
    writeln!(
        page,
        "| {name} | {} | {} | {left} | {errors} | {} of {} |",
        own.len() + left,
        own.join(", "),
        services.len() - unseen.len(),
        services.len()
    )
    .unwrap();
}

/// Level and number of the findings, by id.
pub fn findings(json: &str) -> BTreeMap<String, (String, usize)> {
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut found: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for finding in json["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let entry = found.entry(text("id")).or_insert((text("level"), 0));
        entry.1 += 1;
    }
    found
}

/// Services that something is scraped for.
pub fn targets(out: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(out.join("prometheus/targets"))
        .unwrap()
        .map(Result::unwrap)
    {
        let groups: serde_json::Value =
            serde_yaml::from_str(&fs::read_to_string(entry.path()).unwrap()).unwrap();
        for group in groups.as_array().into_iter().flatten() {
            assert!(!group["targets"].as_array().unwrap().is_empty());
            found.extend(group["labels"]["service"].as_str().map(str::to_owned));
        }
    }
    found
}

#[test]
fn a_container_that_only_runs_is_a_service_and_a_job_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("compose.yml"), "services:\n  worker: { build: ., command: node worker.js }\n  mailer: { image: 'acme/mailer:1', restart: always }\n  migrate: { build: ., command: npm run migrate }\n  tool: { build: ., profiles: [tools] }\n  once: { image: 'acme/once:1' }\n").unwrap();
    let made = run(here, &["init"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let table: Table = fs::read_to_string(here.join("monitoring.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let services = table["services"].as_table().unwrap();
    let names: BTreeSet<&str> = services.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        BTreeSet::from(["machine", "containers", "worker", "mailer"])
    );
    assert_eq!(services["worker"]["kind"].as_str(), Some("container"));
    assert_eq!(services["worker"]["container"].as_str(), Some("worker"));
    assert!(services["containers"].get("container").is_none());
}
