//! What is wrong with the old stack, in words that a team acts on.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command::init::sorts::{Sort, sort};
use crate::foreign::compose::Service;

use super::files::Files;
use super::receivers::Delivery;
use super::rules::{Rule, list, text};
use super::secrets;
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
    exporters(files, services, told);
    let mut alike = Alike::default();
    for (_, service) in files.services() {
        container(service, &mut alike, told);
    }
    alike.tell(told);
    super::replaced::tell(files, services, told);
    containers(files, rules, told);
    absolute(rules, told);
    parts(files, told);
    grafana(files, told);
    secrets::tell(files, told);
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
        return told.finding("There is no alert at all: nobody was ever told of anything".into());
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
        } else if !files.apps.is_empty()
            && files.networks().is_empty()
            && !host.contains('.')
            && files.service(host).is_none()
        {
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
    if !told.without_severity.is_empty() {
        told.finding(format!(
            "Routes that ask for a severity do not see alerts without one; they are warnings now: {}",
            told.without_severity.join(", ")
        ));
    }
    let dead = |rule: &&Rule| {
        let shown = format!("alert {}", rule.shown());
        told.became
            .iter()
            .any(|(what, into)| *what == shown && !into.starts_with("Watchdog"))
    };
    let hasty = rules
        .iter()
        .filter(|rule| rule.is_alert && rule.r#for.is_none())
        .filter(dead);
    let hasty: Vec<&str> = hasty.map(|rule| rule.name.as_str()).collect();
    if !hasty.is_empty() {
        told.finding(format!(
            "Without `for`, one bad scrape is enough to tell somebody: {}",
            hasty.join(", ")
        ));
    }
}

/// Exporters that run and are not asked.
fn exporters(files: &Files, services: &[Watched], told: &mut Told) {
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
}

/// What is said once of several containers.
#[derive(Default)]
struct Alike {
    unpinned: Vec<String>,
    stopped: Vec<String>,
    unlimited: Vec<String>,
    unchecked: Vec<String>,
}

impl Alike {
    fn tell(self, told: &mut Told) {
        for (names, what) in [
            (
                self.unpinned,
                "run whatever their image is today, so an update that nobody chose can break them; monc's images are pinned",
            ),
            (
                self.stopped,
                "are not started again after a crash or a reboot (no `restart`)",
            ),
            (
                self.unlimited,
                "have no limit of memory: one of them that leaks takes the machine with it",
            ),
            (
                self.unchecked,
                "have no health check: one that hangs counts as running",
            ),
        ] {
            if !names.is_empty() {
                told.finding(format!("Parts of the stack {what}: {}", names.join(", ")));
            }
        }
    }
}

fn container(service: &Service, alike: &mut Alike, told: &mut Told) {
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
        None | Some("latest" | "main" | "master") => alike.unpinned.push(name.clone()),
        Some(_) => {}
    }
    if service.restart.is_none() {
        alike.stopped.push(name.clone());
    }
    if !service.limited {
        alike.unlimited.push(name.clone());
    }
    if service.health.is_empty()
        && ["prometheus", "alertmanager", "grafana"]
            .iter()
            .any(|part| component == Some(part))
    {
        alike.unchecked.push(name.clone());
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
}

/// Containers that alerts ask for by name.
fn containers(files: &Files, rules: &[Rule], told: &mut Told) {
    if files.apps.is_empty() {
        return;
    }
    for rule in rules.iter().filter(|rule| rule.is_alert) {
        let Ok(expression) = crate::promql::parse(&rule.expr) else {
            continue;
        };
        if !crate::promql::metrics(&expression)
            .iter()
            .any(|name| name.starts_with("container_"))
        {
            continue;
        }
        let absent = rule.expr.contains("absent");
        let mut missing = None;
        crate::promql::places::asked(&expression, &mut |matcher| {
            let names = [
                "name",
                "container_name",
                "container_label_com_docker_compose_service",
            ]
            .contains(&matcher.label);
            let known = files.services().any(|(_, service)| {
                matcher.names(&service.name)
                    || service
                        .container_name
                        .as_deref()
                        .is_some_and(|name| matcher.names(name))
            });
            if names
                && !matcher.is_negative
                && !matcher.value.is_empty()
                && !known
                && !matcher.names("any-name-at-all")
            {
                missing = Some(matcher.value.to_owned());
            }
        });
        if let Some(name) = missing {
            let then = if absent {
                "it always fires"
            } else {
                "it can never fire"
            };
            told.finding(format!("{} asks for a container `{name}`, which no Compose file here has: unless it runs beside them, {then}", rule.shown()));
        }
    }
}

/// Limits in numbers that depend on the machine.
fn absolute(rules: &[Rule], told: &mut Told) {
    for rule in rules.iter().filter(|rule| rule.is_alert) {
        let Ok(expression) = crate::promql::parse(&rule.expr) else {
            continue;
        };
        let load = crate::promql::metrics(&expression)
            .iter()
            .all(|name| name.starts_with("node_load"));
        if load && crate::promql::metrics(&expression).len() == 1 {
            told.finding(format!("{} compares the load with a number, however many cores the machine has: load_per_cpu is the load of one", rule.shown()));
        }
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
