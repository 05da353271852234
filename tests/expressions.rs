//! Expressions that are right: their parts are found in their text, and no lint of expressions complains of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write;

use monc::catalog::Catalog;
use monc::promql::Located;
use monc::report;
use monc::resolve::Inputs;
use monc::source::Sources;

/// A file in which every kind is used, so that every metric may be read.
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
[services.own]
kind = "metrics"
address = "own:9000"
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
        let alert = toml::Value::String(format!("({text}) > 0"));
        write!(
            file,
            "[signals.s{number}]\nexpr = {signal}\nunit = \"count\"\nservices = [\"own\"]\n[alerts.A{number}]\nexpr = {alert}\n"
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
    findings.retain(|finding| groups.iter().any(|group| finding.id.starts_with(group)));
    let located = document.locate(&sources, &findings);
    let options = report::Options {
        color: false,
        width: 200,
    };
    report::human(&located, &sources, &options)
}

#[test]
fn nobody_complains_of_what_is_right() {
    assert!(said(&[r#"x{a="b",a="c"}"#.to_owned()]).contains("promql/contradiction"));
    let complaints = said(&all());
    assert!(!complaints.contains("promql/"), "{complaints}");
}
