//! What an old stack says in passing: teams, exporters that go on, secrets in plain sight, whose metrics are read.

use std::fs;

use toml::Table;

use crate::scratch::{SECRET, run};

/// Files of an old stack, by name, and what is made of it: the report and the file.
fn made(files: &[(&str, &str)]) -> (String, Table) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (name, text) in files {
        fs::write(at.join(name), text.replace("@@", SECRET)).unwrap();
    }
    let made = run(at, &["init", "--from-monitoring", "."]);
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
    let text = fs::read_to_string(at.join("monitoring.toml")).unwrap();
    for said in [&text, &made.stdout, &made.stderr] {
        assert!(!said.contains(SECRET), "{said}");
    }
    (made.stdout, text.parse().unwrap())
}

const JOBS: &str = "scrape_configs:
  - { job_name: node, static_configs: [{ targets: ['10.0.0.5:9100'] }] }
  - { job_name: api, static_configs: [{ targets: ['api.internal:8080'] }] }
  - { job_name: 'my app', static_configs: [{ targets: ['app.internal:8080'] }] }
";

const ERRORS: &str = "sum(rate(http_requests_total{job=\"api\",status_code=~\"5..\"}[5m])) / sum(rate(http_requests_total{job=\"api\"}[5m])) > 0.05";

const TELLING: &str =
    "route: { receiver: all, routes: [{ match: { team: backend }, receiver: backend }] }
receivers:
  - { name: all, slack_configs: [{ api_url: 'https://x' }] }
  - { name: backend, discord_configs: [{ webhook_url: 'https://x' }] }
";

/// Rules about `api`, one for each team.
fn rules(teams: &[&str]) -> String {
    let mut rules = "groups:\n  - name: a\n    rules:\n".to_owned();
    for (severity, team) in ["critical", "warning"].iter().zip(teams) {
        rules.push_str(&format!("      - {{ alert: Errors{severity}, expr: '{ERRORS}', for: 5m, labels: {{ severity: {severity}, team: {team} }} }}\n"));
    }
    rules
}

#[test]
fn the_team_of_an_alert_becomes_that_of_its_service() {
    let rules_of = |teams: &[&str]| {
        let rules = rules(teams);
        made(&[
            ("prometheus.yml", JOBS),
            ("rules.yml", &rules),
            ("am.yml", TELLING),
        ])
    };
    let (report, table) = rules_of(&["backend", "backend"]);
    assert_eq!(
        table["services"]["api"]["team"].as_str(),
        Some("backend"),
        "{report}"
    );
    let routes = table["routing"]["routes"].as_array().unwrap();
    assert_eq!(routes[0]["match"]["team"].as_str(), Some("backend"));
    assert!(
        report
            .contains("- label `team` of alert `Errorscritical` (rules.yml) → services.api: team"),
        "{report}"
    );
    // Two teams of one service: neither.
    let (report, table) = rules_of(&["backend", "web"]);
    assert!(table["services"]["api"].get("team").is_none(), "{report}");
    assert!(report.contains("name several teams"), "{report}");
}

#[test]
fn a_library_is_guessed_only_where_its_metrics_are_asked() {
    let rules_of = |expr: &str| {
        let rules = format!(
            "groups: [{{ name: a, rules: [{{ alert: E, expr: '{expr}', labels: {{ severity: warning }} }}] }}]\n"
        );
        made(&[("prometheus.yml", JOBS), ("rules.yml", &rules)]).1
    };
    let of_one = rules_of(ERRORS);
    assert_eq!(of_one["services"]["api"]["kind"].as_str(), Some("http"));
    assert_eq!(
        of_one["services"]["my-app"]["kind"].as_str(),
        Some("metrics")
    );
    // Without a job, a rule reads them from all.
    let of_all = rules_of(
        &ERRORS
            .replace("job=\"api\",", "")
            .replace("{job=\"api\"}", ""),
    );
    assert_eq!(of_all["services"]["my-app"]["kind"].as_str(), Some("http"));
}

#[test]
fn an_exporter_that_is_asked_goes_on() {
    let (report, table) = made(&[
        ("prometheus.yml", JOBS),
        (
            "compose.yml",
            "services:\n  prometheus: { image: 'prom/prometheus:v3.5.0' }\n  node-exporter: { image: 'prom/node-exporter:v1.7.0', network_mode: host }\n  redis-exporter: { image: 'oliver006/redis_exporter:v1' }\n",
        ),
    ]);
    assert!(table["services"]["hosts"].get("exporter").is_some());
    assert!(
        report.contains("since monc brings its own: prometheus, redis-exporter\n"),
        "{report}"
    );
    assert!(report.contains("(`exporter`): node-exporter\n"), "{report}");
}

#[test]
fn every_secret_in_plain_sight_is_named() {
    let (report, _) = made(&[
        ("prometheus.yml", JOBS),
        (
            "compose.yml",
            "services:\n  grafana: { image: 'grafana/grafana:12.0.0', environment: { GF_SMTP_PASSWORD: '@@', GF_LIVE_TOKEN: '${TOKEN}', GF_A_PASSWORD__FILE: /run/a, GF_B_SECRET: '' } }\n  exp: { image: 'prometheuscommunity/postgres-exporter:v1', environment: ['DATA_SOURCE_NAME=postgresql://a:@@@db.internal:5432/x', 'APP_TOKEN=@@', 'JWT_SECRET=@@'] }\n",
        ),
        (
            "ds.yml",
            "datasources: [{ name: Loki, type: loki, uid: l, basicAuthPassword: '@@', secureJsonData: { httpHeaderValue1: '@@', tlsClientKey: '$KEY' } }]\n",
        ),
    ]);
    let line = report
        .lines()
        .find(|line| line.starts_with("- These secrets"));
    let line = line.unwrap_or_default();
    for named in [
        "GF_SMTP_PASSWORD of `grafana` (compose.yml)",
        "DATA_SOURCE_NAME of `exp` (compose.yml)",
        "APP_TOKEN of `exp`",
        "JWT_SECRET of `exp`",
        "basicAuthPassword of the data source `Loki` (ds.yml)",
        "httpHeaderValue1 of the data source `Loki`",
    ] {
        assert!(line.contains(named), "{named}\n{report}");
    }
    for kept in [
        "GF_LIVE_TOKEN",
        "GF_A_PASSWORD__FILE",
        "GF_B_SECRET",
        "tlsClientKey",
    ] {
        assert!(!line.contains(kept), "{kept}\n{report}");
    }
}
