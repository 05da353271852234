//! Grafana's words for the catalog's units, and decimals.

use crate::catalog::Unit;

/// Unit of a signal with the given role.
pub fn unit(unit: Unit, role: &str) -> &'static str {
    match unit {
        Unit::Ratio => "percentunit",
        Unit::Duration => "s",
        Unit::Bytes => "bytes",
        Unit::BytesPerSecond => "binBps",
        Unit::Rate if role == "traffic" => "reqps",
        Unit::Rate => "ops",
        Unit::Count | Unit::Cores | Unit::State => "none",
    }
}
