//! `[alerts.<Name>]`: any condition at all.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Severity;

use super::AlertExample;
use super::value::Duration;

/// An alert of your own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Alert {
    /// PromQL: fires for each series of the result.
    #[schemars(length(min = 1))]
    pub expr: Option<String>,
    /// How long it must be so.
    pub r#for: Option<Duration>,
    /// How long the alert stays after it is no longer so.
    pub keep_firing_for: Option<Duration>,
    /// How bad it is; `warning` by default.
    pub severity: Option<Severity>,
    /// The service it speaks of.
    pub service: Option<String>,
    /// Further labels.
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_]*$"}))]
    pub labels: BTreeMap<String, String>,
    /// First line of the message; `{{ $value }}` and `{{ $labels.<name> }}` are filled.
    pub summary: Option<String>,
    /// What it means and what to do first; placeholders as in `summary`.
    pub description: Option<String>,
    /// Link to a runbook of your own.
    pub runbook: Option<String>,
    /// Further annotations.
    pub annotations: BTreeMap<String, String>,
    /// Series with which it must fire, or stay silent: becomes a unit test.
    pub example: Option<AlertExample>,
    /// `false` takes it out.
    pub enabled: Option<bool>,
}
