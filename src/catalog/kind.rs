//! A kind as its data file describes it: how its metrics are reached, its dialects, its signals.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Signal;

/// Where a kind's metrics come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// The service serves its own metrics at its address.
    Service,
    /// One exporter container for each service, that `monc` adds.
    Exporter,
    /// The node_exporter of the machine.
    Host,
    /// One cAdvisor for all containers.
    Container,
    /// One blackbox exporter for all probes.
    Probe,
    /// A part of the stack itself (Prometheus, Alertmanager, Grafana, blackbox).
    Stack,
}

/// What `address` of a service of this kind looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressShape {
    /// `[scheme://]host:port[/path]` of the metrics themselves.
    Metrics,
    /// `host:port` of a server that an exporter talks to.
    HostPort,
    /// A whole URL that an exporter reads (`http://nginx:8080/stub_status`).
    Url,
    /// The kind has no address.
    None,
}

/// How well the kind's metric names are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceLevel {
    /// Seen on the metrics of a real exporter on a real service.
    Real,
    /// Seen on metrics that upstream keeps as test data.
    Fixture,
    /// Made-up values under names read in upstream's source.
    Synthetic,
    /// Not seen.
    Unverified,
}

impl EvidenceLevel {
    /// What the names were seen on, in a word or two for tables; `unverified` where on nothing that ran.
    pub fn seen_on(self) -> &'static str {
        match self {
            EvidenceLevel::Real => "real metrics",
            EvidenceLevel::Fixture => "test data",
            EvidenceLevel::Synthetic | EvidenceLevel::Unverified => "unverified",
        }
    }

    /// The same for a page.
    pub fn sentence(self) -> &'static str {
        match self {
            EvidenceLevel::Real => "seen on real metrics",
            EvidenceLevel::Fixture => "seen on test data of the exporter's own repository",
            EvidenceLevel::Synthetic => "unverified, read in the source",
            EvidenceLevel::Unverified => "unverified",
        }
    }
}

/// How well the kind is known, and what was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub level: EvidenceLevel,
    /// Versions seen.
    pub note: String,
}

/// Arguments and environment of an exporter; placeholders `{address} {host} {port} {scheme} {path} {database} {username}
/// {secret}` are filled per service (`{secret}`: the path of the secret file in the container).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    pub args: Vec<String>,
    pub environment: BTreeMap<String, String>,
}

/// A file that holds a secret in the form that the exporter reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    /// Name of the file in `/run/secrets`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_.-]+$"), extend("x-expected" = "a file name such as \"password\""))]
    pub name: String,
    /// Its text; `{password}` is the secret, escaped as `escape` says; other placeholders as in [`Part`].
    pub template: String,
    pub escape: SecretEscape,
}

/// How the secret is escaped inside [`SecretFile::template`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretEscape {
    /// The bare password.
    None,
    /// The bare password, without a blank: postgres_exporter splits its connection string at blanks, and then writes all of it into
    /// its log (seen with 0.19.1; `parseFingerprint` in its exporter/util.go).
    PostgresDsn,
    /// Inside a JSON string.
    Json,
    /// Inside a double-quoted value of a MySQL option file.
    MyCnf,
}

/// A variable that a shell fills with the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordVariable {
    /// `ES_PASSWORD`.
    #[schemars(regex(pattern = r"^[A-Z_][A-Z0-9_]*$"), extend("x-expected" = "a variable such as \"ES_PASSWORD\""))]
    pub variable: String,
    /// What the image starts: `/bin/elasticsearch_exporter`.
    #[schemars(regex(pattern = r"^/[A-Za-z0-9_./-]+$"), extend("x-expected" = "a path such as \"/bin/exporter\""))]
    pub program: String,
}

/// The exporter container of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exporter {
    /// Key in `components.toml`: image, version, user, port, healthcheck.
    pub component: String,
    /// Always.
    #[serde(default)]
    pub always: Part,
    /// With `tls`.
    #[serde(default)]
    pub tls: Part,
    /// With `tls = { skip_verify = true }`, after `tls`.
    #[serde(default)]
    pub tls_skip_verify: Part,
    /// Without `tls`.
    #[serde(default)]
    pub plain: Part,
    /// With `username`.
    #[serde(default)]
    pub username: Part,
    /// With `password`.
    #[serde(default)]
    pub password: Part,
    /// The file that hands the password over. Missing: the exporter cannot take a password from a file.
    pub secret_file: Option<SecretFile>,
    /// For an exporter that takes its password from a variable only, in an image with a shell: the shell reads `secret_file`
    /// into the variable and becomes the program, so that neither the Compose file nor `docker inspect` shows it.
    pub password_variable: Option<PasswordVariable>,
    /// Why a password cannot be handed over safely, where there is no `secret_file`.
    pub no_password: Option<String>,
    /// Whether the exporter reads the secret at every use (else: once, at start).
    #[serde(default)]
    pub rereads_secret: bool,
    /// Whether it logs in, so that it needs `username`, and `password` or a client certificate.
    #[serde(default)]
    pub logs_in: bool,
    /// Database when the file names none; missing: the kind takes no `database`.
    pub database: Option<String>,
    /// What the user of the exporter needs (SQL GRANTs, ACL), shown by `monc explain`.
    pub rights: Option<String>,
}

