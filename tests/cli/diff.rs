//! `monc diff`: what changes in meaning between two files.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Run, folder, run, run_with};

const OLD: &str = r##"[monc]
edition = "2026"
[stack]
name = "shop"
[compose]
networks = ["shop_default"]
[thresholds]
error_ratio = { warning = "1%", critical = "5%" }
[services.machine]
kind = "host"
[services.db]
kind = "redis"
address = "db:6379"
[services.api]
kind = "http"
dialect = "prom-client"
address = "api:3000"
depends_on = ["db"]
[receivers.chat]
slack = { webhook_url = { env = "SLACK_WEBHOOK_URL" }, channel = "#alerts" }
[receivers.oncall]
slack = { webhook_url = { env = "ONCALL_WEBHOOK_URL" }, channel = "#oncall" }
[routing]
receiver = "chat"
watchdog = "chat"
[[routing.routes]]
match = { severity = "critical" }
receivers = ["chat", "oncall"]
[grafana.users.alice]
name = "Alice"
email = "alice@shop.example"
role = "editor"
password = { env = "ALICE" }
[grafana.users.bob]
name = "Bob"
email = "bob@shop.example"
role = "viewer"
password = { env = "BOB" }
"##;

fn both(new: &str) -> TempDir {
    let folder = folder(OLD);
    fs::write(folder.path().join("new.toml"), new).unwrap();
    folder
}

fn diff(new: &str) -> Run {
    run(both(new).path(), &["diff", "monitoring.toml", "new.toml"])
}

/// The one line that is said.
fn only(from: &str, to: &str) -> String {
    assert!(OLD.contains(from), "{from}");
    let run = diff(&OLD.replace(from, to));
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let lines: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("  "))
        .collect();
    assert_eq!(lines.len(), 1, "{}", run.stdout);
    lines[0].trim().to_owned()
}

#[test]
fn a_change_is_said_in_its_meaning() {
    for (from, to, wanted) in [
        (
            "critical = \"5%\"",
            "critical = \"9%\"",
            "~ Errors critical 5% → 9% on api and grafana",
        ),
        (
            "warning = \"1%\", critical = \"5%\"",
            "warning = \"1%\", critical = \"5%\", for = \"20m\"",
            "",
        ),
        (
            "address = \"api:3000\"",
            "address = \"api:3000\"\nthresholds.latency_p95 = \"2s\"",
            "~ Latency, p95 warning 1s → 2s on api",
        ),
        (
            "address = \"api:3000\"",
            "address = \"api:3000\"\nthresholds.latency_p95 = false",
            "- Latency, p95 warning no longer 1s while requests is above 6/m for 10m on api",
        ),
        (
            "address = \"api:3000\"",
            "address = \"api:3000\"\nthresholds.down = false",
            "- Service down critical no longer told for 1m on api",
        ),
        (
            "channel = \"#oncall\"",
            "channel = \"#night\"",
            "~ receiver oncall slack #oncall → slack #night",
        ),
        (
            "role = \"editor\"",
            "role = \"admin\"",
            "~ alice's role editor → admin",
        ),
        (
            "role = \"viewer\"",
            "role = \"viewer\"\nenabled = false",
            "- bob loses access",
        ),
        (
            "[compose]",
            "[retention]\nmetrics = \"30d\"\n[compose]",
            "~ metrics are kept 15d → 30d",
        ),
        (
            "depends_on = [\"db\"]",
            "",
            "~ api: depends on db → nothing",
        ),
        ("watchdog = \"chat\"", "watchdog = \"oncall\"", ""),
    ] {
        if wanted.is_empty() {
            assert_eq!(diff(&OLD.replace(from, to)).code, Some(1), "{to}");
        } else {
            assert_eq!(only(from, to), wanted);
        }
    }
}

#[test]
fn nobody_is_told_at_night() {
    let muted = "[[routing.routes]]\nmatch = { severity = \"warning\", service = \"api\" }\nreceiver = \"chat\"\nmute = [\"night\"]\n[time_intervals.night]\nweekdays = [\"sunday\"]\ntimes = [\"02:00-04:00\"]\nlocation = \"Europe/Paris\"\n[grafana.users.alice]";
    let said = only("[grafana.users.alice]", muted);
    assert!(
        said.contains("alerts now reach nobody on sunday 02:00-04:00: "),
        "{said}"
    );
    let back = run_with(
        both(OLD).path(),
        &["diff", "-", "new.toml"],
        OLD.replace("[grafana.users.alice]", muted).as_bytes(),
    );
    assert!(
        back.stdout
            .contains("now reach somebody again on sunday 02:00-04:00"),
        "{}",
        back.stdout
    );
    let fewer = diff(&OLD.replace(
        "receivers = [\"chat\", \"oncall\"]",
        "receivers = [\"oncall\"]",
    ))
    .stdout;
    assert!(
        fewer.contains(" alerts: chat, oncall → oncall ("),
        "{fewer}"
    );
}

