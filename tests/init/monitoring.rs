//! Hand-written monitoring: what was scraped is scraped, and every alert that the language can say is there.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::apps::{findings, targets};
use crate::scratch::{SECRET, cases, copy, golden, run, texts};

/// Findings that are a person's to decide, or were true of the old stack as well.
const OPEN: [&str; 10] = [
    "service/no-signals",
    "dashboard/fixed-window",
    "address/no-network",
    "address/unknown-host",
    "compose/folder-name",
    "dashboard/no-unit",
    "routing/no-watchdog",
    "routing/nobody",
    "alert/unproved",
    "tls/skip-verify",
];

/// Covers every case, and tells it.
pub fn cover(page: &mut String) -> Vec<String> {
    let mut failures = Vec::new();
    page.push_str("\n## Hand-written monitoring\n\n*As thresholds*: of a signal of the catalog, recognised by the structure of the expression. *As written*: in `[alerts]`. *Never fired*: the report says why, and they are left out.\n\n");
    page.push_str("| case | targets | taken over | alerts | as thresholds | as written | never fired | unreadable | receivers | findings about the old stack | left to a person |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let cases = cases("monitoring");
    assert!(cases.len() >= 8);
    for case in cases {
        cover_one(&case, page, &mut failures);
    }
    failures
}

fn cover_one(case: &Path, page: &mut String, failures: &mut Vec<String>) {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let (_scratch, folder) = copy(case);
    let made = run(&folder, &["init", "--from-monitoring", "."]);
    if made.code != Some(0) {
        return failures.push(format!("{name}: {}{}", made.stdout, made.stderr));
    }
    let path = folder.join("monitoring.toml");
    let text = fs::read_to_string(&path).unwrap();
    let report = made
        .stdout
        .split("\nmonitoring.toml:")
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_owned()
        + "\n";
    golden(&case.join("expected.toml"), &text, failures);
    golden(&case.join("report.txt"), &report, failures);
    for said in [&text, &made.stdout, &made.stderr] {
        assert!(!said.contains(SECRET), "{name} tells a secret");
    }
    let found = findings(&run(&folder, &["check", "--format", "json"]).stdout);
    let strange: Vec<_> = found
        .iter()
        .filter(|(id, _)| !OPEN.contains(&id.as_str()))
        .collect();
    if !strange.is_empty() {
        failures.push(format!(
            "{name}: findings that no person has to decide: {strange:?}"
        ));
    }
    // A person who knows that those hosts are there says so.
    fs::write(
        &path,
        format!("{text}\n[lint]\naddress.unknown-host = \"allow\"\n"),
    )
    .unwrap();
    let built = run(&folder, &["build"]);
    if built.code != Some(0) {
        return failures.push(format!(
            "{name} cannot be built: {}{}",
            built.stdout, built.stderr
        ));
    }
    let table: toml::Table = text.parse().unwrap();
    let out = table
        .get("build")
        .and_then(|build| build["out"].as_str())
        .unwrap_or("monitoring");
    let out = folder.join(out);
    assert!(
        !texts(&out.join("alertmanager")).contains(SECRET)
            && !texts(&out.join("prometheus")).contains(SECRET)
    );

    let old = Old::read(&folder, &out);
    let lines: Vec<&str> = report.lines().collect();
    let became = |what: &str| {
        lines
            .iter()
            .find(|line| line.starts_with(&format!("- {what} → ")))
            .copied()
    };
    let dropped = |what: &str| {
        lines
            .iter()
            .any(|line| line.starts_with(&format!("- {what}: ")))
    };
    let scraped = targets(&out);
    let mut taken = 0;
    for (job, target) in &old.targets {
        let line = became(&format!("target `{target}` of job `{job}`"))
            .or_else(|| became(&format!("probe of `{target}`")));
        match line.and_then(|line| line.split("services.").nth(1)) {
            Some(service) if !scraped.contains(service) => {
                failures.push(format!("{name}: nothing scrapes {service} for {target}"))
            }
            Some(_) => taken += 1,
            None if line.is_some_and(|line| line.contains("the stack watches its own")) => {
                taken += 1
            }
            None if dropped(&format!("target `{target}` of job `{job}`")) => {}
            None => failures.push(format!("{name}: {target} of {job} is told of nowhere")),
        }
    }
    let rules = fs::read_to_string(out.join("prometheus/rules.yml")).unwrap();
    let mut counts = [0; 4];
    for (alert, file) in &old.alerts {
        let what = format!("alert `{alert}` ({file})");
        let line = became(&what);
        if let Some(own) = line.and_then(|line| line.split(" → alerts.").nth(1)) {
            counts[1] += 1;
            let own = own.split(',').next().unwrap();
            if !rules.contains(&format!("alert: {own}\n")) {
                failures.push(format!("{name}: the alert {own} is not in the built rules"));
            }
        } else if let Some(line) = line {
            counts[0] += 1;
            let made = generated(line, &text);
            if !made
                .iter()
                .any(|made| rules.contains(&format!("alert: {made}\n")))
            {
                failures.push(format!(
                    "{name}: of {alert} there is none of {made:?} in the built rules"
                ));
            }
        } else if dropped(&what) {
            let dead = lines
                .iter()
                .any(|line| line.starts_with(&format!("- {what}: it could never fire")));
            counts[if dead { 2 } else { 3 }] += 1;
        } else {
            failures.push(format!("{name}: the alert {alert} is told of nowhere"));
        }
    }
    let wrong = lines
        .iter()
        .skip_while(|line| !line.starts_with("Wrong"))
        .skip(1)
        .take_while(|line| line.starts_with("- "))
        .count();
    let errors: Vec<&str> = found
        .iter()
        .filter(|(id, (level, _))| level == "error" || *id == "routing/nobody")
        .map(|(id, _)| id.as_str())
        .collect();
    let errors = if errors.is_empty() {
        "nothing".to_owned()
    } else {
        errors.join(", ")
    };
    let receivers = text.matches("[receivers.").count() - text.matches("# [receivers.").count();
    writeln!(
        page,
        "| {name} | {} | {taken} | {} | {} | {} | {} | {} | {receivers} | {wrong} | {errors} |",
        old.targets.len(),
        old.alerts.len(),
        counts[0],
        counts[1],
        counts[2],
        counts[3],
    )
    .unwrap();
}

/// Names of the alerts that a threshold makes, by the line of the report.
fn generated(line: &str, text: &str) -> Vec<String> {
    let signal = line
        .rsplit(": ")
        .next()
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    if signal == "down" {
        return vec!["ServiceDown".to_owned()];
    }
    if line.contains("Watchdog") {
        return vec!["Watchdog".to_owned()];
    }
    let table: toml::Table = text.parse().unwrap();
    let kinds = table["services"].as_table().unwrap().values();
    kinds
        .map(|service| monc::model::names::alert(service["kind"].as_str().unwrap(), &signal))
        .collect()
}

/// What the old stack scraped and alerted on, read independently of the command.
#[derive(Default)]
struct Old {
    targets: BTreeSet<(String, String)>,
    alerts: BTreeSet<(String, String)>,
}

impl Old {
    fn read(folder: &Path, out: &Path) -> Old {
        let mut old = Old::default();
        old.walk(folder, folder, out);
        old
    }

    fn walk(&mut self, root: &Path, folder: &Path, out: &Path) {
        let mut entries: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                if path != *out {
                    self.walk(root, &path, out);
                }
                continue;
            }
            let shown = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            let Ok(value) = serde_yaml::from_str::<Value>(&text) else {
                continue;
            };
            // A second copy of the configuration is not the one in use.
            if shown.contains("staging") || shown == "recording-rules.yml" {
                continue;
            }
            for group in value["groups"].as_array().into_iter().flatten() {
                for rule in group["rules"].as_array().into_iter().flatten() {
                    if let Some(alert) = rule["alert"].as_str() {
                        self.alerts.insert((alert.to_owned(), shown.clone()));
                    }
                }
            }
            for job in value["scrape_configs"].as_array().into_iter().flatten() {
                let lists = job["static_configs"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default();
                for target in lists
                    .iter()
                    .flat_map(|list| list["targets"].as_array().cloned().unwrap_or_default())
                {
                    self.targets.insert((
                        job["job_name"].as_str().unwrap().to_owned(),
                        target.as_str().unwrap().to_owned(),
                    ));
                }
            }
        }
    }
}

