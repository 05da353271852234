//! `[compose]` and `[resources]`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::OneOrMany;

/// How the stack sits beside your own Compose project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Compose {
    /// Your own Compose file, or files, the later over the earlier: read to check addresses, and to find the networks of the services.
    pub app: Option<OneOrMany>,
    /// Docker networks, made elsewhere, on which the services are reached; `"default"` is the project's own.
    #[schemars(inner(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")), extend("x-expected" = "the name of a Docker network, such as \"shop_default\""))]
    pub networks: Vec<String>,
    /// Compose profiles that the stack's containers belong to.
    pub profiles: Vec<String>,
    /// Raw Compose keys laid over a container of the stack.
    pub services: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}

/// Limits of one container.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Resource {
    /// Memory limit, such as `"512MiB"`.
    pub memory: Option<super::value::Bytes>,
    /// CPUs, such as `0.5`.
    #[schemars(extend("exclusiveMinimum" = 0, "x-expected" = "a number of CPUs such as 0.5"))]
    pub cpus: Option<f64>,
}