#[test]
fn a_service_that_goes_takes_its_limits_along() {
    let start = OLD.find("[services.db]").unwrap();
    let end = OLD.find("[services.api]").unwrap();
    let without = OLD
        .replace(&OLD[start..end], "")
        .replace("depends_on = [\"db\"]\n", "");
    let gone = diff(&without);
    let lines: Vec<&str> = gone
        .stdout
        .lines()
        .filter(|line| line.starts_with("  "))
        .collect();
    assert_eq!(lines, ["  - db is no longer watched"]);
}

#[test]
fn what_means_the_same_is_no_difference() {
    let comments = format!(
        "# a comment\n{}",
        OLD.replace("\n[services", "\n\n# another\n[services")
    );
    let template = OLD
        .replace("dialect = \"prom-client\"\n", "use = \"web\"\n")
        .replace(
            "[services.machine]",
            "[templates.web]\ndialect = \"prom-client\"\n[services.machine]",
        );
    let default = OLD.replace("[compose]", "[retention]\nmetrics = \"15d\"\n[compose]");
    for new in [OLD.to_owned(), comments, template, default] {
        let same = diff(&new);
        assert_eq!((same.code, same.stdout.as_str()), (Some(0), ""), "{new}");
        assert!(same.stderr.ends_with("mean the same\n"), "{}", same.stderr);
    }
}

#[test]
fn what_has_no_words_of_its_own_is_said_all_the_same() {
    let said = only(
        "[compose]",
        "[resources.grafana]\nmemory = \"1GiB\"\n[compose]",
    );
    assert_eq!(said, "~ what is written differs in docker-compose.yml");
}

#[test]
fn a_probe_is_shown_as_what_is_asked() {
    let probed = |path: &str| {
        format!("{OLD}[services.site]\nkind = \"probe\"\nprobe = \"https://shop.example/{path}\"\n")
    };
    let folder = folder(&probed("health"));
    fs::write(folder.path().join("new.toml"), probed("alive")).unwrap();
    for format in ["human", "json", "markdown"] {
        let said = run(
            folder.path(),
            &["diff", "monitoring.toml", "new.toml", "--format", format],
        )
        .stdout;
        assert!(said.contains("//shop.example/health every 15s"), "{said}");
        assert!(!said.contains("/probe"), "{said}");
    }
}

#[test]
fn every_format_says_the_same() {
    let folder = both(&OLD.replace("critical = \"5%\"", "critical = \"9%\""));
    let of = |format: &str| {
        let run = run(
            folder.path(),
            &["diff", "monitoring.toml", "new.toml", "--format", format],
        );
        assert_eq!(run.code, Some(1));
        run.stdout
    };
    let json: Value = serde_json::from_str(&of("json")).unwrap();
    let change = &json["changes"][0];
    assert_eq!(json["changes"].as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &change["topic"],
            &change["what"],
            &change["was"],
            &change["is"],
            &change["of"]
        ),
        (
            &"limits".into(),
            &"changed".into(),
            &"5%".into(),
            &"9%".into(),
            &serde_json::json!(["api", "grafana"])
        )
    );
    let markdown = of("markdown");
    assert!(
        markdown.starts_with("### What changes from `monitoring.toml` to `new.toml`\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("\n- Errors critical 5% → 9% on api and grafana\n"),
        "{markdown}"
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = both("[stack\n");
    let run_of = |arguments: &[&str]| run(folder.path(), &[&["diff"], arguments].concat());
    assert_eq!(run_of(&["monitoring.toml", "gone.toml"]).code, Some(2));
    assert_eq!(run_of(&["-", "-"]).code, Some(2));
    assert_eq!(
        run_of(&["monitoring.toml", "monitoring.toml", "--env", "x"]).code,
        Some(2)
    );
    let broken = run_of(&["monitoring.toml", "new.toml"]);
    assert!(
        broken.stderr.contains("new.toml has errors") || broken.code == Some(2),
        "{}",
        broken.stderr
    );
}