fn refused(folder: &Path, arguments: &[&str], words: &str) {
    let made = run(folder, arguments);
    assert_eq!(made.code, Some(2), "{}{}", made.stdout, made.stderr);
    assert!(made.stderr.contains(words), "{}", made.stderr);
    assert!(!folder.join("monitoring.toml").exists());
}

#[test]
fn what_is_no_stack_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    refused(
        at,
        &["init", "--from-monitoring", "nowhere"],
        "is not there",
    );
    fs::write(at.join("file"), "").unwrap();
    refused(
        at,
        &["init", "--from-monitoring", "file"],
        "takes the folder",
    );
    fs::create_dir(at.join("empty")).unwrap();
    refused(
        at,
        &["init", "--from-monitoring", "empty"],
        "no configuration",
    );
    refused(
        at,
        &["init", "--from-monitoring", ".", "--compose", "x"],
        "cannot be used with",
    );
    fs::create_dir_all(at.join("ours/.monc")).unwrap();
    fs::write(at.join("ours/.monc/manifest.json"), "{}").unwrap();
    fs::write(at.join("ours/prometheus.yml"), "scrape_configs: []\n").unwrap();
    refused(
        at,
        &["init", "--from-monitoring", "ours"],
        "written by monc",
    );
    refused(at, &["init", "--from-monitoring", "."], "no configuration");
    fs::write(at.join("prometheus.yml"), b"scrape_configs: [\xff]").unwrap();
    refused(at, &["init", "--from-monitoring", "."], "UTF-8");
}

