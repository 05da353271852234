//! How the servers of the old stack were run: retention, intervals, Grafana.

use serde_json::Value;

use crate::command::init::sorts::{Sort, sort};
use crate::escape::toml;
use crate::foreign::compose::{Service, Variables, fill, names};

use super::files::Files;
use super::rules::{text, texts};
use super::told::Told;

/// Tables and their keys, in TOML.
pub type Settings = Vec<(&'static str, Vec<(String, String)>)>;

/// The service of a part of the stack, and the file that has it.
pub fn part<'f>(files: &'f Files, component: &str) -> Option<(&'f str, &'f Service)> {
    files.services().find(|(_, service)| {
        service.repository().is_some_and(|repository| {
            sort(repository) == Sort::Monitoring(Some(component_name(component)))
        })
    })
}

fn component_name(component: &str) -> &'static str {
    match component {
        "prometheus" => "prometheus",
        "alertmanager" => "alertmanager",
        "grafana" => "grafana",
        "node_exporter" => "node_exporter",
        "cadvisor" => "cadvisor",
        _ => "blackbox_exporter",
    }
}

/// The value of a flag in a command.
pub fn flag(service: &Service, name: &str) -> Option<String> {
    let mut words = service.command.iter().flat_map(|word| {
        word.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    while let Some(word) = words.next() {
        let word = word.trim_start_matches('-');
        if let Some(value) = word.strip_prefix(&format!("{name}=")) {
            return fill(value, &Variables::new());
        }
        if word == name {
            return words.next();
        }
    }
    None
}

/// Reads them.
pub fn read(prometheus: Option<&Value>, files: &Files, told: &mut Told) -> Settings {
    let mut settings = Settings::new();
    if let Some((_, service)) = part(files, "prometheus") {
        retention(service, &mut settings, told);
    }
    let global = prometheus.and_then(|value| value.get("global"));
    let mut keys = Vec::new();
    for key in ["scrape_interval", "evaluation_interval"] {
        let written = global
            .and_then(|global| text(global, key))
            .filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric()));
        let seconds = written
            .as_deref()
            .and_then(crate::config::value::parse_duration)
            .map(|duration| duration.as_seconds());
        if let Some(written) = written.filter(|_| seconds.is_some_and(|seconds| seconds < 240.0)) {
            keys.push((key.to_owned(), toml::string(&written)));
        } else if seconds.is_some() {
            told.finding(format!("{key} is longer than 4 minutes: Prometheus forgets a series after 5, so alerts come and go. It is left to monc's 15 s"));
        }
    }
    if !keys.is_empty() {
        settings.push(("prometheus", keys));
    }
    if prometheus.is_some_and(|value| value.get("remote_write").is_some()) {
        told.dropped(
            "remote_write".into(),
            "write `[[prometheus.remote_write]]` with its url, and the login as { env = \"…\" }"
                .into(),
        );
    }
    if let Some((_, service)) = part(files, "grafana") {
        grafana(service, &mut settings, told);
    }
    settings
}

/// External labels become those of the stack.
pub fn labels(prometheus: Option<&Value>) -> Vec<(String, String)> {
    let labels = texts(prometheus.and_then(|value| value.get("global")?.get("external_labels")));
    let fine = |name: &String| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !crate::model::names::RESERVED_LABELS.contains(&name.as_str())
    };
    labels
        .into_iter()
        .filter(|(name, value)| fine(name) && !value.contains('$'))
        .collect()
}

