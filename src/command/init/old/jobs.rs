//! Scrape jobs → services.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::catalog::{Access, Catalog};
use crate::command::init::draft::own_name;
use crate::command::init::sorts::{Sort, kind_of_exporter, sort};
use crate::command::init::surroundings;
use crate::escape::toml;
use crate::foreign::compose::folder_of;
use crate::model::names::RESERVED_LABELS;
use crate::resolve::parse_address;

use super::files::Files;
use super::names_used::Used;
use super::probes;
use super::rules::{list, text, texts};
use super::servers;
use super::told::Told;
use super::watched::Watched;

/// One job, and what is common to its targets.
pub struct Job<'a> {
    pub name: String,
    pub value: &'a Value,
    pub path: Option<String>,
    pub scheme: Option<String>,
}

/// A group of targets with their labels.
struct Group {
    targets: Vec<String>,
    labels: BTreeMap<String, String>,
}

/// What a target is.
enum Role {
    /// A part of the stack, which watches itself.
    Own,
    Kind(&'static str),
    /// The exporter of a kind.
    Exporter(&'static str),
    /// Anything that serves metrics.
    App,
}

/// Reads all jobs of a Prometheus configuration.
pub fn read(prometheus: &Value, files: &Files, used: &Used, told: &mut Told) -> Vec<Watched> {
    let mut services = Vec::new();
    let mut taken = BTreeSet::new();
    let jobs = prometheus
        .get("scrape_configs")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut names = BTreeSet::new();
    for value in jobs {
        let Some(name) = text(value, "job_name") else {
            continue;
        };
        if !names.insert(name.clone()) {
            told.finding(format!(
                "Two jobs are called `{name}`: Prometheus refuses to start with them"
            ));
        }
        let job = Job {
            path: text(value, "metrics_path"),
            scheme: text(value, "scheme"),
            name,
            value,
        };
        let groups = groups(&job, files, told);
        if groups.is_empty() {
            continue;
        }
        if probes::is_probe(&job) {
            let targets = groups.into_iter().flat_map(|group| group.targets).collect();
            services.extend(probes::service(&job, targets, files, &mut taken, told));
            continue;
        }
        for group in groups {
            take(&job, group, files, used, &mut taken, &mut services, told);
        }
    }
    services
}

fn groups(job: &Job<'_>, files: &Files, told: &mut Told) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut add = |entry: &Value| {
        let targets = list(entry.get("targets"));
        if !targets.is_empty() {
            groups.push(Group {
                targets,
                labels: texts(entry.get("labels")),
            });
        }
    };
    let entries = |key: &str| {
        job.value
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    entries("static_configs").for_each(&mut add);
    for glob in entries("file_sd_configs").flat_map(|entry| list(entry.get("files"))) {
        let found = files.named(&glob);
        for document in files
            .targets
            .iter()
            .filter(|document| found.contains(&document.path.as_str()))
        {
            document
                .value
                .as_array()
                .into_iter()
                .flatten()
                .for_each(&mut add);
        }
        if found.is_empty() {
            told.dropped(
                format!("job `{}`", job.name),
                format!("its list of targets {glob} is not in this folder"),
            );
        }
    }
    let table = job.value.as_object().into_iter().flatten();
    for (key, _) in
        table.filter(|(key, _)| key.ends_with("_sd_configs") && *key != "file_sd_configs")
    {
        told.dropped(
            format!("job `{}`", job.name),
            format!("its targets come from {key}, and monitoring.toml names them one by one"),
        );
    }
    groups
}

fn take(
    job: &Job<'_>,
    group: Group,
    files: &Files,
    used: &Used,
    taken: &mut BTreeSet<String>,
    services: &mut Vec<Watched>,
    told: &mut Told,
) {
    for target in group.targets {
        let Some(address) = parse_address(&target) else {
            told.dropped(
                format!("target `{target}` of job `{}`", job.name),
                "it is no address".to_owned(),
            );
            continue;
        };
        let what = format!("target `{target}` of job `{}`", job.name);
        let role = role(job, &target, &address.host, address.port, files);
        if address.is_loopback() && !matches!(role, Role::Own) {
            told.finding(format!(
                "Job `{}` asks {target}, which inside Prometheus' container is that container itself: it was never up. In monitoring.toml it is host.docker.internal",
                job.name
            ));
        } else if address.is_container()
            && !address.is_loopback()
            && address.host != "host.docker.internal"
            && !files.apps.is_empty()
            && files.service(&address.host).is_none()
        {
            told.finding(format!(
                "Job `{}` asks {target}, and no Compose file here has a service `{}`: unless it runs elsewhere under that name, it was never up",
                job.name, address.host
            ));
        }
        let mut service = Watched {
            job: job.name.clone(),
            instances: vec![target.clone()],
            comment: format!("job {}", job.name),
            ..Watched::default()
        };
        for (label, value) in &group.labels {
            match label.as_str() {
                "team" => service.team = Some(value.to_lowercase()),
                "instance" => service.instances.push(value.clone()),
                other
                    if RESERVED_LABELS.contains(&other)
                        || other.starts_with("__")
                        || !plain_label(other) =>
                {
                    told.dropped(
                        format!("label `{other}` of job `{}`", job.name),
                        "monc sets it itself, or it is none of its labels".to_owned(),
                    );
                }
                other => drop(service.labels.insert(other.to_owned(), value.clone())),
            }
        }
        let host = if address.is_loopback() {
            "host.docker.internal"
        } else {
            &address.host
        };
        let reached = address
            .port
            .map_or(host.to_owned(), |port| format!("{host}:{port}"));
        let here = files.service(&address.host).is_some()
            || address.is_loopback()
            || host == "host.docker.internal";
        match role {
            Role::Own => {
                told.became(what, "the stack watches its own parts".to_owned());
                continue;
            }
            Role::Exporter("host") | Role::Kind("host") => {
                service.kind = "host".into();
                if !here {
                    service.exporter.push(reached);
                }
            }
            Role::Exporter("container") | Role::Kind("container") => {
                service.kind = "container".into();
                if !here {
                    service.exporter.push(reached);
                }
            }
            Role::Exporter(kind) => {
                service.kind = kind.into();
                let found = files
                    .service(&address.host)
                    .and_then(|exporter| servers::behind(exporter, kind, files));
                match found {
                    Some(server) => {
                        service.address.push(server.address);
                        service.keys.extend(server.keys);
                    }
                    None => service.exporter.push(reached),
                }
            }
            Role::Kind(kind) => {
                service.kind = kind.into();
                service.address.push(url(job, &reached, kind));
            }
            Role::App => app(&mut service, job, &reached, &address.host, files, used),
        }
        connection(&mut service, job, told);
        place(service, services, taken, told, what, here);
    }
}

/// Puts a service among the others, or its addresses to those of its like.
fn place(
    mut service: Watched,
    services: &mut Vec<Watched>,
    taken: &mut BTreeSet<String>,
    told: &mut Told,
    what: String,
    here: bool,
) {
    let alike = |known: &&mut Watched| {
        known.job == service.job
            && known.kind == service.kind
            && known.labels == service.labels
            && known.keys == service.keys
            && known.dialect == service.dialect
            && known.exporter.is_empty() == service.exporter.is_empty()
    };
    if let Some(known) = services.iter_mut().find(alike) {
        told.became(what, format!("services.{}", known.name));
        known.address.append(&mut service.address);
        known.exporter.append(&mut service.exporter);
        known.instances.append(&mut service.instances);
        return;
    }
    let local = here && service.exporter.is_empty();
    let one = ["host", "container"].contains(&service.kind.as_str()) && local;
    if one
        && let Some(known) = services
            .iter_mut()
            .find(|known| known.kind == service.kind && known.exporter.is_empty())
    {
        known.instances.append(&mut service.instances);
        return told.became(what, format!("services.{}", known.name));
    }
    let name = match service.kind.as_str() {
        "host" if one => "machine".to_owned(),
        "container" if one => "containers".to_owned(),
        _ => {
            let server = service
                .address
                .first()
                .and_then(|address| parse_address(address));
            let generic = service.job.ends_with("exporter") || service.job.ends_with("Exporter");
            match server.filter(|server| generic && server.is_container()) {
                Some(server) => server.host,
                None => service.job.clone(),
            }
        }
    };
    service.name = own_name(&name, taken);
    told.became(what, format!("services.{}", service.name));
    services.push(service);
}

fn plain_label(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_lowercase())
        && label
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn role(job: &Job<'_>, target: &str, host: &str, port: Option<u16>, files: &Files) -> Role {
    let by_component = |component: &str| match component {
        "prometheus" | "alertmanager" | "grafana" | "blackbox_exporter" => Some(Role::Own),
        "node_exporter" => Some(Role::Exporter("host")),
        "cadvisor" => Some(Role::Exporter("container")),
        other => kind_of_exporter(other).map(Role::Exporter),
    };
    if target.starts_with("localhost:9090") || target.starts_with("127.0.0.1:9090") {
        return Role::Own;
    }
    if let Some(repository) = files.service(host).and_then(|service| service.repository()) {
        match sort(repository) {
            Sort::Monitoring(Some(component)) => {
                return by_component(component).unwrap_or(Role::App);
            }
            Sort::Monitoring(None) if repository.ends_with("cadvisor") => {
                return Role::Exporter("container");
            }
            Sort::Monitoring(None) => return Role::App,
            Sort::Kind(kind) => {
                let serves = Catalog::built_in()
                    .kinds
                    .get(kind)
                    .is_some_and(|kind| kind.access == Access::Service);
                return if serves { Role::Kind(kind) } else { Role::App };
            }
            Sort::Other => return Role::App,
        }
    }
    // Not in a Compose file of this folder: by its own port, where nothing else uses that.
    let names = format!("{} {host}", job.name.to_lowercase().replace('_', "-"));
    let known = Catalog::built_in()
        .components
        .iter()
        .find(|(name, component)| {
            let word = name.replace('_', "-");
            let short = word.trim_end_matches("-exporter");
            let usual = Some(component.port) == port;
            let shared = [9090, 3000, 8080, 2019, 80].contains(&component.port);
            (usual && !shared)
                || names
                    .split([' ', '.', '/'])
                    .any(|part| part == word || (usual && part.contains(short)))
        });
    if let Some(role) = known.and_then(|(name, _)| by_component(name)) {
        return role;
    }
    let kinds = Catalog::built_in().kinds.iter();
    let serves = |(name, kind): &(&'static String, &crate::catalog::Kind)| {
        kind.access == Access::Service
            && kind.default_port.is_some()
            && names
                .split([' ', '-', '.'])
                .any(|part| part == name.as_str())
    };
    kinds
        .into_iter()
        .find(serves)
        .map_or(Role::App, |(name, _)| Role::Kind(name))
}

/// `[scheme://]host:port[/path]`, without what the kind has itself.
fn url(job: &Job<'_>, reached: &str, kind: &str) -> String {
    let usual = Catalog::built_in()
        .kinds
        .get(kind)
        .map_or("/metrics", |kind| kind.path.as_str());
    let path = job
        .path
        .as_deref()
        .filter(|path| *path != usual && *path != "/metrics")
        .unwrap_or_default();
    match job.scheme.as_deref() {
        Some("https") => format!("https://{reached}{path}"),
        _ if path.is_empty() => reached.to_owned(),
        _ => format!("http://{reached}{path}"),
    }
}

fn app(
    service: &mut Watched,
    job: &Job<'_>,
    reached: &str,
    host: &str,
    files: &Files,
    used: &Used,
) {
    let around = files
        .services()
        .find(|(_, known)| known.name == host || known.container_name.as_deref() == Some(host))
        .map(|(path, known)| (known, Path::new(folder_of(path)).to_owned()))
        .map(|(known, folder)| {
            surroundings::of(
                known,
                if folder.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    &folder
                },
            )
        });
    let by_package =
        around
            .and_then(|around| around.dialect)
            .map(|(dialect, package, manifest)| {
                (dialect.to_owned(), format!("{manifest} has {package}"))
            });
    let dialect = by_package.or_else(|| used.dialect(job.path.as_deref(), &job.name));
    match dialect {
        Some((dialect, why)) => {
            service.kind = "http".into();
            service.comment = format!("{}; {why}", service.comment);
            let path = Catalog::built_in()
                .kinds
                .get("http")
                .and_then(|kind| kind.dialects.get(&dialect)?.path.clone());
            service.dialect = Some(dialect);
            let path = if path == job.path {
                None
            } else {
                job.path
                    .as_deref()
                    .or(Some("/metrics"))
                    .filter(|_| path.as_deref() != Some("/metrics") || job.path.is_some())
            };
            let job = Job {
                path: path.map(str::to_owned),
                name: job.name.clone(),
                value: job.value,
                scheme: job.scheme.clone(),
            };
            service.address.push(with_path(&job, reached));
        }
        None => {
            service.kind = "metrics".into();
            service.address.push(with_path(job, reached));
        }
    }
}

fn with_path(job: &Job<'_>, reached: &str) -> String {
    match (
        job.scheme.as_deref(),
        job.path
            .as_deref()
            .filter(|path| *path != "/metrics" && *path != "/"),
    ) {
        (Some("https"), path) => format!("https://{reached}{}", path.unwrap_or_default()),
        (_, Some(path)) => format!("http://{reached}{path}"),
        _ => reached.to_owned(),
    }
}

/// Intervals, logins and certificates of the job.
fn connection(service: &mut Watched, job: &Job<'_>, told: &mut Told) {
    let value = job.value;
    let name = service
        .job
        .to_uppercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    for (key, ours) in [
        ("scrape_interval", "interval"),
        ("scrape_timeout", "timeout"),
    ] {
        if let Some(duration) =
            text(value, key).filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric()))
        {
            service
                .keys
                .push((format!("scrape.{ours}"), toml::string(&duration)));
        }
    }
    if let Some(limit) = value.get("sample_limit").and_then(Value::as_u64) {
        service
            .keys
            .push(("scrape.sample_limit".into(), limit.to_string()));
    }
    for (param, values) in value
        .get("params")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match list(Some(values)).as_slice() {
            [one] => service.keys.push((
                format!("scrape.params.{}", toml::key(param)),
                toml::string(one),
            )),
            _ => told.dropped(
                format!("parameter `{param}` of job `{}`", job.name),
                "it has several values".to_owned(),
            ),
        }
    }
    if let Some(basic) = value.get("basic_auth") {
        let username = text(basic, "username").unwrap_or_default();
        let secret = told.secret(
            &format!("the password of job `{}`", job.name),
            text(basic, "password"),
            &format!("{name}_PASSWORD"),
        );
        service.keys.push((
            "scrape.basic_auth".into(),
            format!(
                "{{ username = {}, password = {secret} }}",
                toml::string(&username)
            ),
        ));
    }
    let bearer =
        text(value, "bearer_token").or_else(|| text(value.get("authorization")?, "credentials"));
    let from_file = value.get("bearer_token_file").is_some()
        || value
            .get("authorization")
            .is_some_and(|auth| auth.get("credentials_file").is_some());
    if bearer.is_some() || from_file {
        let secret = told.secret(
            &format!("the token of job `{}`", job.name),
            bearer,
            &format!("{name}_TOKEN"),
        );
        service.keys.push(("scrape.bearer_token".into(), secret));
    }
    if let Some(tls) = value.get("tls_config") {
        if tls.get("insecure_skip_verify") == Some(&Value::Bool(true)) {
            told.finding(format!("Job `{}` takes any certificate (`insecure_skip_verify`): whoever stands between may answer. `scrape.tls = {{ ca = \"…\" }}` names the authority instead", job.name));
            service
                .keys
                .push(("scrape.tls".into(), "{ skip_verify = true }".into()));
        } else if tls.get("ca_file").is_some() {
            told.dropped(format!("certificates of job `{}`", job.name), "put the authority's file beside monitoring.toml and write scrape.tls = { ca = \"…\" }".to_owned());
        }
    }
    for key in [
        "relabel_configs",
        "metric_relabel_configs",
        "honor_labels",
        "proxy_url",
    ] {
        if value.get(key).is_some() {
            told.dropped(format!("`{key}` of job `{}`", job.name), "monitoring.toml has no such key: targets are named, and labels are monc's own or `labels`".to_owned());
        }
    }
}
