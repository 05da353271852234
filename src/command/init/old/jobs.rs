//! Scrape jobs → services.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::catalog::Catalog;
use crate::command::init::draft::own_name;
use crate::command::init::sorts::{Sort, sort};
use crate::command::init::surroundings;
use crate::foreign::compose::folder_of;
use crate::model::names::RESERVED_LABELS;
use crate::resolve::parse_address;

use super::files::Files;
use super::names_used::Used;
use super::probes;
use super::role::{Role, role};
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
        let mut unknown_host = None;
        if address.is_loopback() && !matches!(role, Role::Own) {
            told.finding(format!(
                "Job `{}` asks {target}, which inside Prometheus' container is that container itself: it was never up. In monitoring.toml it is host.docker.internal",
                job.name
            ));
        } else if address.is_container()
            && !address.is_loopback()
            && address.host != "host.docker.internal"
            && !files.apps.is_empty()
            && files.networks().is_empty()
            && files.service(&address.host).is_none()
        {
            unknown_host = Some(address.host.clone());
            told.finding(format!(
                "Job `{}` asks {target}, and no Compose file here has a service `{}`: unless it runs elsewhere under that name, it was never up",
                job.name, address.host
            ));
        }
        let mut service = Watched {
            job: job.name.clone(),
            instances: vec![target.clone()],
            comment: format!("job {}", job.name),
            unknown_host,
            is_part: files
                .service(&address.host)
                .and_then(|service| service.repository())
                .is_some_and(|image| matches!(sort(image), Sort::Monitoring(_))),
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
        super::connection::add(&mut service, job, told);
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
        "host" if service.job.to_lowercase().starts_with("node") => "hosts".to_owned(),
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
