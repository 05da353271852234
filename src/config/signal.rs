//! `[signals.<name>]`: a signal of your own, the same shape as one of the catalog.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::BadWhen;

use super::{SignalExample, Threshold};

/// A signal of your own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Signal {
    /// What people call it: "Queue depth".
    pub title: Option<String>,
    /// PromQL that gives one series per service and instance, in base units.
    #[schemars(length(min = 1))]
    pub expr: Option<String>,
    /// Unit of the result.
    #[schemars(extend("enum" = ["ratio", "duration", "bytes", "bytes_per_second", "rate", "count", "cores", "state"]))]
    pub unit: Option<String>,
    /// Direction in which it is bad; `above` by default.
    pub bad_when: Option<BadWhen>,
    /// What it means, and what a person does first.
    pub help: Option<String>,
    /// Services that have it.
    pub services: Vec<String>,
    /// Labels that the result keeps beyond `service` and `instance`.
    pub keeps: Vec<String>,
    /// Absent for good reasons at times.
    pub optional: Option<bool>,
    /// Its default threshold.
    pub threshold: Option<Threshold>,
    /// How dashboards draw it.
    pub panel: Option<BTreeMap<String, serde_json::Value>>,
    /// Raw series, and what it must be then: becomes a unit test.
    pub example: Option<SignalExample>,
    /// `false` takes it out.
    pub enabled: Option<bool>,
}