#[test]
fn strange_files_among_others_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("prometheus.yml"), "scrape_configs:\n  - job_name: \"a\\n[evil]\\nx = 1\"\n    static_configs: [{ targets: [\"a:1\", \"b b\", \"\", \"c:99999\"], labels: { \"x\\ny\": \"z\", env: \"'''\\n\\\"\" } }]\n  - job_name: 7\n  - null\n  - job_name: p\n    metrics_path: /probe\n    params: { module: 1 }\n    relabel_configs: [{ target_label: __param_target }]\n    static_configs: [{ targets: [\"$(id)\", \"http://x/'''\\n\"] }]\n").unwrap();
    fs::write(at.join("rules.yml"), "groups:\n  - name: a\n    rules:\n      - { alert: \"x'''\\n[evil]\", expr: \"up{job=\\\"a\\\\n[evil]\\\\nx = 1\\\"} > 7 and vector(1)\", labels: { severity: \"\\n[evil]\" }, annotations: { summary: \"{{ template }} '''\\n[evil]\" } }\n      - { alert: 1, expr: [] }\n      - {}\n  - rules: 3\n").unwrap();
    fs::write(at.join("am.yml"), "route: { receiver: \"a\\n[evil]\", routes: [{ match: { \"s\\n[evil]\": 1 }, receiver: x }, 7] }\nreceivers: [{ name: \"a\\n[evil]\", webhook_configs: [{ url: \"http://x\\n[evil]\" }], slack_configs: [null], email_configs: 3 }, {}]\ninhibit_rules: x\n").unwrap();
    fs::write(
        at.join("laughs.yml"),
        format!("services: {}", "[".repeat(9000)),
    )
    .unwrap();
    fs::write(at.join("dash.json"), "{\"panels\": 3").unwrap();
    fs::write(at.join("dash2.json"), "[".repeat(90_000)).unwrap();
    let made = run(at, &["init", "--from-monitoring", "."]);
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
    let text = fs::read_to_string(at.join("monitoring.toml")).unwrap();
    let table: toml::Table = text
        .parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert!(!table.contains_key("evil"), "{text}");
    assert!(!made.stdout.contains("\n[evil]"), "{}", made.stdout);
}

