//! Expressions that are right: their parts are found in their text, and no lint of expressions complains of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write;

use monc::catalog::Catalog;
use monc::diagnostic::Level;
use monc::promql::Located;
use monc::report;
use monc::resolve::Inputs;
use monc::source::Sources;

/// A file in which every kind is used but `metrics`, which might give any metric.
const SERVICES: &str = r#"
[monc]
edition = "2026"
[stack]
name = "all"
[services.machine]
kind = "host"
[services.app]
kind = "http"
dialect = "prom-client"
address = "app:3000"
container = "app"
probe = "https://example.com"
[services.containers]
kind = "container"
[services.db]
kind = "postgres"
address = "db:5432"
username = "monitor"
password = { env = "DB_PASSWORD" }
[services.maria]
kind = "mysql"
address = "maria:3306"
username = "monitor"
password = { env = "MARIA_PASSWORD" }
[services.cache]
kind = "redis"
address = "cache:6379"
[services.web]
kind = "nginx"
address = "http://web:8080/stub_status"
"#;

/// Expressions of the built-in kinds, as written there, but for what is put in.
fn built_in() -> Vec<String> {
    let mut out = Vec::new();
    for kind in Catalog::built_in().kinds.values() {
        for signal in kind.signals.values() {
            let raw = signal.expr.iter().chain(signal.exprs.values());
            for text in raw.filter(|text| {
                let text = text.replace("$job", "").replace("$window", "");
                !text.contains('$')
            }) {
                out.push(text.clone());
            }
            for dialect in kind.dialects.values() {
                let (Some(requests), Some(status)) = (&dialect.requests, &dialect.status) else {
                    continue;
                };
                let Some(text) = &signal.expr else { continue };
                let named = text
                    .replace("$requests", requests)
                    .replace("$status", status)
                    .replace(
                        "$duration",
                        dialect.duration.as_deref().unwrap_or("request_duration"),
                    )
                    .replace(
                        "$in_flight",
                        dialect.in_flight.as_deref().unwrap_or("in_flight"),
                    );
                let left = named.replace("$job", "").replace("$window", "");
                if text.contains("$requests") && !left.contains('$') {
                    out.push(named);
                }
            }
        }
    }
    out
}

