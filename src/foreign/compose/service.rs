//! One service of a Compose file.

use std::collections::BTreeMap;

use serde_json::Value;

use super::load::texts;
use super::{Variables, fill};

/// Ports of one range that are looked at.
const MOST_PORTS: u16 = 64;

/// A service, as far as monitoring has to do with it. Values of its environment may be secrets: nothing here prints them.
#[derive(Clone, Default, PartialEq)]
pub struct Service {
    pub name: String,
    /// Missing: it is built, or its name depends on a variable.
    pub image: Option<String>,
    pub build: Option<Build>,
    pub container_name: Option<String>,
    pub ports: Vec<Port>,
    pub expose: Vec<u16>,
    /// Keys of the networks that it is on, with its further names there.
    pub networks: BTreeMap<String, Vec<String>>,
    pub network_mode: Option<String>,
    /// As written, `${…}` included; `None`: handed on from outside.
    pub environment: BTreeMap<String, Option<String>>,
    pub env_files: Vec<String>,
    pub mounts: Vec<Mount>,
    /// Names of the secrets that it gets.
    pub secrets: Vec<String>,
    pub depends_on: Vec<String>,
    /// Words of the test of its health check.
    pub health: Vec<String>,
    /// Those of them that it waits for to end.
    pub ends: Vec<String>,
    /// Words of `command`, then of `entrypoint`, as written.
    pub command: Vec<String>,
    pub labels: BTreeMap<String, Option<String>>,
    pub profiles: Vec<String>,
    pub restart: Option<String>,
    pub privileged: bool,
    /// Whether its memory has a limit.
    pub limited: bool,
    pub user: Option<String>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Service")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// How its image is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The folder, from that of the first file.
    pub context: String,
    pub dockerfile: Option<String>,
}

/// A port, and where the host listens for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Address of the host; missing: every one.
    pub ip: Option<String>,
    /// Missing: one that Docker chooses, or that depends on a variable.
    pub published: Option<u16>,
    pub target: u16,
}

/// A volume or folder in the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Missing: an unnamed volume.
    pub source: Option<String>,
    pub target: String,
}

