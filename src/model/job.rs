//! Scrape jobs and probe modules.

use std::collections::BTreeMap;

use crate::config::value::Duration;

/// How the targets of a job are turned into scrapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobShape {
    /// Targets are scraped as they are.
    Plain,
    /// Targets are asked through the blackbox exporter: target groups carry `__param_target` and `__param_module`.
    Probe,
    /// cAdvisor: series are given to services by container name, the rest is dropped.
    Container,
    /// The list of services, served by Prometheus itself; the one job whose labels win.
    Facts,
}

/// A scrape job; its targets go to `targets/<name>.yml`.
#[derive(Debug, Clone)]
pub struct Job {
    pub name: String,
    /// Kind (catalog key) whose signals read it.
    pub kind: String,
    pub dialect: Option<String>,
    pub shape: JobShape,
    pub interval: Duration,
    pub timeout: Duration,
    pub metrics_path: String,
    pub scheme: String,
    pub params: BTreeMap<String, String>,
    pub client: HttpClient,
    pub sample_limit: Option<u64>,
    pub targets: Vec<Target>,
    /// After the scrape, in order.
    pub metric_relabels: Vec<Relabel>,
}

/// Targets with the same labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub service: String,
    pub addresses: Vec<String>,
    /// `service`, identity labels, and special ones: `instance`, `__metrics_path__`, `__scheme__`, `__param_*`, `probe`.
    pub labels: BTreeMap<String, String>,
}

/// One `metric_relabel_configs` entry, values already escaped for their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relabel {
    pub source_labels: Vec<String>,
    pub regex: Option<String>,
    pub target_label: Option<String>,
    pub replacement: Option<String>,
    /// Missing: `replace`.
    pub action: Option<String>,
}

/// How an HTTP client of Prometheus or Alertmanager logs in; secrets are paths in the container.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct HttpClient {
    pub authentication: Option<Authentication>,
    pub tls: Option<TlsClient>,
    pub headers: BTreeMap<String, String>,
}

/// Credentials.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authentication {
    Basic {
        username: String,
        password_file: String,
    },
    Bearer {
        credentials_file: String,
    },
}

/// TLS options of a client; files are paths in the container.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TlsClient {
    pub ca_file: Option<String>,
    pub cert_file: Option<String>,
    pub key_file: Option<String>,
    pub server_name: Option<String>,
    pub skip_verify: bool,
}

/// A module of the blackbox exporter.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeModule {
    pub name: String,
    pub timeout: Duration,
    pub prober: Prober,
    /// `4` or `6`; missing: 4 first, then the other.
    pub ip: Option<String>,
    pub client: HttpClient,
}

/// What a module does.
#[derive(Debug, Clone, PartialEq)]
pub enum Prober {
    Http {
        method: String,
        status: Vec<u16>,
        body_has: Option<String>,
        body_lacks: Option<String>,
        redirects: bool,
    },
    Tcp {
        tls: bool,
    },
    Icmp,
    Dns {
        name: String,
        record_type: String,
    },
}
