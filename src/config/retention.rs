//! `[retention]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{Bytes, Duration};

/// How long data are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Metrics: `"30d"`, or `{ time = "30d", size = "20GB" }`: the first reached counts. Default `"15d"`.
    #[schemars(extend("x-positive" = true, "x-expected" = "a duration such as \"30d\", or { time = \"30d\", size = \"20GB\" }"))]
    pub metrics: Option<RetentionLimits>,
}

/// `"30d"` or `{ time, size }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RetentionLimits {
    Time(Duration),
    Limits(Limits),
}

/// Time and size together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Limits {
    /// Samples older than this are deleted.
    #[schemars(extend("x-positive" = true))]
    pub time: Option<Duration>,
    /// Oldest blocks are deleted above this size; keep it at 80% of the disk.
    pub size: Option<Bytes>,
}

impl RetentionLimits {
    /// Time and size as written.
    pub fn limits(&self) -> (Option<Duration>, Option<Bytes>) {
        match self {
            RetentionLimits::Time(time) => (Some(*time), None),
            RetentionLimits::Limits(limits) => (limits.time, limits.size),
        }
    }
}