impl Service {
    /// Ports that it listens on as far as the files say so, in their order.
    pub fn listens(&self) -> Vec<u16> {
        let mut ports: Vec<u16> = Vec::new();
        for port in self
            .ports
            .iter()
            .map(|port| port.target)
            .chain(self.expose.iter().copied())
        {
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
        ports
    }

    /// The image without its tag or digest, and without Docker Hub's own names: `postgres`, `bitnami/redis`, `quay.io/a/b`.
    pub fn repository(&self) -> Option<&str> {
        let image = self.image.as_deref()?;
        let image = image.split('@').next()?;
        let start = image.rfind('/').map_or(0, |at| at + 1);
        let end = image[start..]
            .find(':')
            .map_or(image.len(), |at| start + at);
        let mut name = &image[..end];
        for own in [
            "docker.io/",
            "index.docker.io/",
            "registry.hub.docker.com/",
            "library/",
        ] {
            name = name.strip_prefix(own).unwrap_or(name);
        }
        Some(name)
    }

    /// The tag of the image.
    pub fn tag(&self) -> Option<&str> {
        let image = self.image.as_deref()?.split('@').next()?;
        let last = image.rsplit('/').next()?;
        Some(last.split_once(':')?.1)
    }
}

/// Reads a service.
pub fn service(name: &str, value: &Value, variables: &Variables) -> Service {
    let text = |key: &str| -> Option<String> {
        match value.get(key)? {
            Value::String(text) => fill(text, variables),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    let network_mode = text("network_mode");
    let mut networks = networks(value.get("networks"));
    if networks.is_empty() && network_mode.is_none() {
        networks.insert("default".into(), Vec::new());
    }
    let list = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let mut command = words(value.get("command"));
    command.extend(words(value.get("entrypoint")));
    Service {
        name: name.to_owned(),
        image: text("image"),
        build: value.get("build").and_then(build),
        container_name: text("container_name"),
        ports: list("ports")
            .flat_map(|entry| ports(entry, variables))
            .collect(),
        expose: list("expose")
            .flat_map(|entry| exposed(entry, variables))
            .collect(),
        networks,
        network_mode,
        environment: table(value.get("environment")),
        env_files: texts(value.get("env_file")),
        mounts: list("volumes").filter_map(mount).collect(),
        secrets: list("secrets")
            .filter_map(|entry| entry.as_str().or_else(|| entry.get("source")?.as_str()))
            .map(str::to_owned)
            .collect(),
        depends_on: names(value.get("depends_on")),
        health: words(value.get("healthcheck").and_then(|check| check.get("test"))),
        ends: waited_for(value.get("depends_on")),
        command,
        labels: table(value.get("labels")),
        profiles: texts(value.get("profiles")),
        restart: text("restart"),
        limited: value.get("mem_limit").is_some()
            || value.pointer("/deploy/resources/limits/memory").is_some(),
        privileged: value.get("privileged") == Some(&Value::Bool(true)),
        user: text("user"),
    }
}

fn build(value: &Value) -> Option<Build> {
    Some(match value {
        Value::String(context) => Build {
            context: context.clone(),
            dockerfile: None,
        },
        Value::Object(table) => Build {
            context: table
                .get("context")
                .and_then(Value::as_str)
                .unwrap_or(".")
                .to_owned(),
            dockerfile: table
                .get("dockerfile")
                .and_then(Value::as_str)
                .map(str::to_owned),
        },
        _ => return None,
    })
}

fn networks(value: Option<&Value>) -> BTreeMap<String, Vec<String>> {
    match value {
        Some(Value::Object(table)) => table
            .iter()
            .map(|(key, inside)| (key.clone(), texts(inside.get("aliases"))))
            .collect(),
        other => texts(other)
            .into_iter()
            .map(|key| (key, Vec::new()))
            .collect(),
    }
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Object(table)) => table.keys().cloned().collect(),
        other => texts(other),
    }
}

/// Services that are to end before this one starts.
fn waited_for(value: Option<&Value>) -> Vec<String> {
    let table = value.and_then(Value::as_object).into_iter().flatten();
    let ends = |inside: &Value| {
        inside.get("condition").and_then(Value::as_str) == Some("service_completed_successfully")
    };
    table
        .filter(|(_, inside)| ends(inside))
        .map(|(name, _)| name.clone())
        .collect()
}

/// A table of texts, or a list of `NAME=value`.
fn table(value: Option<&Value>) -> BTreeMap<String, Option<String>> {
    match value {
        Some(Value::Object(table)) => table
            .iter()
            .map(|(name, value)| (name.clone(), scalar(value)))
            .collect(),
        other => texts(other)
            .into_iter()
            .map(|entry| match entry.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (entry, None),
            })
            .collect(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Words of a command: a list, or one text that a shell would split.
fn words(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => split(text),
        Some(Value::Array(list)) => list.iter().filter_map(scalar).collect(),
        _ => Vec::new(),
    }
}

/// Splits at blanks outside of quotes.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut some, mut quote) = (String::new(), false, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                some = true;
            }
            (None, c) if c.is_whitespace() => {
                if some || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                some = false;
            }
            _ => word.push(c),
        }
    }
    if some || !word.is_empty() {
        words.push(word);
    }
    words
}

fn mount(value: &Value) -> Option<Mount> {
    if let Value::String(text) = value {
        let mut parts = text.split(':');
        let first = parts.next()?.to_owned();
        return Some(match parts.next() {
            Some(target) => Mount {
                source: Some(first),
                target: target.to_owned(),
            },
            None => Mount {
                source: None,
                target: first,
            },
        });
    }
    Some(Mount {
        source: value
            .get("source")
            .and_then(Value::as_str)
            .map(str::to_owned),
        target: value.get("target")?.as_str()?.to_owned(),
    })
}

fn exposed(value: &Value, variables: &Variables) -> Vec<u16> {
    let text = scalar(value).and_then(|text| fill(&text, variables));
    text.as_deref().and_then(range).unwrap_or_default()
}