#[test]
fn a_file_of_records_that_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("rules.yml"),
        "groups: [{ name: a, rules: [{ record: 'a:b:c', expr: 'sum(up)' }] }]\n",
    )
    .unwrap();
    fs::write(at.join("recording-rules.yml"), "mine").unwrap();
    refused(at, &["init", "--from-monitoring", "."], "already there");
    assert_eq!(
        fs::read_to_string(at.join("recording-rules.yml")).unwrap(),
        "mine"
    );
}

#[test]
fn routes_that_nothing_takes_and_rules_of_long_ago_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("old.rules"),
        "ALERT down\n  IF up == 0\n  FOR 30s\n",
    )
    .unwrap();
    fs::write(
        at.join("prometheus.yml"),
        "scrape_configs: [{ job_name: node, static_configs: [{ targets: ['a.example.org:9100', 'b.example.org:9100'] }] }]\n",
    )
    .unwrap();
    fs::write(at.join("rules.yml"), "groups: [{ name: a, rules: [{ alert: Mem, expr: 'avg(node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) < 0.1', labels: { severity: page, tier: one } }] }]\n").unwrap();
    fs::write(
        at.join("am.yml"),
        "route: { receiver: a, routes: [{ match: { squad: x }, receiver: b }, { match: { tier: one }, receiver: b }, { match: { severity: page }, receiver: b, continue: true }, { match: { severity: page }, receiver: c }] }\nreceivers:\n  - { name: a, slack_configs: [{ api_url: 'https://x' }] }\n  - { name: b, discord_configs: [{ webhook_url: 'https://x' }] }\n  - { name: c, discord_configs: [{ webhook_url: 'https://y' }] }\n",
    )
    .unwrap();
    let made = run(at, &["init", "--from-monitoring", "."]);
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
    for said in [
        "- The route to `b` was never taken: no alert has a label `squad`",
        "- old.rules: it cannot be read: its rules are in the form of Prometheus 1",
        "- severity `page` → severity critical",
        "memory = \"90%\", each by itself",
    ] {
        assert!(made.stdout.contains(said), "{said}\n{}", made.stdout);
    }
    // `tier` is a label that the alert had: by that the route was taken.
    assert!(
        !made
            .stdout
            .contains("never taken: no alert has a label `tier`"),
        "{}",
        made.stdout
    );
    let table: toml::Table = fs::read_to_string(at.join("monitoring.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let routes = table["routing"]["routes"].as_array().unwrap();
    assert_eq!(routes.len(), 1, "{routes:?}");
    assert_eq!(routes[0]["receivers"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_on_a_network_of_others_is_reached_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("compose.yml"), "services:\n  prometheus: { image: 'prom/prometheus:v3.5.0', networks: [shop, default] }\nnetworks: { shop: { external: true, name: shop_default } }\n").unwrap();
    fs::write(
        at.join("prometheus.yml"),
        "scrape_configs: [{ job_name: api, static_configs: [{ targets: ['api:3000'] }] }]\n",
    )
    .unwrap();
    let made = run(at, &["init", "--from-monitoring", "."]);
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
    assert!(!made.stdout.contains("never up"), "{}", made.stdout);
    let text = fs::read_to_string(at.join("monitoring.toml")).unwrap();
    assert!(
        text.contains("networks = [\"shop_default\"]") && !text.contains("Decide: no Compose"),
        "{text}"
    );
    let found = findings(&run(at, &["check", "--format", "json"]).stdout);
    assert!(
        !found.values().any(|(level, _)| level == "error"),
        "{found:?}"
    );
}
