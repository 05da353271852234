//! Docker Compose: the containers, their networks, volumes and secrets; `.env.example`; `.gitignore`.
//!
//! Compose ≥ 2.20 on an engine ≥ 20.10: nothing newer is written. Every value of ours is escaped in one place, [`escaped`]; what
//! `[compose] services` lays over it is Compose's own language and stays as written.

mod certificates;
mod container;
mod environment;
mod example;
mod exporters;
mod grafana;
mod hash;
mod jobs;
mod networks;
mod order;
mod proxy;
mod secrets;
mod servers;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::escape;
use crate::model::{Overlay, Stack};

use super::files::Files;
use super::{header, yaml};

/// All files of Compose; `others` are those of the other systems, whose hashes labels hold.
pub fn emit(stack: &Stack, others: &Files) -> Files {
    let mut files = Files::new();
    if let Some(text) = proxy::configuration(stack) {
        files.insert("proxy/Caddyfile", text);
    }
    for (folder, access) in [
        ("prometheus", &stack.prometheus),
        ("alertmanager", &stack.alertmanager),
    ] {
        if let Some(client) = servers::client(access) {
            let text = yaml::to_string(&header(stack, "How the healthcheck logs in."), &client);
            files.insert(format!("{folder}/client.yml"), text);
        }
    }
    let mut hashed = others.clone();
    hashed.extend(files.clone());
    let head = header(
        stack,
        "The whole stack: `docker compose up -d --wait --remove-orphans` in this folder.",
    );
    files.insert(
        "docker-compose.yml",
        yaml::to_string(&head, &project(stack, &hashed)),
    );
    files.insert(".env.example", example::text(stack));
    files.insert(
        ".gitignore",
        "# Secrets stay out of version control.\n.env\nsecrets/\n",
    );
    files
}

fn project(stack: &Stack, files: &Files) -> Value {
    let mut services = Map::new();
    for (name, service) in services_of(stack, files) {
        let mut service = escaped(Value::Object(service));
        if name == secrets::JOB {
            merge(
                &mut service,
                "labels",
                &json!({ secrets::SET: secrets::set(stack) }),
            );
        }
        if let Some(overlay) = stack.overlays.get(&name) {
            lay_over(&mut service, overlay);
        }
        services.insert(name, order::sorted(service));
    }
    let mut project = Map::new();
    project.insert("name".into(), json!(stack.project()));
    project.insert("services".into(), Value::Object(services));
    project.insert("networks".into(), escaped(networks::declared(stack)));
    project.insert("volumes".into(), escaped(volumes(stack)));
    let variables: Map<String, Value> = secrets::variables(stack)
        .into_iter()
        .map(|name| (name.to_owned(), json!({ "environment": name })))
        .collect();
    if !variables.is_empty() {
        project.insert("secrets".into(), Value::Object(variables));
    }
    Value::Object(project)
}

fn services_of(stack: &Stack, files: &Files) -> BTreeMap<String, Map<String, Value>> {
    let mut services = BTreeMap::from([
        ("access".to_owned(), jobs::access(stack, files)),
        (
            "alertmanager".to_owned(),
            servers::alertmanager(stack, files),
        ),
        ("grafana".to_owned(), grafana::service(stack, files)),
        ("prometheus".to_owned(), servers::prometheus(stack)),
        ("reload".to_owned(), jobs::reload(stack)),
    ]);
    if let Some(job) = secrets::job(stack) {
        services.insert(secrets::JOB.to_owned(), job);
    }
    if stack.blackbox {
        services.insert("blackbox".to_owned(), exporters::blackbox(stack));
    }
    if stack.node_exporter {
        services.insert("node".to_owned(), exporters::node(stack));
    }
    if stack.cadvisor {
        services.insert("cadvisor".to_owned(), exporters::cadvisor(stack));
    }
    if stack.grafana.domain.is_some() {
        services.insert(proxy::NAME.to_owned(), proxy::service(stack, files));
    }
    for exporter in &stack.exporters {
        services.insert(
            exporter.name.clone(),
            exporters::of_service(stack, exporter),
        );
    }
    let reach = reach(stack);
    for (name, service) in &mut services {
        if reach.contains(&name.as_str()) {
            let gateway = json!(["host.docker.internal:host-gateway"]);
            service.insert("extra_hosts".into(), gateway);
        }
    }
    services
}

/// Containers that reach something on the host itself.
fn reach(stack: &Stack) -> Vec<&str> {
    const HOST: &str = "host.docker.internal";
    let mut reach: Vec<&str> = vec!["prometheus", "blackbox"];
    if stack
        .receivers
        .iter()
        .any(|r| format!("{:?}", r.integrations).contains(HOST))
    {
        reach.push("alertmanager");
    }
    let sources = &stack.grafana.data_sources;
    let database = stack
        .grafana
        .database
        .iter()
        .map(|database| &database.address);
    if sources
        .iter()
        .filter_map(|source| source.url.as_ref())
        .chain(database)
        .any(|url| url.contains(HOST))
    {
        reach.push("grafana");
    }
    for exporter in &stack.exporters {
        let mut texts = exporter.args.iter().chain(exporter.environment.values());
        if texts.any(|text| text.contains(HOST)) {
            reach.push(&exporter.name);
        }
    }
    reach
}

/// Volumes with data carry their names: by `include:` the project is another, and unnamed ones would be new and empty.
fn volumes(stack: &Stack) -> Value {
    let mut volumes = Map::new();
    let mut data = vec![
        "access-data",
        "alertmanager-data",
        "grafana-data",
        "prometheus-data",
    ];
    if stack.grafana.domain.is_some() {
        data.push("proxy-data");
    }
    let secrets: Vec<String> = secrets::consumers(stack)
        .into_iter()
        .map(secrets::volume)
        .collect();
    for name in data.into_iter().map(String::from).chain(secrets) {
        let full = format!("{}_{name}", stack.project());
        volumes.insert(name, json!({ "name": full }));
    }
    Value::Object(volumes)
}

/// Every text in it, so that Compose takes it as it is.
fn escaped(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(escape::compose::value(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(escaped).collect()),
        Value::Object(entries) => entries
            .into_iter()
            .map(|(key, value)| (key, escaped(value)))
            .collect(),
        other => other,
    }
}

/// Tables merge key by key, everything else replaces.
fn lay_over(service: &mut Value, overlay: &Overlay) {
    for (key, value) in overlay {
        merge(service, key, value);
    }
}

fn merge(under: &mut Value, key: &str, over: &Value) {
    if let Some(entries) = under.as_object_mut() {
        match (entries.get_mut(key), over) {
            (Some(old @ Value::Object(_)), Value::Object(new)) => {
                for (key, value) in new {
                    merge(old, key, value);
                }
            }
            _ => {
                entries.insert(key.to_owned(), over.clone());
            }
        }
    }
}
