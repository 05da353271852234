//! `example`: what a signal or an alert of your own must make of given series. It becomes a unit test beside the rules.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// What one series does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InputValue {
    Number(f64),
    Text(String),
}

impl JsonSchema for InputValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InputValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["number", "string"],
            "pattern": r"^([0-9.]+/s|\+[0-9.]+|-?[0-9.]+( to -?[0-9.]+)*|now[+-][0-9]+)$",
            "x-expected": "a number, or \"6/s\" (a counter), \"+20\" (a counter that grows by this much in the window), \"1 to 2\" (a gauge that changes) or \"now-3600\" (a time)",
        })
    }
}

/// A unit test of a signal of your own: raw series, and what is recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SignalExample {
    /// Raw series, as in `'jobs_total{queue="mail"}' = "6/s"`. `service` and `instance` are added.
    #[schemars(extend("minProperties" = 1))]
    pub input: BTreeMap<String, InputValue>,
    /// What the signal then is, in base units; missing: nothing.
    pub value: Option<f64>,
}

/// A unit test of an alert of your own: series, and whether it fires.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlertExample {
    /// Series with all their labels, as in `'service:queue_depth:count{service="api"}' = 200`.
    #[schemars(extend("minProperties" = 1))]
    pub input: BTreeMap<String, InputValue>,
    /// Whether the alert then fires, once its `for` is over; `true` by default.
    pub fires: Option<bool>,
    /// Labels that the alert then has.
    pub labels: BTreeMap<String, String>,
}
