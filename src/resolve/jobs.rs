//! Scrape jobs: one per kind, dialect and way of access.

use std::collections::BTreeMap;

use crate::catalog::{Access, Kind};
use crate::config::Scrape;
use crate::config::value::Duration;
use crate::model::{HttpClient, Job, JobShape, Service, Target, names};

use super::scope::Scope;
use super::web::{Consumer, client};
use super::{containers_relabels, parse_address};

/// What must be equal for targets to share a job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    interval: Duration,
    timeout: Duration,
    client: HttpClient,
    sample_limit: Option<u64>,
    params: BTreeMap<String, String>,
}

pub fn resolve(scope: &mut Scope<'_>) {
    for service in scope.stack.services.clone() {
        let Some(kind) = scope.kind(&service.kind) else {
            continue;
        };
        if kind.access == Access::Probe {
            continue;
        }
        let scrape = scope
            .written(&service.name)
            .and_then(|written| written.scrape.clone());
        let way = way(scope, &service, scrape.unwrap_or_default());
        let targets = targets(scope, &service, kind, &way);
        place(scope, &service, kind, way, targets);
    }
    probe_jobs(scope);
    facts_job(scope);
    scope.stack.jobs.sort_by(|a, b| a.name.cmp(&b.name));
}

fn way(scope: &mut Scope<'_>, service: &Service, scrape: Scrape) -> Way {
    let interval = scrape.interval.unwrap_or(scope.stack.scrape_interval);
    let mut client = client(
        scope,
        &Consumer {
            container: "prometheus",
            prefix: format!("{}_scrape", service.name),
            path: service.path.key("scrape"),
        },
        scrape.basic_auth.as_ref(),
        scrape.bearer_token.as_ref(),
        scrape.tls.as_ref(),
    );
    client.headers = scrape.headers;
    if service.own {
        client.authentication = own_login(scope, &service.name);
    }
    Way {
        interval,
        timeout: scrape
            .timeout
            .unwrap_or_else(|| interval.min(scope.stack.scrape_timeout)),
        client,
        sample_limit: scrape.sample_limit,
        params: scrape.params,
    }
}

/// How Prometheus logs in to itself and to Alertmanager when they have a password.
fn own_login(scope: &Scope<'_>, part: &str) -> Option<crate::model::Authentication> {
    let access = match part {
        "prometheus" => &scope.stack.prometheus,
        "alertmanager" => &scope.stack.alertmanager,
        _ => return None,
    };
    Some(crate::model::Authentication::Basic {
        username: access
            .username
            .clone()
            .unwrap_or_else(|| names::LOGIN.into()),
        password_file: format!(
            "{}/{}",
            names::SECRETS_FOLDER,
            access.password_file.as_ref()?
        ),
    })
}

