//! What the Compose files of an app say together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::service::{Service, service};
use super::{Variables, fill};

/// An app.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct App {
    /// Name of the Compose project.
    pub project: String,
    /// Whether the files say it; else it is the name of their folder.
    pub named: bool,
    /// In the order of the files.
    pub services: Vec<Service>,
    pub networks: BTreeMap<String, Network>,
    pub secrets: BTreeMap<String, SecretAt>,
    /// Files that were read, from the folder of the first.
    pub files: Vec<String>,
}

/// A network of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// Its own name in Docker, where the files give one.
    pub name: Option<String>,
    pub external: bool,
}

/// Where Compose takes a secret from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretAt {
    File(String),
    Variable(String),
    Elsewhere,
}

impl App {
    /// The service of that name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The service that Docker knows by that name on a network: by its own, its container's, or an alias.
    pub fn reached_as(&self, host: &str) -> Option<&Service> {
        self.service(host).or_else(|| {
            self.services.iter().find(|service| {
                service.container_name.as_deref() == Some(host)
                    || service
                        .networks
                        .values()
                        .flatten()
                        .any(|alias| alias == host)
            })
        })
    }

    /// All names that Docker knows.
    pub fn hosts(&self) -> BTreeSet<&str> {
        let mut hosts = BTreeSet::new();
        for service in &self.services {
            hosts.insert(service.name.as_str());
            hosts.extend(service.container_name.as_deref());
            hosts.extend(service.networks.values().flatten().map(String::as_str));
        }
        hosts
    }

    /// Names in Docker of the networks that a service is on; none: it uses those of the host, or none at all.
    pub fn networks_of(&self, service: &Service) -> Vec<String> {
        service
            .networks
            .keys()
            .map(|key| self.network(key))
            .collect()
    }

    /// Name in Docker of a network of the files.
    pub fn network(&self, key: &str) -> String {
        let known = self.networks.get(key);
        match known.and_then(|network| network.name.clone()) {
            Some(name) => name,
            None if known.is_some_and(|network| network.external) => key.to_owned(),
            None => format!("{}_{key}", self.project),
        }
    }
}

/// Reads the merged files.
pub fn app(tree: &Value, folder: &str, variables: &Variables, files: Vec<String>) -> App {
    let name = tree.get("name").and_then(Value::as_str);
    let name = name
        .and_then(|name| fill(name, variables))
        .map(|name| project(&name));
    let name = name.filter(|name| !name.is_empty());
    let table = |key: &str| tree.get(key).and_then(Value::as_object);
    let services = table("services").into_iter().flatten();
    App {
        named: name.is_some(),
        project: name.unwrap_or_else(|| project(folder)),
        services: services
            .map(|(name, value)| service(name, value, variables))
            .collect(),
        networks: entries(table("networks"), |value| network(value, variables)),
        secrets: entries(table("secrets"), secret),
        files,
    }
}

fn entries<T>(
    table: Option<&Map<String, Value>>,
    read: impl Fn(&Value) -> T,
) -> BTreeMap<String, T> {
    let entries = table.into_iter().flatten();
    entries
        .map(|(name, value)| (name.clone(), read(value)))
        .collect()
}

fn network(value: &Value, variables: &Variables) -> Network {
    let external = value.get("external");
    // The old form: `external: { name: … }`.
    let name = value
        .get("name")
        .or_else(|| external?.get("name"))
        .and_then(Value::as_str);
    Network {
        name: name.and_then(|name| fill(name, variables)),
        external: external.is_some_and(|external| *external != Value::Bool(false)),
    }
}

fn secret(value: &Value) -> SecretAt {
    let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
    match (text("file"), text("environment")) {
        (Some(file), _) if !file.contains('$') => SecretAt::File(file),
        (_, Some(variable)) => SecretAt::Variable(variable),
        _ => SecretAt::Elsewhere,
    }
}

/// What Compose makes of a name: `NormalizeProjectName` of compose-go.
fn project(name: &str) -> String {
    let kept = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect::<String>();
    kept.trim_start_matches(['-', '_']).to_owned()
}
