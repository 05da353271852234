//! Units of signals: what a threshold on them is written as, and in which base unit Prometheus holds them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The unit of a signal. Recorded series hold base units: 0…1, seconds, bytes, per second.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Written `"80%"`, recorded 0.8.
    Ratio,
    /// Written `"300ms"`, recorded in seconds.
    Duration,
    /// Written `"512MiB"`, recorded in bytes.
    Bytes,
    /// Written `"10MiB/s"`, recorded in bytes per second.
    BytesPerSecond,
    /// Written `"20/m"`, recorded per second.
    Rate,
    /// Written `100`.
    Count,
    /// Written `1.5`: CPU cores.
    Cores,
    /// Written `true`: 1 when it is so, else 0.
    State,
}

impl Unit {
    /// How a value of this unit is described to a person, with an example.
    pub fn expected(self) -> &'static str {
        match self {
            Unit::Ratio => "a ratio such as \"80%\"",
            Unit::Duration => "a duration such as \"300ms\" or \"5m\"",
            Unit::Bytes => "a size such as \"512MiB\" or \"20GB\"",
            Unit::BytesPerSecond => "a size per second such as \"10MiB/s\"",
            Unit::Rate => "a rate such as \"100/s\" or \"5/m\"",
            Unit::Count => "a number such as 100",
            Unit::Cores => "a number of cores such as 1.5",
            Unit::State => "`true`, or a table such as { critical = true, for = \"1m\" }",
        }
    }

    /// The word used for it in `monitoring.toml` (`[signals.x] unit`).
    pub fn name(self) -> &'static str {
        match self {
            Unit::Ratio => "ratio",
            Unit::Duration => "duration",
            Unit::Bytes => "bytes",
            Unit::BytesPerSecond => "bytes_per_second",
            Unit::Rate => "rate",
            Unit::Count => "count",
            Unit::Cores => "cores",
            Unit::State => "state",
        }
    }
}
