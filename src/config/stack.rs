//! `[monc]`, `[stack]` and `[build]`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the words of the file mean, and which `monc` it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Monc {
    /// What the words of this file mean; a newer monc never changes it silently.
    #[schemars(extend("x-expected" = "an edition such as \"2026\""))]
    pub edition: Option<String>,
    /// Versions of monc that can read this file: `">=0.1"`.
    #[schemars(extend("x-expected" = "a version requirement such as \">=0.1\""))]
    pub requires: Option<String>,
}

/// The stack itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Stack {
    /// Grafana folder and external label `stack`; with `-monitoring` behind it the Compose project.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"), extend("x-expected" = "a name of lower-case letters, digits, `_` and `-`"))]
    pub name: Option<String>,
    /// External label `environment`.
    pub environment: Option<String>,
    /// Further external labels.
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_]*$"}))]
    pub labels: BTreeMap<String, String>,
    /// Files whose services, signals, alerts, receivers, dialects, templates, kinds and routes belong to this stack: `["teams/*.toml"]`.
    pub include: Vec<String>,
    /// Files with kinds of your own, in the form of the built-in ones; a file's name is the kind's.
    pub catalog: Vec<String>,
    /// `false`: no alert that was not asked for, but whether services are up and the stack's own health.
    pub default_thresholds: Option<bool>,
}

/// Where `monc build` writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Build {
    /// Folder, relative to this file; `monitoring` by default.
    #[schemars(length(min = 1))]
    pub out: Option<String>,
}
