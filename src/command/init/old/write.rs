//! The monitoring.toml of an old stack.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::init::draft::monc_and_stack;
use crate::command::init::page::{Page, list, one_or_list};
use crate::escape::toml;

use super::alerts::Alerts;
use super::judge::Without;
use super::receivers::Delivery;
use super::settings::Settings;
use super::watched::{Limit, Limits, Watched};

/// Everything that is written.
pub struct Parts<'a> {
    pub name: &'a str,
    pub folder: &'a str,
    /// The app's Compose file, where there is one.
    pub app: Option<&'a str>,
    /// Networks, made elsewhere, that Prometheus was on.
    pub networks: &'a [String],
    pub labels: &'a [(String, String)],
    pub settings: &'a Settings,
    pub services: &'a [Watched],
    pub alerts: &'a Alerts,
    pub delivery: &'a Delivery,
    pub dashboards: &'a [String],
    /// A file with recording rules, where there are any.
    pub records: Option<&'a str>,
    /// Alerts and routes that are left out.
    pub without: &'a Without,
}

/// The text.
pub fn write(parts: &Parts<'_>) -> String {
    let mut page = Page::default();
    page.line("#:schema ./monitoring.schema.json");
    page.gap();
    page.comment(&format!(
        "Made by `monc init --from-monitoring {}`. What only you can decide is marked `Decide`.",
        parts.folder
    ));
    monc_and_stack(&mut page, parts.name);
    if !parts.labels.is_empty() {
        page.key(
            "labels",
            &inline(
                parts
                    .labels
                    .iter()
                    .map(|(name, value)| (name.clone(), toml::string(value))),
            ),
        );
    }
    page.comment("Only what was asked for before, whether services are up, and the stack's own health. Without this line the catalog's limits join them.");
    page.key("default_thresholds", "false");
    if parts.app.is_some() || !parts.networks.is_empty() {
        page.table(&["compose"]);
    }
    if let Some(app) = parts.app {
        page.noted(
            "app",
            &toml::string(app),
            "read to check addresses and to join the networks of the services",
        );
    }
    if !parts.networks.is_empty() {
        page.noted(
            "networks",
            &list(parts.networks),
            "made elsewhere; Prometheus was on them",
        );
    }
    for (table, keys) in parts.settings {
        page.table(&[table]);
        keys.iter().for_each(|(key, value)| page.key(key, value));
        match *table {
            "prometheus" => rules(&mut page, parts),
            "grafana" => dashboards(&mut page, parts),
            _ => {}
        }
    }
    for (table, write) in [
        ("prometheus", rules as fn(&mut Page, &Parts<'_>)),
        ("grafana", dashboards),
    ] {
        let there = parts.settings.iter().any(|(known, _)| *known == table);
        let needed = if table == "grafana" {
            !parts.dashboards.is_empty()
        } else {
            parts.records.is_some()
        };
        if !there && needed {
            page.table(&[table]);
            write(&mut page, parts);
        }
    }
    limits(&mut page, &["thresholds"], &parts.alerts.everywhere);
    for (kind, all) in &parts.alerts.kinds {
        limits(&mut page, &["kinds", kind, "thresholds"], all);
    }
    for service in parts.services {
        one(&mut page, service);
    }
    for alert in parts
        .alerts
        .own
        .iter()
        .filter(|alert| !parts.without.alerts.contains(&alert.name))
    {
        page.table(&["alerts", &alert.name]);
        page.key(
            "expr",
            &if alert.expr.contains('\n') {
                toml::block(&alert.expr)
            } else {
                toml::string(&alert.expr)
            },
        );
        if let Some(hold) = &alert.rule.r#for {
            page.key("for", &toml::string(hold));
        }
        if let Some(keep) = &alert.rule.keep_firing_for {
            page.key("keep_firing_for", &toml::string(keep));
        }
        page.key("severity", &toml::string(alert.severity));
        for (key, text) in &alert.texts {
            page.key(key, &toml::string(text));
        }
        if !alert.labels.is_empty() {
            page.key(
                "labels",
                &inline(
                    alert
                        .labels
                        .iter()
                        .map(|(name, value)| (name.clone(), toml::string(value))),
                ),
            );
        }
    }
    told(&mut page, parts.delivery, &parts.without.routes);
    page.text()
}

fn rules(page: &mut Page, parts: &Parts<'_>) {
    if let Some(records) = parts.records {
        page.noted(
            "rules",
            &format!("[{}]", toml::string(records)),
            "the recording rules that you had",
        );
    }
}

fn dashboards(page: &mut Page, parts: &Parts<'_>) {
    if !parts.dashboards.is_empty() {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let all: Vec<String> = parts
            .dashboards
            .iter()
            .map(|path| {
                // In a folder of their own, apart from those that monc makes; two of one name in two.
                let base = path.rsplit('/').next().unwrap_or(path).to_lowercase();
                let number = seen.entry(base).or_default();
                *number += 1;
                let folder = match number {
                    1 => "Before monc".to_owned(),
                    other => format!("Before monc {other}"),
                };
                let path = toml::string(&glob::Pattern::escape(path));
                format!(
                    "    {{ files = {path}, folder = {} }},\n",
                    toml::string(&folder)
                )
            })
            .collect();
        page.key("dashboards", &format!("[\n{}]", all.concat()));
    }
}

fn inline(keys: impl Iterator<Item = (String, String)>) -> String {
    let keys: Vec<String> = keys
        .map(|(key, value)| format!("{} = {value}", toml::key(&key)))
        .collect();
    format!("{{ {} }}", keys.join(", "))
}

/// A limit as a value: `{ warning = "80%", for = "5m" }`.
fn limit(limit: &Limit) -> String {
    let mildest_first = ["info", "warning", "critical"];
    let mut keys: Vec<(String, String)> = mildest_first
        .iter()
        .filter_map(|severity| limit.values.get_key_value(*severity))
        .map(|(severity, value)| ((*severity).to_owned(), value.clone()))
        .collect();
    let holds: BTreeSet<&String> = limit.holds.values().collect();
    match holds.iter().next() {
        Some(hold) if holds.len() == 1 => keys.push(("for".into(), toml::string(hold))),
        _ => keys.push((
            "for".into(),
            inline(
                limit
                    .holds
                    .iter()
                    .map(|(severity, hold)| ((*severity).to_owned(), toml::string(hold))),
            ),
        )),
    }
    if !limit.matches.is_empty() {
        keys.push((
            "match".into(),
            inline(
                limit
                    .matches
                    .iter()
                    .map(|(label, value)| (label.clone(), toml::string(value))),
            ),
        ));
    }
    inline(keys.into_iter())
}

fn limits(page: &mut Page, table: &[&str], all: &Limits) {
    if all.is_empty() {
        return;
    }
    page.table(table);
    for (signal, value) in all {
        page.key(signal, &limit(value));
    }
}

fn one(page: &mut Page, service: &Watched) {
    page.gap();
    page.comment(&service.comment);
    page.header(&["services", &service.name]);
    page.key("kind", &toml::string(&service.kind));
    if let Some(host) = &service.unknown_host {
        page.comment(&format!("Decide: no Compose file there has a service `{host}`. Correct the name, or take this service out."));
    }
    if let Some(dialect) = &service.dialect {
        page.key("dialect", &toml::string(dialect));
    }
    if service.kind == "metrics" && !service.is_part {
        page.comment("An app with HTTP metrics? `kind = \"http\"` and its dialect give errors and latency: curl -s …/metrics | monc detect");
    }
    if !service.address.is_empty() {
        page.key("address", &one_or_list(&service.address));
    }
    if !service.exporter.is_empty() {
        page.noted(
            "exporter",
            &format!("{{ address = {} }}", one_or_list(&service.exporter)),
            "runs already",
        );
    }
    for (name, probe) in &service.probes {
        page.key(&format!("probes.{name}"), probe);
    }
    if let Some(team) = &service.team {
        page.key("team", &toml::string(team));
    }
    if !service.labels.is_empty() {
        page.key(
            "labels",
            &inline(
                service
                    .labels
                    .iter()
                    .map(|(name, value)| (name.clone(), toml::string(value))),
            ),
        );
    }
    service
        .keys
        .iter()
        .for_each(|(key, value)| page.key(key, value));
    for (signal, value) in &service.limits {
        page.key(&format!("thresholds.{signal}"), &limit(value));
    }
}

fn told(page: &mut Page, delivery: &Delivery, without: &BTreeSet<usize>) {
    let tables: BTreeMap<&str, &Vec<(String, String)>> = BTreeMap::from([("smtp", &delivery.smtp)]);
    for (table, keys) in tables {
        if !keys.is_empty() {
            page.table(&[table]);
            keys.iter().for_each(|(key, value)| page.key(key, value));
        }
    }
    for (name, keys) in &delivery.receivers {
        page.table(&["receivers", name]);
        keys.iter().for_each(|(key, value)| page.key(key, value));
    }
    if delivery.receivers.is_empty() {
        page.gap();
        page.comment("Decide: who is told? Until then alerts are only seen in Grafana.");
        page.line("# [receivers.chat]");
        page.line(
            "# slack = { webhook_url = { env = \"SLACK_WEBHOOK_URL\" }, channel = \"#alerts\" }",
        );
        return;
    }
    if !delivery.routing.is_empty() {
        page.table(&["routing"]);
        delivery
            .routing
            .iter()
            .for_each(|(key, value)| page.key(key, value));
    }
    let routes = delivery.routes.iter().enumerate();
    for (_, route) in routes.filter(|(at, _)| !without.contains(at)) {
        page.gap();
        page.line("[[routing.routes]]");
        route.iter().for_each(|(key, value)| page.key(key, value));
    }
    for (name, keys) in &delivery.intervals {
        page.table(&["time_intervals", name]);
        keys.iter().for_each(|(key, value)| page.key(key, value));
    }
}
