//! `[prometheus]` and `[alertmanager]`: how each is reached and run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::{BasicAuth, Tls};
use super::value::{Duration, OneOrMany, Secret};

/// How Prometheus runs and is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Prometheus {
    /// URL under which people reach it.
    pub url: Option<String>,
    /// Address of the host that it listens on; nothing listens on the host unless this or `port` is set.
    pub bind: Option<String>,
    /// Port of the host.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// Certificate that it serves.
    pub tls: Option<Tls>,
    /// Further Docker networks.
    #[schemars(inner(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")), extend("x-expected" = "the name of a Docker network, such as \"shop_default\""))]
    pub networks: Vec<String>,
    /// User of the password.
    pub username: Option<String>,
    /// Password that the stack's own parts log in with.
    pub password: Option<Secret>,
    /// bcrypt hash of the password; may stand in the file.
    pub password_hash: Option<String>,
    /// How often targets are scraped; `"15s"` by default.
    #[schemars(extend("x-positive" = true))]
    pub scrape_interval: Option<Duration>,
    /// How often rules are evaluated; the scrape interval by default.
    #[schemars(extend("x-positive" = true))]
    pub evaluation_interval: Option<Duration>,
    /// Rule files that people already have: a glob, or a list.
    pub rules: Option<OneOrMany>,
    /// Metrics that the catalog cannot know.
    pub extra_metrics: Vec<String>,
    /// Where samples are sent as well.
    pub remote_write: Vec<RemoteWrite>,
}

/// One remote write endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct RemoteWrite {
    pub url: Option<String>,
    pub name: Option<String>,
    pub basic_auth: Option<BasicAuth>,
    pub bearer_token: Option<Secret>,
    pub tls: Option<Tls>,
}

/// How Alertmanager runs and is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Alertmanager {
    /// URL under which people reach it.
    pub url: Option<String>,
    /// Address of the host that it listens on; nothing listens on the host unless this or `port` is set.
    pub bind: Option<String>,
    /// Port of the host.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// Certificate that it serves.
    pub tls: Option<Tls>,
    /// Further Docker networks.
    #[schemars(inner(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")), extend("x-expected" = "the name of a Docker network, such as \"shop_default\""))]
    pub networks: Vec<String>,
    /// User of the password.
    pub username: Option<String>,
    /// Password that the stack's own parts log in with.
    pub password: Option<Secret>,
    /// bcrypt hash of the password; may stand in the file.
    pub password_hash: Option<String>,
}

/// Files that people already have: a glob, or `{ files, folder }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "a glob such as \"dashboards/*.json\", or { files = \"…\", folder = \"…\" }"))]
pub enum FilesTaken {
    Glob(String),
    Foldered(FolderedFiles),
}

/// Files and the Grafana folder that they go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderedFiles {
    /// A glob, relative to this file.
    pub files: String,
    /// Title of the Grafana folder.
    pub folder: String,
}
