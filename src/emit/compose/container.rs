//! What every container of the stack has: image, limits, hardening, log rotation, healthcheck.

use serde_json::{Map, Value, json};

use crate::catalog::{Catalog, Component, Healthcheck};
use crate::model::Stack;

use super::networks::OWN;

/// A container that stays, hardened as far as it can bear; parts add what they need.
pub fn lasting(stack: &Stack, name: &str, component: &str) -> Map<String, Value> {
    let mut service = bare(stack, name, component);
    let known = Catalog::built_in().components.get(component);
    service.insert("restart".into(), json!("unless-stopped"));
    service.insert("networks".into(), json!([OWN]));
    service.insert("logging".into(), logging("10m", "3"));
    if let Some(known) = known {
        service.insert("user".into(), json!(known.user));
        let test = healthcheck(known, &image(stack, name, component));
        if let Some(test) = test {
            set_healthcheck(&mut service, &test, "30s");
        }
    }
    let limits = stack.limits.get(name);
    let memory = limits.and_then(|limits| limits.memory_bytes).map_or_else(
        || known.map_or_else(|| "256m".to_owned(), |known| known.memory.clone()),
        |bytes| format!("{bytes}b"),
    );
    service.insert("mem_limit".into(), json!(memory));
    let cpus = limits
        .and_then(|limits| limits.cpus)
        .or_else(|| known.and_then(|known| known.cpus.parse().ok()))
        .unwrap_or(0.5);
    service.insert("cpus".into(), json!(cpus));
    service.insert(
        "pids_limit".into(),
        json!(known.map_or(128, |known| known.pids)),
    );
    service
}

/// A small container for work of the stack's own: the two jobs, and `access`.
pub fn small(stack: &Stack, name: &str, component: &str) -> Map<String, Value> {
    let mut service = bare(stack, name, component);
    let limits = stack.limits.get(name);
    let memory = limits
        .and_then(|limits| limits.memory_bytes)
        .map_or_else(|| "64m".to_owned(), |bytes| format!("{bytes}b"));
    service.insert("mem_limit".into(), json!(memory));
    if let Some(cpus) = limits.and_then(|limits| limits.cpus) {
        service.insert("cpus".into(), json!(cpus));
    }
    service.insert("pids_limit".into(), json!(32));
    service.insert("logging".into(), logging("1m", "2"));
    service
}

fn bare(stack: &Stack, name: &str, component: &str) -> Map<String, Value> {
    let mut service = Map::new();
    service.insert("image".into(), json!(image(stack, name, component)));
    service.insert("cap_drop".into(), json!(["ALL"]));
    service.insert("read_only".into(), json!(true));
    service.insert("security_opt".into(), json!(["no-new-privileges:true"]));
    if !stack.profiles.is_empty() {
        service.insert("profiles".into(), json!(stack.profiles));
    }
    service
}

/// The container's own image, else its component's, else the pinned one.
pub fn image(stack: &Stack, name: &str, component: &str) -> String {
    let named = stack
        .images
        .get(name)
        .or_else(|| stack.images.get(component));
    named.cloned().unwrap_or_else(|| {
        Catalog::built_in()
            .components
            .get(component)
            .map_or_else(String::new, |known| {
                format!("{}:{}", known.image, known.tag)
            })
    })
}

/// Whether an image can be expected to have the shell and clients of the pinned one. Distroless variants have none; where the
/// pinned tag is an `-alpine` one, the plain tag is built from scratch.
pub fn has_shell(image: &str, known: &Component) -> bool {
    known.shell
        && !image.contains("distroless")
        && (!known.tag.contains("alpine") || image.contains("alpine"))
}

fn healthcheck(known: &Component, image: &str) -> Option<Value> {
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", known.port);
    match &known.healthcheck {
        Healthcheck::Wget(path) if has_shell(image, known) => {
            Some(json!(["CMD", "wget", "-q", "--spider", url(path)]))
        }
        Healthcheck::Curl(path) if has_shell(image, known) => {
            Some(json!(["CMD", "curl", "-fsS", "-o", "/dev/null", url(path)]))
        }
        Healthcheck::Promtool => Some(json!([
            "CMD",
            "/bin/promtool",
            "check",
            "healthy",
            format!("--url={}", url("")),
        ])),
        _ => None,
    }
}

/// The first probe comes after one interval (engines before 25 know no `start_interval`), so the interval is short.
pub fn set_healthcheck(service: &mut Map<String, Value>, test: &Value, start_period: &str) {
    service.insert(
        "healthcheck".into(),
        json!({
            "test": test, "interval": "5s", "timeout": "5s", "retries": 6, "start_period": start_period,
        }),
    );
}

fn logging(size: &str, files: &str) -> Value {
    json!({ "driver": "json-file", "options": { "max-size": size, "max-file": files } })
}

/// A folder or file of the host, read-only; Docker must not make it when it is missing.
pub fn bind(source: &str, target: &str) -> Value {
    json!({
        "type": "bind", "source": source, "target": target, "read_only": true, "bind": { "create_host_path": false },
    })
}

/// Adds to a list of the service.
pub fn add(service: &mut Map<String, Value>, key: &str, item: Value) {
    if let Some(items) = service
        .entry(key)
        .or_insert_with(|| json!([]))
        .as_array_mut()
    {
        items.push(item);
    }
}

/// Waits for another service.
pub fn wait(service: &mut Map<String, Value>, other: &str, condition: &str) {
    if let Some(entries) = service
        .entry("depends_on")
        .or_insert_with(|| json!({}))
        .as_object_mut()
    {
        entries.insert(other.into(), json!({ "condition": condition }));
    }
}

/// Text arguments.
pub fn set_command(service: &mut Map<String, Value>, arguments: Vec<String>) {
    if !arguments.is_empty() {
        service.insert("command".into(), json!(arguments));
    }
}
