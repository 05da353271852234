//! How a service, and its metrics, are reached.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{Duration, OneOrMany, Secret};

/// `true`, or options.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "`true`, or { ca, cert, key, server_name, skip_verify }"))]
pub enum Tls {
    On(bool),
    Options(TlsOptions),
}

/// TLS options; paths are relative to the file.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct TlsOptions {
    /// Certificate of the authority that signed the server's.
    pub ca: Option<String>,
    /// Client certificate.
    pub cert: Option<String>,
    /// Key of the client certificate.
    pub key: Option<Secret>,
    /// Name that the server's certificate must have.
    pub server_name: Option<String>,
    /// Do not check the certificate: anybody may answer.
    pub skip_verify: bool,
}

/// User and password of HTTP basic authentication.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BasicAuth {
    pub username: String,
    pub password: Secret,
}

/// How Prometheus reaches the metrics.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Scrape {
    /// How often.
    #[schemars(extend("x-positive" = true))]
    pub interval: Option<Duration>,
    /// How long an answer may take; not longer than `interval`.
    #[schemars(extend("x-positive" = true))]
    pub timeout: Option<Duration>,
    /// Query parameters.
    pub params: BTreeMap<String, String>,
    /// HTTP headers; a secret where the value is one.
    pub headers: BTreeMap<String, String>,
    pub basic_auth: Option<BasicAuth>,
    pub bearer_token: Option<Secret>,
    pub tls: Option<Tls>,
    /// A scrape with more samples fails.
    #[schemars(range(min = 1))]
    pub sample_limit: Option<u64>,
}

/// The exporter of a service: one that runs already, or more flags for the one that `monc` adds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Exporter {
    /// Address of an exporter that runs already: `"10.0.0.7:9187"`.
    pub address: Option<OneOrMany>,
    /// Further flags of the exporter that `monc` adds.
    pub flags: Vec<String>,
}
