//! Order of a service's keys: what it is and depends on first, hardening last; what is not named here follows by the alphabet.

use serde_json::{Map, Value};

const ORDER: [&str; 19] = [
    "image",
    "build",
    "depends_on",
    "volumes",
    "configs",
    "secrets",
    "environment",
    "ports",
    "networks",
    "network_mode",
    "extra_hosts",
    "command",
    "entrypoint",
    "working_dir",
    "restart",
    "healthcheck",
    "logging",
    "labels",
    "user",
];

/// The service with its keys in order.
pub fn sorted(service: Value) -> Value {
    let Value::Object(entries) = service else {
        return service;
    };
    let mut entries: Vec<(String, Value)> = entries.into_iter().collect();
    entries.sort_by(|(a, _), (b, _)| (place(a), a).cmp(&(place(b), b)));
    let mut service: Map<String, Value> = entries.into_iter().collect();
    if let Some(Value::Object(others)) = service.get_mut("depends_on") {
        let mut names: Vec<(String, Value)> = std::mem::take(others).into_iter().collect();
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        others.extend(names);
    }
    Value::Object(service)
}

fn place(key: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == key)
        .unwrap_or(ORDER.len())
}
