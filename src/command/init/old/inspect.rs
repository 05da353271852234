//! What is wrong with the old stack, in words that a team acts on.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command::init::sorts::{Sort, sort};
use crate::foreign::compose::Service;

use super::files::Files;
use super::receivers::Delivery;
use super::rules::{Rule, list, text};
use super::settings::{flag, part};
use super::told::Told;
use super::watched::Watched;

/// Looks at everything together.
pub fn inspect(
    prometheus: Option<&Value>,
    files: &Files,
    rules: &[Rule],
    services: &[Watched],
    delivery: &Delivery,
    told: &mut Told,
) {
    if let Some(prometheus) = prometheus {
        rule_files(prometheus, files, told);
        reach(prometheus, files, rules, delivery, told);
    }
    exporters(files, services, rules, told);
    for (file, service) in files.services() {
        container(file, service, told);
    }
    parts(files, told);
    grafana(files, told);
    if !told.literals.is_empty() {
        let all = told.literals.join(", ");
        told.finding(format!("These secrets stand in files of the repository: {all}. They are {{ env = \"…\" }} now; change each, since whoever could read the repository knows it"));
    }
}

fn rule_files(prometheus: &Value, files: &Files, told: &mut Told) {
    let globs = list(prometheus.get("rule_files"));
    let mut named = BTreeSet::new();
    for glob in &globs {
        let found = files.named(glob);
        if found.is_empty() {
            told.finding(format!(
                "rule_files names {glob}, and there is no such file: its alerts do not exist"
            ));
        }
        named.extend(found.into_iter().map(str::to_owned));
    }
    for document in &files.rules {
        if !named.contains(&document.path) {
            told.finding(format!(
                "{} is in no rule_files: Prometheus never loaded its rules. They are taken along",
                document.path
            ));
        }
    }
}

