//! Thresholds as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{Duration, Match, Scalar};

/// `"80%"` (a warning), `true` (a state), `false` (off) or a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "a value such as \"80%\", a table such as { warning = \"80%\", critical = \"90%\" }, or `false`"))]
pub enum Threshold {
    Value(Scalar),
    Table(Box<ThresholdTable>),
}

/// A threshold in full.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct ThresholdTable {
    /// Limit of severity info; `false` turns it off.
    pub info: Option<Scalar>,
    /// Limit of severity warning; `false` turns it off.
    pub warning: Option<Scalar>,
    /// Limit of severity critical; `false` turns it off.
    pub critical: Option<Scalar>,
    /// How long it must be so: one duration, or one per severity.
    pub r#for: Option<For>,
    /// How long the alert stays after it is no longer so.
    pub keep_firing_for: Option<Duration>,
    /// Only series with these labels, which the signal must keep: `{ mountpoint = "/" }`.
    pub r#match: Option<BTreeMap<String, Match>>,
    /// Only while another signal of the service is above a value: `{ requests = "20/m" }`.
    pub when: Option<BTreeMap<String, Scalar>>,
    /// First line of the message; `{{ $value }}` and `{{ $labels.<name> }}` are filled.
    pub summary: Option<String>,
    /// What it means and what to do first; placeholders as in `summary`.
    pub description: Option<String>,
    /// Link to a runbook of your own.
    pub runbook: Option<String>,
    /// Further annotations.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// `"5m"` or `{ warning = "15m", critical = "2m" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "a duration such as \"5m\", or { warning = \"15m\", critical = \"2m\" }"))]
pub enum For {
    All(Duration),
    Each(ForEach),
}

/// One duration per severity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct ForEach {
    pub info: Option<Duration>,
    pub warning: Option<Duration>,
    pub critical: Option<Duration>,
}
