//! Grafana's words for the catalog's units, and decimals.

use crate::catalog::Unit;
use crate::model::Signal;

/// Unit of a signal.
pub fn of(signal: &Signal) -> &'static str {
    match signal.unit {
        Unit::Ratio => "percentunit",
        Unit::Duration => "s",
        Unit::Bytes => "bytes",
        Unit::BytesPerSecond => "binBps",
        // Messages, queries and transactions are no requests.
        Unit::Rate if signal.name == "requests" => "reqps",
        Unit::Rate => "ops",
        Unit::Count | Unit::Cores | Unit::State => "none",
    }
}