/// Whether alerts get from Prometheus to a person.
fn reach(prometheus: &Value, files: &Files, rules: &[Rule], delivery: &Delivery, told: &mut Told) {
    if !rules.iter().any(|rule| rule.is_alert) {
        return;
    }
    let managers = prometheus
        .get("alerting")
        .and_then(|alerting| alerting.get("alertmanagers")?.as_array());
    let targets: Vec<String> = managers
        .into_iter()
        .flatten()
        .filter_map(|manager| manager.get("static_configs")?.as_array())
        .flatten()
        .flat_map(|entry| list(entry.get("targets")))
        .collect();
    let sd = managers.into_iter().flatten().any(|manager| {
        manager
            .as_object()
            .is_some_and(|table| table.keys().any(|key| key.ends_with("_sd_configs")))
    });
    if targets.is_empty() && !sd {
        told.finding("prometheus.yml names no Alertmanager (`alerting:`): every alert of its rules reached nobody".into());
    }
    for target in &targets {
        let host = target
            .split("://")
            .last()
            .unwrap_or(target)
            .split(':')
            .next()
            .unwrap_or_default();
        if target.ends_with(":9090") {
            told.finding(format!(
                "Alerts are sent to {target}, which is Prometheus itself: they reached nobody"
            ));
        } else if host == "localhost" || host == "127.0.0.1" {
            told.finding(format!("Alerts are sent to {target}, which inside Prometheus' container is that container itself: they reached nobody"));
        } else if !files.apps.is_empty() && !host.contains('.') && files.service(host).is_none() {
            told.finding(format!("Alerts are sent to {target}, and no Compose file here has a service `{host}`: they reached nobody"));
        }
    }
    if files.alertmanager.is_empty() {
        told.finding(
            "There is no configuration of Alertmanager here: name who is told in [receivers]"
                .into(),
        );
    } else if delivery.telling.is_empty() {
        told.finding("No receiver of Alertmanager tells anybody: every alert is lost".into());
    }
    for rule in rules
        .iter()
        .filter(|rule| rule.is_alert && rule.r#for.is_none())
    {
        told.finding(format!(
            "{} has no `for`: one bad scrape is enough to tell somebody",
            rule.shown()
        ));
    }
}

/// Exporters that run and are not asked, and metrics that nothing gives.
fn exporters(files: &Files, services: &[Watched], rules: &[Rule], told: &mut Told) {
    let asked: BTreeSet<&str> = services
        .iter()
        .flat_map(|service| &service.instances)
        .map(|instance| instance.split(':').next().unwrap_or(instance))
        .collect();
    for (_, service) in files.services() {
        let is_exporter = match service.repository().map(sort) {
            Some(Sort::Monitoring(Some(component))) => {
                component.ends_with("exporter") && component != "blackbox_exporter"
                    || component == "cadvisor"
            }
            _ => false,
        };
        let names = [
            Some(service.name.as_str()),
            service.container_name.as_deref(),
        ];
        if is_exporter
            && !names.iter().flatten().any(|name| asked.contains(name))
            && !service.networks.is_empty()
        {
            told.finding(format!(
                "`{}` runs, and no job asks it: nobody sees its metrics",
                service.name
            ));
        }
    }
    for (prefix, kind, exporter) in [
        ("node_", "host", "node_exporter"),
        ("container_", "container", "cAdvisor"),
        ("pg_", "postgres", "postgres_exporter"),
        ("redis_", "redis", "redis_exporter"),
        ("nginx_", "nginx", "nginx-prometheus-exporter"),
        ("mysql_", "mysql", "mysqld_exporter"),
        ("probe_", "probe", "blackbox exporter"),
    ] {
        let reads = |rule: &&Rule| {
            crate::promql::parse(&rule.expr).is_ok_and(|expr| {
                crate::promql::metrics(&expr)
                    .iter()
                    .any(|name| name.starts_with(prefix))
            })
        };
        let readers: Vec<&str> = rules
            .iter()
            .filter(reads)
            .map(|rule| rule.name.as_str())
            .collect();
        if !readers.is_empty() && !services.iter().any(|service| service.kind == kind) {
            told.finding(format!(
                "{} read metrics of the {exporter}, and no job asks one: they could never fire",
                readers.join(", ")
            ));
        }
    }
}

fn container(file: &str, service: &Service, told: &mut Told) {
    let Some(repository) = service.repository() else {
        return;
    };
    let Sort::Monitoring(component) = sort(repository) else {
        return;
    };
    let name = &service.name;
    match service.tag() {
        None if service
            .image
            .as_deref()
            .is_some_and(|image| image.contains('@')) => {}
        None | Some("latest" | "main" | "master") => {
            told.finding(format!("`{name}` runs whatever {repository} is today ({file}): an update nobody chose can break it. monc's images are pinned"));
        }
        Some(_) => {}
    }
    if [
        "google/cadvisor",
        "zcube/cadvisor",
        "wrouesnel/postgres_exporter",
    ]
    .contains(&repository)
    {
        told.finding(format!(
            "`{name}` runs {repository}, which is no longer kept up"
        ));
    }
    for port in &service.ports {
        let open = port
            .ip
            .as_deref()
            .is_none_or(|ip| ip == "0.0.0.0" || ip == "::" || ip == "[::]");
        if let Some(published) = port
            .published
            .filter(|_| open && component != Some("grafana"))
        {
            told.finding(format!("`{name}` listens on port {published} of every address of the machine, without a password: anybody who reaches the machine reads it. In monc's stack only Grafana listens, on 127.0.0.1"));
        }
    }
    if service.privileged {
        told.finding(format!(
            "`{name}` runs privileged: who gets into it has the machine"
        ));
    }
    if service
        .mounts
        .iter()
        .any(|mount| mount.source.as_deref() == Some("/var/run/docker.sock"))
    {
        told.finding(format!(
            "`{name}` has Docker's socket: who gets into it has the machine"
        ));
    }
    if service
        .user
        .as_deref()
        .is_some_and(|user| user == "root" || user == "0" || user.starts_with("0:"))
    {
        told.finding(format!("`{name}` runs as root"));
    }
    if service.restart.is_none() {
        told.finding(format!(
            "`{name}` is not started again after a crash or a reboot (no `restart`)"
        ));
    }
}

fn parts(files: &Files, told: &mut Told) {
    for (component, path) in [
        ("prometheus", "/prometheus"),
        ("grafana", "/var/lib/grafana"),
        ("alertmanager", "/alertmanager"),
    ] {
        let Some((_, service)) = part(files, component) else {
            continue;
        };
        let kept = service.mounts.iter().any(|mount| {
            path.starts_with(mount.target.trim_end_matches('/')) && !mount.target.is_empty()
        });
        let elsewhere =
            flag(service, "storage.tsdb.path").or_else(|| flag(service, "storage.path"));
        let moved = elsewhere.is_some_and(|path| {
            service
                .mounts
                .iter()
                .any(|mount| path.starts_with(&mount.target))
        });
        if !kept && !moved {
            let lost = match component {
                "prometheus" => "all metrics are",
                "grafana" => "users and dashboards made by hand are",
                _ => "silences and what was already told are",
            };
            told.finding(format!(
                "`{}` has no volume for {path}: {lost} lost whenever its container is made anew",
                service.name
            ));
        }
    }
    if let Some((_, service)) = part(files, "prometheus") {
        let words = service.command.join(" ");
        if words.contains("web.enable-admin-api") {
            told.finding(
                "Prometheus' admin API is on: whoever reaches it can delete the metrics".into(),
            );
        }
        if words.contains("web.enable-lifecycle") {
            told.finding("Prometheus' lifecycle API is on: whoever reaches it can stop it. monc reloads by a signal instead".into());
        }
    }
    if let Some((_, service)) = part(files, "node_exporter") {
        let host = service
            .mounts
            .iter()
            .any(|mount| matches!(mount.source.as_deref(), Some("/" | "/proc")));
        if !host {
            told.finding(format!("`{}` does not see the machine (no mount of / or /proc): its disks and processes are those of its own container", service.name));
        }
    }
}

fn grafana(files: &Files, told: &mut Told) {
    for document in &files.datasources {
        let sources = document
            .value
            .get("datasources")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for source in sources {
            let name = text(source, "name").unwrap_or_default();
            if source.get("uid").is_none() {
                told.finding(format!("The data source `{name}` ({}) has no uid: Grafana makes one up, and dashboards that name it break when it is renamed", document.path));
            }
            let kind = text(source, "type").unwrap_or_default();
            if !["prometheus", "alertmanager"].contains(&kind.as_str()) {
                told.dropped(format!("data source `{name}` ({kind})"), "write `[grafana.data_sources.<name>]` with its type and url, a password as { env = \"…\" }".into());
            }
        }
    }
    if part(files, "grafana").is_some() && files.datasources.is_empty() {
        told.finding("Grafana has no data source in a file: it was clicked together, and is lost with its volume".into());
    }
}
