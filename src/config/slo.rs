//! Service level objectives as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::Duration;

/// `[slos]`: what every objective of the file has, unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct SloDefaults {
    /// Time over which the objective must be met: `"7d"` to `"90d"`, by default `"30d"`.
    pub window: Option<Duration>,
    /// Bad events in the long window below which nobody is paged; 5 by default.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub min_events: Option<u32>,
}

/// `"99.9%"`, or a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "an objective such as \"99.9%\", or a table such as { objective = \"99%\", under = \"300ms\" }"))]
pub enum Slo {
    Objective(String),
    Table(Box<SloTable>),
}

impl Slo {
    /// The table that the shorthand stands for.
    pub fn table(&self) -> SloTable {
        match self {
            Slo::Objective(objective) => SloTable {
                objective: Some(objective.clone()),
                ..SloTable::default()
            },
            Slo::Table(table) => (**table).clone(),
        }
    }
}

/// An objective in full.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct SloTable {
    /// Share of good events: `"99.9%"`.
    pub objective: Option<String>,
    /// For `latency`: a request is good if it takes no longer; must be a bucket of the app's histogram.
    pub under: Option<Duration>,
    /// Time over which the objective must be met.
    pub window: Option<Duration>,
    /// Bad events in the long window below which nobody is paged.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub min_events: Option<u32>,
    /// For an objective of your own: PromQL of good events per second, `[$window]` where a range goes.
    #[schemars(length(min = 1))]
    pub good: Option<String>,
    /// For an objective of your own: PromQL of all events per second, `[$window]` where a range goes.
    #[schemars(length(min = 1))]
    pub total: Option<String>,
}
