//! A signal as a kind file describes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Example, Unit};

/// The direction in which a signal is bad. Comparisons are strict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BadWhen {
    #[default]
    Above,
    Below,
}

/// The `severity` label of an alert: a closed set.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

impl Severity {
    /// All, mildest first.
    pub const ALL: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Critical];

    /// The label's value.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        }
    }
}

/// What the signal means, and what a person does first when it is bad. Both are full sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Help {
    pub means: String,
    pub first: String,
}

/// Default threshold of a signal, as written in a kind file: values in the notation of the signal's unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Threshold {
    pub info: Option<serde_json::Value>,
    pub warning: Option<serde_json::Value>,
    pub critical: Option<serde_json::Value>,
    /// `"5m"`: for all severities, or per severity.
    pub r#for: Option<ForDuration>,
    pub keep_firing_for: Option<String>,
    /// Labels that the signal keeps: only these series alert.
    pub r#match: BTreeMap<String, String>,
    /// Only while another signal of the same service is above a value: `{ requests = "0.1/s" }`.
    pub when: BTreeMap<String, serde_json::Value>,
}

/// `for` of a threshold: one duration, or one per severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ForDuration {
    All(String),
    Each(BTreeMap<Severity, String>),
}

/// How dashboards draw the signal. Everything has a default derived from the signal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Panel {
    /// `traffic` `errors` `latency` `saturation` `use` `state` `safety` `expiry` `inside`.
    pub role: Option<String>,
    /// Row when it is not the role's.
    pub row: Option<String>,
    /// 1–9: place in the header and table of the kind's page.
    pub headline: Option<u8>,
    /// 1–99: place in the row; 50 by default.
    pub order: Option<u8>,
    /// `lines` `bars` `states` `ranking` `none`.
    pub view: Option<String>,
    /// `max` `min` `sum` `weighted`.
    pub fold: Option<String>,
    /// Signals of the same unit drawn in the same chart.
    pub with: Vec<String>,
    pub many: Option<bool>,
    pub max: Option<f64>,
    pub zero: Option<bool>,
    /// Text shown when there is no data (`noValue`).
    pub empty: Option<String>,
    /// Drill-down expression that is not recorded, with `$SEL` and `$__rate_interval`; like `expr`, it may use the names
    /// of the dialect, and is there only for a dialect that has them all.
    pub raw: Option<String>,
    /// Title and legend of `raw`.
    pub raw_title: Option<String>,
    pub legend: Option<String>,
}

/// A signal of a kind: one name, one unit, one direction, one meaning over the whole catalog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    pub title: String,
    pub unit: Unit,
    #[serde(default)]
    pub bad_when: BadWhen,
    pub help: Help,
    /// Name of the recorded series, `service:<metric>:<operation>`; `$window` stands for the kind's window.
    pub record: String,
    /// PromQL of the recorded series, with `job="$job"` in every selector and `$window` in every range; groupings name
    /// `service` (and `instance` where `per_instance`).
    pub expr: Option<String>,
    /// Instead of `expr`: one expression per dialect or runtime of the kind.
    #[serde(default)]
    pub exprs: BTreeMap<String, String>,
    /// The same written by others, in plain PromQL: conditions of old rules are known by it.
    #[serde(default)]
    pub written_as: Vec<String>,
    /// Labels kept beyond `service` and `instance`.
    #[serde(default)]
    pub keeps: Vec<String>,
    /// Whether the recorded series keeps `instance`.
    #[serde(default = "yes")]
    pub per_instance: bool,
    /// Absent for good reasons (no replica, no limit): `SignalMissing` leaves it out.
    #[serde(default)]
    pub optional: bool,
    /// A ratio that can pass 100%.
    #[serde(default)]
    pub unbounded: bool,
    /// For states: the severity when the file says `true`.
    pub severity: Option<Severity>,
    pub threshold: Option<Threshold>,
    #[serde(default)]
    pub panel: Panel,
    /// First version of the exporter that has it.
    pub since: Option<String>,
    /// First version of the exporter that no longer has it.
    pub until: Option<String>,
    /// Raw series, and what the recorded series then has: two instances at least.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Instead of `example`, with `exprs`: one set for each.
    #[serde(default)]
    pub examples: BTreeMap<String, Vec<Example>>,
}

fn yes() -> bool {
    true
}
