//! `monc init --from-monitoring DIR`: a hand-written stack → monitoring.toml, and a report.

mod alerts;
mod connection;
mod files;
mod inspect;
mod jobs;
mod judge;
mod names_used;
mod own_alert;
mod probes;
mod receivers;
mod recognise;
mod records;
mod replaced;
mod report;
mod role;
mod routes;
mod rules;
mod secrets;
mod servers;
mod settings;
mod teams;
mod told;
mod watched;
mod write;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::command::{Outcome, Terminal};
use crate::error::Error;

use files::{Document, Files};
use names_used::Used;
use rules::Rule;
use told::Told;
use write::Parts;

/// Reads the stack in `folder`, writes, and reports.
pub fn run(folder: &Path, name: &str, terminal: &Terminal) -> Result<Outcome, Error> {
    let files = files::find(folder)?;
    let shown = folder.display().to_string();
    if files.prometheus.is_empty() && files.rules.is_empty() && files.alertmanager.is_empty() {
        return Err(Error::Unknown(format!(
            "{shown} has no configuration of Prometheus or Alertmanager, and no rule file{}",
            files
                .unread
                .first()
                .map(|(path, why)| format!(" ({path}: {why})"))
                .unwrap_or_default()
        )));
    }
    let mut told = Told::default();
    for (path, why) in &files.unread {
        told.dropped(path.clone(), format!("it cannot be read: {why}"));
    }
    let prometheus = chosen(&files.prometheus, &files, &mut told).cloned();
    let prometheus = prometheus.as_ref();
    let alertmanager = chosen(&files.alertmanager, &files, &mut told).cloned();
    let all: Vec<Rule> = files.rules.iter().flat_map(rules::read).collect();
    let rules = unique(all, &mut told);
    let used = Used::of(&rules, &files.dashboards);
    let mut services = prometheus
        .map(|value| jobs::read(value, &files, &used, &mut told))
        .unwrap_or_default();
    for service in &mut services {
        let host = service
            .address
            .first()
            .and_then(|address| crate::resolve::parse_address(address));
        service.container = host
            .filter(|host| host.is_container())
            .map(|host| host.host);
    }
    let jobs = job_names(prometheus);
    let alerts = alerts::convert(&rules, &mut services, &jobs, &mut told);
    let delivery = alertmanager
        .map(|value| receivers::read(&value, &alerts.severities, &mut told))
        .unwrap_or_default();
    let settings = settings::read(prometheus, &files, &mut told);
    inspect::inspect(prometheus, &files, &rules, &services, &delivery, &mut told);
    let dashboards: Vec<String> = files
        .dashboards
        .iter()
        .map(|(path, _)| path.clone())
        .collect();
    let records = records::file(&rules, &services, &mut told);
    let app = app(&files);
    let mut parts = Parts {
        name,
        folder: &shown,
        app: app.as_deref(),
        networks: &files.networks(),
        labels: &settings::labels(prometheus),
        settings: &settings,
        services: &services,
        alerts: &alerts,
        delivery: &delivery,
        dashboards: &dashboards,
        records: records.as_ref().map(|_| records::NAME),
        without: &judge::Without::default(),
    };
    // What the file's own lints say of the alerts is what was wrong with them before.
    let without = judge::judge(&write::write(&parts), &alerts, &delivery, &mut told)?;
    parts.without = &without;
    let text = write::write(&parts);
    if let Some(records) = &records {
        super::create_new(Path::new(records::NAME), records)?;
    }
    super::write(&text, terminal)?;
    for path in &dashboards {
        told.became(
            format!("dashboard {path}"),
            "taken along by [grafana] dashboards".into(),
        );
    }
    terminal.print(&report::text(&told, &shown))?;
    super::decide(&text, terminal)
}

/// The file of several that Compose mounts, else the first; the others are told.
fn chosen<'f>(documents: &'f [Document], files: &Files, told: &mut Told) -> Option<&'f Value> {
    let mounted = |document: &&Document| {
        files.services().any(|(_, service)| {
            service.mounts.iter().any(|mount| {
                mount.source.as_deref().is_some_and(|source| {
                    let source = source.trim_start_matches("./").trim_end_matches('/');
                    !source.is_empty()
                        && (document.path.ends_with(source)
                            || document.path.contains(&format!("{source}/")))
                })
            })
        })
    };
    let best = documents
        .iter()
        .find(mounted)
        .or_else(|| documents.first())?;
    for other in documents
        .iter()
        .filter(|document| document.path != best.path)
    {
        told.dropped(
            other.path.clone(),
            format!("{} is the one that was taken", best.path),
        );
        told.finding(format!(
            "{} and {} are two copies of one thing, and only one is in use",
            best.path, other.path
        ));
    }
    Some(&best.value)
}

/// The same rule in several files counts once.
fn unique(all: Vec<Rule>, told: &mut Told) -> Vec<Rule> {
    let mut kept: Vec<Rule> = Vec::new();
    for rule in all {
        let twin = kept.iter().find(|known| {
            known.name == rule.name && known.expr == rule.expr && known.labels == rule.labels
        });
        match twin.map(Rule::shown) {
            Some(twin) => told.dropped(
                format!("rule {}", rule.shown()),
                format!("it is {twin} once more"),
            ),
            None => kept.push(rule),
        }
    }
    kept
}

fn job_names(prometheus: Option<&Value>) -> BTreeSet<String> {
    let jobs = prometheus.and_then(|value| value.get("scrape_configs")?.as_array());
    jobs.into_iter()
        .flatten()
        .filter_map(|job| rules::text(job, "job_name"))
        .collect()
}

/// The Compose file with services that are watched and are no part of a monitoring stack.
fn app(files: &Files) -> Option<String> {
    use crate::command::init::sorts::{Sort, sort};
    let own = |service: &crate::foreign::compose::Service| {
        !matches!(service.repository().map(sort), Some(Sort::Monitoring(_)))
    };
    let found = files
        .apps
        .iter()
        .filter(|(_, app)| app.services.iter().any(own));
    found
        .max_by_key(|(_, app)| app.services.iter().filter(|service| own(service)).count())
        .map(|(path, _)| path.clone())
}