fn ports(value: &Value, variables: &Variables) -> Vec<Port> {
    if let Value::Object(table) = value {
        let text = |key: &str| fill(&scalar(table.get(key)?)?, variables);
        let Some(targets) = text("target").as_deref().and_then(range) else {
            return Vec::new();
        };
        return pair(
            text("host_ip"),
            text("published").as_deref().and_then(range),
            &targets,
        );
    }
    let Some(written) = scalar(value) else {
        return Vec::new();
    };
    let parts = parted(&written);
    let Some((target, before)) = parts.split_last() else {
        return Vec::new();
    };
    let filled = |part: &str| fill(part, variables);
    let Some(targets) = filled(target).as_deref().and_then(range) else {
        return Vec::new();
    };
    match before {
        [] => Vec::from_iter(targets.into_iter().map(|target| Port {
            ip: None,
            published: None,
            target,
        })),
        [published] => pair(None, filled(published).as_deref().and_then(range), &targets),
        [ip @ .., published] => pair(
            filled(&ip.join(":")),
            filled(published).as_deref().and_then(range),
            &targets,
        ),
    }
}

/// Splits at colons outside of `${…}` and of the brackets of an address.
fn parted(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

fn pair(ip: Option<String>, published: Option<Vec<u16>>, targets: &[u16]) -> Vec<Port> {
    let published = published.unwrap_or_default();
    let each = targets.iter().enumerate();
    each.map(|(at, target)| Port {
        ip: ip.clone().filter(|ip| !ip.is_empty()),
        published: published.get(at).copied(),
        target: *target,
    })
    .collect()
}

/// `3000`, `3000-3005`, `3000/tcp`.
fn range(text: &str) -> Option<Vec<u16>> {
    let text = text.split('/').next()?.trim();
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (from.parse::<u16>().ok()?, to.parse::<u16>().ok()?);
    Some((from..=to.min(from.saturating_add(MOST_PORTS))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Variables, service};

    #[test]
    fn every_form_is_read() {
        let value = json!({
            "image": "docker.io/bitnami/postgresql:16@sha256:00",
            "ports": [80, "8080:3000", "127.0.0.1:9000-9001:9000-9001/udp", "${P:-81}:82", "${Q}:83", "[::1]:1:2",
                { "target": 5, "published": "6", "host_ip": "10.0.0.1" }, "x", null],
            "expose": ["7000-7001", 9],
            "environment": ["A=1", "B", "C=x=y"],
            "command": "redis-server --requirepass '${PW}' \"a b\"",
            "volumes": ["data:/var", "/only", { "source": "./x", "target": "/y" }],
            "networks": { "one": { "aliases": ["other"] }, "two": null },
            "depends_on": { "db": { "condition": "service_healthy" } },
        });
        let service = service("a", &value, &Variables::new());
        assert_eq!(service.repository(), Some("bitnami/postgresql"));
        assert_eq!(service.tag(), Some("16"));
        let ports = service
            .ports
            .iter()
            .map(|port| (port.ip.as_deref(), port.published, port.target));
        assert_eq!(
            ports.collect::<Vec<_>>(),
            [
                (None, None, 80),
                (None, Some(8080), 3000),
                (Some("127.0.0.1"), Some(9000), 9000),
                (Some("127.0.0.1"), Some(9001), 9001),
                (None, Some(81), 82),
                (None, None, 83),
                (Some("[::1]"), Some(1), 2),
                (Some("10.0.0.1"), Some(6), 5),
            ]
        );
        assert_eq!(service.expose, [7000, 7001, 9]);
        assert_eq!(service.environment["C"].as_deref(), Some("x=y"));
        assert_eq!(service.environment["B"], None);
        assert_eq!(
            service.command,
            ["redis-server", "--requirepass", "${PW}", "a b"]
        );
        assert_eq!(service.mounts.len(), 3);
        assert_eq!(service.networks["one"], ["other"]);
        assert_eq!(service.depends_on, ["db"]);
    }
}