/// Targets of one service; scheme and path that differ from the job's are labels of the target.
fn targets(scope: &Scope<'_>, service: &Service, kind: &Kind, way: &Way) -> Vec<Target> {
    let written = scope.written(&service.name);
    let elsewhere = written.and_then(|written| written.exporter.as_ref()?.address.as_ref());
    let component = |name: &str| {
        scope
            .catalog
            .components
            .get(name)
            .map_or(0, |component| component.port)
    };
    let mut labels = service.identity();
    labels.insert("service".into(), service.name.clone());
    let target = |addresses: Vec<String>, more: &[(&str, String)]| {
        let mut labels = labels.clone();
        labels.extend(
            more.iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        Target {
            service: service.name.clone(),
            addresses,
            labels,
        }
    };
    if let Some(addresses) = elsewhere {
        return addresses
            .all()
            .iter()
            .filter_map(|written| metrics_target(written, kind.default_port, way))
            .map(|(address, more)| target(vec![address], &more))
            .collect();
    }
    match kind.access {
        Access::Host => vec![target(
            vec![format!("node:{}", component("node_exporter"))],
            &[("instance", service.name.clone())],
        )],
        Access::Container => vec![target(
            vec![format!("cadvisor:{}", component("cadvisor"))],
            &[],
        )],
        Access::Stack => {
            let port = component(super::identity::component_of(&service.name));
            vec![target(vec![format!("{}:{port}", service.name)], &[])]
        }
        Access::Exporter => {
            let port = kind
                .exporter
                .as_ref()
                .map_or(0, |exporter| component(&exporter.component));
            service
                .addresses
                .iter()
                .enumerate()
                .filter_map(|(index, written)| {
                    let address = parse_address(written)?;
                    let exporter = super::exporters::container_name(&service.name, index);
                    let instance = address.host_port(kind.default_port);
                    Some(target(
                        vec![format!("{exporter}:{port}")],
                        &[("instance", instance)],
                    ))
                })
                .collect()
        }
        Access::Service | Access::Probe => {
            let path = super::signals::dialect(scope, service).and_then(|dialect| dialect.path);
            let default_path = path.unwrap_or_else(|| kind.path.clone());
            let mut groups: Vec<Target> = Vec::new();
            for written in &service.addresses {
                let Some((address, mut more)) = metrics_target(written, kind.default_port, way)
                else {
                    continue;
                };
                if default_path != "/metrics"
                    && !more.iter().any(|(name, _)| *name == "__metrics_path__")
                {
                    more.push(("__metrics_path__", default_path.clone()));
                }
                let new = target(vec![address], &more);
                match groups.iter_mut().find(|group| group.labels == new.labels) {
                    Some(group) => group.addresses.extend(new.addresses),
                    None => groups.push(new),
                }
            }
            groups
        }
    }
}

type Labels = Vec<(&'static str, String)>;

/// `host:port` of an address, and the labels that say scheme, path and query where they are not the job's.
fn metrics_target(written: &str, default_port: Option<u16>, way: &Way) -> Option<(String, Labels)> {
    let address = parse_address(written)?;
    let mut labels: Labels = Vec::new();
    let scheme = address.scheme.clone().unwrap_or_else(|| {
        if way.client.tls.is_some() {
            "https".into()
        } else {
            "http".into()
        }
    });
    if scheme == "https" {
        labels.push(("__scheme__", scheme));
    }
    if let Some(path) = &address.path {
        let path = path.split('?').next().unwrap_or("/");
        if path != "/" {
            labels.push(("__metrics_path__", path.to_owned()));
        }
    }
    Some((address.host_port(default_port), labels))
}

fn place(scope: &mut Scope<'_>, service: &Service, kind: &Kind, way: Way, targets: Vec<Target>) {
    if targets.is_empty() {
        return;
    }
    let base = match &service.dialect {
        Some(dialect) => format!("{}-{dialect}", service.kind),
        None => service.kind.clone(),
    };
    let fits = |job: &&mut Job| {
        job.kind == service.kind
            && job.dialect == service.dialect
            && job.interval == way.interval
            && job.timeout == way.timeout
            && job.client == way.client
            && job.sample_limit == way.sample_limit
            && job.params == way.params
    };
    if let Some(job) = scope.stack.jobs.iter_mut().find(fits) {
        job.targets.extend(targets);
        return;
    }
    let name = job_name(scope, &base, &way, &service.name);
    let shape = match kind.access {
        Access::Container => JobShape::Container,
        _ => JobShape::Plain,
    };
    let metric_relabels = match kind.access {
        Access::Container => containers_relabels::relabels(&scope.stack, &service.name),
        _ => Vec::new(),
    };
    scope.stack.jobs.push(Job {
        name,
        kind: service.kind.clone(),
        dialect: service.dialect.clone(),
        shape,
        interval: way.interval,
        timeout: way.timeout,
        metrics_path: "/metrics".into(),
        scheme: "http".into(),
        params: way.params,
        client: way.client,
        sample_limit: way.sample_limit,
        targets,
        metric_relabels,
    });
}

/// `http-django`; `http-django-1m` for another interval; `http-django-api` for another way in, after its first service.
fn job_name(scope: &Scope<'_>, base: &str, way: &Way, service: &str) -> String {
    let taken = |name: &str| scope.stack.jobs.iter().any(|job| job.name == name);
    let usual = way.client == HttpClient::default()
        && way.sample_limit.is_none()
        && way.params.is_empty()
        && way.timeout == way.interval.min(scope.stack.scrape_timeout);
    let name = if !usual
        && !scope
            .catalog
            .kinds
            .get(service)
            .is_some_and(|kind| kind.access == Access::Stack)
    {
        format!("{base}-{service}")
    } else if way.interval != scope.stack.scrape_interval {
        format!("{base}-{}", way.interval)
    } else {
        base.to_owned()
    };
    if taken(&name) {
        format!("{base}-{service}")
    } else {
        name
    }
}

fn probe_jobs(scope: &mut Scope<'_>) {
    for probe in scope.probes.clone() {
        let Some(service) = scope.stack.service(&probe.service) else {
            continue;
        };
        let mut labels = service.identity();
        labels.insert("service".into(), service.name.clone());
        labels.insert("probe".into(), probe.name.clone());
        labels.insert("__param_module".into(), probe.module.clone());
        let target = Target {
            service: probe.service.clone(),
            addresses: vec![probe.target.clone()],
            labels,
        };
        let fits = |job: &&mut Job| {
            job.shape == JobShape::Probe
                && job.interval == probe.interval
                && job.timeout == probe.timeout
        };
        if let Some(job) = scope.stack.jobs.iter_mut().find(fits) {
            job.targets.push(target);
            continue;
        }
        let usual = probe.interval == scope.stack.scrape_interval
            && probe.timeout == probe.interval.min(scope.stack.scrape_timeout);
        let name = if usual {
            "probe".to_owned()
        } else {
            format!("probe-{}-{}", probe.interval, probe.timeout)
        };
        scope.stack.jobs.push(Job {
            name,
            kind: "probe".into(),
            dialect: None,
            shape: JobShape::Probe,
            interval: probe.interval,
            timeout: probe.timeout,
            metrics_path: "/probe".into(),
            scheme: "http".into(),
            params: BTreeMap::new(),
            client: HttpClient::default(),
            sample_limit: None,
            targets: vec![target],
            metric_relabels: Vec::new(),
        });
    }
}

fn facts_job(scope: &mut Scope<'_>) {
    let port = scope
        .catalog
        .components
        .get("prometheus")
        .map_or(9090, |component| component.port);
    let client = HttpClient {
        authentication: own_login(scope, "prometheus"),
        ..HttpClient::default()
    };
    scope.stack.jobs.push(Job {
        name: names::FACTS_JOB.into(),
        kind: String::new(),
        dialect: None,
        shape: JobShape::Facts,
        interval: scope.stack.scrape_interval,
        timeout: scope.stack.scrape_timeout,
        metrics_path: "/user/monc.prom".into(),
        scheme: "http".into(),
        params: BTreeMap::new(),
        client,
        sample_limit: None,
        targets: vec![Target {
            service: String::new(),
            addresses: vec![format!("prometheus:{port}")],
            labels: BTreeMap::new(),
        }],
        metric_relabels: Vec::new(),
    });
}