fn collected() -> Vec<String> {
    include_str!("data/expressions.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').nth(2).unwrap().to_owned())
        .collect()
}

fn all() -> Vec<String> {
    let mut all = built_in();
    assert!(all.len() > 150, "{}", all.len());
    let collected = collected();
    assert_eq!(collected.len(), 338);
    all.extend(collected);
    all.into_iter()
        .map(|text| text.replace("$job", "own").replace("$window", "5m"))
        .collect()
}

#[test]
fn parts_are_found_in_their_text() {
    let missed: Vec<String> = all()
        .into_iter()
        .filter(|text| !Located::read(text).is_some_and(|located| located.is_placed()))
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// What is said of signals and alerts with these expressions.
fn said(texts: &[String]) -> String {
    let mut file = SERVICES.to_owned();
    for (number, text) in texts.iter().enumerate() {
        let signal = toml::Value::String(text.clone());
        let alert = toml::Value::String(if text.contains("bool") {
            format!("({text}) > 0")
        } else {
            text.clone()
        });
        let compared = toml::Value::String(format!("({text}) > 0"));
        write!(
            file,
            "[signals.s{number}]\nexpr = {signal}\nunit = \"count\"\nservices = [\"machine\"]\n[alerts.A{number}]\nexpr = {alert}\n[alerts.B{number}]\nexpr = {compared}\n"
        )
        .unwrap();
    }
    let mut sources = Sources::default();
    let (id, encoding) = sources.add_bytes("monitoring.toml", file.into_bytes());
    let document = monc::read(&sources, id, encoding);
    let (stack, mut findings) = monc::judge(&document, &Inputs::default());
    let alerts = stack.iter().flat_map(|stack| &stack.groups);
    let alerts: usize = alerts
        .filter(|group| group.name == "own")
        .map(|group| group.alerts.len())
        .sum();
    assert!(alerts >= texts.len(), "{alerts} alerts");
    let groups = ["promql/", "schema/", "toml/"];
    findings.retain(|finding| {
        let of_expressions = groups.iter().any(|group| finding.id.starts_with(group));
        // What is right may still be put more plainly.
        of_expressions && finding.level != Level::Advice
    });
    let located = document.locate(&sources, &findings);
    let options = report::Options {
        color: false,
        width: 200,
        ..report::Options::default()
    };
    report::human(&located, &sources, &options)
}

/// Forms that people write, and that are right.
const IDIOMS: [&str; 42] = [
    r#"up == 0"#,
    r#"absent(up{job="backup"})"#,
    r#"absent(node_load1{instance="machine", job=~".+"})"#,
    r#"time() - backup_last_success_timestamp_seconds > 86400"#,
    r#"(time() - file_mtime_seconds{path="/a"}) > 3600 and on () day_of_week() != 0"#,
    r#"hour() > 8 and on () sum(app_queue) > 10"#,
    r#"vector(time()) % 3600 > 60 and on () sum(up) > 3"#,
    r#"node_load1 / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"}) > 2"#,
    r#"node_load1 > on (instance) 2 * count by (instance) (node_cpu_seconds_total{mode="idle"})"#,
    r#"sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05"#,
    r#"sum by (route) (rate(http_requests_total{status=~"5.."}[5m])) / on (route) sum by (route) (rate(http_requests_total[5m])) > 0.05"#,
    r#"rate(http_requests_total{status="500"}[5m]) / ignoring (status) group_left sum without (status) (rate(http_requests_total[5m])) > 0.05"#,
    r#"sum by (status) (rate(http_requests_total[5m])) / on () group_left sum(rate(http_requests_total[5m])) > 0.5"#,
    r#"sum(rate(a_total[5m])) / scalar(sum(rate(b_total[5m]))) > 3"#,
    r#"histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m]))) > 1"#,
    r#"histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1 and sum(rate(http_request_duration_seconds_count[5m])) > 1"#,
    r#"changes(process_start_time_seconds[1h]) > 3"#,
    r#"increase(app_errors_total[1h]) > 0 unless on (instance) app_maintenance == 1"#,
    r#"app_errors_total - app_errors_total offset 1h > 10"#,
    r#"app_requests_total > 1000 * app_limit"#,
    r#"app_in_flight_total > 10"#,
    r#"app_version != on (service) group_left min by (service) (app_version)"#,
    r#"count by (service) (count by (service, version) (app_build_info)) > 1"#,
    r#"count(count_values("version", app_build_info)) > 1"#,
    r#"app_up{zone="a"} == 0 and on (service) app_up{zone="b"} == 0"#,
    r#"app_up{zone="a"} + ignoring (zone) app_up{zone="b"} < 1"#,
    r#"app_up{zone="a"} == 0 or app_up{zone="b"} == 0"#,
    r#"node_filesystem_avail_bytes{fstype!~"tmpfs|overlay",mountpoint!=""} / node_filesystem_size_bytes < 0.1"#,
    r#"predict_linear(node_filesystem_avail_bytes{mountpoint="/"}[6h], 4 * 86400) < 0 and deriv(node_filesystem_avail_bytes[6h]) < 0"#,
    r#"max_over_time((sum by (service) (app_queue) > bool 10)[10m:1m]) == 1"#,
    r#"avg_over_time((up == bool 1)[1h:]) < 0.9"#,
    r#"max_over_time(rate(app_requests_total[5m])[1h:1m]) > 100"#,
    r#"sum(max_over_time(app_connections[5m])) > 100"#,
    r#"label_replace(app_up, "host", "$1", "instance", "(.*):.*") == 0"#,
    r#"label_replace(app_up, "name", "${1}", "instance", "(.*)") * on (name) group_left (owner) app_owner > 0"#,
    r#"ALERTS{alertname="A0", alertstate="firing"} and on (instance) node_load1 > 3"#,
    r#"topk(3, sum by (service, route) (rate(app_requests_total[5m]))) > 10"#,
    r#"quantile by (service) (0.9, app_latency_seconds) > 1"#,
    r#"app_queue{topic="$SYS",path=~"/a$"} > 1"#,
    r#"{__name__=~"app_.*_errors", service="app"} > 5"#,
    r#"vllm:num_requests_waiting > 10"#,
    r#"service:up:min == 0 and on (service) (max by (service) (service:up:min) == 1)"#,
];

#[test]
fn nobody_complains_of_common_forms() {
    let complaints = said(&IDIOMS.map(str::to_owned));
    assert!(!complaints.contains("promql/"), "{complaints}");
}

/// Every metric of real pages, read as its type wants it: a counter by `rate`, a gauge as it is.
#[test]
fn nobody_complains_of_real_metrics() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/scrapes");
    let mut texts = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let page = std::fs::read_to_string(path).unwrap();
        for line in page.lines() {
            let Some((name, of_type)) = line
                .strip_prefix("# TYPE ")
                .and_then(|rest| rest.split_once(' '))
            else {
                continue;
            };
            match of_type {
                "counter" => texts.insert(format!("rate({name}[5m]) > 1")),
                "gauge" => texts.insert(format!("{name} > 1")),
                "histogram" => texts.insert(format!("rate({name}_count[5m]) > 1")),
                _ => false,
            };
        }
    }
    assert!(texts.len() > 500, "{}", texts.len());
    let complaints = said(&texts.into_iter().collect::<Vec<_>>());
    assert!(!complaints.contains("promql/"), "{complaints}");
}

#[test]
fn nobody_complains_of_what_is_right() {
    assert!(said(&[r#"x{a="b",a="c"}"#.to_owned()]).contains("promql/contradiction"));
    let complaints = said(&all());
    assert!(!complaints.contains("promql/"), "{complaints}");
}