/// A client library's names for HTTP metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dialect {
    pub title: String,
    pub aliases: Vec<String>,
    /// Packages that give an app these names, as its manifest (`package.json`, `go.mod`, …) has them.
    pub packages: Vec<String>,
    /// Request counter, full name.
    pub requests: Option<String>,
    /// Label of the counter that holds the status code or class.
    pub status: Option<String>,
    /// Duration histogram, base name without `_bucket`; missing: no latency signals.
    pub duration: Option<String>,
    /// `milliseconds` when the histogram counts those.
    pub duration_unit: Option<String>,
    /// Limits of its buckets where nobody gives others, as durations; empty: not known, or the app's own choice.
    pub buckets: Vec<String>,
    /// Label of the route, where the library has it.
    pub route: Option<String>,
    /// Gauge of requests in flight, where the library has it.
    pub in_flight: Option<String>,
    /// Default metrics path.
    pub path: Option<String>,
    /// `node` `python` `go` `jvm` `dotnet`: runtime metrics that come with it.
    pub runtime: Option<String>,
    /// What to know: set-up needed in the app, traps.
    pub note: Option<String>,
    pub evidence: Option<Evidence>,
}

/// Names of the variables by which images of a kind are told who may log in; the first that is there counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Variables {
    pub username: Vec<String>,
    pub password: Vec<String>,
    pub database: Vec<String>,
    /// The user where no variable names one.
    pub usual_username: Option<String>,
    /// Of a user that may do everything; taken where there is no other.
    pub root_password: Vec<String>,
    pub root_username: Option<String>,
    /// Flag of the server before its password.
    pub flag: Option<String>,
}

/// A kind of service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// "PostgreSQL".
    pub title: String,
    /// Title of its page: "PostgreSQL", "HTTP services".
    pub plural: String,
    /// One line: what it is, and where its metrics come from.
    pub summary: String,
    /// Other words for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Images that run it, without tag and without Docker Hub's name: `postgres`, `bitnami/postgresql`. A name without `/` also is
    /// known in any other registry or organisation.
    #[serde(default)]
    pub images: Vec<String>,
    /// How its images are told who may log in.
    #[serde(default)]
    pub variables: Variables,
    /// What has to be switched on before there are metrics, as one sentence.
    pub switch_on: Option<String>,
    pub evidence: Evidence,
    pub access: Access,
    pub address: AddressShape,
    /// Port when the address names none.
    pub default_port: Option<u16>,
    /// Default metrics path.
    #[serde(default = "metrics_path")]
    pub path: String,
    /// Series that one instance gives.
    pub series: u32,
    /// The service's own gauge, 1 while it answers, behind an exporter (`pg_up{job="$job"}`). Missing: `up` is the answer.
    pub up: Option<String>,
    pub exporter: Option<Exporter>,
    #[serde(default)]
    pub dialects: BTreeMap<String, Dialect>,
    pub signals: BTreeMap<String, Signal>,
    /// What a service level objective of this kind counts, by name of the objective.
    #[serde(default)]
    pub slis: BTreeMap<String, Sli>,
}

/// Events that a service level objective counts, as PromQL of events per second, with `job="$job"` in every selector,
/// `[$window]` for ranges, `$seconds` for the window in seconds and `$under` for the limit of latency; groupings name `service`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sli {
    /// "requests that do not fail".
    pub title: String,
    /// Bad events; absent series count as none.
    pub bad: Option<String>,
    /// Instead of `bad`: good events; absent series are no data, not failures.
    pub good: Option<String>,
    pub total: String,
    #[serde(default)]
    pub example: Vec<SliExample>,
}

/// Raw series of a service, and what an objective counts of them: events per second, or, where the series are gauges, in every
/// sample of the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SliExample {
    /// As in the example of a signal; `$under` is the limit of latency.
    pub input: BTreeMap<String, String>,
    /// Missing: no sample.
    pub bad: Option<f64>,
    pub total: Option<f64>,
}

fn metrics_path() -> String {
    "/metrics".into()
}
