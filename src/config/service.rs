//! `[services.<name>]`, `[templates.<name>]` and `[kinds.<kind>]`.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::value::{OneOrMany, Secret};
use super::{Exporter, ProbeEntry, Scrape, Slo, Threshold, Tls};

/// One service that you run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Service {
    /// Template whose keys it takes up, unless it says otherwise itself: `[templates.<name>]`.
    pub r#use: Option<String>,
    /// What it is: `host`, `container`, `http`, `probe`, `postgres`, …; `monc list kinds` shows all.
    pub kind: Option<String>,
    /// `[scheme://]host:port[/path]`, or a list of them.
    pub address: Option<OneOrMany>,
    /// Which client library names its HTTP metrics: `monc list dialects` shows all.
    pub dialect: Option<String>,
    /// A URL that is asked from outside; short for `probes.default`.
    pub probe: Option<ProbeEntry>,
    /// Probes by name.
    pub probes: BTreeMap<String, ProbeEntry>,
    /// Its container: a name, `"=~regex"`, or `false` for none.
    pub container: Option<Container>,
    /// Services that it needs: while one is down, alerts of this one are held back.
    pub depends_on: Vec<String>,
    /// Team that owns it: label `team`.
    pub team: Option<String>,
    /// Further labels of its series and alerts.
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_]*$"}))]
    pub labels: BTreeMap<String, String>,
    /// Thresholds of its signals.
    pub thresholds: BTreeMap<String, Threshold>,
    /// Its service level objectives: `availability`, `latency` where the kind knows them, others by `good` and `total`.
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_]*$"}))]
    pub slos: BTreeMap<String, Slo>,
    /// TLS towards the service, for the exporter.
    pub tls: Option<Tls>,
    /// User that the exporter logs in as.
    pub username: Option<String>,
    /// Where the password of that user will be.
    pub password: Option<Secret>,
    /// Database that the exporter connects to.
    pub database: Option<String>,
    /// How Prometheus reaches the metrics.
    pub scrape: Option<Scrape>,
    /// The exporter: one that runs already, or more flags for ours.
    pub exporter: Option<Exporter>,
    /// The host that it runs on: a service of kind `host`.
    pub runs_on: Option<String>,
    /// `false` takes it out; references to it lapse.
    pub enabled: Option<bool>,
    /// The reader's own notes: ignored.
    pub metadata: Option<BTreeMap<String, serde_json::Value>>,
}

/// `"name"`, `"=~regex"`, or `false`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Container {
    /// Only `false`: it has none.
    None(bool),
    Name(String),
}

impl JsonSchema for Container {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Container".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "boolean"],
            "not": { "const": true },
            "minLength": 1,
            "x-expected": "the name of a container, \"=~regex\", or `false`",
        })
    }
}