fn retention(service: &Service, settings: &mut Settings, told: &mut Told) {
    let time = flag(service, "storage.tsdb.retention.time")
        .or_else(|| flag(service, "storage.tsdb.retention"));
    let size = flag(service, "storage.tsdb.retention.size");
    if flag(service, "storage.tsdb.retention").is_some() {
        told.finding(
            "Prometheus is started with --storage.tsdb.retention, which newer ones refuse".into(),
        );
    }
    let time = time.filter(|text| crate::config::value::parse_duration(text).is_some());
    let size = size.filter(|text| crate::config::value::parse_bytes(text).is_some());
    let value = match (time, size) {
        (Some(time), Some(size)) => format!(
            "{{ time = {}, size = {} }}",
            toml::string(&time),
            toml::string(&size)
        ),
        (Some(time), None) => toml::string(&time),
        (None, Some(size)) => format!("{{ size = {} }}", toml::string(&size)),
        (None, None) => {
            return told.finding("How long metrics are kept was never said: Prometheus drops them after 15 days. `[retention] metrics = \"30d\"` says it".into());
        }
    };
    told.became(
        "retention of Prometheus".into(),
        format!("retention.metrics = {value}"),
    );
    settings.push(("retention", vec![("metrics".to_owned(), value)]));
}

fn grafana(service: &Service, settings: &mut Settings, told: &mut Told) {
    let known = |name: &str| service.environment.get(name).cloned().flatten();
    let plain = |name: &str| fill(&known(name)?, &Variables::new()).filter(|text| !text.is_empty());
    let mut keys = Vec::new();
    if let Some(url) =
        plain("GF_SERVER_ROOT_URL").filter(|url| url.starts_with("http") && !url.contains('%'))
    {
        keys.push(("url".to_owned(), toml::string(&url)));
    }
    let user = plain("GF_SECURITY_ADMIN_USER").filter(|user| user != "admin");
    let password = known("GF_SECURITY_ADMIN_PASSWORD");
    let variable = password
        .as_deref()
        .and_then(|text| names(text).into_iter().next());
    match &password {
        None if !service
            .environment
            .contains_key("GF_SECURITY_ADMIN_PASSWORD")
            && !service
                .environment
                .contains_key("GF_SECURITY_ADMIN_PASSWORD__FILE")
            && service.env_files.is_empty() =>
        {
            told.finding(
                "Grafana's first login was never set: whoever reaches it logs in as admin/admin"
                    .into(),
            );
        }
        Some(text) if variable.is_none() => {
            told.secret(
                "Grafana's first password",
                Some(text.clone()),
                "GRAFANA_ADMIN_PASSWORD",
            );
        }
        Some(text) if fill(text, &Variables::new()).is_some() => {
            told.finding("Grafana's first password has a default in the Compose file: without the variable, anybody who read the repository logs in".into());
        }
        _ => {}
    }
    if let Some(user) = user {
        let variable = variable
            .filter(|name| name != "GF_SECURITY_ADMIN_PASSWORD")
            .unwrap_or_else(|| "GRAFANA_ADMIN_PASSWORD".into());
        keys.push((
            "admin".to_owned(),
            format!(
                "{{ username = {}, password = {{ env = {} }} }}",
                toml::string(&user),
                toml::string(&variable)
            ),
        ));
    }
    if let Some(plugins) = plain("GF_INSTALL_PLUGINS") {
        let plugins: Vec<String> = plugins
            .split([',', ' '])
            .map(str::trim)
            .filter(|name| !name.is_empty() && !name.contains("://"))
            .map(toml::string)
            .collect();
        keys.push(("plugins".to_owned(), format!("[{}]", plugins.join(", "))));
    }
    if plain("GF_AUTH_ANONYMOUS_ENABLED").as_deref() == Some("true") {
        let role = plain("GF_AUTH_ANONYMOUS_ORG_ROLE").unwrap_or_else(|| "Viewer".into());
        told.finding(format!("Grafana lets anybody in as {role} without a login; `[grafana] anonymous` is off until you write it"));
    }
    if plain("GF_USERS_ALLOW_SIGN_UP").as_deref() != Some("false")
        && known("GF_USERS_ALLOW_SIGN_UP").is_some()
    {
        told.finding("Grafana lets anybody make an account (GF_USERS_ALLOW_SIGN_UP)".into());
    }
    if !keys.is_empty() {
        told.became("Grafana's settings".into(), "[grafana]".into());
        settings.push(("grafana", keys));
    }
}
